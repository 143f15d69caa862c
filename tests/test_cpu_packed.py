"""The CPU executor: packed vectors, vectors of bool, arrays, uniforms, traits, against NumPy."""

import numpy as np
import pytest

from msl_by_hand import INDEX, cache, kernel, refused, run
from tmetal.runtime import cpu
from tmetal.runtime.entry import signature, specialize
from tmetal.runtime.toolchain import CompileFailure

__all__ = ["cache"]  # a fixture


def filled(body, n=1, dtype=np.float32, name="float", header="", **inputs):
    """Run a body in one thread over `out`, and inputs given as (type, array)."""
    buffers = {k: f"const device {kind}*" for k, (kind, _) in inputs.items()}
    out = np.zeros(n, dtype)
    program = kernel(body, {**buffers, "out": f"device {name}*"}, INDEX[1:], header)
    run(program, [*(array for _, array in inputs.values()), out])
    return out


@pytest.mark.parametrize("lanes", [2, 3, 4])
@pytest.mark.parametrize(
    ("name", "dtype"), [("float", np.float32), ("half", np.float16), ("int", np.int32)]
)
def test_packed_vectors_lie_side_by_side(name, dtype, lanes):
    packed = f"packed_{name}{lanes}"
    body = f"""
  static_assert(sizeof({packed}) == {lanes} * sizeof({name}), "size");
  static_assert(alignof({packed}) == sizeof({name}), "alignment");
  {name}{lanes} v = x[1];
  out[0] = v + {name}{lanes}(x[2]);
  out[1] = x[1] * x[2] - v;
  out[2] = {packed}({name}(7));
  out[2].y = x[0][1];
  out[3] = -x[3];
  out[3] += v;
  out[4][0] = out[3].x;"""
    x = np.arange(1, 5 * lanes + 1).astype(dtype).reshape(5, lanes)
    out = filled(body, 5 * lanes, dtype, packed, x=(packed, x)).reshape(5, lanes)
    wanted = np.zeros_like(out)
    wanted[0], wanted[1] = x[1] + x[2], x[1] * x[2] - x[1]
    wanted[2] = 7
    wanted[2, 1] = x[0, 1]
    wanted[3] = x[1] - x[3]
    wanted[4, 0] = wanted[3, 0]
    np.testing.assert_array_equal(out, wanted)


def test_packed_vectors_are_operands_of_constructors_and_of_functions():
    body = """
  packed_float3 p = packed_float3(1.0f, float2(2.0f, 3.0f));
  float4 v = float4(p, 4.0f);
  out[0] = v.x + v.y * 10.0f + v.z * 100.0f + v.w * 1000.0f;
  out[1] = dot(float3(p), float3(p));
  out[2] = (p * 2.0f).z + p.x;
  thread packed_float3& r = p;
  r = v.wzy;
  out[3] = p.x * 100.0f + p.y * 10.0f + p.z;"""
    np.testing.assert_array_equal(filled(body, 4), [4321, 14, 7, 432])


def test_a_packed_vector_can_be_in_constant_and_in_threadgroup_memory():
    body = """
  threadgroup packed_half3 s[2];
  s[1] = packed_half3(c[1]);
  s[1].z += 1.0h;
  half3 v = s[1];
  out[0] = v.x; out[1] = v.y; out[2] = v.z;"""
    buffers = {"c": "const constant packed_half3*", "out": "device half*"}
    out = np.zeros(3, np.float16)
    run(kernel(body, buffers, INDEX[1:]), [np.arange(6, dtype=np.float16), out])
    np.testing.assert_array_equal(out, [3, 4, 6])


def test_vectors_of_bool_have_a_byte_an_element():
    body = """
  union { bool4 b; uint i; } u;
  u.b = {true, true, true, true};
  u.b[2] = false;
  out[0] = u.i;
  static_assert(sizeof(bool2) == 2 && sizeof(bool3) == 4 && sizeof(bool4) == 4, "size");"""
    np.testing.assert_array_equal(filled(body, 1, np.uint32, "uint"), [0x01000101 + 0x100 - 0x100])


def test_comparing_vectors_gives_vectors_of_bool():
    body = """
  float4 a = float4(1.0f, 5.0f, 3.0f, 0.0f), b = float4(2.0f, 4.0f, 3.0f, 9.0f);
  bool4 less = a < b;
  bool4 equal = a == b;
  out[0] = less.x * 8 + less.y * 4 + less.z * 2 + less.w;
  out[1] = any(equal) * 2 + all(equal);
  out[2] = all(less || equal || bool4(false, true, false, false)) * 10 + all(a <= b);
  float4 c = select(a, b, less && !equal);
  out[3] = int(c.x * 1000.0f + c.y * 100.0f + c.z * 10.0f + c.w);
  out[4] = any(less & equal) * 2 + any(less ^ equal);"""
    np.testing.assert_array_equal(filled(body, 5, np.int32, "int"), [9, 2, 10, 2539, 1])


