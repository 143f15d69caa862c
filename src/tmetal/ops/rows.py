"""Operations along an axis, by kernels in which a program has a whole row.

Another axis than the last one is moved there, which copies the array.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tmetal.errors import LaunchError
from tmetal.mps.checks import dimensions, dtype_name, need, shown
from tmetal.ops import kernels
from tmetal.ops.checked import by_row, floats, refused
from tmetal.ops.choice import Work, run
from tmetal.runtime.arrays import as_mlx, mx
from tmetal.runtime.config import Config

LONGEST = 1 << 15  # elements of a row that a program takes
PER_THREAD = 8  # elements: more of them leave lanes idle, fewer cost exchanges


def _configs(n: int) -> list[Config]:
    """Return configurations for rows of n: a tile that holds one, and simdgroups for it."""
    block = max(32, 1 << (n - 1).bit_length())
    if block > LONGEST:
        return []
    warps = min(32, max(1, block // (32 * PER_THREAD)))
    return [Config({"BLOCK": block}, num_warps=w) for w in {warps: 0, max(1, warps // 2): 0}]


def _why(n: int) -> str:
    return f"rows of {n}: {LONGEST} is the most"


def _along(
    name: str,
    kernel: Any,
    x: Any,
    axis: int,
    backend: str,
    given: dict[str, bool],
    **constants: bool,
) -> Any:
    """Run a kernel of the parameters x, out, n, BLOCK along an axis of `x`."""
    mlx, arrays = by_row(name, backend, x, axis=axis, **given)
    n, last = arrays[0].shape[axis], axis % arrays[0].ndim == arrays[0].ndim - 1

    def launch(config: Config, x: Any) -> Any:
        x = x if last else mx.swapaxes(x, axis, -1)
        out = mx.zeros(x.shape, x.dtype)
        kernel[(x.size // n,)](x, out, n, **constants, **config.launch_kwargs())
        return out if last else mx.swapaxes(out, axis, -1)

    options = (last, *constants.values())
    return run(Work(name, arrays, mlx, kernel, launch, _configs(n), options, _why(n)), backend)


def softmax(x: Any, axis: int = -1, backend: str = "auto") -> Any:
    """Return exp(x) over its sum along an axis. x: float32, float16 or bfloat16."""
    return _along("softmax", kernels.softmax, x, axis, backend, {}, LOG=False)


def log_softmax(x: Any, axis: int = -1, backend: str = "auto") -> Any:
    """Return the logarithm of the softmax along an axis. x: float32, float16 or bfloat16."""
    return _along("log_softmax", kernels.softmax, x, axis, backend, {}, LOG=True)


def cumsum(x: Any, axis: int = -1, reverse: bool = False, backend: str = "auto") -> Any:
    """Return running sums along an axis, from its end if `reverse`. x: float32 or int32."""
    given = {"reverse": reverse}
    return _along("cumsum", kernels.cumsum, x, axis, backend, given, REVERSE=reverse)


def layer_norm(
    x: Any, weight: Any = None, bias: Any = None, eps: float = 1e-5, backend: str = "auto"
) -> Any:
    """Return (x - mean) / sqrt(variance + eps) along the last axis, times weight, plus bias.

    weight, bias: vectors of the last axis, or None.
    """
    return _normalized("layer_norm", x, (weight, bias), eps, backend)


def rms_norm(x: Any, weight: Any = None, eps: float = 1e-5, backend: str = "auto") -> Any:
    """Return x / sqrt(mean of squares + eps) along the last axis, times weight (or None)."""
    return _normalized("rms_norm", x, (weight,), eps, backend)


def _normalized(name: str, x: Any, vectors: tuple[Any, ...], eps: float, backend: str) -> Any:
    weight, bias = (*vectors, None)[:2]
    mlx, arrays = by_row(name, backend, x, *vectors, eps=eps)
    n = arrays[0].shape[-1]

    def launch(config: Config, x: Any, *others: Any) -> Any:
        out = mx.zeros(x.shape, x.dtype)
        w, b = (others or (x,))[0], (x, *others)[-1]
        kernels.normalize[(x.size // n,)](
            *(x, w, b, out, n, eps),
            CENTRED=name == "layer_norm",
            SCALED=weight is not None,
            SHIFTED=bias is not None,
            **config.launch_kwargs(),
        )
        return out

    there = (weight is not None, bias is not None)
    work = Work(name, arrays, mlx, kernels.normalize, launch, _configs(n), there, _why(n))
    return run(work, backend)


def cross_entropy(logits: Any, targets: Any, backend: str = "auto") -> Any:
    """Return -log softmax(logits)[target] in float32, one for each row of logits[..., C].

    targets: integers [...] from 0 to C - 1; what others give is not defined. Reduce the losses as
    you like: `.mean()`.
    """
    name = "cross_entropy"
    (x,) = floats(name, backend, logits=logits)
    try:
        dimensions("logits", x, "..., C")
        need(
            isinstance(targets, mx.array | np.ndarray) and "int" in dtype_name(targets),
            "`targets` are not an array of integers. Pass mx.array(targets)",
        )
        need(
            tuple(targets.shape) == tuple(x.shape[:-1]),
            f"`targets` has the shape {shown(targets)}, and `logits` {shown(x)} has a row for each "
            f"of {list(x.shape[:-1])}",
        )
    except LaunchError as error:
        raise refused(name, error) from None
    arrays, n = [x, as_mlx(targets)], x.shape[-1]

    def mlx(x: Any, wanted: Any) -> Any:
        wide = x.astype(mx.float32)
        places = mx.stop_gradient(mx.expand_dims(wanted, -1))
        mine = mx.take_along_axis(wide, places, -1).squeeze(-1)
        return mx.logsumexp(wide, -1) - mine

    def launch(config: Config, x: Any, wanted: Any) -> Any:
        out = mx.zeros(wanted.shape)
        kernels.cross_entropy[(x.size // n,)](x, wanted, out, n, **config.launch_kwargs())
        return out

    work = Work(name, arrays, mlx, kernels.cross_entropy, launch, _configs(n), (), _why(n))
    return run(work, backend)
