"""What every backend needs of a launch: the grid, and which arrays keep their old contents."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

from tmetal.errors import LaunchError
from tmetal.ir.types import is_pointer
from tmetal.runtime.specialize import Specialization
from tmetal.target import MAX_GRID_THREADS, SIMD_WIDTH

Grid = tuple[int, int, int]
GridLike = int | Sequence[int] | Callable[[dict[str, Any]], Any]


def grid_of(wanted: Any, meta: Callable[[], dict[str, Any]], threads: int) -> Grid:
    """Return a launch grid as three sizes; LaunchError for one that cannot be.

    wanted: an int, up to three ints, or a function of the kernel's arguments that gives them.
    """
    if callable(wanted):
        wanted = wanted(meta())
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


class Launch:
    """The part of a launch that is the same for all backends, prepared once per specialization."""

    def __init__(self, spec: Specialization, names: Sequence[str]) -> None:
        self.spec = spec
        self.names = tuple(names)
        self.threads = spec.simdgroups * SIMD_WIDTH
        self.position = {n: i for i, n in enumerate(names)}
        claims = spec.claims()
        self.claims = [(self.position[n], n, c) for n, c in claims.items()]
        self.scalars = [n for n, t in spec.types.items() if not is_pointer(t)]
        self.written = tuple(claims)

    def meta(self, values: Sequence[Any]) -> dict[str, Any]:
        """Return what a grid function sees: every argument by name, and the launch options."""
        options = {"num_warps": self.spec.simdgroups, "num_simdgroups": self.spec.simdgroups}
        return options | dict(zip(self.names, values, strict=True))

    def uncovered(self, values: Sequence[Any], grid: Grid) -> frozenset[str]:
        """Return the written arrays that may keep old elements in this launch."""
        scalars = {n: values[self.position[n]] for n in self.scalars}
        return frozenset(
            name
            for at, name, claims in self.claims
            if not any(c.holds(values[at].size, grid, scalars) for c in claims)
        )

    def check_written(self, values: Sequence[Any]) -> None:
        """Refuse one MLX array written through two parameters: each would make its own copy."""
        if len(self.claims) > 1:
            seen: dict[int, str] = {}
            for at, name, _ in self.claims:
                first = seen.setdefault(id(values[at]), name)
                if first != name:
                    raise LaunchError(
                        f"one array is written through two parameters, `{first}` and `{name}`. "
                        "Pass it once, or pass a copy."
                    )
