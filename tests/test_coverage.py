"""The coverage proof: never claimed where an element keeps its old value.

MLX arrays show it: an output that is claimed covered starts as fresh memory (zeros on the CPU), so
an element that the kernel leaves alone would lose its old contents.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernels import make, run
from tmetal import options
from tmetal.runtime.cpu_launch import CpuLaunch

EXAMPLES = 40
OLD = 7.0


def kernel_of(body: str) -> Any:
    lines = "".join(f"    {line}\n" for line in body.strip("\n").splitlines())
    head = "@tmetal.jit\ndef k(out, n, m, BLOCK: tl.constexpr):\n"
    return make(head + "    pid = tl.program_id(0)\n    i = tl.arange(0, BLOCK)\n" + lines)


def check(body: str, size: int, grid: Any, n: int, m: int, block: int) -> np.ndarray:
    """Run on the CPU with an MLX array and in the interpreter; both must leave the same array."""
    kernel = kernel_of(body)
    old = np.full(size, OLD, np.float32)
    (wanted,) = run(kernel, "interpret", grid, old, n, m, BLOCK=block)
    (got,) = run(kernel, "cpu with mlx arrays", grid, old, n, m, BLOCK=block)
    np.testing.assert_array_equal(got, wanted)
    return got


def claimed(body: str, size: int, grid: tuple[int, ...], n: int, m: int, block: int) -> bool:
    """Whether the launch needs no old contents."""
    kernel = kernel_of(body)
    with options.override(backend="cpu"):
        kernel.warmup(np.zeros(size, np.float32), n, m, BLOCK=block)
    launch = CpuLaunch(kernel._last, kernel.names)
    values = (np.zeros(size, np.float32), n, m, block)
    return not launch.uncovered(values, (*grid, 1, 1)[:3])


STRAIGHT = "tl.store(out + pid * BLOCK + i, 1.0, mask=pid * BLOCK + i < n)"
STRIDE = """
for start in range(pid * BLOCK, n, tl.num_programs(0) * BLOCK):
    tl.store(out + start + i, 1.0, mask=start + i < n)
"""


@pytest.mark.parametrize("body", [STRAIGHT, STRIDE], ids=["straight", "grid stride"])
def test_the_usual_kernels_are_claimed_when_they_reach_the_whole_array(body: str) -> None:
    assert claimed(body, 1000, (8,), 1000, 0, 128)
    assert not claimed(body, 1000, (8,), 999, 0, 128)
    assert claimed(body, 1000, (7,), 1000, 0, 128) == (body is STRIDE)


TRAPS = {
    "a carried value in the mask": """
for start in range(pid * BLOCK, m, tl.num_programs(0) * BLOCK):
    tl.store(out + start + i, 1.0, mask=start + i < n)
    n = n - 100
""",
    "a loop counter in the mask": """
for n in range(3):
    tl.store(out + pid * BLOCK + i, 1.0, mask=pid * BLOCK + i < n)
""",
    "a renamed carried value": """
k = n
for start in range(pid * BLOCK, m, tl.num_programs(0) * BLOCK):
    tl.store(out + start + i, 1.0, mask=start + i < k)
    k = k - 100
""",
    "a range of one element, broadcast": """
tl.store(out + pid * BLOCK + tl.broadcast_to(tl.arange(0, 1), (BLOCK,)), 1.0)
""",
    "a range of one element, added": """
