"""Placeholders: outputs that have no contents yet, `tmetal.empty`, `zeros`, `full` and `_like`.

A placeholder in the place of an array costs no memory and no copy: a launch makes the array, and
returns it. It can be passed to any number of launches; each makes an array of its own.
"""

from __future__ import annotations

import operator
from math import copysign, prod
from typing import Any

import numpy as np

from tmetal.errors import LaunchError
from tmetal.ir.types import F32, I1, I32, DType, Pointer, pointer
from tmetal.runtime.arrays import TO_MLX, is_mlx, is_numpy, mx, type_of
from tmetal.runtime.dtypes import as_dtype

Fill = bool | int | float


class Placeholder:
    """Stands for an output of a shape and dtype; `fill` is what a launch leaves unwritten."""

    def __init__(self, shape: Any, dtype: DType, fill: Fill | None) -> None:
        self.shape = _shape(shape)
        self.element = dtype
        self.fill = fill
        self.dtype = TO_MLX[dtype]
        self.ndim, self.size = len(self.shape), prod(self.shape)
        # What a launch with it depends on, besides the shape: 0, 0.0 and False are equal.
        self.kind = (Placeholder, pointer(dtype), fill.__class__, repr(fill))

    def __repr__(self) -> str:
        made = "empty" if self.fill is None else f"full of {self.fill!r}"
        return f"<placeholder {self.element.title}{list(self.shape)}, {made}>"

    def array(self) -> Any:
        """Return the array as it is when no launch has written to it; zeros if nothing is said."""
        return mx.full(self.shape, 0 if self.fill is None else self.fill, self.dtype)

    def fits_init_value(self) -> bool:
        """Whether MLX's `init_value`, a float32, can be the fill."""
        fill = self.fill or 0
        if self.element.is_float:
            return True
        return abs(fill) < 1 << 64 and float(np.float32(fill)) == fill


def bits(fill: Fill | None) -> tuple[Fill, float]:
    """Return what tells fills apart, -0.0 from 0 too; nothing said is 0."""
    known = 0 if fill is None else fill
    return known, copysign(1.0, known)


def _shape(shape: Any) -> tuple[int, ...]:
    try:
        sizes = tuple(map(operator.index, shape if isinstance(shape, tuple | list) else (shape,)))
    except TypeError:
        raise LaunchError(f"{shape!r:.60} is no shape. Write an int, or a tuple of ints.") from None
    if min(sizes, default=0) < 0:
        raise LaunchError(f"the shape {shape} is negative. Each size is 0 or more.")
    return sizes


def empty(shape: Any, dtype: Any = F32) -> Placeholder:
    """Return an output whose contents are unspecified where a launch does not write.

    shape: an int or a tuple of ints; dtype: as `tl.float32`, `mx.float32` or "float32".
    """
    return Placeholder(shape, as_dtype(dtype), None)


def zeros(shape: Any, dtype: Any = F32) -> Placeholder:
    """Return an output that is zero where a launch does not write."""
    return Placeholder(shape, as_dtype(dtype), 0)


def full(shape: Any, value: Fill, dtype: Any = None) -> Placeholder:
    """Return an output that is `value` where a launch does not write.

    Without a dtype it is the value's: bool, int32 or float32. LaunchError for a value that the
    dtype does not have.
    """
    value = value.item() if isinstance(value, np.generic) else value
    if not isinstance(value, bool | int | float):
        raise LaunchError(f"tmetal.full takes a number, not a {type(value).__name__}.")
    natural = I1 if isinstance(value, bool) else I32 if isinstance(value, int) else F32
    made = natural if dtype is None else as_dtype(dtype)
    if not made.is_float:
        low, high = made.limits
        if not (low <= value <= high and value == int(value)):
            raise LaunchError(f"tmetal.full: {value} is no {made.title}. Give another dtype.")
        value = int(value)
    else:
        with np.errstate(over="ignore"):  # beyond the dtype is an infinity
            value = float(np.float64(value).astype(made.numpy))
    return Placeholder(shape, made, value)


def empty_like(x: Any) -> Placeholder:
    """Return an `empty` output of the shape and dtype of an array."""
    return Placeholder(*_like(x), None)


def zeros_like(x: Any) -> Placeholder:
    """Return a `zeros` output of the shape and dtype of an array."""
    return Placeholder(*_like(x), 0)


def full_like(x: Any, value: Fill) -> Placeholder:
    """Return a `full` output of the shape and dtype of an array."""
    shape, dtype = _like(x)
    return full(shape, value, dtype)


def strides(x: Any) -> tuple[int, ...]:
    """Return the strides of an array in elements, as kernels see it: row by row, without gaps.

    Arrays of another layout are copied into this one before a launch reads them, and what a launch
    writes goes back to where the array has it. So nothing has to be computed to know the strides.
    """
    return tuple(prod(x.shape[d + 1 :]) for d in range(len(x.shape)))


def _like(x: Any) -> tuple[tuple[int, ...], DType]:
    """Return an array's shape and dtype; LaunchError for what a kernel cannot take."""
    if isinstance(x, Placeholder):
        return x.shape, x.element
    found = type_of("x", x) if is_mlx(x) or is_numpy(x) else None
    if not isinstance(found, Pointer):
        raise LaunchError(f"there is no output like a {type(x).__name__}. Pass an array.")
    return tuple(x.shape), found.element


def check_contents(name: str, effect: str, x: Placeholder) -> None:
    """LaunchError for an `empty` output whose contents a kernel is sure to read."""
    if x.fill is None and effect in ("read", "read+write", "atomic"):
        raise LaunchError(
            f"the kernel reads `{name}`, and tmetal.empty has no contents. Pass "
            "tmetal.zeros(shape, dtype), tmetal.full(shape, value, dtype) or an array."
        )
