"""Scalar arguments that are read once: a loop reads a copy of its own, not memory in every turn.

Assumes: the thread level. Guarantees: where some loop is not unrolled, the kernel begins with a
`copy` of each scalar argument, and nothing else reads the argument.
"""

from __future__ import annotations

from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, walk
from tmetal.ir.ops import takes_turns
from tmetal.ir.types import DType


def arguments(func: Func) -> Func:
    """Copy the scalar arguments of `func`, if it has such loops; return it."""
    if not takes_turns(func.body):
        return func
    roles, b = func.attrs["roles"], Builder(Block())
    scalars = [p for p in func.body.args if roles[p.name] == "scalar" and isinstance(p.type, DType)]
    own = {p: b.emit("copy", p, hint=p.name) for p in scalars}
    for op in walk(func.body):
        if not own.keys().isdisjoint(op.operands):
            op.operands = [own.get(v, v) for v in op.operands]
    func.body.ops[:0] = b.block.ops
    return func
