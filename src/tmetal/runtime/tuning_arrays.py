"""The arrays of a tuning: what launches change in them, and how it is put back.

In: the arguments by name, and the effects of what was compiled for them. MLX arrays are values, so
keeping the old contents costs no memory; NumPy arrays that are written are copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from tmetal.runtime.adapters import TensorWrapper
from tmetal.runtime.arrays import is_mlx, is_numpy, mx


class TunedArrays:
    """The arrays of a tuning: their old contents, and which of them have to be put back when."""

    def __init__(
        self,
        named: dict[str, Any],
        compiled: Iterable[Any],
        zeroed: Sequence[str],
        restored: Sequence[str],
    ) -> None:
        effects = [pair for c in _flat(compiled) for pair in c.metadata.effects.items()]
        self.arrays = {n: base(x) for n, x in named.items() if is_array(x)}
        self.zeroed = [n for n in zeroed if n in self.arrays]
        written = {n for n, effect in effects if effect not in ("read", "none")}
        self.saved = {n: _copy(x) for n, x in self.arrays.items() if n in written | {*restored}}
        # What is only written comes out the same each time; the rest must start from the old.
        again = {n for n, effect in effects if effect != "write"} | {*restored}
        self.again = [n for n in self.saved if n in again and n not in self.zeroed]
        self.changing = bool(self.again or self.zeroed)

    def zero(self) -> None:
        """Fill the arrays of `reset_to_zero`."""
        for name in self.zeroed:
            self.arrays[name][...] = 0

    def settle(self) -> None:
        """Wait until all arrays are there: what MLX puts off would be timed with the launch."""
        mx.eval([x for x in self.arrays.values() if is_mlx(x)])

    def restore(self) -> None:
        """Put back what one launch must not hand on to the next."""
        for name in self.again:
            self.arrays[name][...] = self.saved[name]

    def put_back(self) -> None:
        """Put everything back that tuning has changed."""
        for name, old in self.saved.items():
            self.arrays[name][...] = old


def _flat(tree: Iterable[Any]) -> list[Any]:
    return [c for part in tree for c in (_flat(part) if isinstance(part, list) else [part])]


def is_array(x: Any) -> bool:
    """Whether an argument is an array, reinterpreted or not."""
    return is_mlx(x) or is_numpy(x) or isinstance(x, TensorWrapper)


def base(x: Any) -> Any:
    """Return the array behind a reinterpreted one."""
    return x.base if isinstance(x, TensorWrapper) else x


def _copy(x: Any) -> Any:
    """Return an array's contents: MLX arrays are values, which another object can hold."""
    return mx.array(x) if is_mlx(x) else x.copy()


def fixed(x: Any) -> Any:
    """Return what a key argument counts as: a number, an array's shape, or a text."""
    if is_array(x):
        return tuple(x.shape)
    if isinstance(x, np.generic):
        return x.item()
    return x if x is None or isinstance(x, bool | int | float | str) else repr(x)


def is_traced(named: dict[str, Any]) -> bool:
    """Whether MLX only traces this launch (mx.compile, mx.grad, export): nothing has a value."""
    try:
        mx.eval([base(x) for x in named.values() if is_array(x) and is_mlx(base(x))])
    except (ValueError, RuntimeError) as error:
        if "transformation" not in str(error):
            raise
        return True
    return False
