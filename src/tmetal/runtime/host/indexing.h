// The names of MLX's prelude that find elements by shape and strides, for texts without it.
#pragma once
#include "vector.h"

template <typename T>
struct WorkPerThread {
  static_assert(sizeof(T) <= 8, "a thread works on 8 bytes");
  static constexpr constant int n = 8 / sizeof(T);
};

namespace tm {

// Where element `at` of the first `dims` dimensions lies: the last of them varies fastest.
template <typename I, typename J>
METAL_FUNC I location(J at, constant const int* shape, constant const int64_t* strides, int dims) {
  I where = 0;
  for (int d = dims - 1; d >= 0; --d) {
    where += I(at % J(shape[d])) * I(strides[d]);
    at /= J(shape[d]);
  }
  return where;
}

// Where an element lies whose last two coordinates are x and y, z counting all others.
template <typename I>
METAL_FUNC I location(uint3 at, constant const int* shape, constant const int64_t* strides, int dims) {
  I last = I(at.x) * I(strides[dims - 1]) + I(at.y) * I(strides[dims - 2]);
  return last + location<I>(at.z, shape, strides, dims - 2);
}

}  // namespace tm

template <typename I = int64_t>
METAL_FUNC I elem_to_loc(I at, constant const int* shape, constant const int64_t* strides, int dims) {
  return tm::location<I>(at, shape, strides, dims);
}
template <typename I = int64_t>
METAL_FUNC I elem_to_loc(uint3 at, constant const int* shape, constant const int64_t* strides, int dims) {
  return tm::location<I>(at, shape, strides, dims);
}
template <typename I = int64_t>
METAL_FUNC I elem_to_loc_1(uint at, constant const int64_t& stride) {
  return I(at) * I(stride);
}
template <typename I = int64_t>
METAL_FUNC I elem_to_loc_2(uint2 at, constant const int64_t strides[2]) {
  return I(at.x) * I(strides[1]) + I(at.y) * I(strides[0]);
}
template <typename I = int64_t>
METAL_FUNC I elem_to_loc_3(uint3 at, constant const int64_t strides[3]) {
  return I(at.x) * I(strides[2]) + I(at.y) * I(strides[1]) + I(at.z) * I(strides[0]);
}
template <typename I = int64_t>
METAL_FUNC metal::vec<I, 2> elem_to_loc_2_nd(
    uint3 at, constant const int* shape, constant const int64_t* a, constant const int64_t* b, int dims) {
  return tm::construct<metal::vec<I, 2>>(
      tm::location<I>(at, shape, a, dims), tm::location<I>(at, shape, b, dims));
}
template <typename I = int64_t>
METAL_FUNC metal::vec<I, 3> elem_to_loc_3_nd(
    uint3 at, constant const int* shape, constant const int64_t* a, constant const int64_t* b,
    constant const int64_t* c, int dims) {
  return tm::construct<metal::vec<I, 3>>(
      tm::location<I>(at, shape, a, dims), tm::location<I>(at, shape, b, dims),
      tm::location<I>(at, shape, c, dims));
}

// Walks over the elements of `dims` dimensions in order. The template's numbers are MLX's: they choose
// among implementations there, which differ in nothing but speed.
template <int DIM, typename I = size_t, bool General = true>
struct LoopedElemToLoc {
  METAL_FUNC LoopedElemToLoc(int dims) : tm_dims(dims), tm_at(0), tm_where(0) {}
  METAL_FUNC void next(const constant int* shape, const constant int64_t* strides) {
    next(1, shape, strides);
  }
  METAL_FUNC void next(int n, const constant int* shape, const constant int64_t* strides) {
    tm_at += n;
    tm_where = tm_dims > 1 ? tm::location<I>(tm_at, shape, strides, tm_dims) : I(tm_at) * I(strides[0]);
  }
  METAL_FUNC I location() { return tm_where; }

 private:
  int tm_dims;
  ulong tm_at;
  I tm_where;
};

template <bool condition, typename T, typename U>
struct ConditionalType {
  typedef U type;
};
template <typename T, typename U>
struct ConditionalType<true, T, U> {
  typedef T type;
};
