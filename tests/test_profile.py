"""The profiler counts what can be counted by hand."""

import json
import re
import subprocess
import sys
from pathlib import Path

import ml_dtypes
import mlx.core as mx
import numpy as np
import pytest

import tmetal
import tmetal.language as tl
from msl_by_hand import cache
from tmetal import chips
from tmetal.errors import BackendError, CompileError, LaunchError

__all__ = ["cache"]  # a fixture

FLOATS = "const device float* x [[buffer(0)]], device float* out [[buffer(1)]]"
PLACE = "uint i [[thread_position_in_grid]], uint t [[thread_position_in_threadgroup]]"


def counted(body, threads=64, threadgroups=1, arrays=None, parameters=FLOATS, **launch):
    """Profile `body`, by default from x to out, one float each per thread."""
    n = threads * threadgroups
    if arrays is None:
        arrays = [np.arange(n, dtype=np.float32), np.zeros(n, np.float32)]
    msl = f"[[kernel]] void k({parameters}, {PLACE}) {{\n{body}\n}}\n"
    return tmetal.profile_msl(
        msl, "k", arrays, threads=threads, threadgroups=threadgroups, **launch
    )


def test_a_copy_moves_every_byte_once_in_full_lines():
    p = counted("  out[i] = x[i];", 256, 4)
    t = p.traffic
    assert (t.loaded, t.stored, p.read_bytes, p.written_bytes) == (4096, 4096, 4096, 4096)
    assert (t.lines, t.ideal_lines, t.transferred) == (64, 64, 8192)
    assert (p.loaded_ratio, p.stored_ratio, p.lines_per_compulsory) == (1, 1, 1)
    assert (p.threads, p.simdgroups, p.threadgroups, p.barriers) == (1024, 32, 4, 0)
    assert p.operations["mem"] == 2 * 1024
    assert p.operations["float"] == p.operations["cvt"] == p.operations["br"] == 0
    assert p.active == 1


def test_a_stride_of_a_line_touches_a_line_per_lane():
    x, out = np.zeros(64 * 32, np.float32), np.zeros(64, np.float32)
    p = counted("  out[i] = x[i * 32];", arrays=[x, out])
    assert p.traffic.lines == 64 + 2
    assert p.traffic.ideal_lines == 2 + 2
    assert p.read_bytes == 256


def test_a_value_that_all_lanes_read_is_one_line():
    p = counted("  out[i] = x[7];", 64)
    assert (p.traffic.loaded, p.read_bytes, p.traffic.useful) == (256, 4, 2 * 4 + 256)
    assert p.loaded_ratio == 64
    assert p.traffic.lines == p.traffic.ideal_lines == 2 + 2
    assert p.lines_per_compulsory == pytest.approx(4 / (260 / 128))


def test_an_access_off_by_one_element_touches_two_lines():
    x, out = np.zeros(65, np.float32), np.zeros(64, np.float32)
    p = counted("  out[i] = x[i + 1];", arrays=[x, out])
    assert p.traffic.lines == 4 + 2


def test_adjacent_elements_of_a_thread_are_merged_up_to_sixteen_bytes():
    body = "  for (int k = 0; k < 8; ++k) { out[i * 8 + k] = x[i * 8 + k]; }"
    arrays = [np.arange(512, dtype=np.float32), np.zeros(512, np.float32)]
    p = counted(body, 64, arrays=arrays)
    np.testing.assert_array_equal(arrays[0], arrays[1])
    assert p.operations["mem"] == 64 * 4
    assert p.traffic.device_instructions == 2 * 4
    # 16 bytes of every 32: a row of 4 x 128 distinct bytes spans 8 lines.
    assert p.traffic.coalescing == 2
    assert p.traffic.coalescing_as_written == 8
    assert p.lines_per_compulsory == 2


def test_accesses_that_a_store_may_change_are_not_merged():
    one = counted("  out[2 * t] = x[t]; out[2 * t + 1] = 1.0f;", 32, arrays=_pair(64))
    assert one.operations["mem"] == 32 * 2
    between = "  out[2 * t] = x[t]; float y = out[uint(x[t])]; out[2 * t + 1] = y;"
    two = counted(between, 32, arrays=_pair(64))
    assert two.operations["mem"] == 32 * 4


