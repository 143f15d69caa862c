"""Pointers become a parameter and an element offset.

Assumes: nothing. Guarantees: no op makes a pointer any more; every access is `load_at`,
`store_at` or `atomic_at` on a parameter. Pointers that a loop carries or an `if` chooses become
carried offsets.

The idea: each pointer value is a root parameter and a list of offsets. One offset is used as it is.
A pointer sum never wraps, while an int32 sum does; but an array of fewer than 2^31 elements has no
element whose offset needs more than 31 bits, so the sum modulo 2^32 is the same number wherever
memory is touched. Only `wide` kernels, for larger arrays, sum in int64.

    %3 = offset %x_ptr, %1          # %x_ptr: *f32
    %4 = splat %3 {shape=(64,)}
    %5 = offset %4, %2
    %6 = load %5                    ──►   %6 = load_at %x_ptr, (%1 + %2)
"""

from __future__ import annotations

from dataclasses import dataclass

from tmetal.errors import CompileError
from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Op, Value
from tmetal.ir.ops import carried, is_loop
from tmetal.ir.types import I32, I64, DType, Shape, is_pointer, scalar_of, shape_of
from tmetal.passes.rewrite import Rewriter


@dataclass(frozen=True)
class _Place:
    """A pointer: a root parameter plus offsets, each a scalar or a tile of `shape`."""

    root: Value
    terms: tuple[Value, ...]
    shape: Shape

    def moved(self, count: Value) -> _Place:
        return _Place(self.root, (*self.terms, count), self.shape)


def addresses(func: Func, wide: bool = False) -> Func:
    """Turn all pointer arithmetic of `func` into offsets, and return it.

    wide: some array has 2^31 elements or more.
    """
    follower = _Follower(I64 if wide else I32)
    for p in func.body.args:
        if is_pointer(p.type):
            follower.places[p] = _Place(p, (), ())
    follower.block(func.body)
    return func


class _Follower(Rewriter):
    """Moves ops, following pointers as places instead of values; dtype: that of offset sums."""

    def __init__(self, dtype: DType) -> None:
        super().__init__(Builder(Block()))
        self.dtype = dtype
        self.places: dict[Value, _Place] = {}

    def op(self, op: Op) -> None:
        """Move one op; ops on pointers vanish into places."""
        self.builder.loc = op.loc
        if op.name in _ON_POINTERS and is_pointer(op.operands[0].type):
            _ON_POINTERS[op.name](self, op)
        elif op.name == "where" and is_pointer(op.result.type):
            self.where(op)
        elif is_loop(op):
            self.loop(op)
        elif op.name == "if":
            self.choice(op)
        else:
            super().op(op)

    def where(self, op: Op) -> None:
        """Choose, element by element, between pointers into one array: between their offsets."""
        condition, x, y = op.operands
        self.same_root(y, self.places[x].root, "")
        offsets = [self.whole_offset(v) for v in (x, y)]
        chosen = self.builder.emit("where", self.values[condition], *offsets)
        shape = shape_of(op.result.type)
        self.places[op.result] = _Place(self.places[x].root, (chosen,), shape)

    def sum(self, place: _Place, shape: Shape) -> Value:
        """Return the whole offset of a place, as a tile of `shape`."""
        b = self.builder
        if not place.terms:
            total = b.constant(0, I32)
        elif len(place.terms) == 1:
            total = place.terms[0]
        else:
            total = self.widened(place.terms[0], shape)
            for term in place.terms[1:]:
                total = b.emit("add", total, self.widened(term, shape))
        return _spread(b, total, shape)

    def whole_offset(self, value: Value) -> Value:
        """Return the offset of a pointer as loops carry it, in the pointer's shape."""
        place = self.places[value]
        return self.widened(self.sum(place, place.shape), place.shape)

    def carried(self, value: Value) -> Value:
        """Return a value as a loop carries it: a pointer as its offset."""
        return self.whole_offset(value) if is_pointer(value.type) else self.values[value]

    def widened(self, value: Value, shape: Shape) -> Value:
        """Return an offset as a tile of `shape`, converting before spreading: it is cheaper."""
        if scalar_of(value.type) is not self.dtype:
            value = self.builder.emit("cast", value, dtype=self.dtype.name)
        return _spread(self.builder, value, shape)

    def loop(self, op: Op) -> None:
        """Make a loop anew; carried pointers become carried offsets from their root."""
        (old,) = op.blocks
        operands = [self.carried(v) for v in op.operands]
        block = Block([Value(a.type, a.name) for a in old.args])
        self.values.update(zip(old.args, block.args, strict=True))
        first = len(op.operands) - len(op.results)
        for (start, argument, _, _), at in zip(carried(op), operands[first:], strict=True):
            if is_pointer(argument.type):
                made = self.values[argument]
                made.type = at.type
                root = self.places[start].root
                self.places[argument] = _Place(root, (made,), shape_of(argument.type))
        with self.builder.inside(block):
            for inner in old.ops[:-1]:
                self.op(inner)
            ends = old.ops[-1].operands
            extra = len(ends) - len(op.results)
            like = [None] * extra + [self.places.get(s) for s, _, _, _ in carried(op)]
            names = [""] * extra + [a.name for _, a, _, _ in carried(op)]
            self.yields(old.ops[-1], like, names)
        types = [v.type for v in operands[first:]]
        new = self.builder.control(op.name, operands, types, [block], **op.attrs)
        self.results(op, new, op.operands[first:])

    def yields(self, op: Op, expected: list[_Place | None], names: list[str]) -> None:
        """Make a `yield`, checking that each pointer stays inside its array."""
        out = []
        for value, start, name in zip(op.operands, expected, names, strict=True):
            if start is not None:
                self.same_root(value, start.root, name)
            out.append(self.carried(value))
        self.builder.control("yield", out, [], [])

    def same_root(self, value: Value, root: Value, name: str) -> None:
        """Refuse a pointer that may point into one of two arrays."""
        if self.places[value].root is not root:
            known = name or value.name
            raise CompileError(
                f"{f'pointer `{known}`' if known else 'this pointer'} may point into "
                f"`{root.name}` or into `{self.places[value].root.name}`: a pointer must stay "
                "in one array. Load from both and choose the values with tl.where.",
                self.builder.loc,
            )

    def choice(self, op: Op) -> None:
        """Make an `if` anew; chosen pointers become chosen offsets."""
        blocks = []
        roots: list[_Place | None] = []
        for old in op.blocks:
            block = Block()
            with self.builder.inside(block):
                for inner in old.ops[:-1]:
                    self.op(inner)
                ends = old.ops[-1].operands
                roots = roots or [self.places.get(v) for v in ends]
                self.yields(old.ops[-1], roots, [r.name for r in op.results])
            blocks.append(block)
        types = [v.type for v in blocks[0].ops[-1].operands]
        new = self.builder.control("if", [self.values[op.operands[0]]], types, blocks)
        self.results(op, new, op.blocks[0].ops[-1].operands)

    def results(self, op: Op, new: Op, like: list[Value]) -> None:
        """Map results; those that were pointers are places from the root of `like`."""
        for old, made, source in zip(op.results, new.results, like, strict=True):
            made.name = old.name
            self.values[old] = made
            if is_pointer(old.type):
                self.places[old] = _Place(self.places[source].root, (made,), shape_of(old.type))


