"""The inner loop of attention: log2(e) is folded into the scale of the scores, exp becomes exp2.

Every value that holds a score is multiplied by log2(e): the product with the scale makes it so, and
what only chooses among scores (`where`, maxima, views, a loop's running maximum) keeps it so, and
constants among them, such as the -1e30 of a masked score, are multiplied here. At the end stand
differences of two scores, of which exp is taken. A score that goes anywhere else keeps the idiom
away, as does a scale that would not be there anyway.
"""

from __future__ import annotations

import math

from tmetal.ir.core import Func, Op, Value, walk
from tmetal.ir.ops import carried, is_loop
from tmetal.ir.types import Tile, shape_of
from tmetal.passes.idioms.exponentials import LOG2_E
from tmetal.passes.idioms.matching import Rule, Site, is_f32, reduction, source
from tmetal.passes.simplify import constant_of

CHOOSING = ("where", "maximum", "minimum", "reshape", "broadcast", "splat", "permute")


def attention(func: Func) -> Rule:
    """Return the rule that scales the scores of `func`, and takes exp2 of their differences."""
    graph = _Graph(func)
    seeds: set[Value] = set()
    powers: set[Value] = set()
    for op in walk(func.body):
        if op.results and op.results[0] not in seeds and _scaled(op) is not None:
            family = _Family(graph)
            if family.grow(op.results[0]):
                seeds |= family.seeds
                powers |= family.powers

    def rule(op: Op, site: Site) -> Value | None:
        result = op.results[0] if op.results else None
        b = site.builder
        if result in seeds and op.name == "constant":
            return site.number(op.attrs["value"] * LOG2_E, result)
        if result in seeds:
            scale = _scaled(op)
            assert scale is not None
            (x,) = [v for v in op.operands if v is not scale] or [scale]
            number = source(scale)
            once = b.emit("mul", site.at(number), site.number(LOG2_E, number))
            return b.emit("mul", site.at(x), b.emit("splat", once, shape=shape_of(op.result.type)))
        return b.emit("exp2", site.at(op.operands[0])) if result in powers else None

    return rule


def _scaled(op: Op) -> Value | None:
    """Return the operand that is one number for a whole tile, if an op multiplies by it."""
    if op.name != "mul" or not isinstance(op.results[0].type, Tile) or not is_f32(op.results[0]):
        return None
    scales = [v for v in op.operands if not isinstance(source(v).type, Tile)]
    return scales[0] if len(scales) == 1 else None


class _Graph:
    """Who uses each value, and what loops carry together."""

    def __init__(self, func: Func) -> None:
        self.users: dict[Value, list[Op]] = {}
        self.together: dict[Value, tuple[Value, ...]] = {}
        self.ends: set[int] = set()  # of loops: their yields are in `together`
        for op in walk(func.body):
            for v in op.operands:
                self.users.setdefault(v, []).append(op)
            if is_loop(op):
                self.ends.add(id(op.blocks[-1].ops[-1]))
                for one in carried(op):
                    for v in one:
                        self.together[v] = (*self.together.get(v, ()), *one)


class _Family:
    """The scores that one scaling of a tile leads to; `grow` says whether all of them fit."""

    def __init__(self, graph: _Graph) -> None:
        self.graph = graph
        self.scores: set[Value] = set()
        self.seeds: set[Value] = set()
        self.powers: set[Value] = set()

    def grow(self, seed: Value) -> bool:
        """Collect all that belongs together; False if something else makes or takes a score."""
        todo = [seed]
        while todo:
            v = todo.pop()
            if v in self.scores or _unscaled(v):
                continue
            self.scores.add(v)
            before, after = self.makers(v), self.takers(v)
            if before is None or after is None:
                return False
            todo += before + after + list(self.graph.together.get(v, ()))
        return bool(self.powers)

    def makers(self, v: Value) -> list[Value] | None:
        """Return the scores that a score is made of."""
        op = v.op
        if op is None or (is_loop(op) and v in self.graph.together):
            return [] if v in self.graph.together else None
        if _scaled(op) is not None or _is_number(op):
            self.seeds.add(v)
            return []
        if op.name in CHOOSING:
            return op.operands[1:] if op.name == "where" else list(op.operands)
        reduced = reduction(v, "maximum") or reduction(v, "minimum")
        return None if reduced is None else [reduced]

    def takers(self, v: Value) -> list[Value] | None:
        """Return the scores that are made of a score."""
        found: list[Value] = []
        for op in self.graph.users.get(v, ()):
            if op.name == "sub" and self.difference(op):
                found += op.operands
            elif _chooses(op, v):
                found += op.results
            elif not (v in self.graph.together and (is_loop(op) or id(op) in self.graph.ends)):
                return None
        return found

    def difference(self, op: Op) -> bool:
        """Note what takes a difference of scores; whether all of it is exp."""
        users = self.graph.users.get(op.result, [])
        if not users or any(u.name != "exp" for u in users) or op.result in self.graph.together:
            return False
        self.powers.update(u.result for u in users)
        return True


def _chooses(op: Op, v: Value) -> bool:
    """Whether the result of an op is some of its scores, of which `v` is one."""
    if op.name == "reduce" and len(op.results) == 1:
        (result,) = op.results
        return bool(reduction(result, "maximum") or reduction(result, "minimum"))
    return op.name in CHOOSING and not (op.name == "where" and v is op.operands[0])


def _is_number(op: Op) -> bool:
    """Whether an op is a number in float32 that can be multiplied by log2(e)."""
    return op.name == "constant" and is_f32(op.result) and abs(op.attrs["value"]) <= 2.0**126


def _unscaled(v: Value) -> bool:
    """Whether a value is an infinity or zero, which no factor changes."""
    known = constant_of(v)
    return known is not None and (float(known) == 0 or math.isinf(float(known)))
