# lower: centred_columns
func @kernel(%x_ptr: *f16, %out_ptr: *f16) {level='tile', programs=1048576, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'out_ptr': 'out_ptr'}, threads=128} {
  %rows = arange {start=0, end=32} : i32[32]
  %columns = arange {start=0, end=64} : i32[64]
  %0 = reshape %rows {shape=(32, 1,)} : i32[32,1]
  %1 = constant {value=64, dtype='i32'} : i32
  %2 = splat %1 {shape=(32, 1,)} : i32[32,1]
  %3 = mul %0, %2 : i32[32,1]
  %4 = reshape %columns {shape=(1, 64,)} : i32[1,64]
  %5 = broadcast %3 {shape=(32, 64,)} : i32[32,64]
  %6 = broadcast %4 {shape=(32, 64,)} : i32[32,64]
  %7 = add %5, %6 : i32[32,64]
  %8 = load_at %x_ptr, %7 : f16[32,64]
  keep %8 {layout='register=1,2,4,1024 lane=8,16,32,64,128 simdgroup=256,512'}
  stage %8 {layout='register=1,2,4,1024 lane=8,16,32,64,128 simdgroup=256,512', pad=2}
  %x = cast %8 {dtype='f32'} : f32[32,64]
  %9 = reduce %x {axis=0, layout='register=1,2,4,1024 lane=8,16,32,64,128 simdgroup=256,512'} (%10: f32, %11: f32) {
    %12 = add %10, %11 : f32
    yield %12
  } : f32[64]
  stage %9 {layout='register=1,2,4 lane=8,16,32,0,0 simdgroup=0,0', pad=1}
  %13 = reshape %9 {shape=(1, 64,)} : f32[1,64]
  %14 = constant {value=32.0, dtype='f32'} : f32
  %15 = splat %14 {shape=(1, 64,)} : f32[1,64]
  %16 = div %13, %15 : f32[1,64]
  %17 = broadcast %16 {shape=(32, 64,)} : f32[32,64]
  %centred = sub %x, %17 : f32[32,64]
  %18 = reshape %columns {shape=(64, 1,)} : i32[64,1]
  %19 = constant {value=32, dtype='i32'} : i32
  %20 = splat %19 {shape=(64, 1,)} : i32[64,1]
  %21 = mul %18, %20 : i32[64,1]
  %22 = reshape %rows {shape=(1, 32,)} : i32[1,32]
  %23 = broadcast %21 {shape=(64, 32,)} : i32[64,32]
  %24 = broadcast %22 {shape=(64, 32,)} : i32[64,32]
  %25 = permute %centred {dims=(1, 0,)} : f32[64,32]
  %26 = cast %25 {dtype='f16'} : f16[64,32]
  %27 = add %23, %24 : i32[64,32]
  store_at %out_ptr, %27, %26 {layout='register=1,2,4,1024 lane=8,16,32,64,128 simdgroup=256,512'}
  return
}
# ---
func @kernel(%x_ptr: *f16, %out_ptr: *f16) {level='thread', programs=1048576, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'out_ptr': 'out_ptr'}, threads=128} {
  %0 = shared_new {dtype='f16', count=2112, at=-1} : &f16<2112>
  %thread = thread_index : i32
  %1 = constant {value=3, dtype='i32'} : i32
  %2 = shr %thread, %1 : i32
  %3 = constant {value=7, dtype='i32'} : i32
  %4 = and %thread, %3 : i32
  %5 = constant {value=8, dtype='i32'} : i32
  %6 = mul %4, %5 : i32
  %partial = shared_new {dtype='f32', count=256, at=-1} : &f32<256>
  %7 = constant {value=5, dtype='i32'} : i32
  %8 = shr %thread, %7 : i32
  %9 = constant {value=1, dtype='i32'} : i32
  %10 = and %8, %9 : i32
  %11 = constant {value=6, dtype='i32'} : i32
  %12 = shr %thread, %11 : i32
  %13 = constant {value=2, dtype='i32'} : i32
  %14 = mul %12, %13 : i32
  %15 = add %10, %14 : i32
  %16 = and %thread, %3 : i32
  %17 = mul %16, %5 : i32
  %18 = constant {value=24, dtype='i32'} : i32
  %19 = and %thread, %18 : i32
  %20 = constant {value=0, dtype='i32'} : i32
  %owner = eq %19, %20 : i1
  %21 = shared_new {dtype='f32', count=64, at=-1} : &f32<64>
  %22 = constant {value=120, dtype='i32'} : i32
  %23 = and %thread, %22 : i32
  %owner.24 = eq %23, %20 : i1
  %25 = shr %thread, %13 : i32
  %26 = and %thread, %1 : i32
  %27 = mul %26, %5 : i32
  %28 = constant {value=64, dtype='i32'} : i32
  %29 = registers_new {dtype='f16', count=16} : f16<16>
  %30 = constant {value=0, dtype='i32'} : i32
  %31 = constant {value=2, dtype='i32'} : i32
  %32 = constant {value=1, dtype='i32'} : i32
  for %30, %31, %32 {unroll=True} (%r: i32) {
    %33 = constant {value=8, dtype='i32'} : i32
    for %30, %33, %32 {unroll=True} (%r.34: i32) {
      %35 = constant {value=16, dtype='i32'} : i32
      %36 = mul %r, %35 : i32
      %37 = add %2, %36 : i32
      %38 = mul %r.34, %32 : i32
      %39 = add %6, %38 : i32
      %40 = mul %37, %28 : i32
      %41 = add %40, %39 : i32
      %42 = load_at %x_ptr, %41 : f16
      %43 = mul %r, %33 : i32
      %44 = add %43, %r.34 : i32
      register_write %29, %44, %42
      %45 = constant {value=66, dtype='i32'} : i32
      %46 = mul %37, %45 : i32
      %47 = add %46, %39 : i32
      shared_write %0, %47, %42 {owner=2}
      yield
    }
    yield
  }
  %48 = registers_new {dtype='f32', count=8} : f32<8>
  %49 = constant {value=8, dtype='i32'} : i32
  for %30, %49, %32 {unroll=True} (%r.50: i32) {
    %51 = constant {value=-0.0, dtype='f32'} : f32
    register_write %48, %r.50, %51
    yield
  }
  for %30, %31, %32 {unroll=True} (%r.52: i32) {
    for %30, %49, %32 {unroll=True} (%r.53: i32) {
      %54 = constant {value=16, dtype='i32'} : i32
      %55 = mul %r.52, %54 : i32
      %56 = add %2, %55 : i32
      %57 = mul %r.53, %32 : i32
      %58 = add %6, %57 : i32
      %59 = mul %r.52, %49 : i32
      %60 = add %59, %r.53 : i32
      %61 = register_read %29, %60 : f16
      %x = cast %61 {dtype='f32'} : f32
      %62 = register_read %48, %r.53 : f32
      %63 = add %62, %x : f32
      register_write %48, %r.53, %63
      yield
    }
    yield
  }
  for %30, %49, %32 {unroll=True} (%r.64: i32) {
    %65 = register_read %48, %r.64 : f32
    %66 = shuffle_xor %65 {mask=8} : f32
    %67 = add %65, %66 : f32
    %68 = shuffle_xor %67 {mask=16} : f32
    %69 = add %67, %68 : f32
    %70 = mul %r.64, %32 : i32
    %71 = add %17, %70 : i32
    %72 = constant {value=64, dtype='i32'} : i32
    %73 = mul %15, %72 : i32
    %74 = add %73, %71 : i32
    shared_write %partial, %74, %69, %owner {owner=3}
    yield
  }
  for %30, %49, %32 {unroll=True} (%r.75: i32) {
    %76 = mul %r.75, %32 : i32
    %77 = add %17, %76 : i32
    %78 = constant {value=64, dtype='i32'} : i32
    %79 = mul %30, %78 : i32
    %80 = add %79, %77 : i32
    %81 = shared_read %partial, %80 {owner=4} : f32
    %82 = mul %32, %78 : i32
    %83 = add %82, %77 : i32
    %84 = shared_read %partial, %83 {owner=4} : f32
    %85 = add %81, %84 : f32
    %86 = mul %31, %78 : i32
    %87 = add %86, %77 : i32
    %88 = shared_read %partial, %87 {owner=4} : f32
    %89 = add %85, %88 : f32
    %90 = constant {value=3, dtype='i32'} : i32
    %91 = mul %90, %78 : i32
    %92 = add %91, %77 : i32
    %93 = shared_read %partial, %92 {owner=4} : f32
    %94 = add %89, %93 : f32
    register_write %48, %r.75, %94
    yield
  }
  %95 = constant {value=32.0, dtype='f32'} : f32
  %96 = constant {value=32, dtype='i32'} : i32
  for %30, %49, %32 {unroll=True} (%r.97: i32) {
    %98 = mul %r.97, %32 : i32
    %99 = add %17, %98 : i32
    %100 = register_read %48, %r.97 : f32
    shared_write %21, %99, %100, %owner.24 {owner=6}
    yield
  }
  for %30, %31, %32 {unroll=True} (%r.101: i32) {
    for %30, %49, %32 {unroll=True} (%r.102: i32) {
      %103 = constant {value=32, dtype='i32'} : i32
      %104 = mul %r.101, %103 : i32
      %105 = add %25, %104 : i32
      %106 = mul %r.102, %32 : i32
      %107 = add %27, %106 : i32
      %108 = mul %105, %96 : i32
      %109 = add %108, %107 : i32
      %110 = constant {value=66, dtype='i32'} : i32
      %111 = mul %107, %110 : i32
      %112 = add %111, %105 : i32
      %113 = shared_read %0, %112 {owner=1} : f16
      %x.114 = cast %113 {dtype='f32'} : f32
      %115 = shared_read %21, %105 {owner=5} : f32
      %116 = div %115, %95 : f32
      %centred = sub %x.114, %116 : f32
      %117 = cast %centred {dtype='f16'} : f16
      store_at %out_ptr, %109, %117
      yield
    }
    yield
  }
  return
}
