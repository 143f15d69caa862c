// packed_float3 and its kin: vectors of the exact size and alignment of their elements.
//
// They are for memory: an operation on one is an operation on the ordinary vector it becomes.
#pragma once
#include "vector.h"

namespace tm {

#define TM_MEMBERS(n)                                                                            \
  packed() = default;                                                                            \
  METAL_FUNC constexpr packed(V v) {                                                             \
    for (int i = 0; i < n; ++i) (&x)[i] = v[i];                                                  \
  }                                                                                              \
  template <typename U, typename = metal::enable_if_t<is_number<U>>>                             \
  METAL_FUNC constexpr packed(U v) : packed(V(T(v))) {}                                          \
  template <typename A, typename B, typename... C>                                               \
  METAL_FUNC constexpr packed(A a, B b, C... c) : packed(::tm::construct<V>(a, b, c...)) {}      \
  TM_READS(n, thread) TM_READS(n, device) TM_READS(n, threadgroup) TM_READS(n, constant)         \
  TM_WRITES(n, thread) TM_WRITES(n, device) TM_WRITES(n, threadgroup)
#define TM_READS(n, space)                                                \
  METAL_FUNC operator V() const space {                                   \
    V v;                                                                  \
    for (int i = 0; i < n; ++i) v[i] = (&x)[i];                           \
    return v;                                                             \
  }                                                                       \
  METAL_FUNC T operator[](int i) const space { return (&x)[i]; }
#define TM_WRITES(n, space)                                                              \
  METAL_FUNC space T& operator[](int i) space { return (&x)[i]; }                        \
  METAL_FUNC space packed& operator+=(V v) space { *this = packed(V(*this) + v); return *this; } \
  METAL_FUNC space packed& operator-=(V v) space { *this = packed(V(*this) - v); return *this; } \
  METAL_FUNC space packed& operator*=(V v) space { *this = packed(V(*this) * v); return *this; } \
  METAL_FUNC space packed& operator/=(V v) space { *this = packed(V(*this) / v); return *this; }

template <typename T, int n>
struct packed;
template <typename T>
struct packed<T, 2> {
  typedef metal::vec<T, 2> V;
  union { T x; T r; };
  union { T y; T g; };
  TM_MEMBERS(2)
};
template <typename T>
struct packed<T, 3> {
  typedef metal::vec<T, 3> V;
  union { T x; T r; };
  union { T y; T g; };
  union { T z; T b; };
  TM_MEMBERS(3)
};
template <typename T>
struct packed<T, 4> {
  typedef metal::vec<T, 4> V;
  union { T x; T r; };
  union { T y; T g; };
  union { T z; T b; };
  union { T w; T a; };
  TM_MEMBERS(4)
};
#undef TM_MEMBERS
#undef TM_READS
#undef TM_WRITES

// A packed vector among the operands of a vector's constructor counts as the vector.
template <typename T, int n>
struct unpacked_of<packed<T, n>> {
  typedef metal::vec<T, n> type;
};

#define TM_PACKED_OP(op)                                                                            \
  template <typename T, int n>                                                                      \
  METAL_FUNC auto operator op(packed<T, n> a, packed<T, n> b) -> decltype(metal::vec<T, n>() op metal::vec<T, n>()) { \
    return metal::vec<T, n>(a) op metal::vec<T, n>(b);                                              \
  }                                                                                                 \
  template <typename T, int n>                                                                      \
  METAL_FUNC auto operator op(packed<T, n> a, T __attribute__((ext_vector_type(n))) b) -> decltype(b op b) { \
    return metal::vec<T, n>(a) op b;                                                                \
  }                                                                                                 \
  template <typename T, int n>                                                                      \
  METAL_FUNC auto operator op(T __attribute__((ext_vector_type(n))) a, packed<T, n> b) -> decltype(a op a) { \
    return a op metal::vec<T, n>(b);                                                                \
  }                                                                                                 \
  template <typename T, int n>                                                                      \
  METAL_FUNC auto operator op(packed<T, n> a, typename metal::type_identity<T>::type b)             \
      -> decltype(metal::vec<T, n>() op metal::vec<T, n>()) {                                       \
    return metal::vec<T, n>(a) op metal::vec<T, n>(b);                                              \
  }                                                                                                 \
  template <typename T, int n>                                                                      \
  METAL_FUNC auto operator op(typename metal::type_identity<T>::type a, packed<T, n> b)             \
      -> decltype(metal::vec<T, n>() op metal::vec<T, n>()) {                                       \
    return metal::vec<T, n>(a) op metal::vec<T, n>(b);                                              \
  }
TM_PACKED_OP(+)
TM_PACKED_OP(-)
TM_PACKED_OP(*)
TM_PACKED_OP(/)
TM_PACKED_OP(<)
TM_PACKED_OP(>)
TM_PACKED_OP(<=)
TM_PACKED_OP(>=)
TM_PACKED_OP(==)
TM_PACKED_OP(!=)
#undef TM_PACKED_OP

template <typename T, int n>
METAL_FUNC metal::vec<T, n> operator-(packed<T, n> a) {
  return -metal::vec<T, n>(a);
}

}  // namespace tm

namespace metal {
template <typename T, int n>
using packed_vec = tm::packed<T, n>;
}

#define TM_PACKED(T)                    \
  typedef tm::packed<T, 2> packed_##T##2; \
  typedef tm::packed<T, 3> packed_##T##3; \
  typedef tm::packed<T, 4> packed_##T##4;
TM_PACKED(char)
TM_PACKED(uchar)
TM_PACKED(short)
TM_PACKED(ushort)
TM_PACKED(int)
TM_PACKED(uint)
TM_PACKED(long)
TM_PACKED(ulong)
TM_PACKED(half)
TM_PACKED(bfloat)
TM_PACKED(float)
#undef TM_PACKED
