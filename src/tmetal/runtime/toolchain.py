"""Compiles the CPU executor's texts to shared libraries, and caches them.

In: source text in clang's C++ for OpenCL (the host headers say why). Out: the path of a library
that `ctypes` can load. What must hold: a library in the cache is exactly what its name says (a hash
of its content), however many processes build it at once, and no other user can put one there. A
cache that cannot be written to costs time, never a launch.
"""

import functools
import hashlib
import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from tmetal import debug
from tmetal.runtime.compilers import (
    COMPILES,
    FLAGS,
    CompileFailure,
    Compiler,
    compiler,
    run,
)
from tmetal.runtime.conversions import wrap_longs
from tmetal.runtime.disk_cache import (
    ToolchainError,
    cache_directory,
    cached,
    content_name,
    discard,
    keep,
)
from tmetal.runtime.division import guard_divisions
from tmetal.runtime.parsed import Headers
from tmetal.runtime.sources import hash_of

__all__ = ["CompileFailure", "ToolchainError", "build", "cache_directory", "compiler", "discard"]

HOST_HEADERS = Path(__file__).parent / "host"

# For `emit_llvm`: one instruction for each operation of the text, and where in the text it is.
_LLVM_FLAGS = (
    *("-S", "-emit-llvm", "-gline-tables-only", "-gcolumn-info"),
    *("-fno-vectorize", "-fno-slp-vectorize", "-mllvm", "-disable-loop-idiom-all"),
    *("-mllvm", "-unroll-runtime=false", "-mllvm", "-unroll-allow-partial=false"),
    *("-mllvm", "-unroll-threshold=1000"),
)
# The two steps of a plain compilation: all optimisation is in the second one.
_FRONT_FLAGS = ("-S", "-emit-llvm", "-Xclang", "-disable-llvm-passes")
_BACK_FLAGS = (
    *("-x", "ir", "-O2", "-fno-slp-vectorize", "-fPIC", "-ffp-contract=off"),
    # What all threads answer alike is asked before the loop over them, which then has no masks.
    *("-mllvm", "-enable-nontrivial-unswitch"),
    "-Wno-override-module",
    *("-Wno-unused-command-line-argument", "-Wno-pass-failed"),
    *("-Wframe-larger-than=100000", "-Werror=frame-larger-than"),
)
_DRIVER = '#include "driver.h"'  # a kernel's text has it, a test's may not
_RUNTIME = '#define TM_RUNTIME 1\n#include "runtime.h"\n'
# For `build_llvm`, whose text is optimised already.
_IR_FLAGS = (
    *("-x", "ir", "-O1", "-Xclang", "-disable-llvm-passes"),
    *("-fPIC", "-Wno-override-module"),
)


def _key(source: str, found: Compiler) -> str:
    digest = hashlib.sha256()
    flags = (*FLAGS, *_FRONT_FLAGS, *_BACK_FLAGS, *_IR_FLAGS)
    parts = (
        source,
        hash_of("library"),
        found.identity,
        *found.command,
        *found.linker,
        *flags,
    )
    for part in parts:
        data = part.encode()
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()


def build(source: str, check: Callable[[str], None] | None = None) -> Path:
    """Compile `source` to a shared library, or find it in the cache; return the library's path.

    `check` gets clang's dump of the syntax tree before a library is made, and may raise.
    """
    return _build(source, "kernel.cl", FLAGS, check)


def build_llvm(text: str) -> Path:
    """Compile LLVM's language to a shared library, or find it in the cache."""
    return _build(_with_a_gpus_manners(text), "kernel.ll", _IR_FLAGS, None)


def _with_a_gpus_manners(llvm: str) -> str:
    return wrap_longs(guard_divisions(llvm))


# A C++ function that another library cannot see, and no other object of this one calls.
_OWN = re.compile(r"^define hidden (?=[^(\n]*@_Z)", re.MULTILINE)


