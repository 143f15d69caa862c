"""Refuses loads of what other programs stored, where an atomic counter is to say that they did.

In: a function whose accesses are `load_at`, `store_at` and `atomic_at`. Out: CompileError at such a
load, or nothing. The last program of a reduction is found by a counter, and reads what all of them
stored. But Metal's atomics are relaxed, so the stores may not be there yet.

Refused is a load that happens only if an update or a load of another array by atomic functions says
so, from an array in which the program itself has stored elsewhere before, whatever the counter was.
*Elsewhere* is by what depends on the program: one that reads back its own place is left alone.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from tmetal.errors import CompileError
from tmetal.ir.core import Block, Func, Op, Value, walk
from tmetal.ir.ops import carried, is_loop
from tmetal.passes.facts import affine, is_program


def check_tickets(func: Func) -> None:
    """Raise CompileError if a load relies on an atomic update for the order of stores."""
    updates = [op for op in walk(func.body) if op.name == "atomic_at"]
    if updates:
        _Tickets(func.body, updates).block(func.body, None)


class _Tickets:
    """Follows the order of a program; `counted` are values that rest on atomic updates."""

    def __init__(self, body: Block, updates: list[Op]) -> None:
        self.names = ", ".join(sorted({f"`{op.operands[0].name}`" for op in updates}))
        self.counted = _resting(body, {"atomic_at"})
        self.placed = _resting(body, {"program_id", "atomic_at"})
        self.stores: dict[Value, list[Any]] = {}

    def block(self, block: Block, guard: Value | None) -> None:
        for op in block.ops:
            if op.name == "store_at" and guard is None:
                self.stores.setdefault(op.operands[0], []).append(self.place(op))
            elif op.name == "load_at" and self.is_late(op, guard):
                raise CompileError(self.said(op.operands[0].name), op.loc)
            heads = op.operands[: -len(op.results) or None] if is_loop(op) else op.operands
            asked = next((v for v in heads if op.blocks and v in self.counted), guard)
            for inner in op.blocks:
                self.block(inner, asked)

    def is_late(self, load: Op, guard: Value | None) -> bool:
        """Whether a load that a counter allows may meet what other programs stored."""
        allowed = guard is not None or any(v in self.counted for v in load.operands[2:3])
        stored = self.stores.get(load.operands[0], ())
        return allowed and any(self.place(load) != place for place in stored)

    def place(self, access: Op) -> Any:
        """Return what of an offset depends on the program."""
        terms = affine(access.operands[1]).terms
        return frozenset((atom, k) for atom, k in terms if self.differs(atom))

    def differs(self, atom: Any) -> bool:
        if isinstance(atom, tuple) and atom[0] == "times":
            return self.differs(atom[1]) or atom[2] in self.placed
        return is_program(atom) or atom in self.placed

    def said(self, name: str) -> str:
        return (
            f"this load of `{name}` happens when an atomic update ({self.names}) says that other "
            "programs have stored to it. Metal's atomics order no other memory, so it may find "
            "what was there before the launch. Add the parts up with tl.atomic_add instead of "
            "storing them, or load them in a second kernel, which MLX runs after the first. If "
            "the old contents are what you want, pass the array a second time as another argument."
        )


def _resting(body: Block, names: Collection[str]) -> set[Value]:
    """Return the values that rest on what ops of these names give, through control flow too."""
    found: set[Value] = set()
    size = -1
    while len(found) > size:
        size = len(found)
        for op in walk(body):
            if is_loop(op):
                for start, argument, end, result in carried(op):
                    if start in found or end in found:
                        found |= {argument, result}
            elif op.blocks:
                ends = zip(*(b.ops[-1].operands for b in op.blocks), strict=True)
                for result, values in zip(op.results, ends, strict=False):
                    if any(v in found for v in (*op.operands, *values)):
                        found.add(result)
            elif op.name in names or any(v in found for v in op.operands):
                found |= set(op.results)
    return found
