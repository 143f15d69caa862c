"""`@tmetal.jit`: from a decorated function to launches.

A launch `kernel[grid](...)` binds the arguments, looks its specialization up by their types and
constants, and hands the values to a backend. The binder is a function made for the kernel's own
signature, so a warm launch costs one call, one look-up and the backend's work.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

from tmetal import options
from tmetal.errors import CompileError, LaunchError, TmetalError
from tmetal.frontend.builtins import ACTIVE, constexpr
from tmetal.frontend.scope import nearest
from tmetal.ir.types import F32, I1, I32, Type
from tmetal.runtime import metal
from tmetal.runtime.arrays import mx, type_of
from tmetal.runtime.cpu_launch import CpuLaunch
from tmetal.runtime.interpret import call_helper
from tmetal.runtime.interpret_launch import InterpretLaunch
from tmetal.runtime.launch import Grid, grid_of
from tmetal.runtime.metal import MetalLaunch
from tmetal.runtime.specialize import Specialization
from tmetal.target import MAX_SIMDGROUPS, SIMD_WIDTH

LAUNCHERS: dict[str, Callable[[Specialization, Sequence[str]], Any]] = {
    "metal": MetalLaunch,
    "cpu": CpuLaunch,
    "interpret": InterpretLaunch,
}
OPTIONS = ("num_warps", "num_simdgroups", "num_stages")
DEFAULT_SIMDGROUPS = 4


def backend() -> str:
    """Return the backend in force: `metal`, `cpu` or `interpret`."""
    chosen = options.current.backend
    if chosen is None:
        return "metal" if metal.available() else "cpu"
    return chosen


class Kernel:
    """A kernel: launch it as `kernel[grid](arguments…)`, look into it with `ir` and `msl`."""

    def __init__(self, fn: FunctionType) -> None:
        self.kernel_source = fn
        self.__name__ = fn.__name__
        self.__doc__ = fn.__doc__
        self.__wrapped__ = fn
        self.__module__ = fn.__module__
        self.signature = inspect.signature(fn)
        self.names = _parameters(self.signature, fn)
        self.constant = {n for n in self.names if _is_constexpr(self.signature.parameters[n], fn)}
        self._bind = _make_binder(self.signature, self.names, self.constant)
        self._launches: dict[Any, Any] = {}
        self._last: Specialization | None = None

    def __repr__(self) -> str:
        return f"<kernel {self.__name__}{self.signature}>"

    def __getitem__(self, grid: Any) -> Callable[..., None]:
        """Return the launcher for a grid: an int, up to three, or a function of the arguments."""

        def launch(*args: Any, **kwargs: Any) -> None:
            self._launch(grid, args, kwargs)

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

    def warmup(self, *args: Any, grid: Any = (1,), **kwargs: Any) -> None:
        """Compile for such arguments without running; then `ir` and `msl` show the result."""
        key, values, _ = self._bound(args, kwargs)
        launch = self._launches.get(key) or self._prepare(key, values)
        grid_of(
            grid,
            lambda: dict(zip(self.names, values, strict=True)),
            launch.spec.simdgroups * SIMD_WIDTH,
        )
        launch.spec.kernel()

    def ir(self, stage: str = "tidy") -> str:
        """Return the IR of the latest launch after a stage: `frontend`, or a pass's name."""
        spec = self._specialization()
        spec.kernel()
        if stage not in spec.stages:
            raise LaunchError(f"there is no stage `{stage}`. Stages: {', '.join(spec.stages)}.")
        return repr(spec.stages[stage])

    @property
    def msl(self) -> str:
        """The MSL of the latest launch: helpers, then the kernel's body."""
        kernel = self._specialization().kernel()
        return f"{kernel.header}{kernel.body}"

    def _specialization(self) -> Specialization:
        if self._last is None:
            raise LaunchError(
                f"kernel `{self.__name__}` has not been compiled yet. Launch it, or call "
                f"{self.__name__}.warmup(arguments…)."
            )
        return self._last

    def _launch(self, grid: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        try:
            key, values, _ = self._bound(args, kwargs)
            try:
                launch = self._launches.get(key)
            except TypeError:
                raise LaunchError(self._unhashable(values)) from None
            if launch is None:
                launch = self._prepare(key, values)
            self._last = launch.spec
            sizes = self._grid(grid, values, launch)
            if sizes[0] and sizes[1] and sizes[2]:
                launch(sizes, values)
        except TmetalError as error:
            # One frame of ours is enough: the message says what the user needs.
            raise error.with_traceback(None) from error.__cause__

    def _bound(
        self, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[Any, tuple[Any, ...], Any]:
        """Return the cache key, the values and the simdgroups of a call."""
        try:
            key, values, simdgroups = self._bind(*args, **kwargs)
            return (options.current.backend, key), values, simdgroups
        except TypeError as error:
            if isinstance(error, TmetalError):
                raise
            raise LaunchError(self._misfit(args, kwargs, error)) from None

    def _grid(self, grid: Any, values: tuple[Any, ...], launch: Any) -> Grid:
        def meta() -> dict[str, Any]:
            n = launch.spec.simdgroups
            return {"num_warps": n, "num_simdgroups": n} | dict(
                zip(self.names, values, strict=True)
            )

        return grid_of(grid, meta, launch.spec.simdgroups * SIMD_WIDTH)

    def _misfit(self, args: tuple[Any, ...], kwargs: dict[str, Any], error: TypeError) -> str:
        """Explain a call that does not fit the kernel's parameters."""
        shape = f"{self.__name__}({', '.join(self.names)})"
        for name in kwargs:
            if name not in self.names and name not in OPTIONS:
                close = nearest(name, [*self.names, *OPTIONS])
                hint = f" Did you mean `{close}`?" if close else f" Options: {', '.join(OPTIONS)}."
                return f"kernel {shape} has no parameter `{name}`.{hint}"
        if len(args) > len(self.names):
            return f"kernel {shape} takes {len(self.names)} arguments, not {len(args)}."
        twice = [n for n in self.names[: len(args)] if n in kwargs]
        if twice:
            return f"kernel {shape} gets `{twice[0]}` twice, by position and by name."
        given = {*self.names[: len(args)], *kwargs}
        parameters = self.signature.parameters
        missing = [
            n
            for n in self.names
            if n not in given and parameters[n].default is inspect.Parameter.empty
        ]
        if missing:
            return f"kernel {shape} is missing {', '.join(f'`{n}`' for n in missing)}."
        return f"kernel {shape}: {error}."

    def _unhashable(self, values: tuple[Any, ...]) -> str:
        """Name the constant that cannot be a key."""
        bad = [
            n
            for n, v in zip(self.names, values, strict=True)
            if n in self.constant and v.__class__.__hash__ is None
        ]
        return (
            f"tl.constexpr {', '.join(f'`{n}`' for n in bad)} of kernel `{self.__name__}` cannot "
            "be a constant: its value can change. Pass a number, a string or a tuple."
        )

    def _prepare(self, key: Any, values: tuple[Any, ...]) -> Any:
        """Specialize and compile for a new combination of types and constants."""
        _, (*_, simdgroups, stages) = key
        types: dict[str, Type] = {}
        constants: dict[str, Any] = {}
        for name, value in zip(self.names, values, strict=True):
            t = None if name in self.constant else type_of(name, value)
            if t is None:
                constants[name] = _check_constant(name, value)
            else:
                types[name] = t
        _check_stages(stages)
        spec = Specialization(self.kernel_source, types, constants, _simdgroups(simdgroups))
        launch = self._launches[key] = LAUNCHERS[backend()](spec, self.names)
        return launch


def _parameters(signature: inspect.Signature, fn: FunctionType) -> tuple[str, ...]:
    for p in signature.parameters.values():
        if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD):
            raise CompileError(
                f"kernel `{fn.__name__}` has `{'*' * (1 + (p.kind is p.VAR_KEYWORD))}{p.name}`. "
                "A kernel names all its parameters."
            )
    return tuple(signature.parameters)


def _is_constexpr(p: inspect.Parameter, fn: FunctionType) -> bool:
    """Whether a parameter is annotated constexpr, be the annotation an object or its text."""
    if isinstance(p.annotation, str):
        return p.annotation.split(".")[-1] == "constexpr"
    return p.annotation is constexpr


def _check_constant(name: str, value: Any) -> Any:
    if isinstance(value, mx.array):
        raise LaunchError(
            f"parameter `{name}` is a tl.constexpr, and its argument is an array. Pass a number, "
            f"or drop the annotation to pass the array."
        )
    return value


def _check_stages(stages: Any) -> None:
    if stages is not None and type(stages) is not int:
        raise LaunchError(f"num_stages is {stages!r}. It is an int (accepted, without effect).")


def _simdgroups(wanted: Any) -> int:
    n = DEFAULT_SIMDGROUPS if wanted is None else wanted
    if type(n) is not int or not 1 <= n <= MAX_SIMDGROUPS or n & (n - 1):
        raise LaunchError(
            f"num_warps (= simdgroups per threadgroup) is {n!r}. "
            f"It is a power of two from 1 to {MAX_SIMDGROUPS}: Metal runs at most 1024 threads."
        )
    return n


def kind_of(x: Any) -> Any:
    """Return what a run-time argument's type depends on, quickly; None where it needs a look."""
    t = x.__class__
    if t is mx.array:
        return x.dtype
    if t is int:
        return I32 if -2147483648 <= x <= 2147483647 else type_of("", x)
    if t is float:
        return F32
    if t is bool:
        return I1
    return (t, getattr(x, "dtype", None), type_of("argument", x))


def constant_kind(x: Any) -> Any:
    """Return the key of a constant: its value and its type, since 2, 2.0 and True are equal."""
    return x.__class__, x


def _make_binder(
    signature: inspect.Signature, names: Sequence[str], constant: set[str]
) -> Callable[..., Any]:
    """Make `bind(*arguments, num_warps=…) -> (key, values, simdgroups)` for one signature."""
    scope: dict[str, Any] = {"kind": kind_of, "constant": constant_kind, "plain": _plain}
    heads, keys, star = [], [], False
    for name in names:
        p = signature.parameters[name]
        if p.kind is p.KEYWORD_ONLY and not star:
            heads.append("*")
            star = True
        has_default = p.default is not p.empty
        if has_default:
            scope[f"_default_{name}"] = _plain(p.default)
        heads.append(f"{name}=_default_{name}" if has_default else name)
        keys.append(f"constant({name})" if name in constant else f"kind({name})")
    extra = [o for o in OPTIONS if o not in names]
    if not star:
        heads.append("*")
    heads += [f"{o}=None" for o in extra]
    present = [o if o in extra else "None" for o in OPTIONS]
    simdgroups = f"({present[0]} if {present[1]} is None else {present[1]})"
    head = f"def bind({', '.join(heads)}):\n"
    body = f"    return ({', '.join([*keys, simdgroups, present[2]])},), "
    body += f"({''.join(f'{n}, ' for n in names)}), {simdgroups}\n"
    exec(head + body, scope)
    made: Callable[..., Any] = scope["bind"]
    return made


def _plain(x: Any) -> Any:
    return x.value if isinstance(x, constexpr) else x


def jit(fn: Any = None, **hints: Any) -> Any:
    """Make a kernel, or a helper that kernels call, of a Python function.

    Launch it as `kernel[grid](arguments…)`. Hints (`do_not_specialize`, `noinline`, `debug` and
    such) are accepted and have no effect in this version.
    """
    if fn is None:
        return jit
    if not isinstance(fn, FunctionType):
        raise CompileError(f"@tmetal.jit decorates a function, not {type(fn).__name__}.")
    return Kernel(fn)
