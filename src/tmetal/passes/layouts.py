"""Decides which thread holds which element, wherever elements are held or memory is touched.

Assumes: `hold` has run. Guarantees: every anchor on tiles has a `layout`; what a thread needs of a
held tile it holds itself, or a `stage` has put the tile into threadgroup memory. Values that loops
carry and branches choose have theirs in `attrs["layouts"]`, by name of the op's result.

How: `chooser.py` goes through the program and chooses, `staging.py` knows what is held meanwhile;
here the choice is written down. So layouts flow from accesses through reductions and products to
stores.
"""

from __future__ import annotations

from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Op, Value
from tmetal.ir.layout import LANES
from tmetal.passes.banks import best_padding
from tmetal.passes.chooser import Chooser
from tmetal.passes.holding import bytes_of
from tmetal.passes.rewrite import Rewriter, rebuild
from tmetal.target import THREADGROUP_BYTES

# Bytes that loaded tiles may take in threadgroup memory: results and partial sums need some too.
MOST_MOVED = THREADGROUP_BYTES // 2


def layouts(func: Func, simdgroups: int, reload: bool = False, dot_rows: int = 0) -> Func:
    """Note layouts in `func`, and add `stage` where data must move between threads; return it.

    reload: what was loaded is not moved, but loaded again where another layout needs it; so it is
    in any case if it would fill much of threadgroup memory. dot_rows: how many simdgroups share the
    rows of a product on matrices; 0: the cheapest.
    """
    chooser = Chooser(func, simdgroups, dot_rows)
    chooser.block(func.body)
    again = chooser.loads_moved()
    if again and (reload or sum(map(bytes_of, again)) > MOST_MOVED):
        rebuild(func, lambda op, b: [] if op.name == "keep" and op.operands[0] in again else None)
        chooser = Chooser(func, simdgroups, dot_rows)
        chooser.block(func.body)
    _Writer(chooser).block(func.body)
    func.attrs["threads"] = LANES * simdgroups
    return func


class _Writer(Rewriter):
    """Moves ops, noting layouts and staging held values that other threads need."""

    def __init__(self, chooser: Chooser) -> None:
        super().__init__(Builder(Block()))
        self.chooser = chooser

    def op(self, op: Op) -> None:
        """Move one op."""
        for v in self.chooser.before.get(id(op), []):
            self.stage(v)
        super().op(op)
        layout = self.chooser.chosen.get(id(op))
        if layout is not None:
            op.attrs = {**op.attrs, "layout": str(layout)}
        shares = self.chooser.shares.get(id(op))
        if shares is not None:
            op.attrs = {**op.attrs, "shares": shares}
        carried = self.chooser.carried.get(id(op))
        if carried is not None:
            op.attrs = {**op.attrs, "layouts": tuple(str(c) if c else "" for c in carried)}
        # A value that a `keep` holds is staged after that: from registers.
        held = op.operands if op.name == "keep" else op.results
        for v in held:
            if v in self.chooser.staged and (op.name == "keep" or v not in self.chooser.kept):
                self.stage(v)

    def block(self, block: Block) -> None:
        """Go through a block, staging its arguments first."""
        ops, block.ops = block.ops, []
        with self.builder.inside(block):
            for a in block.args:
                if a in self.chooser.staged:
                    self.stage(a)
            self.ops(ops)

    def stage(self, v: Value) -> None:
        """Put a value into threadgroup memory from here on."""
        layout = self.chooser.layout_for_stage(v)
        read = self.chooser.reads.get(v, ()) if v in self.chooser.pads else ()
        pad = best_padding(v, layout, read) if read else self.chooser.pads.get(v, 0)
        self.builder.effect("stage", v, layout=str(layout), pad=pad)
