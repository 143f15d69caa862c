"""Types of the IR: dtypes as rows, pointers, and tiles of either.

A type prints as a user says it: `f32`, `*f16`, `f32[1024]`, `*f32[64,32]`. All types are interned
(one object per type), so `is`, `==` and dictionary look-ups on them cost a pointer comparison.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import prod
from typing import Any, Literal

import ml_dtypes
import numpy as np

from tmetal.ir.dtype_words import TypeWords

Kind = Literal["bool", "int", "uint", "float"]
Shape = tuple[int, ...]


@dataclass(frozen=True, eq=False, slots=True)
class DType(TypeWords):
    """One element type. `msl` is Metal's spelling, `numpy` the host's; `rank` orders promotion."""

    name: str
    kind: Kind
    bits: int
    msl: str
    numpy: np.dtype[Any]
    title: str

    def __repr__(self) -> str:
        return self.name

    def __reduce__(self) -> tuple[Any, ...]:
        return (dtype_named, (self.name,))

    @property
    def is_integer(self) -> bool:
        """Whether it is a signed or unsigned integer (bool is neither)."""
        return self.kind in ("int", "uint")

    @property
    def is_float(self) -> bool:
        """Whether it is a floating-point type."""
        return self.kind == "float"

    @property
    def bytes(self) -> int:
        """Size of one element in memory; bool takes one byte in Metal and in MLX."""
        return max(1, self.bits // 8)

    @property
    def primitive_bitwidth(self) -> int:
        """Width in bits; the language's spelling."""
        return self.bits

    @property
    def limits(self) -> tuple[int, int]:
        """Smallest and largest value of an integer or bool type."""
        if self.kind == "int":
            return -(1 << (self.bits - 1)), (1 << (self.bits - 1)) - 1
        return 0, (1 << self.bits) - 1


# The dtypes that MLX and Metal share (complex64 aside). Metal has no double.
DTYPES: tuple[DType, ...] = (
    DType("i1", "bool", 1, "bool", np.dtype(np.bool_), "int1"),
    DType("i8", "int", 8, "int8_t", np.dtype(np.int8), "int8"),
    DType("i16", "int", 16, "int16_t", np.dtype(np.int16), "int16"),
    DType("i32", "int", 32, "int32_t", np.dtype(np.int32), "int32"),
    DType("i64", "int", 64, "int64_t", np.dtype(np.int64), "int64"),
    DType("u8", "uint", 8, "uint8_t", np.dtype(np.uint8), "uint8"),
    DType("u16", "uint", 16, "uint16_t", np.dtype(np.uint16), "uint16"),
    DType("u32", "uint", 32, "uint32_t", np.dtype(np.uint32), "uint32"),
    DType("u64", "uint", 64, "uint64_t", np.dtype(np.uint64), "uint64"),
    DType("f16", "float", 16, "float16_t", np.dtype(np.float16), "float16"),
    DType("bf16", "float", 16, "bfloat16_t", np.dtype(ml_dtypes.bfloat16), "bfloat16"),
    DType("f32", "float", 32, "float", np.dtype(np.float32), "float32"),
)
I1, I8, I16, I32, I64, U8, U16, U32, U64, F16, BF16, F32 = DTYPES
# 8-bit floats: how numbers lie in memory. They are converted before anything is computed; Metal and
# MLX hold them as bytes.
FLOAT8: tuple[DType, ...] = (
    DType("f8e4nv", "float", 8, "uint8_t", np.dtype(ml_dtypes.float8_e4m3fn), "float8e4nv"),
    DType("f8e5", "float", 8, "uint8_t", np.dtype(ml_dtypes.float8_e5m2), "float8e5"),
    DType("f8e4b8", "float", 8, "uint8_t", np.dtype(ml_dtypes.float8_e4m3fnuz), "float8e4b8"),
    DType("f8e5b16", "float", 8, "uint8_t", np.dtype(ml_dtypes.float8_e5m2fnuz), "float8e5b16"),
)
F8E4NV, F8E5, F8E4B8, F8E5B16 = FLOAT8
_BY_NAME = {d.name: d for d in (*DTYPES, *FLOAT8)}


def dtype_named(name: str) -> DType:
    """Return the dtype row with the IR name `name`, such as `f32`. KeyError if there is none."""
    return _BY_NAME[name]


