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
  for %5, %6, %7 {unroll=True} (%r: i32) {
    %10 = index_mul %r, %8 : i32
    %11 = index_add %1, %10 : i32
    %12 = add %9, %10 : i32
    %13 = shift %x_ptr, %12 : *f32
    %14 = shift %y_ptr, %12 : *f32
    %15 = shift %out_ptr, %12 : *f32
    %16 = constant {value=3, dtype='i32'} : i32
    %17 = index_add %11, %16 : i32
    %18 = index_add %4, %17 : i32
    %19 = lt %18, %n : i1
    if %19 () {
      for %5, %0, %7 {unroll=True} (%r.20: i32) {
        %21 = index_add %11, %r.20 : i32
        %offsets = index_add %4, %21 : i32
        %mask = lt %offsets, %n : i1
        %x = load_at %13, %r.20 : f32
        %y = load_at %14, %r.20 : f32
        %22 = add %x, %y : f32
        store_at %15, %r.20, %22
        yield
      }
      yield
    } () {
      for %5, %0, %7 {unroll=True} (%r.23: i32) {
        %24 = index_add %11, %r.23 : i32
        %offsets.25 = index_add %4, %24 : i32
        %mask.26 = lt %offsets.25, %n : i1
        %x.27 = load_at %13, %r.23, %mask.26 : f32
        %y.28 = load_at %14, %r.23, %mask.26 : f32
        %29 = add %x.27, %y.28 : f32
        store_at %15, %r.23, %29, %mask.26
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
    int32_t v_6 = int32_t(uint32_t(v_3) + uint32_t(v_4));
    bool v_7 = (v_2 + (v_5 + 3)) < n;
    if (v_7) {
      #pragma clang loop unroll(full)
      for (int32_t r_1 = 0; r_1 < 4; r_1 += 1) {
        int32_t offsets = v_2 + (v_5 + r_1);
        bool mask = offsets < n;
        float x = (x_ptr + v_6)[r_1];
        float y = (y_ptr + v_6)[r_1];
        float v_8 = x + y;
        (out_ptr + v_6)[r_1] = v_8;
      }
    } else {
      #pragma clang loop unroll(full)
      for (int32_t r_2 = 0; r_2 < 4; r_2 += 1) {
        int32_t offsets_1 = v_2 + (v_5 + r_2);
        bool mask_1 = offsets_1 < n;
        float x_1 = mask_1 ? (x_ptr + v_6)[r_2] : 0.0f;
        float y_1 = mask_1 ? (y_ptr + v_6)[r_2] : 0.0f;
        float v_9 = x_1 + y_1;
        if (mask_1) { (out_ptr + v_6)[r_2] = v_9; }
      }
    }
  }
