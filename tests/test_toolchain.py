"""The toolchain: a compiler is found or asked for; the cache gives back only what it built."""

import ctypes
import errno
import multiprocessing
import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from tmetal.runtime import compilers, cpu, disk_cache, parsed, toolchain
from tmetal.runtime.translate import translate

SOURCE = 'extern "C" __attribute__((visibility("default"))) int answer(int x) { return x + %d; }\n'


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    path = tmp_path / "cache"
    monkeypatch.setenv("TMETAL_CACHE_DIR", str(path))
    return path


def answer(path: Path) -> int:
    return ctypes.CDLL(str(path)).answer(40)


def libraries(cache: Path) -> list[Path]:
    return sorted(cache.rglob("*.so"))


def test_a_library_is_compiled_once_and_then_found():
    before = compilers.COMPILES.count
    first = toolchain.build(SOURCE % 2)
    assert compilers.COMPILES.count > before
    compiled = compilers.COMPILES.count
    assert toolchain.build(SOURCE % 2) == first
    assert compilers.COMPILES.count == compiled
    assert answer(first) == 42


HEADERS = f'#include "types.h"\n{SOURCE}'


@pytest.mark.parametrize("lost", [False, True])
def test_headers_are_parsed_once_for_all_kernels(cache, monkeypatch, lost):
    calls, trees, plain = [], [], subprocess.run

    def run(command, **kwargs):
        done = plain(command, **kwargs)
        calls.append((done.returncode, {"-emit-pch", "-include-pch"}.intersection(command)))
        return done

    monkeypatch.setattr(compilers.COMPILES, "count", 1)
    monkeypatch.setattr(subprocess, "run", run)
    for n in (50, 60, 70):
        assert answer(toolchain.build(HEADERS % n, trees.append)) == 40 + n
        if lost:
            for path in filter(None, parsed._MADE.values()):
                path.unlink(missing_ok=True)
    assert all(code == 0 for code, _ in calls) != lost
    assert all(" answer '" in tree for tree in trees)
    assert [{"-emit-pch"}, {"-include-pch"}] == [flags for _, flags in calls if flags][:2]
    assert sum({"-emit-pch"} == flags for _, flags in calls) == 1


def test_installations_with_one_cache_parse_headers_of_their_own(cache, monkeypatch):
    """What was parsed of one folder does not know that another's headers are the same."""
    monkeypatch.setattr(parsed, "_MADE", {})
    calls = []

    def refuse(words):
        calls.append(words)
        raise disk_cache.ToolchainError("no compiler")

    for folder in ("here", "there", "here"):
        headers = parsed.Headers(Path(folder), ("clang",), (), refuse)
        assert headers.parsed(("types.h",), (), cache / "key") is None
    assert [str(Path("here", "types.h")) in words for words in calls] == [True, False]


def test_another_text_is_another_library():
    assert toolchain.build(SOURCE % 1) != toolchain.build(SOURCE % 2)


def test_another_flag_another_header_or_another_compiler_is_another_key(monkeypatch):
    found = toolchain.compiler()
    key = toolchain._key("x", found)
    other = compilers.Compiler(found.command, found.linker, found.identity + "1")
    assert toolchain._key("x", other) != key
    monkeypatch.setattr(toolchain, "FLAGS", (*toolchain.FLAGS, "-DX"))
    flagged = toolchain._key("x", found)
    assert flagged != key
    monkeypatch.setattr(toolchain, "hash_of", lambda part: "changed")
    assert toolchain._key("x", found) != flagged


def test_the_cache_is_created_for_its_owner_only(cache):
    assert toolchain.cache_directory() == cache
    assert cache.stat().st_mode & 0o777 == 0o700


def test_nothing_but_the_library_stays_in_the_cache(cache):
    path = toolchain.build(SOURCE % 3)
    own = ("trial-", "trimmed", "sources-")
    left = [p for p in cache.rglob("*") if p.is_file() and not p.name.startswith(own)]
    assert left == [path]


@pytest.mark.parametrize("mode", [0o770, 0o702])
def test_a_cache_that_others_can_write_to_is_refused(cache, mode):
    cache.mkdir()
    cache.chmod(mode)
    with pytest.raises(toolchain.ToolchainError, match="other users can write"):
        toolchain.build(SOURCE % 4)
    assert libraries(cache) == []


