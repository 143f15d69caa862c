# lower: a scan across lanes, with shuffles that fill from M2 on
# target=m2
# simdgroups=1
func @running(%x_ptr: *f32, %out_ptr: *f32) {level='tile', programs=1048576, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'out_ptr': 'out_ptr'}, threads=32} {
  %i = arange {start=0, end=64} : i32[64]
  %0 = load_at %x_ptr, %i : f32[64]
  %1 = scan %0 {axis=0, layout='register=1 lane=2,4,8,16,32 simdgroup=-'} (%2: f32, %3: f32) {
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
    %6 = mul %r, %5 : i32
    %7 = add %1, %6 : i32
    %8 = load_at %x_ptr, %7 : f32
    register_write %2, %r, %8
    yield
  }
  %9 = register_read %2, %3 : f32
  %10 = register_read %2, %5 : f32
  %11 = add %9, %10 : f32
  register_write %2, %5, %11
  %12 = register_read %2, %5 : f32
  %13 = constant {value=-0.0, dtype='f32'} : f32
  %14 = shuffle_fill_up %12, %13 {delta=1, modulo=32} : f32
  %15 = add %14, %12 : f32
  %16 = shuffle_fill_up %15, %13 {delta=2, modulo=32} : f32
  %17 = add %16, %15 : f32
  %18 = shuffle_fill_up %17, %13 {delta=4, modulo=32} : f32
  %19 = add %18, %17 : f32
  %20 = shuffle_fill_up %19, %13 {delta=8, modulo=32} : f32
  %21 = add %20, %19 : f32
  %22 = shuffle_fill_up %21, %13 {delta=16, modulo=32} : f32
  %23 = add %22, %21 : f32
  %24 = shuffle_fill_up %23, %13 {delta=1, modulo=32} : f32
  %25 = register_read %2, %3 : f32
  %26 = add %24, %25 : f32
  register_write %2, %3, %26
  %27 = register_read %2, %5 : f32
  %28 = add %24, %27 : f32
  register_write %2, %5, %28
  for %3, %4, %5 {unroll=True} (%r.29: i32) {
    %30 = mul %r.29, %5 : i32
    %31 = add %1, %30 : i32
    %32 = register_read %2, %r.29 : f32
    store_at %out_ptr, %31, %32
    yield
  }
  return
}
