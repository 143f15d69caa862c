"""The CPU: the same MSL that Metal would get, compiled for this machine, run at once.

Outputs are fresh memory, as on Metal; a NumPy array that is only written, and shares no memory with
another argument, is written in place.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from tmetal import options
from tmetal.codegen.msl import Argument, Kernel
from tmetal.codegen.signature import Bound, assemble
from tmetal.codegen.signature import Program as Text
from tmetal.errors import BackendError, TmetalError
from tmetal.ir.core import walk
from tmetal.ir.roles import UPDATED
from tmetal.passes.pipeline import Premises
from tmetal.passes.records import WORDS
from tmetal.runtime import cpu
from tmetal.runtime.arrays import as_mlx, fresh_output, host_view, is_mlx, is_numpy, mx
from tmetal.runtime.diagnose import as_error, line_map
from tmetal.runtime.launch import Grid, Launch, Recipe, as_results
from tmetal.runtime.merge import merged, room
from tmetal.runtime.placeholders import Fill, Placeholder, bits
from tmetal.runtime.records import report
from tmetal.runtime.sanitize import launch as checked
from tmetal.runtime.sanitize.report import numbered
from tmetal.runtime.specialize import Specialization, launch_name
from tmetal.runtime.toolchain import CompileFailure, ToolchainError
from tmetal.runtime.tracing import evaluate, hung_on

# Who runs launches in place of the executor: gets the kernel, its text, its buffers as arrays, the
# threadgroups and the threads of each. (The profiler.)
WATCH: ContextVar[Callable[[Kernel, Text, list[Any], Grid, int], None] | None] = ContextVar(
    "WATCH", default=None
)


@dataclass
class Bindings:
    """The memory of one launch: addresses in order, and what keeps it alive."""

    pointers: list[int]
    bounds: list[Bound]
    alive: list[Any]
    fresh: dict[int, Any]
    maps: dict[int, Any]
    updated: dict[int, tuple[str, Any]]
    records: Any = None


@dataclass(frozen=True)
class CpuRecipe:
    """The grid of a launch, which arrays it may leave in part, and what outputs start with."""

    grid: Grid
    uncovered: frozenset[str]
    preserved: frozenset[str]
    start: Fill | None
    premises: Premises


class CpuLaunch(Launch):
    """Launches one specialization on the CPU executor."""

    def __init__(self, spec: Specialization, names: Sequence[str]) -> None:
        super().__init__(spec, names)
        self.programs: dict[Any, cpu.Program] = {}

    def make(self, grid: Grid, values: Sequence[Any]) -> Recipe:
        """Find out what may stay unwritten."""
        uncovered, (preserved, start) = self.uncovered(values, grid), self.contents(values, grid)
        self.tell_kept(values, preserved - self.direct(values))
        recipe = CpuRecipe(grid, uncovered, preserved, start, self.premises(values, grid))
        return partial(self.follow, recipe)

    def follow(self, recipe: CpuRecipe, *values: Any) -> Any:
        """Run the kernel; written arrays have their new values when it returns."""
        self.check_outputs(values)
        direct = self.direct(values)
        preserve = recipe.preserved - direct  # what is written in place keeps the rest by itself
        premises = recipe.premises
        if options.current.sanitize:
            # Tiles that slide store some elements twice: no mistake, but what it looks for.
            premises = replace(premises, inside=frozenset())
        kernel = self.spec.kernel(preserve, premises)
        # Outputs that nobody reads need no contents: zeros are never made.
        evaluate([values[self.position[a.parameter]] for a in kernel.inputs])
        memory = self.bind(kernel, values, direct, recipe)
        watch = WATCH.get()
        if watch is None and options.current.sanitize:
            self.sanitized(recipe, kernel, memory)
        elif watch is None:
            program = self.program(kernel, memory.bounds)
            program.run(memory.pointers, recipe.grid, self.threads)
        else:
            text = assemble(kernel, launch_name(kernel), memory.bounds)
            watch(kernel, text, memory.alive, recipe.grid, self.threads)
        if memory.records is not None:
            report(kernel.name, memory.records, self.spec.says)
        return self.assign(values, memory)

    def direct(self, values: Sequence[Any]) -> frozenset[str]:
        """Return the NumPy arrays that can be written in place: inputs must not change."""
        # Where an assertion fails, arrays keep what they had.
        in_place = not any(op.name == "fail" for op in self.spec.says.values())
        names = [n for n, e in self.spec.effects.items() if e == "write" and in_place]
        found = []
        for name in names:
            target = values[self.position[name]]
            if not is_numpy(target) or not (target.flags.c_contiguous and target.flags.aligned):
                continue
            others = [v for v in values if v is not target and isinstance(v, np.ndarray)]
            twice = sum(v is target for v in values) > 1
            if not twice and not any(np.may_share_memory(target, o) for o in others):
                found.append(name)
        return frozenset(found)

    def bind(
        self, kernel: Kernel, values: Sequence[Any], direct: frozenset[str], recipe: CpuRecipe
    ) -> Bindings:
        """Find the memory of every buffer of the kernel."""
        memory = Bindings([], [], [], {}, {}, {})
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
            if argument.role == "records":
                view = memory.records = np.zeros(WORDS, argument.dtype.numpy)
                memory.alive.append(view)
                memory.pointers.append(view.__array_interface__["data"][0])
                continue
            name = argument.parameter
            at = self.position[name]
            zero = recipe.start is not None or name in recipe.uncovered
            view = self.output(memory, argument, at, values[at], name in direct, zero)
            if bits(recipe.start) != bits(0) and at in memory.fresh:
                view.view(argument.dtype.numpy)[...] = recipe.start
            memory.alive.append(view)
            memory.pointers.append(view.__array_interface__["data"][0])
        return memory

    def output(
        self, memory: Bindings, argument: Argument, at: int, target: Any, direct: bool, zero: bool
    ) -> Any:
        """Find or make the memory of one output, which begins with zeros if `zero`."""
        if argument.role == "written":
            memory.maps[at] = np.zeros(max(1, target.size), np.bool_)
            return memory.maps[at]
        if argument.role in UPDATED:
            kind = argument.dtype.numpy
            memory.updated[at] = (
                argument.role,
                np.zeros(room(target.size, argument.role, kind.itemsize), kind),
            )
            return memory.updated[at][1]
        if direct:
            return target
        if not is_numpy(target):
            memory.fresh[at], view = fresh_output(target.shape, argument.dtype, zero)
            return view
        memory.fresh[at] = np.zeros(target.shape, target.dtype)
        return memory.fresh[at]

    def sanitized(self, recipe: CpuRecipe, kernel: Kernel, memory: Bindings) -> None:
        """Run the kernel with checks; SanitizerError if it did what has no meaning on a GPU."""
        text = assemble(kernel, launch_name(kernel), memory.bounds)
        arguments = [*kernel.inputs, *kernel.outputs]
        names = tuple(a.parameter for a in arguments)
        try:
            program = checked.load(text.text, text.entry, text.buffers, text.attributes, names)
        except CompileFailure as error:
            raise self.refused(kernel, text.text, error) from None
        # What is proved to be covered has to be written.
        first = len(kernel.inputs)
        fresh = frozenset(
            i
            for i, a in enumerate(kernel.outputs, first)
            if a.role == "output" and a.parameter not in recipe.uncovered
        )
        views = [np.asarray(view) for view in memory.alive]
        x, y, z = recipe.grid
        grid, threads = (x * self.threads, y, z), (self.threads, 1, 1)
        program.dispatch(views, grid, threads, None, fresh, _origins(kernel, text.text)).check()

    def program(self, kernel: Kernel, bounds: list[Bound]) -> cpu.Program:
        """Return the compiled program for these bindings, from memory or from the disk cache."""
        key = (id(kernel), *[(b.space, b.ndim == 0) for b in bounds])  # kernels live with the spec
        made = self.programs.get(key)
        if made is None:
            text = assemble(kernel, launch_name(kernel), bounds)
            try:
                made = cpu.load(text.text, text.entry, text.buffers, text.attributes)
            except CompileFailure as error:
                raise self.refused(kernel, text.text, error) from None
            except ToolchainError as error:
                raise BackendError(str(error)) from None
            self.programs[key] = made
        return made

    def refused(self, kernel: Kernel, text: str, error: CompileFailure) -> TmetalError:
        """Say which Python the compiler's diagnostics are about."""
        lines = line_map(text, kernel.body, kernel.locs)
        operations = walk(self.spec.frontend.body)
        inline = [op.loc for op in operations if op.name == "inline_msl" and op.loc]
        return as_error(error.diagnostics, kernel.name, text, lines, inline)

    def assign(self, values: Sequence[Any], memory: Bindings) -> Any:
        """Give the written arrays their new contents, and return them."""
        return as_results([_assigned(at, values, memory) for at in self.claims])


