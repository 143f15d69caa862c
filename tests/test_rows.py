"""Every row of the op table, on every dtype it takes, against plain NumPy."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from fractions import Fraction
from math import erf
from typing import Any

import numpy as np
import pytest

import kernels
import oracles
from kernels import ALL, BACKENDS, complaint, compute, interesting, pairs, run
from tmetal.ir.ops import OPS, TypeMistake
from tmetal.ir.types import BF16, DTYPES, F16, F32, I1, DType

F = np.float32
# How a kernel says an op that is not `tl.<name>(x, …)`.
SPELLED = {
    "div": "x / y",
    "quotient": "x // y",
    "remainder": "x % y",
    "neg": "-x",
    "minimum_nan": "tl.minimum(x, y, propagate_nan=tl.PropagateNan.ALL)",
    "maximum_nan": "tl.maximum(x, y, propagate_nan=tl.PropagateNan.ALL)",
    "and": "x & y",
    "or": "x | y",
    "xor": "x ^ y",
    "invert": "~x",
    "shl": "x << y",
    "shr": "x >> y",
    "eq": "x == y",
    "ne": "x != y",
    "lt": "x < y",
    "le": "x <= y",
    "gt": "x > y",
    "ge": "x >= y",
    "where": "tl.where(x, y, x)",
    "fma": "tl.fma(x, y, x)",
} | {n: oracles.spelled(n) for n in oracles.ORACLES}
CASTS = ("cast", "bitcast", "inline_msl")
ORDERS = ("bessel_jn", "bessel_yn")  # of an order and a number: tests/test_libdevice.py
MAKERS = ("constant", "arange", "splat", "broadcast")


def wide(f: Callable[..., Any]) -> Callable[..., Any]:
    """Compute in float64 and round once to float32."""
    return lambda *args: f(*(a.astype(np.float64) for a in args)).astype(F)


def wrapping(f: Callable[..., Any]) -> Callable[..., Any]:
    """Booleans are one-bit integers."""
    return lambda x, y: f(x.astype(int), y.astype(int)) % 2 == 1 if x.dtype == bool else f(x, y)


def quotient(x: Any, y: Any) -> Any:
    """Truncate as C does, in exact integers."""
    safe = np.where(y == 0, 1, y.astype(object))
    q = np.abs(x.astype(object)) // np.abs(safe)
    sign = np.where((x < 0) != (y < 0), -1, 1)
    return _cut(q * sign, x.dtype)


def _cut(x: Any, dtype: Any) -> Any:
    bits = dtype.itemsize * 8
    low = x % (1 << bits)
    return low.astype(f"u{bits // 8}").view(dtype)


def remainder(x: Any, y: Any) -> Any:
    if kernels.is_float(x):
        return np.fmod(x.astype(F), y.astype(F))
    safe = np.where(y == 0, 1, y.astype(object))
    return _cut(np.sign(x.astype(object)) * (np.abs(x.astype(object)) % np.abs(safe)), x.dtype)


def umulhi(x: Any, y: Any) -> Any:
    bits = x.dtype.itemsize * 8
    u = f"u{bits // 8}"
    return _cut(x.view(u).astype(object) * y.view(u).astype(object) >> bits, x.dtype)


def fma(x: Any, y: Any, z: Any) -> Any:
    """Round the exact sum once."""
    return np.array([_fma(*t) for t in zip(x, y, z, strict=True)], x.dtype)


def _fma(x: Any, y: Any, z: Any) -> Any:
    dtype = x.dtype
    if not all(np.isfinite(v) for v in (x, y, z)):
        return dtype.type(float(x) * float(y) + float(z))
    exact = Fraction(float(x)) * Fraction(float(y)) + Fraction(float(z))
    guess = dtype.type(float(x) * float(y) + float(z))
    if not exact or not np.isfinite(guess):
        return guess
    around = guess.view(f"u{dtype.itemsize}") + np.array([-1, 0, 1]).astype(f"u{dtype.itemsize}")
    near = [v for v in around.view(dtype) if np.isfinite(v)]
    even = lambda v: int(v.view(f"u{dtype.itemsize}")) % 2  # noqa: E731
    return min(near, key=lambda v: (abs(Fraction(float(v)) - exact), even(v)))


def _floats(f: Callable[..., Any]) -> Callable[..., Any]:
    return lambda x, y: f(x.astype(F), y.astype(F)).astype(x.dtype)


ORACLES: dict[str, Callable[..., Any]] = {
    "add": wrapping(lambda x, y: x + y),
    "sub": wrapping(lambda x, y: x - y),
    "mul": wrapping(lambda x, y: x * y),
    "div": lambda x, y: x.astype(F) / y.astype(F),
    "quotient": quotient,
    "remainder": remainder,
    "neg": lambda x: -x,
    "abs": np.abs,
    "minimum": lambda x, y: _floats(np.fmin)(x, y) if kernels.is_float(x) else np.minimum(x, y),
    "maximum": lambda x, y: _floats(np.fmax)(x, y) if kernels.is_float(x) else np.maximum(x, y),
    "minimum_nan": _floats(np.minimum),
    "maximum_nan": _floats(np.maximum),
    "and": lambda x, y: x & y,
    "or": lambda x, y: x | y,
    "xor": lambda x, y: x ^ y,
    "invert": lambda x: ~x,
    "shl": lambda x, y: _cut(x.astype(object) * 2 ** (y.astype(object) % 64), x.dtype),
    "shr": lambda x, y: _cut(x.astype(object) // 2 ** (y.astype(object) % 64), x.dtype),
    "eq": lambda x, y: x == y,
    "ne": lambda x, y: x != y,
    "lt": lambda x, y: x < y,
    "le": lambda x, y: x <= y,
    "gt": lambda x, y: x > y,
    "ge": lambda x, y: x >= y,
    "where": lambda x, y: np.where(x.astype(bool), y, x),
    "fma": lambda x, y: fma(x, y, x),
    "umulhi": umulhi,
    "exp": wide(np.exp),
    "exp2": wide(np.exp2),
    "log": wide(np.log),
    "log2": wide(np.log2),
    "sin": wide(np.sin),
    "cos": wide(np.cos),
    "tanh": wide(np.tanh),
    "sqrt": np.sqrt,
    "sqrt_rn": np.sqrt,
    "rsqrt": wide(lambda x: 1 / np.sqrt(x)),
    "floor": np.floor,
    "ceil": np.ceil,
    "div_rn": lambda x, y: x / y,
    "erf": wide(np.vectorize(erf)),
} | oracles.ORACLES
ROWS = {n: r for n, r in OPS.items() if r.elementwise and r.pure and r.level == "both"}
TESTED = [n for n in ROWS if n not in (*CASTS, *MAKERS, *ORDERS)]
BUILTINS: dict[str, tuple[str, Callable[..., Any]]] = {
    "clamp": ("tl.clamp(x, y, 3)", lambda x, y: np.fmin(np.fmax(x, y), x.dtype.type(3))),
    "clamp all": (
        "tl.clamp(x, y, 3, propagate_nan=tl.PropagateNan.ALL)",
        lambda x, y: np.minimum(np.maximum(x, y), x.dtype.type(3)),
    ),
    "builtin max": ("max(x, y)", ORACLES["maximum"]),
    "builtin min": ("min(x, y)", ORACLES["minimum"]),
    "zeros_like": ("tl.zeros_like(x)", lambda x, y: np.zeros_like(x)),
}


def spelled(name: str) -> str:
    row = OPS[name]
    return SPELLED.get(name, f"tl.{name}({', '.join('xyz'[: len(row.operands)])})")


def accepted(name: str) -> list[DType]:
    """Return the dtypes a row takes; `//` and `%` of booleans are refused by the language."""
    row, found = OPS[name], []
    for dtype in DTYPES:
        operands = [I1, dtype, dtype] if name == "where" else [dtype] * len(row.operands)
        try:
            row.types(operands, {})
        except TypeMistake:
            continue
        found.append(dtype)
    return [d for d in found if d is not I1 or name not in ("remainder", "neg")]


def specified(name: str, x: Any, y: Any) -> Any:
    """Return where an op's result is specified."""
    everywhere = np.ones(x.shape, bool)
    if kernels.is_float(x) or x.dtype == bool:
        return everywhere
    if name in ("shl", "shr"):
        return (y >= 0) & (y < min(x.dtype.itemsize * 8, 127))
    if name in ("quotient", "remainder"):
        info = np.iinfo(x.dtype)
        overflow = (x == info.min) & (y == x.dtype.type(-1)) if info.min else ~everywhere
        return (y != 0) & ~overflow
    return everywhere


