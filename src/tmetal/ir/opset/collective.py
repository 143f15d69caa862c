"""Ops on which the threads of a program work together: reductions, scans, products, sorting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tmetal.ir.ops import TypeMistake, op
from tmetal.ir.opset.rules import nothing
from tmetal.ir.types import (
    BF16,
    F32,
    I1,
    I8,
    I32,
    U8,
    U32,
    Tile,
    Type,
    is_pointer,
    number_of,
    scalar_of,
    shape_of,
    tile,
    with_scalar,
)

Array = Any
Attrs = dict[str, Any]


def _need(condition: bool, message: str) -> None:
    if not condition:
        raise TypeMistake(message)


def _one_shape(operands: Sequence[Type], attrs: Attrs) -> tuple[int, ...]:
    shape, axis = shape_of(operands[0]), attrs["axis"]
    _need(all(shape_of(t) == shape for t in operands), "the tiles must have one shape")
    _need(not any(is_pointer(t) for t in operands), "pointers cannot be combined")
    _need(0 <= axis < len(shape), f"a tile of shape {list(shape)} has no axis {axis}")
    return shape


def _reduce_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    shape, axis = _one_shape(operands, attrs), attrs["axis"]
    rest = shape[:axis] + shape[axis + 1 :]
    return tuple(tile(scalar_of(t), rest) for t in operands)


@op(_reduce_types, level="tile", public=False, elementwise=False, foldable=False, collective=True)
def reduce(*x: Array, axis: int) -> Array:
    """Combine all elements along an axis; the block combines two, in any order and grouping.

    The block takes the elements of the left side, then those of the right, and yields as many.
    """
    raise AssertionError("the interpreter runs the block itself")


def _scan_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    _one_shape(operands, attrs)
    return tuple(operands)


@op(_scan_types, level="tile", public=False, elementwise=False, foldable=False, collective=True)
def scan(*x: Array, axis: int, reverse: bool) -> Array:
    """Combine each element with all before it along an axis, in order; grouping is free.

    reverse: it begins at the end of the axis, so what is before an element has a higher index.

    The block takes the elements of the left side, then those of the right, and yields as many.
    """
    raise AssertionError("the interpreter runs the block itself")


def _dot_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    x, y, acc = operands
    left, right = shape_of(x), shape_of(y)
    _need(len(left) == len(right) in (2, 3), "takes two tiles of 2 or of 3 dimensions")
    _need(left[:-2] == right[:-2], f"batches differ: {left}, {right}")
    _need(left[-1] == right[-2], f"inner sizes differ: {left[-1]} and {right[-2]}")
    _need(shape_of(acc) == (*left[:-1], right[-1]), f"acc has shape {shape_of(acc)}")
    same = scalar_of(x) is scalar_of(y) or {scalar_of(x), scalar_of(y)} == {I8, U8}
    _need(same, f"operands have types {x} and {y}")
    kinds = {number_of(t).kind == "float" for t in operands}
    _need(len(kinds) == 1, f"mixes floats and integers: {x}, {y}, {acc}")
    return (acc,)


@op(_dot_types, level="tile", public=False, elementwise=False, foldable=False, whole=True,
    collective=True)  # fmt: skip
def dot(x: Array, y: Array, acc: Array) -> Array:
    """Matrix product of the last two dimensions, plus `acc`, in the type of `acc`.

    Products and sums of floats are done in float32 at least and rounded once to the type of acc.
    """
    floating = np.issubdtype(acc.dtype, np.floating) or acc.dtype.kind == "V"
    if floating or acc.dtype == BF16.numpy:
        wide = np.matmul(x.astype(np.float64), y.astype(np.float64)) + acc.astype(np.float64)
        return wide.astype(np.float32).astype(acc.dtype)
    return (np.matmul(x.astype(acc.dtype), y.astype(acc.dtype)) + acc).astype(acc.dtype)


def _sort_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    _need(isinstance(operands[0], Tile) and not is_pointer(operands[0]), "sorts a tile of numbers")
    return (operands[0],)


@op(_sort_types, level="tile", public=False, elementwise=False, foldable=False, whole=True,
    collective=True)  # fmt: skip
def sort(x: Array, *, descending: bool) -> Array:
    """Sort along the last dimension. Where NaN goes is unspecified."""
    ordered = np.sort(x, axis=-1)
    return np.flip(ordered, -1) if descending else ordered


def _histogram_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    x = operands[0]
    _need(len(shape_of(x)) == 1 and number_of(x).is_integer, f"counts a 1-D integer tile, not {x}")
    return (tile(I32, (attrs["bins"],)),)


@op(_histogram_types, level="tile", public=False, elementwise=False, foldable=False, whole=True,
    collective=True)  # fmt: skip
def histogram(x: Array, mask: Array = None, *, bins: int) -> Array:
    """Count how often each of 0 … bins - 1 occurs, int32; values out of range are not counted."""
    live = (x >= 0) & (x < bins)
    if mask is not None:
        live = live & mask
    return np.bincount(x[live].astype(np.int64), minlength=bins).astype(np.int32)


def _scatter_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    places, values, *mask = operands
    fits = number_of(places) is I32 and shape_of(values) == shape_of(places)
    _need(fits and number_of(values) in (I32, U32, F32), f"adds {values} at {places}")
    _need(all(m is with_scalar(places, I1) for m in mask), "takes a mask of the places' shape")
    return (tile(number_of(values), (attrs["bins"],)),)


@op(_scatter_types, level="tile", public=False, elementwise=False, foldable=False, whole=True,
    collective=True)  # fmt: skip
def scatter_add(places: Array, values: Array, mask: Array = None, *, bins: int) -> Array:
    """Add each value to its place of 0 … bins - 1, from zeros on, in any order.

    A place out of range is an error, where the mask is True.
    """
    live = np.ones(places.shape, bool) if mask is None else np.broadcast_to(mask, places.shape)
    sums = np.zeros(bins, values.dtype)
    np.add.at(sums, places[live], values[live])
    return sums


@op(nothing, level="tile", effect="writes", public=False, elementwise=False, collective=True)
def keep(x: Array, *, layout: str) -> Array:
    """Hold a tile in registers: from here on it is read from there, not computed again."""


@op(nothing, level="tile", effect="writes", public=False, elementwise=False, collective=True)
def stage(x: Array, *, layout: str, pad: int) -> Array:
    """Put a tile into threadgroup memory, where every thread can read any element of it.

    From here on a thread reads the elements that it does not hold from there. pad: unused elements
    after each row, so that threads that read a column meet different banks.
    """
