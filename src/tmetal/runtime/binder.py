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
from tmetal.frontend.words import nearest
from tmetal.ir.types import F32, I1, I32, pointer
from tmetal.runtime.adapters import TensorWrapper
from tmetal.runtime.arrays import mx, type_of
from tmetal.runtime.descriptors import TensorDescriptor

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
    if t is TensorDescriptor:
        return t, x.kind(name)
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


def make_launch(
    signature: inspect.Signature,
    names: Sequence[str],
    constant: set[str],
    launches: dict[Any, Any],
    prepare: Callable[..., Any],
    find: bool = False,
) -> Callable[..., Any]:
    """Make `launch(grid, *arguments, num_warps=…)` for one signature.

    It looks the launch up in `launches`, asks `prepare(key, values, options)` for a new one, and
    calls it with the grid and the values; with `find` it returns it. Names of its own start with
    `_tm_`.
    """
    extra = [o for o in OPTIONS if o not in names]
    scope: dict[str, Any] = {
        "_tm_array": mx.array,
        "_tm_kind": kind_of,
        "_tm_constant": constant_kind,
        "_tm_i32": I32,
        "_tm_options": options,
        "_tm_launches": launches,
        "_tm_prepare": prepare,
    }
    heads = _parameters(signature, names, extra, scope)
    keys = [_constant_expression(n) if n in constant else _kind_expression(n) for n in names]
    keys += extra
    asked = ", ".join(f"{o!r}: {o}" for o in extra)
    last = "return _tm_launch" if find else "_tm_launch(_tm_grid, _tm_values)"
    text = f"""
def launch({", ".join(heads)}):
    _tm_values = ({"".join(f"{n}, " for n in names)})
    _tm_key = (_tm_options.current.place, {", ".join(keys)})
    _tm_launch = _tm_launches.get(_tm_key)
    if _tm_launch is None:
        _tm_launch = _tm_prepare(_tm_key, _tm_values, {{{asked}}})
    {last}
"""
    exec(text, scope)  # our own text, made of identifiers that Python has checked
    made: Callable[..., Any] = scope["launch"]
    return made


def _constant_expression(n: str) -> str:
    return f"({n} if {n}.__class__ is int else _tm_constant({n}))"


def _kind_expression(n: str) -> str:
    """Return the expression of an argument's kind: arrays and small ints without a call."""
    small = f"{n}.__class__ is int and -2147483648 <= {n} <= 2147483647"
    number = f"(_tm_i32 if {small} else _tm_kind({n!r}, {n}))"
    return f"({n}.dtype if {n}.__class__ is _tm_array else {number})"


def _parameters(
    signature: inspect.Signature, names: Sequence[str], extra: Sequence[str], scope: dict[str, Any]
) -> list[str]:
    heads, star = ["_tm_grid", "/"], False
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
