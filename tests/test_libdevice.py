"""`tl.extra.libdevice` gives what exact mathematics gives, within the ulp that each name states."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import oracles
from kernels import BACKENDS, complaint, compute, interesting, pairs
from oracles import ORACLES, by_element, spelled, wide
from tiles import compute as compute_tiles
from tmetal.errors import CompileError
from tmetal.frontend.mathnames import LIBDEVICE
from tmetal.ir.ops import OPS
from tmetal.ir.types import F32, I32, I64, U32, U64

F = np.float32
each_backend = pytest.mark.parametrize("backend", BACKENDS)
# Where the values of a function of one number are dense enough to show its worst errors.
RANGES: dict[str, tuple[float, float]] = {
    "asin": (-1, 1),
    "acos": (-1, 1),
    "acosh": (1, 1e4),
    "atanh": (-1, 1),
    "sinh": (-88, 88),
    "cosh": (-88, 88),
    "exp10": (-37, 38),
    "log10": (1e-6, 1e6),
    "log1p": (-0.999, 10),
    "expm1": (-20, 88),
    "erfc": (-5, 9),
    "erfinv": (-1, 1),
    "erfcinv": (1e-7, 2),
    "sinpi": (-4, 4),
    "tgamma": (-38, 36),
    "lgamma": (0, 60),
    "cospi": (-4, 4),
    # Between zeros, where the error is not small against the value.
    "bessel_j0": (-2.3, 2.3),
    "bessel_j1": (0.01, 3.7),
    "bessel_y0": (1e-6, 0.88),
    "bessel_y1": (1e-6, 2.1),
}
UNARY = [n for n in ORACLES if len(OPS[n].operands) == 1 and OPS[n].tolerance]


def dense(low: float, high: float, count: int = 4096) -> Any:
    """Return numbers all over a range, and near zero and one where they are in it."""
    rng = np.random.default_rng(3)
    near = np.exp2(rng.uniform(-20, 0, count // 4)) * rng.choice([-1, 1], count // 4)
    x = np.concatenate([rng.uniform(low, high, count), near, 1 - np.abs(near), 1 + np.abs(near)])
    return x[(x >= low) & (x <= high)].astype(F)


def check(
    backend: str, text: str, oracle: Callable[..., Any], ulp: int, *arrays: Any, zeros: bool = False
) -> None:
    """Hold an expression of x, y, … against its oracle."""
    with np.errstate(all="ignore"):
        wanted = oracle(*arrays)
    inputs = dict(zip("xyzw", arrays, strict=False))
    (got,) = compute(backend, inputs, [text], [wanted.dtype])
    assert not complaint(got, wanted, np.ones(wanted.shape, bool), ulp, zeros), text


@functools.cache
def all_over(name: str) -> tuple[Any, Any]:
    """Return numbers all over a function's range and what it makes of them."""
    # The series that Bessel functions are held against take a while.
    x = dense(*RANGES.get(name, (-30, 30)), 1024 if name.startswith("bessel") else 4096)
    with np.errstate(all="ignore"):
        return x, ORACLES[name](x)


@each_backend
@pytest.mark.parametrize("name", UNARY)
def test_functions_hold_their_ulp_all_over_their_range(name: str, backend: str) -> None:
    x, wanted = all_over(name)
    check(backend, spelled(name), lambda x: wanted, OPS[name].tolerance, x)


@each_backend
@pytest.mark.parametrize("name", ["pow", "atan2", "hypot", "ieee_remainder"])
def test_functions_of_two_numbers_hold_their_ulp(name: str, backend: str) -> None:
    rng = np.random.default_rng(7)
    x, y = (np.exp2(rng.uniform(-12, 12, 4096)).astype(F) for _ in "xy")
    signs = F([1, 1, -1, -1, 1, -1] * 700)[:4096]
    left = x if name == "pow" else x * signs
    right = np.log2(y) if name == "pow" else y * signs[::-1]
    check(backend, spelled(name), ORACLES[name], OPS[name].tolerance, left, right)


def _half(mode: Callable[[Any], Any]) -> Callable[..., Any]:
    return lambda x, y: mode(x.astype(object) + y.astype(object)).astype(x.dtype)


