"""The host headers that a kernel's text begins with, parsed once for all kernels.

In: a text. Out: its compilation, for which its leading `#include` lines are a file of what the
compiler makes of them, with what is defined before. Such files are in the cache next to libraries,
under a hash of their contents like them.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tmetal.runtime.disk_cache import ToolchainError, cached, content_name, keep

_HEADERS = re.compile(r'(?:#define \w+ [^\n]*\n)*(?:#include [<"][\w.]+[>"]\n)*')
# What this process has made already: a cache may not take it, and a compiler may not be able to.
_MADE: dict[Path, Path | None] = {}
_NAME = re.compile(r'#include [<"]([\w.]+)')
# What the compiler calls such files when it cannot use one.
_OF_PARSED = re.compile("PCH|AST file|precompiled")
_DEFINITION = re.compile(r"#define (\w+) (.*)")


@dataclass(frozen=True)
class Headers:
    """A folder of headers, and how a compiler is called: `run` takes all words."""

    folder: Path
    command: tuple[str, ...]
    flags: tuple[str, ...]
    run: Callable[[tuple[str, ...]], str]

    def compile(self, source: str, text: Path, words: tuple[str, ...], cache: Path | None) -> str:
        """Compile a text by way of a file, with parsed headers if they can be had.

        Returns what the compiler prints.

        words: all but the command. cache: where parsed headers are kept; None not to use any.
        """
        found = _HEADERS.match(source)
        head = found[0] if found is not None else ""
        names = tuple(_NAME.findall(head))
        defined = tuple(f"-D{name}={value}" for name, value in _DEFINITION.findall(head))
        ready = self.parsed(names, defined, cache) if names and cache is not None else None
        if found is not None and ready is not None:
            text.write_text(source[found.end() :], encoding="utf-8")
            try:
                return self.run((*self.command, "-include-pch", str(ready), *defined, *words))
            except ToolchainError as error:  # if files have moved, it may be for the headers
                if not _OF_PARSED.search(str(error)) and ready.name not in str(error):
                    raise
            finally:
                text.write_text(source, encoding="utf-8")
        text.write_text(source, encoding="utf-8")
        return self.run((*self.command, *words))

    def parsed(self, names: tuple[str, ...], defined: tuple[str, ...], cache: Path) -> Path | None:
        """Return what the compiler makes of headers, from the cache or made now; None if it can't.

        The last one is compiled as if it were a program: the compiler wants to find that again.
        What is parsed names the folder, so that two installations do not take each other's.
        """
        key = repr((cache.name, str(self.folder), names, defined)).encode()
        place = cache.with_name(hashlib.sha256(key).hexdigest())
        known = cached(place)
        if known is not None or place in _MADE:
            return known or _MADE[place]
        first = [word for name in names[:-1] for word in ("-include", name)]
        words = (*self.command, *self.flags, *defined, *first, str(self.folder / names[-1]))
        with tempfile.TemporaryDirectory() as scratch:
            made = Path(scratch) / "headers.pch"
            # No times of files: an installation that is copied has others.
            how = ("-Xclang", "-emit-pch", "-Xclang", "-fno-pch-timestamp", "-o", str(made))
            try:
                self.run((*words, *how))
            except ToolchainError:
                _MADE[place] = None
            else:
                _MADE[place] = keep(made, place / content_name(made))
        return _MADE[place]
