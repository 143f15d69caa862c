# lower: matmul_m5
# target=m5
# simdgroups=2
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='tile', programs=1048576, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}, threads=64} {
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
  %total.35, %a_ptrs, %b_ptrs = for %21, %K, %22, %total, %21, %21 {unroll=False, layouts=('register=1,2,256,4 lane=8,32,64,16,128 simdgroup=512', '', '',)} (%k: i32, %total.36: f32[32,32], %a_ptrs.37: i32, %b_ptrs.38: i32) {
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
    %total.52 = dot %a, %b, %total.36 {unit='tensor', layout='register=1,2,256,4 lane=8,32,64,16,128 simdgroup=512', shares=(2, 1, 0, 0, 1, 1,)} : f32[32,32]
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
  store_at %c_ptr, %65, %total.35, %mask {layout='register=1,2,256,4 lane=8,32,64,16,128 simdgroup=512'}
  return
}
# ---
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='thread', programs=1048576, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}, threads=64} {
  %thread = thread_index : i32
  %0 = constant {value=1, dtype='i32'} : i32
  %1 = shr %thread, %0 : i32
  %2 = constant {value=3, dtype='i32'} : i32
  %3 = and %1, %2 : i32
  %4 = constant {value=4, dtype='i32'} : i32
  %5 = shr %thread, %4 : i32
  %6 = and %5, %0 : i32
  %7 = mul %6, %4 : i32
  %8 = add %3, %7 : i32
  %9 = constant {value=5, dtype='i32'} : i32
  %10 = shr %thread, %9 : i32
  %11 = constant {value=16, dtype='i32'} : i32
  %12 = mul %10, %11 : i32
  %13 = add %8, %12 : i32
  %14 = and %thread, %0 : i32
  %15 = constant {value=8, dtype='i32'} : i32
  %16 = mul %14, %15 : i32
  %17 = shr %thread, %2 : i32
  %18 = and %17, %0 : i32
  %19 = mul %18, %11 : i32
  %20 = add %16, %19 : i32
  %21 = shr %thread, %0 : i32
  %22 = and %21, %2 : i32
  %23 = shr %thread, %4 : i32
  %24 = and %23, %0 : i32
  %25 = mul %24, %4 : i32
  %26 = add %22, %25 : i32
  %27 = shr %thread, %9 : i32
  %28 = mul %27, %11 : i32
  %29 = add %26, %28 : i32
  %30 = and %thread, %0 : i32
  %31 = mul %30, %4 : i32
  %32 = shr %thread, %2 : i32
  %33 = and %32, %0 : i32
  %34 = mul %33, %15 : i32
  %35 = add %31, %34 : i32
  %36 = shr %thread, %0 : i32
  %37 = and %36, %2 : i32
  %38 = shr %thread, %4 : i32
  %39 = and %38, %0 : i32
  %40 = mul %39, %4 : i32
  %41 = add %37, %40 : i32
  %42 = and %thread, %0 : i32
  %43 = mul %42, %15 : i32
  %44 = shr %thread, %2 : i32
  %45 = and %44, %0 : i32
  %46 = mul %45, %11 : i32
  %47 = add %43, %46 : i32
  %48 = program_id {axis=0} : i32
  %49 = constant {value=32, dtype='i32'} : i32
  %50 = mul %48, %49 : i32
  %51 = program_id {axis=1} : i32
  %52 = mul %51, %49 : i32
  %53 = constant {value=0.0, dtype='f32'} : f32
  %54 = constant {value=0, dtype='i32'} : i32
  %55 = constant {value=16, dtype='i32'} : i32
  %56 = constant {value=0.0, dtype='f16'} : f16
  %57 = mul %55, %stride_bk : i32
  %total = registers_new {dtype='f32', count=16} : f32<16>
  %58 = constant {value=0, dtype='i32'} : i32
  %59 = constant {value=2, dtype='i32'} : i32
  %60 = constant {value=1, dtype='i32'} : i32
  for %58, %59, %60 {unroll=True} (%r: i32) {
    for %58, %59, %60 {unroll=True} (%r.61: i32) {
      %62 = constant {value=4, dtype='i32'} : i32
      for %58, %62, %60 {unroll=True} (%r.63: i32) {
        %64 = constant {value=8, dtype='i32'} : i32
        %65 = mul %r.61, %64 : i32
        %66 = add %13, %65 : i32
        %67 = mul %r, %62 : i32
        %68 = add %20, %67 : i32
        %69 = mul %r.63, %60 : i32
        %70 = add %68, %69 : i32
        %71 = mul %r, %64 : i32
        %72 = mul %r.61, %62 : i32
        %73 = add %71, %72 : i32
        %74 = add %73, %r.63 : i32
        register_write %total, %74, %53
        yield
      }
      yield
    }
    yield
  }
  %a_ptrs, %b_ptrs = for %54, %K, %55, %54, %54 {unroll=False} (%k: i32, %a_ptrs.75: i32, %b_ptrs.76: i32) {
    %77 = sub %K, %k : i32
    %78 = constant {value=15, dtype='i32'} : i32
    %79 = lt %78, %77 : i1
    %80 = constant {value=31, dtype='i64'} : i64
    %81 = cast %52 {dtype='i64'} : i64
    %82 = add %81, %80 : i64
    %83 = cast %N {dtype='i64'} : i64
    %84 = lt %82, %83 : i1
    %85 = cast %50 {dtype='i64'} : i64
    %86 = add %85, %80 : i64
    %87 = cast %M {dtype='i64'} : i64
    %88 = lt %86, %87 : i1
    %89 = lt %78, %77 : i1
    %90 = and %79, %84 : i1
    %91 = and %90, %88 : i1
    %92 = and %91, %89 : i1
    if %92 {interior=True} () {
      %left = registers_new {dtype='f16', count=8} : f16<8>
      %right = registers_new {dtype='f16', count=16} : f16<16>
      for %58, %60, %60 {unroll=True} (%k.93: i32) {
        for %58, %59, %60 {unroll=True} (%r.94: i32) {
          %95 = constant {value=4, dtype='i32'} : i32
          for %58, %95, %60 {unroll=True} (%r.96: i32) {
            %97 = mul %r.94, %95 : i32
            %98 = add %97, %r.96 : i32
            %99 = constant {value=8, dtype='i32'} : i32
            %100 = mul %r.94, %99 : i32
            %101 = add %29, %100 : i32
            %102 = mul %r.96, %60 : i32
            %103 = add %35, %102 : i32
            %rows = add %50, %101 : i32
            %104 = mul %rows, %stride_am : i32
            %105 = add %104, %103 : i32
            %106 = add %105, %a_ptrs.75 : i32
            %107 = constant {value=True, dtype='i1'} : i1
            %a = load_at %a_ptr, %106 : f16
            register_write %left, %98, %a
            yield
          }
          yield
        }
        for %58, %59, %60 {unroll=True} (%r.108: i32) {
          for %58, %59, %60 {unroll=True} (%r.109: i32) {
            %110 = constant {value=4, dtype='i32'} : i32
            for %58, %110, %60 {unroll=True} (%r.111: i32) {
              %112 = constant {value=8, dtype='i32'} : i32
              %113 = mul %r.108, %112 : i32
              %114 = mul %r.109, %110 : i32
              %115 = add %113, %114 : i32
              %116 = add %115, %r.111 : i32
              %117 = mul %r.109, %112 : i32
              %118 = add %41, %117 : i32
              %119 = mul %r.108, %110 : i32
              %120 = add %47, %119 : i32
              %121 = mul %r.111, %60 : i32
              %122 = add %120, %121 : i32
              %123 = mul %118, %stride_bk : i32
              %columns = add %52, %122 : i32
              %124 = add %123, %columns : i32
              %125 = add %124, %b_ptrs.76 : i32
              %126 = constant {value=True, dtype='i1'} : i1
              %b = load_at %b_ptr, %125 : f16
              register_write %right, %116, %b
              yield
            }
            yield
          }
          yield
        }
        tensor_multiply %total, %58, %left, %58, %right, %58 {turned_left=False, turned_right=False}
        yield
      }
      yield
    } () {
      %127 = and %79, %89 : i1
      if %127 {interior=True} () {
        %left.128 = registers_new {dtype='f16', count=8} : f16<8>
        %right.129 = registers_new {dtype='f16', count=16} : f16<16>
        for %58, %60, %60 {unroll=False} (%k.130: i32) {
          for %58, %59, %60 {unroll=True} (%r.131: i32) {
            %132 = constant {value=4, dtype='i32'} : i32
            for %58, %132, %60 {unroll=True} (%r.133: i32) {
              %134 = mul %r.131, %132 : i32
              %135 = add %134, %r.133 : i32
              %136 = constant {value=8, dtype='i32'} : i32
              %137 = mul %r.131, %136 : i32
              %138 = add %29, %137 : i32
              %139 = mul %r.133, %60 : i32
              %140 = add %35, %139 : i32
              %rows.141 = add %50, %138 : i32
              %142 = mul %rows.141, %stride_am : i32
              %143 = add %142, %140 : i32
              %144 = add %143, %a_ptrs.75 : i32
              %rows.145 = add %50, %138 : i32
              %146 = lt %rows.145, %M : i1
              %147 = constant {value=True, dtype='i1'} : i1
              %a.148 = load_at %a_ptr, %144, %146, %56 : f16
              register_write %left.128, %135, %a.148
              yield
            }
            yield
          }
          for %58, %59, %60 {unroll=True} (%r.149: i32) {
            for %58, %59, %60 {unroll=True} (%r.150: i32) {
              %151 = constant {value=4, dtype='i32'} : i32
              for %58, %151, %60 {unroll=True} (%r.152: i32) {
                %153 = constant {value=8, dtype='i32'} : i32
                %154 = mul %r.149, %153 : i32
                %155 = mul %r.150, %151 : i32
                %156 = add %154, %155 : i32
                %157 = add %156, %r.152 : i32
                %158 = mul %r.150, %153 : i32
                %159 = add %41, %158 : i32
                %160 = mul %r.149, %151 : i32
                %161 = add %47, %160 : i32
                %162 = mul %r.152, %60 : i32
                %163 = add %161, %162 : i32
                %164 = mul %159, %stride_bk : i32
                %columns.165 = add %52, %163 : i32
                %166 = add %164, %columns.165 : i32
                %167 = add %166, %b_ptrs.76 : i32
                %168 = constant {value=True, dtype='i1'} : i1
                %columns.169 = add %52, %163 : i32
                %170 = lt %columns.169, %N : i1
                %b.171 = load_at %b_ptr, %167, %170, %56 : f16
                register_write %right.129, %157, %b.171
                yield
              }
              yield
            }
            yield
          }
          tensor_multiply %total, %58, %left.128, %58, %right.129, %58 {turned_left=False, turned_right=False}
          yield
        }
        yield
      } () {
        %left.172 = registers_new {dtype='f16', count=8} : f16<8>
        %right.173 = registers_new {dtype='f16', count=16} : f16<16>
        for %58, %60, %60 {unroll=False} (%k.174: i32) {
          for %58, %59, %60 {unroll=True} (%r.175: i32) {
            %176 = constant {value=4, dtype='i32'} : i32
            for %58, %176, %60 {unroll=True} (%r.177: i32) {
              %178 = mul %r.175, %176 : i32
              %179 = add %178, %r.177 : i32
              %180 = constant {value=8, dtype='i32'} : i32
              %181 = mul %r.175, %180 : i32
              %182 = add %29, %181 : i32
              %183 = mul %r.177, %60 : i32
              %184 = add %35, %183 : i32
              %rows.185 = add %50, %182 : i32
              %186 = mul %rows.185, %stride_am : i32
              %187 = add %186, %184 : i32
              %188 = add %187, %a_ptrs.75 : i32
              %rows.189 = add %50, %182 : i32
              %190 = lt %rows.189, %M : i1
              %191 = lt %184, %77 : i1
              %192 = and %190, %191 : i1
              %a.193 = load_at %a_ptr, %188, %192, %56 : f16
              register_write %left.172, %179, %a.193
              yield
            }
            yield
          }
          for %58, %59, %60 {unroll=True} (%r.194: i32) {
            for %58, %59, %60 {unroll=True} (%r.195: i32) {
              %196 = constant {value=4, dtype='i32'} : i32
              for %58, %196, %60 {unroll=True} (%r.197: i32) {
                %198 = constant {value=8, dtype='i32'} : i32
                %199 = mul %r.194, %198 : i32
                %200 = mul %r.195, %196 : i32
                %201 = add %199, %200 : i32
                %202 = add %201, %r.197 : i32
                %203 = mul %r.195, %198 : i32
                %204 = add %41, %203 : i32
                %205 = mul %r.194, %196 : i32
                %206 = add %47, %205 : i32
                %207 = mul %r.197, %60 : i32
                %208 = add %206, %207 : i32
                %209 = mul %204, %stride_bk : i32
                %columns.210 = add %52, %208 : i32
                %211 = add %209, %columns.210 : i32
                %212 = add %211, %b_ptrs.76 : i32
                %213 = lt %204, %77 : i1
                %columns.214 = add %52, %208 : i32
                %215 = lt %columns.214, %N : i1
                %216 = and %213, %215 : i1
                %b.217 = load_at %b_ptr, %212, %216, %56 : f16
                register_write %right.173, %202, %b.217
                yield
              }
              yield
            }
            yield
          }
          tensor_multiply %total, %58, %left.172, %58, %right.173, %58 {turned_left=False, turned_right=False}
          yield
        }
        yield
      }
      yield
    }
    %218 = add %a_ptrs.75, %55 : i32
    %219 = add %b_ptrs.76, %57 : i32
    yield %218, %219
  } : i32, i32
  %220 = constant {value=31, dtype='i64'} : i64
  %221 = cast %50 {dtype='i64'} : i64
  %222 = add %221, %220 : i64
  %223 = cast %M {dtype='i64'} : i64
  %224 = lt %222, %223 : i1
  %225 = cast %52 {dtype='i64'} : i64
  %226 = add %225, %220 : i64
  %227 = cast %N {dtype='i64'} : i64
  %228 = lt %226, %227 : i1
  %229 = and %224, %228 : i1
  if %229 {interior=True} () {
    for %58, %59, %60 {unroll=True} (%r.230: i32) {
      for %58, %59, %60 {unroll=True} (%r.231: i32) {
        %232 = constant {value=4, dtype='i32'} : i32
        for %58, %232, %60 {unroll=True} (%r.233: i32) {
          %234 = constant {value=8, dtype='i32'} : i32
          %235 = mul %r.231, %234 : i32
          %236 = add %13, %235 : i32
          %237 = mul %r.230, %232 : i32
          %238 = add %20, %237 : i32
          %239 = mul %r.233, %60 : i32
          %240 = add %238, %239 : i32
          %rows.241 = add %50, %236 : i32
          %242 = mul %rows.241, %N : i32
          %columns.243 = add %52, %240 : i32
          %244 = add %242, %columns.243 : i32
          %245 = mul %r.230, %234 : i32
          %246 = mul %r.231, %232 : i32
          %247 = add %245, %246 : i32
          %248 = add %247, %r.233 : i32
          %total.249 = register_read %total, %248 : f32
          %250 = constant {value=True, dtype='i1'} : i1
          store_at %c_ptr, %244, %total.249
          yield
        }
        yield
      }
      yield
    }
    yield
  } () {
    for %58, %59, %60 {unroll=True} (%r.251: i32) {
      for %58, %59, %60 {unroll=True} (%r.252: i32) {
        %253 = constant {value=4, dtype='i32'} : i32
        for %58, %253, %60 {unroll=True} (%r.254: i32) {
          %255 = constant {value=8, dtype='i32'} : i32
          %256 = mul %r.252, %255 : i32
          %257 = add %13, %256 : i32
          %258 = mul %r.251, %253 : i32
          %259 = add %20, %258 : i32
          %260 = mul %r.254, %60 : i32
          %261 = add %259, %260 : i32
          %rows.262 = add %50, %257 : i32
          %263 = mul %rows.262, %N : i32
          %columns.264 = add %52, %261 : i32
          %265 = add %263, %columns.264 : i32
          %266 = mul %r.251, %255 : i32
          %267 = mul %r.252, %253 : i32
          %268 = add %266, %267 : i32
          %269 = add %268, %r.254 : i32
          %total.270 = register_read %total, %269 : f32
          %rows.271 = add %50, %257 : i32
          %272 = lt %rows.271, %M : i1
          %columns.273 = add %52, %261 : i32
          %274 = lt %columns.273, %N : i1
          %mask = and %272, %274 : i1
          store_at %c_ptr, %265, %total.270, %mask
          yield
        }
        yield
      }
      yield
    }
    yield
  }
  return
}
