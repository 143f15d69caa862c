"""Matrix products on `simdgroup_matrix`: which products, and in what blocks."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Op, Value, walk
from tmetal.ir.layout import Layout, Spread, fragments, log2
from tmetal.ir.ops import carried, is_loop
from tmetal.ir.types import F32, I32, Fragments, Registers, number_of, shape_of
from tmetal.passes.element import Element
from tmetal.passes.interior import Interior
from tmetal.passes.operands import Place, cast, element, load, load_in_part, nothing
from tmetal.passes.recipes import reached
from tmetal.passes.rows import read_row

if TYPE_CHECKING:
    from tmetal.passes.lower import Lowering

SIDE = 8  # of a matrix that a simdgroup multiplies at once
# Steps along K that are unrolled: fragments must be indexed by constants (numbers.md 2.2-5), but
# long straight code is slower than a loop (2.2-4).
MAX_UNROLLED_BLOCKS = 8
# Blocks of accumulators of a simdgroup that do not spill: 16 x 64 elements for every dtype, 32 x 32
# for 16-bit operands only (numbers.md 2.2-7, 2.2-8).
MOST_BLOCKS = 16
MOST_ROWS_OF_FLOATS = 2
# 32-bit registers of a lane for accumulators, blocks of the right operand and what the left one is
# held in; where these would take more, a step loads and uses few blocks at a time (numbers.md
# 2.2-6).
MOST_LIVE = 48
EXACT = 1 << 24  # up to here sums of integers are exact in float32 (numbers.md 2.2-27)
WIDEST = 16  # bytes that a lane loads at once (apple-gpu notes §1.4)


def on_matrices(op: Op) -> bool:
    """Whether a product can be done on 8 x 8 matrices: of floats or bytes.

    A smaller tile fills a part of a block; of a block, a lane has two columns.
    """
    x, y, _ = op.operands
    inner, columns = shape_of(y.type)[-2:]
    if min(inner, columns) < 2:
        return False
    return number_of(x.type).is_float or number_of(x.type).bits == 8


def _most(v: Value) -> int:
    """Return the largest magnitude of an integer tile's numbers, whatever they are."""
    return max(map(abs, number_of(v.type).limits))


@dataclass(frozen=True)
class Shares:
    """How simdgroups share the blocks of a product: `down` along rows, `across` along columns.

    wide: 2 to this power blocks share their columns, so that a lane loads and stores that many
    pairs at once. near: as many steps along K share their places; a lane of the right operand then
    loads neighbours along K at once. deep: the same as `wide`, along K, where the left operand is
    a product itself. batches: groups of simdgroups that share the matrices of a batch.
    """

    down: int
    across: int
    wide: int = 0
    near: int = 0
    deep: int = 0
    batches: int = 1

    def result(self, shape: tuple[int, ...]) -> Layout:
        """Return the layout of the product."""
        return self._blocks(shape, self.down, self.across, (0, 0), (0, self.wide))

    def left(self, shape: tuple[int, ...]) -> Layout:
        """Return the layout of the left operand: simdgroups across share its rows."""
        return self._blocks(shape, self.down, -self.across, (0, 0), (self.near, self.deep))

    def right(self, shape: tuple[int, ...]) -> Layout:
        """Return the layout of the right operand: simdgroups down share its columns."""
        spread = self.near, self.deep
        return self._blocks(shape, -self.down, self.across, spread, (0, self.wide))

    def _blocks(
        self, shape: tuple[int, ...], down: int, across: int, rows: Spread, columns: Spread
    ) -> Layout:
        return fragments(shape, down, across, "rows", rows, columns, self.batches)

    @property
    def attribute(self) -> tuple[int, ...]:
        """Return the numbers, as an op's attribute."""
        batches = (self.batches,) if self.batches > 1 else ()
        return self.down, self.across, self.wide, self.near, self.deep, *batches


