# msl: matmul
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
        if %143 () {
          for %32, %16, %0 {unroll=True} (%r.148: i32) {
            %a.149 = load_at %147, %r.148 : f16
            %150 = shr %r.148, %0 : i32
            %151 = and %r.148, %0 : i32
            fragment_set %left.130, %150, %151, %a.149
            yield
          }
          yield
        } () {
          for %32, %16, %0 {unroll=True} (%r.152: i32) {
            %a.153 = load_at %147, %r.152, %143, %33 : f16
            %154 = shr %r.152, %0 : i32
            %155 = and %r.152, %0 : i32
            fragment_set %left.130, %154, %155, %a.153
            yield
          }
          yield
        }
        yield
      }
      if %41 () {
        %156 = index_mul %k.132, %9 : i32
        %157 = index_add %22, %156 : i32
        %158 = mul %157, %stride_bk : i32
        %159 = add %30, %10 : i32
        %160 = add %159, %14 : i32
        %161 = add %160, %b_ptrs.129 : i32
        %162 = add %161, %158 : i32
        %163 = shift %b_ptr, %162 : *f16
        for %32, %9, %0 {unroll=True} (%r.164: i32) {
          %b.165 = load_at %163, %r.164 : f16
          %166 = shr %r.164, %0 : i32
          %167 = and %r.164, %0 : i32
          fragment_set %right.131, %166, %167, %b.165
          yield
        }
        yield
      } () {
        %168 = index_mul %k.132, %9 : i32
        %169 = index_add %22, %168 : i32
        %170 = mul %169, %stride_bk : i32
        %171 = add %30, %10 : i32
        %172 = add %171, %14 : i32
        %173 = add %172, %b_ptrs.129 : i32
        %174 = add %173, %170 : i32
        %175 = shift %b_ptr, %174 : *f16
        %176 = constant {value=7, dtype='i32'} : i32
        %177 = index_add %15, %176 : i32
        %178 = index_add %30, %177 : i32
        %179 = lt %178, %N : i1
        if %179 () {
          for %32, %9, %0 {unroll=True} (%r.180: i32) {
            %b.181 = load_at %175, %r.180 : f16
            %182 = shr %r.180, %0 : i32
            %183 = and %r.180, %0 : i32
            fragment_set %right.131, %182, %183, %b.181
            yield
          }
          yield
        } () {
          %184 = constant {value=0, dtype='i32'} : i32
          %185 = index_add %15, %184 : i32
          %186 = index_add %30, %185 : i32
          %187 = lt %186, %N : i1
          %188 = cast %N {dtype='u32'} : u32
          %189 = cast %186 {dtype='u32'} : u32
          %190 = sub %188, %189 : u32
          %191 = constant {value=0, dtype='u32'} : u32
          %192 = where %187, %190, %191 : u32
          %193 = eq %192, %191 : i1
          if %193 () {
            for %32, %9, %0 {unroll=True} (%r.194: i32) {
              %195 = shr %r.194, %0 : i32
              %196 = and %r.194, %0 : i32
              fragment_set %right.131, %195, %196, %33
              yield
            }
            yield
          } () {
            for %32, %9, %0 {unroll=True} (%r.197: i32) {
              %198 = cast %r.197 {dtype='u32'} : u32
              %199 = lt %198, %192 : i1
              %b.200 = load_at %175, %r.197, %199, %33 : f16
              %201 = shr %r.197, %0 : i32
              %202 = and %r.197, %0 : i32
              fragment_set %right.131, %201, %202, %b.200
              yield
            }
            yield
          }
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
    %203 = add %a_ptrs.128, %13 : i32
    %204 = add %b_ptrs.129, %34 : i32
    yield %203, %204
  } : i32, i32
  %205 = constant {value=7, dtype='i32'} : i32
  %206 = constant {value=True, dtype='i1'} : i1
  %a_ptrs.207, %b_ptrs.208 = for %119, %K, %13, %a_ptrs.125, %b_ptrs.126 {unroll=False} (%k.209: i32, %a_ptrs.210: i32, %b_ptrs.211: i32) {
    %212 = sub %K, %k.209 : i32
    %left.213 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.214 = fragments_new {dtype='f16', count=4} : !f16<4>
    for %32, %16, %0 {unroll=False} (%k.215: i32) {
      %216 = index_mul %k.215, %9 : i32
      %217 = index_add %216, %205 : i32
      %218 = ge %216, %212 : i1
      %219 = and %206, %218 : i1
      if %219 () {
        yield
      } () {
        %220 = lt %217, %212 : i1
        %221 = and %124, %220 : i1
        if %221 () {
          %222 = add %74, %a_ptrs.210 : i32
          %223 = add %222, %73 : i32
          %224 = add %223, %216 : i32
          %225 = shift %a_ptr, %224 : *f16
          for %32, %16, %0 {unroll=True} (%r.226: i32) {
            %a.227 = load_at %225, %r.226 : f16
            %228 = shr %r.226, %0 : i32
            %229 = and %r.226, %0 : i32
            fragment_set %left.213, %228, %229, %a.227
            yield
          }
          yield
        } () {
          %230 = index_add %19, %216 : i32
          %231 = lt %rows, %M : i1
          %232 = add %74, %a_ptrs.210 : i32
          %233 = add %232, %73 : i32
          %234 = add %233, %216 : i32
          %235 = shift %a_ptr, %234 : *f16
          %236 = constant {value=1, dtype='i32'} : i32
          %237 = index_add %230, %236 : i32
          %238 = lt %237, %212 : i1
          %239 = and %231, %238 : i1
          if %239 () {
            for %32, %16, %0 {unroll=True} (%r.240: i32) {
              %a.241 = load_at %235, %r.240 : f16
              %242 = shr %r.240, %0 : i32
              %243 = and %r.240, %0 : i32
              fragment_set %left.213, %242, %243, %a.241
              yield
            }
            yield
          } () {
            %244 = constant {value=0, dtype='i32'} : i32
            %245 = index_add %230, %244 : i32
            %246 = lt %245, %212 : i1
            %247 = and %231, %246 : i1
            %248 = cast %212 {dtype='u32'} : u32
            %249 = cast %245 {dtype='u32'} : u32
            %250 = sub %248, %249 : u32
            %251 = constant {value=0, dtype='u32'} : u32
            %252 = where %247, %250, %251 : u32
            %253 = eq %252, %251 : i1
            if %253 () {
              for %32, %16, %0 {unroll=True} (%r.254: i32) {
                %255 = shr %r.254, %0 : i32
                %256 = and %r.254, %0 : i32
                fragment_set %left.213, %255, %256, %33
                yield
              }
              yield
            } () {
              for %32, %16, %0 {unroll=True} (%r.257: i32) {
                %258 = cast %r.257 {dtype='u32'} : u32
                %259 = lt %258, %252 : i1
                %a.260 = load_at %235, %r.257, %259, %33 : f16
                %261 = shr %r.257, %0 : i32
                %262 = and %r.257, %0 : i32
                fragment_set %left.213, %261, %262, %a.260
                yield
              }
              yield
            }
            yield
          }
          yield
        }
        %263 = and %220, %41 : i1
        if %263 () {
          %264 = index_add %22, %216 : i32
          %265 = mul %264, %stride_bk : i32
          %266 = add %30, %10 : i32
          %267 = add %266, %14 : i32
          %268 = add %267, %b_ptrs.211 : i32
          %269 = add %268, %265 : i32
          %270 = shift %b_ptr, %269 : *f16
          for %32, %9, %0 {unroll=True} (%r.271: i32) {
            %b.272 = load_at %270, %r.271 : f16
            %273 = shr %r.271, %0 : i32
            %274 = and %r.271, %0 : i32
            fragment_set %right.214, %273, %274, %b.272
            yield
          }
          yield
        } () {
          %275 = index_add %22, %216 : i32
          %276 = mul %275, %stride_bk : i32
          %277 = lt %275, %212 : i1
          %278 = add %30, %10 : i32
          %279 = add %278, %14 : i32
          %280 = add %279, %b_ptrs.211 : i32
          %281 = add %280, %276 : i32
          %282 = shift %b_ptr, %281 : *f16
          %283 = constant {value=7, dtype='i32'} : i32
          %284 = index_add %15, %283 : i32
          %285 = index_add %30, %284 : i32
          %286 = lt %285, %N : i1
          %287 = and %277, %286 : i1
          if %287 () {
            for %32, %9, %0 {unroll=True} (%r.288: i32) {
              %b.289 = load_at %282, %r.288 : f16
              %290 = shr %r.288, %0 : i32
              %291 = and %r.288, %0 : i32
              fragment_set %right.214, %290, %291, %b.289
              yield
            }
            yield
          } () {
            %292 = constant {value=0, dtype='i32'} : i32
            %293 = index_add %15, %292 : i32
            %294 = index_add %30, %293 : i32
            %295 = lt %294, %N : i1
            %296 = and %277, %295 : i1
            %297 = cast %N {dtype='u32'} : u32
            %298 = cast %294 {dtype='u32'} : u32
            %299 = sub %297, %298 : u32
            %300 = constant {value=0, dtype='u32'} : u32
            %301 = where %296, %299, %300 : u32
            %302 = eq %301, %300 : i1
            if %302 () {
              for %32, %9, %0 {unroll=True} (%r.303: i32) {
                %304 = shr %r.303, %0 : i32
                %305 = and %r.303, %0 : i32
                fragment_set %right.214, %304, %305, %33
                yield
              }
              yield
            } () {
              for %32, %9, %0 {unroll=True} (%r.306: i32) {
                %307 = cast %r.306 {dtype='u32'} : u32
                %308 = lt %307, %301 : i1
                %b.309 = load_at %282, %r.306, %308, %33 : f16
                %310 = shr %r.306, %0 : i32
                %311 = and %r.306, %0 : i32
                fragment_set %right.214, %310, %311, %b.309
                yield
              }
              yield
            }
            yield
          }
          yield
        }
        fragment_multiply %total, %32, %left.213, %32, %right.214, %32
        fragment_multiply %total, %0, %left.213, %32, %right.214, %0
        fragment_multiply %total, %16, %left.213, %32, %right.214, %16
        fragment_multiply %total, %2, %left.213, %32, %right.214, %2
        yield
      }
      yield
    }
    %312 = add %a_ptrs.210, %13 : i32
    %313 = add %b_ptrs.211, %34 : i32
    yield %312, %313
  } : i32, i32
  %314 = and %45, %41 : i1
  if %314 {interior=True} () {
    %315 = mul %rows, %N : i32
    %316 = add %30, %10 : i32
    %317 = add %316, %14 : i32
    %318 = add %317, %315 : i32
    %319 = shift %c_ptr, %318 : *f32
    for %32, %9, %0 {unroll=True} (%r.320: i32) {
      %321 = shr %r.320, %0 : i32
      %322 = and %r.320, %0 : i32
      %total.323 = fragment_get %total, %321, %322 : f32
      store_at %319, %r.320, %total.323
      yield
    }
    yield
  } () {
    %324 = mul %rows, %N : i32
    %325 = lt %rows, %M : i1
    %326 = add %30, %10 : i32
    %327 = add %326, %14 : i32
    %328 = add %327, %324 : i32
    %329 = shift %c_ptr, %328 : *f32
    %330 = constant {value=7, dtype='i32'} : i32
    %331 = index_add %15, %330 : i32
    %332 = index_add %30, %331 : i32
    %333 = lt %332, %N : i1
    %334 = and %325, %333 : i1
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
        %mask = and %325, %344 : i1
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
  bool v_17 = (int64_t(uint64_t(int64_t(v_15)) + 31ul)) < int64_t(N_1);
  int64_t v_18 = int64_t(v_13);
  int64_t v_19 = int64_t(M_1);
  bool v_20 = (int64_t(uint64_t(v_18) + 31ul)) < v_19;
  int64_t v_21 = int64_t(K_1);
  int64_t v_22 = int64_t(uint64_t(v_21) - uint64_t((int64_t(uint64_t(v_21) - 1ul))));
  bool v_23 = v_22 >= -2147483648l;
  bool v_24 = v_22 <= 2147483647l;
  int64_t v_25 = metal::min(v_21, (int64_t(uint64_t(v_21) - 15ul)));
  bool v_26 = (((v_21 >= -2147483648l) & (v_21 <= 2147483647l)) & v_23) & v_24;
  int64_t v_27 = metal::max((((v_26 & v_17) & v_20) ? v_25 : 0l), 0l);
  int32_t v_28 = int32_t(v_27);
  int32_t v_29 = int32_t((metal::min((int64_t(uint64_t((int64_t(uint64_t(v_27) + 15ul))) & 18446744073709551600ul)), v_21)));
  int32_t rows = v_13 + (v + (v_1 * 4));
  int32_t v_30 = int32_t(uint32_t(rows) * uint32_t(stride_am_1));
  int32_t v_31 = int32_t(uint32_t(v_7) + uint32_t(v_8));
  int32_t v_32 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v) + uint32_t(v_10)))) * uint32_t(stride_bk_1)))) + uint32_t(v_15)))) + uint32_t(v_3));
  int32_t a_ptrs = 0;
  int32_t b_ptrs = 0;
  auto a_ptr_1 = (a_ptr + (int32_t(uint32_t(v_31) + uint32_t(v_30))));
  auto b_ptr_1 = (b_ptr + (int32_t(uint32_t(v_32) + uint32_t(v_5))));
  uint32_t trips = 0 < v_28 ? (uint32_t(v_28) - uint32_t(0) - 1u) / uint32_t(16) + 1u : 0u;
  for (uint32_t trip = 0u; trip < trips; trip += 1u) {
    int32_t k = int32_t(uint32_t(0) + trip * uint32_t(16));
    simdgroup_matrix<float16_t, 8, 8> left[1];
    simdgroup_matrix<float16_t, 8, 8> right[4];
    #pragma clang loop unroll(full)
    for (int32_t k_1 = 0; k_1 < 2; k_1 += 1) {
      int32_t v_33 = k_1 * 8;
      #pragma clang loop unroll(full)
      for (int32_t r_1 = 0; r_1 < 2; r_1 += 1) {
        float16_t a = a_ptr_1[(v_33 + r_1)];
        left[(int32_t(r_1 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_1) & 1u))] = a;
      }
      #pragma clang loop unroll(full)
      for (int32_t r_2 = 0; r_2 < 8; r_2 += 1) {
        float16_t b = (b_ptr_1 + (int32_t(uint32_t(v_33) * uint32_t(stride_bk_1))))[r_2];
        right[(int32_t(r_2 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_2) & 1u))] = b;
      }
      simdgroup_multiply_accumulate(total[0], left[0], right[0], total[0]);
      simdgroup_multiply_accumulate(total[1], left[0], right[1], total[1]);
      simdgroup_multiply_accumulate(total[2], left[0], right[2], total[2]);
      simdgroup_multiply_accumulate(total[3], left[0], right[3], total[3]);
    }
    int32_t v_34 = int32_t(uint32_t(a_ptrs) + 16u);
    int32_t v_35 = int32_t(uint32_t(b_ptrs) + uint32_t(v_16));
    a_ptrs = v_34;
    b_ptrs = v_35;
    a_ptr_1 = (a_ptr_1 + 16);
    b_ptr_1 = (b_ptr_1 + v_16);
  }
  int64_t v_36 = int64_t(v_29);
  int64_t v_37 = int64_t(uint64_t(v_21) - uint64_t(v_36));
  bool v_38 = (((v_37 >= -2147483648l) & (v_37 <= 2147483647l)) & v_23) & v_24;
  int64_t v_39 = metal::max((v_38 ? v_25 : v_36), v_36);
  int64_t v_40 = int64_t(uint64_t(v_36) + uint64_t((int64_t(uint64_t((int64_t(uint64_t((int64_t(uint64_t(v_39) - uint64_t(v_36)))) + 15ul))) & 18446744073709551600ul))));
  int32_t v_41 = int32_t(v_39);
  int32_t v_42 = int32_t(metal::min(v_40, v_21));
  int64_t v_43 = int64_t(uint64_t(v_18) + uint64_t((int64_t(((int32_t(thread_v >> (5 & 31))) * 8)))));
  bool v_44 = (int64_t(uint64_t(v_43) + 7ul)) < v_19;
  int32_t a_ptrs_1 = a_ptrs;
  int32_t b_ptrs_1 = b_ptrs;
  uint32_t trips_1 = v_29 < v_41 ? (uint32_t(v_41) - uint32_t(v_29) - 1u) / uint32_t(16) + 1u : 0u;
  for (uint32_t trip_1 = 0u; trip_1 < trips_1; trip_1 += 1u) {
    int32_t k_2 = int32_t(uint32_t(v_29) + trip_1 * uint32_t(16));
    simdgroup_matrix<float16_t, 8, 8> left_1[1];
    simdgroup_matrix<float16_t, 8, 8> right_1[4];
    for (int32_t k_3 = 0; k_3 < 2; k_3 += 1) {
      if (v_44) {
        #pragma clang loop unroll(full)
        for (int32_t r_3 = 0; r_3 < 2; r_3 += 1) {
          float16_t a_1 = (a_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_31) + uint32_t(a_ptrs_1)))) + uint32_t(v_30)))) + uint32_t((k_3 * 8)))))[r_3];
          left_1[(int32_t(r_3 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_3) & 1u))] = a_1;
        }
      } else {
        bool v_45 = rows < M_1;
        if (v_45) {
          #pragma clang loop unroll(full)
          for (int32_t r_4 = 0; r_4 < 2; r_4 += 1) {
            float16_t a_2 = (a_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_31) + uint32_t(a_ptrs_1)))) + uint32_t(v_30)))) + uint32_t((k_3 * 8)))))[r_4];
            left_1[(int32_t(r_4 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_4) & 1u))] = a_2;
          }
        } else {
          #pragma clang loop unroll(full)
          for (int32_t r_5 = 0; r_5 < 2; r_5 += 1) {
            float16_t a_3 = v_45 ? (a_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_31) + uint32_t(a_ptrs_1)))) + uint32_t(v_30)))) + uint32_t((k_3 * 8)))))[r_5] : float16_t(0.0f);
            left_1[(int32_t(r_5 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_5) & 1u))] = a_3;
          }
        }
      }
      if (v_17) {
        int32_t v_46 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_15) + uint32_t(v_3)))) + uint32_t(v_5)))) + uint32_t(b_ptrs_1)))) + uint32_t((int32_t(uint32_t((v_11 + (k_3 * 8))) * uint32_t(stride_bk_1)))));
        #pragma clang loop unroll(full)
        for (int32_t r_6 = 0; r_6 < 8; r_6 += 1) {
          float16_t b_1 = (b_ptr + v_46)[r_6];
          right_1[(int32_t(r_6 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_6) & 1u))] = b_1;
        }
      } else {
        int32_t v_47 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_15) + uint32_t(v_3)))) + uint32_t(v_5)))) + uint32_t(b_ptrs_1)))) + uint32_t((int32_t(uint32_t((v_11 + (k_3 * 8))) * uint32_t(stride_bk_1)))));
        bool v_48 = (v_15 + (v_6 + 7)) < N_1;
        if (v_48) {
          #pragma clang loop unroll(full)
          for (int32_t r_7 = 0; r_7 < 8; r_7 += 1) {
            float16_t b_2 = (b_ptr + v_47)[r_7];
            right_1[(int32_t(r_7 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_7) & 1u))] = b_2;
          }
        } else {
          int32_t v_49 = v_15 + (v_6 + 0);
          uint32_t v_50 = (v_49 < N_1) ? (uint32_t(N_1) - uint32_t(v_49)) : 0u;
          bool v_51 = v_50 == 0u;
          if (v_51) {
            #pragma clang loop unroll(full)
            for (int32_t r_8 = 0; r_8 < 8; r_8 += 1) {
              right_1[(int32_t(r_8 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_8) & 1u))] = float16_t(0.0f);
            }
          } else {
            #pragma clang loop unroll(full)
            for (int32_t r_9 = 0; r_9 < 8; r_9 += 1) {
              float16_t b_3 = (uint32_t(r_9) < v_50) ? (b_ptr + v_47)[r_9] : float16_t(0.0f);
              right_1[(int32_t(r_9 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_9) & 1u))] = b_3;
            }
          }
        }
      }
      simdgroup_multiply_accumulate(total[0], left_1[0], right_1[0], total[0]);
      simdgroup_multiply_accumulate(total[1], left_1[0], right_1[1], total[1]);
      simdgroup_multiply_accumulate(total[2], left_1[0], right_1[2], total[2]);
      simdgroup_multiply_accumulate(total[3], left_1[0], right_1[3], total[3]);
    }
    int32_t v_52 = int32_t(uint32_t(a_ptrs_1) + 16u);
    int32_t v_53 = int32_t(uint32_t(b_ptrs_1) + uint32_t(v_16));
    a_ptrs_1 = v_52;
    b_ptrs_1 = v_53;
  }
  int32_t a_ptrs_2 = a_ptrs_1;
  int32_t b_ptrs_2 = b_ptrs_1;
  uint32_t trips_2 = v_42 < K_1 ? (uint32_t(K_1) - uint32_t(v_42) - 1u) / uint32_t(16) + 1u : 0u;
  for (uint32_t trip_2 = 0u; trip_2 < trips_2; trip_2 += 1u) {
    int32_t k_4 = int32_t(uint32_t(v_42) + trip_2 * uint32_t(16));
    int32_t v_54 = int32_t(uint32_t(K_1) - uint32_t(k_4));
    simdgroup_matrix<float16_t, 8, 8> left_2[1];
    simdgroup_matrix<float16_t, 8, 8> right_2[4];
    for (int32_t k_5 = 0; k_5 < 2; k_5 += 1) {
      int32_t v_55 = k_5 * 8;
      int32_t v_56 = v_55 + 7;
      bool v_57 = true & (v_55 >= v_54);
      if (v_57) {
      } else {
        bool v_58 = v_56 < v_54;
        bool v_59 = v_44 & v_58;
        if (v_59) {
          #pragma clang loop unroll(full)
          for (int32_t r_10 = 0; r_10 < 2; r_10 += 1) {
            float16_t a_4 = (a_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_31) + uint32_t(a_ptrs_2)))) + uint32_t(v_30)))) + uint32_t(v_55))))[r_10];
            left_2[(int32_t(r_10 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_10) & 1u))] = a_4;
          }
        } else {
          int32_t v_60 = v_9 + v_55;
          bool v_61 = rows < M_1;
          bool v_62 = v_61 & ((v_60 + 1) < v_54);
          if (v_62) {
            #pragma clang loop unroll(full)
            for (int32_t r_11 = 0; r_11 < 2; r_11 += 1) {
              float16_t a_5 = (a_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_31) + uint32_t(a_ptrs_2)))) + uint32_t(v_30)))) + uint32_t(v_55))))[r_11];
              left_2[(int32_t(r_11 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_11) & 1u))] = a_5;
            }
          } else {
            int32_t v_63 = v_60 + 0;
            uint32_t v_64 = (v_61 & (v_63 < v_54)) ? (uint32_t(v_54) - uint32_t(v_63)) : 0u;
            bool v_65 = v_64 == 0u;
            if (v_65) {
              #pragma clang loop unroll(full)
              for (int32_t r_12 = 0; r_12 < 2; r_12 += 1) {
                left_2[(int32_t(r_12 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_12) & 1u))] = float16_t(0.0f);
              }
            } else {
              #pragma clang loop unroll(full)
              for (int32_t r_13 = 0; r_13 < 2; r_13 += 1) {
                float16_t a_6 = (uint32_t(r_13) < v_64) ? (a_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_31) + uint32_t(a_ptrs_2)))) + uint32_t(v_30)))) + uint32_t(v_55))))[r_13] : float16_t(0.0f);
                left_2[(int32_t(r_13 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_13) & 1u))] = a_6;
              }
            }
          }
        }
        bool v_66 = v_58 & v_17;
        if (v_66) {
          int32_t v_67 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_15) + uint32_t(v_3)))) + uint32_t(v_5)))) + uint32_t(b_ptrs_2)))) + uint32_t((int32_t(uint32_t((v_11 + v_55)) * uint32_t(stride_bk_1)))));
          #pragma clang loop unroll(full)
          for (int32_t r_14 = 0; r_14 < 8; r_14 += 1) {
            float16_t b_4 = (b_ptr + v_67)[r_14];
            right_2[(int32_t(r_14 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_14) & 1u))] = b_4;
          }
        } else {
          int32_t v_68 = v_11 + v_55;
          bool v_69 = v_68 < v_54;
          int32_t v_70 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_15) + uint32_t(v_3)))) + uint32_t(v_5)))) + uint32_t(b_ptrs_2)))) + uint32_t((int32_t(uint32_t(v_68) * uint32_t(stride_bk_1)))));
          bool v_71 = v_69 & ((v_15 + (v_6 + 7)) < N_1);
          if (v_71) {
            #pragma clang loop unroll(full)
            for (int32_t r_15 = 0; r_15 < 8; r_15 += 1) {
              float16_t b_5 = (b_ptr + v_70)[r_15];
              right_2[(int32_t(r_15 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_15) & 1u))] = b_5;
            }
          } else {
            int32_t v_72 = v_15 + (v_6 + 0);
            uint32_t v_73 = (v_69 & (v_72 < N_1)) ? (uint32_t(N_1) - uint32_t(v_72)) : 0u;
            bool v_74 = v_73 == 0u;
            if (v_74) {
              #pragma clang loop unroll(full)
              for (int32_t r_16 = 0; r_16 < 8; r_16 += 1) {
                right_2[(int32_t(r_16 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_16) & 1u))] = float16_t(0.0f);
              }
            } else {
              #pragma clang loop unroll(full)
              for (int32_t r_17 = 0; r_17 < 8; r_17 += 1) {
                float16_t b_6 = (uint32_t(r_17) < v_73) ? (b_ptr + v_70)[r_17] : float16_t(0.0f);
                right_2[(int32_t(r_17 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_17) & 1u))] = b_6;
              }
            }
          }
        }
        simdgroup_multiply_accumulate(total[0], left_2[0], right_2[0], total[0]);
        simdgroup_multiply_accumulate(total[1], left_2[0], right_2[1], total[1]);
        simdgroup_multiply_accumulate(total[2], left_2[0], right_2[2], total[2]);
        simdgroup_multiply_accumulate(total[3], left_2[0], right_2[3], total[3]);
      }
    }
    int32_t v_75 = int32_t(uint32_t(a_ptrs_2) + 16u);
    int32_t v_76 = int32_t(uint32_t(b_ptrs_2) + uint32_t(v_16));
    a_ptrs_2 = v_75;
    b_ptrs_2 = v_76;
  }
  bool v_77 = v_20 & v_17;
  if (v_77) {
    #pragma clang loop unroll(full)
    for (int32_t r_18 = 0; r_18 < 8; r_18 += 1) {
      float total_1 = total[(int32_t(r_18 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_18) & 1u))];
      (c_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_15) + uint32_t(v_3)))) + uint32_t(v_5)))) + uint32_t((int32_t(uint32_t(rows) * uint32_t(N_1)))))))[r_18] = total_1;
    }
  } else {
    bool v_78 = rows < M_1;
    bool v_79 = v_78 & ((v_15 + (v_6 + 7)) < N_1);
    if (v_79) {
      #pragma clang loop unroll(full)
      for (int32_t r_19 = 0; r_19 < 8; r_19 += 1) {
        float total_2 = total[(int32_t(r_19 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_19) & 1u))];
        (c_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_15) + uint32_t(v_3)))) + uint32_t(v_5)))) + uint32_t((int32_t(uint32_t(rows) * uint32_t(N_1)))))))[r_19] = total_2;
      }
    } else {
      #pragma clang loop unroll(full)
      for (int32_t r_20 = 0; r_20 < 8; r_20 += 1) {
        int32_t columns = v_15 + (v_6 + r_20);
        float total_3 = total[(int32_t(r_20 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_20) & 1u))];
        bool mask = v_78 & (columns < N_1);
        if (mask) { (c_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_15) + uint32_t(v_3)))) + uint32_t(v_5)))) + uint32_t((int32_t(uint32_t(rows) * uint32_t(N_1)))))))[r_20] = total_3; }
      }
    }
  }
