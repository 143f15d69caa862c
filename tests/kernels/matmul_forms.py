"""More ways to a matrix product: block pointers, descriptors, groups of rows, int4 weights."""

import numpy as np

import tmetal
import tmetal.language as tl
from gallery import BF16, F16, F32, Result, case, normal, wide
from tmetal.tools.tensor_descriptor import TensorDescriptor


@tmetal.jit
def matmul_by_block_pointers(
    a_ptr, b_ptr, c_ptr, M, N, K, stride_am, stride_bk, stride_cm,
    BM: tl.constexpr, BN: tl.constexpr, BK: tl.constexpr,
):  # fmt: skip
    """Two block pointers advance along K; what lies outside of the matrices is zero."""
    m, n = tl.program_id(0) * BM, tl.program_id(1) * BN
    a = tl.make_block_ptr(a_ptr, (M, K), (stride_am, 1), (m, 0), (BM, BK), (1, 0))
    b = tl.make_block_ptr(b_ptr, (K, N), (stride_bk, 1), (0, n), (BK, BN), (1, 0))
    acc = tl.zeros((BM, BN), tl.float32)
    for _ in range(0, K, BK):
        left = tl.load(a, boundary_check=(0, 1), padding_option="zero")
        right = tl.load(b, boundary_check=(0, 1), padding_option="zero")
        acc = tl.dot(left, right, acc)
        a = tl.advance(a, (0, BK))
        b = tl.advance(b, (BK, 0))
    c = tl.make_block_ptr(c_ptr, (M, N), (stride_cm, 1), (m, n), (BM, BN), (1, 0))
    tl.store(c, acc.to(c_ptr.dtype.element_ty), boundary_check=(0, 1))


@tmetal.jit
def matmul_by_descriptors(a, b, c, K):
    """a @ b.T of descriptors that the host made."""
    BM: tl.constexpr = a.block_shape[0]
    BK: tl.constexpr = a.block_shape[1]
    BN: tl.constexpr = b.block_shape[0]
    m, n = tl.program_id(0) * BM, tl.program_id(1) * BN
    acc = tl.zeros((BM, BN), tl.float32)
    for k in range(0, K, BK):
        acc = tl.dot(a.load([m, k]), b.load([n, k]).T, acc)
    c.store([m, n], acc.to(c.dtype))


@tmetal.jit
def grouped_matmul(
    x_ptr, w_ptr, out_ptr, starts_ptr, groups, N, K,
    BM: tl.constexpr, BN: tl.constexpr, BK: tl.constexpr,
):  # fmt: skip
    """Rows starts[g] … starts[g + 1] of x times w[g]; programs walk over the blocks of all."""
    block = tl.program_id(0)
    columns = tl.cdiv(N, BN)
    last = 0
    for g in range(groups):
        first, end = tl.load(starts_ptr + g), tl.load(starts_ptr + g + 1)
        count = tl.cdiv(end - first, BM) * columns
        while block < last + count:
            row = first + (block - last) // columns * BM
            rm = row + tl.arange(0, BM)
            rn = (block - last) % columns * BN + tl.arange(0, BN)
            acc = tl.zeros((BM, BN), tl.float32)
            for k in range(0, K, BK):
                rk = k + tl.arange(0, BK)
                x = tl.load(
                    x_ptr + rm[:, None] * K + rk[None, :],
                    mask=(rm[:, None] < end) & (rk[None, :] < K), other=0.0,
                )  # fmt: skip
                w = tl.load(
                    w_ptr + (g * K + rk[:, None]) * N + rn[None, :],
                    mask=(rk[:, None] < K) & (rn[None, :] < N), other=0.0,
                )  # fmt: skip
                acc = tl.dot(x, w, acc)
            mask = (rm[:, None] < end) & (rn[None, :] < N)
            tl.store(out_ptr + rm[:, None] * N + rn[None, :], acc, mask=mask)
            block += tl.num_programs(0)
        last += count


