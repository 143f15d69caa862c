# msl: matmul
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='thread', programs=1048576, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}, threads=128} {
  %thread = thread_index : i32
  %0 = constant {value=1, dtype='i32'} : i32
  %1 = shr %thread, %0 : i32
  %2 = constant {value=3, dtype='i32'} : i32
  %3 = and %1, %2 : i32
  %4 = constant {value=4, dtype='i32'} : i32
  %5 = shr %thread, %4 : i32
  %6 = and %5, %0 : i32
  %7 = index_mul %6, %4 : i32
  %8 = index_add %3, %7 : i32
  %9 = constant {value=6, dtype='i32'} : i32
  %10 = shr %thread, %9 : i32
  %11 = constant {value=16, dtype='i32'} : i32
  %12 = index_mul %10, %11 : i32
  %13 = index_add %8, %12 : i32
  %14 = and %thread, %0 : i32
  %15 = constant {value=2, dtype='i32'} : i32
  %16 = index_mul %14, %15 : i32
  %17 = shr %thread, %2 : i32
  %18 = and %17, %0 : i32
  %19 = index_mul %18, %4 : i32
  %20 = index_add %16, %19 : i32
  %21 = constant {value=5, dtype='i32'} : i32
  %22 = shr %thread, %21 : i32
  %23 = and %22, %0 : i32
  %24 = index_mul %23, %11 : i32
  %25 = index_add %20, %24 : i32
  %total = shared_new {dtype='f32', count=1056, at=-1} : &f32<1056>
  %26 = constant {value=7, dtype='i32'} : i32
  %27 = and %thread, %26 : i32
  %28 = index_mul %27, %4 : i32
  %29 = program_id {axis=0} : i32
  %30 = constant {value=32, dtype='i32'} : i32
  %31 = index_mul %29, %30 : i32
  %32 = program_id {axis=1} : i32
  %33 = index_mul %32, %30 : i32
  %34 = constant {value=0.0, dtype='f32'} : f32
  %35 = constant {value=0, dtype='i32'} : i32
  %36 = constant {value=0.0, dtype='f16'} : f16
  %37 = mul %11, %stride_bk : i32
  %total.38 = registers_new {dtype='f32', count=8} : f32<8>
  %39 = constant {value=8, dtype='i32'} : i32
  for %35, %15, %0 {unroll=True} (%r: i32) {
    %40 = index_mul %r, %4 : i32
    for %35, %15, %0 {unroll=True} (%r.41: i32) {
      %42 = index_mul %r.41, %15 : i32
      %43 = index_add %40, %42 : i32
      for %35, %15, %0 {unroll=True} (%r.44: i32) {
        %45 = index_add %43, %r.44 : i32
        register_write %total.38, %45, %34
        yield
      }
      yield
    }
    yield
  }
  %46 = add %16, %19 : i32
  %47 = add %33, %16 : i32
  %48 = add %47, %19 : i32
  %49 = add %48, %24 : i32
  %a_ptrs, %b_ptrs = for %35, %K, %11, %35, %35 {unroll=False} (%k: i32, %a_ptrs.50: i32, %b_ptrs.51: i32) {
    %52 = sub %K, %k : i32
    %total.53 = fragments_new {dtype='f32', count=4} : !f32<4>
    for %35, %15, %0 {unroll=True} (%r.54: i32) {
      %55 = index_mul %r.54, %4 : i32
      for %35, %15, %0 {unroll=True} (%r.56: i32) {
        %57 = index_mul %r.56, %15 : i32
        %58 = index_add %55, %57 : i32
        for %35, %15, %0 {unroll=True} (%r.59: i32) {
          %60 = index_add %58, %r.59 : i32
          %total.61 = register_read %total.38, %60 : f32
          %62 = shr %60, %0 : i32
          %63 = and %60, %0 : i32
          fragment_set %total.53, %62, %63, %total.61
          yield
        }
        yield
      }
      yield
    }
    %left = fragments_new {dtype='f16', count=2} : !f16<2>
    %right = fragments_new {dtype='f16', count=2} : !f16<2>
    %64 = add %46, %a_ptrs.50 : i32
    %65 = add %49, %b_ptrs.51 : i32
    for %35, %15, %0 {unroll=True} (%k.66: i32) {
      %67 = index_mul %k.66, %39 : i32
      %68 = index_add %20, %67 : i32
      %69 = add %64, %67 : i32
      for %35, %15, %0 {unroll=True} (%r.70: i32) {
        %71 = index_mul %r.70, %15 : i32
        %72 = index_mul %r.70, %39 : i32
        %73 = index_add %13, %72 : i32
        %rows = index_add %31, %73 : i32
        %74 = mul %rows, %stride_am : i32
        %75 = lt %rows, %M : i1
        %76 = add %69, %74 : i32
        %77 = shift %a_ptr, %76 : *f16
        %78 = constant {value=1, dtype='i32'} : i32
        %79 = index_add %68, %78 : i32
        %80 = lt %79, %52 : i1
        %81 = and %75, %80 : i1
        if %81 () {
          for %35, %15, %0 {unroll=True} (%r.82: i32) {
            %83 = index_add %71, %r.82 : i32
            %84 = shr %83, %0 : i32
            %85 = and %83, %0 : i32
            %86 = index_add %68, %r.82 : i32
            %87 = lt %86, %52 : i1
            %88 = and %75, %87 : i1
            %a = load_at %77, %r.82 : f16
            fragment_set %left, %84, %85, %a
            yield
          }
          yield
        } () {
          for %35, %15, %0 {unroll=True} (%r.89: i32) {
            %90 = index_add %71, %r.89 : i32
            %91 = shr %90, %0 : i32
            %92 = and %90, %0 : i32
            %93 = index_add %68, %r.89 : i32
            %94 = lt %93, %52 : i1
            %95 = and %75, %94 : i1
            %a.96 = load_at %77, %r.89, %95, %36 : f16
            fragment_set %left, %91, %92, %a.96
            yield
          }
          yield
        }
        yield
      }
      %97 = index_add %8, %67 : i32
      %98 = mul %97, %stride_bk : i32
      %99 = lt %97, %52 : i1
      %100 = add %65, %98 : i32
      for %35, %15, %0 {unroll=True} (%r.101: i32) {
        %102 = index_mul %r.101, %15 : i32
        %103 = index_mul %r.101, %39 : i32
        %104 = index_add %25, %103 : i32
        %105 = add %100, %103 : i32
        %106 = shift %b_ptr, %105 : *f16
        %107 = constant {value=1, dtype='i32'} : i32
        %108 = index_add %104, %107 : i32
        %109 = index_add %33, %108 : i32
        %110 = lt %109, %N : i1
        %111 = and %99, %110 : i1
        if %111 () {
          for %35, %15, %0 {unroll=True} (%r.112: i32) {
            %113 = index_add %102, %r.112 : i32
            %114 = shr %113, %0 : i32
            %115 = and %113, %0 : i32
            %116 = index_add %104, %r.112 : i32
            %columns = index_add %33, %116 : i32
            %117 = lt %columns, %N : i1
            %118 = and %99, %117 : i1
            %b = load_at %106, %r.112 : f16
            fragment_set %right, %114, %115, %b
            yield
          }
          yield
        } () {
          for %35, %15, %0 {unroll=True} (%r.119: i32) {
            %120 = index_add %102, %r.119 : i32
            %121 = shr %120, %0 : i32
            %122 = and %120, %0 : i32
            %123 = index_add %104, %r.119 : i32
            %columns.124 = index_add %33, %123 : i32
            %125 = lt %columns.124, %N : i1
            %126 = and %99, %125 : i1
            %b.127 = load_at %106, %r.119, %126, %36 : f16
            fragment_set %right, %121, %122, %b.127
            yield
          }
          yield
        }
        yield
      }
      fragment_multiply %total.53, %35, %left, %35, %right, %35
      fragment_multiply %total.53, %0, %left, %35, %right, %0
      fragment_multiply %total.53, %15, %left, %0, %right, %35
      fragment_multiply %total.53, %2, %left, %0, %right, %0
      yield
    }
    %total.128 = registers_new {dtype='f32', count=8} : f32<8>
    for %35, %15, %0 {unroll=True} (%r.129: i32) {
      %130 = index_mul %r.129, %4 : i32
      for %35, %15, %0 {unroll=True} (%r.131: i32) {
        %132 = index_mul %r.131, %15 : i32
        %133 = index_add %130, %132 : i32
        for %35, %15, %0 {unroll=True} (%r.134: i32) {
          %135 = index_add %133, %r.134 : i32
          %136 = shr %135, %0 : i32
          %137 = and %135, %0 : i32
          %138 = fragment_get %total.53, %136, %137 : f32
          register_write %total.128, %135, %138
          yield
        }
        yield
      }
      yield
    }
    %139 = add %a_ptrs.50, %11 : i32
    %140 = add %b_ptrs.51, %37 : i32
    for %35, %15, %0 {unroll=True} (%r.141: i32) {
      %142 = index_mul %r.141, %4 : i32
      for %35, %15, %0 {unroll=True} (%r.143: i32) {
        %144 = index_mul %r.143, %15 : i32
        %145 = index_add %142, %144 : i32
        for %35, %15, %0 {unroll=True} (%r.146: i32) {
          %147 = index_add %145, %r.146 : i32
          %total.148 = register_read %total.128, %147 : f32
          register_write %total.38, %147, %total.148
          yield
        }
        yield
      }
      yield
    }
    yield %139, %140
  } : i32, i32
  %149 = constant {value=33, dtype='i32'} : i32
  for %35, %15, %0 {unroll=True} (%r.150: i32) {
    %151 = index_mul %r.150, %39 : i32
    %152 = index_add %13, %151 : i32
    %153 = index_mul %r.150, %4 : i32
    %154 = index_mul %152, %149 : i32
    for %35, %15, %0 {unroll=True} (%r.155: i32) {
      %156 = index_mul %r.155, %39 : i32
      %157 = index_add %25, %156 : i32
      %158 = index_mul %r.155, %15 : i32
      %159 = index_add %153, %158 : i32
      for %35, %15, %0 {unroll=True} (%r.160: i32) {
        %161 = index_add %157, %r.160 : i32
        %162 = index_add %159, %r.160 : i32
        %total.163 = register_read %total.38, %162 : f32
        %164 = index_add %154, %161 : i32
        shared_write %total, %164, %total.163 {owner=2}
        yield
      }
      yield
    }
    yield
  }
  %165 = add %33, %28 : i32
  barrier {memory='threadgroup'}
  for %35, %15, %0 {unroll=True} (%r.166: i32) {
    %167 = index_mul %r.166, %11 : i32
    %168 = index_add %17, %167 : i32
    %rows.169 = index_add %31, %168 : i32
    %170 = mul %rows.169, %N : i32
    %171 = index_mul %168, %149 : i32
    %172 = lt %rows.169, %M : i1
    %173 = add %165, %170 : i32
    %174 = shift %c_ptr, %173 : *f32
    %175 = constant {value=3, dtype='i32'} : i32
    %176 = index_add %28, %175 : i32
    %177 = index_add %33, %176 : i32
    %178 = lt %177, %N : i1
    %179 = and %172, %178 : i1
    if %179 () {
      for %35, %4, %0 {unroll=True} (%r.180: i32) {
        %181 = index_add %28, %r.180 : i32
        %columns.182 = index_add %33, %181 : i32
        %183 = index_add %171, %181 : i32
        %total.184 = shared_read %total, %183 {owner=1} : f32
        %185 = lt %columns.182, %N : i1
        %mask = and %172, %185 : i1
        store_at %174, %r.180, %total.184
        yield
      }
      yield
    } () {
      for %35, %4, %0 {unroll=True} (%r.186: i32) {
        %187 = index_add %28, %r.186 : i32
        %columns.188 = index_add %33, %187 : i32
        %189 = index_add %171, %187 : i32
        %total.190 = shared_read %total, %189 {owner=1} : f32
        %191 = lt %columns.188, %N : i1
        %mask.192 = and %172, %191 : i1
        store_at %174, %r.186, %total.190, %mask.192
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
  int32_t v = (int32_t(uint32_t((int32_t(thread_v >> (1 & 31)))) & 3u)) + ((int32_t(uint32_t((int32_t(thread_v >> (4 & 31)))) & 1u)) * 4);
  int32_t v_1 = v + ((int32_t(thread_v >> (6 & 31))) * 16);
  int32_t v_2 = (int32_t(uint32_t(thread_v) & 1u)) * 2;
  int32_t v_3 = int32_t(thread_v >> (3 & 31));
  int32_t v_4 = (int32_t(uint32_t(v_3) & 1u)) * 4;
  int32_t v_5 = v_2 + v_4;
  int32_t v_6 = (int32_t(uint32_t((int32_t(thread_v >> (5 & 31)))) & 1u)) * 16;
  int32_t v_7 = v_5 + v_6;
  threadgroup float total[1056];
  int32_t v_8 = (int32_t(uint32_t(thread_v) & 7u)) * 4;
  int32_t v_9 = int32_t(threadgroup_position_in_grid.x);
  int32_t v_10 = v_9 * 32;
  int32_t v_11 = int32_t(threadgroup_position_in_grid.y);
  int32_t v_12 = v_11 * 32;
  int32_t v_13 = int32_t(16u * uint32_t(stride_bk_1));
  float total_1[8];
  #pragma clang loop unroll(full)
  for (int32_t r = 0; r < 2; r += 1) {
    int32_t v_14 = r * 4;
    #pragma clang loop unroll(full)
    for (int32_t r_1 = 0; r_1 < 2; r_1 += 1) {
      int32_t v_15 = v_14 + (r_1 * 2);
      #pragma clang loop unroll(full)
      for (int32_t r_2 = 0; r_2 < 2; r_2 += 1) {
        total_1[(v_15 + r_2)] = 0.0f;
      }
    }
  }
  int32_t v_16 = int32_t(uint32_t(v_2) + uint32_t(v_4));
  int32_t v_17 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_12) + uint32_t(v_2)))) + uint32_t(v_4)))) + uint32_t(v_6));
  int32_t a_ptrs = 0;
  int32_t b_ptrs = 0;
  uint32_t trips = 0 < K_1 ? (uint32_t(K_1) - uint32_t(0) - 1u) / uint32_t(16) + 1u : 0u;
  for (uint32_t trip = 0u; trip < trips; trip += 1u) {
    int32_t k = int32_t(uint32_t(0) + trip * uint32_t(16));
    int32_t v_18 = int32_t(uint32_t(K_1) - uint32_t(k));
    simdgroup_matrix<float, 8, 8> total_2[4];
    #pragma clang loop unroll(full)
    for (int32_t r_3 = 0; r_3 < 2; r_3 += 1) {
      int32_t v_19 = r_3 * 4;
      #pragma clang loop unroll(full)
      for (int32_t r_4 = 0; r_4 < 2; r_4 += 1) {
        int32_t v_20 = v_19 + (r_4 * 2);
        #pragma clang loop unroll(full)
        for (int32_t r_5 = 0; r_5 < 2; r_5 += 1) {
          int32_t v_21 = v_20 + r_5;
          float total_3 = total_1[v_21];
          total_2[(int32_t(v_21 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(v_21) & 1u))] = total_3;
        }
      }
    }
    simdgroup_matrix<float16_t, 8, 8> left[2];
    simdgroup_matrix<float16_t, 8, 8> right[2];
    int32_t v_22 = int32_t(uint32_t(v_16) + uint32_t(a_ptrs));
    int32_t v_23 = int32_t(uint32_t(v_17) + uint32_t(b_ptrs));
    #pragma clang loop unroll(full)
    for (int32_t k_1 = 0; k_1 < 2; k_1 += 1) {
      int32_t v_24 = k_1 * 8;
      int32_t v_25 = v_5 + v_24;
      int32_t v_26 = int32_t(uint32_t(v_22) + uint32_t(v_24));
      #pragma clang loop unroll(full)
      for (int32_t r_6 = 0; r_6 < 2; r_6 += 1) {
        int32_t v_27 = r_6 * 2;
        int32_t rows = v_10 + (v_1 + (r_6 * 8));
        bool v_28 = rows < M_1;
        bool v_29 = v_28 & ((v_25 + 1) < v_18);
        if (v_29) {
          #pragma clang loop unroll(full)
          for (int32_t r_7 = 0; r_7 < 2; r_7 += 1) {
            int32_t v_30 = v_27 + r_7;
            bool v_31 = v_28 & ((v_25 + r_7) < v_18);
            float16_t a = (a_ptr + (int32_t(uint32_t(v_26) + uint32_t((int32_t(uint32_t(rows) * uint32_t(stride_am_1)))))))[r_7];
            left[(int32_t(v_30 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(v_30) & 1u))] = a;
          }
        } else {
          #pragma clang loop unroll(full)
          for (int32_t r_8 = 0; r_8 < 2; r_8 += 1) {
            int32_t v_32 = v_27 + r_8;
            float16_t a_1 = (v_28 & ((v_25 + r_8) < v_18)) ? (a_ptr + (int32_t(uint32_t(v_26) + uint32_t((int32_t(uint32_t(rows) * uint32_t(stride_am_1)))))))[r_8] : float16_t(0.0f);
            left[(int32_t(v_32 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(v_32) & 1u))] = a_1;
          }
        }
      }
      int32_t v_33 = v + v_24;
      bool v_34 = v_33 < v_18;
      int32_t v_35 = int32_t(uint32_t(v_23) + uint32_t((int32_t(uint32_t(v_33) * uint32_t(stride_bk_1)))));
      #pragma clang loop unroll(full)
      for (int32_t r_9 = 0; r_9 < 2; r_9 += 1) {
        int32_t v_36 = r_9 * 2;
        int32_t v_37 = r_9 * 8;
        int32_t v_38 = v_7 + v_37;
        bool v_39 = v_34 & ((v_12 + (v_38 + 1)) < N_1);
        if (v_39) {
          #pragma clang loop unroll(full)
          for (int32_t r_10 = 0; r_10 < 2; r_10 += 1) {
            int32_t v_40 = v_36 + r_10;
            int32_t columns = v_12 + (v_38 + r_10);
            bool v_41 = v_34 & (columns < N_1);
            float16_t b = (b_ptr + (int32_t(uint32_t(v_35) + uint32_t(v_37))))[r_10];
            right[(int32_t(v_40 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(v_40) & 1u))] = b;
          }
        } else {
          #pragma clang loop unroll(full)
          for (int32_t r_11 = 0; r_11 < 2; r_11 += 1) {
            int32_t v_42 = v_36 + r_11;
            int32_t columns_1 = v_12 + (v_38 + r_11);
            float16_t b_1 = (v_34 & (columns_1 < N_1)) ? (b_ptr + (int32_t(uint32_t(v_35) + uint32_t(v_37))))[r_11] : float16_t(0.0f);
            right[(int32_t(v_42 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(v_42) & 1u))] = b_1;
          }
        }
      }
      simdgroup_multiply_accumulate(total_2[0], left[0], right[0], total_2[0]);
      simdgroup_multiply_accumulate(total_2[1], left[0], right[1], total_2[1]);
      simdgroup_multiply_accumulate(total_2[2], left[1], right[0], total_2[2]);
      simdgroup_multiply_accumulate(total_2[3], left[1], right[1], total_2[3]);
    }
    float total_4[8];
    #pragma clang loop unroll(full)
    for (int32_t r_12 = 0; r_12 < 2; r_12 += 1) {
      int32_t v_43 = r_12 * 4;
      #pragma clang loop unroll(full)
      for (int32_t r_13 = 0; r_13 < 2; r_13 += 1) {
        int32_t v_44 = v_43 + (r_13 * 2);
        #pragma clang loop unroll(full)
        for (int32_t r_14 = 0; r_14 < 2; r_14 += 1) {
          int32_t v_45 = v_44 + r_14;
          float v_46 = total_2[(int32_t(v_45 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(v_45) & 1u))];
          total_4[v_45] = v_46;
        }
      }
    }
    int32_t v_47 = int32_t(uint32_t(a_ptrs) + 16u);
    int32_t v_48 = int32_t(uint32_t(b_ptrs) + uint32_t(v_13));
    #pragma clang loop unroll(full)
    for (int32_t r_15 = 0; r_15 < 2; r_15 += 1) {
      int32_t v_49 = r_15 * 4;
      #pragma clang loop unroll(full)
      for (int32_t r_16 = 0; r_16 < 2; r_16 += 1) {
        int32_t v_50 = v_49 + (r_16 * 2);
        #pragma clang loop unroll(full)
        for (int32_t r_17 = 0; r_17 < 2; r_17 += 1) {
          int32_t v_51 = v_50 + r_17;
          float total_5 = total_4[v_51];
          total_1[v_51] = total_5;
        }
      }
    }
    a_ptrs = v_47;
    b_ptrs = v_48;
  }
  #pragma clang loop unroll(full)
  for (int32_t r_18 = 0; r_18 < 2; r_18 += 1) {
    int32_t v_52 = r_18 * 4;
    int32_t v_53 = (v_1 + (r_18 * 8)) * 33;
    #pragma clang loop unroll(full)
    for (int32_t r_19 = 0; r_19 < 2; r_19 += 1) {
      int32_t v_54 = v_7 + (r_19 * 8);
      int32_t v_55 = v_52 + (r_19 * 2);
      #pragma clang loop unroll(full)
      for (int32_t r_20 = 0; r_20 < 2; r_20 += 1) {
        float total_6 = total_1[(v_55 + r_20)];
        total[(v_53 + (v_54 + r_20))] = total_6;
      }
    }
  }
  int32_t v_56 = int32_t(uint32_t(v_12) + uint32_t(v_8));
  threadgroup_barrier(mem_flags::mem_threadgroup);
  #pragma clang loop unroll(full)
  for (int32_t r_21 = 0; r_21 < 2; r_21 += 1) {
    int32_t v_57 = v_3 + (r_21 * 16);
    int32_t rows_1 = v_10 + v_57;
    int32_t v_58 = v_57 * 33;
    bool v_59 = rows_1 < M_1;
    bool v_60 = v_59 & ((v_12 + (v_8 + 3)) < N_1);
    if (v_60) {
      #pragma clang loop unroll(full)
      for (int32_t r_22 = 0; r_22 < 4; r_22 += 1) {
        int32_t v_61 = v_8 + r_22;
        int32_t columns_2 = v_12 + v_61;
        float total_7 = total[(v_58 + v_61)];
        bool mask = v_59 & (columns_2 < N_1);
        (c_ptr + (int32_t(uint32_t(v_56) + uint32_t((int32_t(uint32_t(rows_1) * uint32_t(N_1)))))))[r_22] = total_7;
      }
    } else {
      #pragma clang loop unroll(full)
      for (int32_t r_23 = 0; r_23 < 4; r_23 += 1) {
        int32_t v_62 = v_8 + r_23;
        int32_t columns_3 = v_12 + v_62;
        float total_8 = total[(v_58 + v_62)];
        bool mask_1 = v_59 & (columns_3 < N_1);
        if (mask_1) { (c_ptr + (int32_t(uint32_t(v_56) + uint32_t((int32_t(uint32_t(rows_1) * uint32_t(N_1)))))))[r_23] = total_8; }
      }
    }
  }
