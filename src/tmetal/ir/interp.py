"""Runs IR on NumPy arrays: what the IR means, at either level.

A machine is one program of a grid: its memory and its ids. At the thread level all threads run in
step and a per-thread value has one entry per thread. Every op is run by its row's body; only the
structured ops are run here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np

from tmetal.ir import printed
from tmetal.ir.core import Block, Func, Op, Value
from tmetal.ir.ops import OPS
from tmetal.ir.types import Pointer

Array = Any


class Memory:
    """The elements behind one pointer parameter, as a flat NumPy array."""

    __slots__ = ("data", "name", "writable")

    def __init__(self, data: Array, name: str, writable: bool = True) -> None:
        self.data = data
        self.name = name
        self.writable = writable

    def own(self) -> Array:
        """Return the array to write into."""
        return self.data


class Address:
    """A pointer or a tile of pointers: a memory and element offsets (int64)."""

    __slots__ = ("index", "memory", "start")

    def __init__(self, memory: Memory, index: Array, start: bool = False) -> None:
        self.memory = memory
        self.index = index
        self.start = start  # whether it is the memory's start, all offsets zero

    def moved(self, count: Array) -> Address:
        """Return the address `count` elements further."""
        if self.start:  # the sum is the count itself
            return Address(self.memory, _wide(count))
        return Address(self.memory, self.index + _wide(count))

    def changed(self, change: Callable[[Array], Array]) -> Address:
        """Return the addresses at other places of the tile."""
        return Address(self.memory, change(np.asarray(self.index)))

    def chosen(self, condition: Array, other: Address) -> Address:
        """Return these addresses where the condition holds, else the other ones."""
        return Address(self.memory, np.where(condition, self.index, other.index))

    def repeated(self, shape: tuple[int, ...]) -> Address:
        """Return the same addresses, broadcast to `shape`."""
        return Address(self.memory, np.broadcast_to(self.index, shape))


class OutOfBounds(IndexError):
    """An element outside of an array was read or written."""


def check_bounds(address: Address, live: Array, verb: str) -> None:
    """Raise OutOfBounds if a live element lies outside of its array."""
    size = address.memory.data.size
    bad = live & ((address.index < 0) | (address.index >= size))
    if np.any(bad):
        index = np.broadcast_to(address.index, np.shape(bad))[bad].flat[0]
        raise OutOfBounds(
            f"the kernel {verb} element {index} of `{address.memory.name}`, "
            f"which has {size}: mask it off, or check the grid."
        )


class _Latest:
    """A function of an array, with its latest result: accesses mostly share offsets and masks.

    Rows never change an array in place, so the same object has the same result.
    """

    __slots__ = ("function", "latest")

    def __init__(self, function: Callable[[Array], Any]) -> None:
        self.function = function
        self.latest: tuple[Any, Any] = (None, None)

    def __call__(self, x: Array) -> Any:
        key, result = self.latest
        if x is not key:
            result = self.function(x)
            self.latest = (x, result)  # one assignment: another thread sees both or neither
        return result


_all = _Latest(lambda mask: bool(np.all(mask)))
_wide = _Latest(lambda count: np.asarray(count).astype(np.int64))
# NumPy itself refuses indices that are too large; negative ones would count from the end.
_natural = _Latest(lambda index: index.size == 0 or bool(index.min() >= 0))


def load(address: Address, mask: Array, other: Array) -> Array:
    """Read elements; where the mask is False give `other`, or zero without one."""
    data, index = address.memory.data, address.index
    if mask is None or _all(mask):
        try:
            read = data[index]
        except IndexError:
            check_bounds(address, np.True_, "reads")
            raise
        if not _natural(index):
            check_bounds(address, np.True_, "reads")
        if mask is None or np.ndim(mask) <= np.ndim(read):
            return read
        return np.broadcast_to(read, np.broadcast_shapes(read.shape, np.shape(mask)))
    check_bounds(address, mask, "reads")
    zero = np.zeros((), data.dtype)
    if data.size == 0:
        shape = np.broadcast_shapes(np.shape(index), np.shape(mask))
        return np.broadcast_to(zero if other is None else other, shape)
    return np.where(mask, data[np.where(mask, index, 0)], zero if other is None else other)


def store(address: Address, value: Array, mask: Array) -> None:
    """Write elements where the mask is True; a later element of a tile wins over an earlier."""
    data, index = address.memory.own(), address.index
    if mask is None or (_all(mask) and np.ndim(mask) <= max(np.ndim(index), np.ndim(value))):
        if np.ndim(value) > np.ndim(index):  # programs run together store to one place
            index = np.broadcast_to(index, np.broadcast_shapes(np.shape(index), np.shape(value)))
        if not _natural(index):
            check_bounds(address, np.True_, "writes")
        try:
            data[index] = value
        except IndexError:
            check_bounds(address, np.True_, "writes")
            raise
        return
    check_bounds(address, mask, "writes")
    shape = np.broadcast_shapes(np.shape(index), np.shape(mask), np.shape(value))
    mask = np.broadcast_to(mask, shape)
    data[np.broadcast_to(index, shape)[mask]] = np.broadcast_to(value, shape)[mask]


class Machine:
    """One program: ids as int32 scalars, and its threads at the thread level."""

    def __init__(
        self, program_id: tuple[int, ...], num_programs: tuple[int, ...], threads: int = 0
    ) -> None:
        self.program_id = [np.int32(i) for i in program_id]
        self.num_programs = [np.int32(i) for i in num_programs]
        self.threads = threads
        self.thread_index = np.arange(threads, dtype=np.int32)

    load = staticmethod(load)
    store = staticmethod(store)

    def say(
        self, value: Array, text: str, shape: tuple[int, ...], hexadecimal: bool = False
    ) -> None:
        """Print what `tl.device_print` does."""
        printed.say(self.program_id, value, text, shape, hexadecimal)

    def fail(self, failed: Array, text: str, shape: tuple[int, ...]) -> None:
        """Raise AssertionFailed if any element is true."""
        printed.check(self.program_id, failed, text, shape)

    def registers(self, dtype: Any, count: int) -> Array:
        """Make a register row: one array per register, one entry per thread."""
        return [np.zeros(self.threads, dtype) for _ in range(count)]


def run(func: Func, arguments: Sequence[Array], grid: tuple[int, int, int], threads: int) -> None:
    """Run every program of a grid, in order. Pointer arguments are `Memory`, others NumPy scalars.

    `threads` is the number of threads of a program; it matters at the thread level only.
    """
    with np.errstate(all="ignore"):
        for z, y, x in product(*(range(n) for n in reversed(grid))):
            machine = Machine((x, y, z), grid, threads)
            values: dict[Value, Any] = {}
            for parameter, argument in zip(func.body.args, arguments, strict=True):
                pointer = isinstance(parameter.type, Pointer)
                values[parameter] = (
                    Address(argument, np.int64(0), start=True) if pointer else argument
                )
            _run_block(machine, func.body, values)


def _run_block(machine: Machine, block: Block, values: dict[Value, Any]) -> list[Any]:
    for op in block.ops:
        run_op = CONTROL.get(op.name)
        if run_op is not None:
            results = run_op(machine, op, values)
        elif OPS[op.name].terminator:
            return [values[v] for v in op.operands]
        else:
            results = [evaluate(machine, op, [values[v] for v in op.operands])]
        for value, result in zip(op.results, results, strict=False):
            values[value] = result
    raise AssertionError("a block without a terminator")


def evaluate(machine: Machine | None, op: Op, operands: Sequence[Any]) -> Any:
    """Run one op by its row's body."""
    row = OPS[op.name]
    head = (machine,) if row.machine else ()
    # A layout says who does it, not what it means: most rows do not know theirs.
    attrs = {k: v for k, v in op.attrs.items() if k in row.attributes}
    return row.body(*head, *operands, **attrs)


