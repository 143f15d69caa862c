"""Stores of blocks of rows and columns: what is claimed to be covered is, and what should be is."""

from __future__ import annotations

from typing import Any

import mlx.core as mx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tmetal
import tmetal.language as tl
from kernels import make
from tmetal import options
from tmetal.ir.parse import parse
from tmetal.ir.types import F32, I32, pointer
from tmetal.passes.facts import places_are_apart
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


# Which block of rows and of columns program `p` of a batch takes, of R and C.
ORDERS = {
    "rows first": ("p // C", "p % C"),
    "columns first": ("p % R", "p // R"),
    "backwards": ("R - 1 - p // C", "C - 1 - p % C"),
    "in groups of two": (
        "p // (2 * C) * 2 + p % (2 * C) % min(R - p // (2 * C) * 2, 2)",
        "p % (2 * C) // min(R - p // (2 * C) * 2, 2)",
    ),
    "each third": ("p * 3 % R", "p // R"),
    "pairs": ("p // 2", "p % 2"),
    "up to the second": ("min(p, 1)", "p"),
    "a diagonal": ("p", "p"),
    "from the second on": ("p // C + 1", "p % C"),
}
NUMBERED = """
@tmetal.jit
def k(out_ptr, M, N, BM: tl.constexpr, BN: tl.constexpr):
    p = tl.program_id(0)
    R, C = tl.cdiv(M, BM), tl.cdiv(N, BN)
    rows = ({row}) * BM + tl.arange(0, BM)
    columns = ({column}) * BN + tl.arange(0, BN)
    mask = (rows[:, None] < M) & (columns[None, :] < N)
    at = out_ptr + tl.program_id(1) * {apart} + rows[:, None] * N + columns[None, :]
    tl.store(at, 1.0, mask=mask)
"""


def numbered(order: str, apart: int) -> Any:
    row, column = ORDERS[order]
    kernel = make(NUMBERED.format(row=row, column=column, apart=apart))
    types = {"out_ptr": pointer(F32), "M": I32, "N": I32}
    return Specialization(kernel.kernel_source, types, {"BM": 2, "BN": 4}, 4).claims()["out_ptr"]


