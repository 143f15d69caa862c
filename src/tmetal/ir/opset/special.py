"""More functions of float32, and bits of integers: what `tl.extra.libdevice` is made of.

Float functions call Metal's `precise::` variants, as those of `maths` do, with the tolerances of
MSL 4 table 8.1. What Metal lacks calls a helper of `codegen/helpers.py`; its tolerance adds what
its own steps may lose to what the functions that it calls may.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tmetal.ir.ops import op
from tmetal.ir.opset.rules import float32, integers
from tmetal.ir.types import I32, Type, with_scalar

Array = Any
HELPER = "helper"  # Metal has no such function: `tmetal_<name>` is printed before the kernel


def _add(name: str, body: Callable[..., Array], arity: int, tolerance: int, msl: str) -> None:
    places = ", ".join(f"{{{i}}}" for i in range(arity))
    function = f"tmetal_{name}" if msl == HELPER else msl or f"metal::precise::{name}"
    op(
        float32,
        msl=f"{function}({places})",
        helper=name if msl == HELPER else None,
        promote="floats",
        public=False,
        foldable=tolerance == 0,
        tolerance=tolerance,
    )(body)


def _unary(name: str, f: Callable[..., Array], tolerance: int, doc: str, msl: str = "") -> None:
    """Add a function of one float32, given in float64."""

    def body(x: Array) -> Array:
        return f(x.astype(np.float64)).astype(np.float32)

    body.__name__, body.__doc__ = name, f"{doc} float32 only."
    _add(name, body, 1, tolerance, msl)


def _binary(name: str, f: Callable[..., Array], tolerance: int, doc: str, msl: str = "") -> None:
    """Add a function of two float32, given in float64."""

    def body(x: Array, y: Array) -> Array:
        return f(x.astype(np.float64), y.astype(np.float64)).astype(np.float32)

    body.__name__, body.__doc__ = name, f"{doc} float32 only."
    _add(name, body, 2, tolerance, msl)


def _round_away(x: Array) -> Array:
    return np.copysign(np.floor(np.abs(x) + 0.5), x)


def _sinpi(x: Array) -> Array:
    turn = np.fmod(x, 2.0)
    return np.where(np.fmod(x, 1.0) == 0, np.copysign(0.0, x), np.sin(np.pi * turn))


def _cospi(x: Array) -> Array:
    turn = np.fmod(x, 2.0)
    return np.where(np.abs(np.fmod(x, 1.0)) == 0.5, 0.0, np.cos(np.pi * turn))


def _by_element(f: Callable[..., float], failed: float = math.nan) -> Callable[..., Array]:
    """Apply a function of Python's numbers; `failed` where it has no value."""

    def one(*x: float) -> float:
        try:
            return math.nan if any(map(math.isnan, x)) else f(*x)
        except (ValueError, OverflowError):
            return failed

    return np.vectorize(one, otypes=[np.float64])


def _erfcinv(c: float) -> float:
    """Invert erfc by Newton's steps on its logarithm, from Winitzki's first guess (2008)."""
    if not 0 < c < 2:
        return math.inf if c == 0 else -math.inf if c == 2 else math.nan
    if c > 1:
        return -_erfcinv(2 - c)
    if c == 1:
        return 0.0
    ln = math.log(c * (2 - c))
    q = 2 / (math.pi * 0.147) + ln / 2
    y = math.sqrt(max(math.sqrt(q * q - ln / 0.147) - q, 0.0))
    for _ in range(8):
        have = math.erfc(y)
        y += math.log(have / c) * have / (2 / math.sqrt(math.pi) * math.exp(-y * y))
    return y


def _erfinv(x: float) -> float:
    if abs(x) < 1e-3:  # where 1 - x loses the low bits of x: the series has them all
        return math.sqrt(math.pi) / 2 * x * (1 + math.pi / 12 * x * x * (1 + 0.56 * x * x))
    return _erfcinv(1 - x)


def _gamma(x: float) -> float:
    return math.copysign(math.inf, x) if x == 0 else math.inf if x > 171 else math.gamma(x)


