"""Atomic additions to a few places are summed in threadgroup memory first.

A tile that adds to places of a small range costs an atomic access of device memory an element, and
threads that meet at one place wait for each other there. Here a program sums what it adds in
threadgroup memory (`scatter_add`), and then adds each place's sum once; around a loop, the sums are
carried and added behind it.

Assumes: `bind` has run. What must hold, so that nobody can tell: the kernel does nothing else with
the array than add to it, no result is looked at (the order of relaxed additions is open), facts and
the mask bound the places to a range that is no larger than the tile, and threadgroup memory has
room. Places that nothing was added to are not touched: the range may go beyond the array.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Op, Value, walk
from tmetal.ir.layout import LANES
from tmetal.ir.ops import OPS
from tmetal.ir.opset.atomic import update_of
from tmetal.ir.types import F32, I1, I32, U32, Pointer, Tile, number_of, shape_of
from tmetal.passes.facts import defined_in
from tmetal.passes.intervals import Bounds
from tmetal.passes.views import is_view
from tmetal.target import THREADGROUP_BYTES

# Registers of a thread that sums may take which a loop carries.
MOST_CARRIED = 32


@dataclass(frozen=True)
class Site:
    """An update, its offset in two parts (scalars and tiles), and the range of the latter."""

    op: Op
    scalars: list[Value]
    tiles: list[Value]
    low: int
    bins: int


def private(func: Func, simdgroups: int) -> Func:
    """Sum in threadgroup memory what `func` adds to few places, and return it."""
    if "atomic" in func.attrs["effects"].values():
        finder = _Finder(func, LANES * simdgroups)
        finder.block(func.body, [])
    return func


class _Finder:
    """Goes through blocks, with the counted loops that are directly around, innermost last."""

    def __init__(self, func: Func, threads: int) -> None:
        self.func, self.threads = func, threads
        self.room = THREADGROUP_BYTES - _taken(func)

    def block(self, block: Block, loops: list[tuple[Block, Op]]) -> None:
        """Replace the updates of a block and of those inside."""
        for op in list(block.ops):
            for inner in op.blocks:
                self.block(inner, [*loops, (block, op)] if op.name == "for" else [])
            site = self.site(op, bool(loops)) if op.name == "atomic_at" else None
            if site is not None:
                self.room -= 4 * site.bins
                _replace(site, block, loops)

    def site(self, op: Op, looped: bool) -> Site | None:
        """Return what is to be summed at an update, if it may be and is worth it."""
        count = op.operands[1]
        if not isinstance(count.type, Tile) or not self.only_added_to(op.operands[0]):
            return None
        scalars, tiles = _parts(count)
        mask = update_of(op.operands[2:], op.attrs["kind"], op.attrs["form"]).mask
        bounds = Bounds(mask)
        ranges = [bounds.of(v) for v in tiles]
        low, high = sum(r[0] for r in ranges), sum(r[1] for r in ranges)
        if not tiles or high - low >= count.type.numel:
            return None
        bins = 1 << (high - low).bit_length()
        fewer = bins if looped else 2 * bins
        fits = 4 * bins <= self.room and bins <= MOST_CARRIED * self.threads
        return Site(op, scalars, tiles, low, bins) if fewer <= count.type.numel and fits else None

    def only_added_to(self, root: Value) -> bool:
        """Whether all that the kernel does with an array is to add 32-bit numbers to it."""
        element = number_of(root.type.element) if isinstance(root.type, Pointer) else I1
        return element in (I32, U32, F32) and all(
            op.name == "atomic_at" and op.attrs["kind"] == "add" and not op.attrs["gives"]
            for op in walk(self.func.body)
            if root in op.operands
        )


def _taken(func: Func) -> int:
    """Return bytes of threadgroup memory that all tiles take together that may be staged."""
    moved = any(
        op.name != "splat" and (is_view(op) or op.name == "gather") for op in walk(func.body)
    )
    found: set[Value] = set()
    for op in walk(func.body):
        if OPS[op.name].collective or op.blocks:
            found.update((*op.operands, *op.results))
        elif moved and OPS[op.name].effect == "reads":
            found.update(op.results)
    return sum(
        prod(shape_of(v.type)) * number_of(v.type).bytes for v in found if isinstance(v.type, Tile)
    )


def _parts(count: Value) -> tuple[list[Value], list[Value]]:
    """Split a sum into scalars and tiles."""
    scalars: list[Value] = []
    tiles: list[Value] = []
    todo = [count]
    while todo:
        v = todo.pop()
        if v.op is not None and v.op.name == "add":
            todo += reversed(v.op.operands)
        elif v.op is not None and v.op.name == "splat":
            scalars.append(v.op.operands[0])
        else:
            tiles.append(v)
    return scalars, tiles


def _replace(site: Site, block: Block, loops: list[tuple[Block, Op]]) -> None:
    """Put the sums in the place of an update, and the additions behind the loops around it."""
    b = _builder(site)
    sums = _sums(b, site)
    inside = [n for n, (_, loop) in enumerate(loops) if _moves(site, loop)]
    around = loops[max(inside, default=-1) + 1 :]
    if not around:
        _add(b, site, sums)
    _splice(block, site.op, b)
    block.ops.remove(site.op)
    if not around:
        return
    final = _carried(site, sums, [loop for _, loop in reversed(around)])
    block, last = around[0]
    b = _builder(site)
    zero = b.constant(0 if number_of(sums.type).is_integer else 0.0, number_of(sums.type))
    last.operands.append(b.emit("splat", zero, shape=(site.bins,)))
    _splice(block, last, b)
    b = _builder(site)
    _add(b, site, final)
    _splice(block, last, b, after=True)


def _builder(site: Site) -> Builder:
    """Return a builder of ops that stand where the update is in the source."""
    b = Builder(Block())
    b.loc = site.op.loc
    return b


def _splice(block: Block, op: Op, b: Builder, after: bool = False) -> None:
    """Put what a builder made before an op of a block, or after it."""
    at = block.ops.index(op) + after
    block.ops[at:at] = b.block.ops


def _moves(site: Site, loop: Op) -> bool:
    """Whether the turns of a loop add to different parts of the array."""
    return not set(site.scalars).isdisjoint(defined_in(loop))


def _carried(site: Site, sums: Value, loops: list[Op]) -> Value:
    """Carry sums through loops, the innermost first; return what the outermost gives."""
    for n, loop in enumerate(loops):
        (body,) = loop.blocks
        before = Value(sums.type, "sums")
        body.args.append(before)
        if n == 0:
            b = _builder(site)
            sums = b.emit("add", before, sums)
            _splice(body, body.ops[-1], b)
        else:
            loops[n - 1].operands.append(before)
        body.ops[-1].operands.append(sums)
        sums = Value(sums.type, "sums", loop)
        loop.results.append(sums)
    return sums


def _sums(b: Builder, site: Site) -> Value:
    """Emit what the elements of an update add to each place of its range."""
    _, count, value, *mask = site.op.operands
    places = count
    if site.scalars:
        places = site.tiles[0]
        for v in site.tiles[1:]:
            places = b.emit("add", places, v)
    if site.low:
        least = b.constant(site.low, number_of(count.type))
        places = b.emit("sub", places, b.emit("splat", least, shape=shape_of(count.type)))
    if number_of(count.type) is not I32:
        places = b.emit("cast", places, dtype="i32")
    return b.emit("scatter_add", places, value, *mask, hint="sums", bins=site.bins)


def _add(b: Builder, site: Site, sums: Value) -> None:
    """Emit the additions of sums to their places in the array."""
    shape, dtype = shape_of(sums.type), number_of(site.op.operands[1].type)
    places = b.emit("arange", start=0, end=site.bins)
    if dtype is not I32:
        places = b.emit("cast", places, dtype=dtype.name)
    parts = [b.constant(site.low, dtype)] if site.low else []
    for v in (*site.scalars, *parts):
        places = b.emit("add", b.emit("splat", v, shape=shape), places)
    zero = b.constant(0 if number_of(sums.type).is_integer else 0.0, number_of(sums.type))
    any_ = b.emit("ne", sums, b.emit("splat", zero, shape=shape))
    b.append("atomic_at", [site.op.operands[0], places, sums, any_], dict(site.op.attrs))
