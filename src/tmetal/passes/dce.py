"""Dead code: ops whose results nobody uses, unless they write or control.

A load may go: reading has no effect anyone can see. A loop or `if` goes when nothing in it writes
and nobody uses its results.
"""

from __future__ import annotations

from tmetal.ir.core import Block, Func, Op, Value
from tmetal.ir.ops import OPS


def dce(func: Func) -> Func:
    """Drop the dead ops of `func`, and return it."""
    _block(func.body, set())
    return func


def _block(block: Block, used: set[Value]) -> None:
    kept = []
    for op in reversed(block.ops):
        if (
            used.isdisjoint(op.results)
            and not OPS[op.name].stays
            and not (op.blocks and _writes(op))
        ):
            continue
        for inner in op.blocks:
            _block(inner, used)
        used.update(op.operands)
        kept.append(op)
    block.ops = kept[::-1]


def _writes(op: Op) -> bool:
    """Whether something in the blocks of an op has to stay, besides their ends."""
    for block in op.blocks:
        for inner in block.ops[-2::-1]:  # what writes is near the end more often
            if OPS[inner.name].stays or (inner.blocks and _writes(inner)):
                return True
    return False
