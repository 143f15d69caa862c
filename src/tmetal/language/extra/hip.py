"""`tl.extra.hip.libdevice`: another path to `tl.extra.libdevice`."""

from __future__ import annotations

from tmetal.language.extra import libdevice

__all__ = ["libdevice"]
