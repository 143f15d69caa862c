// Runs a kernel over a range of threadgroups. Included after the kernel's text and after
//   struct tm::Arguments         the kernel's arguments, loaded once
//   tm::load(launch)             loads them
//   tm::call(arguments, place)   calls the kernel for one thread
//   TM_FIBERS                    1: the kernel waits, shares threadgroup memory, or both
//   TM_FLAT                      1: no attribute asks for a thread's x, y, z
//   TM_THREADS_INDEPENDENT       1: an iteration of the loop over threads keeps nothing in memory
#pragma once

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

METAL_FUNC uint3 group_at(thread const Launch* launch, ulong flat) {
  uint x = uint(launch->groups[0]), y = uint(launch->groups[1]);
  return uint3(uint(flat % x), uint(flat / x % y), uint(flat / x / y));
}

#if TM_FIBERS

void thread_body(thread Fiber* me) {
  Work work = *(thread const Work*)me->group->work;
  uint x = work.place.threads.x, y = work.place.threads.y, index = me->index;
  work.place.index = index;
  work.place.position = uint3(index % x, index / x % y, index / x / y);
  call(work.arguments, work.place);
}

// False if the threads of the group diverged at a barrier or used too much stack.
METAL_FUNC bool run_group(thread Group* group, thread Work& work) {
  group->work = (ulong)&work;
  run_threads(group);
  return group->failure == none;
}

#else

void thread_body(thread Fiber*) {}

METAL_FUNC bool run_group(thread Group*, thread Work& work) {
  const Arguments arguments = work.arguments;
  const Place place = work.place;
  const uint count = place.threads.x * place.threads.y * place.threads.z;
  __builtin_assume(count <= 1024);
#if TM_FLAT
  TM_LOOP
  for (uint index = 0; index < count; ++index) {
    Place here = place;
    here.index = index;
    call(arguments, here);
  }
#else
  const uint width = place.threads.x;
  __builtin_assume(width <= 1024);
  for (uint z = 0; z < place.threads.z; ++z) {
    for (uint y = 0; y < place.threads.y; ++y) {
      const uint row = (z * place.threads.y + y) * width;
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

__attribute__((noinline)) static int run(thread Launch* launch, ulong memory) {
  Group group;
  group.threads = uint(launch->threads[0] * launch->threads[1] * launch->threads[2]);
  group.blocks = (memory + block_bytes - 1) & ~(block_bytes - 1);
  group.arena = group.blocks + group.threads * block_bytes;
  group.failure = none;
  group.turn = 0;
#if TM_FIBERS
  prepare(&group);
#endif
  Work work;
  work.arguments = load(launch);
  work.place.threads = uint3(uint(launch->threads[0]), uint(launch->threads[1]), uint(launch->threads[2]));
  work.place.groups = uint3(uint(launch->groups[0]), uint(launch->groups[1]), uint(launch->groups[2]));
  ulong total = launch->groups[0] * launch->groups[1] * launch->groups[2];
  for (;;) {
    ulong begin = __atomic_fetch_add(&launch->next, launch->chunk, 0);
    if (begin >= total) return none;
    ulong end = begin + launch->chunk < total ? begin + launch->chunk : total;
    for (ulong flat = begin; flat < end; ++flat) {
      work.place.group = group_at(launch, flat);
      if (!run_group(&group, work)) {
        __atomic_store_n(&launch->next, total, 0);  // the others stop too
        return group.failure;
      }
    }
  }
}

// The GPU takes float32 subnormals for zero.
#if defined(__x86_64__)
typedef uint FloatMode;
METAL_FUNC FloatMode flush_subnormals() {
  uint old = __builtin_ia32_stmxcsr();
  __builtin_ia32_ldmxcsr(old | 0x8040u);
  return old;
}
METAL_FUNC void restore(FloatMode old) { __builtin_ia32_ldmxcsr(old); }
#else
typedef ulong FloatMode;
METAL_FUNC FloatMode flush_subnormals() {
  ulong old;
  __asm__ __volatile__("mrs %0, fpcr" : "=r"(old)::"memory");
  __asm__ __volatile__("msr fpcr, %0" ::"r"(old | (1ul << 24)) : "memory");
  return old;
}
METAL_FUNC void restore(FloatMode old) {
  __asm__ __volatile__("msr fpcr, %0" ::"r"(old) : "memory");
}
#endif

}  // namespace tm

extern "C" __attribute__((visibility("default"))) int tmetal_run(ulong launch, ulong memory) {
  tm::FloatMode old = tm::flush_subnormals();
  int failure = tm::run((thread tm::Launch*)launch, memory);
  tm::restore(old);
  return failure;
}
