"""The interpreter as a backend: arguments in, written arrays out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from types import FunctionType
from typing import Any

import numpy as np

from tmetal.ir.types import BF16, Pointer, is_pointer
from tmetal.runtime.arrays import as_mlx, host_view, is_mlx
from tmetal.runtime.interpret import Interpreted, locate, talks
from tmetal.runtime.launch import Grid, Launch, Recipe, as_results
from tmetal.runtime.placeholders import Placeholder
from tmetal.runtime.specialize import Specialization
from tmetal.runtime.tracing import evaluate, hung_on


class InterpretLaunch(Launch):
    """Launches one specialization in the interpreter; what the compiler refuses, it refuses too."""

    def __init__(self, spec: Specialization, names: Sequence[str]) -> None:
        spec.watched = talks(spec.fn.__code__, spec.fn)
        super().__init__(spec, names)  # compiles: what the compiler refuses is refused here
        self.kernel = Interpreted(spec.fn)

    def make(self, grid: Grid, values: Sequence[Any]) -> Recipe:
        """Return the run of a grid: the interpreter needs nothing else."""
        return partial(self.follow, grid)

    def follow(self, grid: Grid, *given: Any) -> Any:
        """Run the kernel over a grid; written arrays have their new values when it returns."""
        self.check_outputs(given)
        values = [v.array() if isinstance(v, Placeholder) else v for v in given]
        evaluate(values)
        named = dict(zip(self.names, values, strict=True))
        views = {
            n: host_view(v) if is_mlx(v) else v
            for n, v in named.items()
            if is_pointer(self.spec.types.get(n, BF16))
        }
        arguments = {n: self.flat(n, views[n]) if n in views else v for n, v in named.items()}
        try:
            written = self.kernel.run(self.spec.types, arguments, self.spec.constants, grid)
        except Exception as error:  # noqa: BLE001 - the user's own Python may raise anything
            raise locate(error, error.__traceback__, _files(self.spec.fn)) from None
        for name, data in written.items():
            self.assign(named[name], data, values)
        return as_results([values[at] for at in self.claims])

    def flat(self, name: str, view: Any) -> Any:
        """Return an array's elements in order; MLX holds 8-bit floats as bytes."""
        t = self.spec.types[name]
        assert isinstance(t, Pointer)
        return view.reshape(-1).view(t.element.numpy) if t.element.is_fp8() else view.reshape(-1)

    def assign(self, target: Any, data: Any, values: Sequence[Any]) -> None:
        """Give a written array its new contents."""
        shaped = np.asarray(data).reshape(target.shape)
        target[...] = hung_on(values, as_mlx(shaped)) if is_mlx(target) else shaped


def _files(fn: FunctionType) -> set[str]:
    """Return the files of a kernel and of the helpers it can see."""
    helpers = [getattr(v, "kernel_source", None) for v in fn.__globals__.values()]
    return {f.__code__.co_filename for f in (fn, *helpers) if f is not None}
