"""What each fusion idiom is worth, and how exact it is.

    python benchmarks/idioms.py

Each workload runs on the CPU executor with its counters (`tmetal.profile`): with no idiom, with
each that is for it, with all of these. Operations are counted from the optimised code; issue cycles
are those of one scheduler, by the rates measured on M1 and M2 (docs/profiling.md); lines are those
of 128 bytes over the compulsory ones. Then the largest
error of each idiom against float64, as a share of the tolerance that its row states. Counts do not
depend on the machine; errors are those of this CPU's mathematical functions.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np

import tmetal
import tmetal.language as tl
from bars import SHORT, bar
from tmetal import options
from tmetal.idioms import IDIOMS
from workloads import layer_norm, softmax

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "kernels"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from activations import geglu, rope, swiglu
from softmax import builtin_softmax, online_softmax

from idiom_errors import errors

RNG = np.random.default_rng(0)
N = 1 << 14


@tmetal.jit
def hard_swish(x_ptr, out_ptr, BLOCK: tl.constexpr):
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    x = tl.load(x_ptr + offsets)
    tl.store(out_ptr + offsets, x * tl.clamp(x + 3.0, 0.0, 6.0) / 6.0)


@tmetal.jit
def scaled_softmax(x_ptr, out_ptr, scale, N: tl.constexpr):
    at = tl.program_id(0) * N + tl.arange(0, N)
    x = tl.load(x_ptr + at) * scale
    power = tl.exp(x - tl.max(x, axis=0))
    tl.store(out_ptr + at, power / tl.sum(power, axis=0))


@tmetal.jit
def mean_of_rows(x_ptr, out_ptr, share, N: tl.constexpr):
    """As one writes it where the sum itself might overflow."""
    row = tl.program_id(0)
    x = tl.load(x_ptr + row * N + tl.arange(0, N))
    tl.store(out_ptr + row, tl.sum(x * share, axis=0))


@tmetal.jit
def normalise(x_ptr, out_ptr, N: tl.constexpr):
    """Rows of length 1."""
    at = tl.program_id(0) * N + tl.arange(0, N)
    x = tl.load(x_ptr + at)
    tl.store(out_ptr + at, x / tl.sqrt(tl.sum(x * x, axis=0)))


@tmetal.jit
def attention(
    q_ptr, k_ptr, v_ptr, out_ptr, scale,
    N: tl.constexpr, D: tl.constexpr, BM: tl.constexpr, BN: tl.constexpr,
):  # fmt: skip
    """Each program has BM rows of one head's scores, whole blocks of them."""
    head, d = tl.program_id(1) * N * D, tl.arange(0, D)
    mine = head + (tl.program_id(0) * BM + tl.arange(0, BM))[:, None] * D + d[None, :]
    q, acc = tl.load(q_ptr + mine), tl.zeros((BM, D), tl.float32)
    m, total = tl.full((BM,), -1e30, tl.float32), tl.zeros((BM,), tl.float32)
    for start in range(0, N, BN):
        at = head + (start + tl.arange(0, BN))[:, None] * D + d[None, :]
        scores = tl.dot(q, tl.trans(tl.load(k_ptr + at))) * scale
        new = tl.maximum(m, tl.max(scores, axis=1))
        p, older = tl.exp(scores - new[:, None]), tl.exp(m - new)
        total = total * older + tl.sum(p, axis=1)
        acc = tl.dot(p, tl.load(v_ptr + at), acc * older[:, None])
        m = new
    tl.store(out_ptr + mine, acc / total[:, None])


def numbers(*shape: int) -> Any:
    return RNG.standard_normal(shape).astype("float32")


Launch = tuple[Any, Any, list[Any], dict[str, Any]]


