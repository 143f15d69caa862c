"""Integer ranges, and the arithmetic that they show cannot overflow.

Assumes: the thread level. Guarantees: 32-bit sums and products that cannot wrap around are
`index_add`, `index_sub`, `index_mul`, which Metal may reason about: its compiler merges loads that
are neighbours only if the index is computed in signed arithmetic (Apple, WWDC 2016 session 606).

A number that is not negative is divided by a power of two by taking its bits.

Threads, loop counters and constants are bounded; so are a program's id, by `attrs["programs"]`, and
arguments, by `attrs["numbers"]`: the launch checks both. Offsets of accesses are taken apart (see
`offsets`).
"""

from __future__ import annotations

from tmetal.ir.core import Block, Func, Op, Value, make_op
from tmetal.ir.ops import OPS, mask_of
from tmetal.ir.types import I32, DType
from tmetal.passes.intervals import EVERY, RULES, Range, compared
from tmetal.passes.offsets import Parts, Split
from tmetal.passes.simplify import constant_of

_BY_BITS = {"quotient": "shr", "remainder": "and"}


def ranges(func: Func) -> Func:
    """Make plain what cannot overflow in `func`, and return it."""
    _Ranges(func).block(func.body)
    return func


class _Ranges:
    """Walks in order, so that the ranges of operands are known."""

    def __init__(self, func: Func) -> None:
        self.known: dict[Value, Range] = {}
        self.depth: dict[Value, int] = {}  # of the block that defines a value
        self.own: set[Value] = set()  # what differs between threads
        self.counted: set[Value] = set()  # by unrolled loops, and nothing else
        self.steady: set[Value] = set()  # the same, and constants
        self.active: set[Value] = set()  # of those, what is 0 as well where it is used
        # Offsets of this block that are taken apart already, by whether the access is masked.
        self.taken: dict[tuple[Value, bool], Parts] = {}
        self.programs: int = func.attrs.get("programs", 0)
        if numbers := func.attrs.get("numbers", 0):
            small = (-numbers // 2, numbers - 1)
            self.known |= {p: small for p in func.body.args if p.type is I32}
        self.threads: int = func.attrs["threads"]

    def of(self, v: Value) -> Range:
        """Return the range of an integer."""
        known = self.known.get(v)
        if known is not None:
            return known
        dtype = v.type
        if dtype is I32 or not isinstance(dtype, DType) or dtype.is_float:
            return EVERY
        return dtype.limits

    def block(self, block: Block, depth: int = 0) -> None:
        """Go through a block."""
        ops: list[Op] = []
        around, self.taken = self.taken, {}
        self.depth.update(dict.fromkeys(block.args, depth))
        for op in block.ops:
            self.note(op, depth)
            for inner in op.blocks:
                self.inside(op, inner, depth + 1)
            row = OPS[op.name]
            if op.results and op.results[0].type is I32:
                if op.name in _BY_BITS:
                    self.divide(op, ops)
                self.one(op)
            elif row.order:
                self.compare(op)
            if row.access and row.mask:
                self.access(op, ops)
            ops.append(op)
        block.ops, self.taken = ops, around

    def note(self, op: Op, depth: int) -> None:
        """Note what results depend on."""
        for r in op.results:
            self.depth[r] = depth
        if not op.operands:
            if op.name == "constant":
                self.steady.update(op.results)
            elif op.name == "thread_index":
                self.own.update(op.results)
            return
        if not self.own.isdisjoint(op.operands):
            self.own.update(op.results)
        if op.name == "for":
            self.counter(op)
        elif self.steady.issuperset(op.operands):
            self.steady.update(op.results)
            self.counted.update(op.results)
            if OPS[op.name].product:  # 0 for 0
                self.active.update(op.results)

    def inside(self, op: Op, block: Block, depth: int) -> None:
        """Go through a block of an op."""
        outside = set(self.active)
        if op.name == "for" and op.attrs["unroll"]:  # these count from 0
            self.steady.add(block.args[0])
            self.counted.add(block.args[0])
            self.active.add(block.args[0])
        elif op.name != "for":  # what is inside may not happen when a counter around is 0
            self.active = set()
        self.block(block, depth)
        self.active = outside

    def counter(self, op: Op) -> None:
        """Note the range of a loop's counter."""
        argument = op.blocks[0].args[0]
        step = self.of(op.operands[2])
        if argument.type is I32 and step[0] > 0:
            low, high = self.of(op.operands[0])[0], self.of(op.operands[1])[1] - 1
            self.known[argument] = (low, max(low, high))

    def one(self, op: Op) -> None:
        """Note the range of a result, and make plain what cannot overflow."""
        rule = RULES.get(op.name)
        if rule is not None:
            low, high = rule(*map(self.of, op.operands))
            if EVERY[0] <= low and high <= EVERY[1]:
                self.known[op.results[0]] = (low, high)
                op.name = OPS[op.name].plain or op.name
        elif op.name == "constant":
            self.known[op.result] = (int(op.attrs["value"]),) * 2
        elif op.name == "thread_index":
            self.known[op.result] = (0, self.threads - 1)
        elif op.name == "program_id" and self.programs:
            self.known[op.result] = (0, self.programs - 1)
        elif op.name == "where":
            (a, b), (c, d) = (self.of(v) for v in op.operands[1:])
            self.known[op.result] = (min(a, c), max(b, d))
        elif op.name == "cast":
            self.cast(op)

    def divide(self, op: Op, ops: list[Op]) -> None:
        """Take bits of a number that is not negative, where a power of two divides it."""
        divisor = constant_of(op.operands[1])
        if (
            divisor is None
            or divisor < 1
            or divisor & (divisor - 1)
            or self.of(op.operands[0])[0] < 0
        ):
            return
        op.name, number = _BY_BITS[op.name], int(divisor)
        number = number.bit_length() - 1 if op.name == "shr" else number - 1
        ops.append(make_op("constant", [], [I32], {"value": number, "dtype": "i32"}))
        op.operands[1] = ops[-1].result
        self.note(ops[-1], self.depth[op.result])
        self.one(ops[-1])

    def compare(self, op: Op) -> None:
        """Make a constant of a comparison that all numbers of its ranges answer alike."""
        row = OPS[op.name]
        x, y = (self.of(v) for v in op.operands[:: row.order])
        answer = compared(x, y, row.or_equal)
        if answer is not None and op.operands[0].type is I32:
            op.name, op.operands = "constant", []
            op.attrs = {"value": answer, "dtype": "i1"}

    def cast(self, op: Op) -> None:
        """A number that fits keeps its range."""
        low, high = self.of(op.operands[0])
        source = op.operands[0].type
        integer = isinstance(source, DType) and not source.is_float
        if integer and EVERY[0] <= low and high <= EVERY[1]:
            self.known[op.result] = (low, high)

    def near(self, v: Value) -> bool:
        """Whether a value depends on counters of unrolled loops alone, and is small."""
        return v in self.counted and self.bounded(v)

    def bounded(self, v: Value) -> bool:
        """Whether a value is known not to be negative, and not to be large."""
        return self.of(v)[0] >= 0 and self.of(v) != EVERY

    def access(self, op: Op, ops: list[Op]) -> None:
        """Take an offset apart, into a pointer and an index (see `offsets`)."""
        base, index, *rest = op.operands
        if index.type is not I32:
            return
        key = index, mask_of(op) is not None
        if key not in self.taken:
            self.taken[key] = self.apart(op, ops)
        shifts, index = self.taken[key]
        for by in shifts:
            ops.append(make_op("shift", [base, by], [base.type], loc=op.loc))
            base = ops[-1].result
        op.operands = [base, index, *rest]

    def apart(self, op: Op, ops: list[Op]) -> Parts:
        """Emit the parts of an access's offset; of one that is not taken apart, only the index."""
        index = op.operands[1]
        active = lambda v: v in self.active and self.near(v)  # noqa: E731
        split = Split(op, ops, self.near, active, lambda v: self.of(v)[1])
        split.take(index, masked=mask_of(op) is not None)
        if not split.near and not split.strided:  # no loop: what differs between threads
            split.near = [v for v in split.far if v in self.own and self.bounded(v)]
            split.far = [v for v in split.far if v not in split.near]
            split.limit = sum(self.of(v)[1] for v in split.near)
        if split.far and split.limit <= EVERY[1] and (split.near or split.strided):
            return split.emit(lambda v: self.depth.get(v, 0))
        return [], index
