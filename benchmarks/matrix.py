"""What matrix products and attention cost, beside MLX's own kernels. Prints one line a bar.

    python benchmarks/matrix.py [products | attention]

Both run on the CPU executor under the counters of `tmetal.profile`; MLX's kernels are the text that
its macOS wheel ships (`tests/mlx_kernels/source.py` fetches it), launched as its host code does.
Counts do not depend on the machine; operations do by some per cent on the version of clang.
Errors are against float64 on the same inputs, in units of what MLX's kernel makes.
"""

from __future__ import annotations

import importlib
import math
import sys
from pathlib import Path
from typing import Any, NamedTuple

import ml_dtypes
import mlx.core as mx
import numpy as np

import tmetal
from bars import SHORT, bar
from products import FORMS, in_groups

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "mlx_kernels"), str(ROOT / "examples")]
import attention as mlx_attention  # noqa: E402 - of tests/mlx_kernels
import harness  # noqa: E402
import matmul as mlx_matmul  # noqa: E402

from tmetal.runtime.measure.api import profile_msl  # noqa: E402

flash = importlib.import_module("08_flash_attention")

DTYPES = {"f32": np.float32, "f16": np.float16, "bf16": ml_dtypes.bfloat16}
MLX_DTYPES = {"f32": mx.float32, "f16": mx.float16, "bf16": mx.bfloat16}
BM, BN, BK = 64, 64, 32
# The most that the direct form of a peer, or MLX's fused kernel, spends for one 8x8x8 product.
INTEGER, MEMORY, BRANCHES = 0.28, 0.585, 0.034
CLIFF = 128  # 32-bit registers: what takes more is spilled to memory


class Counts(NamedTuple):
    """A counted launch: the profile, its result, and the largest error against float64."""

    profile: Any
    got: Any
    error: float

    @property
    def per_product(self) -> dict[str, float]:
        """Operations of each class, by simdgroups, for one 8x8x8 product."""
        return self.profile.per(32 * self.profile.matrix_multiplies)

    @property
    def all(self) -> float:
        """Operations of all classes, by simdgroups."""
        return sum(self.per_product.values()) * self.profile.matrix_multiplies


def counted_mlx(case: Any) -> Counts:
    """Count MLX's kernel of a case of tests/mlx_kernels."""
    one = harness.prepared(case.launches[0])
    unbound = np.zeros(64, np.uint8)
    arguments = [unbound if a is None else a for a in one.arguments]
    p = profile_msl(one.msl, one.entry, arguments, threads=one.threads, grid=one.grid)
    return Counts(p, case.got, largest(case.got, case.wanted))


def largest(got: Any, wanted: Any) -> float:
    return float(np.abs(got.astype(np.float64) - wanted).max())


def to_mlx(x: Any, dtype: str) -> mx.array:
    """Return an MLX array of the same numbers; float32 on the way holds every half exactly."""
    return mx.array(x.astype(np.float32)).astype(MLX_DTYPES[dtype])


def product(form: str, case: Any, dtype: str, size: tuple[int, int, int]) -> Counts:
    """Count one of tmetal's forms on the inputs of MLX's case."""
    m, n, k = size
    a, b = (to_mlx(x, dtype) for x in case.launches[0].arguments[:2])
    c = mx.zeros((m, n), MLX_DTYPES[dtype])
    grid = (tmetal.cdiv(n, BN), tmetal.cdiv(m, BM))
    launch = FORMS[form][grid] if form in FORMS else in_groups[(grid[0] * grid[1],)]
    p = tmetal.profile(launch, a, b, c, m, n, k, k, 1, n, 1, n, 1, BM=BM, BN=BN, BK=BK)
    got = np.array(c.astype(mx.float32))
    return Counts(p, got, largest(got, case.wanted))


def show(name: str, one: Counts) -> None:
    ops = ", ".join(f"{n} {v:.3f}" for n, v in one.per_product.items())
    p = one.profile
    print(
        f"  {name}: {ops} per product; {p.matrix_multiplies} products, {p.barriers} barriers, "
        f"{p.registers} registers, error {one.error:.2g}",
        flush=True,
    )


