"""Chooses a layout for every tile shape.

Assumes: tiles have one dimension. Guarantees: `attrs["layouts"]` gives each tile size its layout,
`attrs["threads"]` the threads of a threadgroup. One layout per size means that elementwise ops
never move data between threads.
"""

from __future__ import annotations

from tmetal.ir.core import Func, walk
from tmetal.ir.layout import LANES, blocked
from tmetal.ir.types import Tile


def layouts(func: Func, simdgroups: int) -> Func:
    """Return `func` with a layout noted for each tile size."""
    sizes = {
        v.type.numel
        for op in walk(func.body)
        for v in (*op.operands, *op.results)
        if isinstance(v.type, Tile)
    }
    chosen = {str(n): str(blocked(n, simdgroups)) for n in sorted(sizes)}
    attrs = {**func.attrs, "threads": LANES * simdgroups, "layouts": chosen}
    return Func(func.name, func.body, func.level, attrs)
