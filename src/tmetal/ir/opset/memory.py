"""Pointers, loads and stores.

The language makes `offset`, `load` and `store` on pointers. The `addresses` pass turns them into
`load_at` and `store_at`, which name the parameter and an element offset: that is what Metal wants
(`x[i]` works in every address space), and what later analyses can read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tmetal.ir.ops import TypeMistake, op
from tmetal.ir.types import (
    I1,
    I32,
    DType,
    Pointer,
    Type,
    is_pointer,
    number_of,
    scalar_of,
    shape_of,
    with_scalar,
)

Array = Any
Attrs = dict[str, Any]


def _need(condition: bool, message: str) -> None:
    if not condition:
        raise TypeMistake(message)


def _element(pointer: Type) -> DType:
    scalar = scalar_of(pointer)
    _need(isinstance(scalar, Pointer), f"takes a pointer, not {pointer}")
    assert isinstance(scalar, Pointer)
    return scalar.element


def _offset_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    pointer, count = operands
    _element(pointer)
    _need(shape_of(pointer) == shape_of(count), f"offset needs one shape: {pointer}, {count}")
    _need(not is_pointer(count) and number_of(count).is_integer, "offset counts are integers")
    return (pointer,)


@op(_offset_types, level="tile", public=False, foldable=False)
def offset(pointer: Array, count: Array) -> Array:
    """Move a pointer by a count of elements, exactly (the sum never wraps)."""
    return pointer.moved(count)


def _shift_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    pointer, count = operands
    _need(isinstance(pointer, Pointer) and count is I32, f"shifts a pointer by an i32: {operands}")
    return (pointer,)


@op(_shift_types, level="thread", public=False, foldable=False, unit=0)
def shift(pointer: Array, count: Array) -> Array:
    """Give the address `count` elements further on: the part of an offset that is large."""
    return pointer.moved(count)


def _check_guards(anchor: Type, element: DType, guards: Sequence[Type]) -> None:
    """Check the optional mask and `other` operands against the shape of the access."""
    for guard, wanted in zip(guards, (I1, element), strict=False):
        _need(guard is with_scalar(anchor, wanted), f"{guard} is not {with_scalar(anchor, wanted)}")


def _load_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    element = _element(operands[0])
    _check_guards(operands[0], element, operands[1:])
    return (with_scalar(operands[0], element),)


@op(_load_types, level="tile", effect="reads")
def load(machine: Any, pointer: Array, mask: Array = None, other: Array = None) -> Array:
    """Read the elements at a pointer or a tile of pointers.

    mask: where False, memory is not touched (the pointer may be wild) and the result is `other`,
    or unspecified without one. mask and other broadcast to the pointers' shape; other is cast to
    the element type. cache_modifier, eviction_policy and volatile are accepted as hints.
    """
    return machine.load(pointer, mask, other)


def _store_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    element = _element(operands[0])
    value = with_scalar(operands[0], element)
    _need(operands[1] is value, f"stores {value}, not {operands[1]}")
    _check_guards(operands[0], element, operands[2:])
    return ()


@op(_store_types, level="tile", effect="writes", method=True)
def store(machine: Any, pointer: Array, value: Array, mask: Array = None) -> Array:
    """Write elements to a pointer or a tile of pointers.

    value: cast to the element type and broadcast to the pointers' shape. mask: where False, memory
    is untouched. cache_modifier and eviction_policy are accepted as hints.
    """
    machine.store(pointer, value, mask)


def _load_at_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    base, count, *guards = operands
    element = _element(base)
    _check_guards(count, element, guards)
    return (with_scalar(count, element),)


@op(_load_at_types, effect="reads", public=False, access=True)
def load_at(
    machine: Any, base: Array, count: Array, mask: Array = None, other: Array = None
) -> Array:
    """Read `base[count]`, elementwise over counts; mask and other as for `load`."""
    return machine.load(base.moved(count), mask, other)


def _store_at_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    base, count, value, *guards = operands
    element = _element(base)
    wanted = with_scalar(count, element)
    _need(value is wanted, f"stores {wanted}, not {value}")
    _check_guards(count, element, guards)
    return ()


@op(_store_at_types, effect="writes", public=False, access=True)
def store_at(machine: Any, base: Array, count: Array, value: Array, mask: Array = None) -> Array:
    """Write `base[count] = value`, elementwise over counts, where the mask allows."""
    machine.store(base.moved(count), value, mask)
