"""`python -m tmetal msl check|run|profile FILE`: Metal text on any machine.

In: the words of a command line. Out: text on the standard output, diagnostics on the standard error
output, an exit code: 0 all is well, 1 the text or the launch is wrong, 2 the command line is wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tmetal import options
from tmetal.cli import buffers
from tmetal.cli.diagnostics import for_file
from tmetal.errors import TmetalError
from tmetal.runtime import cpu
from tmetal.runtime.entry import Signature, kernels, signature, specialize
from tmetal.runtime.measure.api import profile_msl
from tmetal.runtime.sanitize.launch import is_shared, is_written
from tmetal.runtime.sanitize.launch import load as load_checked
from tmetal.runtime.strict import without_comments
from tmetal.runtime.toolchain import CompileFailure, ToolchainError

_EXAMPLES = """examples:
  python -m tmetal msl check softmax.metal
  python -m tmetal msl run add.metal --grid 1000 --threads 256 \\
      --buffer x=f32[1000]=random --buffer y=y.npy --buffer out=f32[1000] --save out=sum.npy
  python -m tmetal msl run add.metal --sanitize --grid 1000 --threads 256 --buffer ...
  python -m tmetal msl profile add.metal --grid 1000 --threads 256 --buffer ...
"""


class UsageError(TmetalError):
    """A command line that cannot be followed; says what to write."""


def main(words: Sequence[str]) -> int:
    """Follow the words after `msl`; return the exit code."""
    try:
        asked = _parser().parse_args(words)
    except SystemExit as done:
        return int(done.code or 0)
    try:
        text = specialize(_text(asked.file), dict(_constant(word) for word in asked.constant))
        command: Callable[[Any, str], int] = asked.command
        return command(asked, text)
    except CompileFailure as error:
        _complain(for_file(error.diagnostics, asked.file, _text(asked.file)))
    except (UsageError, buffers.BufferError) as error:
        _complain(f"tmetal: {error}")
        return 2
    except (TmetalError, ToolchainError, cpu.KernelError) as error:
        _complain(f"tmetal: {error}")
    return 1


def _say(text: object) -> None:
    sys.stdout.write(f"{text}\n")


def _complain(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tmetal msl",
        description="Compile, run and profile Metal kernels on the CPU.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="check|run|profile")
    check = commands.add_parser("check", help="compile strictly, as Apple's compiler would")
    check.set_defaults(command=_check)
    _common(check, "which kernel (default: all but templates)")
    run = commands.add_parser("run", help="run a kernel and show or save what it wrote")
    run.set_defaults(command=_run)
    profile = commands.add_parser("profile", help="count what a kernel does, and estimate its time")
    profile.set_defaults(command=_profile)
    for one in (run, profile):
        _common(one, "which kernel: NAME or TEMPLATE<ARGUMENTS> (default: the only one)")
        _launch(one)
    run.add_argument("--sanitize", action="store_true", help="check every access (slower)")
    run.add_argument(
        *("--order", "-o"),
        type=int,
        default=0,
        help="order of threadgroups and simdgroups: 0 first to last, 1 last to first, 2 from the "
        "middle on, more: others",
    )
    run.add_argument(
        "--save",
        action="append",
        default=[],
        metavar="NAME=FILE.npy",
        help="save a buffer after the run; buffers that are not saved are printed",
    )
    return parser


def _common(parser: argparse.ArgumentParser, entry: str) -> None:
    parser.add_argument("file", metavar="FILE", help="Metal text; - is the standard input")
    parser.add_argument("--entry", "-e", metavar="NAME", help=entry)
    parser.add_argument(
        "--constant",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a function constant, by name or index: N=4, flag=true, 0=1.5",
    )


def _launch(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--grid", "-g", required=True, metavar="X[,Y,Z]", help="size of the grid, in threads"
    )
    parser.add_argument(
        "--threads", "-t", required=True, metavar="X[,Y,Z]", help="threads of a threadgroup"
    )
    parser.add_argument(
        "--buffer", "-b", action="append", default=[], metavar="SPEC", help=f"{buffers.HELP}."
    )


def _text(file: str) -> str:
    if file == "-":
        _STDIN.append(sys.stdin.read() if not _STDIN else _STDIN[0])
        return _STDIN[0]
    try:
        return Path(file).read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is no UTF-8 text (byte {error.start}).") from None


_STDIN: list[str] = []  # it can be read once


def _constant(word: str) -> tuple[int | str, bool | int | float]:
    name, _, text = word.partition("=")
    key: int | str = int(name) if name.isdecimal() else name
    if text in ("true", "false"):
        return key, text == "true"
    for kind in (int, float):
        try:
            return key, kind(text)
        except ValueError:
            continue
    raise UsageError(f"--constant {word}: write NAME=VALUE, a number or true or false.")


def _sizes(option: str, word: str) -> tuple[int, int, int]:
    parts = word.split(",")
    if not all(p.isdecimal() and int(p) > 0 for p in parts) or len(parts) > 3:
        raise UsageError(f"{option} {word}: write one to three sizes of 1 or more: 64 or 8,8,1.")
    x, y, z = (*map(int, parts), 1, 1)[:3]
    return x, y, z


def _entry(asked: Any, text: str) -> Signature:
    names = [one.name for one in kernels(without_comments(text))]
    if asked.entry:
        if asked.entry.partition("<")[0].strip() not in names:
            raise UsageError(
                f"{asked.file} has no kernel `{asked.entry}`. It has {_listed(names)}."
            )
        return signature(text, asked.entry)
    if len(names) != 1:
        raise UsageError(f"{asked.file} has {_listed(names)}: say which with --entry.")
    return signature(text, names[0])


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) if names else "no kernel"


def _check(asked: Any, text: str) -> int:
    plain = without_comments(text)
    found = list(kernels(plain))
    names = (
        [asked.entry]
        if asked.entry
        else [k.name for k in found if not _is_template(plain, k.start)]
    )
    if not found:
        raise UsageError(f"{asked.file} has no kernel: a kernel begins with `kernel void NAME(`.")
    failed = 0
    said: set[str] = set()
    for name in names:
        taken = signature(text, name)
        try:
            cpu.load(text, name, taken.buffers, taken.attributes)
            _say(f"{asked.file}: kernel `{name}` compiles")
        except CompileFailure as error:
            failed += 1
            message = for_file(error.diagnostics, asked.file, text)
            if message not in said:
                _complain(message)
            said.add(message)
    left_out = len(found) - len(names)
    if left_out and not asked.entry:
        _say(f"{asked.file}: {left_out} templates were not compiled: use --entry 'NAME<float>'")
    return 1 if failed else 0


def _is_template(text: str, start: int) -> bool:
    return text[:start].rstrip().endswith(">")


def _given(asked: Any, taken: Signature) -> list[buffers.Given]:
    """Make the buffers, in the kernel's order."""
    pairs = zip(taken.names, taken.buffers, strict=True)
    written = frozenset(name for name, kind in pairs if is_written(kind))
    made = {one.name: one for one in (buffers.read(w, taken.names, written) for w in asked.buffer)}
    missing = [name for name in taken.names if name not in made]
    if missing:
        raise UsageError(f"no --buffer for {_listed(missing)} of `{taken.entry}`: {buffers.HELP}.")
    for name, kind in zip(taken.names, taken.buffers, strict=True):
        buffers.check(made[name], kind)
    return [made[name] for name in taken.names]


