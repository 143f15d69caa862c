# lower: vector_add
func @kernel(%x_ptr: *f32, %y_ptr: *f32, %n: i32, %out_ptr: *f32) {level='tile', programs=1048576, effects={'x_ptr': 'read', 'y_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'y_ptr': 'input', 'n': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'y_ptr': 'y_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}, threads=128} {
  %0 = program_id {axis=0} : i32
  %1 = constant {value=1024, dtype='i32'} : i32
  %2 = mul %0, %1 : i32
  %3 = arange {start=0, end=1024} : i32[1024]
  %4 = splat %2 {shape=(1024,)} : i32[1024]
  %offsets = add %4, %3 : i32[1024]
  %5 = splat %n {shape=(1024,)} : i32[1024]
  %mask = lt %offsets, %5 : i1[1024]
  %x = load_at %x_ptr, %offsets, %mask : f32[1024]
  %y = load_at %y_ptr, %offsets, %mask : f32[1024]
  %6 = add %x, %y : f32[1024]
  store_at %out_ptr, %offsets, %6, %mask {layout='register=1,2,512 lane=4,8,16,32,64 simdgroup=128,256'}
  return
}
# ---
func @kernel(%x_ptr: *f32, %y_ptr: *f32, %n: i32, %out_ptr: *f32) {level='thread', programs=1048576, effects={'x_ptr': 'read', 'y_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'y_ptr': 'input', 'n': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'y_ptr': 'y_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=4, dtype='i32'} : i32
  %1 = mul %thread, %0 : i32
  %2 = program_id {axis=0} : i32
  %3 = constant {value=1024, dtype='i32'} : i32
  %4 = mul %2, %3 : i32
  %5 = constant {value=1023, dtype='i64'} : i64
  %6 = cast %4 {dtype='i64'} : i64
  %7 = add %6, %5 : i64
  %8 = cast %n {dtype='i64'} : i64
  %9 = lt %7, %8 : i1
  %10 = cast %4 {dtype='i64'} : i64
  %11 = add %10, %5 : i64
  %12 = cast %n {dtype='i64'} : i64
  %13 = lt %11, %12 : i1
  %14 = cast %4 {dtype='i64'} : i64
  %15 = add %14, %5 : i64
  %16 = cast %n {dtype='i64'} : i64
  %17 = lt %15, %16 : i1
  if %17 {interior=True} () {
    %18 = constant {value=0, dtype='i32'} : i32
    %19 = constant {value=2, dtype='i32'} : i32
    %20 = constant {value=1, dtype='i32'} : i32
    for %18, %19, %20 {unroll=True} (%r: i32) {
      %21 = constant {value=4, dtype='i32'} : i32
      for %18, %21, %20 {unroll=True} (%r.22: i32) {
        %23 = constant {value=512, dtype='i32'} : i32
        %24 = mul %r, %23 : i32
        %25 = add %1, %24 : i32
        %26 = mul %r.22, %20 : i32
        %27 = add %25, %26 : i32
        %offsets = add %4, %27 : i32
        %28 = constant {value=True, dtype='i1'} : i1
        %x = load_at %x_ptr, %offsets : f32
        %y = load_at %y_ptr, %offsets : f32
        %29 = add %x, %y : f32
        store_at %out_ptr, %offsets, %29
        yield
      }
      yield
    }
    yield
  } () {
    %30 = constant {value=0, dtype='i32'} : i32
    %31 = constant {value=2, dtype='i32'} : i32
    %32 = constant {value=1, dtype='i32'} : i32
    for %30, %31, %32 {unroll=True} (%r.33: i32) {
      %34 = constant {value=4, dtype='i32'} : i32
      for %30, %34, %32 {unroll=True} (%r.35: i32) {
        %36 = constant {value=512, dtype='i32'} : i32
        %37 = mul %r.33, %36 : i32
        %38 = add %1, %37 : i32
        %39 = mul %r.35, %32 : i32
        %40 = add %38, %39 : i32
        %offsets.41 = add %4, %40 : i32
        %mask = lt %offsets.41, %n : i1
        %x.42 = load_at %x_ptr, %offsets.41, %mask : f32
        %y.43 = load_at %y_ptr, %offsets.41, %mask : f32
        %44 = add %x.42, %y.43 : f32
        store_at %out_ptr, %offsets.41, %44, %mask
        yield
      }
      yield
    }
    yield
  }
  return
}
