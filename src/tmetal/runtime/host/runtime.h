// What the library of a kernel has besides the kernel and its driver, and no kernel changes: what
// the executor calls, the switching of fibers, the way out of a kernel that does not end.
#pragma once
#include "bfloat.h"
#include "groups.h"
#include "half.h"
#include "interrupt.h"
#include "products.h"

extern "C" int tm_run(ulong words, ulong memory);  // the driver's

namespace tm {

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

// Runs the threadgroups that nobody has taken. The result is a Failure. `memory` is for fibers, `desk`
// lists the threads at work, so that a signal can take them out of a kernel that does not end.
extern "C" __attribute__((visibility("default"))) int tmetal_run(ulong launch, ulong memory, ulong desk) {
  tm::FloatMode old = tm::flush_subnormals();
  thread tm::Seat* seat = tm::take_seat((thread tm::Desk*)desk, launch);
  int failure = seat ? tm_guard(&seat->stack, launch, memory) : tm_run(launch, memory);
  if (seat) tm::leave_seat(seat);
  tm::restore(old);
  return failure;
}