def test_an_array_is_copied_as_one_value():
    header = """
template <typename T>
array<T, 3> twice(array<T, 3> x) {
  for (size_t i = 0; i < x.size(); ++i) { x[i] *= T(2); }
  return x;
}"""
    body = """
  metal::array<float, 3> a = {1.0f, 2.0f, 3.0f};
  array<float, 3> b = twice(a);
  out[0] = b[0] + a[0]; out[1] = b[1] + a[1]; out[2] = b[2] + a[2];"""
    np.testing.assert_array_equal(filled(body, 3, header=header), [3, 6, 9])


def test_a_uniform_is_a_value_with_the_operators_of_its_type():
    body = """
  const uniform<int> step = make_uniform(7);
  const metal::uniform<int> size = make_uniform(int(x[0]));
  const uniform<int> count = size / step, rest = size - count * step;
  int sum = 0;
  for (int i = 0; i < count; ++i) { sum += step; }
  out[0] = sum; out[1] = rest; out[2] = rest < step ? 1 : 0; out[3] = size + 1;"""
    out = filled(body, 4, np.int32, "int", x=("int", np.array([30], np.int32)))
    np.testing.assert_array_equal(out, [28, 2, 1, 31])


def test_traits_tell_about_types():
    header = """
static_assert(is_convertible_v<int, float> && is_convertible_v<half, float>, "");
static_assert(is_convertible_v<bfloat, float> && !is_convertible_v<float, bfloat>, "");
static_assert(!is_convertible_v<bfloat, half> && !is_convertible_v<bfloat, int>, "");
static_assert(is_same_v<remove_addrspace_t<const constant int>, const int>, "");
static_assert(is_same_v<remove_cv_t<const volatile half>, half>, "");
static_assert(is_pointer_v<device int*> && !is_pointer_v<int>, "");
static_assert(is_same_v<make_unsigned_t<short>, ushort>, "");
static_assert(is_same_v<make_signed_t<ulong>, long>, "");
static_assert(is_same_v<conditional_t<is_signed_v<uint>, int, uint>, uint>, "");
struct A { int a; };
struct B : A {};
static_assert(is_base_of_v<A, B> && is_class_v<A> && !is_class_v<int>, "");"""
    np.testing.assert_array_equal(filled("  out[0] = 1.0f;", header=header), [1])


def test_half_and_bfloat_are_cast_into_each_other():
    header = """
template <typename T, typename U>
T to(U x) { return static_cast<T>(x); }"""
    body = """
  out[0] = float(static_cast<bfloat>(x[0]));
  out[1] = float(to<half>(bfloat(2.5f)));
  out[2] = float(to<bfloat>(half(x[0])));
  out[3] = to<float>(1.25bf);"""
    out = filled(body, 4, header=header, x=("half", np.array([1.003], np.float16)))
    np.testing.assert_array_equal(out, [1, 2.5, 1, 1.25])


def test_vectors_are_made_of_braces_of_template_types_and_by_declaration():
    header = """
METAL_FUNC float sum(uint3 v) { return float(v.x + v.y * 10u + v.z * 100u); }
METAL_FUNC float sum(long n) { return float(n); }
struct Pair { float a; int b; };
METAL_FUNC float first(Pair p) { return p.a + float(p.b); }
template <typename T>
T sum_of(T x, T y) {
  using pair_t = metal::vec<T, 2>;
  vec<T, 2> v = vec<T, 2>(x, y);
  pair_t w = pair_t(y, y);
  return v.x + v.y + w.x;
}"""
    body = """
  short2 offset(int(x[0]) * 2, int(x[0]) + 1);
  out[0] = float(offset.x * 10 + offset.y);
  out[1] = sum({uint(x[0]), 2u, 3u});
  out[2] = first({1.5f, 2});
  out[3] = sum_of(1.0f, 2.0f);
  out[4] = sum(5l);"""
    out = filled(body, 5, header=header, x=("float", np.array([4], np.float32)))
    np.testing.assert_array_equal(out, [85, 324, 3.5, 5, 5])


def test_methods_may_say_that_they_are_for_objects_of_a_thread():
    header = """
struct Counter {
  int n;
  Counter(int start) thread : n(start) {}
  thread int& value() thread { return n; }
  int twice() const thread { return n * 2; }
};
struct Add {
  template <typename T>
  T operator()(T x, T y) thread { return x + y; }
};
METAL_FUNC Counter made(int n) { return {n}; }
METAL_FUNC void grow(thread int& x) { x += 5; }"""
    body = """
  Counter c = made(3);
  grow(c.value());
  out[0] = float(c.twice());
  out[1] = Add()(1.0f, 2.0f) + float(Add{}(1, made(4).n));"""
    np.testing.assert_array_equal(filled(body, 2, header=header), [16, 8])


