"""A matrix in memory and its blocks: where their elements are, and which of them are inside.

Block pointers (`blocks.py`) and tensor descriptors (`matrices.py`) are made of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from tmetal.errors import need
from tmetal.frontend import promote, shapes
from tmetal.frontend.builtin import ACTIVE, Builtin
from tmetal.frontend.promote import Emitter, Operand, cast, elementwise, is_value
from tmetal.frontend.words import describe
from tmetal.ir.types import I32, I64, DType, Pointer, Scalar, Shape, scalar_of, shape_of

PADDINGS = ("", "zero", "nan")


class Matrix:
    """What both have: where a matrix of `block_shape` blocks lies.

    Sizes are int32, or int64 if they were given so; strides are int64.
    """

    kernel_methods: ClassVar[dict[str, Builtin]]
    described = ""

    def __init__(
        self, base: Operand, sizes: Sequence[Operand], strides: Sequence[Operand], block: Shape
    ) -> None:
        self.base = base
        self.element: DType = base.type.element
        self.sizes, self.strides = tuple(sizes), tuple(strides)
        self.block_shape = block

    @property
    def dtype(self) -> Any:
        """Return the dtype of the elements."""
        return self.element

    def __getattr__(self, name: str) -> Any:
        """Find a method in the interpreter; the compiler asks `kernel_methods` itself."""
        method = type(self).kernel_methods.get(name)
        e: Any = ACTIVE.get()
        if method is None or e is None:
            raise AttributeError(f"{self.described} has no attribute `{name}`")
        return lambda *args, **kwargs: method.apply(e, (self, *args), kwargs, name)


def numbers(
    e: Emitter, values: Any, dtype: DType | None, what: str, rank: int | None = None
) -> tuple[Operand, ...]:
    """Return integer scalars of `dtype`, or of int32 or int64; CompileError for anything else."""
    need(
        isinstance(values, tuple | list),
        f"{what} is a tuple of integers, one for each dimension, not {describe(values)}.",
    )
    need(
        rank is None or len(values) == rank,
        f"{what} holds one number for each of the block's {rank} dimensions, not {len(values)}.",
    )
    found = []
    for v in values:
        scalar = scalar_of(v.type) if is_value(v) else None
        whole = isinstance(scalar, DType) and scalar.is_integer and not shape_of(v.type)
        need(whole or type(v) is int, f"{what} holds integers, not {describe(v)}.")
        small = scalar is I32 or (type(v) is int and I32.limits[0] <= v <= I32.limits[1])
        found.append(cast(e, v, dtype or (I32 if small else I64)))
    return tuple(found)


def matrix(
    e: Emitter, base: Any, shape: Any, strides: Any, block_shape: Any, what: str
) -> tuple[Operand, tuple[Operand, ...], tuple[Operand, ...], Shape]:
    """Return the base, sizes, strides and block shape of a matrix that a user describes."""
    scalar: Scalar | None = scalar_of(base.type) if is_value(base) else None
    need(
        isinstance(scalar, Pointer) and not shape_of(base.type),
        f"{what} takes a pointer first (an array parameter, or one plus a number), "
        f"not {describe(base)}.",
    )
    block = shapes.shape_argument(block_shape, f"{what}'s block_shape")
    sizes = numbers(e, shape, None, f"{what}'s shape", len(block))
    return base, sizes, numbers(e, strides, I64, f"{what}'s strides", len(block)), block


def place(
    e: Emitter, m: Matrix, offsets: Sequence[Operand], checked: Sequence[int]
) -> tuple[Operand, Operand]:
    """Return the pointers of the block at `offsets`, and the mask of those dimensions or None.

    An offset is a scalar, or along a gathered dimension a tile of single places.
    """
    rank = len(m.block_shape)
    pointer, mask = m.base, None
    tiles: list[Operand] = []
    for d, (offset, stride) in enumerate(zip(offsets, m.strides, strict=True)):
        line = tuple(-1 if e_ == d else 1 for e_ in range(rank))
        if shape_of(offset.type):
            indices = offset
            tiles.append(_along(e, elementwise(e, "mul", cast(e, indices, I64), stride), line))
        else:
            start = cast(e, offset, I64)
            pointer = promote.add(e, pointer, elementwise(e, "mul", start, stride))
            count = e.emit("arange", start=0, end=m.block_shape[d])
            tiles.append(_along(e, elementwise(e, "mul", cast(e, count, I64), stride), line))
            # An index that wraps around is negative, and outside of a matrix of int32 size.
            small = m.sizes[d].type is I32 and offset.type is I32
            indices = promote.add(e, offset if small else start, count)
        if d in checked:
            low = elementwise(e, "ge", indices, 0)
            high = elementwise(e, "lt", indices, m.sizes[d])
            inside = _along(e, elementwise(e, "and", low, high), line)
            mask = inside if mask is None else elementwise(e, "and", mask, inside)
    for t in tiles:
        pointer = promote.add(e, pointer, t)
    if mask is not None:
        mask = promote.broadcast_to(e, mask, shape_of(pointer.type))
    return pointer, mask


def _along(e: Emitter, x: Operand, line: Shape) -> Operand:
    """Lay a 1-D tile along the dimension of `line` that is -1."""
    size = shape_of(x.type)[0]
    return shapes.reshape(e, x, tuple(size if n < 0 else n for n in line))


def padding_of(m: Matrix, option: str, what: str) -> float | None:
    """Return what a load gives outside of the matrix."""
    need(option in PADDINGS, f"{what}: the padding is '', 'zero' or 'nan', not {option!r}.")
    need(
        option != "nan" or m.element.is_float,
        f"{what}: {m.element.title} has no NaN to pad with. Write padding_option='zero'.",
    )
    return float("nan") if option == "nan" else 0
