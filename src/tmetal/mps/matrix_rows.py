"""Products of matrices."""

from __future__ import annotations

from typing import Any

from tmetal.mps.checks import Array, dimensions, need, positive, shown
from tmetal.mps.operation import MPSOperation as Op
from tmetal.mps.rows import row
from tmetal.runtime.arrays import mx


def _turned(x: Array, turn: bool) -> Array:
    return x.swapaxes(-1, -2) if turn else x


def _fit(left: Array, right: Array) -> None:
    need(
        left.shape[-1] == right.shape[-2],
        f"`left` of shape {shown(left)} has {left.shape[-1]} columns, and `right` of shape "
        f"{shown(right)} has {right.shape[-2]} rows. A product needs as many of both",
    )


@row(Op.MATMUL, "matmul")
def matmul(
    left: Array, right: Array, *, transpose_left: bool = False, transpose_right: bool = False
) -> Any:
    """left[M, K] times right[K, N] is [M, N]; a transposed operand is given as [K, M] or [N, K]."""
    dimensions("left", left, "M, K")
    dimensions("right", right, "K, N")
    left, right = _turned(left, transpose_left), _turned(right, transpose_right)
    _fit(left, right)
    return mx.matmul(left, right)


@row(Op.BATCHED_MATMUL, "matmul")
def batched_matmul(
    left: Array, right: Array, *, transpose_left: bool = False, transpose_right: bool = False
) -> Any:
    """left[..., M, K] times right[..., K, N], for each of the leading sizes, which are the same."""
    dimensions("left", left, "B, ..., M, K")
    dimensions("right", right, "B, ..., K, N")
    left, right = _turned(left, transpose_left), _turned(right, transpose_right)
    need(
        left.shape[:-2] == right.shape[:-2],
        f"`left` has the leading sizes {left.shape[:-2]}, and `right` {right.shape[:-2]}. They are "
        "the same: use mx.broadcast_to",
    )
    _fit(left, right)
    return mx.matmul(left, right)


@row(Op.GEMV, "matmul")
def gemv(matrix: Array, vector: Array, *, transpose: bool = False) -> Any:
    """matrix[M, K] times vector[K] is [M]; a transposed matrix is given as [K, M]."""
    dimensions("matrix", matrix, "M, K")
    dimensions("vector", vector, "K")
    matrix = _turned(matrix, transpose)
    need(
        matrix.shape[1] == vector.shape[0],
        f"the matrix has {matrix.shape[1]} columns, and `vector` {vector.shape[0]} elements. "
        "A product needs as many of both",
    )
    return mx.matmul(matrix, vector)


@row(Op.ATTENTION, "fast.scaled_dot_product_attention")
def attention(
    queries: Array, keys: Array, values: Array, *, scale: float | None = None, causal: bool = False
) -> Any:
    """softmax(queries keysᵀ scale) values, for queries[B, H, L, D], keys[B, G, S, D], values
    [B, G, S, E]; each of G heads of keys serves H / G heads of queries.

    scale: 1 / sqrt(D) by default. causal: the last query sees all keys, each one before one less.
    """
    for name, x in (("queries", queries), ("keys", keys), ("values", values)):
        dimensions(name, x, "B, H, L, D")
    batch, heads, length, depth = queries.shape
    need(
        keys.shape[0] == batch and keys.shape[3] == depth and values.shape[:3] == keys.shape[:3],
        f"queries {shown(queries)}, keys {shown(keys)} and values {shown(values)} do not belong "
        "together. They are [B, H, L, D], [B, G, S, D] and [B, G, S, E]",
    )
    need(
        heads % keys.shape[1] == 0,
        f"{heads} heads of queries cannot share {keys.shape[1]} heads of keys evenly",
    )
    need(
        not causal or length <= keys.shape[2],
        f"causal attention of {length} queries needs as many keys, not {keys.shape[2]}",
    )
    if scale is not None:
        positive("scale", scale)
    fast: Any = mx.fast
    return fast.scaled_dot_product_attention(
        queries,
        keys,
        values,
        scale=depth**-0.5 if scale is None else scale,
        mask="causal" if causal else None,
    )
