"""Elementwise kernels of a transformer: gated activations, dropout, rotary embedding."""

import math

import numpy as np

import tmetal
import tmetal.language as tl
from gallery import BF16, F16, F32, Result, case, normal, wide


@tmetal.jit
def swiglu(gate_ptr, up_ptr, out_ptr, n, BLOCK: tl.constexpr):
    """silu(gate) * up."""
    offs = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = offs < n
    gate = tl.load(gate_ptr + offs, mask=mask).to(tl.float32)
    up = tl.load(up_ptr + offs, mask=mask).to(tl.float32)
    tl.store(out_ptr + offs, gate * tl.sigmoid(gate) * up, mask=mask)


@tmetal.jit
def swiglu_backward(dout_ptr, gate_ptr, up_ptr, n, BLOCK: tl.constexpr):
    """The gradients of both inputs, written over them."""
    offs = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = offs < n
    dout = tl.load(dout_ptr + offs, mask=mask).to(tl.float32)
    gate = tl.load(gate_ptr + offs, mask=mask).to(tl.float32)
    up = tl.load(up_ptr + offs, mask=mask).to(tl.float32)
    s = tl.sigmoid(gate)
    tl.store(gate_ptr + offs, dout * up * s * (1 + gate * (1 - s)), mask=mask)
    tl.store(up_ptr + offs, dout * gate * s, mask=mask)


@tmetal.jit
def gelu(x, APPROXIMATE: tl.constexpr):
    """GELU in float32, with erf or with the usual tanh."""
    if APPROXIMATE:
        return (
            0.5 * x * (1 + tl.extra.libdevice.tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)))
        )
    return 0.5 * x * (1 + tl.erf(x * 0.7071067811865476))


@tmetal.jit
def geglu(x_ptr, out_ptr, n_cols, APPROXIMATE: tl.constexpr, BLOCK: tl.constexpr):
    """Rows of 2 * n_cols: gelu(first half) * second half."""
    row = tl.program_id(0)
    cols = tl.program_id(1) * BLOCK + tl.arange(0, BLOCK)
    mask = cols < n_cols
    row_ptr = x_ptr + row * 2 * n_cols
    a = tl.load(row_ptr + cols, mask=mask).to(tl.float32)
    b = tl.load(row_ptr + n_cols + cols, mask=mask).to(tl.float32)
    y = gelu(a, APPROXIMATE) * b
    tl.store(out_ptr + row * n_cols + cols, y.to(out_ptr.type.element_ty), mask=mask)


@tmetal.jit
def dropout(x_ptr, out_ptr, n, p, seed, BLOCK: tl.constexpr):
    """Dropout whose mask is a function of seed and position, so that nobody stores it."""
    offs = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = offs < n
    x = tl.load(x_ptr + offs, mask=mask)
    keep = tl.rand(seed, offs) > p
    tl.store(out_ptr + offs, tl.where(keep, x / (1 - p), 0.0), mask=mask)


