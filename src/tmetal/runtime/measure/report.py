"""Prints a profile: the totals, the lines of the text, and the estimates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tmetal.runtime.measure.classify import CLASSES
from tmetal.runtime.measure.roofline import ASSUMPTIONS

if TYPE_CHECKING:
    from tmetal.runtime.measure.profile import LineProfile, Profile, Traffic

_TEXT_WIDTH = 60


def _bytes(n: int) -> str:
    for unit in ("B", "KiB", "MiB", "GiB"):
        if n < 10240 or unit == "GiB":
            return f"{n} {unit}"
        n = round(n / 1024)
    raise AssertionError


def _number(x: float | None) -> str:
    return "-" if x is None else f"{x:.3g}"


def _over(a: int, b: int) -> str:
    return f"{a}/{b}" if b else "-"


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Align cells: the last column to the left, all others to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [cell.rjust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        lines.append("  ".join([*cells, row[-1]]).rstrip())
    return lines


def _head(p: Profile, elements: int | None) -> list[str]:
    t = p.traffic
    count, what = (elements, "element") if elements else (p.threads, "thread")
    operations = ", ".join(f"{name} {n:.3g}" for name, n in p.per(count).items())
    events = ", ".join(f"{name} {n}" for name, n in sorted(p.events.items())) or "none"
    rows = [
        (
            "launch",
            f"{p.threadgroups} threadgroups, {p.simdgroups} simdgroups, {p.threads} threads",
        ),
        ("loaded", f"{_bytes(t.loaded)}, {_number(p.loaded_ratio)} x each byte once"),
        ("stored", f"{_bytes(t.stored)}, {_number(p.stored_ratio)} x each byte once"),
        (
            "128-byte lines",
            f"{t.lines} ({_bytes(t.transferred)}); {_number(t.coalescing)} x ideal"
            f" ({_number(t.coalescing_as_written)} as written),"
            f" {_number(p.lines_per_compulsory)} x compulsory",
        ),
        (
            "threadgroup",
            f"{_bytes(p.threadgroup_bytes)} used; {_bytes(t.tg_loaded)} read,"
            f" {_bytes(t.tg_stored)} written; bank cycles/ideal {_over(t.cycles, t.ideal_cycles)}",
        ),
        ("barriers", f"{p.barriers} per thread at most"),
        (
            "simdgroups",
            f"{_number(p.collectives_per_simdgroup)} reductions, shuffles and votes each;"
            f" {p.matrix_multiplies} matrix products, {p.matrix_loads} matrix loads and stores",
        ),
        ("calls", events),
        ("operations", f"per {what}: {operations}"),
        ("active lanes", f"{p.active:.1%}"),
        (
            "registers",
            f"about {p.registers} of 32 bits, {p.stack_bytes} bytes of stack;"
            f" about {p.occupancy} simdgroups fit a core (M1, M2)",
        ),
    ]
    width = max(len(name) for name, _ in rows)
    return [f"{name.ljust(width)}  {text}" for name, text in rows]


def _traffic_cells(t: Traffic) -> list[str]:
    return [
        _bytes(t.loaded) if t.loaded else "",
        _bytes(t.stored) if t.stored else "",
        _number(t.coalescing) if t.lines else "",
        _number(t.coalescing_as_written) if t.lines else "",
        f"{t.cycles}/{t.ideal_cycles}" if t.cycles else "",
    ]


def _line_rows(p: Profile, elements: int | None) -> list[list[str]]:
    count = elements or p.threads
    classes = "/".join(CLASSES)
    several = len({line.file for line in p.lines if line.line}) > 1
    rows = [
        ["line", "loaded", "stored", "lines/ideal", "as written", "banks", classes, "calls", ""]
    ]
    for line in p.lines:
        rows.append(
            [
                _place(line, several),
                *_traffic_cells(line.traffic),
                "/".join(f"{line.operations.get(name, 0) / count:.3g}" for name in CLASSES),
                str(sum(line.events.values()) or ""),
                line.text.strip()[:_TEXT_WIDTH],
            ]
        )
    return rows


def _place(line: LineProfile, several: bool) -> str:
    if not line.line:
        return "-"
    return f"{line.file}:{line.line}" if several else str(line.line)


def _estimate_rows(p: Profile) -> list[list[str]]:
    rows = [["chip", "us", "memory", "on-core", "issue", "bound by"]]
    for one in p.roofline:
        times = (one.seconds, one.memory, one.cache, one.issue)
        note = f" ({one.chip.assumed})" if one.chip.assumed else ""
        rows.append([one.chip.name, *(f"{t * 1e6:.3g}" for t in times), one.bound + note])
    return rows


def render(p: Profile, elements: int | None) -> str:
    """Return the whole text; operations per element of `elements`, or per thread."""
    what = "element" if elements else "thread"
    return "\n".join(
        [
            f"profile of {p.name}",
            *_head(p, elements),
            "",
            f"by {p.line_kind} line (operations per {what})",
            *_columns(_line_rows(p, elements)),
            "",
            "estimated time",
            *_columns(_estimate_rows(p)),
            *(f"  * {text}" for text in ASSUMPTIONS),
        ]
    )
