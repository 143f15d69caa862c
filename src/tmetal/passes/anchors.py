"""What one anchor of a segment does: before the loop over registers, inside of it, and after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tmetal.ir.core import Op, Value
from tmetal.ir.opset.atomic import update_of
from tmetal.ir.types import I1, Tile
from tmetal.passes.element import Element
from tmetal.passes.reduction import Reduction
from tmetal.passes.simplify import is_true
from tmetal.passes.views import Bits

if TYPE_CHECKING:
    from tmetal.ir.layout import Layout
    from tmetal.passes.lower import Lowering
    from tmetal.passes.plan import Segment
    from tmetal.passes.rows import Staged


class Anchor:
    """One anchor at work: `inside` for each element, `after` when all registers are through."""

    def __init__(self, low: Lowering, op: Op, s: Segment) -> None:
        self.low, self.op, self.s = low, op, s
        self.row: Value | None = None
        self.staged: Staged | None = None
        self.reduction: Reduction | None = None
        low.b.loc = op.loc
        kept = op.operands[0] if op.name == "keep" else None
        if op.name == "load_at" and isinstance(op.result.type, Tile):
            kept = op.result
        if op.name == "atomic_at" and op.results:
            if is_shared(op, s.layout):
                self.staged = low.stage(op.result)
            else:
                kept = op.result
        if kept is not None:
            self.row = low.new_row(kept, s.layout)
        elif op.name == "stage":
            self.staged = low.stage(op.operands[0], op.attrs["pad"])
        elif op.name == "reduce":
            self.reduction = Reduction(low, op, s)

    def inside(self, scope: Element) -> None:
        """Do the anchor's work for one element."""
        _INSIDE[self.op.name](self, scope)

    def after(self) -> None:
        """Do what is left when all registers are through."""
        if self.row is not None:
            held = self.op.operands[0] if self.op.name == "keep" else self.op.result
            self.low.hold(held, self.row, self.s.layout)
        elif self.op.name == "stage":
            assert self.staged is not None
            self.low.staged[self.op.operands[0]] = self.staged
        elif self.reduction is not None:
            self.reduction.finish()
        elif self.staged is not None and isinstance(self.op.result.type, Tile):
            self.low.staged[self.op.result] = self.staged
        elif self.staged is not None:
            self.low.scalars[self.op.result] = self.staged.read(self.low.b, ())

    def owned(self, mask: list[Value]) -> list[Value]:
        """Return the mask narrowed to the thread that owns an element: others repeat it."""
        mine = self.low.owner(self.s.layout.repeats)
        if mine is None:
            return mask
        assert not mask or mask[0].type is I1
        return [self.low.b.emit("and", mine, mask[0]) if mask else mine]

    def keep(self, scope: Element) -> None:
        """Write an element to its row."""
        value = scope.value(self.op.operands[0])
        self.put(scope, value)

    def put(self, scope: Element, value: Value) -> None:
        """Write an element to the anchor's row."""
        assert self.row is not None
        scope.write(
            self.row, self.s.layout, Bits(self.s.layout.register, self.s.layout.thread), value
        )

    def load(self, scope: Element) -> None:
        """Load from an array that is also written."""
        operands = [scope.value(v) for v in self.op.operands]
        self.low.b.loc = self.op.loc
        made = self.low.b.emit("load_at", *operands, hint=self.op.result.name)
        if self.row is None:
            self.low.scalars[self.op.result] = made
        else:
            scope.made[self.op.result, scope.at()] = made
            self.put(scope, made)

    def store(self, scope: Element) -> None:
        """Store one element."""
        base, count, value, *mask = (scope.value(v) for v in self.op.operands)
        mask = [m for m in mask if not is_true(m)]
        self.low.b.loc = self.op.loc
        self.low.b.effect("store_at", base, count, value, *self.owned(mask))

    def stage(self, scope: Element) -> None:
        """Write one element to threadgroup memory."""
        self.share(scope, scope.value(self.op.operands[0]))

    def share(self, scope: Element, value: Value) -> None:
        """Write an element to the anchor's threadgroup memory."""
        assert self.staged is not None
        index = self.staged.index(self.low.b, scope.at().coordinates)
        mask, owner = self.owned([]), self.low.number()
        self.low.b.effect("shared_write", self.staged.array, index, value, *mask, owner=owner)

    def update(self, scope: Element) -> None:
        """Update one element of memory; who looks at the result finds it in a row or shared."""
        op, b = self.op, self.low.b
        base, count, *rest = (scope.value(v) for v in op.operands)
        update = update_of(rest, op.attrs["kind"], op.attrs["form"])
        mask = [] if update.mask is None else [rest.pop()]
        attrs = {k: v for k, v in op.attrs.items() if k != "layout"}
        made = b.append("atomic_at", [base, count, *rest, *self.owned(mask)], attrs)
        if self.staged is not None:
            self.share(scope, made.result)
        elif self.row is not None:
            scope.made[op.result, scope.at()] = made.result
            self.put(scope, made.result)

    def reduce(self, scope: Element) -> None:
        """Add one element to what a thread has of the result."""
        assert self.reduction is not None
        self.reduction.take(scope)


def is_shared(op: Op, layout: Layout) -> bool:
    """Whether an update's result goes through threadgroup memory: one thread of several has it."""
    return op.name == "atomic_at" and bool(op.results) and layout.repeats != 0


_INSIDE: dict[str, Callable[[Anchor, Element], None]] = {
    "atomic_at": Anchor.update,
    "keep": Anchor.keep,
    "load_at": Anchor.load,
    "store_at": Anchor.store,
    "stage": Anchor.stage,
    "reduce": Anchor.reduce,
}
