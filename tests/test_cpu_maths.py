"""Conversions, rounding and functions of the host headers agree with NumPy."""

import ml_dtypes
import numpy as np
import pytest

from msl_by_hand import TYPES, cache, evaluate, evaluate_all, kernel, run
from tmetal.runtime import compilers, toolchain

__all__ = ["cache"]  # a fixture


def test_float_to_integer_conversion_saturates_and_nan_is_zero():
    x = np.float32([1.9, -1.9, 1e10, -1e10, np.inf, -np.inf, np.nan, 300, -300])
    low, high = -(2**31), 2**31 - 1
    expected = [1, -1, high, low, high, low, 0, 300, -300]
    np.testing.assert_array_equal(evaluate("int(x)", "int32_t", x=x), expected)
    np.testing.assert_array_equal(
        evaluate("uint(x)", "uint32_t", x=x), [1, 0, 2**32 - 1, 0, 2**32 - 1, 0, 0, 300, 0]
    )
    np.testing.assert_array_equal(
        evaluate("int8_t(x)", "int8_t", x=x), [1, -1, 127, -128, 127, -128, 0, 127, -128]
    )


def test_float32_subnormals_are_zero_and_half_subnormals_are_kept():
    x = np.float32([1e-39, -1e-39, 1.5e-38])
    y = np.ones(3, np.float32)
    np.testing.assert_array_equal(evaluate("x * y", "float", x=x, y=y), [0, 0, x[2]])
    np.testing.assert_array_equal(evaluate("x * 0.5f", "float", x=x), [0, 0, 0])
    h = np.float16([6e-8, 1e-5, -3e-7])
    np.testing.assert_array_equal(evaluate("h * 1.0h", "half", h=h), h)
    tiny = np.float32([1e-39])
    assert tiny[0] * np.float32(1) != 0, "the mode of the caller is restored"


def test_a_product_and_a_sum_are_not_contracted_and_fma_is_fused():
    x = np.float32([1 + 2**-12])
    y = np.float32([-(1 + 2**-11)])
    assert evaluate("x * x + y", "float", x=x, y=y)[0] == 0
    assert evaluate("fma(x, x, y)", "float", x=x, y=y)[0] == np.float32(2**-24)


def test_each_half_operation_rounds_to_half():
    a = np.float16([2048, 60000])
    b = np.float16([1, 60000])
    np.testing.assert_array_equal(evaluate("a + b - a", "half", a=a, b=b), [0, np.inf])
    c = np.float16([1, -60000])
    np.testing.assert_array_equal(evaluate("(a + b) + c", "half", a=a, b=b, c=c), [2048, np.inf])


@pytest.fixture(params=["native", "baseline"])
def processor(request, monkeypatch):
    """Run a test also as on an x86-64 without instructions for half."""
    if request.param == "baseline":
        if not compilers.target().startswith("x86_64"):
            pytest.skip("aarch64 always has them")
        flags = ("-target", compilers.target(), "-march=x86-64")
        monkeypatch.setattr(compilers, "_machine_flags", lambda triple: flags)
    toolchain.compiler.cache_clear()
    yield
    toolchain.compiler.cache_clear()


@pytest.mark.usefixtures("processor")
def test_every_half_becomes_a_float_and_comes_back():
    h = np.arange(65536).astype(np.uint16).view(np.float16)
    np.testing.assert_array_equal(evaluate("float(h)", "float", h=h), h.astype(np.float32))
    wide = h.astype(np.float32)
    np.testing.assert_array_equal(evaluate("half(w)", "half", w=wide), h)


@pytest.mark.usefixtures("processor")
def test_floats_round_to_the_nearest_even_half():
    bits = np.random.default_rng(2).integers(0, 2**32, 200000, np.uint32)
    ties = (np.arange(65536, dtype=np.uint16).view(np.float16)[:31744]).astype(np.float32)
    middles = (ties[1:] + ties[:-1]) / 2
    edges = np.float32([65519.996, 65520, 2**-25, 2**-24, 0, np.inf])
    x = np.concatenate([bits.view(np.float32), middles, -middles, edges])
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(evaluate("half(x)", "half", x=x), x.astype(np.float16))


@pytest.mark.usefixtures("processor")
def test_a_fused_half_product_and_sum_rounds_once():
    bits = np.random.default_rng(3).integers(0, 65536, (3, 100000)).astype(np.uint16)
    a, b, c = bits.view(np.float16)
    with np.errstate(all="ignore"):
        # The product has 22 bits: the sum of 53 loses only what cannot matter to half.
        expected = (a.astype(np.float64) * b + c).astype(np.float16)
    np.testing.assert_array_equal(evaluate("fma(a, b, c)", "half", a=a, b=b, c=c), expected)


