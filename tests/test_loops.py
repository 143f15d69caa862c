"""Loops that are split, and pointers that walk: what they do, and what they leave alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tmetal
import tmetal.language as tl
from tmetal.ir.core import Func, walk
from tmetal.ir.interp import Memory, run
from tmetal.ir.parse import parse
from tmetal.ir.verify import verify
from tmetal.passes.pipeline import SMALL
from tmetal.passes.split import split
from tmetal.passes.walk import walk_pointers

# Sums up what each turn answers, times its counter: 1 for yes, as the first branch says without
# asking again, and 3 for no.
LOOP = """func @f(%a: i32, %b: i32, %n: i32, %out: *i32) {{level='thread', threads=32}} {{
  %zero = constant {{value=0, dtype='i32'}} : i32
  %one = constant {{value=1, dtype='i32'}} : i32
  %three = constant {{value=3, dtype='i32'}} : i32
  %step = constant {{value={step}, dtype='i32'}} : i32
  %invariant = lt %a, %b : i1
  %total, %far = for %a, %b, %step, %zero, %n {{unroll=False}} (%k: i32, %t: i32, %c: i32) {{
    %wide = cast %k {{dtype='i64'}} : i64
    %next = add %c, %step : i32
    %x = {x} : {kind}
    %y = {y} : {kind}
    %compare = {compare} %x, %y : i1
    %question = and %compare, %invariant : i1
    %times = if %question {{interior='program'}} () {{
      yield %one
    }} () {{
      %either = where %question, %one, %three : i32
      yield %either
    }} : i32
    %more = mul %times, %k : i32
    %sum = add %t, %more : i32
    yield %sum, %next
  }} : i32, i32
  store_at %out, %zero, %total
  store_at %out, %one, %far
  return
}}"""
SIDES = {
    "k": ("add %k, %zero", "add %n, %zero", "i32"),
    "n - k": ("sub %n, %k", "add %three, %zero", "i32"),
    "k + n": ("add %k, %n", "add %three, %zero", "i32"),
    "k in 64 bits": ("add %wide, %wide", "cast %n {dtype='i64'}", "i64"),
    "carried": ("add %c, %three", "sub %b, %zero", "i32"),
}
EDGE = 2**31 - 1


def loops(func: Func) -> list[Any]:
    return [op for op in walk(func.body) if op.name == "for"]


def ran(func: Func, *numbers: int) -> list[int]:
    out = Memory(np.zeros(2, np.int32), "out")
    with np.errstate(over="ignore"):
        run(func, [*(np.int32(n) for n in numbers), out], (1, 1, 1), 1)
    return [int(x) for x in out.data]


def both(side: str, compare: str, step: int) -> tuple[Func, Func]:
    x, y, kind = SIDES[side]
    text = LOOP.format(x=x, y=y, compare=compare, kind=kind, step=step)
    before, after = parse(text), split(parse(text))
    verify(after, "split")
    return before, after


@pytest.mark.parametrize("step", [1, 4, 3])
@pytest.mark.parametrize("compare", ["lt", "le", "gt", "ge"])
@pytest.mark.parametrize("side", ["k", "n - k", "k + n", "carried"])
def test_a_split_loop_takes_the_same_turns(side: str, compare: str, step: int) -> None:
    before, after = both(side, compare, step)
    assert len(loops(after)) == 2
    assert not any(op.name == "if" for op in walk(after.body))
    for a, b in ((0, 10), (-3, 9), (5, 5), (7, 2), (EDGE - 9, EDGE), (-EDGE - 1, -EDGE + 9)):
        for n in (0, 3, 5, 12, 100, -4, EDGE, EDGE - 4, -EDGE - 1, -EDGE + 3):
            assert ran(after, a, b, n) == ran(before, a, b, n)


@given(
    a=st.integers(-20, 20) | st.integers(EDGE - 20, EDGE),
    length=st.integers(-2, 30),
    n=st.integers(-40, 40) | st.integers(EDGE - 40, EDGE) | st.integers(-EDGE - 1, -EDGE + 40),
    side=st.sampled_from(["k", "n - k", "k + n", "carried"]),
    compare=st.sampled_from(["lt", "le", "gt", "ge"]),
    step=st.integers(1, 9),
)
def test_any_split_loop_takes_the_same_turns(
    a: int, length: int, n: int, side: str, compare: str, step: int
) -> None:
    before, after = both(side, compare, step)
    b = max(-EDGE - 1, min(a + length, EDGE))
    assert ran(after, a, b, n) == ran(before, a, b, n)


# A question of the part of a simdgroup, in a loop that counts turns and is idle from some turn on.
PLAIN = """func @f(%n: i32, %out: *i32) {{level='thread', threads=32, numbers={numbers}}} {{
  %zero = constant {{value=0, dtype='i32'}} : i32
  %one = constant {{value=1, dtype='i32'}} : i32
  %c = constant {{value={c}, dtype='i32'}} : i32
  %more = constant {{value={more}, dtype='i32'}} : i32
  %turns = constant {{value=5, dtype='i32'}} : i32
  for %zero, %turns, %one {{unroll=False}} (%k: i32) {{
    %x = mul %k, %c : i32
    %idle = ge %x, %n : i1
    if %idle () {{
      yield
    }} () {{
      %y = add %x, %more : i32
      %full = lt %y, %n : i1
      if %full {{interior='simdgroup'}} () {{
        store_at %out, %k, %one
        yield
      }} () {{
        %both = add %one, %one : i32
        store_at %out, %k, %both
        yield
      }}
      yield
    }}
    yield
  }}
  return
}}"""


def stored(func: Func, n: int) -> list[int]:
    out = Memory(np.zeros(5, np.int32), "out")
    with np.errstate(over="ignore"):
        run(func, [np.int32(n), out], (1, 1, 1), 1)
    return [int(x) for x in out.data]


@pytest.mark.parametrize(("c", "more"), [(8, 7), (8, 9), (3, 2), (5, 4), (1, 0)])
def test_idle_turns_and_the_last_one_with_something_to_do_are_no_part_of_the_loop(
    c: int, more: int
) -> None:
    before = parse(PLAIN.format(c=c, more=more, numbers=SMALL))
    after = split(parse(PLAIN.format(c=c, more=more, numbers=SMALL)))
    verify(after, "split")
    wide = more >= c  # two turns may be left
    assert len(loops(after)) == 1 + wide
    for n in (*range(-3, 6 * c), SMALL - 1, -SMALL // 2):
        whole, some = max(0, -(-(n - more) // c)), max(0, -(-n // c))
        wanted = [1 if k < whole else 2 if k < some else 0 for k in range(5)]
        assert stored(before, n) == wanted
        assert stored(after, n) == wanted


def test_a_question_that_is_not_understood_stays_in_its_loop() -> None:
    _, after = both("k in 64 bits", "lt", 1)  # twice the counter
    assert len(loops(after)) == 1
    assert any(op.name == "if" for op in walk(after.body))


def test_a_branch_of_the_user_s_stays_in_its_loop() -> None:
    x, y, kind = SIDES["k"]
    text = LOOP.format(x=x, y=y, compare="lt", kind=kind, step=1)
    assert len(loops(split(parse(text.replace("{interior='program'} ", ""))))) == 1


def test_a_loop_that_may_count_down_stays_one() -> None:
    _, after = both("k", "lt", -1)
    assert len(loops(after)) == 1


# Loads at x + k * s, and at a number that the loop carries.
WALK = """func @f(%x: *f32, %n: i32, %s: i32, %out: *f32) {{level='thread', threads=32}} {{
  %zero = constant {{value=0, dtype='i32'}} : i32
  %one = constant {{value=1, dtype='i32'}} : i32
  %two = constant {{value=2, dtype='i32'}} : i32
  %start = constant {{value=0.0, dtype='f32'}} : f32
  %total, %far = for %one, %n, %two, %start, %zero {{unroll=False}} (%k: i32, %t: f32, %c: i32) {{
    %far_k = mul %k, %s : i32
    %far_o = add %two, %far_k : i32
    %p = shift %x, %far_o : *f32
    %q = shift %x, %c : *f32
    %mask = lt %k, %n : i1
    %v = load_at %p, %one{mask} : f32
    %w = load_at %q, %zero : f32
    %sum = add %t, %v : f32
    %more = add %sum, %w : f32
    %next = add %c, %s : i32
    yield %more, %next
  }} : f32, i32
  store_at %out, %zero, %total
  return
}}"""


def summed(func: Func, n: int, s: int) -> float:
    out = Memory(np.zeros(1, np.float32), "out")
    x = Memory(np.arange(100, dtype=np.float32) ** 2, "x")
    run(func, [x, np.int32(n), np.int32(s), out], (1, 1, 1), 1)
    return float(out.data[0])


def test_pointers_walk_where_each_turn_loads() -> None:
    before, after = parse(WALK.format(mask="")), walk_pointers(parse(WALK.format(mask="")))
    verify(after, "walk")
    (loop,) = loops(after)
    assert [repr(a.type) for a in loop.blocks[0].args[-2:]] == ["*f32", "*f32"]
    assert all(
        op.operands[0] in loop.blocks[0].args for op in walk(loop.blocks[0]) if "load" in op.name
    )
    for n, s in ((0, 1), (2, 3), (9, 7), (10, 0)):
        assert summed(after, n, s) == summed(before, n, s)


def test_a_pointer_that_only_masked_accesses_use_does_not_walk() -> None:
    after = walk_pointers(parse(WALK.format(mask=", %mask")))
    (loop,) = loops(after)
    assert [repr(a.type) for a in loop.blocks[0].args].count("*f32") == 1
    assert summed(after, 9, 7) == summed(parse(WALK.format(mask=", %mask")), 9, 7)


@tmetal.jit
def product(a_ptr, b_ptr, c_ptr, M, N, K, BM: tl.constexpr, BN: tl.constexpr, BK: tl.constexpr):
    rm, rn, rk = tl.arange(0, BM)[:, None], tl.arange(0, BN)[None, :], tl.arange(0, BK)
    acc = tl.zeros((BM, BN), tl.float32)
    for k in range(0, K, BK):
        a_mask, b_mask = (rm < M) & (k + rk[None, :] < K), (k + rk[:, None] < K) & (rn < N)
        a = tl.load(a_ptr + rm * K + (k + rk)[None, :], mask=a_mask, other=0.0)
        b = tl.load(b_ptr + (k + rk)[:, None] * N + rn, mask=b_mask, other=0.0)
        acc = tl.dot(a, b, acc)
    tl.store(c_ptr + rm * N + rn, acc, mask=(rm < M) & (rn < N))


@pytest.mark.parametrize("sizes", [(20, 40, 48), (32, 64, 64), (7, 3, 70)], ids=str)
def test_a_product_means_the_same_after_every_late_pass(sizes: tuple[int, int, int]) -> None:
    m, n, k = sizes
    rng = np.random.default_rng(0)
    a, b = (rng.integers(-3, 4, s).astype(np.float32) for s in ((m, k), (k, n)))
    product.warmup(a, b, np.zeros((m, n), np.float32), m, n, k, BM=32, BN=64, BK=32)
    known = {"M": np.int32(m), "N": np.int32(n), "K": np.int32(k)}
    for stage in ("tidy", "split", "ranges", "walk", "fences", "edges"):
        func = parse(product.ir(stage))
        out = Memory(np.zeros(m * n, np.float32), "c")
        arrays = {"a": Memory(a.ravel(), "a"), "b": Memory(b.ravel(), "b"), "c": out}
        arguments = [arrays.get(p.name[0], known.get(p.name)) for p in func.body.args]
        run(func, arguments, (1, 1, 1), func.attrs["threads"])
        np.testing.assert_array_equal(out.data.reshape(m, n), a @ b, err_msg=stage)


@pytest.mark.parametrize("rows", [1, 2, 4])
def test_a_launch_may_say_how_simdgroups_share_a_product(rows: int) -> None:
    a, b = np.ones((20, 48), np.float32), np.ones((48, 40), np.float32)
    c = np.zeros((20, 40), np.float32)
    constants = {"BM": 32, "BN": 64, "BK": 32, "dot_rows": rows}
    with tmetal.options.override(backend="cpu"):
        product[(1,)](a, b, c, 20, 40, 48, **constants)
    np.testing.assert_array_equal(c, a @ b)
    assert f"shares=({rows}, {4 // rows}," in product.ir("layouts")


@pytest.mark.parametrize("rows", [3, 8, 0, "4", True])
def test_a_way_to_share_a_product_that_there_is_not_is_refused(rows: Any) -> None:
    x = np.ones((32, 32), np.float32)
    sizes = {"M": 32, "N": 32, "K": 32, "BM": 32, "BN": 32, "BK": 32}
    with pytest.raises(tmetal.LaunchError, match=f"dot_rows is {rows!r}.*1, 2, 4."):
        product[(1,)](x, x, x.copy(), **sizes, dot_rows=rows)
