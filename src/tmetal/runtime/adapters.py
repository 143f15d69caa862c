"""Arguments that are not what they seem: stand-ins, arrays under another dtype, typed numbers.

`MockTensor` stands for an array where nothing is run. `reinterpret` shows an array's bits under
another dtype. A parameter annotated with an integer dtype (`n: tl.int64`) takes its numbers in that
dtype. A placeholder that a kernel reads is the array that it describes. The last three are changed
into plain values just before a launch, so that launches without them pay nothing.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tmetal.errors import LaunchError
from tmetal.ir.types import DType, Type, pointer
from tmetal.runtime.arrays import FROM_MLX, FROM_NUMPY, TO_MLX, is_mlx, is_numpy, mx, type_of
from tmetal.runtime.dtypes import TITLES, as_dtype
from tmetal.runtime.launch import COMPILE, as_results
from tmetal.runtime.placeholders import Placeholder, bits, check_contents, strides


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
        found = strides(self)
        return found if dim is None else found[dim]

    def stand_in(self) -> Any:
        """Return a lazy MLX array of the same dtype and shape, which has no memory yet."""
        made = mx.zeros(self.shape, TO_MLX[self.dtype])
        return TensorWrapper(made, self.dtype) if self.dtype.is_fp8() else made


def stand_in(x: Any, constant: bool) -> Any:
    """Return what a warm-up uses for an argument: an array for a MockTensor or a bare dtype."""
    if isinstance(x, tuple) and not constant:
        items = [stand_in(item, False) for item in x]
        return type(x)(*items) if hasattr(x, "_fields") else tuple(items)
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
            noted = TITLES.get(noted.split(".")[-1])
        if isinstance(noted, DType) and noted.is_integer:
            found[name] = noted
    return found


Change = Callable[[Any], Any]


class Adapted:
    """A launch whose arguments are changed first; `wrapped` are written through another dtype."""

    def __init__(self, launch: Any, changes: dict[int, Change], wrapped: set[int]) -> None:
        self.launch = launch
        self.changes = changes
        self.wrapped = wrapped

    def run(self, grid: Any, *values: Any) -> Any:
        """Launch with the changed arguments, and hand written bits back."""
        inner = list(values)
        for at, change in self.changes.items():
            inner[at] = change(values[at])
        found = self.launch.entry(grid, *inner)
        if grid is COMPILE or not self.wrapped:
            return found
        written = list(self.launch.claims)
        results = list(found) if len(written) > 1 else [found]
        for place, at in enumerate(written):
            if at in self.wrapped:
                values[at].take(results[place])
                results[place] = values[at].base
        return as_results(results)


def seen_type(name: str, x: Any, noted: Mapping[str, DType]) -> Type | None:
    """Return the type that a kernel sees of an argument; None for None."""
    if isinstance(x, TensorWrapper):
        return pointer(x.dtype)
    if isinstance(x, Placeholder):
        return pointer(x.element)
    t = type_of(name, x)
    number = isinstance(t, DType) and t.is_integer and not isinstance(x, bool)
    return noted[name] if name in noted and number else t


def adapted(
    launch: Any, names: Sequence[str], values: Sequence[Any], noted: Mapping[str, DType]
) -> Callable[..., Any]:
    """Return the launch as a function, by way of an `Adapted` if any argument has to be changed."""
    changes: dict[int, Change] = {}
    for at, (name, value) in enumerate(zip(names, values, strict=True)):
        if isinstance(value, TensorWrapper):
            changes[at] = TensorWrapper.view
        elif isinstance(value, Placeholder):
            if not stays(launch.spec.effects[name], value):
                check_contents(name, launch.spec.effects[name], value)
                changes[at] = Placeholder.array
        elif launch.spec.types.get(name) is noted.get(name, ()):
            natural = type_of(name, value)
            if not isinstance(natural, DType) or not _holds(noted[name], natural):
                changes[at] = _range_check(name, noted[name])
    if not changes:
        entry: Callable[..., Any] = launch.entry
        return entry
    wrapped = {at for at in launch.claims if isinstance(values[at], TensorWrapper)}
    return Adapted(launch, changes, wrapped).run


def stays(effect: str, x: Placeholder) -> bool:
    """Whether a launch can make an output itself: nothing of it is read, or it begins with 0."""
    zero = x.fill is not None and bits(x.fill) == bits(0)
    return effect == "write" or (effect == "atomic" and zero)


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
