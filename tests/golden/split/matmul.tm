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
  %48 = add %K, %46 : i32
  %49 = and %40, %42 : i1
  %50 = where %49, %48, %43 : i32
  %51 = maximum %50, %43 : i32
  %52 = add %51, %44 : i32
  %53 = constant {value=-16, dtype='i32'} : i32
  %54 = and %52, %53 : i32
  %b_ptrs = for %32, %51, %13, %32 {unroll=False} (%k: i32, %b_ptrs.55: i32) {
    %56 = sub %K, %k : i32
    %57 = lt %37, %56 : i1
    %58 = and %57, %40 : i1
    %59 = and %58, %42 : i1
    %60 = and %59, %57 : i1
    %left = fragments_new {dtype='f16', count=1} : !f16<1>
    %right = fragments_new {dtype='f16', count=4} : !f16<4>
    %rows = add %28, %7 : i32
    %61 = mul %rows, %stride_am : i32
    for %32, %16, %0 {unroll=True} (%k.62: i32) {
      %63 = mul %k.62, %9 : i32
      %64 = add %19, %63 : i32
      for %32, %16, %0 {unroll=True} (%r.65: i32) {
        %66 = add %64, %r.65 : i32
        %67 = add %61, %66 : i32
        %68 = add %67, %k : i32
        %a = load_at %a_ptr, %68 : f16
        %69 = shr %r.65, %0 : i32
        %70 = and %r.65, %0 : i32
        fragment_set %left, %69, %70, %a
        yield
      }
      %71 = add %22, %63 : i32
      %72 = mul %71, %stride_bk : i32
      for %32, %9, %0 {unroll=True} (%r.73: i32) {
        %74 = add %15, %r.73 : i32
        %columns = add %30, %74 : i32
        %75 = add %72, %columns : i32
        %76 = add %75, %b_ptrs.55 : i32
        %b = load_at %b_ptr, %76 : f16
        %77 = shr %r.73, %0 : i32
        %78 = and %r.73, %0 : i32
        fragment_set %right, %77, %78, %b
        yield
      }
      fragment_multiply %total, %32, %left, %32, %right, %32
      fragment_multiply %total, %0, %left, %32, %right, %0
      fragment_multiply %total, %16, %left, %32, %right, %16
      fragment_multiply %total, %2, %left, %32, %right, %2
      yield
    }
    %79 = add %b_ptrs.55, %34 : i32
    yield %79
  } : i32
  %80 = sub %K, %54 : i32
  %81 = add %K, %46 : i32
  %82 = add %K, %46 : i32
  %83 = sub %K, %54 : i32
  %84 = maximum %82, %54 : i32
  %85 = sub %84, %54 : i32
  %86 = add %85, %44 : i32
  %87 = and %86, %53 : i32
  %88 = cast %54 {dtype='i64'} : i64
  %89 = cast %87 {dtype='i64'} : i64
  %90 = add %88, %89 : i64
  %91 = cast %K {dtype='i64'} : i64
  %92 = minimum %90, %91 : i64
  %93 = cast %92 {dtype='i32'} : i32
  %b_ptrs.94 = for %54, %84, %13, %b_ptrs {unroll=False} (%k.95: i32, %b_ptrs.96: i32) {
    %97 = sub %K, %k.95 : i32
    %98 = lt %37, %97 : i1
    %99 = and %98, %40 : i1
    %100 = and %99, %42 : i1
    %101 = and %100, %98 : i1
    %left.102 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.103 = fragments_new {dtype='f16', count=4} : !f16<4>
    %104 = constant {value=7, dtype='i32'} : i32
    %105 = index_add %28, %25 : i32
    %106 = index_add %105, %104 : i32
    %107 = lt %106, %M : i1
    %108 = constant {value=0, dtype='i32'} : i32
    %109 = constant {value=2, dtype='i32'} : i32
    %110 = and %107, %40 : i1
    %111 = where %110, %109, %108 : i32
    for %32, %111, %0 {unroll=False} (%k.112: i32) {
      %113 = mul %k.112, %9 : i32
      %114 = add %19, %113 : i32
      %rows.115 = add %28, %7 : i32
      %116 = mul %rows.115, %stride_am : i32
      for %32, %16, %0 {unroll=True} (%r.117: i32) {
        %118 = add %114, %r.117 : i32
        %119 = add %116, %118 : i32
        %120 = add %119, %k.95 : i32
        %a.121 = load_at %a_ptr, %120 : f16
        %122 = shr %r.117, %0 : i32
        %123 = and %r.117, %0 : i32
        fragment_set %left.102, %122, %123, %a.121
        yield
      }
      %124 = mul %k.112, %9 : i32
      %125 = add %22, %124 : i32
      %126 = mul %125, %stride_bk : i32
      for %32, %9, %0 {unroll=True} (%r.127: i32) {
        %128 = add %15, %r.127 : i32
        %columns.129 = add %30, %128 : i32
        %130 = add %126, %columns.129 : i32
        %131 = add %130, %b_ptrs.96 : i32
        %b.132 = load_at %b_ptr, %131 : f16
        %133 = shr %r.127, %0 : i32
        %134 = and %r.127, %0 : i32
        fragment_set %right.103, %133, %134, %b.132
        yield
      }
      fragment_multiply %total, %32, %left.102, %32, %right.103, %32
      fragment_multiply %total, %0, %left.102, %32, %right.103, %0
      fragment_multiply %total, %16, %left.102, %32, %right.103, %16
      fragment_multiply %total, %2, %left.102, %32, %right.103, %2
      yield
    }
    for %111, %16, %0 {unroll=False} (%k.135: i32) {
      %136 = mul %k.135, %9 : i32
      %137 = add %19, %136 : i32
      %rows.138 = add %28, %7 : i32
      %139 = mul %rows.138, %stride_am : i32
      %140 = lt %rows.138, %M : i1
      for %32, %16, %0 {unroll=True} (%r.141: i32) {
        %142 = add %137, %r.141 : i32
        %143 = add %139, %142 : i32
        %144 = add %143, %k.95 : i32
        %a.145 = load_at %a_ptr, %144, %140, %33 : f16
        %146 = shr %r.141, %0 : i32
        %147 = and %r.141, %0 : i32
        fragment_set %left.102, %146, %147, %a.145
        yield
      }
      %148 = mul %k.135, %9 : i32
      %149 = add %22, %148 : i32
      %150 = mul %149, %stride_bk : i32
      for %32, %9, %0 {unroll=True} (%r.151: i32) {
        %152 = add %15, %r.151 : i32
        %columns.153 = add %30, %152 : i32
        %154 = add %150, %columns.153 : i32
        %155 = add %154, %b_ptrs.96 : i32
        %156 = lt %columns.153, %N : i1
        %b.157 = load_at %b_ptr, %155, %156, %33 : f16
        %158 = shr %r.151, %0 : i32
        %159 = and %r.151, %0 : i32
        fragment_set %right.103, %158, %159, %b.157
        yield
      }
      fragment_multiply %total, %32, %left.102, %32, %right.103, %32
      fragment_multiply %total, %0, %left.102, %32, %right.103, %0
      fragment_multiply %total, %16, %left.102, %32, %right.103, %16
      fragment_multiply %total, %2, %left.102, %32, %right.103, %2
      yield
    }
    %160 = add %b_ptrs.96, %34 : i32
    yield %160
  } : i32
  %161 = sub %K, %54 : i32
  %162 = lt %93, %K : i1
  %b_ptrs.163 = if %162 () {
    %164 = sub %K, %93 : i32
    %165 = lt %37, %164 : i1
    %166 = and %165, %40 : i1
    %167 = and %166, %42 : i1
    %168 = and %167, %165 : i1
    %left.169 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.170 = fragments_new {dtype='f16', count=4} : !f16<4>
    %171 = constant {value=0, dtype='i32'} : i32
    %172 = constant {value=2, dtype='i32'} : i32
    %173 = constant {value=7, dtype='i32'} : i32
    %174 = add %164, %173 : i32
    %175 = maximum %174, %171 : i32
    %176 = constant {value=3, dtype='i32'} : i32
    %177 = shr %175, %176 : i32
    %178 = minimum %177, %172 : i32
    %179 = constant {value=-7, dtype='i32'} : i32
    %180 = add %164, %179 : i32
    %181 = add %164, %179 : i32
    %182 = maximum %164, %171 : i32
    %183 = shr %182, %176 : i32
    %184 = minimum %178, %183 : i32
    %185 = where %40, %184, %171 : i32
    for %32, %185, %0 {unroll=False} (%k.186: i32) {
      %187 = index_mul %k.186, %9 : i32
      %188 = ge %187, %164 : i1
      %189 = constant {value=7, dtype='i32'} : i32
      %190 = index_add %28, %25 : i32
      %191 = index_add %190, %189 : i32
      %192 = lt %191, %M : i1
      %193 = index_add %187, %189 : i32
      %194 = lt %193, %164 : i1
      %195 = and %192, %194 : i1
      if %195 {interior='simdgroup'} () {
        %196 = mul %k.186, %9 : i32
        %197 = add %19, %196 : i32
        %rows.198 = add %28, %7 : i32
        %199 = mul %rows.198, %stride_am : i32
        for %32, %16, %0 {unroll=True} (%r.200: i32) {
          %201 = add %197, %r.200 : i32
          %202 = add %199, %201 : i32
          %203 = add %202, %93 : i32
          %a.204 = load_at %a_ptr, %203 : f16
          %205 = shr %r.200, %0 : i32
          %206 = and %r.200, %0 : i32
          fragment_set %left.169, %205, %206, %a.204
          yield
        }
        yield
      } () {
        %207 = mul %k.186, %9 : i32
        %208 = add %19, %207 : i32
        %rows.209 = add %28, %7 : i32
        %210 = mul %rows.209, %stride_am : i32
        %211 = lt %rows.209, %M : i1
        for %32, %16, %0 {unroll=True} (%r.212: i32) {
          %213 = add %208, %r.212 : i32
          %214 = add %210, %213 : i32
          %215 = add %214, %93 : i32
          %216 = lt %213, %164 : i1
          %217 = and %211, %216 : i1
          %a.218 = load_at %a_ptr, %215, %217, %33 : f16
          %219 = shr %r.212, %0 : i32
          %220 = and %r.212, %0 : i32
          fragment_set %left.169, %219, %220, %a.218
          yield
        }
        yield
      }
      %221 = and %194, %40 : i1
      %222 = mul %k.186, %9 : i32
      %223 = add %22, %222 : i32
      %224 = mul %223, %stride_bk : i32
      for %32, %9, %0 {unroll=True} (%r.225: i32) {
        %226 = add %15, %r.225 : i32
        %columns.227 = add %30, %226 : i32
        %228 = add %224, %columns.227 : i32
        %229 = add %228, %b_ptrs.94 : i32
        %b.230 = load_at %b_ptr, %229 : f16
        %231 = shr %r.225, %0 : i32
        %232 = and %r.225, %0 : i32
        fragment_set %right.170, %231, %232, %b.230
        yield
      }
      fragment_multiply %total, %32, %left.169, %32, %right.170, %32
      fragment_multiply %total, %0, %left.169, %32, %right.170, %0
      fragment_multiply %total, %16, %left.169, %32, %right.170, %16
      fragment_multiply %total, %2, %left.169, %32, %right.170, %2
      yield
    }
    for %185, %178, %0 {unroll=False} (%k.233: i32) {
      %234 = index_mul %k.233, %9 : i32
      %235 = ge %234, %164 : i1
      %236 = constant {value=7, dtype='i32'} : i32
      %237 = index_add %28, %25 : i32
      %238 = index_add %237, %236 : i32
      %239 = lt %238, %M : i1
      %240 = index_add %234, %236 : i32
      %241 = lt %240, %164 : i1
      %242 = and %239, %241 : i1
      if %242 {interior='simdgroup'} () {
        %243 = mul %k.233, %9 : i32
        %244 = add %19, %243 : i32
        %rows.245 = add %28, %7 : i32
        %246 = mul %rows.245, %stride_am : i32
        for %32, %16, %0 {unroll=True} (%r.247: i32) {
          %248 = add %244, %r.247 : i32
          %249 = add %246, %248 : i32
          %250 = add %249, %93 : i32
          %a.251 = load_at %a_ptr, %250 : f16
          %252 = shr %r.247, %0 : i32
          %253 = and %r.247, %0 : i32
          fragment_set %left.169, %252, %253, %a.251
          yield
        }
        yield
      } () {
        %254 = mul %k.233, %9 : i32
        %255 = add %19, %254 : i32
        %rows.256 = add %28, %7 : i32
        %257 = mul %rows.256, %stride_am : i32
        %258 = lt %rows.256, %M : i1
        for %32, %16, %0 {unroll=True} (%r.259: i32) {
          %260 = add %255, %r.259 : i32
          %261 = add %257, %260 : i32
          %262 = add %261, %93 : i32
          %263 = lt %260, %164 : i1
          %264 = and %258, %263 : i1
          %a.265 = load_at %a_ptr, %262, %264, %33 : f16
          %266 = shr %r.259, %0 : i32
          %267 = and %r.259, %0 : i32
          fragment_set %left.169, %266, %267, %a.265
          yield
        }
        yield
      }
      %268 = and %241, %40 : i1
      %269 = mul %k.233, %9 : i32
      %270 = add %22, %269 : i32
      %271 = mul %270, %stride_bk : i32
      %272 = lt %270, %164 : i1
      for %32, %9, %0 {unroll=True} (%r.273: i32) {
        %274 = add %15, %r.273 : i32
        %columns.275 = add %30, %274 : i32
        %276 = add %271, %columns.275 : i32
        %277 = add %276, %b_ptrs.94 : i32
        %278 = lt %columns.275, %N : i1
        %279 = and %272, %278 : i1
        %b.280 = load_at %b_ptr, %277, %279, %33 : f16
        %281 = shr %r.273, %0 : i32
        %282 = and %r.273, %0 : i32
        fragment_set %right.170, %281, %282, %b.280
        yield
      }
      fragment_multiply %total, %32, %left.169, %32, %right.170, %32
      fragment_multiply %total, %0, %left.169, %32, %right.170, %0
      fragment_multiply %total, %16, %left.169, %32, %right.170, %16
      fragment_multiply %total, %2, %left.169, %32, %right.170, %2
      yield
    }
    %283 = add %b_ptrs.94, %34 : i32
    yield %283
  } () {
    yield %b_ptrs.94
  } : i32
  %284 = and %42, %40 : i1
  if %284 {interior='program'} () {
    %rows.285 = add %28, %7 : i32
    %286 = mul %rows.285, %N : i32
    for %32, %9, %0 {unroll=True} (%r.287: i32) {
      %288 = add %15, %r.287 : i32
      %columns.289 = add %30, %288 : i32
      %290 = add %286, %columns.289 : i32
      %291 = shr %r.287, %0 : i32
      %292 = and %r.287, %0 : i32
      %total.293 = fragment_get %total, %291, %292 : f32
      store_at %c_ptr, %290, %total.293
      yield
    }
    yield
  } () {
    %rows.294 = add %28, %7 : i32
    %295 = mul %rows.294, %N : i32
    %296 = lt %rows.294, %M : i1
    for %32, %9, %0 {unroll=True} (%r.297: i32) {
      %298 = add %15, %r.297 : i32
      %columns.299 = add %30, %298 : i32
      %300 = add %295, %columns.299 : i32
      %301 = shr %r.297, %0 : i32
      %302 = and %r.297, %0 : i32
      %total.303 = fragment_get %total, %301, %302 : f32
      %304 = lt %columns.299, %N : i1
      %mask = and %296, %304 : i1
      store_at %c_ptr, %300, %total.303, %mask
      yield
    }
    yield
  }
  return
}
