# idioms: exp2
# idioms=exp2
func @exp2(%x_ptr: *f32, %out_ptr: *f32) {level='tile'} {
  %i = arange {start=0, end=512} : i32[512]
  %x = load_at %x_ptr, %i : f32[512]
  %0 = constant {value=-1.702, dtype='f32'} : f32
  %1 = splat %0 {shape=(512,)} : f32[512]
  %2 = mul %1, %x : f32[512]
  %3 = exp %2 : f32[512]
  %4 = constant {value=1.0, dtype='f32'} : f32
  %5 = splat %4 {shape=(512,)} : f32[512]
  %6 = add %5, %3 : f32[512]
  %7 = div %5, %6 : f32[512]
  store_at %out_ptr, %i, %7
  return
}
# ---
func @exp2(%x_ptr: *f32, %out_ptr: *f32) {level='tile', idioms=('exp2',)} {
  %i = arange {start=0, end=512} : i32[512]
  %x = load_at %x_ptr, %i : f32[512]
  %0 = constant {value=-2.4554669912378233, dtype='f32'} : f32
  %1 = splat %0 {shape=(512,)} : f32[512]
  %2 = mul %x, %1 : f32[512]
  %3 = exp2 %2 : f32[512]
  %4 = constant {value=1.0, dtype='f32'} : f32
  %5 = splat %4 {shape=(512,)} : f32[512]
  %6 = add %5, %3 : f32[512]
  %7 = div %5, %6 : f32[512]
  store_at %out_ptr, %i, %7
  return
}
