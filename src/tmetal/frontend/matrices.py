"""Tensor descriptors: matrices in memory that are read and written by blocks of one shape.

They are compile-time objects that hold run-time numbers, as block pointers are (`blocks.py`); each
load or store says where its block begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from tmetal.errors import need
from tmetal.frontend import access
from tmetal.frontend.builtin import TABLE, Builtin, builtin
from tmetal.frontend.placed import PADDINGS, Matrix, matrix, numbers, padding_of, place
from tmetal.frontend.promote import Emitter, Operand, as_value, is_value
from tmetal.frontend.words import describe
from tmetal.ir.types import I32, Shape, shape_of


class Descriptor(Matrix):
    """A matrix in memory, read and written by blocks of one shape; outside it is padding."""

    kernel_methods: ClassVar[dict[str, Builtin]] = {}
    described = "a tensor descriptor"
    loaded = "desc.load([row, column])"
    instead_of_operators = f"{described}. Write {loaded}."

    def __init__(
        self,
        base: Operand,
        sizes: Sequence[Operand],
        strides: Sequence[Operand],
        block: Shape,
        padding: str = "zero",
    ) -> None:
        super().__init__(base, sizes, strides, block)
        self.padding = padding

    @property
    def shape(self) -> tuple[Operand, ...]:
        """Return the matrix's sizes, as scalars of int32, or of int64 if they were given so."""
        return self.sizes

    @property
    def kind(self) -> Any:
        """Return what two descriptors share to be exchanged."""
        return self.block_shape, self.base.type, self.padding

    def parts(self) -> tuple[Any, ...]:
        """Return all run-time values."""
        return self.base, *self.sizes, *self.strides

    def with_parts(self, parts: tuple[Any, ...]) -> Descriptor:
        """Return one of the same kind that holds other values."""
        n = len(self.block_shape)
        sizes, strides = parts[1 : n + 1], parts[n + 1 :]
        return Descriptor(parts[0], sizes, strides, self.block_shape, self.padding)


@builtin()
def make_tensor_descriptor(
    e: Emitter,
    base: Operand,
    shape: Any,
    strides: Any,
    block_shape: Any,
    padding_option: str = "zero",
) -> Descriptor:
    """Describe a matrix in memory that is read and written by blocks of one shape.

    Arguments as for tl.make_block_ptr; the last stride is 1. It has .load(offsets),
    .store(offsets, value), .gather, .scatter and .atomic_add …: what lies outside of the matrix is
    padding ("zero" or "nan") for a load, and is left alone by a store.
    """
    what = "tl.make_tensor_descriptor"
    base, sizes, steps, block = matrix(e, base, shape, strides, block_shape, what)
    need(
        is_value(strides[-1]) or strides[-1] == 1,
        f"{what}: the last stride is 1, not {strides[-1] if not is_value(strides[-1]) else ''}. "
        "For other layouts use tl.make_block_ptr.",
    )
    need(padding_option in PADDINGS, f"{what}: the padding is 'zero' or 'nan'.")
    return Descriptor(base, sizes, steps, block, padding_option)


def _method(run: Any) -> Builtin:
    name = run.__name__.strip("_")
    Descriptor.kernel_methods[name] = Builtin(run, f"tensor_descriptor.{name}", run.__doc__ or "")
    return Descriptor.kernel_methods[name]


def _block(e: Emitter, desc: Any, offsets: Any, what: str) -> tuple[Operand, Operand]:
    need(
        isinstance(desc, Descriptor),
        f"{what} takes a tensor descriptor, not {describe(desc)}. Make one with "
        "tl.make_tensor_descriptor.",
    )
    rank = len(desc.block_shape)
    return place(e, desc, numbers(e, offsets, I32, f"{what}'s offsets", rank), range(rank))


@_method
def load(e: Emitter, desc: Descriptor, offsets: Any) -> Operand:
    """Give the block that begins at `offsets`; padding outside of the matrix."""
    pointer, mask = _block(e, desc, offsets, "desc.load")
    return access.load(e, pointer, mask, padding_of(desc, desc.padding, "desc.load"))


@_method
def store(e: Emitter, desc: Descriptor, offsets: Any, value: Operand) -> None:
    """Store a block at `offsets`; what lies outside of the matrix is left out."""
    pointer, mask = _block(e, desc, offsets, "desc.store")
    access.store(e, pointer, _shaped(e, value, desc, "desc.store"), mask)


def _shaped(e: Emitter, value: Operand, desc: Descriptor, what: str) -> Operand:
    tile = as_value(e, value)
    have = shape_of(tile.type)
    need(
        have in ((), desc.block_shape),
        f"{what}: the value has shape {list(have)}, and blocks have {list(desc.block_shape)}.",
    )
    return value


def _rows(
    e: Emitter, desc: Descriptor, x_offsets: Operand, y_offset: Operand, what: str
) -> tuple[Operand, Operand]:
    need(
        len(desc.block_shape) == 2 and desc.block_shape[0] == 1,
        f"{what} takes rows of a matrix: block_shape = [1, columns], not {list(desc.block_shape)}.",
    )
    rank = len(shape_of(x_offsets.type)) if is_value(x_offsets) else 0
    need(rank == 1, f"{what} takes a 1-D tile of rows, not {describe(x_offsets)}.")
    (column,) = numbers(e, (y_offset,), I32, f"{what}'s y_offset")
    return place(e, desc, (x_offsets, column), (0, 1))


@_method
def gather(e: Emitter, desc: Descriptor, x_offsets: Operand, y_offset: Operand) -> Operand:
    """Give the rows `x_offsets` (a 1-D tile), each from column `y_offset` on."""
    pointer, mask = _rows(e, desc, x_offsets, y_offset, "desc.gather")
    return access.load(e, pointer, mask, padding_of(desc, desc.padding, "desc.gather"))


@_method
def scatter(
    e: Emitter, desc: Descriptor, value: Operand, x_offsets: Operand, y_offset: Operand
) -> None:
    """Store rows at `x_offsets` (a 1-D tile), each from column `y_offset` on."""
    pointer, mask = _rows(e, desc, x_offsets, y_offset, "desc.scatter")
    access.store(e, pointer, value, mask)


def _atomic(name: str) -> None:
    def run(e: Emitter, desc: Descriptor, offsets: Any, value: Operand) -> None:
        what = f"desc.atomic_{name}"
        pointer, mask = _block(e, desc, offsets, what)
        TABLE[f"atomic_{name}"].run(e, pointer, _shaped(e, value, desc, what), mask)

    run.__name__ = f"atomic_{name}"
    run.__doc__ = f"Do tl.atomic_{name} on the block at `offsets`, as far as it is in the matrix."
    _method(run)


for _name in ("add", "and", "max", "min", "or", "xor"):
    _atomic(_name)


@builtin()
def load_tensor_descriptor(e: Emitter, desc: Any, offsets: Any) -> Operand:
    """Give the block of a descriptor that begins at `offsets`: desc.load(offsets)."""
    return load.run(e, desc, offsets)


@builtin()
def store_tensor_descriptor(e: Emitter, desc: Any, offsets: Any, value: Operand) -> None:
    """Store a block of a descriptor at `offsets`: desc.store(offsets, value)."""
    store.run(e, desc, offsets, value)