tl.store(out + pid * BLOCK + (tl.arange(0, 1) + tl.zeros((BLOCK,), tl.int32)), 1.0)
""",
    "a bound that is narrowed": "tl.store(out + pid * BLOCK + i, 1.0, "
    "mask=pid * BLOCK + i < n.to(tl.int8).to(tl.int32))",
    "an offset that is narrowed": "tl.store(out + (pid * BLOCK + i).to(tl.uint8), 1.0)",
    "a mask on another offset": "tl.store(out + pid * BLOCK + i, 1.0, mask=i < m)",
    "less or equal": "tl.store(out + pid * BLOCK + i, 1.0, mask=pid * BLOCK + i <= n - 200)",
    "a mask and another": "tl.store(out + pid * BLOCK + i, 1.0, "
    "mask=(pid * BLOCK + i < n) & (i > 2))",
    "a shifted block": "tl.store(out + pid * BLOCK + i + 1, 1.0, mask=pid * BLOCK + i + 1 < n)",
    "a store under if": "if pid > 0:\n    tl.store(out + pid * BLOCK + i, 1.0, "
    "mask=pid * BLOCK + i < n)",
    "an early return": "if pid == 1:\n    return\n" + STRAIGHT,
    "half of the programs": "tl.store(out + pid // 2 * BLOCK + i, 1.0, "
    "mask=pid // 2 * BLOCK + i < n)",
    "every second element": "tl.store(out + (pid * BLOCK + i) * 2, 1.0, "
    "mask=(pid * BLOCK + i) * 2 < n)",
    "a loop from elsewhere": """
for start in range(pid * BLOCK + 1, n, tl.num_programs(0) * BLOCK):
    tl.store(out + start + i, 1.0, mask=start + i < n)
""",
    "a loop that steps too far": """
for start in range(pid * BLOCK, n, tl.num_programs(0) * BLOCK * 2):
    tl.store(out + start + i, 1.0, mask=start + i < n)
""",
    "a loop that may not run": """
for _ in range(m):
    tl.store(out + pid * BLOCK + i, 1.0, mask=pid * BLOCK + i < n)
""",
    "the other axis": "tl.store(out + tl.program_id(1) * BLOCK + i, 1.0, "
    "mask=tl.program_id(1) * BLOCK + i < n)",
}


@pytest.mark.parametrize("m", [0, 1000])
@pytest.mark.parametrize("name", TRAPS)
def test_an_element_that_is_not_written_keeps_its_old_value(name: str, m: int) -> None:
    check(TRAPS[name], 1024, (8,), 1024, m, 128)
    assert not claimed(TRAPS[name], 1024, (8,), 1024, m, 128)


def test_a_bound_of_64_bits_is_not_cut() -> None:
    body = "tl.store(out + pid * BLOCK + i, 1.0, mask=pid * BLOCK + i < n.to(tl.int32))"
    left = check(body, 1000, (8,), (1 << 32) + 5, 0, 128)
    assert (left == OLD).sum() == 995


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    start=st.sampled_from(["pid * BLOCK", "pid * 64", "m", "pid * BLOCK - m", "0"]),
    index=st.sampled_from(["i", "i * 2", "i + m", "BLOCK - 1 - i", "i // 2"]),
    mask=st.sampled_from(["{o} < n", "{o} <= n", "{o} < m", "i < n", "n > {o}", "({o}) * 2 < n"]),
    wrapper=st.sampled_from(
        ["{s}", "if n > 50:\n    {s}", "for q in range(m):\n    {s}", "{s}\n{s}"]
    ),
    size=st.integers(1, 700),
    grid=st.integers(0, 6),
    n=st.integers(-5, 800),
    m=st.integers(0, 3),
)
def test_no_launch_is_ever_claimed_covered_that_is_not(
    start: str, index: str, mask: str, wrapper: str, size: int, grid: int, n: int, m: int
) -> None:
    offset = f"({start} + {index})"
    bounds = f"({mask.format(o=offset)}) & ({offset} >= 0) & ({offset} < {size})"
    plain = mask == "{o} < n" and index == "i" and start == "pid * BLOCK" and n <= size
    store = f"tl.store(out + {offset}, 1.0, mask={mask.format(o=offset) if plain else bounds})"
    check(wrapper.format(s=store), size, (grid,), n, m, 128)


def test_claims_are_checked_for_each_launch_anew() -> None:
    kernel = kernel_of(STRAIGHT)
    for size, grid, n in ((256, 2, 256), (300, 2, 300), (256, 1, 256), (256, 2, 100)):
        old = np.full(size, OLD, np.float32)
        (got,) = run(kernel, "cpu with mlx arrays", (grid,), old, n, 0, BLOCK=128)
        reached = min(n, grid * 128)
        assert (got[:reached] == 1).all()
        assert (got[reached:] == OLD).all()
