"""`explain`: what it says is what the counters of the CPU executor count."""

from __future__ import annotations

import io
import json
import re
import runpy
import warnings
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

import tmetal
import tmetal.language as tl
from random_ir import functions
from tmetal import MockTensor
from tmetal.explain.analysis import analyse
from tmetal.ir.core import Func, walk
from tmetal.passes.pipeline import Settings, stages


@tmetal.jit
def scale(x_ptr, out_ptr, n, BLOCK: tl.constexpr):
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = offsets < n
    tl.store(out_ptr + offsets, tl.load(x_ptr + offsets, mask=mask) * 2, mask=mask)


@tmetal.jit
def every_fourth(x_ptr, out_ptr, BLOCK: tl.constexpr):
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    tl.store(out_ptr + offsets, tl.load(x_ptr + offsets * 4))


@tmetal.jit
def transpose(x_ptr, out_ptr, N: tl.constexpr, BLOCK: tl.constexpr):
    rows = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    columns = tl.program_id(1) * BLOCK + tl.arange(0, BLOCK)
    x = tl.load(x_ptr + rows[:, None] * N + columns[None, :])
    tl.store(out_ptr + columns[:, None] * N + rows[None, :], tl.trans(x))


@tmetal.jit
def softmax(x_ptr, out_ptr, n, BLOCK: tl.constexpr):
    row, columns = tl.program_id(0), tl.arange(0, BLOCK)
    mask = columns < n
    x = tl.load(x_ptr + row * n + columns, mask=mask, other=-float("inf"))
    power = tl.exp(x - tl.max(x, axis=0))
    tl.store(out_ptr + row * n + columns, power / tl.sum(power, axis=0), mask=mask)


@tmetal.jit
def many_ways(x_ptr, index_ptr, w_ptr, out_ptr, n, stride, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK)
    chosen = tl.load(x_ptr + tl.load(index_ptr + i))
    wrapped = tl.load(x_ptr + i % n)
    strided = tl.load(x_ptr + i * stride)
    one = tl.load(w_ptr)
    odd = tl.load(x_ptr + i, mask=chosen > 0, other=0.0)
    tl.store(out_ptr + i, chosen + wrapped + strided + one + odd)


@tmetal.jit
def product(a_ptr, b_ptr, c_ptr, M: tl.constexpr, N: tl.constexpr, K: tl.constexpr):
    rows, columns, inner = tl.arange(0, M), tl.arange(0, N), tl.arange(0, K)
    a = tl.load(a_ptr + rows[:, None] * K + inner[None, :])
    b = tl.load(b_ptr + inner[:, None] * N + columns[None, :])
    tl.store(c_ptr + rows[:, None] * N + columns[None, :], tl.dot(a, b))


@tmetal.jit
def in_place(x_ptr, n, BLOCK: tl.constexpr):
    i = tl.arange(0, BLOCK)
    tl.store(x_ptr + i, tl.load(x_ptr + i, mask=i < n) + 1, mask=i < n)


def access_to(report: Any, parameter: str, number: int = 0) -> Any:
    return [a for a in report.accesses if a.parameter == parameter][number]


