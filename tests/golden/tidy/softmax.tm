# tidy: softmax
func @kernel(%x_ptr: *f32, %n: i32, %out_ptr: *f32) {level='thread', programs=1048576, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'n': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=4, dtype='i32'} : i32
  %1 = mul %thread, %0 : i32
  %partial = shared_new {dtype='f32', count=4, at=-1} : &f32<4>
  %2 = constant {value=5, dtype='i32'} : i32
  %3 = shr %thread, %2 : i32
  %4 = constant {value=1, dtype='i32'} : i32
  %5 = and %3, %4 : i32
  %6 = constant {value=6, dtype='i32'} : i32
  %7 = shr %thread, %6 : i32
  %8 = constant {value=2, dtype='i32'} : i32
  %9 = mul %7, %8 : i32
  %10 = add %5, %9 : i32
  %11 = constant {value=31, dtype='i32'} : i32
  %12 = and %thread, %11 : i32
  %13 = constant {value=0, dtype='i32'} : i32
  %owner = eq %12, %13 : i1
  %14 = constant {value=3, dtype='i32'} : i32
  %15 = and %thread, %14 : i32
  %partial.16 = shared_new {dtype='f32', count=4, at=-1} : &f32<4>
  %17 = shr %thread, %2 : i32
  %18 = and %17, %4 : i32
  %19 = shr %thread, %6 : i32
  %20 = mul %19, %8 : i32
  %21 = add %18, %20 : i32
  %22 = and %thread, %11 : i32
  %owner.23 = eq %22, %13 : i1
  %24 = and %thread, %14 : i32
  %row = program_id {axis=0} : i32
  %25 = mul %row, %n : i32
  %26 = constant {value=-inf, dtype='f32'} : f32
  %x = registers_new {dtype='f32', count=8} : f32<8>
  %27 = registers_new {dtype='f32', count=1} : f32<1>
  %28 = constant {value=nan, dtype='f32'} : f32
  %29 = constant {value=0, dtype='i32'} : i32
  register_write %27, %29, %28
  %30 = constant {value=2, dtype='i32'} : i32
  %31 = constant {value=1, dtype='i32'} : i32
  for %29, %30, %31 {unroll=True} (%r: i32) {
    %32 = constant {value=4, dtype='i32'} : i32
    for %29, %32, %31 {unroll=True} (%r.33: i32) {
      %34 = constant {value=512, dtype='i32'} : i32
      %35 = mul %r, %34 : i32
      %36 = add %1, %35 : i32
      %37 = mul %r.33, %31 : i32
      %38 = add %36, %37 : i32
      %39 = add %25, %38 : i32
      %mask = lt %38, %n : i1
      %x.40 = load_at %x_ptr, %39, %mask, %26 : f32
      %41 = mul %r, %32 : i32
      %42 = add %41, %r.33 : i32
      register_write %x, %42, %x.40
      %43 = register_read %27, %29 : f32
      %44 = maximum %43, %x.40 : f32
      register_write %27, %29, %44
      yield
    }
    yield
  }
  %45 = register_read %27, %29 : f32
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
  %56 = shared_read %partial, %15 {owner=2} : f32
  %57 = shuffle_xor %56 {mask=1} : f32
  %58 = maximum %56, %57 : f32
  %59 = shuffle_xor %58 {mask=2} : f32
  %60 = maximum %58, %59 : f32
  register_write %27, %29, %60
  %61 = register_read %27, %29 : f32
  %power = registers_new {dtype='f32', count=8} : f32<8>
  %62 = registers_new {dtype='f32', count=1} : f32<1>
  %63 = constant {value=-0.0, dtype='f32'} : f32
  register_write %62, %29, %63
  for %29, %30, %31 {unroll=True} (%r.64: i32) {
    %65 = constant {value=4, dtype='i32'} : i32
    for %29, %65, %31 {unroll=True} (%r.66: i32) {
      %67 = constant {value=512, dtype='i32'} : i32
      %68 = mul %r.64, %67 : i32
      %69 = add %1, %68 : i32
      %70 = mul %r.66, %31 : i32
      %71 = add %69, %70 : i32
      %72 = mul %r.64, %65 : i32
      %73 = add %72, %r.66 : i32
      %x.74 = register_read %x, %73 : f32
      %75 = sub %x.74, %61 : f32
      %power.76 = exp %75 : f32
      %77 = mul %r.64, %65 : i32
      %78 = add %77, %r.66 : i32
      register_write %power, %78, %power.76
      %79 = register_read %62, %29 : f32
      %80 = add %79, %power.76 : f32
      register_write %62, %29, %80
      yield
    }
    yield
  }
  %81 = register_read %62, %29 : f32
  %82 = shuffle_xor %81 {mask=1} : f32
  %83 = add %81, %82 : f32
  %84 = shuffle_xor %83 {mask=2} : f32
  %85 = add %83, %84 : f32
  %86 = shuffle_xor %85 {mask=4} : f32
  %87 = add %85, %86 : f32
  %88 = shuffle_xor %87 {mask=8} : f32
  %89 = add %87, %88 : f32
  %90 = shuffle_xor %89 {mask=16} : f32
  %91 = add %89, %90 : f32
  shared_write %partial.16, %21, %91, %owner.23 {owner=3}
  %92 = shared_read %partial.16, %24 {owner=4} : f32
  %93 = shuffle_xor %92 {mask=1} : f32
  %94 = add %92, %93 : f32
  %95 = shuffle_xor %94 {mask=2} : f32
  %96 = add %94, %95 : f32
  register_write %62, %29, %96
  %97 = register_read %62, %29 : f32
  for %29, %30, %31 {unroll=True} (%r.98: i32) {
    %99 = constant {value=4, dtype='i32'} : i32
    for %29, %99, %31 {unroll=True} (%r.100: i32) {
      %101 = constant {value=512, dtype='i32'} : i32
      %102 = mul %r.98, %101 : i32
      %103 = add %1, %102 : i32
      %104 = mul %r.100, %31 : i32
      %105 = add %103, %104 : i32
      %106 = add %25, %105 : i32
      %107 = mul %r.98, %99 : i32
      %108 = add %107, %r.100 : i32
      %power.109 = register_read %power, %108 : f32
      %110 = div %power.109, %97 : f32
      %mask.111 = lt %105, %n : i1
      store_at %out_ptr, %106, %110, %mask.111
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
  %1 = mul %thread, %0 : i32
  %partial = shared_new {dtype='f32', count=4, at=-1} : &f32<4>
  %2 = constant {value=5, dtype='i32'} : i32
  %3 = shr %thread, %2 : i32
  %4 = constant {value=1, dtype='i32'} : i32
  %5 = and %3, %4 : i32
  %6 = constant {value=6, dtype='i32'} : i32
  %7 = shr %thread, %6 : i32
  %8 = constant {value=2, dtype='i32'} : i32
  %9 = mul %7, %8 : i32
  %10 = add %5, %9 : i32
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
  for %13, %8, %4 {unroll=True} (%r: i32) {
    %22 = mul %r, %21 : i32
    %23 = add %1, %22 : i32
    %24 = mul %r, %0 : i32
    for %13, %0, %4 {unroll=True} (%r.25: i32) {
      %26 = add %23, %r.25 : i32
      %27 = add %17, %26 : i32
      %mask = lt %26, %n : i1
      %x.28 = load_at %x_ptr, %27, %mask, %18 : f32
      %29 = add %24, %r.25 : i32
      register_write %x, %29, %x.28
      %30 = register_read %19, %13 : f32
      %31 = maximum %30, %x.28 : f32
      register_write %19, %13, %31
      yield
    }
    yield
  }
  %32 = register_read %19, %13 : f32
  %33 = shuffle_xor %32 {mask=1} : f32
  %34 = maximum %32, %33 : f32
  %35 = shuffle_xor %34 {mask=2} : f32
  %36 = maximum %34, %35 : f32
  %37 = shuffle_xor %36 {mask=4} : f32
  %38 = maximum %36, %37 : f32
  %39 = shuffle_xor %38 {mask=8} : f32
  %40 = maximum %38, %39 : f32
  %41 = shuffle_xor %40 {mask=16} : f32
  %42 = maximum %40, %41 : f32
  shared_write %partial, %10, %42, %owner {owner=1}
  %43 = shared_read %partial, %15 {owner=2} : f32
  %44 = shuffle_xor %43 {mask=1} : f32
  %45 = maximum %43, %44 : f32
  %46 = shuffle_xor %45 {mask=2} : f32
  %47 = maximum %45, %46 : f32
  register_write %19, %13, %47
  %48 = register_read %19, %13 : f32
  %power = registers_new {dtype='f32', count=8} : f32<8>
  %49 = registers_new {dtype='f32', count=1} : f32<1>
  %50 = constant {value=-0.0, dtype='f32'} : f32
  register_write %49, %13, %50
  for %13, %8, %4 {unroll=True} (%r.51: i32) {
    %52 = mul %r.51, %0 : i32
    for %13, %0, %4 {unroll=True} (%r.53: i32) {
      %54 = add %52, %r.53 : i32
      %x.55 = register_read %x, %54 : f32
      %56 = sub %x.55, %48 : f32
      %power.57 = exp %56 : f32
      register_write %power, %54, %power.57
      %58 = register_read %49, %13 : f32
      %59 = add %58, %power.57 : f32
      register_write %49, %13, %59
      yield
    }
    yield
  }
  %60 = register_read %49, %13 : f32
  %61 = shuffle_xor %60 {mask=1} : f32
  %62 = add %60, %61 : f32
  %63 = shuffle_xor %62 {mask=2} : f32
  %64 = add %62, %63 : f32
  %65 = shuffle_xor %64 {mask=4} : f32
  %66 = add %64, %65 : f32
  %67 = shuffle_xor %66 {mask=8} : f32
  %68 = add %66, %67 : f32
  %69 = shuffle_xor %68 {mask=16} : f32
  %70 = add %68, %69 : f32
  shared_write %partial.16, %10, %70, %owner {owner=3}
  %71 = shared_read %partial.16, %15 {owner=4} : f32
  %72 = shuffle_xor %71 {mask=1} : f32
  %73 = add %71, %72 : f32
  %74 = shuffle_xor %73 {mask=2} : f32
  %75 = add %73, %74 : f32
  register_write %49, %13, %75
  %76 = register_read %49, %13 : f32
  for %13, %8, %4 {unroll=True} (%r.77: i32) {
    %78 = mul %r.77, %21 : i32
    %79 = add %1, %78 : i32
    %80 = mul %r.77, %0 : i32
    for %13, %0, %4 {unroll=True} (%r.81: i32) {
      %82 = add %79, %r.81 : i32
      %83 = add %17, %82 : i32
      %84 = add %80, %r.81 : i32
      %power.85 = register_read %power, %84 : f32
      %86 = div %power.85, %76 : f32
      %mask.87 = lt %82, %n : i1
      store_at %out_ptr, %83, %86, %mask.87
      yield
    }
    yield
  }
  return
}
