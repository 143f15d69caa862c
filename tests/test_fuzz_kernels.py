"""Random kernels: the interpreter and the compiled kernel agree to the bit.

Only ops that round exactly and are specified everywhere are drawn. Raise EXAMPLES to search longer;
each costs a compilation.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

import tmetal
from kernels import assert_same, interesting, make, run
from test_promotion import BY_NAME, PROMOTED
from tmetal.ir.types import DTYPES, DType

EXAMPLES = 25
INPUTS = 4
SCALARS = {"n": "i32", "big": "i64", "f": "f32", "flag": "i1", "pid": "i32"}
CONDITIONS = ("n > 3", "pid == 1", "flag", "n % 3 == pid", "not flag", "pid < 2 and f < 0.5")
SIGNS = ("==", "!=", "<", "<=", ">", ">=")
RANGES = ("n % 5", "1, 4", "n % 7, -3, -2", "pid, 5, 2", "3, 3", "big, big + 3")


class Writer:
    """Draws a kernel; `tiles` are the variables in scope and their dtypes."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.tiles: dict[str, str] = {}
        self.scalars = dict(SCALARS)
        self.lines: list[str] = []
        self.made = 0

    def one_of(self, choices: Any) -> Any:
        return self.draw(st.sampled_from(list(choices)))

    def number(self, low: int, high: int) -> int:
        return int(self.draw(st.integers(low, high)))

    def expression(self, depth: int) -> tuple[str, str]:
        """Return the text of a tile expression, and its dtype."""
        if depth == 0:
            return self.one_of(self.tiles.items())
        text, dtype = self.expression(depth - 1)
        shapes = [self.binary, self.binary, self.compare, self.choose, self.convert, self.literal]
        own = self.of_floats if BY_NAME[dtype].is_float else self.of_integers
        made: tuple[str, str] = self.one_of([*shapes, own, own])(text, BY_NAME[dtype], depth)
        return made

    def other(self, depth: int) -> tuple[str, str]:
        """Return a second operand: a tile or a scalar."""
        if self.number(0, 3) == 0:
            return self.one_of(self.scalars.items())
        return self.expression(self.number(0, depth - 1))

    def binary(self, x: str, dtype: DType, depth: int) -> tuple[str, str]:
        y, second = self.other(depth)
        result = PROMOTED[dtype.name, second]
        signs = ("+", "-", "*") if BY_NAME[result].is_float else ("+", "-", "*", "&", "|", "^")
        return f"({x} {self.one_of(signs)} {y})", result

    def compare(self, x: str, dtype: DType, depth: int) -> tuple[str, str]:
        return (
            f"({x} {self.one_of(SIGNS)} {self.other(depth)[0]})",
            "i1",
        )

    def choose(self, x: str, dtype: DType, depth: int) -> tuple[str, str]:
        y, second = self.other(depth)
        return f"tl.where({self.expression(0)[0]}, {x}, {y})", PROMOTED[dtype.name, second]

    def convert(self, x: str, dtype: DType, depth: int) -> tuple[str, str]:
        target = self.one_of(DTYPES)
        if dtype.is_float and target.is_integer:  # out of range is unspecified
            low = "-100.0" if target.kind == "int" else "0.0"
            x = f"tl.where(({x} > {low}) & ({x} < 100.0), {x}, 1.0)"
        return f"{x}.to(tl.{target.title})", target.name

    def literal(self, x: str, dtype: DType, depth: int) -> tuple[str, str]:
        sign = self.one_of("+-*")
        if self.number(0, 2) == 0:
            constant = self.one_of((0.5, -1.5, 3.0, 0.0, 0.1))
            return f"({x} {sign} {constant})", dtype.name if dtype.is_float else "f32"
        low = 0 if dtype.kind == "uint" else -9
        name = "i32" if dtype.kind == "bool" else dtype.name
        return f"({self.number(low, 99)} {sign} {x})", name

    def of_floats(self, x: str, dtype: DType, depth: int) -> tuple[str, str]:
        wide = x if dtype.name == "f32" else f"{x}.to(tl.float32)"
        whole = self.one_of(("tl.floor", "tl.ceil", "tl.sqrt_rn", "tl.abs", "-"))
        if self.number(0, 3) == 0:
            return f"tl.div_rn({wide}, {self.one_of((3.0, -0.7))})", "f32"
        if self.number(0, 3) == 0:
            return f"({x} % {self.one_of((2.5, 3, 0.3))})", "f32"
        y, second = self.expression(0)  # the sign of a zero is unspecified: + 0.0 makes it positive
        if self.number(0, 2) == 0:
            name = self.one_of(("minimum", "maximum"))
            return f"(tl.{name}({x}, {y}) + 0.0)", PROMOTED[dtype.name, second]
        return f"{whole}({wide})", "f32"

    def of_integers(self, x: str, dtype: DType, depth: int) -> tuple[str, str]:
        if dtype.kind == "bool":
            return self.one_of((f"(~{x})", f"(not_({x}))")), "i1"
        shift = self.number(0, dtype.bits - 1)
        divisor = self.number(1, 50) * (self.one_of((1, -1)) if dtype.kind == "int" else 1)
        divisor = 7 if divisor == -1 else divisor
        texts = [f"({x} << {shift})", f"({x} >> {shift})", f"({x} // {divisor})"]
        texts += [f"({x} % {divisor})", f"(-{x})", f"(~{x})", f"tl.abs({x})"]
        texts += [f"tl.clamp({x}, {self.number(0, 9)}, {self.number(10, 99)})"]
        return self.one_of(texts), dtype.name

    def assign(self, indent: str, fresh: bool) -> None:
        text, dtype = self.expression(self.number(1, 3))
        if fresh:
            self.made += 1
            name = f"v{self.made}"
            self.lines.append(f"{indent}{name} = {text}")
            self.tiles[name] = dtype
            return
        name, wanted = self.one_of(self.tiles.items())
        kind = BY_NAME[wanted]
        if dtype != wanted:
            text = self.convert_to(text, BY_NAME[dtype], kind)
        self.lines.append(f"{indent}{name} = {text}")

    def convert_to(self, x: str, dtype: DType, target: DType) -> str:
        if dtype.is_float and target.is_integer:
            x = f"tl.where(({x} >= 0.0) & ({x} < 100.0), {x}, 1.0)"
        return f"({x}).to(tl.{target.title})"

    def statement(self, indent: str, depth: int) -> None:
        kinds = ("assign", "assign", "if", "for", "while", "memory") if depth else ("assign",)
        what = self.one_of(kinds)
        if what == "assign":
            return self.assign(indent, fresh=len(indent) == 4 and self.number(0, 1) == 0)
        if what == "memory":
            name = self.one_of([k for k in self.tiles if k[0] == "x"])
            at = self.one_of(("offs", "start + (BLOCK - 1 - i)", "start + (i ^ 1)"))
            self.lines.append(f"{indent}tl.store({name}_ptr + {at}, {name}, mask={at} < n)")
            again = f"tl.load({name}_ptr + offs, mask=mask, other=1)"
            self.lines.append(f"{indent}{name} = {again}")
            return None
        head = f"if {self.one_of(CONDITIONS)}:"
        if what == "for":
            self.made += 1
            head = f"for j{self.made} in range({self.one_of(RANGES)}):"
        if what == "while":
            self.made += 1
            self.lines.append(f"{indent}w{self.made} = {self.one_of(('0', 'pid'))}")
            head = f"while w{self.made} < 3 and not ({self.one_of(CONDITIONS)}):"
        self.lines.append(indent + head)
        if what == "while":
            self.lines.append(f"{indent}    w{self.made} += 1")
        if what != "if" and self.number(0, 1):
            jump = self.one_of(("break", "continue"))
            test = self.one_of((*CONDITIONS, f"{'jw'[what == 'while']}{self.made} == 2"))
            self.statement(indent + "    ", 0)
            self.lines.append(f"{indent}    if {test}:\n{indent}        {jump}")
        for _ in range(self.number(1, 2)):
            self.statement(indent + "    ", depth - 1)
        if what == "if" and self.number(0, 1):
            self.lines.append(f"{indent}else:")
            self.statement(indent + "    ", depth - 1)
        return None


