# hold: three rows that are read twice, on an M4
# target=m4
func @k(%x_ptr: *f32, %y_ptr: *f32, %z_ptr: *f32, %o_ptr: *f32) {level='tile', programs=524288, effects={'x_ptr': 'read', 'y_ptr': 'read', 'z_ptr': 'read', 'o_ptr': 'write'}, roles={'x_ptr': 'input', 'y_ptr': 'input', 'z_ptr': 'input', 'o_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'y_ptr': 'y_ptr', 'z_ptr': 'z_ptr', 'o_ptr': 'o_ptr'}} {
  %i = arange {start=0, end=4096} : i32[4096]
  %x = load_at %x_ptr, %i : f32[4096]
  %y = load_at %y_ptr, %i : f32[4096]
  %z = load_at %z_ptr, %i : f32[4096]
  %0 = reduce %x {axis=0} (%1: f32, %2: f32) {
    %3 = add %1, %2 : f32
    yield %3
  } : f32
  %4 = reduce %y {axis=0} (%5: f32, %6: f32) {
    %7 = add %5, %6 : f32
    yield %7
  } : f32
  %8 = add %0, %4 : f32
  %9 = reduce %z {axis=0} (%10: f32, %11: f32) {
    %12 = add %10, %11 : f32
    yield %12
  } : f32
  %s = add %8, %9 : f32
  %13 = add %x, %y : f32[4096]
  %14 = add %13, %z : f32[4096]
  %15 = splat %s {shape=(4096,)} : f32[4096]
  %16 = mul %14, %15 : f32[4096]
  store_at %o_ptr, %i, %16
  return
}

# ---
func @k(%x_ptr: *f32, %y_ptr: *f32, %z_ptr: *f32, %o_ptr: *f32) {level='tile', programs=524288, effects={'x_ptr': 'read', 'y_ptr': 'read', 'z_ptr': 'read', 'o_ptr': 'write'}, roles={'x_ptr': 'input', 'y_ptr': 'input', 'z_ptr': 'input', 'o_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'y_ptr': 'y_ptr', 'z_ptr': 'z_ptr', 'o_ptr': 'o_ptr'}} {
  %i = arange {start=0, end=4096} : i32[4096]
  %x = load_at %x_ptr, %i : f32[4096]
  keep %x {layout=''}
  %y = load_at %y_ptr, %i : f32[4096]
  keep %y {layout=''}
  %z = load_at %z_ptr, %i : f32[4096]
  keep %z {layout=''}
  %0 = reduce %x {axis=0} (%1: f32, %2: f32) {
    %3 = add %1, %2 : f32
    yield %3
  } : f32
  %4 = reduce %y {axis=0} (%5: f32, %6: f32) {
    %7 = add %5, %6 : f32
    yield %7
  } : f32
  %8 = add %0, %4 : f32
  %9 = reduce %z {axis=0} (%10: f32, %11: f32) {
    %12 = add %10, %11 : f32
    yield %12
  } : f32
  %s = add %8, %9 : f32
  %13 = add %x, %y : f32[4096]
  %14 = add %13, %z : f32[4096]
  %15 = splat %s {shape=(4096,)} : f32[4096]
  %16 = mul %14, %15 : f32[4096]
  store_at %o_ptr, %i, %16
  return
}
