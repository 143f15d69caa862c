"""`python -m tmetal cache [info|clear]`: what is kept on disk, and away with it."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tmetal.runtime.disk_cache import LIMIT_BYTES, ToolchainError, cache_directory, clear, entries

USAGE = "python -m tmetal cache [info|clear]"


def main(words: Sequence[str]) -> int:
    """Follow the words after `cache`; return the exit code."""
    if list(words) not in ([], ["info"], ["clear"]):
        sys.stderr.write(f"usage: {USAGE}\n")
        return 2
    try:
        sys.stdout.write(_clear() if list(words) == ["clear"] else _info())
    except ToolchainError as error:
        sys.stderr.write(f"tmetal: {error}\n")
        return 1
    return 0


def _info() -> str:
    folder = cache_directory()
    files = list(entries(folder))
    size = sum(f.stat().st_size for f in files)
    limit = f"{LIMIT_BYTES / 1e6:.0f} MB"
    return f"{folder}: {len(files)} files, {size / 1e6:.1f} MB of at most about {limit}\n"


def _clear() -> str:
    folder = cache_directory()
    return f"{folder}: {clear(folder)} files removed\n"
