"""Loops carry no more than changes: nothing that stays, and one number for a tile that moves.

Assumes: `addresses` has run. Guarantees: an integer tile to all elements of which each iteration
adds the same scalar, such as the offsets of `a_ptrs += BLOCK_K * stride`, is its start plus a
carried scalar. It takes one register instead of a tile of them, and its affine form is known. What
the loop's body hands on unchanged is not carried; nor is what moves as the counter does, or so many
times as far, and is not used after the loop.
"""

from __future__ import annotations

from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Op, Value, walk
from tmetal.ir.ops import OPS, carried, is_loop
from tmetal.ir.types import DType, Tile, scalar_of, shape_of
from tmetal.passes.rewrite import Rewriter
from tmetal.passes.simplify import constant_of


def induction(func: Func) -> Func:
    """Carry such tiles of `func` as scalars, and return it."""
    ops = walk(func.body)
    if any(is_loop(op) for op in ops):
        _Inductions(Builder(Block()), used={v for op in ops for v in op.operands}).block(func.body)
    return func


def _steps(argument: Value, end: Value) -> list[Value] | None:
    """Return the scalars that `end` adds to `argument`, or to all its elements, or None."""
    if end is argument:
        return []
    op = end.op
    if op is None or op.name != "add":
        return None
    for x, y in (op.operands, op.operands[::-1]):
        before = _steps(argument, x)
        if before is not None and not _is_tile(y):
            return [*before, y]
        if before is not None and y.op is not None and y.op.name == "splat":
            return [*before, y.op.operands[0]]
    return None


class _Inductions(Rewriter):
    """Moves ops, changing what loops carry. used: the values that some op uses."""

    def __init__(self, builder: Builder, used: set[Value]) -> None:
        super().__init__(builder)
        self.used = used

    def op(self, op: Op) -> None:
        """Move one op."""
        if not is_loop(op):
            super().op(op)
            return
        same: set[int] = set()
        counts: dict[int, int] = {}
        moves: dict[int, list[Value]] = {}
        for i, (start, argument, end, result) in enumerate(carried(op)):
            if end is argument or end is start:
                same.add(i)
                continue
            dtype = scalar_of(argument.type)
            integer = isinstance(dtype, DType) and dtype.is_integer
            steps = _steps(argument, end) if integer else None
            factor = _factor(op, argument, steps) if steps and result not in self.used else None
            if factor is not None:
                counts[i] = factor
            elif steps and _is_tile(argument):
                moves[i] = steps
        if same or counts or moves:
            self.loop(op, same, counts, moves)
        else:
            super().op(op)

    def loop(
        self, op: Op, same: set[int], counts: dict[int, int], moves: dict[int, list[Value]]
    ) -> None:
        """Make a loop anew.

        Values in `same` are not carried, nor those in `counts`, which are so many times the
        counter; those at `moves` are as scalars.
        """
        b, links = self.builder, carried(op)
        heads = OPS[op.name].loop
        assert heads is not None
        b.loc = op.loc
        starts = [self.values[start] for start, _, _, _ in links]
        kept = [i for i in range(len(links)) if i not in same | counts.keys()]
        firsts = [b.constant(0, _dtype(starts[i])) if i in moves else starts[i] for i in kept]
        (old,) = op.blocks
        block = Block([Value(a.type, a.name) for a in old.args[: heads[1]]])
        self.values.update(zip(old.args, block.args, strict=False))
        arguments = [Value(v.type, links[i][1].name) for v, i in zip(firsts, kept, strict=True)]
        block.args += arguments
        with b.inside(block):
            for i in same:
                self.values[links[i][1]] = starts[i]
            for i, factor in counts.items():
                by = self.counted(block.args[0], self.values[op.operands[0]], factor)
                self.values[links[i][1]] = self.moved(starts[i], by)
            for i, new in zip(kept, arguments, strict=True):
                self.values[links[i][1]] = self.moved(starts[i], new) if i in moves else new
            for inner in old.ops[:-1]:
                self.op(inner)
            ends = [self.values[v] for v in old.ops[-1].operands[: heads[2]]]
            for i, new in zip(kept, arguments, strict=True):
                ends.append(self.summed(new, moves[i]) if i in moves else self.values[links[i][2]])
            b.control("yield", ends, [], [])
        b.loc = op.loc
        operands = [self.values[v] for v in op.operands[: heads[0]]]
        types = [v.type for v in firsts]
        made = b.control(op.name, [*operands, *firsts], types, [block], **op.attrs)
        for i in same:
            self.values[links[i][3]] = starts[i]
        for i, new in zip(kept, made.results, strict=True):
            new.name = links[i][3].name
            self.values[links[i][3]] = self.moved(starts[i], new) if i in moves else new

    def counted(self, counter: Value, first: Value, factor: int) -> Value:
        """Return how far a loop's counter has come from its start, times a factor."""
        b = self.builder
        by = counter if constant_of(first) == 0 else b.emit("sub", counter, first)
        return by if factor == 1 else b.emit("mul", by, b.constant(factor, _dtype(by)))

    def summed(self, total: Value, steps: list[Value]) -> Value:
        """Return a scalar plus steps."""
        for step in steps:
            total = self.builder.emit("add", total, self.values[step])
        return total

    def moved(self, start: Value, by: Value) -> Value:
        """Return the start of a number or tile plus a scalar."""
        b = self.builder
        if not _is_tile(start):
            return by if constant_of(start) == 0 else b.emit("add", start, by)
        return b.emit("add", start, b.emit("splat", by, shape=shape_of(start.type)))


def _factor(loop: Op, argument: Value, steps: list[Value]) -> int | None:
    """Return how many times what a loop adds to its counter a turn adds to a number, or a tile."""
    if loop.name != "for" or scalar_of(argument.type) is not loop.blocks[0].args[0].type:
        return None
    (by, *others), step = steps, loop.operands[2]
    if others or by is step:
        return None if others else 1
    known, one = constant_of(by), constant_of(step)
    whole = known is not None and one is not None and one > 0 and known > 0 and known % one == 0
    return int(known // one) if whole else None


def _is_tile(v: Value) -> bool:
    return isinstance(v.type, Tile)


def _dtype(v: Value) -> DType:
    dtype = scalar_of(v.type)
    assert isinstance(dtype, DType)
    return dtype
