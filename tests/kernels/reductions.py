"""Sums, extremes, scans, histograms and moves of matrices and vectors."""

import numpy as np

import tmetal
import tmetal.language as tl
from gallery import BF16, F16, F32, Result, case, normal, wide

INTEGERS = tuple(np.dtype(d) for d in ("i4", "u4", "i2", "u1"))


@tmetal.jit
def column_sum(x_ptr, out_ptr, M, N, BLOCK_M: tl.constexpr, BLOCK_N: tl.constexpr):
    """Each program adds up BLOCK_N columns, a tile of rows at a time."""
    cols = tl.program_id(0) * BLOCK_N + tl.arange(0, BLOCK_N)
    acc = tl.zeros((BLOCK_N,), tl.float32)
    for i in range(0, M, BLOCK_M):
        rows = i + tl.arange(0, BLOCK_M)
        mask = (rows[:, None] < M) & (cols[None, :] < N)
        x = tl.load(x_ptr + rows[:, None] * N + cols[None, :], mask=mask, other=0.0)
        acc += tl.sum(x.to(tl.float32), axis=0)
    tl.store(out_ptr + cols, acc, mask=cols < N)


@tmetal.jit
def row_statistics(
    x_ptr, sum_ptr, best_ptr, at_ptr, M, N, low, BLOCK_M: tl.constexpr, BLOCK_N: tl.constexpr
):  # fmt: skip
    """Sum, maximum and its place of each row, with a running best across tiles."""
    rows = tl.program_id(0) * BLOCK_M + tl.arange(0, BLOCK_M)
    total = tl.zeros((BLOCK_M,), tl.float32)
    best = tl.full((BLOCK_M,), low, tl.float32)
    at = tl.zeros((BLOCK_M,), tl.int32)
    for i in range(0, N, BLOCK_N):
        cols = i + tl.arange(0, BLOCK_N)
        mask = (rows[:, None] < M) & (cols[None, :] < N)
        x = tl.load(x_ptr + rows[:, None] * N + cols[None, :], mask=mask, other=0).to(tl.float32)
        total += tl.sum(x, axis=1)
        value, index = tl.max(tl.where(mask, x, low), axis=1, return_indices=True)
        better = value > best
        best = tl.where(better, value, best)
        at = tl.where(better, i + index, at)
    tl.store(sum_ptr + rows, total, mask=rows < M)
    tl.store(best_ptr + rows, best, mask=rows < M)
    tl.store(at_ptr + rows, at, mask=rows < M)


@tmetal.jit
def transpose(x_ptr, y_ptr, M, N, BLOCK_M: tl.constexpr, BLOCK_N: tl.constexpr):
    """Load a tile along rows, store its transpose along rows of the result."""
    rm = tl.program_id(0) * BLOCK_M + tl.arange(0, BLOCK_M)
    rn = tl.program_id(1) * BLOCK_N + tl.arange(0, BLOCK_N)
    x = tl.load(x_ptr + rm[:, None] * N + rn[None, :], mask=(rm[:, None] < M) & (rn[None, :] < N))
    tl.store(
        y_ptr + rn[:, None] * M + rm[None, :], tl.trans(x),
        mask=(rn[:, None] < N) & (rm[None, :] < M),
    )  # fmt: skip


@tmetal.jit
def running_sum(x_ptr, y_ptr, N, BLOCK: tl.constexpr, REVERSE: tl.constexpr):
    """Cumulative sum of a row of any length; the sum so far is carried from tile to tile."""
    row = tl.program_id(0)
    carry = tl.zeros((), tl.float32)
    blocks = tl.cdiv(N, BLOCK)
    for i in range(blocks):
        block = blocks - 1 - i if REVERSE else i
        cols = block * BLOCK + tl.arange(0, BLOCK)
        x = tl.load(x_ptr + row * N + cols, mask=cols < N, other=0.0).to(tl.float32)
        y = carry + tl.cumsum(x, axis=0, reverse=REVERSE)
        tl.store(y_ptr + row * N + cols, y, mask=cols < N)
        carry += tl.sum(x, axis=0)


@tmetal.jit
def histogram(x_ptr, out_ptr, n, BINS: tl.constexpr, BLOCK: tl.constexpr):
    """Each program counts the values of its stretch of the array."""
    pid = tl.program_id(0)
    counts = tl.zeros((BINS,), tl.int32)
    each = tl.cdiv(n, tl.num_programs(0))
    for start in range(pid * each, tl.minimum(n, (pid + 1) * each), BLOCK):
        offs = start + tl.arange(0, BLOCK)
        mask = offs < tl.minimum(n, (pid + 1) * each)
        x = tl.load(x_ptr + offs, mask=mask, other=0).to(tl.int32)
        counts += tl.histogram(x, BINS, mask=mask)
    tl.store(out_ptr + pid * BINS + tl.arange(0, BINS), counts)


@tmetal.jit
def top_k(x_ptr, values_ptr, n_cols, BLOCK: tl.constexpr, K: tl.constexpr):
    """The K largest of a row, largest first."""
    row = tl.program_id(0)
    cols = tl.arange(0, BLOCK)
    x = tl.load(x_ptr + row * n_cols + cols, mask=cols < n_cols, other=-float("inf"))
    tl.store(values_ptr + row * K + tl.arange(0, K), tl.topk(x, K))


