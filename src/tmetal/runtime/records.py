"""What a launch says of a kernel's prints and assertions, when it has run.

In: the words of the records buffer (see `passes.records`) and the ops that they are of. Out: lines
on stdout, and AssertionFailed. What must hold: the lines are those of the interpreter, and in its
order: program after program, each in its own order, the elements of a tile in row-major order.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tmetal.errors import AssertionFailed
from tmetal.ir import printed
from tmetal.ir.core import Op
from tmetal.ir.types import I1, number_of
from tmetal.passes.records import HEAD, ROOM, START, WORDS, value_words

Array = Any
Program = tuple[int, int, int]


@dataclass(frozen=True)
class _Record:
    """One element of one print or assertion: whose, which, its value's words, its turn."""

    op: Op
    program: Program
    element: int
    value: tuple[int, ...]
    turn: int


def report(kernel: str, words: Array, ops: dict[int, Op]) -> None:
    """Print what a launch printed; AssertionFailed if one of its assertions failed.

    words: the records buffer, uint32. ops: the kernel's prints and assertions by site.
    """
    if not words[0]:
        return
    found = _in_order(list(_records(words.tolist(), ops)))
    for one in found:
        if one.op.name == "print":
            print(_line(one))  # noqa: T201 - it is what the user asked for
    if words[0] > ROOM:
        warnings.warn(
            f"kernel `{kernel}` printed more than the {4 * WORDS >> 20} MB that a launch keeps: "
            f"{len(found)} lines are there, others were dropped. Print fewer elements, or under "
            "an `if`.",
            RuntimeWarning,
            stacklevel=2,
        )
    failed = [one for one in found if one.op.name == "fail"]
    if failed:
        first, attrs = failed[0], failed[0].op.attrs
        place = printed.place(first.program, first.element, attrs["shape"])
        raise AssertionFailed(printed.failure(attrs["text"], place, len(failed) - 1), first.op.loc)
    if words[1]:
        op = ops[int(words[1]) - 1]
        place = "a place that found no room behind what was printed"
        raise AssertionFailed(printed.failure(op.attrs["text"], place, 0), op.loc)


def _records(words: list[int], ops: dict[int, Op]) -> Iterator[_Record]:
    """Yield the records that were written, in the order in which room was taken for them."""
    at = START
    while at < len(words) and words[at]:
        op = ops[words[at] - 1]
        after = at + HEAD + (value_words(op.operands[0].type) if _has_value(op) else 0)
        x, y, z, element = words[at + 1 : at + HEAD]
        yield _Record(op, (x, y, z), element, tuple(words[at + HEAD : after]), at)
        at = after


def _has_value(op: Op) -> bool:
    return op.name == "print" and bool(op.operands)


def _in_order(found: list[_Record]) -> list[_Record]:
    """Sort records by program, then by when an op ran, then by element.

    Threads run apart from each other. One thread has the first element of all tiles, and scalars
    too, so those tell the order in which a program's ops ran, and how often they did.
    """
    times: dict[Any, int] = {}
    turns: dict[Any, int] = {}
    runs = []
    for one in found:
        same = one.op.attrs["site"], one.program, one.element
        times[same] = times.get(same, 0) + 1
        run = *same[:2], times[same]
        turns[run] = one.turn if one.element == 0 else min(turns.get(run, one.turn), one.turn)
        runs.append(run)
    sure = [replace(one, turn=turns[run]) for one, run in zip(found, runs, strict=True)]
    return sorted(sure, key=lambda one: (one.program[::-1], one.turn, one.element))


def _line(one: _Record) -> str:
    """Return the line of a print's record."""
    attrs = one.op.attrs
    value = _value(one) if one.value else None
    form = attrs["text"], attrs["shape"], attrs["hexadecimal"]
    return printed.line(one.program, one.element, value, *form)


def _value(one: _Record) -> Any:
    """Return the value that a record holds, in its own dtype."""
    dtype = number_of(one.op.operands[0].type)
    bits = sum(word << 32 * i for i, word in enumerate(one.value)) & (1 << dtype.bits) - 1
    if dtype is I1:
        return np.bool_(bits)
    return np.array(bits, f"u{dtype.bytes}").view(dtype.numpy)[()]
