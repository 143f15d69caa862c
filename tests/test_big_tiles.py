"""Tiles beyond the register file: right where they are only passed through, refused where kept."""

from __future__ import annotations

import numpy as np
import pytest

import tmetal
from kernels import make, run


@pytest.mark.parametrize(("block", "warps"), [(4096, 1), (1 << 16, 4), (1 << 20, 4), (64, 32)])
def test_a_tile_of_any_size_is_passed_through(block: int, warps: int) -> None:
    kernel = make(
        """
@tmetal.jit
def k(x, out, n, BLOCK: tl.constexpr):
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    tl.store(out + i, tl.load(x + i, i < n) + 1, i < n)
"""
    )
    x = np.arange(100_000, dtype=np.float32)
    grid = (tmetal.cdiv(x.size, block),)
    _, got = run(kernel, "cpu", grid, x, x * 0, x.size, BLOCK=block, num_warps=warps)
    np.testing.assert_array_equal(got, x + 1)


KEPT = """
@tmetal.jit
def k(x, out, n, BLOCK: tl.constexpr):
    total = tl.zeros((BLOCK,), tl.float32)
    for t in range(n):
        total += tl.load(x + t * BLOCK + tl.arange(0, BLOCK))
    tl.store(out + tl.arange(0, BLOCK), total)
"""


def test_a_tile_that_a_loop_keeps_may_fill_registers() -> None:
    x = np.arange(3 * 8192, dtype=np.float32)
    _, got = run(make(KEPT), "cpu", (1,), x, np.zeros(8192, np.float32), 3, BLOCK=8192)
    np.testing.assert_array_equal(got, x.reshape(3, -1).sum(0))


def test_a_kept_tile_that_is_too_large_is_refused_with_what_to_change() -> None:
    x = np.zeros(1 << 17, np.float32)
    with pytest.raises(
        tmetal.CompileError, match=r"keeps a tile.*BLOCK of at most 32768.*num_warps"
    ):
        run(make(KEPT), "cpu", (1,), x, x.copy(), 1, BLOCK=1 << 17)


COLUMNS = """
@tmetal.jit
def k(x, out, ROWS: tl.constexpr, BLOCK: tl.constexpr):
    at = tl.arange(0, ROWS)[:, None] * BLOCK + tl.arange(0, BLOCK)[None, :]
    tl.store(out + at, tl.cumsum(tl.load(x + at), axis=0))
"""


@pytest.mark.parametrize(("rows", "block"), [(256, 128), (512, 64)])
def test_a_scan_down_columns_exchanges_one_total_for_each_column_and_simdgroup(
    rows: int, block: int
) -> None:
    x = np.arange(rows * block, dtype=np.int32).reshape(rows, block) % 7
    kernel = make(COLUMNS)
    _, got = run(kernel, "cpu", (1,), x, x * 0, rows, block, num_warps=8)
    np.testing.assert_array_equal(got, np.cumsum(x, 0))
    assert f"threadgroup int32_t totals[{8 * block}];" in kernel.msl


SOFTMAX = """
@tmetal.jit
def k(x, out, n, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK)
    row = tl.load(x + i, i < n, other=-float("inf"))
    power = tl.exp(row - tl.max(row, axis=0))
    tl.store(out + i, power / tl.sum(power, axis=0), i < n)
"""


def test_a_row_beyond_the_registers_is_loaded_by_vectors_as_a_short_one_is() -> None:
    """Two loads and a store of each element, and no line is asked for twice by one of them."""
    n, block = 8 * 4096 - 32, 8 * 4096
    x = np.random.default_rng(0).standard_normal((1, n)).astype(np.float32)
    out = np.zeros_like(x)
    profile = tmetal.profile(make(SOFTMAX)[(1,)], x, out, n, BLOCK=block, num_warps=8)
    power = np.exp(x.astype(np.float64) - x.max())
    np.testing.assert_allclose(out, power / power.sum(), rtol=1e-5)
    assert profile.lines_per_compulsory == pytest.approx(1.5, abs=0.01)
    assert profile.per(n)["mem"] < 0.85
