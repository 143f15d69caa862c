# idioms: silu
# idioms=silu
func @silu(%x_ptr: *f32, %out_ptr: *f32) {level='tile'} {
  %i = arange {start=0, end=512} : i32[512]
  %x = load_at %x_ptr, %i : f32[512]
  %0 = neg %x : f32[512]
  %1 = exp %0 : f32[512]
  %2 = constant {value=1.0, dtype='f32'} : f32
  %3 = splat %2 {shape=(512,)} : f32[512]
  %4 = add %3, %1 : f32[512]
  %5 = div %3, %4 : f32[512]
  %6 = mul %x, %5 : f32[512]
  store_at %out_ptr, %i, %6
  return
}
# ---
func @silu(%x_ptr: *f32, %out_ptr: *f32) {level='tile', idioms=('silu',)} {
  %i = arange {start=0, end=512} : i32[512]
  %x = load_at %x_ptr, %i : f32[512]
  %0 = neg %x : f32[512]
  %1 = exp %0 : f32[512]
  %2 = constant {value=1.0, dtype='f32'} : f32
  %3 = splat %2 {shape=(512,)} : f32[512]
  %4 = add %3, %1 : f32[512]
  %5 = div %x, %4 : f32[512]
  store_at %out_ptr, %i, %5
  return
}
