"""Scalars that are 1 in a launch become constants.

A stride of 1 is what makes an access contiguous, and only the launch knows it. The parameter stays;
`bind` drops it where nothing uses it.
"""

from __future__ import annotations

from collections.abc import Collection

from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Value
from tmetal.ir.types import DType
from tmetal.passes.rewrite import Rewriter


def ones(func: Func, names: Collection[str]) -> Func:
    """Replace the scalar parameters of `func` in `names` by 1, and return it."""
    b = Builder(Block())
    values: dict[Value, Value] = {}
    for p in func.body.args:
        if isinstance(p.type, DType) and p.type.is_integer and p.name in names:
            values[p] = b.constant(1, p.type)
    Rewriter(b, None, values).ops(func.body.ops)
    func.body.ops = b.block.ops
    return func
