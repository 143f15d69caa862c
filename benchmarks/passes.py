"""What passes are worth: barriers and bytes over the gallery, memory traffic with a pass off.

    python benchmarks/passes.py

The first part compiles every kernel of the gallery (tests/kernels) for the types and constants that
its cases launch it with, and counts on the IR. The second runs the kernels of workloads.py on the
CPU executor with its counters, once as they are and once with a pass switched off. All figures are
counts: they do not depend on the machine.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import prod
from pathlib import Path
from typing import Any
from unittest.mock import patch

import mlx.core as mx
import numpy as np

import tmetal
from bars import SHORT, bar
from tmetal import options
from tmetal.explain.analysis import analyse
from tmetal.ir.core import Func, deep_nesting, walk
from tmetal.passes import chooser as chooser_pass
from tmetal.passes import edges as edges_pass
from tmetal.passes import interior as interior_pass
from tmetal.passes import staging as staging_pass
from tmetal.passes.pipeline import PIPELINE, Settings, run_pipeline
from tmetal.runtime.specialize import Specialization
from workloads import (
    add,
    argmax,
    column_sum,
    cumsum,
    gemv,
    long_row_sum,
    row_sum,
    softmax,
    transpose,
)

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import gallery

RNG = np.random.default_rng(0)


def gallery_kernels() -> list[Specialization]:
    """Return what the cases of the gallery launch; the interpreter runs them."""
    found: dict[Any, Specialization] = {}
    make = Specialization.__init__

    def note(spec: Any, fn: Any, types: Any, constants: Any, simdgroups: int, *more: Any) -> None:
        make(spec, fn, types, constants, simdgroups, *more)
        found[fn, repr(sorted(types.items())), repr(sorted(constants.items())), simdgroups] = spec

    with patch.object(Specialization, "__init__", note), options.override(backend="interpret"):
        for case in gallery.load():
            list(case.check(np.dtype(case.dtypes[0])))
    return list(found.values())


def totals(specs: list[Specialization]) -> Counter[str]:
    """Sum up what each pass says that it did."""
    total = Counter[str]()
    for spec in specs:
        with deep_nesting():
            _, summary = tmetal.transform_ir(spec.frontend, simdgroups=spec.simdgroups)
        for step in summary.steps:
            total.update({f"{step.name}: {what}": n for what, n in step.counts.items()})
            total[f"{step.name}: ops before"] += step.before
            total[f"{step.name}: ops after"] += step.after
    return total


def over_the_gallery() -> None:
    """Print what passes did, and what it comes to."""
    specs = gallery_kernels()
    total = totals(specs)
    print(f"{len(specs)} kernels of the gallery")
    print(f"{'pass':14} {'ops before':>10} {'after':>7}  what it did")
    for name in (p.name for p in PIPELINE):
        said = {k.split(": ")[1]: n for k, n in total.items() if k.startswith(f"{name}: ")}
        before, after = said.pop("ops before"), said.pop("ops after")
        words = ", ".join(f"{n} {what}" for what, n in said.items()) or "-"
        print(f"{name:14} {before:10} {after:7}  {words}")
    for name, limit in (("barriers", 0.5), ("fences", 0.8)):
        placed = total[f"{name}: barriers placed"]
        simple = placed + total[f"{name}: barriers eliminated"]
        bar(f"gallery, {name}: barriers, of those of the simple rule", placed / simple, limit)
    products = {id(s) for s in specs if any(op.name == "dot" for op in walk(s.frontend.body))}
    over_accesses("with products", [s for s in specs if id(s) in products])
    over_accesses("without products", [s for s in specs if id(s) not in products])


def over_accesses(which: str, specs: list[Specialization]) -> None:
    """Print what all accesses of a program of each kernel take, the plain way and as compiled.

    The plain way is one element a lane, lanes along the last dimension. Those whose offsets are
    data are not in it.
    """
    before, after = Counter[str](), Counter[str]()
    for spec in specs:
        stages: dict[str, Func] = {}
        with deep_nesting():
            run_pipeline(spec.frontend, Settings(spec.simdgroups), stages.__setitem__)
            accesses = analyse(stages).accesses
        for a in accesses:
            if a.plain is None or a.coalescing is None:
                continue
            size = max(1, int("".join(c for c in a.dtype if c.isdecimal())) // 8)
            moved = a.times * prod(a.shape) * size
            before["lines"] += max(1, round(a.plain * moved / 128))
            after["lines"] += max(1, round(moved / 128 / a.coalescing))
            before["instructions"] += max(1, moved // (32 * size))
            after["instructions"] += max(1, moved // (32 * a.vector_bytes))
    print(f"{len(specs)} kernels {which}, accesses of device memory:")
    for what in before:
        print(f"    {what}: {before[what]} the plain way, {after[what]} as compiled")


def numbers(*shape: int, dtype: str = "float32") -> Any:
    return RNG.standard_normal(shape).astype(dtype)


Launch = tuple[Any, Any, list[Any], dict[str, Any]]


def workloads() -> dict[str, Launch]:
    """Return launches by name: kernel, grid, arguments, constants."""
    big, half, square = numbers(64, 4096), numbers(65536, dtype="float16"), numbers(256, 256)
    w, v = numbers(512, 1024, dtype="float16"), numbers(1024, dtype="float16")
    wide = {"BLOCK": 4096, "num_warps": 4}
    return {
        "add 65,535 f16": (add, 32, [half, half, half * 0, 65535], {"BLOCK": 2048}),
        "softmax 64x4096": (softmax, 64, [big, big * 0, 4096], wide),
        "row sum 64x4096": (row_sum, 16, [big, numbers(64)], {"N": 4096, "ROWS": 4}),
        "row sum 16x4000, blocks": (
            long_row_sum, 16, [numbers(16, 4000), numbers(16), 4000], {"BLOCK": 1024}
        ),
        "column sum 256x256": (
            column_sum, 4, [square, numbers(256), 256], {"N": 256, "ROWS": 32, "BLOCK": 64}
        ),
        "argmax 64x4096": (argmax, 64, [big, np.zeros(64, "i4")], {"N": 4096}),
        "transpose 256x256": (
            transpose, (8, 8), [square, square * 0], {"N": 256, "BLOCK": 32}
        ),
        "cumsum 64x4096": (cumsum, 64, [big, big * 0], {"N": 4096}),
        "GEMV 512x1024 f16": (
            gemv, 128, [w, v, numbers(512, dtype="float16"), 1024],
            {"ROWS": 4, "BLOCK": 256, "num_warps": 1},
        ),
    }  # fmt: skip


def profiled(launch: Launch) -> Any:
    """Compile a kernel anew (not from the cache of texts), and count a launch of it."""
    kernel, grid, args, constants = launch
    fresh = tmetal.jit(kernel.fn)
    arrays = [mx.array(a) if isinstance(a, np.ndarray) else a for a in args]
    with options.override(verify=True):
        return tmetal.profile(fresh[grid], *arrays, **constants)


def plain(*_: Any) -> tuple[tuple[int, ...], int]:
    """Stand for `orientation`: lanes follow the last dimension, one element each."""
    return (), 1


@contextmanager
def masked() -> Iterator[None]:
    """Mask each element, be it at the edge of its array or not."""
    with (
        patch.object(edges_pass, "_split", lambda *_: None),
        patch.object(interior_pass.Interior, "note", lambda *_: None),
    ):
        yield


OFF: dict[str, Callable[[], Any]] = {
    "orientation": lambda: patch.object(staging_pass, "orientation", plain),
    "staging": lambda: patch.object(chooser_pass, "WORTH", float("inf")),
    "edges": masked,
}


def with_passes_off() -> None:
    """Compare device instructions and lines of each workload with one decision switched off."""
    print("\nmemory traffic; `off` is the same kernel without the pass's decision")
    print(f"{'workload':24} {'lines':>9} {'requests':>9}  " + "  ".join(f"{o:>24}" for o in OFF))
    best: dict[str, float] = dict.fromkeys(OFF, 1.0)
    for name, launch in workloads().items():
        here = profiled(launch).traffic
        cells = []
        for off, make in OFF.items():
            with make():
                there = profiled(launch).traffic
            lines = there.lines / here.lines
            requests = there.device_instructions / here.device_instructions
            best[off] = max(best[off], lines, requests)
            cells.append(f"lines {lines:5.2f}x req {requests:5.2f}x")
        row = "  ".join(f"{c:>24}" for c in cells)
        print(f"{name:24} {here.lines:9} {here.device_instructions:9}  {row}", flush=True)
    for off, factor in best.items():
        bar(f"{off}: most that a workload loses without it", factor, 2.0, "x", at_least=True)


def main() -> int:
    over_the_gallery()
    with_passes_off()
    return len(SHORT)


if __name__ == "__main__":
    sys.exit(main())
