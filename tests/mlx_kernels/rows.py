"""MLX's kernels that work on rows: softmax and logsumexp, with the geometry of its host code."""

import numpy as np
from harness import F32, Array, Case, Launch, name_of, scalar

SINGLE_ROW = 4096  # elements; longer rows are looped over
READS = 4


def normal(shape: int | tuple[int, ...], dtype: object, seed: int = 0) -> Array:
    """Return random numbers that are exact in `dtype`."""
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)  # type: ignore[call-overload]


def row_threads(n: int, reads: int = READS) -> int:
    """Threads for a row of n elements: a multiple of 32 that reads it at once, or all."""
    return -(-n // (32 * reads)) * 32 if n <= SINGLE_ROW else 1024


def tolerance(dtype: object) -> float:
    """Return a few units in the last place of what `dtype` resolves."""
    return {2: 1e-3 if dtype == np.float16 else 1e-2, 4: 2e-6}[np.dtype(dtype).itemsize]  # type: ignore[call-overload]


def softmax(dtype: object = F32, rows: int = 5, n: int = 1024, precise: bool = True) -> Case:
    """One threadgroup per row."""
    x = normal((rows, n), dtype)
    if n > 3:
        x[0, :2] = -np.inf
    out = np.zeros_like(x)
    kind = "softmax_single_row" if n <= SINGLE_ROW else "softmax_looped"
    kinds = f"{name_of(dtype)}, float" if precise else name_of(dtype)
    arguments = (x, out, scalar(n, np.int32))
    threads = row_threads(n)
    launch = Launch(
        ("softmax.h",), f"{kind}<{kinds}>", arguments, (rows * threads, 1, 1), (threads, 1, 1)
    )
    wide = x.astype(np.float64)
    e = np.exp(wide - wide.max(1, keepdims=True))
    bound = tolerance(dtype) * (1 if precise or dtype == F32 else 30)
    return Case([launch], out, e / e.sum(1, keepdims=True), bound)


def logsumexp(dtype: object = F32, rows: int = 5, n: int = 1024) -> Case:
    """One threadgroup per row."""
    x = normal((rows, n), dtype)
    x[-1] = -np.inf
    out = np.zeros(rows, dtype)  # type: ignore[call-overload]
    kind = "logsumexp" if n <= SINGLE_ROW else "logsumexp_looped"
    threads = row_threads(n)
    arguments = (x, out, scalar(n, np.int32))
    launch = Launch(
        ("logsumexp.h",),
        f"{kind}<{name_of(dtype)}>",
        arguments,
        (rows * threads, 1, 1),
        (threads, 1, 1),
    )
    with np.errstate(divide="ignore"):
        wanted = np.logaddexp.reduce(x.astype(np.float64), 1)
    return Case([launch], out, wanted, tolerance(dtype))
