# edges: centred_columns
func @kernel(%x_ptr: *f16, %out_ptr: *f16) {level='thread', programs=1048576, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'out_ptr': 'out_ptr'}, threads=128} {
  %0 = shared_new {dtype='f16', count=2112, at=-1} : &f16<2112>
  %thread = thread_index : i32
  %1 = constant {value=3, dtype='i32'} : i32
  %2 = shr %thread, %1 : i32
  %3 = constant {value=7, dtype='i32'} : i32
  %4 = and %thread, %3 : i32
  %5 = constant {value=8, dtype='i32'} : i32
  %6 = index_mul %4, %5 : i32
  %partial = shared_new {dtype='f32', count=256, at=-1} : &f32<256>
  %7 = constant {value=5, dtype='i32'} : i32
  %8 = shr %thread, %7 : i32
  %9 = constant {value=1, dtype='i32'} : i32
  %10 = and %8, %9 : i32
  %11 = constant {value=6, dtype='i32'} : i32
  %12 = shr %thread, %11 : i32
  %13 = constant {value=2, dtype='i32'} : i32
  %14 = index_mul %12, %13 : i32
  %15 = index_add %10, %14 : i32
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
  %25 = index_mul %24, %5 : i32
  %26 = constant {value=64, dtype='i32'} : i32
  %27 = registers_new {dtype='f16', count=16} : f16<16>
  %28 = constant {value=16, dtype='i32'} : i32
  %29 = constant {value=66, dtype='i32'} : i32
  for %18, %13, %9 {unroll=True} (%r: i32) {
    %30 = index_mul %r, %28 : i32
    %31 = index_add %2, %30 : i32
    %32 = index_mul %31, %26 : i32
    %33 = index_mul %r, %5 : i32
    %34 = index_mul %31, %29 : i32
    %35 = add %6, %32 : i32
    %36 = shift %x_ptr, %35 : *f16
    for %18, %5, %9 {unroll=True} (%r.37: i32) {
      %38 = index_add %6, %r.37 : i32
      %39 = load_at %36, %r.37 : f16
      %40 = index_add %33, %r.37 : i32
      register_write %27, %40, %39
      %41 = index_add %34, %38 : i32
      shared_write %0, %41, %39 {owner=2}
      yield
    }
    yield
  }
  %42 = registers_new {dtype='f32', count=8} : f32<8>
  %43 = constant {value=-0.0, dtype='f32'} : f32
  for %18, %5, %9 {unroll=True} (%r.44: i32) {
    register_write %42, %r.44, %43
    yield
  }
  for %18, %13, %9 {unroll=True} (%r.45: i32) {
    %46 = index_mul %r.45, %5 : i32
    for %18, %5, %9 {unroll=True} (%r.47: i32) {
      %48 = index_add %46, %r.47 : i32
      %49 = register_read %27, %48 : f16
      %x = cast %49 {dtype='f32'} : f32
      %50 = register_read %42, %r.47 : f32
      %51 = add %50, %x : f32
      register_write %42, %r.47, %51
      yield
    }
    yield
  }
  %52 = index_mul %15, %26 : i32
  for %18, %5, %9 {unroll=True} (%r.53: i32) {
    %54 = register_read %42, %r.53 : f32
    %55 = shuffle_xor %54 {mask=8} : f32
    %56 = add %54, %55 : f32
    %57 = shuffle_xor %56 {mask=16} : f32
    %58 = add %56, %57 : f32
    %59 = index_add %6, %r.53 : i32
    %60 = index_add %52, %59 : i32
    shared_write %partial, %60, %58, %owner {owner=3}
    yield
  }
  %61 = constant {value=128, dtype='i32'} : i32
  %62 = constant {value=192, dtype='i32'} : i32
  barrier {memory='threadgroup'}
  for %18, %5, %9 {unroll=True} (%r.63: i32) {
    %64 = index_add %6, %r.63 : i32
    %65 = shared_read %partial, %64 {owner=4} : f32
    %66 = index_add %26, %64 : i32
    %67 = shared_read %partial, %66 {owner=4} : f32
    %68 = add %65, %67 : f32
    %69 = index_add %61, %64 : i32
    %70 = shared_read %partial, %69 {owner=4} : f32
    %71 = add %68, %70 : f32
    %72 = index_add %62, %64 : i32
    %73 = shared_read %partial, %72 {owner=4} : f32
    %74 = add %71, %73 : f32
    register_write %42, %r.63, %74
    yield
  }
  %75 = constant {value=32.0, dtype='f32'} : f32
  %76 = constant {value=32, dtype='i32'} : i32
  for %18, %5, %9 {unroll=True} (%r.77: i32) {
    %78 = index_add %6, %r.77 : i32
    %79 = register_read %42, %r.77 : f32
    shared_write %19, %78, %79, %owner.22 {owner=6}
    yield
  }
  barrier {memory='threadgroup'}
  for %18, %13, %9 {unroll=True} (%r.80: i32) {
    %81 = index_mul %r.80, %76 : i32
    %82 = index_add %23, %81 : i32
    %83 = index_mul %82, %76 : i32
    %84 = add %25, %83 : i32
    %85 = shift %out_ptr, %84 : *f16
    for %18, %5, %9 {unroll=True} (%r.86: i32) {
      %87 = index_add %25, %r.86 : i32
      %88 = index_mul %87, %29 : i32
      %89 = index_add %88, %82 : i32
      %90 = shared_read %0, %89 {owner=1} : f16
      %x.91 = cast %90 {dtype='f32'} : f32
      %92 = shared_read %19, %82 {owner=5} : f32
      %93 = div %92, %75 : f32
      %centred = sub %x.91, %93 : f32
      %94 = cast %centred {dtype='f16'} : f16
      store_at %85, %r.86, %94
      yield
    }
    yield
  }
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
  %6 = index_mul %4, %5 : i32
  %partial = shared_new {dtype='f32', count=256, at=-1} : &f32<256>
  %7 = constant {value=5, dtype='i32'} : i32
  %8 = shr %thread, %7 : i32
  %9 = constant {value=1, dtype='i32'} : i32
  %10 = and %8, %9 : i32
  %11 = constant {value=6, dtype='i32'} : i32
  %12 = shr %thread, %11 : i32
  %13 = constant {value=2, dtype='i32'} : i32
  %14 = index_mul %12, %13 : i32
  %15 = index_add %10, %14 : i32
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
  %25 = index_mul %24, %5 : i32
  %26 = constant {value=64, dtype='i32'} : i32
  %27 = registers_new {dtype='f16', count=16} : f16<16>
  %28 = constant {value=16, dtype='i32'} : i32
  %29 = constant {value=66, dtype='i32'} : i32
  for %18, %13, %9 {unroll=True} (%r: i32) {
    %30 = index_mul %r, %28 : i32
    %31 = index_add %2, %30 : i32
    %32 = index_mul %31, %26 : i32
    %33 = index_mul %r, %5 : i32
    %34 = index_mul %31, %29 : i32
    %35 = add %6, %32 : i32
    %36 = shift %x_ptr, %35 : *f16
    for %18, %5, %9 {unroll=True} (%r.37: i32) {
      %38 = index_add %6, %r.37 : i32
      %39 = load_at %36, %r.37 : f16
      %40 = index_add %33, %r.37 : i32
      register_write %27, %40, %39
      %41 = index_add %34, %38 : i32
      shared_write %0, %41, %39 {owner=2}
      yield
    }
    yield
  }
  %42 = registers_new {dtype='f32', count=8} : f32<8>
  %43 = constant {value=-0.0, dtype='f32'} : f32
  for %18, %5, %9 {unroll=True} (%r.44: i32) {
    register_write %42, %r.44, %43
    yield
  }
  for %18, %13, %9 {unroll=True} (%r.45: i32) {
    %46 = index_mul %r.45, %5 : i32
    for %18, %5, %9 {unroll=True} (%r.47: i32) {
      %48 = index_add %46, %r.47 : i32
      %49 = register_read %27, %48 : f16
      %x = cast %49 {dtype='f32'} : f32
      %50 = register_read %42, %r.47 : f32
      %51 = add %50, %x : f32
      register_write %42, %r.47, %51
      yield
    }
    yield
  }
  %52 = index_mul %15, %26 : i32
  for %18, %5, %9 {unroll=True} (%r.53: i32) {
    %54 = register_read %42, %r.53 : f32
    %55 = shuffle_xor %54 {mask=8} : f32
    %56 = add %54, %55 : f32
    %57 = shuffle_xor %56 {mask=16} : f32
    %58 = add %56, %57 : f32
    %59 = index_add %6, %r.53 : i32
    %60 = index_add %52, %59 : i32
    shared_write %partial, %60, %58, %owner {owner=3}
    yield
  }
  %61 = constant {value=128, dtype='i32'} : i32
  %62 = constant {value=192, dtype='i32'} : i32
  barrier {memory='threadgroup'}
  for %18, %5, %9 {unroll=True} (%r.63: i32) {
    %64 = index_add %6, %r.63 : i32
    %65 = shared_read %partial, %64 {owner=4} : f32
    %66 = index_add %26, %64 : i32
    %67 = shared_read %partial, %66 {owner=4} : f32
    %68 = add %65, %67 : f32
    %69 = index_add %61, %64 : i32
    %70 = shared_read %partial, %69 {owner=4} : f32
    %71 = add %68, %70 : f32
    %72 = index_add %62, %64 : i32
    %73 = shared_read %partial, %72 {owner=4} : f32
    %74 = add %71, %73 : f32
    register_write %42, %r.63, %74
    yield
  }
  %75 = constant {value=32.0, dtype='f32'} : f32
  %76 = constant {value=32, dtype='i32'} : i32
  for %18, %5, %9 {unroll=True} (%r.77: i32) {
    %78 = index_add %6, %r.77 : i32
    %79 = register_read %42, %r.77 : f32
    shared_write %19, %78, %79, %owner.22 {owner=6}
    yield
  }
  barrier {memory='threadgroup'}
  for %18, %13, %9 {unroll=True} (%r.80: i32) {
    %81 = index_mul %r.80, %76 : i32
    %82 = index_add %23, %81 : i32
    %83 = index_mul %82, %76 : i32
    %84 = add %25, %83 : i32
    %85 = shift %out_ptr, %84 : *f16
    for %18, %5, %9 {unroll=True} (%r.86: i32) {
      %87 = index_add %25, %r.86 : i32
      %88 = index_mul %87, %29 : i32
      %89 = index_add %88, %82 : i32
      %90 = shared_read %0, %89 {owner=1} : f16
      %x.91 = cast %90 {dtype='f32'} : f32
      %92 = shared_read %19, %82 {owner=5} : f32
      %93 = div %92, %75 : f32
      %centred = sub %x.91, %93 : f32
      %94 = cast %centred {dtype='f16'} : f16
      store_at %85, %r.86, %94
      yield
    }
    yield
  }
  return
}
