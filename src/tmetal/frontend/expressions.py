"""Expressions: from syntax nodes to values.

What is known at compile time stays a Python object (numbers, strings, tuples, dtypes, functions);
what exists at run time is an IR value.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tmetal.errors import CompileError, TmetalError, need
from tmetal.frontend import operators, shapes
from tmetal.frontend.bounds import loop_of
from tmetal.frontend.calls import call
from tmetal.frontend.context import Context, located, scalar_condition, unexpected, unify
from tmetal.frontend.local import make_local
from tmetal.frontend.members import attribute
from tmetal.frontend.parts import is_compound, leaves, rebuild, structure
from tmetal.frontend.promote import is_value
from tmetal.frontend.scope import Scope
from tmetal.frontend.syntax import advice
from tmetal.frontend.words import describe
from tmetal.ir.core import Block, Value
from tmetal.ir.types import is_pointer, shape_of


def evaluate(c: Context, scope: Scope, node: ast.expr) -> Any:
    """Return what an expression stands for; errors carry the position of the innermost node."""
    handler = _HANDLERS.get(type(node))
    try:
        if handler is None:
            raise CompileError(advice(node))
        return handler(c, scope, node)
    except CompileError as error:
        raise located(error, scope, node) from error.__cause__
    except TmetalError:
        raise
    except Exception as error:
        raise unexpected(error, scope, node) from error


def _constant(c: Context, scope: Scope, node: ast.Constant) -> Any:
    need(
        not isinstance(node.value, complex | bytes),
        f"{node.value!r} has no meaning in a kernel: numbers are integers, floats and booleans.",
    )
    return node.value


def _name(c: Context, scope: Scope, node: ast.Name) -> Any:
    return scope.look_up(node.id)


def _tuple(c: Context, scope: Scope, node: ast.Tuple | ast.List) -> Any:
    return _items(c, scope, node.elts)


def _items(c: Context, scope: Scope, nodes: list[ast.expr]) -> tuple[Any, ...]:
    """Evaluate expressions of which some may be starred tuples."""
    found: list[Any] = []
    for node in nodes:
        if not isinstance(node, ast.Starred):
            found.append(evaluate(c, scope, node))
            continue
        items = evaluate(c, scope, node.value)
        if not isinstance(items, tuple):
            wrong = CompileError(f"`*` takes a tuple apart, and this is {describe(items)}.")
            raise located(wrong, scope, node)
        found += items
    return tuple(found)


def _comprehension(c: Context, scope: Scope, node: ast.ListComp) -> tuple[Any, ...]:
    """`[f(x) for x in items]` over tuples and constant ranges: it is written out."""
    outside = dict(scope.names)
    found = list(_each(c, scope, node.generators, node.elt))
    scope.names.clear()
    scope.names.update(outside)
    return tuple(found)


_RUN_TIME_IF = (
    "a comprehension's `if` is known at compile time: it says which items there are. To choose "
    "values write tl.where(condition, x, y)."
)


def _each(
    c: Context, scope: Scope, loops: list[ast.comprehension], wanted: ast.expr
) -> Iterator[Any]:
    """Yield what a comprehension gives, one `for` inside of the other."""
    if not loops:
        yield evaluate(c, scope, wanted)
        return
    loop, *inner = loops
    target = loop.target
    names = [target] if isinstance(target, ast.Name) else getattr(target, "elts", [])
    need(all(isinstance(n, ast.Name) for n in names), "a comprehension sets plain names.")
    for item in loop_of(c, scope, loop.iter, evaluate, written_out=True):
        parts = (item,) if isinstance(target, ast.Name) else item
        need(
            isinstance(parts, tuple) and len(parts) == len(names),
            f"`{ast.unparse(target)}` takes {len(names)} values, not {describe(parts)}.",
        )
        scope.names.update((n.id, part) for n, part in zip(names, parts, strict=True))
        tests = [evaluate(c, scope, test) for test in loop.ifs]
        need(not any(map(is_value, tests)), _RUN_TIME_IF)
        if all(tests):
            yield from _each(c, scope, inner, wanted)


def _lambda(c: Context, scope: Scope, node: ast.Lambda) -> Any:
    return make_local(c, scope, node, evaluate)


def _joined(c: Context, scope: Scope, node: ast.JoinedStr) -> str:
    try:
        return "".join(_text(c, scope, part) for part in node.values)
    except CompileError as error:  # positions inside of an f-string are wrong before Python 3.12
        raise CompileError(error.message, scope.loc(node)) from None


def _text(c: Context, scope: Scope, node: ast.expr) -> str:
    """Return a part of an f-string."""
    if isinstance(node, ast.FormattedValue):
        return _formatted(c, scope, node)
    return str(evaluate(c, scope, node))


_CONVERSIONS: dict[int, Callable[[Any], Any]] = {115: str, 114: repr, 97: ascii}


def _formatted(c: Context, scope: Scope, node: ast.FormattedValue) -> str:
    value = evaluate(c, scope, node.value)
    need(
        not any(is_value(leaf) for leaf in leaves(value)),
        f"an f-string is made while compiling, and `{ast.unparse(node.value)}` is known at run "
        'time only. Show its type (x.dtype, x.shape), or print the value: print("x", x).',
    )
    convert = _CONVERSIONS.get(node.conversion, lambda x: x)
    spec = evaluate(c, scope, node.format_spec) if node.format_spec is not None else ""
    try:
        return format(convert(value), spec)
    except (TypeError, ValueError) as error:
        raise CompileError(f"this f-string fails in Python: {error}.") from None


def _binary(c: Context, scope: Scope, node: ast.BinOp) -> Any:
    x, y = evaluate(c, scope, node.left), evaluate(c, scope, node.right)
    return operators.binary(c.builder, operators.BY_NODE[type(node.op)], x, y)


def _unary(c: Context, scope: Scope, node: ast.UnaryOp) -> Any:
    x = evaluate(c, scope, node.operand)
    return operators.unary(c.builder, operators.BY_NODE[type(node.op)], x)


def _compare(c: Context, scope: Scope, node: ast.Compare) -> Any:
    left = evaluate(c, scope, node.left)
    result: Any = None
    for position, (kind, right_node) in enumerate(zip(node.ops, node.comparators, strict=True)):
        right = evaluate(c, scope, right_node)
        part = _compare_one(c, kind, left, right)
        result = part if position == 0 else _and(c, result, part)
        left = right
    return result


def _compare_one(c: Context, kind: ast.cmpop, left: Any, right: Any) -> Any:
    if isinstance(kind, ast.Is | ast.IsNot):
        sign = "==" if isinstance(kind, ast.Is) else "!="
        either = left is None or right is None
        need(
            either or not (_is_data(left) or _is_data(right)),
            f"`is` compares objects, not values. Write `{sign}`.",
        )
        return (left is right) == isinstance(kind, ast.Is)
    if isinstance(kind, ast.In | ast.NotIn):
        need(not is_value(left), "`in` works on compile-time values only. Write x == a or x == b.")
        return (left in right) == isinstance(kind, ast.In)
    return operators.binary(c.builder, operators.BY_NODE[type(kind)], left, right)


def _is_data(x: Any) -> bool:
    """Whether `x` has a value rather than an identity: a number, a string, a tuple, a tile."""
    return is_value(x) or (isinstance(x, int | float | str | tuple) and not isinstance(x, bool))


def _and(c: Context, x: Any, y: Any) -> Any:
    if is_value(x) or is_value(y):
        return operators.logical(c.builder, True, x, y)
    return x and y


def _logical(c: Context, scope: Scope, node: ast.BoolOp) -> Any:
    both = isinstance(node.op, ast.And)
    result = evaluate(c, scope, node.values[0])
    for item in node.values[1:]:
        if not is_value(result) and bool(result) != both:
            return result  # Python's short circuit, at compile time
        right = evaluate(c, scope, item)
        if not is_value(result):
            result = right
        else:
            result = operators.logical(c.builder, both, result, right)
    return result


def _choice(c: Context, scope: Scope, node: ast.IfExp) -> Any:
    condition = evaluate(c, scope, node.test)
    if not is_value(condition):
        return evaluate(c, scope, node.body if condition else node.orelse)
    try:
        test = scalar_condition(c, condition, "x if condition else y")
    except CompileError as error:
        raise located(error, scope, node.test) from None
    blocks, values = [Block(), Block()], []
    for block, side in zip(blocks, (node.body, node.orelse), strict=True):
        with c.builder.inside(block):
            values.append(evaluate(c, scope, side))
    return merge(c, test, blocks, {"the result": (values[0], values[1])})["the result"]


def merge(
    c: Context, test: Value, blocks: list[Block], pairs: dict[str, tuple[Any, Any]]
) -> dict[str, Any]:
    """End both blocks of an `if`, and return each variable's value after it."""
    sides: list[list[Value]] = [[], []]
    hints: list[str] = []
    found: dict[str, list[Any]] = {}  # a name's leaves: plain things, or numbers of results
    for name, (x, y) in pairs.items():
        whole = is_compound(x) and structure(x) == structure(y)
        parts = list(zip(leaves(x), leaves(y), strict=True)) if whole else [(x, y)]
        found[name] = []
        for a, b in parts:
            what = f"part of {name}" if whole else name
            united = _unify_inside(c, blocks, what, a, b)
            found[name].append(a if united is None else _Result(len(hints)))
            if united is not None:
                hints.append(name.strip("`") if name.startswith("`") else "")
                for side, value in zip(sides, united, strict=True):
                    side.append(value)
    for block, side in zip(blocks, sides, strict=True):
        with c.builder.inside(block):
            c.builder.control("yield", side, [], [])
    op = c.builder.control("if", [test], [v.type for v in sides[0]], blocks)
    for hint, value in zip(hints, op.results, strict=True):
        value.name = hint
    return {
        name: rebuild(pairs[name][0], [_settled(p, op.results) for p in parts])
        for name, parts in found.items()
    }


