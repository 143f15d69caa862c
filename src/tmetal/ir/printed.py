"""The lines that `tl.device_print` and `tl.device_assert` give, wherever a kernel ran.

In: a program's ids, the place of an element in its tile, and the element. Out: text. What must
hold: Triton's format, `pid (0, 0, 0) idx (3) x: 1.500000`, floats as C's %f writes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tmetal.errors import AssertionFailed

Array = Any


def program(ids: Sequence[Any]) -> str:
    """Return `pid (x, y, z)`."""
    return f"pid ({', '.join(str(int(i)) for i in ids)})"


def element(number: int, shape: tuple[int, ...]) -> str:
    """Return `idx (i, j)` of the element that is `number`th in row-major order."""
    places = np.unravel_index(number, shape) if shape else ()
    widths = [len(str(n - 1)) for n in shape]
    return f"idx ({', '.join(f'{p:{w}}' for p, w in zip(places, widths, strict=True))})"


def spelled(value: Any, hexadecimal: bool) -> str:
    """Return a NumPy scalar as C's %d, %u or %f write it, or its bits."""
    if hexadecimal:
        size = value.dtype.itemsize
        return f"0x{int(value.view(f'u{size}')):0{2 * size}x}"
    return f"{float(value):f}" if value.dtype.kind not in "iub" else str(int(value))


def line(
    ids: Sequence[Any], number: int, x: Any, text: str, shape: tuple[int, ...], hexadecimal: bool
) -> str:
    """Return the line of one element of a printed tile of `shape`; x: None prints the text only."""
    if x is None:
        return program(ids) + text
    return f"{program(ids)} {element(number, shape)}{text}{spelled(x, hexadecimal)}"


def place(ids: Sequence[Any], number: int, shape: tuple[int, ...]) -> str:
    """Return a program, and the element of a tile that is meant."""
    return f"{program(ids)} {element(number, shape)}" if shape else program(ids)


def failure(text: str, where: str, more: int) -> str:
    """Return what a failed assertion says: its text, the first place, and how many others fail."""
    rest = f" and {more} more place{'s' * (more > 1)}" if more else ""
    return f"device assertion failed{': ' + text if text else ''} (at {where}{rest})."


def say(
    ids: Sequence[Any], value: Array | None, text: str, shape: tuple[int, ...], hexadecimal: bool
) -> None:
    """Print the lines of one print of one program."""
    flat = [None] if value is None else np.broadcast_to(value, shape).reshape(-1)
    for number, x in enumerate(flat):
        print(line(ids, number, x, text, shape, hexadecimal))  # noqa: T201 - what the user asked


def check(ids: Sequence[Any], failed: Array, text: str, shape: tuple[int, ...]) -> None:
    """Raise AssertionFailed, with the first place, if any element of a tile is true."""
    places = np.flatnonzero(np.broadcast_to(failed, shape))
    if len(places):
        where = place(ids, int(places[0]), shape)
        raise AssertionFailed(failure(text, where, len(places) - 1))
