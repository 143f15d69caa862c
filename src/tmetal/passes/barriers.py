"""Barriers between accesses of one program that may touch one element from two threads.

Assumes: `layouts` has run. Guarantees: between a store and a later store or load of the same array
at another place, and between a load of an output and a later store, there is a `barrier`. Equal
offsets of a full tile of distinct elements in one layout need none, since one thread holds both;
neither do offsets that never meet, such as those of the halves of rows.
"""

from __future__ import annotations

from tmetal.ir.core import Block, Func, Op, Value, make_op, walk
from tmetal.ir.ops import is_loop
from tmetal.ir.types import Tile
from tmetal.passes.facts import (
    defined_in,
    elements_are_distinct,
    iterations_are_disjoint,
    places_are_apart,
    rows_are_disjoint,
)
from tmetal.passes.notes import Notes
from tmetal.passes.pending import Pending, copied, merge
from tmetal.passes.recipes import outputs_of

# Offsets, the layout in which threads go through them, and what an atomic update does; of one whose
# result is looked at, that it `gives`.
Touch = tuple[Value, str, str]
# Updates that leave the same in any order; what each found there is another matter.
_COMMUTE = ("add", "and", "max", "min", "or", "xor")


# Offsets of what was touched.
State = dict[Value, Pending[Touch]]


def touch(op: Op) -> Touch:
    """Return what an access touches, and how threads share it."""
    kind = op.attrs.get("kind", "") + (" gives" if op.attrs.get("gives") else "")
    return op.operands[1], op.attrs.get("layout", ""), kind


def writes(op: Op) -> bool:
    """Whether an access changes memory."""
    return op.name == "store_at" or (op.name == "atomic_at" and op.attrs["kind"] != "load")


def barriers(func: Func, threads: int, notes: Notes | None = None) -> Func:
    """Place barriers in `func`, and return it. No two records share a word.

    notes: takes down where they went, and where none was needed.
    """
    apart = {p for p in func.body.args if func.attrs["roles"][p.name] == "records"}
    _Placer(outputs_of(func) - apart, threads, notes or Notes()).block(func.body, {})
    return func


class _Placer:
    """Walks in program order with what is pending on each output. Inputs never change."""

    def __init__(self, outputs: set[Value], threads: int, notes: Notes) -> None:
        self.outputs, self.threads, self.notes = outputs, threads, notes

    def block(self, block: Block, state: State) -> None:
        """Place barriers in a block, updating `state`."""
        ops: list[Op] = []
        for op in block.ops:
            if op.operands and op.operands[0] in self.outputs:
                self.access(op, ops, state)
            elif is_loop(op):
                self.loop(op, state)
            elif op.blocks:
                self.branches(op, state)
            ops.append(op)
        block.ops = ops

    def access(self, op: Op, ops: list[Op], state: State) -> None:
        """Put a barrier before an access that may meet a pending one from another thread."""
        root = op.operands[0]
        count = touch(op)
        pending = state.get(root, Pending())
        others = pending.writes | pending.reads if writes(op) else pending.writes
        if not all(self.in_order(count, other) for other in others):
            ops.append(make_op("barrier", [], [], {"memory": "device"}, loc=op.loc))
            self.notes.add(op, True, "device", root.name, "another thread may touch the element")
            state.clear()
        elif others:
            self.notes.add(
                op,
                False,
                "device",
                root.name,
                "one thread touches each element, or any order will do",
            )
        pending = state.setdefault(root, Pending())
        (pending.writes if writes(op) else pending.reads).add(count)

    def in_order(self, x: Touch, y: Touch) -> bool:
        """Whether two accesses need no barrier between them.

        Atomic ones of a single place are done by one thread, the same always.
        """
        atomic = bool(x[2] and y[2])
        single = not (isinstance(x[0].type, Tile) or isinstance(y[0].type, Tile))
        commute = x[2] == y[2] and x[2] in _COMMUTE
        if (atomic and (single or commute)) or self.one_thread(x, y):
            return True
        return places_are_apart(x[0], y[0])

    def one_thread(self, x: Touch, y: Touch) -> bool:
        """Whether each place of both offsets is touched by one thread, and by one register of it.

        Equal offsets of a full tile are, if no two of its elements name the same place.
        """
        kind = x[0].type
        full = isinstance(kind, Tile) and kind.numel >= self.threads
        return x[:2] == y[:2] and full and elements_are_distinct(x[0])

    def never_waits(self, accesses: list[Op]) -> bool:
        """Whether accesses of one array may come in any order of a loop's iterations."""
        touches = [touch(o) for o in accesses]
        return all(x[2] and self.in_order(x, y) for x in touches for y in touches)

    def branches(self, op: Op, state: State) -> None:
        """Place barriers on both paths; afterwards what either left is pending."""
        states = [copied(state) for _ in op.blocks]
        for inner, own in zip(op.blocks, states, strict=True):
            self.block(inner, own)
        state.clear()
        for own in states:
            merge(state, own)

    def loop(self, op: Op, state: State) -> None:
        """Place barriers in a loop, whose body follows itself, or never runs."""
        (body,) = op.blocks
        before = copied(state)
        self.block(body, state)
        accesses = [o for o in walk(body) if o.operands and o.operands[0] in self.outputs]
        roots = {o.operands[0] for o in accesses if writes(o)}
        roots -= {r for r in roots if self.never_waits([o for o in accesses if o.operands[0] is r])}
        # One offset, disjoint between iterations, is safe; anything else may meet itself.
        places = {(o.operands[0], touch(o)) for o in accesses if o.operands[0] in roots}
        # So is one that is the same in all iterations, if one thread holds each of its places.
        inside = set(defined_in(op))
        apart = len(places) == len(roots) and all(
            iterations_are_disjoint(count[0], op)
            or (count[0] not in inside and self.one_thread(count, count))
            or all(rows_are_disjoint(o, op) for o in accesses if touch(o) == count)
            for _, count in places
        )
        if roots and state and not apart:
            body.ops.insert(
                len(body.ops) - 1, make_op("barrier", [], [], {"memory": "device"}, loc=op.loc)
            )
            names = ", ".join(sorted(r.name for r in roots))
            self.notes.add(op, True, "device", names, "iterations may touch one element")
            state.clear()
        elif roots and state:
            names = ", ".join(sorted(r.name for r in roots))
            self.notes.add(op, False, "device", names, "iterations touch different elements")
        merge(state, before)
