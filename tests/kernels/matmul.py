"""Matrix products: plain, grouped with an epilogue, persistent, batched, int8 weights, GEMV."""

import math

import numpy as np

import tmetal
import tmetal.language as tl
from gallery import BF16, F16, F32, Result, case, normal, wide


@tmetal.jit
def matmul(
    a_ptr, b_ptr, c_ptr, M, N, K, stride_am, stride_ak, stride_bk, stride_bn, stride_cm, stride_cn,
    BM: tl.constexpr, BN: tl.constexpr, BK: tl.constexpr,
):  # fmt: skip
    """Pointer form: two tiles of pointers walk along K."""
    rm = tl.program_id(0) * BM + tl.arange(0, BM)
    rn = tl.program_id(1) * BN + tl.arange(0, BN)
    rk = tl.arange(0, BK)
    a_ptrs = a_ptr + rm[:, None] * stride_am + rk[None, :] * stride_ak
    b_ptrs = b_ptr + rk[:, None] * stride_bk + rn[None, :] * stride_bn
    acc = tl.zeros((BM, BN), tl.float32)
    for k in range(tl.cdiv(K, BK)):
        left = K - k * BK
        a = tl.load(a_ptrs, mask=(rm[:, None] < M) & (rk[None, :] < left), other=0.0)
        b = tl.load(b_ptrs, mask=(rk[:, None] < left) & (rn[None, :] < N), other=0.0)
        acc = tl.dot(a, b, acc)
        a_ptrs += BK * stride_ak
        b_ptrs += BK * stride_bk
    c_ptrs = c_ptr + rm[:, None] * stride_cm + rn[None, :] * stride_cn
    mask = (rm[:, None] < M) & (rn[None, :] < N)
    tl.store(c_ptrs, acc.to(c_ptr.dtype.element_ty), mask=mask)


@tmetal.jit
def gelu(x):
    """GELU with erf."""
    return 0.5 * x * (1 + tl.erf(x * 0.7071067811865476))


@tmetal.jit
def swizzled(pid, M, N, BM: tl.constexpr, BN: tl.constexpr, GROUP: tl.constexpr):
    """The block of a program when GROUP rows of blocks are walked together, for the caches."""
    blocks_m = tl.cdiv(M, BM)
    in_group = GROUP * tl.cdiv(N, BN)
    first = pid // in_group * GROUP
    size = min(blocks_m - first, GROUP)
    return first + pid % in_group % size, pid % in_group // size


@tmetal.jit
def linear(
    x_ptr, w_ptr, bias_ptr, out_ptr, M, N, K,
    BM: tl.constexpr, BN: tl.constexpr, BK: tl.constexpr,
    GROUP: tl.constexpr, ACTIVATION: tl.constexpr,
):  # fmt: skip
    """activation(x @ w.T + bias) in grouped order; rows beyond the end wrap round."""
    pid_m, pid_n = swizzled(tl.program_id(0), M, N, BM, BN, GROUP)
    rm = (pid_m * BM + tl.arange(0, BM)) % M
    rn = (pid_n * BN + tl.arange(0, BN)) % N
    rk = tl.arange(0, BK)
    acc = tl.zeros((BM, BN), dtype=tl.float32)
    for k in range(0, K, BK):
        x = tl.load(
            x_ptr + rm[:, None] * K + (k + rk)[None, :], mask=(k + rk)[None, :] < K, other=0
        )
        w = tl.load(
            w_ptr + rn[:, None] * K + (k + rk)[None, :], mask=(k + rk)[None, :] < K, other=0
        )
        acc += tl.dot(x, w.T)
    acc += tl.load(bias_ptr + rn)[None, :].to(tl.float32)
    if ACTIVATION == "gelu":
        acc = gelu(acc)
    cm = pid_m * BM + tl.arange(0, BM)
    cn = pid_n * BN + tl.arange(0, BN)
    mask = (cm[:, None] < M) & (cn[None, :] < N)
    tl.store(out_ptr + cm[:, None] * N + cn[None, :], acc, mask=mask)


