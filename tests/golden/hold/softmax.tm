# hold: softmax
func @kernel(%x_ptr: *f32, %n: i32, %out_ptr: *f32) {level='tile', programs=1048576, numbers=1073741824, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'n': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}} {
  %row = program_id {axis=0} : i32
  %columns = arange {start=0, end=1024} : i32[1024]
  %0 = splat %n {shape=(1024,)} : i32[1024]
  %mask = lt %columns, %0 : i1[1024]
  %1 = mul %row, %n : i32
  %2 = constant {value=-inf, dtype='f32'} : f32
  %3 = splat %2 {shape=(1024,)} : f32[1024]
  %4 = splat %1 {shape=(1024,)} : i32[1024]
  %5 = add %4, %columns : i32[1024]
  %x = load_at %x_ptr, %5, %mask, %3 : f32[1024]
  %6 = reduce %x {axis=0} (%7: f32, %8: f32) {
    %9 = maximum %7, %8 : f32
    yield %9
  } : f32
  %10 = splat %6 {shape=(1024,)} : f32[1024]
  %11 = sub %x, %10 : f32[1024]
  %power = exp %11 : f32[1024]
  %12 = reduce %power {axis=0} (%13: f32, %14: f32) {
    %15 = add %13, %14 : f32
    yield %15
  } : f32
  %16 = splat %12 {shape=(1024,)} : f32[1024]
  %17 = div %power, %16 : f32[1024]
  store_at %out_ptr, %5, %17, %mask
  return
}
# ---
func @kernel(%x_ptr: *f32, %n: i32, %out_ptr: *f32) {level='tile', programs=1048576, numbers=1073741824, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'n': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}} {
  %row = program_id {axis=0} : i32
  %columns = arange {start=0, end=1024} : i32[1024]
  %0 = splat %n {shape=(1024,)} : i32[1024]
  %mask = lt %columns, %0 : i1[1024]
  %1 = mul %row, %n : i32
  %2 = constant {value=-inf, dtype='f32'} : f32
  %3 = splat %2 {shape=(1024,)} : f32[1024]
  %4 = splat %1 {shape=(1024,)} : i32[1024]
  %5 = add %4, %columns : i32[1024]
  %x = load_at %x_ptr, %5, %mask, %3 : f32[1024]
  keep %x {layout=''}
  %6 = reduce %x {axis=0} (%7: f32, %8: f32) {
    %9 = maximum %7, %8 : f32
    yield %9
  } : f32
  %10 = splat %6 {shape=(1024,)} : f32[1024]
  %11 = sub %x, %10 : f32[1024]
  %power = exp %11 : f32[1024]
  keep %power {layout=''}
  %12 = reduce %power {axis=0} (%13: f32, %14: f32) {
    %15 = add %13, %14 : f32
    yield %15
  } : f32
  %16 = splat %12 {shape=(1024,)} : f32[1024]
  %17 = div %power, %16 : f32[1024]
  store_at %out_ptr, %5, %17, %mask
  return
}
