# effects: reverse
func @reverse(%x_ptr: *i32) {level='tile'} {
  %i = arange {start=0, end=512} : i32[512]
  store_at %x_ptr, %i, %i
  %0 = constant {value=511, dtype='i32'} : i32
  %1 = splat %0 {shape=(512,)} : i32[512]
  %2 = sub %1, %i : i32[512]
  %back = load_at %x_ptr, %2 : i32[512]
  %3 = constant {value=1, dtype='i32'} : i32
  %4 = splat %3 {shape=(512,)} : i32[512]
  %5 = add %back, %4 : i32[512]
  store_at %x_ptr, %i, %5
  return
}
# ---
func @reverse(%x_ptr: *i32) {level='tile', effects={'x_ptr': 'reload'}} {
  %i = arange {start=0, end=512} : i32[512]
  store_at %x_ptr, %i, %i
  %0 = constant {value=511, dtype='i32'} : i32
  %1 = splat %0 {shape=(512,)} : i32[512]
  %2 = sub %1, %i : i32[512]
  %back = load_at %x_ptr, %2 : i32[512]
  %3 = constant {value=1, dtype='i32'} : i32
  %4 = splat %3 {shape=(512,)} : i32[512]
  %5 = add %back, %4 : i32[512]
  store_at %x_ptr, %i, %5
  return
}
