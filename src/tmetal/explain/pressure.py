"""How many registers a kernel needs, and the known cliffs beyond which it becomes slow.

In: the thread IR. Out: the most 32-bit registers of a thread that are alive at once, counting tiles
held in rows, matrices, and scalars that differ between threads; what all threads share costs none.
What Apple's compiler makes of it is not known here: the estimate is for comparing, and for seeing
that a kernel is far beyond what there is.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field

from tmetal.errors import Loc
from tmetal.ir.core import Block, Func, Op, Value, walk
from tmetal.ir.layout import LANES
from tmetal.ir.ops import is_loop
from tmetal.ir.types import DType, Fragments, Registers, number_of, shape_of
from tmetal.passes.matrix import SIDE, on_matrices
from tmetal.passes.tensor_ops import on_tensor_units

# Ops that give each thread something of its own.
_OWN = frozenset(
    "thread_index registers_new fragments_new register_read shared_read atomic_at".split()
)
MOST = 128  # 32-bit registers of a thread (apple-gpu notes §1.4)
SURE = 160  # the estimate may be off by a quarter: what is above this is too much in any case
# Most registers a thread may have so that a threadgroup of so many threads fits a core of M1
# (measured from pipelines' `maxTotalThreadsPerThreadgroup`, apple-gpu notes §1.5).
FITS = ((384, 128), (448, 116), (512, 104), (576, 92), (640, 80), (768, 68), (832, 64), (1024, 52))
# Elements of a product that one simdgroup accumulates: more of them, and kernels on M4 became 7 to
# 15 times slower; so did float32 operands in square strips of 32 by 32 (numbers §2.2).
STRIP = 1024
SQUARE = 32


def limit_for(threads: int) -> int:
    """Return the registers that a thread of a threadgroup of so many may have."""
    return next(most for size, most in FITS if threads <= size)


@dataclass
class Pressure:
    """The most halves of registers alive at once, and what the rows alive there are."""

    most: int = 0
    rows: tuple[tuple[str, int], ...] = ()


def halves(value: Value) -> int:
    """Return how many 16-bit registers of a thread a value takes."""
    kind = value.type
    if isinstance(kind, Registers):
        return kind.count * max(1, kind.element.bits // 16)
    if isinstance(kind, Fragments):  # a lane holds two elements of a matrix
        return kind.count * SIDE * SIDE // LANES * max(1, kind.element.bits // 16)
    return max(1, kind.bits // 16) if isinstance(kind, DType) else 0


@dataclass
class _Lives:
    """From where to where each value is needed, positions counted in the order of the text."""

    first: dict[Value, int] = field(default_factory=dict)
    last: dict[Value, int] = field(default_factory=dict)
    shared: set[Value] = field(default_factory=set)  # the same in all threads
    at: int = 0

    def block(self, block: Block) -> None:
        for op in block.ops:
            self.at += 1
            start = self.at
            for inner in op.blocks:
                for v in inner.args:
                    self.define(v, not is_loop(op) or all(o in self.shared for o in op.operands))
                self.block(inner)
            self.at += 1
            used = list(op.operands)
            if is_loop(op):  # what comes from outside of a loop lives as long as the loop runs
                within = (v for o in walk(op.blocks[0]) for v in o.operands)
                used += [v for v in within if self.first.get(v, start) < start]
            for v in used:
                self.last[v] = self.at
            shared = _uniform(op) and all(v in self.shared for v in op.operands)
            for v in op.results:
                self.define(v, shared and not op.blocks)

    def define(self, v: Value, shared: bool) -> None:
        """Note where a value begins."""
        self.first[v] = self.last[v] = self.at
        if shared:
            self.shared.add(v)


def _uniform(op: Op) -> bool:
    """Whether an op gives all threads the same if its operands are the same."""
    return op.name not in _OWN


def pressure(func: Func) -> Pressure:
    """Return the estimate for a thread-level function, in halves of registers."""
    lives = _Lives()
    lives.shared.update(func.body.args)
    lives.block(func.body)
    begins: dict[int, list[Value]] = {}
    ends: dict[int, list[Value]] = {}
    for v, at in lives.first.items():
        if v not in lives.shared and lives.last[v] > at:
            begins.setdefault(at, []).append(v)
            ends.setdefault(lives.last[v], []).append(v)
    alive: dict[Value, int] = {}
    now, found = 0, Pressure()
    for at in range(lives.at + 1):
        for v in ends.get(at, ()):
            now -= alive.pop(v)
        for v in begins.get(at, ()):
            alive[v] = halves(v)
            now += alive[v]
        if now > found.most:
            found = Pressure(now, _rows(alive))
    return found


def _rows(alive: dict[Value, int]) -> tuple[tuple[str, int], ...]:
    total: Counter[str] = Counter()
    for v, size in alive.items():
        if isinstance(v.type, Registers | Fragments):
            total[v.name or "a tile"] += size
    return tuple((name, -(-size // 2)) for name, size in total.most_common())


Cliffs = list[tuple[str, Loc | None]]  # that a kernel is beyond: what, and at which line


def strips(tiles: Func) -> Cliffs:
    """Return the products that accumulate too much; tiles: the function after `layouts`."""
    found = [_strip(op) for op in walk(tiles.body) if op.name == "dot" and on_matrices(op)]
    return [one for one in found if one is not None]


def spills(threads: Func) -> Cliffs:
    """Return what does not fit into registers; threads: the function after `tidy` or later."""
    held = [op for op in walk(threads.body) if op.name in ("registers_new", "fragments_new")]
    if sum(halves(op.result) for op in held) <= 2 * MOST:
        return []
    worst = pressure(threads)
    if worst.most <= 2 * SURE:
        return []
    what = ", ".join(f"`{name}` {size}" for name, size in worst.rows[:4])
    text = (
        f"a thread needs about {worst.most // 2} 32-bit registers at once, and has {MOST}: "
        f"{what}. What does not fit lives in slow memory. Use smaller blocks, or more num_warps."
    )
    return [(text, max(held, key=lambda op: halves(op.result)).loc)]


def _strip(op: Op) -> tuple[str, Loc | None] | None:
    """Return what is wrong with a product's strip, the part that one simdgroup accumulates."""
    if on_tensor_units(op):  # no cliffs are known there
        return None
    down, across = op.attrs["shares"][:2]
    *batch, rows, columns = shape_of(op.result.type)
    rows, columns = max(SIDE, rows // down), max(SIDE, columns // across)
    rows *= max(1, math.prod(batch) // math.prod(op.attrs["shares"][5:]))  # one under the other
    wide = number_of(op.operands[0].type).bits == 32
    square = wide and min(rows, columns) >= SQUARE
    if rows * columns < STRIP or (rows * columns == STRIP and not square):
        return None
    text = (
        f"each simdgroup accumulates {rows} x {columns} elements of this product: beyond "
        f"{STRIP} elements{' (float32: strips of 32 x 32 already)' if wide else ''} registers "
        "spill and such kernels run 7 to 15 times slower. Use smaller blocks, or more num_warps."
    )
    return text, op.loc
