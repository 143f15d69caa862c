"""Looking into a kernel: its Python, its IR by stage, its MSL, and the debug output."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from tmetal.frontend import render
from tmetal.ir.parse import parse
from tmetal.passes.pipeline import PIPELINE
from tmetal.runtime import backends, toolchain


@tmetal.jit
def kernel(x_ptr, n, BLOCK: tl.constexpr, TWICE: tl.constexpr, flag=None):
    i = tl.arange(0, BLOCK)
    x = tl.load(x_ptr + i, mask=i < n)
    if TWICE == 2 and BLOCK > 8:
        x = x * TWICE
    elif flag is not None:
        x = x + 1
    else:
        x = x - 1
    tl.store(x_ptr + i, x, mask=i < n)


@pytest.fixture
def compiled() -> tmetal.Kernel:
    kernel.warmup(np.zeros(10, np.float32), 10, BLOCK=16, TWICE=2)
    return kernel


def test_every_stage_is_ir_that_reads_back(compiled: tmetal.Kernel) -> None:
    for stage in ("frontend", *(p.name for p in PIPELINE)):
        text = compiled.ir(stage)
        assert repr(parse(text)) == text


def test_the_python_stage_puts_constants_in_and_takes_known_branches(
    compiled: tmetal.Kernel,
) -> None:
    text = compiled.ir("python")
    assert "tl.arange(0, 16)" in text
    assert "x = x * 2" in text
    assert "else" not in text
    compile(text, "specialised", "exec")


@pytest.mark.parametrize("broken", [False, True])
def test_python_is_rendered_with_or_without_astor(
    broken: bool, compiled: tmetal.Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    if broken:
        monkeypatch.setattr(render, "astor", None)
    assert "def kernel(x_ptr, n)" in compiled.ir("python")


def test_the_tree_stage_shows_the_syntax_tree(compiled: tmetal.Kernel) -> None:
    assert compiled.ir("ast").startswith("FunctionDef(\n  name='kernel'")


def test_a_stage_that_does_not_exist_is_refused_with_the_choices(compiled: tmetal.Kernel) -> None:
    with pytest.raises(tmetal.LaunchError, match=r"no stage `lowered`.*python.*frontend.*lower"):
        compiled.ir("lowered")


def test_the_msl_is_the_text_that_is_launched(compiled: tmetal.Kernel) -> None:
    assert "x_ptr[" in compiled.msl
    assert compiled.msl.isascii()


def test_debug_3_prints_every_stage_and_the_msl() -> None:
    example = Path(__file__).parents[1] / "examples" / "01_vector_add.py"
    done = subprocess.run(
        [sys.executable, str(example)],
        env={**os.environ, "TMETAL_DEBUG": "3", "TMETAL_BACKEND": "cpu"},
        capture_output=True,
        text=True,
        check=True,
    )
    for stage in ("frontend", *(p.name for p in PIPELINE), "msl"):
        assert f"// ---- {stage}\n" in done.stderr


def test_a_wrong_backend_in_the_environment_is_named() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import tmetal; print('imported'); tmetal.backend()"],
        env={**os.environ, "TMETAL_BACKEND": "cuda"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert done.stdout == "imported\n"
    assert "TMETAL_BACKEND is 'cuda'. Write one of metal, cpu, interpret" in done.stderr


def test_an_mlx_without_a_back_end_is_named_with_the_extras_that_bring_one() -> None:
    program = "import sys; sys.modules['mlx.core'] = None; import tmetal"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "tmetal[cpu]" in done.stderr
    assert "tmetal[cuda]" in done.stderr


def test_without_a_compiler_the_interpreter_takes_over_and_says_so_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing() -> None:
        raise toolchain.ToolchainError('no C++ compiler: pip install "tmetal[cpu]"')

    monkeypatch.setattr(toolchain, "compiler", missing)
    kernel._launches.clear()
    backends._automatic.cache_clear()
    x = np.ones(10, np.float32)
    with pytest.warns(RuntimeWarning, match=r"in the interpreter.*tmetal\[cpu\]") as warned:
        kernel[(1,)](x, 10, BLOCK=16, TWICE=2)
    kernel[(1,)](x, 10, BLOCK=16, TWICE=2)  # a second warning would be an error here
    assert len(warned) == 1
    np.testing.assert_array_equal(x, 4)
    kernel._launches.clear()
    backends._automatic.cache_clear()
