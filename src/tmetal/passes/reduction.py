"""Reductions, from tiles to threads.

A reduction combines what a thread holds in its registers while the loop over them runs, then the
lanes of a simdgroup by shuffles, then the simdgroups through threadgroup memory: at most one
exchange.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tmetal.ir.core import Op, Value
from tmetal.ir.layout import LANE_BITS, dimension_bits
from tmetal.ir.types import I32, Tile, number_of, shape_of
from tmetal.passes.combine import choose, identity, inline
from tmetal.passes.element import Element
from tmetal.passes.views import dropped

if TYPE_CHECKING:
    from tmetal.passes.lower import Lowering
    from tmetal.passes.plan import Segment


class Reduction:
    """One `reduce` op as its segment's loop runs, and what follows it."""

    def __init__(self, low: Lowering, op: Op, s: Segment) -> None:
        self.low, self.op, self.shape, self.layout = low, op, s.shape, s.layout
        self.axis: int = op.attrs["axis"]
        self.bits = dimension_bits(s.shape)[self.axis]
        self.left = s.layout.dropped(s.shape, self.axis)
        self.kept = shape_of(op.results[0].type)
        self.rows = [low.new_row(r, self.left) for r in op.results]
        self.start = identity(op)
        if self.start is not None:
            self.fill()

    def fill(self) -> None:
        """Put the identity into the rows."""
        assert self.start is not None
        b = self.low.b
        with Element(self.low, self.kept, self.left) as scope:
            for row, number, r in zip(self.rows, self.start, self.op.results, strict=True):
                constant = b.constant(number, number_of(r.type))
                scope.write(row, self.left, scope.bits, constant)

    def mine(self, basis: int) -> bool:
        """Whether a basis lies along the axis."""
        return basis != 0 and basis.bit_length() - 1 in self.bits

    def take(self, scope: Element) -> None:
        """Combine this element into the row."""
        b = self.low.b
        values = [scope.value(v) for v in self.op.operands]
        place = dropped(scope.bits, self.shape, self.axis)
        slot = scope.slot(self.left, place)
        assert slot is not None
        so_far = [b.emit("register_read", row, slot) for row in self.rows]
        combined = inline(self.low, self.op, so_far, values)
        first = None if self.start is not None else self.first(scope)
        if first is not None:
            combined = choose(self.low, first, values, combined)
        elif self.start is None:
            combined = values
        for row, value in zip(self.rows, combined, strict=True):
            b.effect("register_write", row, slot, value)

    def first(self, scope: Element) -> Value | None:
        """Return whether no element was combined yet; None if there is one register only."""
        b, test = self.low.b, None
        for bit, _, counter in scope.counters:
            if self.mine(self.layout.register[bit]):
                zero = b.emit("eq", counter, b.constant(0, I32))
                test = zero if test is None else b.emit("and", test, zero)
        return test

    def gather(self) -> None:
        """Combine the lanes, and put what each simdgroup has where the others see it."""
        lanes = [i for i, basis in enumerate(self.layout.lane) if self.mine(basis)]
        self.groups = [i for i, basis in enumerate(self.layout.simdgroup) if self.mine(basis)]
        self.partials = self.exchange_arrays(self.groups) if self.groups else []
        b, owner = self.low.b, self.low.number()
        if lanes or self.groups:
            with Element(self.low, self.kept, self.left) as scope:
                slot = scope.slot(self.left, scope.bits)
                assert slot is not None
                parts = [b.emit("register_read", row, slot) for row in self.rows]
                parts = across_lanes(self.low, self.op, parts, lanes)
                if self.groups:
                    self.send(scope, parts, lanes, owner)
                else:
                    for row, value in zip(self.rows, parts, strict=True):
                        b.effect("register_write", row, slot, value)

    def finish(self) -> None:
        """Combine the simdgroups, and note the result.

        All reductions of a segment gather before the first one finishes: they share a barrier.
        """
        if self.groups:
            self.receive()
        b = self.low.b
        for r, row in zip(self.op.results, self.rows, strict=True):
            if isinstance(r.type, Tile):
                self.low.hold(r, row, self.left)
            else:
                self.low.scalars[r] = b.emit("register_read", row, b.constant(0, I32), hint=r.name)

    def exchange_arrays(self, groups: list[int]) -> list[Value]:
        """Make room for a partial result per element and simdgroup."""
        size = 1
        for n in self.kept:
            size *= n
        return [
            self.low.new_shared(number_of(r.type), size << len(groups), "partial")
            for r in self.op.results
        ]

    def send(self, scope: Element, parts: list[Value], lanes: list[int], owner: int) -> None:
        """Write what this simdgroup has: one lane of those that hold the same."""
        low, b = self.low, self.low.b
        which = group_number(low, self.groups)
        index = low_index(scope, which)
        repeats = self.layout.repeats | sum(1 << i for i in lanes)
        mine = low.owner(repeats)
        mask = [] if mine is None else [mine]
        for array, value in zip(self.partials, parts, strict=True):
            b.effect("shared_write", array, index, value, *mask, owner=owner)

    def receive(self) -> None:
        """Read what all simdgroups have, and combine it."""
        low, b = self.low, self.low.b
        reader = low.number()
        with Element(low, self.kept, self.left) as scope:
            slot = scope.slot(self.left, scope.bits)
            assert slot is not None
            if not self.kept:
                parts = self.by_lanes(reader)
            else:
                parts = self.one_by_one(scope, reader)
            for row, value in zip(self.rows, parts, strict=True):
                b.effect("register_write", row, slot, value)

    def by_lanes(self, reader: int) -> list[Value]:
        """Let each lane read one partial result, and combine the lanes."""
        low = self.low
        lane = low.thread_bits(0, len(self.groups))
        parts = [low.b.emit("shared_read", a, lane, owner=reader) for a in self.partials]
        return across_lanes(low, self.op, parts, list(range(len(self.groups))))

    def one_by_one(self, scope: Element, reader: int) -> list[Value]:
        """Let each thread read all partial results of its elements."""
        low, b = self.low, self.low.b
        so_far: list[Value] = []
        for group in range(1 << len(self.groups)):
            index = low_index(scope, b.constant(group, I32))
            parts = [b.emit("shared_read", a, index, owner=reader) for a in self.partials]
            so_far = inline(low, self.op, so_far, parts) if so_far else parts
        return so_far


def low_index(scope: Element, which: Value) -> Value:
    """Emit the place of an element among partial results: elements next to each other."""
    b, size, total = scope.b, 1, None
    for n, c in zip(reversed(scope.shape), reversed(scope.at().coordinates), strict=True):
        part = c if size == 1 else b.emit("mul", c, b.constant(size, I32))
        total = part if total is None else b.emit("add", part, total)
        size *= n
    if total is None:
        return which
    return b.emit("add", b.emit("mul", which, b.constant(size, I32)), total)


def group_number(low: Lowering, groups: list[int]) -> Value:
    """Return the number that some bits of the simdgroup's index make, the lowest first."""
    b, total = low.start, None
    for place, bit in enumerate(groups):
        value = low.thread_bits(LANE_BITS + bit, 1, 1 << place)
        total = value if total is None else b.emit("add", total, value)
    assert total is not None
    return total


def across_lanes(low: Lowering, op: Op, parts: list[Value], lanes: list[int]) -> list[Value]:
    """Combine lanes that differ in some bits; all of them get the result."""
    for bit in lanes:
        others = [low.b.emit("shuffle_xor", p, mask=1 << bit) for p in parts]
        parts = inline(low, op, parts, others)
    return parts
