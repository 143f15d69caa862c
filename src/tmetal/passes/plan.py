"""The order in which `lower` makes a block's work happen.

A block becomes steps: a scalar op, a segment, a control op, a barrier. A segment is a run of tile
stores (and loads from outputs) of one shape that one loop over a thread's registers can do
together. Pure tile ops, and loads from inputs (which never change), are no steps: they are recipes,
made inside the segments that need them. A load that several segments need is kept in registers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tmetal.ir.core import Block, Func, Op, Value
from tmetal.ir.ops import OPS
from tmetal.ir.types import Shape, Tile, shape_of


@dataclass(eq=False)
class Segment:
    """Tile ops of one shape that happen together, and the values it puts into register rows."""

    shape: Shape
    anchors: list[Op] = field(default_factory=list)
    rows: list[Value] = field(default_factory=list)


Step = Op | Segment


class Plan:
    """Steps of every block, and which tile values are kept in register rows.

    Steps and blocks have no value equality, so dictionaries know them by `id`; they live as long as
    the function that is being lowered.
    """

    def __init__(self, func: Func) -> None:
        self.outputs = {
            p for p in func.body.args if func.attrs["roles"][p.name] in ("output", "written")
        }
        self.steps: dict[int, list[Step]] = {}
        self.needs: dict[Value, set[int]] = {}
        self.plan(func.body)
        self.find_needs(func.body)
        self.assign_rows(func.body)

    def is_anchor(self, op: Op) -> bool:
        """Whether an op must happen in its place: a store, or a load from an output."""
        if op.name == "store_at":
            return True
        return op.name == "load_at" and op.operands[0] in self.outputs

    def plan(self, block: Block) -> None:
        """Split a block into steps."""
        steps: list[Step] = []
        current: Segment | None = None
        for op in block.ops:
            if self.is_anchor(op):
                shape = shape_of(op.operands[1].type)
                if current is None or current.shape != shape:
                    current = Segment(shape)
                    steps.append(current)
                current.anchors.append(op)
            elif op.blocks:
                current = None
                steps.append(op)
                for inner in op.blocks:
                    self.plan(inner)
            elif op.name == "barrier":
                current = None
                steps.append(op)
            elif _is_scalar(op) and not OPS[op.name].terminator:
                if current is not None and self.uses_anchor(op, current):
                    current = None
                # A scalar op is pure: it goes before an open segment, which may need it.
                at = len(steps) if current is None else steps.index(current)
                steps.insert(at, op)
        self.steps[id(block)] = steps

    def uses_anchor(self, op: Op, segment: Segment) -> bool:
        """Whether a scalar op uses a scalar that the open segment loads."""
        loaded = {r for a in segment.anchors for r in a.results}
        return any(v in loaded for v in op.operands)

    def find_needs(self, block: Block) -> None:
        """Note, for each load, which segments its value is needed in."""
        for step in self.steps[id(block)]:
            if isinstance(step, Segment):
                for op in step.anchors:
                    self.demand([*op.operands, *op.results], id(step), set())
            else:
                self.demand(step.operands, id(step), set())
                for inner in step.blocks:
                    self.find_needs(inner)
                    # Every yield of a tile happens in a segment at its block's end.
                    self.demand(inner.ops[-1].operands, id(inner), set())

    def demand(self, values: list[Value], segment: int, seen: set[Value]) -> None:
        """Follow recipes from `values` to loads, and note that `segment` needs those."""
        for v in values:
            if v in seen or not isinstance(v.type, Tile):
                continue
            seen.add(v)
            op = v.op
            if op is None or op.blocks:
                continue
            if OPS[op.name].effect == "reads":
                self.needs.setdefault(v, set()).add(segment)
                if self.is_anchor(op):
                    continue
            self.demand(op.operands, segment, seen)

    def kept_in_row(self, v: Value, here: Block) -> bool:
        """Whether a load of block `here` is needed by more than the one segment that makes it."""
        segments = self.needs.get(v, set())
        own = {id(s) for s in self.steps[id(here)] if isinstance(s, Segment)} | {id(here)}
        return len(segments) > 1 or not segments <= own

    def assign_rows(self, block: Block) -> None:
        """Give each load that needs a register row to the segment that fills it."""
        steps = self.steps[id(block)]
        for op in block.ops:
            for inner in op.blocks:
                self.assign_rows(inner)
            value = op.results[0] if len(op.results) == 1 else None
            if value is None or not isinstance(value.type, Tile) or op.blocks:
                continue
            if OPS[op.name].effect == "reads" and self.kept_in_row(value, block):
                self.segment_of(op, value, steps).rows.append(value)

    def segment_of(self, op: Op, value: Value, steps: list[Step]) -> Segment:
        """Return the segment that makes a load: its own, or one just before its first use."""
        for step in steps:
            if isinstance(step, Segment) and op in step.anchors:
                return step
        uses = [i for i, step in enumerate(steps) if self.keys_of(step) & self.needs[value]]
        at = uses[0] if uses else len(steps)
        before = steps[at - 1] if at else None
        shape = shape_of(value.type)
        if isinstance(before, Segment) and not before.anchors and before.shape == shape:
            return before  # it was made for another load: one loop fills both rows
        made = Segment(shape)
        steps.insert(at, made)
        return made

    def keys_of(self, step: Step) -> set[int]:
        """Return what `needs` calls a step, and all steps and blocks inside of it."""
        keys = {id(step)}
        if isinstance(step, Op):
            for block in step.blocks:
                keys.add(id(block))
                for inner in self.steps[id(block)]:
                    keys |= self.keys_of(inner)
        return keys


def _is_scalar(op: Op) -> bool:
    return not any(isinstance(v.type, Tile) for v in (*op.operands, *op.results))
