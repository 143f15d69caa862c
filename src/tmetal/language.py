"""The kernel language: `import tmetal.language as tl`.

Everything here comes from the op table and the builtins made from it; `help(tl.load)` shows the
manual of a row. See docs/language.md for the whole list.
"""

from __future__ import annotations

import types
from enum import Enum
from typing import Any

from tmetal.frontend.builtins import TABLE, constexpr
from tmetal.frontend.loops import loop_range as range
from tmetal.frontend.loops import static_range
from tmetal.ir.types import DTYPES, DType
from tmetal.ir.types import pointer as pointer_type


class PropagateNan(Enum):
    """What a NaN operand of maximum, minimum and clamp does: lose (NONE) or win (ALL)."""

    NONE = 0
    ALL = 1

    def __bool__(self) -> bool:
        return self is PropagateNan.ALL


dtype = DType
math = types.ModuleType("tmetal.language.math", "The elementwise functions under one name.")

__all__ = ["PropagateNan", "constexpr", "dtype", "math", "pointer_type", "range", "static_range"]
__all__ += [d.title for d in DTYPES] + list(TABLE)

globals().update({d.title: d for d in DTYPES})
globals().update(TABLE)
vars(math).update(TABLE)


def __getattr__(name: str) -> Any:
    raise AttributeError(f"tmetal.language has no `{name}` in this version: see docs/language.md")
