"""Stores and loads of one array inside one program happen in the order written.

More elements than threads and fewer, so that one thread's registers and many threads both matter;
what a program reads of its own writes needs barriers, before and after.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import kernels
from kernels import make, run
from test_control_flow import check, zeros
from tmetal.errors import LaunchError

BLOCKS = pytest.mark.parametrize("block", [2, 16, 128, 512])
HEAD = "    i = tl.arange(0, BLOCK)\n    back = BLOCK - 1 - i\n"


def ramp(n: int) -> Any:
    return np.arange(n, dtype=np.int32)


def program(body: str, parameters: str = "x") -> str:
    """Return a kernel of one program over the tile offsets `i` and `back`."""
    return f"def k({parameters}, BLOCK: tl.constexpr):\n{HEAD}{body}"


@BLOCKS
def test_a_load_sees_what_other_threads_stored_before(block: int) -> None:
    source = program(
        """
    tl.store(x + i, i * 3)
    tl.store(o + i, tl.load(x + back))
""",
        "x, o",
    )
    i = ramp(block)
    check(source, (1,), [zeros(block), zeros(block)], {0: i * 3, 1: i[::-1] * 3}, BLOCK=block)


@BLOCKS
def test_a_store_waits_for_loads_of_the_old_contents(block: int) -> None:
    source = program("""
    v = tl.load(x + back)
    tl.store(x + i, v + 1)
""")
    x = ramp(block) ** 2
    check(source, (1,), [x], {0: x[::-1] + 1}, BLOCK=block)


@BLOCKS
def test_a_store_waits_for_loads_of_what_the_program_stored(block: int) -> None:
    source = program("""
    tl.store(x + i, i)
    v = tl.load(x + back)
    tl.store(x + i, v * 2 + 1)
""")
    check(source, (1,), [zeros(block)], {0: ramp(block)[::-1] * 2 + 1}, BLOCK=block)


@BLOCKS
def test_a_scalar_store_and_a_tile_load_are_ordered_both_ways(block: int) -> None:
    source = program(
        """
    tl.store(x + i, i)
    first = tl.load(x + BLOCK - 1)
    tl.store(x, 1000 + first)
    tl.store(o + i, tl.load(x + i))
    tl.store(x + i, 5)
    tl.store(o, tl.load(o) + tl.load(x + 1))
""",
        "x, o",
    )
    wanted = ramp(block)
    wanted[0] = 1000 + block - 1 + 5
    check(source, (1,), [zeros(block), zeros(block)], {0: zeros(block) + 5, 1: wanted}, BLOCK=block)


@BLOCKS
def test_a_loop_reads_what_its_earlier_iterations_stored_elsewhere(block: int) -> None:
    source = program(
        """
    for t in range(1, n):
        v = tl.load(x + t * BLOCK - 1 - i)
        tl.store(x + t * BLOCK + i, v * 3 + t)
""",
        "x, n",
    )
    wanted = np.concatenate([ramp(block), zeros(4 * block)]).reshape(5, block)
    for t in range(1, 5):
        wanted[t] = wanted[t - 1, ::-1] * 3 + t
    x = np.concatenate([ramp(block), zeros(4 * block)])
    check(source, (1,), [x, 5], {0: wanted.ravel()}, BLOCK=block)


@BLOCKS
def test_a_loop_over_one_tile_in_place_takes_turns(block: int) -> None:
    source = program(
        """
    for t in range(n):
        v = tl.load(x + back)
        tl.store(x + i, v + i * t)
""",
        "x, n",
    )
    wanted = ramp(block)
    for t in range(5):
        wanted = wanted[::-1] + ramp(block) * t
    check(source, (1,), [ramp(block), 5], {0: wanted}, BLOCK=block)


@BLOCKS
@pytest.mark.parametrize("step", [0, 1, 2])
def test_a_loop_that_updates_its_own_elements_reads_the_new_ones(block: int, step: int) -> None:
    source = program(
        f"""
    for t in range(n):
        at = x + t * {step} + i
        tl.store(at, tl.load(at) * 2 + t)
