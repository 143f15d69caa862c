"""Where each memory access is made, and by which threads: the sites of a kernel.

In: the tile IR after `barriers`, where every anchor has a layout. Out: for each load, store and
atomic the places at which threads make it. A load that is a recipe has one site for each segment
that makes it. What must hold: the walk follows views as `lower` does.
"""

from __future__ import annotations

from dataclasses import dataclass

from tmetal.ir.core import Func, Op, Value, walk
from tmetal.ir.layout import read_layout
from tmetal.ir.ops import OPS, carried, is_loop
from tmetal.ir.types import shape_of
from tmetal.passes.matrix import on_matrices
from tmetal.passes.plan import Plan, Segment
from tmetal.passes.recipes import is_anchor, is_recipe, is_tile, outputs_of
from tmetal.passes.tensor_ops import shares_at
from tmetal.passes.views import Bits, is_view, pull


@dataclass(frozen=True)
class Site:
    """One place at which an access is made.

    `anchor` is the op that needs it; `segment` tells loops over registers apart. `bits` says which
    element of the access a register of a thread stands for; None where that is computed.
    """

    op: Op
    anchor: Op
    segment: int
    bits: Bits | None


def bits_of(op: Op) -> Bits | None:
    """Return the place of an anchor's element, or None for an anchor on scalars."""
    text = op.attrs.get("layout", "")
    if not text:
        return None
    layout = read_layout(text)
    return Bits(layout.register, layout.thread)


def sites(func: Func) -> list[Site]:
    """Return the sites of a function in the order of its text."""
    return _Walker(func).found


class _Walker:
    """Follows what each anchor needs to the loads that it makes."""

    def __init__(self, func: Func) -> None:
        self.outputs = outputs_of(func)
        self.found: list[Site] = []
        self.known: set[tuple[int, int, Bits | None]] = set()
        self.ready: set[Value] = set()  # held by a `keep` or a `stage`
        self.segments: dict[int, int] = {}
        for number, step in enumerate(s for steps in Plan(func).steps.values() for s in steps):
            anchors = step.anchors if isinstance(step, Segment) else [step]
            self.segments.update((id(op), number) for op in anchors)
        for op in walk(func.body):
            self.op(op)

    def op(self, op: Op) -> None:
        """Find the sites of one op, in the order of the text."""
        if OPS[op.name].access and not is_tile(op.operands[1]):
            self.add(op, op, bits_of(op))
        if op.name == "dot":
            self.product(op)
        elif is_loop(op) or op.name == "if":
            self.carries(op)
        elif is_anchor(op, self.outputs):
            bits = bits_of(op)
            if OPS[op.name].access and is_tile(op.operands[1]):
                self.add(op, op, bits)
            for v in op.operands:
                self.value(op, v, bits)
            if op.name in ("keep", "stage"):
                self.ready.add(op.operands[0])

    def add(self, op: Op, anchor: Op, bits: Bits | None) -> None:
        """Note a site, once for each loop over registers that it is in."""
        segment = self.segments.get(id(anchor), -1)
        key = (id(op), segment, bits)
        if key not in self.known:
            self.known.add(key)
            self.found.append(Site(op, anchor, segment, bits))

    def product(self, op: Op) -> None:
        """Find what the operands of a product load, each in its own layout."""
        x, y, acc = op.operands
        layout = read_layout(op.attrs["layout"])
        places: list[Bits | None] = [None, None]
        if on_matrices(op):
            shares = shares_at(op)
            parts = shares.left(shape_of(x.type)), shares.right(shape_of(y.type))
            places = [Bits(p.register, p.thread) for p in parts]
        places.append(Bits(layout.register, layout.thread))
        for v, bits in zip((x, y, acc), places, strict=True):
            self.value(op, v, bits)

    def carries(self, op: Op) -> None:
        """Find what is loaded to be carried by a loop or given by a branch."""
        texts = op.attrs.get("layouts", ())
        if is_loop(op):
            rows = [(start, end) for start, _, end, _ in carried(op)]
        else:
            ends = (b.ops[-1].operands for b in op.blocks)
            rows = list(zip(*ends, strict=True))
        for text, values in zip(texts, rows, strict=False):
            if text:
                layout = read_layout(text)
                for v in values:
                    self.value(op, v, Bits(layout.register, layout.thread))

    def value(self, anchor: Op, v: Value, bits: Bits | None) -> None:
        """Follow a value to the loads that it is made of."""
        todo: list[tuple[Value, Bits | None]] = [(v, bits)]
        seen: set[tuple[Value, Bits | None]] = set()
        while todo:
            at = todo.pop()
            v, bits = at
            if at in seen or not is_tile(v) or v in self.ready or not is_recipe(v, self.outputs):
                continue
            seen.add(at)
            op = v.op
            assert op is not None
            if op.name == "load_at":
                self.add(op, anchor, bits)
            inner = pull(op, bits) if is_view(op) and bits is not None else bits
            if op.name == "gather":
                todo += [(op.operands[1], bits), (op.operands[0], None)]
            else:
                todo += [(o, inner) for o in op.operands]
