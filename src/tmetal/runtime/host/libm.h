// The C library's float functions, resolved from the running process: no header of it is needed.
//
// In a namespace of the host, under the library's symbols: Metal has no `expf`, so a kernel that calls
// one is refused, and a kernel that defines one does not collide with it.
#pragma once
#include "types.h"

#ifdef __APPLE__
#define TM_SYMBOL(name) __asm__("_" #name)
#else
#define TM_SYMBOL(name) __asm__(#name)
#endif

namespace tm {
namespace libm {

#define TM_LIBM(name) extern "C" float name(float) TM_SYMBOL(name##f);
#define TM_LIBM_2(name) extern "C" float name(float, float) TM_SYMBOL(name##f);
TM_LIBM(acos) TM_LIBM(acosh) TM_LIBM(asin) TM_LIBM(asinh) TM_LIBM(atan) TM_LIBM(atanh)
TM_LIBM(cosh) TM_LIBM(sinh) TM_LIBM(log1p)
TM_LIBM_2(atan2) TM_LIBM_2(fmod) TM_LIBM_2(nextafter) TM_LIBM_2(pow)
#undef TM_LIBM
#undef TM_LIBM_2

}  // namespace libm
}  // namespace tm

#undef TM_SYMBOL