def limits(name: str, ours: Counts, dtype: str, padded: tuple[int, int, int]) -> None:
    """The bars that every form has, for a product of these sizes of whole tiles."""
    per, p = ours.per_product, ours.profile
    bar(f"{name}: products / ideal", p.matrix_multiplies * 512 / math.prod(padded), 1.0)
    bar(f"{name}: integer and address per product", per["int"], INTEGER)
    bar(f"{name}: memory per product", per["mem"], MEMORY)
    bar(f"{name}: branches per product", per["br"], BRANCHES)
    if dtype != "f32":
        # What is stored is rounded once by each program: by 32 lanes.
        stored = padded[0] * padded[1] / 32 / p.matrix_multiplies
        inner = max(0.0, per["cvt"] - stored)
        bar(f"{name}: conversions per product in the K loop", inner, 0.0)
    bar(f"{name}: barriers", p.barriers, 0)
    bar(f"{name}: registers", p.registers, CLIFF)


def products(dtype: str) -> None:
    for size in ((512, 512, 512), (500, 388, 300)):
        m, n, k = size
        title = f"{m}x{n}x{k} {dtype}"
        case = mlx_matmul.gemm(DTYPES[dtype], *size, tile=(64, 64, 16, 2, 2))
        theirs = counted_mlx(case)
        show(f"{title} MLX", theirs)
        padded = (-(-m // BM) * BM, -(-n // BN) * BN, -(-k // BK) * BK)
        even = mlx_matmul.gemm(DTYPES[dtype], *padded, tile=(64, 64, 16, 2, 2))
        totals: dict[str, float] = {}
        for form in FORMS:
            ours = product(form, case, dtype, size)
            name = f"{title} {form}"
            show(name, ours)
            limits(name, ours, dtype, padded)
            bar(f"{name}: error / MLX's", ours.error / theirs.error, 1.0)
            totals[form] = sum(ours.per_product.values())
            if padded != size:
                whole = product(form, even, dtype, padded)
                show(f"{'x'.join(map(str, padded))} {dtype} {form}", whole)
                bar(f"{name}: operations / those of whole tiles", ours.all / whole.all, 1.25)
        bar(f"{title}: descriptors / pointers", totals["descriptors"] / totals["pointers"], 1.02)
        ordered = product("in groups", case, dtype, size)
        show(f"{title} in groups", ordered)
        ratio = sum(ordered.per_product.values()) / totals["pointers"]
        bar(f"{title}: programs in groups / on two axes", ratio, 1.1)


def attention(d: int, causal: bool, n: int = 512, heads: int = 2) -> None:
    """Attention of float16 as in examples/08_flash_attention.py, by 32x32 blocks."""
    title = f"attention {heads}x{n}x{d}{' causal' if causal else ''} f16"
    case = mlx_attention.full(np.float16, heads, heads, n, n, d, causal)
    theirs = counted_mlx(case)
    show(f"{title} MLX", theirs)
    q, k, v = (to_mlx(x[0], "f16") for x in case.launches[0].arguments[:3])
    out, sums = mx.zeros((heads, n, d), mx.float16), mx.zeros((heads, n))
    chosen = flash.constants(q, k, causal, 0)
    launch = flash.forward[(n // 32, heads)]
    p = tmetal.profile(launch, q, k, v, out, sums, n, n, d**-0.5 * flash.LOG2E.value, **chosen)
    got = np.array(out.astype(mx.float32))
    ours = Counts(p, got, largest(got, case.wanted[0]))
    show(title, ours)
    # Whole blocks of 8x8 that a causal row sees end at the diagonal.
    fragments = n // 8
    ideal = fragments * (fragments + 1) / 2 if causal else fragments**2

    bar(f"{title}: products / ideal", p.matrix_multiplies / (2 * heads * ideal * d / 8), 1.05)
    cycles = p.traffic.cycles / p.traffic.ideal_cycles if p.traffic.ideal_cycles else 1.0
    bar(f"{title}: bank cycles / ideal", cycles, 1.1)
    integer = theirs.per_product["int"]
    bar(f"{title}: integer and address per product", ours.per_product["int"], integer)
    bar(f"{title}: barriers", p.barriers, 64)
    bar(f"{title}: registers", p.registers, CLIFF)
    bar(f"{title}: error / MLX's", ours.error / theirs.error, 1.0)


def main() -> int:
    which = sys.argv[1:] or ["products", "attention"]
    try:
        harness.source.headers()
    except harness.source.NotAvailableError as reason:
        print(f"MLX's kernels are not here, so there is nothing to compare with: {reason}")
        return 1
    for dtype in DTYPES:
        if "products" in which:
            products(dtype)
    for d in (64, 128):
        for causal in (False, True):
            if "attention" in which:
                attention(d, causal)
    return len(SHORT)


if __name__ == "__main__":
    sys.exit(main())
