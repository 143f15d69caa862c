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
    _block(func.body)
    return func


def _block(block: Block) -> None:
    """Hoist inside `block`, from the innermost loops outwards."""
    ops: list[Op] = []
    for op in block.ops:
        if op.blocks:
            for inner in op.blocks:
                _block(inner)
            if is_loop(op):
                ops += _take_invariants(op.blocks[0])
        ops.append(op)
    block.ops = ops


def _take_invariants(body: Block) -> list[Op]:
    moved, kept = [], []
    inside: set[Value] = set(body.args)  # what each turn makes anew
    for op in body.ops:
        if OPS[op.name].pure and not op.blocks and inside.isdisjoint(op.operands):
            moved.append(op)
        else:
            kept.append(op)
            inside.update(op.results)
    body.ops = kept
    return moved
