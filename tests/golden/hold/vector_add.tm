# hold: vector_add
func @kernel(%x_ptr: *f32, %y_ptr: *f32, %n: i32, %out_ptr: *f32) {level='tile', programs=1048576, numbers=1073741824, effects={'x_ptr': 'read', 'y_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'y_ptr': 'input', 'n': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'y_ptr': 'y_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}} {
  %0 = program_id {axis=0} : i32
  %1 = constant {value=1024, dtype='i32'} : i32
  %2 = mul %0, %1 : i32
  %3 = arange {start=0, end=1024} : i32[1024]
  %4 = splat %2 {shape=(1024,)} : i32[1024]
  %offsets = add %4, %3 : i32[1024]
  %5 = splat %n {shape=(1024,)} : i32[1024]
  %mask = lt %offsets, %5 : i1[1024]
  %x = load_at %x_ptr, %offsets, %mask : f32[1024]
  %y = load_at %y_ptr, %offsets, %mask : f32[1024]
  %6 = add %x, %y : f32[1024]
  store_at %out_ptr, %offsets, %6, %mask
  return
}
# ---
func @kernel(%x_ptr: *f32, %y_ptr: *f32, %n: i32, %out_ptr: *f32) {level='tile', programs=1048576, numbers=1073741824, effects={'x_ptr': 'read', 'y_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'y_ptr': 'input', 'n': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'y_ptr': 'y_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}} {
  %0 = program_id {axis=0} : i32
  %1 = constant {value=1024, dtype='i32'} : i32
  %2 = mul %0, %1 : i32
  %3 = arange {start=0, end=1024} : i32[1024]
  %4 = splat %2 {shape=(1024,)} : i32[1024]
  %offsets = add %4, %3 : i32[1024]
  %5 = splat %n {shape=(1024,)} : i32[1024]
  %mask = lt %offsets, %5 : i1[1024]
  %x = load_at %x_ptr, %offsets, %mask : f32[1024]
  %y = load_at %y_ptr, %offsets, %mask : f32[1024]
  %6 = add %x, %y : f32[1024]
  store_at %out_ptr, %offsets, %6, %mask
  return
}
