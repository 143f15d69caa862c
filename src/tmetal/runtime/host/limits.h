// numeric_limits and the constants that Metal defines as macros.
#pragma once
#include "bfloat.h"

#define INFINITY __builtin_inff()
#define NAN __builtin_nanf("")
#define HUGE_VALF __builtin_inff()
#define MAXFLOAT 3.402823466e+38f
#define HUGE_VALH half(__builtin_inff())
#define HUGE_VALBF bfloat(__builtin_inff())
#define MAXHALF 65504.0h
#define MAXBFLOAT bfloat(3.38953139e+38f)
#define FLT_DIG 6
#define FLT_MANT_DIG 24
#define FLT_MAX_10_EXP 38
#define FLT_MAX_EXP 128
#define FLT_MIN_10_EXP (-37)
#define FLT_MIN_EXP (-125)
#define FLT_RADIX 2
#define HALF_DIG 3
#define HALF_MANT_DIG 11
#define HALF_MAX_10_EXP 4
#define HALF_MAX_EXP 16
#define HALF_MIN_10_EXP (-4)
#define HALF_MIN_EXP (-13)
#define HALF_RADIX 2
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
#define M_E_H 2.71828182845904523536h
#define M_LOG2E_H 1.44269504088896340736h
#define M_LOG10E_H 0.434294481903251827651h
#define M_LN2_H 0.693147180559945309417h
#define M_LN10_H 2.30258509299404568402h
#define M_PI_H 3.14159265358979323846h
#define M_PI_2_H 1.57079632679489661923h
#define M_PI_4_H 0.785398163397448309616h
#define M_1_PI_H 0.318309886183790671538h
#define M_2_PI_H 0.636619772367581343076h
#define M_2_SQRTPI_H 1.12837916709551257390h
#define M_SQRT2_H 1.41421356237309504880h
#define M_SQRT1_2_H 0.707106781186547524401h
#define M_E_BF bfloat(2.71828182845904523536f)
#define M_LOG2E_BF bfloat(1.44269504088896340736f)
#define M_LOG10E_BF bfloat(0.434294481903251827651f)
#define M_LN2_BF bfloat(0.693147180559945309417f)
#define M_LN10_BF bfloat(2.30258509299404568402f)
#define M_PI_BF bfloat(3.14159265358979323846f)
#define M_PI_2_BF bfloat(1.57079632679489661923f)
#define M_PI_4_BF bfloat(0.785398163397448309616f)
#define M_1_PI_BF bfloat(0.318309886183790671538f)
#define M_2_PI_BF bfloat(0.636619772367581343076f)
#define M_2_SQRTPI_BF bfloat(1.12837916709551257390f)
#define M_SQRT2_BF bfloat(1.41421356237309504880f)
#define M_SQRT1_2_BF bfloat(0.707106781186547524401f)

