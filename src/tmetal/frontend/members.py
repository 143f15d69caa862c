"""Attributes: of tiles and scalars, of modules, of compile-time objects."""

from __future__ import annotations

import ast
from collections.abc import Callable
from types import ModuleType
from typing import Any

from tmetal.errors import CompileError
from tmetal.frontend.builtins import METHODS, TABLE, Builtin, constexpr
from tmetal.frontend.promote import is_number, is_value
from tmetal.frontend.words import describe, lacking, nearest
from tmetal.ir.types import Tile, is_pointer, scalar_of, shape_of


class Bound:
    """A method of a value, before its call."""

    def __init__(self, method: Builtin, owner: Any, name: str) -> None:
        self.method, self.owner, self.name = method, owner, name

    def __repr__(self) -> str:
        return f"the method x.{self.name} (call it: x.{self.name}(...))"


def _numel(x: Any) -> int:
    return x.type.numel if isinstance(x.type, Tile) else 1


ATTRIBUTES: dict[str, Callable[[Any], Any]] = {
    "dtype": lambda x: scalar_of(x.type),
    "shape": lambda x: shape_of(x.type),
    "numel": _numel,
    "type": lambda x: x.type,
}


def attribute(owner: Any, name: str, node: ast.expr) -> Any:
    """Return `owner.name`; `node` is how the user wrote the owner."""
    if isinstance(owner, ModuleType):
        return _of_module(owner, name, node)
    if is_value(owner):
        return _of_value(owner, name)
    methods = getattr(type(owner), "kernel_methods", {})
    if name in methods:
        return Bound(methods[name], owner, name)
    if name == "value" and is_number(owner):
        text = ast.unparse(node)
        raise CompileError(f"`{text}` is a plain number in a kernel. Write {text}.")
    if name == "append" and isinstance(owner, tuple):
        text = ast.unparse(node)
        raise CompileError(f"a list in a kernel is a tuple. Write {text} = {text} + (x,).")
    try:
        return getattr(owner, name)
    except AttributeError:
        close = nearest(name, [n for n in dir(owner) if not n.startswith("_")])
        hint = f" Did you mean `{close}`?" if close else ""
        raise CompileError(f"{describe(owner)} has no attribute `{name}`.{hint}") from None


def _of_value(owner: Any, name: str) -> Any:
    if name in ATTRIBUTES:
        return ATTRIBUTES[name](owner)
    if name in METHODS:
        return Bound(METHODS[name], owner, name)
    what = "a tile" if isinstance(owner.type, Tile) else "a number"
    if what == "a number" and is_pointer(owner.type):
        raise CompileError(
            f"to a kernel an array is a pointer, which has no `{name}`. Pass what it needs to know "
            "as a parameter, such as n or stride; for elements write tl.load(ptr + offsets)."
        )
    if name in TABLE:
        raise CompileError(f"{what} has no method `{name}`. Write tl.{name}(x).")
    known = lacking(name)
    if known:
        raise CompileError(f"{what} has no `{name}` in this version: {known}")
    close = nearest(name, [*ATTRIBUTES, *METHODS])
    hint = f"Did you mean `{close}`?" if close else f"It has {', '.join(ATTRIBUTES)}."
    raise CompileError(f"{what} has no attribute `{name}`. {hint}")


def _of_module(module: ModuleType, name: str, node: ast.expr) -> Any:
    if hasattr(module, name):
        found = getattr(module, name)
        return found.value if isinstance(found, constexpr) else found
    known, text = lacking(name), ast.unparse(node)
    ours = module.__name__.startswith("tmetal")
    if known and ours:
        raise CompileError(f"`{text}.{name}` does not exist in this version: {known}")
    names = getattr(module, "__all__", None) or dir(module)
    public = [n for n in names if not n.startswith("_")]
    close = nearest(name, public)
    hint = f" Did you mean `{text}.{close}`?" if close else ""
    version = " in this version" if ours else ""
    raise CompileError(f"`{text}` has no `{name}`{version}.{hint}")
