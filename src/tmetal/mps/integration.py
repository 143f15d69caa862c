"""Runs the table: finds a row, checks arrays, dtypes and options, and hands over to its body.

In: an operation, arrays (MLX's or NumPy's), options. Out: lazy MLX arrays. What must hold: whatever
is wrong with the arguments is said before anything runs, in the same words on every device.
"""

from __future__ import annotations

import inspect
from functools import reduce
from textwrap import indent
from typing import Any

import numpy as np

from tmetal.errors import BackendError, LaunchError
from tmetal.frontend.words import nearest
from tmetal.mps import matrix_rows, norm_rows, order_rows, window_rows
from tmetal.mps.checks import Sizes, dtype_name, need, same_dtype, shown
from tmetal.mps.operation import MPSOperation
from tmetal.mps.rows import TABLE, Row
from tmetal.runtime.arrays import as_mlx, mx

ROW_FILES = (matrix_rows, window_rows, norm_rows, order_rows)
KINDS: dict[Any, str] = {
    int: "an integer",
    float: "a number",
    bool: "True or False",
    Sizes: "an integer or a tuple of integers",
    int | None: "an integer or None",
    float | None: "a number or None",
}


class MPSIntegration:
    """Runs operations on MLX; `library` is `mlx.core`."""

    def __init__(self, library: Any = mx) -> None:
        self.library = library

    def is_operation_available(self, operation: MPSOperation | str) -> bool:
        """Whether the MLX that is installed has what an operation needs; it is on no device else.

        LaunchError for a name that is no operation.
        """
        return not self._missing(find(operation))

    def run_operation(self, operation: MPSOperation | str, *arrays: Any, **options: Any) -> Any:
        """Run an operation on arrays; return a lazy MLX array (a tuple for top_k).

        LaunchError for arguments that do not fit, with what to write instead; BackendError for an
        operation that the installed MLX lacks.
        """
        row = find(operation)
        missing = self._missing(row)
        if missing:
            raise BackendError(
                f"mps {row.name} needs mlx.core.{missing[0]}, which the installed MLX lacks: "
                'pip install -U "mlx>=0.32"'
            )
        options = {n: x.item() if isinstance(x, np.generic) else x for n, x in options.items()}
        try:
            given = _arrays(row, arrays)
            _check_options(row, options)
            same_dtype(list(given.items()))
            return row.body(*(given.get(name) for name in row.arrays), **options)
        except LaunchError as error:
            raise LaunchError(f"mps {row.name}: {error}.") from None

    def _missing(self, row: Row) -> list[str]:
        def lacks(path: str) -> bool:
            end = reduce(lambda x, name: getattr(x, name, None), path.split("."), self.library)
            return end is None

        return [path for path in row.needs if lacks(path)]

    def __str__(self) -> str:
        manuals = ((row.usage, inspect.getdoc(row.body) or "") for row in TABLE.values())
        return "\n".join(f"{call}\n{indent(manual, '    ')}" for call, manual in manuals)


mps_integration = MPSIntegration()
is_operation_available = mps_integration.is_operation_available
run_operation = mps_integration.run_operation


def find(operation: MPSOperation | str) -> Row:
    """Return the row of an operation or of its name in any case; LaunchError for another."""
    if isinstance(operation, MPSOperation):
        return TABLE[operation]
    names = {row.name: row for row in TABLE.values()}
    if not isinstance(operation, str):
        raise LaunchError(f"{operation!r} is no operation. Pass an MPSOperation, or its name.")
    name = operation.lower()
    if name not in names:
        close = nearest(name, names)
        hint = f"Did you mean `{close}`?" if close else f"Operations: {', '.join(names)}."
        raise LaunchError(f"there is no operation {operation!r}. {hint}")
    return names[name]


def _arrays(row: Row, arrays: tuple[Any, ...]) -> dict[str, Any]:
    """Return the arrays by name, as MLX's."""
    wanted = row.arrays
    least = sum(wanted.values())
    need(
        least <= len(arrays) <= len(wanted) and all(a is not None for a in arrays[:least]),
        f"{len(arrays)} arrays were given. Write {row.usage}",
    )
    named = zip(wanted, arrays, strict=False)
    return {name: _array(row, name, x) for name, x in named if x is not None}


def _array(row: Row, name: str, x: Any) -> Any:
    need(
        isinstance(x, mx.array | np.ndarray),
        f"`{name}` is a {type(x).__name__}. Pass an array: mx.array({name})",
    )
    dtype = dtype_name(x)
    need(
        dtype in row.dtypes,
        f"`{name}` is an array of {dtype}. It takes {', '.join(row.dtypes)}: {name}.astype(…)",
    )
    need(not hasattr(x, "mask"), f"`{name}` is a masked array. Pass {name}.filled(0)")
    need(x.size > 0, f"`{name}` of shape {shown(x)} has no elements")
    return as_mlx(x)


def _check_options(row: Row, options: dict[str, Any]) -> None:
    known = row.options
    for name, value in options.items():
        if name not in known:
            close = nearest(name, known)
            hint = f"did you mean `{close}`" if close else f"write {row.usage.rstrip('.')}"
            raise LaunchError(f"there is no option `{name}`: {hint}")
        kind = known[name].annotation
        need(_fits(value, kind), f"`{name}` is {value!r}. It is {KINDS[kind]}")
    for name, parameter in known.items():
        missing = parameter.default is parameter.empty and name not in options
        need(not missing, f"the option `{name}` is missing. Write {row.usage}")


def _fits(value: Any, kind: Any) -> bool:
    if kind in (int | None, float | None):
        return value is None or _fits(value, int if kind == int | None else float)
    if kind is bool or isinstance(value, bool):
        return kind is bool and isinstance(value, bool)
    if kind is int:
        return isinstance(value, int)
    if kind is float:
        return isinstance(value, int | float)
    inside = value if isinstance(value, tuple) else (value,)
    return all(isinstance(n, int) and not isinstance(n, bool) for n in inside)
