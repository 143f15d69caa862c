# fences: softmax
func @kernel(%x_ptr: *f32, %n: i32, %out_ptr: *f32) {level='thread', programs=1048576, numbers=1073741824, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'n': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=4, dtype='i32'} : i32
  %1 = index_mul %thread, %0 : i32
  %partial = shared_new {dtype='f32', count=4, at=-1} : &f32<4>
  %2 = constant {value=5, dtype='i32'} : i32
  %3 = shr %thread, %2 : i32
  %4 = constant {value=1, dtype='i32'} : i32
  %5 = and %3, %4 : i32
  %6 = constant {value=6, dtype='i32'} : i32
  %7 = shr %thread, %6 : i32
  %8 = constant {value=2, dtype='i32'} : i32
  %9 = index_mul %7, %8 : i32
  %10 = index_add %5, %9 : i32
  %11 = constant {value=31, dtype='i32'} : i32
  %12 = and %thread, %11 : i32
  %13 = constant {value=0, dtype='i32'} : i32
  %owner = eq %12, %13 : i1
  %14 = constant {value=3, dtype='i32'} : i32
  %15 = and %thread, %14 : i32
  %partial.16 = shared_new {dtype='f32', count=4, at=-1} : &f32<4>
  %row = program_id {axis=0} : i32
  %17 = mul %row, %n : i32
  %18 = constant {value=-inf, dtype='f32'} : f32
  %x = registers_new {dtype='f32', count=8} : f32<8>
  %19 = registers_new {dtype='f32', count=1} : f32<1>
  %20 = constant {value=nan, dtype='f32'} : f32
  register_write %19, %13, %20
  %21 = constant {value=512, dtype='i32'} : i32
  %22 = add %17, %1 : i32
  %23 = shift %x_ptr, %22 : *f32
  for %13, %8, %4 {unroll=True} (%r: i32) {
    %24 = index_mul %r, %21 : i32
    %25 = index_add %1, %24 : i32
    %26 = index_mul %r, %0 : i32
    for %13, %0, %4 {unroll=True} (%r.27: i32) {
      %28 = index_add %25, %r.27 : i32
      %mask = lt %28, %n : i1
      %29 = index_add %24, %r.27 : i32
      %x.30 = load_at %23, %29, %mask, %18 : f32
      %31 = index_add %26, %r.27 : i32
      register_write %x, %31, %x.30
      %32 = register_read %19, %13 : f32
      %33 = maximum %32, %x.30 : f32
      register_write %19, %13, %33
      yield
    }
    yield
  }
  %34 = register_read %19, %13 : f32
  %35 = shuffle_xor %34 {mask=1} : f32
  %36 = maximum %34, %35 : f32
  %37 = shuffle_xor %36 {mask=2} : f32
  %38 = maximum %36, %37 : f32
  %39 = shuffle_xor %38 {mask=4} : f32
  %40 = maximum %38, %39 : f32
  %41 = shuffle_xor %40 {mask=8} : f32
  %42 = maximum %40, %41 : f32
  %43 = shuffle_xor %42 {mask=16} : f32
  %44 = maximum %42, %43 : f32
  shared_write %partial, %10, %44, %owner {owner=1}
  %45 = shared_read %partial, %15 {owner=2} : f32
  %46 = shuffle_xor %45 {mask=1} : f32
  %47 = maximum %45, %46 : f32
  %48 = shuffle_xor %47 {mask=2} : f32
  %49 = maximum %47, %48 : f32
  register_write %19, %13, %49
  %50 = register_read %19, %13 : f32
  %power = registers_new {dtype='f32', count=8} : f32<8>
  %51 = registers_new {dtype='f32', count=1} : f32<1>
  %52 = constant {value=-0.0, dtype='f32'} : f32
  register_write %51, %13, %52
  for %13, %8, %4 {unroll=True} (%r.53: i32) {
    %54 = index_mul %r.53, %0 : i32
    for %13, %0, %4 {unroll=True} (%r.55: i32) {
      %56 = index_add %54, %r.55 : i32
      %x.57 = register_read %x, %56 : f32
      %58 = sub %x.57, %50 : f32
      %power.59 = exp %58 : f32
      register_write %power, %56, %power.59
      %60 = register_read %51, %13 : f32
      %61 = add %60, %power.59 : f32
      register_write %51, %13, %61
      yield
    }
    yield
  }
  %62 = register_read %51, %13 : f32
  %63 = shuffle_xor %62 {mask=1} : f32
  %64 = add %62, %63 : f32
  %65 = shuffle_xor %64 {mask=2} : f32
  %66 = add %64, %65 : f32
  %67 = shuffle_xor %66 {mask=4} : f32
  %68 = add %66, %67 : f32
  %69 = shuffle_xor %68 {mask=8} : f32
  %70 = add %68, %69 : f32
  %71 = shuffle_xor %70 {mask=16} : f32
  %72 = add %70, %71 : f32
  shared_write %partial.16, %10, %72, %owner {owner=3}
  %73 = shared_read %partial.16, %15 {owner=4} : f32
  %74 = shuffle_xor %73 {mask=1} : f32
  %75 = add %73, %74 : f32
  %76 = shuffle_xor %75 {mask=2} : f32
  %77 = add %75, %76 : f32
  register_write %51, %13, %77
  %78 = register_read %51, %13 : f32
  %79 = shift %out_ptr, %22 : *f32
  for %13, %8, %4 {unroll=True} (%r.80: i32) {
    %81 = index_mul %r.80, %21 : i32
    %82 = index_add %1, %81 : i32
    %83 = index_mul %r.80, %0 : i32
    for %13, %0, %4 {unroll=True} (%r.84: i32) {
      %85 = index_add %82, %r.84 : i32
      %86 = index_add %83, %r.84 : i32
      %power.87 = register_read %power, %86 : f32
      %88 = div %power.87, %78 : f32
      %mask.89 = lt %85, %n : i1
      %90 = index_add %81, %r.84 : i32
      store_at %79, %90, %88, %mask.89
      yield
    }
    yield
  }
  return
}
# ---
func @kernel(%x_ptr: *f32, %n: i32, %out_ptr: *f32) {level='thread', programs=1048576, numbers=1073741824, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'n': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=4, dtype='i32'} : i32
  %1 = index_mul %thread, %0 : i32
  %partial = shared_new {dtype='f32', count=4, at=-1} : &f32<4>
  %2 = constant {value=5, dtype='i32'} : i32
  %3 = shr %thread, %2 : i32
  %4 = constant {value=1, dtype='i32'} : i32
  %5 = and %3, %4 : i32
  %6 = constant {value=6, dtype='i32'} : i32
  %7 = shr %thread, %6 : i32
  %8 = constant {value=2, dtype='i32'} : i32
  %9 = index_mul %7, %8 : i32
  %10 = index_add %5, %9 : i32
  %11 = constant {value=31, dtype='i32'} : i32
  %12 = and %thread, %11 : i32
  %13 = constant {value=0, dtype='i32'} : i32
  %owner = eq %12, %13 : i1
  %14 = constant {value=3, dtype='i32'} : i32
  %15 = and %thread, %14 : i32
  %partial.16 = shared_new {dtype='f32', count=4, at=-1} : &f32<4>
  %row = program_id {axis=0} : i32
  %17 = mul %row, %n : i32
  %18 = constant {value=-inf, dtype='f32'} : f32
  %x = registers_new {dtype='f32', count=8} : f32<8>
  %19 = registers_new {dtype='f32', count=1} : f32<1>
  %20 = constant {value=nan, dtype='f32'} : f32
  register_write %19, %13, %20
  %21 = constant {value=512, dtype='i32'} : i32
  %22 = add %17, %1 : i32
  %23 = shift %x_ptr, %22 : *f32
  for %13, %8, %4 {unroll=True} (%r: i32) {
    %24 = index_mul %r, %21 : i32
    %25 = index_add %1, %24 : i32
    %26 = index_mul %r, %0 : i32
    for %13, %0, %4 {unroll=True} (%r.27: i32) {
      %28 = index_add %25, %r.27 : i32
      %mask = lt %28, %n : i1
      %29 = index_add %24, %r.27 : i32
      %x.30 = load_at %23, %29, %mask, %18 : f32
      %31 = index_add %26, %r.27 : i32
      register_write %x, %31, %x.30
      %32 = register_read %19, %13 : f32
      %33 = maximum %32, %x.30 : f32
      register_write %19, %13, %33
      yield
    }
    yield
  }
  %34 = register_read %19, %13 : f32
  %35 = shuffle_xor %34 {mask=1} : f32
  %36 = maximum %34, %35 : f32
  %37 = shuffle_xor %36 {mask=2} : f32
  %38 = maximum %36, %37 : f32
  %39 = shuffle_xor %38 {mask=4} : f32
  %40 = maximum %38, %39 : f32
  %41 = shuffle_xor %40 {mask=8} : f32
  %42 = maximum %40, %41 : f32
  %43 = shuffle_xor %42 {mask=16} : f32
  %44 = maximum %42, %43 : f32
  shared_write %partial, %10, %44, %owner {owner=1}
  barrier {memory='threadgroup'}
  %45 = shared_read %partial, %15 {owner=2} : f32
  %46 = shuffle_xor %45 {mask=1} : f32
  %47 = maximum %45, %46 : f32
  %48 = shuffle_xor %47 {mask=2} : f32
  %49 = maximum %47, %48 : f32
  register_write %19, %13, %49
  %50 = register_read %19, %13 : f32
  %power = registers_new {dtype='f32', count=8} : f32<8>
  %51 = registers_new {dtype='f32', count=1} : f32<1>
  %52 = constant {value=-0.0, dtype='f32'} : f32
  register_write %51, %13, %52
  for %13, %8, %4 {unroll=True} (%r.53: i32) {
    %54 = index_mul %r.53, %0 : i32
    for %13, %0, %4 {unroll=True} (%r.55: i32) {
      %56 = index_add %54, %r.55 : i32
      %x.57 = register_read %x, %56 : f32
      %58 = sub %x.57, %50 : f32
      %power.59 = exp %58 : f32
      register_write %power, %56, %power.59
      %60 = register_read %51, %13 : f32
      %61 = add %60, %power.59 : f32
      register_write %51, %13, %61
      yield
    }
    yield
  }
  %62 = register_read %51, %13 : f32
  %63 = shuffle_xor %62 {mask=1} : f32
  %64 = add %62, %63 : f32
  %65 = shuffle_xor %64 {mask=2} : f32
  %66 = add %64, %65 : f32
  %67 = shuffle_xor %66 {mask=4} : f32
  %68 = add %66, %67 : f32
  %69 = shuffle_xor %68 {mask=8} : f32
  %70 = add %68, %69 : f32
  %71 = shuffle_xor %70 {mask=16} : f32
  %72 = add %70, %71 : f32
  shared_write %partial.16, %10, %72, %owner {owner=3}
  barrier {memory='threadgroup'}
  %73 = shared_read %partial.16, %15 {owner=4} : f32
  %74 = shuffle_xor %73 {mask=1} : f32
  %75 = add %73, %74 : f32
  %76 = shuffle_xor %75 {mask=2} : f32
  %77 = add %75, %76 : f32
  register_write %51, %13, %77
  %78 = register_read %51, %13 : f32
  %79 = shift %out_ptr, %22 : *f32
  for %13, %8, %4 {unroll=True} (%r.80: i32) {
    %81 = index_mul %r.80, %21 : i32
    %82 = index_add %1, %81 : i32
    %83 = index_mul %r.80, %0 : i32
    for %13, %0, %4 {unroll=True} (%r.84: i32) {
      %85 = index_add %82, %r.84 : i32
      %86 = index_add %83, %r.84 : i32
      %power.87 = register_read %power, %86 : f32
      %88 = div %power.87, %78 : f32
      %mask.89 = lt %85, %n : i1
      %90 = index_add %81, %r.84 : i32
      store_at %79, %90, %88, %mask.89
      yield
    }
    yield
  }
  return
}
