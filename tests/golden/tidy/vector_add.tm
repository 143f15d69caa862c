# tidy: vector_add
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
    %13 = constant {value=512, dtype='i32'} : i32
    for %10, %11, %12 {unroll=True} (%r: i32) {
      %14 = mul %r, %13 : i32
      %15 = add %1, %14 : i32
      for %10, %0, %12 {unroll=True} (%r.16: i32) {
        %17 = add %15, %r.16 : i32
        %offsets = add %4, %17 : i32
        %x = load_at %x_ptr, %offsets : f32
        %y = load_at %y_ptr, %offsets : f32
        %18 = add %x, %y : f32
        store_at %out_ptr, %offsets, %18
        yield
      }
      yield
    }
    yield
  } () {
    %19 = constant {value=0, dtype='i32'} : i32
    %20 = constant {value=2, dtype='i32'} : i32
    %21 = constant {value=1, dtype='i32'} : i32
    %22 = constant {value=512, dtype='i32'} : i32
    for %19, %20, %21 {unroll=True} (%r.23: i32) {
      %24 = mul %r.23, %22 : i32
      %25 = add %1, %24 : i32
      for %19, %0, %21 {unroll=True} (%r.26: i32) {
        %27 = add %25, %r.26 : i32
        %offsets.28 = add %4, %27 : i32
        %mask = lt %offsets.28, %n : i1
        %x.29 = load_at %x_ptr, %offsets.28, %mask : f32
        %y.30 = load_at %y_ptr, %offsets.28, %mask : f32
        %31 = add %x.29, %y.30 : f32
        store_at %out_ptr, %offsets.28, %31, %mask
        yield
      }
      yield
    }
    yield
  }
  return
}
