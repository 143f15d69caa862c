// Functions over numbers of one type (min, max, clamp, select, abs, ...) and tests of floats.
//
// One overload per type, as in Metal: a call with operands of two types is ambiguous here as there. The
// bfloat overloads are those of MLX's prelude; where it has none, bfloat operands become float.
#pragma once
#include "fiber.h"
#include "integer.h"
#include "math.h"

// X(type): every integer type. int8_t is a type of its own, neither char nor uchar.
#define TM_INTEGERS(X) \
  X(char) X(int8_t) X(uchar) X(short) X(ushort) X(int) X(uint) X(long) X(ulong)

// Three operands out of two, for any type.
#define TM_OF_THREE(T)                                                         \
  METAL_FUNC T min3(T x, T y, T z) { return min(min(x, y), z); }               \
  METAL_FUNC T max3(T x, T y, T z) { return max(max(x, y), z); }               \
  METAL_FUNC T median3(T x, T y, T z) { return max(min(x, y), min(max(x, y), z)); }

#define TM_INTEGER(T)                                                          \
  METAL_FUNC T min(T x, T y) { return y < x ? y : x; }                         \
  METAL_FUNC T max(T x, T y) { return x < y ? y : x; }                         \
  METAL_FUNC T clamp(T x, T low, T high) { return min(max(x, low), high); }    \
  METAL_FUNC T abs(T x) {                                                      \
    typedef ::tm::unsigned_of<T>::type U;                                      \
    return x < T(0) ? T(U(0) - U(x)) : x;                                      \
  }                                                                            \
  TM_OF_THREE(T)

// Metal's min and max return the operand that is a number.
#define TM_FLOAT(T)                                                            \
  METAL_FUNC T min(T x, T y) { return fmin(x, y); }                            \
  METAL_FUNC T max(T x, T y) { return fmax(x, y); }                            \
  METAL_FUNC T abs(T x) { return fabs(x); }                                    \
  TM_OF_THREE(T)                                                               \
  METAL_FUNC T fmin3(T x, T y, T z) { return fmin(fmin(x, y), z); }            \
  METAL_FUNC T fmax3(T x, T y, T z) { return fmax(fmax(x, y), z); }            \
  METAL_FUNC T fmedian3(T x, T y, T z) { return median3(x, y, z); }

#define TM_NATIVE_FLOAT(T)                                                     \
  METAL_FUNC T clamp(T x, T low, T high) { return min(max(x, low), high); }    \
  METAL_FUNC T saturate(T x) { return clamp(x, T(0), T(1)); }                  \
  METAL_FUNC T mix(T x, T y, T a) { return x + (y - x) * a; }                  \
  METAL_FUNC T sign(T x) {                                                     \
    return x > T(0) ? T(1) : x < T(0) ? T(-1) : x == T(0) ? x : T(0);          \
  }                                                                            \
  METAL_FUNC T step(T edge, T x) { return x < edge ? T(0) : T(1); }            \
  METAL_FUNC T smoothstep(T low, T high, T x) {                                \
    T t = clamp((x - low) / (high - low), T(0), T(1));                         \
    return t * t * (T(3) - T(2) * t);                                          \
  }

// What MLX does not give bfloat: Metal converts the operands to float, the only type they convert to.
#define TM_BFLOAT_AS_FLOAT                                                              \
  METAL_FUNC float clamp(bfloat x, bfloat low, bfloat high) {                  \
    return clamp(float(x), float(low), float(high));                           \
  }                                                                            \
  METAL_FUNC float saturate(bfloat x) { return saturate(float(x)); }           \
  METAL_FUNC float mix(bfloat x, bfloat y, bfloat a) {                         \
    return mix(float(x), float(y), float(a));                                  \
  }                                                                            \
  METAL_FUNC float sign(bfloat x) { return sign(float(x)); }                   \
  METAL_FUNC float step(bfloat edge, bfloat x) { return step(float(edge), float(x)); } \
  METAL_FUNC float smoothstep(bfloat low, bfloat high, bfloat x) {             \
    return smoothstep(float(low), float(high), float(x));                      \
  }

// Vectors: lane by lane. A scalar becomes a vector where the first operand is one.
#define TM_VECTOR template <typename T, int n> METAL_FUNC
#define TM_V T __attribute__((ext_vector_type(n)))
#define TM_OR_SCALAR typename type_identity<vec<T, n>>::type
#define TM_LANES(result, call)                                                 \
  {                                                                            \
    result z;                                                                  \
    for (int i = 0; i < n; ++i) z[i] = call;                                   \
    return z;                                                                  \
  }
