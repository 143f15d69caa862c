"""Random IR functions for the tests of passes, and a way to run them before and after.

A function takes pointers `a0` …, `b0` … and the scalars `n` and `f`. It reads all of them and
writes the `b`; a program touches only its own elements of those, so programs may run in any order.
Only ops that are exact, and everywhere the same, are drawn.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from kernels import interesting
from tmetal.ir.build import Builder
from tmetal.ir.core import Block, Func, Op, Value
from tmetal.ir.interp import Memory, run
from tmetal.ir.ops import OPS, TypeMistake
from tmetal.ir.types import BF16, DTYPES, F32, I1, I32, DType, pointer, scalar_of, shape_of, tile

READ, WRITTEN, PROGRAMS = 3, 2, 3
# The sign of a zero minimum, and NumPy's transcendental functions, are not always the same bits.
LOOSE = ("minimum", "maximum", "minimum_nan", "maximum_nan")
NAMES = [
    name
    for name, row in OPS.items()
    if row.pure and row.elementwise and row.level == "both" and row.operands
    if not row.machine
    and not row.tolerance
    and name not in (*LOOSE, "splat", "broadcast", "neg", "abs")
]
assert {"add", "where", "cast", "bitcast", "shl", "quotient"} <= set(NAMES)


class Maker:
    """Draws ops into a builder; `pool` holds the values that may be used."""

    def __init__(self, draw: Any, size: int) -> None:
        self.draw, self.size = draw, size
        kinds = st.sampled_from(DTYPES)
        self.inputs = [Value(pointer(draw(kinds)), f"a{i}") for i in range(READ)]
        self.outputs = [Value(pointer(draw(kinds)), f"b{i}") for i in range(WRITTEN)]
        self.scalars = [Value(I32, "n"), Value(F32, "f")]
        self.body = Block([*self.inputs, *self.outputs, *self.scalars])
        self.b = Builder(self.body)
        self.pool = list(self.scalars)

    def number(self, low: int, high: int) -> int:
        return int(self.draw(st.integers(low, high)))

    def one_of(self, choices: Any) -> Any:
        return self.draw(st.sampled_from(list(choices)))

    def function(self) -> Func:
        """Return a whole function."""
        self.start = self.b.emit(
            "mul",
            self.b.emit("program_id", axis=0),
            self.b.constant(self.size, I32),
            hint="start",
        )
        self.index = self.b.emit("arange", start=0, end=self.size, hint="i")
        self.pool += [self.start, self.index]
        for p in self.inputs:
            self.pool.append(self.load(p))
        self.statements(self.number(2, 8), 2)
        for p in self.outputs * 3:
            self.store(p)
        self.b.control("return", [], [], [])
        return Func("f", self.body)

    def statements(self, count: int, depth: int) -> None:
        for _ in range(count):
            kinds = ["op"] * 4 + ["constant", "memory"] + ["if", "for", "while"] * (depth > 0)
            kind = self.one_of(kinds)
            if kind == "op":
                self.op()
            elif kind == "constant":
                self.constant()
            elif kind == "memory":
                p = self.one_of(self.outputs)
                self.store(p)
                self.pool.append(self.load(p))
            elif kind == "if":
                self.choice(depth)
            elif kind == "while":
                self.turns(depth)
            else:
                self.loop(depth)

    def op(self) -> None:
        """Append an op on values of the pool, chosen so that its row takes them."""
        first, name = self.one_of(self.pool), self.one_of(NAMES)
        row, attrs = OPS[name], {}
        operands = [first]
        alike = [v for v in self.pool if v.type is first.type]
        operands += [self.one_of(alike) for _ in row.operands[1:]]
        if len(operands) == 2 and self.number(0, 2) == 0:
            operands[1] = self.simple(first)
        if name == "where":
            shape = shape_of(first.type)
            conditions = [v for v in self.pool if v.type is tile(I1, shape)]
            operands[0] = self.one_of(conditions) if conditions else self.as_bool(first)
        if first.type in (I1, tile(I1, (self.size,))) and row.promote in ("arithmetic", "integer"):
            name, row = "and", OPS["and"]  # the language does no arithmetic on booleans
            operands = [first, first]
        if row.attributes:
            target = self.one_of(DTYPES)
            if name == "cast" and scalar_of(first.type).is_float and target.is_integer:
                target = I1  # float to integer is unspecified out of range
            attrs = {"dtype": target.name}
        try:
            hint = self.one_of(("", "x", "y"))
            self.pool.append(self.b.emit(name, *operands, hint=hint, **attrs))
            if len(operands) == 2 and self.number(0, 3) == 0:  # is it merged with its mirror image?
                self.pool.append(self.b.emit(name, *operands[::-1]))
        except TypeMistake:
            self.pool.append(self.b.emit("eq", first, first))

    def simple(self, like: Value) -> Value:
        """Return a constant that identities are made of, in the type of a value."""
        dtype, shape = scalar_of(like.type), shape_of(like.type)
        number = self.one_of((0, 1) if not dtype.is_float else (0.0, -0.0, 1.0))
        made = self.b.constant(bool(number) if dtype is I1 else number, dtype)
        return self.b.emit("splat", made, shape=shape) if shape else made

    def as_bool(self, v: Value) -> Value:
        made: Value = self.b.emit("cast", v, dtype="i1")
        return made

    def constant(self) -> None:
        dtype = self.one_of(DTYPES)
        known = [x for x in interesting(dtype) if dtype is not BF16 or x == x]
        value = self.one_of(known)
        plain = float(value) if dtype.is_float else value.item()
        made = self.b.constant(plain, dtype)
        self.pool.append(made)
        self.pool.append(self.b.emit("splat", made, shape=(self.size,)))

    def offsets(self, spread: bool) -> Value:
        """Return offsets inside of this program's elements: a tile in some order, or a scalar."""
        if not spread:
            where = self.b.constant(self.number(0, self.size - 1), I32)
            return self.b.emit("add", self.start, where)
        order = self.one_of(("plain", "reversed", "swapped"))
        index = self.index
        if order == "reversed":
            last = self.b.constant(self.size - 1, I32)
            index = self.b.emit("sub", self.b.emit("splat", last, shape=(self.size,)), index)
        elif order == "swapped":
            one = self.b.emit("splat", self.b.constant(1, I32), shape=(self.size,))
            index = self.b.emit("xor", index, one) if self.size > 1 else index
        base = self.b.emit("splat", self.start, shape=(self.size,))
        return self.b.emit("add", base, index)

    def place(self, p: Value) -> Value:
        """Return a pointer, or a tile of pointers, into this program's elements of `p`."""
        spread = self.number(0, 3) > 0
        if not spread:
            return self.b.emit("offset", p, self.offsets(False))
        if self.number(0, 1):
            moved = self.b.emit("offset", p, self.start)
            places = self.b.emit("splat", moved, shape=(self.size,))
            return self.b.emit("offset", places, self.index)
        places = self.b.emit("splat", p, shape=(self.size,))
        return self.b.emit("offset", places, self.offsets(True))

    def guards(self, place: Value) -> list[Value]:
        masks = [v for v in self.pool if v.type is tile(I1, shape_of(place.type))]
        return [self.one_of(masks)] if masks and self.number(0, 1) else []

    def load(self, p: Value) -> Value:
        place = self.place(p)
        guards = self.guards(place)
        wanted = tile(p.type.element, shape_of(place.type))
        others = [v for v in self.pool if v.type is wanted]
        if guards:  # what a masked load gives without `other` is unspecified
            if not others:
                return self.b.emit("load", place, hint="v")
            guards.append(self.one_of(others))
        made: Value = self.b.emit("load", place, *guards, hint="v")
        return made

    def store(self, p: Value) -> None:
        """Store some value, cast to the element type; a float goes to integers as a truth value."""
        place = self.place(p)
        shape = shape_of(place.type)
        alike = [v for v in self.pool if shape_of(v.type) == shape]
        value = self.one_of(alike[-6:])
        source = scalar_of(value.type)
        if source.is_float and p.type.element.is_integer:
            value = self.as_bool(value)
        if scalar_of(value.type) is not p.type.element:
            value = self.b.emit("cast", value, dtype=p.type.element.name)
        self.b.effect("store", place, value, *self.guards(place))

    def inner(self, args: list[Value], depth: int, wanted: list[Any]) -> Block:
        """Return a block of random statements that yields values of the wanted types."""
        block, outer = Block(args), list(self.pool)
        with self.b.inside(block):
            self.pool += args
            self.statements(self.number(1, 3), depth - 1)
            ends = [[v for v in self.pool if v.type is t] for t in wanted]
            self.b.control("yield", [self.one_of(e[-3:]) for e in ends], [], [])
        self.pool = outer
        return block

    def choice(self, depth: int) -> None:
        scalars = [v for v in self.pool if v.type is I1]
        test = self.one_of(scalars) if scalars else self.as_bool(self.scalars[0])
        types = [self.one_of(self.pool).type for _ in range(self.number(0, 2))]
        blocks = [self.inner([], depth, types) for _ in range(2)]
        self.pool += self.b.control("if", [test], types, blocks).results

    def loop(self, depth: int) -> None:
        start, step = self.number(-2, 2), self.one_of((1, 1, 2, -1, -3))
        stop = self.one_of((start + step * self.number(0, 2), start + 1))
        bounds = [self.b.constant(k, I32) for k in (start, stop, step)]
        if self.number(0, 2) == 0:
            bounds[1] = self.b.emit("remainder", self.scalars[0], self.b.constant(4, I32))
        carried = [self.one_of(self.pool) for _ in range(self.number(0, 2))]
        args = [Value(I32, "k"), *(Value(v.type, "c") for v in carried)]
        block = self.inner(args, depth, [v.type for v in carried])
        types = [v.type for v in carried]
        op: Op = self.b.control("for", [*bounds, *carried], types, [block], unroll=False)
        self.pool += op.results

    def turns(self, depth: int) -> None:
        """Append a `while` of a few turns, which it counts; a random boolean may end it earlier."""
        one, most = self.b.constant(1, I32), self.b.constant(self.number(0, 3), I32)
        carried = [self.b.constant(0, I32)]
        carried += [self.one_of(self.pool) for _ in range(self.number(0, 2))]
        args = [Value(v.type, "w") for v in carried]
        go = self.b.emit("lt", carried[0], most)
        block = self.inner(args, depth, [v.type for v in carried])
        ends = block.ops.pop().operands
        with self.b.inside(block):
            turn = self.b.emit("add", args[0], one)
            more = self.b.emit("lt", turn, most)
            inner = [r for op in block.ops for r in op.results if r.type is I1]
            if inner and self.number(0, 1):
                more = self.b.emit("and", more, self.one_of(inner))
            self.b.control("yield", [more, turn, *ends[1:]], [], [])
        op = self.b.control("while", [go, *carried], [v.type for v in carried], [block])
        self.pool += op.results


