"""The CPU executor: what MLX's prelude declares before a kernel's text, against plain NumPy."""

import numpy as np

from msl_by_hand import INDEX, cache, kernel, run

__all__ = ["cache"]  # a fixture

SHAPE, STRIDES = (3, 4, 5), (40, 2, 8)


def ran(body, n, dtype=np.int32, name="int", header="", **inputs):
    kinds = {"shape": "const constant int*", "strides": "const constant int64_t*"}
    buffers = {k: kinds.get(k, "const device complex64_t*") for k in inputs} | {
        "out": f"device {name}*"
    }
    out = np.zeros(n, dtype)
    run(kernel(body, buffers, INDEX[1:], header), [*inputs.values(), out])
    return out


def described():
    return {"shape": np.array(SHAPE, np.int32), "strides": np.array(STRIDES, np.int64)}


def locations():
    return np.array([np.dot(at, STRIDES) for at in np.ndindex(SHAPE)])


def test_an_element_is_found_by_its_number_or_by_its_coordinates():
    body = """
  for (int i = 0; i < 60; i++) {
    out[i] = int(elem_to_loc(i, shape, strides, 3));
    out[60 + i] = int(elem_to_loc<int>(uint3(i % 5, i / 5 % 4, i / 20), shape, strides, 3));
    out[120 + i] = int(elem_to_loc_3(uint3(i % 5, i / 5 % 4, i / 20), strides));
    uint3 at = uint3(i % 5, i / 5 % 4, i / 20);
    vec<int64_t, 2> both = elem_to_loc_2_nd(at, shape, strides, strides, 3);
    out[180 + i] = int(both.x + both.y);
  }"""
    out = ran(body, 240, **described()).reshape(4, 60)
    np.testing.assert_array_equal(out, locations() * np.array([[1], [1], [1], [2]]))


def test_a_loop_over_elements_goes_on_by_any_number():
    body = """
  LoopedElemToLoc<3, int64_t, true> one(3);
  LoopedElemToLoc<1, size_t> seven(3);
  for (int i = 0; i < 8; i++) {
    out[i] = int(one.location());
    out[8 + i] = int(seven.location());
    one.next(shape, strides);
    seven.next(7, shape, strides);
  }"""
    out = ran(body, 16, **described()).reshape(2, 8)
    np.testing.assert_array_equal(out, [locations()[:8], locations()[:56:7]])


def test_complex_numbers_have_their_arithmetic():
    body = """
  complex64_t a = x[0], b = x[1];
  out[0] = a + b; out[1] = a - b; out[2] = a * b; out[3] = a / b;
  out[4] = -a; out[5] = 2.0f * a + 1; out[6] = a; out[6] += b;
  out[7] = complex64_t(float(a), float(a < b) + float(a == a) * 2.0f);"""
    x = np.array([3 + 4j, 1 - 2j], np.complex64)
    a, b = x
    out = ran(body, 8, np.complex64, "complex64_t", x=x)
    np.testing.assert_allclose(
        out, [a + b, a - b, a * b, a / b, -a, 2 * a + 1, a + b, 3 + 2j], rtol=1e-6
    )


def test_the_constants_and_small_functions_exist():
    body = """
  out[0] = REDUCE_N_READS + REDUCE_N_WRITES + SOFTMAX_N_READS + RMS_N_READS;
  out[0] += MAX_REDUCE_SPECIALIZED_DIMS;
  out[1] = RMS_LOOPED_LIMIT + CROSS_ENTROPY_N_READS;
  out[2] = WorkPerThread<half>::n * 10 + WorkPerThread<long>::n;
  out[3] = cast_to<bool>(as_type<float>(1u)) + cast_to<bool>(-0.0f) + cast_to<int>(2.5f);
  out[4] = ceildiv(10, 4);
  ConditionalType<sizeof(int) == 4, int, float>::type seven = 7;
  out[5] = seven;"""
    np.testing.assert_array_equal(ran(body, 6), [20, 4100, 41, 3, 3, 7])
