"""Which values need no name of their own in the text.

An integer or boolean that nobody named and that one op of its own block uses stands inside of that
op's expression. Floats keep their statements: Metal may contract a product and a sum within one
expression into a fused operation, and not across two (apple-gpu notes §2.7).
"""

from __future__ import annotations

from collections import Counter
from itertools import chain

from tmetal.ir.core import Block, Op, Value, walk
from tmetal.ir.ops import OPS
from tmetal.ir.types import DType, Type

# Longer chains make lines that nobody can read.
MAX_DEPTH = 4


def inside(block: Block) -> set[Value]:
    """Return the values of a block, and of the blocks in it, that need no name."""
    found: set[Value] = set()
    uses = Counter(chain.from_iterable([op.operands for op in walk(block)]))
    _find(block, uses, found)
    return found


def _find(block: Block, uses: Counter[Value], found: set[Value]) -> None:
    depth: dict[Value, int] = {}  # of what may stand inside of a later op of this block
    for op in block.ops:
        if op.blocks:
            for inner in op.blocks:
                _find(inner, uses, found)
            continue
        if op.name == "yield":
            continue
        level = 0
        for v in op.operands:
            if v in depth:
                found.add(v)
                level = max(level, depth[v])
        if not op.results or not op.operands or level + 1 >= MAX_DEPTH:
            continue
        (v,) = op.results
        if not v.name and uses.get(v) == 1 and _may_stand_inside(op, v.type):
            depth[v] = level + 1


def _may_stand_inside(op: Op, kind: Type) -> bool:
    row = OPS[op.name]
    # A shuffle inside of a choice would be called by some lanes only.
    return isinstance(kind, DType) and not kind.is_float and row.pure and not row.collective
