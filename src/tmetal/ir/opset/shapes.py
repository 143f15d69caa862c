"""Views: the same elements at other places. No data moves until a layout demands it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tmetal.ir.ops import TypeMistake, op
from tmetal.ir.types import Tile, Type, scalar_of, shape_of, tile

Array = Any
Attrs = dict[str, Any]


def _need(condition: bool, message: str) -> None:
    if not condition:
        raise TypeMistake(message)


def _numel(shape: Sequence[int]) -> int:
    return int(np.prod(shape, dtype=np.int64))


def _moved(x: Array, change: Any) -> Array:
    """Apply a change to an array, or to the offsets of an address."""
    return x.changed(change) if hasattr(x, "changed") else change(x)


def _reshape_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    (source,), shape = operands, tuple(attrs["shape"])
    have = shape_of(source)
    _need(_numel(have) == _numel(shape), f"reshape keeps the number of elements: {have}, {shape}")
    return (tile(scalar_of(source), shape),)


@op(_reshape_types, level="tile", public=False, foldable=False, whole=True, view=True)
def reshape(x: Array, *, shape: tuple[int, ...]) -> Array:
    """Give the same elements in row-major order under another shape."""
    return _moved(x, lambda a: np.reshape(a, shape))


def _permute_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    (source,), dims = operands, tuple(attrs["dims"])
    have = shape_of(source)
    _need(sorted(dims) == list(range(len(have))), f"{dims} is no order of {len(have)} dimensions")
    return (tile(scalar_of(source), tuple(have[d] for d in dims)),)


@op(_permute_types, level="tile", public=False, foldable=False, whole=True, view=True)
def permute(x: Array, *, dims: tuple[int, ...]) -> Array:
    """Reorder dimensions: dimension i of the result is dimension `dims[i]` of `x`."""
    return _moved(x, lambda a: np.transpose(a, dims))


def _flip_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    _need(0 <= attrs["axis"] < len(shape_of(operands[0])), f"{operands[0]} has no such axis")
    return (operands[0],)


@op(_flip_types, level="tile", public=False, foldable=False, whole=True, view=True)
def flip(x: Array, *, axis: int) -> Array:
    """Reverse the order along an axis."""
    return _moved(x, lambda a: np.flip(a, axis))


def _join_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    x, y = operands
    _need(x is y, f"join takes two tiles of one type, not {x} and {y}")
    return (tile(scalar_of(x), (*shape_of(x), 2)),)


@op(_join_types, level="tile", public=False, foldable=False, whole=True, view=True)
def join(x: Array, y: Array) -> Array:
    """Put two tiles side by side along a new last dimension of size 2."""
    return np.stack([x, y], axis=-1)


def _part_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    have = shape_of(operands[0])
    _need(bool(have) and have[-1] == 2 and attrs["index"] in (0, 1), "part halves a last size of 2")
    return (tile(scalar_of(operands[0]), have[:-1]),)


@op(_part_types, level="tile", public=False, foldable=False, whole=True, view=True)
def part(x: Array, *, index: int) -> Array:
    """Give one half of a tile whose last dimension has size 2."""
    return _moved(x, lambda a: a[..., index])


def _gather_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    source, index = operands
    axis, have, wanted = attrs["axis"], shape_of(source), shape_of(index)
    _need(isinstance(source, Tile) and isinstance(index, Tile), "gather takes two tiles")
    _need(len(have) == len(wanted) and 0 <= axis < len(have), "gather takes tiles of one rank")
    fit = all(p == q for d, (p, q) in enumerate(zip(have, wanted, strict=True)) if d != axis)
    _need(fit, f"gather along axis {axis} keeps the other sizes: {have}, {wanted}")
    return (tile(scalar_of(source), wanted),)


@op(_gather_types, level="tile", public=False, foldable=False, whole=True, view=True)
def gather(x: Array, index: Array, *, axis: int) -> Array:
    """Take `x[..., index[i], ...]` along an axis. An index out of range gives any element of x."""
    places = np.clip(index.astype(np.int64), 0, x.shape[axis] - 1)
    return np.take_along_axis(x, places, axis)
