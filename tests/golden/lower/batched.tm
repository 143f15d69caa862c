# lower: batched
func @kernel(%x_ptr: *f16, %y_ptr: *f16, %out_ptr: *f32) {level='tile', programs=1048576, numbers=1073741824, effects={'x_ptr': 'read', 'y_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'y_ptr': 'input', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'y_ptr': 'y_ptr', 'out_ptr': 'out_ptr'}, threads=128} {
  %0 = arange {start=0, end=8} : i32[8]
  %i = reshape %0 {shape=(8, 1, 1,)} : i32[8,1,1]
  %row = reshape %0 {shape=(1, 8, 1,)} : i32[1,8,1]
  %column = reshape %0 {shape=(1, 1, 8,)} : i32[1,1,8]
  %1 = constant {value=32, dtype='i32'} : i32
  %2 = splat %1 {shape=(8, 1, 1,)} : i32[8,1,1]
  %3 = mul %i, %2 : i32[8,1,1]
  %4 = constant {value=4, dtype='i32'} : i32
  %5 = splat %4 {shape=(1, 8, 1,)} : i32[1,8,1]
  %6 = mul %row, %5 : i32[1,8,1]
  %7 = broadcast %3 {shape=(8, 8, 1,)} : i32[8,8,1]
  %8 = broadcast %6 {shape=(8, 8, 1,)} : i32[8,8,1]
  %9 = arange {start=0, end=4} : i32[4]
  %10 = reshape %9 {shape=(1, 1, 4,)} : i32[1,1,4]
  %11 = broadcast %7 {shape=(8, 8, 4,)} : i32[8,8,4]
  %12 = broadcast %8 {shape=(8, 8, 4,)} : i32[8,8,4]
  %13 = broadcast %10 {shape=(8, 8, 4,)} : i32[8,8,4]
  %14 = add %11, %12 : i32[8,8,4]
  %15 = add %14, %13 : i32[8,8,4]
  %x = load_at %x_ptr, %15 : f16[8,8,4]
  %16 = reshape %9 {shape=(1, 4, 1,)} : i32[1,4,1]
  %17 = constant {value=8, dtype='i32'} : i32
  %18 = splat %17 {shape=(1, 4, 1,)} : i32[1,4,1]
  %19 = mul %16, %18 : i32[1,4,1]
  %20 = broadcast %3 {shape=(8, 4, 1,)} : i32[8,4,1]
  %21 = broadcast %19 {shape=(8, 4, 1,)} : i32[8,4,1]
  %22 = broadcast %20 {shape=(8, 4, 8,)} : i32[8,4,8]
  %23 = broadcast %21 {shape=(8, 4, 8,)} : i32[8,4,8]
  %24 = broadcast %column {shape=(8, 4, 8,)} : i32[8,4,8]
  %25 = add %22, %23 : i32[8,4,8]
  %26 = add %25, %24 : i32[8,4,8]
  %y = load_at %y_ptr, %26 : f16[8,4,8]
  %27 = constant {value=64, dtype='i32'} : i32
  %28 = splat %27 {shape=(8, 1, 1,)} : i32[8,1,1]
  %29 = mul %i, %28 : i32[8,1,1]
  %30 = splat %17 {shape=(1, 8, 1,)} : i32[1,8,1]
  %31 = mul %row, %30 : i32[1,8,1]
  %32 = broadcast %29 {shape=(8, 8, 1,)} : i32[8,8,1]
  %33 = broadcast %31 {shape=(8, 8, 1,)} : i32[8,8,1]
  %34 = broadcast %32 {shape=(8, 8, 8,)} : i32[8,8,8]
  %35 = broadcast %33 {shape=(8, 8, 8,)} : i32[8,8,8]
  %36 = broadcast %column {shape=(8, 8, 8,)} : i32[8,8,8]
  %37 = constant {value=0, dtype='f32'} : f32
  %38 = splat %37 {shape=(8, 8, 8,)} : f32[8,8,8]
  %39 = dot %x, %y, %38 {layout='register=1,64 lane=2,8,16,4,32 simdgroup=128,256', shares=(1, 1, 0, 0, 0, 4,)} : f32[8,8,8]
  %40 = add %34, %35 : i32[8,8,8]
  %41 = add %40, %36 : i32[8,8,8]
  store_at %out_ptr, %41, %39 {layout='register=1,64 lane=2,8,16,4,32 simdgroup=128,256'}
  return
}
# ---
func @kernel(%x_ptr: *f16, %y_ptr: *f16, %out_ptr: *f32) {level='thread', programs=1048576, numbers=1073741824, effects={'x_ptr': 'read', 'y_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'y_ptr': 'input', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'y_ptr': 'y_ptr', 'out_ptr': 'out_ptr'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=5, dtype='i32'} : i32
  %1 = shr %thread, %0 : i32
  %2 = constant {value=2, dtype='i32'} : i32
  %3 = mul %1, %2 : i32
  %4 = constant {value=1, dtype='i32'} : i32
  %5 = shr %thread, %4 : i32
  %6 = constant {value=3, dtype='i32'} : i32
  %7 = and %5, %6 : i32
  %8 = constant {value=4, dtype='i32'} : i32
  %9 = shr %thread, %8 : i32
  %10 = and %9, %4 : i32
  %11 = mul %10, %8 : i32
  %12 = add %7, %11 : i32
  %13 = and %thread, %4 : i32
  %14 = mul %13, %2 : i32
  %15 = shr %thread, %6 : i32
  %16 = and %15, %4 : i32
  %17 = mul %16, %8 : i32
  %18 = add %14, %17 : i32
  %19 = add %7, %11 : i32
  %20 = constant {value=8, dtype='i32'} : i32
  %21 = and %thread, %20 : i32
  %22 = constant {value=0, dtype='i32'} : i32
  %owner = eq %21, %22 : i1
  %23 = add %14, %17 : i32
  %24 = constant {value=16, dtype='i32'} : i32
  %25 = and %thread, %24 : i32
  %owner.26 = eq %25, %22 : i1
  %27 = and %thread, %20 : i32
  %owner.28 = eq %27, %22 : i1
  %29 = and %thread, %24 : i32
  %owner.30 = eq %29, %22 : i1
  %31 = constant {value=32, dtype='i32'} : i32
  %32 = constant {value=4, dtype='i32'} : i32
  %33 = constant {value=8, dtype='i32'} : i32
  %34 = constant {value=64, dtype='i32'} : i32
  %35 = constant {value=0, dtype='f32'} : f32
  %36 = fragments_new {dtype='f32', count=2} : !f32<2>
  %37 = constant {value=0, dtype='i32'} : i32
  %38 = constant {value=2, dtype='i32'} : i32
  %39 = constant {value=1, dtype='i32'} : i32
  for %37, %38, %39 {unroll=True} (%r: i32) {
    for %37, %38, %39 {unroll=True} (%r.40: i32) {
      %41 = add %3, %r : i32
      %42 = add %18, %r.40 : i32
      %43 = mul %r, %38 : i32
      %44 = add %43, %r.40 : i32
      %45 = shr %44, %39 : i32
      %46 = and %44, %39 : i32
      fragment_set %36, %45, %46, %35
      yield
    }
    yield
  }
  %left = fragments_new {dtype='f16', count=1} : !f16<1>
  %right = fragments_new {dtype='f16', count=1} : !f16<1>
  for %37, %38, %39 {unroll=True} (%r.47: i32) {
    %48 = add %3, %37 : i32
    %49 = add %14, %r.47 : i32
    %50 = mul %48, %31 : i32
    %51 = mul %19, %32 : i32
    %52 = add %50, %51 : i32
    %53 = add %52, %49 : i32
    %x = load_at %x_ptr, %53 : f16
    %54 = constant {value=0.0, dtype='f16'} : f16
    %55 = where %owner, %x, %54 : f16
    %56 = shr %r.47, %39 : i32
    %57 = and %r.47, %39 : i32
    fragment_set %left, %56, %57, %55
    yield
  }
  for %37, %38, %39 {unroll=True} (%r.58: i32) {
    %59 = add %3, %37 : i32
    %60 = add %23, %r.58 : i32
    %61 = mul %59, %31 : i32
    %62 = mul %7, %33 : i32
    %63 = add %61, %62 : i32
    %64 = add %63, %60 : i32
    %y = load_at %y_ptr, %64 : f16
    %65 = constant {value=0.0, dtype='f16'} : f16
    %66 = where %owner.26, %y, %65 : f16
    %67 = shr %r.58, %39 : i32
    %68 = and %r.58, %39 : i32
    fragment_set %right, %67, %68, %66
    yield
  }
  fragment_multiply %36, %37, %left, %37, %right, %37
  %left.69 = fragments_new {dtype='f16', count=1} : !f16<1>
  %right.70 = fragments_new {dtype='f16', count=1} : !f16<1>
  for %37, %38, %39 {unroll=True} (%r.71: i32) {
    %72 = add %3, %39 : i32
    %73 = add %14, %r.71 : i32
    %74 = mul %72, %31 : i32
    %75 = mul %19, %32 : i32
    %76 = add %74, %75 : i32
    %77 = add %76, %73 : i32
    %x.78 = load_at %x_ptr, %77 : f16
    %79 = constant {value=0.0, dtype='f16'} : f16
    %80 = where %owner.28, %x.78, %79 : f16
    %81 = shr %r.71, %39 : i32
    %82 = and %r.71, %39 : i32
    fragment_set %left.69, %81, %82, %80
    yield
  }
  for %37, %38, %39 {unroll=True} (%r.83: i32) {
    %84 = add %3, %39 : i32
    %85 = add %23, %r.83 : i32
    %86 = mul %84, %31 : i32
    %87 = mul %7, %33 : i32
    %88 = add %86, %87 : i32
    %89 = add %88, %85 : i32
    %y.90 = load_at %y_ptr, %89 : f16
    %91 = constant {value=0.0, dtype='f16'} : f16
    %92 = where %owner.30, %y.90, %91 : f16
    %93 = shr %r.83, %39 : i32
    %94 = and %r.83, %39 : i32
    fragment_set %right.70, %93, %94, %92
    yield
  }
  fragment_multiply %36, %39, %left.69, %37, %right.70, %37
  for %37, %38, %39 {unroll=True} (%r.95: i32) {
    for %37, %38, %39 {unroll=True} (%r.96: i32) {
      %97 = add %3, %r.95 : i32
      %98 = add %18, %r.96 : i32
      %99 = mul %97, %34 : i32
      %100 = mul %12, %33 : i32
      %101 = add %99, %100 : i32
      %102 = add %101, %98 : i32
      %103 = mul %r.95, %38 : i32
      %104 = add %103, %r.96 : i32
      %105 = shr %104, %39 : i32
      %106 = and %104, %39 : i32
      %107 = fragment_get %36, %105, %106 : f32
      store_at %out_ptr, %102, %107
      yield
    }
    yield
  }
  return
}
