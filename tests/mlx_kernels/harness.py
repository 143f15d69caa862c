"""Runs MLX's own kernels on the CPU executor, strictly compiled like tmetal's.

In: a `Launch`, that is what MLX's host code decides: headers, template arguments, function
constants, arguments and geometry. Out: its arrays filled in. `mlx_kernel(name, ...)` gives the
Metal text, the entry, the parameter types and the geometry of a kernel by name, for benchmarks.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import ml_dtypes
import numpy as np
import source
from numpy.typing import NDArray

from tmetal.runtime import cpu
from tmetal.runtime.entry import signature, specialize

TYPES = {
    np.dtype(np.bool_): "bool",
    np.dtype(np.int8): "int8_t",
    np.dtype(np.int16): "int16_t",
    np.dtype(np.int32): "int32_t",
    np.dtype(np.int64): "int64_t",
    np.dtype(np.uint8): "uint8_t",
    np.dtype(np.uint16): "uint16_t",
    np.dtype(np.uint32): "uint32_t",
    np.dtype(np.uint64): "uint64_t",
    np.dtype(np.float16): "float16_t",
    np.dtype(np.float32): "float",
    np.dtype(np.complex64): "complex64_t",
    np.dtype(ml_dtypes.bfloat16): "bfloat16_t",
}
F32, F16, BF16 = np.float32, np.float16, ml_dtypes.bfloat16
Size = tuple[int, int, int]
Array = NDArray[np.generic]


@dataclass(frozen=True)
class Launch:
    """One dispatch: `grid` is in threads; an argument of None is a buffer that is not bound."""

    headers: tuple[str, ...]
    entry: str
    arguments: Sequence[Array | None]
    grid: Size
    threads: Size
    constants: Mapping[int | str, bool | int | float] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """Launches in their order, the array they leave, and what NumPy says it should hold."""

    launches: Sequence[Launch]
    got: Array
    wanted: Array
    tolerance: float = 0.0  # relative to the largest wanted value
    size: tuple[slice, ...] = ()


class Kernel(NamedTuple):
    """A kernel as `cpu.load` and a profiler want it; `grid` and `threads` count threads."""

    msl: str
    entry: str
    buffers: tuple[str, ...]
    attributes: tuple[str, ...]
    arguments: Sequence[Array | None]
    grid: Size
    threads: Size


def name_of(dtype: object) -> str:
    """Return Metal's name of a NumPy dtype."""
    return TYPES[np.dtype(dtype)]  # type: ignore[call-overload]


def scalar(value: float, dtype: object) -> Array:
    """Return a constant argument."""
    return np.array([value], dtype)  # type: ignore[call-overload]


def prepared(launch: Launch) -> Kernel:
    """Put the headers in and the function constants, and read the kernel's signature."""
    msl = specialize(source.text(*launch.headers), launch.constants)
    read = signature(msl, launch.entry)
    return Kernel(
        msl,
        launch.entry,
        read.buffers,
        read.attributes,
        launch.arguments,
        launch.grid,
        launch.threads,
    )


def run(launch: Launch, order: int | None = None) -> None:
    """Compile strictly and run once."""
    one = prepared(launch)
    program = cpu.load(one.msl, one.entry, one.buffers, one.attributes)
    unbound = np.zeros(64, np.uint8)  # a reference is read at the start, if it is used or not
    arrays = [unbound if a is None else a for a in one.arguments]
    program.dispatch([a.ctypes.data for a in arrays], one.grid, one.threads, order)


def check(case: Case) -> None:
    """Run a case and compare with what NumPy says."""
    for launch in case.launches:
        run(launch)
    got, wanted = case.got, case.wanted
    if case.tolerance == 0.0:
        np.testing.assert_array_equal(got, wanted)
        return
    kind = np.complex128 if np.iscomplexobj(wanted) else np.float64
    wide, right = got.astype(kind), wanted.astype(kind)
    assert (np.isnan(wide) == np.isnan(right)).all()
    finite = np.isfinite(right)
    np.testing.assert_array_equal(
        wide[~finite & ~np.isnan(right)], right[~finite & ~np.isnan(right)]
    )
    scale = np.abs(right[finite]).max(initial=1e-30)
    np.testing.assert_allclose(wide[finite], right[finite], rtol=0, atol=case.tolerance * scale)


def mlx_kernel(name: str, **options: object) -> Kernel:
    """Return MLX's kernel of a name in the table (`cases.CASES`), for instance `softmax`.

    `options` are what the case takes: dtype, sizes. Of several launches it is the first.
    Raises KeyError for a name that is not in the table, and `source.NotAvailableError` without the
    kernel's text.
    """
    import cases  # noqa: PLC0415 - the table is made of this module's classes

    make: Callable[..., Case] = cases.CASES[name]
    return prepared(make(**options).launches[0])
