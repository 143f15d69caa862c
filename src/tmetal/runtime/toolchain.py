"""The C++ compiler of the CPU executor: finds one, compiles to shared libraries, and caches them.

In: source text in clang's C++ for OpenCL (the host headers say why). Out: the path of a library
that `ctypes` can load. The compiler that CXX names, else `clang` on the PATH, is used if a trial
program compiles, else the one in the `ziglang` wheel. What must hold: a library in the cache is
exactly what its name says (a hash of its content), however many processes build it at once, and no
other user can put one there. A cache that cannot be written to costs time, never a launch.
"""

import functools
import hashlib
import importlib.util
import os
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tmetal import debug, options
from tmetal.runtime.conversions import wrap_longs
from tmetal.runtime.disk_cache import (
    DAY,
    ToolchainError,
    cache_directory,
    cached,
    content_name,
    discard,
    hash_of,
    keep,
    say_once,
    store,
)
from tmetal.runtime.division import guard_divisions
from tmetal.runtime.parsed import Headers

__all__ = ["CompileFailure", "ToolchainError", "build", "cache_directory", "compiler", "discard"]

HOST_HEADERS = Path(__file__).parent / "host"

# Extensions by name, since each target turns on others by itself.
_EXTENSIONS = (
    "-all",
    "+cl_khr_fp16",
    "+cl_khr_byte_addressable_store",
    "+__opencl_c_generic_address_space",
)

FLAGS = (
    # The language: C++17 with Metal's address spaces, vectors and half; 1.0 is a float.
    *("-x", "cl", "-cl-std=clc++2021", "-cl-no-stdinc", "-cl-single-precision-constant"),
    *("-Xclang", "-cl-ext=" + ",".join(_EXTENSIONS)),
    # MLX compiles with math mode safe: no contraction. Conversions to integers saturate, NaN is 0.
    *("-ffp-contract=off", "-fno-math-errno", "-fno-strict-float-cast-overflow"),
    # As on the GPU: float32 subnormals count as zero, each operation on 16 bits rounds to them.
    *("-Xclang", "-fdenormal-fp-math-f32=preserve-sign"),
    *("-Xclang", "-ffloat16-excess-precision=none"),
    *("-Xclang", "-fbfloat16-excess-precision=none"),
    *("-O2", "-fPIC", "-fvisibility=hidden", "-fno-stack-protector"),
    "-fno-asynchronous-unwind-tables",
    # No header but the host's own: the wheel's would have to be built first.
    *("-nostdlibinc", "-nobuiltininc"),
    # [[buffer(0)]] and the like; #pragma METAL.
    *("-Wno-unknown-attributes", "-Wno-unknown-pragmas", "-Wno-pass-failed"),
    "-Wno-unused-command-line-argument",
    *("-Werror=return-type", "-fno-color-diagnostics"),
    # A fiber's stack has 128 KB.
    *("-Wframe-larger-than=100000", "-Werror=frame-larger-than"),
)

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
_IR_FLAGS = ("-x", "ir", "-O1", "-fPIC", "-Wno-override-module")

_TRIAL = """#pragma OPENCL EXTENSION cl_khr_fp16 : enable
typedef float float4 __attribute__((ext_vector_type(4)));
template <typename T> T twice(const __global T* x) { return x[0] + x[0]; }
extern "C" __attribute__((visibility("default"))) int trial(const __global half* x, int n) {
  float4 v = (float4)(float(twice(x)));
  return int(v.x) + __builtin_elementwise_add_sat(n, 1) + __builtin_bit_cast(int, v.y);
}
"""

_INSTALL = 'pip install "tmetal[cpu]"'
COMPILE_SECONDS = 300.0  # a compiler that takes longer hangs


class CompileFailure(ToolchainError):
    """The compiler refused the text; `diagnostics` is what it said."""

    def __init__(self, diagnostics: str) -> None:
        super().__init__(f"the Metal text does not compile:\n{diagnostics}")
        self.diagnostics = diagnostics


@dataclass(frozen=True)
class Compiler:
    """A clang: `command` compiles; `linker` links an object, or is empty if `command` does both."""

    command: tuple[str, ...]
    linker: tuple[str, ...]
    identity: str


