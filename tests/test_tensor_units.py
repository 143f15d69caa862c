"""Products on an M5's tensor units: right, chosen where they should be, and visible where not."""

from __future__ import annotations

import warnings

import ml_dtypes
import mlx.core as mx
import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from test_attention import BOUND, FLASH
from tmetal import options
from tmetal.errors import LaunchError, PerformanceWarning
from tmetal.ir.core import walk
from tmetal.ir.interp import Memory, run
from tmetal.ir.layout import tensor_blocks
from tmetal.ir.opset.tensor import COLUMN, HELD, ROW
from tmetal.ir.types import BF16, F16, F32
from tmetal.runtime import cpu, specialize, tensor_probe
from tmetal.target import SIMD_WIDTH

TYPES = {"float16": np.float16, "bfloat16": ml_dtypes.bfloat16, "float32": np.float32}


@pytest.fixture(autouse=True)
def on_an_m5():
    with options.override(target="m5", backend="cpu"):
        yield


@tmetal.jit
def matmul(
    a_ptr, b_ptr, c_ptr, M, N, K, am, ak, bk, bn,
    BM: tl.constexpr, BN: tl.constexpr, BK: tl.constexpr, RELU: tl.constexpr,
):  # fmt: skip
    rows = tl.program_id(0) * BM + tl.arange(0, BM)
    columns = tl.program_id(1) * BN + tl.arange(0, BN)
    inner = tl.arange(0, BK)
    total = tl.zeros((BM, BN), tl.float32)
    for k in range(0, K, BK):
        at = (k + inner)[None, :]
        a = tl.load(
            a_ptr + rows[:, None] * am + at * ak, mask=(rows[:, None] < M) & (at < K), other=0.0
        )
        at = (k + inner)[:, None]
        b = tl.load(
            b_ptr + at * bk + columns[None, :] * bn,
            mask=(at < K) & (columns[None, :] < N),
            other=0.0,
        )
        total = tl.dot(a, b, total)
    if RELU:
        total = tl.maximum(total, 0.0)
    mask = (rows[:, None] < M) & (columns[None, :] < N)
    tl.store(
        c_ptr + rows[:, None] * N + columns[None, :], total.to(c_ptr.dtype.element_ty), mask=mask
    )


def product(sizes, name="float16", form="nn", tile=(64, 64, 32), relu=False, **launch):
    """Run `matmul` on small integers; return what it gives and what NumPy does."""
    (m, n, k), dtype = sizes, TYPES[name]
    draw = np.random.default_rng(0)
    a, b = (draw.integers(-4, 5, shape).astype(dtype) for shape in ((m, k), (k, n)))
    stored = [np.ascontiguousarray(x.T) if f == "t" else x for x, f in ((a, form[0]), (b, form[1]))]
    strides = [(1, m) if form[0] == "t" else (k, 1), (1, k) if form[1] == "t" else (n, 1)]
    given = [mx.array(x.astype(np.float32)).astype(getattr(mx, name)) for x in stored]
    out = mx.zeros((m, n))
    bm, bn, bk = tile
    grid = (tmetal.cdiv(m, bm), tmetal.cdiv(n, bn))
    matmul[grid](
        *given, out, m, n, k, *strides[0], *strides[1], BM=bm, BN=bn, BK=bk, RELU=relu, **launch
    )
    wanted = a.astype(np.float32) @ b.astype(np.float32)
    return np.array(out), np.maximum(wanted, 0) if relu else wanted


def marks(stage="layouts", kernel=matmul):
    return [op.attrs for op in walk(kernel._last.stages[stage].body) if op.name == "dot"]


