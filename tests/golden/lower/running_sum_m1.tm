# lower: a scan across lanes, with shuffles that fill from M2 on
# target=m1
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
    %16 = mul %r, %15 : i32
    %17 = add %1, %16 : i32
    %18 = load_at %x_ptr, %17 : f32
    register_write %12, %r, %18
    yield
  }
  %19 = register_read %12, %13 : f32
  %20 = register_read %12, %15 : f32
  %21 = add %19, %20 : f32
  register_write %12, %15, %21
  %22 = register_read %12, %15 : f32
  %23 = shuffle_up %22 {delta=1} : f32
  %24 = add %23, %22 : f32
  %25 = where %3, %24, %22 : f32
  %26 = shuffle_up %25 {delta=2} : f32
  %27 = add %26, %25 : f32
  %28 = where %4, %27, %25 : f32
  %29 = shuffle_up %28 {delta=4} : f32
  %30 = add %29, %28 : f32
  %31 = where %6, %30, %28 : f32
  %32 = shuffle_up %31 {delta=8} : f32
  %33 = add %32, %31 : f32
  %34 = where %8, %33, %31 : f32
  %35 = shuffle_up %34 {delta=16} : f32
  %36 = add %35, %34 : f32
  %37 = where %10, %36, %34 : f32
  %38 = shuffle_up %37 {delta=1} : f32
  %39 = register_read %12, %13 : f32
  %40 = add %38, %39 : f32
  %41 = where %11, %40, %39 : f32
  register_write %12, %13, %41
  %42 = register_read %12, %15 : f32
  %43 = add %38, %42 : f32
  %44 = where %11, %43, %42 : f32
  register_write %12, %15, %44
  for %13, %14, %15 {unroll=True} (%r.45: i32) {
    %46 = mul %r.45, %15 : i32
    %47 = add %1, %46 : i32
    %48 = register_read %12, %r.45 : f32
    store_at %out_ptr, %47, %48
    yield
  }
  return
}
