"""The functions of the language: what `tl.<name>` and `x.<name>()` do.

A builtin is a plain function whose first parameter is the emitter; the elementwise ones are made
from the op table. The same builtins run while compiling (the emitter appends ops) and while
interpreting (the emitter runs them on NumPy tiles).
"""

from __future__ import annotations

import inspect
import operator
from typing import Any

from tmetal.errors import CompileError, need
from tmetal.frontend import (
    access,
    atomics,
    blocks,
    collectives,
    directed,
    extras,
    libints,
    products,
    promote,
    randoms,
    reports,
    scaled,
    sorting,
)
from tmetal.frontend.builtin import ACTIVE, METHODS, TABLE, Builtin, builtin, constexpr, register
from tmetal.frontend.promote import Emitter, Operand, is_number, is_value
from tmetal.frontend.shapes import shape_argument, varargs
from tmetal.frontend.words import describe
from tmetal.ir.ops import OPS, Row, TypeMistake
from tmetal.ir.types import (
    DTYPES,
    F8E4B8,
    F8E5B16,
    F32,
    DType,
    Pointer,
    Tile,
    is_pointer,
    number_of,
    scalar_of,
    shape_of,
)

# Importing these fills the table.
FAMILIES = [atomics, blocks, collectives, directed, extras, libints, products, randoms, reports]
FAMILIES += [scaled, sorting]
__all__ = ["ACTIVE", "METHODS", "TABLE", "Builtin", "constexpr"]


def _from_row(row: Row) -> Builtin:
    def run(e: Emitter, *args: Operand) -> Operand:
        if len(args) != len(row.operands):
            raise TypeError("wrong number of arguments")
        return promote.elementwise(e, row.name, *_values(e, args))

    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    names = [inspect.Parameter(n, kind) for n in row.operands]
    return Builtin(run, row.name, row.doc, inspect.Signature(names), method=row.method)


def _values(e: Emitter, args: tuple[Operand, ...]) -> tuple[Operand, ...]:
    """Make the first of all-number arguments a value: promotion needs one to start from."""
    if args and all(is_number(a) for a in args):
        return (promote.as_value(e, args[0]), *args[1:])
    return args


for _row in OPS.values():
    if _row.name in TABLE:
        continue  # a family has a function of its own for it
    if _row.public and _row.elementwise and _row.pure and not _row.attributes:
        register(_from_row(_row))


def _axis(axis: Any) -> int:
    if type(axis) is not int or not 0 <= axis <= 2:
        raise CompileError(f"a grid has the axes 0, 1 and 2 (constants), not {describe(axis)}.")
    return axis


@builtin()
def program_id(e: Emitter, axis: int) -> Operand:
    return e.emit("program_id", axis=_axis(axis))


@builtin()
def num_programs(e: Emitter, axis: int) -> Operand:
    return e.emit("num_programs", axis=_axis(axis))


@builtin()
def arange(e: Emitter, start: int, end: int) -> Operand:
    return access.arange(e, start, end)


def dtype_of(dtype: Any, what: str) -> DType:
    """Return a dtype argument; CompileError if it is none."""
    if isinstance(dtype, Tile):  # x.to(y.type)
        dtype = dtype.element
    if isinstance(dtype, DType):
        return dtype
    if isinstance(dtype, Pointer):
        raise CompileError(
            f"{what} takes the dtype of a number, and this is a pointer's. "
            "Write out_ptr.dtype.element_ty."
        )
    name = str(getattr(dtype, "__name__", dtype)).split(".")[-1].removesuffix("_")
    known = next((d for d in DTYPES if name in (d.title, d.title.replace("int1", "bool"))), None)
    hint = f"Write tl.{known.title}." if known else "Write tl.float32, tl.int32 and so on."
    raise CompileError(f"{what} takes a dtype of the language, not {describe(dtype)}. {hint}")


@builtin()
def full(e: Emitter, shape: Any, value: Operand, dtype: DType) -> Operand:
    """Give a tile of one value. shape: constants, powers of two; () gives a scalar."""
    return access.full(e, shape_argument(shape), value, dtype_of(dtype, "tl.full"))


@builtin()
def zeros(e: Emitter, shape: Any, dtype: DType) -> Operand:
    """Give a tile of zeros: tl.full(shape, 0, dtype)."""
    return access.full(e, shape_argument(shape), 0, dtype_of(dtype, "tl.zeros"))