def _for_itself(llvm: str) -> str:
    """Let a function be gone once it is inlined: a kernel is, into the loop over threads."""
    return _OWN.sub("define internal ", llvm)


def _build(
    source: str, name: str, flags: Sequence[str], check: Callable[[str], None] | None
) -> Path:
    found = compiler()
    folder = cache_directory() / _key(source, found)
    path = cached(folder)
    if path is not None:
        return path
    with tempfile.TemporaryDirectory() as scratch:
        with debug.timed(1, "built", "clang made a library"):
            library = _compile(found, source, Path(scratch), name, flags)
        if check is not None:
            check(syntax_tree(source))
        return keep(library, folder / content_name(library))


def emit_llvm(source: str, flags: Sequence[str] = ()) -> str:
    """Compile `source` to the text of LLVM's language, with line tables, not vectorised."""
    found = compiler()
    with tempfile.TemporaryDirectory() as scratch:
        words = (*FLAGS, *_LLVM_FLAGS, *flags, "kernel.cl", "-o", "kernel.ll")
        _front(found, source, Path(scratch), words)
        return (Path(scratch) / "kernel.ll").read_text(encoding="utf-8")


def _front(found: Compiler, source: str, scratch: Path, words: Sequence[str]) -> str:
    """Run the compiler on a text; return what it prints."""
    COMPILES.count += 1
    # Relative names, so that no path of this machine gets into the library.
    here = functools.partial(run, where=scratch)
    headers = Headers(HOST_HEADERS, (*found.command, "-I", str(HOST_HEADERS)), FLAGS, here)
    # Parsing is half of the work: the second compilation of a process does it for all.
    ready = cache_directory() / _key("headers", found) if COMPILES.count > 1 else None
    return headers.compile(source, scratch / "kernel.cl", tuple(words), ready)


def _compile(
    found: Compiler,
    source: str,
    scratch: Path,
    name: str = "kernel.cl",
    flags: Sequence[str] = FLAGS,
) -> Path:
    text, result = scratch / name, scratch / "kernel.so"
    output = scratch / "kernel.o" if found.linker else result
    words = (*flags, text.name)
    if text.suffix != ".cl":
        COMPILES.count += 1
        text.write_text(source, encoding="utf-8")
    else:
        # In two steps: between them, before any optimisation, some operations get a GPU's manners.
        llvm = scratch / "kernel.ll"
        _front(found, source, scratch, (*words, *_FRONT_FLAGS, "-o", llvm.name))
        made = _with_a_gpus_manners(llvm.read_text(encoding="utf-8"))
        llvm.write_text(_for_itself(made), encoding="utf-8")
        words = (*_BACK_FLAGS, llvm.name)
    more = (str(_runtime(found)),) if text.suffix == ".cl" and _DRIVER in source else ()
    if found.linker:
        run((*found.command, *words, "-o", output.name), scratch)
        run((*found.linker, output.name, *more, "-o", result.name), scratch)
    else:
        run((*found.command, *words, "-x", "none", *more, "-o", output.name), scratch)
    return result


def _runtime(found: Compiler) -> Path:
    """Return the object that all kernels are linked with, from the cache or made now."""
    folder = cache_directory() / _key(_RUNTIME, found)
    known = cached(folder)
    if known is not None:
        return known
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / "runtime.o"
        made.with_suffix(".cl").write_text(_RUNTIME, encoding="utf-8")
        words = (*FLAGS, "-c", "-I", str(HOST_HEADERS), "runtime.cl", "-o", made.name)
        run((*found.command, *words), Path(scratch))
        return keep(made, folder / content_name(made))


def syntax_tree(source: str) -> str:
    """Return clang's dump of the syntax tree of a text, without what is not used of its headers."""
    with tempfile.TemporaryDirectory() as scratch:
        dump = ("-fsyntax-only", "-Xclang", "-ast-dump", "kernel.cl")
        return _front(compiler(), source, Path(scratch), (*FLAGS, *dump))