#define TM_COMMON_VECTORS                                                      \
  TM_VECTOR vec<T, n> min(TM_V x, TM_OR_SCALAR y)                              \
  TM_LANES(TM_CONCAT(vec<T, n>), min(T(x[i]), T(y[i])))                        \
  TM_VECTOR vec<T, n> max(TM_V x, TM_OR_SCALAR y)                              \
  TM_LANES(TM_CONCAT(vec<T, n>), max(T(x[i]), T(y[i])))                        \
  TM_VECTOR vec<T, n> min(typename type_identity<T>::type x, TM_V y)           \
  TM_LANES(TM_CONCAT(vec<T, n>), min(x, T(y[i])))                              \
  TM_VECTOR vec<T, n> max(typename type_identity<T>::type x, TM_V y)           \
  TM_LANES(TM_CONCAT(vec<T, n>), max(x, T(y[i])))                              \
  TM_VECTOR vec<T, n> clamp(TM_V x, TM_OR_SCALAR low, TM_OR_SCALAR high)       \
  TM_LANES(TM_CONCAT(vec<T, n>), clamp(T(x[i]), T(low[i]), T(high[i])))        \
  TM_VECTOR vec<T, n> abs(TM_V x) TM_LANES(TM_CONCAT(vec<T, n>), abs(T(x[i]))) \
  TM_VECTOR vec<T, n> sign(TM_V x) TM_LANES(TM_CONCAT(vec<T, n>), sign(T(x[i]))) \
  TM_VECTOR vec<T, n> saturate(TM_V x)                                         \
  TM_LANES(TM_CONCAT(vec<T, n>), saturate(T(x[i])))                            \
  TM_VECTOR vec<T, n> mix(TM_V x, TM_V y, TM_OR_SCALAR a)                      \
  TM_LANES(TM_CONCAT(vec<T, n>), mix(T(x[i]), T(y[i]), T(a[i])))               \
  TM_VECTOR vec<T, n> step(TM_V edge, TM_V x)                                  \
  TM_LANES(TM_CONCAT(vec<T, n>), step(T(edge[i]), T(x[i])))                    \
  TM_VECTOR vec<T, n> fma(TM_V a, TM_V b, TM_V c)                              \
  TM_LANES(TM_CONCAT(vec<T, n>), fma(T(a[i]), T(b[i]), T(c[i])))
#define TM_CONCAT(...) __VA_ARGS__

#define TM_FLOAT_FUNCTIONS \
  TM_FLOAT(half) TM_FLOAT(float) TM_BFLOAT(TM_FLOAT(bfloat)) \
  TM_NATIVE_FLOAT(half) TM_NATIVE_FLOAT(float) TM_BFLOAT_AS_FLOAT

namespace metal {

namespace precise {
TM_FLOAT_FUNCTIONS
TM_COMMON_VECTORS
}
namespace fast {
TM_FLOAT_FUNCTIONS
TM_COMMON_VECTORS
}
TM_INTEGERS(TM_INTEGER)
TM_FLOAT_FUNCTIONS
TM_COMMON_VECTORS

#define TM_TESTS(T, U)                                                         \
  METAL_FUNC bool isnan(T x) { return __builtin_isnan(float(x)); }             \
  METAL_FUNC bool isinf(T x) { return __builtin_isinf(float(x)); }             \
  METAL_FUNC bool isfinite(T x) { return __builtin_isfinite(float(x)); }       \
  METAL_FUNC bool isordered(T x, T y) { return !isnan(x) && !isnan(y); }       \
  METAL_FUNC bool isunordered(T x, T y) { return isnan(x) || isnan(y); }       \
  METAL_FUNC bool signbit(T x) { return as_type<U>(x) >> (8 * sizeof(T) - 1); } \
  METAL_FUNC bool isnormal(T x) { return isfinite(x) && fabs(float(x)) >= float(numeric_limits<T>::min()); }
TM_TESTS(half, ushort)
TM_TESTS(float, uint)
TM_TESTS(bfloat, ushort)
#undef TM_TESTS
// Of vectors, as masks: what comparisons give.
TM_VECTOR auto isnan(TM_V x) { return x != x; }
TM_VECTOR auto isinf(TM_V x) { return fabs(x) == vec<T, n>(T(INFINITY)); }
TM_VECTOR auto isfinite(TM_V x) { return fabs(x) < vec<T, n>(T(INFINITY)); }

#define TM_SELECT(T) \
  METAL_FUNC T select(T a, T b, bool c) { return c ? b : a; }
TM_INTEGERS(TM_SELECT)
TM_SELECT(bool)
TM_SELECT(half)
TM_SELECT(float)
TM_SELECT(bfloat)
#undef TM_SELECT
// A lane of a mask chooses by its truth.
template <typename T, typename C, int n>
METAL_FUNC vec<T, n> select(TM_V a, TM_V b, C __attribute__((ext_vector_type(n))) c)
TM_LANES(TM_CONCAT(vec<T, n>), (c[i] ? b[i] : a[i]))

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

}  // namespace metal

#undef TM_INTEGERS
#undef TM_OF_THREE
#undef TM_INTEGER
#undef TM_FLOAT
#undef TM_NATIVE_FLOAT
#undef TM_BFLOAT
#undef TM_BFLOAT_AS_FLOAT
#undef TM_VECTOR
#undef TM_V
#undef TM_OR_SCALAR
#undef TM_LANES
#undef TM_COMMON_VECTORS
#undef TM_CONCAT
#undef TM_FLOAT_FUNCTIONS