@pytest.mark.parametrize(
    "statement",
    [
        "packed_float3 p; float4 v = p;",
        "bfloat b = half(1.0h);",
        "float3 v = {1.0f, 2.0f, 3.0f, 4.0f};",
        "int4 v = float4(1.0f);",
    ],
)
def test_what_does_not_convert_is_refused(statement):
    assert "error" in refused(f"  {statement}\n  out[0] = 1.0f;")


def shared_arguments(n):
    """A kernel with two threadgroup arguments and a threadgroup variable, n numbers each."""
    body = """
  threadgroup float own[64];
  a[t] = float(t); b[t] = float(t) * 100.0f; own[t] = float(t) * 10000.0f;
  threadgroup_barrier(mem_flags::mem_threadgroup);
  uint other = 63u - t;
  out[group.x * 64u + t] = a[other] + b[other] + own[other];"""
    params = """
    threadgroup float* a [[threadgroup(0)]], threadgroup float* b [[threadgroup(1)]],
    device float* out [[buffer(0)]], uint t [[thread_index_in_threadgroup]],
    uint3 group [[threadgroup_position_in_grid]]"""
    text = f"[[kernel]] void k({params}) {{{body}\n}}"
    read = signature(text, "k")
    return cpu.load(text, "k", read.buffers, read.attributes), [n * 4, n * 4]


def test_a_threadgroup_argument_is_given_by_its_size():
    program, sizes = shared_arguments(64)
    out = np.zeros((50, 64), np.float32)
    program.run([*sizes, out.ctypes.data], (50, 1, 1), 64)
    np.testing.assert_array_equal(out, np.broadcast_to(np.arange(64)[::-1] * 10101, out.shape))


def test_more_than_32_kb_of_threadgroup_arguments_are_refused():
    program, sizes = shared_arguments(5000)
    with pytest.raises(ValueError, match="40000 bytes of threadgroup memory"):
        program.run([*sizes, np.zeros(64, np.float32).ctypes.data], (1, 1, 1), 64)


@pytest.mark.parametrize("values", [{0: True, 1: -3}, {"wide": True, "shift": -3}])
def test_function_constants_get_values_by_index_or_by_name(values):
    text = """
#define HOST static constant constexpr const
constant bool wide [[function_constant(0)]];
HOST int shift [[function_constant(1)]];
[[kernel]] void k(
    device int* out [[buffer(0)]],
    const device int* more [[buffer(1), function_constant(wide)]],
    uint i [[thread_position_in_grid]]) {
  out[i] = is_function_constant_defined(shift) ? int(i) + shift : 0;
  if (wide) { out[i] *= more[i]; }
}"""
    whole = specialize(text, values)
    read = signature(whole, "k")
    assert read.names == ("out", "more")
    out, more = np.zeros(8, np.int32), np.arange(8, dtype=np.int32)
    run(cpu.load(whole, "k", read.buffers, read.attributes), [out, more], threads=8)
    np.testing.assert_array_equal(out, (np.arange(8) - 3) * more)
    with pytest.raises(CompileFailure, match=r"'shift' \(1\) has no value"):
        specialize(text, {0: True})


def test_the_signature_of_a_template_has_its_arguments_put_in():
    text = """
template <typename T, typename U = T, int N = 4>
[[kernel, max_total_threads_per_threadgroup(N * 32)]] void f(
    const device T* x [[buffer(0)]], device U* y, constant const long strides[2],
    constant Size<T, N>& size, ushort2 at [[thread_position_in_grid]],
    uint lane [[thread_index_in_simdgroup]]) {}
[[kernel]] void g() {}"""
    read = signature(text, "f<half, float>")
    sizes = ("constant const long*", "constant Size<half, 4>&")
    assert tuple(kind.replace(" *", "*") for kind in read.buffers) == (
        "const device half*", "device float*", *sizes
    )  # fmt: skip
    assert read.attributes == ("thread_position_in_grid", "thread_index_in_simdgroup")
    assert signature(text, "g").parameters == ()
    with pytest.raises(CompileFailure, match="no kernel 'h'"):
        signature(text, "h")


def test_threadgroup_variables_of_inner_scopes_do_not_share_memory():
    text = """
[[kernel]] void k(device float* out, uint t [[thread_index_in_threadgroup]]) {
  float sum = 0.0f;
  if (t < 32u) { threadgroup float a[32]; a[t] = 1.0f;
    simdgroup_barrier(mem_flags::mem_threadgroup); sum += a[31u - t]; }
  else { threadgroup float b[32], c; b[t - 32u] = 2.0f; if (t == 32u) { c = 5.0f; }
    simdgroup_barrier(mem_flags::mem_threadgroup); sum += b[63u - t] + c; }
#ifndef NOTHING
  threadgroup float d[64];
#endif
  d[t] = sum;
  threadgroup_barrier(mem_flags::mem_threadgroup);
  out[t] = d[63u - t];
}"""
    read = signature(text, "k")
    out = np.zeros(64, np.float32)
    run(cpu.load(text, "k", read.buffers, read.attributes), [out], threads=64)
    np.testing.assert_array_equal(out, np.repeat([7, 1], 32))
