"""The CPU: the same MSL that Metal would get, compiled for this machine, run at once.

MLX outputs are fresh arrays, as on Metal; NumPy arrays are written in place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tmetal.codegen.msl import Argument, Kernel
from tmetal.codegen.signature import Bound, assemble
from tmetal.errors import BackendError, InternalError
from tmetal.runtime import cpu
from tmetal.runtime.arrays import fresh_output, host_view, is_mlx, mx
from tmetal.runtime.launch import Grid, Launch
from tmetal.runtime.specialize import Specialization, launch_name
from tmetal.runtime.toolchain import CompileFailure, ToolchainError


@dataclass
class Bindings:
    """The memory of one launch: addresses in order, and what keeps it alive."""

    pointers: list[int]
    bounds: list[Bound]
    alive: list[Any]
    fresh: dict[int, Any]
    maps: dict[int, Any]


@dataclass(frozen=True)
class CpuRecipe:
    """The grid of a launch, the arrays it preserves, and the kernel that does it."""

    grid: Grid
    preserve: frozenset[str]
    kernel: Kernel


class CpuLaunch(Launch[CpuRecipe]):
    """Launches one specialization on the CPU executor."""

    def __init__(self, spec: Specialization, names: Sequence[str]) -> None:
        super().__init__(spec, names)
        self.programs: dict[Any, cpu.Program] = {}

    def make(self, grid: Grid, values: Sequence[Any]) -> CpuRecipe:
        """Choose the kernel: NumPy arrays are written in place, so they need no preserving."""
        uncovered = self.uncovered(values, grid)
        preserve = frozenset(n for n in uncovered if is_mlx(values[self.position[n]]))
        return CpuRecipe(grid, preserve, self.spec.kernel(preserve))

    def follow(self, recipe: CpuRecipe, values: Sequence[Any]) -> None:
        """Run the kernel; written arrays have their new values when it returns."""
        mx.eval(*[v for v in values if is_mlx(v)])
        memory = self.bind(recipe.kernel, values)
        program = self.program(recipe, memory.bounds)
        program.run(memory.pointers, recipe.grid, self.threads)
        self.assign(values, memory)

    def bind(self, kernel: Kernel, values: Sequence[Any]) -> Bindings:
        """Find the memory of every buffer of the kernel."""
        memory = Bindings([], [], [], {}, {})
        flat: dict[int, Any] = {}
        for argument in kernel.inputs:
            at = self.position[argument.parameter]
            view = _input(argument, values[at], flat, at)
            memory.bounds.append(
                Bound(
                    argument.dtype,
                    max(1, view.size),
                    0 if argument.role == "scalar" else max(1, view.ndim),
                )
            )
            memory.alive.append(view)
            memory.pointers.append(view.__array_interface__["data"][0])
        for argument in kernel.outputs:
            at = self.position[argument.parameter]
            self.bind_output(memory, argument, at, values[at], flat)
        return memory

    def bind_output(
        self, memory: Bindings, argument: Argument, at: int, target: Any, flat: dict[int, Any]
    ) -> None:
        """Find or make the memory of one output."""
        if argument.role == "written":
            view = memory.maps[at] = np.zeros(max(1, target.size), np.bool_)
        elif is_mlx(target):
            memory.fresh[at], view = fresh_output(target.shape, argument.dtype)
        else:
            view = memory.fresh[at] = _contiguous(target, flat, at)
        memory.alive.append(view)
        memory.pointers.append(view.__array_interface__["data"][0])

    def program(self, recipe: CpuRecipe, bounds: list[Bound]) -> cpu.Program:
        """Return the compiled program for these bindings, from memory or from the disk cache."""
        kernel = recipe.kernel
        key = (recipe.preserve, *[(b.space, b.ndim == 0) for b in bounds])
        made = self.programs.get(key)
        if made is None:
            text = assemble(kernel, launch_name(kernel), bounds)
            try:
                made = cpu.load(text.text, text.entry, text.buffers, text.attributes)
            except CompileFailure as error:
                raise InternalError(
                    f"the MSL of kernel `{kernel.name}` does not compile. This is a bug in tmetal, "
                    f"not in your kernel.\n{error}\n{text.text}"
                ) from None
            except ToolchainError as error:
                raise BackendError(str(error)) from None
            self.programs[key] = made
        return made

    def assign(self, values: Sequence[Any], memory: Bindings) -> None:
        """Give the written arrays their new contents."""
        for at, new in memory.fresh.items():
            target = values[at]
            if target.size == 0:
                continue
            if not is_mlx(target):
                if new is not target:
                    target[...] = new.reshape(target.shape)
                continue
            if at in memory.maps:
                written = mx.array(memory.maps[at]).reshape(target.shape)
                new = mx.where(written, new, target)
            target[...] = new


def _input(argument: Argument, x: Any, flat: dict[int, Any], at: int) -> Any:
    """Return the memory of an input: the array's own where it is contiguous."""
    if argument.role == "scalar":
        return np.array(x, argument.dtype.numpy)
    return _contiguous(x, flat, at)


def _contiguous(x: Any, flat: dict[int, Any], at: int) -> Any:
    """Return an array's row-major elements, the same ones for every buffer of one argument."""
    known = flat.get(at)
    if known is None:
        view = host_view(x) if is_mlx(x) else x
        known = flat[at] = view if view.flags.c_contiguous else np.ascontiguousarray(view)
    return known
