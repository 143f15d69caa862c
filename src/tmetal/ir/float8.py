"""8-bit floats: what conversion to them does, on NumPy arrays.

In: numbers of any dtype. Out: the nearest 8-bit float, ties to even; what is too large, infinities
too, is the largest number of its sign, and a NaN the format's canonical one. So do the GPUs that
convert in hardware (PTX: cvt.rn.satfinite). From 8-bit floats every number is exact in float16.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ml_dtypes
import numpy as np

from tmetal.ir.types import F8E4B8, F8E4NV, F8E5, F8E5B16, FLOAT8, DType

Array = Any


@dataclass(frozen=True)
class Format:
    """Bits of a format: mantissa bits, bias, the largest number, the canonical NaN.

    infinity: the bits of one, or None. signed_zero: whether -0.0 is a number; where it is not, the
    bits that would be its are the NaN.
    """

    mantissa: int
    bias: int
    largest: int
    nan: int
    infinity: int | None = None
    signed_zero: bool = True


# OCP 8-bit floating point specification 1.0, tables 1 and 2; the `b` formats have no negative zero.
FORMATS: dict[DType, Format] = {
    F8E4NV: Format(3, 7, 0x7E, 0x7F),
    F8E5: Format(2, 15, 0x7B, 0x7F, infinity=0x7C),
    F8E4B8: Format(3, 8, 0x7F, 0x80, signed_zero=False),
    F8E5B16: Format(2, 16, 0x7F, 0x80, signed_zero=False),
}
_OF_NUMPY = frozenset(d.numpy for d in FLOAT8)


def is_float8(dtype: Any) -> bool:
    """Whether a NumPy dtype is one of the 8-bit floats."""
    return dtype in _OF_NUMPY


def encode(x: Array, dtype: DType) -> Array:
    """Return numbers as 8-bit floats."""
    wide = np.asarray(x).astype(np.float32)
    top = float(ml_dtypes.finfo(dtype.numpy).max)
    bits = np.clip(wide, -top, top).astype(dtype.numpy).view(np.uint8)
    return np.where(np.isnan(wide), np.uint8(FORMATS[dtype].nan), bits).view(dtype.numpy)
