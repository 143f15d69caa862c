"""Makes the report of a compilation from the IR that its passes left.

In: the function after each pass, by the pass's name. Out: a `Report`. Nothing is compiled here;
`barriers` and `fences` run once more, with notes.
"""

from __future__ import annotations

from collections.abc import Mapping

from tmetal.chips import resident_simdgroups
from tmetal.explain import request as ask
from tmetal.explain.accesses import accesses_of
from tmetal.explain.pressure import limit_for, pressure, spills, strips
from tmetal.explain.recipes import recipes_of
from tmetal.explain.report import (
    Array,
    Barrier,
    Registers,
    Report,
    Rewritten,
    Shared,
    Warned,
    place_of,
)
from tmetal.idioms import find
from tmetal.ir.core import Func, walk
from tmetal.ir.layout import LANES
from tmetal.ir.ops import OPS
from tmetal.ir.types import Pointer
from tmetal.passes.barriers import barriers
from tmetal.passes.fences import bytes_of, fences
from tmetal.passes.idioms import idioms
from tmetal.passes.idioms.matching import Found
from tmetal.passes.notes import Notes
from tmetal.passes.rewrite import copy

EFFECTS = {
    "none": "not used",
    "read": "read",
    "write": "written",
    "read+write": "read and written",
    "reload": "read after it is written",
    "atomic": "updated atomically",
}


def analyse(stages: Mapping[str, Func]) -> Report:
    """Return the report of a kernel whose stages are given: `resimplify` to `edges`."""
    tiles, last = stages["barriers"], stages["edges"]
    shared = _shared(stages["fences"])
    threads: int = tiles.attrs["threads"]
    return Report(
        kernel=last.name,
        threads=threads,
        arrays=_arrays(stages["effects"]),
        accesses=accesses_of(tiles, last),
        shared=shared,
        shared_bytes=max([s.at + s.bytes for s in shared if s.at >= 0], default=0)
        or sum(s.bytes for s in shared),
        barriers=_barriers(stages, threads),
        recipes=recipes_of(tiles),
        idioms=_idioms(stages, threads),
        registers=_registers(stages["ranges"], threads),
        warnings=tuple(
            Warned(text, place_of(loc)) for text, loc in strips(tiles) or spills(stages["ranges"])
        ),
    )


def _arrays(func: Func) -> tuple[Array, ...]:
    """Return the pointer parameters with the offsets at which they are touched."""
    effects: Mapping[str, str] = func.attrs["effects"]
    found = []
    for p in func.body.args:
        if not isinstance(p.type, Pointer) or effects[p.name] == "records":
            continue
        uses = [op for op in walk(func.body) if OPS[op.name].access and op.operands[0] is p]
        reads = dict.fromkeys(ask.region(op) for op in uses if op.name != "store_at")
        writes = dict.fromkeys(ask.region(op) for op in uses if op.name != "load_at")
        effect = EFFECTS.get(effects[p.name], effects[p.name])
        dtype = p.type.element.title
        found.append(Array(p.name, dtype, effect, tuple(reads), tuple(writes)))
    return tuple(found)


def _shared(func: Func) -> tuple[Shared, ...]:
    """Return the arrays in threadgroup memory; each has its place, or is a variable of its own."""
    return tuple(
        Shared(op.result.name or "a tile", bytes_of(op), int(op.attrs["at"]), place_of(op.loc))
        for op in walk(func.body)
        if op.name == "shared_new"
    )


def _barriers(stages: Mapping[str, Func], threads: int) -> tuple[Barrier, ...]:
    """Return the barriers, placed and spared, in the order of the passes."""
    notes = Notes()
    barriers(copy(stages["layouts"]), threads, notes)
    fences(copy(stages["ranges"]), notes)
    return tuple(
        Barrier(n.placed, n.memory, n.array or "a tile", n.why, place_of(n.loc))
        for n in notes.found.values()
    )


def _idioms(stages: Mapping[str, Func], threads: int) -> tuple[Rewritten, ...]:
    """Return the idioms that were found, each at a line once."""
    found: list[Found] = []
    names = stages["idioms"].attrs.get("idioms", ())
    idioms(stages["resimplify"], names, threads // LANES, found)
    rows = [(find(one.idiom), place_of(one.loc)) for one in found]
    made = (Rewritten(i.name, i.before, i.after, i.given, i.tolerance, place) for i, place in rows)
    return tuple(dict.fromkeys(made))


def _registers(func: Func, threads: int) -> Registers:
    worst = pressure(func)
    each = -(-worst.most // 2)
    return Registers(
        a_thread=each,
        a_simdgroup=each * LANES,
        limit=limit_for(threads),
        resident=resident_simdgroups(each),
        rows=worst.rows,
    )
