"""MLX and NumPy arrays in and out: dtypes, shapes, and what a kernel can take."""

from __future__ import annotations

from typing import Any

import ml_dtypes
import numpy as np

from tmetal.errors import BackendError, LaunchError
from tmetal.ir.float8 import is_float8
from tmetal.ir.types import BF16, DTYPES, F32, FLOAT8, I1, I32, I64, U64, DType, Type, pointer

try:
    import mlx.core as mx
except ImportError as error:
    raise BackendError(
        "MLX cannot be imported. On Linux plain `mlx` has no back end: install tmetal with one, "
        '`pip install "tmetal[cpu]"` or `pip install "tmetal[cuda]"` (one of them: they overwrite '
        f"each other's library). On a Mac: `pip install mlx`. The import said: {error}"
    ) from error

__all__ = ["FROM_MLX", "FROM_NUMPY", "TO_MLX", "as_mlx", "fresh_output", "host_copy", "host_view"]
__all__ += ["is_mlx", "is_numpy", "mx", "type_of"]

_MLX_NAMES = {"i1": "bool_", "bf16": "bfloat16"}
TO_MLX: dict[DType, Any] = {d: getattr(mx, _MLX_NAMES.get(d.name, d.title)) for d in DTYPES}
FROM_MLX: dict[Any, DType] = {m: d for d, m in TO_MLX.items()}
TO_MLX.update(dict.fromkeys(FLOAT8, mx.uint8))  # MLX holds 8-bit floats as bytes
FROM_NUMPY: dict[Any, DType] = {d.numpy: d for d in (*DTYPES, *FLOAT8)}
assert FROM_NUMPY[np.dtype(ml_dtypes.bfloat16)] is BF16

Array = Any


def is_mlx(x: Any) -> bool:
    """Whether `x` is an MLX array."""
    return isinstance(x, mx.array)


def is_numpy(x: Any) -> bool:
    """Whether `x` is a NumPy array (0-d scalars are Python numbers to a kernel)."""
    return isinstance(x, np.ndarray)


def type_of(name: str, x: Any) -> Type | None:
    """Return the IR type of an argument; None for None. LaunchError for what kernels cannot take.

    Arrays are pointers to their elements; Python numbers are int32 (int64 or uint64 where they do
    not fit), float32 and bool scalars.
    """
    if x is None:
        return None
    if isinstance(x, mx.array):
        return pointer(_supported(name, FROM_MLX.get(x.dtype), x.dtype))
    if isinstance(x, np.ndarray) and hasattr(x, "mask"):  # np.ma costs 20 ms to import
        raise LaunchError(
            f"argument `{name}` is a masked array, whose mask a kernel would ignore. Pass "
            f"{name}.filled(0), and the mask as an array of its own."
        )
    if isinstance(x, np.ndarray):
        return pointer(_supported(name, FROM_NUMPY.get(x.dtype), x.dtype))
    if isinstance(x, bool | np.bool_):
        return I1
    if isinstance(x, int | np.integer):
        return _integer(name, int(x))
    if isinstance(x, float | np.floating | ml_dtypes.bfloat16):
        return F32
    raise LaunchError(_unsuitable(name, x))


def _integer(name: str, x: int) -> DType:
    for dtype in (I32, I64, U64):
        low, high = dtype.limits
        if low <= x <= high:
            return dtype
    raise LaunchError(f"argument `{name}` is {x}, which does not fit 64 bits.")


def _supported(name: str, dtype: DType | None, given: Any) -> DType:
    if dtype is not None:
        return dtype
    text = str(given).removeprefix("mlx.core.")
    if text == "float64":
        how = "Metal has no double: convert it first, x.astype(mx.float32)."
    elif "complex" in text:
        how = "Kernels have no complex numbers: pass the real and imaginary parts as two arrays."
    else:
        how = f"Kernels take {', '.join(d.title for d in DTYPES)}."
    raise LaunchError(f"argument `{name}` is an array of {text}. {how}")


def _unsuitable(name: str, x: Any) -> str:
    what = type(x).__name__
    if isinstance(x, list):
        return (
            f"argument `{name}` is a Python list. Pass an array, mx.array({name}), or a tuple: its "
            "items are arguments of their own."
        )
    return (
        f"argument `{name}` is a {what}, which a kernel cannot take. Pass an mx.array, a NumPy "
        f"array, a number, a bool or None; or make it a constant: `{name}: tl.constexpr`."
    )


def as_mlx(x: Array) -> Array:
    """Return an array as MLX has it; NumPy arrays are copied."""
    if isinstance(x, mx.array):
        return x
    if x.dtype == BF16.numpy:
        return mx.array(np.ascontiguousarray(x).view(np.uint16)).view(mx.bfloat16)
    if is_float8(x.dtype):
        return mx.array(np.ascontiguousarray(x).view(np.uint8))
    return mx.array(x)


def host_view(x: Array) -> Array:
    """Return the elements of an evaluated MLX array as a NumPy array, without a copy.

    bfloat16 has no buffer format, so its bits travel as uint16.
    """
    if x.dtype == mx.bfloat16:
        return np.asarray(x.view(mx.uint16)).view(BF16.numpy)
    return np.asarray(x)


def host_copy(x: Array) -> Array:
    """Return an array's elements as a fresh contiguous NumPy array."""
    return np.array(host_view(x) if isinstance(x, mx.array) else x, order="C", copy=True)


def fresh_output(shape: tuple[int, ...], dtype: DType) -> tuple[Array, Array]:
    """Return a new zero-filled MLX array and a writable NumPy view of its memory.

    Nobody else holds the array, so writing through the view is safe; this is how the CPU executor
    gives MLX its results without a copy.
    """
    carrier = mx.uint16 if dtype is BF16 else TO_MLX[dtype]
    made = mx.zeros(shape, carrier)
    mx.eval(made)
    view = np.asarray(made)
    return (made.view(mx.bfloat16) if dtype is BF16 else made), view
