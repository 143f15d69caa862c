"""What `check` asks of the world: the machine, MLX, the compiler, the cache, a kernel that runs.

Everything is a value or a function of a `World`, so that each failure can be shown to it.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from platform import machine as machine_name

import numpy as np

import tmetal.language as tl
from tmetal import options
from tmetal.hardware import HardwareCapabilities, capabilities
from tmetal.runtime import metal, tensor_probe
from tmetal.runtime.disk_cache import cache_directory
from tmetal.runtime.jit import jit
from tmetal.runtime.toolchain import compiler


@jit
def trial(x_ptr, out_ptr, n, BLOCK: tl.constexpr):  # type: ignore[no-untyped-def]  # noqa: N803
    """Write the softmax of x, and its maximum behind it: loads, reductions, masks, functions."""
    i = tl.arange(0, BLOCK)
    x = tl.load(x_ptr + i, mask=i < n, other=-float("inf"))
    top = tl.max(x, 0)
    power = tl.exp(x - top)
    tl.store(out_ptr + i, power / tl.sum(power, 0), mask=i < n)
    tl.store(out_ptr + n, top)


def run_trial(backend: str) -> float:
    """Run the trial kernel on a backend; return how far it is off at most."""
    x = np.linspace(-3, 4, 1000, dtype=np.float32)
    out = np.zeros(1001, np.float32)
    with options.override(backend=backend, sanitize=False):
        trial[(1,)](x, out, 1000, BLOCK=1024)
    power = np.exp(x.astype(np.float64) - x.max())
    expected = np.append(power / power.sum(), x.max())
    return float(np.max(np.abs(out - expected) / np.maximum(np.abs(expected), 1e-6)))


def compiler_name() -> str:
    """Return the command of the C++ compiler; ToolchainError if there is none."""
    return " ".join(compiler().command[:2])


def try_to_write(folder: Path) -> int:
    """Write a file into a folder and remove it; return the bytes that are free there; OSError."""
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        file.write(b"tmetal")
    return shutil.disk_usage(folder).free


def version_of_mlx() -> str:
    """Return the version of the installed MLX; PackageNotFoundError if pip knows of none."""
    return metadata.version("mlx")


@dataclass(frozen=True)
class World:
    """This machine, or one that a test makes up.

    run: runs a kernel on a backend and returns its largest relative error.
    """

    platform: str = sys.platform
    machine: str = field(default_factory=machine_name)
    python: tuple[int, ...] = sys.version_info[:3]
    capabilities: Callable[[], HardwareCapabilities] = capabilities
    metal: Callable[[], bool] = metal.available
    tensor_units: Callable[[], str] = tensor_probe.of_halves
    mlx: Callable[[], str] = version_of_mlx
    compiler: Callable[[], str] = compiler_name
    cache: Callable[[], Path] = cache_directory
    free: Callable[[Path], int] = try_to_write
    run: Callable[[str], float] = run_trial
    options: Callable[[], options.Options] = options.now
