"""8-bit floats: storage with exact conversions, and products of scaled operands.

The expected values are made here, from what each format's bits mean: 256 numbers, and the nearest
of them.
"""

from __future__ import annotations

from typing import Any

import ml_dtypes
import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from kernels import BACKENDS, assert_same, compute, make, run
from tmetal.errors import CompileError
from tmetal.frontend.refusals import E4B15_AS_FLOAT16
from tmetal.ir.types import FLOAT8, DType
from tmetal.runtime.arrays import mx

backends = pytest.mark.parametrize("backend", BACKENDS)
formats = pytest.mark.parametrize("dtype", FLOAT8, ids=lambda d: d.title)
# Mantissa bits and bias; what 0x7f and 0x80 mean follows from the name.
BITS = {"float8e4nv": (3, 7), "float8e5": (2, 15), "float8e4b8": (3, 8), "float8e5b16": (2, 16)}
LARGEST = {"float8e4nv": 448, "float8e5": 57344, "float8e4b8": 240, "float8e5b16": 57344}


def values(dtype: DType) -> Any:
    """Return the number that each byte stands for."""
    mantissa, bias = BITS[dtype.title]
    found = np.empty(256, np.float32)
    for byte in range(256):
        exponent, rest = (byte & 127) >> mantissa, byte & ((1 << mantissa) - 1)
        size = rest / (1 << mantissa) + (exponent > 0)
        found[byte] = (-1) ** (byte >> 7) * size * 2.0 ** (max(exponent, 1) - bias)
    found[np.abs(found) > LARGEST[dtype.title]] = np.nan
    if dtype.title == "float8e5":
        found[[0x7C, 0xFC]] = np.inf, -np.inf
    if "b" in dtype.title:
        found[0x80] = np.nan
    return found


def nearest(x: Any, dtype: DType) -> Any:
    """Return the byte of the nearest number, the even one of two; the largest beyond them all."""
    size = values(dtype)[:128]
    top = int(np.flatnonzero(size == LARGEST[dtype.title])[0])
    size = size[: top + 1].astype(np.float64)
    wide = np.minimum(np.abs(np.nan_to_num(x.astype(np.float64), posinf=1e300, neginf=-1e300)), 1e9)
    high = np.minimum(np.searchsorted(size, wide), top)
    low = np.maximum(high - 1, 0)
    up, down = size[high] - wide, wide - size[low]
    byte = np.where((up < down) | ((up == down) & (high % 2 == 0)), high, low)
    byte = np.where(wide >= size[top], top, byte)
    negative = np.signbit(x.astype(np.float32)) & (("b" not in dtype.title) | (byte > 0))
    byte = np.where(negative, byte + 128, byte)
    return np.where(np.isnan(x), 0x80 if "b" in dtype.title else 0x7F, byte).astype(np.uint8)


WIDEN = make("""\
@tmetal.jit
def k(x_ptr, full_ptr, half_ptr, brain_ptr, int_ptr, true_ptr, bits_ptr):
    i = tl.arange(0, 256)
    x = tl.load(x_ptr + i)
    tl.store(full_ptr + i, x.to(tl.float32))
    tl.store(half_ptr + i, x.to(tl.float16))
    tl.store(brain_ptr + i, x)
    tl.store(int_ptr + i, x.to(tl.int32))
    tl.store(true_ptr + i, x.to(tl.int1))
    tl.store(bits_ptr + i, x.to(tl.uint8, bitcast=True))
""")


@backends
@formats
def test_every_byte_is_the_number_it_stands_for(backend: str, dtype: DType) -> None:
    x = np.arange(256).astype(np.uint8).view(dtype.numpy)
    kinds = np.float32, np.float16, ml_dtypes.bfloat16, np.int32, np.bool_, np.uint8
    _, full, half, brain, whole, true, bits = run(
        WIDEN, backend, (1,), x, *[np.zeros(256, k) for k in kinds]
    )
    wanted = values(dtype)
    assert_same(full, wanted)
    assert_same(half, wanted.astype(np.float16))
    assert_same(brain, wanted.astype(ml_dtypes.bfloat16))
    finite = np.isfinite(wanted)
    assert_same(whole[finite], wanted[finite].astype(np.int32))
    assert_same(true, wanted != 0)
    assert_same(bits, np.arange(256).astype(np.uint8))


@backends
def test_the_refusal_of_float8e4b15_says_how_its_bytes_are_read(backend: str) -> None:
    b = np.arange(256, dtype=np.uint8)
    (got,) = compute(backend, {"b": b}, [E4B15_AS_FLOAT16], [np.float16])
    step, power = np.where(b & 0x78, 8 + b % 8, b % 8) / 8, np.maximum(b >> 3 & 15, 1) - 15.0
    assert_same(got, (np.where(b < 128, 1, -1) * step * 2**power).astype(np.float16))
    with pytest.raises(AttributeError) as caught:
        _ = tl.float8e4b15
    assert E4B15_AS_FLOAT16 in str(caught.value)


