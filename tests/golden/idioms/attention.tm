# idioms: attention
# idioms=attention
func @attention(%x_ptr: *f32, %out_ptr: *f32, %n: i32, %scale: f32) {level='tile'} {
  %i = arange {start=0, end=256} : i32[256]
  %0 = constant {value=0, dtype='i32'} : i32
  %1 = constant {value=256, dtype='i32'} : i32
  %2 = constant {value=0.0, dtype='f32'} : f32
  %3 = constant {value=-inf, dtype='f32'} : f32
  %total, %m = for %0, %n, %1, %2, %3 {unroll=False} (%start: i32, %total.4: f32, %m.5: f32) {
    %6 = splat %start {shape=(256,)} : i32[256]
    %7 = add %6, %i : i32[256]
    %8 = load_at %x_ptr, %7 : f32[256]
    %9 = splat %scale {shape=(256,)} : f32[256]
    %x = mul %8, %9 : f32[256]
    %10 = reduce %x {axis=0} (%11: f32, %12: f32) {
      %13 = maximum %11, %12 : f32
      yield %13
    } : f32
    %new = maximum %m.5, %10 : f32
    %14 = sub %m.5, %new : f32
    %15 = exp %14 : f32
    %16 = mul %total.4, %15 : f32
    %17 = splat %new {shape=(256,)} : f32[256]
    %18 = sub %x, %17 : f32[256]
    %19 = exp %18 : f32[256]
    %20 = reduce %19 {axis=0} (%21: f32, %22: f32) {
      %23 = add %21, %22 : f32
      yield %23
    } : f32
    %total.24 = add %16, %20 : f32
    yield %total.24, %new
  } : f32, f32
  store_at %out_ptr, %0, %total
  return
}
# ---
func @attention(%x_ptr: *f32, %out_ptr: *f32, %n: i32, %scale: f32) {level='tile', idioms=('attention', 'attention', 'attention',)} {
  %i = arange {start=0, end=256} : i32[256]
  %0 = constant {value=0, dtype='i32'} : i32
  %1 = constant {value=256, dtype='i32'} : i32
  %2 = constant {value=0.0, dtype='f32'} : f32
  %3 = constant {value=-inf, dtype='f32'} : f32
  %total, %m = for %0, %n, %1, %2, %3 {unroll=False} (%start: i32, %total.4: f32, %m.5: f32) {
    %6 = splat %start {shape=(256,)} : i32[256]
    %7 = add %6, %i : i32[256]
    %8 = load_at %x_ptr, %7 : f32[256]
    %9 = constant {value=1.4426950408889634, dtype='f32'} : f32
    %10 = mul %scale, %9 : f32
    %11 = splat %10 {shape=(256,)} : f32[256]
    %x = mul %8, %11 : f32[256]
    %12 = reduce %x {axis=0} (%13: f32, %14: f32) {
      %15 = maximum %13, %14 : f32
      yield %15
    } : f32
    %new = maximum %m.5, %12 : f32
    %16 = sub %m.5, %new : f32
    %17 = exp2 %16 : f32
    %18 = mul %total.4, %17 : f32
    %19 = splat %new {shape=(256,)} : f32[256]
    %20 = sub %x, %19 : f32[256]
    %21 = exp2 %20 : f32[256]
    %22 = reduce %21 {axis=0} (%23: f32, %24: f32) {
      %25 = add %23, %24 : f32
      yield %25
    } : f32
    %total.26 = add %18, %22 : f32
    yield %total.26, %new
  } : f32, f32
  store_at %out_ptr, %0, %total
  return
}