def _pair(n):
    return [np.zeros(n, np.float32), np.zeros(n, np.float32)]


def test_a_copy_of_a_struct_moves_sixteen_bytes_at_a_time():
    text = (
        "struct Wide { float a[8]; };\n"
        "[[kernel]] void k(const device Wide* x, device Wide* out,"
        " uint i [[thread_position_in_grid]]) { out[i] = x[i]; }"
    )
    x, out = np.arange(256, dtype=np.float32), np.zeros(256, np.float32)
    p = tmetal.profile_msl(text, "k", [x, out], threads=32, threadgroups=1)
    np.testing.assert_array_equal(x, out)
    assert p.operations["mem"] == 32 * 4
    assert p.traffic.device_instructions == 4
    assert p.traffic.coalescing == 2


@pytest.mark.parametrize(
    ("index", "cycles"), [("t", 1), ("t * 32", 32), ("t * 33", 1), ("t * 2", 2), ("0", 1)]
)
def test_bank_conflicts_are_the_words_that_one_bank_has(index, cycles):
    body = f"""
  threadgroup float shared[2048];
  shared[t] = x[i];
  threadgroup_barrier(mem_flags::mem_threadgroup);
  out[i] = shared[{index}];"""
    p = counted(body, 32)
    assert p.traffic.cycles == 1 + cycles
    assert p.traffic.ideal_cycles == 2
    assert (p.traffic.tg_loaded, p.traffic.tg_stored) == (128, 128)
    assert p.threadgroup_bytes == 8192
    assert p.barriers == 1


def test_threadgroup_arguments_are_given_by_their_bytes():
    text = """[[kernel]] void k(const device float* x, device float* out,
      threadgroup float* shared [[threadgroup(0)]], uint t [[thread_position_in_threadgroup]]) {
  threadgroup float own[32];
  own[t] = x[t];
  threadgroup_barrier(mem_flags::mem_threadgroup);
  shared[t] = own[31 - t];
  threadgroup_barrier(mem_flags::mem_threadgroup);
  out[t] = shared[t ^ 1];
}"""
    x, out = np.arange(32, dtype=np.float32), np.zeros(32, np.float32)
    values = {"x": x, "out": out, "shared": 256}
    p = tmetal.profile_msl(text, "k", values, threads=32, threadgroups=1)
    np.testing.assert_array_equal(out, (31 - np.arange(32)) ^ 1)
    assert p.threadgroup_bytes == 128 + 256
    assert p.traffic.cycles == p.traffic.ideal_cycles == 4
    with pytest.raises(LaunchError, match="pass its size in bytes"):
        tmetal.profile_msl(text, "k", values | {"shared": x}, threads=32, threadgroups=1)


def test_two_halves_in_one_word_share_a_cycle():
    body = """
  threadgroup half shared[64];
  shared[t] = half(x[i]);
  threadgroup_barrier(mem_flags::mem_threadgroup);
  out[i] = float(shared[t]);"""
    p = counted(body, 64)
    assert p.traffic.cycles == p.traffic.ideal_cycles == 4
    assert p.operations["cvt"] == 2 * 64


def test_barriers_are_counted_per_thread_and_by_simdgroups():
    body = """
  threadgroup float shared[128];
  for (int k = 0; k < int(x[0]); ++k) {
    shared[t] = x[i];
    threadgroup_barrier(mem_flags::mem_threadgroup);
  }
  simdgroup_barrier(mem_flags::mem_threadgroup);
  out[i] = shared[t];"""
    x = np.full(256, 3, np.float32)
    p = counted(body, 128, 2, arrays=[x, np.zeros(256, np.float32)])
    assert p.barriers == 3
    assert p.events == {"threadgroup_barrier": 3 * 8, "simdgroup_barrier": 8}


def test_simdgroup_functions_are_counted_once_for_all_lanes():
    body = """
  float y = simd_sum(x[i]);
  y += simd_shuffle_xor(y, 1);
  y += quad_max(y);
  if (t < 32) { y += simd_prefix_inclusive_sum(y); }
  out[i] = simd_any(y > 3.0f) ? y : 0.0f;"""
    p = counted(body, 128)
    assert p.events == {
        "simd_sum": 4,
        "simd_shuffle_xor": 4,
        "quad_max": 4,
        "simd_prefix_inclusive_sum": 1,
        "simd_any": 4,
    }
    assert p.collectives_per_simdgroup == 17 / 4


