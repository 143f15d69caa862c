// Metal Performance Primitives' matmul2d on cooperative tensors: operands in registers, one simdgroup.
//
// Of this API, what is known to run on Macs in this form: MLX's own kernels for M5, and what tmetal
// prints. Refused as by Apple's header: sizes other than 16 and 32 without a 32 among them, other
// scopes than one simdgroup, bfloat times half. Refused here only: shapes but 16 x 32 x 16, for the
// order of whose elements there is no evidence.
//
// Which element a lane has where is up to the implementation: `get_multidimensional_index` tells.
// TM_TENSOR_ORDER chooses: 0 is M5's order (MLX's kernels depend on it), 1 that of chips before.
// A cooperative tensor holds 0xCD until it is written; `relaxed_precision` rounds floats to 10 bits,
// as it allows.
#pragma once
#include "array.h"
#include "matrix.h"

#ifndef TM_TENSOR_ORDER
#define TM_TENSOR_ORDER 0
#endif
#define TM_SITE ::tm::Site site = ::tm::Site{__builtin_LINE() * 4096u + __builtin_COLUMN()}

namespace metal {

template <size_t n>
struct execution_simdgroups {};
typedef execution_simdgroups<1> execution_simdgroup;

template <typename T, typename Extents, typename Layout>
struct cooperative_tensor;

template <typename I, size_t... n>
struct extents {};

}  // namespace metal

namespace mpp {
namespace tensor_ops {

struct matmul2d_descriptor {
  enum class mode { multiply, multiply_accumulate };
  int m, n, k;
  bool transpose_left, transpose_right, relaxed_precision;
  mode matmul_mode;

  constexpr matmul2d_descriptor(
      int m, int n, int k, bool transpose_left = false, bool transpose_right = false,
      bool relaxed_precision = false, mode matmul_mode = mode::multiply)
      : m(m), n(n), k(k), transpose_left(transpose_left), transpose_right(transpose_right),
        relaxed_precision(relaxed_precision), matmul_mode(matmul_mode) {}

  // As a template argument: the dialect takes no objects there.
  constexpr operator ulong() const {
    return ulong(m) | ulong(n) << 16 | ulong(k) << 32 | ulong(transpose_left) << 48 |
        ulong(transpose_right) << 49 | ulong(relaxed_precision) << 50 |
        ulong(matmul_mode == mode::multiply_accumulate) << 51;
  }
};

}  // namespace tensor_ops
}  // namespace mpp

namespace tm {

// A matrix as it is stored, shared out among lanes in 16 x 16 blocks of eight elements each.
template <uint rows_, uint columns_>
struct TensorLayout {
  static constexpr constant uint rows = rows_, columns = columns_;
  static constexpr constant uint capacity = rows * columns / simd_width;

  METAL_FUNC static constexpr uint row(uint lane, uint i) {
    return matrix_row(lane) + i / 4u % 2u * 8u + (columns == 16u ? i / 8u * 16u : 0u);
  }
  METAL_FUNC static constexpr uint column(uint lane, uint i) {
    uint block = columns == 16u ? 0u : i / 8u * 16u;
    if (TM_TENSOR_ORDER == 0) return block + matrix_column(lane) * 2u + i % 4u;
    return block + matrix_column(lane) + i % 2u + i / 2u % 2u * 8u;
  }
  // The lane that holds an element, and which of its own it is.
  METAL_FUNC static constexpr uint lane(uint row, uint column) {
    return matrix_lane(row & 7u, TM_TENSOR_ORDER == 0 ? (column & 12u) / 2u : column & 6u);
  }
  METAL_FUNC static constexpr uint element(uint row, uint column) {
    uint pair = TM_TENSOR_ORDER == 0 ? column & 2u : column / 4u & 2u;
    uint block = columns == 16u ? row / 16u : column / 16u;
    return (column & 1u) + pair + row / 8u % 2u * 4u + block * 8u;
  }
};

template <typename T>
struct cooperative : false_type {};
template <typename T, typename E, typename L>
struct cooperative<metal::cooperative_tensor<T, E, L>> : true_type {
  typedef T element;
};

template <typename A, typename B>
constexpr constant bool can_multiply =
    is_float<A> && is_float<B> && (__is_same(A, B) || __is_same(A, float) || __is_same(B, float));

// A float of as many bits as relaxed precision leaves.
METAL_FUNC float relaxed(float x) {
  uint bits = metal::as_type<uint>(x);
  return (bits & 0x7f800000u) == 0x7f800000u ? x : metal::as_type<float>((bits + 0x1000u) & ~0x1fffu);
}
template <bool is_relaxed, typename T>
METAL_FUNC float operand(T x) {
  if constexpr (is_relaxed && __is_same(T, float)) return relaxed(x);
  else return float(x);
}

}  // namespace tm

