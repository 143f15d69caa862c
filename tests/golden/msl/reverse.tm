# msl: reverse
func @reverse(%x_ptr_old: *i32, %x_ptr: *i32, %x_ptr_written: *i1) {level='thread', effects={'x_ptr': 'reload'}, roles={'x_ptr_old': 'old', 'x_ptr': 'output', 'x_ptr_written': 'written'}, sources={'x_ptr_old': 'x_ptr', 'x_ptr': 'x_ptr', 'x_ptr_written': 'x_ptr'}, threads=128, layouts={'512': 'register=128,256 lane=1,2,4,8,16 simdgroup=32,64'}} {
  %thread = thread_index : i32
  %0 = constant {value=True, dtype='i1'} : i1
  %1 = constant {value=511, dtype='i32'} : i32
  %2 = constant {value=0, dtype='i32'} : i32
  %3 = constant {value=4, dtype='i32'} : i32
  %4 = constant {value=1, dtype='i32'} : i32
  for %2, %3, %4 {unroll=True} (%r: i32) {
    %e = coordinate %thread, %r {threads=128, size=512} : i32
    store_at %x_ptr, %e, %e
    store_at %x_ptr_written, %e, %0
    yield
  }
  barrier
  %5 = registers_new {dtype='i32', count=4} : i32<4>
  %6 = registers_new {dtype='i1', count=4} : i1<4>
  for %2, %3, %4 {unroll=True} (%r.7: i32) {
    %e.8 = coordinate %thread, %r.7 {threads=128, size=512} : i32
    %9 = sub %1, %e.8 : i32
    %10 = load_at %x_ptr, %9 : i32
    %11 = load_at %x_ptr_written, %9 : i1
    register_write %5, %r.7, %10
    register_write %6, %r.7, %11
    yield
  }
  barrier
  for %2, %3, %4 {unroll=True} (%r.12: i32) {
    %e.13 = coordinate %thread, %r.12 {threads=128, size=512} : i32
    %14 = register_read %6, %r.12 : i1
    %15 = register_read %5, %r.12 : i32
    %16 = sub %1, %e.13 : i32
    %17 = load_at %x_ptr_old, %16 : i32
    %back = where %14, %15, %17 : i32
    %18 = add %back, %4 : i32
    store_at %x_ptr, %e.13, %18
    store_at %x_ptr_written, %e.13, %0
    yield
  }
  return
}
# ---
#line 1 "tmetal"
  int32_t thread_v = int32_t(thread_index_in_threadgroup);
  #pragma clang loop unroll(full)
  for (int32_t r = 0; r < 4; r += 1) {
    int32_t e = thread_v + r * 128;
    x_ptr[e] = e;
    x_ptr_written[e] = true;
  }
  threadgroup_barrier(mem_flags::mem_device);
  int32_t v[4];
  bool v_1[4];
  #pragma clang loop unroll(full)
  for (int32_t r_1 = 0; r_1 < 4; r_1 += 1) {
    int32_t e_1 = thread_v + r_1 * 128;
    int32_t v_2 = int32_t(511u - uint32_t(e_1));
    int32_t v_3 = x_ptr[v_2];
    bool v_4 = x_ptr_written[v_2];
    v[r_1] = v_3;
    v_1[r_1] = v_4;
  }
  threadgroup_barrier(mem_flags::mem_device);
  #pragma clang loop unroll(full)
  for (int32_t r_2 = 0; r_2 < 4; r_2 += 1) {
    int32_t e_2 = thread_v + r_2 * 128;
    bool v_5 = v_1[r_2];
    int32_t v_6 = v[r_2];
    int32_t v_7 = int32_t(511u - uint32_t(e_2));
    int32_t v_8 = x_ptr_old[v_7];
    int32_t back = v_5 ? v_6 : v_8;
    int32_t v_9 = int32_t(uint32_t(back) + 1u);
    x_ptr[e_2] = v_9;
    x_ptr_written[e_2] = true;
  }
