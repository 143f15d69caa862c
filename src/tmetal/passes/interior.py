"""When a whole tile of loads lies inside of its array, as one question that a program asks.

A mask such as `(rows[:, None] < M) & (columns[None, :] < N - k)` is true everywhere if it is at the
last row and the last column. Those are sums of a scalar and a constant, so all threads get the same
answer, and the branch on it may hold matrix products.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tmetal.ir.core import Block, Op, Value
from tmetal.ir.types import I32, I64, scalar_of
from tmetal.passes.recipes import is_recipe, is_tile
from tmetal.passes.simplify import constant_of

if TYPE_CHECKING:
    from tmetal.passes.lower import Lowering

# A view keeps the set of elements, or repeats some.
_VIEWS = ("broadcast", "reshape", "permute", "flip")
# Which end of the operands decides: 1 the largest value, -1 the smallest.
_COMPARES = {"lt": (1, -1), "le": (1, -1), "gt": (-1, 1), "ge": (-1, 1)}


class Interior:
    """The masks of some ops that one question answers: of accesses, and of choices by `where`.

    Looks at what the ops' operands are made of, and at the ops themselves if they store.
    """

    def __init__(self, low: Lowering, ops: list[Op]) -> None:
        self.low = low
        self.unmasked: set[int] = set()
        self.tests: dict[Value, Value | None] = {}  # by mask
        todo, seen = [v for op in ops for v in op.operands], set()
        for op in ops:
            if op.name == "store_at":
                self.note(op, op.operands[3:])
        while todo:
            v = todo.pop()
            if v in seen or not is_tile(v) or v in low.staged or v in low.rows:
                continue
            seen.add(v)
            if not is_recipe(v, low.plan.outputs):
                continue
            assert v.op is not None
            operands = v.op.operands
            if v.op.name == "load_at":
                self.note(v.op, operands[2:3])
                operands = operands[:2]
            elif v.op.name == "where":
                self.note(v.op, operands[:1])
            todo += operands

    def note(self, op: Op, masks: list[Value]) -> None:
        """Note an op that does nothing but one thing where its mask is true everywhere."""
        for mask in masks:
            if mask not in self.tests:
                found: list[Value] = []
                known = all_true(self.low, mask, found)
                self.tests[mask] = self.both(found) if known else None
            if self.tests[mask] is not None:
                self.unmasked.add(id(op))

    def both(self, found: list[Value]) -> Value | None:
        """Emit whether all of some questions are answered with yes."""
        test = None
        for one in dict.fromkeys(found):
            test = one if test is None else self.low.b.emit("and", test, one)
        return test

    def split(self, work: Callable[[bool], None]) -> None:
        """Emit some work twice: without masks where none is needed, and with them elsewhere.

        work: emits it; it is told whether this is the interior.
        """
        b, test = self.low.b, self.both([t for t in self.tests.values() if t is not None])
        if test is None:
            work(False)
            return
        inner, outer = Block(), Block()
        for block, inside in ((inner, True), (outer, False)):
            with b.inside(block):
                if inside:
                    self.low.inside |= self.unmasked
                work(inside)
                self.low.inside -= self.unmasked
                b.control("yield", [], [], [])
        b.control("if", [test], [], [inner, outer], interior=True)


def all_true(low: Lowering, mask: Value, found: list[Value]) -> bool:
    """Append to `found` scalars that together say that a mask is true everywhere."""
    if not is_tile(mask):
        found.append(low.scalars[mask])
        return True
    op = mask.op
    if op is None or mask in low.rows or mask in low.staged:
        return False
    if op.name == "splat" or op.name in _VIEWS:
        return all_true(low, op.operands[0], found)
    if op.name == "and":  # of booleans: the result is one
        return all(all_true(low, v, found) for v in op.operands)
    signs = _COMPARES.get(op.name)
    if signs is None:
        return False
    ends = [_end(low, v, sign) for v, sign in zip(op.operands, signs, strict=True)]
    if ends[0] is None or ends[1] is None:
        return False
    found.append(_compare(low, op.name, ends[0], ends[1]))
    return True


End = tuple[Value | None, int]  # a scalar, or none, plus a constant: exact, whatever 32 bits hold


def _end(low: Lowering, v: Value, sign: int) -> End | None:
    """Return the largest (1) or smallest (-1) element of an int32 tile; None if unknown."""
    if scalar_of(v.type) is not I32:
        return None
    if not is_tile(v):
        known = constant_of(v)
        return (None, int(known)) if known is not None else (low.scalars[v], 0)
    op = v.op
    if op is None or v in low.rows or v in low.staged:
        return None
    if op.name == "splat" or op.name in _VIEWS:
        return _end(low, op.operands[0], sign)
    if op.name == "arange":
        return None, op.attrs["end"] - 1 if sign > 0 else op.attrs["start"]
    if op.name == "add":
        x, y = (_end(low, o, sign) for o in op.operands)
        if x is not None and y is not None and (x[0] is None or y[0] is None):
            return x[0] or y[0], x[1] + y[1]
    return None


def _compare(low: Lowering, name: str, x: End, y: End) -> Value:
    """Emit a comparison of two ends, in 64 bits if a sum might wrap around in 32."""
    b = low.b
    dtype = I64 if any(s is not None and c for s, c in (x, y)) else I32
    sides = []
    for scalar, constant in (x, y):
        value = b.constant(constant, dtype)
        if scalar is not None:
            value = b.emit("cast", scalar, dtype=dtype.name) if scalar.type is not dtype else scalar
            value = b.emit("add", value, b.constant(constant, dtype)) if constant else value
        sides.append(value)
    return b.emit(name, *sides)
