// Elementary functions of float that clang can vectorise over threads: no calls, no branches, only
// arithmetic and selections. Precise ones first, then Metal's fast forms.
//
// Polynomials are weighted least-squares fits (Lawson's iteration, so nearly minimax) in float64 of the
// functions named at each, their coefficients rounded to float32. tests/test_cpu_accuracy.py measures
// the errors against float64. Subnormal operands and results count as zero, by the processor's mode.
#pragma once
#include "libm.h"

namespace tm {

METAL_FUNC float bits_as_float(uint bits) { return __builtin_bit_cast(float, bits); }
METAL_FUNC uint float_as_bits(float x) { return __builtin_bit_cast(uint, x); }
METAL_FUNC float multiply_add(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
METAL_FUNC float not_a_number() { return bits_as_float(0x7fc00000u); }
METAL_FUNC float infinite() { return bits_as_float(0x7f800000u); }

// x * 2^k for k from -252 to 254: two factors, since 2^k alone may be out of range.
METAL_FUNC float scaled(float x, int k) {
  int half_of_k = k >> 1;
  float a = bits_as_float(uint(half_of_k + 127) << 23);
  float b = bits_as_float(uint(k - half_of_k + 127) << 23);
  return x * a * b;
}

// Rounds to the nearest integer, kept in the low bits too: adding 1.5 * 2^23 leaves no fraction.
constexpr constant float rounder = 12582912.0f;
METAL_FUNC int low_bits(float sum) { return int(float_as_bits(sum) - float_as_bits(rounder)); }

// exp(r) for |r| <= 0.35: 1 + r + r^2 P(r), P of degree 5 fits (exp(r) - 1 - r) / r^2.
METAL_FUNC float exp_near_zero(float r) {
  float p = 1.991938e-04f;
  p = multiply_add(p, r, 1.3947225e-03f);
  p = multiply_add(p, r, 8.333263e-03f);
  p = multiply_add(p, r, 4.1666254e-02f);
  p = multiply_add(p, r, 1.6666667e-01f);
  p = multiply_add(p, r, 0.5f);
  return 1.0f + multiply_add(r * r, p, r);
}

METAL_FUNC float exp(float x) {
  float limited = x > 89.0f ? 89.0f : x < -104.0f ? -104.0f : x;  // a NaN stays one
  float sum = multiply_add(limited, 1.44269504f, rounder);
  float n = sum - rounder;
  // log(2) in two parts; n times the first is exact.
  float r = multiply_add(-n, 0.693145752f, limited);
  r = multiply_add(-n, 1.42860677e-06f, r);
  return scaled(exp_near_zero(r), low_bits(sum));
}

// exp2: 1 + r Q(r) for |r| <= 1/2, Q of degree 6 fits (2^r - 1) / r.
METAL_FUNC float exp2(float x) {
  float limited = x > 129.0f ? 129.0f : x < -151.0f ? -151.0f : x;
  float sum = limited + rounder;
  float r = limited - (sum - rounder);
  float q = 1.53162e-05f;
  q = multiply_add(q, r, 1.546839e-04f);
  q = multiply_add(q, r, 1.3333425e-03f);
  q = multiply_add(q, r, 9.618033e-03f);
  q = multiply_add(q, r, 5.550411e-02f);
  q = multiply_add(q, r, 2.402265e-01f);
  q = multiply_add(q, r, 6.931472e-01f);
  return scaled(multiply_add(r, q, 1.0f), low_bits(sum));
}

METAL_FUNC float exp10(float x) {
  float limited = x > 39.0f ? 39.0f : x < -46.0f ? -46.0f : x;
  float sum = multiply_add(limited, 3.32192809f, rounder);
  float n = sum - rounder;
  // log10(2) in two parts.
  float r = multiply_add(-n, 0.301025391f, limited);
  r = multiply_add(-n, 4.60503907e-06f, r);
  return scaled(exp_near_zero(multiply_add(r, 2.30258509f, r * -3.19743e-08f)), low_bits(sum));
}

// x = 2^power * (1 + f) with 1 + f between sqrt(1/2) and sqrt(2), and log(1 + f).
struct Logarithm {
  float power;
  float of_rest;
};
// log(1 + f) = f - f^2/2 + f^3 R(f), R of degree 8 fits (log(1 + f) - f + f^2/2) / f^3.
METAL_FUNC Logarithm split_logarithm(float x) {
  uint bits = float_as_bits(x);
  uint shifted = bits - 0x3f3504f3u;  // sqrt(1/2)
  Logarithm y;
  y.power = float(int(shifted) >> 23);
  float f = bits_as_float((shifted & 0x007fffffu) + 0x3f3504f3u) - 1.0f;
  float r = 6.915147e-02f;
  r = multiply_add(r, f, -1.1789696e-01f);
  r = multiply_add(r, f, 1.18730165e-01f);
  r = multiply_add(r, f, -1.238437e-01f);
  r = multiply_add(r, f, 1.4218655e-01f);
  r = multiply_add(r, f, -1.666925e-01f);
  r = multiply_add(r, f, 2.0002227e-01f);
  r = multiply_add(r, f, -2.4999987e-01f);
  r = multiply_add(r, f, 3.333331e-01f);
  y.of_rest = multiply_add(f * f, multiply_add(f, r, -0.5f), f);
  return y;
}
METAL_FUNC float logarithm_or_special(float x, float y) {
  y = x < infinite() ? y : x;  // infinity and NaN
  y = x < 0.0f ? not_a_number() : y;
  return x == 0.0f ? -infinite() : y;
}
METAL_FUNC float log(float x) {
  Logarithm y = split_logarithm(x);
  float low = multiply_add(y.power, 1.42860677e-06f, y.of_rest);
  return logarithm_or_special(x, multiply_add(y.power, 0.693145752f, low));
}
METAL_FUNC float log2(float x) {
  Logarithm y = split_logarithm(x);
  float rest = multiply_add(y.of_rest, 1.44269502f, y.of_rest * 1.92596299e-08f);
  return logarithm_or_special(x, y.power + rest);
}
METAL_FUNC float log10(float x) {
  Logarithm y = split_logarithm(x);
  float low = multiply_add(y.power, 4.60503907e-06f, y.of_rest * -1.00943e-08f);
  low = multiply_add(y.of_rest, 0.434294492f, low);
  return logarithm_or_special(x, multiply_add(y.power, 0.301025391f, low));
}

// sin and cos for |r| <= pi/4: r + r^3 S(r^2) and 1 - r^2/2 + r^4 K(r^2), fits of the remainders.
METAL_FUNC float sin_near_zero(float r) {
  float z = r * r;
  float s = 2.7175645e-06f;
  s = multiply_add(s, z, -1.9839256e-04f);
  s = multiply_add(s, z, 8.333329e-03f);
  s = multiply_add(s, z, -1.6666667e-01f);
  return multiply_add(r * z, s, r);
}
METAL_FUNC float cos_near_zero(float r) {
  float z = r * r;
  float k = -2.72033e-07f;
  k = multiply_add(k, z, 2.4799436e-05f);
  k = multiply_add(k, z, -1.3888883e-03f);
  k = multiply_add(k, z, 4.1666668e-02f);
  return multiply_add(z * z, k, multiply_add(z, -0.5f, 1.0f));
}
// sin of r + quarters * pi/2.
METAL_FUNC float sin_of_quarters(float r, uint quarters) {
  float y = quarters & 1u ? cos_near_zero(r) : sin_near_zero(r);
  return quarters & 2u ? -y : y;
}

// x = r + quarters * pi/2, |r| <= pi/4, for all finite x: 1/(2 pi) has as many bits here as the largest
// exponent needs, and x's 24 bits times 96 of them are exact in integers (Payne and Hanek's method).
struct Angle {
  float r;
  uint quarters;
};
constexpr constant uint turns_of_radian[8] = {0u,          0x28be60dbu, 0x9391054au, 0x7f09d5f4u,
                                              0x7d4d3770u, 0x36d8a566u, 0x4f10e410u, 0x7f9458eau};
METAL_FUNC Angle reduced(float x) {
  uint bits = float_as_bits(x);
  int exponent = int(bits >> 23 & 0xffu) - 126;  // |x| = 0.m * 2^exponent
  uint whole = exponent < 0 ? 0u : uint(exponent);
  uint mantissa = bits << 8 | 0x80000000u;
  uint word = whole >> 5, shift = whole & 31u;
  uint a = turns_of_radian[word], b = turns_of_radian[word + 1], c = turns_of_radian[word + 2];
  uint d = turns_of_radian[word + 3];
  uint high = uint((ulong(a) << 32 | b) << shift >> 32);
  uint middle = uint((ulong(b) << 32 | c) << shift >> 32);
  uint low = uint((ulong(c) << 32 | d) << shift >> 32);
  // The fraction of a turn, in units of 2^-64.
  ulong turn = (ulong(mantissa) * low >> 32) + ulong(mantissa) * middle;
  turn += ulong(mantissa * high) << 32;
  uint quarters = uint((turn + (1ul << 61)) >> 62);  // to the nearest
  float r = float(long(turn - (ulong(quarters) << 62))) * 3.40612158e-19f;  // pi/2 * 2^-62
  bool negative = bits >> 31 != 0u;
  bool small = __builtin_fabsf(x) < 0.785398163f;
  Angle y;
  y.r = small ? x : negative ? -r : r;
  y.quarters = small ? 0u : negative ? 0u - quarters : quarters;
  return y;
}
METAL_FUNC float finite_or_nan(float x, float y) {
  return __builtin_fabsf(x) < infinite() ? y : not_a_number();
}
METAL_FUNC float sin(float x) {
  Angle a = reduced(x);
  return finite_or_nan(x, sin_of_quarters(a.r, a.quarters));
}
METAL_FUNC float cos(float x) {
  Angle a = reduced(x);
  return finite_or_nan(x, sin_of_quarters(a.r, a.quarters + 1u));
}
METAL_FUNC float tan(float x) {
  Angle a = reduced(x);
  float s = sin_near_zero(a.r), c = cos_near_zero(a.r);
  return finite_or_nan(x, a.quarters & 1u ? -c / s : s / c);
}
// Of pi*x: the argument is reduced exactly before pi enters.
METAL_FUNC Angle reduced_pi(float x) {
  float small = __builtin_fabsf(x) < 16777216.0f ? x : 0.0f;  // from 2^24 on x is even
  float whole = __builtin_rintf(small * 2.0f);
  Angle y;
  y.r = (small - whole * 0.5f) * 3.14159265f;
  y.quarters = uint(whole - 4.0f * __builtin_floorf(whole * 0.25f));
  return y;
}
METAL_FUNC float sinpi(float x) {
  Angle a = reduced_pi(x);
  return finite_or_nan(x, sin_of_quarters(a.r, a.quarters));
}
METAL_FUNC float cospi(float x) {
  Angle a = reduced_pi(x);
  return finite_or_nan(x, sin_of_quarters(a.r, a.quarters + 1u));
}
METAL_FUNC float tanpi(float x) { return sinpi(x) / cospi(x); }

// Below 5/8: x + x^3 T(x^2), T of degree 5 fits (tanh(x) - x) / x^3; else 1 - 2 / (exp(2x) + 1).
METAL_FUNC float tanh(float x) {
  float size = __builtin_fabsf(x), z = x * x;
  float t = 2.147537e-03f;
  t = multiply_add(t, z, -8.182674e-03f);
  t = multiply_add(t, z, 2.1702968e-02f);
  t = multiply_add(t, z, -5.3947203e-02f);
  t = multiply_add(t, z, 1.333321e-01f);
  t = multiply_add(t, z, -3.333333e-01f);
  float near = multiply_add(x * z, t, x);
  float far = __builtin_copysignf(1.0f - 2.0f / (exp(2.0f * size) + 1.0f), x);
  return size < 0.625f ? near : far;
}

// 1/sqrt(x), corrected by the error of the first result, so that it is rounded once.
METAL_FUNC float rsqrt(float x) {
  float y = 1.0f / __builtin_sqrtf(x);
  float product = x * y, rest = multiply_add(x, y, -product);
  float error = multiply_add(-rest, y, multiply_add(-product, y, 1.0f));
  float better = multiply_add(y * 0.5f, error, y);
  return x > 0.0f && x < infinite() ? better : y;
}

METAL_FUNC float round_away(float x) { return __builtin_roundf(x); }
METAL_FUNC float fract(float x) {
  float y = x - __builtin_floorf(x);
  return y < 1.0f ? y : y == y ? 0.99999994f : y;
}
METAL_FUNC float fdim(float x, float y) {
  return x > y ? x - y : (x != x || y != y ? not_a_number() : 0.0f);
}
METAL_FUNC float divide(float x, float y) { return x / y; }
METAL_FUNC float pow(float x, float y) { return libm::pow(x, y); }
METAL_FUNC float powr(float x, float y) { return x < 0.0f ? not_a_number() : libm::pow(x, y); }
METAL_FUNC float log1p(float x) { return libm::log1p(x); }

// Three factors, so that none is out of range: x * 2^k in one rounding, for subnormals are zero.
METAL_FUNC float ldexp(float x, int k) {
  int limited = k > 278 ? 278 : k < -278 ? -278 : k;
  int third = limited / 3;
  float a = bits_as_float(uint(third + 127) << 23);
  return x * a * a * bits_as_float(uint(limited - 2 * third + 127) << 23);
}
METAL_FUNC float frexp(float x, thread int& k) {
  uint bits = float_as_bits(x), exponent = bits >> 23 & 0xffu;
  bool plain = exponent != 0u && exponent != 0xffu;
  k = plain ? int(exponent) - 126 : 0;
  float part = bits_as_float((bits & 0x807fffffu) | 0x3f000000u);
  return plain ? part : exponent == 0u ? bits_as_float(bits & 0x80000000u) : x;
}
METAL_FUNC int ilogb(float x) {
  uint exponent = float_as_bits(x) >> 23 & 0xffu;
  int special = __builtin_isinf(x) ? 0x7fffffff : -0x7fffffff - 1;
  return exponent != 0u && exponent != 0xffu ? int(exponent) - 127 : special;
}

// Metal's fast variants, by the formulas that its specification gives them (table 8.2): their errors
// and their failures are part of what a kernel meets on a GPU.
namespace rough {

METAL_FUNC float exp(float x) { return tm::exp2(x * 1.44269504f); }
METAL_FUNC float exp10(float x) { return tm::exp2(x * 3.32192809f); }
METAL_FUNC float log(float x) { return tm::log2(x) * 0.693147181f; }
METAL_FUNC float log10(float x) { return tm::log2(x) * 0.301029996f; }
METAL_FUNC float rsqrt(float x) { return 1.0f / __builtin_sqrtf(x); }
METAL_FUNC float sqrt(float x) {
  return x > 0.0f && x < infinite() ? x * rsqrt(x) : __builtin_sqrtf(x);
}
METAL_FUNC float divide(float x, float y) { return x * (1.0f / y); }
METAL_FUNC float fmod(float x, float y) { return x - y * __builtin_truncf(x / y); }
METAL_FUNC float pow(float x, float y) {
  return x < 0.0f ? not_a_number() : tm::exp2(y * tm::log2(x));
}
// One constant for pi/2, so the absolute error grows with x; from 1e7, and of infinity and NaN, an M4
// gives 0.
METAL_FUNC float sin_from(float x, uint quarters) {
  float n = __builtin_rintf(x * 0.636619772f);
  float y = sin_of_quarters(x - n * 1.57079633f, uint(int(n)) + quarters);
  return __builtin_fabsf(x) < 1e7f ? y : 0.0f;
}
METAL_FUNC float sin(float x) { return sin_from(x, 0u); }
METAL_FUNC float cos(float x) { return sin_from(x, 1u); }
METAL_FUNC float tan(float x) { return sin(x) * (1.0f / cos(x)); }
METAL_FUNC float tanh(float x) {
  float t = exp(2.0f * x);
  return (t - 1.0f) / (t + 1.0f);
}
METAL_FUNC float sinh(float x) { return 0.5f * (exp(x) - exp(-x)); }
METAL_FUNC float cosh(float x) { return 0.5f * (exp(x) + exp(-x)); }
METAL_FUNC float asinh(float x) { return log(x + sqrt(x * x + 1.0f)); }
METAL_FUNC float acosh(float x) { return log(x + sqrt(x * x - 1.0f)); }
METAL_FUNC float atanh(float x) { return 0.5f * log((1.0f + x) / (1.0f - x)); }
METAL_FUNC float atan2(float y, float x) {
  float a = libm::atan(y / x);
  return x > 0.0f ? a : y < 0.0f ? a - 3.14159265f : a + 3.14159265f;
}

}  // namespace rough

}  // namespace tm
