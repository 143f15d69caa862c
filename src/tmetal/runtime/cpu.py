"""The CPU executor: compiles a Metal kernel's text as C++ and runs it over a grid.

In: exactly the text that MLX would hand to Metal, without MLX's own prelude. Out: a `Program` to
run over buffers given by address. The text is checked (`strict`), made into a translation unit
(`translate`) and compiled (`toolchain`); here it is run. What must hold: a text that Apple's
compiler refuses is refused.
"""

import ctypes
import functools
import mmap
import os
import re
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from tmetal.runtime import toolchain
from tmetal.runtime.strict import ARENA_BYTES, check_bfloat
from tmetal.runtime.toolchain import CompileFailure
from tmetal.runtime.translate import translate

_BLOCK_BYTES = 65536  # tm::block_bytes
_SMALL_LAUNCH = 4096  # threads: waking a worker costs more than running these
_FAILURES = {
    1: "threads of a threadgroup did not all reach the same barrier",
    2: "a thread used more than 64 KB of stack",
    3: "threads of a simdgroup called two different simdgroup functions at once",
}


class KernelError(RuntimeError):
    """A kernel did something at run time that has no meaning on a GPU."""


@functools.cache
def _link_mathematics() -> None:
    """See that expf and its kin are in the process: libraries of kernels name no dependencies."""
    if not hasattr(ctypes.CDLL(None), "expf"):
        ctypes.CDLL("libm.so.6", mode=ctypes.RTLD_GLOBAL)


def _open(source: str) -> ctypes.CDLL:
    _link_mathematics()
    check = check_bfloat if re.search(r"\bbfloat", source) else None
    path = toolchain.build(source, check)
    try:
        return ctypes.CDLL(str(path))
    except OSError:
        toolchain.discard(path)
        return ctypes.CDLL(str(toolchain.build(source, check)))


class _Memory(threading.local):
    """Stacks of fibers and threadgroup memory, one lot per worker; pages are touched when used."""

    area: mmap.mmap | None = None
    address = 0

    def reserve(self, size: int) -> int:
        """Return the address of at least `size` bytes, which this thread alone uses."""
        if self.area is None or len(self.area) < size:
            self.area = mmap.mmap(-1, size)
            self.address = ctypes.addressof(ctypes.c_char.from_buffer(self.area))
        return self.address


_MEMORY = _Memory()


@functools.cache
def _workers(process: int) -> tuple[ThreadPoolExecutor | None, int]:
    """Return the pool of a process (a fork has none of its parent's threads) and its cores."""
    del process
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    helpers = (cores or 1) - 1
    return (ThreadPoolExecutor(helpers, "tmetal") if helpers else None), helpers + 1


@dataclass(frozen=True)
class Program:
    """A compiled kernel, ready to run over any grid."""

    name: str
    buffers: tuple[str, ...]
    source: str = field(repr=False)
    _function: Any = field(repr=False)
    _fibers: bool = field(repr=False)

    def run(
        self,
        pointers: Sequence[int],
        threadgroups: tuple[int, int, int],
        threads: int | tuple[int, int, int],
    ) -> None:
        """Run the kernel over `threadgroups` of `threads` each, on the buffers at `pointers`.

        A reference parameter gets the address of its value. Returns when all threads have run.
        """
        if len(pointers) != len(self.buffers):
            raise ValueError(f"{self.name} has {len(self.buffers)} buffers, not {len(pointers)}")
        x, y, z = (threads, 1, 1) if isinstance(threads, int) else threads
        count, total = x * y * z, threadgroups[0] * threadgroups[1] * threadgroups[2]
        if not 0 < count <= 1024:
            raise ValueError(f"a threadgroup has 1 to 1024 threads, not {count}")
        if total <= 0:
            return
        pool, cores = _workers(os.getpid())
        shares = 1 if pool is None or count * total < _SMALL_LAUNCH else min(cores, total)
        # Eight turns per core even out cores of unequal speed.
        chunk = total if shares == 1 else max(1, total // (8 * shares))
        words = (0, chunk, *threadgroups, x, y, z, *pointers)
        launch = (ctypes.c_uint64 * len(words))(*words)
        size = (count + 2) * _BLOCK_BYTES if self._fibers else 0
        address = ctypes.addressof(launch)
        if shares == 1 or pool is None:
            failure = self._share(address, size)
        else:
            others = [pool.submit(self._share, address, size) for _ in range(shares - 1)]
            failure = self._share(address, size)
            failure = max([failure, *(other.result() for other in others)])
        if failure:
            raise KernelError(f"{self.name}: {_FAILURES[failure]}")

    def _share(self, launch: int, memory: int) -> int:
        failure: int = self._function(launch, _MEMORY.reserve(memory) if memory else 0)
        return failure


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
    source = translate(msl, entry, buffers, attributes)
    function = _open(source).tmetal_run
    function.argtypes = (ctypes.c_uint64, ctypes.c_uint64)
    function.restype = ctypes.c_int
    fibers = "#define TM_FIBERS 1" in source
    return Program(entry, buffers, source, function, fibers)
