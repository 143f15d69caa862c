"""Shapes: what the language checks before a tile is seen under another shape."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tmetal.errors import CompileError, need
from tmetal.frontend.promote import Emitter, Operand, broadcast_to, is_value
from tmetal.frontend.sizes import broadcast_shapes, checked
from tmetal.frontend.words import describe, show_shape
from tmetal.ir.ops import TypeMistake
from tmetal.ir.types import Shape, shape_of


def shape_argument(shape: Any, what: str = "a shape") -> Shape:
    """Return a shape of constant powers of two; CompileError if it is none."""
    sizes = (shape,) if isinstance(shape, int) else shape
    need(
        isinstance(sizes, tuple | list) and all(type(n) is int for n in sizes),
        f"{what} is a tuple of whole constants, such as (BLOCK_M, BLOCK_N) with "
        "`BLOCK_M: tl.constexpr`.",
    )
    for n in sizes:
        need(n > 0, f"a tile has at least one element along each dimension, not {n}.")
        need(
            n & (n - 1) == 0,
            f"tile sizes are powers of two, not {n}. "
            f"Use tmetal.next_power_of_2({n}) = {1 << (n - 1).bit_length()} and mask the rest.",
        )
    return checked(tuple(sizes))


def varargs(values: tuple[Any, ...]) -> Any:
    """Return the one tuple of `f(x, (a, b))`, or the values of `f(x, a, b)` as a tuple."""
    if len(values) == 1 and not isinstance(values[0], int):
        return values[0]
    return values


def axis_of(axis: Any, rank: int, what: str) -> int:
    """Return an axis counted from 0; CompileError if a tile of `rank` dimensions has none."""
    if type(axis) is not int:
        raise CompileError(
            f"{what} takes an axis known at compile time, such as axis=0, not {describe(axis)}."
        )
    if rank == 0:
        raise CompileError(f"{what} takes a tile, and this is one number.")
    if not -rank <= axis < rank:
        raise CompileError(
            f"{what}: there is no axis {axis} in a tile of {rank} dimension{'s' * (rank > 1)}. "
            f"Axes count from 0 to {rank - 1}."
        )
    return axis % rank


def tile_argument(x: Operand, what: str) -> Shape:
    """Return the shape of a tile; CompileError for anything else."""
    if not is_value(x):
        raise CompileError(f"{what} takes a tile, not {describe(x)}.")
    return shape_of(x.type)


def emit(e: Emitter, what: str, name: str, *operands: Operand, **attrs: Any) -> Operand:
    """Emit an op; a type mistake becomes the user's error."""
    try:
        return e.emit(name, *operands, **attrs)
    except TypeMistake as mistake:
        raise CompileError(f"{what}: {mistake}.") from None


def reshape(e: Emitter, x: Operand, shape: Shape, what: str = "tl.reshape") -> Operand:
    """Give the same elements under another shape."""
    have = tile_argument(x, what)
    need(
        math.prod(have) == math.prod(shape),
        f"{what} keeps the number of elements: {show_shape(have)} has {math.prod(have)}, "
        f"{show_shape(shape)} has {math.prod(shape)}.",
    )
    if have == shape:
        return x
    if not have:
        return e.emit("splat", x, shape=shape)
    if not shape:  # the only element: nothing else is to be combined with it
        return e.region("reduce", [ravel(e, x)], lambda a, b: a, axis=0)[0]
    return e.emit("reshape", x, shape=shape)


def ravel(e: Emitter, x: Operand) -> Operand:
    """Give all elements in one dimension."""
    return reshape(e, x, (math.prod(tile_argument(x, "tl.ravel")),), "tl.ravel")


def expand_dims(e: Emitter, x: Operand, axis: Any, what: str = "tl.expand_dims") -> Operand:
    """Add dimensions of size 1."""
    have = tile_argument(x, what)
    axes = axis if isinstance(axis, tuple | list) else (axis,)
    rank = len(have) + len(axes)
    places = {axis_of(a, rank, what) for a in axes}
    need(len(places) == len(axes), f"{what}: an axis is named twice.")
    rest = iter(have)
    return reshape(e, x, tuple(1 if d in places else next(rest) for d in range(rank)), what)


