"""How far each fusion idiom is from float64, as a share of the tolerance that the table states.

`errors(name)` runs a small kernel with the one idiom on the CPU executor, over many random numbers
and special ones, and returns the largest share: 1 is the whole tolerance.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kernels import compute, make, run
from tmetal import options

U = 2.0**-24  # half an ulp of 1
TINY, HUGE = np.float32(2.0**-126), np.float32(3.4028235e38)
SPECIAL = [
    0.0,
    -0.0,
    np.inf,
    -np.inf,
    np.nan,
    1e-45,
    -1e-40,
    TINY,
    HUGE,
    -HUGE,
    1.0,
    -1.0,
    88.8,
    1e4,
]
ROWS, N = 16, 1024
EXACT: dict[str, tuple[str, Callable[..., Any], Callable[..., Any]]] = {
    # expression, its value in float64, the tolerance
    "gelu": (
        "0.5 * x * (1 + tl.math.tanh(y))",
        lambda x, y, z: x / (1 + np.exp(-2 * y)),
        lambda e, x, y, z: 15 * U * np.abs(e) + np.abs(x) * TINY,
    ),
    "silu": (
        "x * tl.sigmoid(y)",
        lambda x, y, z: x / (1 + np.exp(-y)),
        lambda e, x, y, z: 15 * U * np.abs(e) + np.abs(x) * TINY,
    ),
    "division": ("x / 6.0", lambda x, y, z: x / 6, lambda e, x, y, z: 1.5 * ulp(e)),
    "exp2": (
        "tl.exp(-1.5 * y)",
        lambda x, y, z: np.exp(-1.5 * y),
        lambda e, x, y, z: (8 + 3 * np.abs(y)) * U * e + TINY,
    ),
    "fma": ("x * y + z", lambda x, y, z: x * y + z, lambda e, x, y, z: 0.5001 * ulp(e)),
}  # fmt: skip


def ulp(x: Any) -> Any:
    """Return the step of float32 at each number; that of the smallest normal one below it."""
    finite = np.where(np.isfinite(x), np.abs(x), 1.0)
    return np.exp2(np.floor(np.log2(np.maximum(finite, TINY))) - 23)


def flushed(x: Any) -> Any:
    """Return float64 numbers with zeros for what is subnormal in float32, as Metal computes."""
    wide = np.asarray(x, np.float64)
    return np.where(np.abs(wide) < TINY, np.copysign(0.0, wide), wide)


def inputs() -> dict[str, Any]:
    """Return three arrays: random numbers of many sizes, and all pairs of special ones."""
    rng = np.random.default_rng(0)
    x, y, z = (rng.standard_normal(20_000) * 10.0 ** rng.uniform(-6, 6, 20_000) for _ in range(3))
    y[::2] = rng.uniform(-80, 80, 10_000)
    a, b = (m.ravel() for m in np.meshgrid(SPECIAL, SPECIAL))
    arrays = {"x": [x, a], "y": [y, b], "z": [z, b[::-1]]}
    return {n: np.concatenate(v).astype(np.float32) for n, v in arrays.items()}


def values(idioms: Any, names: Any) -> dict[str, Any]:
    """Return what the expressions of elementwise idioms give for `inputs`."""
    with options.override(idioms=idioms):
        found = compute("cpu", inputs(), [EXACT[n][0] for n in names], [np.float32] * len(names))
    return dict(zip(names, found, strict=True))


def share(got: Any, exact: Any, tolerance: Any) -> float:
    """Return the largest error over its tolerance; infinite where special values differ."""
    got, exact = flushed(got), flushed(exact)
    big = np.abs(exact) > HUGE
    same = (np.isnan(got) & np.isnan(exact)) | (got == exact) | (big & (np.abs(got) >= HUGE))
    with np.errstate(all="ignore"):
        parts = np.where(same, 0.0, np.abs(got - exact) / tolerance)
    return float(np.nan_to_num(parts, nan=np.inf).max())


def elementwise(name: str) -> float:
    """Return the share of an idiom that works element by element."""
    _, exact, tolerance = EXACT[name]
    wide = [flushed(v) for v in inputs().values()]
    with np.errstate(all="ignore"):
        value = exact(*wide)
        return share(values((name,), [name])[name], value, tolerance(value, *wide))


SOFTMAX = """
@tmetal.jit
def k(x_ptr, p_ptr, s_ptr, out_ptr, scale, N: tl.constexpr):
    at = tl.program_id(0) * N + tl.arange(0, N)
    x = tl.load(x_ptr + at) * scale
    p = tl.exp(x - tl.max(x, axis=0))
    s = tl.sum(p, axis=0)
    tl.store(p_ptr + at, p)
    tl.store(s_ptr + tl.program_id(0), s)
    tl.store(out_ptr + at, p / s)
