"""What threads hold, and what has to go through threadgroup memory since other threads need it.

In: the layouts chosen so far. Out: for what an anchor reads, the layout that it comes in, and notes
of the tiles that must be staged, where they are held or before an op. Nothing is emitted here.
"""

from __future__ import annotations

from tmetal.ir.core import Func, Op, Value
from tmetal.ir.layout import LANES, Layout, blocked, images
from tmetal.ir.types import Shape, shape_of
from tmetal.passes.access import Accesses, orientation
from tmetal.passes.holding import padding, reachable
from tmetal.passes.recipes import is_recipe, is_tile, outputs_of
from tmetal.passes.views import Bits, is_view, pull, push


class Staging:
    """Knows the layout of each held value; while it is a `trial`, nothing is noted by op."""

    def __init__(self, func: Func, simdgroups: int) -> None:
        self.simdgroups = simdgroups
        self.outputs = outputs_of(func)
        self.accesses = Accesses(self.outputs)
        self.held: dict[Value, Layout] = {}
        self.staged: set[Value] = set()
        self.before: dict[int, list[Value]] = {}
        self.pads: dict[Value, int] = {}
        self.reads: dict[Value, set[Bits]] = {}  # where others read what is staged, if known
        self.kept: set[Value] = set()  # what a `keep` holds
        self.trial = 0

    def default(self, shape: Shape, op: Op | None = None) -> Layout:
        """Return the layout in which the accesses of an anchor are coalesced."""
        order, vector = orientation(op, shape, self.accesses) if op is not None else ((), 1)
        total = 1
        for n in shape:
            total *= n
        vector = max(1, min(vector, total // (LANES * self.simdgroups)))
        return blocked(shape, self.simdgroups, order, vector)

    def natural(self, operands: list[Value], shape: Shape) -> Layout | None:
        """Return the layout of a held value that is read element by element, views included."""
        if not self.held:
            return None
        start = tuple([1 << b for b in range(sum(n.bit_length() - 1 for n in shape))])
        todo = [(v, start) for v in reversed(operands) if shape_of(v.type) == shape]
        seen = set()
        while todo:
            v, image = todo.pop()
            if v in seen:
                continue
            seen.add(v)
            if v in self.held:
                return self.held[v].mapped(image)
            if not is_tile(v) or not is_recipe(v, self.outputs):
                continue
            op = v.op
            assert op is not None
            if is_view(op):
                through = push(op)
                if through is not None:
                    composed = images(image, through)
                    todo.append((op.operands[0], composed))
                continue
            todo += [(o, image) for o in reversed(op.operands) if is_tile(o)]
        return None

    def check(self, v: Value, bits: Bits | None, seen: set[tuple[Value, Bits | None]]) -> None:
        """Stage what a thread at `bits` needs of held values and does not hold itself."""
        if not self.held or not is_tile(v) or (v, bits) in seen:
            return
        seen.add((v, bits))
        if v in self.held:
            if bits is None or not reachable(self.held[v], bits):
                self.stage_later(v)
                if bits is not None and not self.trial:
                    self.reads.setdefault(v, set()).add(bits)
            return
        if not is_recipe(v, self.outputs):
            return
        op = v.op
        assert op is not None
        if op.name == "gather":
            source, index = op.operands
            self.check(index, bits, seen)
            self.stage_gathered(source)
        elif is_view(op):
            inner = pull(op, bits) if bits is not None else None
            for operand in op.operands:
                self.check(operand, inner, seen)
        else:
            for operand in op.operands:
                self.check(operand, bits, seen)

    def stage_gathered(self, source: Value) -> None:
        """Let a gather read any element of a held value; a recipe can be made anywhere."""
        if source in self.held:
            self.stage_later(source)
            return
        self.check(source, None, set())

    def stage_later(self, v: Value) -> None:
        """Have a held value in threadgroup memory from where it is held."""
        self.staged.add(v)
        self.pads.setdefault(v, padding(v))

    def stage_before(self, op: Op, v: Value) -> None:
        """Have an operand in threadgroup memory when `op` happens; views of it are free."""
        while v.op is not None and v.op.name in ("permute", "reshape") and v not in self.held:
            v = v.op.operands[0]
        if v in self.held:
            self.stage_later(v)
        elif not self.trial:
            found = self.before.setdefault(id(op), [])
            if v not in found:
                found.append(v)
        self.pads.setdefault(v, padding(v))
        layout = self.layout_for_stage(v)
        self.check(v, Bits(layout.register, layout.thread), set())

    def layout_for_stage(self, v: Value) -> Layout:
        """Return the layout in which a value is written to threadgroup memory."""
        if v in self.held:
            return self.held[v]
        shape = shape_of(v.type)
        return self.natural([v], shape) or self.default(shape, Op("stage", [v]))

    def result_layout(self, v: Value) -> Layout | None:
        """Return the layout that a value comes in, if something it is made of is held."""
        return self.natural([v], shape_of(v.type)) if is_tile(v) else None

    def writes(self, values: list[Value], layouts: list[Layout | None]) -> None:
        """Check that values can be written in the layouts of what carries them."""
        for v, layout in zip(values, layouts, strict=True):
            if layout is not None:
                self.check(v, Bits(layout.register, layout.thread), set())

    def loads_moved(self) -> set[Value]:
        """Return the tiles that were loaded in runs, and go from registers to other threads."""
        loads = {v: v.op for v in self.staged & self.kept if v.op and v.op.name == "load_at"}
        first = {v: self.accesses.of(op, shape_of(v.type))[0] for v, op in loads.items()}
        return {v for v, access in first.items() if 1 in access.steps}
