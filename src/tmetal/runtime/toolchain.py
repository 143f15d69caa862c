"""The C++ compiler of the CPU executor: finds one, compiles to shared libraries, and caches them.

In: source text in clang's C++ for OpenCL (the host headers say why). Out: the path of a library
that `ctypes` can load. A `clang` on the PATH is used if a trial program compiles, else the one in
the `ziglang` wheel. What must hold: a library in the cache is exactly what its name says (a hash of
its content), however many processes build it at once, and no other user can put one there.
"""

import functools
import hashlib
import importlib.util
import os
import platform
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from tmetal import options

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
    # A fiber's stack has 64 KB.
    *("-Wframe-larger-than=40000", "-Werror=frame-larger-than"),
)

_TRIAL = """#pragma OPENCL EXTENSION cl_khr_fp16 : enable
typedef float float4 __attribute__((ext_vector_type(4)));
template <typename T> T twice(const __global T* x) { return x[0] + x[0]; }
extern "C" __attribute__((visibility("default"))) int trial(const __global half* x, int n) {
  float4 v = (float4)(float(twice(x)));
  return int(v.x) + __builtin_elementwise_add_sat(n, 1) + __builtin_bit_cast(int, v.y);
}
"""

_INSTALL = 'pip install "tmetal[cpu]"'


class ToolchainError(RuntimeError):
    """No usable C++ compiler, or a cache that cannot be trusted; says what to do."""


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


def _from_path(triple: str) -> Compiler | None:
    program = shutil.which("clang")
    if program is None:
        return None
    library = ("-dynamiclib", "-Wl,-undefined,dynamic_lookup")
    link = library if sys.platform == "darwin" else ("-shared", "-nostdlib")
    command = (program, *_machine_flags(triple), *link)
    found = Compiler(command, (), _identity(program, triple))
    return found if _passes_trial(found) else None


def _passes_trial(candidate: Compiler) -> bool:
    """Compile a small program once per compiler: the verdict is kept in the cache directory."""
    key = hashlib.sha256("\0".join((candidate.identity, _TRIAL, *FLAGS)).encode()).hexdigest()
    verdict = cache_directory() / f"trial-{key[:32]}"
    try:
        return verdict.read_text() == "yes"
    except OSError:
        pass
    with tempfile.TemporaryDirectory(dir=cache_directory()) as scratch:
        try:
            _compile(candidate, _TRIAL, Path(scratch))
            good = True
        except ToolchainError:
            good = False
        note = Path(scratch) / "verdict"
        note.write_text("yes" if good else "no")
        os.replace(note, verdict)
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
    found = _from_path(triple) or _from_wheel(triple)
    if found is None:
        raise ToolchainError(
            "running kernels on the CPU needs clang 17 or newer on the PATH, or the one in the "
            f"ziglang wheel; neither was found: {_INSTALL}"
        )
    return found


def cache_directory() -> Path:
    """Return the directory of compiled kernels, which nobody else may write to."""
    named = options.cache_folder()
    path = Path(named) if named else Path(platformdirs.user_cache_dir("tmetal"))
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = path.stat()
    except OSError as error:
        raise ToolchainError(
            f"the cache directory {path} cannot be used ({error.strerror}); "
            "set TMETAL_CACHE_DIR to another"
        ) from error
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


@functools.cache
def _headers_hash() -> str:
    digest = hashlib.sha256()
    for path in sorted(HOST_HEADERS.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(HOST_HEADERS)}\0".encode())
            digest.update(path.read_bytes())
            digest.update(b"\0")
    return digest.hexdigest()


def _key(source: str, found: Compiler) -> str:
    digest = hashlib.sha256()
    parts = (source, _headers_hash(), found.identity, *found.command, *found.linker, *FLAGS)
    for part in parts:
        data = part.encode()
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()


def _content_name(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:32] + ".so"


def _cached(folder: Path) -> Path | None:
    """Return a library of this key whose content is what its name says; remove any other."""
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return None
    for name in names:
        path = folder / name
        try:
            if name.endswith(".so") and _content_name(path) == name:
                return path
            path.unlink(missing_ok=True)
        except FileNotFoundError:
            continue
    return None


def build(source: str, check: Callable[[str], None] | None = None) -> Path:
    """Compile `source` to a shared library, or find it in the cache; return the library's path.

    `check` gets clang's dump of the syntax tree before a library is made, and may raise.
    """
    found = compiler()
    folder = cache_directory() / _key(source, found)
    path = _cached(folder)
    if path is not None:
        return path
    with tempfile.TemporaryDirectory(dir=cache_directory(), prefix="build-") as scratch:
        library = _compile(found, source, Path(scratch))
        if check is not None:
            check(_syntax_tree(found, Path(scratch)))
        folder.mkdir(mode=0o700, exist_ok=True)
        path = folder / _content_name(library)
        # Atomic, and a library in use keeps its inode: other processes are not disturbed.
        os.replace(library, path)
    return path


def discard(path: Path) -> None:
    """Remove a library that does not load, so that the next `build` makes it anew."""
    path.unlink(missing_ok=True)


def _compile(found: Compiler, source: str, scratch: Path) -> Path:
    COMPILES.count += 1
    text, result = scratch / "kernel.cl", scratch / "kernel.so"
    text.write_text(source, encoding="utf-8")
    output = scratch / "kernel.o" if found.linker else result
    # Relative names, so that no path of this machine gets into the library.
    include = ("-I", str(HOST_HEADERS))
    _run((*found.command, *FLAGS, *include, text.name, "-o", output.name), scratch)
    if found.linker:
        _run((*found.linker, output.name, "-o", result.name), scratch)
    return result


def _syntax_tree(found: Compiler, scratch: Path) -> str:
    dump = ("-fsyntax-only", "-Xclang", "-ast-dump", "-I", str(HOST_HEADERS))
    return _run((*found.command, *FLAGS, *dump, "kernel.cl"), scratch)


def _run(command: Sequence[str], where: Path) -> str:
    try:
        done = subprocess.run(
            command, cwd=where, capture_output=True, text=True, errors="replace", check=False
        )
    except OSError as error:
        raise ToolchainError(f"{command[0]} does not run ({error}): {_INSTALL}") from error
    if done.returncode != 0:
        raise CompileFailure(done.stderr.strip())
    return done.stdout
