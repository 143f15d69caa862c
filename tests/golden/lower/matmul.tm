# lower: matmul
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='tile', programs=1048576, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}, threads=128} {
  %0 = program_id {axis=0} : i32
  %1 = constant {value=32, dtype='i32'} : i32
  %2 = mul %0, %1 : i32
  %3 = arange {start=0, end=32} : i32[32]
  %4 = splat %2 {shape=(32,)} : i32[32]
  %rows = add %4, %3 : i32[32]
  %5 = program_id {axis=1} : i32
  %6 = mul %5, %1 : i32
  %7 = splat %6 {shape=(32,)} : i32[32]
  %columns = add %7, %3 : i32[32]
  %inner = arange {start=0, end=16} : i32[16]
  %8 = reshape %rows {shape=(32, 1,)} : i32[32,1]
  %9 = splat %stride_am {shape=(32, 1,)} : i32[32,1]
  %10 = mul %8, %9 : i32[32,1]
  %11 = reshape %inner {shape=(1, 16,)} : i32[1,16]
  %12 = broadcast %10 {shape=(32, 16,)} : i32[32,16]
  %13 = broadcast %11 {shape=(32, 16,)} : i32[32,16]
  %14 = reshape %inner {shape=(16, 1,)} : i32[16,1]
  %15 = splat %stride_bk {shape=(16, 1,)} : i32[16,1]
  %16 = mul %14, %15 : i32[16,1]
  %17 = reshape %columns {shape=(1, 32,)} : i32[1,32]
  %18 = broadcast %16 {shape=(16, 32,)} : i32[16,32]
  %19 = broadcast %17 {shape=(16, 32,)} : i32[16,32]
  %20 = constant {value=0.0, dtype='f32'} : f32
  %total = splat %20 {shape=(32, 32,)} : f32[32,32]
  %21 = constant {value=0, dtype='i32'} : i32
  %22 = constant {value=16, dtype='i32'} : i32
  %23 = add %12, %13 : i32[32,16]
  %24 = add %18, %19 : i32[16,32]
  %25 = splat %M {shape=(32, 1,)} : i32[32,1]
  %26 = lt %8, %25 : i1[32,1]
  %27 = broadcast %26 {shape=(32, 16,)} : i1[32,16]
  %28 = constant {value=0.0, dtype='f16'} : f16
  %29 = splat %28 {shape=(32, 16,)} : f16[32,16]
  %30 = splat %N {shape=(1, 32,)} : i32[1,32]
  %31 = lt %17, %30 : i1[1,32]
  %32 = broadcast %31 {shape=(16, 32,)} : i1[16,32]
  %33 = splat %28 {shape=(16, 32,)} : f16[16,32]
  %34 = mul %22, %stride_bk : i32
  %total.35, %a_ptrs, %b_ptrs = for %21, %K, %22, %total, %21, %21 {unroll=False, layouts=('register=1,2,4 lane=8,32,64,16,128 simdgroup=256,512', '', '',)} (%k: i32, %total.36: f32[32,32], %a_ptrs.37: i32, %b_ptrs.38: i32) {
    %39 = splat %a_ptrs.37 {shape=(32, 16,)} : i32[32,16]
    %40 = add %23, %39 : i32[32,16]
    %41 = splat %b_ptrs.38 {shape=(16, 32,)} : i32[16,32]
    %42 = add %24, %41 : i32[16,32]
    %43 = sub %K, %k : i32
    %44 = splat %43 {shape=(1, 16,)} : i32[1,16]
    %45 = lt %11, %44 : i1[1,16]
    %46 = broadcast %45 {shape=(32, 16,)} : i1[32,16]
    %47 = and %27, %46 : i1[32,16]
    %a = load_at %a_ptr, %40, %47, %29 : f16[32,16]
    %48 = splat %43 {shape=(16, 1,)} : i32[16,1]
    %49 = lt %14, %48 : i1[16,1]
    %50 = broadcast %49 {shape=(16, 32,)} : i1[16,32]
    %51 = and %50, %32 : i1[16,32]
    %b = load_at %b_ptr, %42, %51, %33 : f16[16,32]
    %total.52 = dot %a, %b, %total.36 {layout='register=1,2,4 lane=8,32,64,16,128 simdgroup=256,512', shares=(4, 1, 2, 0, 0,)} : f32[32,32]
    %53 = add %a_ptrs.37, %22 : i32
    %54 = add %b_ptrs.38, %34 : i32
    yield %total.52, %53, %54
  } : f32[32,32], i32, i32
  %55 = splat %M {shape=(32, 1,)} : i32[32,1]
  %56 = lt %8, %55 : i1[32,1]
  %57 = splat %N {shape=(1, 32,)} : i32[1,32]
  %58 = lt %17, %57 : i1[1,32]
  %59 = broadcast %56 {shape=(32, 32,)} : i1[32,32]
  %60 = broadcast %58 {shape=(32, 32,)} : i1[32,32]
  %mask = and %59, %60 : i1[32,32]
  %61 = splat %N {shape=(32, 1,)} : i32[32,1]
  %62 = mul %8, %61 : i32[32,1]
  %63 = broadcast %62 {shape=(32, 32,)} : i32[32,32]
  %64 = broadcast %17 {shape=(32, 32,)} : i32[32,32]
  %65 = add %63, %64 : i32[32,32]
  store_at %c_ptr, %65, %total.35, %mask {layout='register=1,2,4 lane=8,32,64,16,128 simdgroup=256,512'}
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
  %16 = shr %thread, %0 : i32
  %17 = and %16, %2 : i32
  %18 = shr %thread, %4 : i32
  %19 = mul %18, %4 : i32
  %20 = add %17, %19 : i32
  %21 = and %thread, %0 : i32
  %22 = constant {value=2, dtype='i32'} : i32
  %23 = mul %21, %22 : i32
  %24 = shr %thread, %2 : i32
  %25 = and %24, %0 : i32
  %26 = mul %25, %4 : i32
  %27 = add %23, %26 : i32
  %28 = shr %thread, %0 : i32
  %29 = and %28, %2 : i32
  %30 = shr %thread, %4 : i32
  %31 = and %30, %0 : i32
  %32 = mul %31, %4 : i32
  %33 = add %29, %32 : i32
  %34 = and %thread, %0 : i32
  %35 = mul %34, %9 : i32
  %36 = shr %thread, %2 : i32
  %37 = and %36, %0 : i32
  %38 = mul %37, %13 : i32
  %39 = add %35, %38 : i32
  %40 = constant {value=5, dtype='i32'} : i32
  %41 = shr %thread, %40 : i32
  %42 = mul %41, %9 : i32
  %43 = program_id {axis=0} : i32
  %44 = constant {value=32, dtype='i32'} : i32
  %45 = mul %43, %44 : i32
  %46 = program_id {axis=1} : i32
  %47 = mul %46, %44 : i32
  %48 = constant {value=0.0, dtype='f32'} : f32
  %49 = constant {value=0, dtype='i32'} : i32
  %50 = constant {value=16, dtype='i32'} : i32
  %51 = constant {value=0.0, dtype='f16'} : f16
  %52 = mul %50, %stride_bk : i32
  %total = fragments_new {dtype='f32', count=4} : !f32<4>
  %53 = constant {value=0, dtype='i32'} : i32
  %54 = constant {value=8, dtype='i32'} : i32
  %55 = constant {value=1, dtype='i32'} : i32
  for %53, %54, %55 {unroll=True} (%r: i32) {
    %56 = mul %r, %55 : i32
    %57 = add %15, %56 : i32
    %58 = shr %r, %55 : i32
    %59 = and %r, %55 : i32
    fragment_set %total, %58, %59, %48
    yield
  }
  %a_ptrs, %b_ptrs = for %49, %K, %50, %49, %49 {unroll=False} (%k: i32, %a_ptrs.60: i32, %b_ptrs.61: i32) {
    %62 = sub %K, %k : i32
    %63 = constant {value=15, dtype='i32'} : i32
    %64 = lt %63, %62 : i1
    %65 = constant {value=31, dtype='i64'} : i64
    %66 = cast %47 {dtype='i64'} : i64
    %67 = add %66, %65 : i64
    %68 = cast %N {dtype='i64'} : i64
    %69 = lt %67, %68 : i1
    %70 = cast %45 {dtype='i64'} : i64
    %71 = add %70, %65 : i64
    %72 = cast %M {dtype='i64'} : i64
    %73 = lt %71, %72 : i1
    %74 = lt %63, %62 : i1
    %75 = and %64, %69 : i1
    %76 = and %75, %73 : i1
    %77 = and %76, %74 : i1
    if %77 {interior=True} () {
      %left = fragments_new {dtype='f16', count=1} : !f16<1>
      %right = fragments_new {dtype='f16', count=4} : !f16<4>
      %78 = constant {value=2, dtype='i32'} : i32
      for %53, %78, %55 {unroll=True} (%k.79: i32) {
        for %53, %78, %55 {unroll=True} (%r.80: i32) {
          %81 = mul %k.79, %54 : i32
          %82 = add %27, %81 : i32
          %83 = mul %r.80, %55 : i32
          %84 = add %82, %83 : i32
          %rows = add %45, %20 : i32
          %85 = mul %rows, %stride_am : i32
          %86 = add %85, %84 : i32
          %87 = add %86, %a_ptrs.60 : i32
          %88 = constant {value=True, dtype='i1'} : i1
          %a = load_at %a_ptr, %87 : f16
          %89 = shr %r.80, %55 : i32
          %90 = and %r.80, %55 : i32
          fragment_set %left, %89, %90, %a
          yield
        }
        for %53, %54, %55 {unroll=True} (%r.91: i32) {
          %92 = mul %k.79, %54 : i32
          %93 = add %33, %92 : i32
          %94 = mul %r.91, %55 : i32
          %95 = add %39, %94 : i32
          %96 = mul %93, %stride_bk : i32
          %columns = add %47, %95 : i32
          %97 = add %96, %columns : i32
          %98 = add %97, %b_ptrs.61 : i32
          %99 = constant {value=True, dtype='i1'} : i1
          %b = load_at %b_ptr, %98 : f16
          %100 = shr %r.91, %55 : i32
          %101 = and %r.91, %55 : i32
          fragment_set %right, %100, %101, %b
          yield
        }
        fragment_multiply %total, %53, %left, %53, %right, %53
        fragment_multiply %total, %55, %left, %53, %right, %55
        fragment_multiply %total, %78, %left, %53, %right, %78
        %102 = constant {value=3, dtype='i32'} : i32
        fragment_multiply %total, %102, %left, %53, %right, %102
        yield
      }
      yield
    } () {
      %103 = and %64, %74 : i1
      if %103 {interior=True} () {
        %left.104 = fragments_new {dtype='f16', count=1} : !f16<1>
        %right.105 = fragments_new {dtype='f16', count=4} : !f16<4>
        %106 = constant {value=2, dtype='i32'} : i32
        for %53, %106, %55 {unroll=False} (%k.107: i32) {
          %108 = constant {value=7, dtype='i64'} : i64
          %109 = cast %45 {dtype='i64'} : i64
          %110 = cast %42 {dtype='i64'} : i64
          %111 = add %109, %110 : i64
          %112 = add %111, %108 : i64
          %113 = cast %M {dtype='i64'} : i64
          %114 = lt %112, %113 : i1
          %115 = index_mul %k.107, %54 : i32
          %116 = index_mul %k.107, %54 : i32
          %117 = constant {value=7, dtype='i32'} : i32
          %118 = index_add %115, %117 : i32
          %119 = lt %118, %62 : i1
          if %114 () {
            for %53, %106, %55 {unroll=True} (%r.120: i32) {
              %121 = mul %k.107, %54 : i32
              %122 = add %27, %121 : i32
              %123 = mul %r.120, %55 : i32
              %124 = add %122, %123 : i32
              %rows.125 = add %45, %20 : i32
              %126 = mul %rows.125, %stride_am : i32
              %127 = add %126, %124 : i32
              %128 = add %127, %a_ptrs.60 : i32
              %129 = constant {value=True, dtype='i1'} : i1
              %a.130 = load_at %a_ptr, %128 : f16
              %131 = shr %r.120, %55 : i32
              %132 = and %r.120, %55 : i32
              fragment_set %left.104, %131, %132, %a.130
              yield
            }
            yield
          } () {
            for %53, %106, %55 {unroll=True} (%r.133: i32) {
              %134 = mul %k.107, %54 : i32
              %135 = add %27, %134 : i32
              %136 = mul %r.133, %55 : i32
              %137 = add %135, %136 : i32
              %rows.138 = add %45, %20 : i32
              %139 = mul %rows.138, %stride_am : i32
              %140 = add %139, %137 : i32
              %141 = add %140, %a_ptrs.60 : i32
              %rows.142 = add %45, %20 : i32
              %143 = lt %rows.142, %M : i1
              %144 = constant {value=True, dtype='i1'} : i1
              %a.145 = load_at %a_ptr, %141, %143, %51 : f16
              %146 = shr %r.133, %55 : i32
              %147 = and %r.133, %55 : i32
              fragment_set %left.104, %146, %147, %a.145
              yield
            }
            yield
          }
          %148 = index_mul %k.107, %54 : i32
          %149 = index_mul %k.107, %54 : i32
          %150 = index_add %148, %117 : i32
          %151 = lt %150, %62 : i1
          %152 = cast %47 {dtype='i64'} : i64
          %153 = add %152, %65 : i64
          %154 = cast %N {dtype='i64'} : i64
          %155 = lt %153, %154 : i1
          if %155 () {
            for %53, %54, %55 {unroll=True} (%r.156: i32) {
              %157 = mul %k.107, %54 : i32
              %158 = add %33, %157 : i32
              %159 = mul %r.156, %55 : i32
              %160 = add %39, %159 : i32
              %161 = mul %158, %stride_bk : i32
              %columns.162 = add %47, %160 : i32
              %163 = add %161, %columns.162 : i32
              %164 = add %163, %b_ptrs.61 : i32
              %165 = constant {value=True, dtype='i1'} : i1
              %b.166 = load_at %b_ptr, %164 : f16
              %167 = shr %r.156, %55 : i32
              %168 = and %r.156, %55 : i32
              fragment_set %right.105, %167, %168, %b.166
              yield
            }
            yield
          } () {
            for %53, %54, %55 {unroll=True} (%r.169: i32) {
              %170 = mul %k.107, %54 : i32
              %171 = add %33, %170 : i32
              %172 = mul %r.169, %55 : i32
              %173 = add %39, %172 : i32
              %174 = mul %171, %stride_bk : i32
              %columns.175 = add %47, %173 : i32
              %176 = add %174, %columns.175 : i32
              %177 = add %176, %b_ptrs.61 : i32
              %178 = constant {value=True, dtype='i1'} : i1
              %columns.179 = add %47, %173 : i32
              %180 = lt %columns.179, %N : i1
              %b.181 = load_at %b_ptr, %177, %180, %51 : f16
              %182 = shr %r.169, %55 : i32
              %183 = and %r.169, %55 : i32
              fragment_set %right.105, %182, %183, %b.181
              yield
            }
            yield
          }
          fragment_multiply %total, %53, %left.104, %53, %right.105, %53
          fragment_multiply %total, %55, %left.104, %53, %right.105, %55
          fragment_multiply %total, %106, %left.104, %53, %right.105, %106
          %184 = constant {value=3, dtype='i32'} : i32
          fragment_multiply %total, %184, %left.104, %53, %right.105, %184
          yield
        }
        yield
      } () {
        %left.185 = fragments_new {dtype='f16', count=1} : !f16<1>
        %right.186 = fragments_new {dtype='f16', count=4} : !f16<4>
        %187 = constant {value=2, dtype='i32'} : i32
        for %53, %187, %55 {unroll=False} (%k.188: i32) {
          %189 = index_mul %k.188, %54 : i32
          %190 = index_mul %k.188, %54 : i32
          %191 = constant {value=7, dtype='i32'} : i32
          %192 = index_add %190, %191 : i32
          %193 = constant {value=2147483647, dtype='i32'} : i32
          %194 = le %192, %193 : i1
          %195 = ge %189, %62 : i1
          %196 = and %194, %195 : i1
          %197 = index_mul %k.188, %54 : i32
          %198 = index_mul %k.188, %54 : i32
          %199 = index_add %198, %191 : i32
          %200 = le %199, %193 : i1
          %201 = ge %197, %62 : i1
          %202 = and %200, %201 : i1
          %203 = and %196, %202 : i1
          if %203 () {
            yield
          } () {
            %204 = constant {value=7, dtype='i64'} : i64
            %205 = cast %45 {dtype='i64'} : i64
            %206 = cast %42 {dtype='i64'} : i64
            %207 = add %205, %206 : i64
            %208 = add %207, %204 : i64
            %209 = cast %M {dtype='i64'} : i64
            %210 = lt %208, %209 : i1
            %211 = index_mul %k.188, %54 : i32
            %212 = index_mul %k.188, %54 : i32
            %213 = index_add %211, %191 : i32
            %214 = lt %213, %62 : i1
            %215 = and %210, %214 : i1
            if %215 () {
              for %53, %187, %55 {unroll=True} (%r.216: i32) {
                %217 = mul %k.188, %54 : i32
                %218 = add %27, %217 : i32
                %219 = mul %r.216, %55 : i32
                %220 = add %218, %219 : i32
                %rows.221 = add %45, %20 : i32
                %222 = mul %rows.221, %stride_am : i32
                %223 = add %222, %220 : i32
                %224 = add %223, %a_ptrs.60 : i32
                %225 = constant {value=True, dtype='i1'} : i1
                %a.226 = load_at %a_ptr, %224 : f16
                %227 = shr %r.216, %55 : i32
                %228 = and %r.216, %55 : i32
                fragment_set %left.185, %227, %228, %a.226
                yield
              }
              yield
            } () {
              for %53, %187, %55 {unroll=True} (%r.229: i32) {
                %230 = mul %k.188, %54 : i32
                %231 = add %27, %230 : i32
                %232 = mul %r.229, %55 : i32
                %233 = add %231, %232 : i32
                %rows.234 = add %45, %20 : i32
                %235 = mul %rows.234, %stride_am : i32
                %236 = add %235, %233 : i32
                %237 = add %236, %a_ptrs.60 : i32
                %rows.238 = add %45, %20 : i32
                %239 = lt %rows.238, %M : i1
                %240 = lt %233, %62 : i1
                %241 = and %239, %240 : i1
                %a.242 = load_at %a_ptr, %237, %241, %51 : f16
                %243 = shr %r.229, %55 : i32
                %244 = and %r.229, %55 : i32
                fragment_set %left.185, %243, %244, %a.242
                yield
              }
              yield
            }
            %245 = index_mul %k.188, %54 : i32
            %246 = index_mul %k.188, %54 : i32
            %247 = index_add %245, %191 : i32
            %248 = lt %247, %62 : i1
            %249 = cast %47 {dtype='i64'} : i64
            %250 = add %249, %65 : i64
            %251 = cast %N {dtype='i64'} : i64
            %252 = lt %250, %251 : i1
            %253 = and %248, %252 : i1
            if %253 () {
              for %53, %54, %55 {unroll=True} (%r.254: i32) {
                %255 = mul %k.188, %54 : i32
                %256 = add %33, %255 : i32
                %257 = mul %r.254, %55 : i32
                %258 = add %39, %257 : i32
                %259 = mul %256, %stride_bk : i32
                %columns.260 = add %47, %258 : i32
                %261 = add %259, %columns.260 : i32
                %262 = add %261, %b_ptrs.61 : i32
                %263 = constant {value=True, dtype='i1'} : i1
                %b.264 = load_at %b_ptr, %262 : f16
                %265 = shr %r.254, %55 : i32
                %266 = and %r.254, %55 : i32
                fragment_set %right.186, %265, %266, %b.264
                yield
              }
              yield
            } () {
              for %53, %54, %55 {unroll=True} (%r.267: i32) {
                %268 = mul %k.188, %54 : i32
                %269 = add %33, %268 : i32
                %270 = mul %r.267, %55 : i32
                %271 = add %39, %270 : i32
                %272 = mul %269, %stride_bk : i32
                %columns.273 = add %47, %271 : i32
                %274 = add %272, %columns.273 : i32
                %275 = add %274, %b_ptrs.61 : i32
                %276 = lt %269, %62 : i1
                %columns.277 = add %47, %271 : i32
                %278 = lt %columns.277, %N : i1
                %279 = and %276, %278 : i1
                %b.280 = load_at %b_ptr, %275, %279, %51 : f16
                %281 = shr %r.267, %55 : i32
                %282 = and %r.267, %55 : i32
                fragment_set %right.186, %281, %282, %b.280
                yield
              }
              yield
            }
            fragment_multiply %total, %53, %left.185, %53, %right.186, %53
            fragment_multiply %total, %55, %left.185, %53, %right.186, %55
            fragment_multiply %total, %187, %left.185, %53, %right.186, %187
            %283 = constant {value=3, dtype='i32'} : i32
            fragment_multiply %total, %283, %left.185, %53, %right.186, %283
            yield
          }
          yield
        }
        yield
      }
      yield
    }
    %284 = add %a_ptrs.60, %50 : i32
    %285 = add %b_ptrs.61, %52 : i32
    yield %284, %285
  } : i32, i32
  %286 = constant {value=31, dtype='i64'} : i64
  %287 = cast %45 {dtype='i64'} : i64
  %288 = add %287, %286 : i64
  %289 = cast %M {dtype='i64'} : i64
  %290 = lt %288, %289 : i1
  %291 = cast %47 {dtype='i64'} : i64
  %292 = add %291, %286 : i64
  %293 = cast %N {dtype='i64'} : i64
  %294 = lt %292, %293 : i1
  %295 = and %290, %294 : i1
  if %295 {interior=True} () {
    for %53, %54, %55 {unroll=True} (%r.296: i32) {
      %297 = mul %r.296, %55 : i32
      %298 = add %15, %297 : i32
      %rows.299 = add %45, %7 : i32
      %300 = mul %rows.299, %N : i32
      %columns.301 = add %47, %298 : i32
      %302 = add %300, %columns.301 : i32
      %303 = shr %r.296, %55 : i32
      %304 = and %r.296, %55 : i32
      %total.305 = fragment_get %total, %303, %304 : f32
      %306 = constant {value=True, dtype='i1'} : i1
      store_at %c_ptr, %302, %total.305
      yield
    }
    yield
  } () {
    for %53, %54, %55 {unroll=True} (%r.307: i32) {
      %308 = mul %r.307, %55 : i32
      %309 = add %15, %308 : i32
      %rows.310 = add %45, %7 : i32
      %311 = mul %rows.310, %N : i32
      %columns.312 = add %47, %309 : i32
      %313 = add %311, %columns.312 : i32
      %314 = shr %r.307, %55 : i32
      %315 = and %r.307, %55 : i32
      %total.316 = fragment_get %total, %314, %315 : f32
      %rows.317 = add %45, %7 : i32
      %318 = lt %rows.317, %M : i1
      %columns.319 = add %47, %309 : i32
      %320 = lt %columns.319, %N : i1
      %mask = and %318, %320 : i1
      store_at %c_ptr, %313, %total.316, %mask
      yield
    }
    yield
  }
  return
}
