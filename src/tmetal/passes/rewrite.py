"""The one traversal: go through a function op by op, and let a rule replace what it sees.

A function belongs to whoever changes it: `rebuild` and the passes built on it take their input
apart, so what is not replaced is neither copied nor touched. Who needs the input afterwards takes a
`copy` first, as `pipeline.Pass.run` does. There are no use lists to keep right.

A rule gets each op with its operands already replaced, and the builder of the result; it returns
None to keep the op, or the values that stand for its results.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Op, Value

Rule = Callable[[Op, Builder], Sequence[Value] | None]


class Replaced(dict[Value, Value]):
    """What stands for replaced values; every other value stands for itself."""

    def __missing__(self, v: Value) -> Value:
        return v


def rebuild(func: Func, rule: Rule) -> Func:
    """Change `func`: `rule` replaces what it wants to. Return it."""
    _rebuild(func.body, rule, Builder(func.body), {})
    return func


def _rebuild(block: Block, rule: Rule, b: Builder, values: dict[Value, Value]) -> None:
    """Do what a `Rewriter` does without its hooks: this is where compilation spends its time."""
    ops, kept = block.ops, list[Op]()
    block.ops = kept
    with b.inside(block):
        for op in ops:
            if values and not values.keys().isdisjoint(op.operands):
                op.operands = [values.get(v, v) for v in op.operands]
            b.loc = op.loc
            replaced = rule(op, b)
            if replaced is not None:
                _stand(op, replaced, values)
                continue
            for inner in op.blocks:
                _rebuild(inner, rule, b, values)
            kept.append(op)


def _stand(op: Op, replaced: Sequence[Value], values: dict[Value, Value]) -> None:
    """Note what stands for an op's results, which gives its name to what has none."""
    for old, new in zip(op.results, replaced, strict=True):
        values[old] = new
        if not new.name and new.op is not None:
            new.name = old.name


class Rewriter:
    """Moves ops through a rule into the builder's block; `values` says what was replaced."""

    def __init__(
        self, builder: Builder, rule: Rule | None = None, values: dict[Value, Value] | None = None
    ) -> None:
        self.builder, self.rule = builder, rule
        self.values = Replaced(values or {})

    def ops(self, ops: list[Op]) -> None:
        """Move ops into the builder's block."""
        for op in ops:
            self.op(op)

    def op(self, op: Op) -> None:
        """Move or replace one op."""
        if self.values:
            get = self.values.get
            op.operands = [get(v, v) for v in op.operands]
        self.builder.loc = op.loc
        replaced = None if self.rule is None else self.rule(op, self.builder)
        if replaced is None:
            self.keep(op)
        else:
            _stand(op, replaced, self.values)

    def keep(self, op: Op) -> None:
        """Move one op whose operands are replaced, and its blocks through the rule."""
        for block in op.blocks:
            self.block(block)
        self.builder.block.ops.append(op)

    def block(self, block: Block) -> None:
        """Go through a block."""
        ops, block.ops = block.ops, []
        with self.builder.inside(block):
            self.ops(ops)


def copy(func: Func) -> Func:
    """Return a function of its own that means the same."""
    body = copy_block(func.body, Replaced())
    return Func(func.name, body, func.level, dict(func.attrs))


def copy_block(old: Block, values: dict[Value, Value]) -> Block:
    """Return a copy of a block; `values` maps what it refers to, and is told what it makes."""
    new = Block([Value(a.type, a.name) for a in old.args])
    values.update(zip(old.args, new.args, strict=True))
    for op in old.ops:
        new.ops.append(copy_op(op, [values[v] for v in op.operands], values))
    return new


def copy_op(op: Op, operands: list[Value], values: dict[Value, Value]) -> Op:
    """Return a copy of an op with other operands; `values` is told its results."""
    new = Op(op.name, operands, op.attrs, [], [], op.loc)
    for old in op.results:
        values[old] = made = Value(old.type, old.name, new)
        new.results.append(made)
    for block in op.blocks:
        new.blocks.append(copy_block(block, values))
    return new
