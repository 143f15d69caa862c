// Colours and normals in one integer: unorm (0 to 1) and snorm (-1 to 1), the first in the low bits.
//
// Values are limited to the range and rounded to nearest even; NaN is 0. The order of the components
// of 565 is not documented, so these two functions are not here.
#pragma once
#include "lanes.h"

namespace tm {

METAL_FUNC uint unorm(float x, uint most) {
  return uint(__builtin_rintf(metal::precise::clamp(x == x ? x : 0.0f, 0.0f, 1.0f) * float(most)));
}
METAL_FUNC uint snorm(float x, int most) {
  return uint(int(__builtin_rintf(metal::precise::clamp(x == x ? x : 0.0f, -1.0f, 1.0f) * float(most))));
}
METAL_FUNC float of_snorm(int x, float most) { return __builtin_fmaxf(float(x) / most, -1.0f); }

// The transfer function of IEC 61966-2-1.
METAL_FUNC float of_srgb(float x) {
  return x <= 0.04045f ? x / 12.92f : metal::precise::pow((x + 0.055f) / 1.055f, 2.4f);
}
METAL_FUNC float to_srgb(float x) {
  return x <= 0.0031308f ? x * 12.92f : 1.055f * metal::precise::pow(x, 1.0f / 2.4f) - 0.055f;
}

}  // namespace tm

namespace metal {

#define TM_PACK(T)                                                                            \
  METAL_FUNC vec<T, 4> unpack_unorm4x8_to_##T(uint x) {                                       \
    vec<T, 4> y;                                                                              \
    for (int i = 0; i < 4; ++i) y[i] = T(float(x >> 8 * i & 255u) / 255.0f);                  \
    return y;                                                                                 \
  }                                                                                           \
  METAL_FUNC vec<T, 4> unpack_snorm4x8_to_##T(uint x) {                                       \
    vec<T, 4> y;                                                                              \
    for (int i = 0; i < 4; ++i) y[i] = T(tm::of_snorm(int(x << (24 - 8 * i)) >> 24, 127.0f)); \
    return y;                                                                                 \
  }                                                                                           \
  METAL_FUNC vec<T, 4> unpack_unorm4x8_srgb_to_##T(uint x) {                                  \
    vec<T, 4> y;                                                                              \
    for (int i = 0; i < 4; ++i) {                                                             \
      float one = float(x >> 8 * i & 255u) / 255.0f;                                          \
      y[i] = T(i < 3 ? tm::of_srgb(one) : one);                                               \
    }                                                                                         \
    return y;                                                                                 \
  }                                                                                           \
  METAL_FUNC vec<T, 2> unpack_unorm2x16_to_##T(uint x) {                                      \
    return tm::construct<vec<T, 2>>(float(x & 65535u) / 65535.0f, float(x >> 16) / 65535.0f);   \
  }                                                                                           \
  METAL_FUNC vec<T, 2> unpack_snorm2x16_to_##T(uint x) {                                      \
    return tm::construct<vec<T, 2>>(tm::of_snorm(int(x << 16) >> 16, 32767.0f),                 \
                                    tm::of_snorm(int(x) >> 16, 32767.0f));                    \
  }                                                                                           \
  METAL_FUNC vec<T, 4> unpack_unorm10a2_to_##T(uint x) {                                      \
    vec<T, 4> y;                                                                              \
    for (int i = 0; i < 3; ++i) y[i] = T(float(x >> 10 * i & 1023u) / 1023.0f);               \
    y[3] = T(float(x >> 30) / 3.0f);                                                          \
    return y;                                                                                 \
  }                                                                                           \
  METAL_FUNC uint pack_##T##_to_unorm4x8(vec<T, 4> x) {                                       \
    uint y = 0;                                                                               \
    for (int i = 0; i < 4; ++i) y |= tm::unorm(float(x[i]), 255u) << 8 * i;                   \
    return y;                                                                                 \
  }                                                                                           \
  METAL_FUNC uint pack_##T##_to_snorm4x8(vec<T, 4> x) {                                       \
    uint y = 0;                                                                               \
    for (int i = 0; i < 4; ++i) y |= (tm::snorm(float(x[i]), 127) & 255u) << 8 * i;           \
    return y;                                                                                 \
  }                                                                                           \
  METAL_FUNC uint pack_##T##_to_srgb_unorm4x8(vec<T, 4> x) {                                  \
    uint y = 0;                                                                               \
    for (int i = 0; i < 4; ++i) {                                                             \
      float one = precise::clamp(float(x[i]), 0.0f, 1.0f);                                    \
      y |= tm::unorm(i < 3 ? tm::to_srgb(one) : one, 255u) << 8 * i;                          \
    }                                                                                         \
    return y;                                                                                 \
  }                                                                                           \
  METAL_FUNC uint pack_##T##_to_unorm2x16(vec<T, 2> x) {                                      \
    return tm::unorm(float(x[0]), 65535u) | tm::unorm(float(x[1]), 65535u) << 16;             \
  }                                                                                           \
  METAL_FUNC uint pack_##T##_to_snorm2x16(vec<T, 2> x) {                                      \
    return (tm::snorm(float(x[0]), 32767) & 65535u) | tm::snorm(float(x[1]), 32767) << 16;    \
  }                                                                                           \
  METAL_FUNC uint pack_##T##_to_unorm10a2(vec<T, 4> x) {                                      \
    uint y = tm::unorm(float(x[3]), 3u) << 30;                                                \
    for (int i = 0; i < 3; ++i) y |= tm::unorm(float(x[i]), 1023u) << 10 * i;                 \
    return y;                                                                                 \
  }
TM_PACK(float)
TM_PACK(half)
#undef TM_PACK

}  // namespace metal
