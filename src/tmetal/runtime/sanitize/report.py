"""What a sanitized launch found, in words: lines of the text, threadgroups, threads, elements."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from tmetal.runtime.cpu import KernelError
from tmetal.runtime.measure.instrument import Instrumented
from tmetal.runtime.sanitize import state as layout
from tmetal.runtime.toolchain import HOST_HEADERS

_REGION_SHIFT = 36


@dataclass(frozen=True)
class Variable:
    """A threadgroup variable of the text."""

    name: str
    kind: str


def numbered(msl: str) -> list[tuple[str, int, str]]:
    """Return each row of a text with its file and line, as the text's line directives count."""
    file, number = "tmetal", 1
    rows = []
    for row in msl.split("\n"):
        directive = re.match(r'\s*#\s*line\s+(\d+)(?:\s+"([^"]*)")?', row)
        rows.append((file, 0 if directive else number, row))
        if directive:
            file, number = directive[2] or file, int(directive[1])
        else:
            number += 1
    return rows


@dataclass(frozen=True)
class Names:
    """What the text calls things."""

    buffers: tuple[str, ...]
    types: tuple[str, ...]
    variables: Mapping[int, Variable] = field(hash=False)
    msl: str

    @cached_property
    def lines(self) -> dict[tuple[str, int], str]:
        """The text's lines by file and number, as its own line directives count them."""
        found: dict[tuple[str, int], str] = {}
        for file, number, row in numbered(self.msl):
            found.setdefault((file, number), row)
        return found

    @cached_property
    def files(self) -> set[str]:
        """The files that the text says it is made of."""
        return {file for file, _ in self.lines}


@dataclass(frozen=True)
class Problem:
    """One finding: its kind, the line of the text (0: none), all that is known in words."""

    kind: str
    line: int
    message: str
    other_line: int = 0
    count: int = 1


