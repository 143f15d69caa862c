# msl: centred_columns
func @kernel(%x_ptr: *f16, %out_ptr: *f16) {level='thread', programs=1048576, numbers=1073741824, effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'out_ptr': 'out_ptr'}, threads=128} {
  %0 = shared_new {dtype='f16', count=2112, at=-1} : &f16<2112>
  %thread = thread_index : i32
  %1 = constant {value=3, dtype='i32'} : i32
  %2 = shr %thread, %1 : i32
  %3 = constant {value=7, dtype='i32'} : i32
  %4 = and %thread, %3 : i32
  %5 = constant {value=8, dtype='i32'} : i32
  %6 = index_mul %4, %5 : i32
  %partial = shared_new {dtype='f32', count=256, at=-1} : &f32<256>
  %7 = constant {value=5, dtype='i32'} : i32
  %8 = shr %thread, %7 : i32
  %9 = constant {value=1, dtype='i32'} : i32
  %10 = and %8, %9 : i32
  %11 = constant {value=6, dtype='i32'} : i32
  %12 = shr %thread, %11 : i32
  %13 = constant {value=2, dtype='i32'} : i32
  %14 = index_mul %12, %13 : i32
  %15 = index_add %10, %14 : i32
  %16 = constant {value=24, dtype='i32'} : i32
  %17 = and %thread, %16 : i32
  %18 = constant {value=0, dtype='i32'} : i32
  %owner = eq %17, %18 : i1
  %19 = shared_new {dtype='f32', count=64, at=-1} : &f32<64>
  %20 = constant {value=120, dtype='i32'} : i32
  %21 = and %thread, %20 : i32
  %owner.22 = eq %21, %18 : i1
  %23 = shr %thread, %13 : i32
  %24 = and %thread, %1 : i32
  %25 = index_mul %24, %5 : i32
  %26 = constant {value=64, dtype='i32'} : i32
  %27 = registers_new {dtype='f16', count=16} : f16<16>
  %28 = constant {value=16, dtype='i32'} : i32
  %29 = constant {value=66, dtype='i32'} : i32
  %30 = mul %2, %26 : i32
  %31 = add %30, %6 : i32
  %32 = shift %x_ptr, %31 : *f16
  for %18, %13, %9 {unroll=True} (%r: i32) {
    %33 = index_mul %r, %28 : i32
    %34 = index_add %2, %33 : i32
    %35 = index_mul %r, %5 : i32
    %36 = index_mul %34, %29 : i32
    %37 = index_mul %33, %26 : i32
    for %18, %5, %9 {unroll=True} (%r.38: i32) {
      %39 = index_add %6, %r.38 : i32
      %40 = index_add %37, %r.38 : i32
      %41 = load_at %32, %40 : f16
      %42 = index_add %35, %r.38 : i32
      register_write %27, %42, %41
      %43 = index_add %36, %39 : i32
      shared_write %0, %43, %41 {owner=2}
      yield
    }
    yield
  }
  %44 = registers_new {dtype='f32', count=8} : f32<8>
  %45 = constant {value=-0.0, dtype='f32'} : f32
  for %18, %5, %9 {unroll=True} (%r.46: i32) {
    register_write %44, %r.46, %45
    yield
  }
  for %18, %13, %9 {unroll=True} (%r.47: i32) {
    %48 = index_mul %r.47, %5 : i32
    for %18, %5, %9 {unroll=True} (%r.49: i32) {
      %50 = index_add %48, %r.49 : i32
      %51 = register_read %27, %50 : f16
      %x = cast %51 {dtype='f32'} : f32
      %52 = register_read %44, %r.49 : f32
      %53 = add %52, %x : f32
      register_write %44, %r.49, %53
      yield
    }
    yield
  }
  %54 = index_mul %15, %26 : i32
  for %18, %5, %9 {unroll=True} (%r.55: i32) {
    %56 = register_read %44, %r.55 : f32
    %57 = shuffle_xor %56 {mask=8} : f32
    %58 = add %56, %57 : f32
    %59 = shuffle_xor %58 {mask=16} : f32
    %60 = add %58, %59 : f32
    %61 = index_add %6, %r.55 : i32
    %62 = index_add %54, %61 : i32
    shared_write %partial, %62, %60, %owner {owner=3}
    yield
  }
  %63 = constant {value=128, dtype='i32'} : i32
  %64 = constant {value=192, dtype='i32'} : i32
  barrier {memory='threadgroup'}
  for %18, %5, %9 {unroll=True} (%r.65: i32) {
    %66 = index_add %6, %r.65 : i32
    %67 = shared_read %partial, %66 {owner=4} : f32
    %68 = index_add %26, %66 : i32
    %69 = shared_read %partial, %68 {owner=4} : f32
    %70 = add %67, %69 : f32
    %71 = index_add %63, %66 : i32
    %72 = shared_read %partial, %71 {owner=4} : f32
    %73 = add %70, %72 : f32
    %74 = index_add %64, %66 : i32
    %75 = shared_read %partial, %74 {owner=4} : f32
    %76 = add %73, %75 : f32
    register_write %44, %r.65, %76
    yield
  }
  %77 = constant {value=32.0, dtype='f32'} : f32
  %78 = constant {value=32, dtype='i32'} : i32
  for %18, %5, %9 {unroll=True} (%r.79: i32) {
    %80 = index_add %6, %r.79 : i32
    %81 = register_read %44, %r.79 : f32
    shared_write %19, %80, %81, %owner.22 {owner=6}
    yield
  }
  %82 = mul %23, %78 : i32
  %83 = add %82, %25 : i32
  %84 = shift %out_ptr, %83 : *f16
  barrier {memory='threadgroup'}
  for %18, %13, %9 {unroll=True} (%r.85: i32) {
    %86 = index_mul %r.85, %78 : i32
    %87 = index_add %23, %86 : i32
    %88 = index_mul %86, %78 : i32
    for %18, %5, %9 {unroll=True} (%r.89: i32) {
      %90 = index_add %25, %r.89 : i32
      %91 = index_mul %90, %29 : i32
      %92 = index_add %91, %87 : i32
      %93 = shared_read %0, %92 {owner=1} : f16
      %x.94 = cast %93 {dtype='f32'} : f32
      %95 = shared_read %19, %87 {owner=5} : f32
      %96 = div %95, %77 : f32
      %centred = sub %x.94, %96 : f32
      %97 = cast %centred {dtype='f16'} : f16
      %98 = index_add %88, %r.89 : i32
      store_at %84, %98, %97
      yield
    }
    yield
  }
  return
}
# ---
#line 1 "tmetal"
  threadgroup float16_t v[2112];
  int32_t thread_v = int32_t(thread_index_in_threadgroup);
  int32_t v_1 = int32_t(thread_v >> (3 & 31));
  int32_t v_2 = (int32_t(uint32_t(thread_v) & 7u)) * 8;
  threadgroup float partial[256];
  bool owner = (int32_t(uint32_t(thread_v) & 24u)) == 0;
  threadgroup float v_3[64];
  bool owner_1 = (int32_t(uint32_t(thread_v) & 120u)) == 0;
  int32_t v_4 = int32_t(thread_v >> (2 & 31));
  int32_t v_5 = (int32_t(uint32_t(thread_v) & 3u)) * 8;
  float16_t v_6[16];
  #pragma clang loop unroll(full)
  for (int32_t r = 0; r < 2; r += 1) {
    int32_t v_7 = r * 16;
    int32_t v_8 = r * 8;
    int32_t v_9 = (v_1 + v_7) * 66;
    int32_t v_10 = v_7 * 64;
    #pragma clang loop unroll(full)
    for (int32_t r_1 = 0; r_1 < 8; r_1 += 1) {
      float16_t v_11 = (x_ptr + (int32_t(uint32_t((int32_t(uint32_t(v_1) * 64u))) + uint32_t(v_2))))[(v_10 + r_1)];
      v_6[(v_8 + r_1)] = v_11;
      v[(v_9 + (v_2 + r_1))] = v_11;
    }
  }
  float v_12[8];
  #pragma clang loop unroll(full)
  for (int32_t r_2 = 0; r_2 < 8; r_2 += 1) {
    v_12[r_2] = -0.0f;
  }
  #pragma clang loop unroll(full)
  for (int32_t r_3 = 0; r_3 < 2; r_3 += 1) {
    int32_t v_13 = r_3 * 8;
    #pragma clang loop unroll(full)
    for (int32_t r_4 = 0; r_4 < 8; r_4 += 1) {
      float16_t v_14 = v_6[(v_13 + r_4)];
      float x = float(v_14);
      float v_15 = v_12[r_4];
      float v_16 = v_15 + x;
      v_12[r_4] = v_16;
    }
  }
  int32_t v_17 = ((int32_t(uint32_t((int32_t(thread_v >> (5 & 31)))) & 1u)) + ((int32_t(thread_v >> (6 & 31))) * 2)) * 64;
  #pragma clang loop unroll(full)
  for (int32_t r_5 = 0; r_5 < 8; r_5 += 1) {
    float v_18 = v_12[r_5];
    float v_19 = simd_shuffle_xor(v_18, 8);
    float v_20 = v_18 + v_19;
    float v_21 = simd_shuffle_xor(v_20, 16);
    float v_22 = v_20 + v_21;
    if (owner) { partial[(v_17 + (v_2 + r_5))] = v_22; }
  }
  threadgroup_barrier(mem_flags::mem_threadgroup);
  #pragma clang loop unroll(full)
  for (int32_t r_6 = 0; r_6 < 8; r_6 += 1) {
    int32_t v_23 = v_2 + r_6;
    float v_24 = partial[v_23];
    float v_25 = partial[(64 + v_23)];
    float v_26 = v_24 + v_25;
    float v_27 = partial[(128 + v_23)];
    float v_28 = v_26 + v_27;
    float v_29 = partial[(192 + v_23)];
    float v_30 = v_28 + v_29;
    v_12[r_6] = v_30;
  }
  #pragma clang loop unroll(full)
  for (int32_t r_7 = 0; r_7 < 8; r_7 += 1) {
    float v_31 = v_12[r_7];
    if (owner_1) { v_3[(v_2 + r_7)] = v_31; }
  }
  threadgroup_barrier(mem_flags::mem_threadgroup);
  #pragma clang loop unroll(full)
  for (int32_t r_8 = 0; r_8 < 2; r_8 += 1) {
    int32_t v_32 = r_8 * 32;
    int32_t v_33 = v_4 + v_32;
    int32_t v_34 = v_32 * 32;
    #pragma clang loop unroll(full)
    for (int32_t r_9 = 0; r_9 < 8; r_9 += 1) {
      float16_t v_35 = v[(((v_5 + r_9) * 66) + v_33)];
      float x_1 = float(v_35);
      float v_36 = v_3[v_33];
      float v_37 = v_36 / 32.0f;
      float centred = x_1 - v_37;
      float16_t v_38 = float16_t(centred);
      (out_ptr + (int32_t(uint32_t((int32_t(uint32_t(v_4) * 32u))) + uint32_t(v_5))))[(v_34 + r_9)] = v_38;
    }
  }
