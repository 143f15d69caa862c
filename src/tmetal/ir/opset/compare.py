"""Comparisons, and the choice by them, element by element."""

from __future__ import annotations

from typing import Any

import numpy as np

from tmetal.ir.ops import op
from tmetal.ir.opset.rules import choose, compare

Array = Any


@op(compare, msl="{0} == {1}", promote="compare", public=False, commutative=True)
def eq(x: Array, y: Array) -> Array:
    """Whether equal; False where either is NaN."""
    return x == y


@op(compare, msl="{0} != {1}", promote="compare", public=False, commutative=True)
def ne(x: Array, y: Array) -> Array:
    """Whether different; True where either is NaN."""
    return x != y


@op(compare, msl="{0} < {1}", promote="compare", public=False, order=1)
def lt(x: Array, y: Array) -> Array:
    """Whether less; False where either is NaN."""
    return x < y


@op(compare, msl="{0} <= {1}", promote="compare", public=False, order=1, or_equal=True)
def le(x: Array, y: Array) -> Array:
    """Whether less or equal; False where either is NaN."""
    return x <= y


@op(compare, msl="{0} > {1}", promote="compare", public=False, order=-1)
def gt(x: Array, y: Array) -> Array:
    """Whether greater; False where either is NaN."""
    return x > y


@op(compare, msl="{0} >= {1}", promote="compare", public=False, order=-1, or_equal=True)
def ge(x: Array, y: Array) -> Array:
    """Whether greater or equal; False where either is NaN."""
    return x >= y


@op(choose, msl="{0} ? {1} : {2}")
def where(condition: Array, x: Array, y: Array) -> Array:
    """`x` where the condition holds, else `y`. Both sides are always evaluated.

    `x` and `y` are promoted like the operands of `+`; a condition that is not boolean is compared
    with zero. Shapes broadcast. Pointers of one type, into one array, may be chosen too.
    """
    return x.chosen(condition, y) if hasattr(x, "chosen") else np.where(condition, x, y)