@dataclass(frozen=True)
class _Result:
    """The number of an `if`'s result."""

    at: int


def _settled(part: Any, results: list[Value]) -> Any:
    return results[part.at] if isinstance(part, _Result) else part


def _unify_inside(
    c: Context, blocks: list[Block], name: str, x: Any, y: Any
) -> tuple[Value, Value] | None:
    """Unify, making any constant in the block of its own path."""
    if not is_value(x) and not is_value(y):
        return unify(c, name, x, y)
    with c.builder.inside(blocks[0 if not is_value(x) else 1]):
        return unify(c, name, x, y)


def _slice(c: Context, scope: Scope, node: ast.Slice) -> Any:
    bounds = [
        None if n is None else evaluate(c, scope, n) for n in (node.lower, node.upper, node.step)
    ]
    return slice(*bounds)


def _attribute(c: Context, scope: Scope, node: ast.Attribute) -> Any:
    if node.attr == "T" and is_value(owner := evaluate(c, scope, node.value)):
        return shapes.trans(c.builder, owner, ())
    return attribute(evaluate(c, scope, node.value), node.attr, node.value)


# What stops or prints: a watched kernel may call these, with any arguments Python has.
WATCHING = ("print", "device_print", "breakpoint", "set_trace")


def _call(c: Context, scope: Scope, node: ast.Call) -> Any:
    if c.watched and ast.unparse(node.func).split(".")[-1] in WATCHING:
        return None
    callee = evaluate(c, scope, node.func)
    args = _items(c, scope, node.args)
    kwargs = {}
    for keyword in node.keywords:
        if keyword.arg is None:
            raise located(CompileError(_SPLAT), scope, keyword)
        kwargs[keyword.arg] = evaluate(c, scope, keyword.value)
    return call(c, scope, callee, args, kwargs, node)


