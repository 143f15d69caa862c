// simdgroup_matrix<T, 8, 8>: a matrix of which each lane of a simdgroup holds two elements.
//
// Which ones is not specified by Metal, but fixed on every GPU so far and relied on by fast kernels:
// lane l holds row (l/4 & 4) + l/2 % 4, columns (l/4 & 2)*2 + l % 2 * 2 and the next one. Products
// are summed in float and rounded once to the type of the result. All lanes have to take part.
#pragma once
#include "simdgroup.h"  // leaves TM_SITE for this file

namespace tm {

METAL_FUNC constexpr uint matrix_row(uint lane) { return (lane / 4u & 4u) + lane / 2u % 4u; }
METAL_FUNC constexpr uint matrix_column(uint lane) { return (lane / 4u & 2u) * 2u + lane % 2u * 2u; }
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
    tm_data[0] = row == column ? diagonal : T(0);
    tm_data[1] = row == column + 1u ? diagonal : T(0);
  }
  METAL_FUNC thread storage_type& thread_elements() thread { return tm_data; }
  METAL_FUNC const thread storage_type& thread_elements() const thread { return tm_data; }

 private:
  storage_type tm_data;
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
      simdgroup_matrix<T, 8, 8> x, space T* to, ulong row_elements = 8,         \
      ulong2 origin = ulong2(0), bool transpose = false) {                                    \
    uint lane = tm::lane_of();                                                                \
    for (uint i = 0; i < 2; ++i) {                                                            \
      ulong row = tm::matrix_row(lane), column = tm::matrix_column(lane) + i;                 \
      ulong down = transpose ? column : row, right = transpose ? row : column;                \
      to[(origin.y + down) * row_elements + origin.x + right] = x.thread_elements()[i];       \
    }                                                                                         \
  }
TM_MATRIX_MEMORY(device)
TM_MATRIX_MEMORY(threadgroup)
#undef TM_MATRIX_MEMORY

}  // namespace metal

#if TM_PROFILE

