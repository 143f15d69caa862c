# barriers: reverse
func @reverse(%x_ptr_old: *i32, %x_ptr: *i32, %x_ptr_written: *i1) {level='tile', effects={'x_ptr': 'reload'}, roles={'x_ptr_old': 'old', 'x_ptr': 'output', 'x_ptr_written': 'written'}, sources={'x_ptr_old': 'x_ptr', 'x_ptr': 'x_ptr', 'x_ptr_written': 'x_ptr'}, threads=128, layouts={'512': 'register=128,256 lane=1,2,4,8,16 simdgroup=32,64'}} {
  %i = arange {start=0, end=512} : i32[512]
  store_at %x_ptr, %i, %i
  %0 = constant {value=True, dtype='i1'} : i1
  %1 = splat %0 {shape=(512,)} : i1[512]
  store_at %x_ptr_written, %i, %1
  %2 = constant {value=511, dtype='i32'} : i32
  %3 = splat %2 {shape=(512,)} : i32[512]
  %4 = sub %3, %i : i32[512]
  %5 = load_at %x_ptr_old, %4 : i32[512]
  %6 = load_at %x_ptr, %4 : i32[512]
  %7 = load_at %x_ptr_written, %4 : i1[512]
  %back = where %7, %6, %5 : i32[512]
  %8 = constant {value=1, dtype='i32'} : i32
  %9 = splat %8 {shape=(512,)} : i32[512]
  %10 = add %back, %9 : i32[512]
  store_at %x_ptr, %i, %10
  %11 = splat %0 {shape=(512,)} : i1[512]
  store_at %x_ptr_written, %i, %11
  return
}
# ---
func @reverse(%x_ptr_old: *i32, %x_ptr: *i32, %x_ptr_written: *i1) {level='tile', effects={'x_ptr': 'reload'}, roles={'x_ptr_old': 'old', 'x_ptr': 'output', 'x_ptr_written': 'written'}, sources={'x_ptr_old': 'x_ptr', 'x_ptr': 'x_ptr', 'x_ptr_written': 'x_ptr'}, threads=128, layouts={'512': 'register=128,256 lane=1,2,4,8,16 simdgroup=32,64'}} {
  %i = arange {start=0, end=512} : i32[512]
  store_at %x_ptr, %i, %i
  %0 = constant {value=True, dtype='i1'} : i1
  %1 = splat %0 {shape=(512,)} : i1[512]
  store_at %x_ptr_written, %i, %1
  %2 = constant {value=511, dtype='i32'} : i32
  %3 = splat %2 {shape=(512,)} : i32[512]
  %4 = sub %3, %i : i32[512]
  %5 = load_at %x_ptr_old, %4 : i32[512]
  barrier {memory='device'}
  %6 = load_at %x_ptr, %4 : i32[512]
  %7 = load_at %x_ptr_written, %4 : i1[512]
  %back = where %7, %6, %5 : i32[512]
  %8 = constant {value=1, dtype='i32'} : i32
  %9 = splat %8 {shape=(512,)} : i32[512]
  %10 = add %back, %9 : i32[512]
  barrier {memory='device'}
  store_at %x_ptr, %i, %10
  %11 = splat %0 {shape=(512,)} : i1[512]
  store_at %x_ptr_written, %i, %11
  return
}