def _run(asked: Any, text: str) -> int:
    taken = _entry(asked, text)
    given = _given(asked, taken)
    grid, threads = _sizes("--grid", asked.grid), _sizes("--threads", asked.threads)
    saved = dict(word.partition("=")[::2] for word in asked.save)
    wrong = [name for name in saved if name not in taken.names]
    if wrong:
        raise UsageError(
            f"--save: the kernel has no buffer `{wrong[0]}`, but {_listed(taken.names)}."
        )
    if threads[0] * threads[1] * threads[2] > 1024:
        raise UsageError(f"--threads {asked.threads}: a threadgroup has at most 1024 threads.")
    arrays = [one.array for one in given]
    if asked.sanitize or options.current.sanitize:
        fresh = frozenset(i for i, one in enumerate(given) if one.fresh)
        program = load_checked(text, taken.entry, taken.buffers, taken.attributes, taken.names)
        program.dispatch(arrays, grid, threads, asked.order, fresh).check()
        _say(f"`{taken.entry}`: no problem was found")
    else:
        plain = cpu.load(text, taken.entry, taken.buffers, taken.attributes)
        # Threadgroup memory is given by its size.
        pairs = zip(arrays, taken.buffers, strict=True)
        given_as = [a.nbytes if is_shared(kind) else a.ctypes.data for a, kind in pairs]
        plain.dispatch(given_as, grid, threads, asked.order)
    for name, kind, array in zip(taken.names, taken.buffers, arrays, strict=True):
        if name in saved:
            np.save(saved[name], array)
            _say(f"{name}: {array.dtype}{list(array.shape)} saved as {saved[name]}")
        elif is_written(kind):
            _say(f"{name}: {array.dtype}{list(array.shape)}\n{array}")
    return 0


def _profile(asked: Any, text: str) -> int:
    taken = _entry(asked, text)
    arrays = {one.name: one.array for one in _given(asked, taken)}
    grid, threads = _sizes("--grid", asked.grid), _sizes("--threads", asked.threads)
    _say(profile_msl(text, taken.entry, arrays, threads=threads, grid=grid))
    return 0
