"""The disk cache of passes and printer: from a function's IR to its MSL.

In: the tile IR of a kernel, in which all that the user's code refers to is resolved, and what a
launch decided. Out: the MSL, if a whole entry is there. What must hold: an entry's name is a hash
of the IR, of the places in the source that it stems from, and of the compiler's own sources; an
entry whose checksum is wrong is as good as none.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tmetal.codegen.msl import Argument, Kernel
from tmetal.errors import Loc
from tmetal.ir.core import Func, walk
from tmetal.ir.types import dtype_named
from tmetal.passes.pipeline import Settings
from tmetal.runtime.disk_cache import TEXTS, ToolchainError, cache_directory, mark_used, store
from tmetal.runtime.sources import hash_of


def entry_path(func: Func, settings: Settings) -> Path | None:
    """Return the file of a compilation; None without a usable directory."""
    chosen = (
        settings.simdgroups,
        sorted(settings.preserve),
        settings.wide,
        sorted(settings.ones),
        settings.target,
        settings.idioms,
        settings.dot_backend,
        settings.dot_rows,
        sorted(settings.inside, key=str),
        settings.large,
    )
    facts = repr((hash_of("compiler"), repr(func), chosen, list(_locs(func))))
    try:
        folder = cache_directory() / TEXTS
        folder.mkdir(mode=0o700, exist_ok=True)
    except (ToolchainError, OSError):  # said where libraries are kept
        return None
    return folder / f"{hashlib.sha256(facts.encode()).hexdigest()}.json"


def _locs(func: Func) -> Iterator[Loc | None]:
    """Yield the places of a function's ops in order: entries refer to them by number."""
    yield None
    yield from (op.loc for op in walk(func.body))


def _sum(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def read(path: Path, func: Func) -> Kernel | None:
    """Return the stored MSL of a function, or None if there is no sound entry."""
    try:
        entry = json.loads(path.read_text())
        content = entry["content"]
        if entry["sum"] != _sum(content):
            return None
        inputs, outputs = ([_argument(a) for a in content[k]] for k in ("inputs", "outputs"))
        locs = list(_locs(func))
        mark_used(path)
        return Kernel(
            name=content["name"],
            header=content["header"],
            body=content["body"],
            inputs=tuple(inputs),
            outputs=tuple(outputs),
            threads=content["threads"],
            locs=tuple(locs[i] for i in content["locs"]),
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def _argument(fields: list[str]) -> Argument:
    name, parameter, role, dtype = fields
    return Argument(name, parameter, role, dtype_named(dtype))


def write(path: Path, kernel: Kernel, func: Func) -> None:
    """Keep the MSL of a function, the whole entry or nothing."""
    places = {loc: i for i, loc in reversed(list(enumerate(_locs(func))))}
    if not places.keys() >= set(kernel.locs):
        return
    content = {
        "name": kernel.name,
        "header": kernel.header,
        "body": kernel.body,
        "inputs": [[a.msl_name, a.parameter, a.role, a.dtype.name] for a in kernel.inputs],
        "outputs": [[a.msl_name, a.parameter, a.role, a.dtype.name] for a in kernel.outputs],
        "threads": kernel.threads,
        "locs": [places[loc] for loc in kernel.locs],
    }
    with tempfile.TemporaryDirectory(prefix="tmetal-") as folder:
        file = Path(folder) / path.name
        file.write_text(json.dumps({"sum": _sum(content), "content": content}))
        store(file, path)
