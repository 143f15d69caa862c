# msl: batched
func @kernel(%x_ptr: *f16, %y_ptr: *f16, %out_ptr: *f32) {level='thread', programs=1048576, numbers=1073741824, effects={'x_ptr': 'read', 'y_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'y_ptr': 'input', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'y_ptr': 'y_ptr', 'out_ptr': 'out_ptr'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=5, dtype='i32'} : i32
  %1 = shr %thread, %0 : i32
  %2 = constant {value=2, dtype='i32'} : i32
  %3 = index_mul %1, %2 : i32
  %4 = constant {value=1, dtype='i32'} : i32
  %5 = shr %thread, %4 : i32
  %6 = constant {value=3, dtype='i32'} : i32
  %7 = and %5, %6 : i32
  %8 = constant {value=4, dtype='i32'} : i32
  %9 = shr %thread, %8 : i32
  %10 = and %9, %4 : i32
  %11 = index_mul %10, %8 : i32
  %12 = index_add %7, %11 : i32
  %13 = and %thread, %4 : i32
  %14 = index_mul %13, %2 : i32
  %15 = shr %thread, %6 : i32
  %16 = and %15, %4 : i32
  %17 = index_mul %16, %8 : i32
  %18 = constant {value=8, dtype='i32'} : i32
  %19 = and %thread, %18 : i32
  %20 = constant {value=0, dtype='i32'} : i32
  %owner = eq %19, %20 : i1
  %21 = constant {value=16, dtype='i32'} : i32
  %22 = and %thread, %21 : i32
  %owner.23 = eq %22, %20 : i1
  %24 = constant {value=32, dtype='i32'} : i32
  %25 = constant {value=64, dtype='i32'} : i32
  %26 = constant {value=0, dtype='f32'} : f32
  %27 = fragments_new {dtype='f32', count=2} : !f32<2>
  for %20, %2, %4 {unroll=True} (%r: i32) {
    %28 = index_mul %r, %2 : i32
    for %20, %2, %4 {unroll=True} (%r.29: i32) {
      %30 = index_add %28, %r.29 : i32
      %31 = shr %30, %4 : i32
      %32 = and %30, %4 : i32
      fragment_set %27, %31, %32, %26
      yield
    }
    yield
  }
  %left = fragments_new {dtype='f16', count=1} : !f16<1>
  %right = fragments_new {dtype='f16', count=1} : !f16<1>
  %33 = index_mul %3, %24 : i32
  %34 = index_mul %12, %8 : i32
  %35 = constant {value=0.0, dtype='f16'} : f16
  %36 = add %33, %34 : i32
  %37 = add %36, %14 : i32
  %38 = shift %x_ptr, %37 : *f16
  for %20, %2, %4 {unroll=True} (%r.39: i32) {
    %x = load_at %38, %r.39 : f16
    %40 = where %owner, %x, %35 : f16
    %41 = shr %r.39, %4 : i32
    %42 = and %r.39, %4 : i32
    fragment_set %left, %41, %42, %40
    yield
  }
  %43 = index_mul %7, %18 : i32
  %44 = add %33, %43 : i32
  %45 = add %44, %14 : i32
  %46 = add %45, %17 : i32
  %47 = shift %y_ptr, %46 : *f16
  for %20, %2, %4 {unroll=True} (%r.48: i32) {
    %y = load_at %47, %r.48 : f16
    %49 = where %owner.23, %y, %35 : f16
    %50 = shr %r.48, %4 : i32
    %51 = and %r.48, %4 : i32
    fragment_set %right, %50, %51, %49
    yield
  }
  fragment_multiply %27, %20, %left, %20, %right, %20
  %left.52 = fragments_new {dtype='f16', count=1} : !f16<1>
  %right.53 = fragments_new {dtype='f16', count=1} : !f16<1>
  %54 = index_mul %4, %24 : i32
  %55 = mul %3, %24 : i32
  %56 = add %55, %34 : i32
  %57 = add %56, %14 : i32
  %58 = shift %x_ptr, %57 : *f16
  for %20, %2, %4 {unroll=True} (%r.59: i32) {
    %60 = index_add %54, %r.59 : i32
    %x.61 = load_at %58, %60 : f16
    %62 = where %owner, %x.61, %35 : f16
    %63 = shr %r.59, %4 : i32
    %64 = and %r.59, %4 : i32
    fragment_set %left.52, %63, %64, %62
    yield
  }
  %65 = add %55, %43 : i32
  %66 = add %65, %14 : i32
  %67 = add %66, %17 : i32
  %68 = shift %y_ptr, %67 : *f16
  for %20, %2, %4 {unroll=True} (%r.69: i32) {
    %70 = index_add %54, %r.69 : i32
    %y.71 = load_at %68, %70 : f16
    %72 = where %owner.23, %y.71, %35 : f16
    %73 = shr %r.69, %4 : i32
    %74 = and %r.69, %4 : i32
    fragment_set %right.53, %73, %74, %72
    yield
  }
  fragment_multiply %27, %4, %left.52, %20, %right.53, %20
  %75 = index_mul %12, %18 : i32
  %76 = mul %3, %25 : i32
  %77 = add %76, %75 : i32
  %78 = add %77, %14 : i32
  %79 = add %78, %17 : i32
  %80 = shift %out_ptr, %79 : *f32
  for %20, %2, %4 {unroll=True} (%r.81: i32) {
    %82 = index_mul %r.81, %2 : i32
    %83 = index_mul %r.81, %25 : i32
    for %20, %2, %4 {unroll=True} (%r.84: i32) {
      %85 = index_add %82, %r.84 : i32
      %86 = shr %85, %4 : i32
      %87 = and %85, %4 : i32
      %88 = fragment_get %27, %86, %87 : f32
      %89 = index_add %83, %r.84 : i32
      store_at %80, %89, %88
      yield
    }
    yield
  }
  return
}
# ---
#line 1 "tmetal"
  int32_t thread_v = int32_t(thread_index_in_threadgroup);
  int32_t v = (int32_t(thread_v >> (5 & 31))) * 2;
  int32_t v_1 = int32_t(uint32_t((int32_t(thread_v >> (1 & 31)))) & 3u);
  int32_t v_2 = v_1 + ((int32_t(uint32_t((int32_t(thread_v >> (4 & 31)))) & 1u)) * 4);
  int32_t v_3 = (int32_t(uint32_t(thread_v) & 1u)) * 2;
  int32_t v_4 = (int32_t(uint32_t((int32_t(thread_v >> (3 & 31)))) & 1u)) * 4;
  bool owner = (int32_t(uint32_t(thread_v) & 8u)) == 0;
  bool owner_1 = (int32_t(uint32_t(thread_v) & 16u)) == 0;
  simdgroup_matrix<float, 8, 8> v_5[2];
  #pragma clang loop unroll(full)
  for (int32_t r = 0; r < 2; r += 1) {
    int32_t v_6 = r * 2;
    #pragma clang loop unroll(full)
    for (int32_t r_1 = 0; r_1 < 2; r_1 += 1) {
      int32_t v_7 = v_6 + r_1;
      v_5[(int32_t(v_7 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(v_7) & 1u))] = 0.0f;
    }
  }
  simdgroup_matrix<float16_t, 8, 8> left[1];
  simdgroup_matrix<float16_t, 8, 8> right[1];
  int32_t v_8 = v * 32;
  int32_t v_9 = v_2 * 4;
  #pragma clang loop unroll(full)
  for (int32_t r_2 = 0; r_2 < 2; r_2 += 1) {
    float16_t x = (x_ptr + (int32_t(uint32_t((int32_t(uint32_t(v_8) + uint32_t(v_9)))) + uint32_t(v_3))))[r_2];
    float16_t v_10 = owner ? x : float16_t(0.0f);
    left[(int32_t(r_2 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_2) & 1u))] = v_10;
  }
  int32_t v_11 = v_1 * 8;
  #pragma clang loop unroll(full)
  for (int32_t r_3 = 0; r_3 < 2; r_3 += 1) {
    float16_t y = (y_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_8) + uint32_t(v_11)))) + uint32_t(v_3)))) + uint32_t(v_4))))[r_3];
    float16_t v_12 = owner_1 ? y : float16_t(0.0f);
    right[(int32_t(r_3 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_3) & 1u))] = v_12;
  }
  simdgroup_multiply_accumulate(v_5[0], left[0], right[0], v_5[0]);
  simdgroup_matrix<float16_t, 8, 8> left_1[1];
  simdgroup_matrix<float16_t, 8, 8> right_1[1];
  int32_t v_13 = 1 * 32;
  int32_t v_14 = int32_t(uint32_t(v) * 32u);
  #pragma clang loop unroll(full)
  for (int32_t r_4 = 0; r_4 < 2; r_4 += 1) {
    float16_t x_1 = (x_ptr + (int32_t(uint32_t((int32_t(uint32_t(v_14) + uint32_t(v_9)))) + uint32_t(v_3))))[(v_13 + r_4)];
    float16_t v_15 = owner ? x_1 : float16_t(0.0f);
    left_1[(int32_t(r_4 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_4) & 1u))] = v_15;
  }
  #pragma clang loop unroll(full)
  for (int32_t r_5 = 0; r_5 < 2; r_5 += 1) {
    float16_t y_1 = (y_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_14) + uint32_t(v_11)))) + uint32_t(v_3)))) + uint32_t(v_4))))[(v_13 + r_5)];
    float16_t v_16 = owner_1 ? y_1 : float16_t(0.0f);
    right_1[(int32_t(r_5 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_5) & 1u))] = v_16;
  }
  simdgroup_multiply_accumulate(v_5[1], left_1[0], right_1[0], v_5[1]);
  int32_t v_17 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v) * 64u))) + uint32_t((v_2 * 8))))) + uint32_t(v_3)))) + uint32_t(v_4));
  #pragma clang loop unroll(full)
  for (int32_t r_6 = 0; r_6 < 2; r_6 += 1) {
    int32_t v_18 = r_6 * 2;
    int32_t v_19 = r_6 * 64;
    #pragma clang loop unroll(full)
    for (int32_t r_7 = 0; r_7 < 2; r_7 += 1) {
      int32_t v_20 = v_18 + r_7;
      float v_21 = v_5[(int32_t(v_20 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(v_20) & 1u))];
      (out_ptr + v_17)[(v_19 + r_7)] = v_21;
    }
  }
