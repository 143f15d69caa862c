"""Atomic updates of memory: what they mean, on NumPy arrays.

The language makes `atomic` on pointers; `addresses` turns it into `atomic_at`; `bind` then makes
every access of an array that is updated atomically an `atomic_at`, in the form that the output has.
Elements of one op update in row-major order, programs one after the other: one of the orders that
the hardware may take.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tmetal.ir.interp import Address, check_bounds
from tmetal.ir.ops import TypeMistake, op
from tmetal.ir.types import (
    I1,
    DType,
    Pointer,
    Type,
    is_pointer,
    number_of,
    scalar_of,
    with_scalar,
)

Array = Any
Attrs = dict[str, Any]

# How many operands follow the place: the value, and what `cas` compares with.
OPERANDS = {
    "add": 1, "and": 1, "cas": 2, "load": 0, "max": 1, "min": 1, "or": 1, "store": 1, "xchg": 1,
    "xor": 1,
}  # fmt: skip

_UFUNCS = {
    "add": np.add,
    "and": np.bitwise_and,
    "max": np.fmax,
    "min": np.fmin,
    "or": np.bitwise_or,
    "xor": np.bitwise_xor,
}
# Places with many updates that are gone through one by one, not all places once a round.
FEW_PLACES = 32


@dataclass(frozen=True)
class Update:
    """The operands of an update by name: Values or arrays."""

    value: Any = None
    expected: Any = None
    before: Any = None
    mask: Any = None


def update_of(rest: Sequence[Any], kind: str, form: str) -> Update:
    """Name the operands of an update that follow its place."""
    todo = list(rest)
    value = todo.pop(0) if OPERANDS[kind] else None
    expected = todo.pop(0) if OPERANDS[kind] == 2 else None
    before = todo.pop(0) if form == "xor" else None
    return Update(value, expected, before, todo.pop(0) if todo else None)


def _check(anchor: Type, element: DType, rest: Sequence[Type], kind: str, form: str) -> None:
    update = update_of(rest, kind, form)
    for part in (update.value, update.expected, update.before):
        if part is not None and part is not with_scalar(anchor, element):
            raise TypeMistake(f"{part} is not {with_scalar(anchor, element)}")
    if update.mask is not None and update.mask is not with_scalar(anchor, I1):
        raise TypeMistake(f"{update.mask} is not {with_scalar(anchor, I1)}")


def _atomic_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    pointer, *rest = operands
    scalar = scalar_of(pointer)
    if not isinstance(scalar, Pointer):
        raise TypeMistake(f"takes a pointer, not {pointer}")
    _check(pointer, scalar.element, rest, attrs["kind"], "memory")
    return (with_scalar(pointer, scalar.element),)


@op(_atomic_types, level="tile", effect="writes", public=False, whole=True)
def atomic(pointer: Array, *rest: Array, kind: str) -> Array:
    """Update the elements at pointers, each at once, and give what was there before."""
    return _update(pointer, rest, kind, "memory")


def _atomic_at_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    base, count, *rest = operands
    if not isinstance(base, Pointer) or is_pointer(count) or not number_of(count).is_integer:
        raise TypeMistake(f"updates at a parameter and an offset, not {base} and {count}")
    _check(count, base.element, rest, attrs["kind"], attrs["form"])
    return (with_scalar(count, base.element),) if attrs["gives"] else ()


@op(_atomic_at_types, effect="writes", public=False, helper="update", access=True)
def atomic_at(base: Array, count: Array, *rest: Array, kind: str, form: str, gives: bool) -> Array:
    """Update `base[count]`, elementwise over counts, each element at once.

    kind: what is done. form: what memory holds: the elements (`memory`), or what has to be added
    to (`sum`) or flipped in (`xor`) the old contents to give them, or words compared as unsigned
    numbers (`ordered`). rest: the value, what `cas` compares with, the old contents for `xor`, a
    mask. gives: whether the result is what was there before (for `sum` less the old contents).
    """
    return _update(base.moved(count), rest, kind, form)


def _update(address: Array, rest: Sequence[Array], kind: str, form: str) -> Array:
    update = update_of(rest, kind, form)
    data, index = address.memory.own(), np.asarray(address.index)
    shape = np.broadcast_shapes(index.shape, *(np.shape(r) for r in rest))
    live = np.broadcast_to(True if update.mask is None else update.mask, shape).reshape(-1)
    places = np.broadcast_to(index, shape).reshape(-1)[live]
    check_bounds(Address(address.memory, places), np.True_, "updates")

    def flat(x: Array) -> Array:
        return None if x is None else np.broadcast_to(x, shape).reshape(-1)[live]

    value, expected, before = (flat(x) for x in (update.value, update.expected, update.before))
    target = data
    if form == "xor":
        target = data.copy()
        target[places] = _flip(target[places], before)
    if form == "ordered":
        target, value = data.view("u8"), np.asarray(value).view("u8")
    old = apply(target, places, kind, value, expected)
    if form == "xor":
        data[places] = _flip(target[places], before)
    result = np.zeros(shape, data.dtype)
    result.reshape(-1)[live] = old
    return result[()]


def _flip(x: Array, bits: Array) -> Array:
    word = f"u{x.dtype.itemsize}"
    return (np.asarray(x).view(word) ^ np.asarray(bits).view(word)).view(x.dtype)


def apply(data: Array, places: Array, kind: str, value: Array, expected: Array) -> Array:
    """Update `data[places]` in order, and return what each update found."""
    if kind == "load":
        return data[places]
    order = np.argsort(places, kind="stable")
    ordered = places[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]][: len(ordered)])
    lengths = np.diff(np.r_[starts, len(ordered)])
    old = np.empty(len(places), data.dtype)
    rounds = 0
    while len(starts):
        live = lengths > rounds
        starts, lengths = starts[live], lengths[live]
        if len(starts) <= FEW_PLACES and kind in _UFUNCS:
            for start, length in zip(starts, lengths, strict=True):
                _in_order(data, places, order[start + rounds : start + length], kind, value, old)
            break
        turn = order[starts + rounds]
        old[turn] = found = data[places[turn]]
        data[places[turn]] = _after(kind, found, value[turn], expected, turn)
        rounds += 1
    return old


def _in_order(data: Array, places: Array, turn: Array, kind: str, value: Array, old: Array) -> None:
    """Do all updates `turn` of one place."""
    if not len(turn):
        return
    place = places[turn[0]]
    steps = np.concatenate([data[place : place + 1], value[turn]])
    after = _UFUNCS[kind].accumulate(steps, dtype=data.dtype)
    old[turn], data[place] = after[:-1], after[-1]


def _after(kind: str, found: Array, value: Array, expected: Array, turn: Array) -> Array:
    if kind == "cas":
        word = f"u{found.dtype.itemsize}"
        return np.where(found.view(word) == expected[turn].view(word), value, found)
    if kind in ("store", "xchg"):
        return value
    return _UFUNCS[kind](found, value).astype(found.dtype)