@pytest.mark.parametrize(
    ("name", "form", "sizes", "tile", "warps"),
    [
        ("float16", "nn", (128, 64, 64), (64, 64, 32), 4),
        ("float16", "tt", (100, 90, 70), (64, 64, 32), 2),
        ("bfloat16", "nt", (70, 33, 200), (32, 64, 64), 1),
        ("bfloat16", "tn", (40, 100, 16), (16, 128, 16), 4),
        ("float32", "nt", (65, 40, 48), (64, 32, 16), 4),
    ],
)
def test_products_are_exact_in_every_dtype_form_and_ragged_size(name, form, sizes, tile, warps):
    got, wanted = product(sizes, name, form, tile, num_warps=warps, dot_backend="mpp")
    assert [m["unit"] for m in marks()] == ["tensor"]
    assert "simdgroup_multiply" not in matmul.msl
    np.testing.assert_array_equal(got, wanted)


def test_an_epilogue_works_on_the_accumulators_in_registers():
    got, wanted = product((64, 64, 32), relu=True)
    np.testing.assert_array_equal(got, wanted)
    assert "threadgroup_barrier" not in matmul.msl


def test_the_target_decides_unless_the_launch_does():
    product((64, 64, 32))
    assert "matmul2d" in matmul.msl
    product((64, 64, 32), dot_backend="simdgroup")
    assert "matmul2d" not in matmul.msl
    with options.override(target="m4"):
        product((64, 64, 32))
        assert "matmul2d" not in matmul.msl


def test_attention_stays_in_registers():
    mx.random.seed(1)
    q, k, v = (mx.random.normal((1, n, 32)).astype(mx.float16) for n in (40, 70, 70))
    out, _ = FLASH.attention(q, k, v, causal=True, dot_backend="mpp")
    wanted = FLASH.reference(q, k, v, q, True, 0)[0]
    assert np.abs(FLASH.wide(out) - wanted).max() <= BOUND["float16"]
    msl = FLASH.forward.msl
    assert "tmetal_tensor_multiply<" in msl
    assert not any(word in msl for word in ("simdgroup_multiply", "threadgroup_barrier"))


@tmetal.jit
def chain(x_ptr, out_ptr, N: tl.constexpr):
    at = tl.arange(0, N)[:, None] * N + tl.arange(0, N)[None, :]
    x = tl.load(x_ptr + at)
    tl.store(out_ptr + at, tl.dot(tl.dot(x, x), x.to(tl.float32)))


def test_products_of_one_kernel_are_not_apart_unless_asked_for():
    """float32 stays off tensor units, and a chain across units goes through threadgroup memory."""
    x, out = mx.ones((32, 32), mx.float16), mx.zeros((32, 32))
    chain.warmup(x, out, 32, num_warps=2)
    first, second = (m["refused"] for m in marks(kernel=chain))
    assert second.startswith("float32 gains nothing there in full precision")
    assert first == f"another product of this kernel cannot: {second}"
    chain.warmup(x, out, 32, num_warps=2, dot_backend="mpp")
    assert [m["unit"] for m in marks(kernel=chain)] == ["tensor", "tensor"]


@tmetal.jit
def pair(x_ptr, y_ptr, out_ptr, M: tl.constexpr, N: tl.constexpr, K: tl.constexpr):
    i, j, k = tl.arange(0, M), tl.arange(0, N), tl.arange(0, K)
    x = tl.load(x_ptr + i[:, None] * K + k[None, :])
    y = tl.load(y_ptr + k[:, None] * N + j[None, :])
    tl.store(out_ptr + i[:, None] * N + j[None, :], tl.dot(x, y))


@tmetal.jit
def batch(x_ptr, y_ptr, out_ptr):
    i, j = tl.arange(0, 2)[:, None, None], tl.arange(0, 32)
    at = i * 1024 + j[None, :, None] * 32 + j[None, None, :]
    tl.store(out_ptr + at, tl.dot(tl.load(x_ptr + at), tl.load(y_ptr + at)))


def refused(kernel, shapes, names, *constants, **launch):
    """Launch with dot_backend="mpp", and return the warning."""
    x, y = (mx.ones(s, getattr(mx, n)) for s, n in zip(shapes, names, strict=True))
    out = mx.zeros((*shapes[0][:-1], shapes[1][-1]), mx.int32 if "int8" in names else mx.float32)
    with pytest.warns(PerformanceWarning) as caught:
        kernel[(1,)](x, y, out, *constants, dot_backend="mpp", **launch)
    assert (np.array(out) == shapes[0][-1]).all()
    texts = [str(w.message) for w in caught if "tensor units" in str(w.message)]
    return texts[0]


