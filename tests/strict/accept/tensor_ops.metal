//: a product of operands in registers, through the documented indices
//: from MLX:steel/gemm/nax.h, MPPTensorOpsMatMul2d.h:255-291
//: as metal4
//: whole
#include <MetalPerformancePrimitives/MetalPerformancePrimitives.h>
[[kernel]] void k(const device half* x [[buffer(0)]], device float* out [[buffer(1)]]) {
constexpr auto shape = mpp::tensor_ops::matmul2d_descriptor(16, 32, 16);
mpp::tensor_ops::matmul2d<shape, metal::execution_simdgroup> product;
auto a = product.get_left_input_cooperative_tensor<half, half, float>();
auto b = product.get_right_input_cooperative_tensor<half, half, float>();
auto c = product.get_destination_cooperative_tensor<decltype(a), decltype(b), float>();
for (ushort i = 0; i < a.get_capacity(); ++i) a[i] = x[i];
for (ushort i = 0; i < b.get_capacity(); ++i) b[i] = x[i];
product.run(a, b, c);
for (ushort i = 0; i < c.get_capacity(); ++i) {
  auto at = c.get_multidimensional_index(i);
  if (c.is_valid_element(i)) out[at[1] * 32 + at[0]] = c[i];
}
}
