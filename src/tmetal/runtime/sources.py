"""Hashes of tmetal's own sources: what the disk cache keeps is named by what made it.

In: the package's folder. Out: a hash for each kind of thing that is kept. What must hold: it is
that of the files as they stand. To read them all takes a third of a process's first launch, so a
note in the cache keeps what an earlier process found, under the sizes, numbers and times of all
files. Of files that changed within the last two seconds no note is made: a coarse clock may not
tell the next change from that one.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tmetal.runtime.disk_cache import ToolchainError, cache_directory, mark_used, store

PACKAGE = Path(__file__).parents[1]
# What decides about the MSL of a function, the C++ of an MSL text, and the library of that.
PARTS = {
    "compiler": ("target.py", "ir/", "passes/", "codegen/"),
    "translation": ("runtime/",),
    "library": (
        "runtime/host/",
        "runtime/toolchain.py",
        "runtime/conversions.py",
        "runtime/division.py",
    ),
}
_CLOCK = 2 * 10**9  # nanoseconds


@functools.cache
def hash_of(part: str) -> str:
    """Return the hash of one of `PARTS`."""
    return hashes(PACKAGE)[part]


@functools.cache
def hashes(package: Path) -> dict[str, str]:
    """Return the hash of each part, from the note if there is one."""
    now = time.time_ns()
    files = sorted(_files(str(package)))
    state = hashlib.sha256(repr(files).encode()).hexdigest()
    note = None
    with suppress(ToolchainError, OSError, ValueError):  # the first is said for libraries
        note = cache_directory() / f"sources-{state[:32]}"
        found = json.loads(note.read_text())
        if found.keys() == PARTS.keys():
            mark_used(note)
            return dict(found)
    contents = [(path[len(str(package)) + 1 :], Path(path).read_bytes()) for path, *_ in files]
    made = {}
    for part, own in PARTS.items():
        digest = hashlib.sha256()
        for path, content in contents:
            if path.startswith(own):
                digest.update(f"{path}\0{len(content)}\0".encode())
                digest.update(content)
        made[part] = digest.hexdigest()
    if note and all(max(times) + _CLOCK < now for _, _, _, *times in files):
        with tempfile.TemporaryDirectory(prefix="tmetal-") as folder:
            file = Path(folder) / note.name
            file.write_text(json.dumps(made))
            store(file, note)
    return made


def _files(folder: str) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield each file in and below a folder, with what is another one after a change."""
    for entry in os.scandir(folder):
        if not entry.is_dir():
            s = entry.stat()
            yield entry.path, s.st_size, s.st_ino, s.st_mtime_ns, s.st_ctime_ns
        elif entry.name != "__pycache__":
            yield from _files(entry.path)
