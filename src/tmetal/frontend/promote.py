"""What an operator means for the types it meets: promotion, broadcasting, literals, casts.

Every function takes an emitter and operands. An operand is a run-time value (anything with a
`.type`: an IR value while compiling, a NumPy tile while interpreting) or a Python number, which is
weak. So one text of the rules serves the compiler and the interpreter.

The rules, numbered as the language has them (Triton's):

1. A Python number does not take part unless its kind is higher (bool < integer < float); it must
   fit the other operand's type.
2. float32 wins over the 16-bit floats; float16 over bfloat16; bfloat16 with an integer is float32.
   8-bit floats are for memory: two of one format stay what they are, which only where and joining
   take; two formats meet in float16.
3. Integers: the wider wins; at equal width unsigned wins. The result wraps at that width.
4. `/` of integers, and any `/` or `%` of 16-bit floats, is done in float32.
5. `//` takes integers only and truncates; `//` and `%` refuse to mix signed with unsigned.
6. Literals that become tiles are int32 if they fit, else uint32, int64, uint64; floats float32.
"""

from __future__ import annotations

from typing import Any, Protocol, get_args

from tmetal.errors import CompileError, need
from tmetal.frontend.sizes import broadcast_shapes
from tmetal.frontend.words import describe, show_shape
from tmetal.ir.core import Value
from tmetal.ir.float8 import encode
from tmetal.ir.ops import OPS, TypeMistake
from tmetal.ir.types import (
    BF16,
    F16,
    F32,
    I1,
    I32,
    I64,
    U32,
    U64,
    DType,
    Pointer,
    Shape,
    Type,
    is_pointer,
    scalar_of,
    shape_of,
)

Operand = Any


class Emitter(Protocol):
    """What makes an op happen: appends it to a block, or runs it at once.

    checks: whether assertions of run-time values are checked.
    """

    checks: bool

    def emit(self, name: str, *operands: Any, **attrs: Any) -> Any:
        """Make an op with one result."""

    def effect(self, name: str, *operands: Any, **attrs: Any) -> Any:
        """Make an op without results."""

    def region(self, name: str, inputs: list[Any], combine: Any, **attrs: Any) -> list[Any]:
        """Make an op whose block `combine` makes, from two lists of elements to one."""

    def constant(self, value: Any, dtype: DType) -> Any:
        """Make a scalar constant."""


_NUMBERS = (int, float)  # True is an int
_TYPES = get_args(Type)


def is_number(x: Operand) -> bool:
    """Whether `x` is a Python number: known at compile time, and weak."""
    return isinstance(x, _NUMBERS)


def is_value(x: Operand) -> bool:
    """Whether `x` exists at run time."""
    return type(x) is Value or isinstance(getattr(x, "type", None), _TYPES)


def literal_type(number: float) -> DType:
    """Return the dtype of a Python number that becomes a value (rule 6)."""
    if isinstance(number, bool):
        return I1
    if isinstance(number, float):
        return F32
    for dtype in (I32, U32, I64, U64):
        low, high = dtype.limits
        if low <= number <= high:
            return dtype
    raise CompileError(f"{number} does not fit any integer type: 64 bits are the widest.")


def as_value(e: Emitter, x: Operand, dtype: DType | None = None) -> Operand:
    """Return `x` as a run-time value; a Python number gets its literal type or `dtype`."""
    if is_value(x):
        return x
    if not is_number(x):
        raise CompileError(f"this takes a number or a tile, not {describe(x)}.")
    target = dtype or literal_type(x)
    return e.constant(_fitted(x, target), target)


def _fitted(number: float, dtype: DType) -> float:
    """Return a Python number as `dtype` holds it; CompileError if an integer is out of range."""
    if dtype.is_fp8():
        return float(encode(number, dtype))
    if dtype.is_float:
        return float(number)
    if dtype is I1:
        return bool(number)
    low, high = dtype.limits
    need(
        low <= number <= high,
        f"{number} does not fit {dtype.title} ({low} to {high}). "
        "Use a wider type: cast the other operand with x.to(tl.int64), or choose another dtype.",
    )
    return int(number)


_KIND_RANK = {"bool": 0, "int": 1, "uint": 1, "float": 2}


def common_dtype(x: Operand, y: Operand, division: bool, sign: str) -> DType:
    """Return the dtype in which `x sign y` is done (rules 1 to 5)."""
    if is_number(x) or is_number(y):
        strong, weak = (y, x) if is_number(x) else (x, y)
        dtype, scalar = _dtype(strong, sign), literal_type(weak)
        if _KIND_RANK[scalar.kind] <= _KIND_RANK[dtype.kind]:
            return F32 if division and dtype in (F16, BF16) else dtype
        return promote(dtype, scalar, division, sign)
    return promote(_dtype(x, sign), _dtype(y, sign), division, sign)


def _dtype(x: Operand, sign: str) -> DType:
    if not is_value(x):
        hint = " Write `x is None`." if x is None else ""
        raise CompileError(f"`{sign}` takes numbers and tiles, not {describe(x)}.{hint}")
    scalar = scalar_of(x.type)
    if isinstance(scalar, Pointer):
        raise CompileError(
            f"`{sign}` does not take pointers. Load first: tl.load(ptr + offsets, mask=mask)."
        )
    return scalar


