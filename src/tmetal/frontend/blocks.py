"""Block pointers and tensor descriptors: compile-time objects that hold run-time numbers.

A block pointer is a matrix in memory (base, shape, strides) and a block of it (offsets, block
shape); a descriptor is the matrix alone, and each load or store says where its block begins. Both
expand to pointer arithmetic with masks; control flow carries them by their parts (`parts.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from tmetal.errors import need
from tmetal.frontend import access, promote, shapes
from tmetal.frontend.builtin import ACTIVE, TABLE, Builtin, builtin
from tmetal.frontend.promote import Emitter, Operand, as_value, cast, elementwise, is_value
from tmetal.frontend.words import describe
from tmetal.ir.types import I32, I64, DType, Pointer, Scalar, Shape, scalar_of, shape_of

PADDINGS = ("", "zero", "nan")


class _Matrix:
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


class BlockPointer(_Matrix):
    """A block of a matrix in memory; `tl.advance` gives one further on. Offsets are int32."""

    kernel_methods: ClassVar[dict[str, Builtin]] = {}
    described = "a block pointer"
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


class Descriptor(_Matrix):
    """A matrix in memory, read and written by blocks of one shape; outside it is padding."""

    kernel_methods: ClassVar[dict[str, Builtin]] = {}
    described = "a tensor descriptor"
    instead_of_operators = f"{described}. Write desc.load([row, column])."

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


def _numbers(
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


def _matrix(
    e: Emitter, base: Any, shape: Any, strides: Any, block_shape: Any, what: str
) -> tuple[Operand, tuple[Operand, ...], tuple[Operand, ...], Shape]:
    scalar: Scalar | None = scalar_of(base.type) if is_value(base) else None
    need(
        isinstance(scalar, Pointer) and not shape_of(base.type),
        f"{what} takes a pointer first (an array parameter, or one plus a number), "
        f"not {describe(base)}.",
    )
    block = shapes.shape_argument(block_shape, f"{what}'s block_shape")
    sizes = _numbers(e, shape, None, f"{what}'s shape", len(block))
    return base, sizes, _numbers(e, strides, I64, f"{what}'s strides", len(block)), block


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
    base, sizes, steps, block = _matrix(e, base, shape, strides, block_shape, what)
    places = _numbers(e, offsets, I32, f"{what}'s offsets", len(block))
    return BlockPointer(base, sizes, steps, places, block)


@builtin()
def advance(e: Emitter, base: Any, offsets: Any) -> BlockPointer:
    """Move a block pointer by so many elements along each dimension; gives a new one."""
    need(
        isinstance(base, BlockPointer),
        f"tl.advance takes a block pointer, not {describe(base)}. For a plain pointer write "
        "ptr + offsets.",
    )
    steps = _numbers(e, offsets, I32, "tl.advance's offsets", len(base.block_shape))
    moved = [promote.add(e, o, s) for o, s in zip(base.offsets, steps, strict=True)]
    return BlockPointer(base.base, base.sizes, base.strides, moved, base.block_shape)


BlockPointer.kernel_methods["advance"] = advance


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
    base, sizes, steps, block = _matrix(e, base, shape, strides, block_shape, what)
    need(
        is_value(strides[-1]) or strides[-1] == 1,
        f"{what}: the last stride is 1, not {strides[-1] if not is_value(strides[-1]) else ''}. "
        "For other layouts use tl.make_block_ptr.",
    )
    need(padding_option in PADDINGS, f"{what}: the padding is 'zero' or 'nan'.")
    return Descriptor(base, sizes, steps, block, padding_option)


def _place(
    e: Emitter, m: _Matrix, offsets: Sequence[Operand], checked: Sequence[int]
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


def _padding(m: _Matrix, option: str, what: str) -> float | None:
    need(option in PADDINGS, f"{what}: the padding is '', 'zero' or 'nan', not {option!r}.")
    need(
        option != "nan" or m.element.is_float,
        f"{what}: {m.element.title} has no NaN to pad with. Write padding_option='zero'.",
    )
    return float("nan") if option == "nan" else 0


def _checked(m: _Matrix, dims: Any, what: str) -> tuple[int, ...]:
    given = (dims,) if isinstance(dims, int) else tuple(dims or ())
    return tuple(shapes.axis_of(d, len(m.block_shape), f"{what}'s boundary_check") for d in given)


def load_block(e: Emitter, p: BlockPointer, boundary_check: Any, padding_option: str) -> Operand:
    """`tl.load` of a block pointer."""
    pointer, mask = _place(e, p, p.offsets, _checked(p, boundary_check, "tl.load"))
    other = _padding(p, padding_option, "tl.load")
    return access.load(e, pointer, mask, None if mask is None else other)


def store_block(e: Emitter, p: BlockPointer, value: Operand, boundary_check: Any) -> None:
    """`tl.store` through a block pointer."""
    pointer, mask = _place(e, p, p.offsets, _checked(p, boundary_check, "tl.store"))
    access.store(e, pointer, value, mask)


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
    return _place(e, desc, _numbers(e, offsets, I32, f"{what}'s offsets", rank), range(rank))


@_method
def load(e: Emitter, desc: Descriptor, offsets: Any) -> Operand:
    """Give the block that begins at `offsets`; padding outside of the matrix."""
    pointer, mask = _block(e, desc, offsets, "desc.load")
    return access.load(e, pointer, mask, _padding(desc, desc.padding, "desc.load"))


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
    (column,) = _numbers(e, (y_offset,), I32, f"{what}'s y_offset")
    return _place(e, desc, (x_offsets, column), (0, 1))


@_method
def gather(e: Emitter, desc: Descriptor, x_offsets: Operand, y_offset: Operand) -> Operand:
    """Give the rows `x_offsets` (a 1-D tile), each from column `y_offset` on."""
    pointer, mask = _rows(e, desc, x_offsets, y_offset, "desc.gather")
    return access.load(e, pointer, mask, _padding(desc, desc.padding, "desc.gather"))


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