@st.composite
def functions(draw: Any) -> Func:
    """Return a random function whose tiles have 1, 8 or 64 elements."""
    return Maker(draw, draw(st.sampled_from([1, 8, 64]))).function()


def elements(dtype: DType, name: str, count: int) -> Any:
    """Return what an array of that name holds before a run."""
    return np.resize(interesting(dtype, sum(map(ord, name)), 30), count)


def outcome(func: Func, threads: int, n: int = 7, count: int = 64 * PROGRAMS) -> dict[str, Any]:
    """Return the written arrays after a run of PROGRAMS programs.

    After `bind`, an output is fresh memory full of garbage, and what the byte map says was written
    replaces the old contents.
    """
    roles = func.attrs.get("roles", {})
    given: dict[str, Any] = {"n": np.int32(n), "f": np.float32(0.75)}
    memories, arguments = {}, []
    for p in func.body.args:
        if p.name in given:
            arguments.append(given[p.name])
            continue
        role, dtype = roles.get(p.name, ""), p.type.element
        base = func.attrs["sources"][p.name] if roles else p.name
        data = elements(dtype, base, count)
        if role == "written":
            data = np.zeros(count, bool)
        elif role == "output":
            data = np.resize(interesting(dtype, 999), count)
        memories[p.name] = Memory(data, p.name)
        arguments.append(memories[p.name])
    run(func, arguments, (PROGRAMS, 1, 1), threads)
    found = {}
    for name in [f"b{i}" for i in range(WRITTEN)]:
        data = memories[name].data
        if roles:
            old = elements(dtype_of(func, name), name, count)
            data = np.where(memories[f"{name}_written"].data, data, old)
        found[name] = data
    return found


def dtype_of(func: Func, name: str) -> DType:
    """Return the element type of a pointer parameter."""
    (found,) = [p.type.element for p in func.body.args if p.name == name]
    return found
