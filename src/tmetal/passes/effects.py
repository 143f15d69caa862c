"""Which parameters a kernel reads and writes, and whether a load may see an earlier store.

Assumes: `addresses` has run. Guarantees: `attrs["effects"]` says `read`, `write`, `read+write`,
`reload`, `atomic`, `records` or `none` for each pointer parameter; `reload` means that some load
may come after a store of the same program to the same array, `atomic` that it is updated
atomically, `records` that it is no argument, but holds what the kernel says (`passes.records`).
Loads that rely on a counter for the order of other programs' stores are refused (`passes.tickets`).
"""

from __future__ import annotations

from tmetal.ir.core import Block, Func, Op, Value, walk
from tmetal.ir.ops import is_loop
from tmetal.ir.types import is_pointer
from tmetal.passes.facts import affine, iterations_are_disjoint
from tmetal.passes.tickets import check_tickets


def effects(func: Func) -> Func:
    """Return `func` with its effects noted."""
    check_tickets(func)
    late = late_loads(func)
    uses: dict[Value, list[Op]] = {p: [] for p in func.body.args if is_pointer(p.type)}
    for op in walk(func.body):
        if op.operands and op.operands[0] in uses:
            uses[op.operands[0]].append(op)
    found = {p.name: _effect(ops, late) for p, ops in uses.items()}
    if "records" in func.attrs:
        found[func.attrs["records"]] = "records"
    return Func(func.name, func.body, func.level, {**func.attrs, "effects": found})


# The effects of arrays that have another content after a launch.
WRITES = ("write", "read+write", "reload", "atomic")


def _effect(uses: list[Op], late: set[int]) -> str:
    if any(op.name == "atomic_at" for op in uses):
        return "atomic"
    loads = [op for op in uses if op.name == "load_at"]
    stores = [op for op in uses if op.name == "store_at"]
    if any(id(op) in late for op in loads):
        return "reload"
    return "+".join(w for w, ops in (("read", loads), ("write", stores)) if ops) or "none"


def late_loads(func: Func) -> set[int]:
    """Return the ids of the loads that an earlier store of the same program may precede."""
    late: set[int] = set()
    _walk(func.body, {}, late)
    return late


Stores = dict[Value, list[Op]]


def _walk(block: Block, stored: Stores, late: set[int]) -> None:
    for op in block.ops:
        if op.name == "load_at" and op.operands[0] in stored:
            late.add(id(op))
        elif op.name == "store_at":
            stored.setdefault(op.operands[0], []).append(op)
        elif is_loop(op):
            _loop(op, stored, late)
        elif op.blocks:
            branches = [{k: list(v) for k, v in stored.items()} for _ in op.blocks]
            for inner, state in zip(op.blocks, branches, strict=True):
                _walk(inner, state, late)
            for state in branches:
                for root, ops in state.items():
                    known = stored.setdefault(root, [])
                    known += [o for o in ops if o not in known]


def _loop(loop: Op, stored: Stores, late: set[int]) -> None:
    inside: Stores = {}
    for op in walk(loop.blocks[0]):
        if op.name == "store_at":
            inside.setdefault(op.operands[0], []).append(op)
    for op in walk(loop.blocks[0]):
        stores = inside.get(op.operands[0], []) if op.operands else []
        if op.name == "load_at" and any(_may_meet(op, s, loop) for s in stores):
            late.add(id(op))
    _walk(loop.blocks[0], stored, late)


def _may_meet(load: Op, store: Op, loop: Op) -> bool:
    """Whether a load may read what the store wrote in an earlier iteration of the loop."""
    same = affine(load.operands[1]) == affine(store.operands[1])
    return not (same and iterations_are_disjoint(store.operands[1], loop))
