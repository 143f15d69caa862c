"""The launch path of one kernel, written out as straight-line Python for its own signature.

A warm launch may cost twice what MLX's own call does, about two microseconds. So the function that
takes the arguments, makes the key of their types and constants, and finds the prepared launch is
generated once per kernel, with no loops and no `**` in it, and made once per grid. Comparing kinds
is cheaper than hashing them: so the launch that was prepared last is tried before the table.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import Any

from tmetal import options
from tmetal.errors import LaunchError
from tmetal.frontend.builtins import constexpr
from tmetal.frontend.words import nearest
from tmetal.ir.types import F32, I1, I32, pointer
from tmetal.runtime.adapters import TensorWrapper
from tmetal.runtime.arrays import mx, type_of
from tmetal.runtime.descriptors import TensorDescriptor
from tmetal.runtime.placeholders import Placeholder

OPTIONS = ("num_warps", "num_simdgroups", "num_stages", "dot_backend", "dot_rows", "debug")


def kind_of(name: str, x: Any) -> Any:
    """Return what a run-time argument's type depends on."""
    t = x.__class__
    if t is mx.array:
        return x.dtype
    if t is int:
        return I32 if -2147483648 <= x <= 2147483647 else type_of(name, x)
    if t is float:
        return F32
    if t is bool:
        return I1
    if t is TensorDescriptor:
        return t, x.kind(name)
    if t is Placeholder:
        return x.kind
    if isinstance(x, tuple):
        return t, *(None if v is None else kind_of(f"{name}[{i}]", v) for i, v in enumerate(x))
    return t, pointer(x.dtype) if t is TensorWrapper else type_of(name, x)


def constant_kind(x: Any) -> Any:
    """Return the key of a constant: 2, 2.0 and True are equal but not the same, nor are 0.0, -0.0.

    An int is itself, since no other type's key is one.
    """
    t = x.__class__
    if t is int:
        return x
    if t is float:
        return "float", x.hex()
    if t is tuple:
        return "tuple", *(constant_kind(v) for v in x)
    return t, x


class Launches:
    """The prepared launches of a kernel: by key, and the kinds and function of the latest one."""

    def __init__(self, constant: Sequence[bool]) -> None:
        self.constant = constant  # of each parameter, whether it is a compile-time constant
        self.table: dict[Any, Callable[..., Any]] = {}
        self.latest: tuple[Any, ...] = (None,) * (len(constant) + 3)  # no place, so it fits none

    def add(
        self, key: Any, launch: Callable[..., Any], values: Sequence[Any], given: dict[str, Any]
    ) -> None:
        """Remember a launch; `values` are the arguments and `given` the options it was made for."""
        self.table[key] = launch
        # One assignment: a thread that launches meanwhile sees the old ones or the new ones.
        kinds = [v if c else plain_kind(v) for v, c in zip(values, self.constant, strict=True)]
        self.latest = (*kinds, given, key[0], launch)

    def clear(self) -> None:
        """Forget all launches."""
        self.table.clear()
        self.latest = (None,) * len(self.latest)


def plain_kind(x: Any) -> Any:
    """Return what a launch compares in place of a kind: a dtype or a class; a text for neither."""
    if x.__class__ is mx.array:
        return x.dtype
    small = x.__class__ in (int, float, bool) and -2147483648 <= x <= 2147483647
    return x.__class__ if small else "neither"


class Missing:
    """Stands for a parameter without a default that a launch does not give."""


MISSING = Missing()


