// For measured kernels: what stays a call, so that the instrumentation can tell it apart.
//
// That is a thread's body, and mathematical functions, each of which counts as one operation: the host computes exp and its kin by arithmetic that a GPU does not do. Including math.h here first,
// with all that it needs, gives this translation unit functions that are not inlined.
#pragma once
#include "types.h"
#include "half.h"
#include "bfloat.h"
#include "vector.h"
#include "limits.h"
#include "fiber.h"
#include "integer.h"
#include "libm.h"
#include "elementary.h"
#pragma push_macro("METAL_FUNC")
#undef METAL_FUNC
#define METAL_FUNC inline __attribute__((noinline))
#include "math.h"
#pragma pop_macro("METAL_FUNC")

namespace tm {
extern "C" __attribute__((noinline)) void tm_thread_body(thread Fiber*);
}
