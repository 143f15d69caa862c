"""`python -m tmetal explain FILE:KERNEL NAME=VALUE …`: the report of a kernel in a Python file.

In: a file, a kernel's name, and its arguments as words. Out: the report as text or JSON. The file
is run, as Python runs it, to find the kernel; the kernel is only compiled.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tmetal.errors import TmetalError
from tmetal.runtime.adapters import MockTensor
from tmetal.runtime.dtypes import dtype_called
from tmetal.runtime.explained import explain

_EXAMPLE = """example:
  python -m tmetal explain examples/add.py:add_kernel x_ptr=f32[1000] y_ptr=f32[1000] \\
      out_ptr=f32[1000] n=1000 BLOCK=1024 --grid 1
An argument is DTYPE[SHAPE] for an array, or a Python number, True, False, None, or a string.
"""
_ARRAY = re.compile(r"(\w+)\[(\d+(?:,\d+)*)\]", re.ASCII)


class UsageError(TmetalError):
    """A command line that cannot be followed; says what to write."""


def main(words: Sequence[str]) -> int:
    """Follow the words after `explain`; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tmetal explain",
        description="Show what the compiler makes of a kernel, and why.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("kernel", metavar="FILE:KERNEL")
    parser.add_argument("arguments", nargs="*", metavar="NAME=VALUE")
    parser.add_argument("--grid", metavar="X[,Y[,Z]]", help="report the variant for this grid")
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    try:
        asked = parser.parse_intermixed_args(words)
    except SystemExit as done:
        return int(done.code or 0)
    try:
        kernel = _kernel(asked.kernel)
        given = dict(_argument(word) for word in asked.arguments)
        grid = None if asked.grid is None else _grid(asked.grid)
        report = explain(kernel, grid=grid, **given)
    except UsageError as error:
        sys.stderr.write(f"tmetal: {error}\n")
        return 2
    except TmetalError as error:
        sys.stderr.write(f"tmetal: {error}\n")
        return 1
    text = json.dumps(report.json(), indent=2) if asked.json else str(report)
    sys.stdout.write(f"{text}\n")
    return 0


def _kernel(word: str) -> Any:
    """Return the kernel that `FILE:KERNEL` names."""
    file, colon, name = word.rpartition(":")
    if not colon or not Path(file).is_file():
        raise UsageError(f"`{word}`: write FILE:KERNEL, with a Python file that exists.")
    folder = str(Path(file).resolve().parent)
    sys.path.insert(0, folder)  # as `python FILE` does
    try:
        space = runpy.run_path(file)
    finally:
        sys.path.remove(folder)
    if name not in space:
        known = [n for n, x in space.items() if hasattr(x, "kernel_source")]
        raise UsageError(f"{file} has no `{name}`. Its kernels: {', '.join(known) or 'none'}.")
    return space[name]


def _argument(word: str) -> tuple[str, Any]:
    name, equals, text = word.partition("=")
    if not equals or not name.isidentifier():
        raise UsageError(f"`{word}`: write NAME=VALUE, such as x_ptr=f32[1000] or BLOCK=1024.")
    array = _ARRAY.fullmatch(text)
    if array is not None:
        shape = tuple(int(n) for n in array[2].split(","))
        return name, MockTensor(dtype_called(_long(array[1])), shape)
    try:
        return name, ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return name, text


def _long(dtype: str) -> str:
    """Return `fp32` for `f32`: both spellings are in use."""
    return re.sub(r"^f(\d+)$", r"fp\1", dtype)


def _grid(text: str) -> tuple[int, ...]:
    sizes = text.split(",")
    if not all(n.isdecimal() for n in sizes):
        raise UsageError(f"--grid {text}: write one to three numbers, such as 64 or 64,64.")
    return tuple(int(n) for n in sizes)
