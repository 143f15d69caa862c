"""What the examples show when they are compiled: what comes out, and which dtypes may go in.

In: an example's text and the dtype of the array it reads. Out: the types of its `y`. Nothing is
run: the frontend alone says it, so the reference cannot disagree with the compiler.
"""

from __future__ import annotations

import linecache
import re
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from types import FunctionType
from typing import Any

from tmetal import language
from tmetal.errors import CompileError
from tmetal.frontend.builtin import Builtin
from tmetal.frontend.compile import lower_function
from tmetal.frontend.mathnames import LIBDEVICE
from tmetal.frontend.promote import is_value
from tmetal.ir.types import (
    DTYPES,
    F32,
    FLOAT8,
    I32,
    I64,
    U32,
    U64,
    DType,
    number_of,
    pointer,
    scalar_of,
    shape_of,
)
from tmetal.reference.examples import EXAMPLES, HEAD, HELPERS

WIDTH = 100
_KINDS = (*DTYPES, *FLOAT8)
_GROUPS = {
    "any dtype": frozenset(_KINDS),
    "any dtype but 8-bit floats": frozenset(DTYPES),
    "integers": frozenset(d for d in DTYPES if d.is_integer),
    "integers and booleans": frozenset(d for d in DTYPES if not d.is_float),
    "32-bit and 64-bit integers": frozenset(d for d in DTYPES if d.is_integer and d.bits > 16),
    "integers and floats": frozenset(d for d in DTYPES if d.bits > 1),
    "floats": frozenset(d for d in DTYPES if d.is_float),
}


def body_of(text: str) -> list[str]:
    """Return an example's lines with those of the head that they need before them."""
    words, needed = set(re.findall(r"\w+", text)), set()
    for name in reversed(HEAD):
        if name in words:
            needed.add(name)
            words |= set(re.findall(r"\w+", HEAD[name]))
    return [HEAD[n] for n in HEAD if n in needed] + text.splitlines()


def helper(fn: FunctionType) -> FunctionType:
    """Mark a function as one that kernels call; what `tmetal.jit` makes is more, and not needed."""
    fn.kernel_source = fn  # type: ignore[attr-defined]
    return fn


class _Jit:
    jit = staticmethod(helper)


def results(text: str, dtype: DType) -> list[Any]:
    """Return what an example gives, `y` first; CompileError if it does not fit."""
    seen: list[Any] = []
    lines = body_of(text)
    given = re.search(r"^y[, \w]*(?= =)", text, re.MULTILINE)
    if given:
        lines.append(f"seen({given[0]})")
    source = HELPERS + "def example(x_ptr, n):\n" + "".join(f"    {line}\n" for line in lines)
    file = f"<example {dtype.title} {text}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    look = Builtin(lambda e, *values: seen.extend(values), "seen", "Look at values.")
    scope: dict[str, Any] = {"tl": language, "tmetal": _Jit, "seen": look}
    exec(compile(source, file, "exec", dont_inherit=True), scope)
    with redirect_stdout(StringIO()):  # static_print prints here
        lower_function(scope["example"], {"x_ptr": pointer(dtype), "n": I32}, {}, watched=True)
    return seen


def type_text(y: Any) -> str:
    """Return a value's type as the reference shows it."""
    if isinstance(y, tuple):
        return f"({', '.join(map(type_text, y))})"
    if not is_value(y):
        return type(y).__name__
    scalar, shape = scalar_of(y.type), shape_of(y.type)
    word = scalar.title if isinstance(scalar, DType) else "pointer"
    return f"{word}{list(shape)}" if shape else word


@cache
def facts_of(name: str) -> str:
    """Return the example of a function with what it gives, and the dtypes that it takes."""
    text = EXAMPLES[name]
    accepted: dict[DType, list[Any]] = {}
    for dtype in _KINDS:
        try:
            accepted[dtype] = results(text, dtype)
        except CompileError:
            continue
    shown = F32 if F32 in accepted else next(iter(accepted), None)
    if shown is None:
        raise ValueError(f"the example of tl.{name} compiles for no dtype")
    lines = text.splitlines()
    if accepted[shown]:
        note = "  # " + ", ".join(map(type_text, accepted[shown]))
        if len(lines[-1] + note) > WIDTH:  # a formatter would break the line
            lines.append(note.strip())
        else:
            lines[-1] += note
    block = "\n".join(["```python", *lines, "```", ""])
    return block + _taken(text, accepted, shown)


def _taken(text: str, accepted: dict[DType, list[Any]], shown: DType) -> str:
    """Say which dtypes the example's x and m may have, and what comes out of each."""
    if not re.search(r"\b[xm]\b|x_ptr", text):
        return ""
    have = frozenset(accepted)
    words = next((w for w, group in _GROUPS.items() if group == have), "")
    words = words or ", ".join(d.title for d in _KINDS if d in have)
    return f"\nTakes {words}{_given(accepted)}.\n"


def _given(accepted: dict[DType, list[Any]]) -> str:
    """Say where the result's dtype is not the operand's."""
    if not any(accepted.values()):
        return ""
    firsts = {d: scalar_of(v[0].type) for d, v in accepted.items() if is_value(v[0])}
    if all(r is d for d, r in firsts.items()):
        return "; the result has that dtype"
    if len(set(firsts.values())) == 1:
        return ""
    groups: dict[Any, list[str]] = {}
    for d, r in firsts.items():
        if r is not d:
            groups.setdefault(r, []).append(d.title)
    parts = [f"{', '.join(ds)} give {r}" for r, ds in groups.items() if isinstance(r, DType)]
    parts = [p.replace(f"give {r}", f"give {r.title}") for p, r in zip(parts, groups, strict=True)]
    return "; " + "; ".join(parts)


# The dtypes that library functions are asked about: each is for one of them.
_ASKED = (F32, I32, U32, I64, U64)


def call_facts(name: str) -> str:
    """Return what a function of libdevice makes of its operands' dtypes."""
    count = len(LIBDEVICE[name].__signature__.parameters)
    found = []
    for dtype in _ASKED:
        for rest in ("x", "i"):  # some take a whole number second
            args = ", ".join(["x", *[rest] * (count - 1)])
            try:
                (y,) = results(f"y = tl.extra.libdevice.{name}({args})", dtype)
            except CompileError:
                continue
            second = ", int32" if rest == "i" else ""
            found.append(f"{dtype.title}{second} → {number_of(y.type).title}")
            break
    return "; ".join(found)
