"""The disk cache: bounded, cleared on demand, and safe when many launch at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import mlx.core as mx
import numpy as np
import pytest

from copying import run
from kernels import make
from tmetal import __main__ as program
from tmetal import options
from tmetal.runtime import disk_cache

SOURCE = """
@tmetal.jit
def k(x_ptr, n, BLOCK: tl.constexpr):
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    tl.store(x_ptr + i, tl.load(x_ptr + i, i < n) + 1, i < n)
"""
# A process that launches one kernel with four sizes of blocks, and says what came out.
LAUNCH = """
import mlx.core as mx, tmetal, tmetal.language as tl, tmetal.runtime.toolchain as toolchain

@tmetal.jit
def add_one(x_ptr, n, BLOCK: tl.constexpr):
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    tl.store(x_ptr + i, tl.load(x_ptr + i, i < n) + 1, i < n)

x = mx.zeros(100)
for block in (32, 64):
    add_one[(tmetal.cdiv(100, block),)](x, 100, BLOCK=block)
print(x.tolist() == [2.0] * 100, toolchain.COMPILES.count)
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "cache"
    monkeypatch.setenv("TMETAL_CACHE_DIR", str(path))
    return path


def entry(cache: Path, key: str, size: int, age_in_days: float) -> Path:
    path = cache / (key * 64) / "x.so"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x" * size)
    then = time.time() - age_in_days * disk_cache.DAY
    os.utime(path, (then, then))
    return path


def command(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["tmetal", *words])
    return program.main()


def start() -> subprocess.Popen[str]:
    file = Path(os.environ["TMETAL_CACHE_DIR"]).parent / "launch.py"
    file.write_text(textwrap.dedent(LAUNCH))
    environment = os.environ | {"TMETAL_BACKEND": "cpu"}
    return subprocess.Popen(
        [sys.executable, str(file)], stdout=subprocess.PIPE, text=True, env=environment
    )


def test_what_was_not_used_for_longest_is_removed_first(cache: Path) -> None:
    old, middle, new = (entry(cache, k, 100, age) for k, age in (("a", 9), ("b", 5), ("c", 1)))
    foreign = cache / "notes.txt"
    foreign.write_text("mine" * 100)
    assert disk_cache.trim(cache, limit=250) == 1
    assert not old.parent.exists()
    assert middle.exists()
    assert new.exists()
    assert foreign.exists()
    assert disk_cache.trim(cache, limit=0) == 0  # not twice a day


def test_a_library_that_is_found_counts_as_used(cache: Path) -> None:
    path = entry(cache, "a", 100, 9)
    named = path.rename(path.with_name(disk_cache.content_name(path)))
    assert disk_cache.cached(path.parent) == named
    assert time.time() - named.stat().st_mtime < disk_cache.DAY


def test_the_cache_is_described_and_cleared(cache: Path, monkeypatch, capsys) -> None:
    path = entry(cache, "a", 2_000_000, 1)
    foreign = cache / "notes.txt"
    foreign.write_text("mine")
    cache.chmod(0o700)
    assert command(monkeypatch, "cache", "info") == 0
    assert "1 files, 2.0 MB of at most about 1074 MB" in capsys.readouterr().out
    assert command(monkeypatch, "cache", "clear") == 0
    assert "1 files removed" in capsys.readouterr().out
    assert not path.parent.exists()
    assert foreign.exists()
    assert command(monkeypatch, "cache", "empty") == 2
    assert "info|clear" in capsys.readouterr().err


def test_a_cache_that_others_can_write_to_is_not_described(cache, monkeypatch, capsys) -> None:
    cache.mkdir()
    cache.chmod(0o777)
    assert command(monkeypatch, "cache") == 1
    assert "chmod go-w" in capsys.readouterr().err


def test_two_processes_that_launch_at_once_are_right_and_a_killed_one_leaves_no_harm(
    cache: Path,
) -> None:
    cache.mkdir(mode=0o700)
    killed = start()
    while not any(cache.iterdir()):  # it has begun to compile
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    both = [start(), start()]
    assert [p.communicate(timeout=120)[0].split()[0] for p in both] == ["True", "True"]
    again = start()
    assert again.communicate(timeout=120)[0].split() == ["True", "0"]


@pytest.mark.parametrize("backend", ["cpu", "interpret"])
def test_eight_threads_that_launch_at_once_are_right(backend: str) -> None:
    kernel = make(SOURCE)
    found: list[list[float]] = []

    def launch(thread: int) -> None:
        n = 40 + thread % 3
        x = np.zeros(n, np.float32) if thread % 2 else mx.zeros(n)
        for _ in range(5):
            run(kernel, x, n=n)
        found.append(np.array(x).tolist())

    with options.override(backend=backend):
        threads = [threading.Thread(target=launch, args=(t,)) for t in range(8)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
    assert sorted(map(len, found)) == sorted(40 + t % 3 for t in range(8))
    assert all(x == [5.0] * len(x) for x in found)
