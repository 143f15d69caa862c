"""Folding and identities, one rule each; the law is the rule's docstring.

Which op has a unit or a zero is a column of the op table; folding runs the row's own body, so
the compiler computes exactly what the interpreter does. Ops whose last bit may differ between
devices are not folded (`foldable`), and no float identity is used that a NaN, an infinity or a
signed zero would break: `x * 0.0` stays, `x + (-0.0)` is `x`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from tmetal.ir.build import Builder
from tmetal.ir.core import Func, Op, Value
from tmetal.ir.interp import evaluate
from tmetal.ir.ops import OPS, Row
from tmetal.ir.types import (
    I1,
    I32,
    I64,
    DType,
    Tile,
    dtype_named,
    number_of,
    scalar_of,
    shape_of,
)
from tmetal.passes.rewrite import rebuild

Found = list[Value] | None


def simplify(func: Func) -> Func:
    """Fold constants and apply identities in `func`, and return it."""
    rules_of = _RULES_AT[func.level]

    def apply(op: Op, b: Builder) -> Found:
        rules, others = rules_of[op.name]
        if not rules:
            return None
        # Most ops have no constant operand: then half of the rules need not be tried.
        if rules is not others and not any(map(_constant, op.operands)):
            rules = others
        for rule in rules:
            found = rule(op, b)
            if found is not None:
                return [found]
        return None

    return rebuild(func, apply)


class _RulesOf(dict[str, tuple["_Rules", "_Rules"]]):
    """The rules that an op may follow at a level, and those that apply without constants."""

    def __init__(self, level: str) -> None:
        self.level = level

    def __missing__(self, name: str) -> tuple[_Rules, _Rules]:
        row = OPS[name]
        gone = () if self.level == "tile" else OF_TILES
        rules = tuple(r for r, concerns in RULES.items() if row.pure and concerns(row))
        rules = tuple(r for r in rules if r not in gone)
        others = tuple(r for r in rules if r not in OF_CONSTANTS)
        self[name] = found = (rules, rules if others == rules else others)
        return found


def constant_of(value: Value) -> Any:
    """Return the NumPy scalar that `value` (or every element of it) is known to be, or None."""
    op = _constant(value)
    if op is None:
        return None
    number, dtype = op.attrs["value"], op.attrs["dtype"]
    # 0.0 and -0.0 are equal, so floats are no keys of a cache: their texts are.
    return _float(repr(number), dtype) if type(number) is float else _scalar(number, dtype)


def _constant(value: Value) -> Op | None:
    """Return the constant that `value`, or every element of it, is; None if it is none."""
    op = value.op
    while op is not None and op.name in ("splat", "broadcast"):
        op = op.operands[0].op
    return op if op is not None and op.name == "constant" else None


def is_true(value: Value) -> bool:
    """Whether a boolean, or every element of one, is known to be true."""
    known = constant_of(value) if scalar_of(value.type) is I1 else None
    return known is not None and bool(known)


@lru_cache(1024)
def _scalar(number: Any, dtype: str) -> Any:
    return np.asarray(number).astype(dtype_named(dtype).numpy)[()]


@lru_cache(1024)
def _float(text: str, dtype: str) -> Any:
    return np.asarray(float(text)).astype(dtype_named(dtype).numpy)[()]


def make_constant(b: Builder, number: Any, like: Value) -> Value:
    """Return a constant of the type of `like`."""
    dtype = scalar_of(like.type)
    assert isinstance(dtype, DType)
    scalar = b.constant(float(number) if dtype.is_float else np.asarray(number).item(), dtype)
    shape = shape_of(like.type)
    return b.emit("splat", scalar, shape=shape) if shape else scalar


def fold(op: Op, b: Builder) -> Value | None:
    """op(constants) -> the constant that the row's body gives."""
    known = []
    for v in op.operands:
        number = constant_of(v)
        if number is None:
            return None
        known.append(np.asarray(number))
    with np.errstate(all="ignore"):
        result = evaluate(None, op, known)
    return make_constant(b, np.asarray(result)[()], op.result)


def splat_of_scalars(op: Op, b: Builder) -> Value | None:
    """op(splat x, splat y) -> splat(op(x, y)): scalar work is done once, not per element."""
    if not isinstance(op.result.type, Tile) or not all(map(_is_splat, op.operands)):
        return None
    if OPS[op.name].view:  # any element of a splat is the same one
        (inner, *others) = [v.op.operands[0] for v in op.operands if v.op is not None]
        return None if others else b.emit("splat", inner, shape=op.result.type.shape)
    scalars = [v.op.operands[0] for v in op.operands if v.op is not None]
    scalar = b.emit(op.name, *scalars, **op.attrs)
    return b.emit("splat", scalar, shape=op.result.type.shape)


