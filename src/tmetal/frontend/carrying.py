"""What a loop carries: the variables that its body assigns and that had values before.

In: a scope before the loop. Out: the values that the loop's op starts with, its block's arguments,
and the variables after it. What must hold: each carried variable keeps its type; of a tuple or
another compound thing the parts are carried, and what has no run-time value stays the same.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from tmetal.errors import CompileError
from tmetal.frontend.context import Context, located
from tmetal.frontend.parts import is_compound, leaves, rebuild, structure
from tmetal.frontend.promote import as_value, is_number, is_value, literal_type
from tmetal.frontend.scope import Scope, Unusable, assigned
from tmetal.frontend.words import describe
from tmetal.ir.core import Value
from tmetal.ir.types import DType

LOST = Unusable(
    "is given a value inside a loop only, which may run zero times. Assign it before the loop."
)
COUNTER_LOST = Unusable(
    "is a loop's counter, which ends with the loop. Copy it to another variable inside the loop."
)


class Carrying:
    """The carried variables of one loop. skip: its counter, which each iteration sets itself."""

    def __init__(self, c: Context, scope: Scope, body: list[ast.stmt], skip: Sequence[str]) -> None:
        self.c, self.scope, self.body, self.skip = c, scope, body, skip
        found = [n for n in assigned(body) if n not in skip]
        self.names = [n for n in found if _carries(scope.names.get(n))]
        self.starts = {n: typed(c, scope.names[n]) for n in self.names}
        self.before = dict(scope.names)

    @property
    def initial(self) -> list[Value]:
        """The values that the loop's op takes."""
        return [v for n in self.names for v in values(self.starts[n])]

    def arguments(self) -> list[Value]:
        """Return fresh block arguments, one for each of `initial`, named as the variables are."""
        return [Value(v.type, n) for n in self.names for v in values(self.starts[n])]

    def bind(self, given: Sequence[Value]) -> dict[str, Any]:
        """Return the variables whose values are `given`, in the order of `initial`."""
        found, rest = {}, iter(given)
        for n in self.names:
            parts = leaves(self.starts[n])
            new = [next(rest) if is_value(leaf) else leaf for leaf in parts]
            found[n] = rebuild(self.starts[n], new)
        return found

    def settle(self) -> None:
        """Bring the variables to the types they started with, at the end of a path."""
        for name in self.names:
            try:
                end = self.scope.look_up(name)
                self.scope.names[name] = self.settled(name, end)
            except CompileError as error:
                raise located(error, self.scope, self.last_place(name)) from None

    def settled(self, name: str, end: Any) -> Any:
        """Return a variable's value in the type it started with; CompileError if it cannot be."""
        start = self.starts[name]
        if structure(start) != structure(end):
            raise CompileError(_changed(f"`{name}`", start, end))
        pairs = zip(leaves(start), leaves(end), strict=True)
        what = f"part of `{name}`" if is_compound(start) else f"`{name}`"
        return rebuild(start, [_final(self.c, what, x, y) for x, y in pairs])

    def last_place(self, name: str) -> ast.Name:
        """Return where a variable is assigned last."""
        return [
            n
            for s in self.body
            for n in ast.walk(s)
            if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store)
        ][-1]

    def final(self) -> list[Value]:
        """Return the values at the end of the body, in the order of `initial`."""
        self.settle()
        return [
            v
            for n in self.names
            for start, v in zip(leaves(self.starts[n]), leaves(self.scope.names[n]), strict=True)
            if is_value(start)
        ]

    def after(self, results: Sequence[Value]) -> dict[str, Any]:
        """Return all variables after the loop, given the results of its op."""
        inner = self.scope.names
        changed = {n: LOST for n in inner if n not in self.before or inner[n] is not self.before[n]}
        for value, argument in zip(results, self.arguments(), strict=True):
            value.name = argument.name
        counter = dict.fromkeys(self.skip, COUNTER_LOST)
        return self.before | changed | counter | self.bind(results)


def values(x: Any) -> list[Value]:
    """Return the run-time values in something."""
    return [leaf for leaf in leaves(x) if is_value(leaf)]


def typed(c: Context, x: Any) -> Any:
    """Return something with its numbers made run-time values."""
    return rebuild(x, [as_value(c.builder, v) if is_number(v) else v for v in leaves(x)])


def _carries(x: Any) -> bool:
    return any(is_value(leaf) or is_number(leaf) for leaf in leaves(x))


def _changed(name: str, start: Any, end: Any) -> str:
    if is_compound(start) and is_compound(end):
        return (
            f"{name} has {len(leaves(start))} values before the loop and {len(leaves(end))} at its "
            "end, or other ones: what a loop carries keeps its parts. Use a variable for each."
        )
    return (
        f"{name} is {describe(start)} before the loop and {describe(end)} at its end: a "
        "variable that a loop carries keeps its dtype and shape. Cast inside the loop with "
        "x.to(...), or start with tl.zeros((BLOCK,), dtype)."
    )


def _final(c: Context, name: str, start: Any, end: Any) -> Any:
    """Return a carried value at the end of the body, in the type it started with."""
    if not is_value(start):
        if start is end or (type(start) is type(end) and start == end):
            return start
        raise CompileError(_changed(name, start, end))
    if is_number(end) and isinstance(start.type, DType):
        own = literal_type(end)
        if start.type.is_float or not own.is_float:
            end = as_value(c.builder, end, start.type)
    if not is_value(end) or end.type is not start.type:
        raise CompileError(_changed(name, start, end))
    return end
