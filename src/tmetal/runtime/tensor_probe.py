"""Asks a machine's GPU whether products on tensor units give what tmetal expects, before the first.

`matmul2d` needs macOS 26.2, and which lane holds which element is for the implementation to choose:
kernels are compiled for the order of an M5 (`ir/opset/tensor.py`), which no document promises. So a
few small products with the very helper that kernels use are compared with NumPy's, once in a
process. In: how to run a Metal text. Out: an empty text if all are right, else why they are not.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from tmetal import debug, options
from tmetal.chips import Generation
from tmetal.codegen.helpers import HELPERS
from tmetal.errors import PerformanceWarning
from tmetal.ir.opset.tensor import COLUMN, HELD, ROW, SIDE
from tmetal.ir.types import BF16, F16, F32, DType
from tmetal.runtime.arrays import TO_MLX, mx
from tmetal.target import SIMD_WIDTH

Array = Any
# header, body, inputs a and b as the lanes hold them, size of the output: its elements
Run = Callable[[str, str, Sequence[Array], int], Array]

TURNED = tuple((left, right) for left in (False, True) for right in (False, True))
HEADER = HELPERS["tensor_multiply"]
HALVES = (F16, BF16)


def body(dtype: DType) -> str:
    """Return the kernel's text: a simdgroup multiplies once for each way to turn operands."""
    lines = ["int lane = int(thread_index_in_simdgroup);"]
    for n, turned in enumerate(TURNED):
        flags = ", ".join(str(t).lower() for t in turned)
        lines += [
            "{",
            f"  {dtype.msl} left[{HELD}], right[{2 * HELD}];",
            f"  float total[{2 * HELD}];",
            f"  for (int i = 0; i < {HELD}; ++i) {{ left[i] = a[({n} * 32 + lane) * 8 + i]; }}",
            f"  for (int i = 0; i < {2 * HELD}; ++i) {{",
            f"    right[i] = b[({n} * 32 + lane) * 16 + i];",
            "    total[i] = float(i);",
            "  }",
            f"  tmetal_tensor_multiply<{flags}>(total, left, right);",
            f"  for (int i = 0; i < {2 * HELD}; ++i) {{",
            f"    out[({n} * 32 + lane) * 16 + i] = total[i];",
            "  }",
            "}",
        ]
    return "\n".join(lines)


def held(matrix: Array, turned: bool = False) -> Array:
    """Return a matrix as lanes hold it: its 16 x 16 blocks side by side, along rows if turned."""
    matrix = matrix.T if turned else matrix
    blocks = [
        matrix[i : i + SIDE, j : j + SIDE][ROW, COLUMN].T
        for i in range(0, matrix.shape[0], SIDE)
        for j in range(0, matrix.shape[1], SIDE)
    ]
    return np.ascontiguousarray(np.concatenate(blocks, axis=1))


def verdict(run: Run, dtypes: Sequence[DType]) -> str:
    """Return an empty text if all products are right, or say for which dtype one is not."""
    draw = np.random.default_rng(0)
    for dtype in dtypes:
        a = draw.integers(-8, 9, (len(TURNED), SIDE, SIDE)).astype(dtype.numpy)
        b = draw.integers(-8, 9, (len(TURNED), SIDE, 2 * SIDE)).astype(dtype.numpy)
        given = [
            np.stack([held(x, turn[side]) for x, turn in zip(both, TURNED, strict=True)])
            for side, both in enumerate((a, b))
        ]
        products = np.matmul(a.astype(np.float32), b.astype(np.float32))
        wanted = np.stack([held(p) for p in products]) + np.arange(2 * HELD, dtype=np.float32)
        got = run(HEADER, body(dtype), given, wanted.size)
        if not np.array_equal(got.reshape(wanted.shape), wanted):
            return (
                f"a product of {dtype.title} comes out wrong: this GPU's lanes hold other elements "
                "of cooperative tensors than an M5's"
            )
    return ""


@cache
def reason(dtypes: tuple[DType, ...]) -> str:
    """Return why products cannot run on this machine's tensor units; empty if they can."""
    try:
        return verdict(_on_metal, dtypes)
    except RuntimeError as error:
        said = next((line for line in str(error).split("\n") if "error:" in line), str(error))
        return f"Metal refuses matmul2d, which came with macOS 26.2 ({said.strip():.200})"


def of_halves() -> str:
    """Return why products of 16-bit floats cannot run on this machine's tensor units, if so."""
    return reason(HALVES)


def _on_metal(header: str, source: str, given: Sequence[Array], size: int) -> Array:
    fast: Any = mx.fast
    dtype = next(d for d in (*HALVES, F32) if d.numpy == given[0].dtype)
    kernel = fast.metal_kernel(
        name=f"tmetal_tensor_probe_{dtype.name}",
        input_names=["a", "b"],
        output_names=["out"],
        source=source,
        header=header,
    )
    (out,) = kernel(
        inputs=[mx.array(x.astype(np.float32)).astype(TO_MLX[dtype]) for x in given],
        grid=(SIMD_WIDTH, 1, 1),
        threadgroup=(SIMD_WIDTH, 1, 1),
        output_shapes=[(size,)],
        output_dtypes=[mx.float32],
    )
    return np.array(out)


def products(wish: str, target: Generation) -> str:
    """Return what products are compiled for: the wish, or the next best that this GPU allows.

    A GPU is asked if kernels are to run on it; other machines compile for whatever they are told.
    """
    metal = options.current.backend in (None, "metal") and mx.metal.is_available()
    if wish == "simdgroup" or not (metal and target.tensor_units):
        return wish
    why, next_best = reason(HALVES), "simdgroup"
    if not why and wish == "mpp":  # which asks for float32 too
        why, next_best = reason((F32,)), "auto"
    if not why:
        return wish
    text = f"products run on simdgroup_matrix, not on tensor units: {why}"
    if wish == "mpp":
        warnings.warn(text, PerformanceWarning, stacklevel=2)
    debug.say(1, "products", text)
    return next_best
