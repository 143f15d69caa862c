"""Another path to `tl.extra.libdevice`: the same functions."""

from __future__ import annotations

from typing import Any

from tmetal.language.extra import libdevice

__all__ = [*libdevice.__all__]
globals().update({name: getattr(libdevice, name) for name in libdevice.__all__})


def __getattr__(name: str) -> Any:
    return getattr(libdevice, name)
