"""Every mistake in a kernel has its own message, at the user's line, with carets under the cause.

A case is a file in tests/errors: a kernel with one mistake. Comments in it say what must come out:

    # error: EXPR     the last frame is this line, its carets stand under EXPR
    # call: EXPR      an outer frame is this line, its carets stand under EXPR
    # says: TEXT      the message holds TEXT
    # never: TEXT     the message does not hold TEXT
    # backend: NAME   only this backend
    # python: 3.12    only from this version

and the whole message stands beside it in NAME.txt (`pytest --accept` rewrites it). A file's kernel
is launched by its `launch()`, or with the usual arguments of its parameter names.
"""

from __future__ import annotations

import ast
import re
import sys
import traceback
import unicodedata
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import mlx.core as mx
import pytest

import tmetal
from tmetal import options
from tmetal.errors import TmetalError

HERE = Path(__file__).parent / "errors"
BACKENDS = ("cpu", "interpret")
FRAME = re.compile(r'^  File "<file>", line (\d+), in (\S+)\n    (.*)\n    ( *\^+)$', re.M)
ARGUMENTS = {"x_ptr": mx.ones, "y_ptr": mx.ones, "out_ptr": mx.zeros}
NUMBERS = {"n": 100, "BLOCK": 128}


def notes(path: Path, word: str) -> list[tuple[int, str]]:
    """Return the (line, text) of a file's comments `# word: text`."""
    lines = path.read_text().split("\n")
    found = [(i, re.search(rf"# {word}: (.+)$", line)) for i, line in enumerate(lines, 1)]
    return [(i, m[1]) for i, m in found if m]


def wanted(path: Path) -> list[str]:
    """Return the backends that a case is for; none if it needs a newer Python."""
    python = [tuple(map(int, text.split("."))) for _, text in notes(path, "python")]
    if any(sys.version_info[:2] < version for version in python):
        return []
    return [text for _, text in notes(path, "backend")] or list(BACKENDS)


FILES = sorted(HERE.glob("*.py"))
CASES = [pytest.param(p, b, id=f"{p.stem}-{b}") for p in FILES for b in wanted(p)]
each_case = pytest.mark.parametrize(("path", "backend"), CASES)


