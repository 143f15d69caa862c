"""Loops over registers whose mask is a sum that may wrap around: split, and right all the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from tmetal.ir.core import Func, walk
from tmetal.ir.interp import Memory, run
from tmetal.ir.parse import parse
from tmetal.passes.edges import edges

# As in a turn of `for start in range(0, n, BLOCK)`, with two sums that may wrap around.
TEXT = """func @f(%x: *i32, %start: i32, %n: i32, %out: *i32) {{level='thread', threads=32}} {{
  %zero = constant {{value=0, dtype='i32'}} : i32
  %one = constant {{value=1, dtype='i32'}} : i32
  %four = constant {{value=4, dtype='i32'}} : i32
  %three = constant {{value=3, dtype='i32'}} : i32
  for %zero, %four, %one {{unroll=True}} (%r: i32) {{
    %far = index_mul %r, %three : i32
    %step = index_add %far, %r : i32
    %i = add %start, %step : i32
    %j = add %i, %start : i32
    %mask = {compare} : i1
    %v = load_at %x, %r, %mask, %three : i32
    store_at %out, %r, %v
    yield
  }}
  return
}}"""


def result(func: Func, start: int, n: int) -> Any:
    out = Memory(np.zeros(4, np.int32), "out")
    x = Memory(np.arange(10, 14, dtype=np.int32), "x")
    run(func, [x, np.int32(start), np.int32(n), out], (1, 1, 1), 32)
    return out.data


@pytest.mark.parametrize("compare", ["lt %j, %n", "le %j, %n", "gt %n, %j", "ge %n, %j"])
def test_a_sum_that_wraps_is_not_taken_for_one_that_rises(compare: str) -> None:
    before, after = (parse(TEXT.format(compare=compare)) for _ in range(2))
    edges(after)
    loads = [op for op in walk(after.body) if op.name == "load_at"]
    assert sorted(len(op.operands) for op in loads) == [2, 4]
    top = 2**31 - 1
    for start in (0, 5, -9, top, top - 5, top // 2, top // 2 - 5, top // 2 - 7, -top - 1):
        for n in (0, 3, 12, 17, top, top - 8, -top):
            np.testing.assert_array_equal(result(after, start, n), result(before, start, n))


def test_a_mask_that_comes_true_as_the_sum_rises_stays() -> None:
    func = parse(TEXT.format(compare="gt %j, %n"))
    assert [len(op.operands) for op in walk(edges(func).body) if op.name == "load_at"] == [4]


@tmetal.jit
def add(x_ptr, y_ptr, out_ptr, n, BLOCK: tl.constexpr):
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    x, y = tl.load(x_ptr + i, mask=i < n), tl.load(y_ptr + i, mask=i < n)
    tl.store(out_ptr + i, x + y, mask=i < n)


def test_programs_whose_tile_lies_inside_of_its_array_ask_one_question() -> None:
    n = 31 * 512 + 5
    x, y, out = *np.random.default_rng(0).random((2, n), np.float32), np.zeros(n, np.float32)
    counted = tmetal.profile(add[(32,)], x, y, out, n, BLOCK=512, num_warps=1)
    np.testing.assert_array_equal(out, x + y)
    assert counted.operations["int"] < n  # 1.2 an element where each thread asks for its own
