// simdgroup_matrix<T, 8, 8>: a matrix of which each lane of a simdgroup holds two elements.
//
// Which ones is not specified by Metal, but fixed on every GPU so far and relied on by fast kernels:
// lane l holds row (l/4 & 4) + l/2 % 4, columns (l/4 & 2)*2 + l % 2 * 2 and the next one. Products
// are summed in float and rounded once to the type of the result. All lanes have to take part.
//
// A lane's two elements are not in its own memory but in lane 0's, where all 64 make a tile on which a
// product works in place. Lanes that run the same text have a matrix at the same place of their stacks.
#pragma once
#include "simdgroup.h"  // leaves TM_SITE for this file

namespace tm {

// The lane that holds an element.
METAL_FUNC constexpr uint matrix_lane(uint row, uint column) {
  return (row & 4u) * 4u + (column & 4u) * 2u + (row & 3u) * 2u + (column & 2u) / 2u;
}

}  // namespace tm

namespace metal {

template <typename T, int columns, int rows = columns>
struct simdgroup_matrix {
  static_assert(columns == 8 && rows == 8, "simdgroup_matrix is 8 x 8 only");
  static_assert(tm::is_float<T>, "simdgroup_matrix is of half, bfloat or float");
  typedef vec<T, 2> storage_type;

  METAL_FUNC simdgroup_matrix() {}
  METAL_FUNC explicit simdgroup_matrix(T diagonal) {
    uint lane = tm::lane_of(), row = tm::matrix_row(lane), column = tm::matrix_column(lane);
    tm_mine()[0] = row == column ? diagonal : T(0);
    tm_mine()[1] = row == column + 1u ? diagonal : T(0);
  }
#ifndef TM_MEASURE
  METAL_FUNC simdgroup_matrix(const simdgroup_matrix& x) { tm_mine() = x.tm_mine(); }
  METAL_FUNC simdgroup_matrix& operator=(const simdgroup_matrix& x) {
    tm_mine() = x.tm_mine();
    return *this;
  }
#endif
  METAL_FUNC thread storage_type& thread_elements() thread { return tm_mine(); }
  METAL_FUNC const thread storage_type& thread_elements() const thread { return tm_mine(); }

#ifdef TM_MEASURE  // by value: each element of a tile would be counted as memory
  METAL_FUNC thread storage_type& tm_mine() const { return *(thread storage_type*)&tm_data; }

 private:
  storage_type tm_data;
#else
  METAL_FUNC ulong tm_tile() const { return (ulong)this + tm::to_first_lane(); }
  METAL_FUNC thread storage_type& tm_mine() const {
    uint lane = tm::own_lane(), place = tm::matrix_row(lane) * 8u + tm::matrix_column(lane);
    return *(thread storage_type*)(tm_tile() + place * sizeof(T));
  }

 private:
  alignas(32) T tm_elements[64];  // by rows; only lane 0's are used
#endif
};

typedef simdgroup_matrix<half, 8, 8> simdgroup_half8x8;
typedef simdgroup_matrix<float, 8, 8> simdgroup_float8x8;
typedef simdgroup_matrix<bfloat, 8, 8> simdgroup_bfloat8x8;

template <typename T, int columns, int rows = columns>
METAL_FUNC simdgroup_matrix<T, columns, rows> make_filled_simdgroup_matrix(T value) {
  simdgroup_matrix<T, columns, rows> x;
  x.thread_elements()[0] = value;
  x.thread_elements()[1] = value;
  return x;
}
template <typename T, int columns, int rows = columns>
METAL_FUNC simdgroup_matrix<T, columns, rows> make_diagonal_simdgroup_matrix(T value) {
  return simdgroup_matrix<T, columns, rows>(value);
}

// The matrix begins at column `origin.x` and row `origin.y` of memory; `transpose` swaps its own rows
// and columns.
#define TM_MATRIX_MEMORY(space)                                                               \
  template <typename T>                                                                       \
  METAL_FUNC void simdgroup_load(                                                             \
      thread simdgroup_matrix<T, 8, 8>& x, const space T* from, ulong row_elements = 8,       \
      ulong2 origin = ulong2(0), bool transpose = false) {                                    \
    uint lane = tm::lane_of();                                                                \
    for (uint i = 0; i < 2; ++i) {                                                            \
      ulong row = tm::matrix_row(lane), column = tm::matrix_column(lane) + i;                 \
      ulong down = transpose ? column : row, right = transpose ? row : column;                \
      x.thread_elements()[i] = from[(origin.y + down) * row_elements + origin.x + right];     \
    }                                                                                         \
  }                                                                                           \
  template <typename T>                                                                       \
  METAL_FUNC void simdgroup_store(                                                            \
      const simdgroup_matrix<T, 8, 8>& x, space T* to, ulong row_elements = 8,         \
      ulong2 origin = ulong2(0), bool transpose = false) {                                    \
    uint lane = tm::lane_of();                                                                \
    for (uint i = 0; i < 2; ++i) {                                                            \
      ulong row = tm::matrix_row(lane), column = tm::matrix_column(lane) + i;                 \
      ulong down = transpose ? column : row, right = transpose ? row : column;                \
      to[(origin.y + down) * row_elements + origin.x + right] = x.tm_mine()[i];               \
    }                                                                                         \
  }
TM_MATRIX_MEMORY(device)
TM_MATRIX_MEMORY(threadgroup)
#undef TM_MATRIX_MEMORY

}  // namespace metal

