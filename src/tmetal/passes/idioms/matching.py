"""What all idioms share: patterns on values, and the traversal that replaces what a rule finds.

A rule sees each op of the old function, whose structure is whole, and builds in the new one:
`at(v)` is what an old value has become.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tmetal.errors import Loc
from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Op, Value, walk
from tmetal.ir.layout import LANES
from tmetal.ir.ops import carried, is_loop
from tmetal.ir.types import F32, DType, scalar_of, shape_of
from tmetal.passes.simplify import constant_of, make_constant

Rule = Callable[[Op, "Site"], Value | None]
VIEWS = ("splat", "broadcast", "reshape")


@dataclass(frozen=True)
class Found:
    """One match: the idiom's name, and the line of the op that it replaced."""

    idiom: str
    loc: Loc | None


class Site:
    """Where a rule works: the old function's uses and loops, the new function's builder.

    Rules look at more than one op at a time, so the old function stays whole.
    """

    def __init__(self, func: Func, body: Block, simdgroups: int) -> None:
        self.builder = Builder(body)
        self.values: dict[Value, Value] = dict(zip(func.body.args, body.args, strict=True))
        self.threads = LANES * simdgroups
        self.uses = Counter(v for op in walk(func.body) for v in op.operands)
        # What a loop carries: the block argument and the result, to the start and the next value.
        self.carried: dict[Value, tuple[Value, Value]] = {}
        for op in walk(func.body):
            for start, argument, following, result in carried(op) if is_loop(op) else ():
                self.carried[argument] = self.carried[result] = (start, following)

    def at(self, old: Value) -> Value:
        """Return the new value of an old one."""
        return self.values[old]

    def once(self, v: Value, *names: str) -> bool:
        """Whether one of these ops makes a value, and only one op needs it."""
        return v.op is not None and v.op.name in names and self.uses[v] == 1

    def number(self, number: float, like: Value) -> Value:
        """Emit a constant of the type of `like`."""
        return make_constant(self.builder, number, like)


class _Rewriter(Site):
    def __init__(self, func: Func, body: Block, simdgroups: int, rule: Rule, note: Any) -> None:
        super().__init__(func, body, simdgroups)
        self.found_by, self.note = rule, note

    def op(self, op: Op) -> None:
        """Replace an op if the rule does, else copy it."""
        self.builder.loc = op.loc
        made = self.found_by(op, self)
        if made is None:
            self.keep(op)
            return
        self.values[op.results[0]] = made
        made.name = made.name or op.results[0].name
        self.note(op)

    def ops(self, block: Block) -> None:
        """Copy the ops of a block into the builder's block."""
        for op in block.ops:
            self.op(op)

    def keep(self, op: Op) -> None:
        """Copy an op, and its blocks through the rule."""
        operands = [self.values[v] for v in op.operands]
        types = [r.type for r in op.results]
        blocks = [self.block(b) for b in op.blocks]
        self.builder.loc = op.loc
        new = self.builder.control(op.name, operands, types, blocks, **op.attrs)
        for old, made in zip(op.results, new.results, strict=True):
            made.name = old.name
            self.values[old] = made

    def block(self, old: Block) -> Block:
        """Copy an inner block."""
        new = Block([Value(a.type, a.name) for a in old.args])
        self.values.update(zip(old.args, new.args, strict=True))
        with self.builder.inside(new):
            self.ops(old)
        return new


def rewrite(func: Func, rule: Rule, name: str, simdgroups: int, found: list[Found]) -> Func:
    """Return a copy of `func` in which the rule has replaced what it wanted to."""
    body = Block([Value(p.type, p.name) for p in func.body.args])
    _Rewriter(func, body, simdgroups, rule, lambda op: found.append(Found(name, op.loc))).ops(
        func.body
    )
    return Func(func.name, body, func.level, dict(func.attrs))


def is_f32(v: Value) -> bool:
    """Whether a value is float32, or a tile of it."""
    return scalar_of(v.type) is F32


def is_number(v: Value, number: float) -> bool:
    """Whether a value, or every element of it, is one number."""
    known = constant_of(v)
    dtype = scalar_of(v.type)
    return known is not None and isinstance(dtype, DType) and bool(known == number)


def either(op: Op) -> Iterator[tuple[Value, Value]]:
    """Yield the operands of a commutative op in both orders."""
    x, y = op.operands
    yield x, y
    yield y, x


def source(v: Value) -> Value:
    """Return what a value repeats or reshapes."""
    while v.op is not None and v.op.name in VIEWS:
        v = v.op.operands[0]
    return v


def repeats(v: Value) -> bool:
    """Whether a value has fewer different elements than elements."""
    return size(source(v)) < size(v)


def size(v: Value) -> int:
    """Return how many elements a value has."""
    count = 1
    for n in shape_of(v.type):
        count *= n
    return count


def viewed(site: Site, v: Value, new: Value) -> Value:
    """Emit the views by which `v` repeats its source, of the new value `new`."""
    if v.op is None or v.op.name not in VIEWS:
        return new
    inner = viewed(site, v.op.operands[0], new)
    return site.builder.emit(v.op.name, inner, **v.op.attrs)


def reduction(v: Value, combine: str) -> Value | None:
    """Return what `v` is the reduction of, if its block is the one op `combine`."""
    op = v.op
    if op is None or op.name != "reduce" or len(op.operands) != 1:
        return None
    (block,) = op.blocks
    only = block.ops[0]
    plain = len(block.ops) == 2 and only.name == combine
    return op.operands[0] if plain and set(only.operands) == set(block.args) else None
