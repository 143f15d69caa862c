"""A kernel follows its helpers and constants when they are redefined, as in a notebook."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from kernels import BACKENDS, make
from tmetal import options

SOURCE = """
@tmetal.jit
def helper(x):
    return x * FACTOR


@tmetal.jit
def k(out, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK)
    tl.store(out + i, helper(i + 1))
"""


def launched(kernel: Any, backend: str) -> int:
    out = np.zeros(4, np.int32)
    with options.override(backend=backend):
        kernel[(1,)](out, BLOCK=4)
    return int(out[1])


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_redefined_constant_is_seen_by_the_next_launch(backend: str) -> None:
    kernel = make(SOURCE, FACTOR=tl.constexpr(3))
    assert launched(kernel, backend) == 6
    kernel.kernel_source.__globals__["FACTOR"] = tl.constexpr(5)
    assert launched(kernel, backend) == 10


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_redefined_helper_is_seen_by_the_next_launch(backend: str) -> None:
    kernel = make(SOURCE, FACTOR=tl.constexpr(3))
    assert launched(kernel, backend) == 6
    other = make(SOURCE.replace("x * FACTOR", "x * FACTOR + 100"), "helper", FACTOR=tl.constexpr(3))
    kernel.kernel_source.__globals__["helper"] = other
    assert launched(kernel, backend) == 106


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_redefined_variable_of_an_enclosing_function_is_seen(backend: str) -> None:
    factor = tl.constexpr(2)

    @tmetal.jit
    def kernel(out, BLOCK: tl.constexpr):
        i = tl.arange(0, BLOCK)
        tl.store(out + i, i * factor)

    assert launched(kernel, backend) == 2
    factor = tl.constexpr(7)
    assert launched(kernel, backend) == 7


def test_an_unchanged_kernel_is_compiled_once() -> None:
    kernel = make(SOURCE, FACTOR=tl.constexpr(3))
    assert launched(kernel, "cpu") == launched(kernel, "cpu")
    assert len(kernel._launches.table) == 1
