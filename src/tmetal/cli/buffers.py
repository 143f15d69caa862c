"""Buffers of a kernel as words of a command line: `x=f32[64]=random`, `out=f32[8,8]`, `y=a.npy`.

In: a word and the kernel's parameter names. Out: a NumPy array. What must hold: the same words give
the same numbers in every run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np

from tmetal.errors import TmetalError

DTYPES: dict[str, Any] = {
    "bool": np.bool_,
    "bf16": ml_dtypes.bfloat16,
    **{f"i{bits}": np.dtype(f"int{bits}") for bits in (8, 16, 32, 64)},
    **{f"u{bits}": np.dtype(f"uint{bits}") for bits in (8, 16, 32, 64)},
    **{f"f{bits}": np.dtype(f"float{bits}") for bits in (16, 32)},
}
_INTEGERS = {
    "char": 8,
    "short": 16,
    "int": 32,
    "long": 64,
    **{f"int{bits}_t": bits for bits in (8, 16, 32, 64)},
}
FILLINGS = ("arange", "zeros", "ones", "random", "a number")
# The dtypes of Metal's scalar types; bytes (u8) can stand for any type.
_OF_METAL = {
    "bool": "bool",
    "half": "f16",
    "float16_t": "f16",
    "float": "f32",
    "bfloat": "bf16",
    "bfloat16_t": "bf16",
    **{f"{u}{name}": f"{u or 'i'}{bits}" for u in ("", "u") for name, bits in _INTEGERS.items()},
}
_GENERATED = re.compile(
    r"(?P<dtype>\w+)\[(?P<shape>\d+(?:,\d+)*)\](?:=(?P<filling>[\w:.+-]+))?", re.ASCII
)
HELP = (
    "NAME=DTYPE[SHAPE]=FILLING, such as x=f32[1024]=random or n=u32[1]=7; or NAME=FILE.npy. "
    f"DTYPE is one of {', '.join(DTYPES)}; FILLING is one of {', '.join(FILLINGS)}. Without a "
    "filling, a buffer that the kernel may write is an output with undefined contents, another "
    "one counts up from 0"
)


class BufferError(TmetalError):
    """A word that describes no buffer; says what to write."""


@dataclass(frozen=True)
class Given:
    """One buffer: its array, and whether its contents before the launch are undefined."""

    name: str
    array: np.ndarray[Any, Any]
    fresh: bool


def read(word: str, names: tuple[str, ...], written: frozenset[str]) -> Given:
    """Make the buffer of a word; `names` are the kernel's buffers, `written` those it may write."""
    name, _, rest = word.partition("=")
    if name not in names:
        raise BufferError(
            f"--buffer {word}: the kernel has no buffer `{name}`. Its buffers are "
            f"{', '.join(names) or '(none)'}."
        )
    if rest.endswith(".npy"):
        return Given(name, _loaded(rest, word), False)
    found = _GENERATED.fullmatch(rest)
    if found is None or found["dtype"] not in DTYPES:
        raise BufferError(f"--buffer {word}: write {HELP}.")
    shape = tuple(int(n) for n in found["shape"].split(","))
    filling = found["filling"] or ("zeros" if name in written else "arange")
    array = _filled(filling, shape, np.dtype(DTYPES[found["dtype"]]), word)
    return Given(name, array, found["filling"] is None and name in written)


def check(given: Given, kind: str) -> None:
    """Refuse an array for a parameter of a Metal type `kind` whose elements are of another one."""
    found = re.search(r"(?:^|\s)(?:packed_)?([a-z]\w*?)[234]?\s*[*&]", kind)
    wanted = _OF_METAL.get(found[1]) if found else None
    has = next(name for name, one in DTYPES.items() if np.dtype(one) == given.array.dtype)
    if wanted not in (None, has) and has != "u8":
        raise BufferError(
            f"--buffer {given.name}: the kernel's `{kind} {given.name}` has elements {wanted}, the "
            f"array has {has}. Give {wanted}, or u8 for bytes as they are."
        )


def _loaded(file: str, word: str) -> np.ndarray[Any, Any]:
    try:
        loaded = np.load(Path(file), allow_pickle=False)
    except (OSError, ValueError) as error:
        raise BufferError(
            f"--buffer {word}: {file} is no array that can be read: {error}"
        ) from None
    if loaded.dtype.name not in {np.dtype(d).name for d in DTYPES.values()}:
        raise BufferError(
            f"--buffer {word}: {file} holds {loaded.dtype}, which Metal has not. Convert it, "
            "with .astype(np.float32) for instance."
        )
    return np.require(loaded, requirements=["C", "A", "W"])


def _filled(
    filling: str, shape: tuple[int, ...], dtype: np.dtype[Any], word: str
) -> np.ndarray[Any, Any]:
    count = int(np.prod(shape))
    if filling in ("zeros", "ones"):
        return np.full(shape, filling == "ones", dtype)
    if filling == "arange":
        return _cast(np.arange(count), dtype).reshape(shape)
    if filling == "random":
        random = np.random.default_rng(0)
        if dtype.kind in "iu":
            info = np.iinfo(dtype)
            return random.integers(info.min, info.max, shape, dtype, endpoint=True)
        if dtype.kind == "b":
            return random.integers(0, 2, shape).astype(dtype)
        return random.standard_normal(shape).astype(dtype)
    try:
        float(filling)
    except ValueError:
        raise BufferError(
            f"--buffer {word}: there is no filling `{filling}`. Write one of {', '.join(FILLINGS)}."
        ) from None
    try:
        return np.full(shape, int(filling) if dtype.kind in "iu" else float(filling), dtype)
    except (ValueError, OverflowError):
        raise BufferError(f"--buffer {word}: `{filling}` is no number of this type.") from None


def _cast(numbers: np.ndarray[Any, Any], dtype: np.dtype[Any]) -> np.ndarray[Any, Any]:
    return (numbers % 2).astype(dtype) if dtype.kind == "b" else numbers.astype(dtype)
