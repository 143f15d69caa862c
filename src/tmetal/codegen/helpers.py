"""MSL helper functions that rows call, printed only when used.

All text is ASCII: MLX hands the source to Metal as ASCII.
"""

from __future__ import annotations

from tmetal.codegen.bessel import BESSEL_I, BESSEL_JY, BESSEL_ORDER
from tmetal.codegen.update_text import SHARED_ADD, UPDATE

# The unsigned type that holds T's arithmetic, for it wraps: signed overflow is undefined. Narrow
# types get 32 bits, since the product of two uint16_t would be done in a signed int.
_UNSIGNED = """\
template <typename T> struct tmetal_unsigned { typedef T type; };
template <> struct tmetal_unsigned<int8_t> { typedef uint32_t type; };
template <> struct tmetal_unsigned<int16_t> { typedef uint32_t type; };
template <> struct tmetal_unsigned<int32_t> { typedef uint32_t type; };
template <> struct tmetal_unsigned<int64_t> { typedef uint64_t type; };
"""

# Division by zero is unspecified in Metal and a trap on many CPUs; the smallest integer over -1
# overflows; `%` of a negative operand is undefined in Metal (MSL 4 section 3.1).
_QUOTIENT = (
    _UNSIGNED
    + """\
template <typename T>
inline T tmetal_quotient(T a, T b) {
  typedef typename tmetal_unsigned<T>::type U;
  if (b == T(0)) { return T(0); }
  if (T(~b) == T(0) && T(-1) < T(0)) { return T(U(0) - U(a)); }
  return T(a / b);
}
template <typename T>
inline T tmetal_remainder(T a, T b) {
  typedef typename tmetal_unsigned<T>::type U;
  return T(U(a) - U(U(tmetal_quotient(a, b)) * U(b)));
}
"""
)

# erf, which Metal lacks. Below 1: x * P(x^2); from 1 to 4: 1 - exp(-Q(|x|)); above 4 it is 1 in
# float32. P and Q are least-squares Chebyshev fits, in float64, of erf(x)/x on [0, 1] (degree 7 in
# x^2) and of -log(erfc(x)) on [1, 4] (degree 8); the worst error found on 800,000 points is 2.4 ulp
# (test_rows.py holds it to the row's tolerance).
_ERF = """\
inline float tmetal_erf(float x) {
  float a = metal::fabs(x);
  float u = a * a;
  float p = -9.673591e-06f;
  p = metal::fma(p, u, 0.00011268254f);
  p = metal::fma(p, u, -0.00084843964f);
  p = metal::fma(p, u, 0.0052210535f);
  p = metal::fma(p, u, -0.026865438f);
  p = metal::fma(p, u, 0.11283783f);
  p = metal::fma(p, u, -0.37612638f);
  p = metal::fma(p, u, 1.1283792f);
  float t = a > 4.0f ? 4.0f : a;
  float q = -1.6140616e-06f;
  q = metal::fma(q, t, 4.5590623e-05f);
  q = metal::fma(q, t, -0.00059276953f);
  q = metal::fma(q, t, 0.0047402224f);
  q = metal::fma(q, t, -0.026364718f);
  q = metal::fma(q, t, 0.10997824f);
  q = metal::fma(q, t, 0.6319371f);
  q = metal::fma(q, t, 1.1301666f);
  q = metal::fma(q, t, -0.00030321296f);
  float tail = metal::copysign(1.0f - metal::precise::exp(-q), x);
  return metal::select(tail, x * p, a < 1.0f);  // no branch: loads around it can be merged
}
"""

# log1p after Kahan: log(1 + x) * (x / ((1 + x) - 1)) makes good what rounding 1 + x lost.
_LOG1P = """\
inline float tmetal_log1p(float x) {
  float u = 1.0f + x;
  if (u == 1.0f) { return x; }
  if (metal::isinf(u)) { return u > 0.0f ? u : NAN; }
  return metal::precise::log(u) * metal::precise::divide(x, u - 1.0f);
}
"""

