"""Numbers as MSL text: the exact bits, in the exact type.

Mixed types make Metal's overloads ambiguous, and a decimal of a 16-bit float is rounded twice, so
each literal carries its type.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

from tmetal.ir.float8 import encode
from tmetal.ir.types import DType


def literal(value: Any, dtype: DType) -> str:
    """Return the MSL expression of a constant."""
    if dtype.kind == "bool":
        return "true" if value else "false"
    if dtype.is_fp8():
        return f"uint8_t({int(encode(value, dtype).view(np.uint8))})"
    if dtype.is_float:
        return _float(repr(float(value)), dtype)  # 0.0 and -0.0 are equal, their texts are not
    return _integer(int(value), dtype)


@lru_cache(4096)
def _float(number: str, dtype: DType) -> str:
    with np.errstate(over="ignore"):  # beyond the dtype is an infinity
        exact = np.asarray(float(number)).astype(dtype.numpy)
    if not np.isfinite(exact.astype(np.float64)):
        width = dtype.bits
        bits = int(exact.view(f"u{width // 8}"))
        if width == 32:
            return f"as_type<float>(0x{bits:08x}u)"
        return f"as_type<{dtype.msl}>(uint16_t(0x{bits:04x}))"
    single = np.float32(exact)  # exact: every 16-bit float is a float32
    text = repr(float(str(single)))
    text = text if any(c in text for c in ".en") else f"{text}.0"
    text = f"-{text[1:]}f" if math.copysign(1, float(single)) < 0 else f"{text}f"
    return text if dtype.bits == 32 else f"{dtype.msl}({text})"


@lru_cache(4096)
def _integer(value: int, dtype: DType) -> str:
    low, _ = dtype.limits
    if dtype.bits < 32:
        return f"{dtype.msl}({value})"
    suffix = {"i32": "", "u32": "u", "i64": "l", "u64": "ul"}[dtype.name]
    if value == low and dtype.kind == "int":  # its magnitude has no literal
        return f"({value + 1}{suffix} - 1{suffix})"
    return f"{value}{suffix}"
