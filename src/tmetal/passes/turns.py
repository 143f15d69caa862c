"""Which turns of a loop answer a question with yes, as code before the loop.

In: a loop with a known step, and comparisons of numbers that change by a constant in each turn.
Out: where the turns end that answer all of them with yes. It is exact (`exact`): of a sum in 32
bits it is asked as well whether it wraps around in any turn, unless its range shows that it cannot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tmetal.ir.build import Builder
from tmetal.ir.core import Op, Value, walk
from tmetal.ir.ops import OPS, carried
from tmetal.ir.types import I1, I32, I64
from tmetal.passes.exact import Exact, Number
from tmetal.passes.intervals import Bounds
from tmetal.passes.simplify import constant_of

# A counter is multiplied by no more.
MOST_STEP = 1 << 20


@dataclass(frozen=True)
class Line:
    """A number that is `start + slope * counter`."""

    start: Number
    slope: int


@dataclass(frozen=True)
class Compared:
    """The question `x < y`, of two numbers of which x grows faster by some slope."""

    x: Number
    y: Number
    slope: int


class Turns:
    """Finds the first turn that answers a question with no, as code before the loop."""

    def __init__(self, loop: Op, b: Builder, bounds: Bounds, ends: Compared | None = None) -> None:
        (body,) = loop.blocks
        self.b = b
        self.exact = Exact(b, bounds)
        self.counter = body.args[0]
        self.start, self.stop, step = loop.operands[:3]
        known = constant_of(step)
        self.step = int(known) if known is not None else 0
        self.inside = {*body.args, *(r for op in walk(body) for r in op.results)}
        self.moves = {c[1]: c for c in carried(loop)}
        self.holds: list[Value] = []  # what must be true, or no turn counts as one that says yes
        # What each turn answers with yes.
        zero, stop = self.exact.constant(0), self.exact.given(self.stop)
        self.ends = ends or self.rounded_up(zero) or Compared(zero, stop, 1)

    def can_answer(self, question: Value) -> bool:
        """Whether a question is of the kind that is understood."""
        return self.step > 0 and all(
            part not in self.inside
            or self.change(part) in (1, -1)
            or (self.is_plain and self.change(part) < 0)
            for part in parts_of(question)
        )

    @property
    def is_plain(self) -> bool:
        """Whether the counter counts turns."""
        return self.step == 1 and constant_of(self.start) == 0

    def can_end(self, question: Value) -> bool:
        """Whether a question is one that turns answer with yes from one on, counting from 0."""
        return self.is_plain and self.change(question) > 0

    def rounded_up(self, zero: Number) -> Compared | None:
        """Return the question `step * counter < n` of a loop up to n / step, rounded up."""
        op = self.stop.op
        if op is None or op.name != "quotient" or not self.is_plain:
            return None
        above, step = self.exact.given(op.operands[0]), constant_of(op.operands[1])
        sum_ = op.operands[0].op
        if step is None or sum_ is None or OPS[sum_.name].sum != 1:
            return None
        n, more = self.exact.given(sum_.operands[0]), constant_of(sum_.operands[1])
        if more is None or int(more) != int(step) - 1 or n.range[1] + int(more) > above.range[1]:
            return None
        return Compared(zero, n, int(step))

    def leave_one(self, questions: list[Value]) -> bool:
        """Whether turns up to the last one answer with yes: `c < stop - counter`, for a small c."""
        parts = {p for q in questions for p in parts_of(q)}
        return len(parts) == 1 and not self.holds and self.is_near_end(*parts)

    def is_near_end(self, part: Value) -> bool:
        """Whether a comparison is false only where less than a step is left."""
        if part not in self.inside:
            return False
        asked, or_equal = self.compared(part)
        ahead = asked.x.beyond(self.ends.x)
        if asked.slope != self.ends.slope or ahead is None or asked.y.beyond(self.ends.y) != 0:
            return False
        return 0 <= ahead - or_equal < self.step * asked.slope

    def asked(self, questions: list[Value]) -> list[Compared]:
        """Return what questions ask of turns, as `x < y`."""
        found, holds = [], self.holds
        self.holds = []  # nothing is done about it here
        for part in dict.fromkeys(p for q in questions for p in parts_of(q)):
            if part in self.inside:
                asked, or_equal = self.compared(part)
                x = self.exact.add(asked.x, self.exact.constant(-int(or_equal)))
                found.append(Compared(x, asked.y, asked.slope))
        self.holds = holds
        return found

    def imply(self, questions: list[Value], others: Sequence[Compared]) -> bool:
        """Whether who answers all questions with yes does the same to all others."""
        asked = self.asked(questions)
        return all(any(_implies(a, o) for a in asked) for o in others)

    def compared(self, part: Value) -> tuple[Compared, bool]:
        """Return a comparison as `x < y`, or `x <= y`, of its numbers before the first turn."""
        assert part.op is not None
        row = OPS[part.op.name]
        x, y = (self.line(v) for v in part.op.operands[:: row.order])
        return Compared(x.start, y.start, x.slope - y.slope), row.or_equal

    def change(self, part: Value) -> int:
        """Return how fast a comparison comes true, above 0, or false, below; 0 if unknown."""
        op = part.op
        if op is None or not OPS[op.name].order:
            return 0
        x, y = (self.slope(v) for v in op.operands)
        return 0 if x is None or y is None else (y - x) * OPS[op.name].order

    def slope(self, v: Value) -> int | None:
        """Return how a number changes with the counter; None if that is not known."""
        op = v.op
        if v not in self.inside or constant_of(v) is not None:
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
        if OPS[op.name].product and op.operands[0] is self.counter:
            factor = constant_of(op.operands[1])
            return None if factor is None or not 0 < factor <= MOST_STEP else int(factor)
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

    def line(self, v: Value) -> Line:
        """Return a number that has a slope, and note what must hold."""
        op, exact = v.op, self.exact
        if v not in self.inside or constant_of(v) is not None:
            return Line(exact.given(v), 0)
        if v is self.counter:
            return Line(exact.constant(0), 1)
        if v in self.moves:
            first = exact.given(self.moves[v][0])
            line = Line(exact.add(first, exact.given(self.start), -1), 1)
            self.fits(line)
            return line
        assert op is not None
        if op.name == "cast":
            return self.line(op.operands[0])
        if OPS[op.name].product:
            line = Line(exact.constant(0), self.slope(v) or 0)
        else:
            x, y = (self.line(o) for o in op.operands)
            sign = OPS[op.name].sum
            line = Line(exact.add(x.start, y.start, sign), x.slope + sign * y.slope)
        if OPS[op.name].wraps and v.type is I32:
            self.fits(line)
        return line

    def fits(self, line: Line) -> None:
        """Note that a number must fit 32 bits in every turn, unless it is sure to."""
        exact, slope = self.exact, line.slope
        low, high = I32.limits
        for end, before in ((self.start, 0), (self.stop, 1)):  # in the first turn, and the last
            value, end_ = line.start, exact.given(end)
            if abs(slope) > 1:  # the counter starts at 0
                reach = slope * max(0, end_.range[1] - before)
                least, most = value.range[0] + min(0, reach), value.range[1] + max(0, reach)
                self.holds += [] if low <= least <= most <= high else [self.b.constant(False, I1)]
                continue
            if slope:
                value = exact.add(exact.add(value, end_, slope), exact.constant(before), -slope)
            if value.range[0] < low:
                self.holds.append(exact.ask("ge", value, exact.constant(low)))
            if value.range[1] > high:
                self.holds.append(exact.ask("le", value, exact.constant(high)))

    def bounds(self, questions: list[Value]) -> tuple[Value, Value]:
        """Return where the turns that answer all questions with yes end, and where others start."""
        exact, zero = self.exact, self.exact.constant(0)
        start, stop = exact.given(self.start), exact.given(self.stop)
        end = stop
        for part in dict.fromkeys(p for q in questions for p in parts_of(q)):
            if part not in self.inside:
                self.holds.append(part)
                continue
            asked, or_equal = self.compared(part)
            # x < y holds where y - x > 0, and x <= y where y - x > -1.
            distance = exact.add(asked.y, asked.x, -1)
            distance = exact.add(distance, exact.constant(int(or_equal)))
            if asked.slope < 0:
                self.holds.append(exact.ask("gt", exact.add(distance, start), zero))
                continue
            if asked.slope > 1:
                distance = exact.turns(distance, asked.slope)
            before = end is stop and stop == self.ends.y and self.is_near_end(part)
            end = distance if before else exact.least(end, distance)
        if self.holds:
            end = exact.choose(self.every(), end, start)
        end = exact.most(end, start)
        rest = exact.add(start, exact.whole(exact.add(end, start, -1), self.step))
        # Past the stop there are no turns; only where 32 bits may not hold it, it matters.
        rest = rest if rest.is_narrow else exact.least(rest, stop)
        return exact.narrow(end), exact.narrow(rest)

    def end(self, question: Value) -> tuple[Value, Compared | None]:
        """Return where the turns end that answer a question with no, and the question turned.

        All turns do if that is unknown; then there is no other question.
        """
        exact, stop = self.exact, self.exact.given(self.stop)
        asked, or_equal = self.compared(question)
        # x < y is answered with no where y < x + 1.
        x, y = asked.y, exact.add(asked.x, exact.constant(int(not or_equal)))
        end = exact.least(exact.turns(exact.add(y, x, -1), -asked.slope), stop)
        if self.holds:
            return exact.narrow(exact.choose(self.every(), end, stop)), None
        return exact.narrow(end), Compared(x, y, -asked.slope)

    def every(self) -> Value:
        """Emit whether all holds that must."""
        every, *others = dict.fromkeys(self.holds)
        for other in others:
            every = self.b.emit("and", every, other)
        return every


def _implies(asked: Compared, other: Compared) -> bool:
    """Whether one question is never answered with yes unless the other is."""
    ahead = asked.x.beyond(other.x)
    same = asked.slope == other.slope and asked.y.beyond(other.y) == 0
    return same and ahead is not None and ahead >= 0


def parts_of(question: Value) -> list[Value]:
    """Return the questions that are all asked."""
    op = question.op
    if op is not None and op.name == "and" and question.type is I1:
        return [p for v in op.operands for p in parts_of(v)]
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
