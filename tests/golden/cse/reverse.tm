# cse: reverse
func @reverse(%x_ptr: *i32) {level='tile'} {
  %i = arange {start=0, end=512} : i32[512]
  %0 = splat %x_ptr {shape=(512,)} : *i32[512]
  %1 = offset %0, %i : *i32[512]
  store %1, %i
  %2 = constant {value=511, dtype='i32'} : i32
  %3 = splat %2 {shape=(512,)} : i32[512]
  %4 = sub %3, %i : i32[512]
  %5 = splat %x_ptr {shape=(512,)} : *i32[512]
  %6 = offset %5, %4 : *i32[512]
  %back = load %6 : i32[512]
  %7 = splat %x_ptr {shape=(512,)} : *i32[512]
  %8 = offset %7, %i : *i32[512]
  %9 = constant {value=1, dtype='i32'} : i32
  %10 = splat %9 {shape=(512,)} : i32[512]
  %11 = add %back, %10 : i32[512]
  store %8, %11
  return
}
# ---
func @reverse(%x_ptr: *i32) {level='tile'} {
  %i = arange {start=0, end=512} : i32[512]
  %0 = splat %x_ptr {shape=(512,)} : *i32[512]
  %1 = offset %0, %i : *i32[512]
  store %1, %i
  %2 = constant {value=511, dtype='i32'} : i32
  %3 = splat %2 {shape=(512,)} : i32[512]
  %4 = sub %3, %i : i32[512]
  %5 = offset %0, %4 : *i32[512]
  %back = load %5 : i32[512]
  %6 = constant {value=1, dtype='i32'} : i32
  %7 = splat %6 {shape=(512,)} : i32[512]
  %8 = add %back, %7 : i32[512]
  store %1, %8
  return
}