def test_a_cache_of_another_user_is_refused(cache, monkeypatch):
    cache.mkdir(mode=0o700)
    monkeypatch.setattr(os, "getuid", lambda: cache.stat().st_uid + 1)
    with pytest.raises(toolchain.ToolchainError, match="belongs to another user"):
        toolchain.cache_directory()


@pytest.fixture
def said_nothing():
    """Forget what this process has said already."""
    disk_cache.say_once.cache_clear()
    yield
    disk_cache.say_once.cache_clear()


def test_a_cache_that_cannot_be_made_is_reported_once_and_kernels_run(
    tmp_path, monkeypatch, said_nothing
):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TMETAL_CACHE_DIR", str(tmp_path / "file" / "below"))
    with pytest.warns(RuntimeWarning, match="TMETAL_CACHE_DIR") as said:
        answers = [answer(toolchain.build(SOURCE % n)) for n in (20, 21)]
    assert answers == [60, 61]
    assert len(said) == 1
    compiled = compilers.COMPILES.count
    assert answer(toolchain.build(SOURCE % 21)) == 61
    assert compilers.COMPILES.count == compiled, "found again in this process"


@pytest.mark.parametrize("reason", [errno.EROFS, errno.ENOSPC, errno.EACCES])
def test_a_cache_that_takes_no_file_is_reported_once_and_kernels_run(
    cache, monkeypatch, said_nothing, reason
):
    kept = toolchain.build(SOURCE % 22)

    def fail(*args, **kwargs):
        raise OSError(reason, os.strerror(reason))

    monkeypatch.setattr(disk_cache.os, "replace", fail)
    with pytest.warns(RuntimeWarning, match=os.strerror(reason)) as said:
        answers = [answer(toolchain.build(SOURCE % n)) for n in (23, 24)]
    assert answers == [63, 64]
    assert len(said) == 1
    assert libraries(cache) == [kept], "nothing is lost, and nothing half written stays"
    assert list(cache.rglob("part-*")) == []


@pytest.mark.parametrize("damage", ["truncate", "empty", "flip"])
def test_a_damaged_library_is_built_again(damage):
    path = toolchain.build(SOURCE % 2)
    data = path.read_bytes()
    middle = len(data) // 2
    damaged = {
        "truncate": data[:middle],
        "empty": b"",
        "flip": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
    }[damage]
    path.write_bytes(damaged)
    compiled = compilers.COMPILES.count
    assert answer(toolchain.build(SOURCE % 2)) == 42
    assert compilers.COMPILES.count == compiled + 1


def test_a_discarded_library_is_built_again():
    path = toolchain.build(SOURCE % 2)
    toolchain.discard(path)
    assert not path.exists()
    assert toolchain.build(SOURCE % 2).exists()


def test_a_wrong_text_raises_the_compilers_words_and_leaves_nothing(cache):
    with pytest.raises(toolchain.CompileFailure, match="undeclared identifier 'nothing'") as failed:
        toolchain.build('#line 7 "tmetal"\nint f() { return nothing; }\n')
    assert "tmetal:7:" in failed.value.diagnostics
    assert libraries(cache) == []


