"""What libdevice's functions give, in float64 or in Python's own numbers, rounded once."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal, localcontext
from typing import Any

import numpy as np

F = np.float32


def wide(f: Callable[..., Any]) -> Callable[..., Any]:
    """Compute in float64 and round once to float32."""
    return lambda *args: f(*(a.astype(np.float64) for a in args)).astype(F)


def by_element(f: Callable[..., float]) -> Callable[..., Any]:
    """Compute with Python's numbers; where Python refuses, the result is NaN."""

    def one(*x: float) -> float:
        try:
            return f(*x)
        except ValueError:
            return math.nan

    return lambda *args: np.vectorize(one, otypes=[np.float64])(
        *(a.astype(np.float64) for a in args)
    ).astype(F)


def bisected(f: Callable[[float], float], low: float, high: float) -> Callable[[float], float]:
    """Invert a monotonic function by bisection."""

    def inverse(y: float) -> float:
        a, b, rising = low, high, f(high) > f(low)
        if math.isnan(y) or not min(f(a), f(b)) <= y <= max(f(a), f(b)):
            return math.nan
        for _ in range(200):
            middle = (a + b) / 2
            a, b = (middle, b) if (f(middle) < y) == rising else (a, middle)
        return (a + b) / 2

    return inverse


def _erfcinv(y: float) -> float:
    known = {0.0: math.inf, 1.0: 0.0, 2.0: -math.inf}
    return known[y] if y in known else bisected(math.erfc, -6, 28)(y)


def _erfinv(y: float) -> float:
    return math.copysign(math.inf, y) if abs(y) == 1 else bisected(math.erf, -6, 6)(y)


def _remainder(x: float, y: float) -> float:
    return math.remainder(x, y)


def _tgamma(x: float) -> float:
    if x == 0:
        return math.copysign(math.inf, x)
    return math.inf if x > 171 else math.gamma(x)  # ValueError at the poles, and at -inf


def _lgamma(x: float) -> float:
    pole = x <= 0 and (math.isinf(x) or x == int(x))
    return math.inf if pole else math.lgamma(x)


def bits_of(x: Any) -> list[str]:
    width = x.dtype.itemsize * 8
    return [format(int(v) % (1 << width), f"0{width}b") for v in x]


def _from_bits(texts: list[str], dtype: Any) -> Any:
    return np.array([int(t, 2) for t in texts], f"u{dtype.itemsize}").view(dtype)


EULER = Decimal("0.57721566490153286060651209008240243104215933593992")
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097")


def _bessel_near(letter: str, n: int, x: float) -> float:
    """Sum the power series, in 80 digits; x above 0."""
    half, total, logs = Decimal(x) / 2, Decimal(0), Decimal(0)
    step = half * half * (1 if letter == "i" else -1)
    term, harmonic = half if n else Decimal(1), Decimal(0)
    for k in range(200):
        total += term
        logs += term * (2 * harmonic + (Decimal(1) / (k + 1) if n else 0) - 2 * EULER)
        harmonic += Decimal(1) / (k + 1)
        term *= step / ((k + 1) * (k + 1 + n))
    if letter != "y":
        return float(total)
    return float((2 * half.ln() * total - logs - (1 / half if n else 0)) / PI)


