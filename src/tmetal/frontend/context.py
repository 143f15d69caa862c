"""What the walk over a kernel's syntax tree carries along: the builder and the call stack."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tmetal.errors import CompileError
from tmetal.frontend.promote import as_value, is_number, is_value, literal_type, promote
from tmetal.frontend.scope import Scope
from tmetal.ir.build import Builder
from tmetal.ir.core import Value
from tmetal.ir.types import I1, DType, Tile, shape_of


@dataclass
class Context:
    """The compilation of one kernel. `run_body` and `call` tie the modules of the walk together."""

    builder: Builder
    run_body: Callable[[Context, Scope, list[ast.stmt]], None]


def located(error: CompileError, scope: Scope, node: ast.AST) -> CompileError:
    """Give an error the position of `node` unless it has one already."""
    return error if error.loc is not None else CompileError(error.message, scope.loc(node))


def named(value: Any, name: str) -> Any:
    """Let an unnamed result carry the user's name into the IR."""
    if isinstance(value, Value) and not value.name and value.op is not None:
        value.name = name
    return value


def scalar_condition(c: Context, value: Any, what: str) -> Value:
    """Return a run-time scalar as a boolean for control flow; CompileError for a tile."""
    if isinstance(value.type, Tile):
        raise CompileError(
            f"`{what}` takes a scalar, and this is a tile of shape {list(value.type.shape)}. "
            "To choose element by element write tl.where(condition, x, y)."
        )
    result: Value = c.builder.emit("cast", value, dtype="i1") if value.type is not I1 else value
    return result


def unify(c: Context, name: str, x: Any, y: Any) -> tuple[Value, Value] | None:
    """Bring the values of a variable on two paths to one type; None if they are one object."""
    if x is y or (is_number(x) and is_number(y) and type(x) is type(y) and x == y):
        return None
    if not all(is_value(v) or is_number(v) for v in (x, y)):
        raise CompileError(
            f"`{name}` is {_say(x)} on one path and {_say(y)} on the other. "
            "Give it values of one type on both."
        )
    wanted: DType | None = None
    if is_number(x) and is_number(y):
        wanted = promote(literal_type(x), literal_type(y))
    elif is_number(x):
        wanted = _dtype_for(x, y)
    elif is_number(y):
        wanted = _dtype_for(y, x)
    left, right = as_value(c.builder, x, wanted), as_value(c.builder, y, wanted)
    if left.type is not right.type:
        raise CompileError(
            f"`{name}` is {left.type} on one path and {right.type} on the other. "
            "Give it one type on both: cast with x.to(...), or start with tl.zeros/tl.full."
        )
    return left, right


def _dtype_for(number: Any, value: Value) -> DType | None:
    """Return the dtype a Python number takes beside a scalar value: its own if kinds agree."""
    own = literal_type(number)
    if shape_of(value.type) or not isinstance(value.type, DType):
        return None
    return value.type if value.type.is_float == own.is_float and value.type is not I1 else None


def _say(x: Any) -> str:
    return f"{x.type}" if is_value(x) else f"{x!r:.40}"
