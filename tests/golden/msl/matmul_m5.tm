# msl: matmul_m5
# target=m5
# simdgroups=2
func @kernel(%a_ptr: *f16, %b_ptr: *f16, %M: i32, %N: i32, %K: i32, %stride_am: i32, %stride_bk: i32, %c_ptr: *f32) {level='thread', programs=1048576, numbers=1073741824, effects={'a_ptr': 'read', 'b_ptr': 'read', 'c_ptr': 'write'}, roles={'a_ptr': 'input', 'b_ptr': 'input', 'M': 'scalar', 'N': 'scalar', 'K': 'scalar', 'stride_am': 'scalar', 'stride_bk': 'scalar', 'c_ptr': 'output'}, sources={'a_ptr': 'a_ptr', 'b_ptr': 'b_ptr', 'M': 'M', 'N': 'N', 'K': 'K', 'stride_am': 'stride_am', 'stride_bk': 'stride_bk', 'c_ptr': 'c_ptr'}, threads=64} {
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
  %40 = constant {value=31, dtype='i32'} : i32
  %41 = index_add %28, %40 : i32
  %42 = lt %41, %N : i1
  %43 = index_add %26, %40 : i32
  %44 = lt %43, %M : i1
  %45 = constant {value=15, dtype='i32'} : i32
  %46 = constant {value=-15, dtype='i32'} : i32
  %47 = index_add %K, %46 : i32
  %48 = and %42, %44 : i1
  %49 = where %48, %47, %30 : i32
  %50 = maximum %49, %30 : i32
  %51 = index_add %50, %45 : i32
  %52 = constant {value=-16, dtype='i32'} : i32
  %53 = and %51, %52 : i32
  %54 = add %26, %3 : i32
  %55 = add %54, %7 : i32
  %56 = add %55, %12 : i32
  %57 = mul %56, %stride_am : i32
  %58 = add %3, %7 : i32
  %59 = mul %58, %stride_bk : i32
  %60 = add %57, %21 : i32
  %61 = add %60, %22 : i32
  %62 = shift %a_ptr, %61 : *f16
  %63 = add %59, %28 : i32
  %64 = add %63, %16 : i32
  %65 = add %64, %19 : i32
  %66 = shift %b_ptr, %65 : *f16
  %67 = mul %15, %stride_am : i32
  %68 = mul %15, %stride_bk : i32
  %b_ptrs, %69, %70 = for %30, %50, %11, %30, %62, %66 {unroll=False} (%k: i32, %b_ptrs.71: i32, %a_ptr.72: *f16, %b_ptr.73: *f16) {
    %left = registers_new {dtype='f16', count=8} : f16<8>
    %right = registers_new {dtype='f16', count=16} : f16<16>
    for %30, %0, %0 {unroll=True} (%k.74: i32) {
      %75 = for %30, %33, %0, %a_ptr.72 {unroll=True} (%r.76: i32, %77: *f16) {
        %78 = index_mul %r.76, %4 : i32
        for %30, %4, %0 {unroll=True} (%r.79: i32) {
          %80 = index_add %78, %r.79 : i32
          %a = load_at %77, %r.79 : f16
          register_write %left, %80, %a
          yield
        }
        %81 = shift %77, %67 : *f16
        yield %81
      } : *f16
      for %30, %33, %0 {unroll=True} (%r.82: i32) {
        %83 = index_mul %r.82, %15 : i32
        %84 = index_mul %r.82, %4 : i32
        %85 = for %30, %33, %0, %b_ptr.73 {unroll=True} (%r.86: i32, %87: *f16) {
          %88 = index_mul %r.86, %4 : i32
          %89 = index_add %83, %88 : i32
          for %30, %4, %0 {unroll=True} (%r.90: i32) {
            %91 = index_add %89, %r.90 : i32
            %92 = index_add %84, %r.90 : i32
            %b = load_at %87, %92 : f16
            register_write %right, %91, %b
            yield
          }
          %93 = shift %87, %68 : *f16
          yield %93
        } : *f16
        yield
      }
      tensor_multiply %total, %30, %left, %30, %right, %30 {turned_left=False, turned_right=False}
      yield
    }
    %94 = add %b_ptrs.71, %32 : i32
    %95 = shift %a_ptr.72, %11 : *f16
    %96 = shift %b_ptr.73, %32 : *f16
    yield %94, %95, %96
  } : i32, *f16, *f16
  %97 = maximum %47, %53 : i32
  %98 = index_sub %97, %53 : i32
  %99 = index_add %98, %45 : i32
  %100 = and %99, %52 : i32
  %101 = cast %53 {dtype='i64'} : i64
  %102 = cast %100 {dtype='i64'} : i64
  %103 = add %101, %102 : i64
  %104 = cast %K {dtype='i64'} : i64
  %105 = minimum %103, %104 : i64
  %106 = cast %105 {dtype='i32'} : i32
  %107 = add %21, %22 : i32
  %108 = add %28, %16 : i32
  %109 = add %108, %19 : i32
  %b_ptrs.110 = for %53, %97, %11, %b_ptrs {unroll=False} (%k.111: i32, %b_ptrs.112: i32) {
    %left.113 = registers_new {dtype='f16', count=8} : f16<8>
    %right.114 = registers_new {dtype='f16', count=16} : f16<16>
    %115 = add %107, %k.111 : i32
    %116 = add %109, %b_ptrs.112 : i32
    for %30, %0, %0 {unroll=False} (%k.117: i32) {
      for %30, %33, %0 {unroll=True} (%r.118: i32) {
        %119 = index_mul %r.118, %4 : i32
        %120 = index_mul %r.118, %15 : i32
        %121 = index_add %13, %120 : i32
        %rows = index_add %26, %121 : i32
        %122 = mul %rows, %stride_am : i32
        %123 = lt %rows, %M : i1
        %124 = add %115, %122 : i32
        %125 = shift %a_ptr, %124 : *f16
        if %123 () {
          for %30, %4, %0 {unroll=True} (%r.126: i32) {
            %127 = index_add %119, %r.126 : i32
            %a.128 = load_at %125, %r.126 : f16
            register_write %left.113, %127, %a.128
            yield
          }
          yield
        } () {
          for %30, %4, %0 {unroll=True} (%r.129: i32) {
            %130 = index_add %119, %r.129 : i32
            %a.131 = load_at %125, %r.129, %123, %31 : f16
            register_write %left.113, %130, %a.131
            yield
          }
          yield
        }
        yield
      }
      for %30, %33, %0 {unroll=True} (%r.132: i32) {
        %133 = index_mul %r.132, %15 : i32
        %134 = index_mul %r.132, %4 : i32
        %135 = index_add %20, %134 : i32
        for %30, %33, %0 {unroll=True} (%r.136: i32) {
          %137 = index_mul %r.136, %4 : i32
          %138 = index_add %133, %137 : i32
          %139 = index_mul %r.136, %15 : i32
          %140 = index_add %8, %139 : i32
          %141 = mul %140, %stride_bk : i32
          %142 = add %116, %141 : i32
          %143 = shift %b_ptr, %142 : *f16
          %144 = constant {value=3, dtype='i32'} : i32
          %145 = index_add %135, %144 : i32
          %146 = index_add %28, %145 : i32
          %147 = lt %146, %N : i1
          if %147 () {
            for %30, %4, %0 {unroll=True} (%r.148: i32) {
              %149 = index_add %138, %r.148 : i32
              %150 = index_add %134, %r.148 : i32
              %b.151 = load_at %143, %150 : f16
              register_write %right.114, %149, %b.151
              yield
            }
            yield
          } () {
            %152 = constant {value=0, dtype='i32'} : i32
            %153 = index_add %135, %152 : i32
            %154 = index_add %28, %153 : i32
            %155 = lt %154, %N : i1
            %156 = cast %N {dtype='u32'} : u32
            %157 = cast %154 {dtype='u32'} : u32
            %158 = sub %156, %157 : u32
            %159 = constant {value=0, dtype='u32'} : u32
            %160 = where %155, %158, %159 : u32
            %161 = eq %160, %159 : i1
            if %161 () {
              for %30, %4, %0 {unroll=True} (%r.162: i32) {
                %163 = index_add %138, %r.162 : i32
                register_write %right.114, %163, %31
                yield
              }
              yield
            } () {
              for %30, %4, %0 {unroll=True} (%r.164: i32) {
                %165 = cast %r.164 {dtype='u32'} : u32
                %166 = lt %165, %160 : i1
                %167 = index_add %138, %r.164 : i32
                %168 = index_add %134, %r.164 : i32
                %b.169 = load_at %143, %168, %166, %31 : f16
                register_write %right.114, %167, %b.169
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
      tensor_multiply %total, %30, %left.113, %30, %right.114, %30 {turned_left=False, turned_right=False}
      yield
    }
    %170 = add %b_ptrs.112, %32 : i32
    yield %170
  } : i32
  %171 = lt %106, %K : i1
  %b_ptrs.172 = if %171 () {
    %173 = sub %K, %106 : i32
    %left.174 = registers_new {dtype='f16', count=8} : f16<8>
    %right.175 = registers_new {dtype='f16', count=16} : f16<16>
    %176 = add %107, %106 : i32
    %177 = add %109, %b_ptrs.110 : i32
    for %30, %0, %0 {unroll=False} (%k.178: i32) {
      for %30, %33, %0 {unroll=True} (%r.179: i32) {
        %180 = index_mul %r.179, %4 : i32
        %181 = index_mul %r.179, %15 : i32
        %182 = index_add %13, %181 : i32
        %rows.183 = index_add %26, %182 : i32
        %184 = mul %rows.183, %stride_am : i32
        %185 = lt %rows.183, %M : i1
        %186 = add %176, %184 : i32
        %187 = shift %a_ptr, %186 : *f16
        %188 = constant {value=3, dtype='i32'} : i32
        %189 = index_add %23, %188 : i32
        %190 = lt %189, %173 : i1
        %191 = and %185, %190 : i1
        if %191 () {
          for %30, %4, %0 {unroll=True} (%r.192: i32) {
            %193 = index_add %180, %r.192 : i32
            %a.194 = load_at %187, %r.192 : f16
            register_write %left.174, %193, %a.194
            yield
          }
          yield
        } () {
          %195 = constant {value=0, dtype='i32'} : i32
          %196 = index_add %23, %195 : i32
          %197 = lt %196, %173 : i1
          %198 = and %185, %197 : i1
          %199 = cast %173 {dtype='u32'} : u32
          %200 = cast %196 {dtype='u32'} : u32
          %201 = sub %199, %200 : u32
          %202 = constant {value=0, dtype='u32'} : u32
          %203 = where %198, %201, %202 : u32
          %204 = eq %203, %202 : i1
          if %204 () {
            for %30, %4, %0 {unroll=True} (%r.205: i32) {
              %206 = index_add %180, %r.205 : i32
              register_write %left.174, %206, %31
              yield
            }
            yield
          } () {
            for %30, %4, %0 {unroll=True} (%r.207: i32) {
              %208 = cast %r.207 {dtype='u32'} : u32
              %209 = lt %208, %203 : i1
              %210 = index_add %180, %r.207 : i32
              %a.211 = load_at %187, %r.207, %209, %31 : f16
              register_write %left.174, %210, %a.211
              yield
            }
            yield
          }
          yield
        }
        yield
      }
      for %30, %33, %0 {unroll=True} (%r.212: i32) {
        %213 = index_mul %r.212, %15 : i32
        %214 = index_mul %r.212, %4 : i32
        %215 = index_add %20, %214 : i32
        for %30, %33, %0 {unroll=True} (%r.216: i32) {
          %217 = index_mul %r.216, %4 : i32
          %218 = index_add %213, %217 : i32
          %219 = index_mul %r.216, %15 : i32
          %220 = index_add %8, %219 : i32
          %221 = mul %220, %stride_bk : i32
          %222 = lt %220, %173 : i1
          %223 = add %177, %221 : i32
          %224 = shift %b_ptr, %223 : *f16
          %225 = constant {value=3, dtype='i32'} : i32
          %226 = index_add %215, %225 : i32
          %227 = index_add %28, %226 : i32
          %228 = lt %227, %N : i1
          %229 = and %222, %228 : i1
          if %229 () {
            for %30, %4, %0 {unroll=True} (%r.230: i32) {
              %231 = index_add %218, %r.230 : i32
              %232 = index_add %214, %r.230 : i32
              %b.233 = load_at %224, %232 : f16
              register_write %right.175, %231, %b.233
              yield
            }
            yield
          } () {
            %234 = constant {value=0, dtype='i32'} : i32
            %235 = index_add %215, %234 : i32
            %236 = index_add %28, %235 : i32
            %237 = lt %236, %N : i1
            %238 = and %222, %237 : i1
            %239 = cast %N {dtype='u32'} : u32
            %240 = cast %236 {dtype='u32'} : u32
            %241 = sub %239, %240 : u32
            %242 = constant {value=0, dtype='u32'} : u32
            %243 = where %238, %241, %242 : u32
            %244 = eq %243, %242 : i1
            if %244 () {
              for %30, %4, %0 {unroll=True} (%r.245: i32) {
                %246 = index_add %218, %r.245 : i32
                register_write %right.175, %246, %31
                yield
              }
              yield
            } () {
              for %30, %4, %0 {unroll=True} (%r.247: i32) {
                %248 = cast %r.247 {dtype='u32'} : u32
                %249 = lt %248, %243 : i1
                %250 = index_add %218, %r.247 : i32
                %251 = index_add %214, %r.247 : i32
                %b.252 = load_at %224, %251, %249, %31 : f16
                register_write %right.175, %250, %b.252
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
      tensor_multiply %total, %30, %left.174, %30, %right.175, %30 {turned_left=False, turned_right=False}
      yield
    }
    %253 = add %b_ptrs.110, %32 : i32
    yield %253
  } () {
    yield %b_ptrs.110
  } : i32
  if %48 {interior='program'} () {
    %254 = mul %56, %N : i32
    %255 = add %254, %28 : i32
    %256 = add %255, %16 : i32
    %257 = add %256, %19 : i32
    %258 = shift %c_ptr, %257 : *f32
    %259 = mul %15, %N : i32
    for %30, %33, %0 {unroll=True} (%r.260: i32) {
      %261 = index_mul %r.260, %4 : i32
      %262 = index_mul %r.260, %15 : i32
      %263 = for %30, %33, %0, %258 {unroll=True} (%r.264: i32, %265: *f32) {
        %266 = index_mul %r.264, %4 : i32
        %267 = index_add %262, %266 : i32
        for %30, %4, %0 {unroll=True} (%r.268: i32) {
          %269 = index_add %267, %r.268 : i32
          %total.270 = register_read %total, %269 : f32
          %271 = index_add %261, %r.268 : i32
          store_at %265, %271, %total.270
          yield
        }
        %272 = shift %265, %259 : *f32
        yield %272
      } : *f32
      yield
    }
    yield
  } () {
    for %30, %33, %0 {unroll=True} (%r.273: i32) {
      %274 = index_mul %r.273, %4 : i32
      %275 = index_add %20, %274 : i32
      %276 = index_mul %r.273, %15 : i32
      for %30, %33, %0 {unroll=True} (%r.277: i32) {
        %278 = index_mul %r.277, %15 : i32
        %279 = index_add %13, %278 : i32
        %rows.280 = index_add %26, %279 : i32
        %281 = mul %rows.280, %N : i32
        %282 = index_mul %r.277, %4 : i32
        %283 = index_add %276, %282 : i32
        %284 = lt %rows.280, %M : i1
        %285 = add %109, %281 : i32
        %286 = shift %c_ptr, %285 : *f32
        %287 = constant {value=3, dtype='i32'} : i32
        %288 = index_add %275, %287 : i32
        %289 = index_add %28, %288 : i32
        %290 = lt %289, %N : i1
        %291 = and %284, %290 : i1
        if %291 () {
          for %30, %4, %0 {unroll=True} (%r.292: i32) {
            %293 = index_add %283, %r.292 : i32
            %total.294 = register_read %total, %293 : f32
            %295 = index_add %274, %r.292 : i32
            store_at %286, %295, %total.294
            yield
          }
          yield
        } () {
          for %30, %4, %0 {unroll=True} (%r.296: i32) {
            %297 = index_add %275, %r.296 : i32
            %columns = index_add %28, %297 : i32
            %298 = index_add %283, %r.296 : i32
            %total.299 = register_read %total, %298 : f32
            %300 = lt %columns, %N : i1
            %mask = and %284, %300 : i1
            %301 = index_add %274, %r.296 : i32
            store_at %286, %301, %total.299, %mask
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
