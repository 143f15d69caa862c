// Vectors: clang's extended vectors, with Metal's constructor calls.
//
// `float4(...)` is a macro, since the dialect has no constructor call with several operands: the name
// alone still is the type. Comparisons give masks of -1 and 0 in the integer of the same width.
#pragma once
#include "bfloat.h"

namespace metal {
template <typename T, int n>
using vec = T __attribute__((ext_vector_type(n)));
}

namespace tm {

template <typename T>
struct vector_of {
  typedef T element;
  static constexpr constant int size = 0;
};
template <typename T, int n>
struct vector_of<T __attribute__((ext_vector_type(n)))> {
  typedef T element;
  static constexpr constant int size = n;
};
template <typename T>
constexpr constant bool is_vector = vector_of<T>::size != 0;

// What a packed vector (packed.h) is to a constructor: the ordinary one.
template <typename T>
struct unpacked_of {
  typedef T type;
};

template <typename T>
constexpr constant int lanes_of = is_vector<T> ? vector_of<T>::size : 1;

// What `static_cast` becomes: clang refuses to cast between half and bfloat, Metal only to convert.
template <typename To, typename From>
METAL_FUNC constexpr To cast(From x) {
  if constexpr ((__is_same(To, bfloat) && __is_same(From, half)) || (__is_same(To, half) && __is_same(From, bfloat))) {
    return To(float(x));
  } else {
    return static_cast<To>(x);
  }
}

template <typename V, typename A>
METAL_FUNC constexpr void append(thread V& v, thread int& at, A x) {
  typedef typename vector_of<V>::element E;
  if constexpr (is_vector<A>) {
    for (int i = 0; i < vector_of<A>::size; ++i) v[at++] = cast<E>(x[i]);
  } else {
    v[at++] = cast<E>(x);
  }
}

template <typename V, typename... A>
METAL_FUNC constexpr V construct_plain(A... x) {
  typedef typename vector_of<V>::element E;
  constexpr int given = (lanes_of<A> + ... + 0);
  if constexpr (given == 0) {
    return V(E(0));
  } else if constexpr (given == 1 && sizeof...(A) == 1 && !(is_vector<A> || ...)) {
    return V(cast<E>(x...));
  } else {
    static_assert(given == vector_of<V>::size, "a vector constructor needs one value or one per lane");
    V v = V(E(0));
    int at = 0;
    (append(v, at, x), ...);
    return v;
  }
}

// A braced list may have fewer elements than the vector: the others are zero.
template <typename V, typename... A>
METAL_FUNC constexpr V padded(A... x) {
  typedef typename vector_of<V>::element E;
  V v = V(E(0));
  int at = 0;
  (append(v, at, typename unpacked_of<A>::type(x)), ...);
  return v;
}

template <typename V, typename... A>
METAL_FUNC constexpr V construct(A... x) {
  return construct_plain<V>(typename unpacked_of<A>::type(x)...);
}

}  // namespace tm

#define TM_VECTORS(type, name)                       \
  typedef type name##2 __attribute__((ext_vector_type(2))); \
  typedef type name##3 __attribute__((ext_vector_type(3))); \
  typedef type name##4 __attribute__((ext_vector_type(4)));
TM_VECTORS(char, char)
TM_VECTORS(uchar, uchar)
TM_VECTORS(short, short)
TM_VECTORS(ushort, ushort)
TM_VECTORS(int, int)
TM_VECTORS(uint, uint)
TM_VECTORS(long, long)
TM_VECTORS(ulong, ulong)
TM_VECTORS(half, half)
TM_VECTORS(bfloat, bfloat)
TM_VECTORS(float, float)
#undef TM_VECTORS

#define char2(...) ::tm::construct<char2>(__VA_ARGS__)
#define char3(...) ::tm::construct<char3>(__VA_ARGS__)
#define char4(...) ::tm::construct<char4>(__VA_ARGS__)
#define uchar2(...) ::tm::construct<uchar2>(__VA_ARGS__)
#define uchar3(...) ::tm::construct<uchar3>(__VA_ARGS__)
#define uchar4(...) ::tm::construct<uchar4>(__VA_ARGS__)
#define short2(...) ::tm::construct<short2>(__VA_ARGS__)
#define short3(...) ::tm::construct<short3>(__VA_ARGS__)
#define short4(...) ::tm::construct<short4>(__VA_ARGS__)
#define ushort2(...) ::tm::construct<ushort2>(__VA_ARGS__)
#define ushort3(...) ::tm::construct<ushort3>(__VA_ARGS__)
#define ushort4(...) ::tm::construct<ushort4>(__VA_ARGS__)
#define int2(...) ::tm::construct<int2>(__VA_ARGS__)
#define int3(...) ::tm::construct<int3>(__VA_ARGS__)
#define int4(...) ::tm::construct<int4>(__VA_ARGS__)
#define uint2(...) ::tm::construct<uint2>(__VA_ARGS__)
#define uint3(...) ::tm::construct<uint3>(__VA_ARGS__)
#define uint4(...) ::tm::construct<uint4>(__VA_ARGS__)
#define long2(...) ::tm::construct<long2>(__VA_ARGS__)
#define long3(...) ::tm::construct<long3>(__VA_ARGS__)
#define long4(...) ::tm::construct<long4>(__VA_ARGS__)
#define ulong2(...) ::tm::construct<ulong2>(__VA_ARGS__)
#define ulong3(...) ::tm::construct<ulong3>(__VA_ARGS__)
#define ulong4(...) ::tm::construct<ulong4>(__VA_ARGS__)
#define half2(...) ::tm::construct<half2>(__VA_ARGS__)
#define half3(...) ::tm::construct<half3>(__VA_ARGS__)
#define half4(...) ::tm::construct<half4>(__VA_ARGS__)
#define float2(...) ::tm::construct<float2>(__VA_ARGS__)
#define float3(...) ::tm::construct<float3>(__VA_ARGS__)
#define float4(...) ::tm::construct<float4>(__VA_ARGS__)
#define bfloat2(...) ::tm::construct<bfloat2>(__VA_ARGS__)
#define bfloat3(...) ::tm::construct<bfloat3>(__VA_ARGS__)
#define bfloat4(...) ::tm::construct<bfloat4>(__VA_ARGS__)
