"""Helpers for the host side of kernels."""

from tmetal.tools import tensor_descriptor

__all__ = ["tensor_descriptor"]
