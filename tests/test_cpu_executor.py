"""The CPU executor: Metal by hand runs as it would on a GPU."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from msl_by_hand import INDEX, TYPES, WIDE, cache, kernel, run
from tmetal import options
from tmetal.runtime import cpu
from tmetal.runtime.strict import ATTRIBUTES
from tmetal.runtime.workers import cores

__all__ = ["cache"]  # a fixture

ADD = """
  int t = int(thread_index_in_threadgroup);
  int start = int(uint(int(threadgroup_position_in_grid.x)) * 1024u);
  #pragma clang loop unroll(full)
  for (int r = 0; r < 8; r += 1) {
    int offs = int(uint(start) + uint(t + r * 128));
    bool mask = offs < n;
    TYPE a = mask ? x[offs] : TYPE(0);
    TYPE b = mask ? y[offs] : TYPE(0);
    TYPE c = TYPE(a + b);
    if (mask) { out[offs] = c; }
  }"""


def add_program(name):
    source = {"x": f"const device {name}*", "y": f"const device {name}*"}
    buffers = {**source, "n": "const constant int32_t&", "out": f"device {name}*"}
    return kernel(ADD.replace("TYPE", name), buffers)


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("n", [1, 1023, 5000])
def test_a_masked_sum_of_two_vectors_equals_numpy(name, n):
    random = np.random.default_rng(n)
    dtype = TYPES[name]
    if np.issubdtype(dtype, np.integer):
        info = np.iinfo(dtype)
        x, y = random.integers(info.min, info.max, (2, n), dtype, endpoint=True)
    else:
        x, y = random.standard_normal((2, n)).astype(dtype)
    out = np.full(n + 8, 7).astype(dtype)
    run(add_program(name), [x, y, np.int32([n]), out], (-(-n // 1024), 1, 1), 128)
    np.testing.assert_array_equal(out[:n], x + y)
    np.testing.assert_array_equal(out[n:], np.full(8, 7).astype(dtype))


def test_one_buffer_bound_as_input_and_as_output_is_updated_in_place():
    n = 40000
    x = np.arange(n, dtype=np.float32)
    y = np.full(n, 0.5, np.float32)
    run(add_program("float"), [x, y, np.int32([n]), x], (40, 1, 1), 128)
    np.testing.assert_array_equal(x, np.arange(n, dtype=np.float32) + 0.5)


def test_a_thread_may_read_what_it_wrote_before():
    body = """
  int t = int(thread_index_in_threadgroup);
  out[t] = x[t] + 1.0f;
  out[t] = out[t] * 2.0f;
  out[t] = out[t] + x[t];"""
    program = kernel(body, {"x": "const device float*", "out": "device float*"})
    x = np.arange(100, dtype=np.float32)
    out = np.zeros(100, np.float32)
    run(program, [x, out], threads=100)
    np.testing.assert_array_equal(out, (x + 1) * 2 + x)


def test_private_arrays_with_computed_indices_belong_to_their_thread():
    body = """
  int t = int(thread_index_in_threadgroup);
  int a[4] = {0, 0, 0, 0};
  a[x[t] & 3] = t;
  a[(x[t] + 1) & 3] += 5;
  out[t] = a[0] * 1000000 + a[1] * 10000 + a[2] * 100 + a[3];"""
    program = kernel(body, {"x": "const device int*", "out": "device int*"})
    x = np.random.default_rng(0).integers(0, 100, 64).astype(np.int32)
    out = np.zeros(64, np.int32)
    run(program, [x, out], threads=64)
    expected = np.zeros((64, 4), np.int64)
    expected[np.arange(64), x & 3] = np.arange(64)
    expected[np.arange(64), (x + 1) & 3] += 5
    np.testing.assert_array_equal(out, expected @ [1000000, 10000, 100, 1])


@pytest.mark.parametrize("threads", [1, 31, 32, 33, 64, 1000, 1024])
@pytest.mark.parametrize("barrier", ["threadgroup_barrier(mem_flags::mem_device)"])
def test_threads_see_what_others_wrote_before_a_barrier(threads, barrier):
    body = f"""
  uint t = thread_index_in_threadgroup;
  uint n = threads_per_threadgroup.x;
  device int* mine = out + threadgroup_position_in_grid.x * n;
  int value = int(t) * 3;
  for (int round = 0; round < 5; round++) {{
    mine[n - 1 - t] = value;
    {barrier};
    value = mine[t] + round;
    {barrier};
  }}
  mine[t] = value;"""
    program = kernel(body, {"out": "device int*"}, (*INDEX, "threads_per_threadgroup"))
    out = np.zeros((50, threads), np.int32)
    run(program, [out], (50, 1, 1), threads)
    expected = np.arange(threads) * 3
    for i in range(5):
        expected = expected[::-1] + i
    np.testing.assert_array_equal(out, np.broadcast_to(expected, (50, threads)))


def test_simdgroups_pass_their_own_barriers_independently():
    body = """
  uint t = thread_index_in_threadgroup;
  uint lane = t % 32u, first = t - lane;
  int value = int(t);
  for (uint round = 0; round <= t / 32u; round++) {
    out[t] = value;
    simdgroup_barrier(mem_flags::mem_device);
    value = out[first + (lane + 1u) % 32u];
    simdgroup_barrier(mem_flags::mem_device);
  }
  threadgroup_barrier(mem_flags::mem_device);
  out[t] = value;"""
    program = kernel(body, {"out": "device int*"})
    out = np.zeros((4, 32), np.int32)
    run(program, [out], threads=128)
    expected = [np.roll(np.arange(32) + 32 * i, -(i + 1)) for i in range(4)]
    np.testing.assert_array_equal(out, expected)


def test_threadgroup_arrays_are_shared_by_a_group_and_by_no_other():
    body = """
  threadgroup float buf[256];
  threadgroup int counts[2][4], total;
  uint t = thread_index_in_threadgroup;
  buf[t] = x[threadgroup_position_in_grid.x * 256u + t];
  if (t < 8u) { counts[t / 4u][t % 4u] = int(t); }
  if (t == 9u) { total = 100; }
  threadgroup_barrier(mem_flags::mem_threadgroup);
  for (uint half_size = 128u; half_size > 0u; half_size /= 2u) {
    if (t < half_size) { buf[t] += buf[t + half_size]; }
    threadgroup_barrier(mem_flags::mem_threadgroup);
  }
  if (t == 0u) {
    out[threadgroup_position_in_grid.x] = buf[0] + float(total + counts[1][3]);
  }"""
    program = kernel(body, {"x": "const device float*", "out": "device float*"})
    x = np.random.default_rng(1).integers(0, 100, (200, 256)).astype(np.float32)
    out = np.zeros(200, np.float32)
    run(program, [x, out], (200, 1, 1), 256)
    np.testing.assert_array_equal(out, x.sum(1) + 107)


def test_helpers_take_threadgroup_pointers_and_wait():
    header = """
