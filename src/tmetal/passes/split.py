"""Loops that ask a question which only their first turns answer with yes are split in two.

Assumes: the thread level; a branch with the attribute `interior` may always take its second side.
Guarantees: where a loop's body has such branches on questions like `31 < K - k`, which are true up
to some turn, the loop is two: the first turns, which all take the first side, and the rest, which
take the second. So a product asks once whether its blocks lie inside of their arrays, and what does
not change moves out of the first loop.

    for k in range(0, K, 32):            for k in range(0, min(K, K - 31), 32): A; C
        if 31 < K - k: A           ->    for k in range(k, K, 32): B; C
        else: B
        C

The first turn that answers no is computed exactly (`turns`). Where the question is `c < stop - k`,
for c less than a step, no more than one turn is left, which then is no loop.

A loop of which nothing but its first turns does something ends after them:

    for k in range(0, 4):                for k in range(0, min(4, (n + 7) // 8)): A
        if 8 * k >= n: nothing     ->
        else: A
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Op, Value, walk
from tmetal.ir.ops import OPS, takes_turns
from tmetal.ir.types import I32, Shared
from tmetal.passes.intervals import Bounds, given
from tmetal.passes.rewrite import Replaced, Rewriter, copy_op
from tmetal.passes.simplify import simplify
from tmetal.passes.turns import Compared, Turns, parts_of


def split(func: Func) -> Func:
    """Split such loops of `func`, and return it."""
    if not takes_turns(func.body):
        return func
    work = _Split(Builder(Block()), Bounds(None, given(func)))
    work.block(func.body)
    return simplify(func) if work.done else func


class _Split(Rewriter):
    """Moves ops; inner loops come first."""

    done = False  # whether a loop was split

    def __init__(self, builder: Builder, bounds: Bounds) -> None:
        super().__init__(builder)
        self.bounds = bounds

    def keep(self, op: Op) -> None:
        """Move one op, or what it is split into."""
        super().keep(op)
        if op.name == "for" and not op.attrs["unroll"] and op.blocks[0].args[0].type is I32:
            self.builder.block.ops.pop()
            ends = self.shorten(op)
            self.values.update(zip(op.results, self.parts(op, ends), strict=True))

    def shorten(self, loop: Op) -> Compared | None:
        """Let a loop end before turns in which it does nothing; return what is asked of others."""
        *others, last, _ = (None, *loop.blocks[0].ops)
        if last is None or last.name != "if" or loop.results or _stays(others):
            return None
        turns = Turns(loop, self.builder, self.bounds)
        idle, work = last.blocks
        (question, *more) = dict.fromkeys(parts_of(last.operands[0]))
        if more or len(idle.ops) > 1 or not turns.can_end(question):
            return None
        loop.operands[1], asked = turns.end(question)
        body = loop.blocks[0]
        body.ops[-2:] = [*work.ops[:-1], body.ops[-1]]
        self.done = True
        return asked

    def parts(
        self,
        loop: Op,
        ends: Compared | None = None,
        single: bool = False,
        denied: Callable[[], list[Compared]] | None = None,
    ) -> list[Value]:
        """Emit a loop, or its first turns and what is left of it, and return what it gives.

        ends: what all its turns answer with yes; denied: what none answers with yes to all;
        single: it has one turn at most.
        """
        b, turns = self.builder, Turns(loop, self.builder, self.bounds, ends)
        may = ("program",) if _is_shared(loop) else ("program", "simdgroup")
        asked = [
            o
            for o in loop.blocks[0].ops
            if o.attrs.get("interior") in may and turns.can_answer(o.operands[0])
        ]
        questions = [o.operands[0] for o in asked]
        if not asked or (denied is not None and turns.imply(questions, denied())):
            if single:
                return self.once(loop)
            b.block.ops.append(loop)
            return loop.results
        self.done = True
        start, stop, step, *values = loop.operands
        middle, rest = turns.bounds(questions)
        first = self.half(loop, [start, middle, step, *values], _body(loop.blocks[0], asked, 0))
        bounds = [rest, stop, step, *first.results]
        left = self.half(loop, bounds, _body(loop.blocks[0], asked, 1))
        b.block.ops.pop()
        # Some of its turns may need fewer masks than others.
        single = single or turns.leave_one(questions)
        # Where something else has to hold as well, turns that are left may answer yes.
        denied = denied or (None if turns.holds else partial(turns.asked, questions))
        return self.parts(left, ends, single, denied)

    def half(self, loop: Op, operands: list[Value], body: Block) -> Op:
        """Emit some of a loop's turns."""
        types = [v.type for v in loop.results]
        half = self.builder.control("for", operands, types, [body], unroll=False)
        for old, new in zip(loop.results, half.results, strict=True):
            new.name = old.name
        self.bounds.given[body.args[0]] = self.bounds.of(loop.blocks[0].args[0])
        return half

    def once(self, loop: Op) -> list[Value]:
        """Emit what a loop does in its one turn, if it has one."""
        start, stop, _, *values = loop.operands
        body, other = _body(loop.blocks[0], [], 0), Block()
        known = Replaced(zip(body.args, [start, *values], strict=True))
        inner = Rewriter(Builder(Block()), values=known)
        inner.ops(body.ops)
        b = self.builder
        with b.inside(other):
            b.control("yield", values, [], [])
        made = b.control(
            "if",
            [b.emit("lt", start, stop)],
            [v.type for v in loop.results],
            [inner.builder.block, other],
        )
        for old, new in zip(loop.results, made.results, strict=True):
            new.name = old.name
        return made.results


def _is_shared(loop: Op) -> bool:
    """Whether threads of several simdgroups may work together in a loop."""
    values = (v for op in walk(loop.blocks[0]) for v in op.operands)
    return any(isinstance(v.type, Shared) for v in values)


def _stays(ops: Sequence[Op | None]) -> bool:
    """Whether some op does more than give results."""
    return any(op is not None and (op.blocks or not OPS[op.name].pure) for op in ops)


def _body(old: Block, asked: list[Op], side: int) -> Block:
    """Return a copy of a body that takes one side of the branches."""
    values = Replaced()
    new = Block([Value(a.type, a.name) for a in old.args])
    values.update(zip(old.args, new.args, strict=True))
    for op in old.ops:
        if op not in asked:
            new.ops.append(copy_op(op, [values[v] for v in op.operands], values))
            continue
        *taken, end = op.blocks[side].ops
        new.ops += [copy_op(o, [values[v] for v in o.operands], values) for o in taken]
        values.update(zip(op.results, [values[v] for v in end.operands], strict=True))
    return new
