"""Names: what they stand for in a function being compiled, and which ones a block assigns."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, MutableMapping, Set
from dataclasses import dataclass, field
from enum import Enum
from types import BuiltinFunctionType, CellType, FunctionType, ModuleType, NoneType
from typing import Any
from weakref import WeakKeyDictionary

from tmetal.errors import CompileError, Loc
from tmetal.frontend.aggregates import AggregateType
from tmetal.frontend.builtins import Builtin, constexpr
from tmetal.frontend.constants import ConstexprFunction
from tmetal.frontend.loops import LoopRange
from tmetal.frontend.source import Source
from tmetal.frontend.words import nearest
from tmetal.ir.types import DType


@dataclass(frozen=True)
class Unusable:
    """What a name stands for after control flow that defined it on some paths only."""

    reason: str


class _Cell:
    """A closure's variable, looked up as a global is."""

    def __init__(self, cell: CellType) -> None:
        self.cell = cell

    def get(self, name: str) -> Any:
        """Return what the variable holds now; ValueError while it is empty."""
        return self.cell.cell_contents


Outer = dict[str, Any] | _Cell
Dependency = tuple[Outer, str, Any]


@dataclass(frozen=True)
class Flow:
    """How a path of a function has come so far.

    ended: nothing more happens on it. broke: the innermost loop is left. returned: the function is,
    with `value`. All three are known, or run-time booleans where paths met.
    """

    ended: Any = False
    broke: Any = False
    returned: Any = False
    value: Any = None


@dataclass
class Scope:
    """One function being compiled: its source, its local names, and where it was called from."""

    source: Source
    fn: FunctionType
    names: dict[str, Any]
    called_from: Loc | None = None
    flow: Flow = Flow()
    loops: int = 0
    # The variables that paths of the innermost loop share, and what brings them to their types.
    kept: Set[str] = frozenset()
    settle: Callable[[], None] | None = None
    # Whether more follows where the present statements end: a rest that is compiled after them.
    goes_on: bool = False
    # The scope in which a function inside of a function was defined.
    outer: Scope | None = None
    callers: tuple[FunctionType, ...] = field(default=())
    # Outer names that may be redefined, shared by all scopes of a compilation.
    dependencies: list[Dependency] = field(default_factory=list)

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
        return self.outer.look_up(name) if self.outer is not None else self._outer(name)

    def _outer(self, name: str) -> Any:
        cells = self.fn.__closure__ or ()
        free = dict(zip(self.fn.__code__.co_freevars, cells, strict=True))
        if name in free:
            try:
                return self._use(_Cell(free[name]), name, "a variable of the enclosing function")
            except ValueError:  # an empty cell
                raise CompileError(
                    f"`{name}` has no value yet where the kernel is compiled. Define it before the "
                    "first launch."
                ) from None
        if name in self.fn.__globals__:
            return self._use(self.fn.__globals__, name, "a global variable")
        if hasattr(builtins, name):
            return getattr(builtins, name)
        if name in self.fn.__code__.co_varnames:
            raise CompileError(f"`{name}` has no value yet. Assign it before this line.")
        close = nearest(name, [*self.names, *self.fn.__globals__])
        hint = f"Did you mean `{close}`?" if close else "Define it, or pass it as a parameter."
        raise CompileError(f"`{name}` is not defined. {hint}")

    def _use(self, outer: Outer, name: str, what: str) -> Any:
        """Return an outer variable, noting it if it may be redefined: a constant or a helper."""
        found = outer.get(name)
        if isinstance(found, _FIXED):
            return found
        value = _allowed(name, found, what)
        changing = isinstance(found, constexpr | AggregateType)
        if changing or hasattr(found, "kernel_source"):
            self.dependencies.append((outer, name, found))
        return value


_FIXED: tuple[type, ...] = (
    *(ModuleType, FunctionType, BuiltinFunctionType, type, DType, Builtin, LoopRange),
    *(ConstexprFunction, Enum, NoneType),
)


def _allowed(name: str, found: Any, what: str) -> Any:
    """Return an outer variable that a kernel may read: its value must not change behind it."""
    if isinstance(found, constexpr):
        return found.value
    if isinstance(found, AggregateType):
        return found
    if hasattr(found, "kernel_source"):
        return found
    raise CompileError(
        f"`{name}` is {what}, which a kernel cannot read: it could change after the kernel is "
        f"compiled. {_instead(name, found)}"
    )


def _instead(name: str, found: Any) -> str:
    if isinstance(found, bool | int | float | str | tuple):
        return (
            f"Write `{name} = tl.constexpr({found!r:.40})` there, or pass it as a `tl.constexpr` "
            "parameter."
        )
    if isinstance(found, list):
        return "Make it a tuple inside tl.constexpr(...), or pass an array as an argument."
    return "Pass it as an argument."


# What statements assign, for as long as their trees live: each `if` asks for all inside of it.
Assigned = MutableMapping[ast.stmt, list[str]]
_KNOWN: Assigned = WeakKeyDictionary()


def assigned(body: list[ast.stmt], known: Assigned = _KNOWN) -> list[str]:
    """Return the names that statements assign, in order of appearance.

    known: what statements assign; who changes a tree brings a mapping of his own.
    """
    names = (name for statement in body for name in _assigned_by(statement, known))
    return list(dict.fromkeys(names))


def _assigned_by(statement: ast.stmt, known: Assigned) -> list[str]:
    if statement not in known:
        found: list[str] = []
        if isinstance(statement, ast.FunctionDef):  # what it assigns is its own
            found.append(statement.name)
        else:
            for node in ast.iter_child_nodes(statement):
                if isinstance(node, ast.stmt):
                    found += _assigned_by(node, known)
                else:
                    found += _stored(node)
        known[statement] = list(dict.fromkeys(found))
    return known[statement]


def _stored(node: ast.AST) -> list[str]:
    names = [n for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    return [n.id for n in names]
