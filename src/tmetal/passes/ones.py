"""Scalars that are 1 in a launch become constants.

A stride of 1 is what makes an access contiguous, and only the launch knows it. The parameter stays;
`bind` drops it where nothing uses it.
"""

from __future__ import annotations

from collections.abc import Collection

from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Value
from tmetal.ir.types import DType
from tmetal.passes.rewrite import Copier, keep_all


def ones(func: Func, names: Collection[str]) -> Func:
    """Return `func` with the scalar parameters in `names` replaced by 1."""
    body = Block([Value(p.type, p.name) for p in func.body.args])
    b = Builder(body)
    values: dict[Value, Value] = {}
    for old, new in zip(func.body.args, body.args, strict=True):
        integer = isinstance(old.type, DType) and old.type.is_integer
        known = integer and old.name in names
        values[old] = b.constant(1, old.type) if known else new  # type: ignore[arg-type]
    Copier(b, keep_all, values).ops(func.body)
    return Func(func.name, body, func.level, dict(func.attrs))
