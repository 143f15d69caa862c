"""Arithmetic, bits and casts, element by element."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tmetal.ir.float8 import encode, is_float8
from tmetal.ir.ops import TypeMistake, op
from tmetal.ir.opset.rules import arithmetic, bits, floats, integers, numbers
from tmetal.ir.types import I1, I32, DType, Type, dtype_named, number_of, scalar_of, with_scalar

Array = Any


@op(
    arithmetic,
    msl="{0} + {1}",
    promote="arithmetic",
    commutative=True,
    unit=-0.0,
    wraps=True,
    sum=1,
    plain="index_add",
)
def add(x: Array, y: Array) -> Array:
    """Elementwise sum. Integers wrap around."""
    return x + y


@op(
    arithmetic,
    msl="{0} - {1}",
    promote="arithmetic",
    unit=0.0,
    wraps=True,
    sum=-1,
    plain="index_sub",
)
def sub(x: Array, y: Array) -> Array:
    """Elementwise difference. Integers wrap around."""
    return x - y


@op(
    arithmetic,
    msl="{0} * {1}",
    promote="arithmetic",
    commutative=True,
    unit=1.0,
    zero=0.0,
    wraps=True,
    product=True,
    plain="index_mul",
)
def mul(x: Array, y: Array) -> Array:
    """Elementwise product. Integers wrap around."""
    return x * y


def _index_types(operands: Sequence[Type], attrs: dict[str, Any]) -> Sequence[Type]:
    if any(t is not I32 for t in operands):
        raise TypeMistake(f"takes int32 numbers, not {operands}")
    return (I32,)


@op(_index_types, level="thread", msl="{0} + {1}", public=False, commutative=True, unit=0.0, sum=1)
def index_add(x: Array, y: Array) -> Array:
    """Sum of int32 numbers that is known not to wrap around."""
    return x + y


@op(_index_types, level="thread", msl="{0} - {1}", public=False, unit=0.0, sum=-1)
def index_sub(x: Array, y: Array) -> Array:
    """Difference of int32 numbers that is known not to wrap around."""
    return x - y


@op(
    _index_types,
    level="thread",
    msl="{0} * {1}",
    public=False,
    commutative=True,
    unit=1.0,
    product=True,
)
def index_mul(x: Array, y: Array) -> Array:
    """Product of int32 numbers that is known not to wrap around."""
    return x * y


@op(floats, msl="{0} / {1}", promote="division", public=False, unit=1.0, tolerance=3)
def div(x: Array, y: Array) -> Array:
    """Quotient of floats: the `/` operator. Integers are divided as float32.

    Metal promises 2.5 ulp (MSL 4 table 8.2); `div_rn` rounds as IEEE says.
    """
    return x / y


@op(
    integers,
    msl="tmetal_quotient({0}, {1})",
    helper="quotient",
    promote="integer",
    public=False,
    unit=1.0,
)
def quotient(x: Array, y: Array) -> Array:
    """Integer quotient, rounded toward zero as in C: the `//` operator.

    Division by zero gives an unspecified value; it never stops the program.
    """
    q = _floor_quotient(x, y)
    exact = q * y == x
    return np.where((q < 0) & ~exact, q + q.dtype.type(1), q)


def _floor_quotient(x: Array, y: Array) -> Array:
    safe = np.where(y == 0, np.ones_like(y), y)
    return np.where(y == 0, np.zeros_like(x), np.floor_divide(x, safe))


@op(
    arithmetic,
    msl={"float": "metal::precise::fmod({0}, {1})", "int": "tmetal_remainder({0}, {1})"},
    helper="quotient",
    promote="integer",
    public=False,
)
def remainder(x: Array, y: Array) -> Array:
    """Remainder with the sign of the dividend, as in C: the `%` operator. Floats: fmod in float32.

    The remainder by zero is unspecified for integers.
    """
    if np.issubdtype(x.dtype, np.integer):
        return x - quotient(x, y) * y
    return np.fmod(x, y)


@op(arithmetic, msl={"float": "-{0}", "int": "{Z} - {0}"}, public=False, wraps=True)
def neg(x: Array) -> Array:
    """Elementwise negation. Integers, unsigned too, wrap around."""
    return -x


@op(
    numbers,
    msl={
        "float": "metal::fabs({0})",
        "int": "{s0} < 0 ? {Z} - {0} : {0}",
        "uint": "{0}",
        "bool": "{0}",
    },
    method=True,
    wraps=True,
    in_float=True,
)
def abs_(x: Array) -> Array:
    """Elementwise absolute value. The smallest signed integer, and a boolean, give themselves."""
    return np.abs(x)


@op(
    numbers,
    msl={
        "float": "metal::precise::fmin({0}, {1})",
        "int": "metal::min({0}, {1})",
        "bool": "{0} & {1}",
    },
    promote="arithmetic",
    commutative=True,
    idempotent=True,
    in_float=True,
    foldable=False,
)
def minimum(x: Array, y: Array) -> Array:
    """Elementwise smaller value; a NaN operand loses. The sign of a zero result is unspecified.

    `propagate_nan=tl.PropagateNan.ALL`: a NaN operand wins.
    """
    return np.fmin(x, y)


@op(
    numbers,
    msl={
        "float": "metal::precise::fmax({0}, {1})",
        "int": "metal::max({0}, {1})",
        "bool": "{0} | {1}",
    },
    promote="arithmetic",
    commutative=True,
    idempotent=True,
    in_float=True,
    foldable=False,
)
def maximum(x: Array, y: Array) -> Array:
    """Elementwise larger value; a NaN operand loses. The sign of a zero result is unspecified.

    `propagate_nan=tl.PropagateNan.ALL`: a NaN operand wins.
    """
    return np.fmax(x, y)


@op(
    floats,
    msl="metal::isnan({0}) ? {0} : ({0} < {1} ? {0} : {1})",
    public=False,
    promote="arithmetic",
    in_float=True,
    foldable=False,
)
def minimum_nan(x: Array, y: Array) -> Array:
    """Elementwise smaller value of floats; a NaN operand wins."""
    return np.minimum(x, y)


@op(
    floats,
    msl="metal::isnan({0}) ? {0} : ({0} > {1} ? {0} : {1})",
    public=False,
    promote="arithmetic",
    in_float=True,
    foldable=False,
)
def maximum_nan(x: Array, y: Array) -> Array:
    """Elementwise larger value of floats; a NaN operand wins."""
    return np.maximum(x, y)


@op(
    bits,
    msl={"int": "{0} & {1}", "bool": "{0} & {1}"},
    promote="bits",
    public=False,
    commutative=True,
    idempotent=True,
    wraps=True,
)
def and_(x: Array, y: Array) -> Array:
    """Bitwise and of integers; logical and of booleans."""
    return x & y


@op(
    bits,
    msl={"int": "{0} | {1}", "bool": "{0} | {1}"},
    promote="bits",
    public=False,
    commutative=True,
    idempotent=True,
    wraps=True,
    unit=0.0,
)
def or_(x: Array, y: Array) -> Array:
    """Bitwise or of integers; logical or of booleans."""
    return x | y


@op(
    bits,
    msl={"int": "{0} ^ {1}", "bool": "{0} != {1}"},
    promote="bits",
    public=False,
    commutative=True,
    wraps=True,
    unit=0.0,
)
def xor(x: Array, y: Array) -> Array:
    """Bitwise exclusive or of integers; inequality of booleans."""
    return x ^ y


@op(bits, msl={"int": "~{0}", "bool": "!{0}"}, public=False, wraps=True)
def invert(x: Array) -> Array:
    """All bits flipped; logical not of booleans."""
    return ~x


@op(integers, msl="{0} << ({1} & {M})", promote="shift", public=False, wraps=True, unit=0.0)
def shl(x: Array, y: Array) -> Array:
    """Shift left. A count of the width or more gives an unspecified value."""
    return np.left_shift(x, _shift_count(x, y))


@op(integers, msl="{T}({0} >> ({1} & {M}))", promote="shift", public=False, unit=0.0)
def shr(x: Array, y: Array) -> Array:
    """Shift right: arithmetic for signed, logical for unsigned; counts as for shift left."""
    return np.right_shift(x, _shift_count(x, y))


def _shift_count(x: Array, y: Array) -> Array:
    # Metal uses the low bits of the count (MSL 4 §3.1); NumPy gives 0 for large ones.
    return y & np.asarray(x.dtype.itemsize * 8 - 1).astype(x.dtype)


@op(floats, msl="metal::fma({0}, {1}, {2})", promote="arithmetic", foldable=False)
def fma(x: Array, y: Array, z: Array) -> Array:
    """`x * y + z` with one rounding; bfloat16 is done in float32 and then rounded."""
    exact = _rounded_to_odd(x.astype(np.float64), y.astype(np.float64), z.astype(np.float64))
    wide = np.float32 if x.dtype.itemsize == 4 or x.dtype != np.float16 else np.float16
    return exact.astype(wide).astype(x.dtype)


def _rounded_to_odd(x: Array, y: Array, z: Array) -> Array:
    """Return x * y + z in float64, rounded to odd: rounding that again is rounding once.

    The product of two float32 is exact in float64. TwoSum gives the sum's error; where there is
    one, an even last bit is moved toward it, so that no false tie is left (Boldo & Melquiond 2008).
    """
    p = x * y
    s = np.asarray(p + z)
    back = s - p
    error = (p - (s - back)) + (z - back)
    bits = s.view(np.int64)
    step = np.where((error > 0) == (s > 0), 1, -1)
    inexact = np.isfinite(s) & (error != 0) & (bits & 1 == 0)
    return np.where(inexact, bits + step, bits).view(np.float64)


def _umulhi_types(operands: Sequence[Type], attrs: dict[str, Any]) -> Sequence[Type]:
    (result,) = integers(operands, attrs)
    if number_of(result).bits < 32:
        raise TypeMistake("umulhi takes 32-bit or 64-bit integers")
    return (result,)


@op(_umulhi_types, msl="{T}(metal::mulhi({u0}, {u1}))", promote="arithmetic", commutative=True)
def umulhi(x: Array, y: Array) -> Array:
    """High half of the unsigned product of 32-bit or 64-bit integers."""
    unsigned = np.dtype(f"u{x.dtype.itemsize}")
    a, b = x.astype(unsigned).astype(object), y.astype(unsigned).astype(object)
    high = np.asarray((a * b) >> (x.dtype.itemsize * 8))
    return high.astype(unsigned).astype(x.dtype)


def _cast_types(operands: Sequence[Type], attrs: dict[str, Any]) -> Sequence[Type]:
    number_of(operands[0])
    return (with_scalar(operands[0], dtype_named(attrs["dtype"])),)


@op(_cast_types, public=False)
def cast(x: Array, *, dtype: str) -> Array:
    """Convert to another dtype.

    float to int truncates (out of range is unspecified), to a smaller float rounds to nearest
    even, int to int cuts or extends by the source's sign, anything to bool is `!= 0`. Beyond the
    largest number of an 8-bit float is that number.
    """
    target = dtype_named(dtype)
    if is_float8(x.dtype):
        x = x.astype(np.float32)
    if target is I1:
        return x != np.zeros((), x.dtype)
    if target.is_fp8():
        return encode(x, target)
    if x.dtype.itemsize == 8 and target.bits == 16 and target.is_float:
        x = x.astype(np.float32)  # as Metal is told to: `half(long)` itself is off (see codegen)
    return x.astype(target.numpy)


def _bitcast_types(operands: Sequence[Type], attrs: dict[str, Any]) -> Sequence[Type]:
    source, target = scalar_of(operands[0]), dtype_named(attrs["dtype"])
    if not isinstance(source, DType) or source.bits != target.bits:
        title = source.title if isinstance(source, DType) else "pointer"
        raise TypeMistake(f"a bitcast keeps the width: {title} to {target.title}")
    return (with_scalar(operands[0], target),)


@op(_bitcast_types, public=False)
def bitcast(x: Array, *, dtype: str) -> Array:
    """Reinterpret the bits as another dtype of the same width."""
    return np.asarray(x).view(dtype_named(dtype).numpy)
