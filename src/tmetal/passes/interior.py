"""When a whole tile of loads lies inside of its array, as one question that a program asks.

A mask such as `(rows[:, None] < M) & (columns[None, :] < N - k)` is true everywhere if it is at the
last row and the last column. Those are sums of a scalar and a constant, so all threads get the same
answer, and the branch on it may hold matrix products.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tmetal.ir.core import Block, Op, Value
from tmetal.ir.ops import OPS
from tmetal.ir.types import I32, I64, scalar_of
from tmetal.passes.recipes import is_recipe, is_tile
from tmetal.passes.simplify import constant_of
from tmetal.passes.views import Bits, is_view, pull

if TYPE_CHECKING:
    from tmetal.passes.lower import Lowering


class Interior:
    """The masks of some ops that one question answers: of accesses, and of choices by `where`.

    Looks at what the ops' operands are made of, and at the ops themselves if they store. bits:
    where the elements of the operands are that a simdgroup has, if it asks for these alone; then
    not all simdgroups need get the same answer.
    """

    def __init__(self, low: Lowering, ops: list[Op], bits: Bits | None = None) -> None:
        self.low, self.bits = low, bits
        self.unmasked: set[int] = set()
        self.tests: dict[tuple[Value, Bits | None], Value | None] = {}  # by mask
        todo, seen = [(v, bits) for op in ops for v in op.operands], set()
        for op in ops:
            if op.name == "store_at":
                self.note(op, op.operands[3:], bits)
        while todo:
            at = v, bits = todo.pop()
            if at in seen or not is_tile(v) or v in low.staged or v in low.rows:
                continue
            seen.add(at)
            if not is_recipe(v, low.plan.outputs):
                continue
            assert v.op is not None
            operands = v.op.operands
            if v.op.name == "load_at":
                self.note(v.op, operands[2:3], bits)
                operands = operands[:2]
            elif v.op.name == "where":
                self.note(v.op, operands[:1], bits)
            todo += [(o, _inner(v.op, bits)) for o in operands]

    def note(self, op: Op, masks: list[Value], bits: Bits | None) -> None:
        """Note an op that does nothing but one thing where its mask is true everywhere."""
        for mask in masks:
            key = mask, bits
            if key not in self.tests:
                found: list[Value] = []
                known = _Ends(self.low).all_true(mask, bits, found)
                self.tests[key] = self.both(found) if known else None
            if self.tests[key] is not None:
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
        # A loop may be split where all threads of a program leave its first part together.
        attrs = {"interior": True} if self.bits is None else {}
        b.control("if", [test], [], [inner, outer], **attrs)


def _inner(op: Op, bits: Bits | None) -> Bits | None:
    """Return the place in an op's operands of the elements at `bits` of its result."""
    return pull(op, bits) if bits is not None and is_view(op) else bits


def _is_spread(op: Op) -> bool:
    """Whether the elements of the result are some of those of the one operand."""
    return op.name == "splat" or (is_view(op) and len(op.operands) == 1)


@dataclass(frozen=True)
class End:
    """A sum of scalars and a constant: exact, whatever 32 bits hold."""

    scalars: tuple[Value, ...]
    constant: int