@tmetal.jit
def rope(
    q_ptr, cos_ptr, sin_ptr, n_heads,
    D: tl.constexpr, HALF: tl.constexpr, HEADS: tl.constexpr,
    INTERLEAVED: tl.constexpr, BACKWARD: tl.constexpr,
):  # fmt: skip
    """Rotate (position, head, D) in place; pairs are the two halves, or neighbours."""
    pos = tl.program_id(0)
    head = tl.arange(0, HEADS)[:, None]
    d = tl.arange(0, HALF)[None, :]
    ok = (d < D // 2) & (head < n_heads)
    cos = tl.load(cos_ptr + pos * (D // 2) + d, mask=d < D // 2)
    sin = tl.load(sin_ptr + pos * (D // 2) + d, mask=d < D // 2)
    if BACKWARD:
        sin = -sin
    base = q_ptr + (pos * n_heads + head) * D
    first = base + 2 * d if INTERLEAVED else base + d
    second = first + (1 if INTERLEAVED else D // 2)
    a = tl.load(first, mask=ok).to(tl.float32)
    b = tl.load(second, mask=ok).to(tl.float32)
    tl.store(first, a * cos - b * sin, mask=ok)
    tl.store(second, b * cos + a * sin, mask=ok)


@tmetal.jit
def rope_by_join(x_ptr, cos_ptr, sin_ptr, out_ptr, D: tl.constexpr):
    """Neighbouring pairs are taken apart by reshape and split, and joined again."""
    pos = tl.program_id(0)
    x = tl.load(x_ptr + pos * D + tl.arange(0, D)).to(tl.float32)
    cos = tl.load(cos_ptr + pos * (D // 2) + tl.arange(0, D // 2))
    sin = tl.load(sin_ptr + pos * (D // 2) + tl.arange(0, D // 2))
    a, b = tl.split(tl.reshape(x, (D // 2, 2)))
    y = tl.interleave(a * cos - b * sin, b * cos + a * sin)
    tl.store(out_ptr + pos * D + tl.arange(0, D), y.to(out_ptr.dtype.element_ty))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


@case()
def swiglu_forward(dtype):
    for n, block in ((1, 8), (1000, 256)):
        gate, up = 3 * normal(n, dtype), normal(n, dtype, 1)
        out = np.empty_like(gate)
        swiglu[(tmetal.cdiv(n, block),)](gate, up, out, n, BLOCK=block)
        yield Result(out, wide(gate) * sigmoid(wide(gate)) * wide(up), f"{n}")


@case(F32, F16)
def swiglu_gradients_in_place(dtype):
    n = 777
    dout, gate, up = normal(n, dtype), normal(n, dtype, 1), normal(n, dtype, 2)
    g, u, d = wide(gate), wide(up), wide(dout)
    swiglu_backward[(tmetal.cdiv(n, 256),)](dout, gate, up, n, BLOCK=256)
    yield Result(gate, d * u * sigmoid(g) * (1 + g * (1 - sigmoid(g))), "gate")
    yield Result(up, d * g * sigmoid(g), "up")


@case(F32, BF16)
def geglu_forward(dtype):
    erf = np.vectorize(math.erf)
    for approximate in (False, True):
        x = normal((3, 200), dtype)
        out = np.empty((3, 100), dtype)
        geglu[(3, 2)](x, out, 100, APPROXIMATE=approximate, BLOCK=64)
        a, b = np.split(wide(x), 2, axis=1)
        inner = np.tanh(np.sqrt(2 / np.pi) * (a + 0.044715 * a**3))
        y = 0.5 * a * (1 + (inner if approximate else erf(a / np.sqrt(2))))
        yield Result(out, y * b, f"approximate={approximate}")


@case(F32, F16)
def dropout_by_seed(dtype):
    n, p = 3000, 0.25
    x = normal(n, dtype) + dtype.type(5)
    outs = [np.empty_like(x) for _ in range(3)]
    for out, seed in zip(outs, (7, 7, 8), strict=True):
        dropout[(tmetal.cdiv(n, 512),)](x, out, n, p, seed, BLOCK=512)
    kept = outs[0] != 0
    yield Result(outs[0], np.where(kept, wide(x) / (1 - p), 0), "kept and scaled", slack=2)
    yield Result(outs[1], wide(outs[0]), "the same seed")
    differ = np.mean(kept != (outs[2] != 0))
    assert abs(np.mean(kept) - (1 - p)) < 0.04
    assert abs(differ - 2 * p * (1 - p)) < 0.05


def rotated(x, cos, sin, interleaved):
    a, b = (x[..., ::2], x[..., 1::2]) if interleaved else np.split(x, 2, axis=-1)
    cos, sin = wide(cos)[:, None], wide(sin)[:, None]
    pair = a * cos - b * sin, b * cos + a * sin
    return np.stack(pair, -1).reshape(x.shape) if interleaved else np.concatenate(pair, -1)


def angles(positions, half):
    t = np.arange(positions)[:, None] * 100.0 ** (-np.arange(half) / half)
    return np.cos(t).astype("f4"), np.sin(t).astype("f4")


@case(F32, F16)
def rotary_embedding(dtype):
    for heads, d, interleaved in ((3, 20, False), (4, 16, True)):
        x = normal((5, heads, d), dtype)
        cos, sin = angles(5, d // 2)
        y = x.copy()
        blocks = {"D": d, "HALF": tmetal.next_power_of_2(d // 2), "HEADS": 4}
        blocks["INTERLEAVED"] = interleaved
        rope[(5,)](y, cos, sin, heads, BACKWARD=False, **blocks)
        yield Result(
            y.copy(), rotated(wide(x), cos, sin, interleaved), f"interleaved={interleaved}"
        )
        rope[(5,)](y, cos, sin, heads, BACKWARD=True, **blocks)
        yield Result(y, wide(x), "and back", slack=2)


@case(F32, F16)
def rotary_embedding_by_join(dtype):
    x = normal((3, 64), dtype)
    cos, sin = angles(3, 32)
    out = np.empty_like(x)
    rope_by_join[(3,)](x, cos, sin, out, D=64)
    yield Result(out, rotated(wide(x)[:, None], cos, sin, True)[:, 0])