class SanitizerError(KernelError):
    """A kernel did what has no meaning on a GPU; `problems` lists all that was found."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        many = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__("\n".join([f"{name}: {many} found", *(p.message for p in problems)]))
        self.problems = tuple(problems)


@dataclass
class Report:
    """What one launch found."""

    name: str
    names: Names
    kernel: Instrumented
    found: list[Any]
    unwritten: list[tuple[int, np.ndarray[Any, Any]]]
    placed: dict[int, tuple[int, np.ndarray[Any, Any]]]
    state: Any
    grid: tuple[int, int, int]
    threads: tuple[int, int, int]
    order: int
    origins: Mapping[tuple[str, int], str]  # of lines of the text in the user's own

    def check(self) -> None:
        """Raise SanitizerError if anything was found."""
        if self.problems:
            raise SanitizerError(self.name, self.problems)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """All findings, the first found first."""
        made = [self._problem(one) for one in self.found]
        made += [self._never_written(i, at) for i, at in self.unwritten if len(at)]
        return tuple(one for one in made if one is not None)

    def _problem(self, one: Any) -> Problem | None:
        kind = layout.KINDS[one.kind]
        if kind == "integer overflow":
            return self._overflow(one)
        if kind in ("out-of-bounds read", "out-of-bounds write", "uninitialized read"):
            return self._access(kind, one)
        if kind == "misaligned access":
            more = f"an address that is no multiple of {one.value[0]}"
            return self._access(kind, one, more)
        if kind == "data race":
            return self._race(one)
        return self._meeting(kind, one)

    def _access(self, kind: str, one: Any, more: str = "") -> Problem:
        line = self._line(one.site)
        what = {
            "out-of-bounds read": "reads outside of",
            "out-of-bounds write": "writes outside of",
            "misaligned access": f"accesses {more} in",
            "uninitialized read": "reads what nobody has written in",
        }[kind]
        text = (
            f"{kind}: {self._thread(one.group, one.index)} {what} {self._element(one.address)}"
            f"{self._at(line, self._file(one.site))}"
        )
        return Problem(kind, line, text + _times(one.count), count=one.count)

    def _race(self, one: Any) -> Problem:
        line, other = self._line(one.site), self._line(one.other)
        sides = [
            f"    {self._thread(group, index)}, which {self._verb(site)} it"
            f"{self._at(self._line(site), self._file(site))}"
            for group, index, site in (
                (one.group, one.index, one.site),
                (one.group2, one.index2, one.other),
            )
        ]
        where = f"data race on {self._element(one.address)}: nothing orders"
        text = "\n".join([where, *sides])
        return Problem("data race", line, text + _times(one.count), other, one.count)

    def _meeting(self, kind: str, one: Any) -> Problem:
        line, other = one.place >> 12, one.place2 >> 12
        who = self._thread(one.group, one.index)
        if kind == "stack overflow":
            return Problem(kind, 0, f"{kind}: {who} uses more than 128 KB of stack")
        if kind == "inactive lane":
            text = (
                f"{kind}: {who} asks for the value of lane {one.value[0]}, which takes no part; "
                f"it is undefined{self._at(line)}"
            )
            return Problem(kind, line, text + _times(one.count), count=one.count)
        what = "a barrier" if kind == "barrier divergence" else "a simdgroup function"
        places = [self._at(at) if at else " at its end" for at in (line, other)]
        text = (
            f"{kind}: threads that should meet at {what} have gone different ways\n"
            f"    {who}{places[0]}\n    {self._thread(one.group2, one.index2)}{places[1]}"
        )
        return Problem(kind, line or other, text + _times(one.count), other, one.count)

    def _overflow(self, one: Any) -> Problem | None:
        file = ctypes.string_at(one.address).decode(errors="replace")
        if file.startswith(str(HOST_HEADERS)):
            return None
        operation, width = chr(one.value[0] & 255), 1 << (one.value[0] >> 9)
        x, y = (_signed(v, width) for v in one.value[1:3])
        shown = f"-({x})" if operation == "n" else f"{x} {operation} {y}"
        line = one.place >> 12
        text = (
            f"integer overflow: {self._thread(one.group, one.index)} computes {shown} in {width} "
            f"bits, which has no meaning for a signed integer{self._at(line, file)}"
        )
        return Problem("integer overflow", line, text + _times(one.count), count=one.count)

    def _never_written(self, buffer: int, at: np.ndarray[Any, Any]) -> Problem:
        _, array = self.placed[buffer]
        first, count = int(at[0]) // array.itemsize, len(np.unique(at // array.itemsize))
        text = (
            f"unwritten output: nobody writes {self.names.buffers[buffer]}[{first}]"
            f"{f' and {count - 1} more elements' if count > 1 else ''}; its contents are undefined"
        )
        return Problem("unwritten output", 0, text)

    def _verb(self, site: int) -> str:
        one = self.kernel.sites[site - 1]
        if re.match(r"atomic_(?:fetch|exchange|compare)", one.via):
            return "atomically updates"
        atomic = "atomically " if one.atomic_order else ""
        return atomic + {"read": "reads", "write": "writes", "atomic": "updates"}[one.kind]

    def _line(self, site: int) -> int:
        return self.kernel.sites[site - 1].at.line if site else 0

    def _file(self, site: int) -> str:
        return self.kernel.sites[site - 1].at.file if site else ""

    def _at(self, line: int, file: str = "") -> str:
        """Name a line, and show it; a text of several files needs `file` for that."""
        if not line:
            return ""
        if not file and len(self.names.files) == 1:
            (file,) = self.names.files
        text = self.names.lines.get((file, line), "").strip()
        name = f"line {line}" if file in ("", "tmetal") else f"{file}, line {line}"
        origin = self.origins.get((file, line))
        return f", {name}" + (f": {text}" if text else "") + (f" ({origin})" if origin else "")

    def _thread(self, run: int, index: int) -> str:
        groups = [-(-n // m) for n, m in zip(self.grid, self.threads, strict=True)]
        flat = _ordered(self.order, run, groups[0] * groups[1] * groups[2])
        x, y = groups[:2]
        group = (flat % x, flat // x % y, flat // x // y)
        size = [min(m, n - g * m) for m, n, g in zip(self.threads, self.grid, group, strict=True)]
        place = (index % size[0], index // size[0] % size[1], index // size[0] // size[1])
        where = [str(v[0]) if max(self.grid[1:]) == 1 else str(v).replace(" ", "")
                 for v in (group, place)]  # fmt: skip
        return f"thread {where[1]} of threadgroup {where[0]}"

    def _element(self, address: int) -> str:
        """Name the buffer and the element that an address is, or would be."""
        offset = address - self.state.base
        number = (offset + (1 << (_REGION_SHIFT - 1))) >> _REGION_SHIFT
        if number >= layout.BUFFERS:
            variable = self.names.variables.get(number - layout.BUFFERS)
            region = self.state.region[number]
            name = f"threadgroup variable `{variable.name}`" if variable else "threadgroup memory"
            return f"{name} at byte {address - region.begin} of {region.end - region.begin}"
        if number - 1 not in self.placed:
            return f"address {address:#x}, which is in no buffer"
        begin, array = self.placed[number - 1]
        index, rest = divmod(address - begin, array.itemsize)
        name = self.names.buffers[number - 1]
        name = name if name.startswith("buffer ") else f"`{name}`"
        inside = f", byte {rest} of it" if rest else ""
        return f"{name} at index {index}{inside} (it has {array.size} elements)"


def _times(count: int) -> str:
    return f" ({count} times)" if count > 1 else ""


def _signed(value: int, width: int) -> int:
    value &= (1 << width) - 1
    return value - (1 << width) if value >> (width - 1) else value


def _ordered(order: int, at: int, count: int) -> int:
    """Return the number of the threadgroup that was begun as number `at`: as in driver.h."""
    if order < 3:
        return (at, count - 1 - at, (at + count // 2) % count)[order]
    step = count * (5 + order % 3) // 8 + 1
    while np.gcd(step, count) != 1:
        step += 1
    return (at * step + order) % count
