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
  %37 = constant {value=31, dtype='i64'} : i64
  %38 = cast %30 {dtype='i64'} : i64
  %39 = add %38, %37 : i64
  %40 = cast %N {dtype='i64'} : i64
  %41 = lt %39, %40 : i1
  %42 = cast %28 {dtype='i64'} : i64
  %43 = add %42, %37 : i64
  %44 = cast %M {dtype='i64'} : i64
  %45 = lt %43, %44 : i1
  %46 = constant {value=0, dtype='i64'} : i64
  %47 = cast %K {dtype='i64'} : i64
  %48 = constant {value=15, dtype='i64'} : i64
  %49 = constant {value=1, dtype='i64'} : i64
  %50 = sub %47, %49 : i64
  %51 = constant {value=-2147483648, dtype='i64'} : i64
  %52 = constant {value=2147483647, dtype='i64'} : i64
  %53 = ge %47, %51 : i1
  %54 = le %47, %52 : i1
  %55 = sub %47, %50 : i64
  %56 = ge %55, %51 : i1
  %57 = le %55, %52 : i1
  %58 = sub %47, %48 : i64
  %59 = minimum %47, %58 : i64
  %60 = and %53, %54 : i1
  %61 = and %60, %56 : i1
  %62 = and %61, %57 : i1
  %63 = and %62, %41 : i1
  %64 = and %63, %45 : i1
  %65 = where %64, %59, %46 : i64
  %66 = maximum %65, %46 : i64
  %67 = add %66, %48 : i64
  %68 = constant {value=-16, dtype='i64'} : i64
  %69 = and %67, %68 : i64
  %70 = minimum %69, %47 : i64
  %71 = cast %66 {dtype='i32'} : i32
  %72 = cast %70 {dtype='i32'} : i32
  %rows = index_add %28, %7 : i32
  %73 = mul %rows, %stride_am : i32
  %74 = add %17, %18 : i32
  %75 = add %74, %73 : i32
  %76 = add %3, %21 : i32
  %77 = mul %76, %stride_bk : i32
  %78 = add %77, %30 : i32
  %79 = add %78, %10 : i32
  %80 = add %79, %14 : i32
  %a_ptrs, %b_ptrs = for %32, %71, %13, %32, %32 {unroll=False} (%k: i32, %a_ptrs.81: i32, %b_ptrs.82: i32) {
    %left = fragments_new {dtype='f16', count=1} : !f16<1>
    %right = fragments_new {dtype='f16', count=4} : !f16<4>
    %83 = add %75, %a_ptrs.81 : i32
    %84 = shift %a_ptr, %83 : *f16
    %85 = add %80, %b_ptrs.82 : i32
    %86 = shift %b_ptr, %85 : *f16
    for %32, %16, %0 {unroll=True} (%k.87: i32) {
      %88 = index_mul %k.87, %9 : i32
      for %32, %16, %0 {unroll=True} (%r.89: i32) {
        %90 = index_add %88, %r.89 : i32
        %a = load_at %84, %90 : f16
        %91 = shr %r.89, %0 : i32
        %92 = and %r.89, %0 : i32
        fragment_set %left, %91, %92, %a
        yield
      }
      %93 = mul %88, %stride_bk : i32
      %94 = shift %86, %93 : *f16
      for %32, %9, %0 {unroll=True} (%r.95: i32) {
        %b = load_at %94, %r.95 : f16
        %96 = shr %r.95, %0 : i32
        %97 = and %r.95, %0 : i32
        fragment_set %right, %96, %97, %b
        yield
      }
      fragment_multiply %total, %32, %left, %32, %right, %32
      fragment_multiply %total, %0, %left, %32, %right, %0
      fragment_multiply %total, %16, %left, %32, %right, %16
      fragment_multiply %total, %2, %left, %32, %right, %2
      yield
    }
    %98 = add %a_ptrs.81, %13 : i32
    %99 = add %b_ptrs.82, %34 : i32
    yield %98, %99
  } : i32, i32
  %100 = cast %72 {dtype='i64'} : i64
  %101 = sub %47, %100 : i64
  %102 = ge %101, %51 : i1
  %103 = le %101, %52 : i1
  %104 = and %102, %103 : i1
  %105 = and %104, %56 : i1
  %106 = and %105, %57 : i1
  %107 = where %106, %59, %100 : i64
  %108 = maximum %107, %100 : i64
  %109 = sub %108, %100 : i64
  %110 = add %109, %48 : i64
  %111 = and %110, %68 : i64
  %112 = add %100, %111 : i64
  %113 = minimum %112, %47 : i64
  %114 = cast %108 {dtype='i32'} : i32
  %115 = cast %113 {dtype='i32'} : i32
  %116 = constant {value=7, dtype='i64'} : i64
  %117 = cast %25 {dtype='i64'} : i64
  %118 = add %42, %117 : i64
  %119 = add %118, %116 : i64
  %120 = lt %119, %44 : i1
  %a_ptrs.121, %b_ptrs.122 = for %72, %114, %13, %a_ptrs, %b_ptrs {unroll=False} (%k.123: i32, %a_ptrs.124: i32, %b_ptrs.125: i32) {
    %left.126 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.127 = fragments_new {dtype='f16', count=4} : !f16<4>
    for %32, %16, %0 {unroll=False} (%k.128: i32) {
      if %120 () {
        %129 = index_mul %k.128, %9 : i32
        %130 = add %74, %a_ptrs.124 : i32
        %131 = add %130, %73 : i32
        %132 = add %131, %129 : i32
        %133 = shift %a_ptr, %132 : *f16
        for %32, %16, %0 {unroll=True} (%r.134: i32) {
          %a.135 = load_at %133, %r.134 : f16
          %136 = shr %r.134, %0 : i32
          %137 = and %r.134, %0 : i32
          fragment_set %left.126, %136, %137, %a.135
          yield
        }
        yield
      } () {
        %138 = index_mul %k.128, %9 : i32
        %139 = lt %rows, %M : i1
        %140 = add %74, %a_ptrs.124 : i32
        %141 = add %140, %73 : i32
        %142 = add %141, %138 : i32
        %143 = shift %a_ptr, %142 : *f16
        for %32, %16, %0 {unroll=True} (%r.144: i32) {
          %a.145 = load_at %143, %r.144, %139, %33 : f16
          %146 = shr %r.144, %0 : i32
          %147 = and %r.144, %0 : i32
          fragment_set %left.126, %146, %147, %a.145
          yield
        }
        yield
      }
      if %41 () {
        %148 = index_mul %k.128, %9 : i32
        %149 = index_add %22, %148 : i32
        %150 = mul %149, %stride_bk : i32
        %151 = add %30, %10 : i32
        %152 = add %151, %14 : i32
        %153 = add %152, %b_ptrs.125 : i32
        %154 = add %153, %150 : i32
        %155 = shift %b_ptr, %154 : *f16
        for %32, %9, %0 {unroll=True} (%r.156: i32) {
          %b.157 = load_at %155, %r.156 : f16
          %158 = shr %r.156, %0 : i32
          %159 = and %r.156, %0 : i32
          fragment_set %right.127, %158, %159, %b.157
          yield
        }
        yield
      } () {
        %160 = index_mul %k.128, %9 : i32
        %161 = index_add %22, %160 : i32
        %162 = mul %161, %stride_bk : i32
        %163 = add %30, %10 : i32
        %164 = add %163, %14 : i32
        %165 = add %164, %b_ptrs.125 : i32
        %166 = add %165, %162 : i32
        %167 = shift %b_ptr, %166 : *f16
        for %32, %9, %0 {unroll=True} (%r.168: i32) {
          %169 = index_add %15, %r.168 : i32
          %columns = index_add %30, %169 : i32
          %170 = lt %columns, %N : i1
          %b.171 = load_at %167, %r.168, %170, %33 : f16
          %172 = shr %r.168, %0 : i32
          %173 = and %r.168, %0 : i32
          fragment_set %right.127, %172, %173, %b.171
          yield
        }
        yield
      }
      fragment_multiply %total, %32, %left.126, %32, %right.127, %32
      fragment_multiply %total, %0, %left.126, %32, %right.127, %0
      fragment_multiply %total, %16, %left.126, %32, %right.127, %16
      fragment_multiply %total, %2, %left.126, %32, %right.127, %2
      yield
    }
    %174 = add %a_ptrs.124, %13 : i32
    %175 = add %b_ptrs.125, %34 : i32
    yield %174, %175
  } : i32, i32
  %176 = constant {value=7, dtype='i32'} : i32
  %177 = constant {value=True, dtype='i1'} : i1
  %a_ptrs.178, %b_ptrs.179 = for %115, %K, %13, %a_ptrs.121, %b_ptrs.122 {unroll=False} (%k.180: i32, %a_ptrs.181: i32, %b_ptrs.182: i32) {
    %183 = sub %K, %k.180 : i32
    %left.184 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.185 = fragments_new {dtype='f16', count=4} : !f16<4>
    for %32, %16, %0 {unroll=False} (%k.186: i32) {
      %187 = index_mul %k.186, %9 : i32
      %188 = index_add %187, %176 : i32
      %189 = ge %187, %183 : i1
      %190 = and %177, %189 : i1
      if %190 () {
        yield
      } () {
        %191 = lt %188, %183 : i1
        %192 = and %120, %191 : i1
        if %192 () {
          %193 = add %74, %a_ptrs.181 : i32
          %194 = add %193, %73 : i32
          %195 = add %194, %187 : i32
          %196 = shift %a_ptr, %195 : *f16
          for %32, %16, %0 {unroll=True} (%r.197: i32) {
            %a.198 = load_at %196, %r.197 : f16
            %199 = shr %r.197, %0 : i32
            %200 = and %r.197, %0 : i32
            fragment_set %left.184, %199, %200, %a.198
            yield
          }
          yield
        } () {
          %201 = index_add %19, %187 : i32
          %202 = lt %rows, %M : i1
          %203 = add %74, %a_ptrs.181 : i32
          %204 = add %203, %73 : i32
          %205 = add %204, %187 : i32
          %206 = shift %a_ptr, %205 : *f16
          for %32, %16, %0 {unroll=True} (%r.207: i32) {
            %208 = index_add %201, %r.207 : i32
            %209 = lt %208, %183 : i1
            %210 = and %202, %209 : i1
            %a.211 = load_at %206, %r.207, %210, %33 : f16
            %212 = shr %r.207, %0 : i32
            %213 = and %r.207, %0 : i32
            fragment_set %left.184, %212, %213, %a.211
            yield
          }
          yield
        }
        %214 = and %191, %41 : i1
        if %214 () {
          %215 = index_add %22, %187 : i32
          %216 = mul %215, %stride_bk : i32
          %217 = add %30, %10 : i32
          %218 = add %217, %14 : i32
          %219 = add %218, %b_ptrs.182 : i32
          %220 = add %219, %216 : i32
          %221 = shift %b_ptr, %220 : *f16
          for %32, %9, %0 {unroll=True} (%r.222: i32) {
            %b.223 = load_at %221, %r.222 : f16
            %224 = shr %r.222, %0 : i32
            %225 = and %r.222, %0 : i32
            fragment_set %right.185, %224, %225, %b.223
            yield
          }
          yield
        } () {
          %226 = index_add %22, %187 : i32
          %227 = mul %226, %stride_bk : i32
          %228 = lt %226, %183 : i1
          %229 = add %30, %10 : i32
          %230 = add %229, %14 : i32
          %231 = add %230, %b_ptrs.182 : i32
          %232 = add %231, %227 : i32
          %233 = shift %b_ptr, %232 : *f16
          for %32, %9, %0 {unroll=True} (%r.234: i32) {
            %235 = index_add %15, %r.234 : i32
            %columns.236 = index_add %30, %235 : i32
            %237 = lt %columns.236, %N : i1
            %238 = and %228, %237 : i1
            %b.239 = load_at %233, %r.234, %238, %33 : f16
            %240 = shr %r.234, %0 : i32
            %241 = and %r.234, %0 : i32
            fragment_set %right.185, %240, %241, %b.239
            yield
          }
          yield
        }
        fragment_multiply %total, %32, %left.184, %32, %right.185, %32
        fragment_multiply %total, %0, %left.184, %32, %right.185, %0
        fragment_multiply %total, %16, %left.184, %32, %right.185, %16
        fragment_multiply %total, %2, %left.184, %32, %right.185, %2
        yield
      }
      yield
    }
    %242 = add %a_ptrs.181, %13 : i32
    %243 = add %b_ptrs.182, %34 : i32
    yield %242, %243
  } : i32, i32
  %244 = and %45, %41 : i1
  if %244 {interior=True} () {
    %245 = mul %rows, %N : i32
    %246 = add %30, %10 : i32
    %247 = add %246, %14 : i32
    %248 = add %247, %245 : i32
    %249 = shift %c_ptr, %248 : *f32
    for %32, %9, %0 {unroll=True} (%r.250: i32) {
      %251 = shr %r.250, %0 : i32
      %252 = and %r.250, %0 : i32
      %total.253 = fragment_get %total, %251, %252 : f32
      store_at %249, %r.250, %total.253
      yield
    }
    yield
  } () {
    %254 = mul %rows, %N : i32
    %255 = lt %rows, %M : i1
    %256 = add %30, %10 : i32
    %257 = add %256, %14 : i32
    %258 = add %257, %254 : i32
    %259 = shift %c_ptr, %258 : *f32
    for %32, %9, %0 {unroll=True} (%r.260: i32) {
      %261 = index_add %15, %r.260 : i32
      %columns.262 = index_add %30, %261 : i32
      %263 = shr %r.260, %0 : i32
      %264 = and %r.260, %0 : i32
      %total.265 = fragment_get %total, %263, %264 : f32
      %266 = lt %columns.262, %N : i1
      %mask = and %255, %266 : i1
      store_at %259, %r.260, %total.265, %mask
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
  %37 = constant {value=31, dtype='i64'} : i64
  %38 = cast %30 {dtype='i64'} : i64
  %39 = add %38, %37 : i64
  %40 = cast %N {dtype='i64'} : i64
  %41 = lt %39, %40 : i1
  %42 = cast %28 {dtype='i64'} : i64
  %43 = add %42, %37 : i64
  %44 = cast %M {dtype='i64'} : i64
  %45 = lt %43, %44 : i1
  %46 = constant {value=0, dtype='i64'} : i64
  %47 = cast %K {dtype='i64'} : i64
  %48 = constant {value=15, dtype='i64'} : i64
  %49 = constant {value=1, dtype='i64'} : i64
  %50 = sub %47, %49 : i64
  %51 = constant {value=-2147483648, dtype='i64'} : i64
  %52 = constant {value=2147483647, dtype='i64'} : i64
  %53 = ge %47, %51 : i1
  %54 = le %47, %52 : i1
  %55 = sub %47, %50 : i64
  %56 = ge %55, %51 : i1
  %57 = le %55, %52 : i1
  %58 = sub %47, %48 : i64
  %59 = minimum %47, %58 : i64
  %60 = and %53, %54 : i1
  %61 = and %60, %56 : i1
  %62 = and %61, %57 : i1
  %63 = and %62, %41 : i1
  %64 = and %63, %45 : i1
  %65 = where %64, %59, %46 : i64
  %66 = maximum %65, %46 : i64
  %67 = add %66, %48 : i64
  %68 = constant {value=-16, dtype='i64'} : i64
  %69 = and %67, %68 : i64
  %70 = minimum %69, %47 : i64
  %71 = cast %66 {dtype='i32'} : i32
  %72 = cast %70 {dtype='i32'} : i32
  %rows = index_add %28, %7 : i32
  %73 = mul %rows, %stride_am : i32
  %74 = add %17, %18 : i32
  %75 = add %3, %21 : i32
  %76 = mul %75, %stride_bk : i32
  %77 = add %74, %73 : i32
  %78 = shift %a_ptr, %77 : *f16
  %79 = add %76, %30 : i32
  %80 = add %79, %10 : i32
  %81 = add %80, %14 : i32
  %82 = shift %b_ptr, %81 : *f16
  %a_ptrs, %b_ptrs, %83, %84 = for %32, %71, %13, %32, %32, %78, %82 {unroll=False} (%k: i32, %a_ptrs.85: i32, %b_ptrs.86: i32, %a_ptr.87: *f16, %b_ptr.88: *f16) {
    %left = fragments_new {dtype='f16', count=1} : !f16<1>
    %right = fragments_new {dtype='f16', count=4} : !f16<4>
    for %32, %16, %0 {unroll=True} (%k.89: i32) {
      %90 = index_mul %k.89, %9 : i32
      for %32, %16, %0 {unroll=True} (%r.91: i32) {
        %92 = index_add %90, %r.91 : i32
        %a = load_at %a_ptr.87, %92 : f16
        %93 = shr %r.91, %0 : i32
        %94 = and %r.91, %0 : i32
        fragment_set %left, %93, %94, %a
        yield
      }
      %95 = mul %90, %stride_bk : i32
      %96 = shift %b_ptr.88, %95 : *f16
      for %32, %9, %0 {unroll=True} (%r.97: i32) {
        %b = load_at %96, %r.97 : f16
        %98 = shr %r.97, %0 : i32
        %99 = and %r.97, %0 : i32
        fragment_set %right, %98, %99, %b
        yield
      }
      fragment_multiply %total, %32, %left, %32, %right, %32
      fragment_multiply %total, %0, %left, %32, %right, %0
      fragment_multiply %total, %16, %left, %32, %right, %16
      fragment_multiply %total, %2, %left, %32, %right, %2
      yield
    }
    %100 = add %a_ptrs.85, %13 : i32
    %101 = add %b_ptrs.86, %34 : i32
    %102 = shift %a_ptr.87, %13 : *f16
    %103 = shift %b_ptr.88, %34 : *f16
    yield %100, %101, %102, %103
  } : i32, i32, *f16, *f16
  %104 = cast %72 {dtype='i64'} : i64
  %105 = sub %47, %104 : i64
  %106 = ge %105, %51 : i1
  %107 = le %105, %52 : i1
  %108 = and %106, %107 : i1
  %109 = and %108, %56 : i1
  %110 = and %109, %57 : i1
  %111 = where %110, %59, %104 : i64
  %112 = maximum %111, %104 : i64
  %113 = sub %112, %104 : i64
  %114 = add %113, %48 : i64
  %115 = and %114, %68 : i64
  %116 = add %104, %115 : i64
  %117 = minimum %116, %47 : i64
  %118 = cast %112 {dtype='i32'} : i32
  %119 = cast %117 {dtype='i32'} : i32
  %120 = constant {value=7, dtype='i64'} : i64
  %121 = cast %25 {dtype='i64'} : i64
  %122 = add %42, %121 : i64
  %123 = add %122, %120 : i64
  %124 = lt %123, %44 : i1
  %a_ptrs.125, %b_ptrs.126 = for %72, %118, %13, %a_ptrs, %b_ptrs {unroll=False} (%k.127: i32, %a_ptrs.128: i32, %b_ptrs.129: i32) {
    %left.130 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.131 = fragments_new {dtype='f16', count=4} : !f16<4>
    for %32, %16, %0 {unroll=False} (%k.132: i32) {
      if %124 () {
        %133 = index_mul %k.132, %9 : i32
        %134 = add %74, %a_ptrs.128 : i32
        %135 = add %134, %73 : i32
        %136 = add %135, %133 : i32
        %137 = shift %a_ptr, %136 : *f16
        for %32, %16, %0 {unroll=True} (%r.138: i32) {
          %a.139 = load_at %137, %r.138 : f16
          %140 = shr %r.138, %0 : i32
          %141 = and %r.138, %0 : i32
          fragment_set %left.130, %140, %141, %a.139
          yield
        }
        yield
      } () {
        %142 = index_mul %k.132, %9 : i32
        %143 = lt %rows, %M : i1
        %144 = add %74, %a_ptrs.128 : i32
        %145 = add %144, %73 : i32
        %146 = add %145, %142 : i32
        %147 = shift %a_ptr, %146 : *f16
        for %32, %16, %0 {unroll=True} (%r.148: i32) {
          %a.149 = load_at %147, %r.148, %143, %33 : f16
          %150 = shr %r.148, %0 : i32
          %151 = and %r.148, %0 : i32
          fragment_set %left.130, %150, %151, %a.149
          yield
        }
        yield
      }
      if %41 () {
        %152 = index_mul %k.132, %9 : i32
        %153 = index_add %22, %152 : i32
        %154 = mul %153, %stride_bk : i32
        %155 = add %30, %10 : i32
        %156 = add %155, %14 : i32
        %157 = add %156, %b_ptrs.129 : i32
        %158 = add %157, %154 : i32
        %159 = shift %b_ptr, %158 : *f16
        for %32, %9, %0 {unroll=True} (%r.160: i32) {
          %b.161 = load_at %159, %r.160 : f16
          %162 = shr %r.160, %0 : i32
          %163 = and %r.160, %0 : i32
          fragment_set %right.131, %162, %163, %b.161
          yield
        }
        yield
      } () {
        %164 = index_mul %k.132, %9 : i32
        %165 = index_add %22, %164 : i32
        %166 = mul %165, %stride_bk : i32
        %167 = add %30, %10 : i32
        %168 = add %167, %14 : i32
        %169 = add %168, %b_ptrs.129 : i32
        %170 = add %169, %166 : i32
        %171 = shift %b_ptr, %170 : *f16
        for %32, %9, %0 {unroll=True} (%r.172: i32) {
          %173 = index_add %15, %r.172 : i32
          %columns = index_add %30, %173 : i32
          %174 = lt %columns, %N : i1
          %b.175 = load_at %171, %r.172, %174, %33 : f16
          %176 = shr %r.172, %0 : i32
          %177 = and %r.172, %0 : i32
          fragment_set %right.131, %176, %177, %b.175
          yield
        }
        yield
      }
      fragment_multiply %total, %32, %left.130, %32, %right.131, %32
      fragment_multiply %total, %0, %left.130, %32, %right.131, %0
      fragment_multiply %total, %16, %left.130, %32, %right.131, %16
      fragment_multiply %total, %2, %left.130, %32, %right.131, %2
      yield
    }
    %178 = add %a_ptrs.128, %13 : i32
    %179 = add %b_ptrs.129, %34 : i32
    yield %178, %179
  } : i32, i32
  %180 = constant {value=7, dtype='i32'} : i32
  %181 = constant {value=True, dtype='i1'} : i1
  %a_ptrs.182, %b_ptrs.183 = for %119, %K, %13, %a_ptrs.125, %b_ptrs.126 {unroll=False} (%k.184: i32, %a_ptrs.185: i32, %b_ptrs.186: i32) {
    %187 = sub %K, %k.184 : i32
    %left.188 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.189 = fragments_new {dtype='f16', count=4} : !f16<4>
    for %32, %16, %0 {unroll=False} (%k.190: i32) {
      %191 = index_mul %k.190, %9 : i32
      %192 = index_add %191, %180 : i32
      %193 = ge %191, %187 : i1
      %194 = and %181, %193 : i1
      if %194 () {
        yield
      } () {
        %195 = lt %192, %187 : i1
        %196 = and %124, %195 : i1
        if %196 () {
          %197 = add %74, %a_ptrs.185 : i32
          %198 = add %197, %73 : i32
          %199 = add %198, %191 : i32
          %200 = shift %a_ptr, %199 : *f16
          for %32, %16, %0 {unroll=True} (%r.201: i32) {
            %a.202 = load_at %200, %r.201 : f16
            %203 = shr %r.201, %0 : i32
            %204 = and %r.201, %0 : i32
            fragment_set %left.188, %203, %204, %a.202
            yield
          }
          yield
        } () {
          %205 = index_add %19, %191 : i32
          %206 = lt %rows, %M : i1
          %207 = add %74, %a_ptrs.185 : i32
          %208 = add %207, %73 : i32
          %209 = add %208, %191 : i32
          %210 = shift %a_ptr, %209 : *f16
          for %32, %16, %0 {unroll=True} (%r.211: i32) {
            %212 = index_add %205, %r.211 : i32
            %213 = lt %212, %187 : i1
            %214 = and %206, %213 : i1
            %a.215 = load_at %210, %r.211, %214, %33 : f16
            %216 = shr %r.211, %0 : i32
            %217 = and %r.211, %0 : i32
            fragment_set %left.188, %216, %217, %a.215
            yield
          }
          yield
        }
        %218 = and %195, %41 : i1
        if %218 () {
          %219 = index_add %22, %191 : i32
          %220 = mul %219, %stride_bk : i32
          %221 = add %30, %10 : i32
          %222 = add %221, %14 : i32
          %223 = add %222, %b_ptrs.186 : i32
          %224 = add %223, %220 : i32
          %225 = shift %b_ptr, %224 : *f16
          for %32, %9, %0 {unroll=True} (%r.226: i32) {
            %b.227 = load_at %225, %r.226 : f16
            %228 = shr %r.226, %0 : i32
            %229 = and %r.226, %0 : i32
            fragment_set %right.189, %228, %229, %b.227
            yield
          }
          yield
        } () {
          %230 = index_add %22, %191 : i32
          %231 = mul %230, %stride_bk : i32
          %232 = lt %230, %187 : i1
          %233 = add %30, %10 : i32
          %234 = add %233, %14 : i32
          %235 = add %234, %b_ptrs.186 : i32
          %236 = add %235, %231 : i32
          %237 = shift %b_ptr, %236 : *f16
          for %32, %9, %0 {unroll=True} (%r.238: i32) {
            %239 = index_add %15, %r.238 : i32
            %columns.240 = index_add %30, %239 : i32
            %241 = lt %columns.240, %N : i1
            %242 = and %232, %241 : i1
            %b.243 = load_at %237, %r.238, %242, %33 : f16
            %244 = shr %r.238, %0 : i32
            %245 = and %r.238, %0 : i32
            fragment_set %right.189, %244, %245, %b.243
            yield
          }
          yield
        }
        fragment_multiply %total, %32, %left.188, %32, %right.189, %32
        fragment_multiply %total, %0, %left.188, %32, %right.189, %0
        fragment_multiply %total, %16, %left.188, %32, %right.189, %16
        fragment_multiply %total, %2, %left.188, %32, %right.189, %2
        yield
      }
      yield
    }
    %246 = add %a_ptrs.185, %13 : i32
    %247 = add %b_ptrs.186, %34 : i32
    yield %246, %247
  } : i32, i32
  %248 = and %45, %41 : i1
  if %248 {interior=True} () {
    %249 = mul %rows, %N : i32
    %250 = add %30, %10 : i32
    %251 = add %250, %14 : i32
    %252 = add %251, %249 : i32
    %253 = shift %c_ptr, %252 : *f32
    for %32, %9, %0 {unroll=True} (%r.254: i32) {
      %255 = shr %r.254, %0 : i32
      %256 = and %r.254, %0 : i32
      %total.257 = fragment_get %total, %255, %256 : f32
      store_at %253, %r.254, %total.257
      yield
    }
    yield
  } () {
    %258 = mul %rows, %N : i32
    %259 = lt %rows, %M : i1
    %260 = add %30, %10 : i32
    %261 = add %260, %14 : i32
    %262 = add %261, %258 : i32
    %263 = shift %c_ptr, %262 : *f32
    for %32, %9, %0 {unroll=True} (%r.264: i32) {
      %265 = index_add %15, %r.264 : i32
      %columns.266 = index_add %30, %265 : i32
      %267 = shr %r.264, %0 : i32
      %268 = and %r.264, %0 : i32
      %total.269 = fragment_get %total, %267, %268 : f32
      %270 = lt %columns.266, %N : i1
      %mask = and %259, %270 : i1
      store_at %263, %r.264, %total.269, %mask
      yield
    }
    yield
  }
  return
}
