"""Block pointers: compile-time objects that hold run-time numbers.

A block pointer is a matrix in memory (base, shape, strides) and a block of it (offsets, block
shape). It expands to pointer arithmetic with masks; control flow carries it by its parts
(`parts.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from tmetal.errors import need
from tmetal.frontend import access, promote, shapes
from tmetal.frontend.builtin import Builtin, builtin
from tmetal.frontend.placed import Matrix, matrix, numbers, padding_of, place
from tmetal.frontend.promote import Emitter, Operand
from tmetal.frontend.words import describe
from tmetal.ir.types import I32, Shape


class BlockPointer(Matrix):
    """A block of a matrix in memory; `tl.advance` gives one further on. Offsets are int32."""

    kernel_methods: ClassVar[dict[str, Builtin]] = {}
    described = "a block pointer"
    loaded = "tl.load(p)"
    instead_of_operators = f"{described}. Write tl.advance(p, (rows, columns))."

    def __init__(
        self,
        base: Operand,
        sizes: Sequence[Operand],
        strides: Sequence[Operand],
        offsets: Sequence[Operand],
        block: Shape,
    ) -> None:
        super().__init__(base, sizes, strides, block)
        self.offsets = tuple(offsets)

    @property
    def dtype(self) -> Any:
        """Return the type of the pointer: the elements' is `p.dtype.element_ty`, as in Triton."""
        return self.base.type

    @property
    def shape(self) -> Shape:
        """Return the shape of what a load gives."""
        return self.block_shape

    @property
    def kind(self) -> Any:
        """Return what two block pointers share to be exchanged."""
        return self.block_shape, self.base.type

    def parts(self) -> tuple[Any, ...]:
        """Return all run-time values."""
        return self.base, *self.sizes, *self.strides, *self.offsets

    def with_parts(self, parts: tuple[Any, ...]) -> BlockPointer:
        """Return one of the same kind that holds other values."""
        n = len(self.block_shape)
        base, rest = parts[0], parts[1:]
        return BlockPointer(base, rest[:n], rest[n : 2 * n], rest[2 * n :], self.block_shape)


@builtin()
def make_block_ptr(
    e: Emitter,
    base: Operand,
    shape: Any,
    strides: Any,
    offsets: Any,
    block_shape: Any,
    order: Any = None,
) -> BlockPointer:
    """Make a pointer to a block of a matrix in memory.

    base: a pointer to its first element. shape, strides, offsets: of the matrix and of the block in
    it, in elements, one integer for each dimension. block_shape: constant powers of two. order: a
    hint only. tl.load and tl.store take it, tl.advance moves it.
    """
    what = "tl.make_block_ptr"
    base, sizes, steps, block = matrix(e, base, shape, strides, block_shape, what)
    places = numbers(e, offsets, I32, f"{what}'s offsets", len(block))
    return BlockPointer(base, sizes, steps, places, block)


@builtin()
def advance(e: Emitter, base: Any, offsets: Any) -> BlockPointer:
    """Move a block pointer by so many elements along each dimension; gives a new one."""
    need(
        isinstance(base, BlockPointer),
        f"tl.advance takes a block pointer, not {describe(base)}. For a plain pointer write "
        "ptr + offsets.",
    )
    steps = numbers(e, offsets, I32, "tl.advance's offsets", len(base.block_shape))
    moved = [promote.add(e, o, s) for o, s in zip(base.offsets, steps, strict=True)]
    return BlockPointer(base.base, base.sizes, base.strides, moved, base.block_shape)


BlockPointer.kernel_methods["advance"] = advance


def _checked(m: Matrix, dims: Any, what: str) -> tuple[int, ...]:
    given = (dims,) if isinstance(dims, int) else tuple(dims or ())
    return tuple(shapes.axis_of(d, len(m.block_shape), f"{what}'s boundary_check") for d in given)


def load_block(e: Emitter, p: BlockPointer, boundary_check: Any, padding_option: str) -> Operand:
    """`tl.load` of a block pointer."""
    pointer, mask = place(e, p, p.offsets, _checked(p, boundary_check, "tl.load"))
    other = padding_of(p, padding_option, "tl.load")
    return access.load(e, pointer, mask, None if mask is None else other)


def store_block(e: Emitter, p: BlockPointer, value: Operand, boundary_check: Any) -> None:
    """`tl.store` through a block pointer."""
    pointer, mask = place(e, p, p.offsets, _checked(p, boundary_check, "tl.store"))
    access.store(e, pointer, value, mask)
