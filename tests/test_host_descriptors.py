"""Tensor descriptors made on the host and passed to kernels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from kernels import BACKENDS, assert_same, make
from tmetal import LaunchError
from tmetal.runtime.arrays import mx
from tmetal.tools.tensor_descriptor import TensorDescriptor

backends = pytest.mark.parametrize("backend", BACKENDS)

COPY = make("""\
@tmetal.jit
def k(src, out, n, out_base):
    tl.static_assert(src.dtype == tl.float32)
    tl.static_assert(src.block_shape[1] == 16)
    row, column = tl.program_id(0) * src.block_shape[0], tl.program_id(1) * 16
    x = src.load([row, column])
    if src.shape[0] > 10:
        x += out_base
    out.store([row, column], x * n)
""")


@backends
@pytest.mark.parametrize("host", [mx.array, np.array])
def test_a_kernel_reads_and_writes_through_descriptors(backend: str, host: Any) -> None:
    x = np.arange(11 * 20, dtype=np.float32).reshape(11, 20)
    source, out = host(x), host(np.full((11, 24), 7, np.float32))
    src = TensorDescriptor.from_tensor(source, [4, 16])
    to = TensorDescriptor(out, shape=[11, 18], strides=[24, 1], block_shape=[4, 16])

    def grid(meta: dict[str, Any]) -> tuple[int, int]:
        blocks = meta["src"].block_shape
        return tmetal.cdiv(11, blocks[0]), tmetal.cdiv(20, blocks[1])

    with tmetal.options.override(backend=backend):
        COPY[grid](src, to, 2, 0.5)
        src.block_shape = to.block_shape = [8, 16]  # as an autotuner's pre_hook does
        COPY[grid](src, to, 2, 0.5)
    wanted = np.full((11, 24), 7, np.float32)
    wanted[:, :18] = (x[:, :18] + 0.5) * 2
    assert_same(np.array(out), wanted)


ROWS = make("""\
@tmetal.jit
def k(table, index_ptr, out):
    rows = tl.load(index_ptr + tl.arange(0, 8))
    out.store([0, 0], table.gather(rows, 1).to(tl.float32))
""")


@backends
def test_rows_are_gathered_of_8_bit_floats_with_nan_beyond_them(backend: str) -> None:
    bits = np.arange(40, 64, dtype=np.uint8).reshape(4, 6)
    table = TensorDescriptor.from_tensor(
        tmetal.reinterpret(mx.array(bits), tl.float8e4nv), [1, 8], padding="nan"
    )
    out = mx.zeros((8, 8))
    index = np.array([3, 0, 1, 9, 2, 2, -1, 3], np.int32)
    with tmetal.options.override(backend=backend):
        ROWS[(1,)](table, index, TensorDescriptor.from_tensor(out, (8, 8)))
    wanted = np.full((8, 8), np.nan, np.float32)
    for place, row in enumerate(index):
        if 0 <= row < 4:
            wanted[place, :5] = bits[row, 1:].view(tl.float8e4nv.numpy).astype(np.float32)
    assert_same(np.array(out), wanted)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"strides": [1, 20]}, "last stride is 20"),
        ({"shape": [12, 20]}, "array has 220 elements"),
        ({"block_shape": [4]}, "2 sizes, 2 strides and 1 block sizes"),
        ({"base": [1.0]}, "describes a list, not an array"),
    ],
)
def test_what_is_no_matrix_is_refused_at_the_launch(change: Any, says: str) -> None:
    given = {"base": np.zeros((11, 20), np.float32), "shape": [11, 20], "strides": [20, 1]}
    out = TensorDescriptor.from_tensor(np.zeros((11, 20), np.float32), [4, 16])
    with pytest.raises(LaunchError) as caught:
        COPY[(1, 1)](TensorDescriptor(**(given | {"block_shape": [4, 16]} | change)), out, 1, 0.0)
    assert says in str(caught.value)
    assert str(caught.value).startswith("argument `src`")


def test_an_autotuner_s_hook_gives_each_configuration_its_blocks() -> None:
    def hook(named: dict[str, Any]) -> None:
        for name in ("src", "out"):
            named[name].block_shape = [named["ROWS"], 16]

    source = """
@tmetal.autotune(configs=[tmetal.Config({"ROWS": r}, pre_hook=hook) for r in (4, 8)], key=[])
@tmetal.jit
def k(src, out, ROWS: tl.constexpr):
    at = [tl.program_id(0) * ROWS, 0]
    out.store(at, out.load(at) + src.load(at))
"""
    tuned, x = make(source, hook=hook), mx.arange(160.0).reshape(10, 16)
    out = mx.ones((10, 16))
    both = [TensorDescriptor.from_tensor(v, [1, 16]) for v in (x, out)]
    with tmetal.options.override(backend="cpu"):
        tuned[lambda meta: (tmetal.cdiv(10, meta["ROWS"]),)](*both)
    assert_same(np.array(out), np.array(x) + 1)


def test_a_source_names_a_descriptor_by_its_dtype_and_block() -> None:
    both = dict.fromkeys(("src", "out"), "tensordesc<fp32[4, 16]>")
    source = tmetal.compiler.ASTSource(COPY, {**both, "n": "i32", "out_base": "fp32"})
    assert "src_base" in tmetal.compile(source).asm["msl"]
