"""Offsets as a pointer that changes seldom, plus an index that shows which accesses are neighbours.

Metal's compiler merges loads that are neighbours only if it sees that their indices differ by a
constant, and it takes constants into the instruction only from signed sums (Apple, WWDC 2016
session 606). So what unrolled loops count goes into the index, and everything else into a pointer,
as in `(p + x)[r * 8]`: a pointer sum has 64 bits.

Why this is exact: an offset names an element of an array of fewer than 2^31, so x, which is the
offset less a small positive number, fits 32 bits as it is. A product `(x + r) * s` is taken apart
as well: r * s goes into the index if s is a constant; else, and if the access has no mask, into a
pointer sum of its own, `(p + x * s) + r * s`: in the same loop r is 0 too, so both x * s and (x +
r) * s name elements that are touched, and r * s, their difference, fits.
"""

from __future__ import annotations

from collections.abc import Callable

from tmetal.ir.core import Op, Value, make_op
from tmetal.ir.ops import OPS
from tmetal.ir.types import I32
from tmetal.passes.simplify import constant_of

Question = Callable[[Value], bool]
Parts = tuple[list[Value], Value]  # what is added to the pointer, one after the other; the index


class Split:
    """Takes the offset of one access apart; new ops are appended to `ops`."""

    def __init__(
        self,
        op: Op,
        ops: list[Op],
        counted: Question,
        active: Question,
        largest: Callable[[Value], int],
    ) -> None:
        self.op, self.ops = op, ops
        self.largest = largest
        self.limit = 0  # of the sum of `near`
        self.counted = counted  # whether a value depends on the counters of unrolled loops alone
        self.active = active  # and is also 0 in some turn of the loops around
        self.near: list[Value] = []
        self.strided: list[Value] = []
        self.far: list[Value] = []

    def take(self, index: Value, masked: bool) -> None:
        """Sort the terms of the offset."""
        for term in terms(index):
            if self.counted(term):
                self.near.append(term)
                self.limit += self.largest(term)
            elif not self.product(term, masked):
                self.far.append(term)

    def product(self, term: Value, masked: bool) -> bool:
        """Take apart a product of a sum in which loops count, if it is one."""
        op = term.op
        if op is None or not OPS[op.name].product:
            return False
        for x, s in (op.operands, op.operands[::-1]):
            factor = constant_of(s)
            if self.counted(s) or (masked if factor is None else bool(factor < 0)):
                continue
            counting = self.small if factor is not None else self.active
            moving, rest = list[Value](), list[Value]()
            for v in terms(x):
                (moving if counting(v) else rest).append(v)
            if not (moving and rest):
                continue
            products = [self.made("mul" if factor is None else "index_mul", v, s) for v in moving]
            if factor is None:
                self.strided += products
            else:
                self.near += products
                self.limit += sum(self.largest(v) for v in moving) * int(factor)
            self.far.append(self.made("mul", self.sum(rest, "add"), s))
            return True
        return False

    def small(self, v: Value) -> bool:
        """Whether a term belongs into the index where it is multiplied by a constant."""
        return self.counted(v) or (constant_of(v) is not None and self.largest(v) >= 0)

    def made(self, name: str, x: Value, y: Value) -> Value:
        """Emit an op of two operands."""
        new = make_op(name, [x, y], [x.type], loc=self.op.loc)
        self.ops.append(new)
        return new.result

    def sum(self, values: list[Value], name: str) -> Value:
        """Emit a sum."""
        total = values[0]
        for v in values[1:]:
            total = self.made(name, total, v)
        return total

    def emit(self, depth: Callable[[Value], int]) -> Parts:
        """Emit the sums: what changes least is summed first, and moves out of loops."""
        shifts = [self.sum(sorted(self.far, key=depth), "add")]
        if self.strided:
            shifts.append(self.sum(self.strided, "add"))
        if self.near:
            return shifts, self.sum(self.near, "index_add")
        zero = make_op("constant", [], [I32], {"value": 0, "dtype": "i32"}, loc=self.op.loc)
        self.ops.append(zero)
        return shifts, zero.result


# `i = i + i`, many times over, is a sum of few values and a great many terms.
_MOST_TERMS = 64


def terms(v: Value) -> list[Value]:
    """Return what a sum adds up, in 32 bits that may wrap around."""
    found: list[Value] = []
    todo = [v]
    while todo:
        v = todo.pop()
        if v.op is None or OPS[v.op.name].sum <= 0 or len(todo) + len(found) >= _MOST_TERMS:
            found.append(v)
        else:
            todo += reversed(v.op.operands)
    return found
