"""Ops of the thread level: which thread this is, its register rows, and barriers.

The interpreter runs all threads of a program in step: a per-thread value is an array with one
entry per thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tmetal.ir.layout import LANES
from tmetal.ir.ops import TypeMistake, op
from tmetal.ir.opset.rules import nothing
from tmetal.ir.types import (
    F32,
    I1,
    I32,
    U32,
    DType,
    Registers,
    Shared,
    Type,
    dtype_named,
    registers,
    shared,
)

Array = Any
Attrs = dict[str, Any]


def _i32(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    return (I32,)


@op(_i32, level="thread", public=False, foldable=False, msl="int32_t(thread_index_in_threadgroup)")
def thread_index(machine: Any) -> Array:
    """Index of this thread in its threadgroup, int32."""
    return machine.thread_index


def _copy_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    if not isinstance(operands[0], DType):
        raise TypeMistake(f"copies a number, not {operands[0]}")
    return (operands[0],)


@op(_copy_types, level="thread", public=False, foldable=False, msl="{0}")
def copy(x: Array) -> Array:
    """Hold a number in a register of its own: an argument is in memory."""
    return x


def _registers_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    return (registers(dtype_named(attrs["dtype"]), attrs["count"]),)


# Fresh storage is not a value that may be merged with another: its effect is a write.
@op(_registers_types, level="thread", effect="writes", public=False)
def registers_new(machine: Any, *, dtype: str, count: int) -> Array:
    """Make a row of `count` registers, contents unspecified."""
    return machine.registers(dtype_named(dtype).numpy, count)


def _read_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    row, index = operands
    if not isinstance(row, Registers) or index is not I32:
        raise TypeMistake(f"reads a register row at an i32 index, not {row} at {index}")
    return (row.element,)


@op(_read_types, level="thread", effect="reads", public=False, msl="{0}[{1}]")
def register_read(row: Array, index: Array) -> Array:
    """Read one register of a row."""
    return row[int(np.max(index))]


def _write_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    row, index, value = operands
    if not isinstance(row, Registers) or index is not I32 or value is not row.element:
        raise TypeMistake(f"writes one element into a register row, not {value} into {row}")
    return ()


@op(_write_types, level="thread", effect="writes", public=False)
def register_write(row: Array, index: Array, value: Array) -> Array:
    """Write one register of a row."""
    row[int(np.max(index))] = value


def _shared_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    return (shared(dtype_named(attrs["dtype"]), attrs["count"]),)


@op(_shared_types, level="thread", effect="writes", public=False)
def shared_new(machine: Any, *, dtype: str, count: int, at: int) -> Array:
    """Make `count` elements of threadgroup memory, `at` bytes from the start of the arena.

    Arrays whose lives do not meet may overlap; -1 until the `arena` pass has placed it.
    """
    return np.zeros(count, dtype_named(dtype).numpy)


def _shared_read_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    array, index, *mask = operands
    if not isinstance(array, Shared) or index is not I32 or any(m is not I1 for m in mask):
        raise TypeMistake(f"reads threadgroup memory at an i32 index, not {array} at {index}")
    return (array.element,)


@op(_shared_read_types, level="thread", effect="reads", public=False)
def shared_read(array: Array, index: Array, mask: Array = None, *, owner: int) -> Array:
    """Read one element of threadgroup memory; where the mask is False touch nothing, give zero.

    owner: accesses of an array that share this number touch any one element from one thread only.
    """
    return array[index] if mask is None else np.where(mask, array[index], array.dtype.type(0))


def _shared_write_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    array, index, value, *mask = operands
    fits = isinstance(array, Shared) and index is I32 and value is array.element
    if not fits or any(m is not I1 for m in mask):
        raise TypeMistake(f"writes one element into threadgroup memory, not {value} into {array}")
    return ()


@op(_shared_write_types, level="thread", effect="writes", public=False)
def shared_write(
    array: Array, index: Array, value: Array, mask: Array = None, *, owner: int
) -> Array:
    """Write one element of threadgroup memory, where the mask allows."""
    every = np.broadcast_shapes(np.shape(index), np.shape(value), np.shape(mask))
    index, value = np.broadcast_to(index, every), np.broadcast_to(value, every)
    live = np.ones(every, bool) if mask is None else np.broadcast_to(mask, every)
    array[index[live]] = value[live]


def _shared_add_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    array, index, value, *mask = operands
    fits = isinstance(array, Shared) and index is I32 and value is array.element
    if not fits or value not in (I32, U32, F32) or any(m is not I1 for m in mask):
        raise TypeMistake(f"adds 32 bits to threadgroup memory, not {value} to {array}")
    return ()


@op(_shared_add_types, level="thread", effect="writes", public=False, helper="shared_add")
def shared_add(
    array: Array, index: Array, value: Array, mask: Array = None, *, owner: int
) -> Array:
    """Add atomically to one element of threadgroup memory, where the mask allows."""
    every = np.broadcast_shapes(np.shape(index), np.shape(value), np.shape(mask))
    index, value = np.broadcast_to(index, every), np.broadcast_to(value, every)
    live = np.ones(every, bool) if mask is None else np.broadcast_to(mask, every)
    np.add.at(array, index[live], value[live])


def _same_number(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    if not isinstance(operands[0], DType):
        raise TypeMistake(f"shuffles a number, not {operands[0]}")
    return (operands[0],)


def _lanes(x: Array) -> Array:
    """Return the values of each simdgroup as a row; a uniform value is every lane's."""
    return x.reshape(-1, LANES)