"""
RECIPROCAL = """
@tmetal.jit
def k(x_ptr, s_ptr, out_ptr, N: tl.constexpr):
    at = tl.program_id(0) * N + tl.arange(0, N)
    tl.store(out_ptr + at, tl.load(x_ptr + at) / tl.load(s_ptr + tl.program_id(0)))
"""
SCALED_SUM = """
@tmetal.jit
def k(x_ptr, out_ptr, scale, n, N: tl.constexpr):
    i = tl.arange(0, N)
    x = tl.load(x_ptr + tl.program_id(0) * N + i, mask=i < n, other=0.0)
    tl.store(out_ptr + tl.program_id(0), tl.sum(x * scale, axis=0))
"""
VARIANCE = """
@tmetal.jit
def k(x_ptr, out_ptr, n, N: tl.constexpr):
    i = tl.arange(0, N)
    x = tl.load(x_ptr + tl.program_id(0) * N + i, mask=i < n, other=0.0)
    mean = tl.sum(x, axis=0) / n
    centred = tl.where(i < n, x - mean, 0.0)
    tl.store(out_ptr + tl.program_id(0), tl.sum(centred * centred, axis=0))
"""


def rows() -> Any:
    """Return rows of numbers of several sizes, and rows with special ones."""
    rng = np.random.default_rng(1)
    x = rng.standard_normal((ROWS, N)) * np.array([1, 30, 1e-3, 1e6] * 4)[:, None]
    for row, number in enumerate((np.inf, -np.inf, np.nan, HUGE, 1e-45, -0.0)):
        x[row, row * 3 :: 7] = number
    x[6], x[7] = -np.inf, 0.0
    return x.astype(np.float32)


def softmax_of_rows(idioms: Any, scale: float = 1.0) -> list[Any]:
    """Return the powers, the sums and the quotients of a softmax of `rows`."""
    out = [np.empty((ROWS, N), np.float32), np.empty(ROWS, np.float32), rows()]
    with options.override(idioms=idioms):
        return run(make(SOFTMAX), "cpu", (ROWS,), rows(), *out, scale, N=N)[1:]


def softmax() -> float:
    """Return the share of the quotient, given the kernel's own numerator and divisor."""
    p, s, q = (flushed(a) for a in softmax_of_rows(("softmax",)))
    with np.errstate(all="ignore"):
        exact = p / s[:, None]
    return share(q, exact, 1.5 * ulp(exact))


def attention() -> float:
    """Return the share of exp(c*a - m), m the largest c*a of a row."""
    scale = np.float32(0.3)
    p, _, _ = softmax_of_rows(("attention",), float(scale))
    with np.errstate(all="ignore"):
        a = flushed(rows()) * np.float64(scale)
        m = np.fmax.reduce(a, axis=1, keepdims=True)
        exact = np.exp(a - m)
        factor = 8 + np.abs(a) + np.abs(m) + 3 * np.abs(a - m)
        # Beyond first order: a factor of u moves a result by exp(factor * u) - 1.
        return share(p, exact, np.expm1(factor * U) * exact + TINY)


