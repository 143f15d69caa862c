"""The text that MLX hands to Metal, as `mx.fast.metal_kernel` assembles it.

MLX writes the function signature itself. The CPU executor compiles the same text, and a test holds
this module against what MLX really generates. The rules (MLX: backend/common/metal_kernel.cpp):
inputs of fewer than 8 elements come in `constant`, 0-d ones by reference; then outputs; then the
thread attributes that the source mentions, in alphabetical order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tmetal.codegen.msl import Kernel
from tmetal.codegen.names import ATTRIBUTES
from tmetal.ir.types import DType

SMALL = 8  # MLX's max_constant_array_size


@dataclass(frozen=True)
class Bound:
    """How an input is bound: its dtype, its number of elements and of dimensions."""

    dtype: DType
    size: int
    ndim: int

    @property
    def space(self) -> str:
        """Return the address space."""
        return "constant" if self.size < SMALL else "device"

    @property
    def type(self) -> str:
        """Return the parameter's type."""
        return f"const {self.space} {self.dtype.msl}{'*' if self.ndim else '&'}"

    @property
    def suffix(self) -> str:
        """Return what the function's name says of this input."""
        return self.dtype.msl + ("s" if self.ndim == 0 else "c" if self.size < SMALL else "")


@dataclass(frozen=True)
class Program:
    """A whole MSL program: text, entry point, buffer types and attributes in order."""

    text: str
    entry: str
    buffers: tuple[str, ...]
    attributes: tuple[str, ...]


def assemble(kernel: Kernel, name: str, inputs: Sequence[Bound]) -> Program:
    """Return the program that MLX makes of `kernel`, launched under `name` with such inputs."""
    outputs = [a.dtype.msl for a in kernel.outputs]
    words = [b.suffix for b in inputs] + outputs
    entry = f"custom_kernel_{name}" + "".join(f"_{w}" for w in words)
    types = [b.type for b in inputs] + [f"device {t}*" for t in outputs]
    names = [a.msl_name for a in (*kernel.inputs, *kernel.outputs)]
    lines = [
        f"  {t} {n} [[buffer({i})]]" for i, (t, n) in enumerate(zip(types, names, strict=True))
    ]
    lines += [f"  {ATTRIBUTES[a]} {a} [[{a}]]" for a in kernel.attributes]
    text = f"{kernel.header}[[kernel]] void {entry}(\n" + ",\n".join(lines)
    return Program(f"{text}) {{\n{kernel.body}\n}}\n", entry, tuple(types), kernel.attributes)
