"""An array in several places: inputs are read as they were, MLX arrays are values."""

from __future__ import annotations

import mlx.core as mx
import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from copying import add_one, base, copy, kinds, number, run

pytestmark = pytest.mark.usefixtures("backend")


@tmetal.jit
def reverse(x_ptr, out_ptr, n, BLOCK: tl.constexpr):
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = offsets < n
    x = tl.load(x_ptr + (n - 1 - offsets), mask=mask)
    tl.store(out_ptr + offsets, x, mask=mask)


@tmetal.jit
def split(even_ptr, odd_ptr):
    tl.store(even_ptr, 1)
    tl.store(odd_ptr + 1, 2)


@kinds
def test_the_same_array_as_input_and_output_is_read_as_it_was(kind) -> None:
    a = base(kind).reshape(-1)
    for _ in range(3):
        run(reverse, a, a, n=60)
    np.testing.assert_array_equal(np.array(a), np.arange(60)[::-1])


@kinds
def test_the_same_array_as_two_inputs_is_read_twice(kind) -> None:
    @tmetal.jit
    def add(x_ptr, y_ptr, out_ptr, n, BLOCK: tl.constexpr):
        offsets = tl.arange(0, BLOCK)
        x = tl.load(x_ptr + offsets, mask=offsets < n)
        y = tl.load(y_ptr + offsets, mask=offsets < n)
        tl.store(out_ptr + offsets, x + y, mask=offsets < n)

    a, out = base(kind), mx.zeros(60)
    add[(1,)](a, a, out, 60, BLOCK=64)
    np.testing.assert_array_equal(np.array(out), 2 * np.arange(60))


def test_overlapping_numpy_views_are_read_as_they_were() -> None:
    memory = np.arange(10_000, dtype=np.float32)
    run(copy, memory[:-1], memory[1:], n=memory.size - 1)
    assert memory.tolist() == [0, *range(9_999)]


def test_a_numpy_view_and_its_base_as_two_outputs_lose_nothing() -> None:
    memory = np.zeros((4, 2), np.float32)
    with pytest.raises(tmetal.LaunchError, match=r"`even_ptr`.*`odd_ptr`"):
        split[(1,)](memory, memory[:, 0])
    assert not memory.any()


@kinds
def test_one_array_as_two_outputs_loses_nothing(kind) -> None:
    a = np.zeros(4, np.float32)
    a = mx.array(a) if kind == "mlx" else a
    with pytest.raises(tmetal.LaunchError, match=r"`even_ptr`.*`odd_ptr`"):
        split[(1,)](a, a)
    assert not np.array(a).any()


# ---- MLX arrays are values


def test_values_computed_before_a_launch_keep_the_old_contents() -> None:
    a = mx.arange(60, dtype=mx.float32)
    unevaluated = mx.arange(60, dtype=mx.float32) * 1
    for x in (a, unevaluated):
        before = [x[...], x * 1, x[10:20], x.reshape(6, 10).T, mx.array(x), x.astype(mx.int32)]
        wanted = [np.array(b) for b in (mx.arange(60, dtype=mx.float32),)]
        run(add_one, x, n=60)
        np.testing.assert_array_equal(np.array(x), wanted[0] + 1)
        np.testing.assert_array_equal(np.array(before[0]), wanted[0])
        np.testing.assert_array_equal(np.array(before[1]), wanted[0])
        np.testing.assert_array_equal(np.array(before[2]), wanted[0][10:20])
        np.testing.assert_array_equal(np.array(before[3]), wanted[0].reshape(6, 10).T)
        np.testing.assert_array_equal(np.array(before[4]), wanted[0])
        np.testing.assert_array_equal(np.array(before[5]), wanted[0])


def test_evaluated_views_keep_the_old_contents_too() -> None:
    a = mx.arange(60, dtype=mx.float32)
    b, c = a[...], a.reshape(6, 10)
    mx.eval(a, b, c)
    run(add_one, a, n=60)
    assert np.array(b).tolist() == list(range(60))
    assert np.array(c).reshape(-1).tolist() == list(range(60))
    assert np.array(a).tolist() == list(range(1, 61))


def test_a_numpy_copy_taken_before_a_launch_keeps_the_old_contents() -> None:
    a = mx.arange(60, dtype=mx.float32)
    b = np.array(a, copy=False)
    run(add_one, a, n=60)
    assert b.tolist() == list(range(60))


def test_every_holder_of_the_array_itself_sees_the_new_contents() -> None:
    a = mx.arange(60, dtype=mx.float32)
    holder = {"a": a}
    run(add_one, a, n=60)
    assert holder["a"] is a
    assert holder["a"].tolist() == list(range(1, 61))


def test_launches_are_chained_through_mlx_operations() -> None:
    a, out = mx.zeros(60), mx.zeros(60)
    for _ in range(5):
        run(add_one, a, n=60)
        a = a * 2
    run(copy, a + 1, out, n=60)
    assert (out.sum() / 60).item() == 63
    assert mx.array_equal(out, mx.full((60,), 63.0)).item()


def test_unevaluated_arrays_are_read_and_written() -> None:
    x, out = mx.arange(60).astype(mx.float32) * 3 + 1, mx.zeros(60) + 5
    run(copy, x, out, n=50)
    assert out.tolist() == [3.0 * i + 1 for i in range(50)] + [5.0] * 10


def test_what_a_launch_does_not_write_stays() -> None:
    for out in (mx.full((60,), -1.0), np.full(60, -1, np.float32)):
        run(number, out, n=50, step=2)
        wanted = [i + 100 if i % 2 == 0 and i < 50 else -1 for i in range(60)]
        assert np.array(out).tolist() == wanted


def test_mlx_and_numpy_arrays_mix_in_one_launch() -> None:
    x, out = mx.arange(60, dtype=mx.int16), np.zeros(60, np.float32)
    run(copy, x, out, n=60)
    assert out.tolist() == list(range(60))


def test_programs_of_a_grid_in_three_dimensions_are_all_run_once() -> None:
    @tmetal.jit
    def count(out_ptr):
        x, y, z = tl.program_id(0), tl.program_id(1), tl.program_id(2)
        at = x + tl.num_programs(0) * (y + tl.num_programs(1) * z)
        tl.store(out_ptr + at, tl.load(out_ptr + at) + at)

    for out in (mx.ones(60), np.ones(60, np.float32)):
        count[(3, 4, 5)](out)
        assert np.array(out).tolist() == [i + 1 for i in range(60)]
