"""From tiles to threads: the tile level becomes the thread level.

Assumes: `layouts` and `barriers` have run. Guarantees: no tiles; each thread runs over its
registers in counted loops that Metal is told to unroll.

The idea: the ops between two stores need no registers of their own if one loop does them all, so a
segment (see `plan`) becomes one loop over registers, and each tile value a scalar inside of it:

    %x = load_at %x_ptr, %offs, %mask     for %r in 0 … 8:
    %y = exp %x                             %e = thread + %r * 128
    store_at %y_ptr, %offs, %y, %mask       %offs = add %start, %e
                                            %x = load_at …; %y = exp %x; store_at …

Held values (kept, reduced, carried by a loop, chosen by an `if`) are rows of registers.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from tmetal.errors import CompileError
from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Op, Value
from tmetal.ir.layout import Layout, read_layout, runs
from tmetal.ir.ops import OPS, carried, is_loop
from tmetal.ir.types import F32, I32, DType, Fragments, Shape, Tile, number_of, shape_of
from tmetal.passes.anchors import Anchor
from tmetal.passes.element import Element
from tmetal.passes.interior import Interior, Known
from tmetal.passes.intervals import Bounds, given
from tmetal.passes.matrix import Carried, is_accumulator
from tmetal.passes.plan import ALONE, Plan, Segment
from tmetal.passes.product import lower_dot, lower_scatter, lower_sort
from tmetal.passes.recipes import reached
from tmetal.passes.rows import Staged, read_row, write_row
from tmetal.passes.scan import lower_scan

# A thread has 128 32-bit registers (apple-gpu notes §1.4); what goes beyond lives in its stack.
MAX_ROW = 256


# What may be done in one of two versions of a segment.
_SPLIT = ("store_at", "keep", "reduce")


def lower(func: Func, shift_and_fill: bool = False) -> Func:
    """Return the thread-level form of `func`.

    shift_and_fill: the chip has shuffles that fill the lanes that nothing moves into (`chips.py`).
    """
    body = Block([Value(p.type, p.name) for p in func.body.args])
    low = Lowering(func, Builder(body), shift_and_fill)
    low.scalars.update(zip(func.body.args, body.args, strict=True))
    low.block(func.body)
    low.b.control("return", [], [], [])
    body.ops[:0] = low.start.block.ops
    return Func(func.name, body, "thread", dict(func.attrs))


class Lowering:
    """Maps scalars to values, tiles to recipes, register rows or threadgroup memory."""

    def __init__(self, func: Func, b: Builder, shift_and_fill: bool) -> None:
        self.b = b
        self.shift_and_fill = shift_and_fill
        self.start = Builder(Block())  # what is done once, before everything else
        self.plan = Plan(func)
        self.threads: int = func.attrs["threads"]
        self.func = func
        self.scalars: dict[Value, Value] = {}
        self.rows: dict[Value, Value] = {}
        self.layouts: dict[Value, Layout] = {}
        self.staged: dict[Value, Staged] = {}
        self.thread: Value | None = None
        self.owners = 0
        self.true: set[Known] = set()  # tiles of booleans of which it is known that all are true
        self.loops: list[Block] = []  # the bodies of the loops around what is lowered
        self._parts: dict[tuple[tuple[int, ...], range], Value | None] = {}
        self._bits: dict[tuple[int, int, int], Value] = {}

    @cached_property
    def bounds(self) -> Bounds:
        """Return the ranges of the tiles' numbers."""
        return Bounds(None, given(self.func))

    def thread_index(self) -> Value:
        """Return this thread's index, made once at the start of the kernel."""
        if self.thread is None:
            self.thread = self.start.emit("thread_index", hint="thread")
        return self.thread

    def thread_part(self, bases: tuple[int, ...], bits: range) -> Value | None:
        """Return what the thread's index adds to the coordinate at `bits`; None for nothing."""
        key = (bases, bits)
        if key not in self._parts:
            mine = tuple(x if x.bit_length() - 1 in bits else 0 for x in bases)
            total: Value | None = None
            for first, length in runs(mine, lambda x, y: True):
                part = self.thread_bits(first, length, mine[first] >> bits.start)
                total = part if total is None else self.start.emit("add", total, part)
            self._parts[key] = total
        return self._parts[key]

    def thread_bits(self, first: int, length: int, times: int = 1) -> Value:
        """Return some bits of the thread's index as a number, times a constant; made once."""
        key = first, length, times
        if key not in self._bits:
            self._bits[key] = self._thread_bits(*key)
        return self._bits[key]

    def _thread_bits(self, first: int, length: int, times: int) -> Value:
        b, value = self.start, self.thread_index()
        if first:
            value = b.emit("shr", value, b.constant(first, I32))
        if first + length < self.threads.bit_length() - 1:
            value = b.emit("and", value, b.constant((1 << length) - 1, I32))
        return b.emit("mul", value, b.constant(times, I32)) if times > 1 else value

    def owner(self, repeats: int) -> Value | None:
        """Return whether this thread is the first of those that hold the same; None: all are."""
        if not repeats:
            return None
        b = self.start
        rest = b.emit("and", self.thread_index(), b.constant(repeats, I32))
        return b.emit("eq", rest, b.constant(0, I32), hint="owner")

    def number(self) -> int:
        """Return a fresh owner number for accesses of threadgroup memory."""
        self.owners += 1
        return self.owners

    def changes(self, v: Value) -> bool:
        """Whether a scalar may change from turn to turn of the loop around what is lowered."""
        if not self.loops:
            return False
        body, todo, seen = self.loops[-1], [v], {v}
        while todo:
            v = todo.pop()
            if v.op is None and v in body.args:
                return True
            if v.op is not None:
                if not OPS[v.op.name].pure and v.op in body.ops:
                    return True
                todo += [o for o in v.op.operands if o not in seen]
                seen.update(v.op.operands)
        return False

    def block(self, old: Block) -> None:
        """Lower the steps of a block; its terminator is the caller's business."""
        for step in self.plan.steps[id(old)]:
            if isinstance(step, Segment):
                self.segment(step)
            elif is_loop(step):
                self.loop(step)
            elif step.name == "if":
                self.choice(step)
            elif step.name in ALONE:
                self.b.loc = step.loc
                _ALONE[step.name](self, step)
            else:
                self.scalar(step)

    def scalar(self, op: Op) -> None:
        """Copy an op on scalars."""
        self.b.loc = op.loc
        types = [r.type for r in op.results]
        operands = [self.scalars[v] for v in op.operands]
        new = self.b.control(op.name, operands, types, [], **op.attrs)
        for old_value, made in zip(op.results, new.results, strict=True):
            made.name = old_value.name
            self.scalars[old_value] = made

    def segment(self, s: Segment) -> None:
        """Emit one loop over registers that does everything in a segment."""
        work = [Anchor(self, op, s) for op in s.anchors]

        def run(inside: bool) -> None:
            with Element(self, s.shape, s.layout) as scope:
                for one in work:
                    self.b.loc = one.op.loc
                    one.inside(scope)

        # One question for all is cheaper where rows and columns of a tile are masked apart; and
        # where threads never wait, since the CPU executor asks it before its loop over them.
        apart = len(s.shape) > 1 or (s.shape and self.plan.only_stores)
        if apart and all(op.name in _SPLIT for op in s.anchors):
            Interior(self, s.anchors).split(run)
        else:
            run(False)
        for reduction in [one.reduction for one in work if one.reduction is not None]:
            self.b.loc = reduction.op.loc
            reduction.gather()
        for one in work:
            self.b.loc = one.op.loc
            one.after()

    def new_row(self, v: Value, layout: Layout, matrices: bool = False) -> Value:
        """Make a row that can hold tile `v` in a layout: of registers, or of float32 matrices."""
        if layout.registers > MAX_ROW:
            raise CompileError(
                f"this kernel keeps a tile of {_size(v)} elements in registers, "
                f"{layout.registers} for each of {self.threads} threads; a thread has about 128. "
                f"Use a BLOCK of at most {MAX_ROW * self.threads} elements, or more num_warps.",
                self.b.loc,
            )
        kind, each = ("fragments_new", 2) if matrices else ("registers_new", 1)
        dtype = F32 if matrices else number_of(v.type)
        return self.b.emit(kind, dtype=dtype.name, count=layout.registers // each, hint=v.name)

    def carried_row(self, loop: Op, c: Carried, layout: Layout, taken: list[Value]) -> Value:
        """Return the row of a tile that a loop carries: of matrices, if a product adds to it.

        That is the row in which it starts, if nothing needs the start but the loop's first turn.
        """
        start, matrices = c[0], is_accumulator(loop, c, layout, self.plan.outputs)
        row = self.rows.get(start)
        if row is not None and row not in taken and self.layouts[start] == layout:
            body, needed = loop.blocks[0], self.plan.is_needed_after(start, loop)
            same = isinstance(row.type, Fragments) == matrices
            if same and not (needed or self.plan.is_needed_in(body, start)):
                return row
        return self.new_row(c[1], layout, matrices)

    def hold(self, v: Value, row: Value, layout: Layout) -> None:
        """Note that a tile is held in a row."""
        self.rows[v], self.layouts[v] = row, layout

    def new_shared(self, dtype: DType, count: int, hint: str = "") -> Value:
        """Make an array of threadgroup memory, for the op at hand."""
        self.start.loc = self.b.loc
        return self.start.emit("shared_new", dtype=dtype.name, count=count, at=-1, hint=hint)

    def stage(self, v: Value, pad: int = 0) -> Staged:
        """Make threadgroup memory for a tile."""
        shape = shape_of(v.type)
        pitch = shape[-1] + (pad if len(shape) > 1 else 0) if shape else 1
        count = _size(v) // shape[-1] * pitch if shape else 1
        array = self.new_shared(number_of(v.type), count, hint=v.name)
        return Staged(array, shape, pitch, self.number())

    def fill(self, values: list[Value], rows: list[Value], layouts: list[Layout]) -> None:
        """Write tile values into rows, as if all were computed before any is written.

        Values of one shape and layout are made by one loop, which reads before it writes. Between
        loops, one whose values need rows that another writes goes first; where two need each
        other's, values wait in rows of their own.
        """
        todo: dict[tuple[Shape, Layout], list[tuple[Value, Value]]] = {}
        for v, row, layout in zip(values, rows, layouts, strict=True):
            if self.rows.get(v) is row:
                continue  # it was made in place
            todo.setdefault((shape_of(v.type), layout), []).append((v, row))
        waiting: list[tuple[tuple[Shape, Layout], list[tuple[Value, Value]]]] = []
        while todo:
            key = next((k for k in todo if not self.read_elsewhere(k, todo)), None)
            if key is None:
                key = next(iter(todo))
                own = [(v, self.new_row(v, key[1])) for v, _ in todo[key]]
                pairs = zip(own, todo[key], strict=True)
                waiting.append((key, [(mine, row) for (_, mine), (_, row) in pairs]))
                self.fill_one(key, own)
            else:
                self.fill_one(key, todo[key])
            del todo[key]
        for key, moves in waiting:
            self.copy_rows(key, moves)

    def copy_rows(self, key: tuple[Shape, Layout], moves: list[tuple[Value, Value]]) -> None:
        """Copy rows of one layout, from first to second."""
        with Element(self, *key) as scope:
            slot = scope.slot(key[1], scope.bits)
            assert slot is not None
            for mine, row in moves:
                write_row(self.b, row, slot, read_row(self.b, mine, slot))

    def read_elsewhere(
        self,
        key: tuple[Shape, Layout],
        todo: dict[tuple[Shape, Layout], list[tuple[Value, Value]]],
    ) -> bool:
        """Whether the rows that one loop writes are read by another that is still to come."""
        mine = {row for _, row in todo[key]}
        others = [v for k, pairs in todo.items() if k != key for v, _ in pairs]
        found = reached(Op("fill", others), self.plan.outputs)
        return any(self.rows.get(v) in mine for v, _ in found if v in self.rows)

    def fill_one(self, key: tuple[Shape, Layout], pairs: list[tuple[Value, Value]]) -> None:
        """Write values of one shape and layout into rows, each element read before it is written.

        A view may mean elements that the loop has overwritten: then values wait too.
        """
        moved = {
            self.rows[v]
            for v, is_moved in reached(Op("fill", [v for v, _ in pairs]), self.plan.outputs)
            if is_moved and v in self.rows
        }
        if moved & {row for _, row in pairs}:
            own = [(v, self.new_row(v, key[1])) for v, _ in pairs]
            self.fill_one(key, own)
            both = zip(own, pairs, strict=True)
            self.copy_rows(key, [(mine, row) for (_, mine), (_, row) in both])
            return
        with Element(self, *key) as scope:
            ready = [scope.value(v) for v, _ in pairs]
            for value, (_, row) in zip(ready, pairs, strict=True):
                scope.write(row, key[1], scope.bits, value)

    def loop(self, op: Op) -> None:
        """Lower a loop: carried scalars stay carried, carried tiles live in rows."""
        (old,) = op.blocks
        given = op.attrs.get("layouts", ())
        heads = OPS[op.name].loop
        assert heads is not None
        tiles = [c for c in carried(op) if isinstance(c[0].type, Tile)]
        scalars = [c for c in carried(op) if not isinstance(c[0].type, Tile)]
        layouts = [read_layout(text) for text in given if text]
        rows: list[Value] = []
        for c, layout in zip(tiles, layouts, strict=True):
            rows.append(self.carried_row(op, c, layout, rows))
        self.fill([start for start, _, _, _ in tiles], rows, layouts)
        for (_, argument, _, result), row, layout in zip(tiles, rows, layouts, strict=True):
            self.hold(argument, row, layout)
            self.hold(result, row, layout)
        starts = [*op.operands[: heads[0]], *(start for start, _, _, _ in scalars)]
        arguments = [*old.args[: heads[1]], *(argument for _, argument, _, _ in scalars)]
        ends = [*old.ops[-1].operands[: heads[2]], *(end for _, _, end, _ in scalars)]
        block = Block([Value(a.type, a.name) for a in arguments])
        self.scalars.update(zip(arguments, block.args, strict=True))
        self.loops.append(block)
        with self.b.inside(block):
            self.block(old)
            self.fill([end for _, _, end, _ in tiles], rows, layouts)
            self.b.control("yield", [self.scalars[v] for v in ends], [], [])
        self.loops.pop()
        self.b.loc = op.loc
        types = [start.type for start, _, _, _ in scalars]
        attrs = {k: v for k, v in op.attrs.items() if k != "layouts"}
        operands = [self.scalars[v] for v in starts]
        new = self.b.control(op.name, operands, types, [block], **attrs)
        for (_, _, _, result), made in zip(scalars, new.results, strict=True):
            made.name = result.name
            self.scalars[result] = made

    def choice(self, op: Op) -> None:
        """Lower an `if`: chosen tiles are rows that each branch fills."""
        given = op.attrs.get("layouts", ())
        tiles = [i for i, r in enumerate(op.results) if isinstance(r.type, Tile)]
        layouts = [read_layout(given[i]) for i in tiles]
        rows = [self.new_row(op.results[i], lay) for i, lay in zip(tiles, layouts, strict=True)]
        scalars = [i for i in range(len(op.results)) if i not in tiles]
        blocks = []
        for old in op.blocks:
            block, ends = Block(), old.ops[-1].operands
            with self.b.inside(block):
                self.block(old)
                self.fill([ends[i] for i in tiles], rows, layouts)
                self.b.control("yield", [self.scalars[ends[i]] for i in scalars], [], [])
            blocks.append(block)
        types = [op.results[i].type for i in scalars]
        new = self.b.control("if", [self.scalars[op.operands[0]]], types, blocks)
        for i, made in zip(scalars, new.results, strict=True):
            made.name = op.results[i].name
            self.scalars[op.results[i]] = made
        for i, row, layout in zip(tiles, rows, layouts, strict=True):
            self.hold(op.results[i], row, layout)


def _size(v: Value) -> int:
    return v.type.numel if isinstance(v.type, Tile) else 1


_ALONE: dict[str, Callable[[Lowering, Op], None]] = {
    "scan": lower_scan,
    "dot": lower_dot,
    "sort": lower_sort,
    "histogram": lower_scatter,
    "scatter_add": lower_scatter,
}
