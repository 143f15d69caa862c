"""What the machine is, and where each figure comes from: `hardware_capabilities`.

    from tmetal.hardware import hardware_capabilities
    hardware_capabilities.chip_generation     # AppleSiliconGeneration.M4
    hardware_capabilities.source("cores")     # "system_profiler"
    print(hardware_capabilities)              # everything, each line with its source

It is read when it is first asked for (a second on a Mac, for `system_profiler`).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from tmetal.hardware.capabilities import (
    AppleSiliconGeneration,
    HardwareCapabilities,
    capabilities_of,
)
from tmetal.hardware.reading import Reading, read
from tmetal.runtime.target_chip import compile_target

if TYPE_CHECKING:
    hardware_capabilities: HardwareCapabilities

__all__ = [
    "AppleSiliconGeneration",
    "HardwareCapabilities",
    "Reading",
    "capabilities",
    "capabilities_of",
    "compile_target",
    "hardware_capabilities",
    "read",
]


@cache
def capabilities() -> HardwareCapabilities:
    """Return what this machine is; it is read once."""
    return capabilities_of(read())


def __getattr__(name: str) -> Any:
    if name == "hardware_capabilities":
        return capabilities()
    raise AttributeError(f"module 'tmetal.hardware' has no attribute {name!r}")
