// Floating-point functions for float, half and bfloat, in metal::, metal::precise:: and metal::fast::.
//
// Overloads, not templates: Metal's are, so `sqrt(2)` is ambiguous here as there. half and bfloat
// are computed in float and rounded once. precise and fast are the same functions on the host.
#pragma once
#include "bfloat.h"
#include "libm.h"
#include "vector.h"

namespace tm {

// sin and cos of pi*x: the argument is reduced exactly before pi enters.
inline float sinpi(float x) {
  float whole = __builtin_rintf(x * 2.0f);
  float r = (x - whole * 0.5f) * 3.14159265358979323846f;
  int quarter = int(whole - 4.0f * __builtin_floorf(whole * 0.25f));
  if (__builtin_isinf(x)) return __builtin_nanf("");
  float y = quarter & 1 ? cosf(r) : sinf(r);
  return quarter & 2 ? -y : y;
}
inline float cospi(float x) {
  float whole = __builtin_rintf(x * 2.0f);
  float r = (x - whole * 0.5f) * 3.14159265358979323846f;
  int quarter = int(whole - 4.0f * __builtin_floorf(whole * 0.25f));
  if (__builtin_isinf(x)) return __builtin_nanf("");
  float y = quarter & 1 ? sinf(r) : cosf(r);
  return (quarter == 1 || quarter == 2) ? -y : y;
}
METAL_FUNC float round_away(float x) { return __builtin_roundf(x); }
METAL_FUNC float exp10(float x) { return powf(10.0f, x); }
METAL_FUNC float rsqrt(float x) { return 1.0f / __builtin_sqrtf(x); }
METAL_FUNC float fract(float x) {
  float y = x - __builtin_floorf(x);
  return y < 1.0f ? y : 0.99999994f;
}
METAL_FUNC float fdim(float x, float y) {
  return x > y ? x - y : (x != x || y != y ? __builtin_nanf("") : 0.0f);
}
METAL_FUNC float powr(float x, float y) { return x < 0.0f ? __builtin_nanf("") : powf(x, y); }
METAL_FUNC float divide(float x, float y) { return x / y; }
METAL_FUNC float tanpi(float x) { return sinpi(x) / cospi(x); }

// One rounding: the product is exact in float; the sum is rounded to odd, so that the last rounding
// to half is the only one that counts.
METAL_FUNC half fma_half(half a, half b, half c) {
#if defined(__AVX512FP16__) || defined(__ARM_FEATURE_FP16_SCALAR_ARITHMETIC)
  return __builtin_elementwise_fma(a, b, c);
#else
  float x = float(a) * float(b), y = float(c);
  float sum = x + y, part = sum - x;
  float error = (x - (sum - part)) + (y - part);
  uint bits = metal::as_type<uint>(sum);
  bool inexact = error > 0.0f || error < 0.0f;
  if (inexact && !(bits & 1u)) bits += (error > 0.0f) == (sum > 0.0f) ? 1u : -1u;
  return half(metal::as_type<float>(bits));
#endif
}

}  // namespace tm

// X(name, implementation in float)
#define TM_UNARY(X)                                                                     \
  X(acos, acosf) X(acosh, acoshf) X(asin, asinf) X(asinh, asinhf) X(atan, atanf)        \
  X(atanh, atanhf) X(ceil, __builtin_ceilf) X(cos, cosf) X(cosh, coshf)                 \
  X(cospi, ::tm::cospi) X(exp, expf) X(exp2, exp2f) X(exp10, ::tm::exp10)               \
  X(fabs, __builtin_fabsf) X(floor, __builtin_floorf) X(fract, ::tm::fract)             \
  X(log, logf) X(log2, log2f) X(log10, log10f) X(rint, __builtin_rintf)                 \
  X(round, ::tm::round_away) X(rsqrt, ::tm::rsqrt) X(sin, sinf) X(sinh, sinhf)          \
  X(sinpi, ::tm::sinpi) X(sqrt, __builtin_sqrtf) X(tan, tanf) X(tanh, tanhf)            \
  X(tanpi, ::tm::tanpi) X(trunc, __builtin_truncf)
#define TM_BINARY(X)                                                                    \
  X(atan2, atan2f) X(divide, ::tm::divide) X(fdim, ::tm::fdim) X(fmax, __builtin_fmaxf) \
  X(fmin, __builtin_fminf) X(fmod, fmodf) X(pow, powf) X(powr, ::tm::powr)

