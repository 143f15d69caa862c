"""Arguments of several parts: descriptors that the host makes, and tuples.

A launch hands over such an argument as its parts, which are parameters of their own, and a `Hosted`
or a `HostedTuple`, which is known at compile time. Here the parts come together again, in the
compiler and in the interpreter alike: a descriptor is what tl.make_tensor_descriptor gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tmetal.frontend.matrices import Descriptor
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


@dataclass(frozen=True)
class HostedTuple:
    """What is fixed of a tuple: its class, which may have names for items, and its parts' names."""

    kind: type[tuple[Any, ...]]
    parts: tuple[str, ...]


def put_together(e: Emitter, names: dict[str, Any]) -> None:
    """Replace, among the arguments of a kernel, parts by what they are parts of.

    The parts of a part come behind it, so the last are put together first.
    """
    for name, fixed in reversed(list(names.items())):
        if isinstance(fixed, HostedTuple):
            items = [names.pop(part) for part in fixed.parts]
            named = hasattr(fixed.kind, "_fields")
            names[name] = fixed.kind(*items) if named else tuple(items)
        elif isinstance(fixed, Hosted):
            base, *numbers = (names.pop(part) for part in fixed.parts)
            wide = [cast(e, n, I64) for n in (*numbers, 1)]
            rank = len(fixed.block_shape)
            sizes, strides = wide[:rank], wide[rank:]
            names[name] = Descriptor(base, sizes, strides, fixed.block_shape, fixed.padding)
