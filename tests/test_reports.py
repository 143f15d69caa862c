"""Prints and assertions of compiled kernels: the same lines as in the interpreter, in its order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ml_dtypes
import mlx.core as mx
import numpy as np
import pytest

import tmetal
from kernels import BACKENDS, assert_same, make, run
from tmetal import options
from tmetal.errors import AssertionFailed, CompileError, LaunchError
from tmetal.passes import records
from tmetal.runtime import cpu_launch, metal
from tmetal.runtime import records as reading

each_backend = pytest.mark.parametrize("backend", BACKENDS)

MANY_KINDS = """
@tmetal.jit
def told(v):
    tl.device_print("told", v)

@tmetal.jit
def k(x_ptr, y_ptr, b_ptr, l_ptr, s):
    pid = tl.program_id(0)
    i = tl.arange(0, 4)
    x = tl.load(x_ptr + i)
    tl.device_print("x", x)
    tl.device_print("bits:", x.to(tl.float16), hex=True)
    print("two ", pid, tl.load(y_ptr + tl.arange(0, 2)), 7)
    for j in range(2):
        told(pid * 10 + j)
        if pid > j:
            tl.device_print("later", (x > s).reshape((2, 2)))
    tl.device_print("end")
    tl.device_print("", tl.load(b_ptr), tl.load(l_ptr), s)
    tl.device_print("e5", x.to(tl.float8e5))
    tl.store(x_ptr + i, x, mask=pid == 0)
"""


def kinds(pid: int) -> list[str]:
    """Return the lines of a program of MANY_KINDS."""
    at = f"pid ({pid}, 0, 0)"
    floats = ["1.500000", "nan", "-inf", "0.000000"]
    lines = [f"{at} idx ({i}) x: {v}" for i, v in enumerate(floats)]
    lines += [f"{at} idx ({i}) bits: 0x{b}" for i, b in enumerate("3e00 7e00 fc00 0000".split())]
    lines += [f"{at} idx () two: (operand 0) {pid}"]
    lines += [f"{at} idx ({i}) two: (operand 1) {v}" for i, v in enumerate([-128, 127])]
    lines += [f"{at} idx () two: (operand 2) 7"]
    for j in range(2):
        lines += [f"{at} idx () told: {pid * 10 + j}"]
        if pid > j:
            places = ((0, 0, 1), (0, 1, 0), (1, 0, 0), (1, 1, 0))
            lines += [f"{at} idx ({r}, {c}) later: {v}" for r, c, v in places]
    values = ["-3.140625", str(2**64 - 2), "0.250000"]
    lines += [f"{at} end"]
    lines += [f"{at} idx (): (operand {i}) {v}" for i, v in enumerate(values)]
    floats[2] = "-57344.000000"  # the greatest number of the type, as Triton rounds to it
    return lines + [f"{at} idx ({i}) e5: {v}" for i, v in enumerate(floats)]


@each_backend
@pytest.mark.parametrize("order", [0, 1, 7])
def test_lines_come_program_after_program_whatever_ran_first(
    backend: str, order: int, capsys: pytest.CaptureFixture[str]
) -> None:
    x = np.array([1.5, np.nan, -np.inf, 0], np.float32)
    small, long = np.array([-128, 127], np.int8), np.array([2**64 - 2], np.uint64)
    brain = np.array([-3.14], ml_dtypes.bfloat16)
    with options.override(order=order):
        run(make(MANY_KINDS), backend, (2,), x, small, brain, long, 0.25)
    assert capsys.readouterr().out.splitlines() == kinds(0) + kinds(1)


WIDE = """
@tmetal.jit
def k(x_ptr, B: tl.constexpr):
    i = tl.program_id(0) * B + tl.arange(0, B)
    tl.device_print("i", i)
    tl.store(x_ptr + i, i)
