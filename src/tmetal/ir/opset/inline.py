"""An elementwise expression that the user writes in Metal's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tmetal.errors import CompileError
from tmetal.ir.ops import TypeMistake, op
from tmetal.ir.types import DType, Type, dtype_named, scalar_of, with_scalar

Array = Any
# NumPy functions that stand for texts where MSL is not run; attributes are plain data, so an op
# names one by its place here.
REFERENCES: list[Callable[..., Any]] = []


def _inline_types(operands: Sequence[Type], attrs: dict[str, Any]) -> Sequence[Type]:
    if not all(isinstance(scalar_of(t), DType) for t in operands):
        raise TypeMistake("takes numbers, not pointers")
    return (with_scalar(operands[0], dtype_named(attrs["dtype"])),)


@op(_inline_types, public=False, foldable=False)
def inline_msl(*args: Array, text: str, dtype: str, reference: int) -> Array:
    """An expression of Metal's language, `{0}`, `{1}` … standing for the operands; pure.

    reference: which of `REFERENCES` computes it on NumPy arrays; -1 for none.
    """
    if reference < 0:
        raise CompileError(
            f"the interpreter cannot run Metal's {text!r:.60}. Pass a function of NumPy arrays "
            "that computes the same: tl.inline_msl(..., numpy=function)."
        )
    found = np.asarray(REFERENCES[reference](*args)).astype(dtype_named(dtype).numpy)
    return np.broadcast_to(found, np.broadcast_shapes(*(np.shape(a) for a in args)))
