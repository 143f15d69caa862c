"""Grids and options of a launch: what they may be, and what is said where they cannot be."""

from __future__ import annotations

from typing import Any

import mlx.core as mx
import numpy as np
import pytest

import tmetal
from refusing import pair, refused, scale
from tmetal import BackendError, options

pytestmark = pytest.mark.usefixtures("backend")


# ---- grids


@pytest.mark.parametrize("grid", [0, (0,), (1, 0), (3, 2, 0), [0], lambda meta: (0,)])
def test_a_grid_with_no_programs_does_nothing(grid) -> None:
    x, out = pair()
    scale[grid](x, out, 100, 2.0, BLOCK=128)
    assert out.tolist() == [7.0] * 100


def test_a_grid_with_no_programs_still_refuses_wrong_arguments() -> None:
    with refused("`x_ptr`", "list"):
        scale[(0,)]([1], mx.zeros(3), 3, 2.0, BLOCK=128)


@pytest.mark.parametrize(
    ("grid", "words"),
    [
        (-1, ["-1", "negative"]),
        ((2, -3), ["-3", "negative"]),
        ((), ["one to three"]),
        ((1, 1, 1, 1), ["4 dimensions", "one to three"]),
        (1.5, ["1.5", "tmetal.cdiv"]),
        ((100 / 64,), ["1.5625", "tmetal.cdiv"]),
        ("1", ["'1'", "integers"]),
        (None, ["None", "integers"]),
        ((None,), ["None", "integers"]),
        ({1: 1}, ["{1: 1}", "integers"]),
        (lambda meta: None, ["None", "integers"]),
        (lambda meta: (1.5,), ["1.5", "tmetal.cdiv"]),
        (1 << 32, ["4294967296", "threads"]),
        ((1 << 26,), ["67108864", "threads"]),
        ((1, 1 << 32), ["4294967296", "threads"]),
        ((1, 1, 1 << 40), ["1099511627776", "threads"]),
    ],
)
def test_a_grid_that_cannot_be_is_refused(grid, words) -> None:
    x, out = pair()
    with refused("grid", *words, keep=(x, out)):
        scale[grid](x, out, 100, 2.0, BLOCK=128)


def test_a_grid_function_that_asks_for_a_wrong_name_says_the_right_ones() -> None:
    x, out = pair()
    with refused("grid", "BLOK", "BLOCK", keep=(x, out)):
        scale[lambda meta: (tmetal.cdiv(meta["n"], meta["BLOK"]),)](x, out, 100, 2.0, BLOCK=128)


def test_a_grid_function_s_own_error_comes_through() -> None:
    def grid(meta: Any) -> Any:
        raise ValueError("mine")

    x, out = pair()
    with pytest.raises(ValueError, match="mine"):
        scale[grid](x, out, 100, 2.0, BLOCK=128)
    assert out.tolist() == [7.0] * 100


@pytest.mark.parametrize("grid", [2, (2,), [2], (2, 1), (2, 1, 1), np.int64(2), (np.uint8(2),)])
def test_a_grid_may_be_written_in_many_ways(grid) -> None:
    x, out = pair()
    scale[grid](x, out, 100, 2.0, BLOCK=64)
    assert out.tolist() == [2.0 * i for i in range(100)]


def test_a_grid_function_sees_arguments_and_options() -> None:
    x, out = pair()
    seen: list[Any] = []

    def grid(meta: Any) -> Any:
        seen.append((meta["n"], meta["BLOCK"], meta["num_warps"], meta["x_ptr"] is x))
        return (tmetal.cdiv(meta["n"], meta["BLOCK"]),)

    scale[grid](x, out, 100, 2.0, BLOCK=64, num_warps=2)
    assert seen == [(100, 64, 2, True)]
    assert out.tolist() == [2.0 * i for i in range(100)]


# ---- options


@pytest.mark.parametrize("value", [0, -1, 3, 64, 2.0, "4", True])
def test_a_num_warps_that_cannot_be_is_refused(value) -> None:
    x, out = pair()
    with refused("num_warps", repr(value), "power of two", keep=(x, out)):
        scale[(1,)](x, out, 100, 2.0, BLOCK=128, num_warps=value)


def test_a_num_stages_that_is_no_number_is_refused() -> None:
    x, out = pair()
    with refused("num_stages", "'two'", keep=(x, out)):
        scale[(1,)](x, out, 100, 2.0, BLOCK=128, num_stages="two")


def test_two_spellings_of_one_option_that_disagree_are_refused() -> None:
    x, out = pair()
    with refused("num_warps", "num_simdgroups", keep=(x, out)):
        scale[(1,)](x, out, 100, 2.0, BLOCK=128, num_warps=2, num_simdgroups=4)


@pytest.mark.parametrize("warps", [1, 2, 4, 8, 16, 32])
def test_every_possible_num_warps_gives_the_same_result(warps) -> None:
    x, out = pair()
    scale[(1,)](x, out, 100, 2.0, BLOCK=128, num_warps=warps, num_stages=3)
    assert out.tolist() == [2.0 * i for i in range(100)]


def test_a_backend_that_does_not_exist_is_refused_with_the_choices() -> None:
    with (
        refused("'gpu'", "metal, cpu, interpret", kind=BackendError),
        options.override(backend="gpu"),
    ):
        pass


def test_an_option_that_does_not_exist_is_refused_with_the_choices() -> None:
    with refused("`backand`", "backend", kind=tmetal.TmetalError), options.override(backand="cpu"):
        pass


@pytest.mark.skipif(mx.metal.is_available(), reason="there is Metal here")
def test_the_metal_backend_without_metal_says_what_to_use_instead() -> None:
    x, out = pair()
    words = ("no Metal GPU", "TMETAL_BACKEND", "CPU")
    with refused(*words, kind=BackendError, keep=(x, out)), options.override(backend="metal"):
        scale[(1,)](x, out, 100, 2.0, BLOCK=128)
