"""Matrix products on tensor units: how simdgroups share one, and what is emitted for it.

Operands and results live in plain registers, in the layout of cooperative tensors
(`ir.layout.tensor_blocks`), so that masks, epilogues, reductions and chained products are what they
are on any layout, and nothing goes through threadgroup memory. A block of the right operand and its
neighbour along columns lie side by side in registers: `matmul2d` multiplies 16 x 32 at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from tmetal.ir.core import Block, Op, Value, walk
from tmetal.ir.layout import Layout, dimension_bits, log2, tensor_blocks
from tmetal.ir.opset.tensor import HELD, SIDE
from tmetal.ir.types import I32, Registers, number_of, shape_of
from tmetal.passes.access import accesses
from tmetal.passes.element import Element
from tmetal.passes.interior import Interior
from tmetal.passes.matrix import (
    MAX_UNROLLED_BLOCKS,
    Shares,
    enter,
    leave,
    running_total,
)
from tmetal.passes.operands import fields, slot_without
from tmetal.passes.rows import write_row

if TYPE_CHECKING:
    from tmetal.passes.lower import Lowering

# What `matmul2d` multiplies at once from registers, in the one shape that MLX's kernels use.
ROWS, COLUMNS, INNER = SIDE, 2 * SIDE, SIDE
INSIDE = log2(HELD)  # register bits that count elements of a block
# Accumulators of a lane beyond which other parts are tried. Apple's guide starts with 32 x 32
# elements, 32 of them, and says that larger parts spill at some point (apple-gpu notes §1.7).
MOST_ACCUMULATED = 64


@dataclass(frozen=True)
class TensorShares:
    """How simdgroups share a product: `down` along rows times `across` along columns.

    turned_left, turned_right: an operand's lanes hold neighbours along its columns (left), or rows
    (right), because those are neighbours in memory. wide, deep: along columns, and along K, a lane
    has eight neighbours of two blocks rather than four of one: 16 bytes of 16-bit operands.
    """

    down: int
    across: int
    turned_left: bool = False
    turned_right: bool = False
    wide: bool = False
    deep: bool = False

    def result(self, shape: tuple[int, ...]) -> Layout:
        """Return the layout of the product."""
        return tensor_blocks(shape, self.down, self.across, False, (False, self.wide))

    def left(self, shape: tuple[int, ...]) -> Layout:
        """Return the layout of the left operand: simdgroups across share its rows."""
        spread = (False, self.deep)
        return tensor_blocks(shape, self.down, -self.across, self.turned_left, spread)

    def right(self, shape: tuple[int, ...]) -> Layout:
        """Return the layout of the right operand: simdgroups down share its columns."""
        spread = (self.deep, self.wide)
        return tensor_blocks(shape, -self.down, self.across, self.turned_right, spread)

    @property
    def attribute(self) -> tuple[int, ...]:
        """Return the numbers, as an op's attribute."""
        flags = (self.turned_left, self.turned_right, self.wide, self.deep)
        return self.down, self.across, *map(int, flags)


def on_tensor_units(op: Op) -> bool:
    """Whether `units` has put a product there."""
    return op.attrs.get("unit") == "tensor"


def shares_at(op: Op) -> Shares | TensorShares:
    """Read back how a product that is not each thread's own is shared."""
    if on_tensor_units(op):
        down, across, *flags = op.attrs["shares"]
        return TensorShares(down, across, *map(bool, flags))
    return Shares(*op.attrs["shares"])


