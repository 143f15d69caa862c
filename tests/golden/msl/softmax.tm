# msl: softmax
func @kernel(%x_ptr: *f32, %n: i32, %out_ptr: *f32) {level='thread', programs=1048576, numbers=1073741824, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'n': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}, threads=128} {
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
  %22 = add %17, %1 : i32
  %23 = shift %x_ptr, %22 : *f32
  for %13, %8, %4 {unroll=True} (%r: i32) {
    %24 = index_mul %r, %21 : i32
    %25 = index_add %1, %24 : i32
    %26 = index_mul %r, %0 : i32
    %27 = constant {value=3, dtype='i32'} : i32
    %28 = index_add %25, %27 : i32
    %29 = lt %28, %n : i1
    if %29 () {
      for %13, %0, %4 {unroll=True} (%r.30: i32) {
        %31 = index_add %24, %r.30 : i32
        %x.32 = load_at %23, %31 : f32
        %33 = index_add %26, %r.30 : i32
        register_write %x, %33, %x.32
        %34 = register_read %19, %13 : f32
        %35 = maximum %34, %x.32 : f32
        register_write %19, %13, %35
        yield
      }
      yield
    } () {
      for %13, %0, %4 {unroll=True} (%r.36: i32) {
        %37 = index_add %25, %r.36 : i32
        %mask = lt %37, %n : i1
        %38 = index_add %24, %r.36 : i32
        %x.39 = load_at %23, %38, %mask, %18 : f32
        %40 = index_add %26, %r.36 : i32
        register_write %x, %40, %x.39
        %41 = register_read %19, %13 : f32
        %42 = maximum %41, %x.39 : f32
        register_write %19, %13, %42
        yield
      }
      yield
    }
    yield
  }
  %43 = register_read %19, %13 : f32
  %44 = shuffle_xor %43 {mask=1} : f32
  %45 = maximum %43, %44 : f32
  %46 = shuffle_xor %45 {mask=2} : f32
  %47 = maximum %45, %46 : f32
  %48 = shuffle_xor %47 {mask=4} : f32
  %49 = maximum %47, %48 : f32
  %50 = shuffle_xor %49 {mask=8} : f32
  %51 = maximum %49, %50 : f32
  %52 = shuffle_xor %51 {mask=16} : f32
  %53 = maximum %51, %52 : f32
  shared_write %partial, %10, %53, %owner {owner=1}
  barrier {memory='threadgroup'}
  %54 = shared_read %partial, %15 {owner=2} : f32
  %55 = shuffle_xor %54 {mask=1} : f32
  %56 = maximum %54, %55 : f32
  %57 = shuffle_xor %56 {mask=2} : f32
  %58 = maximum %56, %57 : f32
  register_write %19, %13, %58
  %59 = register_read %19, %13 : f32
  %power = registers_new {dtype='f32', count=8} : f32<8>
  %60 = registers_new {dtype='f32', count=1} : f32<1>
  %61 = constant {value=-0.0, dtype='f32'} : f32
  register_write %60, %13, %61
  for %13, %8, %4 {unroll=True} (%r.62: i32) {
    %63 = index_mul %r.62, %0 : i32
    for %13, %0, %4 {unroll=True} (%r.64: i32) {
      %65 = index_add %63, %r.64 : i32
      %x.66 = register_read %x, %65 : f32
      %67 = sub %x.66, %59 : f32
      %power.68 = exp %67 : f32
      register_write %power, %65, %power.68
      %69 = register_read %60, %13 : f32
      %70 = add %69, %power.68 : f32
      register_write %60, %13, %70
      yield
    }
    yield
  }
  %71 = register_read %60, %13 : f32
  %72 = shuffle_xor %71 {mask=1} : f32
  %73 = add %71, %72 : f32
  %74 = shuffle_xor %73 {mask=2} : f32
  %75 = add %73, %74 : f32
  %76 = shuffle_xor %75 {mask=4} : f32
  %77 = add %75, %76 : f32
  %78 = shuffle_xor %77 {mask=8} : f32
  %79 = add %77, %78 : f32
  %80 = shuffle_xor %79 {mask=16} : f32
  %81 = add %79, %80 : f32
  shared_write %partial.16, %10, %81, %owner {owner=3}
  barrier {memory='threadgroup'}
  %82 = shared_read %partial.16, %15 {owner=4} : f32
  %83 = shuffle_xor %82 {mask=1} : f32
  %84 = add %82, %83 : f32
  %85 = shuffle_xor %84 {mask=2} : f32
  %86 = add %84, %85 : f32
  register_write %60, %13, %86
  %87 = register_read %60, %13 : f32
  %88 = shift %out_ptr, %22 : *f32
  for %13, %8, %4 {unroll=True} (%r.89: i32) {
    %90 = index_mul %r.89, %21 : i32
    %91 = index_add %1, %90 : i32
    %92 = index_mul %r.89, %0 : i32
    %93 = constant {value=3, dtype='i32'} : i32
    %94 = index_add %91, %93 : i32
    %95 = lt %94, %n : i1
    if %95 () {
      for %13, %0, %4 {unroll=True} (%r.96: i32) {
        %97 = index_add %92, %r.96 : i32
        %power.98 = register_read %power, %97 : f32
        %99 = div %power.98, %87 : f32
        %100 = index_add %90, %r.96 : i32
        store_at %88, %100, %99
        yield
      }
      yield
    } () {
      for %13, %0, %4 {unroll=True} (%r.101: i32) {
        %102 = index_add %91, %r.101 : i32
        %103 = index_add %92, %r.101 : i32
        %power.104 = register_read %power, %103 : f32
        %105 = div %power.104, %87 : f32
        %mask.106 = lt %102, %n : i1
        %107 = index_add %90, %r.101 : i32
        store_at %88, %107, %105, %mask.106
        yield
      }
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
  float x[8];
  float v_3[1];
  v_3[0] = as_type<float>(0x7fc00000u);
  int32_t v_4 = int32_t(uint32_t((int32_t(uint32_t(row) * uint32_t(n)))) + uint32_t(v));
  #pragma clang loop unroll(full)
  for (int32_t r = 0; r < 2; r += 1) {
    int32_t v_5 = r * 512;
    int32_t v_6 = v + v_5;
    int32_t v_7 = r * 4;
    bool v_8 = (v_6 + 3) < n;
    if (v_8) {
      #pragma clang loop unroll(full)
      for (int32_t r_1 = 0; r_1 < 4; r_1 += 1) {
        float x_1 = (x_ptr + v_4)[(v_5 + r_1)];
        x[(v_7 + r_1)] = x_1;
        float v_9 = v_3[0];
        float v_10 = metal::precise::fmax(v_9, x_1);
        v_3[0] = v_10;
      }
    } else {
      #pragma clang loop unroll(full)
      for (int32_t r_2 = 0; r_2 < 4; r_2 += 1) {
        bool mask = (v_6 + r_2) < n;
        float x_2 = mask ? (x_ptr + v_4)[(v_5 + r_2)] : as_type<float>(0xff800000u);
        x[(v_7 + r_2)] = x_2;
        float v_11 = v_3[0];
        float v_12 = metal::precise::fmax(v_11, x_2);
        v_3[0] = v_12;
      }
    }
  }
  float v_13 = v_3[0];
  float v_14 = simd_shuffle_xor(v_13, 1);
  float v_15 = metal::precise::fmax(v_13, v_14);
  float v_16 = simd_shuffle_xor(v_15, 2);
  float v_17 = metal::precise::fmax(v_15, v_16);
  float v_18 = simd_shuffle_xor(v_17, 4);
  float v_19 = metal::precise::fmax(v_17, v_18);
  float v_20 = simd_shuffle_xor(v_19, 8);
  float v_21 = metal::precise::fmax(v_19, v_20);
  float v_22 = simd_shuffle_xor(v_21, 16);
  float v_23 = metal::precise::fmax(v_21, v_22);
  if (owner) { partial[v_1] = v_23; }
  threadgroup_barrier(mem_flags::mem_threadgroup);
  float v_24 = partial[v_2];
  float v_25 = simd_shuffle_xor(v_24, 1);
  float v_26 = metal::precise::fmax(v_24, v_25);
  float v_27 = simd_shuffle_xor(v_26, 2);
  float v_28 = metal::precise::fmax(v_26, v_27);
  v_3[0] = v_28;
  float v_29 = v_3[0];
  float power[8];
  float v_30[1];
  v_30[0] = -0.0f;
  #pragma clang loop unroll(full)
  for (int32_t r_3 = 0; r_3 < 2; r_3 += 1) {
    int32_t v_31 = r_3 * 4;
    #pragma clang loop unroll(full)
    for (int32_t r_4 = 0; r_4 < 4; r_4 += 1) {
      int32_t v_32 = v_31 + r_4;
      float x_3 = x[v_32];
      float v_33 = x_3 - v_29;
      float power_1 = metal::precise::exp(v_33);
      power[v_32] = power_1;
      float v_34 = v_30[0];
      float v_35 = v_34 + power_1;
      v_30[0] = v_35;
    }
  }
  float v_36 = v_30[0];
  float v_37 = simd_shuffle_xor(v_36, 1);
  float v_38 = v_36 + v_37;
  float v_39 = simd_shuffle_xor(v_38, 2);
  float v_40 = v_38 + v_39;
  float v_41 = simd_shuffle_xor(v_40, 4);
  float v_42 = v_40 + v_41;
  float v_43 = simd_shuffle_xor(v_42, 8);
  float v_44 = v_42 + v_43;
  float v_45 = simd_shuffle_xor(v_44, 16);
  float v_46 = v_44 + v_45;
  if (owner) { partial_1[v_1] = v_46; }
  threadgroup_barrier(mem_flags::mem_threadgroup);
  float v_47 = partial_1[v_2];
  float v_48 = simd_shuffle_xor(v_47, 1);
  float v_49 = v_47 + v_48;
  float v_50 = simd_shuffle_xor(v_49, 2);
  float v_51 = v_49 + v_50;
  v_30[0] = v_51;
  float v_52 = v_30[0];
  #pragma clang loop unroll(full)
  for (int32_t r_5 = 0; r_5 < 2; r_5 += 1) {
    int32_t v_53 = r_5 * 512;
    int32_t v_54 = v + v_53;
    int32_t v_55 = r_5 * 4;
    bool v_56 = (v_54 + 3) < n;
    if (v_56) {
      #pragma clang loop unroll(full)
      for (int32_t r_6 = 0; r_6 < 4; r_6 += 1) {
        float power_2 = power[(v_55 + r_6)];
        float v_57 = power_2 / v_52;
        (out_ptr + v_4)[(v_53 + r_6)] = v_57;
      }
    } else {
      #pragma clang loop unroll(full)
      for (int32_t r_7 = 0; r_7 < 4; r_7 += 1) {
        float power_3 = power[(v_55 + r_7)];
        float v_58 = power_3 / v_52;
        bool mask_1 = (v_54 + r_7) < n;
        if (mask_1) { (out_ptr + v_4)[(v_53 + r_7)] = v_58; }
      }
    }
  }
