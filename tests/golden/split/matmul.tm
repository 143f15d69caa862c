# split: matmul
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='thread', programs=1048576, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=1, dtype='i32'} : i32
  %1 = shr %thread, %0 : i32
  %2 = constant {value=3, dtype='i32'} : i32
  %3 = and %1, %2 : i32
  %4 = constant {value=4, dtype='i32'} : i32
  %5 = shr %thread, %4 : i32
  %6 = mul %5, %4 : i32
  %7 = add %3, %6 : i32
  %8 = and %thread, %0 : i32
  %9 = constant {value=8, dtype='i32'} : i32
  %10 = mul %8, %9 : i32
  %11 = shr %thread, %2 : i32
  %12 = and %11, %0 : i32
  %13 = constant {value=16, dtype='i32'} : i32
  %14 = mul %12, %13 : i32
  %15 = add %10, %14 : i32
  %16 = constant {value=2, dtype='i32'} : i32
  %17 = mul %8, %16 : i32
  %18 = mul %12, %4 : i32
  %19 = add %17, %18 : i32
  %20 = and %5, %0 : i32
  %21 = mul %20, %4 : i32
  %22 = add %3, %21 : i32
  %23 = program_id {axis=0} : i32
  %24 = constant {value=32, dtype='i32'} : i32
  %25 = mul %23, %24 : i32
  %26 = program_id {axis=1} : i32
  %27 = mul %26, %24 : i32
  %28 = constant {value=0.0, dtype='f32'} : f32
  %29 = constant {value=0, dtype='i32'} : i32
  %30 = constant {value=0.0, dtype='f16'} : f16
  %31 = mul %13, %stride_bk : i32
  %total = fragments_new {dtype='f32', count=4} : !f32<4>
  for %29, %9, %0 {unroll=True} (%r: i32) {
    %32 = shr %r, %0 : i32
    %33 = and %r, %0 : i32
    fragment_set %total, %32, %33, %28
    yield
  }
  %34 = constant {value=15, dtype='i32'} : i32
  %35 = constant {value=31, dtype='i64'} : i64
  %36 = cast %27 {dtype='i64'} : i64
  %37 = add %36, %35 : i64
  %38 = cast %N {dtype='i64'} : i64
  %39 = lt %37, %38 : i1
  %40 = cast %25 {dtype='i64'} : i64
  %41 = add %40, %35 : i64
  %42 = cast %M {dtype='i64'} : i64
  %43 = lt %41, %42 : i1
  %a_ptrs, %b_ptrs = for %29, %K, %13, %29, %29 {unroll=False} (%k: i32, %a_ptrs.44: i32, %b_ptrs.45: i32) {
    %46 = sub %K, %k : i32
    %47 = lt %34, %46 : i1
    %48 = and %47, %39 : i1
    %49 = and %43, %47 : i1
    %50 = and %48, %49 : i1
    if %50 {interior=True} () {
      %left = fragments_new {dtype='f16', count=1} : !f16<1>
      %right = fragments_new {dtype='f16', count=4} : !f16<4>
      %rows = add %25, %7 : i32
      %51 = mul %rows, %stride_am : i32
      for %29, %16, %0 {unroll=True} (%k.52: i32) {
        %53 = mul %k.52, %9 : i32
        %54 = add %19, %53 : i32
        for %29, %16, %0 {unroll=True} (%r.55: i32) {
          %56 = shr %r.55, %0 : i32
          %57 = and %r.55, %0 : i32
          %58 = add %54, %r.55 : i32
          %59 = add %51, %58 : i32
          %60 = add %59, %a_ptrs.44 : i32
          %a = load_at %a_ptr, %60 : f16
          fragment_set %left, %56, %57, %a
          yield
        }
        %61 = add %22, %53 : i32
        %62 = mul %61, %stride_bk : i32
        for %29, %9, %0 {unroll=True} (%r.63: i32) {
          %64 = shr %r.63, %0 : i32
          %65 = and %r.63, %0 : i32
          %66 = add %15, %r.63 : i32
          %columns = add %27, %66 : i32
          %67 = add %62, %columns : i32
          %68 = add %67, %b_ptrs.45 : i32
          %b = load_at %b_ptr, %68 : f16
          fragment_set %right, %64, %65, %b
          yield
        }
        fragment_multiply %total, %29, %left, %29, %right, %29
        fragment_multiply %total, %0, %left, %29, %right, %0
        fragment_multiply %total, %16, %left, %29, %right, %16
        fragment_multiply %total, %2, %left, %29, %right, %2
        yield
      }
      yield
    } () {
      %left.69 = fragments_new {dtype='f16', count=1} : !f16<1>
      %right.70 = fragments_new {dtype='f16', count=4} : !f16<4>
      %rows.71 = add %25, %7 : i32
      %72 = mul %rows.71, %stride_am : i32
      %73 = lt %rows.71, %M : i1
      for %29, %16, %0 {unroll=False} (%k.74: i32) {
        %75 = mul %k.74, %9 : i32
        %76 = add %19, %75 : i32
        for %29, %16, %0 {unroll=True} (%r.77: i32) {
          %78 = shr %r.77, %0 : i32
          %79 = and %r.77, %0 : i32
          %80 = add %76, %r.77 : i32
          %81 = add %72, %80 : i32
          %82 = add %81, %a_ptrs.44 : i32
          %83 = lt %80, %46 : i1
          %84 = and %73, %83 : i1
          %a.85 = load_at %a_ptr, %82, %84, %30 : f16
          fragment_set %left.69, %78, %79, %a.85
          yield
        }
        %86 = add %22, %75 : i32
        %87 = mul %86, %stride_bk : i32
        %88 = lt %86, %46 : i1
        for %29, %9, %0 {unroll=True} (%r.89: i32) {
          %90 = shr %r.89, %0 : i32
          %91 = and %r.89, %0 : i32
          %92 = add %15, %r.89 : i32
          %columns.93 = add %27, %92 : i32
          %94 = add %87, %columns.93 : i32
          %95 = add %94, %b_ptrs.45 : i32
          %96 = lt %columns.93, %N : i1
          %97 = and %88, %96 : i1
          %b.98 = load_at %b_ptr, %95, %97, %30 : f16
          fragment_set %right.70, %90, %91, %b.98
          yield
        }
        fragment_multiply %total, %29, %left.69, %29, %right.70, %29
        fragment_multiply %total, %0, %left.69, %29, %right.70, %0
        fragment_multiply %total, %16, %left.69, %29, %right.70, %16
        fragment_multiply %total, %2, %left.69, %29, %right.70, %2
        yield
      }
      yield
    }
    %99 = add %a_ptrs.44, %13 : i32
    %100 = add %b_ptrs.45, %31 : i32
    yield %99, %100
  } : i32, i32
  %101 = and %43, %39 : i1
  if %101 {interior=True} () {
    %rows.102 = add %25, %7 : i32
    %103 = mul %rows.102, %N : i32
    for %29, %9, %0 {unroll=True} (%r.104: i32) {
      %105 = add %15, %r.104 : i32
      %columns.106 = add %27, %105 : i32
      %107 = add %103, %columns.106 : i32
      %108 = shr %r.104, %0 : i32
      %109 = and %r.104, %0 : i32
      %total.110 = fragment_get %total, %108, %109 : f32
      store_at %c_ptr, %107, %total.110
      yield
    }
    yield
  } () {
    %rows.111 = add %25, %7 : i32
    %112 = mul %rows.111, %N : i32
    %113 = lt %rows.111, %M : i1
    for %29, %9, %0 {unroll=True} (%r.114: i32) {
      %115 = add %15, %r.114 : i32
      %columns.116 = add %27, %115 : i32
      %117 = add %112, %columns.116 : i32
      %118 = shr %r.114, %0 : i32
      %119 = and %r.114, %0 : i32
      %total.120 = fragment_get %total, %118, %119 : f32
      %121 = lt %columns.116, %N : i1
      %mask = and %113, %121 : i1
      store_at %c_ptr, %117, %total.120, %mask
      yield
    }
    yield
  }
  return
}
# ---
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='thread', programs=1048576, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=1, dtype='i32'} : i32
  %1 = shr %thread, %0 : i32
  %2 = constant {value=3, dtype='i32'} : i32
  %3 = and %1, %2 : i32
  %4 = constant {value=4, dtype='i32'} : i32
  %5 = shr %thread, %4 : i32
  %6 = mul %5, %4 : i32
  %7 = add %3, %6 : i32
  %8 = and %thread, %0 : i32
  %9 = constant {value=8, dtype='i32'} : i32
  %10 = mul %8, %9 : i32
  %11 = shr %thread, %2 : i32
  %12 = and %11, %0 : i32
  %13 = constant {value=16, dtype='i32'} : i32
  %14 = mul %12, %13 : i32
  %15 = add %10, %14 : i32
  %16 = constant {value=2, dtype='i32'} : i32
  %17 = mul %8, %16 : i32
  %18 = mul %12, %4 : i32
  %19 = add %17, %18 : i32
  %20 = and %5, %0 : i32
  %21 = mul %20, %4 : i32
  %22 = add %3, %21 : i32
  %23 = program_id {axis=0} : i32
  %24 = constant {value=32, dtype='i32'} : i32
  %25 = mul %23, %24 : i32
  %26 = program_id {axis=1} : i32
  %27 = mul %26, %24 : i32
  %28 = constant {value=0.0, dtype='f32'} : f32
  %29 = constant {value=0, dtype='i32'} : i32
  %30 = constant {value=0.0, dtype='f16'} : f16
  %31 = mul %13, %stride_bk : i32
  %total = fragments_new {dtype='f32', count=4} : !f32<4>
  for %29, %9, %0 {unroll=True} (%r: i32) {
    %32 = shr %r, %0 : i32
    %33 = and %r, %0 : i32
    fragment_set %total, %32, %33, %28
    yield
  }
  %34 = constant {value=15, dtype='i32'} : i32
  %35 = constant {value=31, dtype='i64'} : i64
  %36 = cast %27 {dtype='i64'} : i64
  %37 = add %36, %35 : i64
  %38 = cast %N {dtype='i64'} : i64
  %39 = lt %37, %38 : i1
  %40 = cast %25 {dtype='i64'} : i64
  %41 = add %40, %35 : i64
  %42 = cast %M {dtype='i64'} : i64
  %43 = lt %41, %42 : i1
  %44 = constant {value=0, dtype='i64'} : i64
  %45 = cast %K {dtype='i64'} : i64
  %46 = constant {value=15, dtype='i64'} : i64
  %47 = cast %K {dtype='i64'} : i64
  %48 = cast %K {dtype='i64'} : i64
  %49 = constant {value=1, dtype='i64'} : i64
  %50 = sub %48, %49 : i64
  %51 = constant {value=-2147483648, dtype='i64'} : i64
  %52 = constant {value=2147483647, dtype='i64'} : i64
  %53 = ge %47, %51 : i1
  %54 = le %47, %52 : i1
  %55 = sub %47, %50 : i64
  %56 = ge %55, %51 : i1
  %57 = le %55, %52 : i1
  %58 = sub %47, %46 : i64
  %59 = minimum %45, %58 : i64
  %60 = and %53, %54 : i1
  %61 = and %60, %56 : i1
  %62 = and %61, %57 : i1
  %63 = and %62, %39 : i1
  %64 = and %63, %43 : i1
  %65 = where %64, %59, %44 : i64
  %66 = maximum %65, %44 : i64
  %67 = add %66, %46 : i64
  %68 = constant {value=-16, dtype='i64'} : i64
  %69 = and %67, %68 : i64
  %70 = minimum %69, %45 : i64
  %71 = cast %66 {dtype='i32'} : i32
  %72 = cast %70 {dtype='i32'} : i32
  %a_ptrs, %b_ptrs = for %29, %71, %13, %29, %29 {unroll=False} (%k: i32, %a_ptrs.73: i32, %b_ptrs.74: i32) {
    %75 = sub %K, %k : i32
    %76 = lt %34, %75 : i1
    %77 = and %76, %39 : i1
    %78 = and %43, %76 : i1
    %79 = and %77, %78 : i1
    %left = fragments_new {dtype='f16', count=1} : !f16<1>
    %right = fragments_new {dtype='f16', count=4} : !f16<4>
    %rows = add %25, %7 : i32
    %80 = mul %rows, %stride_am : i32
    for %29, %16, %0 {unroll=True} (%k.81: i32) {
      %82 = mul %k.81, %9 : i32
      %83 = add %19, %82 : i32
      for %29, %16, %0 {unroll=True} (%r.84: i32) {
        %85 = shr %r.84, %0 : i32
        %86 = and %r.84, %0 : i32
        %87 = add %83, %r.84 : i32
        %88 = add %80, %87 : i32
        %89 = add %88, %a_ptrs.73 : i32
        %a = load_at %a_ptr, %89 : f16
        fragment_set %left, %85, %86, %a
        yield
      }
      %90 = add %22, %82 : i32
      %91 = mul %90, %stride_bk : i32
      for %29, %9, %0 {unroll=True} (%r.92: i32) {
        %93 = shr %r.92, %0 : i32
        %94 = and %r.92, %0 : i32
        %95 = add %15, %r.92 : i32
        %columns = add %27, %95 : i32
        %96 = add %91, %columns : i32
        %97 = add %96, %b_ptrs.74 : i32
        %b = load_at %b_ptr, %97 : f16
        fragment_set %right, %93, %94, %b
        yield
      }
      fragment_multiply %total, %29, %left, %29, %right, %29
      fragment_multiply %total, %0, %left, %29, %right, %0
      fragment_multiply %total, %16, %left, %29, %right, %16
      fragment_multiply %total, %2, %left, %29, %right, %2
      yield
    }
    %98 = add %a_ptrs.73, %13 : i32
    %99 = add %b_ptrs.74, %31 : i32
    yield %98, %99
  } : i32, i32
  %a_ptrs.100, %b_ptrs.101 = for %72, %K, %13, %a_ptrs, %b_ptrs {unroll=False} (%k.102: i32, %a_ptrs.103: i32, %b_ptrs.104: i32) {
    %105 = sub %K, %k.102 : i32
    %106 = lt %34, %105 : i1
    %107 = and %106, %39 : i1
    %108 = and %43, %106 : i1
    %109 = and %107, %108 : i1
    %left.110 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.111 = fragments_new {dtype='f16', count=4} : !f16<4>
    %rows.112 = add %25, %7 : i32
    %113 = mul %rows.112, %stride_am : i32
    %114 = lt %rows.112, %M : i1
    for %29, %16, %0 {unroll=False} (%k.115: i32) {
      %116 = mul %k.115, %9 : i32
      %117 = add %19, %116 : i32
      for %29, %16, %0 {unroll=True} (%r.118: i32) {
        %119 = shr %r.118, %0 : i32
        %120 = and %r.118, %0 : i32
        %121 = add %117, %r.118 : i32
        %122 = add %113, %121 : i32
        %123 = add %122, %a_ptrs.103 : i32
        %124 = lt %121, %105 : i1
        %125 = and %114, %124 : i1
        %a.126 = load_at %a_ptr, %123, %125, %30 : f16
        fragment_set %left.110, %119, %120, %a.126
        yield
      }
      %127 = add %22, %116 : i32
      %128 = mul %127, %stride_bk : i32
      %129 = lt %127, %105 : i1
      for %29, %9, %0 {unroll=True} (%r.130: i32) {
        %131 = shr %r.130, %0 : i32
        %132 = and %r.130, %0 : i32
        %133 = add %15, %r.130 : i32
        %columns.134 = add %27, %133 : i32
        %135 = add %128, %columns.134 : i32
        %136 = add %135, %b_ptrs.104 : i32
        %137 = lt %columns.134, %N : i1
        %138 = and %129, %137 : i1
        %b.139 = load_at %b_ptr, %136, %138, %30 : f16
        fragment_set %right.111, %131, %132, %b.139
        yield
      }
      fragment_multiply %total, %29, %left.110, %29, %right.111, %29
      fragment_multiply %total, %0, %left.110, %29, %right.111, %0
      fragment_multiply %total, %16, %left.110, %29, %right.111, %16
      fragment_multiply %total, %2, %left.110, %29, %right.111, %2
      yield
    }
    %140 = add %a_ptrs.103, %13 : i32
    %141 = add %b_ptrs.104, %31 : i32
    yield %140, %141
  } : i32, i32
  %142 = and %43, %39 : i1
  if %142 {interior=True} () {
    %rows.143 = add %25, %7 : i32
    %144 = mul %rows.143, %N : i32
    for %29, %9, %0 {unroll=True} (%r.145: i32) {
      %146 = add %15, %r.145 : i32
      %columns.147 = add %27, %146 : i32
      %148 = add %144, %columns.147 : i32
      %149 = shr %r.145, %0 : i32
      %150 = and %r.145, %0 : i32
      %total.151 = fragment_get %total, %149, %150 : f32
      store_at %c_ptr, %148, %total.151
      yield
    }
    yield
  } () {
    %rows.152 = add %25, %7 : i32
    %153 = mul %rows.152, %N : i32
    %154 = lt %rows.152, %M : i1
    for %29, %9, %0 {unroll=True} (%r.155: i32) {
      %156 = add %15, %r.155 : i32
      %columns.157 = add %27, %156 : i32
      %158 = add %153, %columns.157 : i32
      %159 = shr %r.155, %0 : i32
      %160 = and %r.155, %0 : i32
      %total.161 = fragment_get %total, %159, %160 : f32
      %162 = lt %columns.157, %N : i1
      %mask = and %154, %162 : i1
      store_at %c_ptr, %158, %total.161, %mask
      yield
    }
    yield
  }
  return
}
