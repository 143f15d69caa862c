"""Metal: a launch becomes a lazy `mx.fast.metal_kernel` node in the MLX graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from tmetal.codegen.msl import Kernel
from tmetal.errors import BackendError
from tmetal.ir.roles import UPDATED
from tmetal.ir.types import F32, I1, I32, DType
from tmetal.passes.pipeline import Premises
from tmetal.passes.records import WORDS
from tmetal.runtime.arrays import TO_MLX, as_mlx, host_view, is_mlx, mx
from tmetal.runtime.launch import Grid, Launch, Recipe, as_results
from tmetal.runtime.merge import merged, room
from tmetal.runtime.placeholders import Placeholder, bits
from tmetal.runtime.records import report
from tmetal.runtime.specialize import Specialization, launch_name
from tmetal.runtime.tracing import PRINTING, evaluate


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
    records: bool = False  # whether one more output, the last, is what the kernel says


class MetalLaunch(Launch):
    """Launches one specialization on Metal."""

    def __init__(self, spec: Specialization, names: Sequence[str]) -> None:
        super().__init__(spec, names)
        self.variants: dict[Any, Variant] = {}
        self.verbose = False

    def make(self, grid: Grid, values: Sequence[Any]) -> Recipe:
        """Choose the variant, and fix everything of its call but the inputs."""
        preserved, start = self.contents(values, grid)
        self.tell_kept(values, preserved)
        v = self.variant(preserved, self.premises(values, grid), start)
        fixed: dict[str, Any] = {
            "output_shapes": [
                *(_output_shape(values[at], r) for at, r in zip(v.outputs, v.roles, strict=True)),
                *([(WORDS,)] if v.records else []),
            ],
            "output_dtypes": v.dtypes,
            "grid": (grid[0] * self.threads, grid[1], grid[2]),
            "threadgroup": (self.threads, 1, 1),
        }
        if v.maps or start is not None:  # in a map, "not written" is 0
            fixed["init_value"] = bits(start)[0]
        if self.verbose:
            fixed["verbose"] = True
        special = v.maps or v.records or any(role in UPDATED for role in v.roles)
        if special or self.verbose or not self.plain(v, values):
            return partial(self.follow, v, partial(v.call, **fixed))
        return self.direct(v, fixed, values)

    def plain(self, v: Variant, values: Sequence[Any]) -> bool:
        """Whether arguments of such kinds go to MLX as they are, and results come back so."""
        arrays = [values[at] for at in (*v.inputs, *v.outputs) if at not in v.scalars]
        mine = all(is_mlx(a) or isinstance(a, Placeholder) for a in arrays)
        numbers = all(
            values[at].__class__ in (int, float, bool) and d in (I32, F32, I1)
            for at, d in v.scalars.items()
        )
        return mine and numbers and all(a.ndim and a.size for a in arrays)

    def direct(self, v: Variant, fixed: dict[str, Any], values: Sequence[Any]) -> Recipe:
        """Write out a launch whose arguments need no preparation as straight-line code.

        Numbers that a recipe is bound to are arrays already, which saves MLX making them.
        """
        names = self.names
        bound = {f"_tm_{names[at]}": at for at in v.scalars if names[at] in self.bounds}
        numbers = {n: mx.array(values[at], TO_MLX[v.scalars[at]]) for n, at in bound.items()}
        inputs = [
            names[at] if names[at] not in self.bounds else f"_tm_{names[at]}" for at in v.inputs
        ]
        written = [names[at] for at in self.claims]
        place = {names[at]: f"_tm__new[{p}]" for p, at in enumerate(v.outputs)}
        fresh = {names[at] for at in self.claims if isinstance(values[at], Placeholder)}
        held = [n for n in written if n not in fresh]
        clash = " or ".join(f"{a} is {b}" for i, a in enumerate(held) for b in held[:i])
        check = (
            f"    if {clash}: _tm__check(({''.join(f'{n}, ' for n in names)}))\n" if clash else ""
        )
        stores = "".join(f"    {n}[...] = {place[n]}\n" for n in held)
        results = ", ".join(place[n] if n in fresh else n for n in written)
        text = f"""
