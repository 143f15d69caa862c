"""What rows check of shapes and options: each returns what is meant, or raises a LaunchError."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tmetal.errors import LaunchError

Array = Any
Sizes = int | tuple[int, ...]  # one for all dimensions, or one for each
MOST_ELEMENTS = 1 << 31


def need(condition: bool, message: str) -> None:
    """Raise LaunchError with the message unless the condition holds."""
    if not condition:
        raise LaunchError(message)


def shown(x: Array) -> str:
    """Write an array's shape as a user reads it."""
    return f"[{', '.join(map(str, x.shape))}]"


def dimensions(name: str, x: Array, form: str) -> None:
    """Check the number of dimensions: `form` names them, as "N, L, C"; "..." is any before."""
    names = [n.strip() for n in form.split(",")]
    least = len([n for n in names if n != "..."])
    fits = x.ndim >= least if "..." in names else x.ndim == least
    need(fits, f"`{name}` has the shape {shown(x)}, and is [{form}]")


def axis_of(x: Array, axis: int, option: str = "axis") -> int:
    """Return an axis of `x`, counted from 0."""
    need(x.ndim > 0, "`x` has no dimension. Pass x.reshape(1) for an array of one element")
    need(
        -x.ndim <= axis < x.ndim,
        f"`{option}` is {axis}, and `x` of shape {shown(x)} has the axes {-x.ndim} to {x.ndim - 1}",
    )
    rank: int = x.ndim
    return axis % rank


def vector(name: str, x: Array | None, length: int, of: str) -> None:
    """Check that an array that may be missing is a vector of one element for each of `of`."""
    if x is not None:
        need(
            x.shape == (length,),
            f"`{name}` has the shape {shown(x)}, and {of} has {length} elements. Pass [{length}]",
        )


def positive(option: str, x: float) -> None:
    """Check that an option is a finite number above 0."""
    need(0 < x < math.inf, f"`{option}` is {x}, and has to be above 0")


def sizes(option: str, given: Sizes, rank: int, least: int) -> tuple[int, ...]:
    """Return one size for each of `rank` dimensions, each at least `least`."""
    found = (given,) * rank if isinstance(given, int) else given
    need(
        len(found) == rank and all(n >= least for n in found),
        f"`{option}` is {given}. Write {_many(rank)} of {least} or more",
    )
    return found


def _many(rank: int) -> str:
    return "an integer" if rank == 1 else f"an integer or {rank} integers"


def same_dtype(arrays: Sequence[tuple[str, Array]]) -> None:
    """Check that all arrays have one dtype: what MLX would convert silently, the caller says."""
    name, first = arrays[0]
    for other, x in arrays[1:]:
        need(
            x.dtype == first.dtype,
            f"`{name}` is {dtype_name(first)}, and `{other}` is {dtype_name(x)}. Convert one: "
            f"{other}.astype(mx.{dtype_name(first)})",
        )


def dtype_name(x: Array) -> str:
    """Return the name of an array's dtype."""
    return str(x.dtype).removeprefix("mlx.core.")


def addressable(*counts: int) -> None:
    """Check that no array of a convolution has 2^31 elements or more.

    MLX's Metal kernels for it count in 32 bits and give zeros above (mlx issue 3979).
    """
    most = max(counts)
    need(most < MOST_ELEMENTS, f"an array has {most} elements; 2^31 - 1 is the most. Split it")
