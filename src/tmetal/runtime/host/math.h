// Floating-point functions for float, half and bfloat, in metal::, metal::precise:: and metal::fast::.
//
// Overloads, not templates: Metal's are, so `sqrt(2)` is ambiguous here as there. half and bfloat
// are computed in float and rounded once.
#pragma once
#include "bfloat.h"
#include "elementary.h"
#include "libm.h"
#include "vector.h"

namespace tm {

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

// The overloads of bfloat are MLX's, not Metal's: a text that brings MLX's prelude has them itself.
#ifdef TM_TEXT_HAS_PRELUDE
#define TM_BFLOAT(...)
#else
#define TM_BFLOAT(...) __VA_ARGS__
#endif

// X(name, precise variant of float, fast variant of float)
#define TM_UNARY(X)                                                                     \
  X(acos, ::tm::libm::acos, ::tm::libm::acos) X(acosh, ::tm::libm::acosh, ::tm::rough::acosh) \
  X(asin, ::tm::libm::asin, ::tm::libm::asin) X(asinh, ::tm::libm::asinh, ::tm::rough::asinh) \
  X(atan, ::tm::libm::atan, ::tm::libm::atan) X(atanh, ::tm::libm::atanh, ::tm::rough::atanh) \
  X(ceil, __builtin_ceilf, __builtin_ceilf) X(cos, ::tm::cos, ::tm::rough::cos)         \
  X(cosh, ::tm::libm::cosh, ::tm::rough::cosh) X(cospi, ::tm::cospi, ::tm::cospi)       \
  X(exp, ::tm::exp, ::tm::rough::exp) X(exp2, ::tm::exp2, ::tm::exp2)                   \
  X(exp10, ::tm::exp10, ::tm::rough::exp10) X(fabs, __builtin_fabsf, __builtin_fabsf)   \
  X(floor, __builtin_floorf, __builtin_floorf) X(fract, ::tm::fract, ::tm::fract)       \
  X(log, ::tm::log, ::tm::rough::log) X(log2, ::tm::log2, ::tm::log2)                   \
  X(log10, ::tm::log10, ::tm::rough::log10) X(rint, __builtin_rintf, __builtin_rintf)   \
  X(round, ::tm::round_away, ::tm::round_away) X(rsqrt, ::tm::rsqrt, ::tm::rough::rsqrt) \
  X(sin, ::tm::sin, ::tm::rough::sin) X(sinh, ::tm::libm::sinh, ::tm::rough::sinh)      \
  X(sinpi, ::tm::sinpi, ::tm::sinpi) X(sqrt, __builtin_sqrtf, ::tm::rough::sqrt)        \
  X(tan, ::tm::tan, ::tm::rough::tan) X(tanh, ::tm::tanh, ::tm::rough::tanh)            \
  X(tanpi, ::tm::tanpi, ::tm::tanpi) X(trunc, __builtin_truncf, __builtin_truncf)
#define TM_BINARY(X)                                                                    \
  X(atan2, ::tm::libm::atan2, ::tm::rough::atan2) X(divide, ::tm::divide, ::tm::rough::divide) \
  X(fdim, ::tm::fdim, ::tm::fdim) X(fmax, __builtin_fmaxf, __builtin_fmaxf)             \
  X(fmin, __builtin_fminf, __builtin_fminf) X(fmod, ::tm::libm::fmod, ::tm::rough::fmod) \
  X(pow, ::tm::pow, ::tm::rough::pow) X(powr, ::tm::powr, ::tm::rough::pow)

// half has one variant, rounded from the precise one; MLX's bfloat overloads follow the float variant.
#define TM_UNARY_OF(name, f, exact)                                           \
  METAL_FUNC float name(float x) { return f(x); }                             \
  METAL_FUNC half name(half x) { return half(exact(float(x))); }              \
  TM_BFLOAT(METAL_FUNC bfloat name(bfloat x) { return bfloat(f(float(x))); })  \
  template <typename T, int n>                                                \
  METAL_FUNC vec<T, n> name(T __attribute__((ext_vector_type(n))) x) {        \
    vec<T, n> y;                                                              \
    for (int i = 0; i < n; ++i) y[i] = name(T(x[i]));                         \
    return y;                                                                 \
  }
#define TM_BINARY_OF(name, f, exact)                                                         \
  METAL_FUNC float name(float x, float y) { return f(x, y); }                                \
  METAL_FUNC half name(half x, half y) { return half(exact(float(x), float(y))); }           \
  TM_BFLOAT(METAL_FUNC bfloat name(bfloat x, bfloat y) { return bfloat(f(float(x), float(y))); }) \
  template <typename T, int n>                                                               \
  METAL_FUNC vec<T, n> name(T __attribute__((ext_vector_type(n))) x,                         \
                            typename type_identity<vec<T, n>>::type y) {                     \
    vec<T, n> z;                                                                             \
    for (int i = 0; i < n; ++i) z[i] = name(T(x[i]), T(y[i]));                               \
    return z;                                                                                \
  }
#define TM_UNARY_PRECISE(name, precise, fast) TM_UNARY_OF(name, precise, precise)
#define TM_UNARY_FAST(name, precise, fast) TM_UNARY_OF(name, fast, precise)
#define TM_BINARY_PRECISE(name, precise, fast) TM_BINARY_OF(name, precise, precise)
#define TM_BINARY_FAST(name, precise, fast) TM_BINARY_OF(name, fast, precise)

#define TM_MATH(variant, sine, cosine)                                                     \
  TM_UNARY(TM_UNARY_##variant)                                                             \
  TM_BINARY(TM_BINARY_##variant)                                                           \
  METAL_FUNC float fma(float a, float b, float c) { return __builtin_fmaf(a, b, c); }      \
  METAL_FUNC half fma(half a, half b, half c) { return ::tm::fma_half(a, b, c); }          \
  TM_BFLOAT(METAL_FUNC bfloat fma(bfloat a, bfloat b, bfloat c) {                          \
    return bfloat(__builtin_fmaf(float(a), float(b), float(c)));                           \
  })                                                                                       \
  METAL_FUNC float ldexp(float x, int k) { return ::tm::ldexp(x, k); }                     \
  METAL_FUNC half ldexp(half x, int k) { return half(::tm::ldexp(float(x), k)); }          \
  TM_BFLOAT(METAL_FUNC bfloat ldexp(bfloat x, int k) { return bfloat(::tm::ldexp(float(x), k)); }) \
  METAL_FUNC float frexp(float x, thread int& k) { return ::tm::frexp(x, k); }             \
  METAL_FUNC half frexp(half x, thread int& k) { return half(::tm::frexp(float(x), k)); }  \
  TM_BFLOAT(METAL_FUNC bfloat frexp(bfloat x, thread int& k) {                             \
    return bfloat(::tm::frexp(float(x), k));                                               \
  })                                                                                       \
  METAL_FUNC int ilogb(float x) { return ::tm::ilogb(x); }                                 \
  METAL_FUNC int ilogb(half x) { return ::tm::ilogb(float(x)); }                           \
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
  METAL_FUNC float sincos(float x, thread float& c) { c = cosine(x); return sine(x); }     \
  METAL_FUNC half sincos(half x, thread half& c) {                                         \
    c = half(::tm::cos(float(x)));                                                         \
    return half(::tm::sin(float(x)));                                                      \
  }

namespace metal {

namespace precise {
TM_MATH(PRECISE, ::tm::sin, ::tm::cos)
}
namespace fast {
TM_MATH(FAST, ::tm::rough::sin, ::tm::rough::cos)
}
// MLX compiles custom kernels so that the plain names are the fast variants, its own kernels so that
// they are the precise ones.
#ifdef TM_PRECISE_FUNCTIONS
TM_MATH(PRECISE, ::tm::sin, ::tm::cos)
#else
TM_MATH(FAST, ::tm::rough::sin, ::tm::rough::cos)
#endif

METAL_FUNC float nextafter(float x, float y) { return ::tm::libm::nextafter(x, y); }
METAL_FUNC half nextafter(half x, half y) {
  if (!(x == x) || !(y == y)) return x + y;
  if (x == y) return y;
  short bits = as_type<short>(x);
  if (x == 0.0h) return as_type<half>(short((as_type<short>(y) & short(0x8000)) | 1));
  return as_type<half>(short(bits + ((x < y) == (bits >= 0) ? 1 : -1)));
}

}  // namespace metal

#undef TM_MATH
#undef TM_UNARY_OF
#undef TM_BINARY_OF
#undef TM_UNARY_PRECISE
#undef TM_UNARY_FAST
#undef TM_BINARY_PRECISE
#undef TM_BINARY_FAST
#undef TM_UNARY
#undef TM_BINARY