@builtin()
def zeros_like(e: Emitter, input: Operand) -> Operand:
    """Give zeros of the shape and dtype of a tile."""
    dtype = scalar_of(input.type) if is_value(input) else None
    if not isinstance(dtype, DType):
        raise CompileError(f"tl.zeros_like takes a tile of numbers, not {describe(input)}.")
    return access.full(e, shape_of(input.type), 0, dtype)


@builtin(method=True)
def broadcast_to(e: Emitter, input: Operand, *shape: Any) -> Operand:
    """Repeat a scalar, or the size-1 dimensions of a tile, to a shape."""
    return promote.broadcast_to(e, promote.as_value(e, input), shape_argument(varargs(shape)))


@builtin()
def load(
    e: Emitter,
    pointer: Operand,
    mask: Operand = None,
    other: Operand = None,
    boundary_check: Any = (),
    padding_option: str = "",
    *,
    cache_modifier: str = "",
    eviction_policy: str = "",
    volatile: bool = False,
) -> Operand:
    if isinstance(pointer, blocks.BlockPointer):
        need(mask is None and other is None, _BLOCK_MASK)
        return blocks.load_block(e, pointer, boundary_check, padding_option)
    need(not (boundary_check or padding_option), _PLAIN_BOUNDARY)
    return access.load(e, pointer, mask, other)


_BLOCK_MASK = (
    "a block pointer has no mask. Write boundary_check=(0, 1), which leaves out what lies outside "
    "of the shape, and padding_option."
)
_PLAIN_BOUNDARY = (
    "boundary_check and padding_option belong to block pointers (tl.make_block_ptr). Write "
    "mask=offsets < n, other=0."
)


@builtin(method=True)
def store(
    e: Emitter,
    pointer: Operand,
    value: Operand,
    mask: Operand = None,
    boundary_check: Any = (),
    *,
    cache_modifier: str = "",
    eviction_policy: str = "",
) -> None:
    if isinstance(pointer, blocks.BlockPointer):
        need(mask is None, _BLOCK_MASK)
        blocks.store_block(e, pointer, value, boundary_check)
        return
    need(not boundary_check, _PLAIN_BOUNDARY)
    access.store(e, pointer, value, mask)


@builtin()
def where(e: Emitter, condition: Operand, x: Operand, y: Operand) -> Operand:
    return promote.where(e, condition, x, y)


@builtin()
def cast(
    e: Emitter,
    input: Operand,
    dtype: DType,
    fp_downcast_rounding: str | None = None,
    bitcast: bool = False,
) -> Operand:
    """Convert to a dtype; with bitcast=True reinterpret the bits (equal widths).

    float to int truncates (out of range is unspecified), to a smaller float rounds to nearest
    even (toward zero with fp_downcast_rounding="rtz"), int to int cuts or extends by the source's
    sign, anything to bool is `!= 0`.
    """
    need(
        fp_downcast_rounding in (None, "rtne", "rtz"),
        f"casts round to nearest even ('rtne') or toward zero ('rtz'), not "
        f"{fp_downcast_rounding!r}.",
    )
    if isinstance(dtype, Pointer) and is_value(input):
        _check_pointer_cast(input)
    target = dtype_of(dtype, "tl.cast")
    if fp_downcast_rounding is not None:
        _check_downcast(input, target)
    if fp_downcast_rounding == "rtz":
        return promote.cast_toward_zero(e, input, target)
    if not bitcast:
        return promote.cast(e, input, target)
    try:
        return e.emit("bitcast", promote.as_value(e, input), dtype=target.name)
    except TypeMistake as mistake:
        raise CompileError(f"tl.cast(bitcast=True): {mistake}.") from None


METHODS["to"] = METHODS["cast"] = cast


def _check_pointer_cast(x: Operand) -> None:
    """Say what to write instead of a cast to a pointer, where one was meant."""
    need(
        not is_pointer(x.type),
        "a pointer keeps the dtype of its array. Pass the array as another one, "
        "tmetal.reinterpret(x, tl.uint32), or cast what is loaded: "
        "tl.load(ptr).to(tl.uint32, bitcast=True).",
    )
    need(
        number_of(x.type).bits != 64,
        "a number cannot become a pointer: MLX's arrays have no addresses. Pass the arrays, or one "
        "array that holds them all and offsets into it.",
    )