def loop_counts(start: Array, stop: Array, step: Array) -> Iterator[Any]:
    """Yield the counters of a loop, in their own dtype; none for a step of zero.

    Where simdgroups leave the first part of a split loop at different turns (`passes.split`), here
    all leave it with the first: what comes next does for those that might have stayed.
    """
    kind = np.asarray(start).dtype.type
    low, high, by = (int(np.min(v)) for v in (start, stop, step))
    for i in range(low, high, by) if by else ():
        yield kind(i)


def _run_for(machine: Machine, op: Op, values: dict[Value, Any]) -> list[Any]:
    start, stop, step, *carried = (values[v] for v in op.operands)
    (block,) = op.blocks
    for counter in loop_counts(start, stop, step):
        values.update(zip(block.args, [counter, *carried], strict=True))
        carried = _run_block(machine, block, values)
    return carried


def _run_while(machine: Machine, op: Op, values: dict[Value, Any]) -> list[Any]:
    go, *carried = (values[v] for v in op.operands)
    (block,) = op.blocks
    while np.all(go):
        values.update(zip(block.args, carried, strict=True))
        go, *carried = _run_block(machine, block, values)
    return carried


def _run_if(machine: Machine, op: Op, values: dict[Value, Any]) -> list[Any]:
    condition = values[op.operands[0]]
    return _run_block(machine, op.blocks[0 if np.all(condition) else 1], values)


Combine = Callable[[list[Array], list[Array]], list[Array]]


def _combination(machine: Machine, op: Op, values: dict[Value, Any]) -> Combine:
    (block,) = op.blocks

    def combine(left: list[Array], right: list[Array]) -> list[Array]:
        values.update(zip(block.args, [*left, *right], strict=True))
        return _run_block(machine, block, values)

    return combine


def reduced(parts: list[Array], axis: int, combine: Combine) -> list[Array]:
    """Combine all elements along an axis whose size is a power of two, by halves."""
    parts = [np.moveaxis(p, axis, 0) for p in parts]
    while len(parts[0]) > 1:
        half = len(parts[0]) // 2
        parts = combine([p[:half] for p in parts], [p[half:] for p in parts])
    return [p[0] for p in parts]


def scanned(parts: list[Array], axis: int, combine: Combine, reverse: bool = False) -> list[Array]:
    """Combine each element with all before it along an axis (Hillis and Steele's scheme)."""
    if reverse:
        found = scanned([np.flip(p, axis) for p in parts], axis, combine)
        return [np.flip(p, axis) for p in found]
    parts = [np.moveaxis(p, axis, 0) for p in parts]
    distance = 1
    while distance < len(parts[0]):
        new = combine([p[:-distance] for p in parts], [p[distance:] for p in parts])
        parts = [np.concatenate([p[:distance], n]) for p, n in zip(parts, new, strict=True)]
        distance *= 2
    return [np.moveaxis(p, 0, axis) for p in parts]


def _run_reduce(machine: Machine, op: Op, values: dict[Value, Any]) -> list[Any]:
    parts = [values[v] for v in op.operands]
    return reduced(parts, op.attrs["axis"], _combination(machine, op, values))


def _run_scan(machine: Machine, op: Op, values: dict[Value, Any]) -> list[Any]:
    parts = [values[v] for v in op.operands]
    combine = _combination(machine, op, values)
    return scanned(parts, op.attrs["axis"], combine, op.attrs["reverse"])


CONTROL = {
    "for": _run_for,
    "while": _run_while,
    "if": _run_if,
    "reduce": _run_reduce,
    "scan": _run_scan,
}
