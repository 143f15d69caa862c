"""Loads, stores and the making of tiles: what the language checks before the op is made."""

from __future__ import annotations

from tmetal.errors import CompileError, need
from tmetal.frontend.promote import (
    Emitter,
    Operand,
    as_value,
    broadcast_to,
    cast,
    is_number,
    is_value,
)
from tmetal.frontend.sizes import broadcast_shapes, checked
from tmetal.frontend.words import describe, show_shape
from tmetal.ir.types import I1, DType, Pointer, Shape, scalar_of, shape_of


def load(e: Emitter, pointer: Operand, mask: Operand = None, other: Operand = None) -> Operand:
    """`tl.load`."""
    element = pointed(pointer, "tl.load")
    need(other is None or mask is not None, "`other` needs a mask. Pass mask=, or drop other=.")
    shape = shape_of(pointer.type)
    guards = []
    if mask is not None:
        guards.append(guard(e, mask_of(e, mask), shape, "mask"))
    if other is not None:
        guards.append(guard(e, cast(e, other, element), shape, "other"))
    return e.emit("load", pointer, *guards)


def mask_of(e: Emitter, mask: Operand) -> Operand:
    """Return a mask as a value; CompileError if it is not made of booleans."""
    if is_number(mask):
        return as_value(e, bool(mask))
    if not is_value(mask):
        raise CompileError(f"a mask is made of booleans, not {describe(mask)}.")
    if scalar_of(mask.type) is not I1:
        raise CompileError(
            f"a mask is made of booleans, and this is {describe(mask)}. Write a comparison, such "
            "as mask != 0; offsets are added to the pointer: tl.load(ptr + offsets, mask=mask)."
        )
    return mask


def guard(e: Emitter, x: Operand, shape: Shape, what: str) -> Operand:
    """Broadcast a mask, `other` or value to the shape of the pointers, never the other way."""
    have = shape_of(x.type)
    if broadcast_shapes(have, shape) != shape:
        raise CompileError(
            f"the {what} has shape {show_shape(have)}, the pointers {show_shape(shape)}: a {what} "
            "is broadcast to the pointers, never the other way. Add the offsets to the pointer: "
            "ptr + tl.arange(...)."
        )
    return broadcast_to(e, x, shape)


def store(e: Emitter, pointer: Operand, value: Operand, mask: Operand = None) -> None:
    """`tl.store`."""
    if _is_pointer(value) and not _is_pointer(pointer):
        raise CompileError("the pointer comes before the value. Write tl.store(pointer, value).")
    element = pointed(pointer, "tl.store")
    shape = shape_of(pointer.type)
    need(value is not None, "the value to store is None. Pass a number or a tile.")
    operands = [pointer, guard(e, cast(e, value, element), shape, "value")]
    if mask is not None:
        operands.append(guard(e, mask_of(e, mask), shape, "mask"))
    e.effect("store", *operands)


def pointed(pointer: Operand, what: str) -> DType:
    """Return what a pointer points to; CompileError, for `what`, if it is no pointer."""
    if not _is_pointer(pointer):
        raise CompileError(
            f"{what} takes a pointer (an array parameter, or one plus offsets), "
            f"not {describe(pointer)}."
        )
    scalar = scalar_of(pointer.type)
    assert isinstance(scalar, Pointer)
    return scalar.element


def _is_pointer(x: Operand) -> bool:
    """Whether something is a pointer, or a tile of them."""
    return is_value(x) and isinstance(scalar_of(x.type), Pointer)


def arange(e: Emitter, start: Operand, end: Operand) -> Operand:
    """`tl.arange`."""
    for bound in (start, end):
        if isinstance(bound, float):
            raise CompileError(
                f"tl.arange takes whole numbers, not {bound}. Write `//` instead of `/`."
            )
        if isinstance(bound, str):
            raise CompileError(
                f"tl.arange takes whole numbers, not the text {bound!r}. Pass a number."
            )
        need(
            type(bound) is int,
            "tl.arange takes constants: make the bounds `tl.constexpr` parameters "
            "(`BLOCK: tl.constexpr`).",
        )
    size = end - start
    need(size > 0, f"tl.arange({start}, {end}) is empty: the end must be above the start.")
    need(
        size & (size - 1) == 0,
        f"tl.arange({start}, {end}) has {size} elements, which is not a power of two. "
        f"Use tmetal.next_power_of_2({size}) = {1 << (size - 1).bit_length()} and mask the rest.",
    )
    checked((size,))
    return e.emit("arange", start=start, end=end)


def full(e: Emitter, shape: Shape, value: Operand, dtype: DType) -> Operand:
    """`tl.full`: a tile of one value."""
    scalar = cast(e, value, dtype)
    need(not shape_of(scalar.type), "tl.full takes one value, not a tile.")
    return broadcast_to(e, scalar, shape)
