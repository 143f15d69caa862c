"""The report as text: one section for each kind of fact, one line for each fact.

Lines of the kernel come first wherever there is one, so that the report reads beside the source.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tmetal.target import THREADGROUP_BYTES

if TYPE_CHECKING:
    from tmetal.explain.report import Access, Report, Shared


def render(report: Report) -> str:
    """Return a report for people."""
    lines = [f"kernel {report.kernel}: {report.threads} threads a program"]
    for title, section in _SECTIONS.items():
        rows = list(section(report))
        if rows:
            lines += ["", title, *(f"  {row}" for row in rows)]
    return "\n".join(lines)


def _arrays(r: Report) -> Iterator[str]:
    for a in r.arrays:
        yield f"{a.name}: {a.dtype}, {a.effect}"
        for what, regions in (("reads", a.reads), ("writes", a.writes)):
            for text in regions:
                yield f"  {what} at {text}"
        if a.kept:
            yield f"  keeps its old contents: {a.kept}"


def _accesses(r: Report) -> Iterator[str]:
    for a in r.accesses:
        yield f"{a.place}: {a.kind} {a.parameter}  {a.place.text}"
        yield f"  {summary(a)}"
        if a.done:
            yield f"  done: {'; '.join(a.done)}"
        for text in a.advice:
            yield f"  advice: {text}"


def summary(a: Access) -> str:
    """Return the figures of an access in one line."""
    words = [a.pattern]
    if a.steps and a.pattern not in ("contiguous", "broadcast"):
        words.append(f"steps {', '.join(map(str, a.steps))}")
    words.append(f"{a.vector_bytes} bytes a lane")
    if a.lines is not None and a.ideal_lines is not None:
        words.append(f"lines a request {a.lines}, ideal {a.ideal_lines}")
    if a.times > 1:
        words.append(f"made {a.times} times")
    return ", ".join([*words, f"{a.index_bits}-bit offsets"])


def _shared(r: Report) -> Iterator[str]:
    if r.shared:
        yield f"{r.shared_bytes} of {THREADGROUP_BYTES} bytes"
    yield from (_array(s) for s in r.shared)


def _array(s: Shared) -> str:
    where = f" at {s.at}" if s.at >= 0 else ""
    return f"{s.place}: {s.name} {s.bytes} bytes{where}"


def _barriers(r: Report) -> Iterator[str]:
    placed = sum(b.placed for b in r.barriers)
    if r.barriers:
        yield f"{placed} placed, {len(r.barriers) - placed} spared"
    for b in r.barriers:
        verb = "barrier" if b.placed else "no barrier"
        yield f"{b.place}: {verb} for `{b.array}` ({b.memory}): {b.why}"


def _recipes(r: Report) -> Iterator[str]:
    for one in r.recipes:
        shape = " x ".join(map(str, one.shape))
        yield f"{one.place}: {one.kind} of {shape}: {one.how}"


def _idioms(r: Report) -> Iterator[str]:
    for i in r.idioms:
        yield f"{i.place}: {i.idiom}: {i.before} became {i.after} ({i.given}); error: {i.tolerance}"


def _registers(r: Report) -> Iterator[str]:
    n = r.registers
    rows = ", ".join(f"{name} {size}" for name, size in n.rows[:6])
    yield f"about {n.a_thread} 32-bit registers a thread ({n.a_simdgroup} a simdgroup)" + (
        f": {rows}" if rows else ""
    )
    yield (
        f"a threadgroup of {r.threads} threads fits M1 up to {n.limit} a thread; "
        f"a core of M1 or M2 holds {n.resident} such simdgroups"
    )


def _warnings(r: Report) -> Iterator[str]:
    yield from (f"{w.place}: {w.text}" for w in r.warnings)


_SECTIONS = {
    "arrays": _arrays,
    "memory accesses": _accesses,
    "threadgroup memory": _shared,
    "barriers": _barriers,
    "whole-tile operations": _recipes,
    "fusion idioms": _idioms,
    "registers (estimate)": _registers,
    "warnings": _warnings,
}
