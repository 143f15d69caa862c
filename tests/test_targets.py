"""What each generation of chips changes in compilation: the manual's table, and its effects."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import ml_dtypes
import mlx.core as mx
import numpy as np
import pytest

import gallery
import tmetal
import tmetal.language as tl
from kernels import HOSTS, make, run
from tmetal import options
from tmetal.chips import GENERATIONS, Generation
from tmetal.errors import CompileError

ROOT = Path(__file__).parent.parent
BF16 = ml_dtypes.bfloat16
# What a column that is False, or True, is called in the manual.
WORDS = (
    {"moved", "wide", "chosen", "refused", "`simdgroup_matrix`"},
    {"loaded", "native", "filled", "there", "tensor units"},
)


def table() -> dict[str, list[str]]:
    """Return the manual's table of decisions: by column, its other cells."""
    text = (ROOT / "docs" / "apple-silicon.md").read_text()
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return {cells[2].strip("`"): cells for cells in rows if len(cells) == 9 and "`" in cells[2]}


def test_the_manual_s_table_of_decisions_is_that_of_the_compiler() -> None:
    columns = {f.name for f in fields(Generation)} - {"number", "family"}
    assert set(table()) == columns
    for column, cells in table().items():
        for generation, cell in zip(GENERATIONS.values(), cells[3:8], strict=True):
            known = getattr(generation, column)
            assert cell in WORDS[known] if isinstance(known, bool) else cell == str(known)


@pytest.mark.parametrize("column", sorted(table()))
def test_each_decision_has_a_golden_case_for_either_side(column: str) -> None:
    case = table()[column][8].strip("`")
    files = list((ROOT / "tests" / "golden").glob(f"{case}_m?.tm"))
    known = {re.search(r"_m(\d)\.tm", f.name)[1] for f in files}  # type: ignore[index]
    said = {getattr(GENERATIONS[int(n)], column) for n in known}
    missing = {getattr(g, column) for g in GENERATIONS.values()} - said
    assert missing <= ({False} if column == "ulong_atomics" else set())  # an error, tested below
    assert case.partition("/")[0] == table()[column][1].strip("`")


@tmetal.jit
def running(x_ptr, out_ptr, M: tl.constexpr, N: tl.constexpr, AXIS: tl.constexpr):
    i = tl.arange(0, M)[:, None] * N + tl.arange(0, N)[None, :]
    tl.store(out_ptr + i, tl.cumsum(tl.load(x_ptr + i), AXIS))


@pytest.mark.parametrize("dtype", [np.float32, np.int16, np.int64], ids=lambda d: d.__name__)
@pytest.mark.parametrize("axis", [0, 1])
def test_a_scan_fills_lanes_where_the_chip_can(dtype: Any, axis: int) -> None:
    x = np.random.default_rng(0).integers(-3, 4, (64, 16)).astype(dtype)
    texts = {}
    for target in ("m1", "m2"):
        out = np.zeros((64, 16), np.int32 if dtype is np.int16 else dtype)
        with options.override(target=target, backend="cpu"):
            running[(1,)](x, out, 64, 16, axis)
            texts[target] = running.msl
        np.testing.assert_array_equal(out, np.cumsum(x, axis))
    assert "simd_shuffle_and_fill_up" in texts["m2"]
    assert "simd_shuffle_and_fill_up" not in texts["m1"]
    assert texts["m2"].count("?") < texts["m1"].count("?")


@tmetal.jit
def mixed(x_ptr, y_ptr, out_ptr, N: tl.constexpr):
    i = tl.arange(0, N)
    x, y = tl.load(x_ptr + i), tl.load(y_ptr + i)
    tl.store(out_ptr + i, tl.where(x < y, tl.maximum(x * y, x) + x, x - y))


def test_bfloat_arithmetic_has_the_same_bits_native_and_widened() -> None:
    rng = np.random.default_rng(1)
    x, y = (rng.standard_normal(512).astype(BF16) for _ in range(2))
    expected = np.where(x < y, np.maximum(x * y, x) + x, x - y)
    casts = {}
    for target in ("m1", "m3"):
        out = np.zeros(512, BF16)
        with options.override(target=target, backend="cpu"):
            mixed[(1,)](x, y, out, 512)
            casts[target] = mixed.ir("widen").count("= cast ")
        np.testing.assert_array_equal(out.view(np.uint16), expected.view(np.uint16))
    assert casts == {"m1": 14, "m3": 3}  # Metal has no maximum of bfloat