def test_no_compiler_says_what_to_install(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    toolchain.compiler.cache_clear()
    try:
        with pytest.raises(toolchain.ToolchainError, match=r'pip install "tmetal\[cpu\]"'):
            toolchain.build(SOURCE % 5)
    finally:
        toolchain.compiler.cache_clear()


def program(path: Path, lines: str) -> Path:
    """Write a shell script that stands for a compiler."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{lines}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def on_the_path(tmp_path, monkeypatch):
    """Put a script before all other compilers: call it with the script's lines."""

    def put(lines: str) -> Path:
        monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
        toolchain.compiler.cache_clear()
        return program(tmp_path / "bin" / "clang", lines)

    yield put
    toolchain.compiler.cache_clear()


def test_a_clang_on_the_path_that_fails_the_trial_is_passed_over(on_the_path, cache):
    broken = on_the_path("echo 'error: unknown language' >&2\nexit 1")
    assert toolchain.compiler().command[0] != str(broken)
    (verdict,) = cache.glob("trial-*")
    assert verdict.read_text() == "no"
    ran = compilers.COMPILES.count
    toolchain.compiler.cache_clear()
    assert toolchain.compiler().command[0] != str(broken)
    assert compilers.COMPILES.count == ran, "the verdict is remembered"
    os.utime(verdict, (0, 0))
    toolchain.compiler.cache_clear()
    assert toolchain.compiler().command[0] != str(broken)
    assert compilers.COMPILES.count == ran + 1, "for a day"


def test_a_clang_that_crashes_gets_no_verdict(on_the_path, cache):
    broken = on_the_path("kill -SEGV $$")
    assert toolchain.compiler().command[0] != str(broken)
    assert not list(cache.glob("trial-*"))


def test_a_clang_on_the_path_that_passes_the_trial_is_preferred(on_the_path):
    wheel = compilers._from_wheel(compilers.target())
    if wheel is None or not sys.platform.startswith("linux"):
        pytest.skip("needs the ziglang wheel on Linux")
    zig = wheel.command[0]
    # As clang does it: compile and link in one command.
    good = on_the_path(
        'args=""; for a in "$@"; do case "$a" in -shared|-nostdlib) ;; *) args="$args $a";; esac;'
        ' [ "$a" = -S ] && text=yes; out="$a"; done\n'
        f'[ -n "$text" ] && exec "{zig}" clang $args\n'
        f'"{zig}" clang -c $args && mv "$out" part.o && "{zig}" ld.lld -shared part.o -o "$out"'
    )
    assert toolchain.compiler().command[0] == str(good)
    assert answer(toolchain.build(SOURCE % 6)) == 46


def test_the_library_does_not_depend_on_where_the_cache_is(tmp_path, monkeypatch):
    first = toolchain.build(SOURCE % 8)
    monkeypatch.setenv("TMETAL_CACHE_DIR", str(tmp_path / "elsewhere"))
    second = toolchain.build(SOURCE % 8)
    assert (first.parent.name, first.name) == (second.parent.name, second.name)


def _build_many(numbers, results):
    results.put([answer(toolchain.build(SOURCE % n)) for n in numbers])


def test_processes_that_build_at_once_all_get_a_good_library(cache):
    numbers = [10, 11, 12]
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    workers = [context.Process(target=_build_many, args=(numbers, results)) for _ in range(4)]
    for worker in workers:
        worker.start()
    answers = [results.get(timeout=120) for _ in workers]
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    assert answers == [[50, 51, 52]] * 4
    assert len({path.parent for path in libraries(cache)}) == 3
    assert [p for p in cache.iterdir() if p.name.startswith("build-")] == []


def test_a_second_process_compiles_nothing():
    program = (
        "from tmetal.runtime import compilers, toolchain\n"
        f"toolchain.build({SOURCE % 9!r})\n"
        "print(compilers.COMPILES.count)\n"
    )

    def run() -> int:
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        )
        return int(done.stdout)

    assert run() >= 1
    assert run() == 0


@pytest.mark.parametrize("system", ["win32", "linux-on-a-toaster"])
def test_an_unknown_system_is_refused_by_name(monkeypatch, system):
    monkeypatch.setattr(sys, "platform", system)
    with pytest.raises(toolchain.ToolchainError, match=system):
        compilers.target()


def stand_in(path: Path, monkeypatch) -> None:
    """Take a script for the compiler that was found."""
    found = compilers.Compiler((str(path),), (), "a stand-in")
    monkeypatch.setattr(toolchain, "compiler", lambda: found)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("kill -SEGV $$", r"crashed \(exit status -11\)"),
        ("echo 'PLEASE submit a bug report' >&2; exit 134", "PLEASE submit a bug report"),
        ("exit 1", r"\(nothing\)"),
        ("head -c 3000 /dev/urandom >&2; exit 70", "exit status 70"),
        ("exit 0", "made no kernel.ll"),
    ],
)
def test_a_compiler_that_crashes_or_talks_nonsense_is_named(
    tmp_path, monkeypatch, cache, lines, said
):
    script = program(tmp_path / "bin" / "mad", lines)
    stand_in(script, monkeypatch)
    with pytest.raises(toolchain.ToolchainError, match=said) as failed:
        toolchain.build(SOURCE % 30)
    assert "mad" in str(failed.value)
    assert not isinstance(failed.value, toolchain.CompileFailure), "the text is not to blame"
    assert libraries(cache) == []


