# idioms: fma
# idioms=fma
func @fma(%x_ptr: *f32, %out_ptr: *f32) {level='tile'} {
  %i = arange {start=0, end=512} : i32[512]
  %x = load_at %x_ptr, %i : f32[512]
  %0 = mul %x, %x : f32[512]
  %1 = constant {value=2.0, dtype='f32'} : f32
  %2 = splat %1 {shape=(512,)} : f32[512]
  %3 = add %0, %2 : f32[512]
  %4 = mul %3, %x : f32[512]
  %5 = constant {value=1.0, dtype='f32'} : f32
  %6 = splat %5 {shape=(512,)} : f32[512]
  %7 = sub %4, %6 : f32[512]
  store_at %out_ptr, %i, %7
  return
}
# ---
func @fma(%x_ptr: *f32, %out_ptr: *f32) {level='tile', idioms=('fma', 'fma',)} {
  %i = arange {start=0, end=512} : i32[512]
  %x = load_at %x_ptr, %i : f32[512]
  %0 = constant {value=2.0, dtype='f32'} : f32
  %1 = splat %0 {shape=(512,)} : f32[512]
  %2 = fma %x, %x, %1 : f32[512]
  %3 = constant {value=1.0, dtype='f32'} : f32
  %4 = splat %3 {shape=(512,)} : f32[512]
  %5 = neg %4 : f32[512]
  %6 = fma %2, %x, %5 : f32[512]
  store_at %out_ptr, %i, %6
  return
}
