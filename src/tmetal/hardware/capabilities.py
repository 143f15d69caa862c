"""From what a machine tells to what it can do: each figure with its source, or unknown.

In: a `Reading`. Out: `HardwareCapabilities`. Nothing is guessed: a figure that nobody tells and no
public source gives is None, and its source says why.
"""

from __future__ import annotations

import enum
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tmetal import chips, target
from tmetal.chips import Chip, Generation
from tmetal.hardware.reading import Reading

FEATURE_SETS = "Metal Feature Set Tables"
# MSL specification, §1.6.10: the language that each macOS brings.
MSL_OF_MACOS = {13: "3.0", 14: "3.1", 15: "3.2", 26: "4.0", 27: "4.1"}


class AppleSiliconGeneration(enum.Enum):
    """The generation of a chip of a Mac; UNKNOWN for any other."""

    M1 = 1
    M2 = 2
    M3 = 3
    M4 = 4
    M5 = 5
    UNKNOWN = 0


@dataclass(frozen=True)
class HardwareCapabilities:
    """A machine. None is unknown; `source(name)` says where a figure comes from, or why not.

    bandwidth: GB/s, nominal. clock: GHz. fp32_tflops, fp16_tflops, tensor_tflops: peaks at that
    clock; tensor_tflops is of the neural accelerators in fp16, 0 where there are none.
    threadgroup_memory: bytes of one threadgroup. memory: bytes of the machine.
    """

    chip_generation: AppleSiliconGeneration = AppleSiliconGeneration.UNKNOWN
    device_name: str | None = None
    architecture: str | None = None
    gpu_family: str | None = None
    cores: int | None = None
    clock: float | None = None
    simd_width: int | None = None
    max_threads_per_threadgroup: int | None = None
    threadgroup_memory: int | None = None
    memory: int | None = None
    bandwidth: float | None = None
    fp32_tflops: float | None = None
    fp16_tflops: float | None = None
    tensor_tflops: float | None = None
    features: tuple[str, ...] | None = None
    macos_version: str | None = None
    metal_version: str | None = None
    msl_version: str | None = None
    sources: Mapping[str, str] = field(default_factory=dict)

    def source(self, name: str) -> str:
        """Return where a figure comes from, or why it is unknown; KeyError for no such figure."""
        return self.sources[name]

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """Return every figure with its value (None is unknown) and its source, fit for JSON."""
        found: dict[str, dict[str, Any]] = {}
        for name in self.sources:
            value = getattr(self, name)
            value = value.name if isinstance(value, AppleSiliconGeneration) else value
            found[name] = {"value": value, "source": self.sources[name]}
        return found

    def __str__(self) -> str:
        rows = self.as_dict().items()
        return "\n".join(f"{n:28} {_shown(f['value']):32} {f['source']}" for n, f in rows)


def _shown(value: Any) -> str:
    if value is None:
        return "unknown"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


class _Facts:
    """Collects figures with their sources."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.sources: dict[str, str] = {}

    def add(self, name: str, value: Any, source: str, otherwise: str = "") -> None:
        """Note a figure; for None the source is the reason."""
        self.values[name] = value
        self.sources[name] = source if value is not None else otherwise or f"not told by {source}"


def capabilities_of(reading: Reading) -> HardwareCapabilities:
    """Return what a machine can do, from what it tells."""
    facts = _Facts()
    name = _text(reading.device.get("device_name")) or reading.brand or None
    architecture = _text(reading.device.get("architecture")) if reading.metal else None
    chip = chips.known(name) if name and reading.platform == "darwin" else None
    generation = chip.facts if chip else _generation_of(architecture)
    facts.add("device_name", name, "mx.device_info()")
    _identity(facts, reading, chip, generation, architecture)
    cores = _cores(facts, reading)
    facts.add("memory", reading.device.get("memory_size"), "mx.device_info()")
    _rates(facts, chip, cores)
    _versions(facts, reading)
    return HardwareCapabilities(**facts.values, sources=facts.sources)


def _text(x: object) -> str | None:
    return x if isinstance(x, str) and x else None


def _generation_of(architecture: str | None) -> Generation | None:
    """Return the generation of `applegpu_g16s`; phones' chips (the letter p) are none of a Mac."""
    found = re.fullmatch(r"applegpu_g(\d\d)[gsd]", architecture or "")
    return chips.GENERATIONS.get(int(found[1]) - 12) if found else None


