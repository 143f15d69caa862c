"""Scans of tiles that are wider than the register file go over them in chunks.

A scan holds its tile in registers. Where that is too much, what is scanned, the scan and all that
is made of it become one loop over parts of the tile, which carries what the part before ended with
(a reversed scan begins with the last part):

    %y = scan %x {axis=0}         for %start = 0 … 65536 step 4096, carried %before:
    store_at %p, %o, %y, %m         %y = scan <part of %x>
                                    %z = where %start = 0, %y, combine(%before, %y)
                                    store_at %p, <part of %o>, %z, <part of %m>
                                    yield <the last of %z>

Assumes: `bind` has run. What must hold: all that depends on the scan stands in its block, is made
element by element and ends in stores, in reductions of the same axis or in another such scan; no
other op writes, or reads what is written, between the scan and the last of them; and everything
can be made in parts (`windows.py`). Else the function stays as it is, and `explain` and a warning
say what its tiles take.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Op, Value, walk
from tmetal.ir.layout import LANES
from tmetal.ir.ops import OPS
from tmetal.ir.types import I1, I32, Shape, Tile, dtype_named, number_of, shape_of
from tmetal.passes.combine import identity
from tmetal.passes.dce import dce
from tmetal.passes.recipes import is_anchor, is_recipe, outputs_of
from tmetal.passes.rewrite import Replaced, copy_block
from tmetal.passes.windows import NoWindow, Place, Windows, follow
from tmetal.target import THREADGROUP_BYTES

# 32-bit registers of a thread that a scan may hold at once (a thread has 128, and a scan needs
# about as many again for what it is made of), and that one chunk does.
MOST_REGISTERS = 64
CHUNK_REGISTERS = 16


def chunks(func: Func, simdgroups: int) -> Func:
    """Make loops over chunks of the wide scans of `func`, and return it."""
    if any(op.name == "scan" for op in walk(func.body)):
        outputs = outputs_of(func)
        if _block(func.body, outputs, LANES * simdgroups):
            return dce(func)
    return func


def _block(block: Block, outputs: set[Value], threads: int) -> bool:
    """Replace the wide scans of a block and of those inside; say whether there were any."""
    changed = False
    for op in list(block.ops):
        for inner in op.blocks:
            changed |= _block(inner, outputs, threads)
        if op.name == "scan" and op in block.ops:
            strip = _Strip(block, op, outputs)
            changed |= strip.found() and strip.too_wide(threads) and _replace(strip, threads)
    return changed


@dataclass
class _Strip:
    """A scan, and what follows from it in its block.

    where: at which dimension of each value the scanned one is, and whether it is mirrored. steps:
    the scans, stores and reductions, each with the place of its operands.
    """

    block: Block
    scan: Op
    outputs: set[Value]
    where: dict[Value, Place] = field(default_factory=dict)
    steps: list[tuple[Op, Place]] = field(default_factory=list)

    @property
    def length(self) -> int:
        """How many elements the scanned dimension has."""
        return self.shape[int(self.scan.attrs["axis"])]

    @property
    def shape(self) -> Shape:
        """The shape of the scanned tile."""
        return shape_of(self.scan.operands[0].type)

    def words(self) -> int:
        """Return how many 32-bit registers the scans take for an element."""
        scans = [op for op, _ in self.steps if op.name == "scan"]
        return sum(max(1, number_of(r.type).bits // 32) for op in scans for r in op.results)

    def staged_bytes(self) -> int:
        """Return the threadgroup memory that an element takes which is moved to its mirror."""
        turns: bool = self.scan.attrs["reverse"]
        mirrored = [v for v, (_, turned) in self.where.items() if turned != turns]
        return max((number_of(v.type).bytes for v in mirrored), default=0)

    def too_wide(self, threads: int) -> bool:
        """Whether the scans take more registers than are good, or more memory than there is."""
        elements = _numel(self.shape)
        if elements * self.staged_bytes() > THREADGROUP_BYTES:
            return True
        return elements * self.words() > MOST_REGISTERS * threads

    def chunk(self, threads: int) -> int:
        """Return how many elements along the dimension one turn takes; 0 if none do."""
        rest = _numel(self.shape) // self.length
        size = CHUNK_REGISTERS * threads // (rest * self.words())
        if staged := self.staged_bytes():
            size = min(size, THREADGROUP_BYTES // 2 // (rest * staged))
        size = 1 << size.bit_length() >> 1
        return size if 2 <= size < self.length else 0

    def found(self) -> bool:
        """Find all that follows from the scan; return whether a loop can do it."""
        ops = self.block.ops
        at = ops.index(self.scan)
        self.steps.append((self.scan, (self.scan.attrs["axis"], self.scan.attrs["reverse"])))
        self.where.update(dict.fromkeys(self.scan.results, self.steps[0][1]))
        last = at
        for position in range(at + 1, len(ops)):
            op = ops[position]
            used = [v for v in op.operands if v in self.where]
            inner = [i for block in op.blocks for i in walk(block)]
            if any(v in self.where for i in inner for v in i.operands):
                return False
            if used and not self.add(op, used):
                return False
            if used and op is self.steps[-1][0]:
                last = position
        between = [op for op in ops[at:last] if all(op is not step for step, _ in self.steps)]
        return last > at and self.may_move(between)

    def add(self, op: Op, used: list[Value]) -> bool:
        """Take in an op that depends on the scan; return whether that is possible."""
        places = {self.where[v] for v in used}
        if len(places) > 1:
            return False
        (place,) = places
        if op.name in ("scan", "reduce"):
            if op.attrs["axis"] != place[0] or place[1] != op.attrs.get("reverse", place[1]):
                return False
            if op.name == "scan":
                self.where.update(dict.fromkeys(op.results, place))
        elif op.name != "store_at":
            if len(op.results) != 1 or not is_recipe(op.results[0], self.outputs):
                return False
            there = {follow(op, v, place) for v in used}
            if len(there) > 1 or None in there:
                return False
            self.where[op.results[0]] = there.pop() or place
            return True
        self.steps.append((op, place))
        return True

    def may_move(self, between: list[Op]) -> bool:
        """Whether all stores may happen at one place, chunk by chunk."""
        stored = [op.operands[0] for op, _ in self.steps if op.name == "store_at"]
        # Two stores to one array may meet at an element: the later one has to win.
        return len(set(stored)) == len(stored) and not any(
            _touches(i, self.outputs) and not (OPS[i.name].access and i.operands[0] not in stored)
            for op in between
            for i in _inside(op)
        )

    def finals(self) -> set[Value]:
        """Return the results of reductions, which are there after the loop."""
        return {r for op, _ in self.steps if op.name == "reduce" for r in op.results}


def _inside(op: Op) -> Iterator[Op]:
    """Yield an op, and those in its blocks."""
    yield op
    for block in op.blocks:
        yield from walk(block)


def _touches(op: Op, outputs: set[Value]) -> bool:
    """Whether an op writes memory, reads what is written, or orders those that do."""
    row = OPS[op.name]
    return row.effect == "writes" or (not row.collective and is_anchor(op, outputs))


def _numel(shape: Shape) -> int:
    return Tile(I32, shape).numel


def _replace(strip: _Strip, threads: int) -> bool:
    """Put a loop over chunks in the place of a strip; return whether that is possible."""
    size = strip.chunk(threads)
    if not size:
        return False
    made = Builder(Block())
    made.loc = strip.scan.loc
    try:
        results = _Loop(strip, size, made).run()
    except NoWindow:
        return False
    at = _place(strip, made.block)
    if at is None:
        return False
    ops = strip.block.ops
    ops[at:at] = made.block.ops
    gone = {id(op) for op, _ in strip.steps}
    for later in ops[at:]:
        for op in _inside(later):
            op.operands = [results[v] for v in op.operands]
    ops[:] = [op for op in ops if id(op) not in gone]
    return True


def _place(strip: _Strip, made: Block) -> int | None:
    """Return where in its block a loop may stand: behind what it needs; None for nowhere."""
    ops, finals = strip.block.ops, strip.finals()
    needed = {v for op in walk(made) for v in op.operands}
    first = ops.index(strip.scan)
    at = max(first, *(i for i, op in enumerate(ops) if not needed.isdisjoint(op.results)), 0) + 1
    early = [v for op in ops[first:at] for i in _inside(op) for v in i.operands]
    return None if finals & {*needed, *early} else at


class _Loop:
    """Emits the loop: each turn does every step of a strip for one window."""

    def __init__(self, strip: _Strip, size: int, before: Builder) -> None:
        self.strip, self.size, self.before = strip, size, before
        self.start = Value(I32, "start")
        self.body = Block([self.start])
        self.b = Builder(self.body)
        self.windows = Windows(self.b, strip.outputs, strip.length, size, self.start)
        self.inits: list[Value] = []
        self.ends: list[Value] = []

    def run(self) -> Replaced:
        """Emit it; return what stands for the results of reductions."""
        b, bounds = self.before, (0, self.strip.length, self.size)
        operands = [b.constant(n, I32) for n in bounds]
        self.b.loc = b.loc
        self.first = self.b.emit("eq", self.start, self.b.constant(0, I32), hint="first")
        finals: list[tuple[Value, int]] = []
        for op, place in self.strip.steps:
            if op.name == "store_at":
                parts = [self.windows.of(v, place) for v in op.operands]
                self.b.loc = op.loc
                self.b.append(op.name, parts, op.attrs)
                continue
            at = len(self.ends)
            if op.name == "scan":
                self.do_scan(op, place)
            else:
                self.do_reduce(op, place)
                finals += [(r, at + i) for i, r in enumerate(op.results)]
        self.b.control("yield", self.ends, [], [])
        types = [v.type for v in self.inits]
        loop = b.control("for", [*operands, *self.inits], types, [self.body], unroll=False)
        return Replaced({r: loop.results[at] for r, at in finals})

    def do_scan(self, op: Op, place: Place) -> None:
        """Scan a window, and put what came before in front of it."""
        done = self.collective(op, place)
        carried = self.carry(op, place[0])
        spread = [self.spread(c, d, place[0]) for c, d in zip(carried, done, strict=True)]
        whole = self.joined(op, spread, done)
        for r, v in zip(op.results, whole, strict=True):
            v.name = r.name
            self.windows.made[r, place] = v
        self.ends += self.last_of(whole, place[0], 0 if place[1] else self.size - 1)

    def do_reduce(self, op: Op, place: Place) -> None:
        """Reduce a window, and combine the result with those of the windows before."""
        done = self.collective(op, place)
        carried = self.carry(op, None)
        self.ends += self.joined(op, carried, done)

    def collective(self, op: Op, place: Place) -> list[Value]:
        """Emit a scan or reduction of windows."""
        parts = [self.windows.of(v, place) for v in op.operands]
        self.b.loc = op.loc
        types = OPS[op.name].types([v.type for v in parts], op.attrs)
        blocks = [copy_block(block, Replaced()) for block in op.blocks]
        return self.b.control(op.name, parts, types, blocks, **op.attrs).results

    def carry(self, op: Op, axis: int | None) -> list[Value]:
        """Return what is carried for an op's results: of their shapes without the axis.

        It starts as what changes nothing, or as 0 if there is no such element.
        """
        starts = identity(op) or [0] * len(op.results)
        return [self.carried(r, axis, n) for r, n in zip(op.results, starts, strict=True)]

    def carried(self, v: Value, axis: int | None, start: float) -> Value:
        """Return what is carried for a value, and note with what it starts."""
        dtype, shape, b = number_of(v.type), shape_of(v.type), self.before
        if axis is not None:
            shape = shape[:axis] + shape[axis + 1 :]
        number = bool(start) if dtype is I1 else float(start) if dtype.is_float else int(start)
        first = b.constant(number, dtype)
        init = b.emit("splat", first, shape=shape) if shape else first
        self.inits.append(init)
        self.body.args.append(Value(init.type, v.name))
        return self.body.args[-1]

    def spread(self, v: Value, like: Value, axis: int) -> Value:
        """Repeat a value along an axis."""
        shape = shape_of(like.type)
        if not shape_of(v.type):
            return self.b.emit("splat", v, shape=shape)
        one = self.b.emit("reshape", v, shape=(*shape[:axis], 1, *shape[axis + 1 :]))
        return self.b.emit("broadcast", one, shape=shape)

    def joined(self, op: Op, left: list[Value], right: list[Value]) -> list[Value]:
        """Return what the op's block makes of both; in the first turn, the right side alone."""
        shape = shape_of(right[0].type)
        both = self.combined(op, left, right, shape)
        if identity(op) is not None:
            return both
        first = self.lifted(self.first, shape)
        return [self.b.emit("where", first, r, v) for r, v in zip(right, both, strict=True)]

    def combined(self, op: Op, left: list[Value], right: list[Value], shape: Shape) -> list[Value]:
        """Emit an op's block element by element of tiles."""
        (block,) = op.blocks
        values = Replaced(zip(block.args, [*left, *right], strict=True))
        for inner in block.ops[:-1]:
            if inner.blocks or len(inner.results) != 1 or not OPS[inner.name].pure:
                raise NoWindow
            operands = [values[v] for v in inner.operands]
            if operands:
                operands = [self.lifted(v, shape) for v in operands]
            values[inner.result] = self.b.append(inner.name, operands, inner.attrs).results[0]
        return [self.lifted(values[v], shape) for v in block.ops[-1].operands]

    def lifted(self, v: Value, shape: Shape) -> Value:
        """Return a scalar as a tile of a shape."""
        return v if shape_of(v.type) == shape else self.b.emit("splat", v, shape=shape)

    def last_of(self, whole: list[Value], axis: int, at: int) -> list[Value]:
        """Return the elements at a place of an axis, bit by bit: a reduction finds them."""
        b, shape = self.b, shape_of(whole[0].type)
        number = b.emit("arange", start=0, end=self.size)
        last = b.emit("splat", b.constant(at, I32), shape=(self.size,))
        here = b.emit("eq", number, last)
        ones = tuple(self.size if d == axis else 1 for d in range(len(shape)))
        if len(shape) > 1:
            here = b.emit("reshape", here, shape=ones)
        if ones != shape:
            here = b.emit("broadcast", here, shape=shape)
        bits = [self.as_bits(v) for v in whole]
        dtypes = [number_of(v.type) for v in bits]
        zeros = [b.constant(False if d is I1 else 0, d) for d in dtypes]
        chosen = [
            b.emit("where", here, v, self.lifted(zero, shape))
            for v, zero in zip(bits, zeros, strict=True)
        ]
        found = b.region("reduce", chosen, self.either, axis=axis)
        return [
            v if v.type is old.type or not number_of(old.type).is_float
            else b.emit("bitcast", v, dtype=number_of(old.type).name)
            for v, old in zip(found, whole, strict=True)
        ]  # fmt: skip

    def as_bits(self, v: Value) -> Value:
        """Return the bits of a tile of floats as integers; other tiles as they are."""
        dtype = number_of(v.type)
        if not dtype.is_float:
            return v
        return self.b.emit("bitcast", v, dtype=dtype_named(f"u{dtype.bits}").name)

    def either(self, left: list[Value], right: list[Value]) -> list[Value]:
        """Combine two elements of which one is 0."""
        return [self.b.emit("or", x, y) for x, y in zip(left, right, strict=True)]
