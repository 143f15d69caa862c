// bool2, bool3, bool4: a byte an element (bool3 takes four), as in Metal.
//
// A class, since clang packs a vector of bool into bits. Comparing vectors gives clang's masks of -1
// and 0, which become boolN here by themselves.
#pragma once
#include "vector.h"

namespace tm {

#define TM_BOOLEAN(n, align, members, parameters, values, lanes)                       \
  struct __attribute__((aligned(align))) Bool##n {                                     \
    bool members;                                                                      \
    Bool##n() = default;                                                               \
    METAL_FUNC constexpr Bool##n parameters : values {}                                \
    METAL_FUNC explicit constexpr Bool##n(bool all) : Bool##n lanes {}                 \
    template <typename T, typename = metal::enable_if_t<is_integer<T>>>                \
    METAL_FUNC constexpr Bool##n(T __attribute__((ext_vector_type(n))) v) {            \
      for (int i = 0; i < n; ++i) (&x)[i] = v[i] != 0;                                 \
    }                                                                                  \
    template <typename T, typename = metal::enable_if_t<!is_integer<T>>, int = 0>      \
    METAL_FUNC explicit constexpr Bool##n(T __attribute__((ext_vector_type(n))) v) {   \
      for (int i = 0; i < n; ++i) (&x)[i] = v[i] != T(0);                              \
    }                                                                                  \
    METAL_FUNC explicit constexpr operator metal::vec<char, n>() const {               \
      metal::vec<char, n> v = 0;                                                        \
      for (int i = 0; i < n; ++i) v[i] = (&x)[i];                                      \
      return v;                                                                        \
    }                                                                                  \
    METAL_FUNC thread bool& operator[](int i) thread { return (&x)[i]; }               \
    METAL_FUNC device bool& operator[](int i) device { return (&x)[i]; }               \
    METAL_FUNC threadgroup bool& operator[](int i) threadgroup { return (&x)[i]; }     \
    METAL_FUNC bool operator[](int i) const thread { return (&x)[i]; }                 \
    METAL_FUNC bool operator[](int i) const device { return (&x)[i]; }                 \
    METAL_FUNC bool operator[](int i) const threadgroup { return (&x)[i]; }            \
    METAL_FUNC bool operator[](int i) const constant { return (&x)[i]; }               \
  };
#define TM_LIST(...) __VA_ARGS__
TM_BOOLEAN(2, 2, TM_LIST(x, y), (bool a, bool b), TM_LIST(x(a), y(b)), (all, all))
TM_BOOLEAN(3, 4, TM_LIST(x, y, z), (bool a, bool b, bool c), TM_LIST(x(a), y(b), z(c)), (all, all, all))
TM_BOOLEAN(4, 4, TM_LIST(x, y, z, w), (bool a, bool b, bool c, bool d),
           TM_LIST(x(a), y(b), z(c), w(d)), (all, all, all, all))
#undef TM_LIST
#undef TM_BOOLEAN

// To a vector's constructor it is zeros and ones.
template <> struct unpacked_of<Bool2> { typedef char2 type; };
template <> struct unpacked_of<Bool3> { typedef char3 type; };
template <> struct unpacked_of<Bool4> { typedef char4 type; };

}  // namespace tm

typedef tm::Bool2 bool2;
typedef tm::Bool3 bool3;
typedef tm::Bool4 bool4;

namespace metal {

#define TM_BOOLEAN(n)                                                                   \
  METAL_FUNC bool all(bool##n v) {                                                      \
    bool y = true;                                                                      \
    for (int i = 0; i < n; ++i) y = y && v[i];                                          \
    return y;                                                                           \
  }                                                                                     \
  METAL_FUNC bool any(bool##n v) {                                                      \
    bool y = false;                                                                     \
    for (int i = 0; i < n; ++i) y = y || v[i];                                          \
    return y;                                                                           \
  }                                                                                     \
  METAL_FUNC bool##n tm_not(bool##n v) {                                                \
    for (int i = 0; i < n; ++i) v[i] = !v[i];                                           \
    return v;                                                                           \
  }                                                                                     \
  template <typename T>                                                                 \
  METAL_FUNC vec<T, n> select(T __attribute__((ext_vector_type(n))) a,                  \
                              T __attribute__((ext_vector_type(n))) b, bool##n c) {     \
    for (int i = 0; i < n; ++i) a[i] = c[i] ? b[i] : a[i];                              \
    return a;                                                                           \
  }
TM_BOOLEAN(2)
TM_BOOLEAN(3)
TM_BOOLEAN(4)
#undef TM_BOOLEAN

}  // namespace metal

#define TM_BOOLEAN(n)                                                      \
  METAL_FUNC bool##n operator!(bool##n v) { return metal::tm_not(v); }     \
  TM_BOOLEAN_OP(n, &, &) TM_BOOLEAN_OP(n, |, |) TM_BOOLEAN_OP(n, ^, !=)    \
  TM_BOOLEAN_OP(n, &&, &) TM_BOOLEAN_OP(n, ||, |)                          \
  TM_BOOLEAN_OP(n, ==, ==) TM_BOOLEAN_OP(n, !=, !=)
#define TM_BOOLEAN_OP(n, op, of)                                           \
  METAL_FUNC bool##n operator op(bool##n a, bool##n b) {                   \
    for (int i = 0; i < n; ++i) a[i] = bool(a[i] of b[i]);                 \
    return a;                                                              \
  }
TM_BOOLEAN(2)
TM_BOOLEAN(3)
TM_BOOLEAN(4)
#undef TM_BOOLEAN
#undef TM_BOOLEAN_OP
