# lower: centred_columns
func @kernel(%x_ptr: *f16, %out_ptr: *f16) {level='tile', programs=1048576, numbers=1073741824, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'out_ptr': 'out_ptr'}, threads=128} {
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
func @kernel(%x_ptr: *f16, %out_ptr: *f16) {level='thread', programs=1048576, numbers=1073741824, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'out_ptr': 'out_ptr'}, threads=128} {
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
  %16 = constant {value=24, dtype='i32'} : i32
  %17 = and %thread, %16 : i32
  %18 = constant {value=0, dtype='i32'} : i32
  %owner = eq %17, %18 : i1
  %19 = shared_new {dtype='f32', count=64, at=-1} : &f32<64>
  %20 = constant {value=120, dtype='i32'} : i32
  %21 = and %thread, %20 : i32
  %owner.22 = eq %21, %18 : i1
  %23 = shr %thread, %13 : i32
  %24 = and %thread, %1 : i32
  %25 = mul %24, %5 : i32
  %26 = constant {value=64, dtype='i32'} : i32
  %27 = registers_new {dtype='f16', count=16} : f16<16>
  %28 = constant {value=0, dtype='i32'} : i32
  %29 = constant {value=2, dtype='i32'} : i32
  %30 = constant {value=1, dtype='i32'} : i32
  for %28, %29, %30 {unroll=True} (%r: i32) {
    %31 = constant {value=8, dtype='i32'} : i32
    for %28, %31, %30 {unroll=True} (%r.32: i32) {
      %33 = constant {value=16, dtype='i32'} : i32
      %34 = mul %r, %33 : i32
      %35 = add %2, %34 : i32
      %36 = add %6, %r.32 : i32
      %37 = mul %35, %26 : i32
      %38 = add %37, %36 : i32
      %39 = load_at %x_ptr, %38 : f16
      %40 = mul %r, %31 : i32
      %41 = add %40, %r.32 : i32
      register_write %27, %41, %39
      %42 = constant {value=66, dtype='i32'} : i32
      %43 = mul %35, %42 : i32
      %44 = add %43, %36 : i32
      shared_write %0, %44, %39 {owner=2}
      yield
    }
    yield
  }
  %45 = registers_new {dtype='f32', count=8} : f32<8>
  %46 = constant {value=8, dtype='i32'} : i32
  for %28, %46, %30 {unroll=True} (%r.47: i32) {
    %48 = constant {value=-0.0, dtype='f32'} : f32
    register_write %45, %r.47, %48
    yield
  }
  for %28, %29, %30 {unroll=True} (%r.49: i32) {
    for %28, %46, %30 {unroll=True} (%r.50: i32) {
      %51 = constant {value=16, dtype='i32'} : i32
      %52 = mul %r.49, %51 : i32
      %53 = add %2, %52 : i32
      %54 = add %6, %r.50 : i32
      %55 = mul %r.49, %46 : i32
      %56 = add %55, %r.50 : i32
      %57 = register_read %27, %56 : f16
      %x = cast %57 {dtype='f32'} : f32
      %58 = register_read %45, %r.50 : f32
      %59 = add %58, %x : f32
      register_write %45, %r.50, %59
      yield
    }
    yield
  }
  for %28, %46, %30 {unroll=True} (%r.60: i32) {
    %61 = register_read %45, %r.60 : f32
    %62 = shuffle_xor %61 {mask=8} : f32
    %63 = add %61, %62 : f32
    %64 = shuffle_xor %63 {mask=16} : f32
    %65 = add %63, %64 : f32
    %66 = add %6, %r.60 : i32
    %67 = constant {value=64, dtype='i32'} : i32
    %68 = mul %15, %67 : i32
    %69 = add %68, %66 : i32
    shared_write %partial, %69, %65, %owner {owner=3}
    yield
  }
  for %28, %46, %30 {unroll=True} (%r.70: i32) {
    %71 = add %6, %r.70 : i32
    %72 = constant {value=64, dtype='i32'} : i32
    %73 = mul %28, %72 : i32
    %74 = add %73, %71 : i32
    %75 = shared_read %partial, %74 {owner=4} : f32
    %76 = mul %30, %72 : i32
    %77 = add %76, %71 : i32
    %78 = shared_read %partial, %77 {owner=4} : f32
    %79 = add %75, %78 : f32
    %80 = mul %29, %72 : i32
    %81 = add %80, %71 : i32
    %82 = shared_read %partial, %81 {owner=4} : f32
    %83 = add %79, %82 : f32
    %84 = constant {value=3, dtype='i32'} : i32
    %85 = mul %84, %72 : i32
    %86 = add %85, %71 : i32
    %87 = shared_read %partial, %86 {owner=4} : f32
    %88 = add %83, %87 : f32
    register_write %45, %r.70, %88
    yield
  }
  %89 = constant {value=32.0, dtype='f32'} : f32
  %90 = constant {value=32, dtype='i32'} : i32
  for %28, %46, %30 {unroll=True} (%r.91: i32) {
    %92 = add %6, %r.91 : i32
    %93 = register_read %45, %r.91 : f32
    shared_write %19, %92, %93, %owner.22 {owner=6}
    yield
  }
  for %28, %29, %30 {unroll=True} (%r.94: i32) {
    for %28, %46, %30 {unroll=True} (%r.95: i32) {
      %96 = constant {value=32, dtype='i32'} : i32
      %97 = mul %r.94, %96 : i32
      %98 = add %23, %97 : i32
      %99 = add %25, %r.95 : i32
      %100 = mul %98, %90 : i32
      %101 = add %100, %99 : i32
      %102 = constant {value=66, dtype='i32'} : i32
      %103 = mul %99, %102 : i32
      %104 = add %103, %98 : i32
      %105 = shared_read %0, %104 {owner=1} : f16
      %x.106 = cast %105 {dtype='f32'} : f32
      %107 = shared_read %19, %98 {owner=5} : f32
      %108 = div %107, %89 : f32
      %centred = sub %x.106, %108 : f32
      %109 = cast %centred {dtype='f16'} : f16
      store_at %out_ptr, %101, %109
      yield
    }
    yield
  }
  return
}
