"""A divisor of zero neither ends the process nor reaches LLVM as undefined."""

import numpy as np
import pytest

from msl_by_hand import TYPES, cache, evaluate_all
from tmetal.runtime.division import guard_divisions

__all__ = ["cache"]  # a fixture


@pytest.mark.parametrize("name", [n for n in TYPES if "int" in n])
def test_quotients_and_remainders_by_zero_and_minus_one_are_numbers(name):
    info = np.iinfo(TYPES[name])
    values = np.array([info.min, info.max, 0, 1, 7, info.max // 2], TYPES[name])
    divisors = np.array([0, 1, 3, info.max, info.min], TYPES[name])
    if info.min < 0:
        divisors = np.append(divisors, TYPES[name](-1))
    x, y = (a.ravel() for a in np.meshgrid(values, divisors))
    quotient, rest = evaluate_all([f"{name}(x / y)", f"{name}(x % y)"], name, x=x, y=y)
    for a, b, q, r in zip(map(int, x), map(int, y), quotient, rest, strict=True):
        if b == 0:
            # Narrow types are divided as int.
            assert (int(q), int(r)) == (0, 0)
            continue
        exact = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
        assert int(q) == int(np.array(exact % 2**64, np.uint64).astype(TYPES[name]))
        assert int(r) == a - exact * b


def test_a_vector_is_divided_by_zero_in_one_lane():
    x = np.int32([8, -9, 2**31 - 1])
    y = np.int32([2, 0, 0])
    rows = evaluate_all(
        ["(int4(x) / int4(y, 2, -1, 3)).x", "(int4(x) / int4(y, 2, -1, 3)).w"], "int32_t", x=x, y=y
    )
    np.testing.assert_array_equal(rows, [[4, 0, 0], [2, -3, (2**31 - 1) // 3]])


def test_a_branch_on_the_divisor_survives_the_division():
    x = np.int32([6, 6])
    y = np.int32([0, 3])
    rows = evaluate_all(["[&] { int q = x / y; return y == 0 ? -5 : q; }()"], "int32_t", x=x, y=y)
    np.testing.assert_array_equal(rows[0], [-5, 2])


def test_only_divisors_that_may_be_bad_are_guarded():
    kept = (
        "  %3 = sdiv i32 %1, 7\n  %4 = udiv exact i64 %2, 8, !dbg !9\n"
        "  %5 = srem <2 x i32> %1, <i32 2, i32 -3>\n  %6 = fdiv float %1, %2\n"
    )
    assert guard_divisions(kept) == kept
    guarded = guard_divisions("  %3 = udiv i32 %1, %2, !dbg !9\n")
    assert guarded.count("udiv") == 1
    assert guarded.rstrip().endswith("!dbg !9")
    assert "icmp eq i32 %2, 0" in guarded
    assert "srem <2 x i32> %1, %tm.5.safe" in guard_divisions(
        "  %5 = srem <2 x i32> %1, <i32 2, i32 0>\n"
    )
    assert "<2 x i1>" in guard_divisions("  %5 = sdiv <2 x i32> %1, %2\n")
