"""What the benchmarks share: one line a bar, and timing two things in turn."""

from __future__ import annotations

import timeit
from collections.abc import Callable

SHORT: list[str] = []


def bar(name: str, value: float, limit: float, unit: str = "", at_least: bool = False) -> None:
    """Print one line of the report: name, value, bar, `holds` or `short`."""
    holds = value >= limit if at_least else value <= limit
    if not holds:
        SHORT.append(name)
    sign = ">=" if at_least else "<="
    verdict = "holds" if holds else "short"
    print(f"{name:62} {value:9.2f}{unit:3} bar {sign} {limit:g}{unit:3} {verdict}", flush=True)


def best(run: Callable[[], object], number: int, rounds: int) -> float:
    """Return the seconds of one call, by the best of several rounds."""
    return min(timeit.repeat(run, number=number, repeat=rounds)) / number


def interleaved(a: Callable[[], object], b: Callable[[], object], rounds: int) -> float:
    """Return best(a) / best(b), the two run in turn."""
    a()
    b()
    times = [(timeit.timeit(a, number=1), timeit.timeit(b, number=1)) for _ in range(rounds)]
    return min(t[0] for t in times) / min(t[1] for t in times)
