# lower: identities
func @identities(%n: i32, %x_ptr_old: *f32, %x_ptr: *f32) {level='tile', effects={'x_ptr': 'read+write'}, roles={'n': 'scalar', 'x_ptr_old': 'old', 'x_ptr': 'output'}, sources={'n': 'n', 'x_ptr_old': 'x_ptr', 'x_ptr': 'x_ptr'}, threads=128, layouts={'64': 'register=- lane=1,2,4,8,16 simdgroup=32,0'}} {
  %i = arange {start=0, end=64} : i32[64]
  %x = load_at %x_ptr_old, %i : f32[64]
  %0 = constant {value=0.0, dtype='f32'} : f32
  %1 = splat %0 {shape=(64,)} : f32[64]
  %2 = mul %x, %1 : f32[64]
  %3 = constant {value=0.5, dtype='f32'} : f32
  %4 = splat %3 {shape=(64,)} : f32[64]
  %5 = mul %2, %4 : f32[64]
  %y = add %x, %5 : f32[64]
  %6 = cast %i {dtype='i64'} : i64[64]
  store_at %x_ptr, %6, %y
  return
}
# ---
func @identities(%n: i32, %x_ptr_old: *f32, %x_ptr: *f32) {level='thread', effects={'x_ptr': 'read+write'}, roles={'n': 'scalar', 'x_ptr_old': 'old', 'x_ptr': 'output'}, sources={'n': 'n', 'x_ptr_old': 'x_ptr', 'x_ptr': 'x_ptr'}, threads=128, layouts={'64': 'register=- lane=1,2,4,8,16 simdgroup=32,0'}} {
  %thread = thread_index : i32
  %0 = constant {value=0.0, dtype='f32'} : f32
  %1 = constant {value=0.5, dtype='f32'} : f32
  %2 = constant {value=0, dtype='i32'} : i32
  %e = coordinate %thread, %2 {threads=128, size=64} : i32
  %3 = cast %e {dtype='i64'} : i64
  %x = load_at %x_ptr_old, %e : f32
  %4 = mul %x, %0 : f32
  %5 = mul %4, %1 : f32
  %y = add %x, %5 : f32
  %6 = constant {value=64, dtype='i32'} : i32
  %owner = lt %thread, %6 : i1
  store_at %x_ptr, %3, %y, %owner
  return
}
