"""Windows: the ops that make a part of a tile, some neighbours along one dimension, and no more.

A recipe can be made for a window of its elements by making its operands for that window: offsets
begin later, loads load less. A window may be mirrored: counted from the dimension's other end, as a
flip has it. What threads hold has no windows, unless who asks has put them in `made`.
"""

from __future__ import annotations

from collections.abc import Callable

from tmetal.ir.build import Builder
from tmetal.ir.core import Op, Value
from tmetal.ir.ops import OPS
from tmetal.ir.types import I32, DType, Shape, shape_of
from tmetal.passes.recipes import is_recipe, is_tile

Place = tuple[int, bool]  # the dimension, and whether the window is mirrored


class NoWindow(Exception):
    """A value cannot be made in parts."""


class Windows:
    """Emits windows of `size` of the `length` elements along a dimension.

    start: where windows begin, a scalar; mirrored ones begin at `length - size - start`.
    """

    def __init__(
        self, b: Builder, outputs: set[Value], length: int, size: int, start: Value
    ) -> None:
        self.b, self.outputs, self.length, self.size = b, outputs, length, size
        self.starts = {False: start}
        self.made: dict[tuple[Value, Place], Value] = {}

    def of(self, v: Value, place: Place) -> Value:
        """Return a window of a tile, made once; a scalar is its own. NoWindow if there is none."""
        if not is_tile(v):
            return self.scalar(v)
        key = v, place
        if key not in self.made:
            if not is_recipe(v, self.outputs) or shape_of(v.type)[place[0]] != self.length:
                raise NoWindow
            assert v.op is not None
            self.made[key] = made = self.make(v.op, place)
            made.name = made.name or v.name
            if shape_of(made.type) != self.shape(v, place):
                raise NoWindow
        return self.made[key]

    def scalar(self, v: Value) -> Value:
        """Return a scalar; a constant is made here, so that it needs not be there before."""
        if v.op is None or v.op.name != "constant":
            return v
        assert isinstance(v.type, DType)
        return self.b.constant(v.op.attrs["value"], v.type)

    def shape(self, v: Value, place: Place) -> Shape:
        """Return the shape of a window of a tile."""
        shape, axis = shape_of(v.type), place[0]
        return (*shape[:axis], self.size, *shape[axis + 1 :])

    def make(self, op: Op, place: Place) -> Value:
        """Emit what an op makes of windows of its operands."""
        maker = _MAKERS.get(op.name)
        if maker is not None:
            return maker(self, op, place)
        if OPS[op.name].view or not OPS[op.name].elementwise:
            raise NoWindow
        return self.emit(op, [self.of(v, place) for v in op.operands])

    def emit(self, op: Op, operands: list[Value], **attrs: object) -> Value:
        """Emit an op as another is, on other operands, with some attributes changed."""
        self.b.loc = op.loc
        return self.b.append(op.name, operands, {**op.attrs, **attrs}).results[0]

    def start(self, mirrored: bool) -> Value:
        """Return where windows begin."""
        if mirrored not in self.starts:
            last = self.b.constant(self.length - self.size, I32)
            self.starts[mirrored] = self.b.emit("sub", last, self.starts[False])
        return self.starts[mirrored]


def _arange(w: Windows, op: Op, place: Place) -> Value:
    first = op.attrs["start"]
    base = w.emit(op, [], end=first + w.size)
    return w.b.emit("add", w.b.emit("splat", w.start(place[1]), shape=(w.size,)), base)


def _splat(w: Windows, op: Op, place: Place) -> Value:
    return w.emit(op, [w.scalar(op.operands[0])], shape=w.shape(op.result, place))


def _broadcast(w: Windows, op: Op, place: Place) -> Value:
    (x,) = op.operands
    part = x if shape_of(x.type)[place[0]] == 1 else w.of(x, place)
    return w.emit(op, [part], shape=w.shape(op.result, place))


def _flip(w: Windows, op: Op, place: Place) -> Value:
    return w.emit(op, [w.of(op.operands[0], (place[0], place[1] ^ (op.attrs["axis"] == place[0])))])


def _permute(w: Windows, op: Op, place: Place) -> Value:
    return w.emit(op, [w.of(op.operands[0], (op.attrs["dims"][place[0]], place[1]))])


def _reshape(w: Windows, op: Op, place: Place) -> Value:
    (x,), axis = op.operands, place[0]
    there = same_dimension(shape_of(op.result.type), shape_of(x.type), axis)
    if there is None:
        raise NoWindow
    return w.emit(op, [w.of(x, (there, place[1]))], shape=w.shape(op.result, place))


def _pairs(w: Windows, op: Op, place: Place) -> Value:
    if place[0] == len(shape_of(op.result.type)) and op.name == "part":
        raise NoWindow
    if op.name == "join" and place[0] == len(shape_of(op.operands[0].type)):
        raise NoWindow
    return w.emit(op, [w.of(v, place) for v in op.operands])


_MAKERS: dict[str, Callable[[Windows, Op, Place], Value]] = {
    "arange": _arange,
    "splat": _splat,
    "broadcast": _broadcast,
    "flip": _flip,
    "permute": _permute,
    "reshape": _reshape,
    "join": _pairs,
    "part": _pairs,
}


def same_dimension(old: Shape, new: Shape, axis: int) -> int | None:
    """Return which dimension of `new` is dimension `axis` of `old`: sizes of 1 come and go."""
    if [n for n in old if n > 1] != [n for n in new if n > 1] or old[axis] == 1:
        return None
    before = sum(n > 1 for n in old[:axis])
    return [d for d, n in enumerate(new) if n > 1][before]


def follow(op: Op, v: Value, place: Place) -> Place | None:
    """Return where in an op's result the elements at a place of operand `v` are; None: nowhere."""
    axis, mirrored = place
    if op.name == "flip":
        return axis, mirrored ^ (op.attrs["axis"] == axis)
    if op.name == "permute":
        return op.attrs["dims"].index(axis), mirrored
    if op.name == "reshape":
        there = same_dimension(shape_of(v.type), shape_of(op.result.type), axis)
        return None if there is None else (there, mirrored)
    if op.name == "part" and axis == len(shape_of(v.type)) - 1:
        return None
    if op.name in _MAKERS or (OPS[op.name].elementwise and not OPS[op.name].view):
        return place
    return None
