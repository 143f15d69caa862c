"""What the optimising passes gain: kernels with and without them. Prints a table and its bars.

    python benchmarks/systems.py

"Without" is the same pipeline with the passes of `OPTIONAL` left out: what remains is what a kernel
needs to be right (binding, layouts, barriers, lowering). Products are on simdgroup_matrix in both.
Times on the CPU executor are measured, in turn; those of chips are `tmetal.profile`'s estimates,
once for arrays in memory, once (M1) for arrays in caches. Nothing is read from the cache of texts.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import mlx.core as mx
import numpy as np

import tmetal
from bars import SHORT, bar, interleaved
from tmetal import options
from tmetal.passes import pipeline

OPTIONAL = ("ones", "simplify", "cse", "induction", "resimplify", "hoist", "hold", "tidy")
OPTIONAL += ("ranges", "edges")
CHIPS = ("M1", "M2", "M3", "M4", "M5")
SOURCES = {
    "workloads": Path(__file__).with_name("workloads.py"),
    "kernels": Path(tmetal.__file__).parent / "ops" / "kernels.py",
}


@contextmanager
def without_passes() -> Iterator[None]:
    """Compile without the optional passes for the time of a `with`."""
    whole = pipeline.PIPELINE
    pipeline.PIPELINE = tuple(
        dataclasses.replace(p, change=lambda f, s: f) if p.name in OPTIONAL else p for p in whole
    )
    try:
        yield
    finally:
        pipeline.PIPELINE = whole


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


# name: module, kernel, grid, arguments (the output last of the arrays), constants, expected.
def cases() -> Iterator[tuple[str, str, str, tuple[int, ...], list[Any], dict[str, Any], Any]]:
    n = 1_000_003
    x, y = numbers(n), numbers(n)
    args = [x, y, mx.zeros(n), n]
    blocks = {"BLOCK": 2048}
    yield "elementwise: add", "workloads", "add", (tmetal.cdiv(n, 2048),), args, blocks, x + y
    args, kind = [x, x, mx.zeros(n), n], {"BLOCK": 1024, "KIND": "gelu"}
    gelu = 0.5 * x * (1 + mx.erf(x / 2**0.5))
    yield "elementwise: gelu", "kernels", "activate", (tmetal.cdiv(n, 1024),), args, kind, gelu
    rows, d = 2050, 128
    x, angle = numbers(rows, d), numbers(rows, d // 2)
    cos, sin, (p, q) = mx.cos(angle), mx.sin(angle), mx.split(x, 2, axis=1)
    turned = mx.concatenate([p * cos - q * sin, p * sin + q * cos], 1)
    args, blocks = [x, cos, sin, mx.zeros(x.shape), rows], {"D": d, "ROWS": 16}
    yield (
        "elementwise: rotary",
        "workloads",
        "rotary",
        (tmetal.cdiv(rows, 16),),
        args,
        blocks,
        turned,
    )
    x = numbers(2048, 1024)
    total, rows = [x, mx.zeros(2048)], {"N": 1024, "ROWS": 4}
    yield "reduction: row sum", "workloads", "row_sum", (512,), total, rows, x.sum(1)
    x, w, b = numbers(256, 1000), numbers(1000), numbers(1000)
    args = [x, w, b, mx.zeros(x.shape), 1000, 1e-5]
    wanted = mx.fast.layer_norm(x, w, b, 1e-5)
    blocks = {"BLOCK": 1024}
    yield "reduction: layer norm", "workloads", "layer_norm", (256,), args, blocks, wanted
    args = [x, mx.zeros(x.shape), 1000]
    yield "reduction: softmax", "workloads", "softmax", (256,), args, blocks, mx.softmax(x, -1)
    for size in (256, 250):
        a, b = numbers(size, size), numbers(size, size)
        args = [a, b, mx.zeros((size, size)), size, size, size, size, 1, size, 1, size, 1]
        tiles, grid = {"BM": 64, "BN": 64, "BK": 32}, (tmetal.cdiv(size, 64),) * 2
        yield f"matmul: {size}x{size}x{size}", "kernels", "matmul", grid, args, tiles, a @ b


def compiled(case: Any) -> tuple[Any, Any]:
    """Return a launch that is compiled and right, and its profile."""
    name, module, kernel, grid, args, constants, expected = case
    launch = getattr(fresh(module), kernel)[grid]
    at = max(i for i, a in enumerate(args) if isinstance(a, mx.array))

    def run() -> None:
        args[at] = mx.zeros(expected.shape)
        launch(*args, **constants)

    run()
    error = float(mx.abs(args[at] - expected).max() / mx.abs(expected).max())
    assert error < 2e-5, f"{name}: wrong result: {error}"
    args[at] = mx.zeros(expected.shape)
    return run, tmetal.profile(launch, *args, **constants)


def modelled(p: Any, chip: str) -> float:
    return next(e.seconds for e in p.roofline if e.chip.name == chip)


def cached(p: Any) -> float:
    """Seconds on an M1 if what is loaded and stored were in its caches."""
    found = next(e for e in p.roofline if e.chip.name == "M1")
    return max(found.cache, found.issue)


def counts(p: Any) -> dict[str, float]:
    """Integer and memory instructions, and 128-byte lines of device memory."""
    return {
        "int": p.operations["int"],
        "mem": p.operations["mem"],
        "lines": p.traffic.lines,
    }


def main() -> int:
    wanted = {"elementwise": 1.45, "reduction": 1.4, "matmul": 1.5}
    titles = ("CPU", *CHIPS, "cached", "int", "mem", "lines")
    lines = [f"{'without passes / with':24}" + "".join(f"{t:>7}" for t in titles)]
    with options.override(backend="cpu", verify=True):  # not from the cache of texts
        for case in cases():
            with without_passes():
                slow, before = compiled(case)
            fast, after = compiled(case)
            measured = interleaved(slow, fast, 9)
            gained = [modelled(before, c) / modelled(after, c) for c in CHIPS]
            in_cache = cached(before) / cached(after)
            counted = [n / max(1, counts(after)[name]) for name, n in counts(before).items()]
            row = "".join(f"{r:7.2f}" for r in (measured, *gained, in_cache, *counted))
            lines.append(f"{case[0]:24}{row}")
            limit = wanted[case[0].partition(":")[0]]
            bar(f"{case[0]}: time on this CPU", measured, limit, "x", at_least=True)
            bar(f"{case[0]}: estimated time on M1", gained[0], limit, "x", at_least=True)
            bar(f"{case[0]}: the same, arrays in its caches", in_cache, limit, "x", at_least=True)
    print("\n".join(lines))
    return len(SHORT)


if __name__ == "__main__":
    sys.exit(main())
