"""Control flow and the order of memory: the interpreter, the CPU and plain NumPy agree."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kernels import BACKENDS, HOSTS, assert_same, make, run
from tmetal.errors import CompileError

I = np.int32  # noqa: E741
MAX = 2**31 - 1


def check(source: str, grid: Any, args: list[Any], expected: dict[int, Any], **named: Any) -> None:
    """Launch everywhere; `expected` gives the array at a position after the launch."""
    kernel = make("@tmetal.jit\n" + source)
    for backend in HOSTS:
        arrays = iter(run(kernel, backend, grid, *args, **named))
        after = [next(arrays) if isinstance(a, np.ndarray) else a for a in args]
        for at, wanted in expected.items():
            assert_same(after[at], np.asarray(wanted).astype(args[at].dtype), f"{backend} arg {at}")


def zeros(n: int, dtype: Any = I) -> Any:
    return np.zeros(n, dtype)


def test_an_if_elif_else_merges_scalars_and_tiles_of_every_path() -> None:
    source = """
def k(o_ptr, n, BLOCK: tl.constexpr):
    pid = tl.program_id(0)
    i = tl.arange(0, BLOCK)
    count, tile, scale = 1, i, 0.5
    if pid % 4 == 0:
        count = pid + 10
        tile = i * 2
    elif pid % 4 == 1:
        scale = 2.0
        if pid > n:
            tile = -i
    elif pid % 4 == 2:
        count = 7
        scale = pid * 1.5
    else:
        tile = i + count
    tl.store(o_ptr + pid * BLOCK + i, (tile + count) * scale)
"""
    i, rows = np.arange(16), []
    for pid in range(9):
        tile = {0: i * 2, 1: -i if pid > 4 else i, 2: i, 3: i + 1}[pid % 4]
        count = {0: pid + 10, 2: 7}.get(pid % 4, 1)
        rows.append((tile + count) * {1: 2.0, 2: pid * 1.5}.get(pid % 4, 0.5))
    check(source, (9,), [zeros(144, np.float32), 4], {0: np.concatenate(rows)}, BLOCK=16)


def test_a_return_under_a_run_time_if_ends_the_program() -> None:
    source = """
def k(o_ptr, n, BLOCK: tl.constexpr):
    pid = tl.program_id(0)
    if pid >= n:
        return
    i = pid * BLOCK + tl.arange(0, BLOCK)
    tl.store(o_ptr + i, 1)
    if pid % 2 == 0:
        if pid == 2:
            return
        tl.store(o_ptr + i, 2)
    else:
        tl.store(o_ptr + i, 3)
        return
    tl.store(o_ptr + i, tl.load(o_ptr + i) + 10)
"""
    row = np.repeat([12, 3, 1, 3, 12, -1, -1], 8)
    check(source, (7,), [np.full(56, -1, I), 5], {0: row}, BLOCK=8)


RANGES = [(0, 10, 1), (10, 0, -1), (0, 10, 3), (10, 0, -3), (5, 5, 1), (7, 3, 1), (3, 7, -1)]
RANGES += [(-7, 8, 4), (MAX - 7, MAX, 3), (MAX - 1, MAX, 1), (-MAX - 1, -MAX + 5, 2)]
RANGES += [(-MAX + 4, -MAX - 1, -3), (MAX, MAX - 8, -2), (-5, -6, -(2**31))]
RANGES += [(MAX - 8, MAX - 1, MAX)]


@pytest.mark.parametrize(("start", "stop", "step"), RANGES)
def test_a_loop_with_run_time_bounds_counts_like_python(start: int, stop: int, step: int) -> None:
    source = """
def k(o_ptr, start, stop, step):
    count = 0
    for i in range(start, stop, step):
        tl.store(o_ptr + count, i)
        count += 1
    tl.store(o_ptr + 20, count)
"""
    wanted = [*range(start, stop, step)]
    wanted += [0] * (20 - len(wanted)) + [len(wanted)]
    check(source, (1,), [zeros(21), start, stop, step], {0: wanted})


@pytest.mark.parametrize("step", [1, 2, 3, -1, -2])
def test_a_loop_with_a_constant_step_counts_like_python(step: int) -> None:
    source = f"""
def k(o_ptr, start, stop):
    count = 0
    for i in range(start, stop, {step}):
        tl.store(o_ptr + count, i + 100)
        count += 1
"""
    for start, stop in ((0, 7), (7, 0), (4, 4), (4, 5), (5, 4), (MAX - 4, MAX), (-MAX, -MAX - 1)):
        with np.errstate(over="ignore"):
            wanted = np.array([*range(start, stop, step)], np.int64).astype(I) + I(100)
        padded = np.concatenate([wanted, zeros(8 - len(wanted))])
        check(source, (1,), [zeros(8), start, stop], {0: padded})


def test_loops_count_in_int64_and_unsigned_types() -> None:
    source = """
