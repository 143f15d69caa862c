"""The CPU executor: simdgroup_matrix, against plain NumPy."""

import ml_dtypes
import numpy as np
import pytest

from msl_by_hand import INDEX, cache, kernel, refused, run
from tmetal.runtime.cpu import KernelError

__all__ = ["cache"]  # a fixture

LANES = (*INDEX, "thread_index_in_simdgroup", "simdgroup_index_in_threadgroup")
TYPES = {"half": np.float16, "float": np.float32, "bfloat": ml_dtypes.bfloat16}
HEADER = "#include <metal_simdgroup_matrix>"


def program_of(body, buffers):
    start = "  uint t = thread_index_in_threadgroup, lane = thread_index_in_simdgroup;\n"
    return kernel(start + body, buffers, LANES, HEADER)


def small(shape, dtype, seed=0):
    """Integers: sums of their products are exact in every type."""
    return np.random.default_rng(seed).integers(-3, 4, shape).astype(dtype)


@pytest.mark.parametrize("name", TYPES)
def test_each_lane_holds_two_neighbours_of_a_row(name):
    body = f"""
  simdgroup_matrix<{name}, 8, 8> m;
  simdgroup_load(m, in);
  thread auto& e = m.thread_elements();
  out[lane * 2u] = e[0];
  out[lane * 2u + 1u] = e[1];"""
    x = np.arange(64).astype(TYPES[name])
    out = np.zeros((32, 2), TYPES[name])
    program = program_of(body, {"in": f"const device {name}*", "out": f"device {name}*"})
    run(program, [x, out], threads=32)
    lane = np.arange(32)
    quad = lane // 4
    row, column = (quad & 4) + lane // 2 % 4, (quad & 2) * 2 + lane % 2 * 2
    np.testing.assert_array_equal(out[:, 0], row * 8 + column)
    np.testing.assert_array_equal(out[:, 1], row * 8 + column + 1)


@pytest.mark.parametrize("transpose", [False, True])
@pytest.mark.parametrize("space", ["device", "threadgroup"])
def test_load_and_store_take_a_stride_an_origin_and_a_transposition(space, transpose):
    origin = "ulong2(3, 2)"
    flag = str(transpose).lower()
    memory = (
        "  threadgroup float s[240], d[240];\n"
        "  for (uint i = t; i < 240u; i += 32u) { s[i] = in[i]; d[i] = -1.0f; }\n"
        "  threadgroup_barrier(mem_flags::mem_threadgroup);\n"
        if space == "threadgroup"
        else "  const device float* s = in; device float* d = out;\n"
    )
    back = (
        "  threadgroup_barrier(mem_flags::mem_threadgroup);\n"
        "  for (uint i = t; i < 240u; i += 32u) { out[i] = d[i]; }"
        if space == "threadgroup"
        else ""
    )
    body = f"""{memory}
  simdgroup_float8x8 m;
  simdgroup_load(m, s, 20, {origin}, {flag});
  simdgroup_store(m, d, 20, ulong2(1, 4), false);
{back}"""
    x = np.arange(240, dtype=np.float32).reshape(12, 20)
    out = np.full((12, 20), -1, np.float32)
    run(
        program_of(body, {"in": "const device float*", "out": "device float*"}),
        [x, out],
        threads=32,
    )
    tile = x[2:10, 3:11]
    wanted = np.full_like(out, -1)
    wanted[4:12, 1:9] = tile.T if transpose else tile
    np.testing.assert_array_equal(out, wanted)


@pytest.mark.parametrize(
    ("a", "b", "c", "d"),
    [
        *(("float",) * 4, ("half",) * 4, ("bfloat",) * 4),
        *(("half", "half", "float", "float"), ("bfloat", "bfloat", "float", "float")),
        *(("half", "float", "half", "bfloat"),),
    ],
)
def test_a_product_is_summed_with_a_matrix_of_any_types(a, b, c, d):
    body = f"""
  simdgroup_matrix<{a}, 8, 8> x; simdgroup_matrix<{b}, 8, 8> y;
  simdgroup_matrix<{c}, 8, 8> z; simdgroup_matrix<{d}, 8, 8> w, v;
  uint at = simdgroup_index_in_threadgroup * 64u;
  simdgroup_load(x, p + at); simdgroup_load(y, q + at); simdgroup_load(z, r + at);
  simdgroup_multiply_accumulate(w, x, y, z);
  simdgroup_multiply(v, x, y);
  simdgroup_store(w, out + at); simdgroup_store(v, out + 256u + at);"""
    names = {"p": a, "q": b, "r": c}
    buffers = {k: f"const device {v}*" for k, v in names.items()} | {"out": f"device {d}*"}
    x, y, z = (small((4, 8, 8), TYPES[n], i) for i, n in enumerate(names.values()))
    out = np.zeros((2, 4, 8, 8), TYPES[d])
    run(program_of(body, buffers), [x, y, z, out], threads=128)
    product = x.astype(np.float32) @ y.astype(np.float32)
    np.testing.assert_array_equal(out[0], product + z.astype(np.float32))
    np.testing.assert_array_equal(out[1], product)


def test_a_matrix_may_be_source_and_result_at_once():
    body = """
  simdgroup_float8x8 x;
  simdgroup_load(x, in);
  simdgroup_multiply_accumulate(x, x, x, x);
  simdgroup_multiply(x, x, x);
  simdgroup_store(x, out);"""
    x = small((8, 8), np.float32)
    out = np.zeros_like(x)
    run(
        program_of(body, {"in": "const device float*", "out": "device float*"}),
        [x, out],
        threads=32,
    )
    y = x @ x + x
    np.testing.assert_array_equal(out, y @ y)


