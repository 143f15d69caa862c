# msl: matmul_m5
# target=m5
# simdgroups=2
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='thread', programs=1048576, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}, threads=64} {
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
  %9 = constant {value=5, dtype='i32'} : i32
  %10 = shr %thread, %9 : i32
  %11 = constant {value=16, dtype='i32'} : i32
  %12 = index_mul %10, %11 : i32
  %13 = index_add %8, %12 : i32
  %14 = and %thread, %0 : i32
  %15 = constant {value=8, dtype='i32'} : i32
  %16 = index_mul %14, %15 : i32
  %17 = shr %thread, %2 : i32
  %18 = and %17, %0 : i32
  %19 = index_mul %18, %11 : i32
  %20 = index_add %16, %19 : i32
  %21 = index_mul %14, %4 : i32
  %22 = index_mul %18, %15 : i32
  %23 = index_add %21, %22 : i32
  %24 = program_id {axis=0} : i32
  %25 = constant {value=32, dtype='i32'} : i32
  %26 = index_mul %24, %25 : i32
  %27 = program_id {axis=1} : i32
  %28 = index_mul %27, %25 : i32
  %29 = constant {value=0.0, dtype='f32'} : f32
  %30 = constant {value=0, dtype='i32'} : i32
  %31 = constant {value=0.0, dtype='f16'} : f16
  %32 = mul %11, %stride_bk : i32
  %total = registers_new {dtype='f32', count=16} : f32<16>
  %33 = constant {value=2, dtype='i32'} : i32
  for %30, %33, %0 {unroll=True} (%r: i32) {
    %34 = index_mul %r, %15 : i32
    for %30, %33, %0 {unroll=True} (%r.35: i32) {
      %36 = index_mul %r.35, %4 : i32
      %37 = index_add %34, %36 : i32
      for %30, %4, %0 {unroll=True} (%r.38: i32) {
        %39 = index_add %37, %r.38 : i32
        register_write %total, %39, %29
        yield
      }
      yield
    }
    yield
  }
  %40 = constant {value=15, dtype='i32'} : i32
  %41 = constant {value=31, dtype='i64'} : i64
  %42 = cast %28 {dtype='i64'} : i64
  %43 = add %42, %41 : i64
  %44 = cast %N {dtype='i64'} : i64
  %45 = lt %43, %44 : i1
  %46 = cast %26 {dtype='i64'} : i64
  %47 = add %46, %41 : i64
  %48 = cast %M {dtype='i64'} : i64
  %49 = lt %47, %48 : i1
  %a_ptrs, %b_ptrs = for %30, %K, %11, %30, %30 {unroll=False} (%k: i32, %a_ptrs.50: i32, %b_ptrs.51: i32) {
    %52 = sub %K, %k : i32
    %53 = lt %40, %52 : i1
    %54 = and %53, %45 : i1
    %55 = and %49, %53 : i1
    %56 = and %54, %55 : i1
    if %56 () {
      %left = registers_new {dtype='f16', count=8} : f16<8>
      %right = registers_new {dtype='f16', count=16} : f16<16>
      %57 = add %26, %3 : i32
      %58 = add %57, %7 : i32
      %59 = add %58, %12 : i32
      %60 = mul %59, %stride_am : i32
      %61 = add %60, %21 : i32
      %62 = add %61, %22 : i32
      %63 = add %62, %a_ptrs.50 : i32
      %64 = shift %a_ptr, %63 : *f16
      %65 = add %3, %7 : i32
      %66 = mul %65, %stride_bk : i32
      %67 = add %66, %28 : i32
      %68 = add %67, %16 : i32
      %69 = add %68, %19 : i32
      %70 = add %69, %b_ptrs.51 : i32
      %71 = shift %b_ptr, %70 : *f16
      for %30, %0, %0 {unroll=True} (%k.72: i32) {
        for %30, %33, %0 {unroll=True} (%r.73: i32) {
          %74 = index_mul %r.73, %4 : i32
          %75 = index_mul %r.73, %15 : i32
          %76 = mul %75, %stride_am : i32
          %77 = shift %64, %76 : *f16
          for %30, %4, %0 {unroll=True} (%r.78: i32) {
            %79 = index_add %74, %r.78 : i32
            %a = load_at %77, %r.78 : f16
            register_write %left, %79, %a
            yield
          }
          yield
        }
        for %30, %33, %0 {unroll=True} (%r.80: i32) {
          %81 = index_mul %r.80, %15 : i32
          %82 = index_mul %r.80, %4 : i32
          for %30, %33, %0 {unroll=True} (%r.83: i32) {
            %84 = index_mul %r.83, %4 : i32
            %85 = index_add %81, %84 : i32
            %86 = index_mul %r.83, %15 : i32
            %87 = mul %86, %stride_bk : i32
            %88 = shift %71, %87 : *f16
            for %30, %4, %0 {unroll=True} (%r.89: i32) {
              %90 = index_add %85, %r.89 : i32
              %91 = index_add %82, %r.89 : i32
              %b = load_at %88, %91 : f16
              register_write %right, %90, %b
              yield
            }
            yield
          }
          yield
        }
        tensor_multiply %total, %30, %left, %30, %right, %30 {turned_left=False, turned_right=False}
        yield
      }
      yield
    } () {
      %left.92 = registers_new {dtype='f16', count=8} : f16<8>
      %right.93 = registers_new {dtype='f16', count=16} : f16<16>
      %94 = add %21, %22 : i32
      %95 = add %94, %a_ptrs.50 : i32
      %96 = add %28, %16 : i32
      %97 = add %96, %19 : i32
      %98 = add %97, %b_ptrs.51 : i32
      for %30, %0, %0 {unroll=False} (%k.99: i32) {
        for %30, %33, %0 {unroll=True} (%r.100: i32) {
          %101 = index_mul %r.100, %4 : i32
          %102 = index_mul %r.100, %15 : i32
          %103 = index_add %13, %102 : i32
          %rows = index_add %26, %103 : i32
          %104 = mul %rows, %stride_am : i32
          %105 = lt %rows, %M : i1
          %106 = add %95, %104 : i32
          %107 = shift %a_ptr, %106 : *f16
          %108 = constant {value=3, dtype='i32'} : i32
          %109 = index_add %23, %108 : i32
          %110 = lt %109, %52 : i1
          %111 = and %105, %110 : i1
          if %111 () {
            for %30, %4, %0 {unroll=True} (%r.112: i32) {
              %113 = index_add %101, %r.112 : i32
              %114 = index_add %23, %r.112 : i32
              %115 = lt %114, %52 : i1
              %116 = and %105, %115 : i1
              %a.117 = load_at %107, %r.112 : f16
              register_write %left.92, %113, %a.117
              yield
            }
            yield
          } () {
            for %30, %4, %0 {unroll=True} (%r.118: i32) {
              %119 = index_add %101, %r.118 : i32
              %120 = index_add %23, %r.118 : i32
              %121 = lt %120, %52 : i1
              %122 = and %105, %121 : i1
              %a.123 = load_at %107, %r.118, %122, %31 : f16
              register_write %left.92, %119, %a.123
              yield
            }
            yield
          }
          yield
        }
        for %30, %33, %0 {unroll=True} (%r.124: i32) {
          %125 = index_mul %r.124, %15 : i32
          %126 = index_mul %r.124, %4 : i32
          %127 = index_add %20, %126 : i32
          for %30, %33, %0 {unroll=True} (%r.128: i32) {
            %129 = index_mul %r.128, %4 : i32
            %130 = index_add %125, %129 : i32
            %131 = index_mul %r.128, %15 : i32
            %132 = index_add %8, %131 : i32
            %133 = mul %132, %stride_bk : i32
            %134 = lt %132, %52 : i1
            %135 = add %98, %133 : i32
            %136 = shift %b_ptr, %135 : *f16
            %137 = constant {value=3, dtype='i32'} : i32
            %138 = index_add %127, %137 : i32
            %139 = index_add %28, %138 : i32
            %140 = lt %139, %N : i1
            %141 = and %134, %140 : i1
            if %141 () {
              for %30, %4, %0 {unroll=True} (%r.142: i32) {
                %143 = index_add %130, %r.142 : i32
                %144 = index_add %127, %r.142 : i32
                %columns = index_add %28, %144 : i32
                %145 = lt %columns, %N : i1
                %146 = and %134, %145 : i1
                %147 = index_add %126, %r.142 : i32
                %b.148 = load_at %136, %147 : f16
                register_write %right.93, %143, %b.148
                yield
              }
              yield
            } () {
              for %30, %4, %0 {unroll=True} (%r.149: i32) {
                %150 = index_add %130, %r.149 : i32
                %151 = index_add %127, %r.149 : i32
                %columns.152 = index_add %28, %151 : i32
                %153 = lt %columns.152, %N : i1
                %154 = and %134, %153 : i1
                %155 = index_add %126, %r.149 : i32
                %b.156 = load_at %136, %155, %154, %31 : f16
                register_write %right.93, %150, %b.156
                yield
              }
              yield
            }
            yield
          }
          yield
        }
        tensor_multiply %total, %30, %left.92, %30, %right.93, %30 {turned_left=False, turned_right=False}
        yield
      }
      yield
    }
    %157 = add %a_ptrs.50, %11 : i32
    %158 = add %b_ptrs.51, %32 : i32
    yield %157, %158
  } : i32, i32
  %159 = and %49, %45 : i1
  if %159 () {
    %160 = add %26, %3 : i32
    %161 = add %160, %7 : i32
    %162 = add %161, %12 : i32
    %163 = mul %162, %N : i32
    %164 = add %163, %28 : i32
    %165 = add %164, %16 : i32
    %166 = add %165, %19 : i32
    %167 = shift %c_ptr, %166 : *f32
    for %30, %33, %0 {unroll=True} (%r.168: i32) {
      %169 = index_mul %r.168, %4 : i32
      %170 = index_mul %r.168, %15 : i32
      for %30, %33, %0 {unroll=True} (%r.171: i32) {
        %172 = index_mul %r.171, %15 : i32
        %173 = index_mul %r.171, %4 : i32
        %174 = index_add %170, %173 : i32
        %175 = mul %172, %N : i32
        %176 = shift %167, %175 : *f32
        for %30, %4, %0 {unroll=True} (%r.177: i32) {
          %178 = index_add %174, %r.177 : i32
          %total.179 = register_read %total, %178 : f32
          %180 = index_add %169, %r.177 : i32
          store_at %176, %180, %total.179
          yield
        }
        yield
      }
      yield
    }
    yield
  } () {
    %181 = add %28, %16 : i32
    %182 = add %181, %19 : i32
    for %30, %33, %0 {unroll=True} (%r.183: i32) {
      %184 = index_mul %r.183, %4 : i32
      %185 = index_add %20, %184 : i32
      %186 = index_mul %r.183, %15 : i32
      for %30, %33, %0 {unroll=True} (%r.187: i32) {
        %188 = index_mul %r.187, %15 : i32
        %189 = index_add %13, %188 : i32
        %rows.190 = index_add %26, %189 : i32
        %191 = mul %rows.190, %N : i32
        %192 = index_mul %r.187, %4 : i32
        %193 = index_add %186, %192 : i32
        %194 = lt %rows.190, %M : i1
        %195 = add %182, %191 : i32
        %196 = shift %c_ptr, %195 : *f32
        %197 = constant {value=3, dtype='i32'} : i32
        %198 = index_add %185, %197 : i32
        %199 = index_add %28, %198 : i32
        %200 = lt %199, %N : i1
        %201 = and %194, %200 : i1
        if %201 () {
          for %30, %4, %0 {unroll=True} (%r.202: i32) {
            %203 = index_add %185, %r.202 : i32
            %columns.204 = index_add %28, %203 : i32
            %205 = index_add %193, %r.202 : i32
            %total.206 = register_read %total, %205 : f32
            %207 = lt %columns.204, %N : i1
            %mask = and %194, %207 : i1
            %208 = index_add %184, %r.202 : i32
            store_at %196, %208, %total.206
            yield
          }
          yield
        } () {
          for %30, %4, %0 {unroll=True} (%r.209: i32) {
            %210 = index_add %185, %r.209 : i32
            %columns.211 = index_add %28, %210 : i32
            %212 = index_add %193, %r.209 : i32
            %total.213 = register_read %total, %212 : f32
            %214 = lt %columns.211, %N : i1
            %mask.215 = and %194, %214 : i1
            %216 = index_add %184, %r.209 : i32
            store_at %196, %216, %total.213, %mask.215
            yield
          }
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
#include <MetalPerformancePrimitives/MetalPerformancePrimitives.h>
template <bool turned_left, bool turned_right, typename T>
METAL_FUNC void tmetal_tensor_multiply(
    thread float* total, const thread T* left, const thread T* right) {
  constexpr auto descriptor = mpp::tensor_ops::matmul2d_descriptor(
      16, 32, 16, turned_left, turned_right, sizeof(T) == 2,
      mpp::tensor_ops::matmul2d_descriptor::mode::multiply_accumulate);
  mpp::tensor_ops::matmul2d<descriptor, metal::execution_simdgroup> product;
  auto a = product.template get_left_input_cooperative_tensor<T, T, float>();
  auto b = product.template get_right_input_cooperative_tensor<T, T, float>();
  auto c = product.template get_destination_cooperative_tensor<
      metal::remove_addrspace_t<decltype(a)>, metal::remove_addrspace_t<decltype(b)>, float>();
  #pragma clang loop unroll(full)
  for (ushort i = 0; i < 8; ++i) { a[i] = left[i]; }
  #pragma clang loop unroll(full)
  for (ushort i = 0; i < 16; ++i) { b[i] = right[i]; c[i] = total[i]; }
  product.run(a, b, c);
  #pragma clang loop unroll(full)
  for (ushort i = 0; i < 16; ++i) { total[i] = c[i]; }
}
  int32_t M_1 = M;
  int32_t N_1 = N;
  int32_t K_1 = K;
  int32_t stride_am_1 = stride_am;
  int32_t stride_bk_1 = stride_bk;
  int32_t thread_v = int32_t(thread_index_in_threadgroup);
  int32_t v = int32_t(uint32_t((int32_t(thread_v >> (1 & 31)))) & 3u);
  int32_t v_1 = (int32_t(uint32_t((int32_t(thread_v >> (4 & 31)))) & 1u)) * 4;
  int32_t v_2 = v + v_1;
  int32_t v_3 = (int32_t(thread_v >> (5 & 31))) * 16;
  int32_t v_4 = v_2 + v_3;
  int32_t v_5 = int32_t(uint32_t(thread_v) & 1u);
  int32_t v_6 = v_5 * 8;
  int32_t v_7 = int32_t(uint32_t((int32_t(thread_v >> (3 & 31)))) & 1u);
  int32_t v_8 = v_7 * 16;
  int32_t v_9 = v_6 + v_8;
  int32_t v_10 = v_5 * 4;
  int32_t v_11 = v_7 * 8;
  int32_t v_12 = v_10 + v_11;
  int32_t v_13 = int32_t(threadgroup_position_in_grid.x);
  int32_t v_14 = v_13 * 32;
  int32_t v_15 = int32_t(threadgroup_position_in_grid.y);
  int32_t v_16 = v_15 * 32;
  int32_t v_17 = int32_t(16u * uint32_t(stride_bk_1));
  float total[16];
  #pragma clang loop unroll(full)
  for (int32_t r = 0; r < 2; r += 1) {
    int32_t v_18 = r * 8;
    #pragma clang loop unroll(full)
    for (int32_t r_1 = 0; r_1 < 2; r_1 += 1) {
      int32_t v_19 = v_18 + (r_1 * 4);
      #pragma clang loop unroll(full)
      for (int32_t r_2 = 0; r_2 < 4; r_2 += 1) {
        total[(v_19 + r_2)] = 0.0f;
      }
    }
  }
  bool v_20 = (int64_t(uint64_t(int64_t(v_16)) + 31ul)) < int64_t(N_1);
  bool v_21 = (int64_t(uint64_t(int64_t(v_14)) + 31ul)) < int64_t(M_1);
  int32_t a_ptrs = 0;
  int32_t b_ptrs = 0;
  uint32_t trips = 0 < K_1 ? (uint32_t(K_1) - uint32_t(0) - 1u) / uint32_t(16) + 1u : 0u;
  for (uint32_t trip = 0u; trip < trips; trip += 1u) {
    int32_t k = int32_t(uint32_t(0) + trip * uint32_t(16));
    int32_t v_22 = int32_t(uint32_t(K_1) - uint32_t(k));
    bool v_23 = 15 < v_22;
    bool v_24 = (v_23 & v_20) & (v_21 & v_23);
    if (v_24) {
      float16_t left[8];
      float16_t right[16];
      int32_t v_25 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_14) + uint32_t(v)))) + uint32_t(v_1)))) + uint32_t(v_3)))) * uint32_t(stride_am_1));
      int32_t v_26 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v) + uint32_t(v_1)))) * uint32_t(stride_bk_1)))) + uint32_t(v_16)))) + uint32_t(v_6));
      #pragma clang loop unroll(full)
      for (int32_t k_1 = 0; k_1 < 1; k_1 += 1) {
        #pragma clang loop unroll(full)
        for (int32_t r_3 = 0; r_3 < 2; r_3 += 1) {
          int32_t v_27 = r_3 * 4;
          #pragma clang loop unroll(full)
          for (int32_t r_4 = 0; r_4 < 4; r_4 += 1) {
            float16_t a = ((a_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_25) + uint32_t(v_10)))) + uint32_t(v_11)))) + uint32_t(a_ptrs)))) + (int32_t(uint32_t((r_3 * 8)) * uint32_t(stride_am_1))))[r_4];
            left[(v_27 + r_4)] = a;
          }
        }
        #pragma clang loop unroll(full)
        for (int32_t r_5 = 0; r_5 < 2; r_5 += 1) {
          int32_t v_28 = r_5 * 8;
          int32_t v_29 = r_5 * 4;
          #pragma clang loop unroll(full)
          for (int32_t r_6 = 0; r_6 < 2; r_6 += 1) {
            int32_t v_30 = v_28 + (r_6 * 4);
            #pragma clang loop unroll(full)
            for (int32_t r_7 = 0; r_7 < 4; r_7 += 1) {
              float16_t b = ((b_ptr + (int32_t(uint32_t((int32_t(uint32_t(v_26) + uint32_t(v_8)))) + uint32_t(b_ptrs)))) + (int32_t(uint32_t((r_6 * 8)) * uint32_t(stride_bk_1))))[(v_29 + r_7)];
              right[(v_30 + r_7)] = b;
            }
          }
        }
        tmetal_tensor_multiply<false, false>(total + 0, left + 0, right + 0);
      }
    } else {
      float16_t left_1[8];
      float16_t right_1[16];
      int32_t v_31 = int32_t(uint32_t((int32_t(uint32_t(v_10) + uint32_t(v_11)))) + uint32_t(a_ptrs));
      int32_t v_32 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_16) + uint32_t(v_6)))) + uint32_t(v_8)))) + uint32_t(b_ptrs));
      for (int32_t k_2 = 0; k_2 < 1; k_2 += 1) {
        #pragma clang loop unroll(full)
        for (int32_t r_8 = 0; r_8 < 2; r_8 += 1) {
          int32_t v_33 = r_8 * 4;
          int32_t rows = v_14 + (v_4 + (r_8 * 8));
          bool v_34 = rows < M_1;
          bool v_35 = v_34 & ((v_12 + 3) < v_22);
          if (v_35) {
            #pragma clang loop unroll(full)
            for (int32_t r_9 = 0; r_9 < 4; r_9 += 1) {
              bool v_36 = v_34 & ((v_12 + r_9) < v_22);
              float16_t a_1 = (a_ptr + (int32_t(uint32_t(v_31) + uint32_t((int32_t(uint32_t(rows) * uint32_t(stride_am_1)))))))[r_9];
              left_1[(v_33 + r_9)] = a_1;
            }
          } else {
            #pragma clang loop unroll(full)
            for (int32_t r_10 = 0; r_10 < 4; r_10 += 1) {
              float16_t a_2 = (v_34 & ((v_12 + r_10) < v_22)) ? (a_ptr + (int32_t(uint32_t(v_31) + uint32_t((int32_t(uint32_t(rows) * uint32_t(stride_am_1)))))))[r_10] : float16_t(0.0f);
              left_1[(v_33 + r_10)] = a_2;
            }
          }
        }
        #pragma clang loop unroll(full)
        for (int32_t r_11 = 0; r_11 < 2; r_11 += 1) {
          int32_t v_37 = r_11 * 8;
          int32_t v_38 = r_11 * 4;
          int32_t v_39 = v_9 + v_38;
          #pragma clang loop unroll(full)
          for (int32_t r_12 = 0; r_12 < 2; r_12 += 1) {
            int32_t v_40 = v_37 + (r_12 * 4);
            int32_t v_41 = v_2 + (r_12 * 8);
            bool v_42 = v_41 < v_22;
            bool v_43 = v_42 & ((v_16 + (v_39 + 3)) < N_1);
            if (v_43) {
              #pragma clang loop unroll(full)
              for (int32_t r_13 = 0; r_13 < 4; r_13 += 1) {
                int32_t columns = v_16 + (v_39 + r_13);
                bool v_44 = v_42 & (columns < N_1);
                float16_t b_1 = (b_ptr + (int32_t(uint32_t(v_32) + uint32_t((int32_t(uint32_t(v_41) * uint32_t(stride_bk_1)))))))[(v_38 + r_13)];
                right_1[(v_40 + r_13)] = b_1;
              }
            } else {
              #pragma clang loop unroll(full)
              for (int32_t r_14 = 0; r_14 < 4; r_14 += 1) {
                int32_t columns_1 = v_16 + (v_39 + r_14);
                float16_t b_2 = (v_42 & (columns_1 < N_1)) ? (b_ptr + (int32_t(uint32_t(v_32) + uint32_t((int32_t(uint32_t(v_41) * uint32_t(stride_bk_1)))))))[(v_38 + r_14)] : float16_t(0.0f);
                right_1[(v_40 + r_14)] = b_2;
              }
            }
          }
        }
        tmetal_tensor_multiply<false, false>(total + 0, left_1 + 0, right_1 + 0);
      }
    }
    int32_t v_45 = int32_t(uint32_t(a_ptrs) + 16u);
    int32_t v_46 = int32_t(uint32_t(b_ptrs) + uint32_t(v_17));
    a_ptrs = v_45;
    b_ptrs = v_46;
  }
  bool v_47 = v_21 & v_20;
  if (v_47) {
    int32_t v_48 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_14) + uint32_t(v)))) + uint32_t(v_1)))) + uint32_t(v_3)))) * uint32_t(N_1));
    #pragma clang loop unroll(full)
    for (int32_t r_15 = 0; r_15 < 2; r_15 += 1) {
      int32_t v_49 = r_15 * 4;
      int32_t v_50 = r_15 * 8;
      #pragma clang loop unroll(full)
      for (int32_t r_16 = 0; r_16 < 2; r_16 += 1) {
        int32_t v_51 = v_50 + (r_16 * 4);
        #pragma clang loop unroll(full)
        for (int32_t r_17 = 0; r_17 < 4; r_17 += 1) {
          float total_1 = total[(v_51 + r_17)];
          ((c_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_48) + uint32_t(v_16)))) + uint32_t(v_6)))) + uint32_t(v_8)))) + (int32_t(uint32_t((r_16 * 8)) * uint32_t(N_1))))[(v_49 + r_17)] = total_1;
        }
      }
    }
  } else {
    int32_t v_52 = int32_t(uint32_t((int32_t(uint32_t(v_16) + uint32_t(v_6)))) + uint32_t(v_8));
    #pragma clang loop unroll(full)
    for (int32_t r_18 = 0; r_18 < 2; r_18 += 1) {
      int32_t v_53 = r_18 * 4;
      int32_t v_54 = v_9 + v_53;
      int32_t v_55 = r_18 * 8;
      #pragma clang loop unroll(full)
      for (int32_t r_19 = 0; r_19 < 2; r_19 += 1) {
        int32_t rows_1 = v_14 + (v_4 + (r_19 * 8));
        int32_t v_56 = v_55 + (r_19 * 4);
        bool v_57 = rows_1 < M_1;
        bool v_58 = v_57 & ((v_16 + (v_54 + 3)) < N_1);
        if (v_58) {
          #pragma clang loop unroll(full)
          for (int32_t r_20 = 0; r_20 < 4; r_20 += 1) {
            int32_t columns_2 = v_16 + (v_54 + r_20);
            float total_2 = total[(v_56 + r_20)];
            bool mask = v_57 & (columns_2 < N_1);
            (c_ptr + (int32_t(uint32_t(v_52) + uint32_t((int32_t(uint32_t(rows_1) * uint32_t(N_1)))))))[(v_53 + r_20)] = total_2;
          }
        } else {
          #pragma clang loop unroll(full)
          for (int32_t r_21 = 0; r_21 < 4; r_21 += 1) {
            int32_t columns_3 = v_16 + (v_54 + r_21);
            float total_3 = total[(v_56 + r_21)];
            bool mask_1 = v_57 & (columns_3 < N_1);
            if (mask_1) { (c_ptr + (int32_t(uint32_t(v_52) + uint32_t((int32_t(uint32_t(rows_1) * uint32_t(N_1)))))))[(v_53 + r_21)] = total_3; }
          }
        }
      }
    }
  }
