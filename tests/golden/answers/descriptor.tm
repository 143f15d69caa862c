# A descriptor asks of every index whether it is at least 0; sums of arguments may wrap around.
func @copy(%x: *f32, %n: i32, %m: i32, %out: *f32) {level='tile', programs=65536, numbers=1073741824, effects={'x': 'read', 'out': 'write'}, roles={'x': 'input', 'n': 'scalar', 'm': 'scalar', 'out': 'output'}, sources={'x': 'x', 'n': 'n', 'm': 'm', 'out': 'out'}} {
  %0 = program_id {axis=0} : i32
  %1 = constant {value=64, dtype='i32'} : i32
  %2 = mul %0, %1 : i32
  %3 = arange {start=0, end=64} : i32[64]
  %4 = splat %2 {shape=(64,)} : i32[64]
  %5 = add %4, %3 : i32[64]
  %6 = constant {value=0, dtype='i32'} : i32
  %7 = splat %6 {shape=(64,)} : i32[64]
  %8 = ge %5, %7 : i1[64]
  %9 = splat %n {shape=(64,)} : i32[64]
  %10 = lt %5, %9 : i1[64]
  %11 = and %8, %10 : i1[64]
  %12 = splat %m {shape=(64,)} : i32[64]
  %13 = add %12, %9 : i32[64]
  %14 = ge %13, %9 : i1[64]
  %15 = and %11, %14 : i1[64]
  %16 = constant {value=0.0, dtype='f32'} : f32
  %17 = splat %16 {shape=(64,)} : f32[64]
  %18 = load_at %x, %5, %15, %17 : f32[64]
  store_at %out, %5, %18, %10
  return
}
# ---
func @copy(%x: *f32, %n: i32, %m: i32, %out: *f32) {level='tile', programs=65536, numbers=1073741824, effects={'x': 'read', 'out': 'write'}, roles={'x': 'input', 'n': 'scalar', 'm': 'scalar', 'out': 'output'}, sources={'x': 'x', 'n': 'n', 'm': 'm', 'out': 'out'}} {
  %0 = program_id {axis=0} : i32
  %1 = constant {value=64, dtype='i32'} : i32
  %2 = mul %0, %1 : i32
  %3 = arange {start=0, end=64} : i32[64]
  %4 = splat %2 {shape=(64,)} : i32[64]
  %5 = add %4, %3 : i32[64]
  %6 = splat %n {shape=(64,)} : i32[64]
  %7 = lt %5, %6 : i1[64]
  %8 = add %m, %n : i32
  %9 = ge %8, %n : i1
  %10 = splat %9 {shape=(64,)} : i1[64]
  %11 = and %7, %10 : i1[64]
  %12 = constant {value=0.0, dtype='f32'} : f32
  %13 = splat %12 {shape=(64,)} : f32[64]
  %14 = load_at %x, %5, %11, %13 : f32[64]
  store_at %out, %5, %14, %7
  return
}
