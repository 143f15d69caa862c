"""Submodules that kernels import from: `libdevice`, and `cuda` and `hip` with the same in them."""

from __future__ import annotations

from tmetal.language.extra import cuda, hip, libdevice

__all__ = ["cuda", "hip", "libdevice"]