def test_floats_round_to_the_nearest_even_bfloat():
    bits = np.random.default_rng(4).integers(0, 2**32, 100000, np.uint32)
    x = np.concatenate([bits.view(np.float32), np.float32([1.00390625, 1.01171875, np.inf])])
    x = np.where(np.abs(x) < 2.0**-126, np.float32(1), x)
    with np.errstate(all="ignore"):
        expected = x.astype(ml_dtypes.bfloat16)
    got = evaluate("bfloat(x)", "bfloat16_t", x=x)
    np.testing.assert_array_equal(got.astype(np.float32), expected.astype(np.float32))


UNARY = {
    **{n: getattr(np, f"arc{n[1:]}") for n in ("acos", "asin", "atan", "acosh", "asinh", "atanh")},
    **{n: getattr(np, n) for n in ("ceil", "floor", "trunc", "rint", "sqrt", "exp", "exp2", "abs")},
    **{n: getattr(np, n) for n in ("log", "log2", "log10", "sin", "cos", "tan", "fabs")},
    **{n: getattr(np, n) for n in ("sinh", "cosh", "tanh", "sign", "isnan", "isinf", "isfinite")},
    "rsqrt": lambda x: 1 / np.sqrt(x),
    "exp10": lambda x: 10.0**x,
    "fract": lambda x: x - np.floor(x),
    "saturate": lambda x: np.clip(x, 0, 1),
    "round": lambda x: np.copysign(np.floor(np.abs(x) + 0.5), x),
    "sinpi": lambda x: np.sin(np.pi * x),
    "cospi": lambda x: np.cos(np.pi * x),
    "signbit": np.signbit,
    "metal::precise::exp": np.exp,
    "metal::precise::sin": np.sin,
}


def _precise(name):
    """Name the precise variant: the plain one is fast, and test_cpu_accuracy.py is about it."""
    has_none = "::" in name or name.startswith(("is", "signbit"))
    return name if has_none else f"precise::{name}"


def points():
    return np.float32([-3.75, -1.0, -0.5, -0.25, 0.0, 0.125, 0.5, 1.0, 1.5, 2.5, 7.25, 40.0])


@pytest.mark.parametrize("kind", ["float", "half", "bfloat16_t"])
def test_functions_of_one_operand_agree_with_numpy(kind):
    x = points().astype(TYPES[kind])
    missing = ("sign", "saturate") if kind == "bfloat16_t" else ()
    names = [name for name in UNARY if name not in missing]
    digits = {"float": 3e-7, "half": 2e-3, "bfloat16_t": 1.6e-2}[kind]
    expressions = [f"{kind}({_precise(n)}(x))" for n in names]
    for name, got in zip(names, evaluate_all(expressions, kind, x=x), strict=True):
        with np.errstate(all="ignore"):
            expected = UNARY[name](x.astype(np.float64)).astype(TYPES[kind]).astype(np.float64)
        got = got.astype(np.float64)
        np.testing.assert_allclose(got, expected, rtol=digits, atol=2e-6, err_msg=name)


BINARY = {
    "atan2": np.arctan2,
    "fmin": np.fmin,
    "fmax": np.fmax,
    "min": np.fmin,
    "max": np.fmax,
    "fmod": np.fmod,
    "pow": np.power,
    "copysign": np.copysign,
    "fdim": lambda x, y: np.where(x > y, x - y, 0 * (x + y)),
    "divide": np.divide,
}


def test_functions_of_two_operands_agree_with_numpy():
    grid = np.append(points(), np.float32(np.nan))
    x, y = (a.ravel() for a in np.meshgrid(grid, grid))
    rows = evaluate_all([f"precise::{name}(x, y)" for name in BINARY], "float", x=x, y=y)
    for name, got in zip(BINARY, rows, strict=True):
        with np.errstate(all="ignore"):
            expected = BINARY[name](x.astype(np.float64), y.astype(np.float64)).astype(np.float32)
        np.testing.assert_allclose(got, expected, rtol=3e-7, err_msg=name)


def _integer(function):
    """Lift a function of exact Python integers and a width to arrays."""

    def lifted(*arrays):
        width = 8 * arrays[0].itemsize
        values = [function(width, *map(int, row)) for row in zip(*arrays, strict=True)]
        mask = (1 << width) - 1
        raw = np.array([v & mask for v in values], np.uint64)
        return raw.astype(f"u{arrays[0].itemsize}").view(arrays[0].dtype)

    return lifted


