"""One matrix product in the three ways that portable code has of naming blocks of memory."""

from __future__ import annotations

import tmetal
import tmetal.language as tl
from tmetal.ops.kernels import matmul


@tmetal.jit
def by_block_pointers(
    a_ptr, b_ptr, c_ptr, M, N, K, stride_am, stride_ak, stride_bk, stride_bn, stride_cm, stride_cn,
    BM: tl.constexpr, BN: tl.constexpr, BK: tl.constexpr,
):  # fmt: skip
    m, n = tl.program_id(1) * BM, tl.program_id(0) * BN
    a_block = tl.make_block_ptr(
        a_ptr, (M, K), (stride_am, stride_ak), (m, 0), (BM, BK), order=(1, 0)
    )
    b_block = tl.make_block_ptr(
        b_ptr, (K, N), (stride_bk, stride_bn), (0, n), (BK, BN), order=(1, 0)
    )
    acc = tl.zeros((BM, BN), tl.float32)
    for _ in range(0, K, BK):
        a = tl.load(a_block, boundary_check=(0, 1), padding_option="zero")
        b = tl.load(b_block, boundary_check=(0, 1), padding_option="zero")
        acc = tl.dot(a, b, acc)
        a_block = tl.advance(a_block, (0, BK))
        b_block = tl.advance(b_block, (BK, 0))
    c_block = tl.make_block_ptr(
        c_ptr, (M, N), (stride_cm, stride_cn), (m, n), (BM, BN), order=(1, 0)
    )
    tl.store(c_block, acc.to(c_ptr.dtype.element_ty), boundary_check=(0, 1))


@tmetal.jit
def by_descriptors(
    a_ptr, b_ptr, c_ptr, M, N, K, stride_am, stride_ak, stride_bk, stride_bn, stride_cm, stride_cn,
    BM: tl.constexpr, BN: tl.constexpr, BK: tl.constexpr,
):  # fmt: skip
    m, n = tl.program_id(1) * BM, tl.program_id(0) * BN
    a_desc = tl.make_tensor_descriptor(a_ptr, (M, K), (stride_am, stride_ak), (BM, BK))
    b_desc = tl.make_tensor_descriptor(b_ptr, (K, N), (stride_bk, stride_bn), (BK, BN))
    c_desc = tl.make_tensor_descriptor(c_ptr, (M, N), (stride_cm, stride_cn), (BM, BN))
    acc = tl.zeros((BM, BN), tl.float32)
    for k in range(0, K, BK):
        acc = tl.dot(a_desc.load([m, k]), b_desc.load([k, n]), acc)
    c_desc.store([m, n], acc.to(c_ptr.dtype.element_ty))


@tmetal.jit
def in_groups(
    a_ptr, b_ptr, c_ptr, M, N, K, stride_am, stride_ak, stride_bk, stride_bn, stride_cm, stride_cn,
    BM: tl.constexpr, BN: tl.constexpr, BK: tl.constexpr, GROUP: tl.constexpr = 8,
):  # fmt: skip
    """Order programs so that those of GROUP rows of blocks share columns, as kernels for L2 do."""
    pid = tl.program_id(0)
    in_group = GROUP * tl.cdiv(N, BN)
    first = pid // in_group * GROUP
    rows = min(tl.cdiv(M, BM) - first, GROUP)
    m = (first + pid % in_group % rows) * BM + tl.arange(0, BM)
    n = pid % in_group // rows * BN + tl.arange(0, BN)
    k = tl.arange(0, BK)
    a_ptrs = a_ptr + (m % M)[:, None] * stride_am + k[None, :] * stride_ak
    b_ptrs = b_ptr + k[:, None] * stride_bk + (n % N)[None, :] * stride_bn
    acc = tl.zeros((BM, BN), tl.float32)
    for i in range(tl.cdiv(K, BK)):
        a = tl.load(a_ptrs, mask=k[None, :] < K - i * BK, other=0.0)
        b = tl.load(b_ptrs, mask=k[:, None] < K - i * BK, other=0.0)
        acc = tl.dot(a, b, acc)
        a_ptrs += BK * stride_ak
        b_ptrs += BK * stride_bk
    c_ptrs = c_ptr + m[:, None] * stride_cm + n[None, :] * stride_cn
    mask = (m[:, None] < M) & (n[None, :] < N)
    tl.store(c_ptrs, acc.to(c_ptr.dtype.element_ty), mask=mask)


FORMS = {
    "pointers": matmul,
    "block pointers": by_block_pointers,
    "descriptors": by_descriptors,
}