# expm1: from -1 to 1, x + x^2 * P(x); P is a minimax fit of (exp(x) - 1 - x) / x^2, good to 4e-9.
_EXPM1 = """\
inline float tmetal_expm1(float x) {
  if (!(metal::fabs(x) <= 1.0f)) { return metal::precise::exp(x) - 1.0f; }
  float p = 2.7722926e-06f;
  p = metal::fma(p, x, 2.5354831e-05f);
  p = metal::fma(p, x, 0.00019844022f);
  p = metal::fma(p, x, 0.0013885451f);
  p = metal::fma(p, x, 0.008333310f);
  p = metal::fma(p, x, 0.041666735f);
  p = metal::fma(p, x, 0.16666667f);
  p = metal::fma(p, x, 0.5f);
  return metal::fma(x * x, p, x);
}
"""

# cbrt: exp2(log2(x) / 3), corrected by one step of Newton's, whose residue is taken by fma.
_CBRT = """\
inline float tmetal_cbrt(float x) {
  float a = metal::fabs(x);
  if (a == 0.0f || !metal::isfinite(a)) { return x; }
  float y = metal::precise::exp2(metal::precise::log2(a) * 0.33333334f);
  float rest = metal::fma(y * y, y, -a);
  y = y - metal::precise::divide(rest, 3.0f * (y * y));
  return metal::copysign(y, x);
}
"""

# x is X * 4^q with X a whole number of 24 or 25 bits, so 1 / sqrt(x) is 2^-q / sqrt(X). Y is
# Metal's rsqrt(X), good to 1 ulp, as a whole number of 24 bits. It moves by 1 if the root lies
# beyond the middle between it and its neighbour: (2Y + 1)^2 * X, of 76 bits at most, against a
# power of 4. All 2^24 mantissas of two binades were compared with float64.
_RSQRT_RN = """\
inline float tmetal_rsqrt_rn(float x) {
  int e = int(as_type<uint32_t>(x) >> 23) - 150;
  if (e <= -150 || e >= 105) { return metal::precise::rsqrt(x); }
  int odd = e & 1, s = 35 + odd;
  uint64_t m = uint64_t((as_type<uint32_t>(x) & 0x7fffffu) | 0x800000u) << odd;
  uint64_t y = uint64_t(metal::ldexp(metal::precise::rsqrt(float(m)), s));
  uint64_t one = uint64_t(1) << (2 * s - 10);
  uint64_t above = (2 * y + 1) * (2 * y + 1), below = (2 * y - 1) * (2 * y - 1);
  if (metal::mulhi(above << 13, m << 39) < one) { y += 1; }
  else if (metal::mulhi(below << 13, m << 39) >= one) { y -= 1; }
  return metal::ldexp(float(y), -s - (e - odd) / 2);
}
"""

_HYPOT = """\
inline float tmetal_hypot(float x, float y) {
  float a = metal::fabs(x), b = metal::fabs(y);
  if (metal::isinf(a) || metal::isinf(b)) { return INFINITY; }
  float high = a < b ? b : a, low = a < b ? a : b;
  if (metal::isnan(a) || metal::isnan(b) || high == 0.0f) { return a + b; }
  float ratio = metal::precise::divide(low, high);
  return high * metal::precise::sqrt(metal::fma(ratio, ratio, 1.0f));
}
"""