namespace metal {

template <typename T>
struct numeric_limits {
  static constexpr constant bool is_specialized = false;
};

enum float_denorm_style { denorm_indeterminate = -1, denorm_absent, denorm_present };
enum float_round_style {
  round_indeterminate = -1, round_toward_zero, round_to_nearest, round_toward_infinity, round_toward_neg_infinity
};

#define TM_FACT(type, name, value) static constexpr constant type name = value;
#define TM_VALUE(name, value) METAL_FUNC static constexpr TM_T name() { return value; }
#define TM_LIMITS_OF_BOTH(integer, with_sign, modulo, bits, tens)                               \
  TM_FACT(bool, is_specialized, true) TM_FACT(bool, is_integer, integer)                        \
  TM_FACT(bool, is_signed, with_sign) TM_FACT(bool, is_exact, integer)                          \
  TM_FACT(bool, has_infinity, !integer) TM_FACT(bool, has_quiet_NaN, !integer)                  \
  TM_FACT(bool, has_signaling_NaN, !integer) TM_FACT(bool, has_denorm_loss, false)              \
  TM_FACT(bool, is_iec559, !integer) TM_FACT(bool, is_bounded, true)                            \
  TM_FACT(bool, is_modulo, modulo) TM_FACT(bool, traps, false)                                  \
  TM_FACT(bool, tinyness_before, false) TM_FACT(int, digits, bits) TM_FACT(int, digits10, tens) \
  TM_FACT(int, radix, 2)                                                                        \
  TM_FACT(float_round_style, round_style, integer ? round_toward_zero : round_to_nearest)

#define TM_INTEGER_LIMITS(T, low, high)                          \
  template <>                                                    \
  struct numeric_limits<T> {                                     \
    typedef T TM_T;                                              \
    TM_LIMITS_OF_BOTH(true, low != 0, low == 0 && high != 1,     \
                      high == 1 ? 1 : sizeof(T) * 8 - is_signed, digits * 643 / 2136) \
    TM_FACT(int, max_digits10, 0) TM_FACT(int, min_exponent, 0)  \
    TM_FACT(int, min_exponent10, 0) TM_FACT(int, max_exponent, 0) \
    TM_FACT(int, max_exponent10, 0)                              \
    TM_FACT(float_denorm_style, has_denorm, denorm_absent)       \
    TM_VALUE(min, low) TM_VALUE(lowest, low) TM_VALUE(max, high) \
    TM_VALUE(epsilon, 0) TM_VALUE(round_error, 0) TM_VALUE(infinity, 0) \
    TM_VALUE(quiet_NaN, 0) TM_VALUE(signaling_NaN, 0) TM_VALUE(denorm_min, 0) \
  };
TM_INTEGER_LIMITS(bool, 0, 1)
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

// The last row: digits in binary, decimal and to tell all apart, and the range of exponents.
#define TM_FLOAT_LIMITS(T, bits, low, smallest, high, step, unit, inf, nan, noisy,                \
                        precision, tens, enough, least2, least10, most2, most10)            \
  template <>                                                                               \
  struct numeric_limits<T> {                                                                \
    typedef T TM_T;                                                                         \
    TM_LIMITS_OF_BOTH(false, true, false, precision, tens)                                  \
    TM_FACT(int, max_digits10, enough) TM_FACT(int, min_exponent, least2)                   \
    TM_FACT(int, min_exponent10, least10) TM_FACT(int, max_exponent, most2)                 \
    TM_FACT(int, max_exponent10, most10)                                                    \
    TM_FACT(float_denorm_style, has_denorm, denorm_present)                                 \
    TM_BITS(bits, min, smallest) TM_BITS(bits, lowest, low) TM_BITS(bits, max, high)        \
    TM_BITS(bits, epsilon, step) TM_BITS(bits, round_error, unit) TM_BITS(bits, infinity, inf) \
    TM_BITS(bits, quiet_NaN, nan) TM_BITS(bits, signaling_NaN, noisy) TM_BITS(bits, denorm_min, 1) \
  };
#define TM_BITS(bits, name, value) TM_VALUE(name, as_type<TM_T>(bits(value)))
TM_FLOAT_LIMITS(float, uint, 0xff7fffff, 0x00800000, 0x7f7fffff, 0x34000000, 0x3f000000, 0x7f800000,
                0x7fc00000, 0x7fa00000, 24, 6, 9, -125, -37, 128, 38)
TM_FLOAT_LIMITS(half, ushort, 0xfbff, 0x0400, 0x7bff, 0x1400, 0x3800, 0x7c00,
                0x7e00, 0x7d00, 11, 3, 5, -13, -4, 16, 4)
TM_FLOAT_LIMITS(bfloat, ushort, 0xff7f, 0x0080, 0x7f7f, 0x3c00, 0x3f00, 0x7f80,
                0x7fc0, 0x7fa0, 8, 2, 4, -125, -37, 128, 38)
#undef TM_BITS
#undef TM_VALUE
#undef TM_FACT
#undef TM_LIMITS_OF_BOTH
#undef TM_FLOAT_LIMITS

}  // namespace metal
