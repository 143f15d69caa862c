"""What a `for` runs over: a range's bounds, or the items of a tuple.

In: the expression after `in`, of a `for` or a comprehension. Out: start, stop and step as values of
one integer type, or a tuple of compile-time items that the body is repeated for.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from typing import Any

from tmetal.errors import CompileError, need
from tmetal.frontend.context import Context, located
from tmetal.frontend.loops import BOUNDS, LoopRange, bounds_by_name
from tmetal.frontend.promote import as_value, cast, is_number, is_value, literal_type, promote
from tmetal.frontend.scope import Scope
from tmetal.frontend.words import describe
from tmetal.ir.core import Value
from tmetal.ir.types import I32, DType

Evaluate = Callable[[Context, Scope, ast.expr], Any]


def loop_of(
    c: Context, scope: Scope, node: ast.expr, evaluate: Evaluate, written_out: bool = False
) -> Any:
    """Return the bounds of a run-time loop, or the items of one unrolled at compile time.

    written_out: every range is, as in a comprehension.
    """
    try:
        if isinstance(node, ast.Call):
            callee = evaluate(c, scope, node.func)
            static = isinstance(callee, LoopRange) and callee.static
            if callee is builtins.range or isinstance(callee, LoopRange):
                args = _arguments(c, scope, node, callee, evaluate)
                return _items(args, static) if static or written_out else args
        items = evaluate(c, scope, node)
        need(
            isinstance(items, tuple),
            "a kernel loops over range(...), tl.range, tl.static_range or a tuple, "
            f"not over {describe(items)}.",
        )
        return items
    except CompileError as error:
        raise located(error, scope, node) from None


# Hints of tl.range, all accepted without effect: how a loop is run is the compiler's business.
RANGE_HINTS = tuple(
    "num_stages loop_unroll_factor disallow_acc_multi_buffer flatten warp_specialize "
    "disable_licm".split()
)


def _arguments(
    c: Context, scope: Scope, node: ast.Call, callee: Any, evaluate: Evaluate
) -> list[Any]:
    """Return the bounds of a range as its call gives them: numbers or values."""
    hints = RANGE_HINTS if isinstance(callee, LoopRange) and not callee.static else ()
    args = [evaluate(c, scope, a) for a in node.args]
    named = {}
    for keyword in node.keywords:
        known = f" Its hints: {', '.join(hints)}." if hints else ""
        own = isinstance(callee, LoopRange) and keyword.arg in BOUNDS[len(args) :]
        need(own or keyword.arg in hints, f"this range has no keyword `{keyword.arg}`.{known}")
        value = evaluate(c, scope, keyword.value)
        if own:
            named[str(keyword.arg)] = value
    args = bounds_by_name(args, named)
    need(1 <= len(args) <= 3, "a range takes a stop, or a start, a stop and a step.")
    for a in args:
        need(_is_integer(a), f"a range takes integer scalars, not {describe(a)}.")
    need(len(args) < 3 or is_value(args[2]) or args[2] != 0, "a range cannot have a step of zero.")
    return args


def _items(args: list[Any], static: bool) -> tuple[int, ...]:
    """Return the numbers of a range that is written out."""
    need(
        not any(map(is_value, args)),
        "tl.static_range takes constants. Write range(...) for run-time bounds."
        if static
        else "a comprehension is written out, so its range takes constants. Write a `for` loop.",
    )
    items = range(*args)
    what = "tl.static_range would repeat its body" if static else "a comprehension would have"
    need(
        len(items) <= MAX_UNROLLED,
        f"{what} {len(items)} times. Write range(...), which loops at run time."
        if static
        else f"{what} {len(items)} items. Write a `for` loop.",
    )
    return tuple(items)


MAX_UNROLLED = 4096


def _is_integer(x: Any) -> bool:
    if not is_value(x):
        return type(x) is int
    return isinstance(x.type, DType) and x.type.is_integer


def bounds_of(c: Context, args: list[Any]) -> tuple[list[Value], DType]:
    """Return start, stop and step of a run-time range as values of one integer type."""
    start, stop, step = (0, args[0], 1) if len(args) == 1 else (*args, 1)[:3]
    dtype = I32
    for bound in (start, stop, step):
        dtype = promote(dtype, literal_type(bound) if is_number(bound) else bound.type)
    need(is_value(step) or step > 0 or dtype.kind == "int", "an unsigned range cannot count down.")
    return [cast(c.builder, as_value(c.builder, b), dtype) for b in (start, stop, step)], dtype
