"""`python -m tmetal check` shows every failure with its remedy, on worlds made up for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest

import tmetal
from tmetal.cli import world as cli_world
from tmetal.cli.check import Line, check, main, version
from tmetal.cli.world import World
from tmetal.errors import BackendError
from tmetal.hardware import AppleSiliconGeneration, HardwareCapabilities
from tmetal.options import Options
from tmetal.runtime.disk_cache import ToolchainError


def raising(error: Exception) -> Callable[..., Any]:
    def fail(*args: object) -> Any:
        raise error

    return fail


def warning(text: str) -> Callable[[], Path]:
    def cache() -> Path:
        warnings.warn(text, RuntimeWarning, stacklevel=1)
        return Path("/tmp/x")

    return cache


def computer(
    system: str | None = "26.4",
    generation: AppleSiliconGeneration = AppleSiliconGeneration.M4,
    cores: int | None = 10,
) -> Callable[[], HardwareCapabilities]:
    found = HardwareCapabilities(
        chip_generation=generation,
        device_name=f"Apple {generation.name}",
        gpu_family="Apple9",
        cores=cores,
        macos_version=system,
    )
    return lambda: found


MAC = World(
    platform="darwin",
    machine="arm64",
    python=(3, 12, 1),
    capabilities=computer(),
    metal=lambda: True,
    tensor_units=lambda: "",
    mlx=lambda: "0.32.4",
    compiler=lambda: "/usr/bin/clang",
    cache=lambda: Path("/caches/tmetal"),
    free=lambda folder: 1 << 40,
    run=lambda backend: 1e-7,
    options=Options,
)
LINUX = replace(
    MAC,
    platform="linux",
    machine="x86_64",
    metal=lambda: False,
    capabilities=lambda: HardwareCapabilities(device_name="Some CPU"),
)
M1, M5 = AppleSiliconGeneration.M1, AppleSiliconGeneration.M5
NOBODY = AppleSiliconGeneration.UNKNOWN
NO_COMPILER = raising(ToolchainError('neither was found: pip install "tmetal[cpu]"'))


def found(world: World) -> dict[str, Line]:
    return {line.name: line for line in check(world)}


def test_a_mac_is_well_on_every_line() -> None:
    lines = found(MAC)
    assert {line.status for line in lines.values()} == {"ok"}
    assert not any(line.remedy for line in lines.values())
    assert lines["chip"].found == "Apple M4, 10 GPU cores, Apple9"
    assert list(lines)[-3:] == ["kernel on metal", "kernel on cpu", "kernel on interpret"]


def test_linux_is_well_without_a_gpu() -> None:
    lines = found(LINUX)
    assert {line.status for line in lines.values()} == {"ok"}
    assert "kernel on metal" not in lines
    assert lines["chip"].found == "Some CPU: no Apple GPU"
    other = found(replace(LINUX, options=lambda: Options(target="m2pro")))
    assert other["chip"].found == "Some CPU: no Apple GPU; kernels are compiled for M2 Pro"


# What is changed in a world that is well, which line shows it, and what that line says.
FAILURES: list[tuple[World, str, str, str, str]] = [
    (
        replace(MAC, options=raising(BackendError("TMETAL_TARGET is 'm33', which is no chip."))),
        *("options", "fail", "'m33', which is no chip", "Correct the variable or unset it"),
    ),
    (replace(LINUX, platform="win32"), "system", "fail", "win32 on x86_64", "macOS on Apple sil"),
    (replace(LINUX, machine="riscv64"), "system", "fail", "linux on riscv64", "and on Linux on x8"),
    (replace(MAC, machine="x86_64"), "system", "fail", "Python runs as x86_64", "Python for arm64"),
    (
        replace(MAC, capabilities=computer("13.4.1", M1)),
        "system",
        "fail",
        "macOS 13.4.1",
        "13.5 or",
    ),
    (replace(MAC, capabilities=computer(None)), "system", "warn", "unknown version", "sw_vers"),
    (
        replace(MAC, capabilities=computer("13.6", M1)),
        "features",
        "warn",
        "lacks MLX's w",
        "14.0 o",
    ),
    (replace(MAC, capabilities=computer("26.1", M5)), "features", "warn", "neural acc", "26.2 or"),
    (
        replace(MAC, capabilities=computer("26.4", NOBODY)),
        "chip",
        "warn",
        "not in the",
        "for an M1",
    ),
    (replace(MAC, python=(3, 10, 14)), "Python", "fail", "3.10.14", "Install Python 3.11"),
    (replace(MAC, mlx=lambda: "0.31.2"), "MLX", "fail", "0.31.2; 0.32 is the", 'install -U "mlx"'),
    (replace(LINUX, mlx=lambda: "0.9"), "MLX", "fail", "0.32 is the oldest", '"tmetal[cpu]"'),
    (replace(LINUX, mlx=raising(PackageNotFoundError())), "MLX", "warn", "unknown", "tmetal[cpu]"),
    (replace(MAC, metal=lambda: False), "MLX", "fail", "without a Metal GPU", "TMETAL_BACKEND=cpu"),
    (replace(LINUX, compiler=NO_COMPILER), "C++ compiler", "fail", "interpreter takes", "[cpu]"),
    (replace(MAC, compiler=NO_COMPILER), "C++ compiler", "warn", "metal does not need", "[cpu]"),
    (
        replace(LINUX, cache=raising(ToolchainError("run `chmod go-w /c`"))),
        *("cache directory", "fail", "it cannot be trusted", "chmod go-w /c"),
    ),
    (
        replace(LINUX, cache=warning("the cache directory /c cannot be used")),
        *("cache directory", "warn", "/c cannot be used", "TMETAL_CACHE_DIR"),
    ),
    (
        replace(LINUX, free=raising(OSError(28, "No space left on device", "/c"))),
        *("cache directory", "warn", "/c No space left on device", "TMETAL_CACHE_DIR"),
    ),
    (
        replace(LINUX, free=lambda folder: 5 << 20),
        *("cache directory", "warn", "5 MB are free", "Make room"),
    ),
    (
        replace(LINUX, run=raising(tmetal.InternalError("the MSL does not compile"))),
        *("kernel on cpu", "fail", "InternalError: the MSL does not", "TMETAL_BACKEND=cpu"),
    ),
    (
        replace(MAC, run=lambda backend: 0.5 if backend == "metal" else 0.0),
        *("kernel on metal", "fail", "its result is wrong: relative error 0.5", "Report it"),
    ),
    (
        replace(LINUX, run=lambda backend: float("nan")),
        *("kernel on interpret", "fail", "relative error nan", "TMETAL_BACKEND=interpret"),
    ),
]


@pytest.mark.parametrize(
    ("world", "name", "status", "text", "remedy"),
    FAILURES,
    ids=[f"{f[1]}-{f[3]}" for f in FAILURES],
)
def test_each_failure_has_a_line_that_says_what_to_do(
    world: World,
    name: str,
    status: str,
    text: str,
    remedy: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    line = found(world)[name]
    assert line.status == status
    assert text in line.found
    assert remedy in line.remedy
    code = main([], world)
    shown = capsys.readouterr().out
    assert f"{status:5} {name}" in shown
    assert f"-> {line.remedy}" in shown
    others = {other.status for other in check(world)}
    assert code == (1 if "fail" in others else 0)


def test_a_failure_is_alone_where_nothing_follows_from_it() -> None:
    for world, name, *_ in FAILURES:
        bad = [line.name for line in check(world) if line.status != "ok"]
        many = name.startswith("kernel") or not world.metal()
        assert name in bad
        assert many or bad == [name]


def test_a_backend_that_is_not_there_is_not_tried() -> None:
    tried: list[str] = []
    world = replace(LINUX, compiler=NO_COMPILER, run=lambda b: tried.append(b) or 0.0)
    assert "kernel on interpret" in found(world)
    assert tried == ["interpret"]


@pytest.mark.parametrize("words", [["check"], ["check", "--json"], ["tutorial", "--batch"]])
def test_a_wrong_variable_is_an_error_of_one_line_in_every_command(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tmetal", *words],
        env={**os.environ, "TMETAL_TARGET": "m3mx"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    said = "TMETAL_TARGET is 'm3mx', which is no chip that tmetal knows. Did you mean m3max"
    assert said in done.stdout + done.stderr


def test_an_m4_is_not_told_of_what_only_an_m5_has() -> None:
    assert "features" not in found(replace(MAC, capabilities=computer("15.1")))


def test_json_has_every_line_and_the_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json"], MAC) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is True
    assert report["lines"][0] == {
        "name": "system",
        "status": "ok",
        "found": "macOS 26.4",
        "remedy": "",
    }
    assert main(["--json"], replace(MAC, python=(3, 9))) == 1
    assert json.loads(capsys.readouterr().out)["ok"] is False


def test_a_word_that_is_no_option_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--jsn"], MAC) == 2
    assert "--jsn" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("13.5.1", (13, 5)), ("26", (26,)), ("0.32rc1", (0, 32)), ("dev", ()), (None, ())],
)
def test_versions_are_compared_by_their_numbers(text: str | None, numbers: tuple) -> None:
    assert version(text) == numbers


def test_this_machine_is_checked_with_real_kernels() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tmetal", "check", "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = {line["name"]: line for line in json.loads(done.stdout)["lines"]}
    assert lines["kernel on cpu"]["status"] == "ok"
    assert lines["kernel on interpret"]["status"] == "ok"
    assert done.returncode == 0


def test_the_trial_kernel_is_compared_with_the_truth(monkeypatch: pytest.MonkeyPatch) -> None:
    assert cli_world.run_trial("interpret") < 1e-5
    monkeypatch.setattr(cli_world.np, "exp", lambda x: x * x)
    assert cli_world.run_trial("cpu") > 1


def test_the_cache_is_tried_by_writing_into_it(tmp_path: Path) -> None:
    assert cli_world.try_to_write(tmp_path) > 0
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(OSError, match="No such file"):
        cli_world.try_to_write(tmp_path / "missing")


def test_the_tensor_units_of_an_m5_are_tried() -> None:
    assert "tensor units" not in found(MAC)
    mac = replace(MAC, capabilities=computer(generation=M5))
    assert found(mac)["tensor units"].status == "ok"
    said = found(replace(mac, tensor_units=lambda: "Metal refuses matmul2d"))["tensor units"]
    assert (said.status, said.found) == ("warn", "Metal refuses matmul2d")
    assert "simdgroup_matrix" in said.remedy