def _check_downcast(x: Operand, target: DType) -> None:
    source = scalar_of(x.type) if is_value(x) else F32
    narrows = isinstance(source, DType) and source.is_float and source.bits > target.bits
    need(
        narrows and target.is_float,
        f"fp_downcast_rounding is for casts to a smaller float, not of {describe(x)} to "
        f"{target.title}. Leave it out.",
    )
    need(
        target not in (F8E4B8, F8E5B16),
        f"{target.title} is reached by rounding to nearest only. Leave fp_downcast_rounding out.",
    )


def _nan_aware(name: str) -> Builtin:
    def run(e: Emitter, x: Operand, y: Operand, propagate_nan: bool = False) -> Operand:
        x, y = _values(e, (x, y))
        plain = not propagate_nan or not promote.common_dtype(x, y, False, name).is_float
        return promote.elementwise(e, name if plain else f"{name}_nan", x, y, sign=f"tl.{name}")

    return register(Builtin(run, name, OPS[name].doc))


minimum = _nan_aware("minimum")
maximum = _nan_aware("maximum")


@builtin()
def clamp(
    e: Emitter,
    x: Operand,
    min: Operand,
    max: Operand,
    propagate_nan: bool = False,
) -> Operand:
    """Limit `x` to `min` … `max`: minimum(maximum(x, min), max)."""
    low = maximum.run(e, x, min, propagate_nan)
    return minimum.run(e, low, max, propagate_nan)


@builtin(method=True)
def sigmoid(e: Emitter, x: Operand) -> Operand:
    """1 / (1 + exp(-x)), elementwise. float32 only."""
    x = promote.as_value(e, x, F32)
    power = promote.elementwise(e, "exp", promote.negate(e, x))
    return promote.elementwise(e, "div", 1.0, promote.add(e, 1.0, power), sign="tl.sigmoid")


@builtin()
def fdiv(e: Emitter, x: Operand, y: Operand, ieee_rounding: bool = False) -> Operand:
    """Divide floats. ieee_rounding=True rounds as IEEE 754 says (float32)."""
    x, y = _values(e, (x, y))
    return promote.elementwise(e, "div_rn" if ieee_rounding else "div", x, y, sign="tl.fdiv")


def _cdiv_host(x: int, div: int) -> int:
    try:
        size, by = operator.index(x), operator.index(div)
    except TypeError:
        raise CompileError(f"cdiv takes integers, not {x!r:.40} and {div!r:.40}.") from None
    if by == 0:
        raise CompileError(f"cdiv({x}, 0) divides by zero.")
    return -(-size // by)


@builtin(host=_cdiv_host, method=True)
def cdiv(e: Emitter, x: Operand, div: Operand) -> Operand:
    """Divide and round up: (x + div - 1) // div. Works on the host too."""
    for operand in (x, div):
        need(
            is_value(operand) or is_number(operand),
            f"tl.cdiv takes integers, not {describe(operand)}.",
        )
    top = promote.add(e, x, promote.subtract(e, div, 1) if is_value(div) else div - 1)
    return promote.elementwise(e, "quotient", top, div, sign="tl.cdiv")


@builtin()
def static_assert(e: Emitter, cond: Any, msg: str = "") -> None:
    """Fail the compilation with `msg` unless a compile-time condition holds."""
    need(
        not is_value(cond),
        "tl.static_assert takes a condition known at compile time, and this one is known at run "
        "time only. Check it before the launch.",
    )
    need(bool(cond), f"static assertion failed{': ' + str(msg) if msg else '.'}")


@builtin()
def static_print(e: Emitter, *values: Any, sep: str = " ", end: str = "\n") -> None:
    """Print compile-time values while compiling."""
    shown = [f"<{v.type}>" if is_value(v) else str(v) for v in values]
    print(*shown, sep=sep, end=end)  # noqa: T201 - it is what the user asked for


def _hint(name: str, says: str) -> Builtin:
    def run(e: Emitter, input: Operand, values: Any) -> Operand:
        return input

    doc = f"Promise that {says}. Returns `input`; a hint only."
    return register(Builtin(run, name, doc))


multiple_of = _hint("multiple_of", "values are multiples of `values`")
max_contiguous = _hint("max_contiguous", "runs of `values` elements are consecutive")
max_constancy = _hint("max_constancy", "runs of `values` elements are equal")


@builtin()
def assume(e: Emitter, cond: Operand) -> None:
    """Promise that a condition holds; a hint only."""