@dataclass
class Counter:
    """How many times the compiler really ran in this process."""

    count: int = 0


COMPILES = Counter()


def target() -> str:
    """Return clang's name of this machine."""
    machine = {"AMD64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    if machine not in ("x86_64", "aarch64") or sys.platform not in ("linux", "darwin"):
        raise ToolchainError(
            f"the CPU executor runs on Linux and macOS, on x86-64 and aarch64; "
            f"this is {sys.platform} on {platform.machine()}"
        )
    if sys.platform == "darwin":
        return f"{'arm64' if machine == 'aarch64' else machine}-apple-macosx13.0"
    return f"{machine}-linux-gnu"


def _machine_flags(triple: str) -> tuple[str, ...]:
    tune = "-march=native" if triple.startswith("x86_64") else "-mcpu=native"
    return ("-target", triple, tune)


def _processor() -> str:
    """Describe the processor: with -march=native the code depends on it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor() + platform.machine()
    wanted = ("model", "model name", "flags", "Features", "CPU implementer", "CPU part")
    found = {line for line in lines if line.split(":")[0].strip() in wanted}
    return "\n".join(sorted(found))


def _stamp(program: str) -> str:
    status = os.stat(program)
    return f"{os.path.realpath(program)} {status.st_size} {status.st_mtime_ns}"


def _identity(program: str, triple: str) -> str:
    text = "\n".join((_stamp(program), triple, _processor()))
    return hashlib.sha256(text.encode()).hexdigest()


def _from_variable(triple: str) -> Compiler | None:
    """Return the compiler of CXX; one that is no clang is for others."""
    wanted = options.cxx()
    if not wanted:
        return None
    try:
        program, *words = shlex.split(wanted)
    except ValueError:
        program, words = wanted, []
    path = shutil.which(program)
    found = None if path is None else _one_command((path, *words), triple)
    if found is None and (path is None or "clang" in os.path.basename(program)):
        why = (
            "does not exist" if path is None else "does not compile C++ for OpenCL (clang 17 does)"
        )
        say_once(
            f"CXX is {wanted!r}, which {why}; another compiler is used. Unset it, or correct it."
        )
    return found


def _from_path(triple: str) -> Compiler | None:
    program = shutil.which("clang")
    return None if program is None else _one_command((program,), triple)


def _one_command(program: tuple[str, ...], triple: str) -> Compiler | None:
    """Return a clang that compiles and links in one go, if a trial succeeds."""
    library = ("-dynamiclib", "-Wl,-undefined,dynamic_lookup")
    link = library if sys.platform == "darwin" else ("-shared", "-nostdlib")
    command = (*program, *_machine_flags(triple), *link)
    found = Compiler(command, (), _identity(program[0], triple))
    return found if _passes_trial(found) else None


def _passes_trial(candidate: Compiler) -> bool:
    """Compile a small program once per compiler: the verdict is kept in the cache directory."""
    key = hashlib.sha256("\0".join((candidate.identity, _TRIAL, *FLAGS)).encode()).hexdigest()
    verdict = cache_directory() / f"trial-{key[:32]}"
    with suppress(OSError):
        if verdict.read_text() == "yes":
            return True
        if time.time() - verdict.stat().st_mtime < DAY:
            return False  # what the program needs, or a wrapper calls, may be mended since
    with tempfile.TemporaryDirectory() as scratch:
        try:
            _compile(candidate, _TRIAL, Path(scratch))
            good = True
        except CompileFailure:
            good = False
        except ToolchainError:
            return False  # it crashed or hung: no verdict that a later process should go by
        note = Path(scratch) / "verdict"
        note.write_text("yes" if good else "no")
        store(note, verdict)
    return good


def _from_wheel(triple: str) -> Compiler | None:
    spec = importlib.util.find_spec("ziglang")
    if spec is None or spec.origin is None:
        return None
    zig = str(Path(spec.origin).parent / "zig")
    if not os.path.isfile(zig):
        return None
    if sys.platform == "darwin":
        # The wheel has no Mach-O linker but zig's own.
        link = ("cc", "-target", f"{triple.split('-')[0].replace('arm64', 'aarch64')}-macos")
        linker = (zig, *link, "-shared", "-nostdlib", "-Wl,-undefined,dynamic_lookup")
    else:
        linker = (zig, "ld.lld", "-shared")
    command = (zig, "clang", *_machine_flags(triple), "-c")
    return Compiler(command, linker, _identity(zig, triple))


@functools.cache
def compiler() -> Compiler:
    """Return the C++ compiler of this machine."""
    triple = target()
    found = _from_variable(triple) or _from_path(triple) or _from_wheel(triple)
    if found is None:
        raise ToolchainError(
            "running kernels on the CPU needs clang 17 or newer on the PATH, or the one in the "
            f"ziglang wheel; neither was found: {_INSTALL}"
        )
    return found


def _key(source: str, found: Compiler) -> str:
    digest = hashlib.sha256()
    flags = (*FLAGS, *_BACK_FLAGS)
    parts = (
        source,
        hash_of(HOST_HEADERS).hex(),
        hash_of(HOST_HEADERS.parent, ("conversions.py", "division.py")).hex(),
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
            check(_syntax_tree(found, Path(scratch)))
        return keep(library, folder / content_name(library))


def emit_llvm(source: str, flags: Sequence[str] = ()) -> str:
    """Compile `source` to the text of LLVM's language, with line tables, not vectorised."""
    found = compiler()
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "kernel.cl").write_text(source, encoding="utf-8")
        words = (*FLAGS, *_LLVM_FLAGS, *flags, "-I", str(HOST_HEADERS))
        _run((*found.command, *words, "kernel.cl", "-o", "kernel.ll"), Path(scratch))
        return (Path(scratch) / "kernel.ll").read_text(encoding="utf-8")


