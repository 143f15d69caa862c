"""Where a held tile is: a row of registers or of 8 x 8 matrices in each thread, or shared memory.

Both are indexed by the register number of the tile's layout; a lane holds two elements of each
matrix, one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tmetal.ir.build import Builder
from tmetal.ir.core import Value
from tmetal.ir.layout import Layout, dimension_bits, runs
from tmetal.ir.types import I32, Fragments, Shape
from tmetal.passes.views import Bits, Coordinates

# Bits of a counter: which counter, its first bit, how many, and where they go in a number.
Field = tuple[int, int, int, int]


@dataclass(frozen=True)
class Staged:
    """A tile in threadgroup memory: its elements in row-major order, rows `pitch` apart."""

    array: Value
    shape: Shape
    pitch: int
    owner: int

    def index(self, b: Builder, at: Coordinates) -> Value:
        """Emit the index of the element at some coordinates."""
        step, total = 1, None
        for d in reversed(range(len(self.shape))):
            part = at[d] if step == 1 else b.emit("mul", at[d], b.constant(step, I32))
            if self.shape[d] > 1 or total is None:
                total = part if total is None else b.emit("add", part, total)
            step = self.pitch if d == len(self.shape) - 1 else step * self.shape[d]
        return b.constant(0, I32) if total is None else total

    def read(self, b: Builder, at: Coordinates, hint: str = "") -> Value:
        """Emit a read of the element at some coordinates."""
        return b.emit("shared_read", self.array, self.index(b, at), hint=hint, owner=self.owner)


def read_row(b: Builder, row: Value, slot: Value, hint: str = "") -> Value:
    """Emit a read of one element."""
    if isinstance(row.type, Fragments):
        return b.emit("fragment_get", row, *place(b, slot), hint=hint)
    return b.emit("register_read", row, slot, hint=hint)


def write_row(b: Builder, row: Value, slot: Value, value: Value) -> None:
    """Emit a write of one element."""
    if isinstance(row.type, Fragments):
        b.effect("fragment_set", row, *place(b, slot), value)
    else:
        b.effect("register_write", row, slot, value)


def place(b: Builder, slot: Value) -> tuple[Value, Value]:
    """Return which matrix a register belongs to, and which element of it."""
    one = b.constant(1, I32)
    return b.emit("shr", slot, one), b.emit("and", slot, one)


@cache
def loops_of(shape: Shape, layout: Layout, outside: frozenset[int]) -> tuple[tuple[int, int], ...]:
    """Return the loops that count a layout's registers: first register bit and length of each.

    One loop counts neighbours along one dimension. outside: bases that loops around count.
    """
    place = {1 << b: d for d, bits in enumerate(dimension_bits(shape)) for b in bits}

    def same(x: int, y: int) -> bool:
        return place[x] == place[y] and (x in outside) == (y in outside)

    return tuple(runs(layout.register, same))


@cache
def slot_fields(
    layout: Layout, bits: Bits, counters: tuple[tuple[int, int], ...]
) -> tuple[tuple[Field, ...], int] | None:
    """Return of what the register number of the element at `bits` is made, in a row of a layout.

    counters: for each, the first register bit that it counts, and how many. Returned are their
    bits, and those that are always set; None if the thread does not hold the element.
    """
    if bits.thread != layout.thread:
        return None
    where = {basis: k for k, basis in enumerate(layout.register)}
    if bits.origin & ~sum(where):
        return None
    found: list[Field] = []
    for which, (first, length) in enumerate(counters):
        bases = bits.register[first : first + length]
        if any(basis and basis not in where for basis in bases):
            return None
        moved = _joined([where.get(basis, -1) for basis in bases])
        found += [(which, low, count, to) for low, count, to in moved]
    return tuple(found), sum(1 << k for basis, k in where.items() if bits.origin & basis)


def _joined(targets: list[int]) -> list[tuple[int, int, int]]:
    """Group bits that move together: (first bit, count, target of the first); -1 is dropped."""
    found: list[tuple[int, int, int]] = []
    for bit, to in enumerate(targets):
        if to < 0:
            continue
        if found:
            low, count, first = found[-1]
            if low + count == bit and first + count == to:
                found[-1] = (low, count + 1, first)
                continue
        found.append((bit, 1, to))
    return found
