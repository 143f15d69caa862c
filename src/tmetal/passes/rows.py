"""Where a thread keeps its elements of a held tile: a row of registers, or of 8 x 8 matrices.

Both are indexed by the register number of the tile's layout; a lane holds two elements of each
matrix, one after the other.
"""

from __future__ import annotations

from tmetal.ir.build import Builder
from tmetal.ir.core import Value
from tmetal.ir.types import I32, Fragments


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
