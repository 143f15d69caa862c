"""The spellings of dtypes: `tl.float32`, `mx.float32`, `np.float32`, "float32", "fp32"…"""

from __future__ import annotations

from typing import Any

import numpy as np

from tmetal.errors import LaunchError
from tmetal.frontend.words import nearest
from tmetal.ir.types import DTYPES, FLOAT8, DType
from tmetal.runtime.arrays import FROM_MLX, FROM_NUMPY, mx

TITLES = {d.title: d for d in (*DTYPES, *FLOAT8)}


def as_dtype(x: Any) -> DType:
    """Return a dtype given as tl.float32, mx.float32, np.float32, "float32", "fp32" or "i32"."""
    if isinstance(x, DType):
        return x
    if isinstance(x, mx.Dtype) and x in FROM_MLX:
        return FROM_MLX[x]
    if isinstance(x, str):
        return dtype_called(x)
    try:
        found = FROM_NUMPY.get(np.dtype(x))
    except TypeError:
        found = None
    if found is None:
        known = ", ".join(d.title for d in DTYPES)
        raise LaunchError(f"{x!r:.60} is no dtype of a kernel. There are {known}.")
    return found


def dtype_called(text: str) -> DType:
    """Return the dtype of a name such as `fp32`, `bf16`, `i8`, `u32`, `B`, `float32`."""
    name = text.strip().removeprefix("tl.")
    for short, long in (("fp", "float"), ("bf", "bfloat"), ("i", "int"), ("u", "uint")):
        if name.startswith(short) and name[len(short) : len(short) + 1].isdigit():
            name = long + name[len(short) :]
            break
    name = {"uint1": "int1", "bool": "int1", "B": "int1"}.get(name, name)
    if name not in TITLES:
        close = nearest(name, TITLES)
        hint = f"Did you mean `{close}`?" if close else f"There are {', '.join(TITLES)}."
        why = " Metal has no double." if name == "float64" else ""
        raise LaunchError(f"`{text}` is no dtype of a kernel.{why} {hint}")
    return TITLES[name]
