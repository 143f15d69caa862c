"""The kernels that the benchmarks measure, as one would write them in Triton's style."""

from __future__ import annotations

import tmetal
import tmetal.language as tl


@tmetal.jit
def add(x_ptr, y_ptr, out_ptr, n, BLOCK: tl.constexpr):
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = offsets < n
    x = tl.load(x_ptr + offsets, mask=mask)
    tl.store(out_ptr + offsets, x + tl.load(y_ptr + offsets, mask=mask), mask=mask)


@tmetal.jit
def add_transposed(x_ptr, y_ptr, out_ptr, n, BLOCK: tl.constexpr):
    """A square matrix and the transpose of another one."""
    rows = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)[:, None]
    columns = tl.program_id(1) * BLOCK + tl.arange(0, BLOCK)[None, :]
    mask = (rows < n) & (columns < n)
    y = tl.load(y_ptr + columns * n + rows, mask=mask)
    at = rows * n + columns
    tl.store(out_ptr + at, tl.load(x_ptr + at, mask=mask) + y, mask=mask)


@tmetal.jit
def rotary(x_ptr, cos_ptr, sin_ptr, out_ptr, n, D: tl.constexpr, ROWS: tl.constexpr):
    """Turn the pairs (i, i + D / 2) of each of `n` rows by the angles of its position."""
    row = tl.program_id(0) * ROWS + tl.arange(0, ROWS)[:, None]
    half, there = tl.arange(0, D // 2)[None, :], row < n
    at, angle = row * D + half, row * (D // 2) + half
    cos, sin = tl.load(cos_ptr + angle, mask=there), tl.load(sin_ptr + angle, mask=there)
    x, y = tl.load(x_ptr + at, mask=there), tl.load(x_ptr + at + D // 2, mask=there)
    tl.store(out_ptr + at, x * cos - y * sin, mask=there)
    tl.store(out_ptr + at + D // 2, x * sin + y * cos, mask=there)


@tmetal.jit
def softmax(x_ptr, out_ptr, n, BLOCK: tl.constexpr):
    row, columns = tl.program_id(0), tl.arange(0, BLOCK)
    mask = columns < n
    x = tl.load(x_ptr + row * n + columns, mask=mask, other=-float("inf")).to(tl.float32)
    power = tl.exp(x - tl.max(x, axis=0))
    tl.store(out_ptr + row * n + columns, power / tl.sum(power, axis=0), mask=mask)


@tmetal.jit
def layer_norm(x_ptr, w_ptr, b_ptr, out_ptr, n, eps, BLOCK: tl.constexpr):
    row, columns = tl.program_id(0), tl.arange(0, BLOCK)
    mask = columns < n
    x = tl.load(x_ptr + row * n + columns, mask=mask, other=0.0).to(tl.float32)
    mean = tl.sum(x, axis=0) / n
    centred = tl.where(mask, x - mean, 0.0)
    scale = tl.rsqrt(tl.sum(centred * centred, axis=0) / n + eps)
    w = tl.load(w_ptr + columns, mask=mask)
    b = tl.load(b_ptr + columns, mask=mask)
    tl.store(out_ptr + row * n + columns, centred * scale * w + b, mask=mask)


@tmetal.jit
def rms_norm(x_ptr, w_ptr, out_ptr, n, eps, BLOCK: tl.constexpr, ROWS: tl.constexpr):
    """Several rows a program: the weights are read once for all of them."""
    columns = tl.arange(0, BLOCK)
    mask = columns < n
    w = tl.load(w_ptr + columns, mask=mask)
    for i in range(ROWS):
        row = tl.program_id(0) * ROWS + i
        x = tl.load(x_ptr + row * n + columns, mask=mask, other=0.0).to(tl.float32)
        scale = tl.rsqrt(tl.sum(x * x, axis=0) / n + eps)
        tl.store(out_ptr + row * n + columns, x * scale * w, mask=mask)


@tmetal.jit
def row_sum(x_ptr, out_ptr, N: tl.constexpr, ROWS: tl.constexpr):
    rows = tl.program_id(0) * ROWS + tl.arange(0, ROWS)
    x = tl.load(x_ptr + rows[:, None] * N + tl.arange(0, N)[None, :])
    tl.store(out_ptr + rows, tl.sum(x, axis=1))


@tmetal.jit
def long_row_sum(x_ptr, out_ptr, n, BLOCK: tl.constexpr):
    """A row of any length, in blocks."""
    row, total = tl.program_id(0), tl.zeros((BLOCK,), tl.float32)
    for start in range(0, n, BLOCK):
        columns = start + tl.arange(0, BLOCK)
        total += tl.load(x_ptr + row * n + columns, mask=columns < n, other=0.0)
    tl.store(out_ptr + row, tl.sum(total, axis=0))


@tmetal.jit
def column_sum(x_ptr, out_ptr, M, N: tl.constexpr, ROWS: tl.constexpr, BLOCK: tl.constexpr):
    columns = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    total = tl.zeros((ROWS, BLOCK), tl.float32)
    for start in range(0, M, ROWS):
        rows = start + tl.arange(0, ROWS)
        total += tl.load(x_ptr + rows[:, None] * N + columns[None, :])
    tl.store(out_ptr + columns, tl.sum(total, axis=0))


@tmetal.jit
def argmax(x_ptr, out_ptr, N: tl.constexpr):
    row = tl.program_id(0)
    x = tl.load(x_ptr + row * N + tl.arange(0, N))
    tl.store(out_ptr + row, tl.argmax(x, axis=0))


@tmetal.jit
def transpose(x_ptr, out_ptr, N: tl.constexpr, BLOCK: tl.constexpr):
    rows = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    columns = tl.program_id(1) * BLOCK + tl.arange(0, BLOCK)
    x = tl.load(x_ptr + rows[:, None] * N + columns[None, :])
    tl.store(out_ptr + columns[:, None] * N + rows[None, :], tl.trans(x))


@tmetal.jit
def cumsum(x_ptr, out_ptr, N: tl.constexpr):
    offsets = tl.program_id(0) * N + tl.arange(0, N)
    tl.store(out_ptr + offsets, tl.cumsum(tl.load(x_ptr + offsets), axis=0))


@tmetal.jit
def mirrored(x_ptr, out_ptr, N: tl.constexpr, ROWS: tl.constexpr):
    """Prefix sums of rows less their mirror image: lanes need what other lanes hold."""
    rows = tl.program_id(0) * ROWS + tl.arange(0, ROWS)
    offsets = rows[:, None] * N + tl.arange(0, N)[None, :]
    sums = tl.cumsum(tl.load(x_ptr + offsets), axis=1)
    tl.store(out_ptr + offsets, sums - tl.flip(sums, 1))


@tmetal.jit
def gemv(w_ptr, x_ptr, out_ptr, K, ROWS: tl.constexpr, BLOCK: tl.constexpr):
    rows = tl.program_id(0) * ROWS + tl.arange(0, ROWS)
    total = tl.zeros((ROWS, BLOCK), tl.float32)
    for start in range(0, K, BLOCK):
        k = start + tl.arange(0, BLOCK)
        w = tl.load(w_ptr + rows[:, None] * K + k[None, :]).to(tl.float32)
        total += w * tl.load(x_ptr + k).to(tl.float32)[None, :]
    tl.store(out_ptr + rows, tl.sum(total, axis=1).to(tl.float16))


@tmetal.jit
def histogram(x_ptr, count_ptr, n, BINS: tl.constexpr, BLOCK: tl.constexpr):
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    x = tl.load(x_ptr + i, mask=i < n, other=0.0)
    counts = tl.histogram((x * BINS).to(tl.int32), BINS, mask=i < n)
    tl.atomic_add(count_ptr + tl.arange(0, BINS), counts)


@tmetal.jit
def scatter_add(key_ptr, x_ptr, out_ptr, n, KEYS: tl.constexpr, BLOCK: tl.constexpr):
    """Sums of `x` by key; a program goes over every num_programs-th block."""
    for start in range(tl.program_id(0) * BLOCK, n, tl.num_programs(0) * BLOCK):
        i = start + tl.arange(0, BLOCK)
        key = tl.load(key_ptr + i, mask=i < n, other=-1)
        x = tl.load(x_ptr + i, mask=i < n)
        tl.atomic_add(out_ptr + key, x, mask=(key >= 0) & (key < KEYS))


@tmetal.jit
def matmul(a_ptr, b_ptr, c_ptr, M, N, K, stride_am, stride_ak, stride_bk, stride_bn,
           BM: tl.constexpr, BN: tl.constexpr, BK: tl.constexpr):  # fmt: skip
    rows = tl.program_id(0) * BM + tl.arange(0, BM)
    columns = tl.program_id(1) * BN + tl.arange(0, BN)
    inner = tl.arange(0, BK)
    a_ptrs = a_ptr + rows[:, None] * stride_am + inner[None, :] * stride_ak
    b_ptrs = b_ptr + inner[:, None] * stride_bk + columns[None, :] * stride_bn
    total = tl.zeros((BM, BN), tl.float32)
    for k in range(0, K, BK):
        a = tl.load(a_ptrs, mask=(rows[:, None] < M) & (inner[None, :] < K - k), other=0.0)
        b = tl.load(b_ptrs, mask=(inner[:, None] < K - k) & (columns[None, :] < N), other=0.0)
        total = tl.dot(a, b, total)
        a_ptrs += BK * stride_ak
        b_ptrs += BK * stride_bk
    mask = (rows[:, None] < M) & (columns[None, :] < N)
    tl.store(c_ptr + rows[:, None] * N + columns[None, :], total, mask=mask)
