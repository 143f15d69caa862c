# lower: matmul
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='tile', programs=1048576, numbers=1073741824, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}, threads=128} {
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
  %total.35, %b_ptrs = for %21, %K, %22, %total, %21 {unroll=False, layouts=('register=1,2,4 lane=8,32,64,16,128 simdgroup=256,512', '',)} (%k: i32, %total.36: f32[32,32], %b_ptrs.37: i32) {
    %38 = splat %k {shape=(32, 16,)} : i32[32,16]
    %39 = add %23, %38 : i32[32,16]
    %40 = splat %b_ptrs.37 {shape=(16, 32,)} : i32[16,32]
    %41 = add %24, %40 : i32[16,32]
    %42 = sub %K, %k : i32
    %43 = splat %42 {shape=(1, 16,)} : i32[1,16]
    %44 = lt %11, %43 : i1[1,16]
    %45 = broadcast %44 {shape=(32, 16,)} : i1[32,16]
    %46 = and %27, %45 : i1[32,16]
    %a = load_at %a_ptr, %39, %46, %29 : f16[32,16]
    %47 = splat %42 {shape=(16, 1,)} : i32[16,1]
    %48 = lt %14, %47 : i1[16,1]
    %49 = broadcast %48 {shape=(16, 32,)} : i1[16,32]
    %50 = and %49, %32 : i1[16,32]
    %b = load_at %b_ptr, %41, %50, %33 : f16[16,32]
    %total.51 = dot %a, %b, %total.36 {layout='register=1,2,4 lane=8,32,64,16,128 simdgroup=256,512', shares=(4, 1, 2, 0, 0,)} : f32[32,32]
    %52 = add %b_ptrs.37, %34 : i32
    yield %total.51, %52
  } : f32[32,32], i32
  %53 = splat %M {shape=(32, 1,)} : i32[32,1]
  %54 = lt %8, %53 : i1[32,1]
  %55 = splat %N {shape=(1, 32,)} : i32[1,32]
  %56 = lt %17, %55 : i1[1,32]
  %57 = broadcast %54 {shape=(32, 32,)} : i1[32,32]
  %58 = broadcast %56 {shape=(32, 32,)} : i1[32,32]
  %mask = and %57, %58 : i1[32,32]
  %59 = splat %N {shape=(32, 1,)} : i32[32,1]
  %60 = mul %8, %59 : i32[32,1]
  %61 = broadcast %60 {shape=(32, 32,)} : i32[32,32]
  %62 = broadcast %17 {shape=(32, 32,)} : i32[32,32]
  %63 = add %61, %62 : i32[32,32]
  store_at %c_ptr, %63, %total.35, %mask {layout='register=1,2,4 lane=8,32,64,16,128 simdgroup=256,512'}
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
  %16 = add %3, %6 : i32
  %17 = and %thread, %0 : i32
  %18 = constant {value=2, dtype='i32'} : i32
  %19 = mul %17, %18 : i32
  %20 = shr %thread, %2 : i32
  %21 = and %20, %0 : i32
  %22 = mul %21, %4 : i32
  %23 = add %19, %22 : i32
  %24 = shr %thread, %4 : i32
  %25 = and %24, %0 : i32
  %26 = mul %25, %4 : i32
  %27 = add %3, %26 : i32
  %28 = add %10, %14 : i32
  %29 = constant {value=5, dtype='i32'} : i32
  %30 = shr %thread, %29 : i32
  %31 = mul %30, %9 : i32
  %32 = program_id {axis=0} : i32
  %33 = constant {value=32, dtype='i32'} : i32
  %34 = mul %32, %33 : i32
  %35 = program_id {axis=1} : i32
  %36 = mul %35, %33 : i32
  %37 = constant {value=0.0, dtype='f32'} : f32
  %38 = constant {value=0, dtype='i32'} : i32
  %39 = constant {value=16, dtype='i32'} : i32
  %40 = constant {value=0.0, dtype='f16'} : f16
  %41 = mul %39, %stride_bk : i32
  %total = fragments_new {dtype='f32', count=4} : !f32<4>
  %42 = constant {value=0, dtype='i32'} : i32
  %43 = constant {value=8, dtype='i32'} : i32
  %44 = constant {value=1, dtype='i32'} : i32
  for %42, %43, %44 {unroll=True} (%r: i32) {
    %45 = add %15, %r : i32
    %46 = shr %r, %44 : i32
    %47 = and %r, %44 : i32
    fragment_set %total, %46, %47, %37
    yield
  }
  %b_ptrs = for %38, %K, %39, %38 {unroll=False} (%k: i32, %b_ptrs.48: i32) {
    %49 = sub %K, %k : i32
    %50 = constant {value=15, dtype='i32'} : i32
    %51 = lt %50, %49 : i1
    %52 = constant {value=31, dtype='i32'} : i32
    %53 = index_add %36, %52 : i32
    %54 = lt %53, %N : i1
    %55 = index_add %34, %52 : i32
    %56 = lt %55, %M : i1
    %57 = lt %50, %49 : i1
    %58 = and %51, %54 : i1
    %59 = and %58, %56 : i1
    %60 = and %59, %57 : i1
    if %60 {interior='program'} () {
      %left = fragments_new {dtype='f16', count=1} : !f16<1>
      %right = fragments_new {dtype='f16', count=4} : !f16<4>
      %61 = constant {value=2, dtype='i32'} : i32
      for %42, %61, %44 {unroll=True} (%k.62: i32) {
        for %42, %61, %44 {unroll=True} (%r.63: i32) {
          %64 = mul %k.62, %43 : i32
          %65 = add %23, %64 : i32
          %66 = add %65, %r.63 : i32
          %rows = add %34, %16 : i32
          %67 = mul %rows, %stride_am : i32
          %68 = add %67, %66 : i32
          %69 = add %68, %k : i32
          %70 = constant {value=True, dtype='i1'} : i1
          %a = load_at %a_ptr, %69 : f16
          %71 = shr %r.63, %44 : i32
          %72 = and %r.63, %44 : i32
          fragment_set %left, %71, %72, %a
          yield
        }
        for %42, %43, %44 {unroll=True} (%r.73: i32) {
          %74 = mul %k.62, %43 : i32
          %75 = add %27, %74 : i32
          %76 = add %28, %r.73 : i32
          %77 = mul %75, %stride_bk : i32
          %columns = add %36, %76 : i32
          %78 = add %77, %columns : i32
          %79 = add %78, %b_ptrs.48 : i32
          %80 = constant {value=True, dtype='i1'} : i1
          %b = load_at %b_ptr, %79 : f16
          %81 = shr %r.73, %44 : i32
          %82 = and %r.73, %44 : i32
          fragment_set %right, %81, %82, %b
          yield
        }
        fragment_multiply %total, %42, %left, %42, %right, %42
        fragment_multiply %total, %44, %left, %42, %right, %44
        fragment_multiply %total, %61, %left, %42, %right, %61
        %83 = constant {value=3, dtype='i32'} : i32
        fragment_multiply %total, %83, %left, %42, %right, %83
        yield
      }
      yield
    } () {
      %84 = and %51, %57 : i1
      if %84 {interior='program'} () {
        %left.85 = fragments_new {dtype='f16', count=1} : !f16<1>
        %right.86 = fragments_new {dtype='f16', count=4} : !f16<4>
        %87 = constant {value=2, dtype='i32'} : i32
        for %42, %87, %44 {unroll=False} (%k.88: i32) {
          %89 = constant {value=7, dtype='i32'} : i32
          %90 = index_add %34, %31 : i32
          %91 = index_add %90, %89 : i32
          %92 = lt %91, %M : i1
          %93 = index_mul %k.88, %43 : i32
          %94 = index_mul %k.88, %43 : i32
          %95 = index_add %93, %89 : i32
          %96 = lt %95, %49 : i1
          if %92 {interior='simdgroup'} () {
            for %42, %87, %44 {unroll=True} (%r.97: i32) {
              %98 = mul %k.88, %43 : i32
              %99 = add %23, %98 : i32
              %100 = add %99, %r.97 : i32
              %rows.101 = add %34, %16 : i32
              %102 = mul %rows.101, %stride_am : i32
              %103 = add %102, %100 : i32
              %104 = add %103, %k : i32
              %105 = constant {value=True, dtype='i1'} : i1
              %a.106 = load_at %a_ptr, %104 : f16
              %107 = shr %r.97, %44 : i32
              %108 = and %r.97, %44 : i32
              fragment_set %left.85, %107, %108, %a.106
              yield
            }
            yield
          } () {
            for %42, %87, %44 {unroll=True} (%r.109: i32) {
              %110 = mul %k.88, %43 : i32
              %111 = add %23, %110 : i32
              %112 = add %111, %r.109 : i32
              %rows.113 = add %34, %16 : i32
              %114 = mul %rows.113, %stride_am : i32
              %115 = add %114, %112 : i32
              %116 = add %115, %k : i32
              %rows.117 = add %34, %16 : i32
              %118 = lt %rows.117, %M : i1
              %119 = constant {value=True, dtype='i1'} : i1
              %a.120 = load_at %a_ptr, %116, %118, %40 : f16
              %121 = shr %r.109, %44 : i32
              %122 = and %r.109, %44 : i32
              fragment_set %left.85, %121, %122, %a.120
              yield
            }
            yield
          }
          %123 = index_mul %k.88, %43 : i32
          %124 = index_mul %k.88, %43 : i32
          %125 = index_add %123, %89 : i32
          %126 = lt %125, %49 : i1
          %127 = index_add %36, %52 : i32
          %128 = lt %127, %N : i1
          if %128 {interior='simdgroup'} () {
            for %42, %43, %44 {unroll=True} (%r.129: i32) {
              %130 = mul %k.88, %43 : i32
              %131 = add %27, %130 : i32
              %132 = add %28, %r.129 : i32
              %133 = mul %131, %stride_bk : i32
              %columns.134 = add %36, %132 : i32
              %135 = add %133, %columns.134 : i32
              %136 = add %135, %b_ptrs.48 : i32
              %137 = constant {value=True, dtype='i1'} : i1
              %b.138 = load_at %b_ptr, %136 : f16
              %139 = shr %r.129, %44 : i32
              %140 = and %r.129, %44 : i32
              fragment_set %right.86, %139, %140, %b.138
              yield
            }
            yield
          } () {
            for %42, %43, %44 {unroll=True} (%r.141: i32) {
              %142 = mul %k.88, %43 : i32
              %143 = add %27, %142 : i32
              %144 = add %28, %r.141 : i32
              %145 = mul %143, %stride_bk : i32
              %columns.146 = add %36, %144 : i32
              %147 = add %145, %columns.146 : i32
              %148 = add %147, %b_ptrs.48 : i32
              %149 = constant {value=True, dtype='i1'} : i1
              %columns.150 = add %36, %144 : i32
              %151 = lt %columns.150, %N : i1
              %b.152 = load_at %b_ptr, %148, %151, %40 : f16
              %153 = shr %r.141, %44 : i32
              %154 = and %r.141, %44 : i32
              fragment_set %right.86, %153, %154, %b.152
              yield
            }
            yield
          }
          fragment_multiply %total, %42, %left.85, %42, %right.86, %42
          fragment_multiply %total, %44, %left.85, %42, %right.86, %44
          fragment_multiply %total, %87, %left.85, %42, %right.86, %87
          %155 = constant {value=3, dtype='i32'} : i32
          fragment_multiply %total, %155, %left.85, %42, %right.86, %155
          yield
        }
        yield
      } () {
        %left.156 = fragments_new {dtype='f16', count=1} : !f16<1>
        %right.157 = fragments_new {dtype='f16', count=4} : !f16<4>
        %158 = constant {value=2, dtype='i32'} : i32
        for %42, %158, %44 {unroll=False} (%k.159: i32) {
          %160 = index_mul %k.159, %43 : i32
          %161 = index_mul %k.159, %43 : i32
          %162 = ge %160, %49 : i1
          %163 = index_mul %k.159, %43 : i32
          %164 = index_mul %k.159, %43 : i32
          %165 = ge %163, %49 : i1
          %166 = and %162, %165 : i1
          if %166 () {
            yield
          } () {
            %167 = constant {value=7, dtype='i32'} : i32
            %168 = index_add %34, %31 : i32
            %169 = index_add %168, %167 : i32
            %170 = lt %169, %M : i1
            %171 = index_mul %k.159, %43 : i32
            %172 = index_mul %k.159, %43 : i32
            %173 = index_add %171, %167 : i32
            %174 = lt %173, %49 : i1
            %175 = and %170, %174 : i1
            if %175 {interior='simdgroup'} () {
              for %42, %158, %44 {unroll=True} (%r.176: i32) {
                %177 = mul %k.159, %43 : i32
                %178 = add %23, %177 : i32
                %179 = add %178, %r.176 : i32
                %rows.180 = add %34, %16 : i32
                %181 = mul %rows.180, %stride_am : i32
                %182 = add %181, %179 : i32
                %183 = add %182, %k : i32
                %184 = constant {value=True, dtype='i1'} : i1
                %a.185 = load_at %a_ptr, %183 : f16
                %186 = shr %r.176, %44 : i32
                %187 = and %r.176, %44 : i32
                fragment_set %left.156, %186, %187, %a.185
                yield
              }
              yield
            } () {
              for %42, %158, %44 {unroll=True} (%r.188: i32) {
                %189 = mul %k.159, %43 : i32
                %190 = add %23, %189 : i32
                %191 = add %190, %r.188 : i32
                %rows.192 = add %34, %16 : i32
                %193 = mul %rows.192, %stride_am : i32
                %194 = add %193, %191 : i32
                %195 = add %194, %k : i32
                %rows.196 = add %34, %16 : i32
                %197 = lt %rows.196, %M : i1
                %198 = lt %191, %49 : i1
                %199 = and %197, %198 : i1
                %a.200 = load_at %a_ptr, %195, %199, %40 : f16
                %201 = shr %r.188, %44 : i32
                %202 = and %r.188, %44 : i32
                fragment_set %left.156, %201, %202, %a.200
                yield
              }
              yield
            }
            %203 = index_mul %k.159, %43 : i32
            %204 = index_mul %k.159, %43 : i32
            %205 = index_add %203, %167 : i32
            %206 = lt %205, %49 : i1
            %207 = index_add %36, %52 : i32
            %208 = lt %207, %N : i1
            %209 = and %206, %208 : i1
            if %209 {interior='simdgroup'} () {
              for %42, %43, %44 {unroll=True} (%r.210: i32) {
                %211 = mul %k.159, %43 : i32
                %212 = add %27, %211 : i32
                %213 = add %28, %r.210 : i32
                %214 = mul %212, %stride_bk : i32
                %columns.215 = add %36, %213 : i32
                %216 = add %214, %columns.215 : i32
                %217 = add %216, %b_ptrs.48 : i32
                %218 = constant {value=True, dtype='i1'} : i1
                %b.219 = load_at %b_ptr, %217 : f16
                %220 = shr %r.210, %44 : i32
                %221 = and %r.210, %44 : i32
                fragment_set %right.157, %220, %221, %b.219
                yield
              }
              yield
            } () {
              for %42, %43, %44 {unroll=True} (%r.222: i32) {
                %223 = mul %k.159, %43 : i32
                %224 = add %27, %223 : i32
                %225 = add %28, %r.222 : i32
                %226 = mul %224, %stride_bk : i32
                %columns.227 = add %36, %225 : i32
                %228 = add %226, %columns.227 : i32
                %229 = add %228, %b_ptrs.48 : i32
                %230 = lt %224, %49 : i1
                %columns.231 = add %36, %225 : i32
                %232 = lt %columns.231, %N : i1
                %233 = and %230, %232 : i1
                %b.234 = load_at %b_ptr, %229, %233, %40 : f16
                %235 = shr %r.222, %44 : i32
                %236 = and %r.222, %44 : i32
                fragment_set %right.157, %235, %236, %b.234
                yield
              }
              yield
            }
            fragment_multiply %total, %42, %left.156, %42, %right.157, %42
            fragment_multiply %total, %44, %left.156, %42, %right.157, %44
            fragment_multiply %total, %158, %left.156, %42, %right.157, %158
            %237 = constant {value=3, dtype='i32'} : i32
            fragment_multiply %total, %237, %left.156, %42, %right.157, %237
            yield
          }
          yield
        }
        yield
      }
      yield
    }
    %238 = add %b_ptrs.48, %41 : i32
    yield %238
  } : i32
  %239 = constant {value=31, dtype='i32'} : i32
  %240 = index_add %34, %239 : i32
  %241 = lt %240, %M : i1
  %242 = index_add %36, %239 : i32
  %243 = lt %242, %N : i1
  %244 = and %241, %243 : i1
  if %244 {interior='program'} () {
    for %42, %43, %44 {unroll=True} (%r.245: i32) {
      %246 = add %15, %r.245 : i32
      %rows.247 = add %34, %7 : i32
      %248 = mul %rows.247, %N : i32
      %columns.249 = add %36, %246 : i32
      %250 = add %248, %columns.249 : i32
      %251 = shr %r.245, %44 : i32
      %252 = and %r.245, %44 : i32
      %total.253 = fragment_get %total, %251, %252 : f32
      %254 = constant {value=True, dtype='i1'} : i1
      store_at %c_ptr, %250, %total.253
      yield
    }
    yield
  } () {
    for %42, %43, %44 {unroll=True} (%r.255: i32) {
      %256 = add %15, %r.255 : i32
      %rows.257 = add %34, %7 : i32
      %258 = mul %rows.257, %N : i32
      %columns.259 = add %36, %256 : i32
      %260 = add %258, %columns.259 : i32
      %261 = shr %r.255, %44 : i32
      %262 = and %r.255, %44 : i32
      %total.263 = fragment_get %total, %261, %262 : f32
      %rows.264 = add %34, %7 : i32
      %265 = lt %rows.264, %M : i1
      %columns.266 = add %36, %256 : i32
      %267 = lt %columns.266, %N : i1
      %mask = and %265, %267 : i1
      store_at %c_ptr, %260, %total.263, %mask
      yield
    }
    yield
  }
  return
}
