"""Source positions and the errors that users see.

`CompileError` is a mistake in a kernel, `LaunchError` a mistake in a launch, `BackendError` a
machine that cannot run it; `InternalError` is a mistake of ours. Nothing else leaves tmetal.
Kernel errors are rendered as Python renders a traceback (one frame per inlined call, carets under
the span), but always with carets: `traceback` leaves them out where a span fills its line.
"""

from __future__ import annotations

import linecache
import tokenize
import unicodedata
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Loc:
    """A span of source. Columns are UTF-8 byte offsets from 0, as `ast` counts them."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    function: str
    called_from: Loc | None = None

    def frames(self) -> list[Loc]:
        """Return the chain of calls that leads here, outermost first."""
        outer = self.called_from.frames() if self.called_from else []
        return [*outer, self]

    def render(self) -> str:
        """Return the frames as text: file, line, function, source line and carets."""
        return "\n".join(_folded([_render_frame(f) for f in self.frames()]))


def _folded(frames: list[str]) -> list[str]:
    """Say once what recursion would repeat, as Python's own tracebacks do."""
    out: list[str] = []
    for frame, run in groupby(frames):
        times = len(list(run))
        out += [frame] * min(times, REPEATS)
        if times > REPEATS:
            out.append(f"  [Previous line repeated {times - REPEATS} more times]")
    return out


REPEATS = 3


def _code_end(raw: str) -> int:
    """Return the byte column where a line's code ends: before a comment and trailing blanks."""
    end = len(raw)
    try:
        for token in tokenize.generate_tokens(iter([raw]).__next__):
            if token.type == tokenize.COMMENT:
                end = token.start[1]
                break
    except (tokenize.TokenError, IndentationError, StopIteration):
        pass  # the line is part of a longer statement
    return len(raw[:end].rstrip().encode())


def _render_frame(loc: Loc) -> str:
    head = f'  File "{loc.file}", line {loc.line}, in {loc.function}'
    raw = linecache.getline(loc.file, loc.line).rstrip("\n")
    if not raw.strip():
        return head
    data = raw.encode()
    end = loc.end_column if loc.end_line == loc.line else _code_end(raw)
    before = data[: loc.column].decode(errors="replace")
    span = data[loc.column : end].decode(errors="replace").rstrip() or " "
    text = raw.lstrip().replace("\t", " ")
    pad = _width(before) - (len(raw) - len(text))
    return f"{head}\n    {text}\n    {' ' * pad}{'^' * max(1, _width(span))}"


def _width(text: str) -> int:
    """Count terminal columns: East Asian wide characters take two, combining marks none."""
    wide = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    return wide - sum(1 for c in text if unicodedata.combining(c))


class TmetalError(Exception):
    """Base of all errors that tmetal raises on purpose."""


class CompileError(TmetalError):
    """The kernel is wrong: says what, where, and what to write instead."""

    def __init__(self, message: str, loc: Loc | None = None) -> None:
        self.message = message
        self.loc = loc
        super().__init__(message if loc is None else f"{message}\n{loc.render()}")


class AssertionFailed(TmetalError, AssertionError):
    """A tl.device_assert of a kernel does not hold: what was said, the first place, the line."""

    def __init__(self, message: str, loc: Loc | None = None) -> None:
        self.message = message
        self.loc = loc
        super().__init__(message if loc is None else f"{message}\n{loc.render()}")


class OutOfResources(CompileError):
    """The kernel needs more of something than the hardware has; smaller blocks need less."""

    def __init__(
        self, required: int, limit: int, name: str, message: str = "", loc: Loc | None = None
    ) -> None:
        self.required = required
        self.limit = limit
        self.name = name
        text = f"this kernel needs {required} of {name}, and there are {limit}. Use smaller blocks."
        super().__init__(message or text, loc)


class LaunchError(TmetalError, TypeError):
    """The launch is wrong: grid, arguments or options. Nothing was run, nothing was changed."""


class BackendError(TmetalError, RuntimeError):
    """This machine cannot run the kernel as asked: says what is missing and how to get it."""


class InternalError(TmetalError):
    """A bug in tmetal. The message carries what is needed to report it."""


class PerformanceWarning(UserWarning):
    """The kernel is right, and known to be slow as it is written: says why, and what helps."""


def need(condition: bool, message: str) -> None:
    """Raise CompileError with `message` unless `condition`; the frontend adds the position."""
    if not condition:
        raise CompileError(message)