def result_dtype(name: str, dtype: DType) -> Any:
    x = np.ones(1, dtype.numpy)
    with np.errstate(all="ignore"):
        return ORACLES[name](*[x] * arity(name)).dtype


def arity(name: str) -> int:
    return 1 if len(OPS[name].operands) == 1 else 2


def test_every_row_has_a_manual_and_every_elementwise_row_an_oracle() -> None:
    assert all(len(row.doc) > 8 for row in OPS.values())
    assert set(TESTED) == set(ORACLES)
    assert all(accepted(name) for name in TESTED)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("dtype", DTYPES, ids=lambda d: d.title)
def test_every_row_that_takes_a_dtype_computes_what_numpy_does(dtype: DType, backend: str) -> None:
    names = [n for n in TESTED if dtype in accepted(n)]
    x, y = pairs(interesting(dtype), interesting(dtype, 1))
    results = [result_dtype(n, dtype) for n in names]
    found = compute(backend, {"x": x, "y": y}, [spelled(n) for n in names], results)
    wrong = {}
    for name, got in zip(names, found, strict=True):
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            wanted = ORACLES[name](*(x, y)[: arity(name)])
        zeros = not name.startswith(("minimum", "maximum"))
        said = complaint(got, wanted, specified(name, x, y), OPS[name].tolerance, zeros)
        if said:
            wrong[spelled(name)] = said
    assert not wrong


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("dtype", DTYPES[1:], ids=lambda d: d.title)
def test_builtins_made_of_rows_compute_what_numpy_does(dtype: DType, backend: str) -> None:
    x, y = pairs(interesting(dtype), interesting(dtype, 1))
    expressions = [text for text, _ in BUILTINS.values()]
    found = compute(backend, {"x": x, "y": y}, expressions, [dtype.numpy] * len(expressions))
    wrong = {}
    for (text, oracle), got in zip(BUILTINS.values(), found, strict=True):
        with np.errstate(all="ignore"):
            wanted = oracle(x, y)
        said = complaint(got, wanted, np.ones(x.shape, bool), 0, False)
        if said:
            wrong[text] = said
    assert not wrong


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("dtype", [F16, F32], ids=lambda d: d.title)
def test_fma_rounds_once_also_where_the_product_lies_halfway(dtype: DType, backend: str) -> None:
    # (1 + a)(1 + b) = 1 + a + b + ab, where ab is half of the last place: a tie, which any addend
    # breaks, however small. Rounding the sum to a wider format first would lose it.
    a, b = {F16: (2**-5, 2**-6), F32: (2**-12, 2**-12)}[dtype]
    tiny = 2.0**-13 if dtype is F16 else 2.0**-50
    z = np.array([tiny, -tiny, 0, 4 * tiny, -4 * tiny, 1, -1, 0.5]).astype(dtype.numpy)
    x = np.full(z.size, 128 * (1 + a)).astype(dtype.numpy)
    y = np.full(z.size, 128 * (1 + b)).astype(dtype.numpy)
    inputs = {"x": x, "y": y, "z": z}
    (got,) = compute(backend, inputs, ["tl.fma(x, y, z)"], [dtype.numpy])
    kernels.assert_same(got, fma(x, y, z))


