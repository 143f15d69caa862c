"""Layouts: which thread holds which element of a tile, as a linear map of bits.

A tile's element index is the exclusive or of basis elements: one per bit of the register number,
of the lane, and of the simdgroup. A basis of 0 means that the bit does not matter: the element is
held twice. Elementwise tiles, broadcasts and replicated tiles are all instances.
"""

from __future__ import annotations

from dataclasses import dataclass

LANES = 32  # simd width of every Apple GPU, Apple7 to Apple10


@dataclass(frozen=True)
class Layout:
    """Bases of the register, lane and simdgroup bits, lowest bit first."""

    register: tuple[int, ...]
    lane: tuple[int, ...]
    simdgroup: tuple[int, ...]

    def element(self, register: int, thread: int) -> int:
        """Return the element that a thread holds in a register."""
        index = 0
        for number, bases in ((register, self.register), (thread, self.lane + self.simdgroup)):
            for bit, basis in enumerate(bases):
                index ^= basis if number >> bit & 1 else 0
        return index

    @property
    def registers(self) -> int:
        """Number of registers a thread holds of the tile."""
        return 1 << len(self.register)

    def __str__(self) -> str:
        parts = ("register", self.register), ("lane", self.lane), ("simdgroup", self.simdgroup)
        return " ".join(f"{name}={','.join(map(str, b)) or '-'}" for name, b in parts)


def blocked(size: int, simdgroups: int) -> Layout:
    """Return the layout in which neighbouring threads hold neighbouring elements.

    `size` and `simdgroups` are powers of two. Each simdgroup instruction then touches 32 adjacent
    elements, the fewest 128-byte lines that there are.
    """
    bits = size.bit_length() - 1
    thread_bits = (LANES * simdgroups).bit_length() - 1
    bases = [1 << b if b < bits else 0 for b in range(thread_bits)]
    registers = tuple(1 << b for b in range(thread_bits, bits))
    lanes = LANES.bit_length() - 1
    return Layout(registers, tuple(bases[:lanes]), tuple(bases[lanes:]))
