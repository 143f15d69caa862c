"""`while`, `break`, `continue` and `return` in loops: all backends do what plain Python does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kernels import HOSTS, assert_same, make, run
from plain_python import run_plainly

I = np.int32  # noqa: E741
MAX = 2**31 - 1


def zeros(n: int, dtype: Any = I) -> Any:
    return np.zeros(n, dtype)


def check_plainly(source: str, grid: int, *args: Any, **constants: Any) -> list[Any]:
    """Compare all backends with plain Python running the same text; return its arrays."""
    source = "@tmetal.jit\n" + source.strip("\n")
    wanted = run_plainly(source, grid, list(args), **constants)
    kernel = make(source)
    for backend in HOSTS:
        for at, got in enumerate(run(kernel, backend, (grid,), *args, **constants)):
            assert_same(got, wanted[at], f"{backend} array {at}")
    return wanted


def check(source: str, grid: int, args: list[Any], expected: Any, **named: Any) -> None:
    """Compare the first array, which all backends leave, with what is expected."""
    kernel = make("@tmetal.jit\n" + source.strip("\n"))
    for backend in HOSTS:
        got = run(kernel, backend, (grid,), *args, **named)[0]
        assert_same(got, np.asarray(expected).astype(args[0].dtype), backend)


@pytest.mark.parametrize("n", [-3, 0, 1, 7])
def test_a_while_runs_as_long_as_its_condition_holds(n: int) -> None:
    source = """
def k(o_ptr, n):
    i = 0
    total = 0
    while i < n:
        total += i * i
        tl.store(o_ptr + 2 + i, total)
        i += 1
    tl.store(o_ptr, total)
    tl.store(o_ptr + 1, i)
"""
    (out,) = check_plainly(source, 1, zeros(10), n)
    assert out[1] == max(n, 0)


def test_a_condition_is_looked_at_before_each_iteration_and_not_after_a_break() -> None:
    # the condition loads past the array's end if it is evaluated once more
    source = """
def k(o_ptr, x_ptr, n):
    i = 0
    while tl.load(x_ptr + i) != 0:
        tl.store(o_ptr + i, 1)
        i += 1
        if i == n:
            break
    tl.store(o_ptr + 8, i)
"""
    for n, x in ((4, [1, 2, 3, 4]), (9, [1, 2, 0, 4]), (9, [0]), (1, [5])):
        check_plainly(source, 1, zeros(9), np.array(x, I), n)


def test_the_collatz_sequence_of_each_program_has_its_own_length() -> None:
    source = """
def k(o_ptr):
    pid = tl.program_id(0)
    n = pid + 1
    steps = 0
    while n != 1:
        if n % 2 == 0:
            n //= 2
        else:
            n = 3 * n + 1
        steps += 1
    tl.store(o_ptr + pid, steps)
"""
    (out,) = check_plainly(source, 30, zeros(30))
    assert out[26] == 111


@pytest.mark.parametrize("stop", [0, 4, 11, 100])
def test_after_a_break_nothing_of_the_loop_happens(stop: int) -> None:
    source = """
def k(o_ptr, stop):
    last = -1
    count = 0
    for i in range(12):
        count += 1
        if i == stop:
            break
        last = i
        tl.store(o_ptr + i, 5)
    tl.store(o_ptr + 12, last)
    tl.store(o_ptr + 13, count)
"""
    check_plainly(source, 1, zeros(14), stop)


def test_a_continue_skips_the_rest_of_its_iteration_only() -> None:
    source = """
def k(o_ptr, n):
    total = 0
    for i in range(n):
        if i % 3 == 1:
            continue
        total += i
        tl.store(o_ptr + i, total)
    j = 0
    while j < n:
        j += 1
        if j % 2 == 0:
            if j == 4:
                total += 1000
            continue
        tl.store(o_ptr + 10 + j, total)
    tl.store(o_ptr, total)
"""
    check_plainly(source, 1, zeros(24), 10)


def test_break_and_continue_belong_to_the_innermost_loop() -> None:
    source = """
def k(o_ptr, n):
    count = 0
    for i in range(n):
        for j in range(i, n):
            if j == 5:
                break
            k = 0
            while True:
                k += 1
                if k > i:
                    break
                if k == 2:
                    continue
                count += 1
            if count % 7 == 0:
                continue
            tl.store(o_ptr + i * n + j, count)
        if i == 6:
            break
    tl.store(o_ptr + 64, count)
"""
    check_plainly(source, 1, zeros(65), 8)


@pytest.mark.parametrize("n", [0, 3, 5, 20])
def test_a_return_in_a_loop_ends_the_kernel(n: int) -> None:
    source = """
