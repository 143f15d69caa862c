# simplify: identities
func @identities(%x_ptr: *f32, %n: i32) {level='tile'} {
  %i = arange {start=0, end=64} : i32[64]
  %0 = splat %x_ptr {shape=(64,)} : *f32[64]
  %1 = offset %0, %i : *f32[64]
  %x = load %1 : f32[64]
  %dead = mul %x, %x : f32[64]
  %2 = constant {value=-0.0, dtype='f32'} : f32
  %3 = splat %2 {shape=(64,)} : f32[64]
  %4 = add %x, %3 : f32[64]
  %5 = constant {value=True, dtype='i1'} : i1
  %6 = splat %5 {shape=(64,)} : i1[64]
  %7 = where %6, %4, %x : f32[64]
  %8 = constant {value=1.0, dtype='f32'} : f32
  %9 = splat %8 {shape=(64,)} : f32[64]
  %10 = mul %7, %9 : f32[64]
  %11 = constant {value=0.0, dtype='f32'} : f32
  %12 = splat %11 {shape=(64,)} : f32[64]
  %13 = mul %x, %12 : f32[64]
  %14 = constant {value=0.5, dtype='f32'} : f32
  %15 = splat %14 {shape=(64,)} : f32[64]
  %16 = mul %13, %15 : f32[64]
  %y = add %10, %16 : f32[64]
  %17 = constant {value=1, dtype='i32'} : i32
  %18 = splat %17 {shape=(64,)} : i32[64]
  %19 = mul %i, %18 : i32[64]
  %20 = splat %x_ptr {shape=(64,)} : *f32[64]
  %21 = offset %20, %19 : *f32[64]
  %22 = constant {value=0, dtype='i32'} : i32
  %23 = mul %22, %n : i32
  %24 = splat %23 {shape=(64,)} : i32[64]
  %25 = offset %21, %24 : *f32[64]
  store %25, %y
  return
}
# ---
func @identities(%x_ptr: *f32, %n: i32) {level='tile'} {
  %i = arange {start=0, end=64} : i32[64]
  %0 = splat %x_ptr {shape=(64,)} : *f32[64]
  %1 = offset %0, %i : *f32[64]
  %x = load %1 : f32[64]
  %dead = mul %x, %x : f32[64]
  %2 = constant {value=-0.0, dtype='f32'} : f32
  %3 = splat %2 {shape=(64,)} : f32[64]
  %4 = constant {value=True, dtype='i1'} : i1
  %5 = splat %4 {shape=(64,)} : i1[64]
  %6 = constant {value=1.0, dtype='f32'} : f32
  %7 = splat %6 {shape=(64,)} : f32[64]
  %8 = constant {value=0.0, dtype='f32'} : f32
  %9 = splat %8 {shape=(64,)} : f32[64]
  %10 = mul %x, %9 : f32[64]
  %11 = constant {value=0.5, dtype='f32'} : f32
  %12 = splat %11 {shape=(64,)} : f32[64]
  %13 = mul %10, %12 : f32[64]
  %y = add %x, %13 : f32[64]
  %14 = constant {value=1, dtype='i32'} : i32
  %15 = splat %14 {shape=(64,)} : i32[64]
  %16 = splat %x_ptr {shape=(64,)} : *f32[64]
  %17 = offset %16, %i : *f32[64]
  %18 = constant {value=0, dtype='i32'} : i32
  %19 = constant {value=0, dtype='i32'} : i32
  %20 = splat %19 {shape=(64,)} : i32[64]
  %21 = offset %17, %20 : *f32[64]
  store %21, %y
  return
}
