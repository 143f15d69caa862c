# idioms: variance
# idioms=variance
func @variance(%x_ptr: *f32, %out_ptr: *f32, %n: i32) {level='tile'} {
  %i = arange {start=0, end=512} : i32[512]
  %0 = splat %n {shape=(512,)} : i32[512]
  %1 = lt %i, %0 : i1[512]
  %2 = constant {value=0.0, dtype='f32'} : f32
  %3 = splat %2 {shape=(512,)} : f32[512]
  %x = load_at %x_ptr, %i, %1, %3 : f32[512]
  %4 = reduce %x {axis=0} (%5: f32, %6: f32) {
    %7 = add %5, %6 : f32
    yield %7
  } : f32
  %8 = cast %n {dtype='f32'} : f32
  %mean = div %4, %8 : f32
  %9 = splat %mean {shape=(512,)} : f32[512]
  %10 = sub %x, %9 : f32[512]
  %centred = where %1, %10, %3 : f32[512]
  %11 = mul %centred, %centred : f32[512]
  %12 = reduce %11 {axis=0} (%13: f32, %14: f32) {
    %15 = add %13, %14 : f32
    yield %15
  } : f32
  %16 = div %12, %8 : f32
  %17 = constant {value=0, dtype='i32'} : i32
  store_at %out_ptr, %17, %16
  return
}
# ---
func @variance(%x_ptr: *f32, %out_ptr: *f32, %n: i32) {level='tile', idioms=('variance', 'variance',)} {
  %i = arange {start=0, end=512} : i32[512]
  %0 = splat %n {shape=(512,)} : i32[512]
  %1 = lt %i, %0 : i1[512]
  %2 = constant {value=0.0, dtype='f32'} : f32
  %3 = splat %2 {shape=(512,)} : f32[512]
  %x = load_at %x_ptr, %i, %1, %3 : f32[512]
  %4 = mul %x, %x : f32[512]
  %5, %6 = reduce %x, %4 {axis=0} (%7: f32, %8: f32, %9: f32, %10: f32) {
    %11 = add %7, %9 : f32
    %12 = add %8, %10 : f32
    yield %11, %12
  } : f32, f32
  %13 = cast %n {dtype='f32'} : f32
  %mean = div %5, %13 : f32
  %14 = mul %5, %mean : f32
  %15 = sub %6, %14 : f32
  %16 = constant {value=0.0, dtype='f32'} : f32
  %17 = maximum %15, %16 : f32
  %18 = div %17, %13 : f32
  %19 = constant {value=0, dtype='i32'} : i32
  store_at %out_ptr, %19, %18
  return
}
