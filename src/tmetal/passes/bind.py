"""Parameters become what MLX can bind: inputs that never change, and fresh outputs.

`mx.fast.metal_kernel` gives every output new, uninitialised memory and no way to write an input. So
a written array `p` becomes an output `p`; loads that no store precedes read the old contents, the
input `p_old`. Where old contents must survive, or a load may see a store of its own program, a byte
map `p_written` (zero-filled by MLX) records which elements were written: a late load chooses by
it, and the launch merges `where(p_written, p, p_old)`. Only data dependencies, no aliasing.

Assumes: `effects` has run. Guarantees: `attrs["roles"]` gives each parameter's role, `input`,
`scalar`, `old`, `output` or `written`; outputs come last.
"""

from __future__ import annotations

from collections.abc import Collection

from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Op, Value
from tmetal.ir.types import I1, is_pointer, pointer, shape_of
from tmetal.passes.effects import late_loads
from tmetal.passes.rewrite import Copier

OLD, WRITTEN = "_old", "_written"


def bind(func: Func, preserve: Collection[str]) -> Func:
    """Return `func` with inputs and outputs apart; arrays in `preserve` keep unwritten elements."""
    effects: dict[str, str] = func.attrs["effects"]
    roles: dict[str, str] = {}
    body = Block()
    values: dict[Value, Value] = {}
    late = late_loads(func)
    written = [
        p
        for p in func.body.args
        if "write" in effects.get(p.name, "") or effects.get(p.name) == "reload"
    ]
    for p in func.body.args:
        if p not in written:
            values[p] = _add(body, roles, p, p.name, "input" if is_pointer(p.type) else "scalar")
    old = {
        p: _add(body, roles, p, p.name + OLD, "old") for p in written if effects[p.name] != "write"
    }
    for p in written:
        values[p] = _add(body, roles, p, p.name, "output")
    maps: dict[Value, Value] = {}
    for p in written:
        if p.name in preserve or effects[p.name] == "reload":
            made = Value(pointer(I1), p.name + WRITTEN)
            body.args.append(made)
            roles[made.name] = "written"
            maps[values[p]] = made
    sources = {values[p]: o for p, o in old.items()}
    copier = Copier(Builder(body), lambda op, b: _rule(op, b, sources, maps, late), values)
    copier.ops(func.body)
    return Func(func.name, body, func.level, {**func.attrs, "roles": roles})


def _add(body: Block, roles: dict[str, str], p: Value, name: str, role: str) -> Value:
    made = Value(p.type, name)
    body.args.append(made)
    roles[name] = role
    return made


def _rule(
    op: Op, b: Builder, old: dict[Value, Value], maps: dict[Value, Value], late: set[int]
) -> list[Value] | None:
    if op.name == "load_at" and op.operands[0] in old:
        return [_load(op, b, old, maps, late)]
    if op.name == "store_at" and op.operands[0] in maps:
        root, count, value, *guards = op.operands
        b.effect("store_at", root, count, value, *guards)
        b.effect("store_at", maps[root], count, _ones(b, count), *guards)
        return []
    return None


def _load(
    op: Op, b: Builder, old: dict[Value, Value], maps: dict[Value, Value], late: set[int]
) -> Value:
    root, count, *guards = op.operands
    before = b.emit("load_at", old[root], count, *guards)
    # `op` is a stand-in with the same results: results identify the op of the input function.
    original = op.results[0].op
    if root not in maps or original is None or id(original) not in late:
        return before
    now = b.emit("load_at", root, count, *guards)
    mask = guards[:1]
    flag = b.emit("load_at", maps[root], count, *mask)
    return b.emit("where", flag, now, before)


def _ones(b: Builder, count: Value) -> Value:
    one = b.constant(True, I1)
    shape = shape_of(count.type)
    return b.emit("splat", one, shape=shape) if shape else one
