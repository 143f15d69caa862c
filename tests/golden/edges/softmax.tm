# edges: softmax
func @kernel(%x_ptr: *f32, %n: i32, %out_ptr: *f32) {level='thread', programs=1048576, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'n': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}, threads=128} {
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
func @kernel(%x_ptr: *f32, %n: i32, %out_ptr: *f32) {level='thread', programs=1048576, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'n': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}, threads=128} {
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
        %31 = index_add %25, %r.30 : i32
        %mask = lt %31, %n : i1
        %32 = index_add %24, %r.30 : i32
        %x.33 = load_at %23, %32 : f32
        %34 = index_add %26, %r.30 : i32
        register_write %x, %34, %x.33
        %35 = register_read %19, %13 : f32
        %36 = maximum %35, %x.33 : f32
        register_write %19, %13, %36
        yield
      }
      yield
    } () {
      for %13, %0, %4 {unroll=True} (%r.37: i32) {
        %38 = index_add %25, %r.37 : i32
        %mask.39 = lt %38, %n : i1
        %40 = index_add %24, %r.37 : i32
        %x.41 = load_at %23, %40, %mask.39, %18 : f32
        %42 = index_add %26, %r.37 : i32
        register_write %x, %42, %x.41
        %43 = register_read %19, %13 : f32
        %44 = maximum %43, %x.41 : f32
        register_write %19, %13, %44
        yield
      }
      yield
    }
    yield
  }
  %45 = register_read %19, %13 : f32
  %46 = shuffle_xor %45 {mask=1} : f32
  %47 = maximum %45, %46 : f32
  %48 = shuffle_xor %47 {mask=2} : f32
  %49 = maximum %47, %48 : f32
  %50 = shuffle_xor %49 {mask=4} : f32
  %51 = maximum %49, %50 : f32
  %52 = shuffle_xor %51 {mask=8} : f32
  %53 = maximum %51, %52 : f32
  %54 = shuffle_xor %53 {mask=16} : f32
  %55 = maximum %53, %54 : f32
  shared_write %partial, %10, %55, %owner {owner=1}
  barrier {memory='threadgroup'}
  %56 = shared_read %partial, %15 {owner=2} : f32
  %57 = shuffle_xor %56 {mask=1} : f32
  %58 = maximum %56, %57 : f32
  %59 = shuffle_xor %58 {mask=2} : f32
  %60 = maximum %58, %59 : f32
  register_write %19, %13, %60
  %61 = register_read %19, %13 : f32
  %power = registers_new {dtype='f32', count=8} : f32<8>
  %62 = registers_new {dtype='f32', count=1} : f32<1>
  %63 = constant {value=-0.0, dtype='f32'} : f32
  register_write %62, %13, %63
  for %13, %8, %4 {unroll=True} (%r.64: i32) {
    %65 = index_mul %r.64, %0 : i32
    for %13, %0, %4 {unroll=True} (%r.66: i32) {
      %67 = index_add %65, %r.66 : i32
      %x.68 = register_read %x, %67 : f32
      %69 = sub %x.68, %61 : f32
      %power.70 = exp %69 : f32
      register_write %power, %67, %power.70
      %71 = register_read %62, %13 : f32
      %72 = add %71, %power.70 : f32
      register_write %62, %13, %72
      yield
    }
    yield
  }
  %73 = register_read %62, %13 : f32
  %74 = shuffle_xor %73 {mask=1} : f32
  %75 = add %73, %74 : f32
  %76 = shuffle_xor %75 {mask=2} : f32
  %77 = add %75, %76 : f32
  %78 = shuffle_xor %77 {mask=4} : f32
  %79 = add %77, %78 : f32
  %80 = shuffle_xor %79 {mask=8} : f32
  %81 = add %79, %80 : f32
  %82 = shuffle_xor %81 {mask=16} : f32
  %83 = add %81, %82 : f32
  shared_write %partial.16, %10, %83, %owner {owner=3}
  barrier {memory='threadgroup'}
  %84 = shared_read %partial.16, %15 {owner=4} : f32
  %85 = shuffle_xor %84 {mask=1} : f32
  %86 = add %84, %85 : f32
  %87 = shuffle_xor %86 {mask=2} : f32
  %88 = add %86, %87 : f32
  register_write %62, %13, %88
  %89 = register_read %62, %13 : f32
  %90 = shift %out_ptr, %22 : *f32
  for %13, %8, %4 {unroll=True} (%r.91: i32) {
    %92 = index_mul %r.91, %21 : i32
    %93 = index_add %1, %92 : i32
    %94 = index_mul %r.91, %0 : i32
    %95 = constant {value=3, dtype='i32'} : i32
    %96 = index_add %93, %95 : i32
    %97 = lt %96, %n : i1
    if %97 () {
      for %13, %0, %4 {unroll=True} (%r.98: i32) {
        %99 = index_add %93, %r.98 : i32
        %100 = index_add %94, %r.98 : i32
        %power.101 = register_read %power, %100 : f32
        %102 = div %power.101, %89 : f32
        %mask.103 = lt %99, %n : i1
        %104 = index_add %92, %r.98 : i32
        store_at %90, %104, %102
        yield
      }
      yield
    } () {
      for %13, %0, %4 {unroll=True} (%r.105: i32) {
        %106 = index_add %93, %r.105 : i32
        %107 = index_add %94, %r.105 : i32
        %power.108 = register_read %power, %107 : f32
        %109 = div %power.108, %89 : f32
        %mask.110 = lt %106, %n : i1
        %111 = index_add %92, %r.105 : i32
        store_at %90, %111, %109, %mask.110
        yield
      }
      yield
    }
    yield
  }
  return
}
