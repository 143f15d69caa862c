# idioms: gelu
# idioms=gelu
func @gelu(%x_ptr: *f32, %out_ptr: *f32) {level='tile'} {
  %i = arange {start=0, end=512} : i32[512]
  %x = load_at %x_ptr, %i : f32[512]
  %0 = constant {value=0.5, dtype='f32'} : f32
  %1 = splat %0 {shape=(512,)} : f32[512]
  %2 = mul %1, %x : f32[512]
  %3 = constant {value=0.044715, dtype='f32'} : f32
  %4 = splat %3 {shape=(512,)} : f32[512]
  %5 = mul %4, %x : f32[512]
  %6 = mul %5, %x : f32[512]
  %7 = mul %6, %x : f32[512]
  %8 = add %x, %7 : f32[512]
  %9 = constant {value=0.7978845608, dtype='f32'} : f32
  %10 = splat %9 {shape=(512,)} : f32[512]
  %11 = mul %10, %8 : f32[512]
  %12 = tanh %11 : f32[512]
  %13 = constant {value=1.0, dtype='f32'} : f32
  %14 = splat %13 {shape=(512,)} : f32[512]
  %15 = add %14, %12 : f32[512]
  %16 = mul %2, %15 : f32[512]
  store_at %out_ptr, %i, %16
  return
}
# ---
func @gelu(%x_ptr: *f32, %out_ptr: *f32) {level='tile', idioms=('gelu',)} {
  %i = arange {start=0, end=512} : i32[512]
  %x = load_at %x_ptr, %i : f32[512]
  %0 = constant {value=0.044715, dtype='f32'} : f32
  %1 = splat %0 {shape=(512,)} : f32[512]
  %2 = mul %1, %x : f32[512]
  %3 = mul %2, %x : f32[512]
  %4 = mul %3, %x : f32[512]
  %5 = add %x, %4 : f32[512]
  %6 = constant {value=0.7978845608, dtype='f32'} : f32
  %7 = splat %6 {shape=(512,)} : f32[512]
  %8 = mul %7, %5 : f32[512]
  %9 = constant {value=1.0, dtype='f32'} : f32
  %10 = splat %9 {shape=(512,)} : f32[512]
  %11 = constant {value=-2.0, dtype='f32'} : f32
  %12 = splat %11 {shape=(512,)} : f32[512]
  %13 = mul %8, %12 : f32[512]
  %14 = exp %13 : f32[512]
  %15 = add %10, %14 : f32[512]
  %16 = div %x, %15 : f32[512]
  store_at %out_ptr, %i, %16
  return
}