def k(o_ptr, n):
    pid = tl.program_id(0)
    for i in range(6):
        j = 0
        while j < 6:
            if i * j == n + pid:
                tl.store(o_ptr + pid * 3, i * 10 + j)
                return
            j += 1
        tl.store(o_ptr + pid * 3 + 1, i)
    tl.store(o_ptr + pid * 3 + 2, 1)
"""
    check_plainly(source, 4, zeros(12), n)


def test_a_helper_returns_from_inside_its_loops() -> None:
    source = """
def first(x_ptr, n, wanted):
    for i in range(n):
        if tl.load(x_ptr + i) == wanted:
            return i, wanted * 2
    return -1, 0


@tmetal.jit
def twice(x_ptr, n):
    i = 0
    while True:
        at, value = first(x_ptr, n, i)
        if at < 0:
            return i
        if value > 6:
            return value + at
        i += 1


@tmetal.jit
def k(o_ptr, x_ptr, n):
    for wanted in range(5):
        at, value = first(x_ptr, n, wanted)
        tl.store(o_ptr + wanted * 2, at)
        tl.store(o_ptr + wanted * 2 + 1, value)
    tl.store(o_ptr + 10, twice(x_ptr, n))
"""
    for x in ([3, 1, 4, 1, 2, 0], [2, 1, 0], [7]):
        check_plainly(source, 1, zeros(11), np.array(x, I), len(x))


def test_a_helper_returns_a_tile_from_inside_a_loop() -> None:
    source = """
def f(x, n):
    while n > 0:
        x = x * 2
        if tl.sum(x) > 50:
            return x + 1
        n -= 1
    return -x


@tmetal.jit
def k(o_ptr, n, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK)
    tl.store(o_ptr + i, f(i, n))
"""
    i = np.arange(8)
    for n, wanted in ((5, i * 2 + 1), (0, -i)):
        check(source, 1, [zeros(8), n], wanted, BLOCK=8)


STEPS = [(0, 10, 1), (10, 0, -1), (0, 10, 3), (9, -9, -4), (5, 5, 1), (7, 3, 2), (3, 7, -1)]
STEPS += [(MAX - 7, MAX, 3), (-MAX - 1, -MAX + 5, 2), (MAX, MAX - 8, -2), (MAX - 8, MAX - 1, MAX)]
STEPS += [(-MAX + 4, -MAX - 1, -3), (-5, -6, -(2**31)), (-MAX, MAX, MAX), (0, 5, 0)]


KNOWN = [(*bounds, False) for bounds in STEPS] + [(*bounds, True) for bounds in STEPS if bounds[2]]


@pytest.mark.parametrize(("start", "stop", "step", "known"), KNOWN)
def test_a_range_that_may_be_left_counts_like_one_that_may_not(
    start: int, stop: int, step: int, known: bool
) -> None:
    by = step if known else "step"
    source = f"""
def k(o_ptr, start, stop, step, limit):
    count = 0
    for i in range(start, stop, {by}):
        if count == limit:
            break
        tl.store(o_ptr + count, i)
        count += 1
    tl.store(o_ptr + 20, count)
"""
    for limit in (3, 100):
        wanted = [*range(start, stop, step)][:limit] if step else []
        wanted += [0] * (20 - len(wanted)) + [len(wanted)]
        check(source, 1, [zeros(21), start, stop, step, limit], wanted)


def test_ranges_in_int64_and_unsigned_types_may_be_left_too() -> None:
    source = """
def k(o_ptr, first, x_ptr):
    at = 0
    for i in range(first, first + 100, 3):
        tl.static_assert(i.dtype == tl.int64)
        if at == 4:
            break
        tl.store(o_ptr + at, i)
        at += 1
    low = tl.load(x_ptr)
    for i in range(low, low + 5, 2):
        tl.static_assert(i.dtype == tl.uint32)
        if at == 6:
            break
        tl.store(o_ptr + at, i)
        at += 1
"""
    first, low = 1 << 40, 2**32 - 6
    args = [zeros(6, np.int64), first, np.array([low], np.uint32)]
    check(source, 1, args, [first, first + 3, first + 6, first + 9, low, low + 2])


def test_an_unrolled_loop_is_left_and_continued_at_run_time() -> None:
    source = """
