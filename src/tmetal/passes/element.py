"""The body of a loop over registers: tile values as the scalars of one element.

A scope stands at one element of a tile, the one that the thread holds in the registers that the
loops around count. `value` gives any tile's element there: it reads the register row of a held
value, reads threadgroup memory where another thread holds it, and computes a recipe, following
views to the place in their operand.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from tmetal.errors import InternalError
from tmetal.ir.core import Block, Op, Value
from tmetal.ir.layout import Layout, dimension_bits
from tmetal.ir.types import I1, I32, Shape, Tile, shape_of
from tmetal.passes.holding import Nearby, Turn, nearby
from tmetal.passes.rows import loops_of, read_row, slot_fields, write_row
from tmetal.passes.simplify import is_true
from tmetal.passes.views import Bits, Coordinates, coordinates, is_view, pull

if TYPE_CHECKING:
    from tmetal.passes.lower import Lowering

# Unrolling more registers than this makes compilation slow and wins nothing.
MAX_UNROLLED = 64


class At:
    """A place: coordinates in a tile, and their bits while they are a linear map."""

    def __init__(self, coordinates: Coordinates, bits: Bits | None) -> None:
        self.coordinates, self.bits = coordinates, bits


class Element:
    """A loop nest over the registers of a layout; a context manager.

    given: counters of loops that are open already, by the first register bit that they count;
    outside: all register bits that they count.
    """

    def __init__(
        self,
        low: Lowering,
        shape: Shape,
        layout: Layout,
        given: dict[int, Value] | None = None,
        outside: Collection[int] = (),
    ) -> None:
        self.given = given or {}
        self.outside = frozenset([layout.register[i] for i in outside])
        self.registers = layout.registers >> len(outside)  # that the loops opened here count
        self.low, self.shape, self.layout = low, shape, layout
        self.b = low.b
        # Places are keys by themselves, which keeps them: the id of a dead one may be given again.
        self.made: dict[tuple[Value, At], Value] = {}
        self.places: dict[tuple[Op | Value, At], At] = {}
        self.counters: list[tuple[int, int, Value]] = []  # first register bit, length, value
        self.opened: list[AbstractContextManager[Block]] = []
        self.bits = Bits(layout.register, layout.thread)
        self._at: At | None = None

    def __enter__(self) -> Element:
        left = self.registers
        for first, length in reversed(loops_of(self.shape, self.layout, self.outside)):
            self.count(first, length, left <= MAX_UNROLLED)
            left >>= 0 if first in self.given else length
        return self

    def count(self, first: int, length: int, unroll: bool) -> None:
        """Open a loop over the registers whose numbers differ in some bits."""
        if first in self.given:
            self.counters.append((first, length, self.given[first]))
            return
        b, size = self.b, 1 << length
        bounds = [b.constant(n, I32) for n in (0, size, 1)]
        body = Block([Value(I32, "r")])
        b.control("for", bounds, [], [body], unroll=unroll)
        self.counters.append((first, length, body.args[0]))
        self.opened.append(b.inside(body))
        self.opened[-1].__enter__()

    def __exit__(self, *error: object) -> None:
        for loop in reversed(self.opened):
            self.b.control("yield", [], [], [])
            loop.__exit__(None, None, None)

    def at(self) -> At:
        """Return the place of this element, its coordinates made once."""
        if self._at is None:
            made = tuple(self.coordinate(d) for d in range(len(self.shape)))
            self._at = At(made, self.bits)
        return self._at

    def coordinate(self, d: int) -> Value:
        """Emit one coordinate: the thread's part, and that of the counters."""
        bits = dimension_bits(self.shape)[d]
        total = self.low.thread_part(self.layout.thread, bits)
        for first, _, counter in self.counters:
            basis = self.layout.register[first]
            if basis.bit_length() - 1 in bits:
                step, part = basis >> bits.start, counter
                if step > 1:
                    part = self.b.emit("mul", counter, self.b.constant(step, I32))
                total = part if total is None else self.b.emit("add", total, part)
        return self.b.constant(0, I32) if total is None else total

    def value(self, v: Value, at: At | None = None) -> Value:
        """Return the element of `v` at a place, by default this one, made at first sight."""
        true = self.low.true
        if true and (v, None) in true:
            return self.b.constant(True, I1)
        if not isinstance(v.type, Tile):
            return self.low.scalars[v]
        at = at or self.at()
        if true and (v, at.bits) in true:
            return self.b.constant(True, I1)
        key = (v, at)
        known = self.made.get(key)
        if known is None:
            known = self.made[key] = self.compute(v, at)
        return known

    def compute(self, v: Value, at: At) -> Value:
        """Emit what makes the element of a tile at a place."""
        low, b = self.low, self.b
        row = low.rows.get(v)
        if row is not None and at.bits is not None:
            found = self.held(v, row, at.bits)
            if found is not None:
                return found
        if v in low.staged:
            return low.staged[v].read(self.b, at.coordinates, v.name)
        op = v.op
        if op is None or row is not None:
            raise InternalError(f"lower: a thread cannot reach its element of {v}")
        b.loc = op.loc
        if op.name == "arange":
            start, (c,) = op.attrs["start"], at.coordinates
            return b.emit("add", c, b.constant(start, I32)) if start else c
        if op.name == "splat":
            return self.value(op.operands[0], at)
        if low.true and op.name in _MASKED:
            return _MASKED[op.name](self, v, at)
        if op.name in _CHOICES:
            return _CHOICES[op.name](self, v, at)
        if is_view(op):
            return self.value(op.operands[0], self.inner(v, at))
        operands = [self.value(o, at) for o in op.operands]
        b.loc = op.loc
        return b.emit(op.name, *operands, hint=v.name, **op.attrs)

    def both(self, v: Value, at: At) -> Value:
        """Compute whether both of two are true, of which one may be known to be."""
        assert v.op is not None
        x, y = (self.value(o, at) for o in v.op.operands)
        if is_true(x):
            return y
        return x if is_true(y) else self.b.emit("and", x, y, hint=v.name)

    def where(self, v: Value, at: At) -> Value:
        """Choose between two tiles, or take the one that is known to be chosen."""
        assert v.op is not None
        test, x = (self.value(o, at) for o in v.op.operands[:2])
        if is_true(test):
            return x
        return self.b.emit("where", test, x, self.value(v.op.operands[2], at), hint=v.name)

    def load(self, v: Value, at: At) -> Value:
        """Load an element, without a mask that is known to be true."""
        assert v.op is not None
        place, rest = v.op.operands[:2], v.op.operands[2:]
        operands = [self.value(o, at) for o in place]
        if rest and not is_true(mask := self.value(rest[0], at)):
            operands += [mask, *(self.value(o, at) for o in rest[1:])]
        self.b.loc = v.op.loc
        return self.b.emit("load_at", *operands, hint=v.name)

    def inner(self, v: Value, at: At) -> At:
        """Return the place in a view's operand, the same object for the same place."""
        op = v.op
        assert op is not None
        key = (op, at)
        known = self.places.get(key)
        if known is None:
            bits = None if at.bits is None else pull(op, at.bits)
            moved = coordinates(self.b, op, at.coordinates)
            same = at.bits == bits and moved == at.coordinates
            known = self.places[key] = at if same else At(moved, bits)
        return known

    def join(self, v: Value, at: At) -> Value:
        """Choose between two tiles by the last coordinate."""
        assert v.op is not None
        b, place, (x, y) = self.b, self.inner(v, at), v.op.operands
        first = b.emit("eq", at.coordinates[-1], b.constant(0, I32))
        return b.emit("where", first, self.value(x, place), self.value(y, place))

    def gather(self, v: Value, at: At) -> Value:
        """Read an element at a computed coordinate, brought into range."""
        assert v.op is not None
        b, (source, index), axis = self.b, v.op.operands, v.op.attrs["axis"]
        last = b.constant(shape_of(source.type)[axis] - 1, I32)
        chosen = b.emit("minimum", self.value(index, at), last)
        chosen = b.emit("maximum", chosen, b.constant(0, I32))
        moved = tuple(chosen if d == axis else c for d, c in enumerate(at.coordinates))
        key = (v, at)
        place = self.places.setdefault(key, At(moved, None))
        return self.value(source, place)

    def slot(self, layout: Layout, bits: Bits) -> Value | None:
        """Emit the register of a row that holds the element at `bits`; None if the thread has none.

        Each counter's bits are bits of the register number, at other places perhaps.
        """
        made = slot_fields(layout, bits, tuple([(first, n) for first, n, _ in self.counters]))
        if made is None:
            return None
        b, (fields, origin) = self.b, made
        total: Value | None = None
        for which, low, count, to in fields:
            _, length, counter = self.counters[which]
            part = self.field(counter, low, count, length, to)
            total = part if total is None else b.emit("add", total, part)
        if origin:
            mask = b.constant(origin, I32)
            return mask if total is None else b.emit("xor", total, mask)
        return b.constant(0, I32) if total is None else total

    def held(self, v: Value, row: Value, bits: Bits) -> Value | None:
        """Read an element from a row: of this thread, or of a lane near by; None if neither can."""
        layout = self.low.layouts[v]
        slot = self.slot(layout, bits)
        if slot is not None:
            return read_row(self.b, row, slot, v.name)
        near = nearby(layout, bits)
        return None if near is None else self.shuffled(row, layout, near)

    def shuffled(self, row: Value, layout: Layout, near: Nearby) -> Value:
        """Read what lanes of the simdgroup hold in a row: all that it may be, and choose."""
        found = []
        for chosen in range(1 << len(near.turns)):
            lanes, origin = near.lanes, near.origin
            for i, turn in enumerate(near.turns):
                if chosen >> i & 1:
                    lanes, origin = lanes ^ turn.lanes, origin ^ turn.offset
            slot = self.slot(layout, Bits(near.register, layout.thread, origin))
            assert slot is not None
            value = read_row(self.b, row, slot)
            found.append(self.b.emit("shuffle_xor", value, mask=lanes) if lanes else value)
        for turn in near.turns:
            odd = self.parity(turn)
            pairs = zip(found[1::2], found[::2], strict=True)
            found = [self.b.emit("where", odd, x, y) for x, y in pairs]
        return found[0]

    def parity(self, turn: Turn) -> Value:
        """Emit whether an odd number of the bits that a turn counts is set."""
        b, zero = self.b, self.b.constant(0, I32)
        total = zero
        for k in range(turn.threads.bit_length()):
            if turn.threads >> k & 1:
                total = b.emit("xor", total, self.low.thread_bits(k, 1))
        for first, length, counter in self.counters:
            for k in range(length):
                if turn.registers >> (first + k) & 1:
                    total = b.emit("xor", total, self.field(counter, k, 1, length, 0))
        return b.emit("ne", total, zero)

    def field(self, counter: Value, low: int, count: int, length: int, to: int) -> Value:
        """Emit `count` bits of a counter from bit `low` on, moved to bit `to`."""
        b = self.b
        if low:
            counter = b.emit("shr", counter, b.constant(low, I32))
        if low + count < length:
            counter = b.emit("and", counter, b.constant((1 << count) - 1, I32))
        return b.emit("mul", counter, b.constant(1 << to, I32)) if to else counter

    def write(self, row: Value, layout: Layout, bits: Bits, value: Value) -> None:
        """Keep this element in a row."""
        slot = self.slot(layout, bits)
        if slot is None:
            raise InternalError("lower: a row is written where the thread has no register for it")
        write_row(self.b, row, slot, value)


_CHOICES = {"join": Element.join, "gather": Element.gather}
# What is simpler where a mask is known to be true.
_MASKED = {"and": Element.both, "where": Element.where, "load_at": Element.load}
