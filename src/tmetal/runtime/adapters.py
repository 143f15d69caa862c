"""Arguments that are not what they seem: stand-ins, arrays under another dtype, typed numbers.

`MockTensor` stands for an array where nothing is run. `reinterpret` shows an array's bits under
another dtype. A parameter annotated with an integer dtype (`n: tl.int64`) takes its numbers in that
dtype. The last two are changed into plain values just before a launch, by a launch object of its
own, so that launches without them pay nothing.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from tmetal.errors import LaunchError
from tmetal.frontend.words import nearest
from tmetal.ir.types import DTYPES, FLOAT8, DType, Type, pointer
from tmetal.runtime.arrays import FROM_MLX, FROM_NUMPY, TO_MLX, is_mlx, is_numpy, mx, type_of

_TITLES = {d.title: d for d in (*DTYPES, *FLOAT8)}


def as_dtype(x: Any) -> DType:
    """Return a dtype given as tl.float32, mx.float32, np.float32, "float32", "fp32" or "i32"."""
    if isinstance(x, DType):
        return x
    if isinstance(x, mx.Dtype) and x in FROM_MLX:
        return FROM_MLX[x]
    if isinstance(x, str):
        return dtype_called(x)
    try:
        found = FROM_NUMPY.get(np.dtype(x))
    except TypeError:
        found = None
    if found is None:
        known = ", ".join(d.title for d in DTYPES)
        raise LaunchError(f"{x!r:.60} is no dtype of a kernel. There are {known}.")
    return found


def dtype_called(text: str) -> DType:
    """Return the dtype of a name such as `fp32`, `bf16`, `i8`, `u32`, `B`, `float32`."""
    name = text.strip().removeprefix("tl.")
    for short, long in (("fp", "float"), ("bf", "bfloat"), ("i", "int"), ("u", "uint")):
        if name.startswith(short) and name[len(short) : len(short) + 1].isdigit():
            name = long + name[len(short) :]
            break
    name = {"uint1": "int1", "bool": "int1", "B": "int1"}.get(name, name)
    if name not in _TITLES:
        close = nearest(name, _TITLES)
        hint = f"Did you mean `{close}`?" if close else f"There are {', '.join(_TITLES)}."
        why = " Metal has no double." if name == "float64" else ""
        raise LaunchError(f"`{text}` is no dtype of a kernel.{why} {hint}")
    return _TITLES[name]


class MockTensor:
    """Stands for an array of a dtype and shape in `kernel.warmup(…)`, where nothing is run."""

    def __init__(self, dtype: Any, shape: Sequence[int] | None = None) -> None:
        self.dtype = as_dtype(dtype)
        self.shape = tuple(shape) if shape is not None else (1,)

    def __repr__(self) -> str:
        return f"MockTensor({self.dtype.title}, {self.shape})"

    @property
    def ndim(self) -> int:
        """Number of dimensions."""
        return len(self.shape)

    def element_size(self) -> int:
        """Size of one element in bytes."""
        return self.dtype.bytes

    def stride(self, dim: int | None = None) -> Any:
        """Return the strides of a contiguous array, in elements; of one dimension if given."""
        strides = [int(np.prod(self.shape[i + 1 :], dtype=np.int64)) for i in range(self.ndim)]
        return tuple(strides) if dim is None else strides[dim]

    def stand_in(self) -> Any:
        """Return a lazy MLX array of the same dtype and shape, which has no memory yet."""
        made = mx.zeros(self.shape, TO_MLX[self.dtype])
        return TensorWrapper(made, self.dtype) if self.dtype.is_fp8() else made


def stand_in(x: Any, constant: bool) -> Any:
    """Return what a warm-up uses for an argument: an array for a MockTensor or a bare dtype."""
    if not constant and isinstance(x, DType | mx.Dtype):
        x = MockTensor(x)
    return x.stand_in() if isinstance(x, MockTensor) else x


class TensorWrapper:
    """An array whose bits a kernel takes under another dtype: `reinterpret` makes it."""

    def __init__(self, base: Any, dtype: Any) -> None:
        self.base = base
        self.dtype = as_dtype(dtype)
        if not is_mlx(base) and not is_numpy(base):
            raise LaunchError(f"tmetal.reinterpret takes an array, not a {type(base).__name__}.")
        size = FROM_MLX[base.dtype].bytes if is_mlx(base) else base.itemsize
        if base.ndim == 0 and size != self.dtype.bytes:
            raise LaunchError(
                f"tmetal.reinterpret: an array without dimensions keeps its element's size, "
                f"{size} bytes. Reshape it to (1,)."
            )
        self.shape: tuple[int, ...] = self.view().shape

    def __repr__(self) -> str:
        return f"TensorWrapper[{self.dtype.title}]({self.base!r})"

    def view(self) -> Any:
        """Return the bits as an array of the new dtype: NumPy's own memory, or an MLX value."""
        try:
            if is_mlx(self.base):
                return self.base.view(TO_MLX[self.dtype])
            return self.base.view(self.dtype.numpy)
        except (ValueError, RuntimeError) as error:
            raise LaunchError(
                f"tmetal.reinterpret: an array of shape {self.base.shape} and dtype "
                f"{self.base.dtype} cannot be seen as {self.dtype.title}: {error}"
            ) from None

    def take(self, new: Any) -> None:
        """Give the array what a kernel wrote into its view; NumPy's memory has it already."""
        if is_mlx(self.base):
            self.base[...] = new.view(self.base.dtype)