def direct({", ".join(names)}):
{check}    _tm__new = _tm__call(
        inputs=[{", ".join(inputs)}],
        {", ".join(f"{k}=_tm__{k}" for k in fixed)},
    )
{stores}    return {results}
"""
        scope = numbers | {f"_tm__{k}": x for k, x in fixed.items()}
        scope |= {"_tm__call": v.call, "_tm__check": self.check_outputs}
        exec(text, scope)  # our own text, made of identifiers that Python has checked
        made: Recipe = scope["direct"]
        return made

    def follow(self, v: Variant, call: Callable[..., Any], *values: Any) -> Any:
        """Add the kernel to MLX's graph; written arrays take their new values, lazily."""
        self.check_outputs(values)
        inputs = [
            _scalar(values[at], v.scalars[at]) if at in v.scalars else _bindable(values[at])
            for at in v.inputs
        ]
        results = call(inputs=inputs)
        if v.records:
            evaluate(results[-1:], PRINTING)
            report(self.spec.fn.__name__, host_view(results[-1]), self.spec.says)
        places = {at: p for p, at in enumerate(v.outputs) if p not in v.maps.values()}
        return as_results([self.assign(values[at], results, p, v) for at, p in places.items()])

    def assign(self, target: Any, results: Sequence[Any], place: int, v: Variant) -> Any:
        """Give a written array its new contents, merged with the old ones where there is a map."""
        fresh = isinstance(target, Placeholder)
        if target.size == 0:
            return target.array() if fresh else target
        new, written = results[place], v.maps.get(place)
        if v.roles[place] in UPDATED:
            new = merged(target if fresh else as_mlx(target), new, v.roles[place])
        if written is not None:
            old = target.array() if fresh else as_mlx(target)
            new = mx.where(results[written], new, old.reshape(new.shape))
        if new.shape != target.shape:
            new = new.reshape(target.shape)
        if fresh:
            return new
        if not is_mlx(target):
            mx.eval(new)
            new = host_view(new)
        target[...] = new
        return target

    def variant(self, preserve: frozenset[str], premises: Premises, start: Any) -> Variant:
        """Return the MLX kernel for one set of arrays to preserve, whatever outputs start with."""
        key = preserve, premises
        made = self.variants.get(key)
        if made is None:
            kernel = self.spec.kernel(*key)
            made = self.variants[key] = self.build(kernel, launch_name(kernel))
        return made

    def build(self, kernel: Kernel, name: str) -> Variant:
        """Make the MLX kernel of a text, under a name."""
        at = self.position
        own = [a for a in kernel.outputs if a.role != "records"]
        outputs = [at[a.parameter] for a in own]
        places = {at[a.parameter]: p for p, a in enumerate(own) if a.role != "written"}
        call = _metal_kernel(
            name=name,
            input_names=[a.msl_name for a in kernel.inputs],
            output_names=[a.msl_name for a in kernel.outputs],
            source=kernel.body,
            header=kernel.header,
        )
        maps = {places[at[a.parameter]]: p for p, a in enumerate(own) if a.role == "written"}
        scalars = {at[a.parameter]: a.dtype for a in kernel.inputs if a.role == "scalar"}
        inputs = tuple(at[a.parameter] for a in kernel.inputs)
        dtypes = [TO_MLX[a.dtype] for a in kernel.outputs]
        roles = [a.role for a in own]
        records = len(own) < len(kernel.outputs)
        return Variant(call, inputs, scalars, tuple(outputs), dtypes, maps, roles, records)


def _metal_kernel(**pieces: Any) -> Callable[..., Any]:
    fast: Any = mx.fast
    made: Callable[..., Any] = fast.metal_kernel(**pieces)
    return made


def explained(error: RuntimeError) -> Exception:
    """Return the error to raise for one of MLX's."""
    if "No Metal back-end" not in str(error):
        return error
    return BackendError(
        "there is no Metal GPU here. Unset TMETAL_BACKEND to run on the CPU; to record a launch "
        "for a Mac, use tmetal.export, or make it inside mx.export_function."
    )


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
