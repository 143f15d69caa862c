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
  %40 = program_id {axis=0} : i32
  %41 = constant {value=32, dtype='i32'} : i32
  %42 = mul %40, %41 : i32
  %43 = program_id {axis=1} : i32
  %44 = mul %43, %41 : i32
  %45 = constant {value=0.0, dtype='f32'} : f32
  %46 = constant {value=0, dtype='i32'} : i32
  %47 = constant {value=16, dtype='i32'} : i32
  %48 = constant {value=0.0, dtype='f16'} : f16
  %49 = mul %47, %stride_bk : i32
  %total = fragments_new {dtype='f32', count=4} : !f32<4>
  %50 = constant {value=0, dtype='i32'} : i32
  %51 = constant {value=8, dtype='i32'} : i32
  %52 = constant {value=1, dtype='i32'} : i32
  for %50, %51, %52 {unroll=True} (%r: i32) {
    %53 = mul %r, %52 : i32
    %54 = add %15, %53 : i32
    %55 = shr %r, %52 : i32
    %56 = and %r, %52 : i32
    fragment_set %total, %55, %56, %45
    yield
  }
  %a_ptrs, %b_ptrs = for %46, %K, %47, %46, %46 {unroll=False} (%k: i32, %a_ptrs.57: i32, %b_ptrs.58: i32) {
    %59 = sub %K, %k : i32
    %60 = constant {value=15, dtype='i32'} : i32
    %61 = lt %60, %59 : i1
    %62 = constant {value=31, dtype='i64'} : i64
    %63 = cast %44 {dtype='i64'} : i64
    %64 = add %63, %62 : i64
    %65 = constant {value=0, dtype='i64'} : i64
    %66 = cast %N {dtype='i64'} : i64
    %67 = lt %64, %66 : i1
    %68 = and %61, %67 : i1
    %69 = cast %42 {dtype='i64'} : i64
    %70 = add %69, %62 : i64
    %71 = cast %M {dtype='i64'} : i64
    %72 = lt %70, %71 : i1
    %73 = lt %60, %59 : i1
    %74 = and %72, %73 : i1
    %75 = and %68, %74 : i1
    if %75 {interior=True} () {
      %left = fragments_new {dtype='f16', count=1} : !f16<1>
      %right = fragments_new {dtype='f16', count=4} : !f16<4>
      %76 = constant {value=2, dtype='i32'} : i32
      for %50, %76, %52 {unroll=True} (%k.77: i32) {
        for %50, %76, %52 {unroll=True} (%r.78: i32) {
          %79 = shr %r.78, %52 : i32
          %80 = and %r.78, %52 : i32
          %81 = mul %k.77, %51 : i32
          %82 = add %27, %81 : i32
          %83 = mul %r.78, %52 : i32
          %84 = add %82, %83 : i32
          %rows = add %42, %20 : i32
          %85 = mul %rows, %stride_am : i32
          %86 = add %85, %84 : i32
          %87 = add %86, %a_ptrs.57 : i32
          %a = load_at %a_ptr, %87 : f16
          fragment_set %left, %79, %80, %a
          yield
        }
        for %50, %51, %52 {unroll=True} (%r.88: i32) {
          %89 = shr %r.88, %52 : i32
          %90 = and %r.88, %52 : i32
          %91 = mul %k.77, %51 : i32
          %92 = add %33, %91 : i32
          %93 = mul %r.88, %52 : i32
          %94 = add %39, %93 : i32
          %95 = mul %92, %stride_bk : i32
          %columns = add %44, %94 : i32
          %96 = add %95, %columns : i32
          %97 = add %96, %b_ptrs.58 : i32
          %b = load_at %b_ptr, %97 : f16
          fragment_set %right, %89, %90, %b
          yield
        }
        fragment_multiply %total, %50, %left, %50, %right, %50
        fragment_multiply %total, %52, %left, %50, %right, %52
        fragment_multiply %total, %76, %left, %50, %right, %76
        %98 = constant {value=3, dtype='i32'} : i32
        fragment_multiply %total, %98, %left, %50, %right, %98
        yield
      }
      yield
    } () {
      %left.99 = fragments_new {dtype='f16', count=1} : !f16<1>
      %right.100 = fragments_new {dtype='f16', count=4} : !f16<4>
      %101 = constant {value=2, dtype='i32'} : i32
      for %50, %101, %52 {unroll=False} (%k.102: i32) {
        for %50, %101, %52 {unroll=True} (%r.103: i32) {
          %104 = shr %r.103, %52 : i32
          %105 = and %r.103, %52 : i32
          %106 = mul %k.102, %51 : i32
          %107 = add %27, %106 : i32
          %108 = mul %r.103, %52 : i32
          %109 = add %107, %108 : i32
          %rows.110 = add %42, %20 : i32
          %111 = mul %rows.110, %stride_am : i32
          %112 = add %111, %109 : i32
          %113 = add %112, %a_ptrs.57 : i32
          %rows.114 = add %42, %20 : i32
          %115 = lt %rows.114, %M : i1
          %116 = lt %109, %59 : i1
          %117 = and %115, %116 : i1
          %a.118 = load_at %a_ptr, %113, %117, %48 : f16
          fragment_set %left.99, %104, %105, %a.118
          yield
        }
        for %50, %51, %52 {unroll=True} (%r.119: i32) {
          %120 = shr %r.119, %52 : i32
          %121 = and %r.119, %52 : i32
          %122 = mul %k.102, %51 : i32
          %123 = add %33, %122 : i32
          %124 = mul %r.119, %52 : i32
          %125 = add %39, %124 : i32
          %126 = mul %123, %stride_bk : i32
          %columns.127 = add %44, %125 : i32
          %128 = add %126, %columns.127 : i32
          %129 = add %128, %b_ptrs.58 : i32
          %130 = lt %123, %59 : i1
          %columns.131 = add %44, %125 : i32
          %132 = lt %columns.131, %N : i1
          %133 = and %130, %132 : i1
          %b.134 = load_at %b_ptr, %129, %133, %48 : f16
          fragment_set %right.100, %120, %121, %b.134
          yield
        }
        fragment_multiply %total, %50, %left.99, %50, %right.100, %50
        fragment_multiply %total, %52, %left.99, %50, %right.100, %52
        fragment_multiply %total, %101, %left.99, %50, %right.100, %101
        %135 = constant {value=3, dtype='i32'} : i32
        fragment_multiply %total, %135, %left.99, %50, %right.100, %135
        yield
      }
      yield
    }
    %136 = add %a_ptrs.57, %47 : i32
    %137 = add %b_ptrs.58, %49 : i32
    yield %136, %137
  } : i32, i32
  %138 = constant {value=31, dtype='i64'} : i64
  %139 = cast %42 {dtype='i64'} : i64
  %140 = add %139, %138 : i64
  %141 = constant {value=0, dtype='i64'} : i64
  %142 = cast %M {dtype='i64'} : i64
  %143 = lt %140, %142 : i1
  %144 = cast %44 {dtype='i64'} : i64
  %145 = add %144, %138 : i64
  %146 = cast %N {dtype='i64'} : i64
  %147 = lt %145, %146 : i1
  %148 = and %143, %147 : i1
  if %148 {interior=True} () {
    for %50, %51, %52 {unroll=True} (%r.149: i32) {
      %150 = mul %r.149, %52 : i32
      %151 = add %15, %150 : i32
      %rows.152 = add %42, %7 : i32
      %153 = mul %rows.152, %N : i32
      %columns.154 = add %44, %151 : i32
      %155 = add %153, %columns.154 : i32
      %156 = shr %r.149, %52 : i32
      %157 = and %r.149, %52 : i32
      %total.158 = fragment_get %total, %156, %157 : f32
      store_at %c_ptr, %155, %total.158
      yield
    }
    yield
  } () {
    for %50, %51, %52 {unroll=True} (%r.159: i32) {
      %160 = mul %r.159, %52 : i32
      %161 = add %15, %160 : i32
      %rows.162 = add %42, %7 : i32
      %163 = mul %rows.162, %N : i32
      %columns.164 = add %44, %161 : i32
      %165 = add %163, %columns.164 : i32
      %166 = shr %r.159, %52 : i32
      %167 = and %r.159, %52 : i32
      %total.168 = fragment_get %total, %166, %167 : f32
      %rows.169 = add %42, %7 : i32
      %170 = lt %rows.169, %M : i1
      %columns.171 = add %44, %161 : i32
      %172 = lt %columns.171, %N : i1
      %mask = and %170, %172 : i1
      store_at %c_ptr, %165, %total.168, %mask
      yield
    }
    yield
  }
  return
}
