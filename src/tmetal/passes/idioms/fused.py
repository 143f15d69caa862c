"""A product and a sum as one op with one rounding.

The IR contracts nothing by itself (`ir/core.py`): this idiom is the explicit rule under which it
may. A negation joins where it costs nothing for each element.
"""

from __future__ import annotations

from tmetal.ir.core import Op, Value
from tmetal.ir.types import F16, F32, scalar_of
from tmetal.passes.idioms.matching import Site, either, repeats


def fma(op: Op, site: Site) -> Value | None:
    """x*y + z -> fma(x, y, z); x*y - z and z - x*y with the negative of what is made once."""
    if op.name not in ("add", "sub") or scalar_of(op.result.type) not in (F32, F16):
        return None
    if op.name == "add":
        for product, z in either(op):
            if site.once(product, "mul"):
                return _fused(site, product, z)
        return None
    left, right = op.operands
    if site.once(left, "mul") and repeats(right):
        return _fused(site, left, right, minus=right)
    if site.once(right, "mul"):
        assert right.op is not None
        for x in right.op.operands:
            if repeats(x):
                return _fused(site, right, left, minus=x)
    return None


def _fused(site: Site, product: Value, z: Value, minus: Value | None = None) -> Value:
    """Emit an fma; `minus` is the operand to negate."""
    assert product.op is not None
    operands = [site.at(v) for v in (*product.op.operands, z)]
    for i, v in enumerate((*product.op.operands, z)):
        if v is minus:
            operands[i] = site.builder.emit("neg", operands[i])
            break
    return site.builder.emit("fma", *operands)