@pytest.mark.parametrize(
    ("names", "m", "n", "k", "warps", "why"),
    [
        (("int8", "int8"), 32, 32, 16, 1, "operands are int8: float16, bfloat16 and float32"),
        (("float16", "float16"), 32, 16, 16, 1, "32 x 16 by 16 x 16, and the least is 16 x 16 by"),
        (("float16", "float16"), 32, 32, 16, 4, "4 simdgroups would share 32 x 32 elements, and"),
    ],
)
def test_a_product_that_cannot_run_there_says_why_and_is_right(names, m, n, k, warps, why):
    assert why in refused(pair, ((m, k), (k, n)), names, m, n, k, num_warps=warps)


def test_a_batch_of_products_and_another_chip_say_so():
    assert "it is a batch of products" in refused(batch, [(2, 32, 32)] * 2, ["float16"] * 2)
    with options.override(target="m3"):
        text = refused(pair, [(32, 32)] * 2, ["float16"] * 2, 32, 32, 32, num_warps=2)
    assert text == (
        "this product runs on simdgroup_matrix, not on tensor units: an M3 has no tensor units: "
        "they came with the M5."
    )


def test_a_launch_that_did_not_ask_is_not_warned():
    x = mx.ones((32, 16), mx.float16)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pair[(1,)](x, mx.ones((16, 32), mx.float16), mx.zeros((32, 32)), 32, 32, 16)
    assert "4 simdgroups" in marks(kernel=pair)[0]["refused"]


@pytest.mark.parametrize("wrong", ["nax", "", 1, True])
def test_a_wrong_dot_backend_is_refused(wrong):
    with pytest.raises(LaunchError) as caught:
        product((64, 64, 32), dot_backend=wrong)
    assert str(caught.value) == (
        f'dot_backend is {wrong!r}. It is "auto" (the default), "mpp" (tensor operations, which an '
        'M5 has) or "simdgroup" (simdgroup_matrix, on every chip).'
    )


def test_explain_says_on_which_unit_and_why_not():
    x, out = mx.zeros((64, 64), mx.float16), mx.zeros((64, 64))
    given = (x, x, out, 64, 64, 64, 64, 1, 64, 1)
    sizes = {"BM": 64, "BN": 64, "BK": 32, "RELU": False}
    said = str(tmetal.explain(matmul, *given, **sizes))
    assert "float16 on tensor units, 16 x 32 x 16 at once: 2 x 2 simdgroups, each" in said
    said = str(tmetal.explain(matmul, *given, **sizes, num_warps=16))
    assert "not on tensor units: 16 simdgroups would share 64 x 64 elements" in said


