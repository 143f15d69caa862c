"""Descriptors that the host makes: in a kernel they are what tl.make_tensor_descriptor gives.

A launch hands over such an argument as its parts: an array, sizes and strides, which are parameters
of their own, and a `Hosted`, which is known at compile time. Here the parts come together again, in
the compiler and in the interpreter alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tmetal.frontend.blocks import Descriptor
from tmetal.frontend.promote import Emitter, cast
from tmetal.ir.types import I64, Shape


@dataclass(frozen=True)
class Hosted:
    """What is fixed of a descriptor: its block, its padding, and the names of its parts.

    parts: the parameters of the array, of each size, and of each stride but the last, which is 1.
    """

    block_shape: Shape
    padding: str
    parts: tuple[str, ...]


def put_together(e: Emitter, names: dict[str, Any]) -> None:
    """Replace, among the arguments of a kernel, the parts of descriptors by descriptors."""
    for name, fixed in list(names.items()):
        if isinstance(fixed, Hosted):
            base, *numbers = (names.pop(part) for part in fixed.parts)
            wide = [cast(e, n, I64) for n in (*numbers, 1)]
            rank = len(fixed.block_shape)
            sizes, strides = wide[:rank], wide[rank:]
            names[name] = Descriptor(base, sizes, strides, fixed.block_shape, fixed.padding)