#ifdef TM_MEASURE

namespace tm {

struct Fragments {
  float2 a;
  float2 b;
};

// Row `row` of one matrix times two columns of another, added to `start`.
METAL_FUNC float2 multiplied(Meeting all, float2 start) {
  if (all.active != ~0u) {
    inactive(uint(__builtin_ctz(~all.active)));
    return undefined_value<float2>();
  }
  uint row = matrix_row(all.lane), column = matrix_column(all.lane);
  for (uint k = 0; k < 8; k += 2) {
    float2 a = ((thread const Fragments*)all.slots[matrix_lane(row, k)])->a;
    float2 upper = ((thread const Fragments*)all.slots[matrix_lane(k, column)])->b;
    float2 lower = ((thread const Fragments*)all.slots[matrix_lane(k + 1u, column)])->b;
    for (int i = 0; i < 2; ++i) {
      start[i] = __builtin_fmaf(a[0], upper[i], start[i]);
      start[i] = __builtin_fmaf(a[1], lower[i], start[i]);
    }
  }
  return start;
}

template <typename T>
METAL_FUNC float2 in_float(metal::vec<T, 2> x) {
  float2 y;
  for (int i = 0; i < 2; ++i) y[i] = float(x[i]);
  return y;
}

}  // namespace tm

namespace metal {

template <typename D, typename A, typename B, typename C>
METAL_FUNC void simdgroup_multiply_accumulate(
    thread simdgroup_matrix<D, 8, 8>& d, simdgroup_matrix<A, 8, 8> a,
    simdgroup_matrix<B, 8, 8> b, simdgroup_matrix<C, 8, 8> c, TM_SITE) {
  float2 start = tm::in_float<C>(c.thread_elements());
  tm::Fragments mine = {tm::in_float<A>(a.thread_elements()), tm::in_float<B>(b.thread_elements())};
  float2 sum = tm::multiplied(tm::meet(site, mine), start);
  for (int i = 0; i < 2; ++i) d.thread_elements()[i] = D(sum[i]);
}

template <typename D, typename A, typename B>
METAL_FUNC void simdgroup_multiply(
    thread simdgroup_matrix<D, 8, 8>& d, simdgroup_matrix<A, 8, 8> a,
    simdgroup_matrix<B, 8, 8> b, TM_SITE) {
  tm::Fragments mine = {tm::in_float<A>(a.thread_elements()), tm::in_float<B>(b.thread_elements())};
  float2 sum = tm::multiplied(tm::meet(site, mine), float2(0.0f));
  for (int i = 0; i < 2; ++i) d.thread_elements()[i] = D(sum[i]);
}

}  // namespace metal

#else

#include "products.h"

