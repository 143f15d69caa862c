"""Reductions and scans: what the language makes of `tl.sum`, `tl.max`, `tl.cumsum` and their kin.

Each is the op `reduce` or `scan` with a block that combines two elements. The block is made by the
same functions that make any other code, so a user's own combining helper is no special case.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tmetal.errors import CompileError, need
from tmetal.frontend import shapes
from tmetal.frontend.promote import (
    Emitter,
    Operand,
    broadcast_to,
    cast,
    elementwise,
    is_number,
    is_value,
)
from tmetal.frontend.words import describe, describe_type
from tmetal.ir.types import F32, I32, U32, DType, is_pointer, scalar_of, shape_of

Combine = Callable[[Sequence[Operand], Sequence[Operand]], Sequence[Operand]]


def number_tile(x: Operand, what: str) -> DType:
    """Return the dtype of a tile of numbers; CompileError for anything else."""
    if not is_value(x):
        hint = f" Load first: {x.loaded}." if hasattr(x, "loaded") else ""
        raise CompileError(f"{what} takes a tile, not {describe(x)}.{hint}")
    scalar = scalar_of(x.type)
    if not isinstance(scalar, DType):
        raise CompileError(
            f"{what} takes numbers, not {describe(x)}. Load first: tl.load(ptr + offsets)."
        )
    return scalar


def widened(e: Emitter, x: Operand, what: str, floats: bool) -> Operand:
    """Cast integers (and, if asked, floats) of fewer than 32 bits to 32."""
    dtype = number_tile(x, what)
    if dtype.bits >= 32:
        return x
    if dtype.is_float:
        return cast(e, x, F32) if floats else x
    return cast(e, x, U32 if dtype.kind == "uint" else I32)


def reduce(
    e: Emitter, inputs: Sequence[Operand], axis: Any, combine: Combine, keep: bool, what: str
) -> list[Operand]:
    """Combine along an axis, or over all elements if it is None."""
    have = shapes.tile_argument(inputs[0], what)
    if axis is None:
        inputs = [shapes.ravel(e, x) for x in inputs] if have else list(inputs)
        place, left = 0, (1,) * len(have)
    else:
        place = shapes.axis_of(axis, len(have), what)
        left = (*have[:place], 1, *have[place + 1 :])
    found = list(inputs) if not have else e.region("reduce", list(inputs), combine, axis=place)
    return [shapes.reshape(e, x, left) for x in found] if keep else found


def with_op(e: Emitter, name: str) -> Combine:
    """Combine single elements by an op of two operands."""

    def combine(left: Sequence[Operand], right: Sequence[Operand]) -> Sequence[Operand]:
        return [elementwise(current(left[0], e), name, left[0], right[0])]

    return combine


def current(x: Operand, e: Emitter) -> Emitter:
    """Return the emitter that a value belongs to: while interpreting, values know theirs."""
    return getattr(x, "e", e)


def users(e: Emitter, fn: Any, what: str) -> Combine:
    """Combine by the user's helper, whose results must have the elements' types."""
    need(
        callable(fn),
        f"{what} takes a function that combines two elements, not {describe(fn)}. "
        "Write a helper with @tmetal.jit.",
    )

    def combine(left: Sequence[Operand], right: Sequence[Operand]) -> Sequence[Operand]:
        found = fn(*left, *right)
        results = list(found) if isinstance(found, tuple) else [found]
        need(
            len(results) == len(left),
            f"{what}: the helper returns {len(results)} values for {len(left)} inputs.",
        )
        return [_typed(e, r, x, what) for r, x in zip(results, left, strict=True)]

    return combine


def _typed(e: Emitter, result: Operand, like: Operand, what: str) -> Operand:
    dtype = scalar_of(like.type)
    assert isinstance(dtype, DType)
    made = cast(current(like, e), result, dtype) if is_number(result) else result
    if not is_value(made) or is_pointer(made.type) or scalar_of(made.type) is not dtype:
        raise CompileError(
            f"{what}: the helper returns {describe(result)} for elements of "
            f"{describe_type(dtype)}. Cast it: return x.to(tl.{dtype.title})."
        )
    return broadcast_to(current(like, e), made, shape_of(like.type))


def inputs_of(x: Any, what: str) -> list[Operand]:
    """Return the tiles of one input or of a tuple of them, all of one shape."""
    found = list(x) if isinstance(x, tuple | list) else [x]
    need(bool(found), f"{what} takes at least one tile.")
    for one in found:
        number_tile(one, what)
    first = shape_of(found[0].type)
    for one in found:
        need(shape_of(one.type) == first, f"{what} takes tiles of one shape.")
    return found


def with_index(
    e: Emitter, x: Operand, axis: Any, name: str, left: bool, keep: bool, what: str
) -> tuple[Operand, Operand]:
    """Return the greatest (`name` "gt") or least ("lt") element along an axis, and its index."""
    number_tile(x, what)
    if axis is None:
        x, axis = shapes.ravel(e, x), 0
    have = shapes.tile_argument(x, what)
    place = shapes.axis_of(axis, len(have), what)
    numbers = e.emit("arange", start=0, end=have[place])
    line = tuple(n if d == place else 1 for d, n in enumerate(have))
    indices = broadcast_to(e, shapes.reshape(e, numbers, line), have)

    def combine(a: Sequence[Operand], b: Sequence[Operand]) -> Sequence[Operand]:
        inner = current(a[0], e)
        better = elementwise(inner, name, a[0], b[0])
        if left:
            same = elementwise(inner, "eq", a[0], b[0])
            first = elementwise(inner, "lt", a[1], b[1])
            tie = elementwise(inner, "and", same, first)
            better = elementwise(inner, "or", better, tie)
        return [inner.emit("where", better, p, q) for p, q in zip(a, b, strict=True)]

    value, index = reduce(e, [x, indices], place, combine, keep, what)
    return value, index


def scan(
    e: Emitter, inputs: Sequence[Operand], axis: Any, combine: Combine, reverse: Any, what: str
) -> list[Operand]:
    """Combine each element with all before it, or with `reverse` all after it."""
    place = shapes.axis_of(axis, len(shapes.tile_argument(inputs[0], what)), what)
    return e.region("scan", list(inputs), combine, axis=place, reverse=bool(reverse))
