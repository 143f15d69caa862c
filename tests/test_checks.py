"""Loops that wait for another program, and combine functions with effects, are refused."""

from __future__ import annotations

import numpy as np
import pytest

from kernels import BACKENDS, make, run
from tmetal.errors import CompileError

WAITS = (
    "tl.atomic_cas(x_ptr, 0, 1) == 1",
    "tl.atomic_xchg(x_ptr + pid % 2, 1) != 0",
    "tl.load(x_ptr, volatile=True) == 0",
    "tl.atomic_add(x_ptr, 0) < tl.num_programs(0)",
    "tl.atomic_load(x_ptr) < n and n > 0",
)
HEAD = "@tmetal.jit\ndef k(x_ptr, n):\n    pid = tl.program_id(0)\n"


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("condition", WAITS)
def test_a_loop_that_waits_is_refused_at_its_condition(condition: str, backend: str) -> None:
    kernel = make(f"{HEAD}    while {condition}:\n        tl.debug_barrier()\n")
    with pytest.raises(CompileError, match=r"(?s)waits for another program.*tl\.atomic_add") as e:
        run(kernel, backend, (1,), np.zeros(2, np.int32), 1)
    line, carets = str(e.value).splitlines()[-2:]
    assert line[carets.index("^") : carets.rindex("^") + 1] == condition


def test_a_lock_that_is_left_by_break_is_refused_too() -> None:
    kernel = make(f"""{HEAD}    while True:
        if tl.atomic_cas(x_ptr, 0, 1) == 0:
            break
    tl.atomic_xchg(x_ptr, 0)
""")
    with pytest.raises(CompileError, match="waits for another program"):
        run(kernel, "cpu", (1,), np.zeros(2, np.int32), 1)


ENDS = {
    "taking work": """
    while tl.atomic_add(x_ptr, 1) < n:
        tl.atomic_add(x_ptr + 1, 2)
""",
    "trying again with what was found": """
    old = tl.load(x_ptr)
    seen = tl.atomic_cas(x_ptr, old, old + 2)
    while seen != old:
        old = seen
        seen = tl.atomic_cas(x_ptr, old, old + 2)
    tl.atomic_add(x_ptr + 1, n)
""",
    "counting down in memory": """
    tl.store(x_ptr, n)
    while tl.load(x_ptr) > 0:
        tl.store(x_ptr, tl.load(x_ptr) - 1)
""",
    "trying a few times": """
    turn = 0
    while (tl.load(x_ptr) == 0) & (turn < n):
        turn += 1
    tl.store(x_ptr + 1, turn)
""",
}
LEFT = {
    "taking work": [6, 10],
    "trying again with what was found": [2, 5],
    "counting down in memory": [0, 0],
    "trying a few times": [0, 5],
}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("what", ENDS)
def test_a_loop_that_ends_by_itself_runs(what: str, backend: str) -> None:
    (got,) = run(make(HEAD + ENDS[what]), backend, (1,), np.zeros(2, np.int32), 5)
    assert got.tolist() == LEFT[what]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    "effect", ['tl.device_print("a", a)', "tl.device_assert(a > 0)", "tl.store(x_ptr, 1)"]
)
def test_a_combine_function_has_no_effects(effect: str, backend: str) -> None:
    kernel = make(f"""
@tmetal.jit
def k(x_ptr):
    p = x_ptr + tl.arange(0, 8)

    def both(a, b):
        {effect}
        return a + b

    tl.store(x_ptr, tl.reduce(tl.load(p), 0, both))
""")
    with pytest.raises(CompileError, match=r"(?s)only computes.*before or after.*in both") as e:
        run(kernel, backend, (1,), np.ones(8, np.int32), debug=True)
    assert effect in str(e.value).splitlines()[-2]
