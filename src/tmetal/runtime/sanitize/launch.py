"""Compiles a kernel with checks in it, and runs it.

In: Metal text, NumPy buffers, a grid. Out: the buffers' new contents and what was found. What must
hold: memory outside of the buffers is never touched, whatever the kernel does; the results of a
kernel without findings are those of a plain run.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import mmap
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from tmetal.runtime import cpu, toolchain
from tmetal.runtime.entry import kernels
from tmetal.runtime.measure.instrument import Instrumented, Site, instrument
from tmetal.runtime.measure.regions import VARIABLE_BYTES, Regions
from tmetal.runtime.sanitize import state as layout
from tmetal.runtime.sanitize.report import Names, Report, Variable
from tmetal.runtime.translate import translate
from tmetal.runtime.workers import Crew

_HEADER = "sanitize.h"
# Checked where the text has it: not where it was moved to, nor joined with another access.
_FLAGS = (
    "-fsanitize=signed-integer-overflow",
    *("-mllvm", "-sink-common-insts=false"),
    *("-mllvm", "-hoist-common-insts=false"),
    *("-mllvm", "-instcombine-code-sinking=false"),
)
_VARIABLE = re.compile(r"named<(?P<kind>[^&]*)>& (?P<name>\w+) =[^;]*?variable\((?P<number>\d+)u, ")
_ALIGN = re.compile(r"\balign (\d+)")
_INSERTED = re.compile(r"@tm_|^  %tm\.")
_CALL = re.compile(r"call void @tm_access\(i32 (\d+),")
_ARGUMENTS = 32  # the number of a threadgroup variable that is the first parameter
ALIGN = 16  # the multiple that buffers' addresses are, as on a GPU at least


def is_written(kind: str) -> bool:
    """Whether a kernel may write through a buffer parameter of this type."""
    return not re.search(r"\b(?:const|constant|threadgroup)\b", kind)


def is_shared(kind: str) -> bool:
    """Whether a parameter of this type is threadgroup memory, which is given by its size."""
    return re.search(r"\bthreadgroup\b", kind) is not None


@dataclass(frozen=True)
class Sanitized:
    """A kernel with checks in it."""

    name: str
    source: str
    buffers: tuple[str, ...]
    kernel: Instrumented
    alignments: tuple[int, ...]
    names: Names
    library: ctypes.CDLL
    lock: threading.Lock

    def dispatch(
        self,
        arrays: Sequence[np.ndarray[Any, Any]],
        grid: tuple[int, int, int],
        threads: tuple[int, int, int],
        order: int | None = None,
        fresh: frozenset[int] = frozenset(),
        origins: Mapping[tuple[str, int], str] = MappingProxyType({}),
    ) -> Report:
        """Run over a grid of threads; written arrays get their new contents.

        The elements of the buffers numbered in `fresh` are undefined before the launch, and have to
        be written by it. `origins` tells where lines of the text come from, by file and line.
        Returns what was found; KernelError only for what ends a plain run too.
        """
        with self.lock, Regions() as regions, self._prepared(regions, arrays, fresh) as at:
            state, addresses = at
            self.library.tmetal_sanitize(ctypes.addressof(state))
            program = cpu.Program(
                self.name, self.buffers, self.source, _OneWorker(self.library), True
            )
            with contextlib.suppress(cpu.KernelError):  # it is a finding
                program.dispatch(addresses, grid, threads, order)
            found = self._findings(state)
            unwritten = [] if found else [(i, self._unwritten(state, i)) for i in sorted(fresh)]
            done = {}
            for kind, array, address in zip(self.buffers, arrays, addresses, strict=True):
                if is_written(kind) and address not in done:
                    done[address] = True
                    _fetch(address, array)
            sizes = {
                i: (a, array) for i, (a, array) in enumerate(zip(addresses, arrays, strict=True))
            }
            return Report(
                self.name,
                self.names,
                self.kernel,
                found,
                unwritten,
                sizes,
                state,
                grid,
                threads,
                order or 0,
                origins,
            )

    @contextlib.contextmanager
    def _prepared(
        self, regions: Regions, arrays: Sequence[Any], fresh: frozenset[int]
    ) -> Iterator[tuple[layout.State, list[int]]]:
        """Place the buffers and their shadows."""
        state, keep = layout.State(), []
        sites = (layout.Site * max(1, len(self.kernel.sites)))()
        for made, one, align in zip(sites, self.kernel.sites, self.alignments, strict=False):
            made.kind, made.size, made.align = _kind(one), one.size, align
        findings = (layout.Finding * layout.MAX_FINDINGS)()
        granule = min([8, *(one.size & -one.size for one in self.kernel.sites), *self.alignments])
        state.base, state.variable_bytes = regions.base, VARIABLE_BYTES
        state.granule_shift = granule.bit_length() - 1
        state.sites, state.findings = ctypes.addressof(sites), ctypes.addressof(findings)

        def shadow(size: int) -> int:
            private = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
            area = mmap.mmap(-1, (size // granule + 2) * layout.CELL_BYTES, flags=private)
            if hasattr(mmap, "MADV_HUGEPAGE"):
                area.madvise(mmap.MADV_HUGEPAGE)  # most of it will be touched
            keep.append(area)
            return ctypes.addressof(ctypes.c_char.from_buffer(area))

        addresses: list[int] = []
        known: dict[tuple[int, int], int] = {}
        for i, (kind, array) in enumerate(zip(self.buffers, arrays, strict=True)):
            if is_shared(kind):
                addresses.append(array.nbytes)
                continue
            key = (array.__array_interface__["data"][0], array.nbytes)
            number = known.setdefault(key, i + 1)
            if number == i + 1:
                addresses.append(regions.place(number, array, ALIGN))
            else:
                addresses.append(addresses[number - 1])
            region = state.region[number]
            region.begin, region.end = addresses[-1], addresses[-1] + array.nbytes
            region.fresh = i in fresh
            if is_written(kind) and not region.shadow:
                region.shadow = shadow(array.nbytes)
        for number in self.names.variables:
            region = state.region[layout.BUFFERS + number]
            region.shadow, region.fresh = shadow(VARIABLE_BYTES), 1
        state.keep = (sites, findings, keep)
        yield state, addresses

    @staticmethod
    def _findings(state: layout.State) -> list[Any]:
        findings = state.keep[1]
        return [findings[i] for i in range(state.found)]

    def _unwritten(self, state: layout.State, buffer: int) -> np.ndarray[Any, Any]:
        """Return which granules of a buffer nobody wrote, as byte offsets."""
        region = state.region[buffer + 1]
        cells = -(-(region.end - region.begin) >> state.granule_shift)
        raw = (ctypes.c_uint64 * (3 * cells)).from_address(region.shadow)
        writers = np.frombuffer(raw, np.uint64)[::3]
        offsets: np.ndarray[Any, Any] = np.flatnonzero(writers == 0) << state.granule_shift
        return offsets


def _fetch(address: int, array: np.ndarray[Any, Any]) -> None:
    if array.flags.c_contiguous and array.flags.writeable:
        ctypes.memmove(array.ctypes.data, address, array.nbytes)
    else:
        Regions.fetch(address, array)


class _OneWorker(Crew):
    """Runs all threadgroups on one worker: the shadow is not shared."""

    def run(self, launch: Any, size: int, shares: int) -> int:
        """Run a launch; the failure's code."""
        del shares
        return super().run(launch, size, 1)


