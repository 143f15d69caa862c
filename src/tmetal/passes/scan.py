"""Scans, from tiles to threads.

A thread scans its neighbouring registers, then the lanes scan their totals by shuffles, and last
the totals of what lies further apart are exchanged once. Lanes with nothing before them keep what
they have: a selection does that, or, on chips that have it, a shuffle that fills them with what
changes nothing. A reversed scan does the same from the other end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tmetal.ir.core import Op, Value
from tmetal.ir.layout import LANE_BITS, LANES, Layout, dimension_bits, read_layout
from tmetal.ir.types import I32, Shape, number_of, shape_of
from tmetal.passes.combine import choose, identity, inline
from tmetal.passes.element import Element

if TYPE_CHECKING:
    from tmetal.passes.lower import Lowering


class _Scan:
    """One `scan` op: its rows hold the values, and become the result."""

    def __init__(self, low: Lowering, op: Op) -> None:
        self.low, self.op = low, op
        self.shape: Shape = shape_of(op.operands[0].type)
        self.layout: Layout = read_layout(op.attrs["layout"])
        bits = dimension_bits(self.shape)[op.attrs["axis"]]
        along = {1 << bit for bit in bits}
        self.registers = sorted(
            (i for i, x in enumerate(self.layout.register) if x in along),
            key=lambda i: self.layout.register[i],
        )
        self.lanes = [i for i, x in enumerate(self.layout.lane) if x in along]
        self.groups = [i for i, x in enumerate(self.layout.simdgroup) if x in along]
        apart = [self.layout.lane[i] for i in self.lanes]
        apart += [self.layout.simdgroup[i] for i in self.groups]
        lowest = min(apart, default=1 << bits.stop)
        self.near = [i for i in self.registers if self.layout.register[i] < lowest]
        self.far = [i for i in self.registers if i not in self.near]
        self.reverse: bool = op.attrs["reverse"]
        self.shuffle = "shuffle_down" if self.reverse else "shuffle_up"

    def run(self) -> None:
        """Emit the whole scan."""
        low, op = self.low, self.op
        self.rows = [low.new_row(r, self.layout) for r in op.results]
        with Element(low, self.shape, self.layout) as scope:
            values = [scope.value(v) for v in op.operands]
            for row, value in zip(self.rows, values, strict=True):
                scope.write(row, self.layout, scope.bits, value)
        for r, row in zip(op.results, self.rows, strict=True):
            low.hold(r, row, self.layout)
        others = [i for i in range(len(self.layout.register)) if i not in self.near]
        totals = {}
        for rest in subsets(others):
            self.scan_near(rest)
            totals[rest] = self.scan_lanes(rest)
        if self.far or self.groups:
            self.scan_far(totals)

    def read(self, register: int) -> list[Value]:
        """Read one register of every row."""
        b = self.low.b
        return [b.emit("register_read", row, b.constant(register, I32)) for row in self.rows]

    def write(self, register: int, values: list[Value]) -> None:
        """Write one register of every row."""
        b = self.low.b
        for row, value in zip(self.rows, values, strict=True):
            b.effect("register_write", row, b.constant(register, I32), value)

    def scan_near(self, rest: int) -> None:
        """Scan the registers that are neighbours along the axis."""
        line = self.neighbours(rest)
        so_far = self.read(line[0])
        for register in line[1:]:
            so_far = inline(self.low, self.op, so_far, self.read(register))
            self.write(register, so_far)

    def scan_lanes(self, rest: int) -> list[Value]:
        """Scan the lanes' totals, and add to each lane what those before it have."""
        low, b = self.low, self.low.b
        line = self.neighbours(rest)
        total = self.read(line[-1])
        if not self.lanes:
            return total
        first, count = self.lanes[0], len(self.lanes)
        neutral = identity(self.op) if low.shift_and_fill and not self.reverse else None
        if neutral is not None:
            return self.scan_filled(line, total, b.constant(neutral[0], number_of(total[0].type)))
        lane = self.from_start(low.thread_bits(first, count), count)
        for step in range(count):
            before = [b.emit(self.shuffle, t, delta=1 << (first + step)) for t in total]
            after = inline(low, self.op, before, total)
            total = choose(low, self.at_least(lane, 1 << step), after, total)
        before = [b.emit(self.shuffle, t, delta=1 << first) for t in total]
        self.put_before(line, before, self.at_least(lane, 1))
        return total

    def scan_filled(self, line: list[int], total: list[Value], neutral: Value) -> list[Value]:
        """Scan the lanes' totals where lanes that nothing precedes get what changes nothing."""
        first, count = self.lanes[0], len(self.lanes)

        def below(parts: list[Value], delta: int) -> list[Value]:
            row = 1 << (first + count)  # lanes of one line
            return [
                self.low.b.emit("shuffle_fill_up", t, neutral, delta=delta, modulo=row)
                for t in parts
            ]

        for step in range(count):
            total = inline(self.low, self.op, below(total, 1 << (first + step)), total)
        before = below(total, 1 << first)
        for register in line:
            self.write(register, inline(self.low, self.op, before, self.read(register)))
        return total

    def neighbours(self, rest: int) -> list[int]:
        """Return the registers that are neighbours along the axis, in the order of the scan."""
        return self.ordered([rest + near for near in subsets(self.near)])

    def ordered(self, places: list[int]) -> list[int]:
        """Return rising places in the order of the scan."""
        return places[::-1] if self.reverse else places

    def from_start(self, number: Value, bits: int) -> Value:
        """Return how far a number of some bits is from where the scan begins."""
        if not self.reverse:
            return number
        start = self.low.start
        return start.emit("xor", number, start.constant((1 << bits) - 1, I32))

    def at_least(self, number: Value, least: int) -> Value:
        """Return whether a number of the thread's index is at least `least`."""
        return self.low.start.emit("ge", number, self.low.start.constant(least, I32))

    def scan_far(self, totals: dict[int, list[Value]]) -> None:
        """Add to each element what lies further before it: one exchange of totals.

        Position p of a chunk along the axis counts its far registers and simdgroups; `order` are
        their bits by significance.
        """
        bits = [(self.layout.register[i], "r", i) for i in self.far]
        bits += [(self.layout.simdgroup[i], "g", i) for i in self.groups]
        order = [(kind, i) for _, kind, i in sorted(bits)]
        base = self.group_position(order)
        arrays, rows = self.exchange(order, self.last_lane(totals), base)
        reader = self.low.number()
        others = [i for i in range(len(self.layout.register)) if i not in self.near + self.far]
        positions = self.ordered(list(range(1 << len(order))))
        begin, begins = self.split(order, positions[0])
        for other in subsets(others):
            so_far: list[Value] = []
            before: dict[int, list[Value]] = {}
            for position in positions:
                far, group = self.split(order, position)
                if so_far and far in before:
                    before[far] = choose(self.low, self.equals(base, group), so_far, before[far])
                elif so_far:
                    before[far] = so_far
                parts = self.fetch(arrays, rows, position, other, reader)
                so_far = inline(self.low, self.op, so_far, parts) if so_far else parts
            for far, values in before.items():
                follows = self.differs(base, begins) if base and far == begin else None
                line = [(other | far) + near for near in subsets(self.near)]
                self.put_before(line, values, follows)

    def split(self, order: list[tuple[str, int]], position: int) -> tuple[int, int]:
        """Return the register number and the simdgroups' part of a position."""
        chosen = [(p, kind, i) for p, (kind, i) in enumerate(order) if position >> p & 1]
        far = sum(1 << i for _, kind, i in chosen if kind == "r")
        return far, sum(1 << p for p, kind, _ in chosen if kind == "g")

    def differs(self, base: Value, begins: int) -> Value:
        """Return whether a thread's simdgroup is not where the scan begins."""
        start = self.low.start
        return (
            start.emit("lt", base, start.constant(begins, I32))
            if begins
            else self.at_least(base, 1)
        )

    def equals(self, base: Value | None, group: int) -> Value:
        """Return whether a thread's simdgroup is at a part of the position."""
        assert base is not None
        return self.low.start.emit("eq", base, self.low.start.constant(group, I32))

    def group_position(self, order: list[tuple[str, int]]) -> Value | None:
        """Return what the simdgroup adds to a position."""
        low, total = self.low, None
        for place, (kind, i) in enumerate(order):
            if kind == "g":
                part = low.thread_bits(LANE_BITS + i, 1, 1 << place)
                total = part if total is None else low.start.emit("add", total, part)
        return total

    def last_lane(self, totals: dict[int, list[Value]]) -> dict[int, list[Value]]:
        """Return the totals as every lane sees them: those of the scan's last lane."""
        if not self.lanes:
            return totals
        low, b = self.low, self.low.b
        mask = sum(1 << i for i in self.lanes)
        lane = low.thread_bits(0, LANE_BITS)
        if self.reverse:
            mask = LANES - 1 - mask
        last = low.start.emit("and" if self.reverse else "or", lane, low.start.constant(mask, I32))
        return {rest: [b.emit("shuffle", t, last) for t in parts] for rest, parts in totals.items()}

    def exchange(
        self, order: list[tuple[str, int]], last: dict[int, list[Value]], base: Value | None
    ) -> tuple[list[Value], int]:
        """Write the totals of all chunks to threadgroup memory, if other simdgroups need them."""
        low, b = self.low, self.low.b
        if not self.groups:
            self.local = last
            return [], 0
        others = [i for i in range(len(self.layout.register)) if i not in self.near + self.far]
        lanes = [i for i in range(LANE_BITS) if i not in self.lanes]
        free = [i for i in range(len(self.layout.simdgroup)) if i not in self.groups]
        rows = 1 << (len(others) + len(lanes) + len(free))
        arrays = [
            low.new_shared(number_of(r.type), rows << len(order), "totals") for r in self.op.results
        ]
        self.line = self.other_number(lanes, free, len(others))
        writer = low.number()
        mask = low.owner(sum(1 << i for i in self.lanes))
        for rest, parts in last.items():
            position = sum(
                1 << p for p, (kind, i) in enumerate(order) if kind == "r" and rest >> i & 1
            )
            other = sum(1 << p for p, i in enumerate(others) if rest >> i & 1)
            index = self.index(position, base, other, rows)
            for array, value in zip(arrays, parts, strict=True):
                extra = [] if mask is None else [mask]
                b.effect("shared_write", array, index, value, *extra, owner=writer)
        return arrays, rows

    def other_number(self, lanes: list[int], free: list[int], shift: int) -> Value | None:
        """Return the number of a line that is not along the axis, as far as the thread says it."""
        low, total, place = self.low, None, shift
        for bit in [*lanes, *(LANE_BITS + i for i in free)]:
            part = low.thread_bits(bit, 1, 1 << place)
            total = part if total is None else low.start.emit("add", total, part)
            place += 1
        return total

    def index(self, position: int, base: Value | None, other: int, rows: int) -> Value:
        """Return the place of a total: lines next to each other, positions `rows` apart."""
        b = self.low.b
        total = b.constant(position * rows + other, I32)
        if base is not None:
            total = b.emit("add", total, b.emit("mul", base, b.constant(rows, I32)))
        return total if self.line is None else b.emit("add", total, self.line)

    def fetch(
        self, arrays: list[Value], rows: int, position: int, other: int, reader: int
    ) -> list[Value]:
        """Return the total of the chunk at a position: from registers, or from memory."""
        b = self.low.b
        if not arrays:
            rest = other | sum(1 << i for p, i in enumerate(self.far) if position >> p & 1)
            return self.local[rest]
        others = [i for i in range(len(self.layout.register)) if i not in self.near + self.far]
        packed = sum(1 << p for p, i in enumerate(others) if other >> i & 1)
        index = self.index(position, None, packed, rows)
        return [b.emit("shared_read", a, index, owner=reader) for a in arrays]

    def put_before(self, line: list[int], before: list[Value], follows: Value | None) -> None:
        """Add what lies before to each of some registers, where anything does.

        Where nothing does, what changes nothing is added, if there is such an element: that is
        chosen once, not for each register.
        """
        low, neutral = self.low, identity(self.op)
        if follows is not None and neutral is not None:
            dtype = number_of(before[0].type)
            before = choose(low, follows, before, [low.b.constant(neutral[0], dtype)])
            follows = None
        for register in line:
            mine = self.read(register)
            both = inline(low, self.op, before, mine)
            self.write(register, both if follows is None else choose(low, follows, both, mine))


def subsets(bits: list[int]) -> list[int]:
    """Return all numbers whose set bits are among some, in the order that counts those bits."""
    return [
        sum(1 << bit for place, bit in enumerate(bits) if number >> place & 1)
        for number in range(1 << len(bits))
    ]


def lower_scan(low: Lowering, op: Op) -> None:
    """Emit a scan."""
    _Scan(low, op).run()
