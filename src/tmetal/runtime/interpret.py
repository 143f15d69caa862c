"""The interpreter: runs the kernel's own Python function on NumPy tiles, so print and pdb work.

Programs run many at once along a leading axis where control flow allows it, one by one where it
does not, or where the kernel prints or is being debugged. Writes go to private copies that replace
the arguments' contents at the end: a run that fails changes nothing.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from types import CodeType, FunctionType, TracebackType
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from tmetal.errors import (
    AssertionFailed,
    CompileError,
    InternalError,
    LaunchError,
    Loc,
    TmetalError,
)
from tmetal.frontend.builtins import ACTIVE, TABLE, constexpr
from tmetal.frontend.eager import Diverged, Eager, EagerTile, eager_range
from tmetal.frontend.hosted import put_together
from tmetal.frontend.instrument import HOOKS, Hooks, instrumented
from tmetal.frontend.promote import is_number, is_value
from tmetal.frontend.typenames import instance_of
from tmetal.ir.interp import Memory, OutOfBounds
from tmetal.ir.types import Pointer, Type, number_of

Array = Any
# Programs that run together at first, and the elements of a tile that all of them may have
# afterwards: the temporaries should stay in the cache.
FIRST_BATCH = 8
BATCH_ELEMENTS = 1 << 16


class PrivateMemory(Memory):
    """An argument's elements; copied when first written."""

    __slots__ = ("written",)

    def __init__(self, data: Array, name: str) -> None:
        super().__init__(data, name)
        self.written = False

    def own(self) -> Array:
        """Return a copy to write into."""
        if not self.written:
            self.data = self.data.copy()
            self.written = True
        return self.data


class Interpreted:
    """A kernel prepared for interpretation."""

    def __init__(self, fn: FunctionType) -> None:
        _HELPERS.clear()  # what helpers refer to may have been redefined since
        self.fn = _patched(fn)
        self.positional = fn.__code__.co_varnames[: fn.__code__.co_posonlyargcount]
        self.together = not talks(fn.__code__, fn)

    def run(
        self,
        types: dict[str, Type],
        arguments: dict[str, Any],
        constants: dict[str, Any],
        grid: tuple[int, int, int],
    ) -> dict[str, Array]:
        """Run a grid; return the new contents, flat, of the arrays that were written.

        arguments: flat NumPy arrays for pointers, Python numbers for scalars.
        """
        if self.together and sys.gettrace() is None:
            try:
                return self._run(types, arguments, constants, grid, 2)
            except Diverged:
                self.together = False
        return self._run(types, arguments, constants, grid, 1)

    def _run(
        self,
        types: dict[str, Type],
        arguments: dict[str, Any],
        constants: dict[str, Any],
        grid: tuple[int, int, int],
        batch: int,  # 1, or anything larger for as many as there is room for
    ) -> dict[str, Array]:
        e = Eager([], [np.asarray(n, np.int32) for n in grid])
        memories: dict[str, PrivateMemory] = {}
        values: dict[str, Any] = dict(constants)
        for name, t in types.items():
            if isinstance(t, Pointer):
                memories[name] = PrivateMemory(arguments[name], name)
                values[name] = e.pointer(t, memories[name])
            else:
                values[name] = e.constant(arguments[name], number_of(t))
        token = ACTIVE.set(e)
        try:
            with np.errstate(all="ignore"):
                put_together(e, values)
                positional = [values.pop(n) for n in self.positional]
                for ids in _programs(grid, lambda: batch if batch == 1 else _room(e)):
                    e.program_id = ids
                    self.fn(*positional, **values)
        finally:
            ACTIVE.reset(token)
        return {n: m.data for n, m in memories.items() if m.written}


