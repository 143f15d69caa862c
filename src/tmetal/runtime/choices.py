"""What a launch chooses besides its arguments: constants, simdgroups, and what not to specialize.

In: values as the user gave them. Out: checked ones; LaunchError (CompileError in a decorator) says
what to write instead.
"""

from __future__ import annotations

import inspect
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from types import CodeType, FunctionType
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from tmetal import options
from tmetal.errors import CompileError, LaunchError
from tmetal.frontend.builtins import constexpr
from tmetal.frontend.source import parameter_loc
from tmetal.runtime.arrays import mx
from tmetal.target import MAX_SIMDGROUPS

DEFAULT_SIMDGROUPS = 4
DOT_BACKENDS = ("auto", "mpp", "simdgroup")
MANY = 32  # compilations that differ in one constant: more are a mistake rather than tuning


def parameter_names(signature: inspect.Signature, fn: FunctionType) -> tuple[str, ...]:
    """Return a kernel's parameters; CompileError for `*args` and `**kwargs`."""
    for p in signature.parameters.values():
        if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD):
            stars = "**" if p.kind is p.VAR_KEYWORD else "*"
            raise CompileError(
                f"kernel `{fn.__name__}` has `{stars}{p.name}`. A kernel names all its parameters.",
                parameter_loc(fn, p.name, stars),
            )
    return tuple(signature.parameters)


def named_parameters(
    wanted: Sequence[str | int], names: Sequence[str], fn: FunctionType
) -> frozenset[str]:
    """Return the names of parameters given by name or position; CompileError for others."""
    for p in wanted:
        if p not in names and not (isinstance(p, int) and -len(names) <= p < len(names)):
            known = ", ".join(f"`{n}`" for n in names)
            raise CompileError(
                f"do_not_specialize names {p!r}, which is no parameter of `{fn.__name__}`. "
                f"There are {known}."
            )
    return frozenset(names[p] if isinstance(p, int) else p for p in wanted)


def check_constant(name: str, value: Any) -> Any:
    """Return the value of a compile-time constant; LaunchError for an array."""
    if isinstance(value, mx.array | np.ndarray):
        raise LaunchError(
            f"parameter `{name}` is a tl.constexpr, and its argument is an array. Pass a number, "
            f"or drop the annotation to pass the array."
        )
    value = value.value if isinstance(value, constexpr) else value
    return value.item() if isinstance(value, np.generic) else value


def warn_of_many(fn: FunctionType, key: Any, compiled: Sequence[dict[str, Any]]) -> None:
    """Warn of what makes launches compile: a constant that keeps changing, or ever new kernels.

    key: what the new compilation is for. compiled: the constants of every compilation of this
    kernel so far; the last one is new.
    """
    _warn_of_again(fn, key)
    latest = compiled[-1]
    if len(compiled) < MANY or len(compiled) % MANY:
        return
    for name in latest:
        rest = {n: v for n, v in latest.items() if n != name}
        alike = [c[name] for c in compiled if {n: v for n, v in c.items() if n != name} == rest]
        if len(alike) >= MANY:
            warnings.warn(
                f"kernel `{fn.__name__}` was compiled for {len(alike)} values of the constant "
                f"`{name}` ({', '.join(map(repr, alike[-3:]))}, …). If it changes at each launch, "
                "make it a plain parameter: drop `: tl.constexpr`.",
                RuntimeWarning,
                stacklevel=2,
            )


_again: WeakKeyDictionary[CodeType, Counter[Any]] = WeakKeyDictionary()


def _warn_of_again(fn: FunctionType, key: Any) -> None:
    """Warn of a function that is compiled again and again for the same types and constants, `key`.

    So it is if it is decorated in a function that is called often, or if a global changes.
    """
    counts = _again.setdefault(fn.__code__, Counter())
    counts[key] += 1
    if not counts[key] % MANY:
        warnings.warn(
            f"kernel `{fn.__name__}` was compiled {counts[key]} times for the same types and "
            "constants. Decorate it once, outside of what is called again and again, and pass "
            "globals that change as parameters.",
            RuntimeWarning,
            stacklevel=3,
        )


def check_stages(stages: Any) -> None:
    """LaunchError unless num_stages is an int or None."""
    if stages is not None and type(stages) is not int:
        raise LaunchError(f"num_stages is {stages!r}. It is an int (accepted, without effect).")


def checks_of(wish: Any, usual: bool) -> bool:
    """Whether a launch checks assertions: as `debug=` says, else the decorator or TMETAL_DEBUG."""
    return bool(options.current.debug or usual) if wish is None else bool(wish)


class Dots(NamedTuple):
    """What a launch says of its products: `dot_backend`, and `dot_rows`, 0 for the cost model."""

    backend: str = "auto"
    rows: int = 0


def chosen(given: Mapping[str, Any]) -> tuple[int, Dots]:
    """Return what launch options ask for, all checked: the simdgroups, and that of products."""
    check_stages(given.get("num_stages"))
    simdgroups = simdgroups_of(given.get("num_warps"), given.get("num_simdgroups"))
    rows = dot_rows_of(given.get("dot_rows"), simdgroups)
    return simdgroups, Dots(dot_backend_of(given.get("dot_backend")), rows)


def dot_rows_of(wish: Any, simdgroups: int) -> int:
    """Return into how many parts of rows products are shared out; LaunchError if that can't be."""
    if wish is None:
        return 0
    parts = [1 << i for i in range(simdgroups.bit_length())]
    if type(wish) is not int or wish not in parts:
        raise LaunchError(
            f"dot_rows is {wish!r}. It says how many of the {simdgroups} simdgroups share the rows "
            f"of a product; the others share columns: {', '.join(map(str, parts))}."
        )
    return wish


def dot_backend_of(wish: Any) -> str:
    """Return what products are to run on; LaunchError for what there is not."""
    if wish is None:
        return "auto"
    if wish not in DOT_BACKENDS:
        raise LaunchError(
            f'dot_backend is {wish!r}. It is "auto" (the default), "mpp" (tensor operations, which '
            'an M5 has) or "simdgroup" (simdgroup_matrix, on every chip).'
        )
    return str(wish)


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
