"""What the walk over a kernel's syntax tree carries along: the builder and the call stack."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tmetal.errors import CompileError, InternalError, TmetalError
from tmetal.frontend.promote import (
    POINTER_CONDITION,
    as_value,
    is_number,
    is_value,
    literal_type,
    promote,
)
from tmetal.frontend.scope import Scope
from tmetal.frontend.words import describe
from tmetal.ir.build import Builder
from tmetal.ir.core import Value
from tmetal.ir.types import I1, DType, Tile, Type, is_pointer, shape_of


@dataclass
class Context:
    """The compilation of one kernel. `run_body` ties the modules of the walk together.

    watched: the interpreter will run the kernel, so it may print and stop in a debugger.
    """

    builder: Builder
    run_body: Callable[[Context, Scope, list[ast.stmt]], None]
    watched: bool = False


def located(error: CompileError, scope: Scope, node: ast.AST) -> CompileError:
    """Give an error the position of `node` unless it has one already."""
    if error.loc is not None:
        return error
    return CompileError(error.message, scope.loc(node))


def unexpected(error: Exception, scope: Scope, node: ast.AST) -> TmetalError:
    """Return what to raise for an exception that no rule foresaw: it must not reach a user raw."""
    if isinstance(error, RecursionError):
        return CompileError(
            "this is nested too deeply to compile. Split it over several statements.",
            scope.loc(node),
        )
    return InternalError(
        f"compiling this failed with {error!r}. This is a bug in tmetal, not in your kernel.\n"
        f"{scope.loc(node).render()}"
    )


def named(value: Any, name: str) -> Any:
    """Let an unnamed result carry the user's name into the IR."""
    if isinstance(value, Value) and not value.name and value.op is not None:
        value.name = name
    return value


def condition_mistake(t: Type, what: str) -> str:
    """Return what is wrong with a value of type `t` as a condition, or nothing."""
    if is_pointer(t):
        return POINTER_CONDITION
    if isinstance(t, Tile):
        return (
            f"`{what}` takes a scalar, and this is a tile of shape {list(t.shape)}. "
            "To choose element by element write tl.where(condition, x, y)."
        )
    return ""


def scalar_condition(c: Context, value: Any, what: str) -> Value:
    """Return a run-time scalar as a boolean for control flow; CompileError for a tile."""
    mistake = condition_mistake(value.type, what)
    if mistake:
        raise CompileError(mistake)
    result: Value = c.builder.emit("cast", value, dtype="i1") if value.type is not I1 else value
    return result


def unify(c: Context, name: str, x: Any, y: Any) -> tuple[Value, Value] | None:
    """Bring the values of a variable on two paths to one type; None if they are one object."""
    if x is y or (is_number(x) and is_number(y) and type(x) is type(y) and x == y):
        return None
    if not all(is_value(v) or is_number(v) for v in (x, y)):
        raise CompileError(
            f"{name} is {describe(x)} on one path and {describe(y)} on the other. "
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
            f"{name} is {describe(left)} on one path and {describe(right)} on the other. "
            "Give it one type on both: cast with x.to(...), or start with tl.zeros/tl.full."
        )
    return left, right


def _dtype_for(number: Any, value: Value) -> DType | None:
    """Return the dtype a Python number takes beside a scalar value: its own if kinds agree."""
    own = literal_type(number)
    if shape_of(value.type) or not isinstance(value.type, DType):
        return None
    return value.type if value.type.is_float == own.is_float and value.type is not I1 else None
