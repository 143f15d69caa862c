"""MLX and NumPy arrays in and out: dtypes, shapes, and what a kernel can take."""

from __future__ import annotations

import ctypes
import io
import math
import mmap
import sys
from typing import Any, cast

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
_LARGE_PAGE = 1 << 21


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


class _Unwritten:
    """What `mx.load` takes for an .npy file: it has a header, and leaves the elements as they are.

    So MLX makes an array whose memory nobody has written, which it has no function for.
    """

    closed = False

    def __init__(self, array: Array) -> None:
        file = io.BytesIO()
        np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(array))
        self.header = file.getvalue()
        self.at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = 0) -> int:
        self.at = offset + (self.at if whence == 1 else 0)
        return self.at

    def readinto(self, memory: memoryview) -> int:
        part = self.header[self.at : self.at + len(memory)]
        memory[: len(part)] = part
        self.at += len(memory)
        return len(memory)


def _in_large_pages(address: int, size: int) -> None:
    """Ask the system for large pages where memory is not there yet: 2 MB come as fast as 4 KB."""
    start = -(-address // _LARGE_PAGE) * _LARGE_PAGE
    end = (address + size) // _LARGE_PAGE * _LARGE_PAGE
    if start < end and sys.platform == "linux":
        ctypes.CDLL(None).madvise(
            ctypes.c_void_p(start), ctypes.c_size_t(end - start), mmap.MADV_HUGEPAGE
        )


def fresh_output(shape: tuple[int, ...], dtype: DType, zero: bool) -> tuple[Array, Array]:
    """Return a new MLX array and a writable NumPy view of its memory; `zero` fills it with zeros.

    Nobody else holds the array, so writing through the view is safe; this is how the CPU executor
    gives MLX its results without a copy.
    """
    carrier = mx.uint16 if dtype is BF16 else TO_MLX[dtype]
    # To write large memory costs as much as a small kernel.
    large = not zero and math.prod(shape) * dtype.numpy.itemsize >= 1 << 20
    if not large:
        made = mx.zeros(shape, carrier)
    else:
        kind = np.uint16 if dtype is BF16 else dtype.numpy
        like = np.broadcast_to(np.zeros((), kind), shape)
        made = cast(Any, mx.load)(_Unwritten(like), format="npy", stream=mx.cpu)
    mx.eval(made)
    view = np.asarray(made)
    if large:
        _in_large_pages(view.__array_interface__["data"][0], view.nbytes)
    return (made.view(mx.bfloat16) if dtype is BF16 else made), view
