"""`@tmetal.heuristics`: constants that follow from the arguments, alone and with autotune."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from tmetal import Config

pytestmark = pytest.mark.usefixtures("backend")

RULES = {"BLOCK": lambda a: tmetal.next_power_of_2(a["n"]), "EVEN": lambda a: a["n"] == a["BLOCK"]}


@tmetal.jit
def plain(out_ptr, n, BLOCK: tl.constexpr, EVEN: tl.constexpr, scale=1):
    tl.store(out_ptr, BLOCK * scale)
    tl.store(out_ptr + 1, 1 if EVEN else 0)


def result(kernel: Any, *args: Any, **kwargs: Any) -> list[int]:
    out = np.zeros(2, np.int32)
    kernel[(1,)](out, *args, **kwargs)
    return out.tolist()


def test_rules_see_the_arguments_and_earlier_rules() -> None:
    kernel = tmetal.heuristics(RULES)(plain)
    assert result(kernel, 100) == [128, 0]
    assert result(kernel, n=64) == [64, 1]


def test_rules_see_defaults() -> None:
    rules = {"BLOCK": lambda a: 2 * a["scale"], "EVEN": lambda a: False}
    assert result(tmetal.heuristics(rules)(plain), 9) == [2, 0]
    assert result(tmetal.heuristics(rules)(plain), 9, scale=3) == [18, 0]


def test_a_rule_wins_over_what_the_launch_gives() -> None:
    kernel = tmetal.heuristics(RULES)(plain)
    assert result(kernel, 64, 16, True) == [64, 1]
    assert result(kernel, 64, BLOCK=16) == [64, 1]


def test_a_grid_function_sees_what_the_rules_gave() -> None:
    seen: list[Any] = []
    kernel = tmetal.heuristics(RULES)(plain)
    kernel[lambda meta: (seen.append(meta["BLOCK"]) or 1,)](np.zeros(2, np.int32), 100)
    assert seen == [128]


def test_stacked_heuristics_are_all_applied() -> None:
    inner = tmetal.heuristics({"EVEN": lambda a: a["BLOCK"] == 32})(plain)
    assert result(tmetal.heuristics({"BLOCK": lambda a: 32})(inner), 5) == [32, 1]


CONFIGS = [Config({"BLOCK": 32}), Config({"BLOCK": 64})]


def test_heuristics_under_autotune_see_the_configuration() -> None:
    even = tmetal.heuristics({"EVEN": lambda a: a["n"] % a["BLOCK"] == 0})(plain)
    kernel = tmetal.autotune(CONFIGS, key=["n"], warmup=0, rep=0)(even)
    found = result(kernel, 32)
    assert found == [kernel.best_config.kwargs["BLOCK"], int(kernel.best_config is CONFIGS[0])]


def test_heuristics_above_autotune_are_arguments_of_every_configuration() -> None:
    tuned = tmetal.autotune(CONFIGS, key=["n"], warmup=0, rep=0)(plain)
    kernel = tmetal.heuristics({"EVEN": lambda a: a["n"] > 10})(tuned)
    assert result(kernel, 32) == [tuned.best_config.kwargs["BLOCK"], 1]
    assert result(kernel, 3)[1] == 0


def test_a_warm_up_gives_the_compiled_kernel() -> None:
    compiled = tmetal.heuristics(RULES)(plain).warmup(np.zeros(2, np.int32), 100, grid=(1,))
    assert compiled.spec.constants["BLOCK"] == 128


def test_a_wrapped_kernel_shows_the_kernel_inside() -> None:
    kernel = tmetal.heuristics(RULES)(plain)
    result(kernel, 100)
    assert kernel.msl == plain.msl
    assert kernel.ir("frontend") == plain.ir("frontend")
    assert kernel.fn is kernel.base_fn is plain
    assert kernel.__name__ == "plain"
    assert kernel.arg_names == plain.arg_names
    assert kernel.cache_key == plain.cache_key


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: tmetal.heuristics({"EVN": len})(plain), "`EVN`, which is no parameter"),
        (lambda: tmetal.heuristics({"EVN": len})(plain), "Did you mean `EVEN`?"),
        (lambda: tmetal.heuristics({"EVEN": 3})(plain), "not a function of the arguments"),
        (lambda: tmetal.heuristics(RULES)(print), "decorates a kernel, not `print`"),
        (lambda: tmetal.heuristics(RULES)(plain)(1), "called without a grid"),
        (lambda: result(tmetal.heuristics(RULES)(plain), 9, 9, 9, 9, 9, 9), "takes 5 arguments"),
        (lambda: result(tmetal.heuristics(RULES)(plain), 9, num_warp=4), "`num_warps`"),
    ],
)
def test_mistakes_are_named(make: Callable[[], Any], words: str) -> None:
    with pytest.raises(tmetal.LaunchError) as caught:
        make()
    assert words in str(caught.value)
