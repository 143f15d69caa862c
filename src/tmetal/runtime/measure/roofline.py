"""What a kernel would take on each chip, as far as its counters tell.

A launch takes as long as the slowest of three: memory (each byte once, at the bandwidth a streaming
kernel reaches), on-core data (lines and threadgroup cycles), and instruction issue. What the
estimate does not know: caches beyond one core, latency, and how Apple's compiler schedules.
"""

from __future__ import annotations

from dataclasses import dataclass

from tmetal.chips import (
    ACHIEVABLE,
    CACHE_BYTES,
    CHIPS,
    FULL_SIMDGROUPS,
    LAUNCH,
    SCHEDULERS,
    Chip,
)

ASSUMPTIONS = (
    f"memory: every byte touched crosses once, at {ACHIEVABLE:.0%} of the nominal bandwidth;"
    " re-reads hit a cache",
    f"on-core: 128-byte lines and threadgroup cycles at {CACHE_BYTES} bytes per core and clock",
    f"issue: {SCHEDULERS} schedulers per core, cycles per instruction as measured on M1 and M2;"
    f" fewer than {FULL_SIMDGROUPS} simdgroups on a core slow it down in proportion",
    f"no launch takes less than {LAUNCH * 1e6:.1f} us; barriers and latency are free",
)


@dataclass(frozen=True)
class Demand:
    """What a launch asks of a chip: bytes, cycles of schedulers, simdgroups."""

    memory_bytes: int
    cache_bytes: int
    cycles: float
    simdgroups: int
    resident: int  # simdgroups that one core can hold


@dataclass(frozen=True)
class Estimate:
    """Seconds that a launch takes on a chip, and for each resource; `bound` is the slowest."""

    chip: Chip
    seconds: float
    memory: float
    cache: float
    issue: float
    bound: str


def estimate(demand: Demand, chip: Chip) -> Estimate:
    """Estimate one launch on one chip."""
    memory = demand.memory_bytes / (chip.bandwidth * 1e9 * ACHIEVABLE)
    clock = chip.clock * 1e9
    cores = max(1, min(chip.cores, demand.simdgroups))
    cache = demand.cache_bytes / (cores * CACHE_BYTES * clock)
    on_core = max(1.0, min(demand.resident, demand.simdgroups / cores))
    busy = min(1.0, on_core / FULL_SIMDGROUPS)
    issue = demand.cycles / (cores * SCHEDULERS * clock * busy)
    parts = {"memory": memory, "on-core": cache, "issue": issue, "launch": LAUNCH}
    bound = max(parts, key=lambda name: parts[name])
    return Estimate(chip, parts[bound], memory, cache, issue, bound)


def estimates(demand: Demand) -> tuple[Estimate, ...]:
    """Estimate one launch on every chip."""
    return tuple(estimate(demand, chip) for chip in CHIPS)
