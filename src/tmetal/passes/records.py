"""Prints and assertions become records in a buffer, which the launch reads when the kernel has run.

The buffer is one more output of 32-bit words, all zero before the kernel runs; every access is
atomic. Its first word counts the words that were asked for; the second is the site + 1 of a failed
assertion that found no room. A record is of one element:

    site + 1 | program id x, y, z | number of the element, row-major | one word or two of the value

An assertion records the elements where it fails, and no value. Once more words were asked for than
there are, nothing is asked for any more (so the count cannot wrap around); what found no room is
not written.

Assumes: `addresses` has run. Guarantees: there is no `print` or `fail`; if there was one,
`attrs["records"]` names the parameter of the buffer.
"""

from __future__ import annotations

from tmetal.ir.build import Builder
from tmetal.ir.core import Func, Op, Value, walk
from tmetal.ir.types import I1, I32, U32, Type, number_of, pointer
from tmetal.passes.rewrite import rebuild

WORDS = 1 << 20  # of the buffer: 4 MB, in which 174762 records of a 32-bit value find room
START = 2  # words before the records
ROOM = WORDS - START
HEAD = 5  # words of a record before those of the value


def value_words(t: Type) -> int:
    """Return how many words a record holds of a value of such a type; none of an assertion's."""
    return 2 if number_of(t).bits == 64 else 1


def records(func: Func) -> Func:
    """Replace the prints and assertions of `func`, and return it."""
    if not any(op.name in ("print", "fail") for op in walk(func.body)):
        return func
    name = "records"
    while any(p.name == name for p in func.body.args):
        name += "_"
    buffer = Value(pointer(U32), name)
    func.body.args.append(buffer)
    func.attrs["records"] = name
    return rebuild(func, lambda op, b: _Record(op, b, buffer).write() if op.name in _SAYS else None)


_SAYS = ("print", "fail")


class _Record:
    """The records of one op: values of its shape, as the builder makes them."""

    def __init__(self, op: Op, b: Builder, buffer: Value) -> None:
        self.op, self.b, self.buffer = op, b, buffer
        self.shape: tuple[int, ...] = op.attrs["shape"]

    def write(self) -> list[Value]:
        """Emit the records: room is taken for all words of one at once."""
        words = [self.number(self.op.attrs["site"] + 1), *self.program(), self.element()]
        failed = self.op.operands[0] if self.op.name == "fail" else None
        if failed is None:
            words += [w for v in self.op.operands for w in self.words(v)]
        b, size = self.b, self.number(len(words))
        asked = self.access("load", self.place(0))
        live = b.emit("le", asked, self.number(ROOM))
        live = live if failed is None else b.emit("and", live, failed)
        start = self.access("add", self.place(0), size, live)
        room = b.emit("le", start, self.number(ROOM - len(words)))
        live = b.emit("and", live, room)
        if failed is not None:
            unheard = b.emit("and", failed, b.emit("invert", live))
            self.access("store", self.place(1), words[0], unheard)
        at = b.emit("cast", start, dtype=I32.name)
        for i, word in enumerate(words, START):
            self.access("store", b.emit("add", at, self.place(i)), word, live)
        return []

    def access(self, kind: str, at: Value, *rest: Value) -> Value:
        """Emit an atomic access of the buffer; return what was there, of one that looks."""
        attrs = {"kind": kind, "form": "memory", "gives": kind != "store"}
        op = self.b.append("atomic_at", [self.buffer, at, *rest], attrs)
        return op.results[0] if op.results else at

    def number(self, n: int) -> Value:
        """Return a number for each element."""
        return self.spread(self.b.constant(n, U32))

    def place(self, n: int) -> Value:
        """Return an offset for each element."""
        return self.spread(self.b.constant(n, I32))

    def spread(self, scalar: Value) -> Value:
        """Return a scalar for each element."""
        return self.b.emit("splat", scalar, shape=self.shape) if self.shape else scalar

    def program(self) -> list[Value]:
        """Return the program's ids as words."""
        ids = [self.b.emit("program_id", axis=axis) for axis in range(3)]
        return [self.spread(self.b.emit("cast", i, dtype=U32.name)) for i in ids]

    def element(self) -> Value:
        """Return the number of each element in row-major order, as a word."""
        if not self.shape:
            return self.number(0)
        size = 1
        for n in self.shape:
            size *= n
        flat = self.b.emit("cast", self.b.emit("arange", start=0, end=size), dtype=U32.name)
        return self.b.emit("reshape", flat, shape=self.shape) if len(self.shape) > 1 else flat

    def words(self, v: Value) -> list[Value]:
        """Return the bits of a value as words, the lower one first."""
        b, dtype = self.b, number_of(v.type)
        if dtype is I1:
            return [b.emit("cast", v, dtype=U32.name)]
        bits = b.emit("bitcast", v, dtype=f"u{dtype.bits}") if dtype.is_float else v
        low = b.emit("cast", bits, dtype=U32.name)
        if value_words(dtype) == 1:
            return [low]
        whole = b.emit("cast", bits, dtype="u64")
        half = b.constant(32, number_of(whole.type))
        high = b.emit("shr", whole, self.spread(half))
        return [low, b.emit("cast", high, dtype=U32.name)]
