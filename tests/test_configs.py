"""`tmetal.configs`: what the lists offer compiles, does not spill, and is right."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

import ml_dtypes
import mlx.core as mx
import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from tmetal import MockTensor, configs, options
from tmetal.errors import BackendError, LaunchError
from tmetal.ops.kernels import matmul

ROOT = Path(__file__).parents[1]
# Parts of a simdgroup that were measured not to spill, by the operands' bytes.
STRIPS = {4: [(16, 64), (32, 16)], 2: [(16, 64), (32, 32)]}


def load(path):
    name = f"loaded_{Path(path).stem}"
    spec = importlib.util.spec_from_file_location(name, ROOT / path)
    sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


FLASH = load("examples/08_flash_attention.py")


def product(config, dtype, backend="cpu", m=70, n=50, k=40):
    mx.random.seed(0)
    a, b = mx.random.normal((m, k)).astype(dtype), mx.random.normal((k, n)).astype(dtype)
    c = mx.zeros((m, n), dtype)
    grid = (tmetal.cdiv(n, config.kwargs["BN"]), tmetal.cdiv(m, config.kwargs["BM"]))
    args = (a, b, c, m, n, k, k, 1, n, 1, n, 1)
    with options.override(backend=backend):
        matmul[grid](*args, **config.launch_kwargs())
    wide = [np.array(x.astype(mx.float32), np.float64) for x in (a, b, c)]
    return np.abs(wide[2] - wide[0] @ wide[1]).max(), args


@pytest.mark.parametrize("config", configs.matmul("float16", "m4"), ids=str)
def test_each_configuration_of_a_product_is_right_on_a_ragged_size(config):
    error, _ = product(config, mx.float16)
    assert error <= 2e-2


def test_every_configuration_for_an_m5_runs_on_its_tensor_units():
    a, sizes = MockTensor("float16", (128, 128)), (128, 128, 128, 128, 1, 128, 1, 128, 1)
    with options.override(target="m5"):
        for config in configs.matmul("float16"):
            made = matmul.warmup(a, a, a, *sizes, **config.launch_kwargs())
            assert "tmetal_tensor_multiply<" in made.asm["msl"], config


@pytest.mark.parametrize(("dtype", "size"), [("float32", 4), ("bfloat16", 2)])
@pytest.mark.parametrize("chip", ["m1", "m5"])
def test_no_simdgroup_has_more_accumulators_than_stay_in_registers(dtype, size, chip):
    found = set()
    for config in configs.matmul(dtype, chip):
        blocks = config.kwargs["BM"] * config.kwargs["BN"] // 64 // config.num_warps
        found.add(blocks)
        dt = getattr(mx, dtype)
        a = mx.zeros((128, 128), dt)
        kernel = matmul.warmup(
            *(a, a, a, 128, 128, 128, 128, 1, 128, 1, 128, 1), grid=(2, 2), **config.launch_kwargs()
        )
        msl = kernel.asm["msl"]
        assert f"simdgroup_matrix<float, 8, 8> acc[{blocks}]" in msl
        high = int(re.search(r"left\[(\d+)\]", msl)[1])
        rows, columns = 8 * high, 8 * blocks // high
        assert any(rows <= most[0] and columns <= most[1] for most in STRIPS[size])
    assert max(found) == 16


@pytest.mark.parametrize("d", [64, 80, 256])
def test_each_configuration_of_attention_compiles_and_is_right(d):
    for config in configs.attention("float16", head_dim=d):
        mx.random.seed(0)
        x, f = MockTensor("fp16", (1, 40, d)), MockTensor("fp32", (1, 40))
        constants = FLASH.constants(x, x, True, 0) | config.launch_kwargs()
        assert FLASH.forward.warmup(x, x, x, x, f, 40, 40, 0.1, grid=(1,), **constants).asm["msl"]
        q, k, v = (mx.random.normal((1, 40, d)).astype(mx.float16) for _ in range(3))
        with options.override(backend="interpret"):
            out, _ = FLASH.attention(q, k, v, causal=True, **config.launch_kwargs())
        wanted = FLASH.reference(q, k, v, q, True, 0)[0]
        assert np.abs(FLASH.wide(out) - wanted).max() <= 4e-3


def test_lists_depend_on_dtype_and_chip():
    assert len(configs.matmul("float16", "m1")) > len(configs.matmul("float32", "m1"))
    first = [c.kwargs["BM"] for c in configs.matmul("float16", "m5")[:3]]
    assert first == [64, 64, 128]
    assert configs.matmul("float32", "m5") == configs.matmul("float32", "m4")
    rows = [[c.kwargs["BM"] // c.num_warps for c in configs.attention("float32", chip)]
            for chip in ("m1", "m4")]  # fmt: skip
    assert rows[0] == sorted(rows[0])
    assert rows[1] != sorted(rows[1])


def test_attention_on_an_m5_has_sixteen_rows_a_simdgroup_first():
    for dim, first in ((64, 16), (128, 16), (256, 4)):
        best = configs.attention("float16", "m5", head_dim=dim)[0]
        assert best.kwargs["BM"] // best.num_warps == first
    assert configs.attention("float32", "m5") == configs.attention("float32", "m4")


def test_a_dtype_may_be_written_in_any_way():
    ways = ("bf16", "bfloat16", tl.bfloat16, mx.bfloat16, ml_dtypes.bfloat16)
    assert len({str(configs.matmul(way, "m2")) for way in ways}) == 1
    with options.override(target="m5"):
        assert configs.matmul(np.float32) == configs.matmul(np.dtype("f4"), "m5")


def test_what_has_no_configurations_is_refused():
    with pytest.raises(LaunchError, match=r"no products of int8.*float32, float16, bfloat16"):
        configs.matmul(np.int8)
    with pytest.raises(BackendError, match="Did you mean"):
        configs.matmul("float16", "m4prp")
    with pytest.raises(LaunchError, match="head_dim is 300"):
        configs.attention("float16", head_dim=300)
