"""Expressions: from syntax nodes to values.

What is known at compile time stays a Python object (numbers, strings, tuples, dtypes, functions);
what exists at run time is an IR value.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from tmetal.errors import CompileError, need
from tmetal.frontend import operators
from tmetal.frontend.builtins import METHODS, TABLE, Builtin, constexpr
from tmetal.frontend.context import Context, located, scalar_condition, unify
from tmetal.frontend.promote import is_value
from tmetal.frontend.scope import Scope, nearest
from tmetal.frontend.source import source_of
from tmetal.frontend.syntax import advice
from tmetal.ir.core import Block, Value
from tmetal.ir.types import Tile, scalar_of, shape_of

MAX_DEPTH = 64


def evaluate(c: Context, scope: Scope, node: ast.expr) -> Any:
    """Return what an expression stands for; errors carry the position of the innermost node."""
    handler = _HANDLERS.get(type(node))
    try:
        if handler is None:
            raise CompileError(advice(node))
        return handler(c, scope, node)
    except CompileError as error:
        raise located(error, scope, node) from error.__cause__


def _constant(c: Context, scope: Scope, node: ast.Constant) -> Any:
    need(
        not isinstance(node.value, complex | bytes),
        f"{node.value!r} has no meaning in a kernel: numbers are integers, floats and booleans.",
    )
    return node.value


def _name(c: Context, scope: Scope, node: ast.Name) -> Any:
    return scope.look_up(node.id)


def _tuple(c: Context, scope: Scope, node: ast.Tuple | ast.List) -> Any:
    return tuple(evaluate(c, scope, item) for item in node.elts)


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
        return (left is right) == isinstance(kind, ast.Is)
    if isinstance(kind, ast.In | ast.NotIn):
        need(not is_value(left), "`in` works on compile-time values only. Write x == a or x == b.")
        return (left in right) == isinstance(kind, ast.In)
    return operators.binary(c.builder, operators.BY_NODE[type(kind)], left, right)


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
    test = scalar_condition(c, condition, "x if condition else y")
    blocks, values = [Block(), Block()], []
    for block, side in zip(blocks, (node.body, node.orelse), strict=True):
        with c.builder.inside(block):
            values.append(evaluate(c, scope, side))
    return merge(c, test, blocks, {"the result": (values[0], values[1])})["the result"]


def merge(
    c: Context, test: Value, blocks: list[Block], pairs: dict[str, tuple[Any, Any]]
) -> dict[str, Any]:
    """End both blocks of an `if`, and return each variable's value after it."""
    names, sides = [], [[], []]  # type: tuple[list[str], list[list[Value]]]
    merged: dict[str, Any] = {}
    for name, (x, y) in pairs.items():
        united = _unify_inside(c, blocks, name, x, y)
        if united is None:
            merged[name] = x
            continue
        names.append(name)
        for side, value in zip(sides, united, strict=True):
            side.append(value)
    for block, side in zip(blocks, sides, strict=True):
        with c.builder.inside(block):
            c.builder.control("yield", side, [], [])
    op = c.builder.control("if", [test], [v.type for v in sides[0]], blocks)
    for name, value in zip(names, op.results, strict=True):
        value.name = name if name.isidentifier() else ""
        merged[name] = value
    return merged


def _unify_inside(
    c: Context, blocks: list[Block], name: str, x: Any, y: Any
) -> tuple[Value, Value] | None:
    """Unify, making any constant in the block of its own path."""
    if not is_value(x) and not is_value(y):
        return unify(c, name, x, y)
    with c.builder.inside(blocks[0 if not is_value(x) else 1]):
        return unify(c, name, x, y)


def _attribute(c: Context, scope: Scope, node: ast.Attribute) -> Any:
    owner = evaluate(c, scope, node.value)
    if is_value(owner):
        return _member(owner, node.attr)
    if isinstance(owner, ModuleType) or hasattr(owner, "language_names"):
        return _from_module(owner, node.attr)
    try:
        return getattr(owner, node.attr)
    except AttributeError:
        raise CompileError(f"{owner!r:.60} has no attribute `{node.attr}`.") from None


def _member(owner: Value, name: str) -> Any:
    if name in ATTRIBUTES:
        return ATTRIBUTES[name](owner)
    if name in METHODS:
        return _Bound(METHODS[name], owner)
    close = nearest(name, [*ATTRIBUTES, *METHODS])
    hint = f" Did you mean `{close}`?" if close else ""
    elsewhere = f" There is tl.{name}(x)." if name in TABLE else ""
    raise CompileError(f"a tile has no attribute `{name}`.{hint}{elsewhere}")


def _numel(x: Value) -> int:
    return x.type.numel if isinstance(x.type, Tile) else 1


ATTRIBUTES: dict[str, Callable[[Any], Any]] = {
    "dtype": lambda x: scalar_of(x.type),
    "shape": lambda x: shape_of(x.type),
    "numel": _numel,
    "type": lambda x: x.type,
}


class _Bound:
    """A method of a value, before its call."""

    def __init__(self, method: Builtin, owner: Value) -> None:
        self.method, self.owner = method, owner


