"""Activations, element by element."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tmetal.errors import LaunchError
from tmetal.frontend.builtins import cdiv
from tmetal.mps.checks import need, shown
from tmetal.ops import kernels
from tmetal.ops.checked import floats, refused
from tmetal.ops.choice import Work, run
from tmetal.runtime.arrays import mx
from tmetal.runtime.config import Config

CONFIGS = (Config({"BLOCK": 1024}, num_warps=4),)


def gelu(x: Any, approximate: str = "none", backend: str = "auto") -> Any:
    """Return x times the normal distribution's share below x.

    approximate: "none" for the error function, "tanh" for 0.5 x (1 + tanh(…)), as torch has them.
    """
    arrays = floats("gelu", backend, x=x)
    if approximate not in ("none", "tanh"):
        raise refused("gelu", f"`approximate` is {approximate!r}. Write 'none' or 'tanh'")

    def mlx(x: Any) -> Any:
        wide = x.astype(mx.float32)
        if approximate == "none":
            made = 0.5 * wide * (1 + mx.erf(wide * 0.5**0.5))
        else:
            made = wide * mx.sigmoid(1.5957691216057308 * (wide + 0.044715 * wide**3))
        return made.astype(x.dtype)

    return _pointwise(
        "gelu", "gelu" if approximate == "none" else "gelu_tanh", arrays, mlx, backend
    )


def silu(x: Any, backend: str = "auto") -> Any:
    """Return x / (1 + exp(-x))."""
    arrays = floats("silu", backend, x=x)
    return _pointwise("silu", "silu", arrays, lambda x: x * mx.sigmoid(x), backend)


def swiglu(gate: Any, x: Any, backend: str = "auto") -> Any:
    """Return silu(gate) times x, of one shape."""
    arrays = floats("swiglu", backend, gate=gate, x=x)
    try:
        need(
            arrays[0].shape == arrays[1].shape,
            f"`gate` has the shape {shown(gate)}, and `x` {shown(x)}. They are the same: use "
            "mx.broadcast_to",
        )
    except LaunchError as error:
        raise refused("swiglu", error) from None

    def mlx(gate: Any, x: Any) -> Any:
        return gate * mx.sigmoid(gate) * x

    return _pointwise("swiglu", "swiglu", arrays, mlx, backend)


def _pointwise(
    name: str, kind: str, arrays: list[Any], mlx: Callable[..., Any], backend: str
) -> Any:
    def launch(config: Config, x: Any, *others: Any) -> Any:
        out = mx.zeros(x.shape, x.dtype)
        grid = (cdiv(x.size, config.kwargs["BLOCK"]),)
        kernels.activate[grid](
            x, (x, *others)[-1], out, x.size, KIND=kind, **config.launch_kwargs()
        )
        return out

    return run(Work(name, arrays, mlx, kernels.activate, launch, CONFIGS, (kind,)), backend)
