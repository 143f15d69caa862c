// What the executor passes to a kernel's driver, and what the driver tells each thread.
#pragma once
#include "fiber.h"
#include "vector.h"

namespace tm {

// Words of 64 bits, filled by the executor; all workers of a launch share it.
struct Launch {
  ulong next;   // the first threadgroup that nobody has taken
  ulong chunk;  // how many a worker takes at once
  ulong groups[3];
  ulong threads[3];
  ulong pointers[1];
};

struct Place {
  uint3 group;
  uint3 groups;
  uint3 threads;
  uint3 position;
  uint index;
};

METAL_FUNC uint threads_in(thread const Place& at) {
  return at.threads.x * at.threads.y * at.threads.z;
}

// Where a threadgroup variable of type T begins, if the ones before it end at `end`.
template <typename T>
constexpr uint place(uint end) {
  return (end + 15u) / 16u * 16u;
}
template <typename T>
using named = T;

}  // namespace tm