L = "tl.extra.libdevice"
# Compositions: the call, the oracle on float32 arrays, the ulp that their manuals state.
MADE: dict[str, tuple[str, Callable[..., Any], int]] = {
    "isnan": (f"{L}.isnan(x)", np.isnan, 0),
    "isinf": (f"{L}.isinf(x)", np.isinf, 0),
    "finitef": (f"{L}.finitef(x)", np.isfinite, 0),
    "signbit": (f"{L}.signbit(x)", np.signbit, 0),
    "saturatef": (f"{L}.saturatef(x)", lambda x: np.fmin(np.fmax(x, F(0)), F(1)), 0),
    "abs": (f"{L}.abs(x)", np.abs, 0),
    "rcp_rn": (f"{L}.rcp_rn(x)", lambda x: F(1) / x, 0),
    "rcbrt": (f"{L}.rcbrt(x)", wide(lambda x: 1 / np.cbrt(x)), 4),
    "nearbyint": (f"{L}.nearbyint(x)", np.rint, 0),
    "normcdf": (f"{L}.normcdf(x)", by_element(lambda x: math.erfc(-x / math.sqrt(2)) / 2), 12),
    "logb": (f"{L}.logb(x)", by_element(lambda x: oracles.logb(x)), 0),
    "ilogb": (f"{L}.ilogb(x)", lambda x: np.array([oracles.ilogb(v) for v in x], np.int32), 0),
    "float_as_int": (f"{L}.float_as_int(x)", lambda x: x.view(np.int32), 0),
    "float_as_uint": (f"{L}.float_as_uint(x)", lambda x: x.view(np.uint32), 0),
    "int_as_float": (f"{L}.int_as_float({L}.float_as_int(x))", lambda x: x, 0),
    "uint_as_float": (f"{L}.uint_as_float({L}.float_as_uint(x))", lambda x: x, 0),
    "ldexp": (f"{L}.ldexp(x, 40)", lambda x: np.ldexp(x, 40), 0),
    "scalbn": (f"{L}.scalbn(x, -31)", lambda x: np.ldexp(x, -31), 0),
    **{
        name: (f"{L}.{name}(x)", ORACLES.get(row) or getattr(np, row), 6)
        for name, row in {
            "fast_cosf": "cos", "fast_sinf": "sin", "fast_expf": "exp", "fast_logf": "log",
            "fast_log2f": "log2", "fast_log10f": "log10", "fast_tanf": "tan",
            "fast_tanhf": "tanh", "fast_exp10f": "exp10",
        }.items()
    },
}  # fmt: skip


@each_backend
@pytest.mark.parametrize("name", MADE)
def test_functions_made_of_others_hold_what_they_state(name: str, backend: str) -> None:
    text, oracle, ulp = MADE[name]
    x = np.concatenate([interesting(F32), dense(-8, 8)])
    fast = name.startswith("fast_")
    check(backend, text, wide(oracle) if fast else oracle, ulp, x if not fast else dense(0.1, 8))


def _norm(*x: Any) -> Any:
    return functools.reduce(np.hypot, x)


PAIRED: dict[str, tuple[str, Callable[..., Any], int]] = {
    "fdim": (f"{L}.fdim(x, y)", lambda x, y: np.where(x <= y, F(0), x - y), 0),
    "add_rn": (f"{L}.add_rn(x, y)", np.add, 0),
    "sub_rn": (f"{L}.sub_rn(x, y)", np.subtract, 0),
    "mul_rn": (f"{L}.mul_rn(x, y)", np.multiply, 0),
    "div_rn": (f"{L}.div_rn(x, y)", np.divide, 0),
    "fma_rn": (f"{L}.fma_rn(x, 1.0, y)", np.add, 0),
    "fmod": (f"{L}.fmod(x, y)", np.fmod, 0),
    "fast_dividef": (f"{L}.fast_dividef(x, y)", np.divide, 3),
    "fast_powf": (f"{L}.fast_powf(x, y)", wide(np.power), 16),
    "rhypot": (f"{L}.rhypot(x, y)", wide(lambda x, y: 1 / np.hypot(x, y)), 6),
    "norm3d": (f"{L}.norm3d(x, y, x)", wide(lambda x, y: _norm(x, y, x)), 8),
    "norm4d": (f"{L}.norm4d(x, y, x, y)", wide(lambda x, y: _norm(x, y, x, y)), 12),
    "rnorm3d": (f"{L}.rnorm3d(x, y, x)", wide(lambda x, y: 1 / _norm(x, y, x)), 9),
    "rnorm4d": (
        f"{L}.rnorm4d(x, y, x, y)", wide(lambda x, y: 1 / _norm(x, y, x, y)), 13,
    ),
}  # fmt: skip


