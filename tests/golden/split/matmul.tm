# split: matmul
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='thread', programs=1048576, numbers=1073741824, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}, threads=128} {
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
  %38 = constant {value=31, dtype='i32'} : i32
  %39 = index_add %30, %38 : i32
  %40 = lt %39, %N : i1
  %41 = index_add %28, %38 : i32
  %42 = lt %41, %M : i1
  %b_ptrs = for %32, %K, %13, %32 {unroll=False} (%k: i32, %b_ptrs.43: i32) {
    %44 = sub %K, %k : i32
    %45 = lt %37, %44 : i1
    %46 = and %45, %40 : i1
    %47 = and %46, %42 : i1
    %48 = and %47, %45 : i1
    if %48 {interior='program'} () {
      %left = fragments_new {dtype='f16', count=1} : !f16<1>
      %right = fragments_new {dtype='f16', count=4} : !f16<4>
      %rows = add %28, %7 : i32
      %49 = mul %rows, %stride_am : i32
      for %32, %16, %0 {unroll=True} (%k.50: i32) {
        %51 = mul %k.50, %9 : i32
        %52 = add %19, %51 : i32
        for %32, %16, %0 {unroll=True} (%r.53: i32) {
          %54 = add %52, %r.53 : i32
          %55 = add %49, %54 : i32
          %56 = add %55, %k : i32
          %a = load_at %a_ptr, %56 : f16
          %57 = shr %r.53, %0 : i32
          %58 = and %r.53, %0 : i32
          fragment_set %left, %57, %58, %a
          yield
        }
        %59 = add %22, %51 : i32
        %60 = mul %59, %stride_bk : i32
        for %32, %9, %0 {unroll=True} (%r.61: i32) {
          %62 = add %15, %r.61 : i32
          %columns = add %30, %62 : i32
          %63 = add %60, %columns : i32
          %64 = add %63, %b_ptrs.43 : i32
          %b = load_at %b_ptr, %64 : f16
          %65 = shr %r.61, %0 : i32
          %66 = and %r.61, %0 : i32
          fragment_set %right, %65, %66, %b
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
      %67 = and %45, %45 : i1
      if %67 {interior='program'} () {
        %left.68 = fragments_new {dtype='f16', count=1} : !f16<1>
        %right.69 = fragments_new {dtype='f16', count=4} : !f16<4>
        %70 = constant {value=7, dtype='i32'} : i32
        %71 = index_add %28, %25 : i32
        %72 = index_add %71, %70 : i32
        %73 = lt %72, %M : i1
        for %32, %16, %0 {unroll=False} (%k.74: i32) {
          if %73 {interior='simdgroup'} () {
            %75 = mul %k.74, %9 : i32
            %76 = add %19, %75 : i32
            %rows.77 = add %28, %7 : i32
            %78 = mul %rows.77, %stride_am : i32
            for %32, %16, %0 {unroll=True} (%r.79: i32) {
              %80 = add %76, %r.79 : i32
              %81 = add %78, %80 : i32
              %82 = add %81, %k : i32
              %a.83 = load_at %a_ptr, %82 : f16
              %84 = shr %r.79, %0 : i32
              %85 = and %r.79, %0 : i32
              fragment_set %left.68, %84, %85, %a.83
              yield
            }
            yield
          } () {
            %86 = mul %k.74, %9 : i32
            %87 = add %19, %86 : i32
            %rows.88 = add %28, %7 : i32
            %89 = mul %rows.88, %stride_am : i32
            %90 = lt %rows.88, %M : i1
            for %32, %16, %0 {unroll=True} (%r.91: i32) {
              %92 = add %87, %r.91 : i32
              %93 = add %89, %92 : i32
              %94 = add %93, %k : i32
              %a.95 = load_at %a_ptr, %94, %90, %33 : f16
              %96 = shr %r.91, %0 : i32
              %97 = and %r.91, %0 : i32
              fragment_set %left.68, %96, %97, %a.95
              yield
            }
            yield
          }
          if %40 {interior='simdgroup'} () {
            %98 = mul %k.74, %9 : i32
            %99 = add %22, %98 : i32
            %100 = mul %99, %stride_bk : i32
            for %32, %9, %0 {unroll=True} (%r.101: i32) {
              %102 = add %15, %r.101 : i32
              %columns.103 = add %30, %102 : i32
              %104 = add %100, %columns.103 : i32
              %105 = add %104, %b_ptrs.43 : i32
              %b.106 = load_at %b_ptr, %105 : f16
              %107 = shr %r.101, %0 : i32
              %108 = and %r.101, %0 : i32
              fragment_set %right.69, %107, %108, %b.106
              yield
            }
            yield
          } () {
            %109 = mul %k.74, %9 : i32
            %110 = add %22, %109 : i32
            %111 = mul %110, %stride_bk : i32
            for %32, %9, %0 {unroll=True} (%r.112: i32) {
              %113 = add %15, %r.112 : i32
              %columns.114 = add %30, %113 : i32
              %115 = add %111, %columns.114 : i32
              %116 = add %115, %b_ptrs.43 : i32
              %117 = lt %columns.114, %N : i1
              %b.118 = load_at %b_ptr, %116, %117, %33 : f16
              %119 = shr %r.112, %0 : i32
              %120 = and %r.112, %0 : i32
              fragment_set %right.69, %119, %120, %b.118
              yield
            }
            yield
          }
          fragment_multiply %total, %32, %left.68, %32, %right.69, %32
          fragment_multiply %total, %0, %left.68, %32, %right.69, %0
          fragment_multiply %total, %16, %left.68, %32, %right.69, %16
          fragment_multiply %total, %2, %left.68, %32, %right.69, %2
          yield
        }
        yield
      } () {
        %left.121 = fragments_new {dtype='f16', count=1} : !f16<1>
        %right.122 = fragments_new {dtype='f16', count=4} : !f16<4>
        for %32, %16, %0 {unroll=False} (%k.123: i32) {
          %124 = index_mul %k.123, %9 : i32
          %125 = ge %124, %44 : i1
          %126 = and %125, %125 : i1
          if %126 () {
            yield
          } () {
            %127 = constant {value=7, dtype='i32'} : i32
            %128 = index_add %28, %25 : i32
            %129 = index_add %128, %127 : i32
            %130 = lt %129, %M : i1
            %131 = index_add %124, %127 : i32
            %132 = lt %131, %44 : i1
            %133 = and %130, %132 : i1
            if %133 {interior='simdgroup'} () {
              %134 = mul %k.123, %9 : i32
              %135 = add %19, %134 : i32
              %rows.136 = add %28, %7 : i32
              %137 = mul %rows.136, %stride_am : i32
              for %32, %16, %0 {unroll=True} (%r.138: i32) {
                %139 = add %135, %r.138 : i32
                %140 = add %137, %139 : i32
                %141 = add %140, %k : i32
                %a.142 = load_at %a_ptr, %141 : f16
                %143 = shr %r.138, %0 : i32
                %144 = and %r.138, %0 : i32
                fragment_set %left.121, %143, %144, %a.142
                yield
              }
              yield
            } () {
              %145 = mul %k.123, %9 : i32
              %146 = add %19, %145 : i32
              %rows.147 = add %28, %7 : i32
              %148 = mul %rows.147, %stride_am : i32
              %149 = lt %rows.147, %M : i1
              for %32, %16, %0 {unroll=True} (%r.150: i32) {
                %151 = add %146, %r.150 : i32
                %152 = add %148, %151 : i32
                %153 = add %152, %k : i32
                %154 = lt %151, %44 : i1
                %155 = and %149, %154 : i1
                %a.156 = load_at %a_ptr, %153, %155, %33 : f16
                %157 = shr %r.150, %0 : i32
                %158 = and %r.150, %0 : i32
                fragment_set %left.121, %157, %158, %a.156
                yield
              }
              yield
            }
            %159 = and %132, %40 : i1
            if %159 {interior='simdgroup'} () {
              %160 = mul %k.123, %9 : i32
              %161 = add %22, %160 : i32
              %162 = mul %161, %stride_bk : i32
              for %32, %9, %0 {unroll=True} (%r.163: i32) {
                %164 = add %15, %r.163 : i32
                %columns.165 = add %30, %164 : i32
                %166 = add %162, %columns.165 : i32
                %167 = add %166, %b_ptrs.43 : i32
                %b.168 = load_at %b_ptr, %167 : f16
                %169 = shr %r.163, %0 : i32
                %170 = and %r.163, %0 : i32
                fragment_set %right.122, %169, %170, %b.168
                yield
              }
              yield
            } () {
              %171 = mul %k.123, %9 : i32
              %172 = add %22, %171 : i32
              %173 = mul %172, %stride_bk : i32
              %174 = lt %172, %44 : i1
              for %32, %9, %0 {unroll=True} (%r.175: i32) {
                %176 = add %15, %r.175 : i32
                %columns.177 = add %30, %176 : i32
                %178 = add %173, %columns.177 : i32
                %179 = add %178, %b_ptrs.43 : i32
                %180 = lt %columns.177, %N : i1
                %181 = and %174, %180 : i1
                %b.182 = load_at %b_ptr, %179, %181, %33 : f16
                %183 = shr %r.175, %0 : i32
                %184 = and %r.175, %0 : i32
                fragment_set %right.122, %183, %184, %b.182
                yield
              }
              yield
            }
            fragment_multiply %total, %32, %left.121, %32, %right.122, %32
            fragment_multiply %total, %0, %left.121, %32, %right.122, %0
            fragment_multiply %total, %16, %left.121, %32, %right.122, %16
            fragment_multiply %total, %2, %left.121, %32, %right.122, %2
            yield
          }
          yield
        }
        yield
      }
      yield
    }
    %185 = add %b_ptrs.43, %34 : i32
    yield %185
  } : i32
  %186 = and %42, %40 : i1
  if %186 {interior='program'} () {
    %rows.187 = add %28, %7 : i32
    %188 = mul %rows.187, %N : i32
    for %32, %9, %0 {unroll=True} (%r.189: i32) {
      %190 = add %15, %r.189 : i32
      %columns.191 = add %30, %190 : i32
      %192 = add %188, %columns.191 : i32
      %193 = shr %r.189, %0 : i32
      %194 = and %r.189, %0 : i32
      %total.195 = fragment_get %total, %193, %194 : f32
      store_at %c_ptr, %192, %total.195
      yield
    }
    yield
  } () {
    %rows.196 = add %28, %7 : i32
    %197 = mul %rows.196, %N : i32
    %198 = lt %rows.196, %M : i1
    for %32, %9, %0 {unroll=True} (%r.199: i32) {
      %200 = add %15, %r.199 : i32
      %columns.201 = add %30, %200 : i32
      %202 = add %197, %columns.201 : i32
      %203 = shr %r.199, %0 : i32
      %204 = and %r.199, %0 : i32
      %total.205 = fragment_get %total, %203, %204 : f32
      %206 = lt %columns.201, %N : i1
      %mask = and %198, %206 : i1
      store_at %c_ptr, %202, %total.205, %mask
      yield
    }
    yield
  }
  return
}
# ---
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='thread', programs=1048576, numbers=1073741824, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}, threads=128} {
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
  %38 = constant {value=31, dtype='i32'} : i32
  %39 = index_add %30, %38 : i32
  %40 = lt %39, %N : i1
  %41 = index_add %28, %38 : i32
  %42 = lt %41, %M : i1
  %43 = constant {value=0, dtype='i32'} : i32
  %44 = constant {value=15, dtype='i32'} : i32
  %45 = constant {value=1, dtype='i32'} : i32
  %46 = constant {value=-15, dtype='i32'} : i32
  %47 = add %K, %46 : i32
  %48 = constant {value=False, dtype='i32'} : i32
  %49 = add %K, %46 : i32
  %50 = and %40, %42 : i1
  %51 = where %50, %49, %43 : i32
  %52 = maximum %51, %43 : i32
  %53 = add %52, %44 : i32
  %54 = constant {value=-16, dtype='i32'} : i32
  %55 = and %53, %54 : i32
  %b_ptrs = for %32, %52, %13, %32 {unroll=False} (%k: i32, %b_ptrs.56: i32) {
    %57 = sub %K, %k : i32
    %58 = lt %37, %57 : i1
    %59 = and %58, %40 : i1
    %60 = and %59, %42 : i1
    %61 = and %60, %58 : i1
    %left = fragments_new {dtype='f16', count=1} : !f16<1>
    %right = fragments_new {dtype='f16', count=4} : !f16<4>
    %rows = add %28, %7 : i32
    %62 = mul %rows, %stride_am : i32
    for %32, %16, %0 {unroll=True} (%k.63: i32) {
      %64 = mul %k.63, %9 : i32
      %65 = add %19, %64 : i32
      for %32, %16, %0 {unroll=True} (%r.66: i32) {
        %67 = add %65, %r.66 : i32
        %68 = add %62, %67 : i32
        %69 = add %68, %k : i32
        %a = load_at %a_ptr, %69 : f16
        %70 = shr %r.66, %0 : i32
        %71 = and %r.66, %0 : i32
        fragment_set %left, %70, %71, %a
        yield
      }
      %72 = add %22, %64 : i32
      %73 = mul %72, %stride_bk : i32
      for %32, %9, %0 {unroll=True} (%r.74: i32) {
        %75 = add %15, %r.74 : i32
        %columns = add %30, %75 : i32
        %76 = add %73, %columns : i32
        %77 = add %76, %b_ptrs.56 : i32
        %b = load_at %b_ptr, %77 : f16
        %78 = shr %r.74, %0 : i32
        %79 = and %r.74, %0 : i32
        fragment_set %right, %78, %79, %b
        yield
      }
      fragment_multiply %total, %32, %left, %32, %right, %32
      fragment_multiply %total, %0, %left, %32, %right, %0
      fragment_multiply %total, %16, %left, %32, %right, %16
      fragment_multiply %total, %2, %left, %32, %right, %2
      yield
    }
    %80 = add %b_ptrs.56, %34 : i32
    yield %80
  } : i32
  %81 = sub %K, %55 : i32
  %82 = add %K, %46 : i32
  %83 = add %K, %46 : i32
  %84 = sub %K, %55 : i32
  %85 = maximum %83, %55 : i32
  %86 = sub %85, %55 : i32
  %87 = add %86, %44 : i32
  %88 = and %87, %54 : i32
  %89 = cast %55 {dtype='i64'} : i64
  %90 = cast %88 {dtype='i64'} : i64
  %91 = add %89, %90 : i64
  %92 = cast %K {dtype='i64'} : i64
  %93 = minimum %91, %92 : i64
  %94 = cast %93 {dtype='i32'} : i32
  %b_ptrs.95 = for %55, %85, %13, %b_ptrs {unroll=False} (%k.96: i32, %b_ptrs.97: i32) {
    %98 = sub %K, %k.96 : i32
    %99 = lt %37, %98 : i1
    %100 = and %99, %40 : i1
    %101 = and %100, %42 : i1
    %102 = and %101, %99 : i1
    %left.103 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.104 = fragments_new {dtype='f16', count=4} : !f16<4>
    %105 = constant {value=7, dtype='i32'} : i32
    %106 = index_add %28, %25 : i32
    %107 = index_add %106, %105 : i32
    %108 = lt %107, %M : i1
    %109 = constant {value=0, dtype='i32'} : i32
    %110 = constant {value=2, dtype='i32'} : i32
    %111 = and %108, %40 : i1
    %112 = where %111, %110, %109 : i32
    for %32, %112, %0 {unroll=False} (%k.113: i32) {
      %114 = mul %k.113, %9 : i32
      %115 = add %19, %114 : i32
      %rows.116 = add %28, %7 : i32
      %117 = mul %rows.116, %stride_am : i32
      for %32, %16, %0 {unroll=True} (%r.118: i32) {
        %119 = add %115, %r.118 : i32
        %120 = add %117, %119 : i32
        %121 = add %120, %k.96 : i32
        %a.122 = load_at %a_ptr, %121 : f16
        %123 = shr %r.118, %0 : i32
        %124 = and %r.118, %0 : i32
        fragment_set %left.103, %123, %124, %a.122
        yield
      }
      %125 = mul %k.113, %9 : i32
      %126 = add %22, %125 : i32
      %127 = mul %126, %stride_bk : i32
      for %32, %9, %0 {unroll=True} (%r.128: i32) {
        %129 = add %15, %r.128 : i32
        %columns.130 = add %30, %129 : i32
        %131 = add %127, %columns.130 : i32
        %132 = add %131, %b_ptrs.97 : i32
        %b.133 = load_at %b_ptr, %132 : f16
        %134 = shr %r.128, %0 : i32
        %135 = and %r.128, %0 : i32
        fragment_set %right.104, %134, %135, %b.133
        yield
      }
      fragment_multiply %total, %32, %left.103, %32, %right.104, %32
      fragment_multiply %total, %0, %left.103, %32, %right.104, %0
      fragment_multiply %total, %16, %left.103, %32, %right.104, %16
      fragment_multiply %total, %2, %left.103, %32, %right.104, %2
      yield
    }
    for %112, %16, %0 {unroll=False} (%k.136: i32) {
      %137 = mul %k.136, %9 : i32
      %138 = add %19, %137 : i32
      %rows.139 = add %28, %7 : i32
      %140 = mul %rows.139, %stride_am : i32
      %141 = lt %rows.139, %M : i1
      for %32, %16, %0 {unroll=True} (%r.142: i32) {
        %143 = add %138, %r.142 : i32
        %144 = add %140, %143 : i32
        %145 = add %144, %k.96 : i32
        %a.146 = load_at %a_ptr, %145, %141, %33 : f16
        %147 = shr %r.142, %0 : i32
        %148 = and %r.142, %0 : i32
        fragment_set %left.103, %147, %148, %a.146
        yield
      }
      %149 = mul %k.136, %9 : i32
      %150 = add %22, %149 : i32
      %151 = mul %150, %stride_bk : i32
      for %32, %9, %0 {unroll=True} (%r.152: i32) {
        %153 = add %15, %r.152 : i32
        %columns.154 = add %30, %153 : i32
        %155 = add %151, %columns.154 : i32
        %156 = add %155, %b_ptrs.97 : i32
        %157 = lt %columns.154, %N : i1
        %b.158 = load_at %b_ptr, %156, %157, %33 : f16
        %159 = shr %r.152, %0 : i32
        %160 = and %r.152, %0 : i32
        fragment_set %right.104, %159, %160, %b.158
        yield
      }
      fragment_multiply %total, %32, %left.103, %32, %right.104, %32
      fragment_multiply %total, %0, %left.103, %32, %right.104, %0
      fragment_multiply %total, %16, %left.103, %32, %right.104, %16
      fragment_multiply %total, %2, %left.103, %32, %right.104, %2
      yield
    }
    %161 = add %b_ptrs.97, %34 : i32
    yield %161
  } : i32
  %162 = sub %K, %55 : i32
  %163 = lt %94, %K : i1
  %b_ptrs.164 = if %163 () {
    %165 = sub %K, %94 : i32
    %166 = lt %37, %165 : i1
    %167 = and %166, %40 : i1
    %168 = and %167, %42 : i1
    %169 = and %168, %166 : i1
    %left.170 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.171 = fragments_new {dtype='f16', count=4} : !f16<4>
    %172 = constant {value=0, dtype='i32'} : i32
    %173 = constant {value=2, dtype='i32'} : i32
    %174 = constant {value=False, dtype='i32'} : i32
    %175 = constant {value=7, dtype='i32'} : i32
    %176 = add %165, %175 : i32
    %177 = maximum %176, %172 : i32
    %178 = constant {value=3, dtype='i32'} : i32
    %179 = shr %177, %178 : i32
    %180 = minimum %179, %173 : i32
    %181 = constant {value=-7, dtype='i32'} : i32
    %182 = add %165, %181 : i32
    %183 = add %165, %181 : i32
    %184 = maximum %165, %172 : i32
    %185 = shr %184, %178 : i32
    %186 = minimum %180, %185 : i32
    %187 = where %40, %186, %172 : i32
    for %32, %187, %0 {unroll=False} (%k.188: i32) {
      %189 = index_mul %k.188, %9 : i32
      %190 = ge %189, %165 : i1
      %191 = constant {value=7, dtype='i32'} : i32
      %192 = index_add %28, %25 : i32
      %193 = index_add %192, %191 : i32
      %194 = lt %193, %M : i1
      %195 = index_add %189, %191 : i32
      %196 = lt %195, %165 : i1
      %197 = and %194, %196 : i1
      if %197 {interior='simdgroup'} () {
        %198 = mul %k.188, %9 : i32
        %199 = add %19, %198 : i32
        %rows.200 = add %28, %7 : i32
        %201 = mul %rows.200, %stride_am : i32
        for %32, %16, %0 {unroll=True} (%r.202: i32) {
          %203 = add %199, %r.202 : i32
          %204 = add %201, %203 : i32
          %205 = add %204, %94 : i32
          %a.206 = load_at %a_ptr, %205 : f16
          %207 = shr %r.202, %0 : i32
          %208 = and %r.202, %0 : i32
          fragment_set %left.170, %207, %208, %a.206
          yield
        }
        yield
      } () {
        %209 = mul %k.188, %9 : i32
        %210 = add %19, %209 : i32
        %rows.211 = add %28, %7 : i32
        %212 = mul %rows.211, %stride_am : i32
        %213 = lt %rows.211, %M : i1
        for %32, %16, %0 {unroll=True} (%r.214: i32) {
          %215 = add %210, %r.214 : i32
          %216 = add %212, %215 : i32
          %217 = add %216, %94 : i32
          %218 = lt %215, %165 : i1
          %219 = and %213, %218 : i1
          %a.220 = load_at %a_ptr, %217, %219, %33 : f16
          %221 = shr %r.214, %0 : i32
          %222 = and %r.214, %0 : i32
          fragment_set %left.170, %221, %222, %a.220
          yield
        }
        yield
      }
      %223 = and %196, %40 : i1
      %224 = mul %k.188, %9 : i32
      %225 = add %22, %224 : i32
      %226 = mul %225, %stride_bk : i32
      for %32, %9, %0 {unroll=True} (%r.227: i32) {
        %228 = add %15, %r.227 : i32
        %columns.229 = add %30, %228 : i32
        %230 = add %226, %columns.229 : i32
        %231 = add %230, %b_ptrs.95 : i32
        %b.232 = load_at %b_ptr, %231 : f16
        %233 = shr %r.227, %0 : i32
        %234 = and %r.227, %0 : i32
        fragment_set %right.171, %233, %234, %b.232
        yield
      }
      fragment_multiply %total, %32, %left.170, %32, %right.171, %32
      fragment_multiply %total, %0, %left.170, %32, %right.171, %0
      fragment_multiply %total, %16, %left.170, %32, %right.171, %16
      fragment_multiply %total, %2, %left.170, %32, %right.171, %2
      yield
    }
    for %187, %180, %0 {unroll=False} (%k.235: i32) {
      %236 = index_mul %k.235, %9 : i32
      %237 = ge %236, %165 : i1
      %238 = constant {value=7, dtype='i32'} : i32
      %239 = index_add %28, %25 : i32
      %240 = index_add %239, %238 : i32
      %241 = lt %240, %M : i1
      %242 = index_add %236, %238 : i32
      %243 = lt %242, %165 : i1
      %244 = and %241, %243 : i1
      if %244 {interior='simdgroup'} () {
        %245 = mul %k.235, %9 : i32
        %246 = add %19, %245 : i32
        %rows.247 = add %28, %7 : i32
        %248 = mul %rows.247, %stride_am : i32
        for %32, %16, %0 {unroll=True} (%r.249: i32) {
          %250 = add %246, %r.249 : i32
          %251 = add %248, %250 : i32
          %252 = add %251, %94 : i32
          %a.253 = load_at %a_ptr, %252 : f16
          %254 = shr %r.249, %0 : i32
          %255 = and %r.249, %0 : i32
          fragment_set %left.170, %254, %255, %a.253
          yield
        }
        yield
      } () {
        %256 = mul %k.235, %9 : i32
        %257 = add %19, %256 : i32
        %rows.258 = add %28, %7 : i32
        %259 = mul %rows.258, %stride_am : i32
        %260 = lt %rows.258, %M : i1
        for %32, %16, %0 {unroll=True} (%r.261: i32) {
          %262 = add %257, %r.261 : i32
          %263 = add %259, %262 : i32
          %264 = add %263, %94 : i32
          %265 = lt %262, %165 : i1
          %266 = and %260, %265 : i1
          %a.267 = load_at %a_ptr, %264, %266, %33 : f16
          %268 = shr %r.261, %0 : i32
          %269 = and %r.261, %0 : i32
          fragment_set %left.170, %268, %269, %a.267
          yield
        }
        yield
      }
      %270 = and %243, %40 : i1
      %271 = mul %k.235, %9 : i32
      %272 = add %22, %271 : i32
      %273 = mul %272, %stride_bk : i32
      %274 = lt %272, %165 : i1
      for %32, %9, %0 {unroll=True} (%r.275: i32) {
        %276 = add %15, %r.275 : i32
        %columns.277 = add %30, %276 : i32
        %278 = add %273, %columns.277 : i32
        %279 = add %278, %b_ptrs.95 : i32
        %280 = lt %columns.277, %N : i1
        %281 = and %274, %280 : i1
        %b.282 = load_at %b_ptr, %279, %281, %33 : f16
        %283 = shr %r.275, %0 : i32
        %284 = and %r.275, %0 : i32
        fragment_set %right.171, %283, %284, %b.282
        yield
      }
      fragment_multiply %total, %32, %left.170, %32, %right.171, %32
      fragment_multiply %total, %0, %left.170, %32, %right.171, %0
      fragment_multiply %total, %16, %left.170, %32, %right.171, %16
      fragment_multiply %total, %2, %left.170, %32, %right.171, %2
      yield
    }
    %285 = add %b_ptrs.95, %34 : i32
    yield %285
  } () {
    yield %b_ptrs.95
  } : i32
  %286 = and %42, %40 : i1
  if %286 {interior='program'} () {
    %rows.287 = add %28, %7 : i32
    %288 = mul %rows.287, %N : i32
    for %32, %9, %0 {unroll=True} (%r.289: i32) {
      %290 = add %15, %r.289 : i32
      %columns.291 = add %30, %290 : i32
      %292 = add %288, %columns.291 : i32
      %293 = shr %r.289, %0 : i32
      %294 = and %r.289, %0 : i32
      %total.295 = fragment_get %total, %293, %294 : f32
      store_at %c_ptr, %292, %total.295
      yield
    }
    yield
  } () {
    %rows.296 = add %28, %7 : i32
    %297 = mul %rows.296, %N : i32
    %298 = lt %rows.296, %M : i1
    for %32, %9, %0 {unroll=True} (%r.299: i32) {
      %300 = add %15, %r.299 : i32
      %columns.301 = add %30, %300 : i32
      %302 = add %297, %columns.301 : i32
      %303 = shr %r.299, %0 : i32
      %304 = and %r.299, %0 : i32
      %total.305 = fragment_get %total, %303, %304 : f32
      %306 = lt %columns.301, %N : i1
      %mask = and %298, %306 : i1
      store_at %c_ptr, %302, %total.305, %mask
      yield
    }
    yield
  }
  return
}