def _assigned(at: int, values: Sequence[Any], memory: Bindings) -> Any:
    target = values[at]
    fresh = isinstance(target, Placeholder)
    new = memory.fresh.get(at)
    if at in memory.updated:
        role, out = memory.updated[at]
        new = merged(target, out if is_numpy(target) else as_mlx(out), role)
    if new is None:  # written in place
        return target
    if at in memory.maps and target.size:
        where = np.where if is_numpy(target) else mx.where
        written = memory.maps[at].reshape(target.shape)
        old = target.array() if fresh else target
        new = where(written if is_numpy(target) else mx.array(written), new, old)
    if not is_numpy(target):
        new = hung_on(values, new)
    if fresh:
        return new
    if target.size:
        target[...] = new
    return target


def _origins(kernel: Kernel, msl: str) -> dict[tuple[str, int], str]:
    """Tell which line of the user's source each line of a kernel's body stems from."""
    before = msl[: msl.index(kernel.body)].count("\n")
    rows = zip(numbered(msl)[before:], kernel.locs, strict=False)
    return {
        (file, number): f"{Path(loc.file).name}, line {loc.line}: "
        + linecache.getline(loc.file, loc.line).strip()
        for (file, number, _), loc in rows
        if loc is not None
    }


def _input(argument: Argument, x: Any, flat: dict[int, Any], at: int) -> Any:
    """Return the memory of an input: the array's own where it is contiguous."""
    if argument.role == "scalar":
        with np.errstate(over="ignore"):  # a float beyond float32 is an infinity
            return np.asarray(x).astype(argument.dtype.numpy)
    return _contiguous(x, flat, at)


def _contiguous(x: Any, flat: dict[int, Any], at: int) -> Any:
    """Return an array's row-major elements, the same ones for every buffer of one argument."""
    known = flat.get(at)
    if known is None:
        view = host_view(x) if is_mlx(x) else x
        known = flat[at] = np.require(view, requirements=["C", "A"])
    return known
