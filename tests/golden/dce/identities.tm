# dce: identities
func @identities(%x_ptr: *f32, %n: i32) {level='tile'} {
  %i = arange {start=0, end=64} : i32[64]
  %x = load_at %x_ptr, %i : f32[64]
  %dead = mul %x, %x : f32[64]
  %0 = constant {value=-0.0, dtype='f32'} : f32
  %1 = splat %0 {shape=(64,)} : f32[64]
  %2 = constant {value=True, dtype='i1'} : i1
  %3 = splat %2 {shape=(64,)} : i1[64]
  %4 = constant {value=1.0, dtype='f32'} : f32
  %5 = splat %4 {shape=(64,)} : f32[64]
  %6 = constant {value=0.0, dtype='f32'} : f32
  %7 = splat %6 {shape=(64,)} : f32[64]
  %8 = mul %x, %7 : f32[64]
  %9 = constant {value=0.5, dtype='f32'} : f32
  %10 = splat %9 {shape=(64,)} : f32[64]
  %11 = mul %8, %10 : f32[64]
  %y = add %x, %11 : f32[64]
  %12 = constant {value=1, dtype='i32'} : i32
  %13 = splat %12 {shape=(64,)} : i32[64]
  %14 = constant {value=0, dtype='i32'} : i32
  %15 = splat %14 {shape=(64,)} : i32[64]
  %16 = cast %i {dtype='i64'} : i64[64]
  %17 = constant {value=0, dtype='i64'} : i64
  %18 = splat %17 {shape=(64,)} : i64[64]
  store_at %x_ptr, %16, %y
  return
}
# ---
func @identities(%x_ptr: *f32, %n: i32) {level='tile'} {
  %i = arange {start=0, end=64} : i32[64]
  %x = load_at %x_ptr, %i : f32[64]
  %0 = constant {value=0.0, dtype='f32'} : f32
  %1 = splat %0 {shape=(64,)} : f32[64]
  %2 = mul %x, %1 : f32[64]
  %3 = constant {value=0.5, dtype='f32'} : f32
  %4 = splat %3 {shape=(64,)} : f32[64]
  %5 = mul %2, %4 : f32[64]
  %y = add %x, %5 : f32[64]
  %6 = cast %i {dtype='i64'} : i64[64]
  store_at %x_ptr, %6, %y
  return
}
