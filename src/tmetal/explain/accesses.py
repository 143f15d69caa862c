"""One row of the report for each memory access of a kernel.

In: the tile IR after `barriers` and the thread IR after `edges`. Out: `Access` rows: what threads
ask for, what the compiler did about it, and what the user can do where it could not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tmetal.errors import Loc
from tmetal.explain import request as ask
from tmetal.explain.report import Access, place_of
from tmetal.explain.request import BLOCK, BROADCAST, CONTIGUOUS, GATHER, SCATTER, STRIDED, Lanes
from tmetal.explain.sites import Site, sites
from tmetal.ir.core import Func, Op, Value, walk
from tmetal.ir.layout import LANES, blocked, dimension_bits
from tmetal.ir.ops import mask_of
from tmetal.ir.types import I1, I64, Pointer, Tile, scalar_of, shape_of
from tmetal.passes.access import LINE
from tmetal.passes.views import Bits

KINDS = {"load_at": "load", "store_at": "store"}
POOR = 1.5  # lines over ideal lines, above which an access deserves advice
Split = Mapping[tuple[str, Loc | None], set[bool]]


def accesses_of(tiles: Func, threads: Func) -> tuple[Access, ...]:
    """Return the accesses of a kernel in the order of its text."""
    grouped: dict[int, list[Site]] = {}
    for site in sites(tiles):
        grouped.setdefault(id(site.op), []).append(site)
    split = _masks(threads)
    held = {op.operands[0] for op in walk(tiles.body) if op.name == "keep"}
    ordered = [op for op in walk(tiles.body) if id(op) in grouped]
    roles: Mapping[str, str] = tiles.attrs["roles"]
    return tuple(
        _Row(tiles, op, grouped[id(op)], split, held).access()
        for op in ordered
        if roles[op.operands[0].name] not in ("written", "records")
    )


def _masks(threads: Func) -> Split:
    """Return, for each parameter and place, whether its accesses are masked: both, where split."""
    found: dict[tuple[str, Loc | None], set[bool]] = {}
    for op in walk(threads.body):
        if op.name in KINDS:
            root = op.operands[0]
            while root.op is not None:
                root = root.op.operands[0]
            found.setdefault((root.name, op.loc), set()).add(mask_of(op) is not None)
    return found


class _Row:
    """Works one access out."""

    def __init__(
        self, tiles: Func, op: Op, where: Sequence[Site], split: Split, held: set[Value]
    ) -> None:
        self.op, self.where = op, where
        self.shape = shape_of(op.operands[1].type)
        self.threads: int = tiles.attrs["threads"]
        self.parameter: str = tiles.attrs["sources"][op.operands[0].name]
        self.old = tiles.attrs["roles"][op.operands[0].name] == "old"
        self.held = bool(op.results) and op.result in held
        self.staged = any(site.anchor.name == "stage" for site in where)
        self.product = all(site.anchor.name == "dot" for site in where)
        self.pattern = ask.pattern(op)
        self.steps = ask.steps_of(op)
        self.mask = self.mask_of(split)
        self.wide = scalar_of(op.operands[1].type) is I64
        # Of several places where an access is made the worst counts.
        self.bits = max((s.bits for s in where), key=self.cost)
        merges = self.mask != "each element" and op.name in KINDS
        self.lanes = ask.request(op, self.bits, merges)

    def mask_of(self, split: Split) -> str:
        """Return how the mask is tested: see `Access.mask`."""
        op = self.op
        if op.name not in KINDS:
            return "each element" if scalar_of(op.operands[-1].type) is I1 else "none"
        if mask_of(op) is None:
            return "none"
        seen = split.get((op.operands[0].name, op.loc), set())
        return "interior" if False in seen else "each element"

    def cost(self, bits: Bits | None) -> float:
        """Return lines over ideal of one place."""
        lanes = ask.request(self.op, bits, True)
        return _cost(lanes) or 0.0

    def plain(self) -> float | None:
        """Return lines over ideal with one element a lane, along the last dimension."""
        layout = blocked(self.shape, self.threads // LANES)
        bits = Bits(layout.register, layout.thread)
        return _cost(ask.request(self.op, bits, False))

    def access(self) -> Access:
        """Return the row."""
        op, lanes = self.op, self.lanes
        pointer = op.operands[0].type
        assert isinstance(pointer, Pointer)
        return Access(
            parameter=self.parameter,
            kind=KINDS.get(op.name) or f"atomic {op.attrs['kind']}",
            place=place_of(op.loc),
            dtype=pointer.element.title,
            shape=self.shape,
            pattern=self.pattern,
            steps=self.steps,
            offsets=ask.region(op),
            vector_bytes=self.vector(),
            lines=lanes.lines if lanes else None,
            ideal_lines=lanes.ideal if lanes else None,
            plain=self.plain(),
            alignment=ask.alignment(op),
            mask=self.mask,
            index_bits=64 if self.wide else 32,
            times=len({s.segment for s in self.where}),
            done=tuple(self.done()),
            advice=tuple(self.advice()),
        )

    def vector(self) -> int:
        """Return the bytes that a lane moves at once."""
        return self.lanes.vector if self.lanes else ask.size_of(self.op)

    def done(self) -> list[str]:
        """Return what the compiler did about the access."""
        said = []
        if self.old:
            said.append("reads the contents from before the launch")
        if self.pattern == BROADCAST:
            one = "one element for all threads"
            said.append(one if self.op.name == "load_at" else "stored by one thread")
        if self.bits is not None and len(self.shape) > 1 and self.steps is not None:
            said.append(f"lanes run along dimension {self.fast()}")
        if self.lanes is not None and self.lanes.vector > ask.size_of(self.op):
            count = self.lanes.vector // ask.size_of(self.op)
            said.append(f"{count} elements at once")
        if self.mask == "interior":
            said.append("elements are masked at the edge only")
        if self.product:
            said.append("loaded as 8 x 8 matrices, eight rows at once")
        if self.staged:
            said.append("goes through threadgroup memory")
        if self.held:
            said.append("held in registers")
        return said

    def fast(self) -> int:
        """Return the dimension along which neighbouring lanes lie."""
        assert self.bits is not None
        lane = next((x for x in self.bits.thread if x), 1)
        bit = lane.bit_length() - 1
        return next((d for d, r in enumerate(dimension_bits(self.shape)) if bit in r), 0)

    def advice(self) -> list[str]:
        """Return what the user can do where the compiler could not."""
        said = []
        if self.pattern in (GATHER, SCATTER):
            said.append(self.irregular())
        elif self.pattern == STRIDED:
            said.append(self.strided())
        elif self.apart():
            said.append(
                "neighbours are not moved at once, since the mask is tested for each: only one "
                "that compares an offset with a number, and cannot overflow, is tested for all"
            )
        elif (_cost(self.lanes) or 1.0) > POOR and self.op.name in KINDS and not self.product:
            said.append("threads hold this tile as another op needs it, which costs lines here")
        begins = ask.alignment(self.op)
        if self.long() and begins < self.vector() and self.pattern in (CONTIGUOUS, BLOCK):
            said.append(
                f"tiles may begin at any {begins} bytes, and a vector cross a line: rows padded to "
                f"a multiple of {LINE // ask.size_of(self.op)} elements would begin at one"
            )
        if self.wide:
            said.append("offsets take 64 bits: cast indices to int32 below 2^31 elements")
        times = len({s.segment for s in self.where})
        if times > 1 and self.pattern != BROADCAST:
            said.append(f"loaded {times} times, by as many loops over a thread's registers")
        return said

    def apart(self) -> bool:
        """Whether a mask keeps neighbours in a thread from being moved at once."""
        could = ask.request(self.op, self.bits, self.op.name in KINDS)
        return could is not None and self.lanes is not None and could.vector > self.lanes.vector

    def long(self) -> bool:
        """Whether the tile is at least a line."""
        kind = self.op.operands[1].type
        return isinstance(kind, Tile) and kind.numel * ask.size_of(self.op) >= LINE

    def irregular(self) -> str:
        """Say what to do about offsets without a form."""
        why = ask.computed_by(self.op)
        if why == "loaded":
            return "offsets are loaded: if they are sorted, neighbouring lanes share lines"
        if why == "remainder":
            return "`%` hides that neighbours are neighbours: use a mask instead of wrapping around"
        return f"offsets are computed by `{why}`, so their order is not known at compile time"

    def strided(self) -> str:
        """Say what to do about a stride."""
        steps = [s for s in self.steps or () if s != 0]
        if any(isinstance(s, str) for s in steps):
            names = ", ".join(str(s) for s in steps if isinstance(s, str))
            return f"steps of `{names}` are known at launches only; one that is 1 there counts as 1"
        least = min(abs(s) for s in steps if isinstance(s, int))
        return f"neighbours are {least} elements apart: pack them, or load all that lies between"


def _cost(lanes: Lanes | None) -> float | None:
    return lanes.lines / lanes.ideal if lanes else None
