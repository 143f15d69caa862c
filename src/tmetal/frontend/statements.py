"""Statements, in order. Control flow becomes structured ops: `branches` and `iteration`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tmetal.errors import CompileError, need
from tmetal.frontend import operators
from tmetal.frontend.asserts import assertion
from tmetal.frontend.branches import Meeting, choose, meet
from tmetal.frontend.builtins import constexpr
from tmetal.frontend.context import Context, located
from tmetal.frontend.expressions import evaluate
from tmetal.frontend.iteration import for_, while_
from tmetal.frontend.local import make_local
from tmetal.frontend.promote import is_value
from tmetal.frontend.scope import Flow, Scope
from tmetal.frontend.syntax import advice
from tmetal.frontend.targets import bind


def run_body(c: Context, scope: Scope, body: list[ast.stmt]) -> None:
    """Run statements in order, until one ends the path."""
    for position, statement in enumerate(body):
        if scope.flow.ended is not False:
            return
        rest = body[position + 1 :]
        c.builder.loc = scope.loc(statement)
        took_over = False  # the rest
        try:
            if isinstance(statement, ast.If):
                took_over = choose(c, scope, statement, rest)
            elif isinstance(statement, ast.For):
                took_over = for_(c, scope, statement, rest)
            elif isinstance(statement, ast.While):
                took_over = while_(c, scope, statement, rest)
            else:
                _statement(c, scope, statement)
        except CompileError as error:
            raise located(error, scope, statement) from error.__cause__
        if took_over:
            return


def _statement(c: Context, scope: Scope, node: ast.stmt) -> None:
    handler = _HANDLERS.get(type(node))
    if handler is None:
        raise CompileError(advice(node))
    handler(c, scope, node)


def _assign(c: Context, scope: Scope, node: ast.Assign) -> None:
    value = evaluate(c, scope, node.value)
    for target in node.targets:
        bind(c, scope, target, value)


def _augmented(c: Context, scope: Scope, node: ast.AugAssign) -> None:
    if not isinstance(node.target, ast.Name):
        bind(c, scope, node.target, None)  # says what to write instead
        raise CompileError("only a plain variable can stand left of `+=`.")
    old = evaluate(c, scope, ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target))
    value = evaluate(c, scope, node.value)
    row = operators.BY_NODE[type(node.op)]
    bind(c, scope, node.target, operators.binary(c.builder, row, old, value))


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
    bind(c, scope, node.target, value)


def _expression(c: Context, scope: Scope, node: ast.Expr) -> None:
    if not isinstance(node.value, ast.Constant):  # a docstring, or `...`
        evaluate(c, scope, node.value)


def _return(c: Context, scope: Scope, node: ast.Return) -> None:
    value = evaluate(c, scope, node.value) if node.value is not None else None
    need(
        bool(scope.callers) or value is None,
        "a kernel returns nothing. Store results through a pointer: tl.store(out_ptr, x).",
    )
    scope.flow = Flow(ended=True, broke=True, returned=True, value=value)


def _break(c: Context, scope: Scope, node: ast.Break) -> None:
    _settle(scope)
    scope.flow = replace(scope.flow, ended=True, broke=True)


def _continue(c: Context, scope: Scope, node: ast.Continue) -> None:
    _settle(scope)
    scope.flow = replace(scope.flow, ended=True)


def _settle(scope: Scope) -> None:
    """Bring what the loop carries to its types before the path goes to the loop's head or end."""
    if scope.settle is not None:
        scope.settle()


def _assert(c: Context, scope: Scope, node: ast.Assert) -> None:
    message = evaluate(c, scope, node.msg) if node.msg is not None else ""
    assertion(c.builder, evaluate(c, scope, node.test), message)


def _function(c: Context, scope: Scope, node: ast.FunctionDef) -> None:
    scope.names[node.name] = make_local(c, scope, node, evaluate)


def _import(c: Context, scope: Scope, node: ast.Import | ast.ImportFrom) -> None:
    if not c.watched:
        raise CompileError(advice(node))
    for alias in node.names:  # `import pdb` before `pdb.set_trace()`
        scope.names[(alias.asname or alias.name).split(".")[0]] = None


def _pass(c: Context, scope: Scope, node: ast.Pass) -> None:
    pass


_HANDLERS: dict[type[ast.stmt], Callable[[Context, Scope, Any], None]] = {
    ast.Assign: _assign,
    ast.AugAssign: _augmented,
    ast.AnnAssign: _annotated,
    ast.Expr: _expression,
    ast.Return: _return,
    ast.Pass: _pass,
    ast.Import: _import,
    ast.ImportFrom: _import,
    ast.Assert: _assert,
    ast.Break: _break,
    ast.FunctionDef: _function,
    ast.Continue: _continue,
    Meeting: meet,
}
