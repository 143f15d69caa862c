"""Where the elements of a view are: from places in the result to places in the operand.

A `Place` says which element is meant while a thread's code runs: one coordinate per dimension, as
values of the thread level. While it is a linear map of the bits of register, lane and simdgroup
numbers, it also has the bases of that map, by which a register row can be read (see `ir.layout`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tmetal.ir.build import Builder
from tmetal.ir.core import Op, Value
from tmetal.ir.layout import (
    Map,
    apply,
    broadcast_map,
    dimension_bits,
    drop_map,
    images,
    inverse,
    log2,
    permute_map,
)
from tmetal.ir.ops import OPS
from tmetal.ir.types import I32, Shape, shape_of


@dataclass(frozen=True)
class Bits:
    """A place as an affine map: `origin` exclusive-or the bases of all hardware bits that are set.

    `register` and `thread` are bases as in a `Layout`.
    """

    register: tuple[int, ...]
    thread: tuple[int, ...]
    origin: int = 0

    def mapped(self, image: Map) -> Bits:
        """Return the images of all bases."""
        register, thread = images(image, self.register), images(image, self.thread)
        return Bits(register, thread, apply(image, self.origin))

    def moved(self, by: int) -> Bits:
        """Return the place whose index differs in the bits of `by`."""
        return Bits(self.register, self.thread, self.origin ^ by)


def _shift_map(width: int, by: int) -> Map:
    """Return the map that shifts an index of `width` bits up by `by`, or down if it is negative."""
    return tuple(1 << (b + by) if b + by >= 0 else 0 for b in range(width))


def _width(shape: Shape) -> int:
    return sum(log2(n) for n in shape)


def pull(op: Op, bits: Bits) -> Bits | None:
    """Return the place in a view's first operand of the element at `bits` of its result."""
    source, shape = shape_of(op.operands[0].type), shape_of(op.results[0].type)
    if op.name == "broadcast":
        return bits.mapped(broadcast_map(source, shape))
    if op.name == "reshape":
        return bits
    if op.name == "permute":
        return bits.mapped(permute_map(source, op.attrs["dims"]))
    if op.name == "flip":
        return bits.moved(sum(1 << b for b in dimension_bits(shape)[op.attrs["axis"]]))
    if op.name == "join":
        return bits.mapped(_shift_map(_width(shape), -1))
    if op.name == "part":
        return bits.mapped(_shift_map(_width(shape), 1)).moved(op.attrs["index"])
    return None


def push(op: Op) -> Map | None:
    """Return the map from indices of a view's operand to those of its result, if it has one."""
    source, shape = shape_of(op.operands[0].type), shape_of(op.results[0].type)
    if op.name == "reshape":
        return _shift_map(_width(source), 0)
    if op.name == "permute":
        return inverse(permute_map(source, op.attrs["dims"]))
    if op.name == "broadcast" and source == shape:
        return _shift_map(_width(source), 0)
    return None


def is_view(op: Op) -> bool:
    """Whether an op gives its operands' elements at other places."""
    return OPS[op.name].view


def dropped(bits: Bits, shape: Shape, axis: int) -> Bits:
    """Return the place in what a reduction over `axis` leaves."""
    return bits.mapped(drop_map(shape, axis))


Coordinates = tuple[Value, ...]


def coordinates(b: Builder, op: Op, at: Coordinates) -> Coordinates:
    """Emit the coordinates in a view's first operand of the element at `at` of its result."""
    source, shape = shape_of(op.operands[0].type), shape_of(op.results[0].type)
    return _COORDINATES[op.name](b, op, at, source, shape)


def _broadcast(b: Builder, op: Op, at: Coordinates, source: Shape, shape: Shape) -> Coordinates:
    pairs = zip(at, source, shape, strict=True)
    return tuple(b.constant(0, I32) if mine == 1 and n > 1 else c for c, mine, n in pairs)


def _permute(b: Builder, op: Op, at: Coordinates, source: Shape, shape: Shape) -> Coordinates:
    dims = op.attrs["dims"]
    return tuple(at[dims.index(d)] for d in range(len(dims)))


def _flip(b: Builder, op: Op, at: Coordinates, source: Shape, shape: Shape) -> Coordinates:
    axis = op.attrs["axis"]
    last = b.constant(shape[axis] - 1, I32)
    return tuple(b.emit("sub", last, c) if d == axis else c for d, c in enumerate(at))


def _join(b: Builder, op: Op, at: Coordinates, source: Shape, shape: Shape) -> Coordinates:
    return at[:-1]


def _part(b: Builder, op: Op, at: Coordinates, source: Shape, shape: Shape) -> Coordinates:
    return (*at, b.constant(op.attrs["index"], I32))


def _reshape(b: Builder, op: Op, at: Coordinates, source: Shape, shape: Shape) -> Coordinates:
    """Split and join coordinates as bit fields: sizes are powers of two.

    Dimensions that both shapes have at the same bits keep their coordinate.
    """
    fields = [(bits, c) for bits, c in zip(dimension_bits(shape), at, strict=True) if len(bits)]
    made = []
    for wanted in dimension_bits(source):
        parts = [_field(b, bits, c, wanted) for bits, c in fields if _meet(bits, wanted)]
        total = parts[0] if parts else b.constant(0, I32)
        for piece in parts[1:]:
            total = b.emit("add", total, piece)
        made.append(total)
    return tuple(made)


def _meet(x: range, y: range) -> bool:
    return max(x.start, y.start) < min(x.stop, y.stop)


def _field(b: Builder, bits: range, c: Value, wanted: range) -> Value:
    """Return what coordinate `c`, whose bits are `bits` of the index, gives of `wanted`."""
    low, high = max(bits.start, wanted.start), min(bits.stop, wanted.stop)
    if low > bits.start:
        c = b.emit("shr", c, b.constant(low - bits.start, I32))
    if high < bits.stop:
        c = b.emit("and", c, b.constant((1 << (high - low)) - 1, I32))
    if low > wanted.start:
        c = b.emit("shl", c, b.constant(low - wanted.start, I32))
    return c


_COORDINATES: dict[str, Callable[..., Coordinates]] = {
    "broadcast": _broadcast,
    "permute": _permute,
    "flip": _flip,
    "join": _join,
    "part": _part,
    "reshape": _reshape,
}
