# tidy: softmax
func @kernel(%x_ptr: *f32, %n: i32, %out_ptr: *f32) {level='thread', programs=1048576, numbers=1073741824, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'n': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}, threads=128} {
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
  %17 = add %5, %9 : i32
  %18 = and %thread, %11 : i32
  %owner.19 = eq %18, %13 : i1
  %row = program_id {axis=0} : i32
  %20 = mul %row, %n : i32
  %21 = constant {value=-inf, dtype='f32'} : f32
  %x = registers_new {dtype='f32', count=8} : f32<8>
  %22 = registers_new {dtype='f32', count=1} : f32<1>
  %23 = constant {value=nan, dtype='f32'} : f32
  %24 = constant {value=0, dtype='i32'} : i32
  register_write %22, %24, %23
  %25 = constant {value=2, dtype='i32'} : i32
  %26 = constant {value=1, dtype='i32'} : i32
  for %24, %25, %26 {unroll=True} (%r: i32) {
    %27 = constant {value=4, dtype='i32'} : i32
    for %24, %27, %26 {unroll=True} (%r.28: i32) {
      %29 = constant {value=512, dtype='i32'} : i32
      %30 = mul %r, %29 : i32
      %31 = add %1, %30 : i32
      %32 = add %31, %r.28 : i32
      %33 = add %20, %32 : i32
      %mask = lt %32, %n : i1
      %x.34 = load_at %x_ptr, %33, %mask, %21 : f32
      %35 = mul %r, %27 : i32
      %36 = add %35, %r.28 : i32
      register_write %x, %36, %x.34
      %37 = register_read %22, %24 : f32
      %38 = maximum %37, %x.34 : f32
      register_write %22, %24, %38
      yield
    }
    yield
  }
  %39 = register_read %22, %24 : f32
  %40 = shuffle_xor %39 {mask=1} : f32
  %41 = maximum %39, %40 : f32
  %42 = shuffle_xor %41 {mask=2} : f32
  %43 = maximum %41, %42 : f32
  %44 = shuffle_xor %43 {mask=4} : f32
  %45 = maximum %43, %44 : f32
  %46 = shuffle_xor %45 {mask=8} : f32
  %47 = maximum %45, %46 : f32
  %48 = shuffle_xor %47 {mask=16} : f32
  %49 = maximum %47, %48 : f32
  shared_write %partial, %10, %49, %owner {owner=1}
  %50 = shared_read %partial, %15 {owner=2} : f32
  %51 = shuffle_xor %50 {mask=1} : f32
  %52 = maximum %50, %51 : f32
  %53 = shuffle_xor %52 {mask=2} : f32
  %54 = maximum %52, %53 : f32
  register_write %22, %24, %54
  %55 = register_read %22, %24 : f32
  %power = registers_new {dtype='f32', count=8} : f32<8>
  %56 = registers_new {dtype='f32', count=1} : f32<1>
  %57 = constant {value=-0.0, dtype='f32'} : f32
  register_write %56, %24, %57
  for %24, %25, %26 {unroll=True} (%r.58: i32) {
    %59 = constant {value=4, dtype='i32'} : i32
    for %24, %59, %26 {unroll=True} (%r.60: i32) {
      %61 = constant {value=512, dtype='i32'} : i32
      %62 = mul %r.58, %61 : i32
      %63 = add %1, %62 : i32
      %64 = add %63, %r.60 : i32
      %65 = mul %r.58, %59 : i32
      %66 = add %65, %r.60 : i32
      %x.67 = register_read %x, %66 : f32
      %68 = sub %x.67, %55 : f32
      %power.69 = exp %68 : f32
      %70 = mul %r.58, %59 : i32
      %71 = add %70, %r.60 : i32
      register_write %power, %71, %power.69
      %72 = register_read %56, %24 : f32
      %73 = add %72, %power.69 : f32
      register_write %56, %24, %73
      yield
    }
    yield
  }
  %74 = register_read %56, %24 : f32
  %75 = shuffle_xor %74 {mask=1} : f32
  %76 = add %74, %75 : f32
  %77 = shuffle_xor %76 {mask=2} : f32
  %78 = add %76, %77 : f32
  %79 = shuffle_xor %78 {mask=4} : f32
  %80 = add %78, %79 : f32
  %81 = shuffle_xor %80 {mask=8} : f32
  %82 = add %80, %81 : f32
  %83 = shuffle_xor %82 {mask=16} : f32
  %84 = add %82, %83 : f32
  shared_write %partial.16, %17, %84, %owner.19 {owner=3}
  %85 = shared_read %partial.16, %15 {owner=4} : f32
  %86 = shuffle_xor %85 {mask=1} : f32
  %87 = add %85, %86 : f32
  %88 = shuffle_xor %87 {mask=2} : f32
  %89 = add %87, %88 : f32
  register_write %56, %24, %89
  %90 = register_read %56, %24 : f32
  for %24, %25, %26 {unroll=True} (%r.91: i32) {
    %92 = constant {value=4, dtype='i32'} : i32
    for %24, %92, %26 {unroll=True} (%r.93: i32) {
      %94 = constant {value=512, dtype='i32'} : i32
      %95 = mul %r.91, %94 : i32
      %96 = add %1, %95 : i32
      %97 = add %96, %r.93 : i32
      %98 = add %20, %97 : i32
      %99 = mul %r.91, %92 : i32
      %100 = add %99, %r.93 : i32
      %power.101 = register_read %power, %100 : f32
      %102 = div %power.101, %90 : f32
      %mask.103 = lt %97, %n : i1
      store_at %out_ptr, %98, %102, %mask.103
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
