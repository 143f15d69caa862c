"""`python -m tmetal check [--json]`: whether kernels can run here, and what to do if not.

Each line is ok, warn (it works, with less) or fail (it does not work), with the remedy. The exit
code is 1 if a line fails, else 0.
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError

from tmetal import chips
from tmetal.cli.world import World
from tmetal.errors import BackendError, TmetalError
from tmetal.hardware import AppleSiliconGeneration
from tmetal.runtime.toolchain import ToolchainError

OLDEST_PYTHON = (3, 11)
OLDEST_MLX = (0, 32)
OLDEST_MACOS = (13, 5)  # for M1 and M2; MLX's older wheels ask for it too
# From which macOS on something works: Apple's languages (MSL specification), MLX's requirements.
FEATURES = (
    ((14, 0), "MLX's wheels, and bfloat16 in kernels (MSL 3.1)"),
    ((26, 2), "tensor operations on the neural accelerators of an M5 (MSL 4.0, as MLX uses them)"),
)
TOLERANCE = 1e-4
LITTLE_SPACE = 200 << 20  # bytes; a compiled kernel takes some ten thousand
MACHINES = ("x86_64", "AMD64", "arm64", "aarch64")


@dataclass(frozen=True)
class Line:
    """What was found about one thing. status: ok, warn or fail; remedy: what to do."""

    name: str
    status: str
    found: str
    remedy: str = ""


def main(words: Sequence[str], world: World | None = None) -> int:
    """Print the lines; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tmetal check", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead")
    try:
        asked = parser.parse_args(words)
    except SystemExit as done:
        return int(done.code or 0)
    lines = list(check(world or World()))
    failed = any(line.status == "fail" for line in lines)
    if asked.json:
        report = {"ok": not failed, "lines": [asdict(line) for line in lines]}
        sys.stdout.write(json.dumps(report, indent=2) + "\n")
    else:
        for line in lines:
            sys.stdout.write(f"{line.status:5} {line.name:20} {line.found}\n")
            sys.stdout.write(f"{'':26} -> {line.remedy}\n" if line.remedy else "")
    return 1 if failed else 0


def check(world: World) -> Iterator[Line]:
    """Examine a world, line by line."""
    yield _system(world)
    if world.platform == "darwin":
        yield from _features(world)
    wrong = _options(world)
    yield from wrong
    yield _chip(world, None if wrong else world.options().target)
    yield _python(world)
    yield _mlx(world)
    yield _compiler(world)
    yield _cache(world)
    if not wrong:
        yield from _kernels(world)


def version(text: str | None) -> tuple[int, ...]:
    """Return the leading numbers of a version: (13, 5) of 13.5.1rc2 and (26,) of 26."""
    found: list[int] = []
    for part in (text or "").split(".")[:2]:
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits:
            break
        found.append(int(digits))
    return tuple(found)


def _dotted(numbers: Sequence[int]) -> str:
    return ".".join(map(str, numbers))


def _system(world: World) -> Line:
    name = "system"
    if world.platform == "linux" and world.machine in MACHINES:
        return Line(name, "ok", f"Linux on {world.machine}: kernels run on the CPU")
    if world.platform != "darwin" or world.machine not in MACHINES:
        return Line(
            name,
            "fail",
            f"{world.platform} on {world.machine}",
            "tmetal runs on macOS on Apple silicon, and on Linux on x86-64 and arm64.",
        )
    if world.machine != "arm64":
        return Line(
            name,
            "fail",
            f"Python runs as {world.machine} on macOS",
            "Install a Python for arm64 (`python -c 'import platform; print(platform.machine())'` "
            "prints arm64); on a Mac with an Intel processor neither MLX nor Metal kernels run.",
        )
    system = world.capabilities().macos_version
    if not system:
        return Line(name, "warn", "macOS of unknown version", "`sw_vers` does not run: check it.")
    if version(system) < OLDEST_MACOS:
        least = _dotted(OLDEST_MACOS)
        return Line(name, "fail", f"macOS {system}", f"Update to macOS {least} or later.")
    return Line(name, "ok", f"macOS {system}")


def _features(world: World) -> Iterator[Line]:
    """Say what this macOS is too old for."""
    known = world.capabilities()
    system = version(known.macos_version)
    for least, what in FEATURES:
        wanted = "M5" not in what or known.chip_generation is AppleSiliconGeneration.M5
        if system and system < least and system >= OLDEST_MACOS and wanted:
            yield Line(
                "features",
                "warn",
                f"macOS {known.macos_version} lacks {what}",
                f"Update to macOS {_dotted(least)} or later to have it.",
            )


