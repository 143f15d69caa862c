// Relaxed atomics on device and threadgroup memory: Metal has no other order.
#pragma once
#include "types.h"

// The dialect predeclares these names as its own atomic types.
#define atomic_int atomic<int>
#define atomic_uint atomic<uint>
#define atomic_float atomic<float>
#define atomic_bool atomic<bool>
#define atomic_ulong atomic<ulong>
#define memory_order tm_memory_order
#define memory_order_relaxed tm_memory_order_relaxed

namespace metal {

enum memory_order { memory_order_relaxed };

template <typename T>
struct atomic {
  static_assert(tm::one_of<T, int, uint, float, bool, ulong>, "atomic: int, uint, float, bool or ulong");
  // Four bytes, whatever T: a bool is kept as a number.
  conditional_t<__is_same(T, bool), uint, T> tm_value;
};

}  // namespace metal

namespace tm {

template <typename T>
constexpr constant bool is_atomic_integer = one_of<T, int, uint>;

template <typename T>
using stored = decltype(metal::atomic<T>::tm_value);

// The builtins want both operands in one address space; on the host there is only one.
template <typename T>
METAL_FUNC thread stored<T>* plain(ulong address) {
  return (thread stored<T>*)address;
}

template <typename T>
METAL_FUNC T load(ulong address) {
  stored<T> value;
  __atomic_load(plain<T>(address), &value, 0);
  return T(value);
}

template <typename T>
METAL_FUNC bool exchange_if(ulong address, thread T* expected, T desired) {
  stored<T> old = *expected, changed = desired;
  bool done = __atomic_compare_exchange(plain<T>(address), &old, &changed, false, 0, 0);
  *expected = T(old);
  return done;
}

}  // namespace tm

namespace metal {

#define TM_OBJECT(space) volatile space atomic<T>* object
#define TM_VALUE typename type_identity<T>::type

#define TM_FETCH(space, name, next, condition)                                          \
  template <typename T, typename = enable_if_t<condition>>                              \
  METAL_FUNC T name(TM_OBJECT(space), TM_VALUE value, memory_order) {                   \
    T old = tm::load<T>((ulong)object);                                                 \
    while (!tm::exchange_if<T>((ulong)object, &old, next)) {                            \
    }                                                                                   \
    return old;                                                                         \
  }

// `condition`: what Metal's atomic type of T has in this space. A ulong has only what follows below.
#define TM_ATOMICS(space, condition)                                                    \
  template <typename T, typename = enable_if_t<condition>>                              \
  METAL_FUNC T atomic_load_explicit(const TM_OBJECT(space), memory_order) {             \
    return tm::load<T>((ulong)object);                                                  \
  }                                                                                     \
  template <typename T, typename = enable_if_t<condition>>                              \
  METAL_FUNC void atomic_store_explicit(TM_OBJECT(space), TM_VALUE value, memory_order) { \
    tm::stored<T> stored = value;                                                       \
    __atomic_store(tm::plain<T>((ulong)object), &stored, 0);                            \
  }                                                                                     \
  template <typename T, typename = enable_if_t<condition>>                              \
  METAL_FUNC bool atomic_compare_exchange_weak_explicit(                                \
      TM_OBJECT(space), thread T* expected, TM_VALUE desired, memory_order, memory_order) { \
    return tm::exchange_if<T>((ulong)object, expected, desired);                        \
  }                                                                                     \
  TM_FETCH(space, atomic_exchange_explicit, value, condition)                           \
  TM_FETCH(space, atomic_fetch_add_explicit, T(old + value), ((condition) && !__is_same(T, bool))) \
  TM_FETCH(space, atomic_fetch_sub_explicit, T(old - value), ((condition) && !__is_same(T, bool))) \
  TM_FETCH(space, atomic_fetch_and_explicit, old & value, tm::is_atomic_integer<T>)            \
  TM_FETCH(space, atomic_fetch_or_explicit, old | value, tm::is_atomic_integer<T>)             \
  TM_FETCH(space, atomic_fetch_xor_explicit, old ^ value, tm::is_atomic_integer<T>)            \
  TM_FETCH(space, atomic_fetch_min_explicit, value < old ? value : old, tm::is_atomic_integer<T>) \
  TM_FETCH(space, atomic_fetch_max_explicit, old < value ? value : old, tm::is_atomic_integer<T>)

TM_ATOMICS(device, (!__is_same(T, ulong)))
// Metal before 4.1 has no atomic_float in threadgroup memory.
TM_ATOMICS(threadgroup, (!__is_same(T, ulong) && !__is_same(T, float)))

// Of 64 bits there are the least and the greatest, in device memory, without the old value.
#define TM_WIDE(name, condition)                                                        \
  METAL_FUNC void name(volatile device atomic<ulong>* object, ulong value, memory_order) { \
    ulong old = tm::load<ulong>((ulong)object);                                         \
    while ((condition) && !tm::exchange_if<ulong>((ulong)object, &old, value)) {        \
    }                                                                                   \
  }
TM_WIDE(atomic_min_explicit, value < old)
TM_WIDE(atomic_max_explicit, old < value)
#undef TM_WIDE

#undef TM_ATOMICS
#undef TM_FETCH
#undef TM_OBJECT
#undef TM_VALUE

}  // namespace metal