namespace metal {

template <typename T, typename Extents, typename Layout>
struct cooperative_tensor {
  typedef T element_type;
  typedef Layout layout;

  METAL_FUNC cooperative_tensor() { __builtin_memset(tm_elements, 0xCD, sizeof(tm_elements)); }
  METAL_FUNC constexpr ushort get_capacity() const { return Layout::capacity; }
  METAL_FUNC bool is_valid_element(ushort i) const { return i < Layout::capacity; }
  METAL_FUNC array<int, 2> get_multidimensional_index(ushort i) const {
    uint lane = tm::lane_of();
    return {int(Layout::column(lane, i)), int(Layout::row(lane, i))};
  }
  METAL_FUNC thread T& operator[](ushort i) thread { return tm_elements[i]; }
  METAL_FUNC const thread T& operator[](ushort i) const thread { return tm_elements[i]; }

  T tm_elements[Layout::capacity];
};

}  // namespace metal

#if TM_PROFILE

// Operands by value: where their addresses are taken, each would be counted as memory.
namespace tm {

struct TensorOperands {
  float left[8];
  float right[16];
};

// Operands as they are multiplied, the left one's rows and the right one's columns first.
template <typename L, bool turned>
METAL_FUNC float left_at(Meeting all, uint row, uint k) {
  uint down = turned ? k : row, right = turned ? row : k;
  return ((thread const TensorOperands*)all.slots[L::lane(down, right)])->left[L::element(down, right)];
}
template <typename L, bool turned>
METAL_FUNC float right_at(Meeting all, uint column, uint k) {
  uint down = turned ? column : k, right = turned ? k : column;
  return ((thread const TensorOperands*)all.slots[L::lane(down, right)])->right[L::element(down, right)];
}

}  // namespace tm

#else

namespace tm {

// Where each lane has its elements.
struct TensorOperands {
  ulong left, right, destination;
};

}  // namespace tm

#endif

namespace mpp {
namespace tensor_ops {

template <ulong descriptor, typename Scope>
class matmul2d {
  static constexpr constant uint m = descriptor & 0xffff, n = descriptor >> 16 & 0xffff;
  static constexpr constant uint k = descriptor >> 32 & 0xffff;
  static constexpr constant bool turned_left = descriptor >> 48 & 1, turned_right = descriptor >> 49 & 1;
  static constexpr constant bool is_relaxed = descriptor >> 50 & 1, adds = descriptor >> 51 & 1;
  static_assert(__is_same(Scope, metal::execution_simdgroup),
                "Input cooperative tensors require a single SIMD group");
  static_assert((m == 16 || m == 32) && (n == 16 || n == 32) && (k == 16 || k == 32),
                "M, N and K must be 16 or 32 with cooperative inputs");
  static_assert(m == 32 || n == 32 || k == 32, "at least one of M, N and K must be 32");
  static_assert(m == 16 && n == 32 && k == 16,
                "in which order lanes hold elements is known for 16 x 32 x 16 only");

  typedef tm::TensorLayout<turned_left ? k : m, turned_left ? m : k> LeftLayout;
  typedef tm::TensorLayout<turned_right ? n : k, turned_right ? k : n> RightLayout;
  typedef tm::TensorLayout<m, n> OwnLayout;
  template <typename T, typename L>
  using of = metal::cooperative_tensor<T, metal::extents<int, L::columns, L::rows>, L>;

