"""Products whose sizes are no multiples of their blocks: what is masked, and what is left out."""

from __future__ import annotations

from typing import Any

import mlx.core as mx
import numpy as np
import pytest

import tmetal
import tmetal.language as tl

BLOCK = 32
WHOLE = 8 * 16 * 4  # products of 8 x 8 matrices in 4 programs of 32 x 32 by 32, for each K of 32


@tmetal.jit
def product(a_ptr, b_ptr, c_ptr, M, N, K, B_ROWS, OTHER: tl.constexpr, BLOCK: tl.constexpr):
    m = tl.program_id(1) * BLOCK + tl.arange(0, BLOCK)
    n = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    acc = tl.zeros((BLOCK, BLOCK), tl.float32)
    for start in range(0, K, BLOCK):
        k = start + tl.arange(0, BLOCK)
        a_mask = (m[:, None] < M) & (k[None, :] < K)
        a = tl.load(a_ptr + m[:, None] * K + k[None, :], mask=a_mask, other=OTHER)
        b_mask = (k[:, None] < B_ROWS) & (n[None, :] < N)
        b = tl.load(b_ptr + k[:, None] * N + n[None, :], mask=b_mask, other=0.0)
        acc = tl.dot(a, b, acc)
    tl.store(c_ptr + m[:, None] * N + n[None, :], acc, mask=(m[:, None] < M) & (n[None, :] < N))


def run(
    m: int,
    n: int,
    k: int,
    rows: int,
    other: float = 0.0,
    fill: float = 0.0,
    kernel: Any = product,
) -> tuple[Any, Any]:
    """Multiply `k` columns with `rows` rows, of which those from `k` on are `fill`."""
    rng = np.random.default_rng(m * n * k)
    a = rng.integers(-4, 5, (m, k)).astype("f4")
    b = rng.integers(-4, 5, (rows, n)).astype("f4")
    b[k:] = fill
    c = mx.zeros((m, n))
    grid = (tmetal.cdiv(n, BLOCK), tmetal.cdiv(m, BLOCK))
    profile = tmetal.profile(kernel[grid], mx.array(a), mx.array(b), c, m, n, k, rows, other, BLOCK)
    wide = np.full((m, rows), other, "f4")
    wide[:, :k] = a
    with np.errstate(invalid="ignore"):
        return profile, (np.array(c), wide @ b)


@pytest.mark.parametrize("k", [1, 8, 20, 32, 41, 96])
def test_steps_that_both_masks_make_zero_are_left_out(k: int) -> None:
    profile, (got, wanted) = run(50, 39, k, k)
    np.testing.assert_array_equal(got, wanted)
    assert profile.matrix_multiplies == WHOLE * tmetal.cdiv(k, 8) // 8


def test_zeros_are_multiplied_where_the_other_side_is_not_masked() -> None:
    _, (got, wanted) = run(50, 39, 20, 32, fill=np.inf)
    assert np.isnan(wanted).all()  # 0 x inf
    np.testing.assert_array_equal(got, wanted)


def test_what_stands_for_masked_elements_is_multiplied_if_it_is_not_zero() -> None:
    profile, (got, wanted) = run(50, 39, 20, 32, other=2.0, fill=3.0)
    np.testing.assert_array_equal(got, wanted)
    assert profile.matrix_multiplies == WHOLE // 2


def test_a_loop_asks_first_for_all_masks_then_for_those_that_do_not_change() -> None:
    kernel = tmetal.jit(product.fn)
    run(31, 64, 64, 64, kernel=kernel)  # rows below a block do not slide
    text = kernel.msl
    loops = [line for line in text.splitlines() if "trip" in line and "for (" in line]
    assert len(loops) == 3


@tmetal.jit
def shifted(x_ptr, y_ptr, out_ptr, start, n, BLOCK: tl.constexpr):
    i = start + tl.arange(-16, 16)
    k = tl.arange(0, BLOCK)
    x = tl.load(x_ptr + k[:, None] * BLOCK + k[None, :], mask=(i[:, None] < n) & (k[None, :] < n))
    y = tl.load(y_ptr + k[:, None] * BLOCK + k[None, :])
    tl.store(out_ptr + k[:, None] * BLOCK + k[None, :], tl.dot(x, y))


def test_rows_whose_numbers_wrap_around_below_are_masked() -> None:
    rng = np.random.default_rng(0)
    x, y = (rng.integers(-4, 5, (BLOCK, BLOCK)).astype("f4") for _ in "xy")
    out = mx.zeros((BLOCK, BLOCK))
    start, n = -(2**31) + 8, BLOCK
    shifted[(1,)](mx.array(x), mx.array(y), out, start, n, BLOCK)
    kept = x.copy()
    kept[:8] = 0  # start - 16 + 0 … 7 is above n, since it wraps around
    np.testing.assert_array_equal(np.array(out), kept @ y)


