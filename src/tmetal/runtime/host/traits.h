// Type traits beyond those that the library itself needs (types.h), as in Apple's <metal_type_traits>.
#pragma once
#include "vector.h"

namespace metal {

#define TM_TRAIT(name, ...)                     \
  template <typename T>                         \
  struct name : bool_constant<(__VA_ARGS__)> {}; \
  template <typename T>                         \
  constexpr constant bool name##_v = name<T>::value;
TM_TRAIT(is_const, __is_const(T))
TM_TRAIT(is_volatile, __is_volatile(T))
TM_TRAIT(is_void, __is_void(T))
TM_TRAIT(is_pointer, __is_pointer(T))
TM_TRAIT(is_reference, __is_reference(T))
TM_TRAIT(is_lvalue_reference, __is_lvalue_reference(T))
TM_TRAIT(is_rvalue_reference, __is_rvalue_reference(T))
TM_TRAIT(is_array, __is_array(T))
TM_TRAIT(is_enum, __is_enum(T))
TM_TRAIT(is_class, __is_class(T))
TM_TRAIT(is_union, __is_union(T))
TM_TRAIT(is_function, __is_function(T))
TM_TRAIT(is_scalar, __is_scalar(T) || __is_same(__remove_cv(T), half) || __is_same(__remove_cv(T), bfloat))
TM_TRAIT(is_compound, !(is_arithmetic_v<T> || __is_void(T)))
TM_TRAIT(is_trivially_copyable, __is_trivially_copyable(T))
#undef TM_TRAIT

// Nothing converts into bfloat by itself, and bfloat only to float.
template <typename From, typename To>
struct is_convertible
    : bool_constant<
          !(__is_same(__remove_cv(To), bfloat) && tm::is_number<__remove_cv(From)> &&
            !__is_same(__remove_cv(From), bfloat)) &&
          !(__is_same(__remove_cv(From), bfloat) && tm::is_number<__remove_cv(To)> &&
            !tm::one_of<__remove_cv(To), bfloat, float>) &&
          __is_convertible_to(From, To)> {};
template <typename From, typename To>
constexpr constant bool is_convertible_v = is_convertible<From, To>::value;

template <typename Base, typename Derived>
struct is_base_of : bool_constant<__is_base_of(Base, Derived)> {};
template <typename Base, typename Derived>
constexpr constant bool is_base_of_v = is_base_of<Base, Derived>::value;

template <typename T, typename... Args>
struct is_constructible : bool_constant<__is_constructible(T, Args...)> {};
template <typename T, typename... Args>
constexpr constant bool is_constructible_v = is_constructible<T, Args...>::value;

template <typename T>
struct is_signed : bool_constant<is_signed_v<T>> {};
template <typename T>
struct is_unsigned : bool_constant<is_unsigned_v<T>> {};

template <typename T>
struct remove_const { typedef T type; };
template <typename T>
struct remove_const<const T> { typedef T type; };
template <typename T>
using remove_const_t = typename remove_const<T>::type;
template <typename T>
struct remove_volatile { typedef __remove_volatile(T) type; };
template <typename T>
using remove_volatile_t = __remove_volatile(T);
template <typename T>
struct remove_reference { typedef __remove_reference_t(T) type; };
template <typename T>
using remove_reference_t = __remove_reference_t(T);
template <typename T>
struct add_const { typedef const T type; };
template <typename T>
using add_const_t = const T;
template <typename T>
struct remove_pointer { typedef __remove_pointer(T) type; };
template <typename T>
using remove_pointer_t = __remove_pointer(T);

template <typename T>
struct remove_addrspace { typedef T type; };
template <typename T>
struct remove_addrspace<device T> { typedef T type; };
template <typename T>
struct remove_addrspace<constant T> { typedef T type; };
template <typename T>
struct remove_addrspace<threadgroup T> { typedef T type; };
template <typename T>
struct remove_addrspace<thread T> { typedef T type; };
template <typename T>
using remove_addrspace_t = typename remove_addrspace<T>::type;
template <typename T>
using decay_t = remove_cv_t<remove_addrspace_t<__remove_reference_t(T)>>;
template <typename T>
struct decay { typedef decay_t<T> type; };

template <typename T>
struct make_unsigned { typedef typename tm::unsigned_of<T>::type type; };
template <typename T>
using make_unsigned_t = typename make_unsigned<T>::type;
template <typename T>
struct make_signed { typedef T type; };
template <> struct make_signed<uchar> { typedef char type; };
template <> struct make_signed<ushort> { typedef short type; };
template <> struct make_signed<uint> { typedef int type; };
template <> struct make_signed<ulong> { typedef long type; };
template <typename T>
using make_signed_t = typename make_signed<T>::type;

template <typename... Ts>
struct _disjunction : bool_constant<(Ts::value || ...)> {};
template <typename... Ts>
struct _conjunction : bool_constant<(Ts::value && ...)> {};
template <typename T>
struct _negation : bool_constant<!T::value> {};
template <typename... Ts>
using disjunction = _disjunction<Ts...>;
template <typename... Ts>
using conjunction = _conjunction<Ts...>;
template <typename T>
using negation = _negation<T>;

template <typename T>
typename remove_reference<T>::type&& declval();

}  // namespace metal

namespace tm {

// What `{x, y}` becomes as an operand of a call: it converts to whatever is made of these elements.
template <typename A, typename... B>
struct List;
template <typename A>
struct List<A> {
  A a;
  template <typename S>
  METAL_FUNC constexpr operator S() const { return S{a}; }
};
template <typename A, typename B>
struct List<A, B> {
  A a;
  B b;
  template <typename S, typename = metal::enable_if_t<!is_number<S>>>
  METAL_FUNC constexpr operator S() const {
    if constexpr (is_vector<S>) return construct<S>(a, b);
    else return S{a, b};
  }
};
template <typename A, typename B, typename C>
struct List<A, B, C> {
  A a;
  B b;
  C c;
  template <typename S, typename = metal::enable_if_t<!is_number<S>>>
  METAL_FUNC constexpr operator S() const {
    if constexpr (is_vector<S>) return construct<S>(a, b, c);
    else return S{a, b, c};
  }
};
template <typename A, typename B, typename C, typename D>
struct List<A, B, C, D> {
  A a;
  B b;
  C c;
  D d;
  template <typename S, typename = metal::enable_if_t<!is_number<S>>>
  METAL_FUNC constexpr operator S() const {
    if constexpr (is_vector<S>) return construct<S>(a, b, c, d);
    else return S{a, b, c, d};
  }
};

template <typename... T>
METAL_FUNC constexpr List<T...> list(T... x) {
  return List<T...>{x...};
}

}  // namespace tm
