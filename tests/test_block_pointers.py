"""Block pointers and tensor descriptors read and write what plain pointer arithmetic would."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kernels import BACKENDS, assert_same, make, run
from tmetal.errors import CompileError

F = np.float32
each_backend = pytest.mark.parametrize("backend", BACKENDS)


def matrix(m: int, n: int, dtype: Any = F) -> Any:
    return (np.arange(m * n) % 97 + 1).reshape(m, n).astype(dtype)


def padded(x: Any, row: int, column: int, m: int, n: int, fill: float = 0) -> Any:
    """Return the block of a matrix that begins at (row, column), with `fill` outside."""
    out = np.full((m, n), fill, x.dtype)
    for i in range(m):
        for j in range(n):
            if 0 <= row + i < x.shape[0] and 0 <= column + j < x.shape[1]:
                out[i, j] = x[row + i, column + j]
    return out


COPY = """
@tmetal.jit
def k(x_ptr, out_ptr, M, N, row, column, {parameters}):
    x = tl.make_block_ptr(x_ptr, shape=(M, N), strides=(N, 1), offsets=(row, column),
                          block_shape=(8, 16), order=(1, 0))
    out = tl.make_block_ptr(out_ptr, (8, 16), (16, 1), (0, 0), (8, 16), (1, 0))
    tl.store(out, {load})
"""


@each_backend
@pytest.mark.parametrize("at", [(0, 0), (3, 5), (30, 20), (-2, -3), (36, 28), (100, 0)])
@pytest.mark.parametrize("padding", ["zero", "nan"])
def test_a_block_that_sticks_out_is_padded(padding: str, at: Any, backend: str) -> None:
    load = f"tl.load(x, boundary_check=(0, 1), padding_option={padding!r})"
    kernel = make(COPY.format(parameters="P: tl.constexpr", load=load))
    x = matrix(37, 29)
    out = run(kernel, backend, (1,), x, np.zeros((8, 16), F), 37, 29, *at, P=0)[1]
    assert_same(out, padded(x, *at, 8, 16, 0 if padding == "zero" else np.nan))


@each_backend
def test_only_the_named_dimensions_are_checked(backend: str) -> None:
    load = "tl.load(x, boundary_check=(0,), padding_option='zero')"
    kernel = make(COPY.format(parameters="P: tl.constexpr", load=load))
    x = matrix(37, 32)
    out = run(kernel, backend, (1,), x, np.zeros((8, 16), F), 37, 32, 33, 16, P=0)[1]
    assert_same(out, padded(x, 33, 16, 8, 16))


@each_backend
@pytest.mark.parametrize("dtype", [np.int8, np.int64, np.float16, np.uint16])
def test_blocks_of_any_dtype_are_read_through_the_strides_of_a_transposed_matrix(
    dtype: Any, backend: str
) -> None:
    kernel = make("""
@tmetal.jit
def k(x_ptr, out_ptr, M, N):
    x = tl.make_block_ptr(x_ptr, (N, M), (1, N), (8, 0), (16, 8), (0, 1))
    y = tl.load(x, boundary_check=(0, 1), padding_option="zero")
    out = tl.make_block_ptr(out_ptr, (16, 8), (8, 1), (0, 0), (16, 8), (1, 0))
    tl.store(out, y)
""")
    x = matrix(6, 20, dtype)
    out = run(kernel, backend, (1,), x, np.zeros((16, 8), dtype), 6, 20)[1]
    assert_same(out, padded(np.ascontiguousarray(x.T), 8, 0, 16, 8))


@each_backend
@pytest.mark.parametrize("shape", [(1, 1), (8, 16), (13, 21), (16, 32)])
def test_a_store_leaves_out_what_lies_outside(shape: Any, backend: str) -> None:
    kernel = make("""
@tmetal.jit
def k(out_ptr, M, N):
    i, j = tl.program_id(0), tl.program_id(1)
    out = tl.make_block_ptr(out_ptr, (M, N), (N, 1), (i * 8, j * 16), (8, 16), (1, 0))
    tl.store(out, tl.full((8, 16), i * 2 + j + 1, tl.float32), boundary_check=(0, 1))
""")
    out = run(kernel, backend, (2, 2), np.zeros(shape, F), *shape)[0]
    rows, columns = np.indices(shape)
    assert_same(out, (rows // 8 * 2 + columns // 16 + 1).astype(F))


MATMUL = """
@tmetal.jit
def k(a_ptr, b_ptr, c_ptr, M, N, K, BM: tl.constexpr, BN: tl.constexpr, BK: tl.constexpr):
    i, j = tl.program_id(0), tl.program_id(1)
    a = tl.make_block_ptr(a_ptr, (M, K), (K, 1), (i * BM, 0), (BM, BK), (1, 0))
    b = tl.make_block_ptr(b_ptr, (K, N), (N, 1), (0, j * BN), (BK, BN), (1, 0))
    acc = tl.zeros((BM, BN), tl.float32)
    for _ in range(0, tl.cdiv(K, BK)):
        x = tl.load(a, boundary_check=(0, 1), padding_option="zero")
        y = tl.load(b, boundary_check=(0, 1), padding_option="zero")
        acc = tl.dot(x, y, acc)
        a = tl.advance(a, (0, BK))
        b = b.advance([BK, 0])
    c = tl.make_block_ptr(c_ptr, (M, N), (N, 1), (i * BM, j * BN), (BM, BN), (1, 0))
    tl.store(c, acc.to(c.dtype.element_ty), boundary_check=(0, 1))
