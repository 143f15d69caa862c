"""Types of the language that are spoken of rather than made: `tl.tensor`, `tl.void`, `tl.const`."""

from __future__ import annotations

from typing import Any

from tmetal.frontend.blocks import Descriptor
from tmetal.frontend.builtin import constexpr
from tmetal.frontend.constants import constexpr_function
from tmetal.frontend.promote import is_value
from tmetal.ir.types import DType, Pointer, Shape, Type, pointer, tile


class _Values(type):
    def __instancecheck__(cls, x: Any) -> bool:
        return is_value(x)


class tensor(metaclass=_Values):  # noqa: N801 - the language's own spelling
    """What every run-time value of a kernel is: a scalar or a tile. For isinstance and notes."""


class void:  # noqa: N801 - the language's own spelling
    """The type of no value. For notes."""


class const:  # noqa: N801 - the language's own spelling
    """Note of a pointer parameter that the kernel only reads; has no effect here."""


constexpr_type = constexpr
tensor_descriptor = Descriptor


@constexpr_function
def block_type(element_ty: DType | Pointer, shape: Shape) -> Type:
    """Return the type of a tile; what `x.type` gives."""
    return tile(element_ty, tuple(shape))


@constexpr_function
def pointer_type(element_ty: DType, address_space: int = 1, const: bool = False) -> Type:
    """Return the type of a pointer; what `x_ptr.type` gives. The other arguments have no effect."""
    return pointer(element_ty)
