"""`tl.standard`: the language under the name by which some kernels import it, and `_log2`."""

from __future__ import annotations

from typing import Any

from tmetal import language
from tmetal.frontend.constants import constexpr_function

__all__ = ["_log2"]


@constexpr_function
def _log2(i: int) -> int:
    """Return the logarithm of a power of two known at compile time."""
    return int(i).bit_length() - 1


def __getattr__(name: str) -> Any:
    return getattr(language, name)
