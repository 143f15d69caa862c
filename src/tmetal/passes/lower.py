"""From tiles to threads: the tile level becomes the thread level.

Assumes: `layouts` and `barriers` have run; every tile op works element by element. Guarantees: no
tiles; each thread runs over its registers in counted loops that Metal is told to unroll.

The idea: the ops between two stores need no registers of their own if one loop does them all, so a
segment (see `plan`) becomes one loop over registers, and each tile value a scalar inside of it:

    %x = load_at %x_ptr, %offs, %mask     for %r in 0 … 8:
    %y = exp %x                             %e = coordinate %thread, %r
    store_at %y_ptr, %offs, %y, %mask       %offs = add %start, %e
                                            %x = load_at …; %y = exp %x; store_at …

Tiles that live across segments (carried by a loop, chosen by an `if`, loaded for two segments) are
rows of registers. A bool row is kept as it is: Metal has bool registers.
"""

from __future__ import annotations

from tmetal.errors import CompileError, InternalError
from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Op, Value
from tmetal.ir.types import I1, I32, DType, Shape, Tile, scalar_of, shape_of
from tmetal.passes.plan import Plan, Segment


def lower(func: Func) -> Func:
    """Return the thread-level form of `func`."""
    body = Block([Value(p.type, p.name) for p in func.body.args])
    low = _Lowering(func, Builder(body))
    low.scalars.update(zip(func.body.args, body.args, strict=True))
    low.block(func.body)
    low.b.control("return", [], [], [])
    return Func(func.name, body, "thread", dict(func.attrs))


# Unrolling more registers than this makes compilation slow and wins nothing.
MAX_UNROLLED = 32
# A thread has 128 32-bit registers (apple-gpu notes §1.4); what goes beyond lives in its stack.
MAX_ROW = 256


class _Lowering:
    """Maps scalars to values, tiles to recipes or register rows."""

    def __init__(self, func: Func, b: Builder) -> None:
        self.b = b
        self.plan = Plan(func)
        self.threads: int = func.attrs["threads"]
        self.scalars: dict[Value, Value] = {}
        self.rows: dict[Value, Value] = {}
        self.thread: Value | None = None
        self.root = b.block

    def thread_index(self) -> Value:
        """Return this thread's index, made once at the start of the kernel."""
        if self.thread is None:
            self.thread = self.b.emit("thread_index", hint="thread")
            self.root.ops.insert(0, self.b.block.ops.pop())
        return self.thread

    def block(self, old: Block) -> None:
        """Lower the steps of a block; its terminator is the caller's business."""
        for step in self.plan.steps[id(old)]:
            if isinstance(step, Segment):
                self.segment(step)
            elif step.name == "for":
                self.loop(step)
            elif step.name == "if":
                self.choice(step)
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
        fresh = [(v, self.new_row(v)) for v in s.rows]
        scope = _Element(self, s.shape)
        with scope:
            for op in s.anchors:
                scope.anchor(op)
            for value, row in fresh:
                scope.write(row, scope.value(value))
        self.rows.update(fresh)

    def new_row(self, like: Value) -> Value:
        """Make a register row that can hold tile `like`."""
        dtype = scalar_of(like.type)
        assert isinstance(dtype, DType)
        count = registers_of(shape_of(like.type), self.threads)
        if count > MAX_ROW:
            raise CompileError(
                f"this kernel keeps a tile of {shape_of(like.type)[0]} elements in registers, "
                f"{count} for each of {self.threads} threads; a thread has about 128. Use a BLOCK "
                f"of at most {MAX_ROW * self.threads}, or more num_warps.",
                self.b.loc,
            )
        return self.b.emit("registers_new", dtype=dtype.name, count=count, hint=like.name)

    def fill(self, values: list[Value], rows: list[Value]) -> None:
        """Write tile values into rows: all are computed before any is written."""
        pairs = list(zip(values, rows, strict=True))
        for shape in dict.fromkeys(shape_of(v.type) for v in values):
            scope = _Element(self, shape)
            with scope:
                mine = [(v, r) for v, r in pairs if shape_of(v.type) == shape]
                ready = [scope.value(v) for v, _ in mine]
                for value, (_, row) in zip(ready, mine, strict=True):
                    scope.write(row, value)

    def loop(self, op: Op) -> None:
        """Lower a loop: carried scalars stay carried, carried tiles live in rows."""
        (old,) = op.blocks
        carried = list(zip(op.operands[3:], old.args[1:], op.results, strict=True))
        tiles = [c for c in carried if isinstance(c[0].type, Tile)]
        scalars = [c for c in carried if not isinstance(c[0].type, Tile)]
        rows = [self.new_row(argument) for _, argument, _ in tiles]
        self.fill([start for start, _, _ in tiles], rows)
        for (_, argument, result), row in zip(tiles, rows, strict=True):
            self.rows[argument] = self.rows[result] = row
        bounds = [self.scalars[v] for v in op.operands[:3]]
        starts = [self.scalars[start] for start, _, _ in scalars]
        block = Block([Value(bounds[0].type, old.args[0].name)])
        block.args += [Value(v.type, a.name) for v, (_, a, _) in zip(starts, scalars, strict=True)]
        arguments = [old.args[0], *(a for _, a, _ in scalars)]
        self.scalars.update(zip(arguments, block.args, strict=True))
        ends = dict(zip(old.args[1:], old.ops[-1].operands, strict=True))
        with self.b.inside(block):
            self.block(old)
            self.fill([ends[a] for _, a, _ in tiles], rows)
            final = [self.scalars[ends[a]] for _, a, _ in scalars]
            self.b.control("yield", final, [], [])
        self.b.loc = op.loc
        types = [v.type for v in starts]
        new = self.b.control("for", [*bounds, *starts], types, [block], **op.attrs)
        for (_, _, result), made in zip(scalars, new.results, strict=True):
            made.name = result.name
            self.scalars[result] = made

    def choice(self, op: Op) -> None:
        """Lower an `if`: chosen tiles are rows that each branch fills."""
        tiles = [i for i, r in enumerate(op.results) if isinstance(r.type, Tile)]
        rows = [self.new_row(op.results[i]) for i in tiles]
        scalars = [i for i in range(len(op.results)) if i not in tiles]
        blocks = []
        for old in op.blocks:
            block, ends = Block(), old.ops[-1].operands
            with self.b.inside(block):
                self.block(old)
                self.fill([ends[i] for i in tiles], rows)
                self.b.control("yield", [self.scalars[ends[i]] for i in scalars], [], [])
            blocks.append(block)
        types = [op.results[i].type for i in scalars]
        new = self.b.control("if", [self.scalars[op.operands[0]]], types, blocks)
        for i, made in zip(scalars, new.results, strict=True):
            made.name = op.results[i].name
            self.scalars[op.results[i]] = made
        self.rows.update(zip((op.results[i] for i in tiles), rows, strict=True))


