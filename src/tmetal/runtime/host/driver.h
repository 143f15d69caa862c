// Runs a kernel over a range of threadgroups. Included after the kernel's text and after
//   struct tm::Arguments         the kernel's arguments, loaded once
//   tm::load(launch)             loads them
//   tm::call(arguments, place)   calls the kernel for one thread
//   TM_FIBERS                    1: the kernel waits, shares threadgroup memory, or both
//   TM_FLAT                      1: no attribute asks for a thread's x, y, z
//   TM_THREADS_INDEPENDENT       1: an iteration of the loop over threads keeps nothing in memory
#pragma once
#if TM_WHOLE
#include "runtime.h"
#endif

namespace tm {

// Threads of a threadgroup that do not wait for each other run in no particular order, so the loop
// over them may be vectorised whatever their buffers overlap (each thread's own order is kept).
// Private arrays would be shared by the lanes of such a loop: then only what is provably safe.
#if TM_THREADS_INDEPENDENT
#define TM_LOOP _Pragma("clang loop vectorize(assume_safety)")
#else
#define TM_LOOP _Pragma("clang loop vectorize(enable)")
#endif

struct Work {
  Arguments arguments;
  Place place;
};

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

#if TM_FIBERS

METAL_FUNC void run_thread(thread Work& work, uint index) {
  uint x = work.place.actual.x, y = work.place.actual.y;
  work.place.index = index;
  // Divisions take longer than a small kernel.
  bool row = index < x;
  work.place.position = row ? uint3(index, 0u, 0u) : uint3(index % x, index / x % y, index / x / y);
  call(work.arguments, work.place);
}

#if TM_ALONE  // checked threads that need not wait for each other: one fiber runs them in turn

extern "C" void tm_thread_body(thread Fiber* me) {
  Work work = *(thread const Work*)me->group->work;
  uint count = threads_in(work.place.actual);
  for (uint i = 0; i < count; ++i) {
    me->index = uint(ordered(me->group->order, i, count));
    run_thread(work, me->index);
    __asm__ __volatile__("" ::: "memory");  // no access moves from one thread to another
  }
  me->index = 0;
}
METAL_FUNC uint fibers_of(thread const Work&) { return 1; }

#else

extern "C" void tm_thread_body(thread Fiber* me) {
  Work work = *(thread const Work*)me->group->work;
  run_thread(work, me->index);
}
METAL_FUNC uint fibers_of(thread const Work& work) { return threads_in(work.place.actual); }

#endif

// False, with group->failure, if the threads of the group diverged or used too much stack.
METAL_FUNC bool run_group(thread Group* group, thread Work& work) {
  group->threads = fibers_of(work);
  group->work = (ulong)&work;
  uint simdgroups = (group->threads + simd_width - 1) / simd_width;
  for (uint i = 0; i < simdgroups; ++i) {
    group->sequence[i] = uchar(ordered(group->order, i, simdgroups));
  }
  run_threads(group);
  return group->failure == none;
}

#else

extern "C" void tm_thread_body(thread Fiber*) {}

METAL_FUNC bool run_group(thread Group*, thread Work& work) {
  const Arguments arguments = work.arguments;
  const Place place = work.place;
  const uint count = threads_in(place.actual);
  __builtin_assume(count <= 1024);
#if TM_FLAT
  TM_LOOP
  for (uint index = 0; index < count; ++index) {
    Place here = place;
    here.index = index;
    call(arguments, here);
  }
#else
  const uint width = place.actual.x;
  __builtin_assume(width <= 1024);
  for (uint z = 0; z < place.actual.z; ++z) {
    for (uint y = 0; y < place.actual.y; ++y) {
      const uint row = (z * place.actual.y + y) * width;
      __builtin_assume(row <= 1024);
      TM_LOOP
      for (uint x = 0; x < width; ++x) {
        Place here = place;
        here.position.x = x;
        here.position.y = y;
        here.position.z = z;
        here.index = row + x;
        call(arguments, here);
      }
    }
  }
#endif
  return true;
}

#endif

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

extern "C" __attribute__((used, visibility("hidden"))) int tm_run(ulong words, ulong memory) {
  thread Launch* launch = (thread Launch*)words;
  Group group;
  group.threads = threads_in(three(launch->threads));
  group.blocks = (memory + chunk_bytes - 1) & ~(chunk_bytes - 1);
  group.arena = group.blocks + (group.threads + simd_width - 1) / simd_width * chunk_bytes;
  group.failure = none;
  group.turn = 0;
  group.order = uint(launch->order);
  group.stop = (ulong)&launch->stop;
#if TM_FIBERS
  tm_prepare(&group);
#endif
  Work work;
  work.arguments = load(launch);
  work.place.threads = three(launch->threads);
  work.place.groups = three(launch->groups);
  work.place.size = three(launch->size);
  ulong total = launch->groups[0] * launch->groups[1] * launch->groups[2];
  for (;;) {
    ulong begin = __atomic_fetch_add(&launch->next, launch->chunk, 0);
    if (begin >= total) return none;
    ulong end = begin + launch->chunk < total ? begin + launch->chunk : total;
    for (ulong i = begin; i < end; ++i) {
      if (stopped(&group)) return none;
      ulong flat = ordered(launch->order, i, total);
      work.place.group = group_at(launch, flat);
      work.place.actual = size_at(work.place);
#ifdef TM_SANITIZE
      begin_group(i);
      if (!run_group(&group, work) && excused(&group)) {
        group.threads = threads_in(work.place.threads);
        tm_prepare(&group);
      }
#else
      run_group(&group, work);
#endif
      if (group.failure) {
        report(launch, &group, flat);
        __atomic_store_n(&launch->stop, 1ul, 0);  // the others stop too
        return group.failure;
      }
    }
  }
}

}  // namespace tm
