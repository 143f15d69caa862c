# lower: a scan across lanes, with shuffles that fill from M2 on
# target=m2
# simdgroups=1
func @running(%x_ptr: *f32, %out_ptr: *f32) {level='tile', programs=1048576, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'out_ptr': 'out_ptr'}, threads=32} {
  %i = arange {start=0, end=64} : i32[64]
  %0 = load_at %x_ptr, %i : f32[64]
  %1 = scan %0 {axis=0, reverse=False, layout='register=1 lane=2,4,8,16,32 simdgroup=-'} (%2: f32, %3: f32) {
    %4 = add %2, %3 : f32
    yield %4
  } : f32[64]
  store_at %out_ptr, %i, %1 {layout='register=1 lane=2,4,8,16,32 simdgroup=-'}
  return
}
# ---
func @running(%x_ptr: *f32, %out_ptr: *f32) {level='thread', programs=1048576, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'out_ptr': 'out_ptr'}, threads=32} {
  %thread = thread_index : i32
  %0 = constant {value=2, dtype='i32'} : i32
  %1 = mul %thread, %0 : i32
  %2 = registers_new {dtype='f32', count=2} : f32<2>
  %3 = constant {value=0, dtype='i32'} : i32
  %4 = constant {value=2, dtype='i32'} : i32
  %5 = constant {value=1, dtype='i32'} : i32
  for %3, %4, %5 {unroll=True} (%r: i32) {
    %6 = add %1, %r : i32
    %7 = load_at %x_ptr, %6 : f32
    register_write %2, %r, %7
    yield
  }
  %8 = register_read %2, %3 : f32
  %9 = register_read %2, %5 : f32
  %10 = add %8, %9 : f32
  register_write %2, %5, %10
  %11 = register_read %2, %5 : f32
  %12 = constant {value=-0.0, dtype='f32'} : f32
  %13 = shuffle_fill_up %11, %12 {delta=1, modulo=32} : f32
  %14 = add %13, %11 : f32
  %15 = shuffle_fill_up %14, %12 {delta=2, modulo=32} : f32
  %16 = add %15, %14 : f32
  %17 = shuffle_fill_up %16, %12 {delta=4, modulo=32} : f32
  %18 = add %17, %16 : f32
  %19 = shuffle_fill_up %18, %12 {delta=8, modulo=32} : f32
  %20 = add %19, %18 : f32
  %21 = shuffle_fill_up %20, %12 {delta=16, modulo=32} : f32
  %22 = add %21, %20 : f32
  %23 = shuffle_fill_up %22, %12 {delta=1, modulo=32} : f32
  %24 = register_read %2, %3 : f32
  %25 = add %23, %24 : f32
  register_write %2, %3, %25
  %26 = register_read %2, %5 : f32
  %27 = add %23, %26 : f32
  register_write %2, %5, %27
  for %3, %4, %5 {unroll=True} (%r.28: i32) {
    %29 = add %1, %r.28 : i32
    %30 = register_read %2, %r.28 : f32
    store_at %out_ptr, %29, %30
    yield
  }
  return
}