def reached(order: str, apart: int, grid: tuple[int, int], m: int, n: int) -> set[int]:
    """Return the elements that a launch writes, by brute force."""
    found = set()
    for p in range(grid[0]):
        names = {"p": p, "R": -(-m // 2), "C": -(-n // 4), "min": min}
        try:
            row, column = (eval(text, names) for text in ORDERS[order])
        except ZeroDivisionError:  # a group beyond the last one has no rows: nothing is promised
            continue
        rows, columns = range(row * 2, row * 2 + 2), range(column * 4, column * 4 + 4)
        inside = [i * n + j for i in rows for j in columns if i < m and j < n]
        found |= {q * apart + at for q in range(grid[1]) for at in inside}
    return found


@given(
    st.sampled_from(sorted(ORDERS)),
    st.sampled_from([0, 1, 35, 200]),
    st.tuples(st.integers(1, 14), st.integers(1, 3)),
    st.tuples(st.integers(1, 7), st.integers(1, 12)),
    st.integers(1, 120),
)
def test_no_order_of_programs_is_claimed_to_cover_what_it_does_not(
    order: str, apart: int, grid: Any, sizes: Any, size: int
) -> None:
    m, n = sizes
    claims = numbered(order, apart)
    if any(c.holds(size, (*grid, 1), {"M": m, "N": n}) for c in claims):
        assert reached(order, apart, grid, m, n) >= set(range(size))


@pytest.mark.parametrize(
    "order", ["rows first", "columns first", "backwards", "in groups of two", "each third"]
)
def test_any_order_of_programs_that_takes_all_blocks_covers_a_batch(order: str) -> None:
    claims, sizes = numbered(order, 5 * 7), {"M": 5, "N": 7}
    whole = 2 if order == "each third" else 3  # a third of 3 rows of blocks is always the first
    assert any(c.holds(35 * 2, (6, 2, 1), sizes) for c in claims) == (whole == 3)
    assert not any(c.holds(35 * 2, (5, 2, 1), sizes) for c in claims)


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


HALVES = """
@tmetal.jit
def k(x_ptr, out_ptr, n, D: tl.constexpr, ROWS: tl.constexpr, STEP: tl.constexpr):
    row = tl.program_id(0) * ROWS + tl.arange(0, ROWS)[:, None]
    at = row * D + tl.arange(0, D // 2)[None, :]
    x = tl.load(x_ptr + at, mask=row < n)
    tl.store(out_ptr + at, -x, mask=row < n)
    tl.store(out_ptr + at + STEP, x, mask=row < n)
"""


SEVERAL = """
@tmetal.jit
def k(out_ptr, n, D: tl.constexpr, ROWS: tl.constexpr, WIDTH: tl.constexpr):
    row = tl.program_id(0) * ROWS + tl.arange(0, ROWS)[:, None]
    at = row * D + tl.arange(0, WIDTH)[None, :]
"""


@given(
    st.lists(st.tuples(st.integers(-4, 12), st.booleans()), min_size=1, max_size=4),
    st.sampled_from([4, 8, 12]),
    st.sampled_from([(1, 2), (2, 4), (4, 1)]),
    st.tuples(st.integers(1, 3), st.integers(-1, 9), st.integers(1, 60)),
)
def test_several_stores_are_never_claimed_to_cover_what_they_do_not(
    stores: Any, pitch: int, tile: Any, launch: Any
) -> None:
    (rows, width), (programs, n, size) = tile, launch
    source, found = SEVERAL, set()
    for start, masked in stores:
        guard = ", mask=row < n" if masked else ""
        source += f"    tl.store(out_ptr + at + {start}, 1.0{guard})\n"
        for row in range(programs * rows if not masked else min(n, programs * rows)):
            found |= {row * pitch + column + start for column in range(width)}
    sizes = {"D": pitch, "ROWS": rows, "WIDTH": width}
    spec = Specialization(make(source).kernel_source, {"out_ptr": pointer(F32), "n": I32}, sizes, 4)
    claims = spec.claims()["out_ptr"]
    if any(c.holds(size, (programs, 1, 1), {"n": n}) for c in claims):
        assert found >= set(range(size))


def test_the_halves_of_rows_together_cover_them_without_map_and_barrier() -> None:
    x = np.arange(40, dtype=np.float32).reshape(5, 8)
    kernel = make(HALVES)
    with options.override(backend="cpu"):
        out = kernel[(2,)](mx.array(x), tmetal.zeros((5, 8)), 5, D=8, ROWS=4, STEP=4)
    np.testing.assert_array_equal(np.array(out), np.hstack([-x[:, :4], x[:, :4]]))
    assert "_written" not in kernel.ir("bind")
    assert "barrier" not in kernel.ir("barriers")


def test_halves_that_leave_a_gap_or_overlap_keep_old_contents_and_wait() -> None:
    x, old = (np.arange(k, k + 40, dtype=np.float32).reshape(5, 8) for k in (0, 100))
    kernel = make(HALVES)
    out, expected = mx.array(old), old.reshape(-1).copy()
    with options.override(backend="cpu"):
        kernel[(2,)](mx.array(x), out, 4, D=8, ROWS=4, STEP=3)
    for at in (0, 3):  # what a later program stores over it comes from the same row
        for row in range(4):
            expected[row * 8 + at : row * 8 + at + 4] = (1 if at else -1) * x[row, :4]
    np.testing.assert_array_equal(np.array(out).reshape(-1), expected)
    assert "_written" in kernel.ir("bind")
    assert "barrier" in kernel.ir("barriers")


@given(
    st.tuples(st.integers(0, 40), st.integers(0, 40)),
    st.tuples(st.integers(-3, 20), st.integers(-3, 20)),
    st.tuples(st.sampled_from([1, 2, 4]), st.sampled_from([1, 4, 8])),
)
def test_places_that_are_said_to_be_apart_are(starts: Any, steps: Any, shape: Any) -> None:
    (m, n), tile = shape, f"i32[{shape[0]},{shape[1]}]"
    lines = [f"%i = arange {{start=0, end={m}}} : i32[{m}]"]
    lines += [f"%j = arange {{start=0, end={n}}} : i32[{n}]"]
    lines += [f"%r = reshape %i {{shape=({m}, 1,)}} : i32[{m},1]"]
    lines += [f"%c = reshape %j {{shape=(1, {n},)}} : i32[1,{n}]"]
    for name, source in (("R", "r"), ("C", "c")):
        lines += [f"%{name} = broadcast %{source} {{shape=({m}, {n},)}} : {tile}"]
    for name, number in zip("abkl", (*starts, *steps), strict=True):
        lines += [f"%{name}s = constant {{value={number}, dtype='i32'}} : i32"]
        lines += [f"%{name} = splat %{name}s {{shape=({m}, {n},)}} : {tile}"]
    lines += [f"%x = mul %R, %k : {tile}", f"%y = mul %C, %l : {tile}", f"%z = add %x, %y : {tile}"]
    lines += [f"%p = add %z, %a : {tile}", f"%q = add %z, %b : {tile}", "return"]
    func = parse("func @f() {level='tile'} {\n  " + "\n  ".join(lines) + "\n}\n")
    p, q = (op.results[0] for op in func.body.ops[-3:-1])
    z = np.add.outer(steps[0] * np.arange(m), steps[1] * np.arange(n)).ravel()
    apart = not set(z + starts[0]) & set(z + starts[1])
    assert apart or not places_are_apart(p, q)


@tmetal.jit
def doubled(x_ptr, out_ptr, M, N, START: tl.constexpr, BM: tl.constexpr, BN: tl.constexpr):
    m, n = tl.program_id(1) * BM + START, tl.program_id(0) * BN
    x = tl.make_tensor_descriptor(x_ptr, (M, N), (N, 1), (BM, BN))
    out = tl.make_tensor_descriptor(out_ptr, (M, N), (N, 1), (BM, BN))
    out.store([m, n], x.load([m, n]) * 2)


def test_blocks_of_a_descriptor_are_claimed_from_the_first_on() -> None:
    x = mx.arange(7 * 20, dtype=mx.float32).reshape(7, 20)
    for rows, start, claimed in ((7, 0, True), (6, 0, False), (7, 4, False)):
        out = mx.full((7, 20), -1.0)
        doubled[(2, 2)](x, out, rows, 20, start, 4, 16)
        wanted = np.full((7, 20), -1.0)
        wanted[start:rows] = 2 * np.array(x)[start:rows]
        np.testing.assert_array_equal(np.array(out), wanted)
        assert ("written" not in doubled.msl) == claimed


@tmetal.jit
def diagonal(out_ptr, n, TIMES: tl.constexpr, B: tl.constexpr):
    i = tl.program_id(0) % TIMES * B + tl.arange(0, B)
    mask = (i[:, None] < n) & (i[None, :] < n)
    tl.store(out_ptr + i[:, None] * n + i[None, :], 1.0, mask=mask)


@pytest.mark.parametrize("times", [1, 4])
def test_blocks_that_one_number_moves_along_both_dimensions_do_not_cover_a_box(times: int) -> None:
    out = mx.full((40, 40), 7.0)
    diagonal[(3 * times,)](out, 40, 3 if times > 1 else 8, 16)
    block = np.arange(40) // 16
    np.testing.assert_array_equal(np.array(out), np.where(block[:, None] == block, 1, 7))


@tmetal.jit
def from_a_program_on(out_ptr, n, first, B: tl.constexpr):
    pid = tl.program_id(0)
    i = pid * B + tl.arange(0, B)
    later = (pid - first) * B + tl.arange(0, B) >= 0
    tl.store(out_ptr + i, 1.0, mask=later & (i < n))


def test_a_mask_that_asks_of_another_number_leaves_elements_as_they_were() -> None:
    out = mx.full((50,), 7.0)
    from_a_program_on[(4,)](out, 50, 2, 16)
    np.testing.assert_array_equal(np.array(out), np.where(np.arange(50) < 32, 7, 1))
