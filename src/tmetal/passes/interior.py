"""When a whole tile of loads lies inside of its array, as one question that a program asks.

A mask such as `(rows[:, None] < M) & (columns[None, :] < N - k)` is true everywhere if it is at the
last row and the last column. Those are sums of a scalar and a constant, so all threads get the same
answer, and the branch on it may hold matrix products.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Op, Value
from tmetal.ir.ops import OPS
from tmetal.ir.types import I32, I64, DType, scalar_of
from tmetal.passes.recipes import is_recipe, is_tile
from tmetal.passes.simplify import constant_of
from tmetal.passes.views import Bits, is_view, pull

if TYPE_CHECKING:
    from tmetal.passes.lower import Lowering

_NOT = {"lt": "ge", "le": "gt", "gt": "le", "ge": "lt"}

Known = tuple[Value, Bits | None]  # a tile of booleans, and the places where it is asked about
Given = list[tuple[int, int, Value]]  # register bits from a first one on, how many, their number


class Interior:
    """The masks of some ops that one question answers: of accesses, and of choices by `where`.

    Looks at what the ops' operands are made of, and at the ops themselves if they store. bits:
    where the elements of the operands are that a simdgroup has, if it asks for these alone; then
    not all simdgroups need get the same answer. given: what loops count of their register bits.
    """

    def __init__(
        self, low: Lowering, ops: list[Op], bits: Bits | None = None, given: Given | None = None
    ) -> None:
        self.low, self.bits = low, bits
        self.ends = Ends(low, given or [])
        self.known: dict[Known, list[Value]] = {}  # what together says that one is true everywhere
        self.noted: set[Known] = set()
        todo, seen = [(v, bits) for op in ops for v in op.operands], set()
        for op in ops:
            if op.name == "store_at":
                self.note(op.operands[3:], bits)
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
                self.note(operands[2:3], bits)
                operands = operands[:2]
            elif v.op.name == "where":
                self.note(operands[:1], bits)
            todo += [(o, inner(v.op, bits)) for o in operands]

    def note(self, masks: list[Value], bits: Bits | None) -> None:
        """Note a mask that can be asked about, once for all accesses that share it."""
        for mask in masks:
            if (mask, bits) not in self.noted:
                self.noted.add((mask, bits))
                self.known |= self.ends.true(mask, bits) or {}

    def split(self, work: Callable[[bool], None]) -> None:
        """Emit some work twice: without masks where none is needed, and with them elsewhere.

        Where some masks change in a loop, and others do not, the loop's first turns may need only
        the latter: then thrice. work: emits it; it is told whether this is the interior.
        """
        known = [k for k in self.known if not {k, (k[0], None)} & self.low.true]
        changing = [k for k in known if any(map(self.low.changes, self.known[k]))]
        groups = [known]
        if self.bits is None and 0 < len(changing) < len(known):
            groups.append(changing)
        self.choose(groups, work, True)

    def choose(self, groups: list[list[Known]], work: Callable[[bool], None], whole: bool) -> None:
        """Emit work for where a group is true everywhere, and for the others, or none, elsewhere.

        whole: the first group is all that was asked about.
        """
        b, low = self.low.b, self.low
        if not groups or not groups[0]:
            work(False)
            return
        group, *others = groups
        test = both(b, [q for k in group for q in self.known[k]])
        first, second = Block(), Block()
        with b.inside(first):
            low.true |= set(group)
            work(whole)
            low.true -= set(group)
            b.control("yield", [], [], [])
        with b.inside(second):
            self.choose(others, work, False)
            b.control("yield", [], [], [])
        # A loop may be split where all threads of a program leave its first part together; where
        # those of a simdgroup do, only if there is nothing in it that all work on.
        attrs = {"interior": "program" if self.bits is None else "simdgroup"}
        b.control("if", [test], [], [first, second], **attrs)


def both(b: Builder, questions: list[Value]) -> Value:
    """Emit whether all of some questions are answered with yes."""
    first, *others = dict.fromkeys(questions)
    for one in others:
        first = b.emit("and", first, one)
    return first


def inner(op: Op, bits: Bits | None) -> Bits | None:
    """Return the place in an op's operands of the elements at `bits` of its result."""
    return pull(op, bits) if bits is not None and is_view(op) else bits


def _is_spread(op: Op) -> bool:
    """Whether the elements of the result are some of those of the one operand."""
    return op.name == "splat" or (is_view(op) and len(op.operands) == 1)


@dataclass(frozen=True)
class End:
    """A sum of scalars and a constant: exact, whatever 32 bits hold; `small` if they do."""

    scalars: tuple[Value, ...]
    constant: int
    small: bool = False


