# ones: matmul
# ones=stride_ak,stride_bn
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %c_ptr: *f32, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_ak: i32, %stride_bk: i32, %stride_bn: i32) {level='tile'} {
  %0 = program_id {axis=0} : i32
  %1 = constant {value=32, dtype='i32'} : i32
  %2 = mul %0, %1 : i32
  %3 = arange {start=0, end=32} : i32[32]
  %4 = splat %2 {shape=(32,)} : i32[32]
  %rows = add %4, %3 : i32[32]
  %5 = program_id {axis=1} : i32
  %6 = mul %5, %1 : i32
  %7 = arange {start=0, end=32} : i32[32]
  %8 = splat %6 {shape=(32,)} : i32[32]
  %columns = add %8, %7 : i32[32]
  %inner = arange {start=0, end=16} : i32[16]
  %9 = reshape %rows {shape=(32, 1,)} : i32[32,1]
  %10 = splat %stride_am {shape=(32, 1,)} : i32[32,1]
  %11 = mul %9, %10 : i32[32,1]
  %12 = splat %a_ptr {shape=(32, 1,)} : *f16[32,1]
  %13 = offset %12, %11 : *f16[32,1]
  %14 = reshape %inner {shape=(1, 16,)} : i32[1,16]
  %15 = splat %stride_ak {shape=(1, 16,)} : i32[1,16]
  %16 = mul %14, %15 : i32[1,16]
  %17 = broadcast %13 {shape=(32, 16,)} : *f16[32,16]
  %18 = broadcast %16 {shape=(32, 16,)} : i32[32,16]
  %a_ptrs = offset %17, %18 : *f16[32,16]
  %19 = reshape %inner {shape=(16, 1,)} : i32[16,1]
  %20 = splat %stride_bk {shape=(16, 1,)} : i32[16,1]
  %21 = mul %19, %20 : i32[16,1]
  %22 = splat %b_ptr {shape=(16, 1,)} : *f16[16,1]
  %23 = offset %22, %21 : *f16[16,1]
  %24 = reshape %columns {shape=(1, 32,)} : i32[1,32]
  %25 = splat %stride_bn {shape=(1, 32,)} : i32[1,32]
  %26 = mul %24, %25 : i32[1,32]
  %27 = broadcast %23 {shape=(16, 32,)} : *f16[16,32]
  %28 = broadcast %26 {shape=(16, 32,)} : i32[16,32]
  %b_ptrs = offset %27, %28 : *f16[16,32]
  %29 = constant {value=0.0, dtype='f32'} : f32
  %total = splat %29 {shape=(32, 32,)} : f32[32,32]
  %30 = constant {value=0, dtype='i32'} : i32
  %31 = constant {value=16, dtype='i32'} : i32
  %total.32, %a_ptrs.33, %b_ptrs.34 = for %30, %K, %31, %total, %a_ptrs, %b_ptrs {unroll=False} (%k: i32, %total.35: f32[32,32], %a_ptrs.36: *f16[32,16], %b_ptrs.37: *f16[16,32]) {
    %38 = reshape %rows {shape=(32, 1,)} : i32[32,1]
    %39 = splat %M {shape=(32, 1,)} : i32[32,1]
    %40 = lt %38, %39 : i1[32,1]
    %41 = reshape %inner {shape=(1, 16,)} : i32[1,16]
    %42 = sub %K, %k : i32
    %43 = splat %42 {shape=(1, 16,)} : i32[1,16]
    %44 = lt %41, %43 : i1[1,16]
    %45 = broadcast %40 {shape=(32, 16,)} : i1[32,16]
    %46 = broadcast %44 {shape=(32, 16,)} : i1[32,16]
    %47 = and %45, %46 : i1[32,16]
    %48 = constant {value=0.0, dtype='f16'} : f16
    %49 = splat %48 {shape=(32, 16,)} : f16[32,16]
    %a = load %a_ptrs.36, %47, %49 : f16[32,16]
    %50 = reshape %inner {shape=(16, 1,)} : i32[16,1]
    %51 = sub %K, %k : i32
    %52 = splat %51 {shape=(16, 1,)} : i32[16,1]
    %53 = lt %50, %52 : i1[16,1]
    %54 = reshape %columns {shape=(1, 32,)} : i32[1,32]
    %55 = splat %N {shape=(1, 32,)} : i32[1,32]
    %56 = lt %54, %55 : i1[1,32]
    %57 = broadcast %53 {shape=(16, 32,)} : i1[16,32]
    %58 = broadcast %56 {shape=(16, 32,)} : i1[16,32]
    %59 = and %57, %58 : i1[16,32]
    %60 = splat %48 {shape=(16, 32,)} : f16[16,32]
    %b = load %b_ptrs.37, %59, %60 : f16[16,32]
    %total.61 = dot %a, %b, %total.35 : f32[32,32]
    %62 = mul %31, %stride_ak : i32
    %63 = splat %62 {shape=(32, 16,)} : i32[32,16]
    %a_ptrs.64 = offset %a_ptrs.36, %63 : *f16[32,16]
    %65 = mul %31, %stride_bk : i32
    %66 = splat %65 {shape=(16, 32,)} : i32[16,32]
    %b_ptrs.67 = offset %b_ptrs.37, %66 : *f16[16,32]
    yield %total.61, %a_ptrs.64, %b_ptrs.67
  } : f32[32,32], *f16[32,16], *f16[16,32]
  %68 = reshape %rows {shape=(32, 1,)} : i32[32,1]
  %69 = splat %M {shape=(32, 1,)} : i32[32,1]
  %70 = lt %68, %69 : i1[32,1]
  %71 = reshape %columns {shape=(1, 32,)} : i32[1,32]
  %72 = splat %N {shape=(1, 32,)} : i32[1,32]
  %73 = lt %71, %72 : i1[1,32]
  %74 = broadcast %70 {shape=(32, 32,)} : i1[32,32]
  %75 = broadcast %73 {shape=(32, 32,)} : i1[32,32]
  %mask = and %74, %75 : i1[32,32]
  %76 = reshape %rows {shape=(32, 1,)} : i32[32,1]
  %77 = splat %N {shape=(32, 1,)} : i32[32,1]
  %78 = mul %76, %77 : i32[32,1]
  %79 = splat %c_ptr {shape=(32, 1,)} : *f32[32,1]
  %80 = offset %79, %78 : *f32[32,1]
  %81 = reshape %columns {shape=(1, 32,)} : i32[1,32]
  %82 = broadcast %80 {shape=(32, 32,)} : *f32[32,32]
  %83 = broadcast %81 {shape=(32, 32,)} : i32[32,32]
  %84 = offset %82, %83 : *f32[32,32]
  store %84, %total.32, %mask
  return
}
# ---
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %c_ptr: *f32, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_ak: i32, %stride_bk: i32, %stride_bn: i32) {level='tile'} {
  %0 = constant {value=1, dtype='i32'} : i32
  %1 = program_id {axis=0} : i32
  %2 = constant {value=32, dtype='i32'} : i32
  %3 = mul %1, %2 : i32
  %4 = arange {start=0, end=32} : i32[32]
  %5 = splat %3 {shape=(32,)} : i32[32]
  %rows = add %5, %4 : i32[32]
  %6 = program_id {axis=1} : i32
  %7 = mul %6, %2 : i32
  %8 = arange {start=0, end=32} : i32[32]
  %9 = splat %7 {shape=(32,)} : i32[32]
  %columns = add %9, %8 : i32[32]
  %inner = arange {start=0, end=16} : i32[16]
  %10 = reshape %rows {shape=(32, 1,)} : i32[32,1]
  %11 = splat %stride_am {shape=(32, 1,)} : i32[32,1]
  %12 = mul %10, %11 : i32[32,1]
  %13 = splat %a_ptr {shape=(32, 1,)} : *f16[32,1]
  %14 = offset %13, %12 : *f16[32,1]
  %15 = reshape %inner {shape=(1, 16,)} : i32[1,16]
  %16 = splat %0 {shape=(1, 16,)} : i32[1,16]
  %17 = mul %15, %16 : i32[1,16]
  %18 = broadcast %14 {shape=(32, 16,)} : *f16[32,16]
  %19 = broadcast %17 {shape=(32, 16,)} : i32[32,16]
  %a_ptrs = offset %18, %19 : *f16[32,16]
  %20 = reshape %inner {shape=(16, 1,)} : i32[16,1]
  %21 = splat %stride_bk {shape=(16, 1,)} : i32[16,1]
  %22 = mul %20, %21 : i32[16,1]
  %23 = splat %b_ptr {shape=(16, 1,)} : *f16[16,1]
  %24 = offset %23, %22 : *f16[16,1]
  %25 = reshape %columns {shape=(1, 32,)} : i32[1,32]
  %26 = splat %0 {shape=(1, 32,)} : i32[1,32]
  %27 = mul %25, %26 : i32[1,32]
  %28 = broadcast %24 {shape=(16, 32,)} : *f16[16,32]
  %29 = broadcast %27 {shape=(16, 32,)} : i32[16,32]
  %b_ptrs = offset %28, %29 : *f16[16,32]
  %30 = constant {value=0.0, dtype='f32'} : f32
  %total = splat %30 {shape=(32, 32,)} : f32[32,32]
  %31 = constant {value=0, dtype='i32'} : i32
  %32 = constant {value=16, dtype='i32'} : i32
  %total.33, %a_ptrs.34, %b_ptrs.35 = for %31, %K, %32, %total, %a_ptrs, %b_ptrs {unroll=False} (%k: i32, %total.36: f32[32,32], %a_ptrs.37: *f16[32,16], %b_ptrs.38: *f16[16,32]) {
    %39 = reshape %rows {shape=(32, 1,)} : i32[32,1]
    %40 = splat %M {shape=(32, 1,)} : i32[32,1]
    %41 = lt %39, %40 : i1[32,1]
    %42 = reshape %inner {shape=(1, 16,)} : i32[1,16]
    %43 = sub %K, %k : i32
    %44 = splat %43 {shape=(1, 16,)} : i32[1,16]
    %45 = lt %42, %44 : i1[1,16]
    %46 = broadcast %41 {shape=(32, 16,)} : i1[32,16]
    %47 = broadcast %45 {shape=(32, 16,)} : i1[32,16]
    %48 = and %46, %47 : i1[32,16]
    %49 = constant {value=0.0, dtype='f16'} : f16
    %50 = splat %49 {shape=(32, 16,)} : f16[32,16]
    %a = load %a_ptrs.37, %48, %50 : f16[32,16]
    %51 = reshape %inner {shape=(16, 1,)} : i32[16,1]
    %52 = sub %K, %k : i32
    %53 = splat %52 {shape=(16, 1,)} : i32[16,1]
    %54 = lt %51, %53 : i1[16,1]
    %55 = reshape %columns {shape=(1, 32,)} : i32[1,32]
    %56 = splat %N {shape=(1, 32,)} : i32[1,32]
    %57 = lt %55, %56 : i1[1,32]
    %58 = broadcast %54 {shape=(16, 32,)} : i1[16,32]
    %59 = broadcast %57 {shape=(16, 32,)} : i1[16,32]
    %60 = and %58, %59 : i1[16,32]
    %61 = splat %49 {shape=(16, 32,)} : f16[16,32]
    %b = load %b_ptrs.38, %60, %61 : f16[16,32]
    %total.62 = dot %a, %b, %total.36 : f32[32,32]
    %63 = mul %32, %0 : i32
    %64 = splat %63 {shape=(32, 16,)} : i32[32,16]
    %a_ptrs.65 = offset %a_ptrs.37, %64 : *f16[32,16]
    %66 = mul %32, %stride_bk : i32
    %67 = splat %66 {shape=(16, 32,)} : i32[16,32]
    %b_ptrs.68 = offset %b_ptrs.38, %67 : *f16[16,32]
    yield %total.62, %a_ptrs.65, %b_ptrs.68
  } : f32[32,32], *f16[32,16], *f16[16,32]
  %69 = reshape %rows {shape=(32, 1,)} : i32[32,1]
  %70 = splat %M {shape=(32, 1,)} : i32[32,1]
  %71 = lt %69, %70 : i1[32,1]
  %72 = reshape %columns {shape=(1, 32,)} : i32[1,32]
  %73 = splat %N {shape=(1, 32,)} : i32[1,32]
  %74 = lt %72, %73 : i1[1,32]
  %75 = broadcast %71 {shape=(32, 32,)} : i1[32,32]
  %76 = broadcast %74 {shape=(32, 32,)} : i1[32,32]
  %mask = and %75, %76 : i1[32,32]
  %77 = reshape %rows {shape=(32, 1,)} : i32[32,1]
  %78 = splat %N {shape=(32, 1,)} : i32[32,1]
  %79 = mul %77, %78 : i32[32,1]
  %80 = splat %c_ptr {shape=(32, 1,)} : *f32[32,1]
  %81 = offset %80, %79 : *f32[32,1]
  %82 = reshape %columns {shape=(1, 32,)} : i32[1,32]
  %83 = broadcast %81 {shape=(32, 32,)} : *f32[32,32]
  %84 = broadcast %82 {shape=(32, 32,)} : i32[32,32]
  %85 = offset %83, %84 : *f32[32,32]
  store %85, %total.33, %mask
  return
}
