"""What `explain` says, as data: one dataclass for each thing that there is to say.

Every field is plain Python (numbers, text, tuples), so `json()` loses nothing; `str(report)` is the
same for people. Sizes are in bytes, steps in elements, registers in 32-bit registers of a thread.
"""

from __future__ import annotations

import linecache
from dataclasses import asdict, dataclass
from typing import Any

from tmetal.errors import Loc
from tmetal.explain.text import render


@dataclass(frozen=True)
class Place:
    """A line of the user's source."""

    file: str
    line: int
    function: str
    text: str

    def __str__(self) -> str:
        return f"line {self.line}" if self.line else "(no line)"


def place_of(loc: Loc | None) -> Place:
    """Return the line that something stems from."""
    if loc is None:
        return Place("", 0, "", "")
    return Place(loc.file, loc.line, loc.function, linecache.getline(loc.file, loc.line).strip())


@dataclass(frozen=True)
class Array:
    """A pointer parameter: what the kernel does to it, and at which offsets in elements.

    kept: why a launch over the grid merges old contents in; empty if it need not.
    """

    name: str
    dtype: str
    effect: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    kept: str = ""


@dataclass(frozen=True)
class Access:
    """A load, store or atomic at one line.

    pattern: contiguous, strided, block, broadcast, gather or scatter. steps: elements between
    neighbours along each dimension of the tile, or the parameter that says how many; None where
    offsets are computed. vector_bytes: what a lane moves at once. lines, ideal_lines: 128-byte
    lines that one simdgroup instruction touches, and the fewest for its bytes, when tiles begin at
    a multiple of 128 bytes; `alignment` is what is known of where they begin. plain: lines over
    ideal if lanes simply followed the last dimension. mask: none, `interior` (tested for whole
    vectors, each element only at the edge) or `each element`. times: loops over registers that
    make the access.
    """

    parameter: str
    kind: str
    place: Place
    dtype: str
    shape: tuple[int, ...]
    pattern: str
    steps: tuple[int | str, ...] | None
    offsets: str
    vector_bytes: int
    lines: int | None
    ideal_lines: int | None
    plain: float | None
    alignment: int
    mask: str
    index_bits: int
    times: int
    done: tuple[str, ...]
    advice: tuple[str, ...]

    @property
    def coalescing(self) -> float | None:
        """Ideal lines over lines: 1 is perfect; None where offsets are computed."""
        return self.ideal_lines / self.lines if self.lines and self.ideal_lines else None


@dataclass(frozen=True)
class Shared:
    """An array of threadgroup memory; `at` is its place in the arena, or -1: of its own."""

    name: str
    bytes: int
    at: int
    place: Place


@dataclass(frozen=True)
class Barrier:
    """A barrier that was placed, or one that a simpler rule would have placed."""

    placed: bool
    memory: str
    array: str
    why: str
    place: Place


@dataclass(frozen=True)
class Recipe:
    """How a whole-tile operation is done: a reduction, a scan, a product, a sort, a histogram."""

    kind: str
    shape: tuple[int, ...]
    how: str
    place: Place


@dataclass(frozen=True)
class Rewritten:
    """A fusion idiom that was found (`tmetal.idioms`): what became what, given what."""

    idiom: str
    before: str
    after: str
    given: str
    tolerance: str
    place: Place


@dataclass(frozen=True)
class Registers:
    """An estimate of 32-bit registers: `a_thread` at the worst place, held in `rows` of tiles.

    limit: what a thread may have if the whole threadgroup is to fit (M1 and M2). resident:
    simdgroups of this size that a core of M1 or M2 holds.
    """

    a_thread: int
    a_simdgroup: int
    limit: int
    resident: int
    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Warned:
    """What is known to make a kernel slow, and where."""

    text: str
    place: Place


@dataclass(frozen=True)
class Report:
    """All that `explain` says of one compilation."""

    kernel: str
    threads: int
    arrays: tuple[Array, ...]
    accesses: tuple[Access, ...]
    shared: tuple[Shared, ...]
    shared_bytes: int
    barriers: tuple[Barrier, ...]
    recipes: tuple[Recipe, ...]
    idioms: tuple[Rewritten, ...]
    registers: Registers
    warnings: tuple[Warned, ...]

    def __str__(self) -> str:
        return render(self)

    def json(self) -> dict[str, Any]:
        """Return everything as dictionaries, lists, numbers and text."""
        found: dict[str, Any] = asdict(self)
        for made, access in zip(found["accesses"], self.accesses, strict=True):
            made["coalescing"] = access.coalescing
        return found
