"""Softmax over rows: a row in one tile, and rows of any length in two passes."""

import numpy as np

import tmetal
import tmetal.language as tl
from gallery import BF16, F16, F32, Result, case, normal, wide


@tmetal.jit
def softmax(out_ptr, x_ptr, x_stride, out_stride, n_cols, BLOCK: tl.constexpr):
    """One program per row; the row is padded with -inf to a power of two."""
    row = tl.program_id(0)
    cols = tl.arange(0, BLOCK)
    x = tl.load(x_ptr + row * x_stride + cols, mask=cols < n_cols, other=-float("inf"))
    x = x.to(tl.float32)
    e = tl.exp(x - tl.max(x, axis=0))
    y = e / tl.sum(e, axis=0)
    tl.store(out_ptr + row * out_stride + cols, y.to(out_ptr.dtype.element_ty), mask=cols < n_cols)


@tmetal.jit
def online_softmax(out_ptr, x_ptr, n_rows, n_cols, ROWS: tl.constexpr, BLOCK: tl.constexpr):
    """A tile of rows; a first pass finds maximum and sum together, a second writes."""
    rows = tl.program_id(0) * ROWS + tl.arange(0, ROWS)
    m = tl.full((ROWS,), -float("inf"), tl.float32)
    s = tl.zeros((ROWS,), tl.float32)
    for start in range(0, n_cols, BLOCK):
        cols = start + tl.arange(0, BLOCK)
        mask = (rows[:, None] < n_rows) & (cols[None, :] < n_cols)
        x = tl.load(x_ptr + rows[:, None] * n_cols + cols[None, :], mask=mask, other=-float("inf"))
        x = x.to(tl.float32)
        new = tl.maximum(m, tl.max(x, axis=1))
        s = s * tl.exp(m - new) + tl.sum(tl.exp(x - new[:, None]), axis=1)
        m = new
    for start in range(0, n_cols, BLOCK):
        cols = start + tl.arange(0, BLOCK)
        mask = (rows[:, None] < n_rows) & (cols[None, :] < n_cols)
        x = tl.load(x_ptr + rows[:, None] * n_cols + cols[None, :], mask=mask)
        y = tl.exp(x.to(tl.float32) - m[:, None]) / s[:, None]
        tl.store(out_ptr + rows[:, None] * n_cols + cols[None, :], y, mask=mask)


@tmetal.jit
def builtin_softmax(out_ptr, x_ptr, ROWS: tl.constexpr, BLOCK: tl.constexpr):
    """`tl.softmax` of a whole tile, along its rows."""
    at = tl.arange(0, ROWS)[:, None] * BLOCK + tl.arange(0, BLOCK)[None, :]
    x = tl.load(x_ptr + at).to(tl.float32)
    tl.store(out_ptr + at, tl.softmax(x, dim=1))


def reference(x):
    e = np.exp(wide(x) - wide(x).max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


@case()
def softmax_of_rows(dtype):
    for rows, cols, warps in ((3, 1, 4), (4, 127, 1), (2, 1000, 8)):
        x = 3 * normal((rows, cols), dtype)
        out = np.empty_like(x)
        block = tmetal.next_power_of_2(cols)
        softmax[(rows,)](out, x, cols, cols, cols, BLOCK=block, num_warps=warps)
        yield Result(out, reference(x), f"{rows} x {cols}")


@case(F32, F16)
def softmax_of_long_rows(dtype):
    for rows, cols in ((5, 300), (9, 64)):
        x = 3 * normal((rows, cols), dtype)
        out = np.empty_like(x)
        online_softmax[(tmetal.cdiv(rows, 4),)](out, x, rows, cols, ROWS=4, BLOCK=64)
        yield Result(out, reference(x), f"{rows} x {cols}")


@case(F32, BF16)
def softmax_of_the_library(dtype):
    x = normal((8, 64), dtype)
    out = np.empty_like(x)
    builtin_softmax[(1,)](out, x, ROWS=8, BLOCK=64)
    yield Result(out, reference(x))
