"""A product of 8-bit floats, read and written by tensor descriptors that the host makes."""

import mlx.core as mx
import numpy as np

import tmetal
import tmetal.language as tl
from tmetal.tools.tensor_descriptor import TensorDescriptor


@tmetal.jit
def matmul(a, b, c, K, scale):
    # A descriptor knows its matrix and the shape of its blocks; what lies outside reads as zero.
    BM: tl.constexpr = a.block_shape[0]
    BK: tl.constexpr = a.block_shape[1]
    BN: tl.constexpr = b.block_shape[0]
    m, n = tl.program_id(0) * BM, tl.program_id(1) * BN
    acc = tl.zeros((BM, BN), tl.float32)
    for k in range(0, K, BK):
        acc = tl.dot(a.load([m, k]), b.load([n, k]).T, acc)
    c.store([m, n], (acc * scale).to(c.dtype))


def run(m: int, n: int, k: int) -> float:
    """Return the largest error of (a @ b.T) / 4 against float64, relative to the root of K."""
    # MLX holds 8-bit floats as bytes; `reinterpret` says what they are.
    a, b = (mx.to_fp8(mx.random.normal((rows, k))) for rows in (m, n))
    c = mx.zeros((m, n), mx.float16)
    described = [
        TensorDescriptor.from_tensor(tmetal.reinterpret(x, tl.float8e4nv), [32, 32]) for x in (a, b)
    ]
    out = TensorDescriptor.from_tensor(c, [32, 32])
    matmul[(tmetal.cdiv(m, 32), tmetal.cdiv(n, 32))](*described, out, k, 0.25)
    wide = [np.array(mx.from_fp8(x, mx.float32), np.float64) for x in (a, b)]
    error = np.abs(np.array(c.astype(mx.float32)) - wide[0] @ wide[1].T / 4).max()
    return float(error / np.sqrt(k))


def main() -> None:
    for m, n, k in ((64, 64, 64), (50, 33, 100)):
        error = run(m, n, k)
        print(
            f"({m} x {k}) @ ({n} x {k}).T of float8e4nv on {tmetal.backend()}: "
            f"largest error {error:.1e} of sqrt(K)"
        )
        assert error <= 4e-3


if __name__ == "__main__":
    main()
