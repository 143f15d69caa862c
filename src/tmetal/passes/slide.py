"""Tiles at the end of a dimension slide back until they lie inside of it: nothing is masked.

Assumes: `bind` has run. A launch promises, for some bounds and block sizes, that programs begin at
every multiple of the block below the bound, in every combination of dimensions, and that the bound
is no less than the block (`Launch.inside`). Guarantees: such a program begins at
`min(start, bound - block)`, and what it asked of its rows is no question any more.

    m = program_id(0) * 64                        m = min(program_id(0) * 64, M - 64)
    … load a + (m + i) * K, m + i < M …    ──►    … load a + (m + i) * K …
    store c + (m + i), m + i < M                  store c + (m + i)

So two programs store some of the same rows. That changes nothing if both store the same: if all
that depends on `m` depends on `m + i` alone, row by row, and nothing that is stored is loaded. Of
the 56 programs of a product of 500 x 388 in tiles of 64 x 64, 14 begin earlier so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tmetal.ir.build import Builder
from tmetal.ir.core import Func, Op, Value, walk
from tmetal.ir.ops import OPS, carried, mask_of
from tmetal.ir.types import I1, I32, DType, scalar_of, shape_of
from tmetal.passes.cse import cse
from tmetal.passes.dce import dce
from tmetal.passes.facts import Affine, forms, is_index, is_program, renaming
from tmetal.passes.rewrite import rebuild
from tmetal.passes.simplify import constant_of, is_true, simplify

# A bound, by the name of its parameter or as a number, and the size of a block.
Promise = tuple[str | int, int]


def slide(func: Func, promised: Collection[Promise]) -> Func:
    """Let tiles of `func` slide where that is promised and changes nothing; return it."""
    bases = _bases(func, promised) if promised and _is_simple(func) else []
    for some in [bases, *([b] for b in bases if len(bases) > 1)]:
        if some and all(_Along(func, base, some).alike() for base in some):
            return dce(cse(_unmasked(simplify(_slid(func, some)))))
    return func


@dataclass(frozen=True, eq=False)
class Base:
    """Where a program's tile begins: a multiple of the block, from 0 on and below the bound.

    below: the answers whether its indices are below the bound; above: whether they are at least 0;
    wrapped: its indices modulo the bound.
    """

    start: Value
    block: int
    bound: Value
    below: frozenset[Value]
    above: frozenset[Value]
    wrapped: frozenset[Value]


def _is_simple(func: Func) -> bool:
    """Whether stores are all that a function does, and no load sees one."""
    roles = func.attrs["roles"]
    for op in walk(func.body):
        row = OPS[op.name]
        if op.name == "while" or (row.effect == "writes" and op.name != "store_at"):
            return False
        wanted = ("output",) if op.name == "store_at" else ("input", "old")
        if row.access and roles[op.operands[0].name] not in wanted:
            return False
    return True


def _bases(func: Func, promised: Collection[Promise]) -> list[Base]:
    """Return the starts of tiles that a promise is about."""
    questions = [op for op in walk(func.body) if op.name in ("lt", "ge", "remainder")]
    found = []
    for op in func.body.ops:
        block = constant_of(op.operands[1]) if op.name == "mul" else None
        if block is None or op.result.type is not I32 or not axes_of(op.result):
            continue
        known = forms()
        known[op.result] = Affine(0, ((op.result, 1),))
        mine = [q for q in questions if _counts(known, q.operands[0], op.result, int(block))]
        for bound in dict.fromkeys(_scalar(q) for q in mine if q.name == "lt"):
            if bound is not None and (_limit(bound), block) in promised:
                found.append(_base(op.result, int(block), bound, mine))
                break
    return found


def _base(start: Value, block: int, bound: Value, questions: list[Op]) -> Base:
    """Sort the questions about the indices of a tile."""
    below, above, wrapped = (
        frozenset(q.result for q in questions if q.name == name and holds(_scalar(q)))
        for name, holds in (
            ("lt", lambda v: v is bound),
            ("ge", lambda v: v is not None and constant_of(v) == 0),
            ("remainder", lambda v: v is bound),
        )
    )
    return Base(start, block, bound, below, above, wrapped)


def _limit(bound: Value) -> str | int | None:
    """Return how a promise names a number."""
    if bound.op is None:
        return bound.name
    number = constant_of(bound)
    return None if number is None else int(number)


def _counts(known: dict[Value, Affine], v: Value, start: Value, block: int) -> bool:
    """Whether a tile is `start + index` along one dimension, which has the size of the block."""
    terms = dict(known[v].terms)
    if known[v].constant or terms.pop(start, 0) != 1 or len(terms) != 1:
        return False
    ((atom, factor),) = terms.items()
    return is_index(atom) and factor == 1 and shape_of(v.type)[atom[1]] == block


def _scalar(question: Op) -> Value | None:
    """Return the number that a tile is compared with."""
    v = question.operands[1]
    while v.op is not None and v.op.name in ("splat", "broadcast", "reshape"):
        v = v.op.operands[0]
    return None if shape_of(v.type) else v


def axes_of(v: Value) -> frozenset[int]:
    """Return the axes of the grid whose program numbers a scalar is made of, outside of loops."""
    if v.op is None:
        return frozenset()
    if v.op.name == "program_id":
        return frozenset({v.op.attrs["axis"]})
    if v.op.blocks:
        return frozenset(range(3))
    return frozenset().union(*map(axes_of, v.op.operands))


@dataclass(frozen=True)
class Way:
    """Along which dimensions a value varies: with the rows of a base alone, or otherwise."""

    own: frozenset[int] = frozenset()
    other: frozenset[int] = frozenset()

    def moved(self, names: dict[int, int]) -> Way:
        """Return the way of a tile whose dimensions have other places."""
        return Way(*(frozenset(names[d] for d in s if d in names) for s in (self.own, self.other)))


FIXED = Way()


def _union(ways: Iterable[Way | None]) -> Way | None:
    """Return how an element varies that is made of others at its place; None: in no known way."""
    own: frozenset[int] = frozenset()
    other: frozenset[int] = frozenset()
    for way in ways:
        if way is None:
            return None
        own, other = own | way.own, other | way.other
    return None if own & other else Way(own, other)


class _Along:
    """How the values of a function depend on the program number that a base is made of.

    `ways` has None for a value that may depend on it in any way: as the start of the tile itself
    does. bases: this one and others, in every combination of which there is a program.
    """

    def __init__(self, func: Func, base: Base, bases: list[Base]) -> None:
        self.func, self.base, self.bases = func, base, bases
        self.axes = axes_of(base.start)
        self.known = forms()
        for b in bases:
            self.known[b.start] = Affine(0, ((b.start, 1),))
        self.ways: dict[Value, Way | None] = dict.fromkeys(func.body.args, FIXED)

    def alike(self) -> bool:
        """Whether programs that have a row in common store the same there."""
        if not self.steady(self.func.body.ops):
            return False
        return all(self.stores_rows(op) for op in walk(self.func.body) if op.name == "store_at")

    def stores_rows(self, store: Op) -> bool:
        """Whether a store is one of rows below the bound, which what it stores depends on alone."""
        if any(self.ways[v] is None for v in store.operands[1:]):
            return False
        place, mask = self.ways[store.operands[1]], mask_of(store)
        asked = set(_parts(mask)) if mask is not None else set()
        return bool(place and place.own and asked & self.base.below)

    def steady(self, ops: list[Op]) -> bool:
        """Work out the ways of some ops; whether all programs take the same way through them."""
        for op in ops:
            heads = op.operands[:3] if op.name == "for" else op.operands
            if op.name in ("for", "if"):
                if any(self.ways[v] != FIXED for v in heads) or not self.inside(op):
                    return False
                continue
            for v in op.results:
                self.ways[v] = self.way(op, v)
        return True

    def inside(self, op: Op) -> bool:
        """Work out the ways of blocks, and of what they result in."""
        if op.name == "if":
            if not all(self.steady(block.ops) for block in op.blocks):
                return False
            for i, result in enumerate(op.results):
                ends = [block.ops[-1].operands[i] for block in op.blocks]
                self.ways[result] = _union(self.ways[v] for v in ends)
            return True
        (body,) = op.blocks
        links = carried(op)
        self.ways[body.args[0]] = FIXED
        self.ways |= {argument: self.ways[start] for start, argument, _, _ in links}
        while True:
            if not self.steady(body.ops):
                return False
            ways = {a: _union((self.ways[a], self.ways[end])) for _, a, end, _ in links}
            if all(self.ways[a] == way for a, way in ways.items()):
                break
            self.ways |= ways
        self.ways |= {result: self.ways[a] for _, a, _, result in links}
        return True

    def way(self, op: Op, v: Value) -> Way | None:
        """Return how a result of an op varies."""
        if any(v is b.start for b in self.bases):
            return None if v is self.base.start else FIXED
        dtype = scalar_of(v.type)
        integer = isinstance(dtype, DType) and dtype.is_integer
        found = self.counted(v) if integer else None
        return found if found is not None else self.made(op)

    def counted(self, v: Value) -> Way | None:
        """Return how a sum of scalars and indices varies; None if it is none, or is not known."""
        start = self.base.start
        own: dict[object, int] = {}
        indices: dict[int, dict[object, int]] = {}
        for atom, k in self.known[v].terms:
            what, times = (atom[1], atom[2]) if _is_scaled(atom) else (atom, None)
            if what is start:
                own[times] = k
            elif is_index(what):
                indices.setdefault(what[1], {})[times] = k
            elif is_program(what):
                if what[1] in self.axes:
                    return None
            elif isinstance(what, Value) and (what is v or self.ways[what] != FIXED):
                return None
        mine = [d for d, factors in indices.items() if own and factors == own]
        if bool(own) != (len(mine) == 1):
            return None
        return Way(frozenset(mine), frozenset(indices) - frozenset(mine))

    def made(self, op: Op) -> Way | None:
        """Return how an op's result varies, by how its operands do."""
        if op.name == "program_id":
            return None if op.attrs["axis"] in self.axes else FIXED
        ways = [self.ways[v] for v in op.operands]
        if op.name == "dot":
            return _product(ways, len(shape_of(op.result.type)))
        together = _union(ways)
        if together is None:
            return None
        if op.name == "reshape":
            names = renaming(op)
            if names is not None:
                return together.moved({a[1]: b[1] for a, b in names.items() if b is not None})
        elif op.name == "permute":
            return together.moved({d: i for i, d in enumerate(op.attrs["dims"])})
        elif op.name == "reduce":
            axis, rank = op.attrs["axis"], len(shape_of(op.operands[0].type))
            kept = {d: d - (d > axis) for d in range(rank) if d != axis}
            return None if axis in together.own else together.moved(kept)
        elif op.name in ("splat", "broadcast") or (
            OPS[op.name].elementwise and not OPS[op.name].view
        ):
            return together
        everywhere = frozenset(range(len(shape_of(op.results[0].type))))
        return None if together.own else Way(other=everywhere)