def _bessel_far(letter: str, n: int, x: float) -> float:
    """Sum Hankel's expansion."""
    parts, term = [0.0, 0.0], 1.0
    for k in range(9):
        parts[k % 2] += term * (-1) ** (k // 2)
        term *= (4 * n * n - (2 * k + 1) ** 2) / (8 * (k + 1) * x)
    s, c = math.sin(x), math.cos(x)
    first, second = ((c + s), (s - c)) if n == 0 else ((s - c), -(s + c))
    if letter == "y":
        first, second = second, -first
    return (parts[0] * first - parts[1] * second) / math.sqrt(math.pi * x)


def bessel(letter: str, n: int) -> Callable[[float], float]:
    """Return J, Y or I of order 0 or 1."""

    def one(x: float) -> float:
        if math.isnan(x) or (letter == "y" and x <= 0):
            return -math.inf if x == 0 else math.nan
        if math.isinf(x) or (letter == "i" and abs(x) > 92):
            return math.copysign(0.0 if letter != "i" else math.inf, x if n else 1)
        sum_of = _bessel_near if abs(x) < 40 or letter == "i" else _bessel_far
        with localcontext() as context:
            context.prec = 80
            return sum_of(letter, n, abs(x)) * (-1 if x < 0 and n else 1)

    return one


def jn(n: float, x: float) -> float:
    """Return J of a whole order below 1000: Bessel's integral, whose trapezoids are exact."""
    t = np.arange(4096) * (2 * math.pi / 4096)
    return float(np.cos(n * t - x * np.sin(t)).mean())


def yn(n: float, x: float) -> float:
    """Return Y of a whole order: the recurrence from orders 0 and 1."""
    before, here = bessel("y", 0)(x), bessel("y", 1)(x)
    for k in range(1, int(n)):
        if math.isinf(here):
            break
        before, here = here, 2 * k / x * here - before
    return here if n else before


ORACLES: dict[str, Callable[..., Any]] = {
    "tan": wide(np.tan),
    "asin": wide(np.arcsin),
    "acos": wide(np.arccos),
    "atan": wide(np.arctan),
    "atan2": wide(np.arctan2),
    "sinh": wide(np.sinh),
    "cosh": wide(np.cosh),
    "asinh": wide(np.arcsinh),
    "acosh": wide(np.arccosh),
    "atanh": wide(np.arctanh),
    "exp10": wide(lambda x: np.power(10.0, x)),
    "log10": wide(np.log10),
    "pow": wide(np.power),
    "sinpi": wide(lambda x: np.sin(np.fmod(x, 2) * np.pi) * (np.fmod(x, 1) != 0)),
    "cospi": wide(lambda x: np.cos(np.fmod(x, 2) * np.pi) * (np.fmod(np.abs(x), 1) != 0.5)),
    "rint": np.rint,
    "trunc": np.trunc,
    "round": wide(lambda x: np.where(np.fmod(x, 1) == 0, x, np.trunc(x + np.copysign(0.5, x)))),
    "copysign": np.copysign,
    "nextafter": np.nextafter,
    "log1p": wide(np.log1p),
    "expm1": wide(np.expm1),
    "cbrt": wide(np.cbrt),
    **{f"bessel_{a}{n}": by_element(bessel(a, n)) for a in "jyi" for n in (0, 1)},
    "rsqrt_rn": wide(lambda x: 1 / np.sqrt(x)),
    "hypot": wide(np.hypot),
    "erfc": by_element(math.erfc),
    "tgamma": by_element(_tgamma),
    "lgamma": by_element(_lgamma),
    "erfinv": by_element(_erfinv),
    "erfcinv": by_element(_erfcinv),
    "ieee_remainder": by_element(_remainder),
    "popcount": lambda x: np.array([t.count("1") for t in bits_of(x)], np.int32),
    "clz": lambda x: np.array([(t + "1").index("1") for t in bits_of(x)], np.int32),
    "reverse_bits": lambda x: _from_bits([t[::-1] for t in bits_of(x)], x.dtype),
}
# The names of libdevice that are these rows.
NAMES = {n: n for n in ORACLES} | {
    **{f"bessel_{n}": n for n in ("j0", "j1", "y0", "y1")},
    **{f"bessel_{n}": f"cyl_bessel_{n}" for n in ("i0", "i1")},
    "ieee_remainder": "remainder",
    "popcount": "popc",
    "reverse_bits": "brev",
}


def spelled(row: str) -> str:
    """Return how a kernel calls a row of libdevice."""
    two = ("atan2", "pow", "copysign", "nextafter", "hypot", "ieee_remainder")
    return f"tl.extra.libdevice.{NAMES[row]}({'x, y' if row in two else 'x'})"


def logb(x: float) -> float:
    if x == 0 or not math.isfinite(x):
        return -math.inf if x == 0 else abs(x)
    return math.frexp(x)[1] - 1


def ilogb(x: float) -> int:
    if x == 0 or math.isnan(x):
        return -(2**31)
    return 2**31 - 1 if math.isinf(x) else math.frexp(x)[1] - 1


def low24(x: Any) -> Any:
    """Return the low 24 bits, with their sign if the dtype has one, as Python's numbers."""
    low = x.astype(object) % 2**24
    return low if x.dtype.kind == "u" else np.where(low >= 2**23, low - 2**24, low)


def wrapped(x: Any, dtype: Any) -> Any:
    """Cut Python's whole numbers to a dtype."""
    bits = dtype.itemsize * 8
    return (x % 2**bits).astype(f"u{dtype.itemsize}").view(dtype)
