"""`tmetal.profile` and `tmetal.profile_msl`: run a kernel once on the CPU executor and count.

The kernel's MSL is compiled as for a plain run, with counters in it, so the outputs are those of a
plain launch. A profile takes a few times as long as a plain run, and a hundred times where that is
vectorised (elementwise kernels).
"""

from __future__ import annotations

import linecache
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tmetal import options
from tmetal.codegen.msl import Kernel as Msl
from tmetal.codegen.signature import Program as Text
from tmetal.errors import BackendError, CompileError, LaunchError
from tmetal.runtime import cpu
from tmetal.runtime.cpu_launch import WATCH
from tmetal.runtime.entry import Signature, signature, specialize
from tmetal.runtime.launch import Grid
from tmetal.runtime.measure import run
from tmetal.runtime.measure.collect import Places, collect
from tmetal.runtime.measure.llvm_text import Frame
from tmetal.runtime.measure.profile import Profile
from tmetal.runtime.measure.regions import RegionsError
from tmetal.runtime.toolchain import CompileFailure, ToolchainError

_SCALARS = {
    "bool": np.bool_, "char": np.int8, "int8_t": np.int8, "uchar": np.uint8, "uint8_t": np.uint8,
    "short": np.int16, "int16_t": np.int16, "ushort": np.uint16, "uint16_t": np.uint16,
    "int": np.int32, "int32_t": np.int32, "uint": np.uint32, "uint32_t": np.uint32,
    "long": np.int64, "int64_t": np.int64, "ulong": np.uint64, "uint64_t": np.uint64,
    "size_t": np.uint64, "half": np.float16, "float16_t": np.float16, "float": np.float32,
}  # fmt: skip


def profile(launcher: Callable[..., Any], *args: Any, **kwargs: Any) -> Profile:
    """Launch `kernel[grid]` with these arguments on the CPU executor, and count what it does.

    The arguments are those of the launch; written arrays have their new values afterwards. Lines
    are the kernel's own. LaunchError if nothing is launched or what is given is
    no launch; BackendError without a C++ compiler.
    """
    if not hasattr(launcher, "kernel"):
        raise LaunchError(
            "tmetal.profile takes a kernel with its grid, and the arguments after it: "
            "tmetal.profile(kernel[grid], x, y, n)."
        )
    fn = launcher.kernel.kernel_source
    made: list[Profile] = []

    def watch(kernel: Msl, text: Text, arrays: list[Any], grid: Grid, threads: int) -> None:
        places = _python_places(kernel, text)
        size = (grid[0] * threads, grid[1], grid[2])
        measured = _load(text.text, text.entry, text.buffers, text.attributes)
        made.append(
            _profile(fn.__name__, measured, arrays, size, (threads, 1, 1), places, "Python")
        )

    token = WATCH.set(watch)
    try:
        with options.override(backend="cpu"):
            launcher(*args, **kwargs)
    finally:
        WATCH.reset(token)
    if not made:
        raise LaunchError(
            f"the grid of `{fn.__name__}` has no programs: there is nothing to count."
        )
    return made[0]


def profile_msl(
    msl: str,
    entry: str,
    arguments: Sequence[Any] | Mapping[str, Any],
    *,
    threads: int | tuple[int, int, int],
    threadgroups: int | tuple[int, int, int] | None = None,
    grid: int | tuple[int, int, int] | None = None,
    constants: Mapping[int | str, bool | int | float] | None = None,
) -> Profile:
    """Run the kernel `entry` of a Metal text once on the CPU executor, and count what it does.

    `entry` may name a template with its arguments (`softmax<float, 4>`). `arguments` are NumPy
    arrays, or numbers for `constant T&`, in the order of the buffers or by name; of a `threadgroup
    T*` its bytes. Arrays that the kernel writes have their new contents afterwards. `threads` is
    the size of a threadgroup, and either `threadgroups` or `grid` (in threads, the last
    threadgroups may be smaller) that of the launch; `constants` are function constants, by index
    or name. CompileError for text that Metal refuses, LaunchError for arguments that do not fit,
    BackendError for a run that has no meaning or no C++ compiler.
    """
    try:
        text = specialize(msl, constants or {})
        taken = signature(text, entry)
    except CompileFailure as error:
        raise CompileError(str(error)) from None
    arrays = _arrays(taken, arguments)
    size = _triple("threads", threads)
    if (threadgroups is None) == (grid is None):
        raise LaunchError("give the launch's size once: `threadgroups=` or `grid=` (in threads).")
    if grid is None:
        groups = _triple("threadgroups", threadgroups)
        whole = (groups[0] * size[0], groups[1] * size[1], groups[2] * size[2])
    else:
        whole = _triple("grid", grid)
    measured = _load(text, entry, taken.buffers, taken.attributes)
    return _profile(entry, measured, arrays, whole, size, _msl_places(text), "MSL")


