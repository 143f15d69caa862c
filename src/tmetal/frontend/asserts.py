"""`assert`: of compile-time values while compiling, of run-time values while running.

In: a condition and a message. Out: nothing, or what `tl.device_assert` makes. What must hold: it is
the same for the compiler and the interpreter, so the emitter decides.
"""

from __future__ import annotations

from typing import Any

from tmetal.errors import need
from tmetal.frontend.builtins import TABLE
from tmetal.frontend.promote import Emitter, is_value


def assertion(e: Emitter, condition: Any, message: Any) -> None:
    """Do what `assert condition, message` means; CompileError if a known condition fails."""
    need(isinstance(message, str), "the message of an `assert` is a text. Write an f-string.")
    known = TABLE.get("device_assert" if is_value(condition) else "static_assert")
    need(
        known is not None,
        "an `assert` takes a condition known at compile time, and this one is known at run time "
        "only. Check it before the launch.",
    )
    assert known is not None
    known.apply(e, (condition, message), {})
