# msl: matmul
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='thread', programs=1048576, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=1, dtype='i32'} : i32
  %1 = shr %thread, %0 : i32
  %2 = constant {value=3, dtype='i32'} : i32
  %3 = and %1, %2 : i32
  %4 = constant {value=4, dtype='i32'} : i32
  %5 = shr %thread, %4 : i32
  %6 = index_mul %5, %4 : i32
  %7 = index_add %3, %6 : i32
  %8 = and %thread, %0 : i32
  %9 = constant {value=8, dtype='i32'} : i32
  %10 = index_mul %8, %9 : i32
  %11 = shr %thread, %2 : i32
  %12 = and %11, %0 : i32
  %13 = constant {value=16, dtype='i32'} : i32
  %14 = index_mul %12, %13 : i32
  %15 = index_add %10, %14 : i32
  %16 = constant {value=2, dtype='i32'} : i32
  %17 = index_mul %8, %16 : i32
  %18 = index_mul %12, %4 : i32
  %19 = index_add %17, %18 : i32
  %20 = and %5, %0 : i32
  %21 = index_mul %20, %4 : i32
  %22 = index_add %3, %21 : i32
  %23 = program_id {axis=0} : i32
  %24 = constant {value=32, dtype='i32'} : i32
  %25 = index_mul %23, %24 : i32
  %26 = program_id {axis=1} : i32
  %27 = index_mul %26, %24 : i32
  %28 = constant {value=0.0, dtype='f32'} : f32
  %29 = constant {value=0, dtype='i32'} : i32
  %30 = constant {value=0.0, dtype='f16'} : f16
  %31 = mul %13, %stride_bk : i32
  %total = fragments_new {dtype='f32', count=4} : !f32<4>
  for %29, %9, %0 {unroll=True} (%r: i32) {
    %32 = shr %r, %0 : i32
    %33 = and %r, %0 : i32
    fragment_set %total, %32, %33, %28
    yield
  }
  %34 = constant {value=31, dtype='i64'} : i64
  %35 = cast %27 {dtype='i64'} : i64
  %36 = add %35, %34 : i64
  %37 = cast %N {dtype='i64'} : i64
  %38 = lt %36, %37 : i1
  %39 = cast %25 {dtype='i64'} : i64
  %40 = add %39, %34 : i64
  %41 = cast %M {dtype='i64'} : i64
  %42 = lt %40, %41 : i1
  %43 = constant {value=0, dtype='i64'} : i64
  %44 = cast %K {dtype='i64'} : i64
  %45 = constant {value=15, dtype='i64'} : i64
  %46 = constant {value=1, dtype='i64'} : i64
  %47 = sub %44, %46 : i64
  %48 = constant {value=-2147483648, dtype='i64'} : i64
  %49 = constant {value=2147483647, dtype='i64'} : i64
  %50 = ge %44, %48 : i1
  %51 = le %44, %49 : i1
  %52 = sub %44, %47 : i64
  %53 = ge %52, %48 : i1
  %54 = le %52, %49 : i1
  %55 = sub %44, %45 : i64
  %56 = minimum %44, %55 : i64
  %57 = and %50, %51 : i1
  %58 = and %57, %53 : i1
  %59 = and %58, %54 : i1
  %60 = and %59, %38 : i1
  %61 = and %60, %42 : i1
  %62 = where %61, %56, %43 : i64
  %63 = maximum %62, %43 : i64
  %64 = add %63, %45 : i64
  %65 = constant {value=-16, dtype='i64'} : i64
  %66 = and %64, %65 : i64
  %67 = minimum %66, %44 : i64
  %68 = cast %63 {dtype='i32'} : i32
  %69 = cast %67 {dtype='i32'} : i32
  %rows = index_add %25, %7 : i32
  %70 = mul %rows, %stride_am : i32
  %71 = add %17, %18 : i32
  %72 = add %71, %70 : i32
  %73 = add %3, %21 : i32
  %74 = mul %73, %stride_bk : i32
  %75 = shift %a_ptr, %72 : *f16
  %76 = add %74, %27 : i32
  %77 = add %76, %10 : i32
  %78 = add %77, %14 : i32
  %79 = shift %b_ptr, %78 : *f16
  %a_ptrs, %b_ptrs, %80, %81 = for %29, %68, %13, %29, %29, %75, %79 {unroll=False} (%k: i32, %a_ptrs.82: i32, %b_ptrs.83: i32, %a_ptr.84: *f16, %b_ptr.85: *f16) {
    %left = fragments_new {dtype='f16', count=1} : !f16<1>
    %right = fragments_new {dtype='f16', count=4} : !f16<4>
    for %29, %16, %0 {unroll=True} (%k.86: i32) {
      %87 = index_mul %k.86, %9 : i32
      for %29, %16, %0 {unroll=True} (%r.88: i32) {
        %89 = shr %r.88, %0 : i32
        %90 = and %r.88, %0 : i32
        %91 = index_add %87, %r.88 : i32
        %a = load_at %a_ptr.84, %91 : f16
        fragment_set %left, %89, %90, %a
        yield
      }
      %92 = mul %87, %stride_bk : i32
      %93 = shift %b_ptr.85, %92 : *f16
      for %29, %9, %0 {unroll=True} (%r.94: i32) {
        %95 = shr %r.94, %0 : i32
        %96 = and %r.94, %0 : i32
        %b = load_at %93, %r.94 : f16
        fragment_set %right, %95, %96, %b
        yield
      }
      fragment_multiply %total, %29, %left, %29, %right, %29
      fragment_multiply %total, %0, %left, %29, %right, %0
      fragment_multiply %total, %16, %left, %29, %right, %16
      fragment_multiply %total, %2, %left, %29, %right, %2
      yield
    }
    %97 = add %a_ptrs.82, %13 : i32
    %98 = add %b_ptrs.83, %31 : i32
    %99 = shift %a_ptr.84, %13 : *f16
    %100 = shift %b_ptr.85, %31 : *f16
    yield %97, %98, %99, %100
  } : i32, i32, *f16, *f16
  %101 = lt %rows, %M : i1
  %102 = add %27, %10 : i32
  %103 = add %102, %14 : i32
  %a_ptrs.104, %b_ptrs.105 = for %69, %K, %13, %a_ptrs, %b_ptrs {unroll=False} (%k.106: i32, %a_ptrs.107: i32, %b_ptrs.108: i32) {
    %109 = sub %K, %k.106 : i32
    %left.110 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.111 = fragments_new {dtype='f16', count=4} : !f16<4>
    %112 = add %72, %a_ptrs.107 : i32
    %113 = add %103, %b_ptrs.108 : i32
    for %29, %16, %0 {unroll=False} (%k.114: i32) {
      %115 = index_mul %k.114, %9 : i32
      %116 = index_add %19, %115 : i32
      %117 = add %112, %115 : i32
      %118 = shift %a_ptr, %117 : *f16
      %119 = constant {value=1, dtype='i32'} : i32
      %120 = index_add %116, %119 : i32
      %121 = lt %120, %109 : i1
      %122 = and %101, %121 : i1
      if %122 () {
        for %29, %16, %0 {unroll=True} (%r.123: i32) {
          %124 = shr %r.123, %0 : i32
          %125 = and %r.123, %0 : i32
          %126 = index_add %116, %r.123 : i32
          %127 = lt %126, %109 : i1
          %128 = and %101, %127 : i1
          %a.129 = load_at %118, %r.123 : f16
          fragment_set %left.110, %124, %125, %a.129
          yield
        }
        yield
      } () {
        for %29, %16, %0 {unroll=True} (%r.130: i32) {
          %131 = shr %r.130, %0 : i32
          %132 = and %r.130, %0 : i32
          %133 = index_add %116, %r.130 : i32
          %134 = lt %133, %109 : i1
          %135 = and %101, %134 : i1
          %a.136 = load_at %118, %r.130, %135, %30 : f16
          fragment_set %left.110, %131, %132, %a.136
          yield
        }
        yield
      }
      %137 = index_add %22, %115 : i32
      %138 = mul %137, %stride_bk : i32
      %139 = lt %137, %109 : i1
      %140 = add %113, %138 : i32
      %141 = shift %b_ptr, %140 : *f16
      %142 = constant {value=7, dtype='i32'} : i32
      %143 = index_add %15, %142 : i32
      %144 = index_add %27, %143 : i32
      %145 = lt %144, %N : i1
      %146 = and %139, %145 : i1
      if %146 () {
        for %29, %9, %0 {unroll=True} (%r.147: i32) {
          %148 = shr %r.147, %0 : i32
          %149 = and %r.147, %0 : i32
          %150 = index_add %15, %r.147 : i32
          %columns = index_add %27, %150 : i32
          %151 = lt %columns, %N : i1
          %152 = and %139, %151 : i1
          %b.153 = load_at %141, %r.147 : f16
          fragment_set %right.111, %148, %149, %b.153
          yield
        }
        yield
      } () {
        for %29, %9, %0 {unroll=True} (%r.154: i32) {
          %155 = shr %r.154, %0 : i32
          %156 = and %r.154, %0 : i32
          %157 = index_add %15, %r.154 : i32
          %columns.158 = index_add %27, %157 : i32
          %159 = lt %columns.158, %N : i1
          %160 = and %139, %159 : i1
          %b.161 = load_at %141, %r.154, %160, %30 : f16
          fragment_set %right.111, %155, %156, %b.161
          yield
        }
        yield
      }
      fragment_multiply %total, %29, %left.110, %29, %right.111, %29
      fragment_multiply %total, %0, %left.110, %29, %right.111, %0
      fragment_multiply %total, %16, %left.110, %29, %right.111, %16
      fragment_multiply %total, %2, %left.110, %29, %right.111, %2
      yield
    }
    %162 = add %a_ptrs.107, %13 : i32
    %163 = add %b_ptrs.108, %31 : i32
    yield %162, %163
  } : i32, i32
  %164 = and %42, %38 : i1
  if %164 {interior=True} () {
    %165 = mul %rows, %N : i32
    %166 = add %103, %165 : i32
    %167 = shift %c_ptr, %166 : *f32
    for %29, %9, %0 {unroll=True} (%r.168: i32) {
      %169 = shr %r.168, %0 : i32
      %170 = and %r.168, %0 : i32
      %total.171 = fragment_get %total, %169, %170 : f32
      store_at %167, %r.168, %total.171
      yield
    }
    yield
  } () {
    %172 = mul %rows, %N : i32
    %173 = add %103, %172 : i32
    %174 = shift %c_ptr, %173 : *f32
    %175 = constant {value=7, dtype='i32'} : i32
    %176 = index_add %15, %175 : i32
    %177 = index_add %27, %176 : i32
    %178 = lt %177, %N : i1
    %179 = and %101, %178 : i1
    if %179 () {
      for %29, %9, %0 {unroll=True} (%r.180: i32) {
        %181 = index_add %15, %r.180 : i32
        %columns.182 = index_add %27, %181 : i32
        %183 = shr %r.180, %0 : i32
        %184 = and %r.180, %0 : i32
        %total.185 = fragment_get %total, %183, %184 : f32
        %186 = lt %columns.182, %N : i1
        %mask = and %101, %186 : i1
        store_at %174, %r.180, %total.185
        yield
      }
      yield
    } () {
      for %29, %9, %0 {unroll=True} (%r.187: i32) {
        %188 = index_add %15, %r.187 : i32
        %columns.189 = index_add %27, %188 : i32
        %190 = shr %r.187, %0 : i32
        %191 = and %r.187, %0 : i32
        %total.192 = fragment_get %total, %190, %191 : f32
        %193 = lt %columns.189, %N : i1
        %mask.194 = and %101, %193 : i1
        store_at %174, %r.187, %total.192, %mask.194
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
  int32_t M_1 = M;
  int32_t N_1 = N;
  int32_t K_1 = K;
  int32_t stride_am_1 = stride_am;
  int32_t stride_bk_1 = stride_bk;
  int32_t thread_v = int32_t(thread_index_in_threadgroup);
  int32_t v = int32_t(uint32_t((int32_t(thread_v >> (1 & 31)))) & 3u);
  int32_t v_1 = int32_t(thread_v >> (4 & 31));
  int32_t v_2 = int32_t(uint32_t(thread_v) & 1u);
  int32_t v_3 = v_2 * 8;
  int32_t v_4 = int32_t(uint32_t((int32_t(thread_v >> (3 & 31)))) & 1u);
  int32_t v_5 = v_4 * 16;
  int32_t v_6 = v_3 + v_5;
  int32_t v_7 = v_2 * 2;
  int32_t v_8 = v_4 * 4;
  int32_t v_9 = v_7 + v_8;
  int32_t v_10 = (int32_t(uint32_t(v_1) & 1u)) * 4;
  int32_t v_11 = v + v_10;
  int32_t v_12 = int32_t(threadgroup_position_in_grid.x);
  int32_t v_13 = v_12 * 32;
  int32_t v_14 = int32_t(threadgroup_position_in_grid.y);
  int32_t v_15 = v_14 * 32;
  int32_t v_16 = int32_t(16u * uint32_t(stride_bk_1));
  simdgroup_matrix<float, 8, 8> total[4];
  #pragma clang loop unroll(full)
  for (int32_t r = 0; r < 8; r += 1) {
    total[(int32_t(r >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r) & 1u))] = 0.0f;
  }
  bool v_17 = (int64_t(uint64_t(int64_t(v_15)) + 31ul)) < int64_t(N_1);
  bool v_18 = (int64_t(uint64_t(int64_t(v_13)) + 31ul)) < int64_t(M_1);
  int64_t v_19 = int64_t(K_1);
  int64_t v_20 = int64_t(uint64_t(v_19) - uint64_t((int64_t(uint64_t(v_19) - 1ul))));
  bool v_21 = (((v_19 >= -2147483648l) & (v_19 <= 2147483647l)) & (v_20 >= -2147483648l)) & (v_20 <= 2147483647l);
  int64_t v_22 = metal::max((((v_21 & v_17) & v_18) ? (metal::min(v_19, (int64_t(uint64_t(v_19) - 15ul)))) : 0l), 0l);
  int32_t v_23 = int32_t(v_22);
  int32_t v_24 = int32_t((metal::min((int64_t(uint64_t((int64_t(uint64_t(v_22) + 15ul))) & 18446744073709551600ul)), v_19)));
  int32_t rows = v_13 + (v + (v_1 * 4));
  int32_t v_25 = int32_t(uint32_t((int32_t(uint32_t(v_7) + uint32_t(v_8)))) + uint32_t((int32_t(uint32_t(rows) * uint32_t(stride_am_1)))));
  int32_t v_26 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v) + uint32_t(v_10)))) * uint32_t(stride_bk_1)))) + uint32_t(v_15)))) + uint32_t(v_3));
  int32_t a_ptrs = 0;
  int32_t b_ptrs = 0;
  auto a_ptr_1 = (a_ptr + v_25);
  auto b_ptr_1 = (b_ptr + (int32_t(uint32_t(v_26) + uint32_t(v_5))));
  uint32_t trips = 0 < v_23 ? (uint32_t(v_23) - uint32_t(0) - 1u) / uint32_t(16) + 1u : 0u;
  for (uint32_t trip = 0u; trip < trips; trip += 1u) {
    int32_t k = int32_t(uint32_t(0) + trip * uint32_t(16));
    simdgroup_matrix<float16_t, 8, 8> left[1];
    simdgroup_matrix<float16_t, 8, 8> right[4];
    #pragma clang loop unroll(full)
    for (int32_t k_1 = 0; k_1 < 2; k_1 += 1) {
      int32_t v_27 = k_1 * 8;
      #pragma clang loop unroll(full)
      for (int32_t r_1 = 0; r_1 < 2; r_1 += 1) {
        float16_t a = a_ptr_1[(v_27 + r_1)];
        left[(int32_t(r_1 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_1) & 1u))] = a;
      }
      #pragma clang loop unroll(full)
      for (int32_t r_2 = 0; r_2 < 8; r_2 += 1) {
        float16_t b = (b_ptr_1 + (int32_t(uint32_t(v_27) * uint32_t(stride_bk_1))))[r_2];
        right[(int32_t(r_2 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_2) & 1u))] = b;
      }
      simdgroup_multiply_accumulate(total[0], left[0], right[0], total[0]);
      simdgroup_multiply_accumulate(total[1], left[0], right[1], total[1]);
      simdgroup_multiply_accumulate(total[2], left[0], right[2], total[2]);
      simdgroup_multiply_accumulate(total[3], left[0], right[3], total[3]);
    }
    int32_t v_28 = int32_t(uint32_t(a_ptrs) + 16u);
    int32_t v_29 = int32_t(uint32_t(b_ptrs) + uint32_t(v_16));
    a_ptrs = v_28;
    b_ptrs = v_29;
    a_ptr_1 = (a_ptr_1 + 16);
    b_ptr_1 = (b_ptr_1 + v_16);
  }
  bool v_30 = rows < M_1;
  int32_t v_31 = int32_t(uint32_t((int32_t(uint32_t(v_15) + uint32_t(v_3)))) + uint32_t(v_5));
  int32_t a_ptrs_1 = a_ptrs;
  int32_t b_ptrs_1 = b_ptrs;
  uint32_t trips_1 = v_24 < K_1 ? (uint32_t(K_1) - uint32_t(v_24) - 1u) / uint32_t(16) + 1u : 0u;
  for (uint32_t trip_1 = 0u; trip_1 < trips_1; trip_1 += 1u) {
    int32_t k_2 = int32_t(uint32_t(v_24) + trip_1 * uint32_t(16));
    int32_t v_32 = int32_t(uint32_t(K_1) - uint32_t(k_2));
    simdgroup_matrix<float16_t, 8, 8> left_1[1];
    simdgroup_matrix<float16_t, 8, 8> right_1[4];
    int32_t v_33 = int32_t(uint32_t(v_25) + uint32_t(a_ptrs_1));
    int32_t v_34 = int32_t(uint32_t(v_31) + uint32_t(b_ptrs_1));
    for (int32_t k_3 = 0; k_3 < 2; k_3 += 1) {
      int32_t v_35 = k_3 * 8;
      int32_t v_36 = v_9 + v_35;
      bool v_37 = v_30 & ((v_36 + 1) < v_32);
      if (v_37) {
        #pragma clang loop unroll(full)
        for (int32_t r_3 = 0; r_3 < 2; r_3 += 1) {
          bool v_38 = v_30 & ((v_36 + r_3) < v_32);
          float16_t a_1 = (a_ptr + (int32_t(uint32_t(v_33) + uint32_t(v_35))))[r_3];
          left_1[(int32_t(r_3 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_3) & 1u))] = a_1;
        }
      } else {
        #pragma clang loop unroll(full)
        for (int32_t r_4 = 0; r_4 < 2; r_4 += 1) {
          float16_t a_2 = (v_30 & ((v_36 + r_4) < v_32)) ? (a_ptr + (int32_t(uint32_t(v_33) + uint32_t(v_35))))[r_4] : float16_t(0.0f);
          left_1[(int32_t(r_4 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_4) & 1u))] = a_2;
        }
      }
      int32_t v_39 = v_11 + v_35;
      bool v_40 = v_39 < v_32;
      bool v_41 = v_40 & ((v_15 + (v_6 + 7)) < N_1);
      if (v_41) {
        #pragma clang loop unroll(full)
        for (int32_t r_5 = 0; r_5 < 8; r_5 += 1) {
          int32_t columns = v_15 + (v_6 + r_5);
          bool v_42 = v_40 & (columns < N_1);
          float16_t b_1 = (b_ptr + (int32_t(uint32_t(v_34) + uint32_t((int32_t(uint32_t(v_39) * uint32_t(stride_bk_1)))))))[r_5];
          right_1[(int32_t(r_5 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_5) & 1u))] = b_1;
        }
      } else {
        #pragma clang loop unroll(full)
        for (int32_t r_6 = 0; r_6 < 8; r_6 += 1) {
          int32_t columns_1 = v_15 + (v_6 + r_6);
          float16_t b_2 = (v_40 & (columns_1 < N_1)) ? (b_ptr + (int32_t(uint32_t(v_34) + uint32_t((int32_t(uint32_t(v_39) * uint32_t(stride_bk_1)))))))[r_6] : float16_t(0.0f);
          right_1[(int32_t(r_6 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_6) & 1u))] = b_2;
        }
      }
      simdgroup_multiply_accumulate(total[0], left_1[0], right_1[0], total[0]);
      simdgroup_multiply_accumulate(total[1], left_1[0], right_1[1], total[1]);
      simdgroup_multiply_accumulate(total[2], left_1[0], right_1[2], total[2]);
      simdgroup_multiply_accumulate(total[3], left_1[0], right_1[3], total[3]);
    }
    int32_t v_43 = int32_t(uint32_t(a_ptrs_1) + 16u);
    int32_t v_44 = int32_t(uint32_t(b_ptrs_1) + uint32_t(v_16));
    a_ptrs_1 = v_43;
    b_ptrs_1 = v_44;
  }
  bool v_45 = v_18 & v_17;
  if (v_45) {
    #pragma clang loop unroll(full)
    for (int32_t r_7 = 0; r_7 < 8; r_7 += 1) {
      float total_1 = total[(int32_t(r_7 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_7) & 1u))];
      (c_ptr + (int32_t(uint32_t(v_31) + uint32_t((int32_t(uint32_t(rows) * uint32_t(N_1)))))))[r_7] = total_1;
    }
  } else {
    bool v_46 = v_30 & ((v_15 + (v_6 + 7)) < N_1);
    if (v_46) {
      #pragma clang loop unroll(full)
      for (int32_t r_8 = 0; r_8 < 8; r_8 += 1) {
        int32_t columns_2 = v_15 + (v_6 + r_8);
        float total_2 = total[(int32_t(r_8 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_8) & 1u))];
        bool mask = v_30 & (columns_2 < N_1);
        (c_ptr + (int32_t(uint32_t(v_31) + uint32_t((int32_t(uint32_t(rows) * uint32_t(N_1)))))))[r_8] = total_2;
      }
    } else {
      #pragma clang loop unroll(full)
      for (int32_t r_9 = 0; r_9 < 8; r_9 += 1) {
        int32_t columns_3 = v_15 + (v_6 + r_9);
        float total_3 = total[(int32_t(r_9 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_9) & 1u))];
        bool mask_1 = v_30 & (columns_3 < N_1);
        if (mask_1) { (c_ptr + (int32_t(uint32_t(v_31) + uint32_t((int32_t(uint32_t(rows) * uint32_t(N_1)))))))[r_9] = total_3; }
      }
    }
  }
