"""Calls: builtins, methods, helpers (compiled in place), and Python's own functions."""

from __future__ import annotations

import ast
import builtins
import inspect
import linecache
import re
from collections.abc import Mapping
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from tmetal.errors import CompileError, Loc, need
from tmetal.frontend.aggregates import AggregateType, Method
from tmetal.frontend.builtins import TABLE, Builtin, constexpr
from tmetal.frontend.constants import ConstexprFunction
from tmetal.frontend.context import Context
from tmetal.frontend.local import Local
from tmetal.frontend.loops import LoopRange
from tmetal.frontend.members import Bound
from tmetal.frontend.promote import is_value
from tmetal.frontend.scope import Scope
from tmetal.frontend.source import source_of
from tmetal.frontend.typenames import instance_of, tensor
from tmetal.frontend.words import describe, nearest
from tmetal.ir.dtype_words import TypeWords
from tmetal.ir.types import DType

MAX_DEPTH = 64
# Python's functions that may run while compiling: they have no effect but their result.
_HARMLESS = {
    *(abs, all, any, bool, divmod, float, hash, int, isinstance, issubclass, len, max, min, pow),
    *(repr, round, sorted, str, sum, tuple, type, getattr, hasattr, callable, ord, chr, bin, hex),
}
# Python's functions that have a meaning on run-time values: the builtin, and how many operands.
_ON_VALUES = {builtins.min: ("minimum", 2), builtins.max: ("maximum", 2), builtins.abs: ("abs", 1)}
# Python's functions that rearrange tuples, of run-time values too.
_OF_TUPLES = {builtins.enumerate, builtins.reversed, builtins.zip}
_INSTEAD: dict[Any, str] = {
    builtins.float: "Write x.to(tl.float32).",
    builtins.int: "Write x.to(tl.int32).",
    builtins.bool: "Write x != 0.",
    builtins.len: "Write x.numel.",
    builtins.sum: "Write tl.sum(x).",
    builtins.round: "Write tl.extra.libdevice.rint(x).",
    builtins.pow: "Write x * x, or tl.extra.libdevice.pow(x, y).",
    builtins.min: "It takes two: write tl.minimum(tl.minimum(x, y), z).",
    builtins.max: "It takes two: write tl.maximum(tl.maximum(x, y), z).",
    builtins.range: "A range(...) stands right after `in`: for i in range(n).",
    builtins.breakpoint: "It stops in the interpreter: run with TMETAL_INTERPRET=1.",
    **dict.fromkeys(_OF_TUPLES, "It takes tuples. Write for i in range(n), and compute from i."),
    tensor: "Write tl.full, tl.zeros or tl.load.",
    constexpr: "tl.constexpr(...) takes a value that is known at compile time.",
}


_OURS = (Builtin, Bound)


def call(
    c: Context,
    scope: Scope,
    callee: Any,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    node: ast.Call,
) -> Any:
    """Call anything a kernel can, as the user wrote it in `node`."""
    if isinstance(callee, _OURS):
        args = tuple([_callable(c, scope, a, node) for a in args])
        kwargs = {k: _callable(c, scope, a, node) for k, a in kwargs.items()}
        if isinstance(callee, Builtin):
            return callee.apply(c.builder, args, kwargs)
        return callee.method.apply(c.builder, (callee.owner, *args), kwargs, callee.name)
    if isinstance(callee, Local | Method | AggregateType) or hasattr(callee, "kernel_source"):
        return _of_user(c, scope, callee, args, kwargs, node)
    if callee is isinstance and len(args) == 2:
        return instance_of(*args)
    text = ast.unparse(node.func)
    known = not any(is_value(v) for v in (*args, *kwargs.values()))
    if known and _is_harmless(callee):
        return _host_call(callee, args, kwargs, text)
    if callee is constexpr and known and len(args) == 1:
        return args[0]
    if callee.__hash__ and callee in _OF_TUPLES and _are_known(args):
        return _host_call(lambda *a, **k: tuple(callee(*a, **k)), args, kwargs, text)
    name, count = _ON_VALUES.get(callee, ("", 0)) if callee.__hash__ else ("", 0)
    if name and len(args) == count and not kwargs:
        return TABLE[name].apply(c.builder, args, {})
    if callee is builtins.print:
        return TABLE["device_print"].apply(c.builder, args, kwargs)
    raise CompileError(_refusal(callee, text))