 public:
  template <typename A, typename B, typename C, typename I = int>
  METAL_FUNC of<A, LeftLayout> get_left_input_cooperative_tensor() const {
    static_assert(tm::can_multiply<A, B> && __is_same(C, float), "Unsupported type");
    return {};
  }
  template <typename A, typename B, typename C, typename I = int>
  METAL_FUNC of<B, RightLayout> get_right_input_cooperative_tensor() const {
    static_assert(tm::can_multiply<A, B> && __is_same(C, float), "Unsupported type");
    return {};
  }
  // Of the operands this takes the tensors' types, unlike the two above.
  template <typename Left, typename Right, typename C, typename I = int>
  METAL_FUNC of<C, OwnLayout> get_destination_cooperative_tensor() const {
    static_assert(tm::cooperative<metal::remove_addrspace_t<Left>>::value &&
                      tm::cooperative<metal::remove_addrspace_t<Right>>::value,
                  "the destination is asked for by the types of both operands' tensors");
    static_assert(__is_same(C, float), "Unsupported type");
    return {};
  }

  template <typename A, typename B>
  METAL_FUNC void run(
      thread of<A, LeftLayout>& left, thread of<B, RightLayout>& right,
      thread of<float, OwnLayout>& to, TM_SITE) const {
    static_assert(tm::can_multiply<A, B>, "Input types must match cooperative tensor types");
#if TM_PROFILE
    tm::TensorOperands mine;
    for (uint i = 0; i < LeftLayout::capacity; ++i) mine.left[i] = tm::operand<is_relaxed>(left[i]);
    for (uint i = 0; i < RightLayout::capacity; ++i) mine.right[i] = tm::operand<is_relaxed>(right[i]);
    tm::Meeting all = tm::meet(site, mine);
    for (uint i = 0; i < OwnLayout::capacity; ++i) {
      uint row = OwnLayout::row(all.lane, i), column = OwnLayout::column(all.lane, i);
      float sum = adds ? to[i] : 0.0f;
      for (uint at = 0; at < k; ++at) {
        float x = tm::left_at<LeftLayout, turned_left>(all, row, at);
        sum = __builtin_fmaf(x, tm::right_at<RightLayout, turned_right>(all, column, at), sum);
      }
      to[i] = sum;
    }
#else
    tm::TensorOperands mine = {(ulong)&left[0], (ulong)&right[0], (ulong)&to[0]};
    tm::Meeting all = tm::meet(site, mine);
    if (all.active != ~0u) {
      tm::inactive(uint(__builtin_ctz(~all.active)));
      __builtin_memset(&to[0], 0xCD, sizeof(to));
    } else if (all.lane == tm::leader(tm::self()->group, all.active)) {
      multiply<A, B>(all);
    }
#endif
  }

#if !TM_PROFILE
 private:
  // Does the product of all lanes, which stand still.
  template <typename A, typename B>
  __attribute__((noinline)) static void multiply(tm::Meeting all) {
    float a[m][k], b[k][n], sum[m][n];
    for (uint lane = 0; lane < tm::simd_width; ++lane) {
      thread const tm::TensorOperands* from = (thread const tm::TensorOperands*)all.slots[lane];
      for (uint i = 0; i < LeftLayout::capacity; ++i) {
        uint row = LeftLayout::row(lane, i), column = LeftLayout::column(lane, i);
        float x = tm::operand<is_relaxed>(((thread const A*)from->left)[i]);
        a[turned_left ? column : row][turned_left ? row : column] = x;
      }
      for (uint i = 0; i < RightLayout::capacity; ++i) {
        uint row = RightLayout::row(lane, i), column = RightLayout::column(lane, i);
        float x = tm::operand<is_relaxed>(((thread const B*)from->right)[i]);
        b[turned_right ? column : row][turned_right ? row : column] = x;
      }
      for (uint i = 0; i < OwnLayout::capacity; ++i) {
        float x = adds ? ((thread const float*)from->destination)[i] : 0.0f;
        sum[OwnLayout::row(lane, i)][OwnLayout::column(lane, i)] = x;
      }
    }
    for (uint row = 0; row < m; ++row) {
      for (uint at = 0; at < k; ++at) {
        for (uint i = 0; i < n; ++i) sum[row][i] = __builtin_fmaf(a[row][at], b[at][i], sum[row][i]);
      }
    }
    for (uint lane = 0; lane < tm::simd_width; ++lane) {
      thread const tm::TensorOperands* from = (thread const tm::TensorOperands*)all.slots[lane];
      for (uint i = 0; i < OwnLayout::capacity; ++i) {
        ((thread float*)from->destination)[i] = sum[OwnLayout::row(lane, i)][OwnLayout::column(lane, i)];
      }
    }
  }
#endif
};

}  // namespace tensor_ops
}  // namespace mpp

#undef TM_SITE
