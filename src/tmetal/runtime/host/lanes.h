// Vectors, lane by lane, of the functions that the other headers have for numbers, and geometry.
//
// A scalar among the operands becomes a vector, since there is one by which to tell the type.
#pragma once
#include "common.h"

#define TM_V T __attribute__((ext_vector_type(n)))
#define TM_OR_SCALAR typename type_identity<vec<T, n>>::type
#define TM_SCALAR typename type_identity<T>::type
#define TM_VECTOR template <typename T, int n> METAL_FUNC
#define TM_LANES_1(name) \
  TM_VECTOR auto name(TM_V x) { TM_EACH(name(T(x[i]))) }
#define TM_EACH(value)                                  \
  int i = 0;                                            \
  vec<decltype(value), n> z;                            \
  for (; i < n; ++i) z[i] = value;                      \
  return z;
#define TM_LANES_2(name) \
  TM_VECTOR auto name(TM_V x, TM_OR_SCALAR y) { TM_EACH(name(T(x[i]), T(y[i]))) }
#define TM_LANES_3(name) \
  TM_VECTOR auto name(TM_V x, TM_OR_SCALAR y, TM_OR_SCALAR w) { TM_EACH(name(T(x[i]), T(y[i]), T(w[i]))) }
// The vector is not the first operand.
#define TM_AFTER_1(name) \
  TM_VECTOR auto name(TM_SCALAR x, TM_V y) { TM_EACH(name(T(x), T(y[i]))) }
#define TM_AFTER_2(name) \
  TM_VECTOR auto name(TM_SCALAR x, TM_SCALAR y, TM_V w) { TM_EACH(name(T(x), T(y), T(w[i]))) }

#define TM_FLOAT_LANES                                                                  \
  TM_LANES_1(ilogb)                                                                     \
  TM_LANES_2(copysign)                                                                  \
  TM_LANES_3(min3) TM_LANES_3(max3) TM_LANES_3(median3)                                 \
  TM_LANES_3(fmin3) TM_LANES_3(fmax3) TM_LANES_3(fmedian3)                              \
  TM_LANES_3(smoothstep)                                                                \
  TM_AFTER_1(fmin) TM_AFTER_1(fmax) TM_AFTER_1(pow)     \
  TM_AFTER_1(step) TM_AFTER_2(smoothstep)                                               \
  TM_VECTOR vec<T, n> ldexp(TM_V x, typename type_identity<vec<int, n>>::type k) {      \
    TM_EACH(ldexp(T(x[i]), int(k[i])))                                                  \
  }                                                                                     \
  TM_VECTOR vec<T, n> frexp(TM_V x, thread vec<int, n>& k) {                            \
    for (int i = 0; i < n; ++i) {                                                       \
      int one;                                                                          \
      x[i] = frexp(T(x[i]), one);                                                       \
      k[i] = one;                                                                       \
    }                                                                                   \
    return x;                                                                           \
  }                                                                                     \
  TM_SECOND_RESULT(modf) TM_SECOND_RESULT(sincos)
#define TM_SECOND_RESULT(name)                                \
  TM_VECTOR vec<T, n> name(TM_V x, thread vec<T, n>& second) { \
    for (int i = 0; i < n; ++i) {                             \
      T one;                                                  \
      x[i] = name(T(x[i]), one);                              \
      second[i] = one;                                        \
    }                                                         \
    return x;                                                 \
  }

