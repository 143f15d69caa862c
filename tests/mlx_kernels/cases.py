"""The table of MLX's kernels that are run here: a name, and what makes a case of it.

`RIGHT` has the cases that agree with NumPy, `COMPILED_ONLY` those whose text the wheel does not
have, `NOT_RIGHT` what is wrong in MLX's kernels themselves, or beyond the executor.
"""

from collections.abc import Callable, Mapping
from typing import Any

import attention
import compiled_only
import elementwise
import matmul
import numpy as np
import reductions
import rows
from harness import BF16, F16, F32, Case

CASES: Mapping[str, Callable[..., Case]] = {
    "softmax": rows.softmax,
    "logsumexp": rows.logsumexp,
    "unary": elementwise.unary,
    "binary": elementwise.binary,
    "ternary": elementwise.ternary,
    "copy": elementwise.copy,
    "transpose": elementwise.transpose,
    "all_reduce": reductions.all_reduce,
    "row_reduce": reductions.row_reduce,
    "row_reduce_outer": reductions.row_reduce_outer,
    "col_reduce": reductions.col_reduce,
    "col_reduce_2pass": reductions.col_reduce_2pass,
    "scan": reductions.scan,
    "sort": reductions.sort,
    "long_sort": reductions.long_sort,
    "hadamard": reductions.hadamard,
    "gemv": matmul.gemv,
    "gemm": matmul.gemm,
    "nax_gemm": matmul.nax_gemm,
    "splitk": matmul.splitk,
    "quantized": matmul.quantized,
    "sdpa_vector": attention.vector,
    "attention": attention.full,
    "rms_norm": compiled_only.rms_norm,
    "layer_norm": compiled_only.layer_norm,
    "arg_reduce": compiled_only.arg_reduce,
    "random_bits": compiled_only.random_bits,
    "rope": compiled_only.rope,
}
I8, U8, I16, I32, I64, U32, U64 = (
    *(np.int8, np.uint8, np.int16, np.int32, np.int64, np.uint32, np.uint64),
)
C64, FLOATS = np.complex64, (F32, F16, BF16)
_BITS = {"BitwiseAnd", "BitwiseOr", "BitwiseXor", "LeftShift", "RightShift"}


def _rows() -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []
    for dtype in FLOATS:
        found += [("softmax", {"dtype": dtype, "n": n}) for n in (1, 77, 1024, 4096, 5000)]
        found += [("softmax", {"dtype": dtype, "n": 500, "precise": False})]
        found += [("logsumexp", {"dtype": dtype, "n": n}) for n in (1, 77, 4096, 5000)]
    return found


def _elementwise() -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = [
        ("unary", {"op": op}) for op in elementwise.UNARY if op != "Expm1"
    ]
    for op in ("Exp", "Sigmoid", "Sin", "Negative"):
        found += [("unary", {"op": op, "dtype": dtype}) for dtype in (F16, BF16)]
    found += [("unary", {"op": op, "dtype": C64}) for op in ("Exp", "Tanh", "Negative")]
    found += [
        ("unary", {"op": "Negative", "dtype": dtype, "general": True}) for dtype in (I32, BF16)
    ]
    for op in elementwise.BINARY:
        found.append(("binary", {"op": op, "dtype": I32 if op in _BITS else F32}))
    for dtype in (I8, U8, I16, I64, U64, F16, BF16):
        found += [("binary", {"op": op, "dtype": dtype}) for op in ("Add", "Maximum", "Remainder")]
    found += [("binary", {"op": op, "dtype": C64}) for op in ("Add", "Multiply", "Divide")]
    found += [("binary", {"form": form, "dtype": F16}) for form in ("sv", "vs", "ss", "g_nd2", "g")]
    found += [("ternary", {"dtype": dtype}) for dtype in (F32, BF16, I64, np.bool_)]
    found += [("transpose", {"dtype": dtype, "n": 77}) for dtype in (F32, F16)]
    for dtype, to in ((F32, F16), (F16, BF16), (BF16, F16), (F32, I32), (I64, F32), (F32, C64)):
        found += [("copy", {"dtype": dtype, "to": to, "form": form}) for form in "vsg"]
    return found


def _reductions() -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []
    for op in reductions.OPS:
        for dtype in (np.bool_,) if op in ("And", "Or") else (F32, I32):
            one = {"op": op, "dtype": dtype}
            found += [("all_reduce", {**one, "n": n}) for n in (3, 3000, 10_000)]
            found += [("row_reduce", {**one, "n": n}) for n in (20, 600, 2000)]
            found += [("row_reduce_outer", {**one, "looped": looped}) for looped in (True, False)]
            found += [("col_reduce", {**one, "rows": n}) for n in (20, 200)]
            found += [
                ("col_reduce", {**one, "rows": 2000, "columns": 20}),
                ("col_reduce_2pass", one),
            ]
    for dtype in (F16, BF16, I8, U8, I64, U64):
        for op in ("Sum", "Max"):
            one = {"op": op, "dtype": dtype}
            found += [("all_reduce", {**one, "n": 200}), ("row_reduce", {**one, "n": 100})]
            found += [("col_reduce", {**one, "rows": 60})]
    return found


