# msl: grid_stride
func @grid_stride(%n: i32, %x_ptr_old: *f32, %x_ptr: *f32) {level='thread', effects={'x_ptr': 'read+write'}, roles={'n': 'scalar', 'x_ptr_old': 'old', 'x_ptr': 'output'}, sources={'n': 'n', 'x_ptr_old': 'x_ptr', 'x_ptr': 'x_ptr'}, threads=128, layouts={'256': 'register=128 lane=1,2,4,8,16 simdgroup=32,64'}} {
  %thread = thread_index : i32
  %0 = program_id {axis=0} : i32
  %1 = constant {value=256, dtype='i32'} : i32
  %2 = mul %0, %1 : i32
  %3 = num_programs {axis=0} : i32
  %4 = mul %3, %1 : i32
  %5 = constant {value=1, dtype='i32'} : i32
  %6 = sub %n, %5 : i32
  %7 = cast %6 {dtype='f32'} : f32
  %8 = constant {value=0, dtype='i32'} : i32
  %9 = constant {value=2, dtype='i32'} : i32
  for %2, %n, %4 {unroll=False} (%i: i32) {
    for %8, %9, %5 {unroll=True} (%r: i32) {
      %e = coordinate %thread, %r {threads=128, size=256} : i32
      %offsets = add %i, %e : i32
      %10 = lt %offsets, %n : i1
      %x = load_at %x_ptr_old, %offsets, %10 : f32
      %11 = mul %x, %7 : f32
      store_at %x_ptr, %offsets, %11, %10
      yield
    }
    yield
  }
  return
}
# ---
#line 1 "tmetal"
  int32_t thread_v = int32_t(thread_index_in_threadgroup);
  int32_t v = int32_t(threadgroup_position_in_grid.x);
  int32_t v_1 = int32_t(uint32_t(v) * 256u);
  int32_t v_2 = int32_t(threadgroups_per_grid.x);
  int32_t v_3 = int32_t(uint32_t(v_2) * 256u);
  int32_t v_4 = int32_t(uint32_t(n) - 1u);
  float v_5 = float(v_4);
  uint32_t trips = (v_3 > 0 && v_1 < n) ? (uint32_t(n) - uint32_t(v_1) - 1u) / uint32_t(v_3) + 1u : ((v_3 < 0 && v_1 > n) ? (uint32_t(v_1) - uint32_t(n) - 1u) / (0u - uint32_t(v_3)) + 1u : 0u);
  for (uint32_t trip = 0u; trip < trips; trip += 1u) {
    int32_t i = int32_t(uint32_t(v_1) + trip * uint32_t(v_3));
    #pragma clang loop unroll(full)
    for (int32_t r = 0; r < 2; r += 1) {
      int32_t e = thread_v + r * 128;
      int32_t offsets = int32_t(uint32_t(i) + uint32_t(e));
      bool v_6 = offsets < n;
      float x = v_6 ? x_ptr_old[offsets] : 0.0f;
      float v_7 = x * v_5;
      if (v_6) { x_ptr[offsets] = v_7; }
    }
  }
