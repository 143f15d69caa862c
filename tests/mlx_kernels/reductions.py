"""MLX's reductions, scans and sorts, with the geometry of its host code."""

import math
from collections.abc import Callable

import numpy as np
from elementwise import close
from harness import F32, Array, Case, Launch, Size, name_of, scalar

REDUCE = ("atomic.h", "reduction/ops.h", "reduce.h")
READS, WRITES = 4, 4
OPS: dict[str, Callable[..., Array]] = {
    "Sum": np.sum,
    "Prod": np.prod,
    "Min": np.min,
    "Max": np.max,
    "And": np.all,
    "Or": np.any,
}


def values(dtype: object, shape: tuple[int, ...], op: str = "Sum") -> Array:
    """Return numbers whose sums and products are exact, whatever the order."""
    random = np.random.default_rng(1)
    kind = np.dtype(dtype)  # type: ignore[call-overload]
    if kind == np.bool_:
        return random.integers(0, 99, shape) > 0
    if op == "Prod":
        return random.choice([-1, 1], shape).astype(kind)
    low, high = (0, 3) if kind.kind == "u" else (-2, 3)
    if kind.kind == "c":
        return (random.integers(low, high, shape) + 1j * random.integers(low, high, shape)).astype(
            kind
        )
    return random.integers(low, high, shape).astype(kind)


def result_type(op: str, dtype: object) -> np.dtype[np.generic]:
    """Return what MLX reduces into: sums and products of small integers become 32 bits wide."""
    kind = np.dtype(dtype)  # type: ignore[call-overload]
    if op in ("And", "Or"):
        return np.dtype(np.bool_)
    if op in ("Sum", "Prod") and kind.kind in "bi" and kind.itemsize < 4:
        return np.dtype(np.int32)
    if op in ("Sum", "Prod") and kind.kind == "u" and kind.itemsize < 4:
        return np.dtype(np.uint32)
    return kind


def _kinds(op: str, dtype: object) -> tuple[str, np.dtype[np.generic]]:
    out = result_type(op, dtype)
    return f"{name_of(dtype)}, {name_of(out)}, {op}<{name_of(out)}>", out


def _wanted(op: str, x: Array, axis: int | tuple[int, ...] | None) -> Array:
    wide = x.astype(np.float64) if x.dtype.kind in "fV" else x
    return np.asarray(OPS[op](wide, axis=axis))


