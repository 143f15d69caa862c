"""`python -m tmetal ir sample|run|opt|diff`: functions of the IR as JSON, from a command line.

In: the words of a command line, functions as JSON (docs/ir-json.md). Out: JSON or text on the
standard output, errors on the standard error output, an exit code: 0 all is well (`diff`: no
difference), 1 the function is wrong (`diff`: they differ), 2 the command line is wrong.
"""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tmetal.chips import ANY
from tmetal.cli import buffers
from tmetal.errors import TmetalError
from tmetal.explain.transform import transform_ir
from tmetal.ir import from_json, ops_to_json, to_json
from tmetal.ir.core import Func, show
from tmetal.ir.interp import Memory, run
from tmetal.ir.layout import LANES
from tmetal.ir.parse import parse
from tmetal.ir.types import DType, Pointer

_EXAMPLES = """examples:
  python -m tmetal ir sample -o test_ir.json
  python -m tmetal ir opt test_ir.json --passes simplify,cse,addresses,dce -o small.json
  python -m tmetal ir diff test_ir.json small.json
  python -m tmetal ir run small.json --grid 4 --scalar n=200 \\
      --buffer x_ptr=f32[256]=arange --buffer out_ptr=f32[256]
"""

# out = 2 x, with work that passes can save: x * 1, an offset made twice.
SAMPLE = """func @twice(%x_ptr: *f32, %out_ptr: *f32, %n: i32) {level='tile'} {
  %program = program_id {axis=0} : i32
  %size = constant {value=64, dtype='i32'} : i32
  %start = mul %program, %size : i32
  %i = arange {start=0, end=64} : i32[64]
  %starts = splat %start {shape=(64,)} : i32[64]
  %offsets = add %starts, %i : i32[64]
  %limits = splat %n {shape=(64,)} : i32[64]
  %mask = lt %offsets, %limits : i1[64]
  %bases = splat %x_ptr {shape=(64,)} : *f32[64]
  %from = offset %bases, %offsets : *f32[64]
  %x = load %from, %mask : f32[64]
  %one = constant {value=1.0, dtype='f32'} : f32
  %ones = splat %one {shape=(64,)} : f32[64]
  %same = mul %x, %ones : f32[64]
  %twice = add %same, %same : f32[64]
  %again = add %starts, %i : i32[64]
  %outs = splat %out_ptr {shape=(64,)} : *f32[64]
  %to = offset %outs, %again : *f32[64]
  store %to, %twice, %mask
  return
}
"""


class UsageError(TmetalError):
    """A command line that cannot be followed; says what to write."""


def main(words: Sequence[str]) -> int:
    """Follow the words after `ir`; return the exit code."""
    try:
        asked = _parser().parse_args(words)
    except SystemExit as done:
        return int(done.code or 0)
    try:
        command: Callable[[Any], int] = asked.command
        return command(asked)
    except (UsageError, buffers.BufferError) as error:
        sys.stderr.write(f"tmetal: {error}\n")
        return 2
    except TmetalError as error:
        sys.stderr.write(f"tmetal: {error}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tmetal ir",
        description="Make, run, optimise and compare functions of the IR as JSON.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="sample|run|opt|diff")
    sample = commands.add_parser("sample", help="write a small function to start from")
    sample.set_defaults(command=_sample)
    sample.add_argument("--list", action="store_true", help="as a list of ops")
    opt = commands.add_parser("opt", help="run passes, and say what each did")
    opt.set_defaults(command=_opt)
    for one in (sample, opt):
        one.add_argument("-o", "--output", metavar="FILE", help="default: the standard output")
    opt.add_argument("--idioms", default="none", metavar="A,B,…", help="or default, all (none)")
    opt.add_argument("--target", default=ANY.key, metavar="CHIP", help=f"default: {ANY.key}")
    diff = commands.add_parser("diff", help="compare two functions as text")
    diff.set_defaults(command=_diff)
    diff.add_argument("file", metavar="FILE")
    diff.add_argument("other", metavar="OTHER")
    runs = commands.add_parser("run", help="run a function in the interpreter")
    runs.set_defaults(command=_run)
    runs.add_argument("--grid", default="1", metavar="X[,Y[,Z]]", help="programs (default: 1)")
    runs.add_argument("--buffer", action="append", default=[], metavar="NAME=…", help=buffers.HELP)
    runs.add_argument("--scalar", action="append", default=[], metavar="NAME=NUMBER")
    for one in (opt, runs):
        one.add_argument("file", metavar="FILE")
        one.add_argument("--passes", metavar="A,B,…", help="passes to run, in order")
        one.add_argument("--simdgroups", type=int, default=4, help="of a program (default: 4)")
    return parser


def _read(file: str) -> Any:
    """Return the JSON of a file; its errors name the file."""
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text()
        return json.loads(text)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{file} is not JSON: {error}.") from None


def _write(data: Any, file: str | None) -> None:
    text = json.dumps(data, indent=1, allow_nan=False) + "\n"
    if file is None:
        sys.stdout.write(text)
        return
    try:
        Path(file).write_text(text)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}.") from None


