"""What the tests of launches that are refused share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import mlx.core as mx
import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from tmetal import LaunchError


@tmetal.jit
def scale(x_ptr, out_ptr, n, factor, BLOCK: tl.constexpr):
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = offsets < n
    x = tl.load(x_ptr + offsets, mask=mask)
    tl.store(out_ptr + offsets, x * factor, mask=mask)


def pair() -> tuple[mx.array, mx.array]:
    """Return an input and an output for `scale`."""
    return mx.arange(100, dtype=mx.float32), mx.full((100,), 7.0)


@contextmanager
def refused(*words: str, kind: type[Exception] = LaunchError, keep: Any = ()) -> Iterator[None]:
    """Expect an error that holds all words, and that leaves the arrays `keep` as they were."""
    before = [np.array(a) for a in keep]
    with pytest.raises(kind) as caught:
        yield
    text = str(caught.value)
    assert [w for w in words if w not in text] == [], text
    assert text.partition("\n  File")[0].endswith((".", "?")), text
    assert not any(w in text for w in ("<class", "object at", "unhashable", "bind()")), text
    for a, b in zip(keep, before, strict=True):
        np.testing.assert_array_equal(np.array(a), b)
