"""MLX's matrix products: gemv, steel GEMM, split-k, quantized, as its host code launches them."""

import numpy as np
from elementwise import close
from harness import F16, F32, Array, Case, Launch, name_of, scalar
from rows import normal

GEMM = ("steel/gemm/gemm.h", "steel/gemm/kernels/steel_gemm_fused.h")
NAX = ("steel/gemm/gemm_nax.h", "steel/gemm/kernels/steel_gemm_fused_nax.h")
SPLIT = ("steel/gemm/gemm.h", "steel/gemm/kernels/steel_gemm_splitk.h")
QUANTIZED = ("steel/gemm/gemm.h", "quantized_utils.h", "quantized.h")


def _bool(value: bool) -> str:
    return str(value).lower()


def struct(fields: list[tuple[str, object, int | float]]) -> Array:
    """Return one C struct of named fields, aligned as the compiler does it."""
    kind = np.dtype([(name, dtype) for name, dtype, _ in fields], align=True)  # type: ignore[call-overload]
    one = np.zeros(1, kind)
    for name, _, value in fields:
        one[name] = value
    return one


def gemv(dtype: object = F32, rows: int = 300, n: int = 500, transposed: bool = False) -> Case:
    """A matrix times a vector; `transposed`: the vector times the matrix."""
    a = normal((rows, n), dtype, 1)
    x = normal(rows if transposed else n, dtype, 2)
    outputs, inputs = (n, rows) if transposed else (rows, n)
    out = np.zeros(outputs, dtype)  # type: ignore[call-overload]
    if transposed:
        bm, bn = 1, 16 if outputs >= 2048 else 4 if outputs >= 512 else 2
        sm, sn, tm, tn = 8, 4, 4, 4 if outputs >= 4 else 1
        per_group = bn * sn * tn
        if inputs >= 8192 and outputs >= 2048:
            sm, sn = 4, 8
    else:
        bm, bn, sm, sn = 8 if outputs >= 4096 else 4, 1, 1, 32
        tm, tn = 4 if outputs >= 4 else 1, 4
        if inputs <= 64:
            bm, sm, sn = 1, 8, 4
        elif inputs >= 16 * outputs:
            bm, bn = 1, 8
        per_group = bm * sm * tm
    kinds = f"{name_of(dtype)}, {bm}, {bn}, {sm}, {sn}, {tm}, {tn}, false, false"
    ints = [scalar(v, np.int32) for v in (inputs, outputs, n)]
    one, none = np.array([1], np.int32), np.array([0], np.int64)
    floats = [scalar(1, np.float32), scalar(0, np.float32)]
    batch = [scalar(1, np.int32), one, none, none, none, scalar(1, np.int32)]
    given = [a, x, None, out, *ints, *floats, *batch]
    groups = -(-outputs // per_group)
    launch = Launch(
        ("gemv.h",),
        f"{'gemv_t' if transposed else 'gemv'}<{kinds}>",
        given,
        (32 * groups, bn, bm),
        (32, bn, bm),
        {0: False, 1: False},
    )
    wide, vector = a.astype(np.float64), x.astype(np.float64)
    return Case([launch], out, vector @ wide if transposed else wide @ vector, close(dtype))


def _tile(dtype: object, ta: bool, tb: bool) -> tuple[int, int, int, int, int]:
    """Return BM, BN, BK, WM, WN of the small chips' table."""
    if not ta and tb:
        return 64, 32, 32, 2, 2
    if dtype == F32:
        return 64, 64, 16, 2, 2
    return 64, 64, 16, 1, 2


def _operands(
    dtype: object, m: int, n: int, k: int, ta: bool, tb: bool
) -> tuple[Array, Array, Array]:
    a, b = normal((m, k), dtype, 1), normal((k, n), dtype, 2)
    wanted = a.astype(np.float64) @ b.astype(np.float64)
    stored_a = np.ascontiguousarray(a.T) if ta else a
    stored_b = np.ascontiguousarray(b.T) if tb else b
    return stored_a, stored_b, wanted


def _gemm_params(
    a: Array, b: Array, sizes: tuple[int, int, int], tiles: tuple[int, int], iterations: int
) -> Array:
    (m, n, k), i, j = sizes, np.int32, np.int64
    return struct(
        [
            *(("M", i, m), ("N", i, n), ("K", i, k)),
            *(("lda", i, a.shape[1]), ("ldb", i, b.shape[1]), ("ldd", i, n)),
            *(("tiles_n", i, tiles[1]), ("tiles_m", i, tiles[0])),
            *(("batch_a", j, 0), ("batch_b", j, 0), ("batch_d", j, 0)),
            *(("swizzle_log", i, 0), ("k_iterations", i, iterations), ("batch_ndim", i, 1)),
        ]
    )


def gemm(
    dtype: object = F32,
    m: int = 100,
    n: int = 90,
    k: int = 70,
    form: str = "nn",
    tile: tuple[int, int, int, int, int] | None = None,
) -> Case:
    """Steel's fused product; `form` says which operand is stored transposed."""
    ta, tb = form[0] == "t", form[1] == "t"
    a, b, wanted = _operands(dtype, m, n, k, ta, tb)
    out = np.zeros((m, n), dtype)  # type: ignore[call-overload]
    bm, bn, bk, wm, wn = tile or _tile(dtype, ta, tb)
    tiles = -(-m // bm), -(-n // bn)
    params = _gemm_params(a, b, (m, n, k), tiles, k // bk)
    entry = f"gemm<{name_of(dtype)}, {bm}, {bn}, {bk}, {wm}, {wn}, {_bool(ta)}, {_bool(tb)}>"
    constants = {10: False, 100: False, 110: False}
    constants |= {200: m % bm == 0, 201: n % bn == 0, 202: k % bk == 0}
    given = [a, b, None, out, params, None, None, None]
    grid = (32 * tiles[1], wn * tiles[0], wm)
    launch = Launch(GEMM, entry, given, grid, (32, wn, wm), constants)
    return Case([launch], out, wanted, close(dtype) * 2)


def nax_gemm(
    dtype: object = F16,
    m: int = 64,
    n: int = 128,
    k: int = 96,
    form: str = "nn",
    tile: tuple[int, int, int, int, int] = (64, 64, 64, 2, 2),
) -> Case:
    """Steel's fused product on the tensor operations of an M5, with smaller tiles than there."""
    ta, tb = form[0] == "t", form[1] == "t"
    a, b, wanted = _operands(dtype, m, n, k, ta, tb)
    out = np.zeros((m, n), dtype)  # type: ignore[call-overload]
    bm, bn, bk, wm, wn = tile
    tiles = -(-m // bm), -(-n // bn)
    params = _gemm_params(a, b, (m, n, k), tiles, k // bk)
    entry = f"gemm<{name_of(dtype)}, {bm}, {bn}, {bk}, {wm}, {wn}, {_bool(ta)}, {_bool(tb)}, float>"
    constants = {10: False, 100: False, 110: False}
    constants |= {200: m % bm == 0, 201: n % bn == 0, 202: k % bk == 0}
    given = [a, b, None, out, params, None, None, None]
    grid = (32 * tiles[1], wn * tiles[0], wm)
    launch = Launch(NAX, entry, given, grid, (32, wn, wm), constants)
    # It allows relaxed precision: float32 operands of 10 bits.
    return Case([launch], out, wanted, 1e-3 if dtype == F32 else close(dtype) * 2)


def splitk(dtype: object = F32, m: int = 40, n: int = 50, k: int = 600, form: str = "nn") -> Case:
    """Steel's product split along k: partial products, then their sum."""
    ta, tb = form[0] == "t", form[1] == "t"
    a, b, wanted = _operands(dtype, m, n, k, ta, tb)
    out = np.zeros((m, n), dtype)  # type: ignore[call-overload]
    bm, bn, bk, wm, wn = 16 if m < 40 else 32, 16 if n < 40 else 32, 16, 2, 2
    partitions, tiles = 4, (-(-m // bm), -(-n // bn))
    iterations = k // bk // partitions
    middle = np.zeros((partitions, m, n), np.float32)
    i = np.int32
    params = struct(
        [
            *(("M", i, m), ("N", i, n), ("K", i, k)),
            *(("lda", i, a.shape[1]), ("ldb", i, b.shape[1]), ("ldc", i, n)),
            *(("tiles_n", i, tiles[1]), ("tiles_m", i, tiles[0])),
            *(("partitions", i, partitions), ("stride", i, m * n), ("size", i, iterations * bk)),
            *(("swizzle_log", i, 0), ("k_iterations", i, iterations)),
        ]
    )
    aligned = _bool(m % bm == 0 and n % bn == 0), _bool(k % bk == 0)
    kinds = f"{name_of(dtype)}, float, {bm}, {bn}, {bk}, {wm}, {wn}, {_bool(ta)}, {_bool(tb)}"
    entry = f"gemm_splitk<{kinds}, {', '.join(aligned)}>"
    grid = (32 * tiles[1], wn * tiles[0], wm * partitions)
    first = Launch(SPLIT, entry, [a, b, middle, params], grid, (32, wn, wm))
    given = [middle, out, *(scalar(v, np.int32) for v in (partitions, m * n, n))]
    second = Launch(
        SPLIT,
        f"gemm_splitk_accum<float, {name_of(dtype)}>",
        given,
        (n, m, 1),
        (min(n, 32), min(m, 32), 1),
    )
    return Case([first, second], out, wanted, close(dtype) * 2)


ALIGNED: dict[int | str, bool | int | float] = {200: True, 201: True, 202: True}


def quantize(w: Array, group: int, bits: int, dtype: object) -> tuple[Array, Array, Array, Array]:
    """Return packed words, scales, biases, and the matrix that they stand for."""
    rows, columns = w.shape
    grouped = w.reshape(rows, -1, group)
    low, high = grouped.min(-1), grouped.max(-1)
    scales = ((high - low) / ((1 << bits) - 1)).astype(dtype)  # type: ignore[call-overload]
    biases = low.astype(dtype)  # type: ignore[call-overload]
    step = scales.astype(np.float64)[..., None]
    q = np.clip(
        np.rint((grouped - biases.astype(np.float64)[..., None]) / step), 0, (1 << bits) - 1
    )
    per_word = 32 // bits
    words = q.astype(np.uint32).reshape(rows, columns // per_word, per_word)
    shifts = np.arange(per_word, dtype=np.uint32) * np.uint32(bits)
    packed = np.bitwise_or.reduce(words << shifts, -1).astype(np.uint32)
    return (
        packed,
        scales,
        biases,
        (q * step + biases.astype(np.float64)[..., None]).reshape(w.shape),
    )


def quantized(
    dtype: object = F16, m: int = 1, n: int = 64, k: int = 512, bits: int = 4, group: int = 64
) -> Case:
    """x @ w.T with an affinely quantized w: qmv for one row (fast if it fits), else qmm_t."""
    w = np.random.default_rng(5).standard_normal((n, k))
    packed, scales, biases, matrix = quantize(w, group, bits, dtype)
    x = normal((m, k), dtype, 6)
    out = np.zeros((m, n), dtype)  # type: ignore[call-overload]
    one, none = np.array([1], np.int32), np.array([0], np.int64)
    batch = [scalar(1, np.int32), one, none, scalar(1, np.int32), one, none, none, none]
    wanted = x.astype(np.float64) @ matrix.T
    if m == 1:
        fast = n % 8 == 0 and k % 512 == 0
        entry = f"affine_qmv{'_fast' if fast else ''}<{name_of(dtype)}, {group}, {bits}, false>"
        given = [packed, scales, biases, x, out, scalar(k, np.int32), scalar(n, np.int32), *batch]
        grid = (32 * m, 2 * -(-n // 8), 1)
        return Case(
            [Launch(QUANTIZED, entry, given, grid, (32, 2, 1), ALIGNED)],
            out,
            wanted,
            close(dtype) * 2,
        )
    entry = f"affine_qmm_t<{name_of(dtype)}, {group}, {bits}, {_bool(n % 32 == 0)}, false>"
    sizes = [scalar(v, np.int32) for v in (k, n, m)]
    given = [packed, scales, biases, x, out, *sizes, *batch]
    grid = (32 * -(-n // 32), 2 * -(-m // 32), 2)
    return Case(
        [Launch(QUANTIZED, entry, given, grid, (32, 2, 2), ALIGNED)], out, wanted, close(dtype) * 2
    )
