"""Barriers between accesses of one program that may touch one element from two threads.

Assumes: `bind` has run; tiles are held one element per thread and register, the same way for every
tile of a shape. Guarantees: between a store and a later store or load of the same array at another
place there is a `barrier`; equal offsets of a full tile need none, since one thread holds both.
"""

from __future__ import annotations

from tmetal.ir.core import Block, Func, Op, Value, make_op, walk
from tmetal.ir.types import Tile
from tmetal.passes.facts import iterations_are_disjoint
from tmetal.passes.rewrite import keep_all, rebuild

Pending = dict[Value, set[Value]]


def barriers(func: Func, threads: int) -> Func:
    """Return `func` with barriers placed."""
    copy = rebuild(func, keep_all)
    outputs = {p for p in copy.body.args if copy.attrs["roles"][p.name] in ("output", "written")}
    _Placer(outputs, threads).block(copy.body, {})
    return copy


class _Placer:
    """Walks in program order; `pending` holds the offsets stored since the last barrier."""

    def __init__(self, outputs: set[Value], threads: int) -> None:
        self.outputs, self.threads = outputs, threads

    def block(self, block: Block, pending: Pending) -> None:
        """Place barriers in a block, updating `pending`."""
        ops: list[Op] = []
        for op in block.ops:
            if op.operands and op.operands[0] in self.outputs:
                self.access(op, ops, pending)
            elif op.name == "for":
                self.loop(op, pending)
            elif op.blocks:
                states = [{k: set(v) for k, v in pending.items()} for _ in op.blocks]
                for inner, state in zip(op.blocks, states, strict=True):
                    self.block(inner, state)
                pending.clear()
                for state in states:
                    for root, counts in state.items():
                        pending.setdefault(root, set()).update(counts)
            ops.append(op)
        block.ops = ops

    def access(self, op: Op, ops: list[Op], pending: Pending) -> None:
        """Put a barrier before an access that may meet a pending store."""
        root, count = op.operands[:2]
        stored = pending.get(root, set())
        if any(not self.one_thread(count, other) for other in stored):
            ops.append(make_op("barrier", [], [], loc=op.loc))
            pending.clear()
        if op.name == "store_at":
            pending.setdefault(root, set()).add(count)

    def one_thread(self, x: Value, y: Value) -> bool:
        """Whether one thread holds the same element of both offsets."""
        return x is y and isinstance(x.type, Tile) and x.type.numel >= self.threads

    def loop(self, op: Op, pending: Pending) -> None:
        """Place barriers in a loop, whose body follows itself."""
        (body,) = op.blocks
        self.block(body, pending)
        stored = [
            o.operands[1]
            for o in walk(body)
            if o.name == "store_at" and o.operands[0] in self.outputs
        ]
        if pending and not all(iterations_are_disjoint(c, op) for c in stored):
            body.ops.insert(len(body.ops) - 1, make_op("barrier", [], [], loc=op.loc))
            pending.clear()