// Matrices by value: where their addresses are taken, each would be counted as memory.
namespace tm {

struct Fragments {
  float2 a;
  float2 b;
};

// Row `row` of one matrix times two columns of another, added to `start`.
METAL_FUNC float2 multiplied(Meeting all, float2 start) {
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

namespace tm {

// Products are not done when a lane asks for them but when all lanes wait, by the first that goes on:
// a product of 32 lanes is a few vector instructions, and every wait takes 32 changes of stacks. Of
// products in a row only the last one waits (see translate.py).
template <typename T>
constexpr constant uint kind_of = __is_same(T, float) ? 0 : __is_same(T, half) ? 1 : 2;

// A lane's elements of one matrix, by their address, as floats.
template <typename T>
METAL_FUNC float2 in_float(ulong at) {
  metal::vec<T, 2> x = *(thread const metal::vec<T, 2>*)at;
  return float2(float(x[0]), float(x[1]));
}
METAL_FUNC float2 elements(ulong at, uint kind) {
  return kind == 0 ? in_float<float>(at) : kind == 1 ? in_float<half>(at) : in_float<bfloat>(at);
}
template <typename T>
METAL_FUNC void put(ulong at, float2 x) {
  for (int i = 0; i < 2; ++i) (*(thread metal::vec<T, 2>*)at)[i] = T(x[i]);
}

// Notes a product for this lane; there is room for it.
template <typename D, typename A, typename B, typename C>
METAL_FUNC void note(thread Fiber* me, ulong d, ulong a, ulong b, ulong c) {
  thread Group* group = me->group;
  uint n = me->asked++;
  thread ulong* asked = group->asked[me->index % simd_width][n];
  asked[0] = d;
  asked[1] = a;
  asked[2] = b;
  asked[3] = c;
  group->kinds[n] = kind_of<D> | kind_of<A> << 2 | kind_of<B> << 4 | kind_of<C> << 6;
}

METAL_FUNC void put_as(ulong at, uint kind, float2 x) {
  if (kind == 0) put<float>(at, x);
  else if (kind == 1) put<half>(at, x);
  else put<bfloat>(at, x);
}

// Does the product that all lanes have asked for as their n-th, row by row.
__attribute__((noinline)) static void multiply(thread Group* group, uint n) {
  float a[8][8], b[8][8], sum[8][8];
  uint kinds = group->kinds[n];
  for (uint lane = 0; lane < simd_width; ++lane) {
    thread const ulong* asked = group->asked[lane][n];
    uint row = matrix_row(lane), column = matrix_column(lane);
    *(thread float2*)&a[row][column] = elements(asked[1], kinds >> 2 & 3u);
    *(thread float2*)&b[row][column] = elements(asked[2], kinds >> 4 & 3u);
    *(thread float2*)&sum[row][column] = asked[3] ? elements(asked[3], kinds >> 6) : float2(0.0f);
  }
  for (uint row = 0; row < 8; ++row) {
    for (uint k = 0; k < 8; ++k) {
      for (uint i = 0; i < 8; ++i) sum[row][i] = __builtin_fmaf(a[row][k], b[k][i], sum[row][i]);
    }
  }
  for (uint lane = 0; lane < simd_width; ++lane) {
    float2 mine = *(thread const float2*)&sum[matrix_row(lane)][matrix_column(lane)];
    put_as(group->asked[lane][n][0], kinds & 3u, mine);
  }
}

// Waits for the products that were asked for.
METAL_FUNC void finish(thread Fiber* me, Site site) {
  thread Group* group = me->group;
  Meeting all = meet(site, me->asked);
  if (all.active != ~0u) {
    inactive(uint(__builtin_ctz(~all.active)));
    for (uint n = 0; n < me->asked; ++n) {
      put_as(group->asked[all.lane][n][0], group->kinds[n] & 3u, undefined_value<float2>());
    }
    me->asked = 0;
    return;
  }
  if (all.lane == leader(group, all.active)) {
    for (uint n = 0; n < me->asked; ++n) multiply(group, n);
  }
  me->asked = 0;
}

// d = a * b + c, some time before this lane's next `simdgroup_multiply_accumulate` ends.
template <typename D, typename A, typename B, typename C>
METAL_FUNC void ask(
    thread metal::simdgroup_matrix<D, 8, 8>& d, thread const metal::simdgroup_matrix<A, 8, 8>& a,
    thread const metal::simdgroup_matrix<B, 8, 8>& b,
    thread const metal::simdgroup_matrix<C, 8, 8>& c, TM_SITE) {
  thread Fiber* me = self();
  if (me->asked == most_asked) finish(me, site);
  note<D, A, B, C>(me, (ulong)&d, (ulong)&a, (ulong)&b, (ulong)&c);
}

}  // namespace tm

namespace metal {

template <typename D, typename A, typename B, typename C>
METAL_FUNC void simdgroup_multiply_accumulate(
    thread simdgroup_matrix<D, 8, 8>& d, thread const simdgroup_matrix<A, 8, 8>& a,
    thread const simdgroup_matrix<B, 8, 8>& b, thread const simdgroup_matrix<C, 8, 8>& c, TM_SITE) {
  tm::ask(d, a, b, c, site);
  tm::finish(tm::self(), site);
}

template <typename D, typename A, typename B>
METAL_FUNC void simdgroup_multiply(
    thread simdgroup_matrix<D, 8, 8>& d, thread const simdgroup_matrix<A, 8, 8>& a,
    thread const simdgroup_matrix<B, 8, 8>& b, TM_SITE) {
  tm::note<D, A, B, float>(tm::self(), (ulong)&d, (ulong)&a, (ulong)&b, 0);
  tm::finish(tm::self(), site);
}

}  // namespace metal

#endif

#undef TM_SITE