# erfc of x >= 0: exp(-x^2) * G(t) / (1 + 2x) with t = (x - 2) / (x + 2), G a minimax fit up to
# x = 10.1 (good to 1.3e-8), above which float32 has nothing; x^2 is split, so that its exponential
# is exact. Below 0 it is 2 - erfc(-x).
_ERFC = """\
inline float tmetal_erfc(float x) {
  if (metal::isnan(x)) { return x; }
  float a = metal::fabs(x);
  a = a > 10.1f ? 10.1f : a;
  float t = metal::precise::divide(a - 2.0f, a + 2.0f);
  float g = -0.00040057974f;
  g = metal::fma(g, t, -0.0012299311f);
  g = metal::fma(g, t, 0.0013135254f);
  g = metal::fma(g, t, 0.0086316848f);
  g = metal::fma(g, t, -0.0080598760f);
  g = metal::fma(g, t, -0.0542043f);
  g = metal::fma(g, t, 0.16405535f);
  g = metal::fma(g, t, -0.16603142f);
  g = metal::fma(g, t, -0.092763983f);
  g = metal::fma(g, t, 1.2769784f);
  float square = a * a;
  float lost = metal::fma(a, a, -square);
  float e = metal::precise::exp(-square);
  e = metal::fma(-lost, e, e);
  float y = e * metal::precise::divide(g, metal::fma(2.0f, a, 1.0f));
  return x < 0.0f ? 2.0f - y : y;
}
"""

# erfinv and erfcinv are x * P(w) with w = -log(1 - x^2), after Giles (2012); the three polynomials
# are minimax fits of our own: in w up to 5, in sqrt(w) up to 4 and above (good to 1e-8 … 1e-7).
_OF_W = """\
inline float tmetal_{name}_of(float w) {{
  if (w < 5.0f) {{
    float u = w - 2.6f;
    float p = -8.2610088e-09f;
    p = metal::fma(p, u, 1.6399628e-08f);
    p = metal::fma(p, u, 4.7532436e-07f);
    p = metal::fma(p, u, -3.1423745e-06f);
    p = metal::fma(p, u, -6.9179505e-06f);
    p = metal::fma(p, u, 0.00021539905f);
    p = metal::fma(p, u, -0.0011660003f);
    p = metal::fma(p, u, -0.0045402041f);
    p = metal::fma(p, u, 0.24576811f);
    return metal::fma(p, u, 1.5260304f);
  }}
  float s = metal::precise::sqrt(w);
  if (s < 4.1f) {{
    float u = s - 3.2f;
    float p = 0.00010289210f;
    p = metal::fma(p, u, -0.00011581358f);
    p = metal::fma(p, u, -0.00036540729f);
    p = metal::fma(p, u, 0.0011591223f);
    p = metal::fma(p, u, -0.001988221f);
    p = metal::fma(p, u, 0.0029240327f);
    p = metal::fma(p, u, -0.0042955563f);
    p = metal::fma(p, u, 0.0059763328f);
    p = metal::fma(p, u, 1.0046926f);
    return metal::fma(p, u, 3.0336366f);
  }}
  float u = s - 6.8f;
  float p = 2.2366820e-08f;
  p = metal::fma(p, u, -1.1188539e-07f);
  p = metal::fma(p, u, 2.8948054e-07f);
  p = metal::fma(p, u, -1.7810806e-06f);
  p = metal::fma(p, u, 8.3096411e-06f);
  p = metal::fma(p, u, 1.5670004e-07f);
  p = metal::fma(p, u, -0.00051541365f);
  p = metal::fma(p, u, 1.0088016f);
  return metal::fma(p, u, 6.6672802f);
}}
"""
_ERFINV = (
    _OF_W.format(name="erfinv")
    + """\
inline float tmetal_erfinv(float x) {
  float a = metal::fabs(x);
  if (a == 1.0f) { return x * INFINITY; }
  float w = -metal::precise::log((1.0f - a) * (1.0f + a));
  return x * tmetal_erfinv_of(w);
}
"""
)
_ERFCINV = (
    _OF_W.format(name="erfcinv")
    + """\
inline float tmetal_erfcinv(float c) {
  if (c == 0.0f || c == 2.0f) { return c == 0.0f ? INFINITY : -INFINITY; }
  float w = -metal::precise::log(c * (2.0f - c));
  return (1.0f - c) * tmetal_erfcinv_of(w);
}
"""
)

