# idioms: reciprocal
# idioms=reciprocal
func @reciprocal(%x_ptr: *f32, %out_ptr: *f32) {level='tile'} {
  %i = arange {start=0, end=512} : i32[512]
  %x = load_at %x_ptr, %i : f32[512]
  %0 = mul %x, %x : f32[512]
  %1 = reduce %0 {axis=0} (%2: f32, %3: f32) {
    %4 = add %2, %3 : f32
    yield %4
  } : f32
  %5 = sqrt %1 : f32
  %6 = splat %5 {shape=(512,)} : f32[512]
  %7 = div %x, %6 : f32[512]
  store_at %out_ptr, %i, %7
  return
}
# ---
func @reciprocal(%x_ptr: *f32, %out_ptr: *f32) {level='tile', idioms=('reciprocal',)} {
  %i = arange {start=0, end=512} : i32[512]
  %x = load_at %x_ptr, %i : f32[512]
  %0 = mul %x, %x : f32[512]
  %1 = reduce %0 {axis=0} (%2: f32, %3: f32) {
    %4 = add %2, %3 : f32
    yield %4
  } : f32
  %5 = sqrt %1 : f32
  %6 = constant {value=1.0, dtype='f32'} : f32
  %7 = div_rn %6, %5 : f32
  %8 = splat %7 {shape=(512,)} : f32[512]
  %9 = mul %x, %8 : f32[512]
  store_at %out_ptr, %i, %9
  return
}
