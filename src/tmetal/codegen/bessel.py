"""The MSL of Bessel functions: J and Y of order 0 and 1, those of any order, and I."""

from __future__ import annotations

# From 30 on Hankel's expansions (Abramowitz and Stegun 9.2.5 to 9.2.10) to the terms that count in
# float32, of which the next is below 1e-8. Below, Miller's algorithm: the recurrence downward from
# an order where J is negligible is stable, and J0 + 2 J2 + 2 J4 + … = 1 gives the scale (9.12); the
# same J give Y by Neumann's series (9.1.88). Numbers that grow are scaled down on the way.
BESSEL_JY = """\
struct tmetal_bessel { float j0, j1, y0, y1; };
inline tmetal_bessel tmetal_bessel_far(float x) {
  if (metal::isinf(x)) { return {0.0f, 0.0f, 0.0f, 0.0f}; }
  float t = metal::precise::divide(0.125f, x), u = t * t;
  float s = metal::precise::sin(x), c = metal::precise::cos(x);
  float scale = metal::precise::divide(0.56418958f, metal::precise::sqrt(x));
  float plus = scale * (c + s), minus = scale * (s - c);
  float p0 = metal::fma(u, metal::fma(u, 459.375f, -4.5f), 1.0f);
  float q0 = t * metal::fma(u, 37.5f, -1.0f);
  float p1 = metal::fma(u, metal::fma(u, -590.625f, 7.5f), 1.0f);
  float q1 = t * metal::fma(u, -52.5f, 3.0f);
  return {p0 * plus - q0 * minus, p1 * minus + q1 * plus,
          p0 * minus + q0 * plus, q1 * minus - p1 * plus};
}
inline tmetal_bessel tmetal_bessel_near(float x) {
  float here = 1e-30f, next = 0.0f, sum = 0.0f, even = 0.0f, odd = 0.0f;
  float twice = metal::precise::divide(2.0f, x);
  for (int k = 2 * (int(x) / 2) + 36; k > 0; --k) {
    float before = metal::fma(float(k) * twice, here, -next);
    next = here;
    here = before;
    int m = k / 2;
    float sign = (m & 1) != 0 ? 1.0f : -1.0f;
    if ((k & 1) == 0 && k > 2) {
      m -= 1;
      odd -= sign * here * metal::precise::divide(float(2 * m + 1), float(m * (m + 1)));
    } else if ((k & 1) != 0 && k > 1) {
      sum += 2.0f * here;
      even += sign * metal::precise::divide(here, float(m));
    }
    if (metal::fabs(here) > 1e15f) {
      here *= 1e-30f; next *= 1e-30f; sum *= 1e-30f; even *= 1e-30f; odd *= 1e-30f;
    }
  }
  float scale = metal::precise::divide(1.0f, sum + here);
  float j0 = here * scale, j1 = next * scale;
  float log = metal::precise::log(0.5f * x) + 0.57721566f;
  float y0 = 0.63661977f * metal::fma(log, j0, 2.0f * even * scale);
  float rest = metal::fma(log - 1.0f, j1, odd * scale);
  return {j0, j1, y0, 0.63661977f * (rest - metal::precise::divide(j0, x))};
}
inline tmetal_bessel tmetal_bessel_of(float x) {
  if (x < 1e-4f) {
    float log = metal::precise::log(0.5f * x) + 0.57721566f;
    return {1.0f, 0.5f * x, 0.63661977f * log, -metal::precise::divide(0.63661977f, x)};
  }
  if (x < 30.0f) { return tmetal_bessel_near(x); }
  return tmetal_bessel_far(x);
}
inline float tmetal_j0(float x) { return tmetal_bessel_of(metal::fabs(x)).j0; }
inline float tmetal_j1(float x) {
  float y = tmetal_bessel_of(metal::fabs(x)).j1;
  return x < 0.0f ? -y : y;
}
inline float tmetal_y0(float x) {
  return x < 0.0f ? NAN : tmetal_bessel_of(metal::fabs(x)).y0;
}
inline float tmetal_y1(float x) {
  return x < 0.0f ? NAN : tmetal_bessel_of(metal::fabs(x)).y1;
}
"""