NARROW = make("""\
@tmetal.jit
def k(x_ptr, o_ptr, n, BLOCK: tl.constexpr):
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    tl.store(o_ptr + i, tl.load(x_ptr + i, mask=i < n), mask=i < n)
""")


def near(dtype: DType) -> Any:
    """Return all numbers of a format, all halfway points, their neighbours, and what is beyond."""
    some = values(dtype)
    some = np.sort(some[np.isfinite(some)])
    half = ((some[1:].astype(np.float64) + some[:-1]) / 2).astype(np.float32)
    both = np.concatenate([some, half])
    far = LARGEST[dtype.title] * np.array([1.01, 1.07, 1.2, 3, 1e30], np.float32)
    odd = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 1e-30, -1e-30, 1e-41], np.float32)
    around = [np.nextafter(both, np.float32(s) * np.inf) for s in (1, -1)]
    return np.concatenate([both, *around, far, -far, odd])


def rounded(x: Any, kind: Any) -> Any:
    with np.errstate(over="ignore"):
        return x.astype(kind)


@backends
@formats
@pytest.mark.parametrize("kind", [np.float32, np.float16, ml_dtypes.bfloat16, np.int32])
def test_stores_round_to_the_nearest_even_number(backend: str, dtype: DType, kind: Any) -> None:
    x = near(dtype)
    x = np.arange(-600, 600, dtype=np.int32) if kind is np.int32 else rounded(x, kind)
    out = np.zeros(len(x), dtype.numpy)
    _, got = run(NARROW, backend, (tmetal.cdiv(len(x), 512),), x, out, len(x), BLOCK=512)
    assert_same(got.view(np.uint8), nearest(x, dtype), f"{np.dtype(kind)} to {dtype.title}")


@backends
def test_mlx_bytes_are_reinterpreted_and_written_back(backend: str) -> None:
    x = mx.array(np.arange(256).astype(np.uint8))
    out, back = mx.zeros(256), mx.zeros(256, mx.uint8)
    with tmetal.options.override(backend=backend):
        NARROW[(1,)](tmetal.reinterpret(x, tl.float8e5), out, 256, BLOCK=256)
        NARROW[(1,)](out, tmetal.reinterpret(back, tl.float8e5), 256, BLOCK=256)
    assert_same(np.array(out), values(tl.float8e5))
    assert_same(np.array(back), nearest(np.array(out), tl.float8e5))


def test_mlx_s_own_conversion_gives_the_same_bytes() -> None:
    rng = np.random.default_rng(7)
    x = (rng.standard_normal(20000) * np.exp2(rng.integers(-14, 10, 20000))).astype(np.float32)
    out = np.zeros(len(x), tl.float8e4nv.numpy)
    _, got = run(NARROW, "cpu", (tmetal.cdiv(len(x), 512),), x, out, len(x), BLOCK=512)
    assert_same(got.view(np.uint8), np.array(mx.to_fp8(mx.array(x))))


def test_a_warm_up_and_a_source_know_8_bit_floats_by_name() -> None:
    mock = tmetal.MockTensor(tl.float8e4nv, (8,)), tmetal.MockTensor(mx.float32, (8,))
    assert "tmetal_from_float8e4nv" in NARROW.warmup(*mock, 8, BLOCK=8).asm["msl"]
    signature = {"x_ptr": "*fp8e5", "o_ptr": "*fp32", "n": "i32", "BLOCK": "constexpr"}
    source = tmetal.compiler.ASTSource(fn=NARROW, signature=signature, constexprs={"BLOCK": 8})
    assert "tmetal_from_float8e5" in tmetal.compile(source).asm["msl"]


MIXED = make("""\
@tmetal.jit
def k(x_ptr, y_ptr, same_ptr, mixed_ptr, big_ptr, cut_ptr):
    i = tl.arange(0, 16)
    x, y = tl.load(x_ptr + i, mask=i < 12, other=-1000.0), tl.load(y_ptr + i)
    tl.static_assert((x + y).dtype == tl.float16)
    tl.store(same_ptr + i, tl.where(i % 2 == 0, x, 1.3))
    tl.store(mixed_ptr + i, x + y)
    tl.store(big_ptr, tl.max(x))
    tl.store(cut_ptr + i, (y.to(tl.float32) * 1.3).to(tl.float8e5, fp_downcast_rounding="rtz"))
""")


