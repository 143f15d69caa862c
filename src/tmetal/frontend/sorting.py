"""Sorting along the last dimension: `tl.sort`, `tl.topk`, `tl.bitonic_merge`."""

from __future__ import annotations

from typing import Any

from tmetal.errors import need
from tmetal.frontend import shapes
from tmetal.frontend.builtin import builtin
from tmetal.frontend.promote import Emitter, Operand
from tmetal.frontend.reductions import number_tile
from tmetal.ir.types import shape_of


def _last(x: Operand, dim: Any, what: str) -> None:
    number_tile(x, what)
    rank = len(shapes.tile_argument(x, what))
    place = rank - 1 if dim is None else shapes.axis_of(dim, rank, what)
    need(place == rank - 1, f"{what} sorts along the last dimension. Write tl.trans(x) first.")


@builtin(method=True)
def sort(e: Emitter, x: Operand, dim: int | None = None, descending: bool = False) -> Operand:
    """Sort along the last dimension. Where NaN goes is unspecified."""
    _last(x, dim, "tl.sort")
    return shapes.emit(e, "tl.sort", "sort", x, descending=bool(descending))


@builtin()
def bitonic_merge(
    e: Emitter, x: Operand, dim: int | None = None, descending: bool = False
) -> Operand:
    """Sort, along the last dimension, what rises and then falls, or falls and then rises."""
    _last(x, dim, "tl.bitonic_merge")
    return shapes.emit(e, "tl.bitonic_merge", "sort", x, descending=bool(descending))


@builtin(method=True)
def topk(
    e: Emitter, x: Operand, k: int, dim: int | None = None, descending: bool = True
) -> Operand:
    """Give the k greatest elements along the last dimension, the greatest first.

    k: a constant power of two, at most the size of the dimension. descending=False: the k least
    elements, the least first.
    """
    _last(x, dim, "tl.topk")
    have = shape_of(x.type)
    (count,) = shapes.shape_argument(k, "tl.topk's k")
    need(count <= have[-1], f"tl.topk: k = {count}, but the dimension has {have[-1]} elements.")
    found = shapes.emit(e, "tl.topk", "sort", x, descending=bool(descending))
    size, rest = have[-1], have[:-1]
    rank = len(rest)
    while size > count:
        size //= 2
        halves = shapes.reshape(e, found, (*rest, 2, size))
        order = (*range(rank), rank + 1, rank)
        found = e.emit("part", e.emit("permute", halves, dims=order), index=0)
    return found
