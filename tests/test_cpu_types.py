"""Vectors, structures, bfloat, limits and atomics of the host headers."""

import ml_dtypes
import numpy as np

from msl_by_hand import cache, evaluate, kernel, refused, run

__all__ = ["cache"]  # a fixture


def test_vectors_are_constructed_swizzled_and_loaded():
    body = """
  float4 v = float4(x[0], x[1], 3.0f, 4.0f);
  float4 w = *(const device float4*)(x);
  int4 i = int4(v * 2.0f);
  float4 sum = v + w + float4(i) + float4(float2(1.0f), v.xy) + 1.0f;
  half4 h = half4(sum);
  *(device float4*)(out) = float4(h);
  out[4] = dot(v, w);
  out[5] = float(max(i, int4(3)).x);
  out[6] = select(v, w, v < w).y;
  vec<float, 2> p = v.zw;
  out[7] = p.y;"""
    x = np.float32([1, 2, 5, 6])
    out = np.zeros(8, np.float32)
    run(kernel(body, {"x": "const device float*", "out": "device float*"}, ()), [x, out])
    v = np.float32([1, 2, 3, 4])
    expected = [*(v + x + 2 * v + np.float32([1, 1, 1, 2]) + 1), v @ x, 3, 2, 4]
    np.testing.assert_array_equal(out, expected)


def test_structures_are_copied_between_address_spaces():
    header = "struct Pair { float a; int b; };"
    body = """
  device Pair* pairs = (device Pair*)out;
  Pair p = pairs[0];
  p.a += 1.0f;
  p.b = 7;
  pairs[1] = p;"""
    out = np.float32([2, 0, 0, 0])
    run(kernel(body, {"out": "device float*"}, (), header), [out])
    assert (out[2], out.view(np.int32)[3]) == (3, 7)


def test_bfloat_operations_round_each_and_mix_with_float():
    body = """
  bfloat a = x[0], b = bfloat(y[0]);
  const constant bfloat& c = few[0];
  bfloat d = y[1] > 0.0f ? x[1] : bfloat(0);
  d += a;
  d = d * b + c;
  threadgroup bfloat shared[2];
  shared[0] = y[1] < 0.0f ? x[1] : a;
  out[0] = d;
  out[1] = bfloat(a + y[0]);
  out[2] = max(shared[0], -d);
  out[3] = a < b ? bfloat(float(half(3.5h))) : bfloat(7);
  if (a == x[0]) { out[4] = bfloat4(a)[3]; }"""
    kinds = {"x": "const device bfloat*", "few": "const constant bfloat*"}
    program = kernel(body, {**kinds, "y": "const device float*", "out": "device bfloat16_t*"}, ())
    x = np.array([1.5, 100.5], ml_dtypes.bfloat16)
    few = np.array([1 / 3], ml_dtypes.bfloat16)
    y = np.float32([1.015625, 1])
    out = np.zeros(5, ml_dtypes.bfloat16)
    run(program, [x, few, y, out])
    a, b = x[0], y[0].astype(ml_dtypes.bfloat16)
    expected = np.array([(x[1] + a) * b + few[0], a + y[0], a, 7, a], ml_dtypes.bfloat16)
    np.testing.assert_array_equal(out, expected)


def test_bits_are_reinterpreted():
    x = np.float32([1, -2.5, np.inf])
    np.testing.assert_array_equal(evaluate("as_type<uint>(x)", "uint32_t", x=x), x.view(np.uint32))
    np.testing.assert_array_equal(
        evaluate("as_type<bfloat>(ushort(as_type<uint>(x) >> 16))", "bfloat16_t", x=x), x
    )
    assert "differ in size" in refused("  out[0] = as_type<float>(ushort(1));")


def test_limits_and_constants_have_their_values():
    constants = {
        "INFINITY": np.inf,
        "float(INT_MAX)": 2.0**31,
        "float(Limits<half>::finite_max)": 65504,
        "Limits<float>::min": -np.inf,
        "float(Limits<bfloat16_t>::max)": np.inf,
        "float(numeric_limits<short>::lowest())": -32768,
        "numeric_limits<float>::max()": np.finfo(np.float32).max,
        "float(numeric_limits<bfloat>::epsilon())": 0.0078125,
        "float(ceildiv(10, 4))": 3,
        "1.0 / 3": np.float32(1) / np.float32(3),
        "log1p(1e-6f)": np.log1p(np.float32(1e-6)),
        "hypot(3.0f, 4.0f)": 5,
        "M_PI_F": np.float32(np.pi),
    }
    writes = "".join(f"  out[{i}] = {text};\n" for i, text in enumerate(constants))
    out = np.zeros(len(constants), np.float32)
    run(kernel(writes, {"out": "device float*"}, ()), [out])
    np.testing.assert_array_equal(out, np.float32(list(constants.values())))


def test_atomics_count_over_all_threads_of_all_threadgroups():
    body = """
  atomic_fetch_add_explicit(&count[0], 1, memory_order_relaxed);
  atomic_fetch_max_explicit(&count[1], int(threadgroup_position_in_grid.x), memory_order_relaxed);
  atomic_fetch_add_explicit(total, 0.5f, memory_order_relaxed);
  if (thread_index_in_threadgroup == 3u) {
    atomic_fetch_or_explicit(&count[2], 1 << (threadgroup_position_in_grid.x % 16u),
                             memory_order_relaxed);
  }"""
    buffers = {"count": "device atomic_int*", "total": "device atomic<float>*"}
    count, total = np.zeros(3, np.int32), np.zeros(1, np.float32)
    run(kernel(body, buffers), [count, total], (500, 1, 1), 100)
    np.testing.assert_array_equal(count, [50000, 499, 65535])
    assert total[0] == 25000


def test_names_that_the_hosts_dialect_reserves_are_free():
    body = "  float local = 1.0f, global = 2.0f, generic = 3.0f, pipe = 4.0f;\n"
    body += "  out[0] = local + global + generic + pipe;"
    out = np.zeros(1, np.float32)
    run(kernel(body, {"out": "device float*"}, ()), [out])
    assert out[0] == 10
