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
  %40 = cast %28 {dtype='i64'} : i64
  %41 = constant {value=31, dtype='i64'} : i64
  %42 = add %40, %41 : i64
  %43 = cast %N {dtype='i64'} : i64
  %44 = lt %42, %43 : i1
  %45 = cast %26 {dtype='i64'} : i64
  %46 = add %45, %41 : i64
  %47 = cast %M {dtype='i64'} : i64
  %48 = lt %46, %47 : i1
  %49 = constant {value=0, dtype='i64'} : i64
  %50 = cast %K {dtype='i64'} : i64
  %51 = constant {value=15, dtype='i64'} : i64
  %52 = constant {value=1, dtype='i64'} : i64
  %53 = sub %50, %52 : i64
  %54 = constant {value=-2147483648, dtype='i64'} : i64
  %55 = constant {value=2147483647, dtype='i64'} : i64
  %56 = ge %50, %54 : i1
  %57 = le %50, %55 : i1
  %58 = sub %50, %53 : i64
  %59 = ge %58, %54 : i1
  %60 = le %58, %55 : i1
  %61 = sub %50, %51 : i64
  %62 = minimum %50, %61 : i64
  %63 = and %56, %57 : i1
  %64 = and %63, %59 : i1
  %65 = and %64, %60 : i1
  %66 = and %65, %44 : i1
  %67 = and %66, %48 : i1
  %68 = where %67, %62, %49 : i64
  %69 = maximum %68, %49 : i64
  %70 = add %69, %51 : i64
  %71 = constant {value=-16, dtype='i64'} : i64
  %72 = and %70, %71 : i64
  %73 = minimum %72, %50 : i64
  %74 = cast %69 {dtype='i32'} : i32
  %75 = cast %73 {dtype='i32'} : i32
  %76 = add %26, %3 : i32
  %77 = add %76, %7 : i32
  %78 = add %77, %12 : i32
  %79 = mul %78, %stride_am : i32
  %80 = add %3, %7 : i32
  %81 = mul %80, %stride_bk : i32
  %82 = add %79, %21 : i32
  %83 = add %82, %22 : i32
  %84 = shift %a_ptr, %83 : *f16
  %85 = add %81, %28 : i32
  %86 = add %85, %16 : i32
  %87 = add %86, %19 : i32
  %88 = shift %b_ptr, %87 : *f16
  %a_ptrs, %b_ptrs, %89, %90 = for %30, %74, %11, %30, %30, %84, %88 {unroll=False} (%k: i32, %a_ptrs.91: i32, %b_ptrs.92: i32, %a_ptr.93: *f16, %b_ptr.94: *f16) {
    %left = registers_new {dtype='f16', count=8} : f16<8>
    %right = registers_new {dtype='f16', count=16} : f16<16>
    for %30, %0, %0 {unroll=True} (%k.95: i32) {
      for %30, %33, %0 {unroll=True} (%r.96: i32) {
        %97 = index_mul %r.96, %4 : i32
        %98 = index_mul %r.96, %15 : i32
        %99 = mul %98, %stride_am : i32
        %100 = shift %a_ptr.93, %99 : *f16
        for %30, %4, %0 {unroll=True} (%r.101: i32) {
          %102 = index_add %97, %r.101 : i32
          %a = load_at %100, %r.101 : f16
          register_write %left, %102, %a
          yield
        }
        yield
      }
      for %30, %33, %0 {unroll=True} (%r.103: i32) {
        %104 = index_mul %r.103, %15 : i32
        %105 = index_mul %r.103, %4 : i32
        for %30, %33, %0 {unroll=True} (%r.106: i32) {
          %107 = index_mul %r.106, %4 : i32
          %108 = index_add %104, %107 : i32
          %109 = index_mul %r.106, %15 : i32
          %110 = mul %109, %stride_bk : i32
          %111 = shift %b_ptr.94, %110 : *f16
          for %30, %4, %0 {unroll=True} (%r.112: i32) {
            %113 = index_add %108, %r.112 : i32
            %114 = index_add %105, %r.112 : i32
            %b = load_at %111, %114 : f16
            register_write %right, %113, %b
            yield
          }
          yield
        }
        yield
      }
      tensor_multiply %total, %30, %left, %30, %right, %30 {turned_left=False, turned_right=False}
      yield
    }
    %115 = add %a_ptrs.91, %11 : i32
    %116 = add %b_ptrs.92, %32 : i32
    %117 = shift %a_ptr.93, %11 : *f16
    %118 = shift %b_ptr.94, %32 : *f16
    yield %115, %116, %117, %118
  } : i32, i32, *f16, *f16
  %119 = add %21, %22 : i32
  %120 = add %28, %16 : i32
  %121 = add %120, %19 : i32
  %a_ptrs.122, %b_ptrs.123 = for %75, %K, %11, %a_ptrs, %b_ptrs {unroll=False} (%k.124: i32, %a_ptrs.125: i32, %b_ptrs.126: i32) {
    %127 = sub %K, %k.124 : i32
    %left.128 = registers_new {dtype='f16', count=8} : f16<8>
    %right.129 = registers_new {dtype='f16', count=16} : f16<16>
    %130 = add %119, %a_ptrs.125 : i32
    %131 = add %121, %b_ptrs.126 : i32
    for %30, %0, %0 {unroll=False} (%k.132: i32) {
      for %30, %33, %0 {unroll=True} (%r.133: i32) {
        %134 = index_mul %r.133, %4 : i32
        %135 = index_mul %r.133, %15 : i32
        %136 = index_add %13, %135 : i32
        %rows = index_add %26, %136 : i32
        %137 = mul %rows, %stride_am : i32
        %138 = lt %rows, %M : i1
        %139 = add %130, %137 : i32
        %140 = shift %a_ptr, %139 : *f16
        %141 = constant {value=3, dtype='i32'} : i32
        %142 = index_add %23, %141 : i32
        %143 = lt %142, %127 : i1
        %144 = and %138, %143 : i1
        if %144 () {
          for %30, %4, %0 {unroll=True} (%r.145: i32) {
            %146 = index_add %134, %r.145 : i32
            %147 = index_add %23, %r.145 : i32
            %148 = lt %147, %127 : i1
            %149 = and %138, %148 : i1
            %a.150 = load_at %140, %r.145 : f16
            register_write %left.128, %146, %a.150
            yield
          }
          yield
        } () {
          %151 = constant {value=0, dtype='i32'} : i32
          %152 = index_add %23, %151 : i32
          %153 = lt %152, %127 : i1
          %154 = and %138, %153 : i1
          %155 = constant {value=True, dtype='i1'} : i1
          %156 = xor %154, %155 : i1
          if %156 () {
            for %30, %4, %0 {unroll=True} (%r.157: i32) {
              %158 = index_add %134, %r.157 : i32
              %159 = index_add %23, %r.157 : i32
              %160 = lt %159, %127 : i1
              %161 = and %138, %160 : i1
              register_write %left.128, %158, %31
              yield
            }
            yield
          } () {
            for %30, %4, %0 {unroll=True} (%r.162: i32) {
              %163 = index_add %134, %r.162 : i32
              %164 = index_add %23, %r.162 : i32
              %165 = lt %164, %127 : i1
              %166 = and %138, %165 : i1
              %a.167 = load_at %140, %r.162, %166, %31 : f16
              register_write %left.128, %163, %a.167
              yield
            }
            yield
          }
          yield
        }
        yield
      }
      for %30, %33, %0 {unroll=True} (%r.168: i32) {
        %169 = index_mul %r.168, %15 : i32
        %170 = index_mul %r.168, %4 : i32
        %171 = index_add %20, %170 : i32
        for %30, %33, %0 {unroll=True} (%r.172: i32) {
          %173 = index_mul %r.172, %4 : i32
          %174 = index_add %169, %173 : i32
          %175 = index_mul %r.172, %15 : i32
          %176 = index_add %8, %175 : i32
          %177 = mul %176, %stride_bk : i32
          %178 = lt %176, %127 : i1
          %179 = add %131, %177 : i32
          %180 = shift %b_ptr, %179 : *f16
          %181 = constant {value=3, dtype='i32'} : i32
          %182 = index_add %171, %181 : i32
          %183 = index_add %28, %182 : i32
          %184 = lt %183, %N : i1
          %185 = and %178, %184 : i1
          if %185 () {
            for %30, %4, %0 {unroll=True} (%r.186: i32) {
              %187 = index_add %174, %r.186 : i32
              %188 = index_add %171, %r.186 : i32
              %columns = index_add %28, %188 : i32
              %189 = lt %columns, %N : i1
              %190 = and %178, %189 : i1
              %191 = index_add %170, %r.186 : i32
              %b.192 = load_at %180, %191 : f16
              register_write %right.129, %187, %b.192
              yield
            }
            yield
          } () {
            %193 = constant {value=0, dtype='i32'} : i32
            %194 = index_add %171, %193 : i32
            %195 = index_add %28, %194 : i32
            %196 = lt %195, %N : i1
            %197 = and %178, %196 : i1
            %198 = constant {value=True, dtype='i1'} : i1
            %199 = xor %197, %198 : i1
            if %199 () {
              for %30, %4, %0 {unroll=True} (%r.200: i32) {
                %201 = index_add %174, %r.200 : i32
                %202 = index_add %171, %r.200 : i32
                %columns.203 = index_add %28, %202 : i32
                %204 = lt %columns.203, %N : i1
                %205 = and %178, %204 : i1
                %206 = index_add %170, %r.200 : i32
                register_write %right.129, %201, %31
                yield
              }
              yield
            } () {
              for %30, %4, %0 {unroll=True} (%r.207: i32) {
                %208 = index_add %174, %r.207 : i32
                %209 = index_add %171, %r.207 : i32
                %columns.210 = index_add %28, %209 : i32
                %211 = lt %columns.210, %N : i1
                %212 = and %178, %211 : i1
                %213 = index_add %170, %r.207 : i32
                %b.214 = load_at %180, %213, %212, %31 : f16
                register_write %right.129, %208, %b.214
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
      tensor_multiply %total, %30, %left.128, %30, %right.129, %30 {turned_left=False, turned_right=False}
      yield
    }
    %215 = add %a_ptrs.125, %11 : i32
    %216 = add %b_ptrs.126, %32 : i32
    yield %215, %216
  } : i32, i32
  %217 = and %48, %44 : i1
  if %217 {interior=True} () {
    %218 = mul %78, %N : i32
    %219 = add %218, %28 : i32
    %220 = add %219, %16 : i32
    %221 = add %220, %19 : i32
    %222 = shift %c_ptr, %221 : *f32
    for %30, %33, %0 {unroll=True} (%r.223: i32) {
      %224 = index_mul %r.223, %4 : i32
      %225 = index_mul %r.223, %15 : i32
      for %30, %33, %0 {unroll=True} (%r.226: i32) {
        %227 = index_mul %r.226, %15 : i32
        %228 = index_mul %r.226, %4 : i32
        %229 = index_add %225, %228 : i32
        %230 = mul %227, %N : i32
        %231 = shift %222, %230 : *f32
        for %30, %4, %0 {unroll=True} (%r.232: i32) {
          %233 = index_add %229, %r.232 : i32
          %total.234 = register_read %total, %233 : f32
          %235 = index_add %224, %r.232 : i32
          store_at %231, %235, %total.234
          yield
        }
        yield
      }
      yield
    }
    yield
  } () {
    for %30, %33, %0 {unroll=True} (%r.236: i32) {
      %237 = index_mul %r.236, %4 : i32
      %238 = index_add %20, %237 : i32
      %239 = index_mul %r.236, %15 : i32
      for %30, %33, %0 {unroll=True} (%r.240: i32) {
        %241 = index_mul %r.240, %15 : i32
        %242 = index_add %13, %241 : i32
        %rows.243 = index_add %26, %242 : i32
        %244 = mul %rows.243, %N : i32
        %245 = index_mul %r.240, %4 : i32
        %246 = index_add %239, %245 : i32
        %247 = lt %rows.243, %M : i1
        %248 = add %121, %244 : i32
        %249 = shift %c_ptr, %248 : *f32
        %250 = constant {value=3, dtype='i32'} : i32
        %251 = index_add %238, %250 : i32
        %252 = index_add %28, %251 : i32
        %253 = lt %252, %N : i1
        %254 = and %247, %253 : i1
        if %254 () {
          for %30, %4, %0 {unroll=True} (%r.255: i32) {
            %256 = index_add %238, %r.255 : i32
            %columns.257 = index_add %28, %256 : i32
            %258 = index_add %246, %r.255 : i32
            %total.259 = register_read %total, %258 : f32
            %260 = lt %columns.257, %N : i1
            %mask = and %247, %260 : i1
            %261 = index_add %237, %r.255 : i32
            store_at %249, %261, %total.259
            yield
          }
          yield
        } () {
          for %30, %4, %0 {unroll=True} (%r.262: i32) {
            %263 = index_add %238, %r.262 : i32
            %columns.264 = index_add %28, %263 : i32
            %265 = index_add %246, %r.262 : i32
            %total.266 = register_read %total, %265 : f32
            %267 = lt %columns.264, %N : i1
            %mask.268 = and %247, %267 : i1
            %269 = index_add %237, %r.262 : i32
            store_at %249, %269, %total.266, %mask.268
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
  int64_t v_22 = int64_t(K_1);
  int64_t v_23 = int64_t(uint64_t(v_22) - uint64_t((int64_t(uint64_t(v_22) - 1ul))));
  bool v_24 = (((v_22 >= -2147483648l) & (v_22 <= 2147483647l)) & (v_23 >= -2147483648l)) & (v_23 <= 2147483647l);
  int64_t v_25 = metal::max((((v_24 & v_20) & v_21) ? (metal::min(v_22, (int64_t(uint64_t(v_22) - 15ul)))) : 0l), 0l);
  int32_t v_26 = int32_t(v_25);
  int32_t v_27 = int32_t((metal::min((int64_t(uint64_t((int64_t(uint64_t(v_25) + 15ul))) & 18446744073709551600ul)), v_22)));
  int32_t v_28 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_14) + uint32_t(v)))) + uint32_t(v_1)))) + uint32_t(v_3));
  int32_t v_29 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v) + uint32_t(v_1)))) * uint32_t(stride_bk_1)))) + uint32_t(v_16)))) + uint32_t(v_6));
  int32_t a_ptrs = 0;
  int32_t b_ptrs = 0;
  auto a_ptr_1 = (a_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_28) * uint32_t(stride_am_1)))) + uint32_t(v_10)))) + uint32_t(v_11))));
  auto b_ptr_1 = (b_ptr + (int32_t(uint32_t(v_29) + uint32_t(v_8))));
  uint32_t trips = 0 < v_26 ? (uint32_t(v_26) - uint32_t(0) - 1u) / uint32_t(16) + 1u : 0u;
  for (uint32_t trip = 0u; trip < trips; trip += 1u) {
    int32_t k = int32_t(uint32_t(0) + trip * uint32_t(16));
    float16_t left[8];
    float16_t right[16];
    #pragma clang loop unroll(full)
    for (int32_t k_1 = 0; k_1 < 1; k_1 += 1) {
      #pragma clang loop unroll(full)
      for (int32_t r_3 = 0; r_3 < 2; r_3 += 1) {
        int32_t v_30 = r_3 * 4;
        #pragma clang loop unroll(full)
        for (int32_t r_4 = 0; r_4 < 4; r_4 += 1) {
          float16_t a = (a_ptr_1 + (int32_t(uint32_t((r_3 * 8)) * uint32_t(stride_am_1))))[r_4];
          left[(v_30 + r_4)] = a;
        }
      }
      #pragma clang loop unroll(full)
      for (int32_t r_5 = 0; r_5 < 2; r_5 += 1) {
        int32_t v_31 = r_5 * 8;
        int32_t v_32 = r_5 * 4;
        #pragma clang loop unroll(full)
        for (int32_t r_6 = 0; r_6 < 2; r_6 += 1) {
          int32_t v_33 = v_31 + (r_6 * 4);
          #pragma clang loop unroll(full)
          for (int32_t r_7 = 0; r_7 < 4; r_7 += 1) {
            float16_t b = (b_ptr_1 + (int32_t(uint32_t((r_6 * 8)) * uint32_t(stride_bk_1))))[(v_32 + r_7)];
            right[(v_33 + r_7)] = b;
          }
        }
      }
      tmetal_tensor_multiply<false, false>(total + 0, left + 0, right + 0);
    }
    int32_t v_34 = int32_t(uint32_t(a_ptrs) + 16u);
    int32_t v_35 = int32_t(uint32_t(b_ptrs) + uint32_t(v_17));
    a_ptrs = v_34;
    b_ptrs = v_35;
    a_ptr_1 = (a_ptr_1 + 16);
    b_ptr_1 = (b_ptr_1 + v_17);
  }
  int32_t v_36 = int32_t(uint32_t(v_10) + uint32_t(v_11));
  int32_t v_37 = int32_t(uint32_t((int32_t(uint32_t(v_16) + uint32_t(v_6)))) + uint32_t(v_8));
  int32_t a_ptrs_1 = a_ptrs;
  int32_t b_ptrs_1 = b_ptrs;
  uint32_t trips_1 = v_27 < K_1 ? (uint32_t(K_1) - uint32_t(v_27) - 1u) / uint32_t(16) + 1u : 0u;
  for (uint32_t trip_1 = 0u; trip_1 < trips_1; trip_1 += 1u) {
    int32_t k_2 = int32_t(uint32_t(v_27) + trip_1 * uint32_t(16));
    int32_t v_38 = int32_t(uint32_t(K_1) - uint32_t(k_2));
    float16_t left_1[8];
    float16_t right_1[16];
    int32_t v_39 = int32_t(uint32_t(v_36) + uint32_t(a_ptrs_1));
    int32_t v_40 = int32_t(uint32_t(v_37) + uint32_t(b_ptrs_1));
    for (int32_t k_3 = 0; k_3 < 1; k_3 += 1) {
      #pragma clang loop unroll(full)
      for (int32_t r_8 = 0; r_8 < 2; r_8 += 1) {
        int32_t v_41 = r_8 * 4;
        int32_t rows = v_14 + (v_4 + (r_8 * 8));
        bool v_42 = rows < M_1;
        bool v_43 = v_42 & ((v_12 + 3) < v_38);
        if (v_43) {
          #pragma clang loop unroll(full)
          for (int32_t r_9 = 0; r_9 < 4; r_9 += 1) {
            bool v_44 = v_42 & ((v_12 + r_9) < v_38);
            float16_t a_1 = (a_ptr + (int32_t(uint32_t(v_39) + uint32_t((int32_t(uint32_t(rows) * uint32_t(stride_am_1)))))))[r_9];
            left_1[(v_41 + r_9)] = a_1;
          }
        } else {
          bool v_45 = (v_42 & ((v_12 + 0) < v_38)) != true;
          if (v_45) {
            #pragma clang loop unroll(full)
            for (int32_t r_10 = 0; r_10 < 4; r_10 += 1) {
              bool v_46 = v_42 & ((v_12 + r_10) < v_38);
              left_1[(v_41 + r_10)] = float16_t(0.0f);
            }
          } else {
            #pragma clang loop unroll(full)
            for (int32_t r_11 = 0; r_11 < 4; r_11 += 1) {
              float16_t a_2 = (v_42 & ((v_12 + r_11) < v_38)) ? (a_ptr + (int32_t(uint32_t(v_39) + uint32_t((int32_t(uint32_t(rows) * uint32_t(stride_am_1)))))))[r_11] : float16_t(0.0f);
              left_1[(v_41 + r_11)] = a_2;
            }
          }
        }
      }
      #pragma clang loop unroll(full)
      for (int32_t r_12 = 0; r_12 < 2; r_12 += 1) {
        int32_t v_47 = r_12 * 8;
        int32_t v_48 = r_12 * 4;
        int32_t v_49 = v_9 + v_48;
        #pragma clang loop unroll(full)
        for (int32_t r_13 = 0; r_13 < 2; r_13 += 1) {
          int32_t v_50 = v_47 + (r_13 * 4);
          int32_t v_51 = v_2 + (r_13 * 8);
          bool v_52 = v_51 < v_38;
          bool v_53 = v_52 & ((v_16 + (v_49 + 3)) < N_1);
          if (v_53) {
            #pragma clang loop unroll(full)
            for (int32_t r_14 = 0; r_14 < 4; r_14 += 1) {
              int32_t columns = v_16 + (v_49 + r_14);
              bool v_54 = v_52 & (columns < N_1);
              float16_t b_1 = (b_ptr + (int32_t(uint32_t(v_40) + uint32_t((int32_t(uint32_t(v_51) * uint32_t(stride_bk_1)))))))[(v_48 + r_14)];
              right_1[(v_50 + r_14)] = b_1;
            }
          } else {
            bool v_55 = v_52 & ((v_16 + (v_49 + 0)) < N_1);
            bool v_56 = v_55 != true;
            if (v_56) {
              #pragma clang loop unroll(full)
              for (int32_t r_15 = 0; r_15 < 4; r_15 += 1) {
                int32_t columns_1 = v_16 + (v_49 + r_15);
                bool v_57 = v_52 & (columns_1 < N_1);
                int32_t v_58 = v_48 + r_15;
                right_1[(v_50 + r_15)] = float16_t(0.0f);
              }
            } else {
              #pragma clang loop unroll(full)
              for (int32_t r_16 = 0; r_16 < 4; r_16 += 1) {
                int32_t columns_2 = v_16 + (v_49 + r_16);
                float16_t b_2 = (v_52 & (columns_2 < N_1)) ? (b_ptr + (int32_t(uint32_t(v_40) + uint32_t((int32_t(uint32_t(v_51) * uint32_t(stride_bk_1)))))))[(v_48 + r_16)] : float16_t(0.0f);
                right_1[(v_50 + r_16)] = b_2;
              }
            }
          }
        }
      }
      tmetal_tensor_multiply<false, false>(total + 0, left_1 + 0, right_1 + 0);
    }
    int32_t v_59 = int32_t(uint32_t(a_ptrs_1) + 16u);
    int32_t v_60 = int32_t(uint32_t(b_ptrs_1) + uint32_t(v_17));
    a_ptrs_1 = v_59;
    b_ptrs_1 = v_60;
  }
  bool v_61 = v_21 & v_20;
  if (v_61) {
    int32_t v_62 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_28) * uint32_t(N_1)))) + uint32_t(v_16)))) + uint32_t(v_6)))) + uint32_t(v_8));
    #pragma clang loop unroll(full)
    for (int32_t r_17 = 0; r_17 < 2; r_17 += 1) {
      int32_t v_63 = r_17 * 4;
      int32_t v_64 = r_17 * 8;
      #pragma clang loop unroll(full)
      for (int32_t r_18 = 0; r_18 < 2; r_18 += 1) {
        int32_t v_65 = v_64 + (r_18 * 4);
        #pragma clang loop unroll(full)
        for (int32_t r_19 = 0; r_19 < 4; r_19 += 1) {
          float total_1 = total[(v_65 + r_19)];
          ((c_ptr + v_62) + (int32_t(uint32_t((r_18 * 8)) * uint32_t(N_1))))[(v_63 + r_19)] = total_1;
        }
      }
    }
  } else {
    #pragma clang loop unroll(full)
    for (int32_t r_20 = 0; r_20 < 2; r_20 += 1) {
      int32_t v_66 = r_20 * 4;
      int32_t v_67 = v_9 + v_66;
      int32_t v_68 = r_20 * 8;
      #pragma clang loop unroll(full)
      for (int32_t r_21 = 0; r_21 < 2; r_21 += 1) {
        int32_t rows_1 = v_14 + (v_4 + (r_21 * 8));
        int32_t v_69 = v_68 + (r_21 * 4);
        bool v_70 = rows_1 < M_1;
        bool v_71 = v_70 & ((v_16 + (v_67 + 3)) < N_1);
        if (v_71) {
          #pragma clang loop unroll(full)
          for (int32_t r_22 = 0; r_22 < 4; r_22 += 1) {
            int32_t columns_3 = v_16 + (v_67 + r_22);
            float total_2 = total[(v_69 + r_22)];
            bool mask = v_70 & (columns_3 < N_1);
            (c_ptr + (int32_t(uint32_t(v_37) + uint32_t((int32_t(uint32_t(rows_1) * uint32_t(N_1)))))))[(v_66 + r_22)] = total_2;
          }
        } else {
          #pragma clang loop unroll(full)
          for (int32_t r_23 = 0; r_23 < 4; r_23 += 1) {
            int32_t columns_4 = v_16 + (v_67 + r_23);
            float total_3 = total[(v_69 + r_23)];
            bool mask_1 = v_70 & (columns_4 < N_1);
            if (mask_1) { (c_ptr + (int32_t(uint32_t(v_37) + uint32_t((int32_t(uint32_t(rows_1) * uint32_t(N_1)))))))[(v_66 + r_23)] = total_3; }
          }
        }
      }
    }
  }
