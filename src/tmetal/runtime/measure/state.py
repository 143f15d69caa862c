"""The memory that the profiler's C++ (host/measure.h) and Python share, word for word.

In: an instrumented kernel and the buffers of one launch. Out: `Counts`, what the run counted.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tmetal.runtime.measure.instrument import Event, Instrumented
from tmetal.runtime.measure.regions import BUFFERS, VARIABLE_BYTES, VARIABLES, Regions, reserve

SPACES = ("device", "constant", "threadgroup")
# tm::State, in its order; `filled`, `met`, `arrived` and `lowest` follow.
_WORDS = (
    "base size variables variable_bytes capacity logs rows sites site_count members totals events "
    "event_count event_threads event_rows block_count block_counts block_threads block_rows counts "
    "most starts touched maps map_count barriers overflow fault fault_site fault_at"
).split()
_ARRAYS = 1024 + 1024 + 32
# tm::Totals, in its order.
TOTALS = (
    "threads rows bytes useful lines ideal_lines written_lines written_ideal cycles ideal_cycles"
).split()
# tm::EventKind; what is not here is a collective.
_KINDS = {"threadgroup_barrier": 1, "end": 2, "simdgroup_barrier": 3}
# Entries of a thread's log between two barriers; its pages cost memory only when written.
LOG_ENTRIES = 1 << 21
_LOG_BYTES = 1024 * (LOG_ENTRIES + 520) * 8


@dataclass
class Buffer:
    """One kernel buffer of a measured launch; the bytes from `low` to `high` are mapped.

    Of a threadgroup argument `address` is the size, and nothing is mapped.
    """

    space: str  # one of SPACES
    address: int
    size: int
    low: int
    high: int


@dataclass(frozen=True)
class Counts:
    """What a run counted: raw sums, by the numbers of the instrumentation."""

    totals: np.ndarray[Any, Any]  # [site, space, TOTALS]
    event_threads: np.ndarray[Any, Any]
    event_rows: np.ndarray[Any, Any]
    block_threads: np.ndarray[Any, Any]
    block_rows: np.ndarray[Any, Any]
    barriers: int
    overflow: bool
    threadgroup_bytes: int  # of the variables that it touched
    read: list[int]  # distinct bytes of each buffer
    written: list[int]


class State:
    """The shared memory of one run."""

    def __init__(self, kernel: Instrumented, regions: Regions, buffers: Sequence[Buffer]) -> None:
        sites, members = _tables(kernel)
        number, entries = len(kernel.sites), len(kernel.sites) + len(kernel.events)
        blocks = len(kernel.blocks)
        self.arrays: dict[str, np.ndarray[Any, Any]] = {
            "sites": sites,
            "members": members,
            "totals": np.zeros((number, len(SPACES), len(TOTALS)), np.uint64),
            "events": np.array([_kind(e) for e in kernel.events], np.uint64),
            "event_threads": np.zeros(len(kernel.events), np.uint64),
            "event_rows": np.zeros(len(kernel.events), np.uint64),
            "block_counts": np.zeros((1024, blocks), np.uint32),
            "block_threads": np.zeros(blocks, np.uint64),
            "block_rows": np.zeros(blocks, np.uint64),
            "counts": np.zeros(entries, np.uint32),
            "most": np.zeros(entries, np.uint32),
            "starts": np.zeros(entries, np.uint64),
            "touched": np.zeros(entries, np.uint32),
        }
        self.read = [np.zeros(b.size, np.bool_) for b in buffers]
        self.written = [np.zeros(b.size, np.bool_) for b in buffers]
        self.arrays["maps"] = self._maps(regions, buffers)
        self.logs = reserve(_LOG_BYTES, usable=True)
        self.rows = reserve(_LOG_BYTES, usable=True)
        fields = {name: array.ctypes.data for name, array in self.arrays.items()}
        fields |= {"base": regions.base, "variables": regions.variables, "logs": self.logs}
        fields |= {
            "size": regions.size,
            "rows": self.rows,
            "capacity": LOG_ENTRIES,
            "variable_bytes": VARIABLE_BYTES,
        }
        fields |= {"site_count": number, "event_count": len(kernel.events), "block_count": blocks}
        fields |= {"map_count": BUFFERS, "barriers": 0, "overflow": 0}
        fields |= {"fault": 0, "fault_site": 0, "fault_at": 0}
        after = [0] * _ARRAYS + [VARIABLE_BYTES] * VARIABLES
        self.words = np.array([*[fields[w] for w in _WORDS], *after], np.uint64)

    def _maps(self, regions: Regions, buffers: Sequence[Buffer]) -> np.ndarray[Any, Any]:
        rows = np.zeros((BUFFERS, 7), np.uint64)
        for i, one in enumerate(buffers):
            if one.space == "threadgroup":
                continue
            begin = one.address - regions.base
            maps = self.read[i].ctypes.data, self.written[i].ctypes.data
            around = one.low - regions.base, one.high - regions.base
            rows[i] = begin, begin + one.size, *around, *maps, SPACES.index(one.space)
        return rows

    @property
    def address(self) -> int:
        """Where the state is."""
        return int(self.words.ctypes.data)

    @property
    def fault(self) -> tuple[int, int] | None:
        """The site and the address (after the range's base) of an access of unmapped memory."""
        word = dict(zip(_WORDS, self.words.tolist(), strict=False))
        return (word["fault_site"], word["fault_at"]) if word["fault"] else None

    def counts(self) -> Counts:
        """Return what the run counted."""
        word = dict(zip(_WORDS, self.words.tolist(), strict=False))
        return Counts(
            self.arrays["totals"],
            self.arrays["event_threads"],
            self.arrays["event_rows"],
            self.arrays["block_threads"],
            self.arrays["block_rows"],
            word["barriers"],
            bool(word["overflow"]),
            sum(VARIABLE_BYTES - int(low) for low in self.words[-VARIABLES:]),
            [int(np.count_nonzero(m)) for m in self.read],
            [int(np.count_nonzero(m)) for m in self.written],
        )

    def release(self) -> None:
        """Give the logs back."""
        libc = ctypes.CDLL(None)
        libc.munmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t)
        for address in (self.logs, self.rows):
            libc.munmap(address, _LOG_BYTES)


def _kind(event: Event) -> int:
    return _KINDS.get(event.name, 0)


def _tables(kernel: Instrumented) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    kinds = {"read": 1, "write": 2, "atomic": 3}
    sites: list[tuple[int, ...]] = []
    members: list[tuple[int, int]] = []
    for site in kernel.sites:
        sites.append((kinds[site.kind], site.size, len(members), len(site.members)))
        members += [(m.offset, m.size) for m in site.members]
    return np.array(sites, np.uint64).reshape(-1, 4), np.array(members, np.uint64).reshape(-1, 2)
