"""The errors of the host's elementary functions, against float64, stay below Metal's bounds.

Bounds of precise functions: Metal Shading Language Specification 4, table 8.1; of fast ones: table
8.2; of half: table 8.3. The tighter bounds here are what the polynomials give, so that a worse fit
is seen.
"""

import numpy as np
import pytest

from msl_by_hand import TYPES, cache, kernel, run

__all__ = ["cache"]  # a fixture

TINY = 2.0**-126  # the smallest normal float


def evaluate(expressions, kind="float", **inputs):
    """Evaluate expressions of x (and y) over many elements, 256 threads to a group."""
    n = len(inputs["x"])
    lines = [f"  uint i = thread_position_in_grid.x;\n  if (i >= {n}u) return;"]
    lines += [f"  {kind} {name} = in_{name}[i];" for name in inputs]
    lines += [f"  out[{j * n}u + i] = {e};" for j, e in enumerate(expressions)]
    buffers = {f"in_{name}": f"const device {kind}*" for name in inputs}
    buffers["out"] = f"device {kind}*"
    program = kernel("\n".join(lines), buffers, ("thread_position_in_grid",))
    out = np.zeros((len(expressions), n), TYPES[kind])
    run(program, [*inputs.values(), out], (-(-n // 256), 1, 1), 256)
    return out


def floats(low, high):
    """Return floats of all exponents and a dense sample of a range, subnormals as zeros."""
    bits = np.random.default_rng(7).integers(0, 2**32, 200_000, np.uint64).astype(np.uint32)
    edges = np.float32([0.0, -0.0, 1.0, -1.0, 88.72, 88.73, -87.33, -87.34, 127.99, 128, -126])
    more = np.float32([np.inf, -np.inf, np.nan, TINY, -TINY, 3.4e38, -3.4e38, 0.625, 0.7853982])
    dense = np.linspace(low, high, 200_000).astype(np.float32)
    x = np.concatenate([bits.view(np.float32), edges, more, dense])
    return np.where(np.abs(x) < TINY, np.copysign(np.float32(0), x), x)


def flushed(y):
    """Return float64 values as the float that a GPU keeps, subnormals as zeros."""
    with np.errstate(over="ignore"):
        z = y.astype(np.float32)
    return np.where(np.abs(z) < TINY, np.float32(0), z)


def ulps(got, exact):
    """Return the errors in units of the exact value's last place, where it is a normal float."""
    rounded = flushed(exact)
    plain = np.isfinite(rounded) & (rounded != 0) & (np.abs(exact) > 2 * TINY)
    unit = 2.0 ** (np.floor(np.log2(np.abs(exact[plain]))) - 23)
    return np.abs(got[plain].astype(np.float64) - exact[plain]) / unit


def cospi(x):
    z = np.abs(np.fmod(x, 2))
    return np.sin(np.pi * (0.5 - np.minimum(z, 2 - z)))


def sinpi(x):
    z = np.fmod(x, 2)
    near = np.rint(z)
    return np.sin(np.pi * (z - near)) * np.where(near % 2 == 0, 1, -1)


# Function: what it is, the range that is sampled densely, Metal's bound, the bound held here.
PRECISE = {
    "exp": (np.exp, (-88, 89), 4, 1.0),
    "exp2": (np.exp2, (-127, 129), 4, 1.0),
    "exp10": (lambda x: 10.0**x, (-38, 39), 4, 1.5),
    "log": (np.log, (0.3, 3), 4, 1.0),
    "log2": (np.log2, (0.3, 3), 4, 1.6),
    "log10": (np.log10, (0.3, 3), 4, 1.8),
    "sin": (np.sin, (-200, 200), 4, 3.0),
    "cos": (np.cos, (-200, 200), 4, 3.0),
    "tan": (np.tan, (-50, 50), 6, 4.6),
    "sinpi": (sinpi, (-4, 4), 4, 2.2),
    "cospi": (cospi, (-4, 4), 4, 2.2),
    "tanh": (np.tanh, (-10, 10), 5, 1.5),
    "sinh": (np.sinh, (-90, 90), 4, 2.5),
    "cosh": (np.cosh, (-90, 90), 4, 2.5),
    "asin": (np.arcsin, (-1, 1), 4, 2.5),
    "acos": (np.arccos, (-1, 1), 4, 2.5),
    "atan": (np.arctan, (-10, 10), 5, 2.5),
    "asinh": (np.arcsinh, (-10, 10), 4, 2.5),
    "acosh": (np.arccosh, (1, 20), 4, 2.5),
    "atanh": (np.arctanh, (-1, 1), 5, 2.5),
    "sqrt": (np.sqrt, (0.5, 8), 0.5, 0.5),
    "rsqrt": (lambda x: 1 / np.sqrt(x), (0.5, 8), 0.5, 0.5005),
}


@pytest.mark.parametrize("name", PRECISE)
def test_a_precise_function_keeps_its_bound_and_its_special_values(name):
    exact_of, dense, promised, held = PRECISE[name]
    x = floats(*dense)
    got = evaluate([f"metal::precise::{name}(x)"], x=x)[0]
    with np.errstate(all="ignore"):
        exact = exact_of(x.astype(np.float64))
    assert held <= promised + 0.001
    assert ulps(got, exact).max() <= held
    special = ~np.isfinite(flushed(exact)) | (flushed(exact) == 0)
    rest = flushed(exact)[special]
    wrong = ~((got[special] == rest) | (np.isnan(got[special]) & np.isnan(rest)))
    assert [(a, b) for a, b in zip(x[special][wrong], got[special][wrong], strict=True)] == []


def test_sines_of_the_largest_floats_are_reduced_exactly():
    x = np.float32([1e5, 1e10, 3.4028235e38, -1e30, 2.0**127, 16367173 * 2.0**72, 5.5e22, 710.0])
    s, c = evaluate(["metal::precise::sin(x)", "metal::precise::cos(x)"], x=x)
    wide = x.astype(np.float64)
    assert ulps(s, np.sin(wide)).max() < 3
    assert ulps(c, np.cos(wide)).max() < 3


def test_precise_powers_keep_sixteen_ulps_and_quotients_are_rounded_once():
    rng = np.random.default_rng(3)
    x = np.exp2(rng.uniform(-20, 20, 100_000)).astype(np.float32)
    y = rng.uniform(-6, 6, 100_000).astype(np.float32)
    power, quotient = evaluate(["precise::pow(x, y)", "precise::divide(x, y)"], x=x, y=y)
    assert ulps(power, x.astype(np.float64) ** y.astype(np.float64)).max() <= 16
    np.testing.assert_array_equal(quotient, x / y)


@pytest.mark.parametrize("space", ["metal::fast::", ""])
def test_fast_functions_keep_the_looser_bounds(space):
    x = np.linspace(-80, 80, 100_001).astype(np.float32)
    got = evaluate([f"{space}exp(x)", f"{space}exp2(x)", f"{space}rsqrt(fabs(x) + 1.0f)"], x=x)
    wide = x.astype(np.float64)
    for row, exact in ((0, np.exp(wide)), (1, np.exp2(wide))):
        unit = 2.0 ** (np.floor(np.log2(exact)) - 23)
        error = np.abs(got[row].astype(np.float64) - exact) / unit
        assert np.all(error <= 3 + np.floor(np.abs(2 * wide)))
    assert ulps(got[2], 1 / np.sqrt((np.abs(x) + np.float32(1)).astype(np.float64))).max() <= 2


def test_fast_logarithms_and_sines_keep_absolute_bounds():
    x = np.linspace(0.5, 2, 100_001).astype(np.float32)
    wide = x.astype(np.float64)
    log, log2 = evaluate(["fast::log(x)", "fast::log2(x)"], x=x)
    assert np.abs(log - np.log(wide)).max() <= 2.0**-21
    assert np.abs(log2 - np.log2(wide)).max() <= 2.0**-22
    angle = np.linspace(-np.pi, np.pi, 100_001).astype(np.float32)
    s, c = evaluate(["fast::sin(x)", "fast::cos(x)"], x=angle)
    assert np.abs(s - np.sin(angle.astype(np.float64))).max() <= 2.0**-13
    assert np.abs(c - np.cos(angle.astype(np.float64))).max() <= 2.0**-13


def test_fast_functions_fail_where_those_of_a_gpu_fail():
    x = np.float32([45.0, 90.0, 1e8, np.inf, np.nan, 20.0])
    tanh, sine = evaluate(["fast::tanh(x)", "fast::sin(x)"], x=x)
    # (t - 1) / (t + 1) with t = exp(2x): infinity over infinity from 45 on (enceladus, M4 Pro).
    np.testing.assert_array_equal(np.isnan(tanh), [True, True, True, True, True, False])
    np.testing.assert_array_equal(sine[2:5], [0, 0, 0])
    # The divisor's reciprocal is subnormal, so zero: beyond Metal's range of 2^126.
    y = np.float32([2.0**127])
    assert evaluate(["fast::divide(x, 1.7014118e38f)"], x=y)[0][0] == 0
    assert evaluate(["precise::divide(x, 1.7014118e38f)"], x=y)[0][0] == 1


def test_half_functions_are_off_by_no_more_than_one_unit():
    x = np.arange(0x7C00, dtype=np.uint16).view(np.float16)
    x = np.concatenate([x, -x])
    names = ("exp", "log", "sin", "cos", "tanh", "sqrt", "rsqrt", "exp2", "log2", "atan")
    rows = evaluate([f"{name}(x)" for name in names], "half", x=x)
    for name, got in zip(names, rows, strict=True):
        exact_of = PRECISE[name][0]
        with np.errstate(all="ignore"):
            exact = exact_of(x.astype(np.float64))
            near = exact.astype(np.float16)
        plain = np.isfinite(near)
        error = np.abs(got[plain].astype(np.float64) - exact[plain])
        assert np.all(error <= np.spacing(np.abs(near[plain])).astype(np.float64)), name
        same = (got[~plain] == near[~plain]) | (np.isnan(got[~plain]) & np.isnan(near[~plain]))
        assert same.all(), name


def test_pieces_of_floats_are_exact():
    x = floats(-3, 3)
    x = x[np.isfinite(x) & (x != 0)]
    part, power, back = evaluate(
        [
            "[&] { int k; return frexp(x, k); }()",
            "[&] { int k; frexp(x, k); return float(k); }()",
            "[&] { int k; float m = frexp(x, k); return ldexp(m, k); }()",
        ],
        x=x,
    )
    m, k = np.frexp(x)
    np.testing.assert_array_equal(part, m)
    np.testing.assert_array_equal(power, k)
    np.testing.assert_array_equal(back, x)
    far = evaluate(["ldexp(x, 300)", "ldexp(x, -300)", "ldexp(ldexp(x, -20), 20)"], x=x[:1000])
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(far[0], flushed(np.ldexp(x[:1000].astype(float), 300)))
        np.testing.assert_array_equal(far[1], flushed(np.ldexp(x[:1000].astype(float), -300)))
