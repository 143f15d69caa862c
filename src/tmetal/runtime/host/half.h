// Conversions between half and float for x86-64 processors without instructions for them (before
// 2012): the compiler calls these by name. aarch64 and newer x86-64 have the instructions.
#pragma once
#include "types.h"

#if defined(__x86_64__) && !defined(__F16C__) && TM_WHOLE

extern "C" __attribute__((used, visibility("hidden"))) float __extendhfsf2(half x) {
  uint bits = __builtin_bit_cast(ushort, x);
  uint sign = (bits & 0x8000u) << 16, size = bits & 0x7fffu;
  if (size >= 0x7c00u) return __builtin_bit_cast(float, sign | 0x7f800000u | (size & 0x3ffu) << 13);
  if (size >= 0x0400u) return __builtin_bit_cast(float, sign | ((size << 13) + 0x38000000u));
  // A subnormal half is size * 2^-24: a normal float.
  float value = float(int(size)) * 0x1p-24f;
  return __builtin_bit_cast(float, sign | __builtin_bit_cast(uint, value));
}

extern "C" __attribute__((used, visibility("hidden"))) half __truncsfhf2(float x) {
  uint bits = __builtin_bit_cast(uint, x);
  uint sign = bits >> 16 & 0x8000u, size = bits & 0x7fffffffu, out;
  if (size > 0x7f800000u) {
    out = 0x7e00u | (size >> 13 & 0x1ffu);
  } else if (size >= 0x477ff000u) {  // 65520 and above round to infinity
    out = 0x7c00u;
  } else if (size >= 0x38800000u) {
    out = (size - 0x38000000u + 0xfffu + (size >> 13 & 1u)) >> 13;
  } else {
    // Adding 0.5 leaves the float's last bit worth 2^-24, rounded to nearest even by the hardware.
    float shifted = __builtin_bit_cast(float, size) + 0.5f;
    out = __builtin_bit_cast(uint, shifted) - 0x3f000000u;
  }
  return __builtin_bit_cast(half, ushort(sign | out));
}

#endif
