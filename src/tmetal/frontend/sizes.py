"""Shapes of tiles: how large one may be, and which one two of them broadcast to."""

from __future__ import annotations

import math

from tmetal.errors import CompileError
from tmetal.frontend.words import show_shape
from tmetal.ir.types import Shape

MAX_NUMEL = 1 << 20  # elements of a tile


def checked(shape: Shape) -> Shape:
    """Return a tile's shape; CompileError if it has too many elements."""
    total = math.prod(shape)
    if total > MAX_NUMEL:
        sizes = f" ({' x '.join(map(str, shape))})" if len(shape) > 1 else ""
        raise CompileError(
            f"a tile has at most {MAX_NUMEL} elements, not {total}{sizes}. "
            "Use smaller blocks: a loop, or more programs, for the rest."
        )
    return shape


def broadcast_shapes(a: Shape, b: Shape) -> Shape:
    """Return the shape that both broadcast to, as NumPy does; CompileError if there is none."""
    if a == b or not b:
        return a
    if not a:
        return b
    n = max(len(a), len(b))
    left, right = (1,) * (n - len(a)) + a, (1,) * (n - len(b)) + b
    for p, q in zip(left, right, strict=True):
        if p != q and 1 not in (p, q):
            raise CompileError(
                f"shapes {show_shape(a)} and {show_shape(b)} do not broadcast: sizes must be "
                "equal or 1."
            )
    return checked(tuple(q if p == 1 else p for p, q in zip(left, right, strict=True)))