"""


@pytest.fixture
def little_room(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> int:
    """Leave room for 1 MB of records, a quarter of what there is; gives how many values fit."""
    words = records.WORDS // 4
    for module in (records, reading, cpu_launch):
        monkeypatch.setattr(module, "WORDS", words)
    for module in (records, reading):
        monkeypatch.setattr(module, "ROOM", words - records.START)
    # Texts on disk, which are found by what goes into the passes, have all the room.
    monkeypatch.setenv("TMETAL_CACHE_DIR", str(tmp_path))
    return (words - records.START) // 6


def test_what_does_not_fit_is_dropped_and_said(
    capsys: pytest.CaptureFixture[str], little_room: int
) -> None:
    kernel, x = make(WIDE), np.zeros(1 << 16, np.int32)
    with pytest.warns(RuntimeWarning, match=r"kernel `k` printed more than the 1 MB .* dropped"):
        (got,) = run(kernel, "cpu", (16,), x, 1 << 12)
    assert_same(got, np.arange(1 << 16, dtype=np.int32))
    lines = capsys.readouterr().out.splitlines()
    assert len(set(lines)) == len(lines) == little_room
    with pytest.warns(RuntimeWarning, match="dropped"):  # the next launch starts anew
        run(kernel, "cpu", (16,), x, 1 << 12)
    assert len(capsys.readouterr().out.splitlines()) == len(lines)


@pytest.mark.parametrize("text", ["x) {", "%d {0} 'a' \"b\"", "ä→"])
def test_any_text_is_printed_as_it_is(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    kernel = make(f"@tmetal.jit\ndef k(x_ptr):\n    print({text!r}, tl.load(x_ptr))\n")
    run(kernel, "cpu", (1,), np.ones(1, np.int32))
    assert capsys.readouterr().out == f"pid (0, 0, 0) idx () {text}: 1\n"


def test_a_printing_kernel_can_be_profiled_sanitized_and_explained(
    capsys: pytest.CaptureFixture[str],
) -> None:
    kernel, x = make(WIDE), mx.zeros(8, dtype=mx.int32)
    with options.override(backend="cpu"):
        tmetal.profile(kernel[(2,)], x, B=4)
        profiled = capsys.readouterr().out
        kernel.run(x, B=4, grid=(2,), sanitize=True)
        report = tmetal.explain(kernel[(2,)], x, B=4)
    assert len(profiled.splitlines()) == 8
    assert [(a.name, a.effect) for a in report.arrays] == [("x_ptr", "written")]
    assert {a.parameter for a in report.accesses} == {"x_ptr"}
    assert capsys.readouterr().out == profiled


def test_on_metal_the_launch_reads_what_the_kernel_left(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[dict[str, Any]] = []

    def fake(**pieces: Any) -> Any:
        def call(**given: Any) -> list[mx.array]:
            seen.append(pieces | given)
            words = np.zeros(records.WORDS, np.uint32)
            words[:14] = [12, 0, 1, 1, 0, 0, 2, 6, 1, 0, 0, 0, 1, 5]
            return [mx.arange(8, dtype=mx.int32), mx.array(words)]

        return call

    monkeypatch.setattr(metal, "_metal_kernel", fake)
    with options.override(backend="metal"):
        out = make(WIDE)[(2,)](mx.zeros(8, dtype=mx.int32), B=4)
    assert out.tolist() == list(range(8))
    assert capsys.readouterr().out == "pid (0, 0, 0) idx (1) i: 5\npid (1, 0, 0) idx (2) i: 6\n"
    (call,) = seen
    assert call["output_names"] == ["x_ptr", "records"]
    assert call["output_shapes"] == [(8,), (records.WORDS,)]
    assert call["output_dtypes"] == [mx.int32, mx.uint32]
    assert call["init_value"] == 0


def test_a_traced_launch_that_prints_is_refused(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = make("""
@tmetal.jit
def k(x_ptr, y_ptr, n):
    x = tl.load(x_ptr)
    tl.device_print("x", x)
    tl.store(y_ptr, x + n)
""")

    def step(x: mx.array) -> mx.array:
        return kernel[(2,)](x, tmetal.empty(1), 4)

    message = "a kernel that prints, or checks assertions, runs at once.*Take the prints out"
    with pytest.raises(LaunchError, match=message):
        tmetal.export(step, tmp_path / "step", mx.ones(1))

    def fake(**_: Any) -> Any:
        return lambda inputs, **_: [inputs[0], inputs[0].astype(mx.uint32)]

    monkeypatch.setattr(metal, "_metal_kernel", fake)
    with options.override(backend="metal"), pytest.raises(LaunchError, match=message):
        mx.compile(step)(mx.ones(1))


ASSERTED = """
@tmetal.jit
def positive(x, mask):
    tl.device_assert(x > 0, "must be positive", mask=mask)

