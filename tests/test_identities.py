"""What must hold exactly: arithmetic with constants, casts, and the bits under a bitcast."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from kernels import BACKENDS, complaint, compute, interesting
from tmetal.ir.types import BF16, DTYPES, F16, I1, DType

F = np.float32
CONSTANTS: dict[str, Callable[..., Any]] = {
    "x + 0": lambda x, t: x + t(0),
    "0 + x": lambda x, t: t(0) + x,
    "x - 0": lambda x, t: x - t(0),
    "0 - x": lambda x, t: t(0) - x,
    "x * 1": lambda x, t: x * t(1),
    "x * 0": lambda x, t: x * t(0),
    "0 * x": lambda x, t: t(0) * x,
    "x - x": lambda x, t: x - x,
    "x + x": lambda x, t: x + x,
    "(x + 1) - 1": lambda x, t: (x + t(1)) - t(1),
    "(1 - x) * (x - 1)": lambda x, t: (t(1) - x) * (x - t(1)),
    "tl.where(True, x, x + 1)": lambda x, t: x,
    "tl.where(False, x, x + 1)": lambda x, t: x + t(1),
    "tl.where(x == x, x, 5)": lambda x, t: np.where(x == x, x, t(5)),
    "tl.where(x != 0, x, x)": lambda x, t: x,
}
FLOATS: dict[str, Callable[..., Any]] = {
    "x + (-0.0)": lambda x, t: x + t(-0.0),
    "x - (-0.0)": lambda x, t: x - t(-0.0),
    "(-0.0) + x": lambda x, t: t(-0.0) + x,
    "x * (-1.0)": lambda x, t: x * t(-1),
    "x / 1.0": lambda x, t: x.astype(F),
    "x * float('inf')": lambda x, t: x * t(np.inf),
    "x + float('nan')": lambda x, t: x + t(np.nan),
    "-(-x)": lambda x, t: x,
}
INTEGERS: dict[str, Callable[..., Any]] = {
    "x & 0": lambda x, t: x & t(0),
    "x | 0": lambda x, t: x | t(0),
    "x ^ 0": lambda x, t: x ^ t(0),
    "x & x": lambda x, t: x,
    "x << 0": lambda x, t: x,
    "x >> 0": lambda x, t: x,
    "x // 1": lambda x, t: x,
    "0 >> (x & 3)": lambda x, t: t(0) * x,
    "1 << (x & 3)": lambda x, t: t(1) << (x & t(3)),
}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("dtype", DTYPES[1:], ids=lambda d: d.title)
def test_identities_with_constants_hold_for_every_value(dtype: DType, backend: str) -> None:
    x = interesting(dtype, 5)
    table = CONSTANTS | (FLOATS if dtype.is_float else INTEGERS)
    with np.errstate(all="ignore"):
        wanted = [oracle(x, dtype.numpy.type) for oracle in table.values()]
    found = compute(backend, {"x": x}, list(table), [w.dtype for w in wanted])
    everywhere, wrong = np.ones(x.shape, bool), {}
    for text, got, right in zip(table, found, wanted, strict=True):
        said = complaint(got, right, everywhere, 0, True)
        if said:
            wrong[text] = said
    assert not wrong


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("source", DTYPES, ids=lambda d: d.title)
def test_casts_to_every_dtype_convert_as_numpy_does(source: DType, backend: str) -> None:
    x = interesting(source, 3, 200)
    expressions = [f"x.to(tl.{d.title})" for d in DTYPES]
    found = compute(backend, {"x": x}, expressions, [d.numpy for d in DTYPES])
    wrong = {}
    for target, got in zip(DTYPES, found, strict=True):
        valid, given = np.ones(x.shape, bool), x
        if source.is_float and target.is_integer:
            whole = np.trunc(x.astype(np.float64))
            low, high = target.limits
            valid = (whole >= low) & (whole < high + 1)
            given = np.where(valid, x, x.dtype.type(0))
        if target in (F16, BF16):
            given = given.astype(F)
        with np.errstate(all="ignore"):
            wanted = given != 0 if target is I1 else given.astype(target.numpy)
        said = complaint(got, wanted, valid, 0, True)
        if said:
            wrong[target.title] = said
    assert not wrong


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("source", DTYPES[1:], ids=lambda d: d.title)
def test_bitcasts_keep_the_bits(source: DType, backend: str) -> None:
    x = interesting(source, 4)
    x = x[x == x]  # a NaN's payload may change on its way through a register
    targets = [d for d in DTYPES if d.bits == source.bits]
    expressions = [f"x.to(tl.{d.title}, bitcast=True)" for d in targets]
    found = compute(backend, {"x": x}, expressions, [d.numpy for d in targets])
    for target, got in zip(targets, found, strict=True):
        assert got.tobytes() == x.view(target.numpy).tobytes(), target
