"""How much padding the rows of a staged tile need, by the bank conflicts of those who touch it.

In: the layout in which a tile is written to threadgroup memory, and the places at which it is read.
Out: the elements to add to each row, of those that leave room, with the fewest cycles. Threadgroup
memory has 32 banks of 4 bytes (M1, as apple-gpu.md says), and an access takes a cycle for each word
of its fullest bank; a lane moves neighbours at once, up to 16 bytes, if rows keep them aligned.
"""

from __future__ import annotations

from collections.abc import Iterable

from tmetal.ir.core import Value
from tmetal.ir.layout import LANES, Layout, log2
from tmetal.ir.types import Shape, number_of, shape_of
from tmetal.passes.holding import padding
from tmetal.passes.views import Bits

BANKS, WORD, WIDEST = 32, 4, 16


def best_padding(v: Value, written: Layout, read: Iterable[Bits]) -> int:
    """Return the elements to add to each row of a tile; 0 for one that has only one row."""
    usual, shape, size = padding(v), shape_of(v.type), number_of(v.type).bytes
    places = [Bits(written.register, written.thread), *read]
    if len(shape) < 2 or not usual or len(places) < 2:
        return usual
    choices = dict.fromkeys((usual, 0, max(1, WIDEST // size)))
    return min(choices, key=lambda pad: sum(cycles(p, shape, size, pad) for p in places))


def cycles(place: Bits, shape: Shape, size: int, pad: int) -> int:
    """Return the cycles in which a simdgroup touches all of its elements, `size` bytes each."""
    pitch, width = shape[-1] + pad, log2(shape[-1])
    run = 1
    for basis in place.register:
        wide = 2 * run
        if basis != run or wide * size > WIDEST or wide > shape[-1] or pitch % wide:
            break
        run = wide
    words: list[set[int]] = [set() for _ in range(BANKS)]
    for lane in range(LANES):
        index = place.origin
        for i, basis in enumerate(place.thread[: log2(LANES)]):
            index ^= basis if lane >> i & 1 else 0
        first = index & ~(run - 1)
        row, column = first >> width, first & (shape[-1] - 1)
        for byte in range(0, run * size, min(size, WORD)):
            word = ((row * pitch + column) * size + byte) // WORD
            words[word % BANKS].add(word)
    return max(map(len, words)) * ((1 << len(place.register)) // run)
