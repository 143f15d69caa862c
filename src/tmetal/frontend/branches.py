"""Paths: run-time `if`s, and what `break`, `continue` and `return` leave undone.

In: statements that choose between two paths. Out: `if` ops whose results are the variables that
the paths set differently. What must hold: nothing after a jump happens on its path.

Where one branch always jumps, what follows an `if` is compiled in the other, so that it may use
what only that one defines. Where a branch jumps on some of its paths, what follows is compiled
once, under the condition that none did. How a path ended is in `scope.flow`; where paths meet, its
flags are merged as variables are.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from tmetal.errors import CompileError, need
from tmetal.frontend.access import full
from tmetal.frontend.carrying import typed
from tmetal.frontend.context import Context, located, scalar_condition
from tmetal.frontend.expressions import evaluate, merge
from tmetal.frontend.parts import leaves, rebuild
from tmetal.frontend.promote import is_value
from tmetal.frontend.scope import Flow, Scope, Unusable, assigned
from tmetal.ir.core import Block, Value
from tmetal.ir.types import DType, scalar_of, shape_of


def jumps(body: list[ast.stmt], in_loop: bool = False) -> bool:
    """Whether statements may end their path: by `return`, or by a jump of the loop they are in.

    in_loop: they are the body of a loop inside, whose own `break` and `continue` end nothing more.
    """
    for statement in body:
        if isinstance(statement, ast.Return):
            return True
        if isinstance(statement, ast.Break | ast.Continue) and not in_loop:
            return True
        if isinstance(statement, ast.For | ast.While) and jumps(statement.body, True):
            return True
        if isinstance(statement, ast.If) and jumps([*statement.body, *statement.orelse], in_loop):
            return True
    return False


def _ends(body: list[ast.stmt]) -> bool:
    """Whether every path through statements ends in a jump."""
    return any(
        isinstance(s, ast.Return | ast.Break | ast.Continue)
        or (isinstance(s, ast.If) and _ends(s.body) and _ends(s.orelse))
        for s in body
    )


def choose(c: Context, scope: Scope, node: ast.If, rest: list[ast.stmt]) -> bool:
    """Compile an `if`; whether it took over `rest`, the statements after it, since it jumps."""
    condition = evaluate(c, scope, node.test)
    if not is_value(condition):
        return _known(c, scope, node.body if condition else node.orelse, rest)
    try:
        test = scalar_condition(c, condition, "if")
    except CompileError as error:
        raise located(error, scope, node.test) from None
    bodies = (node.body, node.orelse)
    ends = any(map(jumps, bodies))
    here = ast.copy_location(Meeting(assigned([*node.body, *node.orelse])), node)
    if any(jumps(body) and not _ends(body) for body in bodies):
        _partly(c, scope, test, bodies, [here, *rest])
        return True
    tail = [here, *rest] if ends else []
    paths = Paths(c, scope, ends)
    for body in bodies:
        with paths.side():  # not a function of its own: chains of `elif` nest deeply
            c.run_body(c, scope, [*body, *tail])
    paths.meet(test)
    return ends


def _partly(
    c: Context,
    scope: Scope,
    test: Value,
    bodies: tuple[list[ast.stmt], list[ast.stmt]],
    rest: list[ast.stmt],
) -> None:
    """Compile an `if` that jumps on some paths of a branch: the rest runs unless it did.

    To compile the rest on every path that goes on, as `choose` does otherwise, would double the
    text with each such `if`.
    """
    outside, scope.goes_on = scope.goes_on, True
    paths = Paths(c, scope, False)
    for body in bodies:
        with paths.side():
            c.run_body(c, scope, body)
    paths.meet(test)
    scope.goes_on = outside
    flow = scope.flow
    if not is_value(flow.ended):
        c.run_body(c, scope, rest)
        return

    def stay() -> None:
        scope.flow = replace(flow, ended=True)

    def go_on() -> None:
        scope.flow = Flow()
        c.run_body(c, scope, rest)

    fork(c, scope, flow.ended, (stay, go_on), ends=True)


class Meeting(ast.stmt):
    """Stands where the paths of an `if` would meet: numbers that it chose are typed from here."""

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self.names = names


def meet(c: Context, scope: Scope, node: Meeting) -> None:
    """Make typed values of the numbers in what an `if` assigned."""
    for name in node.names:
        if name in scope.names:
            scope.names[name] = typed(c, scope.names[name])


def _known(c: Context, scope: Scope, chosen: list[ast.stmt], rest: list[ast.stmt]) -> bool:
    """Compile the branch that a compile-time condition takes."""
    ends = jumps(chosen)
    c.run_body(c, scope, [*chosen, *rest] if ends else chosen)
    if ends and not scope.goes_on:
        finish(scope)
    return ends


def finish(scope: Scope) -> None:
    """Note that nothing follows: a function's end returns None, a loop's body goes round."""
    if not scope.flow.ended and not scope.loops:
        scope.flow = replace(scope.flow, returned=True, value=None)
    scope.flow = replace(scope.flow, ended=True)


def fork(
    c: Context, scope: Scope, test: Value, sides: Sequence[Callable[[], None]], ends: bool
) -> None:
    """Compile two paths and merge what they leave; `ends`: nothing follows on either."""
    paths = Paths(c, scope, ends)
    for side in sides:
        with paths.side():
            side()
    paths.meet(test)


class Paths:
    """The two paths of a run-time condition. ends: nothing follows on either."""

    def __init__(self, c: Context, scope: Scope, ends: bool) -> None:
        self.c, self.scope, self.ends = c, scope, ends
        self.before, self.flow = dict(scope.names), scope.flow
        self.blocks: list[Block] = []
        self.names: list[dict[str, Any]] = []
        self.flows: list[Flow] = []

    @property
    def closed(self) -> bool:
        """Whether the function, or the loop's body, ends where these paths do."""
        return self.ends and not self.scope.goes_on

    @contextmanager
    def side(self) -> Iterator[None]:
        """Compile one path inside of a `with`."""
        scope = self.scope
        scope.names, scope.flow = dict(self.before), self.flow
        self.blocks.append(Block())
        with self.c.builder.inside(self.blocks[-1]):
            yield
            if self.closed:
                finish(scope)
            if (self.ends or scope.goes_on) and scope.settle is not None:
                scope.settle()
        self.names.append(scope.names)
        self.flows.append(scope.flow)

    def meet(self, test: Value) -> None:
        """Append the `if`, and go on with what the paths left."""
        before, scope = self.before, self.scope
        pairs = _differing(*self.names)
        wanted = scope.kept if scope.loops else frozenset()
        if self.closed:
            reason = "is given a value before a jump or after it only. Assign it before the loop."
            before = before | {n: Unusable(reason) for n in pairs if n not in wanted}
            pairs = {n: p for n, p in pairs.items() if n in wanted}
        pairs = {n: self.filled(p, n in wanted) for n, p in pairs.items()}
        _meet(self.c, scope, test, self.blocks, before, pairs, self.flows)

    def filled(self, pair: tuple[Any, Any], kept: bool) -> tuple[Any, Any]:
        """Give a path that ended zeros for a variable that nobody will look at on it."""
        sides = list(pair)
        for at, flow in enumerate(self.flows):
            own, other = pair[at], pair[1 - at]
            unread = flow.returned is True if kept else flow.ended is True
            same = is_value(own) and is_value(other) and own.type is other.type
            if unread and not same and not isinstance(other, Unusable):
                with self.c.builder.inside(self.blocks[at]):
                    sides[at] = own if _has_pointers(other) else zeros(self.c, other)
        return sides[0], sides[1]


