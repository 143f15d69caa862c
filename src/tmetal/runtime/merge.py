"""How outputs that hold differences become the new contents of an array (see `passes.updates`)."""

from __future__ import annotations

from typing import Any

import numpy as np

from tmetal.runtime.arrays import as_mlx, is_mlx, mx
from tmetal.runtime.placeholders import Placeholder

_WORDS = {1: "uint8", 2: "uint16", 4: "uint32", 8: "uint64"}


def room(size: int, role: str, itemsize: int) -> int:
    """Return the elements of an output: updates work on whole words of 4 bytes."""
    per = max(1, 4 // itemsize) if role in ("zeroed", "xor") else 1
    return -(-max(1, size) // per) * per


def merged(target: Any, new: Any, role: str) -> Any:
    """Return the contents of `target` after a launch; both are MLX or both NumPy arrays.

    A target may be a placeholder.
    """
    if isinstance(target, Placeholder) and role != "zeroed":
        target = target.array()
    new = new.reshape(-1)[: target.size]
    if role == "sum":
        new = target.reshape(-1) + new
    elif role == "xor":
        new = _flipped(target.reshape(-1), new)
    elif role in ("largest", "smallest"):
        new = _extreme(target.reshape(-1), new, role)
    return new.reshape(target.shape)


def _extreme(old: Any, bits: Any, role: str) -> Any:
    """Return the larger, or smaller, of `old` and what 64-bit numbers in unsigned order say."""
    library = mx if is_mlx(old) else np
    flip = 1 << 63 if old.dtype == library.int64 else 0
    mask = np.array([flip if role == "largest" else flip ^ (1 << 64) - 1], np.uint64)
    new = _flipped(bits, as_mlx(mask) if is_mlx(old) else mask)
    return library.maximum(old, new) if role == "largest" else library.minimum(old, new)


def _flipped(old: Any, bits: Any) -> Any:
    word = _WORDS[old.dtype.size if is_mlx(old) else old.dtype.itemsize]
    kind = getattr(mx, word) if is_mlx(old) else np.dtype(word)
    return (old.view(kind) ^ bits.view(kind)).view(old.dtype)