@each_backend
@pytest.mark.parametrize("name", PAIRED)
def test_functions_of_two_made_of_others_hold_what_they_state(name: str, backend: str) -> None:
    text, oracle, ulp = PAIRED[name]
    x, y = pairs(interesting(F32), interesting(F32, 1))
    check(backend, text, oracle, ulp, x, y)


@each_backend
def test_the_scaled_complement_of_erf_and_the_inverse_normal_hold_what_they_state(
    backend: str,
) -> None:
    x = np.concatenate([dense(-3, 9), F([9.5, 12, 100, 1e10])])
    exact = by_element(
        lambda v: (
            math.exp(v * v) * math.erfc(v)
            if v < 20
            else (1 - 0.5 / v**2 + 0.75 / v**4) / (v * math.sqrt(math.pi))
        )
    )
    check(backend, f"{L}.erfcx(x)", exact, 24, x)
    p = dense(1e-6, 1)
    inverse = oracles.bisected(lambda v: math.erfc(-v / math.sqrt(2)) / 2, -8, 8)
    (got,) = compute(backend, {"x": p}, [f"{L}.normcdfinv(x)"], [F])
    np.testing.assert_allclose(got, by_element(inverse)(p), rtol=2e-6, atol=1e-7)


@each_backend
@pytest.mark.parametrize("target", ["int", "uint", "ll", "ull"])
def test_conversions_round_as_their_names_say(target: str, backend: str) -> None:
    dtype = {"int": I32, "uint": U32, "ll": I64, "ull": U64}[target]
    x = np.concatenate([np.arange(0, 40) / 8, F([2.5, 3.5, 1e6 + 0.5, 2.0**23])]).astype(F)
    x = x if target.startswith("u") else np.concatenate([x, -x])
    modes = {"rn": np.rint, "rd": np.floor, "ru": np.ceil, "rz": np.trunc}
    for suffix, mode in modes.items():
        name = f"{L}.float2{target}_{suffix}(x)"
        check(backend, name, lambda v, mode=mode: mode(v).astype(dtype.numpy), 0, x)
    whole = interesting(dtype)
    check(backend, f"{L}.{target}2float_rn(x)", lambda v: v.astype(F), 0, whole)


@each_backend
def test_llrint_and_llround_differ_in_halves(backend: str) -> None:
    x = F([0.5, 1.5, 2.5, -0.5, -2.5, 7.2])
    check(backend, f"{L}.llrint(x)", lambda v: np.rint(v).astype(np.int64), 0, x)
    away = np.array([1, 2, 3, -1, -3, 7])
    check(backend, f"{L}.llround(x)", lambda v: away, 0, x)


WHOLE: dict[str, tuple[str, Callable[..., Any], tuple[Any, ...]]] = {
    "mulhi": (
        "mulhi(x, y)",
        lambda x, y: (x.astype(object) * y.astype(object) >> x.dtype.itemsize * 8).astype(x.dtype),
        (I32, U32, I64, U64),
    ),
    "hadd": ("hadd(x, y)", _half(lambda s: s >> 1), (I32, U32, I64)),
    "rhadd": ("rhadd(x, y)", _half(lambda s: (s + 1) >> 1), (I32, U32, I64)),
    "ffs": (
        "ffs(x)",
        lambda x, y: np.array([t[::-1].find("1") + 1 for t in oracles.bits_of(x)], np.int32),
        (I32, I64),
    ),
    "sad": (
        "sad(x, y, 7)",
        lambda x, y: (
            (np.abs(x.astype(object) - y.astype(object)) + 7) % 2**32
        ).astype(np.uint32),
        (I32, U32),
    ),
    "mul24": (
        "mul24(x, y)",
        lambda x, y: oracles.wrapped(oracles.low24(x) * oracles.low24(y), x.dtype),
        (I32, U32),
    ),
    "abs": ("abs(x)", lambda x, y: np.abs(x), (I32, I64)),
}  # fmt: skip
INTEGERS = [(name, dtype) for name, (_, _, dtypes) in WHOLE.items() for dtype in dtypes]


