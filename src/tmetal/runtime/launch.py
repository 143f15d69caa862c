"""What every backend needs of a launch: the grid, and which arrays keep their old contents.

What depends only on the grid, the shapes and the scalars that bound a store is worked out once and
remembered as a recipe, a function of the arguments: a warm launch makes a key, looks the recipe up,
and calls it. A recipe returns what was written: one array, or a tuple in parameter order.
"""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np

from tmetal import debug
from tmetal.errors import LaunchError
from tmetal.frontend.words import nearest
from tmetal.ir.types import DType, is_pointer
from tmetal.passes.pipeline import SMALL, Premises
from tmetal.passes.slide import Promise
from tmetal.passes.updates import extremes
from tmetal.runtime.block_coverage import BlockCoverage
from tmetal.runtime.coverage import shortfall
from tmetal.runtime.placeholders import Placeholder, bits
from tmetal.runtime.specialize import Specialization
from tmetal.target import MAX_GRID_THREADS, SIMD_WIDTH

Grid = tuple[int, int, int]
Recipe = Callable[..., Any]
# A kernel launched over ever new shapes must not remember them all.
MAX_RECIPES = 1024
COMPILE: Any = object()  # in place of a grid: compile, and return the specialization


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


class Launch(ABC):
    """Launches one specialization; each backend says how a recipe is made.

    `entry(grid, *arguments)` runs the kernel over a grid: an int, up to three, or a function of the
    arguments.
    """

    def __init__(self, spec: Specialization, names: Sequence[str]) -> None:
        self.spec = spec
        self.names = tuple(names)
        self.threads = spec.simdgroups * SIMD_WIDTH
        self.position = {n: i for i, n in enumerate(names)}
        self.recipes: dict[Any, Recipe] = {}
        self.claims = {self.position[n]: (n, c) for n, c in spec.claims().items()}
        kinds = spec.types.items()
        self.integers = {
            n
            for n, t in kinds
            if isinstance(t, DType) and t.is_integer and n not in spec.unspecialized
        }
        self.told: set[str] = set()  # arrays of which it was said that they are preserved
        self.extremes = extremes(spec.analysed)  # their outputs hold no elements
        claims = (c for _, several in self.claims.values() for c in several)
        self.bounds = {p for c in claims for p in c.parameters}  # numbers that recipes depend on
        self.entry = self._make_entry()

    @abstractmethod
    def make(self, grid: Grid, values: Sequence[Any]) -> Recipe:
        """Work out what launches of this grid and such shapes have in common: how to run them."""

    def _make_entry(self) -> Callable[..., Any]:
        """Write out the way to a recipe as straight-line code."""
        scope: dict[str, Any] = {"_tm_recipes": self.recipes, "_tm_prepare": self._prepare}
        scope |= {"_tm_StaleError": StaleError}
        checks = ""
        for i, (where, name, found) in enumerate(self.spec.dependencies):
            scope |= {f"_tm_where{i}": where, f"_tm_found{i}": found}
            checks += f"    if _tm_where{i}.get({name!r}) is not _tm_found{i}:\n"
            checks += f"        raise _tm_StaleError({name!r})\n"
        values = "".join(f"{n}, " for n in self.names)
        text = f"""
def entry(_tm_grid, {values}):
{checks}    _tm_key = (_tm_grid, {"".join(f"{w}, " for w in self._key_words())})
    _tm_recipe = _tm_recipes.get(_tm_key)
    if _tm_recipe is None:
        _tm_recipe = _tm_prepare(_tm_key, ({values}))
    return _tm_recipe({values})
"""
        exec(text, scope)  # our own text, made of identifiers that Python has checked
        made: Callable[..., Any] = scope["entry"]
        return made

    def _key_words(self) -> list[str]:
        """Return the expressions of what recipes depend on, besides the grid."""
        words = []
        for name in self.names:
            if is_pointer(self.spec.types.get(name)):
                words.append(f"{name}.shape")
            elif name in self.bounds:
                words.append(name)
            elif name in self.integers:
                words.append(f"{name} == 1")
            if name in self.spec.small - self.bounds:
                words.append(f"{name} >> {SMALL.bit_length() - 2}")
        return words

    def _prepare(self, key: tuple[Any, ...], values: tuple[Any, ...]) -> Recipe:
        """Find or make the recipe of a combination of grid and shapes.

        A grid that is a function of the arguments is called for each launch.
        """
        grid = key[0]
        if grid is COMPILE:
            if self.spec.latest is None:
                self.spec.kernel()
            return lambda *_: self.spec
        if callable(grid):
            grid = grid(self.meta(values))
        sizes = grid_of(grid, self.threads)
        found = self.recipes.get((sizes, *key[1:]))
        return found or self._remember((sizes, *key[1:]), sizes, values)

    def _remember(self, key: tuple[Any, ...], sizes: Grid, values: tuple[Any, ...]) -> Recipe:
        """Make a recipe for the three sizes of a grid, and for shorter ways to write them."""
        if 0 in sizes:  # no programs; a kernel's mistakes show all the same
            if self.spec.latest is None:
                self.spec.kernel()
            return self.untouched
        made = self.make(sizes, values)
        if len(self.recipes) >= MAX_RECIPES:
            self.recipes.clear()
        shorter = [sizes[:n] for n in (1, 2) if set(sizes[n:]) == {1}]
        for grid in (sizes, *shorter):
            self.recipes[grid, *key[1:]] = made
        return made

    def untouched(self, *values: Any) -> Any:
        """Return the arrays that a launch would write, as they are."""
        kept = [values[at] for at in self.claims]
        return as_results([x.array() if isinstance(x, Placeholder) else x for x in kept])

    def meta(self, values: Sequence[Any], names: Sequence[str] = ()) -> dict[str, Any]:
        """Return what a grid function sees: every argument by name, and the launch options."""
        options = {"num_warps": self.spec.simdgroups, "num_simdgroups": self.spec.simdgroups}
        return _Meta(options | dict(zip(names or self.names, values, strict=True)))

    def uncovered(self, values: Sequence[Any], grid: Grid) -> frozenset[str]:
        """Return the written arrays that a launch may leave in part as they were."""
        scalars = dict(zip(self.names, values, strict=True))
        return frozenset(
            name
            for at, (name, claims) in self.claims.items()
            if not any(c.holds(values[at].size, grid, scalars) for c in claims)
        )

    def inside(self, values: Sequence[Any], grid: Grid) -> frozenset[Promise]:
        """Return what a launch promises about tiles that may slide; nothing without products.

        Its programs then write all of every array, from tiles in all combinations.
        """
        if not self.spec.multiplies:
            return frozenset()
        scalars, found = dict(zip(self.names, values, strict=True)), list[frozenset[Promise]]()
        for at, (_, claims) in self.claims.items():
            mine = [c for c in claims if c.holds(values[at].size, grid, scalars)]
            blocks = [c for c in mine if isinstance(c, BlockCoverage)]
            if not blocks:
                return frozenset()
            found.append(blocks[0].inside(scalars))
        return frozenset.intersection(*found) if found else frozenset()

    def contents(
        self, values: Sequence[Any], grid: Grid
    ) -> tuple[frozenset[str], bool | int | float | None]:
        """Return the arrays whose old contents must survive, and what outputs start with.

        Placeholders that are written in part need no old contents if all of them start with one
        number, MLX's `init_value`; it is 0 ("not written") where others survive by a map.
        """
        uncovered = self.uncovered(values, grid)
        fresh = {
            n: x
            for n in uncovered - self.extremes
            if isinstance(x := values[self.position[n]], Placeholder)
        }
        filled = {n: x for n, x in fresh.items() if x.fill is not None}
        # A map, and the buffer of what is printed, begin with zeros.
        zeros = {"reload", "records"} & set(self.spec.analysed.attrs["effects"].values())
        wanted: list[Any] = [0] if zeros or uncovered - fresh.keys() else []
        wanted += [x.fill for x in filled.values()]
        one = all(bits(w) == bits(wanted[0]) for w in wanted) and all(
            x.fits_init_value() for x in filled.values()
        )
        if one:
            return uncovered - frozenset(fresh), wanted[0] if wanted else None
        # What is updated atomically begins with 0 as it is.
        kept = {n for n in filled if self.spec.effects[n] != "atomic"}
        return uncovered - frozenset(fresh) | kept, 0

    def kept(self, values: Sequence[Any], preserved: Collection[str]) -> dict[str, str]:
        """Return why old contents are merged in; where updates are atomic, they always are."""
        return {
            name: shortfall(claims, values[at].size)
            for at, (name, claims) in self.claims.items()
            if name in preserved and self.spec.effects[name] != "atomic"
        }

    def tell_kept(self, values: Sequence[Any], preserved: frozenset[str]) -> None:
        """Say, once for each array, why its old contents are merged in."""
        kernel = self.spec.fn.__name__
        for name, why in self.kept(values, preserved - self.told).items():
            text = f"{kernel} merges the old contents of `{name}` in: {why}"
            hint = f"tmetal.empty_like({name}) has none (docs/launching.md)"
            debug.say(1, "kept", f"{text}; {hint}", kernel=kernel, parameter=name, why=why)
            self.told.add(name)

    def is_wide(self, values: Sequence[Any], grid: Grid) -> bool:
        """Whether this launch has more elements or programs than a narrow kernel reckons with."""
        sizes = [v.size for n, v in zip(self.names, values, strict=True) if is_array(self, n)]
        return self.spec.is_wide(sizes, grid)

    def premises(self, values: Sequence[Any], grid: Grid) -> Premises:
        """Return what a kernel's text may rest on in launches of this kind."""
        numbers = dict(zip(self.names, values, strict=True))
        return Premises(
            self.is_wide(values, grid),
            self.spec.is_large(numbers),
            # A kernel takes those as constants.
            frozenset(n for n, v in numbers.items() if n in self.integers and v == 1),
            self.inside(values, grid),
        )

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
                same = x is y and not isinstance(x, Placeholder)
                if same or (both and np.may_share_memory(x, y)):
                    raise LaunchError(
                        f"one memory is written through two parameters, `{other}` and `{name}`. "
                        "Pass it once, or pass a copy."
                    )


def is_array(launch: Launch, name: str) -> bool:
    """Whether a parameter of the launch is an array."""
    return is_pointer(launch.spec.types.get(name))


def as_results(arrays: Sequence[Any]) -> Any:
    """Return what a launch returns: the array that it wrote, a tuple of several, None for none."""
    return arrays[0] if len(arrays) == 1 else tuple(arrays) or None


def _repeats(x: Any) -> bool:
    """Whether a NumPy array shows one element in several places, as a broadcast view does."""
    return any(s == 0 and n > 1 for s, n in zip(x.strides, x.shape, strict=True))


class _Meta(dict[str, Any]):
    """What a grid function sees; a wrong name says the right ones."""

    def __missing__(self, name: str) -> Any:
        close = nearest(name, self)
        hint = f"Did you mean `{close}`?" if close else f"There are {', '.join(self)}."
        raise LaunchError(f"the grid function asks for `{name}`, which is no argument. {hint}")
