"""Loops: `for` over ranges and tuples, and `while`.

In: a loop's syntax. Out: a `for` or `while` op that carries the variables which its body assigns,
or the body once per item. What must hold: a carried variable keeps its type; after a `break` or
`return` nothing of the loop happens any more, and what it carries keeps what it had.

A `for` that may be left before its end becomes a `while` that carries the counter too.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from tmetal.errors import CompileError, need
from tmetal.frontend.bounds import bounds_of, loop_of
from tmetal.frontend.branches import fork, jumps, zeros
from tmetal.frontend.carrying import Carrying
from tmetal.frontend.context import Context, located, scalar_condition
from tmetal.frontend.expressions import evaluate, merge
from tmetal.frontend.parts import leaves, rebuild
from tmetal.frontend.promote import as_value, cast, is_number, is_value
from tmetal.frontend.scope import Flow, Scope
from tmetal.frontend.targets import bind
from tmetal.ir.core import Block, Value
from tmetal.ir.types import I1, DType, dtype_named, number_of


@dataclass
class Body:
    """A loop's body as it is compiled: what it carries, and how an iteration ended.

    endless: the loop ends by a `return` only.
    """

    carrying: Carrying
    block: Block
    endless: bool = False
    flow: Flow = field(default_factory=Flow)


def compile_body(
    c: Context,
    scope: Scope,
    body: Body,
    each: Callable[[], None],
    ending: Callable[[list[Value]], list[Value]],
) -> None:
    """Compile one iteration into `body.block`; `ending` gives what the block yields.

    each: compiles the statements. ending: gets the carried values at the end of the iteration.
    """
    carrying = body.carrying
    outside = scope.flow, scope.loops, scope.kept, scope.settle, scope.goes_on
    scope.flow, scope.loops, scope.goes_on = Flow(), scope.loops + 1, False
    scope.kept, scope.settle = frozenset(carrying.names), carrying.settle
    with c.builder.inside(body.block):
        each()
        body.flow = scope.flow
        final = carrying.final()
        scope.names = scope.names | carrying.bind(final)
        c.builder.control("yield", ending(final), [], [])
    scope.flow, scope.loops, scope.kept, scope.settle, scope.goes_on = outside


def for_(c: Context, scope: Scope, node: ast.For, rest: list[ast.stmt]) -> bool:
    """Compile a `for`; whether it took over `rest`, the statements after it, since it returns."""
    need(not node.orelse, "`for … else` is not in the kernel language. Put it after the loop.")
    loop = loop_of(c, scope, node.iter, evaluate)
    if isinstance(loop, tuple):
        return _unrolled(c, scope, node, loop, rest)
    if not isinstance(node.target, ast.Name):
        one = CompileError("a loop over a range has one variable. Write for i in range(n).")
        raise located(one, scope, node.target)
    bounds, dtype = bounds_of(c, loop)
    if _leaves(node.body):
        return _left_early(c, scope, node, node.target.id, loop, bounds, rest)
    _counted(c, scope, node, node.target.id, bounds, dtype)
    return False


def _leaves(body: list[ast.stmt]) -> bool:
    """Whether a loop's body may leave the loop: by its `break`, or by a `return`."""
    return _breaks(body) or any(isinstance(n, ast.Return) for s in body for n in _inside(s))


def _breaks(body: list[ast.stmt]) -> bool:
    """Whether a loop's body has a `break` of the loop's own."""
    return any(
        isinstance(s, ast.Break) or (isinstance(s, ast.If) and _breaks([*s.body, *s.orelse]))
        for s in body
    )


def _inside(statement: ast.stmt) -> Iterator[ast.stmt]:
    """Yield a statement and those in it, but for functions of their own."""
    yield statement
    if not isinstance(statement, ast.FunctionDef):
        for inner in ast.iter_child_nodes(statement):
            if isinstance(inner, ast.stmt):
                yield from _inside(inner)


def _counted(
    c: Context, scope: Scope, node: ast.For, target: str, bounds: list[Value], dtype: DType
) -> None:
    carrying = Carrying(c, scope, node.body, [target])
    counter = Value(dtype, target)
    body = Body(carrying, Block([counter, *carrying.arguments()]))
    scope.names = carrying.before | carrying.bind(body.block.args[1:]) | {target: counter}
    compile_body(c, scope, body, lambda: c.run_body(c, scope, node.body), lambda final: final)
    c.builder.loc = scope.loc(node)
    types = [v.type for v in carrying.initial]
    operands = [*bounds, *carrying.initial]
    op = c.builder.control("for", operands, types, [body.block], unroll=False)
    scope.names = carrying.after(op.results)


