"""What was touched in arrays since the last barrier; shared by the passes that place barriers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from tmetal.ir.core import Value

Place = TypeVar("Place")


@dataclass
class Pending(Generic[Place]):
    """Places of one array that were read, and written, since the last barrier."""

    reads: set[Place] = field(default_factory=set)
    writes: set[Place] = field(default_factory=set)


State = dict[Value, Pending[Place]]


def copied(state: State[Place]) -> State[Place]:
    """Return a copy that does not follow its original."""
    return {array: Pending(set(p.reads), set(p.writes)) for array, p in state.items()}


def merge(state: State[Place], other: State[Place]) -> None:
    """Add what is pending in `other` to `state`."""
    for array, left in other.items():
        merged = state.setdefault(array, Pending())
        merged.reads |= left.reads
        merged.writes |= left.writes