@tmetal.jit
def top_k_with_places(x_ptr, values_ptr, places_ptr, n_cols, BLOCK: tl.constexpr, K: tl.constexpr):
    """The K largest of a row and their columns, by K rounds of argmax."""
    row = tl.program_id(0)
    cols = tl.arange(0, BLOCK)
    x = tl.load(x_ptr + row * n_cols + cols, mask=cols < n_cols, other=-float("inf"))
    for k in tl.static_range(K):
        place = tl.argmax(x, axis=0)
        tl.store(places_ptr + row * K + k, place)
        tl.store(values_ptr + row * K + k, tl.max(x, axis=0))
        x = tl.where(cols == place, -float("inf"), x)


@tmetal.jit
def embedding(ids_ptr, table_ptr, out_ptr, n, dim, BLOCK: tl.constexpr, BLOCK_D: tl.constexpr):
    """Rows of a table by their ids; negative ids give zeros."""
    tokens = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    d = tl.program_id(1) * BLOCK_D + tl.arange(0, BLOCK_D)
    ids = tl.load(ids_ptr + tokens, mask=tokens < n, other=-1).to(tl.int64)
    ok = (tokens[:, None] < n) & (d[None, :] < dim)
    rows = tl.load(
        table_ptr + ids[:, None] * dim + d[None, :], mask=ok & (ids[:, None] >= 0), other=0
    )
    tl.store(out_ptr + tokens[:, None] * dim + d[None, :], rows, mask=ok)


@case()
def sums_of_columns(dtype):
    for m, n, bm, bn in ((70, 50, 16, 32), (1, 3, 8, 4), (33, 1, 32, 1)):
        x, out = normal((m, n), dtype), np.empty(n, "f4")
        column_sum[(tmetal.cdiv(n, bn),)](x, out, m, n, BLOCK_M=bm, BLOCK_N=bn)
        yield Result(out, wide(x).sum(0), f"{m} x {n}")


@case(F32, BF16, *INTEGERS[:2])
def statistics_of_rows(dtype):
    for m, n, bm, bn in ((5, 100, 2, 32), (3, 7, 4, 16)):
        # Whole numbers with ties: the first of equal maxima is the place.
        x = np.random.default_rng(0).integers(0, 20, (m, n)).astype(dtype)
        total, best, at = np.empty(m, "f4"), np.empty(m, "f4"), np.empty(m, "i4")
        row_statistics[(tmetal.cdiv(m, bm),)](
            x, total, best, at, m, n, -float("inf"), BLOCK_M=bm, BLOCK_N=bn
        )
        yield Result(total, wide(x).sum(1), f"{m} x {n} sum")
        yield Result(best, wide(x).max(1), f"{m} x {n} max")
        yield Result(at, wide(x).argmax(1), f"{m} x {n} argmax")


@case(F32, F16, *INTEGERS[2:])
def transposes(dtype):
    for m, n, bm, bn in ((50, 70, 16, 32), (1, 9, 1, 16), (33, 5, 64, 8)):
        x = np.random.default_rng(0).integers(0, 99, (m, n)).astype(dtype)
        y = np.zeros((n, m), dtype)
        transpose[(tmetal.cdiv(m, bm), tmetal.cdiv(n, bn))](x, y, m, n, BLOCK_M=bm, BLOCK_N=bn)
        yield Result(y, x.T if dtype.kind in "iu" else wide(x.T), f"{m} x {n}")


@case(F32, F16)
def running_sums(dtype):
    for n, block, reverse in ((200, 64, False), (200, 64, True), (5, 1024, False)):
        x, y = normal((2, n), dtype), np.empty((2, n), "f4")
        running_sum[(2,)](x, y, n, BLOCK=block, REVERSE=reverse)
        expected = wide(x)[:, ::-1].cumsum(1)[:, ::-1] if reverse else wide(x).cumsum(1)
        yield Result(y, expected, f"{n}, reverse={reverse}")


@case(*INTEGERS)
def histograms(dtype):
    for n, bins, programs in ((1000, 32, 4), (77, 2, 1)):
        x = np.random.default_rng(n).integers(0, bins, n).astype(dtype)
        out = np.empty((programs, bins), "i4")
        histogram[(programs,)](x, out, n, BINS=bins, BLOCK=128)
        yield Result(out.sum(0), np.bincount(x, minlength=bins), f"{n} in {bins}")


@case(F32, BF16)
def largest_of_rows(dtype):
    for n, k in ((100, 4), (64, 16), (9, 1)):
        x, values = normal((2, n), dtype), np.empty((2, k), dtype)
        top_k[(2,)](x, values, n, BLOCK=tmetal.next_power_of_2(n), K=k)
        yield Result(values, np.sort(wide(x), 1)[:, ::-1][:, :k], f"{k} of {n}")


@case(F32, F16)
def largest_of_rows_and_their_places(dtype):
    n, k = 100, 5
    x, values = normal((2, n), dtype), np.empty((2, k), dtype)
    places = np.empty((2, k), "i4")
    top_k_with_places[(2,)](x, values, places, n, BLOCK=128, K=k)
    order = np.argsort(-wide(x), axis=1, kind="stable")[:, :k]
    yield Result(places, order, "places")
    yield Result(values, np.take_along_axis(wide(x), order, 1), "values")


@case(F32, BF16)
def embeddings(dtype):
    for n, dim in ((11, 40), (1, 1)):
        table = normal((13, dim), dtype)
        ids = np.random.default_rng(n).integers(-1, 13, n).astype(np.int64)
        out = np.empty((n, dim), dtype)
        embedding[(tmetal.cdiv(n, 4), tmetal.cdiv(dim, 32))](
            ids, table, out, n, dim, BLOCK=4, BLOCK_D=32
        )
        yield Result(out, np.where(ids[:, None] >= 0, wide(table[ids]), 0), f"{n} of {dim}")
