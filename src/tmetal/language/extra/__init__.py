"""Submodules that Triton kernels import from: `libdevice`, and `cuda.libdevice`, the same."""

from __future__ import annotations

from tmetal.language.extra import cuda, libdevice

__all__ = ["cuda", "libdevice"]
