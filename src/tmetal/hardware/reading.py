"""What MLX and macOS tell of the machine, as they tell it.

Out: a `Reading`. Nothing is interpreted here, so that what was read on one machine can be examined
on another. On anything but a Mac no command is run.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tmetal.runtime.arrays import mx

SECONDS = 20.0  # system_profiler takes one


@dataclass(frozen=True)
class Reading:
    """Texts and tables as they came; an empty text where a command failed or does not exist."""

    device: Mapping[str, object] = field(default_factory=dict)  # mx.device_info()
    metal: bool = False  # mx.metal.is_available()
    platform: str = "linux"  # sys.platform
    brand: str = ""  # sysctl -n machdep.cpu.brand_string
    displays: str = ""  # system_profiler SPDisplaysDataType -json
    system: str = ""  # sw_vers -productVersion


def output_of(command: Sequence[str]) -> str:
    """Return what a command prints, without the final line break; nothing if it fails."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def read(platform: str = sys.platform, run: Callable[[Sequence[str]], str] = output_of) -> Reading:
    """Read this machine; `run` runs a command."""
    device, metal = dict(mx.device_info()), bool(mx.metal.is_available())
    if platform != "darwin":
        return Reading(device, metal, platform)
    return Reading(
        device,
        metal,
        platform,
        run(("sysctl", "-n", "machdep.cpu.brand_string")),
        run(("system_profiler", "SPDisplaysDataType", "-json")),
        run(("sw_vers", "-productVersion")),
    )
