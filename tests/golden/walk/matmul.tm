# walk: matmul
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='thread', programs=1048576, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=1, dtype='i32'} : i32
  %1 = shr %thread, %0 : i32
  %2 = constant {value=3, dtype='i32'} : i32
  %3 = and %1, %2 : i32
  %4 = constant {value=4, dtype='i32'} : i32
  %5 = shr %thread, %4 : i32
  %6 = index_mul %5, %4 : i32
  %7 = index_add %3, %6 : i32
  %8 = and %thread, %0 : i32
  %9 = constant {value=8, dtype='i32'} : i32
  %10 = index_mul %8, %9 : i32
  %11 = shr %thread, %2 : i32
  %12 = and %11, %0 : i32
  %13 = constant {value=16, dtype='i32'} : i32
  %14 = index_mul %12, %13 : i32
  %15 = index_add %10, %14 : i32
  %16 = constant {value=2, dtype='i32'} : i32
  %17 = index_mul %8, %16 : i32
  %18 = index_mul %12, %4 : i32
  %19 = index_add %17, %18 : i32
  %20 = and %5, %0 : i32
  %21 = index_mul %20, %4 : i32
  %22 = index_add %3, %21 : i32
  %23 = program_id {axis=0} : i32
  %24 = constant {value=32, dtype='i32'} : i32
  %25 = index_mul %23, %24 : i32
  %26 = program_id {axis=1} : i32
  %27 = index_mul %26, %24 : i32
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
  %34 = constant {value=31, dtype='i64'} : i64
  %35 = cast %27 {dtype='i64'} : i64
  %36 = add %35, %34 : i64
  %37 = cast %N {dtype='i64'} : i64
  %38 = lt %36, %37 : i1
  %39 = cast %25 {dtype='i64'} : i64
  %40 = add %39, %34 : i64
  %41 = cast %M {dtype='i64'} : i64
  %42 = lt %40, %41 : i1
  %43 = constant {value=0, dtype='i64'} : i64
  %44 = cast %K {dtype='i64'} : i64
  %45 = constant {value=15, dtype='i64'} : i64
  %46 = constant {value=1, dtype='i64'} : i64
  %47 = sub %44, %46 : i64
  %48 = constant {value=-2147483648, dtype='i64'} : i64
  %49 = constant {value=2147483647, dtype='i64'} : i64
  %50 = ge %44, %48 : i1
  %51 = le %44, %49 : i1
  %52 = sub %44, %47 : i64
  %53 = ge %52, %48 : i1
  %54 = le %52, %49 : i1
  %55 = sub %44, %45 : i64
  %56 = minimum %44, %55 : i64
  %57 = and %50, %51 : i1
  %58 = and %57, %53 : i1
  %59 = and %58, %54 : i1
  %60 = and %59, %38 : i1
  %61 = and %60, %42 : i1
  %62 = where %61, %56, %43 : i64
  %63 = maximum %62, %43 : i64
  %64 = add %63, %45 : i64
  %65 = constant {value=-16, dtype='i64'} : i64
  %66 = and %64, %65 : i64
  %67 = minimum %66, %44 : i64
  %68 = cast %63 {dtype='i32'} : i32
  %69 = cast %67 {dtype='i32'} : i32
  %rows = index_add %25, %7 : i32
  %70 = mul %rows, %stride_am : i32
  %71 = add %17, %18 : i32
  %72 = add %71, %70 : i32
  %73 = add %3, %21 : i32
  %74 = mul %73, %stride_bk : i32
  %75 = add %74, %27 : i32
  %76 = add %75, %10 : i32
  %77 = add %76, %14 : i32
  %a_ptrs, %b_ptrs = for %29, %68, %13, %29, %29 {unroll=False} (%k: i32, %a_ptrs.78: i32, %b_ptrs.79: i32) {
    %left = fragments_new {dtype='f16', count=1} : !f16<1>
    %right = fragments_new {dtype='f16', count=4} : !f16<4>
    %80 = add %72, %a_ptrs.78 : i32
    %81 = shift %a_ptr, %80 : *f16
    %82 = add %77, %b_ptrs.79 : i32
    %83 = shift %b_ptr, %82 : *f16
    for %29, %16, %0 {unroll=True} (%k.84: i32) {
      %85 = index_mul %k.84, %9 : i32
      for %29, %16, %0 {unroll=True} (%r.86: i32) {
        %87 = shr %r.86, %0 : i32
        %88 = and %r.86, %0 : i32
        %89 = index_add %85, %r.86 : i32
        %a = load_at %81, %89 : f16
        fragment_set %left, %87, %88, %a
        yield
      }
      %90 = mul %85, %stride_bk : i32
      %91 = shift %83, %90 : *f16
      for %29, %9, %0 {unroll=True} (%r.92: i32) {
        %93 = shr %r.92, %0 : i32
        %94 = and %r.92, %0 : i32
        %b = load_at %91, %r.92 : f16
        fragment_set %right, %93, %94, %b
        yield
      }
      fragment_multiply %total, %29, %left, %29, %right, %29
      fragment_multiply %total, %0, %left, %29, %right, %0
      fragment_multiply %total, %16, %left, %29, %right, %16
      fragment_multiply %total, %2, %left, %29, %right, %2
      yield
    }
    %95 = add %a_ptrs.78, %13 : i32
    %96 = add %b_ptrs.79, %31 : i32
    yield %95, %96
  } : i32, i32
  %97 = lt %rows, %M : i1
  %98 = add %27, %10 : i32
  %99 = add %98, %14 : i32
  %a_ptrs.100, %b_ptrs.101 = for %69, %K, %13, %a_ptrs, %b_ptrs {unroll=False} (%k.102: i32, %a_ptrs.103: i32, %b_ptrs.104: i32) {
    %105 = sub %K, %k.102 : i32
    %left.106 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.107 = fragments_new {dtype='f16', count=4} : !f16<4>
    %108 = add %72, %a_ptrs.103 : i32
    %109 = add %99, %b_ptrs.104 : i32
    for %29, %16, %0 {unroll=False} (%k.110: i32) {
      %111 = index_mul %k.110, %9 : i32
      %112 = index_add %19, %111 : i32
      %113 = add %108, %111 : i32
      %114 = shift %a_ptr, %113 : *f16
      for %29, %16, %0 {unroll=True} (%r.115: i32) {
        %116 = shr %r.115, %0 : i32
        %117 = and %r.115, %0 : i32
        %118 = index_add %112, %r.115 : i32
        %119 = lt %118, %105 : i1
        %120 = and %97, %119 : i1
        %a.121 = load_at %114, %r.115, %120, %30 : f16
        fragment_set %left.106, %116, %117, %a.121
        yield
      }
      %122 = index_add %22, %111 : i32
      %123 = mul %122, %stride_bk : i32
      %124 = lt %122, %105 : i1
      %125 = add %109, %123 : i32
      %126 = shift %b_ptr, %125 : *f16
      for %29, %9, %0 {unroll=True} (%r.127: i32) {
        %128 = shr %r.127, %0 : i32
        %129 = and %r.127, %0 : i32
        %130 = index_add %15, %r.127 : i32
        %columns = index_add %27, %130 : i32
        %131 = lt %columns, %N : i1
        %132 = and %124, %131 : i1
        %b.133 = load_at %126, %r.127, %132, %30 : f16
        fragment_set %right.107, %128, %129, %b.133
        yield
      }
      fragment_multiply %total, %29, %left.106, %29, %right.107, %29
      fragment_multiply %total, %0, %left.106, %29, %right.107, %0
      fragment_multiply %total, %16, %left.106, %29, %right.107, %16
      fragment_multiply %total, %2, %left.106, %29, %right.107, %2
      yield
    }
    %134 = add %a_ptrs.103, %13 : i32
    %135 = add %b_ptrs.104, %31 : i32
    yield %134, %135
  } : i32, i32
  %136 = and %42, %38 : i1
  if %136 {interior=True} () {
    %137 = mul %rows, %N : i32
    %138 = add %99, %137 : i32
    %139 = shift %c_ptr, %138 : *f32
    for %29, %9, %0 {unroll=True} (%r.140: i32) {
      %141 = shr %r.140, %0 : i32
      %142 = and %r.140, %0 : i32
      %total.143 = fragment_get %total, %141, %142 : f32
      store_at %139, %r.140, %total.143
      yield
    }
    yield
  } () {
    %144 = mul %rows, %N : i32
    %145 = add %99, %144 : i32
    %146 = shift %c_ptr, %145 : *f32
    for %29, %9, %0 {unroll=True} (%r.147: i32) {
      %148 = index_add %15, %r.147 : i32
      %columns.149 = index_add %27, %148 : i32
      %150 = shr %r.147, %0 : i32
      %151 = and %r.147, %0 : i32
      %total.152 = fragment_get %total, %150, %151 : f32
      %153 = lt %columns.149, %N : i1
      %mask = and %97, %153 : i1
      store_at %146, %r.147, %total.152, %mask
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
  %6 = index_mul %5, %4 : i32
  %7 = index_add %3, %6 : i32
  %8 = and %thread, %0 : i32
  %9 = constant {value=8, dtype='i32'} : i32
  %10 = index_mul %8, %9 : i32
  %11 = shr %thread, %2 : i32
  %12 = and %11, %0 : i32
  %13 = constant {value=16, dtype='i32'} : i32
  %14 = index_mul %12, %13 : i32
  %15 = index_add %10, %14 : i32
  %16 = constant {value=2, dtype='i32'} : i32
  %17 = index_mul %8, %16 : i32
  %18 = index_mul %12, %4 : i32
  %19 = index_add %17, %18 : i32
  %20 = and %5, %0 : i32
  %21 = index_mul %20, %4 : i32
  %22 = index_add %3, %21 : i32
  %23 = program_id {axis=0} : i32
  %24 = constant {value=32, dtype='i32'} : i32
  %25 = index_mul %23, %24 : i32
  %26 = program_id {axis=1} : i32
  %27 = index_mul %26, %24 : i32
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
  %34 = constant {value=31, dtype='i64'} : i64
  %35 = cast %27 {dtype='i64'} : i64
  %36 = add %35, %34 : i64
  %37 = cast %N {dtype='i64'} : i64
  %38 = lt %36, %37 : i1
  %39 = cast %25 {dtype='i64'} : i64
  %40 = add %39, %34 : i64
  %41 = cast %M {dtype='i64'} : i64
  %42 = lt %40, %41 : i1
  %43 = constant {value=0, dtype='i64'} : i64
  %44 = cast %K {dtype='i64'} : i64
  %45 = constant {value=15, dtype='i64'} : i64
  %46 = constant {value=1, dtype='i64'} : i64
  %47 = sub %44, %46 : i64
  %48 = constant {value=-2147483648, dtype='i64'} : i64
  %49 = constant {value=2147483647, dtype='i64'} : i64
  %50 = ge %44, %48 : i1
  %51 = le %44, %49 : i1
  %52 = sub %44, %47 : i64
  %53 = ge %52, %48 : i1
  %54 = le %52, %49 : i1
  %55 = sub %44, %45 : i64
  %56 = minimum %44, %55 : i64
  %57 = and %50, %51 : i1
  %58 = and %57, %53 : i1
  %59 = and %58, %54 : i1
  %60 = and %59, %38 : i1
  %61 = and %60, %42 : i1
  %62 = where %61, %56, %43 : i64
  %63 = maximum %62, %43 : i64
  %64 = add %63, %45 : i64
  %65 = constant {value=-16, dtype='i64'} : i64
  %66 = and %64, %65 : i64
  %67 = minimum %66, %44 : i64
  %68 = cast %63 {dtype='i32'} : i32
  %69 = cast %67 {dtype='i32'} : i32
  %rows = index_add %25, %7 : i32
  %70 = mul %rows, %stride_am : i32
  %71 = add %17, %18 : i32
  %72 = add %71, %70 : i32
  %73 = add %3, %21 : i32
  %74 = mul %73, %stride_bk : i32
  %75 = shift %a_ptr, %72 : *f16
  %76 = add %74, %27 : i32
  %77 = add %76, %10 : i32
  %78 = add %77, %14 : i32
  %79 = shift %b_ptr, %78 : *f16
  %a_ptrs, %b_ptrs, %80, %81 = for %29, %68, %13, %29, %29, %75, %79 {unroll=False} (%k: i32, %a_ptrs.82: i32, %b_ptrs.83: i32, %a_ptr.84: *f16, %b_ptr.85: *f16) {
    %left = fragments_new {dtype='f16', count=1} : !f16<1>
    %right = fragments_new {dtype='f16', count=4} : !f16<4>
    for %29, %16, %0 {unroll=True} (%k.86: i32) {
      %87 = index_mul %k.86, %9 : i32
      for %29, %16, %0 {unroll=True} (%r.88: i32) {
        %89 = shr %r.88, %0 : i32
        %90 = and %r.88, %0 : i32
        %91 = index_add %87, %r.88 : i32
        %a = load_at %a_ptr.84, %91 : f16
        fragment_set %left, %89, %90, %a
        yield
      }
      %92 = mul %87, %stride_bk : i32
      %93 = shift %b_ptr.85, %92 : *f16
      for %29, %9, %0 {unroll=True} (%r.94: i32) {
        %95 = shr %r.94, %0 : i32
        %96 = and %r.94, %0 : i32
        %b = load_at %93, %r.94 : f16
        fragment_set %right, %95, %96, %b
        yield
      }
      fragment_multiply %total, %29, %left, %29, %right, %29
      fragment_multiply %total, %0, %left, %29, %right, %0
      fragment_multiply %total, %16, %left, %29, %right, %16
      fragment_multiply %total, %2, %left, %29, %right, %2
      yield
    }
    %97 = add %a_ptrs.82, %13 : i32
    %98 = add %b_ptrs.83, %31 : i32
    %99 = shift %a_ptr.84, %13 : *f16
    %100 = shift %b_ptr.85, %31 : *f16
    yield %97, %98, %99, %100
  } : i32, i32, *f16, *f16
  %101 = lt %rows, %M : i1
  %102 = add %27, %10 : i32
  %103 = add %102, %14 : i32
  %a_ptrs.104, %b_ptrs.105 = for %69, %K, %13, %a_ptrs, %b_ptrs {unroll=False} (%k.106: i32, %a_ptrs.107: i32, %b_ptrs.108: i32) {
    %109 = sub %K, %k.106 : i32
    %left.110 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.111 = fragments_new {dtype='f16', count=4} : !f16<4>
    %112 = add %72, %a_ptrs.107 : i32
    %113 = add %103, %b_ptrs.108 : i32
    for %29, %16, %0 {unroll=False} (%k.114: i32) {
      %115 = index_mul %k.114, %9 : i32
      %116 = index_add %19, %115 : i32
      %117 = add %112, %115 : i32
      %118 = shift %a_ptr, %117 : *f16
      for %29, %16, %0 {unroll=True} (%r.119: i32) {
        %120 = shr %r.119, %0 : i32
        %121 = and %r.119, %0 : i32
        %122 = index_add %116, %r.119 : i32
        %123 = lt %122, %109 : i1
        %124 = and %101, %123 : i1
        %a.125 = load_at %118, %r.119, %124, %30 : f16
        fragment_set %left.110, %120, %121, %a.125
        yield
      }
      %126 = index_add %22, %115 : i32
      %127 = mul %126, %stride_bk : i32
      %128 = lt %126, %109 : i1
      %129 = add %113, %127 : i32
      %130 = shift %b_ptr, %129 : *f16
      for %29, %9, %0 {unroll=True} (%r.131: i32) {
        %132 = shr %r.131, %0 : i32
        %133 = and %r.131, %0 : i32
        %134 = index_add %15, %r.131 : i32
        %columns = index_add %27, %134 : i32
        %135 = lt %columns, %N : i1
        %136 = and %128, %135 : i1
        %b.137 = load_at %130, %r.131, %136, %30 : f16
        fragment_set %right.111, %132, %133, %b.137
        yield
      }
      fragment_multiply %total, %29, %left.110, %29, %right.111, %29
      fragment_multiply %total, %0, %left.110, %29, %right.111, %0
      fragment_multiply %total, %16, %left.110, %29, %right.111, %16
      fragment_multiply %total, %2, %left.110, %29, %right.111, %2
      yield
    }
    %138 = add %a_ptrs.107, %13 : i32
    %139 = add %b_ptrs.108, %31 : i32
    yield %138, %139
  } : i32, i32
  %140 = and %42, %38 : i1
  if %140 {interior=True} () {
    %141 = mul %rows, %N : i32
    %142 = add %103, %141 : i32
    %143 = shift %c_ptr, %142 : *f32
    for %29, %9, %0 {unroll=True} (%r.144: i32) {
      %145 = shr %r.144, %0 : i32
      %146 = and %r.144, %0 : i32
      %total.147 = fragment_get %total, %145, %146 : f32
      store_at %143, %r.144, %total.147
      yield
    }
    yield
  } () {
    %148 = mul %rows, %N : i32
    %149 = add %103, %148 : i32
    %150 = shift %c_ptr, %149 : *f32
    for %29, %9, %0 {unroll=True} (%r.151: i32) {
      %152 = index_add %15, %r.151 : i32
      %columns.153 = index_add %27, %152 : i32
      %154 = shr %r.151, %0 : i32
      %155 = and %r.151, %0 : i32
      %total.156 = fragment_get %total, %154, %155 : f32
      %157 = lt %columns.153, %N : i1
      %mask = and %101, %157 : i1
      store_at %150, %r.151, %total.156, %mask
      yield
    }
    yield
  }
  return
}
