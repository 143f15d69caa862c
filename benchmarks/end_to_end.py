"""What one kernel costs from end to end. Prints one line a bar: name, value, bar, holds or short.

    python benchmarks/end_to_end.py

Ratios compare two things in this one run, interleaved, by the best of several rounds; machines are
noisy and absolute times mean little. The two bars in time are Python's own overhead.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

import mlx.core as mx
import numpy as np

import tmetal
import tmetal.language as tl
from bars import SHORT, bar, best, interleaved
from tmetal import options
from tmetal.ir.types import F32, I32, pointer
from tmetal.passes.pipeline import Settings
from tmetal.runtime import metal
from tmetal.runtime.specialize import Specialization

BLOCK = 1024


@tmetal.jit
def add(x_ptr, y_ptr, out_ptr, n, BLOCK: tl.constexpr):
    pid = tl.program_id(axis=0)
    offsets = pid * BLOCK + tl.arange(0, BLOCK)
    mask = offsets < n
    x = tl.load(x_ptr + offsets, mask=mask)
    y = tl.load(y_ptr + offsets, mask=mask)
    tl.store(out_ptr + offsets, x + y, mask=mask)


@tmetal.jit
def add_if(x_ptr, y_ptr, out_ptr, n, BLOCK: tl.constexpr):
    """The same work, with control flow that differs between programs: these run one by one."""
    pid = tl.program_id(axis=0)
    offsets = pid * BLOCK + tl.arange(0, BLOCK)
    if pid * BLOCK + BLOCK <= n:
        x = tl.load(x_ptr + offsets)
        y = tl.load(y_ptr + offsets)
        tl.store(out_ptr + offsets, x + y)
    else:
        mask = offsets < n
        x = tl.load(x_ptr + offsets, mask=mask)
        y = tl.load(y_ptr + offsets, mask=mask)
        tl.store(out_ptr + offsets, x + y, mask=mask)


def cpu_against_mlx() -> None:
    """Vector add of 16M float32: the CPU executor against mx.add on the CPU."""
    n = 1 << 24
    x, y, out = mx.random.normal((n,)), mx.random.normal((n,)), mx.zeros((n,))
    mx.eval(x, y, out)

    def ours() -> None:
        add[(tmetal.cdiv(n, BLOCK),)](x, y, out, n, BLOCK=BLOCK)
        mx.eval(out)

    def theirs() -> None:
        mx.eval(mx.add(x, y, stream=mx.cpu))

    with options.override(backend="cpu"):
        ratio = interleaved(ours, theirs, 15)
        assert mx.array_equal(out, x + y)
    bar("cpu executor / mx.add, 16M float32, fresh outputs", ratio, 1.5)


def bare_loop(x: np.ndarray, y: np.ndarray, out: np.ndarray, n: int) -> None:
    """The same NumPy calls as the kernel makes, once per program, with nothing around them."""
    for pid in range(-(-n // BLOCK)):
        offsets = pid * BLOCK + np.arange(0, BLOCK, dtype=np.int32)
        mask = offsets < n
        if mask.all():
            out[offsets] = x[offsets] + y[offsets]
        else:
            at = np.where(mask, offsets, 0)
            a, b = np.where(mask, x[at], 0), np.where(mask, y[at], 0)
            out[offsets[mask]] = (a + b)[mask]


def interpreter_against_numpy() -> None:
    """Vector add of 1M elements: the interpreter against the bare loop."""
    n = 1 << 20
    x, y = np.random.rand(n).astype(np.float32), np.random.rand(n).astype(np.float32)
    out = np.zeros_like(x)
    grid = (tmetal.cdiv(n, BLOCK),)
    with options.override(backend="interpret"):
        together = interleaved(
            lambda: add[grid](x, y, out, n, BLOCK=BLOCK), lambda: bare_loop(x, y, out, n), 9
        )
        assert np.array_equal(out, x + y)
        m = n - 5  # the last program takes the other path
        alone = interleaved(
            lambda: add_if[grid](x, y, out, m, BLOCK=BLOCK), lambda: bare_loop(x, y, out, m), 9
        )
        assert np.array_equal(out, x + y)
    bar("interpreter / bare NumPy loop, programs together", together, 3)
    bar("interpreter / bare NumPy loop, programs one by one", alone, 3)


def compile_time() -> None:
    """Decorated function to MSL for vector add, in a warm process."""
    p = pointer(F32)
    types = {"x_ptr": p, "y_ptr": p, "out_ptr": p, "n": I32}

    def compile_once() -> None:
        spec = Specialization(add.kernel_source, types, {"BLOCK": BLOCK}, 4)
        spec.lowered(Settings(4))  # `kernel` would find the text on disk

    with options.override(verify=False, debug=False):
        compile_once()
        bar("decorated function to MSL, vector add", best(compile_once, 10, 20) * 1e3, 3, "ms")


def launch_cost() -> None:
    """Python's part of a warm launch: the whole launch less MLX's own calls.

    There is no Metal here, so `metal_kernel` is stood in for by a function that returns at once;
    its cost and that of the final `out[...] = new`, both MLX's, are taken off.
    """
    n = 1 << 20
    x, y, out, result = (mx.zeros((n,)) for _ in range(4))
    mx.eval(x, y, out, result)
    grid, new = (tmetal.cdiv(n, BLOCK),), [result]

    def stand_in(**keywords: object) -> list[mx.array]:
        return new

    keywords = {
        "output_shapes": [(n,)],
        "output_dtypes": [mx.float32],
        "grid": (n, 1, 1),
        "threadgroup": (128, 1, 1),
    }

    def mlx_alone() -> None:
        out[...] = stand_in(inputs=[x, y, n], **keywords)[0]

    real = metal._metal_kernel
    metal._metal_kernel = lambda **pieces: stand_in
    try:
        with options.override(backend="metal"):
            launch = lambda: add[grid](x, y, out, n, BLOCK=BLOCK)  # noqa: E731
            launch()
            rounds = [(best(launch, 2000, 1), best(mlx_alone, 2000, 1)) for _ in range(40)]
    finally:
        metal._metal_kernel = real
    cost = min(r[0] for r in rounds) - min(r[1] for r in rounds)
    bar("warm launch, Python's part", cost * 1e6, 3, "us")


SECOND = """
import numpy as np, runpy, sys
from tmetal.runtime import toolchain
import importlib.util
spec = importlib.util.spec_from_file_location("bench", sys.argv[1])
bench = importlib.util.module_from_spec(spec); spec.loader.exec_module(bench)
x = np.ones(5000, np.float32); out = np.zeros(5000, np.float32)
bench.add[(5,)](x, x, out, 5000, BLOCK=1024)
assert (out == 2).all()
print(toolchain.COMPILES.count)
"""


def second_process() -> None:
    """C++ compiler runs in the first launch of a second process."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "TMETAL_CACHE_DIR": folder, "TMETAL_BACKEND": "cpu"}
        os.chmod(folder, 0o700)
        counts = []
        for _ in range(2):
            done = subprocess.run(
                [sys.executable, "-c", SECOND, __file__],
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            )
            counts.append(int(done.stdout))
    assert counts[0] > 0, "the first process was to compile"
    bar("C++ compiler runs in a second process", counts[1], 0)


def main() -> None:
    cpu_against_mlx()
    interpreter_against_numpy()
    compile_time()
    launch_cost()
    second_process()
    print(f"{len(SHORT)} short" if SHORT else "all hold")


if __name__ == "__main__":
    main()
