"""The interpreter: Python itself on tiles, many programs at once where that is the same."""

from __future__ import annotations

import bdb
from typing import Any

import numpy as np
import pytest

from kernels import make
from tmetal import options
from tmetal.frontend import replay
from tmetal.runtime.interpret_launch import InterpretLaunch

N = 1000


def launch(kernel: Any, grid: tuple[int, ...], *args: Any, **constants: Any) -> InterpretLaunch:
    with options.override(backend="interpret"):
        kernel[grid](*args, **constants)
    (entry,) = kernel._launches.table.values()
    found: InterpretLaunch = entry.__globals__["_tm_prepare"].__self__
    return found


def kernel_of(body: str) -> Any:
    lines = "".join(f"    {line}\n" for line in body.strip("\n").splitlines())
    head = "@tmetal.jit\ndef k(x, y, out, n, BLOCK: tl.constexpr):\n"
    return make(
        head + "    pid = tl.program_id(0)\n    i = pid * BLOCK + tl.arange(0, BLOCK)\n" + lines
    )


def test_a_call_of_one_operand_twice_is_not_remembered_for_two() -> None:
    kernel = kernel_of(
        """
a = tl.load(x + i)
b = tl.load(y + i)
tl.store(out + i, (a + a) * 100 + (a + b) + tl.maximum(b, b) * tl.maximum(a, b))
"""
    )
    a, b, out = np.arange(64.0, dtype=np.float32), np.ones(64, np.float32), np.zeros(64, np.float32)
    replay.PLANS.clear()
    launch(kernel, (1,), a, b, out, 64, BLOCK=64)
    np.testing.assert_array_equal(out, 200 * a + a + b + b * np.maximum(a, b))


def test_numbers_that_are_equal_but_not_the_same_are_remembered_apart() -> None:
    kernel = kernel_of(
        """
a = tl.load(x + i)
plus = 1.0 / (a * 0.0)
minus = 1.0 / (a * -0.0)
tl.store(out + i, tl.where(plus > minus, 1.0, 0.0) + (a * True) + a * 1)
"""
    )
    a, out = np.ones(8, np.float32), np.zeros(8, np.float32)
    replay.PLANS.clear()
    launch(kernel, (1,), a, a, out, 8, BLOCK=8)
    np.testing.assert_array_equal(out, 3)


@pytest.mark.parametrize(
    ("body", "together"),
    [
        ("tl.store(out + i, tl.load(x + i, i < n) * 2, i < n)", True),
        ("if n > 5:\n    tl.store(out + i, tl.load(x + i, i < n) * 2, i < n)", True),
        (
            "if pid > 1:\n    tl.store(out + i, 0.0, i < n)\nelse:\n"
            "    tl.store(out + i, tl.load(x + i, i < n) * 2, i < n)",
            False,
        ),
    ],
    ids=["straight", "the same for all", "different"],
)
def test_programs_run_together_only_where_control_flow_agrees(body: str, together: bool) -> None:
    kernel = kernel_of(body)
    x, out = np.arange(N, dtype=np.float32), np.full(N, -1, np.float32)
    found = launch(kernel, (8,), x, x, out, N, BLOCK=128)
    assert found.kernel.together is together
    wanted = 2 * x if together else np.where(np.arange(N) < 256, 2 * x, 0)
    np.testing.assert_array_equal(out, wanted)


def test_print_shows_tiles_one_program_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    kernel = kernel_of("print(pid, i)\ntl.store(out + i, i)")
    out = np.zeros(8, np.float32)
    launch(kernel, (2,), out, out.copy(), out, 8, BLOCK=4)
    assert capsys.readouterr().out == "i32 0 i32[4] [0 1 2 3]\ni32 1 i32[4] [4 5 6 7]\n"


def test_a_debugger_stops_at_the_kernel_s_own_lines() -> None:
    kernel = kernel_of("a = tl.load(x + i)\ntl.store(out + i, a + 1)")
    lines: list[int] = []

    class Watch(bdb.Bdb):
        def user_line(self, frame: Any) -> None:
            if frame.f_code.co_name == "k":
                lines.append(frame.f_lineno)
            self.set_step()

    x, out = np.zeros(4, np.float32), np.zeros(4, np.float32)
    watch = Watch()
    watch.runcall(launch, kernel, (1,), x, x, out, 4, BLOCK=4)
    assert lines == [3, 4, 5, 6]
    assert (out == 1).all()


def test_a_run_that_fails_changes_nothing() -> None:
    kernel = kernel_of("tl.store(out + i, 1.0)\ntl.store(out + i + n, 1.0)")
    out = np.zeros(8, np.float32)
    with pytest.raises(Exception, match="writes element"):
        launch(kernel, (2,), out, out.copy(), out, 8, BLOCK=4)
    assert not out.any()


@pytest.mark.parametrize("offset", ["i - 1", "i + n", "-i - 1"])
def test_an_access_outside_of_an_array_is_found_at_either_end(offset: str) -> None:
    kernel = kernel_of(f"tl.store(out + i, tl.load(x + ({offset})))")
    x = np.zeros(8, np.float32)
    with pytest.raises(Exception, match=r"reads element -?\d+ of `x`, which has 8"):
        launch(kernel, (2,), x, x, x.copy(), 8, BLOCK=4)