def _of_user(c: Context, scope: Scope, callee: Any, args: Any, kwargs: Any, node: ast.Call) -> Any:
    """Call what the user wrote for kernels: a helper, an aggregate or a method of one."""
    if isinstance(callee, Method):
        return call(c, scope, callee.function, (callee.owner, *args), kwargs, node)
    loc = scope.loc(node)
    if isinstance(callee, AggregateType):
        return _make(c, scope, callee, args, kwargs, loc)
    fn = callee if isinstance(callee, Local) else callee.kernel_source
    return inline(c, scope, fn, args, kwargs, loc)


def _make(
    c: Context, scope: Scope, kind: AggregateType, args: tuple[Any, ...], kwargs: Any, loc: Loc
) -> Any:
    """Make an aggregate; its `__init__` is compiled in place."""

    def run(init: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        args[0].begin(c.builder.block)
        if isinstance(init, ConstexprFunction):
            _host_call(init, args, kwargs, kind.__name__)
        else:
            inline(c, scope, getattr(init, "kernel_source", init), args, kwargs, loc)

    return kind.make(args, kwargs, run)


def _callable(c: Context, scope: Scope, x: Any, node: ast.Call) -> Any:
    """Let a builtin call a helper that it was given: the helper is compiled in place."""
    fn = x if isinstance(x, Local) else getattr(x, "kernel_source", None)
    return x if fn is None else lambda *args: inline(c, scope, fn, args, {}, scope.loc(node))


def _is_harmless(callee: Any) -> bool:
    """Whether a function may run at compile time: pure builtins, those of `math` and of dtypes."""
    if isinstance(callee, BuiltinFunctionType) and callee.__module__ == "math":
        return True
    if isinstance(getattr(callee, "__self__", None), TypeWords):  # x.dtype.is_floating()
        return True
    if isinstance(callee, ConstexprFunction):
        return True
    return callee.__hash__ is not None and callee in _HARMLESS


def _are_known(args: tuple[Any, ...]) -> bool:
    """Whether the length of what a function is to rearrange is known."""
    return bool(args) and all(isinstance(a, tuple | int) for a in args)


def _host_call(callee: Any, args: tuple[Any, ...], kwargs: dict[str, Any], text: str) -> Any:
    try:
        return callee(*args, **kwargs)
    except Exception as error:  # noqa: BLE001 - the user's own compile-time call
        raise CompileError(
            f"`{text}(...)` fails in Python: {error}. It is run while compiling."
        ) from None


def _refusal(callee: Any, text: str) -> str:
    """Say why something cannot be called, and what to write."""
    if callee.__hash__ and callee in _INSTEAD:
        return f"`{text}` cannot be called here. {_INSTEAD[callee]}"
    if isinstance(callee, LoopRange):
        return f"`{text}` cannot be called here. {_INSTEAD[builtins.range]}"
    if is_value(callee) or isinstance(callee, int | float | str | tuple):
        return f"`{text}` is {describe(callee)}, not a function."
    name = getattr(callee, "__name__", "")
    if "launch" in getattr(callee, "__qualname__", ""):
        return f"a helper is called without a grid. Write {text.split('[')[0]}(...)."
    if isinstance(callee, DType):
        return f"a dtype cannot be called. Write x.to({text})."
    if name in TABLE:
        return f"`{text}` works outside of kernels. Write tl.{name}(x)."
    ours = isinstance(callee, FunctionType) and "site-packages" not in callee.__code__.co_filename
    if ours:
        return (
            f"`{text}` is a plain Python function, which a kernel cannot call. "
            "Decorate it with @tmetal.jit to make it a helper."
        )
    if isinstance(callee, ModuleType):
        return f"`{text}` is a module, not a function."
    return f"`{text}` works outside of kernels. A kernel calls tl functions and its own helpers."


def inline(
    c: Context,
    scope: Scope,
    fn: FunctionType | Local,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    loc: Loc,
) -> Any:
    """Compile a helper's body in place of its call, and return what it returns."""
    need(
        len(scope.callers) < MAX_DEPTH,
        f"`{fn.__name__}` calls itself more than {MAX_DEPTH} times: recursion in a kernel must "
        "end by a compile-time condition.",
    )
    known = fn.parameters if isinstance(fn, Local) else inspect.signature(fn).parameters
    names = bind(fn.__name__, known, args, kwargs)
    source = fn.source if isinstance(fn, Local) else source_of(fn)
    outer = fn.scope if isinstance(fn, Local) else None
    own = outer.fn if outer is not None else fn
    assert isinstance(own, FunctionType)
    callee = Scope(
        source,
        own,
        names,
        loc,
        outer=outer,
        callers=(*scope.callers, own),
        dependencies=scope.dependencies,
    )
    try:
        c.run_body(c, callee, source.node.body)
    except CompileError as error:
        raise _with_call_facts(error, known, names) from error.__cause__
    return callee.flow.value


def _with_call_facts(
    error: CompileError, parameters: Mapping[str, inspect.Parameter], names: Mapping[str, Any]
) -> CompileError:
    """Add to an error that a parameter of its line is no constant here, though annotated so.

    Triton takes the annotation of a helper for a wish, and real kernels pass tiles to it.
    """
    line = linecache.getline(error.loc.file, error.loc.line) if error.loc else ""
    for name, p in parameters.items():
        value = names.get(name)
        if is_constant_parameter(p) and is_value(value) and re.search(rf"\b{name}\b", line):
            fact = f"`{name}` is annotated tl.constexpr, and here it is {describe(value)}."
            if fact not in error.message:
                return CompileError(f"{error.message} {fact}", error.loc)
    return error


def bind(
    function: str,
    parameters: Mapping[str, inspect.Parameter],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> dict[str, Any]:
    """Return a call's arguments by parameter name, defaults filled in."""
    names = list(parameters)
    shape = f"{function}({', '.join(names)})"
    stars = [p.name for p in parameters.values() if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    need(not stars, f"helper {shape} has `*{''.join(stars[:1])}`. A helper names its parameters.")
    by_position = [p.name for p in parameters.values() if p.kind is not p.KEYWORD_ONLY]
    need(
        len(args) <= len(by_position),
        f"helper {shape} takes {len(by_position)} arguments by position, not {len(args)}.",
    )
    bound = dict(zip(by_position, args, strict=False))
    for key, value in kwargs.items():
        close = nearest(key, names)
        hint = f" Did you mean `{close}`?" if close else ""
        need(key in names, f"helper {shape} has no parameter `{key}`.{hint}")
        need(key not in bound, f"helper {shape} gets `{key}` twice, by position and by name.")
        bound[key] = value
    missing = [n for n, p in parameters.items() if n not in bound and p.default is p.empty]
    need(not missing, f"helper {shape} is missing {', '.join(f'`{n}`' for n in missing)}.")
    for name, p in parameters.items():
        bound.setdefault(name, p.default)
    return {k: v.value if isinstance(v, constexpr) else v for k, v in bound.items()}


def is_constant_parameter(p: inspect.Parameter) -> bool:
    """Whether a parameter is annotated constexpr, be the annotation an object or its text."""
    if isinstance(p.annotation, str):
        return p.annotation.split(".")[-1] == "constexpr"
    return p.annotation is constexpr
