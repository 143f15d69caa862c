"""The disk cache of compiled kernels: a directory that only its owner can write to.

In: a key's folder and files to keep there. Out: files that are whole, and exactly what their name
says (a hash of the content), however many processes store one at once. What must hold: a cache that
cannot be written to costs time, never a launch, and is reported once. About once a day the files
that were not used for longest are removed if there is too much.
"""

import functools
import hashlib
import itertools
import os
import re
import shutil
import stat
import tempfile
import time
import warnings
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import platformdirs

from tmetal import options

LIMIT_BYTES = 1 << 30
DAY = 86400.0  # seconds
TEXTS, TUNINGS = "texts", "autotune"  # folders of what is read, and never run as it is
_STAMP = "trimmed"  # when the cache was last looked through
_KEPT: list[tempfile.TemporaryDirectory[str]] = []


_KEY = re.compile(r"[0-9a-f]{64}")


class ToolchainError(RuntimeError):
    """No usable C++ compiler, or a cache that cannot be trusted; says what to do."""


@functools.cache
def say_once(message: str) -> None:
    """Warn of something once in a process."""
    warnings.warn(message, RuntimeWarning, stacklevel=2)


@functools.cache
def _own_folder() -> Path:
    """Return a directory of this process: libraries that the cache cannot take live there."""
    folder = tempfile.TemporaryDirectory(prefix="tmetal-")
    _KEPT.append(folder)  # removed when the process ends
    return Path(folder.name)


def _report(path: Path, error: OSError) -> None:
    say_once(
        f"the cache directory {path} cannot be used ({error.strerror}): compiled kernels are kept "
        "until this process ends. Make room there, or set TMETAL_CACHE_DIR to another directory"
    )


def cache_directory() -> Path:
    """Return the directory of compiled kernels, which nobody else may write to."""
    named = options.cache_folder()
    path = Path(named) if named else Path(platformdirs.user_cache_dir("tmetal"))
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = path.stat()
    except OSError as error:
        _report(path, error)
        return _own_folder()
    if status.st_uid != os.getuid():
        raise ToolchainError(
            f"the cache directory {path} belongs to another user, whose code would be run; "
            "set TMETAL_CACHE_DIR to a directory of yours"
        )
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise ToolchainError(
            f"other users can write to the cache directory {path}, and their code would be run; "
            f"run `chmod go-w {path}` or set TMETAL_CACHE_DIR"
        )
    return path


def content_name(path: Path) -> str:
    """Return the name of a library in the cache."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:32] + ".so"


def cached(folder: Path) -> Path | None:
    """Return a library of this key whose content is what its name says; remove any other."""
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return None
    for name in names:
        path = folder / name
        try:
            if name.endswith(".so") and content_name(path) == name:
                mark_used(path)
                return path
            path.unlink(missing_ok=True)
        except FileNotFoundError:
            continue
    return None


def store(file: Path, path: Path) -> bool:
    """Put a copy of a file into the cache, whole or not at all; tell whether it is there."""
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix="part-", delete=False) as part:
            try:
                part.write(file.read_bytes())
                part.close()
                # Atomic, and a library in use keeps its inode: other processes are not disturbed.
                os.replace(part.name, path)
            except OSError:
                Path(part.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        _report(path.parents[1], error)
        return False
    trim(cache_directory())
    return True


def mark_used(path: Path) -> None:
    """Note that a file was used today; the owner's clock is exact enough."""
    if time.time() - path.stat().st_mtime > DAY:
        with suppress(OSError):  # on a disk that cannot be written to, nothing is removed either
            os.utime(path)


def entries(folder: Path) -> Iterator[Path]:
    """Yield the files of the cache; others that a user keeps in the folder are not ours."""
    for child in folder.iterdir():
        if _KEY.fullmatch(child.name) or child.name in (TEXTS, TUNINGS):
            yield from (f for f in child.iterdir() if f.is_file())
        elif child.name.startswith(("trial-", "text-", "sources-")) or child.name == _STAMP:
            yield child


def clear(folder: Path) -> int:
    """Remove the files of the cache; return how many there were."""
    return _remove(entries(folder))


def _remove(files: Iterable[Path]) -> int:
    removed = 0
    for file in list(files):
        with suppress(OSError):  # another process may be faster, or still put files there
            file.unlink()
            removed += 1
            if _KEY.fullmatch(file.parent.name):
                file.parent.rmdir()
    return removed


def trim(folder: Path, limit: int = LIMIT_BYTES) -> int:
    """Remove what was not used for longest until `limit` bytes hold the rest; at most once a day.

    Returns the number of files removed. A library that is in use stays usable: it is mapped.
    """
    stamp = folder / _STAMP
    try:
        if time.time() - stamp.stat().st_mtime < DAY:
            return 0
    except FileNotFoundError:
        pass
    with suppress(OSError):
        stamp.touch(mode=0o600)
        os.utime(stamp)
        known = [(f.stat(), f) for f in entries(folder) if f != stamp]
        known.sort(key=lambda pair: pair[0].st_mtime, reverse=True)
        sizes = itertools.accumulate(status.st_size for status, _ in known)
        return _remove(f for size, (_, f) in zip(sizes, known, strict=True) if size > limit)
    return 0


def discard(path: Path) -> None:
    """Remove a library that does not load, so that the next `build` makes it anew."""
    path.unlink(missing_ok=True)


def keep(library: Path, path: Path) -> Path:
    """Put a library into the cache, or else where this process finds it; return its path."""
    if store(library, path):
        return path
    kept = _own_folder() / path.name
    shutil.move(library, kept)
    return kept
