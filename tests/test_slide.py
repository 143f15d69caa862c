"""The last tiles of a product move back inside of their arrays, where that changes nothing."""

from __future__ import annotations

from typing import Any

import mlx.core as mx
import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from tmetal.passes.pipeline import SMALL

BM, BN, BK = 32, 16, 16
SIZES = (75, 39, 41)


def by_blocks(a_ptr, b_ptr, c_ptr, M, N, K, FIRST: tl.constexpr, WHAT: tl.constexpr,
            BM: tl.constexpr, BN: tl.constexpr, BK: tl.constexpr):  # fmt: skip
    m = (FIRST + tl.program_id(0)) * BM + tl.arange(0, BM)
    n = tl.program_id(1) * BN + tl.arange(0, BN)
    k = tl.arange(0, BK)
    acc = tl.zeros((BM, BN), tl.float32)
    for start in range(0, K, BK):
        a_mask = (m[:, None] < M) & (start + k[None, :] < K)
        a = tl.load(a_ptr + m[:, None] * K + start + k[None, :], mask=a_mask, other=0.0)
        b_mask = (start + k[:, None] < K) & (n[None, :] < N)
        b = tl.load(b_ptr + (start + k[:, None]) * N + n[None, :], mask=b_mask, other=0.0)
        acc = tl.dot(a, b, acc)
    if WHAT == "row":
        acc += m[:, None] * 2 + n[None, :]
    if WHAT == "place":
        acc += tl.arange(0, BM)[:, None]
    if WHAT == "program":
        acc += tl.program_id(0)
    c_ptrs = c_ptr + m[:, None] * N + n[None, :]
    mask = (m[:, None] < M) & (n[None, :] < N)
    if WHAT == "add":
        acc += tl.load(c_ptrs, mask=mask, other=0.0)
    if WHAT == "reload":
        tl.store(c_ptrs, acc, mask=mask)
        acc += tl.load(c_ptrs, mask=mask, other=0.0)
    if WHAT == "atomic":
        tl.atomic_add(c_ptrs, acc, mask=mask)
    else:
        tl.store(c_ptrs, acc, mask=mask)


def in_groups(a_ptr, b_ptr, c_ptr, M, N, K, sam, sbk, scm,
            BM: tl.constexpr, BN: tl.constexpr, BK: tl.constexpr, GROUP: tl.constexpr):  # fmt: skip
    pid = tl.program_id(0)
    rows, columns = tl.cdiv(M, BM), tl.cdiv(N, BN)
    in_group = GROUP * columns
    first = pid // in_group * GROUP
    size = min(rows - first, GROUP)
    pid_m = first + pid % in_group % size
    pid_n = pid % in_group // size
    m = (pid_m * BM + tl.arange(0, BM)) % M
    n = (pid_n * BN + tl.arange(0, BN)) % N
    k = tl.arange(0, BK)
    a_ptrs = a_ptr + m[:, None] * sam + k[None, :]
    b_ptrs = b_ptr + k[:, None] * sbk + n[None, :]
    acc = tl.zeros((BM, BN), tl.float32)
    for i in range(tl.cdiv(K, BK)):
        a = tl.load(a_ptrs, mask=k[None, :] < K - i * BK, other=0.0)
        b = tl.load(b_ptrs, mask=k[:, None] < K - i * BK, other=0.0)
        acc = tl.dot(a, b, acc)
        a_ptrs += BK
        b_ptrs += BK * sbk
    m = pid_m * BM + tl.arange(0, BM)
    n = pid_n * BN + tl.arange(0, BN)
    mask = (m[:, None] < M) & (n[None, :] < N)
    tl.store(c_ptr + m[:, None] * scm + n[None, :], acc, mask=mask)


def operands(m: int, n: int, k: int) -> tuple[Any, Any]:
    rng = np.random.default_rng(m * n + k)
    a, b = (rng.integers(-4, 5, s).astype("f4") for s in ((m, k), (k, n)))
    return a, b


def slides(kernel: Any) -> bool:
    """Whether the latest launch took a kernel in which no rows or columns are masked."""
    return "metal::min((" in kernel.msl and "M_1 - 32" in kernel.msl.replace("uint32_t(M_1)", "M_1")


def multiplied(what: str, sizes: tuple[int, int, int] = SIZES, c: Any = None) -> Any:
    """Return what a kernel of its own gives, NumPy's product, and whether its tiles slid."""
    product = tmetal.jit(by_blocks)
    m, n, k = sizes
    a, b = operands(m, n, k)
    c = mx.zeros((m, n)) if c is None else c
    grid = (tmetal.cdiv(m, BM), tmetal.cdiv(n, BN))
    product[grid](mx.array(a), mx.array(b), c, m, n, k, 0, what, BM, BN, BK)
    return np.array(c), a @ b, slides(product)


def test_tiles_of_a_plain_product_slide() -> None:
    got, wanted, slid = multiplied("")
    np.testing.assert_array_equal(got, wanted)
    assert slid


def test_values_made_of_a_row_and_a_column_are_the_same_wherever_the_tile_begins() -> None:
    got, wanted, slid = multiplied("row")
    m, n = wanted.shape
    np.testing.assert_array_equal(got, wanted + 2 * np.arange(m)[:, None] + np.arange(n))
    assert slid