def run(path: Path) -> None:
    """Load a case and launch its kernel."""
    names: dict[str, Any] = {"__name__": f"case_{path.stem}"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        code = compile(path.read_text(), str(path), "exec")
    exec(code, names)
    if "launch" in names:
        names["launch"]()
        return
    kernel = names["kernel"]
    given = {n: ARGUMENTS[n]((128,)) if n in ARGUMENTS else NUMBERS[n] for n in kernel.names}
    kernel[(1,)](**given)


@cache
def failure(path: Path, backend: str) -> TmetalError | None:
    """Return the error of a case, or None if it runs."""
    with options.override(backend=backend):
        try:
            run(path)
        except TmetalError as error:
            return error
    return None


def message(path: Path, backend: str) -> str:
    """Return what a user sees of a case's error, its path as `<file>`."""
    error = failure(path, backend)
    assert error is not None, "the kernel was accepted"
    return f"{type(error).__name__}: {error}\n".replace(str(path), "<file>")


def width(character: str) -> int:
    """Return how many terminal cells a character takes."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def under(line: str, carets: str) -> str:
    """Return the part of a line that the carets below it mark on a terminal."""
    line, carets = line.expandtabs(), carets.expandtabs()
    assert len(carets) <= sum(map(width, line)), "the carets run past the line's end"
    marked, cell = "", 0
    for character in line:
        size = width(character)  # a combining mark belongs to the character before it
        cells = carets[cell : cell + size] if size else carets[cell - 1 : cell]
        assert set(cells) != {" ", "^"}, "a caret marks half of a wide character"
        marked += character if "^" in cells else ""
        cell += size
    return marked


def frames(path: Path, backend: str) -> list[tuple[int, str]]:
    """Return the line and the marked expression of every frame of a case's error."""
    found = FRAME.findall(message(path, backend))
    return [(int(line), under(text, carets)) for line, _, text, carets in found]


@each_case
def test_a_mistake_gives_exactly_the_accepted_message(
    path: Path, backend: str, request: pytest.FixtureRequest
) -> None:
    text, accepted = message(path, backend), path.with_suffix(".txt")
    if request.config.getoption("--accept"):
        accepted.write_text(text)
    assert accepted.exists(), f"no accepted message yet; pytest --accept writes\n{text}"
    assert text == accepted.read_text()


@each_case
def test_a_message_points_at_the_marked_expression_and_the_calls_to_it(
    path: Path, backend: str
) -> None:
    *outer, last = frames(path, backend) or [None]
    assert [last] == notes(path, "error")
    assert sorted(f for f in outer if f != last) == notes(path, "call")


@each_case
def test_a_message_is_in_the_user_s_words_and_says_what_to_write(path: Path, backend: str) -> None:
    text = message(path, backend).partition("\n  File")[0].rstrip()
    assert [s for _, s in notes(path, "says") if s not in text] == []
    assert [s for _, s in notes(path, "never") if s in text] == []
    assert text.endswith((".", "?", ")")) or "static assertion" in text
    leaked = r"%\w+:|<class |<function | at 0x|\b[iuf]\d+\[|\*[iuf]\d|Python's `[A-Z]"
    assert re.search(leaked, text) is None


@each_case
def test_a_mistake_in_a_kernel_shows_at_most_two_frames_of_ours(path: Path, backend: str) -> None:
    error = failure(path, backend)
    assert isinstance(error, tmetal.CompileError)
    ours = str(Path(tmetal.__file__).parent)
    walked = traceback.walk_tb(error.__traceback__)
    assert sum(f.f_code.co_filename.startswith(ours) for f, _ in walked) <= 2


def test_every_accepted_message_has_its_kernel() -> None:
    kernels = {p.stem for p in FILES}
    assert {p.stem for p in HERE.glob("*.txt")} <= kernels
    assert len(kernels) > 200


# Python that kernels are written in. Everything else has a file that shows what is said about it.
LANGUAGE = """AnnAssign Assert Assign AugAssign Break Continue Expr For FunctionDef If Pass Return
While Attribute BinOp BoolOp Call Compare Constant IfExp JoinedStr Lambda List Name Starred
Subscript Tuple UnaryOp"""
# These stand inside of another node only, which is refused first.
INNER = {"FormattedValue", "Interpolation", "AsyncFor", "AsyncWith", "Await"}


def test_every_node_of_python_s_grammar_is_in_the_language_or_has_its_error() -> None:
    grammar = {
        name
        for name, kind in vars(ast).items()
        if isinstance(kind, type) and issubclass(kind, ast.stmt | ast.expr)
        if kind not in (ast.stmt, ast.expr)
        if kind is ast.Constant or not issubclass(kind, ast.Constant)
    }
    shown = {
        type(node).__name__
        for path in FILES
        if wanted(path)
        for line, _ in notes(path, "error")
        for node in ast.walk(ast.parse(path.read_text()))
        if getattr(node, "lineno", 0) == line
    }
    assert grammar - INNER - set(LANGUAGE.split()) - shown == set()


def written(path: Path, body: str) -> Any:
    """Write a kernel of one output and a number `n` into a file, and load it."""
    path.write_text(f"def kernel(out_ptr, n):\n    x = tl.load(out_ptr)\n{body}")
    names: dict[str, Any] = {"tl": tmetal.language}
    exec(compile(path.read_text(), str(path), "exec"), names)
    return tmetal.jit(names["kernel"])


@pytest.mark.parametrize("terms", [100, 300])
def test_a_long_sum_is_compiled(terms: int, backend: str, tmp_path: Path) -> None:
    total = " + ".join(["x"] * terms)
    kernel, out = written(tmp_path / "sum.py", f"    tl.store(out_ptr, {total})\n"), mx.ones(1)
    kernel[(1,)](out, 0)
    assert out.item() == terms


@pytest.mark.parametrize("paths", [100, 300])
def test_a_long_chain_of_elif_is_compiled(paths: int, backend: str, tmp_path: Path) -> None:
    chain = "    if n == 0:\n        x = 0.0\n"
    chain += "".join(f"    elif n == {i}:\n        x = {i}.0\n" for i in range(1, paths))
    kernel = written(tmp_path / "chain.py", f"{chain}    tl.store(out_ptr, x)\n")
    out = mx.ones(1)
    kernel[(1,)](out, 77)
    assert out.item() == 77


@pytest.mark.parametrize("terms", [1000, 2000])
def test_what_is_nested_too_deeply_is_refused_at_its_line(
    terms: int, backend: str, tmp_path: Path
) -> None:
    total = " + ".join(["x"] * terms)
    kernel = written(tmp_path / "deep.py", f"    tl.store(out_ptr, {total})\n")
    with pytest.raises(tmetal.CompileError, match=r"(?s)nested too deeply.*Split.*line 3, in"):
        kernel[(1,)](mx.ones(1), 0)
