"""Kernels as people write them agree with float64, in every dtype, on ragged sizes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gallery

CASES = gallery.load()
RUNS = [pytest.param(c, d, id=f"{c.name}-{d.name}") for c in CASES for d in map(np.dtype, c.dtypes)]


@pytest.mark.parametrize(("case", "dtype"), RUNS)
def test_a_kernel_of_the_gallery_agrees_with_float64(
    case: gallery.Case, dtype: Any, backend: str
) -> None:
    results = list(case.check(dtype))
    assert results
    for result in results:
        result.check()


def test_the_names_of_the_gallery_are_unique() -> None:
    names = [c.name for c in CASES]
    assert len(names) == len(set(names))
    assert len(names) >= 30


def test_a_result_that_is_wrong_in_one_element_fails() -> None:
    expected = np.ones((4, 8))
    got = expected.astype(np.float32)
    gallery.Result(got, expected).check()
    got[2, 3] = 1.001
    with pytest.raises(AssertionError, match=r"element \(2, 3\)"):
        gallery.Result(got, expected).check()
