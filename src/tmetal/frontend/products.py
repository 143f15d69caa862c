"""Products of matrices: `tl.dot` and `x @ y`.

In: two tiles and an accumulator. Out: the op `dot`, or what is wrong with the operands and what to
write instead.
"""

from __future__ import annotations

from tmetal.errors import CompileError, need
from tmetal.frontend import promote, shapes
from tmetal.frontend.builtin import builtin
from tmetal.frontend.promote import Emitter, Operand, cast, is_value
from tmetal.frontend.reductions import number_tile
from tmetal.frontend.sizes import checked
from tmetal.frontend.words import describe, describe_type, show_shape
from tmetal.ir.types import (
    BF16,
    F16,
    F32,
    I8,
    I16,
    I32,
    U8,
    DType,
    Shape,
    number_of,
    scalar_of,
    shape_of,
    tile,
)

_DOT_TYPES = (I8, U8, I16, I32, F16, BF16, F32)
_PRECISIONS = (None, "ieee", "tf32", "tf32x3", "bf16x3", "bf16x6")


def _dot_advice(left: Shape, right: Shape) -> str:
    if () in (left, right):
        return "Write x * y."
    if max(len(left), len(right)) > 3:
        return "Make one dimension of all that count matrices: x.reshape(batch, M, K)."
    if (len(left), len(right)) == (2, 1) and left[1] == right[0]:
        return "Write tl.sum(x * y[None, :], axis=1)."
    if len(left) == len(right) == 1:
        return "Write tl.sum(x * y), or make them two-dimensional with x[:, None] and y[None, :]."
    if {len(left), len(right)} == {2, 3}:
        return "Make both batches of matrices: y[None, :, :], broadcast to as many."
    if len(left) == len(right) == 3 and left[0] != right[0]:
        return f"A batch has as many matrices on both sides, not {left[0]} and {right[0]}."
    if len(left) > 1 and len(right) > 1 and left[-1] == right[-1]:
        return "Write tl.dot(x, tl.trans(y))."
    return "Check the order of the operands, or tl.trans one of them."


def _check_types(x: Operand, y: Operand) -> None:
    a, b = (number_tile(v, "tl.dot") for v in (x, y))
    for dtype in (a, b):
        known = dtype in _DOT_TYPES or dtype.is_fp8()
        need(known, f"tl.dot does not take {dtype.title}. Cast to float32: x.to(tl.float32).")
    if a is b or {a, b} == {I8, U8}:
        return
    a, b = (F16 if t.is_fp8() else t for t in (a, b))
    wide = (F32 if {a, b} == {F16, BF16} else promote.promote(a, b)).title
    raise CompileError(
        f"tl.dot takes two tiles of one dtype, not {describe(x)} and {describe(y)}. Cast to one "
        f"that holds both: x.to(tl.{wide})."
    )


def _dot_result(x: Operand, acc: Operand, out_dtype: DType | None) -> DType:
    dtype = number_of(x.type)
    if out_dtype is not None:
        need(
            out_dtype in (F16, F32, I32),
            f"tl.dot gives tl.float32, tl.float16 or tl.int32, not {describe(out_dtype)}. Leave "
            "out_dtype out, and cast the product with .to(…).",
        )
    if dtype.is_integer:
        return I32
    if dtype is not F16:
        return F32
    if out_dtype is not None:
        need(out_dtype is not I32, "tl.dot gives float32 or float16 for float16, not int32.")
        return out_dtype
    return scalar_of(acc.type) if is_value(acc) and scalar_of(acc.type) is F16 else F32  # type: ignore[return-value]


@builtin()
def dot(
    e: Emitter,
    input: Operand,
    other: Operand,
    acc: Operand = None,
    input_precision: str | None = None,
    allow_tf32: bool | None = None,
    max_num_imprecise_acc: int | None = None,
    out_dtype: DType | None = None,
) -> Operand:
    """Matrix product of two tiles of 2 dimensions, or batched of 3; `acc` is added.

    Operands have one dtype: float32, float16, bfloat16, int8, uint8, int16 or int32; or one is int8
    and one uint8, or both are 8-bit floats, which are float16 to the product. The result is float32
    for floats (float16 if out_dtype or acc says so, for float16), int32 for integers: exact, as
    long as 32 bits hold it.
    Products of floats are exact and their sums are float32: input_precision and allow_tf32 are
    accepted, and change nothing. Floats and bytes run on simdgroup matrices, other integers in
    each thread's own arithmetic.
    """
    if all(number_tile(v, "tl.dot").is_fp8() for v in (input, other)):  # exact in float16
        input, other = cast(e, input, F16), cast(e, other, F16)
    _check_types(input, other)
    need(
        input_precision in _PRECISIONS,
        f"tl.dot has no input_precision={input_precision!r}. Leave it out: products of floats are "
        "exact here, and their sums are float32.",
    )
    left, right = shape_of(input.type), shape_of(other.type)
    need(
        len(left) == len(right) in (2, 3) and left[:-2] == right[:-2] and left[-1] == right[-2],
        f"tl.dot multiplies [M, K] by [K, N], not {show_shape(left)} by {show_shape(right)}. "
        + _dot_advice(left, right),
    )
    result, shape = _dot_result(input, acc, out_dtype), checked((*left[:-1], right[-1]))
    if acc is None:
        start = e.emit("splat", e.constant(0, result), shape=shape)
    else:
        start = acc
        need(
            is_value(acc) and shape_of(acc.type) == shape and scalar_of(acc.type) is result,
            f"tl.dot: acc is {describe(acc)}, and the product is "
            f"{describe_type(tile(result, shape))}. Begin with "
            f"tl.zeros(({', '.join(map(str, shape))}), tl.{result.title}), or leave acc out.",
        )
    return shapes.emit(e, "tl.dot", "dot", input, other, start)


def matmul(e: Emitter, x: Operand, y: Operand) -> Operand:
    """`x @ y`."""
    if not (is_value(x) and is_value(y)):
        raise CompileError(f"`@` takes two tiles, not {describe(x)} and {describe(y)}.")
    return dot.run(e, x, y)