def promote(a: DType, b: DType, division: bool = False, sign: str = "+") -> DType:
    """Return the common dtype of two run-time values (rules 2 to 5)."""
    if F32 in (a, b):
        return F32
    if F16 in (a, b):
        return F32 if division else F16
    if BF16 in (a, b):
        return BF16 if a is b and not division else F32
    if a is b:
        return a
    if a.is_fp8() and b.is_fp8():
        return F16
    need(
        not a.is_fp8() and not b.is_fp8(),
        f"`{sign}` does not mix {a.title} and {b.title}. Convert first: x.to(tl.float16).",
    )
    need(
        not division or a.kind == b.kind or I1 in (a, b),
        f"`{sign}` does not mix signed and unsigned ({a.title} and {b.title}). "
        f"Cast one of them: x.to(tl.int32).",
    )
    if a.kind == b.kind:
        return a if a.bits >= b.bits else b
    unsigned, signed = (b, a) if a.kind == "int" else (a, b)
    return unsigned if unsigned.bits >= signed.bits else signed


def cast(e: Emitter, x: Operand, dtype: DType) -> Operand:
    """Return `x` converted to `dtype`; Python numbers become constants."""
    if not is_value(x):
        return as_value(e, x, dtype)
    if scalar_of(x.type) is dtype:
        return x
    need(not is_pointer(x.type), "a pointer cannot be cast to a number. Load what it points to.")
    return e.emit("cast", x, dtype=dtype.name)


def cast_toward_zero(e: Emitter, x: Operand, dtype: DType) -> Operand:
    """Return `x` as a smaller float, rounded toward zero: one step back where nearest went away."""
    x = as_value(e, x, F32 if is_number(x) else None)
    near = cast(e, x, dtype)
    wide = cast(e, near, scalar_of(x.type))  # type: ignore[arg-type]
    away = elementwise(e, "gt", elementwise(e, "abs", wide), elementwise(e, "abs", x))
    bits = e.emit("bitcast", near, dtype=f"u{dtype.bits}")
    back = e.emit("bitcast", elementwise(e, "sub", bits, 1), dtype=dtype.name)
    return where(e, away, back, near)


def broadcast_to(e: Emitter, x: Operand, shape: Shape) -> Operand:
    """Return `x` repeated to `shape`."""
    have = shape_of(x.type)
    if have == shape:
        return x
    if not have:
        return e.emit("splat", x, shape=shape)
    if len(have) > len(shape) or broadcast_shapes(have, shape) != shape:
        raise CompileError(f"shape {show_shape(have)} does not broadcast to {show_shape(shape)}.")
    if len(have) < len(shape):  # new dimensions come first, as NumPy has it
        have = (1,) * (len(shape) - len(have)) + have
        x = e.emit("reshape", x, shape=have)
    return x if have == shape else e.emit("broadcast", x, shape=shape)


def together(e: Emitter, *operands: Operand) -> list[Operand]:
    """Broadcast values to their common shape."""
    shape: Shape = ()
    for x in operands:
        shape = broadcast_shapes(shape, shape_of(x.type))
    return [broadcast_to(e, x, shape) for x in operands]


def elementwise(e: Emitter, name: str, *operands: Operand, sign: str = "") -> Operand:
    """Apply the op `name` to operands, promoted as its row's `promote` column says."""
    rule = _RULES[OPS[name].promote]
    return rule(e, name, operands, sign or f"tl.{name}")


def apply(e: Emitter, name: str, *operands: Operand, sign: str = "", **attrs: Any) -> Operand:
    """Emit an op on run-time values; a type mistake becomes the user's error."""
    try:
        return e.emit(name, *together(e, *operands), **attrs)
    except TypeMistake as mistake:
        raise CompileError(f"`{sign or name}` {mistake}.") from None


def _arithmetic(e: Emitter, name: str, operands: tuple[Operand, ...], sign: str) -> Operand:
    dtype = _fold_dtype(operands, False, sign)
    if dtype is I1:  # one-bit integers wrap: 1 + 1 is 0, as two's complement has it
        name = {"add": "xor", "sub": "xor", "mul": "and"}.get(name, name)
    return apply(e, name, *(cast(e, x, dtype) for x in operands), sign=sign)


def _fold_dtype(operands: tuple[Operand, ...], division: bool, sign: str) -> DType:
    """Return the common dtype of any number of operands, of which one is a run-time value."""
    strong = [x for x in operands if not is_number(x)]
    dtype = _dtype(strong[0], sign)
    for x in strong[1:]:
        dtype = promote(dtype, _dtype(x, sign), division, sign)
    for x in operands:
        if is_number(x):
            scalar = literal_type(x)
            if _KIND_RANK[scalar.kind] > _KIND_RANK[dtype.kind]:
                dtype = promote(dtype, scalar, division, sign)
    return dtype