# Of any order: upward from orders 0 and 1 where that is stable, which for Y is everywhere and for J
# up to the argument; beyond it Miller's algorithm, or the first term of the series for a small one.
BESSEL_ORDER = (
    BESSEL_JY
    + """\
inline float tmetal_bessel_up(int n, float x, float before, float here) {
  float twice = metal::precise::divide(2.0f, x);
  for (int k = 1; k < n && !metal::isinf(here); ++k) {
    float next = metal::fma(float(k) * twice, here, -before);
    before = here;
    here = next;
  }
  return n == 0 ? before : here;
}
inline float tmetal_bessel_down(int n, float x) {
  float found = 0.0f, here = 1e-30f, next = 0.0f, sum = 0.0f;
  float twice = metal::precise::divide(2.0f, x);
  for (int k = (n + int(metal::precise::sqrt(160.0f * float(n)))) / 2 * 2; k > 0; --k) {
    float before = metal::fma(float(k) * twice, here, -next);
    next = here;
    here = before;
    if (metal::fabs(here) > 1e15f) {
      here *= 1e-30f; next *= 1e-30f; sum *= 1e-30f; found *= 1e-30f;
    }
    sum += (k & 1) != 0 && k > 1 ? 2.0f * here : 0.0f;
    found = k == n ? next : found;
  }
  return metal::precise::divide(found, sum + here);
}
inline float tmetal_jn(float order, float x) {
  if (metal::isnan(x) || !(order >= 0.0f && order <= 65535.0f)) { return NAN; }
  int n = int(order);
  float a = metal::fabs(x), y = 1.0f;
  if (n < 2 || (float(n) <= a && !metal::isinf(a))) {
    tmetal_bessel start = tmetal_bessel_of(a);
    y = tmetal_bessel_up(n, a, start.j0, start.j1);
  } else if (metal::isinf(a) || float(n) > 2.0f * a + 300.0f) {
    y = 0.0f;
  } else if (a < 1e-4f) {
    for (int k = 1; k <= n; ++k) { y *= metal::precise::divide(0.5f * a, float(k)); }
  } else {
    y = tmetal_bessel_down(n, a);
  }
  return x < 0.0f && (n & 1) != 0 ? -y : y;
}
inline float tmetal_yn(float order, float x) {
  if (!(x >= 0.0f && order >= 0.0f && order <= 65535.0f)) { return NAN; }
  if (x == 0.0f || metal::isinf(x)) { return x == 0.0f ? -INFINITY : 0.0f; }
  tmetal_bessel start = tmetal_bessel_of(x);
  return tmetal_bessel_up(int(order), x, start.y0, start.y1);
}
"""
)

# Miller's algorithm for the modified functions: I0 + 2 I1 + 2 I2 + … = exp(x), all terms above 0.
# From 92 on they are beyond float32.
BESSEL_I = """\
inline float2 tmetal_bessel_i(float x) {
  if (x < 1e-4f) { return float2(1.0f, 0.5f * x); }
  if (x > 92.0f) { return float2(INFINITY); }
  float here = 1e-30f, next = 0.0f, sum = 0.0f;
  float twice = metal::precise::divide(2.0f, x);
  for (int k = int(0.5f * x) + 36; k > 0; --k) {
    sum += 2.0f * here;
    float before = metal::fma(float(k) * twice, here, next);
    next = here;
    here = before;
    if (here > 1e15f) { here *= 1e-30f; next *= 1e-30f; sum *= 1e-30f; }
  }
  float root = metal::precise::exp(0.5f * x);
  float scale = metal::precise::divide(root, sum + here);
  return float2(here * scale * root, next * scale * root);
}
inline float tmetal_i0(float x) { return tmetal_bessel_i(metal::fabs(x)).x; }
inline float tmetal_i1(float x) {
  float y = tmetal_bessel_i(metal::fabs(x)).y;
  return x < 0.0f ? -y : y;
}
"""
