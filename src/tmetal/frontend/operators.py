"""Python's operators: syntax node, sign, host meaning and run-time meaning, one row each."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tmetal.errors import CompileError, need
from tmetal.frontend import products, promote
from tmetal.frontend.promote import Emitter, Operand, elementwise, is_number, is_value
from tmetal.frontend.words import describe
from tmetal.ir.types import DType, scalar_of


@dataclass(frozen=True, eq=False)
class Operator:
    """One operator: Python's method for the interpreter's tiles, and the op it mostly makes."""

    node: type[ast.AST]
    sign: str
    host: Callable[..., Any]
    run: Callable[..., Operand]
    dunder: str
    op: str = ""


def _with(name: str, sign: str) -> Callable[[Emitter, Operand, Operand], Operand]:
    def run(e: Emitter, x: Operand, y: Operand) -> Operand:
        return elementwise(e, name, x, y, sign=sign)

    return run


def _power(e: Emitter, x: Operand, y: Operand) -> Operand:
    raise CompileError(
        "`**` works on compile-time values only. Write x * x, or tl.extra.libdevice.pow(x, y)."
    )


BINARY: tuple[Operator, ...] = (
    Operator(ast.Add, "+", operator.add, promote.add, "add", "add"),
    Operator(ast.Sub, "-", operator.sub, promote.subtract, "sub", "sub"),
    Operator(ast.Mult, "*", operator.mul, _with("mul", "*"), "mul", "mul"),
    Operator(ast.Div, "/", operator.truediv, _with("div", "/"), "truediv", "div"),
    Operator(
        ast.FloorDiv, "//", operator.floordiv, _with("quotient", "//"), "floordiv", "quotient"
    ),
    Operator(ast.Mod, "%", operator.mod, _with("remainder", "%"), "mod", "remainder"),
    Operator(ast.Pow, "**", operator.pow, _power, "pow"),
    Operator(ast.MatMult, "@", operator.matmul, products.matmul, "matmul"),
    Operator(ast.BitAnd, "&", operator.and_, _with("and", "&"), "and", "and"),
    Operator(ast.BitOr, "|", operator.or_, _with("or", "|"), "or", "or"),
    Operator(ast.BitXor, "^", operator.xor, _with("xor", "^"), "xor", "xor"),
    Operator(ast.LShift, "<<", operator.lshift, _with("shl", "<<"), "lshift", "shl"),
    Operator(ast.RShift, ">>", operator.rshift, _with("shr", ">>"), "rshift", "shr"),
)
COMPARE: tuple[Operator, ...] = (
    Operator(ast.Eq, "==", operator.eq, _with("eq", "=="), "eq", "eq"),
    Operator(ast.NotEq, "!=", operator.ne, _with("ne", "!="), "ne", "ne"),
    Operator(ast.Lt, "<", operator.lt, _with("lt", "<"), "lt", "lt"),
    Operator(ast.LtE, "<=", operator.le, _with("le", "<="), "le", "le"),
    Operator(ast.Gt, ">", operator.gt, _with("gt", ">"), "gt", "gt"),
    Operator(ast.GtE, ">=", operator.ge, _with("ge", ">="), "ge", "ge"),
)


def _invert(e: Emitter, x: Operand) -> Operand:
    scalar = scalar_of(x.type)
    need(
        isinstance(scalar, DType) and not scalar.is_float,
        f"`~` takes integers or booleans, not {describe(x)}. Cast first: x.to(tl.int32).",
    )
    return e.emit("invert", x)


def _not(e: Emitter, x: Operand) -> Operand:
    return e.emit("invert", promote.truth(e, x))


def _plus(e: Emitter, x: Operand) -> Operand:
    return x


UNARY: tuple[Operator, ...] = (
    Operator(ast.USub, "-", operator.neg, promote.negate, "neg", "neg"),
    Operator(ast.UAdd, "+", operator.pos, _plus, "pos"),
    Operator(ast.Invert, "~", operator.invert, _invert, "invert", "invert"),
    Operator(ast.Not, "not", operator.not_, _not, ""),
)
BY_NODE: dict[type[ast.AST], Operator] = {o.node: o for o in (*BINARY, *COMPARE, *UNARY)}


def logical(e: Emitter, both: bool, x: Operand, y: Operand) -> Operand:
    """`x and y` or `x or y` of run-time values: elementwise, both sides evaluated."""
    left, right = promote.truth(e, x), promote.truth(e, y)
    return elementwise(e, "and" if both else "or", left, right, sign="and" if both else "or")


def binary(e: Emitter, row: Operator, x: Operand, y: Operand) -> Operand:
    """Apply a binary operator or comparison to anything a kernel can hold."""
    if is_value(x) or is_value(y):
        for operand in (x, y):
            if operand is None and row.sign in ("==", "!="):
                word = "is" if row.sign == "==" else "is not"
                raise CompileError(f"comparing with None: write `x {word} None`.")
            if not (is_value(operand) or is_number(operand)):
                raise CompileError(
                    f"`{row.sign}` takes numbers and tiles, not {describe(operand)}."
                )
        return row.run(e, x, y)
    for operand in (x, y):
        instead = getattr(operand, "instead_of_operators", "")
        need(not instead, f"`{row.sign}` takes numbers and tiles, not {instead}")
    try:
        return row.host(x, y)
    except Exception as error:  # noqa: BLE001 - the user's own compile-time arithmetic
        raise CompileError(
            f"{describe(x)} {row.sign} {describe(y)} fails in Python: {error}. These are "
            "compile-time values."
        ) from None


def unary(e: Emitter, row: Operator, x: Operand) -> Operand:
    """Apply a unary operator to anything a kernel can hold."""
    if is_value(x):
        return row.run(e, x)
    try:
        return row.host(x)
    except Exception as error:  # noqa: BLE001 - the user's own compile-time arithmetic
        raise CompileError(
            f"`{row.sign}` of {describe(x)} fails in Python: {error}. This is a compile-time value."
        ) from None
