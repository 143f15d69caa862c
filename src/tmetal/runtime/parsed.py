"""The host headers that a kernel's text begins with, parsed once for all kernels.

In: a text. Out: its leading `#include` lines, and a file of what the compiler makes of them, which
is in the cache next to libraries, under a hash of its contents like them.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from tmetal.runtime.disk_cache import ToolchainError, cached, content_name, keep

_HEADERS = re.compile(r'(?:#include [<"][\w.]+[>"]\n)*')


def split(text: str) -> tuple[str, str]:
    """Return the lines of a text that include headers, which are its first ones, and the rest."""
    found = _HEADERS.match(text)
    end = found.end() if found is not None else 0
    return text[:end], text[end:]


def parsed(folder: Path, headers: str, run: Callable[[tuple[str, ...]], object]) -> Path | None:
    """Return the file of parsed headers in a folder of the cache, made now if it is not there.

    run: calls the compiler with words. None if it cannot do it.
    """
    known = cached(folder)
    if known is not None:
        return known
    with tempfile.TemporaryDirectory() as scratch:
        text, made = Path(scratch) / "headers.h", Path(scratch) / "headers.pch"
        text.write_text(headers, encoding="utf-8")
        # No times of files: an installation that is copied has others.
        how = ("-Xclang", "-emit-pch", "-Xclang", "-fno-pch-timestamp")
        try:
            run((*how, str(text), "-o", str(made)))
        except ToolchainError:
            return None
        return keep(made, folder / content_name(made))