def squeeze(e: Emitter, x: Operand, axis: Any) -> Operand:
    """Drop a dimension of size 1."""
    have = tile_argument(x, "tl.squeeze")
    d = axis_of(axis, len(have), "tl.squeeze")
    need(have[d] == 1, f"tl.squeeze drops a dimension of size 1, and dimension {d} has {have[d]}.")
    return reshape(e, x, have[:d] + have[d + 1 :], "tl.squeeze")


def permute(e: Emitter, x: Operand, dims: Sequence[Any], what: str = "tl.permute") -> Operand:
    """Reorder dimensions."""
    have = tile_argument(x, what)
    rank = len(have)
    need(
        isinstance(dims, tuple | list) and len(dims) == rank,
        f"{what} names each of the {rank} dimensions once.",
    )
    order = tuple(axis_of(d, rank, what) for d in dims)
    need(len(set(order)) == rank, f"{what}: {show_shape(order)} names a dimension twice.")
    return x if order == tuple(range(rank)) else e.emit("permute", x, dims=order)


def trans(e: Emitter, x: Operand, dims: Any) -> Operand:
    """Swap the last two dimensions, or reorder as `dims` says."""
    if dims:
        return permute(e, x, varargs(dims), "tl.trans")
    rank = len(tile_argument(x, "tl.trans"))
    need(
        rank >= 2,
        f"tl.trans swaps two dimensions, and this tile has {rank}. Make it two with x[:, None].",
    )
    return permute(e, x, (*range(rank - 2), rank - 1, rank - 2), "tl.trans")


def join(e: Emitter, x: Operand, y: Operand) -> Operand:
    """Put two tiles along a new last dimension."""
    shape = broadcast_shapes(tile_argument(x, "tl.join"), tile_argument(y, "tl.join"))
    if not shape:
        x, y = (e.emit("splat", v, shape=(1,)) for v in (x, y))
        return reshape(e, emit(e, "tl.join", "join", x, y), (2,))
    checked((*shape, 2))
    sides = [broadcast_to(e, v, shape) for v in (x, y)]
    return emit(e, "tl.join", "join", *sides)


def split(e: Emitter, x: Operand) -> tuple[Operand, Operand]:
    """Give the two halves of a last dimension of size 2."""
    have = tile_argument(x, "tl.split")
    need(
        bool(have) and have[-1] == 2,
        f"tl.split takes a tile whose last dimension has size 2, not {show_shape(have)}. "
        "Write x.reshape(..., 2), or (..., 2, n) and tl.permute.",
    )
    if len(have) == 1:
        x = reshape(e, x, (1, 2))
    low, high = (e.emit("part", x, index=i) for i in (0, 1))
    if len(have) == 1:
        return reshape(e, low, ()), reshape(e, high, ())
    return low, high


def cat(e: Emitter, x: Operand, y: Operand, dim: Any) -> Operand:
    """Concatenate two tiles of one shape."""
    have, other = tile_argument(x, "tl.cat"), tile_argument(y, "tl.cat")
    need(
        have == other and bool(have),
        f"tl.cat takes two tiles of one shape, not {show_shape(have)} and {show_shape(other)}.",
    )
    d, rank = axis_of(dim, len(have), "tl.cat"), len(have)
    both = join(e, x, y)
    order = (*range(d), rank, *range(d, rank))
    doubled = (*have[:d], 2 * have[d], *have[d + 1 :])
    return reshape(e, permute(e, both, order), doubled)


def flip(e: Emitter, x: Operand, dim: Any) -> Operand:
    """Reverse the order along a dimension."""
    rank = len(tile_argument(x, "tl.flip"))
    return e.emit("flip", x, axis=axis_of(-1 if dim is None else dim, rank, "tl.flip"))


def index(e: Emitter, x: Operand, items: Any) -> Operand:
    """`x[:, None]`: add dimensions of size 1 where None stands."""
    have = shape_of(x.type)
    parts = items if isinstance(items, tuple) else (items,)
    slices = [p for p in parts if p is not None]
    advice = (
        "a tile is indexed with `:` and None only, as in x[:, None]. To choose elements, mask "
        "with tl.where; to read memory, tl.load(ptr + index)."
    )
    need(all(isinstance(p, slice) and p == slice(None) for p in slices), advice)
    need(
        len(slices) <= len(have),
        f"this tile has {len(have)} dimension{'s' * (len(have) != 1)}, "
        f"and `:` stands {len(slices)} times.",
    )
    rest = iter(have)
    shape = [1 if p is None else next(rest) for p in parts]
    return reshape(e, x, (*shape, *rest), "x[...]")
