"""The CPU executor: Metal by hand runs as it would on a GPU."""

import numpy as np
import pytest

from msl_by_hand import INDEX, TYPES, WIDE, cache, kernel, run
from tmetal.runtime import cpu
from tmetal.runtime.strict import ATTRIBUTES

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


@pytest.mark.parametrize("barrier", ["", "threadgroup_barrier(mem_flags::mem_none);"])
def test_attributes_have_the_values_of_a_gpu(barrier):
    names = tuple(ATTRIBUTES)
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
    groups, threads = np.array([3, 2, 4]), np.array([5, 4, 3])
    size = groups * threads
    out = np.zeros((*size[::-1], width), np.uint32)
    run(kernel(body, {"out": "device uint*"}, names), [out], tuple(groups), tuple(threads))
    position = np.stack(np.meshgrid(*map(np.arange, size), indexing="ij"), -1).transpose(2, 1, 0, 3)
    inside = position % threads
    index = inside @ [1, threads[0], threads[0] * threads[1]]
    expected = {
        "thread_position_in_grid": position,
        "thread_position_in_threadgroup": inside,
        "threadgroup_position_in_grid": position // threads,
        "threadgroups_per_grid": groups,
        "grid_origin": [0, 0, 0],
        **dict.fromkeys(("grid_size", "threads_per_grid"), size),
        **dict.fromkeys(("threads_per_threadgroup", "dispatch_threads_per_threadgroup"), threads),
        "thread_index_in_threadgroup": index,
        "thread_index_in_simdgroup": index % 32,
        "simdgroup_index_in_threadgroup": index // 32,
        "thread_index_in_quadgroup": index % 4,
        "quadgroup_index_in_threadgroup": index // 4,
        **dict.fromkeys(("simdgroups_per_threadgroup", "dispatch_simdgroups_per_threadgroup"), 2),
        **dict.fromkeys(("quadgroups_per_threadgroup", "dispatch_quadgroups_per_threadgroup"), 15),
        **dict.fromkeys(("thread_execution_width", "threads_per_simdgroup"), 32),
    }
    assert expected.keys() == set(names)
    for i, name in enumerate(wide):
        got = out[..., 3 * i : 3 * i + 3]
        np.testing.assert_array_equal(got, np.broadcast_to(expected[name], got.shape), name)
    for i, name in enumerate(narrow):
        got = out[..., 3 * len(wide) + i]
        np.testing.assert_array_equal(got, np.broadcast_to(expected[name], got.shape), name)


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
