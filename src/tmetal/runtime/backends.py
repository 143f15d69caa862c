"""The backends, and which of them is in force."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from tmetal import options
from tmetal.runtime import metal, toolchain
from tmetal.runtime.cpu_launch import CpuLaunch
from tmetal.runtime.interpret_launch import InterpretLaunch
from tmetal.runtime.metal import MetalLaunch
from tmetal.runtime.recording import RecordedLaunch
from tmetal.runtime.specialize import Specialization

# "export" is no option of users: `tmetal.export` sets it.
LAUNCHERS: dict[str, Callable[[Specialization, Sequence[str]], Any]] = {
    "metal": MetalLaunch,
    "export": RecordedLaunch,
    "cpu": CpuLaunch,
    "interpret": InterpretLaunch,
}


def backend() -> str:
    """Return the backend in force: `metal`, `cpu` or `interpret`."""
    return options.current.backend or _automatic()


@cache
def _automatic() -> str:
    """Return the best backend of this machine; say so once if that is only the interpreter."""
    if metal.available():
        return "metal"
    try:
        toolchain.compiler()
    except toolchain.ToolchainError as error:
        warnings.warn(
            f"kernels run in the interpreter, which is slow: {error}", RuntimeWarning, stacklevel=2
        )
        return "interpret"
    return "cpu"
