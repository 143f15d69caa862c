"""`@tmetal.autotune`: a choice is made once per key, leaves no trace, and survives on disk."""

from __future__ import annotations

import io
import json
import re
import runpy
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from tmetal import Config, options
from tmetal.runtime import disk_cache, race

SIZES = [Config({"BLOCK": b}) for b in (64, 128, 256)]
HOSTS = [np.array, mx.array]


def grid(meta: dict[str, Any]) -> tuple[int]:
    return (tmetal.cdiv(meta["n"], meta["BLOCK"]),)


@tmetal.jit
def add_into(x_ptr, y_ptr, n, BLOCK: tl.constexpr):
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    y = tl.load(y_ptr + i, mask=i < n) + tl.load(x_ptr + i, mask=i < n)
    tl.store(y_ptr + i, y, mask=i < n)


@tmetal.jit
def block_of(out_ptr, n, BLOCK: tl.constexpr):
    tl.store(out_ptr + tl.program_id(0), BLOCK)


def times_by_block(best: int, seen: list[int] | None = None) -> Callable[..., list[float]]:
    """Return a `do_bench` for kernels that store their BLOCK: it says that `best` is fast."""

    def bench(launch: Callable[[], None], quantiles: Any) -> list[float]:
        launch()
        block = int(OUT[0])
        if seen is not None:
            seen.append(block)
        return [1.0 if block == best else 2.0, 0.5, 3.0]

    return bench


def never(*args: Any, **kwargs: Any) -> float:
    raise AssertionError("timed")


OUT = np.zeros(64, np.int32)


def tuned_for(best: int, **more: Any) -> Any:
    """Return `block_of`, tuned so that the best block is `best`."""
    return tmetal.autotune(SIZES, key=["n"], do_bench=times_by_block(best), **more)(block_of)


@pytest.fixture(autouse=True)
def on_the_cpu(tmp_path: Path) -> Any:
    OUT[:] = 0
    with options.override(backend="cpu"):
        yield


# ---- choosing


@pytest.mark.parametrize("host", HOSTS)
def test_a_tuned_launch_gives_what_one_launch_gives(host: Any) -> None:
    kernel = tmetal.autotune(SIZES, key=["n"], warmup=1, rep=1)(add_into)
    x, y = host(np.arange(1000, dtype=np.float32)), host(np.ones(1000, np.float32))
    kernel[grid](x, y, 1000)
    np.testing.assert_array_equal(np.array(y), np.arange(1000) + 1)
    kernel[grid](x, y, n=1000)
    np.testing.assert_array_equal(np.array(y), 2 * np.arange(1000) + 1)
    assert kernel.best_config in SIZES
    assert set(kernel.configs_timings) == set(SIZES)
    assert all(0 < ms < float("inf") for ms in kernel.configs_timings.values())


def test_the_fastest_configuration_is_launched() -> None:
    kernel = tuned_for(128)
    kernel[(1,)](OUT, 10)
    assert OUT[0] == 128
    assert kernel.best_config is SIZES[1]


def test_each_key_is_tuned_once() -> None:
    seen: list[int] = []
    bench = times_by_block(64, seen)
    kernel = tmetal.autotune(SIZES, key=["n"], do_bench=bench)(block_of)
    for n in (10, 10, 20, 10, 20):
        kernel[(1,)](OUT, n)
    assert seen == [64, 128, 256] * 2
    assert len(kernel.cache) == 2


def test_a_placeholder_is_made_by_the_launch_that_was_asked_for() -> None:
    kernel = tmetal.autotune(SIZES, key=["n"], warmup=1, rep=1)(block_of)
    for dtype in (tl.int32, tl.int16):
        out = kernel[(2,)](tmetal.full(3, 7, dtype), 10)
        assert out.tolist() == [kernel.best_config.kwargs["BLOCK"]] * 2 + [7]
    assert len(kernel.cache) == 2


def test_another_dtype_of_an_array_is_another_key() -> None:
    kernel = tmetal.autotune(SIZES, key=[], warmup=1, rep=1)(add_into)
    for dtype in (np.float32, np.float16, np.float32):
        kernel[grid](np.ones(10, dtype), np.ones(10, dtype), 10)
    assert len(kernel.cache) == 2


