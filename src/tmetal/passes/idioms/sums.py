"""Sums of a tile times one number: the number is multiplied once, with the sum."""

from __future__ import annotations

from collections.abc import Sequence

from tmetal.ir.core import Op, Value
from tmetal.ir.types import Tile, shape_of
from tmetal.passes.idioms.matching import Site, is_f32, reduction, source


def scaled_sum(op: Op, site: Site) -> Value | None:
    """sum(c*x) -> c*sum(x) for one number c, where nothing else needs c*x."""
    product = reduction(op.results[0], "add") if len(op.results) == 1 else None
    if product is None or not is_f32(product) or not site.once(product, "mul"):
        return None
    assert product.op is not None
    scales = [v for v in product.op.operands if not isinstance(source(v).type, Tile)]
    if len(scales) != 1:
        return None
    (x,) = [v for v in product.op.operands if v is not scales[0]]
    b, result = site.builder, op.results[0]

    def add(left: Sequence[Value], right: Sequence[Value]) -> list[Value]:
        return [b.emit("add", p, q) for p, q in zip(left, right, strict=True)]

    (total,) = b.region("reduce", [site.at(x)], add, axis=op.attrs["axis"])
    scale = site.at(source(scales[0]))
    if isinstance(result.type, Tile):
        scale = b.emit("splat", scale, shape=shape_of(result.type))
    return b.emit("mul", scale, total)
