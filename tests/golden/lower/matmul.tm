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
  %total.71 = registers_new {dtype='f32', count=8} : f32<8>
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
        register_write %total.71, %88, %66
        yield
      }
      yield
    }
    yield
  }
  %a_ptrs, %b_ptrs = for %67, %K, %68, %67, %67 {unroll=False} (%k: i32, %a_ptrs.89: i32, %b_ptrs.90: i32) {
    %91 = sub %K, %k : i32
    %total.92 = fragments_new {dtype='f32', count=4} : !f32<4>
    for %72, %73, %74 {unroll=True} (%r.93: i32) {
      for %72, %73, %74 {unroll=True} (%r.94: i32) {
        for %72, %73, %74 {unroll=True} (%r.95: i32) {
          %96 = constant {value=4, dtype='i32'} : i32
          %97 = mul %r.93, %96 : i32
          %98 = mul %r.94, %73 : i32
          %99 = add %97, %98 : i32
          %100 = add %99, %r.95 : i32
          %101 = constant {value=8, dtype='i32'} : i32
          %102 = mul %r.93, %101 : i32
          %103 = add %13, %102 : i32
          %104 = mul %r.94, %101 : i32
          %105 = add %25, %104 : i32
          %106 = mul %r.95, %74 : i32
          %107 = add %105, %106 : i32
          %108 = mul %r.93, %96 : i32
          %109 = mul %r.94, %73 : i32
          %110 = add %108, %109 : i32
          %111 = add %110, %r.95 : i32
          %total.112 = register_read %total.71, %111 : f32
          %113 = shr %100, %74 : i32
          %114 = and %100, %74 : i32
          fragment_set %total.92, %113, %114, %total.112
          yield
        }
        yield
      }
      yield
    }
    %left = fragments_new {dtype='f16', count=2} : !f16<2>
    %right = fragments_new {dtype='f16', count=2} : !f16<2>
    for %72, %73, %74 {unroll=True} (%k.115: i32) {
      for %72, %73, %74 {unroll=True} (%r.116: i32) {
        for %72, %73, %74 {unroll=True} (%r.117: i32) {
          %118 = mul %r.116, %73 : i32
          %119 = add %118, %r.117 : i32
          %120 = shr %119, %74 : i32
          %121 = and %119, %74 : i32
          %122 = constant {value=8, dtype='i32'} : i32
          %123 = mul %r.116, %122 : i32
          %124 = add %34, %123 : i32
          %125 = mul %k.115, %122 : i32
          %126 = add %40, %125 : i32
          %127 = mul %r.117, %74 : i32
          %128 = add %126, %127 : i32
          %rows = add %63, %124 : i32
          %129 = mul %rows, %stride_am : i32
          %130 = add %129, %128 : i32
          %131 = add %130, %a_ptrs.89 : i32
          %rows.132 = add %63, %124 : i32
          %133 = lt %rows.132, %M : i1
          %134 = lt %128, %91 : i1
          %135 = and %133, %134 : i1
          %a = load_at %a_ptr, %131, %135, %69 : f16
          fragment_set %left, %120, %121, %a
          yield
        }
        yield
      }
      for %72, %73, %74 {unroll=True} (%r.136: i32) {
        for %72, %73, %74 {unroll=True} (%r.137: i32) {
          %138 = mul %r.136, %73 : i32
          %139 = add %138, %r.137 : i32
          %140 = shr %139, %74 : i32
          %141 = and %139, %74 : i32
          %142 = constant {value=8, dtype='i32'} : i32
          %143 = mul %k.115, %142 : i32
          %144 = add %46, %143 : i32
          %145 = mul %r.136, %142 : i32
          %146 = add %56, %145 : i32
          %147 = mul %r.137, %74 : i32
          %148 = add %146, %147 : i32
          %149 = mul %144, %stride_bk : i32
          %columns = add %65, %148 : i32
          %150 = add %149, %columns : i32
          %151 = add %150, %b_ptrs.90 : i32
          %152 = lt %144, %91 : i1
          %columns.153 = add %65, %148 : i32
          %154 = lt %columns.153, %N : i1
          %155 = and %152, %154 : i1
          %b = load_at %b_ptr, %151, %155, %69 : f16
          fragment_set %right, %140, %141, %b
          yield
        }
        yield
      }
      fragment_multiply %total.92, %72, %left, %72, %right, %72
      fragment_multiply %total.92, %74, %left, %72, %right, %74
      fragment_multiply %total.92, %73, %left, %74, %right, %72
      %156 = constant {value=3, dtype='i32'} : i32
      fragment_multiply %total.92, %156, %left, %74, %right, %74
      yield
    }
    %total.157 = registers_new {dtype='f32', count=8} : f32<8>
    for %72, %73, %74 {unroll=True} (%r.158: i32) {
      for %72, %73, %74 {unroll=True} (%r.159: i32) {
        for %72, %73, %74 {unroll=True} (%r.160: i32) {
          %161 = constant {value=4, dtype='i32'} : i32
          %162 = mul %r.158, %161 : i32
          %163 = mul %r.159, %73 : i32
          %164 = add %162, %163 : i32
          %165 = add %164, %r.160 : i32
          %166 = shr %165, %74 : i32
          %167 = and %165, %74 : i32
          %168 = fragment_get %total.92, %166, %167 : f32
          %169 = mul %r.158, %161 : i32
          %170 = mul %r.159, %73 : i32
          %171 = add %169, %170 : i32
          %172 = add %171, %r.160 : i32
          register_write %total.157, %172, %168
          yield
        }
        yield
      }
      yield
    }
    %173 = add %a_ptrs.89, %68 : i32
    %174 = add %b_ptrs.90, %70 : i32
    for %72, %73, %74 {unroll=True} (%r.175: i32) {
      for %72, %73, %74 {unroll=True} (%r.176: i32) {
        for %72, %73, %74 {unroll=True} (%r.177: i32) {
          %178 = constant {value=8, dtype='i32'} : i32
          %179 = mul %r.175, %178 : i32
          %180 = add %13, %179 : i32
          %181 = mul %r.176, %178 : i32
          %182 = add %25, %181 : i32
          %183 = mul %r.177, %74 : i32
          %184 = add %182, %183 : i32
          %185 = constant {value=4, dtype='i32'} : i32
          %186 = mul %r.175, %185 : i32
          %187 = mul %r.176, %73 : i32
          %188 = add %186, %187 : i32
          %189 = add %188, %r.177 : i32
          %total.190 = register_read %total.157, %189 : f32
          %191 = mul %r.175, %185 : i32
          %192 = mul %r.176, %73 : i32
          %193 = add %191, %192 : i32
          %194 = add %193, %r.177 : i32
          register_write %total.71, %194, %total.190
          yield
        }
        yield
      }
      yield
    }
    yield %173, %174
  } : i32, i32
  for %72, %73, %74 {unroll=True} (%r.195: i32) {
    for %72, %73, %74 {unroll=True} (%r.196: i32) {
      for %72, %73, %74 {unroll=True} (%r.197: i32) {
        %198 = constant {value=8, dtype='i32'} : i32
        %199 = mul %r.195, %198 : i32
        %200 = add %13, %199 : i32
        %201 = mul %r.196, %198 : i32
        %202 = add %25, %201 : i32
        %203 = mul %r.197, %74 : i32
        %204 = add %202, %203 : i32
        %205 = constant {value=4, dtype='i32'} : i32
        %206 = mul %r.195, %205 : i32
        %207 = mul %r.196, %73 : i32
        %208 = add %206, %207 : i32
        %209 = add %208, %r.197 : i32
        %total.210 = register_read %total.71, %209 : f32
        %211 = constant {value=33, dtype='i32'} : i32
        %212 = mul %200, %211 : i32
        %213 = add %212, %204 : i32
        shared_write %total, %213, %total.210 {owner=2}
        yield
      }
      yield
    }
    yield
  }
  for %72, %73, %74 {unroll=True} (%r.214: i32) {
    %215 = constant {value=4, dtype='i32'} : i32
    for %72, %215, %74 {unroll=True} (%r.216: i32) {
      %217 = constant {value=16, dtype='i32'} : i32
      %218 = mul %r.214, %217 : i32
      %219 = add %57, %218 : i32
      %220 = mul %r.216, %74 : i32
      %221 = add %60, %220 : i32
      %rows.222 = add %63, %219 : i32
      %223 = mul %rows.222, %N : i32
      %columns.224 = add %65, %221 : i32
      %225 = add %223, %columns.224 : i32
      %226 = constant {value=33, dtype='i32'} : i32
      %227 = mul %219, %226 : i32
      %228 = add %227, %221 : i32
      %total.229 = shared_read %total, %228 {owner=1} : f32
      %rows.230 = add %63, %219 : i32
      %231 = lt %rows.230, %M : i1
      %columns.232 = add %65, %221 : i32
      %233 = lt %columns.232, %N : i1
      %mask = and %231, %233 : i1
      store_at %c_ptr, %225, %total.229, %mask
      yield
    }
    yield
  }
  return
}
