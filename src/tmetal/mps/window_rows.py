"""Convolutions and pooling: what moves a window over [N, spatial sizes..., channels]."""

from __future__ import annotations

import math
from typing import Any

from tmetal.mps.checks import Array, Sizes, addressable, dimensions, need, shown, sizes
from tmetal.mps.operation import MPSOperation as Op
from tmetal.mps.rows import row
from tmetal.runtime.arrays import mx

AXES = {1: "L", 2: "H, W", 3: "D, H, W"}


def _outputs(x: Array, window: tuple[int, ...], stride: Sizes, padding: Sizes) -> tuple[int, ...]:
    """Return the spatial sizes of the result; each window has to fit at least once."""
    rank = x.ndim - 2
    steps, pads = sizes("stride", stride, rank, 1), sizes("padding", padding, rank, 0)
    found = zip(x.shape[1:-1], window, steps, pads, strict=True)
    made = tuple((n + 2 * p - w) // s + 1 for n, w, s, p in found)
    need(
        min(made) >= 1,
        f"a window of {list(window)} does not fit into `x` of shape {shown(x)} with a padding of "
        f"{list(pads)}",
    )
    return made


def _convolve(
    x: Array, weight: Array, rank: int, stride: Sizes, padding: Sizes, dilation: Sizes, groups: int
) -> Any:
    dimensions("x", x, f"N, {AXES[rank]}, C")
    dimensions("weight", weight, f"C_out, {AXES[rank]}, C / groups")
    need(
        groups >= 1 and x.shape[-1] % groups == 0 and weight.shape[0] % groups == 0,
        f"`groups` is {groups}, and has to divide the {x.shape[-1]} channels of `x` and the "
        f"{weight.shape[0]} of the result",
    )
    need(groups == 1 or rank < 3, "`groups` is 1 in three dimensions: MLX has no other")
    need(
        weight.shape[-1] == x.shape[-1] // groups,
        f"`weight` of shape {shown(weight)} takes {weight.shape[-1]} channels, and `x` has "
        f"{x.shape[-1]} in {groups} groups: channels are last in both",
    )
    spread = sizes("dilation", dilation, rank, 1)
    window = tuple((k - 1) * d + 1 for k, d in zip(weight.shape[1:-1], spread, strict=True))
    spatial = _outputs(x, window, stride, padding)
    addressable(x.size, weight.size, x.shape[0] * math.prod(spatial) * weight.shape[0])
    return mx.conv_general(
        x,
        weight,
        stride=sizes("stride", stride, rank, 1),
        padding=sizes("padding", padding, rank, 0),
        kernel_dilation=spread,
        groups=groups,
    )


@row(Op.CONV1D, "conv_general")
def conv1d(
    x: Array,
    weight: Array,
    *,
    stride: Sizes = 1,
    padding: Sizes = 0,
    dilation: Sizes = 1,
    groups: int = 1,
) -> Any:
    """Correlation of x[N, L, C] with weight[C_out, L, C / groups]."""
    return _convolve(x, weight, 1, stride, padding, dilation, groups)


@row(Op.CONV2D, "conv_general")
def conv2d(
    x: Array,
    weight: Array,
    *,
    stride: Sizes = 1,
    padding: Sizes = 0,
    dilation: Sizes = 1,
    groups: int = 1,
) -> Any:
    """Correlation of x[N, H, W, C] with weight[C_out, H, W, C / groups]."""
    return _convolve(x, weight, 2, stride, padding, dilation, groups)


@row(Op.CONV3D, "conv_general")
def conv3d(
    x: Array, weight: Array, *, stride: Sizes = 1, padding: Sizes = 0, dilation: Sizes = 1
) -> Any:
    """Correlation of x[N, D, H, W, C] with weight[C_out, D, H, W, C]."""
    return _convolve(x, weight, 3, stride, padding, dilation, 1)


def _pool(
    x: Array, rank: int, window: Sizes, stride: Sizes, padding: Sizes, fill: float
) -> tuple[Any, list[int]]:
    """Return all windows as further axes of `x`, and these axes. stride 0 is that of the window."""
    dimensions("x", x, f"N, {AXES[rank]}, C")
    size = sizes("window", window, rank, 1)
    steps = size if stride == 0 else sizes("stride", stride, rank, 1)
    pads = sizes("padding", padding, rank, 0)
    need(
        all(2 * p <= w for p, w in zip(pads, size, strict=True)),
        f"`padding` is {padding}, more than half of the window {list(size)}",
    )
    made = _outputs(x, size, steps, pads)
    if any(pads):
        x = mx.pad(x, [(0, 0), *((p, p) for p in pads), (0, 0)], constant_values=fill)
    lengths = x.shape
    strides = [math.prod(lengths[i + 1 :]) for i in range(x.ndim)]
    inner = strides[1:-1]
    shape = (lengths[0], *made, *size, lengths[-1])
    moves = (strides[0], *(s * n for s, n in zip(inner, steps, strict=True)), *inner, 1)
    return mx.as_strided(x, shape, moves), list(range(rank + 1, 2 * rank + 1))


def _add_pools(rank: int, highest: Op, average: Op) -> None:
    def max_pool(x: Array, *, window: Sizes, stride: Sizes = 0, padding: Sizes = 0) -> Any:
        windows, axes = _pool(x, rank, window, stride, padding, -math.inf)
        return mx.max(windows, axes)

    def avg_pool(x: Array, *, window: Sizes, stride: Sizes = 0, padding: Sizes = 0) -> Any:
        windows, axes = _pool(x, rank, window, stride, padding, 0.0)
        return mx.mean(windows.astype(mx.float32), axes).astype(x.dtype)

    form = f"x[N, {AXES[rank]}, C] in each window; a stride of 0 is the window's size."
    max_pool.__doc__ = f"The largest element of {form}"
    avg_pool.__doc__ = f"The mean of {form} Padding counts as zeros."
    row(highest, "as_strided", "max")(max_pool)
    row(average, "as_strided", "mean")(avg_pool)


_add_pools(1, Op.MAX_POOL1D, Op.AVG_POOL1D)
_add_pools(2, Op.MAX_POOL2D, Op.AVG_POOL2D)
_add_pools(3, Op.MAX_POOL3D, Op.AVG_POOL3D)
