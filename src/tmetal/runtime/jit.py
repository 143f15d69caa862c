"""`@tmetal.jit`: from a decorated function to launches.

A launch `kernel[grid](...)` binds its arguments (see `binder`), looks the specialization up by
their types and constants, and hands the values to a backend.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Sequence
from functools import cache
from types import FunctionType
from typing import Any

import numpy as np

from tmetal import debug, options
from tmetal.errors import CompileError, LaunchError, TmetalError
from tmetal.frontend.builtins import ACTIVE, constexpr
from tmetal.frontend.calls import is_constant_parameter
from tmetal.frontend.render import python_text, tree_text
from tmetal.frontend.source import parameter_loc
from tmetal.frontend.words import nearest
from tmetal.ir.types import Type
from tmetal.runtime import metal, toolchain
from tmetal.runtime.adapters import adapted, annotated_dtypes, seen_type, stand_in
from tmetal.runtime.arrays import mx
from tmetal.runtime.binder import make_launch, misfit
from tmetal.runtime.compiled import CompiledKernel
from tmetal.runtime.cpu_launch import CpuLaunch
from tmetal.runtime.fingerprint import fingerprint
from tmetal.runtime.interface import IGNORED, OBSERVERS, KernelInterface, note
from tmetal.runtime.interpret import call_helper
from tmetal.runtime.interpret_launch import InterpretLaunch
from tmetal.runtime.launch import StaleError
from tmetal.runtime.metal import MetalLaunch
from tmetal.runtime.specialize import Specialization
from tmetal.target import MAX_SIMDGROUPS

LAUNCHERS: dict[str, Callable[[Specialization, Sequence[str]], Any]] = {
    "metal": MetalLaunch,
    "cpu": CpuLaunch,
    "interpret": InterpretLaunch,
}
DEFAULT_SIMDGROUPS = 4


def backend() -> str:
    """Return the backend in force: `metal`, `cpu` or `interpret`."""
    return options.current.backend or _automatic()


@cache
def _automatic() -> str:
    """Return the best backend of this machine; say so once if that is only the interpreter."""
    if metal.available():
        return "metal"
    try:
        toolchain.compiler()
    except toolchain.ToolchainError as error:
        warnings.warn(
            f"kernels run in the interpreter, which is slow: {error}", RuntimeWarning, stacklevel=2
        )
        return "interpret"
    return "cpu"


class Kernel(KernelInterface):
    """A kernel: launch it as `kernel[grid](arguments…)`, look into it with `ir` and `msl`."""

    def __init__(self, fn: FunctionType) -> None:
        self.kernel_source = fn
        self.__name__ = fn.__name__
        self.__doc__ = fn.__doc__
        self.__wrapped__ = fn
        self.__module__ = fn.__module__
        self.signature = inspect.signature(fn)
        self.names = _parameters(self.signature, fn)
        self.constant = {
            n for n in self.names if is_constant_parameter(self.signature.parameters[n])
        }
        self.arg_names = list(self.names)
        given = {n: self.signature.parameters[n].default for n in self.names}
        self.defaults = {n: d for n, d in given.items() if d is not inspect.Parameter.empty}
        self._annotated = annotated_dtypes(self.signature)
        self._hooks: list[Callable[..., None]] = []
        self._find: Callable[..., Any] | None = None
        self._launches: dict[Any, Any] = {}
        self._last: Specialization | None = None
        self._run = make_launch(
            self.signature, self.names, self.constant, self._launches, self._prepare
        )

    def __repr__(self) -> str:
        return f"<kernel {self.__name__}{self.signature}>"

    def __getitem__(self, grid: Any) -> Callable[..., None]:
        """Return the launcher for a grid: an int, up to three, or a function of the arguments."""
        run = self._watched if self._hooks or OBSERVERS or options.current.debug else self._run

        def launch(*args: Any, **kwargs: Any) -> None:
            try:
                try:
                    run(grid, *args, **kwargs)
                except StaleError as name:  # a helper or constant was redefined, as in a notebook
                    debug.say(1, "missed", f"{self.__name__}: `{name}` was redefined")
                    self._launches.clear()
                    run(grid, *args, **kwargs)
            except (TmetalError, TypeError) as error:
                if self._drop_ignored(kwargs):
                    return launch(*args, **kwargs)
                raise self._explained(error, args, kwargs) from error.__cause__

        launch.kernel, launch.grid = self, grid  # type: ignore[attr-defined]
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
        self[(0,)](*args, **kwargs)
        if self._find is None:
            self._find = make_launch(
                self.signature, self.names, self.constant, self._launches, self._prepare, True
            )
        self._last = self._find((0,), *args, **kwargs).__self__.spec
        return CompiledKernel(self._last, backend(), kwargs.get("num_stages"))

    def add_pre_run_hook(self, hook: Callable[..., None]) -> None:
        """Call `hook` with the arguments of each launch, before it."""
        self._hooks.append(hook)

    @property
    def fn(self) -> FunctionType:
        """The decorated Python function."""
        return self.kernel_source

    @property
    def cache_key(self) -> str:
        """A hash of the kernel's source, its helpers' sources and the constants they refer to."""
        return fingerprint(self.kernel_source)

    def _watched(self, grid: Any, *args: Any, **kwargs: Any) -> None:
        """Launch, with hooks before it and observers after it."""
        self._drop_ignored(kwargs)
        for hook in self._hooks:
            hook(*args, **kwargs)
        with debug.launch(self.__name__, backend(), grid, [*args, *kwargs.values()]):
            self._run(grid, *args, **kwargs)
        for observe in OBSERVERS:
            observe(args, kwargs)

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
        if spec.latest is None:
            spec.kernel()
        stages = spec.stages
        if stage not in stages:
            known = ["ast", "python", *stages]
            raise LaunchError(f"there is no stage `{stage}`. Stages: {', '.join(known)}.")
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

    def _explained(
        self, error: Exception, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Exception:
        """Return the error to raise: Python's complaint about the call in the kernel's words."""
        if not isinstance(error, TmetalError):
            found = misfit(self.__name__, self.signature, self.names, args, kwargs)
            found = found or self._unhashable(args, kwargs)
            if found is None:
                return error
            error = found
        # The message says what the user needs; our own frames would bury it.
        return error.with_traceback(None)

    def _unhashable(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> LaunchError | None:
        """Name a constant that cannot be a key."""
        defaults = {n: p.default for n, p in self.signature.parameters.items()}
        given = defaults | dict(zip(self.names, args, strict=False)) | kwargs
        for name in self.constant:
            if name in given and given[name].__class__.__hash__ is None:
                return LaunchError(
                    f"tl.constexpr `{name}` of kernel `{self.__name__}` is a "
                    f"{type(given[name]).__name__}, whose value can change. Pass a number, a "
                    "string or a tuple."
                )
        return None

    def _prepare(self, key: Any, values: tuple[Any, ...], given: dict[str, Any]) -> Any:
        """Specialize and compile for a new combination of types and constants."""
        debug.missed(self.__name__, key, self._launches, ("place", *self.names, *given))
        types: dict[str, Type] = {}
        constants: dict[str, Any] = {}
        for name, value in zip(self.names, values, strict=True):
            t = None if name in self.constant else seen_type(name, value, self._annotated)
            if t is None:
                constants[name] = _check_constant(name, value)
            else:
                types[name] = t
        check_stages(given.get("num_stages"))
        simdgroups = simdgroups_of(given.get("num_warps"), given.get("num_simdgroups"))
        spec = Specialization(self.kernel_source, types, constants, simdgroups)
        self._last = spec
        launch = LAUNCHERS[backend()](spec, self.names)
        # The bound method itself: a warm launch calls it without looking anything up.
        run = self._launches[key] = adapted(launch, self.names, values, self._annotated).run
        return run


JITFunction = Kernel


def _parameters(signature: inspect.Signature, fn: FunctionType) -> tuple[str, ...]:
    for p in signature.parameters.values():
        if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD):
            stars = "**" if p.kind is p.VAR_KEYWORD else "*"
            raise CompileError(
                f"kernel `{fn.__name__}` has `{stars}{p.name}`. A kernel names all its parameters.",
                parameter_loc(fn, p.name, stars),
            )
    return tuple(signature.parameters)


def _check_constant(name: str, value: Any) -> Any:
    if isinstance(value, mx.array | np.ndarray):
        raise LaunchError(
            f"parameter `{name}` is a tl.constexpr, and its argument is an array. Pass a number, "
            f"or drop the annotation to pass the array."
        )
    value = value.value if isinstance(value, constexpr) else value
    return value.item() if isinstance(value, np.generic) else value


def check_stages(stages: Any) -> None:
    """LaunchError unless num_stages is an int or None."""
    if stages is not None and type(stages) is not int:
        raise LaunchError(f"num_stages is {stages!r}. It is an int (accepted, without effect).")


def simdgroups_of(warps: Any, simdgroups: Any) -> int:
    """Return the simdgroups of a threadgroup that the options ask for; LaunchError if none can."""
    if None not in (warps, simdgroups) and warps != simdgroups:
        raise LaunchError(
            f"num_warps={warps!r} and num_simdgroups={simdgroups!r} are two spellings of one "
            "option. Give one of them."
        )
    wanted = warps if simdgroups is None else simdgroups
    n = DEFAULT_SIMDGROUPS if wanted is None else wanted
    n = int(n) if isinstance(n, np.integer) else n
    if type(n) is not int or not 1 <= n <= MAX_SIMDGROUPS or n & (n - 1):
        raise LaunchError(
            f"num_warps (= simdgroups per threadgroup) is {n!r}. "
            f"It is a power of two from 1 to {MAX_SIMDGROUPS}: Metal runs at most 1024 threads."
        )
    return n


# Triton's options of `jit`, all without effect here.
HINTS = tuple(
    "version repr launch_metadata do_not_specialize do_not_specialize_on_alignment debug "
    "noinline".split()
)


def jit(fn: Any = None, **hints: Any) -> Any:
    """Make a kernel, or a helper that kernels call, of a Python function.

    Launch it as `kernel[grid](arguments…)`. Hints (`do_not_specialize`, `noinline`, `debug` and
    such) are accepted and have no effect in this version.
    """
    for name in hints:
        if name not in HINTS:
            close = nearest(name, HINTS)
            known = f"Did you mean `{close}`?" if close else f"Hints: {', '.join(HINTS)}."
            raise CompileError(f"@tmetal.jit has no hint `{name}`. {known}")
    if fn is None:
        return jit
    if not isinstance(fn, FunctionType):
        what = "a class" if isinstance(fn, type) else f"a {type(fn).__name__}"
        raise CompileError(f"@tmetal.jit decorates a function, not {what}.")
    try:
        return Kernel(fn)
    except TmetalError as error:
        raise error.with_traceback(None) from None
