"""Metal: a launch becomes a lazy `mx.fast.metal_kernel` node in the MLX graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from tmetal.errors import BackendError
from tmetal.ir.roles import UPDATED
from tmetal.ir.types import F32, I1, I32, DType
from tmetal.runtime.arrays import TO_MLX, as_mlx, host_view, is_mlx, mx
from tmetal.runtime.launch import Grid, Launch
from tmetal.runtime.merge import merged, room
from tmetal.runtime.specialize import Specialization, launch_name


def available() -> bool:
    """Whether MLX has a Metal GPU here."""
    return bool(mx.metal.is_available())


@dataclass(frozen=True)
class Variant:
    """A compiled kernel and where its buffers come from, by position among the arguments."""

    call: Callable[..., Any]
    inputs: tuple[int, ...]
    scalars: dict[int, DType]
    outputs: tuple[int, ...]
    dtypes: list[Any]
    maps: dict[int, int]
    roles: list[str]


@dataclass(frozen=True)
class MetalRecipe:
    """A variant, and its call with everything fixed but the inputs.

    plain: the one output, if arguments go to MLX as they are and nothing has to be merged. One MLX
    output can always be written, so such a launch checks nothing.
    """

    variant: Variant
    call: Callable[..., Any]
    plain: int | None


class MetalLaunch(Launch[MetalRecipe]):
    """Launches one specialization on Metal."""

    def __init__(self, spec: Specialization, names: Sequence[str]) -> None:
        super().__init__(spec, names)
        self.variants: dict[Any, Variant] = {}
        self.verbose = False

    def make(self, grid: Grid, values: Sequence[Any]) -> MetalRecipe:
        """Choose the variant, and fix everything of its call but the inputs."""
        key = self.uncovered(values, grid), self.is_wide(values, grid), self.ones(values)
        v = self.variants.get(key) or self.build(*key)
        keywords: dict[str, Any] = {
            "output_shapes": [
                _output_shape(values[at], role) for at, role in zip(v.outputs, v.roles, strict=True)
            ],
            "output_dtypes": v.dtypes,
            "grid": (grid[0] * self.threads, grid[1], grid[2]),
            "threadgroup": (self.threads, 1, 1),
        }
        updated = any(role in UPDATED for role in v.roles)
        if v.maps or updated:  # "not written" is 0, and so is no difference
            keywords["init_value"] = 0
        if self.verbose:
            keywords["verbose"] = True
        arrays = [values[at] for at in (*v.inputs, *v.outputs) if at not in v.scalars]
        plain = not v.maps and not updated and all(is_mlx(a) and a.ndim and a.size for a in arrays)
        narrow = all(d in (I32, F32, I1) for d in v.scalars.values())
        single = v.outputs[0] if plain and narrow and len(v.outputs) == 1 else None
        return MetalRecipe(v, partial(v.call, **keywords), single)

    def follow(self, recipe: MetalRecipe, values: Sequence[Any]) -> None:
        """Add the kernel to MLX's graph; written arrays take their new values, lazily."""
        try:
            self._follow(recipe, values)
        except RuntimeError as error:
            if "No Metal back-end" not in str(error):
                raise
            raise BackendError(
                "there is no Metal GPU here. Unset TMETAL_BACKEND to run on the CPU; to record a "
                "launch for a Mac, make it inside mx.export_function."
            ) from None

    def _follow(self, recipe: MetalRecipe, values: Sequence[Any]) -> None:
        v = recipe.variant
        if recipe.plain is not None:
            results = recipe.call(inputs=[values[at] for at in v.inputs])
            values[recipe.plain][...] = results[0]
            return
        self.check_outputs(values)
        inputs = [
            _scalar(values[at], v.scalars[at]) if at in v.scalars else _bindable(values[at])
            for at in v.inputs
        ]
        results = recipe.call(inputs=inputs)
        for place, at in enumerate(v.outputs):
            if place not in v.maps.values():
                self.assign(values[at], results, place, v.maps.get(place), v.roles[place])

    def assign(
        self, target: Any, results: Sequence[Any], place: int, written: int | None, role: str
    ) -> None:
        """Give a written array its new contents, merged with the old ones where there is a map."""
        if target.size == 0:
            return
        new = results[place]
        if role in UPDATED:
            new = merged(as_mlx(target), new, role)
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

    def build(self, preserve: frozenset[str], wide: bool, ones: frozenset[str]) -> Variant:
        """Make the MLX kernel for one set of arrays to preserve."""
        kernel = self.spec.kernel(preserve, wide, ones)
        at = self.position
        outputs = [at[a.parameter] for a in kernel.outputs]
        places = {at[a.parameter]: p for p, a in enumerate(kernel.outputs) if a.role != "written"}
        call = _metal_kernel(
            name=launch_name(kernel),
            input_names=[a.msl_name for a in kernel.inputs],
            output_names=[a.msl_name for a in kernel.outputs],
            source=kernel.body,
            header=kernel.header,
        )
        maps = {
            places[at[a.parameter]]: p for p, a in enumerate(kernel.outputs) if a.role == "written"
        }
        scalars = {at[a.parameter]: a.dtype for a in kernel.inputs if a.role == "scalar"}
        inputs = tuple(at[a.parameter] for a in kernel.inputs)
        dtypes = [TO_MLX[a.dtype] for a in kernel.outputs]
        roles = [a.role for a in kernel.outputs]
        made = Variant(call, inputs, scalars, tuple(outputs), dtypes, maps, roles)
        self.variants[preserve, wide, ones] = made
        return made


def _metal_kernel(**pieces: Any) -> Callable[..., Any]:
    fast: Any = mx.fast
    made: Callable[..., Any] = fast.metal_kernel(**pieces)
    return made


def _output_shape(x: Any, role: str) -> tuple[int, ...]:
    """Return the shape of an output as the kernel indexes it: at least one element."""
    if role in UPDATED:
        itemsize = x.dtype.size if is_mlx(x) else x.dtype.itemsize
        return (room(x.size, role, itemsize),)
    return x.shape if x.size and x.ndim else (1,)


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
