"""Blocks of a product's operands: what each step along K loads of them, and with which masks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tmetal.ir.core import Op, Value
from tmetal.ir.layout import Layout, beyond, dimension_bits, runs
from tmetal.ir.types import F16, I32, DType, Shape, number_of, shape_of
from tmetal.passes.element import Element
from tmetal.passes.interior import Ends, Given, Interior, inner
from tmetal.passes.recipes import is_recipe
from tmetal.passes.rows import place
from tmetal.passes.simplify import constant_of
from tmetal.passes.views import Bits, is_view

if TYPE_CHECKING:
    from tmetal.passes.lower import Lowering


def element(v: Value) -> DType:
    """Return of what an operand's matrices are: none are of integers, but halves hold bytes."""
    dtype = number_of(v.type)
    return dtype if dtype.is_float else F16


def cast(low: Lowering, v: Value, dtype: str) -> Value:
    """Convert a number, unless it is of that type."""
    return v if number_of(v.type).name == dtype else low.b.emit("cast", v, dtype=dtype)


@dataclass(frozen=True)
class Place:
    """Which blocks of an operand are loaded: K is dimension `axis` of its matrices.

    Of K, the blocks that its lowest `near` register bits count, at number `turn` of the others; of
    the other dimension all, or those that its lowest `some` bits count, at number `block`. Of a
    batch, the matrix with number `matrix`.
    """

    axis: int
    near: int
    turn: Value | None
    matrix: int
    block: int | None = None
    some: int = 0


def load(low: Lowering, v: Value, matrices: Value, layout: Layout, at: Place) -> None:
    """Load some blocks of an operand."""
    b, shape = low.b, shape_of(v.type)
    counts = _given(low, shape, layout, at)
    given = {first: number for first, _, number in counts}
    gone = {first + i for first, length, _ in counts for i in range(length)}
    with Element(low, shape, layout, given, gone) as scope:
        slot = slot_without(scope, layout, gone)
        value = cast(low, scope.value(v), element(v).name)
        # Of fewer than 8 steps along K, lanes would repeat some.
        owner = low.owner(beyond(shape[-2:][at.axis], ("row", "column")[at.axis]))
        if owner is not None:
            value = b.emit("where", owner, value, b.constant(0.0, element(v)))
        b.effect("fragment_set", matrices, *place(b, slot), value)


def load_in_part(low: Lowering, v: Value, matrices: Value, layout: Layout, at: Place) -> None:
    """Load some blocks where masks are needed, for one of the operands or in one simdgroup."""
    given = _given(low, shape_of(v.type), layout, at)
    part = Interior(low, [Op("load", [v])], Bits(layout.register, layout.thread), given)
    part.split(lambda inside: load(low, v, matrices, layout, at))


def _given(low: Lowering, shape: Shape, layout: Layout, at: Place) -> Given:
    """Return which blocks are loaded, as numbers of runs of register bits."""
    dims = dimension_bits(shape)
    of = [[i for i, x in enumerate(layout.register) if i and x.bit_length() - 1 in d] for d in dims]
    own = of[-2:]
    found = fields(low, layout, own[at.axis][at.near :], at.turn) if at.turn is not None else []
    for bits in of[:-2]:
        found += fields(low, layout, bits, low.b.constant(at.matrix, I32))
    if at.block is not None:
        block = low.b.constant(at.block, I32)
        found += fields(low, layout, own[1 - at.axis][at.some :], block)
    return found


def fields(low: Lowering, layout: Layout, bits: list[int], number: Value) -> Given:
    """Return the parts of a number of blocks that count register bits."""
    b, found, low_bit = low.b, [], 0
    bases = [layout.register[i] for i in bits]
    for start, length in runs(bases, lambda x, y: True):
        part = b.emit("shr", number, b.constant(low_bit, I32)) if low_bit else number
        if low_bit + length < len(bits):
            part = b.emit("and", part, b.constant((1 << length) - 1, I32))
        found.append((bits[start], length, part))
        low_bit += length
    return found


def slot_without(scope: Element, layout: Layout, gone: set[int]) -> Value:
    """Return the register number without the bits that count along K."""
    kept = [x for i, x in enumerate(layout.register) if i not in gone]
    line = Layout(tuple(kept), layout.lane, layout.simdgroup)
    bases = tuple(0 if i in gone else x for i, x in enumerate(layout.register))
    bits = type(scope.bits)(bases, scope.bits.thread)
    slot = scope.slot(line, bits)
    assert slot is not None
    return slot


def nothing(low: Lowering, operands: tuple[tuple[Value, Layout, Place], ...]) -> Value | None:
    """Emit whether masks make all zero that a step multiplies, on both sides; None if unknown."""
    sides = []
    for v, layout, at in operands:
        found = _zeros(low, v, layout, _given(low, shape_of(v.type), layout, at))
        if not found:
            return None
        sides.append(found[0])
        for other in found[1:]:
            sides[-1] = low.b.emit("or", sides[-1], other)
    return low.b.emit("and", *sides)


def _zeros(low: Lowering, v: Value, layout: Layout, given: Given) -> list[Value]:
    """Emit what says, each for itself, that masks make all zero of what a step loads."""
    bits = Bits(layout.register, layout.thread)
    while v not in low.rows and v not in low.staged and v.op is not None:
        op = v.op
        if op.name == "load_at" and len(op.operands) > 2 and is_recipe(v, low.plan.outputs):
            other = constant_of(op.operands[3]) if len(op.operands) > 3 else 0
            if other is None or other != 0:
                return []
            return Ends(low, given).false(op.operands[2], bits, given[0][0])
        if (op.name != "cast" and not is_view(op)) or len(op.operands) > 1:
            return []
        found = inner(op, bits)
        if found is None:
            return []
        v, bits = op.operands[0], found
    return []
