"""What kernels cost in memory traffic, by the CPU executor's counters, beside MLX's own kernels.

    python benchmarks/memory.py

Prints one line a bar, and a table of ours and MLX's at the end. The counters are those of
`tmetal.profile`, for both: MLX's kernels are the text that its macOS wheel ships, launched as its
host code does (`beside.py`). Bars are counts: they do not depend on the machine. Every result is
checked against NumPy first.
"""

from __future__ import annotations

import sys
from typing import Any

import mlx.core as mx
import numpy as np

import tmetal
from bars import SHORT, bar, best
from beside import Cost, compare, cost, counted, table
from tmetal.ir.types import parse_type
from tmetal.passes.pipeline import Settings
from tmetal.runtime.specialize import Specialization
from workloads import (
    add,
    argmax,
    column_sum,
    cumsum,
    gemv,
    histogram,
    layer_norm,
    mirrored,
    rms_norm,
    row_sum,
    scatter_add,
    softmax,
    transpose,
)

RNG = np.random.default_rng(0)
TOLERANCE = {"float32": 2e-5, "float16": 4e-3}


MLX_NAMES = {"softmax": "softmax", "layer-norm": "layer_norm", "RMS-norm": "rms_norm"}
# Lines, barriers, bank cycles and integer operations that were counted of MLX 0.32's own source, on
# the same work by another build of these counters; the wheel ships these kernels compiled only.
ANCHORS = {
    ("layer-norm", 4096, "float32"): Cost(9.85, 5, 1, 7.91, True),
    ("layer-norm", 4096, "float16"): Cost(8.86, 5, 1, 7.91, True),
    ("layer-norm", 1000, "float32"): Cost(10.2, 5, 1, 8.08, True),
    ("layer-norm", 1000, "float16"): Cost(9.27, 5, 1, 8.08, True),
    ("RMS-norm", 4096, "float32"): Cost(2.98, 3, 1, 6.05, True),
    ("RMS-norm", 4096, "float16"): Cost(2.98, 3, 1, 6.05, True),
    ("RMS-norm", 1000, "float32"): Cost(3.21, 3, 1, 6.32, True),
    ("RMS-norm", 1000, "float16"): Cost(3.47, 3, 1, 6.32, True),
}
ARGMAX_ANCHOR = Cost(4.01, 1, 1, 25, True)


def numbers(*shape: int, dtype: str = "float32") -> Any:
    return RNG.standard_normal(shape).astype(dtype)


def measure(launch: Any, args: list[Any], out: Any, expected: Any, **options: Any) -> Any:
    """Profile a launch and check what it stored in `out` (an index into `args`)."""
    arrays = [mx.array(a) if isinstance(a, np.ndarray) else a for a in args]
    launch(*arrays, **options)
    got = np.array(arrays[out]).astype(np.float64)
    scale = np.abs(expected).max() or 1.0
    error = np.abs(got.reshape(expected.shape) - expected).max() / scale
    assert error < TOLERANCE.get(str(args[out].dtype), 1e-9), f"wrong result: {error}"
    return tmetal.profile(launch, *arrays, **options)


def elementwise() -> None:
    for dtype, limit in (("float32", 3.5), ("float16", 1.75)):
        n = 1_000_003
        x, y, out = numbers(n, dtype=dtype), numbers(n, dtype=dtype), np.zeros(n, dtype)
        p = measure(
            add[(tmetal.cdiv(n, 2048),)], [x, y, out, n], 2, (x + y).astype("f8"), BLOCK=2048
        )
        theirs = counted("binary", n, op="Add", dtype=dtype, n=n)
        compare(f"add 1,000,003 {dtype}", cost([p], n), theirs)
        bar(f"add 1,000,003 {dtype}: lines / compulsory", p.lines_per_compulsory, 1.05)
        bar(f"add 1,000,003 {dtype}: integer instructions per element", p.per(n)["int"], limit)


