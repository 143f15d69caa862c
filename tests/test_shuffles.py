"""Conversions by shuffles: what a simdgroup holds moves between its lanes, and goes nowhere else.

The algebra is held against the layouts that it is about; kernels against NumPy, and their counters.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import tmetal
import tmetal.language as tl
from kernels import make
from tmetal import options
from tmetal.ir.layout import LANES, Layout, apply
from tmetal.passes.holding import nearby
from tmetal.passes.views import Bits

RNG = np.random.default_rng(0)


def parity(x: int) -> int:
    return x.bit_count() % 2


@st.composite
def cases(draw: Any) -> tuple[Layout, Bits]:
    """A layout, and places made of its bases: some changed around, some that do not matter."""
    bases = draw(st.permutations([1 << b for b in range(draw(st.integers(3, 9)))]))
    groups, registers = draw(st.integers(0, 2)), draw(st.integers(0, 3))
    zeros = [0] * 10
    thread = draw(st.permutations(([*bases[registers:], *zeros])[: 5 + groups]))
    layout = Layout(tuple(bases[:registers]), tuple(thread[:5]), tuple(thread[5:]))
    assume(set(bases) <= {*layout.register, *layout.thread})
    wanted = [*layout.register, *layout.thread]
    for _ in range(draw(st.integers(0, 3))):
        i, j = (draw(st.integers(0, len(wanted) - 1)) for _ in range(2))
        wanted[i], wanted[j] = wanted[j], draw(st.sampled_from([wanted[i], 0, wanted[j]]))
    origin = draw(st.sampled_from([0, 0, 1, 2, sum(bases)]))
    return layout, Bits(tuple(wanted[:registers]), tuple(wanted[registers:]), origin)


@given(cases())
def test_what_is_found_near_by_is_the_element_that_was_wanted(case: tuple[Layout, Bits]) -> None:
    layout, bits = case
    near = nearby(layout, bits)
    assume(near is not None)
    slots = {layout.element(r, 0): r for r in range(layout.registers)}
    for thread in range(LANES << len(layout.simdgroup)):
        for register in range(1 << len(bits.register)):
            wanted = apply(bits.register, register) ^ apply(bits.thread, thread) ^ bits.origin
            lanes, place = near.lanes, near.origin ^ apply(near.register, register)
            for turn in near.turns:
                if parity(turn.registers & register) ^ parity(turn.threads & thread):
                    lanes, place = lanes ^ turn.lanes, place ^ turn.offset
            assert lanes < LANES
            assert layout.element(slots[place], thread ^ lanes) == wanted


def test_registers_lanes_and_pairs_of_bits_move_and_simdgroups_do_not() -> None:
    layout = Layout((1, 2), (4, 8, 16, 32, 64), (128,))
    lane = (4, 8, 16, 32, 64, 128)
    assert nearby(layout, Bits((1, 2), lane, 255)) is None, "the other simdgroup has it"
    assert nearby(layout, Bits((1, 2), lane, 127)).turns == ()
    swapped = nearby(layout, Bits((4, 2), (1, *lane[1:])))
    assert [(t.registers, t.threads, t.lanes, t.offset) for t in swapped.turns] == [(1, 1, 1, 1)]
    assert len(nearby(layout, Bits((4, 8), (1, 2, *lane[2:]))).turns) == 2
    assert nearby(layout, Bits((1, 2), (128, *lane[1:5], 4))) is None


MOVES = {
    "flip": ("tl.flip(c, 1)", lambda c: c[:, ::-1]),
    "half": ("halves(c, M, N)", lambda c: np.concatenate([-c[:, 32:], c[:, :32]], 1)),
    "lanes": ("permuted(c, M, N, 2, 2, 8)", lambda c: swapped(c, 2, 2, 8)),
    "register and lane": ("permuted(c, M, N, 2, 2, 2)", lambda c: swapped(c, 2, 2, 2)),
    "two pairs": ("permuted(c, M, N, 4, 4, 2)", lambda c: swapped(c, 4, 4, 2)),
}
HELPERS = """
@tmetal.jit
def halves(c, M: tl.constexpr, N: tl.constexpr):
    a, b = tl.split(tl.permute(tl.reshape(c, [M, 2, N // 2]), [0, 2, 1]))
    return tl.reshape(tl.permute(tl.join(-b, a), [0, 2, 1]), [M, N])

@tmetal.jit
def permuted(c, M, N: tl.constexpr, A: tl.constexpr, B: tl.constexpr, C: tl.constexpr):
    parts = tl.reshape(c, [c.shape[0], N // (A * B * C), A, B, C])
    return tl.reshape(tl.permute(parts, [0, 1, 3, 2, 4]), c.shape)

@tmetal.jit
def k(x_ptr, out_ptr, M: tl.constexpr, N: tl.constexpr):
    i = tl.arange(0, M)[:, None] * N + tl.arange(0, N)[None, :]
    c = tl.cumsum(tl.load(x_ptr + i), axis=1)
    for t in range(2):
        c = c + MOVED
    tl.store(out_ptr + i, c, mask=i < M * N - 3)
"""


def swapped(c: Any, *parts: int) -> Any:
    return c.reshape(len(c), -1, *parts).transpose(0, 1, 3, 2, 4).reshape(c.shape)


@pytest.mark.parametrize("dtype", ["f4", "i8", "f2"])
@pytest.mark.parametrize("name", MOVES)
def test_a_held_tile_moves_between_lanes_without_threadgroup_memory(name: str, dtype: str) -> None:
    text, moved = MOVES[name]
    kernel = make(HELPERS.replace("MOVED", text))
    x = RNG.integers(-3, 4, (8, 64)).astype(dtype)
    expected = x.cumsum(1)
    for _ in range(2):
        expected = expected + moved(expected)
    out = np.zeros_like(x)
    with options.override(backend="cpu", sanitize=True):
        kernel[(1,)](x, out, M=8, N=64, num_warps=4)
    np.testing.assert_array_equal(out.ravel()[:-3], expected.ravel()[:-3])
    assert "stage" not in kernel.ir("layouts")
    if dtype == "f4":
        profile = tmetal.profile(kernel[(1,)], x, out, M=8, N=64, num_warps=4)
        assert (profile.barriers, profile.traffic.tg_instructions) == (0, 0)
        assert profile.events["simd_shuffle_xor"] > 0


@tmetal.jit
def turned_upside_down(x_ptr, out_ptr, ROWS: tl.constexpr, COLUMNS: tl.constexpr):
    row, column = tl.arange(0, ROWS)[:, None], tl.arange(0, COLUMNS)[None, :]
    x = tl.load(x_ptr + row * COLUMNS + column)
    x = tl.flip(x - tl.sum(x, 1)[:, None], 0)
    tl.store(out_ptr + row * COLUMNS + column, x)


def test_rows_that_are_moved_whole_are_not_padded_apart_from_16_bytes() -> None:
    x, out = (
        np.random.default_rng(0).integers(0, 9, (32, 128)).astype("f4"),
        np.zeros((32, 128), "f4"),
    )
    profile = tmetal.profile(turned_upside_down[(1,)], x, out, 32, 128)
    np.testing.assert_array_equal(out, (x - x.sum(1, keepdims=True))[::-1])
    assert profile.traffic.cycles == profile.traffic.ideal_cycles
