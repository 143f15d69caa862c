"""Which values are held in registers rather than computed again where they are needed.

Assumes: `bind` has run. Guarantees: a load, or an op that costs as much as several others, whose
value is needed at more than one place of the program, is held by a `keep` if registers allow;
without one it is loaded or computed again, which is right too, and needs no register. So a tile
wider than the register file still runs.
"""

from __future__ import annotations

from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Op, Value
from tmetal.ir.layout import LANES
from tmetal.ir.ops import OPS, is_loop
from tmetal.ir.types import Tile, number_of, shape_of
from tmetal.passes.recipes import is_anchor, is_recipe, outputs_of, reached, shape_at
from tmetal.passes.rewrite import Rewriter

# 32-bit registers of a thread that all tiles of a kernel may be held in, if no target says more
# (`chips.py`); one tile gets half of them. A thread has 128; the rest is for everything else.
HELD_REGISTERS = 64

Place = tuple[int, int, object]  # block, phase, shape: anchors with one Place may share a loop


def hold(func: Func, simdgroups: int, registers: int = HELD_REGISTERS) -> Func:
    """Add `keep` to `func` after each value that is to be held, and return it.

    registers: how many 32-bit registers of a thread all of them may take.
    """
    wanted = _Finder(func, simdgroups).choose(registers)
    if wanted:
        _Keeper(wanted).block(func.body)
    return func


class _Keeper(Rewriter):
    """Moves ops, adding `keep` after those whose result is wanted."""

    def __init__(self, wanted: set[Value]) -> None:
        super().__init__(Builder(Block()))
        self.wanted = wanted

    def op(self, op: Op) -> None:
        """Move one op."""
        super().op(op)
        if op.results and op.results[0] in self.wanted:
            self.builder.effect("keep", op.results[0], layout="")


class _Finder:
    """Finds at which places each recipe is needed."""

    def __init__(self, func: Func, simdgroups: int) -> None:
        self.outputs = outputs_of(func)
        self.threads = LANES * simdgroups
        self.needed: dict[Value, set[Place]] = {}
        self.home: dict[Value, int] = {}
        self.order: list[Value] = []
        self.phase = 0
        self.looped: dict[int, set[int]] = {}  # block -> blocks of loops that it is in
        self.anchors: list[tuple[Op, Place]] = []
        self.block(func.body, set())

    def block(self, block: Block, loops: set[int]) -> None:
        """Give each anchor of a block its place."""
        self.looped[id(block)] = loops
        pending: set[Value] = set()
        for op in block.ops:
            for r in op.results:
                self.home[r] = id(block)
                self.order.append(r)
            if op.blocks and not OPS[op.name].collective:
                inside = loops | ({id(op)} if is_loop(op) else set())
                for inner in op.blocks:
                    self.phase += 1
                    self.block(inner, inside)
                self.phase += 1
                pending.clear()
                self.anchors.append((op, (id(block), self.phase, "control")))
            elif is_anchor(op, self.outputs):
                self.anchor(op, block, pending)
            elif OPS[op.name].terminator:
                self.phase += 1
                for v in op.operands:
                    place = (id(block), self.phase, shape_of(v.type))
                    self.anchors.append((Op("yield", [v]), place))

    def anchor(self, op: Op, block: Block, pending: set[Value]) -> None:
        """Place an anchor: after what it needs of the anchors before it."""
        if pending and any(v in pending for v, _ in reached(op, self.outputs)):
            self.phase += 1
            pending.clear()
        self.anchors.append((op, (id(block), self.phase, shape_at(op))))
        pending.update(op.results)

    def choose(self, room: int) -> set[Value]:
        """Return the values to be held, the last ones first as long as there is room."""
        for op, place in self.anchors:
            for v in op.operands:
                self.needed.setdefault(v, set()).add(place)
        wanted: set[Value] = set()
        most = room // 2
        for v in reversed(self.order):
            if not is_recipe(v, self.outputs) or v not in self.needed:
                continue
            places = self.needed[v]
            if self.costly(v) and self.often(v, places):
                size = self.registers(v)
                if size <= min(room, most):
                    wanted.add(v)
                    room -= size
                    places = {min(places, key=lambda p: p[1])}
            assert v.op is not None
            for operand in v.op.operands:
                self.needed.setdefault(operand, set()).update(places)
        return wanted

    def often(self, v: Value, places: set[Place]) -> bool:
        """Whether a value is needed more than once: at two places, or inside of a loop."""
        own = self.looped[self.home[v]]
        return len(places) > 1 or any(self.looped[block] - own for block, _, _ in places)

    def registers(self, v: Value) -> int:
        """Return how many 32-bit registers of a thread a tile takes."""
        assert isinstance(v.type, Tile)
        words = max(1, number_of(v.type).bits // 32)
        return max(1, v.type.numel // self.threads) * words

    def costly(self, v: Value) -> bool:
        """Whether to make a value again costs more than a register: a load, a function call."""
        assert v.op is not None
        row = OPS[v.op.name]
        return isinstance(v.type, Tile) and (row.effect == "reads" or row.tolerance > 0)
