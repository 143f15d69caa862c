// Goes over the threadgroups of a launch: what no kernel changes. It is part of the runtime, except
// in a text that is measured, and calls back a kernel's driver for each group or each fiber.
#pragma once
#include "fiber.h"
#include "launch.h"
#include "vector.h"

namespace tm {

// The driver's: the threads of a group that need not wait for each other, of the work at an address.
extern "C" __attribute__((visibility("hidden"))) void tm_group(ulong work);

// Runs the threadgroups that nobody has taken; `place` is part of the work. fibers: 0 for none, 1 for
// one that runs all threads of a group in turn, more for one for each thread.
extern "C" __attribute__((visibility("hidden"))) int tm_run_groups(
    thread Launch* launch, ulong memory, thread Place* place, ulong work, uint fibers);

#if TM_WHOLE

// In which order threadgroups are begun and simdgroups of one run: Metal promises none.
//   0 first to last, 1 last to first, 2 from the middle on, more: the seed of some other one
METAL_FUNC ulong common_divisor(ulong a, ulong b) {
  while (b) {
    ulong rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}
// A step that leads through all of `count` places, and to a distant one each time.
METAL_FUNC ulong stride(ulong seed, ulong count) {
  ulong step = count * (5 + seed % 3) / 8 + 1;
  while (common_divisor(step, count) != 1) ++step;
  return step;
}
METAL_FUNC ulong ordered(ulong order, ulong at, ulong count) {
  switch (order) {
    case 0: return at;
    case 1: return count - 1 - at;
    case 2: return (at + count / 2) % count;
    default: return (at * stride(order, count) + order) % count;
  }
}

METAL_FUNC uint3 group_at(thread const Launch* launch, ulong flat) {
  uint x = uint(launch->groups[0]), y = uint(launch->groups[1]);
  return uint3(uint(flat % x), uint(flat / x % y), uint(flat / x / y));
}

// The threads of the threadgroup at `place.group`: what is left of the grid, if that is less.
METAL_FUNC uint3 size_at(thread const Place& place) {
  uint3 left = place.size - place.group * place.threads, full = place.threads;
  return uint3(left.x < full.x ? left.x : full.x, left.y < full.y ? left.y : full.y,
               left.z < full.z ? left.z : full.z);
}

METAL_FUNC uint3 three(thread const ulong* words) {
  return uint3(uint(words[0]), uint(words[1]), uint(words[2]));
}

// Tells the executor of a failure, unless another worker's is there already.
METAL_FUNC void report(thread Launch* launch, thread Group* group, ulong flat) {
  ulong nothing = 0;
  bool first = __atomic_compare_exchange_n(&launch->report[0], &nothing, ulong(group->failure), false, 0, 0);
  if (!first) return;
  launch->report[1] = flat;
  for (uint i = 0; i < 4; ++i) launch->report[2 + i] = group->detail[i];
}

// False, with group->failure, if the threads of the group diverged or used too much stack.
METAL_FUNC bool run_group(thread Group* group, thread const Place& place, ulong work, uint fibers) {
  if (fibers == 0) {
    tm_group(work);
    return true;
  }
  group->threads = fibers == 1 ? 1 : threads_in(place.actual);
  group->work = work;
  uint simdgroups = (group->threads + simd_width - 1) / simd_width;
  for (uint i = 0; i < simdgroups; ++i) {
    group->sequence[i] = uchar(ordered(group->order, i, simdgroups));
  }
  run_threads(group);
  return group->failure == none;
}

extern "C" __attribute__((used)) int tm_run_groups(
    thread Launch* launch, ulong memory, thread Place* place, ulong work, uint fibers) {
  Group group;
  group.threads = threads_in(three(launch->threads));
  group.blocks = (memory + chunk_bytes - 1) & ~(chunk_bytes - 1);
  group.arena = group.blocks + (group.threads + simd_width - 1) / simd_width * chunk_bytes;
  group.failure = none;
  group.turn = 0;
  group.order = uint(launch->order);
  group.stop = (ulong)&launch->stop;
  if (fibers) tm_prepare(&group);
  place->threads = three(launch->threads);
  place->groups = three(launch->groups);
  place->size = three(launch->size);
  ulong total = launch->groups[0] * launch->groups[1] * launch->groups[2];
  for (;;) {
    ulong begin = __atomic_fetch_add(&launch->next, launch->chunk, 0);
    if (begin >= total) return none;
    ulong end = begin + launch->chunk < total ? begin + launch->chunk : total;
    for (ulong i = begin; i < end; ++i) {
      if (stopped(&group)) return none;
      ulong flat = ordered(launch->order, i, total);
      place->group = group_at(launch, flat);
      place->actual = size_at(*place);
#ifdef TM_SANITIZE
      begin_group(i);
      if (!run_group(&group, *place, work, fibers) && excused(&group)) {
        group.threads = threads_in(place->threads);
        tm_prepare(&group);
      }
#else
      run_group(&group, *place, work, fibers);
#endif
      if (group.failure) {
        report(launch, &group, flat);
        __atomic_store_n(&launch->stop, 1ul, 0);  // the others stop too
        return group.failure;
      }
    }
  }
}

#endif  // TM_WHOLE

}  // namespace tm
