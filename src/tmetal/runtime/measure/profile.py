"""The profile of one launch: what `tmetal.profile` returns.

In: what a run counted (`Counts`) and the tables of the instrumentation. Out: `Profile`, numbers per
launch and per line of the text. What each number means is in docs/profiling.md.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tmetal.chips import THREADGROUP_BYTES, resident_simdgroups
from tmetal.runtime.measure.classify import CLASSES
from tmetal.runtime.measure.report import render
from tmetal.runtime.measure.roofline import Demand, Estimate, estimates

LINE_BYTES = 128
SIMD_WIDTH = 32


def ratio(a: float, b: float) -> float | None:
    """Return a / b; None of nothing."""
    return a / b if b else None


@dataclass
class Traffic:
    """Memory traffic: of a launch, or of one line of its text.

    `loaded` and `stored` are bytes by all threads (an atomic is both); `lines` 128-byte lines over
    all instructions of simdgroups, `ideal_lines` the fewest for the same distinct bytes, and the
    `written_` ones are of the accesses as the text has them, before merging. `cycles` are of
    threadgroup memory, in which `tg_bytes` were read and written. Constants count nowhere but in
    `constant_loads`, by threads.
    """

    loaded: int = 0
    stored: int = 0
    useful: int = 0
    lines: int = 0
    ideal_lines: int = 0
    written_lines: int = 0
    written_ideal: int = 0
    device_instructions: int = 0
    tg_loaded: int = 0
    tg_stored: int = 0
    tg_instructions: int = 0
    cycles: int = 0
    ideal_cycles: int = 0
    constant_loads: int = 0

    def add(self, other: Traffic) -> None:
        """Add another one's numbers."""
        for one in dataclasses.fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    @property
    def coalescing(self) -> float | None:
        """128-byte lines over the fewest for the same bytes: 1 is best."""
        return ratio(self.lines, self.ideal_lines)

    @property
    def coalescing_as_written(self) -> float | None:
        """The same before adjacent accesses of a thread are merged."""
        return ratio(self.written_lines, self.written_ideal)

    @property
    def transferred(self) -> int:
        """Bytes of all lines."""
        return self.lines * LINE_BYTES


@dataclass
class LineProfile:
    """What one line of the text costs; `operations` by class, over all threads."""

    file: str
    line: int
    text: str = ""
    traffic: Traffic = field(default_factory=Traffic)
    operations: dict[str, int] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)


@dataclass
class Profile:
    """One launch, counted. Print it, or take its numbers."""

    name: str
    threadgroups: int
    threads: int  # of all threadgroups together
    simdgroups: int
    traffic: Traffic
    read_bytes: int  # distinct bytes of all buffers
    written_bytes: int
    barriers: int  # the most of a thread
    events: dict[str, int]  # calls of simdgroup functions and barriers, by simdgroups
    matrix_loads: int  # simdgroup_load and simdgroup_store, by simdgroups
    operations: dict[str, int]  # by class, over all threads
    cycles: float  # of one scheduler, to issue everything
    active: float  # lanes that took part, of those issued for: 1 if no branch diverges
    registers: int  # estimated, of 32 bits
    stack_bytes: int
    threadgroup_bytes: int
    line_kind: str  # what the lines are lines of: "Python" or "MSL"
    lines: list[LineProfile]

    @property
    def compulsory_bytes(self) -> int:
        """Each byte that was read once, and each that was written once."""
        return self.read_bytes + self.written_bytes

    @property
    def lines_per_compulsory(self) -> float | None:
        """Lines over compulsory bytes / 128: repeated reads and masked lanes count too."""
        return ratio(self.traffic.lines, self.compulsory_bytes / LINE_BYTES)

    @property
    def loaded_ratio(self) -> float | None:
        """Loaded bytes over reading each byte once."""
        return ratio(self.traffic.loaded, self.read_bytes)

    @property
    def stored_ratio(self) -> float | None:
        """Stored bytes over writing each byte once."""
        return ratio(self.traffic.stored, self.written_bytes)

    @property
    def matrix_multiplies(self) -> int:
        """8x8x8 products; matmul2d does 16 of them at once."""
        found = sum(n for name, n in self.events.items() if name.startswith("simdgroup_multiply"))
        return found + 16 * self.events.get("run", 0)

    @property
    def collectives(self) -> int:
        """Reductions, shuffles and votes, by simdgroups."""
        return sum(n for name, n in self.events.items() if name.startswith(("simd_", "quad_")))

    @property
    def collectives_per_simdgroup(self) -> float:
        """The same, of each simdgroup."""
        return self.collectives / self.simdgroups

    @property
    def occupancy(self) -> int:
        """Simdgroups that a core holds: by registers, and by threadgroup memory (estimated)."""
        by_registers = resident_simdgroups(self.registers)
        if not self.threadgroup_bytes:
            return by_registers
        groups = max(1, THREADGROUP_BYTES // self.threadgroup_bytes)
        return min(by_registers, groups * self.simdgroups // self.threadgroups)

    @cached_property
    def roofline(self) -> tuple[Estimate, ...]:
        """Estimated times on every chip (see roofline.ASSUMPTIONS)."""
        on_core = self.traffic.transferred + self.traffic.cycles * LINE_BYTES
        demand = Demand(
            self.compulsory_bytes, on_core, self.cycles, self.simdgroups, self.occupancy
        )
        return estimates(demand)

    def per(self, elements: int) -> dict[str, float]:
        """Return the operations of each class per element of a problem of so many."""
        return {name: self.operations.get(name, 0) / elements for name in CLASSES}

    def table(self, elements: int | None = None) -> str:
        """Return the profile as text; operations per element if `elements` is given."""
        return render(self, elements)

    def __str__(self) -> str:
        return self.table()

    def as_dict(self) -> dict[str, Any]:
        """Return all numbers as plain dictionaries and lists, for JSON."""
        made = dataclasses.asdict(self)
        names = ("compulsory_bytes lines_per_compulsory loaded_ratio stored_ratio occupancy "
                 "matrix_multiplies collectives collectives_per_simdgroup")  # fmt: skip
        made |= {name: getattr(self, name) for name in names.split()}
        made["coalescing"] = self.traffic.coalescing
        made["coalescing_as_written"] = self.traffic.coalescing_as_written
        made["roofline"] = [dataclasses.asdict(one) for one in self.roofline]
        return made


# Cycles of one scheduler for a call by a simdgroup, measured on M1 and M2 (metal-benchmarks).
_MULTIPLY, _REDUCTION, _PREFIX, _SHUFFLE, _INDEXED = 17.5, 14.5, 12.0, 2.0, 28.0


def event_cycles(events: Mapping[str, int]) -> float:
    """Estimate what simdgroup functions cost; barriers and waiting are left out."""
    total = 0.0
    for name, times in events.items():
        total += times * _event_cycles(name)
    return total


def _event_cycles(name: str) -> float:
    if name.startswith("simdgroup_multiply"):
        return _MULTIPLY
    if "barrier" in name:
        return 0.0
    if "prefix" in name:
        return _PREFIX
    if name == "simd_shuffle":
        return _INDEXED
    if name.endswith(("_sum", "_product", "_min", "_max", "_and", "_or", "_xor")) and (
        "shuffle" not in name
    ):
        return _REDUCTION
    return _SHUFFLE