def test_lanes_that_take_no_part_cost_as_much_but_move_nothing():
    p = counted("  if (t < 8) { out[i] = sqrt(x[i]) + 1.0f; }", 64, 2)
    assert p.traffic.loaded == p.traffic.stored == 2 * 8 * 4
    assert p.operations["float"] == 2 * 8 * 2
    assert p.active < 1
    line = next(one for one in p.lines if "sqrt" in one.text)
    assert line.traffic.lines == 2 * 2


def test_the_kth_rounds_of_lanes_with_loops_of_different_length_go_together():
    body = """
  float sum = 0;
  for (uint k = 0; k <= t % 4; ++k) { sum += x[k * 64 + i]; }
  out[i] = sum;"""
    x = np.ones(256, np.float32)
    p = counted(body, 64, arrays=[x, np.zeros(64, np.float32)])
    # Round k has the lanes with t % 4 >= k.
    assert p.traffic.loaded == 4 * (64 + 48 + 32 + 16)
    assert p.traffic.device_instructions == 2 * (4 + 1)
    assert p.traffic.lines == 2 * (4 + 1)


def test_an_atomic_is_read_and_written():
    parameters = "const device float* x, device atomic_uint* out"
    body = "  atomic_fetch_add_explicit(&out[uint(x[i]) % 4], 1u, memory_order_relaxed);"
    out = np.zeros(4, np.uint32)
    p = counted(body, arrays=[np.arange(64, dtype=np.float32), out], parameters=parameters)
    np.testing.assert_array_equal(out, [16] * 4)
    assert (p.traffic.loaded, p.traffic.stored) == (512, 256)
    assert p.operations["mem"] == 2 * 64


def test_mathematical_functions_are_one_operation_each():
    p = counted("  out[i] = exp(x[i]) * tanh(x[i]) + fmax(x[i], 2.0f);", 32)
    assert p.operations["float"] == 32 * 5
    assert counted("  out[i] = sin(x[i]);").cycles > counted("  out[i] = exp(x[i]);").cycles


def test_loops_of_constant_length_are_unrolled_and_others_pay_their_branches():
    unrolled = counted("  float y = 0; for (int k = 0; k < 8; ++k) { y += x[k]; } out[i] = y;")
    assert unrolled.operations["br"] == 0
    assert unrolled.operations["float"] == 64 * 8
    looped = counted(
        "  float y = 0; for (int k = 0; k < int(x[8]); ++k) { y += x[k]; } out[i] = y;"
    )
    assert looped.operations["br"] >= 64 * 8


def test_private_arrays_are_no_traffic_but_a_stack():
    body = """
  float mine[16];
  for (int k = 0; k < 16; ++k) { mine[k] = x[i] * float(k); }
  out[i] = mine[int(x[i]) % 16];"""
    p = counted(body)
    assert (p.traffic.loaded, p.traffic.stored) == (256, 256)
    assert p.stack_bytes == 64


def test_more_values_alive_at_once_take_more_registers():
    few = counted("  out[i] = x[i] + 1.0f;")
    body = "  float y[24];\n"
    body += "".join(f"  y[{k}] = x[(i + {2 * k}u) % 64u];\n" for k in range(24))
    # All are alive between the two uses, which go through them the same way.
    use = "".join(f"  z = z * y[{k}] + 1.0f;\n" for k in range(24))
    body += f"  float z = 1.0f;\n{use}  z = exp(z);\n{use}  out[i] = z;"
    many = counted(body)
    assert few.registers < 16
    assert 24 <= many.registers <= 60


