// MLX's complex numbers, for texts that come without its prelude.
//
// Of the real and the imaginary part, in this order; a number becomes one with imaginary part 0, and
// one becomes its real part where a number is wanted. Ordered by real, then by imaginary part.
#pragma once
#include "traits.h"

template <typename T>
struct complex_t;

template <typename T>
constexpr constant bool is_complex_v = false;
template <typename T>
constexpr constant bool is_complex_v<complex_t<T>> = true;

template <typename From, typename To>
constexpr constant bool is_lane_convertible_v =
    tm::is_number<__remove_cv(From)> && tm::is_number<__remove_cv(To)>;

template <typename T>
struct complex_t {
  typedef T value_type;
  T real;
  T imag;

  METAL_FUNC constexpr complex_t(T x, T y) : real(x), imag(y) {}
  METAL_FUNC constexpr complex_t() : real(0), imag(0) {}
  template <typename U, typename = metal::enable_if_t<is_lane_convertible_v<U, T>>>
  METAL_FUNC constexpr complex_t(U x) : real(tm::cast<T>(x)), imag(0) {}
  template <typename U, typename = metal::enable_if_t<!__is_same(U, T)>>
  METAL_FUNC constexpr complex_t(complex_t<U> x)
      : real(tm::cast<T>(x.real)), imag(tm::cast<T>(x.imag)) {}

#define TM_REAL(space)                                                              \
  template <typename U, typename = metal::enable_if_t<is_lane_convertible_v<U, T>>> \
  METAL_FUNC constexpr operator U() const space { return tm::cast<U>(real); }
  TM_REAL(thread)
  TM_REAL(threadgroup)
  TM_REAL(device)
  TM_REAL(constant)
#undef TM_REAL
};

typedef complex_t<half> complex32_t;
typedef complex_t<float> complex64_t;

namespace tm {

template <typename T>
METAL_FUNC constexpr complex_t<T> complex_quotient(complex_t<T> a, complex_t<T> b) {
  T size = b.real * b.real + b.imag * b.imag;
  return {T((a.real * b.real + a.imag * b.imag) / size), T((a.imag * b.real - a.real * b.imag) / size)};
}

}  // namespace tm

#define TM_COMPLEX(op, ...)                                                                   \
  template <typename T>                                                                       \
  METAL_FUNC constexpr complex_t<T> operator op(complex_t<T> a, complex_t<T> b) { __VA_ARGS__ } \
  template <typename T, typename U, typename = metal::enable_if_t<tm::is_number<U>>>          \
  METAL_FUNC constexpr complex_t<T> operator op(complex_t<T> a, U b) {                        \
    return a op complex_t<T>(b);                                                              \
  }                                                                                           \
  template <typename T, typename U, typename = metal::enable_if_t<tm::is_number<U>>>          \
  METAL_FUNC constexpr complex_t<T> operator op(U a, complex_t<T> b) {                        \
    return complex_t<T>(a) op b;                                                              \
  }
TM_COMPLEX(+, return {T(a.real + b.real), T(a.imag + b.imag)};)
TM_COMPLEX(-, return {T(a.real - b.real), T(a.imag - b.imag)};)
TM_COMPLEX(*, return {T(a.real * b.real - a.imag * b.imag), T(a.real * b.imag + a.imag * b.real)};)
TM_COMPLEX(/, return tm::complex_quotient(a, b);)
#undef TM_COMPLEX

#define TM_COMPLEX(op, ...) \
  template <typename T>     \
  METAL_FUNC constexpr bool operator op(complex_t<T> a, complex_t<T> b) { return __VA_ARGS__; }
TM_COMPLEX(==, a.real == b.real && a.imag == b.imag)
TM_COMPLEX(!=, !(a == b))
TM_COMPLEX(<, a.real < b.real || (a.real == b.real && a.imag < b.imag))
TM_COMPLEX(>, b < a)
TM_COMPLEX(<=, a < b || a == b)
TM_COMPLEX(>=, b <= a)
#undef TM_COMPLEX

template <typename T>
METAL_FUNC constexpr complex_t<T> operator-(complex_t<T> a) {
  return {T(-a.real), T(-a.imag)};
}

#define TM_COMPLEX(space)                                                            \
  template <typename T>                                                              \
  METAL_FUNC constexpr space complex_t<T>& operator+=(space complex_t<T>& a, complex_t<T> b) { \
    a.real += b.real;                                                                \
    a.imag += b.imag;                                                                \
    return a;                                                                        \
  }
TM_COMPLEX(thread)
TM_COMPLEX(threadgroup)
TM_COMPLEX(device)
#undef TM_COMPLEX
