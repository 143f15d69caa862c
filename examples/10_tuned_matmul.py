"""A product whose tiles are chosen by timing, and the same by `tmetal.ops`, which also asks MLX."""

import mlx.core as mx
import numpy as np

import tmetal
import tmetal.language as tl
from tmetal import ops


# The first launch for each M, N and K times the configurations; `tmetal.configs` lists those of
# which no simdgroup's part spills. Three of them, to keep the example short.
@tmetal.autotune(tmetal.configs.matmul("float16")[:3], key=["M", "N", "K"])
@tmetal.jit
def matmul(a_ptr, b_ptr, c_ptr, M, N, K, BM: tl.constexpr, BN: tl.constexpr, BK: tl.constexpr):
    m, n = tl.program_id(1) * BM, tl.program_id(0) * BN
    a = tl.make_tensor_descriptor(a_ptr, (M, K), (K, 1), (BM, BK))
    b = tl.make_tensor_descriptor(b_ptr, (K, N), (N, 1), (BK, BN))
    c = tl.make_tensor_descriptor(c_ptr, (M, N), (N, 1), (BM, BN))
    acc = tl.zeros((BM, BN), tl.float32)
    for k in range(0, K, BK):
        acc = tl.dot(a.load([m, k]), b.load([k, n]), acc)
    c.store([m, n], acc.to(c_ptr.dtype.element_ty))


def main() -> None:
    m, n, k = 100, 130, 70
    a, b = mx.random.normal((m, k)).astype(mx.float16), mx.random.normal((k, n)).astype(mx.float16)
    c = mx.zeros((m, n), mx.float16)

    def grid(chosen):
        return tmetal.cdiv(n, chosen["BN"]), tmetal.cdiv(m, chosen["BM"])

    matmul[grid](a, b, c, m, n, k)
    wide = np.array(a, np.float64) @ np.array(b, np.float64)
    for name, got in (("kernel", c), ("tmetal.ops", ops.matmul(a, b, backend="tmetal"))):
        error = np.abs(np.array(got) - wide).max() / np.sqrt(k)
        print(f"{name} on {tmetal.backend()}: largest error {error:.1e} of sqrt(K)")
        assert error <= 4e-3
    print(f"chosen: {matmul.best_config}")


if __name__ == "__main__":
    main()
