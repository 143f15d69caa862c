"""Ops of the thread level: which thread this is, its register rows, and barriers.

The interpreter runs all threads of a program in step: a per-thread value is an array with one
entry per thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tmetal.ir.ops import TypeMistake, op
from tmetal.ir.opset.rules import nothing
from tmetal.ir.types import I32, Registers, Type, dtype_named, registers

Array = Any
Attrs = dict[str, Any]


def _i32(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    return (I32,)


@op(_i32, level="thread", public=False, foldable=False, msl="int32_t(thread_index_in_threadgroup)")
def thread_index(machine: Any) -> Array:
    """Index of this thread in its threadgroup, int32."""
    return machine.thread_index


def _coordinate_types(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    if list(operands) != [I32, I32]:
        raise TypeMistake(f"coordinate takes a thread and a register, not {operands}")
    return (I32,)


@op(_coordinate_types, level="thread", public=False, foldable=False)
def coordinate(thread: Array, register: Array, *, threads: int, size: int) -> Array:
    """Index of the tile element that a thread holds in a register.

    The layout is blocked by threads: register r of thread t holds element t + r * threads. A tile
    smaller than the threads repeats, so that every thread holds a valid element.
    """
    return (thread + register * np.int32(threads)) & np.int32(size - 1)


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


@op(nothing, effect="writes", public=False)
def barrier() -> Array:
    """Wait for all threads of the program and make their device-memory writes visible."""
