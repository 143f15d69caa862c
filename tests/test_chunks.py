"""Scans that are wider than the register file: a loop over chunks does them."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from tmetal.errors import PerformanceWarning
from tmetal.passes import chunks

Array = Any


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let scans count as wide that hold more than two registers, and chunks hold one."""
    monkeypatch.setattr(chunks, "MOST_REGISTERS", 2)
    monkeypatch.setattr(chunks, "CHUNK_REGISTERS", 1)


@tmetal.jit
def running(x_ptr, y_ptr, n, REVERSE: tl.constexpr, BLOCK: tl.constexpr):
    o = tl.arange(0, BLOCK)
    x = tl.load(x_ptr + tl.program_id(0) * n + o, mask=o < n, other=0)
    y = tl.cumsum(x, 0, reverse=REVERSE)
    tl.store(y_ptr + tl.program_id(0) * n + o, y, mask=o < n)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize(("n", "num_warps"), [(65536, 8), (60001, 32), (9000, 4)])
def test_a_scan_of_any_width_is_right_and_fits_into_registers(
    n: int, num_warps: int, reverse: bool
) -> None:
    x = rng().integers(-9, 9, (2, n)).astype(np.int32)
    y = np.zeros_like(x)
    with warnings.catch_warnings():
        warnings.simplefilter("error", PerformanceWarning)
        running[(2,)](
            x, y, n, REVERSE=reverse, BLOCK=tmetal.next_power_of_2(n), num_warps=num_warps
        )
    expected = np.cumsum(x[:, ::-1], 1)[:, ::-1] if reverse else np.cumsum(x, 1)
    np.testing.assert_array_equal(y, expected)


def test_lanes_with_nothing_before_them_are_chosen_once_for_all_of_their_registers() -> None:
    x, y = np.ones((1, 4096), np.float32), np.zeros((1, 4096), np.float32)
    running[(1,)](x, y, 4096, REVERSE=False, BLOCK=4096)
    # Nine choices for each of 8 groups of 4 neighbours, not one for each neighbour: 5 among lanes,
    # one of what they add to all 4, and 3 among four simdgroups.
    assert running.ir("lower").count(" where ") <= 8 * 9


def test_a_scan_from_the_end_exchanges_no_more_than_one_from_the_start() -> None:
    x = np.ones((1, 4096), np.float32)
    found = []
    for reverse in (False, True):
        y = np.zeros_like(x)
        found.append(tmetal.profile(running[(1,)], x, y, 4096, REVERSE=reverse, BLOCK=4096))
        assert y[0, 4095 if reverse else 0] == 1
    there, back = found
    assert back.barriers == there.barriers == 1
    assert back.threadgroup_bytes == there.threadgroup_bytes
    assert back.collectives == there.collectives
    assert back.lines_per_compulsory == there.lines_per_compulsory == 1


def turns_of(kernel: Any) -> int:
    """Return how many loops over chunks the latest compilation of a kernel has."""
    return kernel.ir("chunks").count(" for ") - kernel.ir("units").count(" for ")


@tmetal.jit
def rows(x_ptr, y_ptr, ROWS: tl.constexpr, COLUMNS: tl.constexpr, AXIS: tl.constexpr):
    o = tl.arange(0, ROWS)[:, None] * COLUMNS + tl.arange(0, COLUMNS)[None, :]
    tl.store(y_ptr + o, tl.cumprod(tl.load(x_ptr + o), AXIS))


