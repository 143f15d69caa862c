"""Golden IR: what each pass makes of a small function, as text that people can read.

tests/golden/<pass>/<case>.tm holds the input, a line `# ---`, and the expected result; settings
stand in lines like `# target=…`, for simdgroups, preserve, inside, target and idioms. `pytest
--accept` rewrites the expected part. `frontend` cases are kernels in
tests/golden/frontend/<case>.py with their IR beside them, `msl` cases are thread IR with the MSL
it prints.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tmetal import chips
from tmetal.codegen.msl import print_kernel
from tmetal.frontend.compile import lower_function
from tmetal.ir.core import show
from tmetal.ir.parse import parse
from tmetal.ir.types import parse_type
from tmetal.ir.verify import verify
from tmetal.passes.pipeline import PIPELINE, Settings

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(GOLDEN.glob("*/*.tm"))
KERNELS = sorted((GOLDEN / "frontend").glob("*.py"))
MARK = "# ---\n"
PASSES = {p.name: p for p in PIPELINE}


def settings_of(text: str) -> Settings:
    words = dict(
        line[2:].split("=", 1)
        for line in text.splitlines()
        if line.startswith("# ") and "=" in line
    )
    preserve = frozenset(filter(None, words.get("preserve", "").split(",")))
    ones = frozenset(filter(None, words.get("ones", "").split(",")))
    target = chips.find(words.get("target", "m1")).facts
    names = tuple(filter(None, words.get("idioms", "").split(",")))
    simdgroups = int(words.get("simdgroups", 4))
    pairs = (word.split(":") for word in filter(None, words.get("inside", "").split(",")))
    inside = frozenset((bound, int(block)) for bound, block in pairs)
    return Settings(simdgroups, preserve, ones=ones, target=target, idioms=names, inside=inside)


def result_of(stage: str, text: str) -> str:
    func = verify(parse(text), "reading")
    if stage == "msl":
        kernel = print_kernel(func)
        return kernel.header + kernel.body
    before = show(func)
    after = PASSES[stage].run(func, settings_of(text))
    assert show(func) == before, "a pass changed its input"
    return show(verify(after, stage))


def compare(path: Path, expected: str, got: str, accept: bool, whole: str) -> None:
    if accept:
        path.write_text(whole)
    else:
        assert got == expected


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_a_pass_makes_of_a_function_what_it_made_before(
    path: Path, request: pytest.FixtureRequest
) -> None:
    text, _, expected = path.read_text().partition(MARK)
    got = result_of(path.parent.name, text)
    compare(path, expected, got, request.config.getoption("--accept"), text + MARK + got)


@pytest.mark.parametrize("path", KERNELS, ids=lambda p: p.stem)
def test_the_frontend_makes_of_a_kernel_what_it_made_before(
    path: Path, request: pytest.FixtureRequest
) -> None:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    types = {name: parse_type(t) for name, t in module.TYPES.items()}
    func, _ = lower_function(module.kernel.kernel_source, types, module.CONSTANTS)
    got = show(verify(func, "the frontend"))
    beside = path.with_suffix(".txt")
    expected = beside.read_text() if beside.exists() else ""
    compare(beside, expected, got, request.config.getoption("--accept"), got)


def test_every_pass_has_a_golden_case() -> None:
    assert {p.parent.name for p in CASES} >= {*PASSES, "msl"}


def test_every_pass_runs_after_those_it_needs() -> None:
    seen: set[str] = set()
    for step in PIPELINE:
        assert set(step.after) <= seen, step.name
        assert step.why
        seen.add(step.name)
