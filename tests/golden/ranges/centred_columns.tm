# ranges: centred_columns
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
  %28 = constant {value=16, dtype='i32'} : i32
  %29 = constant {value=66, dtype='i32'} : i32
  for %18, %13, %9 {unroll=True} (%r: i32) {
    %30 = mul %r, %28 : i32
    %31 = add %2, %30 : i32
    %32 = mul %31, %26 : i32
    %33 = mul %r, %5 : i32
    %34 = mul %31, %29 : i32
    for %18, %5, %9 {unroll=True} (%r.35: i32) {
      %36 = add %6, %r.35 : i32
      %37 = add %32, %36 : i32
      %38 = load_at %x_ptr, %37 : f16
      %39 = add %33, %r.35 : i32
      register_write %27, %39, %38
      %40 = add %34, %36 : i32
      shared_write %0, %40, %38 {owner=2}
      yield
    }
    yield
  }
  %41 = registers_new {dtype='f32', count=8} : f32<8>
  %42 = constant {value=-0.0, dtype='f32'} : f32
  for %18, %5, %9 {unroll=True} (%r.43: i32) {
    register_write %41, %r.43, %42
    yield
  }
  for %18, %13, %9 {unroll=True} (%r.44: i32) {
    %45 = mul %r.44, %5 : i32
    for %18, %5, %9 {unroll=True} (%r.46: i32) {
      %47 = add %45, %r.46 : i32
      %48 = register_read %27, %47 : f16
      %x = cast %48 {dtype='f32'} : f32
      %49 = register_read %41, %r.46 : f32
      %50 = add %49, %x : f32
      register_write %41, %r.46, %50
      yield
    }
    yield
  }
  %51 = mul %15, %26 : i32
  for %18, %5, %9 {unroll=True} (%r.52: i32) {
    %53 = register_read %41, %r.52 : f32
    %54 = shuffle_xor %53 {mask=8} : f32
    %55 = add %53, %54 : f32
    %56 = shuffle_xor %55 {mask=16} : f32
    %57 = add %55, %56 : f32
    %58 = add %6, %r.52 : i32
    %59 = add %51, %58 : i32
    shared_write %partial, %59, %57, %owner {owner=3}
    yield
  }
  %60 = constant {value=128, dtype='i32'} : i32
  %61 = constant {value=192, dtype='i32'} : i32
  for %18, %5, %9 {unroll=True} (%r.62: i32) {
    %63 = add %6, %r.62 : i32
    %64 = shared_read %partial, %63 {owner=4} : f32
    %65 = add %26, %63 : i32
    %66 = shared_read %partial, %65 {owner=4} : f32
    %67 = add %64, %66 : f32
    %68 = add %60, %63 : i32
    %69 = shared_read %partial, %68 {owner=4} : f32
    %70 = add %67, %69 : f32
    %71 = add %61, %63 : i32
    %72 = shared_read %partial, %71 {owner=4} : f32
    %73 = add %70, %72 : f32
    register_write %41, %r.62, %73
    yield
  }
  %74 = constant {value=32.0, dtype='f32'} : f32
  %75 = constant {value=32, dtype='i32'} : i32
  for %18, %5, %9 {unroll=True} (%r.76: i32) {
    %77 = add %6, %r.76 : i32
    %78 = register_read %41, %r.76 : f32
    shared_write %19, %77, %78, %owner.22 {owner=6}
    yield
  }
  for %18, %13, %9 {unroll=True} (%r.79: i32) {
    %80 = mul %r.79, %75 : i32
    %81 = add %23, %80 : i32
    %82 = mul %81, %75 : i32
    for %18, %5, %9 {unroll=True} (%r.83: i32) {
      %84 = add %25, %r.83 : i32
      %85 = add %82, %84 : i32
      %86 = mul %84, %29 : i32
      %87 = add %86, %81 : i32
      %88 = shared_read %0, %87 {owner=1} : f16
      %x.89 = cast %88 {dtype='f32'} : f32
      %90 = shared_read %19, %81 {owner=5} : f32
      %91 = div %90, %74 : f32
      %centred = sub %x.89, %91 : f32
      %92 = cast %centred {dtype='f16'} : f16
      store_at %out_ptr, %85, %92
      yield
    }
    yield
  }
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
  %30 = mul %2, %26 : i32
  %31 = add %30, %6 : i32
  %32 = shift %x_ptr, %31 : *f16
  for %18, %13, %9 {unroll=True} (%r: i32) {
    %33 = index_mul %r, %28 : i32
    %34 = index_add %2, %33 : i32
    %35 = index_mul %r, %5 : i32
    %36 = index_mul %34, %29 : i32
    %37 = index_mul %33, %26 : i32
    for %18, %5, %9 {unroll=True} (%r.38: i32) {
      %39 = index_add %6, %r.38 : i32
      %40 = index_add %37, %r.38 : i32
      %41 = load_at %32, %40 : f16
      %42 = index_add %35, %r.38 : i32
      register_write %27, %42, %41
      %43 = index_add %36, %39 : i32
      shared_write %0, %43, %41 {owner=2}
      yield
    }
    yield
  }
  %44 = registers_new {dtype='f32', count=8} : f32<8>
  %45 = constant {value=-0.0, dtype='f32'} : f32
  for %18, %5, %9 {unroll=True} (%r.46: i32) {
    register_write %44, %r.46, %45
    yield
  }
  for %18, %13, %9 {unroll=True} (%r.47: i32) {
    %48 = index_mul %r.47, %5 : i32
    for %18, %5, %9 {unroll=True} (%r.49: i32) {
      %50 = index_add %48, %r.49 : i32
      %51 = register_read %27, %50 : f16
      %x = cast %51 {dtype='f32'} : f32
      %52 = register_read %44, %r.49 : f32
      %53 = add %52, %x : f32
      register_write %44, %r.49, %53
      yield
    }
    yield
  }
  %54 = index_mul %15, %26 : i32
  for %18, %5, %9 {unroll=True} (%r.55: i32) {
    %56 = register_read %44, %r.55 : f32
    %57 = shuffle_xor %56 {mask=8} : f32
    %58 = add %56, %57 : f32
    %59 = shuffle_xor %58 {mask=16} : f32
    %60 = add %58, %59 : f32
    %61 = index_add %6, %r.55 : i32
    %62 = index_add %54, %61 : i32
    shared_write %partial, %62, %60, %owner {owner=3}
    yield
  }
  %63 = constant {value=128, dtype='i32'} : i32
  %64 = constant {value=192, dtype='i32'} : i32
  for %18, %5, %9 {unroll=True} (%r.65: i32) {
    %66 = index_add %6, %r.65 : i32
    %67 = shared_read %partial, %66 {owner=4} : f32
    %68 = index_add %26, %66 : i32
    %69 = shared_read %partial, %68 {owner=4} : f32
    %70 = add %67, %69 : f32
    %71 = index_add %63, %66 : i32
    %72 = shared_read %partial, %71 {owner=4} : f32
    %73 = add %70, %72 : f32
    %74 = index_add %64, %66 : i32
    %75 = shared_read %partial, %74 {owner=4} : f32
    %76 = add %73, %75 : f32
    register_write %44, %r.65, %76
    yield
  }
  %77 = constant {value=32.0, dtype='f32'} : f32
  %78 = constant {value=32, dtype='i32'} : i32
  for %18, %5, %9 {unroll=True} (%r.79: i32) {
    %80 = index_add %6, %r.79 : i32
    %81 = register_read %44, %r.79 : f32
    shared_write %19, %80, %81, %owner.22 {owner=6}
    yield
  }
  %82 = mul %23, %78 : i32
  %83 = add %82, %25 : i32
  %84 = shift %out_ptr, %83 : *f16
  for %18, %13, %9 {unroll=True} (%r.85: i32) {
    %86 = index_mul %r.85, %78 : i32
    %87 = index_add %23, %86 : i32
    %88 = index_mul %86, %78 : i32
    for %18, %5, %9 {unroll=True} (%r.89: i32) {
      %90 = index_add %25, %r.89 : i32
      %91 = index_mul %90, %29 : i32
      %92 = index_add %91, %87 : i32
      %93 = shared_read %0, %92 {owner=1} : f16
      %x.94 = cast %93 {dtype='f32'} : f32
      %95 = shared_read %19, %87 {owner=5} : f32
      %96 = div %95, %77 : f32
      %centred = sub %x.94, %96 : f32
      %97 = cast %centred {dtype='f16'} : f16
      %98 = index_add %88, %r.89 : i32
      store_at %84, %98, %97
      yield
    }
    yield
  }
  return
}
