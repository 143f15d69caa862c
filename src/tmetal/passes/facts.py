"""Facts: what is known of a value before anything runs.

`affine(v)` writes an integer as `constant + Σ coefficient · atom`, where an atom is a program id, a
tile's own index along a dimension, a loop counter or any other value. The forms are exact sums,
while integers wrap around: the coverage proof checks at launch that no sum can, and the questions
below refuse multipliers so large that a sum could come back to where it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tmetal.ir.core import Op, Value
from tmetal.ir.types import DType, dtype_named, scalar_of, shape_of
from tmetal.passes.simplify import constant_of

# ("program", axis), ("index", dimension), a Value, or ("times", one of the former, Value)
Atom = Any


@dataclass(frozen=True)
class Affine:
    """`constant + Σ terms[atom] · atom`; `index` atoms count along a dimension of the tile."""

    constant: int
    terms: tuple[tuple[Atom, int], ...] = ()

    def coefficient(self, atom: Atom) -> int:
        """Return the coefficient of an atom, 0 if it does not occur."""
        return dict(self.terms).get(atom, 0)

    def plus(self, other: Affine, sign: int = 1) -> Affine:
        """Return the sum, or the difference with `sign=-1`."""
        terms = dict(self.terms)
        for atom, k in other.terms:
            terms[atom] = terms.get(atom, 0) + sign * k
        kept = tuple((a, k) for a, k in terms.items() if k)
        return Affine(self.constant + sign * other.constant, kept)

    def times(self, k: int) -> Affine:
        """Return the form multiplied by a constant."""
        if not k:
            return Affine(0)
        return Affine(self.constant * k, tuple((a, c * k) for a, c in self.terms))

    def renamed(self, atoms: dict[Atom, Atom | None]) -> Affine:
        """Return the form with atoms replaced; those that become None count for nothing."""
        terms = tuple((_renamed(a, atoms), k) for a, k in self.terms)
        return Affine(self.constant, tuple((a, k) for a, k in terms if a is not None))


def _renamed(atom: Atom, atoms: dict[Atom, Atom | None]) -> Atom | None:
    if isinstance(atom, tuple) and atom[0] == "times":
        inner = atoms.get(atom[1], atom[1])
        return None if inner is None else ("times", inner, atom[2])
    return atoms.get(atom, atom)


def index(dimension: int) -> Atom:
    """Return the atom of a tile's index along a dimension."""
    return ("index", dimension)


INDEX: Atom = index(0)


def program(axis: int) -> Atom:
    """Return the atom of a program id."""
    return ("program", axis)


def programs(axis: int) -> Atom:
    """Return the atom of a number of programs."""
    return ("programs", axis)


def affine(value: Value) -> Affine:
    """Return the affine form of an integer scalar or tile; an opaque atom at worst."""
    return _Forms()[value]


def forms() -> dict[Value, Affine]:
    """Return a table of affine forms, for many questions about a function that stays as it is."""
    return _Forms()


class _Forms(dict[Value, Affine]):
    """The affine forms of values, each worked out once."""

    def __missing__(self, value: Value) -> Affine:
        form = self[value] = self.made(value)
        return form

    def made(self, value: Value) -> Affine:
        """Work out a form."""
        op = value.op
        rule = None if op is None else _RULES.get(op.name)
        form = None if rule is None or op is None else rule(op, self)
        return Affine(0, ((value, 1),)) if form is None else form


def _constant(op: Op, forms: _Forms) -> Affine:
    return Affine(int(constant_of(op.result)))


def _sum(op: Op, forms: _Forms) -> Affine:
    x, y = op.operands
    return forms[x].plus(forms[y], 1 if op.name == "add" else -1)


def _product(op: Op, forms: _Forms) -> Affine | None:
    x, y = (forms[v] for v in op.operands)
    if not y.terms:
        return x.times(y.constant)
    if not x.terms:
        return y.times(x.constant)
    for tile, number in ((x, op.operands[1]), (y, op.operands[0])):
        scalar = _scalar(number)
        plain = all(is_index(a) or is_program(a) or _is_number(a) for a, _ in tile.terms)
        if scalar is not None and scalar.op is None and plain:
            scaled = tuple((times(a, scalar), k) for a, k in tile.terms)
            rest = ((scalar, tile.constant),) if tile.constant else ()
            return Affine(0, rest + scaled)
    return None


def _scalar(value: Value) -> Value | None:
    """Return the scalar that all elements of a tile are, if it is known to be one."""
    while value.op is not None and value.op.name in ("splat", "broadcast", "reshape"):
        value = value.op.operands[0]
    return None if shape_of(value.type) else value


