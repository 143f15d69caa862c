"""Functions of vectors, and those that pack colours, agree with the numbers' and NumPy's."""

import re

import numpy as np

from msl_by_hand import cache, evaluate_all, kernel, run

__all__ = ["cache"]  # a fixture

FLOATS = (
    *("copysign(v, w)", "nextafter(v, w)", "min3(v, w, u)", "max3(v, w, u)", "median3(v, w, u)"),
    *("fmin3(v, w, u)", "fmax3(v, w, u)", "fmedian3(v, w, u)", "smoothstep(v, w, u)"),
    *("step(0.5f, v)", "smoothstep(0.0f, 2.0f, v)", "max(0.25f, v)", "min(0.25f, v)"),
    *("fmax(0.25f, v)", "fmin(0.25f, v)", "pow(2.0f, v)", "float4(ilogb(v))", "ldexp(v, int4(3))"),
    *("precise::copysign(v, w)", "fast::median3(v, w, u)", "precise::ldexp(v, 2)"),
)
INTEGERS = (
    *("madhi(v, w, u)", "madsat(v, w, u)", "max3(v, w, u)", "min3(v, w, u)", "median3(v, w, u)"),
    *("extract_bits(v, 3u, 5u)", "insert_bits(v, w, 4u, 7u)", "mul24(v, w)", "mad24(v, w, u)"),
)


def _by_lanes(expressions: tuple[str, ...], kind: str, operands: np.ndarray) -> np.ndarray:
    """Return what an expression gives of vectors, and what it gives lane by lane."""
    body = f"  {kind}4 v = x[0], w = x[1], u = x[2];\n"
    for j, expression in enumerate(expressions):
        body += f"  out[{2 * j}] = {expression};\n"
        one = expression.replace(f"{kind}4(ilogb(v))", "ilogb(v)").replace("int4(3)", "3")
        for lane in range(4):
            scalar = re.sub(r"\b([vwu])\b", rf"\1[{lane}]", one)
            body += f"  out[{2 * j + 1}][{lane}] = {scalar};\n"
    program = kernel(body, {"x": f"const device {kind}4*", "out": f"device {kind}4*"}, ())
    out = np.zeros((len(expressions), 2, 4), operands.dtype)
    run(program, [operands, out])
    return out


def test_functions_of_float_vectors_are_those_of_their_lanes():
    x = np.float32([[0.3, -1.5, 2.25, -0.0], [1.0, -2.0, -0.5, 7.0], [-3.0, 0.5, 0.75, 1e-3]])
    out = _by_lanes(FLOATS, "float", x)
    np.testing.assert_array_equal(out[:, 0], out[:, 1])
    np.testing.assert_array_equal(out[0, 0], np.copysign(x[0], x[1]))
    np.testing.assert_array_equal(out[4, 0], np.median(x, 0))


def test_functions_of_integer_vectors_are_those_of_their_lanes():
    x = np.int32([[1 << 30, -77, 12345, -1], [9, 1 << 20, -5, 100], [2**31 - 1, 3, -4, 5]])
    out = _by_lanes(INTEGERS, "int", x)
    np.testing.assert_array_equal(out[:, 0], out[:, 1])
    np.testing.assert_array_equal(out[4, 0], np.median(x, 0))


def test_second_results_and_masks_of_vectors_have_all_lanes():
    body = """
  float4 v = float4(x[0], x[1], x[2], x[3]), whole, c;
  int4 e;
  out[0] = modf(v, whole);
  out[1] = whole;
  out[2] = frexp(v, e);
  out[3] = float4(e);
  out[4] = sincos(v, c);
  out[5] = c;
  out[6] = float4(bool4(signbit(v)));
  out[7] = float4(bool4(isnormal(v * 0.0f)));
  out[8] = float4(bool4(isunordered(v, float4(NAN, 1.0f, NAN, 1.0f))));
"""
    x = np.float32([0.75, -1.5, 10.25, -0.125])
    out = np.full((9, 4), 9, np.float32)
    run(kernel(body, {"x": "const device float*", "out": "device float4*"}, ()), [x, out])
    np.testing.assert_array_equal(out[:2], np.modf(x))
    np.testing.assert_array_equal(out[2:4], np.frexp(x))
    np.testing.assert_allclose(out[4:6], [np.sin(x), np.cos(x)], atol=2e-6)
    np.testing.assert_array_equal(out[6:], [x < 0, [0] * 4, [1, 0, 1, 0]])


def test_light_is_refracted_and_normals_face_forward():
    body = """
  float3 i = normalize(float3(1.0f, -1.0f, 0.0f)), n = float3(0.0f, 1.0f, 0.0f);
  out[0] = refract(i, n, 0.5f);
  out[1] = refract(i, n, 2.0f);
  out[2] = faceforward(n, i, n);
  out[3] = faceforward(n, -i, n);
  out[4] = cross(i, n) * fast::length(i) * precise::distance(n, -n);
"""
    out = np.zeros((5, 4), np.float32)
    run(kernel(body, {"out": "device float3*"}, ()), [out])
    s = 0.5 * np.sqrt(0.5)  # Snell's law: the sine behind the surface
    wanted = [[s, -np.sqrt(1 - s * s), 0], [0, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, np.sqrt(2)]]
    np.testing.assert_allclose(out[:, :3], wanted, atol=1e-6)


def test_colours_unpack_to_fractions_and_pack_to_the_nearest():
    words = np.uint32([0, 0xFFFFFFFF, 0x80FF017F, 0x12345678, 0xC0015AFE])
    parts = words.view(np.uint8).reshape(-1, 4)
    signed = np.maximum(words.view(np.int8).reshape(-1, 4) / 127, -1)
    halves = words.view(np.uint16).reshape(-1, 2) / 65535
    names = ("unorm4x8", "snorm4x8", "unorm2x16", "snorm2x16", "unorm10a2", "unorm4x8_srgb")
    lanes = [
        f"unpack_{name}_to_float(x)[{i}]"
        for name, n in zip(names, (4, 4, 2, 2, 4, 4), strict=True)
        for i in range(n)
    ]
    got = evaluate_all(lanes, "float", x=words)
    c = parts[:, :3] / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    tens = [(words >> s & 1023) / 1023 for s in (0, 10, 20)]
    wanted = [
        *(parts / 255).T,
        *signed.T,
        *halves.T,
        *np.maximum(words.view(np.int16).reshape(-1, 2) / 32767, -1).T,
        *tens,
        (words >> 30) / 3,
        *linear.T,
        parts[:, 3] / 255,
    ]
    np.testing.assert_allclose(got, wanted, atol=1e-6)
    again = [f"pack_float_to_{name}(unpack_{name}_to_float(x))" for name in names[:5]]
    again += ["pack_float_to_srgb_unorm4x8(unpack_unorm4x8_srgb_to_float(x))"]
    again += ["pack_half_to_unorm4x8(unpack_unorm4x8_to_half(x))"]
    again += ["pack_float_to_unorm4x8(float4(0.5f, -3.0f, 7.0f, NAN))"]
    back = evaluate_all(again, "uint32_t", x=words)
    for i in (0, 2, 4, 5, 6):
        np.testing.assert_array_equal(back[i], words, again[i])
    # The least number of snorm has no fraction of its own.
    kept = np.where(parts == 128, 129, parts).astype(np.uint8)
    np.testing.assert_array_equal(back[1], kept.view(np.uint32)[:, 0])
    assert (back[7] == 0x00FF0080).all(), "0.5 * 255 = 127.5 rounds to even"