@backends
def test_two_formats_meet_in_float16_and_one_format_can_be_chosen_from(backend: str) -> None:
    rng = np.random.default_rng(0)
    x = rng.standard_normal(16).astype(ml_dtypes.float8_e4m3fn)
    y = rng.standard_normal(16).astype(ml_dtypes.float8_e5m2)
    zeros = [np.zeros(16, k) for k in (ml_dtypes.float8_e4m3fn, np.float16)]
    big, cut = np.zeros(1, np.float32), np.zeros(16, ml_dtypes.float8_e5m2)
    _, _, same, mixed, big, cut = run(MIXED, backend, (1,), x, y, *zeros, big, cut)
    x = np.where(np.arange(16) < 12, x, ml_dtypes.float8_e4m3fn(-448))
    chosen = np.where(np.arange(16) % 2 == 0, x, ml_dtypes.float8_e4m3fn(1.3))
    assert_same(same.view(np.uint8), chosen.view(np.uint8))
    assert_same(mixed, x.astype(np.float16) + y.astype(np.float16))
    assert big[0] == x.astype(np.float32).max()
    wide = y.astype(np.float32) * np.float32(1.3)
    toward = np.frombuffer((wide.view(np.uint32) & 0xFFE00000).tobytes(), np.float32)
    assert_same(cut.astype(np.float32), toward)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("x + x", "not float8e5: 8-bit floats are for memory. Convert first: x.to(tl.float16)"),
        ("x * 2.0", "8-bit floats are for memory"),
        ("x < x", "does not take float8e5: 8-bit floats"),
        ("-x", "8-bit floats are for memory"),
        ("tl.sum(x)", "8-bit floats are for memory"),
        ("tl.abs(x)", "takes numbers, not float8e5"),
        ("x + i", "does not mix float8e5 and int32"),
        ("x.to(tl.float32).to(tl.float8e4b8, fp_downcast_rounding='rtz')", "to nearest only"),
        ("tl.dot_scaled(x, None, 'e9', x, None, 'e9')", "no lhs_format='e9'"),
        ("tl.dot_scaled(x[:, None], None, 'e4m3', x[None, :], None, 'e5m2')", "float8e4nv, not"),
        ("tl.dot_scaled(x[:, None], x, 'e5m2', x[None, :], None, 'e5m2')", "multiple of 32"),
    ],
)
def test_what_8_bit_floats_are_not_for_is_said(line: str, says: str) -> None:
    source = f"""\
@tmetal.jit
def k(x_ptr):
    i = tl.arange(0, 16)
    x = tl.load(x_ptr + i)
    y = {line}
"""
    with pytest.raises(CompileError) as caught:
        run(make(source), "interpret", (1,), np.zeros(16, ml_dtypes.float8_e5m2))
    assert says in str(caught.value)


DOT = make("""\
@tmetal.jit
def k(x_ptr, y_ptr, o_ptr):
    i = tl.arange(0, 16)
    at = i[:, None] * 16 + i[None, :]
    tl.store(o_ptr + at, tl.dot(tl.load(x_ptr + at), tl.load(y_ptr + at)))
""")


@backends
def test_products_of_8_bit_floats_are_exact_in_float32(backend: str) -> None:
    rng = np.random.default_rng(1)
    x = rng.integers(-8, 9, (16, 16)).astype(ml_dtypes.float8_e4m3fn)
    y = (rng.integers(-8, 9, (16, 16)) / 4).astype(ml_dtypes.float8_e5m2)
    _, _, got = run(DOT, backend, (1,), x, y, np.zeros((16, 16), np.float32))
    assert_same(got, x.astype(np.float32) @ y.astype(np.float32))


SCALED = make("""\
@tmetal.jit
def k(x_ptr, xs_ptr, y_ptr, ys_ptr, o_ptr, XF: tl.constexpr, YF: tl.constexpr, XK: tl.constexpr,
      YK: tl.constexpr, XP: tl.constexpr, YP: tl.constexpr):
    m, n, s = tl.arange(0, 16), tl.arange(0, 16), tl.arange(0, 2)
    XM: tl.constexpr = 16 if XP else 8
    YN: tl.constexpr = 16 if YP else 8
    xm, yn = tl.arange(0, XM), tl.arange(0, YN)
    x = tl.load(x_ptr + xm[:, None] * XK + tl.arange(0, XK)[None, :])
    y = tl.load(y_ptr + tl.arange(0, YK)[:, None] * YN + yn[None, :])
    xs = tl.load(xs_ptr + m[:, None] * 2 + s[None, :])
    ys = None if ys_ptr is None else tl.load(ys_ptr + n[:, None] * 2 + s[None, :])
    acc = tl.full((16, 16), 1.0, tl.float32)
    z = tl.dot_scaled(x, xs, XF, y, ys, YF, acc, lhs_k_pack=XP, rhs_k_pack=YP)
    tl.store(o_ptr + m[:, None] * 16 + n[None, :], z)
""")
FOURS = np.array([0, 0.5, 1, 1.5, 2, 3, 4, 6], np.float32)
FOURS = np.concatenate([FOURS, -FOURS])


