"""Kernels whose programs add to one array: split K, gradients of an embedding, norms' weights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

import tmetal
import tmetal.language as tl
from gallery import F16, F32, Result, case, normal, wide


@tmetal.jit
def matmul_split_k(
    a_ptr, b_ptr, c_ptr, M, N, K,
    BM: tl.constexpr, BN: tl.constexpr, BK: tl.constexpr, SPLIT: tl.constexpr,
):  # fmt: skip
    """Each program sums every SPLIT-th block of K; all of them add to c."""
    rm = tl.program_id(0) * BM + tl.arange(0, BM)
    rn = tl.program_id(1) * BN + tl.arange(0, BN)
    acc = tl.zeros((BM, BN), tl.float32)
    for start in range(tl.program_id(2) * BK, K, SPLIT * BK):
        rk = start + tl.arange(0, BK)
        a = tl.load(
            a_ptr + rm[:, None] * K + rk[None, :],
            mask=(rm[:, None] < M) & (rk[None, :] < K),
            other=0.0,
        )
        b = tl.load(
            b_ptr + rk[:, None] * N + rn[None, :],
            mask=(rk[:, None] < K) & (rn[None, :] < N),
            other=0.0,
        )
        acc = tl.dot(a, b, acc)
    inside = (rm[:, None] < M) & (rn[None, :] < N)
    tl.atomic_add(c_ptr + rm[:, None] * N + rn[None, :], acc, mask=inside)


@tmetal.jit
def embedding_backward(index_ptr, grad_ptr, table_ptr, n, D: tl.constexpr, BLOCK: tl.constexpr):
    """Add each token's gradient to the row that it looked up."""
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    d = tl.arange(0, D)
    row = tl.load(index_ptr + i, mask=i < n, other=0)
    grad = tl.load(grad_ptr + i[:, None] * D + d[None, :], mask=i[:, None] < n, other=0.0)
    tl.atomic_add(table_ptr + row[:, None] * D + d[None, :], grad, mask=i[:, None] < n)


@tmetal.jit
def top_bin(x_ptr, best_ptr, n, BLOCK: tl.constexpr):
    """Reduce over all programs: each raises the one maximum."""
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    x = tl.load(x_ptr + i, mask=i < n, other=float("-inf"))
    tl.atomic_max(best_ptr, tl.max(x, axis=0))


@case(F32, F16)
def split_k(dtype: Any) -> Iterator[Result]:
    m, n, k = 40, 50, 70
    a, b, c = normal((m, k), dtype), normal((k, n), dtype, 1), normal((m, n), F32, 2)
    expected = wide(a) @ wide(b) + c
    matmul_split_k[(2, 2, 3)](a, b, c, m, n, k, BM=32, BN=32, BK=16, SPLIT=3)
    yield Result(c, expected, "c")


@case(F32, F16)
def embedding_gradient(dtype: Any) -> Iterator[Result]:
    tokens, rows, d = 100, 7, 16
    index = np.random.default_rng(1).integers(0, rows, tokens).astype(np.int32)
    grad = normal((tokens, d), dtype)
    table = np.zeros((rows, d), np.float32)
    expected = np.zeros((rows, d))
    np.add.at(expected, index, wide(grad))
    embedding_backward[(4,)](index, grad, table, tokens, D=d, BLOCK=32)
    yield Result(table, expected, "table")


@case(F32)
def maximum_of_all_programs(dtype: Any) -> Iterator[Result]:
    x, best = normal(1000, dtype), np.full(1, -np.inf, dtype)
    top_bin[(8,)](x, best, 1000, BLOCK=128)
    yield Result(best, x.max(keepdims=True), "best")