@st.composite
def programs(draw: Any) -> tuple[str, list[str], list[str]]:
    """Return a kernel's source, and the dtypes of its inputs and of its outputs."""
    w = Writer(draw)
    inputs = [w.one_of(DTYPES).name for _ in range(INPUTS)]
    w.tiles = {f"x{k}": name for k, name in enumerate(inputs)}
    for _ in range(w.number(2, 6)):
        w.statement("    ", 2)
    outs = [f"o{k}" for k in range(len(w.tiles))]
    head = ", ".join([*(f"x{k}_ptr" for k in range(INPUTS)), *outs, "n, big, f, flag"])
    lines = [
        "@tmetal.jit",
        f"def k({head}, BLOCK: tl.constexpr):",
        "    pid = tl.program_id(0)",
        "    start = pid * BLOCK",
        "    i = tl.arange(0, BLOCK)",
        "    offs = start + i",
        "    mask = offs < n",
        *(f"    x{k} = tl.load(x{k}_ptr + offs, mask=mask, other=3)" for k in range(INPUTS)),
        *w.lines,
        *(
            f"    tl.store({out} + offs, {name}, mask=mask)"
            for out, name in zip(outs, w.tiles, strict=True)
        ),
    ]
    helper = "@tmetal.jit\ndef not_(x):\n    return ~x\n\n\n"
    return helper + "\n".join(lines) + "\n", inputs, list(w.tiles.values())


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    program=programs(),
    n=st.integers(1, 200),
    block=st.sampled_from([8, 32, 64]),
    warps=st.sampled_from([1, 4]),
    flag=st.booleans(),
    f=st.sampled_from([0.25, -3.0, 1e4]),
)
def test_the_interpreter_and_the_compiled_kernel_agree_to_the_bit(
    program: tuple[str, list[str], list[str]], n: int, block: int, warps: int, flag: bool, f: float
) -> None:
    source, inputs, outputs = program
    note(source)
    arrays = [np.resize(interesting(BY_NAME[d], k, 30), n) for k, d in enumerate(inputs)]
    arrays += [np.zeros(n, BY_NAME[d].numpy) for d in outputs]
    kernel = make(source)
    grid = (tmetal.cdiv(n, block),)
    arguments = [*arrays, n, 1 << 40, f, flag]
    results = [
        run(kernel, backend, grid, *arguments, BLOCK=block, num_warps=warps)
        for backend in ("interpret", "cpu with mlx arrays")
    ]
    for at, (wanted, got) in enumerate(zip(*results, strict=True)):
        assert_same(got, wanted, f"array {at}")
