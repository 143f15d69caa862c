"""`tl.random`: the random numbers, which are also in `tl` itself."""

from __future__ import annotations

from tmetal.frontend.builtins import TABLE
from tmetal.frontend.randoms import NAMES

__all__ = [*NAMES]
globals().update({name: TABLE[name] for name in NAMES})
