"""`python -m tmetal msl`: Metal files are compiled, run and profiled from a command line."""

import io
import sys

import numpy as np
import pytest

from msl_by_hand import cache
from tmetal.__main__ import main
from tmetal.cli import msl
from tmetal.cli.diagnostics import for_file

__all__ = ["cache"]  # a fixture

ADD = """#include <metal_stdlib>
using namespace metal;
kernel void add(const device float* x [[buffer(0)]], const device float* y [[buffer(1)]],
    device float* out [[buffer(2)]], uint i [[thread_position_in_grid]]) {
  out[i] = x[i] + y[i];
}
"""
TWO = """#include <metal_stdlib>
using namespace metal;
constant int SCALE [[function_constant(0)]];
kernel void first(device int* out [[buffer(0)]], uint i [[thread_position_in_grid]]) {
  out[i] = int(i) * SCALE;
}
template <typename T>
kernel void second(device T* out [[buffer(0)]], uint2 at [[thread_position_in_grid]],
    uint2 size [[threads_per_grid]]) {
  out[at.y * size.x + at.x] = T(at.x) + T(10) * T(at.y);
}
"""
KINDS = dict(
    zip(
        ("bool", "i8", "u16", "i32", "u64", "f16", "f32", "bf16"),
        ("bool", "char", "ushort", "int", "ulong", "half", "float", "bfloat"),
        strict=True,
    )
)
LAUNCH = ["--grid", "10", "--threads", "4"]
BUFFERS = ["-b", "x=f32[10]", "-b", "y=f32[10]=ones", "-b", "out=f32[10]"]


@pytest.fixture
def file(tmp_path):
    def write(text, name="kernel.metal"):
        path = tmp_path / name
        path.write_text(text)
        return str(path)

    return write


def run(capsys, *words):
    code = msl.main(words)
    seen = capsys.readouterr()
    return code, seen.out, seen.err


def test_check_names_the_kernels_that_compile(capsys, file):
    path = file(ADD)
    assert run(capsys, "check", path) == (0, f"{path}: kernel `add` compiles\n", "")


@pytest.mark.parametrize(
    ("before", "after", "line", "column", "said"),
    [
        ("+ y[i]", "+ z[i]", 5, 19, "undeclared identifier 'z'"),
        ("out[i] =", "double d; out[i] =", 5, 3, "Metal has no type 'double'"),
        ("const device float* x", "float* x", 3, 17, "address space"),
    ],
)
def test_check_shows_the_line_and_a_caret(capsys, file, before, after, line, column, said):
    path = file(ADD.replace(before, after))
    code, out, err = run(capsys, "check", path)
    assert (code, out) == (1, "")
    assert err.startswith(f"{path}:{line}:{column}: error: ")
    assert said in err
    rows = err.split("\n")
    assert rows[1] == f"{line:5} | {ADD.replace(before, after).splitlines()[line - 1]}"
    assert rows[2].endswith("^")
    assert rows[2].removeprefix("      | ").index("^") == column - 1


def test_a_message_that_has_its_line_keeps_it_alone():
    said = "tmetal:1:2: error: wrong\n    1 | abc\n      |  ^\ntmetal:2: error: no column"
    shown = for_file(said, "f.metal", "abc\nsecond")
    assert shown == said.replace("tmetal", "f.metal") + "\n    2 | second"


def test_check_takes_templates_by_name_and_says_what_it_left_out(capsys, file):
    path = file(TWO)
    code, out, _ = run(capsys, "check", path, "--constant", "SCALE=3")
    assert code == 0
    assert "`first` compiles" in out
    assert "1 templates were not compiled" in out
    code, out, _ = run(capsys, "check", path, "--constant", "0=3", "--entry", "second<half>")
    assert (code, out) == (0, f"{path}: kernel `second<half>` compiles\n")


def test_a_function_constant_without_a_value_is_named(capsys, file):
    code, _, err = run(capsys, "check", file(TWO))
    assert code == 1
    assert "function constant 'SCALE' (0) has no value" in err


def test_run_prints_what_the_kernel_wrote(capsys, file):
    code, out, err = run(capsys, "run", file(ADD), *LAUNCH, *BUFFERS)
    assert (code, err) == (0, "")
    assert out == f"out: float32[10]\n{np.arange(10, dtype=np.float32) + 1}\n"


def test_run_reads_and_saves_arrays(capsys, file, tmp_path):
    x = np.random.default_rng(3).standard_normal(10).astype(np.float32)
    np.save(tmp_path / "x.npy", x)
    words = ["-b", f"x={tmp_path}/x.npy", *BUFFERS[2:], "--save", f"out={tmp_path}/sum.npy"]
    code, out, _ = run(capsys, "run", file(ADD), *LAUNCH, *words)
    assert code == 0
    assert "sum.npy" in out
    np.testing.assert_array_equal(np.load(tmp_path / "sum.npy"), x + 1)