def _is_number(atom: Atom) -> bool:
    return isinstance(atom, Value) and not shape_of(atom.type)


def times(atom: Atom, scalar: Value) -> Atom:
    """Return the atom of an index or program id times a number known at run time only."""
    return ("times", atom, scalar)


def is_program(atom: Atom) -> bool:
    """Whether an atom is a program id."""
    return isinstance(atom, tuple) and atom[0] == "program"


def is_index(atom: Atom) -> bool:
    """Whether an atom counts along a dimension of the tile."""
    return isinstance(atom, tuple) and atom[0] == "index"


def is_scaled(atom: Atom) -> bool:
    """Whether an atom is an index times a number that is known at run time only."""
    return isinstance(atom, tuple) and atom[0] == "times" and is_index(atom[1])


def _shift(op: Op, forms: _Forms) -> Affine | None:
    x, y = (forms[v] for v in op.operands)
    return x.times(1 << y.constant) if not y.terms and 0 <= y.constant < 63 else None


def _inner(op: Op, forms: _Forms) -> Affine | None:
    return forms[op.operands[0]]


def _widening(op: Op, forms: _Forms) -> Affine | None:
    """Look through a cast that keeps every value; a narrowing one changes it."""
    source, target = scalar_of(op.operands[0].type), dtype_named(op.attrs["dtype"])
    if not isinstance(source, DType) or source.is_float or not target.is_integer:
        return None
    (low, high), (least, most) = source.limits, target.limits
    return forms[op.operands[0]] if least <= low and high <= most else None


def _range(op: Op, forms: _Forms) -> Affine:
    """A range of one element is a number: broadcast, it does not count the tile's elements."""
    start, end = op.attrs["start"], op.attrs["end"]
    return Affine(start, ((INDEX, 1),) if end - start > 1 else ())


def _broadcast(op: Op, forms: _Forms) -> Affine:
    """Along a dimension of size 1 the only index is 0."""
    gone = {index(d): None for d, n in enumerate(shape_of(op.operands[0].type)) if n == 1}
    return forms[op.operands[0]].renamed(gone)


def _reshape(op: Op, forms: _Forms) -> Affine | None:
    names = renaming(op)
    return None if names is None else forms[op.operands[0]].renamed(names)


def renaming(op: Op) -> dict[Atom, Atom | None] | None:
    """Return what a `reshape` makes of its operand's indices, if only sizes of 1 come and go."""
    source, shape = shape_of(op.operands[0].type), shape_of(op.results[0].type)
    mine = [d for d, n in enumerate(source) if n > 1]
    theirs = [d for d, n in enumerate(shape) if n > 1]
    if [source[d] for d in mine] != [shape[d] for d in theirs]:
        return None
    names: dict[Atom, Atom | None] = {index(d): None for d in range(len(source))}
    return names | {index(p): index(q) for p, q in zip(mine, theirs, strict=True)}


def _permute(op: Op, forms: _Forms) -> Affine:
    dims = op.attrs["dims"]
    return forms[op.operands[0]].renamed({index(d): index(i) for i, d in enumerate(dims)})


_RULES: dict[str, Callable[[Op, _Forms], Affine | None]] = {
    "constant": _constant,
    "add": _sum,
    "sub": _sum,
    "mul": _product,
    "shl": _shift,
    "splat": _inner,
    "broadcast": _broadcast,
    "reshape": _reshape,
    "permute": _permute,
    "cast": _widening,
    "arange": _range,
    "num_programs": lambda op, _: Affine(0, ((programs(op.attrs["axis"]), 1),)),
    "program_id": lambda op, _: Affine(0, ((program(op.attrs["axis"]), 1),)),
}


def iterations_are_disjoint(count: Value, loop: Op) -> bool:
    """Whether accesses at `count` in different iterations of `loop` touch different elements.

    True if one step of the loop moves the whole tile past itself: |k · step| is at least the
    distance between the tile's first and last element plus one.
    """
    if loop.name != "for":
        return False
    counter, form = loop.blocks[0].args[0], affine(count)
    moved = abs(form.coefficient(counter)) * least_magnitude(affine(loop.operands[2]))
    if moved > LARGEST:
        return False
    span = 1 + sum(
        abs(form.coefficient(index(d))) * (n - 1) for d, n in enumerate(shape_of(count.type))
    )
    inside = {a for a, _ in form.terms if isinstance(a, Value)} & set(defined_in(loop))
    known = not any(is_scaled(a) for a, _ in form.terms)
    return known and moved >= span and inside <= {counter}


