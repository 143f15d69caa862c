"""The order in which `lower` makes a block's work happen.

A block becomes steps: a scalar op, a segment, a control op, a barrier. A segment is a run of
anchors of one shape and layout that one loop over a thread's registers can do together. Recipes are
no steps: they are made inside the segments that need them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tmetal.ir.core import Block, Func, Op, Value, walk
from tmetal.ir.layout import Layout, read_layout
from tmetal.ir.ops import OPS
from tmetal.ir.types import Shape
from tmetal.passes.anchors import is_shared
from tmetal.passes.recipes import is_anchor, is_tile, outputs_of, reached, shape_at

# Anchors that take more than one loop over registers: no other anchor joins them.
ALONE = ("scan", "dot", "sort", "histogram", "scatter_add")


@dataclass(eq=False)
class Segment:
    """Anchors of one shape and layout that happen together."""

    shape: Shape
    layout: Layout
    anchors: list[Op] = field(default_factory=list)


Step = Op | Segment


class Plan:
    """Steps of every block; blocks have no value equality, so a dictionary knows them by `id`."""

    def __init__(self, func: Func) -> None:
        self.outputs = outputs_of(func)
        self.home: dict[int, Block] = {}  # of an op that is a step by itself
        self.only_stores = True  # no anchor is anything but a store
        self.steps: dict[int, list[Step]] = {}
        self.plan(func.body)

    def plan(self, block: Block) -> None:
        """Split a block into steps."""
        steps: list[Step] = []
        current: Segment | None = None
        for op in block.ops:
            if op.name in ALONE:
                current, self.only_stores = None, False
                steps.append(op)
                self.home[id(op)] = block
            elif is_anchor(op, self.outputs):
                current = self.anchor(op, current, steps)
            elif op.blocks or op.name == "barrier":
                current = None
                steps.append(op)
                self.home[id(op)] = block
                for inner in op.blocks:
                    self.plan(inner)
            elif _is_scalar(op) and not OPS[op.name].terminator:
                if current is not None and self.waits(op, current):
                    current = None
                # A scalar op is pure: it goes before an open segment, which may need it.
                at = len(steps) if current is None else steps.index(current)
                steps.insert(at, op)
        self.steps[id(block)] = steps

    def is_needed_after(self, v: Value, op: Op) -> bool:
        """Whether anything needs a held value after a step; what other blocks made is."""
        block = self.home[id(op)]
        if v not in block.args and v.op not in block.ops:
            return True
        return self.is_needed_in(Block(ops=block.ops[block.ops.index(op) + 1 :]), v)

    def is_needed_in(self, block: Block, v: Value) -> bool:
        """Whether anything in a block needs a held value."""
        whole = Op("block", [o for op in walk(block) for o in op.operands])
        return any(v is found for found, _ in reached(whole, self.outputs))

    def anchor(self, op: Op, current: Segment | None, steps: list[Step]) -> Segment:
        """Add an anchor to the open segment if it can share its loop, else to a new one."""
        self.only_stores &= op.name == "store_at"
        shape, layout = shape_at(op), read_layout(op.attrs["layout"])
        if (
            current is None
            or (current.shape, current.layout) != (shape, layout)
            or self.waits(op, current)
        ):
            current = Segment(shape, layout)
            steps.append(current)
        current.anchors.append(op)
        return current

    def waits(self, op: Op, segment: Segment) -> bool:
        """Whether an op needs what the segment has only when its loop has ended."""
        late: set[Value] = set()  # complete at the end of the loop
        own: set[Value] = set()  # at hand in the loop, for the element that it is at
        for anchor in segment.anchors:
            if anchor.name == "stage":
                late.update(anchor.operands)
            elif anchor.name == "reduce" or is_shared(anchor, segment.layout):
                late.update(anchor.results)
            else:
                own.update(r for r in anchor.results if is_tile(r))
                own.update(anchor.operands if anchor.name == "keep" else ())
                late.update(r for r in anchor.results if not is_tile(r))
        if not late and not own:
            return False
        return any(v in late or (v in own and moved) for v, moved in reached(op, self.outputs))


def _is_scalar(op: Op) -> bool:
    return not any(is_tile(v) for v in (*op.operands, *op.results))
