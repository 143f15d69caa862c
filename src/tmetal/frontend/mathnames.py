"""`tl.extra.libdevice`, which is also `tl.math` of old kernels: names, and what they are made of.

Functions take float32, as the table's rows do, unless they are about integers (`libints.py`).
`refusals.py` says of each name that has no meaning on this hardware why, and what to write.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from tmetal.errors import need
from tmetal.frontend import promote
from tmetal.frontend.builtin import TABLE, Builtin
from tmetal.frontend.promote import (
    Emitter,
    Operand,
    as_value,
    cast,
    elementwise,
    is_number,
)
from tmetal.frontend.words import describe
from tmetal.ir.ops import OPS
from tmetal.ir.types import F32, I32, I64, U32, U64, DType, scalar_of

LIBDEVICE: dict[str, Builtin] = {}


def _title(name: str) -> str:
    return f"tl.extra.libdevice.{name}"


def library(run: Callable[..., Any]) -> Builtin:
    """Make the decorated function a name of libdevice."""
    name = run.__name__.strip("_")
    LIBDEVICE[name] = Builtin(run, f"extra.libdevice.{name}", inspect.getdoc(run) or "")
    return LIBDEVICE[name]


def _values(e: Emitter, args: tuple[Operand, ...]) -> tuple[Operand, ...]:
    if all(is_number(a) for a in args):
        return (as_value(e, float(args[0]), F32), *args[1:])
    return args


def _from_row(name: str, row_name: str, doc: str = "") -> None:
    row = OPS[row_name]

    def run(e: Emitter, *args: Operand) -> Operand:
        if len(args) != len(row.operands):
            raise TypeError("wrong number of arguments")
        return elementwise(e, row_name, *_values(e, args), sign=_title(name))

    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    names = [inspect.Parameter(n, kind) for n in row.operands]
    signature = inspect.Signature(names)
    LIBDEVICE[name] = Builtin(run, f"extra.libdevice.{name}", doc or row.doc, signature)


# The name here, and the row that it is.
_ROWS = {
    **{n: n for n in "acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh".split()},
    **{n: n for n in "cospi div_rn erf erfc erfcinv erfinv exp exp10 exp2 expm1 floor fma".split()},
    **{n: n for n in "hypot log log10 log1p log2 nextafter rint round rsqrt sin sinh".split()},
    **{n: n for n in "sinpi sqrt tan tanh trunc clz lgamma tgamma rsqrt_rn".split()},
    **{n: f"bessel_{n}" for n in "j0 j1 y0 y1".split()},
    "cyl_bessel_i0": "bessel_i0",
    "cyl_bessel_i1": "bessel_i1",
    "nearbyint": "rint",
    "fma_rn": "fma",
    "sqrt_rn": "sqrt_rn",
    "remainder": "ieee_remainder",
    "popc": "popcount",
    "brev": "reverse_bits",
    "fmod": "remainder",
    "add_rn": "add",
    "sub_rn": "sub",
    "mul_rn": "mul",
}
# Fast variants trade accuracy for speed; here they are the accurate ones.
_FAST = {
    "fast_cosf": "cos",
    "fast_dividef": "div",
    "fast_exp10f": "exp10",
    "fast_expf": "exp",
    "fast_log10f": "log10",
    "fast_log2f": "log2",
    "fast_logf": "log",
    "fast_powf": "pow",
    "fast_sinf": "sin",
    "fast_tanf": "tan",
    "fast_tanhf": "tanh",
}
for _name, _row in _ROWS.items():
    _from_row(_name, _row)
for _name, _row in _FAST.items():
    _from_row(_name, _row, f"The same as {_row}, with its accuracy.")


def float32(e: Emitter, x: Operand, what: str) -> Operand:
    """Return a float32 argument as a value; CompileError for anything else."""
    value = as_value(e, x, F32 if is_number(x) else None)
    need(
        scalar_of(value.type) is F32,
        f"{_title(what)} takes float32, not {describe(x)}. Cast it first: x.to(tl.float32).",
    )
    return value


def integer(e: Emitter, x: Operand, what: str) -> Operand:
    """Return an integer argument as a value; CompileError for anything else."""
    value = as_value(e, x)
    dtype = scalar_of(value.type)
    need(
        isinstance(dtype, DType) and dtype.is_integer,
        f"{_title(what)} takes integers, not {describe(x)}. Cast it first: x.to(tl.int32).",
    )
    return value


def _abs(e: Emitter, x: Operand) -> Operand:
    return elementwise(e, "abs", x)


@library
def abs_(e: Emitter, x: Operand) -> Operand:
    """Absolute value of floats and integers."""
    return _abs(e, as_value(e, x))


@library
def pow_(e: Emitter, x: Operand, y: Operand) -> Operand:
    """`x` to the power `y`, as C's pow; x is float32, y float32 or an integer. Within 16 ulp."""
    if not is_number(y) and scalar_of(as_value(e, y).type) is not F32:
        y = cast(e, integer(e, y, "pow"), F32)
    return elementwise(e, "pow", *_values(e, (x, y)), sign=_title("pow"))


