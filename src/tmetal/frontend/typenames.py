"""Types of the language that are spoken of rather than made: `tl.tensor`, `tl.void`, `tl.const`."""

from __future__ import annotations

from typing import Any

from tmetal.frontend.builtins import TABLE, constexpr
from tmetal.frontend.constants import constexpr_function
from tmetal.frontend.matrices import Descriptor
from tmetal.frontend.parts import is_compound
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


def instance_of(x: Any, kinds: Any) -> bool:
    """`isinstance` in a kernel: what is known at compile time is a tl.constexpr."""
    every = kinds if isinstance(kinds, tuple) else (kinds,)
    return any(_is_a(x, k.value if isinstance(k, constexpr) else k) for k in every)


def _is_a(x: Any, kind: Any) -> bool:
    if kind is constexpr:
        return not is_value(x) and not is_compound(x)
    if not isinstance(kind, type):  # tl.tuple, an aggregate
        return getattr(x, "made_of", type(x)) is (tuple if kind is TABLE["tuple"] else kind)
    return isinstance(x, kind)


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
