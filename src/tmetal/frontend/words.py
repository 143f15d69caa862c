"""How error messages name things: in the user's words, never the IR's."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from types import ModuleType
from typing import Any

from tmetal.frontend import refusals
from tmetal.ir.types import DType, Pointer, Shape, Tile, Type, scalar_of, shape_of


def nearest(name: str, choices: Iterable[str]) -> str:
    """Return the choice that looks most like `name`, or nothing."""
    return next(iter(get_close_matches(name, list(choices), n=1, cutoff=0.6)), "")


def show_shape(shape: Shape) -> str:
    """Write a shape as a user reads it."""
    return f"[{', '.join(map(str, shape))}]"


def describe_type(t: Type) -> str:
    """Name a type: "an int32 number", "a float32 tile of shape [128]", "a pointer to float32"."""
    scalar, shape = scalar_of(t), shape_of(t)
    if isinstance(scalar, Pointer):
        inner = f"to {scalar.element.title}"
        return f"a tile of pointers {inner}" if isinstance(t, Tile) else f"a pointer {inner}"
    word = "boolean" if scalar.kind == "bool" else scalar.title
    article = "an" if word[0] in "aeiou" and not word.startswith("uint") else "a"
    return (
        f"{article} {word} tile of shape {show_shape(shape)}"
        if shape
        else (f"{article} {word}" if word == "boolean" else f"{article} {word} number")
    )


def describe(x: Any) -> str:
    """Name anything a kernel can hold."""
    t = getattr(x, "type", None)
    if isinstance(t, Type):
        return describe_type(t)
    if x is None or isinstance(x, bool | int | float | str):
        return f"{x!r:.60}"
    if isinstance(x, tuple | list):
        return f"a {type(x).__name__}"
    if isinstance(x, DType):
        return f"the dtype tl.{x.title}"
    if getattr(x, "described", ""):
        return str(x.described)
    if isinstance(x, ModuleType):
        return f"the module {x.__name__}"
    name = getattr(x, "__name__", "")
    if hasattr(x, "kernel_source") or type(x).__name__ == "Local":
        return f"the function `{name}`"
    if type(x).__module__.startswith("tmetal.frontend"):
        return f"the function tl.{name} (call it: tl.{name}(...))"
    return f"`{name}`" if name else f"a {type(x).__name__}"


def lacking(name: str) -> str:
    """Return what to do about a well-known name that this version lacks, or nothing."""
    return refusals.LANGUAGE.get(name) or refusals.LIBDEVICE.get(name, "")
