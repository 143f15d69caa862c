"""The attention examples against float64: lengths, groups, windows, head dimensions, dtypes."""

from __future__ import annotations

import importlib.util
import warnings
from pathlib import Path

import mlx.core as mx
import numpy as np
import pytest

from tmetal import MockTensor, options

EXAMPLES = Path(__file__).parents[1] / "examples"
BOUND = {"float32": 2e-5, "float16": 4e-3, "bfloat16": 3e-2}


def load(stem):
    spec = importlib.util.spec_from_file_location(f"example_{stem[:2]}", EXAMPLES / f"{stem}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FLASH = load("08_flash_attention")
PAGED = load("09_paged_decode")

# heads, heads of one head of keys, queries, keys, D, dtype, causal, window
CASES = [
    (2, 1, 1, 33, 64, "float32", True, 0),
    (2, 2, 33, 33, 80, "bfloat16", True, 0),
    (3, 3, 40, 90, 96, "float16", False, 0),
    (4, 2, 70, 100, 128, "float16", True, 0),
    (1, 1, 65, 65, 256, "float32", True, 17),
    (2, 1, 96, 128, 16, "float32", True, 64),
    (1, 1, 5, 3, 64, "bfloat16", False, 0),
    (1, 1, 40, 200, 40, "float16", False, 1),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_attention_and_its_gradients_are_right_for_lengths_groups_and_windows(case):
    *sizes, name, causal, window = case
    with options.override(backend="interpret"):
        found = FLASH.errors(*sizes, getattr(mx, name), causal, window)
    assert max(found) <= BOUND[name]


@pytest.mark.parametrize(
    ("m", "n", "d", "name"), [(45, 77, 80, "float16"), (33, 40, 256, "float32")]
)
def test_attention_is_right_where_d_is_padded_and_where_it_is_large(m, n, d, name):
    heads, group, causal, window = 2, 2, False, 0
    mx.random.seed(1)
    dtype = getattr(mx, name)
    q = mx.random.normal((heads, m, d)).astype(dtype)
    k, v = (mx.random.normal((heads // group, n, d)).astype(dtype) for _ in range(2))
    with options.override(backend="cpu"):
        out, _ = FLASH.attention(q, k, v, causal, window)
    wanted = FLASH.reference(q, k, v, q, causal, window)[0]
    assert np.abs(FLASH.wide(out) - wanted).max() <= BOUND[name]


@pytest.mark.parametrize(("d", "name"), [(64, "float16"), (128, "float32"), (256, "float32")])
def test_no_kernel_of_attention_spills_or_lacks_threadgroup_memory(d, name):
    x, f = MockTensor(name, (4, 100, d)), MockTensor("float32", (4, 100))
    chosen = FLASH.constants(x, MockTensor(name, (2, 100, d)), True, 0)
    known, sizes = (x, x, x, x, f, f), (100, 100, 0.1)
    with warnings.catch_warnings(), options.override(target="m1"):
        warnings.simplefilter("error")
        FLASH.forward.warmup(x, x, x, x, f, *sizes, **chosen)
        chosen["num_warps"] = max(4, chosen["num_warps"])
        FLASH.backward_q.warmup(*known, x, *sizes, **chosen)
        FLASH.backward_kv.warmup(*known, x, x, *sizes, **chosen)


def test_a_masked_loop_is_split_once_by_questions_of_which_one_implies_the_other():
    """Blocks of keys inside of N, then the last one; where it is not inside, no part of it is."""
    q, k = MockTensor("bfloat16", (2, 70, 32)), MockTensor("bfloat16", (1, 100, 32))
    chosen = FLASH.constants(q, k, True, 40)
    with options.override(target="m1"):
        lse = MockTensor("float32", (2, 70))
        FLASH.forward.warmup(q, k, k, q, lse, 70, 100, 0.2, **chosen)
    loops = FLASH.forward.msl.count("for (uint32_t trip")
    assert loops == 5  # for keys in part before the window, in it, and in part after it


@pytest.mark.parametrize("backend", ["cpu", "interpret"])
def test_blocks_that_no_query_sees_are_not_read(backend):
    q, k = np.ones((1, 32, 32), np.float32), np.ones((1, 160, 32), np.float32)
    k[:, :96] = np.nan  # the last 32 queries see 31 keys before their own: rows 97 and on
    with options.override(backend=backend):
        out, _ = FLASH.attention(mx.array(q), mx.array(k), mx.array(k), window=32)
    assert np.array_equal(np.array(out), np.ones_like(q))


@pytest.mark.parametrize("keys", [1, 40])
def test_queries_that_see_no_key_have_zeros_and_no_gradient(keys):
    case = 2, 2, 70, keys, 16, mx.float32
    with options.override(backend="interpret"):
        assert max(FLASH.errors(*case, causal=True)) <= BOUND["float32"]


@pytest.mark.parametrize("name", ["float32", "float16", "bfloat16"])
@pytest.mark.parametrize("d", [64, 80])
def test_paged_decode_is_right_for_every_length_of_a_sequence(name, d):
    with options.override(backend="interpret"):
        assert PAGED.error([1, 16, 0, 17, 100], 4, 2, d, getattr(mx, name)) <= BOUND[name]


def test_paged_decode_takes_groups_of_any_size():
    with options.override(backend="interpret"):
        assert PAGED.error([30], 6, 2, 16, mx.float32) <= BOUND["float32"]


def test_paged_decode_reads_only_pages_of_its_sequence():
    with options.override(backend="cpu"):
        assert PAGED.error([5, 33], 2, 1, 32, mx.float32, spoil=True) <= BOUND["float32"]
