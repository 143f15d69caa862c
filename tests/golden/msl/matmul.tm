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
        %176 = constant {value=0, dtype='i32'} : i32
        %177 = index_add %15, %176 : i32
        %178 = index_add %30, %177 : i32
        %179 = lt %178, %N : i1
        %180 = cast %N {dtype='u32'} : u32
        %181 = cast %178 {dtype='u32'} : u32
        %182 = sub %180, %181 : u32
        %183 = constant {value=0, dtype='u32'} : u32
        %184 = where %179, %182, %183 : u32
        %185 = constant {value=7, dtype='u32'} : u32
        %186 = gt %184, %185 : i1
        if %186 () {
          for %32, %9, %0 {unroll=True} (%r.187: i32) {
            %b.188 = load_at %175, %r.187 : f16
            %189 = shr %r.187, %0 : i32
            %190 = and %r.187, %0 : i32
            fragment_set %right.131, %189, %190, %b.188
            yield
          }
          yield
        } () {
          %191 = eq %184, %183 : i1
          if %191 () {
            for %32, %9, %0 {unroll=True} (%r.192: i32) {
              %193 = shr %r.192, %0 : i32
              %194 = and %r.192, %0 : i32
              fragment_set %right.131, %193, %194, %33
              yield
            }
            yield
          } () {
            for %32, %9, %0 {unroll=True} (%r.195: i32) {
              %196 = cast %r.195 {dtype='u32'} : u32
              %197 = lt %196, %184 : i1
              %b.198 = load_at %175, %r.195, %197, %33 : f16
              %199 = shr %r.195, %0 : i32
              %200 = and %r.195, %0 : i32
              fragment_set %right.131, %199, %200, %b.198
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
    %201 = add %a_ptrs.128, %13 : i32
    %202 = add %b_ptrs.129, %34 : i32
    yield %201, %202
  } : i32, i32
  %203 = constant {value=7, dtype='i32'} : i32
  %204 = constant {value=True, dtype='i1'} : i1
  %a_ptrs.205, %b_ptrs.206 = for %119, %K, %13, %a_ptrs.125, %b_ptrs.126 {unroll=False} (%k.207: i32, %a_ptrs.208: i32, %b_ptrs.209: i32) {
    %210 = sub %K, %k.207 : i32
    %left.211 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.212 = fragments_new {dtype='f16', count=4} : !f16<4>
    for %32, %16, %0 {unroll=False} (%k.213: i32) {
      %214 = index_mul %k.213, %9 : i32
      %215 = index_add %214, %203 : i32
      %216 = ge %214, %210 : i1
      %217 = and %204, %216 : i1
      if %217 () {
        yield
      } () {
        %218 = lt %215, %210 : i1
        %219 = and %124, %218 : i1
        if %219 () {
          %220 = add %74, %a_ptrs.208 : i32
          %221 = add %220, %73 : i32
          %222 = add %221, %214 : i32
          %223 = shift %a_ptr, %222 : *f16
          for %32, %16, %0 {unroll=True} (%r.224: i32) {
            %a.225 = load_at %223, %r.224 : f16
            %226 = shr %r.224, %0 : i32
            %227 = and %r.224, %0 : i32
            fragment_set %left.211, %226, %227, %a.225
            yield
          }
          yield
        } () {
          %228 = index_add %19, %214 : i32
          %229 = lt %rows, %M : i1
          %230 = add %74, %a_ptrs.208 : i32
          %231 = add %230, %73 : i32
          %232 = add %231, %214 : i32
          %233 = shift %a_ptr, %232 : *f16
          %234 = constant {value=0, dtype='i32'} : i32
          %235 = index_add %228, %234 : i32
          %236 = lt %235, %210 : i1
          %237 = and %229, %236 : i1
          %238 = cast %210 {dtype='u32'} : u32
          %239 = cast %235 {dtype='u32'} : u32
          %240 = sub %238, %239 : u32
          %241 = constant {value=0, dtype='u32'} : u32
          %242 = where %237, %240, %241 : u32
          %243 = constant {value=1, dtype='u32'} : u32
          %244 = gt %242, %243 : i1
          if %244 () {
            for %32, %16, %0 {unroll=True} (%r.245: i32) {
              %a.246 = load_at %233, %r.245 : f16
              %247 = shr %r.245, %0 : i32
              %248 = and %r.245, %0 : i32
              fragment_set %left.211, %247, %248, %a.246
              yield
            }
            yield
          } () {
            %249 = eq %242, %241 : i1
            if %249 () {
              for %32, %16, %0 {unroll=True} (%r.250: i32) {
                %251 = shr %r.250, %0 : i32
                %252 = and %r.250, %0 : i32
                fragment_set %left.211, %251, %252, %33
                yield
              }
              yield
            } () {
              for %32, %16, %0 {unroll=True} (%r.253: i32) {
                %254 = cast %r.253 {dtype='u32'} : u32
                %255 = lt %254, %242 : i1
                %a.256 = load_at %233, %r.253, %255, %33 : f16
                %257 = shr %r.253, %0 : i32
                %258 = and %r.253, %0 : i32
                fragment_set %left.211, %257, %258, %a.256
                yield
              }
              yield
            }
            yield
          }
          yield
        }
        %259 = and %218, %41 : i1
        if %259 () {
          %260 = index_add %22, %214 : i32
          %261 = mul %260, %stride_bk : i32
          %262 = add %30, %10 : i32
          %263 = add %262, %14 : i32
          %264 = add %263, %b_ptrs.209 : i32
          %265 = add %264, %261 : i32
          %266 = shift %b_ptr, %265 : *f16
          for %32, %9, %0 {unroll=True} (%r.267: i32) {
            %b.268 = load_at %266, %r.267 : f16
            %269 = shr %r.267, %0 : i32
            %270 = and %r.267, %0 : i32
            fragment_set %right.212, %269, %270, %b.268
            yield
          }
          yield
        } () {
          %271 = index_add %22, %214 : i32
          %272 = mul %271, %stride_bk : i32
          %273 = lt %271, %210 : i1
          %274 = add %30, %10 : i32
          %275 = add %274, %14 : i32
          %276 = add %275, %b_ptrs.209 : i32
          %277 = add %276, %272 : i32
          %278 = shift %b_ptr, %277 : *f16
          %279 = constant {value=0, dtype='i32'} : i32
          %280 = index_add %15, %279 : i32
          %281 = index_add %30, %280 : i32
          %282 = lt %281, %N : i1
          %283 = and %273, %282 : i1
          %284 = cast %N {dtype='u32'} : u32
          %285 = cast %281 {dtype='u32'} : u32
          %286 = sub %284, %285 : u32
          %287 = constant {value=0, dtype='u32'} : u32
          %288 = where %283, %286, %287 : u32
          %289 = constant {value=7, dtype='u32'} : u32
          %290 = gt %288, %289 : i1
          if %290 () {
            for %32, %9, %0 {unroll=True} (%r.291: i32) {
              %b.292 = load_at %278, %r.291 : f16
              %293 = shr %r.291, %0 : i32
              %294 = and %r.291, %0 : i32
              fragment_set %right.212, %293, %294, %b.292
              yield
            }
            yield
          } () {
            %295 = eq %288, %287 : i1
            if %295 () {
              for %32, %9, %0 {unroll=True} (%r.296: i32) {
                %297 = shr %r.296, %0 : i32
                %298 = and %r.296, %0 : i32
                fragment_set %right.212, %297, %298, %33
                yield
              }
              yield
            } () {
              for %32, %9, %0 {unroll=True} (%r.299: i32) {
                %300 = cast %r.299 {dtype='u32'} : u32
                %301 = lt %300, %288 : i1
                %b.302 = load_at %278, %r.299, %301, %33 : f16
                %303 = shr %r.299, %0 : i32
                %304 = and %r.299, %0 : i32
                fragment_set %right.212, %303, %304, %b.302
                yield
              }
              yield
            }
            yield
          }
          yield
        }
        fragment_multiply %total, %32, %left.211, %32, %right.212, %32
        fragment_multiply %total, %0, %left.211, %32, %right.212, %0
        fragment_multiply %total, %16, %left.211, %32, %right.212, %16
        fragment_multiply %total, %2, %left.211, %32, %right.212, %2
        yield
      }
      yield
    }
    %305 = add %a_ptrs.208, %13 : i32
    %306 = add %b_ptrs.209, %34 : i32
    yield %305, %306
  } : i32, i32
  %307 = and %45, %41 : i1
  if %307 {interior=True} () {
    %308 = mul %rows, %N : i32
    %309 = add %30, %10 : i32
    %310 = add %309, %14 : i32
    %311 = add %310, %308 : i32
    %312 = shift %c_ptr, %311 : *f32
    for %32, %9, %0 {unroll=True} (%r.313: i32) {
      %314 = shr %r.313, %0 : i32
      %315 = and %r.313, %0 : i32
      %total.316 = fragment_get %total, %314, %315 : f32
      store_at %312, %r.313, %total.316
      yield
    }
    yield
  } () {
    %317 = mul %rows, %N : i32
    %318 = lt %rows, %M : i1
    %319 = add %30, %10 : i32
    %320 = add %319, %14 : i32
    %321 = add %320, %317 : i32
    %322 = shift %c_ptr, %321 : *f32
    %323 = constant {value=7, dtype='i32'} : i32
    %324 = index_add %15, %323 : i32
    %325 = index_add %30, %324 : i32
    %326 = lt %325, %N : i1
    %327 = and %318, %326 : i1
    if %327 () {
      for %32, %9, %0 {unroll=True} (%r.328: i32) {
        %329 = shr %r.328, %0 : i32
        %330 = and %r.328, %0 : i32
        %total.331 = fragment_get %total, %329, %330 : f32
        store_at %322, %r.328, %total.331
        yield
      }
      yield
    } () {
      for %32, %9, %0 {unroll=True} (%r.332: i32) {
        %333 = index_add %15, %r.332 : i32
        %columns = index_add %30, %333 : i32
        %334 = shr %r.332, %0 : i32
        %335 = and %r.332, %0 : i32
        %total.336 = fragment_get %total, %334, %335 : f32
        %337 = lt %columns, %N : i1
        %mask = and %318, %337 : i1
        store_at %322, %r.332, %total.336, %mask
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
        int32_t v_48 = v_15 + (v_6 + 0);
        uint32_t v_49 = (v_48 < N_1) ? (uint32_t(N_1) - uint32_t(v_48)) : 0u;
        bool v_50 = v_49 > 7u;
        if (v_50) {
          #pragma clang loop unroll(full)
          for (int32_t r_7 = 0; r_7 < 8; r_7 += 1) {
            float16_t b_2 = (b_ptr + v_47)[r_7];
            right_1[(int32_t(r_7 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_7) & 1u))] = b_2;
          }
        } else {
          bool v_51 = v_49 == 0u;
          if (v_51) {
            #pragma clang loop unroll(full)
            for (int32_t r_8 = 0; r_8 < 8; r_8 += 1) {
              right_1[(int32_t(r_8 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_8) & 1u))] = float16_t(0.0f);
            }
          } else {
            #pragma clang loop unroll(full)
            for (int32_t r_9 = 0; r_9 < 8; r_9 += 1) {
              float16_t b_3 = (uint32_t(r_9) < v_49) ? (b_ptr + v_47)[r_9] : float16_t(0.0f);
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
          int32_t v_60 = (v_9 + v_55) + 0;
          uint32_t v_61 = ((rows < M_1) & (v_60 < v_54)) ? (uint32_t(v_54) - uint32_t(v_60)) : 0u;
          bool v_62 = v_61 > 1u;
          if (v_62) {
            #pragma clang loop unroll(full)
            for (int32_t r_11 = 0; r_11 < 2; r_11 += 1) {
              float16_t a_5 = (a_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_31) + uint32_t(a_ptrs_2)))) + uint32_t(v_30)))) + uint32_t(v_55))))[r_11];
              left_2[(int32_t(r_11 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_11) & 1u))] = a_5;
            }
          } else {
            bool v_63 = v_61 == 0u;
            if (v_63) {
              #pragma clang loop unroll(full)
              for (int32_t r_12 = 0; r_12 < 2; r_12 += 1) {
                left_2[(int32_t(r_12 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_12) & 1u))] = float16_t(0.0f);
              }
            } else {
              #pragma clang loop unroll(full)
              for (int32_t r_13 = 0; r_13 < 2; r_13 += 1) {
                float16_t a_6 = (uint32_t(r_13) < v_61) ? (a_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_31) + uint32_t(a_ptrs_2)))) + uint32_t(v_30)))) + uint32_t(v_55))))[r_13] : float16_t(0.0f);
                left_2[(int32_t(r_13 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_13) & 1u))] = a_6;
              }
            }
          }
        }
        bool v_64 = v_58 & v_17;
        if (v_64) {
          int32_t v_65 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_15) + uint32_t(v_3)))) + uint32_t(v_5)))) + uint32_t(b_ptrs_2)))) + uint32_t((int32_t(uint32_t((v_11 + v_55)) * uint32_t(stride_bk_1)))));
          #pragma clang loop unroll(full)
          for (int32_t r_14 = 0; r_14 < 8; r_14 += 1) {
            float16_t b_4 = (b_ptr + v_65)[r_14];
            right_2[(int32_t(r_14 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_14) & 1u))] = b_4;
          }
        } else {
          int32_t v_66 = v_11 + v_55;
          int32_t v_67 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_15) + uint32_t(v_3)))) + uint32_t(v_5)))) + uint32_t(b_ptrs_2)))) + uint32_t((int32_t(uint32_t(v_66) * uint32_t(stride_bk_1)))));
          int32_t v_68 = v_15 + (v_6 + 0);
          uint32_t v_69 = ((v_66 < v_54) & (v_68 < N_1)) ? (uint32_t(N_1) - uint32_t(v_68)) : 0u;
          bool v_70 = v_69 > 7u;
          if (v_70) {
            #pragma clang loop unroll(full)
            for (int32_t r_15 = 0; r_15 < 8; r_15 += 1) {
              float16_t b_5 = (b_ptr + v_67)[r_15];
              right_2[(int32_t(r_15 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_15) & 1u))] = b_5;
            }
          } else {
            bool v_71 = v_69 == 0u;
            if (v_71) {
              #pragma clang loop unroll(full)
              for (int32_t r_16 = 0; r_16 < 8; r_16 += 1) {
                right_2[(int32_t(r_16 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_16) & 1u))] = float16_t(0.0f);
              }
            } else {
              #pragma clang loop unroll(full)
              for (int32_t r_17 = 0; r_17 < 8; r_17 += 1) {
                float16_t b_6 = (uint32_t(r_17) < v_69) ? (b_ptr + v_67)[r_17] : float16_t(0.0f);
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
    int32_t v_72 = int32_t(uint32_t(a_ptrs_2) + 16u);
    int32_t v_73 = int32_t(uint32_t(b_ptrs_2) + uint32_t(v_16));
    a_ptrs_2 = v_72;
    b_ptrs_2 = v_73;
  }
  bool v_74 = v_20 & v_17;
  if (v_74) {
    #pragma clang loop unroll(full)
    for (int32_t r_18 = 0; r_18 < 8; r_18 += 1) {
      float total_1 = total[(int32_t(r_18 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_18) & 1u))];
      (c_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_15) + uint32_t(v_3)))) + uint32_t(v_5)))) + uint32_t((int32_t(uint32_t(rows) * uint32_t(N_1)))))))[r_18] = total_1;
    }
  } else {
    bool v_75 = rows < M_1;
    bool v_76 = v_75 & ((v_15 + (v_6 + 7)) < N_1);
    if (v_76) {
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
        bool mask = v_75 & (columns < N_1);
        if (mask) { (c_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_15) + uint32_t(v_3)))) + uint32_t(v_5)))) + uint32_t((int32_t(uint32_t(rows) * uint32_t(N_1)))))))[r_20] = total_3; }
      }
    }
  }
