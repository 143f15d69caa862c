"""Loop invariants: pure ops whose operands are defined outside of a loop move before it.

An op may run although the loop would not have: every pure op is total (a division by zero gives an
unspecified value and stops nothing). Values held by a tile cost registers, but a tile op is only a
recipe until the layout is chosen, so it may move freely here.
"""

from __future__ import annotations

from tmetal.ir.core import Block, Func, Op, Value
from tmetal.ir.ops import OPS, is_loop


def hoist(func: Func) -> Func:
    """Lift loop-invariant ops of `func` before their loops, and return it."""
    _block(func.body, set(func.body.args))
    return func


def _block(block: Block, known: set[Value]) -> None:
    """Hoist inside `block`; `known` are the values defined before it."""
    known = known | set(block.args)
    ops: list[Op] = []
    for op in block.ops:
        if op.blocks:
            for inner in op.blocks:
                _block(inner, known)
            if is_loop(op):
                moved = _take_invariants(op.blocks[0], known)
                ops += moved
                known |= {r for m in moved for r in m.results}
        ops.append(op)
        known.update(op.results)
    block.ops = ops


def _take_invariants(body: Block, known: set[Value]) -> list[Op]:
    moved: list[Op] = []
    outside = set(known)
    kept = []
    for op in body.ops:
        if OPS[op.name].pure and not op.blocks and outside.issuperset(op.operands):
            moved.append(op)
            outside.update(op.results)
        else:
            kept.append(op)
    body.ops = kept
    return moved
