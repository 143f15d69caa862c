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
  %total.35, %a_ptrs, %b_ptrs = for %21, %K, %22, %total, %21, %21 {unroll=False, layouts=('register=1,8,256 lane=2,32,64,4,128 simdgroup=16,512', '', '',)} (%k: i32, %total.36: f32[32,32], %a_ptrs.37: i32, %b_ptrs.38: i32) {
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
    %total.52 = dot %a, %b, %total.36 {layout='register=1,8,256 lane=2,32,64,4,128 simdgroup=16,512', shares=(2, 2,)} : f32[32,32]
    %53 = add %a_ptrs.37, %22 : i32
    %54 = add %b_ptrs.38, %34 : i32
    yield %total.52, %53, %54
  } : f32[32,32], i32, i32
  stage %total.35 {layout='register=1,8,256 lane=2,32,64,4,128 simdgroup=16,512', pad=1}
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
  store_at %c_ptr, %65, %total.35, %mask {layout='register=1,2,512 lane=4,8,16,32,64 simdgroup=128,256'}
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
  %6 = and %5, %0 : i32
  %7 = mul %6, %4 : i32
  %8 = add %3, %7 : i32
  %9 = constant {value=6, dtype='i32'} : i32
  %10 = shr %thread, %9 : i32
  %11 = constant {value=16, dtype='i32'} : i32
  %12 = mul %10, %11 : i32
  %13 = add %8, %12 : i32
  %14 = and %thread, %0 : i32
  %15 = constant {value=2, dtype='i32'} : i32
  %16 = mul %14, %15 : i32
  %17 = shr %thread, %2 : i32
  %18 = and %17, %0 : i32
  %19 = mul %18, %4 : i32
  %20 = add %16, %19 : i32
  %21 = constant {value=5, dtype='i32'} : i32
  %22 = shr %thread, %21 : i32
  %23 = and %22, %0 : i32
  %24 = mul %23, %11 : i32
  %25 = add %20, %24 : i32
  %26 = shr %thread, %0 : i32
  %27 = and %26, %2 : i32
  %28 = shr %thread, %4 : i32
  %29 = and %28, %0 : i32
  %30 = mul %29, %4 : i32
  %31 = add %27, %30 : i32
  %32 = shr %thread, %9 : i32
  %33 = mul %32, %11 : i32
  %34 = add %31, %33 : i32
  %35 = and %thread, %0 : i32
  %36 = mul %35, %15 : i32
  %37 = shr %thread, %2 : i32
  %38 = and %37, %0 : i32
  %39 = mul %38, %4 : i32
  %40 = add %36, %39 : i32
  %41 = shr %thread, %0 : i32
  %42 = and %41, %2 : i32
  %43 = shr %thread, %4 : i32
  %44 = and %43, %0 : i32
  %45 = mul %44, %4 : i32
  %46 = add %42, %45 : i32
  %47 = and %thread, %0 : i32
  %48 = mul %47, %15 : i32
  %49 = shr %thread, %2 : i32
  %50 = and %49, %0 : i32
  %51 = mul %50, %4 : i32
  %52 = add %48, %51 : i32
  %53 = shr %thread, %21 : i32
  %54 = and %53, %0 : i32
  %55 = mul %54, %11 : i32
  %56 = add %52, %55 : i32
  %total = shared_new {dtype='f32', count=1056, at=-1} : &f32<1056>
  %57 = shr %thread, %2 : i32
  %58 = constant {value=7, dtype='i32'} : i32
  %59 = and %thread, %58 : i32
  %60 = mul %59, %4 : i32
  %61 = program_id {axis=0} : i32
  %62 = constant {value=32, dtype='i32'} : i32
  %63 = mul %61, %62 : i32
  %64 = program_id {axis=1} : i32
  %65 = mul %64, %62 : i32
  %66 = constant {value=0.0, dtype='f32'} : f32
  %67 = constant {value=0, dtype='i32'} : i32
  %68 = constant {value=16, dtype='i32'} : i32
  %69 = constant {value=0.0, dtype='f16'} : f16
  %70 = mul %68, %stride_bk : i32
  %total.71 = fragments_new {dtype='f32', count=4} : !f32<4>
  %72 = constant {value=0, dtype='i32'} : i32
  %73 = constant {value=2, dtype='i32'} : i32
  %74 = constant {value=1, dtype='i32'} : i32
  for %72, %73, %74 {unroll=True} (%r: i32) {
    for %72, %73, %74 {unroll=True} (%r.75: i32) {
      for %72, %73, %74 {unroll=True} (%r.76: i32) {
        %77 = constant {value=8, dtype='i32'} : i32
        %78 = mul %r, %77 : i32
        %79 = add %13, %78 : i32
        %80 = mul %r.75, %77 : i32
        %81 = add %25, %80 : i32
        %82 = mul %r.76, %74 : i32
        %83 = add %81, %82 : i32
        %84 = constant {value=4, dtype='i32'} : i32
        %85 = mul %r, %84 : i32
        %86 = mul %r.75, %73 : i32
        %87 = add %85, %86 : i32
        %88 = add %87, %r.76 : i32
        %89 = shr %88, %74 : i32
        %90 = and %88, %74 : i32
        fragment_set %total.71, %89, %90, %66
        yield
      }
      yield
    }
    yield
  }
  %a_ptrs, %b_ptrs = for %67, %K, %68, %67, %67 {unroll=False} (%k: i32, %a_ptrs.91: i32, %b_ptrs.92: i32) {
    %93 = sub %K, %k : i32
    %94 = constant {value=15, dtype='i32'} : i32
    %95 = lt %94, %93 : i1
    %96 = constant {value=31, dtype='i64'} : i64
    %97 = cast %65 {dtype='i64'} : i64
    %98 = add %97, %96 : i64
    %99 = constant {value=0, dtype='i64'} : i64
    %100 = cast %N {dtype='i64'} : i64
    %101 = lt %98, %100 : i1
    %102 = and %95, %101 : i1
    %103 = cast %63 {dtype='i64'} : i64
    %104 = add %103, %96 : i64
    %105 = cast %M {dtype='i64'} : i64
    %106 = lt %104, %105 : i1
    %107 = lt %94, %93 : i1
    %108 = and %106, %107 : i1
    %109 = and %102, %108 : i1
    if %109 () {
      %left = fragments_new {dtype='f16', count=2} : !f16<2>
      %right = fragments_new {dtype='f16', count=2} : !f16<2>
      for %72, %73, %74 {unroll=True} (%k.110: i32) {
        for %72, %73, %74 {unroll=True} (%r.111: i32) {
          for %72, %73, %74 {unroll=True} (%r.112: i32) {
            %113 = mul %r.111, %73 : i32
            %114 = add %113, %r.112 : i32
            %115 = shr %114, %74 : i32
            %116 = and %114, %74 : i32
            %117 = constant {value=8, dtype='i32'} : i32
            %118 = mul %r.111, %117 : i32
            %119 = add %34, %118 : i32
            %120 = mul %k.110, %117 : i32
            %121 = add %40, %120 : i32
            %122 = mul %r.112, %74 : i32
            %123 = add %121, %122 : i32
            %rows = add %63, %119 : i32
            %124 = mul %rows, %stride_am : i32
            %125 = add %124, %123 : i32
            %126 = add %125, %a_ptrs.91 : i32
            %a = load_at %a_ptr, %126 : f16
            fragment_set %left, %115, %116, %a
            yield
          }
          yield
        }
        for %72, %73, %74 {unroll=True} (%r.127: i32) {
          for %72, %73, %74 {unroll=True} (%r.128: i32) {
            %129 = mul %r.127, %73 : i32
            %130 = add %129, %r.128 : i32
            %131 = shr %130, %74 : i32
            %132 = and %130, %74 : i32
            %133 = constant {value=8, dtype='i32'} : i32
            %134 = mul %k.110, %133 : i32
            %135 = add %46, %134 : i32
            %136 = mul %r.127, %133 : i32
            %137 = add %56, %136 : i32
            %138 = mul %r.128, %74 : i32
            %139 = add %137, %138 : i32
            %140 = mul %135, %stride_bk : i32
            %columns = add %65, %139 : i32
            %141 = add %140, %columns : i32
            %142 = add %141, %b_ptrs.92 : i32
            %b = load_at %b_ptr, %142 : f16
            fragment_set %right, %131, %132, %b
            yield
          }
          yield
        }
        fragment_multiply %total.71, %72, %left, %72, %right, %72
        fragment_multiply %total.71, %74, %left, %72, %right, %74
        fragment_multiply %total.71, %73, %left, %74, %right, %72
        %143 = constant {value=3, dtype='i32'} : i32
        fragment_multiply %total.71, %143, %left, %74, %right, %74
        yield
      }
      yield
    } () {
      %left.144 = fragments_new {dtype='f16', count=2} : !f16<2>
      %right.145 = fragments_new {dtype='f16', count=2} : !f16<2>
      for %72, %73, %74 {unroll=False} (%k.146: i32) {
        for %72, %73, %74 {unroll=True} (%r.147: i32) {
          for %72, %73, %74 {unroll=True} (%r.148: i32) {
            %149 = mul %r.147, %73 : i32
            %150 = add %149, %r.148 : i32
            %151 = shr %150, %74 : i32
            %152 = and %150, %74 : i32
            %153 = constant {value=8, dtype='i32'} : i32
            %154 = mul %r.147, %153 : i32
            %155 = add %34, %154 : i32
            %156 = mul %k.146, %153 : i32
            %157 = add %40, %156 : i32
            %158 = mul %r.148, %74 : i32
            %159 = add %157, %158 : i32
            %rows.160 = add %63, %155 : i32
            %161 = mul %rows.160, %stride_am : i32
            %162 = add %161, %159 : i32
            %163 = add %162, %a_ptrs.91 : i32
            %rows.164 = add %63, %155 : i32
            %165 = lt %rows.164, %M : i1
            %166 = lt %159, %93 : i1
            %167 = and %165, %166 : i1
            %a.168 = load_at %a_ptr, %163, %167, %69 : f16
            fragment_set %left.144, %151, %152, %a.168
            yield
          }
          yield
        }
        for %72, %73, %74 {unroll=True} (%r.169: i32) {
          for %72, %73, %74 {unroll=True} (%r.170: i32) {
            %171 = mul %r.169, %73 : i32
            %172 = add %171, %r.170 : i32
            %173 = shr %172, %74 : i32
            %174 = and %172, %74 : i32
            %175 = constant {value=8, dtype='i32'} : i32
            %176 = mul %k.146, %175 : i32
            %177 = add %46, %176 : i32
            %178 = mul %r.169, %175 : i32
            %179 = add %56, %178 : i32
            %180 = mul %r.170, %74 : i32
            %181 = add %179, %180 : i32
            %182 = mul %177, %stride_bk : i32
            %columns.183 = add %65, %181 : i32
            %184 = add %182, %columns.183 : i32
            %185 = add %184, %b_ptrs.92 : i32
            %186 = lt %177, %93 : i1
            %columns.187 = add %65, %181 : i32
            %188 = lt %columns.187, %N : i1
            %189 = and %186, %188 : i1
            %b.190 = load_at %b_ptr, %185, %189, %69 : f16
            fragment_set %right.145, %173, %174, %b.190
            yield
          }
          yield
        }
        fragment_multiply %total.71, %72, %left.144, %72, %right.145, %72
        fragment_multiply %total.71, %74, %left.144, %72, %right.145, %74
        fragment_multiply %total.71, %73, %left.144, %74, %right.145, %72
        %191 = constant {value=3, dtype='i32'} : i32
        fragment_multiply %total.71, %191, %left.144, %74, %right.145, %74
        yield
      }
      yield
    }
    %192 = add %a_ptrs.91, %68 : i32
    %193 = add %b_ptrs.92, %70 : i32
    yield %192, %193
  } : i32, i32
  for %72, %73, %74 {unroll=True} (%r.194: i32) {
    for %72, %73, %74 {unroll=True} (%r.195: i32) {
      for %72, %73, %74 {unroll=True} (%r.196: i32) {
        %197 = constant {value=8, dtype='i32'} : i32
        %198 = mul %r.194, %197 : i32
        %199 = add %13, %198 : i32
        %200 = mul %r.195, %197 : i32
        %201 = add %25, %200 : i32
        %202 = mul %r.196, %74 : i32
        %203 = add %201, %202 : i32
        %204 = constant {value=4, dtype='i32'} : i32
        %205 = mul %r.194, %204 : i32
        %206 = mul %r.195, %73 : i32
        %207 = add %205, %206 : i32
        %208 = add %207, %r.196 : i32
        %209 = shr %208, %74 : i32
        %210 = and %208, %74 : i32
        %total.211 = fragment_get %total.71, %209, %210 : f32
        %212 = constant {value=33, dtype='i32'} : i32
        %213 = mul %199, %212 : i32
        %214 = add %213, %203 : i32
        shared_write %total, %214, %total.211 {owner=2}
        yield
      }
      yield
    }
    yield
  }
  %215 = constant {value=31, dtype='i64'} : i64
  %216 = cast %63 {dtype='i64'} : i64
  %217 = add %216, %215 : i64
  %218 = constant {value=0, dtype='i64'} : i64
  %219 = cast %M {dtype='i64'} : i64
  %220 = lt %217, %219 : i1
  %221 = cast %65 {dtype='i64'} : i64
  %222 = add %221, %215 : i64
  %223 = cast %N {dtype='i64'} : i64
  %224 = lt %222, %223 : i1
  %225 = and %220, %224 : i1
  if %225 () {
    for %72, %73, %74 {unroll=True} (%r.226: i32) {
      %227 = constant {value=4, dtype='i32'} : i32
      for %72, %227, %74 {unroll=True} (%r.228: i32) {
        %229 = constant {value=16, dtype='i32'} : i32
        %230 = mul %r.226, %229 : i32
        %231 = add %57, %230 : i32
        %232 = mul %r.228, %74 : i32
        %233 = add %60, %232 : i32
        %rows.234 = add %63, %231 : i32
        %235 = mul %rows.234, %N : i32
        %columns.236 = add %65, %233 : i32
        %237 = add %235, %columns.236 : i32
        %238 = constant {value=33, dtype='i32'} : i32
        %239 = mul %231, %238 : i32
        %240 = add %239, %233 : i32
        %total.241 = shared_read %total, %240 {owner=1} : f32
        store_at %c_ptr, %237, %total.241
        yield
      }
      yield
    }
    yield
  } () {
    for %72, %73, %74 {unroll=True} (%r.242: i32) {
      %243 = constant {value=4, dtype='i32'} : i32
      for %72, %243, %74 {unroll=True} (%r.244: i32) {
        %245 = constant {value=16, dtype='i32'} : i32
        %246 = mul %r.242, %245 : i32
        %247 = add %57, %246 : i32
        %248 = mul %r.244, %74 : i32
        %249 = add %60, %248 : i32
        %rows.250 = add %63, %247 : i32
        %251 = mul %rows.250, %N : i32
        %columns.252 = add %65, %249 : i32
        %253 = add %251, %columns.252 : i32
        %254 = constant {value=33, dtype='i32'} : i32
        %255 = mul %247, %254 : i32
        %256 = add %255, %249 : i32
        %total.257 = shared_read %total, %256 {owner=1} : f32
        %rows.258 = add %63, %247 : i32
        %259 = lt %rows.258, %M : i1
        %columns.260 = add %65, %249 : i32
        %261 = lt %columns.260, %N : i1
        %mask = and %259, %261 : i1
        store_at %c_ptr, %253, %total.257, %mask
        yield
      }
      yield
    }
    yield
  }
  return
}
