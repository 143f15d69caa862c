"""Products of matrices, and attention, with the configurations of `tmetal.configs`."""

from __future__ import annotations

from typing import Any

from tmetal import configs
from tmetal.frontend.builtins import cdiv
from tmetal.ops import kernels
from tmetal.ops.checked import by_row
from tmetal.ops.choice import Work, run
from tmetal.runtime.arrays import mx
from tmetal.runtime.config import Config

# Each configuration is compiled before it is timed: the likeliest ones are enough.
TIMED = 3
DEEPEST = 256


def matmul(
    left: Any,
    right: Any,
    transpose_left: bool = False,
    transpose_right: bool = False,
    backend: str = "auto",
) -> Any:
    """Return left[M, K] times right[K, N]; a transposed operand is given as [K, M] or [N, K].

    Both are float32, float16 or bfloat16; sums are float32.
    """
    turns = {"transpose_left": transpose_left, "transpose_right": transpose_right}
    mlx, arrays = by_row("matmul", backend, left, right, **turns)
    a, b = arrays
    m, k = a.shape[::-1] if transpose_left else a.shape
    n = b.shape[0] if transpose_right else b.shape[1]
    steps = (1, m) if transpose_left else (k, 1), (1, k) if transpose_right else (n, 1)

    def launch(config: Config, a: Any, b: Any) -> Any:
        out = mx.zeros((m, n), a.dtype)
        grid = (cdiv(n, config.kwargs["BN"]), cdiv(m, config.kwargs["BM"]))
        kernels.matmul[grid](
            a, b, out, m, n, k, *steps[0], *steps[1], n, 1, **config.launch_kwargs()
        )
        return out

    chosen = configs.matmul(a.dtype)[:TIMED]
    work = Work("matmul", arrays, mlx, kernels.matmul, launch, chosen, tuple(turns.values()))
    return run(work, backend)


def attention(
    queries: Any,
    keys: Any,
    values: Any,
    scale: float | None = None,
    causal: bool = False,
    backend: str = "auto",
) -> Any:
    """Return softmax(queries keysᵀ scale) values.

    queries: [B, H, L, D]; keys and values: [B, G, S, D], each head for H / G heads of queries.
    scale: 1 / sqrt(D) by default. causal: the last query sees all keys, each one before one less.
    """
    given = {"scale": scale, "causal": causal}
    mlx, arrays = by_row("attention", backend, queries, keys, values, **given)
    (batch, heads, m, d), (_, shared, n, _) = arrays[0].shape, arrays[1].shape
    factor = (d**-0.5 if scale is None else scale) * kernels.LOG2E.value

    def launch(config: Config, q: Any, k: Any, v: Any) -> Any:
        out = mx.zeros(q.shape, q.dtype)
        kernels.attention[(cdiv(m, config.kwargs["BM"]), batch * heads)](
            *(q, k, v, out, m, n, factor),
            GROUP=heads // shared,
            D=d,
            BD=max(16, 1 << (d - 1).bit_length()),
            CAUSAL=causal,
            **config.launch_kwargs(),
        )
        return out

    chosen: list[Config] = []
    if arrays[2].shape[3] != d:
        why = f"values of {arrays[2].shape[3]} columns beside keys of {d}"
    elif d > DEEPEST:
        why = f"heads of {d}: {DEEPEST} is the most"
    else:
        chosen, why = configs.attention(arrays[0].dtype, None, d)[:TIMED], ""
    work = Work("attention", arrays, mlx, kernels.attention, launch, chosen, (causal,), why)
    return run(work, backend)
