"""What a program says: prints and assertions. `passes.records` makes atomic updates of them.

Both are numbered by `site`, so that who reads a record finds the op, and with it text and place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tmetal.ir.ops import TypeMistake, op
from tmetal.ir.types import I1, Type, is_pointer, scalar_of, shape_of

Array = Any
Attrs = dict[str, Any]


def _printed(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    if any(is_pointer(t) or shape_of(t) != attrs["shape"] for t in operands):
        raise TypeMistake(f"prints numbers of shape {attrs['shape']}, not {operands}")
    return ()


@op(_printed, level="tile", effect="writes", public=False, elementwise=False)
def print_(
    machine: Any,
    value: Array = None,
    *,
    text: str,
    shape: tuple[int, ...],
    hexadecimal: bool,
    site: int,
) -> None:
    """Print a line for each element of a tile of `shape`, or one line without a value."""
    machine.say(value, text, shape, hexadecimal)


def _checked(operands: Sequence[Type], attrs: Attrs) -> Sequence[Type]:
    (failed,) = operands
    if scalar_of(failed) is not I1 or shape_of(failed) != attrs["shape"]:
        raise TypeMistake(f"asserts booleans of shape {attrs['shape']}, not {failed}")
    return ()


@op(_checked, level="tile", effect="writes", public=False, elementwise=False)
def fail_(machine: Any, failed: Array, *, text: str, shape: tuple[int, ...], site: int) -> None:
    """Have the launch fail with `text` if any element is true."""
    machine.fail(failed, text, shape)