#define TM_DEFINE_UNARY(name, f)                                              \
  METAL_FUNC float name(float x) { return f(x); }                             \
  METAL_FUNC half name(half x) { return half(f(float(x))); }                  \
  METAL_FUNC bfloat name(bfloat x) { return bfloat(f(float(x))); }            \
  template <typename T, int n>                                                \
  METAL_FUNC vec<T, n> name(T __attribute__((ext_vector_type(n))) x) {        \
    vec<T, n> y;                                                              \
    for (int i = 0; i < n; ++i) y[i] = name(T(x[i]));                         \
    return y;                                                                 \
  }
#define TM_DEFINE_BINARY(name, f)                                                            \
  METAL_FUNC float name(float x, float y) { return f(x, y); }                                \
  METAL_FUNC half name(half x, half y) { return half(f(float(x), float(y))); }               \
  METAL_FUNC bfloat name(bfloat x, bfloat y) { return bfloat(f(float(x), float(y))); }       \
  template <typename T, int n>                                                               \
  METAL_FUNC vec<T, n> name(T __attribute__((ext_vector_type(n))) x,                         \
                            T __attribute__((ext_vector_type(n))) y) {                       \
    vec<T, n> z;                                                                             \
    for (int i = 0; i < n; ++i) z[i] = name(T(x[i]), T(y[i]));                               \
    return z;                                                                                \
  }

#define TM_MATH                                                                            \
  TM_UNARY(TM_DEFINE_UNARY)                                                                \
  TM_BINARY(TM_DEFINE_BINARY)                                                              \
  METAL_FUNC float fma(float a, float b, float c) { return __builtin_fmaf(a, b, c); }      \
  METAL_FUNC half fma(half a, half b, half c) { return ::tm::fma_half(a, b, c); } \
  METAL_FUNC bfloat fma(bfloat a, bfloat b, bfloat c) {                                    \
    return bfloat(__builtin_fmaf(float(a), float(b), float(c)));                           \
  }                                                                                        \
  METAL_FUNC float ldexp(float x, int k) { return ldexpf(x, k); }                          \
  METAL_FUNC half ldexp(half x, int k) { return half(ldexpf(float(x), k)); }               \
  METAL_FUNC bfloat ldexp(bfloat x, int k) { return bfloat(ldexpf(float(x), k)); }         \
  METAL_FUNC float frexp(float x, thread int& k) { return frexpf(x, &k); }                 \
  METAL_FUNC half frexp(half x, thread int& k) { return half(frexpf(float(x), &k)); }      \
  METAL_FUNC bfloat frexp(bfloat x, thread int& k) { return bfloat(frexpf(float(x), &k)); } \
  METAL_FUNC int ilogb(float x) { return ilogbf(x); }                                      \
  METAL_FUNC int ilogb(half x) { return ilogbf(float(x)); }                                \
  METAL_FUNC float copysign(float x, float y) { return __builtin_copysignf(x, y); }        \
  METAL_FUNC half copysign(half x, half y) { return half(__builtin_copysignf(float(x), float(y))); } \
  METAL_FUNC float modf(float x, thread float& whole) {                                    \
    whole = __builtin_truncf(x);                                                           \
    return __builtin_copysignf(__builtin_isinf(x) ? 0.0f : x - whole, x);                  \
  }                                                                                        \
  METAL_FUNC half modf(half x, thread half& whole) {                                       \
    float whole_float;                                                                     \
    float part = modf(float(x), whole_float);                                              \
    whole = half(whole_float);                                                             \
    return half(part);                                                                     \
  }                                                                                        \
  METAL_FUNC float sincos(float x, thread float& c) { c = cosf(x); return sinf(x); }       \
  METAL_FUNC half sincos(half x, thread half& c) {                                         \
    c = half(cosf(float(x)));                                                              \
    return half(sinf(float(x)));                                                           \
  }

namespace metal {

namespace precise {
TM_MATH
}
namespace fast {
TM_MATH
}
TM_MATH

METAL_FUNC float nextafter(float x, float y) { return nextafterf(x, y); }
METAL_FUNC half nextafter(half x, half y) {
  if (!(x == x) || !(y == y)) return x + y;
  if (x == y) return y;
  short bits = as_type<short>(x);
  if (x == 0.0h) return as_type<half>(short((as_type<short>(y) & short(0x8000)) | 1));
  return as_type<half>(short(bits + ((x < y) == (bits >= 0) ? 1 : -1)));
}

}  // namespace metal

#undef TM_MATH
#undef TM_DEFINE_UNARY
#undef TM_DEFINE_BINARY
#undef TM_UNARY
#undef TM_BINARY
