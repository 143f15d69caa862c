# msl: matmul
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
      if %100 () {
        for %32, %16, %0 {unroll=True} (%r.132: i32) {
          %a.133 = load_at %131, %r.132 : f16
          %134 = shr %r.132, %0 : i32
          %135 = and %r.132, %0 : i32
          fragment_set %left.105, %134, %135, %a.133
          yield
        }
        yield
      } () {
        for %32, %16, %0 {unroll=True} (%r.136: i32) {
          %a.137 = load_at %131, %r.136, %100, %33 : f16
          %138 = shr %r.136, %0 : i32
          %139 = and %r.136, %0 : i32
          fragment_set %left.105, %138, %139, %a.137
          yield
        }
        yield
      }
      %140 = index_add %22, %129 : i32
      %141 = mul %140, %stride_bk : i32
      %142 = add %109, %141 : i32
      %143 = shift %b_ptr, %142 : *f16
      %144 = constant {value=7, dtype='i32'} : i32
      %145 = index_add %15, %144 : i32
      %146 = index_add %30, %145 : i32
      %147 = lt %146, %N : i1
      if %147 () {
        for %32, %9, %0 {unroll=True} (%r.148: i32) {
          %b.149 = load_at %143, %r.148 : f16
          %150 = shr %r.148, %0 : i32
          %151 = and %r.148, %0 : i32
          fragment_set %right.106, %150, %151, %b.149
          yield
        }
        yield
      } () {
        %152 = constant {value=0, dtype='i32'} : i32
        %153 = index_add %15, %152 : i32
        %154 = index_add %30, %153 : i32
        %155 = lt %154, %N : i1
        %156 = cast %N {dtype='u32'} : u32
        %157 = cast %154 {dtype='u32'} : u32
        %158 = sub %156, %157 : u32
        %159 = constant {value=0, dtype='u32'} : u32
        %160 = where %155, %158, %159 : u32
        %161 = eq %160, %159 : i1
        if %161 () {
          for %32, %9, %0 {unroll=True} (%r.162: i32) {
            %163 = shr %r.162, %0 : i32
            %164 = and %r.162, %0 : i32
            fragment_set %right.106, %163, %164, %33
            yield
          }
          yield
        } () {
          for %32, %9, %0 {unroll=True} (%r.165: i32) {
            %166 = cast %r.165 {dtype='u32'} : u32
            %167 = lt %166, %160 : i1
            %b.168 = load_at %143, %r.165, %167, %33 : f16
            %169 = shr %r.165, %0 : i32
            %170 = and %r.165, %0 : i32
            fragment_set %right.106, %169, %170, %b.168
            yield
          }
          yield
        }
        yield
      }
      fragment_multiply %total, %32, %left.105, %32, %right.106, %32
      fragment_multiply %total, %0, %left.105, %32, %right.106, %0
      fragment_multiply %total, %16, %left.105, %32, %right.106, %16
      fragment_multiply %total, %2, %left.105, %32, %right.106, %2
      yield
    }
    %171 = add %b_ptrs.104, %34 : i32
    yield %171
  } : i32
  %172 = lt %91, %K : i1
  %b_ptrs.173 = if %172 () {
    %174 = sub %K, %91 : i32
    %left.175 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.176 = fragments_new {dtype='f16', count=4} : !f16<4>
    %177 = add %174, %92 : i32
    %178 = maximum %177, %32 : i32
    %179 = shr %178, %2 : i32
    %180 = minimum %179, %16 : i32
    %181 = maximum %174, %32 : i32
    %182 = shr %181, %2 : i32
    %183 = minimum %180, %182 : i32
    %184 = where %39, %183, %32 : i32
    %185 = add %99, %b_ptrs.102 : i32
    %186 = add %185, %101 : i32
    %187 = shift %b_ptr, %186 : *f16
    %188 = for %32, %184, %0, %187 {unroll=False} (%k.189: i32, %b_ptr.190: *f16) {
      %191 = index_mul %k.189, %9 : i32
      %192 = index_add %191, %92 : i32
      %193 = lt %192, %174 : i1
      %194 = and %95, %193 : i1
      if %194 {interior='simdgroup'} () {
        %195 = add %52, %91 : i32
        %196 = add %195, %51 : i32
        %197 = add %196, %191 : i32
        %198 = shift %a_ptr, %197 : *f16
        for %32, %16, %0 {unroll=True} (%r.199: i32) {
          %a.200 = load_at %198, %r.199 : f16
          %201 = shr %r.199, %0 : i32
          %202 = and %r.199, %0 : i32
          fragment_set %left.175, %201, %202, %a.200
          yield
        }
        yield
      } () {
        %203 = index_add %19, %191 : i32
        %204 = add %52, %91 : i32
        %205 = add %204, %51 : i32
        %206 = add %205, %191 : i32
        %207 = shift %a_ptr, %206 : *f16
        %208 = constant {value=1, dtype='i32'} : i32
        %209 = index_add %203, %208 : i32
        %210 = lt %209, %174 : i1
        %211 = and %100, %210 : i1
        if %211 () {
          for %32, %16, %0 {unroll=True} (%r.212: i32) {
            %a.213 = load_at %207, %r.212 : f16
            %214 = shr %r.212, %0 : i32
            %215 = and %r.212, %0 : i32
            fragment_set %left.175, %214, %215, %a.213
            yield
          }
          yield
        } () {
          %216 = constant {value=0, dtype='i32'} : i32
          %217 = index_add %203, %216 : i32
          %218 = lt %217, %174 : i1
          %219 = and %100, %218 : i1
          %220 = cast %174 {dtype='u32'} : u32
          %221 = cast %217 {dtype='u32'} : u32
          %222 = sub %220, %221 : u32
          %223 = constant {value=0, dtype='u32'} : u32
          %224 = where %219, %222, %223 : u32
          %225 = eq %224, %223 : i1
          if %225 () {
            for %32, %16, %0 {unroll=True} (%r.226: i32) {
              %227 = shr %r.226, %0 : i32
              %228 = and %r.226, %0 : i32
              fragment_set %left.175, %227, %228, %33
              yield
            }
            yield
          } () {
            for %32, %16, %0 {unroll=True} (%r.229: i32) {
              %230 = cast %r.229 {dtype='u32'} : u32
              %231 = lt %230, %224 : i1
              %a.232 = load_at %207, %r.229, %231, %33 : f16
              %233 = shr %r.229, %0 : i32
              %234 = and %r.229, %0 : i32
              fragment_set %left.175, %233, %234, %a.232
              yield
            }
            yield
          }
          yield
        }
        yield
      }
      for %32, %9, %0 {unroll=True} (%r.235: i32) {
        %b.236 = load_at %b_ptr.190, %r.235 : f16
        %237 = shr %r.235, %0 : i32
        %238 = and %r.235, %0 : i32
        fragment_set %right.176, %237, %238, %b.236
        yield
      }
      fragment_multiply %total, %32, %left.175, %32, %right.176, %32
      fragment_multiply %total, %0, %left.175, %32, %right.176, %0
      fragment_multiply %total, %16, %left.175, %32, %right.176, %16
      fragment_multiply %total, %2, %left.175, %32, %right.176, %2
      %239 = shift %b_ptr.190, %61 : *f16
      yield %239
    } : *f16
    for %184, %180, %0 {unroll=False} (%k.240: i32) {
      %241 = index_mul %k.240, %9 : i32
      %242 = index_add %241, %92 : i32
      %243 = lt %242, %174 : i1
      %244 = and %95, %243 : i1
      if %244 {interior='simdgroup'} () {
        %245 = add %52, %91 : i32
        %246 = add %245, %51 : i32
        %247 = add %246, %241 : i32
        %248 = shift %a_ptr, %247 : *f16
        for %32, %16, %0 {unroll=True} (%r.249: i32) {
          %a.250 = load_at %248, %r.249 : f16
          %251 = shr %r.249, %0 : i32
          %252 = and %r.249, %0 : i32
          fragment_set %left.175, %251, %252, %a.250
          yield
        }
        yield
      } () {
        %253 = index_add %19, %241 : i32
        %254 = add %52, %91 : i32
        %255 = add %254, %51 : i32
        %256 = add %255, %241 : i32
        %257 = shift %a_ptr, %256 : *f16
        %258 = constant {value=1, dtype='i32'} : i32
        %259 = index_add %253, %258 : i32
        %260 = lt %259, %174 : i1
        %261 = and %100, %260 : i1
        if %261 () {
          for %32, %16, %0 {unroll=True} (%r.262: i32) {
            %a.263 = load_at %257, %r.262 : f16
            %264 = shr %r.262, %0 : i32
            %265 = and %r.262, %0 : i32
            fragment_set %left.175, %264, %265, %a.263
            yield
          }
          yield
        } () {
          %266 = constant {value=0, dtype='i32'} : i32
          %267 = index_add %253, %266 : i32
          %268 = lt %267, %174 : i1
          %269 = and %100, %268 : i1
          %270 = cast %174 {dtype='u32'} : u32
          %271 = cast %267 {dtype='u32'} : u32
          %272 = sub %270, %271 : u32
          %273 = constant {value=0, dtype='u32'} : u32
          %274 = where %269, %272, %273 : u32
          %275 = eq %274, %273 : i1
          if %275 () {
            for %32, %16, %0 {unroll=True} (%r.276: i32) {
              %277 = shr %r.276, %0 : i32
              %278 = and %r.276, %0 : i32
              fragment_set %left.175, %277, %278, %33
              yield
            }
            yield
          } () {
            for %32, %16, %0 {unroll=True} (%r.279: i32) {
              %280 = cast %r.279 {dtype='u32'} : u32
              %281 = lt %280, %274 : i1
              %a.282 = load_at %257, %r.279, %281, %33 : f16
              %283 = shr %r.279, %0 : i32
              %284 = and %r.279, %0 : i32
              fragment_set %left.175, %283, %284, %a.282
              yield
            }
            yield
          }
          yield
        }
        yield
      }
      %285 = index_add %22, %241 : i32
      %286 = mul %285, %stride_bk : i32
      %287 = lt %285, %174 : i1
      %288 = add %185, %286 : i32
      %289 = shift %b_ptr, %288 : *f16
      %290 = constant {value=7, dtype='i32'} : i32
      %291 = index_add %15, %290 : i32
      %292 = index_add %30, %291 : i32
      %293 = lt %292, %N : i1
      %294 = and %287, %293 : i1
      if %294 () {
        for %32, %9, %0 {unroll=True} (%r.295: i32) {
          %b.296 = load_at %289, %r.295 : f16
          %297 = shr %r.295, %0 : i32
          %298 = and %r.295, %0 : i32
          fragment_set %right.176, %297, %298, %b.296
          yield
        }
        yield
      } () {
        %299 = constant {value=0, dtype='i32'} : i32
        %300 = index_add %15, %299 : i32
        %301 = index_add %30, %300 : i32
        %302 = lt %301, %N : i1
        %303 = and %287, %302 : i1
        %304 = cast %N {dtype='u32'} : u32
        %305 = cast %301 {dtype='u32'} : u32
        %306 = sub %304, %305 : u32
        %307 = constant {value=0, dtype='u32'} : u32
        %308 = where %303, %306, %307 : u32
        %309 = eq %308, %307 : i1
        if %309 () {
          for %32, %9, %0 {unroll=True} (%r.310: i32) {
            %311 = shr %r.310, %0 : i32
            %312 = and %r.310, %0 : i32
            fragment_set %right.176, %311, %312, %33
            yield
          }
          yield
        } () {
          for %32, %9, %0 {unroll=True} (%r.313: i32) {
            %314 = cast %r.313 {dtype='u32'} : u32
            %315 = lt %314, %308 : i1
            %b.316 = load_at %289, %r.313, %315, %33 : f16
            %317 = shr %r.313, %0 : i32
            %318 = and %r.313, %0 : i32
            fragment_set %right.176, %317, %318, %b.316
            yield
          }
          yield
        }
        yield
      }
      fragment_multiply %total, %32, %left.175, %32, %right.176, %32
      fragment_multiply %total, %0, %left.175, %32, %right.176, %0
      fragment_multiply %total, %16, %left.175, %32, %right.176, %16
      fragment_multiply %total, %2, %left.175, %32, %right.176, %2
      yield
    }
    %319 = add %b_ptrs.102, %34 : i32
    yield %319
  } () {
    yield %b_ptrs.102
  } : i32
  if %45 {interior='program'} () {
    %320 = mul %rows, %N : i32
    %321 = add %99, %320 : i32
    %322 = shift %c_ptr, %321 : *f32
    for %32, %9, %0 {unroll=True} (%r.323: i32) {
      %324 = shr %r.323, %0 : i32
      %325 = and %r.323, %0 : i32
      %total.326 = fragment_get %total, %324, %325 : f32
      store_at %322, %r.323, %total.326
      yield
    }
    yield
  } () {
    %327 = mul %rows, %N : i32
    %328 = add %99, %327 : i32
    %329 = shift %c_ptr, %328 : *f32
    %330 = constant {value=7, dtype='i32'} : i32
    %331 = index_add %15, %330 : i32
    %332 = index_add %30, %331 : i32
    %333 = lt %332, %N : i1
    %334 = and %100, %333 : i1
    if %334 () {
      for %32, %9, %0 {unroll=True} (%r.335: i32) {
        %336 = shr %r.335, %0 : i32
        %337 = and %r.335, %0 : i32
        %total.338 = fragment_get %total, %336, %337 : f32
        store_at %329, %r.335, %total.338
        yield
      }
      yield
    } () {
      for %32, %9, %0 {unroll=True} (%r.339: i32) {
        %340 = index_add %15, %r.339 : i32
        %columns = index_add %30, %340 : i32
        %341 = shr %r.339, %0 : i32
        %342 = and %r.339, %0 : i32
        %total.343 = fragment_get %total, %341, %342 : f32
        %344 = lt %columns, %N : i1
        %mask = and %100, %344 : i1
        store_at %329, %r.339, %total.343, %mask
        yield
      }
      yield
    }
    yield
  }
  return
}
# ---
#line 1 "tmetal"
  int32_t M_1 = M;
  int32_t N_1 = N;
  int32_t K_1 = K;
  int32_t stride_am_1 = stride_am;
  int32_t stride_bk_1 = stride_bk;
  int32_t thread_v = int32_t(thread_index_in_threadgroup);
  int32_t v = int32_t(uint32_t((int32_t(thread_v >> (1 & 31)))) & 3u);
  int32_t v_1 = int32_t(thread_v >> (4 & 31));
  int32_t v_2 = int32_t(uint32_t(thread_v) & 1u);
  int32_t v_3 = v_2 * 8;
  int32_t v_4 = int32_t(uint32_t((int32_t(thread_v >> (3 & 31)))) & 1u);
  int32_t v_5 = v_4 * 16;
  int32_t v_6 = v_3 + v_5;
  int32_t v_7 = v_2 * 2;
  int32_t v_8 = v_4 * 4;
  int32_t v_9 = v_7 + v_8;
  int32_t v_10 = (int32_t(uint32_t(v_1) & 1u)) * 4;
  int32_t v_11 = v + v_10;
  int32_t v_12 = int32_t(threadgroup_position_in_grid.x);
  int32_t v_13 = v_12 * 32;
  int32_t v_14 = int32_t(threadgroup_position_in_grid.y);
  int32_t v_15 = v_14 * 32;
  int32_t v_16 = int32_t(16u * uint32_t(stride_bk_1));
  simdgroup_matrix<float, 8, 8> total[4];
  #pragma clang loop unroll(full)
  for (int32_t r = 0; r < 8; r += 1) {
    total[(int32_t(r >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r) & 1u))] = 0.0f;
  }
  bool v_17 = (v_15 + 31) < N_1;
  int32_t v_18 = K_1 + -15;
  bool v_19 = v_17 & ((v_13 + 31) < M_1);
  int32_t v_20 = metal::max((v_19 ? v_18 : 0), 0);
  int32_t v_21 = int32_t(uint32_t((v_20 + 15)) & 4294967280u);
  int32_t rows = v_13 + (v + (v_1 * 4));
  int32_t v_22 = int32_t(uint32_t(rows) * uint32_t(stride_am_1));
  int32_t v_23 = int32_t(uint32_t(v_7) + uint32_t(v_8));
  int32_t v_24 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v) + uint32_t(v_10)))) * uint32_t(stride_bk_1)))) + uint32_t(v_15)))) + uint32_t(v_3));
  int32_t v_25 = int32_t(8u * uint32_t(stride_bk_1));
  int32_t b_ptrs = 0;
  auto a_ptr_1 = (a_ptr + (int32_t(uint32_t(v_23) + uint32_t(v_22))));
  auto b_ptr_1 = (b_ptr + (int32_t(uint32_t(v_24) + uint32_t(v_5))));
  uint32_t trips = 0 < v_20 ? (uint32_t(v_20) - uint32_t(0) - 1u) / uint32_t(16) + 1u : 0u;
  for (uint32_t trip = 0u; trip < trips; trip += 1u) {
    int32_t k = int32_t(uint32_t(0) + trip * uint32_t(16));
    simdgroup_matrix<float16_t, 8, 8> left[1];
    simdgroup_matrix<float16_t, 8, 8> right[4];
    auto v_26 = b_ptr_1;
    #pragma clang loop unroll(full)
    for (int32_t k_1 = 0; k_1 < 2; k_1 += 1) {
      int32_t v_27 = k_1 * 8;
      #pragma clang loop unroll(full)
      for (int32_t r_1 = 0; r_1 < 2; r_1 += 1) {
        float16_t a = a_ptr_1[(v_27 + r_1)];
        left[(int32_t(r_1 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_1) & 1u))] = a;
      }
      #pragma clang loop unroll(full)
      for (int32_t r_2 = 0; r_2 < 8; r_2 += 1) {
        float16_t b = v_26[r_2];
        right[(int32_t(r_2 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_2) & 1u))] = b;
      }
      simdgroup_multiply_accumulate(total[0], left[0], right[0], total[0]);
      simdgroup_multiply_accumulate(total[1], left[0], right[1], total[1]);
      simdgroup_multiply_accumulate(total[2], left[0], right[2], total[2]);
      simdgroup_multiply_accumulate(total[3], left[0], right[3], total[3]);
      v_26 = (v_26 + v_25);
    }
    int32_t v_28 = int32_t(uint32_t(b_ptrs) + uint32_t(v_16));
    b_ptrs = v_28;
    a_ptr_1 = (a_ptr_1 + 16);
    b_ptr_1 = (b_ptr_1 + v_16);
  }
  int32_t v_29 = metal::max(v_18, v_21);
  int64_t v_30 = int64_t((int32_t(uint32_t(((v_29 - v_21) + 15)) & 4294967280u)));
  int32_t v_31 = int32_t((metal::min((int64_t(uint64_t(int64_t(v_21)) + uint64_t(v_30))), int64_t(K_1))));
  int32_t v_32 = (v_13 + ((int32_t(thread_v >> (5 & 31))) * 8)) + 7;
  bool v_33 = v_32 < M_1;
  int32_t v_34 = (v_33 & v_17) ? 2 : 0;
  int32_t v_35 = int32_t(uint32_t((int32_t(uint32_t(v_15) + uint32_t(v_3)))) + uint32_t(v_5));
  bool v_36 = rows < M_1;
  int32_t v_37 = int32_t(uint32_t(v_11) * uint32_t(stride_bk_1));
  int32_t b_ptrs_1 = b_ptrs;
  uint32_t trips_1 = v_21 < v_29 ? (uint32_t(v_29) - uint32_t(v_21) - 1u) / uint32_t(16) + 1u : 0u;
  for (uint32_t trip_1 = 0u; trip_1 < trips_1; trip_1 += 1u) {
    int32_t k_2 = int32_t(uint32_t(v_21) + trip_1 * uint32_t(16));
    simdgroup_matrix<float16_t, 8, 8> left_1[1];
    simdgroup_matrix<float16_t, 8, 8> right_1[4];
    int32_t v_38 = int32_t(uint32_t((int32_t(uint32_t(v_23) + uint32_t(k_2)))) + uint32_t(v_22));
    int32_t v_39 = int32_t(uint32_t(v_35) + uint32_t(b_ptrs_1));
    auto a_ptr_2 = (a_ptr + v_38);
    auto b_ptr_2 = (b_ptr + (int32_t(uint32_t(v_39) + uint32_t(v_37))));
    for (int32_t k_3 = 0; k_3 < v_34; k_3 += 1) {
      #pragma clang loop unroll(full)
      for (int32_t r_3 = 0; r_3 < 2; r_3 += 1) {
        float16_t a_1 = a_ptr_2[r_3];
        left_1[(int32_t(r_3 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_3) & 1u))] = a_1;
      }
      #pragma clang loop unroll(full)
      for (int32_t r_4 = 0; r_4 < 8; r_4 += 1) {
        float16_t b_1 = b_ptr_2[r_4];
        right_1[(int32_t(r_4 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_4) & 1u))] = b_1;
      }
      simdgroup_multiply_accumulate(total[0], left_1[0], right_1[0], total[0]);
      simdgroup_multiply_accumulate(total[1], left_1[0], right_1[1], total[1]);
      simdgroup_multiply_accumulate(total[2], left_1[0], right_1[2], total[2]);
      simdgroup_multiply_accumulate(total[3], left_1[0], right_1[3], total[3]);
      a_ptr_2 = (a_ptr_2 + 8);
      b_ptr_2 = (b_ptr_2 + v_25);
    }
    for (int32_t k_4 = v_34; k_4 < 2; k_4 += 1) {
      int32_t v_40 = k_4 * 8;
      if (v_36) {
        #pragma clang loop unroll(full)
        for (int32_t r_5 = 0; r_5 < 2; r_5 += 1) {
          float16_t a_2 = (a_ptr + (int32_t(uint32_t(v_38) + uint32_t(v_40))))[r_5];
          left_1[(int32_t(r_5 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_5) & 1u))] = a_2;
        }
      } else {
        #pragma clang loop unroll(full)
        for (int32_t r_6 = 0; r_6 < 2; r_6 += 1) {
          float16_t a_3 = v_36 ? (a_ptr + (int32_t(uint32_t(v_38) + uint32_t(v_40))))[r_6] : float16_t(0.0f);
          left_1[(int32_t(r_6 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_6) & 1u))] = a_3;
        }
      }
      bool v_41 = (v_15 + (v_6 + 7)) < N_1;
      if (v_41) {
        #pragma clang loop unroll(full)
        for (int32_t r_7 = 0; r_7 < 8; r_7 += 1) {
          float16_t b_2 = (b_ptr + (int32_t(uint32_t(v_39) + uint32_t((int32_t(uint32_t((v_11 + v_40)) * uint32_t(stride_bk_1)))))))[r_7];
          right_1[(int32_t(r_7 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_7) & 1u))] = b_2;
        }
      } else {
        int32_t v_42 = v_15 + (v_6 + 0);
        uint32_t v_43 = (v_42 < N_1) ? (uint32_t(N_1) - uint32_t(v_42)) : 0u;
        bool v_44 = v_43 == 0u;
        if (v_44) {
          #pragma clang loop unroll(full)
          for (int32_t r_8 = 0; r_8 < 8; r_8 += 1) {
            right_1[(int32_t(r_8 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_8) & 1u))] = float16_t(0.0f);
          }
        } else {
          #pragma clang loop unroll(full)
          for (int32_t r_9 = 0; r_9 < 8; r_9 += 1) {
            float16_t b_3 = (uint32_t(r_9) < v_43) ? (b_ptr + (int32_t(uint32_t(v_39) + uint32_t((int32_t(uint32_t((v_11 + v_40)) * uint32_t(stride_bk_1)))))))[r_9] : float16_t(0.0f);
            right_1[(int32_t(r_9 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_9) & 1u))] = b_3;
          }
        }
      }
      simdgroup_multiply_accumulate(total[0], left_1[0], right_1[0], total[0]);
      simdgroup_multiply_accumulate(total[1], left_1[0], right_1[1], total[1]);
      simdgroup_multiply_accumulate(total[2], left_1[0], right_1[2], total[2]);
      simdgroup_multiply_accumulate(total[3], left_1[0], right_1[3], total[3]);
    }
    int32_t v_45 = int32_t(uint32_t(b_ptrs_1) + uint32_t(v_16));
    b_ptrs_1 = v_45;
  }
  bool v_46 = v_31 < K_1;
  int32_t b_ptrs_2;
  if (v_46) {
    int32_t v_47 = int32_t(uint32_t(K_1) - uint32_t(v_31));
    simdgroup_matrix<float16_t, 8, 8> left_2[1];
    simdgroup_matrix<float16_t, 8, 8> right_2[4];
    int32_t v_48 = metal::min((int32_t((metal::max((int32_t(uint32_t(v_47) + 7u)), 0)) >> (3 & 31))), 2);
    int32_t v_49 = v_17 ? (metal::min(v_48, (int32_t(metal::max(v_47, 0) >> (3 & 31))))) : 0;
    int32_t v_50 = int32_t(uint32_t(v_35) + uint32_t(b_ptrs_1));
    auto b_ptr_3 = (b_ptr + (int32_t(uint32_t(v_50) + uint32_t(v_37))));
    for (int32_t k_5 = 0; k_5 < v_49; k_5 += 1) {
      int32_t v_51 = k_5 * 8;
      bool v_52 = v_33 & ((v_51 + 7) < v_47);
      if (v_52) {
        #pragma clang loop unroll(full)
        for (int32_t r_10 = 0; r_10 < 2; r_10 += 1) {
          float16_t a_4 = (a_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_23) + uint32_t(v_31)))) + uint32_t(v_22)))) + uint32_t(v_51))))[r_10];
          left_2[(int32_t(r_10 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_10) & 1u))] = a_4;
        }
      } else {
        int32_t v_53 = v_9 + v_51;
        bool v_54 = v_36 & ((v_53 + 1) < v_47);
        if (v_54) {
          #pragma clang loop unroll(full)
          for (int32_t r_11 = 0; r_11 < 2; r_11 += 1) {
            float16_t a_5 = (a_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_23) + uint32_t(v_31)))) + uint32_t(v_22)))) + uint32_t(v_51))))[r_11];
            left_2[(int32_t(r_11 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_11) & 1u))] = a_5;
          }
        } else {
          int32_t v_55 = v_53 + 0;
          uint32_t v_56 = (v_36 & (v_55 < v_47)) ? (uint32_t(v_47) - uint32_t(v_55)) : 0u;
          bool v_57 = v_56 == 0u;
          if (v_57) {
            #pragma clang loop unroll(full)
            for (int32_t r_12 = 0; r_12 < 2; r_12 += 1) {
              left_2[(int32_t(r_12 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_12) & 1u))] = float16_t(0.0f);
            }
          } else {
            #pragma clang loop unroll(full)
            for (int32_t r_13 = 0; r_13 < 2; r_13 += 1) {
              float16_t a_6 = (uint32_t(r_13) < v_56) ? (a_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_23) + uint32_t(v_31)))) + uint32_t(v_22)))) + uint32_t(v_51))))[r_13] : float16_t(0.0f);
              left_2[(int32_t(r_13 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_13) & 1u))] = a_6;
            }
          }
        }
      }
      #pragma clang loop unroll(full)
      for (int32_t r_14 = 0; r_14 < 8; r_14 += 1) {
        float16_t b_4 = b_ptr_3[r_14];
        right_2[(int32_t(r_14 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_14) & 1u))] = b_4;
      }
      simdgroup_multiply_accumulate(total[0], left_2[0], right_2[0], total[0]);
      simdgroup_multiply_accumulate(total[1], left_2[0], right_2[1], total[1]);
      simdgroup_multiply_accumulate(total[2], left_2[0], right_2[2], total[2]);
      simdgroup_multiply_accumulate(total[3], left_2[0], right_2[3], total[3]);
      b_ptr_3 = (b_ptr_3 + v_25);
    }
    for (int32_t k_6 = v_49; k_6 < v_48; k_6 += 1) {
      int32_t v_58 = k_6 * 8;
      bool v_59 = v_33 & ((v_58 + 7) < v_47);
      if (v_59) {
        #pragma clang loop unroll(full)
        for (int32_t r_15 = 0; r_15 < 2; r_15 += 1) {
          float16_t a_7 = (a_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_23) + uint32_t(v_31)))) + uint32_t(v_22)))) + uint32_t(v_58))))[r_15];
          left_2[(int32_t(r_15 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_15) & 1u))] = a_7;
        }
      } else {
        int32_t v_60 = v_9 + v_58;
        bool v_61 = v_36 & ((v_60 + 1) < v_47);
        if (v_61) {
          #pragma clang loop unroll(full)
          for (int32_t r_16 = 0; r_16 < 2; r_16 += 1) {
            float16_t a_8 = (a_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_23) + uint32_t(v_31)))) + uint32_t(v_22)))) + uint32_t(v_58))))[r_16];
            left_2[(int32_t(r_16 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_16) & 1u))] = a_8;
          }
        } else {
          int32_t v_62 = v_60 + 0;
          uint32_t v_63 = (v_36 & (v_62 < v_47)) ? (uint32_t(v_47) - uint32_t(v_62)) : 0u;
          bool v_64 = v_63 == 0u;
          if (v_64) {
            #pragma clang loop unroll(full)
            for (int32_t r_17 = 0; r_17 < 2; r_17 += 1) {
              left_2[(int32_t(r_17 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_17) & 1u))] = float16_t(0.0f);
            }
          } else {
            #pragma clang loop unroll(full)
            for (int32_t r_18 = 0; r_18 < 2; r_18 += 1) {
              float16_t a_9 = (uint32_t(r_18) < v_63) ? (a_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_23) + uint32_t(v_31)))) + uint32_t(v_22)))) + uint32_t(v_58))))[r_18] : float16_t(0.0f);
              left_2[(int32_t(r_18 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_18) & 1u))] = a_9;
            }
          }
        }
      }
      int32_t v_65 = v_11 + v_58;
      bool v_66 = v_65 < v_47;
      bool v_67 = v_66 & ((v_15 + (v_6 + 7)) < N_1);
      if (v_67) {
        #pragma clang loop unroll(full)
        for (int32_t r_19 = 0; r_19 < 8; r_19 += 1) {
          float16_t b_5 = (b_ptr + (int32_t(uint32_t(v_50) + uint32_t((int32_t(uint32_t(v_65) * uint32_t(stride_bk_1)))))))[r_19];
          right_2[(int32_t(r_19 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_19) & 1u))] = b_5;
        }
      } else {
        int32_t v_68 = v_15 + (v_6 + 0);
        uint32_t v_69 = (v_66 & (v_68 < N_1)) ? (uint32_t(N_1) - uint32_t(v_68)) : 0u;
        bool v_70 = v_69 == 0u;
        if (v_70) {
          #pragma clang loop unroll(full)
          for (int32_t r_20 = 0; r_20 < 8; r_20 += 1) {
            right_2[(int32_t(r_20 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_20) & 1u))] = float16_t(0.0f);
          }
        } else {
          #pragma clang loop unroll(full)
          for (int32_t r_21 = 0; r_21 < 8; r_21 += 1) {
            float16_t b_6 = (uint32_t(r_21) < v_69) ? (b_ptr + (int32_t(uint32_t(v_50) + uint32_t((int32_t(uint32_t(v_65) * uint32_t(stride_bk_1)))))))[r_21] : float16_t(0.0f);
            right_2[(int32_t(r_21 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_21) & 1u))] = b_6;
          }
        }
      }
      simdgroup_multiply_accumulate(total[0], left_2[0], right_2[0], total[0]);
      simdgroup_multiply_accumulate(total[1], left_2[0], right_2[1], total[1]);
      simdgroup_multiply_accumulate(total[2], left_2[0], right_2[2], total[2]);
      simdgroup_multiply_accumulate(total[3], left_2[0], right_2[3], total[3]);
    }
    int32_t v_71 = int32_t(uint32_t(b_ptrs_1) + uint32_t(v_16));
    b_ptrs_2 = v_71;
  } else {
    b_ptrs_2 = b_ptrs_1;
  }
  if (v_19) {
    #pragma clang loop unroll(full)
    for (int32_t r_22 = 0; r_22 < 8; r_22 += 1) {
      float total_1 = total[(int32_t(r_22 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_22) & 1u))];
      (c_ptr + (int32_t(uint32_t(v_35) + uint32_t((int32_t(uint32_t(rows) * uint32_t(N_1)))))))[r_22] = total_1;
    }
  } else {
    bool v_72 = v_36 & ((v_15 + (v_6 + 7)) < N_1);
    if (v_72) {
      #pragma clang loop unroll(full)
      for (int32_t r_23 = 0; r_23 < 8; r_23 += 1) {
        float total_2 = total[(int32_t(r_23 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_23) & 1u))];
        (c_ptr + (int32_t(uint32_t(v_35) + uint32_t((int32_t(uint32_t(rows) * uint32_t(N_1)))))))[r_23] = total_2;
      }
    } else {
      #pragma clang loop unroll(full)
      for (int32_t r_24 = 0; r_24 < 8; r_24 += 1) {
        int32_t columns = v_15 + (v_6 + r_24);
        float total_3 = total[(int32_t(r_24 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_24) & 1u))];
        bool mask = v_36 & (columns < N_1);
        if (mask) { (c_ptr + (int32_t(uint32_t(v_35) + uint32_t((int32_t(uint32_t(rows) * uint32_t(N_1)))))))[r_24] = total_3; }
      }
    }
  }
