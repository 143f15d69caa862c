# lower: batched
func @kernel(%x_ptr: *f16, %y_ptr: *f16, %out_ptr: *f32) {level='tile', programs=1048576, effects={'x_ptr': 'read', 'y_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'y_ptr': 'input', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'y_ptr': 'y_ptr', 'out_ptr': 'out_ptr'}, threads=128} {
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
func @kernel(%x_ptr: *f16, %y_ptr: *f16, %out_ptr: *f32) {level='thread', programs=1048576, effects={'x_ptr': 'read', 'y_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'y_ptr': 'input', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'y_ptr': 'y_ptr', 'out_ptr': 'out_ptr'}, threads=128} {
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
  %19 = shr %thread, %0 : i32
  %20 = mul %19, %2 : i32
  %21 = shr %thread, %4 : i32
  %22 = and %21, %6 : i32
  %23 = shr %thread, %8 : i32
  %24 = and %23, %4 : i32
  %25 = mul %24, %8 : i32
  %26 = add %22, %25 : i32
  %27 = and %thread, %4 : i32
  %28 = mul %27, %2 : i32
  %29 = constant {value=8, dtype='i32'} : i32
  %30 = and %thread, %29 : i32
  %31 = constant {value=0, dtype='i32'} : i32
  %owner = eq %30, %31 : i1
  %32 = shr %thread, %0 : i32
  %33 = mul %32, %2 : i32
  %34 = shr %thread, %4 : i32
  %35 = and %34, %6 : i32
  %36 = and %thread, %4 : i32
  %37 = mul %36, %2 : i32
  %38 = shr %thread, %6 : i32
  %39 = and %38, %4 : i32
  %40 = mul %39, %8 : i32
  %41 = add %37, %40 : i32
  %42 = constant {value=16, dtype='i32'} : i32
  %43 = and %thread, %42 : i32
  %owner.44 = eq %43, %31 : i1
  %45 = and %thread, %29 : i32
  %owner.46 = eq %45, %31 : i1
  %47 = and %thread, %42 : i32
  %owner.48 = eq %47, %31 : i1
  %49 = constant {value=32, dtype='i32'} : i32
  %50 = constant {value=4, dtype='i32'} : i32
  %51 = constant {value=8, dtype='i32'} : i32
  %52 = constant {value=64, dtype='i32'} : i32
  %53 = constant {value=0, dtype='f32'} : f32
  %54 = fragments_new {dtype='f32', count=2} : !f32<2>
  %55 = constant {value=0, dtype='i32'} : i32
  %56 = constant {value=2, dtype='i32'} : i32
  %57 = constant {value=1, dtype='i32'} : i32
  for %55, %56, %57 {unroll=True} (%r: i32) {
    for %55, %56, %57 {unroll=True} (%r.58: i32) {
      %59 = mul %r, %57 : i32
      %60 = add %3, %59 : i32
      %61 = mul %r.58, %57 : i32
      %62 = add %18, %61 : i32
      %63 = mul %r, %56 : i32
      %64 = add %63, %r.58 : i32
      %65 = shr %64, %57 : i32
      %66 = and %64, %57 : i32
      fragment_set %54, %65, %66, %53
      yield
    }
    yield
  }
  %left = fragments_new {dtype='f16', count=1} : !f16<1>
  %right = fragments_new {dtype='f16', count=1} : !f16<1>
  for %55, %56, %57 {unroll=True} (%r.67: i32) {
    %68 = mul %55, %57 : i32
    %69 = add %20, %68 : i32
    %70 = mul %r.67, %57 : i32
    %71 = add %28, %70 : i32
    %72 = mul %69, %49 : i32
    %73 = mul %26, %50 : i32
    %74 = add %72, %73 : i32
    %75 = add %74, %71 : i32
    %x = load_at %x_ptr, %75 : f16
    %76 = constant {value=0.0, dtype='f16'} : f16
    %77 = where %owner, %x, %76 : f16
    %78 = shr %r.67, %57 : i32
    %79 = and %r.67, %57 : i32
    fragment_set %left, %78, %79, %77
    yield
  }
  for %55, %56, %57 {unroll=True} (%r.80: i32) {
    %81 = mul %55, %57 : i32
    %82 = add %33, %81 : i32
    %83 = mul %r.80, %57 : i32
    %84 = add %41, %83 : i32
    %85 = mul %82, %49 : i32
    %86 = mul %35, %51 : i32
    %87 = add %85, %86 : i32
    %88 = add %87, %84 : i32
    %y = load_at %y_ptr, %88 : f16
    %89 = constant {value=0.0, dtype='f16'} : f16
    %90 = where %owner.44, %y, %89 : f16
    %91 = shr %r.80, %57 : i32
    %92 = and %r.80, %57 : i32
    fragment_set %right, %91, %92, %90
    yield
  }
  fragment_multiply %54, %55, %left, %55, %right, %55
  %left.93 = fragments_new {dtype='f16', count=1} : !f16<1>
  %right.94 = fragments_new {dtype='f16', count=1} : !f16<1>
  for %55, %56, %57 {unroll=True} (%r.95: i32) {
    %96 = mul %57, %57 : i32
    %97 = add %20, %96 : i32
    %98 = mul %r.95, %57 : i32
    %99 = add %28, %98 : i32
    %100 = mul %97, %49 : i32
    %101 = mul %26, %50 : i32
    %102 = add %100, %101 : i32
    %103 = add %102, %99 : i32
    %x.104 = load_at %x_ptr, %103 : f16
    %105 = constant {value=0.0, dtype='f16'} : f16
    %106 = where %owner.46, %x.104, %105 : f16
    %107 = shr %r.95, %57 : i32
    %108 = and %r.95, %57 : i32
    fragment_set %left.93, %107, %108, %106
    yield
  }
  for %55, %56, %57 {unroll=True} (%r.109: i32) {
    %110 = mul %57, %57 : i32
    %111 = add %33, %110 : i32
    %112 = mul %r.109, %57 : i32
    %113 = add %41, %112 : i32
    %114 = mul %111, %49 : i32
    %115 = mul %35, %51 : i32
    %116 = add %114, %115 : i32
    %117 = add %116, %113 : i32
    %y.118 = load_at %y_ptr, %117 : f16
    %119 = constant {value=0.0, dtype='f16'} : f16
    %120 = where %owner.48, %y.118, %119 : f16
    %121 = shr %r.109, %57 : i32
    %122 = and %r.109, %57 : i32
    fragment_set %right.94, %121, %122, %120
    yield
  }
  fragment_multiply %54, %57, %left.93, %55, %right.94, %55
  for %55, %56, %57 {unroll=True} (%r.123: i32) {
    for %55, %56, %57 {unroll=True} (%r.124: i32) {
      %125 = mul %r.123, %57 : i32
      %126 = add %3, %125 : i32
      %127 = mul %r.124, %57 : i32
      %128 = add %18, %127 : i32
      %129 = mul %126, %52 : i32
      %130 = mul %12, %51 : i32
      %131 = add %129, %130 : i32
      %132 = add %131, %128 : i32
      %133 = mul %r.123, %56 : i32
      %134 = add %133, %r.124 : i32
      %135 = shr %134, %57 : i32
      %136 = and %134, %57 : i32
      %137 = fragment_get %54, %135, %136 : f32
      store_at %out_ptr, %132, %137
      yield
    }
    yield
  }
  return
}