def all_reduce(op: str = "Sum", dtype: object = F32, n: int = 3000) -> Case:
    """One threadgroup for small arrays; else chunks first and then the chunks' results."""
    x = values(dtype, (n,), op)
    kinds, out_type = _kinds(op, dtype)
    out = np.zeros(1, out_type)
    if n <= 4096:
        threads = -(-n // (32 * READS)) * 32
        given = (x, out, scalar(n, np.uint64), scalar(n, np.uint64))
        one = Launch(REDUCE, f"all_reduce<{kinds}>", given, (threads, 1, 1), (threads, 1, 1))
        return Case([one], out, _wanted(op, x, None))
    chunks = 32 * 4
    each = -(-n // chunks)
    threads = min(1024, -(-each // (32 * READS)) * 32)
    middle = np.zeros(chunks, out_type)
    given = (x, middle, scalar(n, np.uint64), scalar(each, np.uint64))
    first = Launch(REDUCE, f"all_reduce<{kinds}>", given, (threads, chunks, 1), (threads, 1, 1))
    again = f"{name_of(out_type)}, {name_of(out_type)}, {op}<{name_of(out_type)}>"
    given = (middle, out, scalar(chunks, np.uint64), scalar(chunks, np.uint64))
    second = Launch(REDUCE, f"all_reduce<{again}>", given, (32, 1, 1), (32, 1, 1))
    return Case([first, second], out, _wanted(op, x, None))


def _row_threads(n: int) -> int:
    if n <= 512:
        return 32
    return 128 if n <= 1024 else min(1024, -(-n // (32 * READS)) * 32)


def row_reduce(op: str = "Sum", dtype: object = F32, rows: int = 9, n: int = 1000) -> Case:
    """Contiguous rows, four to a threadgroup."""
    x = values(dtype, (rows, n), op)
    kinds, out_type = _kinds(op, dtype)
    out = np.zeros(rows, out_type)
    threads = _row_threads(n)
    given = (x, out, scalar(n, np.uint64), scalar(rows, np.int64))
    grid = (threads, -(-rows // WRITES), 1)
    one = Launch(REDUCE, f"row_reduce_simple<{kinds}>", given, grid, (threads, 1, 1))
    return Case([one], out, _wanted(op, x, 1))


def _described(shape: tuple[int, ...], steps: tuple[int, ...]) -> list[Array]:
    """Return shape, strides and their number; at least one element long."""
    return [
        np.array(shape or (1,), np.int32),
        np.array(steps or (1,), np.int64),
        scalar(len(shape), np.int32),
    ]


def row_reduce_outer(op: str = "Sum", dtype: object = F32, looped: bool = True) -> Case:
    """Reduce the first and the last of three dimensions: many short rows for each result."""
    shape = (40, 6, 300) if looped else (5, 70, 20)
    x = values(dtype, shape, op)
    kinds, out_type = _kinds(op, dtype)
    outer, middle, n = shape
    out = np.zeros(middle, out_type)
    given = [x, out, scalar(n, np.int64), scalar(outer, np.int64)]
    given += _described((middle,), (n,)) + _described((outer,), (middle * n,))
    if looped:
        threads = _row_threads(n)
        grid, group = (threads, middle, 1), (threads, 1, 1)
        entry = f"row_reduce_looped<{kinds}, int, 1>"
    else:
        grid, group = (middle, 1, 1), (min(middle, 1024), 1, 1)
        entry = f"row_reduce_small<{kinds}, int, 1>"
    return Case([Launch(REDUCE, entry, given, grid, group)], out, _wanted(op, x, (0, 2)))


def _columns(x: Array, out: Array, rows: int, columns: int) -> list[Array]:
    given = [x, out, scalar(rows, np.uint64), scalar(columns, np.int64)]
    given += _described((), ()) + _described((rows,), (columns,))
    return [*given, scalar(1, np.uint64)]


def col_reduce(op: str = "Sum", dtype: object = F32, rows: int = 200, columns: int = 70) -> Case:
    """A matrix over its rows: MLX's choice among its four kernels."""
    x = values(dtype, (rows, columns), op)
    kinds, out_type = _kinds(op, dtype)
    out = np.zeros(columns, out_type)
    wanted = _wanted(op, x, 0)
    if rows < 32:
        given = _columns(x, out, rows, columns)
        threads = min(32, -(-columns // READS))
        grid: Size = (-(-columns // (threads * READS)) * threads, 1, 1)
        one = Launch(REDUCE, f"col_reduce_small<{kinds}, int, 1>", given, grid, (threads, 1, 1))
        return Case([one], out, wanted)
    if columns < 32 and rows >= 1024:
        return _long_columns(x, out, wanted, kinds, op)
    given = [*_columns(x, out, rows, columns), scalar(0, np.int64)]
    grid = (256 * -(-columns // 32), 1, 1)
    one = Launch(REDUCE, f"col_reduce_looped<{kinds}, int, 1, 32, 32>", given, grid, (256, 1, 1))
    return Case([one], out, wanted)


def _long_columns(x: Array, out: Array, wanted: Array, kinds: str, op: str) -> Case:
    rows, columns = x.shape
    outer = 32
    middle = np.zeros((outer, columns), out.dtype)
    given = [*_columns(x, middle, rows, columns), scalar(columns, np.uint64)]
    height = min(32, max(1, 1024 // columns))
    entry = f"col_reduce_longcolumn<{kinds}, int, 1>"
    first = Launch(REDUCE, entry, given, (columns, height, outer), (columns, height, 1))
    return Case([first, _second_pass(middle, out, op)], out, wanted)


def _second_pass(middle: Array, out: Array, op: str) -> Launch:
    outer, columns = middle.shape
    t = name_of(out.dtype)
    given = [*_columns(middle, out, outer, columns), scalar(0, np.int64)]
    grid = (256 * -(-columns // 32), 1, 1)
    entry = f"col_reduce_looped<{t}, {t}, {op}<{t}>, int, 1, 32, 32>"
    return Launch(REDUCE, entry, given, grid, (256, 1, 1))


def col_reduce_2pass(
    op: str = "Sum", dtype: object = F32, rows: int = 3000, columns: int = 100
) -> Case:
    """Tall matrices: 32 blocks of rows, then over the blocks."""
    x = values(dtype, (rows, columns), op)
    kinds, out_type = _kinds(op, dtype)
    out, middle = np.zeros(columns, out_type), np.zeros((32, columns), out_type)
    given = [*_columns(x, middle, rows, columns), scalar(0, np.int64), scalar(1, np.uint64)]
    grid = (256 * -(-columns // 32), 32, 1)
    entry = f"col_reduce_2pass<{kinds}, int, 1, 32, 32>"
    first = Launch(REDUCE, entry, given, grid, (256, 1, 1))
    return Case([first, _second_pass(middle, out, op)], out, _wanted(op, x, 0))


SCANS: dict[str, Callable[..., Array]] = {
    "CumSum": np.cumsum,
    "CumProd": np.cumprod,
    "CumMax": np.maximum.accumulate,
    "CumMin": np.minimum.accumulate,
    "CumLogaddexp": np.logaddexp.accumulate,
}


def scan(
    op: str = "CumSum",
    dtype: object = F32,
    rows: int = 3,
    n: int = 1000,
    inclusive: bool = True,
    reverse: bool = False,
    strided: bool = False,
) -> Case:
    """A scan along the last dimension, or (strided) along the first."""
    x = values(dtype, (n, rows * 40) if strided else (rows, n), "Prod" if op == "CumProd" else op)
    out = np.zeros_like(x)
    axis = 0 if strided else 1
    reads = 2 if x.itemsize == 8 else 4
    t = name_of(dtype)
    kinds = f"{t}, {t}, {op}<{t}>, {reads}, {str(inclusive).lower()}, {str(reverse).lower()}"
    if strided:
        columns = x.shape[1]
        blocks = -(-columns // 32)
        threads = 32 // reads * 32
        given = [
            x,
            out,
            scalar(n, np.uint64),
            scalar(columns, np.uint64),
            scalar(blocks, np.uint64),
        ]
        launch = Launch(
            ("binary_ops.h", "scan.h"),
            f"strided_scan<{kinds}>",
            given,
            (threads, blocks, 1),
            (threads, 1, 1),
        )
    else:
        threads = _scan_threads(n, reads)
        given = [x, out, scalar(n, np.uint64)]
        launch = Launch(
            ("binary_ops.h", "scan.h"),
            f"contiguous_scan<{kinds}>",
            given,
            (threads, rows, 1),
            (threads, 1, 1),
        )
    return Case(
        [launch],
        out,
        _scanned(op, x, axis, inclusive, reverse),
        0.0 if op != "CumLogaddexp" else close(dtype) * 30,
    )


def _scan_threads(n: int, reads: int) -> int:
    """Enough threads for a row, or for half of it, or all."""
    most = reads * 1024
    if n > 2 * most:
        return 1024
    each = n if n <= most else (n + 1) // 2
    return -(-each // (reads * 32)) * 32


def _scanned(op: str, x: Array, axis: int, inclusive: bool, reverse: bool) -> Array:
    wide = x.astype(np.float64) if x.dtype.kind in "fV" else x
    wide = np.flip(wide, axis) if reverse else wide
    found = SCANS[op](wide, axis=axis)
    if op in ("CumSum", "CumProd"):
        found = found.astype(wide.dtype)
    if not inclusive:
        first = {"CumSum": 0, "CumProd": 1}[op]
        found = np.roll(found, 1, axis)
        found[(slice(None),) * axis + (0,)] = first
    return np.flip(found, axis) if reverse else found


def sort(dtype: object = F32, rows: int = 3, n: int = 1000, arg: bool = False) -> Case:
    """One threadgroup sorts a row of up to 2048 elements."""
    random = np.random.default_rng(0)
    x = random.permutation(rows * n).reshape(rows, n)
    x = (x % 251 if np.dtype(dtype).itemsize < 4 and not arg else x).astype(dtype)  # type: ignore[call-overload]
    out = np.zeros((rows, n), np.uint32 if arg else dtype)  # type: ignore[call-overload]
    per_thread = 4
    threads = next(t for t in (32, 64, 128, 256, 512) if t * per_thread >= n)
    kinds = f"{name_of(dtype)}, {name_of(out.dtype)}, {str(arg).lower()}, {threads}, {per_thread}"
    steps = [scalar(v, np.int32) for v in (n, 1, 1, n, n)]
    launch = Launch(
        ("sort.h",), f"block_sort<{kinds}>", [x, out, *steps], (threads, rows, 1), (threads, 1, 1)
    )
    wanted = (
        np.argsort(x.astype(np.float64), 1, kind="stable")
        if arg
        else np.sort(x.astype(np.float64), 1)
    )
    return Case([launch], out, wanted)


def long_sort(dtype: object = F32, n: int = 5000) -> Case:
    """Blocks are sorted on their own and then merged, in rounds: values and indices together."""
    threads, per_thread = 512, 4
    x = np.random.default_rng(0).permutation(n).astype(dtype)  # type: ignore[call-overload]
    block = threads * per_thread
    blocks = -(-n // block)
    kinds = f"{name_of(dtype)}, uint32_t, false, {threads}, {per_thread}"
    values_ = [np.zeros(n, dtype) for _ in range(2)]  # type: ignore[call-overload]
    indices = [np.zeros(n, np.uint32) for _ in range(2)]
    partitions = np.zeros(blocks + 1, np.uint32)
    dims = [np.array([1], np.int32), np.array([0], np.int64)]
    size = scalar(n, np.int32)
    given = [x, values_[0], indices[0], size, scalar(1, np.int32), scalar(1, np.int32), *dims]
    launches = [
        Launch(
            ("sort.h",), f"mb_block_sort<{kinds}>", given, (threads * blocks, 1, 1), (threads, 1, 1)
        )
    ]
    turn = 0
    for round_ in range(1, math.ceil(math.log2(blocks)) + 1):
        tiles = scalar(1 << round_, np.int32)
        count = min(blocks + 1, 1024)
        before = (values_[turn], indices[turn])
        given = [partitions, *before, size, tiles, scalar(blocks, np.int32)]
        launches.append(
            Launch(("sort.h",), f"mb_block_partition<{kinds}>", given, (count, 1, 1), (count, 1, 1))
        )
        turn ^= 1
        given = [
            partitions,
            *before,
            values_[turn],
            indices[turn],
            size,
            tiles,
            scalar(blocks, np.int32),
        ]
        grid = (threads * blocks, 1, 1)
        launches.append(
            Launch(("sort.h",), f"mb_block_merge<{kinds}>", given, grid, (threads, 1, 1))
        )
    return Case(launches, values_[turn], np.sort(x.astype(np.float64)))


def hadamard(dtype: object = F32, n: int = 512, rows: int = 3) -> Case:
    """A transform whose size is a power of two."""
    x = np.random.default_rng(2).standard_normal((rows, n)).astype(dtype)  # type: ignore[call-overload]
    out = np.zeros_like(x)
    radix = min(n, 16)
    read = 2 if n == 2 or (x.itemsize == 4 and n < 4) else 4
    factor = 1 / math.sqrt(n)
    threads = n // radix
    entry = f"hadamard_n<{name_of(dtype)}, {n}, {radix}, {read}, 1>"
    given = [x, out, scalar(factor, np.float32)]
    launch = Launch(("hadamard.h",), entry, given, (threads, rows, 1), (threads, 1, 1))
    matrix = np.array([[1.0]])
    while len(matrix) < n:
        matrix = np.block([[matrix, matrix], [matrix, -matrix]])
    return Case([launch], out, x.astype(np.float64) @ matrix.T * factor, close(dtype) * 4)
