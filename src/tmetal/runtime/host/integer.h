// Integer functions. Templates on one type, so that operands of two types are refused, as by the
// overload sets of Metal, where such a call is ambiguous.
#pragma once
#include "vector.h"

namespace metal {

#define TM_INTEGER template <typename T, typename = enable_if_t<tm::is_integer<T>>> METAL_FUNC

TM_INTEGER T clz(T x) {
  typedef typename tm::unsigned_of<T>::type U;
  return x == 0 ? T(sizeof(T) * 8) : T(__builtin_clzl(ulong(U(x))) - int(64 - sizeof(T) * 8));
}
TM_INTEGER T ctz(T x) { return x == 0 ? T(sizeof(T) * 8) : T(__builtin_ctzl(ulong(x))); }
TM_INTEGER T popcount(T x) {
  typedef typename tm::unsigned_of<T>::type U;
  return T(__builtin_popcountl(ulong(U(x))));
}
TM_INTEGER auto absdiff(T x, T y) -> typename tm::unsigned_of<T>::type {
  typedef typename tm::unsigned_of<T>::type U;
  return x < y ? U(U(y) - U(x)) : U(U(x) - U(y));
}
TM_INTEGER T mulhi(T x, T y) {
  if constexpr (sizeof(T) == 8) {
    if constexpr (T(-1) < T(0)) {
      return T(((__int128)x * (__int128)y) >> 64);
    } else {
      return T(((unsigned __int128)x * (unsigned __int128)y) >> 64);
    }
  } else if constexpr (T(-1) < T(0)) {
    return T((long(x) * long(y)) >> (sizeof(T) * 8));
  } else {
    return T((ulong(x) * ulong(y)) >> (sizeof(T) * 8));
  }
}
TM_INTEGER T addsat(T x, T y) { return __builtin_elementwise_add_sat(x, y); }
TM_INTEGER T subsat(T x, T y) { return __builtin_elementwise_sub_sat(x, y); }
TM_INTEGER T rotate(T x, T by) {
  typedef typename tm::unsigned_of<T>::type U;
  uint bits = sizeof(T) * 8;
  uint left = uint(by) & (bits - 1);
  return T(U(U(x) << left) | U(U(x) >> ((bits - left) & (bits - 1))));
}
TM_INTEGER T hadd(T x, T y) { return T((x & y) + ((x ^ y) >> 1)); }
TM_INTEGER T rhadd(T x, T y) { return T((x | y) - ((x ^ y) >> 1)); }
TM_INTEGER T madhi(T a, T b, T c) {
  typedef typename tm::unsigned_of<T>::type U;
  return T(U(mulhi(a, b)) + U(c));
}
// The product and the addend, limited to the type's range.
TM_INTEGER T madsat(T a, T b, T c) {
  constexpr bool with_sign = T(-1) < T(0);
  constexpr T low = with_sign ? T(T(1) << (sizeof(T) * 8 - 1)) : T(0), high = T(~low);
  if constexpr (sizeof(T) == 8 && with_sign) {
    __int128 sum = (__int128)a * (__int128)b + (__int128)c;
    return sum < (__int128)low ? low : sum > (__int128)high ? high : T(sum);
  } else if constexpr (sizeof(T) == 8) {
    unsigned __int128 sum = (unsigned __int128)a * (unsigned __int128)b + (unsigned __int128)c;
    return sum >> 64 ? high : T(sum);
  } else {
    // 32 bits times 32 bits and 32 more fit in 64.
    conditional_t<with_sign, long, ulong> wide = 0;
    wide = decltype(wide)(a) * decltype(wide)(b) + decltype(wide)(c);
    return wide < decltype(wide)(low) ? low : wide > decltype(wide)(high) ? high : T(wide);
  }
}
TM_INTEGER T reverse_bits(T x) {
  typedef typename tm::unsigned_of<T>::type U;
  return T(U(__builtin_bitreverse64(ulong(U(x))) >> (64 - sizeof(T) * 8)));
}
TM_INTEGER T extract_bits(T x, uint offset, uint bits) {
  typedef typename tm::unsigned_of<T>::type U;
  uint width = sizeof(T) * 8;
  if (bits == 0) return T(0);
  return T(T(U(x) << (width - offset - bits)) >> (width - bits));
}
TM_INTEGER T insert_bits(T base, T insert, uint offset, uint bits) {
  typedef typename tm::unsigned_of<T>::type U;
  U mask = bits == 0 ? U(0) : U(U(U(~U(0)) >> (sizeof(T) * 8 - bits)) << offset);
  return T((U(base) & U(~mask)) | (U(U(insert) << offset) & mask));
}

// Vectors: lane by lane.
#define TM_LANES_1(name)                                                       \
  template <typename T, int n>                                                 \
  METAL_FUNC vec<T, n> name(T __attribute__((ext_vector_type(n))) x) {         \
    vec<T, n> y;                                                               \
    for (int i = 0; i < n; ++i) y[i] = name(T(x[i]));                          \
    return y;                                                                  \
  }
#define TM_LANES_2(name)                                                       \
  template <typename T, int n>                                                 \
  METAL_FUNC auto name(T __attribute__((ext_vector_type(n))) x,                \
                       T __attribute__((ext_vector_type(n))) y) {              \
    vec<decltype(name(T(x[0]), T(y[0]))), n> z;                                \
    for (int i = 0; i < n; ++i) z[i] = name(T(x[i]), T(y[i]));                 \
    return z;                                                                  \
  }
TM_LANES_1(clz) TM_LANES_1(ctz) TM_LANES_1(popcount) TM_LANES_1(reverse_bits)
TM_LANES_2(absdiff) TM_LANES_2(addsat) TM_LANES_2(subsat) TM_LANES_2(hadd) TM_LANES_2(rhadd)
TM_LANES_2(mulhi) TM_LANES_2(rotate)
#undef TM_LANES_1
#undef TM_LANES_2
#undef TM_INTEGER

METAL_FUNC int mul24(int x, int y) { return int(uint(x << 8 >> 8) * uint(y << 8 >> 8)); }
METAL_FUNC uint mul24(uint x, uint y) { return (x & 0xffffffu) * (y & 0xffffffu); }
METAL_FUNC int mad24(int x, int y, int z) { return int(uint(mul24(x, y)) + uint(z)); }
METAL_FUNC uint mad24(uint x, uint y, uint z) { return mul24(x, y) + z; }

}  // namespace metal
