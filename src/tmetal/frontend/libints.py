"""Integers in `tl.extra.libdevice`: their bits and averages; Bessel functions of whole orders."""

from __future__ import annotations

from tmetal.errors import need
from tmetal.frontend import promote
from tmetal.frontend.mathnames import float32, integer, library
from tmetal.frontend.promote import Emitter, Operand, as_value, cast, elementwise
from tmetal.frontend.words import describe
from tmetal.ir.types import F32, I32, U32, DType, scalar_of


def _pair(e: Emitter, x: Operand, y: Operand, what: str) -> tuple[Operand, Operand, DType]:
    """Return two integers of one dtype and shape, and the dtype."""
    x, y = promote.together(e, integer(e, x, what), integer(e, y, what))
    dtype = promote.common_dtype(x, y, False, what)
    return cast(e, x, dtype), cast(e, y, dtype), dtype


@library
def ffs(e: Emitter, x: Operand) -> Operand:
    """Place of the lowest bit that is 1, counted from 1, as int32; 0 for 0."""
    x = integer(e, x, "ffs")
    lowest = elementwise(e, "and", x, promote.negate(e, x))
    below = elementwise(e, "popcount", elementwise(e, "sub", lowest, 1))
    empty = elementwise(e, "eq", x, 0)
    return promote.where(e, empty, 0, elementwise(e, "add", below, 1))


@library
def mulhi(e: Emitter, x: Operand, y: Operand) -> Operand:
    """High half of the product of 32-bit or 64-bit integers, signed or unsigned."""
    x, y, dtype = _pair(e, x, y, "mulhi")
    high = elementwise(e, "umulhi", x, y)
    if dtype.kind == "uint":
        return high
    for a, b in ((x, y), (y, x)):  # a negative a stands for a + 2**bits in the unsigned product
        excess = promote.where(e, elementwise(e, "lt", a, 0), b, 0)
        high = elementwise(e, "sub", high, excess)
    return high


@library
def mul24(e: Emitter, x: Operand, y: Operand) -> Operand:
    """Low 32 bits of the product of the low 24 bits (signed or unsigned) of two integers."""
    x, y, dtype = _pair(e, x, y, "mul24")
    need(dtype.bits == 32, f"tl.extra.libdevice.mul24 takes int32 or uint32, not {dtype.title}.")
    low = [elementwise(e, "shr", elementwise(e, "shl", v, 8), 8) for v in (x, y)]
    return elementwise(e, "mul", *low)


def _half_sum(e: Emitter, x: Operand, y: Operand, what: str, up: bool) -> Operand:
    x, y, _ = _pair(e, x, y, what)
    differ = elementwise(e, "shr", elementwise(e, "xor", x, y), 1)
    both = elementwise(e, "or" if up else "and", x, y)
    return elementwise(e, "sub" if up else "add", both, differ)


@library
def hadd(e: Emitter, x: Operand, y: Operand) -> Operand:
    """Half the sum of two integers, rounded down; does not overflow."""
    return _half_sum(e, x, y, "hadd", up=False)


@library
def rhadd(e: Emitter, x: Operand, y: Operand) -> Operand:
    """Half the sum of two integers, rounded up; does not overflow."""
    return _half_sum(e, x, y, "rhadd", up=True)


@library
def sad(e: Emitter, x: Operand, y: Operand, z: Operand) -> Operand:
    """|x - y| + z of 32-bit integers; wraps."""
    x, y, _ = _pair(e, x, y, "sad")
    more = elementwise(e, "gt", x, y)
    apart = promote.where(e, more, elementwise(e, "sub", x, y), elementwise(e, "sub", y, x))
    return elementwise(e, "add", cast(e, apart, U32), cast(e, integer(e, z, "sad"), U32))


@library
def byte_perm(e: Emitter, x: Operand, y: Operand, s: Operand) -> Operand:
    """Choose four bytes of the eight of `y` and `x` by the low three bits of the nibbles of `s`."""
    values = [integer(e, v, "byte_perm") for v in (x, y, s)]
    for v in values:
        dtype = scalar_of(v.type)
        assert isinstance(dtype, DType)
        need(dtype.bits == 32, f"tl.extra.libdevice.byte_perm takes int32, not {describe(v)}.")
    low, high, choice = (cast(e, v, U32) for v in promote.together(e, *values))
    result = as_value(e, 0, U32)
    for place in range(4):
        nibble = elementwise(e, "and", elementwise(e, "shr", choice, 4 * place), 7)
        upper = elementwise(e, "ge", nibble, 4)
        word = promote.where(e, upper, high, low)
        by = elementwise(e, "mul", elementwise(e, "and", nibble, 3), 8)
        byte = elementwise(e, "and", elementwise(e, "shr", word, by), 255)
        result = elementwise(e, "or", result, elementwise(e, "shl", byte, 8 * place))
    return cast(e, result, I32)


@library
def jn(e: Emitter, n: Operand, x: Operand) -> Operand:
    """Bessel function of the first kind of order `n`, an integer of 0 … 65535 (NaN beyond).

    `x` is float32. Within 5e-7 up to order 128; each element takes as many steps as the larger of
    its order and 36.
    """
    return _of_order(e, n, x, "jn")


@library
def yn(e: Emitter, n: Operand, x: Operand) -> Operand:
    """Bessel function of the second kind of order `n`, an integer of 0 … 65535 (NaN beyond).

    `x` is float32; NaN below 0. Within 1e-5 of the larger of its size and 1 up to order 128.
    """
    return _of_order(e, n, x, "yn")


def _of_order(e: Emitter, n: Operand, x: Operand, what: str) -> Operand:
    order = cast(e, integer(e, n, what), F32)
    return elementwise(e, f"bessel_{what}", *promote.together(e, order, float32(e, x, what)))
