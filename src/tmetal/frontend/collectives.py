"""The functions of the language that look at a whole tile: views, reductions, scans."""

from __future__ import annotations

from typing import Any

from tmetal.errors import need
from tmetal.frontend import promote, reductions, shapes
from tmetal.frontend.builtin import METHODS, builtin
from tmetal.frontend.promote import Emitter, Operand, cast, is_value
from tmetal.frontend.reductions import number_tile, widened, with_op
from tmetal.frontend.words import describe
from tmetal.ir.types import (
    I32,
    DType,
    shape_of,
)


@builtin(method=True)
def reshape(e: Emitter, input: Operand, *shape: Any, can_reorder: bool = False) -> Operand:
    """Give the same elements in row-major order under another shape (constants)."""
    return shapes.reshape(e, input, shapes.shape_argument(shapes.varargs(shape)))


@builtin(method=True)
def view(e: Emitter, input: Operand, *shape: Any) -> Operand:
    """Give the same elements under another shape; the same as reshape."""
    return shapes.reshape(e, input, shapes.shape_argument(shapes.varargs(shape)), "tl.view")


@builtin(method=True)
def ravel(e: Emitter, x: Operand, can_reorder: bool = False) -> Operand:
    """Give all elements in one dimension, in row-major order."""
    return shapes.ravel(e, x)


@builtin(method=True)
def expand_dims(e: Emitter, input: Operand, axis: Any) -> Operand:
    """Add a dimension of size 1 before `axis` (an integer, or several); as x[:, None]."""
    return shapes.expand_dims(e, input, axis)


@builtin()
def unsqueeze(e: Emitter, x: Operand, dim: Any) -> Operand:
    """Add a dimension of size 1; the same as expand_dims."""
    return shapes.expand_dims(e, x, dim, "tl.unsqueeze")


@builtin()
def squeeze(e: Emitter, x: Operand, dim: Any) -> Operand:
    """Drop a dimension of size 1."""
    return shapes.squeeze(e, x, dim)


@builtin(method=True)
def permute(e: Emitter, input: Operand, *dims: Any) -> Operand:
    """Reorder dimensions: dimension i of the result is dimension dims[i] of the input."""
    return shapes.permute(e, input, shapes.varargs(dims))


@builtin(method=True)
def trans(e: Emitter, input: Operand, *dims: Any) -> Operand:
    """Swap the last two dimensions, or reorder them as `dims` says."""
    return shapes.trans(e, input, dims)


@builtin()
def broadcast(e: Emitter, input: Operand, other: Operand) -> tuple[Operand, Operand]:
    """Repeat two tiles to their common shape; gives both."""
    x, y = promote.together(e, promote.as_value(e, input), promote.as_value(e, other))
    return x, y


@builtin()
def join(e: Emitter, a: Operand, b: Operand) -> Operand:
    """Put two tiles side by side along a new last dimension of size 2."""
    return shapes.join(e, a, b)


@builtin(method=True)
def split(e: Emitter, a: Operand) -> tuple[Operand, Operand]:
    """Give the two halves of a tile whose last dimension has size 2; undoes join."""
    return shapes.split(e, a)


@builtin()
def interleave(e: Emitter, a: Operand, b: Operand) -> Operand:
    """Alternate the elements of two tiles along the last dimension: a0, b0, a1, b1, …"""
    both = shapes.join(e, a, b)
    have = shape_of(both.type)
    return shapes.reshape(e, both, (*have[:-2], 2 * have[-2]) if len(have) > 1 else have)


@builtin()
def cat(
    e: Emitter, input: Operand, other: Operand, can_reorder: bool = False, dim: int = 0
) -> Operand:
    """Concatenate two tiles of one shape along a dimension, in order."""
    return shapes.cat(e, input, other, dim)


@builtin(method=True)
def flip(e: Emitter, x: Operand, dim: int | None = None) -> Operand:
    """Reverse the order along a dimension (by default the last)."""
    return shapes.flip(e, x, dim)


