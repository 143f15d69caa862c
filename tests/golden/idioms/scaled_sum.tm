# idioms: scaled_sum
# idioms=scaled_sum
func @scaled_sum(%x_ptr: *f32, %y_ptr: *f32, %out_ptr: *f32, %n: i32, %scale: f32) {level='tile', programs=1048576} {
  %i = arange {start=0, end=512} : i32[512]
  %x = load_at %x_ptr, %i : f32[512]
  %y = load_at %y_ptr, %i : f32[512]
  %0 = splat %scale {shape=(512,)} : f32[512]
  %1 = mul %x, %0 : f32[512]
  %2 = reduce %1 {axis=0} (%3: f32, %4: f32) {
    %5 = add %3, %4 : f32
    yield %5
  } : f32
  %6 = constant {value=0, dtype='i32'} : i32
  store_at %out_ptr, %6, %2
  return
}
# ---
func @scaled_sum(%x_ptr: *f32, %y_ptr: *f32, %out_ptr: *f32, %n: i32, %scale: f32) {level='tile', programs=1048576, idioms=('scaled_sum',)} {
  %i = arange {start=0, end=512} : i32[512]
  %x = load_at %x_ptr, %i : f32[512]
  %0 = reduce %x {axis=0} (%1: f32, %2: f32) {
    %3 = add %1, %2 : f32
    yield %3
  } : f32
  %4 = mul %scale, %0 : f32
  %5 = constant {value=0, dtype='i32'} : i32
  store_at %out_ptr, %5, %4
  return
}
