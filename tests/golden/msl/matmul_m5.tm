# msl: matmul_m5
# target=m5
# simdgroups=2
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='thread', programs=1048576, numbers=1073741824, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}, threads=64} {
  %M.0 = copy %M : i32
  %N.1 = copy %N : i32
  %K.2 = copy %K : i32
  %stride_am.3 = copy %stride_am : i32
  %stride_bk.4 = copy %stride_bk : i32
  %thread = thread_index : i32
  %5 = constant {value=1, dtype='i32'} : i32
  %6 = shr %thread, %5 : i32
  %7 = constant {value=3, dtype='i32'} : i32
  %8 = and %6, %7 : i32
  %9 = constant {value=4, dtype='i32'} : i32
  %10 = shr %thread, %9 : i32
  %11 = and %10, %5 : i32
  %12 = index_mul %11, %9 : i32
  %13 = index_add %8, %12 : i32
  %14 = constant {value=5, dtype='i32'} : i32
  %15 = shr %thread, %14 : i32
  %16 = constant {value=16, dtype='i32'} : i32
  %17 = index_mul %15, %16 : i32
  %18 = index_add %13, %17 : i32
  %19 = and %thread, %5 : i32
  %20 = constant {value=8, dtype='i32'} : i32
  %21 = index_mul %19, %20 : i32
  %22 = shr %thread, %7 : i32
  %23 = and %22, %5 : i32
  %24 = index_mul %23, %16 : i32
  %25 = index_add %21, %24 : i32
  %26 = index_mul %19, %9 : i32
  %27 = index_mul %23, %20 : i32
  %28 = index_add %26, %27 : i32
  %29 = program_id {axis=0} : i32
  %30 = constant {value=32, dtype='i32'} : i32
  %31 = index_mul %29, %30 : i32
  %32 = program_id {axis=1} : i32
  %33 = index_mul %32, %30 : i32
  %34 = constant {value=0.0, dtype='f32'} : f32
  %35 = constant {value=0, dtype='i32'} : i32
  %36 = constant {value=0.0, dtype='f16'} : f16
  %37 = mul %16, %stride_bk.4 : i32
  %total = registers_new {dtype='f32', count=16} : f32<16>
  %38 = constant {value=2, dtype='i32'} : i32
  for %35, %38, %5 {unroll=True} (%r: i32) {
    %39 = index_mul %r, %20 : i32
    for %35, %38, %5 {unroll=True} (%r.40: i32) {
      %41 = index_mul %r.40, %9 : i32
      %42 = index_add %39, %41 : i32
      for %35, %9, %5 {unroll=True} (%r.43: i32) {
        %44 = index_add %42, %r.43 : i32
        register_write %total, %44, %34
        yield
      }
      yield
    }
    yield
  }
  %45 = constant {value=31, dtype='i32'} : i32
  %46 = index_add %33, %45 : i32
  %47 = lt %46, %N.1 : i1
  %48 = index_add %31, %45 : i32
  %49 = lt %48, %M.0 : i1
  %50 = constant {value=15, dtype='i32'} : i32
  %51 = constant {value=-15, dtype='i32'} : i32
  %52 = index_add %K.2, %51 : i32
  %53 = and %47, %49 : i1
  %54 = where %53, %52, %35 : i32
  %55 = maximum %54, %35 : i32
  %56 = index_add %55, %50 : i32
  %57 = constant {value=-16, dtype='i32'} : i32
  %58 = and %56, %57 : i32
  %59 = add %31, %8 : i32
  %60 = add %59, %12 : i32
  %61 = add %60, %17 : i32
  %62 = mul %61, %stride_am.3 : i32
  %63 = add %8, %12 : i32
  %64 = mul %63, %stride_bk.4 : i32
  %65 = add %62, %26 : i32
  %66 = add %65, %27 : i32
  %67 = shift %a_ptr, %66 : *f16
  %68 = add %64, %33 : i32
  %69 = add %68, %21 : i32
  %70 = add %69, %24 : i32
  %71 = shift %b_ptr, %70 : *f16
  %72 = mul %20, %stride_am.3 : i32
  %73 = mul %20, %stride_bk.4 : i32
  %b_ptrs, %74, %75 = for %35, %55, %16, %35, %67, %71 {unroll=False} (%k: i32, %b_ptrs.76: i32, %a_ptr.77: *f16, %b_ptr.78: *f16) {
    %left = registers_new {dtype='f16', count=8} : f16<8>
    %right = registers_new {dtype='f16', count=16} : f16<16>
    for %35, %5, %5 {unroll=True} (%k.79: i32) {
      %80 = for %35, %38, %5, %a_ptr.77 {unroll=True} (%r.81: i32, %82: *f16) {
        %83 = index_mul %r.81, %9 : i32
        for %35, %9, %5 {unroll=True} (%r.84: i32) {
          %85 = index_add %83, %r.84 : i32
          %a = load_at %82, %r.84 : f16
          register_write %left, %85, %a
          yield
        }
        %86 = shift %82, %72 : *f16
        yield %86
      } : *f16
      for %35, %38, %5 {unroll=True} (%r.87: i32) {
        %88 = index_mul %r.87, %20 : i32
        %89 = index_mul %r.87, %9 : i32
        %90 = for %35, %38, %5, %b_ptr.78 {unroll=True} (%r.91: i32, %92: *f16) {
          %93 = index_mul %r.91, %9 : i32
          %94 = index_add %88, %93 : i32
          for %35, %9, %5 {unroll=True} (%r.95: i32) {
            %96 = index_add %94, %r.95 : i32
            %97 = index_add %89, %r.95 : i32
            %b = load_at %92, %97 : f16
            register_write %right, %96, %b
            yield
          }
          %98 = shift %92, %73 : *f16
          yield %98
        } : *f16
        yield
      }
      tensor_multiply %total, %35, %left, %35, %right, %35 {turned_left=False, turned_right=False}
      yield
    }
    %99 = add %b_ptrs.76, %37 : i32
    %100 = shift %a_ptr.77, %16 : *f16
    %101 = shift %b_ptr.78, %37 : *f16
    yield %99, %100, %101
  } : i32, *f16, *f16
  %102 = maximum %52, %58 : i32
  %103 = index_sub %102, %58 : i32
  %104 = index_add %103, %50 : i32
  %105 = and %104, %57 : i32
  %106 = cast %58 {dtype='i64'} : i64
  %107 = cast %105 {dtype='i64'} : i64
  %108 = add %106, %107 : i64
  %109 = cast %K.2 {dtype='i64'} : i64
  %110 = minimum %108, %109 : i64
  %111 = cast %110 {dtype='i32'} : i32
  %112 = add %26, %27 : i32
  %113 = add %33, %21 : i32
  %114 = add %113, %24 : i32
  %b_ptrs.115 = for %58, %102, %16, %b_ptrs {unroll=False} (%k.116: i32, %b_ptrs.117: i32) {
    %left.118 = registers_new {dtype='f16', count=8} : f16<8>
    %right.119 = registers_new {dtype='f16', count=16} : f16<16>
    %120 = add %112, %k.116 : i32
    %121 = add %114, %b_ptrs.117 : i32
    for %35, %5, %5 {unroll=False} (%k.122: i32) {
      for %35, %38, %5 {unroll=True} (%r.123: i32) {
        %124 = index_mul %r.123, %9 : i32
        %125 = index_mul %r.123, %20 : i32
        %126 = index_add %18, %125 : i32
        %rows = index_add %31, %126 : i32
        %127 = mul %rows, %stride_am.3 : i32
        %128 = lt %rows, %M.0 : i1
        %129 = add %120, %127 : i32
        %130 = shift %a_ptr, %129 : *f16
        if %128 () {
          for %35, %9, %5 {unroll=True} (%r.131: i32) {
            %132 = index_add %124, %r.131 : i32
            %a.133 = load_at %130, %r.131 : f16
            register_write %left.118, %132, %a.133
            yield
          }
          yield
        } () {
          for %35, %9, %5 {unroll=True} (%r.134: i32) {
            %135 = index_add %124, %r.134 : i32
            %a.136 = load_at %130, %r.134, %128, %36 : f16
            register_write %left.118, %135, %a.136
            yield
          }
          yield
        }
        yield
      }
      for %35, %38, %5 {unroll=True} (%r.137: i32) {
        %138 = index_mul %r.137, %20 : i32
        %139 = index_mul %r.137, %9 : i32
        %140 = index_add %25, %139 : i32
        for %35, %38, %5 {unroll=True} (%r.141: i32) {
          %142 = index_mul %r.141, %9 : i32
          %143 = index_add %138, %142 : i32
          %144 = index_mul %r.141, %20 : i32
          %145 = index_add %13, %144 : i32
          %146 = mul %145, %stride_bk.4 : i32
          %147 = add %121, %146 : i32
          %148 = shift %b_ptr, %147 : *f16
          %149 = constant {value=3, dtype='i32'} : i32
          %150 = index_add %140, %149 : i32
          %151 = index_add %33, %150 : i32
          %152 = lt %151, %N.1 : i1
          if %152 () {
            for %35, %9, %5 {unroll=True} (%r.153: i32) {
              %154 = index_add %143, %r.153 : i32
              %155 = index_add %139, %r.153 : i32
              %b.156 = load_at %148, %155 : f16
              register_write %right.119, %154, %b.156
              yield
            }
            yield
          } () {
            %157 = constant {value=0, dtype='i32'} : i32
            %158 = index_add %140, %157 : i32
            %159 = index_add %33, %158 : i32
            %160 = lt %159, %N.1 : i1
            %161 = cast %N.1 {dtype='u32'} : u32
            %162 = cast %159 {dtype='u32'} : u32
            %163 = sub %161, %162 : u32
            %164 = constant {value=0, dtype='u32'} : u32
            %165 = where %160, %163, %164 : u32
            %166 = eq %165, %164 : i1
            if %166 () {
              for %35, %9, %5 {unroll=True} (%r.167: i32) {
                %168 = index_add %143, %r.167 : i32
                register_write %right.119, %168, %36
                yield
              }
              yield
            } () {
              for %35, %9, %5 {unroll=True} (%r.169: i32) {
                %170 = cast %r.169 {dtype='u32'} : u32
                %171 = lt %170, %165 : i1
                %172 = index_add %143, %r.169 : i32
                %173 = index_add %139, %r.169 : i32
                %b.174 = load_at %148, %173, %171, %36 : f16
                register_write %right.119, %172, %b.174
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
      tensor_multiply %total, %35, %left.118, %35, %right.119, %35 {turned_left=False, turned_right=False}
      yield
    }
    %175 = add %b_ptrs.117, %37 : i32
    yield %175
  } : i32
  %176 = lt %111, %K.2 : i1
  %b_ptrs.177 = if %176 () {
    %178 = sub %K.2, %111 : i32
    %left.179 = registers_new {dtype='f16', count=8} : f16<8>
    %right.180 = registers_new {dtype='f16', count=16} : f16<16>
    %181 = add %112, %111 : i32
    %182 = add %114, %b_ptrs.115 : i32
    for %35, %5, %5 {unroll=False} (%k.183: i32) {
      for %35, %38, %5 {unroll=True} (%r.184: i32) {
        %185 = index_mul %r.184, %9 : i32
        %186 = index_mul %r.184, %20 : i32
        %187 = index_add %18, %186 : i32
        %rows.188 = index_add %31, %187 : i32
        %189 = mul %rows.188, %stride_am.3 : i32
        %190 = lt %rows.188, %M.0 : i1
        %191 = add %181, %189 : i32
        %192 = shift %a_ptr, %191 : *f16
        %193 = constant {value=3, dtype='i32'} : i32
        %194 = index_add %28, %193 : i32
        %195 = lt %194, %178 : i1
        %196 = and %190, %195 : i1
        if %196 () {
          for %35, %9, %5 {unroll=True} (%r.197: i32) {
            %198 = index_add %185, %r.197 : i32
            %a.199 = load_at %192, %r.197 : f16
            register_write %left.179, %198, %a.199
            yield
          }
          yield
        } () {
          %200 = constant {value=0, dtype='i32'} : i32
          %201 = index_add %28, %200 : i32
          %202 = lt %201, %178 : i1
          %203 = and %190, %202 : i1
          %204 = cast %178 {dtype='u32'} : u32
          %205 = cast %201 {dtype='u32'} : u32
          %206 = sub %204, %205 : u32
          %207 = constant {value=0, dtype='u32'} : u32
          %208 = where %203, %206, %207 : u32
          %209 = eq %208, %207 : i1
          if %209 () {
            for %35, %9, %5 {unroll=True} (%r.210: i32) {
              %211 = index_add %185, %r.210 : i32
              register_write %left.179, %211, %36
              yield
            }
            yield
          } () {
            for %35, %9, %5 {unroll=True} (%r.212: i32) {
              %213 = cast %r.212 {dtype='u32'} : u32
              %214 = lt %213, %208 : i1
              %215 = index_add %185, %r.212 : i32
              %a.216 = load_at %192, %r.212, %214, %36 : f16
              register_write %left.179, %215, %a.216
              yield
            }
            yield
          }
          yield
        }
        yield
      }
      for %35, %38, %5 {unroll=True} (%r.217: i32) {
        %218 = index_mul %r.217, %20 : i32
        %219 = index_mul %r.217, %9 : i32
        %220 = index_add %25, %219 : i32
        for %35, %38, %5 {unroll=True} (%r.221: i32) {
          %222 = index_mul %r.221, %9 : i32
          %223 = index_add %218, %222 : i32
          %224 = index_mul %r.221, %20 : i32
          %225 = index_add %13, %224 : i32
          %226 = mul %225, %stride_bk.4 : i32
          %227 = lt %225, %178 : i1
          %228 = add %182, %226 : i32
          %229 = shift %b_ptr, %228 : *f16
          %230 = constant {value=3, dtype='i32'} : i32
          %231 = index_add %220, %230 : i32
          %232 = index_add %33, %231 : i32
          %233 = lt %232, %N.1 : i1
          %234 = and %227, %233 : i1
          if %234 () {
            for %35, %9, %5 {unroll=True} (%r.235: i32) {
              %236 = index_add %223, %r.235 : i32
              %237 = index_add %219, %r.235 : i32
              %b.238 = load_at %229, %237 : f16
              register_write %right.180, %236, %b.238
              yield
            }
            yield
          } () {
            %239 = constant {value=0, dtype='i32'} : i32
            %240 = index_add %220, %239 : i32
            %241 = index_add %33, %240 : i32
            %242 = lt %241, %N.1 : i1
            %243 = and %227, %242 : i1
            %244 = cast %N.1 {dtype='u32'} : u32
            %245 = cast %241 {dtype='u32'} : u32
            %246 = sub %244, %245 : u32
            %247 = constant {value=0, dtype='u32'} : u32
            %248 = where %243, %246, %247 : u32
            %249 = eq %248, %247 : i1
            if %249 () {
              for %35, %9, %5 {unroll=True} (%r.250: i32) {
                %251 = index_add %223, %r.250 : i32
                register_write %right.180, %251, %36
                yield
              }
              yield
            } () {
              for %35, %9, %5 {unroll=True} (%r.252: i32) {
                %253 = cast %r.252 {dtype='u32'} : u32
                %254 = lt %253, %248 : i1
                %255 = index_add %223, %r.252 : i32
                %256 = index_add %219, %r.252 : i32
                %b.257 = load_at %229, %256, %254, %36 : f16
                register_write %right.180, %255, %b.257
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
      tensor_multiply %total, %35, %left.179, %35, %right.180, %35 {turned_left=False, turned_right=False}
      yield
    }
    %258 = add %b_ptrs.115, %37 : i32
    yield %258
  } () {
    yield %b_ptrs.115
  } : i32
  if %53 {interior='program'} () {
    %259 = mul %61, %N.1 : i32
    %260 = add %259, %33 : i32
    %261 = add %260, %21 : i32
    %262 = add %261, %24 : i32
    %263 = shift %c_ptr, %262 : *f32
    %264 = mul %20, %N.1 : i32
    for %35, %38, %5 {unroll=True} (%r.265: i32) {
      %266 = index_mul %r.265, %9 : i32
      %267 = index_mul %r.265, %20 : i32
      %268 = for %35, %38, %5, %263 {unroll=True} (%r.269: i32, %270: *f32) {
        %271 = index_mul %r.269, %9 : i32
        %272 = index_add %267, %271 : i32
        for %35, %9, %5 {unroll=True} (%r.273: i32) {
          %274 = index_add %272, %r.273 : i32
          %total.275 = register_read %total, %274 : f32
          %276 = index_add %266, %r.273 : i32
          store_at %270, %276, %total.275
          yield
        }
        %277 = shift %270, %264 : *f32
        yield %277
      } : *f32
      yield
    }
    yield
  } () {
    for %35, %38, %5 {unroll=True} (%r.278: i32) {
      %279 = index_mul %r.278, %9 : i32
      %280 = index_add %25, %279 : i32
      %281 = index_mul %r.278, %20 : i32
      for %35, %38, %5 {unroll=True} (%r.282: i32) {
        %283 = index_mul %r.282, %20 : i32
        %284 = index_add %18, %283 : i32
        %rows.285 = index_add %31, %284 : i32
        %286 = mul %rows.285, %N.1 : i32
        %287 = index_mul %r.282, %9 : i32
        %288 = index_add %281, %287 : i32
        %289 = lt %rows.285, %M.0 : i1
        %290 = add %114, %286 : i32
        %291 = shift %c_ptr, %290 : *f32
        %292 = constant {value=3, dtype='i32'} : i32
        %293 = index_add %280, %292 : i32
        %294 = index_add %33, %293 : i32
        %295 = lt %294, %N.1 : i1
        %296 = and %289, %295 : i1
        if %296 () {
          for %35, %9, %5 {unroll=True} (%r.297: i32) {
            %298 = index_add %288, %r.297 : i32
            %total.299 = register_read %total, %298 : f32
            %300 = index_add %279, %r.297 : i32
            store_at %291, %300, %total.299
            yield
          }
          yield
        } () {
          for %35, %9, %5 {unroll=True} (%r.301: i32) {
            %302 = index_add %280, %r.301 : i32
            %columns = index_add %33, %302 : i32
            %303 = index_add %288, %r.301 : i32
            %total.304 = register_read %total, %303 : f32
            %305 = lt %columns, %N.1 : i1
            %mask = and %289, %305 : i1
            %306 = index_add %279, %r.301 : i32
            store_at %291, %306, %total.304, %mask
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
  int32_t v_20 = K_1 + -15;
  bool v_21 = ((v_16 + 31) < N_1) & ((v_14 + 31) < M_1);
  int32_t v_22 = metal::max((v_21 ? v_20 : 0), 0);
  int32_t v_23 = int32_t(uint32_t((v_22 + 15)) & 4294967280u);
  int32_t v_24 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_14) + uint32_t(v)))) + uint32_t(v_1)))) + uint32_t(v_3));
  int32_t v_25 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v) + uint32_t(v_1)))) * uint32_t(stride_bk_1)))) + uint32_t(v_16)))) + uint32_t(v_6));
  int32_t v_26 = int32_t(8u * uint32_t(stride_am_1));
  int32_t v_27 = int32_t(8u * uint32_t(stride_bk_1));
  int32_t b_ptrs = 0;
  auto a_ptr_1 = (a_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_24) * uint32_t(stride_am_1)))) + uint32_t(v_10)))) + uint32_t(v_11))));
  auto b_ptr_1 = (b_ptr + (int32_t(uint32_t(v_25) + uint32_t(v_8))));
  uint32_t trips = 0 < v_22 ? (uint32_t(v_22) - uint32_t(0) - 1u) / uint32_t(16) + 1u : 0u;
  for (uint32_t trip = 0u; trip < trips; trip += 1u) {
    int32_t k = int32_t(uint32_t(0) + trip * uint32_t(16));
    float16_t left[8];
    float16_t right[16];
    #pragma clang loop unroll(full)
    for (int32_t k_1 = 0; k_1 < 1; k_1 += 1) {
      auto v_28 = a_ptr_1;
      #pragma clang loop unroll(full)
      for (int32_t r_3 = 0; r_3 < 2; r_3 += 1) {
        int32_t v_29 = r_3 * 4;
        #pragma clang loop unroll(full)
        for (int32_t r_4 = 0; r_4 < 4; r_4 += 1) {
          float16_t a = v_28[r_4];
          left[(v_29 + r_4)] = a;
        }
        v_28 = (v_28 + v_26);
      }
      #pragma clang loop unroll(full)
      for (int32_t r_5 = 0; r_5 < 2; r_5 += 1) {
        int32_t v_30 = r_5 * 8;
        int32_t v_31 = r_5 * 4;
        auto v_32 = b_ptr_1;
        #pragma clang loop unroll(full)
        for (int32_t r_6 = 0; r_6 < 2; r_6 += 1) {
          int32_t v_33 = v_30 + (r_6 * 4);
          #pragma clang loop unroll(full)
          for (int32_t r_7 = 0; r_7 < 4; r_7 += 1) {
            float16_t b = v_32[(v_31 + r_7)];
            right[(v_33 + r_7)] = b;
          }
          v_32 = (v_32 + v_27);
        }
      }
      tmetal_tensor_multiply<false, false>(total + 0, left + 0, right + 0);
    }
    int32_t v_34 = int32_t(uint32_t(b_ptrs) + uint32_t(v_17));
    b_ptrs = v_34;
    a_ptr_1 = (a_ptr_1 + 16);
    b_ptr_1 = (b_ptr_1 + v_17);
  }
  int32_t v_35 = metal::max(v_20, v_23);
  int64_t v_36 = int64_t((int32_t(uint32_t(((v_35 - v_23) + 15)) & 4294967280u)));
  int32_t v_37 = int32_t((metal::min((int64_t(uint64_t(int64_t(v_23)) + uint64_t(v_36))), int64_t(K_1))));
  int32_t v_38 = int32_t(uint32_t(v_10) + uint32_t(v_11));
  int32_t v_39 = int32_t(uint32_t((int32_t(uint32_t(v_16) + uint32_t(v_6)))) + uint32_t(v_8));
  int32_t b_ptrs_1 = b_ptrs;
  uint32_t trips_1 = v_23 < v_35 ? (uint32_t(v_35) - uint32_t(v_23) - 1u) / uint32_t(16) + 1u : 0u;
  for (uint32_t trip_1 = 0u; trip_1 < trips_1; trip_1 += 1u) {
    int32_t k_2 = int32_t(uint32_t(v_23) + trip_1 * uint32_t(16));
    float16_t left_1[8];
    float16_t right_1[16];
    int32_t v_40 = int32_t(uint32_t(v_38) + uint32_t(k_2));
    int32_t v_41 = int32_t(uint32_t(v_39) + uint32_t(b_ptrs_1));
    for (int32_t k_3 = 0; k_3 < 1; k_3 += 1) {
      #pragma clang loop unroll(full)
      for (int32_t r_8 = 0; r_8 < 2; r_8 += 1) {
        int32_t v_42 = r_8 * 4;
        int32_t rows = v_14 + (v_4 + (r_8 * 8));
        bool v_43 = rows < M_1;
        if (v_43) {
          #pragma clang loop unroll(full)
          for (int32_t r_9 = 0; r_9 < 4; r_9 += 1) {
            float16_t a_1 = (a_ptr + (int32_t(uint32_t(v_40) + uint32_t((int32_t(uint32_t(rows) * uint32_t(stride_am_1)))))))[r_9];
            left_1[(v_42 + r_9)] = a_1;
          }
        } else {
          #pragma clang loop unroll(full)
          for (int32_t r_10 = 0; r_10 < 4; r_10 += 1) {
            float16_t a_2 = v_43 ? (a_ptr + (int32_t(uint32_t(v_40) + uint32_t((int32_t(uint32_t(rows) * uint32_t(stride_am_1)))))))[r_10] : float16_t(0.0f);
            left_1[(v_42 + r_10)] = a_2;
          }
        }
      }
      #pragma clang loop unroll(full)
      for (int32_t r_11 = 0; r_11 < 2; r_11 += 1) {
        int32_t v_44 = r_11 * 8;
        int32_t v_45 = r_11 * 4;
        int32_t v_46 = v_9 + v_45;
        #pragma clang loop unroll(full)
        for (int32_t r_12 = 0; r_12 < 2; r_12 += 1) {
          int32_t v_47 = v_44 + (r_12 * 4);
          int32_t v_48 = int32_t(uint32_t(v_41) + uint32_t((int32_t(uint32_t((v_2 + (r_12 * 8))) * uint32_t(stride_bk_1)))));
          bool v_49 = (v_16 + (v_46 + 3)) < N_1;
          if (v_49) {
            #pragma clang loop unroll(full)
            for (int32_t r_13 = 0; r_13 < 4; r_13 += 1) {
              float16_t b_1 = (b_ptr + v_48)[(v_45 + r_13)];
              right_1[(v_47 + r_13)] = b_1;
            }
          } else {
            int32_t v_50 = v_16 + (v_46 + 0);
            uint32_t v_51 = (v_50 < N_1) ? (uint32_t(N_1) - uint32_t(v_50)) : 0u;
            bool v_52 = v_51 == 0u;
            if (v_52) {
              #pragma clang loop unroll(full)
              for (int32_t r_14 = 0; r_14 < 4; r_14 += 1) {
                right_1[(v_47 + r_14)] = float16_t(0.0f);
              }
            } else {
              #pragma clang loop unroll(full)
              for (int32_t r_15 = 0; r_15 < 4; r_15 += 1) {
                float16_t b_2 = (uint32_t(r_15) < v_51) ? (b_ptr + v_48)[(v_45 + r_15)] : float16_t(0.0f);
                right_1[(v_47 + r_15)] = b_2;
              }
            }
          }
        }
      }
      tmetal_tensor_multiply<false, false>(total + 0, left_1 + 0, right_1 + 0);
    }
    int32_t v_53 = int32_t(uint32_t(b_ptrs_1) + uint32_t(v_17));
    b_ptrs_1 = v_53;
  }
  bool v_54 = v_37 < K_1;
  int32_t b_ptrs_2;
  if (v_54) {
    int32_t v_55 = int32_t(uint32_t(K_1) - uint32_t(v_37));
    float16_t left_2[8];
    float16_t right_2[16];
    int32_t v_56 = int32_t(uint32_t(v_38) + uint32_t(v_37));
    int32_t v_57 = int32_t(uint32_t(v_39) + uint32_t(b_ptrs_1));
    for (int32_t k_4 = 0; k_4 < 1; k_4 += 1) {
      #pragma clang loop unroll(full)
      for (int32_t r_16 = 0; r_16 < 2; r_16 += 1) {
        int32_t v_58 = r_16 * 4;
        int32_t rows_1 = v_14 + (v_4 + (r_16 * 8));
        bool v_59 = rows_1 < M_1;
        bool v_60 = v_59 & ((v_12 + 3) < v_55);
        if (v_60) {
          #pragma clang loop unroll(full)
          for (int32_t r_17 = 0; r_17 < 4; r_17 += 1) {
            float16_t a_3 = (a_ptr + (int32_t(uint32_t(v_56) + uint32_t((int32_t(uint32_t(rows_1) * uint32_t(stride_am_1)))))))[r_17];
            left_2[(v_58 + r_17)] = a_3;
          }
        } else {
          int32_t v_61 = v_12 + 0;
          uint32_t v_62 = (v_59 & (v_61 < v_55)) ? (uint32_t(v_55) - uint32_t(v_61)) : 0u;
          bool v_63 = v_62 == 0u;
          if (v_63) {
            #pragma clang loop unroll(full)
            for (int32_t r_18 = 0; r_18 < 4; r_18 += 1) {
              left_2[(v_58 + r_18)] = float16_t(0.0f);
            }
          } else {
            #pragma clang loop unroll(full)
            for (int32_t r_19 = 0; r_19 < 4; r_19 += 1) {
              float16_t a_4 = (uint32_t(r_19) < v_62) ? (a_ptr + (int32_t(uint32_t(v_56) + uint32_t((int32_t(uint32_t(rows_1) * uint32_t(stride_am_1)))))))[r_19] : float16_t(0.0f);
              left_2[(v_58 + r_19)] = a_4;
            }
          }
        }
      }
      #pragma clang loop unroll(full)
      for (int32_t r_20 = 0; r_20 < 2; r_20 += 1) {
        int32_t v_64 = r_20 * 8;
        int32_t v_65 = r_20 * 4;
        int32_t v_66 = v_9 + v_65;
        #pragma clang loop unroll(full)
        for (int32_t r_21 = 0; r_21 < 2; r_21 += 1) {
          int32_t v_67 = v_64 + (r_21 * 4);
          int32_t v_68 = v_2 + (r_21 * 8);
          bool v_69 = v_68 < v_55;
          bool v_70 = v_69 & ((v_16 + (v_66 + 3)) < N_1);
          if (v_70) {
            #pragma clang loop unroll(full)
            for (int32_t r_22 = 0; r_22 < 4; r_22 += 1) {
              float16_t b_3 = (b_ptr + (int32_t(uint32_t(v_57) + uint32_t((int32_t(uint32_t(v_68) * uint32_t(stride_bk_1)))))))[(v_65 + r_22)];
              right_2[(v_67 + r_22)] = b_3;
            }
          } else {
            int32_t v_71 = v_16 + (v_66 + 0);
            uint32_t v_72 = (v_69 & (v_71 < N_1)) ? (uint32_t(N_1) - uint32_t(v_71)) : 0u;
            bool v_73 = v_72 == 0u;
            if (v_73) {
              #pragma clang loop unroll(full)
              for (int32_t r_23 = 0; r_23 < 4; r_23 += 1) {
                right_2[(v_67 + r_23)] = float16_t(0.0f);
              }
            } else {
              #pragma clang loop unroll(full)
              for (int32_t r_24 = 0; r_24 < 4; r_24 += 1) {
                float16_t b_4 = (uint32_t(r_24) < v_72) ? (b_ptr + (int32_t(uint32_t(v_57) + uint32_t((int32_t(uint32_t(v_68) * uint32_t(stride_bk_1)))))))[(v_65 + r_24)] : float16_t(0.0f);
                right_2[(v_67 + r_24)] = b_4;
              }
            }
          }
        }
      }
      tmetal_tensor_multiply<false, false>(total + 0, left_2 + 0, right_2 + 0);
    }
    int32_t v_74 = int32_t(uint32_t(b_ptrs_1) + uint32_t(v_17));
    b_ptrs_2 = v_74;
  } else {
    b_ptrs_2 = b_ptrs_1;
  }
  if (v_21) {
    int32_t v_75 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_24) * uint32_t(N_1)))) + uint32_t(v_16)))) + uint32_t(v_6)))) + uint32_t(v_8));
    int32_t v_76 = int32_t(8u * uint32_t(N_1));
    #pragma clang loop unroll(full)
    for (int32_t r_25 = 0; r_25 < 2; r_25 += 1) {
      int32_t v_77 = r_25 * 4;
      int32_t v_78 = r_25 * 8;
      auto v_79 = (c_ptr + v_75);
      #pragma clang loop unroll(full)
      for (int32_t r_26 = 0; r_26 < 2; r_26 += 1) {
        int32_t v_80 = v_78 + (r_26 * 4);
        #pragma clang loop unroll(full)
        for (int32_t r_27 = 0; r_27 < 4; r_27 += 1) {
          float total_1 = total[(v_80 + r_27)];
          v_79[(v_77 + r_27)] = total_1;
        }
        v_79 = (v_79 + v_76);
      }
    }
  } else {
    #pragma clang loop unroll(full)
    for (int32_t r_28 = 0; r_28 < 2; r_28 += 1) {
      int32_t v_81 = r_28 * 4;
      int32_t v_82 = v_9 + v_81;
      int32_t v_83 = r_28 * 8;
      #pragma clang loop unroll(full)
      for (int32_t r_29 = 0; r_29 < 2; r_29 += 1) {
        int32_t rows_2 = v_14 + (v_4 + (r_29 * 8));
        int32_t v_84 = v_83 + (r_29 * 4);
        bool v_85 = rows_2 < M_1;
        bool v_86 = v_85 & ((v_16 + (v_82 + 3)) < N_1);
        if (v_86) {
          #pragma clang loop unroll(full)
          for (int32_t r_30 = 0; r_30 < 4; r_30 += 1) {
            float total_2 = total[(v_84 + r_30)];
            (c_ptr + (int32_t(uint32_t(v_39) + uint32_t((int32_t(uint32_t(rows_2) * uint32_t(N_1)))))))[(v_81 + r_30)] = total_2;
          }
        } else {
          #pragma clang loop unroll(full)
          for (int32_t r_31 = 0; r_31 < 4; r_31 += 1) {
            int32_t columns = v_16 + (v_82 + r_31);
            float total_3 = total[(v_84 + r_31)];
            bool mask = v_85 & (columns < N_1);
            if (mask) { (c_ptr + (int32_t(uint32_t(v_39) + uint32_t((int32_t(uint32_t(rows_2) * uint32_t(N_1)))))))[(v_81 + r_31)] = total_3; }
          }
        }
      }
    }
  }
