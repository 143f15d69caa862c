# hoist: grid_stride
func @grid_stride(%x_ptr: *f32, %n: i32) {level='tile'} {
  %0 = program_id {axis=0} : i32
  %1 = constant {value=256, dtype='i32'} : i32
  %2 = mul %0, %1 : i32
  %3 = num_programs {axis=0} : i32
  %4 = mul %3, %1 : i32
  for %2, %n, %4 {unroll=False} (%i: i32) {
    %5 = arange {start=0, end=256} : i32[256]
    %6 = splat %i {shape=(256,)} : i32[256]
    %offsets = add %6, %5 : i32[256]
    %7 = splat %n {shape=(256,)} : i32[256]
    %8 = lt %offsets, %7 : i1[256]
    %x = load_at %x_ptr, %offsets, %8 : f32[256]
    %9 = constant {value=1, dtype='i32'} : i32
    %10 = sub %n, %9 : i32
    %11 = cast %10 {dtype='f32'} : f32
    %12 = splat %11 {shape=(256,)} : f32[256]
    %13 = mul %x, %12 : f32[256]
    store_at %x_ptr, %offsets, %13, %8
    yield
  }
  return
}
# ---
func @grid_stride(%x_ptr: *f32, %n: i32) {level='tile'} {
  %0 = program_id {axis=0} : i32
  %1 = constant {value=256, dtype='i32'} : i32
  %2 = mul %0, %1 : i32
  %3 = num_programs {axis=0} : i32
  %4 = mul %3, %1 : i32
  %5 = arange {start=0, end=256} : i32[256]
  %6 = splat %n {shape=(256,)} : i32[256]
  %7 = constant {value=1, dtype='i32'} : i32
  %8 = sub %n, %7 : i32
  %9 = cast %8 {dtype='f32'} : f32
  %10 = splat %9 {shape=(256,)} : f32[256]
  for %2, %n, %4 {unroll=False} (%i: i32) {
    %11 = splat %i {shape=(256,)} : i32[256]
    %offsets = add %11, %5 : i32[256]
    %12 = lt %offsets, %6 : i1[256]
    %x = load_at %x_ptr, %offsets, %12 : f32[256]
    %13 = mul %x, %10 : f32[256]
    store_at %x_ptr, %offsets, %13, %12
    yield
  }
  return
}
