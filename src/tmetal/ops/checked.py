"""Arguments of operations, checked: by the row of `tmetal.mps` where there is one.

In: arrays and options as the user gave them. Out: MLX arrays, and MLX's way of making the
result, whose arrays are lazy: they cost nothing unless they are used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tmetal.errors import LaunchError
from tmetal.mps.checks import dtype_name, need, same_dtype, shown
from tmetal.mps.integration import run_operation
from tmetal.mps.operation import MPSOperation
from tmetal.mps.rows import FLOATS
from tmetal.ops.choice import check_backend
from tmetal.runtime.arrays import as_mlx, mx


def by_row(
    name: str, backend: str, *given: Any, **options: Any
) -> tuple[Callable[..., Any], list[Any]]:
    """Check a call by the row of its name; return MLX's way, a function of arrays, and the arrays.

    `given` may have None for an array that was left out; neither has it then.
    """
    check_backend(backend)
    operation = MPSOperation(name)

    def make(*arrays: Any) -> Any:
        left = iter(arrays)
        whole = (None if x is None else next(left) for x in given)
        try:
            return run_operation(operation, *whole, **options)
        except LaunchError as error:
            text = str(error).removeprefix("mps ")
            raise LaunchError(f"tmetal.ops.{text}") from None

    there = [x for x in given if x is not None]
    make(*there)
    return make, [as_mlx(x) for x in there]


def floats(name: str, backend: str, **arrays: Any) -> list[Any]:
    """Return arrays of floats of one dtype as MLX's; LaunchError for others."""
    check_backend(backend)
    try:
        for what, x in arrays.items():
            need(
                isinstance(x, mx.array | np.ndarray),
                f"`{what}` is a {type(x).__name__}. Pass an array: mx.array({what})",
            )
            need(
                dtype_name(x) in FLOATS,
                f"`{what}` is an array of {dtype_name(x)}. It takes {', '.join(FLOATS)}: "
                f"{what}.astype(…)",
            )
            need(x.size > 0, f"`{what}` of shape {shown(x)} has no elements")
        same_dtype(list(arrays.items()))
    except LaunchError as error:
        raise refused(name, error) from None
    return [as_mlx(x) for x in arrays.values()]


def refused(name: str, error: object) -> LaunchError:
    """Return the error of an operation's argument."""
    return LaunchError(f"tmetal.ops.{name}: {error}.")
