"""TMETAL_DEBUG: what is said at each level, as text and as records."""

from __future__ import annotations

import logging
import os
import subprocess
import sys

import mlx.core as mx
import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from tmetal import debug, options
from tmetal.passes.pipeline import PIPELINE

SCALE = tl.constexpr(2)


def make_kernel() -> tmetal.Kernel:
    @tmetal.jit
    def double(x_ptr, n, BLOCK: tl.constexpr, f: tl.constexpr = 1.0):
        i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
        tl.store(x_ptr + i, tl.load(x_ptr + i, mask=i < n) * f * SCALE, mask=i < n)

    return double


def events(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.event for r in caplog.records]


def test_silence_is_the_default(caplog: pytest.LogCaptureFixture, capfd: object) -> None:
    make_kernel().warmup(np.ones(8, np.float32), 8, BLOCK=8)
    assert caplog.records == []


def test_level_1_says_what_was_compiled_and_why_the_earlier_ones_did_not_do(
    caplog: pytest.LogCaptureFixture,
) -> None:
    double, x = make_kernel(), np.ones(8, np.float32)
    with options.override(debug=1, backend="interpret"):
        double[(1,)](x, 8, BLOCK=8)
        double[(1,)](x, 8, BLOCK=16)
        double[(1,)](x, 8, BLOCK=16, f=2.5, num_warps=2)
        double[(1,)](x.astype(np.float16), 8, BLOCK=16)
        double[(1,)](x.astype(np.float16), 8, BLOCK=16)
        with options.override(target="m5"):
            double[(1,)](x.astype(np.float16), 8, BLOCK=16)
    assert [r.getMessage() for r in caplog.records] == [
        "double has no compilation yet",
        "double is compiled again: `BLOCK` is 16 and was 8",
        "double is compiled again: `f` is 2.5 and was 1.0, `num_warps` is 2 and was None",
        "double is compiled again: `x_ptr` is *f16 and was *f32",
        "double is compiled again: `place` is interpret for m5 with assertions and was "
        "interpret for any chip with assertions",
    ]
    assert caplog.records[1].fields == {"kernel": "double", "changed": {"BLOCK": ("8", "16")}}
    caplog.clear()
    with options.override(debug=1, target="m3"):
        double.warmup(x, 1, BLOCK=8)
    compiled = caplog.records[-1]
    assert compiled.levelno == logging.INFO
    assert compiled.event == "compiled"
    assert "compiled double(x_ptr: *f32, n: i32, BLOCK=8, f=1.0) for M3, with 4 sim" in str(
        compiled.getMessage()
    )
    assert compiled.fields["constants"] == {"BLOCK": 8, "f": 1.0}
    assert compiled.fields["ms"] > 0


def test_a_redefined_constant_is_named(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    double, x = make_kernel(), np.ones(8, np.float32)
    with options.override(debug=1, backend="interpret"):
        double[(1,)](x, 8, BLOCK=8)
        monkeypatch.setitem(globals(), "SCALE", tl.constexpr(4))
        double[(1,)](x, 8, BLOCK=8)
    assert "double: `SCALE` was redefined" in caplog.messages
    np.testing.assert_array_equal(x, 8)


def test_level_2_adds_passes_and_launches(caplog: pytest.LogCaptureFixture) -> None:
    double, x = make_kernel(), np.ones(8, np.float32)
    with options.override(debug=2, backend="cpu"):
        double[(1,)](x, 8, BLOCK=8)
        double[lambda meta: (1,)](x, 8, BLOCK=8)
    passes = [r.fields for r in caplog.records if r.event == "pass"]
    assert [p["stage"] for p in passes] == ["frontend", *(p.name for p in PIPELINE)]
    assert all(p["ms"] > 0 and p["before"] > 0 for p in passes[1:])
    assert {r.levelno for r in caplog.records if r.event == "pass"} == {logging.DEBUG}
    launches = [r.getMessage() for r in caplog.records if r.event == "launch"]
    assert "launched double(float32[8], 8, 8) over grid (1,) on cpu in" in launches[0]
    assert "over a computed grid" in launches[1]
    assert "stage" not in events(caplog)


def test_level_3_adds_the_ir_after_every_pass(caplog: pytest.LogCaptureFixture) -> None:
    double = make_kernel()
    with options.override(debug=3, backend="cpu"):
        double.warmup(np.ones(8, np.float32), 8, BLOCK=8)
    stages = {r.fields["stage"]: r for r in caplog.records if r.event == "stage"}
    assert list(stages) == ["frontend", *(p.name for p in PIPELINE), "msl"]
    assert stages["lower"].getMessage() == f"// ---- lower\n{double.ir('lower')}"
    assert stages["msl"].getMessage() == f"// ---- msl\n{double.msl}"
    assert stages["msl"].levelno == debug.TRACE


def test_old_contents_that_are_merged_in_are_told_once_with_the_reason(
    caplog: pytest.LogCaptureFixture,
) -> None:
    @tmetal.jit
    def first(x_ptr, some_ptr, odd_ptr, n, BLOCK: tl.constexpr):
        i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
        x = tl.load(x_ptr + i, mask=i < n)
        tl.store(some_ptr + i, x, mask=i < n)
        tl.store(odd_ptr + i, x, mask=(i < n) & (x > 0.0))

    def launch(n: int) -> None:
        arrays = (mx.ones(16), mx.zeros(16), mx.zeros(16))
        first[(2,)](*arrays, n, BLOCK=8)

    with options.override(debug=1, backend="cpu"):
        launch(16)
        launch(12)
        launch(12)
    told = [r for r in caplog.records if r.event == "kept"]
    assert [r.fields["parameter"] for r in told] == ["odd_ptr", "some_ptr"]
    assert "no store that always runs is shown to write a run" in told[0].getMessage()
    assert "not shown to reach all 16 elements; tmetal.empty_like(some_ptr)" in told[1].getMessage()
    report = first.explain(*(mx.zeros(16) for _ in range(3)), 12, BLOCK=8, grid=(2,))
    assert [bool(a.kept) for a in report.arrays] == [False, True, True]
    assert "keeps its old contents: no store that always runs" in str(report)


def test_a_failed_launch_is_not_reported_as_launched(caplog: pytest.LogCaptureFixture) -> None:
    with options.override(debug=2, backend="cpu"), pytest.raises(tmetal.LaunchError):
        make_kernel()[(-1,)](np.ones(8, np.float32), 8, BLOCK=8)
    assert "launch" not in events(caplog)


def run(level: str, program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "TMETAL_DEBUG": level},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr


def test_records_go_to_stderr_unless_the_program_has_set_up_logging() -> None:
    say = "from tmetal import debug; debug.say(1, 'note', 'hello')"
    assert run("1", say) == "tmetal: hello\n"
    assert run("0", say) == ""
    own = "import logging; logging.basicConfig(format='%(name)s|%(event)s|%(message)s', level=20); "
    assert run("1", own + say) == "tmetal|note|hello\n"


def test_a_level_that_is_no_number_is_refused() -> None:
    assert "TMETAL_DEBUG is 'all'. Write a number, 0 or more, or unset it." in run(
        "all", "from tmetal import debug; debug.on(1)"
    )
