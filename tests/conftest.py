"""What all tests share: every pass is verified, and compiled kernels are kept for the session."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

os.environ.setdefault("TMETAL_VERIFY", "1")

from hypothesis import settings

from tmetal import options

# Machines are slow and noisy: no test fails for taking long.
settings.register_profile("tmetal", deadline=None)
settings.load_profile("tmetal")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--accept`: tests that compare with a stored text store what they see instead."""
    parser.addoption("--accept", action="store_true", help="rewrite the stored texts")


@pytest.fixture(params=["cpu", "interpret"])
def backend(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run a test on each backend that works without a GPU; gives its name."""
    with options.override(backend=request.param):
        yield request.param
