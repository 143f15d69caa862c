"""The IR core: values, ops, blocks, functions, and their text.

One program is one `Func`. Control flow is structured: an op such as `for` or `if` owns blocks, and
a block ends in `yield` (or `return` for the function itself). A function belongs to one owner, who
may change it (see `passes.rewrite`); attributes and types are values, and never change.

The contract, on one page:

* Integers wrap around at their width, signed ones too. Division by zero and INT_MIN / -1 give an
  unspecified value but never stop the program. Shift counts of the width or more are unspecified.
* Floating-point ops round to the dtype of their result, once per op; nothing is reassociated or
  contracted unless an op says so (`fma`). fp32 subnormals may be flushed to zero, as Metal does.
* A masked-off element of a load or store does not touch memory; its pointer may be wild.
* Programs of a grid run in any order. Within a program, memory ops happen in the order written; a
  load sees what any element of an earlier store of the same program wrote.
* Pointer parameters name different memory, or memory that the kernel only reads.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tmetal.errors import Loc
from tmetal.ir.types import Type


@dataclass(eq=False, slots=True)
class Value:
    """An SSA value: an op's result, a block argument or a parameter. `name` is for people."""

    type: Type
    name: str = ""
    op: Op | None = None

    def __repr__(self) -> str:
        return f"%{self.name}: {self.type}"


@dataclass(eq=False, slots=True)
class Block:
    """Arguments and ops in order; the last op is the terminator."""

    args: list[Value] = field(default_factory=list)
    ops: list[Op] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Op:
    """One operation: the row of the op table it names says everything about it."""

    name: str
    operands: list[Value]
    attrs: dict[str, Any] = field(default_factory=dict)
    results: list[Value] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    loc: Loc | None = None

    __match_args__ = ("name", "operands")

    @property
    def result(self) -> Value:
        """The only result."""
        (value,) = self.results
        return value

    def __repr__(self) -> str:
        return "\n".join(Printer().op(self, ""))


@dataclass(eq=False, slots=True)
class Func:
    """A kernel: its parameters are the arguments of its body. `attrs` carry what passes found."""

    name: str
    body: Block
    level: str = "tile"
    attrs: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return show(self)


def make_op(
    name: str,
    operands: list[Value],
    types: Sequence[Type],
    attrs: dict[str, Any] | None = None,
    blocks: list[Block] | None = None,
    loc: Loc | None = None,
    hint: str = "",
) -> Op:
    """Build an op with fresh results of the given types."""
    op = Op(name, operands, attrs or {}, [], blocks or [], loc)
    for t in types:
        op.results.append(Value(t, hint, op))
    return op


def walk(block: Block) -> list[Op]:
    """Return every op of a block and of the blocks inside, in order."""
    found: list[Op] = []
    for op in block.ops:
        found.append(op)
        if op.blocks:
            for inner in op.blocks:
                found += walk(inner)
    return found


@contextmanager
def deep_nesting() -> Iterator[None]:
    """Let recursion go deep for the time of a `with`: passes walk nested blocks by recursion.

    The frontend runs under Python's own limit and refuses what is nested too deeply; the passes
    take more frames a level than it does.
    """
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, 20_000))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep Python's collector of cyclic garbage from running for the time of a `with`.

    Ops and values refer to each other and live as long as their function: a collection in the midst
    of a compilation goes over all of them and frees little, which took more than half of the time
    of a kernel of 2,000 ops. What passes dropped is freed when the compilation is done.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def show(func: Func) -> str:
    """Return the text of a function; `ir.parse.parse` reads it back."""
    printer = Printer()
    params = ", ".join(printer.define(p) for p in func.body.args)
    attrs = _attrs({"level": func.level, **func.attrs})
    lines = [f"func @{func.name}({params}){attrs} {{"]
    for op in func.body.ops:
        lines += printer.op(op, "  ")
    return "\n".join([*lines, "}"]) + "\n"


def _attrs(attrs: dict[str, Any]) -> str:
    if not attrs:
        return ""
    return " {" + ", ".join(f"{k}={_literal(v)}" for k, v in attrs.items()) + "}"


def _literal(value: Any) -> str:
    if isinstance(value, float):
        # The text must give the very same bits back: Python's repr does, but inf and nan are names.
        return repr(value)
    if isinstance(value, tuple):
        return "(" + "".join(f"{_literal(v)}, " for v in value).rstrip() + ")"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k!r}: {_literal(v)}" for k, v in value.items()) + "}"
    return repr(value)


class Printer:
    """Gives every value a unique name, close to the one the user chose."""

    def __init__(self) -> None:
        self.names: dict[Value, str] = {}
        self.used: set[str] = set()
        self.counter = 0

    def name(self, value: Value) -> str:
        """Return the unique name of `value`, choosing one at first sight."""
        known = self.names.get(value)
        if known is not None:
            return known
        name = value.name
        if not name or name in self.used:
            stem = f"{name}." if name else ""
            while True:
                name = f"{stem}{self.counter}"
                self.counter += 1
                if name not in self.used:
                    break
        self.used.add(name)
        self.names[value] = f"%{name}"
        return f"%{name}"

    def define(self, value: Value) -> str:
        """Return `%name: type` for a parameter or block argument."""
        return f"{self.name(value)}: {value.type}"

    def op(self, op: Op, indent: str) -> list[str]:
        """Return the lines of one op."""
        head = ", ".join(self.name(r) for r in op.results)
        head = f"{head} = {op.name}" if head else op.name
        operands = ", ".join(self.name(v) for v in op.operands)
        line = indent + head + (f" {operands}" if operands else "") + _attrs(op.attrs)
        lines = []
        for block in op.blocks:
            lines.append(f"{line} ({', '.join(self.define(a) for a in block.args)}) {{")
            for inner in block.ops:
                lines += self.op(inner, indent + "  ")
            line = indent + "}"
        types = ", ".join(repr(r.type) for r in op.results)
        lines.append(f"{line} : {types}" if types else line)
        return lines
