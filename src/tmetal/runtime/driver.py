"""What kernels run on, under the names that portable code asks for: `driver.active`.

    from tmetal.runtime import driver
    driver.active.get_current_target()      # GPUTarget(backend="metal", arch="applegpu_g16s", …)

There is one device. What other drivers know and nobody tells here (clocks, memory of other
devices) is not made up: the names are missing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

from tmetal import chips
from tmetal.runtime.arrays import mx
from tmetal.runtime.backends import backend
from tmetal.runtime.compiled import GPUTarget, target_of
from tmetal.runtime.timing import measure
from tmetal.target import MAX_THREADS_PER_THREADGROUP, SIMD_WIDTH, THREADGROUP_BYTES

__all__ = ["Driver", "GPUTarget", "active", "driver"]


class DeviceInterface:
    """The few things that one does with a device."""

    def synchronize(self) -> None:
        """Wait for everything that MLX has queued."""
        mx.synchronize()

    def current_device(self) -> int:
        """Return the number of the device in use: there is one."""
        return 0

    def device_count(self) -> int:
        """Return the number of devices."""
        return 1


class Utilities:
    """Properties of the device."""

    def get_device_properties(self, device: int = 0) -> dict[str, Any]:
        """Return limits that hold on every supported GPU, and what MLX tells of this one.

        `multiprocessor_count` is the number of GPU cores of the largest configuration of the chip
        (it is missing for a chip that tmetal does not know); without a GPU that of CPU cores.
        """
        limits = {
            "max_shared_mem": THREADGROUP_BYTES,
            "max_threads_per_block": MAX_THREADS_PER_THREADGROUP,
            "warpSize": SIMD_WIDTH,
        }
        known = dict(mx.device_info())
        cores = cores_of(backend(), str(known.get("device_name", "")))
        return known | limits | ({"multiprocessor_count": cores} if cores else {})


def cores_of(backend_name: str, device_name: str) -> int | None:
    """Return how many cores run threadgroups: a GPU's by its name, as `Apple M4 Pro`, or the CPU's.

    None for a GPU that is not among the known chips.
    """
    if backend_name != "metal":
        return os.cpu_count()
    chip = chips.known(device_name)
    return chip.cores if chip else None


class Driver:
    """The driver of the backend in force."""

    def __init__(self) -> None:
        self.utils = Utilities()

    def get_current_target(self) -> GPUTarget:
        """Return what kernels are compiled for and run on."""
        return target_of(backend())

    def get_current_device(self) -> int:
        """Return the number of the device in use: there is one."""
        return 0

    def get_device_interface(self) -> DeviceInterface:
        """Return an object with `synchronize()`, `current_device()` and `device_count()`."""
        return DeviceInterface()

    def get_benchmarker(self) -> Callable[..., list[float]]:
        """Return a function that times another: ms per call of several samples."""

        def benchmark(fn: Callable[[], Any], warmup: float = 25, rep: float = 100) -> list[float]:
            return [seconds * 1e3 for seconds in measure(fn, warmup, rep)]

        return benchmark


active = Driver()
# `from tmetal.runtime.driver import driver` is what some code writes.
driver = sys.modules[__name__]
