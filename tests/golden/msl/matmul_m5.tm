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
  %40 = constant {value=31, dtype='i64'} : i64
  %41 = cast %28 {dtype='i64'} : i64
  %42 = add %41, %40 : i64
  %43 = cast %N {dtype='i64'} : i64
  %44 = lt %42, %43 : i1
  %45 = cast %26 {dtype='i64'} : i64
  %46 = add %45, %40 : i64
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
  %119 = cast %75 {dtype='i64'} : i64
  %120 = sub %50, %119 : i64
  %121 = ge %120, %54 : i1
  %122 = le %120, %55 : i1
  %123 = and %121, %122 : i1
  %124 = and %123, %59 : i1
  %125 = and %124, %60 : i1
  %126 = where %125, %62, %119 : i64
  %127 = maximum %126, %119 : i64
  %128 = sub %127, %119 : i64
  %129 = add %128, %51 : i64
  %130 = and %129, %71 : i64
  %131 = add %119, %130 : i64
  %132 = minimum %131, %50 : i64
  %133 = cast %127 {dtype='i32'} : i32
  %134 = cast %132 {dtype='i32'} : i32
  %135 = add %21, %22 : i32
  %136 = add %28, %16 : i32
  %137 = add %136, %19 : i32
  %a_ptrs.138, %b_ptrs.139 = for %75, %133, %11, %a_ptrs, %b_ptrs {unroll=False} (%k.140: i32, %a_ptrs.141: i32, %b_ptrs.142: i32) {
    %left.143 = registers_new {dtype='f16', count=8} : f16<8>
    %right.144 = registers_new {dtype='f16', count=16} : f16<16>
    %145 = add %135, %a_ptrs.141 : i32
    %146 = add %137, %b_ptrs.142 : i32
    for %30, %0, %0 {unroll=False} (%k.147: i32) {
      for %30, %33, %0 {unroll=True} (%r.148: i32) {
        %149 = index_mul %r.148, %4 : i32
        %150 = index_mul %r.148, %15 : i32
        %151 = index_add %13, %150 : i32
        %rows = index_add %26, %151 : i32
        %152 = mul %rows, %stride_am : i32
        %153 = lt %rows, %M : i1
        %154 = add %145, %152 : i32
        %155 = shift %a_ptr, %154 : *f16
        if %153 () {
          for %30, %4, %0 {unroll=True} (%r.156: i32) {
            %157 = index_add %149, %r.156 : i32
            %a.158 = load_at %155, %r.156 : f16
            register_write %left.143, %157, %a.158
            yield
          }
          yield
        } () {
          for %30, %4, %0 {unroll=True} (%r.159: i32) {
            %160 = index_add %149, %r.159 : i32
            %a.161 = load_at %155, %r.159, %153, %31 : f16
            register_write %left.143, %160, %a.161
            yield
          }
          yield
        }
        yield
      }
      for %30, %33, %0 {unroll=True} (%r.162: i32) {
        %163 = index_mul %r.162, %15 : i32
        %164 = index_mul %r.162, %4 : i32
        %165 = index_add %20, %164 : i32
        for %30, %33, %0 {unroll=True} (%r.166: i32) {
          %167 = index_mul %r.166, %4 : i32
          %168 = index_add %163, %167 : i32
          %169 = index_mul %r.166, %15 : i32
          %170 = index_add %8, %169 : i32
          %171 = mul %170, %stride_bk : i32
          %172 = add %146, %171 : i32
          %173 = shift %b_ptr, %172 : *f16
          %174 = constant {value=3, dtype='i32'} : i32
          %175 = index_add %165, %174 : i32
          %176 = index_add %28, %175 : i32
          %177 = lt %176, %N : i1
          if %177 () {
            for %30, %4, %0 {unroll=True} (%r.178: i32) {
              %179 = index_add %168, %r.178 : i32
              %180 = index_add %164, %r.178 : i32
              %b.181 = load_at %173, %180 : f16
              register_write %right.144, %179, %b.181
              yield
            }
            yield
          } () {
            %182 = constant {value=0, dtype='i32'} : i32
            %183 = index_add %165, %182 : i32
            %184 = index_add %28, %183 : i32
            %185 = lt %184, %N : i1
            %186 = cast %N {dtype='u32'} : u32
            %187 = cast %184 {dtype='u32'} : u32
            %188 = sub %186, %187 : u32
            %189 = constant {value=0, dtype='u32'} : u32
            %190 = where %185, %188, %189 : u32
            %191 = eq %190, %189 : i1
            if %191 () {
              for %30, %4, %0 {unroll=True} (%r.192: i32) {
                %193 = index_add %168, %r.192 : i32
                register_write %right.144, %193, %31
                yield
              }
              yield
            } () {
              for %30, %4, %0 {unroll=True} (%r.194: i32) {
                %195 = cast %r.194 {dtype='u32'} : u32
                %196 = lt %195, %190 : i1
                %197 = index_add %168, %r.194 : i32
                %198 = index_add %164, %r.194 : i32
                %b.199 = load_at %173, %198, %196, %31 : f16
                register_write %right.144, %197, %b.199
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
      tensor_multiply %total, %30, %left.143, %30, %right.144, %30 {turned_left=False, turned_right=False}
      yield
    }
    %200 = add %a_ptrs.141, %11 : i32
    %201 = add %b_ptrs.142, %32 : i32
    yield %200, %201
  } : i32, i32
  %a_ptrs.202, %b_ptrs.203 = for %134, %K, %11, %a_ptrs.138, %b_ptrs.139 {unroll=False} (%k.204: i32, %a_ptrs.205: i32, %b_ptrs.206: i32) {
    %207 = sub %K, %k.204 : i32
    %left.208 = registers_new {dtype='f16', count=8} : f16<8>
    %right.209 = registers_new {dtype='f16', count=16} : f16<16>
    %210 = add %135, %a_ptrs.205 : i32
    %211 = add %137, %b_ptrs.206 : i32
    for %30, %0, %0 {unroll=False} (%k.212: i32) {
      for %30, %33, %0 {unroll=True} (%r.213: i32) {
        %214 = index_mul %r.213, %4 : i32
        %215 = index_mul %r.213, %15 : i32
        %216 = index_add %13, %215 : i32
        %rows.217 = index_add %26, %216 : i32
        %218 = mul %rows.217, %stride_am : i32
        %219 = lt %rows.217, %M : i1
        %220 = add %210, %218 : i32
        %221 = shift %a_ptr, %220 : *f16
        %222 = constant {value=3, dtype='i32'} : i32
        %223 = index_add %23, %222 : i32
        %224 = lt %223, %207 : i1
        %225 = and %219, %224 : i1
        if %225 () {
          for %30, %4, %0 {unroll=True} (%r.226: i32) {
            %227 = index_add %214, %r.226 : i32
            %a.228 = load_at %221, %r.226 : f16
            register_write %left.208, %227, %a.228
            yield
          }
          yield
        } () {
          %229 = constant {value=0, dtype='i32'} : i32
          %230 = index_add %23, %229 : i32
          %231 = lt %230, %207 : i1
          %232 = and %219, %231 : i1
          %233 = cast %207 {dtype='u32'} : u32
          %234 = cast %230 {dtype='u32'} : u32
          %235 = sub %233, %234 : u32
          %236 = constant {value=0, dtype='u32'} : u32
          %237 = where %232, %235, %236 : u32
          %238 = eq %237, %236 : i1
          if %238 () {
            for %30, %4, %0 {unroll=True} (%r.239: i32) {
              %240 = index_add %214, %r.239 : i32
              register_write %left.208, %240, %31
              yield
            }
            yield
          } () {
            for %30, %4, %0 {unroll=True} (%r.241: i32) {
              %242 = cast %r.241 {dtype='u32'} : u32
              %243 = lt %242, %237 : i1
              %244 = index_add %214, %r.241 : i32
              %a.245 = load_at %221, %r.241, %243, %31 : f16
              register_write %left.208, %244, %a.245
              yield
            }
            yield
          }
          yield
        }
        yield
      }
      for %30, %33, %0 {unroll=True} (%r.246: i32) {
        %247 = index_mul %r.246, %15 : i32
        %248 = index_mul %r.246, %4 : i32
        %249 = index_add %20, %248 : i32
        for %30, %33, %0 {unroll=True} (%r.250: i32) {
          %251 = index_mul %r.250, %4 : i32
          %252 = index_add %247, %251 : i32
          %253 = index_mul %r.250, %15 : i32
          %254 = index_add %8, %253 : i32
          %255 = mul %254, %stride_bk : i32
          %256 = lt %254, %207 : i1
          %257 = add %211, %255 : i32
          %258 = shift %b_ptr, %257 : *f16
          %259 = constant {value=3, dtype='i32'} : i32
          %260 = index_add %249, %259 : i32
          %261 = index_add %28, %260 : i32
          %262 = lt %261, %N : i1
          %263 = and %256, %262 : i1
          if %263 () {
            for %30, %4, %0 {unroll=True} (%r.264: i32) {
              %265 = index_add %252, %r.264 : i32
              %266 = index_add %248, %r.264 : i32
              %b.267 = load_at %258, %266 : f16
              register_write %right.209, %265, %b.267
              yield
            }
            yield
          } () {
            %268 = constant {value=0, dtype='i32'} : i32
            %269 = index_add %249, %268 : i32
            %270 = index_add %28, %269 : i32
            %271 = lt %270, %N : i1
            %272 = and %256, %271 : i1
            %273 = cast %N {dtype='u32'} : u32
            %274 = cast %270 {dtype='u32'} : u32
            %275 = sub %273, %274 : u32
            %276 = constant {value=0, dtype='u32'} : u32
            %277 = where %272, %275, %276 : u32
            %278 = eq %277, %276 : i1
            if %278 () {
              for %30, %4, %0 {unroll=True} (%r.279: i32) {
                %280 = index_add %252, %r.279 : i32
                register_write %right.209, %280, %31
                yield
              }
              yield
            } () {
              for %30, %4, %0 {unroll=True} (%r.281: i32) {
                %282 = cast %r.281 {dtype='u32'} : u32
                %283 = lt %282, %277 : i1
                %284 = index_add %252, %r.281 : i32
                %285 = index_add %248, %r.281 : i32
                %b.286 = load_at %258, %285, %283, %31 : f16
                register_write %right.209, %284, %b.286
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
      tensor_multiply %total, %30, %left.208, %30, %right.209, %30 {turned_left=False, turned_right=False}
      yield
    }
    %287 = add %a_ptrs.205, %11 : i32
    %288 = add %b_ptrs.206, %32 : i32
    yield %287, %288
  } : i32, i32
  %289 = and %48, %44 : i1
  if %289 {interior=True} () {
    %290 = mul %78, %N : i32
    %291 = add %290, %28 : i32
    %292 = add %291, %16 : i32
    %293 = add %292, %19 : i32
    %294 = shift %c_ptr, %293 : *f32
    for %30, %33, %0 {unroll=True} (%r.295: i32) {
      %296 = index_mul %r.295, %4 : i32
      %297 = index_mul %r.295, %15 : i32
      for %30, %33, %0 {unroll=True} (%r.298: i32) {
        %299 = index_mul %r.298, %15 : i32
        %300 = index_mul %r.298, %4 : i32
        %301 = index_add %297, %300 : i32
        %302 = mul %299, %N : i32
        %303 = shift %294, %302 : *f32
        for %30, %4, %0 {unroll=True} (%r.304: i32) {
          %305 = index_add %301, %r.304 : i32
          %total.306 = register_read %total, %305 : f32
          %307 = index_add %296, %r.304 : i32
          store_at %303, %307, %total.306
          yield
        }
        yield
      }
      yield
    }
    yield
  } () {
    for %30, %33, %0 {unroll=True} (%r.308: i32) {
      %309 = index_mul %r.308, %4 : i32
      %310 = index_add %20, %309 : i32
      %311 = index_mul %r.308, %15 : i32
      for %30, %33, %0 {unroll=True} (%r.312: i32) {
        %313 = index_mul %r.312, %15 : i32
        %314 = index_add %13, %313 : i32
        %rows.315 = index_add %26, %314 : i32
        %316 = mul %rows.315, %N : i32
        %317 = index_mul %r.312, %4 : i32
        %318 = index_add %311, %317 : i32
        %319 = lt %rows.315, %M : i1
        %320 = add %137, %316 : i32
        %321 = shift %c_ptr, %320 : *f32
        %322 = constant {value=3, dtype='i32'} : i32
        %323 = index_add %310, %322 : i32
        %324 = index_add %28, %323 : i32
        %325 = lt %324, %N : i1
        %326 = and %319, %325 : i1
        if %326 () {
          for %30, %4, %0 {unroll=True} (%r.327: i32) {
            %328 = index_add %318, %r.327 : i32
            %total.329 = register_read %total, %328 : f32
            %330 = index_add %309, %r.327 : i32
            store_at %321, %330, %total.329
            yield
          }
          yield
        } () {
          for %30, %4, %0 {unroll=True} (%r.331: i32) {
            %332 = index_add %310, %r.331 : i32
            %columns = index_add %28, %332 : i32
            %333 = index_add %318, %r.331 : i32
            %total.334 = register_read %total, %333 : f32
            %335 = lt %columns, %N : i1
            %mask = and %319, %335 : i1
            %336 = index_add %309, %r.331 : i32
            store_at %321, %336, %total.334, %mask
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
  bool v_24 = v_23 >= -2147483648l;
  bool v_25 = v_23 <= 2147483647l;
  int64_t v_26 = metal::min(v_22, (int64_t(uint64_t(v_22) - 15ul)));
  bool v_27 = (((v_22 >= -2147483648l) & (v_22 <= 2147483647l)) & v_24) & v_25;
  int64_t v_28 = metal::max((((v_27 & v_20) & v_21) ? v_26 : 0l), 0l);
  int32_t v_29 = int32_t(v_28);
  int32_t v_30 = int32_t((metal::min((int64_t(uint64_t((int64_t(uint64_t(v_28) + 15ul))) & 18446744073709551600ul)), v_22)));
  int32_t v_31 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_14) + uint32_t(v)))) + uint32_t(v_1)))) + uint32_t(v_3));
  int32_t v_32 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v) + uint32_t(v_1)))) * uint32_t(stride_bk_1)))) + uint32_t(v_16)))) + uint32_t(v_6));
  int32_t a_ptrs = 0;
  int32_t b_ptrs = 0;
  auto a_ptr_1 = (a_ptr + (int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_31) * uint32_t(stride_am_1)))) + uint32_t(v_10)))) + uint32_t(v_11))));
  auto b_ptr_1 = (b_ptr + (int32_t(uint32_t(v_32) + uint32_t(v_8))));
  uint32_t trips = 0 < v_29 ? (uint32_t(v_29) - uint32_t(0) - 1u) / uint32_t(16) + 1u : 0u;
  for (uint32_t trip = 0u; trip < trips; trip += 1u) {
    int32_t k = int32_t(uint32_t(0) + trip * uint32_t(16));
    float16_t left[8];
    float16_t right[16];
    #pragma clang loop unroll(full)
    for (int32_t k_1 = 0; k_1 < 1; k_1 += 1) {
      #pragma clang loop unroll(full)
      for (int32_t r_3 = 0; r_3 < 2; r_3 += 1) {
        int32_t v_33 = r_3 * 4;
        #pragma clang loop unroll(full)
        for (int32_t r_4 = 0; r_4 < 4; r_4 += 1) {
          float16_t a = (a_ptr_1 + (int32_t(uint32_t((r_3 * 8)) * uint32_t(stride_am_1))))[r_4];
          left[(v_33 + r_4)] = a;
        }
      }
      #pragma clang loop unroll(full)
      for (int32_t r_5 = 0; r_5 < 2; r_5 += 1) {
        int32_t v_34 = r_5 * 8;
        int32_t v_35 = r_5 * 4;
        #pragma clang loop unroll(full)
        for (int32_t r_6 = 0; r_6 < 2; r_6 += 1) {
          int32_t v_36 = v_34 + (r_6 * 4);
          #pragma clang loop unroll(full)
          for (int32_t r_7 = 0; r_7 < 4; r_7 += 1) {
            float16_t b = (b_ptr_1 + (int32_t(uint32_t((r_6 * 8)) * uint32_t(stride_bk_1))))[(v_35 + r_7)];
            right[(v_36 + r_7)] = b;
          }
        }
      }
      tmetal_tensor_multiply<false, false>(total + 0, left + 0, right + 0);
    }
    int32_t v_37 = int32_t(uint32_t(a_ptrs) + 16u);
    int32_t v_38 = int32_t(uint32_t(b_ptrs) + uint32_t(v_17));
    a_ptrs = v_37;
    b_ptrs = v_38;
    a_ptr_1 = (a_ptr_1 + 16);
    b_ptr_1 = (b_ptr_1 + v_17);
  }
  int64_t v_39 = int64_t(v_30);
  int64_t v_40 = int64_t(uint64_t(v_22) - uint64_t(v_39));
  bool v_41 = (((v_40 >= -2147483648l) & (v_40 <= 2147483647l)) & v_24) & v_25;
  int64_t v_42 = metal::max((v_41 ? v_26 : v_39), v_39);
  int64_t v_43 = int64_t(uint64_t(v_39) + uint64_t((int64_t(uint64_t((int64_t(uint64_t((int64_t(uint64_t(v_42) - uint64_t(v_39)))) + 15ul))) & 18446744073709551600ul))));
  int32_t v_44 = int32_t(v_42);
  int32_t v_45 = int32_t(metal::min(v_43, v_22));
  int32_t v_46 = int32_t(uint32_t(v_10) + uint32_t(v_11));
  int32_t v_47 = int32_t(uint32_t((int32_t(uint32_t(v_16) + uint32_t(v_6)))) + uint32_t(v_8));
  int32_t a_ptrs_1 = a_ptrs;
  int32_t b_ptrs_1 = b_ptrs;
  uint32_t trips_1 = v_30 < v_44 ? (uint32_t(v_44) - uint32_t(v_30) - 1u) / uint32_t(16) + 1u : 0u;
  for (uint32_t trip_1 = 0u; trip_1 < trips_1; trip_1 += 1u) {
    int32_t k_2 = int32_t(uint32_t(v_30) + trip_1 * uint32_t(16));
    float16_t left_1[8];
    float16_t right_1[16];
    int32_t v_48 = int32_t(uint32_t(v_46) + uint32_t(a_ptrs_1));
    int32_t v_49 = int32_t(uint32_t(v_47) + uint32_t(b_ptrs_1));
    for (int32_t k_3 = 0; k_3 < 1; k_3 += 1) {
      #pragma clang loop unroll(full)
      for (int32_t r_8 = 0; r_8 < 2; r_8 += 1) {
        int32_t v_50 = r_8 * 4;
        int32_t rows = v_14 + (v_4 + (r_8 * 8));
        bool v_51 = rows < M_1;
        if (v_51) {
          #pragma clang loop unroll(full)
          for (int32_t r_9 = 0; r_9 < 4; r_9 += 1) {
            float16_t a_1 = (a_ptr + (int32_t(uint32_t(v_48) + uint32_t((int32_t(uint32_t(rows) * uint32_t(stride_am_1)))))))[r_9];
            left_1[(v_50 + r_9)] = a_1;
          }
        } else {
          #pragma clang loop unroll(full)
          for (int32_t r_10 = 0; r_10 < 4; r_10 += 1) {
            float16_t a_2 = v_51 ? (a_ptr + (int32_t(uint32_t(v_48) + uint32_t((int32_t(uint32_t(rows) * uint32_t(stride_am_1)))))))[r_10] : float16_t(0.0f);
            left_1[(v_50 + r_10)] = a_2;
          }
        }
      }
      #pragma clang loop unroll(full)
      for (int32_t r_11 = 0; r_11 < 2; r_11 += 1) {
        int32_t v_52 = r_11 * 8;
        int32_t v_53 = r_11 * 4;
        int32_t v_54 = v_9 + v_53;
        #pragma clang loop unroll(full)
        for (int32_t r_12 = 0; r_12 < 2; r_12 += 1) {
          int32_t v_55 = v_52 + (r_12 * 4);
          int32_t v_56 = int32_t(uint32_t(v_49) + uint32_t((int32_t(uint32_t((v_2 + (r_12 * 8))) * uint32_t(stride_bk_1)))));
          bool v_57 = (v_16 + (v_54 + 3)) < N_1;
          if (v_57) {
            #pragma clang loop unroll(full)
            for (int32_t r_13 = 0; r_13 < 4; r_13 += 1) {
              float16_t b_1 = (b_ptr + v_56)[(v_53 + r_13)];
              right_1[(v_55 + r_13)] = b_1;
            }
          } else {
            int32_t v_58 = v_16 + (v_54 + 0);
            uint32_t v_59 = (v_58 < N_1) ? (uint32_t(N_1) - uint32_t(v_58)) : 0u;
            bool v_60 = v_59 == 0u;
            if (v_60) {
              #pragma clang loop unroll(full)
              for (int32_t r_14 = 0; r_14 < 4; r_14 += 1) {
                right_1[(v_55 + r_14)] = float16_t(0.0f);
              }
            } else {
              #pragma clang loop unroll(full)
              for (int32_t r_15 = 0; r_15 < 4; r_15 += 1) {
                float16_t b_2 = (uint32_t(r_15) < v_59) ? (b_ptr + v_56)[(v_53 + r_15)] : float16_t(0.0f);
                right_1[(v_55 + r_15)] = b_2;
              }
            }
          }
        }
      }
      tmetal_tensor_multiply<false, false>(total + 0, left_1 + 0, right_1 + 0);
    }
    int32_t v_61 = int32_t(uint32_t(a_ptrs_1) + 16u);
    int32_t v_62 = int32_t(uint32_t(b_ptrs_1) + uint32_t(v_17));
    a_ptrs_1 = v_61;
    b_ptrs_1 = v_62;
  }
  int32_t a_ptrs_2 = a_ptrs_1;
  int32_t b_ptrs_2 = b_ptrs_1;
  uint32_t trips_2 = v_45 < K_1 ? (uint32_t(K_1) - uint32_t(v_45) - 1u) / uint32_t(16) + 1u : 0u;
  for (uint32_t trip_2 = 0u; trip_2 < trips_2; trip_2 += 1u) {
    int32_t k_4 = int32_t(uint32_t(v_45) + trip_2 * uint32_t(16));
    int32_t v_63 = int32_t(uint32_t(K_1) - uint32_t(k_4));
    float16_t left_2[8];
    float16_t right_2[16];
    int32_t v_64 = int32_t(uint32_t(v_46) + uint32_t(a_ptrs_2));
    int32_t v_65 = int32_t(uint32_t(v_47) + uint32_t(b_ptrs_2));
    for (int32_t k_5 = 0; k_5 < 1; k_5 += 1) {
      #pragma clang loop unroll(full)
      for (int32_t r_16 = 0; r_16 < 2; r_16 += 1) {
        int32_t v_66 = r_16 * 4;
        int32_t rows_1 = v_14 + (v_4 + (r_16 * 8));
        bool v_67 = rows_1 < M_1;
        bool v_68 = v_67 & ((v_12 + 3) < v_63);
        if (v_68) {
          #pragma clang loop unroll(full)
          for (int32_t r_17 = 0; r_17 < 4; r_17 += 1) {
            float16_t a_3 = (a_ptr + (int32_t(uint32_t(v_64) + uint32_t((int32_t(uint32_t(rows_1) * uint32_t(stride_am_1)))))))[r_17];
            left_2[(v_66 + r_17)] = a_3;
          }
        } else {
          int32_t v_69 = v_12 + 0;
          uint32_t v_70 = (v_67 & (v_69 < v_63)) ? (uint32_t(v_63) - uint32_t(v_69)) : 0u;
          bool v_71 = v_70 == 0u;
          if (v_71) {
            #pragma clang loop unroll(full)
            for (int32_t r_18 = 0; r_18 < 4; r_18 += 1) {
              left_2[(v_66 + r_18)] = float16_t(0.0f);
            }
          } else {
            #pragma clang loop unroll(full)
            for (int32_t r_19 = 0; r_19 < 4; r_19 += 1) {
              float16_t a_4 = (uint32_t(r_19) < v_70) ? (a_ptr + (int32_t(uint32_t(v_64) + uint32_t((int32_t(uint32_t(rows_1) * uint32_t(stride_am_1)))))))[r_19] : float16_t(0.0f);
              left_2[(v_66 + r_19)] = a_4;
            }
          }
        }
      }
      #pragma clang loop unroll(full)
      for (int32_t r_20 = 0; r_20 < 2; r_20 += 1) {
        int32_t v_72 = r_20 * 8;
        int32_t v_73 = r_20 * 4;
        int32_t v_74 = v_9 + v_73;
        #pragma clang loop unroll(full)
        for (int32_t r_21 = 0; r_21 < 2; r_21 += 1) {
          int32_t v_75 = v_72 + (r_21 * 4);
          int32_t v_76 = v_2 + (r_21 * 8);
          bool v_77 = v_76 < v_63;
          bool v_78 = v_77 & ((v_16 + (v_74 + 3)) < N_1);
          if (v_78) {
            #pragma clang loop unroll(full)
            for (int32_t r_22 = 0; r_22 < 4; r_22 += 1) {
              float16_t b_3 = (b_ptr + (int32_t(uint32_t(v_65) + uint32_t((int32_t(uint32_t(v_76) * uint32_t(stride_bk_1)))))))[(v_73 + r_22)];
              right_2[(v_75 + r_22)] = b_3;
            }
          } else {
            int32_t v_79 = v_16 + (v_74 + 0);
            uint32_t v_80 = (v_77 & (v_79 < N_1)) ? (uint32_t(N_1) - uint32_t(v_79)) : 0u;
            bool v_81 = v_80 == 0u;
            if (v_81) {
              #pragma clang loop unroll(full)
              for (int32_t r_23 = 0; r_23 < 4; r_23 += 1) {
                right_2[(v_75 + r_23)] = float16_t(0.0f);
              }
            } else {
              #pragma clang loop unroll(full)
              for (int32_t r_24 = 0; r_24 < 4; r_24 += 1) {
                float16_t b_4 = (uint32_t(r_24) < v_80) ? (b_ptr + (int32_t(uint32_t(v_65) + uint32_t((int32_t(uint32_t(v_76) * uint32_t(stride_bk_1)))))))[(v_73 + r_24)] : float16_t(0.0f);
                right_2[(v_75 + r_24)] = b_4;
              }
            }
          }
        }
      }
      tmetal_tensor_multiply<false, false>(total + 0, left_2 + 0, right_2 + 0);
    }
    int32_t v_82 = int32_t(uint32_t(a_ptrs_2) + 16u);
    int32_t v_83 = int32_t(uint32_t(b_ptrs_2) + uint32_t(v_17));
    a_ptrs_2 = v_82;
    b_ptrs_2 = v_83;
  }
  bool v_84 = v_21 & v_20;
  if (v_84) {
    int32_t v_85 = int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t((int32_t(uint32_t(v_31) * uint32_t(N_1)))) + uint32_t(v_16)))) + uint32_t(v_6)))) + uint32_t(v_8));
    #pragma clang loop unroll(full)
    for (int32_t r_25 = 0; r_25 < 2; r_25 += 1) {
      int32_t v_86 = r_25 * 4;
      int32_t v_87 = r_25 * 8;
      #pragma clang loop unroll(full)
      for (int32_t r_26 = 0; r_26 < 2; r_26 += 1) {
        int32_t v_88 = v_87 + (r_26 * 4);
        #pragma clang loop unroll(full)
        for (int32_t r_27 = 0; r_27 < 4; r_27 += 1) {
          float total_1 = total[(v_88 + r_27)];
          ((c_ptr + v_85) + (int32_t(uint32_t((r_26 * 8)) * uint32_t(N_1))))[(v_86 + r_27)] = total_1;
        }
      }
    }
  } else {
    #pragma clang loop unroll(full)
    for (int32_t r_28 = 0; r_28 < 2; r_28 += 1) {
      int32_t v_89 = r_28 * 4;
      int32_t v_90 = v_9 + v_89;
      int32_t v_91 = r_28 * 8;
      #pragma clang loop unroll(full)
      for (int32_t r_29 = 0; r_29 < 2; r_29 += 1) {
        int32_t rows_2 = v_14 + (v_4 + (r_29 * 8));
        int32_t v_92 = v_91 + (r_29 * 4);
        bool v_93 = rows_2 < M_1;
        bool v_94 = v_93 & ((v_16 + (v_90 + 3)) < N_1);
        if (v_94) {
          #pragma clang loop unroll(full)
          for (int32_t r_30 = 0; r_30 < 4; r_30 += 1) {
            float total_2 = total[(v_92 + r_30)];
            (c_ptr + (int32_t(uint32_t(v_47) + uint32_t((int32_t(uint32_t(rows_2) * uint32_t(N_1)))))))[(v_89 + r_30)] = total_2;
          }
        } else {
          #pragma clang loop unroll(full)
          for (int32_t r_31 = 0; r_31 < 4; r_31 += 1) {
            int32_t columns = v_16 + (v_90 + r_31);
            float total_3 = total[(v_92 + r_31)];
            bool mask = v_93 & (columns < N_1);
            if (mask) { (c_ptr + (int32_t(uint32_t(v_47) + uint32_t((int32_t(uint32_t(rows_2) * uint32_t(N_1)))))))[(v_89 + r_31)] = total_3; }
          }
        }
      }
    }
  }