@builtin(method=True)
def gather(e: Emitter, src: Operand, index: Operand, axis: int) -> Operand:
    """Take src[..., index[i], ...] along an axis; integer indices, other sizes equal.

    An index out of range gives an unspecified element of the tile.
    """
    have = shapes.tile_argument(src, "tl.gather")
    dtype = number_tile(index, "tl.gather")
    need(dtype.is_integer, f"tl.gather takes integer indices, not {describe(index)}.")
    place = shapes.axis_of(axis, len(have), "tl.gather")
    index = cast(e, index, I32)
    return shapes.emit(e, "tl.gather", "gather", src, index, axis=place)


@builtin(method=True)
def sum(
    e: Emitter,
    input: Operand,
    axis: int | None = None,
    keep_dims: bool = False,
    dtype: DType | None = None,
) -> Operand:
    """Sum along an axis, or of all elements.

    Integers of fewer than 32 bits (and booleans) are summed as int32 or uint32; floats in their
    own dtype, or in `dtype`.
    """
    number_tile(input, "tl.sum")
    x = widened(e, input, "tl.sum", floats=False) if dtype is None else cast(e, input, dtype)
    return reductions.reduce(e, [x], axis, with_op(e, "add"), keep_dims, "tl.sum")[0]


def _extreme(name: str, compare: str) -> None:
    def run(
        e: Emitter,
        input: Operand,
        axis: int | None = None,
        return_indices: bool = False,
        return_indices_tie_break_left: bool = True,
        keep_dims: bool = False,
    ) -> Any:
        what, op = f"tl.{name}", "maximum" if name == "max" else "minimum"
        if return_indices:
            left = bool(return_indices_tie_break_left)
            return reductions.with_index(e, input, axis, compare, left, keep_dims, what)
        x = widened(e, input, what, floats=True)
        return reductions.reduce(e, [x], axis, with_op(e, op), keep_dims, what)[0]

    word = "greatest" if name == "max" else "least"
    run.__doc__ = (
        f"Give the {word} element along an axis, or of all; a NaN is ignored.\n\n"
        "Types of fewer than 32 bits are widened to 32. return_indices=True gives (value, int32 "
        "index) instead, unwidened; the lowest index among equals unless\n"
        "return_indices_tie_break_left=False."
    )
    builtin(name, method=True)(run)


_extreme("max", "gt")
_extreme("min", "lt")


def _arg_extreme(name: str, compare: str) -> None:
    def run(
        e: Emitter,
        input: Operand,
        axis: int,
        tie_break_left: bool = True,
        keep_dims: bool = False,
    ) -> Operand:
        left = bool(tie_break_left)
        found = reductions.with_index(e, input, axis, compare, left, keep_dims, f"tl.{name}")
        return found[1]

    word = "greatest" if name == "argmax" else "least"
    run.__doc__ = (
        f"Give the int32 index of the {word} element along an axis: the lowest among equals, or "
        "any\nwith tie_break_left=False. Where there are NaN, any index."
    )
    builtin(name, method=True)(run)


_arg_extreme("argmax", "gt")
_arg_extreme("argmin", "lt")


@builtin(method=True)
def xor_sum(
    e: Emitter, input: Operand, axis: int | None = None, keep_dims: bool = False
) -> Operand:
    """Exclusive or of the elements along an axis, or of all; integers only."""
    dtype = number_tile(input, "tl.xor_sum")
    need(not dtype.is_float, f"tl.xor_sum takes integers, not {describe(input)}.")
    return reductions.reduce(e, [input], axis, with_op(e, "xor"), keep_dims, "tl.xor_sum")[0]


@builtin(method=True)
def reduce_or(e: Emitter, input: Operand, axis: int, keep_dims: bool = False) -> Operand:
    """Bitwise or of the elements along an axis; integers only."""
    dtype = number_tile(input, "tl.reduce_or")
    need(not dtype.is_float, f"tl.reduce_or takes integers, not {describe(input)}.")
    return reductions.reduce(e, [input], axis, with_op(e, "or"), keep_dims, "tl.reduce_or")[0]


