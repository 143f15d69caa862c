// What the executor passes to a kernel's driver, and what the driver tells each thread.
#pragma once
#include "fiber.h"
#include "vector.h"

namespace tm {

// Words of 64 bits, filled by the executor; all workers of a launch share it.
struct Launch {
  ulong next;   // the first threadgroup that nobody has taken
  ulong chunk;  // how many a worker takes at once
  ulong stop;   // not 0: begin nothing more, and wait for nothing more
  ulong order;  // which of the orders that Metal leaves open: see Order
  ulong groups[3];
  ulong threads[3];  // of a threadgroup, as dispatched
  ulong size[3];     // of the grid, in threads
  ulong report[8];   // of the first failure: see Group
  ulong pointers[1];
};

struct Place {
  uint3 group;
  uint3 groups;
  uint3 threads;  // of a threadgroup, as dispatched
  uint3 actual;   // of this threadgroup: the last one of a dimension may be smaller
  uint3 size;     // of the grid
  uint3 position;
  uint index;
};

METAL_FUNC uint threads_in(uint3 size) { return size.x * size.y * size.z; }
METAL_FUNC uint threads_in(thread const Place& at) { return threads_in(at.threads); }

// A position or a size, for a parameter of one, two or three elements, of uint or of ushort.
struct Position {
  uint3 value;
  METAL_FUNC operator metal::vec<uint, 3>() const { return value; }
  METAL_FUNC operator metal::vec<uint, 2>() const { return value.xy; }
  METAL_FUNC operator uint() const { return value.x; }
  METAL_FUNC operator metal::vec<ushort, 3>() const { return ushort3(value); }
  METAL_FUNC operator metal::vec<ushort, 2>() const { return ushort2(value.xy); }
  METAL_FUNC operator ushort() const { return ushort(value.x); }
};

#ifndef TM_MEASURE
// The address of a threadgroup variable: its number, where it begins and ends. (measure.h has another.)
METAL_FUNC ulong variable(uint, uint at, uint) { return arena() + at; }
#endif

// Where a threadgroup variable of type T begins, if the ones before it end at `end`.
template <typename T>
constexpr uint place(uint end) {
  return (end + 15u) / 16u * 16u;
}
template <typename T>
using named = T;

}  // namespace tm

// What sees the accesses of a measured kernel (measure/instrument.py).
#ifdef TM_MEASURE
#include TM_MEASURE
#endif
