"""The kernel language: `import tmetal.language as tl`.

Everything here comes from the op table and the builtins made from it; `help(tl.load)` shows the
manual of a row. See docs/language.md for the whole list.
"""

from __future__ import annotations

from enum import Enum
from typing import Any

from tmetal.frontend.builtins import TABLE, constexpr
from tmetal.frontend.constants import constexpr_function
from tmetal.frontend.extras import TRITON_MAX_TENSOR_NUMEL
from tmetal.frontend.loops import loop_range as range
from tmetal.frontend.loops import static_range
from tmetal.frontend.refusals import LANGUAGE as REFUSED
from tmetal.frontend.typenames import (
    block_type,
    const,
    constexpr_type,
    pointer_type,
    tensor,
    tensor_descriptor,
    void,
)
from tmetal.ir.types import DTYPES, FLOAT8, I32, DType
from tmetal.language import core, extra, math, random, standard, target_info


class PropagateNan(Enum):
    """What a NaN operand of maximum, minimum and clamp does: lose (NONE) or win (ALL)."""

    NONE = 0
    ALL = 1

    def __bool__(self) -> bool:
        return self is PropagateNan.ALL


dtype = DType
pi32_t = pointer_type(I32)

__all__ = [
    "TRITON_MAX_TENSOR_NUMEL",
    "PropagateNan",
    "block_type",
    "const",
    "constexpr",
    "constexpr_function",
    "constexpr_type",
    "core",
    "dtype",
    "extra",
    "math",
    "pi32_t",
    "pointer_type",
    "random",
    "range",
    "standard",
    "static_range",
    "target_info",
    "tensor",
    "tensor_descriptor",
    "void",
]
__all__ += [d.title for d in (*DTYPES, *FLOAT8)] + list(TABLE)

globals().update({d.title: d for d in (*DTYPES, *FLOAT8)})
globals().update(TABLE)


def __getattr__(name: str) -> Any:
    reason = REFUSED.get(name, "see docs/language.md")
    raise AttributeError(f"tmetal.language has no `{name}` in this version: {reason}")
