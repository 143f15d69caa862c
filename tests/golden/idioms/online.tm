# idioms: online
# idioms=online
func @softmax(%x_ptr: *f32, %out_ptr: *f32) {level='tile'} {
  %0 = arange {start=0, end=4} : i32[4]
  %1 = reshape %0 {shape=(4, 1,)} : i32[4,1]
  %2 = constant {value=2048, dtype='i32'} : i32
  %3 = splat %2 {shape=(4, 1,)} : i32[4,1]
  %4 = mul %1, %3 : i32[4,1]
  %5 = arange {start=0, end=2048} : i32[2048]
  %6 = reshape %5 {shape=(1, 2048,)} : i32[1,2048]
  %7 = broadcast %4 {shape=(4, 2048,)} : i32[4,2048]
  %8 = broadcast %6 {shape=(4, 2048,)} : i32[4,2048]
  %at = add %7, %8 : i32[4,2048]
  %x = load_at %x_ptr, %at : f32[4,2048]
  %9 = reduce %x {axis=1} (%10: f32, %11: f32) {
    %12 = maximum %10, %11 : f32
    yield %12
  } : f32[4]
  %13 = reshape %9 {shape=(4, 1,)} : f32[4,1]
  %14 = broadcast %13 {shape=(4, 2048,)} : f32[4,2048]
  %15 = sub %x, %14 : f32[4,2048]
  %p = exp %15 : f32[4,2048]
  %16 = reduce %p {axis=1} (%17: f32, %18: f32) {
    %19 = add %17, %18 : f32
    yield %19
  } : f32[4]
  %20 = reshape %16 {shape=(4, 1,)} : f32[4,1]
  %21 = broadcast %20 {shape=(4, 2048,)} : f32[4,2048]
  %22 = div %p, %21 : f32[4,2048]
  store_at %out_ptr, %at, %22
  return
}
# ---
func @softmax(%x_ptr: *f32, %out_ptr: *f32) {level='tile', idioms=('online', 'online',)} {
  %0 = arange {start=0, end=4} : i32[4]
  %1 = reshape %0 {shape=(4, 1,)} : i32[4,1]
  %2 = constant {value=2048, dtype='i32'} : i32
  %3 = splat %2 {shape=(4, 1,)} : i32[4,1]
  %4 = mul %1, %3 : i32[4,1]
  %5 = arange {start=0, end=2048} : i32[2048]
  %6 = reshape %5 {shape=(1, 2048,)} : i32[1,2048]
  %7 = broadcast %4 {shape=(4, 2048,)} : i32[4,2048]
  %8 = broadcast %6 {shape=(4, 2048,)} : i32[4,2048]
  %at = add %7, %8 : i32[4,2048]
  %x = load_at %x_ptr, %at : f32[4,2048]
  %9 = constant {value=0.0, dtype='f32'} : f32
  %10 = constant {value=1.0, dtype='f32'} : f32
  %11 = splat %10 {shape=(4, 2048,)} : f32[4,2048]
  %12, %13 = reduce %x, %11 {axis=1} (%14: f32, %15: f32, %16: f32, %17: f32) {
    %18 = gt %14, %16 : i1
    %19 = sub %14, %16 : f32
    %20 = abs %19 : f32
    %21 = neg %20 : f32
    %22 = eq %14, %16 : i1
    %23 = where %22, %9, %21 : f32
    %24 = where %18, %17, %15 : f32
    %25 = exp %23 : f32
    %26 = mul %24, %25 : f32
    %27 = where %18, %15, %17 : f32
    %28 = add %27, %26 : f32
    %29 = maximum %14, %16 : f32
    yield %29, %28
  } : f32[4], f32[4]
  %30 = reshape %12 {shape=(4, 1,)} : f32[4,1]
  %31 = broadcast %30 {shape=(4, 2048,)} : f32[4,2048]
  %32 = sub %x, %31 : f32[4,2048]
  %p = exp %32 : f32[4,2048]
  %33 = sub %12, %12 : f32[4]
  %34 = add %13, %33 : f32[4]
  %35 = reshape %34 {shape=(4, 1,)} : f32[4,1]
  %36 = broadcast %35 {shape=(4, 2048,)} : f32[4,2048]
  %37 = div %p, %36 : f32[4,2048]
  store_at %out_ptr, %at, %37
  return
}
