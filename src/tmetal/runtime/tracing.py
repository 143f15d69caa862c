"""MLX's transformations, for launches that run at once (on the CPU, in the interpreter).

On Metal a launch is a node of MLX's graph, and MLX itself says what cannot be done with it. Here a
launch has to say so: arrays have no values while MLX traces a function, and a result that does not
hang on the inputs would have the gradient zero.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from tmetal.errors import LaunchError
from tmetal.runtime.arrays import is_mlx, mx

ON_CPU = (
    "a launch on the CPU runs at once, and arrays have no values while mx.compile, mx.vmap or "
    "mx.export_function trace a function. To run compiled functions here, call "
    "mx.disable_compile(); instead of mx.vmap, give the kernel a grid axis for the batch; to "
    "record launches for a Mac, use tmetal.export."
)
PRINTING = (
    "a launch of a kernel that prints, or checks assertions, runs at once, and arrays have no "
    "values while mx.compile, mx.vmap, mx.export_function or tmetal.export trace a function. Take "
    "the prints out (and unset TMETAL_DEBUG), or launch it outside of the traced function."
)


def evaluate(values: Sequence[Any], advice: str = ON_CPU) -> None:
    """Compute arrays of a launch; LaunchError with `advice` where they have no values."""
    try:
        mx.eval([v for v in values if is_mlx(v)])
    except ValueError as error:
        if "transformation" not in str(error):
            raise
        raise LaunchError(advice) from None


def hung_on(inputs: Sequence[Any], result: Any) -> Any:
    """Return a result that refuses gradients with respect to the evaluated inputs of its launch."""
    floats = [x for x in inputs if is_mlx(x) and mx.issubdtype(x.dtype, mx.floating)]
    if not mx.issubdtype(result.dtype, mx.floating) or not _differentiated(floats):
        return result
    return _result(result, *floats)


def _differentiated(evaluated: Sequence[Any]) -> bool:
    """Whether MLX traces a gradient: then evaluated arrays keep the operation they came from."""
    if not evaluated:
        return False
    graph = io.StringIO()
    mx.export_to_dot(graph, *evaluated)  # takes 2 us where there is no graph
    return "label" in graph.getvalue()


def _refuse(*_: Any) -> Any:
    raise LaunchError(
        "a launch has no gradient of its own. Write it into an mx.custom_function, and give that "
        "one a rule: @function.vjp (docs/launching.md)."
    )


def _first(result: Any, *_: Any) -> Any:
    return result


_result: Any = mx.custom_function(_first)
_result.vjp(_refuse)
_result.jvp(_refuse)