namespace metal {

namespace precise {
TM_FLOAT_LANES
}
namespace fast {
TM_FLOAT_LANES
}
TM_FLOAT_LANES
TM_LANES_2(nextafter)
TM_LANES_3(madhi) TM_LANES_3(madsat)
#define TM_24_BITS template <typename T, int n, typename = enable_if_t<tm::one_of<T, int, uint>>> METAL_FUNC
TM_24_BITS vec<T, n> mul24(TM_V x, TM_V y) { TM_EACH(mul24(T(x[i]), T(y[i]))) }
TM_24_BITS vec<T, n> mad24(TM_V x, TM_V y, TM_V w) { TM_EACH(mad24(T(x[i]), T(y[i]), T(w[i]))) }
#undef TM_24_BITS
TM_VECTOR vec<T, n> extract_bits(TM_V x, uint offset, uint bits) {
  TM_EACH(extract_bits(T(x[i]), offset, bits))
}
TM_VECTOR vec<T, n> insert_bits(TM_V x, TM_V insert, uint offset, uint bits) {
  TM_EACH(insert_bits(T(x[i]), T(insert[i]), offset, bits))
}

// As masks: what comparisons give.
#define TM_MASK(name, parameters, test)                      \
  TM_VECTOR auto name parameters {                           \
    auto z = x == x;                                         \
    for (int i = 0; i < n; ++i) z[i] = test ? -1 : 0;        \
    return z;                                                \
  }
TM_MASK(isnormal, (TM_V x), isnormal(T(x[i])))
TM_MASK(signbit, (TM_V x), signbit(T(x[i])))
TM_MASK(isordered, (TM_V x, TM_V y), isordered(T(x[i]), T(y[i])))
TM_MASK(isunordered, (TM_V x, TM_V y), isunordered(T(x[i]), T(y[i])))
#undef TM_MASK

// Geometry of half and float vectors.
#define TM_GEOMETRY \
  template <typename T, int n, typename = enable_if_t<tm::is_native_float<T>>> METAL_FUNC
TM_GEOMETRY T dot(TM_V x, TM_V y) {
  T sum = T(x[0] * y[0]);
  for (int i = 1; i < n; ++i) sum += x[i] * y[i];
  return sum;
}
TM_GEOMETRY T length_squared(TM_V x) { return dot(x, x); }
TM_GEOMETRY T length(TM_V x) { return sqrt(dot(x, x)); }
TM_GEOMETRY T distance(TM_V x, TM_V y) { return length(x - y); }
TM_GEOMETRY T distance_squared(TM_V x, TM_V y) { return length_squared(x - y); }
TM_GEOMETRY vec<T, n> normalize(TM_V x) { return x * rsqrt(dot(x, x)); }
TM_GEOMETRY vec<T, n> reflect(TM_V x, TM_V normal) { return x - T(2) * dot(normal, x) * normal; }
// `eta`: the ratio of the indices of refraction. Zero where all light is reflected.
TM_GEOMETRY vec<T, n> refract(TM_V x, TM_V normal, TM_SCALAR eta) {
  T along = dot(normal, x), rest = T(1) - eta * eta * (T(1) - along * along);
  return rest < T(0) ? vec<T, n>(T(0)) : eta * x - T(eta * along + sqrt(rest)) * normal;
}
TM_GEOMETRY vec<T, n> faceforward(TM_V normal, TM_V x, TM_V reference) {
  return dot(reference, x) < T(0) ? normal : -normal;
}
template <typename T, typename = enable_if_t<tm::is_native_float<T>>>
METAL_FUNC vec<T, 3> cross(T __attribute__((ext_vector_type(3))) x,
                           T __attribute__((ext_vector_type(3))) y) {
  vec<T, 3> z;
  for (int i = 0; i < 3; ++i) {
    int j = (i + 1) % 3, k = (i + 2) % 3;
    z[i] = x[j] * y[k] - x[k] * y[j];
  }
  return z;
}
#undef TM_GEOMETRY

// Their variants differ in nothing here.
#define TM_ALSO \
  using metal::length; using metal::distance; using metal::normalize;
namespace precise { TM_ALSO }
namespace fast { TM_ALSO }
#undef TM_ALSO

}  // namespace metal

#undef TM_V
#undef TM_OR_SCALAR
#undef TM_SCALAR
#undef TM_VECTOR
#undef TM_LANES_1
#undef TM_LANES_2
#undef TM_LANES_3
#undef TM_AFTER_1
#undef TM_AFTER_2
#undef TM_EACH
#undef TM_FLOAT_LANES
#undef TM_SECOND_RESULT
