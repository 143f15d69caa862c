"""MLX's attention kernels: one query at a time, and whole blocks of queries."""

import math

import numpy as np
from elementwise import close
from harness import F16, F32, Array, Case, Launch, name_of, scalar
from matmul import struct
from rows import normal

FULL = ("steel/attn/attn.h", "steel/attn/kernels/steel_attention.h")
NAX = ("steel/attn/kernels/steel_attention_nax.h",)


def reference(q: Array, k: Array, v: Array, scale: float, causal: bool) -> Array:
    """Return softmax(scale q k^T) v for arrays of batch, heads, length, dimension."""
    shared = q.shape[1] // k.shape[1]
    wide = [np.repeat(x.astype(np.float64), n, 1) for x, n in ((q, 1), (k, shared), (v, shared))]
    scores = scale * wide[0] @ wide[1].swapaxes(-1, -2)
    if causal:
        rows, columns = scores.shape[-2:]
        scores += np.where(np.tri(rows, columns, columns - rows) > 0, 0, -np.inf)
    e = np.exp(scores - scores.max(-1, keepdims=True))
    found: Array = e / e.sum(-1, keepdims=True) @ wide[2]
    return found


def vector(
    dtype: object = F32,
    heads: int = 4,
    kv_heads: int = 2,
    length: int = 100,
    d: int = 64,
    causal: bool = False,
    queries: int = 1,
) -> Case:
    """A few queries: one threadgroup of 32 simdgroups for each head and query."""
    q = normal((1, heads, queries, d), dtype, 1)
    k, v = (normal((1, kv_heads, length, d), dtype, seed) for seed in (2, 3))
    out = np.zeros_like(q)
    scale = 1 / math.sqrt(d)
    ints = [scalar(n, np.int32) for n in (heads // kv_heads, length)]
    steps = [scalar(n, np.uint64) for n in (length * d, d, length * d, d)]
    given = [q, k, v, out, *ints, *steps, scalar(scale, np.float32), *[None] * 7]
    constants: dict[int | str, bool | int | float] = {20: False, 21: False, 22: causal, 23: False}
    constants |= {24: False, 25: False, 26: 1}
    grid = (heads * 1024, queries, 1)
    launch = Launch(
        ("sdpa_vector.h",),
        f"sdpa_vector<{name_of(dtype)}, {d}>",
        given,
        grid,
        (1024, 1, 1),
        constants,
    )
    return Case([launch], out, reference(q, k, v, scale, causal), close(dtype) * 2)


def full(
    dtype: object = F16,
    heads: int = 2,
    kv_heads: int = 1,
    rows: int = 70,
    length: int = 90,
    d: int = 64,
    causal: bool = False,
    nax: bool = False,
) -> Case:
    """Steel's attention: 32 queries to a threadgroup of four simdgroups, 64 on tensor units."""
    q = normal((1, heads, rows, d), dtype, 1)
    k, v = (normal((1, kv_heads, length, d), dtype, seed) for seed in (2, 3))
    out = np.zeros_like(q)
    bq, bk, wm = 64 if nax else 32, 32 if nax or d < 128 else 16, 4
    scale = 1 / math.sqrt(d)
    i, j = np.int32, np.dtype((np.int64, 3))

    def steps(h: int, n: int) -> Array:
        return np.array([h * n * d, n * d, d], np.int64)

    blocks, tiles = -(-rows // bq), -(-length // bk)
    params = struct(
        [
            *(("B", i, 1), ("H", i, heads), ("D", i, d), ("qL", i, rows), ("kL", i, length)),
            *(("gqa", i, heads // kv_heads), ("scale", np.float32, scale)),
            *(
                ("NQ", i, blocks),
                ("NK", i, tiles),
                ("NQa", i, rows // bq),
                ("NKa", i, length // bk),
            ),
            *(("qrem", i, rows % bq), ("krem", i, length % bk), ("off", i, length - rows)),
            *(("Q", j, steps(heads, rows)), ("K", j, steps(kv_heads, length))),
            *(("V", j, steps(kv_heads, length)), ("O", j, steps(heads, rows))),
        ]
    )
    constants: dict[int | str, bool | int | float] = {200: rows % bq == 0, 201: length % bk == 0}
    constants |= {300: False, 301: causal, 302: False, 303: False}
    entry = f"attention{'_nax' * nax}<{name_of(dtype)}, {bq}, {bk}, {d}, {d}, {wm}, 1>"
    given = [q, k, v, out, params, None, None, None, None]
    grid = (32 * blocks, wm * heads, 1)
    launch = Launch(NAX if nax else FULL, entry, given, grid, (32, wm, 1), constants)
    return Case([launch], out, reference(q, k, v, scale, causal), close(dtype) * 2)