def packed(bits: Any, axis: int) -> Any:
    """Return 4-bit numbers two by two in bytes, the first in the lower half."""
    low, high = (np.take(bits, range(i, bits.shape[axis], 2), axis) for i in (0, 1))
    return (low | high << 4).astype(np.uint8)


@backends
@pytest.mark.parametrize("along_k", [True, False])
def test_scaled_products_of_4_bit_floats(backend: str, along_k: bool) -> None:
    rng = np.random.default_rng(2)
    x, y = rng.integers(0, 16, (16, 64)), rng.integers(0, 16, (64, 16))
    xs, ys = (rng.integers(125, 130, (16, 2)).astype(np.uint8) for _ in range(2))
    xb, yb = packed(x, 1 if along_k else 0), packed(y, 0 if along_k else 1)
    sizes = (32, 32) if along_k else (64, 64)
    *_, got = run(
        SCALED, backend, (1,), xb, xs, yb, ys, np.zeros((16, 16), np.float32),
        "e2m1", "e2m1", *sizes, along_k, along_k,
    )  # fmt: skip
    scales = [np.repeat(np.exp2(s.astype(np.float32) - 127), 32, 1) for s in (xs, ys)]
    assert_same(got, (FOURS[x] * scales[0]) @ (FOURS[y] * scales[1].T) + 1)


@backends
def test_scaled_products_of_bytes_and_halves_with_a_nan_scale(backend: str) -> None:
    rng = np.random.default_rng(3)
    x = rng.integers(-8, 9, (16, 64)).astype(ml_dtypes.float8_e4m3fn)
    y = (rng.integers(-8, 9, (64, 16)) / 2).astype(np.float16)
    xs = rng.integers(126, 129, (16, 2)).astype(np.uint8)
    xs[3, 1], xs[5] = 255, 0
    *_, got = run(
        SCALED, backend, (1,), x.view(np.uint8), xs, y, None, np.zeros((16, 16), np.float32),
        "e4m3", "fp16", 64, 64, True, True,
    )  # fmt: skip
    scale = np.exp2(np.where((xs == 255) | (xs == 0), 127, xs).astype(np.float32) - 127)
    scale = np.where(xs == 255, np.nan, np.where(xs == 0, 0, scale))
    wide = x.astype(np.float32) * np.repeat(scale, 32, 1).astype(np.float32)
    assert_same(got, wide @ y.astype(np.float32) + 1)


MOVED = make("""\
@tmetal.jit
def k(x_ptr, o_ptr, n):
    i = tl.arange(0, 16)
    at = i[:, None] * 16 + i[None, :]
    x = tl.load(x_ptr + at)
    y = tl.zeros((16, 16), x.dtype)
    for j in range(n):
        y = tl.where(at % n == j, tl.trans(x), y)
    if n > 2:
        y = tl.flip(y, 0)
    else:
        y = x
    low, high = tl.split(tl.reshape(y, (16, 8, 2)))
    y = tl.reshape(tl.join(high, low), (16, 16))
    y = tl.gather(y, (i[None, :] + 1 & 15).broadcast_to(16, 16), 1)
    tl.store(o_ptr + at, y, mask=at % 5 != 0)
""")


@pytest.mark.parametrize("backend", BACKENDS)
def test_8_bit_floats_move_as_any_dtype_does(backend: str) -> None:
    bits = np.random.default_rng(5).integers(0, 120, (16, 16)).astype(np.uint8)
    old = np.full((16, 16), 9, np.uint8)
    y = bits.T[::-1].reshape(16, 8, 2)[:, :, ::-1].reshape(16, 16)
    y = np.roll(y, -1, 1)
    wanted = np.where(np.arange(256).reshape(16, 16) % 5 != 0, y, old)
    dtype = tl.float8e4nv
    got = run(MOVED, backend, (1,), bits.view(dtype.numpy), old.view(dtype.numpy), 3)[1]
    assert_same(got.view(np.uint8), wanted)
    x, out = mx.array(bits), mx.array(old)
    with tmetal.options.override(backend=backend):
        MOVED[(1,)](tmetal.reinterpret(x, dtype), tmetal.reinterpret(out, dtype), 3)
    assert_same(np.array(out), wanted)
