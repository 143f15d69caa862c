# ranges: centred_columns
func @kernel(%x_ptr: *f16, %out_ptr: *f16) {level='thread', programs=1048576, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'out_ptr': 'out_ptr'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=3, dtype='i32'} : i32
  %1 = shr %thread, %0 : i32
  %2 = constant {value=7, dtype='i32'} : i32
  %3 = and %thread, %2 : i32
  %4 = constant {value=8, dtype='i32'} : i32
  %5 = mul %3, %4 : i32
  %partial = shared_new {dtype='f32', count=256, at=-1} : &f32<256>
  %6 = constant {value=5, dtype='i32'} : i32
  %7 = shr %thread, %6 : i32
  %8 = constant {value=1, dtype='i32'} : i32
  %9 = and %7, %8 : i32
  %10 = constant {value=6, dtype='i32'} : i32
  %11 = shr %thread, %10 : i32
  %12 = constant {value=2, dtype='i32'} : i32
  %13 = mul %11, %12 : i32
  %14 = add %9, %13 : i32
  %15 = constant {value=24, dtype='i32'} : i32
  %16 = and %thread, %15 : i32
  %17 = constant {value=0, dtype='i32'} : i32
  %owner = eq %16, %17 : i1
  %18 = constant {value=64, dtype='i32'} : i32
  %19 = constant {value=32.0, dtype='f32'} : f32
  %20 = constant {value=32, dtype='i32'} : i32
  %21 = registers_new {dtype='f16', count=16} : f16<16>
  %22 = registers_new {dtype='f32', count=8} : f32<8>
  %23 = constant {value=-0.0, dtype='f32'} : f32
  for %17, %4, %8 {unroll=True} (%r: i32) {
    register_write %22, %r, %23
    yield
  }
  %24 = constant {value=16, dtype='i32'} : i32
  for %17, %12, %8 {unroll=True} (%r.25: i32) {
    %26 = mul %r.25, %24 : i32
    %27 = add %1, %26 : i32
    %28 = mul %27, %18 : i32
    %29 = mul %r.25, %4 : i32
    for %17, %4, %8 {unroll=True} (%r.30: i32) {
      %31 = add %5, %r.30 : i32
      %32 = add %28, %31 : i32
      %33 = load_at %x_ptr, %32 : f16
      %34 = add %29, %r.30 : i32
      register_write %21, %34, %33
      %x = cast %33 {dtype='f32'} : f32
      %35 = register_read %22, %r.30 : f32
      %36 = add %35, %x : f32
      register_write %22, %r.30, %36
      yield
    }
    yield
  }
  %37 = mul %14, %18 : i32
  for %17, %4, %8 {unroll=True} (%r.38: i32) {
    %39 = register_read %22, %r.38 : f32
    %40 = shuffle_xor %39 {mask=8} : f32
    %41 = add %39, %40 : f32
    %42 = shuffle_xor %41 {mask=16} : f32
    %43 = add %41, %42 : f32
    %44 = add %5, %r.38 : i32
    %45 = add %37, %44 : i32
    shared_write %partial, %45, %43, %owner {owner=1}
    yield
  }
  %46 = constant {value=128, dtype='i32'} : i32
  %47 = constant {value=192, dtype='i32'} : i32
  for %17, %4, %8 {unroll=True} (%r.48: i32) {
    %49 = add %5, %r.48 : i32
    %50 = shared_read %partial, %49 {owner=2} : f32
    %51 = add %18, %49 : i32
    %52 = shared_read %partial, %51 {owner=2} : f32
    %53 = add %50, %52 : f32
    %54 = add %46, %49 : i32
    %55 = shared_read %partial, %54 {owner=2} : f32
    %56 = add %53, %55 : f32
    %57 = add %47, %49 : i32
    %58 = shared_read %partial, %57 {owner=2} : f32
    %59 = add %56, %58 : f32
    register_write %22, %r.48, %59
    yield
  }
  for %17, %12, %8 {unroll=True} (%r.60: i32) {
    %61 = mul %r.60, %24 : i32
    %62 = add %1, %61 : i32
    %63 = mul %r.60, %4 : i32
    for %17, %4, %8 {unroll=True} (%r.64: i32) {
      %65 = add %5, %r.64 : i32
      %66 = mul %65, %20 : i32
      %67 = add %66, %62 : i32
      %68 = add %63, %r.64 : i32
      %69 = register_read %21, %68 : f16
      %x.70 = cast %69 {dtype='f32'} : f32
      %71 = register_read %22, %r.64 : f32
      %72 = div %71, %19 : f32
      %centred = sub %x.70, %72 : f32
      %73 = cast %centred {dtype='f16'} : f16
      store_at %out_ptr, %67, %73
      yield
    }
    yield
  }
  return
}
# ---
func @kernel(%x_ptr: *f16, %out_ptr: *f16) {level='thread', programs=1048576, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'out_ptr': 'out_ptr'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=3, dtype='i32'} : i32
  %1 = shr %thread, %0 : i32
  %2 = constant {value=7, dtype='i32'} : i32
  %3 = and %thread, %2 : i32
  %4 = constant {value=8, dtype='i32'} : i32
  %5 = index_mul %3, %4 : i32
  %partial = shared_new {dtype='f32', count=256, at=-1} : &f32<256>
  %6 = constant {value=5, dtype='i32'} : i32
  %7 = shr %thread, %6 : i32
  %8 = constant {value=1, dtype='i32'} : i32
  %9 = and %7, %8 : i32
  %10 = constant {value=6, dtype='i32'} : i32
  %11 = shr %thread, %10 : i32
  %12 = constant {value=2, dtype='i32'} : i32
  %13 = index_mul %11, %12 : i32
  %14 = index_add %9, %13 : i32
  %15 = constant {value=24, dtype='i32'} : i32
  %16 = and %thread, %15 : i32
  %17 = constant {value=0, dtype='i32'} : i32
  %owner = eq %16, %17 : i1
  %18 = constant {value=64, dtype='i32'} : i32
  %19 = constant {value=32.0, dtype='f32'} : f32
  %20 = constant {value=32, dtype='i32'} : i32
  %21 = registers_new {dtype='f16', count=16} : f16<16>
  %22 = registers_new {dtype='f32', count=8} : f32<8>
  %23 = constant {value=-0.0, dtype='f32'} : f32
  for %17, %4, %8 {unroll=True} (%r: i32) {
    register_write %22, %r, %23
    yield
  }
  %24 = constant {value=16, dtype='i32'} : i32
  for %17, %12, %8 {unroll=True} (%r.25: i32) {
    %26 = index_mul %r.25, %24 : i32
    %27 = index_add %1, %26 : i32
    %28 = index_mul %27, %18 : i32
    %29 = index_mul %r.25, %4 : i32
    for %17, %4, %8 {unroll=True} (%r.30: i32) {
      %31 = index_add %5, %r.30 : i32
      %32 = index_add %28, %31 : i32
      %33 = load_at %x_ptr, %32 : f16
      %34 = index_add %29, %r.30 : i32
      register_write %21, %34, %33
      %x = cast %33 {dtype='f32'} : f32
      %35 = register_read %22, %r.30 : f32
      %36 = add %35, %x : f32
      register_write %22, %r.30, %36
      yield
    }
    yield
  }
  %37 = index_mul %14, %18 : i32
  for %17, %4, %8 {unroll=True} (%r.38: i32) {
    %39 = register_read %22, %r.38 : f32
    %40 = shuffle_xor %39 {mask=8} : f32
    %41 = add %39, %40 : f32
    %42 = shuffle_xor %41 {mask=16} : f32
    %43 = add %41, %42 : f32
    %44 = index_add %5, %r.38 : i32
    %45 = index_add %37, %44 : i32
    shared_write %partial, %45, %43, %owner {owner=1}
    yield
  }
  %46 = constant {value=128, dtype='i32'} : i32
  %47 = constant {value=192, dtype='i32'} : i32
  for %17, %4, %8 {unroll=True} (%r.48: i32) {
    %49 = index_add %5, %r.48 : i32
    %50 = shared_read %partial, %49 {owner=2} : f32
    %51 = index_add %18, %49 : i32
    %52 = shared_read %partial, %51 {owner=2} : f32
    %53 = add %50, %52 : f32
    %54 = index_add %46, %49 : i32
    %55 = shared_read %partial, %54 {owner=2} : f32
    %56 = add %53, %55 : f32
    %57 = index_add %47, %49 : i32
    %58 = shared_read %partial, %57 {owner=2} : f32
    %59 = add %56, %58 : f32
    register_write %22, %r.48, %59
    yield
  }
  for %17, %12, %8 {unroll=True} (%r.60: i32) {
    %61 = index_mul %r.60, %24 : i32
    %62 = index_add %1, %61 : i32
    %63 = index_mul %r.60, %4 : i32
    for %17, %4, %8 {unroll=True} (%r.64: i32) {
      %65 = index_add %5, %r.64 : i32
      %66 = index_mul %65, %20 : i32
      %67 = index_add %66, %62 : i32
      %68 = index_add %63, %r.64 : i32
      %69 = register_read %21, %68 : f16
      %x.70 = cast %69 {dtype='f32'} : f32
      %71 = register_read %22, %r.64 : f32
      %72 = div %71, %19 : f32
      %centred = sub %x.70, %72 : f32
      %73 = cast %centred {dtype='f16'} : f16
      store_at %out_ptr, %67, %73
      yield
    }
    yield
  }
  return
}