def share(op: Op, body: Block, simdgroups: int, loaded: int, wanted: int) -> Shares:
    """Decide how simdgroups share the blocks; `loaded` bytes has a right number in memory.

    wanted: how many share the rows, if not 0.

    Where rows are reduced, or multiplied again, a simdgroup that has whole rows exchanges nothing.
    Else each takes what loads least for each multiplication, of the parts that do not spill.
    Matrices of a batch are dealt out first, since those of different ones share no operand.
    """
    *many, rows, columns = shape_of(op.results[0].type)
    rows, columns = (max(1, n // SIDE) for n in (rows, columns))
    batches = min(simdgroups, math.prod(many))
    simdgroups //= batches
    size = element(op.operands[0]).bytes
    if wanted:
        down = min(rows, wanted, simdgroups)
    elif any(o.name in ("reduce", "dot") and o is not op for o in walk(body)):
        down = min(rows, simdgroups)
    else:
        ways = [1 << i for i in range(log2(simdgroups) + 1)]
        down = min(ways, key=lambda n: _cost(rows, columns, n, simdgroups // n, size))
    across = simdgroups // down
    return Shares(down, across, _width(columns, across, loaded), batches=batches)


def neighbours(inner: int, size: int) -> int:
    """Return how many steps along K a lane can load at once, as a power of two."""
    return min(log2(WIDEST // size), log2(max(SIDE, inner) // SIDE))


def _width(columns: int, across: int, size: int) -> int:
    """Return how many blocks can share columns so that a lane has 16 bytes of them in a row."""
    return min(log2(WIDEST // size) - 1, log2(max(1, columns // across)))


def _cost(rows: int, columns: int, down: int, across: int, size: int) -> tuple[bool, float]:
    """Return whether a simdgroup's part spills, and its loads for each multiplication."""
    if down > rows or across > columns:  # some simdgroups repeat what others do
        return True, float(down * across)
    high, wide = rows // down, columns // across
    spills = high * wide > MOST_BLOCKS or (size == 4 and high > MOST_ROWS_OF_FLOATS)
    loads = high + wide / (1 << _width(columns, across, size))
    return spills, loads / (high * wide)


Carried = tuple[Value, Value, Value, Value]  # see `ops.carried`


def is_accumulator(loop: Op, c: Carried, layout: Layout, outputs: set[Value]) -> bool:
    """Whether a product in a loop adds to a tile that the loop carries, element by element.

    So it does in a loop that goes on with the tile.
    """
    argument, end = c[1], c[2]
    op = end.op
    if op is None or op not in loop.blocks[0].ops:
        return False
    if is_loop(op):
        inner = next(i for i in carried(op) if i[3] is end)
        goes_on = (argument, False) in set(reached(Op("acc", [inner[0]]), outputs))
        return goes_on and is_accumulator(op, inner, layout, outputs)
    if op.name != "dot" or not on_matrices(op):
        return False
    if "unit" in op.attrs:  # tensor units add to plain registers
        return False
    same = number_of(argument.type) is F32 and op.attrs["layout"] == str(layout)
    return same and (argument, False) in set(reached(Op("acc", [op.operands[2]]), outputs))


def lower_matrix(low: Lowering, op: Op, shares: Shares) -> None:
    """Emit a product: for each step along K, load blocks of both operands and multiply them.

    Where all that is loaded lies inside of its array, it is loaded without masks.
    """
    (x, y, acc), result = op.operands, op.result
    layout = shares.result(shape_of(result.type))
    total = running_total(low, op, layout, Fragments)
    if total is None:
        total = low.new_row(result, layout, matrices=True)
    loads = Interior(low, [Op("load", [x, y])])
    if number_of(result.type).is_float:
        enter(low, layout, acc, total)
        loads.split(lambda inside: _product(low, op, shares, total, inside or not loads.known))
        leave(low, layout, result, total)
        return
    row = low.new_row(result, layout)
    with Element(low, shape_of(acc.type), layout) as scope:
        scope.write(row, layout, scope.bits, scope.value(acc))
    loads.split(lambda inside: _exact(low, op, shares, (total, row), inside or not loads.known))
    low.hold(result, row, layout)


def _exact(low: Lowering, op: Op, shares: Shares, sums: tuple[Value, Value], often: bool) -> None:
    """Emit a product of bytes: of as many steps along K as matrices add up exactly, repeatedly."""
    b, layout, shape = low.b, shares.result(shape_of(op.result.type)), shape_of(op.result.type)
    total, row = sums
    with _counted(b, _chunks(op), "chunk", False) as chunk:
        with Element(low, shape, layout) as scope:
            scope.write(total, layout, scope.bits, b.constant(0.0, F32))
        _product(low, op, shares, total, often, chunk)
        with Element(low, shape, layout) as scope:
            slot = scope.slot(layout, scope.bits)
            assert slot is not None
            value = cast(low, read_row(b, total, slot), "i32")
            scope.write(row, layout, scope.bits, b.emit("add", value, read_row(b, row, slot)))


def _chunks(op: Op) -> int:
    """Return in how many parts K is added up, so that float32 holds the sums of integers."""
    x, y, _ = op.operands
    inner = shape_of(x.type)[-1]
    if number_of(x.type).is_float:
        return 1
    most = EXACT // (_most(x) * _most(y))
    return max(1, inner >> log2(most))


@contextmanager
def _counted(b: Builder, count: int, name: str, unroll: bool) -> Iterator[Value | None]:
    """Emit what is done so often in a loop, giving its counter; None if it is done once."""
    if count == 1:
        yield None
        return
    body = Block([Value(I32, name)])
    bounds = [b.constant(n, I32) for n in (0, count, 1)]
    b.control("for", bounds, [], [body], unroll=unroll)
    with b.inside(body):
        yield body.args[0]
        b.control("yield", [], [], [])


def running_total(
    low: Lowering, op: Op, layout: Layout, kind: type[Fragments | Registers]
) -> Value | None:
    """Return the matrices, or registers, that hold the accumulator and may hold the product.

    They may if nobody needs the accumulator's old value afterwards, nor while the product adds up:
    neither operand is made of it, nor another element of the accumulator.
    """
    x, y, acc = op.operands
    found = list(reached(Op("acc", [acc]), low.plan.outputs))
    busy = {v for v, _ in reached(Op("load", [x, y]), low.plan.outputs)}
    busy |= {v for v, moved in found if moved}
    for v, _ in found:
        row = low.rows.get(v)
        if row is None or v in busy or not isinstance(row.type, kind):
            continue
        same = low.layouts[v] == layout and shape_of(v.type) == shape_of(acc.type)
        if same and row.type.element is F32 and not low.plan.is_needed_after(v, op):
            return row
    return None


def _product(
    low: Lowering, op: Op, shares: Shares, total: Value, often: bool, chunk: Value | None = None
) -> None:
    """Emit the product, or a chunk of it, of each matrix of the batch that a simdgroup has."""
    shape = shape_of(op.result.type)
    for matrix in range(_blocks(shares.result(shape), shape)[0]):
        _steps(low, op, shares, total, often, (matrix, chunk))


def _steps(
    low: Lowering,
    op: Op,
    shares: Shares,
    total: Value,
    often: bool,
    part: tuple[int, Value | None],
) -> None:
    """Emit the loop along K for a matrix and a chunk; code that runs seldom is not unrolled."""
    b, (x, y, _), shape = low.b, op.operands, shape_of(op.result.type)
    matrix, chunk = part
    _, rows, columns = _blocks(shares.result(shape), shape)
    group = 1 << shares.near  # steps that are loaded together
    turns = max(1, shape_of(x.type)[-1] // SIDE // group // _chunks(op))
    left = b.emit("fragments_new", dtype=element(x).name, count=rows * group, hint="left")
    some = _at_once(low, op, rows, columns, shares)
    count = some if group == 1 else group
    right = b.emit("fragments_new", dtype=element(y).name, count=count, hint="right")
    read = load if often else load_in_part
    with _counted(b, turns, "k", often and turns <= MAX_UNROLLED_BLOCKS) as turn:
        if chunk is not None:
            before = b.emit("mul", chunk, b.constant(turns, I32))
            turn = before if turn is None else b.emit("add", before, turn)
        sides = (
            (x, shares.left(shape_of(x.type)), Place(1, shares.near, turn, matrix)),
            (y, shares.right(shape_of(y.type)), Place(0, shares.near, turn, matrix)),
        )

        def step() -> None:
            read(low, x, left, *sides[0][1:])
            for j in range(0, columns, some):
                place = Place(0, shares.near, turn, matrix, j // some, log2(some))
                read(low, y, right, sides[1][1], place)
                blocks = _blocks_of(rows, columns, group, range(j, j + some))
                _multiply(low, (total, left, right), blocks, matrix * rows * columns)

        _unless(b, None if often or turn is None else nothing(low, sides), step)


def _unless(b: Builder, skip: Value | None, work: Callable[[], None]) -> None:
    """Emit some work that is left out where something is true."""
    if skip is None:
        work()
        return
    first, second = Block(), Block()
    with b.inside(first):
        b.control("yield", [], [], [])
    with b.inside(second):
        work()
        b.control("yield", [], [], [])
    b.control("if", [skip], [], [first, second])


def _at_once(low: Lowering, op: Op, rows: int, columns: int, shares: Shares) -> int:
    """Return of how many columns of blocks the right operand is loaded at once.

    What the left operand is made of, if it is held, takes registers meanwhile as well.
    """
    if shares.near:  # several steps along K are
        return 1
    x, y, _ = op.operands
    held = {v for v, _ in reached(Op("load", [x]), low.plan.outputs) if v in low.rows}
    kept = sum(low.layouts[v].registers * number_of(v.type).bits // 32 for v in held)
    live = 2 * rows * columns + columns * element(y).bytes // 2  # a block takes a lane two numbers
    return columns if live + kept <= MOST_LIVE else min(columns, 1 << shares.wide)


def _blocks_of(rows: int, columns: int, steps: int, some: range) -> list[tuple[int, int, int]]:
    """Return the numbers of blocks to multiply: in the result, left, and right."""
    if steps == 1:
        return [(i * columns + j, i, j - some.start) for i, j in _pairs(rows, some)]
    (j,) = some
    return [(i * columns + j, i * steps + k, k) for k, i in _pairs(steps, range(rows))]


def _pairs(n: int, m: range) -> list[tuple[int, int]]:
    return [(i, j) for i in range(n) for j in m]


def _blocks(layout: Layout, shape: tuple[int, ...]) -> tuple[int, int, int]:
    """Return how many matrices a simdgroup has, and blocks of each along rows and columns."""
    edge, end = shape[-1], shape[-2] * shape[-1]
    high = layout.register[1:]
    columns, few = sum(x < edge for x in high), sum(x < end for x in high)
    return 1 << len(high) - few, 1 << few - columns, 1 << columns


def enter(low: Lowering, layout: Layout, acc: Value, total: Value) -> None:
    """Put the accumulator into matrices, if it is not there."""
    if low.rows.get(acc) is total:
        return
    with Element(low, shape_of(acc.type), layout) as scope:
        scope.write(total, layout, scope.bits, cast(low, scope.value(acc), "f32"))


def _multiply(
    low: Lowering,
    arrays: tuple[Value, Value, Value],
    blocks: list[tuple[int, int, int]],
    first: int,
) -> None:
    """Multiply blocks, given by their numbers in the result from `first` on, left and right."""
    b, (total, left, right) = low.b, arrays
    for into, *numbers in blocks:
        at = [b.constant(n, I32) for n in (first + into, *numbers)]
        b.effect("fragment_multiply", total, at[0], left, at[1], right, at[2])


def leave(low: Lowering, layout: Layout, result: Value, total: Value) -> None:
    """Hold the product: in the matrices, or rounded in registers."""
    dtype = number_of(result.type)
    if dtype is F32:
        low.hold(result, total, layout)
        return
    row = low.new_row(result, layout)
    with Element(low, shape_of(result.type), layout) as scope:
        slot = scope.slot(layout, scope.bits)
        assert slot is not None
        value = cast(low, read_row(low.b, total, slot), dtype.name)
        scope.write(row, layout, scope.bits, value)
    low.hold(result, row, layout)