def _variables(source: str, entry: str) -> dict[int, Variable]:
    """Return the threadgroup variables of one kernel of a translated text, by number."""
    name = entry.partition("<")[0].strip()
    spans = [one.body for one in kernels(source) if one.name == name] or [(0, len(source))]
    found = (one for begin, end in spans for one in _VARIABLE.finditer(source, begin, end))
    return {int(one["number"]): Variable(one["name"], one["kind"]) for one in found}


def _kind(site: Site) -> int:
    """Return what a site does, as bits; the first load of an atomic update is that update."""
    update = site.kind == "atomic" or re.match(r"atomic_(?:fetch|exchange|compare)", site.via)
    kind = {"read": layout.READS, "write": layout.WRITES, "atomic": 0}[site.kind]
    both = layout.READS | layout.WRITES
    return (both if update else kind) | (layout.ATOMICALLY if update or site.atomic_order else 0)


def _alignments(kernel: Instrumented) -> tuple[int, ...]:
    """Return what each site's address is a multiple of, as the compiler assumes."""
    lines = kernel.text.split("\n")
    found = {}
    for i, line in enumerate(lines):
        call = _CALL.search(line)
        if call:
            after = next(one for one in lines[i + 1 :] if not _INSERTED.search(one))
            align = _ALIGN.search(after)
            found[int(call[1])] = int(align[1]) if align else 1
    return tuple(found.get(i, 1) for i in range(len(kernel.sites)))


@functools.lru_cache(maxsize=256)
def load(
    msl: str,
    entry: str,
    buffers: tuple[str, ...],
    attributes: tuple[str, ...],
    names: tuple[str, ...] = (),
) -> Sanitized:
    """Compile `entry` of a Metal text with checks; the parameters are those of `cpu.load`.

    `names` are the buffers' names, for messages. CompileFailure for what a plain compile refuses.
    """
    alone = "#define TM_FIBERS 0" in cpu.accepted(msl, entry, buffers, attributes)
    marks = f"#define TM_SANITIZE 1\n#define TM_ALONE {int(alone)}\n"
    source = marks + translate(msl, entry, buffers, attributes, _HEADER)
    kernel = instrument(toolchain.emit_llvm(source, _FLAGS), merge=False, blocks=False)
    library = ctypes.CDLL(str(toolchain.build_llvm(kernel.text)))
    library.tmetal_sanitize.argtypes = (ctypes.c_uint64,)
    library.tmetal_sanitize.restype = None
    variables = _variables(source, entry)
    given = names or tuple(f"buffer {i}" for i in range(len(buffers)))
    for i, kind in enumerate(buffers):
        if is_shared(kind):
            variables[_ARGUMENTS + i] = Variable(given[i], kind)
    return Sanitized(
        entry,
        source,
        buffers,
        kernel,
        _alignments(kernel),
        Names(given, buffers, variables, msl),
        library,
        threading.Lock(),
    )
