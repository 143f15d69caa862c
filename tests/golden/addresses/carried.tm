# addresses: carried
func @carried(%x_ptr: *f16, %out_ptr: *f32, %n: i32) {level='tile'} {
  %0 = constant {value=0.0, dtype='f32'} : f32
  %total = splat %0 {shape=(256,)} : f32[256]
  %1 = constant {value=0, dtype='i32'} : i32
  %2 = constant {value=1, dtype='i32'} : i32
  %total.3, %x_ptr.4 = for %1, %n, %2, %total, %x_ptr {unroll=False} (%k: i32, %total.5: f32[256], %x_ptr.6: *f16) {
    %7 = arange {start=0, end=256} : i32[256]
    %8 = splat %x_ptr.6 {shape=(256,)} : *f16[256]
    %9 = offset %8, %7 : *f16[256]
    %10 = load %9 : f16[256]
    %11 = cast %10 {dtype='f32'} : f32[256]
    %total.12 = add %total.5, %11 : f32[256]
    %13 = constant {value=256, dtype='i32'} : i32
    %x_ptr.14 = offset %x_ptr.6, %13 : *f16
    yield %total.12, %x_ptr.14
  } : f32[256], *f16
  %15 = arange {start=0, end=256} : i32[256]
  %16 = splat %out_ptr {shape=(256,)} : *f32[256]
  %17 = offset %16, %15 : *f32[256]
  store %17, %total.3
  return
}
# ---
func @carried(%x_ptr: *f16, %out_ptr: *f32, %n: i32) {level='tile', programs=1048576, numbers=1073741824} {
  %0 = constant {value=0.0, dtype='f32'} : f32
  %total = splat %0 {shape=(256,)} : f32[256]
  %1 = constant {value=0, dtype='i32'} : i32
  %2 = constant {value=1, dtype='i32'} : i32
  %3 = constant {value=0, dtype='i32'} : i32
  %total.4, %x_ptr.5 = for %1, %n, %2, %total, %3 {unroll=False} (%k: i32, %total.6: f32[256], %x_ptr.7: i32) {
    %8 = arange {start=0, end=256} : i32[256]
    %9 = splat %x_ptr.7 {shape=(256,)} : i32[256]
    %10 = add %9, %8 : i32[256]
    %11 = load_at %x_ptr, %10 : f16[256]
    %12 = cast %11 {dtype='f32'} : f32[256]
    %total.13 = add %total.6, %12 : f32[256]
    %14 = constant {value=256, dtype='i32'} : i32
    %15 = add %x_ptr.7, %14 : i32
    yield %total.13, %15
  } : f32[256], i32
  %16 = arange {start=0, end=256} : i32[256]
  store_at %out_ptr, %16, %total.4
  return
}
