"""The coverage claims of stores that write blocks, in any number of dimensions.

Element (i, j, …) of a program's block goes to `i' · stride_0 + j' · stride_1 + …`, where i' is
`program · block + i`, and the mask keeps i' below a bound. Such blocks tile a whole box; the box is
gapless if, from the smallest stride on, each stride is at most what the smaller ones cover. Several
stores of such blocks that begin a step apart (the halves of a row) are one more dimension; so is a
batch that programs go through one by one. `program` is a program id, or a number that is made of
them (`starts`): then it is looked up at launch whether programs have all its values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tmetal.ir.core import Op, Value
from tmetal.ir.types import shape_of
from tmetal.passes.facts import Affine, Atom, forms, index, program, renaming, times
from tmetal.passes.simplify import constant_of
from tmetal.passes.slide import Promise, axes_of
from tmetal.runtime.starts import Number, counts, number

Bounds = list[tuple[Affine, "Extent"]]

MAX_RANK = 8  # of tiles, and more
SAFE = 1 << 31  # as in `coverage`: below it no int32 sum of offsets wraps around


@dataclass(frozen=True)
class Extent:
    """An integer that is known at launch: a constant, or a scalar parameter."""

    number: int
    parameter: str = ""

    def value(self, scalars: dict[str, int]) -> int:
        """Return the number."""
        return int(scalars[self.parameter]) if self.parameter else self.number


@dataclass(frozen=True)
class Side:
    """One dimension: elements `stride` apart, `block` of them a program; `at` numbers those."""

    stride: Extent
    block: int
    at: Number | None
    bounds: tuple[Extent, ...]

    def length(self, programs: int, scalars: dict[str, int]) -> int:
        """Return how many elements all programs write along it."""
        return min([self.block * programs, *(b.value(scalars) for b in self.bounds)])


@dataclass(frozen=True)
class BlockCoverage:
    """The claim of a store, or of several."""

    sides: tuple[Side, ...]

    def holds(self, size: int, grid: Sequence[int], scalars: dict[str, int]) -> bool:
        """Whether every one of `size` elements is written in a launch."""
        numbers = dict.fromkeys(s.at for s in self.sides if s.at is not None)
        programs = counts(list(numbers), grid, scalars)
        if programs is None:
            return False
        lengths = [s.length(programs[s.at] if s.at else 1, scalars) for s in self.sides]
        strides = [s.stride.value(scalars) for s in self.sides]
        sides = sorted(zip(strides, lengths, strict=True))
        covered = 1
        for stride, length in sides:
            if length < 1 or not 0 < stride <= covered:
                return False
            covered += stride * (length - 1)
        return size <= covered < SAFE

    @property
    def parameters(self) -> set[str]:
        """Return the scalar parameters that the claim rests on."""
        found = {e.parameter for s in self.sides for e in (s.stride, *s.bounds)}
        found = found.union(*(s.at.parameters for s in self.sides if s.at is not None))
        return found - {""}

    def inside(self, scalars: dict[str, int]) -> frozenset[Promise]:
        """Return the bounds along which tiles may slide, if this holds (see `passes.slide`)."""
        return frozenset(
            (e.parameter or e.number, s.block)
            for s in self.sides
            for e in s.bounds
            if s.at is not None and e.value(scalars) >= s.block
        )


def block_coverages(stores: Iterable[Op], scalars: frozenset[Value]) -> list[BlockCoverage]:
    """Return the claims of stores that always run."""
    starts: dict[tuple[Side, ...], set[int]] = {}
    for op in stores:
        store = _Store(op, scalars)
        if sides := store.sides():
            starts.setdefault(sides, set()).add(store.constant)
    claims = []
    for sides, found in starts.items():
        step = min(found - {0}, default=0)
        if 0 in found:
            claims.append(BlockCoverage(sides))
        if step > 0 and found == set(range(0, step * len(found), step)):
            claims.append(BlockCoverage((*sides, Side(Extent(step), len(found), None, ()))))
    return claims


class _Store:
    """A store's offsets and mask, taken apart piece by piece: `terms` and `bounds` are left."""

    def __init__(self, store: Op, scalars: frozenset[Value]) -> None:
        self.scalars = scalars
        self.shape = shape_of(store.operands[1].type)
        self.places = _places([*store.operands[1:2], *store.operands[3:]])
        self.known = forms()
        self.known |= {p: Affine(0, ((p, 1),)) for p in self.places if isinstance(p, Value)}
        self.constant = self.known[store.operands[1]].constant
        self.terms = dict(self.known[store.operands[1]].terms)
        self.bounds = self.bounds_of(store.operands[3]) if len(store.operands) > 3 else []

    def sides(self) -> tuple[Side, ...]:
        """Return the dimensions of a tile of offsets, wherever it begins; none if of another kind.

        What is left after those of the tile itself is a batch: one block for each program.
        """
        if self.bounds is None:
            return ()
        sides = [self.side(index(d), n) for d, n in enumerate(self.shape) if n > 1]
        for place, at in self.places.items():
            stride = self.stride(place)
            sides += [Side(stride[0], 1, at, ())] if stride else []
        known = tuple(s for s in sides if s is not None)
        if len(known) < len(sides) or self.terms or self.bounds:
            return ()
        return known if self.are_counted([s.at for s in known if s.at is not None]) else ()

    def are_counted(self, numbers: list[Number]) -> bool:
        """Whether each number counts one dimension, so that combinations of them are a box.

        One that only the mask has, made of ids, counts none: it may be below 0.
        """
        made = {number_ for place, number_ in self.places.items() if isinstance(place, Value)}
        return len(set(numbers)) == len(numbers) and made <= set(numbers)

    def stride(self, atom: Atom) -> tuple[Extent, Value | None] | None:
        """Take the one term of an atom, and return its factor: a number, or a scalar parameter."""
        if atom in self.terms:
            return Extent(self.terms.pop(atom)), None
        found = [a for a in self.terms if isinstance(a, tuple) and a[:2] == ("times", atom)]
        if len(found) != 1 or self.terms[found[0]] != 1 or found[0][2] not in self.scalars:
            return None
        del self.terms[found[0]]
        return Extent(0, found[0][2].name), found[0][2]

    def side(self, own: Atom, n: int) -> Side | None:
        """Take a dimension's terms, and the bounds on it, out of what is left."""
        stride = self.stride(own)
        if stride is None:
            return None
        extent, pitch = stride
        coordinate, at = Affine(0, ((own, 1),)), None
        for place, number_ in self.places.items():
            atom = place if pitch is None else times(place, pitch)
            if at is None and self.terms.get(atom) == (extent.number if pitch is None else 1) * n:
                at = number_
                coordinate = coordinate.plus(Affine(0, ((place, n),)))
                del self.terms[atom]
        assert self.bounds is not None
        mine = [e for form, e in self.bounds if _equal(form, coordinate)]
        self.bounds = [(form, e) for form, e in self.bounds if not _equal(form, coordinate)]
        return Side(extent, n, at, tuple(mine))

    def bounds_of(self, mask: Value) -> Bounds | None:
        """Return the upper bounds that a mask is; lower ones must not matter."""
        op = mask.op
        if op is None or op.name not in ("and", "broadcast", "reshape", "lt", "ge"):
            return None
        if op.name in ("lt", "ge"):
            form, limit = (self.known[v] for v in op.operands)
            if op.name == "ge":
                return [] if self.is_never_below(form, limit) else None
            extent = self.extent(limit)
            return None if extent is None else [(form, extent)]
        found: Bounds = []
        for inner in op.operands:
            names = renaming(op) if op.name == "reshape" else {}
            bounds = self.bounds_of(inner)
            if names is None or bounds is None:
                return None
            found += [(form.renamed(names), extent) for form, extent in bounds]
        return found

    def is_never_below(self, form: Affine, limit: Affine) -> bool:
        """Whether a sum of indices and places is at least a constant.

        Places are program ids, or no less than 0 wherever a claim about them holds.
        """
        counted = {*map(index, range(MAX_RANK)), *map(program, range(3)), *self.places}
        return (
            not limit.terms
            and form.constant >= limit.constant
            and all(atom in counted and factor >= 0 for atom, factor in form.terms)
        )

    def extent(self, form: Affine) -> Extent | None:
        """Return a bound that is a constant or a scalar parameter itself."""
        if not form.terms:
            return Extent(form.constant)
        ((atom, factor), *rest) = form.terms
        plain = not rest and factor == 1 and not form.constant and atom in self.scalars
        return Extent(0, atom.name) if plain else None


def _places(operands: list[Value]) -> dict[Atom, Number]:
    """Return the numbers that say which block a program writes: ids, or what is made of them.

    A number is one if the size of a block multiplies it.
    """
    found: dict[Atom, Number] = {}
    todo, seen = operands, set[Value]()
    while todo:
        v = todo.pop()
        if v.op is None or v in seen:
            continue
        seen.add(v)
        if v.op.name == "program_id":
            found[program(v.op.attrs["axis"])] = Number("program_id", (), tuple(v.op.attrs.items()))
            continue
        made = v.op.operands[0] if _is_scaled(v) else None
        formula = None if made is None else number(made)
        if made is not None and formula is not None:
            found[made] = formula
        else:
            todo += v.op.operands
    return found


def _is_scaled(v: Value) -> bool:
    """Whether a scalar is a constant times a number that programs make of their ids."""
    if v.op is None or v.op.name != "mul" or shape_of(v.type) or not axes_of(v):
        return False
    made, factor = v.op.operands
    return made.op is not None and made.op.name != "program_id" and constant_of(factor) is not None


def _equal(a: Affine, b: Affine) -> bool:
    return a.constant == b.constant and dict(a.terms) == dict(b.terms)