@each_backend
def test_a_power_may_be_an_integer(backend: str) -> None:
    x, y = F([2, -2, 0.5, 3, -1.5, 10]), np.array([3, 3, -2, 0, 2, 20], np.int32)
    oracle = lambda a, b: np.power(a.astype(np.float64), b).astype(F)  # noqa: E731
    check(backend, f"{L}.pow(x, y)", oracle, 16, x, y)
    check(backend, f"{L}.pow(x, 3)", lambda a, b: oracle(a, 3), 16, x, y)


@each_backend
@pytest.mark.parametrize(("name", "dtype"), INTEGERS, ids=str)
def test_integer_functions_are_exact(name: str, dtype: Any, backend: str) -> None:
    text, oracle, _ = WHOLE[name]
    x, y = pairs(interesting(dtype), interesting(dtype, 1))
    check(backend, f"{L}.{text}", oracle, 0, x, y)


def directed(exact: Fraction, mode: str) -> Any:
    """Return the float32 next to an exact value on the side that `mode` says."""
    near = F(float(exact)) if abs(exact) < 2**129 else F(math.copysign(np.inf, exact))
    side = 0 if not np.isinf(near) and Fraction(float(near)) == exact else None
    if side is None:
        side = -1 if np.isinf(near) and near > 0 else 1 if np.isinf(near) else (
            1 if exact > Fraction(float(near)) else -1
        )  # fmt: skip
    down, up = np.nextafter(near, F(-np.inf)), np.nextafter(near, F(np.inf))
    wanted = mode if mode != "rz" else "rd" if exact > 0 else "ru"
    if wanted == "rd":
        return down if side < 0 else near
    return up if side > 0 else near


def exactly(f: Callable[..., Fraction], mode: str) -> Callable[..., Any]:
    """Compute with fractions and round once, in a direction."""

    def oracle(*arrays: Any) -> Any:
        rows = zip(*arrays, strict=True)
        return np.array([directed(f(*(Fraction(v.item()) for v in r)), mode) for r in rows], F)

    return oracle


DIRECTED: dict[str, tuple[str, Callable[..., Fraction]]] = {
    "add": ("x, y", lambda x, y: x + y),
    "sub": ("x, y", lambda x, y: x - y),
    "mul": ("x, y", lambda x, y: x * y),
    "div": ("x, y", lambda x, y: x / y),
    "rcp": ("y", lambda x, y: 1 / y),
}


@each_backend
@pytest.mark.parametrize("mode", ["rd", "ru", "rz"])
@pytest.mark.parametrize("name", DIRECTED)
def test_arithmetic_rounds_in_the_direction_of_its_name(name: str, mode: str, backend: str) -> None:
    rng = np.random.default_rng(11)
    x, y = (
        (rng.standard_normal(300) * np.exp2(rng.integers(-20, 20, 300))).astype(F) for _ in "xy"
    )
    x = np.concatenate([x, F([1, 3, -1, 3e38, -3e38, 3e38])])
    y = np.concatenate([y, F([2.0**-30, 3, 2.0**-30, 3e38, 3e38, 1e-3])])
    if name in ("add", "sub", "mul"):
        y = np.where(np.abs(x) > 1e38, -y if name == "sub" else y, y)
    arguments, f = DIRECTED[name]
    check(backend, f"{L}.{name}_{mode}({arguments})", exactly(f, mode), 0, x, y)


