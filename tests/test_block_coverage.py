"""Stores of blocks of rows and columns: what is claimed to be covered is, and what should be is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernels import make
from tmetal.ir.types import F32, I32, pointer
from tmetal.runtime.specialize import Specialization

SOURCE = """
@tmetal.jit
def k(out_ptr, M, N, pitch, BM: tl.constexpr, BN: tl.constexpr):
    rows = tl.program_id({a}) * BM + tl.arange(0, BM)
    columns = tl.program_id({b}) * BN + tl.arange(0, BN)
    tl.store(out_ptr + rows[:, None] * {pitch} + columns[None, :], 1.0{mask})
"""
MASKS = {
    "none": "",
    "both": ", mask=(rows[:, None] < M) & (columns[None, :] < N)",
    "rows": ", mask=rows[:, None] < M",
    "columns": ", mask=columns[None, :] < N",
    "odd": ", mask=(rows[:, None] % 2 == 0) & (columns[None, :] < N)",
}


def claims_of(mask: str, pitch: str, a: int, b: int, block: tuple[int, int]) -> Any:
    kernel = make(SOURCE.format(mask=MASKS[mask], pitch=pitch, a=a, b=b))
    types = {"out_ptr": pointer(F32), "M": I32, "N": I32, "pitch": I32}
    spec = Specialization(
        kernel.kernel_source, types, dict(zip(("BM", "BN"), block, strict=True)), 4
    )
    return spec.claims()["out_ptr"]


def written(mask: str, pitch: int, a: int, b: int, block: Any, grid: Any, m: int, n: int) -> Any:
    """Return the elements that a launch writes, by brute force."""
    found = set()
    for i in range(block[0] * grid[a]):
        for j in range(block[1] * grid[b]):
            row = mask not in ("both", "rows") or i < m
            column = mask not in ("both", "columns", "odd") or j < n
            if row and column and (mask != "odd" or i % 2 == 0):
                found.add(i * pitch + j)
    return found


@given(
    st.sampled_from(sorted(MASKS)),
    st.sampled_from(["pitch", "N", "8", "32"]),
    st.sampled_from([(0, 1), (1, 0), (0, 0)]),
    st.sampled_from([(1, 8), (2, 4), (4, 16)]),
    st.tuples(st.integers(1, 3), st.integers(1, 3)),
    st.tuples(st.integers(-1, 9), st.integers(-1, 40), st.integers(-1, 40)),
    st.integers(1, 150),
)
def test_no_block_is_claimed_covered_that_is_not(
    mask: str, pitch: str, axes: Any, block: Any, sizes: Any, scalars: Any, size: int
) -> None:
    grid = (*sizes, 1)
    named = dict(zip(("M", "N", "pitch"), scalars, strict=True))
    stride = int(named.get(pitch, pitch if pitch.isdigit() else 0))
    claims = claims_of(mask, pitch, *axes, block)
    if any(c.holds(size, grid, named) for c in claims):
        found = written(mask, stride, *axes, block, grid, named["M"], named["N"])
        assert found >= set(range(size))


@pytest.mark.parametrize("mask", ["none", "both", "rows", "columns"])
def test_a_whole_matrix_of_ragged_blocks_is_claimed(mask: str) -> None:
    (claim, *_) = claims_of(mask, "N", 0, 1, (4, 16))
    exact = {"M": 8, "N": 32, "pitch": 0}
    assert claim.holds(8 * 32, (2, 2, 1), exact)
    assert not claim.holds(8 * 32, (2, 1, 1), exact)
    assert claim.holds(7 * 20, (2, 2, 1), {"M": 7, "N": 20, "pitch": 0})


def test_every_element_of_a_product_is_claimed_without_a_map() -> None:
    claims = claims_of("both", "pitch", 0, 1, (4, 16))
    assert any(c.holds(7 * 20, (2, 2, 1), {"M": 7, "N": 20, "pitch": 20}) for c in claims)
    assert np.all([not c.holds(7 * 21, (2, 2, 1), {"M": 7, "N": 20, "pitch": 21}) for c in claims])
