// Runs a kernel over a range of threadgroups. Included after the kernel's text and after
//   struct tm::Arguments         the kernel's arguments, loaded once
//   tm::load(launch)             loads them
//   tm::call(arguments, place)   calls the kernel for one thread
//   TM_FIBERS                    1: the kernel waits, shares threadgroup memory, or both
//   TM_FLAT                      1: no attribute asks for a thread's x, y, z
//   TM_THREADS_INDEPENDENT       1: an iteration of the loop over threads keeps nothing in memory
#pragma once
#include "groups.h"
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

#else

extern "C" void tm_thread_body(thread Fiber* me) {
  Work work = *(thread const Work*)me->group->work;
  run_thread(work, me->index);
}

#endif

extern "C" void tm_group(ulong) {}

#else

extern "C" void tm_thread_body(thread Fiber*) {}

extern "C" void tm_group(ulong at) {
  thread const Work& work = *(thread const Work*)at;
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
}

#endif

extern "C" int tm_run(ulong words, ulong memory) {
  thread Launch* launch = (thread Launch*)words;
  Work work;
  work.arguments = load(launch);
#if TM_FIBERS && TM_ALONE
  return tm_run_groups(launch, memory, &work.place, (ulong)&work, 1);
#else
  return tm_run_groups(launch, memory, &work.place, (ulong)&work, TM_FIBERS ? simd_width : 0);
#endif
}

}  // namespace tm
