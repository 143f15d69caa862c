"""The CPU executor: float2x2 to float4x4, against plain NumPy."""

import numpy as np
import pytest

from msl_by_hand import cache, kernel, refused, run

__all__ = ["cache"]  # a fixture

BODY = """
  float3x2 a = float3x2(x[0], x[1], x[2], x[3], x[4], x[5]);
  float2x3 b(float3(x[6], x[7], x[8]), float3(x[9], x[10], x[11]));
  float2x2 ab = a * b;
  float4x4 m(2.0f);
  for (int i = 0; i < 4; ++i) m[i] += float4(x[4 * i], x[4 * i + 1], x[4 * i + 2], x[4 * i + 3]);
  float3 v = b * float2(3.0f, -1.0f), t = float3(1.0f, 2.0f, 3.0f) * transpose(transpose(b)) [0];
  float2 row = float3(1.0f, 2.0f, 3.0f) * b;
  half2x2 h = half2x2(1.0h, 2.0h, 3.0h, 4.0h) * 2.0h - half2x2(1.0h);
  for (int i = 0; i < 4; ++i) out[i] = ab[i / 2][i % 2];
  for (int i = 0; i < 3; ++i) out[4 + i] = v[i];
  for (int i = 0; i < 2; ++i) out[7 + i] = row[i];
  for (int i = 0; i < 6; ++i) out[9 + i] = transpose(a)[i / 3][i % 3];
  out[15] = determinant(m); out[16] = determinant(ab); out[17] = float(determinant(h));
  out[18] = (a + a == 2.0f * a) && (-a != a) ? t.x : 0.0f;"""


def test_matrices_are_columns_and_multiply_as_such():
    x = np.random.default_rng(0).integers(-4, 5, 16).astype(np.float32)
    out = np.zeros(19, np.float32)
    program = kernel(BODY, {"x": "const device float*", "out": "device float*"}, ())
    run(program, [x, out])
    a, b = x[:6].reshape(3, 2).T, x[6:12].reshape(2, 3).T
    m = 2 * np.eye(4) + x.reshape(4, 4).T
    vector = np.array([1.0, 2.0, 3.0])
    expected = [*(a @ b).T.ravel(), *(b @ [3, -1]), *(vector @ b), *a.ravel()]
    det = np.linalg.det
    expected += [det(m), det(a @ b), det([[1, 6], [4, 7]]), b[0, 0]]
    np.testing.assert_allclose(out, expected, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize(
    "statement",
    [
        "float2x2 m(1.0f, 2.0f, 3.0f);",
        "float2x3 m; float2 v = m * float3(1.0f);",
        "float2x3 m; float2x2 n = m * m;",
        "float2x3 m; float x = determinant(m);",
        "metal::matrix<int, 2, 2> m;",
    ],
)
def test_what_metal_has_not_for_columns_is_refused(statement):
    assert "error" in refused(f"  {statement}")
