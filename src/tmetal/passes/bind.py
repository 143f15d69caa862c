"""Parameters become what MLX can bind: inputs that never change, and fresh outputs.

`mx.fast.metal_kernel` gives every output new, uninitialised memory and no way to write an input. So
a written array `p` becomes an output `p`; loads that no store precedes read the old contents, the
input `p_old`. Where old contents must survive, or a load may see a store of its own program, a byte
map `p_written` (zero-filled by MLX) records which elements were written: a late load chooses by
it, and the launch merges `where(p_written, p, p_old)`. Only data dependencies, no aliasing. What is
updated atomically is in `passes.updates`.

Assumes: `effects` has run. Guarantees: `attrs["roles"]` gives each parameter's role (see
`ir.roles`), `attrs["sources"]` the user's parameter that it serves; outputs come last.
"""

from __future__ import annotations

from collections.abc import Collection

from tmetal.chips import ANY, Generation
from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Op, Value, walk
from tmetal.ir.types import I1, Type, is_pointer, pointer, shape_of
from tmetal.passes.effects import WRITES, late_loads
from tmetal.passes.rewrite import Rewriter
from tmetal.passes.updates import Updated, updated


def bind(func: Func, preserve: Collection[str], target: Generation = ANY.facts) -> Func:
    """Return `func` with inputs and outputs apart; arrays in `preserve` keep unwritten elements.

    CompileError for an update that the target does not have.
    """
    binder = _Binder(func, preserve, target)
    Rewriter(Builder(binder.body), binder.rule, binder.values).ops(func.body.ops)
    attrs = {**func.attrs, "roles": binder.roles, "sources": binder.sources}
    return Func(func.name, binder.body, func.level, attrs)


class _Binder:
    """The new parameters, and the rule that moves accesses onto them."""

    def __init__(self, func: Func, preserve: Collection[str], target: Generation) -> None:
        effects: dict[str, str] = func.attrs["effects"]
        self.body = Block()
        self.roles: dict[str, str] = {}
        self.sources: dict[str, str] = {}
        self.taken = {p.name for p in func.body.args}
        self.values: dict[Value, Value] = {}
        self.old: dict[Value, Value] = {}
        self.maps: dict[Value, Value] = {}
        self.late = late_loads(func)
        written = [p for p in func.body.args if effects.get(p.name) in WRITES]
        shared = {
            p: updated(func, p, p.name in preserve, target)
            for p in written
            if effects[p.name] == "atomic"
        }
        used = {v for op in walk(func.body) for v in op.operands}
        for p in func.body.args:
            if (p not in used and not is_pointer(p.type)) or effects.get(p.name) == "records":
                continue  # a scalar that nobody reads needs no buffer, and records come last
            if p not in written:
                role = "input" if is_pointer(p.type) else "scalar"
                self.values[p] = self.add(p.type, p, "", role)
        reads = [
            p for p in written if (shared[p].reads if p in shared else effects[p.name] != "write")
        ]
        befores = {p: self.add(p.type, p, "_old", "old") for p in reads}
        for p in written:
            self.values[p] = self.add(p.type, p, "", shared[p].role if p in shared else "output")
        self.old = {self.values[p]: before for p, before in befores.items()}
        self.shared: dict[Value, Updated] = {self.values[p]: u for p, u in shared.items()}
        for p in written:
            if p not in shared and (p.name in preserve or effects[p.name] == "reload"):
                self.maps[self.values[p]] = self.add(pointer(I1), p, "_written", "written")

        for p in func.body.args:
            if effects.get(p.name) == "records":
                self.values[p] = self.add(p.type, p, "", "records")

    def add(self, t: Type, source: Value, suffix: str, role: str) -> Value:
        """Add a parameter that serves the user's parameter `source`, under a free name."""
        name = source.name + suffix
        while suffix and name in self.taken:
            name += "_"
        self.taken.add(name)
        made = Value(t, name)
        self.body.args.append(made)
        self.roles[name], self.sources[name] = role, source.name
        return made

    def rule(self, op: Op, b: Builder) -> list[Value] | None:
        """Move a load to the old contents, and note in the map what a store writes."""
        if op.operands and op.operands[0] in self.shared:
            root = op.operands[0]
            return self.shared[root].access(op, b, self.old.get(root))
        if op.name == "load_at" and op.operands[0] in self.old:
            return [self.load(op, b)]
        if op.name == "store_at" and op.operands[0] in self.maps:
            root, count, value, *guards = op.operands
            b.effect("store_at", root, count, value, *guards)
            b.effect("store_at", self.maps[root], count, _ones(b, count), *guards)
            return []
        return None

    def load(self, op: Op, b: Builder) -> Value:
        """Load the old contents, or what this program wrote since."""
        root, count, *guards = op.operands
        before = b.emit("load_at", self.old[root], count, *guards)
        if root not in self.maps or id(op) not in self.late:
            return before
        now = b.emit("load_at", root, count, *guards)
        written = b.emit("load_at", self.maps[root], count, *guards[:1])
        return b.emit("where", written, now, before)


def _ones(b: Builder, count: Value) -> Value:
    one = b.constant(True, I1)
    shape = shape_of(count.type)
    return b.emit("splat", one, shape=shape) if shape else one
