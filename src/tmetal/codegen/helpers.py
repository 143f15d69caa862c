"""MSL helper functions that rows call, printed only when used.

All text is ASCII: MLX hands the source to Metal as ASCII.
"""

from __future__ import annotations

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
  return a < 1.0f ? x * p : tail;
}
"""

HELPERS: dict[str, str] = {"quotient": _QUOTIENT, "erf": _ERF}