def _clip(width, value, signed):
    low, high = (-(1 << width - 1), (1 << width - 1) - 1) if signed else (0, (1 << width) - 1)
    return max(low, min(high, value))


def _bits(value, count, signed):
    low = value & (1 << count) - 1
    return low - (1 << count) if signed and low >> count - 1 else low


INTEGER = {
    "min(x, y)": lambda s: lambda w, x, y: min(x, y),
    "max(x, y)": lambda s: lambda w, x, y: max(x, y),
    "abs(x)": lambda s: lambda w, x, y: abs(x),
    "absdiff(x, y)": lambda s: lambda w, x, y: abs(x - y),
    "mulhi(x, y)": lambda s: lambda w, x, y: x * y >> w,
    "addsat(x, y)": lambda s: lambda w, x, y: _clip(w, x + y, s),
    "subsat(x, y)": lambda s: lambda w, x, y: _clip(w, x - y, s),
    "hadd(x, y)": lambda s: lambda w, x, y: x + y >> 1,
    "rhadd(x, y)": lambda s: lambda w, x, y: x + y + 1 >> 1,
    "clz(x)": lambda s: lambda w, x, y: w - (x & (1 << w) - 1).bit_length(),
    "ctz(x)": lambda s: lambda w, x, y: (x & -x).bit_length() - 1 if x else w,
    "popcount(x)": lambda s: lambda w, x, y: (x & (1 << w) - 1).bit_count(),
    "reverse_bits(x)": lambda s: lambda w, x, y: int(f"{x & (1 << w) - 1:0{w}b}"[::-1], 2),
    "rotate(x, y)": lambda s: (
        lambda w, x, y: (x & (1 << w) - 1) << y % w | (x & (1 << w) - 1) >> (w - y % w)
    ),
    "madhi(x, y, x)": lambda s: lambda w, x, y: (x * y >> w) + x,
    "madsat(x, y, x)": lambda s: lambda w, x, y: _clip(w, x * y + x, s),
    "extract_bits(x, 3u, 4u)": lambda s: lambda w, x, y: _bits(x >> 3, 4, s),
    "extract_bits(x, 0u, 0u)": lambda s: lambda w, x, y: 0,
    "insert_bits(x, y, 2u, 3u)": lambda s: lambda w, x, y: x & ~(7 << 2) | (y & 7) << 2,
    "insert_bits(x, y, 2u, 0u)": lambda s: lambda w, x, y: x,
    "max3(x, y, x)": lambda s: lambda w, x, y: max(x, y),
    "median3(x, y, x)": lambda s: lambda w, x, y: x,
    "clamp(x, y, y)": lambda s: lambda w, x, y: y,
    "select(x, y, x < y)": lambda s: lambda w, x, y: y if x < y else x,
}


