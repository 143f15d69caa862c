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
  if %9 {interior=True} () {
    %10 = constant {value=0, dtype='i32'} : i32
    %11 = constant {value=2, dtype='i32'} : i32
    %12 = constant {value=1, dtype='i32'} : i32
    for %10, %11, %12 {unroll=True} (%r: i32) {
      %13 = constant {value=4, dtype='i32'} : i32
      for %10, %13, %12 {unroll=True} (%r.14: i32) {
        %15 = constant {value=512, dtype='i32'} : i32
        %16 = mul %r, %15 : i32
        %17 = add %1, %16 : i32
        %18 = mul %r.14, %12 : i32
        %19 = add %17, %18 : i32
        %offsets = add %4, %19 : i32
        %20 = constant {value=True, dtype='i1'} : i1
        %x = load_at %x_ptr, %offsets : f32
        %y = load_at %y_ptr, %offsets : f32
        %21 = add %x, %y : f32
        store_at %out_ptr, %offsets, %21
        yield
      }
      yield
    }
    yield
  } () {
    %22 = constant {value=0, dtype='i32'} : i32
    %23 = constant {value=2, dtype='i32'} : i32
    %24 = constant {value=1, dtype='i32'} : i32
    for %22, %23, %24 {unroll=True} (%r.25: i32) {
      %26 = constant {value=4, dtype='i32'} : i32
      for %22, %26, %24 {unroll=True} (%r.27: i32) {
        %28 = constant {value=512, dtype='i32'} : i32
        %29 = mul %r.25, %28 : i32
        %30 = add %1, %29 : i32
        %31 = mul %r.27, %24 : i32
        %32 = add %30, %31 : i32
        %offsets.33 = add %4, %32 : i32
        %mask = lt %offsets.33, %n : i1
        %x.34 = load_at %x_ptr, %offsets.33, %mask : f32
        %y.35 = load_at %y_ptr, %offsets.33, %mask : f32
        %36 = add %x.34, %y.35 : f32
        store_at %out_ptr, %offsets.33, %36, %mask
        yield
      }
      yield
    }
    yield
  }
  return
}