@tmetal.jit
def int4_matmul(
    x_ptr, w_ptr, scale_ptr, zero_ptr, out_ptr, M, N, K,
    BM: tl.constexpr, BN: tl.constexpr, GROUP: tl.constexpr,
):  # fmt: skip
    """x @ ((q - zero) * scale): eight 4-bit weights of a column in an int32, one scale a GROUP."""
    rm = tl.program_id(0) * BM + tl.arange(0, BM)
    rn = tl.program_id(1) * BN + tl.arange(0, BN)
    acc = tl.zeros((BM, BN), tl.float32)
    for k in range(0, K, GROUP):
        rk = k + tl.arange(0, GROUP)
        x = tl.load(
            x_ptr + rm[:, None] * K + rk[None, :],
            mask=(rm[:, None] < M) & (rk[None, :] < K), other=0.0,
        )  # fmt: skip
        words = tl.load(
            w_ptr + rk[:, None] // 8 * N + rn[None, :],
            mask=(rk[:, None] < K) & (rn[None, :] < N), other=0,
        )  # fmt: skip
        q = (words >> (rk % 8 * 4)[:, None]) & 15
        at = k // GROUP * N + rn
        scale = tl.load(scale_ptr + at, mask=rn < N, other=0.0)
        zero = tl.load(zero_ptr + at, mask=rn < N, other=0)
        w = (q - zero[None, :]).to(x.dtype)
        acc += tl.dot(x, w) * scale[None, :]
    mask = (rm[:, None] < M) & (rn[None, :] < N)
    tl.store(out_ptr + rm[:, None] * N + rn[None, :], acc, mask=mask)


@case(F32, BF16)
def matmul_with_block_pointers(dtype):
    m, n, k = 33, 50, 70
    a, b, c = normal((m, k), dtype), normal((k, n), dtype, 1), np.empty((m, n), dtype)
    grid = (tmetal.cdiv(m, 32), tmetal.cdiv(n, 32))
    matmul_by_block_pointers[grid](a, b, c, m, n, k, k, n, n, BM=32, BN=32, BK=16)
    yield Result(c, wide(a) @ wide(b))


@case(F32, F16)
def matmul_with_descriptors(dtype):
    m, n, k = 33, 50, 70
    a, b, c = normal((m, k), dtype), normal((n, k), dtype, 1), np.empty((m, n), dtype)
    blocks = (32, 16), (32, 16), (32, 32)
    described = [TensorDescriptor.from_tensor(x, s) for x, s in zip((a, b, c), blocks, strict=True)]
    matmul_by_descriptors[(tmetal.cdiv(m, 32), tmetal.cdiv(n, 32))](*described, k)
    yield Result(c, wide(a) @ wide(b).T)


@case(F32, F16)
def matmul_of_groups(dtype):
    starts = np.array([0, 17, 17, 20, 53], np.int32)
    n, k = 40, 24
    x, w = normal((53, k), dtype), normal((4, k, n), dtype, 1)
    out = np.empty((53, n), dtype)
    grouped_matmul[(3,)](x, w, out, starts, 4, n, k, BM=16, BN=32, BK=16)
    parts = zip(starts, starts[1:], w, strict=False)
    yield Result(out, np.concatenate([wide(x[s:e]) @ wide(one) for s, e, one in parts]))


@case(F32, F16)
def matmul_of_int4_weights(dtype):
    m, n, k, group = 9, 40, 96, 32
    rng = np.random.default_rng(2)
    q, zero = rng.integers(0, 16, (k, n)), rng.integers(0, 16, (k // group, n)).astype(np.int32)
    shifted = q.reshape(k // 8, 8, n) << (4 * np.arange(8))[None, :, None]
    words = np.bitwise_or.reduce(shifted, 1).astype(np.uint32).view(np.int32)
    x, scale = normal((m, k), dtype), np.abs(normal((k // group, n), F32, 1)) / 8
    out = np.empty((m, n), "f4")
    int4_matmul[(1, 2)](x, words, scale, zero, out, m, n, k, BM=16, BN=32, GROUP=group)
    weights = (q - np.repeat(zero, group, 0)) * np.repeat(wide(scale), group, 0)
    yield Result(out, wide(x) @ weights)