@library
def isnan(e: Emitter, x: Operand) -> Operand:
    """Whether a float32 is NaN."""
    x = float32(e, x, "isnan")
    return elementwise(e, "ne", x, x)


@library
def isinf(e: Emitter, x: Operand) -> Operand:
    """Whether a float32 is an infinity."""
    return elementwise(e, "eq", _abs(e, float32(e, x, "isinf")), float("inf"))


@library
def finitef(e: Emitter, x: Operand) -> Operand:
    """Whether a float32 is neither NaN nor an infinity."""
    return elementwise(e, "lt", _abs(e, float32(e, x, "finitef")), float("inf"))


@library
def signbit(e: Emitter, x: Operand) -> Operand:
    """Whether the sign bit of a float32 is set: below zero, or -0.0."""
    bits = e.emit("bitcast", float32(e, x, "signbit"), dtype="i32")
    return elementwise(e, "lt", bits, 0)


@library
def saturatef(e: Emitter, x: Operand) -> Operand:
    """Limit a float32 to 0 … 1; NaN gives 0."""
    low = elementwise(e, "maximum", float32(e, x, "saturatef"), 0.0)
    return elementwise(e, "minimum", low, 1.0)


@library
def fdim(e: Emitter, x: Operand, y: Operand) -> Operand:
    """Give x - y where that is positive, else 0; NaN where either is NaN."""
    x, y = promote.together(e, float32(e, x, "fdim"), float32(e, y, "fdim"))
    below = elementwise(e, "le", x, y)
    return promote.where(e, below, 0.0, elementwise(e, "sub", x, y))


@library
def rcp_rn(e: Emitter, x: Operand) -> Operand:
    """1 / x of float32, rounded as IEEE 754 says."""
    return elementwise(e, "div_rn", 1.0, float32(e, x, "rcp_rn"))


@library
def rcbrt(e: Emitter, x: Operand) -> Operand:
    """1 / cbrt(x) of float32, within 4 ulp."""
    root = elementwise(e, "cbrt", float32(e, x, "rcbrt"))
    return elementwise(e, "div_rn", 1.0, root)


@library
def rhypot(e: Emitter, x: Operand, y: Operand) -> Operand:
    """1 / hypot(x, y) of float32, within 6 ulp."""
    return elementwise(e, "div_rn", 1.0, elementwise(e, "hypot", *_values(e, (x, y))))


@library
def norm3d(e: Emitter, a: Operand, b: Operand, c: Operand) -> Operand:
    """sqrt(a*a + b*b + c*c) of float32, without overflow on the way; within 8 ulp."""
    return elementwise(e, "hypot", elementwise(e, "hypot", *_values(e, (a, b))), c)


@library
def norm4d(e: Emitter, a: Operand, b: Operand, c: Operand, d: Operand) -> Operand:
    """sqrt(a*a + b*b + c*c + d*d) of float32, without overflow on the way; within 12 ulp."""
    return elementwise(e, "hypot", norm3d.run(e, a, b, c), d)


@library
def rnorm3d(e: Emitter, a: Operand, b: Operand, c: Operand) -> Operand:
    """1 / norm3d(a, b, c) of float32, within 9 ulp."""
    return elementwise(e, "div_rn", 1.0, norm3d.run(e, a, b, c))


