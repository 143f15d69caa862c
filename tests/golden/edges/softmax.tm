# edges: softmax
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
    %27 = constant {value=3, dtype='i32'} : i32
    %28 = index_add %25, %27 : i32
    %29 = lt %28, %n : i1
    if %29 () {
      for %13, %0, %4 {unroll=True} (%r.30: i32) {
        %31 = index_add %24, %r.30 : i32
        %x.32 = load_at %23, %31 : f32
        %33 = index_add %26, %r.30 : i32
        register_write %x, %33, %x.32
        %34 = register_read %19, %13 : f32
        %35 = maximum %34, %x.32 : f32
        register_write %19, %13, %35
        yield
      }
      yield
    } () {
      for %13, %0, %4 {unroll=True} (%r.36: i32) {
        %37 = index_add %25, %r.36 : i32
        %mask = lt %37, %n : i1
        %38 = index_add %24, %r.36 : i32
        %x.39 = load_at %23, %38, %mask, %18 : f32
        %40 = index_add %26, %r.36 : i32
        register_write %x, %40, %x.39
        %41 = register_read %19, %13 : f32
        %42 = maximum %41, %x.39 : f32
        register_write %19, %13, %42
        yield
      }
      yield
    }
    yield
  }
  %43 = register_read %19, %13 : f32
  %44 = shuffle_xor %43 {mask=1} : f32
  %45 = maximum %43, %44 : f32
  %46 = shuffle_xor %45 {mask=2} : f32
  %47 = maximum %45, %46 : f32
  %48 = shuffle_xor %47 {mask=4} : f32
  %49 = maximum %47, %48 : f32
  %50 = shuffle_xor %49 {mask=8} : f32
  %51 = maximum %49, %50 : f32
  %52 = shuffle_xor %51 {mask=16} : f32
  %53 = maximum %51, %52 : f32
  shared_write %partial, %10, %53, %owner {owner=1}
  barrier {memory='threadgroup'}
  %54 = shared_read %partial, %15 {owner=2} : f32
  %55 = shuffle_xor %54 {mask=1} : f32
  %56 = maximum %54, %55 : f32
  %57 = shuffle_xor %56 {mask=2} : f32
  %58 = maximum %56, %57 : f32
  register_write %19, %13, %58
  %59 = register_read %19, %13 : f32
  %power = registers_new {dtype='f32', count=8} : f32<8>
  %60 = registers_new {dtype='f32', count=1} : f32<1>
  %61 = constant {value=-0.0, dtype='f32'} : f32
  register_write %60, %13, %61
  for %13, %8, %4 {unroll=True} (%r.62: i32) {
    %63 = index_mul %r.62, %0 : i32
    for %13, %0, %4 {unroll=True} (%r.64: i32) {
      %65 = index_add %63, %r.64 : i32
      %x.66 = register_read %x, %65 : f32
      %67 = sub %x.66, %59 : f32
      %power.68 = exp %67 : f32
      register_write %power, %65, %power.68
      %69 = register_read %60, %13 : f32
      %70 = add %69, %power.68 : f32
      register_write %60, %13, %70
      yield
    }
    yield
  }
  %71 = register_read %60, %13 : f32
  %72 = shuffle_xor %71 {mask=1} : f32
  %73 = add %71, %72 : f32
  %74 = shuffle_xor %73 {mask=2} : f32
  %75 = add %73, %74 : f32
  %76 = shuffle_xor %75 {mask=4} : f32
  %77 = add %75, %76 : f32
  %78 = shuffle_xor %77 {mask=8} : f32
  %79 = add %77, %78 : f32
  %80 = shuffle_xor %79 {mask=16} : f32
  %81 = add %79, %80 : f32
  shared_write %partial.16, %10, %81, %owner {owner=3}
  barrier {memory='threadgroup'}
  %82 = shared_read %partial.16, %15 {owner=4} : f32
  %83 = shuffle_xor %82 {mask=1} : f32
  %84 = add %82, %83 : f32
  %85 = shuffle_xor %84 {mask=2} : f32
  %86 = add %84, %85 : f32
  register_write %60, %13, %86
  %87 = register_read %60, %13 : f32
  %88 = shift %out_ptr, %22 : *f32
  for %13, %8, %4 {unroll=True} (%r.89: i32) {
    %90 = index_mul %r.89, %21 : i32
    %91 = index_add %1, %90 : i32
    %92 = index_mul %r.89, %0 : i32
    %93 = constant {value=3, dtype='i32'} : i32
    %94 = index_add %91, %93 : i32
    %95 = lt %94, %n : i1
    if %95 () {
      for %13, %0, %4 {unroll=True} (%r.96: i32) {
        %97 = index_add %92, %r.96 : i32
        %power.98 = register_read %power, %97 : f32
        %99 = div %power.98, %87 : f32
        %100 = index_add %90, %r.96 : i32
        store_at %88, %100, %99
        yield
      }
      yield
    } () {
      for %13, %0, %4 {unroll=True} (%r.101: i32) {
        %102 = index_add %91, %r.101 : i32
        %103 = index_add %92, %r.101 : i32
        %power.104 = register_read %power, %103 : f32
        %105 = div %power.104, %87 : f32
        %mask.106 = lt %102, %n : i1
        %107 = index_add %90, %r.101 : i32
        store_at %88, %107, %105, %mask.106
        yield
      }
      yield
    }
    yield
  }
  return
}
