"""Mean and variance of a held row by one reduction of two values instead of two, one after other.

The second reduction needs the mean, so all threads wait for the first; the sums of x and of x*x do
not need each other.
"""

from __future__ import annotations

from collections.abc import Sequence

from tmetal.ir.core import Func, Op, Value, walk
from tmetal.passes.idioms.matching import Rule, Site, is_f32, is_number, reduction, source


def variance(func: Func) -> Rule:
    """Return the rule for sum((x - sum(x)/n)^2) -> max(sum(x^2) - sum(x)*(sum(x)/n), 0)."""
    means: dict[Value, Value] = {}  # the sum of squares, to the mean that it is about
    for op in walk(func.body):
        mean = _mean_of(op)
        if mean is not None:
            means[op.results[0]] = mean
    firsts = {_sum_of(mean) for mean in means.values()}
    squares: dict[Value, Value] = {}  # sums of x, to the new sums of x*x

    def rule(op: Op, site: Site) -> Value | None:
        result, b = op.results[0] if op.results else None, site.builder
        if result in firsts:
            x = site.at(op.operands[0])

            def both(left: Sequence[Value], right: Sequence[Value]) -> list[Value]:
                return [b.emit("add", p, q) for p, q in zip(left, right, strict=True)]

            total, squares[result] = b.region(
                "reduce", [x, b.emit("mul", x, x)], both, axis=op.attrs["axis"]
            )
            return total
        if result not in means:
            return None
        mean = means[result]
        total = _sum_of(mean)
        rest = b.emit("mul", site.at(total), site.at(mean))
        rest = b.emit("sub", squares[total], rest)
        return b.emit("maximum", rest, site.number(0.0, rest))

    return rule


def _mean_of(op: Op) -> Value | None:
    """Return the mean, if an op sums up the squares of what lies around a mean."""
    squared = reduction(op.results[0], "add") if len(op.results) == 1 else None
    if squared is None or squared.op is None or squared.op.name != "mul" or not is_f32(squared):
        return None
    centred, again = squared.op.operands
    if centred is not again or centred.op is None:
        return None
    mask = None
    if centred.op.name == "where" and is_number(centred.op.operands[2], 0.0):
        mask, centred, _ = centred.op.operands
    if centred.op is None or centred.op.name != "sub":
        return None
    x, repeated = centred.op.operands
    mean = source(repeated)
    if not _is_mean(mean) or reduction(_sum_of(mean), "add") is not x:
        return None
    alike = _sum_of(mean).op.attrs == op.attrs  # type: ignore[union-attr]
    return mean if alike and (mask is None or _zero_outside(x, mask)) else None


def _is_mean(v: Value) -> bool:
    return (
        v.op is not None
        and v.op.name in ("div", "mul", "div_rn")
        and reduction(v.op.operands[0], "add") is not None
    )


def _sum_of(mean: Value) -> Value:
    assert mean.op is not None
    return mean.op.operands[0]


def _zero_outside(x: Value, mask: Value) -> bool:
    """Whether x was loaded as zero where a mask does not hold."""
    while x.op is not None and x.op.name == "cast":
        x = x.op.operands[0]
    if x.op is None or x.op.name != "load_at" or len(x.op.operands) != 4:
        return False
    return x.op.operands[2] is mask and is_number(x.op.operands[3], 0.0)
