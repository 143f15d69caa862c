# private: segment_sum
func @kernel(%key_ptr: *i32, %x_ptr: *f32, %n: i32, %out_ptr: *f32) {level='tile', programs=1048576, effects={'key_ptr': 'read', 'x_ptr': 'read', 'out_ptr': 'atomic'}, roles={'key_ptr': 'input', 'x_ptr': 'input', 'n': 'scalar', 'out_ptr': 'zeroed'}, sources={'key_ptr': 'key_ptr', 'x_ptr': 'x_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}} {
  %0 = constant {value=0, dtype='i32'} : i32
  %1 = constant {value=1024, dtype='i32'} : i32
  %2 = arange {start=0, end=1024} : i32[1024]
  %3 = splat %n {shape=(1024,)} : i32[1024]
  %4 = constant {value=-1, dtype='i32'} : i32
  %5 = splat %4 {shape=(1024,)} : i32[1024]
  %6 = splat %0 {shape=(1024,)} : i32[1024]
  %7 = constant {value=50, dtype='i32'} : i32
  %8 = splat %7 {shape=(1024,)} : i32[1024]
  for %0, %n, %1 {unroll=False} (%start: i32) {
    %9 = splat %start {shape=(1024,)} : i32[1024]
    %i = add %9, %2 : i32[1024]
    %10 = lt %i, %3 : i1[1024]
    %key = load_at %key_ptr, %i, %10, %5 : i32[1024]
    %x = load_at %x_ptr, %i, %10 : f32[1024]
    %11 = ge %key, %6 : i1[1024]
    %12 = lt %key, %8 : i1[1024]
    %13 = and %11, %12 : i1[1024]
    atomic_at %out_ptr, %key, %x, %13 {kind='add', form='memory', gives=False}
    yield
  }
  return
}
# ---
func @kernel(%key_ptr: *i32, %x_ptr: *f32, %n: i32, %out_ptr: *f32) {level='tile', programs=1048576, effects={'key_ptr': 'read', 'x_ptr': 'read', 'out_ptr': 'atomic'}, roles={'key_ptr': 'input', 'x_ptr': 'input', 'n': 'scalar', 'out_ptr': 'zeroed'}, sources={'key_ptr': 'key_ptr', 'x_ptr': 'x_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}} {
  %0 = constant {value=0, dtype='i32'} : i32
  %1 = constant {value=1024, dtype='i32'} : i32
  %2 = arange {start=0, end=1024} : i32[1024]
  %3 = splat %n {shape=(1024,)} : i32[1024]
  %4 = constant {value=-1, dtype='i32'} : i32
  %5 = splat %4 {shape=(1024,)} : i32[1024]
  %6 = splat %0 {shape=(1024,)} : i32[1024]
  %7 = constant {value=50, dtype='i32'} : i32
  %8 = splat %7 {shape=(1024,)} : i32[1024]
  %9 = constant {value=0.0, dtype='f32'} : f32
  %10 = splat %9 {shape=(64,)} : f32[64]
  %sums = for %0, %n, %1, %10 {unroll=False} (%start: i32, %sums.11: f32[64]) {
    %12 = splat %start {shape=(1024,)} : i32[1024]
    %i = add %12, %2 : i32[1024]
    %13 = lt %i, %3 : i1[1024]
    %key = load_at %key_ptr, %i, %13, %5 : i32[1024]
    %x = load_at %x_ptr, %i, %13 : f32[1024]
    %14 = ge %key, %6 : i1[1024]
    %15 = lt %key, %8 : i1[1024]
    %16 = and %14, %15 : i1[1024]
    %sums.17 = scatter_add %key, %x, %16 {bins=64} : f32[64]
    %18 = add %sums.11, %sums.17 : f32[64]
    yield %18
  } : f32[64]
  %19 = arange {start=0, end=64} : i32[64]
  %20 = constant {value=0.0, dtype='f32'} : f32
  %21 = splat %20 {shape=(64,)} : f32[64]
  %22 = ne %sums, %21 : i1[64]
  atomic_at %out_ptr, %19, %sums, %22 {kind='add', form='memory', gives=False}
  return
}
