"""`@tmetal.jit`: from a decorated function to launches.

A launch `kernel[grid](...)` binds its arguments (see `binder`), looks the specialization up by
their types and constants, and hands the values to a backend.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import partial
from types import FunctionType
from typing import Any

from tmetal import debug, options
from tmetal.errors import CompileError, LaunchError, TmetalError
from tmetal.explain.report import Report
from tmetal.frontend.builtins import ACTIVE
from tmetal.frontend.calls import is_constant_parameter
from tmetal.frontend.hosted import Hosted, HostedTuple
from tmetal.frontend.render import python_text, tree_text
from tmetal.frontend.words import nearest
from tmetal.ir.types import Type
from tmetal.runtime import metal
from tmetal.runtime.adapters import adapted, annotated_dtypes, seen_type, stand_in
from tmetal.runtime.backends import LAUNCHERS, backend
from tmetal.runtime.binder import MISSING, OPTIONS, Launches, constant_kind, make_launcher, misfit
from tmetal.runtime.choices import (
    Dots,
    check_constant,
    checks_of,
    chosen,
    named_parameters,
    parameter_names,
    warn_of_many,
)
from tmetal.runtime.compiled import CompiledKernel
from tmetal.runtime.descriptors import Expanded, expanded
from tmetal.runtime.explained import explained
from tmetal.runtime.fingerprint import fingerprint
from tmetal.runtime.interface import IGNORED, OBSERVERS, KernelInterface, note
from tmetal.runtime.interpret import call_helper
from tmetal.runtime.launch import COMPILE, MAX_RECIPES, StaleError
from tmetal.runtime.specialize import Specialization
from tmetal.runtime.target_chip import compile_target


class Kernel(KernelInterface):
    """A kernel: launch it as `kernel[grid](arguments…)`, look into it with `ir` and `msl`."""

    def __init__(
        self, fn: FunctionType, unspecialized: Sequence[str | int] = (), debug: bool = False
    ) -> None:
        self.kernel_source = fn
        self.debug = debug  # whether its assertions are checked, if a launch does not say
        self.__name__ = fn.__name__
        self.__doc__ = fn.__doc__
        self.__wrapped__ = fn
        self.__module__ = fn.__module__
        self.signature = inspect.signature(fn)
        self.names = parameter_names(self.signature, fn)
        self.constant = {
            n for n in self.names if is_constant_parameter(self.signature.parameters[n])
        }
        self.arg_names = list(self.names)
        given = {n: self.signature.parameters[n].default for n in self.names}
        self.defaults = {n: d for n, d in given.items() if d is not inspect.Parameter.empty}
        self._annotated = annotated_dtypes(self.signature)
        self.unspecialized = named_parameters(unspecialized, self.names, fn)
        self._hooks: list[Callable[..., None]] = []
        self._launches = Launches([n in self.constant for n in self.names])
        self._launchers: dict[Any, Any] = {}
        self._specializations: dict[Any, Specialization] = {}
        self._last: Specialization | None = None
        self._at = make_launcher(
            self.__name__,
            self.signature,
            self.names,
            self.constant,
            self._launches,
            self._prepare,
            self._rescue,
        )

    def __repr__(self) -> str:
        return f"<kernel {self.__name__}{self.signature}>"

    def __getitem__(self, grid: Any) -> Callable[..., Any]:
        """Return the launcher for a grid: an int, up to three, or a function of the arguments.

        A launch returns what it wrote: the array, or a tuple of several in parameter order.
        """
        if grid.__class__ is tuple and not OBSERVERS and not options.current.debug:
            launch = self._launchers.get(grid)
            if launch is not None and (launch.grid is grid or _whole(grid)):
                return launch  # type: ignore[no-any-return]
        return self._launcher(grid)

    def _launcher(self, grid: Any) -> Callable[..., Any]:
        """Make the launcher of a grid; keep it if the grid is plain and nobody watches."""
        sizes = (grid,) if grid.__class__ is int else grid
        plain = sizes.__class__ is tuple and _whole(sizes)
        if not plain and not callable(grid):
            sizes = lambda _: grid  # noqa: E731 - to be looked at in each launch
        watched = self._hooks or OBSERVERS or options.current.debug
        launch = self._watched(sizes) if watched else self._at(sizes)
        launch.kernel, launch.grid = self, grid  # type: ignore[attr-defined]
        if plain and not watched:
            if len(self._launchers) >= MAX_RECIPES:
                self._launchers.clear()
            self._launchers[sizes] = launch
        return launch

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run as a helper in the interpreter; elsewhere a kernel needs a grid."""
        if ACTIVE.get() is not None:
            return call_helper(self.kernel_source, args, kwargs)
        raise LaunchError(
            f"kernel `{self.__name__}` was called without a grid. "
            f"Write {self.__name__}[grid](...), where grid is a tuple such as "
            "(tmetal.cdiv(n, BLOCK),)."
        )

    def run(
        self, *args: Any, grid: Any, warmup: bool = False, sanitize: bool = False, **kwargs: Any
    ) -> Any:
        """Launch over a grid as `kernel[grid](…)` does; with `warmup` only compile.

        sanitize: run on the CPU executor, which then checks every access.
        """
        if warmup:
            return self.warmup(*args, **kwargs)
        if not sanitize:
            return self[grid](*args, **kwargs)
        with options.override(backend="cpu", sanitize=True):
            return self[grid](*args, **kwargs)

    def warmup(self, *args: Any, **kwargs: Any) -> CompiledKernel:
        """Compile for such arguments without running; return the texts of each stage.

        An argument may be a `MockTensor(dtype)` in place of an array. `grid=` is accepted for the
        sake of kernels written elsewhere; nothing depends on it.
        """
        kwargs.pop("grid", None)
        self._drop_ignored(kwargs)
        named = zip((*self.names, *("" for _ in args)), args, strict=False)
        args = tuple(stand_in(a, n in self.constant) for n, a in named)
        kwargs = {n: stand_in(a, n in self.constant) for n, a in kwargs.items()}
        self._last = self._at(COMPILE)(*args, **kwargs)
        return CompiledKernel(self._last, backend(), kwargs.get("num_stages"))

    def explain(self, *args: Any, grid: Any = None, **kwargs: Any) -> Report:
        """Return what the compiler makes of such arguments, and why: see `tmetal.explain`."""
        return explained(self, grid, args, kwargs)

    def add_pre_run_hook(self, hook: Callable[..., None]) -> None:
        """Call `hook` with the arguments of each launch, before it."""
        self._hooks.append(hook)
        self._launchers.clear()

    @property
    def fn(self) -> FunctionType:
        """The decorated Python function."""
        return self.kernel_source

    @property
    def cache_key(self) -> str:
        """A hash of the kernel's source, its helpers' sources and the constants they refer to."""
        return fingerprint(self.kernel_source)

    def _watched(self, grid: Any) -> Callable[..., Any]:
        """Return a launcher with hooks before the launch and observers after it."""

        def launch(*args: Any, **kwargs: Any) -> Any:
            self._drop_ignored(kwargs)
            for hook in self._hooks:
                hook(*args, **kwargs)
            with debug.launch(self.__name__, backend(), grid, [*args, *kwargs.values()]):
                result = self._at(grid)(*args, **kwargs)
            for observe in OBSERVERS:
                observe(args, kwargs)
            return result

        return launch

    def _rescue(
        self,
        error: Exception | None,
        grid: Any,
        values: tuple[Any, ...],
        given: dict[str, Any],
        more: tuple[Any, ...],
    ) -> Any:
        """Launch again if the cause can be removed; else raise the error in the user's words."""
        named = {n: v for n, v in zip(self.names, values, strict=True) if v is not MISSING}
        chosen = {o: v for o, v in given.items() if o in OPTIONS}
        other = {o: v for o, v in given.items() if o not in OPTIONS}
        if isinstance(error, StaleError):  # a helper or constant was redefined, as in a notebook
            debug.say(1, "missed", f"{self.__name__}: `{error}` was redefined")
            self._launches.clear()
            self._specializations.clear()
            return self._at(grid)(**named, **chosen)
        if not more and self._drop_ignored(other):
            return self._at(grid)(**named, **chosen, **other)
        found: Exception | None
        found = misfit(self.__name__, self.signature, self.names, named, more, other)
        if isinstance(error, RuntimeError) and found is None:
            error = metal.explained(error)
        if isinstance(error, TypeError):
            found = found or self._unhashable(named)
        found = found or error
        if isinstance(found, TmetalError):  # our own frames would bury what the user needs
            raise found.with_traceback(None) from found.__cause__
        assert found is not None
        raise found

    def _drop_ignored(self, kwargs: dict[str, Any]) -> bool:
        """Take out launch options that have no meaning here; tell whether there were any."""
        found = [n for n in kwargs if n in IGNORED and n not in self.names]
        for name in found:
            note(f"{name}={kwargs.pop(name)!r} of kernel `{self.__name__}` has no effect here")
        return bool(found)

    def ir(self, stage: str = "tidy") -> str:
        """Return the latest compilation after a stage.

        `ast` is the syntax tree, `python` the source with its constants put in, `frontend` the
        tile IR as first made, and a pass's name the IR after it.
        """
        spec = self._specialization()
        if stage == "ast":
            return tree_text(self.kernel_source)
        if stage == "python":
            return python_text(self.kernel_source, spec.constants)
        stages = spec.stages
        if stage not in stages:
            known = ", ".join(["ast", "python", *stages])
            raise LaunchError(f"there is no stage `{stage}`. Stages: {known}.")
        return repr(stages[stage])

    @property
    def msl(self) -> str:
        """The MSL of the latest compilation: helpers, then the kernel's body."""
        spec = self._specialization()
        kernel = spec.latest or spec.kernel()
        return f"{kernel.header}{kernel.body}"

    def _specialization(self) -> Specialization:
        if self._last is None:
            raise LaunchError(
                f"kernel `{self.__name__}` has not been compiled yet. Launch it, or call "
                f"{self.__name__}.warmup(arguments…)."
            )
        return self._last

    def _unhashable(self, given: dict[str, Any]) -> LaunchError | None:
        """Name a constant that cannot be a key."""
        for name in self.constant & given.keys():
            if given[name].__class__.__hash__ is None:
                return LaunchError(
                    f"tl.constexpr `{name}` of kernel `{self.__name__}` is a "
                    f"{type(given[name]).__name__}, whose value can change. Pass a number, a "
                    "string or a tuple."
                )
        return None

    def _prepare(self, key: Any, values: tuple[Any, ...], given: dict[str, Any]) -> Any:
        """Specialize and compile for a new combination of types and constants."""
        asked = ("place", *dict.fromkeys((*self.names, *OPTIONS)))
        debug.missed(self.__name__, key, self._launches.table, asked)
        if any(v is MISSING for v in values):
            raise TypeError("an argument is missing")  # which one, `_rescue` says
        types: dict[str, Type] = {}
        constants: dict[str, Any] = {}
        names, parts, apart = expanded(self.names, values, self.constant)
        for name, value in zip(names, parts, strict=True):
            known = name in self.constant or isinstance(value, Hosted | HostedTuple)
            t = None if known else seen_type(name, value, self._annotated)
            if t is None:
                constants[name] = check_constant(name, value)
            else:
                types[name] = t
        checks = backend() != "export" and checks_of(given.get("debug"), self.debug)
        spec = self._specialize(types, constants, *chosen(given), checks)
        self._last = spec
        launch = LAUNCHERS[backend()](spec, names)
        run = adapted(launch, names, parts, self._annotated)  # a plain function of grid and values
        if apart:
            run = Expanded(run, launch, self.names, apart).run
        self._launches.add(key, run, values, given)
        return run

    def _specialize(
        self,
        types: dict[str, Type],
        constants: dict[str, Any],
        simdgroups: int,
        dots: Dots,
        checks: bool,
    ) -> Specialization:
        """Return the kernel for such types and constants; whose arrays they are does not matter."""
        kinds = (options.current.idioms, *((n, constant_kind(v)) for n, v in constants.items()))
        where = (backend() == "interpret", compile_target().key, simdgroups, dots, checks)
        key = (*where, *types.items(), *kinds)
        made = self._specializations.get(key)
        if made is None:
            unspecialized = self.unspecialized
            new = Specialization(
                self.kernel_source, types, constants, simdgroups, unspecialized, dots, checks
            )
            made = self._specializations.setdefault(key, new)  # of two threads, one is first
            known = [s for s in self._specializations.values() if s.types == types]
            warn_of_many(self.kernel_source, key, [s.constants for s in known])
        return made


