"""exp of a multiple: log2(e) joins the factor, and exp2 needs no reduction to base 2."""

from __future__ import annotations

import math

from tmetal.ir.core import Op, Value
from tmetal.passes.idioms.matching import Site, either, is_f32
from tmetal.passes.simplify import constant_of

LOG2_E = math.log2(math.e)


def exp2(op: Op, site: Site) -> Value | None:
    """exp(c*x) -> exp2((c*log2(e))*x) for a constant c, with -x as (-1)*x.

    A zero times a finite factor stays zero, and infinities and NaN stay what they are.
    """
    if op.name != "exp" or not is_f32(op.result):
        return None
    factor, x = _multiple(op.operands[0], site)
    if x is op.operands[0] or not 2.0**-100 < abs(factor) < 2.0**100:
        return None
    scaled = site.builder.emit("mul", site.at(x), site.number(factor * LOG2_E, op.result))
    return site.builder.emit("exp2", scaled)


def _multiple(v: Value, site: Site) -> tuple[float, Value]:
    """Return c and x of v = c*x."""
    if site.once(v, "neg"):
        assert v.op is not None
        factor, x = _multiple(v.op.operands[0], site)
        return -factor, x
    if site.once(v, "mul"):
        assert v.op is not None
        for number, other in either(v.op):
            known = constant_of(number)
            if known is not None:
                factor, x = _multiple(other, site)
                return factor * float(known), x
    return 1.0, v