def _from_module(module: Any, name: str) -> Any:
    if hasattr(module, name):
        found = getattr(module, name)
        return found.value if isinstance(found, constexpr) else found
    label = getattr(module, "language_names", module.__name__)
    close = nearest(name, dir(module))
    hint = f" Did you mean `{label}.{close}`?" if close else ""
    raise CompileError(f"`{label}` has no `{name}` in this version.{hint}")


def _call(c: Context, scope: Scope, node: ast.Call) -> Any:
    callee = evaluate(c, scope, node.func)
    args = tuple(evaluate(c, scope, a) for a in node.args)
    for keyword in node.keywords:
        need(keyword.arg is not None, "`**` splats are not in the kernel language. Name them.")
    kwargs = {k.arg or "": evaluate(c, scope, k.value) for k in node.keywords}
    if isinstance(callee, _Bound):
        return callee.method.apply(c.builder, (callee.owner, *args), kwargs)
    if isinstance(callee, Builtin):
        return callee.apply(c.builder, args, kwargs)
    if hasattr(callee, "kernel_source"):
        return inline(c, scope, node, callee.kernel_source, args, kwargs)
    return _host_call(c, callee, args, kwargs, ast.unparse(node.func))


# Python's own functions that have a meaning on run-time values.
_ON_VALUES: dict[Any, str] = {builtins.min: "minimum", builtins.max: "maximum", builtins.abs: "abs"}


def _host_call(
    c: Context, callee: Any, args: tuple[Any, ...], kwargs: dict[str, Any], text: str
) -> Any:
    known = not any(is_value(v) for v in (*args, *kwargs.values()))
    if known and (isinstance(callee, BuiltinFunctionType | type)):
        try:
            return callee(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - the user's own compile-time call
            raise CompileError(f"`{text}` fails: {error}") from None
    if callee in _ON_VALUES and len(args) == 2 - (callee is builtins.abs) and not kwargs:
        return TABLE[_ON_VALUES[callee]].apply(c.builder, args, {})
    if isinstance(callee, FunctionType):
        raise CompileError(
            f"`{text}` is a plain Python function, which a kernel cannot call. "
            "Decorate it with @tmetal.jit to make it a helper."
        )
    if callee is builtins.print:
        raise CompileError(
            "printing at run time is not in this version's compiler. Run with "
            "TMETAL_BACKEND=interpret, where print works, or use tl.static_print for types."
        )
    if callee in (builtins.float, builtins.int, builtins.bool):
        raise CompileError(f"`{text}()` works on compile-time numbers. Write x.to(tl.float32).")
    raise CompileError(f"`{text}` cannot be called in a kernel.")


def inline(
    c: Context,
    scope: Scope,
    node: ast.Call,
    fn: FunctionType,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> Any:
    """Compile a helper's body in place of its call, and return what it returns."""
    need(
        len(scope.callers) < MAX_DEPTH,
        f"`{fn.__name__}` calls itself more than {MAX_DEPTH} times: recursion in a kernel must "
        "end by a compile-time condition.",
    )
    names = bind(fn, args, kwargs)
    source = source_of(fn)
    callee = Scope(source, fn, names, scope.loc(node), callers=(*scope.callers, fn))
    c.run_body(c, callee, source.node.body)
    return callee.returned


def bind(fn: FunctionType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Return a call's arguments by parameter name, defaults filled in."""
    code = fn.__code__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    signature = f"{fn.__name__}({', '.join(names)})"
    need(len(args) <= code.co_argcount, f"too many arguments for helper {signature}.")
    bound = dict(zip(names, args, strict=False))
    for key, value in kwargs.items():
        need(key in names, f"helper {signature} has no parameter `{key}`.")
        need(key not in bound, f"helper {signature} gets `{key}` twice.")
        bound[key] = value
    defaults = fn.__defaults__ or ()
    optional = dict(
        zip(names[code.co_argcount - len(defaults) : code.co_argcount], defaults, strict=True)
    ) | (fn.__kwdefaults__ or {})
    for name in names:
        need(name in bound or name in optional, f"helper {signature} is missing `{name}`.")
        bound.setdefault(name, optional.get(name))
    return {k: v.value if isinstance(v, constexpr) else v for k, v in bound.items()}


def _subscript(c: Context, scope: Scope, node: ast.Subscript) -> Any:
    owner = evaluate(c, scope, node.value)
    if is_value(owner):
        raise CompileError(
            "indexing a tile is not in this version's kernel language: tiles have one dimension. "
            "To choose elements, mask with tl.where; to read memory, tl.load(ptr + index)."
        )
    index = evaluate(c, scope, node.slice)
    need(not is_value(index), "an index into a tuple must be known at compile time.")
    try:
        return owner[index]
    except Exception as error:  # noqa: BLE001 - the user's own compile-time indexing
        raise CompileError(f"`{ast.unparse(node)}` fails: {error}") from None


_HANDLERS: dict[type[ast.expr], Callable[[Context, Scope, Any], Any]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Tuple: _tuple,
    ast.List: _tuple,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.BoolOp: _logical,
    ast.IfExp: _choice,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.Subscript: _subscript,
}
