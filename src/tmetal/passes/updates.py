"""How an array that is updated atomically lives in an output, which MLX can only fill with a value.

Filled with zeros, the output holds how the elements differ from the old contents: what has to be
added (`sum`) where a kernel only adds, or else the bits that have to be flipped (`xor`). Either is
one word of an element, so Metal's atomic functions work on it, and the launch merges `old + out` or
`old ^ out` afterwards: no access of another launch can come between, and nothing is copied before.
Where the old contents are zero the output holds the elements themselves.

The 64-bit maximum and minimum that later chips have give nothing back and know no sign. There the
output holds, in the order of unsigned numbers, the largest of what elements were raised to, or of
the complements of what they were lowered to: 0 is the least, and says that nothing was (`ordered`).

Every access of such an array becomes an `atomic_at`, loads and stores too: of a place that other
threads update, a thread has to read whole elements.
"""

from __future__ import annotations

from dataclasses import dataclass

from tmetal.chips import Generation
from tmetal.errors import CompileError
from tmetal.ir.build import Builder
from tmetal.ir.core import Func, Op, Value, walk
from tmetal.ir.opset.atomic import OPERANDS
from tmetal.ir.types import DType, Pointer, number_of, shape_of

_EXTREMES = {"max": "largest", "min": "smallest"}


@dataclass(frozen=True)
class Updated:
    """The form of one array, whether the kernel reads its old contents, and what is looked at."""

    form: str
    reads: bool
    wanted: frozenset[Value]
    role: str  # of the output (see `ir.roles`)

    def access(self, op: Op, b: Builder, old: Value | None) -> list[Value]:
        """Emit an access of the array in its form, and return the results."""
        if op.name == "load_at":
            return [self.load(op, b, old)]
        if op.name == "store_at":
            root, count, value, *mask = op.operands
            self.update(b, "store", root, count, [value], mask, old, gives=False)
            return []
        root, count, *rest = op.operands
        kind = op.attrs["kind"]
        values, mask = rest[: OPERANDS[kind]], rest[OPERANDS[kind] :]
        gives = op.results[0] in self.wanted
        made = self.update(b, kind, root, count, values, mask, old, gives)
        return [made or Value(op.results[0].type)]  # nobody looks at the latter

    def load(self, op: Op, b: Builder, old: Value | None) -> Value:
        """Emit an atomic load; `other` is chosen afterwards."""
        root, count, *guards = op.operands
        made = self.update(b, "load", root, count, [], guards[:1], old, gives=True)
        assert made is not None
        return b.emit("where", guards[0], made, guards[1]) if len(guards) > 1 else made

    def update(
        self,
        b: Builder,
        kind: str,
        root: Value,
        count: Value,
        values: list[Value],
        mask: list[Value],
        old: Value | None,
        gives: bool,
    ) -> Value | None:
        """Emit an update in this form; return what was there before, if anybody looks."""
        attrs = {"kind": kind, "form": self.form, "gives": gives}
        if self.form == "ordered":
            values, attrs["kind"] = [_ordered(b, values[0], kind)], "max"
        before = None if old is None else b.emit("load_at", old, count, *mask)
        if before is not None and self.form == "xor":
            values = [*values, before]
        elif before is not None and kind == "store":
            values = [b.emit("sub", values[0], before)]
        op = b.append("atomic_at", [root, count, *values, *mask], attrs)
        if not gives:
            return None
        if before is not None and self.form == "sum":
            return b.emit("add", before, op.result)
        return op.result


def _ordered(b: Builder, v: Value, kind: str) -> Value:
    """Emit a number whose bits, unsigned, have the order of `v`; reversed for `min`."""
    dtype, shape = number_of(v.type), shape_of(v.type)
    if dtype.kind == "int":
        lowest = b.constant(dtype.limits[0], dtype)
        v = b.emit("xor", v, b.emit("splat", lowest, shape=shape) if shape else lowest)
    return b.emit("invert", v) if kind == "min" else v


def extremes(func: Func) -> frozenset[str]:
    """Return the parameters whose 64-bit elements are raised or lowered atomically."""
    return frozenset(
        op.operands[0].name
        for op in walk(func.body)
        if op.name == "atomic_at" and op.attrs["kind"] in _EXTREMES and _wide(op.operands[0])
    )


def _wide(root: Value) -> bool:
    assert isinstance(root.type, Pointer)
    return number_of(root.type.element).bits == 64


def updated(func: Func, root: Value, preserve: bool, target: Generation) -> Updated:
    """Choose the form of an array that is updated atomically; CompileError if there is none."""
    assert isinstance(root.type, Pointer)
    dtype = number_of(root.type.element)
    uses = [op for op in walk(func.body) if op.operands and op.operands[0] is root]
    looked_at = {v for op in walk(func.body) for v in op.operands}
    wanted = frozenset(r for op in uses for r in op.results if r in looked_at)
    if dtype.bits == 64:
        _check_wide(root, uses, wanted, target)
        if uses[0].attrs["kind"] in _EXTREMES:
            return Updated("ordered", False, wanted, _EXTREMES[uses[0].attrs["kind"]])
    if not preserve:
        return Updated("memory", False, wanted, "zeroed")
    if _is_sum(uses, dtype):
        stores = any(op.name == "store_at" or op.attrs.get("kind") == "store" for op in uses)
        return Updated("sum", stores or bool(wanted), wanted, "sum")
    return Updated("xor", True, wanted, "xor")


def _is_sum(uses: list[Op], dtype: DType) -> bool:
    """Whether all updates can be done on the difference to the old contents.

    Integers wrap around, so any store can be written as a difference; one of floats would round.
    """
    kinds = {op.attrs["kind"] if op.name == "atomic_at" else op.name for op in uses}
    allowed = {"add", "load", "load_at"} | ({"store", "store_at"} if dtype.is_integer else set())
    return dtype.bits >= 32 and kinds <= allowed


def _check_wide(root: Value, uses: list[Op], wanted: frozenset[Value], target: Generation) -> None:
    """Refuse of 64-bit elements what takes more than Metal has: sums in halves, and extremes."""
    kinds = {op.attrs["kind"] for op in uses if op.name == "atomic_at"}
    for op in uses:
        if op.name != "atomic_at" or (op.results and op.results[0] in wanted):
            what = "gives what was there before" if op.name == "atomic_at" else "is also accessed"
            raise CompileError(
                f"`{root.name}` has 64-bit elements. Metal adds to those in two halves, and raises "
                f"and lowers them without giving anything back, and it {what} here. Use an array "
                "of tl.int32, or look at the results in a second kernel.",
                op.loc,
            )
        if len(kinds) > 1:
            raise CompileError(
                f"`{root.name}` has 64-bit elements, and is updated by tl.atomic_"
                f"{' and tl.atomic_'.join(sorted(kinds))}. One kernel has one kind for such an "
                "array: use two arrays, or two kernels.",
                op.loc,
            )
        if not kinds <= {"add"} and not target.ulong_atomics:
            raise CompileError(
                f"tl.atomic_{op.attrs['kind']} of 64-bit elements (`{root.name}`) is there from M2 "
                f"on, and this kernel is compiled for {target.name}. Set TMETAL_TARGET=m2 if it "
                "need not run on an M1, or use an array of tl.int32.",
                op.loc,
            )