def reciprocal() -> float:
    """Return the share for divisors from 2^-126 to 2^126, zero, the infinities and NaN."""
    s = np.array(
        [1, 3, 7e-5, -1e9, 2.0**-126, 2.0**126, 0, -0.0, np.inf, -np.inf, np.nan, 0.1] + [5] * 4
    )
    s, x = s.astype(np.float32), rows()
    with options.override(idioms=("reciprocal",)):
        got = run(make(RECIPROCAL), "cpu", (ROWS,), x, s, np.empty_like(x), N=N)[2]
    with np.errstate(all="ignore"):
        exact = flushed(x) / flushed(s)[:, None]
    return share(got, exact, 1.5 * ulp(exact))


def scaled_sum() -> float:
    """Return the share of a sum of 1000 numbers, each times another one."""
    x, n, scale = rows()[8:], 1000, np.float32(0.3)
    with options.override(idioms=("scaled_sum",)):
        got = run(make(SCALED_SUM), "cpu", (len(x),), x, np.empty(len(x), "f4"), scale, n, N=N)[1]
    wide, scale = flushed(x[:, :n]), np.float64(scale)
    tolerance = (n + 1) * U * scale * np.abs(wide).sum(axis=1)
    return share(got, scale * wide.sum(axis=1), tolerance)


def variance() -> float:
    """Return the share of a sum of squares around the mean, over 1000 elements."""
    x, n = rows()[8:] + np.float32(3), 1000
    with options.override(idioms=("variance",)):
        got = run(make(VARIANCE), "cpu", (8,), x, np.empty(8, np.float32), n, N=N)[1]
    wide = x[:, :n].astype(np.float64)
    exact = ((wide - wide.mean(1, keepdims=True)) ** 2).sum(1)
    return share(got, exact, (n + 3) * U * (wide**2).sum(1))


LONG = """
@tmetal.jit
def k(x_ptr, m_ptr, s_ptr, n, N: tl.constexpr):
    i, row = tl.arange(0, N), tl.program_id(0)
    x = tl.load(x_ptr + row * n + i, mask=i < n, other=float("-inf"))
    m = tl.max(x, axis=0)
    tl.store(m_ptr + row, m)
    tl.store(s_ptr + row, tl.sum(tl.exp(x - m), axis=0))
"""


def long_rows() -> Any:
    """Return rows of 5,000: random, rising, falling, of few values, and with special ones."""
    x = np.random.default_rng(5).normal(0, 30, (14, 5000)).astype(np.float32)
    x[1], x[2], x[3] = np.linspace(-80, 80, 5000), np.linspace(90, -90, 5000), np.round(x[3] / 30)
    x[4, ::3], x[5], x[6, 1:] = -np.inf, -np.inf, -np.inf
    x[7, 4999], x[8, 0], x[9] = np.inf, np.nan, np.nan
    x[10], x[11, :2000], x[12] = np.inf, -HUGE, x[12] / 1e6
    x[13, 4321] = HUGE
    return x


def online() -> float:
    """Return the share of a sum of exponentials of a long row; its maximum is the same number."""
    x = long_rows()
    with options.override(idioms=("online",)):
        m, s = run(make(LONG), "cpu", (14,), x, *np.zeros((2, 14), np.float32), 5000, N=8192)[1:3]
    with np.errstate(all="ignore"):
        highest = np.fmax.reduce(x, axis=1, initial=-np.inf)  # which is loaded beyond the row
        exact = np.exp(flushed(x) - flushed(highest)[:, None]).sum(axis=1)
    np.testing.assert_array_equal(m, highest)
    return share(s, exact, (10 * (8192 // 128) + 30) * U * exact)


def errors(name: str) -> float:
    """Return the largest error of an idiom, as a share of its tolerance."""
    whole = {f.__name__: f for f in (softmax, attention, reciprocal, variance, scaled_sum, online)}
    return whole[name]() if name in whole else elementwise(name)
