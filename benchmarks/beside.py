"""MLX's kernels under the same counters as ours, and the table that holds both side by side.

In: profiles of ours, and the cases of `tests/mlx_kernels` that do the same work. Out: rows of a
table: work, counter, ours, MLX's, ours / MLX's. Kernels that MLX's wheel ships compiled only
(norms, arg_reduce) are counted if `TMETAL_MLX_HEADERS` names a checkout of MLX; else the table
quotes an anchor, and says so.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "mlx_kernels"))
import cases  # of tests/mlx_kernels
import harness

from tmetal.runtime.measure.api import profile_msl


class Cost(NamedTuple):
    """What a piece of work costs, whoever does it, and in how many launches."""

    lines: float  # 128-byte lines over compulsory bytes / 128
    barriers: float  # the most of a thread: of one row, where a threadgroup does one after another
    cycles: float  # bank cycles over ideal; 1 without threadgroup memory
    integers: float  # integer and address operations per element
    quoted: bool = False  # an anchor: counted elsewhere, from the source of MLX 0.32


COUNTERS = (
    ("lines / compulsory", "lines"),
    ("barriers", "barriers"),
    ("bank cycles / ideal", "cycles"),
    ("integer operations per element", "integers"),
)
ROWS: list[tuple[str, str, float, float | None, bool]] = []


def cost(profiles: list[Any], elements: int, rows: int = 1) -> Cost:
    """Add the profiles of launches up. What goes from one to the next is not compulsory."""
    traffic = [p.traffic for p in profiles]
    least = (profiles[0].read_bytes + profiles[-1].written_bytes) / 128
    ideal = sum(t.ideal_cycles for t in traffic)
    return Cost(
        sum(t.lines for t in traffic) / least,
        max(p.barriers for p in profiles) / rows,
        sum(t.cycles for t in traffic) / ideal if ideal else 1.0,
        sum(p.per(elements)["int"] for p in profiles),
    )


def counted(name: str, elements: int, anchor: Cost | None = None, **options: Any) -> Cost | None:
    """Run MLX's kernels of a case by name and count them; the anchor, or None, without their text.

    `options` are what the case takes: dtype, sizes.
    """
    case, made = cases.CASES[name](**options), []
    try:
        for launch in case.launches:
            one = harness.prepared(launch)
            unbound = np.zeros(64, np.uint8)
            given = [unbound if a is None else a for a in one.arguments]
            made.append(profile_msl(one.msl, one.entry, given, threads=one.threads, grid=one.grid))
    except harness.source.NotAvailableError:
        return anchor
    wide = case.wanted.astype(np.float64)
    np.testing.assert_allclose(case.got.astype(np.float64), wide, atol=0.1, rtol=1e-2)
    return cost(made, elements)


def compare(work: str, ours: Cost, theirs: Cost | None) -> None:
    """Add the rows of a piece of work to the table: no row for what neither has to pay."""
    for title, name in COUNTERS:
        mine = getattr(ours, name)
        other = None if theirs is None else getattr(theirs, name)
        if (mine or other) and (name != "cycles" or {mine, other} != {1.0}):
            ROWS.append((work, title, mine, other, theirs is not None and theirs.quoted))


def table() -> str:
    """Return all rows as aligned text."""
    heads = f"{'work':32} {'counter':30} {'ours':>7} {'MLX':>7} {'ratio':>6}"
    lines = ["", "beside MLX's kernels, counted alike (* an anchor: counted elsewhere)", heads]
    for work, title, mine, other, quoted in ROWS:
        theirs = "-" if other is None else f"{other:.2f}"
        ratio = f"{mine / other:.2f}" if other else "-"
        star = " *" if quoted else ""
        lines.append(f"{work:32} {title:30} {mine:7.2f} {theirs:>7} {ratio:>6}{star}")
    return "\n".join(lines)
