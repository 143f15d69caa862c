"""The advice of docs/performance.md, counted: each line is one kernel written in two ways.

python benchmarks/tips.py
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mlx.core as mx
import numpy as np

import tmetal
import tmetal.language as tl
from bars import interleaved
from tmetal.ops.kernels import matmul
from workloads import rms_norm, softmax, transpose


@tmetal.jit
def gather(x_ptr, index_ptr, out_ptr, BLOCK: tl.constexpr):
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    tl.store(out_ptr + i, tl.load(x_ptr + tl.load(index_ptr + i)))


@tmetal.jit
def clamp(x_ptr, out_ptr, n, BLOCK: tl.constexpr, WHOLE: tl.constexpr):
    """Store where x is above 0: everywhere (WHOLE) with a 0 elsewhere, or only there."""
    at = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    x = tl.load(x_ptr + at, mask=at < n)
    if WHOLE:
        tl.store(out_ptr + at, tl.maximum(x, 0.0), mask=at < n)
    else:
        tl.store(out_ptr + at, x, mask=(at < n) & (x > 0.0))


@tmetal.jit
def columns(x_ptr, out_ptr, n, width, BLOCK: tl.constexpr, WIDTH: tl.constexpr):
    """Add its column's number to each element; WIDTH is `width` where it is known, else 0."""
    at = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    column = at % WIDTH if WIDTH else at % width
    tl.store(out_ptr + at, tl.load(x_ptr + at, mask=at < n) + column, mask=at < n)


@tmetal.jit
def scattered(x_ptr, out_ptr, N: tl.constexpr, BLOCK: tl.constexpr):
    """A transpose in which each program has a line: its stores are N elements apart."""
    row, at = tl.program_id(0), tl.arange(0, BLOCK)
    tl.store(out_ptr + at * N + row, tl.load(x_ptr + row * N + at))


def numbers(*shape: int) -> mx.array:
    return mx.array(np.random.default_rng(0).standard_normal(shape, np.float32))


def count(launch: Any, *args: Any, **options: Any) -> Any:
    return tmetal.profile(launch, *args, **options)


def rows(warps: int, n: int = 4096) -> Any:
    x = numbers(64, n)
    block = tmetal.next_power_of_2(n)
    return count(softmax[(64,)], x, mx.zeros(x.shape), n, BLOCK=block, num_warps=warps)


def norm(group: int) -> Any:
    x = numbers(64, 1024)
    arrays = (x, numbers(1024), mx.zeros(x.shape))
    return count(rms_norm[(64 // group,)], *arrays, 1024, 1e-5, BLOCK=1024, ROWS=group)


def product(m: int, n: int, warps: int) -> Any:
    a = numbers(256, 256)
    sizes = (256, 256, 256, 256, 1, 256, 1, 256, 1)
    grid = (256 // n, 256 // m)
    return count(matmul[grid], a, a, mx.zeros(a.shape), *sizes, BM=m, BN=n, BK=32, num_warps=warps)


def store(whole: bool) -> None:
    x = numbers(1 << 20)
    out = mx.zeros(x.shape)
    clamp[(1024,)](x, out, x.size, BLOCK=1024, WHOLE=whole)
    mx.eval(out)


def division(known: int) -> Any:
    x = numbers(1 << 18)
    return count(columns[(256,)], x, mx.zeros(x.shape), x.size, 512, BLOCK=1024, WIDTH=known)


def chosen(ordered: bool) -> Any:
    x, at = numbers(1 << 16), np.random.default_rng(1).integers(0, 1 << 16, 1 << 16, np.int32)
    at = mx.array(np.sort(at) if ordered else at)
    return count(gather[(64,)], x, at, mx.zeros(x.shape), BLOCK=1024)


def turn(staged: bool) -> Any:
    x, out = numbers(512, 512), mx.zeros((512, 512))
    if staged:
        return count(transpose[(16, 16)], x, out, N=512, BLOCK=32)
    return count(scattered[(512,)], x, out, N=512, BLOCK=512)


Measure = Callable[[Any], float]


def per_product(p: Any) -> float:
    return float(p.per(32 * p.matrix_multiplies)["mem"])


TIPS: tuple[tuple[str, Callable[[], Any], Callable[[], Any], str, Measure], ...] = (
    ("softmax 64x4096, 1 simdgroup | 8", lambda: rows(1), lambda: rows(8), "bytes loaded / once",
     lambda p: p.loaded_ratio),
    ("softmax 64x512, 4 simdgroups | 1", lambda: rows(4, 512), lambda: rows(1, 512), "barriers",
     lambda p: p.barriers),
    ("RMS-norm 64x1024, rows a program: 1 | 4", lambda: norm(1), lambda: norm(4),
     "lines / compulsory", lambda p: p.lines_per_compulsory),
    ("product, 32x32 by 4 | 64x64 by 4", lambda: product(32, 32, 4), lambda: product(64, 64, 4),
     "loads per product", per_product),
    ("at % width, given | constexpr", lambda: division(0), lambda: division(512),
     "integer operations", lambda p: p.per(1 << 18)["int"]),
    ("transpose, by lines | by tiles", lambda: turn(False), lambda: turn(True),
     "lines / compulsory", lambda p: p.lines_per_compulsory),
    ("gather by random | sorted places", lambda: chosen(False), lambda: chosen(True),
     "lines / compulsory", lambda p: p.lines_per_compulsory),
)  # fmt: skip


def main() -> None:
    print(f"{'one way | the other':42} {'count':20} {'one':>10} {'other':>10}")
    for name, one, other, what, measure in TIPS:
        print(f"{name:42} {what:20} {measure(one()):10.2f} {measure(other()):10.2f}", flush=True)
    slower = interleaved(lambda: store(False), lambda: store(True), 15)
    print(f"a store of some elements takes {slower:.1f} times as long as one of all, on this CPU")


if __name__ == "__main__":
    main()