@tmetal.jit
def persistent_matmul(
    a_ptr, b_ptr, c_ptr, M, N, K,
    BM: tl.constexpr, BN: tl.constexpr, BK: tl.constexpr, GROUP: tl.constexpr,
):  # fmt: skip
    """As many programs as there are cores; each takes block after block."""
    blocks = tl.cdiv(M, BM) * tl.cdiv(N, BN)
    rk = tl.arange(0, BK)
    for block in tl.range(tl.program_id(0), blocks, tl.num_programs(0), flatten=True):
        pid_m, pid_n = swizzled(block, M, N, BM, BN, GROUP)
        rm = pid_m * BM + tl.arange(0, BM)
        rn = pid_n * BN + tl.arange(0, BN)
        acc = tl.zeros((BM, BN), tl.float32)
        for k in range(0, K, BK):
            a = tl.load(
                a_ptr + rm[:, None] * K + (k + rk)[None, :],
                mask=(rm[:, None] < M) & ((k + rk)[None, :] < K), other=0.0,
            )  # fmt: skip
            b = tl.load(
                b_ptr + (k + rk)[:, None] * N + rn[None, :],
                mask=((k + rk)[:, None] < K) & (rn[None, :] < N), other=0.0,
            )  # fmt: skip
            acc = tl.dot(a, b, acc)
        mask = (rm[:, None] < M) & (rn[None, :] < N)
        tl.store(c_ptr + rm[:, None] * N + rn[None, :], acc, mask=mask)


@tmetal.jit
def batched_matmul(
    a_ptr, b_ptr, c_ptr, M, N, K,
    BM: tl.constexpr, BN: tl.constexpr, K_ALL: tl.constexpr,
):  # fmt: skip
    """The batch is the third axis of the grid; K fits in one tile."""
    batch = tl.program_id(2)
    a_ptr += batch * M * K
    b_ptr += batch * K * N
    c_ptr += batch * M * N
    rm = tl.program_id(0) * BM + tl.arange(0, BM)[:, None]
    rn = tl.program_id(1) * BN + tl.arange(0, BN)[None, :]
    rk = tl.arange(0, K_ALL)
    a = tl.load(a_ptr + rm * K + rk[None, :], mask=(rm < M) & (rk[None, :] < K), other=0.0)
    b = tl.load(b_ptr + rk[:, None] * N + rn, mask=(rk[:, None] < K) & (rn < N), other=0.0)
    c = tl.dot(a, b, out_dtype=tl.float32)
    tl.store(c_ptr + rm * N + rn, c, mask=(rm < M) & (rn < N))


@tmetal.jit
def product_of_batches(a_ptr, b_ptr, c_ptr, B: tl.constexpr, S: tl.constexpr):
    """A whole batch as one product of three-dimensional tiles."""
    at = (
        tl.arange(0, B)[:, None, None] * S * S
        + tl.arange(0, S)[None, :, None] * S
        + tl.arange(0, S)[None, None, :]
    )
    tl.store(c_ptr + at, tl.dot(tl.load(a_ptr + at), tl.load(b_ptr + at)))