def predicted_lines(report: Any, programs: int) -> int:
    """Return the lines of a launch in which no element is masked."""
    total = 0
    for a in report.accesses:
        numel, size = int(np.prod(a.shape)), np.dtype(a.dtype).itemsize
        requests = max(1, numel * size // (32 * a.vector_bytes))
        total += a.times * requests * a.lines
    return total * programs


def numbers(*shape: int, dtype: Any = np.float32) -> Any:
    return np.random.default_rng(0).standard_normal(shape).astype(dtype)


LAUNCHES = {
    "scale float32": (scale, 8, [numbers(8192), numbers(8192), 8192], {"BLOCK": 1024}),
    "scale float16": (
        scale,
        4,
        [numbers(8192, dtype=np.float16), numbers(8192, dtype=np.float16), 8192],
        {"BLOCK": 2048},
    ),
    "every fourth": (every_fourth, 4, [numbers(8192), numbers(2048)], {"BLOCK": 512}),
    "transpose": (
        transpose,
        (4, 4),
        [numbers(256, 256), numbers(256, 256)],
        {"N": 256, "BLOCK": 64},
    ),
    "softmax": (softmax, 4, [numbers(4, 1024), numbers(4, 1024), 1024], {"BLOCK": 1024}),
}


@pytest.mark.parametrize("name", LAUNCHES)
def test_the_lines_that_explain_predicts_are_those_that_the_executor_counts(name: str) -> None:
    kernel, grid, args, constants = LAUNCHES[name]
    report = kernel.explain(*args, grid=grid, **constants)
    counted = tmetal.profile(kernel[grid], *args, **constants)
    assert counted.traffic.lines == predicted_lines(report, int(np.prod(grid)))
    assert counted.threadgroup_bytes == report.shared_bytes
    about = report.registers.a_thread
    assert counted.registers / 2 - 8 <= about <= 2 * counted.registers + 8
    assert counted.barriers == sum(b.placed for b in report.barriers)


def test_contiguous_accesses_are_wide_and_masked_at_the_edge_only() -> None:
    report = scale.explain(*[MockTensor("fp16", (1000,))] * 2, 1000, BLOCK=2048, grid=(1,))
    for name in ("x_ptr", "out_ptr"):
        found = access_to(report, name)
        assert (found.pattern, found.vector_bytes, found.coalescing) == ("contiguous", 16, 1.0)
        assert (found.mask, found.index_bits, found.alignment) == ("interior", 32, 128)
        assert not found.advice
    assert {a.name: a.effect for a in report.arrays} == {"x_ptr": "read", "out_ptr": "written"}
    assert report.arrays[0].reads == ("2048*program_id(0) + i0, i0 < 2048",)


def test_each_access_has_its_pattern_its_line_and_advice_where_nothing_could_be_done() -> None:
    types = [MockTensor("fp32"), MockTensor("int32"), MockTensor("fp32"), MockTensor("fp32")]
    report = many_ways.explain(*types, 100, 3, BLOCK=256)
    first = many_ways.fn.__code__.co_firstlineno
    found = {a.place.text.split(" =")[0]: a for a in report.accesses if a.parameter != "index_ptr"}
    assert {k: a.pattern for k, a in found.items() if a.kind == "load"} == {
        "chosen": "gather",
        "wrapped": "gather",
        "strided": "strided",
        "one": "broadcast",
        "odd": "contiguous",
    }
    assert found["chosen"].place.line == first + 3
    assert "sorted" in found["chosen"].advice[0]
    assert "mask" in found["wrapped"].advice[0]
    assert found["strided"].steps == ("stride",)
    assert "`stride`" in found["strided"].advice[0]
    assert found["odd"].mask == "each element"
    assert found["odd"].vector_bytes == 4
    assert "the mask is tested for each" in found["odd"].advice[0]
    assert found["chosen"].coalescing is None


def test_a_stride_of_one_at_the_launch_makes_an_access_contiguous() -> None:
    arrays = [numbers(256), np.zeros(256, np.int32), numbers(1), numbers(256)]
    report = many_ways.explain(*arrays, 100, 1, BLOCK=256, grid=(1,))
    strided = next(a for a in report.accesses if a.place.text.startswith("strided"))
    assert (strided.pattern, strided.vector_bytes) == ("contiguous", 8)


def test_a_tile_that_lies_across_goes_through_threadgroup_memory() -> None:
    report = transpose.explain(*[MockTensor("fp32")] * 2, N=256, BLOCK=64)
    load = access_to(report, "x_ptr")
    assert "goes through threadgroup memory" in load.done
    assert load.coalescing == access_to(report, "out_ptr").coalescing == 1.0
    assert [(s.name, s.bytes) for s in report.shared] == [("x", 64 * 65 * 4)]
    assert [b.placed for b in report.barriers] == [True]


def test_reductions_say_what_is_exchanged() -> None:
    report = softmax.explain(*[MockTensor("fp32")] * 2, 1000, BLOCK=1024)
    assert [r.kind for r in report.recipes] == [
        "reduction (maximum, axis 0)",
        "reduction (sum, axis 0)",
    ]
    assert report.recipes[0].how.endswith("then 4 simdgroups through threadgroup memory")
    assert dict(report.registers.rows)["x"] == 8
    alone = softmax.explain(*[MockTensor("fp32")] * 2, 30, BLOCK=32, num_warps=1)
    assert alone.recipes[0].how == "32 lanes by 5 shuffles"
    assert not alone.barriers


@tmetal.jit
def times_one(x_ptr, by_ptr, out_ptr, BLOCK: tl.constexpr, TILE: tl.constexpr):
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    by = tl.load(by_ptr + i * 0) if TILE else tl.load(by_ptr)
    tl.store(out_ptr + i, tl.load(x_ptr + i) * by)


def test_a_number_for_a_whole_tile_is_loaded_once_by_each_simdgroup() -> None:
    x = numbers(8192)
    for tile in (False, True):
        found = tmetal.profile(times_one[(8,)], x, x, x * 0, BLOCK=1024, TILE=tile)
        assert found.traffic.device_instructions == 2 * 8192 // 128 + 8 * 4


def test_old_contents_are_told_from_new_ones() -> None:
    report = in_place.explain(numbers(64), 50, BLOCK=64, grid=(1,))
    assert report.arrays[0].effect == "read and written"
    assert "reads the contents from before the launch" in access_to(report, "x_ptr").done
    assert len(report.accesses) == 2


# Strips of one simdgroup as they were measured on an M4 Pro: fast at 5 TFLOPS, slow below 1.
STRIPS = {
    "fp32": {"fast": [(16, 32), (16, 64), (32, 16)], "slow": [(32, 32), (16, 128), (64, 32)]},
    "fp16": {"fast": [(16, 64), (32, 32)], "slow": [(64, 32)]},
}
MEASURED = [
    (dtype, rows, columns, speed == "slow")
    for dtype, speeds in STRIPS.items()
    for speed, sizes in speeds.items()
    for rows, columns in sizes
]


@pytest.mark.parametrize(("dtype", "rows", "columns", "slow"), MEASURED)
def test_a_product_beyond_the_spill_cliff_warns_at_its_line(
    dtype: str, rows: int, columns: int, slow: bool
) -> None:
    types = [MockTensor(dtype)] * 2 + [MockTensor("fp32")]
    fresh = tmetal.jit(product.fn)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        fresh.warmup(*types, M=rows, N=columns, K=32, num_warps=1)
    found = [w for w in told if w.category is tmetal.PerformanceWarning]
    report = fresh.explain(*types, M=rows, N=columns, K=32, num_warps=1)
    if slow:
        assert found[0].filename == __file__
        assert found[0].lineno == product.fn.__code__.co_firstlineno + 5
        assert str(found[0].message) == report.warnings[0].text
        assert "7 to 15 times slower" in report.warnings[0].text
    else:
        assert not found
        assert not report.warnings


def test_tiles_that_do_not_fit_the_registers_warn() -> None:
    @tmetal.jit
    def carried(x_ptr, out_ptr, n, BLOCK: tl.constexpr):
        i = tl.arange(0, BLOCK)
        total = tl.zeros((BLOCK,), tl.float32)
        for start in range(0, n, BLOCK):
            total += tl.load(x_ptr + start + i)
        tl.store(out_ptr + i, total)

    arguments = [MockTensor("fp32"), MockTensor("fp32"), 100]
    with pytest.warns(tmetal.PerformanceWarning, match="has 128: `total` 256"):
        carried.warmup(*arguments, BLOCK=8192, num_warps=1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        carried.warmup(*arguments, BLOCK=2048, num_warps=1)


def test_the_report_is_data_that_json_can_hold() -> None:
    report = softmax.explain(*[MockTensor("fp32")] * 2, 1000, BLOCK=1024)
    data = report.json()
    assert json.loads(json.dumps(data)) == json.loads(json.dumps(data, allow_nan=False))
    assert data["accesses"][0]["coalescing"] == 1.0
    assert data["registers"]["a_simdgroup"] == 32 * data["registers"]["a_thread"]
    text = str(
        tmetal.explain(softmax[(4,)], *[MockTensor("fp32", (4, 1000))] * 2, 1000, BLOCK=1024)
    )
    assert "contiguous, 16 bytes a lane, lines a request 4, ideal 4, 32-bit offsets" in text
    assert "2 placed, 0 spared" in text


def test_memory_patterns_tell_the_lines_before_and_after() -> None:
    found = tmetal.memory_pattern_optimizer(transpose, *[MockTensor("fp32")] * 2, N=256, BLOCK=64)
    assert found.classes == {"block": 2}
    assert [(a.kind, a.after) for a in found.accesses] == [("load", 1.0), ("store", 1.0)]
    spread = tmetal.memory_pattern_optimizer(every_fourth, *[MockTensor("fp32")] * 2, BLOCK=512)
    load, store = spread.accesses
    assert (load.pattern, load.before, load.after) == ("strided", 4.0, 16.0)
    assert (store.before, store.after, store.vector_bytes) == (1.0, 1.0, 16)
    assert "neighbours are 4 elements apart" in str(spread)
    assert json.loads(json.dumps(spread.json()))["classes"] == {"strided": 1, "contiguous": 1}


def test_what_is_no_kernel_is_refused() -> None:
    with pytest.raises(tmetal.LaunchError, match="takes a kernel, not a int"):
        tmetal.explain(3)
    tuned = tmetal.autotune([tmetal.Config({"BLOCK": 64})], key=[])(scale)
    with pytest.raises(tmetal.LaunchError, match="its constants are chosen at each launch"):
        tmetal.explain(tuned, numbers(3), numbers(3), 3)


def test_an_autotuned_kernel_is_explained_with_what_was_chosen() -> None:
    tuned = tmetal.autotune([tmetal.Config({"BLOCK": 256}, num_warps=2)], key=[])(scale)
    x = numbers(1000)
    tuned[(4,)](x, x * 0, 1000)
    report = tmetal.explain(tuned, x, x, 1000)
    assert report.threads == 64
    assert access_to(report, "x_ptr").shape == (256,)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(functions())
def test_every_access_and_every_barrier_of_any_function_is_in_its_report(func: Func) -> None:
    made = stages(func, Settings(preserve=frozenset({"b0", "b1"})))
    last, report = made["edges"], analyse(made)
    roles, sources = last.attrs["roles"], last.attrs["sources"]
    made = set()
    for op in walk(last.body):
        if op.name in ("load_at", "store_at"):
            root = op.operands[0]
            while root.op is not None:
                root = root.op.operands[0]
            if roles[root.name] != "written":
                made.add((sources[root.name], op.name.partition("_")[0]))
    assert made <= {(a.parameter, a.kind) for a in report.accesses}
    barriers = [op for op in walk(last.body) if op.name == "barrier"]
    assert len(barriers) == sum(b.placed for b in report.barriers)
    assert str(report)
    json.dumps(report.json(), allow_nan=False)


def test_the_page_about_explain_shows_what_it_prints(tmp_path: Path) -> None:
    page = (Path(__file__).parents[1] / "docs" / "explain.md").read_text()
    snippet, shown = re.findall(r"```(?:python|text)\n(.*?)```", page, re.S)[:2]
    path = tmp_path / "page.py"
    path.write_text(snippet)
    out = io.StringIO()
    with redirect_stdout(out):
        runpy.run_path(str(path))
    assert out.getvalue() == shown