@pytest.mark.parametrize("backend", BACKENDS)
def test_fma_of_bfloat16_is_done_in_float32_and_then_rounded(backend: str) -> None:
    z = np.array([2.0**-50, 0, 1, -0.5]).astype(BF16.numpy)
    x = np.full(z.size, 128 * (1 + 2**-4)).astype(BF16.numpy)
    (got,) = compute(backend, {"x": x, "z": z}, ["tl.fma(x, x, z)"], [BF16.numpy])
    wide = [v.astype(np.float32) for v in (x, x, z)]
    kernels.assert_same(got, fma(*wide).astype(BF16.numpy))


@pytest.mark.parametrize("name", [n for n, r in ROWS.items() if r.method and n in TESTED])
def test_a_method_makes_the_same_ir_as_the_function(name: str) -> None:
    texts = []
    for expression in (f"tl.{name}(x)", f"x.{name}()"):
        kernel = kernels.elementwise(["x"], [expression])
        x = np.ones(4, F)
        run(kernel, "interpret", (1,), x, x, 4, BLOCK=4)
        texts.append(kernel.ir("frontend"))
    assert texts[0] == texts[1]
    assert f"= {name} %x" in texts[0]


@pytest.mark.parametrize("name", [n for n in TESTED if n != "where"])
def test_a_row_that_takes_a_dtype_has_a_body_for_it(name: str) -> None:
    row = OPS[name]
    for dtype in DTYPES:
        try:
            (wanted,) = row.types([dtype] * len(row.operands), {})
        except TypeMistake:
            continue
        with np.errstate(all="ignore"):
            made = row.body(*[np.ones(3, dtype.numpy)] * len(row.operands))
        assert made.dtype == wanted.numpy, dtype


def test_the_table_of_dtypes_has_the_titles_that_kernels_use() -> None:
    assert [d.title for d in DTYPES] == list(ALL)
