# msl: vector_add
func @kernel(%x_ptr: *f32, %y_ptr: *f32, %n: i32, %out_ptr: *f32) {level='thread', programs=1048576, effects={'x_ptr': 'read', 'y_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'y_ptr': 'input', 'n': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'y_ptr': 'y_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=4, dtype='i32'} : i32
  %1 = index_mul %thread, %0 : i32
  %2 = program_id {axis=0} : i32
  %3 = constant {value=1024, dtype='i32'} : i32
  %4 = index_mul %2, %3 : i32
  %5 = constant {value=0, dtype='i32'} : i32
  %6 = constant {value=2, dtype='i32'} : i32
  %7 = constant {value=1, dtype='i32'} : i32
  %8 = constant {value=512, dtype='i32'} : i32
  %9 = add %4, %1 : i32
  %10 = shift %x_ptr, %9 : *f32
  %11 = shift %y_ptr, %9 : *f32
  %12 = shift %out_ptr, %9 : *f32
  for %5, %6, %7 {unroll=True} (%r: i32) {
    %13 = index_mul %r, %8 : i32
    %14 = index_add %1, %13 : i32
    %15 = constant {value=3, dtype='i32'} : i32
    %16 = index_add %14, %15 : i32
    %17 = index_add %4, %16 : i32
    %18 = lt %17, %n : i1
    if %18 () {
      for %5, %0, %7 {unroll=True} (%r.19: i32) {
        %20 = index_add %13, %r.19 : i32
        %x = load_at %10, %20 : f32
        %y = load_at %11, %20 : f32
        %21 = add %x, %y : f32
        store_at %12, %20, %21
        yield
      }
      yield
    } () {
      for %5, %0, %7 {unroll=True} (%r.22: i32) {
        %23 = index_add %14, %r.22 : i32
        %offsets = index_add %4, %23 : i32
        %mask = lt %offsets, %n : i1
        %24 = index_add %13, %r.22 : i32
        %x.25 = load_at %10, %24, %mask : f32
        %y.26 = load_at %11, %24, %mask : f32
        %27 = add %x.25, %y.26 : f32
        store_at %12, %24, %27, %mask
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
  int32_t v_1 = int32_t(threadgroup_position_in_grid.x);
  int32_t v_2 = v_1 * 1024;
  int32_t v_3 = int32_t(uint32_t(v_2) + uint32_t(v));
  #pragma clang loop unroll(full)
  for (int32_t r = 0; r < 2; r += 1) {
    int32_t v_4 = r * 512;
    int32_t v_5 = v + v_4;
    bool v_6 = (v_2 + (v_5 + 3)) < n;
    if (v_6) {
      #pragma clang loop unroll(full)
      for (int32_t r_1 = 0; r_1 < 4; r_1 += 1) {
        int32_t v_7 = v_4 + r_1;
        float x = (x_ptr + v_3)[v_7];
        float y = (y_ptr + v_3)[v_7];
        float v_8 = x + y;
        (out_ptr + v_3)[v_7] = v_8;
      }
    } else {
      #pragma clang loop unroll(full)
      for (int32_t r_2 = 0; r_2 < 4; r_2 += 1) {
        int32_t offsets = v_2 + (v_5 + r_2);
        bool mask = offsets < n;
        int32_t v_9 = v_4 + r_2;
        float x_1 = mask ? (x_ptr + v_3)[v_9] : 0.0f;
        float y_1 = mask ? (y_ptr + v_3)[v_9] : 0.0f;
        float v_10 = x_1 + y_1;
        if (mask) { (out_ptr + v_3)[v_9] = v_10; }
      }
    }
  }
