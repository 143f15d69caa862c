"""Common subexpressions: pure ops with equal operands and attributes become one.

A value may stand for another only where it is defined on every path: the table of known ops is
scoped by block. Loads are merged too where the memory cannot change, which `bind` makes plain:
a load from an input parameter.
"""

from __future__ import annotations

from typing import Any

from tmetal.ir.core import Block, Func, Op, Value
from tmetal.ir.ops import OPS


def cse(func: Func) -> Func:
    """Merge the common subexpressions of `func`, and return it."""
    _block(func.body, {}, {})
    return func


def _block(block: Block, known: dict[Any, Op], same: dict[Value, Value]) -> None:
    kept, own = [], []  # ops, and the keys of those that this block makes known
    for op in block.ops:
        if same and not same.keys().isdisjoint(op.operands):
            op.operands = [same.get(v, v) for v in op.operands]
        row = OPS[op.name]
        if row.pure and not op.blocks:
            # What tells an op from others; the types of its results follow from it. `repr` tells
            # 0.0 from -0.0 and 1 from True; an op that commutes has two operands.
            operands = (frozenset if row.commutative else tuple)(op.operands)
            key = op.name, repr(op.attrs) if op.attrs else "", operands
            first = known.setdefault(key, op)
            if first is not op:
                for a, b in zip(first.results, op.results, strict=True):
                    same[b] = a
                    a.name = a.name or b.name
                continue
            own.append(key)
        for inner in op.blocks:
            _block(inner, known, same)
        kept.append(op)
    block.ops = kept
    for key in own:
        del known[key]
