# tidy: vector_add
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
    for %8, %9, %10 {unroll=True} (%r: i32) {
      %11 = constant {value=4, dtype='i32'} : i32
      for %8, %11, %10 {unroll=True} (%r.12: i32) {
        %13 = constant {value=512, dtype='i32'} : i32
        %14 = mul %r, %13 : i32
        %15 = add %1, %14 : i32
        %16 = add %15, %r.12 : i32
        %offsets = add %4, %16 : i32
        %17 = constant {value=True, dtype='i1'} : i1
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
    for %19, %20, %21 {unroll=True} (%r.22: i32) {
      %23 = constant {value=4, dtype='i32'} : i32
      for %19, %23, %21 {unroll=True} (%r.24: i32) {
        %25 = constant {value=512, dtype='i32'} : i32
        %26 = mul %r.22, %25 : i32
        %27 = add %1, %26 : i32
        %28 = add %27, %r.24 : i32
        %offsets.29 = add %4, %28 : i32
        %mask = lt %offsets.29, %n : i1
        %x.30 = load_at %x_ptr, %offsets.29, %mask : f32
        %y.31 = load_at %y_ptr, %offsets.29, %mask : f32
        %32 = add %x.30, %y.31 : f32
        store_at %out_ptr, %offsets.29, %32, %mask
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
