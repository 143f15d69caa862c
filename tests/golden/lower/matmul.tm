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
  %a_ptrs, %b_ptrs = for %38, %K, %39, %38, %38 {unroll=False} (%k: i32, %a_ptrs.48: i32, %b_ptrs.49: i32) {
    %50 = sub %K, %k : i32
    %51 = constant {value=15, dtype='i32'} : i32
    %52 = lt %51, %50 : i1
    %53 = constant {value=31, dtype='i64'} : i64
    %54 = cast %36 {dtype='i64'} : i64
    %55 = add %54, %53 : i64
    %56 = cast %N {dtype='i64'} : i64
    %57 = lt %55, %56 : i1
    %58 = cast %34 {dtype='i64'} : i64
    %59 = add %58, %53 : i64
    %60 = cast %M {dtype='i64'} : i64
    %61 = lt %59, %60 : i1
    %62 = lt %51, %50 : i1
    %63 = and %52, %57 : i1
    %64 = and %63, %61 : i1
    %65 = and %64, %62 : i1
    if %65 {interior=True} () {
      %left = fragments_new {dtype='f16', count=1} : !f16<1>
      %right = fragments_new {dtype='f16', count=4} : !f16<4>
      %66 = constant {value=2, dtype='i32'} : i32
      for %42, %66, %44 {unroll=True} (%k.67: i32) {
        for %42, %66, %44 {unroll=True} (%r.68: i32) {
          %69 = mul %k.67, %43 : i32
          %70 = add %23, %69 : i32
          %71 = add %70, %r.68 : i32
          %rows = add %34, %16 : i32
          %72 = mul %rows, %stride_am : i32
          %73 = add %72, %71 : i32
          %74 = add %73, %a_ptrs.48 : i32
          %75 = constant {value=True, dtype='i1'} : i1
          %a = load_at %a_ptr, %74 : f16
          %76 = shr %r.68, %44 : i32
          %77 = and %r.68, %44 : i32
          fragment_set %left, %76, %77, %a
          yield
        }
        for %42, %43, %44 {unroll=True} (%r.78: i32) {
          %79 = mul %k.67, %43 : i32
          %80 = add %27, %79 : i32
          %81 = add %28, %r.78 : i32
          %82 = mul %80, %stride_bk : i32
          %columns = add %36, %81 : i32
          %83 = add %82, %columns : i32
          %84 = add %83, %b_ptrs.49 : i32
          %85 = constant {value=True, dtype='i1'} : i1
          %b = load_at %b_ptr, %84 : f16
          %86 = shr %r.78, %44 : i32
          %87 = and %r.78, %44 : i32
          fragment_set %right, %86, %87, %b
          yield
        }
        fragment_multiply %total, %42, %left, %42, %right, %42
        fragment_multiply %total, %44, %left, %42, %right, %44
        fragment_multiply %total, %66, %left, %42, %right, %66
        %88 = constant {value=3, dtype='i32'} : i32
        fragment_multiply %total, %88, %left, %42, %right, %88
        yield
      }
      yield
    } () {
      %89 = and %52, %62 : i1
      if %89 {interior=True} () {
        %left.90 = fragments_new {dtype='f16', count=1} : !f16<1>
        %right.91 = fragments_new {dtype='f16', count=4} : !f16<4>
        %92 = constant {value=2, dtype='i32'} : i32
        for %42, %92, %44 {unroll=False} (%k.93: i32) {
          %94 = constant {value=7, dtype='i64'} : i64
          %95 = cast %34 {dtype='i64'} : i64
          %96 = cast %31 {dtype='i64'} : i64
          %97 = add %95, %96 : i64
          %98 = add %97, %94 : i64
          %99 = cast %M {dtype='i64'} : i64
          %100 = lt %98, %99 : i1
          %101 = index_mul %k.93, %43 : i32
          %102 = index_mul %k.93, %43 : i32
          %103 = constant {value=7, dtype='i32'} : i32
          %104 = index_add %101, %103 : i32
          %105 = lt %104, %50 : i1
          if %100 () {
            for %42, %92, %44 {unroll=True} (%r.106: i32) {
              %107 = mul %k.93, %43 : i32
              %108 = add %23, %107 : i32
              %109 = add %108, %r.106 : i32
              %rows.110 = add %34, %16 : i32
              %111 = mul %rows.110, %stride_am : i32
              %112 = add %111, %109 : i32
              %113 = add %112, %a_ptrs.48 : i32
              %114 = constant {value=True, dtype='i1'} : i1
              %a.115 = load_at %a_ptr, %113 : f16
              %116 = shr %r.106, %44 : i32
              %117 = and %r.106, %44 : i32
              fragment_set %left.90, %116, %117, %a.115
              yield
            }
            yield
          } () {
            for %42, %92, %44 {unroll=True} (%r.118: i32) {
              %119 = mul %k.93, %43 : i32
              %120 = add %23, %119 : i32
              %121 = add %120, %r.118 : i32
              %rows.122 = add %34, %16 : i32
              %123 = mul %rows.122, %stride_am : i32
              %124 = add %123, %121 : i32
              %125 = add %124, %a_ptrs.48 : i32
              %rows.126 = add %34, %16 : i32
              %127 = lt %rows.126, %M : i1
              %128 = constant {value=True, dtype='i1'} : i1
              %a.129 = load_at %a_ptr, %125, %127, %40 : f16
              %130 = shr %r.118, %44 : i32
              %131 = and %r.118, %44 : i32
              fragment_set %left.90, %130, %131, %a.129
              yield
            }
            yield
          }
          %132 = index_mul %k.93, %43 : i32
          %133 = index_mul %k.93, %43 : i32
          %134 = index_add %132, %103 : i32
          %135 = lt %134, %50 : i1
          %136 = cast %36 {dtype='i64'} : i64
          %137 = add %136, %53 : i64
          %138 = cast %N {dtype='i64'} : i64
          %139 = lt %137, %138 : i1
          if %139 () {
            for %42, %43, %44 {unroll=True} (%r.140: i32) {
              %141 = mul %k.93, %43 : i32
              %142 = add %27, %141 : i32
              %143 = add %28, %r.140 : i32
              %144 = mul %142, %stride_bk : i32
              %columns.145 = add %36, %143 : i32
              %146 = add %144, %columns.145 : i32
              %147 = add %146, %b_ptrs.49 : i32
              %148 = constant {value=True, dtype='i1'} : i1
              %b.149 = load_at %b_ptr, %147 : f16
              %150 = shr %r.140, %44 : i32
              %151 = and %r.140, %44 : i32
              fragment_set %right.91, %150, %151, %b.149
              yield
            }
            yield
          } () {
            for %42, %43, %44 {unroll=True} (%r.152: i32) {
              %153 = mul %k.93, %43 : i32
              %154 = add %27, %153 : i32
              %155 = add %28, %r.152 : i32
              %156 = mul %154, %stride_bk : i32
              %columns.157 = add %36, %155 : i32
              %158 = add %156, %columns.157 : i32
              %159 = add %158, %b_ptrs.49 : i32
              %160 = constant {value=True, dtype='i1'} : i1
              %columns.161 = add %36, %155 : i32
              %162 = lt %columns.161, %N : i1
              %b.163 = load_at %b_ptr, %159, %162, %40 : f16
              %164 = shr %r.152, %44 : i32
              %165 = and %r.152, %44 : i32
              fragment_set %right.91, %164, %165, %b.163
              yield
            }
            yield
          }
          fragment_multiply %total, %42, %left.90, %42, %right.91, %42
          fragment_multiply %total, %44, %left.90, %42, %right.91, %44
          fragment_multiply %total, %92, %left.90, %42, %right.91, %92
          %166 = constant {value=3, dtype='i32'} : i32
          fragment_multiply %total, %166, %left.90, %42, %right.91, %166
          yield
        }
        yield
      } () {
        %left.167 = fragments_new {dtype='f16', count=1} : !f16<1>
        %right.168 = fragments_new {dtype='f16', count=4} : !f16<4>
        %169 = constant {value=2, dtype='i32'} : i32
        for %42, %169, %44 {unroll=False} (%k.170: i32) {
          %171 = index_mul %k.170, %43 : i32
          %172 = index_mul %k.170, %43 : i32
          %173 = constant {value=7, dtype='i32'} : i32
          %174 = index_add %172, %173 : i32
          %175 = constant {value=2147483647, dtype='i32'} : i32
          %176 = le %174, %175 : i1
          %177 = ge %171, %50 : i1
          %178 = and %176, %177 : i1
          %179 = index_mul %k.170, %43 : i32
          %180 = index_mul %k.170, %43 : i32
          %181 = index_add %180, %173 : i32
          %182 = le %181, %175 : i1
          %183 = ge %179, %50 : i1
          %184 = and %182, %183 : i1
          %185 = and %178, %184 : i1
          if %185 () {
            yield
          } () {
            %186 = constant {value=7, dtype='i64'} : i64
            %187 = cast %34 {dtype='i64'} : i64
            %188 = cast %31 {dtype='i64'} : i64
            %189 = add %187, %188 : i64
            %190 = add %189, %186 : i64
            %191 = cast %M {dtype='i64'} : i64
            %192 = lt %190, %191 : i1
            %193 = index_mul %k.170, %43 : i32
            %194 = index_mul %k.170, %43 : i32
            %195 = index_add %193, %173 : i32
            %196 = lt %195, %50 : i1
            %197 = and %192, %196 : i1
            if %197 () {
              for %42, %169, %44 {unroll=True} (%r.198: i32) {
                %199 = mul %k.170, %43 : i32
                %200 = add %23, %199 : i32
                %201 = add %200, %r.198 : i32
                %rows.202 = add %34, %16 : i32
                %203 = mul %rows.202, %stride_am : i32
                %204 = add %203, %201 : i32
                %205 = add %204, %a_ptrs.48 : i32
                %206 = constant {value=True, dtype='i1'} : i1
                %a.207 = load_at %a_ptr, %205 : f16
                %208 = shr %r.198, %44 : i32
                %209 = and %r.198, %44 : i32
                fragment_set %left.167, %208, %209, %a.207
                yield
              }
              yield
            } () {
              for %42, %169, %44 {unroll=True} (%r.210: i32) {
                %211 = mul %k.170, %43 : i32
                %212 = add %23, %211 : i32
                %213 = add %212, %r.210 : i32
                %rows.214 = add %34, %16 : i32
                %215 = mul %rows.214, %stride_am : i32
                %216 = add %215, %213 : i32
                %217 = add %216, %a_ptrs.48 : i32
                %rows.218 = add %34, %16 : i32
                %219 = lt %rows.218, %M : i1
                %220 = lt %213, %50 : i1
                %221 = and %219, %220 : i1
                %a.222 = load_at %a_ptr, %217, %221, %40 : f16
                %223 = shr %r.210, %44 : i32
                %224 = and %r.210, %44 : i32
                fragment_set %left.167, %223, %224, %a.222
                yield
              }
              yield
            }
            %225 = index_mul %k.170, %43 : i32
            %226 = index_mul %k.170, %43 : i32
            %227 = index_add %225, %173 : i32
            %228 = lt %227, %50 : i1
            %229 = cast %36 {dtype='i64'} : i64
            %230 = add %229, %53 : i64
            %231 = cast %N {dtype='i64'} : i64
            %232 = lt %230, %231 : i1
            %233 = and %228, %232 : i1
            if %233 () {
              for %42, %43, %44 {unroll=True} (%r.234: i32) {
                %235 = mul %k.170, %43 : i32
                %236 = add %27, %235 : i32
                %237 = add %28, %r.234 : i32
                %238 = mul %236, %stride_bk : i32
                %columns.239 = add %36, %237 : i32
                %240 = add %238, %columns.239 : i32
                %241 = add %240, %b_ptrs.49 : i32
                %242 = constant {value=True, dtype='i1'} : i1
                %b.243 = load_at %b_ptr, %241 : f16
                %244 = shr %r.234, %44 : i32
                %245 = and %r.234, %44 : i32
                fragment_set %right.168, %244, %245, %b.243
                yield
              }
              yield
            } () {
              for %42, %43, %44 {unroll=True} (%r.246: i32) {
                %247 = mul %k.170, %43 : i32
                %248 = add %27, %247 : i32
                %249 = add %28, %r.246 : i32
                %250 = mul %248, %stride_bk : i32
                %columns.251 = add %36, %249 : i32
                %252 = add %250, %columns.251 : i32
                %253 = add %252, %b_ptrs.49 : i32
                %254 = lt %248, %50 : i1
                %columns.255 = add %36, %249 : i32
                %256 = lt %columns.255, %N : i1
                %257 = and %254, %256 : i1
                %b.258 = load_at %b_ptr, %253, %257, %40 : f16
                %259 = shr %r.246, %44 : i32
                %260 = and %r.246, %44 : i32
                fragment_set %right.168, %259, %260, %b.258
                yield
              }
              yield
            }
            fragment_multiply %total, %42, %left.167, %42, %right.168, %42
            fragment_multiply %total, %44, %left.167, %42, %right.168, %44
            fragment_multiply %total, %169, %left.167, %42, %right.168, %169
            %261 = constant {value=3, dtype='i32'} : i32
            fragment_multiply %total, %261, %left.167, %42, %right.168, %261
            yield
          }
          yield
        }
        yield
      }
      yield
    }
    %262 = add %a_ptrs.48, %39 : i32
    %263 = add %b_ptrs.49, %41 : i32
    yield %262, %263
  } : i32, i32
  %264 = constant {value=31, dtype='i64'} : i64
  %265 = cast %34 {dtype='i64'} : i64
  %266 = add %265, %264 : i64
  %267 = cast %M {dtype='i64'} : i64
  %268 = lt %266, %267 : i1
  %269 = cast %36 {dtype='i64'} : i64
  %270 = add %269, %264 : i64
  %271 = cast %N {dtype='i64'} : i64
  %272 = lt %270, %271 : i1
  %273 = and %268, %272 : i1
  if %273 {interior=True} () {
    for %42, %43, %44 {unroll=True} (%r.274: i32) {
      %275 = add %15, %r.274 : i32
      %rows.276 = add %34, %7 : i32
      %277 = mul %rows.276, %N : i32
      %columns.278 = add %36, %275 : i32
      %279 = add %277, %columns.278 : i32
      %280 = shr %r.274, %44 : i32
      %281 = and %r.274, %44 : i32
      %total.282 = fragment_get %total, %280, %281 : f32
      %283 = constant {value=True, dtype='i1'} : i1
      store_at %c_ptr, %279, %total.282
      yield
    }
    yield
  } () {
    for %42, %43, %44 {unroll=True} (%r.284: i32) {
      %285 = add %15, %r.284 : i32
      %rows.286 = add %34, %7 : i32
      %287 = mul %rows.286, %N : i32
      %columns.288 = add %36, %285 : i32
      %289 = add %287, %columns.288 : i32
      %290 = shr %r.284, %44 : i32
      %291 = and %r.284, %44 : i32
      %total.292 = fragment_get %total, %290, %291 : f32
      %rows.293 = add %34, %7 : i32
      %294 = lt %rows.293, %M : i1
      %columns.295 = add %36, %285 : i32
      %296 = lt %columns.295, %N : i1
      %mask = and %294, %296 : i1
      store_at %c_ptr, %289, %total.292, %mask
      yield
    }
    yield
  }
  return
}
