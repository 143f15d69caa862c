# msl: softmax
func @kernel(%x_ptr: *f32, %n: i32, %out_ptr: *f32) {level='thread', programs=1048576, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'n': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=4, dtype='i32'} : i32
  %1 = index_mul %thread, %0 : i32
  %partial = shared_new {dtype='f32', count=4, at=-1} : &f32<4>
  %2 = constant {value=5, dtype='i32'} : i32
  %3 = shr %thread, %2 : i32
  %4 = constant {value=1, dtype='i32'} : i32
  %5 = and %3, %4 : i32
  %6 = constant {value=6, dtype='i32'} : i32
  %7 = shr %thread, %6 : i32
  %8 = constant {value=2, dtype='i32'} : i32
  %9 = index_mul %7, %8 : i32
  %10 = index_add %5, %9 : i32
  %11 = constant {value=31, dtype='i32'} : i32
  %12 = and %thread, %11 : i32
  %13 = constant {value=0, dtype='i32'} : i32
  %owner = eq %12, %13 : i1
  %14 = constant {value=3, dtype='i32'} : i32
  %15 = and %thread, %14 : i32
  %partial.16 = shared_new {dtype='f32', count=4, at=-1} : &f32<4>
  %row = program_id {axis=0} : i32
  %17 = mul %row, %n : i32
  %18 = constant {value=-inf, dtype='f32'} : f32
  %x = registers_new {dtype='f32', count=8} : f32<8>
  %19 = registers_new {dtype='f32', count=1} : f32<1>
  %20 = constant {value=nan, dtype='f32'} : f32
  register_write %19, %13, %20
  %21 = constant {value=512, dtype='i32'} : i32
  for %13, %8, %4 {unroll=True} (%r: i32) {
    %22 = index_mul %r, %21 : i32
    %23 = index_add %1, %22 : i32
    %24 = index_mul %r, %0 : i32
    for %13, %0, %4 {unroll=True} (%r.25: i32) {
      %26 = index_add %23, %r.25 : i32
      %27 = index_add %17, %26 : i32
      %mask = lt %26, %n : i1
      %x.28 = load_at %x_ptr, %27, %mask, %18 : f32
      %29 = index_add %24, %r.25 : i32
      register_write %x, %29, %x.28
      %30 = register_read %19, %13 : f32
      %31 = maximum %30, %x.28 : f32
      register_write %19, %13, %31
      yield
    }
    yield
  }
  %32 = register_read %19, %13 : f32
  %33 = shuffle_xor %32 {mask=1} : f32
  %34 = maximum %32, %33 : f32
  %35 = shuffle_xor %34 {mask=2} : f32
  %36 = maximum %34, %35 : f32
  %37 = shuffle_xor %36 {mask=4} : f32
  %38 = maximum %36, %37 : f32
  %39 = shuffle_xor %38 {mask=8} : f32
  %40 = maximum %38, %39 : f32
  %41 = shuffle_xor %40 {mask=16} : f32
  %42 = maximum %40, %41 : f32
  shared_write %partial, %10, %42, %owner {owner=1}
  barrier {memory='threadgroup'}
  %43 = shared_read %partial, %15 {owner=2} : f32
  %44 = shuffle_xor %43 {mask=1} : f32
  %45 = maximum %43, %44 : f32
  %46 = shuffle_xor %45 {mask=2} : f32
  %47 = maximum %45, %46 : f32
  register_write %19, %13, %47
  %48 = register_read %19, %13 : f32
  %power = registers_new {dtype='f32', count=8} : f32<8>
  %49 = registers_new {dtype='f32', count=1} : f32<1>
  %50 = constant {value=-0.0, dtype='f32'} : f32
  register_write %49, %13, %50
  for %13, %8, %4 {unroll=True} (%r.51: i32) {
    %52 = index_mul %r.51, %0 : i32
    for %13, %0, %4 {unroll=True} (%r.53: i32) {
      %54 = index_add %52, %r.53 : i32
      %x.55 = register_read %x, %54 : f32
      %56 = sub %x.55, %48 : f32
      %power.57 = exp %56 : f32
      register_write %power, %54, %power.57
      %58 = register_read %49, %13 : f32
      %59 = add %58, %power.57 : f32
      register_write %49, %13, %59
      yield
    }
    yield
  }
  %60 = register_read %49, %13 : f32
  %61 = shuffle_xor %60 {mask=1} : f32
  %62 = add %60, %61 : f32
  %63 = shuffle_xor %62 {mask=2} : f32
  %64 = add %62, %63 : f32
  %65 = shuffle_xor %64 {mask=4} : f32
  %66 = add %64, %65 : f32
  %67 = shuffle_xor %66 {mask=8} : f32
  %68 = add %66, %67 : f32
  %69 = shuffle_xor %68 {mask=16} : f32
  %70 = add %68, %69 : f32
  shared_write %partial.16, %10, %70, %owner {owner=3}
  barrier {memory='threadgroup'}
  %71 = shared_read %partial.16, %15 {owner=4} : f32
  %72 = shuffle_xor %71 {mask=1} : f32
  %73 = add %71, %72 : f32
  %74 = shuffle_xor %73 {mask=2} : f32
  %75 = add %73, %74 : f32
  register_write %49, %13, %75
  %76 = register_read %49, %13 : f32
  for %13, %8, %4 {unroll=True} (%r.77: i32) {
    %78 = index_mul %r.77, %21 : i32
    %79 = index_add %1, %78 : i32
    %80 = index_mul %r.77, %0 : i32
    for %13, %0, %4 {unroll=True} (%r.81: i32) {
      %82 = index_add %79, %r.81 : i32
      %83 = index_add %17, %82 : i32
      %84 = index_add %80, %r.81 : i32
      %power.85 = register_read %power, %84 : f32
      %86 = div %power.85, %76 : f32
      %mask.87 = lt %82, %n : i1
      store_at %out_ptr, %83, %86, %mask.87
      yield
    }
    yield
  }
  return
}
# ---
#line 1 "tmetal"
  int32_t thread_v = int32_t(thread_index_in_threadgroup);
  int32_t v = thread_v * 4;
  threadgroup float partial[4];
  int32_t v_1 = (int32_t(uint32_t((int32_t(thread_v >> (5 & 31)))) & 1u)) + ((int32_t(thread_v >> (6 & 31))) * 2);
  bool owner = (int32_t(uint32_t(thread_v) & 31u)) == 0;
  int32_t v_2 = int32_t(uint32_t(thread_v) & 3u);
  threadgroup float partial_1[4];
  int32_t row = int32_t(threadgroup_position_in_grid.x);
  int32_t v_3 = int32_t(uint32_t(row) * uint32_t(n));
  float x[8];
  float v_4[1];
  v_4[0] = as_type<float>(0x7fc00000u);
  #pragma clang loop unroll(full)
  for (int32_t r = 0; r < 2; r += 1) {
    int32_t v_5 = v + (r * 512);
    int32_t v_6 = r * 4;
    #pragma clang loop unroll(full)
    for (int32_t r_1 = 0; r_1 < 4; r_1 += 1) {
      int32_t v_7 = v_5 + r_1;
      bool mask = v_7 < n;
      float x_1 = mask ? x_ptr[(v_3 + v_7)] : as_type<float>(0xff800000u);
      x[(v_6 + r_1)] = x_1;
      float v_8 = v_4[0];
      float v_9 = metal::precise::fmax(v_8, x_1);
      v_4[0] = v_9;
    }
  }
  float v_10 = v_4[0];
  float v_11 = simd_shuffle_xor(v_10, 1);
  float v_12 = metal::precise::fmax(v_10, v_11);
  float v_13 = simd_shuffle_xor(v_12, 2);
  float v_14 = metal::precise::fmax(v_12, v_13);
  float v_15 = simd_shuffle_xor(v_14, 4);
  float v_16 = metal::precise::fmax(v_14, v_15);
  float v_17 = simd_shuffle_xor(v_16, 8);
  float v_18 = metal::precise::fmax(v_16, v_17);
  float v_19 = simd_shuffle_xor(v_18, 16);
  float v_20 = metal::precise::fmax(v_18, v_19);
  if (owner) { partial[v_1] = v_20; }
  threadgroup_barrier(mem_flags::mem_threadgroup);
  float v_21 = partial[v_2];
  float v_22 = simd_shuffle_xor(v_21, 1);
  float v_23 = metal::precise::fmax(v_21, v_22);
  float v_24 = simd_shuffle_xor(v_23, 2);
  float v_25 = metal::precise::fmax(v_23, v_24);
  v_4[0] = v_25;
  float v_26 = v_4[0];
  float power[8];
  float v_27[1];
  v_27[0] = -0.0f;
  #pragma clang loop unroll(full)
  for (int32_t r_2 = 0; r_2 < 2; r_2 += 1) {
    int32_t v_28 = r_2 * 4;
    #pragma clang loop unroll(full)
    for (int32_t r_3 = 0; r_3 < 4; r_3 += 1) {
      int32_t v_29 = v_28 + r_3;
      float x_2 = x[v_29];
      float v_30 = x_2 - v_26;
      float power_1 = metal::precise::exp(v_30);
      power[v_29] = power_1;
      float v_31 = v_27[0];
      float v_32 = v_31 + power_1;
      v_27[0] = v_32;
    }
  }
  float v_33 = v_27[0];
  float v_34 = simd_shuffle_xor(v_33, 1);
  float v_35 = v_33 + v_34;
  float v_36 = simd_shuffle_xor(v_35, 2);
  float v_37 = v_35 + v_36;
  float v_38 = simd_shuffle_xor(v_37, 4);
  float v_39 = v_37 + v_38;
  float v_40 = simd_shuffle_xor(v_39, 8);
  float v_41 = v_39 + v_40;
  float v_42 = simd_shuffle_xor(v_41, 16);
  float v_43 = v_41 + v_42;
  if (owner) { partial_1[v_1] = v_43; }
  threadgroup_barrier(mem_flags::mem_threadgroup);
  float v_44 = partial_1[v_2];
  float v_45 = simd_shuffle_xor(v_44, 1);
  float v_46 = v_44 + v_45;
  float v_47 = simd_shuffle_xor(v_46, 2);
  float v_48 = v_46 + v_47;
  v_27[0] = v_48;
  float v_49 = v_27[0];
  #pragma clang loop unroll(full)
  for (int32_t r_4 = 0; r_4 < 2; r_4 += 1) {
    int32_t v_50 = v + (r_4 * 512);
    int32_t v_51 = r_4 * 4;
    #pragma clang loop unroll(full)
    for (int32_t r_5 = 0; r_5 < 4; r_5 += 1) {
      int32_t v_52 = v_50 + r_5;
      float power_2 = power[(v_51 + r_5)];
      float v_53 = power_2 / v_49;
      bool mask_1 = v_52 < n;
      if (mask_1) { out_ptr[(v_3 + v_52)] = v_53; }
    }
  }