# The remainder of IEEE 754: fmod by 2y leaves the quotient's parity, then at most two steps of y.
_IEEE_REMAINDER = """\
inline float tmetal_ieee_remainder(float x, float y) {
  float a = metal::fabs(x), b = metal::fabs(y);
  if (metal::isnan(x) || metal::isnan(y) || metal::isinf(x) || b == 0.0f) { return NAN; }
  if (metal::isinf(b)) { return x; }
  if (b < 1.0e38f) { a = metal::precise::fmod(a, b + b); }
  float half_b = 0.5f * b;
  if (a > half_b) {
    a = a - b;
    if (a >= half_b) { a = a - b; }
  }
  return metal::signbit(x) ? -a : a;
}
"""

# The gamma function: at 2 + t, |t| <= 1/2, a minimax fit (good to 8e-9); elsewhere the product of
# the steps between, carried to twice the precision by fma.
_TGAMMA = """\
inline float tmetal_tgamma(float x) {
  if (metal::isnan(x)) { return x; }
  if (x > 36.0f) { return INFINITY; }
  if (metal::fabs(x) < 1e-6f) { return metal::precise::divide(1.0f, x) - 0.57721567f; }
  if (x < 0.0f && metal::floor(x) == x) { return NAN; }
  if (x < -60.0f) { return metal::fmod(metal::floor(x), 2.0f) == 0.0f ? 0.0f : -0.0f; }
  bool above = x > 2.5f;
  float scale = above ? 1.0f : 2.3283064e-10f;  // 2^-32: products of the steps may exceed float
  float y = x, high = scale, low = 0.0f;
  while (above ? y > 2.5f : y < 1.5f) {
    float factor = above ? y - 1.0f : y;
    float next = high * factor;
    low = metal::fma(low, factor, metal::fma(high, factor, -next));
    high = next;
    y = above ? factor : y + 1.0f;
  }
  float t = y - 2.0f;
  float p = -0.0011548883f;
  p = metal::fma(p, t, 0.0024414405f);
  p = metal::fma(p, t, -0.0027767767f);
  p = metal::fma(p, t, 0.011078522f);
  p = metal::fma(p, t, -0.00027749964f);
  p = metal::fma(p, t, 0.074255764f);
  p = metal::fma(p, t, 0.08157752f);
  p = metal::fma(p, t, 0.4118401f);
  p = metal::fma(p, t, 0.42278433f);
  p = metal::fma(p, t, 1.0f);
  if (metal::isinf(high)) { return above ? INFINITY : metal::copysign(0.0f, high); }
  if (above) { return metal::fma(p, high, p * low); }
  float q = metal::precise::divide(p, high);
  return scale * metal::fma(-q, metal::precise::divide(low, high), q);
}
"""

