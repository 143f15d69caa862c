"""MLX's elementwise kernels: unary, binary, ternary, copy; contiguous and strided."""

import math
from collections.abc import Callable

import ml_dtypes
import numpy as np
from harness import F32, Array, Case, Launch, Size, name_of, scalar
from rows import normal

VECTOR = 1024  # the largest threadgroup


def per_thread(dtype: object) -> int:
    """Elements a thread of a contiguous kernel takes: 8 bytes."""
    return max(1, 8 // np.dtype(dtype).itemsize)  # type: ignore[call-overload]


def flat(size: int, each: int) -> tuple[Size, Size]:
    """Return grid and threadgroup of a contiguous kernel."""
    threads = -(-size // each)
    return (threads, 1, 1), (min(threads, VECTOR), 1, 1)


def block(x: int, y: int, z: int) -> Size:
    """Split 1024 threads over a grid, doubling the dimensions in turn."""
    powers = [0, 0, 0]
    while sum(powers) < 10:
        before = sum(powers)
        for i, n in enumerate((x, y, z)):
            if n >= 1 << (powers[i] + 1) and sum(powers) < 10:
                powers[i] += 1
        if sum(powers) == before:
            break
    return 1 << powers[0], 1 << powers[1], 1 << powers[2]


def strided_grid(shape: tuple[int, ...]) -> tuple[Size, Size]:
    """Return grid and threadgroup of a general kernel: the last two dimensions, then the others."""
    x, y = shape[-1], shape[-2] if len(shape) > 1 else 1
    z = math.prod(shape[:-2])
    return (x, y, z), block(x, y, z)


def strides(x: Array) -> Array:
    """Return strides in elements, as MLX has them."""
    return np.array([n // x.itemsize for n in x.strides], np.int64)


def _inputs(dtype: object, n: int, low: float, high: float, seed: int = 0) -> Array:
    x = np.random.default_rng(seed).uniform(low, high, n)
    if np.dtype(dtype).kind == "c":  # type: ignore[call-overload]
        return (x + 1j * np.random.default_rng(seed + 9).uniform(low, high, n)).astype(np.complex64)
    return x.astype(dtype)  # type: ignore[call-overload]


# The NumPy function, and between what the operand lies.
UNARY: dict[str, tuple[Callable[..., Array], float, float]] = {
    "Abs": (np.abs, -9, 9),
    "ArcCos": (np.arccos, -1, 1),
    "ArcCosh": (np.arccosh, 1, 50),
    "ArcSin": (np.arcsin, -1, 1),
    "ArcSinh": (np.arcsinh, -50, 50),
    "ArcTan": (np.arctan, -50, 50),
    "ArcTanh": (np.arctanh, -0.99, 0.99),
    "Ceil": (np.ceil, -9, 9),
    "Cos": (np.cos, -20, 20),
    "Cosh": (np.cosh, -9, 9),
    "Erf": (np.vectorize(math.erf, otypes=[float]), -4, 4),
    "Exp": (np.exp, -9, 9),
    "Expm1": (np.expm1, -4, 4),
    "Floor": (np.floor, -9, 9),
    "Log": (np.log, 0.01, 99),
    "Log10": (np.log10, 0.01, 99),
    "Log1p": (np.log1p, -0.9, 99),
    "Log2": (np.log2, 0.01, 99),
    "Negative": (np.negative, -9, 9),
    "Round": (np.rint, -9, 9),
    "Rsqrt": (lambda x: 1 / np.sqrt(x), 0.01, 99),
    "Sigmoid": (lambda x: 1 / (1 + np.exp(-x)), -9, 9),
    "Sign": (np.sign, -9, 9),
    "Sin": (np.sin, -20, 20),
    "Sinh": (np.sinh, -9, 9),
    "Sqrt": (np.sqrt, 0, 99),
    "Square": (np.square, -9, 9),
    "Tan": (np.tan, -1.4, 1.4),
    "Tanh": (np.tanh, -9, 9),
}


def close(dtype: object) -> float:
    """Return how far a function of `dtype` may be from the exact value."""
    if np.dtype(dtype).kind in "biu":  # type: ignore[call-overload]
        return 0.0
    return {np.dtype(np.float16): 2e-3, np.dtype(ml_dtypes.bfloat16): 1.2e-2}.get(
        np.dtype(dtype), 4e-6
    )  # type: ignore[call-overload]


def _wide(x: Array) -> Array:
    kind = {"c": np.complex128, "f": np.float64, "V": np.float64}.get(x.dtype.kind)
    return x.astype(np.float64 if x.dtype == ml_dtypes.bfloat16 else kind or x.dtype)


def unary(op: str = "Exp", dtype: object = F32, n: int = 10_001, general: bool = False) -> Case:
    """Contiguous, or over a transposed view."""
    function, low, high = UNARY[op]
    headers = ("unary_ops.h", "unary.h")
    t = name_of(dtype)
    if not general:
        x = _inputs(dtype, n, low, high)
        out = np.zeros_like(x)
        grid, threads = flat(n, per_thread(dtype))
        launch = Launch(
            headers, f"unary_v<{t}, {t}, {op}>", (x, out, scalar(n, np.uint32)), grid, threads
        )
        return Case([launch], out, function(_wide(x)), close(dtype))
    view = _inputs(dtype, 5 * 7 * 33, low, high).reshape(5, 7, 33).transpose(2, 0, 1)
    out = np.zeros(view.shape, dtype)  # type: ignore[call-overload]
    grid, threads = strided_grid(view.shape)
    shape = np.array(view.shape, np.int32)
    given = (view, out, shape, strides(view), scalar(view.ndim, np.int32))
    launch = Launch(headers, f"unary_g<{t}, {t}, {op}>", given, grid, threads)
    return Case([launch], out, function(_wide(view)), close(dtype))


def _floor_mod(x: Array, y: Array) -> Array:
    return np.mod(x, y)


BINARY: dict[str, tuple[Callable[..., Array], float, float]] = {
    "Add": (np.add, -9, 9),
    "Subtract": (np.subtract, -9, 9),
    "Multiply": (np.multiply, -9, 9),
    "Divide": (np.divide, 1, 9),
    "Remainder": (_floor_mod, 1, 9),
    "Maximum": (np.maximum, -9, 9),
    "Minimum": (np.minimum, -9, 9),
    "Power": (np.power, 0.5, 4),
    "LogAddExp": (np.logaddexp, -9, 9),
    "ArcTan2": (np.arctan2, -9, 9),
    "Equal": (np.equal, -3, 3),
    "Less": (np.less, -9, 9),
    "GreaterEqual": (np.greater_equal, -9, 9),
    "BitwiseAnd": (np.bitwise_and, 0, 99),
    "BitwiseOr": (np.bitwise_or, 0, 99),
    "BitwiseXor": (np.bitwise_xor, 0, 99),
    "LeftShift": (np.left_shift, 0, 7),
    "RightShift": (np.right_shift, 0, 7),
    "LogicalAnd": (np.logical_and, -1, 1),
    "LogicalOr": (np.logical_or, -1, 1),
}
_TESTS = {"Equal", "Less", "GreaterEqual", "LogicalAnd", "LogicalOr"}


def binary(op: str = "Add", dtype: object = F32, n: int = 10_001, form: str = "vv") -> Case:
    """`form`: vv, sv, vs, ss (s a scalar), g_nd2 or g (strided)."""
    function, low, high = BINARY[op]
    headers = ("binary_ops.h", "binary.h")
    result = np.bool_ if op in _TESTS else dtype
    kinds = f"{name_of(dtype)}, {name_of(result)}, {op}"
    error = 0.0 if op in _TESTS or op in ("Maximum", "Minimum") else close(dtype)
    if form.startswith("g"):
        return _strided_binary(
            headers, f"binary_{form}<{kinds}>", function, dtype, result, (low, high), error
        )
    sizes = [1 if letter == "s" else n for letter in form]
    a, b = (_inputs(dtype, size, low, high, seed) for seed, size in enumerate(sizes))
    out = np.zeros(max(sizes), result)  # type: ignore[call-overload]
    grid, threads = flat(out.size, 1 if form == "ss" else per_thread(dtype))
    given = (a, b, out) if form == "ss" else (a, b, out, scalar(out.size, np.uint32))
    launch = Launch(headers, f"binary_{form}<{kinds}>", given, grid, threads)
    return Case([launch], out, np.asarray(function(_wide(a), _wide(b))), error)


def _strided_binary(
    headers: tuple[str, ...],
    entry: str,
    function: Callable[..., Array],
    dtype: object,
    result: object,
    between: tuple[float, float],
    error: float,
) -> Case:
    shape = (31, 45) if "nd2" in entry else (3, 2, 9, 17)
    a = _inputs(dtype, math.prod(shape), *between).reshape(shape[::-1]).T
    b = np.broadcast_to(_inputs(dtype, shape[-1], *between, seed=5), shape)
    out = np.zeros(shape, result)  # type: ignore[call-overload]
    grid, threads = strided_grid(shape)
    if "nd2" in entry:
        given: tuple[Array, ...] = (a, b, out, strides(a), strides(b))
    else:
        dims = np.array(shape, np.int32)
        given = (a, b, out, dims, strides(a), strides(b), scalar(len(shape), np.int32))
    launch = Launch(headers, entry, given, grid, threads)
    return Case([launch], out, np.asarray(function(_wide(a), _wide(b))), error)


def ternary(dtype: object = F32, n: int = 10_001) -> Case:
    """Select between two arrays."""
    condition = np.random.default_rng(3).integers(0, 2, n) > 0
    a, b = normal(n, dtype, 1), normal(n, dtype, 2)
    out = np.zeros(n, dtype)  # type: ignore[call-overload]
    grid, threads = flat(n, per_thread(dtype))
    entry = f"ternary_v<{name_of(dtype)}, Select, false, false>"
    given = (condition, a, b, out, scalar(n, np.uint32))
    launch = Launch(("ternary_ops.h", "ternary.h"), entry, given, grid, threads)
    return Case([launch], out, np.where(condition, a, b))


def copy(dtype: object = F32, to: object = F32, n: int = 10_001, form: str = "v") -> Case:
    """`form`: v contiguous, s a scalar everywhere, g from a strided view."""
    x = _inputs(dtype, 1 if form == "s" else n, 0, 99)
    kinds = f"{name_of(dtype)}, {name_of(to)}"
    if form == "g":
        view = _inputs(dtype, 4 * 6 * 25, 0, 99).reshape(25, 4, 6).transpose(1, 2, 0)
        out = np.zeros(view.shape, to)  # type: ignore[call-overload]
        grid, threads = strided_grid(view.shape)
        shape = np.array(view.shape, np.int32)
        given: tuple[Array, ...] = (view, out, shape, strides(view), scalar(3, np.int32))
        return Case(
            [Launch(("copy.h",), f"copy_g<{kinds}>", given, grid, threads)], out, view.astype(to)
        )  # type: ignore[call-overload]
    out = np.zeros(n, to)  # type: ignore[call-overload]
    grid, threads = flat(n, per_thread(to))
    given = (x, out, scalar(n, np.uint32))
    launch = Launch(("copy.h",), f"copy_{form}<{kinds}>", given, grid, threads)
    return Case([launch], out, np.broadcast_to(x, n).astype(to))  # type: ignore[call-overload]


def transpose(dtype: object = F32, n: int = 1024) -> Case:
    """A square matrix's transposed view, copied: as all strided copies in two dimensions."""
    x = normal((n, n), dtype)
    out = np.zeros_like(x)
    grid, threads = strided_grid(x.shape)
    entry = f"copy_g_nd2<{name_of(dtype)}, {name_of(dtype)}, int>"
    return Case([Launch(("copy.h",), entry, (x, out, strides(x.T)), grid, threads)], out, x.T)
