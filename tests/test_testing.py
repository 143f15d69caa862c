"""`tmetal.testing`: timing that evaluates what is lazy, reports as tables, comparison."""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path
from typing import Any

import ml_dtypes
import mlx.core as mx
import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from tmetal import testing
from tmetal.runtime import timing

LOADED = importlib.util.find_spec("matplotlib") is not None


@tmetal.jit
def count(out_ptr):
    tl.store(out_ptr, tl.load(out_ptr) + 1)


# ---- do_bench


def test_do_bench_calls_a_function_until_there_are_samples() -> None:
    calls: list[int] = []
    times = testing.do_bench(lambda: calls.append(1), warmup=0, rep=0, return_mode="all")
    assert len(times) == 3
    assert len(calls) >= 5  # the first for nothing, one to learn how long it takes
    assert all(t > 0 for t in times)


def test_do_bench_launches_kernels(backend: str) -> None:
    for out in (np.zeros(1, np.int32), mx.zeros(1, mx.int32)):
        seconds = testing.do_bench(lambda out=out: count[(1,)](out), warmup=0, rep=0)
        assert seconds > 0
        assert out.item() >= 5


def test_while_a_timer_runs_launches_are_put_into_mlx_s_queue(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[Any] = []
    monkeypatch.setattr(timing, "_start_eval", lambda arrays: started.append(arrays))
    out = mx.zeros(1, mx.int32)
    with timing.running():
        count[(1,)](out)
        count[(1,)](out_ptr=out)
    count[(1,)](out)
    assert [[a is out for a in arrays] for arrays in started] == [[True], [True]]


def test_arrays_that_a_function_returns_are_evaluated(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Any] = []
    monkeypatch.setattr(timing, "_start_eval", lambda arrays: started.append(len(arrays)))
    x = mx.ones(3)
    timing.sample(lambda: {"a": [x + 1, (x * 2, 5)], "b": None}, 2)
    assert started == [2, 2]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("mean", 2.5), ("median", 2.0), ("min", 1.0), ("max", 5.0), ("all", [1.0, 2.0, 2.0, 5.0])],
)
def test_the_return_mode_says_what_of_the_samples_is_returned(
    mode: str, expected: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples = [0.001, 0.002, 0.002, 0.005]
    monkeypatch.setattr(testing, "measure", lambda fn, warmup, rep: samples)
    assert testing.do_bench(lambda: None, return_mode=mode) == expected


def test_quantiles_come_as_a_list_and_a_single_one_as_a_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(testing, "measure", lambda fn, warmup, rep: [0.001, 0.002, 0.003])
    assert testing.do_bench(lambda: None, quantiles=[0.5, 0.0, 1.0]) == [2.0, 1.0, 3.0]
    assert testing.do_bench(lambda: None, quantiles=[0.5]) == 2.0
    assert testing.do_bench_cudagraph(lambda: None, quantiles=[0.5]) == 2.0


def test_an_unknown_return_mode_is_refused() -> None:
    with pytest.raises(tmetal.LaunchError, match="mean, median, min, max, all"):
        testing.do_bench(lambda: None, return_mode="avg")


def test_short_calls_share_a_sample() -> None:
    assert timing.calls_per_sample(1.0) == 1
    assert timing.calls_per_sample(timing.SAMPLE_SECONDS / 10) == 10
    assert timing.calls_per_sample(0.0) == timing.MAX_CALLS


# ---- perf_report


def sizes(**more: Any) -> testing.Benchmark:
    return testing.Benchmark(
        x_names=["n"],
        x_vals=[4, 8],
        line_arg="provider",
        line_vals=["a", "b"],
        line_names=["A", "B"],
        plot_name="adds",
        args={"scale": 10},
        **more,
    )


def product(n: int, provider: str, scale: int, extra: int = 0) -> float:
    return float(n * scale + (provider == "b") + extra)


def test_a_report_is_a_table_of_a_row_per_x(capsys: Any) -> None:
    table = testing.perf_report(sizes())(product).run(print_data=True)
    assert table.columns == ["n", "A", "B"]
    assert table.rows == [[4, 40.0, 41.0], [8, 80.0, 81.0]]
    assert table.column("B") == [41.0, 81.0]
    assert capsys.readouterr().out.splitlines() == ["adds:", "n   A   B", "4  40  41", "8  80  81"]


def test_ranges_are_columns_of_their_own() -> None:
    mark = testing.perf_report(sizes())(lambda **a: (product(**a), 1.0, 9.0))
    table = mark.run()
    assert table.columns == ["n", "A", "B", "A-min", "A-max", "B-min", "B-max"]
    assert table.rows[0] == [4, 40.0, 41.0, 1.0, 9.0, 1.0, 9.0]


def test_several_benchmarks_give_several_tables_and_kwargs_reach_the_function() -> None:
    tables = testing.perf_report([sizes(), sizes()])(product).run(extra=5, return_df=True)
    assert [t.rows[0] for t in tables] == [[4, 45.0, 46.0]] * 2


def test_an_x_value_is_for_all_x_names_or_one_for_each() -> None:
    bench = testing.Benchmark(["m", "n"], [3, (4, 5)], "f", [1, -1], ["plus", "minus"], "p", {})
    table = testing.perf_report(bench)(lambda m, n, f: m * f + n).run()
    assert table.rows == [[3, 3, 6, 0], [4, 5, 9, 1]]
    bench.x_vals = [(1, 2, 3)]
    with pytest.raises(tmetal.LaunchError, match="2 x_names"):
        testing.perf_report(bench)(lambda m, n, f: 0).run()


def test_tables_are_saved_as_csv(tmp_path: Path) -> None:
    testing.perf_report(sizes())(product).run(save_path=tmp_path / "new")
    with open(tmp_path / "new" / "adds.csv", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [["n", "A", "B"], ["4", "40.0", "41.0"], ["8", "80.0", "81.0"]]
    assert (tmp_path / "new" / "adds.png").exists() == LOADED


class Figures:
    """Stands for matplotlib.pyplot: notes what is called."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Any, Any]] = []

    def subplots(self) -> Any:
        return self, self

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kwargs: self.calls.append((name, args, kwargs))


def test_plots_are_drawn_where_matplotlib_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = Figures()
    monkeypatch.setattr(testing.importlib.util, "find_spec", lambda name: True)
    monkeypatch.setattr(testing.importlib, "import_module", lambda name: figures)
    bench = sizes(x_log=True, ylabel="GB/s", styles=[("blue", "-"), ("red", "--")])
    testing.perf_report(bench)(product).run(show_plots=True, save_path=tmp_path)
    lines = [args for name, args, _ in figures.calls if name == "plot"]
    assert lines == [([4, 8], [40.0, 80.0]), ([4, 8], [41.0, 81.0])]
    names = [name for name, _, _ in figures.calls]
    assert "show" in names
    assert ("set_xscale", ("log",), {}) in figures.calls
    assert ("savefig", (tmp_path / "adds.png",), {}) in figures.calls


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(tmetal.LaunchError, match="no column `C`: n, A, B"):
        testing.perf_report(sizes())(product).run().column("C")


# ---- assert_close


@pytest.mark.parametrize(
    ("x", "y", "limits"),
    [
        (mx.array([1.0, 2.0]), np.array([1.005, 2.0]), {}),
        (mx.array([1.0], mx.bfloat16), mx.array([1.0078125], mx.bfloat16), {}),
        (np.array([1.0], ml_dtypes.bfloat16), 1.0, {"atol": 0}),
        (np.array([np.nan, np.inf]), mx.array([np.nan, np.inf]), {"atol": 0}),
        (np.array([100.0]), np.array([101.0]), {"atol": 0, "rtol": 0.01}),
        (np.array([1.0], np.float16), np.array([1.5]), {"atol": lambda dtype: 0.5}),
        (mx.array([1, 2]), [1, 2], {"atol": 0}),
    ],
)
def test_what_is_close_passes(x: Any, y: Any, limits: dict[str, Any]) -> None:
    testing.assert_close(x, y, **limits)


@pytest.mark.parametrize(
    ("x", "y", "limits"),
    [
        (mx.array([1.0, 2.0]), np.array([1.02, 2.0]), {}),
        (mx.array([1.0], mx.bfloat16), mx.array([1.0078125], mx.bfloat16), {"atol": 0.001}),
        (np.array([np.nan]), np.array([1.0]), {}),
        (np.array([np.inf]), np.array([-np.inf]), {"atol": 1e9}),
        (np.array([100.0]), np.array([102.0]), {"atol": 0, "rtol": 0.01}),
        (np.zeros(3), np.zeros(2), {}),
    ],
)
def test_what_differs_is_shown(x: Any, y: Any, limits: dict[str, Any]) -> None:
    with pytest.raises(AssertionError, match="my words"):
        testing.assert_close(x, y, err_msg="my words", **limits)