@library
def rnorm4d(e: Emitter, a: Operand, b: Operand, c: Operand, d: Operand) -> Operand:
    """1 / norm4d(a, b, c, d) of float32, within 13 ulp."""
    return elementwise(e, "div_rn", 1.0, norm4d.run(e, a, b, c, d))


@library
def normcdf(e: Emitter, x: Operand) -> Operand:
    """Probability that a standard normal number is at most `x`: erfc(-x / sqrt(2)) / 2."""
    # The rounding of the argument costs x * x / 2 ulp, so what it lost is made good by the
    # derivative: erfc(a + d) = erfc(a) - d * 2 / sqrt(pi) * exp(-a * a).
    x = float32(e, x, "normcdf")
    root = 0.70710678118654752
    a = elementwise(e, "mul", x, -root)
    lost = elementwise(e, "fma", x, -root, promote.negate(e, a))
    lost = elementwise(e, "fma", x, -1.2101617e-08, lost)  # what float32 lacks of -sqrt(1/2)
    slope = elementwise(e, "exp", promote.negate(e, elementwise(e, "mul", a, a)))
    change = elementwise(e, "mul", elementwise(e, "mul", slope, 1.1283791670955126), lost)
    tail = elementwise(e, "sub", elementwise(e, "erfc", a), change)
    infinite = elementwise(e, "eq", _abs(e, x), float("inf"))
    end = promote.where(e, elementwise(e, "gt", x, 0.0), 1.0, as_value(e, 0.0, F32))
    return promote.where(e, infinite, end, elementwise(e, "mul", tail, 0.5))


@library
def normcdfinv(e: Emitter, x: Operand) -> Operand:
    """The number that a standard normal one is below with probability `x`."""
    twice = elementwise(e, "mul", float32(e, x, "normcdfinv"), 2.0)
    return elementwise(e, "mul", elementwise(e, "erfcinv", twice), -1.4142135623730951)


@library
def erfcx(e: Emitter, x: Operand) -> Operand:
    """exp(x * x) * erfc(x) of float32, within 24 ulp; it does not overflow for large `x`."""
    x = float32(e, x, "erfcx")
    square = elementwise(e, "mul", x, x)
    lost = elementwise(e, "fma", x, x, promote.negate(e, square))
    grown = elementwise(e, "exp", square)
    grown = elementwise(e, "fma", grown, lost, grown)
    near = elementwise(e, "mul", grown, elementwise(e, "erfc", x))
    small = elementwise(e, "div_rn", 1.0, square)
    series = as_value(e, 6.5625, F32)  # Abramowitz & Stegun 7.1.23
    for term in (-1.875, 0.75, -0.5, 1.0):
        series = elementwise(e, "fma", series, small, term)
    far = elementwise(e, "mul", elementwise(e, "div_rn", 0.5641895835477563, x), series)
    big = elementwise(e, "gt", x, 9.0)
    hopeless = elementwise(e, "lt", x, -9.4)
    near = promote.where(e, hopeless, float("inf"), near)
    return promote.where(e, big, far, near)


def _exponent(e: Emitter, x: Operand) -> Operand:
    """Return floor(log2(|x|)) of float32 other than zero, NaN and infinities, as int32."""
    small = elementwise(e, "lt", _abs(e, x), 1.1754943508222875e-38)
    normal = promote.where(e, small, elementwise(e, "mul", x, 16777216.0), x)
    bits = e.emit("bitcast", normal, dtype="i32")
    field = elementwise(e, "and", elementwise(e, "shr", bits, 23), 255)
    bias = promote.where(e, small, 127 + 24, as_value(e, 127, I32))
    return elementwise(e, "sub", field, bias)


@library
def ilogb(e: Emitter, x: Operand) -> Operand:
    """Exponent of a float32, as int32; the least int32 for 0 and NaN, the greatest for infinity."""
    x = float32(e, x, "ilogb")
    found = promote.where(e, isinf.run(e, x), 2**31 - 1, _exponent(e, x))
    none = elementwise(e, "or", isnan.run(e, x), elementwise(e, "eq", x, 0.0))
    return promote.where(e, none, -(2**31), found)


