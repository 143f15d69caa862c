"""The one traversal: copy a function op by op, and let a rule replace what it sees.

The input is never changed, so before/after pairs, bisection and undo are free, and there are no use
lists to keep right. A rule gets each op with its operands already replaced, and the builder of the
copy; it returns None to keep the op, or the values that stand for its results.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Op, Value

Rule = Callable[[Op, Builder], Sequence[Value] | None]


def rebuild(func: Func, rule: Rule) -> Func:
    """Return a copy of `func` in which `rule` has replaced what it wanted to."""
    body = Block([Value(p.type, p.name) for p in func.body.args])
    copier = Copier(Builder(body), rule, dict(zip(func.body.args, body.args, strict=True)))
    copier.ops(func.body)
    return Func(func.name, body, func.level, dict(func.attrs))


class Copier:
    """Copies blocks through a rule; `values` maps old values to new ones."""

    def __init__(self, builder: Builder, rule: Rule, values: dict[Value, Value]) -> None:
        self.builder, self.rule, self.values = builder, rule, values

    def ops(self, block: Block) -> None:
        """Copy a block's ops into the builder's block."""
        for op in block.ops:
            self.op(op)

    def op(self, op: Op) -> None:
        """Copy or replace one op."""
        operands = [self.values[v] for v in op.operands]
        self.builder.loc = op.loc
        seen = Op(op.name, operands, op.attrs, op.results, op.blocks, op.loc)
        replaced = self.rule(seen, self.builder)
        if replaced is not None:
            self.values.update(zip(op.results, replaced, strict=True))
            for old, new in zip(op.results, replaced, strict=True):
                if not new.name and new.op is not None:
                    new.name = old.name
            return
        self.keep(op, operands)

    def keep(self, op: Op, operands: list[Value]) -> Op:
        """Copy one op, and its blocks through the rule."""
        blocks = [self.block(b) for b in op.blocks]
        types = [r.type for r in op.results]
        new = self.builder.control(op.name, operands, types, blocks, **op.attrs)
        for old_value, new_value in zip(op.results, new.results, strict=True):
            new_value.name = old_value.name
            self.values[old_value] = new_value
        return new

    def block(self, old: Block) -> Block:
        """Copy an inner block."""
        new = Block([Value(a.type, a.name) for a in old.args])
        self.values.update(zip(old.args, new.args, strict=True))
        with self.builder.inside(new):
            self.ops(old)
        return new


def keep_all(op: Op, b: Builder) -> None:
    """Replace nothing: `rebuild(f, keep_all)` is a fresh copy."""
    return