def registers_of(shape: Shape, threads: int) -> int:
    """Return how many elements of a tile each thread holds."""
    return max(1, (shape[0] if shape else 1) // threads)


class _Element:
    """The body of a loop over registers: tile values as the scalars of one element."""

    def __init__(self, low: _Lowering, shape: Shape) -> None:
        self.low, self.shape = low, shape
        self.size = shape[0] if shape else 1
        if len(shape) > 1:
            raise InternalError(f"lower: a tile of shape {list(shape)}")
        self.made: dict[Value, Value] = {}
        self._index: Value | None = None
        self.count = registers_of(shape, low.threads)

    def __enter__(self) -> _Element:
        b = self.low.b
        self.thread = self.low.thread_index()
        self.register = b.constant(0, I32)
        if self.count > 1:
            bounds = [b.constant(n, I32) for n in (0, self.count, 1)]
            self.body = Block([Value(I32, "r")])
            self.context = b.inside(self.body)
            b.control("for", bounds, [], [self.body], unroll=self.count <= MAX_UNROLLED)
            self.context.__enter__()
            self.register = self.body.args[0]
        return self

    def __exit__(self, *error: object) -> None:
        if self.count > 1:
            self.low.b.control("yield", [], [], [])
            self.context.__exit__(None, None, None)

    def index(self) -> Value:
        """Return the tile index of this element, made once."""
        if self._index is None:
            self._index = self.low.b.emit(
                "coordinate",
                self.thread,
                self.register,
                hint="e",
                threads=self.low.threads,
                size=self.size,
            )
        return self._index

    def value(self, v: Value) -> Value:
        """Return this element of tile `v` (or scalar `v`), computing it at first sight."""
        known = self.made.get(v)
        if known is None:
            known = self.made[v] = self.compute(v)
        return known

    def compute(self, v: Value) -> Value:
        """Emit what makes this element of `v`."""
        b = self.low.b
        if not isinstance(v.type, Tile):
            return self.low.scalars[v]
        if v in self.low.rows:
            return b.emit("register_read", self.low.rows[v], self.slot(v), hint=v.name)
        op = v.op
        if op is None:
            raise InternalError(f"lower: nothing makes {v}")
        b.loc = op.loc
        if op.name == "arange":
            start = b.constant(op.attrs["start"], I32)
            if v.type.numel == 1:
                return start
            return b.emit("add", self.index(), start) if op.attrs["start"] else self.index()
        operands = [self.value(o) for o in op.operands]
        if op.name in ("splat", "broadcast"):
            return operands[0]
        return b.emit(op.name, *operands, hint=v.name, **op.attrs)

    def slot(self, v: Value) -> Value:
        """Return the register of row `v` that holds this element: 0 for one that is repeated."""
        if registers_of(shape_of(v.type), self.low.threads) == 1:
            return self.low.b.constant(0, I32)
        return self.register

    def write(self, row: Value, value: Value) -> None:
        """Keep this element in a row."""
        self.low.b.effect("register_write", row, self.register, value)

    def anchor(self, op: Op) -> None:
        """Emit a store, or a load from an output."""
        operands = [self.value(v) for v in op.operands]
        self.low.b.loc = op.loc
        if op.name == "load_at":
            made = self.low.b.emit("load_at", *operands, hint=op.result.name)
            self.made[op.result] = made
            if not self.shape:
                self.low.scalars[op.result] = made
            return
        if self.size < self.low.threads:
            operands = [*operands[:3], self.owned(operands[3:])]
        self.low.b.effect("store_at", *operands)

    def owned(self, mask: list[Value]) -> Value:
        """Return the mask narrowed to the thread that owns an element: others repeat it."""
        b = self.low.b
        mine: Value = b.emit("lt", self.thread, b.constant(self.size, I32), hint="owner")
        if mask and mask[0].type is not I1:
            raise InternalError("lower: a mask that is not boolean")
        return b.emit("and", mine, mask[0]) if mask else mine