def _left_early(
    c: Context,
    scope: Scope,
    node: ast.For,
    target: str,
    loop: list[Any],
    bounds: list[Value],
    rest: list[ast.stmt],
) -> bool:
    """Compile a `for` with `break` or `return` as a `while` that carries the counter."""
    e = c.builder
    start, stop, step = bounds
    by = loop[2] if len(loop) == 3 else 1
    go = _in_range(c, bounds, by)
    carrying = Carrying(c, scope, node.body, [target])
    counter = Value(start.type, target)
    body = Body(carrying, Block([counter, *carrying.arguments()]))
    scope.names = carrying.before | carrying.bind(body.block.args[1:]) | {target: counter}

    def ending(final: list[Value]) -> list[Value]:
        e.loc = scope.loc(node)
        more = _not_last(c, [counter, stop, step], by)
        stays = _negated(c, body.flow.broke)
        return [e.emit("and", stays, more), e.emit("add", counter, step), *final]

    def each() -> None:
        c.run_body(c, scope, node.body)

    return _while(c, scope, node, body, (go, [start]), each, ending, rest)


def _negated(c: Context, flag: Any) -> Value:
    value = as_value(c.builder, flag)
    result: Value = c.builder.emit("eq", value, c.builder.constant(False, I1))
    return result


def _in_range(c: Context, bounds: list[Value], by: Any) -> Value:
    """Return whether a range has a first number. by: the step, if it is known."""
    e, (start, stop, step) = c.builder, bounds
    if is_number(by):
        known: Value = e.emit("lt" if by > 0 else "gt", start, stop)
        return known
    zero = as_value(e, 0, number_of(step.type))
    up = e.emit("and", e.emit("gt", step, zero), e.emit("lt", start, stop))
    down = e.emit("and", e.emit("lt", step, zero), e.emit("gt", start, stop))
    return e.emit("or", up, down)


def _not_last(c: Context, bounds: list[Value], by: Any) -> Value:
    """Return whether a number of a range has a next one, which must not overflow to be seen."""
    e, (at, stop, step) = c.builder, bounds
    assert isinstance(at.type, DType)
    unsigned = dtype_named(f"u{at.type.bits}")
    zero = as_value(e, 0, number_of(step.type))
    if is_number(by) and by > 0:
        distance, size = e.emit("sub", stop, at), step
    elif is_number(by):
        distance, size = e.emit("sub", at, stop), e.emit("sub", zero, step)
    else:
        rising = e.emit("gt", step, zero)
        distance = e.emit("where", rising, e.emit("sub", stop, at), e.emit("sub", at, stop))
        size = e.emit("where", rising, step, e.emit("sub", zero, step))
    return e.emit("gt", cast(e, distance, unsigned), cast(e, size, unsigned))


def while_(c: Context, scope: Scope, node: ast.While, rest: list[ast.stmt]) -> bool:
    """Compile a `while`: its condition once before the loop, and again after each iteration."""
    need(not node.orelse, "`while … else` is not in the kernel language. Put it after the loop.")
    carrying = Carrying(c, scope, node.body, [])
    scope.names = carrying.before | carrying.starts
    go = _condition(c, scope, node)
    if not is_value(go):
        if not go:
            scope.names = carrying.before
            return False
        need(
            _leaves(node.body),
            "this loop never ends: its condition is always true. Leave it with `break`.",
        )
    endless = not is_value(go) and not _breaks(node.body)
    body = Body(carrying, Block(carrying.arguments()), endless)
    scope.names = carrying.before | carrying.bind(body.block.args)

    def ending(final: list[Value]) -> list[Value]:
        return [_again(c, scope, node, body.flow.broke), *final]

    def each() -> None:
        c.run_body(c, scope, node.body)

    first = as_value(c.builder, go) if is_value(go) else c.builder.constant(True, I1)
    return _while(c, scope, node, body, (first, []), each, ending, rest)


def _condition(c: Context, scope: Scope, node: ast.While) -> Any:
    """Return a loop's condition: a run-time boolean, or a plain one."""
    found = evaluate(c, scope, node.test)
    if not is_value(found):
        return bool(found)
    try:
        return scalar_condition(c, found, "while")
    except CompileError as error:
        raise located(error, scope, node.test) from None


