"""The MSL of atomic updates that Metal has no function for."""

from __future__ import annotations

# Updates that Metal has no atomic function for: a word is compared and exchanged until no other
# thread came between (Metal has the weak form only, which may fail for no reason: MSL 4 section
# 6.15). An element of 2 bytes is updated with its neighbour in the word. What the word holds is
# flipped by `before`, the old contents, where the output holds differences.
UPDATE = """\
template <int size> struct tmetal_bits { typedef uint32_t type; };
template <> struct tmetal_bits<2> { typedef uint16_t type; };
template <typename T, typename I>
inline device atomic_uint* tmetal_word(device T* base, I i) {
  return (device atomic_uint*)base + i / I(4 / sizeof(T));
}
template <typename T, typename I> inline uint32_t tmetal_shift(I i) {
  return uint32_t(8 * sizeof(T)) * uint32_t(i % I(4 / sizeof(T)));
}
template <typename T> inline T tmetal_element(uint32_t word, uint32_t shift, T before) {
  typedef typename tmetal_bits<sizeof(T)>::type U;
  return as_type<T>(U(U(word >> shift) ^ as_type<U>(before)));
}
template <typename T, typename I> inline T tmetal_read(device T* base, I i, T before) {
  uint32_t word = atomic_load_explicit(tmetal_word(base, i), memory_order_relaxed);
  return tmetal_element<T>(word, tmetal_shift<T>(i), before);
}
template <typename T, typename I, typename F>
inline T tmetal_update(device T* base, I i, T before, F change) {
  typedef typename tmetal_bits<sizeof(T)>::type U;
  device atomic_uint* place = tmetal_word(base, i);
  uint32_t shift = tmetal_shift<T>(i), all = uint32_t(U(~U(0))) << shift;
  uint32_t seen = atomic_load_explicit(place, memory_order_relaxed);
  while (true) {
    T old = tmetal_element<T>(seen, shift, before);
    U next = U(as_type<U>(change(old)) ^ as_type<U>(before));
    uint32_t word = (seen & ~all) | (uint32_t(next) << shift);
    if (atomic_compare_exchange_weak_explicit(
            place, &seen, word, memory_order_relaxed, memory_order_relaxed)) {
      return old;
    }
  }
}
template <typename T> struct tmetal_add {
  T x;
  T operator()(T a) const { return T(uint32_t(a) + uint32_t(x)); }
};
template <typename T> struct tmetal_add_float {
  T x;
  T operator()(T a) const { return T(float(a) + float(x)); }
};
template <typename T> struct tmetal_max {
  T x;
  T operator()(T a) const { return metal::max(a, x); }
};
template <typename T> struct tmetal_max_float {
  T x;
  T operator()(T a) const { return T(metal::fmax(float(a), float(x))); }
};
template <typename T> struct tmetal_min {
  T x;
  T operator()(T a) const { return metal::min(a, x); }
};
template <typename T> struct tmetal_min_float {
  T x;
  T operator()(T a) const { return T(metal::fmin(float(a), float(x))); }
};
template <typename T> struct tmetal_and {
  T x;
  T operator()(T a) const { return T(a & x); }
};
template <typename T> struct tmetal_or {
  T x;
  T operator()(T a) const { return T(a | x); }
};
template <typename T> struct tmetal_xor {
  T x;
  T operator()(T a) const { return T(a ^ x); }
};
template <typename T> struct tmetal_xchg {
  T x;
  T operator()(T a) const { return x; }
};
template <typename T> struct tmetal_cas {
  T x, expected;
  T operator()(T a) const {
    typedef typename tmetal_bits<sizeof(T)>::type U;
    return as_type<U>(a) == as_type<U>(expected) ? x : a;
  }
};
template <typename T, typename I> inline void tmetal_add_halves(device T* base, I i, T x) {
  device atomic_uint* place = (device atomic_uint*)base + 2 * i;
  uint32_t low = uint32_t(uint64_t(x)), high = uint32_t(uint64_t(x) >> 32);
  uint32_t was = atomic_fetch_add_explicit(place, low, memory_order_relaxed);
  high += was + low < low ? 1u : 0u;
  if (high != 0u) { atomic_fetch_add_explicit(place + 1, high, memory_order_relaxed); }
}
"""

# Threadgroup memory has atomic floats from Metal 4.1 on only.
SHARED_ADD = """\
inline void tmetal_shared_add(threadgroup float* place, float x) {
  threadgroup atomic_uint* word = (threadgroup atomic_uint*)place;
  uint32_t seen = atomic_load_explicit(word, memory_order_relaxed);
  while (!atomic_compare_exchange_weak_explicit(
      word, &seen, as_type<uint32_t>(as_type<float>(seen) + x), memory_order_relaxed,
      memory_order_relaxed)) {
  }
}
"""