def _options(world: World) -> list[Line]:
    """Say what is wrong with the TMETAL_ variables: no kernel is compiled with such ones."""
    try:
        world.options()
    except BackendError as error:
        remedy = "Correct the variable or unset it; kernels are tried once it is right."
        return [Line("options", "fail", str(error), remedy)]
    return []


def _chip(world: World, wanted: str | None) -> Line:
    known = world.capabilities()
    target = f"; kernels are compiled for {chips.find(wanted).name}" if wanted else ""
    device = known.device_name or "an unknown processor"
    if world.platform != "darwin":
        return Line("chip", "ok", f"{device}: no Apple GPU{target}")
    cores = f", {known.cores} GPU cores" if known.cores else ""
    if known.chip_generation is AppleSiliconGeneration.UNKNOWN:
        return Line(
            "chip",
            "warn",
            f"{device}{cores}, which is not in the table of chips{target}",
            "Kernels are compiled as for an M1; TMETAL_TARGET chooses another chip.",
        )
    return Line("chip", "ok", f"{device}{cores}, {known.gpu_family}{target}")


def _python(world: World) -> Line:
    found = _dotted(world.python)
    if world.python[:2] < OLDEST_PYTHON:
        least = _dotted(OLDEST_PYTHON)
        return Line("Python", "fail", found, f"Install Python {least} or later.")
    return Line("Python", "ok", found)


def _mlx(world: World) -> Line:
    extra = "mlx" if world.platform == "darwin" else "tmetal[cpu]"
    remedy = f'pip install -U "{extra}"'
    try:
        found = world.mlx()
    except PackageNotFoundError:
        return Line("MLX", "warn", "its version is unknown: pip did not install it", remedy)
    if version(found) < OLDEST_MLX:
        return Line("MLX", "fail", f"{found}; {_dotted(OLDEST_MLX)} is the oldest", remedy)
    if world.platform == "darwin" and not world.metal():
        return Line(
            "MLX",
            "fail",
            f"{found}, without a Metal GPU",
            "In a virtual machine or a remote session there is none: log in on the Mac itself. "
            "Kernels run on the CPU (TMETAL_BACKEND=cpu).",
        )
    return Line("MLX", "ok", found)


def _compiler(world: World) -> Line:
    name = "C++ compiler"
    try:
        return Line(name, "ok", world.compiler())
    except ToolchainError as error:
        status, less = ("fail", "the interpreter takes over, slowly")
        if world.metal():
            status, less = ("warn", "metal does not need it")
        return Line(name, status, f"none for the backend cpu ({less})", str(error))


def _cache(world: World) -> Line:
    name = "cache directory"
    remedy = "Make it a directory that you can write to, or set TMETAL_CACHE_DIR to one."
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            folder = world.cache()
        if said:
            return Line(name, "warn", str(said[0].message), remedy)
        free = world.free(folder)
    except ToolchainError as error:
        return Line(name, "fail", "it cannot be trusted", str(error))
    except OSError as error:
        return Line(name, "warn", f"{error.filename or ''} {error.strerror}".strip(), remedy)
    if free < LITTLE_SPACE:
        return Line(
            name,
            "warn",
            f"{folder}: {free >> 20} MB are free",
            "Make room, or set TMETAL_CACHE_DIR.",
        )
    return Line(name, "ok", str(folder))


def _kernels(world: World) -> Iterator[Line]:
    """Run a kernel on every backend that is there."""
    there: dict[str, Callable[[], object]] = {"metal": world.metal, "cpu": world.compiler}
    for backend in ("metal", "cpu", "interpret"):
        try:
            if not there.get(backend, lambda: True)():
                continue
        except ToolchainError:
            continue
        yield _kernel(world, backend)
        generation = world.capabilities().chip_generation
        if backend == "metal" and generation is AppleSiliconGeneration.M5:
            yield _tensor_units(world)


def _tensor_units(world: World) -> Line:
    wrong = world.tensor_units()
    if wrong:
        remedy = (
            "Products run on simdgroup_matrix, right and slower. docs/apple-silicon.md says why."
        )
        return Line("tensor units", "warn", wrong, remedy)
    return Line("tensor units", "ok", "products are right")


def _kernel(world: World, backend: str) -> Line:
    name = f"kernel on {backend}"
    report = f"Report it, with the output of TMETAL_DEBUG=3 TMETAL_BACKEND={backend}."
    try:
        error = world.run(backend)
    except (TmetalError, ToolchainError, RuntimeError, OSError) as failure:
        return Line(name, "fail", f"{type(failure).__name__}: {failure}", report)
    if not error <= TOLERANCE:  # a NaN is wrong too
        return Line(name, "fail", f"its result is wrong: relative error {error:.2g}", report)
    return Line(name, "ok", f"right (relative error {error:.1g})")
