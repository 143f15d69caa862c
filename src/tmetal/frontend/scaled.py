"""Products of scaled operands (the OCP microscaling formats): scale in float32, then multiply.

In: tiles of small floats, and for each run of 32 elements along K a scale, a power of two. Out: the
product in float32. Apple GPUs have no unit for it, so this is what the formats mean, spelled out:
every operand times its scale is exact in float32 but where it leaves float32's range.
"""

from __future__ import annotations

from typing import Any

from tmetal.errors import need
from tmetal.frontend import promote, shapes
from tmetal.frontend.builtin import TABLE, builtin
from tmetal.frontend.promote import Emitter, Operand, cast, elementwise, is_value
from tmetal.frontend.reductions import number_tile
from tmetal.frontend.words import describe, show_shape
from tmetal.ir.types import BF16, F8E4NV, F8E5, F16, F32, U8, U32, DType, shape_of

# What a format is stored as: bytes stand for 8-bit floats, and hold two 4-bit ones.
FORMATS: dict[str, DType] = {"e2m1": U8, "e4m3": F8E4NV, "e5m2": F8E5, "fp16": F16, "bf16": BF16}
RUN = 32  # elements that share a scale (OCP microscaling formats specification 1.0, 5.1)


@builtin()
def dot_scaled(
    e: Emitter,
    lhs: Operand,
    lhs_scale: Operand,
    lhs_format: str,
    rhs: Operand,
    rhs_scale: Operand,
    rhs_format: str,
    acc: Operand = None,
    fast_math: bool = False,
    lhs_k_pack: bool = True,
    rhs_k_pack: bool = True,
    out_dtype: DType = F32,
) -> Operand:
    """Matrix product of two tiles whose elements are scaled by runs of 32 along K; `acc` is added.

    lhs: [M, K], rhs: [K, N] (or batched, of 3 dimensions), of a format: "e4m3" and "e5m2" (8-bit
    floats, or their bytes), "fp16", "bf16", or "e2m1", two in a byte, the lower half first: along
    K, or along M and N with lhs_k_pack=False and rhs_k_pack=False. lhs_scale: [M, K // 32],
    rhs_scale: [N, K // 32], uint8 exponents: 2 ** (s - 127), 255 is NaN and 0 is zero; None is 1.
    The result is float32. fast_math is accepted, and has no effect.
    """
    need(out_dtype is F32, "tl.dot_scaled gives float32. Cast the result.")
    x = _operand(e, lhs, lhs_format, -1 if lhs_k_pack else -2, "lhs")
    y = _operand(e, rhs, rhs_format, -2 if rhs_k_pack else -1, "rhs")
    if lhs_scale is not None:
        x = _scaled(e, x, lhs_scale, "lhs_scale")
    if rhs_scale is not None:
        y = shapes.trans(e, _scaled(e, shapes.trans(e, y, ()), rhs_scale, "rhs_scale"), ())
    return TABLE["dot"].run(e, x, y, acc)


def _operand(e: Emitter, x: Operand, form: Any, packed: int, what: str) -> Operand:
    """Return an operand's elements in float32; `packed` is the axis of 4-bit neighbours."""
    need(
        form in FORMATS,
        f"tl.dot_scaled has no {what}_format={form!r}. There are {', '.join(map(repr, FORMATS))}.",
    )
    dtype = number_tile(x, f"tl.dot_scaled's {what}")
    rank, wanted = len(shape_of(x.type)), FORMATS[form]
    need(rank in (2, 3), f"tl.dot_scaled's {what} has 2 or 3 dimensions, not {rank}.")
    need(
        dtype is wanted or (dtype is U8 and wanted.is_fp8()),
        f"tl.dot_scaled's {what} of format {form!r} is a tile of {wanted.title}, "
        f"not {describe(x)}.",
    )
    if form != "e2m1":
        stored = x if dtype is wanted else e.emit("bitcast", x, dtype=wanted.name)
        return cast(e, stored, F32)
    if packed == -1:
        return _unpacked(e, x)
    return shapes.trans(e, _unpacked(e, shapes.trans(e, x, ())), ())


def _unpacked(e: Emitter, x: Operand) -> Operand:
    """Return the two 4-bit floats of each byte, side by side in the last dimension."""
    halves = elementwise(e, "and", x, 15), elementwise(e, "shr", x, 4)
    have = shape_of(x.type)
    bits = shapes.reshape(e, shapes.join(e, *halves), (*have[:-1], 2 * have[-1]))
    size = cast(e, elementwise(e, "and", bits, 7), U32)
    # Two bits of exponent with bias 1, one of mantissa: 0 and 0.5 have no leading one.
    large = promote.add(e, elementwise(e, "shl", size, 22), 126 << 23)
    large = e.emit("bitcast", large, dtype="f32")
    small = elementwise(e, "mul", cast(e, size, F32), 0.5)
    y = promote.where(e, elementwise(e, "lt", size, 2), small, large)
    return promote.where(e, elementwise(e, "ge", bits, 8), promote.negate(e, y), y)


def _scaled(e: Emitter, x: Operand, scale: Operand, what: str) -> Operand:
    """Return rows of elements times the scale of their run."""
    *rows, k = shape_of(x.type)
    need(k % RUN == 0, f"tl.dot_scaled: K is a multiple of {RUN} with scales, not {k}.")
    wanted = (*rows, k // RUN)
    need(
        is_value(scale) and number_tile(scale, what) is U8 and shape_of(scale.type) == wanted,
        f"tl.dot_scaled's {what} is a tile of uint8 of shape {show_shape(wanted)}, "
        f"not {describe(scale)}.",
    )
    bits = elementwise(e, "shl", cast(e, scale, U32), 23)
    power = e.emit("bitcast", bits, dtype="f32")
    nan = elementwise(e, "eq", scale, 255)
    power = promote.where(e, nan, float("nan"), power)
    spread = promote.broadcast_to(e, shapes.reshape(e, power, (*wanted, 1)), (*wanted, RUN))
    return elementwise(e, "mul", x, shapes.reshape(e, spread, (*rows, k)))
