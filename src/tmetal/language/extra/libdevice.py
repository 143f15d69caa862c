"""`tl.extra.libdevice`: the functions of CUDA's libdevice that have a meaning here."""

from __future__ import annotations

from typing import Any

from tmetal.frontend import directed, libints
from tmetal.frontend.mathnames import LIBDEVICE
from tmetal.frontend.refusals import LIBDEVICE as REFUSED

_FAMILIES = (directed, libints)  # importing them fills the table
__all__ = list(LIBDEVICE)
globals().update(LIBDEVICE)


def __getattr__(name: str) -> Any:
    reason = REFUSED.get(name, "see docs/language.md")
    raise AttributeError(f"tl.extra.libdevice has no `{name}`: {reason}")
