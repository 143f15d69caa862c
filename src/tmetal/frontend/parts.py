"""Compound things that control flow carries by their parts: tuples, block pointers, descriptors.

In: anything that a kernel's variable can hold. Out: its leaves, each a run-time value or a plain
object of compile time, and the thing put together again from other leaves. What must hold:
`rebuild(x, leaves(x))` means the same as `x`, and two things of one `structure` have leaves that
correspond one to one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol


class Compound(Protocol):
    """A compile-time object that holds values. `kind` is what two of them share to be exchanged."""

    @property
    def kind(self) -> Any:
        """What stays when the parts change; compared with ==."""

    def parts(self) -> tuple[Any, ...]:
        """Return what it holds."""

    def with_parts(self, parts: tuple[Any, ...]) -> Any:
        """Return one of the same kind that holds other parts."""


def is_compound(x: Any) -> bool:
    """Whether `x` is carried by its parts."""
    # Asked for every operand of the interpreter: a look at the class, not at each member.
    return isinstance(x, tuple) or hasattr(type(x), Compound.with_parts.__name__)


def _parts(x: Any) -> tuple[Any, ...]:
    return x if isinstance(x, tuple) else x.parts()


def leaves(x: Any) -> list[Any]:
    """Return the parts of the parts, down to what has none."""
    return [leaf for part in _parts(x) for leaf in leaves(part)] if is_compound(x) else [x]


def structure(x: Any) -> Any:
    """Return how `x` is made up; equal for two things whose leaves correspond."""
    if not is_compound(x):
        return None
    own = "tuple" if isinstance(x, tuple) else (type(x), x.kind)
    return (own, *[structure(part) for part in _parts(x)])


def rebuild(x: Any, new: Sequence[Any]) -> Any:
    """Return what `x` is with other leaves, in the order of `leaves(x)`."""
    return _rebuild(x, iter(new))


def _rebuild(x: Any, new: Iterator[Any]) -> Any:
    if not is_compound(x):
        return next(new)
    made = tuple(_rebuild(part, new) for part in _parts(x))
    if not isinstance(x, tuple):
        return x.with_parts(made)
    return type(x)(*made) if hasattr(x, "_fields") else made
