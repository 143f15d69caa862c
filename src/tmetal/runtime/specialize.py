"""A kernel for one set of argument types and constants: its IR, its MSL, its memory claims."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Mapping
from functools import cached_property
from hashlib import sha256
from types import FunctionType
from typing import Any

from tmetal import debug, options
from tmetal.codegen.msl import Kernel, print_kernel
from tmetal.errors import LaunchError, Loc, PerformanceWarning
from tmetal.explain.pressure import Cliffs, spills, strips
from tmetal.frontend.compile import lower_function
from tmetal.frontend.scope import Dependency
from tmetal.ir.core import Func, Op, deep_nesting, uncollected, walk
from tmetal.ir.types import I32, Type
from tmetal.ir.verify import verify
from tmetal.passes.bind import bind
from tmetal.passes.effects import WRITES
from tmetal.passes.pipeline import SMALL, Premises, Settings, narrow_programs, run_pipeline, stages
from tmetal.passes.rewrite import copy
from tmetal.passes.units import refusals
from tmetal.runtime import text_cache
from tmetal.runtime.choices import Dots
from tmetal.runtime.coverage import Claim, coverages
from tmetal.runtime.target_chip import compile_target
from tmetal.runtime.tensor_probe import products
from tmetal.target import MAX_BUFFERS

PLAIN = Premises()


class Specialization:
    """One kernel, compiled on demand for each set of arrays whose contents must survive."""

    def __init__(
        self,
        fn: FunctionType,
        types: dict[str, Type],
        constants: dict[str, Any],
        simdgroups: int,
        unspecialized: Collection[str] = (),
        dots: Dots = Dots(),  # noqa: B008 - it never changes
        checks: bool = False,
    ) -> None:
        self.fn = fn
        self.types = types
        self.constants = constants
        self.simdgroups = simdgroups
        self.target = compile_target().facts
        self.dots = dots
        self.idioms = options.current.idioms
        self.unspecialized = frozenset(unspecialized)  # numbers that are not constants even if 1
        self.small = {n for n, t in types.items() if t is I32}  # expected to be below `SMALL`
        self.checks = checks  # whether assertions are checked
        self.watched = False  # the interpreter runs it, and it prints or stops
        self.told: list[tuple[str, Loc | None]] = []  # warnings of the latest compilation
        self.settings: Settings | None = None  # of the latest compilation
        self.kernels: dict[Any, Kernel] = {}
        self.latest: Kernel | None = None  # what the last launch ran
        self.dependencies: list[Dependency] = []
        self._frontend: Func | None = None
        self._analysed: Func | None = None

    @property
    def frontend(self) -> Func:
        """Return the tile IR as the frontend made it."""
        if self._frontend is None:
            told = debug.timed(2, "pass", f"{self.fn.__name__}: frontend", stage="frontend")
            with told, uncollected():
                func, self.dependencies = lower_function(
                    self.fn, self.types, self.constants, self.watched, self.checks
                )
            if options.current.verify:
                with deep_nesting():
                    verify(func, "the frontend")
            self._frontend = func
        return self._frontend

    def kernel(
        self,
        preserve: Collection[str] = (),
        premises: Premises = PLAIN,
    ) -> Kernel:
        """Return the MSL in which the arrays `preserve` keep what is not written.

        premises: what else the text may rest on.
        """
        key = frozenset(preserve), premises
        made = self.kernels.get(key)
        if made is None:
            made = self.kernels.setdefault(key, self._compile(*key))  # of two threads, one is first
        self.latest = made
        return made

    def _compile(self, preserve: frozenset[str], premises: Premises) -> Kernel:
        settings = Settings(
            self.simdgroups,
            preserve,
            target=self.target,
            idioms=self.idioms,
            dot_backend=products(self.dots.backend, self.target),
            dot_rows=self.dots.rows,
            **vars(premises),
        )
        self.settings = settings
        asked = options.current.debug or options.current.verify  # to see the passes at work
        path = None if asked else text_cache.entry_path(self.frontend, settings)
        kernel = None if path is None else text_cache.read(path, self.frontend)
        if kernel is None:
            kernel = self.lowered(settings)
            if path is not None and not self.told:  # a warning comes again in the next process
                text_cache.write(path, kernel, self.frontend)
        self.check_buffers(len(kernel.inputs) + len(kernel.outputs))
        return kernel

    @uncollected()
    def lowered(self, settings: Settings) -> Kernel:
        """Run all passes, and print what comes out."""
        seen = debug.Compilation(self.fn.__name__, self.frontend)
        refused: Cliffs = []
        found: Cliffs = []

        def watch(stage: str, func: Func) -> None:
            seen(stage, func)
            if stage == "layouts":
                refused.extend(refusals(func))
                found.extend(strips(func))
            elif stage == "ranges" and not found:
                found.extend(spills(func))

        with deep_nesting():
            func = run_pipeline(self.frontend, settings, watch, options.current.verify)
            kernel = print_kernel(func)
        if settings.dot_backend != "mpp":  # nobody asked: no warning
            for text, loc in refused:
                debug.say(1, "products", text, line=loc.line if loc else 0)
            refused.clear()
        self.told = refused + found
        for text, loc in self.told:
            file, line = (loc.file, loc.line) if loc else ("<kernel>", 0)
            warnings.warn_explicit(text, PerformanceWarning, file, line)
        seen.dump("msl", f"{kernel.header}{kernel.body}")
        seen.done(self.types, self.constants, str(settings))
        return kernel

    @property
    def stages(self) -> dict[str, Func]:
        """Return the latest compilation by stage: what the frontend made, then each pass.

        Compiling does not keep them all, so the passes run again.
        """
        settings = self.settings or Settings(self.simdgroups, target=self.target)
        with deep_nesting():
            return {"frontend": self.frontend, **stages(self.frontend, settings)}

    def check_buffers(self, count: int) -> None:
        """Refuse a kernel with more buffers than Metal binds."""
        if count > MAX_BUFFERS:
            raise LaunchError(
                f"kernel `{self.fn.__name__}` needs {count} buffers and Metal binds "
                f"{MAX_BUFFERS} at most (a scalar takes one too). Pass fewer arrays, or pack "
                "scalars into an array."
            )

    def is_large(self, numbers: Mapping[str, Any]) -> bool:
        """Whether some of a launch's scalar arguments is larger than kernels reckon with."""
        return any(not -SMALL // 2 <= numbers[n] < SMALL for n in self.small)

    def is_wide(self, sizes: Collection[int], grid: Collection[int]) -> bool:
        """Whether a launch over arrays of such sizes needs a wide kernel."""
        return max(sizes, default=0) >= 1 << 31 or max(grid) > narrow_programs(self.frontend)

    @property
    def analysed(self) -> Func:
        """Return the function as far as every launch shares it: with its effects noted."""
        if self._analysed is None:
            func = self.frontend
            with deep_nesting():
                func = run_pipeline(func, Settings(self.simdgroups), last="effects")
                bound = bind(copy(func), (), self.target)
            self.check_buffers(len(bound.body.args))
            self._analysed = func
        return self._analysed

    @property
    def effects(self) -> dict[str, str]:
        """Return what the kernel does to each array: read, write, read+write, reload, atomic or
        none."""
        effects: dict[str, str] = self.analysed.attrs["effects"]
        return {n: effect for n, effect in effects.items() if n in self.types}

    @property
    def says(self) -> dict[int, Op]:
        """Return the prints and assertions of the kernel by site (see `passes.records`)."""
        return {op.attrs["site"]: op for op in walk(self.frontend.body) if "site" in op.attrs}

    @cached_property
    def multiplies(self) -> bool:
        """Whether there are products of matrices in it."""
        return any(op.name == "dot" for op in walk(self.frontend.body))

    def claims(self) -> dict[str, list[Claim]]:
        """Return what each written array's stores are sure to cover."""
        func, effects = self.analysed, self.effects
        written = [p for p in func.body.args if effects.get(p.name) in WRITES]
        # An update needs what was there before, whatever is stored later.
        return {p.name: [] if effects[p.name] == "atomic" else coverages(func, p) for p in written}


def launch_name(kernel: Kernel) -> str:
    """Return the name a kernel is launched under: MLX and Metal cache by it, so it has a hash."""
    text = repr((kernel.header, kernel.body, kernel.inputs, kernel.outputs))
    return f"tmetal_{kernel.name}_{sha256(text.encode()).hexdigest()[:12]}"