template <typename T>
METAL_FUNC T neighbour(threadgroup T* shared, uint t, uint n) {
  threadgroup_barrier(mem_flags::mem_threadgroup);
  return shared[(t + 1u) % n];
}"""
    body = """
  threadgroup half shared[64];
  uint t = thread_index_in_threadgroup;
  shared[t] = half(t);
  out[t] = neighbour(shared, t, 64u);"""
    out = np.zeros(64, np.float16)
    run(kernel(body, {"out": "device half*"}, header=header), [out], threads=64)
    np.testing.assert_array_equal(out, (np.arange(64) + 1) % 64)


def test_a_template_kernel_is_run_by_its_arguments():
    text = """#line 1 "tmetal"
template <typename T, int N>
[[kernel]] void custom_kernel_t(device T* out [[buffer(0)]],
    uint thread_index_in_threadgroup [[thread_index_in_threadgroup]]) {
  threadgroup T shared[N];
  shared[thread_index_in_threadgroup] = T(N);
  threadgroup_barrier(mem_flags::mem_threadgroup);
  out[thread_index_in_threadgroup] = shared[N - 1 - thread_index_in_threadgroup];
}
"""
    attributes = ("thread_index_in_threadgroup",)
    program = cpu.load(text, "custom_kernel_t<half, 8>", ("device half*",), attributes)
    out = np.zeros(8, np.float16)
    run(program, [out], threads=8)
    np.testing.assert_array_equal(out, np.full(8, 8))


def test_a_barrier_that_some_threads_miss_is_reported():
    body = """
  if (thread_index_in_threadgroup != 5u) { threadgroup_barrier(mem_flags::mem_device); }
  out[thread_index_in_threadgroup] = 1;"""
    program = kernel(body, {"out": "device int*"})
    with pytest.raises(cpu.KernelError, match="same barrier"):
        run(program, [np.zeros(64, np.int32)], threads=64)
    with pytest.raises(cpu.KernelError, match="same barrier"):
        run(program, [np.zeros(64, np.int32)], (4096, 1, 1), threads=64)


def test_scalar_parameters_are_references_to_their_values():
    body = "  out[0] = float(n) + f + float(h) + (b ? 1000.0f : 0.0f) + few[1];"
    buffers = {
        "n": "const constant int64_t&",
        "f": "const constant float&",
        "h": "const constant half&",
        "b": "const constant bool&",
        "few": "const constant float*",
        "out": "device float*",
    }
    arrays = [np.int64([7]), np.float32([0.5]), np.float16([0.25]), np.bool_([True])]
    out = np.zeros(1, np.float32)
    run(kernel(body, buffers, ()), [*arrays, np.float32([1, 2, 3]), out])
    assert out[0] == 1009.75


def test_launches_of_no_threadgroup_do_nothing_and_of_wrong_sizes_are_refused():
    program = kernel("  out[0] = 1.0f;", {"out": "device float*"}, ())
    out = np.zeros(1, np.float32)
    run(program, [out], (0, 1, 1))
    assert out[0] == 0
    for threads in (0, 1025, (32, 33, 1)):
        with pytest.raises(ValueError, match="1 to 1024 threads"):
            run(program, [out], (1, 1, 1), threads)
    with pytest.raises(ValueError, match="1 buffers, not 2"):
        run(program, [out, out])


def attributes_of(grid, threads):
    """What each attribute is for every thread of a grid, by plain arithmetic."""
    grid, threads = np.array(grid), np.array(threads)
    position = np.stack(np.meshgrid(*map(np.arange, grid), indexing="ij"), -1).transpose(2, 1, 0, 3)
    group, inside = position // threads, position % threads
    actual = np.minimum(threads, grid - group * threads)
    index = inside[..., 0] + actual[..., 0] * (inside[..., 1] + actual[..., 1] * inside[..., 2])
    count, full = actual.prod(-1), threads.prod()
    return {
        "thread_position_in_grid": position,
        "thread_position_in_threadgroup": inside,
        "threadgroup_position_in_grid": group,
        "threadgroups_per_grid": -(-grid // threads),
        "grid_origin": [0, 0, 0],
        **dict.fromkeys(("grid_size", "threads_per_grid"), grid),
        "threads_per_threadgroup": actual,
        "dispatch_threads_per_threadgroup": threads,
        "thread_index_in_threadgroup": index,
        "thread_index_in_simdgroup": index % 32,
        "simdgroup_index_in_threadgroup": index // 32,
        "thread_index_in_quadgroup": index % 4,
        "quadgroup_index_in_threadgroup": index // 4,
        "simdgroups_per_threadgroup": -(-count // 32),
        "dispatch_simdgroups_per_threadgroup": -(-full // 32),
        "quadgroups_per_threadgroup": -(-count // 4),
        "dispatch_quadgroups_per_threadgroup": -(-full // 4),
        **dict.fromkeys(("thread_execution_width", "threads_per_simdgroup"), 32),
    }


@pytest.mark.parametrize("barrier", ["", "threadgroup_barrier(mem_flags::mem_none);"])
@pytest.mark.parametrize(
    ("grid", "threads"),
    [
        ((15, 8, 12), (5, 4, 3)),
        ((13, 9, 5), (5, 4, 3)),
        ((100, 1, 1), (64, 1, 1)),
        ((3, 2, 1), (8, 8, 1)),
    ],
)
def test_attributes_have_the_values_of_a_gpu(barrier, grid, threads):
    # Two names of one thing, of which a kernel takes one only.
    left_out = "thread_execution_width" if barrier else "threads_per_simdgroup"
    names = tuple(n for n in ATTRIBUTES if n != left_out)
    wide = [n for n in names if n in WIDE]
    writes = [f"row[{3 * i} + d] = {n}[d];" for i, n in enumerate(wide)]
    narrow = [n for n in names if n not in wide]
    scalars = [f"row[{3 * len(wide) + i}] = {n};" for i, n in enumerate(narrow)]
    width = 3 * len(wide) + len(narrow)
    body = f"""
  {barrier}
  uint3 g = thread_position_in_grid;
  uint3 size = threads_per_grid;
  device uint* row = out + ((g.z * size.y + g.y) * size.x + g.x) * {width}u;
  for (int d = 0; d < 3; d++) {{ {" ".join(writes)} }}
  {" ".join(scalars)}"""
    out = np.zeros((*grid[::-1], width), np.uint32)
    program = kernel(body, {"out": "device uint*"}, names)
    program.dispatch([out.ctypes.data], grid, threads)
    expected = attributes_of(grid, threads)
    assert expected.keys() == {*names, left_out}
    for i, name in enumerate(wide):
        got = out[..., 3 * i : 3 * i + 3]
        np.testing.assert_array_equal(got, np.broadcast_to(expected[name], got.shape), name)
    for i, name in enumerate(narrow):
        got = out[..., 3 * len(wide) + i]
        np.testing.assert_array_equal(got, np.broadcast_to(expected[name], got.shape), name)


def test_a_smaller_last_threadgroup_waits_and_adds_up_by_itself():
    body = """
  threadgroup float parts[32];
  float sum = simd_sum(x[thread_position_in_grid.x]);
  if (thread_index_in_simdgroup == 0u) { parts[simdgroup_index_in_threadgroup] = sum; }
  threadgroup_barrier(mem_flags::mem_threadgroup);
  if (thread_index_in_threadgroup == 0u) {
    float total = 0.0f;
    for (uint i = 0u; i < simdgroups_per_threadgroup; i++) { total += parts[i]; }
    out[threadgroup_position_in_grid.x] = total;
  }"""
    names = (
        *("thread_position_in_grid", "thread_index_in_simdgroup", "threadgroup_position_in_grid"),
        *("simdgroup_index_in_threadgroup", "thread_index_in_threadgroup"),
        "simdgroups_per_threadgroup",
    )
    program = kernel(body, {"x": "const device float*", "out": "device float*"}, names)
    for n in (1, 31, 33, 127, 128, 129, 1000):
        x = np.random.default_rng(n).integers(0, 100, n).astype(np.float32)
        out = np.zeros(-(-n // 128), np.float32)
        program.dispatch([x.ctypes.data, out.ctypes.data], (n, 1, 1), (128, 1, 1))
        parts = [x[i : i + 128].sum() for i in range(0, n, 128)]
        np.testing.assert_array_equal(out, np.float32(parts))


PASS_ON = """
  threadgroup int shared[1024];
  uint t = thread_index_in_threadgroup;
  shared[t] = -1;
  threadgroup_barrier(mem_flags::mem_threadgroup);
  shared[t] = int(t);
  BARRIER
  out[threadgroup_position_in_grid.x * 256u + t] = shared[(t + STEP) % 256u];"""
ORDERS = (0, 1, 2, 3, 17)


@pytest.mark.parametrize("order", ORDERS)
def test_the_order_of_threads_does_not_matter_to_a_kernel_that_waits(order):
    barrier = "threadgroup_barrier(mem_flags::mem_threadgroup);"
    body = PASS_ON.replace("BARRIER", barrier).replace("STEP", "33u")
    out = np.zeros((40, 256), np.int32)
    kernel(body, {"out": "device int*"}).run([out.ctypes.data], (40, 1, 1), 256, order)
    np.testing.assert_array_equal(out, np.broadcast_to((np.arange(256) + 33) % 256, (40, 256)))


@pytest.mark.parametrize("step", [1, 32, 64, 255])
def test_a_missing_barrier_shows_in_some_order_whatever_the_distance(step):
    program = kernel(
        PASS_ON.replace("BARRIER", "").replace("STEP", f"{step}u"), {"out": "device int*"}
    )
    right = (np.arange(256) + step) % 256
    seen = []
    for order in ORDERS:
        out = np.zeros(256, np.int32)
        program.run([out.ctypes.data], (1, 1, 1), 256, order)
        seen.append(tuple(out))
        # Each thread sees the number of the other one, or that it has not come yet.
        assert np.isin(out - right, (0, *(-1 - right))).all()
    assert any(one != tuple(right) for one in seen)
    assert len(set(seen)) > 1


def test_the_option_sets_the_order_of_launches_that_name_none():
    add = "atomic_fetch_add_explicit(next, 1, memory_order_relaxed)"
    body = f"  out[threadgroup_position_in_grid.x] = {add};"
    program = kernel(body, {"next": "device atomic_int*", "out": "device int*"}, INDEX[1:])
    got = {}
    for order in (0, 1, 2, 5):
        out, following = np.zeros(10, np.int32), np.zeros(1, np.int32)
        with options.override(order=order):
            run(program, [following, out], (10, 1, 1))
        got[order] = list(out)
        assert sorted(out) == list(range(10))
    assert got[0] == list(range(10))
    assert got[1] == list(range(10))[::-1]
    assert got[2] == [5, 6, 7, 8, 9, 0, 1, 2, 3, 4]
    assert got[5] not in (got[0], got[1], got[2])


def test_a_failure_names_the_threadgroup_the_threads_and_their_lines():
    body = """
  if (thread_index_in_threadgroup != 5u) {
    threadgroup_barrier(mem_flags::mem_device);
  }
  out[thread_index_in_threadgroup] = 1;"""
    program = kernel(body, {"out": "device int*"})
    with pytest.raises(cpu.KernelError) as failed:
        run(program, [np.zeros(64, np.int32)], (1, 2, 1), threads=64)
    said = str(failed.value)
    assert "threadgroup (0, 0, 0)" in said
    assert "thread 0 is at line" in said
    assert "thread 5 at its end" in said


@pytest.mark.parametrize("damage", ["", "nonsense", "cut"])
def test_a_kept_translation_is_used_only_if_it_is_whole(monkeypatch, tmp_path, damage):
    monkeypatch.setenv("TMETAL_CACHE_DIR", str(tmp_path))
    program = kernel("  out[0] = 7;", {"out": "device int*"}, ())
    (kept,) = tmp_path.glob("text-*")
    whole = kept.read_bytes()
    if damage:
        kept.write_bytes(b"nonsense" if damage == "nonsense" else whole[:-9])
    again = kernel("  out[0] = 7;", {"out": "device int*"}, ())
    assert again.source == program.source
    assert kept.read_bytes() == whole


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_grows_with_cores_and_not_with_threadgroups_or_launches():
    body = """
  threadgroup float s[1024];
  uint t = thread_index_in_threadgroup;
  s[t] = float(t);
  threadgroup_barrier(mem_flags::mem_threadgroup);
  out[t] = s[1023u - t];"""
    program = kernel(body, {"out": "device float*"})
    out = np.zeros(1024, np.float32)

    def resident():
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    before = resident()
    for groups in (1, 50, 500, 500):
        program.run([out.ctypes.data], (groups, 1, 1), 1024)
        # A thread needs some pages of its stack, whichever worker runs it.
        assert resident() - before < 1024 * 32768 * cores()
    np.testing.assert_array_equal(out, np.arange(1024)[::-1])
