"""The verifier: structure, the rows' own type rules, and the level.

Run after every pass in tests and with `TMETAL_VERIFY=1`. A failure is a bug in tmetal: it shows the
whole function with the complaint under the op.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from tmetal.errors import InternalError
from tmetal.ir import opset
from tmetal.ir.core import Block, Func, Op, Value, show
from tmetal.ir.ops import OPS, TypeMistake
from tmetal.ir.types import I1, DType, Tile, Type, scalar_of

assert opset.__all__  # importing the rows fills the table


# Attributes that the passes `units` and `layouts` add: who does an op, not what it means.
PLACING = {"layout", "shares", "unit", "refused"}


# What a type rule runs into if operands or attributes are of another kind than its row says.
MISFITS = (TypeError, ValueError, KeyError, IndexError, AttributeError, AssertionError)


class Broken(InternalError):
    """The IR breaks its own rules."""


def verify(func: Func, stage: str = "") -> Func:
    """Check a function and return it; Broken with the function's text if it is wrong."""
    found = complaint(func)
    if found is not None:
        where = f" after {stage}" if stage else ""
        raise Broken(_report(func, found, where)) from None
    return func


def complaint(func: Func) -> Complaint | None:
    """Return the first rule that a function breaks, and the op that breaks it."""
    try:
        _block(func.body, set(), func.level, "return")
    except Complaint as found:
        return found
    return None


class Complaint(Exception):
    """What is wrong with an op."""

    def __init__(self, text: str, op: Op) -> None:
        super().__init__(text)
        self.text, self.op = text, op


def _report(func: Func, found: Complaint, where: str) -> str:
    return (
        f"the IR is wrong{where}: {found.text}\n  in: {found.op!r}\n{show(func)}"
        "This is a bug in tmetal, not in your kernel."
    )


def _block(block: Block, outer: set[Value], level: str, end: str) -> None:
    if not block.ops:
        raise Broken(f"an empty block: it must end in {end}")
    known = outer | set(block.args)
    for position, op in enumerate(block.ops):
        _placed(op, known, level, end, last=position == len(block.ops) - 1)
        kind = None if op.blocks else _kind(op, level)
        if kind not in _RIGHT:
            try:
                _types(op, level)
            except MISFITS as misfit:
                text = f"operands or attributes are not those of {op.name}: {misfit!r}"
                raise Complaint(text, op) from None
            if kind is not None:
                _RIGHT.add(kind)
        for inner in op.blocks:
            _block(inner, known, level, "yield")
        known.update(op.results)


# Ops without blocks whose types and attributes were found right: there are few kinds of them, and
# every pass leaves most as they are.
_RIGHT: set[Hashable] = set()


def _kind(op: Op, level: str) -> Hashable:
    """Return all that the rules about an op's types and attributes depend on."""
    types = tuple([v.type for v in op.operands]), tuple([r.type for r in op.results])
    return op.name, level, types, repr(op.attrs) if op.attrs else ""


def _placed(op: Op, known: set[Value], level: str, end: str, last: bool) -> None:
    row = OPS.get(op.name)
    if row is None:
        raise Complaint(f"there is no op {op.name}", op)
    if not known.issuperset(op.operands):
        v = next(v for v in op.operands if v not in known)
        raise Complaint(f"%{v.name} is used before it is defined", op)
    if row.level not in ("both", level):
        raise Complaint(f"{op.name} does not belong to the {level} level", op)
    if row.terminator != last or (last and op.name != end):
        raise Complaint(f"a block ends in one {end}", op)
    for r in op.results:
        if r.op is not op:
            raise Complaint("a result does not know its op", op)


def _types(op: Op, level: str) -> None:
    row = OPS[op.name]
    if op.name in CONTROL:
        CONTROL[op.name](op)
        return
    extra = (set(op.attrs) - PLACING) ^ (set(row.attributes) - PLACING)
    if extra:
        raise Complaint(f"attributes must be {row.attributes}, see {sorted(extra)}", op)
    low = len(row.operands) - len(row.optional)
    if not row.variadic and not low <= len(op.operands) <= len(row.operands):
        most = len(row.operands)
        count = f"{low}" if low == most else f"{low} to {most}"
        raise Complaint(f"takes {count} operand{'s' * (most != 1)}", op)
    try:
        wanted: Sequence[Type] = row.types([v.type for v in op.operands], op.attrs)
    except (TypeMistake, TypeError) as mistake:
        raise Complaint(str(mistake), op) from None
    found = [r.type for r in op.results]
    if list(wanted) != found:
        raise Complaint(f"results should be {list(wanted)}, not {found}", op)
    if level == "thread" and any(isinstance(v.type, Tile) for v in (*op.operands, *op.results)):
        raise Complaint("a tile at the thread level", op)


def _yields(op: Op) -> list[list[Type]]:
    return [[v.type for v in b.ops[-1].operands] if b.ops else [] for b in op.blocks]


def _for(op: Op) -> None:
    types = [v.type for v in op.operands]
    counter, carried = types[0], types[3:]
    integer = isinstance(counter, DType) and counter.is_integer
    if len(op.blocks) != 1 or not integer or types[:3] != [counter] * 3:
        raise Complaint("for takes three scalars of one integer type, and one block", op)
    if [a.type for a in op.blocks[0].args] != [counter, *carried]:
        raise Complaint("the block takes the counter and the carried values", op)
    if _yields(op) != [carried] or [r.type for r in op.results] != carried:
        raise Complaint("carried values keep their types", op)


def _while(op: Op) -> None:
    types = [v.type for v in op.operands]
    if len(op.blocks) != 1 or not types or types[0] is not I1:
        raise Complaint("while takes a scalar boolean, and one block", op)
    if [a.type for a in op.blocks[0].args] != types[1:]:
        raise Complaint("the block takes the carried values", op)
    if _yields(op) != [types] or [r.type for r in op.results] != types[1:]:
        raise Complaint("the block yields the next boolean, and carried values keep types", op)


def _if(op: Op) -> None:
    results = [r.type for r in op.results]
    if len(op.operands) != 1 or op.operands[0].type is not I1 or len(op.blocks) != 2:
        raise Complaint("if takes one scalar boolean and two blocks", op)
    if any(b.args for b in op.blocks) or _yields(op) != [results, results]:
        raise Complaint("both blocks yield the results", op)


def _combining(op: Op) -> None:
    row = OPS[op.name]
    try:
        wanted = list(row.types([v.type for v in op.operands], op.attrs))
    except TypeMistake as mistake:
        raise Complaint(str(mistake), op) from None
    if [r.type for r in op.results] != wanted:
        raise Complaint(f"results should be {wanted}", op)
    scalars: list[Type] = [scalar_of(v.type) for v in op.operands]
    args = [a.type for a in op.blocks[0].args] if len(op.blocks) == 1 else None
    if args != scalars * 2 or _yields(op) != [scalars]:
        raise Complaint("the block combines two sets of elements into one", op)


def _end(op: Op) -> None:
    if op.results or op.blocks:
        raise Complaint("a terminator has operands only", op)


CONTROL = {
    "for": _for,
    "while": _while,
    "if": _if,
    "yield": _end,
    "return": _end,
    "reduce": _combining,
    "scan": _combining,
}
