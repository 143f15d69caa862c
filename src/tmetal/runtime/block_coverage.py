"""The coverage claims of stores that write blocks, in any number of dimensions.

Element (i, j, …) of a program's block goes to `i' · stride_0 + j' · stride_1 + …`, where i' is
`program · block + i`, and the mask keeps i' below a bound. Such blocks tile a whole box; the box is
gapless if, from the smallest stride on, each stride is at most what the smaller ones cover. Several
stores of such blocks that begin a step apart (the halves of a row) are one more dimension.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tmetal.ir.core import Op, Value
from tmetal.ir.types import shape_of
from tmetal.passes.facts import Affine, Atom, affine, index, program, renaming, times

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
    """One dimension: elements `stride` apart, `block` of them a program along grid axis `axis`."""

    stride: Extent
    block: int
    axis: int | None
    bounds: tuple[Extent, ...]

    def length(self, grid: Sequence[int], scalars: dict[str, int]) -> int:
        """Return how many elements all programs write along it."""
        whole = self.block * (1 if self.axis is None else grid[self.axis])
        return min([whole, *(b.value(scalars) for b in self.bounds)])


@dataclass(frozen=True)
class BlockCoverage:
    """The claim of a store, or of several."""

    sides: tuple[Side, ...]

    def holds(self, size: int, grid: Sequence[int], scalars: dict[str, int]) -> bool:
        """Whether every one of `size` elements is written in a launch."""
        sides = sorted((s.stride.value(scalars), s.length(grid, scalars)) for s in self.sides)
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
        return found - {""}


def block_coverages(stores: Iterable[Op], scalars: frozenset[Value]) -> list[BlockCoverage]:
    """Return the claims of stores that always run."""
    starts: dict[tuple[Side, ...], set[int]] = {}
    for store in stores:
        sides = _sides(store, scalars)
        if sides:
            starts.setdefault(sides, set()).add(affine(store.operands[1]).constant)
    claims = []
    for sides, found in starts.items():
        step = min(found - {0}, default=0)
        if 0 in found:
            claims.append(BlockCoverage(sides))
        if step > 0 and found == set(range(0, step * len(found), step)):
            claims.append(BlockCoverage((*sides, Side(Extent(step), len(found), None, ()))))
    return claims


def _sides(store: Op, scalars: frozenset[Value]) -> tuple[Side, ...]:
    """Return the dimensions of a tile of offsets, wherever it begins; none if of another kind."""
    shape = shape_of(store.operands[1].type)
    terms = dict(affine(store.operands[1]).terms)
    bounds = _bounds(store, scalars)
    if bounds is None:
        return ()
    sides = []
    for d, n in enumerate(shape):
        side = _side(terms, d, n, bounds, scalars) if n > 1 else None
        if n > 1 and side is None:
            return ()
        sides += [side] if side is not None else []
    return tuple(sides) if not terms and not bounds else ()


Bounds = list[tuple[Affine, Extent]]


def _side(
    terms: dict[Atom, int], d: int, n: int, bounds: Bounds, scalars: frozenset[Value]
) -> Side | None:
    """Take a dimension's terms, and the bounds on it, out of what is left."""
    own = index(d)
    pitch: Value | None = None
    if own in terms:
        stride, step = Extent(terms[own]), terms.pop(own)
    else:
        found = [a for a in terms if isinstance(a, tuple) and a[0] == "times" and a[1] == own]
        if len(found) != 1 or terms[found[0]] != 1 or found[0][2] not in scalars:
            return None
        pitch, step = found[0][2], 1
        stride = Extent(0, pitch.name)
        del terms[found[0]]
    axis = None
    for candidate in range(3):
        atom = program(candidate) if pitch is None else times(program(candidate), pitch)
        if terms.get(atom) == step * n and axis is None:
            axis = candidate
            del terms[atom]
    coordinate = Affine(0, ((own, 1),))
    if axis is not None:
        coordinate = coordinate.plus(Affine(0, ((program(axis), n),)))
    mine = [e for form, e in bounds if _equal(form, coordinate)]
    bounds[:] = [(form, e) for form, e in bounds if not _equal(form, coordinate)]
    return Side(stride, n, axis, tuple(mine))


def _equal(a: Affine, b: Affine) -> bool:
    return a.constant == b.constant and dict(a.terms) == dict(b.terms)


def _bounds(store: Op, scalars: frozenset[Value]) -> Bounds | None:
    """Return what a mask compares with what; None if it is no conjunction of bounds."""
    return _bounds_of(store.operands[3], scalars) if len(store.operands) > 3 else []


def _bounds_of(mask: Value, scalars: frozenset[Value]) -> Bounds | None:
    """Return the upper bounds that a mask is; lower ones must not matter."""
    op = mask.op
    if op is None or op.name not in ("and", "broadcast", "reshape", "lt", "ge"):
        return None
    if op.name in ("lt", "ge"):
        form, limit = (affine(v) for v in op.operands)
        if op.name == "ge":
            return [] if _is_never_below(form, limit) else None
        extent = _extent(limit, scalars)
        return None if extent is None else [(form, extent)]
    found: Bounds = []
    for inner in op.operands:
        names = renaming(op) if op.name == "reshape" else {}
        bounds = _bounds_of(inner, scalars)
        if names is None or bounds is None:
            return None
        found += [(form.renamed(names), extent) for form, extent in bounds]
    return found


def _is_never_below(form: Affine, limit: Affine) -> bool:
    """Whether a sum of indices and program numbers is at least a constant."""
    counts = {*map(index, range(MAX_RANK)), *map(program, range(3))}
    return (
        not limit.terms
        and form.constant >= limit.constant
        and all(atom in counts and factor >= 0 for atom, factor in form.terms)
    )


def _extent(form: Affine, scalars: frozenset[Value]) -> Extent | None:
    if not form.terms:
        return Extent(form.constant)
    ((atom, factor), *rest) = form.terms
    plain = not rest and factor == 1 and not form.constant and atom in scalars
    return Extent(0, atom.name) if plain else None