class _Ends:
    """Asks of tiles by their largest and smallest elements."""

    def __init__(self, low: Lowering) -> None:
        self.low = low
        self.below: set[Value] = set()  # tiles whose largest elements are asked about

    def all_true(self, mask: Value, bits: Bits | None, found: list[Value]) -> bool:
        """Append to `found` scalars that together say that a mask is true everywhere."""
        low, op = self.low, mask.op
        if not is_tile(mask):
            found.append(low.scalars[mask])
            return True
        if op is None or mask in low.rows or mask in low.staged:
            return False
        if _is_spread(op):
            return self.all_true(op.operands[0], _inner(op, bits), found)
        if op.name == "and":  # of booleans: the result is one
            asked = [o.op for o in op.operands if o.op is not None]
            self.below |= {o.operands[0] for o in asked if OPS[o.name].order > 0}
            return all(self.all_true(v, bits, found) for v in op.operands)
        return OPS[op.name].order != 0 and self.compared(op, bits, found)

    def compared(self, op: Op, bits: Bits | None, found: list[Value]) -> bool:
        """Append to `found` what says that a comparison is true everywhere, if that can be said.

        The end of a sum that is asked about shows that 32 bits hold it; the other end must be asked
        about, unless a comparison beside this one does.
        """
        # Which end of the operands decides: 1 the largest value, -1 the smallest.
        order, ends = OPS[op.name].order, []
        for v, sign in zip(op.operands, (order, -order), strict=True):
            end, other = (self.end(v, bits, way) for way in (sign, -sign))
            if end is None or other is None:
                return False
            ends.append(end)
            if other.scalars and other.constant * sign < 0 and v not in self.below:
                limit = I32.limits[0 if sign > 0 else 1]
                found.append(self.compare("ge" if sign > 0 else "le", other, End((), limit)))
        found.append(self.compare(op.name, *ends))
        return True

    def end(self, v: Value, bits: Bits | None, sign: int) -> End | None:
        """Return the largest (1) or smallest (-1) element of an int32 tile; None if unknown."""
        low, op = self.low, v.op
        if scalar_of(v.type) is not I32:
            return None
        if not is_tile(v):
            known = constant_of(v)
            return End((), int(known)) if known is not None else End((low.scalars[v],), 0)
        if op is None or v in low.rows or v in low.staged:
            return None
        if _is_spread(op):
            return self.end(op.operands[0], _inner(op, bits), sign)
        if op.name == "arange":
            return self.counted(op, bits, sign)
        if op.name == "add":
            x, y = (self.end(o, bits, sign) for o in op.operands)
            # Of two scalars in a tile's sum, 32 bits might not hold the sum.
            if x is not None and y is not None and not (_varies(op, 0) and _varies(op, 1)):
                return End(x.scalars + y.scalars, x.constant + y.constant)
        return None

    def counted(self, op: Op, bits: Bits | None, sign: int) -> End:
        """Return an end of `arange`: of all its numbers, or of those of a simdgroup."""
        start, end = op.attrs["start"], op.attrs["end"]
        if bits is None:
            return End((), end - 1 if sign > 0 else start)
        lanes = bits.thread[:5]
        every = [x for x in (*bits.register, *lanes) if x]
        mine = (0,) * len(lanes) + bits.thread[5:]
        part = self.low.thread_part(mine, range((end - start - 1).bit_length()))
        free = 0
        for x in every:
            free |= x
        fixed = bits.origin & ~free
        reach = fixed + (free if sign > 0 else 0)
        return End(() if part is None else (part,), start + reach)

    def compare(self, name: str, x: End, y: End) -> Value:
        """Emit a comparison of two ends, in 64 bits if a sum might wrap around in 32."""
        b = self.low.b
        dtype = I64 if any(len(e.scalars) + bool(e.constant) > 1 for e in (x, y)) else I32
        sides = []
        for e in (x, y):
            wide = [s if dtype is I32 else b.emit("cast", s, dtype="i64") for s in e.scalars]
            total = wide[0] if wide else b.constant(e.constant, dtype)
            for other in wide[1:]:
                total = b.emit("add", total, other)
            if wide and e.constant:
                total = b.emit("add", total, b.constant(e.constant, dtype))
            sides.append(total)
        return b.emit(name, *sides)


def _varies(op: Op, i: int) -> bool:
    """Whether an operand of a sum of tiles is made of a scalar that is not a constant."""
    todo = [op.operands[i]]
    while todo:
        v = todo.pop()
        if not is_tile(v):
            if constant_of(v) is None:
                return True
        elif v.op is not None:
            todo += v.op.operands
    return False
