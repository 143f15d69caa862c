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
        %18 = add %17, %r.14 : i32
        %offsets = add %4, %18 : i32
        %19 = constant {value=True, dtype='i1'} : i1
        %x = load_at %x_ptr, %offsets : f32
        %y = load_at %y_ptr, %offsets : f32
        %20 = add %x, %y : f32
        store_at %out_ptr, %offsets, %20
        yield
      }
      yield
    }
    yield
  } () {
    %21 = constant {value=0, dtype='i32'} : i32
    %22 = constant {value=2, dtype='i32'} : i32
    %23 = constant {value=1, dtype='i32'} : i32
    for %21, %22, %23 {unroll=True} (%r.24: i32) {
      %25 = constant {value=4, dtype='i32'} : i32
      for %21, %25, %23 {unroll=True} (%r.26: i32) {
        %27 = constant {value=512, dtype='i32'} : i32
        %28 = mul %r.24, %27 : i32
        %29 = add %1, %28 : i32
        %30 = add %29, %r.26 : i32
        %offsets.31 = add %4, %30 : i32
        %mask = lt %offsets.31, %n : i1
        %x.32 = load_at %x_ptr, %offsets.31, %mask : f32
        %y.33 = load_at %y_ptr, %offsets.31, %mask : f32
        %34 = add %x.32, %y.33 : f32
        store_at %out_ptr, %offsets.31, %34, %mask
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