def test_products_in_a_row_see_each_others_results():
    """Such products wait for the other lanes once; here there are more than there is room for."""
    more = "  simdgroup_multiply_accumulate(z, x, y[1], z);\n" * 20
    body = f"""
  simdgroup_matrix<half, 8, 8> x;
  simdgroup_float8x8 y[2], z(1.0f);
  simdgroup_load(x, p);
  simdgroup_load(y[0], q);
  simdgroup_multiply_accumulate(y[1], x, y[0], y[0]);
  simdgroup_multiply_accumulate(z, y[1], y[0], z);
{more}
  if (lane < 32u) simdgroup_multiply_accumulate(z, z, y[0], z);
  simdgroup_multiply_accumulate(z, x, y[0], z);
  simdgroup_store(z, out);"""
    x, y = small((8, 8), np.float16), small((8, 8), np.float32, 1)
    out = np.zeros((8, 8), np.float32)
    buffers = {"p": "const device half*", "q": "const device float*", "out": "device float*"}
    run(program_of(body, buffers), [x, y, out], threads=32)
    first = x.astype(np.float32) @ y + y
    z = first @ y + np.eye(8, dtype=np.float32) + 20 * (x.astype(np.float32) @ first)
    z = z @ y + z
    np.testing.assert_array_equal(out, z + x.astype(np.float32) @ y)


def test_matrices_are_made_filled_and_diagonal():
    body = """
  simdgroup_store(make_filled_simdgroup_matrix<float, 8, 8>(3.0f), out);
  simdgroup_store(make_filled_simdgroup_matrix<float, 8>(4.0f), out + 64);
  simdgroup_store(simdgroup_float8x8(5.0f), out + 128);
  simdgroup_store(make_diagonal_simdgroup_matrix<float, 8, 8>(6.0f), out + 192);"""
    out = np.zeros((4, 8, 8), np.float32)
    run(program_of(body, {"out": "device float*"}), [out], threads=32)
    eye = np.eye(8)
    np.testing.assert_array_equal(out, [eye * 0 + 3, eye * 0 + 4, eye * 5, eye * 6])


def test_a_product_without_all_lanes_is_no_number():
    body = """
  simdgroup_float8x8 x(1.0f);
  simdgroup_multiply(x, x, x);
  out[lane] = as_type<uint>(x.thread_elements()[0]);"""
    out = np.zeros(24, np.uint32)
    run(program_of(body, {"out": "device uint*"}), [out], threads=24)
    np.testing.assert_array_equal(out, 0xCDCDCDCD)


def test_matrices_are_values():
    """Copies, arguments and results are matrices of their own, though lanes share memory."""
    helper = """
inline simdgroup_float8x8 squared(simdgroup_float8x8 m) {
  simdgroup_float8x8 before = m;
  simdgroup_multiply(m, m, before);
  before = simdgroup_float8x8(9.0f);
  return m;
}
struct Pair { simdgroup_float8x8 one, other; };"""
    body = """
  Pair pair;
  simdgroup_load(pair.one, in);
  for (int i = 0; i < 2; ++i) {
    Pair copy = pair;
    pair.other = squared(squared(copy.one));
    simdgroup_float8x8 sum = squared(simdgroup_float8x8(2.0f));
    simdgroup_multiply_accumulate(pair.one, pair.one, sum, copy.one);
  }
  simdgroup_store(pair.one, out);
  simdgroup_store(pair.other, out + 64);"""
    x = small((8, 8), np.float32)
    out = np.zeros((2, 8, 8), np.float32)
    buffers = {"in": "const device float*", "out": "device float*"}
    run(kernel(body, buffers, LANES, HEADER + helper), [x, out], threads=32)
    y = 5 * x
    np.testing.assert_array_equal(out, [5 * y, y @ y @ y @ y])


def test_a_thread_may_have_hundreds_of_matrices():
    body = """
  simdgroup_float8x8 m[300], sum(0.0f);
  for (int i = 0; i < 300; ++i) simdgroup_load(m[i], in + 64 * (i % 4));
  for (int i = 0; i < 300; ++i) simdgroup_multiply_accumulate(sum, m[i], m[299 - i], sum);
  simdgroup_store(sum, out);"""
    x = small((4, 8, 8), np.float32)
    out = np.zeros((8, 8), np.float32)
    buffers = {"in": "const device float*", "out": "device float*"}
    run(program_of(body, buffers), [x, out], threads=64)
    np.testing.assert_array_equal(out, 75 * (x @ x[::-1]).sum(0))


def test_lanes_that_name_different_matrices_fail():
    body = """
  simdgroup_float8x8 m[2] = {simdgroup_float8x8(1.0f), simdgroup_float8x8(2.0f)};
  simdgroup_multiply(m[0], m[0], m[lane / 20u]);
  simdgroup_store(m[0], out);"""
    out = np.zeros(64, np.float32)
    message = "named different matrices in one call: .* thread 0 is at line .*, thread 20 at line"
    with pytest.raises(KernelError, match=message):
        run(program_of(body, {"out": "device float*"}), [out], threads=32)


@pytest.mark.parametrize(
    "statement",
    [
        "simdgroup_matrix<float, 16, 16> m;",
        "simdgroup_matrix<int, 8, 8> m;",
        "simdgroup_half8x8 m; simdgroup_load(m, x);",
        "simdgroup_float8x8 m; simdgroup_store(m, x);",
        "simdgroup_float8x8 m, n; n = m * m;",
    ],
)
def test_what_metal_has_not_for_matrices_is_refused(statement):
    assert "error" in refused(
        f"  {statement}\n  simdgroup_barrier(mem_flags::mem_none);", header=HEADER
    )