def workloads() -> dict[str, tuple[Sequence[str], Launch]]:
    """Return launches by name: the idioms for it; kernel, grid, arguments, constants."""
    flat, rows, q = numbers(N), numbers(16, 1024), numbers(2, 128, 64)
    long = numbers(2, 8192)
    wide, angles = {"BLOCK": 1024, "num_warps": 4}, numbers(16, 32)
    heads = {"N": 128, "D": 64, "BM": 32, "BN": 32, "num_warps": 2}
    turned = {"D": 64, "HALF": 32, "HEADS": 16, "INTERLEAVED": False, "BACKWARD": False}
    return {
        "softmax 16x1024": (("softmax",), (softmax, 16, [rows, rows * 0, 1024], wide)),
        "softmax of the library, 8x1024": (
            ("softmax",), (builtin_softmax, 1, [rows * 0, rows], {"ROWS": 8, "BLOCK": 1024})
        ),
        "softmax 2x8192": (
            ("online",), (softmax, 2, [long, long * 0, 8192], {"BLOCK": 8192, "num_warps": 4})
        ),
        "online softmax 16x1024": (
            ("softmax", "fma"),
            (online_softmax, 4, [rows * 0, rows, 16, 1024], {"ROWS": 4, "BLOCK": 256}),
        ),
        "softmax with a scale, 16x1024": (
            ("attention", "softmax"), (scaled_softmax, 16, [rows, rows * 0, 0.125], {"N": 1024})
        ),
        "attention 2x128x64": (
            ("attention", "softmax", "fma"),
            (attention, (4, 2), [q, q, q, q * 0, 0.125], heads),
        ),
        "layer norm 16x1024": (
            ("variance", "fma"),
            (layer_norm, 16, [rows, rows[0], rows[1], rows * 0, 1024, 1e-5], wide),
        ),
        "mean 16x1024": (
            ("scaled_sum",), (mean_of_rows, 16, [rows, rows[0], 1 / 1024], {"N": 1024})
        ),
        "swiglu": (
            ("silu", "exp2"), (swiglu, 16, [flat, flat, flat * 0, N], wide)
        ),
        "geglu, tanh": (
            ("gelu", "exp2", "fma"),
            (geglu, (8, 1), [rows, rows * 0, 1024], {"APPROXIMATE": True, **wide}),
        ),
        "hard swish": (("division", "fma"), (hard_swish, 16, [flat, flat * 0], wide)),
        "rows of length 1": (("reciprocal",), (normalise, 16, [rows, rows * 0], {"N": 1024})),
        "rope 16x16x64": (
            ("fma",), (rope, 16, [numbers(16, 16, 64), angles, angles, 16], turned)
        ),
    }  # fmt: skip


def profiled(launch: Launch, idioms: Sequence[str]) -> Any:
    """Compile a kernel anew, and count a launch of it."""
    kernel, grid, args, constants = launch
    fresh = tmetal.jit(kernel.fn)
    arrays = [mx.array(a) if isinstance(a, np.ndarray) else a for a in args]
    grid = grid if isinstance(grid, tuple) else (grid,)
    with options.override(idioms=idioms):
        return tmetal.profile(fresh[grid], *arrays, **constants)


# What an idiom saves, if not cycles of arithmetic: long rows wait for lines more than for these.
SAVED = {"online": "lines"}


def effects() -> dict[str, float]:
    """Print all counts; return the most that each idiom saves, as a ratio of cycles."""
    counts: dict[str, Callable[[Any], float]] = {
        "float": lambda p: p.operations["float"],
        "int": lambda p: p.operations["int"],
        "barriers": lambda p: p.barriers,
        "lines": lambda p: p.lines_per_compulsory,
        "cycles": lambda p: p.cycles,
    }
    print(f"{'workload':31} {'idioms':24} " + " ".join(f"{c:>9}" for c in counts) + "   saved")
    best: dict[str, float] = {}
    for name, (idioms, launch) in workloads().items():
        base = profiled(launch, ())
        for chosen in ((), *((i,) for i in idioms), *([idioms] if len(idioms) > 1 else [])):
            here = profiled(launch, chosen) if chosen else base
            what = counts[SAVED.get(chosen[0], "cycles") if chosen else "cycles"]
            gain = what(base) / what(here)
            values = {c: count(here) for c, count in counts.items()}
            cells = " ".join(
                f"{v:9.2f}" if c == "lines" else f"{v:9.0f}" for c, v in values.items()
            )
            print(f"{name:31} {', '.join(chosen) or 'none':24} {cells}   {gain:.2f}x", flush=True)
            if len(chosen) == 1:
                best[chosen[0]] = max(best.get(chosen[0], 0.0), gain)
    return best


def main() -> int:
    best = effects()
    for idiom in IDIOMS:
        bar(
            f"{idiom.name}: {SAVED.get(idiom.name, 'cycles')} without it, over those with it",
            best[idiom.name],
            1.01,
            "x",
            True,
        )
    for idiom in IDIOMS:
        bar(f"{idiom.name}: largest error, of its tolerance", errors(idiom.name), 1.0)
    return len(SHORT)


if __name__ == "__main__":
    sys.exit(main())