def make_launcher(
    kernel: str,
    signature: inspect.Signature,
    names: Sequence[str],
    constant: set[str],
    launches: Launches,
    prepare: Callable[..., Any],
    rescue: Callable[..., Any],
) -> Callable[[Any], Callable[..., Any]]:
    """Make `at(grid)`, which makes `launch(*arguments, num_warps=…)`, for one signature.

    A launch finds its function in `launches`, asks `prepare(key, values, options)` for a new one,
    and calls it with the grid and the values. What does not fit, and what fails, goes to
    `rescue(error, grid, values, options, more)`. Options are what is given by a name that is no
    parameter's, whatever it is: mostly there are none. Names of its own start with `_tm_`.
    """
    extra = [o for o in OPTIONS if o not in names]
    scope: dict[str, Any] = {
        "_tm_array": mx.array,
        "_tm_kind": kind_of,
        "_tm_constant": constant_kind,
        "_tm_i32": I32,
        "_tm_options": options,
        "_tm_launches": launches,
        "_tm_table": launches.table,
        "_tm_prepare": prepare,
        "_tm_rescue": rescue,
        "_tm_chosen": partial(_chosen, extra),
        "_tm_none": (None,) * len(extra),
    }
    heads = _parameters(signature, names, scope)
    keys = [_constant_expression(n) if n in constant else _kind_expression(n) for n in names]
    keys.append("*(_tm_chosen(_tm_given) if _tm_given else _tm_none)")
    values = "".join(f"{n}, " for n in names)
    latest = [f"_tm_same_{n}" for n in (*names, "_tm_given", "_tm_place")]
    same = ["_tm_place is _tm_same__tm_place", "_tm_given == _tm_same__tm_given"]
    same += [f"{n} is _tm_same_{n}" if n in constant else _same_kind(n) for n in names]
    text = f"""
def at(_tm_grid):
    def launch({", ".join(heads)}):
        if _tm_more:
            return _tm_rescue(None, _tm_grid, ({values}), _tm_given, _tm_more)
        try:
            _tm_place = _tm_options.current.place
            {", ".join(latest)}, _tm_launch = _tm_launches.latest
            if {" and ".join(same)}:
                return _tm_launch(_tm_grid, {values})
            _tm_key = (_tm_place, {", ".join(keys)})
            _tm_launch = _tm_table.get(_tm_key)
            if _tm_launch is None:
                _tm_launch = _tm_prepare(_tm_key, ({values}), _tm_given)
            return _tm_launch(_tm_grid, {values})
        except Exception as _tm_error:
            return _tm_rescue(_tm_error, _tm_grid, ({values}), _tm_given, ())
    launch.__qualname__ = {"launch of " + kernel!r}
    return launch
"""
    exec(text, scope)  # our own text, made of identifiers that Python has checked
    made: Callable[[Any], Callable[..., Any]] = scope["at"]
    return made


def _chosen(known: Sequence[str], given: dict[str, Any]) -> Iterator[Any]:
    """Return the values of all options; TypeError if something is given that is none."""
    if not given.keys() <= set(known):
        raise TypeError("not an option")  # which one, `rescue` says
    return map(given.get, known)


def _constant_expression(n: str) -> str:
    return f"({n} if {n}.__class__ is int else _tm_constant({n}))"


def _same_kind(n: str) -> str:
    """Return the comparison of an argument's kind with that of the latest launch."""
    number = f"{n}.__class__ is _tm_same_{n} and -2147483648 <= {n} <= 2147483647"
    return f"({n}.dtype == _tm_same_{n} if {n}.__class__ is _tm_array else {number})"


def _kind_expression(n: str) -> str:
    """Return the expression of an argument's kind: arrays and small ints without a call."""
    small = f"{n}.__class__ is int and -2147483648 <= {n} <= 2147483647"
    number = f"(_tm_i32 if {small} else _tm_kind({n!r}, {n}))"
    return f"({n}.dtype if {n}.__class__ is _tm_array else {number})"


def _parameters(
    signature: inspect.Signature, names: Sequence[str], scope: dict[str, Any]
) -> list[str]:
    heads, star = [], False
    for name in names:
        p = signature.parameters[name]
        if p.kind is p.KEYWORD_ONLY and not star:
            heads.append("*_tm_more")
            star = True
        default = MISSING if p.default is p.empty else p.default
        scope[f"_d_{name}"] = default.value if isinstance(default, constexpr) else default
        heads.append(f"{name}=_d_{name}")
    heads += [] if star else ["*_tm_more"]
    return [*heads, "**_tm_given"]


def misfit(
    kernel: str,
    signature: inspect.Signature,
    names: Sequence[str],
    given: Collection[str],
    more: tuple[Any, ...],
    other: Collection[str],
) -> LaunchError | None:
    """Explain a call that does not fit the kernel's parameters; None if it fits.

    given: the parameters that have a value; more: arguments beyond the last one by position; other:
    names of arguments that are none.
    """
    shape = f"{kernel}({', '.join(names)})"
    for name in other:
        close = nearest(name, [*names, *OPTIONS])
        hint = f"Did you mean `{close}`?" if close else f"Options: {', '.join(OPTIONS)}."
        return LaunchError(f"kernel {shape} has no parameter `{name}`. {hint}")
    if more:
        kinds = [p.kind for p in signature.parameters.values()]
        n = len(kinds) - kinds.count(inspect.Parameter.KEYWORD_ONLY)
        return LaunchError(f"kernel {shape} takes {n} arguments by position, not {n + len(more)}.")
    missing = [n for n in names if n not in given]
    if missing:
        words = ", ".join(f"`{n}`" for n in missing)
        return LaunchError(f"kernel {shape} is missing {words}.")
    return None
