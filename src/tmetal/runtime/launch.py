"""What every backend needs of a launch: the grid, and which arrays keep their old contents.

What depends only on the grid, the shapes and the scalars that bound a store is worked out once and
remembered as a recipe: a warm launch makes a key, looks the recipe up, and calls MLX.
"""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import numpy as np

from tmetal.errors import LaunchError
from tmetal.frontend.words import nearest
from tmetal.ir.types import DType, is_pointer
from tmetal.runtime.specialize import Specialization
from tmetal.target import MAX_GRID_THREADS, SIMD_WIDTH

Grid = tuple[int, int, int]
Recipe = TypeVar("Recipe")
# A kernel launched over ever new shapes must not remember them all.
MAX_RECIPES = 1024


def grid_of(wanted: Any, threads: int) -> Grid:
    """Return a launch grid as three sizes; LaunchError for one that cannot be."""
    sizes = (wanted,) if not isinstance(wanted, tuple | list) else tuple(wanted)
    if not 1 <= len(sizes) <= 3:
        raise LaunchError(
            f"the grid {wanted} has {len(sizes)} dimensions. A grid has one to three: "
            "kernel[(x,)], kernel[(x, y)] or kernel[(x, y, z)]."
        )
    x, y, z = (*(_size(n, wanted) for n in sizes), 1, 1)[:3]
    if max(x * threads, y, z) > MAX_GRID_THREADS:
        raise LaunchError(
            f"the grid {(x, y, z)} with {threads} threads a program exceeds {MAX_GRID_THREADS} "
            "threads along one dimension, which Metal would cut silently. Use a larger BLOCK, or "
            "spread the programs over two grid dimensions."
        )
    return x, y, z


def _size(n: Any, grid: Any) -> int:
    try:
        size = operator.index(n)
    except TypeError:
        raise LaunchError(
            f"the grid {grid} holds {n!r}: sizes are integers. For a division write "
            "tmetal.cdiv(n, BLOCK), which rounds up, instead of n / BLOCK."
        ) from None
    if size < 0:
        raise LaunchError(f"the grid {grid} is negative. Each size is 0 (no programs) or more.")
    return size


class StaleError(Exception):
    """A global that the kernel was compiled with has another value now: compile again."""