def _product(ways: list[Way | None], rank: int) -> Way | None:
    """Return how a matrix product varies: with the rows of one side, the columns of the other."""
    x, y, start = ways
    row, column = rank - 2, rank - 1
    if x is None or y is None or column in x.own or row in y.own:
        return None
    rows = x.moved({d: d for d in range(rank) if d != column})
    return _union((rows, y.moved({d: d for d in range(rank) if d != row}), start))


def _is_scaled(atom: object) -> bool:
    return isinstance(atom, tuple) and atom[0] == "times"


def _parts(mask: Value) -> list[Value]:
    """Return the comparisons that all are true where a mask is."""
    op = mask.op
    if op is not None and op.name in ("and", "broadcast", "reshape"):
        return [p for v in op.operands for p in _parts(v)]
    return [mask]


def _unmasked(func: Func) -> Func:
    """Drop masks that are true everywhere."""
    for op in walk(func.body):
        mask = mask_of(op)
        if mask is not None and OPS[op.name].access and is_true(mask):
            del op.operands[OPS[op.name].mask :]
    return func


def _slid(func: Func, bases: list[Base]) -> Func:
    """Begin tiles where they lie inside, and answer the questions about that."""
    starts = {b.start: b for b in bases}
    true = {v for b in bases for v in (*b.below, *b.above)}
    same = {v for b in bases for v in b.wrapped}

    def rule(op: Op, b: Builder) -> list[Value] | None:
        v = op.results[0] if op.results else None
        if v in starts:
            block, bound = starts[v].block, starts[v].bound
            made = b.emit("mul", *op.operands, hint=v.name)
            last = b.emit("sub", bound, b.constant(block, I32))
            return [b.emit("minimum", made, last)]
        if v in true:
            shape, yes = shape_of(v.type), b.constant(True, I1)
            return [b.emit("splat", yes, shape=shape) if shape else yes]
        return [op.operands[0]] if v in same else None

    return rebuild(func, rule)
