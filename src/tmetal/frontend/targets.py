"""Assignment: what stands left of `=`.

In: a target and a value. Out: names in the scope. What must hold: a target that is no name, or a
tuple of targets, is refused with what to write instead.
"""

from __future__ import annotations

import ast
from typing import Any

from tmetal.errors import CompileError, need
from tmetal.frontend.aggregates import Aggregate
from tmetal.frontend.context import Context, located, named
from tmetal.frontend.expressions import evaluate, index_advice
from tmetal.frontend.promote import is_value
from tmetal.frontend.scope import Scope
from tmetal.frontend.syntax import advice
from tmetal.frontend.words import describe


def bind(c: Context, scope: Scope, target: ast.expr, value: Any) -> None:
    """Give a target its value; CompileError at the part that cannot be assigned."""
    try:
        if isinstance(target, ast.Name):
            scope.names[target.id] = named(value, target.id)
        elif isinstance(target, ast.Tuple | ast.List):
            _unpack(c, scope, target, value)
        elif isinstance(target, ast.Subscript):
            raise CompileError(_item_advice(c, scope, target))
        elif isinstance(target, ast.Attribute):
            owner = evaluate(c, scope, target.value)
            need(isinstance(owner, Aggregate), _ATTRIBUTE)
            owner.put(target.attr, value, c.builder.block)
        else:
            raise CompileError(advice(target))
    except CompileError as error:
        raise located(error, scope, target) from None


_ATTRIBUTE = "an attribute cannot be assigned in a kernel. Use a variable."


def _item_advice(c: Context, scope: Scope, target: ast.Subscript) -> str:
    owner = evaluate(c, scope, target.value)
    if is_value(owner):
        return index_advice(owner, target)
    return "an item cannot be assigned in a kernel. Make a new tuple."


def _unpack(c: Context, scope: Scope, target: ast.Tuple | ast.List, value: Any) -> None:
    if not isinstance(value, tuple):
        raise CompileError(f"only a tuple can be unpacked, and this is {describe(value)}.")
    stars = [i for i, item in enumerate(target.elts) if isinstance(item, ast.Starred)]
    names, items = list(target.elts), list(value)
    if stars:  # Python allows one
        (at,), extra = stars, len(items) - len(names) + 1
        need(extra >= 0, f"{len(names) - 1} names and a starred one for {len(items)} values.")
        starred = names[at]
        assert isinstance(starred, ast.Starred)
        names[at] = starred.value
        items[at : at + extra] = [tuple(items[at : at + extra])]
    need(len(items) == len(names), f"{len(names)} names for {len(items)} values.")
    for item, part in zip(names, items, strict=True):
        bind(c, scope, item, part)
