"""tmetal: Python tile kernels for Apple GPUs, and for any CPU from the same Metal source.

import tmetal
import tmetal.language as tl

@tmetal.jit
def add(x_ptr, y_ptr, out_ptr, n, BLOCK: tl.constexpr): ...

add[(tmetal.cdiv(n, 1024),)](x, y, out, n, BLOCK=1024)
"""

import operator

from tmetal.errors import BackendError, CompileError, InternalError, LaunchError, TmetalError
from tmetal.frontend.builtins import cdiv
from tmetal.runtime.jit import Kernel, backend, jit
from tmetal.runtime.measure.api import profile, profile_msl
from tmetal.runtime.measure.profile import Profile

__version__ = "0.1.0"
__all__ = [
    "BackendError",
    "CompileError",
    "InternalError",
    "Kernel",
    "LaunchError",
    "Profile",
    "TmetalError",
    "backend",
    "cdiv",
    "jit",
    "next_power_of_2",
    "profile",
    "profile_msl",
]


def next_power_of_2(n: int) -> int:
    """Return the smallest power of two that is at least `n` (1 for n below 1).

    LaunchError for what is no integer.
    """
    try:
        size = operator.index(n)
    except TypeError:
        raise LaunchError(f"next_power_of_2 takes an integer, not {n!r}.") from None
    return 1 << max(0, size - 1).bit_length()