def k(o_ptr, u_ptr, first, last, x_ptr):
    at = 0
    for i in range(first, last, 3):
        tl.static_assert(i.dtype == tl.int64)
        tl.store(o_ptr + at, i)
        at += 1
    for i in range(last, first, -4):
        tl.store(o_ptr + at, i)
        at += 1
    low = tl.load(x_ptr)
    for i in range(low, low + 5, 2):
        tl.static_assert(i.dtype == tl.uint32)
        tl.store(u_ptr, i)
        u_ptr += 1
"""
    first = 1 << 40
    wanted = [*range(first, first + 8, 3), *range(first + 8, first, -4)]
    x = np.array([2**32 - 6], np.uint32)
    args = [zeros(5, np.int64), zeros(3, np.uint32), first, first + 8, x]
    check(source, (1,), args, {0: wanted, 1: [2**32 - 6, 2**32 - 4, 2**32 - 2]})


def test_a_step_of_zero_at_run_time_runs_no_iteration() -> None:
    source = """
def k(o_ptr, n, step):
    count = 5
    for i in range(0, n, step):
        count += 1
    tl.store(o_ptr, count)
"""
    check(source, (1,), [zeros(1), 3, 0], {0: [5]})


def test_constant_loops_unroll_and_tuples_are_walked() -> None:
    source = """
def k(o_ptr, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK)
    total = tl.zeros((BLOCK,), tl.int32)
    for j in tl.static_range(3):
        if j != 1:
            total += i * (j + 1)
    for j in tl.static_range(9, 0, -4):
        total += j
    for j in range(2, 9, 3):
        total += j
    for a, b in ((1, 2), (3, 4)):
        total += a * b
    parts = (i, total)
    x, (y, z) = parts[0], (parts[1], 7)
    tl.store(o_ptr + i, x + y * z)
"""
    i = np.arange(32)
    check(source, (1,), [zeros(32)], {0: i + (i * 4 + 15 + 15 + 14) * 7}, BLOCK=32)


def test_nested_loops_carry_tiles_and_scalars() -> None:
    source = """
def k(x_ptr, o_ptr, rows, width, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK)
    total = tl.zeros((BLOCK,), tl.float32)
    count = 0
    for r in range(rows):
        best = tl.full((BLOCK,), -1e30, tl.float32)
        for c in range(0, width, 2):
            best = tl.maximum(best, tl.load(x_ptr + (r * width + c) * BLOCK + i))
            count += c
        total += best
    tl.store(o_ptr + i, total + count)
"""
    x = np.random.default_rng(0).standard_normal((3, 6, 64)).astype(np.float32)
    total = np.zeros(64, np.float32)
    for r in range(3):
        total += x[r, ::2].max(0)
    args = [x.reshape(-1), zeros(64, np.float32), 3, 6]
    check(source, (1,), args, {1: total + np.float32(18)}, BLOCK=64)


@pytest.mark.parametrize("n", [0, 1, 2, 7, 8])
def test_carried_values_may_be_swapped(n: int) -> None:
    source = """
def k(o_ptr, n, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK)
    a, b = i, i * 10
    p, q, r = 1, 2, 3
    for _ in range(n):
        a, b = b, a
        p, q, r = r, p, q
    tl.store(o_ptr + i, a * 3 + b)
    tl.store(o_ptr + BLOCK, p * 100 + q * 10 + r)
"""
    i = np.arange(256)
    a, b, p, q, r = i, i * 10, 1, 2, 3
    for _ in range(n):
        a, b = b, a
        p, q, r = r, p, q
    wanted = np.concatenate([a * 3 + b, [p * 100 + q * 10 + r]])
    check(source, (1,), [zeros(257), n], {0: wanted}, BLOCK=256)


def test_pointers_are_carried_chosen_and_swapped_within_their_array() -> None:
    source = """
def k(x_ptr, y_ptr, o_ptr, n, flip, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK)
    x, y = x_ptr + i, y_ptr + BLOCK * (n - 1) + i
    near, far = o_ptr + i, o_ptr + n * BLOCK + i
    if flip:
        near, far = far, near
    for _ in range(n):
        tl.store(near, tl.load(x) + tl.load(y))
        tl.store(far, tl.load(x))
        x += BLOCK
        y -= BLOCK
        near += BLOCK
        far = far + BLOCK
"""
    x, y = np.arange(96, dtype=I), np.arange(96, dtype=I) ** 2
    back = y.reshape(6, 16)[::-1].ravel()
    for flip in (False, True):
        wanted = np.concatenate([x, x + back] if flip else [x + back, x])
        check(source, (1,), [x, y, zeros(192), 6, flip], {2: wanted}, BLOCK=16)


def test_a_pointer_into_one_of_two_arrays_is_refused() -> None:
    source = """
@tmetal.jit
def k(x_ptr, y_ptr, o_ptr, n):
    p = x_ptr
    if n > 0:
        p = y_ptr
    tl.store(o_ptr, tl.load(p))
