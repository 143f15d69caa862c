"""Scatter-add: what is added to few places goes through threadgroup memory, and is right.

Whether the pass `private` took an update is read off the IR after it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from kernels import make
from tmetal import options
from tmetal.frontend.compile import lower_function
from tmetal.ir.core import show
from tmetal.ir.types import parse_type
from tmetal.passes.pipeline import Settings, run_pipeline

RNG = np.random.default_rng(0)


@tmetal.jit
def by_mask(k_ptr, v_ptr, out_ptr, n, BINS: tl.constexpr, BLOCK: tl.constexpr):
    """The mask bounds the keys; each row of the grid has sums of its own."""
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    key = tl.load(k_ptr + i, mask=i < n, other=-1)
    v = tl.load(v_ptr + i, mask=i < n)
    place = out_ptr + tl.program_id(1) * BINS + key
    tl.atomic_add(place, v, mask=(key >= 0) & (key < BINS))


@tmetal.jit
def in_loops(k_ptr, v_ptr, out_ptr, n, BLOCK: tl.constexpr, TURNS: tl.constexpr):
    """Bits bound the keys; two loops go over the blocks of a program."""
    for t in range(TURNS):
        for u in range(2):
            i = ((tl.program_id(0) * TURNS + t) * 2 + u) * BLOCK + tl.arange(0, BLOCK)
            key = tl.load(k_ptr + i, mask=i < n, other=0)
            v = tl.load(v_ptr + i, mask=i < n, other=0)
            tl.atomic_add(out_ptr + 100 * t + 3 + (key & 63), v)


@tmetal.jit
def segments(s_ptr, x_ptr, out_ptr, n, S: tl.constexpr, D: tl.constexpr, ROWS: tl.constexpr):
    """Rows of a matrix are added to the rows that their segments name, a byte each."""
    rows, columns = tl.program_id(0) * ROWS + tl.arange(0, ROWS), tl.arange(0, D)
    s = tl.load(s_ptr + rows, mask=rows < n, other=255)
    x = tl.load(x_ptr + rows[:, None] * D + columns[None, :], mask=(rows < n)[:, None])
    place = out_ptr + s.to(tl.int32)[:, None] * D + columns[None, :]
    tl.atomic_add(place, x, mask=(s < S)[:, None] & (columns >= 0)[None, :])


@tmetal.jit
def signed(k_ptr, out_ptr, n, BLOCK: tl.constexpr):
    """A remainder may be negative: so may places be, for all that the compiler knows."""
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    key = tl.load(k_ptr + i, mask=i < n, other=0)
    tl.atomic_add(out_ptr + key % 10, 1, mask=i < n)


def launch(kernel: Any, grid: tuple[int, ...], *args: Any, **constants: Any) -> str:
    """Run on the CPU executor under the sanitizer; return the IR after the pass."""
    with options.override(backend="cpu", sanitize=True):
        kernel[grid](*args, **constants)
    return str(kernel.ir("private"))


def numbers(n: int, dtype: str) -> Any:
    """Whole numbers: sums are exact in any order."""
    return RNG.integers(-9 if dtype != "u4" else 0, 9, n).astype(dtype)


def sums(keys: Any, values: Any, size: int, start: Any) -> Any:
    found = start.copy()
    np.add.at(found, keys, values)
    assert len(found) == size
    return found


@pytest.mark.parametrize("dtype", ["f4", "i4", "u4"])
def test_a_mask_bounds_places_and_each_program_row_has_its_own(dtype: str) -> None:
    n, bins = 5000, 50
    keys, values = RNG.integers(-5, 60, n).astype("i4"), numbers(n, dtype)
    out = numbers(2 * bins, dtype)
    live = (keys >= 0) & (keys < bins)
    expected = sums(keys[live], values[live], bins, out[:bins])
    other = sums(keys[live], values[live], bins, out[bins:])
    ir = launch(by_mask, (5, 2), keys, values, out, n, BINS=bins, BLOCK=1024)
    np.testing.assert_array_equal(out, np.concatenate([expected, other]))
    assert "scatter_add" in ir
    assert "bins=64" in ir


def test_loops_carry_the_sums_as_far_as_their_places_stay() -> None:
    n = 2 * 2 * 3 * 512 - 17
    keys, values, out = (
        RNG.integers(0, 1 << 30, n).astype("i4"),
        numbers(n, "f4"),
        numbers(300, "f4"),
    )
    turn = np.arange(n) // 1024 % 3
    expected = sums(100 * turn + 3 + (keys & 63), values, 300, out)
    ir = launch(in_loops, (2,), keys, values, out, n, BLOCK=512, TURNS=3)
    np.testing.assert_array_equal(out, expected)
    outer, inner = (line for line in ir.splitlines() if " for " in line)
    assert ("sums" in outer, "sums" in inner) == (False, True), "the outer loop moves the places"
    assert ir.index("scatter_add") < ir.index("yield") < ir.index("atomic_at") < ir.rindex("yield")


def test_rows_are_added_to_the_rows_of_their_segments() -> None:
    n, s, d = 700, 12, 16
    segment, x = RNG.integers(0, 20, n).astype("u1"), numbers(n * d, "f4").reshape(n, d)
    out = np.zeros((s, d), "f4")
    live = segment < s
    expected = sums(segment[live], x[live], s, out)
    ir = launch(segments, (6,), segment, x, out, n, S=s, D=d, ROWS=128)
    np.testing.assert_array_equal(out, expected)
    assert "bins=256" in ir


def test_places_that_nothing_is_added_to_may_lie_outside_of_the_array() -> None:
    keys, out = RNG.integers(0, 999, 3000).astype("i4"), np.zeros(10, "i4")
    ir = launch(signed, (3,), keys, out, 3000, BLOCK=1024)
    np.testing.assert_array_equal(out, np.bincount(keys % 10, minlength=10))
    assert "bins=32" in ir


NOT_TAKEN = {
    "all elements have one place": "tl.atomic_add(out_ptr + i * 0, key)",
    "nothing bounds the keys": "tl.atomic_add(out_ptr + key, 1)",
    "more places than elements": "tl.atomic_add(out_ptr + (key & 255), 1)",
    "the results are looked at": "tl.store(v_ptr + i, tl.atomic_add(out_ptr + (key & 15), 1))",
    "the array is read": "tl.atomic_add(out_ptr + (key & 15), tl.load(out_ptr + i))",
    "other updates": "tl.atomic_add(out_ptr + (key & 15), 1); tl.atomic_max(out_ptr + key, 1)",
    "a sum may wrap around": "tl.atomic_add(out_ptr + ((key & 15) * 2147483640), 1)",
    "another array bounds": "tl.atomic_add(out_ptr + key, 1, mask=tl.load(v_ptr + i) < 16)",
    "an element of another place bounds":
        "tl.atomic_add(out_ptr + key[None, :] + i[:, None] * 0, 1, mask=(key < 16)[:, None])",
}  # fmt: skip


@pytest.mark.parametrize("body", NOT_TAKEN.values(), ids=list(NOT_TAKEN))
def test_an_update_stays_where_it_may_not_or_need_not_move(body: str) -> None:
    kernel = make(
        "@tmetal.jit\ndef k(k_ptr, v_ptr, out_ptr):\n"
        "    i = tl.arange(0, 128)\n"
        "    key = tl.load(k_ptr + i)\n"
        f"    {body}\n"
    )
    types = {name: parse_type("*i32") for name in ("k_ptr", "v_ptr", "out_ptr")}
    func, _ = lower_function(kernel.kernel_source, types, {})
    before = show(run_pipeline(func, Settings(4), last="bind"))
    assert "atomic_at" in before
    assert show(run_pipeline(func, Settings(4), last="private")) == before