def test_run_takes_grids_of_several_dimensions_templates_and_constants(capsys, file):
    words = ["--constant", "SCALE=2", "--grid", "3,2", "--threads", "2,2", "-b", "out=i16[2,3]"]
    code, out, _ = run(capsys, "run", file(TWO), "-e", "second<short>", *words)
    assert (code, out) == (0, "out: int16[2, 3]\n[[ 0  1  2]\n [10 11 12]]\n")
    words = ["--constant", "SCALE=2", "--grid", "3", "--threads", "2", "-b", "out=i32[3]"]
    code, out, _ = run(capsys, "run", file(TWO), "-e", "first", *words)
    assert (code, out) == (0, "out: int32[3]\n[0 2 4]\n")


@pytest.mark.parametrize("filling", ["arange", "zeros", "ones", "random", "3"])
@pytest.mark.parametrize("dtype", list(KINDS))
def test_generated_buffers_are_the_same_in_every_run(capsys, file, filling, dtype):
    kind = KINDS[dtype]
    text = ADD.replace("float", kind).replace("x[i] + y[i]", "x[i]")
    words = [*LAUNCH, "-b", f"x={dtype}[10]={filling}", "-b", f"y={dtype}[1]", "-b"]
    seen = [run(capsys, "run", file(text), *words, f"out={dtype}[10]") for _ in range(2)]
    assert seen[0] == seen[1]
    assert seen[0][0] == 0
    assert len(seen[0][1]) > 20


def test_sanitize_finds_what_a_plain_run_lets_pass(capsys, file):
    words = ["--grid", "12", "--threads", "4", *BUFFERS[:4], "-b", "out=f32[12]", "--sanitize"]
    code, out, err = run(capsys, "run", file(ADD), *words)
    assert (code, out) == (1, "")
    assert "out-of-bounds read: thread 2 of threadgroup 2 reads outside of `x` at index 10" in err
    assert "line 5: out[i] = x[i] + y[i];" in err
    code, out, err = run(capsys, "run", file(ADD), *LAUNCH, *BUFFERS, "--sanitize")
    assert (code, err) == (0, "")
    assert "no problem was found" in out


def test_profile_tells_of_memory(capsys, file):
    code, out, err = run(capsys, "profile", file(ADD), *LAUNCH, *BUFFERS)
    assert (code, err) == (0, "")
    assert "add" in out
    assert "bytes" in out.lower()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--grid", "0", "--threads", "4", *BUFFERS], "--grid 0: write one to three sizes"),
        (["--grid", "4,4,4,4", "--threads", "4", *BUFFERS], "write one to three sizes"),
        (["--grid", "9", "--threads", "2000", *BUFFERS], "at most 1024 threads"),
        ([*LAUNCH, *BUFFERS[:4]], "no --buffer for `out` of `add`"),
        ([*LAUNCH, *BUFFERS, "-b", "w=f32[3]"], "no buffer `w`. Its buffers are x, y, out"),
        ([*LAUNCH, *BUFFERS, "-b", "x=f64[3]"], "DTYPE is one of bool, bf16"),
        ([*LAUNCH, *BUFFERS, "-b", "x=f32[3]=most"], "there is no filling `most`"),
        ([*LAUNCH, *BUFFERS, "-b", "x=i8[3]=300"], "`300` is no number of this type"),
        ([*LAUNCH, *BUFFERS, "-b", "x=i32[9]"], "x` has elements f32, the array has i32. Give f32"),
        ([*LAUNCH, *BUFFERS, "-b", "x=missing.npy"], "missing.npy is no array"),
        ([*LAUNCH, *BUFFERS, "--save", "z=z.npy"], "the kernel has no buffer `z`"),
        ([*LAUNCH, *BUFFERS, "--entry", "sub"], "has no kernel `sub`. It has `add`"),
        ([*LAUNCH, *BUFFERS, "--constant", "N=x"], "write NAME=VALUE"),
    ],
)
def test_a_wrong_command_line_is_explained(capsys, file, words, said):
    code, out, err = run(capsys, "run", file(ADD), *words)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_files_without_kernels_or_with_several_are_explained(capsys, file):
    code, _, err = run(capsys, "check", file("int f() { return 1; }\n"))
    assert code == 2
    assert "has no kernel: a kernel begins with" in err
    code, _, err = run(capsys, "run", file(TWO), "--constant", "0=1", *LAUNCH)
    assert code == 2
    assert "has `first`, `second`: say which with --entry" in err
    code, _, err = run(capsys, "check", "/no/such/file.metal")
    assert code == 2
    assert "cannot be read" in err


def test_the_text_may_come_from_the_standard_input(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(ADD.replace("+ y[i]", "+ z[i]")))
    code, _, err = run(capsys, "check", "-")
    assert code == 1
    assert err.startswith("-:5:19: error")


def test_help_says_how_buffers_are_written(capsys, monkeypatch):
    assert "check|run|profile" in run(capsys, "--help")[1]
    code, out, _ = run(capsys, "run", "--help")
    assert code == 0
    assert "x=f32[1024]=random" in " ".join(out.split())
    code, _, err = run(capsys, "walk", "x")
    assert code == 2
    assert "invalid choice" in err
    monkeypatch.setattr(sys, "argv", ["tmetal", "--help"])
    assert main() == 0
    assert "msl --help" in capsys.readouterr().out
