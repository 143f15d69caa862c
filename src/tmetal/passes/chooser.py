"""Chooses the layout of every anchor, and of what loops carry and branches give.

An anchor takes the layout of a held tile that it reads element by element; if it reads none, the
one in which its memory accesses touch the fewest lines. A carried tile takes the layout that the
loop's body gives it, found by choosing for the body once without it, as a trial.
"""

from __future__ import annotations

from dataclasses import replace

from tmetal.ir.core import Block, Func, Op, Value, walk
from tmetal.ir.layout import Layout
from tmetal.ir.ops import carried, is_loop
from tmetal.ir.types import Shape, Tile, number_of, shape_of
from tmetal.passes.access import lines
from tmetal.passes.anchors import is_shared
from tmetal.passes.holding import padding, scannable, stacked
from tmetal.passes.matrix import Shares, neighbours, on_matrices, share
from tmetal.passes.recipes import is_anchor, is_tile, shape_at
from tmetal.passes.staging import Staging
from tmetal.passes.tensor_ops import TensorShares, on_tensor_units, tensor_shares
from tmetal.passes.views import Bits

# 32-bit registers of a thread that an operand may take which is kept for a product.
MOST_KEPT = 32
# Moving a tile through threadgroup memory must save this factor of the lines that it touches.
WORTH = 4