@tmetal.jit
def quantised_matmul(
    x_ptr, w_ptr, scale_ptr, out_ptr, M, N, K,
    BM: tl.constexpr, BN: tl.constexpr, BK: tl.constexpr,
):  # fmt: skip
    """x @ (w * scale): int8 weights (K, N) with one scale for each BK rows of a column."""
    rm = tl.program_id(0) * BM + tl.arange(0, BM)
    rn = tl.program_id(1) * BN + tl.arange(0, BN)
    acc = tl.zeros((BM, BN), tl.float32)
    for k in range(0, K, BK):
        rk = k + tl.arange(0, BK)
        x = tl.load(
            x_ptr + rm[:, None] * K + rk[None, :],
            mask=(rm[:, None] < M) & (rk[None, :] < K), other=0.0,
        )  # fmt: skip
        w = tl.load(
            w_ptr + rk[:, None] * N + rn[None, :],
            mask=(rk[:, None] < K) & (rn[None, :] < N), other=0,
        )  # fmt: skip
        scale = tl.load(scale_ptr + k // BK * N + rn, mask=rn < N, other=0.0)
        acc += tl.dot(x, w.to(x.dtype)) * scale[None, :]
    mask = (rm[:, None] < M) & (rn[None, :] < N)
    tl.store(out_ptr + rm[:, None] * N + rn[None, :], acc, mask=mask)


@tmetal.jit
def gemv(a_ptr, x_ptr, y_ptr, M, N, BM: tl.constexpr, BN: tl.constexpr):
    """y = A x: a tile of products, added up along its rows at the end."""
    rm = tl.program_id(0) * BM + tl.arange(0, BM)
    acc = tl.zeros((BM, BN), tl.float32)
    for start in range(0, N, BN):
        rn = start + tl.arange(0, BN)
        mask = (rm[:, None] < M) & (rn[None, :] < N)
        a = tl.load(a_ptr + rm[:, None] * N + rn[None, :], mask=mask, other=0.0)
        x = tl.load(x_ptr + rn, mask=rn < N, other=0.0)
        acc += a.to(tl.float32) * x[None, :].to(tl.float32)
    tl.store(y_ptr + rm, tl.sum(acc, axis=1), mask=rm < M)


@case()
def matmul_by_pointers(dtype):
    for m, n, k, blocks, warps in ((33, 50, 70, (32, 32, 16), 4), (5, 3, 8, (16, 16, 32), 1)):
        a, b = normal((m, k), dtype), normal((k, n), dtype, 1)
        c = np.empty((m, n), dtype)
        bm, bn, bk = blocks
        grid = (tmetal.cdiv(m, bm), tmetal.cdiv(n, bn))
        named = {"BM": bm, "BN": bn, "BK": bk, "num_warps": warps}
        matmul[grid](a, b, c, m, n, k, k, 1, n, 1, n, 1, **named)
        yield Result(c, wide(a) @ wide(b), f"{m} x {k} x {n}")


@case(F32)
def matmul_of_transposed_operands(dtype):
    m, n, k = 33, 17, 40
    a, b, c = normal((k, m), dtype), normal((n, k), dtype, 1), np.empty((n, m), dtype)
    grid = (tmetal.cdiv(m, 16), tmetal.cdiv(n, 32))
    matmul[grid](a, b, c, m, n, k, 1, m, 1, k, 1, m, BM=16, BN=32, BK=16, num_warps=2)
    yield Result(c.T, wide(a).T @ wide(b).T)


@case()
def linear_layer_with_gelu(dtype):
    m, n, k = 70, 45, 50
    x, w, bias = normal((m, k), dtype), normal((n, k), dtype, 1), normal(n, dtype, 2)
    out = np.empty((m, n), dtype)
    grid = (tmetal.cdiv(m, 16) * tmetal.cdiv(n, 16),)
    blocks = {"BM": 16, "BN": 16, "BK": 32, "GROUP": 2}
    linear[grid](x, w, bias, out, m, n, k, **blocks, ACTIVATION="gelu")
    y = wide(x) @ wide(w).T + wide(bias)
    erf = np.vectorize(math.erf)
    yield Result(out, 0.5 * y * (1 + erf(y / np.sqrt(2))))


@case(F32, F16)
def matmul_by_persistent_programs(dtype):
    m, n, k = 70, 50, 40
    a, b, c = normal((m, k), dtype), normal((k, n), dtype, 1), np.empty((m, n), dtype)
    persistent_matmul[(3,)](a, b, c, m, n, k, BM=16, BN=16, BK=16, GROUP=4)
    yield Result(c, wide(a) @ wide(b))


@case(F32, F16)
def matmul_in_batches(dtype):
    m, n, k = 20, 33, 24
    a, b = normal((3, m, k), dtype), normal((3, k, n), dtype, 1)
    c = np.empty((3, m, n), dtype)
    grid = (tmetal.cdiv(m, 16), tmetal.cdiv(n, 32), 3)
    batched_matmul[grid](a, b, c, m, n, k, BM=16, BN=32, K_ALL=32)
    yield Result(c, wide(a) @ wide(b), "batch in the grid")
    a, b = normal((4, 16, 16), dtype), normal((4, 16, 16), dtype, 1)
    c = np.empty((4, 16, 16), "f4")
    product_of_batches[(1,)](a, b, c, B=4, S=16)
    yield Result(c, wide(a) @ wide(b), "batch in the tile")


@case()
def matmul_of_int8_weights(dtype):
    m, n, k, bk = 9, 40, 80, 32
    x, scale = normal((m, k), dtype), np.abs(normal((tmetal.cdiv(k, bk), n), F32, 1)) / 64
    w = np.random.default_rng(2).integers(-128, 128, (k, n)).astype(np.int8)
    out = np.empty((m, n), "f4")
    quantised_matmul[(1, 2)](x, w, scale, out, m, n, k, BM=16, BN=32, BK=bk)
    yield Result(out, wide(x) @ (wide(w) * np.repeat(wide(scale), bk, 0)[:k]))


@case(F32, BF16)
def matrix_times_vector(dtype):
    for m, n, bm, bn in ((37, 300, 8, 64), (1, 5, 1, 8)):
        a, x, y = normal((m, n), dtype), normal(n, dtype, 1), np.empty(m, dtype)
        gemv[(tmetal.cdiv(m, bm),)](a, x, y, m, n, BM=bm, BN=bn)
        yield Result(y, wide(a) @ wide(x), f"{m} x {n}")
