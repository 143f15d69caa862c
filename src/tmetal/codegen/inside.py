"""Which values need no name of their own in the text.

An integer or boolean that nobody named and that one op of its own block uses stands inside of that
op's expression. Floats keep their statements: Metal may contract a product and a sum within one
expression into a fused operation, and not across two (apple-gpu notes §2.7).
"""

from __future__ import annotations

from tmetal.ir.core import Block, Op, Value
from tmetal.ir.ops import OPS
from tmetal.ir.types import DType

# Longer chains make lines that nobody can read.
MAX_DEPTH = 4


def inside(block: Block) -> set[Value]:
    """Return the values of a block, and of the blocks in it, that need no name."""
    found: set[Value] = set()
    uses: dict[Value, int] = {}
    _count(block, uses)
    _find(block, uses, found)
    return found


def _count(block: Block, uses: dict[Value, int]) -> None:
    for op in block.ops:
        for v in op.operands:
            uses[v] = uses.get(v, 0) + 1
        for inner in op.blocks:
            _count(inner, uses)


def _find(block: Block, uses: dict[Value, int], found: set[Value]) -> None:
    depth: dict[Value, int] = {}
    own: dict[Value, Op] = {}
    for op in block.ops:
        for inner in op.blocks:
            _find(inner, uses, found)
        if own and not op.blocks and op.name != "yield":
            found.update(own.keys() & op.operands)
        if op.results and not op.results[0].name and _may_stand_inside(op, uses):
            level = 1 + max((depth.get(v, 0) for v in op.operands if v in found), default=0)
            if level < MAX_DEPTH:
                depth[op.result], own[op.result] = level, op


def _may_stand_inside(op: Op, uses: dict[Value, int]) -> bool:
    v, *others = op.results
    if others or op.blocks or not op.operands or uses.get(v) != 1:
        return False
    row = OPS[op.name]
    # A shuffle inside of a choice would be called by some lanes only.
    plain = isinstance(v.type, DType) and not v.type.is_float and not row.collective
    return plain and row.pure
