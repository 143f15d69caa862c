"""What tmetal tells of its work (TMETAL_DEBUG=1, 2 or 3): records of the logger `tmetal`.

1 says what was compiled, in which time, and why an earlier compilation did not do; 2 adds each pass
with its time and op counts, and each launch; 3 the IR after every pass, and the MSL. Every record
has an `event` (`compiled`, `missed`, `built`, `note`, `pass`, `launch`, `stage`) and its `fields`,
a dict, besides its text. Unless the program has set up logging, records go to stderr.

Callers pay for one comparison while the level is 0; nothing here changes what is compiled or run.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from tmetal import options
from tmetal.ir.core import Func, walk

LOGGER = logging.getLogger("tmetal")
TRACE = 5
LEVELS = {1: logging.INFO, 2: logging.DEBUG, 3: TRACE}
LOGGER.setLevel(TRACE)  # TMETAL_DEBUG decides what is said


class _Stderr(logging.Handler):
    """Writes to what is stderr at the moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        sys.stderr.write(f"{self.format(record)}\n")


_FALLBACK = _Stderr()
_FALLBACK.setFormatter(logging.Formatter("tmetal: %(message)s"))


def on(level: int) -> bool:
    """Whether records of a level are wanted."""
    return options.current.debug >= level


def say(level: int, event: str, text: str, **fields: Any) -> None:
    """Make a record, if its level is wanted."""
    if not on(level):
        return
    extra = {"event": event, "fields": fields}
    if LOGGER.hasHandlers():
        LOGGER.log(LEVELS[level], text, extra=extra)
        return
    LOGGER.addHandler(_FALLBACK)
    try:
        LOGGER.log(LEVELS[level], text, extra=extra)
    finally:  # so that logging set up later finds the logger as it was
        LOGGER.removeHandler(_FALLBACK)


class Compilation:
    """Follows one compilation; called with passes' names and results."""

    def __init__(self, kernel: str, frontend: Func) -> None:
        self.kernel = kernel
        self.tells = on(2)  # of each pass
        self.ops = count(frontend) if self.tells else 0
        self.dump("frontend", frontend)
        self.started = self.since = perf_counter()

    def __call__(self, stage: str, func: Func) -> None:
        """Tell of the function after a stage."""
        if not self.tells:
            return
        took = (perf_counter() - self.since) * 1e3
        before, self.ops = self.ops, count(func)
        say(
            2,
            "pass",
            f"{self.kernel}: {stage:12} {took:7.2f} ms, {before:4} -> {self.ops:4} ops",
            kernel=self.kernel,
            stage=stage,
            ms=took,
            before=before,
            after=self.ops,
        )
        self.dump(stage, func)
        self.since = perf_counter()

    def dump(self, stage: str, text: object) -> None:
        """Tell what a stage made."""
        if on(3):
            say(3, "stage", f"// ---- {stage}\n{text}", kernel=self.kernel, stage=stage)

    def done(self, types: Mapping[str, Any], constants: Mapping[str, Any], how: str) -> None:
        """Tell what was compiled: types of arguments, constants, and in words how."""
        if not on(1):
            return
        took = (perf_counter() - self.started) * 1e3
        words = [f"{n}: {t}" for n, t in types.items()]
        words += [f"{n}={c!r}" for n, c in constants.items()]
        say(
            1,
            "compiled",
            f"compiled {self.kernel}({', '.join(words)}) {how} in {took:.1f} ms",
            kernel=self.kernel,
            types={n: str(t) for n, t in types.items()},
            constants=dict(constants),
            how=how,
            ms=took,
        )


def count(func: Func) -> int:
    """Return the number of ops of a function."""
    return sum(1 for _ in walk(func.body))


def missed(kernel: str, key: Sequence[Any], known: Mapping[Any, Any], parts: Sequence[str]) -> None:
    """Tell why a launch needs a compilation: what differs from the most similar earlier one.

    key and the keys of `known` have one element for each of `parts`.
    """
    if not on(1):
        return
    if not known:
        say(1, "missed", f"{kernel} has no compilation yet", kernel=kernel, changed={})
        return
    before = max(
        reversed(list(known)), key=lambda k: sum(a == b for a, b in zip(k, key, strict=True))
    )
    rows = zip(parts, before, key, strict=True)
    changed = {name: (word(a), word(b)) for name, a, b in rows if a != b}
    why = ", ".join(f"`{name}` is {new} and was {old}" for name, (old, new) in changed.items())
    say(1, "missed", f"{kernel} is compiled again: {why}", kernel=kernel, changed=changed)


def word(part: Any) -> str:
    """Write a part of a key: a dtype, a constant with its kind, or the constant itself."""
    match part:
        case ("float", str(text)):
            return repr(float.fromhex(text))
        case ("tuple", *inside):
            return f"({', '.join(map(word, inside))})"
        case (type(), value):
            return str(value)
    return str(part).removeprefix("mlx.core.")


@contextmanager
def timed(level: int, event: str, text: str, **fields: Any) -> Iterator[None]:
    """Tell of what is done inside, with its time, when it is done."""
    started = perf_counter()
    yield
    took = (perf_counter() - started) * 1e3
    say(level, event, f"{text} in {took:.2f} ms", ms=took, **fields)


@contextmanager
def launch(kernel: str, backend: str, grid: Any, arguments: Sequence[Any]) -> Iterator[None]:
    """Tell of the launch inside: on Metal its time is what it takes to queue it."""
    if not on(2):
        yield
        return
    over = "a computed grid" if callable(grid) else f"grid {grid}"
    shown = ", ".join(map(argument, arguments))
    text = f"launched {kernel}({shown}) over {over} on {backend}"
    with timed(2, "launch", text, kernel=kernel, backend=backend, grid=grid):
        yield


def argument(x: Any) -> str:
    """Write an argument of a launch: an array by dtype and shape."""
    shape, dtype = getattr(x, "shape", None), getattr(x, "dtype", None)
    if shape is None or dtype is None:
        return repr(x)
    return f"{str(dtype).removeprefix('mlx.core.')}{list(shape)}"
