"""Tuning results on disk: which configuration won, for a kernel, its key, and a machine.

In: what a result depends on. Out: the winner's text and all times, if a whole entry is there. An
entry is data and never run; one whose checksum is wrong is as good as none. The directory is that
of compiled kernels, which nobody else may write to.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from tmetal.runtime.arrays import mx
from tmetal.runtime.disk_cache import TUNINGS, ToolchainError, cache_directory, store
from tmetal.runtime.interface import note
from tmetal.runtime.target_chip import compile_target


def machine(backend: str) -> list[Any]:
    """Return what times depend on besides the kernel: tmetal, backend, chips, and cores."""
    # It brings the email package, which few programs need.
    metadata: Any = importlib.import_module("importlib.metadata")
    try:
        version = metadata.version("tmetal")
    except metadata.PackageNotFoundError:  # run from its source tree
        version = "unknown"
    chip = {n: str(v) for n, v in mx.device_info().items() if n in ("architecture", "device_name")}
    return [version, backend, chip, os.cpu_count(), compile_target().key]


def entry_path(facts: Any) -> Path | None:
    """Return the file of a result that depends on `facts`; None without a usable directory."""
    name = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:40]
    try:
        return cache_directory() / TUNINGS / f"{name}.json"
    except ToolchainError as error:
        note(f"tuning results are not kept: {error}")
        return None


def _sum(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def read(path: Path) -> dict[str, float]:
    """Return the stored times in ms by configuration, or nothing if there is no sound entry."""
    try:
        entry = json.loads(path.read_text())
        times = entry["times"]
        sound = entry["sum"] == _sum(times)
        return {str(k): float(v) for k, v in times.items()} if sound else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def write(path: Path, times: dict[str, float], facts: Any) -> None:
    """Keep times in ms by configuration, the whole entry or nothing."""
    entry = {"facts": facts, "times": times, "sum": _sum(times)}
    with tempfile.TemporaryDirectory(prefix="tmetal-") as folder:
        file = Path(folder) / path.name
        file.write_text(json.dumps(entry, indent=1))
        store(file, path)