namespace tm {

// Products are not done when a lane asks for them but when all lanes wait, by the first that goes on:
// a product of 32 lanes is a few vector instructions, and every wait takes 32 changes of stacks. Of
// products in a row only the last one waits (see translate.py).
template <typename T>
constexpr constant uint kind_of = __is_same(T, float) ? 0 : __is_same(T, half) ? 1 : 2;

// The products of one call: lane 0 lists them, and all lanes add up what they name, to compare.
template <typename D, typename A, typename B>
METAL_FUNC MatrixProduct product_of(
    metal::simdgroup_matrix<D, 8, 8>& d, const metal::simdgroup_matrix<A, 8, 8>& a,
    const metal::simdgroup_matrix<B, 8, 8>& b, ulong c, uint kind) {
  uint kinds = kind_of<D> | kind_of<A> << 2 | kind_of<B> << 4 | kind << 6;
  return MatrixProduct{d.tm_tile(), a.tm_tile(), b.tm_tile(), c, kinds};
}
METAL_FUNC ulong named_by(MatrixProduct one) { return one.d + one.a * 3 + one.b * 5 + one.c * 7; }

template <typename D, typename A, typename B, typename C, typename... More>
METAL_FUNC ulong name(
    thread MatrixProduct* list, metal::simdgroup_matrix<D, 8, 8>& d,
    const metal::simdgroup_matrix<A, 8, 8>& a,
    const metal::simdgroup_matrix<B, 8, 8>& b,
    const metal::simdgroup_matrix<C, 8, 8>& c, More&... more) {
  MatrixProduct one = product_of(d, a, b, c.tm_tile(), kind_of<C>);
  if (list) *list = one;
  if constexpr (sizeof...(More) > 0) return named_by(one) + 3 * name(list ? list + 1 : 0, more...);
  else return named_by(one);
}

METAL_FUNC bool meet_to_multiply(Site site, ulong names, uint count) {
  thread Fiber* me = self();
  Meeting all = meet(site, names);
  if (all.active != ~0u) inactive(uint(__builtin_ctz(~all.active)));
  else if (all.lane == leader(me->group, all.active)) tm_multiply_all(me, (ulong)all.slots, all.lane, count);
  return all.active == ~0u;
}

template <typename T>
METAL_FUNC void forget(metal::simdgroup_matrix<T, 8, 8>& x) {
  x.tm_mine() = undefined_value<metal::vec<T, 2>>();
}
template <typename D, typename A, typename B, typename C, typename... More>
METAL_FUNC void forget(
    metal::simdgroup_matrix<D, 8, 8>& d, const metal::simdgroup_matrix<A, 8, 8>&,
    const metal::simdgroup_matrix<B, 8, 8>&,
    const metal::simdgroup_matrix<C, 8, 8>&, More&... more) {
  forget(d);
  if constexpr (sizeof...(More) > 0) forget(more...);
}

// What one lane does, or none, stays a call: written out at every place it would be a quarter of a
// large kernel's code, and take clang as long.
template <typename... Matrices>
inline __attribute__((noinline)) void list_products(Matrices&... matrices) {
  name(self()->group->products, matrices...);
}
template <typename... Matrices>
inline __attribute__((noinline, cold)) void forget_products(Matrices&... matrices) {
  forget(matrices...);
}

// d = a * b + c, and so on for each four that follow.
template <typename... Matrices>
METAL_FUNC void products(Site site, Matrices&... matrices) {
  if (own_lane() == 0) list_products(matrices...);
  bool done = meet_to_multiply(site, name(0, matrices...), sizeof...(Matrices) / 4);
  if (!done) forget_products(matrices...);
}

}  // namespace tm

namespace metal {

template <typename D, typename A, typename B, typename C>
METAL_FUNC void simdgroup_multiply_accumulate(
    thread simdgroup_matrix<D, 8, 8>& d, const simdgroup_matrix<A, 8, 8>& a,
    const simdgroup_matrix<B, 8, 8>& b, const simdgroup_matrix<C, 8, 8>& c, TM_SITE) {
  tm::products(site, d, a, b, c);
}

template <typename D, typename A, typename B>
METAL_FUNC void simdgroup_multiply(
    thread simdgroup_matrix<D, 8, 8>& d, const simdgroup_matrix<A, 8, 8>& a,
    const simdgroup_matrix<B, 8, 8>& b, TM_SITE) {
  tm::MatrixProduct one = tm::product_of(d, a, b, 0, 0);
  if (tm::own_lane() == 0) tm::self()->group->products[0] = one;
  if (!tm::meet_to_multiply(site, tm::named_by(one), 1)) tm::forget(d);
}

}  // namespace metal

#endif

#undef TM_SITE
