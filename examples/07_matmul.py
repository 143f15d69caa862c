"""Matrix product of tiles, in the order that keeps neighbouring programs on the same data."""

import mlx.core as mx
import numpy as np

import tmetal
import tmetal.language as tl


@tmetal.jit
def matmul(
    a_ptr, b_ptr, c_ptr, M, N, K, stride_am, stride_ak, stride_bk, stride_bn, stride_cm, stride_cn,
    BM: tl.constexpr, BN: tl.constexpr, BK: tl.constexpr, GROUP: tl.constexpr,
):  # fmt: skip
    # Blocks are numbered down GROUP rows, then one column on: programs that run at the same time
    # share rows of a and columns of b.
    pid = tl.program_id(0)
    blocks_m = tl.cdiv(M, BM)
    in_group = GROUP * tl.cdiv(N, BN)
    first = pid // in_group * GROUP
    size = min(blocks_m - first, GROUP)
    pid_m = first + pid % in_group % size
    pid_n = pid % in_group // size

    rm = pid_m * BM + tl.arange(0, BM)
    rn = pid_n * BN + tl.arange(0, BN)
    rk = tl.arange(0, BK)
    a_ptrs = a_ptr + rm[:, None] * stride_am + rk[None, :] * stride_ak
    b_ptrs = b_ptr + rk[:, None] * stride_bk + rn[None, :] * stride_bn
    acc = tl.zeros((BM, BN), tl.float32)
    for k in range(0, K, BK):
        a = tl.load(a_ptrs, mask=(rm[:, None] < M) & (rk[None, :] < K - k), other=0.0)
        b = tl.load(b_ptrs, mask=(rk[:, None] < K - k) & (rn[None, :] < N), other=0.0)
        acc = tl.dot(a, b, acc)
        a_ptrs += BK * stride_ak
        b_ptrs += BK * stride_bk
    c_ptrs = c_ptr + rm[:, None] * stride_cm + rn[None, :] * stride_cn
    mask = (rm[:, None] < M) & (rn[None, :] < N)
    tl.store(c_ptrs, acc.to(c_ptr.dtype.element_ty), mask=mask)


def run(m: int, n: int, k: int, dtype: mx.Dtype) -> float:
    """Return the largest error against float64, relative to the root of K."""
    a = mx.random.normal((m, k)).astype(dtype)
    b = mx.random.normal((k, n)).astype(dtype)
    c = mx.zeros((m, n), dtype)
    blocks = {"BM": 32, "BN": 64, "BK": 32, "GROUP": 4}
    grid = (tmetal.cdiv(m, 32) * tmetal.cdiv(n, 64),)
    matmul[grid](a, b, c, m, n, k, k, 1, n, 1, n, 1, **blocks)
    wide_a, wide_b = (np.array(t.astype(mx.float32), np.float64) for t in (a, b))
    error = np.abs(np.array(c.astype(mx.float32)) - wide_a @ wide_b).max()
    return float(error / np.sqrt(k))


def main() -> None:
    for m, n, k in ((128, 128, 128), (100, 130, 50), (1, 70, 9)):
        for name, bound in (("float32", 1e-5), ("float16", 4e-3), ("bfloat16", 3e-2)):
            error = run(m, n, k, getattr(mx, name))
            print(
                f"({m} x {k}) @ ({k} x {n}), {name} on {tmetal.backend()}: "
                f"largest error {error:.1e} of sqrt(K)"
            )
            assert error <= bound


if __name__ == "__main__":
    main()
