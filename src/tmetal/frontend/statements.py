"""Statements: assignment, if, for, return. Control flow becomes structured ops over SSA values."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from typing import Any

from tmetal.errors import CompileError, need
from tmetal.frontend import operators
from tmetal.frontend.builtins import constexpr
from tmetal.frontend.context import Context, located, named, scalar_condition
from tmetal.frontend.expressions import evaluate, index_advice, merge
from tmetal.frontend.loops import LoopRange
from tmetal.frontend.promote import as_value, cast, is_number, is_value, literal_type, promote
from tmetal.frontend.scope import Scope, Unusable, assigned
from tmetal.frontend.syntax import advice
from tmetal.frontend.words import describe
from tmetal.ir.core import Block, Value
from tmetal.ir.types import I32, DType


def run_body(c: Context, scope: Scope, body: list[ast.stmt]) -> None:
    """Run statements in order, until one returns."""
    for position, statement in enumerate(body):
        if scope.has_returned:
            return
        rest = body[position + 1 :]
        c.builder.loc = scope.loc(statement)
        try:
            if isinstance(statement, ast.If):
                _if(c, scope, statement, rest)
            else:
                _statement(c, scope, statement)
        except CompileError as error:
            raise located(error, scope, statement) from error.__cause__


def _statement(c: Context, scope: Scope, node: ast.stmt) -> None:
    handler = _HANDLERS.get(type(node))
    if handler is None:
        raise CompileError(advice(node))
    handler(c, scope, node)


def _assign(c: Context, scope: Scope, node: ast.Assign) -> None:
    value = evaluate(c, scope, node.value)
    for target in node.targets:
        _bind(c, scope, target, value)


def _bind(c: Context, scope: Scope, target: ast.expr, value: Any) -> None:
    try:
        if isinstance(target, ast.Name):
            scope.names[target.id] = named(value, target.id)
        elif isinstance(target, ast.Tuple | ast.List):
            _unpack(c, scope, target, value)
        elif isinstance(target, ast.Subscript):
            raise CompileError(_item_advice(c, scope, target))
        elif isinstance(target, ast.Attribute):
            raise CompileError("an attribute cannot be assigned in a kernel. Use a variable.")
        else:
            raise CompileError(advice(target))
    except CompileError as error:
        raise located(error, scope, target) from None


def _item_advice(c: Context, scope: Scope, target: ast.Subscript) -> str:
    owner = evaluate(c, scope, target.value)
    if is_value(owner):
        return index_advice(owner, target)
    return "an item cannot be assigned in a kernel. Make a new tuple."


def _unpack(c: Context, scope: Scope, target: ast.Tuple | ast.List, value: Any) -> None:
    for item in target.elts:
        if isinstance(item, ast.Starred):
            raise located(CompileError(advice(item)), scope, item)
    need(isinstance(value, tuple), f"only a tuple can be unpacked, and this is {describe(value)}.")
    need(len(value) == len(target.elts), f"{len(target.elts)} names for {len(value)} values.")
    for item, part in zip(target.elts, value, strict=True):
        _bind(c, scope, item, part)


def _augmented(c: Context, scope: Scope, node: ast.AugAssign) -> None:
    if not isinstance(node.target, ast.Name):
        _bind(c, scope, node.target, None)  # says what to write instead
        raise CompileError("only a plain variable can stand left of `+=`.")
    old = evaluate(c, scope, ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target))
    value = evaluate(c, scope, node.value)
    row = operators.BY_NODE[type(node.op)]
    _bind(c, scope, node.target, operators.binary(c.builder, row, old, value))


def _annotated(c: Context, scope: Scope, node: ast.AnnAssign) -> None:
    need(node.value is not None, "a declaration without a value has no meaning. Assign a value.")
    assert node.value is not None
    value = evaluate(c, scope, node.value)
    note = evaluate(c, scope, node.annotation)
    if note is constexpr:
        need(
            not is_value(value),
            "this is annotated tl.constexpr, but its value is known at run time only.",
        )
    _bind(c, scope, node.target, value)


def _expression(c: Context, scope: Scope, node: ast.Expr) -> None:
    if not isinstance(node.value, ast.Constant):  # a docstring, or `...`
        evaluate(c, scope, node.value)


def _return(c: Context, scope: Scope, node: ast.Return) -> None:
    need(
        scope.loops == 0,
        "`return` inside a loop is not in this version's kernel language. "
        "Assign to a variable and return it after the loop.",
    )
    value = evaluate(c, scope, node.value) if node.value is not None else None
    need(
        bool(scope.callers) or value is None,
        "a kernel returns nothing. Store results through a pointer: tl.store(out_ptr, x).",
    )
    scope.returned, scope.has_returned = value, True


def _import(c: Context, scope: Scope, node: ast.Import | ast.ImportFrom) -> None:
    if not c.watched:
        raise CompileError(advice(node))
    for alias in node.names:  # `import pdb` before `pdb.set_trace()`
        scope.names[(alias.asname or alias.name).split(".")[0]] = None


def _pass(c: Context, scope: Scope, node: ast.Pass) -> None:
    pass


def _if(c: Context, scope: Scope, node: ast.If, rest: list[ast.stmt]) -> None:
    condition = evaluate(c, scope, node.test)
    if not is_value(condition):
        c.run_body(c, scope, node.body if condition else node.orelse)
        return
    try:
        test = scalar_condition(c, condition, "if")
    except CompileError as error:
        raise located(error, scope, node.test) from None
    # With a `return` inside, what follows the `if` belongs to the paths that did not return.
    returns = any(
        isinstance(n, ast.Return) for s in (node.body, node.orelse) for x in s for n in ast.walk(x)
    )
    tail = rest if returns else []
    before = dict(scope.names)
    blocks, sides, results = [Block(), Block()], [], []
    for block, body in zip(blocks, (node.body, node.orelse), strict=True):
        scope.names = dict(before)
        scope.returned, scope.has_returned = None, False
        with c.builder.inside(block):
            c.run_body(c, scope, [*body, *tail])
        sides.append(scope.names)
        results.append(scope.returned)
    pairs = _differing(before, sides[0], sides[1])
    if returns:
        scope.has_returned = True
        scope.names = before
        scope.returned = _merge_returned(c, test, blocks, results)
        return
    scope.names = before | merge_names(c, test, blocks, pairs)


def _merge_returned(c: Context, test: Value, blocks: list[Block], results: list[Any]) -> Any:
    """Merge what a helper returns on the two paths of a run-time `if`."""
    x, y = results
    need(
        (x is None) == (y is None),
        "this helper returns nothing on one path. Return a value on both.",
    )
    if isinstance(x, tuple) and isinstance(y, tuple) and len(x) == len(y):
        pairs = {f"return value {i}": p for i, p in enumerate(zip(x, y, strict=True))}
        return tuple(merge(c, test, blocks, pairs).values())
    return merge(c, test, blocks, {"the return value": (x, y)})["the return value"]


_MISSING = Unusable("")


def _differing(
    before: dict[str, Any], x: dict[str, Any], y: dict[str, Any]
) -> dict[str, tuple[Any, Any]]:
    names = [n for n in (x | y) if x.get(n, _MISSING) is not y.get(n, _MISSING)]
    return {n: (x.get(n, _MISSING), y.get(n, _MISSING)) for n in names}


def merge_names(
    c: Context, test: Value, blocks: list[Block], pairs: dict[str, tuple[Any, Any]]
) -> dict[str, Any]:
    """Merge variables after an `if`; one that only a single path defines becomes unusable."""
    lost = {
        name: Unusable("is given a value on one path of an `if` only. Assign it before the `if`.")
        for name, pair in pairs.items()
        if any(isinstance(v, Unusable) for v in pair)
    }
    kept = {f"`{n}`": p for n, p in pairs.items() if n not in lost}
    return {n.strip("`"): v for n, v in merge(c, test, blocks, kept).items()} | lost


def _for(c: Context, scope: Scope, node: ast.For) -> None:
    need(not node.orelse, "`for … else` is not in the kernel language. Put it after the loop.")
    loop = _loop_of(c, scope, node.iter)
    if isinstance(loop, tuple):
        for item in loop:
            _bind(c, scope, node.target, item)
            c.run_body(c, scope, node.body)
        return
    if not isinstance(node.target, ast.Name):
        one = CompileError("a loop over a range has one variable. Write for i in range(n).")
        raise located(one, scope, node.target)
    _counted(c, scope, node, node.target.id, loop)


def _loop_of(c: Context, scope: Scope, node: ast.expr) -> Any:
    """Return the bounds of a run-time loop, or the items of one unrolled at compile time."""
    try:
        if isinstance(node, ast.Call):
            callee = evaluate(c, scope, node.func)
            if callee is builtins.range or isinstance(callee, LoopRange):
                return _range_of(c, scope, node, callee)
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


def _range_of(c: Context, scope: Scope, node: ast.Call, callee: Any) -> Any:
    """Return a tuple of constants for tl.static_range, else the values of start, stop, step."""
    static = isinstance(callee, LoopRange) and callee.static
    hints = RANGE_HINTS if isinstance(callee, LoopRange) and not static else ()
    for keyword in node.keywords:
        known = f" Its hints: {', '.join(hints)}." if hints else ""
        need(keyword.arg in hints, f"this range has no keyword `{keyword.arg}`.{known}")
        evaluate(c, scope, keyword.value)
    args = [evaluate(c, scope, a) for a in node.args]
    need(1 <= len(args) <= 3, "a range takes a stop, or a start, a stop and a step.")
    for a in args:
        need(
            not (static and is_value(a)),
            "tl.static_range takes constants. Write range(...) for run-time bounds.",
        )
        need(_is_integer(a), f"a range takes integer scalars, not {describe(a)}.")
    need(len(args) < 3 or is_value(args[2]) or args[2] != 0, "a range cannot have a step of zero.")
    if not static:
        return args
    items = range(*args)
    need(
        len(items) <= MAX_UNROLLED,
        f"tl.static_range would repeat its body {len(items)} times. "
        "Write range(...), which loops at run time.",
    )
    return tuple(items)


MAX_UNROLLED = 4096


def _is_integer(x: Any) -> bool:
    if not is_value(x):
        return type(x) is int
    return isinstance(x.type, DType) and x.type.is_integer


def _bounds(c: Context, args: list[Any]) -> tuple[list[Value], DType]:
    start, stop, step = (0, args[0], 1) if len(args) == 1 else (*args, 1)[:3]
    dtype = I32
    for bound in (start, stop, step):
        dtype = promote(dtype, literal_type(bound) if is_number(bound) else bound.type)
    need(is_value(step) or step > 0 or dtype.kind == "int", "an unsigned range cannot count down.")
    return [cast(c.builder, as_value(c.builder, b), dtype) for b in (start, stop, step)], dtype


def _counted(c: Context, scope: Scope, node: ast.For, target: str, args: list[Any]) -> None:
    bounds, dtype = _bounds(c, args)
    names = [n for n in assigned(node.body) if n != target and _carries(scope.names.get(n))]
    initial = [as_value(c.builder, scope.names[n]) for n in names]
    before = dict(scope.names)
    block = Block([Value(dtype, target)])
    block.args += [Value(v.type, n) for v, n in zip(initial, names, strict=True)]
    scope.names = before | dict(zip([target, *names], block.args, strict=True))
    scope.loops += 1
    with c.builder.inside(block):
        c.run_body(c, scope, node.body)
        pairs = zip(names, initial, strict=True)
        final = [_carried(c, scope, node, n, v) for n, v in pairs]
        c.builder.control("yield", final, [], [])
    scope.loops -= 1
    inner = scope.names
    c.builder.loc = scope.loc(node)
    types = [v.type for v in initial]
    op = c.builder.control("for", [*bounds, *initial], types, [block], unroll=False)
    for value, name in zip(op.results, names, strict=True):
        value.name = name
    lost = Unusable(
        "is given a value inside a loop only, which may run zero times. Assign it before the loop."
    )
    changed = {n: lost for n in inner if n not in before or inner[n] is not before[n]}
    changed[target] = Unusable(
        "is a loop's counter, which ends with the loop. Copy it to another variable inside the "
        "loop."
    )
    scope.names = before | changed | dict(zip(names, op.results, strict=True))


def _carries(value: Any) -> bool:
    return is_value(value) or is_number(value)


def _final(c: Context, name: str, start: Value, end: Any) -> Value:
    """Return a carried variable's value at the end of the body, in the type it started with."""
    if is_number(end) and isinstance(start.type, DType):
        own = literal_type(end)
        if start.type.is_float or not own.is_float:
            end = as_value(c.builder, end, start.type)
    if not is_value(end) or end.type is not start.type:
        raise CompileError(
            f"`{name}` is {describe(start)} before the loop and {describe(end)} at its end: a "
            "variable that a loop carries keeps its dtype and shape. Cast inside the loop with "
            "x.to(...), or start with tl.zeros((BLOCK,), dtype)."
        )
    value: Value = end
    return value


def _carried(c: Context, scope: Scope, node: ast.For, name: str, start: Value) -> Value:
    """Return a carried variable's last value; a mistake is shown at its last assignment."""
    try:
        return _final(c, name, start, scope.names[name])
    except CompileError as error:
        places = [
            n
            for s in node.body
            for n in ast.walk(s)
            if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store)
        ]
        raise located(error, scope, places[-1]) from None


_HANDLERS: dict[type[ast.stmt], Callable[[Context, Scope, Any], None]] = {
    ast.Assign: _assign,
    ast.AugAssign: _augmented,
    ast.AnnAssign: _annotated,
    ast.Expr: _expression,
    ast.Return: _return,
    ast.Pass: _pass,
    ast.Import: _import,
    ast.ImportFrom: _import,
    ast.For: _for,
}
