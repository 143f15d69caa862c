"""The user's function, with the few things rewritten that plain Python would get wrong on tiles.

The interpreter runs Python itself, so that print and pdb work. But in the kernel language `and`,
`or`, `not` and chained comparisons work on tiles, and a number that a loop carries, or that a
run-time `if` chooses, is a typed value from then on. So those nodes become calls on `Hooks`; every
line keeps its number, and everything else stays as it was written.
"""

from __future__ import annotations

import ast
import copy
import warnings
from functools import cache
from types import CodeType, FunctionType
from typing import Any

from tmetal.errors import CompileError
from tmetal.frontend import operators, promote
from tmetal.frontend.asserts import assertion
from tmetal.frontend.builtins import ACTIVE
from tmetal.frontend.context import condition_mistake
from tmetal.frontend.parts import is_compound, leaves, rebuild
from tmetal.frontend.promote import is_number, is_value
from tmetal.frontend.scope import assigned
from tmetal.frontend.source import Source, source_of
from tmetal.ir.core import deep_nesting

HOOKS = "_tmetal_hooks"


class Hooks:
    """What the rewritten nodes call; all take operands as the user wrote them."""

    @staticmethod
    def logical(both: bool, first: Any, *rest: Any) -> Any:
        """`and` or `or`; `rest` are functions, so that plain values short-circuit."""
        result = first
        for part in rest:
            if not is_value(result):
                if bool(result) != both:
                    return result
                result = part()
            else:
                result = operators.logical(_emitter(), both, result, part())
        return result

    @staticmethod
    def negation(x: Any) -> Any:
        """`not x`."""
        return operators.unary(_emitter(), operators.BY_NODE[ast.Not], x)

    @staticmethod
    def chain(signs: tuple[str, ...], *operands: Any) -> Any:
        """`a < b <= c`."""
        result: Any = None
        for i, sign in enumerate(signs):
            row = _BY_SIGN[sign]
            part = operators.binary(_emitter(), row, operands[i], operands[i + 1])
            if i and (is_value(result) or is_value(part)):
                result = operators.logical(_emitter(), True, result, part)
            else:
                result = part if not i else result and part
        return result

    @staticmethod
    def condition(x: Any, what: str) -> tuple[bool, bool]:
        """Return whether a condition holds, and whether it is known at run time only."""
        if not is_value(x):
            return bool(x), False
        mistake = condition_mistake(x.type, what)
        if mistake:
            raise CompileError(mistake)
        return bool(x), True

    @staticmethod
    def typed(x: Any, run_time: bool = True) -> Any:
        """Return numbers, in tuples too, as the typed values they are after a loop or an `if`."""
        if not run_time or (is_value(x) and not is_compound(x)):
            return x
        return _numbers(x, [None] * len(leaves(x)))

    @staticmethod
    def choose(condition: tuple[bool, bool], x: Any, y: Any) -> Any:
        """`x if condition else y`; `x` and `y` are functions."""
        chosen = x() if condition[0] else y()
        return Hooks.typed(chosen, condition[1])

    @staticmethod
    def again(x: Any, start: Any) -> Any:
        """Return a carried variable after an iteration, in the type it started with."""
        types = [getattr(leaf, "type", None) for leaf in leaves(start)]
        return _numbers(x, types if len(types) == len(leaves(x)) else [None] * len(leaves(x)))

    @staticmethod
    def constants(*bounds: Any) -> Any:
        """`range(…)` of a comprehension."""
        return range(*bounds)

    @staticmethod
    def check(x: Any, message: Any) -> None:
        """`assert x, message`; `message` is a function."""
        assertion(_emitter(), x, message())


def _numbers(x: Any, types: list[Any]) -> Any:
    """Return `x` with its numbers as values, of the given types or of their own."""
    parts = leaves(x)
    if not any(map(is_number, parts)):
        return x
    e = _emitter()
    new = [
        promote.as_value(e, part, t) if is_number(part) else part
        for part, t in zip(parts, types, strict=True)
    ]
    return rebuild(x, new)


