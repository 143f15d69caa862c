"""The frame of the gallery: cases, their inputs, and the comparison with float64.

A case is a function of a dtype that launches a kernel on NumPy arrays and yields `Result`s. The
modules of `tests/kernels/` register theirs with `@case`; `test_gallery.py` runs all of them.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np

F32, F16, BF16 = (np.dtype(d) for d in (np.float32, np.float16, ml_dtypes.bfloat16))
FLOATS = (F32, F16, BF16)
# One rounding to the dtype, and the drift of a sum in float32.
BOUND = {F32: 2.0**-17, F16: 2.0**-10, BF16: 2.0**-7}
FOLDER = Path(__file__).parent / "kernels"


@dataclass(frozen=True)
class Result:
    """What a kernel gave, and what it should give in float64 (or in integers, exactly).

    `slack` multiplies the allowed error, for kernels that round in the middle too.
    """

    got: Any
    expected: Any
    what: str = ""
    slack: float = 1.0

    def check(self) -> None:
        """Fail unless every element is right: floats within `BOUND` of their size and the rms."""
        assert self.got.shape == self.expected.shape, f"{self.what}: shape {self.got.shape}"
        if self.got.dtype not in BOUND:
            np.testing.assert_array_equal(self.got, self.expected, self.what)
            return
        got, expected = self.got.astype(np.float64), np.asarray(self.expected, np.float64)
        finite = np.where(np.isfinite(expected), expected, 0.0)
        scale = np.abs(finite) + np.sqrt(np.mean(finite**2))
        same = (got == expected) | (np.isnan(got) & np.isnan(expected))
        with np.errstate(invalid="ignore"):
            right = same | (np.abs(got - expected) <= BOUND[self.got.dtype] * self.slack * scale)
        if not right.all():
            at = tuple(int(i[0]) for i in np.nonzero(~right))
            raise AssertionError(
                f"{self.what}: element {at} is {got[at]!r}, not {expected[at]!r}; "
                f"{np.count_nonzero(~right)} of {right.size} are wrong"
            )


@dataclass(frozen=True)
class Case:
    """A named check of a kernel, and the dtypes that it is for."""

    name: str
    check: Callable[[Any], Iterable[Result]]
    dtypes: tuple[Any, ...]


CASES: list[Case] = []


def case(*dtypes: Any) -> Callable[[Any], Any]:
    """Register a check for these dtypes; its name is the function's.

    A file that is loaded again, as a benchmark does, does not register its checks twice.
    """

    def register(check: Any) -> Any:
        place = check.__name__, check.__code__.co_filename
        if place in [(c.name, c.check.__code__.co_filename) for c in CASES]:
            return check
        CASES.append(Case(check.__name__, check, dtypes or FLOATS))
        return check

    return register


def normal(shape: Any, dtype: Any, seed: int = 0) -> Any:
    """Return normally distributed numbers, the same ones for each seed."""
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def wide(x: Any) -> Any:
    """Return an array in float64."""
    return x.astype(np.float64)


@cache
def load() -> list[Case]:
    """Import every module of `tests/kernels/` and return the cases that they registered."""
    for path in sorted(FOLDER.glob("*.py")):  # a benchmark may have loaded some of them
        spec = importlib.util.spec_from_file_location(f"gallery_{path.stem}", path)
        assert spec is not None
        assert spec.loader is not None
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
    return CASES