def reinterpret(array: Any, dtype: Any) -> Any:
    """Return an argument that shows an array's bits to a kernel as elements of `dtype`.

    What the kernel writes goes to `array`. Elements of another size change the last dimension, as
    `array.view` does. LaunchError if the bytes do not fit.
    """
    base = array.base if isinstance(array, TensorWrapper) else array
    made = TensorWrapper(base, dtype)
    own = FROM_MLX.get(base.dtype) if is_mlx(base) else FROM_NUMPY.get(base.dtype)
    return base if own is made.dtype else made


def annotated_dtypes(signature: inspect.Signature) -> dict[str, DType]:
    """Return the integer dtypes that parameters are annotated with, be they objects or text."""
    found = {}
    for name, p in signature.parameters.items():
        noted = p.annotation
        if isinstance(noted, str):
            noted = _TITLES.get(noted.split(".")[-1])
        if isinstance(noted, DType) and noted.is_integer:
            found[name] = noted
    return found


Change = Callable[[Any], Any]


class Adapted:
    """A launch whose arguments are changed first; `written` says what to do with results."""

    def __init__(self, launch: Any, changes: dict[int, Change], written: set[int]) -> None:
        self.launch = launch
        self.spec = launch.spec
        self.changes = changes
        self.written = written
        self.meta = launch.meta

    def run(self, grid: Any, values: tuple[Any, ...]) -> Any:
        """Launch with the changed arguments, and hand written bits back."""
        inner = list(values)
        for at, change in self.changes.items():
            inner[at] = change(values[at])
        result = self.launch.run(grid, tuple(inner))
        for at in self.written:
            values[at].take(inner[at])
        return result


def seen_type(name: str, x: Any, noted: Mapping[str, DType]) -> Type | None:
    """Return the type that a kernel sees of an argument; None for None."""
    if isinstance(x, TensorWrapper):
        return pointer(x.dtype)
    t = type_of(name, x)
    number = isinstance(t, DType) and t.is_integer and not isinstance(x, bool)
    return noted[name] if name in noted and number else t


def adapted(
    launch: Any, names: Sequence[str], values: Sequence[Any], noted: Mapping[str, DType]
) -> Any:
    """Return the launch, in an `Adapted` if any argument has to be changed."""
    changes: dict[int, Change] = {}
    for at, (name, value) in enumerate(zip(names, values, strict=True)):
        if isinstance(value, TensorWrapper):
            changes[at] = TensorWrapper.view
        elif launch.spec.types.get(name) is noted.get(name, ()):
            natural = type_of(name, value)
            if not isinstance(natural, DType) or not _holds(noted[name], natural):
                changes[at] = _range_check(name, noted[name])
    if not changes:
        return launch
    wrapped = {at for at in launch.claims if isinstance(values[at], TensorWrapper)}
    return Adapted(launch, changes, wrapped)


def _holds(wide: DType, narrow: DType) -> bool:
    """Whether each value of an integer dtype is one of the other's."""
    (low, high), (least, most) = wide.limits, narrow.limits
    return low <= least and most <= high


def _range_check(name: str, dtype: DType) -> Change:
    low, high = dtype.limits

    def check(x: Any) -> int:
        if not low <= x <= high:
            raise LaunchError(
                f"argument `{name}` is {x}, and the kernel annotates it as {dtype.title}, which "
                f"holds {low} to {high}. Widen the annotation."
            )
        return int(x)

    return check