@pytest.mark.parametrize("name", [n for n in TYPES if "int" in n])
def test_integer_functions_agree_with_exact_arithmetic(name):
    dtype = TYPES[name]
    info = np.iinfo(dtype)
    corners = [info.min, info.min + 1, info.max, info.max - 1, 0, 1, 2, 5, info.max // 3]
    x, y = (a.ravel() for a in np.meshgrid(*[np.array(corners, dtype)] * 2))
    rows = evaluate_all([f"{name}({e})" for e in INTEGER], name, x=x, y=y)
    for (expression, exact), got in zip(INTEGER.items(), rows, strict=True):
        np.testing.assert_array_equal(got, _integer(exact(info.min < 0))(x, y), expression)


def test_24_bit_products_use_the_low_24_bits():
    x = np.int32([3, -3, 2**23 - 1, -(2**23), 2**23 + 5, 2**31 - 1])
    low = ((x & 0xFFFFFF) ^ 0x800000) - 0x800000
    expected = (low.astype(np.int64) * low).astype(np.int32)
    np.testing.assert_array_equal(evaluate("mul24(x, x)", "int32_t", x=x), expected)
    np.testing.assert_array_equal(evaluate("mad24(x, x, 7)", "int32_t", x=x), expected + 7)
    u = x.view(np.uint32)
    expected = (u & 0xFFFFFF).astype(np.uint64) ** 2
    np.testing.assert_array_equal(
        evaluate("mul24(x, x)", "uint32_t", x=u), expected.astype(np.uint32)
    )


FLOATS = np.float32([0.0, -0.0, 0.99, -0.99, 1.5, -1.5, 254.9, 255.5, 2**31, -(2.0**31), 3e9])
LARGE = np.float32([-3e9, 2.0**32, 1e19, -1e19, 2.0**63, 2.0**64, np.inf, -np.inf, np.nan, 1e-40])


@pytest.mark.parametrize("name", [n for n in TYPES if "int" in n and n != "int64_t"])
def test_a_float_of_any_size_saturates_in_an_integer(name):
    x = np.concatenate([FLOATS, LARGE])
    low, high = np.iinfo(TYPES[name]).min, np.iinfo(TYPES[name]).max
    expected = [0 if np.isnan(v) else int(max(low, min(high, v))) for v in map(float, x)]
    got = evaluate(f"{name}(x)", name, x=x)
    assert [int(v) for v in got] == expected


def lowest_bits(x):
    """Return the lowest 64 bits of numbers, as signed integers; 0 of what has none."""
    whole = [int(v) if np.isfinite(v) else 0 for v in map(float, x)]
    return [(v + 2**63) % 2**64 - 2**63 for v in whole]


def test_a_float_becomes_the_lowest_bits_of_a_long():
    """As measured on Apple GPUs, which saturate in all other integers."""
    x = np.float32([0.0, -1.9, 2.0**40, -(2.0**62), np.nan, np.inf, -np.inf, 2.0**63, -(2.0**63)])
    x = np.concatenate([x, np.float32([1.9e19, -9.3e18, 1.5 * 2.0**86, 2.0**87, 1e30])])
    np.testing.assert_array_equal(evaluate("long(x)", "int64_t", x=x), lowest_bits(x))
    np.testing.assert_array_equal(
        evaluate("long2(float2(x, -x)).y", "int64_t", x=x), lowest_bits(-x)
    )
    h = np.float16([0.0, -1.9, 65504, np.nan, np.inf, -np.inf])
    np.testing.assert_array_equal(evaluate("long(h)", "int64_t", h=h), lowest_bits(h))


@pytest.mark.parametrize("name", ["int32_t", "uint32_t", "int64_t", "uint64_t", "int16_t"])
def test_an_integer_becomes_the_nearest_float_half_and_bfloat(name):
    info = np.iinfo(TYPES[name])
    near = [2**24 + 1, 2**24 + 3, 65504, 65519, 65520, 2049, 2051, 257, 259, info.max, info.min]
    x = np.array([v for v in near if info.min <= v <= info.max], TYPES[name])
    with np.errstate(over="ignore"):
        np.testing.assert_array_equal(evaluate("float(x)", "float", x=x), x.astype(np.float32))
        half = x.astype(np.float32).astype(np.float16)
        np.testing.assert_array_equal(evaluate("half(float(x))", "half", x=x), half)
        short = x.astype(np.float32).astype(ml_dtypes.bfloat16)
    got = evaluate("bfloat(float(x))", "bfloat16_t", x=x)
    np.testing.assert_array_equal(got.astype(np.float32), short.astype(np.float32))


def test_limits_are_those_of_numpy():
    for name in ("half", "bfloat16_t", "float", "int8_t", "uint16_t", "int64_t", "uint64_t"):
        dtype = TYPES[name]
        info = ml_dtypes.finfo(dtype) if "int" not in name else np.iinfo(dtype)
        limits = f"numeric_limits<{name}>::"
        rows = [f"{limits}max()", f"{limits}lowest()", f"{limits}min()"]
        smallest = info.min if "int" in name else info.smallest_normal
        got = evaluate_all(rows, name, x=np.ones(1, np.float32))
        expected = [np.asarray(v, dtype) for v in (info.max, info.min, smallest)]
        assert [v.tobytes() for v in got[:, 0]] == [v.tobytes() for v in expected], name


def test_atomics_of_64_bits_keep_the_greatest_and_the_least():
    body = """
  device atomic_ulong* best = (device atomic_ulong*)out;
  atomic_max_explicit(best, x[thread_position_in_grid.x], memory_order_relaxed);
  atomic_min_explicit(best + 1, x[thread_position_in_grid.x], memory_order_relaxed);"""
    buffers = {"x": "const device ulong*", "out": "device ulong*"}
    program = kernel(body, buffers, ("thread_position_in_grid",))
    x = np.random.default_rng(5).integers(0, 2**64, 500, np.uint64)
    out = np.array([0, 2**64 - 1], np.uint64)
    run(program, [x, out], (5, 1, 1), 100)
    np.testing.assert_array_equal(out, [x.max(), x.min()])