# Its logarithm: around 1 and 2, where it is zero, x - 1 and x - 2 times minimax fits (good to
# 6e-8); up to 8 by the logarithm of the steps, above by Stirling's series, below 0 by reflection.
_LGAMMA = """\
inline float tmetal_lgamma_near_1(float t) {
  float p = -0.15788242f;
  p = metal::fma(p, t, 0.17993903f);
  p = metal::fma(p, t, -0.0654224f);
  p = metal::fma(p, t, 0.06517546f);
  p = metal::fma(p, t, -0.11455669f);
  p = metal::fma(p, t, 0.1311279f);
  p = metal::fma(p, t, -0.14391834f);
  p = metal::fma(p, t, 0.16913113f);
  p = metal::fma(p, t, -0.20738243f);
  p = metal::fma(p, t, 0.27059442f);
  p = metal::fma(p, t, -0.40068588f);
  p = metal::fma(p, t, 0.8224669f);
  return t * metal::fma(p, t, -0.5772157f);
}
inline float tmetal_lgamma_near_2(float t) {
  float p = -0.00026982237f;
  p = metal::fma(p, t, 0.00056982547f);
  p = metal::fma(p, t, -0.0011778563f);
  p = metal::fma(p, t, 0.002879055f);
  p = metal::fma(p, t, -0.007387425f);
  p = metal::fma(p, t, 0.020581603f);
  p = metal::fma(p, t, -0.06735222f);
  p = metal::fma(p, t, 0.32246703f);
  return t * metal::fma(p, t, 0.42278433f);
}
inline float tmetal_lgamma_above_0(float a) {
  if (a < 0.5f) { return tmetal_lgamma_near_1(a) - metal::precise::log(a); }
  if (a < 1.5f) { return tmetal_lgamma_near_1(a - 1.0f); }
  if (a >= 8.0f) {
    float u = metal::precise::divide(1.0f, a);
    float tail = metal::fma(u, metal::fma(u * u, -0.0027777778f, 0.083333333f), 0.41893853f);
    return metal::fma(a - 0.5f, metal::precise::log(a) - 1.0f, tail);
  }
  float product = 1.0f;
  while (a > 2.5f) {
    a -= 1.0f;
    product *= a;
  }
  return tmetal_lgamma_near_2(a - 2.0f) + metal::precise::log(product);
}
inline float tmetal_lgamma(float x) {
  if (metal::isnan(x)) { return x; }
  float a = metal::fabs(x);
  if (metal::isinf(a)) { return INFINITY; }
  float y = tmetal_lgamma_above_0(a);
  if (x > 0.0f) { return y; }
  if (metal::floor(a) == a) { return INFINITY; }
  float s = metal::fabs(metal::precise::sinpi(a));
  return (1.1447299f - metal::precise::log(s)) - (metal::precise::log(a) + y);
}
"""

# A 16 x 32 x 16 product of registers, as MLX's kernels for M5 make it. The header needs Metal 4.
# Relaxed precision lets the units round float operands, so it is for 16-bit ones, as in MLX.
_TENSOR_MULTIPLY = """\
#include <MetalPerformancePrimitives/MetalPerformancePrimitives.h>
template <bool turned_left, bool turned_right, typename T>
METAL_FUNC void tmetal_tensor_multiply(
    thread float* total, const thread T* left, const thread T* right) {
  constexpr auto descriptor = mpp::tensor_ops::matmul2d_descriptor(
      16, 32, 16, turned_left, turned_right, sizeof(T) == 2,
      mpp::tensor_ops::matmul2d_descriptor::mode::multiply_accumulate);
  mpp::tensor_ops::matmul2d<descriptor, metal::execution_simdgroup> product;
  auto a = product.template get_left_input_cooperative_tensor<T, T, float>();
  auto b = product.template get_right_input_cooperative_tensor<T, T, float>();
  auto c = product.template get_destination_cooperative_tensor<
      metal::remove_addrspace_t<decltype(a)>, metal::remove_addrspace_t<decltype(b)>, float>();
  #pragma clang loop unroll(full)
  for (ushort i = 0; i < 8; ++i) { a[i] = left[i]; }
  #pragma clang loop unroll(full)
  for (ushort i = 0; i < 16; ++i) { b[i] = right[i]; c[i] = total[i]; }
  product.run(a, b, c);
  #pragma clang loop unroll(full)
  for (ushort i = 0; i < 16; ++i) { total[i] = c[i]; }
}
"""

HELPERS: dict[str, str] = {
    "update": UPDATE,
    "shared_add": SHARED_ADD,
    "quotient": _QUOTIENT,
    "erf": _ERF,
    "log1p": _LOG1P,
    "expm1": _EXPM1,
    "cbrt": _CBRT,
    "hypot": _HYPOT,
    "erfc": _ERFC,
    "erfinv": _ERFINV,
    "erfcinv": _ERFCINV,
    "ieee_remainder": _IEEE_REMAINDER,
    "tgamma": _TGAMMA,
    "lgamma": _LGAMMA,
    "rsqrt_rn": _RSQRT_RN,
    "bessel_jy": BESSEL_JY,
    "bessel_order": BESSEL_ORDER,
    "bessel_i": BESSEL_I,
    "tensor_multiply": _TENSOR_MULTIPLY,
}
