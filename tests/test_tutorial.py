"""The tutorial, driven as a reader would: by answers, by its input, in batch."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tmetal import options
from tmetal.cli import tutorial_steps
from tmetal.cli.tutor import Tutor
from tmetal.cli.tutorial import main
from tmetal.runtime import toolchain


def reader(*answers: str) -> Callable[[str], str]:
    """Return what answers one line after another, and then is at its end."""
    left = list(answers)

    def read(prompt: str) -> str:
        if not left:
            raise EOFError
        return left.pop(0)

    return read


def play(folder: Path, *answers: str, words: tuple[str, ...] = ()) -> int:
    return main(words, reader(*answers), folder)


def test_whoever_answers_rightly_gets_to_the_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stages = [""] * len(tutorial_steps.STAGES)
    write = ["", "n > columns", "tl.sum(x, axis=0)", ""]
    done = play(tmp_path, *write, *stages, "", "x + undefined", "", "", "1")
    shown = capsys.readouterr().out
    assert done == 0
    assert shown.count("Right.") == 4
    assert "The solution" not in shown
    assert "its result is that of NumPy's" in shown
    for text in ("func @share", "thread_index", "simd_shuffle_xor", "`undefined` is not defined"):
        assert text in shown
    assert "reads element 6400 of `x_ptr`, which has 6400" in shown
    assert "barriers of a thread        0" in shown
    assert not (tmp_path / "state.json").exists()
    assert "mask = n > columns" in (tmp_path / "share.py").read_text()


def test_a_wrong_answer_is_explained_and_the_third_brings_the_solution(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    play(tmp_path, "", "columns <", "columns < n / 2", "column < n", "q")
    shown = capsys.readouterr().out
    assert "That is no Python expression" in shown
    assert "It runs, and the result is wrong: out[0, 0] is" in shown
    assert "`column` is not defined. Did you mean `columns`?" in shown
    assert "The solution: columns < n" in shown
    assert "Right." not in shown


def test_what_stops_is_gone_on_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert play(tmp_path, "", "n > columns", "q") == 0
    assert json.loads((tmp_path / "state.json").read_text()) == {
        "step": 1,
        "answers": {"mask": "n > columns"},
    }
    capsys.readouterr()
    assert play(tmp_path, "", "", "") == 0  # goes on; both solutions; and the end of the input
    shown = capsys.readouterr().out
    assert shown.startswith("You have done 1 of 6 steps.")
    assert "Step 1 of 6" not in shown
    assert "Until next time" in shown
    capsys.readouterr()
    assert play(tmp_path, "r") == 0
    assert "Step 1 of 6" in capsys.readouterr().out
    assert play(tmp_path, words=("--restart",)) == 0
    assert "You have done" not in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "{", '{"step": 99, "answers": {}}', '{"step": 1}', "[1]"])
def test_a_state_that_makes_no_sense_is_ignored(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "state.json").write_text(text)
    assert play(tmp_path) == 0
    assert "Step 1 of 6" in capsys.readouterr().out


def test_a_folder_that_cannot_be_made_costs_the_kernel_s_steps_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert play(tmp_path / "file" / "inside", "", "columns < n") == 1
    assert "This step cannot be done here" in capsys.readouterr().out


def test_without_a_compiler_counting_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise toolchain.ToolchainError('no C++ compiler: pip install "tmetal[cpu]"')

    monkeypatch.setattr(toolchain, "compiler", missing)
    (tmp_path / "state.json").write_text('{"step": 4, "answers": {}}')
    with options.override(backend="interpret"):
        assert play(tmp_path, "", "", "") == 1
    shown = capsys.readouterr().out
    assert shown.count("This step cannot be done here: no C++ compiler: pip install") == 2


def test_the_number_of_simdgroups_is_judged_by_what_is_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tutorial_steps.optimised(Tutor(tmp_path, reader("many", "3", "2"), batch=False))
    shown = capsys.readouterr().out
    assert "'many' is no number." in shown
    assert "It is a power of two from 1 to 32" in shown
    assert "There is still a barrier." in shown
    assert "The solution: 1" in shown


def test_a_terminal_is_asked_and_the_next_time_goes_on(tmp_path: Path) -> None:
    """On a pseudo-terminal: each answer is written when nothing more is shown."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ["TMETAL_CACHE_DIR"] = str(tmp_path)
        os.execv(sys.executable, [sys.executable, "-m", "tmetal", "tutorial"])
    answers, shown = ["", "columns <= n", "columns < n", "q"], ""
    while True:
        try:
            text = os.read(terminal, 4096).decode(errors="replace")
        except OSError:  # the program is gone
            break
        shown += text
        if answers and re.search(r"(> |stops\] )$", shown):
            os.write(terminal, f"{answers.pop(0)}\n".encode())
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert answers == []
    assert "== Step 2 of 6: a kernel ==" in shown
    assert "out of bounds" in shown or "reads element" in shown or "is wrong" in shown
    assert "goes on with this step" in shown
    state = json.loads((tmp_path / "tutorial" / "state.json").read_text())
    assert state == {"step": 1, "answers": {"mask": "columns < n"}}


def test_batch_asks_nothing_and_leaves_the_progress_alone(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tmetal", "tutorial", "--batch"],
        env={**os.environ, "TMETAL_CACHE_DIR": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    for step, (title, _) in enumerate(tutorial_steps.STEPS, 1):
        assert f"== Step {step} of 6: {title} ==" in done.stdout
    assert "cannot be done" not in done.stdout
    assert "barriers of a thread        0" in done.stdout
    assert not (tmp_path / "tutorial" / "state.json").exists()


def test_answers_may_come_through_a_pipe(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tmetal", "tutorial"],
        env={**os.environ, "TMETAL_CACHE_DIR": str(tmp_path)},
        input="\ncolumns < n\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Right." in done.stdout
    state = json.loads((tmp_path / "tutorial" / "state.json").read_text())
    assert state == {"step": 1, "answers": {"mask": "columns < n"}}


def test_a_word_that_is_no_option_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--bach"]) == 2
    assert "--bach" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["1 / 0", "open('x')", "exit()", "x.foo", "tl", "[1, 2]", "None"])
def test_whatever_is_answered_is_answered_in_words(text: str, tmp_path: Path) -> None:
    tutor = Tutor(tmp_path, reader(), batch=False)
    assert tutorial_steps.judge(tutor, total=text)
