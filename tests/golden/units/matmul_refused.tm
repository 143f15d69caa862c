# units: matmul_refused
# target=m5
# simdgroups=4
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='tile', programs=1048576, numbers=1073741824, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}} {
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
  %total.35, %b_ptrs = for %21, %K, %22, %total, %21 {unroll=False} (%k: i32, %total.36: f32[32,32], %b_ptrs.37: i32) {
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
    %total.51 = dot %a, %b, %total.36 : f32[32,32]
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
  store_at %c_ptr, %63, %total.35, %mask
  return
}
# ---
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='tile', programs=1048576, numbers=1073741824, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}} {
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
  %total.35, %b_ptrs = for %21, %K, %22, %total, %21 {unroll=False} (%k: i32, %total.36: f32[32,32], %b_ptrs.37: i32) {
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
    %total.51 = dot %a, %b, %total.36 {refused='4 simdgroups would share 32 x 32 elements, and each takes 16 x 32 at least, of whole rows where rows are reduced or multiplied again'} : f32[32,32]
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
  store_at %c_ptr, %63, %total.35, %mask
  return
}
