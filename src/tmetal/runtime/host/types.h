// Scalar types, address spaces and the few names that OpenCL reserves and Metal does not.
#pragma once
#pragma OPENCL EXTENSION cl_khr_fp16 : enable

#define device __global
#define threadgroup __local
#define thread __private
// `constant` is a keyword already; `kernel` only marks: an entry point is an ordinary function here.
#define kernel
#define fragment
#define vertex

// Ordinary identifiers in Metal.
#define local tm_name_local
#define global tm_name_global
#define generic tm_name_generic
#define pipe tm_name_pipe
#define read_only tm_name_read_only
#define write_only tm_name_write_only
#define read_write tm_name_read_write

#define METAL_FUNC inline __attribute__((always_inline))
#define METAL_CONST static constant constexpr const
#define __METAL__ 1
#define __METAL_VERSION__ 310

// What no kernel changes is compiled once (runtime.h) and linked to each, except to those that are
// measured: there it is part of the text, as TM_WHOLE says.
#if defined(TM_MEASURE) || defined(TM_RUNTIME)
#define TM_WHOLE 1
#else
#define TM_WHOLE 0
#endif

typedef unsigned char uchar;
typedef unsigned short ushort;
typedef unsigned int uint;
typedef unsigned long ulong;
typedef signed char int8_t;
typedef unsigned char uint8_t;
typedef short int16_t;
typedef unsigned short uint16_t;
typedef int int32_t;
typedef unsigned int uint32_t;
typedef long int64_t;
typedef unsigned long uint64_t;
typedef unsigned long size_t;
typedef long ptrdiff_t;

namespace metal {

typedef ::size_t size_t;
typedef ::ptrdiff_t ptrdiff_t;

template <bool condition, typename T = void>
struct enable_if {};
template <typename T>
struct enable_if<true, T> {
  typedef T type;
};
template <bool condition, typename T = void>
using enable_if_t = typename enable_if<condition, T>::type;

template <bool condition, typename T, typename F>
struct conditional {
  typedef T type;
};
template <typename T, typename F>
struct conditional<false, T, F> {
  typedef F type;
};
template <bool condition, typename T, typename F>
using conditional_t = typename conditional<condition, T, F>::type;

template <typename T, T v>
struct integral_constant {
  static constexpr constant T value = v;
  typedef T value_type;
  typedef integral_constant type;
  constexpr operator T() const { return v; }
};
typedef integral_constant<bool, true> true_type;
typedef integral_constant<bool, false> false_type;
template <bool v>
using bool_constant = integral_constant<bool, v>;

template <typename T>
struct type_identity {
  typedef T type;
};

template <typename T, typename U>
struct is_same : bool_constant<__is_same(T, U)> {};
template <typename T, typename U>
constexpr constant bool is_same_v = __is_same(T, U);

template <typename T>
struct remove_cv {
  typedef __remove_cv(T) type;
};
template <typename T>
using remove_cv_t = __remove_cv(T);

}  // namespace metal

typedef __bf16 bfloat;

namespace tm {

template <typename T, typename... Ts>
constexpr constant bool one_of = (__is_same(T, Ts) || ...);
template <typename T>
constexpr constant bool is_integer =
    one_of<T, char, signed char, uchar, short, ushort, int, uint, long, ulong>;
template <typename T>
constexpr constant bool is_native_float = one_of<T, half, float>;
template <typename T>
constexpr constant bool is_float = one_of<T, half, float, bfloat>;
template <typename T>
constexpr constant bool is_number = is_integer<T> || is_float<T>;

template <typename T>
struct unsigned_of { typedef T type; };
template <> struct unsigned_of<char> { typedef uchar type; };
template <> struct unsigned_of<signed char> { typedef uchar type; };
template <> struct unsigned_of<short> { typedef ushort type; };
template <> struct unsigned_of<int> { typedef uint type; };
template <> struct unsigned_of<long> { typedef ulong type; };

}  // namespace tm

namespace metal {

template <typename T>
struct is_integral : bool_constant<tm::is_integer<__remove_cv(T)> || __is_same(__remove_cv(T), bool)> {};
template <typename T>
constexpr constant bool is_integral_v = is_integral<T>::value;
template <typename T>
struct is_floating_point : bool_constant<tm::is_float<__remove_cv(T)>> {};
template <typename T>
constexpr constant bool is_floating_point_v = is_floating_point<T>::value;
template <typename T>
struct is_arithmetic : bool_constant<is_integral_v<T> || is_floating_point_v<T>> {};
template <typename T>
constexpr constant bool is_arithmetic_v = is_arithmetic<T>::value;
template <typename T>
constexpr constant bool is_signed_v = is_arithmetic_v<T> && T(-1) < T(0);
template <typename T>
constexpr constant bool is_unsigned_v = is_integral_v<T> && !(T(-1) < T(0));

// Reinterprets the bits of a value; the sizes must agree, and pointers have no bits to offer.
template <typename U, typename T>
METAL_FUNC constexpr U as_type(T x) {
  static_assert(sizeof(U) == sizeof(T), "as_type: the types differ in size");
  static_assert(!__is_pointer(T) && !__is_pointer(U), "as_type: not for pointers");
  return __builtin_bit_cast(U, x);
}

}  // namespace metal