"""


@each_backend
@pytest.mark.parametrize("sizes", [(16, 16, 16), (37, 29, 45), (5, 64, 100)])
def test_advanced_pointers_are_carried_by_the_loop_of_a_product(sizes: Any, backend: str) -> None:
    m, n, k = sizes
    a, b = matrix(m, k) % 7 - 3, matrix(k, n) % 5 - 2
    kernel, grid = make(MATMUL), (-(-m // 16), -(-n // 16))
    out = run(kernel, backend, grid, a, b, np.zeros((m, n), F), m, n, k, BM=16, BN=16, BK=16)[2]
    assert_same(out, a @ b)


@each_backend
def test_a_pointer_that_an_if_moved_is_carried_on(backend: str) -> None:
    kernel = make("""
@tmetal.jit
def k(x_ptr, out_ptr, n):
    x = tl.make_block_ptr(x_ptr, (n,), (1,), (0,), (8,), (0,))
    total = tl.zeros((8,), tl.float32)
    for i in range(n // 8):
        if i % 2 == 1:
            total += tl.load(x)
            x = tl.advance(x, (16,))
        else:
            total += 1000.0
    tl.store(out_ptr + tl.arange(0, 8), total)
""")
    x = np.arange(64, dtype=F)
    out = run(kernel, backend, (1,), x, np.zeros(8, F), 64)[1]
    assert_same(out, 4000 + x.reshape(8, 8)[::2].sum(0))


@each_backend
def test_a_pointer_is_given_to_and_returned_by_a_helper(backend: str) -> None:
    kernel = make("""
@tmetal.jit
def take(p, step: tl.constexpr):
    return tl.load(p), tl.advance(p, (step,))

@tmetal.jit
def k(x_ptr, out_ptr, n):
    p = tl.make_block_ptr(x_ptr, (n,), (1,), (0,), (8,), (0,))
    a, p = take(p, 24)
    b, p = take(p, 8)
    tl.store(out_ptr + tl.arange(0, 8), a + b + tl.load(p))
""")
    x = np.arange(64, dtype=F)
    out = run(kernel, backend, (1,), x, np.zeros(8, F), 64)[1]
    assert_same(out, x[:8] + x[24:32] + x[32:40])


DESCRIBED = """
@tmetal.jit
def k(x_ptr, out_ptr, M, N, BM: tl.constexpr, BN: tl.constexpr):
    x = tl.make_tensor_descriptor(x_ptr, shape=[M, N], strides=[N, 1], block_shape=[BM, BN])
    out = tl.make_tensor_descriptor(out_ptr, [M, N], [N, 1], [BM, BN])
    i = tl.program_id(0) * BM
    for j in range(0, N, BN):
        y = {load}
        {store}
"""


@each_backend
@pytest.mark.parametrize("shape", [(8, 16), (13, 21), (1, 100)])
@pytest.mark.parametrize(
    ("load", "store"),
    [
        ("x.load([i, j])", "out.store([i, j], y * 2)"),
        ("tl.load_tensor_descriptor(x, (i, j))", "tl.store_tensor_descriptor(out, (i, j), y * 2)"),
    ],
)
def test_a_descriptor_reads_and_writes_blocks(
    load: str, store: str, shape: Any, backend: str
) -> None:
    kernel = make(DESCRIBED.format(load=load, store=store))
    x = matrix(*shape)
    out = run(kernel, backend, (-(-shape[0] // 8),), x, np.zeros(shape, F), *shape, BM=8, BN=16)[1]
    assert_same(out, x * 2)


@each_backend
@pytest.mark.parametrize("padding", ["zero", "nan"])
def test_a_descriptor_pads_what_it_reads_outside(padding: str, backend: str) -> None:
    kernel = make(f"""
@tmetal.jit
def k(x_ptr, out_ptr, M, N, row, column):
    x = tl.make_tensor_descriptor(x_ptr, [M, N], [N, 1], [8, 16], padding_option={padding!r})
    tl.static_assert(x.block_shape == (8, 16) and x.dtype == tl.float32)
    rows, columns = tl.arange(0, 8), tl.arange(0, 16)
    y = x.load([row, column])
    tl.store(out_ptr + rows[:, None] * 16 + columns[None, :], y + (x.shape[0] - M))
""")
    x = matrix(20, 20)
    out = run(kernel, backend, (1,), x, np.zeros((8, 16), F), 20, 20, -3, 10)[1]
    assert_same(out, padded(x, -3, 10, 8, 16, 0 if padding == "zero" else np.nan))


@each_backend
def test_a_descriptor_gathers_and_scatters_rows(backend: str) -> None:
    kernel = make("""
@tmetal.jit
def k(x_ptr, rows_ptr, out_ptr, M, N):
    x = tl.make_tensor_descriptor(x_ptr, [M, N], [N, 1], [1, 16])
    out = tl.make_tensor_descriptor(out_ptr, [M, N], [N, 1], [1, 16])
    rows = tl.load(rows_ptr + tl.arange(0, 8))
    y = x.gather(rows, 4)
    out.scatter(y + 1, rows // 2, 4)
""")
    x, rows = matrix(20, 24), np.array([3, 0, 19, 7, 12, 50, -2, 9], np.int32)
    out = run(kernel, backend, (1,), x, rows, np.zeros_like(x), 20, 24)[2]
    wanted = np.zeros_like(x)
    for row in rows:
        target = int(row / 2)
        values = x[row, 4:20] if 0 <= row < 20 else np.zeros(16, F)
        if 0 <= target < 20:
            wanted[target, 4:20] = values + 1
    assert_same(out, wanted)


@each_backend
def test_a_tuple_is_carried_by_its_parts(backend: str) -> None:
    kernel = make("""
@tmetal.jit
def k(x_ptr, out_ptr, n):
    state = (tl.zeros((8,), tl.float32), 0, (x_ptr, 1.0))
    for i in range(n):
        total, count, (p, scale) = state
        state = (total + tl.load(p + tl.arange(0, 8)) * scale, count + i, (p + 8, scale * 2))
    tl.store(out_ptr + tl.arange(0, 8), state[0] + state[1])
""")
    x = np.arange(32, dtype=F)
    out = run(kernel, backend, (1,), x, np.zeros(8, F), 4)[1]
    assert_same(out, (x.reshape(4, 8) * np.array([[1], [2], [4], [8]], F)).sum(0) + 6)


HEAD = """
@tmetal.jit
def k(x_ptr, out_ptr, n):
    x = tl.make_block_ptr(x_ptr, (n, n), (n, 1), (0, 0), (8, 8), (1, 0))
    d = tl.make_tensor_descriptor(x_ptr, (n, n), (n, 1), (8, 8))
"""
REFUSED = {
    "y = tl.load(x, mask=True)": "a block pointer has no mask. Write boundary_check=(0, 1)",
    "y = tl.load(x_ptr + tl.arange(0, 8), boundary_check=(0,))": "belong to block pointers",
    "y = tl.load(x, boundary_check=(2,))": "there is no axis 2 in a tile of 2 dimensions",
    "y = tl.load(x, boundary_check=(0,), padding_option='one')": "the padding is '', 'zero' or",
    "y = tl.advance(x_ptr, (8, 0))": "tl.advance takes a block pointer, not a pointer to float32",
    "y = tl.advance(x, (8,))": "holds one number for each of the block's 2 dimensions, not 1",
    "y = tl.advance(x, (8, 1.5))": "tl.advance's offsets holds integers, not 1.5",
    "y = x + 8": "`+` takes numbers and tiles, not a block pointer. Write tl.advance(",
    "y = x.moved": "a block pointer has no attribute `moved`",
    "y = tl.make_block_ptr(n, (n,), (1,), (0,), (8,), (0,))": "takes a pointer first",
    "y = tl.make_block_ptr(x_ptr, (n,), (1,), (0,), (7,), (0,))": "powers of two, not 7",
    "y = tl.make_block_ptr(x_ptr, n, (1,), (0,), (8,), (0,))": "shape is a tuple of integers",
    "y = tl.make_tensor_descriptor(x_ptr, (n, n), (1, 4), (8, 8))": "the last stride is 1, not 4",
    "y = d.load((0,))": "desc.load's offsets holds one number for each of",
    "d.store((0, 0), tl.zeros((4, 8), tl.float32))": "the value has shape [4, 8]",
    "y = d.gather(tl.arange(0, 8), 0)": "desc.gather takes rows of a matrix: block_shape = [1,",
    "y = tl.load_tensor_descriptor(x, (0, 0))": "takes a tensor descriptor, not a block pointer",
    "y = tl.load(d)": "tl.load takes a pointer",
}


@each_backend
@pytest.mark.parametrize(("line", "says"), REFUSED.items())
def test_misuse_is_refused_with_what_to_write(line: str, says: str, backend: str) -> None:
    kernel = make(HEAD + f"    {line}\n")
    with pytest.raises(CompileError) as caught:
        run(kernel, backend, (1,), np.zeros(64, F), np.zeros(64, F), 8)
    assert says in str(caught.value)
