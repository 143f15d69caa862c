// float2x2 to float4x4 and their halves: small matrices, by columns, each thread its own.
#pragma once
#include "traits.h"
#include "vector.h"

namespace metal {

template <typename T, int Columns, int Rows>
struct matrix {
  static_assert(tm::is_native_float<T>, "a matrix is of half or float");
  typedef vec<T, Rows> column_type;
  column_type columns[Columns];

  constexpr matrix() : columns{} {}
  METAL_FUNC constexpr explicit matrix(T diagonal) : columns{} {
    for (int i = 0; i < Columns && i < Rows; ++i) columns[i][i] = diagonal;
  }
  // Its columns, or all elements column by column.
  template <typename... A, typename = enable_if_t<(sizeof...(A) > 1)>>
  METAL_FUNC constexpr explicit matrix(A... given) : columns{} {
    static_assert(sizeof...(A) == Columns || sizeof...(A) == Columns * Rows,
                  "a matrix is made of its columns, or of all its elements");
    if constexpr (sizeof...(A) == Columns) {
      int at = 0;
      ((columns[at++] = column_type(given)), ...);
    } else {
      int at = 0;
      ((columns[at / Rows][at % Rows] = T(given), ++at), ...);
    }
  }
  template <typename U, typename = enable_if_t<!is_same_v<U, T>>>
  METAL_FUNC constexpr explicit matrix(matrix<U, Columns, Rows> other) : columns{} {
    for (int i = 0; i < Columns; ++i) {
      for (int j = 0; j < Rows; ++j) columns[i][j] = T(other.columns[i][j]);
    }
  }
  METAL_FUNC constexpr thread column_type& operator[](int i) thread { return columns[i]; }
  METAL_FUNC constexpr const thread column_type& operator[](int i) const thread {
    return columns[i];
  }
};

// Of the operands on the right, a number and a square matrix can stand after `*=`.
#define TM_IN_PLACE(op)                                              \
  template <typename T, int C, int R, typename B>                    \
  METAL_FUNC constexpr thread matrix<T, C, R>& operator op##=(thread matrix<T, C, R>& x, B y) { \
    x = x op y;                                                      \
    return x;                                                        \
  }
TM_IN_PLACE(+)
TM_IN_PLACE(-)
TM_IN_PLACE(*)
#undef TM_IN_PLACE

#define TM_MATRIX template <typename T, int C, int R> METAL_FUNC constexpr
#define TM_BY_COLUMN(value)                       \
  {                                               \
    matrix<T, C, R> z;                            \
    for (int i = 0; i < C; ++i) z.columns[i] = value; \
    return z;                                     \
  }
TM_MATRIX matrix<T, C, R> operator+(matrix<T, C, R> x, matrix<T, C, R> y)
TM_BY_COLUMN(x.columns[i] + y.columns[i])
TM_MATRIX matrix<T, C, R> operator-(matrix<T, C, R> x, matrix<T, C, R> y)
TM_BY_COLUMN(x.columns[i] - y.columns[i])
TM_MATRIX matrix<T, C, R> operator-(matrix<T, C, R> x) TM_BY_COLUMN(-x.columns[i])
TM_MATRIX matrix<T, C, R> operator*(matrix<T, C, R> x, typename type_identity<T>::type y)
TM_BY_COLUMN(x.columns[i] * y)
TM_MATRIX matrix<T, C, R> operator*(typename type_identity<T>::type x, matrix<T, C, R> y)
TM_BY_COLUMN(x * y.columns[i])

// A matrix times a column, and a row times a matrix.
TM_MATRIX vec<T, R> operator*(matrix<T, C, R> x, vec<T, C> y) {
  vec<T, R> z = x.columns[0] * y[0];
  for (int i = 1; i < C; ++i) z += x.columns[i] * y[i];
  return z;
}
TM_MATRIX vec<T, C> operator*(vec<T, R> x, matrix<T, C, R> y) {
  vec<T, C> z;
  for (int i = 0; i < C; ++i) {
    z[i] = x[0] * y.columns[i][0];
    for (int j = 1; j < R; ++j) z[i] += x[j] * y.columns[i][j];
  }
  return z;
}
template <typename T, int K, int R, int C>
METAL_FUNC constexpr matrix<T, C, R> operator*(matrix<T, K, R> x, matrix<T, C, K> y)
TM_BY_COLUMN(x * y.columns[i])

TM_MATRIX bool operator==(matrix<T, C, R> x, matrix<T, C, R> y) {
  bool same = true;
  for (int i = 0; i < C; ++i) same = same && all(x.columns[i] == y.columns[i]);
  return same;
}
TM_MATRIX bool operator!=(matrix<T, C, R> x, matrix<T, C, R> y) { return !(x == y); }

TM_MATRIX matrix<T, R, C> transpose(matrix<T, C, R> x) {
  matrix<T, R, C> z;
  for (int i = 0; i < R; ++i) {
    for (int j = 0; j < C; ++j) z.columns[i][j] = x.columns[j][i];
  }
  return z;
}

// Along the first column.
template <typename T, int N>
METAL_FUNC constexpr T determinant(matrix<T, N, N> x) {
  if constexpr (N == 2) {
    return x.columns[0][0] * x.columns[1][1] - x.columns[1][0] * x.columns[0][1];
  } else {
    T sum = T(0);
    for (int row = 0; row < N; ++row) {
      matrix<T, N - 1, N - 1> rest;
      for (int i = 1; i < N; ++i) {
        for (int j = 0; j + 1 < N; ++j) rest.columns[i - 1][j] = x.columns[i][j < row ? j : j + 1];
      }
      T part = x.columns[0][row] * determinant(rest);
      sum = row % 2 ? T(sum - part) : T(sum + part);
    }
    return sum;
  }
}
#undef TM_MATRIX
#undef TM_BY_COLUMN

#define TM_SHAPES(T)                \
  typedef matrix<T, 2, 2> T##2x2;   \
  typedef matrix<T, 2, 3> T##2x3;   \
  typedef matrix<T, 2, 4> T##2x4;   \
  typedef matrix<T, 3, 2> T##3x2;   \
  typedef matrix<T, 3, 3> T##3x3;   \
  typedef matrix<T, 3, 4> T##3x4;   \
  typedef matrix<T, 4, 2> T##4x2;   \
  typedef matrix<T, 4, 3> T##4x3;   \
  typedef matrix<T, 4, 4> T##4x4;
TM_SHAPES(half)
TM_SHAPES(float)
#undef TM_SHAPES

}  // namespace metal