def _offset(c: _Follower, op: Op) -> None:
    c.places[op.result] = c.places[op.operands[0]].moved(c.values[op.operands[1]])


def _splat(c: _Follower, op: Op) -> None:
    place = c.places[op.operands[0]]
    c.places[op.result] = _Place(place.root, place.terms, shape_of(op.result.type))


def _view(c: _Follower, op: Op) -> None:
    """A view of pointers is the view of their offsets."""
    place = c.places[op.operands[0]]
    shape = shape_of(op.operands[0].type)
    moved = c.builder.emit(op.name, c.sum(place, shape), **op.attrs)
    c.places[op.result] = _Place(place.root, (moved,), shape_of(op.result.type))


def _broadcast(c: _Follower, op: Op) -> None:
    """Repeat a tile of pointers: each offset that varies is repeated."""
    place, shape = c.places[op.operands[0]], shape_of(op.result.type)
    terms = [_spread(c.builder, t, shape) if shape_of(t.type) else t for t in place.terms]
    c.places[op.result] = _Place(place.root, tuple(terms), shape)


def _load(c: _Follower, op: Op) -> None:
    place = c.places[op.operands[0]]
    count = c.sum(place, shape_of(op.operands[0].type))
    guards = [c.values[v] for v in op.operands[1:]]
    c.values[op.result] = c.builder.emit("load_at", place.root, count, *guards, hint=op.result.name)


def _store(c: _Follower, op: Op) -> None:
    place = c.places[op.operands[0]]
    count = c.sum(place, shape_of(op.operands[0].type))
    c.builder.effect("store_at", place.root, count, *(c.values[v] for v in op.operands[1:]))


def _atomic(c: _Follower, op: Op) -> None:
    place, kind = c.places[op.operands[0]], op.attrs["kind"]
    count = c.sum(place, shape_of(op.operands[0].type))
    rest = [c.values[v] for v in op.operands[1:]]
    c.values[op.result] = c.builder.emit(
        "atomic_at",
        place.root,
        count,
        *rest,
        hint=op.result.name,
        kind=kind,
        form="memory",
        gives=True,
    )


_ON_POINTERS = {
    "offset": _offset,
    "splat": _splat,
    "broadcast": _broadcast,
    "reshape": _view,
    "permute": _view,
    "flip": _view,
    "part": _view,
    "load": _load,
    "store": _store,
    "atomic": _atomic,
}


def _spread(b: Builder, value: Value, shape: Shape) -> Value:
    have = shape_of(value.type)
    if have == shape:
        return value
    if have and len(have) < len(shape):
        value = b.emit("reshape", value, shape=(1,) * (len(shape) - len(have)) + have)
    return b.emit("splat" if not have else "broadcast", value, shape=shape)