def _bits(e: Emitter, name: str, operands: tuple[Operand, ...], sign: str) -> Operand:
    dtype = common_dtype(operands[0], operands[1], False, sign)
    need(
        not dtype.is_float,
        f"`{sign}` takes integers or booleans, not {dtype.title}. "
        "For bits of a float: x.to(tl.int32, bitcast=True).",
    )
    return apply(e, name, *(cast(e, x, dtype) for x in operands), sign=sign)


def _division(e: Emitter, name: str, operands: tuple[Operand, ...], sign: str) -> Operand:
    x, y = operands
    integers = [
        not ((is_value(v) and _dtype(v, sign).is_float) or isinstance(v, float)) for v in operands
    ]
    dtype = F32 if all(integers) else common_dtype(x, y, True, sign)
    return apply(e, "div", cast(e, x, dtype), cast(e, y, dtype), sign=sign)


def _integer(e: Emitter, name: str, operands: tuple[Operand, ...], sign: str) -> Operand:
    dtype = common_dtype(operands[0], operands[1], True, sign)
    need(dtype is not I1, f"`{sign}` does not take booleans. Cast first: x.to(tl.int32).")
    need(
        name == "remainder" or dtype.is_integer,
        f"`{sign}` takes integers only, not {dtype.title}. Write tl.floor(x / y).",
    )
    return apply(e, name, *(cast(e, x, dtype) for x in operands), sign=sign)


def _compare(e: Emitter, name: str, operands: tuple[Operand, ...], sign: str) -> Operand:
    dtype = common_dtype(operands[0], operands[1], False, sign)
    return apply(e, name, *(cast(e, x, dtype) for x in operands), sign=sign)


def _floats(e: Emitter, name: str, operands: tuple[Operand, ...], sign: str) -> Operand:
    values = [as_value(e, x, F32 if is_number(x) else None) for x in operands]
    return apply(e, name, *values, sign=sign)


def _plain(e: Emitter, name: str, operands: tuple[Operand, ...], sign: str) -> Operand:
    return apply(e, name, *(as_value(e, x) for x in operands), sign=sign)


_RULES = {
    "none": _plain,
    "arithmetic": _arithmetic,
    "bits": _bits,
    "shift": _bits,
    "division": _division,
    "integer": _integer,
    "compare": _compare,
    "floats": _floats,
}


def add(e: Emitter, x: Operand, y: Operand) -> Operand:
    """`x + y`, where either may be a pointer."""
    if _pointers(x):
        return offset(e, x, y, "+")
    if _pointers(y):
        return offset(e, y, x, "+")
    return elementwise(e, "add", x, y, sign="+")


def subtract(e: Emitter, x: Operand, y: Operand) -> Operand:
    """`x - y`, where `x` may be a pointer."""
    if _pointers(x):
        if is_number(y):
            return offset(e, x, -y, "-")
        need(not _pointers(y), "pointers cannot be subtracted. Subtract their offsets instead.")
        # Widened first: -y of the smallest int8 would be itself.
        return offset(e, x, negate(e, cast(e, y, I64)), "-")
    return elementwise(e, "sub", x, y, sign="-")


def _pointers(x: Operand) -> bool:
    return is_value(x) and is_pointer(x.type)


def offset(e: Emitter, pointer: Operand, count: Operand, sign: str) -> Operand:
    """Return `pointer + count`, in elements."""
    need(not _pointers(count), "two pointers cannot be added. Add an integer offset to one.")
    if is_number(count):
        need(
            isinstance(count, int),
            f"a pointer moves by whole elements, not by {count}. Write `//` instead of `/`.",
        )
        count = as_value(e, int(count))
    dtype = _dtype(count, sign)
    if dtype is I1:
        count, dtype = cast(e, count, I32), I32
    need(
        dtype.is_integer,
        f"a pointer moves by integers, not by {dtype.title}. For whole numbers write `//`.",
    )
    return apply(e, "offset", pointer, count, sign=sign)


def negate(e: Emitter, x: Operand) -> Operand:
    """`-x`."""
    need(_dtype(x, "-") is not I1, "`-` does not take booleans. Write ~x, or cast it first.")
    return apply(e, "neg", x, sign="-")


def truth(e: Emitter, x: Operand) -> Operand:
    """Return `x` as booleans: itself, or `x != 0`."""
    if not is_value(x):
        need(is_number(x), f"a condition is a number or a tile, not {describe(x)}.")
        return as_value(e, bool(x))
    need(not is_pointer(x.type), POINTER_CONDITION)
    return cast(e, x, I1)


POINTER_CONDITION = (
    "a pointer is neither true nor false. To test whether an array was passed write "
    "`x_ptr is None`."
)


def where(e: Emitter, condition: Operand, x: Operand, y: Operand) -> Operand:
    """`x` where the condition holds, else `y`."""
    if _pointers(x) and _pointers(y) and scalar_of(x.type) is scalar_of(y.type):
        return apply(e, "where", truth(e, condition), x, y)
    if is_number(x) and is_number(y):
        x = as_value(e, x, promote(literal_type(x), literal_type(y)))
    dtype = common_dtype(x, y, False, "tl.where")
    return apply(e, "where", truth(e, condition), cast(e, x, dtype), cast(e, y, dtype))
