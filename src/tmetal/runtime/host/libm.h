// The C library's float functions, resolved from the running process: no header of it is needed.
#pragma once
#include "types.h"

extern "C" {
float acosf(float);
float acoshf(float);
float asinf(float);
float asinhf(float);
float atanf(float);
float atan2f(float, float);
float atanhf(float);
float cosf(float);
float coshf(float);
float expf(float);
float exp2f(float);
float expm1f(float);
float fmodf(float, float);
float frexpf(float, thread int*);
int ilogbf(float);
float ldexpf(float, int);
float logf(float);
float log2f(float);
float log10f(float);
float log1pf(float);
float nextafterf(float, float);
float powf(float, float);
float sinf(float);
float sinhf(float);
float tanf(float);
float tanhf(float);
}
