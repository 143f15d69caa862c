// Names inside of Apple's library that MLX's own prelude builds its bfloat overloads on.
//
// Only texts that bring this prelude see them. The last operand says whether the fast variant is meant.
#pragma once
#include "simdgroup.h"

#define __METAL_FAST_MATH__ true
#define __METAL_PRECISE_MATH__ false
#ifdef TM_PRECISE_FUNCTIONS
#define __METAL_MAYBE_FAST_MATH__ false
#else
#define __METAL_MAYBE_FAST_MATH__ true
#endif

#define TM_INTERNAL_1(name)                                            \
  METAL_FUNC float __metal_##name(float x, bool fast) {                \
    return fast ? metal::fast::name(x) : metal::precise::name(x);      \
  }
#define TM_INTERNAL_2(name)                                            \
  METAL_FUNC float __metal_##name(float x, float y, bool fast) {       \
    return fast ? metal::fast::name(x, y) : metal::precise::name(x, y); \
  }
#define TM_INTERNAL_3(name)                                            \
  METAL_FUNC float __metal_##name(float x, float y, float z, bool fast) { \
    return fast ? metal::fast::name(x, y, z) : metal::precise::name(x, y, z); \
  }
TM_INTERNAL_1(acos) TM_INTERNAL_1(acosh) TM_INTERNAL_1(asin) TM_INTERNAL_1(asinh)
TM_INTERNAL_1(atan) TM_INTERNAL_1(atanh) TM_INTERNAL_1(ceil) TM_INTERNAL_1(cos)
TM_INTERNAL_1(cosh) TM_INTERNAL_1(cospi) TM_INTERNAL_1(exp) TM_INTERNAL_1(exp10)
TM_INTERNAL_1(exp2) TM_INTERNAL_1(fabs) TM_INTERNAL_1(floor) TM_INTERNAL_1(fract)
TM_INTERNAL_1(log) TM_INTERNAL_1(log10) TM_INTERNAL_1(log2) TM_INTERNAL_1(rint)
TM_INTERNAL_1(round) TM_INTERNAL_1(rsqrt) TM_INTERNAL_1(sin) TM_INTERNAL_1(sinh)
TM_INTERNAL_1(sinpi) TM_INTERNAL_1(sqrt) TM_INTERNAL_1(tan) TM_INTERNAL_1(tanh)
TM_INTERNAL_1(tanpi) TM_INTERNAL_1(trunc)
TM_INTERNAL_2(atan2) TM_INTERNAL_2(divide) TM_INTERNAL_2(fdim) TM_INTERNAL_2(fmax)
TM_INTERNAL_2(fmin) TM_INTERNAL_2(fmod) TM_INTERNAL_2(pow) TM_INTERNAL_2(powr)
TM_INTERNAL_3(fmax3) TM_INTERNAL_3(fmedian3) TM_INTERNAL_3(fmin3)
#undef TM_INTERNAL_1
#undef TM_INTERNAL_2
#undef TM_INTERNAL_3
METAL_FUNC float __metal_fma(float x, float y, float z) { return metal::fma(x, y, z); }
METAL_FUNC float __metal_frexp(float x, thread int* k) { return metal::frexp(x, *k); }
METAL_FUNC float __metal_ldexp(float x, int k, bool) { return metal::ldexp(x, k); }
METAL_FUNC float __metal_nextafter(float x, float y) { return metal::nextafter(x, y); }
METAL_FUNC ushort __metal_get_thread_index_in_simdgroup(ushort) { return ushort(tm::lane_of()); }
METAL_FUNC ushort __metal_get_simdgroup_size(ushort) { return ushort(tm::simd_width); }

#define TM_SITE_HERE ::tm::Site site = ::tm::Site{__builtin_LINE() * 4096u + __builtin_COLUMN()}
#define TM_INTERNAL_REDUCTION(name, of)                                  \
  METAL_FUNC float __metal_simd_##name(float x, TM_SITE_HERE) { return of; }
TM_INTERNAL_REDUCTION(max, metal::simd_max(x, site))
TM_INTERNAL_REDUCTION(min, metal::simd_min(x, site))
TM_INTERNAL_REDUCTION(sum, metal::simd_sum(x, site))
TM_INTERNAL_REDUCTION(product, metal::simd_product(x, site))
TM_INTERNAL_REDUCTION(prefix_exclusive_sum, metal::simd_prefix_exclusive_sum(x, site))
TM_INTERNAL_REDUCTION(prefix_inclusive_sum, metal::simd_prefix_inclusive_sum(x, site))
TM_INTERNAL_REDUCTION(prefix_exclusive_product, metal::simd_prefix_exclusive_product(x, site))
TM_INTERNAL_REDUCTION(prefix_inclusive_product, metal::simd_prefix_inclusive_product(x, site))
// Metal has no xor of floats: of their bits, then.
TM_INTERNAL_REDUCTION(xor, metal::as_type<float>(metal::simd_xor(metal::as_type<uint>(x), site)))
#undef TM_INTERNAL_REDUCTION

#define TM_INTERNAL_SHUFFLE(name)                                                        \
  METAL_FUNC ushort __metal_simd_##name(ushort x, ushort operand, TM_SITE_HERE) {        \
    return metal::simd_##name(x, operand, site);                                         \
  }
TM_INTERNAL_SHUFFLE(broadcast)
TM_INTERNAL_SHUFFLE(shuffle)
TM_INTERNAL_SHUFFLE(shuffle_down)
TM_INTERNAL_SHUFFLE(shuffle_up)
TM_INTERNAL_SHUFFLE(shuffle_rotate_down)
TM_INTERNAL_SHUFFLE(shuffle_rotate_up)
TM_INTERNAL_SHUFFLE(shuffle_xor)
#undef TM_INTERNAL_SHUFFLE
METAL_FUNC ushort __metal_simd_shuffle_and_fill_down(
    ushort x, ushort filling, ushort delta, ushort modulo, TM_SITE_HERE) {
  return metal::simd_shuffle_and_fill_down(x, filling, delta, modulo, site);
}
METAL_FUNC ushort __metal_simd_shuffle_and_fill_up(
    ushort x, ushort filling, ushort delta, ushort modulo, TM_SITE_HERE) {
  return metal::simd_shuffle_and_fill_up(x, filling, delta, modulo, site);
}
#undef TM_SITE_HERE
