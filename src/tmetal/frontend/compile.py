"""The frontend's entry: a Python function and the types of its arguments to tile IR."""

from __future__ import annotations

import linecache
import re
from collections.abc import Mapping
from types import FunctionType
from typing import Any

from tmetal.errors import CompileError
from tmetal.frontend.checks import check
from tmetal.frontend.context import Context
from tmetal.frontend.hosted import put_together
from tmetal.frontend.scope import Dependency, Scope
from tmetal.frontend.source import source_of
from tmetal.frontend.statements import run_body
from tmetal.frontend.words import describe
from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Value, walk
from tmetal.ir.types import Type, is_pointer


def lower_function(
    fn: FunctionType,
    types: Mapping[str, Type],
    constants: Mapping[str, Any],
    watched: bool = False,
    checks: bool = False,
) -> tuple[Func, list[Dependency]]:
    """Return the tile IR of `fn`, and the outer names it rests on that may be redefined.

    types: run-time parameters; constants: compile-time ones, by value.

    CompileError, with position, for anything in the kernel that has no meaning. In a `watched`
    kernel, one that the interpreter runs, print and breakpoint are allowed and make nothing.
    checks: whether `tl.device_assert` is to be checked.
    """
    source = source_of(fn)
    body = Block([Value(t, name) for name, t in types.items()])
    names: dict[str, Any] = {**dict(zip(types, body.args, strict=True)), **constants}
    context = Context(Builder(body, checks), run_body, watched)
    scope = Scope(source, fn, names)
    try:
        put_together(context.builder, names)
        run_body(context, scope, source.node.body)
    except CompileError as error:
        raise _with_launch_facts(error, fn, names) from error.__cause__
    context.builder.loc = source.loc(source.node.body[-1])
    context.builder.control("return", [], [], [])
    check(body)
    for site, op in enumerate(o for o in walk(body) if "site" in o.attrs):
        op.attrs["site"] = site
    return Func(fn.__name__, body), scope.dependencies


def _with_launch_facts(
    error: CompileError, fn: FunctionType, names: Mapping[str, Any]
) -> CompileError:
    """Add to an error what this launch passed for a parameter that stands under the carets."""
    if error.loc is None or error.loc.called_from is not None:
        return error
    line = linecache.getline(error.loc.file, error.loc.line).encode()
    end = error.loc.end_column if error.loc.end_line == error.loc.line else len(line)
    words = re.findall(r"\w+", line[error.loc.column : end].decode(errors="replace"))
    parameters = fn.__code__.co_varnames[: fn.__code__.co_argcount + fn.__code__.co_kwonlyargcount]
    facts = []
    for name in dict.fromkeys(w for w in words if w in parameters):
        value = names.get(name)
        pointer_like = name.endswith(("_ptr", "_pointer"))
        is_pointer_value = isinstance(value, Value) and is_pointer(value.type)
        odd = value is None or isinstance(value, str)
        if odd or (pointer_like != is_pointer_value and not isinstance(value, bool | int)):
            facts.append(f"`{name}` is {describe(value)} in this launch.")
    return CompileError(" ".join([error.message, *facts]), error.loc) if facts else error
