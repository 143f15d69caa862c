# layouts: a loaded operand in two layouts: moved, or loaded again from M3 on
# target=m2
# simdgroups=1
func @gram(%x_ptr: *f32, %y_ptr: *f32, %out_ptr: *f32) {level='tile', programs=1048576, effects={'x_ptr': 'read', 'y_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'y_ptr': 'input', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'y_ptr': 'y_ptr', 'out_ptr': 'out_ptr'}} {
  %i = arange {start=0, end=16} : i32[16]
  %0 = reshape %i {shape=(16, 1,)} : i32[16,1]
  %1 = constant {value=16, dtype='i32'} : i32
  %2 = splat %1 {shape=(16, 1,)} : i32[16,1]
  %3 = mul %0, %2 : i32[16,1]
  %4 = reshape %i {shape=(1, 16,)} : i32[1,16]
  %5 = broadcast %3 {shape=(16, 16,)} : i32[16,16]
  %6 = broadcast %4 {shape=(16, 16,)} : i32[16,16]
  %at = add %5, %6 : i32[16,16]
  %x = load_at %x_ptr, %at : f32[16,16]
  keep %x {layout=''}
  %y = load_at %y_ptr, %at : f32[16,16]
  %7 = constant {value=0, dtype='f32'} : f32
  %8 = splat %7 {shape=(16, 16,)} : f32[16,16]
  %z = dot %x, %y, %8 : f32[16,16]
  %9 = permute %x {dims=(1, 0,)} : f32[16,16]
  %10 = dot %9, %z, %8 : f32[16,16]
  store_at %out_ptr, %at, %10
  return
}
# ---
func @gram(%x_ptr: *f32, %y_ptr: *f32, %out_ptr: *f32) {level='tile', programs=1048576, effects={'x_ptr': 'read', 'y_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'y_ptr': 'input', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'y_ptr': 'y_ptr', 'out_ptr': 'out_ptr'}, threads=32} {
  %i = arange {start=0, end=16} : i32[16]
  %0 = reshape %i {shape=(16, 1,)} : i32[16,1]
  %1 = constant {value=16, dtype='i32'} : i32
  %2 = splat %1 {shape=(16, 1,)} : i32[16,1]
  %3 = mul %0, %2 : i32[16,1]
  %4 = reshape %i {shape=(1, 16,)} : i32[1,16]
  %5 = broadcast %3 {shape=(16, 16,)} : i32[16,16]
  %6 = broadcast %4 {shape=(16, 16,)} : i32[16,16]
  %at = add %5, %6 : i32[16,16]
  %x = load_at %x_ptr, %at : f32[16,16]
  keep %x {layout='register=1,8,128 lane=2,16,32,4,64 simdgroup=-'}
  stage %x {layout='register=1,8,128 lane=2,16,32,4,64 simdgroup=-', pad=4}
  %y = load_at %y_ptr, %at : f32[16,16]
  %7 = constant {value=0, dtype='f32'} : f32
  %8 = splat %7 {shape=(16, 16,)} : f32[16,16]
  %z = dot %x, %y, %8 {layout='register=1,2,128 lane=4,16,32,8,64 simdgroup=-', shares=(1, 1, 1, 0, 0,)} : f32[16,16]
  %9 = permute %x {dims=(1, 0,)} : f32[16,16]
  %10 = dot %9, %z, %8 {layout='register=1,2,128 lane=4,16,32,8,64 simdgroup=-', shares=(1, 1, 1, 0, 0,)} : f32[16,16]
  store_at %out_ptr, %at, %10 {layout='register=1,2,128 lane=4,16,32,8,64 simdgroup=-'}
  return
}
