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
    %65 = cast %47 {dtype='i64'} : i64
    %66 = constant {value=31, dtype='i64'} : i64
    %67 = add %65, %66 : i64
    %68 = cast %N {dtype='i64'} : i64
    %69 = lt %67, %68 : i1
    %70 = and %64, %69 : i1
    %71 = cast %45 {dtype='i64'} : i64
    %72 = add %71, %66 : i64
    %73 = cast %M {dtype='i64'} : i64
    %74 = lt %72, %73 : i1
    %75 = lt %63, %62 : i1
    %76 = and %74, %75 : i1
    %77 = and %70, %76 : i1
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
          %a = load_at %a_ptr, %87 : f16
          %88 = shr %r.80, %55 : i32
          %89 = and %r.80, %55 : i32
          fragment_set %left, %88, %89, %a
          yield
        }
        for %53, %54, %55 {unroll=True} (%r.90: i32) {
          %91 = mul %k.79, %54 : i32
          %92 = add %33, %91 : i32
          %93 = mul %r.90, %55 : i32
          %94 = add %39, %93 : i32
          %95 = mul %92, %stride_bk : i32
          %columns = add %47, %94 : i32
          %96 = add %95, %columns : i32
          %97 = add %96, %b_ptrs.61 : i32
          %b = load_at %b_ptr, %97 : f16
          %98 = shr %r.90, %55 : i32
          %99 = and %r.90, %55 : i32
          fragment_set %right, %98, %99, %b
          yield
        }
        fragment_multiply %total, %53, %left, %53, %right, %53
        fragment_multiply %total, %55, %left, %53, %right, %55
        fragment_multiply %total, %78, %left, %53, %right, %78
        %100 = constant {value=3, dtype='i32'} : i32
        fragment_multiply %total, %100, %left, %53, %right, %100
        yield
      }
      yield
    } () {
      %left.101 = fragments_new {dtype='f16', count=1} : !f16<1>
      %right.102 = fragments_new {dtype='f16', count=4} : !f16<4>
      %103 = constant {value=2, dtype='i32'} : i32
      for %53, %103, %55 {unroll=False} (%k.104: i32) {
        %105 = cast %45 {dtype='i64'} : i64
        %106 = cast %42 {dtype='i64'} : i64
        %107 = add %105, %106 : i64
        %108 = constant {value=7, dtype='i64'} : i64
        %109 = add %107, %108 : i64
        %110 = cast %M {dtype='i64'} : i64
        %111 = lt %109, %110 : i1
        %112 = lt %63, %62 : i1
        %113 = and %111, %112 : i1
        if %113 () {
          for %53, %103, %55 {unroll=True} (%r.114: i32) {
            %115 = mul %k.104, %54 : i32
            %116 = add %27, %115 : i32
            %117 = mul %r.114, %55 : i32
            %118 = add %116, %117 : i32
            %rows.119 = add %45, %20 : i32
            %120 = mul %rows.119, %stride_am : i32
            %121 = add %120, %118 : i32
            %122 = add %121, %a_ptrs.60 : i32
            %a.123 = load_at %a_ptr, %122 : f16
            %124 = shr %r.114, %55 : i32
            %125 = and %r.114, %55 : i32
            fragment_set %left.101, %124, %125, %a.123
            yield
          }
          yield
        } () {
          for %53, %103, %55 {unroll=True} (%r.126: i32) {
            %127 = mul %k.104, %54 : i32
            %128 = add %27, %127 : i32
            %129 = mul %r.126, %55 : i32
            %130 = add %128, %129 : i32
            %rows.131 = add %45, %20 : i32
            %132 = mul %rows.131, %stride_am : i32
            %133 = add %132, %130 : i32
            %134 = add %133, %a_ptrs.60 : i32
            %rows.135 = add %45, %20 : i32
            %136 = lt %rows.135, %M : i1
            %137 = lt %130, %62 : i1
            %138 = and %136, %137 : i1
            %a.139 = load_at %a_ptr, %134, %138, %51 : f16
            %140 = shr %r.126, %55 : i32
            %141 = and %r.126, %55 : i32
            fragment_set %left.101, %140, %141, %a.139
            yield
          }
          yield
        }
        %142 = lt %63, %62 : i1
        %143 = cast %47 {dtype='i64'} : i64
        %144 = add %143, %66 : i64
        %145 = cast %N {dtype='i64'} : i64
        %146 = lt %144, %145 : i1
        %147 = and %142, %146 : i1
        if %147 () {
          for %53, %54, %55 {unroll=True} (%r.148: i32) {
            %149 = mul %k.104, %54 : i32
            %150 = add %33, %149 : i32
            %151 = mul %r.148, %55 : i32
            %152 = add %39, %151 : i32
            %153 = mul %150, %stride_bk : i32
            %columns.154 = add %47, %152 : i32
            %155 = add %153, %columns.154 : i32
            %156 = add %155, %b_ptrs.61 : i32
            %b.157 = load_at %b_ptr, %156 : f16
            %158 = shr %r.148, %55 : i32
            %159 = and %r.148, %55 : i32
            fragment_set %right.102, %158, %159, %b.157
            yield
          }
          yield
        } () {
          for %53, %54, %55 {unroll=True} (%r.160: i32) {
            %161 = mul %k.104, %54 : i32
            %162 = add %33, %161 : i32
            %163 = mul %r.160, %55 : i32
            %164 = add %39, %163 : i32
            %165 = mul %162, %stride_bk : i32
            %columns.166 = add %47, %164 : i32
            %167 = add %165, %columns.166 : i32
            %168 = add %167, %b_ptrs.61 : i32
            %169 = lt %162, %62 : i1
            %columns.170 = add %47, %164 : i32
            %171 = lt %columns.170, %N : i1
            %172 = and %169, %171 : i1
            %b.173 = load_at %b_ptr, %168, %172, %51 : f16
            %174 = shr %r.160, %55 : i32
            %175 = and %r.160, %55 : i32
            fragment_set %right.102, %174, %175, %b.173
            yield
          }
          yield
        }
        fragment_multiply %total, %53, %left.101, %53, %right.102, %53
        fragment_multiply %total, %55, %left.101, %53, %right.102, %55
        fragment_multiply %total, %103, %left.101, %53, %right.102, %103
        %176 = constant {value=3, dtype='i32'} : i32
        fragment_multiply %total, %176, %left.101, %53, %right.102, %176
        yield
      }
      yield
    }
    %177 = add %a_ptrs.60, %50 : i32
    %178 = add %b_ptrs.61, %52 : i32
    yield %177, %178
  } : i32, i32
  %179 = cast %45 {dtype='i64'} : i64
  %180 = constant {value=31, dtype='i64'} : i64
  %181 = add %179, %180 : i64
  %182 = cast %M {dtype='i64'} : i64
  %183 = lt %181, %182 : i1
  %184 = cast %47 {dtype='i64'} : i64
  %185 = add %184, %180 : i64
  %186 = cast %N {dtype='i64'} : i64
  %187 = lt %185, %186 : i1
  %188 = and %183, %187 : i1
  if %188 {interior=True} () {
    for %53, %54, %55 {unroll=True} (%r.189: i32) {
      %190 = mul %r.189, %55 : i32
      %191 = add %15, %190 : i32
      %rows.192 = add %45, %7 : i32
      %193 = mul %rows.192, %N : i32
      %columns.194 = add %47, %191 : i32
      %195 = add %193, %columns.194 : i32
      %196 = shr %r.189, %55 : i32
      %197 = and %r.189, %55 : i32
      %total.198 = fragment_get %total, %196, %197 : f32
      store_at %c_ptr, %195, %total.198
      yield
    }
    yield
  } () {
    for %53, %54, %55 {unroll=True} (%r.199: i32) {
      %200 = mul %r.199, %55 : i32
      %201 = add %15, %200 : i32
      %rows.202 = add %45, %7 : i32
      %203 = mul %rows.202, %N : i32
      %columns.204 = add %47, %201 : i32
      %205 = add %203, %columns.204 : i32
      %206 = shr %r.199, %55 : i32
      %207 = and %r.199, %55 : i32
      %total.208 = fragment_get %total, %206, %207 : f32
      %rows.209 = add %45, %7 : i32
      %210 = lt %rows.209, %M : i1
      %columns.211 = add %47, %201 : i32
      %212 = lt %columns.211, %N : i1
      %mask = and %210, %212 : i1
      store_at %c_ptr, %205, %total.208, %mask
      yield
    }
    yield
  }
  return
}