def test_matrix_products_and_loads_are_counted_by_simdgroups():
    text = """[[kernel]] void k(const device float* a, const device float* b, device float* c,
      uint s [[simdgroup_index_in_threadgroup]]) {
  simdgroup_float8x8 x, y, z = make_filled_simdgroup_matrix<float, 8, 8>(0.0f);
  for (int k = 0; k < 4; ++k) {
    simdgroup_load(x, a + 8 * k, 32);
    simdgroup_load(y, b + 256 * k, 32, ulong2(8 * s, 0));
    simdgroup_multiply_accumulate(z, x, y, z);
  }
  simdgroup_store(z, c, 32, ulong2(8 * s, 0));
}"""
    random = np.random.default_rng(0)
    a, b = random.standard_normal((8, 32), np.float32), random.standard_normal((32, 32), np.float32)
    c = np.zeros((8, 32), np.float32)
    p = tmetal.profile_msl(text, "k", {"a": a, "b": b, "c": c}, threads=128, threadgroups=1)
    np.testing.assert_allclose(c, a @ b, rtol=1e-5, atol=1e-5)
    assert p.matrix_multiplies == 4 * 4
    assert p.matrix_loads == 4 * (4 + 4 + 1)
    # Eight rows of 32 bytes: a line each.
    assert p.traffic.lines == 4 * 9 * 8
    assert p.traffic.loaded == 4 * 8 * 256
    assert p.operations["float"] == 0


def test_a_last_threadgroup_that_is_smaller_counts_its_own_threads():
    text = "[[kernel]] void k(device uint* out, uint i [[thread_position_in_grid]]) { out[i] = i; }"
    out = np.zeros(100, np.uint32)
    p = tmetal.profile_msl(text, "k", [out], threads=64, grid=100)
    np.testing.assert_array_equal(out, np.arange(100))
    assert (p.threads, p.threadgroups, p.simdgroups) == (100, 2, 4)
    assert p.traffic.stored == 400


def test_one_array_given_twice_is_one_buffer():
    x = np.arange(64, dtype=np.float32)
    counted("  out[i] = x[i] + 1.0f;", arrays=[x, x])
    np.testing.assert_array_equal(x, np.arange(64) + 1)


def test_lines_are_those_of_the_text_and_add_up():
    p = counted("  float y = x[i];\n  y = y * 2.0f;\n\n  out[i] = y;")
    assert p.line_kind == "MSL"
    by_text = {one.text.strip(): one for one in p.lines}
    assert by_text["float y = x[i];"].traffic.loaded == 256
    assert by_text["y = y * 2.0f;"].operations == {"float": 64}
    assert by_text["out[i] = y;"].traffic.stored == 256
    for name, total in p.operations.items():
        assert sum(one.operations.get(name, 0) for one in p.lines) == total
    assert sum(one.traffic.lines for one in p.lines) == p.traffic.lines


def test_line_directives_name_the_file():
    p = counted('#line 40 "mine.h"\n  out[i] = x[i];')
    assert {(one.file, one.line) for one in p.lines if one.line} == {("mine.h", 40)}


def test_scalars_and_function_constants_may_be_given_as_numbers():
    text = """constant bool twice [[function_constant(3)]];
[[kernel]] void k(device float* out, constant float& a, constant int& n,
                  uint i [[thread_position_in_grid]]) {
  if (int(i) < n) { out[i] = twice ? 2.0f * a : a; }
}"""
    out = np.zeros(64, np.float32)
    values = {"out": out, "a": 1.5, "n": 40}
    p = tmetal.profile_msl(text, "k", values, threads=64, threadgroups=1, constants={3: True})
    np.testing.assert_array_equal(out, [3.0] * 40 + [0.0] * 24)
    assert p.traffic.stored == 160
    assert p.traffic.loaded == 0
    assert p.traffic.constant_loads == 64 + 40


def test_a_template_is_named_with_its_arguments():
    text = """template <typename T, int N>
[[kernel]] void k(device T* out, uint i [[thread_position_in_grid]]) { out[i] = T(N); }"""
    out = np.zeros(32, np.float16)
    p = tmetal.profile_msl(text, "k<half, 7>", [out], threads=32, threadgroups=1)
    assert (out == 7).all()
    assert p.traffic.stored == 64


def test_the_profile_prints_and_turns_into_json():
    p = counted("  out[i] = x[i];", 256, 4)
    text = str(p)
    for word in ("128-byte lines", "out[i] = x[i];", "M4 Pro", "bound by", "registers"):
        assert word in text
    data = json.loads(json.dumps(p.as_dict()))
    assert data["traffic"]["lines"] == 64
    assert data["lines_per_compulsory"] == 1
    assert len(data["roofline"]) == len(chips.CHIPS)
    assert "per element" in p.table(1024)


