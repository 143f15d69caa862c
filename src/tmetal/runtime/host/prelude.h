// What MLX's own prelude declares before a kernel's text.
#pragma once
#include "common.h"
#include "complex.h"
#include "indexing.h"
#include "limits.h"

#define MTL_CONST static constant constexpr const
#define MLX_MTL_PRAGMA_UNROLL _Pragma("clang loop unroll(full)")

template <typename T>
struct Limits {
  METAL_FUNC static constexpr T tm_low() {
    if constexpr (tm::is_float<T>) return -metal::numeric_limits<T>::infinity();
    else return metal::numeric_limits<T>::min();
  }
  METAL_FUNC static constexpr T tm_high() {
    if constexpr (tm::is_float<T>) return metal::numeric_limits<T>::infinity();
    else return metal::numeric_limits<T>::max();
  }
  static constexpr constant T max = tm_high();
  static constexpr constant T min = tm_low();
  static constexpr constant T finite_max = metal::numeric_limits<T>::max();
  static constexpr constant T finite_min = metal::numeric_limits<T>::lowest();
};

template <typename T, typename U>
METAL_FUNC T ceildiv(T n, U m) {
  return (n + m - 1) / m;
}

METAL_FUNC float log1p(float x) { return ::tm::log1p(x); }
METAL_FUNC bfloat16_t log1p(bfloat16_t x) { return bfloat16_t(::tm::log1p(float(x))); }
METAL_FUNC float hypot(float x, float y) {
  float a = metal::fabs(x), b = metal::fabs(y);
  float high = metal::fmax(a, b), low = metal::fmin(a, b);
  if (metal::isinf(a) || metal::isinf(b)) return INFINITY;
  if (high == 0.0f) return high;
  float ratio = low / high;
  return high * metal::sqrt(1.0f + ratio * ratio);
}

METAL_FUNC uint16_t bfloat16_to_uint16(const bfloat16_t x) { return metal::as_type<uint16_t>(x); }
METAL_FUNC bfloat16_t uint16_to_bfloat16(const uint16_t x) { return metal::as_type<bfloat16_t>(x); }

MTL_CONST int MAX_REDUCE_SPECIALIZED_DIMS = 4;
MTL_CONST int REDUCE_N_READS = 4;
MTL_CONST int REDUCE_N_WRITES = 4;
MTL_CONST int SOFTMAX_N_READS = 4;
MTL_CONST int RMS_N_READS = 4;
MTL_CONST int RMS_LOOPED_LIMIT = 4096;
MTL_CONST int CROSS_ENTROPY_N_READS = 4;

// A conversion, into bool by the bits: subnormal numbers are not 0.
template <typename U, typename T>
METAL_FUNC U cast_to(T x) {
  if constexpr (__is_same(U, bool) && __is_same(T, float)) return (metal::as_type<uint>(x) << 1) != 0;
  else if constexpr (__is_same(U, bool) && __is_same(T, bfloat)) return ushort(metal::as_type<ushort>(x) << 1) != 0;
  else if constexpr (__is_same(U, bool) && is_complex_v<T>) return cast_to<bool>(x.real) || cast_to<bool>(x.imag);
  else return tm::cast<U>(x);
}
