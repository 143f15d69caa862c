"""Interior and edge: where a mask holds for all neighbours that a thread has, they are not masked.

Assumes: the thread level, barriers placed. Guarantees: an innermost loop over registers whose
accesses are masked runs without those masks where they are all true, so that Metal merges the
neighbours into wide accesses; only threads at the edge of an array take the masked loop.

    for r in 0 … 4: x[r] = e + r < n ? p[e + r] : 0
    ──►  if (e + 3 < n) { for r in 0 … 4: x[r] = p[e + r] } else { as before }

A mask is true for all r if it is true for the last one and comes true only as r falls: that can be
read off sums and products with known signs. Of a sum that may wrap around, as `start + r` in a loop
over `start`, it is asked besides whether the last one is on the right side of the first: only then
has it not. Masking every access instead costs up to four times the memory transactions (anchors:
add_1000003).
"""

from __future__ import annotations

from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Op, Value, make_op
from tmetal.ir.ops import OPS, is_loop, mask_of
from tmetal.ir.types import I1, I32, U32
from tmetal.passes.dce import dce
from tmetal.passes.rewrite import Replaced, copy_op
from tmetal.passes.simplify import constant_of

# A thread's registers times a factor up to this never reach half of the 32-bit numbers.
LARGEST = 1 << 20


def edges(func: Func) -> Func:
    """Split loops of `func` into an interior and an edge, and return it."""
    _block(func.body, False)
    return dce(func)


def _block(block: Block, often: bool) -> None:
    """Split the loops of a block; `often`: it is inside of a loop that is not unrolled."""
    ops: list[Op] = []
    for op in block.ops:
        for inner in op.blocks:
            _block(inner, often or (is_loop(op) and not op.attrs.get("unroll")))
        if op.name == "for" and _is_register_loop(op):
            ops += _split(op, often) or [op]
        else:
            ops.append(op)
    block.ops = ops


def _is_register_loop(op: Op) -> bool:
    """Whether a `for` runs over registers, and all that threads do there each does alone."""
    if not op.attrs["unroll"] or op.results:
        return False
    # Threads take different sides, and lanes that shuffle have to meet.
    return not any(inner.blocks or OPS[inner.name].collective for inner in op.blocks[0].ops)


def _split(loop: Op, often: bool) -> list[Op] | None:
    """Return the ops that replace a loop, or None if there is nothing to win.

    often: it is worth some code before it.
    """
    (body,) = loop.blocks
    masks = [mask for op in body.ops if (mask := _mask(op))]
    question = _Question(loop)
    whole: dict[Value, Value] = {}
    for mask in dict.fromkeys(masks):
        answer = question.all_true(mask)
        if answer is not None:
            whole[mask] = answer
    if not whole:
        return None
    b = question.b
    answers = list(dict.fromkeys(whole.values()))
    test = answers[0]
    for other in answers[1:]:
        test = b.emit("and", test, other)
    inner, outer = Block(), Block()
    with b.inside(inner):
        _copy(loop, b, set(whole))
        b.control("yield", [], [], [])
    with b.inside(outer):
        room = _room(question, masks[0]) if often and len(set(masks)) == 1 else None
        outer.ops.append(loop if room is None else _some(loop, b, masks[0], room))
        b.control("yield", [], [], [])
    b.loc = loop.loc
    b.control("if", [test], [], [inner, outer])
    return b.block.ops


def _mask(op: Op) -> Value | None:
    return mask_of(op) if OPS[op.name].access else None


def _copy(loop: Op, b: Builder, gone: set[Value]) -> None:
    """Copy a loop without some masks."""
    values = Replaced()
    new = copy_op(loop, list(loop.operands), values)
    inner = {values[v] for v in gone}
    for op in new.blocks[0].ops:
        if _mask(op) in inner:
            del op.operands[OPS[op.name].mask :]
    b.block.ops.append(new)


def _room(question: _Question, mask: Value) -> Value | None:
    """Emit for how many turns, the first ones, a mask is true; None if it is not so.

    `fixed & (x + r < n)` is `r < (fixed & (x < n) ? n - x : 0)`. In a loop around that changes
    `fixed`, only the choice is left of it; else nothing.
    """
    b, parts = question.b, _parts(mask)
    changing = [p for p in parts if p in question.inside]
    test = changing[0].op if len(changing) == 1 else None
    if test is None or test.name != "lt":
        return None
    x, n = test.operands
    if n in question.inside or n.type is not I32 or question.slope(x) != 1:
        return None
    first = question.at_first(x)
    some = b.emit("lt", first, n)
    for fixed in parts:
        some = some if fixed is changing[0] else b.emit("and", fixed, some)
    room = b.emit("sub", b.emit("cast", n, dtype="u32"), b.emit("cast", first, dtype="u32"))
    return b.emit("where", some, room, b.constant(0, U32))


def _parts(mask: Value) -> list[Value]:
    """Return the booleans that all are true where a mask is."""
    op = mask.op
    if op is not None and op.name == "and" and mask.type is I1:
        return [p for v in op.operands for p in _parts(v)]
    return [mask]