_SPLAT = "`**` splats are not in the kernel language. Name the arguments."


def _subscript(c: Context, scope: Scope, node: ast.Subscript) -> Any:
    owner = evaluate(c, scope, node.value)
    if is_value(owner):
        if is_pointer(owner.type) and not shape_of(owner.type):
            raise CompileError(index_advice(owner, node))
        return shapes.index(c.builder, owner, evaluate(c, scope, node.slice))
    index = evaluate(c, scope, node.slice)
    need(not is_value(index), "an index into a tuple must be known at compile time.")
    asked = node.value
    if owner == () and isinstance(asked, ast.Attribute) and asked.attr == "shape":
        raise CompileError(
            f"`{ast.unparse(asked.value)}` has no dimensions: to a kernel an array is a pointer, "
            "and its shape is not known. Pass the size as a parameter: n."
        )
    try:
        return owner[index]
    except Exception as error:  # noqa: BLE001 - the user's own compile-time indexing
        raise CompileError(
            f"`{ast.unparse(node)}` fails in Python: {error}. It is done while compiling."
        ) from None


def index_advice(owner: Any, node: ast.Subscript) -> str:
    """Say what to write instead of indexing a pointer or a tile."""
    text = ast.unparse(node.value)
    stored = isinstance(node.ctx, ast.Store)
    if is_pointer(owner.type):
        how = (
            "tl.store({0} + offsets, x, mask=mask)"
            if stored
            else ("tl.load({0} + offsets, mask=mask)")
        )
        return f"`{text}` is a pointer, which is not indexed. Write {how.format(text)}."
    if stored:
        return (
            "a tile cannot be assigned into: it is a value, not memory. "
            "Write tl.where(mask, new, old), or tl.store(ptr + offsets, value)."
        )
    raise AssertionError("a tile may be indexed")


_HANDLERS: dict[type[ast.expr], Callable[[Context, Scope, Any], Any]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Tuple: _tuple,
    ast.List: _tuple,
    ast.ListComp: _comprehension,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.BoolOp: _logical,
    ast.IfExp: _choice,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.JoinedStr: _joined,
    ast.Lambda: _lambda,
    ast.Slice: _slice,
    ast.Subscript: _subscript,
}