def test_one_configuration_needs_no_tuning() -> None:
    kernel = tmetal.autotune([Config({"BLOCK": 256})], key=["n"], do_bench=never)(block_of)
    kernel[(1,)](OUT, 1)
    assert OUT[0] == 256


def test_without_configurations_the_launch_gives_the_constants() -> None:
    kernel = tmetal.autotune([], key=[])(block_of)
    kernel[(1,)](OUT, 1, BLOCK=512)
    assert OUT[0] == 512


def test_the_interpreter_takes_the_first_configuration_that_compiles() -> None:
    configs = [Config({"BLOCK": 100}), *SIZES]
    kernel = tmetal.autotune(configs, key=["n"], do_bench=never)(add_into)
    x, y = np.ones(10, np.float32), np.ones(10, np.float32)
    with options.override(backend="interpret"):
        kernel[grid](x, y, 10)
    assert kernel.best_config is SIZES[0]
    assert y.tolist() == [2.0] * 10


def test_a_launch_that_mlx_traces_takes_the_first_and_decides_nothing(tmp_path: Path) -> None:
    kernel = tmetal.autotune(SIZES, key=["n"], do_bench=never)(add_into)

    def model(x: mx.array) -> mx.array:
        y = x * 2
        kernel[grid](x, y, 1000)
        return y

    with options.override(backend="metal"):  # recorded only: no GPU is needed
        mx.export_function(str(tmp_path / "model.mlxfn"), model, mx.ones(1000))
    assert kernel.best_config is SIZES[0]
    assert kernel.cache == {}


def test_a_configuration_that_cannot_be_launched_is_passed_over(
    caplog: pytest.LogCaptureFixture,
) -> None:
    configs = [Config({"BLOCK": 64}, num_warps=3), Config({"BLOCK": 100}), *SIZES]
    kernel = tmetal.autotune(configs, key=["n"], warmup=1, rep=1)(add_into)
    with options.override(debug=1):
        kernel[grid](np.ones(10, np.float32), np.ones(10, np.float32), 10)
    assert set(kernel.configs_timings) == set(SIZES)
    notes = [m for m in caplog.messages if "cannot be launched" in m]
    assert len(notes) == 2
    assert "BLOCK: 100" in notes[1]


def test_if_no_configuration_works_the_error_names_each() -> None:
    configs = [Config({"BLOCK": 64}, num_warps=3), Config({"BLOCK": 100})]
    kernel = tmetal.autotune(configs, key=["n"])(add_into)
    with pytest.raises(tmetal.LaunchError) as caught:
        kernel[grid](np.ones(10, np.float32), np.ones(10, np.float32), 10)
    lines = str(caught.value).splitlines()
    assert "none of the 2 configurations of kernel `add_into`" in lines[0]
    assert "BLOCK: 64, num_warps: 3" in lines[1]
    assert "BLOCK: 100" in lines[2]


def test_what_is_wrong_in_every_configuration_is_reported_as_without_tuning() -> None:
    kernel = tmetal.autotune(SIZES, key=[])(add_into)
    with pytest.raises(tmetal.LaunchError, match=r"add_into\(.*\) is missing `n`"):
        kernel[(1,)](np.ones(10, np.float32), np.ones(10, np.float32))


def test_threads_that_launch_at_once_tune_once() -> None:
    seen: list[int] = []
    kernel = tmetal.autotune(SIZES, key=["n"], do_bench=times_by_block(64, seen))(block_of)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: kernel[(1,)](OUT, 10), range(8)))
    assert seen == [64, 128, 256]


# ---- timing in turns


