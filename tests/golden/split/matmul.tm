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
  %23 = constant {value=5, dtype='i32'} : i32
  %24 = shr %thread, %23 : i32
  %25 = mul %24, %9 : i32
  %26 = program_id {axis=0} : i32
  %27 = constant {value=32, dtype='i32'} : i32
  %28 = mul %26, %27 : i32
  %29 = program_id {axis=1} : i32
  %30 = mul %29, %27 : i32
  %31 = constant {value=0.0, dtype='f32'} : f32
  %32 = constant {value=0, dtype='i32'} : i32
  %33 = constant {value=0.0, dtype='f16'} : f16
  %34 = mul %13, %stride_bk : i32
  %total = fragments_new {dtype='f32', count=4} : !f32<4>
  for %32, %9, %0 {unroll=True} (%r: i32) {
    %35 = shr %r, %0 : i32
    %36 = and %r, %0 : i32
    fragment_set %total, %35, %36, %31
    yield
  }
  %37 = constant {value=15, dtype='i32'} : i32
  %38 = cast %30 {dtype='i64'} : i64
  %39 = constant {value=31, dtype='i64'} : i64
  %40 = add %38, %39 : i64
  %41 = cast %N {dtype='i64'} : i64
  %42 = lt %40, %41 : i1
  %43 = cast %28 {dtype='i64'} : i64
  %44 = add %43, %39 : i64
  %45 = cast %M {dtype='i64'} : i64
  %46 = lt %44, %45 : i1
  %a_ptrs, %b_ptrs = for %32, %K, %13, %32, %32 {unroll=False} (%k: i32, %a_ptrs.47: i32, %b_ptrs.48: i32) {
    %49 = sub %K, %k : i32
    %50 = lt %37, %49 : i1
    %51 = and %50, %42 : i1
    %52 = and %46, %50 : i1
    %53 = and %51, %52 : i1
    if %53 {interior=True} () {
      %left = fragments_new {dtype='f16', count=1} : !f16<1>
      %right = fragments_new {dtype='f16', count=4} : !f16<4>
      %rows = add %28, %7 : i32
      %54 = mul %rows, %stride_am : i32
      for %32, %16, %0 {unroll=True} (%k.55: i32) {
        %56 = mul %k.55, %9 : i32
        %57 = add %19, %56 : i32
        for %32, %16, %0 {unroll=True} (%r.58: i32) {
          %59 = add %57, %r.58 : i32
          %60 = add %54, %59 : i32
          %61 = add %60, %a_ptrs.47 : i32
          %a = load_at %a_ptr, %61 : f16
          %62 = shr %r.58, %0 : i32
          %63 = and %r.58, %0 : i32
          fragment_set %left, %62, %63, %a
          yield
        }
        %64 = add %22, %56 : i32
        %65 = mul %64, %stride_bk : i32
        for %32, %9, %0 {unroll=True} (%r.66: i32) {
          %67 = add %15, %r.66 : i32
          %columns = add %30, %67 : i32
          %68 = add %65, %columns : i32
          %69 = add %68, %b_ptrs.48 : i32
          %b = load_at %b_ptr, %69 : f16
          %70 = shr %r.66, %0 : i32
          %71 = and %r.66, %0 : i32
          fragment_set %right, %70, %71, %b
          yield
        }
        fragment_multiply %total, %32, %left, %32, %right, %32
        fragment_multiply %total, %0, %left, %32, %right, %0
        fragment_multiply %total, %16, %left, %32, %right, %16
        fragment_multiply %total, %2, %left, %32, %right, %2
        yield
      }
      yield
    } () {
      %left.72 = fragments_new {dtype='f16', count=1} : !f16<1>
      %right.73 = fragments_new {dtype='f16', count=4} : !f16<4>
      %74 = cast %25 {dtype='i64'} : i64
      %75 = add %43, %74 : i64
      %76 = constant {value=7, dtype='i64'} : i64
      %77 = add %75, %76 : i64
      %78 = lt %77, %45 : i1
      %79 = and %78, %50 : i1
      for %32, %16, %0 {unroll=False} (%k.80: i32) {
        if %79 () {
          %81 = mul %k.80, %9 : i32
          %82 = add %19, %81 : i32
          %rows.83 = add %28, %7 : i32
          %84 = mul %rows.83, %stride_am : i32
          for %32, %16, %0 {unroll=True} (%r.85: i32) {
            %86 = add %82, %r.85 : i32
            %87 = add %84, %86 : i32
            %88 = add %87, %a_ptrs.47 : i32
            %a.89 = load_at %a_ptr, %88 : f16
            %90 = shr %r.85, %0 : i32
            %91 = and %r.85, %0 : i32
            fragment_set %left.72, %90, %91, %a.89
            yield
          }
          yield
        } () {
          %92 = mul %k.80, %9 : i32
          %93 = add %19, %92 : i32
          %rows.94 = add %28, %7 : i32
          %95 = mul %rows.94, %stride_am : i32
          %96 = lt %rows.94, %M : i1
          for %32, %16, %0 {unroll=True} (%r.97: i32) {
            %98 = add %93, %r.97 : i32
            %99 = add %95, %98 : i32
            %100 = add %99, %a_ptrs.47 : i32
            %101 = lt %98, %49 : i1
            %102 = and %96, %101 : i1
            %a.103 = load_at %a_ptr, %100, %102, %33 : f16
            %104 = shr %r.97, %0 : i32
            %105 = and %r.97, %0 : i32
            fragment_set %left.72, %104, %105, %a.103
            yield
          }
          yield
        }
        if %51 () {
          %106 = mul %k.80, %9 : i32
          %107 = add %22, %106 : i32
          %108 = mul %107, %stride_bk : i32
          for %32, %9, %0 {unroll=True} (%r.109: i32) {
            %110 = add %15, %r.109 : i32
            %columns.111 = add %30, %110 : i32
            %112 = add %108, %columns.111 : i32
            %113 = add %112, %b_ptrs.48 : i32
            %b.114 = load_at %b_ptr, %113 : f16
            %115 = shr %r.109, %0 : i32
            %116 = and %r.109, %0 : i32
            fragment_set %right.73, %115, %116, %b.114
            yield
          }
          yield
        } () {
          %117 = mul %k.80, %9 : i32
          %118 = add %22, %117 : i32
          %119 = mul %118, %stride_bk : i32
          %120 = lt %118, %49 : i1
          for %32, %9, %0 {unroll=True} (%r.121: i32) {
            %122 = add %15, %r.121 : i32
            %columns.123 = add %30, %122 : i32
            %124 = add %119, %columns.123 : i32
            %125 = add %124, %b_ptrs.48 : i32
            %126 = lt %columns.123, %N : i1
            %127 = and %120, %126 : i1
            %b.128 = load_at %b_ptr, %125, %127, %33 : f16
            %129 = shr %r.121, %0 : i32
            %130 = and %r.121, %0 : i32
            fragment_set %right.73, %129, %130, %b.128
            yield
          }
          yield
        }
        fragment_multiply %total, %32, %left.72, %32, %right.73, %32
        fragment_multiply %total, %0, %left.72, %32, %right.73, %0
        fragment_multiply %total, %16, %left.72, %32, %right.73, %16
        fragment_multiply %total, %2, %left.72, %32, %right.73, %2
        yield
      }
      yield
    }
    %131 = add %a_ptrs.47, %13 : i32
    %132 = add %b_ptrs.48, %34 : i32
    yield %131, %132
  } : i32, i32
  %133 = and %46, %42 : i1
  if %133 {interior=True} () {
    %rows.134 = add %28, %7 : i32
    %135 = mul %rows.134, %N : i32
    for %32, %9, %0 {unroll=True} (%r.136: i32) {
      %137 = add %15, %r.136 : i32
      %columns.138 = add %30, %137 : i32
      %139 = add %135, %columns.138 : i32
      %140 = shr %r.136, %0 : i32
      %141 = and %r.136, %0 : i32
      %total.142 = fragment_get %total, %140, %141 : f32
      store_at %c_ptr, %139, %total.142
      yield
    }
    yield
  } () {
    %rows.143 = add %28, %7 : i32
    %144 = mul %rows.143, %N : i32
    %145 = lt %rows.143, %M : i1
    for %32, %9, %0 {unroll=True} (%r.146: i32) {
      %147 = add %15, %r.146 : i32
      %columns.148 = add %30, %147 : i32
      %149 = add %144, %columns.148 : i32
      %150 = shr %r.146, %0 : i32
      %151 = and %r.146, %0 : i32
      %total.152 = fragment_get %total, %150, %151 : f32
      %153 = lt %columns.148, %N : i1
      %mask = and %145, %153 : i1
      store_at %c_ptr, %149, %total.152, %mask
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
  %23 = constant {value=5, dtype='i32'} : i32
  %24 = shr %thread, %23 : i32
  %25 = mul %24, %9 : i32
  %26 = program_id {axis=0} : i32
  %27 = constant {value=32, dtype='i32'} : i32
  %28 = mul %26, %27 : i32
  %29 = program_id {axis=1} : i32
  %30 = mul %29, %27 : i32
  %31 = constant {value=0.0, dtype='f32'} : f32
  %32 = constant {value=0, dtype='i32'} : i32
  %33 = constant {value=0.0, dtype='f16'} : f16
  %34 = mul %13, %stride_bk : i32
  %total = fragments_new {dtype='f32', count=4} : !f32<4>
  for %32, %9, %0 {unroll=True} (%r: i32) {
    %35 = shr %r, %0 : i32
    %36 = and %r, %0 : i32
    fragment_set %total, %35, %36, %31
    yield
  }
  %37 = constant {value=15, dtype='i32'} : i32
  %38 = cast %30 {dtype='i64'} : i64
  %39 = constant {value=31, dtype='i64'} : i64
  %40 = add %38, %39 : i64
  %41 = cast %N {dtype='i64'} : i64
  %42 = lt %40, %41 : i1
  %43 = cast %28 {dtype='i64'} : i64
  %44 = add %43, %39 : i64
  %45 = cast %M {dtype='i64'} : i64
  %46 = lt %44, %45 : i1
  %47 = constant {value=0, dtype='i64'} : i64
  %48 = cast %K {dtype='i64'} : i64
  %49 = constant {value=15, dtype='i64'} : i64
  %50 = cast %K {dtype='i64'} : i64
  %51 = cast %K {dtype='i64'} : i64
  %52 = constant {value=1, dtype='i64'} : i64
  %53 = sub %51, %52 : i64
  %54 = constant {value=-2147483648, dtype='i64'} : i64
  %55 = constant {value=2147483647, dtype='i64'} : i64
  %56 = ge %50, %54 : i1
  %57 = le %50, %55 : i1
  %58 = sub %50, %53 : i64
  %59 = ge %58, %54 : i1
  %60 = le %58, %55 : i1
  %61 = sub %50, %49 : i64
  %62 = minimum %48, %61 : i64
  %63 = and %56, %57 : i1
  %64 = and %63, %59 : i1
  %65 = and %64, %60 : i1
  %66 = and %65, %42 : i1
  %67 = and %66, %46 : i1
  %68 = where %67, %62, %47 : i64
  %69 = maximum %68, %47 : i64
  %70 = add %69, %49 : i64
  %71 = constant {value=-16, dtype='i64'} : i64
  %72 = and %70, %71 : i64
  %73 = minimum %72, %48 : i64
  %74 = cast %69 {dtype='i32'} : i32
  %75 = cast %73 {dtype='i32'} : i32
  %a_ptrs, %b_ptrs = for %32, %74, %13, %32, %32 {unroll=False} (%k: i32, %a_ptrs.76: i32, %b_ptrs.77: i32) {
    %78 = sub %K, %k : i32
    %79 = lt %37, %78 : i1
    %80 = and %79, %42 : i1
    %81 = and %46, %79 : i1
    %82 = and %80, %81 : i1
    %left = fragments_new {dtype='f16', count=1} : !f16<1>
    %right = fragments_new {dtype='f16', count=4} : !f16<4>
    %rows = add %28, %7 : i32
    %83 = mul %rows, %stride_am : i32
    for %32, %16, %0 {unroll=True} (%k.84: i32) {
      %85 = mul %k.84, %9 : i32
      %86 = add %19, %85 : i32
      for %32, %16, %0 {unroll=True} (%r.87: i32) {
        %88 = add %86, %r.87 : i32
        %89 = add %83, %88 : i32
        %90 = add %89, %a_ptrs.76 : i32
        %a = load_at %a_ptr, %90 : f16
        %91 = shr %r.87, %0 : i32
        %92 = and %r.87, %0 : i32
        fragment_set %left, %91, %92, %a
        yield
      }
      %93 = add %22, %85 : i32
      %94 = mul %93, %stride_bk : i32
      for %32, %9, %0 {unroll=True} (%r.95: i32) {
        %96 = add %15, %r.95 : i32
        %columns = add %30, %96 : i32
        %97 = add %94, %columns : i32
        %98 = add %97, %b_ptrs.77 : i32
        %b = load_at %b_ptr, %98 : f16
        %99 = shr %r.95, %0 : i32
        %100 = and %r.95, %0 : i32
        fragment_set %right, %99, %100, %b
        yield
      }
      fragment_multiply %total, %32, %left, %32, %right, %32
      fragment_multiply %total, %0, %left, %32, %right, %0
      fragment_multiply %total, %16, %left, %32, %right, %16
      fragment_multiply %total, %2, %left, %32, %right, %2
      yield
    }
    %101 = add %a_ptrs.76, %13 : i32
    %102 = add %b_ptrs.77, %34 : i32
    yield %101, %102
  } : i32, i32
  %a_ptrs.103, %b_ptrs.104 = for %75, %K, %13, %a_ptrs, %b_ptrs {unroll=False} (%k.105: i32, %a_ptrs.106: i32, %b_ptrs.107: i32) {
    %108 = sub %K, %k.105 : i32
    %109 = lt %37, %108 : i1
    %110 = and %109, %42 : i1
    %111 = and %46, %109 : i1
    %112 = and %110, %111 : i1
    %left.113 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.114 = fragments_new {dtype='f16', count=4} : !f16<4>
    %115 = cast %25 {dtype='i64'} : i64
    %116 = add %43, %115 : i64
    %117 = constant {value=7, dtype='i64'} : i64
    %118 = add %116, %117 : i64
    %119 = lt %118, %45 : i1
    %120 = and %119, %109 : i1
    for %32, %16, %0 {unroll=False} (%k.121: i32) {
      if %120 () {
        %122 = mul %k.121, %9 : i32
        %123 = add %19, %122 : i32
        %rows.124 = add %28, %7 : i32
        %125 = mul %rows.124, %stride_am : i32
        for %32, %16, %0 {unroll=True} (%r.126: i32) {
          %127 = add %123, %r.126 : i32
          %128 = add %125, %127 : i32
          %129 = add %128, %a_ptrs.106 : i32
          %a.130 = load_at %a_ptr, %129 : f16
          %131 = shr %r.126, %0 : i32
          %132 = and %r.126, %0 : i32
          fragment_set %left.113, %131, %132, %a.130
          yield
        }
        yield
      } () {
        %133 = mul %k.121, %9 : i32
        %134 = add %19, %133 : i32
        %rows.135 = add %28, %7 : i32
        %136 = mul %rows.135, %stride_am : i32
        %137 = lt %rows.135, %M : i1
        for %32, %16, %0 {unroll=True} (%r.138: i32) {
          %139 = add %134, %r.138 : i32
          %140 = add %136, %139 : i32
          %141 = add %140, %a_ptrs.106 : i32
          %142 = lt %139, %108 : i1
          %143 = and %137, %142 : i1
          %a.144 = load_at %a_ptr, %141, %143, %33 : f16
          %145 = shr %r.138, %0 : i32
          %146 = and %r.138, %0 : i32
          fragment_set %left.113, %145, %146, %a.144
          yield
        }
        yield
      }
      if %110 () {
        %147 = mul %k.121, %9 : i32
        %148 = add %22, %147 : i32
        %149 = mul %148, %stride_bk : i32
        for %32, %9, %0 {unroll=True} (%r.150: i32) {
          %151 = add %15, %r.150 : i32
          %columns.152 = add %30, %151 : i32
          %153 = add %149, %columns.152 : i32
          %154 = add %153, %b_ptrs.107 : i32
          %b.155 = load_at %b_ptr, %154 : f16
          %156 = shr %r.150, %0 : i32
          %157 = and %r.150, %0 : i32
          fragment_set %right.114, %156, %157, %b.155
          yield
        }
        yield
      } () {
        %158 = mul %k.121, %9 : i32
        %159 = add %22, %158 : i32
        %160 = mul %159, %stride_bk : i32
        %161 = lt %159, %108 : i1
        for %32, %9, %0 {unroll=True} (%r.162: i32) {
          %163 = add %15, %r.162 : i32
          %columns.164 = add %30, %163 : i32
          %165 = add %160, %columns.164 : i32
          %166 = add %165, %b_ptrs.107 : i32
          %167 = lt %columns.164, %N : i1
          %168 = and %161, %167 : i1
          %b.169 = load_at %b_ptr, %166, %168, %33 : f16
          %170 = shr %r.162, %0 : i32
          %171 = and %r.162, %0 : i32
          fragment_set %right.114, %170, %171, %b.169
          yield
        }
        yield
      }
      fragment_multiply %total, %32, %left.113, %32, %right.114, %32
      fragment_multiply %total, %0, %left.113, %32, %right.114, %0
      fragment_multiply %total, %16, %left.113, %32, %right.114, %16
      fragment_multiply %total, %2, %left.113, %32, %right.114, %2
      yield
    }
    %172 = add %a_ptrs.106, %13 : i32
    %173 = add %b_ptrs.107, %34 : i32
    yield %172, %173
  } : i32, i32
  %174 = and %46, %42 : i1
  if %174 {interior=True} () {
    %rows.175 = add %28, %7 : i32
    %176 = mul %rows.175, %N : i32
    for %32, %9, %0 {unroll=True} (%r.177: i32) {
      %178 = add %15, %r.177 : i32
      %columns.179 = add %30, %178 : i32
      %180 = add %176, %columns.179 : i32
      %181 = shr %r.177, %0 : i32
      %182 = and %r.177, %0 : i32
      %total.183 = fragment_get %total, %181, %182 : f32
      store_at %c_ptr, %180, %total.183
      yield
    }
    yield
  } () {
    %rows.184 = add %28, %7 : i32
    %185 = mul %rows.184, %N : i32
    %186 = lt %rows.184, %M : i1
    for %32, %9, %0 {unroll=True} (%r.187: i32) {
      %188 = add %15, %r.187 : i32
      %columns.189 = add %30, %188 : i32
      %190 = add %185, %columns.189 : i32
      %191 = shr %r.187, %0 : i32
      %192 = and %r.187, %0 : i32
      %total.193 = fragment_get %total, %191, %192 : f32
      %194 = lt %columns.189, %N : i1
      %mask = and %186, %194 : i1
      store_at %c_ptr, %190, %total.193, %mask
      yield
    }
    yield
  }
  return
}