def test_what_was_there_before_the_launch_is_added_once() -> None:
    before = np.arange(75 * 39, dtype="f4").reshape(75, 39)
    got, wanted, slid = multiplied("add", c=mx.array(before))
    np.testing.assert_array_equal(got, wanted + before)
    assert slid


@pytest.mark.parametrize("what", ["place", "program", "reload", "atomic"])
def test_tiles_stay_where_it_matters_where_they_begin(what: str) -> None:
    got, wanted, slid = multiplied(what)
    row = np.arange(75)[:, None]
    more = {"place": row % BM, "program": row // BM, "reload": wanted, "atomic": 0 * row}
    np.testing.assert_array_equal(got, wanted + more[what])
    assert not slid


def test_a_launch_of_the_last_programs_alone_leaves_other_rows_as_they_were() -> None:
    m, n, k = SIZES
    product = tmetal.jit(by_blocks)
    a, b = operands(m, n, k)
    c = mx.full((m, n), 7.0)
    product[(1, tmetal.cdiv(n, BN))](mx.array(a), mx.array(b), c, m, n, k, 2, "", BM, BN, BK)
    wanted = np.full((m, n), 7.0)
    wanted[64:] = (a @ b)[64:]
    np.testing.assert_array_equal(np.array(c), wanted)
    assert not slides(product)


@pytest.mark.parametrize("sizes", [(31, 39, 41), (75, 15, 41), (3, 2, 1)])
def test_sizes_below_a_tile_are_masked(sizes: tuple[int, int, int]) -> None:
    got, wanted, slid = multiplied("", sizes)
    np.testing.assert_array_equal(got, wanted)
    assert slid == (sizes[0] >= BM)


@pytest.mark.parametrize("sizes", [SIZES, (64, 64, 32), (97, 33, 1), (32, 16, 16)])
def test_tiles_in_an_order_of_the_kernel_s_own_slide(sizes: tuple[int, int, int]) -> None:
    m, n, k = sizes
    grouped = tmetal.jit(in_groups)
    a, b = operands(m, n, k)
    c = mx.zeros((m, n))
    programs = tmetal.cdiv(m, BM) * tmetal.cdiv(n, BN)
    grouped[(programs,)](mx.array(a), mx.array(b), c, m, n, k, k, n, n, BM, BN, BK, 2)
    np.testing.assert_array_equal(np.array(c), a @ b)
    assert slides(grouped)


def test_an_order_that_leaves_tiles_out_is_no_reason_to_slide() -> None:
    m, n, k = SIZES
    grouped = tmetal.jit(in_groups)
    a, b = operands(m, n, k)
    c = mx.full((m, n), 7.0)
    grouped[(2,)](mx.array(a), mx.array(b), c, m, n, k, k, n, n, BM, BN, BK, 2)
    wanted = np.full((m, n), 7.0)
    wanted[:64, :16] = (a @ b)[:64, :16]
    np.testing.assert_array_equal(np.array(c), wanted)
    assert not slides(grouped)


def test_the_sanitizer_sees_no_races_of_tiles_that_slide() -> None:
    m, n, k = SIZES
    a, b = operands(m, n, k)
    c = np.zeros((m, n), "f4")
    grid = (tmetal.cdiv(m, BM), tmetal.cdiv(n, BN))
    tmetal.jit(by_blocks).run(a, b, c, m, n, k, 0, "", BM, BN, BK, grid=grid, sanitize=True)
    np.testing.assert_array_equal(c, a @ b)


@tmetal.jit
def offset_by(x_ptr, out_ptr, n, by, BLOCK: tl.constexpr):
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    j = i + by
    tl.store(out_ptr + i, tl.load(x_ptr + i, mask=(j >= 0) & (j < n), other=-1.0), mask=i < n)


@pytest.mark.parametrize("by", [0, -3, SMALL - 1, SMALL, 2**31 - 20, -(2**31)])
def test_numbers_too_large_to_be_sure_of_sums_wrap_around_as_they_should(by: int) -> None:
    x, out = np.arange(50, dtype="f4"), np.zeros(50, "f4")
    offset_by[(2,)](x, out, 50, by, 32)
    j = np.arange(64).astype("i4")[:50] + np.int32(by)
    np.testing.assert_array_equal(out, np.where((j >= 0) & (j < 50), x, -1))


@tmetal.jit
def below(out_ptr, n, limit, DTYPE: tl.constexpr, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK)
    found = tl.zeros((BLOCK,), tl.int32)
    for k in range(1, n, BLOCK):
        found += tl.where(i.to(DTYPE) + (k & 127).to(DTYPE) < limit.to(DTYPE), 1, 0)
    tl.store(out_ptr + i, found)


@pytest.mark.parametrize("dtype", ["uint8", "uint32", "int8", "int16", "int64"])
def test_what_is_left_of_a_limit_is_asked_of_no_type_in_which_it_wraps_around(dtype: str) -> None:
    for limit in (40, 250):
        out = np.zeros(16, "i4")
        below[(1,)](out, 101, limit, getattr(tl, dtype), 16)
        sums = (np.arange(1, 101, 16)[:, None] + np.arange(16)).astype(dtype)
        np.testing.assert_array_equal(out, (sums < np.array(limit).astype(dtype)).sum(0))
