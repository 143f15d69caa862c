# idioms: division
# idioms=division
func @division(%x_ptr: *f32, %out_ptr: *f32) {level='tile'} {
  %i = arange {start=0, end=512} : i32[512]
  %x = load_at %x_ptr, %i : f32[512]
  %0 = constant {value=6.0, dtype='f32'} : f32
  %1 = splat %0 {shape=(512,)} : f32[512]
  %2 = div %x, %1 : f32[512]
  store_at %out_ptr, %i, %2
  return
}
# ---
func @division(%x_ptr: *f32, %out_ptr: *f32) {level='tile', idioms=('division',)} {
  %i = arange {start=0, end=512} : i32[512]
  %x = load_at %x_ptr, %i : f32[512]
  %0 = constant {value=0.1666666716337204, dtype='f32'} : f32
  %1 = splat %0 {shape=(512,)} : f32[512]
  %2 = mul %x, %1 : f32[512]
  store_at %out_ptr, %i, %2
  return
}