@tmetal.jit
def turned(x_ptr, y_ptr, ROWS: tl.constexpr, COLUMNS: tl.constexpr, AXIS: tl.constexpr):
    o = tl.arange(0, ROWS)[:, None] * COLUMNS + tl.arange(0, COLUMNS)[None, :]
    x = tl.trans(tl.load(x_ptr + o))
    tl.store(y_ptr + o, tl.trans(tl.cumprod(x, 1 - AXIS)))


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("kernel", [rows, turned])
@pytest.mark.parametrize(
    ("axis", "shape", "dtype"),
    [
        (0, (16, 64), "int8"),
        (1, (16, 64), "float16"),
        (0, (64, 16), "float32"),
        (1, (64, 16), "uint64"),
        (1, (8, 128), "float32"),
    ],
)
def test_rows_and_columns_are_scanned_in_chunks(
    kernel: Any, axis: int, shape: tuple[int, int], dtype: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "CHUNK_REGISTERS", 16)
    x = rng().choice([-1, 1, -1.25, -0.75] if dtype[0] == "f" else [-1, 1, 3], shape)
    x = x.astype("int64").astype(dtype) if dtype[0] != "f" else x.astype(dtype)
    wide = {"int8": "int32", "float16": "float16"}.get(dtype, dtype)
    y = np.zeros(shape, wide)
    kernel[(1,)](x, y, ROWS=shape[0], COLUMNS=shape[1], AXIS=axis, num_warps=1)
    with np.errstate(over="ignore"):
        expected = np.cumprod(x.astype(wide), axis, dtype=wide)
    np.testing.assert_allclose(y, expected, rtol=2e-2 if dtype == "float16" else 1e-6)
    assert turns_of(kernel) == 1


@tmetal.jit
def later(a_value, a_place, b_value, b_place):
    first = a_value >= b_value
    return tl.where(first, a_value, b_value), tl.where(first, a_place, b_place)


@tmetal.jit
def records(x_ptr, best_ptr, place_ptr, n, BLOCK: tl.constexpr):
    o = tl.arange(0, BLOCK)
    x = tl.load(x_ptr + o, mask=o < n, other=float("-inf"))
    best, place = tl.associative_scan((x, o), 0, later)
    tl.store(best_ptr + o, best, mask=o < n)
    tl.store(place_ptr + o, place, mask=o < n)


@pytest.mark.usefixtures("narrow")
def test_a_scan_of_several_values_is_chunked() -> None:
    n = 1000
    x = rng().integers(0, 500, n).astype("f4")
    best, place = np.zeros(n, "f4"), np.zeros(n, "i4")
    records[(1,)](x, best, place, n, BLOCK=1024, num_warps=2)
    expected = np.maximum.accumulate(x)
    np.testing.assert_array_equal(best, expected)
    np.testing.assert_array_equal(x[place], expected)
    assert (place <= np.arange(n)).all()
    assert turns_of(records) == 1


@tmetal.jit
def scan_of_a_scan(x_ptr, y_ptr, top_ptr, n, BLOCK: tl.constexpr):
    o = tl.arange(0, BLOCK)
    once = tl.cumsum(tl.load(x_ptr + o, mask=o < n, other=0), 0)
    twice = tl.cumsum(once * 2, 0)
    tl.store(y_ptr + o, twice - once, mask=o < n)
    tl.store(top_ptr, tl.max(once, 0))
    tl.store(top_ptr + 1, tl.sum(tl.where(o < n, twice, 0), 0))


@pytest.mark.usefixtures("narrow")
def test_scans_of_scans_and_what_is_reduced_of_them_share_a_loop() -> None:
    n = 777
    x = rng().integers(-5, 7, n).astype("i4")
    y, top = np.zeros(n, "i4"), np.zeros(2, "i4")
    scan_of_a_scan[(1,)](x, y, top, n, BLOCK=1024, num_warps=1)
    once = np.cumsum(x)
    twice = np.cumsum(once * 2)
    np.testing.assert_array_equal(y, twice - once)
    assert top.tolist() == [once.max(), twice.sum()]
    assert turns_of(scan_of_a_scan) == 1


@tmetal.jit
def in_a_loop(x_ptr, y_ptr, turns, BLOCK: tl.constexpr):
    o = tl.arange(0, BLOCK)
    for turn in range(turns):
        x = tl.load(x_ptr + turn * BLOCK + o)
        total = tl.sum(x, 0)
        if total > 0:
            tl.store(y_ptr + turn * BLOCK + o, tl.cumsum(x, 0) + total)


@pytest.mark.usefixtures("narrow")
def test_a_scan_inside_of_a_loop_and_a_branch_is_chunked() -> None:
    x = rng().integers(-5, 6, (6, 512)).astype("i4")
    y = np.zeros_like(x)
    in_a_loop[(1,)](x, y, 6, BLOCK=512, num_warps=1)
    total = x.sum(1, keepdims=True)
    np.testing.assert_array_equal(y, np.where(total > 0, np.cumsum(x, 1) + total, 0))
    assert turns_of(in_a_loop) == 1