def k(o_ptr, n):
    pid = tl.program_id(0)
    total = 0
    for i in tl.static_range(6):
        if i == n + pid:
            continue
        if i == n + 2 - pid:
            break
        total += i
        tl.store(o_ptr + pid * 8 + i, total)
    for i in tl.static_range(3):
        if total == i * 4:
            return
    tl.store(o_ptr + pid * 8 + 7, 1)
"""
    for n in range(-2, 5):
        check_plainly(source, 3, zeros(24), n)


def test_an_unrolled_loop_is_left_at_compile_time() -> None:
    source = """
def k(o_ptr, N: tl.constexpr):
    for i in tl.static_range(8):
        if i == N:
            break
        if i % 2 == 1:
            continue
        tl.store(o_ptr + i, 1)
    while N < 0:
        tl.store(o_ptr + 7, 9)
"""
    for n in (0, 3, 9):
        check_plainly(source, 1, zeros(8), N=n)


def test_tiles_pointers_and_tuples_are_carried_by_a_while() -> None:
    source = """
def k(o_ptr, x_ptr, n, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK)
    best, total = tl.zeros((BLOCK,), tl.float32), tl.zeros((BLOCK,), tl.float32)
    p = x_ptr + i
    left = n
    pair = (n, 0)
    while left > 0:
        x = tl.load(p, mask=i < left, other=0.0)
        p += BLOCK
        left -= BLOCK
        pair = (pair[1], pair[0] + 1)
        if tl.max(x) < 0:
            continue
        best = tl.maximum(best, x)
        total += x
        if tl.sum(total) > 40:
            break
    tl.store(o_ptr + i, best + total)
    tl.store(o_ptr + BLOCK, pair[0])
    tl.store(o_ptr + BLOCK + 1, pair[1])
"""
    x = np.array([1, 2, 3, 4, -1, -2, -3, -4, 5, 1, 2, 3, 9, 9, 9, 9, 1], np.float32)
    for n in (0, 3, 6, 12, 17):
        best, total, pair = np.zeros(4), np.zeros(4), (n, 0)
        for at in range(0, n, 4):
            part = np.resize(np.concatenate([x[at : min(at + 4, n)], np.zeros(4)]), 4)
            pair = (pair[1], pair[0] + 1)
            if part.max() < 0:
                continue
            best, total = np.maximum(best, part), total + part
            if total.sum() > 40:
                break
        check(source, 1, [zeros(6, np.float32), x, n], [*(best + total), *pair], BLOCK=4)


def test_stores_of_a_loop_are_seen_by_its_next_iterations() -> None:
    source = """
def k(o_ptr, n, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK)
    turn = 0
    while tl.load(o_ptr) < n:
        x = tl.load(o_ptr + (i + 1) % BLOCK)
        tl.store(o_ptr + i, x + 1)
        turn += 1
        if turn == 50:
            break
    tl.store(o_ptr + BLOCK, turn)
"""
    x, turn = np.arange(256), 0
    while x[0] < 70 and turn < 50:
        x, turn = np.roll(x, -1) + 1, turn + 1
    start = np.append(np.arange(256), 0).astype(I)
    check(source, 1, [start, 70], [*x, turn], BLOCK=256)


def test_a_return_under_a_compile_time_if_keeps_what_follows() -> None:
    source = """
def k(o_ptr, n, EARLY: tl.constexpr):
    if EARLY:
        if n > 3:
            return
    tl.store(o_ptr, 1)
    if n > 1:
        if n == 2:
            return
        tl.store(o_ptr + 1, n)
    tl.store(o_ptr + 2, 2)
"""
    for early in (0, 1):
        for n in range(6):
            check_plainly(source, 1, zeros(3), n, EARLY=early)


def test_a_loop_that_never_begins_changes_nothing() -> None:
    source = """
def k(o_ptr, n):
    x = 1.5
    while n > 100:
        x = x * 2
        if x > 50:
            break
    for i in range(n, 0):
        x = 7.0
        break
    while False:
        x = 3.0
    tl.store(o_ptr, x)
"""
    check(source, 1, [zeros(1, np.float32), 3], [1.5])


def test_numbers_set_on_jumping_paths_get_the_types_that_the_loop_carries() -> None:
    source = """
def k(o_ptr, n):
    x = 0.5
    for i in range(n):
        if i == 1:
            x = 3
            continue
        if i == 4:
            x = 1
            break
        x = x * 2
    tl.static_assert(x.dtype == tl.float32)
    tl.store(o_ptr, x)
"""
    for n, wanted in ((0, 0.5), (1, 1.0), (2, 3), (3, 6), (4, 12), (9, 1)):
        check(source, 1, [zeros(1, np.float32), n], [wanted])
