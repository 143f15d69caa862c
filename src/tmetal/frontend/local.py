"""Functions that are defined inside of a kernel: `def` and `lambda`.

In: their syntax and the scope that they stand in. Out: an object that calls can compile in place.
What must hold: names that the function does not define are looked up where it stands, when it is
called, as Python does.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping
from typing import Any

from tmetal.errors import CompileError, need
from tmetal.frontend.context import Context, located
from tmetal.frontend.scope import Scope
from tmetal.frontend.source import Source

Evaluate = Any  # expressions.evaluate


class Local:
    """A function of a kernel's own. `parameters` have their defaults evaluated."""

    def __init__(
        self, scope: Scope, source: Source, parameters: Mapping[str, inspect.Parameter]
    ) -> None:
        self.scope, self.source, self.parameters = scope, source, parameters
        self.__name__ = source.node.name


def make_local(
    c: Context, scope: Scope, node: ast.FunctionDef | ast.Lambda, evaluate: Evaluate
) -> Local:
    """Return the function that a `def` or a lambda makes."""
    if isinstance(node, ast.FunctionDef):
        for decorator in node.decorator_list:
            wrong = CompileError("a function inside of a kernel takes no decorator. Remove it.")
            raise located(wrong, scope, decorator)
        function = node
    else:
        body = ast.copy_location(ast.Return(node.body), node.body)
        function = ast.FunctionDef("<lambda>", node.args, [body], [], None)
        ast.copy_location(function, node)
    source = Source(function, scope.source.file, "")
    return Local(scope, source, _parameters(c, scope, node.args, evaluate))


def _parameters(
    c: Context, scope: Scope, node: ast.arguments, evaluate: Evaluate
) -> dict[str, inspect.Parameter]:
    need(
        node.vararg is None and node.kwarg is None,
        "a function inside of a kernel names its parameters: it has no `*`.",
    )
    positional = [*node.posonlyargs, *node.args]
    empty = inspect.Parameter.empty
    defaults: list[Any] = [empty] * (len(positional) - len(node.defaults))
    defaults += [evaluate(c, scope, d) for d in node.defaults]
    own = [evaluate(c, scope, d) if d is not None else empty for d in node.kw_defaults]
    kinds: list[Any] = [inspect.Parameter.POSITIONAL_ONLY] * len(node.posonlyargs)
    kinds += [inspect.Parameter.POSITIONAL_OR_KEYWORD] * len(node.args)
    kinds += [inspect.Parameter.KEYWORD_ONLY] * len(node.kwonlyargs)
    everything = zip([*positional, *node.kwonlyargs], kinds, [*defaults, *own], strict=True)
    return {
        a.arg: inspect.Parameter(
            a.arg,
            kind,
            default=default,
            annotation=ast.unparse(a.annotation) if a.annotation is not None else empty,
        )
        for a, kind, default in everything
    }