def _some(loop: Op, b: Builder, mask: Value, room: Value) -> Op:
    """Return a branch: what a loop does where its mask is false in all turns; or in some.

    The loop comes second, since that side must do for all threads (`ir.interp`).
    """
    none = b.emit("eq", room, b.constant(0, U32))
    inner, outer = Block(), Block()
    with b.inside(inner):
        _fill(loop, b)
        b.control("yield", [], [], [])
    with b.inside(outer):
        values = Replaced()
        some = copy_op(loop, list(loop.operands), values)
        (body,) = some.blocks
        old, body.ops = body.ops, []
        with b.inside(body):
            turn = b.emit("cast", body.args[0], dtype="u32")
            now = b.emit("lt", turn, room)
        for op in old:
            op.operands = [now if v is values[mask] else v for v in op.operands]
        body.ops += old
        b.block.ops.append(some)
        b.control("yield", [], [], [])
    return make_op("if", [none], [], {}, [inner, outer], loop.loc)


def _fill(loop: Op, b: Builder) -> None:
    """Copy a loop without its masked accesses; what would be loaded is the other value."""
    values = Replaced()
    new = copy_op(loop, list(loop.operands), values)
    body, ops = new.blocks[0], []
    for op in body.ops:
        op.operands = [values[v] for v in op.operands]
        mask = _mask(op)
        if mask is None:
            ops.append(op)
        elif op.results:
            other = op.operands[op.operands.index(mask) + 1 :]
            values[op.result] = other[0] if other else b.constant(0, op.result.type)  # type: ignore[arg-type]
    body.ops = ops
    b.block.ops.append(new)


class _Question:
    """Whether a mask is true for all iterations of a loop, as code before the loop."""

    def __init__(self, loop: Op) -> None:
        (self.body,) = loop.blocks
        self.counter = self.body.args[0]
        self.inside = {r for op in self.body.ops for r in op.results} | {self.counter}
        count = constant_of(loop.operands[1])
        self.b = Builder(Block())
        self.b.loc = loop.loc
        last = self.b.constant(int(count) - 1, self.counter.type)  # type: ignore[arg-type]
        # What values are in the first iteration, and in the last one.
        self.first: dict[Value, Value] = {}
        self.last: dict[Value, Value] = {self.counter: last}
        self.sums: dict[Value, int] = {}  # that may wrap around, and how they change

    def all_true(self, mask: Value) -> Value | None:
        """Return a value that is true only if the mask is true in every iteration."""
        if mask not in self.inside:
            return mask
        op = mask.op
        assert op is not None
        if op.name == "and" and mask.type is I1:
            both = [self.all_true(v) for v in op.operands]
            if both[0] is None or both[1] is None:
                return None
            return self.b.emit("and", both[0], both[1])
        sign = OPS[op.name].order
        if not sign:
            return None
        self.sums.clear()
        rising = [self.direction(v) for v in op.operands]
        if rising[0] not in (0, sign) or rising[1] not in (0, -sign):
            return None
        answer = self.at(mask, self.last)
        for v, way in self.sums.items():
            self.first.setdefault(self.counter, self.b.constant(0, I32))
            ends = self.at(v, self.last), self.at(v, self.first)
            answer = self.b.emit("and", answer, self.b.emit("ge" if way > 0 else "le", *ends))
        return answer

    def at_first(self, mask: Value) -> Value:
        """Return a mask as it is in the first iteration."""
        self.first.setdefault(self.counter, self.b.constant(0, I32))
        return self.at(mask, self.first)

    def slope(self, v: Value) -> int | None:
        """Return by how much a number that does not wrap around grows with the counter."""
        if v not in self.inside:
            return 0
        if v is self.counter:
            return 1
        op = v.op
        if op is None or op.name not in ("index_add", "index_mul"):
            return None
        x, y = (self.slope(o) for o in op.operands)
        if op.name == "index_mul":
            factor = constant_of(op.operands[1])
            return None if x is None or factor is None else x * int(factor)
        return None if x is None or y is None else x + y

    def direction(self, v: Value) -> int | None:
        """Return how a value changes as the counter rises: 1, 0, -1, or None if unknown."""
        if v not in self.inside:
            return 0
        if v is self.counter:
            return 1
        op = v.op
        assert op is not None
        if op.name == "index_add":
            x, y = (self.direction(o) for o in op.operands)
            if x is None or y is None or x * y < 0:
                return None
            return x or y
        if op.name == "index_mul":
            varying, times = op.operands
            factor = constant_of(times)
            way = self.direction(varying)
            return way if factor is not None and 0 < factor <= LARGEST else None
        if op.name == "add" and v.type is I32:
            return self.wrapping(v, [self.direction(o) for o in op.operands])
        return None

    def wrapping(self, v: Value, ways: list[int | None]) -> int | None:
        """Return how a sum of a fixed and a changing number changes, if it does not wrap around."""
        if ways.count(0) != 1 or None in ways:
            return None
        way = ways[0] or ways[1]
        assert way is not None
        self.sums[v] = way
        return way

    def at(self, v: Value, made: dict[Value, Value]) -> Value:
        """Emit a value as it is in the iteration that `made` is about."""
        if v not in self.inside:
            return v
        known = made.get(v)
        if known is None:
            op = v.op
            assert op is not None
            operands = [self.at(o, made) for o in op.operands]
            known = made[v] = self.b.emit(op.name, *operands, **op.attrs)
        return known
