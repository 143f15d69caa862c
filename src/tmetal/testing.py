"""Timing and comparing: `do_bench`, `perf_report`, `assert_close`.

Times are of the wall clock around queued launches, with one wait at the end of a sample. Nothing
flushes caches between calls; whoever wants cold caches takes arrays larger than they are.
"""

from __future__ import annotations

import csv
import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median
from typing import Any

import ml_dtypes
import numpy as np

from tmetal.errors import LaunchError
from tmetal.frontend.refusals import TESTING
from tmetal.runtime.arrays import host_view, is_mlx, mx
from tmetal.runtime.timing import measure

__all__ = ["Benchmark", "Mark", "Table", "assert_close", "do_bench", "do_bench_cudagraph"]
__all__ += ["perf_report"]

_MODES: dict[str, Callable[[list[float]], Any]] = {
    "mean": mean,
    "median": median,
    "min": min,
    "max": max,
    "all": list,
}


def do_bench(
    fn: Callable[[], Any],
    warmup: float = 25,
    rep: float = 100,
    grad_to_none: Iterable[Any] | None = None,
    quantiles: Sequence[float] | None = None,
    return_mode: str = "mean",
) -> Any:
    """Return how many milliseconds a call of `fn` takes.

    fn: launches kernels, or returns MLX arrays, which are evaluated. warmup, rep: ms of calls
    before, and of calls that count (at least three samples; short calls share one).
    quantiles: return the times at these quantiles, a single number for one. return_mode: mean,
    median, min, max or all (the list of samples). grad_to_none has no effect: MLX arrays carry no
    gradients. LaunchError for an unknown return_mode.
    """
    if return_mode not in _MODES:
        raise LaunchError(f"return_mode is {return_mode!r}. Write one of {', '.join(_MODES)}.")
    times = [seconds * 1e3 for seconds in measure(fn, warmup, rep)]
    if quantiles is not None:
        found = [float(q) for q in np.quantile(times, list(quantiles))]
        return found[0] if len(found) == 1 else found
    return _MODES[return_mode](times)


def do_bench_cudagraph(
    fn: Callable[[], Any],
    rep: float = 20,
    grad_to_none: Iterable[Any] | None = None,
    quantiles: Sequence[float] | None = None,
    return_mode: str = "mean",
) -> Any:
    """Do what `do_bench` does: MLX queues launches by itself, and there are no graphs to record."""
    return do_bench(fn, rep, rep, grad_to_none, quantiles, return_mode)


def assert_close(
    x: Any,
    y: Any,
    atol: float | Callable[[Any], float] | None = None,
    rtol: float | Callable[[Any], float] | None = None,
    err_msg: str = "",
) -> None:
    """Raise AssertionError unless |x - y| <= atol + rtol * |y| everywhere; NaN equals NaN.

    x, y: arrays (MLX, NumPy, of any dtype) or numbers, of shapes that broadcast. atol is 0.01 and
    rtol 0 where nothing is given; either may be a function of x's dtype.
    """
    dtype = getattr(x, "dtype", None)
    limits = [0.01 if atol is None else atol, 0.0 if rtol is None else rtol]
    absolute, relative = (limit(dtype) if callable(limit) else limit for limit in limits)
    np.testing.assert_allclose(
        _plain(x), _plain(y), atol=absolute, rtol=relative, equal_nan=True, err_msg=err_msg
    )


def _plain(x: Any) -> Any:
    """Return an array's values in a dtype that NumPy compares."""
    if is_mlx(x):
        mx.eval(x)
        x = host_view(x)
    found = np.asarray(x)
    small = found.dtype == ml_dtypes.bfloat16 or found.dtype.kind == "V"
    return found.astype(np.float32) if small or found.dtype == np.float16 else found


@dataclass
class Benchmark:
    """What a report runs over, and what it is called.

    x_names: arguments that take the values of x_vals (one value for all of them, or a tuple);
    line_arg: the argument that takes line_vals, a column each, called line_names; args: the rest.
    The other fields are for the plot.
    """

    x_names: Sequence[str]
    x_vals: Sequence[Any]
    line_arg: str
    line_vals: Sequence[Any]
    line_names: Sequence[str]
    plot_name: str
    args: Mapping[str, Any] = field(default_factory=dict)
    xlabel: str = ""
    ylabel: str = ""
    x_log: bool = False
    y_log: bool = False
    styles: Sequence[tuple[str, str]] | None = None


@dataclass
class Table:
    """The numbers of a report: a row per x value; `str` writes it out in columns."""

    name: str
    columns: list[str]
    rows: list[list[Any]]

    def __str__(self) -> str:
        """Return the name and the table as text."""
        cells = [self.columns, *[[_show(v) for v in row] for row in self.rows]]
        widths = [max(len(row[i]) for row in cells) for i in range(len(self.columns))]
        lines = ["  ".join(c.rjust(w) for c, w in zip(r, widths, strict=True)) for r in cells]
        return "\n".join([f"{self.name}:", *lines])

    def column(self, name: str) -> list[Any]:
        """Return the values of one column; LaunchError if there is none of that name."""
        if name not in self.columns:
            raise LaunchError(f"there is no column `{name}`: {', '.join(self.columns)}.")
        return [row[self.columns.index(name)] for row in self.rows]

    def to_csv(self, path: str | Path) -> None:
        """Write the columns' names and the rows to a file."""
        with open(path, "w", newline="") as file:
            csv.writer(file).writerows([self.columns, *self.rows])


