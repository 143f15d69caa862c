"""Folding and identities, one rule each; the law is the rule's docstring.

Which op has a unit or a zero is a column of the op table; folding runs the row's own body, so
the compiler computes exactly what the interpreter does. Ops whose last bit may differ between
devices are not folded (`foldable`), and no float identity is used that a NaN, an infinity or a
signed zero would break: `x * 0.0` stays, `x + (-0.0)` is `x`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tmetal.ir.build import Builder
from tmetal.ir.core import Func, Op, Value
from tmetal.ir.interp import evaluate
from tmetal.ir.ops import OPS
from tmetal.ir.types import DType, Tile, dtype_named, scalar_of, shape_of
from tmetal.passes.rewrite import rebuild

Found = list[Value] | None


def simplify(func: Func) -> Func:
    """Fold constants and apply identities in `func`, and return it."""
    return rebuild(func, _rule)


def _rule(op: Op, b: Builder) -> Found:
    row = OPS[op.name]
    if not row.pure or op.blocks:
        return None
    for rule in RULES:
        found = rule(op, b)
        if found is not None:
            return [found]
    return None


def constant_of(value: Value) -> Any:
    """Return the NumPy scalar that `value` (or every element of it) is known to be, or None."""
    match value.op:
        case Op("constant"):
            attrs = value.op.attrs
            return np.asarray(attrs["value"]).astype(dtype_named(attrs["dtype"]).numpy)[()]
        case Op("splat" | "broadcast", [inner]):
            return constant_of(inner)
    return None


def make_constant(b: Builder, number: Any, like: Value) -> Value:
    """Return a constant of the type of `like`."""
    dtype = scalar_of(like.type)
    assert isinstance(dtype, DType)
    scalar = b.constant(np.asarray(number).item() if dtype.name != "bf16" else float(number), dtype)
    shape = shape_of(like.type)
    return b.emit("splat", scalar, shape=shape) if shape else scalar


def fold(op: Op, b: Builder) -> Value | None:
    """op(constants) -> the constant that the row's body gives."""
    row = OPS[op.name]
    if not row.foldable or not row.elementwise or not op.operands:
        return None
    known = [constant_of(v) for v in op.operands]
    if any(k is None for k in known):
        return None
    with np.errstate(all="ignore"):
        result = evaluate(None, op, [np.asarray(k) for k in known])
    return make_constant(b, np.asarray(result)[()], op.result)


def splat_of_scalars(op: Op, b: Builder) -> Value | None:
    """op(splat x, splat y) -> splat(op(x, y)): scalar work is done once, not per element."""
    row = OPS[op.name]
    tiles = [v for v in op.operands if isinstance(v.type, Tile)]
    if not row.elementwise or not tiles or not isinstance(op.result.type, Tile):
        return None
    if op.name in ("splat", "broadcast") or not all(_is_splat(v) for v in op.operands):
        return None
    if row.view:  # any element of a splat is the same one
        (inner, *others) = [v.op.operands[0] for v in op.operands if v.op is not None]
        return None if others else b.emit("splat", inner, shape=op.result.type.shape)
    scalars = [v.op.operands[0] for v in op.operands if v.op is not None]
    scalar = b.emit(op.name, *scalars, **op.attrs)
    return b.emit("splat", scalar, shape=op.result.type.shape)


def _is_splat(v: Value) -> bool:
    return v.op is not None and v.op.name == "splat"


def splat_twice(op: Op, b: Builder) -> Value | None:
    """broadcast(splat x) -> splat x."""
    match op:
        case Op("broadcast", [Value(op=Op("splat", [x]))]):
            return b.emit("splat", x, shape=op.attrs["shape"])
    return None


def unit(op: Op, b: Builder) -> Value | None:
    """x op unit -> x, and unit op x -> x where op commutes."""
    row = OPS[op.name]
    if row.unit is None or len(op.operands) != 2:
        return None
    x, y = op.operands
    if _is_number(constant_of(y), row.unit):
        return x
    if row.commutative and _is_number(constant_of(x), row.unit):
        return y
    return None


def _is_number(known: Any, wanted: float) -> bool:
    if known is None or known != wanted:
        return False
    # -0.0 is the unit of float addition, 0.0 is not: (-0.0) + 0.0 is 0.0.
    floating = not np.issubdtype(known.dtype, np.integer) and known.dtype != np.bool_
    return not floating or bool(np.signbit(np.float64(known)) == np.signbit(wanted))


def zero(op: Op, b: Builder) -> Value | None:
    """x op zero -> zero, for integers: a float's NaN or infinity would not give zero."""
    row = OPS[op.name]
    dtype = scalar_of(op.result.type)
    if row.zero is None or not isinstance(dtype, DType) or not dtype.is_integer:
        return None
    if any(k is not None and k == row.zero for k in map(constant_of, op.operands)):
        return make_constant(b, 0, op.result)
    return None


def idempotent(op: Op, b: Builder) -> Value | None:
    """x op x -> x."""
    if OPS[op.name].idempotent and op.operands[0] is op.operands[1]:
        return op.operands[0]
    return None


def known_where(op: Op, b: Builder) -> Value | None:
    """where(true, x, y) -> x; where(false, x, y) -> y; where(c, x, x) -> x."""
    match op:
        case Op("where", [_, x, y]) if x is y:
            return x
        case Op("where", [c, x, y]) if (known := constant_of(c)) is not None:
            return x if known else y
    return None


def same_cast(op: Op, b: Builder) -> Value | None:
    """cast(x) to its own dtype -> x."""
    match op:
        case Op("cast" | "bitcast", [x]) if x.type is op.results[0].type:
            return x
    return None


RULES = (fold, splat_of_scalars, splat_twice, unit, zero, idempotent, known_where, same_cast)