def _has_pointers(x: Any) -> bool:
    return any(is_value(v) and not isinstance(scalar_of(v.type), DType) for v in leaves(x))


def _meet(
    c: Context,
    scope: Scope,
    test: Value,
    blocks: list[Block],
    before: dict[str, Any],
    pairs: dict[str, tuple[Any, Any]],
    flows: list[Flow],
) -> None:
    """Merge the variables and the flows of two paths."""
    one_sided = Unusable("is given a value on one path of an `if` only. Assign it before the `if`.")
    lost = {n: one_sided for n, p in pairs.items() if any(isinstance(v, Unusable) for v in p)}
    given = {f"`{n}`": p for n, p in pairs.items() if n not in lost}
    x, y = flows
    names = ("ended", "broke", "returned")
    flags = {name: (getattr(x, name), getattr(y, name)) for name in names}
    value, like = _values(c, blocks, x, y)
    merged = merge(c, test, blocks, given | flags | value)
    found = [merged.pop(name) for name in value]
    ended, broke, returned = (merged.pop(name) for name in names)
    scope.names = before | {n.strip("`"): v for n, v in merged.items()} | lost
    scope.flow = Flow(ended, broke, returned, like(found))


Pairs = dict[str, tuple[Any, Any]]


def _values(
    c: Context, blocks: list[Block], x: Flow, y: Flow
) -> tuple[Pairs, Callable[[list[Any]], Any]]:
    """Return what two paths return, by name, and how to put it together again.

    A path that has not returned gives zeros: nobody looks at them.
    """
    if x.returned is False and y.returned is False:
        return {}, lambda found: None
    sides = [x.value, y.value]
    for at, (own, other) in enumerate(((x, y), (y, x))):
        if own.returned is False:
            with c.builder.inside(blocks[at]):
                sides[at] = zeros(c, other.value)
    first, second = sides
    need(
        (first is None) == (second is None),
        "this helper returns nothing on one path. Return a value on both.",
    )
    if isinstance(first, tuple) and isinstance(second, tuple) and len(first) == len(second):
        parts = zip(first, second, strict=True)
        pairs: Pairs = {f"return value {i}": p for i, p in enumerate(parts)}
        return pairs, lambda found: rebuild_tuple(first, found)
    return {"the return value": (first, second)}, lambda found: found[0]


def rebuild_tuple(like: tuple[Any, ...], items: list[Any]) -> Any:
    """Return a tuple of the class of `like`."""
    return type(like)(*items) if hasattr(like, "_fields") else tuple(items)


def zeros(c: Context, like: Any) -> Any:
    """Return zeros of the type of run-time values, the same of anything else."""

    def zero(x: Any) -> Any:
        if not is_value(x):
            return x
        dtype = scalar_of(x.type)
        if not isinstance(dtype, DType):
            raise CompileError("a pointer cannot be returned from inside a loop. Return an offset.")
        return full(c.builder, shape_of(x.type), 0, dtype)

    return rebuild(like, [zero(leaf) for leaf in leaves(like)])


_MISSING = Unusable("")


def _differing(x: dict[str, Any], y: dict[str, Any]) -> Pairs:
    names = [n for n in (x | y) if x.get(n, _MISSING) is not y.get(n, _MISSING)]
    return {n: (x.get(n, _MISSING), y.get(n, _MISSING)) for n in names}
