"""What one access asks of memory: its pattern, its width, its lines per simdgroup instruction.

In: a site. Out: figures that follow from the layout and from the affine form of the offsets. Where
offsets are computed or loaded there is no form, and no figure: None says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import gcd

from tmetal.ir.core import Op, Value
from tmetal.ir.layout import LANE_BITS, apply, dimension_bits
from tmetal.ir.types import Pointer, number_of, shape_of
from tmetal.passes.access import FAR, LINE, WIDEST
from tmetal.passes.facts import Atom, affine, index, is_index, is_program, is_scaled
from tmetal.passes.views import Bits, is_view

CONTIGUOUS, STRIDED, BLOCK, BROADCAST = "contiguous", "strided", "block", "broadcast"
GATHER, SCATTER = "gather", "scatter"
Step = int | str  # elements, or the parameter that says how many


@dataclass(frozen=True)
class Lanes:
    """A simdgroup instruction: bytes that a lane moves at once, distinct bytes, 128-byte lines."""

    vector: int
    bytes: int
    lines: int

    @property
    def ideal(self) -> int:
        """The fewest lines that hold so many bytes."""
        return -(-self.bytes // LINE)


def size_of(op: Op) -> int:
    """Return the bytes of one element of an access."""
    pointer = op.operands[0].type
    assert isinstance(pointer, Pointer)
    return number_of(pointer.element).bytes


def steps_of(op: Op) -> tuple[Step, ...] | None:
    """Return the elements between neighbours along each dimension; None if they are computed."""
    form, shape = affine(op.operands[1]), shape_of(op.operands[1].type)
    if any(isinstance(a, Value) and shape_of(a.type) for a, _ in form.terms):
        return None
    found: list[Step] = []
    for d in range(len(shape)):
        scaled = [(a[2].name, k) for a, k in form.terms if is_scaled(a) and a[1] == index(d)]
        words = [name if k == 1 else f"{k}*{name}" for name, k in scaled]
        fixed = form.coefficient(index(d))
        found.append("+".join([*words, *([str(fixed)] if fixed else [])]) if words else fixed)
    return tuple(found)


def pattern(op: Op) -> str:
    """Return the class of an access: see the names above."""
    steps, shape = steps_of(op), shape_of(op.operands[1].type)
    if steps is None:
        return GATHER if op.name == "load_at" else SCATTER
    live = [(s, n) for s, n in zip(steps, shape, strict=True) if n > 1 and s != 0]
    if not live:
        return BROADCAST
    sizes = [(abs(s), n) for s, n in live if isinstance(s, int)]
    if (1 not in [s for s, _ in sizes]) or any(s == 0 and n > 1 for s, n in sizes):
        return STRIDED
    reach = 1
    for step, size in sorted(sizes):
        if step != reach:
            return BLOCK
        reach = step * size
    return CONTIGUOUS if len(sizes) == len(live) else BLOCK


def alignment(op: Op) -> int:
    """Return a number of bytes, at most a line, that divides where each tile begins."""
    form, size = affine(op.operands[1]), size_of(op)
    found = abs(form.constant)
    for atom, k in form.terms:
        if not is_index(atom):
            found = gcd(found, abs(k))
    return gcd(found * size, LINE) if found else LINE


def request(op: Op, bits: Bits | None, together: bool) -> Lanes | None:
    """Return what a simdgroup asks for with its first registers, tiles beginning at a line.

    together: neighbouring registers may be moved at once. None if offsets are computed.
    """
    steps, shape, size = steps_of(op), shape_of(op.operands[1].type), size_of(op)
    if not shape:
        return Lanes(size, size, 1)
    if steps is None or bits is None:
        return None
    far = [s if isinstance(s, int) else FAR for s in steps]
    dims = dimension_bits(shape)

    def place(element: int) -> int:
        return sum(
            far[d] * size * ((element >> r.start) & ((1 << len(r)) - 1)) for d, r in enumerate(dims)
        )

    near = _near(bits, place, size) if together else 0
    bases = [*bits.thread[:LANE_BITS], *bits.register[:near]]
    image = tuple(bases)
    places = {place(apply(image, i) ^ bits.origin) for i in range(1 << len(image))}
    return Lanes(size << near, len(places) * size, len({p // LINE for p in places}))


def _near(bits: Bits, place: Callable[[int], int], size: int) -> int:
    """Return how many register bits, lowest first, lead to the next bytes in memory."""
    count = 0
    start = place(bits.origin)
    for basis in bits.register:
        there = place(bits.origin ^ basis) - start
        if abs(there) != size << count or size << (count + 1) > WIDEST:
            break
        count += 1
    return count


def region(op: Op) -> str:
    """Return offsets as text: `1024*program_id(0) + i0`; i0, i1, … count along dimensions."""
    form, shape = affine(op.operands[1]), shape_of(op.operands[1].type)
    words = [_term(a, k) for a, k in form.terms]
    if form.constant or not words:
        words.append(str(form.constant))
    counted = [f"i{d} < {n}" for d, n in enumerate(shape) if n > 1]
    text = " + ".join(words).replace("+ -", "- ")
    return f"{text}, {', '.join(counted)}" if counted else text


def _term(atom: Atom, k: int) -> str:
    word = _atom(atom)
    return word if k == 1 else f"-{word}" if k == -1 else f"{k}*{word}"


def _atom(atom: Atom) -> str:
    if isinstance(atom, Value):
        return f"{atom.name or 'x'}[…]" if shape_of(atom.type) else atom.name or "…"
    if is_index(atom):
        return f"i{atom[1]}"
    if is_program(atom):
        return f"program_id({atom[1]})"
    if atom[0] == "times":
        return f"{_atom(atom[1])}*{_atom(atom[2])}"
    return f"num_programs({atom[1]})"


def computed_by(op: Op) -> str:
    """Return why offsets have no affine form: `loaded`, or the op that computes them."""
    form = affine(op.operands[1])
    todo = [a for a, _ in form.terms if isinstance(a, Value) and shape_of(a.type)]
    first = ""
    seen: set[Value] = set()
    while todo:
        v = todo.pop()
        if v in seen or v.op is None:
            continue
        seen.add(v)
        if v.op.name == "load_at":
            return "loaded"
        if not first and not is_view(v.op) and v.op.name not in ("splat", "cast"):
            first = v.op.name
        todo += v.op.operands
    return first or "computed"