_BY_SIGN = {row.sign: row for row in operators.COMPARE}


def _emitter() -> Any:
    return ACTIVE.get()


def instrumented(fn: FunctionType) -> CodeType:
    """Return the code of `fn`, rewritten; its free variables are a subset of `fn`'s."""
    with deep_nesting(), warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # Python gave them once already
        return _instrumented(source_of(fn), fn.__code__.co_freevars)


@cache
def _instrumented(source: Source, names: tuple[str, ...]) -> CodeType:
    """Return the code of a function, rewritten once; names: its free variables."""
    called = source.node.name
    node = copy.deepcopy(source.node)
    node.name = "_kernel"  # a kernel that calls itself means the global, not this
    node.decorator_list, node.returns = [], None
    for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
        a.annotation = None
    node.args.defaults = [ast.Constant(None) for _ in node.args.defaults]
    node.args.kw_defaults = [d and ast.Constant(None) for d in node.args.kw_defaults]
    rewritten = _Rewriter().visit(node)
    free = [ast.arg(name) for name in names]
    outer = ast.FunctionDef(
        "_outer", ast.arguments([], free, None, [], [], None, []), [rewritten], []
    )
    if "type_params" in ast.FunctionDef._fields:
        setattr(outer, "type_params", [])  # noqa: B010 - Python 3.12 and newer
    ast.copy_location(outer, node)
    module = ast.fix_missing_locations(ast.Module([outer], []))
    code = compile(module, source.file, "exec")
    return _nested(_nested(code, "_outer"), "_kernel").replace(co_name=called)


def _nested(code: CodeType, name: str) -> CodeType:
    return next(c for c in code.co_consts if isinstance(c, CodeType) and c.co_name == name)


def _hook(name: str, *args: ast.expr, at: ast.AST) -> ast.Call:
    target = ast.Attribute(ast.Name(HOOKS, ast.Load()), name, ast.Load())
    return ast.copy_location(ast.Call(target, list(args), []), at)


def _later(body: ast.expr) -> ast.Lambda:
    return ast.copy_location(ast.Lambda(ast.arguments([], [], None, [], [], None, []), body), body)


