// Products of 8 x 8 matrices, as the executor does them for a simdgroup. No kernel changes them, so
// they are part of the runtime.
#pragma once
#include "fiber.h"
#if TM_WHOLE
#include "bfloat.h"
#include "half.h"
#endif

namespace tm {

// Multiplies what lane 0 has listed, if all lanes that meet name the same; else the group fails. slots:
// where each lane's sum of names is; lane: that of the caller.
extern "C" __attribute__((visibility("hidden"))) void tm_multiply_all(
    thread Fiber* me, ulong slots, uint lane, uint count);

#if TM_WHOLE

typedef float Row __attribute__((ext_vector_type(8)));
template <typename T>
METAL_FUNC void widen(thread Row* to, ulong tile) {
  for (uint row = 0; row < 8; ++row) {
    for (uint i = 0; i < 8; ++i) to[row][i] = float(((thread const T*)tile)[row * 8 + i]);
  }
}
template <typename T>
METAL_FUNC void narrow(ulong tile, thread const Row* from) {
  for (uint row = 0; row < 8; ++row) {
    for (uint i = 0; i < 8; ++i) ((thread T*)tile)[row * 8 + i] = T(from[row][i]);
  }
}

// A tile as float32: itself, or a copy in `room`.
METAL_FUNC thread const Row* in_float(thread Row* room, ulong tile, uint kind) {
  if (kind == 0) return (thread const Row*)tile;
  if (kind == 1) widen<half>(room, tile);
  else widen<bfloat>(room, tile);
  return room;
}

static void multiply(thread const MatrixProduct& one) {
  Row rooms[3][8], sum[8];
  thread const float* a = (thread const float*)in_float(rooms[0], one.a, one.kinds >> 2 & 3u);
  thread const Row* b = in_float(rooms[1], one.b, one.kinds >> 4 & 3u);
  if (one.c) {
    thread const Row* c = in_float(rooms[2], one.c, one.kinds >> 6);
    for (uint row = 0; row < 8; ++row) sum[row] = c[row];
  } else {
    for (uint row = 0; row < 8; ++row) sum[row] = Row(0.0f);
  }
#pragma clang loop unroll(full)
  for (uint k = 0; k < 8; ++k) {
    Row right = b[k];
#pragma clang loop unroll(full)
    for (uint row = 0; row < 8; ++row) {
      sum[row] = __builtin_elementwise_fma(Row(a[row * 8 + k]), right, sum[row]);
    }
  }
  uint kind = one.kinds & 3u;
  thread Row* result = kind == 0 ? (thread Row*)one.d : rooms[0];
  for (uint row = 0; row < 8; ++row) result[row] = sum[row];
  if (kind == 1) narrow<half>(one.d, result);
  if (kind == 2) narrow<bfloat>(one.d, result);
}

extern "C" __attribute__((used)) void tm_multiply_all(
    thread Fiber* me, ulong slots, uint lane, uint count) {
  thread const ulong(*names)[slot_words] = (thread const ulong(*)[slot_words])slots;
  for (uint other = 1; other < simd_width; ++other) {
    if (names[other][0] != names[0][0]) {
      return fail(me->group, unlike, me->index - lane, me->index - lane + other);
    }
  }
  for (uint n = 0; n < count; ++n) multiply(me->group->products[n]);
}

#endif

}  // namespace tm
