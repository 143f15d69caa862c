"""Reads the text of a function back: `parse(show(f))` is `f`, printed the same.

Grammar, one op a line:

    func @name(%x: type, …) {level='tile', …} {
      %a, %b = op %x, %y {attr=value} (%i: i32) {
        yield %x
      } (%j: i32) {
        …
      } : type, type
      return
    }
"""

from __future__ import annotations

import ast
import re
from typing import Any

from tmetal.errors import InternalError
from tmetal.ir.core import Block, Func, Op, Value
from tmetal.ir.types import parse_type

_TOKEN = re.compile(
    r"\s*(?:#[^\n]*\n\s*)*(?P<token>%[\w.]+|@[\w.]+|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
    r"|[*&!\w.+-]+(?:\[[\d,]+\]|<\d+>)?|[(){}=:,\[\]])"
)


class ParseError(InternalError):
    """The text is not IR."""


def parse(text: str) -> Func:
    """Return the function that `text` describes; ParseError with the line if it is not IR."""
    return _Parser(text).func()


def hint_of(name: str) -> str:
    """Return the user's part of a unique name: `x` of `x.33`, nothing of `12`."""
    hint, _, tail = name.rpartition(".")
    return hint if tail.isdigit() else name


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.values: dict[str, Value] = {}

    def peek(self) -> str:
        """Return the next token without taking it."""
        match = _TOKEN.match(self.text, self.at)
        return match["token"] if match else ""

    def take(self, wanted: str = "") -> str:
        """Take the next token, which must be `wanted` if that is given."""
        match = _TOKEN.match(self.text, self.at)
        if match is None or (wanted and match["token"] != wanted):
            line = self.text.count("\n", 0, self.at) + 1
            found = match["token"] if match else "the end"
            raise ParseError(f"line {line}: expected {wanted or 'a token'}, found {found}")
        self.at = match.end()
        return match["token"]

    def accept(self, wanted: str) -> bool:
        """Take the next token if it is `wanted`."""
        if self.peek() != wanted:
            return False
        self.take()
        return True

    def func(self) -> Func:
        """Read a whole function."""
        self.take("func")
        name = self.take()[1:]
        body = Block(self.arguments())
        attrs = self.attrs()
        self.ops(body)
        return Func(name, body, attrs.pop("level"), attrs)

    def arguments(self) -> list[Value]:
        """Read `(%a: type, …)`."""
        self.take("(")
        found = []
        while not self.accept(")"):
            name = self.take()
            self.take(":")
            found.append(self.define(name, self.take()))
            self.accept(",")
        return found

    def define(self, name: str, type_text: str, op: Op | None = None) -> Value:
        """Make the value that `name` stands for from here on."""
        value = Value(parse_type(type_text), hint_of(name[1:]), op)
        self.values[name] = value
        return value

    def attrs(self) -> dict[str, Any]:
        """Read `{key=value, …}` if it is there."""
        found: dict[str, Any] = {}
        if self.peek() != "{":
            return found
        self.take()
        while not self.accept("}"):
            key = self.take()
            self.take("=")
            found[key] = self.literal()
            self.accept(",")
        return found

    def literal(self) -> Any:
        """Read one Python literal; inf and nan are words here."""
        token = self.take()
        if token == "(":
            items = []
            while not self.accept(")"):
                items.append(self.literal())
                self.accept(",")
            return tuple(items)
        if token == "{":
            pairs = {}
            while not self.accept("}"):
                key = self.literal()
                self.take(":")
                pairs[key] = self.literal()
                self.accept(",")
            return pairs
        if token.lstrip("-") in ("inf", "nan"):
            return float(token)
        return ast.literal_eval(token)

    def ops(self, block: Block) -> None:
        """Read `{ op … }` into `block`."""
        self.take("{")
        while not self.accept("}"):
            block.ops.append(self.op())

    def op(self) -> Op:
        """Read one op with its blocks."""
        names = []
        if self.peek().startswith("%"):
            names = self.references()
            self.take("=")
        op = Op(self.take(), [])
        if self.peek().startswith("%") and not self._starts_op():
            op.operands = [self.lookup(n) for n in self.references()]
        op.attrs = self.attrs()
        while self.peek() == "(":
            block = Block(self.arguments())
            self.ops(block)
            op.blocks.append(block)
        if names:
            self.take(":")
            for index, name in enumerate(names):
                if index:
                    self.take(",")
                op.results.append(self.define(name, self.take(), op))
        return op

    def _starts_op(self) -> bool:
        """Whether the next `%name` begins the next line's op rather than an operand list."""
        match = _TOKEN.match(self.text, self.at)
        return match is not None and "\n" in self.text[self.at : match.start("token")]

    def references(self) -> list[str]:
        """Read `%a, %b, …`."""
        names = [self.take()]
        while self.accept(","):
            names.append(self.take())
        return names

    def lookup(self, name: str) -> Value:
        """Return the value called `name`."""
        if name not in self.values:
            line = self.text.count("\n", 0, self.at) + 1
            raise ParseError(f"line {line}: {name} is not defined")
        return self.values[name]
