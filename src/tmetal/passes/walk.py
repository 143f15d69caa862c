"""Pointers that walk: where each turn of a loop moves an address by one step, the loop carries it.

Assumes: the thread level, and offsets taken apart (see `offsets`). Guarantees: a sum of a pointer
with what stays in a loop and what the loop's counter or a carried number moves is a pointer that
the loop carries and moves itself. A product's loop then has an addition for each pointer, where it
had the sum, its widening to 64 bits, and the addition.

    for k in range(0, K, 32):                    p = a + x + 0 * s
        ... (a + (x + k * s))[0] ...       ->    for k in range(0, K, 32):
                                                     ... p[0] ...
                                                     p = p + 32 * s

Why this is exact: only addresses are taken that every turn accesses, without a mask. The offset in
each turn then names an element of an array of fewer than 2^31, so the first one fits 32 bits as it
is, and so does the difference between one turn's and the next one's: what 32 bits make of either is
what they are.
"""

from __future__ import annotations

from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Op, Value
from tmetal.ir.ops import OPS, carried, takes_turns
from tmetal.ir.types import I32
from tmetal.passes.cse import cse
from tmetal.passes.dce import dce
from tmetal.passes.hoist import hoist
from tmetal.passes.offsets import terms
from tmetal.passes.rewrite import Rewriter
from tmetal.passes.simplify import constant_of, simplify


def walk_pointers(func: Func) -> Func:
    """Let pointers walk in loops of `func`, and return it."""
    if not takes_turns(func.body):
        return func
    work = _Walks(Builder(Block()))
    work.block(func.body)
    return cse(hoist(dce(simplify(func)))) if work.done else func


class _Walks(Rewriter):
    """Moves ops; inner loops come first."""

    done = False  # whether a pointer walks

    def keep(self, op: Op) -> None:
        """Move one op, and make a loop carry its pointers."""
        super().keep(op)
        if op.name == "for" and op.blocks[0].args[0].type is I32:
            self.builder.block.ops.pop()
            loop = _Loop(op, self.builder)
            for found in [o for o in op.blocks[0].ops if o.name == "shift"]:
                self.done |= loop.take(found)
            self.builder.block.ops.append(op)


class _Loop:
    """A loop that takes to carrying pointers; what they start with is emitted before it."""

    def __init__(self, op: Op, b: Builder) -> None:
        self.op, self.b = op, b
        (self.body,) = op.blocks
        self.counter = self.body.args[0]
        self.inside = {*self.body.args, *(r for o in self.body.ops for r in o.results)}
        self.moves = {argument: (start, end) for start, argument, end, _ in carried(op)}
        self.touched = _touched(self.body)

    def take(self, shift: Op) -> bool:
        """Carry what `shift` gives, if that is a walk."""
        base, count = shift.operands
        if base in self.inside or shift.result not in self.touched:
            return False
        moving = [t for t in terms(count) if t in self.inside]
        steps = [self.step(t) for t in moving]
        if not moving or None in steps:
            return False
        # Where a loop is unrolled, what moves by a constant costs nothing.
        if self.op.attrs["unroll"] and all(constant_of(s) is not None for s in steps if s):
            return False
        staying = [t for t in terms(count) if t not in self.inside]
        at = self.sum(staying + [self.first(t) for t in moving])
        by = self.sum([s for s in steps if s is not None])
        self.carry(shift, self.b.emit("shift", base, at), by)
        return True

    def carry(self, shift: Op, first: Value, by: Value) -> None:
        """Make the loop carry a pointer in the place of `shift`."""
        old, body = shift.result, self.body
        place = Value(old.type, shift.operands[0].name)
        body.args.append(place)
        self.op.operands.append(first)
        self.op.results.append(Value(old.type, old.name, self.op))
        _use(body, old, place)
        body.ops.remove(shift)
        end = body.ops.pop()
        with self.b.inside(body):
            end.operands.append(self.b.emit("shift", place, by))
        body.ops.append(end)

    def step(self, v: Value) -> Value | None:
        """Return what each turn adds to a number, as a value before the loop; None if unknown."""
        if v is self.counter:
            return self.op.operands[2]
        op = v.op
        if v in self.moves:
            end = self.moves[v][1].op
            if end is None or OPS[end.name].sum <= 0 or v not in end.operands:
                return None
            (x, y) = end.operands
            by = y if x is v else x
            return by if by not in self.inside else self.copied(by)
        if op is None or (OPS[op.name].sum <= 0 and not OPS[op.name].product):
            return None
        moving = [o for o in op.operands if o in self.inside]
        steps = [self.step(o) for o in moving]
        if None in steps or not steps:
            return None
        if OPS[op.name].sum > 0:
            return self.sum([s for s in steps if s is not None])
        (x, y) = op.operands
        return None if len(moving) > 1 else self.b.emit("mul", steps[0], y if x in moving else x)  # type: ignore[arg-type]

    def copied(self, v: Value) -> Value | None:
        """Return a constant as a value before the loop."""
        known = constant_of(v)
        return None if known is None else self.b.constant(int(known), I32)

    def first(self, v: Value) -> Value:
        """Return what a number that has a step is in the first turn."""
        if v is self.counter:
            return self.op.operands[0]
        if v in self.moves:
            return self.moves[v][0]
        assert v.op is not None
        operands = [self.first(o) if o in self.inside else o for o in v.op.operands]
        return self.b.emit("mul" if OPS[v.op.name].product else "add", *operands)

    def sum(self, values: list[Value]) -> Value:
        """Emit a sum."""
        total = values[0]
        for v in values[1:]:
            total = self.b.emit("add", total, v)
        return total


def _touched(body: Block) -> set[Value]:
    """Return the pointers that each turn uses in an access without a mask."""
    found: set[Value] = set()
    for op in body.ops:
        if op.name == "for" and op.attrs["unroll"]:  # has a constant number of turns, above 0
            found |= _touched(op.blocks[0])
            for start, argument, _, _ in carried(op):
                found |= _shifted(start) if argument in found else set()
        elif OPS[op.name].access and OPS[op.name].mask == len(op.operands):
            found |= _shifted(op.operands[0])
    return found


def _shifted(v: Value) -> set[Value]:
    """Return a pointer, and those that it is made of."""
    found = {v}
    while v.op is not None and v.op.name == "shift":
        v = v.op.operands[0]
        found.add(v)
    return found


def _use(block: Block, old: Value, new: Value) -> None:
    """Replace a value in a block and all blocks in it."""
    for op in block.ops:
        if old in op.operands:
            op.operands = [new if v is old else v for v in op.operands]
        for inner in op.blocks:
            _use(inner, old, new)
