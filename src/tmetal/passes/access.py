"""How memory accesses lie: which dimension of a tile is contiguous, and how wide it may be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tmetal.ir.core import Op, Value
from tmetal.ir.layout import Layout, dimension_bits
from tmetal.ir.ops import OPS
from tmetal.ir.types import Pointer, Shape, number_of, shape_of
from tmetal.passes.facts import Affine, forms, index, is_scaled
from tmetal.passes.recipes import is_recipe, is_tile

# Elements between neighbours along a dimension whose stride is known at run time only.
FAR = 1 << 20
LINE = 128  # bytes that a simdgroup instruction moves at once (apple-gpu notes §1.4)
# A thread moves at most this many bytes at once (apple-gpu notes §4).
WIDEST = 16


@dataclass(frozen=True)
class Access:
    """A load or store as the tile of an anchor sees it: elements per step along each dimension."""

    op: Op
    steps: tuple[int, ...]
    bytes: int


class Accesses:
    """The accesses of a function that stays as it is, those of each anchor worked out once."""

    def __init__(self, outputs: set[Value]) -> None:
        self.outputs = outputs
        self.found: dict[tuple[Op, Shape], tuple[Access, ...]] = {}
        self.forms = forms()

    def of(self, op: Op, shape: Shape) -> tuple[Access, ...]:
        """Return the accesses that an anchor makes, see `accesses`."""
        key = op, shape
        found = self.found.get(key)
        if found is None:
            found = self.found[key] = tuple(accesses(op, shape, self.outputs, self.forms))
        return found

    def first(self, op: Op, shape: Shape) -> Access | None:
        """Return the first access that an anchor makes, if it makes any."""
        return next(iter(self.of(op, shape)), None)


def orientation(op: Op, shape: Shape, made: Accesses) -> tuple[tuple[int, ...], int]:
    """Return the order of dimensions, fastest first, and the elements a thread has in a row.

    The first access that is contiguous along some dimension decides: a store before loads.
    """
    found = [a for a in made.of(op, shape) if 1 in map(abs, a.steps)]
    if not found:
        return (), 1
    steps = found[0].steps
    fast = [abs(s) for s in steps].index(1)
    ranked = sorted(range(len(steps)), key=lambda d: (d != fast, abs(steps[d]) or 1 << 40, -d))
    if found[0].op.name == "atomic_at":  # those are never merged: lanes should be neighbours
        return tuple(ranked), 1
    same = [a for a in found if a.steps[fast] == 1]
    width = min(WIDEST // max(a.bytes for a in same), shape[fast]) if same else 1
    return tuple(ranked), max(1, width)


def lines(access: Access, layout: Layout, shape: Shape) -> float:
    """Return the 128-byte lines that a simdgroup touches per element, with its first registers.

    Registers that hold neighbours in memory are counted together, as one wider access.
    """
    near = [b for b in layout.register if 0 < _bytes(access, b, shape) < WIDEST]
    bases = [*layout.lane, *near]
    places = [0]
    for basis in bases:
        step = _bytes(access, basis, shape)
        places += [p + step for p in places] if step else places
    return len({p // LINE for p in places}) / (1 << len(bases))


def _bytes(access: Access, basis: int, shape: Shape) -> int:
    """Return how far in memory one basis of a layout leads."""
    bit = basis.bit_length() - 1
    for d, bits in enumerate(dimension_bits(shape)):
        if bit in bits:
            return access.steps[d] * access.bytes << (bit - bits.start)
    return 0


def accesses(
    op: Op, shape: Shape, outputs: set[Value], known: dict[Value, Affine] | None = None
) -> Iterator[Access]:
    """Yield the accesses that an anchor makes, its own first, then those of its recipes.

    known: a table of affine forms, see `facts.forms`.
    """
    known = forms() if known is None else known
    same = tuple(range(len(shape)))
    if OPS[op.name].access:
        yield _access(op, known[op.operands[1]], same, shape)
    todo: list[tuple[Value, tuple[int, ...]]]
    todo = [(v, same) for v in op.operands if shape_of(v.type) == shape]
    seen = set()
    while todo:
        v, dims = todo.pop(0)
        if v in seen or not is_tile(v) or not is_recipe(v, outputs):
            continue
        seen.add(v)
        inner = v.op
        assert inner is not None
        if inner.name == "permute":
            order = inner.attrs["dims"]
            todo.append((inner.operands[0], tuple(dims[order.index(d)] for d in range(len(dims)))))
        elif OPS[inner.name].view:
            continue
        else:
            if inner.name == "load_at":
                yield _access(inner, known[inner.operands[1]], dims, shape)
            todo += [(o, dims) for o in inner.operands]


def _access(op: Op, form: Affine, dims: tuple[int, ...], shape: Shape) -> Access:
    steps = [0] * len(shape)
    opaque = any(isinstance(a, Value) and shape_of(a.type) for a, _ in form.terms)
    scaled = {a[1] for a, _ in form.terms if is_scaled(a)}
    for d, mine in enumerate(dims):
        step = form.coefficient(index(d)) + (FAR if index(d) in scaled else 0)
        steps[mine] = 0 if opaque else step
    pointer = op.operands[0].type
    assert isinstance(pointer, Pointer)
    return Access(op, tuple(steps), number_of(pointer.element).bytes)