def test_a_compiler_that_hangs_is_stopped(tmp_path, monkeypatch):
    stand_in(program(tmp_path / "bin" / "slow", "exec sleep 60"), monkeypatch)
    monkeypatch.setattr(compilers, "COMPILE_SECONDS", 0.2)
    with pytest.raises(toolchain.ToolchainError, match="did not finish"):
        toolchain.build(SOURCE % 31)


def test_a_library_that_does_not_load_is_the_compilers_fault(tmp_path, monkeypatch):
    lines = 'for a in "$@"; do out="$a"; done; echo nonsense > "$out"'
    stand_in(program(tmp_path / "bin" / "liar", lines), monkeypatch)
    with pytest.raises(toolchain.ToolchainError, match="liar makes does not load"):
        cpu.load(KERNEL, "k", ("device int*",), ())


KERNEL = "[[kernel]] void k(device int* out [[buffer(0)]]) { out[0] = 7; }\n"


@pytest.fixture
def fresh_compiler():
    toolchain.compiler.cache_clear()
    yield
    toolchain.compiler.cache_clear()


@pytest.mark.parametrize("value", ["/no/such/clang", "clang-that-is-not-there -O1", "'unclosed"])
def test_a_cxx_that_does_not_exist_is_reported_once_and_another_is_used(
    monkeypatch, fresh_compiler, said_nothing, value
):
    monkeypatch.setenv("CXX", value)
    with pytest.warns(RuntimeWarning, match="CXX is .* does not exist") as said:
        found = [toolchain.compiler.__wrapped__() for _ in range(2)]
    assert found[0] == found[1]
    assert answer(toolchain.build(SOURCE % 32)) == 72
    assert len(said) == 1


def test_a_cxx_that_is_an_old_clang_is_reported(
    tmp_path, monkeypatch, fresh_compiler, said_nothing
):
    old = program(tmp_path / "bin" / "clang-9", "echo 'error: unknown language' >&2; exit 1")
    monkeypatch.setenv("CXX", str(old))
    with pytest.warns(RuntimeWarning, match="does not compile C"):
        assert answer(toolchain.build(SOURCE % 34)) == 74


def test_a_cxx_that_is_no_clang_is_passed_over_in_silence(
    tmp_path, monkeypatch, fresh_compiler, said_nothing
):
    other = program(tmp_path / "bin" / "g++", "echo 'error: unrecognized option' >&2; exit 1")
    monkeypatch.setenv("CXX", str(other))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert answer(toolchain.build(SOURCE % 35)) == 75


@pytest.mark.parametrize("target", ["aarch64-linux-gnu", "x86_64-linux-gnu"])
@pytest.mark.parametrize("fibers", [False, True])
def test_kernels_compile_for_both_processors(tmp_path, monkeypatch, target, fibers):
    """The switch of fibers and the way out of a kernel are in assembly: it is assembled here."""
    found = toolchain.compiler()
    at = found.command.index("-target") + 1
    words = [w for w in found.command if w not in ("-march=native", "-mcpu=native")]
    words[at] = target
    monkeypatch.setattr(
        toolchain, "compiler", lambda: compilers.Compiler((*words, "-c"), (), target)
    )
    wait = "threadgroup_barrier(mem_flags::mem_none);" if fibers else ""
    source = translate(KERNEL.replace("out[0]", f"{wait} out[0]"), "k", ("device int*",), ())
    made = toolchain.build(source).read_bytes()
    assert made[:4] == b"\x7fELF"
    machine = int.from_bytes(made[18:20], "little")
    assert machine == {"aarch64-linux-gnu": 183, "x86_64-linux-gnu": 62}[target]
    linked = toolchain._runtime(toolchain.compiler()).read_bytes()
    assert b"tm_switch" in linked
    assert b"tm_guard" in linked
