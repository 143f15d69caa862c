# induction: matmul
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %c_ptr: *f32, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_ak: i32, %stride_bk: i32, %stride_bn: i32) {level='tile', programs=1048576, numbers=1073741824} {
  %0 = constant {value=1, dtype='i32'} : i32
  %1 = program_id {axis=0} : i32
  %2 = constant {value=32, dtype='i32'} : i32
  %3 = mul %1, %2 : i32
  %4 = arange {start=0, end=32} : i32[32]
  %5 = splat %3 {shape=(32,)} : i32[32]
  %rows = add %5, %4 : i32[32]
  %6 = program_id {axis=1} : i32
  %7 = mul %6, %2 : i32
  %8 = splat %7 {shape=(32,)} : i32[32]
  %columns = add %8, %4 : i32[32]
  %inner = arange {start=0, end=16} : i32[16]
  %9 = reshape %rows {shape=(32, 1,)} : i32[32,1]
  %10 = splat %stride_am {shape=(32, 1,)} : i32[32,1]
  %11 = mul %9, %10 : i32[32,1]
  %12 = reshape %inner {shape=(1, 16,)} : i32[1,16]
  %13 = splat %0 {shape=(1, 16,)} : i32[1,16]
  %14 = broadcast %11 {shape=(32, 16,)} : i32[32,16]
  %15 = broadcast %12 {shape=(32, 16,)} : i32[32,16]
  %16 = reshape %inner {shape=(16, 1,)} : i32[16,1]
  %17 = splat %stride_bk {shape=(16, 1,)} : i32[16,1]
  %18 = mul %16, %17 : i32[16,1]
  %19 = reshape %columns {shape=(1, 32,)} : i32[1,32]
  %20 = splat %0 {shape=(1, 32,)} : i32[1,32]
  %21 = broadcast %18 {shape=(16, 32,)} : i32[16,32]
  %22 = broadcast %19 {shape=(16, 32,)} : i32[16,32]
  %23 = constant {value=0.0, dtype='f32'} : f32
  %total = splat %23 {shape=(32, 32,)} : f32[32,32]
  %24 = constant {value=0, dtype='i32'} : i32
  %25 = constant {value=16, dtype='i32'} : i32
  %26 = add %14, %15 : i32[32,16]
  %27 = add %21, %22 : i32[16,32]
  %total.28, %a_ptrs, %b_ptrs = for %24, %K, %25, %total, %26, %27 {unroll=False} (%k: i32, %total.29: f32[32,32], %a_ptrs.30: i32[32,16], %b_ptrs.31: i32[16,32]) {
    %32 = splat %M {shape=(32, 1,)} : i32[32,1]
    %33 = lt %9, %32 : i1[32,1]
    %34 = sub %K, %k : i32
    %35 = splat %34 {shape=(1, 16,)} : i32[1,16]
    %36 = lt %12, %35 : i1[1,16]
    %37 = broadcast %33 {shape=(32, 16,)} : i1[32,16]
    %38 = broadcast %36 {shape=(32, 16,)} : i1[32,16]
    %39 = and %37, %38 : i1[32,16]
    %40 = constant {value=0.0, dtype='f16'} : f16
    %41 = splat %40 {shape=(32, 16,)} : f16[32,16]
    %a = load_at %a_ptr, %a_ptrs.30, %39, %41 : f16[32,16]
    %42 = splat %34 {shape=(16, 1,)} : i32[16,1]
    %43 = lt %16, %42 : i1[16,1]
    %44 = splat %N {shape=(1, 32,)} : i32[1,32]
    %45 = lt %19, %44 : i1[1,32]
    %46 = broadcast %43 {shape=(16, 32,)} : i1[16,32]
    %47 = broadcast %45 {shape=(16, 32,)} : i1[16,32]
    %48 = and %46, %47 : i1[16,32]
    %49 = splat %40 {shape=(16, 32,)} : f16[16,32]
    %b = load_at %b_ptr, %b_ptrs.31, %48, %49 : f16[16,32]
    %total.50 = dot %a, %b, %total.29 : f32[32,32]
    %51 = splat %25 {shape=(32, 16,)} : i32[32,16]
    %52 = mul %25, %stride_bk : i32
    %53 = splat %52 {shape=(16, 32,)} : i32[16,32]
    %54 = add %a_ptrs.30, %51 : i32[32,16]
    %55 = add %b_ptrs.31, %53 : i32[16,32]
    yield %total.50, %54, %55
  } : f32[32,32], i32[32,16], i32[16,32]
  %56 = splat %M {shape=(32, 1,)} : i32[32,1]
  %57 = lt %9, %56 : i1[32,1]
  %58 = splat %N {shape=(1, 32,)} : i32[1,32]
  %59 = lt %19, %58 : i1[1,32]
  %60 = broadcast %57 {shape=(32, 32,)} : i1[32,32]
  %61 = broadcast %59 {shape=(32, 32,)} : i1[32,32]
  %mask = and %60, %61 : i1[32,32]
  %62 = splat %N {shape=(32, 1,)} : i32[32,1]
  %63 = mul %9, %62 : i32[32,1]
  %64 = broadcast %63 {shape=(32, 32,)} : i32[32,32]
  %65 = broadcast %19 {shape=(32, 32,)} : i32[32,32]
  %66 = add %64, %65 : i32[32,32]
  store_at %c_ptr, %66, %total.28, %mask
  return
}
# ---
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %c_ptr: *f32, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_ak: i32, %stride_bk: i32, %stride_bn: i32) {level='tile', programs=1048576, numbers=1073741824} {
  %0 = constant {value=1, dtype='i32'} : i32
  %1 = program_id {axis=0} : i32
  %2 = constant {value=32, dtype='i32'} : i32
  %3 = mul %1, %2 : i32
  %4 = arange {start=0, end=32} : i32[32]
  %5 = splat %3 {shape=(32,)} : i32[32]
  %rows = add %5, %4 : i32[32]
  %6 = program_id {axis=1} : i32
  %7 = mul %6, %2 : i32
  %8 = splat %7 {shape=(32,)} : i32[32]
  %columns = add %8, %4 : i32[32]
  %inner = arange {start=0, end=16} : i32[16]
  %9 = reshape %rows {shape=(32, 1,)} : i32[32,1]
  %10 = splat %stride_am {shape=(32, 1,)} : i32[32,1]
  %11 = mul %9, %10 : i32[32,1]
  %12 = reshape %inner {shape=(1, 16,)} : i32[1,16]
  %13 = splat %0 {shape=(1, 16,)} : i32[1,16]
  %14 = broadcast %11 {shape=(32, 16,)} : i32[32,16]
  %15 = broadcast %12 {shape=(32, 16,)} : i32[32,16]
  %16 = reshape %inner {shape=(16, 1,)} : i32[16,1]
  %17 = splat %stride_bk {shape=(16, 1,)} : i32[16,1]
  %18 = mul %16, %17 : i32[16,1]
  %19 = reshape %columns {shape=(1, 32,)} : i32[1,32]
  %20 = splat %0 {shape=(1, 32,)} : i32[1,32]
  %21 = broadcast %18 {shape=(16, 32,)} : i32[16,32]
  %22 = broadcast %19 {shape=(16, 32,)} : i32[16,32]
  %23 = constant {value=0.0, dtype='f32'} : f32
  %total = splat %23 {shape=(32, 32,)} : f32[32,32]
  %24 = constant {value=0, dtype='i32'} : i32
  %25 = constant {value=16, dtype='i32'} : i32
  %26 = add %14, %15 : i32[32,16]
  %27 = add %21, %22 : i32[16,32]
  %28 = constant {value=0, dtype='i32'} : i32
  %total.29, %b_ptrs = for %24, %K, %25, %total, %28 {unroll=False} (%k: i32, %total.30: f32[32,32], %b_ptrs.31: i32) {
    %32 = splat %k {shape=(32, 16,)} : i32[32,16]
    %33 = add %26, %32 : i32[32,16]
    %34 = splat %b_ptrs.31 {shape=(16, 32,)} : i32[16,32]
    %35 = add %27, %34 : i32[16,32]
    %36 = splat %M {shape=(32, 1,)} : i32[32,1]
    %37 = lt %9, %36 : i1[32,1]
    %38 = sub %K, %k : i32
    %39 = splat %38 {shape=(1, 16,)} : i32[1,16]
    %40 = lt %12, %39 : i1[1,16]
    %41 = broadcast %37 {shape=(32, 16,)} : i1[32,16]
    %42 = broadcast %40 {shape=(32, 16,)} : i1[32,16]
    %43 = and %41, %42 : i1[32,16]
    %44 = constant {value=0.0, dtype='f16'} : f16
    %45 = splat %44 {shape=(32, 16,)} : f16[32,16]
    %a = load_at %a_ptr, %33, %43, %45 : f16[32,16]
    %46 = splat %38 {shape=(16, 1,)} : i32[16,1]
    %47 = lt %16, %46 : i1[16,1]
    %48 = splat %N {shape=(1, 32,)} : i32[1,32]
    %49 = lt %19, %48 : i1[1,32]
    %50 = broadcast %47 {shape=(16, 32,)} : i1[16,32]
    %51 = broadcast %49 {shape=(16, 32,)} : i1[16,32]
    %52 = and %50, %51 : i1[16,32]
    %53 = splat %44 {shape=(16, 32,)} : f16[16,32]
    %b = load_at %b_ptr, %35, %52, %53 : f16[16,32]
    %total.54 = dot %a, %b, %total.30 : f32[32,32]
    %55 = splat %25 {shape=(32, 16,)} : i32[32,16]
    %56 = mul %25, %stride_bk : i32
    %57 = splat %56 {shape=(16, 32,)} : i32[16,32]
    %58 = add %33, %55 : i32[32,16]
    %59 = add %35, %57 : i32[16,32]
    %60 = add %b_ptrs.31, %56 : i32
    yield %total.54, %60
  } : f32[32,32], i32
  %61 = splat %b_ptrs {shape=(16, 32,)} : i32[16,32]
  %62 = add %27, %61 : i32[16,32]
  %63 = splat %M {shape=(32, 1,)} : i32[32,1]
  %64 = lt %9, %63 : i1[32,1]
  %65 = splat %N {shape=(1, 32,)} : i32[1,32]
  %66 = lt %19, %65 : i1[1,32]
  %67 = broadcast %64 {shape=(32, 32,)} : i1[32,32]
  %68 = broadcast %66 {shape=(32, 32,)} : i1[32,32]
  %mask = and %67, %68 : i1[32,32]
  %69 = splat %N {shape=(32, 1,)} : i32[32,1]
  %70 = mul %9, %69 : i32[32,1]
  %71 = broadcast %70 {shape=(32, 32,)} : i32[32,32]
  %72 = broadcast %19 {shape=(32, 32,)} : i32[32,32]
  %73 = add %71, %72 : i32[32,32]
  store_at %c_ptr, %73, %total.29, %mask
  return
}
