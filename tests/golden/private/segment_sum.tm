# private: segment_sum
func @kernel(%key_ptr: *i32, %x_ptr: *f32, %n: i32, %out_ptr: *f32) {level='tile', programs=1048576, numbers=1073741824, effects={'key_ptr': 'read', 'x_ptr': 'read', 'out_ptr': 'atomic'}, roles={'key_ptr': 'input', 'x_ptr': 'input', 'n': 'scalar', 'out_ptr': 'zeroed'}, sources={'key_ptr': 'key_ptr', 'x_ptr': 'x_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}} {
  %0 = constant {value=0, dtype='i32'} : i32
  %1 = constant {value=1024, dtype='i32'} : i32
  %2 = arange {start=0, end=1024} : i32[1024]
  %3 = constant {value=-1, dtype='i32'} : i32
  %4 = splat %3 {shape=(1024,)} : i32[1024]
  %5 = splat %0 {shape=(1024,)} : i32[1024]
  %6 = constant {value=50, dtype='i32'} : i32
  %7 = splat %6 {shape=(1024,)} : i32[1024]
  for %0, %n, %1 {unroll=False} (%start: i32) {
    %8 = splat %start {shape=(1024,)} : i32[1024]
    %i = add %8, %2 : i32[1024]
    %9 = sub %n, %start : i32
    %10 = splat %9 {shape=(1024,)} : i32[1024]
    %11 = lt %2, %10 : i1[1024]
    %key = load_at %key_ptr, %i, %11, %4 : i32[1024]
    %x = load_at %x_ptr, %i, %11 : f32[1024]
    %12 = ge %key, %5 : i1[1024]
    %13 = lt %key, %7 : i1[1024]
    %14 = and %12, %13 : i1[1024]
    atomic_at %out_ptr, %key, %x, %14 {kind='add', form='memory', gives=False}
    yield
  }
  return
}
# ---
func @kernel(%key_ptr: *i32, %x_ptr: *f32, %n: i32, %out_ptr: *f32) {level='tile', programs=1048576, numbers=1073741824, effects={'key_ptr': 'read', 'x_ptr': 'read', 'out_ptr': 'atomic'}, roles={'key_ptr': 'input', 'x_ptr': 'input', 'n': 'scalar', 'out_ptr': 'zeroed'}, sources={'key_ptr': 'key_ptr', 'x_ptr': 'x_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}} {
  %0 = constant {value=0, dtype='i32'} : i32
  %1 = constant {value=1024, dtype='i32'} : i32
  %2 = arange {start=0, end=1024} : i32[1024]
  %3 = constant {value=-1, dtype='i32'} : i32
  %4 = splat %3 {shape=(1024,)} : i32[1024]
  %5 = splat %0 {shape=(1024,)} : i32[1024]
  %6 = constant {value=50, dtype='i32'} : i32
  %7 = splat %6 {shape=(1024,)} : i32[1024]
  %8 = constant {value=0.0, dtype='f32'} : f32
  %9 = splat %8 {shape=(64,)} : f32[64]
  %sums = for %0, %n, %1, %9 {unroll=False} (%start: i32, %sums.10: f32[64]) {
    %11 = splat %start {shape=(1024,)} : i32[1024]
    %i = add %11, %2 : i32[1024]
    %12 = sub %n, %start : i32
    %13 = splat %12 {shape=(1024,)} : i32[1024]
    %14 = lt %2, %13 : i1[1024]
    %key = load_at %key_ptr, %i, %14, %4 : i32[1024]
    %x = load_at %x_ptr, %i, %14 : f32[1024]
    %15 = ge %key, %5 : i1[1024]
    %16 = lt %key, %7 : i1[1024]
    %17 = and %15, %16 : i1[1024]
    %sums.18 = scatter_add %key, %x, %17 {bins=64} : f32[64]
    %19 = add %sums.10, %sums.18 : f32[64]
    yield %19
  } : f32[64]
  %20 = arange {start=0, end=64} : i32[64]
  %21 = constant {value=0.0, dtype='f32'} : f32
  %22 = splat %21 {shape=(64,)} : f32[64]
  %23 = ne %sums, %22 : i1[64]
  atomic_at %out_ptr, %20, %sums, %23 {kind='add', form='memory', gives=False}
  return
}
