"""Memory patterns of a kernel: the accesses of a report as a table, and their classes counted.

In: a report. Out: for each access its pattern, coalescing before (one element a lane along the last
dimension) and after the compiler's choices, width, what was done and what is left to do.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from tmetal.explain.report import Report


@dataclass(frozen=True)
class Pattern:
    """One access. before, after: lines over ideal lines, 1 is perfect; None where unknown."""

    parameter: str
    kind: str
    line: int
    pattern: str
    before: float | None
    after: float | None
    vector_bytes: int
    done: tuple[str, ...]
    advice: tuple[str, ...]


@dataclass(frozen=True)
class Patterns:
    """The accesses of a kernel in the order of its text."""

    kernel: str
    accesses: tuple[Pattern, ...]

    @property
    def classes(self) -> dict[str, int]:
        """How many accesses there are of each pattern."""
        return dict(Counter(a.pattern for a in self.accesses))

    def json(self) -> dict[str, Any]:
        """Return everything as dictionaries, lists, numbers and text."""
        return {**asdict(self), "classes": self.classes}

    def __str__(self) -> str:
        head = f"{'line':>5} {'access':24} {'pattern':11} {'lines / ideal':>15} {'bytes':>5}  done"
        what = "lines before and after, bytes that a lane moves at once"
        lines = [f"kernel {self.kernel}: {what}", head]
        for a in self.accesses:
            change = f"{_ratio(a.before)} -> {_ratio(a.after)}"
            said = "; ".join(a.done) or "-"
            name = f"{a.kind} {a.parameter}"
            lines.append(
                f"{a.line:5} {name:24} {a.pattern:11} {change:>15} {a.vector_bytes:5}  {said}"
            )
            lines += [f"{'':5} advice: {text}" for text in a.advice]
        return "\n".join(lines)


def _ratio(x: float | None) -> str:
    return "?" if x is None else f"{x:.3g}"


def patterns_of(report: Report) -> Patterns:
    """Return the patterns of a report's accesses."""
    return Patterns(
        report.kernel,
        tuple(
            Pattern(
                parameter=a.parameter,
                kind=a.kind,
                line=a.place.line,
                pattern=a.pattern,
                before=a.plain,
                after=None if a.coalescing is None else 1 / a.coalescing,
                vector_bytes=a.vector_bytes,
                done=a.done,
                advice=a.advice,
            )
            for a in report.accesses
        ),
    )
