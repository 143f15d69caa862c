"""The threads that run kernels, and how Ctrl-C takes them out of a kernel that does not end.

In: a library with `tmetal_run` and a launch's words. Out: the failure code of the launch. What must
hold: a signal's Python handler runs within moments, whatever a kernel does; when it raises, no
thread is in the kernel any more, and the process goes on as before.

Python delivers signals to the main thread between two instructions of Python. So that thread waits
while others work, and stops them by a signal of their own (host/interrupt.h) if a handler raises.
Handing over costs more than a small launch: the main thread runs that one itself, with SIGINT sent
to the library, as long as the handler is Python's own, which raises KeyboardInterrupt.
"""

import ctypes
import functools
import mmap
import os
import signal
import threading
from concurrent import futures
from typing import Any

_SEATS = 256  # tm::seats
_DESK_WORDS = 2 + 3 * _SEATS
_INTERRUPTED = 4  # tm::interrupted
_STOP_WORD = 2  # of tm::Launch
# By default it is ignored, so that one which comes late does nothing.
_STOP_SIGNAL = signal.SIGURG

_DESK = (ctypes.c_uint64 * _DESK_WORDS)()


def _forget_threads() -> None:
    ctypes.memset(_DESK, 0, ctypes.sizeof(_DESK))
    _workers.cache_clear()


class _Memory(threading.local):
    """Stacks of fibers and threadgroup memory, one lot per worker; pages are touched when used."""

    area: mmap.mmap | None = None
    address = 0

    def reserve(self, size: int) -> int:
        """Return the address of at least `size` bytes, which this thread alone uses."""
        if self.area is None or len(self.area) < size:
            self.area = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
            self.address = ctypes.addressof(ctypes.c_char.from_buffer(self.area))
        return self.address


_MEMORY = _Memory()


def cores() -> int:
    """Return how many processors this process may use."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return found or 1


@functools.cache
def _workers() -> futures.ThreadPoolExecutor:
    return futures.ThreadPoolExecutor(cores(), "tmetal")


os.register_at_fork(after_in_child=_forget_threads)


@functools.cache
def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None)
    libc.signal.restype = ctypes.c_void_p
    libc.signal.argtypes = (ctypes.c_int, ctypes.c_void_p)
    libc.sigaction.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
    return libc


class Handler:
    """A library's function in place of a signal's handler, for the time of a `with`."""

    def __init__(self, library: Any, function: str, number: int) -> None:
        library.tmetal_desk.argtypes = (ctypes.c_uint64,)
        library.tmetal_desk(ctypes.addressof(_DESK))
        self.address = ctypes.cast(getattr(library, function), ctypes.c_void_p).value
        self.number = number
        self.before = ctypes.create_string_buffer(512)  # a struct sigaction, whatever is in it

    def __enter__(self) -> None:
        _libc().sigaction(self.number, None, self.before)
        _libc().signal(self.number, self.address)

    def __exit__(self, *_: object) -> None:
        _libc().sigaction(self.number, self.before, None)


class Crew:
    """Runs launches of one compiled library."""

    def __init__(self, library: Any) -> None:
        self.library = library
        self.function = library.tmetal_run
        self.function.argtypes = (ctypes.c_uint64,) * 3
        self.function.restype = ctypes.c_int
        self.on_interrupt = Handler(library, "tmetal_interrupt", signal.SIGINT)
        self.on_stop = Handler(library, "tmetal_stop", _STOP_SIGNAL)

    def run(self, launch: Any, size: int, shares: int) -> int:
        """Run a launch in `shares` threads, with `size` bytes for each; return a Failure."""
        address = ctypes.addressof(launch)
        if threading.get_ident() != threading.main_thread().ident:
            # No signal is delivered here: one share is this thread's.
            others = [_workers().submit(self._share, address, size) for _ in range(shares - 1)]
            return max([self._share(address, size), *(one.result() for one in others)])
        if shares == 1 and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            return self._run_here(address, size)
        return self._run_apart(launch, address, size, shares)

    def _share(self, address: int, size: int) -> int:
        memory = _MEMORY.reserve(size) if size else 0
        failure: int = self.function(address, memory, ctypes.addressof(_DESK))
        if failure == _INTERRUPTED:  # the handler never returned
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {_STOP_SIGNAL, signal.SIGINT})
        return failure

    def _run_here(self, address: int, size: int) -> int:
        _DESK[0], _DESK[1] = threading.get_ident(), 0
        with self.on_interrupt:
            failure = self._share(address, size)
        if _DESK[1]:
            signal.raise_signal(signal.SIGINT)
        return failure

    def _run_apart(self, launch: Any, address: int, size: int, shares: int) -> int:
        crew = [_workers().submit(self._share, address, size) for _ in range(shares)]
        try:
            # With a timeout: a signal may have come to another thread, which wakes nobody.
            while futures.wait(crew, 0.5).not_done:
                pass
        except BaseException:
            self._halt(launch, address, crew)
            raise
        return max(one.result() for one in crew)

    def _halt(self, launch: Any, address: int, crew: list[futures.Future[int]]) -> None:
        """Stop all shares of a launch, and wait until they have."""
        launch[_STOP_WORD] = 1
        for one in crew:
            one.cancel()
        with self.on_stop:
            while True:
                try:
                    if not futures.wait(crew, 0.02).not_done:
                        return
                    for at in range(2, _DESK_WORDS, 3):
                        if _DESK[at + 2] == address and _DESK[at + 1]:
                            signal.pthread_kill(_DESK[at], _STOP_SIGNAL)
                except KeyboardInterrupt:
                    continue  # it is on its way already
