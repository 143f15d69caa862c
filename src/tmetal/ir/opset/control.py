"""Structured control flow. The interpreter and the verifier know these by their blocks."""

from __future__ import annotations

from typing import Any

from tmetal.ir.ops import op
from tmetal.ir.opset.rules import anything, nothing

Array = Any


def _structured(name: str) -> Any:
    raise AssertionError(f"`{name}` is run by the interpreter's own loop, not as a row")


@op(anything, effect="control", public=False, elementwise=False, loop=(3, 1, 0))
def for_(start: Array, stop: Array, step: Array, *carried: Array, unroll: bool) -> Array:
    """Counted loop: its block takes the counter and the carried values, and yields the next ones.

    Bounds and step are scalars of one integer type; a step below zero counts down; a step of zero
    runs no iteration. Results are the carried values after the last iteration.
    """
    return _structured("for")


@op(anything, effect="control", public=False, elementwise=False, loop=(1, 0, 1))
def while_(go: Array, *carried: Array) -> Array:
    """Run its block as long as `go` holds: it takes the carried values and yields the next `go`.

    `go` is a scalar boolean, and the first thing that the block yields; the next carried values
    follow. Results are the carried values when `go` does not hold any more, which may be at once.
    """
    return _structured("while")


@op(anything, effect="control", public=False, elementwise=False)
def if_(condition: Array) -> Array:
    """Run the first block if the scalar boolean holds, else the second; both yield the results.

    With the attribute `interior`, the second block would do as well where the boolean holds.
    """
    return _structured("if")


@op(nothing, effect="control", public=False, elementwise=False, terminator=True)
def yield_(*values: Array) -> Array:
    """End a block and give its values to the op that owns it."""
    return _structured("yield")


@op(nothing, effect="control", public=False, elementwise=False, terminator=True)
def return_() -> Array:
    """End the kernel."""
    return _structured("return")
