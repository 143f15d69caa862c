"""What a compilation gives to whoever wants to look at it: texts by stage, and facts.

In: a `Specialization`. Out: `asm`, a mapping from stage to text (`python`, `frontend`, each pass by
its name, `msl`), and `metadata`. Nothing is compiled twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from tmetal import options
from tmetal.frontend.render import python_text, tree_text
from tmetal.frontend.words import nearest
from tmetal.ir.core import walk
from tmetal.ir.types import Shared
from tmetal.passes.fences import bytes_of
from tmetal.runtime.arrays import mx
from tmetal.runtime.specialize import Specialization, launch_name
from tmetal.runtime.target_chip import compile_target
from tmetal.target import SIMD_WIDTH


@dataclass(frozen=True)
class GPUTarget:
    """What kernels run on: the backend in force, the chip's name, threads of a simdgroup."""

    backend: str
    arch: str
    warp_size: int = SIMD_WIDTH


def target_of(backend: str) -> GPUTarget:
    """Return the target of a backend: the chip of TMETAL_TARGET, or else this machine."""
    if options.current.target:
        return GPUTarget(backend, compile_target().architecture)
    return GPUTarget(backend, str(mx.device_info().get("architecture", "unknown")))


class Stages(Mapping[str, str]):
    """The text of a kernel at each stage, from its syntax tree to its MSL."""

    def __init__(self, spec: Specialization) -> None:
        self.spec = spec
        kernel = spec.kernel()
        self.kernel = kernel
        self.stages = dict(spec.stages)

    def __getitem__(self, stage: str) -> str:
        """Return the text at a stage; KeyError names the stages there are."""
        if stage == "ast":
            return tree_text(self.spec.fn)
        if stage == "python":
            return python_text(self.spec.fn, self.spec.constants)
        if stage == "msl":
            return f"{self.kernel.header}{self.kernel.body}"
        if stage in self.stages:
            return repr(self.stages[stage])
        close = nearest(stage, self)
        hint = f"Did you mean `{close}`?" if close else f"Stages: {', '.join(self)}."
        raise KeyError(f"there is no stage `{stage}`. {hint}")

    def __iter__(self) -> Iterator[str]:
        yield from ("ast", "python", *self.stages, "msl")

    def __len__(self) -> int:
        return len(self.stages) + 3


@dataclass(frozen=True)
class Metadata:
    """Facts of a compilation.

    `hash` tells texts apart; `shared` is the threadgroup memory in bytes, `threads` those of one
    program; `effects` says of each array whether it is read, written, or both.
    """

    name: str
    hash: str
    target: GPUTarget
    num_warps: int
    num_simdgroups: int
    num_stages: int
    num_ctas: int
    threads: int
    shared: int
    effects: dict[str, str]


class CompiledKernel:
    """A kernel compiled for one set of types and constants, without arrays: see `asm`."""

    def __init__(self, spec: Specialization, backend: str, num_stages: int | None = None) -> None:
        self.spec = spec
        self.asm = Stages(spec)
        self.src = spec.fn
        self.name = launch_name(self.asm.kernel)
        self.hash = sha256(self.asm["msl"].encode()).hexdigest()
        self.metadata = Metadata(
            name=spec.fn.__name__,
            hash=self.hash,
            target=target_of(backend),
            num_warps=spec.simdgroups,
            num_simdgroups=spec.simdgroups,
            num_stages=1 if num_stages is None else num_stages,
            num_ctas=1,
            threads=spec.simdgroups * SIMD_WIDTH,
            shared=_threadgroup_bytes(list(self.asm.stages.values())[-1]),
            effects=dict(spec.effects),
        )

    def __repr__(self) -> str:
        return f"<compiled kernel {self.metadata.name} {self.hash[:12]}>"


def _threadgroup_bytes(func: Any) -> int:
    """Return the threadgroup memory of a thread-level function: arrays with places overlap."""
    arrays = [op for op in walk(func.body) if op.results and isinstance(op.results[0].type, Shared)]
    placed = [int(op.attrs["at"]) + bytes_of(op) for op in arrays if op.attrs.get("at", -1) >= 0]
    return max(placed, default=0) or sum(map(bytes_of, arrays))