class Ends:
    """Asks of tiles by their largest and smallest elements."""

    def __init__(self, low: Lowering, given: Given) -> None:
        self.low, self.given = low, given

    def true(self, mask: Value, bits: Bits | None) -> dict[Known, list[Value]] | None:
        """Return what says that a mask is true everywhere, by the parts that all must be."""
        parts: list[Known] = []
        if not self.take_apart(mask, bits, parts):
            return None
        # Tiles whose ends are both asked about: in a sum that is in range, neither wrapped around.
        below, above = (
            {(v.op.operands[0], at) for v, at in parts if v.op and OPS[v.op.name].order == order}
            for order in (1, -1)
        )
        bounded = below & above
        found: dict[Known, list[Value]] = {}
        for v, at in parts:
            asked = (
                self.compared(v.op, at, bounded) if v.op and is_tile(v) else [self.low.scalars[v]]
            )
            if asked is None:
                return None
            found[v, at] = asked
        for tile, at in bounded:
            group = [k for k in found if k[1] == at and k[0].op and tile in k[0].op.operands[:1]]
            every = [q for k in group for q in found[k]]
            found |= dict.fromkeys(group, every)
        return found

    def take_apart(self, mask: Value, bits: Bits | None, parts: list[Known]) -> bool:
        """Append to `parts` the comparisons and scalars that together are a mask."""
        low, op = self.low, mask.op
        if not is_tile(mask):
            parts.append((mask, None))
            return True
        if op is None or mask in low.rows or mask in low.staged:
            return False
        if _is_spread(op):
            return self.take_apart(op.operands[0], inner(op, bits), parts)
        if op.name == "and":  # of booleans: the result is one
            return all(self.take_apart(v, bits, parts) for v in op.operands)
        parts.append((mask, bits))
        return OPS[op.name].order != 0

    def false(self, mask: Value, bits: Bits, bit: int) -> list[Value]:
        """Return what says, each for itself, that a mask is false everywhere.

        Asks those of its parts that depend on a bit of the register number.
        """
        parts: list[Known] = []
        self.take_apart(mask, bits, parts)
        found = []
        for v, at in parts:
            if (v, None) in self.low.true:
                continue
            if v.op is not None and at is not None and at.register[bit] and OPS[v.op.name].order:
                asked = self.compared(v.op, at, (), _NOT[v.op.name])
                found += [both(self.low.b, asked)] if asked else []
        return found

    def compared(
        self, op: Op, bits: Bits | None, bounded: Collection[Known], name: str = ""
    ) -> list[Value] | None:
        """Return what says that a comparison is true everywhere, if that can be said.

        name: the comparison, if not that of the op. The end of a sum that is asked about shows
        that 32 bits hold it; the other end must be asked about, unless a comparison beside this
        one does.
        """
        name = name or op.name
        # Which end of the operands decides: 1 the largest value, -1 the smallest.
        order, ends, found = OPS[name].order, [], []
        for x, sign in zip(op.operands, (order, -order), strict=True):
            end, other = (self.end(x, bits, way) for way in (sign, -sign))
            if end is None or other is None:
                return None
            if self.low.bounds.fits(x):  # in no element of it
                ends.append(replace(end, small=True))
                continue
            ends.append(end)
            if other.scalars and other.constant * sign < 0 and (x, bits) not in bounded:
                limit = I32.limits[0 if sign > 0 else 1]
                found.append(self.compare("ge" if sign > 0 else "le", other, End((), limit)))
        return [*found, self.compare(name, *ends)]

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
            return self.end(op.operands[0], inner(op, bits), sign)
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
            return End((), end - 1 if sign > 0 else start, True)
        lanes = bits.thread[:5]
        mine = (0,) * len(lanes) + bits.thread[5:]
        part = self.low.thread_part(mine, range((end - start - 1).bit_length()))
        parts, counted = [] if part is None else [part], set()
        for first, length, counter in self.given:
            bases = bits.register[first : first + length]
            if not bases[0] or bits.origin & sum(bases):
                continue
            if bases == tuple(bases[0] << i for i in range(length)):
                parts.append(self.low.b.emit("index_mul", counter, self.constant(bases[0])))
                counted |= set(bases)
        free = 0
        for x in {*bits.register, *lanes} - counted:
            free |= x
        reach = (bits.origin & ~free) + (free if sign > 0 else 0)
        return End(tuple(parts), start + reach, True)

    def compare(self, name: str, x: End, y: End) -> Value:
        """Emit a comparison of two ends, in 64 bits if a sum might wrap around in 32."""
        narrow = all(e.small or len(e.scalars) + bool(e.constant) <= 1 for e in (x, y))
        return self.low.b.emit(name, *(self.total(e, I32 if narrow else I64) for e in (x, y)))

    def total(self, e: End, dtype: DType) -> Value:
        """Emit the sum that an end is."""
        b, sides = self.low.b, [*e.scalars]
        if e.constant or not sides:
            sides.append(b.constant(e.constant, I32 if e.small else dtype))
        if e.small:
            sides = [total(b, "index_add", sides)]
        if dtype is I64:
            sides = [v if v.type is I64 else b.emit("cast", v, dtype="i64") for v in sides]
        return total(b, "add", sides)

    def constant(self, n: int) -> Value:
        """Emit a number of 32 bits."""
        return self.low.b.constant(n, I32)


def total(b: Builder, name: str, values: list[Value]) -> Value:
    """Emit a sum."""
    first, *others = values
    for v in others:
        first = b.emit(name, first, v)
    return first


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