def test_a_large_copy_is_bound_by_memory_and_more_bandwidth_makes_it_faster():
    p = counted("  out[i] = x[i];", 1024, 256)
    times = {one.chip.name: one for one in p.roofline}
    assert times["M1"].bound == "memory"
    nominal = 2 * 4 * 1024 * 256 / (68.3e9 * chips.ACHIEVABLE)
    assert times["M1"].seconds == pytest.approx(nominal)
    assert times["M4 Max"].seconds < times["M4"].seconds < times["M1"].seconds


def test_heavy_arithmetic_is_bound_by_issue_and_a_small_launch_by_its_launch():
    body = "  float y = x[i];\n"
    body += "  for (int k = 0; k < 500; ++k) { y = y * 1.5f + sin(y); }\n  out[i] = y;"
    assert {one.bound for one in counted(body, 256, 64).roofline} == {"issue"}
    assert {one.bound for one in counted("  out[i] = x[i];").roofline} == {"launch"}


def test_every_chip_has_a_plausible_row():
    for chip in chips.CHIPS:
        assert 2_000 < chip.peak < 35_000
        assert 60 < chip.bandwidth < 900
    assert len({chip.name for chip in chips.CHIPS}) == len(chips.CHIPS)
    assert [chips.resident_simdgroups(n) for n in (8, 33, 64, 128, 300)] == [96, 84, 48, 24, 24]


@tmetal.jit
def add(x_ptr, y_ptr, out_ptr, n, BLOCK: tl.constexpr):
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = offsets < n
    x = tl.load(x_ptr + offsets, mask=mask)
    y = tl.load(y_ptr + offsets, mask=mask)
    tl.store(out_ptr + offsets, x + y, mask=mask)


ADD_LINES = (
    "offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)",
    "mask = offsets < n",
    "x = tl.load(x_ptr + offsets, mask=mask)",
    "y = tl.load(y_ptr + offsets, mask=mask)",
    "tl.store(out_ptr + offsets, x + y, mask=mask)",
)


@pytest.mark.parametrize("make", [mx.array, np.array])
def test_a_kernel_is_profiled_like_a_launch(make):
    x, y = np.arange(5000, dtype=np.float32), np.ones(5000, np.float32)
    a, b, out = make(x), make(y), make(np.zeros(5000, np.float32))
    p = tmetal.profile(add[(5,)], a, b, out, 5000, BLOCK=1024)
    np.testing.assert_array_equal(np.array(out), x + 1)
    assert p.name == "add"
    assert (p.traffic.loaded, p.traffic.stored) == (40000, 20000)
    assert 5000 <= p.operations["float"] <= 5 * 1024
    assert p.threads == 5 * 128
    assert p.line_kind == "Python"
    body = {f"    {text}\n" for text in ADD_LINES}
    assert {one.text for one in p.lines if one.line} <= body
    assert sum(one.traffic.loaded for one in p.lines) == 40000
    assert {one.file for one in p.lines if one.line} == {"test_profile.py"}


@tmetal.jit
def set_even(out_ptr, n, BLOCK: tl.constexpr):
    offsets = 2 * tl.arange(0, BLOCK)
    tl.store(out_ptr + offsets, 7.0, mask=offsets < n)


@pytest.mark.parametrize("make", [mx.array, np.array])
def test_what_a_kernel_leaves_alone_stays(make):
    out = make(np.arange(100, dtype=np.float32))
    p = tmetal.profile(set_even[(1,)], out, 100, BLOCK=64)
    expected = np.arange(100, dtype=np.float32)
    expected[::2] = 7
    np.testing.assert_array_equal(np.array(out), expected)
    assert p.operations["mem"] >= 50


def test_bfloats_are_profiled_too():
    x = np.arange(64).astype(ml_dtypes.bfloat16)
    out = np.zeros_like(x)
    parameters = "const device bfloat* x, device bfloat* out"
    p = counted("  out[i] = x[i] + x[i];", arrays=[x, out], parameters=parameters)
    np.testing.assert_array_equal(out, x + x)
    assert p.traffic.loaded == p.traffic.stored == 128


