"""Names: what they stand for in a function being compiled, and which ones a block assigns."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from tmetal.errors import CompileError, Loc
from tmetal.frontend.builtins import Builtin, constexpr
from tmetal.frontend.source import Source
from tmetal.ir.types import DType


@dataclass(frozen=True)
class Unusable:
    """What a name stands for after control flow that defined it on some paths only."""

    reason: str


@dataclass
class Scope:
    """One function being compiled: its source, its local names, and where it was called from."""

    source: Source
    fn: FunctionType
    names: dict[str, Any]
    called_from: Loc | None = None
    returned: Any = None
    has_returned: bool = False
    loops: int = 0
    callers: tuple[FunctionType, ...] = field(default=())

    def loc(self, node: ast.AST) -> Loc:
        """Return the position of a node of this function."""
        return self.source.loc(node, self.called_from)

    def look_up(self, name: str) -> Any:
        """Return what `name` stands for; CompileError if nothing that a kernel may use."""
        if name in self.names:
            found = self.names[name]
            if isinstance(found, Unusable):
                raise CompileError(f"`{name}` {found.reason}")
            return found
        return self._outer(name)

    def _outer(self, name: str) -> Any:
        cells = self.fn.__closure__ or ()
        free = dict(zip(self.fn.__code__.co_freevars, cells, strict=True))
        if name in free:
            try:
                return _allowed(name, free[name].cell_contents)
            except ValueError:  # an empty cell
                raise CompileError(f"`{name}` is not defined yet") from None
        if name in self.fn.__globals__:
            return _allowed(name, self.fn.__globals__[name])
        if hasattr(builtins, name):
            return getattr(builtins, name)
        raise CompileError(f"`{name}` is not defined.{_similar(name, self)}")


def _similar(name: str, scope: Scope) -> str:
    close = nearest(name, [*scope.names, *scope.fn.__globals__])
    return f" Did you mean `{close}`?" if close else ""


def nearest(name: str, choices: Iterable[str]) -> str:
    """Return the choice that looks most like `name`, or nothing."""
    return next(iter(get_close_matches(name, list(choices), n=1, cutoff=0.6)), "")


def _allowed(name: str, found: Any) -> Any:
    """Return a global that a kernel may read: its value must not change behind the kernel."""
    if isinstance(found, constexpr):
        return found.value
    fixed = ModuleType | FunctionType | BuiltinFunctionType | type | DType | Builtin
    if isinstance(found, fixed) or found is None or hasattr(found, "kernel_source"):
        return found
    raise CompileError(
        f"`{name}` is a global variable, which a kernel cannot read: it could change after the "
        f"kernel is compiled. Write `{name} = tl.constexpr({found!r:.40})` at module level, or "
        f"pass it as a `tl.constexpr` parameter."
    )


def assigned(body: list[ast.stmt]) -> list[str]:
    """Return the names that statements assign, in order of appearance."""
    found: dict[str, None] = {}
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.setdefault(node.id)
    return list(found)
