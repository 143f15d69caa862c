"""Numbers that programs make of their place in the grid, worked out for a whole grid at once.

A kernel that orders its programs by itself (`first + number % group`) names its tiles by scalars
that no formula of the coverage proof describes. At launch all of them are known: so they are
computed with the op table's own semantics, a few operations on one array for each axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from tmetal.ir.core import Value
from tmetal.ir.ops import OPS
from tmetal.ir.types import scalar_of, shape_of

# Grids of more programs are not looked at: it would take longer than such a proof is worth.
MAX_PROGRAMS = 1 << 18
MAX_OPS = 256  # of a formula, written out


@dataclass(frozen=True)
class Number:
    """A scalar as a formula: an op and its operands, a parameter, or a constant."""

    op: str
    operands: tuple[Number, ...] = ()
    attrs: tuple[tuple[str, Any], ...] = ()
    dtype: Any = None

    @property
    def parameters(self) -> set[str]:
        """Return the scalar parameters that it is made of."""
        own = {self.attrs[0][1]} if self.op == "parameter" else set()
        return own.union(*(x.parameters for x in self.operands))

    @property
    def axes(self) -> frozenset[int]:
        """Return the axes of the grid that it depends on."""
        if self.op == "program_id":
            return frozenset({int(dict(self.attrs)["axis"])})
        return frozenset().union(*(x.axes for x in self.operands))

    def at(self, grid: Sequence[int], scalars: dict[str, int]) -> Any:
        """Return the number in each program, as an array over the grid that may be broadcast."""
        attrs = dict(self.attrs)
        if self.op == "parameter":
            return np.asarray(scalars[attrs["name"]]).astype(self.dtype.numpy)
        if self.op in ("program_id", "num_programs"):
            axis = attrs["axis"]
            ids = np.arange(grid[axis], dtype=np.int32) if self.op == "program_id" else grid[axis]
            shape = [-1 if d == axis else 1 for d in range(3)]
            return np.asarray(ids, np.int32).reshape(shape if self.op == "program_id" else ())
        return OPS[self.op].body(*(x.at(grid, scalars) for x in self.operands), **attrs)


def number(v: Value) -> Number | None:
    """Return a scalar as a formula of the program's place and of parameters; None if it is none."""
    return _number(v, [MAX_OPS])


def _number(v: Value, left: list[int]) -> Number | None:
    """Return such a formula of no more ops than are left."""
    op = v.op
    left[0] -= 1
    if shape_of(v.type) or left[0] < 0:
        return None
    if op is None:
        return Number("parameter", (), (("name", v.name),), scalar_of(v.type))
    row = OPS[op.name]
    if op.blocks or not row.pure or (row.machine and op.name not in ("program_id", "num_programs")):
        return None
    operands = [_number(x, left) for x in op.operands]
    known = tuple(x for x in operands if x is not None)
    return Number(op.name, known, tuple(op.attrs.items())) if len(known) == len(operands) else None


def counts(
    numbers: Sequence[Number], grid: Sequence[int], scalars: dict[str, int]
) -> dict[Number, int] | None:
    """Return below what each number is, if all combinations from 0 on occur; None otherwise."""
    ids = {x for x in numbers if x.op == "program_id"}
    used = [axis for x in numbers for axis in x.axes]
    found = {x: grid[axis] for x in ids for axis in x.axes if used.count(axis) == 1}
    rest = [x for x in numbers if x not in found]
    if not rest:
        return found
    if prod(grid[axis] for axis in frozenset().union(*(x.axes for x in rest))) > MAX_PROGRAMS:
        return None
    with np.errstate(all="ignore"):
        columns = np.broadcast_arrays(*(x.at(grid, scalars) for x in rest))
    sizes = [int(c.max()) + 1 for c in columns]
    wanted = prod(sizes)
    if min(int(c.min()) for c in columns) < 0 or wanted > MAX_PROGRAMS:
        return None
    seen = np.zeros(wanted, np.bool_)
    seen[np.ravel_multi_index([c.ravel() for c in columns], sizes)] = True
    return found | dict(zip(rest, sizes, strict=True)) if seen.all() else None
