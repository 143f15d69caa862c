"""Bessel functions on NumPy arrays, in float64: integrals of order 0 and 1, recurrences beyond."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from tmetal.ir.ops import op
from tmetal.ir.opset.rules import float32

Array = Any
_gauss_legendre: Any = np.polynomial.legendre.leggauss


@functools.cache
def _rule() -> tuple[Array, Array]:
    """Return Gauss and Legendre's nodes and weights on 0 … 1: enough for x up to 100."""
    nodes, weights = _gauss_legendre(400)
    return 0.5 * (nodes + 1), 0.5 * weights


def _mean(f: Callable[[Array], Array], end: float) -> float:
    """Return the mean of a function on 0 … end."""
    nodes, weights = _rule()
    return float(f(end * nodes) @ weights)


def _j(n: int, x: float) -> float:
    if x < 1e-4:
        return 0.5 * x if n else 1.0
    if x >= 30:
        return _far(n, x)[0]
    return _mean(lambda t: np.cos(n * t - x * np.sin(t)), math.pi)


def _y(n: int, x: float) -> float:
    if x <= 0:
        return -math.inf if x == 0 else math.nan
    if x >= 30:
        return _far(n, x)[1]
    end = math.asinh(700 / max(x, 1e-45))
    sign = (-1) ** n
    tail = _mean(lambda t: (np.exp(n * t) + sign * np.exp(-n * t)) * np.exp(-x * np.sinh(t)), end)
    return _mean(lambda t: np.sin(x * np.sin(t) - n * t), math.pi) - end / math.pi * tail


def _far(n: int, x: float) -> tuple[float, float]:
    """Return J and Y by Hankel's expansion, good to 1e-9 from 30 on."""
    if math.isinf(x):
        return 0.0, 0.0
    u = 1 / (8 * x) ** 2
    p = 1 + u * (459.375 * u - 4.5) if n == 0 else 1 + u * (7.5 - 590.625 * u)
    q = (37.5 * u - 1) / (8 * x) if n == 0 else (3 - 52.5 * u) / (8 * x)
    plus, minus = math.cos(x) + math.sin(x), math.sin(x) - math.cos(x)
    c, s = (plus, minus) if n == 0 else (minus, -plus)  # of x - n pi / 2 - pi / 4, times sqrt(2)
    size = 1 / math.sqrt(math.pi * x)
    return size * (p * c - q * s), size * (p * s + q * c)


def _i(n: int, x: float) -> float:
    if x < 1e-4:
        return 0.5 * x if n else 1.0
    if x > 100:
        return math.inf
    return _mean(lambda t: np.exp(x * np.cos(t)) * np.cos(n * t), math.pi)


def _add(letter: str, f: Callable[[int, float], float], n: int, tolerance: int, doc: str) -> None:
    def one(x: float) -> float:
        if math.isnan(x):
            return x
        if letter == "y" or x >= 0:
            return f(n, x)
        return f(n, -x) * (-1 if n else 1)

    def body(x: Array) -> Array:
        return np.vectorize(one, otypes=[np.float64])(x.astype(np.float64)).astype(np.float32)

    body.__name__ = f"bessel_{letter}{n}"
    body.__doc__ = f"{doc}, of order {n}. float32 only."
    op(
        float32,
        msl=f"tmetal_{letter}{n}({{0}})",
        helper="bessel_i" if letter == "i" else "bessel_jy",
        promote="floats",
        public=False,
        foldable=False,
        tolerance=tolerance,
    )(body)


_NEAR_ZEROS = "within 4e-7 of the larger of it and 1"
for _n in (0, 1):
    _add("j", _j, _n, 1024, f"Bessel function of the first kind, {_NEAR_ZEROS}")
    _add("y", _y, _n, 1024, f"Bessel function of the second kind, {_NEAR_ZEROS}; NaN below 0")
    _add("i", _i, _n, 16, "Modified Bessel function of the first kind")


LAST_ORDER = 65535


def _up(n: int, x: float, before: float, here: float) -> float:
    """Step from orders 0 and 1 to order n."""
    for k in range(1, n):
        before, here = here, 2 * k / x * here - before
        if math.isinf(here):
            break
    return here if n else before


def _down(n: int, x: float) -> float:
    """Step from an order that is negligible down to 0, and scale by J0 + 2 J2 + 2 J4 + … = 1."""
    found, here, after, total = 0.0, 1e-200, 0.0, 0.0
    for k in range((n + int(math.sqrt(600 * n))) // 2 * 2, 0, -1):
        here, after = 2 * k / x * here - after, here
        if abs(here) > 1e100:
            here, after, total, found = (v * 1e-200 for v in (here, after, total, found))
        total += 2 * here if k % 2 and k > 1 else 0.0
        found = after if k == n else found
    return found / (total + here)


def _jn(n: int, x: float) -> float:
    if n < 2 or (n <= x and not math.isinf(x)):
        return _up(n, x, _j(0, x), _j(1, x))
    if math.isinf(x) or n > 2 * x + 300:
        return 0.0
    return math.prod(0.5 * x / k for k in range(1, n + 1)) if x < 1e-4 else _down(n, x)


def _yn(n: int, x: float) -> float:
    return _up(n, x, _y(0, x), _y(1, x)) if x > 0 and not math.isinf(x) else _y(0, x)


def _add_order(name: str, f: Callable[[int, float], float], doc: str) -> None:
    def one(order: float, x: float) -> float:
        if math.isnan(x) or not 0 <= order <= LAST_ORDER or (f is _yn and x < 0):
            return math.nan
        n = int(order)
        return f(n, abs(x)) * (-1 if x < 0 and n % 2 else 1)

    def body(n: Array, x: Array) -> Array:
        wide = (v.astype(np.float64) for v in (n, x))
        with np.errstate(over="ignore"):
            return np.vectorize(one, otypes=[np.float64])(*wide).astype(np.float32)

    body.__name__, body.__doc__ = f"bessel_{name}", doc
    op(
        float32,
        msl=f"tmetal_{name}({{0}}, {{1}})",
        helper="bessel_order",
        promote="floats",
        public=False,
        foldable=False,
        tolerance=1024,
    )(body)


_ORDERS = f"of order n; NaN for orders below 0 and above {LAST_ORDER}. float32 only."
_add_order("jn", _jn, f"Bessel function of the first kind, {_ORDERS}")
_add_order("yn", _yn, f"Bessel function of the second kind, {_ORDERS}")
