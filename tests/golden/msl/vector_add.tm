# msl: vector_add
func @kernel(%x_ptr: *f32, %y_ptr: *f32, %n: i32, %out_ptr: *f32) {level='thread', programs=1048576, effects={'x_ptr': 'read', 'y_ptr': 'read', 'out_ptr': 'write'}, roles={'x_ptr': 'input', 'y_ptr': 'input', 'n': 'scalar', 'out_ptr': 'output'}, sources={'x_ptr': 'x_ptr', 'y_ptr': 'y_ptr', 'n': 'n', 'out_ptr': 'out_ptr'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=4, dtype='i32'} : i32
  %1 = index_mul %thread, %0 : i32
  %2 = program_id {axis=0} : i32
  %3 = constant {value=1024, dtype='i32'} : i32
  %4 = index_mul %2, %3 : i32
  %5 = constant {value=1023, dtype='i64'} : i64
  %6 = cast %4 {dtype='i64'} : i64
  %7 = add %6, %5 : i64
  %8 = cast %n {dtype='i64'} : i64
  %9 = lt %7, %8 : i1
  if %9 {interior=True} () {
    %10 = constant {value=0, dtype='i32'} : i32
    %11 = constant {value=2, dtype='i32'} : i32
    %12 = constant {value=1, dtype='i32'} : i32
    %13 = constant {value=512, dtype='i32'} : i32
    %14 = add %4, %1 : i32
    %15 = shift %x_ptr, %14 : *f32
    %16 = shift %y_ptr, %14 : *f32
    %17 = shift %out_ptr, %14 : *f32
    for %10, %11, %12 {unroll=True} (%r: i32) {
      %18 = index_mul %r, %13 : i32
      for %10, %0, %12 {unroll=True} (%r.19: i32) {
        %20 = index_add %18, %r.19 : i32
        %x = load_at %15, %20 : f32
        %y = load_at %16, %20 : f32
        %21 = add %x, %y : f32
        store_at %17, %20, %21
        yield
      }
      yield
    }
    yield
  } () {
    %22 = constant {value=0, dtype='i32'} : i32
    %23 = constant {value=2, dtype='i32'} : i32
    %24 = constant {value=1, dtype='i32'} : i32
    %25 = constant {value=512, dtype='i32'} : i32
    %26 = add %4, %1 : i32
    %27 = shift %x_ptr, %26 : *f32
    %28 = shift %y_ptr, %26 : *f32
    %29 = shift %out_ptr, %26 : *f32
    for %22, %23, %24 {unroll=True} (%r.30: i32) {
      %31 = index_mul %r.30, %25 : i32
      %32 = index_add %1, %31 : i32
      %33 = constant {value=3, dtype='i32'} : i32
      %34 = index_add %32, %33 : i32
      %35 = index_add %4, %34 : i32
      %36 = lt %35, %n : i1
      if %36 () {
        for %22, %0, %24 {unroll=True} (%r.37: i32) {
          %38 = index_add %31, %r.37 : i32
          %x.39 = load_at %27, %38 : f32
          %y.40 = load_at %28, %38 : f32
          %41 = add %x.39, %y.40 : f32
          store_at %29, %38, %41
          yield
        }
        yield
      } () {
        for %22, %0, %24 {unroll=True} (%r.42: i32) {
          %43 = index_add %32, %r.42 : i32
          %offsets = index_add %4, %43 : i32
          %mask = lt %offsets, %n : i1
          %44 = index_add %31, %r.42 : i32
          %x.45 = load_at %27, %44, %mask : f32
          %y.46 = load_at %28, %44, %mask : f32
          %47 = add %x.45, %y.46 : f32
          store_at %29, %44, %47, %mask
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
  bool v_3 = (int64_t(uint64_t(int64_t(v_2)) + 1023ul)) < int64_t(n);
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
