"""The documents say what is true: generated parts are fresh, snippets run, named files exist."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tmetal import options, reference
from tmetal.chips import CHIPS, GENERATIONS
from tmetal.mps import mps_integration
from tmetal.passes.pipeline import PIPELINE

ROOT = Path(__file__).parents[1]
DOCS = sorted((ROOT / "docs").glob("*.md"))


def test_the_language_reference_is_the_one_that_the_tables_give() -> None:
    assert (ROOT / "docs" / "language.md").read_text() == reference.language(), (
        "run: python -m tmetal language > docs/language.md"
    )


def test_the_readme_s_kernel_runs_and_has_at_most_fifteen_lines(tmp_path: Path) -> None:
    (snippet,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    kernel = snippet[snippet.index("import mlx") :].strip().splitlines()
    assert len([line for line in kernel if line.strip()]) <= 15
    path = tmp_path / "readme.py"
    path.write_text(snippet)
    done = subprocess.run(
        [sys.executable, str(path)], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.startswith("array([2, 2, 2, ..., 2, 2, 2], dtype=float32)")
    assert "x_ptr + " in done.stdout


def test_the_snippets_about_launching_run(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "launching.md").read_text()
    snippets = [
        textwrap.dedent(s) for s in re.findall(r"^ *```python\n(.*?)^ *```", text, re.S | re.M)
    ]
    (tmp_path / "snippets.py").write_text("".join(snippets))
    command = [sys.executable, "-W", "error", "snippets.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[0] == "array([1, 2, 3], dtype=float32)"
    assert {p.suffix for p in tmp_path.glob("add*")} == {".mlxfn", ".metal", ".json"}


def test_the_readme_has_exactly_two_commands() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    assert len(blocks) == 2
    assert all(len(b.strip().splitlines()) == 1 for b in blocks)
    assert "examples/01_vector_add.py" in blocks[0]


@pytest.mark.parametrize("path", [*DOCS, ROOT / "README.md"], ids=lambda p: p.name)
def test_every_file_that_a_document_names_exists(path: Path) -> None:
    text = path.read_text()
    for link in re.findall(r"\]\(([\w./-]+\.md)\)", text):
        assert (path.parent / link).exists(), link
    names = re.findall(r"`([\w/]+\.(?:py|md))`", text)
    known = [str(p.relative_to(ROOT)) for p in ROOT.rglob("*") if p.is_file()]
    for name in names:
        assert any(k.endswith(name) for k in known), name


def test_the_architecture_page_names_every_pass_and_every_option() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    for step in PIPELINE:
        if step.name not in ("resimplify", "tidy"):  # the classics again
            assert f"`{step.name}`" in text
    variables = set(re.findall(r"TMETAL_\w+", options.__doc__ or ""))
    assert variables <= set(re.findall(r"TMETAL_\w+", text))


def test_nothing_in_the_project_names_a_machine_s_path() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    for name in tracked:
        text = (ROOT / name).read_text(errors="replace")
        assert not re.search(r"/(?:home|root|work|Users)/\w", text), name


@pytest.mark.parametrize("word", ["language", "passes", "ops", "cache"])
def test_the_command_line_prints_its_tables(word: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tmetal", word], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip()


def test_the_command_line_refuses_what_it_does_not_know() -> None:
    done = subprocess.run([sys.executable, "-m", "tmetal", "x"], capture_output=True, check=False)
    assert done.returncode == 2


def test_the_pages_about_chips_and_operations_say_what_the_tables_say() -> None:
    chips_page = (ROOT / "docs" / "apple-silicon.md").read_text()
    for c in CHIPS:
        row = f"| {c.name} | {c.cores} | {c.clock:g} | {c.bandwidth:g} | {c.peak / 1e3:.1f} |"
        assert row in chips_page
    for g in GENERATIONS.values():
        assert f"| {g.name} | {g.family} | `applegpu_g{12 + g.number}g`" in chips_page
    assert str(mps_integration) in (ROOT / "docs" / "mps.md").read_text()


def test_messages_that_troubleshooting_explains_exist() -> None:
    page = (ROOT / "docs" / "troubleshooting.md").read_text()
    source = "\n".join(p.read_text() for p in (ROOT / "src").rglob("*.py"))
    messages = re.findall(r"\*\*`([^`]+)`", page)
    others = {"greater than the maximum allowed threads per threadgroup"}  # MLX's
    assert len(messages) > 8
    for message in set(messages) - others:
        assert message in source, message


def test_the_benchmarks_that_switch_passes_off_find_what_they_switch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    off = importlib.import_module("passes").OFF
    assert set(off) == set(importlib.import_module("systems").PLAIN)
    known = {p.name for p in PIPELINE}
    assert set(importlib.import_module("systems").OPTIONAL) <= known
    for switch in off.values():
        with switch():
            pass
    for _, (kernel, *_rest) in importlib.import_module("idioms").workloads().values():
        assert hasattr(kernel, "fn"), kernel
