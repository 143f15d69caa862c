"""The chip that kernels are compiled for: TMETAL_TARGET's, else this machine's, else any."""

from __future__ import annotations

from functools import cache

from tmetal import chips, options
from tmetal.chips import Chip
from tmetal.runtime.arrays import mx


def compile_target() -> Chip:
    """Return the chip that kernels are compiled for, on whatever machine.

    Without a wish and without a Metal GPU, or with a GPU that tmetal does not know, it is
    `chips.ANY`: its code runs on every chip.
    """
    wanted = options.current.target
    return chips.find(wanted) if wanted else _of_machine()


@cache
def _of_machine() -> Chip:
    name = str(mx.device_info().get("device_name", "")) if mx.metal.is_available() else ""
    return chips.known(name) or chips.ANY
