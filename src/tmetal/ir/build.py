"""The builder: appends ops to a block, with result types from the rows' type rules.

The frontend and the passes build IR through it, so an ill-typed op cannot be made by accident.
Constants are merged as they are made; a value that is asked for twice is one op.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from tmetal.errors import Loc
from tmetal.ir.core import Block, Op, Value, make_op
from tmetal.ir.ops import OPS
from tmetal.ir.types import DType, Type, scalar_of


class Builder:
    """Appends to `block`; `loc` is stamped on every op made.

    checks: whether assertions of run-time values make anything.
    """

    def __init__(self, block: Block, checks: bool = False) -> None:
        self.block = block
        self.checks = checks
        self.loc: Loc | None = None
        self.constants: list[dict[Any, Value]] = [{}]

    def emit(self, name: str, *operands: Value, hint: str = "", **attrs: Any) -> Value:
        """Append an op with one result and return the result."""
        return self.append(name, list(operands), attrs, hint).results[0]

    def effect(self, name: str, *operands: Value, **attrs: Any) -> Op:
        """Append an op without results."""
        return self.append(name, list(operands), attrs)

    def append(self, name: str, operands: list[Value], attrs: dict[str, Any], hint: str = "") -> Op:
        """Append an op of any number of results, typed by its row."""
        results: list[Value] = []
        op = Op(name, operands, attrs, results, [], self.loc)
        for t in result_types(name, operands, attrs):
            results.append(Value(t, hint, op))
        self.block.ops.append(op)
        return op

    def control(
        self,
        name: str,
        operands: list[Value],
        types: Sequence[Type],
        blocks: list[Block],
        **attrs: Any,
    ) -> Op:
        """Append an op that owns blocks."""
        op = make_op(name, operands, types, attrs, blocks, self.loc)
        self.block.ops.append(op)
        return op

    def region(
        self,
        name: str,
        inputs: list[Value],
        combine: Callable[[list[Value], list[Value]], Sequence[Value]],
        **attrs: Any,
    ) -> list[Value]:
        """Append an op with a block that combines two sets of scalars, made by `combine`."""
        types = OPS[name].types([v.type for v in inputs], attrs)
        n = len(inputs)
        block = Block([Value(scalar_of(v.type)) for v in (*inputs, *inputs)])
        with self.inside(block):
            found = combine(block.args[:n], block.args[n:])
            self.control("yield", list(found), [], [])
        return self.control(name, inputs, list(types), [block], **attrs).results

    def constant(self, value: Any, dtype: DType) -> Value:
        """Return a scalar constant, made once per block."""
        # The key tells 0.0 from -0.0 and 1 from True: they are equal in Python, not here.
        key = (value if type(value) is int else repr(value), dtype)
        for known in self.constants:
            if key in known:
                return known[key]
        op = Op("constant", [], {"value": value, "dtype": dtype.name}, [], [], self.loc)
        self.constants[-1][key] = made = Value(dtype, "", op)
        op.results.append(made)
        self.block.ops.append(op)
        return made

    def inside(self, block: Block) -> _Inside:
        """Append to `block` for the time of the `with`."""
        return _Inside(self, block)


class _Inside:
    """A `with` in which a builder appends to a block."""

    __slots__ = ("block", "builder", "outer")

    def __init__(self, builder: Builder, block: Block) -> None:
        self.builder, self.block = builder, block

    def __enter__(self) -> Block:
        builder = self.builder
        self.outer, builder.block = builder.block, self.block
        builder.constants.append({})
        return self.block

    def __exit__(self, *error: object) -> None:
        self.builder.block = self.outer
        self.builder.constants.pop()


_TYPE = attrgetter("type")
_known_types: dict[tuple[Any, ...], Sequence[Type]] = {}


def result_types(name: str, operands: Sequence[Value], attrs: dict[str, Any]) -> Sequence[Type]:
    """Return what an op's row says of its results; types are few, so this is remembered."""
    if attrs:
        return OPS[name].types([v.type for v in operands], attrs)
    key = name, *map(_TYPE, operands)
    types = _known_types.get(key)
    if types is None:
        types = _known_types[key] = OPS[name].types(list(key[1:]), attrs)
    return types