class _Rewriter(ast.NodeTransformer):
    """Rewrites one function, and the functions in it."""

    def __init__(self) -> None:
        self.count = 0

    def fresh(self, stem: str) -> str:
        """Return a local name that no user writes."""
        self.count += 1
        return f"_tmetal_{stem}_{self.count}"

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        """`a and b` -> logical(True, a, lambda: b)."""
        self.generic_visit(node)
        both = ast.Constant(isinstance(node.op, ast.And))
        first, *rest = node.values
        return _hook("logical", both, first, *map(_later, rest), at=node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        """`not x` -> negation(x)."""
        self.generic_visit(node)
        return _hook("negation", node.operand, at=node) if isinstance(node.op, ast.Not) else node

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """`a < b < c` -> chain(("<", "<"), a, b, c)."""
        self.generic_visit(node)
        rows = [operators.BY_NODE.get(type(o)) for o in node.ops]
        if len(rows) == 1 or not all(rows):
            return node
        signs = ast.Tuple([ast.Constant(r.sign) for r in rows if r], ast.Load())
        return _hook("chain", signs, node.left, *node.comparators, at=node)

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        """`x if c else y` -> choose(condition(c), lambda: x, lambda: y)."""
        self.generic_visit(node)
        test = _hook("condition", node.test, ast.Constant("x if condition else y"), at=node)
        return _hook("choose", test, _later(node.body), _later(node.orelse), at=node)

    def visit_If(self, node: ast.If) -> list[ast.stmt]:
        """Note whether the condition is a run-time one; then what it chose is typed."""
        names = assigned([*node.body, *node.orelse], {})
        self.generic_visit(node)
        flag = self.fresh("test")
        test = _hook("condition", node.test, ast.Constant("if"), at=node.test)
        before = _assign(flag, test, node)
        node.test = ast.copy_location(_item(flag, 0), node.test)
        after = [
            _guarded(_assign(n, _hook("typed", _name(n), _item(flag, 1), at=node), node))
            for n in names
        ]
        return [before, node, *after]

    def visit_For(self, node: ast.For) -> Any:
        """Type what a run-time loop carries, before it and after each iteration."""
        names = assigned(node.body, {})
        self.generic_visit(node)
        if not _is_run_time_range(node.iter):
            return node
        before, again = self.carried(names, node)
        node.body = [*again, *node.body]
        return [*before, node, *copy.deepcopy(again)]

    def visit_ListComp(self, node: ast.ListComp) -> ast.ListComp:
        """`range(…)` in a comprehension -> constants(…): it is written out, not looped over."""
        for loop in node.generators:
            if _is_run_time_range(loop.iter):
                assert isinstance(loop.iter, ast.Call)
                loop.iter = _hook("constants", *loop.iter.args, at=loop.iter)
        self.generic_visit(node)
        return node

    def visit_While(self, node: ast.While) -> list[ast.stmt]:
        """`while c: …` -> `while True: if not condition(c): break; …`, typed as a `for` is."""
        names = assigned(node.body, {})
        self.generic_visit(node)
        before, again = self.carried(names, node)
        found = _hook("condition", node.test, ast.Constant("while"), at=node.test)
        test = ast.Subscript(found, ast.Constant(0), ast.Load())
        leave = ast.If(ast.UnaryOp(ast.Not(), test), [ast.Break()], [])
        node.body = [*again, ast.copy_location(leave, node.test), *node.body]
        node.test = ast.copy_location(ast.Constant(True), node.test)
        return [*before, node, *copy.deepcopy(again)]

    def carried(self, names: list[str], node: ast.stmt) -> tuple[list[ast.stmt], list[ast.stmt]]:
        """Return what types the variables before a loop, and after an iteration.

        The latter stands at the start of the body, and after the loop: a `continue` skips the end.
        """
        before: list[ast.stmt] = []
        again: list[ast.stmt] = []
        for n in names:
            start = self.fresh(n)
            typed = _hook("typed", _name(n), at=node)
            keep = ast.copy_location(
                ast.Assign([ast.Name(n, ast.Store()), ast.Name(start, ast.Store())], typed), node
            )
            before.append(_guarded(keep))
            after = _hook("again", _name(n), _name(start), at=node)
            again.append(_guarded(_assign(n, after, node)))
        return before, again

    def visit_Assert(self, node: ast.Assert) -> ast.stmt:
        """`assert c, m` -> check(c, lambda: m)."""
        self.generic_visit(node)
        message = _later(node.msg or ast.copy_location(ast.Constant(""), node))
        return ast.copy_location(ast.Expr(_hook("check", node.test, message, at=node)), node)


def _is_run_time_range(node: ast.expr) -> bool:
    if not isinstance(node, ast.Call):
        return False
    f = node.func
    return (f.id if isinstance(f, ast.Name) else getattr(f, "attr", "")) == "range"


def _name(n: str) -> ast.Name:
    return ast.Name(n, ast.Load())


def _item(name: str, index: int) -> ast.Subscript:
    return ast.Subscript(_name(name), ast.Constant(index), ast.Load())


def _assign(name: str, value: ast.expr, at: ast.AST) -> ast.Assign:
    return ast.copy_location(ast.Assign([ast.Name(name, ast.Store())], value), at)


def _guarded(statement: ast.stmt) -> ast.stmt:
    """Skip a statement if its variable has no value on this path."""
    handler = ast.ExceptHandler(ast.Name("NameError", ast.Load()), None, [ast.Pass()])
    return ast.copy_location(ast.Try([statement], [handler], [], []), statement)
