"""Softmax and normalisation. Sums are taken in float32 whatever the dtype."""

from __future__ import annotations

from typing import Any

from tmetal.mps.checks import Array, axis_of, dimensions, positive, vector
from tmetal.mps.operation import MPSOperation as Op
from tmetal.mps.rows import row
from tmetal.runtime.arrays import mx


@row(Op.SOFTMAX, "softmax")
def softmax(x: Array, *, axis: int = -1) -> Any:
    """exp(x) over its sum along an axis."""
    return mx.softmax(x, axis_of(x, axis), precise=True)


@row(Op.LOG_SOFTMAX, "logsumexp")
def log_softmax(x: Array, *, axis: int = -1) -> Any:
    """The logarithm of the softmax along an axis."""
    at = axis_of(x, axis)
    wide = x.astype(mx.float32)
    return (wide - mx.logsumexp(wide, at, keepdims=True)).astype(x.dtype)


@row(Op.LAYER_NORM, "fast.layer_norm")
def layer_norm(
    x: Array, weight: Array | None = None, bias: Array | None = None, *, eps: float = 1e-5
) -> Any:
    """(x - mean) / sqrt(variance + eps) along the last axis, times weight, plus bias."""
    _last_axis(x, weight, bias, eps)
    fast: Any = mx.fast
    return fast.layer_norm(x, weight, bias, eps)


@row(Op.RMS_NORM, "fast.rms_norm")
def rms_norm(x: Array, weight: Array | None = None, *, eps: float = 1e-5) -> Any:
    """x / sqrt(mean of squares + eps) along the last axis, times weight."""
    _last_axis(x, weight, None, eps)
    fast: Any = mx.fast
    return fast.rms_norm(x, weight, eps)


def _last_axis(x: Array, weight: Array | None, bias: Array | None, eps: float) -> None:
    dimensions("x", x, "..., C")
    for name, given in (("weight", weight), ("bias", bias)):
        vector(name, given, x.shape[-1], "the last axis of `x`")
    positive("eps", eps)


@row(Op.BATCH_NORM, "rsqrt")
def batch_norm(
    x: Array,
    mean: Array,
    variance: Array,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    eps: float = 1e-5,
) -> Any:
    """(x - mean) / sqrt(variance + eps) for each channel of x[..., C], times weight, plus bias."""
    dimensions("x", x, "..., C")
    named = {"mean": mean, "variance": variance, "weight": weight, "bias": bias}
    for name, given in named.items():
        vector(name, given, x.shape[-1], "the last axis of `x`")
    positive("eps", eps)
    scale = mx.rsqrt(variance.astype(mx.float32) + eps)
    scale = scale if weight is None else scale * weight
    made = (x.astype(mx.float32) - mean) * scale
    return (made if bias is None else made + bias).astype(x.dtype)
