//: matmul2d of 8 x 8 does not exist with operands in registers
//: from MPPTensorOpsMatMul2dImpl.h:4249-4252 of SDK 26.6, as public notes quote it
//: says M, N and K must be 16 or 32
//: as metal4
#include <MetalPerformancePrimitives/MetalPerformancePrimitives.h>
//: kernel
constexpr auto shape = mpp::tensor_ops::matmul2d_descriptor(8, 8, 8);
mpp::tensor_ops::matmul2d<shape, metal::execution_simdgroup> product;
auto a = product.get_left_input_cooperative_tensor<half, half, float>();
out[0] = a[0];

//: matmul2d of registers has a side of 32
//: from MPPTensorOpsMatMul2dImpl.h:4249-4252
//: says at least one of M, N and K must be 32
//: as metal4
#include <MetalPerformancePrimitives/MetalPerformancePrimitives.h>
//: kernel
constexpr auto shape = mpp::tensor_ops::matmul2d_descriptor(16, 16, 16);
mpp::tensor_ops::matmul2d<shape, metal::execution_simdgroup> product;
auto a = product.get_left_input_cooperative_tensor<half, half, float>();
out[0] = a[0];

//: operands in registers are of one simdgroup
//: from MPPTensorOpsMatMul2dImpl.h:3294
//: says Input cooperative tensors require a single SIMD group
//: as metal4
#include <MetalPerformancePrimitives/MetalPerformancePrimitives.h>
//: kernel
constexpr auto shape = mpp::tensor_ops::matmul2d_descriptor(16, 32, 16);
mpp::tensor_ops::matmul2d<shape, metal::execution_simdgroups<4>> product;
auto a = product.get_left_input_cooperative_tensor<half, half, float>();
out[0] = a[0];

//: bfloat times half is no product
//: from ollama/ollama#15487
//: says Unsupported type
//: as metal4
#include <MetalPerformancePrimitives/MetalPerformancePrimitives.h>
//: kernel
constexpr auto shape = mpp::tensor_ops::matmul2d_descriptor(16, 32, 16);
mpp::tensor_ops::matmul2d<shape, metal::execution_simdgroup> product;
auto a = product.get_left_input_cooperative_tensor<bfloat, half, float>();
out[0] = float(a[0]);

//: a destination is asked for by tensors, not by element types
//: from MPPTensorOpsMatMul2d.h:531-546
//: says asked for by the types of both operands' tensors
//: as metal4
#include <MetalPerformancePrimitives/MetalPerformancePrimitives.h>
//: kernel
constexpr auto shape = mpp::tensor_ops::matmul2d_descriptor(16, 32, 16);
mpp::tensor_ops::matmul2d<shape, metal::execution_simdgroup> product;
auto c = product.get_destination_cooperative_tensor<half, half, float>();
out[0] = c[0];

//: a product's operands are told apart
//: from MPPTensorOpsMatMul2d.h:404-418
//: says no matching member function for call to 'run'
//: as metal4
#include <MetalPerformancePrimitives/MetalPerformancePrimitives.h>
//: kernel
constexpr auto shape = mpp::tensor_ops::matmul2d_descriptor(16, 32, 16);
mpp::tensor_ops::matmul2d<shape, metal::execution_simdgroup> product;
auto a = product.get_left_input_cooperative_tensor<half, half, float>();
auto b = product.get_right_input_cooperative_tensor<half, half, float>();
auto c = product.get_destination_cooperative_tensor<decltype(a), decltype(b), float>();
product.run(b, a, c);
out[0] = c[0];

//: cooperative tensors have no get_mask
//: from metal_cooperative_tensor of toolchain 17.6, as public notes say
//: says no member named 'get_mask'
//: as metal4
#include <MetalPerformancePrimitives/MetalPerformancePrimitives.h>
//: kernel
constexpr auto shape = mpp::tensor_ops::matmul2d_descriptor(16, 32, 16);
mpp::tensor_ops::matmul2d<shape, metal::execution_simdgroup> product;
auto a = product.get_left_input_cooperative_tensor<half, half, float>();
if (a.get_mask(0)) out[0] = a[0];
