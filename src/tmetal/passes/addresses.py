"""Pointers become a parameter and an element offset.

Assumes: nothing. Guarantees: no op makes a pointer any more; every access is `load_at` or
`store_at` on a parameter. Pointers that a loop carries or an `if` chooses become carried offsets.

The idea: each pointer value is a root parameter and a list of offsets. One offset is used as it is;
the sum of several is taken in int64, since a pointer sum never wraps while an int32 sum does.

    %3 = offset %x_ptr, %1          # %x_ptr: *f32
    %4 = splat %3 {shape=(64,)}
    %5 = offset %4, %2
    %6 = load %5                    ──►   %6 = load_at %x_ptr, (i64(%1) + i64(%2))
"""

from __future__ import annotations

from dataclasses import dataclass

from tmetal.errors import CompileError
from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Op, Value
from tmetal.ir.types import I32, I64, Shape, is_pointer, shape_of, tile
from tmetal.passes.rewrite import Copier


@dataclass(frozen=True)
class _Place:
    """A pointer: a root parameter plus offsets, each a scalar or a tile of `shape`."""

    root: Value
    terms: tuple[Value, ...]
    shape: Shape

    def moved(self, count: Value) -> _Place:
        return _Place(self.root, (*self.terms, count), self.shape)


def addresses(func: Func) -> Func:
    """Return `func` with all pointer arithmetic turned into offsets."""
    body = Block([Value(p.type, p.name) for p in func.body.args])
    values = dict(zip(func.body.args, body.args, strict=True))
    copier = _Copier(Builder(body), lambda op, b: None, values)
    for old, new in values.items():
        if is_pointer(old.type):
            copier.places[old] = _Place(new, (), ())
    copier.ops(func.body)
    return Func(func.name, body, func.level, dict(func.attrs))


class _Copier(Copier):
    """Copies ops, following pointers as places instead of values."""

    places: dict[Value, _Place]

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.places = {}

    def op(self, op: Op) -> None:
        """Copy one op; ops on pointers vanish into places."""
        self.builder.loc = op.loc
        if op.name in _ON_POINTERS and is_pointer(op.operands[0].type):
            _ON_POINTERS[op.name](self, op)
        elif op.name == "for":
            self.loop(op)
        elif op.name == "if":
            self.choice(op)
        else:
            self.keep(op, [self.values[v] for v in op.operands])

    def sum(self, place: _Place, shape: Shape) -> Value:
        """Return the whole offset of a place, as a tile of `shape`."""
        b = self.builder
        if not place.terms:
            total = b.constant(0, I32)
        elif len(place.terms) == 1:
            total = place.terms[0]
        else:
            total = _widened(b, place.terms[0], shape)
            for term in place.terms[1:]:
                total = b.emit("add", total, _widened(b, term, shape))
        return _spread(b, total, shape)

    def offset64(self, value: Value) -> Value:
        """Return the offset of a pointer in int64, in the pointer's shape."""
        place = self.places[value]
        total = self.sum(place, place.shape)
        return total if _is64(total) else self.builder.emit("cast", total, dtype="i64")

    def loop(self, op: Op) -> None:
        """Copy a loop; carried pointers become carried offsets from their root."""
        carried = op.operands[3:]
        operands = [self.values[v] for v in op.operands[:3]]
        operands += [self.offset64(v) if is_pointer(v.type) else self.values[v] for v in carried]
        (old,) = op.blocks
        block = Block(
            [
                Value(v.type, a.name)
                for v, a in zip([operands[0], *operands[3:]], old.args, strict=True)
            ]
        )
        for argument, made, start in zip(old.args[1:], block.args[1:], carried, strict=True):
            if is_pointer(argument.type):
                self.places[argument] = _Place(
                    self.places[start].root, (made,), shape_of(argument.type)
                )
        self.values.update(zip(old.args, block.args, strict=True))
        with self.builder.inside(block):
            for inner in old.ops[:-1]:
                self.op(inner)
            names = [a.name for a in old.args[1:]]
            self.yields(old.ops[-1], [self.places.get(v) for v in carried], names)
        types = [v.type for v in operands[3:]]
        new = self.builder.control("for", operands, types, [block], **op.attrs)
        self.results(op, new, carried)

    def yields(self, op: Op, expected: list[_Place | None], names: list[str]) -> None:
        """Copy a `yield`, checking that each pointer stays inside its array."""
        out = []
        for value, start, name in zip(op.operands, expected, names, strict=True):
            if start is not None:
                self.same_root(value, start.root, name)
            out.append(self.offset64(value) if is_pointer(value.type) else self.values[value])
        self.builder.control("yield", out, [], [])

    def same_root(self, value: Value, root: Value, name: str) -> None:
        """Refuse a pointer that may point into one of two arrays."""
        if self.places[value].root is not root:
            raise CompileError(
                f"pointer `{name or value.name}` may point into `{root.name}` or into "
                f"`{self.places[value].root.name}`: a pointer must stay in one array. "
                "Load from both and choose the values with tl.where.",
                self.builder.loc,
            )

    def choice(self, op: Op) -> None:
        """Copy an `if`; chosen pointers become chosen offsets."""
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


def _offset(c: _Copier, op: Op) -> None:
    c.places[op.result] = c.places[op.operands[0]].moved(c.values[op.operands[1]])


def _splat(c: _Copier, op: Op) -> None:
    place = c.places[op.operands[0]]
    c.places[op.result] = _Place(place.root, place.terms, shape_of(op.result.type))


def _load(c: _Copier, op: Op) -> None:
    place = c.places[op.operands[0]]
    count = c.sum(place, shape_of(op.operands[0].type))
    guards = [c.values[v] for v in op.operands[1:]]
    c.values[op.result] = c.builder.emit("load_at", place.root, count, *guards, hint=op.result.name)


def _store(c: _Copier, op: Op) -> None:
    place = c.places[op.operands[0]]
    count = c.sum(place, shape_of(op.operands[0].type))
    c.builder.effect("store_at", place.root, count, *(c.values[v] for v in op.operands[1:]))


_ON_POINTERS = {
    "offset": _offset,
    "splat": _splat,
    "broadcast": _splat,
    "load": _load,
    "store": _store,
}


def _is64(value: Value) -> bool:
    return value.type in (I64, tile(I64, shape_of(value.type)))


def _widened(b: Builder, value: Value, shape: Shape) -> Value:
    """Return a value as an int64 tile of `shape`, widening before spreading: it is cheaper."""
    wide = value if _is64(value) else b.emit("cast", value, dtype="i64")
    return _spread(b, wide, shape)


def _spread(b: Builder, value: Value, shape: Shape) -> Value:
    have = shape_of(value.type)
    if have == shape:
        return value
    return b.emit("splat" if not have else "broadcast", value, shape=shape)
