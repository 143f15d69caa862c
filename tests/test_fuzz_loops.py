"""Random programs of loops and jumps: all backends do what plain Python does with the same text.

Numbers stay between 0 and 100, so that Python's integers and int32 agree. Every loop counts its
turns, so every program ends. Raise EXAMPLES to search longer; each costs a compilation.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st

from kernels import BACKENDS, assert_same, make, run
from plain_python import TooLongError, run_plainly

EXAMPLES = 40
NAMES = ("a", "b", "c", "n")
SLOTS = 16


class Writer:
    """Draws the body of a function; `result` is what its `return` gives, if anything."""

    def __init__(self, draw: Any, result: str, helper: str = "") -> None:
        self.draw, self.result, self.helper = draw, result, helper
        self.lines: list[str] = []
        self.made = 0

    def one_of(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def number(self, low: int, high: int) -> int:
        return int(self.draw(st.integers(low, high)))

    def value(self) -> str:
        x, y = self.one_of(*NAMES), self.one_of(*NAMES)
        return f"({x} * {self.number(0, 5)} + {y} + {self.number(0, 9)}) % 101"

    def condition(self) -> str:
        x, sign = self.one_of(*NAMES), self.one_of("<", ">", "==", "!=")
        simple = f"{x} % {self.number(2, 7)} {sign} {self.number(0, 3)}"
        if self.number(0, 3):
            return simple
        return f"{simple} {self.one_of('and', 'or')} {self.one_of(*NAMES)} < {self.number(5, 90)}"

    def line(self, depth: int, text: str) -> None:
        self.lines.append("    " * depth + text)

    def block(self, depth: int, loops: int, room: int) -> None:
        for _ in range(self.number(1, 3)):
            if not self.statement(depth, loops, room):
                return

    def statement(self, depth: int, loops: int, room: int) -> bool:
        """Write a statement; False if nothing after it can run."""
        kinds = ["assign", "assign", "store"]
        kinds += ["if", "if", "while", "for", "static"] * (room > 0)
        kinds += ["jump"] * (loops > 0 and depth > 2) + ["return"] * (self.number(0, 4) == 0)
        kind = self.one_of(*kinds)
        if kind == "assign":
            text = self.value()
            if self.helper and self.number(0, 3) == 0:
                text = f"{self.helper}(o_ptr, {', '.join(NAMES)}) % 101"
            self.line(depth, f"{self.one_of(*NAMES)} = {text}")
        elif kind == "store":
            at = f"o_ptr + {self.one_of(*NAMES)} % {SLOTS}"
            self.line(depth, f"tl.store({at}, tl.load({at}) * 3 % 1009 + {self.value()})")
        elif kind == "jump":
            self.line(depth, self.one_of("break", "continue"))
            return False
        elif kind == "return":
            self.line(depth, f"return {self.result}".rstrip())
            return False
        elif kind == "if":
            self.line(depth, f"if {self.condition()}:")
            self.block(depth + 1, loops, room - 1)
            if self.number(0, 1):
                self.line(depth, "else:")
                self.block(depth + 1, loops, room - 1)
        else:
            self.loop(kind, depth, loops, room)
        return True

    def loop(self, kind: str, depth: int, loops: int, room: int) -> None:
        self.made += 1
        name, most = f"i{self.made}", self.number(0, 5)
        if kind == "while":
            self.line(depth, f"{name} = 0")
            self.line(depth, f"while {name} < {most} and {self.condition()}:")
            self.line(depth + 1, f"{name} += 1")
        elif kind == "static":
            self.line(depth, f"for {name} in tl.static_range({min(most, 3)}):")
        else:
            bounds = self.one_of(f"{most}", f"n % {most + 1}", f"2, {most + 2}", f"{most}, -1, -2")
            self.line(depth, f"for {name} in range({bounds}):")
        if self.number(0, 1):
            self.line(depth + 1, f"{self.one_of(*NAMES)} = {self.one_of(*NAMES)} + 1")
        self.block(depth + 1, loops + 1, room - 1)


@st.composite
def programs(draw: Any) -> str:
    helper, kernel = Writer(draw, "a + b"), Writer(draw, "", "h")
    helper.block(1, 0, 2)
    for _ in range(3):
        if not kernel.statement(1, 0, 3):
            break
    parameters = ", ".join(NAMES)
    return "\n".join(
        [
            "@tmetal.jit",
            f"def h(o_ptr, {parameters}):",
            *helper.lines,
            "    return c",
            "",
            "",
            "@tmetal.jit",
            "def k(o_ptr, n):",
            "    a = tl.program_id(0)",
            "    b, c = 7, n * 2 % 11",
            *kernel.lines,
            "    tl.store(o_ptr, tl.load(o_ptr) * 3 % 1009 + a + b + c)",
            "",
        ]
    )


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(source=programs(), n=st.integers(0, 60))
def test_random_loops_and_jumps_do_what_plain_python_does(source: str, n: int) -> None:
    note(source)
    start = np.arange(SLOTS, dtype=np.int32)
    try:
        (wanted,) = run_plainly(source, 1, [start, n])
    except TooLongError:
        assume(False)
    kernel = make(source)
    for backend in BACKENDS:
        (got,) = run(kernel, backend, (1,), start, n)
        assert_same(got, wanted, backend)
