"""A hash of a kernel: its source, its helpers' sources, and the constants that it refers to.

In: a kernel's function. Out: a hex text that changes when anything changes that the compiler reads
of the user's code. Names that hide behind modules (`module.helper`) are followed as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tmetal.errors import CompileError
from tmetal.frontend.builtins import constexpr
from tmetal.frontend.source import source_of


def fingerprint(fn: FunctionType) -> str:
    """Return the hash of a kernel and of all that it refers to."""
    parts: list[str] = []
    _collect(fn, parts, set())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _collect(fn: FunctionType, parts: list[str], seen: set[FunctionType]) -> None:
    if fn in seen:
        return
    seen.add(fn)
    parts.append(f"{fn.__module__}.{fn.__qualname__}\n{_text(fn)}")
    for name, value in sorted(_referred(fn), key=lambda pair: pair[0]):
        helper = getattr(value, "kernel_source", None)
        if isinstance(helper, FunctionType):
            _collect(helper, parts, seen)
        elif isinstance(value, constexpr):
            parts.append(f"{name}={value!r}")


def _text(fn: FunctionType) -> str:
    try:
        return source_of(fn).text
    except CompileError:  # no source: what Python compiled stands for it
        return repr((fn.__code__.co_code.hex(), fn.__code__.co_consts))


def _referred(fn: FunctionType) -> Iterator[tuple[str, Any]]:
    """Yield what the names of a function stand for outside of it."""
    names = set(_names(fn.__code__))
    cells = zip(fn.__code__.co_freevars, fn.__closure__ or (), strict=True)
    for name, cell in cells:
        try:
            yield name, cell.cell_contents
        except ValueError:  # no value yet
            continue
    for name in names & fn.__globals__.keys():
        value = fn.__globals__[name]
        yield name, value
        if isinstance(value, ModuleType):
            inside = vars(value)
            yield from ((f"{name}.{n}", inside[n]) for n in names & inside.keys())


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
