"""Runs a kernel of scalars as plain Python: the oracle for control flow.

The text of the kernel is executed as it stands, with a `tl` that reads and writes NumPy arrays and
with ints for int32 numbers; so neither the compiler nor the interpreter takes part.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

MOST_LINES = 50_000  # that a program may run: nested loops can take for ever


@dataclass(frozen=True)
class Pointer:
    """An array and an element of it."""

    array: Any
    at: int = 0

    def __add__(self, count: int) -> Pointer:
        return Pointer(self.array, self.at + int(count))


def load(pointer: Pointer) -> int:
    """Return the element that a pointer points at."""
    return int(pointer.array[pointer.at])


def store(pointer: Pointer, value: int) -> None:
    """Write an element."""
    pointer.array[pointer.at] = value


class TooLongError(Exception):
    """A program takes more steps than a test has time for."""


def _limited(steps: int) -> Any:
    """Return a trace function that raises TooLongError after so many lines."""
    left = steps

    def trace(frame: Any, event: str, argument: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise TooLongError
        return trace

    return trace


def run_plainly(source: str, grid: int, arguments: list[Any], **constants: Any) -> list[Any]:
    """Return copies of the array arguments after the programs of a grid ran one by one.

    The kernel is the last function of `source`, whose decorators mean nothing here.
    """
    arrays = [a.copy() if isinstance(a, np.ndarray) else a for a in arguments]
    place = SimpleNamespace(program=0)
    language = SimpleNamespace(
        load=load,
        store=store,
        program_id=lambda axis: place.program,
        num_programs=lambda axis: grid,
        static_range=range,
        constexpr=int,
    )
    names: dict[str, Any] = {"tl": language, "tmetal": SimpleNamespace(jit=lambda fn: fn)}
    exec(source, names)
    kernel = [v for v in names.values() if hasattr(v, "__code__")][-1]
    given = [Pointer(a) if isinstance(a, np.ndarray) else a for a in arrays]
    before = sys.gettrace()
    sys.settrace(_limited(MOST_LINES))
    try:
        for place.program in range(grid):
            kernel(*given, **constants)
    finally:
        sys.settrace(before)
    return [a for a in arrays if isinstance(a, np.ndarray)]