def test_a_grid_function_and_options_work_as_in_a_launch():
    x, out = np.ones(4096, np.float32), np.zeros(4096, np.float32)
    grid = lambda meta: (tmetal.cdiv(4096, meta["BLOCK"]),)  # noqa: E731
    p = tmetal.profile(add[grid], x, x, out, 4096, BLOCK=512, num_warps=2)
    assert (p.threadgroups, p.simdgroups) == (8, 16)
    assert (out == 2).all()


def test_what_is_no_launch_is_refused():
    x = np.ones(4, np.float32)
    with pytest.raises(LaunchError, match=r"takes a kernel with its grid"):
        tmetal.profile(add, x, x, x, 4, BLOCK=4)
    with pytest.raises(LaunchError, match="no programs"):
        tmetal.profile(add[(0,)], x, x, x.copy(), 4, BLOCK=4)
    with pytest.raises(LaunchError, match="is missing `n`"):
        tmetal.profile(add[(1,)], x, x, x.copy(), BLOCK=4)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"arguments": [np.zeros(4, np.float32)]}, r"takes 2 arguments \(x, out\), not 1"),
        ({"arguments": {"x": 1, "y": 2}}, "takes x, out; these were given: x, y"),
        (
            {"arguments": [3, np.zeros(4, np.float32)]},
            "`x` is `const device float\\*`: pass a NumPy",
        ),
        ({"arguments": [np.zeros(4), np.zeros((4, 4))[:, 0]]}, "`out` may be written"),
        ({"threads": 2000}, "1 to 1024 threads"),
        ({"threads": (1, 2, 3, 4)}, "one to three integers"),
        ({"threadgroups": 0}, "counts nothing"),
        ({"grid": 5}, "size once"),
        ({"threadgroups": None}, "size once"),
    ],
)
def test_arguments_that_do_not_fit_are_refused(change, message):
    text = f"[[kernel]] void k({FLOATS}, {PLACE}) {{ out[i] = x[i]; }}"
    arrays = [np.zeros(64, np.float32), np.zeros(64, np.float32)]
    launch = {"arguments": arrays, "threads": 64, "threadgroups": 1} | change
    with pytest.raises(LaunchError, match=message):
        tmetal.profile_msl(text, "k", **launch)


def test_text_that_metal_refuses_is_refused_here():
    with pytest.raises(CompileError, match="no type 'double'"):
        counted("  double y = x[i]; out[i] = float(y);")
    with pytest.raises(CompileError, match="no kernel 'other'"):
        tmetal.profile_msl("kernel void k() {}", "other", [], threads=1, threadgroups=1)


def test_a_division_by_zero_ends_nothing():
    out = np.ones(64, np.int32)
    parameters = "const device int* x, device int* out"
    counted("  out[i] = 7 / x[i];", arrays=[np.zeros(64, np.int32), out], parameters=parameters)


@pytest.mark.parametrize(
    ("index", "byte"), [("i + 1000000", 4000000), ("i - 100000u", 17179469184)]
)
def test_an_access_far_outside_of_a_buffer_is_reported_with_its_line(index, byte):
    with pytest.raises(BackendError, match=f"tmetal:3:12: a read of 4 bytes .* at byte {byte}"):
        counted(f"  uint j = {index};\n  out[i] = x[j];")


def test_threadgroup_memory_has_an_end_too():
    body = "  threadgroup float s[64];\n  s[t * 4] = x[i];\n  out[i] = 0.0f;"
    with pytest.raises(
        BackendError, match="a write of 4 bytes is outside of a threadgroup variable"
    ):
        counted(body)


def test_reading_a_little_too_far_ends_nothing():
    p = counted("  out[i] = x[i + 60];")
    assert p.traffic.loaded == 256


def test_the_page_about_profiling_runs(tmp_path):
    page = (Path(__file__).parents[1] / "docs" / "profiling.md").read_text()
    path = tmp_path / "page.py"
    path.write_text("\n".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL)))
    done = subprocess.run(
        [sys.executable, str(path)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("profile of") == 3
    assert "profile of twice<float>" in done.stdout


def test_a_kernel_that_has_no_meaning_is_reported():
    with pytest.raises(BackendError, match="same barrier"):
        counted("  if (t < 7) { threadgroup_barrier(mem_flags::mem_none); } out[i] = x[i];")
