"""Normalisations: layer norm forward and backward, RMS norm, group norm, Welford's variance."""

import numpy as np

import tmetal
import tmetal.language as tl
from gallery import BF16, F16, F32, Result, case, normal, wide


@tmetal.jit
def layer_norm(x_ptr, y_ptr, w_ptr, b_ptr, mean_ptr, rstd_ptr, stride, N, eps, BLOCK: tl.constexpr):
    """Three passes over a row of any length: mean, variance, result."""
    row = tl.program_id(0)
    x_ptr += row * stride
    y_ptr += row * stride
    total = tl.zeros([BLOCK], dtype=tl.float32)
    for off in range(0, N, BLOCK):
        cols = off + tl.arange(0, BLOCK)
        total += tl.load(x_ptr + cols, mask=cols < N, other=0.0).to(tl.float32)
    mean = tl.sum(total, axis=0) / N
    square = tl.zeros([BLOCK], dtype=tl.float32)
    for off in range(0, N, BLOCK):
        cols = off + tl.arange(0, BLOCK)
        x = tl.load(x_ptr + cols, mask=cols < N, other=0.0).to(tl.float32)
        x = tl.where(cols < N, x - mean, 0.0)
        square += x * x
    rstd = 1 / tl.sqrt(tl.sum(square, axis=0) / N + eps)
    tl.store(mean_ptr + row, mean)
    tl.store(rstd_ptr + row, rstd)
    for off in range(0, N, BLOCK):
        cols = off + tl.arange(0, BLOCK)
        mask = cols < N
        w = tl.load(w_ptr + cols, mask=mask)
        b = tl.load(b_ptr + cols, mask=mask)
        x = tl.load(x_ptr + cols, mask=mask, other=0.0).to(tl.float32)
        tl.store(y_ptr + cols, (x - mean) * rstd * w + b, mask=mask)


@tmetal.jit
def layer_norm_dx(
    dx_ptr, dy_ptr, dw_ptr, db_ptr, x_ptr, w_ptr, mean_ptr, rstd_ptr, M, N,
    ROWS: tl.constexpr, BLOCK: tl.constexpr,
):  # fmt: skip
    """The gradient of the input; each program adds up its rows' share of those of w and b."""
    pid = tl.program_id(0)
    cols = tl.arange(0, BLOCK)
    mask = cols < N
    w = tl.load(w_ptr + cols, mask=mask, other=0.0).to(tl.float32)
    dw = tl.zeros((BLOCK,), tl.float32)
    db = tl.zeros((BLOCK,), tl.float32)
    for row in range(pid * ROWS, tl.minimum(pid * ROWS + ROWS, M)):
        x = tl.load(x_ptr + row * N + cols, mask=mask, other=0).to(tl.float32)
        dy = tl.load(dy_ptr + row * N + cols, mask=mask, other=0).to(tl.float32)
        rstd = tl.load(rstd_ptr + row)
        xhat = tl.where(mask, (x - tl.load(mean_ptr + row)) * rstd, 0.0)
        wdy = w * dy
        c1 = tl.sum(xhat * wdy, axis=0) / N
        c2 = tl.sum(wdy, axis=0) / N
        tl.store(dx_ptr + row * N + cols, (wdy - (xhat * c1 + c2)) * rstd, mask=mask)
        dw += dy * xhat
        db += dy
    tl.store(dw_ptr + pid * N + cols, dw, mask=mask)
    tl.store(db_ptr + pid * N + cols, db, mask=mask)


@tmetal.jit
def add_up(part_ptr, out_ptr, M, N, BLOCK_M: tl.constexpr, BLOCK_N: tl.constexpr):
    """Sum of partial gradients over programs: columns of an (M, N) matrix."""
    cols = tl.program_id(0) * BLOCK_N + tl.arange(0, BLOCK_N)
    acc = tl.zeros((BLOCK_M, BLOCK_N), dtype=tl.float32)
    for i in range(0, M, BLOCK_M):
        rows = i + tl.arange(0, BLOCK_M)
        mask = (rows[:, None] < M) & (cols[None, :] < N)
        acc += tl.load(part_ptr + rows[:, None] * N + cols[None, :], mask=mask, other=0.0)
    tl.store(out_ptr + cols, tl.sum(acc, axis=0), mask=cols < N)


