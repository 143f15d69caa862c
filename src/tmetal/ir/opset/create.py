"""Ops that make values: constants, ranges, splats, and the place of a program in its grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tmetal.ir.ops import TypeMistake, op
from tmetal.ir.types import (
    I32,
    DType,
    Pointer,
    Type,
    dtype_named,
    scalar_of,
    shape_of,
    tile,
)

Array = Any
Attrs = dict[str, Any]


def _constant_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    return (dtype_named(attrs["dtype"]),)


@op(_constant_types, public=False, foldable=False)
def constant(*, value: Any, dtype: str) -> Array:
    """Give a scalar known at compile time; a float beyond its dtype is an infinity."""
    with np.errstate(over="ignore"):
        return np.asarray(value).astype(dtype_named(dtype).numpy)


def _arange_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    return (tile(I32, (attrs["end"] - attrs["start"],)),)


@op(_arange_types, level="tile", foldable=False)
def arange(*, start: int, end: int) -> Array:
    """Give the int32 tile start, start + 1, …, end - 1.

    Both bounds are constexpr and end - start is a power of two; start need not be.
    """
    return np.arange(start, end, dtype=np.int32)


def repeat(x: Array, shape: tuple[int, ...]) -> Array:
    """Broadcast an array, or the offsets of an address."""
    return x.repeated(shape) if hasattr(x, "repeated") else np.broadcast_to(x, shape)


def _splat_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    if not isinstance(operands[0], DType | Pointer):
        raise TypeMistake("splat takes a scalar")
    return (tile(operands[0], tuple(attrs["shape"])),)


@op(_splat_types, level="tile", public=False, foldable=False)
def splat(x: Array, *, shape: tuple[int, ...]) -> Array:
    """Repeat a scalar over a whole tile."""
    return repeat(x, shape)


def _broadcast_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    (source,), shape = operands, tuple(attrs["shape"])
    have = shape_of(source)
    if len(have) != len(shape) or any(p not in (1, q) for p, q in zip(have, shape, strict=True)):
        raise TypeMistake(f"{source} does not broadcast to {shape}")
    return (tile(scalar_of(source), shape),)


@op(_broadcast_types, level="tile", public=False, foldable=False, view=True)
def broadcast(x: Array, *, shape: tuple[int, ...]) -> Array:
    """Repeat a tile along its dimensions of size 1."""
    return repeat(x, shape)


def _i32(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    if attrs["axis"] not in (0, 1, 2):
        raise TypeMistake(f"a grid has the axes 0, 1 and 2, not {attrs['axis']}")
    return (I32,)


@op(_i32, msl="int32_t(threadgroup_position_in_grid.{axis})", foldable=False, elementwise=False)
def program_id(machine: Any, *, axis: int) -> Array:
    """Index of this program along an axis (0, 1 or 2) of the grid, int32."""
    return machine.program_id[axis]


@op(_i32, msl="int32_t(threadgroups_per_grid.{axis})", foldable=False, elementwise=False)
def num_programs(machine: Any, *, axis: int) -> Array:
    """Give the number of programs along an axis (0, 1 or 2) of the grid, int32."""
    return machine.num_programs[axis]
