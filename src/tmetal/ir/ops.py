"""The mechanism of the op table: one row is one decorated Python function.

    @op(types=same, msl="{0} + {1}", operands=("x", "y"), ...)
    def add(x, y):
        '''Elementwise sum. Integers wrap around.'''
        return x + y

The signature gives operands (positional) and attributes (keyword-only), the docstring is the
manual, the body is the reference semantics on NumPy arrays, and the decorator's columns say the
rest. Nothing outside `ir/opset` lists ops: a pass that needs a property adds a column here.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from tmetal.ir.core import Block, Op, Value
from tmetal.ir.types import Type

Effect = Literal["pure", "reads", "writes", "control"]
Level = Literal["tile", "thread", "both"]
# How the language brings arguments to the operands' types before the op is made; the rules
# themselves are in `frontend.promote`.
Promote = Literal["none", "arithmetic", "bits", "shift", "division", "integer", "compare", "floats"]
TypeRule = Callable[[Sequence[Type], dict[str, Any]], Sequence[Type]]


class TypeMistake(Exception):
    """A type rule refuses its operands; the text says why."""


@dataclass(frozen=True, eq=False)
class Row:
    """Everything about an op. The first six columns come from the body's signature.

    types: rule from operand types and attributes to result types. msl: expression with `{0}`,
    `{1}` … for operands, one per kind (`float`, `int`, `uint`, `bool`) where they differ; None if
    an emitter in `codegen` prints it. helper: the MSL helper function that the expression calls.
    promote: what the language does to arguments first. public: is it `tl.<name>`. method: also
    `x.<name>()`. foldable: False where devices differ in the last bit. elementwise: works on tiles
    element by element. unit, zero: right identity and absorbing element. wraps: integers are
    computed unsigned, at 32 bits at least, and cut to their width (signed overflow is undefined in
    Metal: MSL 4 §3.1). in_float: 16-bit floats are computed in float and rounded once, which gives
    the same bits for these ops. tolerance: ulp of fp32 by which MSL and the body may differ. whole:
    the body needs arrays of the full shape, not ones that NumPy would broadcast. view: the result's
    elements are elements of the operands, at places that `passes.views` knows. collective: threads
    work together on it, so it happens at one place of the program. access: it touches device
    memory at its first operand plus its second. sum: 1 for `x + y`, -1 for `x - y`. product: it is
    `x * y`. plain: the op that does the same to int32 numbers that are known not to wrap around.
    order: 1 if it asks whether the second operand is the greater, -1 the first; or_equal: or the
    same. loop: how many operands, block arguments and yielded values of a loop come before the
    carried ones; see `carried`.
    """

    name: str
    doc: str
    body: Callable[..., Any]
    operands: tuple[str, ...]
    optional: tuple[str, ...]
    attributes: tuple[str, ...]
    variadic: bool
    machine: bool  # the body's first parameter is the machine that runs it: memory, program ids
    types: TypeRule
    level: Level = "both"
    effect: Effect = "pure"
    msl: str | dict[str, str] | None = None
    helper: str | None = None
    promote: Promote = "none"
    public: bool = True
    method: bool = False
    foldable: bool = True
    elementwise: bool = True
    commutative: bool = False
    unit: float | None = None
    zero: float | None = None
    idempotent: bool = False
    wraps: bool = False
    in_float: bool = False
    terminator: bool = False
    tolerance: int = 0
    whole: bool = False
    view: bool = False
    collective: bool = False
    access: bool = False
    sum: int = 0
    product: bool = False
    plain: str | None = None
    order: int = 0
    or_equal: bool = False
    loop: tuple[int, int, int] | None = None
    pure: bool = field(init=False)  # the op may be merged, moved or dropped freely
    stays: bool = field(init=False)  # though nobody uses its results
    mask: int | None = field(init=False)  # where a mask stands among the operands, if it may

    def __post_init__(self) -> None:
        object.__setattr__(self, "pure", self.effect == "pure")
        object.__setattr__(self, "stays", self.terminator or self.effect == "writes")
        at = self.operands.index("mask") if "mask" in self.operands else None
        object.__setattr__(self, "mask", at)

    @property
    def is_operator(self) -> bool:
        """Whether an exact operator does it: Metal has those for bfloat too, functions not."""
        return isinstance(self.msl, str) and not self.tolerance and not re.search("[a-z]", self.msl)

    @property
    def signature(self) -> str:
        """Return `name(x, y, *, attr)` as the manual shows it."""
        optional = [f"{n}=None" for n in self.optional]
        words = [n for n in self.operands if n not in self.optional] + optional
        if self.attributes:
            words += ["*", *self.attributes]
        return f"{self.name}({', '.join(words)})"


OPS: dict[str, Row] = {}


def op(types: TypeRule, **columns: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make the decorated function a row of the table; see `Row` for the columns."""

    def register(body: Callable[..., Any]) -> Callable[..., Any]:
        parameters = list(inspect.signature(body).parameters.values())
        machine = bool(parameters) and parameters[0].name == "machine"
        parameters = parameters[1:] if machine else parameters
        positional = [p for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
        row = Row(
            name=body.__name__.strip("_"),
            doc=inspect.getdoc(body) or "",
            body=body,
            operands=tuple(p.name for p in positional),
            optional=tuple(p.name for p in positional if p.default is None),
            attributes=tuple(p.name for p in parameters if p.kind is p.KEYWORD_ONLY),
            variadic=any(p.kind is p.VAR_POSITIONAL for p in parameters),
            machine=machine,
            types=types,
            **columns,
        )
        if row.name in OPS or not row.doc:
            raise ValueError(f"op {row.name} is defined twice, or has no manual")
        if row.foldable and not row.pure:
            row = replace(row, foldable=False)
        OPS[row.name] = row
        return body

    return register


def is_loop(op: Op) -> bool:
    """Whether an op runs its block any number of times, and carries values through it."""
    return bool(op.blocks) and OPS[op.name].loop is not None


def takes_turns(block: Block) -> bool:
    """Whether there is a loop in a block that stays one: it is not unrolled."""
    for op in block.ops:
        if op.blocks:
            if is_loop(op) and not op.attrs.get("unroll"):
                return True
            if any(map(takes_turns, op.blocks)):
                return True
    return False


def mask_of(op: Op) -> Value | None:
    """Return the mask of an op that has one."""
    at = OPS[op.name].mask
    return op.operands[at] if at is not None and len(op.operands) > at else None


def carried(loop: Op) -> list[tuple[Value, Value, Value, Value]]:
    """Return what a loop carries: each value's start, block argument, next value and result."""
    heads, (body,) = OPS[loop.name].loop, loop.blocks
    assert heads is not None
    operands, arguments, yields = heads
    starts, ends = loop.operands[operands:], body.ops[-1].operands[yields:]
    return list(zip(starts, body.args[arguments:], ends, loop.results, strict=True))


def row(name: str) -> Row:
    """Return the row of op `name`; KeyError if there is none."""
    return OPS[name]
