"""Tuples as arguments of a launch: each item is an argument, and the kernel gets a tuple."""

from __future__ import annotations

from collections import namedtuple
from typing import Any, NamedTuple

import mlx.core as mx
import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from kernels import BACKENDS, HOSTS, make
from tmetal import options
from tmetal.errors import LaunchError
from tmetal.runtime.arrays import as_mlx
from tmetal.tools.tensor_descriptor import TensorDescriptor

Pair = namedtuple("Pair", ["first", "second"])


class Setup(NamedTuple):
    scale: float
    bias: Any
    outs: tuple[Any, Any]


SOURCE = """
@tmetal.jit
def twice(t):
    return t[0] * 2, t[1]

@tmetal.jit
def k(x_ptr, setup, more, sizes: tl.constexpr, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK)
    x = tl.load(x_ptr + i, mask=i < sizes[0], other=0.0) * setup.scale
    if setup.bias is not None:
        x += tl.load(setup.bias + i)
    pair = twice((x, more.first))
    for j in range(more.second):
        pair = (pair[0] + j, pair[1])
    low, high = setup.outs
    tl.store(low + i, pair[0])
    tl.store(high + i, x + pair[1])
"""


@pytest.mark.parametrize("backend", HOSTS)
def test_items_of_tuples_are_arguments(backend: str) -> None:
    kernel, x = make(SOURCE), np.arange(8, dtype=np.float32)
    name, _, mlx = backend.partition(" with ")
    for bias in (None, x + 1):
        for first in (3, 2.5):
            outs = [np.zeros(8, np.float32), np.zeros(8, np.float32)]
            mine = [as_mlx(a) if mlx else a for a in (x, *outs)]
            given = as_mlx(bias) if mlx and bias is not None else bias
            setup = Setup(0.5, given, (mine[1], mine[2]))
            with options.override(backend=name):
                kernel[lambda meta: (meta["more"].second - 2,)](
                    mine[0], setup, Pair(first, 3), (6, "free"), BLOCK=8
                )
            want = np.where(x < 6, x, 0) * 0.5 + (0 if bias is None else bias)
            assert np.array_equal(np.array(mine[1]), want * 2 + 3)
            assert np.array_equal(np.array(mine[2]), want + first)


@pytest.mark.parametrize("backend", BACKENDS)
def test_tuples_hold_descriptors_and_placeholders_and_are_warmed_up(backend: str) -> None:
    kernel = make("""
@tmetal.jit
def k(t, n):
    source, (out_ptr, step) = t
    i = tl.arange(0, 4)
    tl.store(out_ptr + i * step, tl.sum(source.load([n, 0]), 1))
""")
    x = mx.arange(32, dtype=mx.float32).reshape(8, 4)
    with options.override(backend=backend):
        source = TensorDescriptor.from_tensor(x, [4, 4])
        out = kernel[(1,)]((source, (tmetal.zeros(7), 2)), 6)
        assert out.tolist() == [6 * 16 + 6, 0, 7 * 16 + 6, 0, 0, 0, 0]
        with pytest.raises(LaunchError, match=r"`t\[1\]\[0\]` is a str"):
            kernel[(1,)]((source, ("x", 2)), 6)
        made = kernel.warmup((source, (tl.float32, 2)), 6)
    assert "t_1_0" in made.asm["msl"]


def test_tuning_restores_arrays_in_tuples() -> None:
    kernel = make("""
@tmetal.autotune([tmetal.Config({"BLOCK": b}) for b in (4, 8)], key=[])
@tmetal.jit
def k(t, BLOCK: tl.constexpr):
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    tl.atomic_add(t[0] + i, t[1])
""")
    x = np.zeros(8, np.float32)
    with options.override(backend="cpu"):
        kernel[lambda meta: (8 // meta["BLOCK"],)]((x, 2.0))
    assert x.tolist() == [2] * 8
