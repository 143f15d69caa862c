# idioms: softmax
# idioms=softmax
func @softmax(%x_ptr: *f32, %out_ptr: *f32) {level='tile'} {
  %0 = arange {start=0, end=4} : i32[4]
  %1 = reshape %0 {shape=(4, 1,)} : i32[4,1]
  %2 = constant {value=256, dtype='i32'} : i32
  %3 = splat %2 {shape=(4, 1,)} : i32[4,1]
  %4 = mul %1, %3 : i32[4,1]
  %5 = arange {start=0, end=256} : i32[256]
  %6 = reshape %5 {shape=(1, 256,)} : i32[1,256]
  %7 = broadcast %4 {shape=(4, 256,)} : i32[4,256]
  %8 = broadcast %6 {shape=(4, 256,)} : i32[4,256]
  %at = add %7, %8 : i32[4,256]
  %x = load_at %x_ptr, %at : f32[4,256]
  %9 = reduce %x {axis=1} (%10: f32, %11: f32) {
    %12 = maximum %10, %11 : f32
    yield %12
  } : f32[4]
  %13 = reshape %9 {shape=(4, 1,)} : f32[4,1]
  %14 = broadcast %13 {shape=(4, 256,)} : f32[4,256]
  %15 = sub %x, %14 : f32[4,256]
  %p = exp %15 : f32[4,256]
  %16 = reduce %p {axis=1} (%17: f32, %18: f32) {
    %19 = add %17, %18 : f32
    yield %19
  } : f32[4]
  %20 = reshape %16 {shape=(4, 1,)} : f32[4,1]
  %21 = broadcast %20 {shape=(4, 256,)} : f32[4,256]
  %22 = div %p, %21 : f32[4,256]
  store_at %out_ptr, %at, %22
  return
}
# ---
func @softmax(%x_ptr: *f32, %out_ptr: *f32) {level='tile', idioms=('softmax',)} {
  %0 = arange {start=0, end=4} : i32[4]
  %1 = reshape %0 {shape=(4, 1,)} : i32[4,1]
  %2 = constant {value=256, dtype='i32'} : i32
  %3 = splat %2 {shape=(4, 1,)} : i32[4,1]
  %4 = mul %1, %3 : i32[4,1]
  %5 = arange {start=0, end=256} : i32[256]
  %6 = reshape %5 {shape=(1, 256,)} : i32[1,256]
  %7 = broadcast %4 {shape=(4, 256,)} : i32[4,256]
  %8 = broadcast %6 {shape=(4, 256,)} : i32[4,256]
  %at = add %7, %8 : i32[4,256]
  %x = load_at %x_ptr, %at : f32[4,256]
  %9 = reduce %x {axis=1} (%10: f32, %11: f32) {
    %12 = maximum %10, %11 : f32
    yield %12
  } : f32[4]
  %13 = reshape %9 {shape=(4, 1,)} : f32[4,1]
  %14 = broadcast %13 {shape=(4, 256,)} : f32[4,256]
  %15 = sub %x, %14 : f32[4,256]
  %p = exp %15 : f32[4,256]
  %16 = reduce %p {axis=1} (%17: f32, %18: f32) {
    %19 = add %17, %18 : f32
    yield %19
  } : f32[4]
  %20 = constant {value=1.0, dtype='f32'} : f32
  %21 = splat %20 {shape=(4,)} : f32[4]
  %22 = div_rn %21, %16 : f32[4]
  keep %22 {layout=''}
  %23 = reshape %22 {shape=(4, 1,)} : f32[4,1]
  %24 = broadcast %23 {shape=(4, 256,)} : f32[4,256]
  %25 = mul %p, %24 : f32[4,256]
  store_at %out_ptr, %at, %25
  return
}
