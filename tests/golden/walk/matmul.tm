# walk: matmul
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='thread', programs=1048576, numbers=1073741824, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}, threads=128} {
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
  %23 = constant {value=5, dtype='i32'} : i32
  %24 = shr %thread, %23 : i32
  %25 = index_mul %24, %9 : i32
  %26 = program_id {axis=0} : i32
  %27 = constant {value=32, dtype='i32'} : i32
  %28 = index_mul %26, %27 : i32
  %29 = program_id {axis=1} : i32
  %30 = index_mul %29, %27 : i32
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
  %37 = constant {value=31, dtype='i32'} : i32
  %38 = index_add %30, %37 : i32
  %39 = lt %38, %N : i1
  %40 = index_add %28, %37 : i32
  %41 = lt %40, %M : i1
  %42 = constant {value=15, dtype='i32'} : i32
  %43 = constant {value=-15, dtype='i32'} : i32
  %44 = index_add %K, %43 : i32
  %45 = and %39, %41 : i1
  %46 = where %45, %44, %32 : i32
  %47 = maximum %46, %32 : i32
  %48 = index_add %47, %42 : i32
  %49 = constant {value=-16, dtype='i32'} : i32
  %50 = and %48, %49 : i32
  %rows = index_add %28, %7 : i32
  %51 = mul %rows, %stride_am : i32
  %52 = add %17, %18 : i32
  %53 = add %52, %51 : i32
  %54 = add %3, %21 : i32
  %55 = mul %54, %stride_bk : i32
  %56 = add %55, %30 : i32
  %57 = add %56, %10 : i32
  %58 = add %57, %14 : i32
  %b_ptrs = for %32, %47, %13, %32 {unroll=False} (%k: i32, %b_ptrs.59: i32) {
    %left = fragments_new {dtype='f16', count=1} : !f16<1>
    %right = fragments_new {dtype='f16', count=4} : !f16<4>
    %60 = add %53, %k : i32
    %61 = shift %a_ptr, %60 : *f16
    %62 = add %58, %b_ptrs.59 : i32
    %63 = shift %b_ptr, %62 : *f16
    for %32, %16, %0 {unroll=True} (%k.64: i32) {
      %65 = index_mul %k.64, %9 : i32
      for %32, %16, %0 {unroll=True} (%r.66: i32) {
        %67 = index_add %65, %r.66 : i32
        %a = load_at %61, %67 : f16
        %68 = shr %r.66, %0 : i32
        %69 = and %r.66, %0 : i32
        fragment_set %left, %68, %69, %a
        yield
      }
      %70 = mul %65, %stride_bk : i32
      %71 = shift %63, %70 : *f16
      for %32, %9, %0 {unroll=True} (%r.72: i32) {
        %b = load_at %71, %r.72 : f16
        %73 = shr %r.72, %0 : i32
        %74 = and %r.72, %0 : i32
        fragment_set %right, %73, %74, %b
        yield
      }
      fragment_multiply %total, %32, %left, %32, %right, %32
      fragment_multiply %total, %0, %left, %32, %right, %0
      fragment_multiply %total, %16, %left, %32, %right, %16
      fragment_multiply %total, %2, %left, %32, %right, %2
      yield
    }
    %75 = add %b_ptrs.59, %34 : i32
    yield %75
  } : i32
  %76 = maximum %44, %50 : i32
  %77 = index_sub %76, %50 : i32
  %78 = index_add %77, %42 : i32
  %79 = and %78, %49 : i32
  %80 = cast %50 {dtype='i64'} : i64
  %81 = cast %79 {dtype='i64'} : i64
  %82 = add %80, %81 : i64
  %83 = cast %K {dtype='i64'} : i64
  %84 = minimum %82, %83 : i64
  %85 = cast %84 {dtype='i32'} : i32
  %86 = constant {value=7, dtype='i32'} : i32
  %87 = index_add %28, %25 : i32
  %88 = index_add %87, %86 : i32
  %89 = lt %88, %M : i1
  %90 = and %89, %39 : i1
  %91 = where %90, %16, %32 : i32
  %92 = add %30, %10 : i32
  %93 = add %92, %14 : i32
  %94 = lt %rows, %M : i1
  %b_ptrs.95 = for %50, %76, %13, %b_ptrs {unroll=False} (%k.96: i32, %b_ptrs.97: i32) {
    %left.98 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.99 = fragments_new {dtype='f16', count=4} : !f16<4>
    %100 = add %52, %k.96 : i32
    %101 = add %100, %51 : i32
    %102 = add %93, %b_ptrs.97 : i32
    for %32, %91, %0 {unroll=False} (%k.103: i32) {
      %104 = index_mul %k.103, %9 : i32
      %105 = add %101, %104 : i32
      %106 = shift %a_ptr, %105 : *f16
      for %32, %16, %0 {unroll=True} (%r.107: i32) {
        %a.108 = load_at %106, %r.107 : f16
        %109 = shr %r.107, %0 : i32
        %110 = and %r.107, %0 : i32
        fragment_set %left.98, %109, %110, %a.108
        yield
      }
      %111 = index_add %22, %104 : i32
      %112 = mul %111, %stride_bk : i32
      %113 = add %102, %112 : i32
      %114 = shift %b_ptr, %113 : *f16
      for %32, %9, %0 {unroll=True} (%r.115: i32) {
        %b.116 = load_at %114, %r.115 : f16
        %117 = shr %r.115, %0 : i32
        %118 = and %r.115, %0 : i32
        fragment_set %right.99, %117, %118, %b.116
        yield
      }
      fragment_multiply %total, %32, %left.98, %32, %right.99, %32
      fragment_multiply %total, %0, %left.98, %32, %right.99, %0
      fragment_multiply %total, %16, %left.98, %32, %right.99, %16
      fragment_multiply %total, %2, %left.98, %32, %right.99, %2
      yield
    }
    for %91, %16, %0 {unroll=False} (%k.119: i32) {
      %120 = index_mul %k.119, %9 : i32
      %121 = add %101, %120 : i32
      %122 = shift %a_ptr, %121 : *f16
      for %32, %16, %0 {unroll=True} (%r.123: i32) {
        %a.124 = load_at %122, %r.123, %94, %33 : f16
        %125 = shr %r.123, %0 : i32
        %126 = and %r.123, %0 : i32
        fragment_set %left.98, %125, %126, %a.124
        yield
      }
      %127 = index_add %22, %120 : i32
      %128 = mul %127, %stride_bk : i32
      %129 = add %102, %128 : i32
      %130 = shift %b_ptr, %129 : *f16
      for %32, %9, %0 {unroll=True} (%r.131: i32) {
        %132 = index_add %15, %r.131 : i32
        %columns = index_add %30, %132 : i32
        %133 = lt %columns, %N : i1
        %b.134 = load_at %130, %r.131, %133, %33 : f16
        %135 = shr %r.131, %0 : i32
        %136 = and %r.131, %0 : i32
        fragment_set %right.99, %135, %136, %b.134
        yield
      }
      fragment_multiply %total, %32, %left.98, %32, %right.99, %32
      fragment_multiply %total, %0, %left.98, %32, %right.99, %0
      fragment_multiply %total, %16, %left.98, %32, %right.99, %16
      fragment_multiply %total, %2, %left.98, %32, %right.99, %2
      yield
    }
    %137 = add %b_ptrs.97, %34 : i32
    yield %137
  } : i32
  %138 = lt %85, %K : i1
  %b_ptrs.139 = if %138 () {
    %140 = sub %K, %85 : i32
    %left.141 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.142 = fragments_new {dtype='f16', count=4} : !f16<4>
    %143 = add %140, %86 : i32
    %144 = maximum %143, %32 : i32
    %145 = shr %144, %2 : i32
    %146 = minimum %145, %16 : i32
    %147 = maximum %140, %32 : i32
    %148 = shr %147, %2 : i32
    %149 = minimum %146, %148 : i32
    %150 = where %39, %149, %32 : i32
    %151 = add %93, %b_ptrs.95 : i32
    for %32, %150, %0 {unroll=False} (%k.152: i32) {
      %153 = index_mul %k.152, %9 : i32
      %154 = index_add %153, %86 : i32
      %155 = lt %154, %140 : i1
      %156 = and %89, %155 : i1
      if %156 {interior='simdgroup'} () {
        %157 = add %52, %85 : i32
        %158 = add %157, %51 : i32
        %159 = add %158, %153 : i32
        %160 = shift %a_ptr, %159 : *f16
        for %32, %16, %0 {unroll=True} (%r.161: i32) {
          %a.162 = load_at %160, %r.161 : f16
          %163 = shr %r.161, %0 : i32
          %164 = and %r.161, %0 : i32
          fragment_set %left.141, %163, %164, %a.162
          yield
        }
        yield
      } () {
        %165 = index_add %19, %153 : i32
        %166 = add %52, %85 : i32
        %167 = add %166, %51 : i32
        %168 = add %167, %153 : i32
        %169 = shift %a_ptr, %168 : *f16
        for %32, %16, %0 {unroll=True} (%r.170: i32) {
          %171 = index_add %165, %r.170 : i32
          %172 = lt %171, %140 : i1
          %173 = and %94, %172 : i1
          %a.174 = load_at %169, %r.170, %173, %33 : f16
          %175 = shr %r.170, %0 : i32
          %176 = and %r.170, %0 : i32
          fragment_set %left.141, %175, %176, %a.174
          yield
        }
        yield
      }
      %177 = index_add %22, %153 : i32
      %178 = mul %177, %stride_bk : i32
      %179 = add %151, %178 : i32
      %180 = shift %b_ptr, %179 : *f16
      for %32, %9, %0 {unroll=True} (%r.181: i32) {
        %b.182 = load_at %180, %r.181 : f16
        %183 = shr %r.181, %0 : i32
        %184 = and %r.181, %0 : i32
        fragment_set %right.142, %183, %184, %b.182
        yield
      }
      fragment_multiply %total, %32, %left.141, %32, %right.142, %32
      fragment_multiply %total, %0, %left.141, %32, %right.142, %0
      fragment_multiply %total, %16, %left.141, %32, %right.142, %16
      fragment_multiply %total, %2, %left.141, %32, %right.142, %2
      yield
    }
    for %150, %146, %0 {unroll=False} (%k.185: i32) {
      %186 = index_mul %k.185, %9 : i32
      %187 = index_add %186, %86 : i32
      %188 = lt %187, %140 : i1
      %189 = and %89, %188 : i1
      if %189 {interior='simdgroup'} () {
        %190 = add %52, %85 : i32
        %191 = add %190, %51 : i32
        %192 = add %191, %186 : i32
        %193 = shift %a_ptr, %192 : *f16
        for %32, %16, %0 {unroll=True} (%r.194: i32) {
          %a.195 = load_at %193, %r.194 : f16
          %196 = shr %r.194, %0 : i32
          %197 = and %r.194, %0 : i32
          fragment_set %left.141, %196, %197, %a.195
          yield
        }
        yield
      } () {
        %198 = index_add %19, %186 : i32
        %199 = add %52, %85 : i32
        %200 = add %199, %51 : i32
        %201 = add %200, %186 : i32
        %202 = shift %a_ptr, %201 : *f16
        for %32, %16, %0 {unroll=True} (%r.203: i32) {
          %204 = index_add %198, %r.203 : i32
          %205 = lt %204, %140 : i1
          %206 = and %94, %205 : i1
          %a.207 = load_at %202, %r.203, %206, %33 : f16
          %208 = shr %r.203, %0 : i32
          %209 = and %r.203, %0 : i32
          fragment_set %left.141, %208, %209, %a.207
          yield
        }
        yield
      }
      %210 = index_add %22, %186 : i32
      %211 = mul %210, %stride_bk : i32
      %212 = lt %210, %140 : i1
      %213 = add %151, %211 : i32
      %214 = shift %b_ptr, %213 : *f16
      for %32, %9, %0 {unroll=True} (%r.215: i32) {
        %216 = index_add %15, %r.215 : i32
        %columns.217 = index_add %30, %216 : i32
        %218 = lt %columns.217, %N : i1
        %219 = and %212, %218 : i1
        %b.220 = load_at %214, %r.215, %219, %33 : f16
        %221 = shr %r.215, %0 : i32
        %222 = and %r.215, %0 : i32
        fragment_set %right.142, %221, %222, %b.220
        yield
      }
      fragment_multiply %total, %32, %left.141, %32, %right.142, %32
      fragment_multiply %total, %0, %left.141, %32, %right.142, %0
      fragment_multiply %total, %16, %left.141, %32, %right.142, %16
      fragment_multiply %total, %2, %left.141, %32, %right.142, %2
      yield
    }
    %223 = add %b_ptrs.95, %34 : i32
    yield %223
  } () {
    yield %b_ptrs.95
  } : i32
  if %45 {interior='program'} () {
    %224 = mul %rows, %N : i32
    %225 = add %93, %224 : i32
    %226 = shift %c_ptr, %225 : *f32
    for %32, %9, %0 {unroll=True} (%r.227: i32) {
      %228 = shr %r.227, %0 : i32
      %229 = and %r.227, %0 : i32
      %total.230 = fragment_get %total, %228, %229 : f32
      store_at %226, %r.227, %total.230
      yield
    }
    yield
  } () {
    %231 = mul %rows, %N : i32
    %232 = add %93, %231 : i32
    %233 = shift %c_ptr, %232 : *f32
    for %32, %9, %0 {unroll=True} (%r.234: i32) {
      %235 = index_add %15, %r.234 : i32
      %columns.236 = index_add %30, %235 : i32
      %237 = shr %r.234, %0 : i32
      %238 = and %r.234, %0 : i32
      %total.239 = fragment_get %total, %237, %238 : f32
      %240 = lt %columns.236, %N : i1
      %mask = and %94, %240 : i1
      store_at %233, %r.234, %total.239, %mask
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
  %23 = constant {value=5, dtype='i32'} : i32
  %24 = shr %thread, %23 : i32
  %25 = index_mul %24, %9 : i32
  %26 = program_id {axis=0} : i32
  %27 = constant {value=32, dtype='i32'} : i32
  %28 = index_mul %26, %27 : i32
  %29 = program_id {axis=1} : i32
  %30 = index_mul %29, %27 : i32
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
  %37 = constant {value=31, dtype='i32'} : i32
  %38 = index_add %30, %37 : i32
  %39 = lt %38, %N : i1
  %40 = index_add %28, %37 : i32
  %41 = lt %40, %M : i1
  %42 = constant {value=15, dtype='i32'} : i32
  %43 = constant {value=-15, dtype='i32'} : i32
  %44 = index_add %K, %43 : i32
  %45 = and %39, %41 : i1
  %46 = where %45, %44, %32 : i32
  %47 = maximum %46, %32 : i32
  %48 = index_add %47, %42 : i32
  %49 = constant {value=-16, dtype='i32'} : i32
  %50 = and %48, %49 : i32
  %rows = index_add %28, %7 : i32
  %51 = mul %rows, %stride_am : i32
  %52 = add %17, %18 : i32
  %53 = add %3, %21 : i32
  %54 = mul %53, %stride_bk : i32
  %55 = add %52, %51 : i32
  %56 = shift %a_ptr, %55 : *f16
  %57 = add %54, %30 : i32
  %58 = add %57, %10 : i32
  %59 = add %58, %14 : i32
  %60 = shift %b_ptr, %59 : *f16
  %61 = mul %9, %stride_bk : i32
  %b_ptrs, %62, %63 = for %32, %47, %13, %32, %56, %60 {unroll=False} (%k: i32, %b_ptrs.64: i32, %a_ptr.65: *f16, %b_ptr.66: *f16) {
    %left = fragments_new {dtype='f16', count=1} : !f16<1>
    %right = fragments_new {dtype='f16', count=4} : !f16<4>
    %67 = for %32, %16, %0, %b_ptr.66 {unroll=True} (%k.68: i32, %69: *f16) {
      %70 = index_mul %k.68, %9 : i32
      for %32, %16, %0 {unroll=True} (%r.71: i32) {
        %72 = index_add %70, %r.71 : i32
        %a = load_at %a_ptr.65, %72 : f16
        %73 = shr %r.71, %0 : i32
        %74 = and %r.71, %0 : i32
        fragment_set %left, %73, %74, %a
        yield
      }
      for %32, %9, %0 {unroll=True} (%r.75: i32) {
        %b = load_at %69, %r.75 : f16
        %76 = shr %r.75, %0 : i32
        %77 = and %r.75, %0 : i32
        fragment_set %right, %76, %77, %b
        yield
      }
      fragment_multiply %total, %32, %left, %32, %right, %32
      fragment_multiply %total, %0, %left, %32, %right, %0
      fragment_multiply %total, %16, %left, %32, %right, %16
      fragment_multiply %total, %2, %left, %32, %right, %2
      %78 = shift %69, %61 : *f16
      yield %78
    } : *f16
    %79 = add %b_ptrs.64, %34 : i32
    %80 = shift %a_ptr.65, %13 : *f16
    %81 = shift %b_ptr.66, %34 : *f16
    yield %79, %80, %81
  } : i32, *f16, *f16
  %82 = maximum %44, %50 : i32
  %83 = index_sub %82, %50 : i32
  %84 = index_add %83, %42 : i32
  %85 = and %84, %49 : i32
  %86 = cast %50 {dtype='i64'} : i64
  %87 = cast %85 {dtype='i64'} : i64
  %88 = add %86, %87 : i64
  %89 = cast %K {dtype='i64'} : i64
  %90 = minimum %88, %89 : i64
  %91 = cast %90 {dtype='i32'} : i32
  %92 = constant {value=7, dtype='i32'} : i32
  %93 = index_add %28, %25 : i32
  %94 = index_add %93, %92 : i32
  %95 = lt %94, %M : i1
  %96 = and %95, %39 : i1
  %97 = where %96, %16, %32 : i32
  %98 = add %30, %10 : i32
  %99 = add %98, %14 : i32
  %100 = lt %rows, %M : i1
  %101 = mul %22, %stride_bk : i32
  %b_ptrs.102 = for %50, %82, %13, %b_ptrs {unroll=False} (%k.103: i32, %b_ptrs.104: i32) {
    %left.105 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.106 = fragments_new {dtype='f16', count=4} : !f16<4>
    %107 = add %52, %k.103 : i32
    %108 = add %107, %51 : i32
    %109 = add %99, %b_ptrs.104 : i32
    %110 = shift %a_ptr, %108 : *f16
    %111 = add %109, %101 : i32
    %112 = shift %b_ptr, %111 : *f16
    %113, %114 = for %32, %97, %0, %110, %112 {unroll=False} (%k.115: i32, %a_ptr.116: *f16, %b_ptr.117: *f16) {
      for %32, %16, %0 {unroll=True} (%r.118: i32) {
        %a.119 = load_at %a_ptr.116, %r.118 : f16
        %120 = shr %r.118, %0 : i32
        %121 = and %r.118, %0 : i32
        fragment_set %left.105, %120, %121, %a.119
        yield
      }
      for %32, %9, %0 {unroll=True} (%r.122: i32) {
        %b.123 = load_at %b_ptr.117, %r.122 : f16
        %124 = shr %r.122, %0 : i32
        %125 = and %r.122, %0 : i32
        fragment_set %right.106, %124, %125, %b.123
        yield
      }
      fragment_multiply %total, %32, %left.105, %32, %right.106, %32
      fragment_multiply %total, %0, %left.105, %32, %right.106, %0
      fragment_multiply %total, %16, %left.105, %32, %right.106, %16
      fragment_multiply %total, %2, %left.105, %32, %right.106, %2
      %126 = shift %a_ptr.116, %9 : *f16
      %127 = shift %b_ptr.117, %61 : *f16
      yield %126, %127
    } : *f16, *f16
    for %97, %16, %0 {unroll=False} (%k.128: i32) {
      %129 = index_mul %k.128, %9 : i32
      %130 = add %108, %129 : i32
      %131 = shift %a_ptr, %130 : *f16
      for %32, %16, %0 {unroll=True} (%r.132: i32) {
        %a.133 = load_at %131, %r.132, %100, %33 : f16
        %134 = shr %r.132, %0 : i32
        %135 = and %r.132, %0 : i32
        fragment_set %left.105, %134, %135, %a.133
        yield
      }
      %136 = index_add %22, %129 : i32
      %137 = mul %136, %stride_bk : i32
      %138 = add %109, %137 : i32
      %139 = shift %b_ptr, %138 : *f16
      for %32, %9, %0 {unroll=True} (%r.140: i32) {
        %141 = index_add %15, %r.140 : i32
        %columns = index_add %30, %141 : i32
        %142 = lt %columns, %N : i1
        %b.143 = load_at %139, %r.140, %142, %33 : f16
        %144 = shr %r.140, %0 : i32
        %145 = and %r.140, %0 : i32
        fragment_set %right.106, %144, %145, %b.143
        yield
      }
      fragment_multiply %total, %32, %left.105, %32, %right.106, %32
      fragment_multiply %total, %0, %left.105, %32, %right.106, %0
      fragment_multiply %total, %16, %left.105, %32, %right.106, %16
      fragment_multiply %total, %2, %left.105, %32, %right.106, %2
      yield
    }
    %146 = add %b_ptrs.104, %34 : i32
    yield %146
  } : i32
  %147 = lt %91, %K : i1
  %b_ptrs.148 = if %147 () {
    %149 = sub %K, %91 : i32
    %left.150 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.151 = fragments_new {dtype='f16', count=4} : !f16<4>
    %152 = add %149, %92 : i32
    %153 = maximum %152, %32 : i32
    %154 = shr %153, %2 : i32
    %155 = minimum %154, %16 : i32
    %156 = maximum %149, %32 : i32
    %157 = shr %156, %2 : i32
    %158 = minimum %155, %157 : i32
    %159 = where %39, %158, %32 : i32
    %160 = add %99, %b_ptrs.102 : i32
    %161 = add %160, %101 : i32
    %162 = shift %b_ptr, %161 : *f16
    %163 = for %32, %159, %0, %162 {unroll=False} (%k.164: i32, %b_ptr.165: *f16) {
      %166 = index_mul %k.164, %9 : i32
      %167 = index_add %166, %92 : i32
      %168 = lt %167, %149 : i1
      %169 = and %95, %168 : i1
      if %169 {interior='simdgroup'} () {
        %170 = add %52, %91 : i32
        %171 = add %170, %51 : i32
        %172 = add %171, %166 : i32
        %173 = shift %a_ptr, %172 : *f16
        for %32, %16, %0 {unroll=True} (%r.174: i32) {
          %a.175 = load_at %173, %r.174 : f16
          %176 = shr %r.174, %0 : i32
          %177 = and %r.174, %0 : i32
          fragment_set %left.150, %176, %177, %a.175
          yield
        }
        yield
      } () {
        %178 = index_add %19, %166 : i32
        %179 = add %52, %91 : i32
        %180 = add %179, %51 : i32
        %181 = add %180, %166 : i32
        %182 = shift %a_ptr, %181 : *f16
        for %32, %16, %0 {unroll=True} (%r.183: i32) {
          %184 = index_add %178, %r.183 : i32
          %185 = lt %184, %149 : i1
          %186 = and %100, %185 : i1
          %a.187 = load_at %182, %r.183, %186, %33 : f16
          %188 = shr %r.183, %0 : i32
          %189 = and %r.183, %0 : i32
          fragment_set %left.150, %188, %189, %a.187
          yield
        }
        yield
      }
      for %32, %9, %0 {unroll=True} (%r.190: i32) {
        %b.191 = load_at %b_ptr.165, %r.190 : f16
        %192 = shr %r.190, %0 : i32
        %193 = and %r.190, %0 : i32
        fragment_set %right.151, %192, %193, %b.191
        yield
      }
      fragment_multiply %total, %32, %left.150, %32, %right.151, %32
      fragment_multiply %total, %0, %left.150, %32, %right.151, %0
      fragment_multiply %total, %16, %left.150, %32, %right.151, %16
      fragment_multiply %total, %2, %left.150, %32, %right.151, %2
      %194 = shift %b_ptr.165, %61 : *f16
      yield %194
    } : *f16
    for %159, %155, %0 {unroll=False} (%k.195: i32) {
      %196 = index_mul %k.195, %9 : i32
      %197 = index_add %196, %92 : i32
      %198 = lt %197, %149 : i1
      %199 = and %95, %198 : i1
      if %199 {interior='simdgroup'} () {
        %200 = add %52, %91 : i32
        %201 = add %200, %51 : i32
        %202 = add %201, %196 : i32
        %203 = shift %a_ptr, %202 : *f16
        for %32, %16, %0 {unroll=True} (%r.204: i32) {
          %a.205 = load_at %203, %r.204 : f16
          %206 = shr %r.204, %0 : i32
          %207 = and %r.204, %0 : i32
          fragment_set %left.150, %206, %207, %a.205
          yield
        }
        yield
      } () {
        %208 = index_add %19, %196 : i32
        %209 = add %52, %91 : i32
        %210 = add %209, %51 : i32
        %211 = add %210, %196 : i32
        %212 = shift %a_ptr, %211 : *f16
        for %32, %16, %0 {unroll=True} (%r.213: i32) {
          %214 = index_add %208, %r.213 : i32
          %215 = lt %214, %149 : i1
          %216 = and %100, %215 : i1
          %a.217 = load_at %212, %r.213, %216, %33 : f16
          %218 = shr %r.213, %0 : i32
          %219 = and %r.213, %0 : i32
          fragment_set %left.150, %218, %219, %a.217
          yield
        }
        yield
      }
      %220 = index_add %22, %196 : i32
      %221 = mul %220, %stride_bk : i32
      %222 = lt %220, %149 : i1
      %223 = add %160, %221 : i32
      %224 = shift %b_ptr, %223 : *f16
      for %32, %9, %0 {unroll=True} (%r.225: i32) {
        %226 = index_add %15, %r.225 : i32
        %columns.227 = index_add %30, %226 : i32
        %228 = lt %columns.227, %N : i1
        %229 = and %222, %228 : i1
        %b.230 = load_at %224, %r.225, %229, %33 : f16
        %231 = shr %r.225, %0 : i32
        %232 = and %r.225, %0 : i32
        fragment_set %right.151, %231, %232, %b.230
        yield
      }
      fragment_multiply %total, %32, %left.150, %32, %right.151, %32
      fragment_multiply %total, %0, %left.150, %32, %right.151, %0
      fragment_multiply %total, %16, %left.150, %32, %right.151, %16
      fragment_multiply %total, %2, %left.150, %32, %right.151, %2
      yield
    }
    %233 = add %b_ptrs.102, %34 : i32
    yield %233
  } () {
    yield %b_ptrs.102
  } : i32
  if %45 {interior='program'} () {
    %234 = mul %rows, %N : i32
    %235 = add %99, %234 : i32
    %236 = shift %c_ptr, %235 : *f32
    for %32, %9, %0 {unroll=True} (%r.237: i32) {
      %238 = shr %r.237, %0 : i32
      %239 = and %r.237, %0 : i32
      %total.240 = fragment_get %total, %238, %239 : f32
      store_at %236, %r.237, %total.240
      yield
    }
    yield
  } () {
    %241 = mul %rows, %N : i32
    %242 = add %99, %241 : i32
    %243 = shift %c_ptr, %242 : *f32
    for %32, %9, %0 {unroll=True} (%r.244: i32) {
      %245 = index_add %15, %r.244 : i32
      %columns.246 = index_add %30, %245 : i32
      %247 = shr %r.244, %0 : i32
      %248 = and %r.244, %0 : i32
      %total.249 = fragment_get %total, %247, %248 : f32
      %250 = lt %columns.246, %N : i1
      %mask = and %100, %250 : i1
      store_at %243, %r.244, %total.249, %mask
      yield
    }
    yield
  }
  return
}
