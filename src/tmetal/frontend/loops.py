"""The language's own ranges: `tl.range` and `tl.static_range`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tmetal.errors import CompileError
from tmetal.frontend.builtin import ACTIVE

# The parameters of a range: where arg2 is missing or None, arg1 is the stop.
BOUNDS = ("arg1", "arg2", "step")


def bounds_by_name(args: Sequence[Any], named: dict[str, Any]) -> list[Any]:
    """Return the bounds of a range as `range` takes them, from those by position and by name."""
    given = dict(zip(BOUNDS, args, strict=False)) | named
    first, second, step = (given.get(n) for n in BOUNDS)
    bounds = [b for b in (first, second) if b is not None]
    if step is None:
        return bounds
    return [*(bounds if len(bounds) == 2 else (0, *bounds)), step]


class LoopRange:
    """A range that a kernel loops over; `static` ones are unrolled at compile time.

    `tl.range(start, stop, step)` is `range`, with hints (num_stages and so on) that are accepted
    and have no effect here. `tl.static_range` takes constants and gives constants.
    """

    def __init__(self, name: str, static: bool) -> None:
        self.name = name
        self.static = static

    def __call__(self, *bounds: Any, **hints: Any) -> Any:
        """Iterate in the interpreter."""
        bounds = tuple(bounds_by_name(bounds, hints))
        if self.static:
            return iter(range(*bounds))
        e: Any = ACTIVE.get()
        if e is None:
            raise CompileError(f"tl.{self.name} works inside a kernel only.")
        return e.iterate(*bounds)

    def __repr__(self) -> str:
        return f"<tl.{self.name}>"


loop_range = LoopRange("range", static=False)
static_range = LoopRange("static_range", static=True)