JITFunction = Kernel


def _whole(grid: tuple[Any, ...]) -> bool:
    """Whether a grid holds ints and nothing else: 8.0 and True are equal to 8 and 1."""
    for n in grid:
        if n.__class__ is not int:
            return False
    return bool(grid)


# What the decorator takes; all but do_not_specialize and debug are without effect here.
HINTS = tuple(
    "do_not_specialize do_not_specialize_on_alignment version repr launch_metadata "
    "debug noinline".split()
)


def jit(
    fn: Any = None,
    *,
    do_not_specialize: Sequence[str | int] = (),
    debug: bool | None = None,
    **hints: Any,
) -> Any:
    """Make a kernel, or a helper that kernels call, of a Python function.

    Launch it as `kernel[grid](arguments…)`. do_not_specialize: parameters, by name or position, for
    which a launch with 1 compiles no kernel of its own. debug: check each `tl.device_assert`. Other
    hints (`noinline` and such) are accepted and have no effect in this version.
    """
    for name in hints:
        if name not in HINTS:
            close = nearest(name, HINTS)
            known = f"Did you mean `{close}`?" if close else f"Hints: {', '.join(HINTS)}."
            raise CompileError(f"@tmetal.jit has no hint `{name}`. {known}")
    if fn is None:
        return partial(jit, do_not_specialize=do_not_specialize, debug=debug)
    if not isinstance(fn, FunctionType):
        what = "a class" if isinstance(fn, type) else f"a {type(fn).__name__}"
        raise CompileError(f"@tmetal.jit decorates a function, not {what}.")
    try:
        return Kernel(fn, do_not_specialize, bool(debug))
    except TmetalError as error:
        raise error.with_traceback(None) from None