@tmetal.jit
def rms_norm(x_ptr, w_ptr, y_ptr, N, eps, BLOCK: tl.constexpr):
    """One program per row; the row is one tile."""
    row = tl.program_id(0).to(tl.int64)
    cols = tl.arange(0, BLOCK)
    x = tl.load(x_ptr + row * N + cols, mask=cols < N, other=0.0).to(tl.float32)
    w = tl.load(w_ptr + cols, mask=cols < N)
    r = tl.rsqrt(tl.sum(x * x) / N + eps)
    tl.store(y_ptr + row * N + cols, (x * r).to(w.dtype) * w, mask=cols < N)


@tmetal.jit
def group_norm(
    x_ptr, w_ptr, b_ptr, y_ptr, C, S, eps,
    GROUP: tl.constexpr, BLOCK_C: tl.constexpr, BLOCK_S: tl.constexpr,
):  # fmt: skip
    """Images (batch, C, S); the program (n, g) normalises GROUP channels as one tile."""
    n, g = tl.program_id(0), tl.program_id(1)
    c = tl.arange(0, BLOCK_C)[:, None]
    s = tl.arange(0, BLOCK_S)[None, :]
    channel = g * GROUP + c
    mask = (c < GROUP) & (s < S)
    x = tl.load(x_ptr + (n * C + channel) * S + s, mask=mask, other=0.0).to(tl.float32)
    count = GROUP * S
    mean = tl.sum(x) / count
    centred = tl.where(mask, x - mean, 0.0)
    rstd = tl.rsqrt(tl.sum(centred * centred) / count + eps)
    w = tl.load(w_ptr + channel, mask=c < GROUP)
    b = tl.load(b_ptr + channel, mask=c < GROUP)
    tl.store(y_ptr + (n * C + channel) * S + s, centred * rstd * w + b, mask=mask)


@tmetal.jit
def welford_merge(mean_a, m2_a, count_a, mean_b, m2_b, count_b):
    """Merge two sets' means, sums of squared deviations and counts (Chan et al. 1979)."""
    delta = mean_b - mean_a
    count = count_a + count_b
    share = tl.where(count == 0, 0.0, count_b / tl.maximum(count, 1.0))
    mean = mean_a + delta * share
    return mean, m2_a + m2_b + delta * delta * count_a * share, count


@tmetal.jit
def variance(x_ptr, mean_ptr, var_ptr, N, BLOCK: tl.constexpr):
    """Mean and variance of a row by one reduction of three tiles."""
    row = tl.program_id(0)
    cols = tl.arange(0, BLOCK)
    x = tl.load(x_ptr + row * N + cols, mask=cols < N, other=0.0).to(tl.float32)
    count = (cols < N).to(tl.float32)
    mean, m2, n = tl.reduce((x, tl.zeros_like(x), count), 0, welford_merge)
    tl.store(mean_ptr + row, mean)
    tl.store(var_ptr + row, m2 / n)


def normalised(x, axis, eps):
    x = wide(x)
    return (x - x.mean(axis, keepdims=True)) / np.sqrt(x.var(axis, keepdims=True) + eps)


