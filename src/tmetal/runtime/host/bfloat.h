// bfloat is clang's own type: a class cannot stand in `c ? x[i] : bfloat(0)`, since class operands of
// two address spaces have no common type. Clang refuses half <-> bfloat as Metal does; that nothing
// converts implicitly into bfloat, and bfloat only to float, the executor checks in the syntax tree.
#pragma once
#include "types.h"

typedef bfloat bfloat16_t;
typedef half float16_t;

#if defined(__x86_64__) && !defined(__AVX512BF16__) && TM_WHOLE
// The compiler calls this by name: to nearest even, a quiet NaN stays one.
extern "C" __attribute__((used, visibility("hidden"))) bfloat __truncsfbf2(float x) {
  uint bits = __builtin_bit_cast(uint, x);
  uint nearest = (bits + 0x7fffu + (bits >> 16 & 1u)) >> 16;
  bool nan = (bits & 0x7fffffffu) > 0x7f800000u;
  return __builtin_bit_cast(bfloat, ushort(nan ? bits >> 16 | 0x40u : nearest));
}
#endif
