"""Indented lines of MSL, and the text that stands for each value."""

from __future__ import annotations

from tmetal.codegen.literals import literal
from tmetal.codegen.names import Names
from tmetal.ir.core import Value
from tmetal.ir.types import DType, dtype_named


class Writer:
    """Collects lines; `use` gives the text of a value, `define` declares one."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.depth = 1
        self.names = Names()

    def line(self, text: str) -> None:
        """Append a line at the present depth."""
        self.lines.append("  " * self.depth + text)

    def use(self, value: Value) -> str:
        """Return the text of a value: a literal, or its name."""
        op = value.op
        if op is not None and op.name == "constant":
            return literal(op.attrs["value"], dtype_named(op.attrs["dtype"]))
        return self.names.of(value)

    def define(self, value: Value, text: str) -> None:
        """Declare a value by an expression."""
        assert isinstance(value.type, DType)
        self.line(f"{value.type.msl} {self.names.of(value)} = {text};")

    def zero(self, dtype: DType) -> str:
        """Return the zero of a dtype."""
        return literal(0, dtype)

    def text(self) -> str:
        """Return all lines."""
        return "\n".join(self.lines) + "\n"
