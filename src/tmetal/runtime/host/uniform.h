// metal::uniform: a value that is the same for all threads, as the programmer says.
//
// On a GPU it is a hint to the compiler; here it is the value, with the operators of its type.
#pragma once
#include "traits.h"

namespace metal {

template <typename T>
struct uniform {
  constexpr uniform() : tm_value() {}
  constexpr uniform(T value) : tm_value(value) {}
  template <typename U, typename = enable_if_t<is_convertible_v<U, T>>>
  constexpr explicit uniform(uniform<U> other) : tm_value(T(U(other))) {}
  constexpr operator T() const { return tm_value; }

 private:
  T tm_value;
};

template <typename T>
METAL_FUNC constexpr uniform<T> make_uniform(T value) {
  return uniform<T>(value);
}

// Of two uniforms the result is one too; with a plain operand it is an ordinary value.
#define TM_UNIFORM(op)                                                      \
  template <typename T, typename U>                                         \
  METAL_FUNC constexpr auto operator op(uniform<T> a, uniform<U> b)         \
      -> uniform<decltype(T() op U())> {                                    \
    return uniform<decltype(T() op U())>(T(a) op U(b));                     \
  }
TM_UNIFORM(+)
TM_UNIFORM(-)
TM_UNIFORM(*)
TM_UNIFORM(/)
TM_UNIFORM(%)
TM_UNIFORM(&)
TM_UNIFORM(|)
TM_UNIFORM(^)
TM_UNIFORM(<<)
TM_UNIFORM(>>)
TM_UNIFORM(<)
TM_UNIFORM(>)
TM_UNIFORM(<=)
TM_UNIFORM(>=)
TM_UNIFORM(==)
TM_UNIFORM(!=)
TM_UNIFORM(&&)
TM_UNIFORM(||)
#undef TM_UNIFORM

}  // namespace metal
