"""Arguments of several parts: tuples, and `TensorDescriptor`, an array seen as a matrix of blocks.

A launch takes them apart: a descriptor's array, sizes and strides, and a tuple's items, become
arguments of their own, and `frontend.hosted` puts them together again.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tmetal.errors import LaunchError
from tmetal.frontend.hosted import Hosted, HostedTuple
from tmetal.runtime.adapters import TensorWrapper
from tmetal.runtime.arrays import is_mlx, is_numpy, mx, type_of


@dataclass
class TensorDescriptor:
    """Describe an array for kernels, which call `.load(offsets)`, `.store` and `.gather` on it.

    base: an array, of MLX, NumPy, or reinterpreted. shape, strides: of the matrix, in elements, row
    by row in the array's memory; the last stride is 1. block_shape: powers of two. padding: "zero"
    or "nan", what lies outside. The fields may be changed between launches. LaunchError for what no
    kernel can take, when it is passed to one.
    """

    base: Any
    shape: Sequence[int]
    strides: Sequence[int]
    block_shape: Sequence[int]
    padding: str = "zero"
    round_f32_to_tf32: bool = False

    @staticmethod
    def from_tensor(
        tensor: Any, block_shape: Sequence[int], padding: str = "zero"
    ) -> TensorDescriptor:
        """Describe a whole array, by its own shape."""
        shape = list(tensor.shape)
        strides = [math.prod(shape[d + 1 :]) for d in range(len(shape))]
        return TensorDescriptor(tensor, shape, strides, list(block_shape), padding)

    def check(self, name: str) -> None:
        """Raise LaunchError unless a kernel can take it."""
        rank = len(self.block_shape)
        lengths = (len(self.shape), len(self.strides), rank)
        if not (is_mlx(self.base) or is_numpy(self.base) or isinstance(self.base, TensorWrapper)):
            raise LaunchError(
                f"argument `{name}` describes a {type(self.base).__name__}, not an array."
            )
        if rank == 0 or len(set(lengths)) > 1:
            raise LaunchError(
                f"argument `{name}` is a descriptor with {lengths[0]} sizes, {lengths[1]} strides "
                f"and {rank} block sizes: there is one of each for each dimension."
            )
        if self.strides[-1] != 1:
            raise LaunchError(
                f"argument `{name}` is a descriptor whose last stride is {self.strides[-1]}. It is "
                "1: pass the array transposed, or pointers and strides."
            )
        size = math.prod(self.base.shape)
        last = sum((n - 1) * s for n, s in zip(self.shape, self.strides, strict=True))
        if min(self.shape) > 0 and not 0 <= last < size:
            raise LaunchError(
                f"argument `{name}` describes a matrix of shape {list(self.shape)} and strides "
                f"{list(self.strides)}, and its array has {size} elements."
            )

    def numbers(self) -> tuple[int, ...]:
        """Return the sizes, and the strides but the last."""
        return tuple(operator.index(n) for n in (*self.shape, *self.strides[:-1]))

    def kind(self, name: str) -> Any:
        """Return what kernels are compiled for."""
        self.check(name)
        base = self.base
        dtype = base.dtype if isinstance(base, TensorWrapper) else type_of(name, base)
        numbers = tuple(type_of(name, n) for n in self.numbers())
        return type(base), dtype, numbers, tuple(self.block_shape), self.padding


class Expanded:
    """A launch of which some arguments have parts: `at` are their positions.

    entry: runs the launch on a grid and the parts; `names` are the parameters of the call.
    """

    def __init__(
        self, entry: Callable[..., Any], launch: Any, names: Sequence[str], at: set[int]
    ) -> None:
        self.entry, self.launch, self.names, self.at = entry, launch, names, at

    def run(self, grid: Any, *values: Any) -> Any:
        """Launch with the parts behind each argument that has some."""
        if callable(grid):
            grid = grid(self.launch.meta(values, self.names))
        flat: list[Any] = []
        for at, value in enumerate(values):
            flat += _with_parts(value) if at in self.at else [value]
        return self.entry(grid, *flat)


def _with_parts(value: Any) -> Iterator[Any]:
    """Yield an argument, then its parts and theirs."""
    yield value
    if isinstance(value, TensorDescriptor):
        yield from (value.base, *value.numbers())
    elif isinstance(value, tuple):
        for item in value:
            yield from _with_parts(item)


def expanded(
    names: Sequence[str], values: Sequence[Any], constant: Collection[str] = ()
) -> tuple[list[str], list[Any], set[int]]:
    """Return the names and values of a call with the parts of arguments behind each of them.

    A descriptor itself becomes a `Hosted`, a tuple a `HostedTuple`; `constant` are parameters whose
    values are no run-time arguments. The positions are those of arguments with parts.
    """
    all_names: list[str] = []
    all_values: list[Any] = []

    def add(name: str, value: Any) -> None:
        all_names.append(name)
        place = len(all_values)
        all_values.append(value)
        if isinstance(value, TensorDescriptor):
            fixed = all_values[place] = hosted(name, value.block_shape, value.padding, names)
            all_names.extend(fixed.parts)
            all_values.extend((value.base, *value.numbers()))
        elif isinstance(value, tuple) and name not in constant:
            parts = tuple(_unused(f"{name}_{i}", names) for i in range(len(value)))
            all_values[place] = HostedTuple(type(value), parts)
            for part, item in zip(parts, value, strict=True):
                add(part, item)

    places = set()
    for at, (name, value) in enumerate(zip(names, values, strict=True)):
        before = len(all_names)
        add(name, value)
        if all_values[before] is not value:
            places.add(at)
    return all_names, all_values, places


def hosted(name: str, block: Sequence[int], padding: str, names: Sequence[str]) -> Hosted:
    """Return what is fixed of the descriptor `name`; its parts are called as no other parameter."""
    sizes = tuple(operator.index(n) for n in block)
    words = ["base", *(f"size{d}" for d in range(len(sizes)))]
    words += [f"stride{d}" for d in range(len(sizes) - 1)]
    return Hosted(sizes, padding, tuple(_unused(f"{name}_{w}", names) for w in words))


def inner_arrays(named: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arrays that are parts of a call's arguments, by their parameters' names."""
    names, values, _ = expanded([*named], [*named.values()])
    found = zip(names, values, strict=True)
    kinds = (TensorWrapper, mx.array, np.ndarray)
    return {n: v for n, v in found if n not in named and isinstance(v, kinds)}


def _unused(name: str, taken: Sequence[str]) -> str:
    while name in taken:
        name += "_"
    return name
