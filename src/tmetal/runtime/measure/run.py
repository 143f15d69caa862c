"""Compiles a kernel for measuring and runs it once.

In: Metal text and NumPy buffers. Out: what was counted, and the buffers' new contents.
"""

from __future__ import annotations

import ctypes
import functools
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tmetal.runtime import cpu, toolchain
from tmetal.runtime.measure.instrument import Instrumented, instrument
from tmetal.runtime.measure.regions import PAGE, SHIFT, Regions
from tmetal.runtime.measure.state import Buffer, Counts, State
from tmetal.runtime.translate import PROFILER, translate
from tmetal.runtime.workers import Crew

# Accesses of two branches stay where they are in the text. Loop counters stay as wide as they are:
# Metal's own modules have no native 64-bit integers (their data layout ends in `n8:16:32`).
_CHOSEN = ("-sink-common-insts=false", "-indvars-widen-indvars=false")
_FLAGS = tuple(word for choice in _CHOSEN for word in ("-mllvm", choice))

# A library has one state, and may be loaded for two kernels of one text.
_LOCK = threading.Lock()
# Open on both sides of a buffer: small mistakes do on a GPU what they do here, nothing.
_MARGIN = PAGE


class MeasureError(RuntimeError):
    """A kernel that cannot be measured as it is; says why."""


class _OneWorker:
    """Runs all threadgroups on one worker: the counters are not shared."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self.crew = Crew(library)

    def run(self, launch: Any, size: int, shares: int) -> Any:
        """Run a launch; the failure's code."""
        del shares
        return self.crew.run(launch, size, 1)


@dataclass(frozen=True)
class Measured:
    """A kernel with counters in it."""

    name: str
    source: str
    buffers: tuple[str, ...]
    kernel: Instrumented
    library: ctypes.CDLL

    def run(
        self,
        arrays: Sequence[np.ndarray[Any, Any]],
        grid: tuple[int, int, int],
        threads: tuple[int, int, int],
    ) -> tuple[Counts, list[Buffer]]:
        """Run over a grid of threads, and count; written arrays get their new contents.

        One array given twice is one buffer; arrays that overlap in part are two. MeasureError,
        cpu.KernelError.
        """
        with _LOCK, Regions() as regions:
            buffers = self._place(regions, arrays)
            state = State(self.kernel, regions, buffers)
            try:
                self.library.tmetal_measure(state.address)
                program = cpu.Program(self.name, self.buffers, self.source, self._crew, True)
                program.dispatch([b.address for b in buffers], grid, threads, order=0)
                counts = state.counts()
            except cpu.KernelError:
                if state.fault is None:
                    raise
                raise self._outside(state.fault, regions, buffers) from None
            finally:
                state.release()
            for kind, array, buffer in zip(self.buffers, arrays, buffers, strict=True):
                if not re.search(r"\b(?:const|constant|threadgroup)\b", kind):
                    regions.fetch(buffer.address, array)
        if counts.overflow:
            raise MeasureError(
                f"{self.name}: a thread makes more than two million accesses between two barriers. "
                "Profile a smaller problem: the counters grow with it."
            )
        return counts, buffers

    def _place(self, regions: Regions, arrays: Sequence[np.ndarray[Any, Any]]) -> list[Buffer]:
        buffers: list[Buffer] = []
        places: dict[tuple[int, int], Buffer] = {}
        for i, (kind, array) in enumerate(zip(self.buffers, arrays, strict=True)):
            key = int(array.ctypes.data), array.nbytes
            made = places.get(key)
            if re.search(r"\bthreadgroup\b", kind):  # given is its size
                made = Buffer("threadgroup", int(array), 0, 0, 0)
            elif made is None:
                space = "constant" if re.search(r"\bconstant\b", kind) else "device"
                at = regions.place(i, array, PAGE, _MARGIN)
                high = at + -(-max(1, array.nbytes) // PAGE) * PAGE + _MARGIN
                made = Buffer(space, at, array.nbytes, at - _MARGIN, high)
                places[key] = made
            buffers.append(made)
        return buffers

    def _outside(
        self, fault: tuple[int, int], regions: Regions, buffers: Sequence[Buffer]
    ) -> MeasureError:
        """Describe an access far outside of a buffer."""
        site = self.kernel.sites[fault[0]]
        number = fault[1] >> SHIFT
        what = "a threadgroup variable"
        if number < len(buffers):
            offset = fault[1] + regions.base - buffers[number].address
            what = f"buffer {number} ({buffers[number].size} bytes) at byte {offset}"
        return MeasureError(
            f"{self.name}: {site.at.file}:{site.at.line}:{site.at.column}: a {site.kind} of "
            f"{site.size} bytes is outside of {what}. TMETAL_SANITIZE=1 tells more about it."
        )

    @property
    def _crew(self) -> Any:
        return _OneWorker(self.library)


@functools.lru_cache(maxsize=64)
def load(msl: str, entry: str, buffers: tuple[str, ...], attributes: tuple[str, ...]) -> Measured:
    """Compile `entry` of a Metal text with counters; the parameters are those of `cpu.load`."""
    cpu.accepted(msl, entry, buffers, attributes)
    source = translate(msl, entry, buffers, attributes, PROFILER)
    if re.search(r"tm::variable\((?:3[2-9]|[4-9]\d|\d{3,})u, tm_at", source):
        raise MeasureError(f"{entry}: it has more than 32 threadgroup variables.")
    kernel = instrument(toolchain.emit_llvm(source, _FLAGS), merge=True, blocks=True)
    library = ctypes.CDLL(str(toolchain.build_llvm(kernel.text)))
    library.tmetal_measure.argtypes = (ctypes.c_uint64,)
    library.tmetal_measure.restype = None
    return Measured(entry, source, buffers, kernel, library)