def contest(
    speeds: list[float], monkeypatch: pytest.MonkeyPatch, rep: float = 0.0
) -> tuple[list[int], list[race.Runner]]:
    """Race configurations whose launches take these seconds; return the order of samples."""
    order: list[int] = []

    def sample(call: Callable[[], int], times: int) -> float:
        order.append(call())
        # One sample in three is disturbed, as by another process.
        return speeds[order[-1]] * (50 if order.count(order[-1]) % 3 == 0 else 1)

    monkeypatch.setattr(race, "sample", sample)
    quiet = lambda: None  # noqa: E731
    runners = [
        race.Runner(Config({"BLOCK": i}), lambda i=i: i, quiet, quiet, alone=True)
        for i in range(len(speeds))
    ]
    race.race(runners, 0.0, rep, race.Progress("k"))
    return order, runners


def test_configurations_are_timed_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    order, _ = contest([0.002, 0.001, 0.003], monkeypatch)
    assert order == [0, 1, 2] * 4  # a warm-up and three samples


def test_the_median_counts_so_that_disturbed_samples_do_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, runners = contest([0.002, 0.001, 0.003], monkeypatch)
    assert [r.time for r in runners] == [0.002, 0.001, 0.003]


def test_what_is_far_behind_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    order, runners = contest([0.001, 0.1], monkeypatch)
    assert order.count(1) == 2  # a warm-up and one sample
    assert len(runners[0].seconds) >= race.MIN_SAMPLES


def test_timing_goes_on_for_as_long_as_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    _, (runner,) = contest([0.001], monkeypatch, rep=1000.0)
    assert sum(runner.seconds) >= 1.0 > sum(runner.seconds[:-1])


# ---- arrays and hooks


@pytest.mark.parametrize("host", HOSTS)
def test_what_tuning_writes_is_put_back(host: Any) -> None:
    seen: list[list[float]] = []

    def bench(launch: Callable[[], None], quantiles: Any) -> float:
        launch()
        seen.append(np.array(y).tolist())
        return 1.0

    kernel = tmetal.autotune(SIZES, key=[], do_bench=bench)(add_into)
    x, y = host(np.ones(3, np.float32)), host(np.zeros(3, np.float32))
    kernel[grid](x, y, 3)
    assert seen == [[0.0] * 3] * 3  # each launch starts from the old contents
    assert np.array(y).tolist() == [1.0] * 3


@pytest.mark.parametrize("host", HOSTS)
def test_reset_to_zero_shows_zeros_to_timed_launches(host: Any) -> None:
    seen: list[list[float]] = []

    def bench(launch: Callable[[], None], quantiles: Any) -> float:
        launch()
        seen.append(np.array(y).tolist())
        return 1.0

    kernel = tmetal.autotune(SIZES, key=[], reset_to_zero=["y_ptr"], do_bench=bench)(add_into)
    x, y = host(np.ones(3, np.float32)), host(np.full(3, 7, np.float32))
    kernel[grid](x, y, 3)
    assert seen == [[1.0] * 3] * 3
    assert np.array(y).tolist() == [8.0] * 3


def test_hooks_run_around_timed_launches_with_all_arguments() -> None:
    log: list[Any] = []
    configs = [Config(c.kwargs, pre_hook=lambda a: log.append(("own", a["BLOCK"]))) for c in SIZES]

    def bench(launch: Callable[[], None], quantiles: Any) -> float:
        launch()
        return float(len(log))

    kernel = tmetal.autotune(
        configs,
        key=[],
        pre_hook=lambda a, reset_only: log.append(("pre", a["n"], reset_only)),
        post_hook=lambda a, exception: log.append(("post", a["BLOCK"], exception)),
        do_bench=bench,
    )(block_of)
    kernel[(1,)](OUT, 10)
    once = [[("own", b), ("pre", 10, False), ("post", b, None)] for b in (64, 128, 256)]
    # Each configuration is launched once to see whether it works, then timed; at last the launch.
    assert log == [*chain(*once), *chain(*once), ("pre", 10, True), ("own", 64)]


def test_a_configuration_s_hook_runs_at_each_launch() -> None:
    calls: list[int] = []
    config = Config({"BLOCK": 64}, pre_hook=lambda a: calls.append(a["n"]))
    kernel = tmetal.autotune([config], key=[])(block_of)
    kernel[(1,)](OUT, 3)
    kernel[(1,)](OUT, 4)
    assert calls == [3, 4]


# ---- pruning