_unary("tan", np.tan, 6, "Tangent of radians.")
_unary("asin", np.arcsin, 4, "Arc sine, in radians; NaN outside -1 … 1.")
_unary("acos", np.arccos, 4, "Arc cosine, in radians; NaN outside -1 … 1.")
_unary("atan", np.arctan, 5, "Arc tangent, in radians.")
_binary("atan2", np.arctan2, 6, "Angle of the point (y, x), in radians.")
_unary("sinh", np.sinh, 4, "Hyperbolic sine.")
_unary("cosh", np.cosh, 4, "Hyperbolic cosine.")
_unary("asinh", np.arcsinh, 4, "Inverse hyperbolic sine.")
_unary("acosh", np.arccosh, 4, "Inverse hyperbolic cosine; NaN below 1.")
_unary("atanh", np.arctanh, 5, "Inverse hyperbolic tangent; NaN outside -1 … 1.")
_unary("exp10", lambda x: np.power(10.0, x), 4, "10 to the power `x`.")
_unary("log10", np.log10, 4, "Logarithm to base 10; NaN below zero.")
_binary("pow", np.power, 16, "`x` to the power `y`, as C's pow.")
_unary("sinpi", _sinpi, 4, "Sine of `x` times pi.")
_unary("cospi", _cospi, 4, "Cosine of `x` times pi.")
_unary("rint", np.rint, 0, "Nearest whole number; halves to even.", "metal::rint")
_unary("trunc", np.trunc, 0, "Whole part, toward zero.", "metal::trunc")
_unary("round", _round_away, 0, "Nearest whole number; halves away from zero.", "metal::round")
_binary("copysign", np.copysign, 0, "`x` with the sign of `y`.", "metal::copysign")
_unary("log1p", np.log1p, 7, "log(1 + x), exact near zero; NaN below -1.", HELPER)
_unary("expm1", np.expm1, 8, "exp(x) - 1, exact near zero.", HELPER)
_unary("cbrt", np.cbrt, 2, "Cube root.", HELPER)
_unary("rsqrt_rn", lambda x: 1 / np.sqrt(x), 0, "1 / sqrt(x), rounded to nearest.", HELPER)
_binary("hypot", np.hypot, 4, "sqrt(x * x + y * y), without overflow on the way.", HELPER)
_unary("erfc", _by_element(math.erfc), 10, "1 - erf(x), exact where it is small.", HELPER)
_unary("erfinv", _by_element(_erfinv), 10, "The number whose erf is `x`.", HELPER)
_unary("erfcinv", _by_element(_erfcinv), 10, "The number whose erfc is `x`.", HELPER)
_unary("tgamma", _by_element(_gamma), 4, "The gamma function; NaN at the poles below 0.", HELPER)
_unary(
    "lgamma",
    _by_element(math.lgamma, math.inf),
    12,
    "Logarithm of the gamma function's size; below 0 within 4e-6 near its zeros.",
    HELPER,
)
_binary(
    "ieee_remainder",
    _by_element(math.remainder),
    0,
    "x - n * y, where n is the whole number nearest to x / y, halves to even.",
    HELPER,
)


@op(float32, msl="metal::nextafter({0}, {1})", promote="floats", public=False)
def nextafter(x: Array, y: Array) -> Array:
    """The float32 next to `x` on the way to `y`."""
    return np.nextafter(x, y)


def _counted(operands: Sequence[Type], attrs: dict[str, Any]) -> Sequence[Type]:
    (t,) = integers(operands, attrs)
    return (with_scalar(t, I32),)


def _bits(x: Array) -> Array:
    """Return the bits of each integer along a new last axis, lowest first."""
    width = x.dtype.itemsize * 8
    raw = np.asarray(x).view(f"u{x.dtype.itemsize}")[..., None]
    return (raw >> np.arange(width).astype(raw.dtype)) & raw.dtype.type(1)


@op(_counted, msl="int32_t(metal::popcount({u0}))", public=False)
def popcount(x: Array) -> Array:
    """Number of bits that are 1, as int32."""
    return _bits(x).sum(-1).astype(np.int32)


@op(_counted, msl="int32_t(metal::clz({u0}))", public=False)
def clz(x: Array) -> Array:
    """Number of 0 bits above the highest 1, as int32; the width for 0."""
    seen = np.maximum.accumulate(_bits(x)[..., ::-1], -1)
    return (seen == 0).sum(-1).astype(np.int32)


@op(integers, msl="{T}(metal::reverse_bits({u0}))", public=False)
def reverse_bits(x: Array) -> Array:
    """The bits in the opposite order."""
    bits = _bits(x)[..., ::-1]
    places = np.arange(bits.shape[-1]).astype(bits.dtype)
    return np.bitwise_or.reduce(bits << places, -1).view(x.dtype)
