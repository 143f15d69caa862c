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

The first turn that answers no is computed in 64 bits, where nothing wraps around; of a sum in 32
bits it is asked as well whether it wraps around in any turn, and if so, all turns are the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Op, Value, walk
from tmetal.ir.ops import OPS, carried
from tmetal.ir.types import I1, I32, I64
from tmetal.passes.rewrite import Replaced, Rewriter, copy_op
from tmetal.passes.simplify import constant_of, simplify


def split(func: Func) -> Func:
    """Split such loops of `func`, and return it."""
    if not any(op.name == "for" and not op.attrs["unroll"] for op in walk(func.body)):
        return func
    work = _Split(Builder(Block()))
    work.block(func.body)
    return simplify(func) if work.done else func


class _Split(Rewriter):
    """Moves ops; inner loops come first."""

    done = False  # whether a loop was split

    def keep(self, op: Op) -> None:
        """Move one op, or what it is split into."""
        super().keep(op)
        if op.name == "for" and not op.attrs["unroll"] and op.blocks[0].args[0].type is I32:
            self.builder.block.ops.pop()
            self.values.update(zip(op.results, self.parts(op), strict=True))

    def parts(self, loop: Op) -> list[Value]:
        """Emit a loop, or its first turns and what is left of it, and return what it gives."""
        b, turns = self.builder, _Turns(loop, self.builder)
        asked = [
            o
            for o in loop.blocks[0].ops
            if o.attrs.get("interior") and turns.can_answer(o.operands[0])
        ]
        if not asked:
            b.block.ops.append(loop)
            return loop.results
        self.done = True
        start, stop, step, *values = loop.operands
        middle, rest = turns.bounds([o.operands[0] for o in asked])
        first = self.half(loop, [start, middle, step, *values], _body(loop.blocks[0], asked, 0))
        bounds = [rest, stop, step, *first.results]
        left = self.half(loop, bounds, _body(loop.blocks[0], asked, 1))
        b.block.ops.pop()
        return self.parts(left)  # some of its turns may need fewer masks than others

    def half(self, loop: Op, operands: list[Value], body: Block) -> Op:
        """Emit some of a loop's turns."""
        types = [v.type for v in loop.results]
        half = self.builder.control("for", operands, types, [body], unroll=False)
        for old, new in zip(loop.results, half.results, strict=True):
            new.name = old.name
        return half


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


@dataclass(frozen=True)
class _Line:
    """A number that is `start + slope * counter`, in 64 bits."""

    start: Value
    slope: int