class Chooser(Staging):
    """Walks the program in order, knowing the layout of each held value."""

    def __init__(self, func: Func, simdgroups: int, dot_rows: int) -> None:
        super().__init__(func, simdgroups)
        self.dot_rows = dot_rows
        self.body = func.body
        self.shares: dict[int, tuple[int, ...]] = {}
        self.chosen: dict[int, Layout] = {}
        self.carried: dict[int, list[Layout | None]] = {}
        self.across: set[Value] = set()  # loads that go through threadgroup memory
        self.products: set[Layout] = set()  # the layouts of products on matrices

    def block(self, block: Block) -> None:
        """Choose for the ops of a block."""
        for op in block.ops:
            if op.blocks and is_loop(op):
                self.loop(op)
            elif op.name == "if":
                self.branches(op)
            elif is_anchor(op, self.outputs):
                self.anchor(op)

    def anchor(self, op: Op) -> None:
        """Choose for one anchor, and note what it holds afterwards."""
        if op.name in ("sort", "histogram", "scatter_add"):
            self.exchanged(op)
            return
        shape = shape_at(op)
        if op.name == "dot" and on_matrices(op):
            self.product(op)
            return
        if op.name == "dot":
            for v in op.operands[:2]:
                self.stage_before(op, v)
        layout = self.natural(op.operands, shape) if op.name != "dot" else None
        if op.name == "keep":
            layout = layout or self.wanted(op.operands[0])
        free, layout = layout is None, self.cheapest(op, shape, layout)
        if op.name == "scan":
            axis = op.attrs["axis"]
            layout = layout if scannable(layout, shape, axis) else self.default(shape)
            layout = stacked(layout, shape, axis) if free else layout
        if not self.trial:
            self.chosen[id(op)] = layout
        for v in op.operands[2:] if op.name == "dot" else op.operands:
            self.check(v, Bits(layout.register, layout.thread), set())
        self.note(op, layout, shape)

    def product(self, op: Op) -> None:
        """Choose for a product on matrices: the layouts of all three are its own."""
        shares, (x, y, acc) = self.shares_of(op), op.operands
        layout = shares.result(shape_of(op.result.type))
        if not self.trial:
            self.chosen[id(op)] = layout
            self.shares[id(op)] = shares.attribute
        parts = (shares.left(shape_of(x.type)), shares.right(shape_of(y.type)), layout)
        for v, own in zip((x, y, acc), parts, strict=True):
            self.check(v, Bits(own.register, own.thread), set())
        self.held[op.result] = layout
        self.products.add(layout)

    def shares_of(self, op: Op) -> Shares | TensorShares:
        """Decide how simdgroups share a product, in agreement with a left operand that is one."""
        if on_tensor_units(op):
            natural = self.natural(op.operands[:1], shape_of(op.operands[0].type))
            return tensor_shares(op, self.body, self.simdgroups, self.outputs, natural)
        x, y, _ = op.operands
        shape = shape_of(x.type)
        found = self.accesses.first(Op("load", [y]), shape_of(y.type))
        size = number_of(y.type).bytes if found is None else found.bytes  # in memory
        near = neighbours(shape[-1], size)
        shares = share(op, self.body, self.simdgroups, size, self.dot_rows)
        natural = self.natural([x], shape)
        ways = [replace(shares, deep=n) for n in range(3)]
        if natural in self.products:
            return next((s for s in ways if s.left(shape) == natural), shares)
        return shares if found is None or found.steps[-2] != 1 else replace(shares, near=near)

    def wanted(self, v: Value) -> Layout | None:
        """Return the layout in which a product wants a value that is kept for it."""
        for op in walk(self.body):
            if op.name == "dot" and on_matrices(op) and v in op.operands[:2]:
                shares = self.shares_of(op)
                part = shares.left if v is op.operands[0] else shares.right
                layout = part(shape_of(v.type))
                # Simdgroups that share an operand each hold all of it.
                words = layout.registers * number_of(v.type).bits // 32
                return layout if words <= MOST_KEPT else None
        return None

    def cheapest(self, op: Op, shape: Shape, natural: Layout | None) -> Layout:
        """Return the layout of an anchor: that of what it reads, or of its memory accesses.

        What it reads is moved through threadgroup memory if that saves most of the lines that a
        store touches; so is a load that lies across the layout.
        """
        if natural is not None and len(shape) < 2:
            return natural
        default = self.default(shape, op)
        layout = natural or default
        if len(shape) < 2:
            return layout
        own = self.accesses.first(op, shape)
        # Eight rows of a product's blocks lie in eight lines, whose other parts the caches bring
        # together: MLX stores its products like that too, with no exchange.
        stores = op.name == "store_at" and natural is not None and natural not in self.products
        if (
            own is not None
            and stores
            and lines(own, layout, shape) >= WORTH * lines(own, default, shape)
        ):
            layout = default
        for found in self.accesses.of(op, shape):
            v = found.op.results[0] if found.op.results else None
            if v is None or found.op is op or v in self.held or v in self.across:
                continue
            mine = self.default(shape_of(v.type), found.op)
            straight = self.accesses.of(found.op, shape_of(v.type))[0]
            best = lines(straight, mine, shape_of(v.type))
            if 1 in straight.steps and lines(found, layout, shape) >= WORTH * best:
                self.across.add(v)
                if not self.trial:
                    self.before.setdefault(id(op), []).append(v)
                    self.pads[v] = padding(v)
        return layout

    def note(self, op: Op, layout: Layout, shape: Shape) -> None:
        """Note the layouts of what an anchor makes."""
        if op.name == "keep":
            self.held[op.operands[0]] = layout
            self.kept.add(op.operands[0])
        elif op.name == "reduce":
            left = layout.dropped(shape, op.attrs["axis"])
            self.held.update({r: left for r in op.results if is_tile(r)})
        elif not is_shared(op, layout):
            self.held.update({r: layout for r in op.results if is_tile(r)})

    def exchanged(self, op: Op) -> None:
        """Choose for an op that works in threadgroup memory and leaves its result there."""
        shape = shape_of(op.operands[0].type)
        layout = self.natural(op.operands, shape) or self.default(shape, op)
        if not self.trial:
            self.chosen[id(op)] = layout
        for v in op.operands:
            self.check(v, Bits(layout.register, layout.thread), set())

    def loop(self, op: Op) -> None:
        """Choose for a loop: what it carries has one layout before, in and after it."""
        (body,) = op.blocks
        tiles = [is_tile(r) for r in op.results]
        found: list[Layout | None] = [None] * len(tiles)
        if any(tiles):
            before = dict(self.held), set(self.staged), set(self.across)
            self.trial += 1
            self.block(body)
            found = [self.result_layout(end) for _, _, end, _ in carried(op)]
            self.trial -= 1
            self.held, self.staged, self.across = before
        layouts: list[Layout | None] = []
        for i, (start, argument, end, r) in enumerate(carried(op)):
            layout = None
            if tiles[i]:
                layout = found[i] or self.result_layout(start)
                layout = layout or self.default(shape_of(r.type), Op("yield", [end]))
                self.held[argument] = self.held[r] = layout
            layouts.append(layout)
        if not self.trial:
            self.carried[id(op)] = layouts
        self.writes([start for start, _, _, _ in carried(op)], layouts)
        self.block(body)
        self.writes([end for _, _, end, _ in carried(op)], layouts)

    def branches(self, op: Op) -> None:
        """Choose for an `if`: what it gives has one layout on both paths."""
        for inner in op.blocks:
            self.block(inner)
        ends = [inner.ops[-1].operands for inner in op.blocks]
        layouts: list[Layout | None] = []
        for i, r in enumerate(op.results):
            layout = None
            if isinstance(r.type, Tile):
                shape = shape_of(r.type)
                layout = self.result_layout(ends[0][i]) or self.result_layout(ends[1][i])
                layout = layout or self.default(shape)
                self.held[r] = layout
            layouts.append(layout)
        for values in ends:
            self.writes(values, layouts)
        if not self.trial:
            self.carried[id(op)] = layouts