@each_backend
@pytest.mark.parametrize("mode", ["rd", "ru", "rz"])
def test_a_fused_product_and_sum_rounds_once_in_the_direction_of_its_name(
    mode: str, backend: str
) -> None:
    rng = np.random.default_rng(13)
    x, y, z = (
        (rng.standard_normal(600) * np.exp2(rng.integers(-15, 15, 600))).astype(F) for _ in "xyz"
    )
    z[:200] = -x[:200] * y[:200]  # what is left is the product's own error
    z[200:300] = x[200:300] * y[200:300] * F(2.0**-24)
    oracle = exactly(lambda a, b, c: a * b + c, mode)
    check(backend, f"{L}.fma_{mode}(x, y, z)", oracle, 0, x, y, z)


@each_backend
def test_bessel_functions_are_right_beside_their_zeros_and_far_out(backend: str) -> None:
    x = np.concatenate([np.linspace(0.01, 60, 1500), np.geomspace(1e-3, 1e6, 200)]).astype(F)
    for name in ("j0", "j1", "y0", "y1"):
        (got,) = compute(backend, {"x": x}, [f"{L}.{name}(x)"], [F])
        np.testing.assert_allclose(got, oracles.ORACLES[f"bessel_{name}"](x), rtol=4e-7, atol=4e-7)


@each_backend
def test_bessel_functions_of_any_order_follow_their_integral_and_recurrence(backend: str) -> None:
    x = np.concatenate([np.linspace(0.01, 60, 80), np.geomspace(1e-6, 400, 40)]).astype(F)
    n, x = (v.ravel() for v in np.meshgrid(np.array([0, 1, 2, 5, 17, 64, 128], np.int32), x))
    with np.errstate(over="ignore"):
        first, second = (by_element(f)(n, x) for f in (oracles.jn, oracles.yn))
    j, y = compute(backend, {"n": n, "x": x}, [f"{L}.jn(n, x)", f"{L}.yn(n, x)"], [F, F])
    np.testing.assert_allclose(j, first, rtol=0, atol=5e-7)
    np.testing.assert_allclose(y, second, rtol=1e-5, atol=1e-5)


@each_backend
def test_bessel_functions_of_any_order_have_their_special_values(backend: str) -> None:
    inf, nan = np.inf, np.nan
    n = np.array([3, 3, 4, 2, 2, 2, -1, 65536, 9, 900, 3], np.int32)
    x = F([2, -2, -2, 0, inf, nan, 1, 1, 1e-30, 2, -inf])
    j, y, two = compute(
        backend, {"n": n, "x": x}, [f"{L}.jn(n, x)", f"{L}.yn(n, x)", "tl.math.jn(2, x)"], [F] * 3
    )
    j3, j4, j2 = 0.12894325, 0.03399572, 0.35283403  # Abramowitz and Stegun, table 9.2
    below = F([j3, -j3, j4, 0, 0, nan, nan, nan, 0, 0, 0])
    np.testing.assert_allclose(j, below, rtol=2e-6, atol=0)
    above = F([-1.12778378, nan, nan, -inf, 0, nan, nan, nan, -inf, -inf, nan])
    np.testing.assert_allclose(y, above, rtol=2e-6, atol=0)
    np.testing.assert_allclose(two[:3], F([j2] * 3), rtol=2e-6)


@each_backend
def test_a_reciprocal_root_is_rounded_to_nearest(backend: str) -> None:
    rng = np.random.default_rng(14)
    x = F(rng.integers(1 << 23, 1 << 24, 20_000)) * np.exp2(rng.integers(-140, 100, 20_000))
    x = np.concatenate([x.astype(F), F([0, -0.0, 1, 4, 2.0**-126, np.inf, -1, np.nan])])
    check(backend, f"{L}.rsqrt_rn(x)", oracles.ORACLES["rsqrt_rn"], 0, x, zeros=True)


@each_backend
def test_the_gamma_functions_have_their_special_values_and_reflect(backend: str) -> None:
    x = F([0.0, -0.0, 1, 2, -1, -20, np.inf, -np.inf, np.nan, 36, 1e30, -50.5, 1e-30])
    for name in ("tgamma", "lgamma"):
        check(backend, f"{L}.{name}(x)", oracles.ORACLES[name], 4, x, zeros=True)
    below = -np.concatenate([dense(0, 30), F([1e-20, 1e-6, 100.5])])
    (got,) = compute(backend, {"x": below}, [f"{L}.lgamma(x)"], [F])
    np.testing.assert_allclose(got, oracles.ORACLES["lgamma"](below), rtol=2e-6, atol=4e-6)


