"""The CPU executor: compiles a Metal kernel's text as C++ and runs it over a grid.

In: exactly the text that MLX would hand to Metal, without MLX's own prelude. Out: a `Program` to
run over buffers given by address. The text is checked (`strict`), made into a translation unit
(`translate`) and compiled (`toolchain`); here it is run. What must hold: a text that Apple's
compiler refuses is refused.
"""

import ctypes
import functools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tmetal import options
from tmetal.runtime import toolchain
from tmetal.runtime.strict import ARENA_BYTES, check_bfloat
from tmetal.runtime.toolchain import CompileFailure, ToolchainError
from tmetal.runtime.translations import translated
from tmetal.runtime.workers import Crew, cores

_CHUNK_BYTES = 1 << 22  # tm::chunk_bytes
_SMALL_LAUNCH = 4096  # threads: waking a worker costs more than running these
_REPORT = 13  # where a launch's words tell of a failure
_FAILURES = {
    1: "threads of a threadgroup did not all reach the same barrier",
    2: "a thread used more than 128 KB of stack",
    3: "threads of a simdgroup called two different simdgroup functions at once",
    6: "threads of a simdgroup named different matrices in one call",
}


class KernelError(RuntimeError):
    """A kernel did something at run time that has no meaning on a GPU."""


def _failure(report: Sequence[int], groups: Sequence[int]) -> str:
    """Say what went wrong, in which threadgroup, and where the two threads were."""
    code, flat, one, other, here, there = report[:6]
    x, y = groups[:2]
    group = f"threadgroup ({flat % x}, {flat // x % y}, {flat // x // y})"
    if one == other:
        return f"{_FAILURES[code]}: thread {one} of {group}"
    places = [f"at line {at >> 12}" if at else "at its end" for at in (here, there)]
    return f"{_FAILURES[code]}: in {group}, thread {one} is {places[0]}, thread {other} {places[1]}"


@functools.cache
def _link_mathematics() -> None:
    """See that expf and its kin are in the process: libraries of kernels name no dependencies."""
    if not hasattr(ctypes.CDLL(None), "expf"):
        ctypes.CDLL("libm.so.6", mode=ctypes.RTLD_GLOBAL)


def _open(source: str) -> ctypes.CDLL:
    """Return the library of a text; one that does not load is built once more."""
    _link_mathematics()
    check = check_bfloat if re.search(r"\bbfloat", source) else None
    for _ in range(2):
        path = toolchain.build(source, check)
        try:
            library = ctypes.CDLL(str(path))
            _ = library.tmetal_run
            return library
        except (OSError, AttributeError) as error:
            toolchain.discard(path)
            wrong = error
    program = toolchain.compiler().command[0]
    raise ToolchainError(f"what the compiler {program} makes does not load: {wrong}")


@dataclass(frozen=True)
class Program:
    """A compiled kernel, ready to run over any grid."""

    name: str
    buffers: tuple[str, ...]
    source: str = field(repr=False)
    _crew: Crew = field(repr=False)
    _fibers: bool = field(repr=False)

    def run(
        self,
        pointers: Sequence[int],
        threadgroups: tuple[int, int, int],
        threads: int | tuple[int, int, int],
        order: int | None = None,
    ) -> None:
        """Run the kernel over `threadgroups` of `threads` each; see `dispatch`."""
        size = (threads, 1, 1) if isinstance(threads, int) else threads
        x, y, z = (n * m for n, m in zip(threadgroups, size, strict=True))
        self.dispatch(pointers, (x, y, z), size, order)

    def dispatch(
        self,
        pointers: Sequence[int],
        grid: tuple[int, int, int],
        threads: tuple[int, int, int],
        order: int | None = None,
    ) -> None:
        """Run the kernel over a grid of threads, on the buffers at `pointers`.

        The threadgroups have `threads` each; the last one of a dimension has what is left of the
        grid, as in Metal's dispatchThreads. A reference parameter gets the address of its value.
        `order` is one of those that Metal leaves open (see `options.order`, the default). Returns
        when all threads have run. KernelError if the kernel has no meaning.
        """
        if len(pointers) != len(self.buffers):
            raise ValueError(f"{self.name} has {len(self.buffers)} buffers, not {len(pointers)}")
        # A threadgroup argument is given by its size.
        given = zip(pointers, self.buffers, strict=True)
        shared = sum(size for size, kind in given if "threadgroup" in kind)
        if shared > ARENA_BYTES:
            raise ValueError(f"{self.name}: {shared} bytes of threadgroup memory, of 32768")
        count = math.prod(threads)
        if not 0 < count <= 1024 or min(threads) < 1:
            raise ValueError(f"a threadgroup has 1 to 1024 threads, not {count}")
        if min(grid) <= 0:
            return
        groups = tuple(-(-n // m) for n, m in zip(grid, threads, strict=True))
        total = math.prod(groups)
        shares = 1 if count * total < _SMALL_LAUNCH else min(cores(), total)
        # Eight turns per core even out cores of unequal speed.
        chunk = total if shares == 1 else max(1, total // (8 * shares))
        chosen = options.current.order if order is None else order
        words = (0, chunk, 0, chosen, *groups, *threads, *grid, *[0] * 8, *pointers)
        launch = (ctypes.c_uint64 * len(words))(*words)
        # Simdgroups, threadgroup memory, and room to begin at a multiple of a chunk.
        size = (-(-count // 32) + 1) * _CHUNK_BYTES + 2 * ARENA_BYTES if self._fibers else 0
        if self._crew.run(launch, size, shares):
            raise KernelError(f"{self.name}: {_failure(launch[_REPORT:], groups)}")


def accepted(msl: str, entry: str, buffers: tuple[str, ...], attributes: tuple[str, ...]) -> str:
    """Return the C++ of a kernel that the executor takes, without compiling it; CompileFailure."""
    source = translated(msl, entry, buffers, attributes)
    tree = toolchain.syntax_tree(source)
    if re.search(r"\bbfloat", source):
        check_bfloat(tree)
    return source


def load(
    msl: str,
    entry: str,
    buffers: tuple[str, ...],
    attributes: tuple[str, ...],
    threadgroup_bytes: int = 0,
) -> Program:
    """Compile the kernel `entry` of a Metal text.

    `buffers` are the parameter types in order, `attributes` the attribute parameters after them;
    `threadgroup_bytes` is what the kernel says it needs, to be refused here as on a GPU.
    """
    if threadgroup_bytes > ARENA_BYTES:
        raise CompileFailure(f"{entry}: {threadgroup_bytes} bytes of threadgroup memory, of 32768")
    source = translated(msl, entry, buffers, attributes)
    fibers = "#define TM_FIBERS 1" in source
    return Program(entry, buffers, source, Crew(_open(source)), fibers)
