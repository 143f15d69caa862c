"""Indented lines of MSL, and the text that stands for each value."""

from __future__ import annotations

import re
from collections.abc import Collection

from tmetal.codegen.literals import literal
from tmetal.codegen.names import Names
from tmetal.errors import Loc
from tmetal.ir.core import Value
from tmetal.ir.types import DType, Pointer, dtype_named

# A name, a number, or one call: what needs no parentheses.
_CLOSED = re.compile(r"[\w.]+|\w+(?:::\w+)*\([^()]*\)")
# A conversion of a conversion must have none: to C++, `(int(short(x))) + 1` casts +1 to a function.
_CONVERTED = re.compile(r"\w+\(\w+\((?:[\w()]|\[[^\[\]]*\])*\)\)")


def is_closed(text: str) -> bool:
    """Whether a text means the same in any place as in parentheses."""
    return bool(_CLOSED.fullmatch(text) or _CONVERTED.fullmatch(text))


class _Texts(dict[Value, str]):
    """What stands for values, worked out where one is first used."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def __missing__(self, value: Value) -> str:
        op = value.op
        if op is not None and op.name == "constant":
            text = literal(op.attrs["value"], dtype_named(op.attrs["dtype"]))
        else:
            text = self.names.fresh(value.name)
        self[value] = text
        return text


class Writer:
    """Collects lines; `use` gives the text of a value, `define` declares one.

    Values in `inside` are not declared: their text stands where they are used.
    """

    def __init__(self, inside: Collection[Value] = ()) -> None:
        self.lines: list[str] = []
        self.locs: list[Loc | None] = []  # of the op that each line stems from
        self.loc: Loc | None = None
        self.inside = inside
        self.depth = 1
        self.names = Names()
        self.texts = _Texts(self.names)
        self.use = self.texts.__getitem__  # the text of a value: a literal, or its name
        self.arena = ""  # the name of threadgroup memory that arrays share

    def line(self, text: str) -> None:
        """Append a line at the present depth."""
        self.lines.append("  " * self.depth + text)
        self.locs.append(self.loc)

    def define(self, value: Value, text: str) -> None:
        """Declare a value by an expression.

        A pointer is `auto`: which address space an input is in depends on its size, in MLX.
        """
        if value in self.inside:
            self.texts[value] = text if is_closed(text) else f"({text})"
            return
        kind = value.type
        assert isinstance(kind, (DType, Pointer))
        word = "auto" if isinstance(kind, Pointer) else kind.msl
        self.line(f"{word} {self.use(value)} = {text};")

    def zero(self, dtype: DType) -> str:
        """Return the zero of a dtype."""
        return literal(0, dtype)

    def text(self) -> str:
        """Return all lines."""
        return "\n".join(self.lines) + "\n"