@each_backend
@pytest.mark.parametrize("mode", ["rd", "ru", "rz"])
def test_roots_and_integers_round_in_the_direction_of_their_names(mode: str, backend: str) -> None:
    x = np.concatenate([np.arange(300, dtype=F), F([2e-20, 3e38, np.inf])])
    near, wide = np.sqrt(x), np.sqrt(x.astype(np.float64))
    step = {"rd": near > wide, "ru": near < wide, "rz": near > wide}[mode]
    other = np.nextafter(near, F(np.inf if mode == "ru" else -np.inf))
    check(backend, f"{L}.sqrt_{mode}(x)", lambda v: np.where(step, other, near), 0, x)
    for word, dtype in {"int": I32, "uint": U32, "ll": I64, "ull": U64}.items():
        numbers = interesting(dtype, count=60)
        oracle = exactly(lambda v: v, mode)
        check(backend, f"{L}.{word}2float_{mode}(x)", oracle, 0, numbers, zeros=False)


@each_backend
def test_byte_perm_chooses_bytes(backend: str) -> None:
    x, y = pairs(interesting(I32), interesting(I32, 1))
    choice = np.random.default_rng(0).integers(0, 2**16, x.size).astype(np.int32)

    def oracle(a: Any, b: Any, s: Any) -> Any:
        both = np.stack([a, b], 1).view(np.uint8)
        index = np.stack([(s >> 4 * i) & 7 for i in range(4)], 1)
        return np.take_along_axis(both, index, 1).copy().view(np.int32).ravel()

    check(backend, f"{L}.byte_perm(x, y, z)", oracle, 0, x, y, choice)


def test_every_function_of_the_library_is_tested() -> None:
    names = {oracles.NAMES[n] for n in ORACLES} | MADE.keys() | PAIRED.keys() | WHOLE.keys()
    kinds = {f"float2{t}_{m}" for t in ("int", "uint", "ll", "ull") for m in "rn rd ru rz".split()}
    kinds |= {f"{t}2float_{m}" for t in ("int", "uint", "ll", "ull") for m in "rn rd ru rz".split()}
    kinds |= {f"{n}_{m}" for n in (*DIRECTED, "sqrt", "fma") for m in "rd ru rz".split()}
    single = {"jn", "yn", "byte_perm", "llrint", "llround", "erfcx", "normcdfinv"}
    in_language = {n for n in LIBDEVICE if n in OPS and n not in ORACLES}  # tested with the rows
    assert not set(LIBDEVICE) - names - kinds - single - in_language


REFUSED = {
    "tl.extra.libdevice.tan(x.to(tl.float16))": "float32 (cast it first: x.to(tl.float32))",
    "tl.extra.libdevice.isnan(x.to(tl.int32))": "tl.extra.libdevice.isnan takes float32, not an",
    "tl.extra.libdevice.popc(x)": "takes integers, not float32",
    "tl.extra.libdevice.ffs(x)": "tl.extra.libdevice.ffs takes integers, not a float32 tile",
    "tl.extra.libdevice.pow(x)": "It is tl.extra.libdevice.pow(x, y)",
    "tl.extra.libdevice.double2int_rn(x)": "Metal has no double",
    "tl.math.jn(x, x)": "tl.extra.libdevice.jn takes integers, not a float32 tile",
    "tl.extra.libdevice.tanh_(x)": "Did you mean `tl.extra.libdevice.tanh`?",
}


@each_backend
@pytest.mark.parametrize(("text", "says"), REFUSED.items())
def test_what_has_no_meaning_is_refused(text: str, says: str, backend: str) -> None:
    x = np.ones(8, F)
    with pytest.raises(CompileError) as caught:
        compute_tiles(backend, {"x": x}, f"y = {text}", {"y": ((8,), F)})
    assert says in str(caught.value)
