"""`kernel.explain(…)`: a report on what a launch with such arguments would run.

In: a kernel, its arguments (arrays or stand-ins) and perhaps the grid. Out: a `Report`. Nothing is
run; with the grid the report is of the very variant that Metal would run.
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any

from tmetal.errors import LaunchError, PerformanceWarning
from tmetal.explain.analysis import analyse
from tmetal.explain.patterns import Patterns, patterns_of
from tmetal.explain.report import Report
from tmetal.runtime.adapters import TensorWrapper, stand_in
from tmetal.runtime.interface import Wrapper
from tmetal.runtime.launch import grid_of
from tmetal.runtime.metal import MetalLaunch
from tmetal.runtime.specialize import Specialization


def explained(kernel: Any, grid: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Report:
    """Return the report of a kernel compiled for such arguments; errors are those of a launch.

    grid: as in a launch; without it all of each written array is taken to be covered.
    """
    made: Specialization = kernel.warmup(*args, **kwargs).spec
    # Compiled anew: an earlier launch may have left the stages of another variant.
    known = made.fn, made.types, made.constants, made.simdgroups, made.unspecialized, made.dots
    spec = Specialization(*known)
    variant, kept = ((), {}) if grid is None else _variant(kernel, spec, grid, args, kwargs)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PerformanceWarning)  # the report says it itself
        spec.kernel(*variant)
    report = analyse(spec.stages)
    arrays = tuple(replace(a, kept=kept.get(a.name, "")) for a in report.arrays)
    return replace(report, arrays=arrays)


def _variant(
    kernel: Any, spec: Specialization, grid: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, str]]:
    """Return what a launch over a grid decides, and why each array to preserve is.

    It decides on arrays to preserve, and on what the text may rest on.
    """
    named = {n: v for n, v in kwargs.items() if n in kernel.names}
    bound = kernel.signature.bind(*args, **named)
    bound.apply_defaults()
    values = tuple(
        v.view() if isinstance(v, TensorWrapper) else stand_in(v, n in kernel.constant)
        for n, v in bound.arguments.items()
    )
    launch = MetalLaunch(spec, kernel.names)
    sizes = grid_of(grid(launch.meta(values)) if callable(grid) else grid, launch.threads)
    preserved = launch.uncovered(values, sizes)
    return (preserved, launch.premises(values, sizes)), launch.kept(values, preserved)


def explain(kernel: Any, *args: Any, grid: Any = None, **kwargs: Any) -> Report:
    """Return what the compiler made of a kernel, and why: `print` it, or take its fields.

    kernel: one of `tmetal.jit`, or a launcher `kernel[grid]`. The arguments are those of a launch;
    a `MockTensor(dtype, shape)` may stand for an array. An autotuned kernel is explained with the
    configuration that was chosen last. LaunchError for what is no kernel, and for one whose
    constants are not chosen yet.
    """
    if hasattr(kernel, "kernel") and hasattr(kernel, "grid"):
        kernel, grid = kernel.kernel, kernel.grid if grid is None else grid
    best = getattr(kernel, "best_config", None)  # of the autotuner, which imports this module
    if best is not None:
        kernel, kwargs = kernel.fn, kwargs | best.launch_kwargs()
    if isinstance(kernel, Wrapper):
        raise LaunchError(
            f"`{kernel.__name__}` is wrapped: its constants are chosen at each launch. Explain the "
            f"kernel itself with one choice: {kernel.__name__}.fn.explain(…, BLOCK=…)."
        )
    if not hasattr(kernel, "explain"):
        raise LaunchError(f"tmetal.explain takes a kernel, not a {type(kernel).__name__}.")
    found: Report = kernel.explain(*args, grid=grid, **kwargs)
    return found


def memory_pattern_optimizer(kernel: Any, *args: Any, grid: Any = None, **kwargs: Any) -> Patterns:
    """Return how a kernel touches memory, what the compiler did about it, and what is left to do.

    The arguments and errors are those of `explain`, of whose report this is a part.
    """
    return patterns_of(explain(kernel, *args, grid=grid, **kwargs))
