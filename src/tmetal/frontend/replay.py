"""Remembers what an operator or builtin does for given types, so that it is worked out once.

What promotion and broadcasting make of a call depends on the operands' types and on the Python
values among them, not on the elements. So the first call is recorded as steps (which rows run on
which slots), and later calls of the same kind replay the steps: an interpreted program then costs
little more than its NumPy calls.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tmetal.ir.ops import OPS
from tmetal.ir.types import DType, Type

Array = Any
MAX_PLANS = 4096


@dataclass(frozen=True, slots=True)
class Step:
    """One row to run: its operands are slots; its result is the next slot."""

    body: Callable[..., Any]
    machine: bool
    operands: tuple[int, ...]
    attrs: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps over slots: first the tile arguments' data, then constants, then the steps' results."""

    constants: tuple[Array, ...]
    steps: tuple[Step, ...]
    result: int | None
    type: Type | None

    def run(self, machine: Any, data: list[Array]) -> Array:
        """Run the steps and return the result's data."""
        slots = data
        slots += self.constants
        for step in self.steps:
            values = [slots[i] for i in step.operands]
            if step.machine:
                slots.append(step.body(machine, *values, **step.attrs))
            elif step.attrs:
                slots.append(step.body(*values, **step.attrs))
            else:
                slots.append(step.body(*values))
        return None if self.result is None else slots[self.result]


class Recorder:
    """An emitter that passes everything on to another, and writes down what was done."""

    def __init__(self, e: Any, tiles: Sequence[Any]) -> None:
        self.e = e
        self.kept = list(tiles)  # alive, so that identities stay what they are
        self.names: dict[int, Any] = {id(t): ("argument", i) for i, t in enumerate(tiles)}
        self.constants: list[Array] = []
        self.steps: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self.checks: bool = e.checks
        self.complete = True  # whether the steps make everything that was done

    def note(self, tile: Any, name: Any) -> Any:
        """Remember where a value came from."""
        self.kept.append(tile)
        self.names[id(tile)] = name
        return tile

    def constant(self, value: Any, dtype: DType) -> Any:
        """Make a scalar constant."""
        made = self.e.constant(value, dtype)
        self.constants.append(made.data)
        return self.note(made, ("constant", len(self.constants) - 1))

    def emit(self, name: str, *operands: Any, **attrs: Any) -> Any:
        """Run an op with one result."""
        made = self.e.emit(name, *operands, **attrs)
        if OPS[name].whole:  # its body needs shapes, which slots do not have: no plan
            self.complete &= OPS[name].pure
            return made
        if name in ("splat", "broadcast"):  # NumPy broadcasts by itself: the data is the same
            source = self.names.get(id(operands[0]))
            return made if source is None else self.note(made, source)
        if not operands and not OPS[name].machine:
            self.constants.append(made.data)
            return self.note(made, ("constant", len(self.constants) - 1))
        return self.note(made, self.step(name, operands, attrs))

    def region(self, name: str, inputs: list[Any], combine: Any, **attrs: Any) -> list[Any]:
        """Run an op with a block; there is no plan for what uses it."""
        found: list[Any] = self.e.region(name, inputs, combine, **attrs)
        return found

    def effect(self, name: str, *operands: Any, **attrs: Any) -> None:
        """Run an op without results."""
        self.e.effect(name, *operands, **attrs)
        self.step(name, operands, attrs)

    def step(self, name: str, operands: tuple[Any, ...], attrs: dict[str, Any]) -> Any:
        """Write a step down and return the name of its result."""
        known = all(id(o) in self.names for o in operands)
        if known:
            self.steps.append((name, tuple(self.names[id(o)] for o in operands), attrs))
        self.complete &= known
        return "step", len(self.steps) - 1

    def plan(self, result: Any, arguments: int) -> Plan | None:
        """Return the plan, or None if the result is no tile that it can make."""
        if not self.complete or (result is not None and id(result) not in self.names):
            return None
        first = {"argument": 0, "constant": arguments, "step": arguments + len(self.constants)}

        def slot(name: Any) -> int:
            return first[name[0]] + int(name[1])

        steps = tuple(
            Step(OPS[n].body, OPS[n].machine, tuple(map(slot, operands)), attrs)
            for n, operands, attrs in self.steps
        )
        place = None if result is None else slot(self.names[id(result)])
        kind = None if result is None else result.type
        return Plan(tuple(self.constants), steps, place, kind)


PLANS: dict[Any, Plan] = {}


def kind_of(x: Any) -> Any:
    """Return what a call's meaning depends on: a tile's type, a plain value's class and value."""
    t = x.__class__
    if t is float:
        return float, x, math.copysign(1.0, x)
    if t is tuple:
        return tuple, *map(kind_of, x)
    own = getattr(x, "type", None)
    return own if isinstance(own, Type) else (t, x)


def remember(key: Any, plan: Plan | None) -> None:
    """Keep a plan for its key."""
    if plan is not None:
        if len(PLANS) >= MAX_PLANS:
            PLANS.clear()
        PLANS[key] = plan
