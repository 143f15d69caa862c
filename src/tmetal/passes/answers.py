"""Comparisons that ranges answer, or make simpler: what the numbers of a tile can be is known.

Assumes: the tile level. Guarantees: a comparison of integers that has one answer for all elements,
by the ranges of constants, arguments, programs and loops, is that answer: a descriptor's block asks
`start + i >= 0` of every index. And where a loop moves a tile by a scalar, what is compared is the
tile that stays, with a scalar: `k + i < n` is `i < n - k`, if neither side wraps around.
"""

from __future__ import annotations

from dataclasses import dataclass

from tmetal.ir.build import Builder
from tmetal.ir.core import Func, Op, Value, walk
from tmetal.ir.ops import OPS, is_loop
from tmetal.ir.types import DType, scalar_of, shape_of
from tmetal.passes.cse import cse
from tmetal.passes.dce import dce
from tmetal.passes.facts import defined_in
from tmetal.passes.intervals import RULES, Bounds, compared, given
from tmetal.passes.rewrite import rebuild
from tmetal.passes.simplify import constant_of, make_constant, simplify


def answers(func: Func) -> Func:
    """Answer and simplify such comparisons of `func`, and return it."""
    ops = walk(func.body)
    inside = {v for op in ops if is_loop(op) for v in defined_in(op)}
    asked = [op for op in ops if OPS[op.name].order and _is_worth_a_look(op, inside)]
    if not asked:
        return func
    bounds, known, moved = Bounds(None, given(func)), dict[Value, bool](), dict[Value, _Moved]()
    for op in asked:
        row = OPS[op.name]
        x, y = (bounds.of(v) for v in op.operands[:: row.order])
        answer = compared(x, y, row.or_equal)
        found = _moved(op, bounds, inside)
        if answer is not None:
            known[op.result] = answer
        elif found is not None:
            moved[op.result] = found

    def rule(op: Op, b: Builder) -> list[Value] | None:
        v = op.results[0] if op.results else None
        if v in known:
            return [make_constant(b, known[v], v)]
        return [moved[v].emit(op, b)] if v in moved else None

    return dce(cse(simplify(rebuild(func, rule)))) if known or moved else func


@dataclass(frozen=True)
class _Moved:
    """Which operand of a comparison's first one is the scalar that moves the other."""

    scalar: int

    def emit(self, op: Op, b: Builder) -> Value:
        """Emit the comparison of the tile that stays."""
        assert op.operands[0].op is not None
        operands = op.operands[0].op.operands
        by, limit = _splat(operands[self.scalar]), _splat(op.operands[1])
        assert by is not None
        assert limit is not None
        left = b.emit("splat", b.emit("sub", limit, by), shape=shape_of(op.operands[0].type))
        return b.emit(op.name, operands[1 - self.scalar], left)


def _moved(op: Op, bounds: Bounds, inside: set[Value]) -> _Moved | None:
    """Return how a comparison's tile is moved, if a loop moves it and nothing wraps around."""
    total, limit = op.operands[0], _splat(op.operands[1])
    if limit is None or total.op is None or total.op.name != "add" or not bounds.fits(total):
        return None
    for i, part in enumerate(total.op.operands):
        by = _splat(part)
        if by is None or by not in inside or total.op.operands[1 - i] in inside:
            continue
        low, high = RULES["sub"](bounds.of(limit), bounds.of(by))
        dtype = scalar_of(limit.type)
        if isinstance(dtype, DType) and dtype.limits[0] <= low and high <= dtype.limits[1]:
            return _Moved(i)
    return None


def _splat(v: Value) -> Value | None:
    return v.op.operands[0] if v.op is not None and v.op.name == "splat" else None


def _is_worth_a_look(op: Op, inside: set[Value]) -> bool:
    """Whether a comparison is of integers, with a constant or in a loop.

    An argument is hardly ever beyond what a program's indices can be.
    """
    dtype = scalar_of(op.operands[0].type)
    if not isinstance(dtype, DType) or not dtype.is_integer:
        return False
    return op.result in inside or any(constant_of(v) is not None for v in op.operands)
