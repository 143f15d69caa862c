"""Questions about layouts: who holds an element, how a tile lies in banks, whether a scan fits."""

from __future__ import annotations

from tmetal.ir.core import Value
from tmetal.ir.layout import Layout, dimension_bits
from tmetal.ir.types import Shape, Tile, number_of, shape_of
from tmetal.passes.views import Bits
from tmetal.target import THREADGROUP_BYTES


def holds(layout: Layout, bits: Bits) -> bool:
    """Whether the thread that is at `bits` holds that element in a register it can name."""
    if bits.thread != layout.thread:
        return False
    own = set(layout.register) | {0}
    origin = bits.origin
    for basis in layout.register:
        origin &= ~basis
    return not origin and all(basis in own for basis in bits.register)


def padding(v: Value) -> int:
    """Return the elements of one bank's width: a column's rows then lie in different banks.

    None where the padded tile would be more than all threadgroup memory: conflicts only cost time.
    """
    size, shape = number_of(v.type).bytes, shape_of(v.type)
    pad = max(1, 4 // size)
    numel = v.type.numel if isinstance(v.type, Tile) else 1
    padded = numel // shape[-1] * (shape[-1] + pad) * size if shape else 0
    return pad if padded <= THREADGROUP_BYTES else 0


def scannable(layout: Layout, shape: Shape, axis: int) -> bool:
    """Whether, along an axis, lanes are neighbouring bits with no other bit between or above some.

    A scan goes through neighbouring registers, then lanes, then everything that lies further apart.
    """
    bits = dimension_bits(shape)[axis]
    lanes = [(i, x) for i, x in enumerate(layout.lane) if x and x.bit_length() - 1 in bits]
    if not lanes:
        return True
    low = lanes[0][1]
    ascending = all(x == low << i and p == lanes[0][0] + i for i, (p, x) in enumerate(lanes))
    return ascending and all(x > low for x in layout.simdgroup if x.bit_length() - 1 in bits)