def _sample(asked: Any) -> int:
    func = parse(SAMPLE)
    _write(ops_to_json(func) if asked.list else to_json(func), asked.output)
    return 0


def _passes(asked: Any) -> list[str] | None:
    return None if asked.passes is None else [p for p in asked.passes.split(",") if p]


def _opt(asked: Any) -> int:
    made, summary = transform_ir(
        _read(asked.file),
        _passes(asked),
        simdgroups=_simdgroups(asked.simdgroups),
        idioms=asked.idioms,
        target=asked.target,
    )
    _write(made, asked.output)
    (sys.stderr if asked.output is None else sys.stdout).write(f"{summary}\n")
    return 0


def _simdgroups(count: int) -> int:
    if not 1 <= count <= 32 or count & (count - 1):
        raise UsageError(f"--simdgroups {count}: write a power of two from 1 to 32.")
    return count


def _diff(asked: Any) -> int:
    x, y = (show(from_json(_read(file))).splitlines() for file in (asked.file, asked.other))
    lines = list(difflib.unified_diff(x, y, asked.file, asked.other, lineterm=""))
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 1 if lines else 0


def _run(asked: Any) -> int:
    func = from_json(_read(asked.file))
    simdgroups = _simdgroups(asked.simdgroups)
    if asked.passes is not None:
        func, _ = transform_ir(func, _passes(asked), simdgroups=simdgroups)
    arrays = _buffers(func, asked.buffer)
    arguments = _arguments(func, arrays, asked.scalar)
    before = {name: one.copy() for name, one in arrays.items()}
    try:
        run(func, arguments, _grid(asked.grid), _threads(func, simdgroups))
    except IndexError as error:
        raise TmetalError(f"the function touches memory outside of an array: {error}") from None
    for name, one in arrays.items():
        same = one.tobytes() == before[name].tobytes()
        text = "unchanged" if same else f"{one.dtype}{list(one.shape)}\n{one}"
        sys.stdout.write(f"{name}: {text}\n")
    return 0


def _threads(func: Func, simdgroups: int) -> int:
    """Return the threads of a program; a function whose layouts are chosen knows them."""
    return int(func.attrs.get("threads", LANES * simdgroups)) if func.level == "thread" else 0


def _buffers(func: Func, words: Sequence[str]) -> dict[str, Any]:
    pointers = {p.name: p.type for p in func.body.args if isinstance(p.type, Pointer)}
    names = tuple(pointers)
    given = {b.name: b.array for b in (buffers.read(w, names, frozenset(names)) for w in words)}
    missing = [n for n in names if n not in given]
    if missing:
        raise UsageError(f"no --buffer for {', '.join(missing)}: {buffers.HELP}.")
    for name, array in given.items():
        wanted = pointers[name].element
        if array.dtype != wanted.numpy:
            raise UsageError(f"--buffer {name}: {array.dtype}, but the function takes {wanted}.")
    return given


def _arguments(func: Func, arrays: dict[str, Any], words: Sequence[str]) -> list[Any]:
    given = dict(word.partition("=")[::2] for word in words)
    made: list[Any] = []
    for p in func.body.args:
        if p.name in arrays:
            made.append(Memory(arrays[p.name].reshape(-1), p.name))
            continue
        text = given.pop(p.name, "")
        assert isinstance(p.type, DType)
        try:
            number = float(text) if p.type.is_float else int(text)
            made.append(p.type.numpy.type(number))
        except (ValueError, OverflowError):
            raise UsageError(f"write --scalar {p.name}=NUMBER, of type {p.type}.") from None
    if given:
        raise UsageError(f"--scalar {next(iter(given))}: the function has no such number.")
    return made


def _grid(text: str) -> tuple[int, int, int]:
    sizes = text.split(",")
    if not all(n.isdecimal() for n in sizes) or len(sizes) > 3:
        raise UsageError(f"--grid {text}: write one to three numbers, such as 64 or 64,64.")
    x, y, z = (*map(int, sizes), 1, 1)[:3]
    return x, y, z
