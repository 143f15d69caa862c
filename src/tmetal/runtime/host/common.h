// Functions over numbers of one type (min, max, clamp, select, abs, ...) and tests of floats.
//
// All operands share one T: where Metal has an overload per type, a call with two types is ambiguous.
#pragma once
#include "fiber.h"
#include "integer.h"
#include "math.h"

#define TM_NUMBER template <typename T, typename = metal::enable_if_t<tm::is_number<T>>> METAL_FUNC
#define TM_FLOATS template <typename T, typename = metal::enable_if_t<tm::is_native_float<T>>> METAL_FUNC

// Metal's min and max return the operand that is a number.
#define TM_COMMON                                                            \
  TM_NUMBER T min(T x, T y) {                                                \
    if constexpr (tm::is_float<T>) return fmin(x, y);                        \
    else return y < x ? y : x;                                               \
  }                                                                          \
  TM_NUMBER T max(T x, T y) {                                                \
    if constexpr (tm::is_float<T>) return fmax(x, y);                        \
    else return x < y ? y : x;                                               \
  }                                                                          \
  TM_NUMBER T min3(T x, T y, T z) { return min(min(x, y), z); }              \
  TM_NUMBER T max3(T x, T y, T z) { return max(max(x, y), z); }              \
  TM_NUMBER T median3(T x, T y, T z) { return max(min(x, y), min(max(x, y), z)); } \
  TM_NUMBER T abs(T x) {                                                     \
    if constexpr (tm::is_float<T>) return fabs(x);                           \
    else return x < T(0) ? T(T(0) - x) : x;                                  \
  }                                                                          \
  template <typename T, typename = metal::enable_if_t<tm::is_number<T> && !__is_same(T, bfloat)>> \
  METAL_FUNC T clamp(T x, T low, T high) { return min(max(x, low), high); }  \
  TM_FLOATS T saturate(T x) { return clamp(x, T(0), T(1)); }                 \
  TM_FLOATS T fmin3(T x, T y, T z) { return fmin(fmin(x, y), z); }           \
  TM_FLOATS T fmax3(T x, T y, T z) { return fmax(fmax(x, y), z); }           \
  TM_FLOATS T fmedian3(T x, T y, T z) { return median3(x, y, z); }           \
  METAL_FUNC bfloat fmin3(bfloat x, bfloat y, bfloat z) { return fmin(fmin(x, y), z); } \
  METAL_FUNC bfloat fmax3(bfloat x, bfloat y, bfloat z) { return fmax(fmax(x, y), z); } \
  METAL_FUNC bfloat fmedian3(bfloat x, bfloat y, bfloat z) { return median3(x, y, z); } \
  TM_FLOATS T mix(T x, T y, T a) { return x + (y - x) * a; }                 \
  TM_FLOATS T sign(T x) { return x > T(0) ? T(1) : x < T(0) ? T(-1) : x == T(0) ? x : T(0); } \
  TM_FLOATS T step(T edge, T x) { return x < edge ? T(0) : T(1); }           \
  TM_FLOATS T smoothstep(T low, T high, T x) {                               \
    T t = clamp((x - low) / (high - low), T(0), T(1));                       \
    return t * t * (T(3) - T(2) * t);                                        \
  }

namespace metal {

namespace precise {
TM_COMMON
}
namespace fast {
TM_COMMON
}
TM_COMMON

#define TM_TEST template <typename T, typename = enable_if_t<tm::is_float<T>>> METAL_FUNC bool
TM_TEST isnan(T x) { return __builtin_isnan(float(x)); }
TM_TEST isinf(T x) { return __builtin_isinf(float(x)); }
TM_TEST isfinite(T x) { return __builtin_isfinite(float(x)); }
TM_TEST isordered(T x, T y) { return !isnan(x) && !isnan(y); }
TM_TEST isunordered(T x, T y) { return isnan(x) || isnan(y); }
TM_TEST signbit(T x) {
  if constexpr (sizeof(T) == 4) return as_type<uint>(x) >> 31;
  else return as_type<ushort>(x) >> 15;
}
TM_TEST isnormal(T x) {
  T size = abs(x);
  return isfinite(x) && size >= numeric_limits<T>::min();
}
#undef TM_TEST

template <typename T, typename = enable_if_t<tm::is_number<T> || __is_same(T, bool)>>
METAL_FUNC T select(T a, T b, bool c) { return c ? b : a; }

// Vectors: lane by lane; a lane of a mask chooses by its truth.
#define TM_VECTOR template <typename T, int n> METAL_FUNC
#define TM_V T __attribute__((ext_vector_type(n)))
TM_VECTOR vec<T, n> min(TM_V x, TM_V y) {
  vec<T, n> z;
  for (int i = 0; i < n; ++i) z[i] = min(T(x[i]), T(y[i]));
  return z;
}
TM_VECTOR vec<T, n> max(TM_V x, TM_V y) {
  vec<T, n> z;
  for (int i = 0; i < n; ++i) z[i] = max(T(x[i]), T(y[i]));
  return z;
}
TM_VECTOR vec<T, n> clamp(TM_V x, TM_V low, TM_V high) { return min(max(x, low), high); }
TM_VECTOR vec<T, n> abs(TM_V x) {
  vec<T, n> z;
  for (int i = 0; i < n; ++i) z[i] = abs(T(x[i]));
  return z;
}
template <typename T, typename C, int n>
METAL_FUNC vec<T, n> select(TM_V a, TM_V b, C __attribute__((ext_vector_type(n))) c) {
  vec<T, n> z;
  for (int i = 0; i < n; ++i) z[i] = c[i] ? b[i] : a[i];
  return z;
}
TM_VECTOR bool all(TM_V x) {
  bool y = true;
  for (int i = 0; i < n; ++i) y = y && x[i];
  return y;
}
TM_VECTOR bool any(TM_V x) {
  bool y = false;
  for (int i = 0; i < n; ++i) y = y || x[i];
  return y;
}
template <typename T, int n, typename = enable_if_t<tm::is_native_float<T>>>
METAL_FUNC T dot(TM_V x, TM_V y) {
  T sum = T(x[0] * y[0]);
  for (int i = 1; i < n; ++i) sum += x[i] * y[i];
  return sum;
}
TM_VECTOR vec<T, n> fma(TM_V a, TM_V b, TM_V c) {
  vec<T, n> z;
  for (int i = 0; i < n; ++i) z[i] = fma(T(a[i]), T(b[i]), T(c[i]));
  return z;
}
#undef TM_VECTOR
#undef TM_V

}  // namespace metal
#undef TM_COMMON
#undef TM_NUMBER
#undef TM_FLOATS