def _identity(
    facts: _Facts,
    reading: Reading,
    chip: Chip | None,
    generation: Generation | None,
    architecture: str | None,
) -> None:
    known = AppleSiliconGeneration(generation.number if generation else 0)
    how = "the device's name" if chip else "the GPU's architecture"
    facts.add("chip_generation", known, how if generation else "neither name nor architecture fits")
    facts.add("architecture", architecture, "mx.device_info()", "there is no Metal GPU")
    family = generation.family if generation else None
    features = generation.features if generation else None
    # A phone's chip in a Mac, or one that is newer than the table.
    unknown = "the chip is not in the table" if reading.metal else "there is no Metal GPU"
    facts.add("gpu_family", family, FEATURE_SETS, unknown)
    facts.add("features", features, FEATURE_SETS, unknown)
    limits = {
        "simd_width": (target.SIMD_WIDTH, "published measurements; MLX relies on it"),
        "max_threads_per_threadgroup": (target.MAX_THREADS_PER_THREADGROUP, FEATURE_SETS),
        "threadgroup_memory": (target.THREADGROUP_BYTES, FEATURE_SETS),
    }
    for name, (value, source) in limits.items():
        facts.add(name, value if reading.metal else None, source, unknown)


def _displays(reading: Reading) -> dict[str, Any]:
    """Return what system_profiler says of the first GPU with cores."""
    try:
        rows = json.loads(reading.displays)["SPDisplaysDataType"]
        return next(row for row in rows if "sppci_cores" in row)
    except (ValueError, KeyError, TypeError, StopIteration):
        return {}


def _cores(facts: _Facts, reading: Reading) -> int | None:
    told = str(_displays(reading).get("sppci_cores", ""))
    cores = int(told) if told.isdecimal() else None
    why = "there is no Metal GPU" if not reading.metal else "system_profiler does not tell"
    facts.add("cores", cores, "system_profiler", why)
    return cores


def _rates(facts: _Facts, chip: Chip | None, cores: int | None) -> None:
    """Note bandwidth and peaks: of the configuration with so many cores."""
    unknown = "the chip is not in the table"
    clock = chip.clock if chip else None
    note = f" ({chip.assumed})" if chip and chip.assumed else ""
    facts.add("clock", clock, f"public measurements{note}", unknown)
    facts.add("bandwidth", _bandwidth(chip, cores), "Apple's nominal figure", unknown)
    if chip is None or cores is None:
        why = unknown if chip is None else "the number of cores is unknown"
        for name in ("fp32_tflops", "fp16_tflops", "tensor_tflops"):
            facts.add(name, None, "", why)
        return
    lanes = cores * 2 * chip.clock * 1e-3
    fp32 = round(lanes * chips.FMA_PER_CLOCK, 2)
    how = f"{cores} cores x {2 * chips.FMA_PER_CLOCK} x {chip.clock} GHz"
    facts.add("fp32_tflops", fp32, how)
    if chip.facts.tensor_units:
        tensor = round(lanes * chips.TENSOR_FMA_PER_CLOCK, 2)
        facts.add("fp16_tflops", None, "", "measured on no M5 yet")
        facts.add("tensor_tflops", tensor, f"{how}, times 4 as measured on an A19 and an M5 Max")
    else:
        facts.add("fp16_tflops", fp32, "the rate of fp32, as measured on M1, M2 and M4")
        facts.add("tensor_tflops", 0.0, "no matrix unit before M5: simdgroup_matrix uses the ALUs")


def _bandwidth(chip: Chip | None, cores: int | None) -> float | None:
    if chip is None:
        return None
    return chip.smaller[1] if cores == chip.smaller[0] else chip.bandwidth


def _versions(facts: _Facts, reading: Reading) -> None:
    no_mac = "" if reading.platform == "darwin" else "this is not macOS"
    system = reading.system or None
    facts.add("macos_version", system, "sw_vers", no_mac)
    family = str(_displays(reading).get("spdisplays_mtlgpufamilysupport", ""))
    metal = re.search(r"metal(\d+)$", family)
    facts.add("metal_version", metal[1] if metal else None, "system_profiler", no_mac)
    major = int(system.split(".")[0]) if system and system.split(".")[0].isdecimal() else 0
    language = MSL_OF_MACOS.get(major)
    why = no_mac or f"no public source for macOS {system}"
    facts.add("msl_version", language, f"the MSL specification, for macOS {major}", why)
