"""The Apple chips that kernels may run on: their sizes and speeds, for estimates.

Every number is nominal, from public sources. GPU cores and bandwidth are Apple's own figures.
Clocks are the top states that `powermetrics` and device trees show, or what measured peaks imply;
`assumed` names those that are inferred. Rates per core are microbenchmarks of M1 and M2 (Philip
Turner's metal-benchmarks), taken to hold for later chips, of which Apple says little.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Chip:
    """One row: the largest and usual configuration of a chip.

    `clock` is in GHz, `bandwidth` in GB/s (nominal). `generation` is M1's 1, M2's 2, ….
    """

    name: str
    generation: int
    cores: int
    clock: float
    bandwidth: float
    assumed: str = ""

    @property
    def peak(self) -> float:
        """float32 GFLOP/s: 128 lanes of fused multiply-add per core and clock."""
        return self.cores * 2 * FMA_PER_CLOCK * self.clock


FMA_PER_CLOCK = 128  # per core: 4 schedulers of 32 lanes
SCHEDULERS = 4
CACHE_BYTES = 64  # per core and clock, from on-core memory (metal-benchmarks, "on-core data")
THREADGROUP_BYTES = 60 * 1024  # physical, per core of M1 and M2
MAX_THREADS = 3072  # resident per core of M1 and M2
FULL_SIMDGROUPS = 24  # per core: as many keep the arithmetic units busy
# Of the nominal bandwidth, what a streaming kernel gets: copies on an M4 Pro reach 238 of 273 GB/s.
ACHIEVABLE = 0.85
# From one dependent small kernel to the next in a command buffer, in seconds (MLX, M4 Pro).
LAUNCH = 1.7e-6

# Simdgroups that a core holds, by 32-bit registers per thread (P. Turner, VkFFT issue 91).
OCCUPANCY = (
    *((32, 96), (36, 84), (40, 72), (48, 64), (52, 56), (56, 52), (64, 48), (68, 44), (76, 40)),
    *((84, 36), (96, 32), (108, 28), (128, 24)),
)

CHIPS = (
    Chip("M1", 1, 8, 1.278, 68.3),
    Chip("M1 Pro", 1, 16, 1.296, 204.8),
    Chip("M1 Max", 1, 32, 1.296, 409.6),
    Chip("M1 Ultra", 1, 64, 1.296, 819.2),
    Chip("M2", 2, 10, 1.398, 102.4),
    Chip("M2 Pro", 2, 19, 1.398, 204.8),
    Chip("M2 Max", 2, 38, 1.398, 409.6),
    Chip("M2 Ultra", 2, 76, 1.398, 819.2),
    Chip("M3", 3, 10, 1.38, 102.4, "clock of the M3 Pro"),
    Chip("M3 Pro", 3, 18, 1.38, 153.6),
    Chip("M3 Max", 3, 40, 1.38, 409.6, "clock of the M3 Pro"),
    Chip("M3 Ultra", 3, 80, 1.38, 819.2, "clock of the M3 Pro"),
    Chip("M4", 4, 10, 1.578, 120.0),
    Chip("M4 Pro", 4, 20, 1.578, 273.0),
    Chip("M4 Max", 4, 40, 1.578, 546.0),
    Chip("M5", 5, 10, 1.578, 153.6),
    Chip("M5 Pro", 5, 20, 1.6, 307.0, "clock near the M5's"),
    Chip("M5 Max", 5, 40, 1.6, 614.0, "clock near the M5's"),
)


def resident_simdgroups(registers: int) -> int:
    """Return how many simdgroups of so many 32-bit registers per thread a core holds."""
    for most, simdgroups in OCCUPANCY:
        if registers <= most:
            return simdgroups
    return OCCUPANCY[-1][1]  # what does not fit is spilled to memory
