"""Does a launch write every element of an array? Then its old contents need not survive.

The proof, for a 1-D array `p` of `size` elements: some store that always runs writes, for program
id `i` on one axis (or for every program), the `block` elements from `start + block · i`, and its
mask is absent or is
`offset < bound`. It covers [0, min(start' , bound)) with start' = block · programs, if start is 0.
One that writes rows, the elements from `n · i` on up to `offset < n` for a scalar parameter n,
covers n · programs elements if a block reaches to n. `block_coverage` has more dimensions.
A grid-stride loop that starts at `block · i` and steps by `block · programs` covers up to its stop.
What cannot be shown this way is not covered; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tmetal.ir.core import Func, Op, Value
from tmetal.ir.types import shape_of
from tmetal.passes.facts import INDEX, Affine, affine, program, programs, times
from tmetal.runtime.block_coverage import BlockCoverage, block_coverages

# Offsets are int32 sums in the kernel; below this no sum of a covered launch can wrap around.
SAFE = 1 << 31


@dataclass(frozen=True)
class Bound:
    """An upper end that is known at launch: a scalar parameter, or a constant."""

    parameter: str | None
    constant: int

    def value(self, scalars: dict[str, int]) -> int:
        """Return the number, given the launch's scalar arguments."""
        return self.constant if self.parameter is None else int(scalars[self.parameter])


@dataclass(frozen=True)
class Coverage:
    """One store's claim: programs × block elements along `axis`, up to every bound."""

    axis: int | None  # None: every program writes the same elements
    block: int
    looped: bool
    bounds: tuple[Bound, ...]

    @property
    def parameters(self) -> set[str]:
        """Return the scalar parameters that the claim rests on."""
        return {b.parameter for b in self.bounds if b.parameter}

    def holds(self, size: int, grid: Sequence[int], scalars: dict[str, int]) -> bool:
        """Whether every one of `size` elements is written in a launch."""
        reach = self.block * (1 if self.axis is None else grid[self.axis])
        if reach >= SAFE or (not self.looped and reach < size):
            return False
        return all(bound.value(scalars) >= size for bound in self.bounds)


@dataclass(frozen=True)
class RowCoverage:
    """One store's claim: each program along `axis` writes a row of as many elements as `pitch`."""

    axis: int
    block: int
    pitch: str
    bounds: tuple[Bound, ...]

    def holds(self, size: int, grid: Sequence[int], scalars: dict[str, int]) -> bool:
        """Whether every one of `size` elements is written in a launch."""
        pitch = int(scalars[self.pitch])
        if not 0 < pitch <= self.block or not size <= pitch * grid[self.axis] < SAFE:
            return False
        return all(bound.value(scalars) >= pitch for bound in self.bounds)

    @property
    def parameters(self) -> set[str]:
        """Return the scalar parameters that the claim rests on."""
        return {self.pitch} | {b.parameter for b in self.bounds if b.parameter}


Claim = Coverage | RowCoverage | BlockCoverage
Scalars = frozenset[Value]


def coverages(func: Func, parameter: Value) -> list[Claim]:
    """Return the claims of all stores to a parameter, from tile IR with addresses resolved."""
    scalars = frozenset(func.body.args)
    found: list[Claim | None] = []
    for op in func.body.ops:
        if _stores_to(op, parameter):
            found += [_straight(op, scalars), _row(op, scalars)]
        elif op.name == "for":
            inside = [s for s in op.blocks[0].ops if _stores_to(s, parameter)]
            found += [_looped(op, s, scalars) for s in inside]
    always = [op for op in func.body.ops if _stores_to(op, parameter)]
    return [c for c in found if c is not None] + block_coverages(always, scalars)


def shortfall(claims: Sequence[Claim], size: int) -> str:
    """Say why an array of `size` elements is not shown to be covered: none of its claims holds."""
    if not claims:
        return (
            "no store that always runs is shown to write a run, rows or blocks from the first "
            "element on, below upper bounds"
        )
    return f"with this grid and these numbers its stores are not shown to reach all {size} elements"


def _stores_to(op: Op, parameter: Value) -> bool:
    return op.name == "store_at" and op.operands[0] is parameter


def _straight(store: Op, scalars: Scalars) -> Coverage | None:
    form, size = affine(store.operands[1]), _size(store)
    for axis in (0, 1, 2, None):
        ids = () if axis is None else ((program(axis), size),)
        wanted = Affine(0, (*ids, *(((INDEX, 1),) if size > 1 else ())))
        if _equal(form, wanted):
            bounds = _mask_bounds(store, form, scalars)
            return None if bounds is None else Coverage(axis, size, False, bounds)
    return None


def _row(store: Op, scalars: Scalars) -> RowCoverage | None:
    form, size = affine(store.operands[1]), _size(store)
    if size == 1 or len(shape_of(store.operands[1].type)) != 1:
        return None
    for axis in range(3):
        for pitch in scalars:
            wanted = Affine(0, ((times(program(axis), pitch), 1), (INDEX, 1)))
            if _equal(form, wanted):
                bounds = _mask_bounds(store, Affine(0, ((INDEX, 1),)), scalars)
                return None if bounds is None else RowCoverage(axis, size, pitch.name, bounds)
    return None


def _looped(loop: Op, store: Op, scalars: Scalars) -> Coverage | None:
    counter, size = loop.blocks[0].args[0], _size(store)
    start, stop, step = (affine(v) for v in loop.operands[:3])
    form = affine(store.operands[1])
    if not _equal(form, Affine(0, ((counter, 1), (INDEX, 1)))):
        return None
    for axis in range(3):
        begins = _equal(start, Affine(0, ((program(axis), size),)))
        if begins and _equal(step, Affine(0, ((programs(axis), size),))):
            bounds, end = _mask_bounds(store, form, scalars), _bound(stop, scalars)
            if bounds is None or end is None:
                return None
            return Coverage(axis, size, True, (*bounds, end))
    return None


def _size(store: Op) -> int:
    """Return the number of elements of a 1-D tile; claims on others are not made."""
    shape = shape_of(store.operands[1].type)
    return shape[0] if len(shape) == 1 else 1


def _equal(a: Affine, b: Affine) -> bool:
    return a.constant == b.constant and dict(a.terms) == dict(b.terms)


def _mask_bounds(store: Op, form: Affine, scalars: Scalars) -> tuple[Bound, ...] | None:
    """Return the bounds that a mask puts on the offset; None if the mask is of another kind."""
    if len(store.operands) < 4:
        return ()
    mask = store.operands[3].op
    if mask is None or mask.name != "lt" or not _equal(affine(mask.operands[0]), form):
        return None
    bound = _bound(affine(mask.operands[1]), scalars)
    return None if bound is None else (bound,)


def _bound(form: Affine, scalars: Scalars) -> Bound | None:
    """Return a bound that is a constant or a scalar parameter itself; a loop's values are not."""
    if not form.terms:
        return Bound(None, form.constant)
    ((atom, factor), *rest) = form.terms
    if rest or factor != 1 or form.constant or atom not in scalars:
        return None
    return Bound(atom.name, 0)