def _is_splat(v: Value) -> bool:
    return v.op is not None and v.op.name == "splat"


def splat_twice(op: Op, b: Builder) -> Value | None:
    """broadcast(splat x) -> splat x."""
    inner = op.operands[0].op
    if inner is not None and inner.name == "splat":
        return b.emit("splat", *inner.operands, shape=op.attrs["shape"])
    return None


def unit(op: Op, b: Builder) -> Value | None:
    """x op unit -> x, and unit op x -> x where op commutes."""
    row = OPS[op.name]
    x, y = op.operands
    if _is_number(y, row.unit):
        return x
    if row.commutative and _is_number(x, row.unit):
        return y
    return None


def true_and(op: Op, b: Builder) -> Value | None:
    """true and x -> x, of booleans: there it is the unit, as all bits set are of integers."""
    if scalar_of(op.result.type) is not I1:
        return None
    x, y = op.operands
    return x if is_true(y) else y if is_true(x) else None


def _is_number(value: Value, wanted: Any) -> bool:
    op = _constant(value)
    if op is None:
        return False
    if not number_of(value.type).is_float:
        return bool(op.attrs["value"] == wanted)
    # -0.0 is the unit of float addition, 0.0 is not: (-0.0) + 0.0 is 0.0.
    known = constant_of(value)
    return bool(known == wanted and np.signbit(np.float64(known)) == np.signbit(wanted))


def zero(op: Op, b: Builder) -> Value | None:
    """x op zero -> zero, for integers: a float's NaN or infinity would not give zero."""
    dtype = scalar_of(op.result.type)
    if not isinstance(dtype, DType) or not dtype.is_integer:
        return None
    absorbing = OPS[op.name].zero
    if any(_is_number(v, absorbing) for v in op.operands):
        return make_constant(b, 0, op.result)
    return None


def idempotent(op: Op, b: Builder) -> Value | None:
    """x op x -> x."""
    x, y = op.operands
    return x if x is y else None


def known_where(op: Op, b: Builder) -> Value | None:
    """where(true, x, y) -> x; where(false, x, y) -> y; where(c, x, x) -> x."""
    c, x, y = op.operands
    if x is y:
        return x
    known = constant_of(c)
    return None if known is None else x if known else y


def same_cast(op: Op, b: Builder) -> Value | None:
    """cast(x) to its own dtype -> x."""
    (x,) = op.operands
    return x if x.type is op.result.type else None


def narrow(op: Op, b: Builder) -> Value | None:
    """cast i32 (x + y) of i64 -> cast x + cast y: the lower half of a sum needs no upper halves.

    So do differences and products; offsets of blocks are written in 64 bits and summed in 32.
    """
    (x,) = op.operands
    if scalar_of(op.result.type) is not I32 or scalar_of(x.type) is not I64:
        return None
    return _lower_half(x, b) if x.op is not None and x.op.name in _HALVES else None


def _lower_half(v: Value, b: Builder) -> Value:
    op = v.op
    if op is None or op.name not in _HALVES:
        return b.emit("cast", v, dtype="i32")
    if op.name == "cast":
        (x,) = op.operands
        if number_of(x.type).is_float:  # it saturates at another bound
            return b.emit("cast", v, dtype="i32")
        return x if scalar_of(x.type) is I32 else b.emit("cast", x, dtype="i32")
    return b.emit(op.name, *(_lower_half(o, b) for o in op.operands), **op.attrs)


_HALVES = ("add", "sub", "mul", "splat", "broadcast", "reshape", "cast")
_MADE = ("constant", "arange", "splat", "broadcast")
# Each rule, and which ops it concerns; the first that finds something decides.
Rule = Callable[[Op, Builder], Value | None]
RULES: dict[Rule, Callable[[Row], bool]] = {
    fold: lambda row: row.foldable and row.elementwise,
    splat_of_scalars: lambda row: row.elementwise and row.name not in _MADE,
    splat_twice: lambda row: row.name == "broadcast",
    unit: lambda row: row.unit is not None,
    true_and: lambda row: row.name == "and",
    zero: lambda row: row.zero is not None,
    idempotent: lambda row: row.idempotent,
    known_where: lambda row: row.name == "where",
    same_cast: lambda row: row.name in ("cast", "bitcast"),
    narrow: lambda row: row.name == "cast",
}
OF_CONSTANTS = (fold, unit, true_and, zero)  # they find nothing where no operand is a constant
OF_TILES = (splat_of_scalars, splat_twice)  # they find nothing where there are no tiles
_Rules = tuple[Rule, ...]
_RULES_AT = {level: _RulesOf(level) for level in ("tile", "thread")}