@dataclass(frozen=True, eq=False, slots=True)
class Pointer(TypeWords):
    """Address of elements of one dtype in device memory."""

    element: DType

    def __repr__(self) -> str:
        return f"*{self.element}"

    @property
    def element_ty(self) -> DType:
        """What it points to; the language's spelling."""
        return self.element


Scalar = DType | Pointer


@dataclass(frozen=True, eq=False, slots=True)
class Tile(TypeWords):
    """A block of scalars of one program; how threads hold it is the layout pass's business."""

    element: Scalar
    shape: Shape

    def __repr__(self) -> str:
        return f"{self.element}[{','.join(map(str, self.shape))}]"

    @property
    def element_ty(self) -> Scalar:
        """The type of one element; the language's spelling."""
        return self.element

    @property
    def numel(self) -> int:
        """Number of elements."""
        return prod(self.shape)


@dataclass(frozen=True, eq=False, slots=True)
class Registers:
    """`count` registers of a thread, indexed; exists at the thread level only."""

    element: DType
    count: int

    def __repr__(self) -> str:
        return f"{self.element}<{self.count}>"


@dataclass(frozen=True, eq=False, slots=True)
class Shared:
    """`count` elements of threadgroup memory, indexed; exists at the thread level only."""

    element: DType
    count: int

    def __repr__(self) -> str:
        return f"&{self.element}<{self.count}>"


@dataclass(frozen=True, eq=False, slots=True)
class Fragments:
    """`count` 8 x 8 matrices that a simdgroup holds; exists at the thread level only."""

    element: DType
    count: int

    def __repr__(self) -> str:
        return f"!{self.element}<{self.count}>"


Type = DType | Pointer | Tile | Registers | Shared | Fragments


@cache
def pointer(element: DType) -> Pointer:
    """Return the interned pointer type to `element`."""
    return Pointer(element)


@cache
def registers(element: DType, count: int) -> Registers:
    """Return the interned type of `count` registers."""
    return Registers(element, count)


@cache
def shared(element: DType, count: int) -> Shared:
    """Return the interned type of `count` elements of threadgroup memory."""
    return Shared(element, count)


@cache
def fragments(element: DType, count: int) -> Fragments:
    """Return the interned type of `count` matrices."""
    return Fragments(element, count)


@cache
def _tile(element: Scalar, shape: Shape) -> Tile:
    return Tile(element, shape)


def tile(element: Scalar, shape: Shape) -> Type:
    """Return the interned tile type; a tile of no dimensions is its scalar."""
    return _tile(element, shape) if shape else element


_ROWS = (Tile, Registers, Shared, Fragments)


def scalar_of(t: Type) -> Scalar:
    """Return what one element of `t` is: a dtype or a pointer."""
    return t.element if isinstance(t, _ROWS) else t


def shape_of(t: Type) -> Shape:
    """Return the shape of `t`; `()` for a scalar."""
    return t.shape if isinstance(t, Tile) else ()


def with_scalar(t: Type, scalar: Scalar) -> Type:
    """Return the type of the same shape as `t` with elements `scalar`."""
    return tile(scalar, shape_of(t))


def is_pointer(t: Type | None) -> bool:
    """Whether `t` is a pointer or a tile of pointers; None is neither."""
    return t is not None and isinstance(scalar_of(t), Pointer)


def number_of(t: Type) -> DType:
    """Return the dtype of a number or tile of numbers; TypeError for pointers."""
    scalar = scalar_of(t)
    if not isinstance(scalar, DType):
        raise TypeError(f"{t} is not a number")
    return scalar


def parse_type(text: str) -> Type:
    """Read a type back from its text; the inverse of `repr`."""
    base, bracket, rest = text.partition("[")
    if base.endswith(">"):
        name, _, count = base[:-1].partition("<")
        if name[0] == "&":
            return shared(dtype_named(name[1:]), int(count))
        if name[0] == "!":
            return fragments(dtype_named(name[1:]), int(count))
        return registers(dtype_named(name), int(count))
    scalar: Scalar = pointer(dtype_named(base[1:])) if base[0] == "*" else dtype_named(base)
    if not bracket:
        return scalar
    return tile(scalar, tuple(int(n) for n in rest.rstrip("]").split(",")))
