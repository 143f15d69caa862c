"""Ranges of integers: the arithmetic of intervals, and what bounds the elements of a tile.

`Bounds(mask).of(v)` is the range of an integer or of all elements of a tile, where a mask is true:
by what its ops make, by its type, and by comparisons with constants that the mask asks for.
`given(func)` is what a launch and loops say of scalars: it is known before any op is looked at.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tmetal.ir.core import Func, Op, Value, walk
from tmetal.ir.types import I32, DType, scalar_of
from tmetal.passes.simplify import constant_of

Range = tuple[int, int]
EVERY: Range = I32.limits


def _add(x: Range, y: Range) -> Range:
    return x[0] + y[0], x[1] + y[1]


def _sub(x: Range, y: Range) -> Range:
    return x[0] - y[1], x[1] - y[0]


def _mul(x: Range, y: Range) -> Range:
    corners = [a * b for a in x for b in y]
    return min(corners), max(corners)


def _and(x: Range, y: Range) -> Range:
    masks = [r[1] for r in (x, y) if r[0] >= 0]
    return (0, min(masks)) if masks else EVERY


def _or(x: Range, y: Range) -> Range:
    if x[0] < 0 or y[0] < 0:
        return EVERY
    return 0, (1 << max(x[1], y[1]).bit_length()) - 1


def _shr(x: Range, y: Range) -> Range:
    if x[0] < 0 or y[0] < 0:
        return EVERY
    return x[0] >> min(y[1], 63), x[1] >> y[0]


def _shl(x: Range, y: Range) -> Range:
    if x[0] < 0 or not 0 <= y[0] <= y[1] < 32:
        return EVERY[0] - 1, EVERY[1] + 1
    return x[0] << y[0], x[1] << y[1]


def _quotient(x: Range, y: Range) -> Range:
    """A quotient is rounded towards 0."""
    if y[0] <= 0:
        return EVERY
    return -(max(0, -x[0]) // y[0]), max(0, x[1]) // y[0]


def _remainder(x: Range, y: Range) -> Range:
    """A remainder has the sign of what is divided."""
    if y[0] <= 0:
        return EVERY
    return max(min(0, x[0]), 1 - y[1]), min(max(0, x[1]), y[1] - 1)


def _least(x: Range, y: Range) -> Range:
    return min(x[0], y[0]), min(x[1], y[1])


def _most(x: Range, y: Range) -> Range:
    return max(x[0], y[0]), max(x[1], y[1])


# The range of a result, by the ranges of the operands; one beyond the type says that it may wrap.
RULES: dict[str, Callable[..., Range]] = {
    "add": _add,
    "sub": _sub,
    "mul": _mul,
    "index_add": _add,
    "index_sub": _sub,
    "index_mul": _mul,
    "and": _and,
    "or": _or,
    "xor": _or,
    "shr": _shr,
    "shl": _shl,
    "quotient": _quotient,
    "remainder": _remainder,
    "minimum": _least,
    "maximum": _most,
}

# Ops that give elements of their operand at other places, and no others.
_VIEWS = ("splat", "broadcast", "reshape", "permute")
INF = 1 << 64
_SAYS: dict[str, Callable[[int], Range]] = {
    "lt": lambda n: (-INF, n - 1),
    "le": lambda n: (-INF, n),
    "gt": lambda n: (n + 1, INF),
    "ge": lambda n: (n, INF),
    "eq": lambda n: (n, n),
}
_TURNED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq"}
# A value, and the views through which it is looked at: its elements are then those at one place.
Seen = tuple[Value, tuple[object, ...]]


class Bounds:
    """What a mask, a tile of booleans, says of values, and what follows for others.

    given: ranges of scalars that no op of theirs tells.
    """

    def __init__(self, mask: Value | None, given: dict[Value, Range] | None = None) -> None:
        self.given = {} if given is None else given
        self.asked: dict[Seen, Range] = {}
        self.known: dict[Seen, Range] = {}
        if mask is not None:
            self.ask(mask, ())

    def ask(self, mask: Value, path: tuple[object, ...]) -> None:
        """Note the comparisons with constants that are true where the mask is."""
        op = mask.op
        if op is None:
            return
        if op.name == "and":
            for part in op.operands:
                self.ask(part, path)
        elif op.name in _VIEWS:
            self.ask(op.operands[0], _further(path, op))
        elif op.name in _SAYS:
            x, y = op.operands
            for v, other, name in ((x, y, op.name), (y, x, _TURNED[op.name])):
                number, key = constant_of(other), (v, path)
                if isinstance(number, np.integer):
                    self.asked[key] = _meet(_SAYS[name](int(number)), self.asked.get(key))

    def of(self, v: Value, path: tuple[object, ...] = ()) -> Range:
        """Return the range of the elements of an integer value; that of its type at worst."""
        key = (v, path)
        if key not in self.known:
            limits = _limits(v)
            low, high = self.made(v, path) or limits
            if not limits[0] <= low <= high <= limits[1]:  # it may wrap
                low, high = limits
            self.known[key] = _meet((low, high), self.asked.get(key))
        return self.known[key]

    def fits(self, v: Value) -> bool:
        """Whether a sum is known not to wrap around, if all integers that it adds are as given."""
        return self.of(v) != _limits(v)

    def made(self, v: Value, path: tuple[object, ...]) -> Range | None:
        """Return the range of what an op makes, if the op says."""
        op = v.op
        if op is None or v in self.given:
            return self.given.get(v)
        if op.name == "constant":
            return (int(op.attrs["value"]),) * 2
        if op.name == "arange":
            return op.attrs["start"], op.attrs["end"] - 1
        if op.name == "where":
            (a, b), (c, d) = (self.of(x, path) for x in op.operands[1:])
            return min(a, c), max(b, d)
        if op.name in _VIEWS:
            return self.of(op.operands[0], _further(path, op))
        if op.name == "cast":
            source = scalar_of(op.operands[0].type)
            integer = isinstance(source, DType) and source.is_integer
            return self.of(op.operands[0], path) if integer else None
        if op.name not in RULES:
            return None
        low, high = RULES[op.name](*(self.of(x, path) for x in op.operands))
        # The rules are of 32-bit numbers: their widest answer says that nothing is known.
        narrow = EVERY[0] <= low and high <= EVERY[1] and (low, high) != EVERY
        return (low, high) if narrow else None


def given(func: Func) -> dict[Value, Range]:
    """Return the ranges of a function's arguments, its programs' numbers, and loops' counters."""
    programs, numbers = (func.attrs.get(n, 0) for n in ("programs", "numbers"))
    small = (-numbers // 2, numbers - 1)
    found = {p: small for p in func.body.args if p.type is I32} if numbers else {}
    bounds = Bounds(None, found)
    for op in walk(func.body):
        if op.name == "program_id" and programs:
            found[op.result] = (0, programs - 1)
        elif op.name == "for" and op.blocks[0].args[0].type is I32:
            start, stop, step = map(bounds.of, op.operands[:3])
            if step[0] > 0:
                found[op.blocks[0].args[0]] = (start[0], max(start[0], stop[1] - 1))
    return found


def compared(x: Range, y: Range, or_equal: bool) -> bool | None:
    """Whether x < y, or x <= y, if their ranges tell."""
    return True if x[1] < y[0] + or_equal else False if x[0] >= y[1] + or_equal else None


def _further(path: tuple[object, ...], op: Op) -> tuple[object, ...]:
    return (*path, op.name, str(op.attrs))


def _meet(x: Range, y: Range | None) -> Range:
    """Return what two ranges have in common; one number, if they have nothing."""
    if y is None:
        return x
    low = max(x[0], y[0])
    return low, max(low, min(x[1], y[1]))


def _limits(v: Value) -> Range:
    dtype = scalar_of(v.type)
    return dtype.limits if isinstance(dtype, DType) and dtype.is_integer else (-INF, INF)
