# msl: vector_add
func @kernel(%x_ptr: *f32, %y_ptr: *f32, %n: i32, %out_ptr: *f32) {level='thread', programs=1048576, numbers=1073741824, effects={'x_ptr': 'read', 'y_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'y_ptr': 'input', 'n': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'y_ptr': 'y_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=4, dtype='i32'} : i32
  %1 = index_mul %thread, %0 : i32
  %2 = program_id {axis=0} : i32
  %3 = constant {value=1024, dtype='i32'} : i32
  %4 = index_mul %2, %3 : i32
  %5 = constant {value=1023, dtype='i32'} : i32
  %6 = index_add %4, %5 : i32
  %7 = lt %6, %n : i1
  if %7 {interior='program'} () {
    %8 = constant {value=0, dtype='i32'} : i32
    %9 = constant {value=2, dtype='i32'} : i32
    %10 = constant {value=1, dtype='i32'} : i32
    %11 = constant {value=512, dtype='i32'} : i32
    %12 = add %4, %1 : i32
    %13 = shift %x_ptr, %12 : *f32
    %14 = shift %y_ptr, %12 : *f32
    %15 = shift %out_ptr, %12 : *f32
    for %8, %9, %10 {unroll=True} (%r: i32) {
      %16 = index_mul %r, %11 : i32
      for %8, %0, %10 {unroll=True} (%r.17: i32) {
        %18 = index_add %16, %r.17 : i32
        %x = load_at %13, %18 : f32
        %y = load_at %14, %18 : f32
        %19 = add %x, %y : f32
        store_at %15, %18, %19
        yield
      }
      yield
    }
    yield
  } () {
    %20 = constant {value=0, dtype='i32'} : i32
    %21 = constant {value=2, dtype='i32'} : i32
    %22 = constant {value=1, dtype='i32'} : i32
    %23 = constant {value=512, dtype='i32'} : i32
    %24 = add %4, %1 : i32
    %25 = shift %x_ptr, %24 : *f32
    %26 = shift %y_ptr, %24 : *f32
    %27 = shift %out_ptr, %24 : *f32
    for %20, %21, %22 {unroll=True} (%r.28: i32) {
      %29 = index_mul %r.28, %23 : i32
      %30 = index_add %1, %29 : i32
      %31 = constant {value=3, dtype='i32'} : i32
      %32 = index_add %30, %31 : i32
      %33 = index_add %4, %32 : i32
      %34 = lt %33, %n : i1
      if %34 () {
        for %20, %0, %22 {unroll=True} (%r.35: i32) {
          %36 = index_add %29, %r.35 : i32
          %x.37 = load_at %25, %36 : f32
          %y.38 = load_at %26, %36 : f32
          %39 = add %x.37, %y.38 : f32
          store_at %27, %36, %39
          yield
        }
        yield
      } () {
        for %20, %0, %22 {unroll=True} (%r.40: i32) {
          %41 = index_add %30, %r.40 : i32
          %offsets = index_add %4, %41 : i32
          %mask = lt %offsets, %n : i1
          %42 = index_add %29, %r.40 : i32
          %x.43 = load_at %25, %42, %mask : f32
          %y.44 = load_at %26, %42, %mask : f32
          %45 = add %x.43, %y.44 : f32
          store_at %27, %42, %45, %mask
          yield
        }
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
  bool v_3 = (v_2 + 1023) < n;
  if (v_3) {
    int32_t v_4 = int32_t(uint32_t(v_2) + uint32_t(v));
    #pragma clang loop unroll(full)
    for (int32_t r = 0; r < 2; r += 1) {
      int32_t v_5 = r * 512;
      #pragma clang loop unroll(full)
      for (int32_t r_1 = 0; r_1 < 4; r_1 += 1) {
        int32_t v_6 = v_5 + r_1;
        float x = (x_ptr + v_4)[v_6];
        float y = (y_ptr + v_4)[v_6];
        float v_7 = x + y;
        (out_ptr + v_4)[v_6] = v_7;
      }
    }
  } else {
    int32_t v_8 = int32_t(uint32_t(v_2) + uint32_t(v));
    #pragma clang loop unroll(full)
    for (int32_t r_2 = 0; r_2 < 2; r_2 += 1) {
      int32_t v_9 = r_2 * 512;
      int32_t v_10 = v + v_9;
      bool v_11 = (v_2 + (v_10 + 3)) < n;
      if (v_11) {
        #pragma clang loop unroll(full)
        for (int32_t r_3 = 0; r_3 < 4; r_3 += 1) {
          int32_t v_12 = v_9 + r_3;
          float x_1 = (x_ptr + v_8)[v_12];
          float y_1 = (y_ptr + v_8)[v_12];
          float v_13 = x_1 + y_1;
          (out_ptr + v_8)[v_12] = v_13;
        }
      } else {
        #pragma clang loop unroll(full)
        for (int32_t r_4 = 0; r_4 < 4; r_4 += 1) {
          int32_t offsets = v_2 + (v_10 + r_4);
          bool mask = offsets < n;
          int32_t v_14 = v_9 + r_4;
          float x_2 = mask ? (x_ptr + v_8)[v_14] : 0.0f;
          float y_2 = mask ? (y_ptr + v_8)[v_14] : 0.0f;
          float v_15 = x_2 + y_2;
          if (mask) { (out_ptr + v_8)[v_14] = v_15; }
        }
      }
    }
  }
