"""Recipes and anchors: what is computed wherever it is needed, and what happens at one place.

A pure tile op, or a load from memory that never changes, is a recipe: any thread can make any
element of it at any time. Stores, loads from written arrays, collective ops and control flow are
anchors. A recipe ends at held values: those that anchors made, which live in registers.
"""

from __future__ import annotations

from collections.abc import Iterator

from tmetal.ir.core import Func, Op, Value
from tmetal.ir.ops import OPS
from tmetal.ir.roles import OUTPUTS
from tmetal.ir.types import Shape, Tile, shape_of
from tmetal.passes.views import is_view


def outputs_of(func: Func) -> set[Value]:
    """Return the parameters that the kernel writes, and that may change under a load."""
    roles = func.attrs["roles"]
    return {p for p in func.body.args if roles[p.name] in OUTPUTS}


def is_anchor(op: Op, outputs: set[Value]) -> bool:
    """Whether an op happens at its place in the program, on tiles or on memory."""
    row = OPS[op.name]
    if row.collective or (row.effect == "writes" and not op.blocks and op.name != "barrier"):
        return True
    return row.effect == "reads" and bool(op.operands) and op.operands[0] in outputs


def is_recipe(v: Value, outputs: set[Value]) -> bool:
    """Whether a tile value is computed where it is needed."""
    return v.op is not None and not v.op.blocks and not is_anchor(v.op, outputs)


def shape_at(op: Op) -> Shape:
    """Return the shape that an anchor runs over."""
    if OPS[op.name].access:
        return shape_of(op.operands[1].type)
    if op.name == "dot":
        return shape_of(op.results[0].type)
    return shape_of(op.operands[0].type)


def reached(op: Op, outputs: set[Value]) -> Iterator[tuple[Value, bool]]:
    """Yield the held values and scalars that an anchor's recipes end at.

    With each comes whether a view lies between, so that other elements of it are meant.
    """
    seen: set[tuple[Value, bool]] = set()
    todo = [(v, False) for v in op.operands]
    while todo:
        v, moved = todo.pop()
        if (v, moved) in seen:
            continue
        seen.add((v, moved))
        if not is_recipe(v, outputs):
            yield v, moved
            continue
        assert v.op is not None
        yield v, moved
        inner = moved or is_view(v.op)
        todo += [(o, inner) for o in v.op.operands]


def is_tile(v: Value) -> bool:
    """Whether a value is a tile."""
    return isinstance(v.type, Tile)