def _orders() -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []
    for op in reductions.SCANS:
        kinds = (F32, F16) if op == "CumLogaddexp" else (F32, F16, I32, I64)
        for dtype in kinds:
            one = {"op": op, "dtype": dtype, "n": 100}
            found += [("scan", one), ("scan", {**one, "strided": True})]
    for n in (1, 1000, 5000, 9000):
        for inclusive in (True, False):
            for reverse in (True, False):
                found.append(("scan", {"n": n, "inclusive": inclusive, "reverse": reverse}))
    found.append(("scan", {"n": 90, "inclusive": False, "reverse": True, "strided": True}))
    for dtype in (F32, F16, BF16, I32, U8, I64):
        found += [("sort", {"dtype": dtype, "n": n}) for n in (30, 500)]
    found += [
        ("sort", {"n": 1500, "arg": True}),
        ("long_sort", {}),
        ("long_sort", {"n": 20_000, "dtype": I32}),
    ]
    found += [("hadamard", {"n": n}) for n in (2, 16, 64, 512, 2048)]
    return found + [("hadamard", {"n": 256, "dtype": dtype}) for dtype in (F16, BF16)]


def _products() -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []
    for dtype in FLOATS:
        for rows_, n in ((300, 500), (4100, 40), (1, 7)):
            found.append(("gemv", {"dtype": dtype, "rows": rows_, "n": n}))
        found.append(("gemv", {"dtype": dtype, "rows": 64, "n": 512, "transposed": True}))
        for form in ("nn", "nt", "tn", "tt"):
            one = {"dtype": dtype, "form": form}
            found += [("gemm", one), ("gemm", {**one, "m": 128, "n": 64, "k": 32}), ("splitk", one)]
        found.append(("sdpa_vector", {"dtype": dtype}))
        found.append(("sdpa_vector", {"dtype": dtype, "causal": True, "queries": 3}))
        found += [("attention", {"dtype": dtype, "causal": causal}) for causal in (True, False)]
        found.append(
            ("attention", {"dtype": dtype, "rows": 64, "length": 64, "d": 128, "kv_heads": 2})
        )
    found.append(("gemm", {"m": 1, "n": 1, "k": 1}))
    ragged = {"m": 100, "n": 90, "k": 70}
    for dtype, form, sizes in (
        (F16, "nn", {}),
        (BF16, "nt", {}),
        (F16, "tn", ragged),
        (F32, "tt", ragged),
    ):
        found.append(("nax_gemm", {"dtype": dtype, "form": form, **sizes}))
    found.append(("attention", {"nax": True}))
    found.append(("attention", {"nax": True, "dtype": BF16, "causal": True}))
    for bits in (2, 4, 8):
        found += [
            ("quantized", {"bits": bits}),
            ("quantized", {"bits": bits, "n": 30, "k": 256, "dtype": F32}),
        ]
        found += [("quantized", {"bits": bits, "m": 40, "k": 256})]
        found += [("quantized", {"bits": bits, "m": 20, "n": 50, "k": 128, "dtype": BF16})]
    return found


RIGHT = _rows() + _elementwise() + _reductions() + _orders() + _products()
COMPILED_ONLY: list[tuple[str, dict[str, Any]]] = [
    *(("rms_norm", {"dtype": dtype, "n": n}) for dtype in FLOATS for n in (77, 300)),
    *(("layer_norm", {"dtype": dtype, "n": n}) for dtype in (F32, F16) for n in (77, 300)),
    *(("arg_reduce", {}), ("arg_reduce", {"dtype": BF16, "n": 100})),
    *(("random_bits", {"words": words}) for words in (2, 10, 11)),
    *(("rope", {"dtype": dtype}) for dtype in FLOATS),
    *(("rope", {"traditional": True}), ("rope", {"heads": 5, "rows": 1})),
]
# What MLX's own text makes wrong, or what is beyond the dialect; test_mlx_kernels.py says why.
NOT_RIGHT: list[tuple[str, dict[str, Any]]] = [
    ("gemv", {"rows": 3, "n": 1000, "transposed": False}),
    ("gemv", {"rows": 300, "n": 500, "transposed": True}),
    ("unary", {"op": "Expm1"}),
    ("all_reduce", {"dtype": C64, "n": 200}),
]
