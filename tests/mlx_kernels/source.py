"""The text of MLX's Metal kernels, from the headers of its public macOS wheel.

In: names of headers. Out: one Metal text with the headers put in, as MLX's own build would give it
to the compiler. The wheel is fetched into a cache directory when it is first needed, in the version
of the installed MLX; nothing of it is ever part of this repository. `TMETAL_MLX_HEADERS` names a
folder to use in its place, one that has `mlx/backend/metal/kernels`: a checkout of MLX, say,
which also has the kernels that the wheel ships compiled only.
"""

import functools
import importlib.metadata
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import platformdirs

KERNELS = "mlx/backend/metal/kernels/"
_INCLUDE = re.compile(r'\s*#\s*include\s+"([^"]+)"')


class NotAvailableError(RuntimeError):
    """MLX's kernels cannot be had here; says why."""


def _download(version: str, folder: Path) -> Path:
    fetch = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder))
    wanted = ("--only-binary=:all:", "--platform", "macosx_14_0_arm64", "--python-version", "3.11")
    try:
        done = subprocess.run(
            (*fetch, *wanted, f"mlx-metal=={version}"),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotAvailableError(
            f"the wheel mlx-metal {version} cannot be fetched: {error}"
        ) from error
    if done.returncode != 0:
        reason = done.stderr.strip().splitlines()
        raise NotAvailableError(
            f"the wheel mlx-metal {version} cannot be fetched: {reason[-1] if reason else 'no pip'}"
        )
    return next(folder.glob("*.whl"))


@functools.cache
def headers() -> Path:
    """Return the folder above `mlx/backend/metal/kernels`; NotAvailableError if there is none."""
    named = os.environ.get("TMETAL_MLX_HEADERS")
    if named:
        if not (Path(named) / KERNELS).is_dir():
            raise NotAvailableError(f"TMETAL_MLX_HEADERS={named} has no {KERNELS}")
        return Path(named)
    version = importlib.metadata.version("mlx")
    cache = Path(platformdirs.user_cache_dir("tmetal-tests")) / f"mlx-metal-{version}"
    if not cache.is_dir():
        cache.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache.parent) as scratch:
            wheel = _download(version, Path(scratch))
            unpacked = Path(scratch) / "unpacked"
            with zipfile.ZipFile(wheel) as archive:
                for name in archive.namelist():
                    if name.startswith(f"mlx/include/{KERNELS}") and ".." not in name:
                        archive.extract(name, unpacked)
            try:
                os.replace(unpacked / "mlx" / "include", cache)
            except OSError:
                if not cache.is_dir():  # another process was not first either
                    raise
    return cache


def _inlined(name: str, done: set[str]) -> str:
    if name in done:
        return ""
    done.add(name)
    path = headers() / name
    if not path.is_file():
        raise NotAvailableError(
            f"the wheel ships {name} compiled only; TMETAL_MLX_HEADERS can name a checkout of MLX"
        )
    short = Path(name).name
    lines = [f'#line 1 "{short}"']
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        include = _INCLUDE.match(line)
        if include:
            lines += [_inlined(include[1], done), f'#line {number + 1} "{short}"']
        elif not re.match(r"\s*#\s*pragma\s+once", line):
            # MLX's copyright signs are the only characters that are not ASCII.
            lines.append(line.encode("ascii", "replace").decode())
    return "\n".join(lines) + "\n"


@functools.cache
def text(*names: str) -> str:
    """Return MLX's prelude and these headers (below its `kernels` folder) as one Metal text."""
    done: set[str] = set()
    return "".join(_inlined(KERNELS + name, done) for name in ("utils.h", *names))
