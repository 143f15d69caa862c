# msl: matmul
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='thread', programs=1048576, numbers=1073741824, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}, threads=128} {
  %M.0 = copy %M : i32
  %N.1 = copy %N : i32
  %K.2 = copy %K : i32
  %stride_am.3 = copy %stride_am : i32
  %stride_bk.4 = copy %stride_bk : i32
  %thread = thread_index : i32
  %5 = constant {value=1, dtype='i32'} : i32
  %6 = shr %thread, %5 : i32
  %7 = constant {value=3, dtype='i32'} : i32
  %8 = and %6, %7 : i32
  %9 = constant {value=4, dtype='i32'} : i32
  %10 = shr %thread, %9 : i32
  %11 = index_mul %10, %9 : i32
  %12 = index_add %8, %11 : i32
  %13 = and %thread, %5 : i32
  %14 = constant {value=8, dtype='i32'} : i32
  %15 = index_mul %13, %14 : i32
  %16 = shr %thread, %7 : i32
  %17 = and %16, %5 : i32
  %18 = constant {value=16, dtype='i32'} : i32
  %19 = index_mul %17, %18 : i32
  %20 = index_add %15, %19 : i32
  %21 = constant {value=2, dtype='i32'} : i32
  %22 = index_mul %13, %21 : i32
  %23 = index_mul %17, %9 : i32
  %24 = index_add %22, %23 : i32
  %25 = and %10, %5 : i32
  %26 = index_mul %25, %9 : i32
  %27 = index_add %8, %26 : i32
  %28 = constant {value=5, dtype='i32'} : i32
  %29 = shr %thread, %28 : i32
  %30 = index_mul %29, %14 : i32
  %31 = program_id {axis=0} : i32
  %32 = constant {value=32, dtype='i32'} : i32
  %33 = index_mul %31, %32 : i32
  %34 = program_id {axis=1} : i32
  %35 = index_mul %34, %32 : i32
  %36 = constant {value=0.0, dtype='f32'} : f32
  %37 = constant {value=0, dtype='i32'} : i32
  %38 = constant {value=0.0, dtype='f16'} : f16
  %39 = mul %18, %stride_bk.4 : i32
  %total = fragments_new {dtype='f32', count=4} : !f32<4>
  for %37, %14, %5 {unroll=True} (%r: i32) {
    %40 = shr %r, %5 : i32
    %41 = and %r, %5 : i32
    fragment_set %total, %40, %41, %36
    yield
  }
  %42 = constant {value=31, dtype='i32'} : i32
  %43 = index_add %35, %42 : i32
  %44 = lt %43, %N.1 : i1
  %45 = index_add %33, %42 : i32
  %46 = lt %45, %M.0 : i1
  %47 = constant {value=15, dtype='i32'} : i32
  %48 = constant {value=-15, dtype='i32'} : i32
  %49 = index_add %K.2, %48 : i32
  %50 = and %44, %46 : i1
  %51 = where %50, %49, %37 : i32
  %52 = maximum %51, %37 : i32
  %53 = index_add %52, %47 : i32
  %54 = constant {value=-16, dtype='i32'} : i32
  %55 = and %53, %54 : i32
  %rows = index_add %33, %12 : i32
  %56 = mul %rows, %stride_am.3 : i32
  %57 = add %22, %23 : i32
  %58 = add %8, %26 : i32
  %59 = mul %58, %stride_bk.4 : i32
  %60 = add %57, %56 : i32
  %61 = shift %a_ptr, %60 : *f16
  %62 = add %59, %35 : i32
  %63 = add %62, %15 : i32
  %64 = add %63, %19 : i32
  %65 = shift %b_ptr, %64 : *f16
  %66 = mul %14, %stride_bk.4 : i32
  %b_ptrs, %67, %68 = for %37, %52, %18, %37, %61, %65 {unroll=False} (%k: i32, %b_ptrs.69: i32, %a_ptr.70: *f16, %b_ptr.71: *f16) {
    %left = fragments_new {dtype='f16', count=1} : !f16<1>
    %right = fragments_new {dtype='f16', count=4} : !f16<4>
    %72 = for %37, %21, %5, %b_ptr.71 {unroll=True} (%k.73: i32, %74: *f16) {
      %75 = index_mul %k.73, %14 : i32
      for %37, %21, %5 {unroll=True} (%r.76: i32) {
        %77 = index_add %75, %r.76 : i32
        %a = load_at %a_ptr.70, %77 : f16
        %78 = shr %r.76, %5 : i32
        %79 = and %r.76, %5 : i32
        fragment_set %left, %78, %79, %a
        yield
      }
      for %37, %14, %5 {unroll=True} (%r.80: i32) {
        %b = load_at %74, %r.80 : f16
        %81 = shr %r.80, %5 : i32
        %82 = and %r.80, %5 : i32
        fragment_set %right, %81, %82, %b
        yield
      }
      fragment_multiply %total, %37, %left, %37, %right, %37
      fragment_multiply %total, %5, %left, %37, %right, %5
      fragment_multiply %total, %21, %left, %37, %right, %21
      fragment_multiply %total, %7, %left, %37, %right, %7
      %83 = shift %74, %66 : *f16
      yield %83
    } : *f16
    %84 = add %b_ptrs.69, %39 : i32
    %85 = shift %a_ptr.70, %18 : *f16
    %86 = shift %b_ptr.71, %39 : *f16
    yield %84, %85, %86
  } : i32, *f16, *f16
  %87 = maximum %49, %55 : i32
  %88 = index_sub %87, %55 : i32
  %89 = index_add %88, %47 : i32
  %90 = and %89, %54 : i32
  %91 = cast %55 {dtype='i64'} : i64
  %92 = cast %90 {dtype='i64'} : i64
  %93 = add %91, %92 : i64
  %94 = cast %K.2 {dtype='i64'} : i64
  %95 = minimum %93, %94 : i64
  %96 = cast %95 {dtype='i32'} : i32
  %97 = constant {value=7, dtype='i32'} : i32
  %98 = index_add %33, %30 : i32
  %99 = index_add %98, %97 : i32
  %100 = lt %99, %M.0 : i1
  %101 = and %100, %44 : i1
  %102 = where %101, %21, %37 : i32
  %103 = add %35, %15 : i32
  %104 = add %103, %19 : i32
  %105 = lt %rows, %M.0 : i1
  %106 = mul %27, %stride_bk.4 : i32
  %b_ptrs.107 = for %55, %87, %18, %b_ptrs {unroll=False} (%k.108: i32, %b_ptrs.109: i32) {
    %left.110 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.111 = fragments_new {dtype='f16', count=4} : !f16<4>
    %112 = add %57, %k.108 : i32
    %113 = add %112, %56 : i32
    %114 = add %104, %b_ptrs.109 : i32
    %115 = shift %a_ptr, %113 : *f16
    %116 = add %114, %106 : i32
    %117 = shift %b_ptr, %116 : *f16
    %118, %119 = for %37, %102, %5, %115, %117 {unroll=False} (%k.120: i32, %a_ptr.121: *f16, %b_ptr.122: *f16) {
      for %37, %21, %5 {unroll=True} (%r.123: i32) {
        %a.124 = load_at %a_ptr.121, %r.123 : f16
        %125 = shr %r.123, %5 : i32
        %126 = and %r.123, %5 : i32
        fragment_set %left.110, %125, %126, %a.124
        yield
      }
      for %37, %14, %5 {unroll=True} (%r.127: i32) {
        %b.128 = load_at %b_ptr.122, %r.127 : f16
        %129 = shr %r.127, %5 : i32
        %130 = and %r.127, %5 : i32
        fragment_set %right.111, %129, %130, %b.128
        yield
      }
      fragment_multiply %total, %37, %left.110, %37, %right.111, %37
      fragment_multiply %total, %5, %left.110, %37, %right.111, %5
      fragment_multiply %total, %21, %left.110, %37, %right.111, %21
      fragment_multiply %total, %7, %left.110, %37, %right.111, %7
      %131 = shift %a_ptr.121, %14 : *f16
      %132 = shift %b_ptr.122, %66 : *f16
      yield %131, %132
    } : *f16, *f16
    for %102, %21, %5 {unroll=False} (%k.133: i32) {
      %134 = index_mul %k.133, %14 : i32
      %135 = add %113, %134 : i32
      %136 = shift %a_ptr, %135 : *f16
      if %105 () {
        for %37, %21, %5 {unroll=True} (%r.137: i32) {
          %a.138 = load_at %136, %r.137 : f16
          %139 = shr %r.137, %5 : i32
          %140 = and %r.137, %5 : i32
          fragment_set %left.110, %139, %140, %a.138
          yield
        }
        yield
      } () {
        for %37, %21, %5 {unroll=True} (%r.141: i32) {
          %a.142 = load_at %136, %r.141, %105, %38 : f16
          %143 = shr %r.141, %5 : i32
          %144 = and %r.141, %5 : i32
          fragment_set %left.110, %143, %144, %a.142
          yield
        }
        yield
      }
      %145 = index_add %27, %134 : i32
      %146 = mul %145, %stride_bk.4 : i32
      %147 = add %114, %146 : i32
      %148 = shift %b_ptr, %147 : *f16
      %149 = constant {value=7, dtype='i32'} : i32
      %150 = index_add %20, %149 : i32
      %151 = index_add %35, %150 : i32
      %152 = lt %151, %N.1 : i1
      if %152 () {
        for %37, %14, %5 {unroll=True} (%r.153: i32) {
          %b.154 = load_at %148, %r.153 : f16
          %155 = shr %r.153, %5 : i32
          %156 = and %r.153, %5 : i32
          fragment_set %right.111, %155, %156, %b.154
          yield
        }
        yield
      } () {
        %157 = constant {value=0, dtype='i32'} : i32
        %158 = index_add %20, %157 : i32
        %159 = index_add %35, %158 : i32
        %160 = lt %159, %N.1 : i1
        %161 = cast %N.1 {dtype='u32'} : u32
        %162 = cast %159 {dtype='u32'} : u32
        %163 = sub %161, %162 : u32
        %164 = constant {value=0, dtype='u32'} : u32
        %165 = where %160, %163, %164 : u32
        %166 = eq %165, %164 : i1
        if %166 () {
          for %37, %14, %5 {unroll=True} (%r.167: i32) {
            %168 = shr %r.167, %5 : i32
            %169 = and %r.167, %5 : i32
            fragment_set %right.111, %168, %169, %38
            yield
          }
          yield
        } () {
          for %37, %14, %5 {unroll=True} (%r.170: i32) {
            %171 = cast %r.170 {dtype='u32'} : u32
            %172 = lt %171, %165 : i1
            %b.173 = load_at %148, %r.170, %172, %38 : f16
            %174 = shr %r.170, %5 : i32
            %175 = and %r.170, %5 : i32
            fragment_set %right.111, %174, %175, %b.173
            yield
          }
          yield
        }
        yield
      }
      fragment_multiply %total, %37, %left.110, %37, %right.111, %37
      fragment_multiply %total, %5, %left.110, %37, %right.111, %5
      fragment_multiply %total, %21, %left.110, %37, %right.111, %21
      fragment_multiply %total, %7, %left.110, %37, %right.111, %7
      yield
    }
    %176 = add %b_ptrs.109, %39 : i32
    yield %176
  } : i32
  %177 = lt %96, %K.2 : i1
  %b_ptrs.178 = if %177 () {
    %179 = sub %K.2, %96 : i32
    %left.180 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.181 = fragments_new {dtype='f16', count=4} : !f16<4>
    %182 = add %179, %97 : i32
    %183 = maximum %182, %37 : i32
    %184 = shr %183, %7 : i32
    %185 = minimum %184, %21 : i32
    %186 = maximum %179, %37 : i32
    %187 = shr %186, %7 : i32
    %188 = minimum %185, %187 : i32
    %189 = where %44, %188, %37 : i32
    %190 = add %104, %b_ptrs.107 : i32
    %191 = add %190, %106 : i32
    %192 = shift %b_ptr, %191 : *f16
    %193 = for %37, %189, %5, %192 {unroll=False} (%k.194: i32, %b_ptr.195: *f16) {
      %196 = index_mul %k.194, %14 : i32
      %197 = index_add %196, %97 : i32
      %198 = lt %197, %179 : i1
      %199 = and %100, %198 : i1
      if %199 {interior='simdgroup'} () {
        %200 = add %57, %96 : i32
        %201 = add %200, %56 : i32
        %202 = add %201, %196 : i32
        %203 = shift %a_ptr, %202 : *f16
        for %37, %21, %5 {unroll=True} (%r.204: i32) {
          %a.205 = load_at %203, %r.204 : f16
          %206 = shr %r.204, %5 : i32
          %207 = and %r.204, %5 : i32
          fragment_set %left.180, %206, %207, %a.205
          yield
        }
        yield
      } () {
        %208 = index_add %24, %196 : i32
        %209 = add %57, %96 : i32
        %210 = add %209, %56 : i32
        %211 = add %210, %196 : i32
        %212 = shift %a_ptr, %211 : *f16
        %213 = constant {value=1, dtype='i32'} : i32
        %214 = index_add %208, %213 : i32
        %215 = lt %214, %179 : i1
        %216 = and %105, %215 : i1
        if %216 () {
          for %37, %21, %5 {unroll=True} (%r.217: i32) {
            %a.218 = load_at %212, %r.217 : f16
            %219 = shr %r.217, %5 : i32
            %220 = and %r.217, %5 : i32
            fragment_set %left.180, %219, %220, %a.218
            yield
          }
          yield
        } () {
          %221 = constant {value=0, dtype='i32'} : i32
          %222 = index_add %208, %221 : i32
          %223 = lt %222, %179 : i1
          %224 = and %105, %223 : i1
          %225 = cast %179 {dtype='u32'} : u32
          %226 = cast %222 {dtype='u32'} : u32
          %227 = sub %225, %226 : u32
          %228 = constant {value=0, dtype='u32'} : u32
          %229 = where %224, %227, %228 : u32
          %230 = eq %229, %228 : i1
          if %230 () {
            for %37, %21, %5 {unroll=True} (%r.231: i32) {
              %232 = shr %r.231, %5 : i32
              %233 = and %r.231, %5 : i32
              fragment_set %left.180, %232, %233, %38
              yield
            }
            yield
          } () {
            for %37, %21, %5 {unroll=True} (%r.234: i32) {
              %235 = cast %r.234 {dtype='u32'} : u32
              %236 = lt %235, %229 : i1
              %a.237 = load_at %212, %r.234, %236, %38 : f16
              %238 = shr %r.234, %5 : i32
              %239 = and %r.234, %5 : i32
              fragment_set %left.180, %238, %239, %a.237
              yield
            }
            yield
          }
          yield
        }
        yield
      }
      for %37, %14, %5 {unroll=True} (%r.240: i32) {
        %b.241 = load_at %b_ptr.195, %r.240 : f16
        %242 = shr %r.240, %5 : i32
        %243 = and %r.240, %5 : i32
        fragment_set %right.181, %242, %243, %b.241
        yield
      }
      fragment_multiply %total, %37, %left.180, %37, %right.181, %37
      fragment_multiply %total, %5, %left.180, %37, %right.181, %5
      fragment_multiply %total, %21, %left.180, %37, %right.181, %21
      fragment_multiply %total, %7, %left.180, %37, %right.181, %7
      %244 = shift %b_ptr.195, %66 : *f16
      yield %244
    } : *f16
    for %189, %185, %5 {unroll=False} (%k.245: i32) {
      %246 = index_mul %k.245, %14 : i32
      %247 = index_add %246, %97 : i32
      %248 = lt %247, %179 : i1
      %249 = and %100, %248 : i1
      if %249 {interior='simdgroup'} () {
        %250 = add %57, %96 : i32
        %251 = add %250, %56 : i32
        %252 = add %251, %246 : i32
        %253 = shift %a_ptr, %252 : *f16
        for %37, %21, %5 {unroll=True} (%r.254: i32) {
          %a.255 = load_at %253, %r.254 : f16
          %256 = shr %r.254, %5 : i32
          %257 = and %r.254, %5 : i32
          fragment_set %left.180, %256, %257, %a.255
          yield
        }
        yield
      } () {
        %258 = index_add %24, %246 : i32
        %259 = add %57, %96 : i32
        %260 = add %259, %56 : i32
        %261 = add %260, %246 : i32
        %262 = shift %a_ptr, %261 : *f16
        %263 = constant {value=1, dtype='i32'} : i32
        %264 = index_add %258, %263 : i32
        %265 = lt %264, %179 : i1
        %266 = and %105, %265 : i1
        if %266 () {
          for %37, %21, %5 {unroll=True} (%r.267: i32) {
            %a.268 = load_at %262, %r.267 : f16
            %269 = shr %r.267, %5 : i32
            %270 = and %r.267, %5 : i32
            fragment_set %left.180, %269, %270, %a.268
            yield
          }
          yield
        } () {
          %271 = constant {value=0, dtype='i32'} : i32
          %272 = index_add %258, %271 : i32
          %273 = lt %272, %179 : i1
          %274 = and %105, %273 : i1
          %275 = cast %179 {dtype='u32'} : u32
          %276 = cast %272 {dtype='u32'} : u32
          %277 = sub %275, %276 : u32
          %278 = constant {value=0, dtype='u32'} : u32
          %279 = where %274, %277, %278 : u32
          %280 = eq %279, %278 : i1
          if %280 () {
            for %37, %21, %5 {unroll=True} (%r.281: i32) {
              %282 = shr %r.281, %5 : i32
              %283 = and %r.281, %5 : i32
              fragment_set %left.180, %282, %283, %38
              yield
            }
            yield
          } () {
            for %37, %21, %5 {unroll=True} (%r.284: i32) {
              %285 = cast %r.284 {dtype='u32'} : u32
              %286 = lt %285, %279 : i1
              %a.287 = load_at %262, %r.284, %286, %38 : f16
              %288 = shr %r.284, %5 : i32
              %289 = and %r.284, %5 : i32
              fragment_set %left.180, %288, %289, %a.287
              yield
            }
            yield
          }
          yield
        }
        yield
      }
      %290 = index_add %27, %246 : i32
      %291 = mul %290, %stride_bk.4 : i32
      %292 = lt %290, %179 : i1
      %293 = add %190, %291 : i32
      %294 = shift %b_ptr, %293 : *f16
      %295 = constant {value=7, dtype='i32'} : i32
      %296 = index_add %20, %295 : i32
      %297 = index_add %35, %296 : i32
      %298 = lt %297, %N.1 : i1
      %299 = and %292, %298 : i1
      if %299 () {
        for %37, %14, %5 {unroll=True} (%r.300: i32) {
          %b.301 = load_at %294, %r.300 : f16
          %302 = shr %r.300, %5 : i32
          %303 = and %r.300, %5 : i32
          fragment_set %right.181, %302, %303, %b.301
          yield
        }
        yield
      } () {
        %304 = constant {value=0, dtype='i32'} : i32
        %305 = index_add %20, %304 : i32
        %306 = index_add %35, %305 : i32
        %307 = lt %306, %N.1 : i1
        %308 = and %292, %307 : i1
        %309 = cast %N.1 {dtype='u32'} : u32
        %310 = cast %306 {dtype='u32'} : u32
        %311 = sub %309, %310 : u32
        %312 = constant {value=0, dtype='u32'} : u32
        %313 = where %308, %311, %312 : u32
        %314 = eq %313, %312 : i1
        if %314 () {
          for %37, %14, %5 {unroll=True} (%r.315: i32) {
            %316 = shr %r.315, %5 : i32
            %317 = and %r.315, %5 : i32
            fragment_set %right.181, %316, %317, %38
            yield
          }
          yield
        } () {
          for %37, %14, %5 {unroll=True} (%r.318: i32) {
            %319 = cast %r.318 {dtype='u32'} : u32
            %320 = lt %319, %313 : i1
            %b.321 = load_at %294, %r.318, %320, %38 : f16
            %322 = shr %r.318, %5 : i32
            %323 = and %r.318, %5 : i32
            fragment_set %right.181, %322, %323, %b.321
            yield
          }
          yield
        }
        yield
      }
      fragment_multiply %total, %37, %left.180, %37, %right.181, %37
      fragment_multiply %total, %5, %left.180, %37, %right.181, %5
      fragment_multiply %total, %21, %left.180, %37, %right.181, %21
      fragment_multiply %total, %7, %left.180, %37, %right.181, %7
      yield
    }
    %324 = add %b_ptrs.107, %39 : i32
    yield %324
  } () {
    yield %b_ptrs.107
  } : i32
  if %50 {interior='program'} () {
    %325 = mul %rows, %N.1 : i32
    %326 = add %104, %325 : i32
    %327 = shift %c_ptr, %326 : *f32
    for %37, %14, %5 {unroll=True} (%r.328: i32) {
      %329 = shr %r.328, %5 : i32
      %330 = and %r.328, %5 : i32
      %total.331 = fragment_get %total, %329, %330 : f32
      store_at %327, %r.328, %total.331
      yield
    }
    yield
  } () {
    %332 = mul %rows, %N.1 : i32
    %333 = add %104, %332 : i32
    %334 = shift %c_ptr, %333 : *f32
    %335 = constant {value=7, dtype='i32'} : i32
    %336 = index_add %20, %335 : i32
    %337 = index_add %35, %336 : i32
    %338 = lt %337, %N.1 : i1
    %339 = and %105, %338 : i1
    if %339 () {
      for %37, %14, %5 {unroll=True} (%r.340: i32) {
        %341 = shr %r.340, %5 : i32
        %342 = and %r.340, %5 : i32
        %total.343 = fragment_get %total, %341, %342 : f32
        store_at %334, %r.340, %total.343
        yield
      }
      yield
    } () {
      for %37, %14, %5 {unroll=True} (%r.344: i32) {
        %345 = index_add %20, %r.344 : i32
        %columns = index_add %35, %345 : i32
        %346 = shr %r.344, %5 : i32
        %347 = and %r.344, %5 : i32
        %total.348 = fragment_get %total, %346, %347 : f32
        %349 = lt %columns, %N.1 : i1
        %mask = and %105, %349 : i1
        store_at %334, %r.344, %total.348, %mask
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
