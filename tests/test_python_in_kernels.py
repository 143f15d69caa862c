"""Python as kernels use it: functions in functions, keyword arguments, splats, texts, asserts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tmetal.language as tl
from kernels import BACKENDS, assert_same, make, run
from tmetal.errors import CompileError

WIDTH = tl.constexpr(8)


def check(source: str, expected: list[int], *args: Any, **named: Any) -> None:
    """Compare the first ints that a kernel of one output stores with what is expected."""
    kernel = make("@tmetal.jit\n" + source.strip("\n"), WIDTH=WIDTH)
    wanted = np.array(expected + [0] * (12 - len(expected)), np.int32)
    for backend in BACKENDS:
        (got,) = run(kernel, backend, (1,), np.zeros(12, np.int32), *args, **named)
        assert_same(got, wanted, backend)


def test_a_function_in_a_kernel_sees_what_is_around_it_when_it_is_called() -> None:
    source = """
def k(o_ptr, n, BLOCK: tl.constexpr):
    scale = 2

    def f(x, y=3, *, z: tl.constexpr = 1):
        if x > 100:
            return x
        for i in range(10):
            if i == x:
                return -i
        return x * scale + y + z * BLOCK

    tl.store(o_ptr, f(n))
    scale = 5
    tl.store(o_ptr + 1, f(n, z=2))
    tl.store(o_ptr + 2, f(y=1, x=n))
    tl.store(o_ptr + 3, f(n + 100))
    tl.store(o_ptr + 4, f(7))
"""
    check(source, [60 + 3 + 4, 150 + 3 + 8, 150 + 1 + 4, 130, -7], 30, BLOCK=4)


def test_tuples_are_taken_together_counted_and_reversed() -> None:
    source = """
def k(o_ptr, n):
    sums = (n, n + 1, n + 2)
    for i, (x, y) in enumerate(zip(sums, reversed(sums)), 1):
        tl.store(o_ptr + i, 100 * x + y)
    tl.store(o_ptr + 4, [i * j for i, j in zip((1, 2, 3), (4, 5))][1])
"""
    check(source, [0, 709, 808, 907, 10], 7)


def test_lambdas_are_called_and_passed_to_helpers_and_reductions() -> None:
    source = """
def apply(f, x, times: tl.constexpr):
    for _ in tl.static_range(times):
        x = f(x)
    return x


@tmetal.jit
def k(o_ptr, n, BLOCK: tl.constexpr):
    add = lambda x, y=10: x + y + n
    tl.store(o_ptr, add(1))
    tl.store(o_ptr + 1, add(1, y=n))
    tl.store(o_ptr + 2, apply(lambda x: x * 2 + BLOCK, n, 3))
    i = tl.arange(0, BLOCK)
    tl.store(o_ptr + 3, tl.reduce(i, 0, lambda a, b: a + b))
"""
    check(source, [14, 7, ((3 * 2 + 4) * 2 + 4) * 2 + 4, 6], 3, BLOCK=4)


def test_stars_take_tuples_apart_in_calls_tuples_and_assignments() -> None:
    source = """
def add(a, b, c=100):
    return a + b * 10 + c


@tmetal.jit
def k(o_ptr, n):
    pair = (n, 2)
    first, *middle, last = (1, *pair, 4, 5)
    (a, b), *none = ((6, n),)
    tl.store(o_ptr, add(*pair))
    tl.store(o_ptr + 1, add(*middle))
    tl.store(o_ptr + 2, add(first, *(last, a)))
    tl.store(o_ptr + 3, len(none) + len(middle) + b)
"""
    check(source, [3 + 20 + 100, 3 + 20 + 4, 1 + 50 + 6, 0 + 3 + 3], 3)


def test_comprehensions_go_over_tuples_and_constant_ranges() -> None:
    source = """
def k(o_ptr, n, BLOCK: tl.constexpr):
    i = n + 1
    parts = [(n + i).to(tl.int8) * j for i, j in ((1, 2), (3, 4))]
    tl.store(o_ptr, parts[0])
    tl.store(o_ptr + 1, parts[1])
    small = n.to(tl.int8)
    many = [small + i * j for i in range(BLOCK) if i != 1 for j in tl.static_range(6, 2, -2)]
    tl.static_assert(len(many) == 2 * (BLOCK - 1))
    tl.static_assert(many[0].dtype == tl.int8)
    for at in tl.static_range(len(many)):
        tl.store(o_ptr + 2 + at, many[at])
    tl.store(o_ptr + 10, i)
    tl.store(o_ptr + 11, sum([k for k in tl.range(3)]))
