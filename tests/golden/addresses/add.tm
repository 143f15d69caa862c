# addresses: add
func @add(%x_ptr: *f32, %y_ptr: *f32, %out_ptr: *f32, %n: i32) {level='tile'} {
  %0 = program_id {axis=0} : i32
  %1 = constant {value=1024, dtype='i32'} : i32
  %2 = mul %0, %1 : i32
  %3 = arange {start=0, end=1024} : i32[1024]
  %4 = splat %2 {shape=(1024,)} : i32[1024]
  %offsets = add %4, %3 : i32[1024]
  %5 = splat %n {shape=(1024,)} : i32[1024]
  %mask = lt %offsets, %5 : i1[1024]
  %6 = splat %x_ptr {shape=(1024,)} : *f32[1024]
  %7 = offset %6, %offsets : *f32[1024]
  %x = load %7, %mask : f32[1024]
  %8 = splat %y_ptr {shape=(1024,)} : *f32[1024]
  %9 = offset %8, %offsets : *f32[1024]
  %y = load %9, %mask : f32[1024]
  %10 = splat %out_ptr {shape=(1024,)} : *f32[1024]
  %11 = offset %10, %offsets : *f32[1024]
  %12 = add %x, %y : f32[1024]
  store %11, %12, %mask
  return
}
# ---
func @add(%x_ptr: *f32, %y_ptr: *f32, %out_ptr: *f32, %n: i32) {level='tile', programs=1048576, numbers=1073741824} {
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
