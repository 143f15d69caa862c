"""Loops that wait for other programs, loads of what a counter says that they stored, and combine
functions with effects are refused."""

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


COUNT = """
@tmetal.jit
def k(x_ptr, part_ptr, count_ptr, out_ptr, other_ptr):
    pid = tl.program_id(0)
    group, i = pid // 2, tl.arange(0, 2)
    tl.store(part_ptr + pid, tl.load(x_ptr + pid))
"""
LATE = {
    "by the last program": """
    if tl.atomic_add(count_ptr, 1) == 3:
        tl.store(out_ptr, tl.sum(tl.load(part_ptr + tl.arange(0, 4))))
""",
    "by the last program of a group": """
    seen = tl.atomic_add(count_ptr + group, 1)
    if seen == 1:
        tl.store(out_ptr + group, tl.sum(tl.load(part_ptr + group * 2 + i)))
""",
    "in a loop after an early return": """
    if tl.atomic_add(count_ptr, 1) != 3:
        return
    total = 0
    for at in range(0, tl.num_programs(0), 2):
        total += tl.sum(tl.load(part_ptr + at + i))
    tl.store(out_ptr, total)
""",
    "under a mask": """
    last = tl.atomic_xchg(count_ptr, pid) == 3
    found = tl.load(part_ptr + i, mask=last & (i < 2), other=0)
    tl.store(out_ptr + i, found, mask=last)
""",
}
IN_ORDER = {
    "what the program itself stored": """
    if tl.atomic_add(count_ptr, 1) == 0:
        tl.store(out_ptr, tl.load(part_ptr + pid))
""",
    "work that a counter hands out, in place": """
    at = tl.atomic_add(count_ptr, 1)
    while at < 4:
        tl.store(out_ptr + at, tl.load(out_ptr + at) + 1)
        at = tl.atomic_add(count_ptr, 1)
""",
    "parts that are added up": """
    tl.atomic_add(out_ptr, tl.load(x_ptr + pid))
    tl.atomic_add(count_ptr, 1)
""",
    "the old contents, as another argument": """
    if tl.atomic_add(count_ptr, 1) == 3:
        tl.store(out_ptr, tl.sum(tl.load(other_ptr + tl.arange(0, 4))))
""",
}


def counting(body: str, backend: str) -> list[list[int]]:
    part = np.array([7, 7, 7, 7], np.int32)
    arrays = [np.arange(4, dtype=np.int32), part, *np.zeros((2, 4), np.int32), part.copy()]
    return [a.tolist() for a in run(make(COUNT + body), backend, (4,), *arrays)]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("how", LATE)
def test_a_load_of_what_a_counter_says_is_stored_is_refused(how: str, backend: str) -> None:
    with pytest.raises(CompileError, match=r"(?s)`part_ptr`.*`count_ptr`.*second kernel") as e:
        counting(LATE[how], backend)
    assert "tl.load(part_ptr" in str(e.value).splitlines()[-2]


@pytest.mark.parametrize("backend", BACKENDS)
def test_counters_that_order_nothing_are_no_mistake(backend: str) -> None:
    found = {what: counting(body, backend) for what, body in IN_ORDER.items()}
    assert all(arrays[1] == [0, 1, 2, 3] for arrays in found.values())
    assert found["work that a counter hands out, in place"][3] == [1, 1, 1, 1]
    assert found["parts that are added up"][3] == [6, 0, 0, 0]
    assert found["the old contents, as another argument"][3] == [28, 0, 0, 0]


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
