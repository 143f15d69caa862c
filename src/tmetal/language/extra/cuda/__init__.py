"""`tl.extra.cuda.libdevice`: another path to `tl.extra.libdevice`."""

from __future__ import annotations

from tmetal.language.extra.cuda import libdevice

__all__ = ["libdevice"]