def test_pruning_sees_the_arguments_and_leaves_the_rest_untimed() -> None:
    seen: list[int] = []

    def early(configs: list[Config], named: dict[str, Any], **kwargs: Any) -> list[Config]:
        assert named["n"] == kwargs["n"] == 100
        return [c for c in configs if c.kwargs["BLOCK"] <= named["n"] * 2]

    kernel = tmetal.autotune(
        SIZES,
        key=["n"],
        prune_configs_by={"early_config_prune": early},
        do_bench=times_by_block(64, seen),
    )(block_of)
    kernel[(1,)](OUT, n=100)
    assert seen == [64, 128]


@pytest.mark.parametrize(("most", "left"), [(1, [256]), (2, [256, 128]), (0.7, [256, 128])])
def test_a_performance_model_picks_the_most_promising(most: Any, left: list[int]) -> None:
    def model(n: int, BLOCK: int, num_warps: int, **others: Any) -> float:
        return n / BLOCK

    kernel = tmetal.autotune(
        SIZES, key=["n"], prune_configs_by={"perf_model": model, "top_k": most}
    )(block_of)
    compiled = kernel.warmup(OUT, 10)
    assert [c.spec.constants["BLOCK"] for c in compiled] == left


def test_pruning_that_leaves_nothing_is_an_error() -> None:
    nothing = {"early_config_prune": lambda configs, named, **kwargs: []}
    kernel = tmetal.autotune(SIZES, key=["n"], prune_configs_by=nothing)(block_of)
    with pytest.raises(tmetal.LaunchError, match="left none of 3 configurations"):
        kernel[(1,)](OUT, 10)


# ---- disk


def test_a_result_on_disk_spares_another_process_the_tuning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMETAL_CACHE_DIR", str(tmp_path))
    tuned_for(128, cache_results=True)[(1,)](OUT, 10)
    assert (tmp_path / disk_cache.TUNINGS).stat().st_mode & 0o077 == 0
    again = tmetal.autotune(SIZES, key=["n"], do_bench=never, cache_results=True)(block_of)
    again[(1,)](OUT, 10)
    assert again.best_config == Config({"BLOCK": 128})
    with pytest.raises(AssertionError, match="timed"):  # another key has no result yet
        again[(1,)](OUT, 11)