def _load(
    msl: str, entry: str, buffers: tuple[str, ...], attributes: tuple[str, ...]
) -> run.Measured:
    try:
        return run.load(msl, entry, buffers, attributes)
    except CompileFailure as error:
        raise CompileError(str(error)) from None
    except (ToolchainError, run.MeasureError) as error:
        raise BackendError(str(error)) from None


def _profile(
    name: str,
    measured: run.Measured,
    arrays: Sequence[Any],
    grid: tuple[int, int, int],
    threads: tuple[int, int, int],
    places: Places,
    kind: str,
) -> Profile:
    if min(grid) < 1 or min(threads) < 1:
        raise LaunchError(f"a launch of {grid} threads in groups of {threads} counts nothing.")
    try:
        counts, buffers = measured.run(arrays, grid, threads)
    except ValueError as error:
        raise LaunchError(f"{name}: {error}") from None
    except (run.MeasureError, cpu.KernelError, RegionsError) as error:
        raise BackendError(str(error)) from None
    return collect(name, measured.kernel, counts, buffers, grid, threads, places, kind)


def _triple(name: str, size: Any) -> tuple[int, int, int]:
    sizes = (size,) if isinstance(size, int | np.integer) else tuple(size)
    if not 1 <= len(sizes) <= 3 or not all(isinstance(n, int | np.integer) for n in sizes):
        raise LaunchError(f"{name}={size!r}: it is one to three integers.")
    x, y, z = (*(int(n) for n in sizes), 1, 1)[:3]
    return x, y, z


def _arrays(
    taken: Signature, arguments: Sequence[Any] | Mapping[str, Any]
) -> list[np.ndarray[Any, Any]]:
    """Bring the arguments into the order of the buffers, as arrays."""
    names = ", ".join(taken.names)
    if isinstance(arguments, Mapping):
        if set(arguments) != set(taken.names):
            raise LaunchError(
                f"{taken.entry} takes {names}; these were given: {', '.join(arguments)}."
            )
        arguments = [arguments[name] for name in taken.names]
    if len(arguments) != len(taken.names):
        raise LaunchError(
            f"{taken.entry} takes {len(taken.names)} arguments ({names}), not {len(arguments)}."
        )
    rows = zip(taken.names, taken.buffers, arguments, strict=True)
    return [_array(name, kind, value) for name, kind, value in rows]


def _array(name: str, kind: str, value: Any) -> np.ndarray[Any, Any]:
    if re.search(r"\bthreadgroup\b", kind):
        if not isinstance(value, int):
            raise LaunchError(f"`{name}` is `{kind}`: pass its size in bytes.")
        return np.asarray(value)
    if isinstance(value, np.ndarray):
        written = not re.search(r"\bconst(?:ant)?\b", kind)
        if written and not (value.flags.c_contiguous and value.flags.writeable):
            raise LaunchError(f"`{name}` may be written: pass a contiguous, writable array.")
        return value
    base = re.search(rf"\b({'|'.join(_SCALARS)})\b", kind)
    if base is None or "*" in kind or not isinstance(value, int | float | np.generic):
        raise LaunchError(
            f"`{name}` is `{kind}`: pass a NumPy array, or a number for a reference to one."
        )
    return np.asarray(value).astype(_SCALARS[base[1]])


def _numbered(msl: str) -> list[tuple[str, int, str]]:
    """Return file and number of every line, as its line directives count."""
    rows, file, number = [], "tmetal", 0
    for text in msl.split("\n"):
        directive = re.match(r'\s*#\s*line\s+(\d+)(?:\s+"([^"]*)")?', text)
        if directive:
            file, number = directive[2] or file, int(directive[1]) - 1
            rows.append((file, 0, text))
        else:
            number += 1
            rows.append((file, number, text))
    return rows


def _msl_places(msl: str) -> Places:
    texts = {(file, number): text for file, number, text in _numbered(msl)}

    def places(frame: Frame) -> tuple[str, int, str]:
        known = texts.get((frame.file, frame.line))
        return (frame.file, frame.line, known) if known is not None else _NOWHERE

    return places


_NOWHERE = ("", 0, "(arguments, and what no line stands for)")


def _python_places(kernel: Msl, text: Text) -> Places:
    """Map lines of the body to the Python lines that they stem from."""
    before = text.text[: text.text.index(kernel.body)].count("\n")
    rows = _numbered(text.text)[before:]
    known = {(file, n): loc for (file, n, _), loc in zip(rows, kernel.locs, strict=False)}

    def places(frame: Frame) -> tuple[str, int, str]:
        loc = known.get((frame.file, frame.line))
        if loc is None:
            return _NOWHERE
        return Path(loc.file).name, loc.line, linecache.getline(loc.file, loc.line)

    return places
