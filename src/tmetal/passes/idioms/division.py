"""Division of many numbers by one: a reciprocal once, and products.

1/s is made by `div_rn`, which rounds as IEEE says, so that x * (1/s) is within 1.5 ulp of x / s
wherever 1/s is normal: for 2^-126 <= |s| <= 2^126. Below, s is subnormal, which the IR lets be
zero; then both sides are an infinity or NaN. Zero, infinity and NaN give the same on both sides.
"""

from __future__ import annotations

from tmetal.ir.core import Op, Value
from tmetal.ir.types import Tile
from tmetal.passes.idioms.matching import Site, is_f32, reduction, repeats, size, source, viewed
from tmetal.passes.simplify import constant_of

LOWEST, HIGHEST = 2.0**-126, 2.0**126


def division(op: Op, site: Site) -> Value | None:
    """x / c -> x * (1/c) for a constant c with c and 1/c normal."""
    if op.name != "div" or not is_f32(op.result):
        return None
    known = constant_of(op.operands[1])
    if known is None or not LOWEST <= abs(float(known)) <= HIGHEST:
        return None
    return _product(op, site, site.number(float(known.dtype.type(1) / known), op.result))


def _product(op: Op, site: Site, factor: Value) -> Value:
    return site.builder.emit("mul", site.at(op.operands[0]), factor)


def reciprocal(op: Op, site: Site) -> Value | None:
    """x / s -> x * (1/s), with 1/s made once, where a thread has several x for one s."""
    if op.name != "div" or not is_f32(op.result):
        return None
    s = op.operands[1]
    inner = source(s)
    if not repeats(s) or constant_of(s) is not None:
        return None
    if size(op.result) < 2 * max(site.threads, size(inner)):
        return None
    once = site.builder.emit("div_rn", site.number(1.0, inner), site.at(inner))
    if isinstance(once.type, Tile):  # else each element would make it again
        site.builder.effect("keep", once, layout="")
    return _product(op, site, viewed(site, s, once))


def softmax(op: Op, site: Site) -> Value | None:
    """`reciprocal` where s is a sum of exponentials that are 1 at most.

    A tile has less than 2^31 elements and a loop less than 2^64 turns: s stays far below 2^126.
    """
    if op.name != "div" or not _bounded(source(op.operands[1]), site):
        return None
    return reciprocal(op, site)


def _bounded(s: Value, site: Site) -> bool:
    """Whether s is a sum of exponentials that are 1 at most, or a loop adds it up of such.

    A loop may scale what it has by such an exponential, too (the online softmax).
    """
    summed = reduction(s, "add")
    if summed is not None:
        return _at_most_one(summed)
    if s not in site.carried:
        return False
    start, following = site.carried[s]
    if constant_of(start) != 0 or following.op is None or following.op.name != "add":
        return False
    return any(
        _grows_from(x, following, site) and _at_most_one(reduction(y, "add"))
        for x, y in (following.op.operands, following.op.operands[::-1])
    )


def _grows_from(x: Value, following: Value, site: Site) -> bool:
    """Whether x is what the loop had, perhaps times an exponential of 1 at most."""
    if x.op is None:
        return site.carried.get(x, (x, x))[1] is following
    if x.op.name != "mul":
        return False
    p, q = x.op.operands
    return any(
        a.op is None and _grows_from(a, following, site) and _at_most_one(b)
        for a, b in ((p, q), (q, p))
    )


def _at_most_one(power: Value | None) -> bool:
    """Whether a value is exp(a - m) with a <= m."""
    if power is None or power.op is None or power.op.name not in ("exp", "exp2"):
        return False
    difference = power.op.operands[0].op
    if difference is None or difference.name != "sub":
        return False
    return _above(source(difference.operands[1]), source(difference.operands[0]))


def _above(m: Value, a: Value) -> bool:
    """Whether m is a, or a maximum over what a belongs to."""
    if m is a or reduction(m, "maximum") is a:
        return True
    return (
        m.op is not None
        and m.op.name == "maximum"
        and any(_above(source(v), a) for v in m.op.operands)
    )
