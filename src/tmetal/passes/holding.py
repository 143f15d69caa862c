"""Questions about layouts: who holds an element, how a tile lies in banks, whether a scan fits."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tmetal.ir.core import Value
from tmetal.ir.layout import LANE_BITS, Layout, dimension_bits
from tmetal.ir.types import Shape, number_of, shape_of
from tmetal.passes.views import Bits
from tmetal.target import THREADGROUP_BYTES


def holds(layout: Layout, bits: Bits) -> bool:
    """Whether the thread that is at `bits` holds that element in a register it can name."""
    if bits.thread != layout.thread:
        return False
    own = set(layout.register) | {0}
    origin = bits.origin
    for basis in layout.register:
        origin &= ~basis
    return not origin and all(basis in own for basis in bits.register)


@dataclass(frozen=True)
class Turn:
    """What changes where a parity is odd, that of some bits of a place: the lane, the register."""

    registers: int  # bits of the register number that count
    threads: int  # bits of the thread's index that count
    lanes: int  # bits in which the other lane's number differs
    offset: int  # bits of the element that the other register stands for


@dataclass(frozen=True)
class Nearby:
    """Where the simdgroup of a thread has an element: a lane, and a register that all lanes name.

    Without turns that is the lane whose number differs from its own in `lanes`, and the register of
    the place `register` and `origin`, as in `Bits`.
    """

    register: tuple[int, ...]
    origin: int
    lanes: int
    turns: tuple[Turn, ...]


# Each turn doubles the registers to choose among. A shuffle that all lanes do alike issues in 2
# cycles and a selection in 1, so two turns cost 9 an element; through threadgroup memory it is 16,
# 128 bytes each way at 64 a cycle for four schedulers, and barriers (M1 and M2, metal-benchmarks).
MOST_TURNS = 2


def nearby(layout: Layout, bits: Bits) -> Nearby | None:
    """Return how a simdgroup finds an element that it holds by shuffles; None if they cost more.

    Nothing but exclusive-or shuffles serves: those by any lane's number issue in 28 cycles.
    """
    finder = _Finder(layout)
    for k, basis in enumerate(bits.thread):
        finder.thread(k, basis)
    register = tuple(finder.register(k, basis) for k, basis in enumerate(bits.register))
    origin, lanes = finder.parts(bits.origin)
    one = all(x in (0, *layout.register) for x in register) and not origin & ~sum(layout.register)
    if finder.far or not one or len(finder.turns) > MOST_TURNS:
        return None
    return Nearby(register, origin, lanes, tuple(finder.turns))


class _Finder:
    """Takes places apart: which turns there are, and whether another simdgroup is needed."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.turns: list[Turn] = []
        bases = (*layout.register, *layout.thread)
        self.far = any(basis & (basis - 1) for basis in bases)  # more than one bit: not known here

    def parts(self, index: int, own: int = 0) -> tuple[int, int]:
        """Split an element's bits: those that registers stand for, and lanes by their number.

        own: the thread's bit that makes the difference; the rest must be in its own simdgroup.
        """
        bits, lanes = own, 0
        for k, basis in enumerate(self.layout.thread):
            if basis & index:
                bits, index = bits ^ 1 << k, index ^ basis
            elif not basis:
                bits &= ~(1 << k)  # any lane does, so also this one
        lanes = bits & ((1 << LANE_BITS) - 1)
        self.far = self.far or bits != lanes
        return index, lanes

    def thread(self, k: int, basis: int) -> None:
        """Note what a bit of the thread's index changes."""
        offset, lanes = self.parts(basis, 1 << k)
        if lanes or offset:
            self.turn(0, 1 << k, lanes, offset)

    def register(self, k: int, basis: int) -> int:
        """Note what a bit of the register number changes, and return what it does to the slot."""
        offset, lanes = self.parts(basis)
        if not lanes:
            return offset
        # One that a lane's number moves alike turns the same register.
        turned = next((t.offset for t in self.turns if t.lanes == lanes), 0)
        self.turn(1 << k, 0, lanes, turned)
        return offset ^ turned

    def turn(self, registers: int, threads: int, lanes: int, offset: int) -> None:
        """Add a turn, or to one that does the same."""
        for i, t in enumerate(self.turns):
            if (t.lanes, t.offset) == (lanes, offset):
                self.turns[i] = Turn(t.registers | registers, t.threads | threads, lanes, offset)
                return
        self.turns.append(Turn(registers, threads, lanes, offset))


def reachable(layout: Layout, bits: Bits) -> bool:
    """Whether a thread holds an element itself, or gets it from its simdgroup by shuffles."""
    return holds(layout, bits) or nearby(layout, bits) is not None


def bytes_of(v: Value) -> int:
    """Return the size of a tile in memory."""
    return math.prod(shape_of(v.type)) * number_of(v.type).bytes


def padding(v: Value) -> int:
    """Return the elements of one bank's width: a column's rows then lie in different banks.

    None where the padded tile would be more than all threadgroup memory: conflicts only cost time.
    """
    size, shape = number_of(v.type).bytes, shape_of(v.type)
    pad = max(1, 4 // size)
    padded = bytes_of(v) // shape[-1] * (shape[-1] + pad) if shape else 0
    return pad if padded <= THREADGROUP_BYTES else 0


def scannable(layout: Layout, shape: Shape, axis: int) -> bool:
    """Whether, along an axis, lanes are neighbouring bits with no other bit between or above some.

    A scan goes through neighbouring registers, then lanes, then everything that lies further apart.
    """
    bits = dimension_bits(shape)[axis]
    lanes = [(i, x) for i, x in enumerate(layout.lane) if x and x.bit_length() - 1 in bits]
    if not lanes:
        return True
    low = lanes[0][1]
    ascending = all(x == low << i and p == lanes[0][0] + i for i, (p, x) in enumerate(lanes))
    return ascending and all(x > low for x in layout.simdgroup if x.bit_length() - 1 in bits)


def stacked(layout: Layout, shape: Shape, axis: int) -> Layout:
    """Give each thread neighbours along an axis that is not the lanes'; simdgroups stack.

    A scan along the axis then has one total for each thread, not one for each element.
    """
    along = {1 << b for b in dimension_bits(shape)[axis]}
    if sum(x in along for x in layout.lane) > 1:
        return layout
    threads = (*layout.lane, *layout.simdgroup)
    order = iter(sorted(along & {*layout.register, *threads}))
    register = tuple([next(order) if x in along else x for x in layout.register])
    threads = tuple([next(order) if x in along else x for x in threads])
    return Layout(register, threads[:LANE_BITS], threads[LANE_BITS:])