@tmetal.jit
def gram(x_ptr, y_ptr, out_ptr):
    i = tl.arange(0, 16)
    at = i[:, None] * 16 + i[None, :]
    x = tl.load(x_ptr + at)
    tl.store(out_ptr + at, tl.dot(tl.trans(x), tl.dot(x, tl.load(y_ptr + at))))


def test_a_loaded_operand_is_moved_or_loaded_again() -> None:
    rng = np.random.default_rng(2)
    x, y = (rng.integers(-4, 5, (16, 16)).astype(np.float32) for _ in range(2))
    barriers = {}
    for target in ("m2", "m3"):
        out = np.zeros((16, 16), np.float32)
        with options.override(target=target, backend="cpu"):
            found = tmetal.profile(gram[(1,)], x, y, out, num_warps=1)
            gram[(1,)](x, y, out, num_warps=1)
        np.testing.assert_array_equal(out, x.T @ (x @ y))
        barriers[target] = found.threadgroup_bytes
    assert barriers["m2"] >= 16 * 16 * 4
    assert barriers["m3"] == 0


@pytest.mark.parametrize("name", ["linear_attention_in_chunks", "cross_entropy_of_a_linear_layer"])
def test_kernels_that_load_again_are_right(name: str) -> None:
    (found,) = (case for case in gallery.load() if case.name == name)
    with options.override(target="m4", backend="cpu"):
        for result in found.check(gallery.F32):
            result.check()


EXTREME = """
@tmetal.jit
def k(x_ptr, m_ptr, n, BLOCK: tl.constexpr):
    offs = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = offs < n
    tl.atomic_{kind}(m_ptr + offs % 5, tl.load(x_ptr + offs, mask=mask, other=0), mask=mask)
"""


@pytest.mark.parametrize("dtype", [np.int64, np.uint64], ids=lambda d: d.__name__)
@pytest.mark.parametrize("kind", ["max", "min"])
def test_64_bit_elements_are_raised_and_lowered_from_m2_on(kind: str, dtype: Any) -> None:
    limits, rng = np.iinfo(dtype), np.random.default_rng(3)
    x = rng.integers(limits.min, limits.max, 300, dtype, endpoint=True)
    x[:10] = [limits.min, limits.max] * 5
    memory = rng.integers(limits.min, limits.max, 6, dtype)
    expected, either = memory.copy(), {"max": np.maximum, "min": np.minimum}[kind]
    either.at(expected, np.arange(10, 300) % 5, x[10:])
    kernel = make(EXTREME.format(kind=kind))
    with options.override(target="m2"):
        for host in HOSTS:
            _, left = run(kernel, host, (5,), x[10:].copy(), memory, 290, BLOCK=64)
            np.testing.assert_array_equal(left, expected, host)
        filled = tmetal.full((5,), 7, getattr(mx, np.dtype(dtype).name))
        with options.override(backend="cpu"):
            made = kernel[(5,)](mx.array(x), filled, 300, BLOCK=64)
    extreme = np.full(5, 7, dtype)
    either.at(extreme, np.arange(300) % 5, x)
    np.testing.assert_array_equal(np.array(made), extreme)


def test_an_m1_has_no_64_bit_maximum_and_says_so() -> None:
    kernel = make(EXTREME.format(kind="max"))
    with pytest.raises(CompileError, match=r"there from M2 on, .* compiled for M1\. Set TMETAL_T"):
        run(kernel, "cpu", (1,), np.zeros(8, np.int64), np.zeros(5, np.int64), 8, BLOCK=8)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("tl.atomic_max(m_ptr, 1)\n    tl.atomic_add(m_ptr, 1)", "tl.atomic_add and tl.atomic_max"),
        ("tl.store(m_ptr + 1, tl.atomic_max(m_ptr, 1))", "gives what was there before here"),
        ("tl.atomic_max(m_ptr, 1)\n    tl.store(m_ptr, tl.load(m_ptr) + 1)", "is also accessed"),
    ],
)
def test_64_bit_elements_take_one_kind_of_update(lines: str, message: str) -> None:
    kernel = make(f"@tmetal.jit\ndef k(m_ptr):\n    {lines}\n")
    with options.override(target="m2"), pytest.raises(CompileError, match=message):
        run(kernel, "cpu", (1,), np.zeros(8, np.int64))
