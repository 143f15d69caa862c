"""What the optimising passes gain: kernels with and without them. Prints a table and its bars.

    python benchmarks/systems.py

"Without" is the same pipeline with nothing that only saves time: the passes of `OPTIONAL` left out,
no fusion idioms, and the decisions of `PLAIN` taken the plain way: lanes along the last dimension
with one element each, no tile moved through threadgroup memory to be read in runs, no masks left
out inside of arrays. What remains is what a kernel needs to be right: binding, some layout,
barriers, lowering; products are on simdgroup_matrix in both. Times on the CPU executor are
measured, in turn and on one core (two are not always there for both); those of chips are
`tmetal.profile`'s estimates, once for arrays in memory, once (M1) for arrays in caches. Nothing is
read from the cache of texts.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import geometric_mean
from types import ModuleType
from typing import Any
from unittest.mock import patch

import mlx.core as mx
import numpy as np

import tmetal
from bars import SHORT, bar, interleaved
from passes import OFF
from tmetal import options
from tmetal.passes import pipeline

OPTIONAL = ("ones", "simplify", "cse", "induction", "resimplify", "idioms", "hoist", "hold", "tidy")
OPTIONAL += ("slide", "answers", "split", "ranges", "walk")
PLAIN = ("orientation", "staging", "edges")  # of `passes.OFF`
CHIPS = ("M1", "M2", "M3", "M4", "M5")
SOURCES = {
    "workloads": Path(__file__).with_name("workloads.py"),
    "kernels": Path(tmetal.__file__).parent / "ops" / "kernels.py",
}


@contextmanager
def without_passes() -> Iterator[None]:
    """Compile without the optional passes and decisions for the time of a `with`."""
    fewer = tuple(
        dataclasses.replace(p, change=lambda f, s: f) if p.name in OPTIONAL else p
        for p in pipeline.PIPELINE
    )
    with ExitStack() as stack:
        stack.enter_context(patch.object(pipeline, "PIPELINE", fewer))
        for name in PLAIN:
            stack.enter_context(OFF[name]())
        yield


def fresh(name: str) -> ModuleType:
    """Load a module's kernels anew: a kernel remembers what it compiled."""
    spec = importlib.util.spec_from_file_location(f"{name}_again", SOURCES[name])
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def numbers(*shape: int) -> mx.array:
    return mx.array(np.random.default_rng(0).standard_normal(shape, np.float32))


# name, module, kernel, grid, arguments (the output last of the arrays), constants, expected.
Case = tuple[str, str, str, tuple[int, ...], list[Any], dict[str, Any], mx.array]