def test_the_profile_counts_products_of_tensor_units_and_the_sanitizer_runs_them():
    x, out = mx.ones((64, 64), mx.float16), mx.zeros((64, 64))
    given = (x, x, out, 64, 64, 64, 64, 1, 64, 1, 64, 64, 32, False)
    found = tmetal.profile(matmul[(1, 1)], *given)
    assert found.matrix_multiplies == (64 // 8) ** 3
    with options.override(sanitize=True):
        got, wanted = product((64, 64, 64))
    np.testing.assert_array_equal(got, wanted)


def run_as(order):
    """Return how to run a probe where lanes hold elements in an order of the host's header."""

    def run(header, body, given, size):
        kinds = {np.float16: "half", np.float32: "float", ml_dtypes.bfloat16: "bfloat16_t"}
        kind = kinds[given[0].dtype.type]
        buffers = {
            "a": f"const device {kind}*",
            "b": f"const device {kind}*",
            "out": "device float*",
        }
        head = ", ".join(f"{k} {n} [[buffer({i})]]" for i, (n, k) in enumerate(buffers.items()))
        lane = "thread_index_in_simdgroup"
        text = (
            f"#define TM_TENSOR_ORDER {order}\n{header}\n"
            f"[[kernel]] void k({head}, uint {lane} [[{lane}]]) {{\n{body}\n}}\n"
        )
        out = np.zeros(size, np.float32)
        program = cpu.load(text, "k", tuple(buffers.values()), (lane,))
        program.run([x.ctypes.data for x in (*given, out)], (1, 1, 1), SIMD_WIDTH)
        return out

    return run


def test_the_probe_tells_an_m5_from_a_gpu_whose_lanes_hold_other_elements():
    assert tensor_probe.verdict(run_as(0), (F16, BF16, F32)) == ""
    assert "a product of float16 comes out wrong" in tensor_probe.verdict(run_as(1), (F16,))


def test_where_the_probe_fails_products_run_on_simdgroup_matrix(monkeypatch):
    monkeypatch.setattr(tensor_probe, "reason", lambda dtypes: "" if dtypes in works else "no")
    monkeypatch.setattr(mx.metal, "is_available", lambda: True)
    target, works = specialize.compile_target().facts, []
    with options.override(backend="metal"):
        assert tensor_probe.products("auto", target) == "simdgroup"
        assert tensor_probe.products("simdgroup", target) == "simdgroup"
        with pytest.warns(PerformanceWarning, match="simdgroup_matrix, not on tensor units: no"):
            assert tensor_probe.products("mpp", target) == "simdgroup"
        works.append(tensor_probe.HALVES)
        assert tensor_probe.products("auto", target) == "auto"
        with pytest.warns(PerformanceWarning, match="not on tensor units: no"):
            assert tensor_probe.products("mpp", target) == "auto"  # all but float32
    assert tensor_probe.products("mpp", target) == "mpp"  # the CPU is not asked


def test_a_refusal_of_metals_compiler_is_a_reason(monkeypatch):
    def fails(*_):
        raise RuntimeError(
            "Unable to build\nx.h:1: error: 'MetalPerformancePrimitives.h' not found"
        )

    monkeypatch.setattr(tensor_probe, "_on_metal", fails)
    tensor_probe.reason.cache_clear()
    assert "came with macOS 26.2 (x.h:1: error: 'MetalPerf" in tensor_probe.reason((F16,))
    tensor_probe.reason.cache_clear()


@pytest.mark.parametrize("form", ["nn", "tt"])
def test_the_op_means_what_its_msl_does(form):
    """The thread-level IR, run on NumPy: both ways to turn operands, ragged."""
    wanted = product((20, 40, 48), "float16", form, (32, 64, 32), num_warps=2)[1]
    func = matmul._last.stages["fences"]
    assert any(op.name == "tensor_multiply" for op in walk(func.body))
    draw = np.random.default_rng(0)
    a, b = (draw.integers(-4, 5, shape).astype(np.float16) for shape in ((20, 48), (48, 40)))
    numbers = {"M": 20, "N": 40, "K": 48, "am": 48, "ak": 20, "bk": 40, "bn": 48}
    given = {"a_ptr": a.T if form == "tt" else a, "b_ptr": b.T if form == "tt" else b}
    given["c_ptr"] = np.zeros((20, 40), np.float32)
    flat = {name: np.ascontiguousarray(x).reshape(-1) for name, x in given.items()}
    memory = [
        Memory(flat[p.name], p.name) if p.name in flat else np.int32(numbers[p.name])
        for p in func.body.args
    ]
    run(func, memory, (1, 1, 1), 2 * SIMD_WIDTH)
    np.testing.assert_array_equal(flat["c_ptr"].reshape(20, 40), wanted)


@pytest.mark.parametrize("turned", [False, True])
def test_the_layout_of_a_block_is_what_the_op_means(turned):
    layout = tensor_blocks((16, 16), 1, 1, turned)
    held = [[layout.element(r, lane) for lane in range(SIMD_WIDTH)] for r in range(HELD)]
    places = COLUMN * 16 + ROW if turned else ROW * 16 + COLUMN
    np.testing.assert_array_equal(held, places)