@library
def logb(e: Emitter, x: Operand) -> Operand:
    """Exponent of a float32, as float32; -inf for 0, inf for infinities, NaN for NaN."""
    x = float32(e, x, "logb")
    found = cast(e, _exponent(e, x), F32)
    found = promote.where(e, finitef.run(e, x), found, elementwise(e, "mul", x, x))
    return promote.where(e, elementwise(e, "eq", x, 0.0), float("-inf"), found)


@library
def ldexp(e: Emitter, x: Operand, n: Operand) -> Operand:
    """x * 2**n of float32 and an integer, rounded once where the result is not subnormal."""
    x, n = promote.together(e, float32(e, x, "ldexp"), cast(e, integer(e, n, "ldexp"), I64))
    n = elementwise(e, "minimum", elementwise(e, "maximum", n, -300), 300)
    n = cast(e, n, I32)
    third = elementwise(e, "quotient", n, 3)
    rest = elementwise(e, "sub", n, elementwise(e, "mul", third, 2))
    for exponent in (third, third, rest):
        bits = elementwise(e, "shl", elementwise(e, "add", exponent, 127), 23)
        x = elementwise(e, "mul", x, e.emit("bitcast", bits, dtype="f32"))
    return x


LIBDEVICE["scalbn"] = Builtin(ldexp.run, "extra.libdevice.scalbn", ldexp.__doc__ or "")


def _converter(name: str, mode: str, target: DType, doc: str) -> None:
    def run(e: Emitter, x: Operand) -> Operand:
        value = float32(e, x, name)
        return cast(e, elementwise(e, mode, value) if mode else value, target)

    LIBDEVICE[name] = Builtin(run, f"extra.libdevice.{name}", doc)


_MODES = {"rn": ("rint", "to nearest even"), "rd": ("floor", "down"), "ru": ("ceil", "up"),
          "rz": ("trunc", "toward zero")}  # fmt: skip
_TARGETS = {"int": I32, "uint": U32, "ll": I64, "ull": U64}
for _word, _dtype in _TARGETS.items():
    for _suffix, (_mode, _how) in _MODES.items():
        _converter(
            f"float2{_word}_{_suffix}", _mode, _dtype,
            f"Convert float32 to {_dtype.title}, rounded {_how}; out of range is unspecified.",
        )  # fmt: skip
_converter("llrint", "rint", I64, "Convert float32 to int64, rounded to nearest even.")
_converter("llround", "round", I64, "Convert float32 to int64, halves away from zero.")


def _to_float(name: str, source: DType) -> None:
    def run(e: Emitter, x: Operand) -> Operand:
        return cast(e, cast(e, integer(e, x, name), source), F32)

    doc = f"Convert {source.title} to float32, rounded to nearest even."
    LIBDEVICE[name] = Builtin(run, f"extra.libdevice.{name}", doc)


for _word, _dtype in _TARGETS.items():
    _to_float(f"{_word}2float_rn", _dtype)


def _reinterpreter(name: str, source: tuple[DType, ...], target: DType) -> None:
    def run(e: Emitter, x: Operand) -> Operand:
        value = as_value(e, x, source[0] if is_number(x) else None)
        need(
            scalar_of(value.type) in source,
            f"{_title(name)} takes {source[0].title}, not {describe(x)}.",
        )
        return e.emit("bitcast", value, dtype=target.name)

    doc = f"Reinterpret the bits of {source[0].title} as {target.title}."
    LIBDEVICE[name] = Builtin(run, f"extra.libdevice.{name}", doc)


_reinterpreter("float_as_int", (F32,), I32)
_reinterpreter("float_as_uint", (F32,), U32)
_reinterpreter("int_as_float", (I32,), F32)
_reinterpreter("uint_as_float", (U32, I32), F32)


def math_names() -> dict[str, Builtin]:
    """Return what `tl.math` has: its own functions, and those that old kernels find there."""
    own = "umulhi exp exp2 log log2 cos sin rsqrt sqrt sqrt_rn abs fdiv div_rn erf floor ceil fma"
    old = "clamp sigmoid tanh maximum minimum cdiv softmax max min"
    return LIBDEVICE | {n: TABLE[n] for n in f"{own} {old}".split()}