@builtin(method=True)
def reduce(
    e: Emitter, input: Any, axis: int | None, combine_fn: Any, keep_dims: bool = False
) -> Any:
    """Combine along an axis by a helper of your own: associative, in any order.

    input: a tile, or a tuple of n tiles of one shape; the helper then takes 2n elements and
    returns n.
    """
    inputs = reductions.inputs_of(input, "tl.reduce")
    combine = reductions.users(e, combine_fn, "tl.reduce")
    found = reductions.reduce(e, inputs, axis, combine, keep_dims, "tl.reduce")
    return tuple(found) if isinstance(input, tuple | list) else found[0]


@builtin(method=True)
def cumsum(
    e: Emitter,
    input: Operand,
    axis: int = 0,
    reverse: bool = False,
    dtype: DType | None = None,
) -> Operand:
    """Give inclusive sums along an axis; from its end with reverse=True. Dtypes as for sum."""
    number_tile(input, "tl.cumsum")
    x = widened(e, input, "tl.cumsum", floats=False) if dtype is None else cast(e, input, dtype)
    return reductions.scan(e, [x], axis, with_op(e, "add"), reverse, "tl.cumsum")[0]


@builtin(method=True)
def cumprod(
    e: Emitter,
    input: Operand,
    axis: int = 0,
    reverse: bool = False,
    dtype: DType | None = None,
) -> Operand:
    """Give inclusive products along an axis; from its end with reverse=True. Dtypes as for sum."""
    number_tile(input, "tl.cumprod")
    x = widened(e, input, "tl.cumprod", floats=False) if dtype is None else cast(e, input, dtype)
    return reductions.scan(e, [x], axis, with_op(e, "mul"), reverse, "tl.cumprod")[0]


@builtin(method=True)
def associative_scan(
    e: Emitter, input: Any, axis: int, combine_fn: Any, reverse: bool = False
) -> Any:
    """Combine each element with all before it by a helper of your own, which is associative.

    input: a tile, or a tuple of n tiles of one shape; the helper then takes 2n elements and
    returns n. reverse=True starts at the end of the axis.
    """
    inputs = reductions.inputs_of(input, "tl.associative_scan")
    combine = reductions.users(e, combine_fn, "tl.associative_scan")
    found = reductions.scan(e, inputs, axis, combine, reverse, "tl.associative_scan")
    return tuple(found) if isinstance(input, tuple | list) else found[0]


@builtin(method=True)
def softmax(
    e: Emitter,
    x: Operand,
    dim: int | None = None,
    keep_dims: bool = False,
    ieee_rounding: bool = False,
) -> Operand:
    """Softmax along `dim`, by default 0 (not the last dimension). float32 only."""
    place = 0 if dim is None else dim
    top = METHODS["max"].run(e, x, place, keep_dims=True)
    power = promote.elementwise(e, "exp", promote.subtract(e, x, top))
    total = sum.run(e, power, place, keep_dims=True)
    return promote.elementwise(e, "div_rn" if ieee_rounding else "div", power, total)


@builtin(method=True)
def histogram(e: Emitter, input: Operand, num_bins: int, mask: Operand = None) -> Operand:
    """Count how often each of 0 … num_bins - 1 occurs in a 1-D integer tile; int32.

    num_bins: a constant power of two. mask: elements to leave out are False.
    """
    dtype = number_tile(input, "tl.histogram")
    need(dtype.is_integer, f"tl.histogram counts integers, not {describe(input)}.")
    (bins,) = shapes.shape_argument(num_bins, "tl.histogram's num_bins")
    operands = [input]
    if mask is not None:
        need(is_value(mask), "tl.histogram's mask is a tile of booleans.")
        operands.append(promote.broadcast_to(e, promote.truth(e, mask), shape_of(input.type)))
    return shapes.emit(e, "tl.histogram", "histogram", *operands, bins=bins)
