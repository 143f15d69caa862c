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
  %23 = constant {value=5, dtype='i32'} : i32
  %24 = shr %thread, %23 : i32
  %25 = index_mul %24, %9 : i32
  %26 = program_id {axis=0} : i32
  %27 = constant {value=32, dtype='i32'} : i32
  %28 = index_mul %26, %27 : i32
  %29 = program_id {axis=1} : i32
  %30 = index_mul %29, %27 : i32
  %31 = constant {value=0.0, dtype='f32'} : f32
  %32 = constant {value=0, dtype='i32'} : i32
  %33 = constant {value=0.0, dtype='f16'} : f16
  %34 = mul %13, %stride_bk : i32
  %total = fragments_new {dtype='f32', count=4} : !f32<4>
  for %32, %9, %0 {unroll=True} (%r: i32) {
    %35 = shr %r, %0 : i32
    %36 = and %r, %0 : i32
    fragment_set %total, %35, %36, %31
    yield
  }
  %37 = constant {value=15, dtype='i32'} : i32
  %38 = cast %30 {dtype='i64'} : i64
  %39 = constant {value=31, dtype='i64'} : i64
  %40 = add %38, %39 : i64
  %41 = cast %N {dtype='i64'} : i64
  %42 = lt %40, %41 : i1
  %43 = cast %28 {dtype='i64'} : i64
  %44 = add %43, %39 : i64
  %45 = cast %M {dtype='i64'} : i64
  %46 = lt %44, %45 : i1
  %47 = constant {value=0, dtype='i64'} : i64
  %48 = cast %K {dtype='i64'} : i64
  %49 = constant {value=15, dtype='i64'} : i64
  %50 = constant {value=1, dtype='i64'} : i64
  %51 = sub %48, %50 : i64
  %52 = constant {value=-2147483648, dtype='i64'} : i64
  %53 = constant {value=2147483647, dtype='i64'} : i64
  %54 = ge %48, %52 : i1
  %55 = le %48, %53 : i1
  %56 = sub %48, %51 : i64
  %57 = ge %56, %52 : i1
  %58 = le %56, %53 : i1
  %59 = sub %48, %49 : i64
  %60 = minimum %48, %59 : i64
  %61 = and %54, %55 : i1
  %62 = and %61, %57 : i1
  %63 = and %62, %58 : i1
  %64 = and %63, %42 : i1
  %65 = and %64, %46 : i1
  %66 = where %65, %60, %47 : i64
  %67 = maximum %66, %47 : i64
  %68 = add %67, %49 : i64
  %69 = constant {value=-16, dtype='i64'} : i64
  %70 = and %68, %69 : i64
  %71 = minimum %70, %48 : i64
  %72 = cast %67 {dtype='i32'} : i32
  %73 = cast %71 {dtype='i32'} : i32
  %rows = index_add %28, %7 : i32
  %74 = mul %rows, %stride_am : i32
  %75 = add %17, %18 : i32
  %76 = add %3, %21 : i32
  %77 = mul %76, %stride_bk : i32
  %78 = add %75, %74 : i32
  %79 = shift %a_ptr, %78 : *f16
  %80 = add %77, %30 : i32
  %81 = add %80, %10 : i32
  %82 = add %81, %14 : i32
  %83 = shift %b_ptr, %82 : *f16
  %a_ptrs, %b_ptrs, %84, %85 = for %32, %72, %13, %32, %32, %79, %83 {unroll=False} (%k: i32, %a_ptrs.86: i32, %b_ptrs.87: i32, %a_ptr.88: *f16, %b_ptr.89: *f16) {
    %left = fragments_new {dtype='f16', count=1} : !f16<1>
    %right = fragments_new {dtype='f16', count=4} : !f16<4>
    for %32, %16, %0 {unroll=True} (%k.90: i32) {
      %91 = index_mul %k.90, %9 : i32
      for %32, %16, %0 {unroll=True} (%r.92: i32) {
        %93 = index_add %91, %r.92 : i32
        %a = load_at %a_ptr.88, %93 : f16
        %94 = shr %r.92, %0 : i32
        %95 = and %r.92, %0 : i32
        fragment_set %left, %94, %95, %a
        yield
      }
      %96 = mul %91, %stride_bk : i32
      %97 = shift %b_ptr.89, %96 : *f16
      for %32, %9, %0 {unroll=True} (%r.98: i32) {
        %b = load_at %97, %r.98 : f16
        %99 = shr %r.98, %0 : i32
        %100 = and %r.98, %0 : i32
        fragment_set %right, %99, %100, %b
        yield
      }
      fragment_multiply %total, %32, %left, %32, %right, %32
      fragment_multiply %total, %0, %left, %32, %right, %0
      fragment_multiply %total, %16, %left, %32, %right, %16
      fragment_multiply %total, %2, %left, %32, %right, %2
      yield
    }
    %101 = add %a_ptrs.86, %13 : i32
    %102 = add %b_ptrs.87, %34 : i32
    %103 = shift %a_ptr.88, %13 : *f16
    %104 = shift %b_ptr.89, %34 : *f16
    yield %101, %102, %103, %104
  } : i32, i32, *f16, *f16
  %105 = cast %25 {dtype='i64'} : i64
  %106 = add %43, %105 : i64
  %107 = constant {value=7, dtype='i64'} : i64
  %108 = add %106, %107 : i64
  %109 = lt %108, %45 : i1
  %a_ptrs.110, %b_ptrs.111 = for %73, %K, %13, %a_ptrs, %b_ptrs {unroll=False} (%k.112: i32, %a_ptrs.113: i32, %b_ptrs.114: i32) {
    %115 = sub %K, %k.112 : i32
    %116 = lt %37, %115 : i1
    %117 = and %116, %42 : i1
    %left.118 = fragments_new {dtype='f16', count=1} : !f16<1>
    %right.119 = fragments_new {dtype='f16', count=4} : !f16<4>
    %120 = and %109, %116 : i1
    for %32, %16, %0 {unroll=False} (%k.121: i32) {
      if %120 () {
        %122 = index_mul %k.121, %9 : i32
        %123 = add %75, %a_ptrs.113 : i32
        %124 = add %123, %74 : i32
        %125 = add %124, %122 : i32
        %126 = shift %a_ptr, %125 : *f16
        for %32, %16, %0 {unroll=True} (%r.127: i32) {
          %a.128 = load_at %126, %r.127 : f16
          %129 = shr %r.127, %0 : i32
          %130 = and %r.127, %0 : i32
          fragment_set %left.118, %129, %130, %a.128
          yield
        }
        yield
      } () {
        %131 = index_mul %k.121, %9 : i32
        %132 = index_add %19, %131 : i32
        %133 = lt %rows, %M : i1
        %134 = add %75, %a_ptrs.113 : i32
        %135 = add %134, %74 : i32
        %136 = add %135, %131 : i32
        %137 = shift %a_ptr, %136 : *f16
        %138 = constant {value=1, dtype='i32'} : i32
        %139 = index_add %132, %138 : i32
        %140 = lt %139, %115 : i1
        %141 = and %133, %140 : i1
        if %141 () {
          for %32, %16, %0 {unroll=True} (%r.142: i32) {
            %143 = index_add %132, %r.142 : i32
            %144 = lt %143, %115 : i1
            %145 = and %133, %144 : i1
            %a.146 = load_at %137, %r.142 : f16
            %147 = shr %r.142, %0 : i32
            %148 = and %r.142, %0 : i32
            fragment_set %left.118, %147, %148, %a.146
            yield
          }
          yield
        } () {
          %149 = constant {value=0, dtype='i32'} : i32
          %150 = index_add %132, %149 : i32
          %151 = lt %150, %115 : i1
          %152 = and %133, %151 : i1
          %153 = constant {value=True, dtype='i1'} : i1
          %154 = xor %152, %153 : i1
          if %154 () {
            for %32, %16, %0 {unroll=True} (%r.155: i32) {
              %156 = index_add %132, %r.155 : i32
              %157 = lt %156, %115 : i1
              %158 = and %133, %157 : i1
              %159 = shr %r.155, %0 : i32
              %160 = and %r.155, %0 : i32
              fragment_set %left.118, %159, %160, %33
              yield
            }
            yield
          } () {
            for %32, %16, %0 {unroll=True} (%r.161: i32) {
              %162 = index_add %132, %r.161 : i32
              %163 = lt %162, %115 : i1
              %164 = and %133, %163 : i1
              %a.165 = load_at %137, %r.161, %164, %33 : f16
              %166 = shr %r.161, %0 : i32
              %167 = and %r.161, %0 : i32
              fragment_set %left.118, %166, %167, %a.165
              yield
            }
            yield
          }
          yield
        }
        yield
      }
      if %117 () {
        %168 = index_mul %k.121, %9 : i32
        %169 = index_add %22, %168 : i32
        %170 = mul %169, %stride_bk : i32
        %171 = add %30, %10 : i32
        %172 = add %171, %14 : i32
        %173 = add %172, %b_ptrs.114 : i32
        %174 = add %173, %170 : i32
        %175 = shift %b_ptr, %174 : *f16
        for %32, %9, %0 {unroll=True} (%r.176: i32) {
          %b.177 = load_at %175, %r.176 : f16
          %178 = shr %r.176, %0 : i32
          %179 = and %r.176, %0 : i32
          fragment_set %right.119, %178, %179, %b.177
          yield
        }
        yield
      } () {
        %180 = index_mul %k.121, %9 : i32
        %181 = index_add %22, %180 : i32
        %182 = mul %181, %stride_bk : i32
        %183 = lt %181, %115 : i1
        %184 = add %30, %10 : i32
        %185 = add %184, %14 : i32
        %186 = add %185, %b_ptrs.114 : i32
        %187 = add %186, %182 : i32
        %188 = shift %b_ptr, %187 : *f16
        %189 = constant {value=7, dtype='i32'} : i32
        %190 = index_add %15, %189 : i32
        %191 = index_add %30, %190 : i32
        %192 = lt %191, %N : i1
        %193 = and %183, %192 : i1
        if %193 () {
          for %32, %9, %0 {unroll=True} (%r.194: i32) {
            %195 = index_add %15, %r.194 : i32
            %columns = index_add %30, %195 : i32
            %196 = lt %columns, %N : i1
            %197 = and %183, %196 : i1
            %b.198 = load_at %188, %r.194 : f16
            %199 = shr %r.194, %0 : i32
            %200 = and %r.194, %0 : i32
            fragment_set %right.119, %199, %200, %b.198
            yield
          }
          yield
        } () {
          %201 = constant {value=0, dtype='i32'} : i32
          %202 = index_add %15, %201 : i32
          %203 = index_add %30, %202 : i32
          %204 = lt %203, %N : i1
          %205 = and %183, %204 : i1
          %206 = constant {value=True, dtype='i1'} : i1
          %207 = xor %205, %206 : i1
          if %207 () {
            for %32, %9, %0 {unroll=True} (%r.208: i32) {
              %209 = index_add %15, %r.208 : i32
              %columns.210 = index_add %30, %209 : i32
              %211 = lt %columns.210, %N : i1
              %212 = and %183, %211 : i1
              %213 = shr %r.208, %0 : i32
              %214 = and %r.208, %0 : i32
              fragment_set %right.119, %213, %214, %33
              yield
            }
            yield
          } () {
            for %32, %9, %0 {unroll=True} (%r.215: i32) {
              %216 = index_add %15, %r.215 : i32
              %columns.217 = index_add %30, %216 : i32
              %218 = lt %columns.217, %N : i1
              %219 = and %183, %218 : i1
              %b.220 = load_at %188, %r.215, %219, %33 : f16
              %221 = shr %r.215, %0 : i32
              %222 = and %r.215, %0 : i32
              fragment_set %right.119, %221, %222, %b.220
              yield
            }
            yield
          }
          yield
        }
        yield
      }
      fragment_multiply %total, %32, %left.118, %32, %right.119, %32
      fragment_multiply %total, %0, %left.118, %32, %right.119, %0
      fragment_multiply %total, %16, %left.118, %32, %right.119, %16
      fragment_multiply %total, %2, %left.118, %32, %right.119, %2
      yield
    }
    %223 = add %a_ptrs.113, %13 : i32
    %224 = add %b_ptrs.114, %34 : i32
    yield %223, %224
  } : i32, i32
  %225 = and %46, %42 : i1
  if %225 {interior=True} () {
    %226 = mul %rows, %N : i32
    %227 = add %30, %10 : i32
    %228 = add %227, %14 : i32
    %229 = add %228, %226 : i32
    %230 = shift %c_ptr, %229 : *f32
    for %32, %9, %0 {unroll=True} (%r.231: i32) {
      %232 = shr %r.231, %0 : i32
      %233 = and %r.231, %0 : i32
      %total.234 = fragment_get %total, %232, %233 : f32
      store_at %230, %r.231, %total.234
      yield
    }
    yield
  } () {
    %235 = mul %rows, %N : i32
    %236 = lt %rows, %M : i1
    %237 = add %30, %10 : i32
    %238 = add %237, %14 : i32
    %239 = add %238, %235 : i32
    %240 = shift %c_ptr, %239 : *f32
    %241 = constant {value=7, dtype='i32'} : i32
    %242 = index_add %15, %241 : i32
    %243 = index_add %30, %242 : i32
    %244 = lt %243, %N : i1
    %245 = and %236, %244 : i1
    if %245 () {
      for %32, %9, %0 {unroll=True} (%r.246: i32) {
        %247 = index_add %15, %r.246 : i32
        %columns.248 = index_add %30, %247 : i32
        %249 = shr %r.246, %0 : i32
        %250 = and %r.246, %0 : i32
        %total.251 = fragment_get %total, %249, %250 : f32
        %252 = lt %columns.248, %N : i1
        %mask = and %236, %252 : i1
        store_at %240, %r.246, %total.251
        yield
      }
      yield
    } () {
      for %32, %9, %0 {unroll=True} (%r.253: i32) {
        %254 = index_add %15, %r.253 : i32
        %columns.255 = index_add %30, %254 : i32
        %256 = shr %r.253, %0 : i32
        %257 = and %r.253, %0 : i32
        %total.258 = fragment_get %total, %256, %257 : f32
        %259 = lt %columns.255, %N : i1
        %mask.260 = and %236, %259 : i1
        store_at %240, %r.253, %total.258, %mask.260
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
  int64_t v_18 = int64_t(v_13);
  int64_t v_19 = int64_t(M_1);
  bool v_20 = (int64_t(uint64_t(v_18) + 31ul)) < v_19;
  int64_t v_21 = int64_t(K_1);
  int64_t v_22 = int64_t(uint64_t(v_21) - uint64_t((int64_t(uint64_t(v_21) - 1ul))));
  bool v_23 = (((v_21 >= -2147483648l) & (v_21 <= 2147483647l)) & (v_22 >= -2147483648l)) & (v_22 <= 2147483647l);
  int64_t v_24 = metal::max((((v_23 & v_17) & v_20) ? (metal::min(v_21, (int64_t(uint64_t(v_21) - 15ul)))) : 0l), 0l);
  int32_t v_25 = int32_t(v_24);
  int32_t v_26 = int32_t((metal::min((int64_t(uint64_t((int64_t(uint64_t(v_24) + 15ul))) & 18446744073709551600ul)), v_21)));
  int32_t rows = v_13 + (v + (v_1 * 4));
  int32_t v_27 = int32_t(uint32_t(rows) * uint32_t(stride_am_1));
  int32_t v_28 = int32_t(uint32_t(v_7) + uint32_t(v_8));
  int32_t v_29 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v) + uint32_t(v_10)))) * uint32_t(stride_bk_1)))) + uint32_t(v_15)))) + uint32_t(v_3));
  int32_t a_ptrs = 0;
  int32_t b_ptrs = 0;
  auto a_ptr_1 = (a_ptr + (int32_t(uint32_t(v_28) + uint32_t(v_27))));
  auto b_ptr_1 = (b_ptr + (int32_t(uint32_t(v_29) + uint32_t(v_5))));
  uint32_t trips = 0 < v_25 ? (uint32_t(v_25) - uint32_t(0) - 1u) / uint32_t(16) + 1u : 0u;
  for (uint32_t trip = 0u; trip < trips; trip += 1u) {
    int32_t k = int32_t(uint32_t(0) + trip * uint32_t(16));
    simdgroup_matrix<float16_t, 8, 8> left[1];
    simdgroup_matrix<float16_t, 8, 8> right[4];
    #pragma clang loop unroll(full)
    for (int32_t k_1 = 0; k_1 < 2; k_1 += 1) {
      int32_t v_30 = k_1 * 8;
      #pragma clang loop unroll(full)
      for (int32_t r_1 = 0; r_1 < 2; r_1 += 1) {
        float16_t a = a_ptr_1[(v_30 + r_1)];
        left[(int32_t(r_1 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_1) & 1u))] = a;
      }
      #pragma clang loop unroll(full)
      for (int32_t r_2 = 0; r_2 < 8; r_2 += 1) {
        float16_t b = (b_ptr_1 + (int32_t(uint32_t(v_30) * uint32_t(stride_bk_1))))[r_2];
        right[(int32_t(r_2 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_2) & 1u))] = b;
      }
      simdgroup_multiply_accumulate(total[0], left[0], right[0], total[0]);
      simdgroup_multiply_accumulate(total[1], left[0], right[1], total[1]);
      simdgroup_multiply_accumulate(total[2], left[0], right[2], total[2]);
      simdgroup_multiply_accumulate(total[3], left[0], right[3], total[3]);
    }
    int32_t v_31 = int32_t(uint32_t(a_ptrs) + 16u);
    int32_t v_32 = int32_t(uint32_t(b_ptrs) + uint32_t(v_16));
    a_ptrs = v_31;
    b_ptrs = v_32;
    a_ptr_1 = (a_ptr_1 + 16);
    b_ptr_1 = (b_ptr_1 + v_16);
  }
  int64_t v_33 = int64_t(uint64_t(v_18) + uint64_t((int64_t(((int32_t(thread_v >> (5 & 31))) * 8)))));
  bool v_34 = (int64_t(uint64_t(v_33) + 7ul)) < v_19;
  int32_t a_ptrs_1 = a_ptrs;
  int32_t b_ptrs_1 = b_ptrs;
  uint32_t trips_1 = v_26 < K_1 ? (uint32_t(K_1) - uint32_t(v_26) - 1u) / uint32_t(16) + 1u : 0u;
  for (uint32_t trip_1 = 0u; trip_1 < trips_1; trip_1 += 1u) {
    int32_t k_2 = int32_t(uint32_t(v_26) + trip_1 * uint32_t(16));
    int32_t v_35 = int32_t(uint32_t(K_1) - uint32_t(k_2));
    bool v_36 = 15 < v_35;
    bool v_37 = v_36 & v_17;
    simdgroup_matrix<float16_t, 8, 8> left_1[1];
    simdgroup_matrix<float16_t, 8, 8> right_1[4];
    bool v_38 = v_34 & v_36;
    for (int32_t k_3 = 0; k_3 < 2; k_3 += 1) {
      if (v_38) {
        #pragma clang loop unroll(full)
        for (int32_t r_3 = 0; r_3 < 2; r_3 += 1) {
          float16_t a_1 = (a_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_28) + uint32_t(a_ptrs_1)))) + uint32_t(v_27)))) + uint32_t((k_3 * 8)))))[r_3];
          left_1[(int32_t(r_3 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_3) & 1u))] = a_1;
        }
      } else {
        int32_t v_39 = k_3 * 8;
        int32_t v_40 = v_9 + v_39;
        bool v_41 = rows < M_1;
        bool v_42 = v_41 & ((v_40 + 1) < v_35);
        if (v_42) {
          #pragma clang loop unroll(full)
          for (int32_t r_4 = 0; r_4 < 2; r_4 += 1) {
            bool v_43 = v_41 & ((v_40 + r_4) < v_35);
            float16_t a_2 = (a_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_28) + uint32_t(a_ptrs_1)))) + uint32_t(v_27)))) + uint32_t(v_39))))[r_4];
            left_1[(int32_t(r_4 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_4) & 1u))] = a_2;
          }
        } else {
          bool v_44 = (v_41 & ((v_40 + 0) < v_35)) != true;
          if (v_44) {
            #pragma clang loop unroll(full)
            for (int32_t r_5 = 0; r_5 < 2; r_5 += 1) {
              bool v_45 = v_41 & ((v_40 + r_5) < v_35);
              left_1[(int32_t(r_5 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_5) & 1u))] = float16_t(0.0f);
            }
          } else {
            #pragma clang loop unroll(full)
            for (int32_t r_6 = 0; r_6 < 2; r_6 += 1) {
              float16_t a_3 = (v_41 & ((v_40 + r_6) < v_35)) ? (a_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_28) + uint32_t(a_ptrs_1)))) + uint32_t(v_27)))) + uint32_t(v_39))))[r_6] : float16_t(0.0f);
              left_1[(int32_t(r_6 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_6) & 1u))] = a_3;
            }
          }
        }
      }
      if (v_37) {
        int32_t v_46 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_15) + uint32_t(v_3)))) + uint32_t(v_5)))) + uint32_t(b_ptrs_1)))) + uint32_t((int32_t(uint32_t((v_11 + (k_3 * 8))) * uint32_t(stride_bk_1)))));
        #pragma clang loop unroll(full)
        for (int32_t r_7 = 0; r_7 < 8; r_7 += 1) {
          float16_t b_1 = (b_ptr + v_46)[r_7];
          right_1[(int32_t(r_7 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_7) & 1u))] = b_1;
        }
      } else {
        int32_t v_47 = v_11 + (k_3 * 8);
        bool v_48 = v_47 < v_35;
        int32_t v_49 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_15) + uint32_t(v_3)))) + uint32_t(v_5)))) + uint32_t(b_ptrs_1)))) + uint32_t((int32_t(uint32_t(v_47) * uint32_t(stride_bk_1)))));
        bool v_50 = v_48 & ((v_15 + (v_6 + 7)) < N_1);
        if (v_50) {
          #pragma clang loop unroll(full)
          for (int32_t r_8 = 0; r_8 < 8; r_8 += 1) {
            int32_t columns = v_15 + (v_6 + r_8);
            bool v_51 = v_48 & (columns < N_1);
            float16_t b_2 = (b_ptr + v_49)[r_8];
            right_1[(int32_t(r_8 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_8) & 1u))] = b_2;
          }
        } else {
          bool v_52 = v_48 & ((v_15 + (v_6 + 0)) < N_1);
          bool v_53 = v_52 != true;
          if (v_53) {
            #pragma clang loop unroll(full)
            for (int32_t r_9 = 0; r_9 < 8; r_9 += 1) {
              int32_t columns_1 = v_15 + (v_6 + r_9);
              bool v_54 = v_48 & (columns_1 < N_1);
              right_1[(int32_t(r_9 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_9) & 1u))] = float16_t(0.0f);
            }
          } else {
            #pragma clang loop unroll(full)
            for (int32_t r_10 = 0; r_10 < 8; r_10 += 1) {
              int32_t columns_2 = v_15 + (v_6 + r_10);
              float16_t b_3 = (v_48 & (columns_2 < N_1)) ? (b_ptr + v_49)[r_10] : float16_t(0.0f);
              right_1[(int32_t(r_10 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_10) & 1u))] = b_3;
            }
          }
        }
      }
      simdgroup_multiply_accumulate(total[0], left_1[0], right_1[0], total[0]);
      simdgroup_multiply_accumulate(total[1], left_1[0], right_1[1], total[1]);
      simdgroup_multiply_accumulate(total[2], left_1[0], right_1[2], total[2]);
      simdgroup_multiply_accumulate(total[3], left_1[0], right_1[3], total[3]);
    }
    int32_t v_55 = int32_t(uint32_t(a_ptrs_1) + 16u);
    int32_t v_56 = int32_t(uint32_t(b_ptrs_1) + uint32_t(v_16));
    a_ptrs_1 = v_55;
    b_ptrs_1 = v_56;
  }
  bool v_57 = v_20 & v_17;
  if (v_57) {
    #pragma clang loop unroll(full)
    for (int32_t r_11 = 0; r_11 < 8; r_11 += 1) {
      float total_1 = total[(int32_t(r_11 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_11) & 1u))];
      (c_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_15) + uint32_t(v_3)))) + uint32_t(v_5)))) + uint32_t((int32_t(uint32_t(rows) * uint32_t(N_1)))))))[r_11] = total_1;
    }
  } else {
    bool v_58 = rows < M_1;
    bool v_59 = v_58 & ((v_15 + (v_6 + 7)) < N_1);
    if (v_59) {
      #pragma clang loop unroll(full)
      for (int32_t r_12 = 0; r_12 < 8; r_12 += 1) {
        int32_t columns_3 = v_15 + (v_6 + r_12);
        float total_2 = total[(int32_t(r_12 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_12) & 1u))];
        bool mask = v_58 & (columns_3 < N_1);
        (c_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_15) + uint32_t(v_3)))) + uint32_t(v_5)))) + uint32_t((int32_t(uint32_t(rows) * uint32_t(N_1)))))))[r_12] = total_2;
      }
    } else {
      #pragma clang loop unroll(full)
      for (int32_t r_13 = 0; r_13 < 8; r_13 += 1) {
        int32_t columns_4 = v_15 + (v_6 + r_13);
        float total_3 = total[(int32_t(r_13 >> (1 & 31)))].thread_elements()[(int32_t(uint32_t(r_13) & 1u))];
        bool mask_1 = v_58 & (columns_4 < N_1);
        if (mask_1) { (c_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_15) + uint32_t(v_3)))) + uint32_t(v_5)))) + uint32_t((int32_t(uint32_t(rows) * uint32_t(N_1)))))))[r_13] = total_3; }
      }
    }
  }
