"""The rest of the language's functions: function forms of operators, hints, checks, own Metal text.

Each is made of rows that are there; `inline_msl` alone has a row of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tmetal.errors import CompileError, need
from tmetal.frontend import promote
from tmetal.frontend.builtin import METHODS, TABLE, Builtin, builtin, constexpr, register
from tmetal.frontend.promote import Emitter, Operand, as_value, elementwise, is_number
from tmetal.frontend.words import describe
from tmetal.ir.build import Builder
from tmetal.ir.opset.inline import REFERENCES
from tmetal.ir.types import DType, is_pointer

TRITON_MAX_TENSOR_NUMEL = 1 << 20


def _strong(e: Emitter, x: Operand, y: Operand) -> Operand:
    """Return `x`, made a value if both are numbers: promotion needs one to start from."""
    return as_value(e, x) if is_number(x) and is_number(y) else x


@builtin()
def add(e: Emitter, x: Operand, y: Operand, sanitize_overflow: bool = True) -> Operand:
    """`x + y`; either may be a pointer. sanitize_overflow is accepted: integers wrap around."""
    return promote.add(e, _strong(e, x, y), y)


@builtin()
def sub(e: Emitter, x: Operand, y: Operand, sanitize_overflow: bool = True) -> Operand:
    """`x - y`; `x` may be a pointer. sanitize_overflow is accepted: integers wrap around."""
    return promote.subtract(e, _strong(e, x, y), y)


@builtin()
def mul(e: Emitter, x: Operand, y: Operand, sanitize_overflow: bool = True) -> Operand:
    """`x * y`. sanitize_overflow is accepted: integers wrap around."""
    return elementwise(e, "mul", _strong(e, x, y), y, sign="*")


def _logical(name: str) -> None:
    def run(e: Emitter, x: Operand, y: Operand) -> Operand:
        both = promote.truth(e, x), promote.truth(e, y)
        return elementwise(e, name, *both, sign=f"x.logical_{name}")

    doc = f"Logical {name} of two tiles: each is compared with zero first."
    METHODS[f"logical_{name}"] = Builtin(run, f"logical_{name}", doc, method=True)


_logical("and")
_logical("or")


@builtin()
def to_tensor(e: Emitter, x: Operand) -> Operand:
    """Give a number as a run-time scalar: int32 (or the first wider type it fits), or float32."""
    return as_value(e, x)


def _swizzle_host(i: int, j: int, size_i: int, size_j: int, size_g: int) -> tuple[int, int]:
    place = i * size_j + j
    group, inside = divmod(place, size_g * size_j)
    rows = min(size_i - group * size_g, size_g)
    return group * size_g + inside % rows, inside // rows


@builtin(host=_swizzle_host)
def swizzle2d(
    e: Emitter, i: Operand, j: Operand, size_i: Operand, size_j: Operand, size_g: Operand
) -> tuple[Operand, Operand]:
    """Renumber the places of a size_i x size_j matrix: column by column in groups of size_g rows.

    Programs that run together then read the same rows and columns. Gives the new (i, j).
    """
    i, j, size_i, size_j, size_g = (as_value(e, v) for v in (i, j, size_i, size_j, size_g))
    place = promote.add(e, elementwise(e, "mul", i, size_j), j)
    whole = elementwise(e, "mul", size_g, size_j)
    first = elementwise(e, "mul", elementwise(e, "quotient", place, whole), size_g)
    inside = elementwise(e, "remainder", place, whole)
    rows = elementwise(e, "minimum", promote.subtract(e, size_i, first), size_g)
    row = promote.add(e, first, elementwise(e, "remainder", inside, rows))
    return row, elementwise(e, "quotient", inside, rows)


@builtin()
def debug_barrier(e: Emitter) -> None:
    """Wait for all threads of the program; what it wrote before is seen after.

    The compiler orders a program's own loads and stores by itself: this is needed only around what
    it does not see, such as tl.inline_msl.
    """
    if compiling(e):  # the interpreter runs a program's ops one after the other
        e.effect("barrier", memory="device")
        e.effect("barrier", memory="threadgroup")


def compiling(e: Emitter) -> bool:
    """Whether a builtin runs in the compiler rather than in the interpreter."""
    return isinstance(e, Builder)


@builtin()
def expect_zero(e: Emitter, x: Operand, mask: Operand) -> Operand:
    """Promise that `x` is zero where the mask is False. Returns `x`; a hint only."""
    return x


@builtin()
def condition(e: Emitter, arg1: Operand, disable_licm: bool = False) -> Operand:
    """Give the condition of a `while` loop, with a hint that has no effect here."""
    return arg1


@builtin()
def map_elementwise(e: Emitter, scalar_fn: Any, *args: Operand, pack: int = 1) -> Any:
    """Apply a helper to tiles, element by element; it is called once, on whole tiles.

    The helper chooses with tl.where rather than `if`. pack is accepted and has no effect.
    """
    need(
        callable(scalar_fn),
        f"tl.map_elementwise takes a helper, not {describe(scalar_fn)}. "
        "Write one with @tmetal.jit.",
    )
    need(pack == 1, "tl.map_elementwise: pack is 1 here. Let the helper take one element.")
    tiles = promote.together(e, *(as_value(e, a) for a in args))
    return scalar_fn(*tiles)


@builtin()
def inline_msl(
    e: Emitter,
    text: str,
    *args: Operand,
    dtype: DType,
    numpy: Callable[..., Any] | None = None,
) -> Operand:
    """Give an expression in Metal's language, element by element: {0}, {1} … are the operands.

    dtype: of the result. numpy: a function of NumPy arrays that computes the same, for the
    interpreter. The text is pure: it may be moved, merged and repeated.

    tl.inline_msl("metal::fast::exp({0} * {1})", x, 0.5, dtype=tl.float32)
    """
    need(isinstance(text, str), f"tl.inline_msl takes Metal text, not {describe(text)}.")
    need(isinstance(dtype, DType), f"tl.inline_msl takes dtype=tl.float32 …, not {dtype!r:.40}.")
    need(bool(args), "tl.inline_msl takes at least one operand, such as a tile.")
    for i in range(len(args)):
        need(f"{{{i}}}" in text, f"tl.inline_msl: the text {text!r:.60} does not use {{{i}}}.")
    need(
        f"{{{len(args)}}}" not in text,
        f"tl.inline_msl: the text uses {{{len(args)}}}, and there are {len(args)} operands.",
    )
    values = promote.together(e, *(as_value(e, a) for a in args))
    if any(is_pointer(v.type) for v in values):
        raise CompileError("tl.inline_msl takes numbers, not pointers. Load first: tl.load(ptr).")
    place = -1
    if numpy is not None:
        function = numpy.value if isinstance(numpy, constexpr) else numpy
        if function not in REFERENCES:
            REFERENCES.append(function)
        place = REFERENCES.index(function)
    return e.emit("inline_msl", *values, text=text, dtype=dtype.name, reference=place)


def _make_tuple(e: Emitter, args: Any) -> tuple[Any, ...]:
    """Give a tuple of the items of one."""
    need(isinstance(args, tuple | list), f"tl.tuple takes a tuple, not {describe(args)}.")
    return tuple(args)


def _make_slice(e: Emitter, start: Any, stop: Any, step: Any = None) -> slice:
    """Give start:stop:step, to index a tuple with."""
    return slice(start, stop, step)


def _item(e: Emitter, x: Operand) -> Operand:
    """Give the only element of a tile as a scalar."""
    return TABLE["reshape"].run(e, x, ())


register(Builtin(_make_tuple, "tuple", _make_tuple.__doc__ or ""))
register(Builtin(_make_slice, "slice", _make_slice.__doc__ or ""))
METHODS["item"] = Builtin(_item, "item", _item.__doc__ or "", method=True)