@tmetal.jit
def k(x_ptr, y_ptr, n):
    i = tl.arange(0, 16)
    x = tl.load(x_ptr + i)
    positive(x, i < n)
    assert n < 12, f"at most {3 * 4}"
    tl.store(y_ptr + i, x + tl.program_id(0))
"""
POSITIVE, OUT = np.array([1] * 8 + [0] * 8, np.int32), np.full(16, -5, np.int32)


@each_backend
def test_a_failing_assertion_names_place_and_line_and_nothing_is_written(backend: str) -> None:
    kernel = make(ASSERTED)
    for n in (8, 7):
        assert_same(run(kernel, backend, (1,), POSITIVE, OUT, n, debug=True)[1], POSITIVE)
    out = OUT.copy()
    # Both programs store to the same elements, which the sanitizer would tell first.
    chosen = options.override(backend=backend, sanitize=False)
    with chosen, pytest.raises(AssertionFailed) as caught:
        kernel[(2,)](POSITIVE, out, 10, debug=True)
    assert_same(out, OUT)
    message = str(caught.value)
    more = 1 if backend == "interpret" else 3  # the interpreter stops at the first program
    first = "must be positive (at pid (0, 0, 0) idx ( 8) and {} more place"
    assert first.format(more) in message
    assert "positive(x, i < n)\n    ^^^^^^^^^^^^^^^^^^" in message
    assert 'tl.device_assert(x > 0, "must be positive", mask=mask)\n    ^^^^^' in message
    with options.override(backend=backend), pytest.raises(AssertionFailed, match="at most 12"):
        kernel[(1,)](np.ones(16, np.int32), out, 12, debug=True)


def test_assertions_cost_nothing_unless_they_are_asked_for() -> None:
    kernel = make(ASSERTED)
    assert_same(run(kernel, "cpu", (1,), POSITIVE, OUT, 10)[1], POSITIVE)
    assert "records" not in kernel.msl
    with options.override(debug=1), pytest.raises(AssertionFailed):
        run(kernel, "cpu", (1,), POSITIVE, OUT, 10)
    assert "records" in kernel.msl
    with options.override(debug=1):
        run(kernel, "cpu", (1,), POSITIVE, OUT, 10, debug=False)
    always = make(ASSERTED.replace("jit\ndef k", "jit(debug=True)\ndef k"))
    with pytest.raises(AssertionFailed):
        run(always, "cpu", (1,), POSITIVE, OUT, 10)


@pytest.mark.usefixtures("little_room")
def test_an_assertion_is_heard_though_prints_left_no_room() -> None:
    kernel = make(WIDE + '    tl.device_assert(i != 65500, "not there")\n')
    with pytest.warns(RuntimeWarning, match="dropped"), pytest.raises(AssertionFailed) as caught:
        run(kernel, "cpu", (16,), np.zeros(1 << 16, np.int32), 1 << 12, debug=True)
    assert str(caught.value).startswith("device assertion failed: not there (at a place that")


MISTAKES = {
    'tl.device_print(x_ptr, "x")': r"takes a text first, not a pointer.*tl\.device_print\(",
    'print("x", x_ptr)': r"prints numbers, and a pointer has no address here.*tl\.load\(ptr\)",
    'print("x", x_ptr.dtype)': r"cannot print .*tl\.static_print",
    'print("x", tl.load(x_ptr), sep="")': r"unexpected keyword argument 'sep'.*prefix, \*args",
    "breakpoint()": r"stops in the interpreter: run with TMETAL_INTERPRET=1",
    "tl.device_assert(x_ptr)": r"pointer",
    "tl.device_assert(tl.load(x_ptr) > 0, 3)": r"message of tl\.device_assert is a text, not 3",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_misuse_says_what_to_write(text: str) -> None:
    kernel = make(f"@tmetal.jit\ndef k(x_ptr):\n    {text}\n")
    with pytest.raises(CompileError, match=MISTAKES[text]):
        run(kernel, "cpu", (1,), np.ones(1, np.int32), debug=True)