def _again(c: Context, scope: Scope, node: ast.While, broke: Any) -> Value:
    """Return whether the loop goes on; after a `break` its condition is not looked at."""
    c.builder.loc = scope.loc(node.test)
    if broke is True:
        return c.builder.constant(False, I1)
    if broke is False:
        more: Value = as_value(c.builder, _condition(c, scope, node))
        return more
    blocks = [Block(), Block()]
    with c.builder.inside(blocks[1]):
        again = _condition(c, scope, node)
    found: Value = merge(c, broke, blocks, {"go": (False, again)})["go"]
    return found


def _while(
    c: Context,
    scope: Scope,
    node: ast.For | ast.While,
    body: Body,
    start: tuple[Value, list[Value]],
    each: Callable[[], None],
    ending: Callable[[list[Value]], list[Value]],
    rest: list[ast.stmt],
) -> bool:
    """Compile a loop that its body may end; whether it took over the rest.

    start: whether it begins, and a counter if any.

    What a `return` inside gives leaves the loop as its last results; before the loop, zeros stand
    for it, which nobody looks at.
    """
    carrying, (go, counter) = body.carrying, start

    def whole(final: list[Value]) -> list[Value]:
        yielded, flow = ending(final), body.flow
        if flow.returned is False:
            return yielded
        parts = [as_value(c.builder, v) if is_number(v) else v for v in leaves(flow.value)]
        value = rebuild(flow.value, parts)
        body.flow = replace(flow, value=value)
        flag = as_value(c.builder, flow.returned)
        return [*yielded, flag, *(v for v in parts if is_value(v))]

    compile_body(c, scope, body, each, whole)
    c.builder.loc = scope.loc(node)
    initial, flow = [*counter, *carrying.initial], body.flow
    if flow.returned is not False:
        none = leaves(zeros(c, flow.value))
        extra = [c.builder.constant(False, I1), *(v for v in none if is_value(v))]
        body.block.args += [Value(v.type) for v in extra]
        initial += extra
    op = c.builder.control("while", [go, *initial], [v.type for v in initial], [body.block])
    first, last = len(counter), len(counter) + len(carrying.initial)
    scope.names = carrying.after(op.results[first:last])
    if flow.returned is not False:
        found = iter(op.results[last + 1 :])
        parts = [next(found) if is_value(v) else v for v in leaves(flow.value)]
        returned = body.endless or op.results[last]
        return _after(c, scope, returned, rebuild(flow.value, parts), rest)
    return False


def _after(c: Context, scope: Scope, returned: Any, value: Any, rest: list[ast.stmt]) -> bool:
    """Go on after a loop; whether it took over the rest, since it may have returned."""
    if returned is False:
        return False

    def leave() -> None:
        scope.flow = Flow(True, True, True, value)

    if returned is True:
        leave()
    else:
        sides = (leave, lambda: c.run_body(c, scope, rest))
        fork(c, scope, returned, sides, ends=True)
    return True


def _unrolled(
    c: Context, scope: Scope, node: ast.For, items: tuple[Any, ...], rest: list[ast.stmt]
) -> bool:
    """Compile the body once per item; whether it took over the rest."""
    if not jumps(node.body, False):
        for item in items:
            bind(c, scope, node.target, item)
            c.run_body(c, scope, node.body)
        return False
    outside = scope.flow, scope.loops, scope.kept, scope.settle, scope.goes_on
    scope.flow, scope.loops, scope.goes_on = Flow(), scope.loops + 1, False
    scope.kept, scope.settle = frozenset(scope.names), None
    for item in items:
        _turn(c, scope, node, item)
    flow = scope.flow
    scope.flow, scope.loops, scope.kept, scope.settle, scope.goes_on = outside
    return _after(c, scope, flow.returned, flow.value, rest)


def _turn(c: Context, scope: Scope, node: ast.For, item: Any) -> None:
    """Compile the body for one item, unless the loop was left before."""
    flow = scope.flow
    if flow.broke is True:
        return

    def stay() -> None:
        scope.flow = replace(flow, broke=True)

    def turn() -> None:
        scope.flow = Flow()
        bind(c, scope, node.target, item)
        c.run_body(c, scope, node.body)
        scope.flow = replace(scope.flow, ended=False)

    if flow.broke is False:
        turn()
    else:
        fork(c, scope, flow.broke, (stay, turn), ends=False)
