"""Makes a `Profile` of what a run counted."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from tmetal.runtime.measure.classify import CLASSES
from tmetal.runtime.measure.instrument import Instrumented, Site, of_executor, of_stack
from tmetal.runtime.measure.llvm_text import Frame
from tmetal.runtime.measure.profile import SIMD_WIDTH, LineProfile, Profile, Traffic, event_cycles
from tmetal.runtime.measure.registers import registers_of, stack_of
from tmetal.runtime.measure.state import SPACES, TOTALS, Buffer, Counts

_MATRIX = ("simdgroup_load", "simdgroup_store")
# Gives the file, the line and its text that a place in the MSL is shown as.
Places = Callable[[Frame], tuple[str, int, str]]


class _Lines:
    """The profile of each line, made when first wanted."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.found: dict[tuple[str, int], LineProfile] = {}

    def at(self, frame: Frame) -> LineProfile:
        file, line, text = self.places(frame)
        return self.found.setdefault((file, line), LineProfile(file, line, text))

    def sorted(self) -> list[LineProfile]:
        return sorted(self.found.values(), key=lambda one: (one.file, one.line))


def collect(
    name: str,
    kernel: Instrumented,
    counts: Counts,
    buffers: Sequence[Buffer],
    grid: tuple[int, int, int],
    threads: tuple[int, int, int],
    places: Places,
    line_kind: str,
) -> Profile:
    """Make the profile of a launch over `grid` threads, `threads` in each threadgroup."""
    lines = _Lines(places)
    traffic, matrix_loads = Traffic(), 0
    for site, rows in zip(kernel.sites, counts.totals.tolist(), strict=True):
        one = _traffic(site, rows)
        traffic.add(one)
        if any(any(row) for row in rows):
            lines.at(site.at).traffic.add(one)
        if site.via in _MATRIX:
            matrix_loads += sum(row[1] for row in rows)
    events = _events(kernel, counts, lines)
    operations, cycles, active = _operations(kernel, counts, lines)
    devices = [b.space == "device" for b in buffers]
    registers, stack = _registers(kernel)
    return Profile(
        name=name,
        threadgroups=math.prod(-(-n // m) for n, m in zip(grid, threads, strict=True)),
        threads=math.prod(grid),
        simdgroups=_simdgroups(grid, threads),
        traffic=traffic,
        read_bytes=sum(n for n, device in zip(counts.read, devices, strict=True) if device),
        written_bytes=sum(counts.written),
        barriers=counts.barriers,
        events=events,
        matrix_loads=matrix_loads,
        operations=operations,
        cycles=cycles + event_cycles(events),
        active=active,
        registers=registers,
        stack_bytes=stack,
        threadgroup_bytes=counts.threadgroup_bytes,
        line_kind=line_kind,
        lines=lines.sorted(),
    )


def _traffic(site: Site, rows: list[list[int]]) -> Traffic:
    """Make one site's traffic of its raw sums in each space."""
    made = Traffic()
    reads, writes = site.kind != "write", site.kind != "read"
    for space, row in zip(SPACES, rows, strict=True):
        sums = dict(zip(TOTALS, row, strict=True))
        if space == "constant":
            made.constant_loads += sums["threads"]
        elif space == "threadgroup":
            made.tg_loaded += sums["bytes"] * reads
            made.tg_stored += sums["bytes"] * writes
            made.tg_instructions += sums["rows"]
            made.cycles += sums["cycles"]
            made.ideal_cycles += sums["ideal_cycles"]
        else:
            made.loaded += sums["bytes"] * reads
            made.stored += sums["bytes"] * writes
            made.device_instructions += sums["rows"]
            for name in ("useful", "lines", "ideal_lines", "written_lines", "written_ideal"):
                setattr(made, name, getattr(made, name) + sums[name])
    return made


def _events(kernel: Instrumented, counts: Counts, lines: _Lines) -> dict[str, int]:
    found: dict[str, int] = {}
    for event, rows in zip(kernel.events, counts.event_rows.tolist(), strict=True):
        if rows:
            found[event.name] = found.get(event.name, 0) + rows
            here = lines.at(event.at).events
            here[event.name] = here.get(event.name, 0) + rows
    return found


def _operations(
    kernel: Instrumented, counts: Counts, lines: _Lines
) -> tuple[dict[str, int], float, float]:
    """Return operations by class, cycles to issue them, and the share of lanes that were active."""
    found = dict.fromkeys(CLASSES, 0)
    cycles, done, issued = 0.0, 0, 0
    threads, rows = counts.block_threads.tolist(), counts.block_rows.tolist()
    for block, by_threads, by_simdgroups in zip(kernel.blocks, threads, rows, strict=True):
        cycles += by_simdgroups * block.cycles
        for (frame, kind), many in block.operations.items():
            if by_threads:
                found[kind] += many * by_threads
                here = lines.at(frame).operations
                here[kind] = here.get(kind, 0) + many * by_threads
            done += many * by_threads
            issued += many * by_simdgroups * SIMD_WIDTH
    return found, cycles, done / issued if issued else 1.0


def _registers(kernel: Instrumented) -> tuple[int, int]:
    """Estimate over all functions: the deepest needs the most, its stack adds up."""
    most, stack = 0, 0
    for function in kernel.reached:
        own = of_stack(function) | {
            one.at for one in function.instructions if of_executor(kernel.module.chain(one.dbg))
        }
        if len(own) < len(function.instructions):
            most = max(most, registers_of(function, own))
            stack += stack_of(function, own)
    return most, stack


def _simdgroups(grid: tuple[int, int, int], threads: tuple[int, int, int]) -> int:
    """Count the simdgroups of a launch, whose last threadgroups may be smaller."""
    sizes = [[min(m, n - at) for at in range(0, n, m)] for n, m in zip(grid, threads, strict=True)]
    kinds = [{size: row.count(size) for size in set(row)} for row in sizes]
    total = 0
    for x, i in kinds[0].items():
        for y, j in kinds[1].items():
            for z, k in kinds[2].items():
                total += -(-x * y * z // SIMD_WIDTH) * i * j * k
    return total
