"""The frontend's entry: a Python function and the types of its arguments to tile IR."""

from __future__ import annotations

from collections.abc import Mapping
from types import FunctionType
from typing import Any

from tmetal.frontend.context import Context
from tmetal.frontend.scope import Scope
from tmetal.frontend.source import source_of
from tmetal.frontend.statements import run_body
from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Value
from tmetal.ir.types import Type


def lower_function(
    fn: FunctionType, types: Mapping[str, Type], constants: Mapping[str, Any]
) -> Func:
    """Return the tile IR of `fn`: run-time parameters by type, compile-time ones by value.

    CompileError, with position, for anything in the kernel that has no meaning.
    """
    source = source_of(fn)
    body = Block([Value(t, name) for name, t in types.items()])
    names: dict[str, Any] = {**dict(zip(types, body.args, strict=True)), **constants}
    context = Context(Builder(body), run_body)
    run_body(context, Scope(source, fn, names), source.node.body)
    context.builder.loc = source.loc(source.node.body[-1])
    context.builder.control("return", [], [], [])
    return Func(fn.__name__, body)
