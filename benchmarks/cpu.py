"""How fast the CPU executor is. Prints one line a bar: name, value, bar, holds or short.

    python benchmarks/cpu.py

Each ratio compares two things in this one run, interleaved, by the best of several rounds.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import mlx.core as mx
import numpy as np

import tmetal
from bars import SHORT, bar, interleaved
from tmetal import options
from workloads import add, layer_norm, matmul, softmax

RNG = np.random.default_rng(0)


def numbers(*shape: int) -> Any:
    return RNG.standard_normal(shape).astype(np.float32)


def against_mlx(
    name: str, ours: Callable[[], Any], theirs: Callable[[], Any], limit: float
) -> None:
    """Compare with MLX on its CPU device, fresh outputs on both sides."""
    mx.set_default_device(mx.cpu)
    bar(f"{name}: CPU executor / MLX CPU", interleaved(ours, theirs, 9), limit)


def against_interpreter(name: str, launch: Callable[[], Any], limit: float) -> None:
    """Compare with the interpreter."""

    def interpreted() -> None:
        with options.override(backend="interpret"):
            launch()

    bar(
        f"{name}: interpreter / CPU executor",
        interleaved(interpreted, launch, 4),
        limit,
        at_least=True,
    )


def elementwise() -> None:
    n = 1 << 24
    x, y = mx.array(numbers(n)), mx.array(numbers(n))
    mx.eval(x, y)

    def ours() -> None:
        out = mx.zeros(n)
        add[(tmetal.cdiv(n, 4096),)](x, y, out, n, BLOCK=4096)

    against_mlx("add of 16M float32", ours, lambda: mx.eval(mx.add(x, y)), 1.3)


def rows() -> None:
    m, n = 4096, 1024
    x, w, b = (mx.array(v) for v in (numbers(m, n), numbers(n), numbers(n)))
    mx.eval(x, w, b)

    def ours_softmax() -> None:
        softmax[(m,)](x, mx.zeros((m, n)), n, BLOCK=1024, num_warps=1)

    def ours_norm() -> None:
        layer_norm[(m,)](x, w, b, mx.zeros((m, n)), n, 1e-5, BLOCK=1024, num_warps=1)

    against_mlx("softmax 4096x1024", ours_softmax, lambda: mx.eval(mx.softmax(x, axis=-1)), 3)
    against_interpreter("softmax 4096x1024", ours_softmax, 50)

    def theirs() -> None:
        mx.eval(mx.fast.layer_norm(x, w, b, 1e-5))

    against_mlx("layer-norm 4096x1024", ours_norm, theirs, 3)
    against_interpreter("layer-norm 4096x1024", ours_norm, 50)


def product() -> None:
    """Simple tiles: one block of the result a program, K in steps, no tuning; two sizes."""
    n = 512
    a, b = mx.array(numbers(n, n)), mx.array(numbers(n, n))
    for size, step in ((64, 32), (32, 32)):
        shape = {"BM": size, "BN": size, "BK": step}

        def launch(grid: tuple[int, int], shape: dict[str, int]) -> None:
            matmul[grid](a, b, mx.zeros((n, n)), n, n, n, n, 1, n, 1, **shape)

        run = partial(launch, (n // size, n // size), shape)
        against_interpreter(f"matmul 512x512x512 by {size}x{size}x{step}", run, 20)


def sanitized() -> None:
    n = 1024
    x, y = mx.array(numbers(n * n)), mx.array(numbers(n * n))
    rows, small = x.reshape(n, n), mx.array(numbers(256, 256))
    mx.eval(x, y, rows, small)
    launches: dict[str, Callable[[], Any]] = {
        "add of 1M float32": lambda: add[(256,)](x, y, mx.zeros(n * n), n * n, BLOCK=4096),
        "softmax 1024x1024": lambda: softmax[(n,)](rows, mx.zeros((n, n)), n, BLOCK=1024),
        "matmul 256x256x256": lambda: matmul[(4, 4)](
            small, small, mx.zeros((256, 256)), *[256] * 4, 1, 256, 1, BM=64, BN=64, BK=32
        ),
    }
    for name, plain in launches.items():

        def checked(plain: Callable[[], Any] = plain) -> None:
            with options.override(sanitize=True):
                plain()

        bar(f"{name}: sanitized / plain", interleaved(checked, plain, 5), 30)


FIRST = """
import time, mlx.core as mx
from workloads import add
x = mx.zeros(4096)
mx.eval(x)
start = time.perf_counter()
add[(4,)](x, x, mx.zeros(4096), 4096, BLOCK=1024)
print(time.perf_counter() - start)
"""


def first_launch() -> None:
    """In new processes: with an empty cache, and from the disk cache."""
    with tempfile.TemporaryDirectory() as cache:
        here = os.path.dirname(os.path.abspath(__file__))
        env = {**os.environ, "TMETAL_CACHE_DIR": cache, "PYTHONPATH": here}
        times = []
        for _ in range(4):
            done = subprocess.run(
                [sys.executable, "-c", FIRST], env=env, capture_output=True, text=True, check=True
            )
            times.append(float(done.stdout))
    bar("first launch, compiler included", times[0] * 1e3, 500, "ms")
    bar("first launch of a process, from the disk cache", min(times[1:]) * 1e3, 10, "ms")


def main() -> int:
    start = time.perf_counter()
    for part in (elementwise, rows, product, sanitized, first_launch):
        part()
    print(f"({time.perf_counter() - start:.0f} s)")
    return len(SHORT)


if __name__ == "__main__":
    sys.exit(main())
