"""Lists for `tmetal.autotune`: configurations of products and attention that are worth timing.

In: a dtype, a chip, for attention the head dimension. Out: `tmetal.Config`s with the constants BM,
BN (and BK), the likeliest best first. What must hold: no simdgroup's part of the accumulators
spills. On Metal these parts ("strips", rows x columns) do not: 16x32, 16x64 and 32x16 for every
dtype, 32x32 for 16-bit operands; 32x32 of float32, 16x128, 64x32 and 32x64 fall to a tenth of the
speed or less (measured on an M4 Pro by a peer project).
"""

from __future__ import annotations

from typing import Any

from tmetal import chips
from tmetal.errors import LaunchError
from tmetal.runtime.config import Config
from tmetal.runtime.target_chip import compile_target

_BYTES = {"float32": 4, "float16": 2, "bfloat16": 2}
_SHORT = {"f32": "float32", "f16": "float16", "bf16": "bfloat16"}

# BM, BN, simdgroups; each simdgroup has a strip of the list above. 64x64 by four stacked
# simdgroups was best on large products, small tiles are where a grid of large ones leaves cores
# idle. BK is 32 throughout: 8 to 32 were within 2 % of each other.
_EVERY = ((64, 64, 4), (64, 32, 4), (32, 64, 2), (32, 32, 2), (128, 64, 8))
_HALF = ((64, 32, 2), (32, 32, 1))  # strips of 32x32
_STEP = 32
# First on an M5, for 16-bit operands: tiles whose simdgroups have 32 x 32 elements each, what
# Apple's guide to tensor operations starts with; MLX's kernels for M5 have the two large ones.
# Longer steps are offered too, since the guide reads further along K at once.
_TENSOR_UNITS = (
    *((64, 64, 4, 32), (64, 128, 8, 32), (128, 128, 16, 32), (64, 64, 4, 64)),
    *((64, 32, 2, 64), (32, 32, 1, 32)),
)

# BM, BN, simdgroups by the largest head dimension. Each simdgroup holds whole rows, 16 of them for
# D up to 64 and 8 beyond; at D = 256 two simdgroups share eight rows.
_ATTENTION = {
    64: ((64, 32, 4), (32, 32, 4), (32, 32, 2), (128, 32, 8)),
    128: ((32, 32, 4), (32, 16, 4), (64, 32, 8)),
    256: ((32, 16, 8),),
}
# First on an M5, for 16-bit operands and D up to 128: 16 rows a simdgroup, the least that tensor
# units take. MLX's kernel for M5 has 64 queries, 32 keys and four simdgroups.
_ATTENTION_UNITS = ((64, 32, 4), (128, 32, 8), (32, 32, 2))


def matmul(dtype: Any, target: str | None = None) -> list[Config]:
    """Return configurations for a product: constants BM, BN, BK and num_warps.

    dtype: of the operands: float32, float16 or bfloat16, by name or as MLX, NumPy or tmetal have
    it. target: a chip's name (`m4pro`); default: the one that is compiled for. LaunchError for
    another dtype, BackendError for an unknown chip.
    """
    name = _name(dtype)
    half = _BYTES[name] == 2
    tiles = [(*tile, _STEP) for tile in _EVERY + (_HALF if half else ())]
    if half and _chip(target).facts.tensor_units:
        tiles = list(dict.fromkeys([*_TENSOR_UNITS, *tiles]))
    return [Config({"BM": m, "BN": n, "BK": k}, num_warps=w) for m, n, w, k in tiles]


def attention(dtype: Any, target: str | None = None, head_dim: int = 64) -> list[Config]:
    """Return configurations for attention: constants BM (queries), BN (keys) and num_warps.

    dtype, target: as for `matmul`. head_dim: 1 to 256. LaunchError for another one. The first ones
    for an M5 suit a kernel both of whose products are of 16-bit operands: with a float32 product
    it does not run on tensor units, and its accumulators spill there.
    """
    name, facts = _name(dtype), _chip(target).facts
    fits = [d for d in _ATTENTION if d >= head_dim]
    if isinstance(head_dim, bool) or not isinstance(head_dim, int) or head_dim < 1 or not fits:
        raise LaunchError(
            f"configs.attention: head_dim is {head_dim!r}. Write an integer from 1 to 256: the "
            "accumulators of longer rows do not fit a simdgroup's registers."
        )
    tiles = list(_ATTENTION[fits[0]])
    if _BYTES[name] == 2 and facts.tensor_units and fits[0] <= 128:
        tiles = list(dict.fromkeys([*_ATTENTION_UNITS, *tiles]))
    if _BYTES[name] == 4 and not facts.dynamic_caching:
        # Operands of twice the size, and registers that limit how many simdgroups a core holds:
        # fewer rows first.
        tiles.sort(key=lambda tile: tile[0] / tile[2])
    return [Config({"BM": m, "BN": n}, num_warps=w) for m, n, w in tiles]


def _chip(target: str | None) -> chips.Chip:
    return compile_target() if target is None else chips.find(target)


def _name(dtype: Any) -> str:
    """Return the long name of a dtype in any spelling."""
    text = getattr(dtype, "__name__", None) or str(dtype)
    text = text.rsplit(".", 1)[-1]
    name = _SHORT.get(text, text)
    if name not in _BYTES:
        raise LaunchError(
            f"configs: no products of {text} on simdgroup_matrix. Write one of {', '.join(_BYTES)}."
        )
    return name