class Launch(ABC, Generic[Recipe]):
    """Launches one specialization; each backend says how a recipe is made and followed."""

    def __init__(self, spec: Specialization, names: Sequence[str]) -> None:
        self.spec = spec
        self.names = tuple(names)
        self.threads = spec.simdgroups * SIMD_WIDTH
        self.position = {n: i for i, n in enumerate(names)}
        self.recipes: dict[Any, Recipe] = {}
        self.claims = {self.position[n]: (n, c) for n, c in spec.claims().items()}
        self.dependencies = spec.dependencies
        kinds = spec.types.items()
        self.integers = {n for n, t in kinds if isinstance(t, DType) and t.is_integer}
        self.shapes_key = self._make_shapes_key()

    @abstractmethod
    def make(self, grid: Grid, values: Sequence[Any]) -> Recipe:
        """Work out what launches of this grid and such shapes have in common."""

    @abstractmethod
    def follow(self, recipe: Recipe, values: Sequence[Any]) -> None:
        """Check the outputs (`check_outputs`) unless nothing can be wrong, and run a launch."""

    def run(self, grid: Any, values: tuple[Any, ...]) -> None:
        """Run the kernel over a grid: an int, up to three, or a function of the arguments."""
        for scope, name, found in self.dependencies:
            if scope.get(name) is not found:
                raise StaleError(name)
        if grid.__class__ is not tuple or len(grid) != 1 or grid[0].__class__ is not int:
            grid = self._sizes(grid, values)
        key = (grid, self.shapes_key(values))
        recipe = self.recipes.get(key)
        if recipe is None:
            recipe = self._prepare(key, values)
        if recipe is not None:
            self.follow(recipe, values)

    def _sizes(self, grid: Any, values: tuple[Any, ...]) -> Any:
        """Return a grid as a key: 8.0 and True must not find the recipe of 8 and 1."""
        if callable(grid):
            grid = grid(self.meta(values))
        plain = grid.__class__ is tuple and all(n.__class__ is int for n in grid)
        return grid if plain else grid_of(grid, self.threads)

    def _prepare(self, key: Any, values: tuple[Any, ...]) -> Recipe | None:
        """Make the recipe of a new combination of grid and shapes; None for no programs."""
        sizes = grid_of(key[0], self.threads)
        if 0 in sizes:  # a kernel's mistakes show all the same
            if self.spec.latest is None:
                self.spec.kernel()
            return None
        if len(self.recipes) >= MAX_RECIPES:
            self.recipes.clear()
        recipe = self.recipes[key] = self.make(sizes, values)
        return recipe

    def _make_shapes_key(self) -> Callable[[Sequence[Any]], Any]:
        """Make the function from arguments to what recipes depend on, as straight-line code."""
        bounds = {p for _, claims in self.claims.values() for c in claims for p in c.parameters}
        words = []
        for at, name in enumerate(self.names):
            if is_pointer(self.spec.types.get(name)):
                words.append(f"v[{at}].shape")
            elif name in bounds:
                words.append(f"v[{at}]")
            elif name in self.integers:
                words.append(f"v[{at}] == 1")
        parts = "".join(f"{w}, " for w in words)
        made: Callable[[Sequence[Any]], Any] = eval(f"lambda v: ({parts})")
        return made

    def meta(self, values: Sequence[Any], names: Sequence[str] = ()) -> dict[str, Any]:
        """Return what a grid function sees: every argument by name, and the launch options."""
        options = {"num_warps": self.spec.simdgroups, "num_simdgroups": self.spec.simdgroups}
        return _Meta(options | dict(zip(names or self.names, values, strict=True)))

    def uncovered(self, values: Sequence[Any], grid: Grid) -> frozenset[str]:
        """Return the written arrays that may keep old elements in this launch."""
        scalars = dict(zip(self.names, values, strict=True))
        return frozenset(
            name
            for at, (name, claims) in self.claims.items()
            if not any(c.holds(values[at].size, grid, scalars) for c in claims)
        )

    def is_wide(self, values: Sequence[Any], grid: Grid) -> bool:
        """Whether this launch has more elements or programs than a narrow kernel reckons with."""
        sizes = [v.size for n, v in zip(self.names, values, strict=True) if is_array(self, n)]
        return self.spec.is_wide(sizes, grid)

    def ones(self, values: Sequence[Any]) -> frozenset[str]:
        """Return the integer arguments that are 1: a kernel takes those as constants."""
        pairs = zip(self.names, values, strict=True)
        return frozenset(n for n, v in pairs if n in self.integers and v == 1)

    def check_outputs(self, values: Sequence[Any]) -> None:
        """Refuse outputs that cannot be written, or that share memory: one's writes would be lost.

        MLX arrays are values and never share what is written; only the very same one twice does.
        """
        written = [(name, values[at]) for at, (name, _) in self.claims.items()]
        for position, (name, x) in enumerate(written):
            plain = isinstance(x, np.ndarray)
            repeats = plain and _repeats(x)
            if plain and (repeats or not x.flags.writeable):
                what = "repeats its elements in memory" if repeats else "is read-only"
                raise LaunchError(
                    f"argument `{name}` is written, and its NumPy array {what}. "
                    f"Pass a copy: {name}.copy()."
                )
            for other, y in written[:position]:
                both = plain and isinstance(y, np.ndarray)
                if x is y or (both and np.may_share_memory(x, y)):
                    raise LaunchError(
                        f"one memory is written through two parameters, `{other}` and `{name}`. "
                        "Pass it once, or pass a copy."
                    )


def is_array(launch: Launch[Any], name: str) -> bool:
    """Whether a parameter of the launch is an array."""
    return is_pointer(launch.spec.types.get(name))


def _repeats(x: Any) -> bool:
    """Whether a NumPy array shows one element in several places, as a broadcast view does."""
    return any(s == 0 and n > 1 for s, n in zip(x.strides, x.shape, strict=True))


class _Meta(dict[str, Any]):
    """What a grid function sees; a wrong name says the right ones."""

    def __missing__(self, name: str) -> Any:
        close = nearest(name, self)
        hint = f"Did you mean `{close}`?" if close else f"There are {', '.join(self)}."
        raise LaunchError(f"the grid function asks for `{name}`, which is no argument. {hint}")
