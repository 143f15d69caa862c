# widen: bfloat arithmetic, native from M3 on; Metal has no maximum of bfloat anywhere
# target=m3
# simdgroups=1
func @mixed(%x_ptr: *bf16, %y_ptr: *bf16, %out_ptr: *bf16) {level='thread', programs=1048576, effects={'x_ptr': 'read', 'y_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'y_ptr': 'input', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'y_ptr': 'y_ptr', 'out_ptr': 'out_ptr'}, threads=32} {
  %thread = thread_index : i32
  %x = load_at %x_ptr, %thread : bf16
  %y = load_at %y_ptr, %thread : bf16
  %0 = lt %x, %y : i1
  %1 = mul %x, %y : bf16
  %2 = maximum %1, %x : bf16
  %3 = where %0, %2, %y : bf16
  store_at %out_ptr, %thread, %3
  return
}
# ---
func @mixed(%x_ptr: *bf16, %y_ptr: *bf16, %out_ptr: *bf16) {level='thread', programs=1048576, effects={'x_ptr': 'read', 'y_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'y_ptr': 'input', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'y_ptr': 'y_ptr', 'out_ptr': 'out_ptr'}, threads=32} {
  %thread = thread_index : i32
  %x = load_at %x_ptr, %thread : bf16
  %y = load_at %y_ptr, %thread : bf16
  %0 = lt %x, %y : i1
  %1 = mul %x, %y : bf16
  %2 = cast %1 {dtype='f32'} : f32
  %3 = cast %x {dtype='f32'} : f32
  %4 = maximum %2, %3 : f32
  %5 = cast %4 {dtype='bf16'} : bf16
  %6 = where %0, %5, %y : bf16
  store_at %out_ptr, %thread, %6
  return
}
