"""Mathematical functions of float32.

They call Metal's `precise::` variants: MLX compiles custom kernels so that the plain names mean the
fast ones, whose error grows without bound (`exp` 61 ulp near its ends, `tanh` NaN above 44). The
tolerances are the ulp that MSL 4 table 8.1 allows.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tmetal.ir.ops import op
from tmetal.ir.opset.rules import float32

Array = Any


@op(
    float32,
    msl="metal::precise::exp({0})",
    promote="floats",
    method=True,
    foldable=False,
    tolerance=4,
)
def exp(x: Array) -> Array:
    """e to the power `x`, elementwise. float32 only."""
    return np.exp(x)


@op(
    float32,
    msl="metal::precise::exp2({0})",
    promote="floats",
    method=True,
    foldable=False,
    tolerance=4,
)
def exp2(x: Array) -> Array:
    """2 to the power `x`, elementwise. float32 only."""
    return np.exp2(x)


@op(
    float32,
    msl="metal::precise::log({0})",
    promote="floats",
    method=True,
    foldable=False,
    tolerance=4,
)
def log(x: Array) -> Array:
    """Natural logarithm, elementwise. float32 only; NaN below zero, -inf at zero."""
    return np.log(x)


@op(
    float32,
    msl="metal::precise::log2({0})",
    promote="floats",
    method=True,
    foldable=False,
    tolerance=4,
)
def log2(x: Array) -> Array:
    """Logarithm to base 2, elementwise. float32 only."""
    return np.log2(x)


@op(
    float32,
    msl="metal::precise::sin({0})",
    promote="floats",
    method=True,
    foldable=False,
    tolerance=4,
)
def sin(x: Array) -> Array:
    """Sine of radians, elementwise. float32 only."""
    return np.sin(x)


@op(
    float32,
    msl="metal::precise::cos({0})",
    promote="floats",
    method=True,
    foldable=False,
    tolerance=4,
)
def cos(x: Array) -> Array:
    """Cosine of radians, elementwise. float32 only."""
    return np.cos(x)


@op(float32, msl="metal::precise::tanh({0})", promote="floats", foldable=False, tolerance=5)
def tanh(x: Array) -> Array:
    """Hyperbolic tangent, elementwise. float32 only."""
    return np.tanh(x)


@op(float32, msl="metal::precise::sqrt({0})", promote="floats", method=True, foldable=False)
def sqrt(x: Array) -> Array:
    """Square root, correctly rounded. float32 only; NaN below zero."""
    return np.sqrt(x)


@op(
    float32,
    msl="metal::precise::rsqrt({0})",
    promote="floats",
    method=True,
    foldable=False,
    tolerance=1,
)
def rsqrt(x: Array) -> Array:
    """1 / sqrt(x), elementwise. float32 only."""
    return (1 / np.sqrt(x.astype(np.float64))).astype(np.float32)


@op(float32, msl="metal::floor({0})", promote="floats", method=True)
def floor(x: Array) -> Array:
    """Largest whole number not above `x`. float32 only."""
    return np.floor(x)


@op(float32, msl="metal::ceil({0})", promote="floats", method=True)
def ceil(x: Array) -> Array:
    """Smallest whole number not below `x`. float32 only."""
    return np.ceil(x)


@op(float32, msl="metal::precise::divide({0}, {1})", promote="floats")
def div_rn(x: Array, y: Array) -> Array:
    """`x / y` of float32, rounded as IEEE 754 says."""
    return x / y


@op(float32, msl="metal::precise::sqrt({0})", promote="floats", method=True)
def sqrt_rn(x: Array) -> Array:
    """Square root of float32, rounded as IEEE 754 says."""
    return np.sqrt(x)


@op(
    float32,
    msl="tmetal_erf({0})",
    helper="erf",
    promote="floats",
    method=True,
    foldable=False,
    tolerance=4,
)
def erf(x: Array) -> Array:
    """Error function, elementwise. float32 only.

    Metal has no `erf`; tmetal brings its own (see codegen/helpers.py for how it is made).
    """
    return _erf64(x.astype(np.float64)).astype(np.float32)


def _erf64(x: Array) -> Array:
    """Compute erf in float64: Taylor's series up to 3, the continued fraction of erfc above.

    Abramowitz & Stegun 7.1.6 and 7.1.14; both are good to 1e-12 over the ranges used.
    """
    a = np.minimum(np.abs(x), 6.0)  # erf(6) is 1 in float64
    term = np.where(a < 3, a, 0.0)
    series = term
    for n in range(1, 60):
        term = term * (2 * a * a) / (2 * n + 1)
        series = series + np.where(a < 3, term, 0.0)
    small = 2 / np.sqrt(np.pi) * np.exp(-a * a) * series
    fraction = a
    for n in range(60, 0, -1):
        fraction = a + (n / 2) / np.where(fraction == 0, 1.0, fraction)
    tail = np.exp(-a * a) / (np.sqrt(np.pi) * np.where(fraction == 0, 1.0, fraction))
    out = np.copysign(np.where(a < 3, small, 1 - tail), x)
    return np.where(np.isnan(x), x, out)