def parts(op: Op, body: Block, simdgroups: int) -> tuple[int, int] | None:
    """Return how many simdgroups share rows, and columns; None if some would have nothing to do.

    Where rows are reduced, or multiplied again, each has whole rows as far as they go. Else it is
    the way that loads least, of those whose accumulators fit.
    """
    rows, columns = shape_of(op.result.type)
    ways = [(1 << i, simdgroups >> i) for i in range(log2(simdgroups) + 1)]
    fits = [(n, m) for n, m in ways if rows // n >= ROWS and columns // m >= COLUMNS]
    if not fits:
        return None
    if any(o.name in ("reduce", "dot") and o is not op for o in walk(body)):
        return fits[-1]

    def cost(way: tuple[int, int]) -> tuple[bool, int]:
        high, wide = rows // way[0], columns // way[1]
        return high * wide // 32 > MOST_ACCUMULATED, high + wide

    return min(fits, key=cost)


def tensor_shares(
    op: Op, body: Block, simdgroups: int, outputs: set[Value], natural: Layout | None
) -> TensorShares:
    """Decide how simdgroups share a product that `units` has marked.

    natural: the layout of a held tile that the left operand is made of, element by element.
    """
    ways = parts(op, body, simdgroups)
    assert ways is not None
    x, y, _ = op.operands
    wide = number_of(x.type).bits == 16
    shares = TensorShares(*ways, wide=wide, deep=wide)
    for chained in (shares, replace(shares, deep=not wide)):
        if natural == chained.left(shape_of(x.type)):
            return replace(chained, turned_right=_contiguous(y, outputs) == 0)
    turned = _contiguous(x, outputs) == 0
    return replace(shares, turned_left=turned, turned_right=_contiguous(y, outputs) == 0)


def _contiguous(v: Value, outputs: set[Value]) -> int | None:
    """Return the dimension along which an operand lies in memory, if it is known."""
    found = next(accesses(Op("load", [v]), shape_of(v.type), outputs), None)
    return found.steps.index(1) if found is not None and 1 in found.steps else None


def lower_tensor(low: Lowering, op: Op) -> None:
    """Emit a product: for each turn along K, load blocks of both operands and multiply them."""
    x, y, acc = op.operands
    shares = shares_at(op)
    assert isinstance(shares, TensorShares)
    layout = shares.result(shape_of(op.result.type))
    total = running_total(low, op, layout, Registers)
    if total is None:
        name = op.result.name
        total = low.b.emit("registers_new", dtype="f32", count=layout.registers, hint=name)
    enter(low, layout, acc, total)
    loads = Interior(low, [Op("load", [x, y])])
    loads.split(lambda inside: _steps(low, op, shares, total, inside or not loads.known))
    leave(low, layout, op.result, total)


def _steps(low: Lowering, op: Op, shares: TensorShares, total: Value, often: bool) -> None:
    """Emit the loop along K; code that runs seldom is not unrolled."""
    b, (x, y, _) = low.b, op.operands
    rows, columns = shape_of(op.result.type)
    high, wide = rows // shares.down // SIDE, columns // shares.across // SIDE
    inner = shape_of(x.type)[1]
    # Blocks along K whose elements are neighbours are loaded together.
    group = 2 if shares.deep and inner > INNER and number_of(y.type).bits == 16 else 1
    turns = inner // INNER // group
    left, right = (
        b.emit("registers_new", dtype=number_of(v.type).name, count=n * group * HELD, hint=hint)
        for v, n, hint in ((x, high, "left"), (y, 2, "right"))
    )
    body = Block([Value(I32, "k")])
    bounds = [b.constant(n, I32) for n in (0, turns, 1)]
    b.control("for", bounds, [], [body], unroll=often and turns <= MAX_UNROLLED_BLOCKS)
    with b.inside(body):
        turn = body.args[0]
        _load(low, x, left, shares.left(shape_of(x.type)), [(1, log2(group), turn)])
        for j in range(0, wide, 2):  # two blocks at a time: more would take registers
            place = [(0, log2(group), turn), (1, 1, b.constant(j // 2, I32))]
            _load(low, y, right, shares.right(shape_of(y.type)), place)
            for k, i in product(range(group), range(high)):
                _multiply(low, shares, (total, i * wide + j), (left, i * group + k), (right, 2 * k))
        b.control("yield", [], [], [])


def _multiply(low: Lowering, shares: TensorShares, *blocks: tuple[Value, int]) -> None:
    """Multiply blocks, given by row and number: total, left and right."""
    operands = [v for row, n in blocks for v in (row, low.b.constant(n * HELD, I32))]
    turned = {"turned_left": shares.turned_left, "turned_right": shares.turned_right}
    low.b.effect("tensor_multiply", *operands, **turned)


def _load(
    low: Lowering, v: Value, row: Value, layout: Layout, at: list[tuple[int, int, Value]]
) -> None:
    """Load some blocks of an operand.

    at: for dimensions of which not all blocks are loaded, how many of the lowest bits of a block's
    number count those that are, and the number that the other bits make.
    """
    shape = shape_of(v.type)
    given: dict[int, Value] = {}
    gone: set[int] = set()
    for axis, kept, number in at:
        along = dimension_bits(shape)[axis]
        blocks = enumerate(layout.register[INSIDE:], INSIDE)
        left_out = [i for i, x in blocks if x.bit_length() - 1 in along][kept:]
        given |= {first: part for first, _, part in fields(low, layout, left_out, number)}
        gone |= {*left_out}
    with Element(low, shape, layout, given, gone) as scope:
        write_row(low.b, row, slot_without(scope, layout, gone), scope.value(v))
