# msl: carried
func @carried(%x_ptr: *f16, %n: i32, %out_ptr: *f32) {level='thread', effects={'x_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'n': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}, threads=128, layouts={'256': 'register=128 lane=1,2,4,8,16 simdgroup=32,64'}} {
  %thread = thread_index : i32
  %0 = constant {value=0.0, dtype='f32'} : f32
  %1 = constant {value=0, dtype='i32'} : i32
  %2 = constant {value=1, dtype='i32'} : i32
  %3 = constant {value=0, dtype='i64'} : i64
  %4 = constant {value=256, dtype='i64'} : i64
  %total = registers_new {dtype='f32', count=2} : f32<2>
  %5 = constant {value=2, dtype='i32'} : i32
  for %1, %5, %2 {unroll=True} (%r: i32) {
    register_write %total, %r, %0
    yield
  }
  %x_ptr.6 = for %1, %n, %2, %3 {unroll=False} (%k: i32, %x_ptr.7: i64) {
    %8 = add %x_ptr.7, %4 : i64
    for %1, %5, %2 {unroll=True} (%r.9: i32) {
      %total.10 = register_read %total, %r.9 : f32
      %e = coordinate %thread, %r.9 {threads=128, size=256} : i32
      %11 = cast %e {dtype='i64'} : i64
      %12 = add %x_ptr.7, %11 : i64
      %13 = load_at %x_ptr, %12 : f16
      %14 = cast %13 {dtype='f32'} : f32
      %total.15 = add %total.10, %14 : f32
      register_write %total, %r.9, %total.15
      yield
    }
    yield %8
  } : i64
  for %1, %5, %2 {unroll=True} (%r.16: i32) {
    %e.17 = coordinate %thread, %r.16 {threads=128, size=256} : i32
    %total.18 = register_read %total, %r.16 : f32
    store_at %out_ptr, %e.17, %total.18
    yield
  }
  return
}
# ---
#line 1 "tmetal"
  int32_t thread_v = int32_t(thread_index_in_threadgroup);
  float total[2];
  #pragma clang loop unroll(full)
  for (int32_t r = 0; r < 2; r += 1) {
    total[r] = 0.0f;
  }
  int64_t x_ptr_1 = 0l;
  for (int32_t k = 0; k < n; k += 1) {
    int64_t v = int64_t(uint64_t(x_ptr_1) + 256ul);
    #pragma clang loop unroll(full)
    for (int32_t r_1 = 0; r_1 < 2; r_1 += 1) {
      float total_1 = total[r_1];
      int32_t e = thread_v + r_1 * 128;
      int64_t v_1 = int64_t(e);
      int64_t v_2 = int64_t(uint64_t(x_ptr_1) + uint64_t(v_1));
      float16_t v_3 = x_ptr[v_2];
      float v_4 = float(v_3);
      float total_2 = total_1 + v_4;
      total[r_1] = total_2;
    }
    x_ptr_1 = v;
  }
  #pragma clang loop unroll(full)
  for (int32_t r_2 = 0; r_2 < 2; r_2 += 1) {
    int32_t e_1 = thread_v + r_2 * 128;
    float total_3 = total[r_2];
    out_ptr[e_1] = total_3;
  }
