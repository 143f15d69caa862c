"""Functions that run while compiling: `@tl.constexpr_function`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from tmetal.frontend.builtin import constexpr


class ConstexprFunction:
    """A Python function that kernels may call on compile-time values; it runs while compiling."""

    def __init__(self, fn: Callable[..., Any]) -> None:
        self.fn = fn
        functools.update_wrapper(self, fn)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the function; constexprs are seen as what they hold."""
        named = {k: _plain(v) for k, v in kwargs.items()}
        return _plain(self.fn(*map(_plain, args), **named))

    def __repr__(self) -> str:
        return f"<constexpr function {getattr(self.fn, '__name__', '?')}>"


def _plain(x: Any) -> Any:
    return x.value if isinstance(x, constexpr) else x


def constexpr_function(fn: Callable[..., Any]) -> ConstexprFunction:
    """Let kernels call a plain Python function on values known at compile time."""
    return ConstexprFunction(fn)
