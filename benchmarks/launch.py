"""What a launch costs in Python, and what it adds to MLX's graph. Prints one line a bar.

    python benchmarks/launch.py

Launches are recorded while `mx.export_function` traces, which works on machines without Metal: so
MLX's real call is part of both sides. The bare side is `mx.fast.metal_kernel` called as one would
by hand, with the same buffers; best of many rounds, the two sides in turn.
"""

from __future__ import annotations

import gc
import resource
import sys
import time
from collections.abc import Callable
from math import prod
from typing import Any

import mlx.core as mx

import tmetal
import tmetal.language as tl
from bars import SHORT, bar
from tmetal import options

CALLS, ROUNDS = 200, 150
SIZE, BLOCK = 4096, 1024
GRID = (SIZE // BLOCK,)
GROUP = (128, 1, 1)
THREADS = (GRID[0] * GROUP[0], 1, 1)


def arrays(n: int) -> list[Any]:
    return [mx.zeros((SIZE,)) for _ in range(n)]


@tmetal.jit
def few(x, y, out, n, BLOCK: tl.constexpr):
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    tl.store(out + i, tl.load(x + i, i < n) + tl.load(y + i, i < n), i < n)


@tmetal.jit
def many(a, b, c, d, e, f, g, out, n, i, j, s, t, k, BLOCK: tl.constexpr):
    at = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    m = at < n
    x = tl.load(a + at, m) + tl.load(b + at, m) * s + tl.load(c + at, m) * t
    y = tl.load(d + at, m) * i + tl.load(e + at, m) * j + tl.load(f + at, m) * k
    tl.store(out + at, x + y + tl.load(g + at, m), m)


@tmetal.jit
def increment(x, n, BLOCK: tl.constexpr):
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    tl.store(x + i, tl.load(x + i, i < n) + 1, i < n)


def recording(body: Callable[..., Any], *arrays: Any) -> list[dict[str, Any]]:
    """Run `body` while MLX traces an export; return the records of the graph of its results."""
    found: list[dict[str, Any]] = []
    with options.override(backend="metal"):
        mx.export_function(found.append, body, *arrays)
    return found


def bare(inputs: int, scalars: int) -> Callable[..., Any]:
    names = [f"x{i}" for i in range(inputs)] + [f"s{i}" for i in range(scalars)]
    return mx.fast.metal_kernel(
        name=f"bare{inputs}", input_names=names, output_names=["out"],
        source="uint i = thread_position_in_grid.x; out[i] = "
        + " + ".join(f"x{i}[i]" for i in range(inputs))
        + ";",
    )  # fmt: skip


def ratio(ours: Callable[[], Any], theirs: Callable[[], Any]) -> tuple[float, float]:
    """Return seconds per call of each, the best of rounds taken in turn."""
    best = [float("inf")] * 2
    gc.disable()
    for _ in range(ROUNDS):
        for side, call in enumerate((ours, theirs)):
            start = time.perf_counter()
            for _ in range(CALLS):
                call()
            best[side] = min(best[side], (time.perf_counter() - start) / CALLS)
    gc.enable()
    return best[0], best[1]


def cost_of_few(x: Any, y: Any) -> Any:
    """Time a launch with 3 pointers, 1 scalar and 1 constexpr against the bare call."""
    out, plain = mx.zeros((SIZE,)), bare(2, 1)

    def ours() -> None:
        few[GRID](x, y, out, SIZE, BLOCK=BLOCK)

    def theirs() -> None:
        plain(
            inputs=[x, y, SIZE],
            output_shapes=[x.shape],
            output_dtypes=[x.dtype],
            grid=THREADS,
            threadgroup=GROUP,
        )

    compare("3 pointers, 1 scalar, 1 constexpr", ours, theirs, 2.0)
    return out


def cost_of_many(a: Any, b: Any, c: Any, d: Any, e: Any, f: Any, g: Any) -> Any:
    """Time a launch with 8 pointers, 6 scalars and 1 constexpr against the bare call."""
    out, plain = mx.zeros((SIZE,)), bare(7, 6)

    def ours() -> None:
        many[GRID](a, b, c, d, e, f, g, out, SIZE, 3, 5, 0.5, 0.25, 7, BLOCK=BLOCK)

    def theirs() -> None:
        plain(
            inputs=[a, b, c, d, e, f, g, SIZE, 3, 5, 0.5, 0.25, 7],
            output_shapes=[a.shape],
            output_dtypes=[a.dtype],
            grid=THREADS,
            threadgroup=GROUP,
        )

    compare("8 pointers, 6 scalars, 1 constexpr", ours, theirs, 3.0)
    return out


def compare(name: str, ours: Callable[[], Any], theirs: Callable[[], Any], limit: float) -> None:
    ours()
    mine, bare_cost = ratio(ours, theirs)
    bar(f"{name}: warm launch / bare call", mine / bare_cost, limit)
    print(f"    {mine * 1e6:.2f} us against {bare_cost * 1e6:.2f} us")


def chain(launches: int) -> tuple[float, float]:
    """Record a lazy chain of launches; return its seconds, and by how many MB the process grew."""
    found = (0.0, 0.0)

    def body(x: Any) -> Any:
        nonlocal found
        before = resident()
        start = time.perf_counter()
        for _ in range(launches):
            increment[GRID](x, SIZE, BLOCK=BLOCK)
        found = time.perf_counter() - start, resident() - before
        return x

    recording(body, *arrays(1))
    return found


def resident() -> float:
    """Return the process's greatest memory so far in MB."""
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def chains() -> None:
    chain(10)
    (short, small), (long, large) = chain(1000), chain(10_000)
    bar("10,000 lazy launches: seconds / 10 * those of 1,000", long / short / 10, 2)
    # The memory of the shorter chain is free again when the longer one is made.
    bar("10,000 lazy launches: memory / 10 * that of 1,000", (small + large) / small / 10, 1.5)
    print(f"    {(small + large) / 10:.1f} KB a launch")


def graphs() -> None:
    """Count what a launch puts into MLX's graph: operations, and bytes of outputs."""

    def covered(x: Any, y: Any) -> Any:
        return few[GRID](x, y, mx.zeros((SIZE,)), SIZE, BLOCK=BLOCK)

    def preserved(x: Any, y: Any) -> Any:
        return few[GRID](x, y, x * 1, SIZE - 1, BLOCK=BLOCK)

    steps = [r for r in recording(covered, *arrays(2)) if r["type"] == "primitive"]
    made = sum(prod(shape) * t.size for s in steps for _, shape, t in s["outputs"])
    bar("covered launch: operations in the graph", len(steps), 1)
    bar("covered launch: bytes written / output", made / (SIZE * 4), 1)
    names = [r["name"] for r in recording(preserved, *arrays(2)) if r["type"] == "primitive"]
    print(f"    a preserved launch: {', '.join(names)}")


if __name__ == "__main__":
    recording(cost_of_few, *arrays(2))
    recording(cost_of_many, *arrays(7))
    chains()
    graphs()
    sys.exit(1 if SHORT else 0)