# Control flow is the same for all threads of a program, so a shuffle may be moved like any op.
@op(_same_number, level="thread", public=False, foldable=False, collective=True)
def shuffle_xor(x: Array, *, mask: int) -> Array:
    """Give the value of the lane whose number differs in the bits of `mask`."""
    if np.ndim(x) == 0:
        return x
    return _lanes(x)[:, np.arange(LANES) ^ mask].reshape(-1)


@op(_same_number, level="thread", public=False, foldable=False, collective=True)
def shuffle_up(x: Array, *, delta: int) -> Array:
    """Give the value of the lane `delta` below; unspecified for the lowest `delta` lanes."""
    if np.ndim(x) == 0:
        return x
    return _lanes(x)[:, np.maximum(np.arange(LANES) - delta, 0)].reshape(-1)


@op(_same_number, level="thread", public=False, foldable=False, collective=True)
def shuffle_down(x: Array, *, delta: int) -> Array:
    """Give the value of the lane `delta` above; unspecified for the highest `delta` lanes."""
    if np.ndim(x) == 0:
        return x
    return _lanes(x)[:, np.minimum(np.arange(LANES) + delta, LANES - 1)].reshape(-1)


def _fill_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    (first,) = _same_number(operands, attrs)
    if operands[1] is not first:
        raise TypeMistake(f"fills {first} with a number of that type, not {operands[1]}")
    return (first,)


@op(_fill_types, level="thread", public=False, foldable=False, collective=True)
def shuffle_fill_up(x: Array, fill: Array, *, delta: int, modulo: int) -> Array:
    """Give the value of the lane `delta` below; the lowest `delta` of every `modulo` lanes get
    `fill`, which is the same in all lanes. Apple8 and later have it.
    """
    lanes, every = np.arange(LANES), np.broadcast_shapes(np.shape(x), np.shape(fill), (LANES,))
    rows, filling = _lanes(np.broadcast_to(x, every)), _lanes(np.broadcast_to(fill, every))
    moved = rows[:, np.maximum(lanes - delta, 0)]
    return np.where(lanes % modulo < delta, filling, moved).reshape(-1)


def _shuffle_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    if not isinstance(operands[0], DType) or operands[1] is not I32:
        raise TypeMistake(f"shuffles a number by an i32 lane, not {operands}")
    return (operands[0],)


@op(_shuffle_types, level="thread", public=False, foldable=False, collective=True)
def shuffle(x: Array, lane: Array) -> Array:
    """Give the value of a lane of the same simdgroup."""
    if np.ndim(x) == 0:
        return x
    rows = _lanes(x)
    return np.take_along_axis(rows, np.broadcast_to(lane, x.shape).reshape(rows.shape), 1).ravel()


@op(nothing, effect="writes", public=False)
def barrier(*, memory: str) -> Array:
    """Wait for all threads of the program; their writes to `memory` are visible after it.

    memory: `device` or `threadgroup`.
    """
