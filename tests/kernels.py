"""Helpers of the language tests: kernels from text, launches on copies, comparison to the bit."""

from __future__ import annotations

import itertools
import linecache
from typing import Any

import ml_dtypes
import numpy as np

import tmetal
import tmetal.language as tl
from tmetal import options
from tmetal.ir.types import DTYPES, DType
from tmetal.runtime.arrays import as_mlx, host_view, mx

BACKENDS = ("cpu", "interpret")
# MLX arrays never change in place: their outputs are fresh, and old contents are merged in.
HOSTS = (*BACKENDS, "cpu with mlx arrays", "interpret with mlx arrays")
ALL = {d.title: d for d in DTYPES}
_numbers = itertools.count()

HEAD = """\
@tmetal.jit
def k({parameters}, n, BLOCK: tl.constexpr):
    offs = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = offs < n
"""


def make(source: str, name: str = "k", **scope: Any) -> Any:
    """Return the kernel `name` of a source text, which tracebacks and the compiler can find."""
    file = f"<kernel {next(_numbers)}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    space = {"tl": tl, "tmetal": tmetal, **scope}
    exec(compile(source, file, "exec"), space)
    return space[name]


def elementwise(loads: list[str], expressions: list[str]) -> Any:
    """Return a kernel that loads `x_ptr` … as `x` … and stores each expression into `o0` …"""
    outs = [f"o{i}" for i in range(len(expressions))]
    source = HEAD.format(parameters=", ".join([f"{v}_ptr" for v in loads] + outs))
    for v in loads:
        source += f"    {v} = tl.load({v}_ptr + offs, mask=mask)\n"
    for out, text in zip(outs, expressions, strict=True):
        source += f"    tl.store({out} + offs, {text}, mask=mask)\n"
    return make(source)


def run(kernel: Any, backend: str, grid: Any, *args: Any, **named: Any) -> list[Any]:
    """Launch on copies of the array arguments and return those copies, in order."""
    name, _, mlx = backend.partition(" with ")
    copied = as_mlx if mlx else np.copy
    mine = [copied(a) if isinstance(a, np.ndarray) else a for a in args]
    with options.override(backend=name):
        kernel[grid](*mine, **named)
    arrays = [m for a, m in zip(args, mine, strict=True) if isinstance(a, np.ndarray)]
    mx.eval([a for a in arrays if mlx])
    return [np.array(host_view(a)) if mlx else a for a in arrays]


def compute(
    backend: str, inputs: dict[str, Any], expressions: list[str], results: list[Any]
) -> list[Any]:
    """Return the values of expressions over arrays; `results` are their NumPy dtypes."""
    n = len(next(iter(inputs.values())))
    found: list[Any] = []
    for at in range(0, len(expressions), 16):  # Metal binds 31 buffers
        outs = [np.zeros(n, dtype) for dtype in results[at : at + 16]]
        kernel = elementwise(list(inputs), expressions[at : at + 16])
        arrays = [*inputs.values(), *outs]
        done = run(kernel, backend, (tmetal.cdiv(n, 256),), *arrays, n, BLOCK=256)
        found += done[len(inputs) :]
    return found


def is_float(x: Any) -> bool:
    """Whether an array holds floats, bfloat16 included."""
    return x.dtype.kind == "f" or x.dtype == ml_dtypes.bfloat16


def ordered(x: Any) -> Any:
    """Return float bits as integers that count representable values from zero; -0.0 is 0."""
    width = x.dtype.itemsize * 8
    bits = x.view(f"i{width // 8}").astype(np.int64)
    return np.where(bits < 0, -(bits + (1 << (width - 1))), bits)


def distance(x: Any, y: Any) -> Any:
    """Return how many representable values lie between floats; 0 for two NaNs."""
    nan_x, nan_y = np.isnan(x), np.isnan(y)
    apart = np.abs(ordered(x) - ordered(y))
    return np.where(nan_x | nan_y, np.where(nan_x & nan_y, 0, 1 << 40), apart)


def equal(x: Any, y: Any, signed_zero: bool = True) -> Any:
    """Return where arrays have the same bits; any NaN equals any NaN."""
    assert x.dtype == y.dtype, f"{x.dtype} is not {y.dtype}"
    if not is_float(x):
        return x == y
    same = distance(x, y) == 0
    if not signed_zero:
        return same
    return same & ((np.signbit(x) == np.signbit(y)) | np.isnan(x))


def assert_same(got: Any, expected: Any, what: str = "") -> None:
    """Fail with the first difference unless both arrays have the same bits."""
    bad = ~equal(got, expected)
    if np.any(bad):
        i = np.flatnonzero(bad)[0]
        raise AssertionError(
            f"{what}: element {i} of {got.size} is {got.flat[i]!r}, not {expected.flat[i]!r} "
            f"({np.count_nonzero(bad)} differ)"
        )


def subnormal(x: Any) -> Any:
    """Return where float32 and bfloat16 values are subnormal: Metal may flush those to zero."""
    if x.dtype not in (np.float32, ml_dtypes.bfloat16):
        return np.zeros(x.shape, bool)
    wide = x.astype(np.float32)
    return (wide != 0) & (np.abs(wide) < np.finfo(np.float32).tiny)


def interesting(dtype: DType, seed: int = 0, count: int = 12) -> Any:
    """Return limits, zeros, small and random values of a dtype."""
    rng = np.random.default_rng(seed)
    if dtype.kind == "bool":
        return np.array([False, True, True, False] * 4)
    if dtype.is_float:
        top = float(ml_dtypes.finfo(dtype.numpy).max)
        fixed = [0.0, -0.0, 1.0, -1.0, 0.5, 2.0, -3.5, 7.0, top, -top, np.inf, -np.inf, np.nan]
        scale = np.exp2(rng.integers(-8, 9, count))
        return np.array([*fixed, *(rng.standard_normal(count) * scale)]).astype(dtype.numpy)
    low, high = dtype.limits
    half = dtype.bits // 2
    fixed = [low, low + 1, high, high - 1, 0, 1, 2, 3, 7, 10, 1 << half, (1 << half) - 1]
    fixed += [-1, -2, -7, -10] if low else [high // 2, high // 3]
    wild = rng.integers(low, high, count, dtype.numpy, endpoint=True)
    return np.concatenate([np.array(fixed, dtype.numpy), wild])


def pairs(x: Any, y: Any) -> tuple[Any, Any]:
    """Return every pair of elements, as two arrays."""
    a, b = np.meshgrid(x, y)
    return np.ascontiguousarray(a.ravel()), np.ascontiguousarray(b.ravel())


def complaint(got: Any, wanted: Any, valid: Any, ulp: int, zeros: bool) -> str:
    """Describe the first wrong element, or return an empty text."""
    if is_float(wanted):
        valid = valid & ~subnormal(wanted)
        right = distance(got, wanted) <= ulp if ulp else equal(got, wanted, zeros)
    else:
        right = equal(got, wanted)
    bad = np.flatnonzero(valid & ~right)
    if not bad.size:
        return ""
    return f"at {bad[0]}: {got[bad[0]]!r}, not {wanted[bad[0]]!r}; {bad.size} wrong"
