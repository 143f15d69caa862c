"""All options, in one place: the only reader of environment variables, at their first use.

| variable | meaning |
|---|---|
| TMETAL_BACKEND | metal, cpu or interpret; default: metal if there is a Metal GPU, else cpu |
| TMETAL_INTERPRET | 1 is another spelling of TMETAL_BACKEND=interpret |
| TMETAL_TARGET | the chip to compile for: m1, m2pro, …, m5max; default: this machine's, else m1 |
| TMETAL_IDIOMS | fusion idioms: none, all, default, or names with commas (docs/idioms.md) |
| TMETAL_DEBUG | 1 checks assertions, and logs what is compiled and why, 2 also passes and \
launches, 3 also the IR after every pass (docs/troubleshooting.md) |
| TMETAL_VERIFY | 1 verifies the IR after every pass |
| TMETAL_ORDER | in which order the CPU executor runs what Metal leaves open: 0 first to last, \
1 last to first, 2 from the middle on, a larger number shuffles; default: 0 |
| TMETAL_SANITIZE | 1 makes the CPU executor check every access of a kernel (docs/sanitizer.md) |
| TMETAL_PRINT_AUTOTUNING | 1 prints to stderr which configuration each tuning chose |
| TMETAL_CACHE_AUTOTUNING | 1 keeps the results of all tuning on disk |
| TMETAL_CACHE_DIR | where compiled kernels are kept; default: the user's cache directory |
| CXX | a clang for the CPU executor; default: the one on the PATH, else that of the ziglang wheel |
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace

from tmetal import chips, idioms
from tmetal.errors import BackendError

BACKENDS = ("metal", "cpu", "interpret")


@dataclass(frozen=True)
class Options:
    """The options in force. `backend` and `target` are None for the automatic choice."""

    backend: str | None = None
    debug: int = 0
    verify: bool = False
    order: int = 0
    sanitize: bool = False
    print_autotuning: bool = False
    cache_autotuning: bool = False
    target: str | None = None
    idioms: tuple[str, ...] = idioms.DEFAULT
    place: str = field(init=False, compare=False)  # asked by every launch, so it is a plain field

    def __post_init__(self) -> None:
        """Say what a compiled kernel is for, in one interned word: backend, target and idioms."""
        where = f"{self.backend or 'any backend'} for {self.target or 'any chip'}"
        if self.idioms != idioms.DEFAULT:
            where += f" with idioms {', '.join(self.idioms) or 'none'}"
        if self.debug:
            where += " with assertions"
        object.__setattr__(self, "place", sys.intern(where))


def from_environment() -> Options:
    """Read the environment; BackendError for a backend, chip or idiom that does not exist."""
    wanted = os.environ.get("TMETAL_BACKEND", "").strip().lower() or None
    if _flag("TMETAL_INTERPRET"):
        wanted = "interpret"
    _check(wanted)
    chip = os.environ.get("TMETAL_TARGET", "").strip() or None
    return Options(
        wanted,
        _number("TMETAL_DEBUG"),
        _flag("TMETAL_VERIFY"),
        _number("TMETAL_ORDER"),
        _flag("TMETAL_SANITIZE"),
        _flag("TMETAL_PRINT_AUTOTUNING"),
        _flag("TMETAL_CACHE_AUTOTUNING"),
        chips.find(chip, "TMETAL_TARGET").key if chip else None,
        idioms.chosen(os.environ.get("TMETAL_IDIOMS") or "default", "TMETAL_IDIOMS"),
    )


def _number(name: str) -> int:
    text = os.environ.get(name, "").strip()
    if not text.isdecimal():
        if text:
            raise BackendError(f"{name} is {text!r}. Write a number, 0 or more, or unset it.")
        return 0
    return int(text)


def _flag(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() not in ("", "0", "false", "no")


def _check(backend: str | None) -> None:
    if backend is not None and backend not in BACKENDS:
        raise BackendError(
            f"TMETAL_BACKEND is {backend!r}. Write one of {', '.join(BACKENDS)}, or unset it."
        )


def cache_folder() -> str | None:
    """Return where the user wants compiled kernels kept, if anywhere special."""
    return os.environ.get("TMETAL_CACHE_DIR")


def cxx() -> str | None:
    """Return the compiler that the user prefers, if any: a name or a path, and its arguments."""
    return os.environ.get("CXX", "").strip() or None


current: Options  # those in force, read from the environment when they are first asked for


def __getattr__(name: str) -> Options:
    """Read the environment for `current`; BackendError for what it says wrongly."""
    if name != "current":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    global current
    current = from_environment()
    return current


def now() -> Options:
    """Return the options in force; BackendError if the environment says them wrongly."""
    return sys.modules[__name__].current  # type: ignore[no-any-return]


@contextmanager
def override(**changes: object) -> Iterator[Options]:
    """Change options for the time of a `with`: `override(backend="interpret")`."""
    global current
    before = now()
    known = [f.name for f in fields(Options) if f.init]
    wrong = [name for name in changes if name not in known]
    if wrong:
        raise BackendError(f"there is no option `{wrong[0]}`. Options: {', '.join(known)}.")
    changed = replace(before, **changes)  # type: ignore[arg-type]
    _check(changed.backend)
    if changed.target is not None:
        changed = replace(changed, target=chips.find(changed.target, "the option `target`").key)
    wish = idioms.chosen(changed.idioms, "the option `idioms`")
    current = changed = replace(changed, idioms=wish)
    try:
        yield changed
    finally:
        current = before
