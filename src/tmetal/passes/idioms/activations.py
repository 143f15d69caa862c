"""GELU and SiLU: one exponential and one division are enough for either."""

from __future__ import annotations

from tmetal.ir.core import Op, Value
from tmetal.passes.idioms.matching import Site, either, is_f32, is_number


def gelu(op: Op, site: Site) -> Value | None:
    """0.5*x*(1 + tanh(z)) -> x / (1 + exp(-2*z)), with the factors in any order; x may be 1.

    tanh(z) = 1 - 2 / (1 + exp(2*z)). A factor of 0.5 is exact wherever it stands. With x an
    infinity both sides are x or NaN, with z one they are x or a zero.
    """
    if op.name != "mul" or not is_f32(op.result):
        return None
    factors = _factors(op, site)
    half = [v for v in factors if is_number(v, 0.5)]
    grown = [v for v in factors if _one_and(v, "tanh", site) is not None]
    if len(half) != 1 or len(grown) != 1 or len(factors) > 3:
        return None
    z = _one_and(grown[0], "tanh", site)
    assert z is not None
    b, one = site.builder, site.number(1.0, op.result)
    rest = [v for v in factors if v not in (half[0], grown[0])]
    power = b.emit("exp", b.emit("mul", site.at(z), site.number(-2.0, op.result)))
    return b.emit("div", site.at(rest[0]) if rest else one, b.emit("add", one, power))


def _factors(op: Op, site: Site) -> list[Value]:
    found = []
    for v in op.operands:
        inner = v.op if site.once(v, "mul") else None
        found += _factors(inner, site) if inner is not None else [v]
    return found


def _one_and(v: Value, function: str, site: Site) -> Value | None:
    """Return z if a value is 1 + function(z), needed here only."""
    if not site.once(v, "add"):
        return None
    assert v.op is not None
    for one, f in either(v.op):
        if is_number(one, 1.0) and f.op is not None and f.op.name == function:
            return f.op.operands[0]
    return None


def silu(op: Op, site: Site) -> Value | None:
    """x*(1 / (1 + exp(z))) -> x / (1 + exp(z)).

    The divisor is 1 or more, so no reciprocal overflows on the way; where it is an infinity, both
    sides are a zero of the sign of x, and NaN for an infinite x.
    """
    if op.name != "mul" or not is_f32(op.result):
        return None
    for x, y in either(op):
        if site.once(y, "div"):
            assert y.op is not None
            one, divisor = y.op.operands
            if is_number(one, 1.0) and _one_and(divisor, "exp", site) is not None:
                return site.builder.emit("div", site.at(x), site.at(divisor))
    return None