""",
        "x, n",
    )
    wanted = ramp(block + 10)
    for t in range(5):
        part = slice(t * step, t * step + block)
        wanted[part] = wanted[part] * 2 + t
    check(source, (1,), [ramp(block + 10), 5], {0: wanted}, BLOCK=block)


@BLOCKS
def test_a_loop_that_may_run_no_iteration_does_not_lose_the_order(block: int) -> None:
    source = program(
        """
    tl.store(x + i, i)
    for t in range(n):
        tl.store(x + i, tl.load(x + back) + t)
    tl.store(o + i, tl.load(x + back))
""",
        "x, o, n",
    )
    for n in (0, 3):
        x = ramp(block)
        for t in range(n):
            x = x[::-1] + t
        check(source, (1,), [zeros(block), zeros(block), n], {0: x, 1: x[::-1]}, BLOCK=block)


@BLOCKS
def test_branches_keep_the_order_with_what_follows(block: int) -> None:
    source = program(
        """
    tl.store(x + i, i)
    if n > 2:
        tl.store(x + back, i * 2)
    elif n == 1:
        tl.store(x + i, tl.load(x + back) + 1)
    tl.store(o + i, tl.load(x + (i ^ 1)))
""",
        "x, o, n",
    )
    i = ramp(block)
    for n, x in ((3, i[::-1] * 2), (1, i[::-1] + 1), (2, i)):
        args = [zeros(block), zeros(block), n]
        check(source, (1,), args, {0: x, 1: x[i ^ 1]}, BLOCK=block)


@BLOCKS
def test_a_later_store_wins_over_an_earlier_one(block: int) -> None:
    source = program("""
    tl.store(x + i, 1)
    tl.store(x + back, i + 10)
    tl.store(x + i, 7, mask=i % 4 == 0)
    tl.store(x + BLOCK // 2, 99)
""")
    wanted = ramp(block)[::-1] + 10
    wanted[::4] = 7
    wanted[block // 2] = 99
    check(source, (1,), [zeros(block)], {0: wanted}, BLOCK=block)


def test_tiles_of_two_sizes_share_an_array() -> None:
    source = program(
        """
    half = tl.arange(0, BLOCK // 2)
    tl.store(x + i, i)
    low = tl.load(x + half * 2)
    tl.store(x + BLOCK // 2 + half, low + 100)
    tl.store(o + i, tl.load(x + i))
    tl.store(x + half, tl.load(x + BLOCK // 2 + half))
""",
        "x, o",
    )
    for block in (8, 128, 256, 1024):
        i = ramp(block)
        middle = np.concatenate([i[: block // 2], i[::2] + 100])
        last = np.concatenate([i[::2] + 100] * 2)
        args = [zeros(block), zeros(block)]
        check(source, (1,), args, {0: last, 1: middle}, BLOCK=block)


def test_what_is_not_stored_keeps_its_contents() -> None:
    source = """
def k(x, y, n, BLOCK: tl.constexpr):
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    tl.store(x + i, i, mask=(i < n) & (i % 3 == 0))
    if tl.program_id(0) == 1:
        tl.store(y + i, tl.load(y + i, mask=i < n) + 1, mask=i < n)
"""
    x, y = np.full(50, -5, np.int32), ramp(50)
    i = ramp(50)
    wanted = np.where((i % 3 == 0) & (i < 40), i, -5)
    both = np.where((i >= 16) & (i < 32), i + 1, i)
    check(source, (3,), [x, y, 40], {0: wanted, 1: both}, BLOCK=16)


def test_a_masked_load_gives_other_where_the_mask_is_false_and_touches_nothing() -> None:
    source = """
def k(x, o, n, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK) - BLOCK // 2
    a = tl.load(x + i * 1000000, mask=i == 0, other=i)
    b = tl.load(x + i, mask=(i >= 0) & (i < n), other=7)
    c = tl.load(x + n + 5, mask=n < 0, other=3)
    tl.store(o + i + BLOCK // 2, a * 100 + b * 10 + c)
"""
    x = np.array([4, 5, 6], np.int32)
    i = np.arange(-8, 8)
    b = np.where((i >= 0) & (i < 3), x[np.clip(i, 0, 2)], 7)
    wanted = np.where(i == 0, 4, i) * 100 + b * 10 + 3
    check(source, (1,), [x, zeros(16), 3], {1: wanted}, BLOCK=16)


def test_parameters_may_have_the_names_of_what_the_compiler_adds() -> None:
    source = program(
        """
    v = tl.load(x + i) + tl.load(x_old + i) + tl.load(x_written + i)
    tl.store(x + i, v, mask=i > 0)
    tl.store(x_old + i, v + 1, mask=i > 1)
""",
        "x, x_old, x_written",
    )
    x, old, written = zeros(8) + 1, zeros(9) + 10, zeros(8) + 100
    after = np.array([1] + [111] * 7)
    check(
        source,
        (1,),
        [x, old, written],
        {0: after, 1: [10, 10] + [112] * 6 + [10], 2: written},
        BLOCK=8,
    )


@pytest.mark.parametrize("name", ["float", "thread", "kernel", "e", "r", "int32_t", "metal", "x_1"])
def test_names_that_mean_something_in_metal_may_be_used(name: str) -> None:
    source = program(
        f"""
    half = tl.load({name} + i)
    device = half + 1
    for uint in range(2):
        device += uint
    tl.store({name} + i, device)
""",
        name,
    )
    check(source, (1,), [ramp(300)[:256]], {0: ramp(256) + 2}, BLOCK=256)


def test_a_refused_launch_changes_nothing() -> None:

    kernel = make("@tmetal.jit\ndef k(x):\n    tl.store(x + tl.program_id(0), 9)\n")
    x = zeros(3)
    with pytest.raises(LaunchError, match="writes element 3 of `x`, which has 3"):
        run(kernel, "interpret", (4,), x)
    assert not x.any()


REPEATED = {
    "a quotient": "i // 4",
    "a mask of bits": "i & 7",
    "a product that wraps to zero": "(i * 65536) * 65536",
    "a loaded index": "tl.load(index + i)",
}


@pytest.mark.parametrize("block", [32, 128, 512])
@pytest.mark.parametrize("name", REPEATED)
def test_offsets_that_repeat_are_loaded_before_any_is_stored(name: str, block: int) -> None:
    kernel = kernels.make(
        f"""
@tmetal.jit
def k(x, index, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK)
    o = {REPEATED[name]}
    for t in range(0, 4):
        v = tl.load(x + o)
        tl.store(x + o, v + 1)
"""
    )
    x, index = np.zeros(block, np.int32), (np.arange(block) // 4).astype(np.int32)
    touched = {"a quotient": block // 4, "a mask of bits": 8, "a loaded index": block // 4}
    wanted = np.where(np.arange(block) < touched.get(name, 1), 4, 0)
    for backend in kernels.HOSTS:
        (got, _) = kernels.run(kernel, backend, (1,), x, index, BLOCK=block)
        np.testing.assert_array_equal(got, wanted, backend)


def test_a_loop_whose_step_wraps_to_nothing_reads_what_it_stored() -> None:
    kernel = kernels.make(
        """
@tmetal.jit
def k(x, BLOCK: tl.constexpr):
    for t in range(0, 4):
        o = (t * 65536) * 65536 + tl.arange(0, BLOCK)
        tl.store(x + o, tl.load(x + o) + 1)
"""
    )
    for backend in kernels.HOSTS:
        (got,) = kernels.run(kernel, backend, (1,), np.zeros(128, np.int32), BLOCK=128)
        np.testing.assert_array_equal(got, 4, backend)