@tmetal.jit
def both_ways(x_ptr, y_ptr, BLOCK: tl.constexpr):
    o = tl.arange(0, BLOCK)
    y = tl.cumsum(tl.load(x_ptr + o), 0)
    tl.store(y_ptr + o, y + tl.flip(y, 0))


@tmetal.jit
def stored_over(x_ptr, y_ptr, BLOCK: tl.constexpr):
    o = tl.arange(0, BLOCK)
    y = tl.cumsum(tl.load(x_ptr + o), 0)
    tl.store(y_ptr + o, y)
    tl.store(y_ptr + o + 1, y)


@tmetal.jit
def needed_twice(x_ptr, y_ptr, BLOCK: tl.constexpr):
    o = tl.arange(0, BLOCK)
    y = tl.cumsum(tl.load(x_ptr + o), 0)
    tl.store(y_ptr + o, y - tl.max(y, 0))


@tmetal.jit
def kept_for_later(x_ptr, y_ptr, turns, BLOCK: tl.constexpr):
    o = tl.arange(0, BLOCK)
    y = tl.load(x_ptr + o)
    for _ in range(turns):
        y = tl.cumsum(y, 0)
    tl.store(y_ptr + o, y)


@tmetal.jit
def read_between(x_ptr, y_ptr, z_ptr, BLOCK: tl.constexpr):
    o = tl.arange(0, BLOCK)
    y = tl.cumsum(tl.load(x_ptr + o), 0)
    tl.store(y_ptr + o, y)
    tl.debug_barrier()
    first = tl.load(y_ptr + BLOCK - 1 - o)
    tl.store(z_ptr + o, y + first)


def _stored_over(x: Array) -> Array:
    y = np.cumsum(x)
    return np.concatenate([y[:1], y])


WHOLE: dict[str, tuple[Any, Callable[[Array], Array], tuple[int, ...]]] = {
    "both ways": (both_ways, lambda x: np.cumsum(x) + np.cumsum(x)[::-1], ()),
    "stored over": (stored_over, _stored_over, ()),
    "needed twice": (needed_twice, lambda x: np.cumsum(x) - np.cumsum(x).max(), ()),
    "kept for later": (kept_for_later, lambda x: np.cumsum(np.cumsum(x)), (2,)),
}


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("case", WHOLE)
def test_a_scan_that_is_needed_whole_stays_whole(case: str) -> None:
    kernel, oracle, more = WHOLE[case]
    x = rng().integers(-5, 6, 512).astype("i4")
    expected = oracle(x)
    y = np.zeros_like(expected)
    kernel[(1,)](x, y, *more, BLOCK=512, num_warps=1)
    np.testing.assert_array_equal(y, expected)
    assert turns_of(kernel) == 0


@pytest.mark.usefixtures("narrow")
def test_a_store_does_not_move_behind_a_load_of_what_it_stores() -> None:
    x = rng().integers(-5, 6, 512).astype("i4")
    y, z = np.zeros_like(x), np.zeros_like(x)
    read_between[(1,)](x, y, z, BLOCK=512, num_warps=1)
    np.testing.assert_array_equal(z, np.cumsum(x) + np.cumsum(x)[::-1])
    assert turns_of(read_between) == 0


@tmetal.jit
def of_nothing(x_ptr, y_ptr, BLOCK: tl.constexpr):
    o = tl.arange(0, BLOCK)
    tl.store(y_ptr + o, tl.cumsum(tl.load(x_ptr + o), 0))


@pytest.mark.usefixtures("narrow")
def test_what_is_carried_keeps_the_sign_of_zero_and_every_bit_of_a_nan() -> None:
    x = np.full(512, -0.0, "f4")
    y = np.ones_like(x)
    of_nothing[(1,)](x, y, BLOCK=512, num_warps=1)
    assert np.signbit(y).all()
    x[300] = np.nan
    of_nothing[(1,)](x, y, BLOCK=512, num_warps=1)
    np.testing.assert_array_equal(np.isnan(y), np.arange(512) >= 300)
