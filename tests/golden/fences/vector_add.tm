# fences: vector_add
func @kernel(%x_ptr: *f32, %y_ptr: *f32, %n: i32, %out_ptr: *f32) {level='thread', programs=1048576, effects={'x_ptr': 'read', 'y_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'y_ptr': 'input', 'n': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'y_ptr': 'y_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=4, dtype='i32'} : i32
  %1 = index_mul %thread, %0 : i32
  %2 = program_id {axis=0} : i32
  %3 = constant {value=1024, dtype='i32'} : i32
  %4 = index_mul %2, %3 : i32
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
    %14 = add %4, %1 : i32
    %15 = shift %x_ptr, %14 : *f32
    %16 = shift %y_ptr, %14 : *f32
    %17 = shift %out_ptr, %14 : *f32
    for %10, %11, %12 {unroll=True} (%r: i32) {
      %18 = index_mul %r, %13 : i32
      for %10, %0, %12 {unroll=True} (%r.19: i32) {
        %20 = index_add %18, %r.19 : i32
        %x = load_at %15, %20 : f32
        %y = load_at %16, %20 : f32
        %21 = add %x, %y : f32
        store_at %17, %20, %21
        yield
      }
      yield
    }
    yield
  } () {
    %22 = constant {value=0, dtype='i32'} : i32
    %23 = constant {value=2, dtype='i32'} : i32
    %24 = constant {value=1, dtype='i32'} : i32
    %25 = constant {value=512, dtype='i32'} : i32
    %26 = add %4, %1 : i32
    %27 = shift %x_ptr, %26 : *f32
    %28 = shift %y_ptr, %26 : *f32
    %29 = shift %out_ptr, %26 : *f32
    for %22, %23, %24 {unroll=True} (%r.30: i32) {
      %31 = index_mul %r.30, %25 : i32
      %32 = index_add %1, %31 : i32
      for %22, %0, %24 {unroll=True} (%r.33: i32) {
        %34 = index_add %32, %r.33 : i32
        %offsets = index_add %4, %34 : i32
        %mask = lt %offsets, %n : i1
        %35 = index_add %31, %r.33 : i32
        %x.36 = load_at %27, %35, %mask : f32
        %y.37 = load_at %28, %35, %mask : f32
        %38 = add %x.36, %y.37 : f32
        store_at %29, %35, %38, %mask
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
  %1 = index_mul %thread, %0 : i32
  %2 = program_id {axis=0} : i32
  %3 = constant {value=1024, dtype='i32'} : i32
  %4 = index_mul %2, %3 : i32
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
    %14 = add %4, %1 : i32
    %15 = shift %x_ptr, %14 : *f32
    %16 = shift %y_ptr, %14 : *f32
    %17 = shift %out_ptr, %14 : *f32
    for %10, %11, %12 {unroll=True} (%r: i32) {
      %18 = index_mul %r, %13 : i32
      for %10, %0, %12 {unroll=True} (%r.19: i32) {
        %20 = index_add %18, %r.19 : i32
        %x = load_at %15, %20 : f32
        %y = load_at %16, %20 : f32
        %21 = add %x, %y : f32
        store_at %17, %20, %21
        yield
      }
      yield
    }
    yield
  } () {
    %22 = constant {value=0, dtype='i32'} : i32
    %23 = constant {value=2, dtype='i32'} : i32
    %24 = constant {value=1, dtype='i32'} : i32
    %25 = constant {value=512, dtype='i32'} : i32
    %26 = add %4, %1 : i32
    %27 = shift %x_ptr, %26 : *f32
    %28 = shift %y_ptr, %26 : *f32
    %29 = shift %out_ptr, %26 : *f32
    for %22, %23, %24 {unroll=True} (%r.30: i32) {
      %31 = index_mul %r.30, %25 : i32
      %32 = index_add %1, %31 : i32
      for %22, %0, %24 {unroll=True} (%r.33: i32) {
        %34 = index_add %32, %r.33 : i32
        %offsets = index_add %4, %34 : i32
        %mask = lt %offsets, %n : i1
        %35 = index_add %31, %r.33 : i32
        %x.36 = load_at %27, %35, %mask : f32
        %y.37 = load_at %28, %35, %mask : f32
        %38 = add %x.36, %y.37 : f32
        store_at %29, %35, %38, %mask
        yield
      }
      yield
    }
    yield
  }
  return
}
