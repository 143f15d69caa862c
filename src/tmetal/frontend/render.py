"""The kernel's syntax tree, and its specialised Python, for people to read.

`astor` renders trees; it touches names that Python 3.14 removed, so it lives here alone and
`ast.unparse` stands in for it where it fails.
"""

from __future__ import annotations

import ast
import copy
import warnings
from collections.abc import Mapping
from types import FunctionType
from typing import Any

from tmetal.frontend.source import source_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # astor touches what 3.12 deprecates
    try:
        import astor
    except (ImportError, AttributeError):  # AttributeError: a Python whose ast astor cannot read
        astor = None


def tree_text(fn: FunctionType) -> str:
    """Return the syntax tree of a kernel, indented."""
    return ast.dump(source_of(fn).node, indent=2) + "\n"


def python_text(fn: FunctionType, constants: Mapping[str, Any]) -> str:
    """Return a kernel's Python with its constants put in and its constant branches taken."""
    node = copy.deepcopy(source_of(fn).node)
    node.decorator_list = []
    node.args.args = [a for a in node.args.args if a.arg not in constants]
    node.args.kwonlyargs = [a for a in node.args.kwonlyargs if a.arg not in constants]
    node.args.defaults, node.args.kw_defaults = [], [None for _ in node.args.kwonlyargs]
    specialised = ast.fix_missing_locations(_Specializer(constants).visit(node))
    return to_source(specialised)


def to_source(node: ast.AST) -> str:
    """Return the Python of a tree."""
    if astor is not None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                text: str = astor.to_source(node)
        except AttributeError:
            pass  # a node that astor does not know
        else:
            return text
    return ast.unparse(node) + "\n"


class _Specializer(ast.NodeTransformer):
    """Puts constants in place of names, folds comparisons of them, and takes known branches."""

    def __init__(self, constants: Mapping[str, Any]) -> None:
        simple = bool | int | float | str | None
        self.constants = {k: v for k, v in constants.items() if isinstance(v, simple)}

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """A constant's name -> the constant."""
        if isinstance(node.ctx, ast.Load) and node.id in self.constants:
            return ast.copy_location(ast.Constant(self.constants[node.id]), node)
        return node

    def visit_If(self, node: ast.If) -> Any:
        """`if` on constants -> the branch that is taken."""
        test = self.visit(node.test)
        known = self.value_of(test)
        if known is None:
            node.test = test
            node.body = self.block(node.body)
            node.orelse = self.block(node.orelse)
            return node
        return self.block(node.body if known[0] else node.orelse) or ast.Pass()

    def block(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """Specialise the statements of a block."""
        out: list[ast.stmt] = []
        for statement in body:
            made = self.visit(statement)
            out += made if isinstance(made, list) else [made]
        return out

    def value_of(self, node: ast.expr) -> tuple[Any] | None:
        """Return the value of an expression of constants alone, or None."""
        allowed = ast.Constant | ast.BoolOp | ast.UnaryOp | ast.BinOp | ast.Compare
        small = ast.operator | ast.unaryop | ast.boolop | ast.cmpop
        if not all(isinstance(n, allowed | small) for n in ast.walk(node)):
            return None
        code = compile(ast.fix_missing_locations(ast.Expression(node)), "<constant>", "eval")
        try:
            return (eval(code, {"__builtins__": {}}),)
        except (ArithmeticError, TypeError, ValueError):
            return None
