"""Tensor descriptors that the host makes, under the name that kernels' hosts import them by."""

from __future__ import annotations

from tmetal.runtime.descriptors import TensorDescriptor

__all__ = ["TensorDescriptor"]