"""
    many = [100 + i * j for i in (0, 2, 3) for j in (6, 4)]
    wrapped = [202 - 256, 412 - 512, *many, 0, 0, 101, 3]
    check(source, wrapped, 100, BLOCK=4)


def test_what_a_helper_annotates_as_constexpr_may_be_known_at_run_time_only() -> None:
    source = """
def f(x: tl.constexpr, offsets: tl.constexpr, N: tl.constexpr):
    return tl.sum(tl.where(offsets < x, offsets, N))


@tmetal.jit
def k(o_ptr, n):
    tl.store(o_ptr, f(n, tl.arange(0, 8), 10))
"""
    check(source, [0 + 1 + 2 + 5 * 10], 3)


def test_ranges_take_their_bounds_by_name_too() -> None:
    source = """
def k(o_ptr, n):
    a = b = c = d = 0
    for i in tl.range(0, n, step=3):
        a = a * 10 + i
    for i in tl.range(arg1=1, arg2=n, num_stages=2):
        b += i
    for i in tl.static_range(6, step=2):
        c = c * 10 + i
    for i in tl.range(n, step=None):
        d += 1
    tl.store(o_ptr, a)
    tl.store(o_ptr + 1, b)
    tl.store(o_ptr + 2, c)
    tl.store(o_ptr + 3, d)
"""
    check(source, [36, 28, 24, 8], 8)


def test_recursion_ends_by_a_compile_time_condition() -> None:
    source = """
def power(x, n: tl.constexpr):
    '''x to the n.'''
    if n == 0:
        return 1
    half = power(x, n // 2)
    return half * half * (x if n % 2 else 1)


@tmetal.jit
def k(o_ptr, n):
    tl.store(o_ptr, power(n, 13))
    tl.store(o_ptr + 1, power(n, 0))
"""
    check(source, [3**13, 1], 3)


def test_constants_of_the_module_chains_and_none_are_known_at_compile_time() -> None:
    source = """
def k(o_ptr, n, extra=None, BLOCK: tl.constexpr = 4):
    assert extra is None, f"extra is {extra}"
    assert 1 < BLOCK <= WIDTH < 9, f"{BLOCK=} {WIDTH:>3}"
    tl.static_assert(f"{BLOCK:03d}|{WIDTH!r}" == "004|8")
    kind = n.dtype
    assert f"{kind}" == f"{tl.int32}"
    count = 0
    count += 1 if 0 < n <= 3 < 4 else 7
    count <<= 2
    count -= WIDTH
    tl.store(o_ptr, count)
"""
    check(source, [-4], 3)
    check(source, [20], 4)


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_assert_that_fails_while_compiling_shows_its_text(backend: str) -> None:
    source = """@tmetal.jit
def k(o_ptr, BLOCK: tl.constexpr):
    assert BLOCK % 32 == 0, f"BLOCK is {BLOCK}, no multiple of {8 * 4}"
    tl.store(o_ptr, 1)
"""
    kernel = make(source)
    with pytest.raises(CompileError, match="BLOCK is 40, no multiple of 32"):
        run(kernel, backend, (1,), np.zeros(1, np.int32), BLOCK=40)
    (got,) = run(kernel, backend, (1,), np.zeros(1, np.int32), BLOCK=64)
    assert got[0] == 1


def test_many_ifs_that_may_jump_do_not_double_the_kernel_each() -> None:
    steps = "".join(
        f"        if n % {i + 2} == 1:\n            if i == {i}:\n                continue\n"
        f"            total += {i}\n"
        for i in range(12)
    )
    source = (
        "@tmetal.jit\ndef k(o_ptr, n):\n    total = 0\n    for i in range(n):\n"
        f"{steps}        total += 100\n    tl.store(o_ptr, total)\n"
    )
    kernel = make(source)
    total, n = 0, 13
    for turn in range(n):
        for i in range(12):
            if n % (i + 2) == 1:
                if turn == i:
                    break
                total += i
        else:
            total += 100
    for backend in BACKENDS:
        (got,) = run(kernel, backend, (1,), np.zeros(1, np.int32), n)
        assert got[0] == total
