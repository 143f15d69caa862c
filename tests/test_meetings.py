"""Lanes that wait once instead of several times in a row have the same results."""

import re

import ml_dtypes
import numpy as np
import pytest

from msl_by_hand import INDEX, cache, kernel, refused, run
from tmetal.runtime.meetings import meet_less

__all__ = ["cache"]  # a fixture

TYPES = {
    "float": np.float32,
    "half": np.float16,
    "bfloat": ml_dtypes.bfloat16,
    "int": np.int32,
    "ushort": np.uint16,
}
STEPS = """
  T s0 = simd_shuffle_xor(x, 1);
  T y0 = {op0};
  T s1 = simd_shuffle_xor(y0, 2);
  T y1 = {op1};
  T s2 = simd_shuffle_xor(y1, 16);
  T y2 = {op2};
"""


def steps(value, kind):
    """Return three steps of a reduction; `value` is of `a` and `b`."""
    names = [("x", "s0"), ("y0", "s1"), ("y1", "s2")]
    ops = {
        f"op{i}": re.sub(r"\b[ab]\b", lambda m, i=i: names[i][m[0] == "b"], value) for i in range(3)
    }
    return re.sub(r"\bT\b", kind, STEPS.format(**ops))


def launch(body, name, threads):
    x = np.random.default_rng(0).integers(-9, 9, 64).astype(TYPES[name])
    if name not in ("int", "ushort"):
        x[[3, 40]], x[[7, 33]] = np.nan, -0.0
    out = np.zeros_like(x)
    text = f"  {name} x = in[thread_index_in_threadgroup];\n{body}"
    text += "  out[thread_index_in_threadgroup] = y2;"
    buffers = {"in": f"const device {name}*", "out": f"device {name}*"}
    run(kernel(text, buffers, INDEX), [x, out], threads=threads)
    return x, out


@pytest.mark.parametrize("threads", [64, 40])
@pytest.mark.parametrize("name", TYPES)
def test_a_reduction_in_one_call_gives_what_one_in_steps_does(name, threads):
    merged = steps("T(a - b * T(3))", name)
    assert "butterfly" in meet_less(merged)
    # Another mention of what a step gave keeps the steps apart.
    apart = merged + f"  if (in[0] == {name}(77)) y2 = y0 + y1;\n"
    assert meet_less(apart) == apart
    x, together = launch(merged, name, threads)
    _, plain = launch(apart, name, threads)
    one, other = (v.astype(np.float64) for v in (together, plain))
    np.testing.assert_array_equal(one, other)
    signs = [np.signbit(v[~np.isnan(v)]) for v in (one, other)]
    np.testing.assert_array_equal(*signs)
    if threads == 64 and name == "int":
        for mask in (1, 2, 16):
            x = x - x[np.arange(64) ^ mask] * 3
        np.testing.assert_array_equal(together, x)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x + s0", "x + s0 * n"),  # one more variable
        ("y0 + s1", "y0 - s1"),  # something else
        ("simd_shuffle_xor(y0, 2)", "simd_shuffle_xor(x, 2)"),  # of another value
        ("(y0, 2)", "(y0, mask)"),
    ],
)
def test_steps_that_do_different_things_stay_apart(old, new):
    text = steps("a + b", "float").replace(old, new)
    merged = meet_less(text)
    # No more than the last two steps are one: they may still do the same.
    assert merged.count("simd_shuffle_xor") >= 2
    assert merged.count("\n") == text.count("\n")


def test_a_type_that_metal_does_not_shuffle_is_refused_still():
    text = steps("a + b", "long")
    assert "butterfly" in meet_less(text)
    assert "simd_shuffle_xor" in refused(f"  long x = 1;\n{text}")