def rows_are_disjoint(store: Op, loop: Op) -> bool:
    """Whether a store in different iterations writes different rows, each shorter than their pitch.

    True for `… + row · n + index` where the mask keeps index below n, and each iteration moves the
    row: if n is not positive, nothing is stored.
    """
    if store.name != "store_at" or len(store.operands) < 4:
        return False
    counter, form = loop.blocks[0].args[0], affine(store.operands[1])
    mask = store.operands[3].op
    pitches = {a[2]: k for a, k in form.terms if _is_times(a) and a[1] is counter}
    if mask is None or mask.name != "lt" or len(pitches) != 1:
        return False
    ((pitch, factor),) = pitches.items()
    own = Affine(0, tuple((a, k) for a, k in form.terms if is_index(a)))
    moved = abs(factor) * least_magnitude(affine(loop.operands[2]))
    inside = {a for a, _ in form.terms if isinstance(a, Value)} & set(defined_in(loop))
    others = [a for a, _ in form.terms if _is_times(a) and a[1] is not counter]
    fixed = not inside and not any(isinstance(a[1], Value) or is_index(a[1]) for a in others)
    index_, bound = (affine(v) for v in mask.operands)
    below = index_ == own and bound == Affine(0, ((pitch, 1),))
    return fixed and below and 1 <= moved <= LARGEST and all(k == 1 for _, k in own.terms)


def _is_times(atom: Atom) -> bool:
    return isinstance(atom, tuple) and atom[0] == "times"


# Steps and multipliers above this are not trusted: `i * 65536 * 65536` is 0 in 32 bits.
LARGEST = 1 << 20


def elements_are_distinct(count: Value) -> bool:
    """Whether no two elements of a tile of offsets are equal, and none can become so by wrapping.

    True for `scalars + Σ k · index` where each k is past all that the smaller ones reach, and none
    is large; a tile that was loaded, or computed otherwise, may repeat.
    """
    form = affine(count)
    others = [a for a, _ in form.terms if isinstance(a, Value)]
    if any(shape_of(v.type) for v in others) or any(is_scaled(a) for a, _ in form.terms):
        return False
    steps = [
        (abs(form.coefficient(index(d))), n) for d, n in enumerate(shape_of(count.type)) if n > 1
    ]
    reach = 1
    for step, size in sorted(steps):
        if not reach <= step <= LARGEST // 1024:
            return False
        reach += step * (size - 1)
    return bool(steps)


def places_are_apart(x: Value, y: Value) -> bool:
    """Whether two tiles of offsets of one program name no place in common.

    True for `scalars + c + Σ k · index` that differ in c only, by what no sum of steps makes up
    for: multiples of a step go past the difference, and the other steps do not reach that far.
    """
    a, b = affine(x), affine(y)
    scalars = [t for t, _ in a.terms if not is_index(t)]
    mixed = any(is_scaled(t) or (isinstance(t, Value) and shape_of(t.type)) for t in scalars)
    if mixed or dict(a.terms) != dict(b.terms) or shape_of(x.type) != shape_of(y.type):
        return False
    gap = abs(a.constant - b.constant)
    steps = [(abs(a.coefficient(index(d))), n - 1) for d, n in enumerate(shape_of(x.type)) if n > 1]
    if gap + sum(k * n for k, n in steps) > LARGEST:
        return False

    def clear(step: int) -> bool:
        """Whether it holds modulo a step, which only the other ones change."""
        others = sum(k * n for k, n in steps if k % step)
        return others < min(gap % step, -gap % step)

    return any(clear(step) for step in {2 * LARGEST, *(k for k, _ in steps if k)})


def least_magnitude(form: Affine) -> int:
    """Return the smallest |value| of a form whose atoms are all at least 1, or 0 if unknown."""
    if not form.terms:
        return abs(form.constant)
    if all(a[0] == "programs" for a, _ in form.terms if not isinstance(a, Value)) and not any(
        isinstance(a, Value) for a, _ in form.terms
    ):
        signs = {k > 0 for _, k in form.terms}
        if len(signs) == 1 and (form.constant == 0 or (form.constant > 0) in signs):
            return abs(form.constant) + sum(abs(k) for _, k in form.terms)
    return 0


def defined_in(loop: Op) -> list[Value]:
    """Return every value defined inside of an op's blocks."""
    found: list[Value] = []
    for block in loop.blocks:
        found += block.args
        for op in block.ops:
            found += op.results
            found += defined_in(op)
    return found
