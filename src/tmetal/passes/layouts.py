"""Decides which thread holds which element, wherever elements are held or memory is touched.

Assumes: `hold` has run. Guarantees: every anchor on tiles has a `layout`; what a thread needs of a
held tile it holds itself, or a `stage` has put the tile into threadgroup memory. Values that loops
carry and branches choose have theirs in `attrs["layouts"]`, by name of the op's result.

How: an anchor takes the layout of a held tile that it reads element by element; if it reads none,
the one in which its memory accesses touch the fewest lines. So layouts flow from accesses through
reductions and products to stores. A carried tile takes the layout that the loop's body gives it,
found by choosing for the body once without it.
"""

from __future__ import annotations

from dataclasses import replace

from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Op, Value, walk
from tmetal.ir.layout import LANES, Layout, apply, blocked
from tmetal.ir.ops import carried, is_loop
from tmetal.ir.types import Shape, Tile, number_of, shape_of
from tmetal.passes.access import accesses, lines, orientation
from tmetal.passes.anchors import is_shared
from tmetal.passes.holding import padding, reachable, scannable
from tmetal.passes.matrix import Shares, neighbours, on_matrices, share
from tmetal.passes.recipes import is_anchor, is_recipe, is_tile, outputs_of, shape_at
from tmetal.passes.rewrite import Rewriter, rebuild
from tmetal.passes.tensor_ops import TensorShares, on_tensor_units, tensor_shares
from tmetal.passes.views import Bits, is_view, pull, push

# 32-bit registers of a thread that an operand may take which is kept for a product.
MOST_KEPT = 32
# Moving a tile through threadgroup memory must save this factor of the lines that it touches.
WORTH = 4


def layouts(func: Func, simdgroups: int, reload: bool = False, dot_rows: int = 0) -> Func:
    """Note layouts in `func`, and add `stage` where data must move between threads; return it.

    reload: what was loaded is not moved, but loaded again where another layout needs it. dot_rows:
    how many simdgroups share the rows of a product on matrices; 0: the cheapest.
    """
    chooser = Chooser(func, simdgroups, dot_rows)
    chooser.block(func.body)
    if reload and (again := chooser.loads_moved()):
        rebuild(func, lambda op, b: [] if op.name == "keep" and op.operands[0] in again else None)
        chooser = Chooser(func, simdgroups, dot_rows)
        chooser.block(func.body)
    _Writer(chooser).block(func.body)
    func.attrs["threads"] = LANES * simdgroups
    return func


class _Writer(Rewriter):
    """Moves ops, noting layouts and staging held values that other threads need."""

    def __init__(self, chooser: Chooser) -> None:
        super().__init__(Builder(Block()))
        self.chooser = chooser

    def op(self, op: Op) -> None:
        """Move one op."""
        for v in self.chooser.before.get(id(op), []):
            self.stage(v)
        super().op(op)
        layout = self.chooser.chosen.get(id(op))
        if layout is not None:
            op.attrs = {**op.attrs, "layout": str(layout)}
        shares = self.chooser.shares.get(id(op))
        if shares is not None:
            op.attrs = {**op.attrs, "shares": shares}
        carried = self.chooser.carried.get(id(op))
        if carried is not None:
            op.attrs = {**op.attrs, "layouts": tuple(str(c) if c else "" for c in carried)}
        # A value that a `keep` holds is staged after that: from registers.
        held = op.operands if op.name == "keep" else op.results
        for v in held:
            if v in self.chooser.staged and (op.name == "keep" or v not in self.chooser.kept):
                self.stage(v)

    def block(self, block: Block) -> None:
        """Go through a block, staging its arguments first."""
        ops, block.ops = block.ops, []
        with self.builder.inside(block):
            for a in block.args:
                if a in self.chooser.staged:
                    self.stage(a)
            self.ops(ops)

    def stage(self, v: Value) -> None:
        """Put a value into threadgroup memory from here on."""
        layout = self.chooser.layout_for_stage(v)
        pad = self.chooser.pads.get(v, 0)
        self.builder.effect("stage", v, layout=str(layout), pad=pad)


