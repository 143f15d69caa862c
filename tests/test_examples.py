"""Every example runs as a script, on every backend that works without a GPU."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("[0-9]*.py"))


@pytest.mark.parametrize("backend", ["cpu", "interpret"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_an_example_runs_and_checks_its_own_result(path: Path, backend: str) -> None:
    environment = {**os.environ, "TMETAL_BACKEND": backend}
    done = subprocess.run(
        # Gradients of long rows hold more than the estimate likes, and say so.
        [sys.executable, "-W", "error", "-W", "ignore:a thread needs about", str(path)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert backend in done.stdout or done.stdout.count("\n") >= 2
