# ranges: vector_add
func @kernel(%x_ptr: *f32, %y_ptr: *f32, %n: i32, %out_ptr: *f32) {level='thread', programs=1048576, numbers=1073741824, effects={'x_ptr': 'read', 'y_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'y_ptr': 'input', 'n': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'y_ptr': 'y_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=4, dtype='i32'} : i32
  %1 = mul %thread, %0 : i32
  %2 = program_id {axis=0} : i32
  %3 = constant {value=1024, dtype='i32'} : i32
  %4 = mul %2, %3 : i32
  %5 = constant {value=1023, dtype='i32'} : i32
  %6 = index_add %4, %5 : i32
  %7 = lt %6, %n : i1
  if %7 {interior='program'} () {
    %8 = constant {value=0, dtype='i32'} : i32
    %9 = constant {value=2, dtype='i32'} : i32
    %10 = constant {value=1, dtype='i32'} : i32
    %11 = constant {value=512, dtype='i32'} : i32
    for %8, %9, %10 {unroll=True} (%r: i32) {
      %12 = mul %r, %11 : i32
      %13 = add %1, %12 : i32
      for %8, %0, %10 {unroll=True} (%r.14: i32) {
        %15 = add %13, %r.14 : i32
        %offsets = add %4, %15 : i32
        %x = load_at %x_ptr, %offsets : f32
        %y = load_at %y_ptr, %offsets : f32
        %16 = add %x, %y : f32
        store_at %out_ptr, %offsets, %16
        yield
      }
      yield
    }
    yield
  } () {
    %17 = constant {value=0, dtype='i32'} : i32
    %18 = constant {value=2, dtype='i32'} : i32
    %19 = constant {value=1, dtype='i32'} : i32
    %20 = constant {value=512, dtype='i32'} : i32
    for %17, %18, %19 {unroll=True} (%r.21: i32) {
      %22 = mul %r.21, %20 : i32
      %23 = add %1, %22 : i32
      for %17, %0, %19 {unroll=True} (%r.24: i32) {
        %25 = add %23, %r.24 : i32
        %offsets.26 = add %4, %25 : i32
        %mask = lt %offsets.26, %n : i1
        %x.27 = load_at %x_ptr, %offsets.26, %mask : f32
        %y.28 = load_at %y_ptr, %offsets.26, %mask : f32
        %29 = add %x.27, %y.28 : f32
        store_at %out_ptr, %offsets.26, %29, %mask
        yield
      }
      yield
    }
    yield
  }
  return
}
# ---
func @kernel(%x_ptr: *f32, %y_ptr: *f32, %n: i32, %out_ptr: *f32) {level='thread', programs=1048576, numbers=1073741824, effects={'x_ptr': 'read', 'y_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'y_ptr': 'input', 'n': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'y_ptr': 'y_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=4, dtype='i32'} : i32
  %1 = index_mul %thread, %0 : i32
  %2 = program_id {axis=0} : i32
  %3 = constant {value=1024, dtype='i32'} : i32
  %4 = index_mul %2, %3 : i32
  %5 = constant {value=1023, dtype='i32'} : i32
  %6 = index_add %4, %5 : i32
  %7 = lt %6, %n : i1
  if %7 {interior='program'} () {
    %8 = constant {value=0, dtype='i32'} : i32
    %9 = constant {value=2, dtype='i32'} : i32
    %10 = constant {value=1, dtype='i32'} : i32
    %11 = constant {value=512, dtype='i32'} : i32
    %12 = add %4, %1 : i32
    %13 = shift %x_ptr, %12 : *f32
    %14 = shift %y_ptr, %12 : *f32
    %15 = shift %out_ptr, %12 : *f32
    for %8, %9, %10 {unroll=True} (%r: i32) {
      %16 = index_mul %r, %11 : i32
      for %8, %0, %10 {unroll=True} (%r.17: i32) {
        %18 = index_add %16, %r.17 : i32
        %x = load_at %13, %18 : f32
        %y = load_at %14, %18 : f32
        %19 = add %x, %y : f32
        store_at %15, %18, %19
        yield
      }
      yield
    }
    yield
  } () {
    %20 = constant {value=0, dtype='i32'} : i32
    %21 = constant {value=2, dtype='i32'} : i32
    %22 = constant {value=1, dtype='i32'} : i32
    %23 = constant {value=512, dtype='i32'} : i32
    %24 = add %4, %1 : i32
    %25 = shift %x_ptr, %24 : *f32
    %26 = shift %y_ptr, %24 : *f32
    %27 = shift %out_ptr, %24 : *f32
    for %20, %21, %22 {unroll=True} (%r.28: i32) {
      %29 = index_mul %r.28, %23 : i32
      %30 = index_add %1, %29 : i32
      for %20, %0, %22 {unroll=True} (%r.31: i32) {
        %32 = index_add %30, %r.31 : i32
        %offsets = index_add %4, %32 : i32
        %mask = lt %offsets, %n : i1
        %33 = index_add %29, %r.31 : i32
        %x.34 = load_at %25, %33, %mask : f32
        %y.35 = load_at %26, %33, %mask : f32
        %36 = add %x.34, %y.35 : f32
        store_at %27, %33, %36, %mask
        yield
      }
      yield
    }
    yield
  }
  return
}