def _compile(
    found: Compiler,
    source: str,
    scratch: Path,
    name: str = "kernel.cl",
    flags: Sequence[str] = FLAGS,
) -> Path:
    COMPILES.count += 1
    text, result = scratch / name, scratch / "kernel.so"
    output = scratch / "kernel.o" if found.linker else result
    words = (*flags, text.name)
    if text.suffix != ".cl":
        text.write_text(source, encoding="utf-8")
    else:
        # In two steps: between them, before any optimisation, some operations get a GPU's manners.
        llvm = scratch / "kernel.ll"
        run = functools.partial(_run, where=scratch)
        # Relative names, so that no path of this machine gets into the library.
        headers = Headers(HOST_HEADERS, (*found.command, "-I", str(HOST_HEADERS)), FLAGS, run)
        # Parsing is half of the work: the second compilation of a process does it for all.
        ready = cache_directory() / _key("headers", found) if COMPILES.count > 1 else None
        headers.compile(source, text, (*words, *_FRONT_FLAGS, "-o", llvm.name), ready)
        made = _with_a_gpus_manners(llvm.read_text(encoding="utf-8"))
        llvm.write_text(made, encoding="utf-8")
        words = (*_BACK_FLAGS, llvm.name)
    _run((*found.command, *words, "-o", output.name), scratch)
    if found.linker:
        _run((*found.linker, output.name, "-o", result.name), scratch)
    return result


def _syntax_tree(found: Compiler, scratch: Path) -> str:
    dump = ("-fsyntax-only", "-Xclang", "-ast-dump", "-I", str(HOST_HEADERS))
    return _run((*found.command, *FLAGS, *dump, "kernel.cl"), scratch)


def _run(command: Sequence[str], where: Path) -> str:
    name = os.path.basename(command[0])
    try:
        done = subprocess.run(
            command,
            cwd=where,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=COMPILE_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise ToolchainError(
            f"the compiler {command[0]} did not finish within {COMPILE_SECONDS:.0f} s"
        ) from None
    except OSError as error:
        raise ToolchainError(f"{command[0]} does not run ({error}): {_INSTALL}") from error
    said = done.stderr.strip()
    if done.returncode < 0 or (done.returncode > 0 and "error:" not in said):
        raise ToolchainError(
            f"the compiler {command[0]} crashed (exit status {done.returncode}). "
            f"It said:\n{said[-2000:] or '(nothing)'}"
        )
    if done.returncode > 0:
        raise CompileFailure(said)
    if "-o" in command and not (where / command[-1]).is_file():
        raise ToolchainError(f"the compiler {name} reported success and made no {command[-1]}")
    return done.stdout
