"""Notes: what a pass decided and why, for whoever asks.

A pass that takes `notes` writes down what it did while it works; without notes it does the same
and says nothing. Nothing in the compiler reads them: `tmetal.explain` runs a pass again with notes.
"""

from __future__ import annotations

from dataclasses import dataclass

from tmetal.errors import Loc
from tmetal.ir.core import Op


@dataclass(frozen=True)
class Note:
    """One barrier: whether it was `placed` or could be left out, for which array, and why."""

    placed: bool
    memory: str
    array: str
    why: str
    loc: Loc | None


class Notes:
    """Notes by the op that they are about; what was placed outweighs what was left out."""

    def __init__(self) -> None:
        self.found: dict[int, Note] = {}

    def add(self, op: Op, placed: bool, memory: str, array: str, why: str) -> None:
        """Note a barrier before `op`, or that none is needed there."""
        known = self.found.get(id(op))
        if placed or known is None or not known.placed:
            self.found[id(op)] = Note(placed, memory, array, why, op.loc)