class _Turns:
    """Finds the first turn that answers a question with no, as code before the loop."""

    def __init__(self, loop: Op, b: Builder) -> None:
        (body,) = loop.blocks
        self.b = b
        self.counter = body.args[0]
        self.start, self.stop, step = loop.operands[:3]
        known = constant_of(step)
        self.step = int(known) if known is not None else 0
        self.inside = {*body.args, *(r for op in walk(body) for r in op.results)}
        self.moves = {c[1]: c for c in carried(loop)}
        self.holds: list[Value] = []  # what must be true, or no turn counts as one that says yes

    def can_answer(self, question: Value) -> bool:
        """Whether a question is of the kind that is understood."""
        return self.step > 0 and all(
            part not in self.inside or self.change(part) for part in _parts(question)
        )

    def change(self, part: Value) -> int | None:
        """Return 1 if a comparison is true from some turn on, -1 if up to some turn; else None."""
        op = part.op
        if op is None or not OPS[op.name].order:
            return None
        x, y = (self.slope(v) for v in op.operands)
        if x is None or y is None or abs(x - y) != 1:
            return None
        return (y - x) * OPS[op.name].order

    def slope(self, v: Value) -> int | None:
        """Return how a number changes with the counter; None if that is not known."""
        op = v.op
        if v not in self.inside:
            return 0 if v.type is I32 or constant_of(v) is not None or _was_narrow(v) else None
        if v is self.counter or self.follows(v):
            return 1
        if op is None:
            return None
        if op.name == "cast" and v.type is I64 and op.operands[0].type is I32:
            return self.slope(op.operands[0])
        if OPS[op.name].sum and v.type in (I32, I64):
            x, y = (self.slope(o) for o in op.operands)
            return None if x is None or y is None else x + OPS[op.name].sum * y
        return None

    def follows(self, v: Value) -> bool:
        """Whether a number that the loop carries grows as the counter does."""
        if v not in self.moves or v.type is not I32:
            return False
        op = self.moves[v][2].op
        if op is None or op.name not in ("add", "index_add") or v not in op.operands:
            return False
        (x, y) = op.operands
        step = constant_of(y if x is v else x)
        return step is not None and int(step) == self.step

    def line(self, v: Value) -> _Line:
        """Return a number that has a slope, and note what must hold."""
        b, op = self.b, v.op
        if v not in self.inside:
            return _Line(self.wide(v), 0)
        if v is self.counter:
            return _Line(b.constant(0, I64), 1)
        if v in self.moves:
            first = self.wide(self.moves[v][0])
            line = _Line(b.emit("sub", first, self.wide(self.start)), 1)
            self.fits(line)
            return line
        assert op is not None
        if op.name == "cast":
            return self.line(op.operands[0])
        x, y = (self.line(o) for o in op.operands)
        sign = OPS[op.name].sum
        line = _Line(
            b.emit("add" if sign > 0 else "sub", x.start, y.start), x.slope + sign * y.slope
        )
        if OPS[op.name].wraps and v.type is I32:
            self.fits(line)
        return line

    def fits(self, line: _Line) -> None:
        """Note that a number must fit 32 bits in every turn."""
        b = self.b
        last = b.emit("sub", self.wide(self.stop), b.constant(1, I64))
        for end in (self.wide(self.start), last):
            value = line.start
            if line.slope:
                value = b.emit("add" if line.slope > 0 else "sub", line.start, end)
            low, high = (b.constant(n, I64) for n in I32.limits)
            self.holds += [b.emit("ge", value, low), b.emit("le", value, high)]

    def wide(self, v: Value) -> Value:
        """Return a number in 64 bits."""
        known = constant_of(v)
        if known is not None:
            return self.b.constant(int(known), I64)
        return v if v.type is I64 else self.b.emit("cast", v, dtype="i64")

    def bounds(self, questions: list[Value]) -> tuple[Value, Value]:
        """Return where the turns that answer all questions with yes end, and where others start."""
        b, start, stop = self.b, self.wide(self.start), self.wide(self.stop)
        end = stop
        for part in dict.fromkeys(p for q in questions for p in _parts(q)):
            if part not in self.inside:
                self.holds.append(part)
                continue
            distance = self.distance(part)
            if distance.slope < 0:
                end = b.emit("minimum", end, distance.start)
            else:
                first = b.emit("add", distance.start, start)
                self.holds.append(b.emit("gt", first, b.constant(0, I64)))
        if self.holds:
            every = self.holds[0]
            for other in dict.fromkeys(self.holds[1:]):
                every = b.emit("and", every, other)
            end = b.emit("where", every, end, start)
        end = b.emit("maximum", end, start)
        rest = b.emit("minimum", b.emit("add", start, self.whole(b.emit("sub", end, start))), stop)
        return b.emit("cast", end, dtype="i32"), b.emit("cast", rest, dtype="i32")

    def distance(self, part: Value) -> _Line:
        """Return what is above 0 where a comparison is true."""
        b = self.b
        assert part.op is not None
        # x < y holds where y - x > 0, x <= y where y - x > -1; the others turned around.
        row = OPS[part.op.name]
        x, y = (self.line(v) for v in part.op.operands[:: row.order])
        total = b.emit("sub", y.start, x.start)
        total = b.emit("add", total, b.constant(1, I64)) if row.or_equal else total
        return _Line(total, y.slope - x.slope)

    def whole(self, distance: Value) -> Value:
        """Return a distance rounded up to whole steps."""
        b, step = self.b, self.step
        if step == 1:
            return distance
        up = b.emit("add", distance, b.constant(step - 1, I64))
        if step & (step - 1) == 0:
            return b.emit("and", up, b.constant(-step, I64))
        turns = b.emit("quotient", up, b.constant(step, I64))
        return b.emit("mul", turns, b.constant(step, I64))


def _parts(question: Value) -> list[Value]:
    """Return the questions that are all asked."""
    op = question.op
    if op is not None and op.name == "and" and question.type is I1:
        return [p for v in op.operands for p in _parts(v)]
    return [question]


def _was_narrow(v: Value) -> bool:
    """Whether a number of 64 bits is a sum of few numbers of 32."""
    op = v.op
    if op is None or v.type is not I64:
        return False
    if op.name == "cast":
        return op.operands[0].type is I32
    if OPS[op.name].sum:
        return all(constant_of(o) is not None or _was_narrow(o) for o in op.operands)
    return False
