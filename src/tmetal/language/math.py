"""`tl.math`: the elementwise functions under one name, with those that old kernels find here."""

from __future__ import annotations

from typing import Any

from tmetal.frontend import directed, libints
from tmetal.frontend.mathnames import math_names
from tmetal.frontend.refusals import LIBDEVICE as REFUSED

_FAMILIES = (directed, libints)  # importing them fills the table
_NAMES = math_names()
__all__ = list(_NAMES)
globals().update(_NAMES)


def __getattr__(name: str) -> Any:
    reason = REFUSED.get(name, "see docs/language.md")
    raise AttributeError(f"tmetal.language.math has no `{name}`: {reason}")
