"""Bessel functions of order 0 and 1, on NumPy arrays: their integrals, in float64."""

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
