"""Barriers for threadgroup memory, and the places of its arrays.

Assumes: `lower` has run. Guarantees: between accesses of one element by two threads of which one
writes there is a barrier; arrays together take at most 32 KB. Loops over registers and control
flow are the same for all threads of a program, so a barrier may stand anywhere.
"""

from __future__ import annotations

from tmetal.errors import OutOfResources
from tmetal.ir.core import Block, Func, Op, Value, make_op, walk
from tmetal.ir.ops import is_loop
from tmetal.ir.types import Shared
from tmetal.passes.notes import Notes
from tmetal.passes.pending import Pending, copied, merge
from tmetal.target import THREADGROUP_BYTES

ACCESSES = ("shared_read", "shared_write", "shared_add")
# Why there is a barrier before an access, or none.
MEETS = {
    "shared_read": "other threads wrote what is read",
    "shared_write": "other threads may still read what is overwritten",
    "shared_add": "other threads wrote, or still read, what is added to",
}
ONE_THREAD = "each element is written and read by one thread"
ALIGNMENT = 16  # of each array: as wide as the widest access


# Owners of what was touched.
State = dict[Value, Pending[int]]


def fences(func: Func, notes: Notes | None = None) -> Func:
    """Place the threadgroup arrays of `func`, and barriers between their uses; return it.

    notes: takes down where barriers went and where none was needed.
    """
    arrays = [op for op in func.body.ops if op.name == "shared_new"]
    if not arrays:
        return func
    overlaps = place(func, arrays)
    _Placer(overlaps, notes or Notes()).block(func.body, {})
    return func


def bytes_of(op: Op) -> int:
    """Return the size of an array, rounded up to where the next may start."""
    kind = op.result.type
    assert isinstance(kind, Shared)
    size = kind.count * kind.element.bytes
    return (size + ALIGNMENT - 1) // ALIGNMENT * ALIGNMENT


def place(func: Func, arrays: list[Op]) -> dict[Value, set[Value]]:
    """Give arrays places in the arena if they must share it; return which arrays overlap.

    While all fit side by side each is a variable of its own: fewer barriers, and plainer MSL.
    """
    alone = {op.result: {op.result} for op in arrays}
    if sum(map(bytes_of, arrays)) <= THREADGROUP_BYTES:
        return alone
    lives = {op.result: _life(func, op.result) for op in arrays}
    placed: list[Op] = []
    for op in sorted(arrays, key=lambda o: (lives[o.result][0], -bytes_of(o))):
        rivals = [p for p in placed if _meet(lives[p.result], lives[op.result])]
        at = 0
        for rival in sorted(rivals, key=lambda p: int(p.attrs["at"])):
            if at + bytes_of(op) <= rival.attrs["at"]:
                break
            at = max(at, rival.attrs["at"] + bytes_of(rival))
        op.attrs = {**op.attrs, "at": at}
        placed.append(op)
    needed = max(p.attrs["at"] + bytes_of(p) for p in placed)
    if needed > THREADGROUP_BYTES:
        names = ", ".join(f"`{p.result.name or 'a tile'}` {bytes_of(p)}" for p in placed)
        raise OutOfResources(
            needed,
            THREADGROUP_BYTES,
            "bytes of threadgroup memory",
            f"this kernel needs {needed} bytes of threadgroup memory at once, and a threadgroup "
            f"has {THREADGROUP_BYTES}: {names}. Use smaller blocks, or a 16-bit dtype.",
            max(placed, key=bytes_of).loc,
        )
    return {p.result: {q.result for q in placed if _overlap(p, q)} for p in placed}


def _overlap(x: Op, y: Op) -> bool:
    a, b = int(x.attrs["at"]), int(y.attrs["at"])
    return a < b + bytes_of(y) and b < a + bytes_of(x)


def _meet(x: tuple[int, int], y: tuple[int, int]) -> bool:
    return x[0] <= y[1] and y[0] <= x[1]


def _life(func: Func, array: Value) -> tuple[int, int]:
    """Return the first and last top-level op that uses an array: a loop is one op."""
    uses = [
        i
        for i, op in enumerate(func.body.ops)
        if array in op.operands or any(array in o.operands for b in op.blocks for o in walk(b))
    ]
    return (min(uses), max(uses)) if uses else (0, 0)


def _concerns(op: Op) -> bool:
    """Whether something in the blocks of an op touches threadgroup arrays, or waits."""
    return any(o.name in ACCESSES or o.name == "barrier" for b in op.blocks for o in walk(b))


class _Placer:
    """Walks in program order with what is pending on each array."""

    def __init__(self, overlaps: dict[Value, set[Value]], notes: Notes) -> None:
        self.overlaps, self.notes = overlaps, notes

    def block(self, block: Block, state: State) -> None:
        """Place barriers in a block, updating `state`."""
        ops: list[Op] = []
        for op in block.ops:
            if op.name in ACCESSES:
                self.access(op, ops, state)
            elif op.name == "barrier" and op.attrs["memory"] == "threadgroup":
                state.clear()
            elif not op.blocks or not _concerns(op):
                pass
            elif is_loop(op):
                self.before(op, ops, state)
                self.loop(op, state)
            else:
                states = [copied(state) for _ in op.blocks]
                for inner, own in zip(op.blocks, states, strict=True):
                    self.block(inner, own)
                state.clear()
                for own in states:
                    merge(state, own)
            ops.append(op)
        block.ops = ops

    def access(self, op: Op, ops: list[Op], state: State) -> None:
        """Put a barrier before an access that may meet a pending one of another thread."""
        array, owner = op.operands[0], op.attrs["owner"]
        if self.meets(op, state):
            ops.append(make_op("barrier", [], [], {"memory": "threadgroup"}, loc=op.loc))
            self.notes.add(op, True, "threadgroup", array.name, MEETS[op.name])
            state.clear()
        elif owner in self.others(op, state):
            self.notes.add(op, False, "threadgroup", array.name, ONE_THREAD)
        mine = state.setdefault(array, Pending())
        (mine.reads if op.name == "shared_read" else mine.writes).add(owner)

    def others(self, op: Op, state: State) -> set[int]:
        """Return the owners of pending reads before a write, and of writes before a read."""
        pending = state.get(op.operands[0], Pending())
        return pending.writes if op.name == "shared_read" else pending.reads

    def meets(self, op: Op, state: State) -> bool:
        """Whether an access may meet a pending one of another thread."""
        array, owner = op.operands[0], op.attrs["owner"]
        for other in self.overlaps[array]:
            pending = state.get(other, Pending())
            met = pending.writes if op.name == "shared_read" else pending.writes | pending.reads
            if any(o != owner or other is not array for o in met):
                return True
        return False

    def before(self, op: Op, ops: list[Op], state: State) -> None:
        """Put a barrier before a loop rather than in every iteration of it, if one is needed."""
        accesses = [o for o in walk(op.blocks[0]) if o.name in ACCESSES]
        met = next((o for o in accesses if self.meets(o, state)), None)
        if met is not None:
            ops.append(make_op("barrier", [], [], {"memory": "threadgroup"}, loc=op.loc))
            why = f"{MEETS[met.name]}; before the loop, not in it"
            self.notes.add(op, True, "threadgroup", met.operands[0].name, why)
            state.clear()

    def loop(self, op: Op, state: State) -> None:
        """Place barriers in a loop, whose body follows itself, or never runs."""
        (body,) = op.blocks
        before = copied(state)
        self.block(body, state)
        self.block(body, state)  # again, after itself: now with what it leaves pending
        merge(state, before)
