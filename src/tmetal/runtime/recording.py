"""Launches that are recorded for a Mac: as on Metal, under names that tell all of a launch.

MLX writes what outputs start with (`init_value`) into an exported file, but not into the records
that it gives to Python. So it is part of a kernel's name here, from which `start_of` reads it.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from tmetal import options
from tmetal.errors import LaunchError
from tmetal.passes.pipeline import Premises
from tmetal.runtime.metal import MetalLaunch, Variant
from tmetal.runtime.placeholders import bits
from tmetal.runtime.specialize import launch_name
from tmetal.runtime.tracing import PRINTING

_START = re.compile(r"_start_([0-9a-f]{8})_")


class RecordedLaunch(MetalLaunch):
    """A launch while `tmetal.export` traces a function."""

    def variant(self, preserve: frozenset[str], premises: Premises, start: Any) -> Variant:
        """Return the MLX kernel for one set of arrays to preserve, and one number to start with."""
        kernel = self.spec.kernel(preserve, premises)
        if any(a.role == "records" for a in kernel.outputs):
            raise LaunchError(PRINTING)
        name = launch_name(kernel)
        if start is not None or any(a.role != "output" for a in kernel.outputs):
            name += f"_start_{struct.pack('>f', bits(start)[0]).hex()}"
        return self.build(kernel, name)


def start_of(entry: str) -> float | None:
    """Return what the outputs of a recorded kernel start with; None if that does not matter."""
    found = _START.search(entry)
    return None if found is None else float(struct.unpack(">f", bytes.fromhex(found[1]))[0])


@contextmanager
def recording() -> Iterator[None]:
    """Record all launches for the time of a `with`."""
    before = options.current
    options.current = replace(before, backend="export")
    try:
        yield
    finally:
        options.current = before
