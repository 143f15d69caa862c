"""Arithmetic that is exact: in 32 bits where ranges show that these hold the result, else in 64.

`Exact(b, bounds)` emits it; a `Number` is a value and its range. Whole numbers that are made of few
arguments and counters never leave 64 bits, and the 32-bit ones take a quarter of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tmetal.ir.build import Builder
from tmetal.ir.core import Value
from tmetal.ir.ops import OPS
from tmetal.ir.types import I32, I64
from tmetal.passes.intervals import RULES, Bounds, Range
from tmetal.passes.simplify import constant_of

LONG: Range = I64.limits


@dataclass(frozen=True)
class Number:
    """A whole number of 32 or 64 bits, and the range in which it is.

    base, ahead: it is another value, or 0, plus a constant.
    """

    value: Value
    range: Range
    base: Value | None = None
    ahead: int = 0

    def beyond(self, other: Number) -> int | None:
        """Return by how much it is more than another number, if that is known."""
        same = self.base is other.base
        return self.ahead - other.ahead if same else None

    @property
    def is_narrow(self) -> bool:
        """Whether it has 32 bits."""
        return self.value.type is I32


class Exact:
    """Emits exact arithmetic through a builder; `bounds` tells the ranges of what is given."""

    def __init__(self, b: Builder, bounds: Bounds) -> None:
        self.b, self.bounds = b, bounds

    def constant(self, n: int) -> Number:
        """Return a number known now."""
        return Number(self.b.constant(n, I32 if _fits((n, n)) else I64), (n, n), None, n)

    def given(self, v: Value) -> Number:
        """Return an integer; of one of 64 bits, what its parts of 32 bits add up to."""
        known, op = constant_of(v), v.op
        if known is not None:
            return self.constant(int(known))
        if v.type is I32:
            return Number(v, self.bounds.of(v), v)
        if op is not None and op.name == "cast":
            return self.given(op.operands[0])
        if op is not None and OPS[op.name].sum:
            x, y = (self.given(o) for o in op.operands)
            return self.add(x, y, OPS[op.name].sum)
        return Number(v, LONG, v)

    def add(self, x: Number, y: Number, sign: int = 1) -> Number:
        """Emit a sum, or a difference; constants are added last, at once."""
        ahead = x.ahead + sign * y.ahead
        if x.base is None or y.base is None:
            base = x if y.base is None else y
            if base.base is None or (y.base is not None and sign < 0):
                return self.constant(ahead) if base.base is None else self.made("sub", x, y)
            return self.further(base, ahead)
        if x.base is y.base and sign < 0:
            return self.constant(ahead)
        if x.ahead or y.ahead:
            made = self.add(self.further(x, 0), self.further(y, 0), sign)
            return self.further(made, made.ahead + ahead)
        return self.made("add" if sign > 0 else "sub", x, y)

    def further(self, x: Number, ahead: int) -> Number:
        """Return the base of a number plus a constant."""
        assert x.base is not None
        low, high = (n - x.ahead for n in x.range)
        base = Number(x.base, (low, high), x.base)
        if not ahead:
            return base
        made = self.made("add", base, self.constant(ahead))
        return replace(made, base=x.base, ahead=ahead)

    def most(self, x: Number, y: Number) -> Number:
        """Emit the larger one."""
        if x.range[0] >= y.range[1]:
            return x
        return self.made("maximum", x, y)

    def least(self, x: Number, y: Number) -> Number:
        """Emit the smaller one."""
        return self.made("minimum", x, y)

    def choose(self, condition: Value, x: Number, y: Number) -> Number:
        """Emit `x` where a condition is true, `y` elsewhere."""
        around = min(x.range[0], y.range[0]), max(x.range[1], y.range[1])
        values = self.alike((x, y), around)
        return _new(self.b.emit("where", condition, *values), around)

    def ask(self, name: str, x: Number, y: Number) -> Value:
        """Emit a comparison."""
        return self.b.emit(name, *self.alike((x, y), (0, 0)))

    def turns(self, distance: Number, step: int) -> Number:
        """Emit how many steps cover a distance, if it is one: it is divided, rounded up."""
        up = self.most(self.add(distance, self.constant(step - 1)), self.constant(0))
        bits, found = step.bit_length() - 1, (0, up.range[1] // step)
        if not bits:
            return up
        if step == 1 << bits:
            by = self.b.constant(bits, I32 if up.is_narrow else I64)
            return _new(self.b.emit("shr", up.value, by), found)
        by = self.b.constant(step, I32 if up.is_narrow else I64)
        return _new(self.b.emit("quotient", up.value, by), found)

    def whole(self, distance: Number, step: int) -> Number:
        """Emit a distance that is not negative, rounded up to whole steps."""
        if step == 1:
            return distance
        if step & (step - 1):
            turns, up = self.turns(distance, step), distance.range[1] + step
            values = self.alike((turns, self.constant(step)), (0, up))
            return _new(self.b.emit("mul", *values), (0, up))
        sum_ = self.add(distance, self.constant(step - 1))
        mask = self.b.constant(-step, I32 if sum_.is_narrow else I64)
        return _new(self.b.emit("and", sum_.value, mask), (0, max(0, sum_.range[1])))

    def made(self, name: str, x: Number, y: Number) -> Number:
        """Emit an op on two numbers."""
        low, high = RULES[name](x.range, y.range)
        return _new(self.b.emit(name, *self.alike((x, y), (low, high))), (low, high))

    def alike(self, numbers: Sequence[Number], made: Range) -> list[Value]:
        """Return numbers in 32 bits if they are, and what is made of them has room, else in 64."""
        if _fits(made) and all(n.is_narrow for n in numbers):
            return [n.value for n in numbers]
        return [self.wide(n.value) for n in numbers]

    def wide(self, v: Value) -> Value:
        """Return a number in 64 bits."""
        known = constant_of(v)
        if known is not None:
            return self.b.constant(int(known), I64)
        return v if v.type is I64 else self.b.emit("cast", v, dtype="i64")

    def narrow(self, x: Number) -> Value:
        """Return a number that 32 bits hold as one of 32 bits."""
        return x.value if x.is_narrow else self.b.emit("cast", x.value, dtype="i32")


def _new(v: Value, r: Range) -> Number:
    return Number(v, r, v)


def _fits(r: Range) -> bool:
    return I32.limits[0] <= r[0] and r[1] <= I32.limits[1]