"""
    for backend in BACKENDS:
        with pytest.raises(CompileError, match="a pointer must stay in one array"):
            run(make(source), backend, (1,), zeros(1), zeros(1), zeros(1), 1)


def test_helpers_return_on_both_branches_and_return_tuples() -> None:
    source = """
def choose(x, limit):
    if limit > 3:
        return x + limit
    elif limit == 2:
        y = x * 100
        return y
    return -x


@tmetal.jit
def both(x, n, FLIP: tl.constexpr = False):
    if FLIP:
        return n, x
    if n == 0:
        return x, 1
    return choose(x, n), n * 2


@tmetal.jit
def k(o_ptr, BLOCK: tl.constexpr):
    pid = tl.program_id(0)
    i = tl.arange(0, BLOCK)
    x, n = both(i, pid)
    m, y = both(x, n, FLIP=True)
    tl.store(o_ptr + pid * BLOCK + i, choose(y, pid) + m + n)
"""
    rows = []
    i = np.arange(4)

    def choose(x: Any, limit: int) -> Any:
        return x + limit if limit > 3 else x * 100 if limit == 2 else -x

    for pid in range(6):
        x, n = (choose(i, pid), pid * 2) if pid else (i, 1)
        rows.append(choose(x, pid) + 2 * n)
    check(source, (6,), [zeros(24)], {0: np.concatenate(rows)}, BLOCK=4)


@pytest.mark.parametrize("n", [0, 1, 31, 100, 1000])
def test_a_grid_stride_loop_works_in_place(n: int) -> None:
    source = """
def k(a, x_ptr, y_ptr, n, BLOCK: tl.constexpr):
    start = tl.program_id(0) * BLOCK
    for i in range(start, n, tl.num_programs(0) * BLOCK):
        at = i + tl.arange(0, BLOCK)
        mask = at < n
        x = tl.load(x_ptr + at, mask=mask)
        y = tl.load(y_ptr + at, mask=mask)
        tl.store(y_ptr + at, a * x + y, mask=mask)
"""
    x, y = np.arange(1001, dtype=np.float32), np.full(1001, 7, np.float32)
    wanted = y.copy()
    wanted[:n] += 3 * x[:n]
    check(source, (3,), [3.0, x, y, n], {2: wanted}, BLOCK=64)


@pytest.mark.parametrize("warps", [1, 2, 8, 32])
@pytest.mark.parametrize("block", [1, 16, 512])
def test_any_block_works_with_any_number_of_simdgroups(block: int, warps: int) -> None:
    source = """
def k(x_ptr, o_ptr, n, BLOCK: tl.constexpr):
    pid = tl.program_id(0)
    i = pid * BLOCK + tl.arange(0, BLOCK)
    v = tl.load(x_ptr + i, mask=i < n, other=-1)
    tl.store(o_ptr + i, v * 2 + pid, mask=i < n)
    tl.store(o_ptr + n + pid, pid)
"""
    n = 3 * block - block // 2
    x = np.random.default_rng(0).integers(-99, 99, n).astype(I)
    wanted = np.concatenate([x * 2 + np.arange(n) // block, [0, 1, 2]])
    args = [x, zeros(n + 3), n]
    check(source, (3,), args, {1: wanted}, BLOCK=block, num_warps=warps)


@pytest.mark.parametrize("grid", [5, (5,), (2, 3), (2, 3, 4), (1, 1, 7), (3, 0, 2)])
def test_program_ids_walk_the_whole_grid(grid: Any) -> None:
    source = """
def k(o_ptr, s_ptr):
    x, y, z = tl.program_id(0), tl.program_id(1), tl.program_id(2)
    at = (z * tl.num_programs(1) + y) * tl.num_programs(0) + x
    tl.store(o_ptr + at, 100 * x + 10 * y + z)
    if at == 0:
        tl.store(s_ptr + tl.arange(0, 4), tl.num_programs(2) * 100 + tl.num_programs(1))
"""
    nx, ny, nz = (*((grid,) if isinstance(grid, int) else grid), 1, 1)[:3]
    z, y, x = np.meshgrid(np.arange(nz), np.arange(ny), np.arange(nx), indexing="ij")
    wanted = (100 * x + 10 * y + z).ravel()
    size = [nz * 100 + ny] * 4 if wanted.size else [0] * 4
    check(source, grid, [zeros(wanted.size), zeros(4)], {0: wanted, 1: size})


@pytest.mark.parametrize("name", ["jump", "step", "u", "num", "stride_out"])
def test_a_run_time_step_counts_down_whatever_it_is_called(name: str) -> None:
    kernel = make(
        f"""
@tmetal.jit
def k(out, n, {name}):
    total = 0
    for i in range(n, 0, {name}):
        total = total * 10 + i
    tl.store(out, total)
"""
    )
    for backend in BACKENDS:
        (got,) = run(kernel, backend, (1,), np.zeros(1, np.int32), 9, -2)
        assert got[0] == 97531
