// numeric_limits and the constants that Metal defines as macros.
#pragma once
#include "bfloat.h"

#define INFINITY __builtin_inff()
#define NAN __builtin_nanf("")
#define HUGE_VALF __builtin_inff()
#define MAXFLOAT 3.402823466e+38f
#define FLT_MAX 3.402823466e+38f
#define FLT_MIN 1.175494351e-38f
#define FLT_EPSILON 1.1920929e-07f
#define HALF_MAX 65504.0h
#define HALF_MIN 6.103515625e-05h
#define HALF_EPSILON 0.0009765625h
#define CHAR_BIT 8
#define CHAR_MAX 127
#define CHAR_MIN (-128)
#define SCHAR_MAX 127
#define SCHAR_MIN (-128)
#define UCHAR_MAX 255
#define SHRT_MAX 32767
#define SHRT_MIN (-32768)
#define USHRT_MAX 65535
#define INT_MAX 2147483647
#define INT_MIN (-2147483647 - 1)
#define UINT_MAX 4294967295u
#define LONG_MAX 9223372036854775807l
#define LONG_MIN (-9223372036854775807l - 1l)
#define ULONG_MAX 18446744073709551615ul
#define M_E_F 2.71828182845904523536f
#define M_LOG2E_F 1.44269504088896340736f
#define M_LOG10E_F 0.434294481903251827651f
#define M_LN2_F 0.693147180559945309417f
#define M_LN10_F 2.30258509299404568402f
#define M_PI_F 3.14159265358979323846f
#define M_PI_2_F 1.57079632679489661923f
#define M_PI_4_F 0.785398163397448309616f
#define M_1_PI_F 0.318309886183790671538f
#define M_2_PI_F 0.636619772367581343076f
#define M_2_SQRTPI_F 1.12837916709551257390f
#define M_SQRT2_F 1.41421356237309504880f
#define M_SQRT1_2_F 0.707106781186547524401f

namespace metal {

template <typename T>
struct numeric_limits {
  static constexpr constant bool is_specialized = false;
};

#define TM_INTEGER_LIMITS(T, low, high)                          \
  template <>                                                    \
  struct numeric_limits<T> {                                     \
    static constexpr constant bool is_specialized = true;        \
    static constexpr constant bool is_integer = true;            \
    static constexpr constant bool is_signed = low != 0;         \
    static constexpr constant bool has_infinity = false;         \
    static constexpr constant int digits = sizeof(T) * 8 - is_signed; \
    METAL_FUNC static constexpr T min() { return low; }          \
    METAL_FUNC static constexpr T lowest() { return low; }       \
    METAL_FUNC static constexpr T max() { return high; }         \
  };
TM_INTEGER_LIMITS(char, CHAR_MIN, CHAR_MAX)
TM_INTEGER_LIMITS(int8_t, SCHAR_MIN, SCHAR_MAX)
TM_INTEGER_LIMITS(uchar, 0, UCHAR_MAX)
TM_INTEGER_LIMITS(short, SHRT_MIN, SHRT_MAX)
TM_INTEGER_LIMITS(ushort, 0, USHRT_MAX)
TM_INTEGER_LIMITS(int, INT_MIN, INT_MAX)
TM_INTEGER_LIMITS(uint, 0, UINT_MAX)
TM_INTEGER_LIMITS(long, LONG_MIN, LONG_MAX)
TM_INTEGER_LIMITS(ulong, 0, ULONG_MAX)
#undef TM_INTEGER_LIMITS

#define TM_FLOAT_LIMITS(T, bits, low, smallest, high, step, inf, nan, precision)  \
  template <>                                                            \
  struct numeric_limits<T> {                                             \
    static constexpr constant bool is_specialized = true;                \
    static constexpr constant bool is_integer = false;                   \
    static constexpr constant bool is_signed = true;                     \
    static constexpr constant bool has_infinity = true;                  \
    static constexpr constant int digits = precision;                    \
    METAL_FUNC static constexpr T min() { return as_type<T>(bits(smallest)); } \
    METAL_FUNC static constexpr T lowest() { return as_type<T>(bits(low)); }   \
    METAL_FUNC static constexpr T max() { return as_type<T>(bits(high)); }     \
    METAL_FUNC static constexpr T epsilon() { return as_type<T>(bits(step)); } \
    METAL_FUNC static constexpr T infinity() { return as_type<T>(bits(inf)); } \
    METAL_FUNC static constexpr T quiet_NaN() { return as_type<T>(bits(nan)); } \
  };
TM_FLOAT_LIMITS(float, uint, 0xff7fffff, 0x00800000, 0x7f7fffff, 0x34000000, 0x7f800000, 0x7fc00000, 24)
TM_FLOAT_LIMITS(half, ushort, 0xfbff, 0x0400, 0x7bff, 0x1400, 0x7c00, 0x7e00, 11)
TM_FLOAT_LIMITS(bfloat, ushort, 0xff7f, 0x0080, 0x7f7f, 0x3c00, 0x7f80, 0x7fc0, 8)
#undef TM_FLOAT_LIMITS

}  // namespace metal
