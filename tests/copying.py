"""Kernels and arrays that the tests of arguments share."""

from __future__ import annotations

from typing import Any

import mlx.core as mx
import numpy as np
import pytest

import tmetal
import tmetal.language as tl


@tmetal.jit
def copy(x_ptr, out_ptr, n, BLOCK: tl.constexpr):
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = offsets < n
    tl.store(out_ptr + offsets, tl.load(x_ptr + offsets, mask=mask), mask=mask)


@tmetal.jit
def number(out_ptr, n, step, BLOCK: tl.constexpr):
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    tl.store(out_ptr + offsets, offsets + 100, mask=(offsets < n) & (offsets % step == 0))


@tmetal.jit
def add_one(x_ptr, n, BLOCK: tl.constexpr):
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = offsets < n
    tl.store(x_ptr + offsets, tl.load(x_ptr + offsets, mask=mask) + 1, mask=mask)


def run(kernel: Any, *arguments: Any, n: int, **more: Any) -> Any:
    """Launch with as many programs as `n` elements need."""
    return kernel[(tmetal.cdiv(n, 32),)](*arguments, n, **more, BLOCK=32)


def base(kind: str) -> Any:
    """Return the numbers from 0 to 59 as six rows."""
    a = np.arange(60, dtype=np.float32).reshape(6, 10)
    return mx.array(a) if kind == "mlx" else a


def bits(x: Any) -> bytes:
    """Return the bytes of an array's elements."""
    if isinstance(x, mx.array) and x.dtype == mx.bfloat16:
        x = x.view(mx.uint16)
    return np.array(x).tobytes()


kinds = pytest.mark.parametrize("kind", ["mlx", "numpy"])
