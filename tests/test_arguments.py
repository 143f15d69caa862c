"""Whatever array is passed, a kernel reads it in row-major order and leaves the right elements."""

from __future__ import annotations

import ml_dtypes
import mlx.core as mx
import numpy as np
import pytest

from copying import add_one, base, bits, copy, kinds, number, run

pytestmark = pytest.mark.usefixtures("backend")
VIEWS = {
    "rows": lambda a: a[2:5],
    "columns": lambda a: a[:, 3:7],
    "one_column": lambda a: a[:, 4],
    "strided": lambda a: a[::2, ::3],
    "reversed": lambda a: a[::-1, ::-1],
    "transposed": lambda a: a.T,
    "transposed_slice": lambda a: a[1:, 2:].T[::2],
    "three_dimensions": lambda a: a.reshape(3, 2, 10).transpose(2, 0, 1),
    "offset_by_one": lambda a: a.reshape(-1)[1:],
    "offset_by_seven": lambda a: a.reshape(-1)[7:50],
    "one_row": lambda a: a[3],
    "one_element": lambda a: a[2:3, 4:5],
    "one_element_in_no_dimension": lambda a: a[2:3, 4:5].reshape(()),
    "new_axes": lambda a: a[None, :, None],
    "no_rows": lambda a: a[:0],
    "no_columns": lambda a: a[:, 5:5],
}
views = pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS.keys())


# ---- views and sizes


@kinds
@views
def test_a_view_is_read_in_row_major_order(view, kind) -> None:
    a = base(kind)
    x, out = view(a), mx.zeros(view(a).shape)
    run(copy, x, out, n=x.size)
    np.testing.assert_array_equal(np.array(out), np.array(x))
    np.testing.assert_array_equal(np.array(a), base("numpy"))


@kinds
def test_a_broadcast_array_is_read_as_often_as_it_repeats(kind) -> None:
    a, shape = base(kind)[1:2], (6, 10)
    x = mx.broadcast_to(a, shape) if kind == "mlx" else np.broadcast_to(a, shape)
    out = np.zeros(shape, np.float32)
    run(copy, x, out, n=60)
    np.testing.assert_array_equal(out, np.tile(np.array(a), (6, 1)))


@views
@pytest.mark.parametrize("step", [1, 3])
def test_a_numpy_view_is_written_in_place_and_nothing_else_is(view, step) -> None:
    a, wanted = base("numpy"), base("numpy")
    out, target = view(a), view(wanted)
    index = np.arange(target.size)
    target.flat[index % step == 0] = index[index % step == 0] + 100
    run(number, out, n=out.size, step=step)
    np.testing.assert_array_equal(np.array(out), target)
    if np.shares_memory(out, a):
        np.testing.assert_array_equal(a, wanted)


@views
@pytest.mark.parametrize("step", [1, 3])
def test_an_mlx_view_is_written_and_its_base_stays(view, step) -> None:
    a = base("mlx")
    out, target = view(a), np.array(view(base("numpy")))
    index = np.arange(target.size)
    target.flat[index % step == 0] = index[index % step == 0] + 100
    run(number, out, n=out.size, step=step)
    assert out.shape == target.shape
    assert out.dtype == mx.float32
    np.testing.assert_array_equal(np.array(out), target)
    np.testing.assert_array_equal(np.array(a), base("numpy"))


@kinds
@pytest.mark.parametrize("n", [0, 1, 2, 3, 4, 7, 8, 9, 31, 32, 33])
def test_arrays_of_every_small_size_are_copied(n, kind) -> None:
    x = np.arange(n, dtype=np.float32)
    out = np.full(n, -1, np.float32)
    if kind == "mlx":
        x, out = mx.array(x), mx.array(out)
    copy[(2,)](x, out, n, BLOCK=32)
    assert np.array(out).tolist() == list(range(n))


@kinds
def test_arrays_without_dimensions_are_read_and_written(kind) -> None:
    x, out = np.array(3.0, np.float32), np.array(0.0, np.float32)
    if kind == "mlx":
        x, out = mx.array(x), mx.array(out)
    copy[(1,)](x, out, 1, BLOCK=1)
    add_one[(1,)](out, 1, BLOCK=1)
    assert out.shape == ()
    assert out.item() == 4


def test_numpy_arrays_of_every_layout_are_read_and_written() -> None:
    x = np.asfortranarray(base("numpy"))
    out = np.zeros((6, 10), np.float32, order="F")
    run(copy, x, out, n=60)
    np.testing.assert_array_equal(out, base("numpy"))
    assert out.flags.f_contiguous


def test_unaligned_numpy_arrays_are_read_and_written() -> None:
    x = np.frombuffer(b"\0" + base("numpy").tobytes(), np.float32, offset=1)
    memory = bytearray(241)
    out = np.frombuffer(memory, np.float32, offset=1)
    assert not x.flags.aligned
    run(copy, x, out, n=60)
    assert bytes(memory) == b"\0" + base("numpy").tobytes()


def test_a_numpy_file_map_is_written_in_place(tmp_path) -> None:
    out = np.memmap(tmp_path / "out", np.float32, "w+", shape=(60,))
    run(copy, base("numpy"), out, n=60)
    out.flush()
    np.testing.assert_array_equal(np.fromfile(tmp_path / "out", np.float32), np.arange(60))


# ---- dtypes

DTYPES = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 bfloat16 float32".split()
dtypes = pytest.mark.parametrize("dtype", DTYPES)


def values(dtype: str) -> np.ndarray:
    """Return values of a dtype with its extremes."""
    t = np.dtype(ml_dtypes.bfloat16 if dtype == "bfloat16" else dtype)
    if t.kind in "iu":
        limits = np.iinfo(t)
        return np.array([limits.min, limits.max, 0, 1, 100, limits.max - 1] * 7, t)
    return np.array([0, 1, 0.5, 3, np.inf, -0.0, 65504] * 6).astype(t)


def to_mlx(x: np.ndarray) -> mx.array:
    if x.dtype == ml_dtypes.bfloat16:
        return mx.array(x.view(np.uint16)).view(mx.bfloat16)
    return mx.array(x)


@dtypes
@pytest.mark.parametrize("source", ["mlx", "numpy"])
@pytest.mark.parametrize("target", ["mlx", "numpy"])
def test_every_dtype_is_copied_bit_by_bit(dtype, source, target) -> None:
    x = values(dtype)
    out = np.zeros_like(x)
    given, taken = (to_mlx(x) if source == "mlx" else x), (to_mlx(out) if target == "mlx" else out)
    run(copy, given, taken, n=x.size)
    assert bits(taken) == bits(x)
    assert taken.dtype == given.dtype or source != target


@dtypes
def test_every_dtype_is_written_through_a_view_in_place(dtype) -> None:
    x = values(dtype)
    memory = np.zeros((x.size, 3), x.dtype)
    run(copy, x, memory[:, 1], n=x.size)
    assert bits(memory[:, 1]) == bits(x)
    assert not memory[:, 0].any()
    assert not memory[:, 2].any()