def _room(e: Eager) -> int:
    """Return how many programs may run together, by the largest tile seen so far."""
    return max(2, BATCH_ELEMENTS // e.largest) if e.largest else FIRST_BATCH


def _programs(grid: tuple[int, int, int], batch: Callable[[], int]) -> Iterator[list[Array]]:
    """Yield the program ids, one program at a time or as columns of many along the first axis."""
    width = grid[0]
    for z, y in product(range(grid[2]), range(grid[1])):
        rest = [np.asarray(y, np.int32), np.asarray(z, np.int32)]
        start = 0
        while start < width:
            step = batch()
            if step == 1:
                yield [np.asarray(start, np.int32), *rest]
            else:
                ids = np.arange(start, min(start + step, width), dtype=np.int32)
                yield [ids[:, None], *rest]
            start += step


def talks(code: CodeType, fn: FunctionType, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a kernel or one of its helpers prints or stops in a debugger."""
    if {"print", "device_print", "breakpoint", "set_trace"} & set(code.co_names):
        return True
    for name in set(code.co_names) - seen:
        helper = getattr(fn.__globals__.get(name), "kernel_source", None)
        if helper is not None and talks(helper.__code__, helper, seen | {name}):
            return True
    return False


def _patched(fn: FunctionType) -> FunctionType:
    """Return `fn` with the names that mean something else in a kernel: `range`, constexpr globals.

    Lines keep their numbers (see `frontend.instrument`), so breakpoints and tracebacks are right.
    """
    code = instrumented(fn)
    scope = {k: v.value if isinstance(v, constexpr) else v for k, v in fn.__globals__.items()}
    for name, replacement in _REPLACED.items():
        scope.setdefault(name, replacement)
    scope[HOOKS] = Hooks
    cells = dict(zip(fn.__code__.co_freevars, fn.__closure__ or (), strict=True))
    closure = tuple(_unwrapped(cells[n]) for n in code.co_freevars)
    made = FunctionType(code, scope, fn.__name__, fn.__defaults__, closure)
    made.__kwdefaults__ = fn.__kwdefaults__
    return made


def _unwrapped(cell: Any) -> Any:
    try:
        found = cell.cell_contents
    except ValueError:  # not filled yet: Python says so where it is used
        return cell
    return type(cell)(found.value) if isinstance(found, constexpr) else cell


def _range(*bounds: Any) -> Iterator[Any]:
    e = ACTIVE.get()
    assert isinstance(e, Eager)
    return eager_range(e, *bounds)


def _numeric(name: str, plain: Any) -> Any:
    def run(*args: Any) -> Any:
        tiles = any(isinstance(a, EagerTile) for a in args)
        return TABLE[name](*args) if tiles else plain(*args)

    return run


def _print(*args: Any, **words: Any) -> None:
    """Print what `tl.device_print` does where it can; else, for the debugger's sake, as Python."""
    shown = bool(args) and isinstance(args[0], str) and words.keys() <= {"hex"}
    if shown and all(is_value(a) or is_number(a) for a in args[1:]):
        TABLE["device_print"](*args, **words)
    else:
        print(*args, **words)  # noqa: T201


_REPLACED = {
    "print": _print,
    "isinstance": instance_of,
    "range": _range,
    "min": _numeric("minimum", builtins.min),
    "max": _numeric("maximum", builtins.max),
    "abs": _numeric("abs", builtins.abs),
}


def call_helper(fn: FunctionType, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """Run a helper function inside of an interpreted kernel."""
    made = _HELPERS.get(fn)
    if made is None:
        made = _HELPERS[fn] = _patched(fn)
    return made(*args, **kwargs)


# Prepared helpers, by function object.
_HELPERS: WeakKeyDictionary[FunctionType, FunctionType] = WeakKeyDictionary()


def locate(error: Exception, trace: TracebackType | None, files: set[str]) -> TmetalError:
    """Return an interpreter's error with the position of the user's line that raised it."""
    found: Loc | None = None
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename in files:
            positions = list(code.co_positions())[trace.tb_lasti // 2]
            line, end_line, column, end_column = (p or 0 for p in positions)
            name = code.co_name if code.co_name != "<lambda>" or not found else found.function
            found = Loc(code.co_filename, line, column, end_line, end_column, name, found)
        trace = trace.tb_next
    if isinstance(error, CompileError | AssertionFailed):
        kind = AssertionFailed if isinstance(error, AssertionFailed) else CompileError
        return kind(error.message, found) if found and error.loc is None else error
    if isinstance(error, OutOfBounds):
        return LaunchError(str(error) if found is None else f"{error}\n{found.render()}")
    if found is None:
        return InternalError(f"the interpreter failed: {error!r}. This is a bug in tmetal.")
    return CompileError(f"{error} ({type(error).__name__}, raised by the kernel's Python)", found)
