"""The launch path of one kernel, written out as straight-line Python for its own signature.

A warm launch has about three microseconds. So the function that binds the arguments, makes the key
of their types and constants, and finds the prepared launch is generated once per kernel, with no
loops and no `**` in it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from tmetal import options
from tmetal.errors import LaunchError
from tmetal.frontend.builtins import constexpr
from tmetal.frontend.scope import nearest
from tmetal.ir.types import F32, I1, I32
from tmetal.runtime.arrays import mx, type_of

OPTIONS = ("num_warps", "num_simdgroups", "num_stages")


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
    return t, type_of(name, x)


def make_launch(
    signature: inspect.Signature,
    names: Sequence[str],
    constant: set[str],
    launches: dict[Any, Any],
    prepare: Callable[..., Any],
) -> Callable[..., None]:
    """Make `launch(grid, *arguments, num_warps=…)` for one signature.

    It looks the launch up in `launches`, asks `prepare(key, values, simdgroups, stages)` for a new
    one, and calls it with the grid and the values.
    """
    extra = [o for o in OPTIONS if o not in names]
    scope: dict[str, Any] = {
        "_array": mx.array,
        "_kind": kind_of,
        "_i32": I32,
        "_options": options,
        "_launches": launches,
        "_prepare": prepare,
    }
    heads = _parameters(signature, names, extra, scope)
    keys = [f"{n}.__class__, {n}" if n in constant else _kind_expression(n) for n in names]
    keys += [f"_o_{o}" for o in extra]
    text = f"""
def launch({", ".join(heads)}):
    _values = ({"".join(f"{n}, " for n in names)})
    _key = (_options.current.backend, {", ".join(keys)})
    _launch = _launches.get(_key)
    if _launch is None:
        _launch = _prepare(_key, _values, {{{", ".join(f"{o!r}: _o_{o}" for o in extra)}}})
    _launch(_grid, _values)
"""
    for option in extra:
        text = text.replace(f"_o_{option}", option)
    exec(text, scope)  # our own text, made of identifiers that Python has checked
    made: Callable[..., None] = scope["launch"]
    return made


def _kind_expression(n: str) -> str:
    """Return the expression of an argument's kind: arrays and small ints without a call."""
    small = f"{n}.__class__ is int and -2147483648 <= {n} <= 2147483647"
    return f"({n}.dtype if {n}.__class__ is _array else (_i32 if {small} else _kind({n!r}, {n})))"


def _parameters(
    signature: inspect.Signature, names: Sequence[str], extra: Sequence[str], scope: dict[str, Any]
) -> list[str]:
    heads, star = ["_grid", "/"], False
    for name in names:
        p = signature.parameters[name]
        if p.kind is p.KEYWORD_ONLY and not star:
            heads.append("*")
            star = True
        if p.default is p.empty:
            heads.append(name)
        else:
            default = p.default
            scope[f"_d_{name}"] = default.value if isinstance(default, constexpr) else default
            heads.append(f"{name}=_d_{name}")
    heads += [] if star else ["*"]
    return heads + [f"{o}=None" for o in extra]


def misfit(
    kernel: str,
    signature: inspect.Signature,
    names: Sequence[str],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> LaunchError | None:
    """Explain a call that does not fit the kernel's parameters; None if it fits."""
    shape = f"{kernel}({', '.join(names)})"
    for name in kwargs:
        if name not in names and name not in OPTIONS:
            close = nearest(name, [*names, *OPTIONS])
            hint = f"Did you mean `{close}`?" if close else f"Options: {', '.join(OPTIONS)}."
            return LaunchError(f"kernel {shape} has no parameter `{name}`. {hint}")
    positional = [
        n for n in names if signature.parameters[n].kind is not inspect.Parameter.KEYWORD_ONLY
    ]
    if len(args) > len(positional):
        return LaunchError(
            f"kernel {shape} takes {len(positional)} arguments by position, not {len(args)}."
        )
    twice = [n for n in names[: len(args)] if n in kwargs]
    if twice:
        return LaunchError(f"kernel {shape} gets `{twice[0]}` twice, by position and by name.")
    given = {*names[: len(args)], *kwargs}
    missing = [
        n
        for n in names
        if n not in given and signature.parameters[n].default is inspect.Parameter.empty
    ]
    if missing:
        words = ", ".join(f"`{n}`" for n in missing)
        return LaunchError(f"kernel {shape} is missing {words}.")
    return None