@case()
def layer_norm_forward(dtype):
    for rows, cols, block in ((3, 100, 64), (2, 1, 16), (2, 1025, 1024)):
        x = normal((rows, cols), dtype) + dtype.type(2)
        w, b = normal(cols, dtype, 1), normal(cols, dtype, 2)
        y, mean, rstd = np.empty_like(x), np.empty(rows, "f4"), np.empty(rows, "f4")
        layer_norm[(rows,)](x, y, w, b, mean, rstd, cols, cols, 1e-5, BLOCK=block)
        what = f"{rows} x {cols}"
        yield Result(y, normalised(x, -1, 1e-5) * wide(w) + wide(b), what, slack=2)
        yield Result(mean, wide(x).mean(-1), what + " mean")
        yield Result(rstd, 1 / np.sqrt(wide(x).var(-1) + 1e-5), what + " rstd", slack=2)


@case(F32, BF16)
def layer_norm_backward(dtype):
    rows, cols, each = 7, 100, 3
    x, dy = normal((rows, cols), dtype), normal((rows, cols), dtype, 1)
    w, dx = normal(cols, dtype, 2), np.empty_like(x)
    mean = wide(x).mean(-1).astype("f4")
    rstd = (1 / np.sqrt(wide(x).var(-1) + 1e-5)).astype("f4")
    programs = tmetal.cdiv(rows, each)
    parts = [np.zeros((programs, cols), "f4") for _ in range(2)]
    dw, db = np.empty(cols, "f4"), np.empty(cols, "f4")
    layer_norm_dx[(programs,)](
        dx, dy, *parts, x, w, mean, rstd, rows, cols, ROWS=each, BLOCK=128, num_warps=2
    )
    for part, out in zip(parts, (dw, db), strict=True):
        add_up[(tmetal.cdiv(cols, 32),)](part, out, programs, cols, BLOCK_M=2, BLOCK_N=32)
    xhat, wdy = normalised(x, -1, 1e-5), wide(w) * wide(dy)
    c1, c2 = (xhat * wdy).mean(-1, keepdims=True), wdy.mean(-1, keepdims=True)
    yield Result(dx, (wdy - xhat * c1 - c2) * wide(rstd)[:, None], "dx")
    yield Result(dw, (wide(dy) * xhat).sum(0), "dw")
    yield Result(db, wide(dy).sum(0), "db")


@case()
def rms_norm_of_rows(dtype):
    for rows, cols in ((3, 100), (2, 513)):
        x, w = normal((rows, cols), dtype), normal(cols, dtype, 1)
        y = np.empty_like(x)
        rms_norm[(rows,)](x, w, y, cols, 1e-6, BLOCK=tmetal.next_power_of_2(cols))
        r = 1 / np.sqrt((wide(x) ** 2).mean(-1, keepdims=True) + 1e-6)
        yield Result(y, wide(x) * r * wide(w), f"{rows} x {cols}", slack=2)


@case(F32, F16)
def group_norm_of_images(dtype):
    for channels, groups, size in ((6, 2, 35), (4, 4, 16)):
        x = normal((2, channels, size), dtype) - dtype.type(1)
        w, b = normal(channels, dtype, 1), normal(channels, dtype, 2)
        y = np.empty_like(x)
        each = channels // groups
        blocks = {"BLOCK_C": tmetal.next_power_of_2(each), "BLOCK_S": tmetal.next_power_of_2(size)}
        group_norm[(2, groups)](x, w, b, y, channels, size, 1e-5, GROUP=each, **blocks)
        expected = normalised(x.reshape(2, groups, -1), -1, 1e-5).reshape(x.shape)
        expected = expected * wide(w)[:, None] + wide(b)[:, None]
        yield Result(y, expected, f"{channels} channels of {size}")


@case(F32, F16)
def variance_by_welford(dtype):
    for rows, cols in ((2, 1), (3, 200), (1, 1024)):
        x = normal((rows, cols), dtype) + dtype.type(10)
        mean, var = np.empty(rows, "f4"), np.empty(rows, "f4")
        variance[(rows,)](x, mean, var, cols, BLOCK=tmetal.next_power_of_2(cols))
        yield Result(mean, wide(x).mean(-1), f"{rows} x {cols} mean")
        yield Result(var, wide(x).var(-1), f"{rows} x {cols} variance", slack=4)