def _show(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


class Mark:
    """A benchmark function with its benchmarks: call `run`."""

    def __init__(self, fn: Callable[..., Any], benchmarks: Benchmark | Sequence[Benchmark]) -> None:
        self.fn = fn
        self.benchmarks = benchmarks

    def run(
        self,
        show_plots: bool = False,
        print_data: bool = False,
        save_path: str | Path = "",
        return_df: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Run everything; return a `Table`, or a list of them for a list of benchmarks.

        print_data prints the tables; save_path is a directory for <plot_name>.csv (and .png if
        matplotlib is installed); show_plots shows plots if matplotlib is installed. return_df is
        accepted: tables are returned anyway. kwargs go to the function.
        """
        single = isinstance(self.benchmarks, Benchmark)
        benches = [self.benchmarks] if isinstance(self.benchmarks, Benchmark) else self.benchmarks
        tables = [self._table(b, kwargs) for b in benches]
        for bench, table in zip(benches, tables, strict=True):
            if print_data:
                sys.stdout.write(f"{table}\n")
            if save_path:
                Path(save_path).mkdir(parents=True, exist_ok=True)
                table.to_csv(Path(save_path) / f"{bench.plot_name}.csv")
            if show_plots or save_path:
                _plot(bench, table, show_plots, save_path)
        return tables[0] if single else tables

    def _table(self, bench: Benchmark, kwargs: dict[str, Any]) -> Table:
        rows, ranged = [], False
        for x in bench.x_vals:
            xs = list(x) if isinstance(x, list | tuple) else [x] * len(bench.x_names)
            if len(xs) != len(bench.x_names):
                raise LaunchError(
                    f"benchmark `{bench.plot_name}`: x_vals holds {x!r:.40}, and there are "
                    f"{len(bench.x_names)} x_names. Give one value for each, or one for all."
                )
            given = dict(zip(bench.x_names, xs, strict=True)) | {**bench.args} | kwargs
            found = [self.fn(**given, **{bench.line_arg: v}) for v in bench.line_vals]
            ranged = ranged or any(isinstance(f, tuple | list) for f in found)
            rows.append((xs, [_triple(f) for f in found]))
        columns = [*bench.x_names, *bench.line_names]
        columns += [f"{n}-{m}" for n in bench.line_names for m in ("min", "max") if ranged]
        filled = []
        for xs, ys in rows:
            ranges = [v for _, low, high in ys for v in (low, high)] if ranged else []
            filled.append([*xs, *[middle for middle, _, _ in ys], *ranges])
        return Table(bench.plot_name, columns, filled)


def _triple(found: Any) -> tuple[Any, Any, Any]:
    """Return a result as value, least and largest: functions give one number or these three."""
    if isinstance(found, tuple | list):
        middle, low, high = found
        return middle, low, high
    return found, found, found


def perf_report(
    benchmarks: Benchmark | Sequence[Benchmark],
) -> Callable[[Callable[..., Any]], Mark]:
    """Mark a function for benchmarking: `run` of the result calls it over all its arguments.

    The function returns a number, or (number, least, largest), for each combination.
    """
    return lambda fn: Mark(fn, benchmarks)


def _plot(bench: Benchmark, table: Table, show: bool, save_path: str | Path) -> None:
    """Draw the lines over the first x argument, where matplotlib is installed."""
    if importlib.util.find_spec("matplotlib") is None:
        return
    plt = importlib.import_module("matplotlib.pyplot")
    figure, axes = plt.subplots()
    xs = table.column(bench.x_names[0])
    for i, name in enumerate(bench.line_names):
        color, style = bench.styles[i] if bench.styles else (None, None)
        axes.plot(xs, table.column(name), label=name, color=color, linestyle=style)
        if f"{name}-min" in table.columns:
            least, most = table.column(f"{name}-min"), table.column(f"{name}-max")
            axes.fill_between(xs, least, most, alpha=0.15, color=color)
    axes.set_xscale("log" if bench.x_log else "linear")
    axes.set_yscale("log" if bench.y_log else "linear")
    axes.set_xlabel(bench.xlabel or bench.x_names[0])
    axes.set_ylabel(bench.ylabel)
    axes.legend()
    if save_path:
        figure.savefig(Path(save_path) / f"{bench.plot_name}.png")
    if show:
        plt.show()
    plt.close(figure)


def __getattr__(name: str) -> Any:
    reason = f" in this version: {TESTING[name]}" if name in TESTING else ""
    raise AttributeError(f"tmetal.testing has no `{name}`{reason}")
