"""The Apple chips that kernels are compiled for and may run on: one table, its rows data.

A `Generation` says what changes decisions of the compiler; a `Chip` has sizes and speeds, for
estimates. Every number is nominal, from public sources. GPU cores and bandwidth are Apple's own
figures. Clocks are the top states that `powermetrics` and device trees show, or what measured peaks
imply; `assumed` names those that are inferred. Rates per core are microbenchmarks of M1 and M2
(Philip Turner's metal-benchmarks), taken to hold for later chips, of which Apple says little.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from tmetal.errors import BackendError

FMA_PER_CLOCK = 128  # per core: 4 schedulers of 32 lanes
# Per core on M5: fp16 multiply-adds of its matrix unit (tzakharko measured an A19; the 58 TFLOPS
# that an M5 Max reaches agree).
TENSOR_FMA_PER_CLOCK = 512
SCHEDULERS = 4
CACHE_BYTES = 64  # per core and clock, from on-core memory (metal-benchmarks, "on-core data")
THREADGROUP_BYTES = 60 * 1024  # physical, per core of M1 and M2
MAX_THREADS = 3072  # resident per core of M1 and M2
FULL_SIMDGROUPS = 24  # per core: as many keep the arithmetic units busy
# Of the nominal bandwidth, what a streaming kernel gets: copies on an M4 Pro reach 238 of 273 GB/s.
ACHIEVABLE = 0.85
# From one dependent small kernel to the next in a command buffer, in seconds (MLX, M4 Pro).
LAUNCH = 1.7e-6


@dataclass(frozen=True)
class Generation:
    """What all chips of a generation share, as far as code depends on it.

    number: 1 for M1, …. family: of Apple's Metal feature set tables, which say for each column
    from which family on it holds. dynamic_caching: registers, threadgroup memory and buffers share
    one pool on a core (Apple, Tech Talk 111375). held_registers: how many 32-bit registers of a
    thread tiles may be held in (`passes/hold.py`): 64 of the 128 leave an M1 or M2 core most of its
    simdgroups; where occupancy does not follow from the largest count, half as many again.
    """

    number: int
    family: str
    dynamic_caching: bool
    shift_and_fill: bool  # simd_shuffle_and_fill_up and _down: Apple8
    native_bfloat: bool  # arithmetic; M1 and M2 do it in float32 (metal-flash-attention): Apple9
    ulong_atomics: bool  # min and max of 64-bit atomics: Apple9, and Apple8 on a Mac
    tensor_units: bool  # neural accelerators, one in each GPU core: Apple10
    held_registers: int

    @property
    def name(self) -> str:
        """Its name as Apple writes it: M1."""
        return f"M{self.number}"

    @property
    def features(self) -> tuple[str, ...]:
        """What kernels may use, in words; the first three are there from Apple7 on."""
        columns = {
            "SIMD reductions": True,
            "simdgroup_matrix": True,
            "bfloat": True,
            "bfloat arithmetic": self.native_bfloat,
            "float atomics": True,
            "SIMD shift-and-fill": self.shift_and_fill,
            "ulong atomic min/max": self.ulong_atomics,
            "dynamic caching": self.dynamic_caching,
            "neural accelerators": self.tensor_units,
        }
        return tuple(name for name, there in columns.items() if there)


GENERATIONS = {
    1: Generation(1, "Apple7", False, False, False, False, False, 64),
    2: Generation(2, "Apple8", False, True, False, True, False, 64),
    3: Generation(3, "Apple9", True, True, True, True, False, 96),
    4: Generation(4, "Apple9", True, True, True, True, False, 96),
    5: Generation(5, "Apple10", True, True, True, True, True, 96),
}


@dataclass(frozen=True)
class Chip:
    """One row: the largest and usual configuration of a chip.

    `clock` is in GHz, `bandwidth` in GB/s (nominal). `generation` is M1's 1, M2's 2, ….
    `smaller`: the cores of the smaller configuration, and its bandwidth.
    """

    name: str
    generation: int
    cores: int
    clock: float
    bandwidth: float
    smaller: tuple[int, float]
    assumed: str = ""

    @property
    def key(self) -> str:
        """Its name as TMETAL_TARGET takes it: m2pro."""
        return self.name.replace(" ", "").lower()

    @property
    def peak(self) -> float:
        """float32 GFLOP/s: 128 lanes of fused multiply-add per core and clock."""
        return self.cores * 2 * FMA_PER_CLOCK * self.clock

    @property
    def facts(self) -> Generation:
        """What its generation has."""
        return GENERATIONS[self.generation]

    @property
    def architecture(self) -> str:
        """The name that Metal gives to the GPU's instruction set: applegpu_g13g.

        The letter tells base chips from Pro and Max (both s) and Ultra (d).
        """
        tier = self.name.partition(" ")[2]
        return f"applegpu_g{12 + self.generation}{ {'': 'g', 'Ultra': 'd'}.get(tier, 's') }"


# Simdgroups that a core holds, by 32-bit registers per thread (P. Turner, VkFFT issue 91).
OCCUPANCY = (
    *((32, 96), (36, 84), (40, 72), (48, 64), (52, 56), (56, 52), (64, 48), (68, 44), (76, 40)),
    *((84, 36), (96, 32), (108, 28), (128, 24)),
)

_PRO_CLOCK = "clock of the M3 Pro"
_M5_CLOCK = "clock near the M5's"
CHIPS = (
    Chip("M1", 1, 8, 1.278, 68.3, (7, 68.3)),
    Chip("M1 Pro", 1, 16, 1.296, 204.8, (14, 204.8)),
    Chip("M1 Max", 1, 32, 1.296, 409.6, (24, 409.6)),
    Chip("M1 Ultra", 1, 64, 1.296, 819.2, (48, 819.2)),
    Chip("M2", 2, 10, 1.398, 102.4, (8, 102.4)),
    Chip("M2 Pro", 2, 19, 1.398, 204.8, (16, 204.8)),
    Chip("M2 Max", 2, 38, 1.398, 409.6, (30, 409.6)),
    Chip("M2 Ultra", 2, 76, 1.398, 819.2, (60, 819.2)),
    Chip("M3", 3, 10, 1.38, 102.4, (8, 102.4), _PRO_CLOCK),
    Chip("M3 Pro", 3, 18, 1.38, 153.6, (14, 153.6)),
    Chip("M3 Max", 3, 40, 1.38, 409.6, (30, 307.2), _PRO_CLOCK),
    Chip("M3 Ultra", 3, 80, 1.38, 819.2, (60, 819.2), _PRO_CLOCK),
    Chip("M4", 4, 10, 1.578, 120.0, (8, 120.0)),
    Chip("M4 Pro", 4, 20, 1.578, 273.0, (16, 273.0)),
    Chip("M4 Max", 4, 40, 1.578, 546.0, (32, 410.0)),
    Chip("M5", 5, 10, 1.578, 153.6, (8, 153.6)),
    Chip("M5 Pro", 5, 20, 1.6, 307.0, (16, 307.0), _M5_CLOCK),
    Chip("M5 Max", 5, 40, 1.6, 614.0, (32, 460.0), _M5_CLOCK),
)
# What is compiled for where nobody says for what: code for it runs on every chip.
ANY = CHIPS[0]


def known(name: str) -> Chip | None:
    """Return the chip of a name in any spelling (`m2pro`, `M2 Pro`, `Apple M2 Pro`), if known."""
    key = name.lower().replace("apple", "").replace(" ", "").replace("_", "").replace("-", "")
    return next((chip for chip in CHIPS if chip.key == key), None)


def find(name: object, asked_by: str = "the target") -> Chip:
    """Return the chip of a name; BackendError with the nearest names for one that is unknown."""
    chip = known(str(name))
    if chip is not None:
        return chip
    keys = [chip.key for chip in CHIPS]
    near = get_close_matches(str(name).lower().replace(" ", ""), keys, n=3)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"Chips: {', '.join(keys)}."
    raise BackendError(f"{asked_by} is {name!r}, which is no chip that tmetal knows. {hint}")


def resident_simdgroups(registers: int) -> int:
    """Return how many simdgroups of so many 32-bit registers per thread a core holds."""
    for most, simdgroups in OCCUPANCY:
        if registers <= most:
            return simdgroups
    return OCCUPANCY[-1][1]  # what does not fit is spilled to memory
