"""The disk cache: bounded, cleared on demand, and safe when many launch at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
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
from tmetal.codegen.msl import Kernel
from tmetal.passes.pipeline import Settings
from tmetal.runtime import disk_cache, sources
from tmetal.runtime.specialize import Specialization

SOURCE = """
@tmetal.jit
def k(x_ptr, n, BLOCK: tl.constexpr):
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    tl.store(x_ptr + i, tl.load(x_ptr + i, i < n) + 1, i < n)
"""
# A process that launches one kernel with four sizes of blocks, and says what came out.
LAUNCH = """
import mlx.core as mx, tmetal, tmetal.language as tl, tmetal.runtime.compilers as compilers

@tmetal.jit
def add_one(x_ptr, n, BLOCK: tl.constexpr):
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    tl.store(x_ptr + i, tl.load(x_ptr + i, i < n) + 1, i < n)

x = mx.zeros(100)
for block in (32, 64):
    add_one[(tmetal.cdiv(100, block),)](x, 100, BLOCK=block)
print(x.tolist() == [2.0] * 100, compilers.COMPILES.count)
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
    if not file.exists():  # a process that was started before may read it now
        file.write_text(LAUNCH)
    environment = os.environ | {"TMETAL_BACKEND": "cpu", "TMETAL_VERIFY": "0"}
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, str(file)], stdout=pipe, stderr=pipe, text=True, env=environment
    )


def said(process: subprocess.Popen[str]) -> list[str]:
    out, wrong = process.communicate(timeout=120)
    assert process.returncode == 0, wrong
    return out.split()


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
    (cache / f"text-{'0' * 32}").write_text("a translation")
    foreign = cache / "notes.txt"
    foreign.write_text("mine")
    cache.chmod(0o700)
    assert command(monkeypatch, "cache", "info") == 0
    assert "2 files, 2.0 MB of at most about 1074 MB" in capsys.readouterr().out
    assert command(monkeypatch, "cache", "clear") == 0
    assert "2 files removed" in capsys.readouterr().out
    assert not path.parent.exists()
    assert foreign.exists()
    assert command(monkeypatch, "cache", "empty") == 2
    assert "info|clear" in capsys.readouterr().err


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A small package, with a file for each kind of thing that is kept."""
    for name in ("passes/cse.py", "runtime/host/m/math.h", "runtime/cpu.py", "frontend/calls.py"):
        file = tmp_path / "package" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x = 1")
    return tmp_path / "package"


def changed(package: Path, before: dict[str, str]) -> set[str]:
    sources.hashes.cache_clear()
    after = sources.hashes(package)
    return {part for part in after if after[part] != before[part]}


@pytest.mark.parametrize("noted", [False, True])
def test_every_edit_of_a_source_changes_the_names_of_what_it_makes(
    cache: Path, package: Path, monkeypatch: pytest.MonkeyPatch, noted: bool
) -> None:
    if noted:  # as in a process that starts a minute from now
        monkeypatch.setattr(sources, "_CLOCK", -60 * 10**9)
    found = sources.hashes(package)
    assert len(list(cache.glob("sources-*"))) == noted
    assert changed(package, found) == set()
    for name, parts in (
        ("passes/cse.py", {"compiler"}),
        ("runtime/host/m/math.h", {"translation", "library"}),
        ("runtime/cpu.py", {"translation"}),
        ("frontend/calls.py", set()),
    ):
        file, kept = package / name, (package / name).stat()
        while file.stat().st_ctime_ns == kept.st_ctime_ns:  # the clock's next tick
            file.write_text("x = 2")  # no longer, and no younger
            os.utime(file, ns=(kept.st_atime_ns, kept.st_mtime_ns))
        assert changed(package, found) == parts
        found = sources.hashes(package)
    (package / "passes/new.py").write_text("")
    assert changed(package, found) == {"compiler"}
    sources.hashes.cache_clear()


def test_hashes_are_taken_from_the_note_of_files_that_are_the_same(
    cache: Path, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_CLOCK", -60 * 10**9)
    found = sources.hashes(package)
    (note,) = cache.glob("sources-*")
    with monkeypatch.context() as unread:
        unread.setattr(Path, "read_bytes", None)
        assert changed(package, found) == set()
    note.write_text("{torn")
    assert changed(package, found) == set()
    sources.hashes.cache_clear()


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
    while not any(cache.rglob("*.json")):  # the text is there, the library is on its way
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    both = [start(), start()]
    assert [said(p)[0] for p in both] == ["True", "True"]
    assert said(start()) == ["True", "0"]


@pytest.mark.parametrize("damage", ["none", "cut", "changed", "another's"])
def test_the_text_of_a_kernel_is_kept_and_only_a_sound_entry_is_used(
    cache: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    runs: list[int] = []
    real = Specialization.lowered

    def counted(self: Specialization, settings: Settings) -> Kernel:
        runs.append(1)
        return real(self, settings)

    monkeypatch.setattr(Specialization, "lowered", counted)

    kernel = make(SOURCE)

    def compiled() -> Kernel:
        kernel._launches.clear()
        kernel._specializations.clear()
        with options.override(verify=False, backend="cpu"):
            x = run(kernel, mx.zeros(40), n=40)
        assert x.tolist() == [1.0] * 40
        assert kernel._last.latest is not None
        return kernel._last.latest

    first = compiled()
    (entry,) = (cache / disk_cache.TEXTS).iterdir()
    assert entry.stat().st_mode & 0o077 == 0
    text = entry.read_text()
    if damage == "cut":
        entry.write_text(text[:-10])
    elif damage == "changed":
        entry.write_text(text.replace("1.0f", "2.0f"))
        assert entry.read_text() != text
    elif damage == "another's":
        entry.write_text('{"sum": 1, "content": []}')
    second = compiled()
    assert (second, second.lines) == (first, first.lines)
    assert len(runs) == (1 if damage == "none" else 2)
    assert entry.read_text() == text
    assert any(second.lines)


def test_stages_can_be_seen_of_a_kernel_whose_text_was_found(cache: Path) -> None:
    with options.override(verify=False, backend="cpu"):
        kernel = make(SOURCE)
        for _ in range(2):
            kernel._launches.clear()
            kernel._specializations.clear()
            kernel[(1,)](mx.zeros(3), 3, BLOCK=4)
            assert "store_at" in kernel.ir("lower")


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