def elementwise() -> Iterator[Case]:
    """Yield additions of either width and of a transpose, an activation, a rotation."""
    n, size = 1_000_003, 1000
    x, y, kind = numbers(n), numbers(n), {"BLOCK": 1024, "KIND": "gelu"}
    for name, a, b in (("f32", x, y), ("f16", x.astype(mx.float16), y.astype(mx.float16))):
        args = [a, b, mx.zeros(n, a.dtype), n]
        grid = (tmetal.cdiv(n, 2048),)
        yield f"elementwise: add {name}", "workloads", "add", grid, args, {"BLOCK": 2048}, a + b
    gelu = 0.5 * x * (1 + mx.erf(x / 2**0.5))
    args, grid = [x, x, mx.zeros(n), n], (tmetal.cdiv(n, 1024),)
    yield "elementwise: gelu", "kernels", "activate", grid, args, kind, gelu
    a, b = numbers(size, size), numbers(size, size)
    args, grid = [a, b, mx.zeros(a.shape), size], (tmetal.cdiv(size, 32),) * 2
    name = "elementwise: x + y.T"
    yield name, "workloads", "add_transposed", grid, args, {"BLOCK": 32}, a + b.T
    rows, d = 2050, 128
    x, angle = numbers(rows, d), numbers(rows, d // 2)
    cos, sin, (p, q) = mx.cos(angle), mx.sin(angle), mx.split(x, 2, axis=1)
    turned = mx.concatenate([p * cos - q * sin, p * sin + q * cos], 1)
    args, grid = [x, cos, sin, mx.zeros(x.shape), rows], (tmetal.cdiv(rows, 16),)
    yield "elementwise: rotary", "workloads", "rotary", grid, args, {"D": d, "ROWS": 16}, turned


def reductions() -> Iterator[Case]:
    """Yield sums along either axis, rows times a vector, a normalisation, a softmax."""
    x, m, n = numbers(2048, 1024), 2048, 1024
    args, sizes = [x, mx.zeros(m)], {"N": n, "ROWS": 4}
    yield "reduction: row sum", "workloads", "row_sum", (m // 4,), args, sizes, x.sum(1)
    args, sizes = [x, mx.zeros(n), m], {"N": n, "ROWS": 32, "BLOCK": 64}
    yield "reduction: column sum", "workloads", "column_sum", (n // 64,), args, sizes, x.sum(0)
    w, v = x.astype(mx.float16), numbers(n).astype(mx.float16)
    args, sizes = [w, v, mx.zeros(m, mx.float16), n], {"ROWS": 4, "BLOCK": 256}
    yield "reduction: gemv f16", "workloads", "gemv", (m // 4,), args, sizes, w @ v
    x, w, b = numbers(256, 1000), numbers(1000), numbers(1000)
    args, blocks = [x, w, b, mx.zeros(x.shape), 1000, 1e-5], {"BLOCK": 1024}
    wanted = mx.fast.layer_norm(x, w, b, 1e-5)
    yield "reduction: layer norm", "workloads", "layer_norm", (256,), args, blocks, wanted
    args = [x, mx.zeros(x.shape), 1000]
    yield "reduction: softmax", "workloads", "softmax", (256,), args, blocks, mx.softmax(x, -1)


def products() -> Iterator[Case]:
    """Yield a product of full tiles, and one with edges."""
    for size in (256, 250):
        a, b = numbers(size, size), numbers(size, size)
        args = [a, b, mx.zeros((size, size)), size, size, size, size, 1, size, 1, size, 1]
        tiles, grid = {"BM": 64, "BN": 64, "BK": 32}, (tmetal.cdiv(size, 64),) * 2
        yield f"matmul: {size}x{size}x{size}", "kernels", "matmul", grid, args, tiles, a @ b


def compiled(case: Case) -> tuple[Any, Any]:
    """Return a launch that is compiled and right, and its profile."""
    name, module, kernel, grid, args, constants, expected = case
    launch = getattr(fresh(module), kernel)[grid]
    at = max(i for i, a in enumerate(args) if isinstance(a, mx.array))
    dtype = args[at].dtype

    def run() -> None:
        args[at] = mx.zeros(expected.shape, dtype)
        launch(*args, **constants)

    run()
    error = float(mx.abs(args[at] - expected).max() / mx.abs(expected).max())
    assert error < (2e-5 if dtype == mx.float32 else 2e-3), f"{name}: wrong result: {error}"
    args[at] = mx.zeros(expected.shape, dtype)
    return run, tmetal.profile(launch, *args, **constants)


def modelled(p: Any, chip: str) -> float:
    return next(e.seconds for e in p.roofline if e.chip.name == chip)


def cached(p: Any) -> float:
    """Seconds on an M1 if what is loaded and stored were in its caches."""
    found = next(e for e in p.roofline if e.chip.name == "M1")
    return max(found.cache, found.issue)


def counts(p: Any) -> list[float]:
    """Integer and memory instructions, and 128-byte lines of device memory."""
    return [p.operations["int"], p.operations["mem"], p.traffic.lines]


def gains(case: Case) -> list[float]:
    """Return the columns of a case's row: without over with."""
    with without_passes():
        slow, before = compiled(case)
    fast, after = compiled(case)
    chips = [modelled(before, c) / modelled(after, c) for c in CHIPS]
    counted = [b / max(1, a) for b, a in zip(counts(before), counts(after), strict=True)]
    return [interleaved(slow, fast, 40), *chips, cached(before) / cached(after), *counted]


def main() -> int:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, [max(os.sched_getaffinity(0))])
    titles = ("CPU", *CHIPS, "cached", "int", "mem", "lines")
    lines = [f"{'without passes / with':24}" + "".join(f"{t:>7}" for t in titles)]
    with options.override(backend="cpu", verify=True):  # not from the cache of texts
        for cases, aim in ((elementwise, 1.45), (reductions, 1.4), (products, 1.5)):
            rows = {case[0]: gains(case) for case in cases()}
            name = f"{next(iter(rows)).partition(':')[0]}: all"
            rows[name] = [geometric_mean(column) for column in zip(*rows.values(), strict=True)]
            lines += [f"{k:24}" + "".join(f"{r:7.2f}" for r in row) for k, row in rows.items()]
            for title, gain in list(zip(titles, rows[name], strict=True))[:7]:
                bar(f"{name}, geometric mean: {title}", gain, aim, "x", at_least=True)
    print("\n".join(lines))
    return len(SHORT)


if __name__ == "__main__":
    sys.exit(main())
