# lower: a scan across lanes, with shuffles that fill from M2 on
# target=m1
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
  %2 = constant {value=1, dtype='i32'} : i32
  %3 = ge %thread, %2 : i1
  %4 = ge %thread, %0 : i1
  %5 = constant {value=4, dtype='i32'} : i32
  %6 = ge %thread, %5 : i1
  %7 = constant {value=8, dtype='i32'} : i32
  %8 = ge %thread, %7 : i1
  %9 = constant {value=16, dtype='i32'} : i32
  %10 = ge %thread, %9 : i1
  %11 = ge %thread, %2 : i1
  %12 = registers_new {dtype='f32', count=2} : f32<2>
  %13 = constant {value=0, dtype='i32'} : i32
  %14 = constant {value=2, dtype='i32'} : i32
  %15 = constant {value=1, dtype='i32'} : i32
  for %13, %14, %15 {unroll=True} (%r: i32) {
    %16 = add %1, %r : i32
    %17 = load_at %x_ptr, %16 : f32
    register_write %12, %r, %17
    yield
  }
  %18 = register_read %12, %13 : f32
  %19 = register_read %12, %15 : f32
  %20 = add %18, %19 : f32
  register_write %12, %15, %20
  %21 = register_read %12, %15 : f32
  %22 = shuffle_up %21 {delta=1} : f32
  %23 = add %22, %21 : f32
  %24 = where %3, %23, %21 : f32
  %25 = shuffle_up %24 {delta=2} : f32
  %26 = add %25, %24 : f32
  %27 = where %4, %26, %24 : f32
  %28 = shuffle_up %27 {delta=4} : f32
  %29 = add %28, %27 : f32
  %30 = where %6, %29, %27 : f32
  %31 = shuffle_up %30 {delta=8} : f32
  %32 = add %31, %30 : f32
  %33 = where %8, %32, %30 : f32
  %34 = shuffle_up %33 {delta=16} : f32
  %35 = add %34, %33 : f32
  %36 = where %10, %35, %33 : f32
  %37 = shuffle_up %36 {delta=1} : f32
  %38 = constant {value=-0.0, dtype='f32'} : f32
  %39 = where %11, %37, %38 : f32
  %40 = register_read %12, %13 : f32
  %41 = add %39, %40 : f32
  register_write %12, %13, %41
  %42 = register_read %12, %15 : f32
  %43 = add %39, %42 : f32
  register_write %12, %15, %43
  for %13, %14, %15 {unroll=True} (%r.44: i32) {
    %45 = add %1, %r.44 : i32
    %46 = register_read %12, %r.44 : f32
    store_at %out_ptr, %45, %46
    yield
  }
  return
}