@pytest.mark.parametrize("damage", ["", "{", '{"times": {"BLOCK: 64": 0}}', "[]", "cut", "changed"])
def test_a_damaged_result_is_made_anew(
    damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMETAL_CACHE_DIR", str(tmp_path))
    tuned_for(128, cache_results=True)[(1,)](OUT, 10)
    (file,) = (tmp_path / disk_cache.TUNINGS).iterdir()
    text = file.read_text()
    if damage == "cut":
        text = text[: len(text) // 2]
    elif damage == "changed":
        entry = json.loads(text)
        entry["times"] = dict.fromkeys(entry["times"], 1.0)
        text = json.dumps(entry)
    else:
        text = damage
    file.write_text(text)
    kernel = tuned_for(256, cache_results=True)
    kernel[(1,)](OUT, 10)
    assert OUT[0] == 256


def test_a_changed_kernel_has_another_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMETAL_CACHE_DIR", str(tmp_path))
    with options.override(cache_autotuning=True):
        tuned_for(128)[(1,)](OUT, 10)
        assert len(list((tmp_path / disk_cache.TUNINGS).iterdir())) == 1
        key = block_of.cache_key
        monkeypatch.setattr(tmetal.Kernel, "cache_key", property(lambda self: key[::-1]))
        tuned_for(256)[(1,)](OUT, 10)
    assert OUT[0] == 256
    assert len(list((tmp_path / disk_cache.TUNINGS).iterdir())) == 2


def test_without_being_asked_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMETAL_CACHE_DIR", str(tmp_path))
    tuned_for(128)[(1,)](OUT, 10)
    assert not (tmp_path / disk_cache.TUNINGS).exists()


# ---- what the user reads


class Terminal(io.StringIO):
    """A stderr that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_long_tuning_shows_a_line_on_a_terminal_and_takes_it_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = Terminal()
    monkeypatch.setattr(race, "QUIET_SECONDS", 0.0)
    monkeypatch.setattr(race, "STEP_SECONDS", 0.0)
    monkeypatch.setenv("COLUMNS", "70")
    monkeypatch.setattr("sys.stderr", screen)
    kernel = tmetal.autotune(SIZES, key=[], warmup=1, rep=1)(add_into)
    kernel[grid](np.ones(9, np.float32), np.ones(9, np.float32), 9)
    lines = screen.getvalue().split("\r\x1b[K")
    assert any("tuning `add_into`" in line and "best so far BLOCK" in line for line in lines)
    assert lines[-1] == ""
    assert max(map(len, lines)) <= 69


def test_elsewhere_tuning_is_silent_unless_asked(capsys: Any) -> None:
    tuned_for(128)[(1,)](OUT, 10)
    assert capsys.readouterr().err == ""
    with options.override(print_autotuning=True):
        tuned_for(128)[(1,)](OUT, 10)
    text = capsys.readouterr().err
    assert "tuned `block_of`" in text
    assert "best is BLOCK: 128" in text


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: tmetal.autotune([Config({"BLOK": 1})], key=[])(block_of), "Did you mean `BLOCK`"),
        (lambda: tmetal.autotune(SIZES, key=[], reset_to_zero=["out"])(block_of), "`out_ptr`"),
        (lambda: tmetal.autotune(SIZES, key=[], restore_value=["m"])(block_of), "names `m`"),
        (lambda: tmetal.autotune([{"BLOCK": 1}], key=[])(block_of), "takes tmetal.Config objects"),
        (lambda: tmetal.autotune(SIZES, key=[])(print), "decorates a kernel, not `print`"),
        (lambda: Config(128), "takes a dictionary"),
        (
            lambda: tmetal.autotune(SIZES, key=[], prune_configs_by={"topk": 1})(block_of),
            "no `topk`. Did you mean `top_k`",
        ),
        (
            lambda: tmetal.autotune(SIZES, key=[], prune_configs_by={"top_k": 2.5})(block_of),
            "top_k is 2.5",
        ),
        (lambda: tuned_for(64)[(1,)](OUT, 1, BLOCK=3), "gives `BLOCK`, which autotune chooses"),
        (lambda: tuned_for(64)[(1,)](OUT, 1, num_warps=3), "gives `num_warps`"),
        (lambda: tuned_for(64)(OUT, 1), "without a grid"),
    ],
)
def test_mistakes_are_named(make: Callable[[], Any], words: str) -> None:
    with pytest.raises(tmetal.LaunchError) as caught:
        make()
    assert words in str(caught.value)


def test_options_of_other_machines_are_accepted_in_a_configuration() -> None:
    configs = [Config({"BLOCK": 64, "waves_per_eu": 2}, num_ctas=2, maxnreg=128), *SIZES]
    kernel = tmetal.autotune(configs, key=[], do_bench=times_by_block(64))(block_of)
    kernel[(1,)](OUT, 1)
    assert kernel.best_config is configs[0]


def test_a_profile_counts_the_launch_and_not_the_tuning() -> None:
    kernel = tmetal.autotune(SIZES, key=[], warmup=1, rep=1)(add_into)
    x, y = np.ones(1000, np.float32), np.ones(1000, np.float32)
    found = tmetal.profile(kernel[grid], x, y, 1000)
    assert y.tolist() == [2.0] * 1000
    assert found is not None
    assert set(kernel.configs_timings) == set(SIZES)


def test_the_manual_s_example_runs(tmp_path: Path, capsys: Any) -> None:
    text = (Path(__file__).parents[1] / "docs" / "autotuning.md").read_text()
    code = "\n".join(re.findall(r"```python\n(.*?)```", text, re.S))
    file = tmp_path / "example.py"
    file.write_text(code)
    runpy.run_path(str(file))
    shown = capsys.readouterr().out
    assert shown.startswith("BLOCK: ")
    assert "out_ptr" in shown
    assert shown.endswith("0 {'x_ptr': 'read', 'out_ptr': 'write'}\n")
