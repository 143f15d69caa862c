"""`tl.core`: the language under the name that some kernels import it by, and two insides of it."""

from __future__ import annotations

from typing import Any

from tmetal import language
from tmetal.frontend.aggregates import aggregate
from tmetal.frontend.constants import constexpr_function
from tmetal.ir.types import DTYPES, DType

__all__ = ["get_int_dtype"]
_aggregate = aggregate


@constexpr_function
def get_int_dtype(bitwidth: int, signed: bool) -> DType:
    """Return the integer dtype of a width: 1, 8, 16, 32 or 64 bits."""
    kind = "bool" if bitwidth == 1 else "int" if signed else "uint"
    return next(d for d in DTYPES if d.kind == kind and d.bits == bitwidth)


def __getattr__(name: str) -> Any:
    return getattr(language, name)