class Chooser:
    """Walks the program in order, knowing the layout of each held value."""

    def __init__(self, func: Func, simdgroups: int, dot_rows: int) -> None:
        self.simdgroups, self.dot_rows = simdgroups, dot_rows
        self.body = func.body
        self.shares: dict[int, tuple[int, ...]] = {}
        self.outputs = outputs_of(func)
        self.held: dict[Value, Layout] = {}
        self.chosen: dict[int, Layout] = {}
        self.carried: dict[int, list[Layout | None]] = {}
        self.staged: set[Value] = set()
        self.before: dict[int, list[Value]] = {}
        self.pads: dict[Value, int] = {}
        self.kept: set[Value] = set()  # what a `keep` holds
        self.across: set[Value] = set()  # loads that go through threadgroup memory
        self.products: set[Layout] = set()  # the layouts of products on matrices
        self.trial = 0

    def block(self, block: Block) -> None:
        """Choose for the ops of a block."""
        for op in block.ops:
            if is_loop(op):
                self.loop(op)
            elif op.name == "if":
                self.branches(op)
            elif is_anchor(op, self.outputs):
                self.anchor(op)

    def default(self, shape: Shape, op: Op | None = None) -> Layout:
        """Return the layout in which the accesses of an anchor are coalesced."""
        order, vector = orientation(op, shape, self.outputs) if op is not None else ((), 1)
        total = 1
        for n in shape:
            total *= n
        vector = max(1, min(vector, total // (LANES * self.simdgroups)))
        return blocked(shape, self.simdgroups, order, vector)

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
        layout = self.cheapest(op, shape, layout)
        if op.name == "scan" and not scannable(layout, shape, op.attrs["axis"]):
            layout = self.default(shape)
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
        found = next(accesses(Op("load", [y]), shape_of(y.type), self.outputs), None)
        size = number_of(y.type).bytes if found is None else found.bytes  # in memory
        near = neighbours(shape[1], size)
        shares = share(op, self.body, self.simdgroups, size, self.dot_rows)
        natural = self.natural([x], shape)
        ways = [replace(shares, deep=n) for n in range(3)]
        if natural in self.products:
            return next((s for s in ways if s.left(shape) == natural), shares)
        return shares if found is None or found.steps[0] != 1 else replace(shares, near=near)

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
        default = self.default(shape, op)
        layout = natural or default
        if len(shape) < 2:
            return layout
        own = next(accesses(op, shape, self.outputs), None)
        # Eight rows of a product's blocks lie in eight lines, whose other parts the caches bring
        # together: MLX stores its products like that too, with no exchange.
        stores = op.name == "store_at" and natural is not None and natural not in self.products
        if (
            own is not None
            and stores
            and lines(own, layout, shape) >= WORTH * lines(own, default, shape)
        ):
            layout = default
        for found in accesses(op, shape, self.outputs):
            v = found.op.results[0] if found.op.results else None
            if v is None or found.op is op or v in self.held or v in self.across:
                continue
            mine = self.default(shape_of(v.type), found.op)
            straight = next(accesses(found.op, shape_of(v.type), self.outputs))
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

    def natural(self, operands: list[Value], shape: Shape) -> Layout | None:
        """Return the layout of a held value that is read element by element, views included."""
        width = sum(n.bit_length() - 1 for n in shape)
        start = tuple(1 << b for b in range(width))
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
                    composed = tuple(apply(image, t) for t in through)
                    todo.append((op.operands[0], composed))
                continue
            todo += [(o, image) for o in reversed(op.operands) if is_tile(o)]
        return None

    def check(self, v: Value, bits: Bits | None, seen: set[tuple[Value, Bits | None]]) -> None:
        """Stage what a thread at `bits` needs of held values and does not hold itself."""
        if (v, bits) in seen or not is_tile(v):
            return
        seen.add((v, bits))
        if v in self.held:
            if bits is None or not reachable(self.held[v], bits):
                self.stage_later(v)
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

    def loads_moved(self) -> set[Value]:
        """Return the tiles that were loaded in runs, and go from registers to other threads."""
        loads = {v: v.op for v in self.staged & self.kept if v.op and v.op.name == "load_at"}
        first = {v: next(accesses(op, shape_of(v.type), self.outputs)) for v, op in loads.items()}
        return {v for v, access in first.items() if 1 in access.steps}

    def layout_for_stage(self, v: Value) -> Layout:
        """Return the layout in which a value is written to threadgroup memory."""
        if v in self.held:
            return self.held[v]
        shape = shape_of(v.type)
        return self.natural([v], shape) or self.default(shape, Op("stage", [v]))

    def result_layout(self, v: Value) -> Layout | None:
        """Return the layout that a value comes in, if something it is made of is held."""
        return self.natural([v], shape_of(v.type)) if is_tile(v) else None

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

    def writes(self, values: list[Value], layouts: list[Layout | None]) -> None:
        """Check that values can be written in the layouts of what carries them."""
        for v, layout in zip(values, layouts, strict=True):
            if layout is not None:
                self.check(v, Bits(layout.register, layout.thread), set())

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
