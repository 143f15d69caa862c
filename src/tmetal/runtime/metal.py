"""Metal: a launch becomes a lazy `mx.fast.metal_kernel` node in the MLX graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tmetal.ir.types import F32, I1, I32, DType
from tmetal.runtime.arrays import TO_MLX, as_mlx, host_view, is_mlx, mx
from tmetal.runtime.launch import Grid, Launch
from tmetal.runtime.specialize import Specialization, launch_name


def available() -> bool:
    """Whether MLX has a Metal GPU here."""
    return bool(mx.metal.is_available())


@dataclass(frozen=True)
class Variant:
    """A compiled kernel and where its buffers come from, by position among the arguments."""

    call: Callable[..., Any]
    inputs: tuple[tuple[int, DType | None], ...]
    outputs: tuple[int, ...]
    dtypes: tuple[Any, ...]
    maps: dict[int, int]


class MetalLaunch(Launch):
    """Launches one specialization on Metal."""

    def __init__(self, spec: Specialization, names: Sequence[str]) -> None:
        super().__init__(spec, names)
        self.variants: dict[frozenset[str], Variant] = {}
        self.verbose = False

    def __call__(self, grid: Grid, values: Sequence[Any]) -> None:
        """Run the kernel over a grid; written arrays take their new values, lazily."""
        self.check_written(values)
        preserve = self.uncovered(values, grid)
        v = self.variants.get(preserve) or self.build(preserve)
        arguments = [_scalar(values[at], t) if t else _bindable(values[at]) for at, t in v.inputs]
        results = v.call(
            inputs=arguments,
            output_shapes=[
                values[at].shape if values[at].size and values[at].ndim else (1,)
                for at in v.outputs
            ],
            output_dtypes=v.dtypes,
            grid=(grid[0] * self.threads, grid[1], grid[2]),
            threadgroup=(self.threads, 1, 1),
            init_value=0 if v.maps else None,
            verbose=self.verbose,
        )
        for place, at in enumerate(v.outputs):
            if place not in v.maps.values():
                self.assign(values[at], results, place, v.maps.get(place))

    def assign(self, target: Any, results: Sequence[Any], place: int, written: int | None) -> None:
        """Give a written array its new contents, merged with the old ones where there is a map."""
        if target.size == 0:
            return
        new = results[place]
        if written is not None:
            old = as_mlx(target)
            new = mx.where(results[written], new, old.reshape(new.shape))
        if new.shape != target.shape:
            new = new.reshape(target.shape)
        if is_mlx(target):
            target[...] = new
        else:
            mx.eval(new)
            target[...] = host_view(new)

    def build(self, preserve: frozenset[str]) -> Variant:
        """Make the MLX kernel for one set of arrays to preserve."""
        kernel = self.spec.kernel(preserve)
        outputs = [self.position[a.parameter] for a in kernel.outputs]
        roles = [a.role for a in kernel.outputs]
        places = {
            at: p for p, (at, r) in enumerate(zip(outputs, roles, strict=True)) if r == "output"
        }
        made = Variant(
            call=_metal_kernel(
                name=launch_name(kernel),
                input_names=[a.msl_name for a in kernel.inputs],
                output_names=[a.msl_name for a in kernel.outputs],
                source=kernel.body,
                header=kernel.header,
            ),
            inputs=tuple(
                (self.position[a.parameter], a.dtype if a.role == "scalar" else None)
                for a in kernel.inputs
            ),
            outputs=tuple(outputs),
            dtypes=tuple(TO_MLX[a.dtype] for a in kernel.outputs),
            maps={
                places[at]: p
                for p, (at, r) in enumerate(zip(outputs, roles, strict=True))
                if r == "written"
            },
        )
        self.variants[preserve] = made
        return made


def _metal_kernel(**pieces: Any) -> Callable[..., Any]:
    fast: Any = mx.fast
    made: Callable[..., Any] = fast.metal_kernel(**pieces)
    return made


def _scalar(x: Any, dtype: DType) -> Any:
    """Return a scalar as MLX binds it: Python's int is int32, float is float32, bool is bool."""
    if dtype in (I32, F32, I1):
        return x.item() if isinstance(x, np.generic) else x
    return mx.array(int(x), TO_MLX[dtype])


def _bindable(x: Any) -> Any:
    """Return an array as the kernel indexes it: at least one dimension and one element."""
    array = as_mlx(x)
    if array.ndim == 0:
        return array.reshape((1,))
    # Nothing of an empty array is ever read: every access to it is masked off.
    return mx.zeros((1,), array.dtype) if array.size == 0 else array
