"""The maximum and the sum of exponentials of a wide row by one reduction of two values.

The sum needs the maximum, so a row that does not fit into registers is loaded for each of the two.
Pairs of a maximum m and a sum s of exp(a - m) can be joined instead, the one with the lower maximum
being scaled, and the row is loaded once for both. It is how MLX's own softmax goes over long rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from tmetal.ir.core import Func, Op, Value, walk
from tmetal.ir.types import F32
from tmetal.passes.idioms.matching import Rule, Site, is_f32, reduction, size, source

# No target holds a row of more elements a thread in registers (half of `held_registers`, chips.py).
WIDE = 48


def online(func: Func) -> Rule:
    """Return the rule for max(a), sum(exp(a - max(a))) -> one reduction of pairs."""
    sums: dict[Value, Value] = {}  # the sum, to its maximum
    powers: dict[Value, str] = {}  # the maximum, to exp or exp2
    for op in walk(func.body):
        found = _sum_of_powers(op)
        if found is not None and found[0] not in powers:
            sums[op.results[0]], powers[found[0]] = found
    pairs: dict[Value, Value] = {}  # the maximum, to the new sum

    def rule(op: Op, site: Site) -> Value | None:
        result = op.results[0] if op.results else None
        if result in powers and size(op.operands[0]) > WIDE * site.threads:
            highest, pairs[result] = _reduce(site, op, powers[result])
            return highest
        if result not in sums or sums[result] not in pairs:
            return None
        maximum = sums[result]
        # An infinite maximum has no sum: a - m is NaN for one element at least, and so is m - m.
        highest, b = site.at(maximum), site.builder
        return b.emit("add", pairs[maximum], b.emit("sub", highest, highest))

    return rule


def _sum_of_powers(op: Op) -> tuple[Value, str] | None:
    """Return m and exp (or exp2), if an op sums up exp(a - m), m the maximum of loaded a."""
    power = reduction(op.results[0], "add") if len(op.results) == 1 else None
    if power is None or power.op is None or power.op.name not in ("exp", "exp2"):
        return None
    difference = power.op.operands[0].op
    if difference is None or difference.name != "sub" or not is_f32(power):
        return None
    a, m = difference.operands[0], source(difference.operands[1])
    alike = m.op is not None and m.op.attrs == op.attrs
    if not alike or reduction(m, "maximum") is not a or not _is_loaded(a):
        return None
    return m, power.op.name


def _is_loaded(v: Value) -> bool:
    """Whether some of what a tile is made of is loaded for each of its elements."""
    todo, seen = [v], {v}
    while todo:
        op = todo.pop().op
        if op is None or op.blocks:
            continue
        if op.name == "load_at":
            return True
        todo += [o for o in op.operands if o not in seen and size(o) == size(v)]
        seen.update(op.operands)
    return False


def _reduce(site: Site, op: Op, power: str) -> list[Value]:
    """Emit the reduction to a maximum and a sum of powers."""
    b, a = site.builder, site.at(op.operands[0])
    zero, one = b.constant(0.0, F32), site.number(1.0, a)

    def both(left: Sequence[Value], right: Sequence[Value]) -> list[Value]:
        (p, p_sum), (q, q_sum) = left, right
        first = b.emit("gt", p, q)
        apart = b.emit("neg", b.emit("abs", b.emit("sub", p, q)))
        # Two of -inf, which masks put there, are as high as each other; a NaN makes the sum one.
        apart = b.emit("where", b.emit("eq", p, q), zero, apart)
        lower = b.emit("where", first, q_sum, p_sum)
        scaled = b.emit("mul", lower, b.emit(power, apart))
        total = b.emit("add", b.emit("where", first, p_sum, q_sum), scaled)
        return [b.emit("maximum", p, q), total]

    return b.region("reduce", [a, one], both, axis=op.attrs["axis"])