@tmetal.jit
def nibbles(x_ptr, w_ptr, out_ptr, n, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK)
    inside = (i[:, None] < n) & (i[None, :] < n)
    w = tl.load(w_ptr + i[:, None] * BLOCK + i[None, :], mask=inside, other=0) & 15
    x = tl.load(x_ptr + i[:, None] * BLOCK + i[None, :], mask=inside, other=0.0)
    tl.store(out_ptr + i[:, None] * BLOCK + i[None, :], tl.dot(x, w.to(tl.float32)))


def test_bits_of_an_integer_are_no_mask() -> None:
    rng = np.random.default_rng(0)
    x, w = rng.integers(-4, 5, (BLOCK, BLOCK)).astype("f4"), rng.integers(0, 256, (BLOCK, BLOCK))
    out = mx.zeros((BLOCK, BLOCK))
    nibbles[(1,)](mx.array(x), mx.array(w.astype("i4")), out, BLOCK, BLOCK)
    np.testing.assert_array_equal(np.array(out), x @ (w & 15).astype("f4"))


@tmetal.jit
def batched(
    a_ptr, b_ptr, c_ptr, B, M, N, K,
    TB: tl.constexpr, BM: tl.constexpr, BN: tl.constexpr, BK: tl.constexpr,
):  # fmt: skip
    i = tl.program_id(2) * TB + tl.arange(0, TB)[:, None, None]
    m = tl.program_id(1) * BM + tl.arange(0, BM)[None, :, None]
    n = tl.program_id(0) * BN + tl.arange(0, BN)[None, None, :]
    acc = tl.zeros((TB, BM, BN), tl.float32)
    for start in range(0, K, BK):
        left, upper = (
            (start + tl.arange(0, BK)[None, None, :]),
            start + tl.arange(0, BK)[None, :, None],
        )
        a = tl.load(a_ptr + (i * M + m) * K + left, mask=(i < B) & (m < M) & (left < K), other=0.0)
        b = tl.load(
            b_ptr + (i * K + upper) * N + n, mask=(i < B) & (upper < K) & (n < N), other=0.0
        )
        acc = tl.dot(a, b, acc)
    c = c_ptr + (i * M + m) * N + n
    tl.store(c, tl.maximum(acc, 0) + 1, mask=(i < B) & (m < M) & (n < N))


@pytest.mark.parametrize(
    ("sizes", "blocks", "products"),
    [
        ((8, 64, 64, 32), (4, 32, 32, 16), 8 * 8 * 8 * 4),  # a simdgroup has a matrix
        ((5, 50, 39, 41), (8, 16, 16, 32), 8 * 8 * 6 * 6),  # two, and 41 columns are six blocks
        ((3, 9, 5, 7), (2, 16, 8, 4), 4 * 2 * 1 * 2),  # two simdgroups have one; K by halves
    ],
    ids=str,
)
def test_a_batch_takes_no_more_products_than_its_blocks(
    sizes: tuple[int, ...], blocks: tuple[int, ...], products: int
) -> None:
    count, m, n, k = sizes
    rng = np.random.default_rng(k)
    a, b = (rng.integers(-8, 8, s).astype("f2") for s in ((count, m, k), (count, k, n)))
    c = mx.zeros((count, m, n))
    grid = tuple(tmetal.cdiv(sizes[d], blocks[d]) for d in (2, 1, 0))
    p = tmetal.profile(batched[grid], mx.array(a), mx.array(b), c, *sizes, *blocks)
    np.testing.assert_array_equal(np.array(c), np.maximum(a.astype("f4") @ b.astype("f4"), 0) + 1)
    assert (p.matrix_multiplies, p.barriers) == (products, 0)


@pytest.mark.parametrize("rows", [1, 4])
def test_simdgroups_that_share_a_batch_share_no_rows_beside_it(rows: int) -> None:
    x = mx.ones((4, 32, 16))
    c = mx.zeros((4, 32, 32))
    p = tmetal.profile(
        batched[(1, 1, 1)], x, mx.ones((4, 16, 32)), c, 4, 32, 32, 16, 4, 32, 32, 16, dot_rows=rows
    )
    assert p.matrix_multiplies == 4 * 4 * 4 * 2
    np.testing.assert_array_equal(np.array(c), 17)


def test_all_matrices_that_a_simdgroup_has_of_a_batch_take_its_registers() -> None:
    x, c = mx.ones((16, 32, 8)), mx.zeros((16, 32, 32))
    with pytest.warns(tmetal.PerformanceWarning, match="accumulates 128 x 32 elements"):
        batched[(1, 1, 1)](x, x, c, 16, 32, 32, 8, 16, 32, 32, 8)