def rows_of(
    kernel: Any, name: str, reference: Any, limits: dict[int, float], barriers: int
) -> None:
    for n, limit in limits.items():
        for dtype in ("float32", "float16"):
            x, w, b = numbers(64, n, dtype=dtype), numbers(n, dtype=dtype), numbers(n, dtype=dtype)
            extra = {"softmax": [], "layer-norm": [w, b], "RMS-norm": [w]}[name]
            eps = [] if name == "softmax" else [1e-5]
            args = [x, *extra, np.zeros_like(x), n, *eps]
            expected = reference(*(a.astype(np.float64) for a in (x, *extra)))
            block = tmetal.next_power_of_2(n)
            rows = 4 if name == "RMS-norm" else 1  # of a program
            options = {"ROWS": rows} if rows > 1 else {}
            launch = kernel[(64 // rows,)]
            p = measure(launch, args, len(extra) + 1, expected, BLOCK=block, num_warps=4, **options)
            anchor, ours = ANCHORS.get((name, n, dtype)), cost([p], x.size, rows)
            theirs = counted(MLX_NAMES[name], x.size, anchor, dtype=dtype, rows=64, n=n)
            compare(f"{name} 64x{n} {dtype}", ours, theirs)
            bar(f"{name} 64x{n} {dtype}: lines / compulsory", ours.lines, limit)
            bar(f"{name} 64x{n} {dtype}: barriers per row", ours.barriers, barriers)


def long_rows() -> None:
    """Rows beyond the registers: a softmax loads them twice, a scan once."""
    n = 65536
    x = numbers(2, n)
    args = [x, np.zeros_like(x), n]
    p = measure(softmax[(2,)], args, 1, softmax_of(x.astype("f8")), BLOCK=n, num_warps=8)
    theirs = counted("softmax", x.size, dtype=np.float32, rows=2, n=n)
    compare(f"softmax 2x{n} float32", cost([p], x.size), theirs)
    bar(f"softmax 2x{n} float32: lines / compulsory", p.lines_per_compulsory, 1.5)
    bar(f"softmax 2x{n} float32: registers", p.registers, 128)
    args = [x, np.zeros_like(x)]
    p = measure(cumsum[(2,)], args, 1, x.astype("f8").cumsum(1), N=n, num_warps=8)
    ours, theirs = cost([p], x.size), counted("scan", x.size, rows=2, n=n)
    compare(f"cumsum 2x{n}", ours, theirs)
    bar(f"cumsum 2x{n}: lines / compulsory", ours.lines, 1.03)
    bar(f"cumsum 2x{n}: registers", p.registers, 128)


def softmax_of(x: Any) -> Any:
    power = np.exp(x - x.max(1, keepdims=True))
    return power / power.sum(1, keepdims=True)


def layer_norm_of(x: Any, w: Any, b: Any) -> Any:
    return (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + 1e-5) * w + b


def rms_norm_of(x: Any, w: Any) -> Any:
    return x / np.sqrt((x * x).mean(1, keepdims=True) + 1e-5) * w


def reductions() -> None:
    x = numbers(2048, 1024)
    p = measure(
        row_sum[(512,)], [x, np.zeros(2048, "f4")], 1, x.astype("f8").sum(1), N=1024, ROWS=4
    )
    theirs = counted("row_reduce", x.size, rows=2048, n=1024)
    compare("row sum 2048x1024", cost([p], x.size), theirs)
    bar("row sum 2048x1024: lines / compulsory", p.lines_per_compulsory, 1.05)
    p = measure(
        column_sum[(8,)], [x, np.zeros(1024, "f4"), 2048], 1, x.astype("f8").sum(0),
        N=1024, ROWS=32, BLOCK=128,
    )  # fmt: skip
    theirs = counted("col_reduce_2pass", x.size, rows=2048, columns=1024)
    ours = cost([p], x.size)
    compare("column sum 2048x1024", ours, theirs)
    bar("column sum 2048x1024: lines / compulsory", ours.lines, 1.05)
    bar("column sum 2048x1024: bank cycles / ideal", ours.cycles, 1.0)
    x = numbers(64, 4096)
    p = measure(argmax[(64,)], [x, np.zeros(64, "i4")], 1, x.argmax(1).astype("f8"), N=4096)
    theirs = counted("arg_reduce", x.size, ARGMAX_ANCHOR, rows=64, n=4096)
    compare("argmax 64x4096", cost([p], x.size), theirs)
    bar("argmax 64x4096: lines / compulsory", p.lines_per_compulsory, 1.05)


def moves() -> None:
    x = numbers(1024, 1024)
    p = measure(transpose[(32, 32)], [x, np.zeros_like(x)], 1, x.T.astype("f8"), N=1024, BLOCK=32)
    ours, theirs = cost([p], x.size), counted("transpose", x.size, n=1024)
    compare("transpose 1024x1024", ours, theirs)
    bar("transpose 1024x1024: lines / compulsory", ours.lines, 1.05)
    bar("transpose 1024x1024: bank cycles / ideal", ours.cycles, 1.0)
    x = numbers(64, 4096)
    p = measure(cumsum[(64,)], [x, np.zeros_like(x)], 1, x.astype("f8").cumsum(1), N=4096)
    ours, theirs = cost([p], x.size), counted("scan", x.size, rows=64, n=4096)
    compare("cumsum 64x4096", ours, theirs)
    bar("cumsum 64x4096: lines / compulsory", ours.lines, 1.03)
    bar("cumsum 64x4096: barriers", ours.barriers, 4)
    bar("cumsum 64x4096: integer instructions per element", ours.integers, 4)
    x = numbers(256, 256)
    sums = x.astype("f8").cumsum(1)
    expected = sums - sums[:, ::-1]
    p = measure(mirrored[(64,)], [x, np.zeros_like(x)], 1, expected, N=256, ROWS=4)
    bar("mirrored rows 256x256, by shuffles: barriers", p.barriers, 0)
    bar("mirrored rows 256x256, by shuffles: bank cycles", p.traffic.cycles, 0)
    w, v = numbers(2048, 2048, dtype="float16"), numbers(2048, dtype="float16")
    p = measure(
        gemv[(512,)], [w, v, np.zeros(2048, "f2"), 2048], 2,
        w.astype("f8") @ v.astype("f8"), ROWS=4, BLOCK=256, num_warps=1,
    )  # fmt: skip
    ours, theirs = cost([p], w.size), counted("gemv", w.size, dtype=np.float16, rows=2048, n=2048)
    compare("GEMV 2048x2048 float16", ours, theirs)
    bar("GEMV 2048x2048 float16: lines / compulsory", ours.lines, 1.3)
    bar("GEMV 2048x2048 float16: barriers", ours.barriers, 0)


def histograms() -> None:
    """Values in [0, 1) into equal bins, and values by their keys: atomics of sums only."""
    n, programs = 1 << 18, 4
    x = RNG.random(n).astype("f4")
    for bins in (64, 4096):
        expected = np.bincount((x * np.float32(bins)).astype(int), minlength=bins)
        args = [x, np.zeros(bins, "i4"), n]
        block = n // programs
        p = measure(histogram[(programs,)], args, 1, expected, BINS=bins, BLOCK=block, num_warps=32)
        bar(f"histogram of 2^18, {bins} bins: lines / compulsory", p.lines_per_compulsory, 1.2)
        stored = p.traffic.stored / 4 / programs
        bar(f"histogram of 2^18, {bins} bins: atomics per program / bins", stored / bins, 1)
        keys, values = RNG.integers(0, bins, n).astype("i4"), numbers(n)
        expected = np.bincount(keys, weights=values, minlength=bins)
        args = [keys, values, np.zeros(bins, "f4"), n]
        options = {"KEYS": bins, "BLOCK": 4096, "num_warps": 32}
        p = measure(scatter_add[(programs,)], args, 2, expected, **options)
        bar(f"scatter-add of 2^18, {bins} keys: lines / compulsory", p.lines_per_compulsory, 1.2)
        stored = p.traffic.stored / 4 / programs
        bar(f"scatter-add of 2^18, {bins} keys: atomics per program / keys", stored / bins, 1)


def compile_times() -> None:
    """From a decorated function to MSL, in a warm process."""
    cases = {
        "vector add": (add, "*f32 *f32 *f32 i32", {"BLOCK": 1024}, 1.2),
        "softmax": (softmax, "*f32 *f32 i32", {"BLOCK": 1024}, 2.0),
        "layer-norm": (layer_norm, "*f32 *f32 *f32 *f32 i32 f32", {"BLOCK": 1024}, 5.0),
    }
    for name, (kernel, kinds, constants, limit) in cases.items():
        types = dict(zip(kernel.names, map(parse_type, kinds.split()), strict=False))

        def make(kernel: Any = kernel, types: Any = types, constants: Any = constants) -> object:
            spec = Specialization(kernel.kernel_source, types, constants, 4)
            return spec.lowered(Settings(4))  # `kernel` would find the text on disk

        make()
        bar(f"{name}: function to MSL", best(make, 3, 7) * 1e3, limit, "ms")


def main() -> int:
    elementwise()
    rows_of(softmax, "softmax", softmax_of, {4096: 1.02, 1000: 1.45}, 4)
    long_rows()
    rows_of(layer_norm, "layer-norm", layer_norm_of, {4096: 3.0, 1000: 3.0}, 4)
    rows_of(rms_norm, "RMS-norm", rms_norm_of, {4096: 1.5, 1000: 1.5}, 2)
    reductions()
    moves()
    histograms()
    compile_times()
    print(table())
    return len(SHORT)


if __name__ == "__main__":
    sys.exit(main())
